"""The operands of PTX instructions as expressions of CUDA C++: registers, immediates, special registers, addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .constant import constant

C_TYPES = {
    "b8": "unsigned char", "u8": "unsigned char", "s8": "signed char", "b16": "unsigned short", "u16": "unsigned short",
    "s16": "short", "b32": "unsigned int", "u32": "unsigned int", "s32": "int", "b64": "unsigned long long",
    "u64": "unsigned long long", "s64": "long long", "f32": "float", "f64": "double", "pred": "bool",
}  # fmt: skip
# Types whose values are held as bits: of halves, of two halves or shorts, of fewer bits than a register has.
HELD = {
    "f16": "u16", "bf16": "u16", "f16x2": "u32", "bf16x2": "u32", "u16x2": "u32", "s16x2": "u32", "tf32": "u32",
    "e4m3x2": "u16", "e5m2x2": "u16",
}  # fmt: skip
CLASSES = {"h": "u16", "r": "u32", "l": "u64", "f": "f32", "d": "f64", "n": "s32"}
LANE = "((threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z)) & 31u)"
SPECIAL = {
    **{f"{name}.{axis}": f"{ours}.{axis}" for axis in "xyz" for name, ours in (
        ("tid", "threadIdx"), ("ntid", "blockDim"), ("ctaid", "blockIdx"), ("nctaid", "gridDim"))},
    "laneid": LANE,
    "warpid": "((threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z)) >> 5)",
    "lanemask_eq": f"(1u << {LANE})", "lanemask_lt": f"((1u << {LANE}) - 1u)",
    "lanemask_le": f"((2u << {LANE}) - 1u)", "lanemask_gt": f"(~((2u << {LANE}) - 1u))",
    "lanemask_ge": f"(~((1u << {LANE}) - 1u))",
    **{f"cluster_ctaid.{axis}": "0u" for axis in "xyz"}, **{f"cluster_nctaid.{axis}": "1u" for axis in "xyz"},
    **{f"clusterid.{axis}": f"blockIdx.{axis}" for axis in "xyz"},  # a cluster is a block
    **{f"nclusterid.{axis}": f"gridDim.{axis}" for axis in "xyz"}, "cluster_ctarank": "0u", "cluster_nctarank": "1u",
    "nwarpid": "((blockDim.x * blockDim.y * blockDim.z + 31u) >> 5)",
    "clock": "(unsigned int)clock()", "clock64": "(unsigned long long)clock64()",
    "clock_hi": "(unsigned int)((unsigned long long)clock64() >> 32)",
}  # fmt: skip
_SIMPLE = re.compile(r"[A-Za-z_]\w*(?:\.\w+|->\w+)*|\d\w*")


class Unsupported(Exception):
    """PTX that is not rewritten; the text says what."""


def width(kind: str) -> int:
    """The bits of a PTX type."""
    return 1 if kind == "pred" else int(HELD.get(kind, kind)[1:])


@dataclass
class Register:
    """What a name stands for: the text of an expression, its PTX type, and whether the text is the program's own."""

    text: str
    kind: str
    operand: bool = False
    source: str = ""  # of an operand: the program's own expression


@dataclass
class Scope:
    """The operands of one asm statement and the registers that its text declares."""

    operands: list[Register]
    named: dict[str, Register]
    registers: dict[str, Register] = field(default_factory=dict)
    carries: bool = False  # whether an instruction has set the carry flag

    def find(self, text: str) -> Register:
        """The register of ``%0``, ``%[name]`` or a declared name."""
        if text.startswith("%"):
            name = text[1:].strip("[]")
            if name.isdigit() and int(name) < len(self.operands):
                return self.operands[int(name)]
            if name in self.named:
                return self.named[name]
        elif text in self.registers:
            return self.registers[text]
        raise Unsupported(f"the operand {text}")

    def kind_of(self, text: str) -> str:
        """The PTX type of a register; empty where the text names none."""
        try:
            return self.find(text.strip().removeprefix("!")).kind
        except Unsupported:
            return ""

    def read(self, text: str, kind: str) -> str:
        """An operand as an expression of a PTX type."""
        text = text.strip()
        kind = HELD.get(kind, kind)
        if kind == "pred" and text.startswith("!"):
            return f"!{self.read(text[1:], kind)}"
        special = SPECIAL.get(text[1:]) if text.startswith("\1") else None
        if special is not None:
            return converted(special, "u64" if text.endswith("64") else "u32", kind)
        literal = immediate(text, kind)
        if literal:
            return literal
        register = self.find(text)
        return converted(register.text, register.kind, kind, exact=not register.operand)

    def address(self, text: str, kind: str, const: bool, shared: bool = False) -> str:
        """``[operand + offset]`` as an lvalue of a C type. In shared memory an address is a number of 32 bits."""
        kind = HELD.get(kind, kind)
        match = re.fullmatch(r"\[\s*([^\s+\]]+)\s*(?:\+\s*(-?\w+)\s*)?\]", text.strip())
        if match is None:
            raise Unsupported(f"the address {text}")
        register = self.find(match[1])
        if shared:
            kind_of = "u64" if width(register.kind) == 64 else "u32"
            number = converted(register.text, register.kind, kind_of, exact=not register.operand)
            start = f"__cvta_shared_to_generic({number})"
        elif width(register.kind) != 64:
            raise Unsupported(f"the operand {match[1]}, an address of {width(register.kind)} bits,")
        else:
            start = register.source or register.text
        pointer = f"{'const ' if const else ''}{C_TYPES[kind]} *"
        if match[2] and int(match[2], 0):
            byte = "const char *" if const else "char *"
            return f"*({pointer})(({byte})({start}) + {match[2]})"
        return f"*({pointer})({start})"


def immediate(text: str, kind: str) -> str:
    """A constant of PTX as one of C++; empty where the text is none."""
    if re.fullmatch(r"0[fF][0-9a-fA-F]{8}", text):
        return f"__uint_as_float(0x{text[2:]}u)"
    if re.fullmatch(r"0[dD][0-9a-fA-F]{16}", text):
        return f"__longlong_as_double(0x{text[2:]}ll)"
    if text == "WARP_SZ":
        return "32"
    if kind in ("f32", "f64") and re.fullmatch(r"-?\d+(?:\.\d*(?:[eE][-+]?\d+)?|[eE][-+]?\d+)", text):
        return text + ("f" if kind == "f32" else "")
    match = re.fullmatch(r"(-?)(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)U?", text)
    if match is None:
        value = constant(text) if kind[0] in "bus" else None
        return immediate(str(value), kind) if value is not None else ""
    suffix = {"u32": "u", "b32": "u", "u64": "ull", "b64": "ull", "s64": "ll"}.get(kind, "")
    return f"({match[1]}{match[2]}{suffix})" if match[1] else match[2] + suffix


def converted(text: str, have: str, want: str, exact: bool = False) -> str:
    """An expression of one PTX type as another: bits between integers and floats of a size, values between integers."""
    if want == "pred" or have == "pred":
        if want != have:
            raise Unsupported("a predicate used as a number")
        return text
    floating = {"f32": ("__uint_as_float", "__float_as_uint"), "f64": ("__longlong_as_double", "__double_as_longlong")}
    if have[0] == "f" and want[0] == "f" and have == want:
        return text
    if want in floating:
        if width(have) != width(want) or have in floating:
            raise Unsupported("operands of different sizes")
        return f"{floating[want][0]}({text})"
    if have in floating:
        if width(have) != width(want):
            raise Unsupported("operands of different sizes")
        bits = f"{floating[have][1]}({text})"
        return bits if want[0] != "s" else f"({C_TYPES[want]}){bits}"
    if exact and (have == want or {have[0], want[0]} == {"b", "u"} and have[1:] == want[1:]):
        return text
    return f"({C_TYPES[want]}){text if _SIMPLE.fullmatch(text) else f'({text})'}"
