"""``new`` and ``delete`` in device code, over the target's ``malloc`` and ``free``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.semantics import types as ty
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import FunctionEntity
from .body import Body
from .calls import emit_call, intrinsic
from .conversions import convert
from .destruction import destruction, is_virtual_destructor, needs_destruction
from .objects import construct_value, needs_construction, zero
from .overloads import Choice
from .values import Braces, Operand, Value, int_literal

_VOID_POINTER = ty.Ptr(ty.VOID)


def new_expression(body: Body, node: n.New) -> Value:
    """``new T(…)``, ``new T[n]`` and ``new (place) T(…)``."""
    from .expressions import lower, lower_arguments

    program = body.program
    count: Value | None = None
    made = node.type
    if isinstance(made.declarator, n.Array) and made.declarator.size is not None:
        count = lower(body, made.declarator.size)
        made = replace(made, declarator=made.declarator.inner)
    element = ty.unqualified(program.sem.type_id(made, body.scope))
    if isinstance(element, ty.Auto | ty.Unknown):
        raise Refusal(rules.UNKNOWN_NAME, node, name=ty.spell(element))
    size: c.CExpr = c.SizeOf(program.ctype(element, node))
    if count is not None:
        if not ty.is_integer(ty.decay(count.type)):
            raise program.unsupported(node, "this number of elements", "give an integer")
        size = c.Binary("*", convert(body, count, ty.ULONG, node), size, c.ULONG)
    pointer = program.ctype(ty.Ptr(element), node)
    if node.placement:
        placed = lower_arguments(body, node.placement)
        if len(placed) != 1:
            raise program.unsupported(node, "this form of `new`", "use new (place) T")
        memory = convert(body, placed[0], _VOID_POINTER, node)
    else:
        memory = heap_call(body, "malloc", Value(size, ty.ULONG), node).expr
    place = body.temporary(ty.Ptr(element), node, "made")
    use = c.Var(place, pointer)
    stored = c.Assign("=", use, c.Cast(memory, pointer), pointer)
    filled = _filled(body, use, element, count, node)
    if filled is None:
        return Value(c.Comma(stored, use, pointer), ty.Ptr(element))
    if node.placement:
        return Value(c.Comma(stored, c.Comma(filled, use, pointer), pointer), ty.Ptr(element))
    test = c.Binary("!=", stored, c.Lit("NULL", c.Pointer(c.VOID)), c.BOOL)
    kept = c.Conditional(test, c.Comma(filled, use, pointer), c.Lit("NULL", pointer), pointer)
    return Value(kept, ty.Ptr(element))


def _filled(body: Body, use: c.Var, element: ty.Type, count: Value | None, node: n.New) -> c.CExpr | None:
    """What constructs the objects behind a pointer; None where there is nothing to do."""
    from .expressions import expanded, lower_arguments

    init = node.init
    if count is not None:
        if init is not None and init.values:
            raise body.program.unsupported(node, "an initialised array made by `new`", "set the elements in a loop")
        if init is None and not needs_construction(body, element):
            return None
        maker = _array_maker(body, element, node)
        return c.Call(maker, (use, convert(body, count, ty.ULONG, node)), c.VOID)
    if init is None and not needs_construction(body, element):
        return None
    operands: Sequence[Operand] = ()
    if init is not None:
        braces = init.form == "{}"
        operands = [Braces(init, expanded(body, init.values))] if braces else lower_arguments(body, init.values)
    body.owned = element.instance if isinstance(element, ty.ClassT) else None
    value = construct_value(body, element, operands, node).expr
    body.owned = None
    ctype = body.program.ctype(element, node)
    return c.Assign("=", c.Unary("*", use, ctype), value, ctype)


def _array_maker(body: Body, element: ty.Type, node: n.New) -> str:
    """The function that gives each element of an array its first value."""
    program = body.program
    if element in program.array_makers:
        return program.array_makers[element]
    inner = Body(program, program.sem.root)
    ctype = program.ctype(element, node)
    start = c.CVar("elements", c.Pointer(ctype), "param")
    count = c.CVar("count", c.ULONG, "param")
    index = c.CVar("i", c.ULONG)
    is_class = isinstance(element, ty.ClassT)
    inner.owned = element.instance if isinstance(element, ty.ClassT) else None
    value = construct_value(inner, element, [], node).expr if is_class else zero(inner, element, node)
    at = c.Index(c.Var(start, start.type), c.Var(index, c.ULONG), ctype)
    loop = c.For(
        c.Block((c.Declare(index, int_literal(0, c.ULONG)),)),
        c.Binary("<", c.Var(index, c.ULONG), c.Var(count, c.ULONG), c.BOOL),
        c.Step("++", False, c.Var(index, c.ULONG), c.ULONG),
        c.Block((*inner.flush(), c.ExprStmt(c.Assign("=", at, value, ctype)))),
    )
    name = program.sem.unique(f"make_array_{c.tag(ctype)}")
    program.array_makers[element] = name
    program.functions[name] = c.CFunction(name, c.VOID, (start, count), c.Block((loop,)))
    return name


def delete_expression(body: Body, node: n.Delete) -> Value:
    """``delete p`` and ``delete[] p``."""
    from .expressions import lower

    operand = lower(body, node.operand)
    pointed = ty.decay(operand.type)
    element = ty.unqualified(pointed.target) if isinstance(pointed, ty.Ptr) else pointed
    if not isinstance(element, ty.ClassT) or not _is_destroyed(body, element):
        return heap_call(body, "free", operand, node)
    if node.array:
        raise body.program.unsupported(node, f"`delete[]` of objects of `{element.instance.spelling()}`, which have a "
                                       "destructor,", "delete them one by one")  # fmt: skip
    pointer = c.Pointer(body.program.record(element.instance, node))
    variable = body.temporary(ty.Ptr(element), node, "ended")
    use = c.Var(variable, pointer)
    test = c.Binary("!=", c.Assign("=", use, operand.expr, pointer), c.Lit("NULL", c.Pointer(c.VOID)), c.BOOL)
    freed = heap_call(body, "free", Value(use, ty.Ptr(element)), node).expr
    ended = c.Comma(destruction(body, use, element, node), freed, c.VOID)
    return Value(c.Conditional(test, ended, c.Cast(int_literal(0), c.VOID), c.VOID), ty.VOID)


def _is_destroyed(body: Body, element: ty.ClassT) -> bool:
    return needs_destruction(body.program, element) or is_virtual_destructor(element.instance)


def heap_call(body: Body, name: str, operand: Value, at: n.Expr) -> Value:
    """A call of ``malloc`` or ``free`` as the tables have it."""
    program = body.program
    row = program.tables.rows[name]
    column = program.column(row)
    if column is not None and column.passes == "prelude":
        for entity in program.sem.root.local(column.to):
            if isinstance(entity, FunctionEntity):
                return emit_call(body, program.instance(entity), None, [operand], at)
    return intrinsic(body, Choice((), row=row, signature=row.signatures[0]), [operand], at)
