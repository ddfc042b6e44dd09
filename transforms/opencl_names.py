"""Renames what has the name of something in OpenCL C: its words and types, and its built-in functions.

Built-in functions are reserved for variables too, because the text of an expression may call them where the variable
hides them. Fields clash with words only. Names were checked against the OpenCL C 3.0 specification, unified (2020).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..parser import ctree as ct
from ..parser.ctree import CFunction, CUnit, CVar


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SIZES = ("", "2", "3", "4", "8", "16")
_VECTORS = ("char", "uchar", "short", "ushort", "int", "uint", "long", "ulong", "half", "float", "double", "bool")
WORDS = _words(
    """
    auto break case char const continue default do double else enum extern float for goto if inline int long
    register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
    _Bool __global global __local local __constant constant __private private __generic generic __kernel kernel
    __read_only read_only __write_only write_only __read_write read_write uniform pipe complex imaginary asm
    typeof size_t ptrdiff_t intptr_t uintptr_t event_t sampler_t queue_t clk_event_t ndrange_t reserve_id_t
    cl_mem_fence_flags memory_order memory_scope atomic_int atomic_uint atomic_long atomic_ulong atomic_float
    atomic_double atomic_flag image1d_t image1d_buffer_t image1d_array_t image2d_t image2d_array_t
    image2d_depth_t image2d_array_depth_t image3d_t true false NULL kernel_exec quad
    """
) | frozenset(name + size for name in _VECTORS for size in _SIZES)
BUILTINS = _words(
    """
    get_work_dim get_global_size get_global_id get_local_size get_enqueued_local_size get_local_id
    get_num_groups get_group_id get_global_offset get_global_linear_id get_local_linear_id get_sub_group_size
    get_sub_group_id acos acosh acospi asin asinh asinpi atan atan2 atanh atanpi atan2pi cbrt ceil copysign cos
    cosh cospi erfc erf exp exp2 exp10 expm1 fabs fdim floor fma fmax fmin fmod fract frexp hypot ilogb ldexp
    lgamma lgamma_r log log2 log10 log1p logb mad maxmag minmag modf nan nextafter pow pown powr remainder
    remquo rint rootn round rsqrt sin sincos sinh sinpi sqrt tan tanh tanpi tgamma trunc abs abs_diff add_sat
    hadd rhadd clamp clz ctz mad_hi mad_sat max min mul_hi rotate sub_sat upsample popcount mad24 mul24 degrees
    mix radians step smoothstep sign cross dot distance length normalize fast_distance fast_length
    fast_normalize isequal isnotequal isgreater isgreaterequal isless islessequal islessgreater isfinite isinf
    isnan isnormal isordered isunordered signbit any all bitselect select barrier work_group_barrier
    sub_group_barrier mem_fence read_mem_fence write_mem_fence atomic_work_item_fence prefetch
    async_work_group_copy wait_group_events atomic_add atomic_sub atomic_xchg atomic_inc atomic_dec
    atomic_cmpxchg atomic_min atomic_max atomic_and atomic_or atomic_xor atomic_init atomic_store atomic_load
    atomic_exchange atomic_fetch_add atom_add atom_sub atom_xchg atom_inc atom_dec atom_cmpxchg atom_min
    atom_max atom_and atom_or atom_xor vec_step shuffle shuffle2 printf read_imagef read_imagei read_imageui
    write_imagef write_imagei write_imageui get_image_width get_image_height vload2 vload3 vload4 vload8 vload16
    vload_half vstore2 vstore3 vstore4 vstore8 vstore16 vstore_half to_global to_local to_private get_fence
    work_group_all work_group_any work_group_broadcast work_group_reduce_add sub_group_all sub_group_any
    sub_group_broadcast sub_group_shuffle sub_group_ballot clock_read_device
    """
)


def reserved(name: str) -> bool:
    """Whether a function, a variable or a record may not have the name."""
    return name in WORDS or name in BUILTINS


def rename_reserved(unit: CUnit) -> CUnit:
    """The unit without names that OpenCL C has for itself; a new name ends in an underscore."""
    taken = {f.name for f in unit.functions} | {g.var.name for g in unit.globals} | {r.name for r in unit.records}

    def other(name: str, used: set[str]) -> str:
        while name in used or reserved(name):
            name += "_"
        used.add(name)
        return name

    functions = {f.name: other(f.name, taken) for f in unit.functions if reserved(f.name)}
    records = {r.name: other(r.name, taken) for r in unit.records if reserved(r.name) and not r.vector}
    variables = {g.var: replace(g.var, name=other(g.var.name, taken)) for g in unit.globals if reserved(g.var.name)}
    renaming = _Renaming(functions, records, variables)
    return renaming.unit(unit)


class _Renaming:
    def __init__(self, functions: dict[str, str], records: dict[str, str], variables: dict[CVar, CVar]) -> None:
        self.functions = functions
        self.records = records
        self.variables = variables
        self.types: dict[ct.CType, ct.CType] = {}

    def unit(self, unit: CUnit) -> CUnit:
        for item in unit.globals:
            known = self.variables.get(item.var, item.var)
            self.variables[item.var] = replace(known, type=self.type(item.var.type))
        return replace(
            unit,
            records=tuple(
                replace(
                    record, name=self.records.get(record.name, record.name),
                    fields=tuple(
                        replace(f, name=_field(f.name), type=self.type(f.type)) for f in record.fields
                    ),
                )
                for record in unit.records
            ),
            globals=tuple(
                replace(g, var=self.variables.get(g.var, g.var), init=self.change(g.init, {}) if g.init else None)
                for g in unit.globals
            ),
            functions=tuple(self.function(f) for f in unit.functions),
            kernels=tuple(
                replace(k, function=self.functions.get(k.function, k.function)) for k in unit.kernels
            ),
        )  # fmt: skip

    def function(self, function: CFunction) -> CFunction:
        taken = {p.name for p in function.params}
        taken |= {n.var.name for n in ct.walk(function.body) if isinstance(n, ct.Declare)}
        local = dict(self.variables)
        for var in (*function.params, *(n.var for n in ct.walk(function.body) if isinstance(n, ct.Declare))):
            if var not in local:
                self.renamed(var, local, taken)
        return replace(
            function, name=self.functions.get(function.name, function.name), result=self.type(function.result),
            params=tuple(local.get(p, p) for p in function.params), body=self.change(function.body, local),
        )  # fmt: skip

    def renamed(self, var: CVar, local: dict[CVar, CVar], taken: set[str]) -> None:
        name = var.name
        if reserved(name):
            while name in taken or reserved(name):
                name += "_"
            taken.add(name)
        ctype = self.type(var.type)
        if name != var.name or ctype is not var.type:
            local[var] = replace(var, name=name, type=ctype)

    def type(self, ctype: ct.CType) -> ct.CType:
        """The type with its records renamed; the same object where nothing changes."""
        match ctype:
            case ct.Record() if ctype.name in self.records:
                return ct.Record(self.records[ctype.name])
            case ct.Pointer():
                inner = self.type(ctype.target)
                return ctype if inner is ctype.target else replace(ctype, target=inner)
            case ct.Array():
                inner = self.type(ctype.element)
                return ctype if inner is ctype.element else replace(ctype, element=inner)
        return ctype

    def change(self, node: Any, local: dict[CVar, CVar]) -> Any:
        result = ct.rebuild(node, lambda child: self.change(child, local))
        changes: dict[str, Any] = {}
        if isinstance(node, ct.Var | ct.Declare):
            changes["var"] = local.get(node.var, self.variables.get(node.var, node.var))
        elif isinstance(node, ct.Call):
            changes["function"] = self.functions.get(node.function, node.function)
        elif isinstance(node, ct.Member):
            changes["field"] = _field(node.field)
        elif isinstance(node, ct.SizeOf):
            changes["of"] = self.type(node.of)
        if isinstance(node, ct.EXPRESSIONS):
            changes["type"] = self.type(node.type)
        changes = {name: value for name, value in changes.items() if value is not getattr(node, name)}
        return replace(result, **changes) if changes else result


def _field(name: str) -> str:
    return name + "_" if name in WORDS else name
