"""The AST of CUDA C++: what the grammar can say, node by node. Owns the shapes and their generic traversal;
knows nothing of types, scopes or targets. Facts about nodes live in side tables keyed by node (identity
hash), never here.

Every node has ``first`` and ``last``, the indices of its first and last token in the unit's expanded stream,
both inclusive. A node without tokens (``Abstract``, empty ``Specs``) has ``last == first - 1``. Sequences are
tuples; an optional sequence is ``None`` when its brackets are absent and ``()`` when they are empty.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform
from typing import Literal as Choice

_T = TypeVar("_T")

# Freezing a node at run time costs a third of the parse; type checkers see frozen nodes in any case.
CHECKED = os.environ.get("UNWARP_CHECK") == "1"


# Annotations of fields that hold no nodes.
_NO_NODES = ("str", "bool", "int", "str | None", "tuple[str, ...]", "ClassVar[tuple[str, ...]]")


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=False, field_specifiers=(field,))
def node(cls: type[_T]) -> type[_T]:
    """Make a class an AST node: slotted, keyword-only, compared and hashed by identity, frozen."""
    made = dataclass(frozen=CHECKED, slots=True, kw_only=True, eq=False)(cls)
    notes = made.__annotations__
    plain = [f for f in notes if notes[f] in _NO_NODES or str(notes[f]).startswith("Choice[")]
    setattr(made, "inner_fields", tuple(f for f in made.__dict__["__slots__"] if f not in plain))  # noqa: B010
    return made


def positional(cls: type[_T]) -> Callable[..., _T]:
    """What makes nodes of a class from the values of all fields, in their order, in a third of its own time."""
    names = [f.name for f in fields(cls)]  # type: ignore[arg-type]
    if CHECKED:
        return lambda *values: cls(**dict(zip(names, values, strict=True)))
    lines = [f"def make({', '.join(names)}):", "    made = new(cls)", *(f"    made.{n} = {n}" for n in names)]
    space: dict[str, Any] = {"new": object.__new__, "cls": cls}
    exec("\n".join([*lines, "    return made"]), space)  # as dataclasses do it
    made: Callable[..., _T] = space["make"]
    return made


@node
class Node:
    """What all nodes have: their range of tokens, both ends inclusive."""

    inner_fields: ClassVar[tuple[str, ...]] = ()  # the fields that may hold nodes
    first: int
    last: int


# ------------------------------------------------------------------------------------------------ names


@node
class ScopePart(Node):
    """One ``a<args>::`` before a name; ``decltype`` holds ``decltype(x)::`` and then ``id`` is empty."""

    id: str
    args: tuple[TemplateArg, ...] | None = None
    decltype: Decltype | None = None


@node
class Name(Node):
    """A possibly qualified name. ``id`` is ``operator+``, ``operator()``, ``operator float`` or ``~X`` for
    those.

    ``kind`` is what the reader knew of it: ``unknown`` where a type and a value are both possible (whole
    template arguments, whole call arguments, ``sizeof(x)``). A call ``T(x)`` of a type name has a callee of
    kind ``type``.
    """

    id: str
    global_: bool = False  # begins with ::
    scope: tuple[ScopePart, ...] = ()
    args: tuple[TemplateArg, ...] | None = None
    kind: Choice["value", "type", "unknown"] = "value"
    conversion: TypeId | None = None  # of ``operator float``: the type


# ------------------------------------------------------------------------------------ specifiers and types


@node
class Attribute(Node):
    """``__launch_bounds__(…)``, ``__align__(…)``, ``alignas(…)``, and each entry of ``__attribute__((…))``
    and ``[[…]]`` under its own name (``gnu::unused`` keeps its prefix)."""

    name: str
    args: tuple[Arg, ...] = ()


@node
class Specs(Node):
    """Declaration specifiers. Words keep their order within each group.

    ``storage``: typedef extern static inline constexpr friend virtual explicit mutable register thread_local
    ``__forceinline__ __noinline__ __inline__ …``; ``qualifiers``: ``__global__ __device__ __host__``; ``memory``:
    ``__shared__ __constant__ __managed__ __grid_constant__``; ``cv``: const, volatile and the spellings of restrict;
    ``macros``: unknown names before the type, from headers that were not found. ``type`` is None for constructors,
    destructors and conversion functions. ``attributes`` are also those that stand after the declarators, or after the
    closing brace of a class (``struct S { … } __attribute__((packed));``).
    """

    storage: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    memory: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    cv: tuple[str, ...] = ()
    macros: tuple[str, ...] = ()
    type: Type | None = None


@node
class Builtin(Node):
    """``unsigned long long``: the words in the order written."""

    words: tuple[str, ...]


@node
class Named(Node):
    """A type by its name."""

    name: Name
    typename: bool = False


@node
class Auto(Node):
    """``auto``."""


@node
class Decltype(Node):
    """``decltype(expr)``; None is ``decltype(auto)``."""

    expr: Expr | None = None


@node
class Base(Node):
    """One base class."""

    name: Name
    access: str | None = None
    virtual: bool = False
    pack: bool = False


@node
class Class(Node):
    """A class, struct or union; ``members`` is None when it is only named (``struct S s;``, ``friend class
    X;``)."""

    key: Choice["struct", "class", "union"]
    name: Name | None = None
    attributes: tuple[Attribute, ...] = ()
    final: bool = False
    bases: tuple[Base, ...] = ()
    members: tuple[Member, ...] | None = None


@node
class Access(Node):
    """``public:`` among the members of a class."""

    access: Choice["public", "protected", "private"]


@node
class Enumerator(Node):
    """One name of an enumeration."""

    name: str
    value: Expr | None = None


@node
class Enum(Node):
    """An enumeration; ``entries`` is None when it is only named."""

    scoped: bool = False
    name: Name | None = None
    base: TypeId | None = None
    entries: tuple[Enumerator, ...] | None = None


@node
class TypeId(Node):
    """A type as in a cast; its declarator is ``Abstract`` at the core."""

    specs: Specs
    declarator: Declarator


# ------------------------------------------------------------------------------------------------ declarators


@node
class DeclName(Node):
    """The declared name at the core of a declarator."""

    name: Name


@node
class Abstract(Node):
    """The empty core of a declarator without name. It has no tokens."""


@node
class Binding(Node):
    """``[a, b]`` of a structured binding, at the core of the declarator."""

    names: tuple[str, ...]


@node
class Pointer(Node):
    """``*``, ``&``, ``&&`` or ``C::*`` before ``inner``. As in the text, ``*a[3]`` is Pointer(Array(a)).

    ``cv`` may also hold the spellings of restrict. ``scope`` is the class of a pointer to member.
    """

    kind: Choice["*", "&", "&&", "member"]
    inner: Declarator
    cv: tuple[str, ...] = ()
    scope: tuple[ScopePart, ...] = ()


@node
class Array(Node):
    """``inner[size]``; the last index is the outermost node: ``a[2][3]`` is Array(Array(a, 2), 3)."""

    inner: Declarator
    size: Expr | None = None


@node
class FunctionDecl(Node):
    """``inner(params)`` with what follows. ``noexcept`` is True when it stands without condition (or is
    ``throw()``). ``virtual`` holds ``override`` and ``final``."""

    inner: Declarator
    params: tuple[Param, ...] = ()
    variadic: bool = False
    cv: tuple[str, ...] = ()
    ref: Choice["&", "&&"] | None = None
    noexcept: Expr | bool = False
    trailing: TypeId | None = None
    virtual: tuple[str, ...] = ()
    requires: Opaque | None = None


@node
class Grouped(Node):
    """A declarator in parentheses."""

    inner: Declarator


@node
class Param(Node):
    """A function parameter. ``pack`` is set for ``T... x`` and ``T...``."""

    specs: Specs
    declarator: Declarator
    default: Arg | None = None
    pack: bool = False


@node
class Init(Node):
    """An initialiser. ``=``: one value; ``()``: the arguments; ``{}``: the entries of the braces (``x{1,
    2}``); ``default`` and ``delete``: of a function, without values. A pure virtual function has ``= 0``."""

    form: Choice["=", "()", "{}", "default", "delete"]
    values: tuple[InitEntry, ...] = ()


@node
class Entry(Node):
    """One declarator of a declaration with its initialiser or bit-field width."""

    declarator: Declarator
    init: Init | None = None
    width: Expr | None = None


# ------------------------------------------------------------------------------------------------ items


@node
class MemberInit(Node):
    """``name(args)`` or ``name{args}`` in a constructor's initialiser list."""

    name: Name
    init: Init
    pack: bool = False


@node
class Function(Node):
    """A function definition. Constructors, destructors and conversions have ``specs.type`` None. ``handlers``
    is not empty for a function-try block; ``body`` is None only where it could not be read."""

    specs: Specs
    declarator: Declarator
    body: Block | None
    inits: tuple[MemberInit, ...] = ()
    handlers: tuple[Handler, ...] = ()


@node
class Declaration(Node):
    """Specifiers and any number of declarators: variables, prototypes, typedefs, members, or only a class."""

    specs: Specs
    entries: tuple[Entry, ...] = ()


@node
class TemplateParam(Node):
    """A template parameter. ``value`` has ``param`` (with its default inside ``default`` here too,
    ``param.default`` is None); ``template`` has ``params``. ``default`` of a type is a TypeId (or an unknown
    Name)."""

    kind: Choice["type", "value", "template"]
    name: str | None = None
    pack: bool = False
    default: TemplateArg | None = None
    param: Param | None = None
    params: tuple[TemplateParam, ...] = ()


@node
class Template(Node):
    """``template <params> item``. ``specialise`` is ``template <>``, ``instantiate`` an explicit
    instantiation (``extern`` when it is only declared). A partial specialisation is ``primary`` and its class
    name has arguments."""

    kind: Choice["primary", "specialise", "instantiate"]
    item: Item
    params: tuple[TemplateParam, ...] = ()
    requires: Opaque | None = None
    extern: bool = False


@node
class Namespace(Node):
    """``namespace a::b { … }``; ``names`` is empty for an unnamed one."""

    items: tuple[Item, ...]
    names: tuple[str, ...] = ()
    inline: bool = False


@node
class Linkage(Node):
    """``extern "C" { … }`` or ``extern "C" item`` (then ``braced`` is False and there is one item)."""

    language: str
    items: tuple[Item, ...]
    braced: bool = True


@node
class Using(Node):
    """``using a::b;``, or ``using namespace a;``."""

    name: Name
    whole_namespace: bool = False


@node
class Alias(Node):
    """``using name = type;``."""

    name: str
    type: TypeId


@node
class NamespaceAlias(Node):
    """``namespace name = target;``."""

    name: str
    target: Name


@node
class StaticAssert(Node):
    """``static_assert(args);``."""

    args: tuple[Arg, ...]


@node
class MacroItem(Node):
    """A macro call of a header that was not found, standing where an item is expected (host code only)."""

    name: str
    args: tuple[Arg, ...] | None = None
    body: Block | None = None


@node
class Opaque(Node):
    """A run of tokens that was not understood, as an item or a statement; kept as it is."""


@node
class Empty(Node):
    """A lone semicolon, as an item or a statement."""


# ------------------------------------------------------------------------------------------------ statements


@node
class Block(Node):
    """``{ … }``."""

    body: tuple[Stmt, ...]


@node
class DeclStmt(Node):
    """A declaration (or any other item that may stand in a block) as a statement or a condition."""

    item: Item


@node
class ExprStmt(Node):
    """An expression and its semicolon."""

    expr: Expr


@node
class If(Node):
    """``if``; a condition that declares is a DeclStmt with one entry."""

    cond: Cond
    then: Stmt
    orelse: Stmt | None = None
    init: Stmt | None = None
    constexpr: bool = False


@node
class For(Node):
    """``for (init cond; step) body``; ``init`` is Empty, an ExprStmt or a DeclStmt and owns its semicolon."""

    init: Stmt
    cond: Cond | None
    step: Expr | None
    body: Stmt


@node
class RangeFor(Node):
    """``for (specs declarator : range) body``."""

    specs: Specs
    declarator: Declarator
    range: Arg
    body: Stmt


@node
class While(Node):
    """``while (cond) body``."""

    cond: Cond
    body: Stmt


@node
class DoWhile(Node):
    """``do body while (cond);``."""

    body: Stmt
    cond: Expr


@node
class Switch(Node):
    """``switch (cond) body``."""

    cond: Cond
    body: Stmt
    init: Stmt | None = None


@node
class Case(Node):
    """``case low:`` or ``case low ... high:`` with the statement it labels."""

    low: Expr
    stmt: Stmt
    high: Expr | None = None


@node
class Default(Node):
    """``default:`` with the statement it labels."""

    stmt: Stmt


@node
class Label(Node):
    """``name:`` with the statement it labels; at the end of a block that is an Empty without tokens."""

    name: str
    stmt: Stmt


@node
class Break(Node):
    """``break;``."""


@node
class Continue(Node):
    """``continue;``."""


@node
class Return(Node):
    """``return value;``; the value may be a braced list."""

    value: Arg | None = None


@node
class Goto(Node):
    """``goto name;``."""

    name: str


@node
class Handler(Node):
    """``catch (param) body``; None is ``catch (...)``."""

    param: Param | None
    body: Block


@node
class Try(Node):
    """``try body`` with its handlers."""

    body: Block
    handlers: tuple[Handler, ...]


@node
class MacroStmt(Node):
    """A macro call of a header that was not found, standing as a statement without semicolon (host code
    only)."""

    name: str
    args: tuple[Arg, ...] | None = None


@node
class AsmOperand(Node):
    """``[name] "constraint" (expr)`` of an asm statement; ``constraint`` is without its quotes."""

    constraint: str
    expr: Expr
    name: str | None = None


@node
class Asm(Node):
    """``asm volatile ("template" : outputs : inputs : clobbers);``."""

    template: Strings
    volatile: bool = False
    outputs: tuple[AsmOperand, ...] = ()
    inputs: tuple[AsmOperand, ...] = ()
    clobbers: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------------ expressions


@node
class Literal(Node):
    """A number, character, ``true``/``false`` or ``nullptr``, as written."""

    kind: Choice["int", "float", "char", "bool", "null"]
    text: str


@node
class Strings(Node):
    """Adjacent string literals as written, quotes and prefixes included. A macro of an unread header may
    stand among them by its name (``PRIu64``)."""

    parts: tuple[str, ...]


@node
class This(Node):
    """``this``."""


@node
class Paren(Node):
    """``(inner)``."""

    inner: Expr


@node
class Unary(Node):
    """A prefix operator: ``+ - ! ~ * & ++ --`` (and ``&&label``)."""

    op: str
    operand: Expr


@node
class Postfix(Node):
    """``operand++`` or ``operand--``."""

    op: Choice["++", "--"]
    operand: Expr


@node
class Binary(Node):
    """A binary operator other than assignment and comma; also ``.*`` and ``->*``. Alternative spellings
    (``and``) are stored as their operator."""

    op: str
    left: Expr
    right: Expr


@node
class Assign(Node):
    """``=`` or a compound assignment; the right side may be a braced list."""

    op: str
    left: Expr
    right: Expr | InitList


@node
class Conditional(Node):
    """``cond ? then : orelse``."""

    cond: Expr
    then: Expr
    orelse: Expr


@node
class Comma(Node):
    """``left, right``."""

    left: Expr
    right: Expr


@node
class Call(Node):
    """``callee(args)``. A functional cast ``T(x)`` of a named type is also a Call (see Name); that of a
    built-in type is a Construct."""

    callee: Expr
    args: tuple[Arg, ...] = ()


@node
class Launch(Node):
    """``callee<<<config>>>(args)``."""

    callee: Expr
    config: tuple[Arg, ...]
    args: tuple[Arg, ...] = ()


@node
class Index(Node):
    """``base[index]``."""

    base: Expr
    index: Expr | InitList


@node
class MemberAccess(Node):
    """``base.name`` or ``base->name``."""

    base: Expr
    name: Name
    arrow: bool = False


@node
class Cast(Node):
    """``(type)operand``, or the compound literal ``(type){…}``."""

    type: TypeId
    operand: Expr | InitList


@node
class NamedCast(Node):
    """``static_cast<type>(operand)`` and its kin."""

    which: Choice["static_cast", "reinterpret_cast", "const_cast", "dynamic_cast"]
    type: TypeId
    operand: Expr


@node
class Construct(Node):
    """``int(x)``, ``typename T::U(x)`` or ``T{…}``; for braces ``args`` are the entries of the list."""

    type: TypeId
    form: Choice["()", "{}"]
    args: tuple[InitEntry, ...] = ()


@node
class SizeOf(Node):
    """``sizeof``, ``alignof``, ``typeid`` and ``noexcept`` of an expression or type; an unknown Name where it
    could be either. ``pack`` is ``sizeof...(name)``."""

    which: Choice["sizeof", "alignof", "typeid", "noexcept"]
    target: Expr | TypeId
    pack: bool = False


@node
class New(Node):
    """``new (placement) type init``; array dimensions are in the type's declarator."""

    type: TypeId
    placement: tuple[Arg, ...] = ()
    init: Init | None = None


@node
class Delete(Node):
    """``delete operand`` or ``delete[] operand``."""

    operand: Expr
    array: bool = False


@node
class Throw(Node):
    """``throw operand``."""

    operand: Expr | None = None


@node
class Capture(Node):
    """One capture of a lambda. ``=`` and ``&`` alone are the defaults; ``this`` and ``*this`` as they are;
    else ``value`` or ``reference`` of ``name``, with the initialiser of ``name = init``."""

    kind: Choice["=", "&", "this", "*this", "value", "reference"]
    name: str | None = None
    init: Init | None = None
    pack: bool = False


@node
class Lambda(Node):
    """A lambda. ``params`` is None when the parentheses are absent, else a FunctionDecl around Abstract.
    ``qualifiers`` are ``__device__`` and ``__host__``; ``storage`` is ``mutable`` and ``constexpr``."""

    captures: tuple[Capture, ...]
    params: FunctionDecl | None
    body: Block
    attributes: tuple[Attribute, ...] = ()
    qualifiers: tuple[str, ...] = ()
    storage: tuple[str, ...] = ()
    template_params: tuple[TemplateParam, ...] = ()


@node
class Fold(Node):
    """``(left op ... op right)``; None is the absent side of a unary fold."""

    op: str
    left: Expr | None
    right: Expr | None


@node
class Pack(Node):
    """``pattern...`` among arguments."""

    pattern: Expr | TypeId | InitList


@node
class StmtExpr(Node):
    """The GNU statement expression ``({ … })``."""

    body: Block


@node
class OpaqueExpr(Node):
    """A run of tokens inside an expression that was not understood."""


@node
class InitList(Node):
    """``{ entries }``."""

    entries: tuple[InitEntry, ...] = ()


@node
class Designated(Node):
    """``.name = value`` or ``.name{…}`` in a braced list."""

    name: str
    value: Expr | InitList


Declarator = DeclName | Abstract | Binding | Pointer | Array | FunctionDecl | Grouped
Type = Builtin | Named | Auto | Decltype | Class | Enum
Item = (
    Function
    | Declaration
    | Template
    | Namespace
    | Linkage
    | Using
    | Alias
    | NamespaceAlias
    | StaticAssert
    | MacroItem
    | Opaque
    | Empty
)
Member = Item | Access
Stmt = (
    Block
    | DeclStmt
    | ExprStmt
    | If
    | For
    | RangeFor
    | While
    | DoWhile
    | Switch
    | Case
    | Default
    | Label
    | Break
    | Continue
    | Return
    | Goto
    | Try
    | MacroStmt
    | Asm
    | Empty
    | Opaque
)
Expr = (
    Name
    | Literal
    | Strings
    | This
    | Paren
    | Unary
    | Postfix
    | Binary
    | Assign
    | Conditional
    | Comma
    | Call
    | Launch
    | Index
    | MemberAccess
    | Cast
    | NamedCast
    | Construct
    | SizeOf
    | New
    | Delete
    | Throw
    | Lambda
    | Fold
    | Pack
    | StmtExpr
    | OpaqueExpr
)
Cond = Expr | DeclStmt
Arg = Expr | InitList | TypeId
TemplateArg = Expr | TypeId | InitList
InitEntry = Arg | Designated


def child_fields(cls: type[Node]) -> tuple[str, ...]:
    """The names of a node class's own fields: all but ``first`` and ``last``, in the order declared."""
    names: tuple[str, ...] = cls.__dict__["__slots__"]  # those of Node are in Node's own slots
    return names


def children(parent: Node) -> Iterator[Node]:
    """The nodes directly under a node, field by field in the order declared."""
    for name in parent.inner_fields:
        value = getattr(parent, name)
        if isinstance(value, Node):
            yield value
        elif type(value) is tuple:
            for element in value:
                if isinstance(element, Node):
                    yield element


def walk(root: Node) -> Iterator[Node]:
    """A node and everything under it, parents before children, without recursion."""
    stack = [root]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(children(current))))


def dump(value: object) -> str:
    """A structural picture of a node without positions, for comparison in tests: fields that are absent,
    empty or False are left out. Node trees are compared as ``dump(a) == dump(b)``."""
    if isinstance(value, Node):
        shown = []
        for name in child_fields(type(value)):
            inner = getattr(value, name)
            empty = inner is None or inner is False or inner == () or (name == "kind" and inner == "value")
            if not empty or (inner == () and (type(value), name) in _KEEP_EMPTY):
                shown.append(f"{name}={dump(inner)}")
        return f"{type(value).__name__}({', '.join(shown)})"
    if isinstance(value, tuple):
        return "[" + ", ".join(dump(element) for element in value) + "]"
    return str(value)


# Optional sequences, in which an empty one differs from none at all.
_KEEP_EMPTY = frozenset(((Class, "members"), (Enum, "entries"), (Name, "args"), (ScopePart, "args")))
