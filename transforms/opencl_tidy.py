"""Takes out local variables that nothing names, and marks parameters and variables that nothing reads as meant so.

Expanded and serialised functions have some of those, and compilers warn about each.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..parser import ctree as ct
from ..parser.ctree import CExpr, CFunction, CStmt, CVar
from .effects import Effects


def tidy(function: CFunction, effects: Effects) -> CFunction:
    """The function without what a compiler calls unused. ``effects`` judges which initialisers may go."""
    body = function.body
    while (smaller := _Tidy(effects).block(body)) is not body:
        body = smaller
    read = _uses(body)[1]
    marks = tuple(_mark(param) for param in function.params if param not in read)
    if marks:
        body = ct.Block((*marks, *body.body))
    return function if body is function.body else replace(function, body=body)


def _mark(var: CVar) -> CStmt:
    return ct.ExprStmt(ct.Cast(ct.Var(var, var.type), ct.VOID))


def _uses(tree: CStmt) -> tuple[set[CVar], set[CVar]]:
    """The variables that a tree names, and those that it reads."""
    named: set[CVar] = set()
    read: set[CVar] = set()

    def visit(node: CExpr | CStmt, effect: bool) -> None:
        """``effect``: nobody takes the value of an expression."""
        if isinstance(node, ct.Var):
            named.add(node.var)
            read.add(node.var)
            return
        target: CExpr | None = None
        if effect and isinstance(node, ct.Assign):
            target = node.left
        elif effect and isinstance(node, ct.Step):
            target = node.operand
        for child in ct.children(node):
            if child is target and isinstance(child, ct.Var):
                named.add(child.var)
            else:
                visit(child, isinstance(node, ct.ExprStmt) or (isinstance(node, ct.For) and child is node.step))

    visit(tree, False)
    return named, read


def _without_empty_stores(block: ct.Block, outer: frozenset[CVar] = frozenset()) -> ct.Block:
    """The block without stores of variables that have no value yet, as serialising may write them. ``outer`` are the
    variables around it without a value."""
    body: list[CStmt] = []
    empty = set(outer)
    for item in block.body:
        assign = item.expr if isinstance(item, ct.ExprStmt) and isinstance(item.expr, ct.Assign) else None
        value = assign.right if assign is not None and assign.op == "=" else None
        if isinstance(value, ct.Var) and value.var in empty:
            continue
        if isinstance(item, ct.If):
            known = frozenset(empty - _uses(ct.ExprStmt(item.cond))[0])
            then = _without_empty_stores(item.then, known) if isinstance(item.then, ct.Block) else item.then
            orelse = _without_empty_stores(item.orelse, known) if isinstance(item.orelse, ct.Block) else item.orelse
            if then is not item.then or orelse is not item.orelse:
                item = replace(item, then=then, orelse=orelse)
        empty -= _uses(item)[0]
        if isinstance(item, ct.Declare) and item.init is None and isinstance(item.var.type, ct.Scalar):
            empty.add(item.var)
        body.append(item)
    same = len(body) == len(block.body) and all(a is b for a, b in zip(body, block.body, strict=True))
    return block if same else ct.Block(tuple(body))


class _Tidy:
    def __init__(self, effects: Effects) -> None:
        self.effects = effects

    def block(self, block: ct.Block) -> ct.Block:
        """The block, from its end: what follows a declaration tells whether it is needed."""
        body: list[CStmt] = []
        named: set[CVar] = set()
        read: set[CVar] = set()
        kept = _without_empty_stores(block)
        changed = kept is not block
        for item in reversed(kept.body):
            done = self.change(item)
            if isinstance(done, ct.Declare) and done.var.storage in ("shared", "dynamic_shared"):
                changed = changed or done.var not in named
                if done.var in named:
                    body.append(done)
            elif isinstance(done, ct.Declare) and done.var.storage == "auto" and done.var not in read:
                changed = True
                if done.var in named:
                    body.append(_mark(done.var))
                    body.append(done)
                elif done.init is not None and not self.effects.pure(done.init):
                    body.append(ct.ExprStmt(ct.Cast(done.init, ct.VOID), done.span))
            else:
                changed = changed or done is not item
                body.append(done)
            if body:
                more = _uses(body[-1])
                named |= more[0]
                read |= more[1]
        return ct.Block(tuple(reversed(body))) if changed else block

    def change(self, node: Any) -> Any:
        if isinstance(node, ct.For):  # what its first part declares lives on in the loop
            body = self.change(node.body)
            return node if body is node.body else replace(node, body=body)
        return self.block(node) if isinstance(node, ct.Block) else ct.rebuild(node, self.change)
