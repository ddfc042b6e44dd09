"""Prints a C tree as OpenCL C 1.2 text that later versions compile alike.

Expects a tree that the OpenCL passes have shaped: every pointer has its address space, kernels have only
parameters that OpenCL allows, no name is a word of OpenCL C. Owns the spelling of types, literals, built-ins and
helpers; helper text comes from ``runtime/*.cl`` and is printed only where it is used. Contraction of products and
sums is switched off, so that every runtime computes what the same C would; CUDA allows but never promises it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from ..parser import ctree as ct
from ..parser.ctree import CExpr, CFunction, CRecord, CUnit, CVar
from ..parser.diagnostics import Sink
from ..parser.rules import UNSUPPORTED_CALL, UNSUPPORTED_CONSTRUCT
from . import cfamily
from .cfamily import POSTFIX, PRIMARY, SUM, UNARY, CFamilyPrinter, Spell
from .opencl_helpers import Helpers

_SCALARS = {
    "signed char": "char", "unsigned char": "uchar", "unsigned short": "ushort", "unsigned int": "uint",
    "unsigned long": "ulong", "long long": "long", "unsigned long long": "ulong",
}  # fmt: skip
_NATIVE = re.compile(r"(u?char|u?short|u?int|u?long|float|double)(longlong)?([24])$")
_BUILTINS = {
    "threadIdx": "get_local_id", "blockIdx": "get_group_id", "blockDim": "get_local_size",
    "gridDim": "get_num_groups",
}  # fmt: skip
_ONE = re.compile(r"(?i)1(\.0*)?f?$")
_HELPER = re.compile(r"\buw_\w+")
_INTEGER = re.compile(r"(?i)(0x[0-9a-f]+|\d+)(u?)(l*)(u?)$")


def print_opencl(
    unit: CUnit,
    spell: Spell,
    constant: Callable[[str], str],
    sink: Sink,
    subgroup_only: Collection[str] = (),
) -> str:
    """The text of an OpenCL C program. ``constant`` gives the OpenCL text of a named constant; the functions named in
    ``subgroup_only`` are for devices with sub-groups of 32 (``UW_SUBGROUPS``)."""
    printer = OpenCLPrinter(unit, spell, constant, sink, subgroup_only)
    text = printer.program()
    if printer.negates and "barrier(" in text:
        text = OpenCLPrinter(unit, spell, constant, Sink(), subgroup_only, by_helper=True).program()
    return text


def native_vector(name: str) -> str:
    """The OpenCL vector type with the layout of a CUDA vector type, empty where none has it."""
    match = _NATIVE.match(name.replace("longlong", "long"))
    if match is None:
        return ""
    size = {"char": 1, "short": 2, "int": 4, "float": 4}.get(match[1].lstrip("u"), 8) * int(match[3])
    return name.replace("longlong", "long") if size <= 16 else ""


class OpenCLPrinter(CFamilyPrinter):
    """Prints the nodes of one unit."""

    def __init__(
        self,
        unit: CUnit,
        spell: Spell,
        constant: Callable[[str], str],
        sink: Sink,
        subgroup_only: Collection[str] = (),
        by_helper: bool = False,
    ) -> None:
        super().__init__(self.spelled)
        self.by_helper = by_helper  # negations of floating point are; see uw_negative_f32
        self.negates = False
        self.unit = unit
        self.base_spell = spell
        self.constant = constant
        self.sink = sink
        self.helpers = Helpers()
        self.subgroup_only = frozenset(subgroup_only)
        self.known = {function.name for function in unit.functions}
        self.records = {record.name: record for record in unit.records}
        self.natives = {r.name: native_vector(r.name) for r in unit.records if r.vector and native_vector(r.name)}

    # ------------------------------------------------------------------------------------------- the program

    def program(self) -> str:
        self.announce([record for record in self.unit.records if not record.vector])
        for record in self.unit.records:
            if record.name not in self.natives:
                self.record(record)
                self.put("")
        for item in self.unit.globals:
            self.put(self.declare(ct.Declare(item.var, item.init)) + ";")
        if self.unit.globals:
            self.put("")
        self.functions(f for f in self.unit.functions if f.name not in self.subgroup_only)
        if self.subgroup_only:
            self.put("#ifdef UW_SUBGROUPS")
            self.put("")
            self.functions(f for f in self.unit.functions if f.name in self.subgroup_only)
            self.put("#endif")
        body = self.text()
        return self.preamble(body) + body

    def preamble(self, body: str) -> str:
        helpers = self.helpers.text()
        everything = helpers + body
        lines: list[str] = []
        if re.search(r"\bdouble[24]?\b", everything) or self.has_double():
            lines.append("#ifdef cl_khr_fp64\n#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n#endif")
        for kind in ("base", "extended"):
            if f"cl_khr_int64_{kind}_atomics" in helpers:
                lines.append(f"#pragma OPENCL EXTENSION cl_khr_int64_{kind}_atomics : enable")
        lines.append("// the same results everywhere: products and sums are not fused")
        lines.append("#pragma OPENCL FP_CONTRACT OFF")
        return "\n".join(lines) + "\n\n" + helpers

    def has_double(self) -> bool:
        """Whether double values are computed with though no variable has the type."""
        return any(
            getattr(node, "type", None) == ct.DOUBLE for function in self.unit.functions for node in ct.walk(function)
        )

    # ------------------------------------------------------------------------------------------- helpers

    def spelled(self, node: ct.Intrinsic, args: Sequence[str]) -> str:
        """The template of an intrinsic, its helpers noted and named for the spaces of its pointers."""
        text = self.base_spell(node, args)
        return _HELPER.sub(lambda match: self.helper_name(match[0], node.args, node), text)

    def helper_name(self, name: str, args: Sequence[CExpr], node: ct.Intrinsic | ct.Call) -> str:
        """The name of a helper for arguments in their address spaces."""
        found = self.helpers.need(name, [space for arg in args if (space := self.space_of(arg))])
        if found is None:
            called, span = (node.name, node.span) if isinstance(node, ct.Intrinsic) else (node.function, None)
            why = "there is no helper for it yet"
            self.sink.report(UNSUPPORTED_CALL, span, name=called, target="OpenCL C", why=why)
        return found or name

    def space_of(self, node: CExpr) -> str:
        """The address space that a pointer argument points to, empty for what is no pointer."""
        if isinstance(node.type, ct.Pointer):
            return node.type.space or "private"
        return self.place(node) if isinstance(node.type, ct.Array) else ""

    def place(self, node: CExpr) -> str:
        """The address space in which an lvalue lies."""
        match node:
            case ct.Var():
                return {"shared": "local", "static": "constant"}.get(node.var.storage, "private")
            case ct.Unary(op="*"):
                return self.space_of(node.operand)
            case ct.Index() | ct.Member():
                return self.space_of(node.base) if isinstance(node.base.type, ct.Pointer) else self.place(node.base)
        return "private"

    def _intrinsic(self, node: ct.Intrinsic) -> tuple[str, int]:
        if node.name == "printf" and isinstance(node.args[0], ct.Str):
            text = re.sub(r"(%[-+ #0]*[\d*]*(?:\.[\d*]*)?)(?:ll|z|j|t)([diouxX])", r"\1l\2", node.args[0].text)
            # what is printed is always a double, which PoCL has to be told
            text = re.sub(r"(?<!%)((?:%%)*%[-+ #0]*[\d*]*(?:\.[\d*]*)?)([aefgAEFG])", r"\1l\2", text)
            node = replace(node, args=(replace(node.args[0], text=text), *node.args[1:]))
        return super()._intrinsic(node)

    # ------------------------------------------------------------------------------------------- types

    def scalar(self, ctype: ct.Scalar) -> str:
        return _SCALARS.get(ctype.name, ctype.name)

    def record_name(self, ctype: ct.Record) -> str:
        if ctype.name in self.natives:
            return self.natives[ctype.name]
        record = self.records.get(ctype.name)
        return f"uw_{ctype.name}" if record and record.vector else ctype.name

    def space(self, space: str) -> str:
        return f"__{space} " if space else ""

    def storage(self, var: CVar) -> str:
        align = f"__attribute__((aligned({var.align}))) " if var.align else ""
        return align if _of_pointers(var.type) else align + self.memory(var)

    def memory(self, var: CVar) -> str:
        """The address space in which a variable lies."""
        volatile = "volatile " if var.volatile and var.storage == "shared" else ""
        return {"static": "__constant ", "shared": "__local "}.get(var.storage, "") + volatile

    def declare(self, node: ct.Declare) -> str:
        var = node.var
        if not _of_pointers(var.type) or not self.memory(var):
            return super().declare(node)
        # what qualifies a pointer stands behind its star
        text = self.storage(var) + self.declarator(var.type, f" {self.memory(var)}{var.name}")
        return text if node.init is None else f"{text} = {self.initialiser_of(var.type, node.init)}"

    def linkage(self, function: CFunction) -> str:
        size = "__attribute__((intel_reqd_sub_group_size(32))) " if function.name in self.subgroup_only else ""
        return f"{size}__kernel " if function.kernel else ""

    def parameter(self, var: CVar) -> str:
        return self.declarator(var.type, var.name)

    def record(self, node: CRecord) -> None:
        if any(item.bits is not None for item in node.fields):
            self.sink.report(
                UNSUPPORTED_CONSTRUCT, None, what=f"the bit-field in {node.name}", target="OpenCL C",
                why="OpenCL C has no bit-fields; use masks and shifts",
            )  # fmt: skip
        named = replace(node, name=self.record_name(ct.Record(node.name)))
        super().record(named)
        natural = self.natural_alignment(node)
        attributes = ["packed"] if node.align < natural else []
        if node.align != natural:
            attributes.append(f"aligned({node.align})")
        if attributes:
            self.lines[-1] = self.lines[-1].replace("}", f"}} __attribute__(({', '.join(attributes)}))", 1)

    def field_storage(self, node: CRecord, number: int) -> str:
        align = node.fields[number].align
        return f"__attribute__((aligned({align}))) " if align else ""

    # ------------------------------------------------------------------------------------------- expressions

    def literal(self, node: ct.Lit) -> str:
        match = _INTEGER.match(node.text)
        if match:
            return match[1] + ("u" if match[2] or match[4] else "") + ("L" if match[3] else "")
        return self.constant(node.text) if node.text.isidentifier() else node.text

    def builtin(self, node: ct.Builtin) -> str:
        if node.name == "warpSize":
            return "32"
        base, _, axis = node.name.partition(".")
        return f"(uint){_BUILTINS[base]}({'xyz'.index(axis)})"

    def _expression(self, node: CExpr) -> tuple[str, int]:
        match node:
            case ct.Builtin():
                return self.builtin(node), PRIMARY if node.name == "warpSize" else UNARY
            case ct.Cast() if isinstance(node.operand, ct.Builtin) and node.operand.name != "warpSize":
                if node.type in (ct.INT, ct.UINT):  # (int)(uint)x is (int)x
                    return self.builtin(node.operand).replace("(uint)", f"({self.type_name(node.type)})", 1), UNARY
            case ct.Cast() if (axis := global_index(node.operand)) is not None and node.type in (ct.INT, ct.UINT):
                return f"({self.type_name(node.type)})get_global_id({axis})", UNARY
            case ct.Binary() if (axis := global_index(node)) is not None:
                return f"(uint)get_global_id({axis})", UNARY
            case ct.Call() if node.function.startswith("uw_") and node.function not in self.known:
                return super()._expression(replace(node, function=self.helper_name(node.function, node.args, node)))
            case ct.Unary() if node.op == "&" and self.in_vector(node.operand):
                return self.component_address(node), SUM
            case ct.Unary(op="-", type=ct.Scalar() as kind) if not isinstance(node.operand, ct.Lit):
                return self.negation(node, kind)
            case ct.Binary(op="*") if (value := _negated(node)) is not None:
                self.negates = self.negates or node.type in (ct.FLOAT, ct.DOUBLE)
                if self.by_helper and value.type == node.type:
                    return self.negation(ct.Unary("-", value, node.type), node.type)
        return super()._expression(node)

    def negation(self, node: ct.Unary, kind: ct.CType) -> tuple[str, int]:
        """``-x``, of floating point by a helper where work-items meet."""
        self.negates = self.negates or kind in (ct.FLOAT, ct.DOUBLE)
        if not self.by_helper or kind not in (ct.FLOAT, ct.DOUBLE):
            return super()._expression(node)
        name = "uw_negative_f32" if kind == ct.FLOAT else "uw_negative_f64"
        self.helpers.need(name, ())
        return f"{name}({self.expr(node.operand, cfamily.ASSIGN)})", POSTFIX

    def initialiser_of(self, ctype: ct.CType, init: CExpr) -> str:
        text = super().initialiser_of(ctype, init)
        inner = init.operand if isinstance(init, ct.Cast) else init
        whole = isinstance(inner, ct.Builtin) or global_index(inner) is not None
        if whole and ctype in (ct.INT, ct.UINT):  # the declaration converts
            return text.removeprefix("(uint)").removeprefix("(int)")
        return text

    def in_vector(self, node: CExpr) -> bool:
        base = node.base.type if isinstance(node, ct.Member) else None
        return isinstance(base, ct.Record) and base.name in self.natives

    def component_address(self, node: ct.Unary) -> str:
        """OpenCL C has no address of a vector's component: it is reckoned from the vector's address."""
        member = node.operand
        assert isinstance(member, ct.Member)
        base = member.base
        if isinstance(base, ct.Unary) and base.op == "*":
            vector = self.expr(base.operand, UNARY)
        else:
            vector = "&" + self.expr(base, UNARY)
        return f"({self.type_name(node.type)}){vector} + {'xyzw'.index(member.field)}"

    def record_value(self, ctype: ct.Record, values: Sequence[str]) -> str:
        if ctype.name in self.natives:
            return f"({self.natives[ctype.name]})({', '.join(values)})"
        return super().record_value(ctype, values)

    def initialiser(self, node: CExpr) -> str:
        if isinstance(node, ct.Compound) and isinstance(node.type, ct.Record) and node.type.name in self.natives:
            if not node.values:
                return f"({self.natives[node.type.name]})(0)"
            return self.expr(node, cfamily.ASSIGN)
        return super().initialiser(node)


def _of_pointers(ctype: ct.CType) -> bool:
    """Whether a variable is a pointer, or an array of them."""
    while isinstance(ctype, ct.Array):
        ctype = ctype.element
    return isinstance(ctype, ct.Pointer)


def global_index(node: CExpr) -> int | None:
    """The axis a where a sum is ``blockIdx.a * blockDim.a + threadIdx.a``, in any order; else None."""
    if not isinstance(node, ct.Binary) or node.op != "+":
        return None
    for product, thread in ((node.left, node.right), (node.right, node.left)):
        if isinstance(product, ct.Binary) and product.op == "*" and isinstance(thread, ct.Builtin):
            factors = {side.name for side in (product.left, product.right) if isinstance(side, ct.Builtin)}
            axis = thread.name.partition(".")[2]
            if thread.name == f"threadIdx.{axis}" and factors == {f"blockIdx.{axis}", f"blockDim.{axis}"}:
                return "xyz".index(axis)
    return None


__all__ = ["POSTFIX", "OpenCLPrinter", "global_index", "native_vector", "print_opencl"]


def _negated(node: ct.Binary) -> CExpr | None:
    """What is multiplied by a literal -1."""
    for factor, value in ((node.left, node.right), (node.right, node.left)):
        literal = factor.operand if isinstance(factor, ct.Unary) and factor.op == "-" else None
        if isinstance(literal, ct.Lit) and _ONE.match(literal.text):
            return value
    return None
