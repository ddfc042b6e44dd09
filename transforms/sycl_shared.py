"""Shared variables for SYCL. The static ones of a function, with those of the functions that it calls, become a
structure that the launch places in local memory; ``__shared__ float tile[16][17];`` becomes ``auto &tile =
shared.tile;``. Dynamic shared memory is a pointer that the kernel gets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..parser import rules
from ..parser.diagnostics import Sink
from ..parser.source import Span
from ..parser.tokens import ID, NUMBER, Directive, RawTokens
from .edits import Edit, apply_range, removals
from .hip_names import arguments
from .host_scan import angle_end, parameters, split, template_parameters
from .sycl_program import DYNAMIC, SHARED, Function, Program, call_bracket
from .sycl_types import F32, F64, Names, arithmetic, expression_type

TARGET = "SYCL"
_DROPPED = frozenset({"__shared__", "extern", "static"})
_WORDS = {F32: "float", F64: "double"}
_ARITHMETIC = frozenset({"+", "-", "*", "/", "(", ")"})
_EMPTY = frozenset({"const", "volatile", "__restrict__", "__restrict", "restrict", "&", "&&"})


@dataclass
class Layout:
    """The structure of a function's shared variables: its members as text, the edits of their declarations, and the
    member that each call of a function with such variables gets, by the token of the callee."""

    members: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    calls: dict[int, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)  # the names of the variables, which lambdas may capture
    macros: list[str] = field(default_factory=list)  # definitions inside the function that the members need before it


def structure_name(program: Program, function: Function) -> str:
    """The name of a function's structure; overloads are numbered."""
    lists = list(dict.fromkeys(_parameter_text(f) for f in program.functions if f.name == function.name))
    place = lists.index(_parameter_text(function)) if _parameter_text(function) in lists else 0
    base = function.name.split("##")[-1] if "##" not in function.name else function.name
    joined = f"{base}##_shared" if "##" in function.name or function.region.macro else f"{base}_shared"
    if "##" not in function.name:
        joined = program.fresh(f"{base}_shared")
    return joined + (f"_{place + 1}" if place else "")


def _parameter_text(function: Function) -> str:
    tokens, bracket = function.region.tokens, function.declared.bracket
    return " ".join(tokens.texts[bracket + 1 : tokens.mates[bracket]])


def head_arguments(tokens: RawTokens, function: Function) -> list[str]:
    """The names of a template function's own parameters, as arguments."""
    return [
        tokens.texts[p.name] + ("..." if p.pack else "") if p.name >= 0 else f"uw_t{i}" + ("..." if p.pack else "")
        for head in function.declared.heads[-1:]
        for i, p in enumerate(template_parameters(tokens, head))
    ]


def own_arguments(function: Function) -> str:
    """Template arguments for what belongs to a function: its parameters, or those of an explicit specialisation."""
    tokens, (first, stop) = function.region.tokens, function.declared.name
    if tokens.texts[stop - 1] == ">" and "<" in tokens.texts[first:stop] and "operator" not in tokens.texts[first:stop]:
        angle = tokens.texts.index("<", first, stop)
        return tokens.source.text[tokens.starts[angle] : tokens.end(stop - 1)]
    names = head_arguments(tokens, function)
    return f"<{', '.join(names)}>" if names else ""


def shared_type(program: Program, function: Function) -> str:
    """The type of a function's structure."""
    return structure_name(program, function) + own_arguments(function)


def dynamic_type(program: Program, function: Function) -> tuple[str, str] | None:
    """The type and name of a function's dynamic shared memory, where that is one array of an arithmetic or vector
    type which the function uses as such: no other function gets it, and nothing reads it as another type."""
    tokens, declared = function.region.tokens, function.declared
    stop = tokens.mates[declared.body]
    found: list[tuple[str, str]] = []
    for index in range(declared.body, stop):
        if tokens.texts[index] != "extern":
            continue
        end = index
        while tokens.texts[end] != ";":
            end += 1
        words = [t for t in tokens.texts[index:end] if t not in ("extern", "__shared__")]
        kinds, name, brackets = words[:-3], words[-3] if len(words) > 3 else "", words[-2:]
        row = program.tables.get(kinds[0]) if len(kinds) == 1 else None
        vector = row is not None and row.kind == "type" and bool(row.fields)
        if brackets != ["[", "]"] or not (vector or arithmetic(kinds, program.tables)) or "volatile" in kinds:
            return None
        found.append((" ".join(kinds), name))
    passed = any(f.name in function.calls and DYNAMIC in program.of(f) for f in program.functions if not f.kernel)
    outside = any(v.kind == "shared" and v.name in function.names for v in program.variables.values())
    texts = tokens.texts[declared.body : stop]
    cast = "reinterpret_cast" in texts or any(a == "*" and b == ")" for a, b in pairwise(texts))
    named = {tokens.texts[p.name] for p in parameters(tokens, declared.bracket) if p.name >= 0}
    if len(found) != 1 or passed or outside or cast or found[0][1] in named:
        return None
    return found[0]


class SharedVariables:
    """Reads the shared variables of one function."""

    def __init__(
        self, program: Program, function: Function, names: Names, sink: Sink, own: Sequence[Edit],
        of_block: Sequence[tuple[str, str]],
    ) -> None:  # fmt: skip
        self.program, self.function, self.names, self.sink, self.own = program, function, names, sink, own
        self.of_block = of_block  # members for shared variables at file scope: type and name
        self.tokens = function.region.tokens
        self.body = (function.declared.body, self.tokens.mates[function.declared.body])
        self.layout = Layout()
        self.taken: set[str] = set()
        self.namespaces = _namespaces(self.tokens, *self.body)

    def read(self) -> Layout:
        needed: dict[str, None] = {}
        for kind, member in self.of_block:
            self.layout.members.append(f"{kind} {self._member(member)};")
        for index in range(*self.body):
            if self.tokens.texts[index] == "__shared__":
                self._statement(index, needed)
        for index in range(*self.body):
            self._call(index, needed)
        self.layout.members[:0] = self._constants(needed)
        return self.layout

    # ------------------------------------------------------------------------------------------- declarations

    def _statement(self, index: int, needed: dict[str, None]) -> None:
        tokens = self.tokens
        first = index
        while tokens.texts[first - 1] not in (";", "{", "}", ")", ":"):
            first -= 1
        stop = index
        while tokens.texts[stop] != ";" and stop < self.body[1]:
            stop = max(tokens.mates[stop], stop) + 1
        words = tokens.texts[first:stop]
        names = list(_declared(tokens, index, stop))
        if not names:
            self._refuse(index, "this shared variable", "declare it with a type and a name")
            return
        start, end = tokens.starts[first], tokens.end(stop)
        self.layout.names.update(tokens.texts[name] for name, _, _ in names)
        if "extern" in words and self.program.key(self.function) in self.program.dynamic_types:
            self.layout.edits += removals(tokens.source, [(start, end)])  # it is a parameter
            return
        if "extern" in words:
            self.layout.edits.append(Edit(start, end, self._dynamic(first, names)))
            return
        renamed: dict[int, str] = {}
        lines = []
        for name, _, _ in names:
            text = tokens.texts[name]
            member = self._member(text)
            renamed[name] = member
            lines.append(f"auto &{text} = {self.program.shared}.{member};")
        self.layout.members.append(self._text(first, stop, renamed))
        needed.update(dict.fromkeys(t for t, k in zip(words, tokens.kinds[first:stop], strict=True) if k == ID))
        self.layout.edits.append(Edit(start, end, " ".join(lines)))

    def _dynamic(self, first: int, names: Sequence[tuple[int, int, int]]) -> str:
        """``extern __shared__ T s[];``: a typed pointer to the dynamic shared memory."""
        parts = []
        for name, begin, stop in names:
            type_text = self._text(first, begin, {}, semicolon="").strip()
            dims = self.tokens.source.text[self.tokens.end(name) : self.tokens.end(stop - 1)]
            rest = re.sub(r"^\s*\[[^\]]*\]", "", dims, count=1)
            text = self.tokens.texts[name]
            shape = f"(*{text}){rest}" if rest else f"*{text}"
            cast = f"(*){rest}" if rest else "*"
            parts.append(f"{type_text} {shape} = reinterpret_cast<{type_text} {cast}>({self.program.dynamic});")
        return " ".join(parts)

    def _member(self, name: str) -> str:
        member, number = name, 2
        while member in self.taken:
            member, number = f"{name}_{number}", number + 1
        self.taken.add(member)
        return member

    def _text(self, first: int, stop: int, renamed: dict[int, str], semicolon: str = ";") -> str:
        """A declaration's text without the words that do not belong to its type, on one line."""
        tokens = self.tokens
        edits = [e for e in self.own if tokens.starts[first] <= e.start and e.end <= tokens.end(stop - 1)]
        start = tokens.starts[first]
        for index in range(first, stop):
            if tokens.texts[index] in _DROPPED:
                after = min(tokens.starts[index + 1], tokens.end(stop - 1))
                edits = [e for e in edits if not tokens.starts[index] <= e.start < after]
                edits.append(Edit(tokens.starts[index], after, ""))
            elif index in renamed and renamed[index] != tokens.texts[index]:
                edits.append(Edit(tokens.starts[index], tokens.end(index), renamed[index]))
            elif tokens.texts[index] in self.namespaces and tokens.texts[index + 1] == "::" != tokens.texts[index - 1]:
                edits.append(Edit(tokens.starts[index], tokens.end(index), self.namespaces[tokens.texts[index]]))
        text = apply_range(tokens.source, edits, start, tokens.end(stop - 1))
        return " ".join(text.replace("\\\n", " ").split()) + semicolon

    # ------------------------------------------------------------------------------------------- calls

    def _call(self, index: int, needed: dict[str, None]) -> None:
        tokens, name = self.tokens, self.tokens.texts[index]
        if tokens.kinds[index] != ID or name in self.names.variables:
            return
        bracket = call_bracket(tokens, index)
        functions = [f for f in self.program.named(name) if SHARED in self.program.of(f)] if bracket >= 0 else []
        count = len(arguments(tokens, bracket)) if functions else 0
        functions = [f for f in functions if f.arity[0] <= count <= f.arity[1]]
        if not functions:
            return
        called = next((f for f in functions if f.declared.body >= 0), functions[0])
        if len({_parameter_text(f) for f in functions if f.declared.body >= 0}) > 1 or called.declared.scope == "class":
            self._refuse(index, f"`{name}`, which has shared variables,", "make it one function at file scope")
            return
        given = self._arguments_of(index, bracket, called)
        if given is None:
            self._refuse(
                index, f"this call of `{name}`, which has shared variables", "give the template arguments at the call"
            )
            return
        type_text = structure_name(self.program, called) + given
        line = next((m for m in self.layout.members if m.startswith(type_text + " ")), None)
        if line is None:
            member = self._member(name)
            self.layout.members.append(f"{type_text} {member};")
            needed.update(dict.fromkeys(re.findall(r"[^\W\d]\w*", given)))
        else:
            member = line.removeprefix(type_text + " ").rstrip(";")
        self.layout.calls[index] = member

    def _arguments_of(self, index: int, bracket: int, called: Function) -> str | None:
        """The template arguments of a call: as written, or found from the types of plain arguments."""
        tokens = self.tokens
        head = called.declared.heads[-1:] if called.declared.heads else ()
        if not head:
            return ""
        wanted = template_parameters(called.region.tokens, head[0])
        written: list[str] = []
        if tokens.texts[index + 1] == "<":
            close = angle_end(tokens, index + 1, len(tokens))
            for first, stop in split(tokens, index + 2, close):
                written.append(tokens.source.text[tokens.starts[first] : tokens.end(stop - 1)])
        for parameter in wanted[len(written) :]:
            text = called.region.tokens.texts
            has_default = parameter.stop < len(text) and text[parameter.stop] == "="
            found = self._deduced(text[parameter.name], bracket, called) if parameter.name >= 0 else None
            if found is None and not has_default:
                return None
            if found is None:
                break
            written.append(found)
        return f"<{', '.join(written)}>"

    def _deduced(self, name: str, bracket: int, called: Function) -> str | None:
        """A template parameter by an argument: ``T x`` and ``T *x`` for an argument whose declared type is known."""
        theirs = called.region.tokens
        for parameter, (first, stop) in zip(
            parameters(theirs, called.declared.bracket), arguments(self.tokens, bracket), strict=False
        ):
            end = parameter.name if parameter.name >= 0 else parameter.stop
            words = [t for t in theirs.texts[parameter.first : end] if t not in _EMPTY]
            stars = words.count("*")
            if [w for w in words if w != "*"] != [name]:
                continue
            declared = self._declared_type(self.tokens.texts[first]) if stop == first + 1 else None
            if declared is not None and declared[1] >= stars:
                return declared[0] + " *" * (declared[1] - stars)
            base = expression_type(self.tokens, first, stop, self.names)
            if base in _WORDS and stars == 0:
                return _WORDS[base]
            return self._common_type(first, stop) if stars == 0 else None
        return None

    def _common_type(self, first: int, stop: int) -> str | None:
        """The type of an expression whose operands all are of one declared type."""
        tokens = self.tokens
        found: set[str] = set()
        index = first
        while index < stop:
            text = tokens.texts[index]
            if tokens.kinds[index] == ID:
                after = index + 1
                if after < stop and tokens.texts[after] == "(":  # a conversion, or a call of something unknown
                    found.add(text)
                    index = max(tokens.mates[after], after)
                else:
                    declared = self._declared_type(text)
                    dims = 0
                    while after < stop and tokens.texts[after] == "[" and tokens.mates[after] > 0:
                        dims, after = dims + 1, tokens.mates[after] + 1
                    if declared is None or declared[1] != dims:
                        return None
                    found.add(declared[0])
                    index = after - 1
            elif text not in _ARITHMETIC and tokens.kinds[index] != NUMBER:
                return None
            index += 1
        return found.pop() if len(found) == 1 else None

    def _declared_type(self, name: str) -> tuple[str, int] | None:
        """The type that a variable of the function is declared with, and how many pointers or dimensions."""
        found: set[tuple[str, int]] = set()
        tokens = self.tokens
        for index in range(self.function.declared.bracket, self.body[1]):
            before = tokens.texts[index - 1]
            if tokens.texts[index] != name or not (tokens.kinds[index - 1] == ID or before in ("*", "&", ">")):
                continue
            begin = index
            while tokens.texts[begin - 1] not in (";", "{", "}", "(", ",", ")", "="):
                begin -= 1
            words = [t for t in tokens.texts[begin:index] if t not in _EMPTY | _DROPPED]
            plain = [w for w in words if w != "*"]
            if (
                not plain
                or plain[0] in ("return", "else", "case", "auto", "new", "delete")
                or not plain[0][:1].isalpha()
            ):
                continue
            depth = words.count("*")
            after = index + 1
            while tokens.texts[after] == "[" and tokens.mates[after] > 0:
                depth, after = depth + 1, tokens.mates[after] + 1
            found.add((" ".join(w for w in words if w != "*").replace(" :: ", "::"), depth))
        return found.pop() if len(found) == 1 else None

    # ------------------------------------------------------------------------------------------- constants

    def _constants(self, needed: dict[str, None]) -> list[str]:
        """Local constants and types that the members use, declared anew in the structure."""
        found: dict[int, str] = {}
        queue = list(needed)
        seen = set(queue)
        while queue:
            name = queue.pop()
            more = self._macro(name)
            queue += [t for t in more if t not in seen]
            seen.update(more)
            for index in range(*self.body):
                if self.tokens.texts[index] != name:
                    continue
                declared = self._constant(index)
                if declared is None:
                    continue
                first, stop, text = declared
                found[first] = text
                more = [
                    t
                    for t, k in zip(self.tokens.texts[first:stop], self.tokens.kinds[first:stop], strict=True)
                    if k == ID
                ]
                queue += [t for t in more if t not in seen]
                seen.update(more)
        return [found[first] for first in sorted(found)]

    def _constant(self, index: int) -> tuple[int, int, str] | None:
        tokens = self.tokens
        first = index
        while tokens.texts[first - 1] not in (";", "{", "}", "(", ")"):
            first -= 1
        stop = index
        while stop < self.body[1] and tokens.texts[stop] != ";":
            stop = max(tokens.mates[stop], stop) + 1
        words = tokens.texts[first:index]
        text = self._text(first, stop, {})
        if "typedef" in words or "using" in words or "enum" in words:
            return first, stop, text
        if {"const", "constexpr"} & set(words) and tokens.texts[index + 1] in ("=", "{") and "*" not in words:
            bare = re.sub(r"^(?:(?:static|const|constexpr)\s+)+", "", text)
            return first, stop, f"static constexpr {bare}"
        if "enum" in tokens.texts[max(first - 4, 0) : first]:  # an enumerator
            while first > 0 and tokens.texts[first] != "enum":
                first -= 1
            return first, stop, self._text(first, stop, {})
        return None

    def _macro(self, name: str) -> list[str]:
        """The words of a macro that is defined inside the function, and so not yet where the structure stands: its
        definition stands there too. One that may be another by then is reported."""
        tokens = self.tokens
        start, end = tokens.starts[self.function.declared.start], tokens.starts[self.body[1]]
        defined = [d for d in tokens.directives if d.name in ("define", "undef") and _defines(d, name)]
        inside = [d for d in defined if start < d.start < end]
        if not inside:
            return []
        directive = inside[0]
        before = [d.name for d in tokens.directives if start < d.start < directive.start]
        within = sum(d.startswith("if") for d in before) - before.count("endif")
        if len([d for d in defined if d.name == "define"]) > 1 or within or self.function.region.macro is not None:
            span = Span(tokens.source, directive.start, directive.end)
            self.sink.report(
                rules.UNSUPPORTED_CONSTRUCT, span, target=TARGET,
                what="a size of shared memory that is defined inside the function",
                why="move the macro's definition before the function",
            )  # fmt: skip
            return []
        self.layout.macros.insert(0, tokens.source.text[directive.start : directive.end])
        return re.findall(r"[^\W\d]\w*", directive.rest)

    def _refuse(self, index: int, what: str, why: str) -> None:
        span = Span(self.tokens.source, self.tokens.starts[index], self.tokens.end(index))
        self.sink.report(rules.UNSUPPORTED_CONSTRUCT, span, what=what, target=TARGET, why=why)


def _namespaces(tokens: RawTokens, first: int, stop: int) -> dict[str, str]:
    """The function's own names of namespaces, which a structure outside does not see, and what each stands for."""
    found = {}
    for index in range(first, stop):
        if tokens.texts[index] == "namespace" and tokens.texts[index + 2] == "=":
            end = tokens.texts.index(";", index)
            found[tokens.texts[index + 1]] = "".join(tokens.texts[index + 3 : end])
    return found


def _declared(tokens: RawTokens, index: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """The declarators of a shared variable's declaration: the name's token, and the range of the declarator."""
    name = stop - 1
    probe = index
    last_type = -1
    while probe < stop and tokens.texts[probe] not in ("[", ",", "="):
        if tokens.texts[probe] == "{" or tokens.texts[probe] == "(":
            probe = max(tokens.mates[probe], probe)
        elif tokens.texts[probe] == "<":
            probe = max(angle_end(tokens, probe, stop), probe)
        elif tokens.kinds[probe] == ID:
            last_type, name = name, probe
        probe += 1
    if tokens.kinds[name] != ID or name <= index and last_type < 0:
        return
    begin = name
    while tokens.texts[begin - 1] in ("*", "&", "const"):
        begin -= 1
    for first, last in split(tokens, begin, stop):
        at = first
        while at < last and (tokens.kinds[at] != ID or tokens.texts[at] in ("const", "volatile")):
            at += 1
        if at < last:
            yield at, first, last


def _defines(directive: Directive, name: str) -> bool:
    """Whether a ``#define`` or ``#undef`` is of a name."""
    found = re.match(r"\s*(\w+)", directive.rest)
    return found is not None and found[1] == name
