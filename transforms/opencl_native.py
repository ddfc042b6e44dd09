"""Decides which kernels OpenCL can run with one work-item a thread.

OpenCL wants every work-item of a group to reach a barrier, or none. So a kernel is native when its barriers stand
under control that is the same for the whole block and no thread can have left before one. Judged on the kernel with
the functions that synchronise expanded.
"""

from __future__ import annotations

from collections.abc import Callable

from ..parser import ctree as ct
from ..parser.ctree import CFunction, CStmt, CUnit
from ..parser.diagnostics import Sink
from .effects import Effects
from .inline_sync import inline_sync
from .jumps import has_jump
from .uniform import Uniformity

BARRIERS = frozenset({"__syncthreads"})


def native_kernels(unit: CUnit, kind_of: Callable[[str], str], sink: Sink) -> set[str]:
    """The names of the kernels that run natively. ``sink`` receives what keeps a kernel from running at all."""
    flat = inline_sync(unit, kind_of, sink, "OpenCL C")
    effects = Effects(flat, kind_of)
    return {function.name for function in flat.functions if function.kernel and is_native(function, effects)}


def is_native(function: CFunction, effects: Effects) -> bool:
    """Whether a kernel whose synchronisation stands in it alone may run natively."""
    if not effects.has_sync(function.body):
        return True
    for node in ct.walk(function.body):
        if isinstance(node, ct.Intrinsic) and effects.is_sync(node) and node.name not in BARRIERS:
            return False
    return _Together(effects, Uniformity(function.body, effects)).holds(function.body)


class _Together:
    """Whether all threads of a block reach each barrier together."""

    def __init__(self, effects: Effects, uniformity: Uniformity) -> None:
        self.effects = effects
        self.uniformity = uniformity
        self.left = False  # some threads may have returned

    def holds(self, node: CStmt) -> bool:
        """Whether the barriers in a statement, reached by all threads together, are reached together."""
        if not self.effects.has_sync(node):
            self.left = self.left or self.parts(node, ct.Return)
            return True
        match node:
            case ct.Block():
                return self.items(node)
            case ct.If():
                if not self.uniformity.uniform(node.cond):
                    return False
                return self.holds(node.then) and (node.orelse is None or self.holds(node.orelse))
            case ct.For() | ct.While() | ct.DoWhile():
                if node.cond is not None and not self.uniformity.uniform(node.cond):
                    return False
                # what leaves, or a round cut short, before the loop comes round to its barriers again
                if any(self.parts(node.body, kind) for kind in (ct.Break, ct.Continue, ct.Return)):
                    return False
                return self.holds(node.body)
            case ct.Switch():
                return False
        return not self.left

    def items(self, block: ct.Block) -> bool:
        return all(self.holds(item) for item in block.body)

    def parts(self, node: CStmt, kind: type[ct.Break] | type[ct.Continue] | type[ct.Return]) -> bool:
        """Whether some of the threads may take a jump of a kind out of a statement while others do not."""
        if isinstance(node, ct.If):
            sides = [node.then, *([node.orelse] if node.orelse is not None else [])]
            if not self.uniformity.uniform(node.cond):
                return any(has_jump(side, kind) for side in sides)
            return any(self.parts(side, kind) for side in sides)
        if isinstance(node, ct.Block):
            return any(self.parts(item, kind) for item in node.body)
        if isinstance(node, ct.For | ct.While | ct.DoWhile | ct.Switch):
            return has_jump(node, kind)  # it may be taken in different rounds
        return False
