"""Makes conditions on threadIdx.x bounds of the loop over it.

``if (i < n) …`` around all that a thread loop does, or ``if (i >= n) continue;`` before it, where ``i`` grows by one
with threadIdx.x, says which stretch of a row of threads has work: compilers make vectors of a loop over the stretch,
and often do not of a loop with the condition inside. Conditions that threadIdx.x has no part in stand before the loop.
As in ``interchange``, indices are taken not to wrap around inside a block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..parser import ctree as c
from .affine import Affine
from .effects import assigned, root
from .hoist import as_block

_FIXED = ("auto", "param", "constant")
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "=="}
_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass
class Bounds:
    """What a row of threads runs: ``body`` for the threads from each of ``lower`` on and below each of ``upper``
    (differences to the first thread, as ``long``), where all of ``before`` hold."""

    body: c.Block
    before: list[c.CExpr] = field(default_factory=list)
    lower: list[c.CExpr] = field(default_factory=list)
    upper: list[c.CExpr] = field(default_factory=list)


def bounds(body: c.Block) -> Bounds:
    """The bounds that the body of a thread loop has by its conditions; the body as it is where there are none."""
    return _Finder(body).find()


class _Finder:
    def __init__(self, body: c.Block) -> None:
        self.body = body
        self.written = assigned(body)
        self.declared = {n.var for n in c.walk(body) if isinstance(n, c.Declare)}
        self.affine = Affine(body, self.same)

    def find(self) -> Bounds:
        result = Bounds(self.body)
        while self._one(result):
            pass
        return result

    def _one(self, result: Bounds) -> bool:
        """Takes one leading condition apart; False where there is none that helps."""
        items = result.body.body
        start = 0
        while start < len(items) and self._harmless(items[start]):
            start += 1
        if start == len(items) or not isinstance(node := items[start], c.If) or node.orelse is not None:
            return False
        then, rest = as_block(node.then).body, items[start + 1 :]
        if len(then) == 1 and isinstance(then[0], c.Continue):
            conditions = _negated(node.cond)
            inner: Sequence[c.CStmt] = rest
        elif not rest:
            conditions, inner = _conjuncts(node.cond), then
        else:
            return False
        if conditions is None:
            return False
        left = self._split(conditions, result)
        if len(left) == len(conditions):
            return False
        if left:
            cond = left[0]
            for more in left[1:]:
                cond = c.Binary("&&", cond, more, c.BOOL)
            inner = (replace(node, cond=cond, then=c.Block(tuple(inner))),)
        result.body = c.Block((*items[:start], *inner))
        return True

    def _harmless(self, node: c.CStmt) -> bool:
        """Whether a statement may be left out where nothing follows it: a declaration whose value has no effects."""
        if isinstance(node, c.Comment):
            return True
        return isinstance(node, c.Declare) and not any(
            isinstance(n, c.Assign | c.Step | c.Call | c.Intrinsic) for n in c.walk(node)
        )

    def _split(self, conditions: Sequence[c.CExpr], result: Bounds) -> list[c.CExpr]:
        """Moves conditions to the bounds; those that stay. After one that stays, none moves that might fail."""
        left: list[c.CExpr] = []
        for cond in conditions:
            if self.same(cond) and not _risky(self._expanded(cond)):
                result.before.append(self._expanded(cond))
            elif not self._bound(cond, result):
                left.append(cond)
        return left

    def _bound(self, cond: c.CExpr, result: Bounds) -> bool:
        if not isinstance(cond, c.Binary) or cond.op not in _MIRRORED:
            return False
        for value, op, other in ((cond.left, cond.op, cond.right), (cond.right, _MIRRORED[cond.op], cond.left)):
            first = self.affine.first(value)
            if first is None or not self.same(other):
                continue
            limit = self._difference(self._expanded(other), self._expanded(first))
            if limit is None:
                return False
            after = _next(limit)
            if op in (">", ">=", "==") and result.lower:
                return False
            if op in ("<", "<=", "=="):
                result.upper.append(limit if op == "<" else after)
            if op in (">", ">=", "=="):
                result.lower.append(after if op == ">" else limit)
                if _number(result.lower[-1]) == 0:
                    result.lower.pop()
            return True
        return False

    def _difference(self, end: c.CExpr, first: c.CExpr) -> c.CExpr | None:
        """``end - first`` as ``long``, where that is exact."""
        if _risky(end) or _risky(first):
            return None
        if _zero(first) and (_narrow(end.type) or end.type in (c.LONG, c.Scalar("long long"))):
            return end if end.type == c.LONG else c.Cast(end, c.LONG)
        if not (_narrow(end.type) and _narrow(first.type)):
            return None
        return c.Binary("-", c.Cast(end, c.LONG), c.Cast(first, c.LONG), c.LONG)

    # ------------------------------------------------------------------------------------------ the same along x

    def same(self, node: c.CExpr) -> bool:
        """Whether threads that differ in threadIdx.x alone have the same value, which nothing in the loop changes."""
        match node:
            case c.Builtin():
                return node.name != "threadIdx.x"
            case c.Var():
                if node.var in self.affine.values:
                    return self.same(self.affine.values[node.var])
                return node.var not in self.declared and node.var not in self.written and not _wide(node.var)
            case c.Member():
                variable = root(node)
                return variable is not None and self.same(c.Var(variable, variable.type))
            case c.Lit() | c.SizeOf():
                return True
            case c.Cast() | c.Binary() | c.Conditional():
                return all(self.same(n) for n in c.children(node) if isinstance(n, c.EXPRESSIONS))
            case c.Unary():
                return node.op not in ("*", "&") and self.same(node.operand)
        return False

    def _expanded(self, node: c.CExpr) -> c.CExpr:
        """The expression without variables of the loop."""

        def visit(item: c.CExpr) -> c.CExpr:
            if isinstance(item, c.Var) and item.var in self.affine.values:
                value = visit(self.affine.values[item.var])
                return value if value.type == item.type else c.Cast(value, item.type)
            changed: c.CExpr = c.rebuild(item, visit)
            return changed

        return visit(node)


def _wide(var: c.CVar) -> bool:
    """Whether a variable is no single value of the block."""
    return isinstance(var.type, c.Array) or var.storage not in _FIXED


def _risky(node: c.CExpr) -> bool:
    """Whether an expression may fail, or reads memory that a kernel may write."""
    for item in c.walk(node):
        if isinstance(item, c.Call | c.Intrinsic | c.Index) or (isinstance(item, c.Unary) and item.op == "*"):
            return True
        if isinstance(item, c.Var) and item.var.storage not in _FIXED:
            return True
        if isinstance(item, c.Binary) and item.op in ("/", "%"):
            divisor = item.right.operand if isinstance(item.right, c.Cast) else item.right
            if not isinstance(divisor, c.Lit) or divisor.text.strip("0xXuUlL") == "":
                return True
    return False


def _zero(node: c.CExpr) -> bool:
    return _number(node) == 0


def _number(node: c.CExpr) -> int | None:
    """The value of a decimal literal."""
    while isinstance(node, c.Cast):
        node = node.operand
    text = node.text.rstrip("uUlL") if isinstance(node, c.Lit) else ""
    return int(text) if text.isdigit() and (text == "0" or not text.startswith("0")) else None


def _next(node: c.CExpr) -> c.CExpr:
    """``node + 1`` as ``long``."""
    number = _number(node)
    if number is not None:
        return c.Lit(str(number + 1), c.LONG)
    return c.Binary("+", node, c.Lit("1", c.LONG), c.LONG)


def _narrow(ctype: c.CType) -> bool:
    return isinstance(ctype, c.Scalar) and c.SCALARS[ctype.name][0] == 4 and c.SCALARS[ctype.name][1] in ("i", "u")


def _conjuncts(node: c.CExpr) -> list[c.CExpr]:
    if isinstance(node, c.Binary) and node.op == "&&":
        return [*_conjuncts(node.left), *_conjuncts(node.right)]
    return [node]


def _negated(node: c.CExpr) -> list[c.CExpr] | None:
    """The conditions that hold together where one does not; None where they are no comparisons."""
    if isinstance(node, c.Binary) and node.op == "||":
        left, right = _negated(node.left), _negated(node.right)
        return None if left is None or right is None else [*left, *right]
    if isinstance(node, c.Binary) and node.op in _OPPOSITE and _narrow(node.left.type) and _narrow(node.right.type):
        return [replace(node, op=_OPPOSITE[node.op])]
    if isinstance(node, c.Unary) and node.op == "!":
        return _conjuncts(node.operand)
    return None
