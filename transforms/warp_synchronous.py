"""Writes out the synchronisation that old code takes for granted.

Before CUDA 9 the threads of a warp ran in step, and code that let one read in shared memory what another had just
written marked the memory ``volatile`` and did no more. Here each store to volatile shared memory becomes: compute the
value, ``__syncwarp``, store, ``__syncwarp``. Code that synchronises itself is not changed by more of it.
"""

from __future__ import annotations

from dataclasses import replace

from ..parser import ctree as c
from .effects import Effects, KindOf, Names, root
from .pointer_sources import SHARED, Source, behind, shared_pointers

_SYNC = c.ExprStmt(
    c.Intrinsic("__syncwarp", (c.Lit("0xffffffffu", c.UINT),), c.VOID, (c.UINT,)),
)


def synchronise_volatile(unit: c.CUnit, kind_of: KindOf) -> c.CUnit:
    """The unit with volatile stores to shared memory synchronised in their warp."""
    if not any(_volatile(node) for function in unit.functions for node in c.walk(function.body)):
        return unit
    pointers = shared_pointers(unit)
    effects = Effects(unit, kind_of)
    functions = tuple(_Function(unit, f, pointers, effects).rewrite() for f in unit.functions)
    return replace(unit, functions=functions)


def _volatile(node: c.CExpr | c.CStmt) -> bool:
    """Whether a node is a volatile shared variable or a part of one, or an lvalue behind a volatile pointer."""
    if isinstance(node, c.Var | c.Index | c.Member):
        variable = root(node)
        if variable is not None:
            return variable.volatile and variable.storage in SHARED
    base = node.base if isinstance(node, c.Index) else node.operand if isinstance(node, c.Unary) else None
    reaches = isinstance(node, c.Index) or (isinstance(node, c.Unary) and node.op == "*")
    return reaches and base is not None and isinstance(base.type, c.Pointer) and base.type.volatile


class _Function:
    def __init__(self, unit: c.CUnit, function: c.CFunction, pointers: frozenset[Source], effects: Effects) -> None:
        self.function = function
        self.pointers = pointers
        self.effects = effects
        self.names = Names.of(unit, function)

    def rewrite(self) -> c.CFunction:
        body = self.block(self.function.body)
        return self.function if body is self.function.body else replace(self.function, body=body)

    def block(self, node: c.Block) -> c.Block:
        body: list[c.CStmt] = []
        for item in node.body:
            body += self.statement(item)
        same = len(body) == len(node.body) and all(a is b for a, b in zip(body, node.body, strict=True))
        return node if same else c.Block(tuple(body))

    def statement(self, node: c.CStmt) -> list[c.CStmt]:
        if isinstance(node, c.Block):
            return [self.block(node)]
        if isinstance(node, c.ExprStmt) and isinstance(node.expr, c.Assign) and self.stores(node.expr.left):
            return self.store(node, node.expr)
        if isinstance(node, c.ExprStmt) and any(isinstance(n, c.Assign) and self.stores(n.left) for n in c.walk(node)):
            return [node, _SYNC]

        if isinstance(node, c.For):  # a loop's first part holds no such stores that others could see
            body = self.single(node.body)
            return [node if body is node.body else replace(node, body=body)]
        changed: c.CStmt = c.rebuild(node, lambda n: self.single(n) if isinstance(n, c.STATEMENTS) else n)
        return [changed]

    def single(self, node: c.CStmt) -> c.CStmt:
        done = self.statement(node)
        return done[0] if len(done) == 1 else c.Block(tuple(done))

    def stores(self, target: c.CExpr) -> bool:
        """Whether an lvalue is volatile shared memory."""
        return _volatile(target) and any(source in self.pointers for source in behind(target))

    def store(self, node: c.ExprStmt, assign: c.Assign) -> list[c.CStmt]:
        if not self.effects.pure(assign.left) or isinstance(assign.right, c.Compound):
            return [node, _SYNC]
        var = self.names.variable("value", assign.left.type)
        place = c.Var(var, var.type)
        if assign.op == "=":
            start: list[c.CStmt] = [c.Declare(var, assign.right, node.span)]
        else:
            start = [c.Declare(var, assign.left, node.span), c.ExprStmt(replace(assign, left=place))]
        return [*start, _SYNC, c.ExprStmt(replace(assign, op="=", right=place), node.span), _SYNC]
