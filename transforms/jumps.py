"""Rewrites jumps so that they leave one construct at a time.

Owns three rewritings: a ``return`` (or a ``continue`` inside a switch) that crosses loops becomes a flag, a ``break``
and a test behind each loop; a body with returns becomes one that leaves only at its end; a ``switch`` becomes a
sequence of guarded pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..parser import ctree as c
from .effects import Names
from .hoist import FALSE, TRUE, as_block, assign, use

_LOOPS = (c.For, c.While, c.DoWhile)


def has_jump(node: c.CStmt, kind: type[c.Return] | type[c.Break] | type[c.Continue]) -> bool:
    """Whether a statement has a jump of a kind that leaves it."""
    if isinstance(node, kind):
        return True
    for child in c.children(node):
        if isinstance(child, c.STATEMENTS):
            caught = (isinstance(node, _LOOPS) and kind is not c.Return) or (
                isinstance(node, c.Switch) and kind is c.Break
            )
            if not caught and has_jump(child, kind):
                return True
    return False


def leaves(node: c.CStmt) -> bool:
    """Whether control may leave a statement by a jump."""
    return has_jump(node, c.Return) or has_jump(node, c.Break) or has_jump(node, c.Continue)


def lift(node: c.CStmt, names: Names) -> Sequence[c.CStmt]:
    """The statement with no ``return`` inside its loops, and no ``return`` or ``continue`` that leaves a switch from
    inside it. Returns must have no value."""
    if not has_jump(node, c.Return) and not any(isinstance(n, c.Switch) for n in c.walk(node)):
        return (node,)
    match node:
        case c.Block():
            return (c.Block(tuple(s for item in node.body for s in lift(item, names))),)
        case c.If():
            then = c.Block(tuple(lift(node.then, names)))
            orelse = None if node.orelse is None else c.Block(tuple(lift(node.orelse, names)))
            return (replace(node, then=_flat(then), orelse=None if orelse is None else _flat(orelse)),)
        case c.For() | c.While() | c.DoWhile() | c.Switch():
            return _construct(node, names)
    return (node,)


def _flat(node: c.Block) -> c.Block:
    """``{{…}}`` → ``{…}``."""
    return node.body[0] if len(node.body) == 1 and isinstance(node.body[0], c.Block) else node


def _construct(node: c.For | c.While | c.DoWhile | c.Switch, names: Names) -> Sequence[c.CStmt]:
    body = _flat(c.Block(tuple(lift(node.body, names))))
    before: list[c.CStmt] = []
    after: list[c.CStmt] = []
    kinds: list[tuple[type[c.Return] | type[c.Continue], str]] = [(c.Return, "returned")]
    if isinstance(node, c.Switch):
        kinds.append((c.Continue, "continued"))
    for kind, name in kinds:
        if has_jump(body, kind):
            flag = names.variable(name, c.BOOL)
            before.append(c.Declare(flag, FALSE))
            body = as_block(_replace_jumps(body, kind, (assign(flag, TRUE), c.Break())))
            after.append(c.If(use(flag), c.Block((kind(),))))
    return (*before, replace(node, body=body), *after)


def _replace_jumps(node: c.CStmt, kind: type[c.CStmt], jump: Sequence[c.CStmt]) -> c.CStmt:
    """Replaces the jumps of a kind that stand outside of inner loops and switches (inside those lift left none)."""
    match node:
        case c.Block():
            body: list[c.CStmt] = []
            for item in node.body:
                if isinstance(item, kind):
                    body.extend(jump)
                else:
                    body.append(_replace_jumps(item, kind, jump))
            return c.Block(tuple(body))
        case c.If():
            then = _replace_jumps(as_block(node.then), kind, jump)
            orelse = None if node.orelse is None else _replace_jumps(as_block(node.orelse), kind, jump)
            return replace(node, then=then, orelse=orelse)
    return node


def single_exit(body: c.Block, result: c.CVar | None, names: Names) -> c.Block:
    """A function's body as statements of its caller: each return stores its value in ``result`` and leaves."""

    def plain(node: c.CStmt) -> c.CStmt:
        if isinstance(node, c.Return):
            value: list[c.CStmt] = []
            if node.value is not None:
                value.append(assign(result, node.value) if result is not None else c.ExprStmt(node.value))
            return c.Block((*value, c.Return()))
        changed: c.CStmt = c.rebuild(node, lambda n: plain(n) if isinstance(n, c.STATEMENTS) else n)
        return changed

    items: list[c.CStmt] = []
    for item in body.body:
        done = plain(item)
        items.extend(done.body if isinstance(item, c.Return) and isinstance(done, c.Block) else (done,))
    if items and isinstance(items[-1], c.Return):
        items.pop()
    whole = c.Block(tuple(items))
    if not has_jump(whole, c.Return):
        return whole
    lifted = c.Block(tuple(s for item in items for s in lift(item, names)))
    inner = as_block(_replace_jumps(lifted, c.Return, (c.Break(),)))
    return c.Block((c.DoWhile(inner, c.Lit("0", c.INT)),))


def without_switch(node: c.Switch, names: Names) -> Sequence[c.CStmt]:
    """A switch as a sequence of guarded pieces inside a ``do … while (0)``, which its breaks leave."""
    value = names.variable("value", node.value.type)
    inside = names.variable("inside", c.BOOL)
    labels = [item.value for item in node.body.body if isinstance(item, c.CaseLabel) and item.value is not None]

    def equal(label: c.CExpr) -> c.CExpr:
        return c.Binary("==", use(value), c.Cast(label, value.type) if label.type != value.type else label, c.BOOL)

    pieces: list[c.CStmt] = []
    declared: list[c.CStmt] = []
    piece: list[c.CStmt] = []

    def close() -> None:
        if piece:
            pieces.append(c.If(use(inside), c.Block(tuple(piece))))
            piece.clear()

    for item in node.body.body:
        if isinstance(item, c.CaseLabel):
            close()
            if item.value is not None:
                enters = equal(item.value)
            else:  # default: when no label fits, wherever it stands
                fits: c.CExpr = FALSE
                for label in labels:
                    fits = equal(label) if fits is FALSE else c.Binary("||", fits, equal(label), c.BOOL)
                enters = c.Unary("!", fits, c.BOOL)
            if pieces:
                enters = c.Binary("||", use(inside), enters, c.BOOL)
            pieces.append(assign(inside, enters))
        elif isinstance(item, c.Declare):  # its scope is the whole switch
            declared.append(c.Declare(item.var))
            if item.init is not None:
                piece.append(assign(item.var, item.init))
        else:
            piece.append(item)
    close()
    loop = c.DoWhile(c.Block(tuple(pieces)), c.Lit("0", c.INT))
    body = _continuing(loop, names)
    return (c.Block((c.Declare(value, node.value), c.Declare(inside, FALSE), *declared, *body)),)


def _continuing(node: c.DoWhile, names: Names) -> Sequence[c.CStmt]:
    """A ``do … while (0)`` that stands for a switch, with each ``continue`` meant for the loop around it."""
    body = as_block(node.body)
    if not has_jump(body, c.Continue):
        return (node,)
    if any(isinstance(n, c.Switch) for n in c.walk(body)):
        body = c.Block(tuple(s for item in body.body for s in lift(item, names)))
    flag = names.variable("continued", c.BOOL)
    body = as_block(_replace_jumps(body, c.Continue, (assign(flag, TRUE), c.Break())))
    return (c.Declare(flag, FALSE), replace(node, body=body), c.If(use(flag), c.Block((c.Continue(),))))
