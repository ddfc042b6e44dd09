"""What the tokens around an expression tell about arithmetic types: the declared types of names, and the type of an
expression where all of its parts are known. Says nothing rather than guess: an unknown type is None."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..parser import ctree
from ..parser.tokens import ID, NUMBER, RawTokens
from .host_scan import angle_end
from .tables import Tables

I32, U32, I64, U64, F32, F64 = "i32", "u32", "i64", "u64", "f32", "f64"
UNKNOWN = "?"
_RANK = {I32: 0, U32: 1, I64: 2, U64: 3, F32: 4, F64: 5}
INTEGERS = frozenset({I32, U32, I64, U64})
WORDS32 = frozenset({I32, U32})

_TYPE_WORDS = frozenset({"unsigned", "signed", "int", "short", "long", "char", "float", "double", "bool", "wchar_t"})
_DECORATION = frozenset({
    "const", "volatile", "constexpr", "static", "register", "inline", "__restrict__", "__restrict", "restrict",
    "extern", "mutable", "__shared__", "__device__", "__constant__", "__managed__",
})  # fmt: skip
_NO_TYPE = frozenset({
    "return", "else", "case", "goto", "new", "delete", "typename", "class", "struct", "union", "enum", "using",
    "namespace", "template", "typedef", "throw", "if", "while", "for", "do", "switch", "sizeof", "operator", "public",
    "private", "protected", "default", "break", "continue", "this", "true", "false", "nullptr", "and", "or", "not",
})  # fmt: skip
_BEFORE = frozenset({"{", "}", ";", "(", ",", ")", ":", "<", ">"})
_VECTOR = re.compile(r"(u?char|u?short|u?int|u?long|u?longlong|float|double)[1-4]")
_SCALARS = {
    "char": I32, "uchar": I32, "short": I32, "ushort": I32, "int": I32, "uint": U32, "long": I64, "ulong": U64,
    "longlong": I64, "ulonglong": U64, "float": F32, "double": F64,
}  # fmt: skip
_COMPONENTS = frozenset({"x", "y", "z", "w"})  # of CUDA's vectors and of many a class
_COMPARISONS = frozenset({"<", ">", "<=", ">=", "==", "!=", "&&", "||"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "&", "|", "^"})


@dataclass(frozen=True, slots=True)
class Known:
    """A type: an arithmetic type, ``v:`` and the element of one of CUDA's vectors, or ``?``; behind ``depth``
    pointers or array dimensions."""

    base: str
    depth: int = 0


@dataclass
class Names:
    """The types of names: of variables, of members of classes, of what functions return, and the program's macros."""

    tables: Tables
    variables: dict[str, Known] = field(default_factory=dict)
    members: dict[str, Known] = field(default_factory=dict)
    returns: dict[str, Known] = field(default_factory=dict)
    macros: Mapping[str, RawTokens] = field(default_factory=dict)

    def inside(self, local: Mapping[str, Known]) -> Names:
        """The same names with those of a function over them."""
        return Names(self.tables, self.variables | dict(local), self.members, self.returns, self.macros)


def arithmetic(words: Iterable[str], tables: Tables) -> str | None:
    """The arithmetic type that some words spell."""
    found = [w for w in words if w not in _DECORATION]
    if not found:
        return None
    if any(w not in _TYPE_WORDS for w in found):
        return _alias(found[0], tables) if len(found) == 1 else None
    if "double" in found or "float" in found:
        return F64 if "double" in found else F32
    unsigned = "unsigned" in found
    if "long" in found:
        return U64 if unsigned else I64
    if "char" in found or "short" in found or "bool" in found or "wchar_t" in found:
        return I32
    return U32 if unsigned else I32


def _alias(name: str, tables: Tables) -> str | None:
    row = tables.get(name)
    if row is None or row.kind != "type" or not isinstance(row.alias, ctree.Scalar):
        return None
    scalar = row.alias.name
    if scalar in ("float", "double"):
        return F32 if scalar == "float" else F64
    size, unsigned = ctree.SCALARS[scalar][0], scalar.startswith("unsigned")
    if size < 4:
        return I32
    return (U32 if unsigned else I32) if size == 4 else (U64 if unsigned else I64)


def declared_names(
    tokens: RawTokens, first: int, stop: int, tables: Tables, functions: dict[str, Known] | None = None
) -> dict[str, Known]:
    """The names that a range of tokens declares, with what is known of their types. A name that is declared with two
    types is unknown. With ``functions`` the range is outside of functions: a name before a bracket is one, and goes
    there with the type of its result."""
    found: dict[str, Known] = {}

    def note(name: str, known: Known, bracket: bool) -> None:
        into = functions if bracket and functions is not None else found
        before = into.get(name)
        into[name] = known if before is None or before == known else Known(UNKNOWN)

    index = first
    while index < stop:
        if tokens.kinds[index] != ID or not _may_begin(tokens, index, first):
            index += 1
            continue
        end = index
        while end < stop and tokens.texts[end] in _DECORATION | _TYPE_WORDS:
            end += 1
        words = tokens.texts[index:end]
        base = arithmetic(words, tables)
        if base is None:
            variable = not words and functions is None and tokens.texts[index] in found  # `(a * b)` of two
            if variable or end >= stop or tokens.kinds[end] != ID or tokens.texts[end] in _NO_TYPE:
                index = max(end, index + 1)
                continue
            name, end = tokens.texts[end], _type_end(tokens, end, stop)
            vector = _VECTOR.fullmatch(name)
            base = _alias(name, tables) or (f"v:{_SCALARS[vector[1]]}" if vector else UNKNOWN)
        for name_, known, bracket in _declarators(tokens, end, stop, base, bool(words)):
            note(name_, known, bracket)
        index = max(end, index + 1)
    return found


def _may_begin(tokens: RawTokens, index: int, first: int) -> bool:
    return index == first or tokens.texts[index - 1] in _BEFORE or tokens.texts[index - 1] in _DECORATION


def _type_end(tokens: RawTokens, index: int, stop: int) -> int:
    """The end of a possibly qualified type name with template arguments."""
    index += 1
    while index < stop:
        if tokens.texts[index] == "::" and index + 1 < stop:
            index += 2
        elif tokens.texts[index] == "<":
            end = angle_end(tokens, index, stop)
            if end < 0:
                return index
            index = end + 1
        else:
            return index
    return index


def _declarators(
    tokens: RawTokens, index: int, stop: int, base: str, certain: bool
) -> Iterable[tuple[str, Known, bool]]:
    """The names that follow a type, and whether a bracket follows them. Without a built-in type before it
    (``certain``), ``a * b`` declares nothing."""
    texts = tokens.texts
    while index < stop:
        depth = 0
        signs = index
        while index < stop and texts[index] in (
            "*",
            "&",
            "&&",
            "const",
            "volatile",
            "__restrict__",
            "__restrict",
            "restrict",
        ):
            depth += texts[index] == "*"
            index += 1
        if index >= stop or tokens.kinds[index] != ID or texts[index] in _NO_TYPE:
            return
        name = index
        index += 1
        pointer = signs != name
        while index < stop and texts[index] == "[" and tokens.mates[index] > 0:
            depth += 1
            index = tokens.mates[index] + 1
        after = texts[index] if index < stop else ";"
        if after not in ("=", ";", ",", ")", "(", "{", ":", ">"):
            return
        if pointer and not certain and after not in ("=", ";", ",", ")"):
            return
        yield texts[name], Known(base, depth), after == "("
        while index < stop and texts[index] not in (",", ";", ")", ":", ">"):
            index = max(tokens.mates[index], index) + 1
        if index >= stop or texts[index] != ",":
            return
        index += 1
        if index < stop and (texts[index] in _TYPE_WORDS | _DECORATION or _two_names(tokens, index, stop)):
            return


def _two_names(tokens: RawTokens, index: int, stop: int) -> bool:
    return index + 1 < stop and tokens.kinds[index] == ID and tokens.kinds[index + 1] == ID


def literal(text: str) -> str:
    """The type of a number."""
    lower = text.lower().replace("'", "")
    if not lower.startswith("0x") and (set(lower) & {".", "e"} or lower.endswith("f")):
        return F32 if lower.endswith("f") else F64
    digits = lower.rstrip("ul")
    suffix = lower[len(digits) :]
    try:
        value = int(digits, 0) if not re.fullmatch(r"0[0-7]+", digits) else int(digits, 8)
    except ValueError:
        return F64
    unsigned = "u" in suffix
    if "l" in suffix or value >= 1 << 32 or value >= 1 << 31 and not unsigned and not lower.startswith("0"):
        return U64 if unsigned else I64
    return U32 if unsigned or value >= 1 << 31 else I32


def combine(a: str | None, b: str | None) -> str | None:
    """The type of ``a + b``."""
    if a is None or b is None or a not in _RANK or b not in _RANK:
        return None
    return a if _RANK[a] >= _RANK[b] else b


def expression_type(tokens: RawTokens, first: int, stop: int, names: Names) -> str | None:
    """The arithmetic type of an expression, or None."""
    known = _Typer(tokens, names, 0).whole(first, stop)
    return known.base if known is not None and known.depth == 0 and known.base in _RANK else None


class _Typer:
    """Walks through the operands of an expression from left to right."""

    def __init__(self, tokens: RawTokens, names: Names, depth: int) -> None:
        self.tokens, self.texts, self.names, self.depth = tokens, tokens.texts, names, depth

    def whole(self, first: int, stop: int) -> Known | None:
        result: Known | None = None
        compared = False
        index = first
        while index < stop:
            operand, index = self.operand(index, stop)
            if operand is None:
                return None
            result = operand if result is None else self.joined(result, operand)
            if result is None or index >= stop:
                break
            operator = self.texts[index]
            if operator == "?":
                return self.branches(index + 1, stop)
            index += 1
            if operator in _COMPARISONS:
                compared = True
                index += operator in ("<", ">") and index < stop and self.texts[index] == "="
            elif operator in ("<<", ">") or operator not in _ARITHMETIC:
                return None
        return Known(I32) if compared and result is not None else result

    def joined(self, a: Known, b: Known) -> Known | None:
        if a.depth or b.depth:
            return None
        base = combine(a.base, b.base)
        return Known(base) if base else None

    def branches(self, first: int, stop: int) -> Known | None:
        index, nested = first, 0
        while index < stop:
            text = self.texts[index]
            if text == "?":
                nested += 1
            elif text == ":" and nested == 0:
                break
            elif text == ":":
                nested -= 1
            index = max(self.tokens.mates[index], index) + 1
        then, orelse = self.whole(first, index), self.whole(index + 1, stop)
        return self.joined(then, orelse) if then and orelse else None

    def operand(self, index: int, stop: int) -> tuple[Known | None, int]:
        if index >= stop:
            return None, index
        text, kind = self.texts[index], self.tokens.kinds[index]
        if text in ("-", "+", "~", "!", "++", "--"):
            inner, index = self.operand(index + 1, stop)
            return (Known(I32) if text == "!" and inner else inner), index
        if text == "*":
            inner, index = self.operand(index + 1, stop)
            return (Known(inner.base, inner.depth - 1) if inner and inner.depth else None), index
        if text == "(":
            return self.parenthesis(index, stop)
        if kind == NUMBER:
            return Known(literal(text)), index + 1
        if kind == ID:
            return self.named(index, stop)
        return None, index + 1

    def parenthesis(self, index: int, stop: int) -> tuple[Known | None, int]:
        close = self.tokens.mates[index]
        if close < 0 or close >= stop:
            return None, stop
        inside = self.texts[index + 1 : close]
        base = arithmetic(inside, self.names.tables) if inside else None
        if base is not None:
            return Known(base), self.operand(close + 1, stop)[1]
        known = self.whole(index + 1, close)
        return self.postfix(known, close + 1, stop)

    def named(self, index: int, stop: int) -> tuple[Known | None, int]:
        text = self.texts[index]
        end = index
        while end < stop and self.texts[end] in _TYPE_WORDS:
            end += 1
        base = arithmetic(self.texts[index:end], self.names.tables) if end > index else _alias(text, self.names.tables)
        end = max(end, index + 1)
        if base is not None and end < stop and self.texts[end] in ("(", "{"):
            return Known(base), max(self.tokens.mates[end], end) + 1
        if text == "static_cast" and end < stop and self.texts[end] == "<":
            close = angle_end(self.tokens, end, stop)
            base = arithmetic(self.texts[end + 1 : close], self.names.tables) if close > 0 else None
            return (Known(base) if base else None), (
                max(self.tokens.mates[close + 1], close) + 1 if close > 0 else stop
            )
        if text == "sizeof":
            return Known(U64), max(self.tokens.mates[end], end) + 1 if end < stop else stop
        if text in ("threadIdx", "blockIdx", "blockDim", "gridDim") and end + 1 < stop and self.texts[end] == ".":
            return Known(U32), end + 2
        if end < stop and self.texts[end] == "(":
            return self.postfix(self.call(index, end), max(self.tokens.mates[end], end) + 1, stop)
        return self.postfix(self.lookup(text), end, stop)

    def lookup(self, name: str) -> Known | None:
        known = self.names.variables.get(name)
        if known is not None:
            return known if known.base != UNKNOWN else None
        body = self.names.macros.get(name)
        if body is not None and len(body) and self.depth < 8:
            return _Typer(body, self.names, self.depth + 1).whole(0, len(body))
        return None

    def call(self, name: int, bracket: int) -> Known | None:
        text = self.texts[name]
        known = self.names.returns.get(text)
        if known is not None:
            return known if known.base != UNKNOWN else None
        row = self.names.tables.get(text)
        if row is None or not row.signatures:
            return None
        results = {s.result.name for s in row.signatures if isinstance(s.result, ctree.Scalar)}
        if len(results) == 1 and all(isinstance(s.result, ctree.Scalar) for s in row.signatures):
            base = arithmetic(results.pop().split(), self.names.tables)
            return Known(base) if base else None
        if row.kind != "math":
            return None
        inner = _Typer(self.tokens, self.names, self.depth)
        found: str | None = None
        for first, last in _arguments(self.tokens, bracket):
            known = inner.whole(first, last)
            if known is None or known.depth:
                return None
            found = known.base if found is None else combine(found, known.base)
        if found in INTEGERS and row.promote:
            found = F64
        return Known(found) if found else None

    def postfix(self, known: Known | None, index: int, stop: int) -> tuple[Known | None, int]:
        while index < stop:
            text = self.texts[index]
            if text == "[" and self.tokens.mates[index] > 0:
                known = Known(known.base, known.depth - 1) if known and known.depth else None
                index = self.tokens.mates[index] + 1
            elif text in (".", "->") and index + 1 < stop:
                member = self.texts[index + 1]
                depth = text == "->"
                vector = known is not None and known.base.startswith("v:") and known.depth == depth
                if known is not None and vector and member in _COMPONENTS:
                    known = Known(known.base[2:])
                else:
                    known = None if member in _COMPONENTS else self.names.members.get(member)
                    known = known if known is None or known.base != UNKNOWN else None
                index += 2
                if index < stop and self.texts[index] == "(":
                    return None, max(self.tokens.mates[index], index) + 1
            elif text in ("++", "--"):
                index += 1
            else:
                break
        return known, index


def _arguments(tokens: RawTokens, bracket: int) -> Iterable[tuple[int, int]]:
    """The arguments in brackets, as ranges; commas of template arguments separate, which only makes a type unknown."""
    close = tokens.mates[bracket]
    begin = index = bracket + 1
    while index < close:
        if tokens.texts[index] == ",":
            yield begin, index
            begin = index + 1
        index = max(tokens.mates[index], index) + 1
    if close > bracket + 1:
        yield begin, close
