"""Removes the masks that no thread loop and nothing else tests, those that no thread leaves before their last use, and
thread loops that do nothing."""

from __future__ import annotations

from dataclasses import replace

from ..parser import ctree as c
from .hoist import TRUE
from .lockstep_regions import THREADS, BlockCode

_EFFECTS = (c.Assign, c.Step, c.Call, c.Intrinsic)


def without_dead_masks(code: BlockCode) -> BlockCode:
    """The code without arrays that are only written, and without masks that hold all threads wherever they are read."""
    body = code.body
    for var in code.wide:
        body = _without_full(_without_late_clears(body, var), var)
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


def _mask(node: c.CStmt) -> c.CVar | None:
    """The mask of a thread loop."""
    if isinstance(node, c.For) and node.pragma == THREADS and isinstance(node.cond, c.Index):
        return node.cond.base.var if isinstance(node.cond.base, c.Var) else None
    return None


def _uses(node: c.CExpr | c.CStmt, var: c.CVar) -> int:
    return sum(isinstance(n, c.Var) and n.var is var for n in c.walk(node))


def _stored(node: c.CExpr | c.CStmt, var: c.CVar) -> list[c.CExpr]:
    """The values that a statement's parts store in the elements of an array."""
    return [
        n.expr.right
        for n in c.walk(node)
        if isinstance(n, c.ExprStmt) and _target(n) is var and isinstance(n.expr, c.Assign)
    ]


def _without_late_clears(body: c.Block, var: c.CVar) -> c.Block:
    """The body without what a mask's last use, a thread loop that it guards, stores in it."""
    places = [place for place, item in enumerate(body.body) if _uses(item, var)]
    last = body.body[places[-1]] if places else None
    if not isinstance(last, c.For) or _mask(last) is not var:
        return body
    assert isinstance(last.body, c.Block)
    stores = len(_stored(last.body, var))
    if not stores or stores != _uses(last.body, var):
        return body
    items = list(body.body)
    items[places[-1]] = replace(last, body=_without(last.body, {var}))
    return c.Block(tuple(items))


def _without_full(body: c.Block, var: c.CVar) -> c.Block:
    """The body without a mask that a thread loop over all threads fills, and that nothing else changes."""
    places = [place for place, item in enumerate(body.body) if _uses(item, var)]
    first = body.body[places[0]] if places else None
    values = _stored(body, var)
    if not isinstance(first, c.For) or first.pragma != THREADS or first.cond is not None or values != [TRUE]:
        return body
    if not _stored(first, var) or _uses(body, var) != 1 + sum(_tests(n, var) for n in c.walk(body)):
        return body

    def visit(node: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
        changed: c.CExpr | c.CStmt = c.rebuild(node, visit)
        if isinstance(changed, c.For) and _mask(changed) is var:
            return replace(changed, cond=None)
        return TRUE if isinstance(changed, c.Call) and _tests(changed, var) else changed

    result = visit(body)
    assert isinstance(result, c.Block)
    return _without(result, {var})


def _tests(node: c.CExpr | c.CStmt, var: c.CVar) -> bool:
    """Whether a node is a thread loop that a mask guards, or asks whether any thread is in the mask."""
    if isinstance(node, c.Call):
        return node.function == "uw_any_thread" and _uses(node, var) == 1
    return isinstance(node, c.For) and _mask(node) is var


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
