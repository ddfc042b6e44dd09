"""One PTX instruction: its parts, and what all that rewrite some need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .values import C_TYPES, HELD, Scope, Unsupported, converted

_HINTS = frozenset({
    "ca", "cg", "cs", "lu", "cv", "nc", "wb", "wt", "volatile", "weak", "relaxed", "acquire", "release", "acq_rel",
    "sc", "gpu", "cta", "sys", "cluster", "sync", "aligned", "mmio", "L1::no_allocate", "L1::evict_last",
    "L1::evict_first", "L1::evict_normal", "L1::evict_unchanged", "L2::evict_first", "L2::evict_last",
    "L2::evict_normal", "L2::64B", "L2::128B", "L2::256B", "L2::cache_hint",
})  # fmt: skip
_TYPES = frozenset((*C_TYPES, *HELD))
ROUNDINGS = {"rn": "rn", "rz": "rz", "rm": "rd", "rp": "ru"}  # as CUDA's functions spell them
_LEAST = {
    "f32": ("fabsf", "1.17549435e-38f", "copysignf(0.0f"), "f64": ("fabs", "2.2250738585072014e-308", "copysign(0.0"),
}  # fmt: skip
_EXPONENT = {"f16": "0x7c00u", "bf16": "0x7f80u"}


@dataclass(frozen=True)
class Instruction:
    """``opcode.words operands``; ``guard`` is its predicate."""

    opcode: str
    words: tuple[str, ...]
    operands: tuple[str, ...]
    guard: str = ""

    @property
    def name(self) -> str:
        return ".".join((self.opcode, *self.words))

    @property
    def types(self) -> list[str]:
        return [word for word in self.words if word in _TYPES]

    @property
    def kind(self) -> str:
        if not self.types:
            raise Unsupported(self.name)
        return self.types[-1]

    @property
    def only(self) -> str:
        """The type of an instruction that has one."""
        if len(self.types) != 1:
            raise Unsupported(self.name)
        return self.types[0]

    @property
    def rounding(self) -> str:
        """The rounding of floating results, as PTX spells it; empty where none is named."""
        return self.one_of(ROUNDINGS)

    def one_of(self, words: Sequence[str] | dict[str, str] | frozenset[str]) -> str:
        """The first of the instruction's words that is among these; empty where none is."""
        return next((word for word in self.words if word in words), "")

    def has(self, word: str) -> bool:
        return word in self.words


Handler: TypeAlias = Callable[[Instruction, Scope], list[str]]


def write(scope: Scope, target: str, kind: str, value: str) -> str:
    """The assignment of a value of a PTX type to a register; ``_`` takes what nobody wants."""
    kind = HELD.get(kind, kind)
    if target == "_":
        return f"(void)({value});"
    register = scope.find(target)
    if register.kind == "pred" or kind == "pred" or register.kind[0] == "f" and kind[0] == "f":
        if register.kind != kind:
            raise Unsupported("operands of different sizes")
        return f"{register.text} = {value};"
    if register.kind[0] == "f" or kind[0] == "f":
        return f"{register.text} = {converted(value, kind, register.kind)};"
    return f"{register.text} = {value};"


def operands(i: Instruction, count: int) -> Sequence[str]:
    if len(i.operands) != count:
        raise Unsupported(i.name)
    return i.operands


def parts(text: str, count: int, name: str) -> list[str]:
    """The elements of ``{a, b}``."""
    found = [part.strip() for part in text.strip().strip("{}").split(",")]
    if len(found) != count:
        raise Unsupported(name)
    return found


def plain(i: Instruction, *allowed: str) -> None:
    """Refuse words of an instruction that nobody has thought about."""
    for word in i.words:
        if word not in _TYPES and word not in _HINTS and word not in allowed:
            raise Unsupported(i.name)


# ------------------------------------------------------------------------------------------------ small numbers


def flushed(text: str, kind: str) -> str:
    """A number, zero of its sign where it is below the normal ones, which ``ftz`` asks for. Halves are bits."""
    if kind in _EXPONENT:
        return f"(unsigned short)({text} & {_EXPONENT[kind]} ? {text} : {text} & 0x8000u)"
    if kind not in _LEAST:
        raise Unsupported("ftz of this type")
    size, least, zero = _LEAST[kind]
    return f"({size}({text}) < {least} ? {zero}, {text}) : {text})"


def given(i: Instruction, scope: Scope, names: Sequence[str], kind: str) -> list[str]:
    """Floating operands."""
    if i.has("ftz") and kind == "f64" and not i.has("approx"):
        raise Unsupported(i.name)
    values = [scope.read(name, kind) for name in names]
    return [flushed(value, kind) for value in values] if i.has("ftz") else values


def result(i: Instruction, scope: Scope, target: str, kind: str, value: str) -> list[str]:
    """The assignment of a floating result."""
    if i.has("sat"):
        if kind != "f32":
            raise Unsupported(i.name)
        value = f"__saturatef({value})"
    if not i.has("ftz"):
        return [write(scope, target, kind, value)]
    made = f"const {C_TYPES[HELD.get(kind, kind)]} ptx_made = {value};"
    return [f"{{ {made} {write(scope, target, kind, flushed('ptx_made', kind))} }}"]
