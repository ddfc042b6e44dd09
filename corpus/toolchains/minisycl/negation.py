"""Writes the negations of a SPIR-V module another way.

Intel's runtime for CPUs (2026.2) takes the result of a negation for the same in all work-items of a group, and what is
computed from it alone: where such a value lives across a barrier, all get that of the last. ``fma(x, -1, -0)`` is the
same number for every x, zeros and infinities among them, and is not mistaken.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_EXT_INST_IMPORT, _EXT_INST, _MEMORY_MODEL = 11, 12, 14
_TYPE_FLOAT, _TYPE_VECTOR, _CONSTANT, _CONSTANT_COMPOSITE = 22, 23, 43, 44
_FUNCTION, _NEGATE = 54, 127
_OPENCL, _FMA = b"OpenCL.std", 26
HEADER, BOUND = 5, 3
_NUMBERS = {  # a type's width: the words of -1 and of -0
    32: ((0xBF800000,), (0x80000000,)),
    64: ((0, 0xBFF00000), (0, 0x80000000)),
}

Words = tuple[int, ...]


def without_negations(spirv: bytes) -> bytes:
    """The module without OpFNegate of floats and doubles, and of vectors of them."""
    words = struct.unpack(f"<{len(spirv) // 4}I", spirv)
    code = list(instructions(words))
    if not any(line[0] & 0xFFFF == _NEGATE for line in code):
        return spirv
    rewriting = _Rewriting(words[BOUND])
    body = [new for line in code for new in rewriting.instruction(line)]
    start = next(place for place, line in enumerate(body) if line[0] & 0xFFFF == _FUNCTION)
    body[start:start] = rewriting.constants
    if not rewriting.known:
        place = next(place for place, line in enumerate(body) if line[0] & 0xFFFF == _MEMORY_MODEL)
        body.insert(place, encoded(_EXT_INST_IMPORT, rewriting.library, *_text(_OPENCL)))
    head = (*words[:BOUND], rewriting.bound, *words[BOUND + 1 : HEADER])
    flat = [*head, *(word for line in body for word in line)]
    return struct.pack(f"<{len(flat)}I", *flat)


class _Rewriting:
    """Goes through a module once: what an instruction uses stands before it."""

    def __init__(self, bound: int) -> None:
        self.bound = bound
        self.constants: list[Words] = []
        self.widths: dict[int, int] = {}  # of types of floating point
        self.vectors: dict[int, tuple[int, int]] = {}  # types: that of the components, and how many
        self.made: dict[int, tuple[int, int]] = {}  # by type: the constants -1 and -0
        self.known = False
        self.library = self._id()

    def _id(self) -> int:
        self.bound += 1
        return self.bound - 1

    def instruction(self, line: Words) -> list[Words]:
        operation = line[0] & 0xFFFF
        if operation == _EXT_INST_IMPORT and _string(line[2:]) == _OPENCL:
            self.library, self.known = line[1], True
        elif operation == _TYPE_FLOAT:
            self.widths[line[1]] = line[2]
        elif operation == _TYPE_VECTOR:
            self.vectors[line[1]] = (line[2], line[3])
        elif operation == _NEGATE and (numbers := self._numbers(line[1])) is not None:
            return [encoded(_EXT_INST, line[1], line[2], self.library, _FMA, line[3], *numbers)]
        return [line]

    def _numbers(self, kind: int) -> tuple[int, int] | None:
        """The constants -1 and -0 of a type; None of another than float, double and their vectors."""
        if kind in self.made:
            return self.made[kind]
        if kind in self.vectors:
            component, count = self.vectors[kind]
            parts = self._numbers(component)
            if parts is None:
                return None
            lines = [(_CONSTANT_COMPOSITE, (part,) * count) for part in parts]
        elif self.widths.get(kind) in _NUMBERS:
            lines = [(_CONSTANT, value) for value in _NUMBERS[self.widths[kind]]]
        else:
            return None
        one, zero = self._id(), self._id()
        self.constants += [
            encoded(operation, kind, name, *value) for name, (operation, value) in zip((one, zero), lines, strict=True)
        ]
        self.made[kind] = (one, zero)
        return one, zero


def instructions(words: Words) -> Iterator[Words]:
    index = HEADER
    while index < len(words):
        length = words[index] >> 16
        if not length:
            raise ValueError("not SPIR-V: an instruction without words")
        yield words[index : index + length]
        index += length


def encoded(operation: int, *operands: int) -> Words:
    return ((len(operands) + 1) << 16 | operation, *operands)


def _string(words: Words) -> bytes:
    return struct.pack(f"<{len(words)}I", *words).split(b"\0")[0]


def _text(value: bytes) -> Words:
    padded = value + b"\0" * (4 - len(value) % 4)
    return struct.unpack(f"<{len(padded) // 4}I", padded)
