"""The C tree: device code lowered from C++ to the C that both C and OpenCL C share, with a type on every expression.

Owns the types, expressions, statements and declarations, and ways to walk and rebuild them. Promises of a tree that
comes from the lowering:

- every function, record and global has a name that is unique in the unit; every variable a name unique in its function;
- references are pointers, methods are functions, templates are instances, overloads are resolved;
- conversions that C would warn about are explicit ``Cast`` nodes (pointer type changes, comparison of mixed signs);
- CUDA's built-in functions are ``Intrinsic`` nodes with the CUDA name and the chosen signature, threadIdx and its like
  are ``Builtin`` nodes; barriers and warp operations may stand anywhere an expression may (passes hoist them);
- records list their fields in memory order with CUDA's size and alignment; CUDA's vector types are records too;
- function bodies hold no ``goto``, and shared variables are declared where CUDA declared them.

Types compare by value; everything else by identity. Nodes are never changed in place: passes build new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import is_not
from typing import Any, ClassVar, Literal, TypeAlias, dataclass_transform

from .source import Span

_HOLDS_NODES = ("CExpr", "CStmt", "Block", "CExpr | None", "CStmt | None", "tuple[CExpr, ...]", "tuple[CStmt, ...]")


class _Node:
    """What all nodes have."""

    inner_fields: ClassVar[tuple[str, ...]] = ()  # those that hold expressions and statements


@dataclass_transform(frozen_default=True, kw_only_default=False, eq_default=False, field_specifiers=(field,))
def _node(cls: type) -> Any:
    made: Any = dataclass(frozen=True, eq=False)(cls)
    made.inner_fields = tuple(name for name, note in made.__annotations__.items() if note in _HOLDS_NODES)
    return made


# --------------------------------------------------------------------------------------------------- types


@dataclass(frozen=True, slots=True)
class Void:
    """``void``."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """An arithmetic type by its canonical C name, one of ``SCALARS``."""

    name: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """A pointer; ``const``/``volatile`` qualify the target. ``space`` stays empty until a pass infers address spaces
    ("global", "local", "constant", "private")."""

    target: CType
    const: bool = False
    volatile: bool = False
    restrict: bool = False
    space: str = ""


@dataclass(frozen=True, slots=True)
class Array:
    """An array; ``length`` is None only for dynamic shared memory."""

    element: CType
    length: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """A struct or union, by the name of its definition in ``CUnit.records``."""

    name: str


@dataclass(frozen=True, slots=True)
class FunctionType:
    """The type of a function that is called through a pointer."""

    result: CType
    params: tuple[CType, ...]


CType: TypeAlias = Void | Scalar | Pointer | Array | Record | FunctionType

# name -> (size in bytes, kind: b bool, i signed, u unsigned, f floating, short tag used in helper names)
SCALARS: dict[str, tuple[int, str, str]] = {
    "bool": (1, "b", "bool"),
    "char": (1, "i", "i8"),
    "signed char": (1, "i", "i8"),
    "unsigned char": (1, "u", "u8"),
    "short": (2, "i", "i16"),
    "unsigned short": (2, "u", "u16"),
    "int": (4, "i", "i32"),
    "unsigned int": (4, "u", "u32"),
    "long": (8, "i", "i64"),
    "unsigned long": (8, "u", "u64"),
    "long long": (8, "i", "i64"),
    "unsigned long long": (8, "u", "u64"),
    "float": (4, "f", "f32"),
    "double": (8, "f", "f64"),
}

VOID = Void()
BOOL, INT, UINT = Scalar("bool"), Scalar("int"), Scalar("unsigned int")
LONG, ULONG = Scalar("long"), Scalar("unsigned long")
FLOAT, DOUBLE = Scalar("float"), Scalar("double")


# --------------------------------------------------------------------------------------------------- variables

Storage = Literal["auto", "param", "shared", "dynamic_shared", "device", "constant", "managed", "static"]


@_node
class CVar(_Node):
    """A variable. ``static`` is a file-scope table or function-local static constant; the other file-scope storages are
    CUDA's. ``align`` is 0 where the type's own alignment holds. Shared and device variables may be ``volatile``."""

    name: str
    type: CType
    storage: Storage = "auto"
    align: int = 0
    span: Span | None = None
    volatile: bool = False


# --------------------------------------------------------------------------------------------------- expressions


@_node
class Lit(_Node):
    """A literal as C text, or a named constant of <limits.h>, <float.h>, <math.h> (``FLT_MAX``)."""

    text: str
    type: CType


@_node
class Str(_Node):
    """A string literal, C text with its quotes."""

    text: str
    type: CType


@_node
class Var(_Node):
    """A use of a variable."""

    var: CVar
    type: CType


@_node
class Builtin(_Node):
    """``threadIdx.x`` … ``gridDim.z`` (unsigned int), or ``warpSize``."""

    name: str
    type: CType = UINT


@_node
class Unary(_Node):
    """``op`` is one of ``- + ! ~ * &``."""

    op: str
    operand: CExpr
    type: CType


@_node
class Step(_Node):
    """``++`` or ``--``, before (``prefix``) or after its operand."""

    op: str
    prefix: bool
    operand: CExpr
    type: CType


@_node
class Binary(_Node):
    """A binary operator of C, ``&&`` and ``||`` among them."""

    op: str
    left: CExpr
    right: CExpr
    type: CType


@_node
class Assign(_Node):
    """``=`` or a compound assignment; records are assigned whole, arrays never."""

    op: str
    left: CExpr
    right: CExpr
    type: CType


@_node
class Conditional(_Node):
    cond: CExpr
    then: CExpr
    orelse: CExpr
    type: CType


@_node
class Comma(_Node):
    left: CExpr
    right: CExpr
    type: CType


@_node
class Call(_Node):
    """A call of a lowered function."""

    function: str
    args: tuple[CExpr, ...]
    type: CType


@_node
class Intrinsic(_Node):
    """A call of a function that the tables know. ``signature`` holds the types that the arguments of
    the chosen overload have been converted to."""

    name: str
    args: tuple[CExpr, ...]
    type: CType
    signature: tuple[CType, ...] = ()
    span: Span | None = None


@_node
class Index(_Node):
    """``base[index]``; the base is a pointer or an array."""

    base: CExpr
    index: CExpr
    type: CType


@_node
class Member(_Node):
    """``base.field``, the base being a record lvalue or value (``p->f`` is ``Member(Unary("*", p), f)``)."""

    base: CExpr
    field: str
    type: CType


@_node
class Cast(_Node):
    operand: CExpr
    type: CType


@_node
class SizeOf(_Node):
    of: CType
    type: CType = ULONG


@_node
class Compound(_Node):
    """A record value ``(struct R){…}``, or, as an initialiser, the braces of a record or an array."""

    values: tuple[CExpr, ...]
    type: CType


CExpr: TypeAlias = (
    Lit | Str | Var | Builtin | Unary | Step | Binary | Assign | Conditional | Comma | Call | Intrinsic | Index | Member
    | Cast | SizeOf | Compound
)  # fmt: skip

# --------------------------------------------------------------------------------------------------- statements


@_node
class Block(_Node):
    body: tuple[CStmt, ...]


@_node
class Declare(_Node):
    """The declaration of one variable, with its initialiser."""

    var: CVar
    init: CExpr | None = None
    span: Span | None = None


@_node
class ExprStmt(_Node):
    expr: CExpr
    span: Span | None = None


@_node
class If(_Node):
    cond: CExpr
    then: CStmt
    orelse: CStmt | None = None
    span: Span | None = None


@_node
class For(_Node):
    """``init`` is an ExprStmt, or a Block of Declare and ExprStmt statements, or None. ``pragma`` is a loop pragma of
    the source such as ``unroll 4``."""

    init: CStmt | None
    cond: CExpr | None
    step: CExpr | None
    body: CStmt
    pragma: str = ""
    span: Span | None = None


@_node
class While(_Node):
    cond: CExpr
    body: CStmt
    span: Span | None = None


@_node
class DoWhile(_Node):
    body: CStmt
    cond: CExpr
    span: Span | None = None


@_node
class Switch(_Node):
    """The body is a Block whose statements may be CaseLabel."""

    value: CExpr
    body: Block
    span: Span | None = None


@_node
class CaseLabel(_Node):
    """``case value:`` or ``default:`` (None); stands alone in a switch's block."""

    value: CExpr | None


@_node
class Break(_Node):
    span: Span | None = None


@_node
class Continue(_Node):
    span: Span | None = None


@_node
class Return(_Node):
    value: CExpr | None = None
    span: Span | None = None


@_node
class Comment(_Node):
    """A comment of the source, kept on its own line(s); the text includes its delimiters."""

    text: str


CStmt: TypeAlias = (
    Block | Declare | ExprStmt | If | For | While | DoWhile | Switch | CaseLabel | Break | Continue | Return | Comment
)

# --------------------------------------------------------------------------------------------------- declarations


@_node
class CField(_Node):
    """A field; ``bits`` is its width when it is a bit-field, ``align`` its alignment where that exceeds the type's."""

    name: str
    type: CType
    bits: int | None = None
    align: int = 0


@_node
class CRecord(_Node):
    """A struct or union with the size and alignment that CUDA's ABI gives it. ``spelling`` is how host code names it,
    empty where it cannot."""

    name: str
    fields: tuple[CField, ...]
    size: int
    align: int
    union: bool = False
    comment: str = ""
    vector: bool = False  # one of CUDA's vector types: fields x, y, z, w
    spelling: str = ""


@_node
class CGlobal(_Node):
    """A file-scope variable. ``symbol`` is the C++ expression that names its host shadow (``ns::table``), empty for
    constants that only device code sees. ``words`` are what it holds at first in words of 64 bits, where its host
    shadow holds something else: the addresses of functions. ``linkage`` says whether it is the unit's ``own``,
    ``exported`` to others, or defined ``elsewhere``; ``declaration`` is then C++ text that declares the host shadow."""

    var: CVar
    init: CExpr | None = None
    symbol: str = ""
    words: tuple[int, ...] = ()
    linkage: Literal["own", "exported", "elsewhere"] = "own"
    declaration: str = ""


@_node
class CFunction(_Node):
    """A device function or a kernel."""

    name: str
    result: CType
    params: tuple[CVar, ...]
    body: Block
    kernel: bool = False
    comment: str = ""
    span: Span | None = None
    max_threads: int = 0  # __launch_bounds__


@_node
class CClosure(_Node):
    """A lambda of host code that kernels are given: host files have a class in its place. ``span`` is where it stands,
    ``place`` where at file scope the class can stand before it. ``members`` are what it captures and the text of each
    member's first value; ``outer`` are the parameters of templates around it that it uses, as text (``typename T``).
    ``called``: the lambda is for host code too, and has its captures in the characters up to ``captured``;
    ``changes``: it may change them."""

    name: str
    span: Span
    place: int
    members: tuple[tuple[str, str], ...]
    outer: tuple[tuple[str, str], ...] = ()
    called: bool = False
    captured: int = 0
    changes: bool = False


@_node
class CKernelInstance(_Node):
    """A kernel that the program can launch, as the host file sees it."""

    function: str  # name of the CFunction
    stub: str  # C++ expression: ns::scale<float, 256>
    stub_type: str  # C++ pointer type: void (*)(float *, int)
    keeps: int = 0  # the bytes of what a block keeps where the grid meets
    sizes: tuple[int, ...] = ()  # of the parameters


@_node
class CUnit(_Node):
    """The device side of one translation unit, definitions before uses wherever there is no recursion."""

    name: str  # identifier made from the file's stem, prefix of every exported name
    records: tuple[CRecord, ...]
    globals: tuple[CGlobal, ...]
    functions: tuple[CFunction, ...]
    kernels: tuple[CKernelInstance, ...]
    closures: tuple[CClosure, ...] = ()


CNode: TypeAlias = CExpr | CStmt | CField | CRecord | CGlobal | CFunction | CKernelInstance | CUnit

EXPRESSIONS = (
    Lit, Str, Var, Builtin, Unary, Step, Binary, Assign, Conditional, Comma, Call, Intrinsic, Index, Member, Cast,
    SizeOf, Compound,
)  # fmt: skip
STATEMENTS = (
    Block, Declare, ExprStmt, If, For, While, DoWhile, Switch, CaseLabel, Break, Continue, Return, Comment,
)  # fmt: skip
_TREE = EXPRESSIONS + STATEMENTS


def children(node: CNode) -> list[CExpr | CStmt]:
    """The expressions and statements directly below a node, in source order."""
    found: list[CExpr | CStmt] = []
    for name in node.inner_fields:
        value = getattr(node, name)
        if type(value) is tuple:
            found += value
        elif value is not None:
            found.append(value)
    return found


def walk(node: CNode) -> Iterator[CExpr | CStmt]:
    """All expressions and statements below a node and itself, parents first."""
    open_ = [node] if isinstance(node, _TREE) else children(node)[::-1]
    while open_:
        item = open_.pop()
        yield item
        if item.inner_fields:
            open_ += reversed(children(item))


def rebuild(node: Any, change: Callable[[Any], Any]) -> Any:
    """The node with ``change`` applied to each direct child; the same object where no child changed."""
    updates: dict[str, Any] = {}
    for name in node.inner_fields:
        value = getattr(node, name)
        if type(value) is tuple:
            changed = tuple([change(element) for element in value])
            if any(map(is_not, changed, value)):
                updates[name] = changed
        elif value is not None:
            new = change(value)
            if new is not value:
                updates[name] = new
    if not updates:
        return node
    made = object.__new__(type(node))  # dataclasses.replace, which looks at all fields, in a fraction of its time
    made.__dict__.update(node.__dict__)
    made.__dict__.update(updates)
    return made


def scalar_kind(ctype: CType) -> str:
    """``b``, ``i``, ``u`` or ``f`` for a scalar type, else an empty string."""
    return SCALARS[ctype.name][1] if isinstance(ctype, Scalar) else ""


def tag(ctype: CType) -> str:
    """The short name of a type in helper names: ``f32``, ``u64``, the record's name, ``ptr``."""
    if isinstance(ctype, Scalar):
        return SCALARS[ctype.name][2]
    if isinstance(ctype, Record):
        return ctype.name
    return "ptr"
