"""Finds what is the same for all threads of a block that execute it.

Owns the judgement only. An expression is uniform when it is built from constants, kernel parameters, the block's index
and the launch's shape, memory at uniform addresses (threads that disagree about its contents have a race), and uniform
variables. A variable is uniform when every value it gets is, under control that is uniform from its declaration on:
no divergent branch in between, and no loop that threads leave, or whose rounds they cut short, at different times.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..parser import ctree as c
from .effects import Effects, address_taken, root, written
from .jumps import has_jump

_LOCAL = ("auto", "param")
_BLOCK_RESULTS = frozenset({"__syncthreads_count", "__syncthreads_and", "__syncthreads_or"})


class Uniformity:
    """The varying variables of one kernel's body. ``forced`` variables count as varying."""

    def __init__(self, body: c.Block, effects: Effects, forced: Iterable[c.CVar] = ()) -> None:
        self.effects = effects
        self.varying = {v for v in address_taken(body) if v.storage in _LOCAL} | set(forced)
        self.depths: dict[c.CVar, int] = {}
        before = -1
        while before != len(self.varying):
            before = len(self.varying)
            self.depths.clear()
            self._statement(body, [])

    # ------------------------------------------------------------------------------------------ expressions

    def uniform(self, node: c.CExpr) -> bool:
        """Whether all threads that evaluate an expression together get the same value, once as good as many times."""
        match node:
            case c.Lit() | c.Str() | c.SizeOf():
                return True
            case c.Var():
                if node.var.storage in _LOCAL:
                    return node.var not in self.varying and not isinstance(node.type, c.Array)
                return True
            case c.Builtin():
                return not node.name.startswith("threadIdx")
            case c.Unary(op="&"):
                target = root(node.operand)
                return (target is None or target.storage not in _LOCAL) and self._address(node.operand)
            case c.Unary(op="*"):
                return self.uniform(node.operand) and not _volatile(node.operand.type)
            case c.Index():
                target = root(node)
                if target is not None and target.storage in _LOCAL:
                    return target not in self.varying and self._indices(node)
                return self.uniform(node.base) and self.uniform(node.index) and not _volatile(node.base.type)
            case c.Member():
                target = root(node)
                if target is not None and target.storage in _LOCAL:
                    return target not in self.varying and self._indices(node)
                return self.uniform(node.base)
            case c.Assign():
                target = root(node.left)
                known = target is not None and target.storage in _LOCAL and target not in self.varying
                return known and self.uniform(node.right) and self._indices(node.left)
            case c.Step():
                target = root(node.operand)
                known = target is not None and target.storage in _LOCAL and target not in self.varying
                return known and self._indices(node.operand)
            case c.Call():
                name = node.function
                fixed = name in self.effects.functions and name not in self.effects.impure | self.effects.threaded
                return fixed and all(self.uniform(a) for a in node.args)
            case c.Intrinsic():
                if node.name in _BLOCK_RESULTS:
                    return True
                return self.effects.pure_intrinsic(node) and all(self.uniform(a) for a in node.args)
        return all(self.uniform(child) for child in c.children(node) if isinstance(child, c.EXPRESSIONS))

    def _address(self, node: c.CExpr) -> bool:
        """Whether an lvalue's address is uniform."""
        match node:
            case c.Member():
                return self._address(node.base)
            case c.Index():
                return self.uniform(node.base) and self.uniform(node.index)
            case c.Unary(op="*"):
                return self.uniform(node.operand)
        return True

    def _indices(self, node: c.CExpr) -> bool:
        """Whether the indices on the way to a part of a variable are uniform."""
        match node:
            case c.Member():
                return self._indices(node.base)
            case c.Index():
                return self.uniform(node.index) and self._indices(node.base)
        return True

    # ------------------------------------------------------------------------------------------ variables

    def _statement(self, node: c.CStmt, path: list[bool]) -> None:
        """``path``: for each construct around the statement whether its threads may part there."""
        match node:
            case c.Declare():
                self.depths[node.var] = len(path)
                if node.init is not None:
                    self._expression(node.init, path)
                    if not self._value(node.init):
                        self.varying.add(node.var)
            case c.ExprStmt():
                self._expression(node.expr, path)
            case c.If():
                self._expression(node.cond, path)
                inner = [*path, not self.uniform(node.cond)]
                self._statement(node.then, inner)
                if node.orelse is not None:
                    self._statement(node.orelse, inner)
            case c.For() | c.While() | c.DoWhile():
                self._loop(node, path)
            case c.Switch():
                self._expression(node.value, path)
                apart = not self.uniform(node.value) or self._parts(node.body, c.Break, False)
                self._statement(node.body, [*path, apart])
            case _:
                for child in c.children(node):
                    if isinstance(child, c.STATEMENTS):
                        self._statement(child, path)
                    else:
                        self._expression(child, path)

    def _value(self, node: c.CExpr) -> bool:
        """Whether an initialiser is uniform."""
        if isinstance(node, c.Compound):
            return all(self._value(v) for v in node.values)
        return self.uniform(node)

    def _loop(self, node: c.For | c.While | c.DoWhile, path: list[bool]) -> None:
        apart = self._parts(node.body, c.Break, self._parts(node.body, c.Continue, False))
        if node.cond is not None and not self.uniform(node.cond):
            apart = True
        outer = [*path, apart]
        if isinstance(node, c.For):
            if node.init is not None:
                # its variables live in the loop, but are set once before it
                self._statement(node.init, path)
                for item in c.walk(node.init):
                    if isinstance(item, c.Declare):
                        self.depths[item.var] = len(outer)
            if node.step is not None:
                self._expression(node.step, outer)
        if node.cond is not None:
            self._expression(node.cond, outer)
        self._statement(node.body, [*outer, self._parts(node.body, c.Continue, False)])

    def _parts(self, node: c.CStmt, kind: type[c.Break] | type[c.Continue], divergent: bool) -> bool:
        """Whether some of the threads may take a jump of a kind out of a statement while others stay."""
        if not has_jump(node, kind):
            return False
        match node:
            case c.If():
                inner = divergent or not self.uniform(node.cond)
                return self._parts(node.then, kind, inner) or (
                    node.orelse is not None and self._parts(node.orelse, kind, inner)
                )
            case c.Block():
                return any(self._parts(item, kind, divergent) for item in node.body)
            case c.Switch():  # only continue gets here
                inner = divergent or not self.uniform(node.value) or self._parts(node.body, c.Break, False)
                return self._parts(node.body, kind, inner)
        return divergent

    def _expression(self, node: c.CExpr, path: list[bool]) -> None:
        match node:
            case c.Assign() | c.Step():
                lvalue = written(node)
                target = root(lvalue) if lvalue is not None else None
                if target is not None and target.storage in _LOCAL and not self._keeps(node, target, path):
                    self.varying.add(target)
            case c.Binary() if node.op in ("&&", "||"):
                self._expression(node.left, path)
                self._expression(node.right, [*path, not self.uniform(node.left)])
                return
            case c.Conditional():
                self._expression(node.cond, path)
                inner = [*path, not self.uniform(node.cond)]
                self._expression(node.then, inner)
                self._expression(node.orelse, inner)
                return
        for child in c.children(node):
            if isinstance(child, c.EXPRESSIONS):
                self._expression(child, path)

    def _keeps(self, node: c.Assign | c.Step, target: c.CVar, path: list[bool]) -> bool:
        """Whether a variable stays uniform under an assignment."""
        if any(path[self.depths.get(target, 0) :]):
            return False
        if isinstance(node, c.Assign):
            return self.uniform(node.right) and self._indices(node.left)
        return self._indices(node.operand)


def _volatile(ctype: c.CType) -> bool:
    return isinstance(ctype, c.Pointer) and ctype.volatile
