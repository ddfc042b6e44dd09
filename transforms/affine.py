"""How expressions depend on threadIdx.x: by which stride, and from which value on.

Owns the judgement only. Variables that keep the value of their declaration are looked through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..parser import ctree as c
from .effects import address_taken, reassigned, root


class Affine:
    """The judgements about a piece of code; ``uniform`` tells what is the same for all threads there."""

    def __init__(self, body: c.Block, uniform: Callable[[c.CExpr], bool]) -> None:
        self.uniform = uniform
        self.changed = reassigned(body) | address_taken(body)
        self.values: dict[c.CVar, c.CExpr] = {}
        for node in c.walk(body):
            if isinstance(node, c.Declare) and node.init is not None and node.var not in self.changed:
                self.values[node.var] = node.init

    # ------------------------------------------------------------------------------------------ first values

    def first(self, node: c.CExpr) -> c.CExpr | None:
        """The value in thread 0 of an integer that grows by one with threadIdx.x and else is the same for all threads;
        None for others, and where unsigned arithmetic may wrap around inside a block."""
        match node:
            case c.Builtin(name="threadIdx.x"):
                return c.Lit("0", c.UINT)
            case c.Cast() if _wide(node.type):
                inner = self.first(node.operand)
                return None if inner is None else replace(node, operand=inner)
            case c.Var() if node.var in self.values and _wide(node.type):
                inner = self.first(self.values[node.var])
                return None if inner is None else inner if inner.type == node.type else c.Cast(inner, node.type)
            case c.Binary(op="+") if _wide(node.type):
                safe = c.scalar_kind(node.type) == "i"
                for side, other in (("left", node.right), ("right", node.left)):
                    inner = self.first(node.left if side == "left" else node.right)
                    if inner is not None and (self.uniform(other) if safe else self.natural(other)):
                        if isinstance(inner, c.Lit):
                            return other if other.type == node.type else c.Cast(other, node.type)
                        return replace(node, left=inner) if side == "left" else replace(node, right=inner)
        return None

    def natural(self, node: c.CExpr) -> bool:
        """Whether an expression is made of counts: the block's index, the shape of the launch, literals, their sums and
        products."""
        match node:
            case c.Lit():
                return c.scalar_kind(node.type) in ("i", "u")
            case c.Builtin():
                return not node.name.startswith("threadIdx")
            case c.Cast():
                return _wide(node.type) and self.natural(node.operand)
            case c.Var():
                value = self.values.get(node.var)
                return value is not None and _wide(node.type) and self.natural(value)
            case c.Binary() if node.op in ("+", "*"):
                return self.natural(node.left) and self.natural(node.right)
            case c.Binary() if node.op in ("/", ">>", "%"):
                return self.natural(node.left) and isinstance(node.right, c.Lit | c.Cast) and self.natural(node.right)
        return False

    # ------------------------------------------------------------------------------------------ strides

    def stride(self, node: c.CExpr) -> int | None:
        """By how much an integer grows with threadIdx.x; None where that is not known, or not the same everywhere."""
        if self._same(node):
            return 0
        match node:
            case c.Builtin(name="threadIdx.x"):
                return 1
            case c.Cast() if c.scalar_kind(node.type) in ("i", "u"):
                return self.stride(node.operand)
            case c.Var() if node.var in self.values:
                return self.stride(self.values[node.var])
            case c.Binary() if node.op in ("+", "-"):
                left, right = self.stride(node.left), self.stride(node.right)
                if left is None or right is None:
                    return None
                return left + right if node.op == "+" else left - right
            case c.Binary(op="*"):
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    if isinstance(other, c.Lit) and other.text.isdigit():
                        inner = self.stride(one)
                        return None if inner is None else inner * int(other.text)
        return None

    def _same(self, node: c.CExpr) -> bool:
        """Whether threads that differ in threadIdx.x alone have the same value."""
        match node:
            case c.Builtin():
                return node.name != "threadIdx.x"
            case c.Var():
                if node.var in self.values:
                    return self._same(self.values[node.var])
                return self.uniform(node)
            case c.Cast():
                return self._same(node.operand)
            case c.Binary():
                return self._same(node.left) and self._same(node.right)
        return self.uniform(node)

    def contiguous(self, node: c.CStmt) -> bool:
        """Whether the memory that a statement reads and writes is the same for neighbours in threadIdx.x or lies beside
        each other, at least once; what it computes from variables alone does not count."""
        seen = False
        for item in c.walk(node):
            if isinstance(item, c.Unary) and item.op == "*" and not self._same(item.operand):
                return False
            if isinstance(item, c.Index) and (self._in_memory(item) or not self._same(item.index)):
                if not self._same(item.base) and not isinstance(item.base.type, c.Array):
                    return False
                if isinstance(item.type, c.Array):
                    if self.stride(item.index) != 0:
                        return False
                    continue
                if self.stride(item.index) not in (0, 1):
                    return False
                seen = True
        return seen

    def _in_memory(self, node: c.Index) -> bool:
        target = root(node)
        return target is None or target.storage not in ("auto", "param")


def _wide(ctype: c.CType) -> bool:
    """Whether a type is an integer that indices may have."""
    return isinstance(ctype, c.Scalar) and c.SCALARS[ctype.name][1] in ("i", "u") and c.SCALARS[ctype.name][0] >= 4
