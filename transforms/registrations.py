"""The end of a host file: what tells the façade which device code runs each kernel, and where device variables live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..parser.ctree import CRecord, CUnit
from .opencl_memory import Hidden
from .opencl_shape import KernelInfo


@dataclass(frozen=True, slots=True)
class Param:
    """How a kernel parameter reaches an OpenCL kernel: as a ``pointer``, or as a ``value`` of ``size`` bytes."""

    kind: Literal["pointer", "value"]
    size: int


@dataclass(frozen=True, slots=True)
class HiddenParam:
    """A parameter behind the program's own: dynamic ``shared`` memory, the storage of a device ``variable`` (``key`` is
    the C++ expression that names its host shadow), the shape of the ``block`` (three parameters), or the ``states``
    that blocks keep where the grid meets, of ``size`` bytes each."""

    kind: Literal["shared", "variable", "block", "states"]
    key: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Variant:
    """One OpenCL kernel for a CUDA kernel: a work-item a thread (``native``), the same in sub-groups of 32
    (``sub_groups``), or a work-item a block (``serial``)."""

    kind: Literal["native", "sub_groups", "serial"]
    name: str
    hidden: tuple[HiddenParam, ...] = ()


@dataclass(frozen=True, slots=True)
class KernelInstance:
    """A kernel that the program can launch: the C++ expression for its stub (``&ns::scale<float, 256>``), the type of
    that (``void (*)(float *, int)``), the C function that runs it, for OpenCL its parameters and variants, the
    preferred variant first, and for C the bytes that a block keeps where the grid meets, and the sizes of the
    parameters in programs with graphs."""

    stub: str
    stub_type: str
    entry: str = ""
    params: tuple[Param, ...] = ()
    variants: tuple[Variant, ...] = ()
    keeps: int = 0
    sizes: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class DeviceVariable:
    """A device variable by the C++ expression that names its host shadow. For C ``function`` is the C function that
    tells where it is (``void *f(size_t *size)``) or, for a ``managed`` one, is told (``void f(void *address)``).
    ``words`` are what it holds at first where that is not what the shadow holds."""

    key: str
    function: str = ""
    managed: bool = False
    words: tuple[int, ...] = ()


def registrations(
    kernels: Sequence[KernelInstance],
    device_variables: Sequence[DeviceVariable],
    *,
    target: Literal["c", "opencl"],
    name: str,
    records: Sequence[CRecord] = (),
    outside: Sequence[str] = (),
) -> str:
    """The text to put behind a host file; empty where there is nothing to register. ``name`` is the stem of the
    device files: ``<name>_kernels.h``, ``<name>.cl``; ``outside`` declares the host shadows of other units."""
    if not kernels and not device_variables:
        return ""
    if target == "c":
        lines = ["", "// Which C function runs each kernel, and where device variables live."]
        lines += [f'#include "{name}_kernels.h"']
        lines += [_c_kernel(number, kernel) for number, kernel in enumerate(kernels)]
    else:
        lines = ["", "// Which OpenCL kernels run each kernel, and the variables of the device."]
        lines += [*outside, f'static const uwProgram uw_program(__FILE__, "{name}.cl");']
        lines += [_opencl_kernel(number, kernel) for number, kernel in enumerate(kernels)]
    lines += [
        f'static_assert(sizeof({r.spelling}) == {r.size}, "the device code has another layout");'
        for r in records
        if r.spelling and not r.vector
    ]
    lines += [_variable(number, variable, target) for number, variable in enumerate(device_variables)]
    return "\n".join(lines) + "\n"


def _stub(kernel: KernelInstance) -> str:
    """The stub's address; the type chooses among overloads."""
    cast = f"({kernel.stub_type})" if kernel.stub_type else ""
    return f"(const void *){cast}{kernel.stub}"


def _c_kernel(number: int, kernel: KernelInstance) -> str:
    keeps = f", {kernel.keeps}" if kernel.keeps or kernel.sizes is not None else ""
    if kernel.sizes is not None:
        keeps += f", {{{', '.join(map(str, kernel.sizes))}}}"
    facts = f'{_stub(kernel)}, {kernel.entry}, "{kernel.entry}"{keeps}'
    return f"static const uwKernelRegistration uw_kernel_{number}({facts});"


def _opencl_kernel(number: int, kernel: KernelInstance) -> str:
    params = ", ".join(
        "uwParam::pointer()" if p.kind == "pointer" else f"uwParam::value({p.size})" for p in kernel.params
    )
    variants = ", ".join(_variant(variant) for variant in kernel.variants)
    return (
        f"static const uwKernelRegistration uw_kernel_{number}({_stub(kernel)}, uw_program,\n"
        f"    {{{params}}},\n"
        f"    {{{variants}}});"
    )


def _variant(variant: Variant) -> str:
    kind = {"native": "uwNative", "sub_groups": "uwSubGroups", "serial": "uwSerial"}[variant.kind]
    facts = {"variable": "(const void *)&{0.key}", "states": "{0.size}"}
    hidden = ", ".join(f"uwHidden::{h.kind}({facts.get(h.kind, '').format(h)})" for h in variant.hidden)
    return f'{{{kind}, "{variant.name}", {{{hidden}}}}}'


def _variable(number: int, variable: DeviceVariable, target: str) -> str:
    kind = "uwManagedRegistration" if variable.managed else "uwSymbolRegistration"
    key = variable.key
    if target == "opencl" or variable.managed:
        cast = "" if variable.managed else "(const void *)"
        facts = f"{cast}&{key}, sizeof {key}" + (f", {variable.function}" if target == "c" else "")
        if target == "opencl" and variable.words:
            facts += f", {{{', '.join(map(str, variable.words))}}}"
    else:
        facts = f"(const void *)&{key}, {variable.function}"
    return f"static const {kind} uw_variable_{number}({facts});"


# ------------------------------------------------------------------------------------ from a C tree


def c_instances(unit: CUnit, graphs: bool = False) -> list[KernelInstance]:
    """The kernels of a unit whose C functions bear the names of the tree's. ``graphs``: the program makes graphs."""
    return [
        KernelInstance(k.stub, k.stub_type, k.function, keeps=k.keeps, sizes=k.sizes if graphs else None)
        for k in unit.kernels
    ]


def opencl_instances(unit: CUnit, kernels: Mapping[str, KernelInfo]) -> list[KernelInstance]:
    """The kernels of a unit, and how each is launched in OpenCL C's shape."""
    keys = {item.var.name: item.symbol for item in unit.globals}
    found = []
    for kernel in unit.kernels:
        info = kernels[kernel.function]
        variants = [
            Variant(variant.kind, variant.name, tuple(_hidden(h, keys) for h in variant.hidden))
            for variant in info.variants
        ]
        params = tuple(Param(param.kind, param.size) for param in info.params)
        found.append(KernelInstance(kernel.stub, kernel.stub_type, "", params, tuple(variants)))
    return found


def _hidden(hidden: Hidden, keys: Mapping[str, str]) -> HiddenParam:
    if hidden.kind == "symbol":
        return HiddenParam("variable", keys[hidden.name])
    if hidden.kind == "states":
        return HiddenParam("states", size=hidden.size)
    return HiddenParam("shared" if hidden.kind == "shared" else "block")


def outside_declarations(unit: CUnit) -> list[str]:
    """The declarations of the host shadows that another unit defines, or that the host code does not know."""
    return [item.declaration for item in unit.globals if item.linkage != "exported" and item.declaration]


def variables(unit: CUnit) -> list[DeviceVariable]:
    """The device variables of a unit that have a host shadow. The C functions that tell where they are, or are told,
    are ``<unit>_symbol_<variable>`` and ``<unit>_bind_<variable>``."""
    found = []
    for item in unit.globals:
        if item.symbol and item.linkage != "elsewhere":
            managed = item.var.storage == "managed"
            function = f"{unit.name}_{'bind' if managed else 'symbol'}_{item.var.name}"
            found.append(DeviceVariable(item.symbol, function, managed, item.words))
    return found
