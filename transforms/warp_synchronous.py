"""Writes out the synchronisation that old code takes for granted.

Before CUDA 9 the threads of a warp ran in step, and code that let one read in shared memory what another had just
written marked the memory ``volatile`` and did no more. Here each store to volatile shared memory becomes: compute the
value, ``__syncwarp``, store, ``__syncwarp``. Code that synchronises itself is not changed by more of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..parser import ctree as c
from .effects import Effects, KindOf, Names, root

_SHARED = ("shared", "dynamic_shared")
_SYNC = c.ExprStmt(
    c.Intrinsic("__syncwarp", (c.Lit("0xffffffffu", c.UINT),), c.VOID, (c.UINT,)),
)


def synchronise_volatile(unit: c.CUnit, kind_of: KindOf) -> c.CUnit:
    """The unit with volatile stores to shared memory synchronised in their warp."""
    if not any(_volatile(node) for function in unit.functions for node in c.walk(function.body)):
        return unit
    pointers = _to_shared(unit)
    effects = Effects(unit, kind_of)
    functions = tuple(_Function(unit, f, pointers, effects).rewrite() for f in unit.functions)
    return replace(unit, functions=functions)


def _volatile(node: c.CExpr | c.CStmt) -> bool:
    """Whether a node is a volatile shared variable or a part of one, or an lvalue behind a volatile pointer."""
    if isinstance(node, c.Var | c.Index | c.Member):
        variable = root(node)
        if variable is not None:
            return variable.volatile and variable.storage in _SHARED
    base = node.base if isinstance(node, c.Index) else node.operand if isinstance(node, c.Unary) else None
    reaches = isinstance(node, c.Index) or (isinstance(node, c.Unary) and node.op == "*")
    return reaches and base is not None and isinstance(base.type, c.Pointer) and base.type.volatile


def origin(node: c.CExpr) -> c.CVar | None:
    """The variable that a pointer's value comes from: a pointer variable, or an array."""
    match node:
        case c.Var():
            return node.var
        case c.Cast():
            return origin(node.operand)
        case c.Binary(op="+" | "-"):
            return origin(node.left if isinstance(node.left.type, c.Pointer | c.Array) else node.right)
        case c.Unary(op="&"):
            return root(node.operand) or _behind(node.operand)
    return None


def _behind(node: c.CExpr) -> c.CVar | None:
    """The pointer variable behind which an lvalue lies."""
    match node:
        case c.Index():
            return origin(node.base) if isinstance(node.base.type, c.Pointer) else _behind(node.base)
        case c.Unary(op="*"):
            return origin(node.operand)
        case c.Member():
            return _behind(node.base)
    return root(node)


def _to_shared(unit: c.CUnit) -> set[c.CVar]:
    """The pointer variables that may point to shared memory."""
    functions = {f.name: f for f in unit.functions}
    flows: list[tuple[c.CVar, c.CVar]] = []
    for node in _nodes(unit):
        pairs: list[tuple[c.CVar, c.CExpr]] = []
        if isinstance(node, c.Declare) and node.init is not None:
            pairs.append((node.var, node.init))
        elif isinstance(node, c.Assign) and isinstance(node.left, c.Var):
            pairs.append((node.left.var, node.right))
        elif isinstance(node, c.Call) and node.function in functions:
            pairs += zip(functions[node.function].params, node.args, strict=False)
        for to, value in pairs:
            source = origin(value) if isinstance(to.type, c.Pointer) else None
            if source is not None:
                flows.append((source, to))
    found = {origin for origin, _ in flows if origin.storage in _SHARED}
    while more := {to for origin, to in flows if origin in found} - found:
        found |= more
    return found | {node.var for node in _nodes(unit) if isinstance(node, c.Var) and node.var.storage in _SHARED}


def _nodes(unit: c.CUnit) -> Iterator[c.CExpr | c.CStmt]:
    for function in unit.functions:
        yield from c.walk(function.body)


class _Function:
    def __init__(self, unit: c.CUnit, function: c.CFunction, pointers: set[c.CVar], effects: Effects) -> None:
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
        return _volatile(target) and _behind(target) in self.pointers

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
