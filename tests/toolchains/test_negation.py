"""SPIR-V without negations."""

from __future__ import annotations

import struct

from unwarp.corpus.toolchains.minisycl.negation import without_negations

FLOAT, VECTOR, HALF, IMPORT = 2, 3, 4, 1
NEGATE, FMA = 127, 26


def _module(*lines: tuple[int, ...]) -> bytes:
    head = (0x07230203, 0x00010400, 0, 20, 0)
    words = [*head, *(word for line in lines for word in ((len(line)) << 16 | line[0], *line[1:]))]
    return struct.pack(f"<{len(words)}I", *words)


def _lines(spirv: bytes) -> list[tuple[int, ...]]:
    words = struct.unpack(f"<{len(spirv) // 4}I", spirv)
    lines, index = [], 5
    while index < len(words):
        length = words[index] >> 16
        lines.append((words[index] & 0xFFFF, *words[index + 1 : index + length]))
        index += length
    return lines


NAME = struct.unpack("<3I", b"OpenCL.std\0\0")
START = ((14, 2, 2), (22, FLOAT, 32), (23, VECTOR, FLOAT, 3), (22, HALF, 16), (54, 9, 10, 0, 11))


def test_a_module_without_negations_stays() -> None:
    module = _module((11, IMPORT, *NAME), *START, (253,))
    assert without_negations(module) == module


def test_negations_become_products() -> None:
    module = _module((11, IMPORT, *NAME), *START, (NEGATE, FLOAT, 12, 13), (NEGATE, VECTOR, 14, 15), (253,))
    lines = _lines(without_negations(module))
    constants = {line[2]: line for line in lines if line[0] in (43, 44)}
    made = [line for line in lines if line[0] == 12]
    assert [(line[1], line[2], line[3], line[4], line[5]) for line in made] == [
        (FLOAT, 12, IMPORT, FMA, 13), (VECTOR, 14, IMPORT, FMA, 15),
    ]  # fmt: skip
    one, zero = made[0][6:]
    assert constants[one][3:] == (0xBF800000,) and constants[zero][3:] == (0x80000000,)
    assert constants[made[1][6]][3:] == (one,) * 3 and constants[made[1][7]][3:] == (zero,) * 3
    order = [line[0] for line in lines]
    assert max(i for i, op in enumerate(order) if op in (43, 44)) < order.index(54)
    bound = struct.unpack_from("<I", without_negations(module), 12)[0]
    assert bound > max(constants)


def test_half_precision_stays_and_the_library_is_imported_where_it_is_missing() -> None:
    lines = _lines(without_negations(_module(*START, (NEGATE, HALF, 12, 13), (NEGATE, FLOAT, 14, 15), (253,))))
    assert (NEGATE, HALF, 12, 13) in lines
    assert lines[0][0] == 11 and lines[0][2:] == NAME
    assert next(line for line in lines if line[0] == 12)[3] == lines[0][1]
