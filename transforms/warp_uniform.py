"""Finds what is the same for all threads of a warp, in blocks whose rows are whole warps (``blockDim.x % 32 == 0``).

Besides what is uniform in the block, threadIdx.y and .z are; so is the number of a warp, ``i / 32`` where ``i`` counts
the lanes of a warp from a multiple of 32 on, and a comparison of such an ``i`` with a multiple of 32.
"""

from __future__ import annotations

from ..parser import ctree as c
from .effects import Effects, address_taken, reassigned
from .uniform import Uniformity

_LANES = frozenset({"__ballot_sync", "__ballot", "__any_sync", "__any", "__all_sync", "__all", "__activemask"})
_ORDERS = {"<": True, ">=": True, "<=": False, ">": False}  # i < 32k and i >= 32k do not part a warp
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


class WarpUniformity(Uniformity):
    """The variables of one kernel's body that vary inside warps."""

    def __init__(self, body: c.Block, effects: Effects) -> None:
        fixed = reassigned(body) | address_taken(body)
        self.values: dict[c.CVar, c.CExpr] = {}  # variables that keep the value of their declaration
        for node in c.walk(body):
            if isinstance(node, c.Declare) and node.init is not None and node.var not in fixed:
                self.values[node.var] = node.init
        super().__init__(body, effects)

    def uniform(self, node: c.CExpr) -> bool:
        match node:
            case c.Builtin():
                return node.name != "threadIdx.x"
            case c.Binary(op="/") if _value(node.right) == 32 and self.counts_lanes(node.left):
                return True
            case c.Binary(op=">>") if _value(node.right) == 5 and self.counts_lanes(node.left):
                return True
            case c.Binary() if node.op in _ORDERS and self.counts_lanes(node.left) and self.multiple(node.right):
                return _ORDERS[node.op]
            case c.Binary() if node.op in _ORDERS and self.counts_lanes(node.right) and self.multiple(node.left):
                return _ORDERS[_MIRRORED[node.op]]
            case c.Intrinsic() if node.name in _LANES:
                return True
            case c.Intrinsic() if node.name.startswith("__reduce_"):
                return True
            case c.Intrinsic(name="__shfl_sync" | "__shfl"):
                lane, width = node.args[-2:]
                return _value(width) == 32 and self.uniform(lane)
        return super().uniform(node)

    def counts_lanes(self, node: c.CExpr) -> bool:
        """Whether an expression is a multiple of 32 that is not negative, plus the lane."""
        match node:
            case c.Builtin():
                return node.name == "threadIdx.x"
            case c.Cast():
                return c.scalar_kind(node.type) in ("i", "u") and self.counts_lanes(node.operand)
            case c.Var():
                value = self.values.get(node.var)
                return value is not None and c.scalar_kind(node.type) in ("i", "u") and self.counts_lanes(value)
            case c.Binary(op="+"):
                one, other = node.left, node.right
                return (self.counts_lanes(one) and self.multiple(other)) or (
                    self.counts_lanes(other) and self.multiple(one)
                )
        return False

    def multiple(self, node: c.CExpr) -> bool:
        """Whether an expression is a multiple of 32, not negative, and the same for the warp."""
        match node:
            case c.Lit():
                number = _value(node)
                return number is not None and number % 32 == 0
            case c.Builtin():
                return node.name in ("warpSize", "blockDim.x")
            case c.Cast():
                return c.scalar_kind(node.type) in ("i", "u") and self.multiple(node.operand)
            case c.Var():
                value = self.values.get(node.var)
                return value is not None and c.scalar_kind(node.type) in ("i", "u") and self.multiple(value)
            case c.Binary(op="*"):
                one, other = node.left, node.right
                return (self.multiple(one) and self.natural(other)) or (self.multiple(other) and self.natural(one))
            case c.Binary(op="+"):
                return self.multiple(node.left) and self.multiple(node.right)
        return False

    def natural(self, node: c.CExpr) -> bool:
        """Whether an expression is not negative, and the same for the warp."""
        match node:
            case c.Lit():
                return _value(node) is not None
            case c.Builtin():
                return node.name != "threadIdx.x"
            case c.Cast():
                return c.scalar_kind(node.type) in ("i", "u") and self.natural(node.operand)
            case c.Var():
                value = self.values.get(node.var)
                return value is not None and self.natural(value)
            case c.Binary() if node.op in ("*", "+"):
                return self.natural(node.left) and self.natural(node.right)
        return False


def _value(node: c.CExpr) -> int | None:
    """The value of a literal that is not negative."""
    while isinstance(node, c.Cast):
        node = node.operand
    if isinstance(node, c.Builtin) and node.name == "warpSize":
        return 32
    if not isinstance(node, c.Lit):
        return None
    try:
        return int(node.text.rstrip("uUlL"), 0)
    except ValueError:
        return None
