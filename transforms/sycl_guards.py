"""Returns before barriers, for SYCL. There every work-item of a group has to reach a barrier, while CUDA does not wait
for threads that have returned. A work-item that would return stays instead, and what follows is done only by those
that live: ``if (i >= n) return;`` becomes ``const bool live = !(i >= n);``, and the statements between barriers go
under ``if (live)``. What cannot be written so exactly is reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..parser import rules
from ..parser.diagnostics import Sink
from ..parser.source import Span
from ..parser.tokens import ID, NUMBER, RawTokens
from .edits import Edit
from .host_cuts import line_indent
from .sycl_groups import meets_plainly
from .sycl_kept import Kept, NotKeptError
from .sycl_program import ASSIGN, LIVE, Function, Program, call_bracket
from .sycl_statements import Statement, read_statements
from .sycl_types import Names, arithmetic
from .sycl_uniform import PURE, Uniform, names_of

TARGET = "SYCL"
_LOOPS = ("for", "while", "do", "switch")  # what `break` leaves


class _RefusedError(Exception):
    """Something that cannot be put under a guard: its token, what it is, and what to do about it."""

    def __init__(self, token: int, what: str, why: str) -> None:
        super().__init__(what)
        self.token, self.what, self.why = token, what, why


def settle_live(program: Program, names: Names) -> None:
    """Find the functions that threads have to call for their barriers although they have returned from the caller."""
    changed = True
    while changed:
        changed = False
        for function in program.functions:
            if function.declared.body < 0 or not program.has_barrier(function):
                continue
            _, calls = guard_edits(program, function, names_of(function, names), Sink())
            for index in sorted(calls):
                for called in program.named(function.region.tokens.texts[index]):
                    if program.has_barrier(called) and LIVE not in program.of(called):
                        program.add_live(called)
                        changed = True


def guard_edits(program: Program, function: Function, names: Names, sink: Sink) -> tuple[list[Edit], set[int]]:
    """The edits that keep the work-items of a function at its barriers, none where nothing returns too early; and the
    tokens of the functions that are called by those that do not live too."""
    tokens, declared = function.region.tokens, function.declared
    body = read_statements(tokens, declared.body + 1, tokens.mates[declared.body])
    guards = _Guards(program, function, names, tokens, Uniform(program, function, names))
    guards.declared = LIVE in program.of(function)
    hazards = guards.hazards(body)
    if not hazards and not guards.declared:
        return [], set()
    try:
        first = hazards[0].first if hazards else declared.body
        if function.region.macro is not None:
            raise _RefusedError(first, "a return before a barrier in a macro", "write the kernel without the macro")
        valued = next((h for h in hazards if h.stop > h.first + 2), None)
        if valued is not None:
            why = "compute the value and return it at the end"
            raise _RefusedError(valued.first, "a return of a value before a barrier", why)
        guards.rewrite(body)
    except _RefusedError as refused:
        span = Span(tokens.source, tokens.starts[refused.token], tokens.end(refused.token))
        sink.report(rules.UNSUPPORTED_CONSTRUCT, span, what=refused.what, target=TARGET, why=refused.why)
        return [], guards.calls
    return guards.edits, guards.calls


@dataclass
class _Guards:
    """Rewrites one function."""

    program: Program
    function: Function
    names: Names
    tokens: RawTokens
    uniform: Uniform
    edits: list[Edit] = field(default_factory=list)
    found: set[int] = field(default_factory=set)  # the first tokens of the returns that are too early
    calls: set[int] = field(default_factory=set)
    declared: bool = False  # whether the flag is

    def __post_init__(self) -> None:
        self.meetings = {i for i, sort in self.program.meetings(self.function).items() if sort == "block"}

    @property
    def texts(self) -> list[str]:
        return self.tokens.texts

    @property
    def live(self) -> str:
        return self.program.live

    # ------------------------------------------------------------------------------------------- what is too early

    def hazards(self, body: Sequence[Statement]) -> list[Statement]:
        """The returns behind which others may still wait at a barrier, but for those that all threads of a block take
        together."""
        result = list(self._hazards(body, False, True))
        self.found = {statement.first for statement in result}
        return result

    def _hazards(self, statements: Sequence[Statement], later: bool, together: bool) -> Iterator[Statement]:
        """``later``: a barrier may follow these statements; ``together``: all threads get here or none."""
        for number, statement in enumerate(statements):
            after = later or any(self.has_barrier(s) for s in statements[number + 1 :])
            if statement.kind == "return":
                if after and not together:
                    yield statement
            elif statement.kind in ("block", "label"):
                yield from self._hazards(statement.parts, after, together)
            elif statement.parts:
                loop = statement.kind in ("for", "while", "do")
                inside = together and self.uniform.head(*statement.head)
                for part in statement.parts:
                    again = loop and self.has_barrier(part)
                    yield from self._hazards([part], after or again, inside)

    def has_barrier(self, statement: Statement) -> bool:
        return any(self._is_barrier(index) for index in range(statement.first, statement.stop))

    def _is_barrier(self, index: int) -> bool:
        text = self.texts[index]
        if self.tokens.kinds[index] != ID:
            return False
        row = self.program.tables.get(text)
        if row is not None and row.kind == "barrier" and text not in self.program.own:
            return True
        if text in self.program.barrier_macros or index in self.meetings:
            return True
        called = any(self.program.has_barrier(f) for f in self.program.named(text))
        return called and call_bracket(self.tokens, index) >= 0

    # ------------------------------------------------------------------------------------------- rewriting

    def rewrite(self, body: Sequence[Statement]) -> None:
        """The whole body: its last part, behind all barriers, is left early by those that do not live."""
        end = max((n + 1 for n, s in enumerate(body) if self.has_barrier(s)), default=0)
        self._block(body[:end], body)
        if end < len(body) and self.declared:
            start = self.tokens.starts[body[end].first]
            indent = line_indent(self.tokens.source, start)
            declared = self.function.declared
            value = (
                "" if "void" in declared.words and "*" not in self.texts[declared.start : declared.name[0]] else " {}"
            )
            self.edits.append(Edit(start, start, f"if (!{self.live}) return{value};\n{indent}"))

    def _block(self, statements: Sequence[Statement], scope: Sequence[Statement]) -> None:
        """A list of statements. ``scope`` are all statements of their block, which may use what they declare."""
        run: list[Statement] = []
        for statement in statements:
            holds = any(s.first in self.found for s in statement.walk())
            if self.has_barrier(statement):
                self._flush(run, scope)
                run = []
                self._with_barrier(statement, holds)
            elif holds:
                self._flush(run, scope)
                run = []
                self._hazard(statement)
            elif self.declared and self._leaves_together(statement):
                self._flush(run, scope)
                run = []
            elif self.declared:
                self._check_jumps(statement)
                run.append(statement)
        self._flush(run, scope)

    def _leaves_together(self, statement: Statement) -> bool:
        """Whether a statement is a jump that all threads of a block take, or none, and all may decide on."""
        if statement.kind == "jump":
            return True
        if statement.kind != "if" or len(statement.parts) != 1 or not self.uniform.head(*statement.head):
            return False
        inner = statement.parts[0]
        single = inner.parts[0] if inner.kind == "block" and len(inner.parts) == 1 else inner
        return single.kind == "jump" and self._is_harmless(*statement.head)

    def _check_jumps(self, statement: Statement) -> None:
        """A statement under a guard must not leave a loop around it, which the others would go on with."""
        for inner in _jumps(statement):
            if inner.kind == "jump":
                raise _RefusedError(
                    inner.first, "leaving a loop that has barriers, behind a return before a barrier",
                    "let the loop end by its condition",
                )  # fmt: skip

    def _with_barrier(self, statement: Statement, holds: bool) -> None:
        if statement.kind == "block":
            self._block(statement.parts, statement.parts)
            return
        if not self.declared and not holds:
            return
        if statement.kind == "simple":
            self._barrier(statement)
            return
        if statement.kind not in ("if", "for", "while", "do"):
            raise _RefusedError(statement.first, "a barrier in a `switch` behind a return", "use `if`")
        if not self.uniform.head(*statement.head):
            raise _RefusedError(
                statement.first, "a barrier behind a return, under a condition that differs between threads",
                "let all threads of the block reach the barrier",
            )  # fmt: skip
        if holds and not self.declared:
            self._declare(statement)
        for part in statement.parts:
            if part.kind == "block":
                self._block(part.parts, part.parts)
            elif self.has_barrier(part):
                self._with_barrier(part, any(s.first in self.found for s in part.walk()))
            else:
                self._guard(part, part)

    def _barrier(self, statement: Statement) -> None:
        """A statement with a barrier itself: nothing but the barrier may be in it."""
        words = self.texts[statement.first : statement.stop]
        macro = words[0] in self.program.barrier_macros and words[1:] in ([";"], ["(", ")", ";"], [])
        if words == ["__syncthreads", "(", ")", ";"] or macro or meets_plainly(words, self.program.tables):
            return
        called = [i for i in range(statement.first, statement.stop) if self._is_barrier(i)]
        if len(called) == 1 and self._is_possible_call(statement, called[0]):
            self.calls.add(called[0])
        else:
            raise _RefusedError(
                statement.first, "a call with a barrier behind a return before it",
                "let all threads of the block make the call, and the others return after it",
            )  # fmt: skip

    def _is_possible_call(self, statement: Statement, index: int) -> bool:
        """Whether all threads can make a call: ``f(a, b);`` or ``x = f(a, b);`` with a local ``x``. The function learns
        who lives."""
        bracket = call_bracket(self.tokens, index)
        if bracket < 0 or not self.program.named(self.texts[index]):
            return False
        if self.tokens.mates[bracket] + 2 != statement.stop or not self._is_harmless(bracket + 1, statement.stop - 2):
            return False
        if index == statement.first:
            return True
        target = index - 2
        if self.texts[index - 1] != "=" or self.tokens.kinds[target] != ID:
            return False
        return target == statement.first or self.uniform.is_declared(target)

    def _declare(self, statement: Statement) -> None:
        start = self.tokens.starts[statement.first]
        if not self._is_top(statement):
            start = self.tokens.end(self.function.declared.body)
            self.edits.append(Edit(start, start, f" bool {self.live} = true;"))
        else:
            indent = line_indent(self.tokens.source, start)
            self.edits.append(Edit(start, start, f"bool {self.live} = true;\n{indent}"))
        self.declared = True

    def _hazard(self, statement: Statement) -> None:
        """A statement without barriers in which some threads return."""
        tokens = self.tokens
        plain = statement.kind == "if" and len(statement.parts) == 1 and _only_return(statement.parts[0], self.texts)
        if plain and len(self.found) == 1 and not self.declared and self._is_top(statement):
            bracket, close = statement.head[0] - 1, statement.head[1]
            start = tokens.starts[statement.first]
            self.edits.append(Edit(start, tokens.starts[bracket], f"const bool {self.live} = !"))
            self.edits.append(Edit(tokens.end(close), tokens.end(statement.stop - 1), ";"))
            self.declared = True
            return
        if not self.declared:
            self._declare(statement)
        else:
            start = tokens.starts[statement.first]
            self.edits.append(Edit(start, start, f"if ({self.live}) "))
        self._check_jumps(statement)
        self._tail(statement)

    def _is_top(self, statement: Statement) -> bool:
        """Whether a statement stands in the function's own block, so that what it declares is known behind it."""
        depth = 0
        for index in range(self.function.declared.body + 1, statement.first):
            depth += (self.texts[index] == "{") - (self.texts[index] == "}")
        return depth == 0

    def _tail(self, statement: Statement, leave: str = "") -> None:
        """Returns become ``live = false;``, and what follows them in the statement is done only by those that live.
        ``leave`` is what takes a thread out of the loop or ``switch`` around, within the statement."""
        tokens = self.tokens
        if statement.first in self.found:
            start, end = tokens.starts[statement.first], tokens.end(statement.stop - 1)
            text = f"{self.live} = false;"
            self.edits.append(Edit(start, end, f"{{ {text} {leave} }}" if leave else text))
            return
        holding = [p for p in statement.parts if any(s.first in self.found for s in p.walk())]
        for part in holding:
            self._tail(part, "break;" if statement.kind in _LOOPS else leave)
            if part.kind in _LOOPS and (leave or statement.kind in _LOOPS):
                self._leave(part, "break;")
        if statement.kind != "block" or leave or not holding or holding[-1] is statement.parts[-1] is holding[0]:
            return
        if len(holding) > 1:
            raise _RefusedError(holding[1].first, "two returns before a barrier in one block", "use `else`")
        rest = statement.parts[statement.parts.index(holding[0]) + 1 :]
        self._guard(rest[0], rest[-1])

    def _leave(self, inner: Statement, leave: str) -> None:
        """Behind a loop that a thread has left to return, it leaves the loop around too."""
        start, end = self.tokens.starts[inner.first], self.tokens.end(inner.stop - 1)
        self.edits.append(Edit(start, start, "{ "))
        self.edits.append(Edit(end, end, f" if (!{self.live}) {leave} }}"))

    # ------------------------------------------------------------------------------------------- guards

    def _flush(self, run: Sequence[Statement], scope: Sequence[Statement]) -> None:
        """Put a run of statements without barriers under guards, but for declarations that are used behind it."""
        if not run:
            return
        outside = {t for s in scope if s.first >= run[-1].stop for t in self.texts[s.first : s.stop]}
        wanted: set[Statement] = set()  # declarations that are used behind the guards, or by such
        for statement in reversed(run):
            if set(self._declares(statement)) & outside:
                wanted.add(statement)
                outside.update(self.texts[statement.first : statement.stop])
        pending: list[Statement] = []
        for number, statement in enumerate(run):
            names = self._declares(statement)
            rest = {t for s in run[number + 1 :] for t in self.texts[s.first : s.stop]}
            needed = statement in wanted
            if names and (needed or set(names) & rest) and self._stays(statement, names, needed, not pending):
                self._guard_all(pending)
                pending = []
            else:
                pending.append(statement)
        self._guard_all(pending)

    def _stays(self, statement: Statement, names: Sequence[str], needed: bool, foremost: bool) -> bool:
        """Whether a declaration stays outside of guards: where it is ``needed`` behind them, and where it is harmless
        and stands before what is guarded anyway (``foremost``)."""
        tokens, first, stop = self.tokens, statement.first, statement.stop
        words = self.texts[first:stop]
        equal = next((i for i in range(first, stop) if self.texts[i] in ("=", "(", "{")), stop)
        if "__shared__" in words:
            return True
        if equal == stop or self._is_harmless(equal + 1, stop - 1):
            return needed or foremost
        if not needed:
            return False
        kept = Kept(tokens, self.names, self.live, self.uniform.is_declared, self._is_harmless)
        try:
            self.edits += kept.declaration(first, stop)
        except NotKeptError as refused:
            raise _RefusedError(first, refused.what, refused.why) from refused
        return True

    def _is_harmless(self, first: int, stop: int) -> bool:
        """Whether an expression can be computed by a thread that should have returned: it has no memory, no calls, no
        division."""
        index = first
        while index < stop:
            text, before = self.texts[index], self.texts[index - 1]
            if text == "[" and (closure := self._closure_end(index)):
                index = closure
                continue
            if text in ("[", "->", "<<<") or (text in ASSIGN and text != "="):
                return False
            if text == "*" and before in ("(", ",", "=", "&&", "||", "!", "*", "?", ":"):
                return False
            if text in ("/", "%") and self.tokens.kinds[index + 1] != NUMBER:
                return False
            called = text == "(" and self.tokens.kinds[index - 1] == ID
            if called and before not in PURE and arithmetic([before], self.names.tables) is None:
                return False
            index += 1
        return True

    def _closure_end(self, index: int) -> int:
        """The end of the lambda that begins at a bracket, if it captures only names and is not called here; else 0."""
        tokens = self.tokens
        if tokens.kinds[index - 1] in (ID, NUMBER) or self.texts[index - 1] in (")", "]"):
            return 0
        if any(
            tokens.kinds[i] != ID and self.texts[i] not in ("&", "=", ",")
            for i in range(index + 1, tokens.mates[index])
        ):
            return 0
        after = tokens.mates[index] + 1
        while after < len(tokens) and self.texts[after] not in ("{", ";"):
            after = max(tokens.mates[after], after) + 1
        end = tokens.mates[after] + 1 if after < len(tokens) and self.texts[after] == "{" else 0
        return 0 if end and self.texts[end] == "(" else end

    def _guard_all(self, run: Sequence[Statement]) -> None:
        if run:
            self._guard(run[0], run[-1])

    def _guard(self, first: Statement, last: Statement) -> None:
        """``if (live)`` before one statement, around several."""
        tokens = self.tokens
        text = tokens.source.text
        start, end = tokens.starts[first.first], tokens.end(last.stop - 1)
        if first is last and not self._declares(first):
            self._guard_one(first)
            return
        indent = line_indent(tokens.source, start)
        line_start = text.rfind("\n", 0, start) + 1
        deeper = "" if text[line_start:start].strip() else "    "
        self.edits.append(Edit(start, start, f"if ({self.live}) {{\n{indent}{deeper}"))
        newline = text.find("\n", start, end)
        while newline >= 0 and deeper:
            if text[newline + 1 : newline + 2] not in ("\n", "#", "\r"):
                self.edits.append(Edit(newline + 1, newline + 1, deeper))
            newline = text.find("\n", newline + 1, end)
        stop = text.find("\n", end)
        rest = text[end : stop if stop >= 0 else len(text)]
        place = end + len(rest.rstrip()) if rest.strip().startswith("//") else end
        self.edits.append(Edit(place, place, f"\n{indent}}}"))

    def _guard_one(self, statement: Statement) -> None:
        start = self.tokens.starts[statement.first]
        words = self.texts[statement.head[0] : statement.head[1]]
        if self.texts[statement.first] == ";":
            return
        if statement.kind == "if" and len(statement.parts) == 1 and not {"=", ";"} & set(words):
            begin, end = self.tokens.end(statement.head[0] - 1), self.tokens.starts[statement.head[1]]
            loose = bool({"||", "?", ","} & set(words))
            self.edits.append(Edit(begin, begin, f"{self.live} && " + "(" * loose))
            self.edits += [Edit(end, end, ")")] if loose else []
        else:
            self.edits.append(Edit(start, start, f"if ({self.live}) "))

    def _declares(self, statement: Statement) -> list[str]:
        """The names that a statement declares for those behind it."""
        if statement.kind != "simple":
            return []
        found, index = [], statement.first
        while index < statement.stop:
            if self.uniform.is_declared(index):
                found.append(self.texts[index])
            index = max(self.tokens.mates[index], index) + 1
        return found


def _jumps(statement: Statement) -> Iterator[Statement]:
    """The jumps in a statement that leave a loop or ``switch`` around it."""
    if statement.kind in ("for", "while", "do", "switch"):
        return
    yield statement
    for part in statement.parts:
        yield from _jumps(part)


def _only_return(statement: Statement, texts: Sequence[str]) -> bool:
    """``return;`` or ``{ return; }``"""
    return list(texts[statement.first : statement.stop]) in (["return", ";"], ["{", "return", ";", "}"])
