"""Lets the work-items of a group meet where they leave a loop with barriers.

Compilers may join the last condition of such a loop with the same condition behind it, so that work-items leave the
loop on two ways. That is right for each of them, but PoCL runs the work-items of a group as loops of its own and has
all of them go the way that one took: what the others do behind the loop is lost. A barrier behind the loop keeps the
two conditions apart; where the loop's body ends in one, that does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..parser import ctree as c
from .effects import Effects
from .hoist import as_block

BARRIER = "__syncthreads"


def meet_behind_loops(function: c.CFunction, effects: Effects) -> c.CFunction:
    """A function whose barriers all work-items of a group reach, with a barrier behind each loop that has some, but
    where the loop's body ends in one, or no statement that is not a barrier follows."""

    def loop_apart(node: Any) -> bool:
        return (
            isinstance(node, c.For | c.While | c.DoWhile)
            and effects.has_barrier(node)
            and not _ends_in_barrier(as_block(node.body))
        )

    def change(node: Any) -> Any:
        if isinstance(node, c.For | c.While | c.DoWhile) and effects.has_barrier(node):
            node = replace(node, body=as_block(node.body))
        node = c.rebuild(node, change)
        if not isinstance(node, c.Block) or not node.body:
            return node
        items: list[c.CStmt] = []
        for item, after in zip(node.body, (*node.body[1:], None), strict=True):
            items.append(item)
            if loop_apart(item) and not (after is not None and _is_barrier(after)):
                items.append(c.ExprStmt(c.Intrinsic(BARRIER, (), c.VOID)))
        return replace(node, body=tuple(items))

    body = change(function.body)
    if function.kernel and len(body.body) > len(function.body.body) and _is_barrier(body.body[-1]):
        body = replace(body, body=body.body[:-1])
    return replace(function, body=body)


def _ends_in_barrier(block: c.Block) -> bool:
    last = next((item for item in reversed(block.body) if not isinstance(item, c.Comment)), None)
    return _ends_in_barrier(last) if isinstance(last, c.Block) else last is not None and _is_barrier(last)


def _is_barrier(node: c.CStmt) -> bool:
    return isinstance(node, c.ExprStmt) and isinstance(node.expr, c.Intrinsic) and node.expr.name == BARRIER
