"""Destructors: where objects of automatic storage end, what ``delete`` and ``p->~T()`` call.

An object is destroyed by a function made for its class, which runs the destructor's body and destroys members and
bases. Objects that no variable, member or ``new`` holds (temporaries, arguments, results only used) are refused where
they are made.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser.semantics import types as ty
from ...parser.semantics.classes import KIND, ClassInstance
from .body import Body
from .program import FunctionInstance, Program, base_field
from .values import address, deref, int_literal
from .virtuals import set_kind


@dataclass(frozen=True, slots=True)
class Ending:
    """What is to be destroyed at the end of a block; or, with a name, a statement that can be left by a jump."""

    place: c.CExpr | None
    type: ty.Type
    jump: str = ""  # loop or switch


def needs_destruction(program: Program, t: ty.Type) -> bool:
    """Whether the end of an object runs code."""
    while isinstance(t, ty.Arr):
        t = t.element
    bare = ty.unqualified(t)
    if not isinstance(bare, ty.ClassT):
        return False
    instance = bare.instance
    if instance.node is None or instance.node.members is None:
        return False
    program.sem.complete(instance)
    if _does_something(instance):
        return True
    return any(needs_destruction(program, f.type) for f in instance.fields) or any(
        needs_destruction(program, ty.ClassT(base)) for base in instance.bases
    )


def _does_something(instance: ClassInstance) -> bool:
    entity = instance.destructor
    if entity is None or entity.defaulted:
        return False
    definition = entity.definition
    return definition is None or definition.body is None or bool(definition.body.body)


def is_virtual_destructor(instance: ClassInstance) -> bool:
    """Whether ``delete`` of a pointer to a class asks the object which destructor is its own."""
    entity = instance.destructor
    own = entity is not None and entity.specs is not None and "virtual" in entity.specs.storage
    return own or any(is_virtual_destructor(base) for base in instance.bases)


# ------------------------------------------------------------------------------------------------ the functions


def destroyer(program: Program, instance: ClassInstance, at: n.Node | None) -> str:
    """The function that destroys the object behind a pointer."""
    known = program.destroyers.get(instance)
    if known is not None:
        return known
    record = program.record(instance, at)
    name = program.sem.unique(f"{instance.record}_destroy")
    program.destroyers[instance] = name
    body = Body(program, program.sem.root)
    this = c.CVar("self", c.Pointer(record), "param")
    use = deref(c.Var(this, this.type), record)
    lines: list[c.CStmt] = []
    if instance.polymorphic:  # from here on it is none of a derived class
        lines.append(c.ExprStmt(set_kind(body, use, instance)))
    if _does_something(instance):
        lines.append(c.ExprStmt(c.Call(_destructor(body, instance, at).name, (c.Var(this, this.type),), c.VOID)))
    for item in reversed(instance.fields):
        if item.name != KIND and needs_destruction(program, item.type):
            lines += destroyed(body, c.Member(use, item.name, program.ctype(item.type, at)), item.type, at)
    for position, base in reversed(list(enumerate(instance.bases))):
        if needs_destruction(program, ty.ClassT(base)):
            lines += destroyed(body, c.Member(use, base_field(position), program.record(base, at)), ty.ClassT(base), at)
    program.functions[name] = c.CFunction(name, c.VOID, (this,), c.Block(tuple(lines)))
    return name


def _destructor(body: Body, instance: ClassInstance, at: n.Node | None) -> FunctionInstance:
    """The destructor's own body, as a method."""
    from .calls import check_callable

    entity = instance.destructor
    assert entity is not None
    made = body.program.instance(entity)
    check_callable(body, made, at)
    body.program.lower_alone(made, at)
    return made


def destroyed(body: Body, place: c.CExpr, t: ty.Type, at: n.Node | None) -> list[c.CStmt]:
    """The statements that destroy an object, or the elements of an array from the last to the first."""
    bare = ty.unqualified(t)
    if isinstance(bare, ty.Arr):
        counter = c.CVar(body.unique("i"), c.INT)
        use = c.Var(counter, c.INT)
        element = c.Index(place, c.Binary("-", use, int_literal(1), c.INT), body.program.ctype(bare.element, at))
        return [
            c.For(
                c.Block((c.Declare(counter, int_literal(bare.length or 0)),)),
                c.Binary(">", use, int_literal(0), c.BOOL),
                c.Step("--", True, use, c.INT),
                c.Block(tuple(destroyed(body, element, bare.element, at))),
            )
        ]
    assert isinstance(bare, ty.ClassT)
    pointer = c.Pointer(body.program.record(bare.instance, at))
    return [c.ExprStmt(c.Call(destroyer(body.program, bare.instance, at), (address(place, pointer),), c.VOID))]


def destruction(body: Body, pointer: c.CExpr, t: ty.ClassT, at: n.Node | None) -> c.CExpr:
    """The call that destroys the object behind a pointer to its class, or to a base with a virtual destructor."""
    instance = t.instance
    if is_virtual_destructor(instance):
        return c.Call(body.program.virtuals.destroyer(instance, at), (pointer,), c.VOID)
    return c.Call(destroyer(body.program, instance, at), (pointer,), c.VOID)


# ------------------------------------------------------------------------------------------------ the ends of blocks


def endings(body: Body, since: int, at: n.Node | None) -> list[c.CStmt]:
    """What destroys the objects that came to life since then, the last one first."""
    out: list[c.CStmt] = []
    for ending in reversed(body.endings[since:]):
        if ending.place is not None:
            out += destroyed(body, ending.place, ending.type, at)
    return out


def before_jump(body: Body, kinds: tuple[str, ...], at: n.Node) -> list[c.CStmt]:
    """What ``break`` or ``continue`` destroys: the objects within the statement that it leaves."""
    since = len(body.endings)
    while since and body.endings[since - 1].jump not in kinds:
        since -= 1
    return endings(body, since, at)


def has_endings(body: Body) -> bool:
    """Whether an object of the function has yet to be destroyed."""
    return any(ending.place is not None for ending in body.endings)
