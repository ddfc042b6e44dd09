"""Gives each barrier and warp operation a statement of its own.

Afterwards an operation that synchronises stands only as ``op(…);``, ``x = op(…);`` or as the initialiser of a
declaration, with arguments that hold none. The order of evaluation is kept as far as C++ fixes it: ``&&``, ``||``,
``?:``, the comma and loop conditions become control flow where something inside them synchronises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..parser import ctree as c
from .effects import Names, root

IsSync = Callable[[c.CExpr | c.CStmt], bool]

TRUE, FALSE, ONE = c.Lit("true", c.BOOL), c.Lit("false", c.BOOL), c.Lit("1", c.INT)
NOTHING = c.Cast(c.Lit("0", c.INT), c.VOID)


def hoist(body: c.Block, is_sync: IsSync, names: Names) -> c.Block:
    """The body with its synchronising operations as statements; the same object where there are none."""
    return _Hoist(is_sync, names).block(body)


def use(var: c.CVar) -> c.Var:
    return c.Var(var, var.type)


def assign(var: c.CVar, value: c.CExpr) -> c.ExprStmt:
    return c.ExprStmt(c.Assign("=", use(var), value, var.type))


def negate(node: c.CExpr) -> c.CExpr:
    """``!node``, without a double negation."""
    if isinstance(node, c.Unary) and node.op == "!":
        return node.operand
    return c.Unary("!", node, c.BOOL)


def truth(node: c.CExpr) -> c.CExpr:
    """The expression as a truth value."""
    return node if node.type == c.BOOL else c.Cast(node, c.BOOL)


def as_block(node: c.CStmt) -> c.Block:
    return node if isinstance(node, c.Block) else c.Block((node,))


class _Hoist:
    def __init__(self, is_sync: IsSync, names: Names) -> None:
        self.is_sync = is_sync
        self.names = names

    def needs(self, node: c.CExpr | c.CStmt | None) -> bool:
        return node is not None and any(self.is_sync(item) for item in c.walk(node))

    # ------------------------------------------------------------------------------------------ statements

    def block(self, node: c.CStmt) -> c.Block:
        if not self.needs(node):
            return as_block(node)
        return c.Block(tuple(s for item in as_block(node).body for s in self.statement(item)))

    def statement(self, node: c.CStmt) -> Sequence[c.CStmt]:
        if not self.needs(node):
            return (node,)
        out: list[c.CStmt] = []
        match node:
            case c.Block():
                out.append(self.block(node))
            case c.Declare():
                assert node.init is not None
                if self.is_sync(node.init):
                    out.append(replace(node, init=self.operation(node.init, out)))
                else:
                    out.append(replace(node, init=self.expr(node.init, out)))
            case c.ExprStmt():
                self.effect(node.expr, out, node)
            case c.If():
                cond = self.expr(node.cond, out)
                orelse = None if node.orelse is None else self.block(node.orelse)
                out.append(replace(node, cond=cond, then=self.block(node.then), orelse=orelse))
            case c.While():
                if self.needs(node.cond):
                    loop = c.For(None, None, None, c.Block((*self.leave(node.cond), *self.block(node.body).body)))
                    out.append(replace(loop, span=node.span))
                else:
                    out.append(replace(node, body=self.block(node.body)))
            case c.DoWhile():
                out.extend(self.do_while(node))
            case c.For():
                out.append(self.loop(node))
            case c.Switch():
                out.append(replace(node, value=self.expr(node.value, out), body=self.block(node.body)))
            case c.Return():
                assert node.value is not None
                out.append(replace(node, value=self.expr(node.value, out)))
            case _:
                raise AssertionError(type(node).__name__)
        return out

    def leave(self, cond: c.CExpr) -> list[c.CStmt]:
        """``if (!cond) break;`` with what the condition needs before it."""
        out: list[c.CStmt] = []
        value = self.expr(cond, out)
        out.append(c.If(negate(value), c.Block((c.Break(),))))
        return out

    def do_while(self, node: c.DoWhile) -> list[c.CStmt]:
        """A condition that synchronises is tested at the start of the next round, so that ``continue`` reaches it."""
        body = self.block(node.body)
        if not self.needs(node.cond):
            return [replace(node, body=body)]
        again = self.names.variable("again", c.BOOL)
        test = c.If(use(again), c.Block(tuple(self.leave(node.cond))))
        loop = c.For(None, None, None, c.Block((test, assign(again, TRUE), *body.body)), span=node.span)
        return [c.Declare(again, FALSE), loop]

    def loop(self, node: c.For) -> c.CStmt:
        before: list[c.CStmt] = []
        init, cond, step = node.init, node.cond, node.step
        start: list[c.CStmt] = []
        if init is not None and self.needs(init):
            before.extend(s for item in as_block(init).body for s in self.statement(item))
            init = None
        if step is not None and self.needs(step):
            again = self.names.variable("again", c.BOOL)
            out: list[c.CStmt] = []
            self.effect(step, out, c.ExprStmt(step))
            before.append(c.Declare(again, FALSE))
            start += [c.If(use(again), c.Block(tuple(out))), assign(again, TRUE)]
            step = None
        if cond is not None and (start or self.needs(cond)):
            start += self.leave(cond)
            cond = None
        body = self.block(node.body)
        if start:
            body = c.Block((*start, *body.body))
        loop = replace(node, init=init, cond=cond, step=step, body=body)
        return c.Block((*before, loop)) if before else loop

    def effect(self, node: c.CExpr, out: list[c.CStmt], statement: c.ExprStmt) -> None:
        """An expression whose value nobody wants."""
        if not self.needs(node):
            out.append(replace(statement, expr=node))
        elif self.is_sync(node):
            out.append(replace(statement, expr=self.operation(node, out)))
        elif isinstance(node, c.Cast) and isinstance(node.type, c.Void):
            self.effect(node.operand, out, statement)
        elif isinstance(node, c.Comma):
            self.effect(node.left, out, statement)
            self.effect(node.right, out, statement)
        elif isinstance(node, c.Conditional):
            cond = self.expr(node.cond, out)
            sides: list[c.Block] = []
            for side in (node.then, node.orelse):
                inner: list[c.CStmt] = []
                self.effect(side, inner, statement)
                sides.append(c.Block(tuple(inner)))
            out.append(c.If(cond, sides[0], sides[1]))
        elif self._plain_target(node):
            assert isinstance(node, c.Assign)
            out.append(replace(statement, expr=replace(node, right=self.operation(node.right, out))))
        else:
            value = self.expr(node, out)
            if value is not NOTHING:
                out.append(replace(statement, expr=value))

    def _plain_target(self, node: c.CExpr) -> bool:
        """Whether a node is ``x = op(…)`` with a plain local variable."""
        return (
            isinstance(node, c.Assign)
            and node.op == "="
            and self.is_sync(node.right)
            and isinstance(node.left, c.Var)
            and root(node.left) is not None
            and node.left.var.storage in ("auto", "param")
            and node.left.type == node.right.type
        )

    # ------------------------------------------------------------------------------------------ expressions

    def operation(self, node: c.CExpr, out: list[c.CStmt]) -> c.CExpr:
        """A synchronising operation with arguments that hold none."""
        assert isinstance(node, c.Intrinsic | c.Call)
        return replace(node, args=tuple(self.expr(a, out) for a in node.args))

    def expr(self, node: c.CExpr, out: list[c.CStmt]) -> c.CExpr:
        """An expression without synchronisation; what has to come before it goes to ``out``."""
        if not self.needs(node):
            return node
        if self.is_sync(node):
            operation = self.operation(node, out)
            if isinstance(node.type, c.Void):
                out.append(c.ExprStmt(operation))
                return NOTHING
            return use(self.temporary(operation, out))
        match node:
            case c.Binary() if node.op in ("&&", "||"):
                return self.short_circuit(node, out)
            case c.Conditional():
                return self.conditional(node, out)
            case c.Comma():
                self.effect(node.left, out, c.ExprStmt(node.left))
                return self.expr(node.right, out)
            case c.Assign():  # C++17 evaluates the right side first
                right = self.expr(node.right, out)
                return replace(node, left=self.expr(node.left, out), right=right)
        changed: c.CExpr = c.rebuild(node, lambda child: self.expr(child, out))
        return changed

    def temporary(self, value: c.CExpr, out: list[c.CStmt]) -> c.CVar:
        name = (
            value.name if isinstance(value, c.Intrinsic) else value.function if isinstance(value, c.Call) else "value"
        )
        var = self.names.variable(_short(name), value.type)
        out.append(c.Declare(var, value))
        return var

    def short_circuit(self, node: c.Binary, out: list[c.CStmt]) -> c.CExpr:
        left = truth(self.expr(node.left, out))
        if not self.needs(node.right):
            return replace(node, left=left)
        result = self.names.variable("both" if node.op == "&&" else "either", c.BOOL)
        out.append(c.Declare(result, left))
        inner: list[c.CStmt] = []
        inner.append(assign(result, truth(self.expr(node.right, inner))))
        cond = use(result) if node.op == "&&" else negate(use(result))
        out.append(c.If(cond, c.Block(tuple(inner))))
        return use(result)

    def conditional(self, node: c.Conditional, out: list[c.CStmt]) -> c.CExpr:
        cond = self.expr(node.cond, out)
        if not self.needs(node.then) and not self.needs(node.orelse):
            return replace(node, cond=cond)
        if isinstance(node.type, c.Void):
            self.effect(replace(node, cond=cond), out, c.ExprStmt(node))
            return NOTHING
        result = self.names.variable("chosen", node.type)
        sides: list[c.Block] = []
        for side in (node.then, node.orelse):
            inner: list[c.CStmt] = []
            inner.append(assign(result, self.expr(side, inner)))
            sides.append(c.Block(tuple(inner)))
        out.append(c.Declare(result))
        out.append(c.If(cond, sides[0], sides[1]))
        return use(result)


def _short(name: str) -> str:
    """``__shfl_down_sync`` → ``shfl_down``."""
    return name.strip("_").removesuffix("_sync") or "value"
