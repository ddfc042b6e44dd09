"""Mends conversions of conditions in a SPIR-V module.

DPC++'s translator (2026.2) writes the conversion of a signed bit to a floating-point number, which is -1 or 0, as
that of 1 or 0: ``x = c ? -1 : 0`` of a double x becomes 1. Optimised code converts a condition that is meant as 1 or 0
without sign, so what converts a choice of 1 and 0 with sign is that mistake, and gets the choice's negative.
"""

from __future__ import annotations

import struct

from .negation import BOUND, HEADER, encoded, instructions

_CONSTANT, _CONSTANT_COMPOSITE, _CONSTANT_NULL = 43, 44, 46
_CONVERT_SIGNED, _NEGATE, _SELECT = 111, 126, 169


def with_signed_conditions(spirv: bytes) -> bytes:
    """The module with -1 for each true condition that is converted with its sign."""
    words = struct.unpack(f"<{len(spirv) // 4}I", spirv)
    bound = words[BOUND]
    constants: dict[int, int] = {}  # integers, and vectors whose components are the same
    choices: dict[int, int] = {}  # of one and zero: their types
    body: list[tuple[int, ...]] = []
    for found in instructions(words):
        operation = found[0] & 0xFFFF
        if operation == _CONSTANT:
            constants[found[2]] = sum(word << 32 * place for place, word in enumerate(found[3:]))
        elif operation == _CONSTANT_NULL:
            constants[found[2]] = 0
        elif operation == _CONSTANT_COMPOSITE:
            parts = {constants.get(part) for part in found[3:]}
            if len(parts) == 1 and (part := parts.pop()) is not None:
                constants[found[2]] = part
        elif operation == _SELECT and [constants.get(name) for name in found[4:6]] == [1, 0]:
            choices[found[2]] = found[1]
        elif operation == _CONVERT_SIGNED and found[3] in choices:
            body.append(encoded(_NEGATE, choices[found[3]], bound, found[3]))
            found = encoded(_CONVERT_SIGNED, found[1], found[2], bound)
            bound += 1
        body.append(found)
    if bound == words[BOUND]:
        return spirv
    flat = [*words[:BOUND], bound, *words[BOUND + 1 : HEADER], *(word for entry in body for word in entry)]
    return struct.pack(f"<{len(flat)}I", *flat)
