"""Keeps threads that return early at a kernel's barriers.

In CUDA a thread that has returned counts as there; in OpenCL it is missed. So a return clears a variable ``live``, and
what follows is done by live threads only, but for the barriers and the control flow around them, which all threads
share. Where that control flow would make a thread that has left compute something that might fail, or depends on what
only live threads compute, nothing is promised: the caller has to check the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..parser import ctree as c
from .effects import Effects, Names, reassigned, referenced, root, traps
from .hoist import FALSE, TRUE, as_block, assign, negate, use
from .jumps import has_jump, leaves, lift


class _GiveUp(Exception):
    """The kernel has a shape that is not rewritten."""


def guard_returns(function: c.CFunction, effects: Effects, names: Names) -> c.CFunction | None:
    """A kernel whose barriers are statements of its own, with guards in place of early returns; None where it has a
    shape that is not rewritten."""
    try:
        return replace(function, body=_Guards(function, effects, names).run())
    except _GiveUp:
        return None


class _Guards:
    def __init__(self, function: c.CFunction, effects: Effects, names: Names) -> None:
        self.body = function.body
        self.effects = effects
        self.names = names
        self.live = names.variable("live", c.BOOL)
        self.control = self._control()
        self.started = False  # some thread may have left
        self.declared = False

    def run(self) -> c.Block:
        body = self.items(self.body.body, top=True)
        if not self.declared:
            body = [c.Declare(self.live, TRUE), *body]
        return c.Block(tuple(body))

    def _control(self) -> set[c.CVar]:
        """The variables that decide, directly or through others, the way to barriers."""
        result: set[c.CVar] = set()
        values: list[tuple[c.CVar | None, c.CExpr]] = []
        for node in c.walk(self.body):
            if isinstance(node, c.Declare) and node.init is not None:
                values.append((node.var, node.init))
            elif isinstance(node, c.Assign):
                values.append((root(node.left), node.right))
            elif isinstance(node, c.If | c.For | c.While | c.DoWhile) and self.effects.has_sync(node):
                result |= referenced(node.cond) if node.cond is not None else set()
        before = -1
        while before != len(result):
            before = len(result)
            for target, value in values:
                if target in result:
                    result |= referenced(value)
        return result

    # ------------------------------------------------------------------------------------------ statements

    def items(self, items: Sequence[c.CStmt], top: bool = False) -> list[c.CStmt]:
        out: list[c.CStmt] = []
        pending: list[c.CStmt] = []

        def flush() -> None:
            if any(not isinstance(item, c.Comment) for item in pending):
                out.append(c.If(use(self.live), c.Block(tuple(pending))))
            else:
                out.extend(pending)
            pending.clear()

        for item in items:
            if isinstance(item, c.Comment):
                (pending if self.started else out).append(item)
            elif self.effects.has_sync(item):
                flush()
                out.append(self.construct(item))
            elif has_jump(item, c.Return):
                if not self.started and top and not self.declared and _plain_return(item) is not None:
                    out.append(c.Declare(self.live, negated(_plain_return(item))))
                    self.declared = self.started = True
                    continue
                for piece in lift(item, self.names):
                    (pending if self.started else out).append(self.flagged(piece))
                self.started = True
                flush()
            elif not self.started:
                out.append(item)
            elif isinstance(item, c.Declare):
                self.declare(item, out, pending)
            elif self.shared_by_all(item):
                flush()
                out.append(item)
            else:
                pending.append(item)
        flush()
        return out

    def construct(self, node: c.CStmt) -> c.CStmt:
        """A barrier, or control flow around barriers, which all threads follow."""
        match node:
            case c.Block():
                return c.Block(tuple(self.items(node.body)))
            case c.If():
                self.safe(node.cond)
                then = c.Block(tuple(self.items(as_block(node.then).body)))
                orelse = None if node.orelse is None else c.Block(tuple(self.items(as_block(node.orelse).body)))
                return replace(node, then=then, orelse=orelse)
            case c.For() | c.While() | c.DoWhile():
                self.started = self.started or has_jump(node.body, c.Return)
                parts = [node.cond]
                if isinstance(node, c.For):
                    parts.append(node.step)
                    for item in as_block(node.init).body if node.init is not None else ():
                        parts.append(item.init if isinstance(item, c.Declare) else getattr(item, "expr", None))
                for part in parts:
                    if part is not None:
                        self.safe(part)
                return replace(node, body=c.Block(tuple(self.items(as_block(node.body).body))))
        return node

    def safe(self, node: c.CExpr) -> None:
        """Gives up where a thread that has left must not evaluate an expression."""
        if self.started and traps(node):
            raise _GiveUp

    def declare(self, node: c.Declare, out: list[c.CStmt], pending: list[c.CStmt]) -> None:
        """A variable lives on behind the guard, where its value is set."""
        if node.init is None or node.var.storage != "auto":
            out.append(node)
        elif node.var in self.control:
            if traps(node.init) or not self.effects.pure(node.init) or pending:
                raise _GiveUp
            out.append(node)
        elif isinstance(node.var.type, c.Array):
            raise _GiveUp
        else:
            out.append(c.Declare(node.var, _zero(node.var.type)))
            pending.append(c.ExprStmt(c.Assign("=", use(node.var), node.init, node.var.type), node.span))

    def shared_by_all(self, node: c.CStmt) -> bool:
        """Whether all threads do a statement: it leads to barriers, or away from them, for all alike."""
        if leaves(node):
            if not isinstance(node, c.If) or node.orelse is not None or len(as_block(node.then).body) != 1:
                raise _GiveUp
            self.safe(node.cond)
            return True
        if reassigned(node) & self.control:
            simple = isinstance(node, c.ExprStmt) and isinstance(node.expr, c.Assign | c.Step)
            if not simple or traps(node):
                raise _GiveUp
            return True
        return False

    # ------------------------------------------------------------------------------------------ returns

    def flagged(self, node: c.CStmt) -> c.CStmt:
        """A statement without barriers, its returns clearing ``live``."""
        match node:
            case c.Return():
                return assign(self.live, FALSE)
            case c.Block():
                return c.Block(tuple(self.flagged_items(node.body)))
            case c.If():
                orelse = None if node.orelse is None else c.Block(tuple(self.flagged_items(as_block(node.orelse).body)))
                return replace(node, then=c.Block(tuple(self.flagged_items(as_block(node.then).body))), orelse=orelse)
        if has_jump(node, c.Return):
            raise _GiveUp
        return node

    def flagged_items(self, items: Sequence[c.CStmt]) -> list[c.CStmt]:
        result: list[c.CStmt] = []
        for number, item in enumerate(items):
            result.append(self.flagged(item))
            rest = items[number + 1 :]
            if has_jump(item, c.Return) and rest:
                if not isinstance(item, c.Return):
                    result.append(c.If(use(self.live), c.Block(tuple(self.flagged_items(rest)))))
                break
        return result


def _plain_return(node: c.CStmt) -> c.CExpr | None:
    """The condition of ``if (…) return;``."""
    if isinstance(node, c.If) and node.orelse is None:
        body = as_block(node.then).body
        if len(body) == 1 and isinstance(body[0], c.Return):
            return node.cond
    return None


_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}


def negated(node: c.CExpr | None) -> c.CExpr:
    """The opposite of a condition; comparisons of integers turn round."""
    assert node is not None
    if isinstance(node, c.Binary) and node.op in _OPPOSITE and "f" not in map(_kind, (node.left, node.right)):
        return replace(node, op=_OPPOSITE[node.op])
    if isinstance(node, c.Binary) and node.op in ("||", "&&"):
        return replace(node, op="&&" if node.op == "||" else "||", left=negated(node.left), right=negated(node.right))
    return negate(node)


def _kind(node: c.CExpr) -> str:
    return c.scalar_kind(node.type)


def _zero(ctype: c.CType) -> c.CExpr | None:
    """A value for a variable that gets its own later; records need none."""
    match ctype:
        case c.Scalar(name="bool"):
            return FALSE
        case c.Scalar(name="float"):
            return c.Lit("0.0f", ctype)
        case c.Scalar():
            return c.Lit("0", ctype)
        case c.Pointer():
            return c.Cast(c.Lit("0", c.INT), ctype)
    return None
