"""Finds the CUDA declarations of a file from its raw tokens: functions and variables with a place qualifier, their
heads, parameters and bodies. Works in every ``#if`` branch and, on the tokens of a macro's body, inside macros;
qualifiers that the program hides in macros of its own count as well. It only looks: what becomes of a declaration is
decided elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..parser.tokens import ID, STRING, RawTokens, macro_body
from .tables import Tables

WITH_ARGUMENTS = frozenset({"__launch_bounds__", "__maxnreg__", "__cluster_dims__"})  # qualifiers that have some

PLACES = frozenset({
    "__global__", "__device__", "__host__", "__constant__", "__shared__", "__managed__", "__grid_constant__",
})  # fmt: skip
_ATTRIBUTES = WITH_ARGUMENTS | {
    "__align__", "__builtin_align__", "alignas", "__attribute__", "__declspec", "decltype", "noexcept", "explicit",
    "typeof", "__typeof__",
}  # fmt: skip
_AFTER_PARAMETERS = frozenset({"const", "volatile", "override", "final", "&", "&&", "try"})
_STATIC = frozenset({"static", "constexpr"})
_ACCESS = frozenset({"public", "private", "protected"})
_CLASS_KEYS = frozenset({"class", "struct", "union"})
_CV = frozenset({"const", "volatile", "class", "struct", "union", "enum", "typename", "register"})
_THRUST = re.compile(r"\s*[<\"]thrust/")
Kind: TypeAlias = Literal["namespace", "class", "block"]
_TYPE_WORDS = frozenset({
    "void", "bool", "char", "short", "int", "long", "signed", "unsigned", "float", "double", "auto", "const",
    "volatile", "wchar_t", "char16_t", "char32_t", "size_t",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function or a template, by token numbers: its ``first`` token, ``stop`` after its last without
    the default, and ``name``, the number of its name's token or -1."""

    first: int
    stop: int
    name: int
    pack: bool


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration with place qualifiers, by token numbers. ``name`` is the half-open range of its name;
    ``bracket`` opens a function's parameters (-1 for a variable), ``body`` a definition's braces (-1 for none), and
    ``inits`` is the colon of a constructor's initialisers (-1 for none). ``heads`` are the angle brackets of its
    template heads. ``stop`` is after its last token. ``condition`` is the directive, such as ``#ifdef __CUDACC__``,
    under which alone the qualifiers stand; empty where the whole declaration does."""

    kind: Literal["function", "variable"]
    scope: Kind
    qualifiers: frozenset[str]
    words: frozenset[str]  # the specifiers and type names before the name
    start: int
    stop: int
    name: tuple[int, int]
    bracket: int = -1
    body: int = -1
    inits: int = -1
    heads: tuple[tuple[int, int], ...] = ()
    condition: str = ""

    @property
    def kernel(self) -> bool:
        return "__global__" in self.qualifiers

    @property
    def device_only(self) -> bool:
        return "__device__" in self.qualifiers and "__host__" not in self.qualifiers and not self.condition


def uses_graphs(tokens: RawTokens) -> bool:
    """Whether a file captures streams or makes graphs."""
    return any(text.startswith(("cudaGraph", "cudaStreamBeginCapture")) for text in tokens.texts)


def includes_thrust(tokens: RawTokens) -> bool:
    """Whether a file includes one of Thrust's headers."""
    return any(d.name == "include" and _THRUST.match(d.rest) for d in tokens.directives)


def names_whole_arrays(tokens: RawTokens, tables: Tables) -> bool:
    """Whether a file names what CUB has for host code: functions over whole arrays, and what goes with them."""
    if "cub" not in tokens.texts:
        return False
    words = set(tokens.texts)
    rows = [row.name for row in tables.of_kind("member")]
    return any(name.startswith("cub::") and name.removeprefix("cub::") in words for name in rows)


def opens_cub(tokens: RawTokens) -> bool:
    """Whether a file has a directive by which CUB's names stand without their namespace."""
    texts = tokens.texts
    places = [index for index, text in enumerate(texts) if text == "cub"]
    return any(index > 1 and texts[index - 2 : index] == ["using", "namespace"] for index in places)


def runs_functors(tokens: RawTokens, tables: Tables) -> bool:
    """Whether a file uses Thrust or what CUB has for host code, so that functors for the device run in host code."""
    return includes_thrust(tokens) or names_whole_arrays(tokens, tables)


def qualifier_macros(files: Iterable[RawTokens]) -> dict[str, frozenset[str]]:
    """The program's macros that stand for place qualifiers, such as ``HD`` for ``__host__ __device__``, with what they
    stand for in any of their definitions, and ``static`` where it is among that."""
    bodies: dict[str, set[str]] = {}
    for tokens in files:
        for directive in tokens.directives:
            if directive.name == "define":
                name, body = macro_body(tokens, directive)
                if len(body) <= 12 and not {"{", ";", "="} & set(body.texts):
                    bodies.setdefault(name, set()).update(body.texts)
    found: dict[str, frozenset[str]] = {}
    for name in bodies:
        reached = {name}
        stack = [name]
        while stack:
            for text in bodies[stack.pop()]:
                if text not in reached:
                    reached.add(text)
                    if text in bodies:
                        stack.append(text)
        if reached & PLACES:
            found[name] = frozenset(reached & (PLACES | _STATIC))
    return found


def declarations(tokens: RawTokens, macros: Mapping[str, frozenset[str]]) -> Iterator[Declared]:
    """The declarations with place qualifiers in the order of the text. Inside the bodies of functions that only run on
    the device nothing is looked for."""
    index = 0
    braces: list[int] = []  # those open
    while index < len(tokens):
        text = tokens.texts[index]
        if (text in PLACES or text in macros) and not _of_lambda(tokens, index, macros):
            scope = _scope(tokens, braces[-1]) if braces else "namespace"
            declared = _Head(tokens, _start(tokens, index), index, macros, scope).read()
            yield declared
            inner = declared.body >= 0 and not (declared.kernel or declared.device_only)
            index = max(declared.body if inner else declared.stop, index + 1)
            continue
        if text == "{" and tokens.mates[index] > 0:
            braces.append(index)
        elif text == "}" and braces and tokens.mates[index] == braces[-1]:
            braces.pop()
        index += 1


def texture_references(tokens: RawTokens) -> Iterator[Declared]:
    """The texture references at file scope, ``texture<float, 2> name;``, as device variables."""
    braces: list[int] = []
    for index, text in enumerate(tokens.texts):
        if text == "{" and tokens.mates[index] > 0:
            braces.append(index)
        elif text == "}" and braces and tokens.mates[index] == braces[-1]:
            braces.pop()
        if text != "texture" or index + 1 >= len(tokens) or tokens.texts[index + 1] != "<":
            continue
        end = angle_end(tokens, index + 1, len(tokens))
        named = 0 < end < len(tokens) - 2 and tokens.kinds[end + 1] == ID
        named = named and tokens.texts[end + 2] in (";", "(", "=", ",")
        if named and all(_scope(tokens, brace) == "namespace" for brace in braces):
            stop = end + 2
            while stop < len(tokens) and tokens.texts[stop] != ";":
                stop = max(tokens.mates[stop], stop) + 1
            start = _start(tokens, index)
            yield Declared(
                "variable", "namespace", frozenset({"__device__"}), frozenset(tokens.texts[start:index]), start,
                stop + 1, (end + 1, end + 2),
            )  # fmt: skip


def _of_lambda(tokens: RawTokens, index: int, macros: Mapping[str, frozenset[str]]) -> bool:
    """Whether a qualifier belongs to a lambda: ``[=] __device__ (int i) {…}``."""
    while index > 0 and (tokens.texts[index - 1] in PLACES or tokens.texts[index - 1] in macros):
        index -= 1
    return index > 1 and tokens.texts[index - 1] == "]" and tokens.texts[index - 2] != "]"


def _start(tokens: RawTokens, index: int) -> int:
    """The first token of the declaration that a token belongs to."""
    texts, mates = tokens.texts, tokens.mates
    while index > 0:
        before = texts[index - 1]
        if before in (";", "{", "}", ":", ",", "(", "[", "="):
            break
        if before in (")", "]"):
            mate = mates[index - 1]
            attribute = mate > 0 and (texts[mate - 1] in _ATTRIBUTES or (before == "]" and texts[mate] == "["))
            if mate < 0 or not attribute:
                break
            index = mate
        elif before == ">":
            opened = angle_start(tokens, index - 1)
            if opened <= 0:
                break
            index = opened
        else:
            index -= 1
    return index


def angle_start(tokens: RawTokens, close: int) -> int:
    """The ``<`` of a ``>`` that closes template arguments or parameters, looking backwards; -1 for none."""
    depth = 0
    index = close
    while index >= 0:
        text = tokens.texts[index]
        if text == ">":
            depth += 1
        elif text == "<":
            depth -= 1
            if depth == 0:
                return index
        elif text in (")", "]", "}"):
            if tokens.mates[index] < 0:
                return -1
            index = tokens.mates[index]
        elif text in (";", "{", "(", "["):
            return -1
        index -= 1
    return -1


def angle_end(tokens: RawTokens, opened: int, stop: int) -> int:
    """The ``>`` of a ``<`` that is known to open template arguments or parameters; -1 for none."""
    depth = 0
    index = opened
    while index < stop:
        text = tokens.texts[index]
        if text == "<":
            depth += 1
        elif text == ">":
            depth -= 1
            if depth == 0:
                return index
        elif text in ("(", "[", "{"):
            if tokens.mates[index] < 0:
                return -1
            index = tokens.mates[index]
        elif text in (";", "}", ")", "]"):
            return -1
        index += 1
    return -1


def near(tokens: RawTokens, index: int, words: frozenset[str]) -> bool:
    """Whether one of some words stands among the specifiers around a token."""
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(tokens) and tokens.kinds[at] == ID:
            if tokens.texts[at] in words:
                return True
            at += step
    return False


class _Head:
    """Reads one declaration from its first token; ``qualifier`` is the token by which it was found."""

    def __init__(
        self, tokens: RawTokens, start: int, qualifier: int, macros: Mapping[str, frozenset[str]], scope: Kind
    ) -> None:
        self.scope = scope
        self.tokens = tokens
        self.texts = tokens.texts
        self.start = start
        self.qualifier = qualifier
        self.macros = macros
        self.qualifiers: set[str] = set()
        self.words: set[str] = set()
        self.heads: list[tuple[int, int]] = []

    def at(self, index: int) -> str:
        return self.texts[index] if index < len(self.texts) else ""

    def read(self) -> Declared:
        index = self.start
        while index < len(self.tokens):
            text = self.texts[index]
            if text == "template" and self.at(index + 1) == "<":
                end = angle_end(self.tokens, index + 1, len(self.tokens))
                self.heads.append((index + 1, end))
                index = max(end, index) + 1
            elif text in PLACES or text in self.macros:
                found = {text} & PLACES or self.macros[text]
                self.qualifiers |= found & PLACES
                self.words |= found - PLACES
                self.words.add(text)
                index += 1
            elif text in _ATTRIBUTES and self.at(index + 1) == "(":
                index = self.tokens.mates[index + 1] + 1 if self.tokens.mates[index + 1] > 0 else index + 2
            elif text == "[" and self.at(index + 1) == "[" and self.tokens.mates[index] > 0:
                index = self.tokens.mates[index] + 1
            elif text == "operator":
                return self._operator(index)
            elif self.tokens.kinds[index] == ID:
                after = self._identifier(index)
                if isinstance(after, Declared):
                    return after
                index = after
            elif text in ("*", "&", "&&", "::", "~", "##") or self.tokens.kinds[index] == STRING:
                index += 1
            elif self._holds_a_name(index):
                return self._function(index + 1, index + 3, index + 2)
            else:
                return self._variable(index)
        return self._made("variable", (index, index), len(self.tokens))

    def _holds_a_name(self, index: int) -> bool:
        """Do parentheses hold the name of a function: ``T (min)(T a, T b)``?"""
        named = self.at(index) == "(" and self.at(index + 2) == ")" and self.tokens.kinds[index + 1] == ID
        if not named or self.at(index + 3) != "(" or self.tokens.mates[index + 3] < 0:
            return False
        follows = self.at(self.tokens.mates[index + 3] + 1)
        return follows in ("{", ";") or self._may_follow(follows)

    def _identifier(self, index: int) -> int | Declared:
        """The index after a name or type in the head, or the function that the name declares."""
        self.words.add(self.texts[index])
        after = index + 1
        if self.at(after) == "<":
            end = angle_end(self.tokens, after, len(self.tokens))
            if end < 0:
                return after
            after = end + 1
        if self.at(after) != "(":
            return after
        close = self.tokens.mates[after]
        if close < 0:
            return self._made("variable", (index, index), after)
        if self._is_a_type(index, after) and self._holds_a_name(after):
            return self._function(after + 1, after + 3, after + 2)
        pointer = self.at(after + 1) in ("*", "&") and self.at(close + 1) in ("(", "[")
        if pointer or self.texts[index] in _TYPE_WORDS:
            return self._variable(after)
        follows = self.at(close + 1)
        word = close + 1 < len(self.tokens) and self.tokens.kinds[close + 1] == ID and not self._may_follow(follows)
        if word and follows not in PLACES and follows not in self.macros and follows != "template":
            return close + 1  # a macro with arguments stands in the head
        return self._function(index, after)

    def _is_a_type(self, index: int, after: int) -> bool:
        """Is a word of the head a type, and no macro with arguments?"""
        params = {self.texts[i] for first, last in self.heads for i in range(first, last)}
        return self.texts[index] in _TYPE_WORDS or self.texts[index] in params or after > index + 1

    def _may_follow(self, text: str) -> bool:
        return text in _AFTER_PARAMETERS or text in _ATTRIBUTES or text == "requires"

    def _operator(self, index: int) -> Declared:
        bracket = index + 1
        if self.at(bracket) == "(" and self.at(bracket + 1) == ")":
            bracket += 2
        while bracket < len(self.tokens) and self.texts[bracket] != "(":
            bracket += 1
        return self._function(index, bracket, bracket)

    def _function(self, name: int, bracket: int, name_stop: int = -1) -> Declared:
        begin = self._qualified_start(name)
        names = (begin, name_stop if name_stop >= 0 else bracket)
        close = self.tokens.mates[bracket] if bracket < len(self.tokens) else -1
        if close < 0:
            return self._made("variable", names, bracket)
        index, inits = close + 1, -1
        while index < len(self.tokens):
            text = self.texts[index]
            if text == "{":
                return self._defined(names, bracket, index, inits)
            if text == ";":
                return self._made("function", names, index + 1, bracket)
            if text == ":":
                inits, index = index, self._after_inits(index)
            elif text == "=":
                return self._made("function", names, self._semicolon(index) + 1, bracket)
            elif text == "->":
                index = self._after_trailing(index)
            elif text in _ATTRIBUTES and self.at(index + 1) == "(":
                index = max(self.tokens.mates[index + 1], index + 1) + 1
            elif text in _AFTER_PARAMETERS or text == "noexcept":
                index += 1
            else:
                break
        return self._made("function", names, close + 1, bracket)

    def _defined(self, names: tuple[int, int], bracket: int, body: int, inits: int) -> Declared:
        mate = self.tokens.mates[body]
        if mate < 0:
            return self._made("function", names, body, bracket)
        return self._made("function", names, mate + 1, bracket, body, inits)

    def _after_inits(self, colon: int) -> int:
        """The index of the body behind a constructor's initialisers."""
        index = colon + 1
        while index < len(self.tokens):
            text = self.texts[index]
            if text == "<":
                end = angle_end(self.tokens, index, len(self.tokens))
                index = max(end, index) + 1
            elif text in ("(", "{") and self.tokens.mates[index] > 0:
                index = self.tokens.mates[index] + 1
                index += self.at(index) == "..."
                if self.at(index) != ",":
                    return index
                index += 1
            elif text in (";", "}"):
                return index
            else:
                index += 1
        return index

    def _after_trailing(self, arrow: int) -> int:
        index = arrow + 1
        while index < len(self.tokens) and self.texts[index] not in ("{", ";"):
            if self.texts[index] == "(" and self.tokens.mates[index] > 0:
                index = self.tokens.mates[index]
            index += 1
        return index

    def _qualified_start(self, name: int) -> int:
        """Where a possibly qualified or pasted name begins."""
        index = name
        while index > self.start:
            before = self.texts[index - 1]
            if before == "~":
                index -= 1
            elif before in ("::", "##") and index >= 2:
                if self.texts[index - 2] == ">":
                    index = max(angle_start(self.tokens, index - 2) - 1, self.start)
                elif self.tokens.kinds[index - 2] == ID:
                    index -= 2
                else:
                    return index - 1
            else:
                return index
        return index

    def _variable(self, index: int) -> Declared:
        name = index - 1
        if self.at(index) == "(":  # a pointer to a function or an array
            close = self.tokens.mates[index]
            ids = [i for i in range(index, close) if self.tokens.kinds[i] == ID]
            name = ids[0] if ids else index
        return self._made("variable", (name, name + 1), self._semicolon(index) + 1)

    def _semicolon(self, index: int) -> int:
        while index < len(self.tokens) and self.texts[index] != ";":
            mate = self.tokens.mates[index]
            if mate < index and self.texts[index] in (")", "]", "}"):
                return index - 1
            index = max(mate, index) + 1
        return min(index, len(self.tokens) - 1)

    def _made(
        self,
        kind: Literal["function", "variable"],
        name: tuple[int, int],
        stop: int,
        bracket: int = -1,
        body: int = -1,
        inits: int = -1,
    ) -> Declared:
        for index in range(self.start, name[0]):
            text = self.texts[index]
            if text in PLACES:
                self.qualifiers.add(text)
        words = frozenset(self.words - set(self.texts[name[0] : name[1]]))
        return Declared(
            kind, self.scope, frozenset(self.qualifiers), words, self.start,
            max(stop, self.qualifier + 1), name, bracket, body, inits, tuple(self.heads),
            self._condition(name[0]) if kind == "function" else "",
        )  # fmt: skip

    def _condition(self, name: int) -> str:
        """The conditional of one branch that begins before the qualifiers and ends between them and the name."""
        directives = self.tokens.directives
        first = bisect_right(directives, self.qualifier, key=lambda d: d.first_token)
        last = bisect_right(directives, name, key=lambda d: d.first_token)
        if [d.name for d in directives[first:last]] != ["endif"] or not first:
            return ""
        begin = directives[first - 1]
        alone = begin.name in ("if", "ifdef", "ifndef") and not begin.rest.endswith("\\")
        return self.tokens.source.text[begin.start : begin.end].rstrip() if alone else ""


def _scope(tokens: RawTokens, brace: int) -> Kind:
    """What kind of scope an open brace begins."""
    index = brace - 1
    words: set[str] = set()
    closed = index >= 0 and tokens.texts[index] == ")"
    while index >= 0 and tokens.texts[index] not in (";", "{", "}"):
        if tokens.texts[index] == ")" and tokens.mates[index] >= 0:
            index = tokens.mates[index]
        elif tokens.texts[index] == ">":
            index = max(angle_start(tokens, index), 0) or index
        words.add(tokens.texts[index])
        index -= 1
    if "namespace" in words or (brace > 0 and tokens.kinds[brace - 1] == STRING and "extern" in words):
        return "namespace"
    return "class" if words & _CLASS_KEYS and not closed and "=" not in words else "block"


# ------------------------------------------------------------------------------------ parameters


def split(tokens: RawTokens, first: int, stop: int) -> list[tuple[int, int]]:
    """The parts between the commas of a parameter list, as half-open ranges of tokens."""
    if first >= stop:
        return []
    parts: list[tuple[int, int]] = []
    begin = index = first
    while index < stop:
        text = tokens.texts[index]
        if text in ("(", "[", "{") and tokens.mates[index] > index:
            index = tokens.mates[index]
        elif text == "<" and index > first and tokens.kinds[index - 1] == ID:
            index = max(angle_end(tokens, index, stop), index)
        elif text == ",":
            parts.append((begin, index))
            begin = index + 1
        index += 1
    parts.append((begin, stop))
    return parts


def parameters(tokens: RawTokens, bracket: int) -> list[Parameter]:
    """The parameters between a function's brackets; ``(void)`` has none."""
    close = tokens.mates[bracket]
    ranges = split(tokens, bracket + 1, close)
    if len(ranges) == 1 and tokens.texts[ranges[0][0] : ranges[0][1]] == ["void"]:
        return []
    return [_parameter(tokens, first, stop) for first, stop in ranges]


def parameter_types(tokens: RawTokens, bracket: int) -> str:
    """The types of a function's parameters as text, which overloads do not share."""
    return ", ".join(
        " ".join(tokens.texts[i] for i in range(p.first, p.stop) if i != p.name) for p in parameters(tokens, bracket)
    )


def template_parameters(tokens: RawTokens, head: tuple[int, int]) -> list[Parameter]:
    """The parameters of a template head."""
    if head[1] < 0:
        return []
    return [_parameter(tokens, first, stop) for first, stop in split(tokens, head[0] + 1, head[1])]


def _parameter(tokens: RawTokens, first: int, stop: int) -> Parameter:
    """A parameter without its default, and its name if it has one."""
    index = first
    core = -1  # the name in parentheses of a pointer to a function or an array
    last = -1
    pack = False
    while index < stop:
        text = tokens.texts[index]
        if text == "=":
            stop = index
            break
        if text == "(" and tokens.mates[index] > index:
            inside = [i for i in range(index + 1, tokens.mates[index]) if tokens.kinds[i] == ID]
            if core < 0 and tokens.texts[index + 1] in ("*", "&", "&&") and inside:
                core = inside[-1]
            elif core < 0 and last >= 0 and tokens.texts[index - 1] not in _ATTRIBUTES:
                core = last  # a function as a parameter
            index = tokens.mates[index]
        elif text == "[" and tokens.mates[index] > index:
            index = tokens.mates[index]
        elif text == "<":
            index = max(angle_end(tokens, index, stop), index)
        elif text == "...":
            pack = True
        elif tokens.kinds[index] == ID:
            last = index
        index += 1
    name = core if core >= 0 else last if _is_name(tokens, first, last) else -1
    return Parameter(first, stop, name, pack)


def _is_name(tokens: RawTokens, first: int, index: int) -> bool:
    """Whether the last word of a parameter is its name, not a part of its type."""
    if index <= first or tokens.texts[index] in _TYPE_WORDS or tokens.texts[index].startswith("__restrict"):
        return False
    before = tokens.texts[index - 1]
    if before in ("*", "&", "&&", ">", "...", ")", "]"):
        return True
    if before in ("::", "##") or tokens.kinds[index - 1] != ID:
        return before == "##"
    if before in ("typename", "class") and index - 1 == first:
        return True  # a template parameter
    return any(tokens.texts[i] not in _CV for i in range(first, index))
