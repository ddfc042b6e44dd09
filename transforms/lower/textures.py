"""Calls of CUDA's texture and surface functions: what they fetch is an explicit template argument, the type of the
place that they store it to, or the element type of a texture reference."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.semantics import types as ty
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import Constant, TemplateArgument
from ..tables import Row, Signature
from .body import Body
from .overloads import Choice
from .values import Operand, Value, deref

OBJECT = ty.Basic("unsigned long long")
_VECTOR = re.compile(r"(\w+?)([1-4])")


def reference_arguments(t: ty.Type) -> tuple[TemplateArgument, ...] | None:
    """The template arguments of CUDA's ``texture<T, type, mode>``, which the prelude only declares; None for other
    types."""
    bare = ty.unqualified(t)
    if not isinstance(bare, ty.ClassT) or bare.instance.entity.qualified != "texture":
        return None
    arguments = bare.instance.arguments
    return arguments if bare.instance.entity.node is None and len(arguments) == 3 else None


def texture_call(
    body: Body, row: Row, explicit: Sequence[n.TemplateArg] | None, operands: Sequence[Operand], node: n.Call
) -> Value:
    """The call of a function of kind ``texture``."""
    from .calls import intrinsic

    operands = list(operands)
    place = _stored_to(row, operands)
    if place is not None:
        operands.pop(0)
    wanted = _explicit(body, explicit)
    if operands and isinstance(operands[0], Value):
        reference = reference_arguments(operands[0].type)
        if reference is not None:
            wanted = _fetched(body, reference, node)
            operands[0] = Value(operands[0].expr, OBJECT, True)
    if wanted is None and place is not None:
        wanted = body.program.ctype(ty.unqualified(place.type), node)
    choice = _chosen(body, row, wanted, operands, node)
    made = intrinsic(body, choice, operands, node)
    if place is None:
        return made
    return Value(c.Assign("=", place.expr, made.expr, made.expr.type), ty.VOID)


def _stored_to(row: Row, operands: Sequence[Operand]) -> Value | None:
    """Where the older form ``tex2D(&value, texture, x, y)`` stores what it fetches."""
    first = operands[0] if operands else None
    if not isinstance(first, Value) or row.signatures[0].result == c.VOID:
        return None
    source = ty.decay(first.type)
    if not isinstance(source, ty.Ptr):
        return None
    return Value(deref(first.expr, _target(first.expr)), source.target, True)


def _target(expr: c.CExpr) -> c.CType:
    t = expr.type
    return t.target if isinstance(t, c.Pointer) else t.element if isinstance(t, c.Array) else t


def _explicit(body: Body, explicit: Sequence[n.TemplateArg] | None) -> c.CType | None:
    if not explicit:
        return None
    arg = explicit[0]
    if isinstance(arg, n.TypeId):
        return body.program.ctype(ty.unqualified(body.program.sem.type_id(arg, body.scope)), arg)
    if isinstance(arg, n.Name):
        return body.program.ctype(ty.unqualified(body.program.sem.named_type(arg, body.scope)), arg)
    return None


def _fetched(body: Body, reference: Sequence[TemplateArgument], node: n.Node) -> c.CType:
    """What a texture reference yields: its elements, or floats where it reads them normalised."""
    element = reference[0]
    assert isinstance(element, ty.Basic | ty.ClassT | ty.EnumT)
    made = body.program.ctype(ty.unqualified(element), node)
    mode = reference[2]
    if isinstance(mode, Constant) and mode.value and c.scalar_kind(made) != "f":
        vector = _VECTOR.fullmatch(made.name) if isinstance(made, c.Record) else None
        if vector is None:
            return c.FLOAT
        named = n.Name(first=node.first, last=node.last, id=f"float{vector[2]}", kind="type")
        return body.program.ctype(body.program.sem.named_type(named, body.program.sem.root), node)
    return made


def _chosen(body: Body, row: Row, wanted: c.CType | None, operands: Sequence[Operand], node: n.Call) -> Choice:
    from .overloads import choose

    if wanted is None:
        choice = choose(body, (), row, None, operands, None, node) if row.signatures[0].result == c.VOID else None
        if choice is None:
            raise Refusal(rules.NO_MATCH, node, name=row.name)
        return choice
    for signature in row.signatures:
        if signature.template == wanted and _fits(signature, len(operands)):
            return Choice((), row=row, signature=signature)
    raise Refusal(rules.NO_MATCH, node, name=row.name)


def _fits(signature: Signature, count: int) -> bool:
    return signature.required <= count <= len(signature.params)
