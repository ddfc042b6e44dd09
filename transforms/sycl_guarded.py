"""Statements of SYCL's device code under a flag: ``if (live)`` before one, around several; and what is declared among
them and used behind them, which has to stay outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..parser.tokens import ID, NUMBER, RawTokens
from .edits import Edit
from .host_cuts import line_indent
from .sycl_kept import Kept, NotKeptError
from .sycl_program import ASSIGN, Function, Program
from .sycl_statements import Statement
from .sycl_types import Names, arithmetic
from .sycl_uniform import PURE, Uniform


class RefusedError(Exception):
    """Something that cannot be put under a guard: its token, what it is, and what to do about it."""

    def __init__(self, token: int, what: str, why: str) -> None:
        super().__init__(what)
        self.token, self.what, self.why = token, what, why


@dataclass
class Guarding:
    """Puts statements of one function under the flag that holds where they stand."""

    program: Program
    function: Function
    names: Names
    tokens: RawTokens
    uniform: Uniform
    edits: list[Edit] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)  # those that hold, the innermost last
    parted: set[str] = field(default_factory=set)  # variables that only those that live have values for

    @property
    def texts(self) -> list[str]:
        return self.tokens.texts

    @property
    def flag(self) -> str:
        return self.flags[-1]

    def flush(self, run: Sequence[Statement], scope: Sequence[Statement]) -> None:
        """Put a run of statements without barriers under guards, but for declarations that are used behind it."""
        if not run:
            return
        wanted = self._wanted(run, scope)
        pending: list[Statement] = []
        for statement in run:
            if self._breaks(statement, run, wanted, not pending):
                self.guard_all(pending)
                pending = []
                self._keep(statement, statement in wanted)
            else:
                pending.append(statement)
        self.guard_all(pending)

    def _wanted(self, run: Sequence[Statement], scope: Sequence[Statement]) -> set[Statement]:
        """The declarations of a run that are used behind the guards they would stand under, or by such."""
        outside = {t for s in scope if s.first >= run[-1].stop for t in self.texts[s.first : s.stop]}
        wanted: set[Statement] = set()
        changed = True
        while changed:
            before = len(wanted)
            used = set(outside)
            group: list[Statement] = []  # from the end: the names that are used behind a group of guarded statements
            for statement, breaks in reversed(self._run_breaks(run, wanted)):
                if breaks:
                    used.update(t for s in group for t in self.texts[s.first : s.stop])
                    group = []
                if set(self.declares(statement)) & used:
                    wanted.add(statement)
                    used.update(self.texts[statement.first : statement.stop])
                if breaks:
                    used.update(self.texts[statement.first : statement.stop])
                else:
                    group.append(statement)
            changed = len(wanted) > before
        return wanted

    def _run_breaks(self, run: Sequence[Statement], wanted: set[Statement]) -> list[tuple[Statement, bool]]:
        """The statements of a run, and whether each stays outside of guards."""
        found: list[tuple[Statement, bool]] = []
        foremost = True
        for statement in run:
            foremost = self._breaks(statement, run, wanted, foremost)
            found.append((statement, foremost))
        return found

    def _breaks(self, statement: Statement, run: Sequence[Statement], wanted: set[Statement], foremost: bool) -> bool:
        """Whether a statement of a run stays outside of guards: a declaration that is ``wanted`` behind them, and one
        that is harmless and stands before what is guarded anyway (``foremost``)."""
        names = self.declares(statement)
        if not names:
            return False
        rest = {t for s in run if s.first >= statement.stop for t in self.texts[s.first : s.stop]}
        if statement not in wanted and not set(names) & rest:
            return False
        return statement in wanted or "__shared__" in self.texts[statement.first : statement.stop] or (
            foremost and self._is_idle(statement)
        )

    def _initialiser(self, statement: Statement) -> int:
        first, stop = statement.first, statement.stop
        return next((i for i in range(first, stop) if self.texts[i] in ("=", "(", "{")), stop)

    def _is_idle(self, statement: Statement) -> bool:
        """Whether a declaration does nothing that threads must not do which should have returned."""
        first, stop, equal = statement.first, statement.stop, self._initialiser(statement)
        made = equal < stop and self.texts[equal] != "=" and self._is_object(first, equal)
        return equal == stop or (not made and self.is_harmless(equal + 1, stop - 1))

    def _keep(self, statement: Statement, wanted: bool) -> None:
        """Leave a declaration outside of guards; those that do not live do not compute its values."""
        first, stop, equal = statement.first, statement.stop, self._initialiser(statement)
        if "__shared__" in self.texts[first:stop] or self._is_idle(statement) or not wanted:
            return
        names = self.declares(statement)
        self.parted.update(names)
        if self.texts[equal] != "=" and self._is_object(first, equal) and len(names) == 1:
            self._make_later(first, equal - 1, equal)
            return
        kept = Kept(self.tokens, self.names, self.flag, self.uniform.is_declared, self.is_harmless)
        try:
            self.edits += kept.declaration(first, stop)
        except NotKeptError as refused:
            raise RefusedError(first, refused.what, refused.why) from refused

    def _is_object(self, first: int, equal: int) -> bool:
        """``T x(a)`` of a class ``T``, whose constructor may do anything."""
        kind = self.texts[first : equal - 1]
        simple = bool({"*", "&"} & set(kind)) or arithmetic(kind, self.names.tables) is not None
        return self.uniform.is_declared(equal - 1) and not simple

    def _make_later(self, first: int, name: int, equal: int) -> None:
        """``T x(a);`` becomes room for a ``T`` in which only those that live make it."""
        tokens, text = self.tokens, self.texts[name]
        kind, room = self.program.fresh(f"{text}_type"), self.program.fresh(f"{text}_bytes")
        while self.texts[first] in ("const", "constexpr"):
            first += 1
        place = tokens.starts[first]
        self.edits.append(Edit(place, place, f"using {kind} = "))
        begin = tokens.end(name - 1)
        end = tokens.starts[equal + 1] if self.texts[equal] == "=" else tokens.starts[equal]
        made = (
            f"; alignas({kind}) unsigned char {room}[sizeof({kind})]; "
            f"{kind} &{text} = *reinterpret_cast<{kind} *>({room}); if ({self.flag}) new (&{text}) {kind}"
        )
        self.edits.append(Edit(begin, end, made))

    def is_harmless(self, first: int, stop: int) -> bool:
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

    def guard_all(self, run: Sequence[Statement]) -> None:
        if run:
            self.guard(run[0], run[-1])

    def guard(self, first: Statement, last: Statement) -> None:
        """``if (live)`` before one statement, around several."""
        tokens = self.tokens
        text = tokens.source.text
        start, end = tokens.starts[first.first], tokens.end(last.stop - 1)
        pragma = self._pragma(first)
        if first is last and not self.declares(first):
            self._guard_one(first, pragma)
            return
        if pragma >= 0:  # it belongs to the loop behind it
            self.edits.append(Edit(pragma, pragma, f"if ({self.flag}) {{\n"))
            self.edits.append(Edit(end, end, "\n}"))
            return
        indent = line_indent(tokens.source, start)
        line_start = text.rfind("\n", 0, start) + 1
        deeper = "" if text[line_start:start].strip() else "    "
        self.edits.append(Edit(start, start, f"if ({self.flag}) {{\n{indent}{deeper}"))
        newline = text.find("\n", start, end)
        while newline >= 0 and deeper:
            if text[newline + 1 : newline + 2] not in ("\n", "#", "\r"):
                self.edits.append(Edit(newline + 1, newline + 1, deeper))
            newline = text.find("\n", newline + 1, end)
        stop = text.find("\n", end)
        rest = text[end : stop if stop >= 0 else len(text)]
        place = end + len(rest.rstrip()) if rest.strip().startswith("//") else end
        self.edits.append(Edit(place, place, f"\n{indent}}}"))

    def _pragma(self, statement: Statement) -> int:
        """Where the line of a pragma begins that stands before a statement; -1 where there is none."""
        found = [d for d in self.tokens.directives if d.name == "pragma" and d.first_token == statement.first]
        return found[0].start if found else -1

    def _guard_one(self, statement: Statement, pragma: int) -> None:
        start = self.tokens.starts[statement.first]
        if pragma >= 0 and statement.kind in ("for", "while", "do"):
            self.edits.append(Edit(pragma, pragma, f"if ({self.flag})\n"))
            return
        words = self.texts[statement.head[0] : statement.head[1]]
        if self.texts[statement.first] == ";":
            return
        if statement.kind == "if" and len(statement.parts) == 1 and not {"=", ";"} & set(words):
            begin, end = self.tokens.end(statement.head[0] - 1), self.tokens.starts[statement.head[1]]
            loose = bool({"||", "?", ","} & set(words))
            self.edits.append(Edit(begin, begin, f"{self.flag} && " + "(" * loose))
            self.edits += [Edit(end, end, ")")] if loose else []
        else:
            self.edits.append(Edit(start, start, f"if ({self.flag}) "))

    def declares(self, statement: Statement) -> list[str]:
        """The names that a statement declares for those behind it."""
        if statement.kind != "simple":
            return []
        found, index = [], statement.first
        while index < statement.stop:
            if self.uniform.is_declared(index):
                found.append(self.texts[index])
            index = max(self.tokens.mates[index], index) + 1
        return found
