"""Barriers that not all work-items would come to, for SYCL. There every work-item of a group has to reach a barrier,
while CUDA does not wait for threads that have returned, and its hardware not for those that wait elsewhere. A work-item
that would return, skip a branch or leave a loop stays instead, and what is there between barriers is done only by those
that live: ``if (i >= n) return;`` becomes ``const bool live = !(i >= n);``, and what follows goes under ``if (live)``;
``if (i < n) { … }`` with a barrier becomes ``const bool live = i < n; { … }``; a loop goes on as long as one lives.
What cannot be written so exactly is reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..parser import rules
from ..parser.diagnostics import Sink
from ..parser.source import Span
from ..parser.tokens import ID
from .edits import Edit
from .host_cuts import line_indent
from .sycl_groups import given_sorts, meets_plainly
from .sycl_guarded import Guarding, RefusedError
from .sycl_kept import Kept, NotKeptError
from .sycl_program import ASSIGN, LIVE, Function, Program, call_bracket
from .sycl_statements import Statement
from .sycl_types import Names
from .sycl_uniform import Uniform, names_of
from .sycl_varying import Varying, settle_varying

TARGET = "SYCL"
_NO_TYPE = frozenset({
    "template", "static", "inline", "__inline__", "__forceinline__", "__noinline__", "__device__", "__host__", "extern",
    "constexpr", "virtual", "const",
})  # fmt: skip
_LOOPS = ("for", "while", "do", "switch")  # what `break` leaves


def settle_live(program: Program, names: Names) -> None:
    """Find the functions that threads have to call for their barriers although they have returned from the caller."""
    known = {id(f): Uniform(program, f, names_of(f, names)) for f in program.functions if f.declared.body >= 0}
    if program.barriers:
        settle_varying(program, known)
    changed = True
    while changed:
        changed = False
        for function in program.functions:
            if function.declared.body < 0 or not program.has_barrier(function):
                continue
            _, calls = guard_edits(program, function, known[id(function)].known, Sink())
            for index in sorted(calls):
                for called in program.named(function.region.tokens.texts[index]):
                    if program.has_barrier(called) and LIVE not in program.of(called):
                        program.add_live(called)
                        changed = True


def guard_edits(program: Program, function: Function, names: Names, sink: Sink) -> tuple[list[Edit], dict[int, str]]:
    """The edits that keep the work-items of a function at its barriers, none where all come to them anyway; and the
    tokens of the functions that are called by those that do not live too, with the flag that says who does."""
    tokens, declared = function.region.tokens, function.declared
    uniform = Uniform(program, function, names)
    guards = _Guards(program, function, names, tokens, uniform)
    body = uniform.statements
    if LIVE in program.of(function):
        guards.flags.append(program.live)
    hazards = guards.hazards(body)
    if not hazards and not guards.flags and not any(guards.parts(s) for t in body for s in t.walk()):
        return [], {}
    try:
        first = hazards[0].first if hazards else declared.body
        if function.region.macro is not None:
            what = "a return before a barrier" if hazards else "a barrier that not all threads reach"
            raise RefusedError(first, what + " in a macro", "write the kernel without the macro")
        valued = next((h for h in hazards if h.stop > h.first + 2), None)
        if valued is not None:
            guards.keep_result(valued)
        guards.rewrite(body)
    except RefusedError as refused:
        span = Span(tokens.source, tokens.starts[refused.token], tokens.end(refused.token))
        sink.report(rules.UNSUPPORTED_CONSTRUCT, span, what=refused.what, target=TARGET, why=refused.why)
        return [], guards.calls
    return guards.edits, guards.calls


@dataclass
class _Guards(Guarding):
    """Rewrites one function. The first of its flags, where it has one of its own, says who has not returned."""

    found: set[int] = field(default_factory=set)  # the first tokens of the returns that are too early
    jumps: dict[int, int] = field(default_factory=dict)  # ``break`` and ``continue``: how many flags they leave
    calls: dict[int, str] = field(default_factory=dict)
    count: int = 0  # of the flags that were made
    result: str = ""  # the variable that holds what a thread returned before a barrier

    def __post_init__(self) -> None:
        self.meetings = {i for i, sort in self.program.meetings(self.function).items() if sort == "block"}
        self.varying = Varying(self.program, self.uniform)

    # ------------------------------------------------------------------------------------------- what is too early

    def hazards(self, body: Sequence[Statement]) -> list[Statement]:
        """The returns behind which others may still wait at a barrier, but for those that all threads of a block take
        together."""
        start = 0 if self.flags else len(self.tokens)
        result = list(self._hazards(body, False, True, start))
        if result:  # behind the first, and in the next round of a loop, some do not come any more
            result = list(self._hazards(body, False, True, result[0].first))
        self.found = {statement.first for statement in result}
        return result

    def _hazards(
        self, statements: Sequence[Statement], later: bool, together: bool, parted: int, looping: bool = False
    ) -> Iterator[Statement]:
        """``later``: a barrier may follow these statements; ``together``: all threads get here or none, but behind the
        token ``parted``, and in loops around it."""
        for number, statement in enumerate(statements):
            together = together and statement.first < parted and not (looping and parted < len(self.tokens))
            after = later or any(self.has_barrier(s) for s in statements[number + 1 :])
            if statement.kind == "return":
                if after and not together:
                    yield statement
            elif statement.kind in ("block", "label"):
                yield from self._hazards(statement.parts, after, together, parted, looping)
            elif statement.parts:
                loop = statement.kind in ("for", "while", "do")
                inside = together and self.uniform.head(*statement.head)
                for part in statement.parts:
                    again = loop and self.has_barrier(part)
                    yield from self._hazards([part], after or again, inside, parted, looping or again)

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
        called = [f for f in self.program.named(text) if self.program.has_barrier(f)]
        bracket = call_bracket(self.tokens, index)
        return bool(called) and bracket >= 0 and not self._meets_lanes(called, bracket)

    def _meets_lanes(self, called: Sequence[Function], bracket: int) -> bool:
        """Whether functions that let the group meet which they are given are given one that is less than a block."""
        first = self.function.declared.bracket
        sorts = given_sorts(self.tokens, first, self.tokens.mates[self.function.declared.body], bracket)
        return sorts == {"lanes"} and not any(self._has_own_barrier(f) for f in called)

    def _has_own_barrier(self, function: Function) -> bool:
        """Whether a function has barriers other than of groups."""
        rows = [self.program.tables.get(name) for name in function.names]
        direct = any(row is not None and row.kind == "barrier" for row in rows)
        return direct or any(self.program.has_barrier(f) for name in function.calls for f in self.program.named(name))

    # ------------------------------------------------------------------------------------------- where threads part

    def parts(self, statement: Statement) -> bool:
        """Whether threads part at the head of a statement with barriers, or leave it one by one."""
        if statement.kind not in ("if", "for", "while", "do") or not self.has_barrier(statement):
            return False
        return self._differs(statement) or any(self._leaves(statement))

    def _differs(self, statement: Statement) -> bool:
        """Whether a head may have different values. Among threads that all live, only where it is known to: the rest
        was right in CUDA."""
        first, stop = statement.head
        if not self.flags:
            return self.varying.value(first, stop)
        own_loop = statement.kind in ("for", "while") and self._changes_outer(statement)
        return own_loop or not self.uniform.head(first, stop) or bool(self.parted & set(self.texts[first:stop]))

    def _changes_outer(self, loop: Statement) -> bool:
        """Whether a loop's head changes a variable that it does not declare."""
        own = {self.texts[i] for i in range(*loop.head) if self.uniform.is_declared(i)}
        return any(self.texts[i] in ASSIGN and self._target(i) not in own for i in range(*loop.head))

    def _target(self, index: int) -> str:
        """What an assignment or a step changes."""
        before = self.texts[index] in ("++", "--") and self.tokens.kinds[index + 1] == ID
        return self.texts[index + 1 if before else index - 1]

    def _leaves(self, loop: Statement) -> Iterator[Statement]:
        """The jumps out of a loop, or to its next round, that not all its threads take together."""
        if loop.kind != "if":
            for part in loop.parts:
                yield from self._jumps_in(part, False)

    def _jumps_in(self, statement: Statement, parted: bool) -> Iterator[Statement]:
        if not parted and self._leaves_together(statement):
            return
        if statement.kind == "jump" and parted and self.texts[statement.first] != "goto":
            yield statement
        if statement.kind in ("for", "while", "do", "switch"):
            return
        branch = statement.kind == "if" and (self.flags or self.varying.value(*statement.head))
        inside = parted or bool(branch)
        for part in statement.parts:
            yield from self._jumps_in(part, inside)

    # ------------------------------------------------------------------------------------------- rewriting

    def keep_result(self, hazard: Statement) -> None:
        """Declare a variable for the value that threads return before a barrier."""
        tokens, declared = self.tokens, self.function.declared
        kind = [
            tokens.texts[i]
            for i in range(declared.start, declared.name[0])
            if not any(first - 1 <= i <= last for first, last in declared.heads)
            and tokens.texts[i] not in _NO_TYPE and tokens.texts[i] not in self.program.macros
        ]
        if not kind or {"&", "auto", "decltype", "operator"} & set(kind):
            why = "compute the value and return it at the end"
            raise RefusedError(hazard.first, "a return of a value before a barrier", why)
        self.result = self.program.fresh("result")
        start = tokens.end(declared.body)
        text = " ".join(kind).replace(" :: ", "::")
        self.edits.append(Edit(start, start, f" {text} {self.result}{{}};"))

    def rewrite(self, body: Sequence[Statement]) -> None:
        """The whole body: its last part, behind all barriers, is left early by those that do not live."""
        end = max((n + 1 for n, s in enumerate(body) if self.has_barrier(s)), default=0)
        parting = [s.first for t in body for s in t.walk() if self.parts(s)]
        if self.found and not self.flags and parting and min(parting) < min(self.found):
            start = self.tokens.end(self.function.declared.body)
            self.edits.append(Edit(start, start, f" bool {self._first_flag()} = true;"))
        self._block(body[:end], body)
        if end < len(body) and self.flags:
            start = self.tokens.starts[body[end].first]
            indent = line_indent(self.tokens.source, start)
            declared = self.function.declared
            value = (
                "" if "void" in declared.words and "*" not in self.texts[declared.start : declared.name[0]] else " {}"
            )
            value = f" {self.result}" if self.result else value
            self.edits.append(Edit(start, start, f"if (!{self.flag}) return{value};\n{indent}"))
        elif self.result:
            close = self.tokens.starts[self.tokens.mates[self.function.declared.body]]
            self.edits.append(Edit(close, close, f"return {self.result}; "))

    def _first_flag(self) -> str:
        self.flags.append(self.program.live)
        return self.program.live

    def _new_flag(self) -> str:
        """A name for a flag: the first is like that of a function, so that kernels with one look alike."""
        self.count += 1
        taken = self.flags[:1] == [self.program.live] or bool(self.found)
        number = self.count + taken
        return self.program.fresh(f"{self.program.live}_{number}") if number > 1 else self.program.live

    def _block(self, statements: Sequence[Statement], scope: Sequence[Statement]) -> None:
        """A list of statements. ``scope`` are all statements of their block, which may use what they declare."""
        run: list[Statement] = []
        for statement in statements:
            if self.has_barrier(statement):
                self.flush(run, scope)
                run = []
                self._with_barrier(statement)
            elif self.flags and statement.kind == "label" and statement.parts:
                self.flush(run, scope)
                run = []
                self._part(statement.parts[0])
            elif self._holds(statement):
                self.flush(run, scope)
                run = []
                self._hazard(statement)
            elif self.flags and self._leaves_together(statement):
                self.flush(run, scope)
                run = []
            elif self.flags:
                self._check_jumps(statement)
                run.append(statement)
        self.flush(run, scope)

    def _leaves_together(self, statement: Statement) -> bool:
        """Whether a statement is a jump that all threads of a block take, or none, and all may decide on."""
        if statement.kind == "jump":
            return True
        if statement.kind != "if" or len(statement.parts) != 1 or not self.uniform.head(*statement.head):
            return False
        inner = statement.parts[0]
        single = inner.parts[0] if inner.kind == "block" and len(inner.parts) == 1 else inner
        return single.kind == "jump" and self.is_harmless(*statement.head)

    def _holds(self, statement: Statement) -> bool:
        return any(s.first in self.found or s.first in self.jumps for s in statement.walk())

    def _check_jumps(self, statement: Statement) -> None:
        """A statement under a guard must not leave a loop around it, which the others would go on with."""
        for inner in _jumps(statement):
            if inner.kind == "jump":
                raise RefusedError(
                    inner.first, "leaving a loop that has barriers, behind a return before a barrier",
                    "let the loop end by its condition",
                )  # fmt: skip

    def _with_barrier(self, statement: Statement) -> None:
        if statement.kind == "block":
            self._block(statement.parts, statement.parts)
            return
        if not self.flags and not self._holds(statement) and not any(self.parts(s) for s in statement.walk()):
            return
        if statement.kind == "simple":
            if self.flags:
                self._barrier(statement)
            return
        if statement.kind == "label":
            self._part(statement.parts[0])
            return
        head = statement.head
        if statement.kind == "switch" and not (self.uniform.head(*head) and self.is_harmless(*head)):
            raise RefusedError(statement.first, "a barrier in a `switch` behind a return", "use `if`")
        if self.parts(statement):
            if statement.kind == "if":
                self._part_branches(statement)
            else:
                self._part_loop(statement)
            return
        if not self.flags and any(s.first in self.found for s in statement.walk()):
            self._declare(statement)
            if self.parts(statement):  # with the flag, more may differ
                self._part_branches(statement) if statement.kind == "if" else self._part_loop(statement)
                return
        for part in statement.parts:
            self._part(part)

    def _part(self, part: Statement) -> None:
        """A branch or a loop's body."""
        if part.kind == "block":
            self._block(part.parts, part.parts)
        elif self.has_barrier(part):
            self._with_barrier(part)
        elif self._holds(part):
            self._hazard(part)
        elif self.flags:
            self._check_jumps(part)
            self.guard(part, part)

    def _part_branches(self, statement: Statement) -> None:
        """``if (c) {…} else {…}`` becomes ``bool live = c, other = !live; {…} {…}``."""
        first, stop = statement.head
        words = set(self.texts[statement.first : stop])
        if {";", "constexpr"} & words or any(map(self.uniform.is_declared, range(first, stop))):
            why = "declare the variable before the `if`"
            raise RefusedError(statement.first, "a barrier in an `if` that declares a variable", why)
        tokens = self.tokens
        name, both = self._new_flag(), len(statement.parts) > 1
        other = self._new_flag() if both else ""
        outer = f"{self.flag} && (" if self.flags else ""
        self._wrap(statement)
        const = "" if self._holds(statement) else "const "
        begin = tokens.starts[statement.first]
        self.edits.append(Edit(begin, tokens.starts[first], f"{const}bool {name} = {outer}"))
        line = f"\n{line_indent(tokens.source, begin)}" if statement.parts[0].kind == "block" else ""
        rest = f", {other} = {self.flag + ' && ' if self.flags else ''}!{name}" if both else ""
        body = tokens.starts[stop + 1] if line else tokens.end(stop)
        self.edits.append(Edit(tokens.starts[stop], body, f"{')' if outer else ''}{rest};{line}"))
        if both:
            word = statement.parts[1].first - 1
            text, end = tokens.source.text, tokens.end(word)
            end += not text[end].strip() and not text[end + 1].isspace()
            self.edits.append(Edit(tokens.starts[word], end, ""))
        for part, flag in zip(statement.parts, (name, other), strict=False):
            self.flags.append(flag)
            self._part(part)
            self.flags.pop()

    def _wrap(self, statement: Statement) -> None:
        """Braces around a statement that becomes several, where one is expected."""
        start, end = self.tokens.starts[statement.first], self.tokens.end(statement.stop - 1)
        if self.texts[statement.first - 1] not in ("{", "}", ";"):
            same = next((e for e in self.edits if e.start == e.end == end and not e.text.strip(" }")), None)
            if same is not None:  # of a statement in this one's `else`: equal edits count once
                self.edits.remove(same)
            closed = same.text if same is not None else ""
            self.edits += [Edit(start, start, "{ "), Edit(end, end, closed + " }")]

    def _part_loop(self, loop: Statement) -> None:
        """``while (c)`` becomes ``bool live = true; while (any(live = live && c))``; ``for`` and ``do`` likewise."""
        tokens, texts = self.tokens, self.texts
        outer = self.flag if self.flags else "true"
        name = self._new_flag()
        self._wrap(loop)
        start = tokens.starts[loop.first]
        first, stop = loop.head
        if loop.kind == "for":
            first, stop = self._part_head(loop, name)
        self.edits.append(Edit(start, start, f"bool {name} = {outer};\n{line_indent(tokens.source, start)}"))
        group = f"sycl::any_of_group({self.program.item}.get_group(), {name}"
        place = tokens.end(first - 1)
        if first == stop:
            self.edits.append(Edit(place, place, f" {group})" if loop.kind == "for" else f"{group})"))
        else:
            end = tokens.end(stop - 1)
            space = " " if loop.kind == "for" else ""
            self.edits += [Edit(place, tokens.starts[first], f"{space}{group} = {name} && ("), Edit(end, end, "))")]
        body = loop.parts[0]
        leaving = [s for s in _own_jumps(body) if texts[s.first] != "goto"]
        again = [s for s in leaving if texts[s.first] == "continue"]
        if again and body.kind != "block":
            what = "`continue` in a loop with barriers that threads leave one by one"
            raise RefusedError(again[0].first, what, "use `if`")
        self.flags.append(name)
        if again:
            turn = self._new_flag()
            place = tokens.end(body.first)
            self.edits.append(Edit(place, place, f" bool {turn} = {name};"))
            self.flags.append(turn)
        for jump in leaving:
            self.jumps[jump.first] = len(self.flags) - (1 if texts[jump.first] == "continue" or not again else 2)
        self._part(body)
        del self.flags[self.flags.index(name) :]

    def _part_head(self, loop: Statement, name: str) -> tuple[int, int]:
        """The condition of a ``for``. What comes before and behind it is done by those that live."""
        texts = self.texts
        ends = [i for i in range(*loop.head) if texts[i] == ";" and not self._is_nested(loop.head[0], i)]
        if len(ends) != 2:
            raise RefusedError(loop.first, "a barrier in a loop over a range", "use a loop that counts")
        first, last = loop.head[0], loop.head[1]
        own = {texts[i] for i in range(first, ends[0]) if self.uniform.is_declared(i)}
        if own and self.flags and not self.is_harmless(first, ends[0]):
            kept = Kept(self.tokens, self.names, self.flag, self.uniform.is_declared, self.is_harmless)
            try:
                self.edits += kept.declaration(first, ends[0] + 1)
            except NotKeptError as refused:
                raise RefusedError(first, refused.what, refused.why) from refused
        elif not own and first < ends[0] and self.flags:
            self._only_living(first, ends[0], self.flag)
        changed = {self._target(i) for i in range(ends[1], last) if texts[i] in ASSIGN}
        if ends[1] + 1 < last and not (changed <= own and self._is_step(ends[1] + 1, last)):
            self._only_living(ends[1] + 1, last, name)
        return ends[0] + 1, ends[1]

    def _is_step(self, first: int, stop: int) -> bool:
        """``i++``, ``i += n``: nobody minds one too many."""
        return not {"[", "->", "(", "/", "%", "/=", "%="} & set(self.texts[first:stop])

    def _is_nested(self, first: int, index: int) -> bool:
        return any(self.tokens.mates[i] > index for i in range(first, index))

    def _only_living(self, first: int, stop: int, flag: str) -> None:
        begin, end = self.tokens.starts[first], self.tokens.end(stop - 1)
        self.edits += [Edit(begin, begin, f"{flag} ? void("), Edit(end, end, ") : void()")]

    def _barrier(self, statement: Statement) -> None:
        """A statement with a barrier itself: nothing but the barrier may be in it."""
        words = self.texts[statement.first : statement.stop]
        macro = words[0] in self.program.barrier_macros and words[1:] in ([";"], ["(", ")", ";"], [])
        if words == ["__syncthreads", "(", ")", ";"] or macro or meets_plainly(words, self.program.tables):
            return
        called = [i for i in range(statement.first, statement.stop) if self._is_barrier(i)]
        if len(called) == 1 and self._is_possible_call(statement, called[0]):
            self.calls[called[0]] = self.flag
        else:
            raise RefusedError(
                statement.first, "a call with a barrier behind a return before it",
                "let all threads of the block make the call, and the others return after it",
            )  # fmt: skip

    def _is_possible_call(self, statement: Statement, index: int) -> bool:
        """Whether all threads can make a call: ``f(a, b);`` or ``x = f(a, b);`` with a local ``x``. The function learns
        who lives."""
        bracket = call_bracket(self.tokens, index)
        if bracket < 0 or not self.program.named(self.texts[index]):
            return False
        if self.tokens.mates[bracket] + 2 != statement.stop or not self.is_harmless(bracket + 1, statement.stop - 2):
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
            self.edits.append(Edit(start, start, f" bool {self._first_flag()} = true;"))
        else:
            indent = line_indent(self.tokens.source, start)
            self.edits.append(Edit(start, start, f"bool {self._first_flag()} = true;\n{indent}"))

    def _hazard(self, statement: Statement) -> None:
        """A statement without barriers that some threads leave too early."""
        tokens = self.tokens
        plain = statement.kind == "if" and len(statement.parts) == 1 and _only_return(statement.parts[0], self.texts)
        if plain and len(self.found) == 1 and not self.flags and self._is_top(statement):
            bracket, close = statement.head[0] - 1, statement.head[1]
            start = tokens.starts[statement.first]
            self.edits.append(Edit(start, tokens.starts[bracket], f"const bool {self._first_flag()} = !"))
            self.edits.append(Edit(tokens.end(close), tokens.end(statement.stop - 1), ";"))
            return
        if not self.flags:
            self._declare(statement)
        else:
            start = tokens.starts[statement.first]
            self.edits.append(Edit(start, start, f"if ({self.flag}) "))
        self._leave(statement)

    def _is_top(self, statement: Statement) -> bool:
        """Whether a statement stands in the function's own block, so that what it declares is known behind it."""
        depth = 0
        for index in range(self.function.declared.body + 1, statement.first):
            depth += (self.texts[index] == "{") - (self.texts[index] == "}")
        return depth == 0

    def _leave(self, statement: Statement, leave: str = "") -> None:
        """Returns become ``live = false;``, and what follows them in the statement is done only by those that live.
        ``leave`` is what takes a thread out of the loop or ``switch`` around, within the statement."""
        tokens = self.tokens
        if statement.first in self.found or statement.first in self.jumps:
            left = self.flags[self.jumps.get(statement.first, 0) :]
            text = f"{' = '.join(reversed(left))} = false;"
            start, end = tokens.starts[statement.first], tokens.end(statement.stop - 1)
            if statement.kind == "return" and statement.stop > statement.first + 2:
                value, semicolon = tokens.starts[statement.first + 1], tokens.starts[statement.stop - 1]
                self.edits.append(Edit(start, value, f"{{ {self.result} = "))
                self.edits.append(Edit(semicolon, end, f"; {text}{' ' + leave if leave else ''} }}"))
                return
            self.edits.append(Edit(start, end, f"{{ {text} {leave} }}" if leave else text))
            return
        holding = [p for p in statement.parts if self._holds(p)]
        if not holding:
            if not leave:
                self._check_jumps(statement)
            return
        if statement.kind != "block" or leave:
            for part in statement.parts:
                self._leave(part, "break;" if statement.kind in _LOOPS else leave)
                if part in holding and part.kind in _LOOPS and (leave or statement.kind in _LOOPS):
                    self._leave_outer(part)
            return
        number = statement.parts.index(holding[0])
        for part in statement.parts[:number]:
            self._check_jumps(part)
        self._leave(holding[0])
        if number + 1 < len(statement.parts):
            self._block(statement.parts[number + 1 :], statement.parts)

    def _leave_outer(self, inner: Statement) -> None:
        """Behind a loop that a thread has left to return, it leaves the loop around too."""
        start, end = self.tokens.starts[inner.first], self.tokens.end(inner.stop - 1)
        self.edits += [Edit(start, start, "{ "), Edit(end, end, f" if (!{self.flag}) break; }}")]


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


def _own_jumps(statement: Statement) -> Iterator[Statement]:
    """The jumps in a loop's body that leave it or begin it again."""
    if statement.kind == "jump":
        yield statement
    if statement.kind not in ("for", "while", "do", "switch"):
        for part in statement.parts:
            yield from _own_jumps(part)
