"""Decides which kernels OpenCL can run with one work-item a thread.

OpenCL wants every work-item of a group to reach a barrier, or none. So a kernel is native when its barriers stand
under control that is the same for the whole block and no thread can have left before one. With warp operations it is
for devices with sub-groups of 32, if all lanes of a warp reach each operation together. Both are judged on the kernel
with the functions that synchronise expanded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from ..parser import ctree as ct
from ..parser.ctree import CExpr, CFunction, CStmt, CUnit
from ..parser.diagnostics import Sink
from .effects import Effects, Names
from .inline_sync import inline_sync
from .jumps import has_jump
from .opencl_guards import guard_returns
from .uniform import Uniformity
from .warp_uniform import WarpUniformity

Form = Literal["native", "sub_groups"]


def native_forms(
    unit: CUnit, kind_of: Callable[[str], str], sink: Sink
) -> tuple[dict[str, Form], dict[str, CFunction]]:
    """The kernels that run with one work-item a thread, and how; and the new bodies of those that need one for it.
    ``sink`` gets what keeps a kernel from running at all."""
    flat = inline_sync(unit, kind_of, sink, "OpenCL C")
    effects = Effects(flat, kind_of)
    forms: dict[str, Form] = {}
    shapes: dict[str, CFunction] = {}
    for function in flat.functions:
        if not function.kernel:
            continue
        form = native_form(function, effects)
        if form is None:
            guarded = guard_returns(function, effects, Names.of(unit, function))
            form = native_form(guarded, effects) if guarded is not None else None
            if guarded is not None and form == "native":
                shapes[function.name] = guarded
            else:
                form = None
        if form is not None:
            forms[function.name] = form
    return forms, shapes


def native_form(function: CFunction, effects: Effects) -> Form | None:
    """The form of a kernel whose synchronisation stands in it alone; None where it has to be serial."""

    def of_block(node: CExpr | CStmt) -> bool:
        return isinstance(node, ct.Intrinsic) and effects.kind_of(node.name) == "barrier"

    def of_warp(node: CExpr | CStmt) -> bool:
        return isinstance(node, ct.Intrinsic) and effects.kind_of(node.name) == "warp"

    body = _by_value(function.body, effects)
    operations = [node for node in ct.walk(body) if isinstance(node, ct.Intrinsic)]
    if any(of_block(node) and node.name != "__syncthreads" for node in operations):
        return None
    if not _Together(of_block, Uniformity(body, effects)).holds(body):
        return None
    if not any(of_warp(node) for node in operations):
        return "native"
    return "sub_groups" if _Together(of_warp, WarpUniformity(body, effects)).holds(body) else None


def _by_value(body: ct.Block, effects: Effects) -> ct.Block:
    """The body with variables that functions only read through a pointer passed as values, for the judgement."""

    def change(node: Any) -> Any:
        if isinstance(node, ct.Call) and node.function in effects.functions:
            params = effects.functions[node.function].params
            args = tuple(_value(a, p.type) for a, p in zip(node.args, params, strict=False))
            node = replace(node, args=(*args, *node.args[len(args) :]))
        return ct.rebuild(node, change)

    result: ct.Block = change(body)
    return result


def _value(arg: CExpr, param: ct.CType) -> CExpr:
    if isinstance(param, ct.Pointer) and param.const:
        inner = arg
        while isinstance(inner, ct.Cast):
            inner = inner.operand
        if isinstance(inner, ct.Unary) and inner.op == "&":
            return inner.operand
    return arg


class _Together:
    """Whether all threads of a block, or of a warp, reach each operation of a sort together."""

    def __init__(self, is_sync: Callable[[CExpr | CStmt], bool], uniformity: Uniformity) -> None:
        self.is_sync = is_sync
        self.uniformity = uniformity
        self.left = False  # some threads may have returned

    def holds(self, node: CStmt) -> bool:
        """Whether the operations in a statement, reached by all threads together, are reached together."""
        if not any(self.is_sync(item) for item in ct.walk(node)):
            self.left = self.left or self.parts(node, ct.Return)
            return True
        match node:
            case ct.Block():
                return all(self.holds(item) for item in node.body)
            case ct.If():
                if not self.uniformity.uniform(node.cond):
                    return False
                return self.holds(node.then) and (node.orelse is None or self.holds(node.orelse))
            case ct.For() | ct.While() | ct.DoWhile():
                if node.cond is not None and not self.uniformity.uniform(node.cond):
                    return False
                # what leaves, or a round cut short, before the loop comes round to its operations again
                if any(self.parts(node.body, kind) for kind in (ct.Break, ct.Continue, ct.Return)):
                    return False
                return self.holds(node.body)
            case ct.Switch():
                return False
        return not self.left

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
