"""Removes the masks that no thread loop and nothing else tests, and thread loops that do nothing."""

from __future__ import annotations

from dataclasses import replace

from ..parser import ctree as c
from .lockstep_regions import THREADS, BlockCode

_EFFECTS = (c.Assign, c.Step, c.Call, c.Intrinsic)


def without_dead_masks(code: BlockCode) -> BlockCode:
    """The code without arrays that are only written."""
    body = code.body
    while dead := _dead(body, code):
        body = _without(body, dead)
    return code if body is code.body else replace(code, body=body)


def _target(node: c.CExpr | c.CStmt) -> c.CVar | None:
    """The array that a statement of a thread sets an element of, where that is all it does."""
    if not isinstance(node, c.ExprStmt) or not isinstance(node.expr, c.Assign) or node.expr.op != "=":
        return None
    left, right = node.expr.left, node.expr.right
    if not isinstance(left, c.Index) or not isinstance(left.base, c.Var):
        return None
    return None if any(isinstance(n, _EFFECTS) for n in c.walk(right)) else left.base.var


def _dead(body: c.Block, code: BlockCode) -> set[c.CVar]:
    written: set[c.CVar] = set()
    used: set[c.CVar] = set()

    def visit(node: c.CExpr | c.CStmt) -> None:
        target = _target(node)
        if target is not None:
            assert isinstance(node, c.ExprStmt)
            assert isinstance(node.expr, c.Assign)
            written.add(target)
            visit(node.expr.right)
        elif isinstance(node, c.Var):
            used.add(node.var)
        else:
            for child in c.children(node):
                visit(child)

    visit(body)
    return (written - used) & set(code.wide)


def _without(body: c.Block, dead: set[c.CVar]) -> c.Block:
    def visit(node: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
        if isinstance(node, c.EXPRESSIONS):
            return node
        changed: c.CExpr | c.CStmt = c.rebuild(node, visit)
        if isinstance(changed, c.Block):
            kept = tuple(s for s in changed.body if _target(s) not in dead and not _empty(s))
            if len(kept) != len(changed.body):
                return c.Block(kept)
        return changed

    result = visit(body)
    assert isinstance(result, c.Block)
    return result


def _empty(node: c.CStmt) -> bool:
    return isinstance(node, c.For) and node.pragma == THREADS and isinstance(node.body, c.Block) and not node.body.body
