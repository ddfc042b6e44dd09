"""Gives a unit the shape of OpenCL C, and says how each kernel is launched.

A kernel runs *natively*, one work-item a thread, where OpenCL's barrier may do what CUDA's does: where all threads of a
block reach it together and none has returned before. Other kernels run *serially*: one work-item a block, the threads
in loops between barriers, which is exact everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ..parser import ctree as ct
from ..parser import rules
from ..parser.ctree import CType, CUnit
from ..parser.diagnostics import Sink
from .address_spaces import infer_address_spaces
from .dynamic_shared import declare_dynamic_shared
from .effects import Effects, Names
from .opencl_loop_ends import meet_behind_loops
from .opencl_memory import Hidden, place_memory
from .opencl_names import rename_reserved
from .opencl_native import native_forms
from .opencl_serial import serial_kernels
from .opencl_tidy import tidy
from .opencl_wire import wire_kernels
from .own_parameters import own_parameters
from .warp_synchronous import synchronise_volatile


@dataclass(frozen=True, slots=True)
class Param:
    """A kernel parameter of the user as the host passes it."""

    kind: Literal["pointer", "value"]
    size: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of a kernel: ``native``, one work-item a thread; ``sub_groups``, the same with sub-groups of 32 that are
    CUDA's warps, there where ``UW_SUBGROUPS`` is defined; ``serial``, one work-item a block."""

    kind: Literal["native", "sub_groups", "serial"]
    name: str
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True)
class KernelInfo:
    """How a kernel of the unit is launched: its parameters as the host passes them, and its forms, the best first."""

    params: tuple[Param, ...]
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class OpenCLShape:
    """A unit ready to be printed; ``subgroup_only`` are the functions that stand between ``#ifdef UW_SUBGROUPS``."""

    unit: CUnit
    kernels: dict[str, KernelInfo]
    subgroup_only: frozenset[str] = frozenset()


def shape_opencl(unit: CUnit, kind_of: Callable[[str], str], sink: Sink) -> OpenCLShape:
    """The unit in OpenCL C's shape. ``kind_of`` gives the kind of a CUDA function in the tables."""
    _refuse_recursion(unit, sink)
    unit = declare_dynamic_shared(unit)
    renamed = rename_reserved(synchronise_volatile(unit, kind_of))
    kernels = {f.name: g.name for f, g in zip(unit.functions, renamed.functions, strict=True) if f.kernel}
    taken = {f.name for f in renamed.functions} | {g.var.name for g in renamed.globals}
    taken |= {record.name for record in renamed.records}
    native, shapes = native_forms(renamed, kind_of, sink)
    wanted = {name for name in kernels.values() if native.get(name) != "native"}
    serial = serial_kernels(renamed, wanted, kind_of, sink, taken)
    known = {f.name: f for f in renamed.functions}
    written = Effects(renamed, kind_of)
    kept = tuple(_own_records(renamed, meet_behind_loops(shapes.get(f.name, f), written), known)
                 for f in renamed.functions if not f.kernel or f.name in native)  # fmt: skip
    records = (*renamed.records, *serial.states.values())
    whole = replace(renamed, functions=(*kept, *serial.functions), records=records)
    effects = Effects(whole, kind_of)
    placed, hidden = place_memory(replace(whole, functions=tuple(tidy(f, effects) for f in whole.functions)))
    shaped_unit = wire_kernels(infer_address_spaces(placed, sink), sink)
    originals = {new.var.name: old.var.name for old, new in zip(unit.globals, renamed.globals, strict=True)}
    hidden = {
        kernel: tuple(replace(item, name=originals.get(item.name, item.name)) for item in items)
        for kernel, items in hidden.items()
    }
    infos: dict[str, KernelInfo] = {}
    for function in unit.functions:
        if function.kernel:
            params = tuple(param_of(unit, p.type) for p in function.params)
            name = kernels[function.name]
            variants: list[Variant] = []
            if name in native:
                variants.append(Variant(native[name], name, hidden[name]))
            if name in serial.names:
                other = serial.names[name]
                before = [Hidden("block_dims")] if other in serial.shaped else []
                if name in serial.states:
                    before.append(Hidden("states", size=serial.states[name].size))
                variants.append(Variant("serial", other, (*before, *hidden[other])))
            infos[function.name] = KernelInfo(params, tuple(variants))
    return OpenCLShape(shaped_unit, infos, with_warps(shaped_unit, kind_of))


def _own_records(unit: CUnit, function: ct.CFunction, known: Mapping[str, ct.CFunction]) -> ct.CFunction:
    """A native kernel with copies of the structures that it changes: PoCL hands all work-items the same."""
    if not function.kernel:
        return function
    body = own_parameters(function, known, Names.of(unit, function), lambda t: isinstance(t, ct.Record))
    return replace(function, body=body)


def _refuse_recursion(unit: CUnit, sink: Sink) -> None:
    """Report the functions that come to call themselves."""
    calls = {
        f.name: {n.function for n in ct.walk(f.body) if isinstance(n, ct.Call)} for f in unit.functions
    }  # fmt: skip
    for function in unit.functions:
        reached: set[str] = set()
        stack = list(calls[function.name])
        while stack:
            name = stack.pop()
            if name not in reached:
                reached.add(name)
                stack += calls.get(name, ())
        if function.name in reached:
            sink.report(
                rules.UNSUPPORTED_CONSTRUCT, function.span, what=f"the recursive function `{function.name}`",
                target="OpenCL C", why="OpenCL C has no recursion; use a loop with a stack of its own",
            )  # fmt: skip


def with_warps(unit: CUnit, kind_of: Callable[[str], str]) -> frozenset[str]:
    """The functions with warp operations, in themselves or through calls."""
    found: set[str] = set()
    calls: dict[str, set[str]] = {}
    for function in unit.functions:
        calls[function.name] = {n.function for n in ct.walk(function.body) if isinstance(n, ct.Call)}
        operations = (n for n in ct.walk(function.body) if isinstance(n, ct.Intrinsic))
        if any(kind_of(n.name) == "warp" for n in operations):
            found.add(function.name)
    while more := {name for name, callees in calls.items() if callees & found} - found:
        found |= more
    return frozenset(found)


def param_of(unit: CUnit, ctype: CType) -> Param:
    return Param("pointer" if isinstance(ctype, ct.Pointer) else "value", size_of(unit, ctype))


def size_of(unit: CUnit, ctype: CType) -> int:
    """The size of a type in CUDA's ABI."""
    match ctype:
        case ct.Scalar():
            return ct.SCALARS[ctype.name][0]
        case ct.Array():
            return size_of(unit, ctype.element) * (ctype.length or 0)
        case ct.Record():
            return next(record.size for record in unit.records if record.name == ctype.name)
    return 8
