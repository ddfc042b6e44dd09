"""The names of CUDA in device code as SYCL has them: functions by the tables, their arguments converted where SYCL
would take another overload, and calls of the program's own functions with what these need."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..parser import ctree, rules
from ..parser.diagnostics import Sink
from ..parser.ptx.rewrite import description
from ..parser.source import Span
from ..parser.tokens import ID, STRING, RawTokens
from .edits import Edit
from .hip_names import arguments
from .sycl_program import DYNAMIC, ITEM, LIVE, SHARED, Function, Program, call_bracket
from .sycl_types import F32, F64, INTEGERS, Names, expression_type
from .tables import FUNCTION_KINDS, Mapping, Row, Slot, is_name, pieces

TARGET = "SYCL"
_SKIPPED = frozenset({"header", "namespace", "runtime", "enumerator", "hosttype", "macro", "qualifier", "template"})
_KEPT = frozenset({"min", "max"})  # of namespace std: any compiler takes them
_PTX = re.compile(r"\b[a-z]\w*\.[a-z]\w*|%%\w+")


@dataclass
class DeviceNames:
    """Edits the names in stretches of device code of one region."""

    program: Program
    tokens: RawTokens
    names: Names
    sink: Sink
    shared_member: dict[int, str]  # by the token of a callee: the member of the caller's shared variables that is its
    live_calls: dict[int, str]  # callees that threads call which have returned, and the flag of those that have not
    edits: list[Edit] = field(default_factory=list)

    def run(self, start: int, stop: int) -> list[Edit]:
        made = self._initialised(start, stop)
        for index in range(start, stop):
            if self.tokens.kinds[index] == ID and index not in made:
                self._name(index)
        return self.edits

    def _initialised(self, start: int, stop: int) -> set[int]:
        """The names of the members that constructors in a range initialise: ``: log(nullptr), time{0}``."""
        found: set[int] = set()
        for function in self.program.functions:
            index, body = function.declared.inits, function.declared.body
            if function.region.tokens is not self.tokens or not start <= index < body <= stop:
                continue
            while index < body:
                if self.tokens.kinds[index] == ID and self._at(index - 1) in (":", ","):
                    found.add(index)
                index = max(self.tokens.mates[index], index) + 1
        return found

    def _at(self, index: int) -> str:
        return self.tokens.texts[index] if 0 <= index < len(self.tokens) else ""

    def _span(self, index: int) -> Span:
        return Span(self.tokens.source, self.tokens.starts[index], self.tokens.end(index))

    # ------------------------------------------------------------------------------------------- one name

    def _name(self, index: int) -> None:
        text = self._at(index)
        if text in ("asm", "__asm__"):
            self._assembly(index)
            return
        before = self._at(index - 1)
        if text in ("new", "delete"):
            self._heap(index, before)
            return
        if before in (".", "->"):
            self._own_call(index)
            return
        scope = self._at(index - 2) if before == "::" else ""
        variable = self.program.variables.get(text)
        if before == "::" and variable is not None and variable.kind in ("device", "managed"):
            self._unqualified(index)
            return
        row = self.program.tables.get(text)
        if row is not None and row.kind == "group" and text not in self.program.own:
            self._group(index, row)
            return
        if (
            text in self.program.own
            or text in self.names.variables
            or scope not in ("", "std")
            and self._is_scope(index)
        ):
            self._own_call(index)
            return
        if row is None or row.kind in _SKIPPED or scope == "std" and (row.kind != "math" or text in _KEPT):
            return
        self._table(index, row, 2 * (scope == "std") or before == "::")

    def _heap(self, index: int, before: str) -> None:
        """``new`` and ``delete``, which use the heap of the device; ``new (place) T`` and ``= delete`` do not."""
        start = self.tokens.starts[index]
        if self._at(index) == "new":
            if before != "operator" and self._at(index + 1) != "(":
                place = self.tokens.end(index)
                self.edits.append(Edit(place, place, " (uw::heap)"))
            return
        if before in ("operator", "="):
            return
        array = self._at(index + 1) == "["
        first = stop = self.tokens.mates[index + 1] + 1 if array else index + 1
        while self._at(stop) not in (";", ",", ":", ")", "}", ""):
            stop = max(self.tokens.mates[stop], stop) + 1
        if before == "::":
            start = self.tokens.starts[index - 1]
        name = "uw::delete_array(" if array else "uw::delete_object("
        self.edits.append(Edit(start, self.tokens.starts[first], name))
        place = self.tokens.end(stop - 1)
        self.edits.append(Edit(place, place, ")"))

    def _group(self, index: int, row: Row) -> None:
        """Reports a name of cooperative groups that SYCL lacks."""
        if self.program.groups and row.sycl is not None and row.sycl.why:
            what = f"`{row.name}`"
            self.sink.report(rules.GROUPS, self._span(index), what=what, target=TARGET, why=row.sycl.why)

    def _unqualified(self, index: int) -> None:
        """A device variable is a parameter here, whose name has no scope."""
        first = index
        while self._at(first - 1) == "::":
            first -= 2 if first >= 2 and self.tokens.kinds[first - 2] == ID else 1
        self.edits.append(Edit(self.tokens.starts[first], self.tokens.starts[index], ""))

    def _is_scope(self, index: int) -> bool:
        return index >= 2 and self.tokens.kinds[index - 2] == ID

    def _table(self, index: int, row: Row, qualifiers: int) -> None:
        column = row.sycl
        if column is None:
            self.sink.report(rules.UNKNOWN_CUDA_NAME, self._span(index), name=row.name, target=TARGET)
            return
        if column.why:
            rule = rules.LIBRARY_NAME if row.kind == "library" else rules.UNSUPPORTED_CALL
            self.sink.report(rule, self._span(index), name=row.name, target=TARGET, why=column.why)
            return
        if column.note:
            self.sink.report(rules.DIFFERENCE, self._span(index), name=row.name, target=TARGET, note=column.note)
        start = self.tokens.starts[index - qualifiers]
        bracket = call_bracket(self.tokens, index)
        if row.kind not in FUNCTION_KINDS:
            if column.to and column.to != row.name:
                self.edits.append(Edit(start, self.tokens.end(index), column.to))
        elif bracket < 0:
            self._uncalled(index, row, column)
        elif row.kind == "math" and is_name(column.to):
            self._math(index, row, column, start, bracket)
        elif is_name(column.to):
            if column.to != row.name:
                self.edits.append(Edit(start, self.tokens.end(index), column.to))
        elif column.to:
            self._template(row, column, start, bracket)

    def _uncalled(self, index: int, row: Row, column: Mapping) -> None:
        """A function's name without arguments: a declaration of the same name, or a function as a value."""
        member = row.name in self.names.members  # of a class of the program, which its methods name so
        if column.to != row.name and self._at(index + 1) in (",", ")") and not member:
            self.sink.report(
                rules.UNSUPPORTED_CONSTRUCT, self._span(index), what=f"`{row.name}` without a call", target=TARGET,
                why="SYCL device code has no pointers to functions; call it in a lambda",
            )  # fmt: skip

    # ------------------------------------------------------------------------------------------- functions

    def _math(self, index: int, row: Row, column: Mapping, start: int, bracket: int) -> None:
        """A mathematical function. SYCL's takes arguments of one type: they are converted as CUDA's overloads do it;
        where the types are not known, the header's own function of the same name does that."""
        if column.to == row.name:
            return
        given = arguments(self.tokens, bracket)
        types = [expression_type(self.tokens, first, last, self.names) for first, last in given]
        name = column.to
        casts: Sequence[str] = [""] * len(given)
        if len(row.signatures) == 1:
            casts = [_cast(p, t) for p, t in zip(row.signatures[0].passed, types, strict=False)]
        elif column.to_float:
            kinds = {t in INTEGERS for t in types} if None not in types else set()
            name = {True: column.to, False: column.to_float}[kinds.pop()] if len(kinds) == 1 else f"uw::{row.name}"
        elif name.startswith("sycl::"):
            floating = _overload(row, types)
            if floating is None:
                name = "uw::" + name.removeprefix("sycl::")
            else:
                casts = [_cast(p, t) for p, t in zip(floating, types, strict=False)]
        elif None not in types and row.promote:
            floating = _overload(row, types)
            casts = [_cast(p, t) for p, t in zip(floating, types, strict=False)] if floating else casts
        self.edits.append(Edit(start, self.tokens.end(index), name))
        for cast, (first, last) in zip(casts, given, strict=False):
            if cast:
                self.edits.append(Edit(self.tokens.starts[first], self.tokens.starts[first], f"{cast}("))
                self.edits.append(Edit(self.tokens.end(last - 1), self.tokens.end(last - 1), ")"))

    def _template(self, row: Row, column: Mapping, start: int, bracket: int) -> None:
        """A call of another shape: what stands around the arguments is replaced, they stay where they are."""
        given = arguments(self.tokens, bracket)
        plan = _plan(column.to, len(given))
        if plan is None:
            self.sink.report(
                rules.UNSUPPORTED_CONSTRUCT, self._span(bracket - 1), what=f"this call of `{row.name}`",
                target=TARGET, why="it does not have the arguments that the function takes",
            )  # fmt: skip
            return
        cursor, text, following = start, "", 0
        for piece in plan:
            if isinstance(piece, str):
                text += re.sub(r"\bitem\b", self.program.item, piece)
                continue
            first, last = given[piece.number]
            bare = piece.alone or last == first + 1
            begin, end = self.tokens.starts[first], self.tokens.end(last - 1)
            self._replace(cursor, begin, text if bare else text + "(")
            cursor, text, following = end, "" if bare else ")", piece.number + 1
        self._replace(cursor, self.tokens.end(self.tokens.mates[bracket]), text)
        for first, last in given[following:]:
            if {"++", "--", "="} & set(self.tokens.texts[first:last]):
                self.sink.report(
                    rules.UNSUPPORTED_CONSTRUCT, self._span(first), what="an argument with side effects",
                    target=TARGET, why="the function has no such argument in SYCL; compute it before the call",
                )  # fmt: skip

    def _replace(self, start: int, end: int, text: str) -> None:
        """An edit, unless only the layout between two arguments would change."""
        old = self.tokens.source.text[start:end]
        if old != text and not (old.strip() == text.strip() == ","):
            self.edits.append(Edit(start, end, text))

    # ------------------------------------------------------------------------------------------- own functions

    def _own_call(self, index: int) -> None:
        """A call of a function of the program gets what the function needs, before its own arguments."""
        name = self._at(index)
        functions = self.program.named(name)
        if not functions or not any(self.program.of(f) for f in functions):
            return
        bracket = call_bracket(self.tokens, index)
        if bracket < 0:
            if self._at(index + 1) in (",", ")", ";", "}") and name not in self.names.variables:
                self.sink.report(
                    rules.UNSUPPORTED_CONSTRUCT, self._span(index), what=f"the function `{name}` as a value",
                    target=TARGET, why="SYCL device code has no pointers to functions; call it in a lambda",
                )  # fmt: skip
            return
        if self._is_head(index):
            return
        count = len(arguments(self.tokens, bracket))
        fitting = [f for f in functions if f.arity[0] <= count <= f.arity[1]] or functions
        wanted = {self.program.of(f) for f in fitting}
        if len(wanted) > 1:
            self.sink.report(
                rules.UNSUPPORTED_CONSTRUCT, self._span(index), what=f"the overloaded function `{name}`", target=TARGET,
                why="only some of its overloads use the work-item or shared memory; give them other names",
            )  # fmt: skip
            return
        needs = wanted.pop()
        if needs:
            self._insert(index, bracket, fitting[0], needs, count)

    def _is_head(self, index: int) -> bool:
        """Whether the name is being declared here."""
        return any(
            f.region.tokens is self.tokens and f.declared.name[0] <= index < f.declared.name[1]
            for f in self.program.functions
        )

    def _insert(self, index: int, bracket: int, function: Function, needs: Sequence[str], count: int) -> None:
        parts = []
        for need in needs:
            if need == SHARED:
                member = self.shared_member.get(index)
                if member is None:
                    self.sink.report(
                        rules.UNSUPPORTED_CONSTRUCT, self._span(index),
                        what=f"this call of `{function.name}`, which has shared variables", target=TARGET,
                        why="give the template arguments at the call, outside of macros",
                    )  # fmt: skip
                    return
                parts.append(f"{self.program.shared}.{member}")
            elif need == DYNAMIC:
                parts.append(self.program.dynamic)
            elif need == LIVE:
                parts.append(self.live_calls.get(index, "true"))
            else:
                parts.append(self.program.item if need == ITEM else need[1:])
        text = ", ".join(parts) + (", " if count else "")
        place = self.tokens.end(bracket)
        self.edits.append(Edit(place, place, text))

    def _assembly(self, index: int) -> None:
        bracket = index + 1
        while self._at(bracket) in ("volatile", "__volatile__"):
            bracket += 1
        if self._at(bracket) == "(" and self.tokens.kinds[bracket + 1] == STRING and _PTX.search(self._at(bracket + 1)):
            self.sink.report(
                rules.UNSUPPORTED_CONSTRUCT, self._span(index), what=description(self._at(bracket + 1)),
                target=TARGET, why="write it in CUDA C++",
            )  # fmt: skip


def _cast(param: ctree.CType, given: str | None) -> str:
    """The conversion of an argument to its parameter; empty where it has that type."""
    if not isinstance(param, ctree.Scalar) or param.name not in ("float", "double"):
        return ""
    return "" if given == (F32 if param.name == "float" else F64) else param.name


def _overload(row: Row, types: Sequence[str | None]) -> Sequence[ctree.CType] | None:
    """The parameters of the overload for float or for double that C++ takes for arguments of these types."""
    floating = [
        t for s in row.signatures[:1] for p, t in zip(s.passed, types, strict=False)
        if isinstance(p, ctree.Scalar) and p.name in ("float", "double")
    ]  # fmt: skip
    if not floating or None in floating:
        return None
    wanted = "float" if all(t == F32 for t in floating) else "double"
    if not row.promote and any(t in INTEGERS for t in floating):
        return None
    for signature in row.signatures:
        found = {p.name for p in signature.passed if isinstance(p, ctree.Scalar) and p.name in ("float", "double")}
        if found == {wanted}:
            return signature.passed
    return None


def _plan(template: str, given: int) -> list[str | Slot] | None:
    """A template for a number of arguments, each at most once and in order; None where arguments are missing."""
    if given == 0:
        template = template.replace("$*, ", "")
    plan: list[str | Slot] = []
    for piece in pieces(template):
        if isinstance(piece, str):
            plan.append(piece)
        elif piece.rest:
            if piece.number >= given:
                return None
            for number in range(piece.number, given):
                plan += [", "] * (number > piece.number)
                plan.append(Slot(number, "", False, True))
        elif piece.number < given:
            plan.append(piece)
        elif piece.default:
            plan.append(piece.default)
        else:
            return None
    return plan

