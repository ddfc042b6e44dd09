"""One PTX instruction: its parts, and what all that rewrite some need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .values import C_TYPES, Scope, Unsupported, converted

_HINTS = frozenset({
    "ca", "cg", "cs", "lu", "cv", "nc", "wb", "wt", "volatile", "weak", "relaxed", "acquire", "release", "acq_rel",
    "gpu", "cta", "sys", "cluster", "ftz", "approx", "full", "sync", "aligned", "uni", "to", "mmio",
    "L1::no_allocate", "L1::evict_last", "L1::evict_first", "L1::evict_normal", "L2::64B", "L2::128B", "L2::256B",
})  # fmt: skip
_TYPES = frozenset(C_TYPES)


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

    def has(self, word: str) -> bool:
        return word in self.words


def write(scope: Scope, target: str, kind: str, value: str) -> str:
    """The assignment of a value of a PTX type to a register."""
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


def plain(i: Instruction, *allowed: str) -> None:
    """Refuse words of an instruction that nobody has thought about."""
    for word in i.words:
        if word not in _TYPES and word not in _HINTS and word not in allowed:
            raise Unsupported(i.name)
