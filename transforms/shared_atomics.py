"""Atomic operations on shared memory, where one thread of the system runs a block: they concern the block alone."""

from __future__ import annotations

from dataclasses import replace

from ..parser import ctree as c
from .effects import KindOf, root
from .pointer_sources import SHARED


def shared_atomics(function: c.CFunction, kind_of: KindOf) -> c.CFunction:
    """The kernel with ``atomicAdd(&shared[i], x)`` as ``atomicAdd_block(&shared[i], x)``, and so for all its like."""

    def visit(node: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
        changed: c.CExpr | c.CStmt = c.rebuild(node, visit)
        if not isinstance(changed, c.Intrinsic) or not changed.args or kind_of(changed.name) != "atomic":
            return changed
        place = _origin(changed.args[0])
        name = f"{changed.name}_block"
        if place is None or place.storage not in SHARED or kind_of(name) != "atomic":
            return changed
        return replace(changed, name=name)

    body = visit(function.body)
    assert isinstance(body, c.Block)
    return replace(function, body=body)


def _origin(node: c.CExpr) -> c.CVar | None:
    """The variable that a pointer's value comes from: a pointer variable, or an array."""
    match node:
        case c.Var():
            return node.var
        case c.Cast():
            return _origin(node.operand)
        case c.Binary(op="+" | "-"):
            return _origin(node.left if isinstance(node.left.type, c.Pointer | c.Array) else node.right)
        case c.Unary(op="&"):
            return root(node.operand) or _behind(node.operand)
    return None


def _behind(node: c.CExpr) -> c.CVar | None:
    """The pointer variable behind which an lvalue lies."""
    match node:
        case c.Index():
            return _origin(node.base) if isinstance(node.base.type, c.Pointer) else _behind(node.base)
        case c.Unary(op="*"):
            return _origin(node.operand)
        case c.Member():
            return _behind(node.base)
    return root(node)
