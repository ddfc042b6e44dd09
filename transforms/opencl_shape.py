"""Gives a unit the shape of OpenCL C, and says how each kernel is launched.

A kernel runs *natively*, one work-item a thread, where OpenCL's barrier may do what CUDA's does: where all threads of a
block reach it together and none has returned before. Other kernels run *serially*: one work-item a block, the threads
in loops between barriers, which is exact everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from ..parser import ctree as ct
from ..parser.ctree import CFunction, CType, CUnit
from ..parser.diagnostics import Sink
from .address_spaces import infer_address_spaces
from .opencl_memory import Hidden, place_memory
from .opencl_names import rename_reserved
from .opencl_native import native_kernels
from .opencl_wire import wire_kernels


@dataclass(frozen=True, slots=True)
class Param:
    """A kernel parameter of the user as the host passes it."""

    kind: Literal["pointer", "value"]
    size: int


@dataclass(frozen=True)
class KernelInfo:
    """How a kernel of the unit is launched: what the host passes (the hidden parameters behind the user's), and the names
    of its forms. An empty name: the program has no such form. The native form wants ``UW_SUBGROUPS`` defined where
    ``subgroups`` is set."""

    params: tuple[Param, ...]
    native: str = ""
    native_hidden: tuple[Hidden, ...] = ()
    serial: str = ""
    serial_hidden: tuple[Hidden, ...] = ()
    subgroups: bool = False


@dataclass(frozen=True)
class OpenCLShape:
    """A unit ready to be printed; ``subgroup_only`` are the functions that stand between ``#ifdef UW_SUBGROUPS``."""

    unit: CUnit
    kernels: dict[str, KernelInfo]
    subgroup_only: frozenset[str] = frozenset()


def shape_opencl(unit: CUnit, kind_of: Callable[[str], str], sink: Sink) -> OpenCLShape:
    """The unit in OpenCL C's shape. ``kind_of`` gives the kind of a CUDA function in the tables."""
    renamed = rename_reserved(unit)
    names = {
        old.name: new.name for old, new in zip(unit.functions, renamed.functions, strict=True) if old.kernel
    }
    native = native_kernels(renamed, kind_of, sink)
    placed, hidden = place_memory(renamed)
    shaped = wire_kernels(infer_address_spaces(placed, sink), sink)
    kernels: dict[str, KernelInfo] = {}
    for function in unit.functions:
        if function.kernel:
            params = tuple(param_of(unit, p.type) for p in function.params)
            name = names[function.name]
            kernels[function.name] = KernelInfo(params, name if name in native else "", hidden[name])
    return OpenCLShape(shaped, kernels)


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


__all__ = ["CFunction", "KernelInfo", "OpenCLShape", "Param", "param_of", "replace", "shape_opencl", "size_of"]
