"""Makes kernels of functions that run a whole block: one work-item a block, its threads in loops.

What the function wants to know of the launch it gets from OpenCL (the block's index and the number of blocks are the
work-group's) and from three parameters (the shape of the block, which OpenCL does not know any more).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..parser import ctree as ct
from ..parser.ctree import CFunction, CStmt, CUnit, CVar
from ..parser.diagnostics import Sink
from .grid_phases import STATES, kept_shared
from .lockstep import lockstep
from .lockstep_loops import DYNAMIC, BlockFunction
from .opencl_memory import fresh

BLOCK = tuple(f"blockDim.{axis}" for axis in "xyz")


@dataclass(frozen=True)
class SerialKernels:
    """Serial forms of kernels: the functions they need and themselves, their names by the kernels' own, which of them
    take the shape of the block, and the records of what blocks keep where the grid meets, by the kernels' own names."""

    functions: tuple[CFunction, ...]
    names: dict[str, str]
    shaped: set[str]
    states: dict[str, ct.CRecord]


def serial_kernels(
    unit: CUnit, names: set[str], kind_of: Callable[[str], str], sink: Sink, taken: set[str]
) -> SerialKernels:
    """Serial forms of the named kernels. Functions that differ from the unit's get names of their own."""
    chosen = tuple(k for k in unit.kernels if k.function in names)
    functions = tuple(f for f in unit.functions if not f.kernel or f.name in names)
    done = lockstep(replace(unit, functions=functions, kernels=chosen), kind_of, sink, "OpenCL C")
    same = {f.name: f for f in unit.functions}
    changed = {f.name for f in done.unit.functions if same.get(f.name) is not f}
    changed = _callers(done.unit.functions, changed)
    renamed = {name: fresh(f"{name}_serial", taken) for name in sorted(changed)}
    kernels: dict[str, str] = {}
    shaped: set[str] = set()
    result = [_calls(f, renamed) for f in done.unit.functions if f.name in changed]
    for block in done.blocks:
        name = kernels[block.kernel.name] = fresh(f"{block.kernel.name}_serial", taken)
        kernel = _kernel(block, name)
        if any(key in BLOCK for key, _ in block.extra):
            shaped.add(name)
        result.append(_calls(kernel, renamed))
    states = {block.kernel.name: block.state for block in done.blocks if block.state is not None}
    return SerialKernels(tuple(result), kernels, shaped, states)


def _callers(functions: tuple[CFunction, ...], names: set[str]) -> set[str]:
    """The named functions and those that call one of them."""
    calls = {f.name: {n.function for n in ct.walk(f.body) if isinstance(n, ct.Call)} for f in functions}
    while more := {name for name, callees in calls.items() if callees & names} - names:
        names = names | more
    return names


def _calls(function: CFunction, renamed: dict[str, str]) -> CFunction:
    def change(node: Any) -> Any:
        result = ct.rebuild(node, change)
        if isinstance(node, ct.Call) and node.function in renamed:
            return replace(result, function=renamed[node.function])
        return result

    return replace(function, name=renamed.get(function.name, function.name), body=change(function.body))


def _kernel(block: BlockFunction, name: str) -> CFunction:
    function = block.function
    extra = dict(block.extra)
    own = function.params[: len(block.kernel.params)]
    params: tuple[CVar, ...] = ()
    if any(key in extra for key in BLOCK):
        used = {variable.name for variable in extra.values()}
        used |= {p.name for p in own} | {n.var.name for n in ct.walk(function.body) if isinstance(n, ct.Declare)}
        params = tuple(extra.get(key) or CVar(fresh(key.replace(".", "_"), used), ct.UINT, "param") for key in BLOCK)
    start: list[CStmt] = []
    own_place: dict[CVar, CVar] = {}
    if block.state is not None:
        stride = CVar(fresh("shared_stride", {p.name for p in function.params}), ct.ULONG, "param")
        params = (*params, extra[STATES], stride)
    for key, var in block.extra:
        if key == STATES:
            continue
        if key == DYNAMIC and block.state is not None:
            own_place[var] = replace(var, storage="auto")
            value = kept_shared(ct.Var(extra[STATES], extra[STATES].type), block.state.size, ct.Var(stride, ct.ULONG))
            start.append(ct.Declare(own_place[var], value))
        elif key == DYNAMIC:
            own_place[var] = CVar(var.name, ct.Array(ct.Scalar("unsigned char"), None), "dynamic_shared")
            start.append(ct.Declare(own_place[var]))
        elif key not in BLOCK:
            own_place[var] = replace(var, storage="auto")
            start.append(ct.Declare(own_place[var], ct.Builtin(key)))

    def change(node: Any) -> Any:
        if isinstance(node, ct.Var) and node.var in own_place:
            return replace(node, var=own_place[node.var])
        return ct.rebuild(node, change)

    body = change(function.body)
    return replace(function, name=name, params=(*own, *params), body=ct.Block((*start, *body.body)), kernel=True)
