"""C++ types as values: what an expression or declaration has after names are resolved and templates instantiated.

Types compare by value (classes and enums by identity of their instance). ``const`` and ``volatile`` sit on the type
they qualify. References appear only as types of declarations and results; an expression's type never is one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from .. import ctree, rules
from .refusal import Refusal

if TYPE_CHECKING:
    from .classes import ClassInstance, EnumInfo


@dataclass(frozen=True, slots=True)
class Basic:
    """An arithmetic type by canonical name (``ctree.SCALARS``), ``void`` or ``nullptr_t``."""

    name: str
    const: bool = False
    volatile: bool = False


@dataclass(frozen=True, slots=True)
class Ptr:
    target: Type
    const: bool = False
    volatile: bool = False
    restrict: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """An lvalue reference, or with ``rvalue`` an rvalue reference."""

    target: Type
    rvalue: bool = False
    const: bool = False
    volatile: bool = False


@dataclass(frozen=True, slots=True)
class Arr:
    """An array; the length is None when it is not given (parameters, ``extern __shared__``)."""

    element: Type
    length: int | None
    const: bool = False
    volatile: bool = False


@dataclass(frozen=True, slots=True)
class Fn:
    result: Type
    params: tuple[Type, ...]
    const: bool = False
    volatile: bool = False


@dataclass(frozen=True, slots=True)
class ClassT:
    instance: ClassInstance
    const: bool = False
    volatile: bool = False


@dataclass(frozen=True, slots=True)
class EnumT:
    info: EnumInfo
    const: bool = False
    volatile: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The type of something that only host code knows (``std::vector<int>``). ``name`` is its text, for messages;
    ``missing``: a class that is known has no such member, so that a substitution fails."""

    name: str = ""
    const: bool = False
    volatile: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Auto:
    """A placeholder that deduction replaces."""

    const: bool = False
    volatile: bool = False


Type: TypeAlias = Basic | Ptr | Ref | Arr | Fn | ClassT | EnumT | Unknown | Auto

VOID, BOOL, CHAR, INT, UINT = Basic("void"), Basic("bool"), Basic("char"), Basic("int"), Basic("unsigned int")
LONG, ULONG, FLOAT, DOUBLE = Basic("long"), Basic("unsigned long"), Basic("float"), Basic("double")
NULLPTR = Basic("nullptr_t")

_RANK = {
    "bool": 0, "char": 1, "signed char": 1, "unsigned char": 1, "short": 2, "unsigned short": 2,
    "int": 3, "unsigned int": 3,
    "long": 4, "unsigned long": 4, "long long": 5, "unsigned long long": 5,
}  # fmt: skip
_FLOAT_RANK = {"float": 1, "double": 2}


def qualified(t: Type, *, const: bool = False, volatile: bool = False) -> Type:
    """The type with qualifiers added; an array passes them to its elements."""
    if not (const or volatile) or isinstance(t, Ref):
        return t
    if isinstance(t, Arr):
        return replace(t, element=qualified(t.element, const=const, volatile=volatile))
    return replace(t, const=t.const or const, volatile=t.volatile or volatile)


def unqualified(t: Type) -> Type:
    """The type without top-level const and volatile (for an array: of its elements)."""
    if isinstance(t, Arr):
        return replace(t, element=unqualified(t.element), const=False, volatile=False)
    return replace(t, const=False, volatile=False) if t.const or t.volatile else t


def is_const(t: Type) -> bool:
    return is_const(t.element) if isinstance(t, Arr) else t.const


def is_volatile(t: Type) -> bool:
    return is_volatile(t.element) if isinstance(t, Arr) else t.volatile


def strip_ref(t: Type) -> Type:
    return t.target if isinstance(t, Ref) else t


def decay(t: Type) -> Type:
    """The type of the value: references and qualifiers stripped, arrays and functions to pointers."""
    t = strip_ref(t)
    if isinstance(t, Arr):
        return Ptr(t.element)
    if isinstance(t, Fn):
        return Ptr(t)
    t = unqualified(t)
    return replace(t, restrict=False) if isinstance(t, Ptr) else t


def parameter(t: Type) -> Type:
    """A parameter's type as part of its function's type: its own const, volatile and restrict are no part of that."""
    bare = unqualified(t)
    return replace(bare, restrict=False) if isinstance(bare, Ptr) else bare


def is_integer(t: Type) -> bool:
    return isinstance(t, Basic) and t.name in _RANK


def is_floating(t: Type) -> bool:
    return isinstance(t, Basic) and t.name in _FLOAT_RANK


def is_arithmetic(t: Type) -> bool:
    return is_integer(t) or is_floating(t) or (isinstance(t, EnumT) and not t.info.scoped)


def is_unsigned(t: Type) -> bool:
    return isinstance(t, Basic) and (t.name.startswith("unsigned") or t.name == "bool")


def enum_underlying(t: Type) -> Type:
    """The integer type under an enum; any other type unchanged."""
    return t.info.underlying if isinstance(t, EnumT) else t


def promoted(t: Type) -> Type:
    """C++'s integral promotion."""
    t = unqualified(enum_underlying(t))
    if isinstance(t, Basic) and _RANK.get(t.name, 9) < 3:
        return INT
    return t


def common(a: Type, b: Type) -> Type:
    """The usual arithmetic conversions of C++ (LP64)."""
    a, b = unqualified(enum_underlying(a)), unqualified(enum_underlying(b))
    assert isinstance(a, Basic) and isinstance(b, Basic)
    if a.name in _FLOAT_RANK or b.name in _FLOAT_RANK:
        return max((t for t in (a, b) if t.name in _FLOAT_RANK), key=lambda t: _FLOAT_RANK[t.name])
    a, b = promoted(a), promoted(b)
    assert isinstance(a, Basic) and isinstance(b, Basic)
    if a == b:
        return a
    if is_unsigned(a) == is_unsigned(b):
        return max(a, b, key=lambda t: _RANK[t.name])
    signed, unsigned = (b, a) if is_unsigned(a) else (a, b)
    if _RANK[unsigned.name] >= _RANK[signed.name]:
        return unsigned
    if size_of(signed) > size_of(unsigned):
        return signed
    return Basic("unsigned " + signed.name)


def size_of(t: Type) -> int:
    """Size in bytes under CUDA's ABI (LP64). Raises Refusal where a type is not known."""
    match t:
        case Basic():
            return 1 if t.name == "void" else 8 if t.name == "nullptr_t" else ctree.SCALARS[t.name][0]
        case Ptr() | Ref():
            return 8
        case Arr():
            return size_of(t.element) * (t.length or 0)
        case ClassT():
            return t.instance.layout().size
        case EnumT():
            return size_of(t.info.underlying)
        case _:
            raise Refusal(rules.UNKNOWN_NAME, None, name=spell(t))


def align_of(t: Type) -> int:
    """Alignment in bytes under CUDA's ABI."""
    match t:
        case Arr():
            return align_of(t.element)
        case ClassT():
            return t.instance.layout().align
        case EnumT():
            return align_of(t.info.underlying)
        case _:
            return size_of(t)


def is_missing(t: Type) -> bool:
    """Whether some part of the type is a member that a known class lacks."""
    match t:
        case Unknown():
            return t.missing
        case Ptr() | Ref():
            return is_missing(t.target)
        case Arr():
            return is_missing(t.element)
        case _:
            return False


def contains_unknown(t: Type) -> bool:
    """Whether some part of the type is not known."""
    match t:
        case Unknown() | Auto():
            return True
        case Ptr() | Ref():
            return contains_unknown(t.target)
        case Arr():
            return contains_unknown(t.element)
        case Fn():
            return contains_unknown(t.result) or any(map(contains_unknown, t.params))
        case _:
            return False


def spell(t: Type, inner: str = "") -> str:
    """The type as C++ text, declaring ``inner``: ``spell(Ptr(Arr(INT, 3)), "p")`` is ``int (*p)[3]``."""
    qualifiers = ("const " if t.const else "") + ("volatile " if t.volatile else "")
    space = " " if inner else ""
    match t:
        case Basic():
            return f"{qualifiers}{t.name if t.name != 'nullptr_t' else 'decltype(nullptr)'}{space}{inner}"
        case ClassT():
            return f"{qualifiers}{t.instance.spelling()}{space}{inner}"
        case EnumT():
            return f"{qualifiers}{t.info.spelling}{space}{inner}"
        case Unknown():
            return f"{qualifiers}{t.name or '?'}{space}{inner}"
        case Auto():
            return f"{qualifiers}auto{space}{inner}"
        case Ptr() | Ref():
            mark = "*" if isinstance(t, Ptr) else "&&" if t.rvalue else "&"
            words = qualifiers.strip()
            core = f"{mark}{words}{' ' if words and inner else ''}{inner}"
            return spell(t.target, f"({core})" if isinstance(t.target, Arr | Fn) else core)
        case Arr():
            return spell(t.element, f"{inner}[{'' if t.length is None else t.length}]")
        case Fn():
            return spell(t.result, f"{inner}({', '.join(spell(p) for p in t.params)})")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a class's parts lie: ``offsets`` per field in declaration order (bases first)."""

    size: int
    align: int
    offsets: tuple[int, ...] = field(default=())
