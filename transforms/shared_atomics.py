"""Atomic operations on shared memory, where one thread of the system runs a block: they concern the block alone."""

from __future__ import annotations

from dataclasses import replace

from ..parser import ctree as c
from .effects import KindOf
from .warp_synchronous import origin

_SHARED = ("shared", "dynamic_shared")


def shared_atomics(function: c.CFunction, kind_of: KindOf) -> c.CFunction:
    """The kernel with ``atomicAdd(&shared[i], x)`` as ``atomicAdd_block(&shared[i], x)``, and so for all its like."""

    def visit(node: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
        changed: c.CExpr | c.CStmt = c.rebuild(node, visit)
        if not isinstance(changed, c.Intrinsic) or not changed.args or kind_of(changed.name) != "atomic":
            return changed
        place = origin(changed.args[0])
        name = f"{changed.name}_block"
        if place is None or place.storage not in _SHARED or kind_of(name) != "atomic":
            return changed
        return replace(changed, name=name)

    body = visit(function.body)
    assert isinstance(body, c.Block)
    return replace(function, body=body)
