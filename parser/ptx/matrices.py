"""PTX's products of small matrices by a warp, over shuffles: ``mma.sync`` of 16 or 8 rows and 8 columns, and what
brings matrices of 8 by 8 to the lanes and back, ``ldmatrix``, ``stmatrix`` and ``movmatrix``. Which lane holds what is
the PTX ISA's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .instruction import Handler, Instruction, operands, parts, write
from .values import C_TYPES, LANE, Scope, Unsupported

_ALL = "0xffffffffu"
_SHAPE = re.compile(r"m(8|16)n8k(\d+)")
_PER_WORD = {"f16": 2, "bf16": 2, "tf32": 1, "s8": 4, "u8": 4, "f64": 1}  # elements of a register


def _halves(word: str, kind: str) -> tuple[str, str]:
    """The two numbers in a word, as floats."""
    if kind == "bf16":
        return f"__uint_as_float({word} << 16)", f"__uint_as_float({word} & 0xffff0000u)"
    low, high = f"(unsigned short){word}", f"(unsigned short)({word} >> 16)"
    return f"__half2float(__ushort_as_half({low}))", f"__half2float(__ushort_as_half({high}))"


def _bytes(word: str, kind: str) -> list[str]:
    if kind == "s8":
        return [f"(int)(signed char)({word} >> {8 * k})" for k in range(4)]
    return [f"(int)({word} >> {8 * k} & 255u)" for k in range(4)]


def _added(total: str, a: str, b: str, kinds: Sequence[str]) -> str:
    """A sum and the products of what two words hold."""
    first, second = kinds
    if first in ("s8", "u8"):
        terms = (f"{x} * {y}" for x, y in zip(_bytes(a, first), _bytes(b, second), strict=True))
        return f"{total} += {' + '.join(terms)};"
    if first == "f64":
        return f"{total} = fma({a}, {b}, {total});"
    if first == "tf32":
        return f"{total} += __uint_as_float({a} & 0xffffe000u) * __uint_as_float({b} & 0xffffe000u);"
    (x, y), (u, v) = _halves(a, first), _halves(b, second)
    return f"{total} += {x} * {u}; {total} += {y} * {v};"


def _mma(i: Instruction, scope: Scope) -> list[str]:
    """Four sums a lane: rows g and g + 8 of two columns, g and t being the lane's number by four and in four; of 8 rows
    two sums."""
    shape = next((match for word in i.words if (match := _SHAPE.fullmatch(word))), None)
    words = [word for word in i.words if word not in ("sync", "aligned", "row", "col") and not _SHAPE.fullmatch(word)]
    if shape is None or len(words) != 4 or not (i.has("row") and i.has("col")) or i.guard:
        raise Unsupported(i.name)
    made, first, second, given = words
    sums = {"s8": "s32", "u8": "s32", "f64": "f64"}.get(first, "f32")
    mixed = first != second and not {first, second} <= {"s8", "u8"}
    if first not in _PER_WORD or mixed or {made, given} - ({sums, "f16"} if first == "f16" else {sums}):
        raise Unsupported(i.name)
    steps, rest = divmod(int(shape[2]), 4 * _PER_WORD[first])
    rows = "x" if shape[1] == "8" else "xy"
    if steps not in (1, 2) or rest or (rows == "x" and (steps, sums) not in ((1, "s32"), (1, "f64"))):
        raise Unsupported(i.name)
    if rows == "xy" and first == "f64":
        raise Unsupported(i.name)
    d, a, b, c = operands(i, 4)
    word = "f64" if first == "f64" else "u32"
    left = [scope.read(part, word) for part in parts(a, len(rows) * steps, i.name)]
    right = [scope.read(part, word) for part in parts(b, steps, i.name)]
    totals = [f"ptx_sum{n}" for n in range(2 * len(rows))]
    lines = [f"const unsigned int ptx_row = {LANE} & ~3u, ptx_column = ({LANE} & 3u) * 8u;"]
    lines += _sums(scope, parts(c, 2 if given == "f16" else len(totals), i.name), given, totals)
    for step in range(steps):
        source = {row: (left[len(rows) * step + n], "ptx_row") for n, row in enumerate(rows)}
        source |= {"u": (right[step], "ptx_column"), "v": (right[step], "ptx_column + 4u")}
        moved = [f"ptx_{x} = __shfl_sync({_ALL}, {value}, {place} + ptx_k)" for x, (value, place) in source.items()]
        added = [_added(totals[2 * (x == "y") + (u == "v")], f"ptx_{x}", f"ptx_{u}", (first, second))
                 for x in rows for u in "uv"]  # fmt: skip
        loop = "for (unsigned int ptx_k = 0u; ptx_k < 4u; ++ptx_k)"
        lines.append(f"{loop} {{ const {C_TYPES[word]} {', '.join(moved)}; {' '.join(added)} }}")
    lines += _results(scope, parts(d, 2 if made == "f16" else len(totals), i.name), made, totals)
    return [f"{{ {' '.join(lines)} }}"]


def _sums(scope: Scope, registers: Sequence[str], kind: str, totals: Sequence[str]) -> list[str]:
    """The declarations of the sums, which begin with what is added."""
    if kind == "f16":
        values = [half for part in registers for half in _halves(f"({scope.read(part, 'u32')})", "f16")]
    else:
        values = [scope.read(part, kind) for part in registers]
    c_type = {"s32": "int", "f64": "double"}.get(kind, "float")
    return [f"{c_type} {total} = {value};" for total, value in zip(totals, values, strict=True)]


def _results(scope: Scope, registers: Sequence[str], kind: str, totals: Sequence[str]) -> list[str]:
    if kind != "f16":
        return [write(scope, part, kind, total) for part, total in zip(registers, totals, strict=True)]
    words = [f"(unsigned int)__half_as_ushort(__float2half_rn({total}))" for total in totals]
    return [write(scope, part, "u32", f"{words[2 * n]} | {words[2 * n + 1]} << 16") for n, part in enumerate(registers)]


def _half(word: str, place: str) -> str:
    return f"({word} >> 16u * ({place}) & 0xffffu)"


def _ldmatrix(i: Instruction, scope: Scope) -> list[str]:
    """Lanes 8 m to 8 m + 7 have the addresses of the rows of matrix m: each reads its row and hands it round."""
    count = next((n for n in (1, 2, 4) if i.has(f"x{n}")), 0)
    known = {"sync", "aligned", "m8n8", "x1", "x2", "x4", "trans", "shared", "shared::cta", "b16"}
    if not count or not i.has("b16") or set(i.words) - known or i.guard:
        raise Unsupported(i.name)
    target, place = operands(i, 2)
    row = scope.address(place, "u32", True, shared=i.has("shared") or i.has("shared::cta"))
    lane = "ptx_lane"
    lines = [f"const unsigned int {lane} = {LANE}; unsigned int ptx_row[4] = {{0u, 0u, 0u, 0u}};"]
    reads = " ".join(f"ptx_row[{n}] = ({row.removeprefix('*')})[{n}];" for n in range(4))
    lines.append(f"if ({lane} < {8 * count}u) {{ {reads} }}")
    for matrix, part in enumerate(parts(target, count, i.name)):
        lines.append("{ unsigned int ptx_word = 0u;")
        for n in range(4):
            if i.has("trans"):
                sources = (f"{8 * matrix}u + 2u * ({lane} & 3u)", f"{8 * matrix + 1}u + 2u * ({lane} & 3u)")
                low, high = (f"__shfl_sync({_ALL}, ptx_row[{n}], {source})" for source in sources)
                lines.append(f"const unsigned int ptx_low{n} = {low}, ptx_high{n} = {high};")
                place_of = f"{lane} >> 2 & 1u"
                value = f"{_half(f'ptx_low{n}', place_of)} | {_half(f'ptx_high{n}', place_of)} << 16"
                lines.append(f"if ({lane} >> 3 == {n}u) ptx_word = {value};")
            else:
                part_of = f"__shfl_sync({_ALL}, ptx_row[{n}], {8 * matrix}u + ({lane} >> 2))"
                lines.append(f"const unsigned int ptx_part{n} = {part_of};")
                lines.append(f"if (({lane} & 3u) == {n}u) ptx_word = ptx_part{n};")
        lines.append(write(scope, part, "u32", "ptx_word") + " }")
    return [f"{{ {' '.join(lines)} }}"]


def _stmatrix(i: Instruction, scope: Scope) -> list[str]:
    """Lanes 8 m to 8 m + 7 have the addresses of the rows of matrix m: each gathers its row and writes it."""
    count = next((n for n in (1, 2, 4) if i.has(f"x{n}")), 0)
    known = {"sync", "aligned", "m8n8", "x1", "x2", "x4", "trans", "shared", "shared::cta", "b16"}
    if not count or not i.has("b16") or set(i.words) - known or i.guard:
        raise Unsupported(i.name)
    place, source = operands(i, 2)
    row = scope.address(place, "u32", False, shared=i.has("shared") or i.has("shared::cta"))
    lines = [f"const unsigned int ptx_lane = {LANE}; unsigned int ptx_row[4] = {{0u, 0u, 0u, 0u}};"]
    for matrix, part in enumerate(parts(source, count, i.name)):
        held = scope.read(part, "u32")
        lines.append("{")
        for n in range(4):
            if i.has("trans"):
                column = "((ptx_lane & 7u) >> 1)"
                moved = [f"ptx_part{k} = __shfl_sync({_ALL}, {held}, {4 * (2 * n + k)}u + {column})" for k in range(2)]
                halves = [_half(f"ptx_part{k}", "ptx_lane & 1u") for k in range(2)]
                lines.append(f"{{ const unsigned int {', '.join(moved)};")
                value = f"{halves[0]} | {halves[1]} << 16"
            else:
                moved = [f"ptx_part0 = __shfl_sync({_ALL}, {held}, 4u * (ptx_lane & 7u) + {n}u)"]
                lines.append(f"{{ const unsigned int {moved[0]};")
                value = "ptx_part0"
            lines.append(f"if (ptx_lane >> 3 == {matrix}u) ptx_row[{n}] = {value}; }}")
        lines.append("}")
    writes = " ".join(f"({row.removeprefix('*')})[{n}] = ptx_row[{n}];" for n in range(4))
    return [f"{{ {' '.join(lines)} if (ptx_lane < {8 * count}u) {{ {writes} }} }}"]


def _movmatrix(i: Instruction, scope: Scope) -> list[str]:
    """The transpose of a matrix of 8 by 8 halves."""
    if set(i.words) != {"sync", "aligned", "m8n8", "trans", "b16"} or i.guard:
        raise Unsupported(i.name)
    target, source = operands(i, 2)
    value = scope.read(source, "u32")
    place = "8u * (ptx_lane & 3u) + (ptx_lane >> 3)"
    moved = f"ptx_low = __shfl_sync({_ALL}, {value}, {place}), ptx_high = __shfl_sync({_ALL}, {value}, {place} + 4u)"
    halves = f"{_half('ptx_low', 'ptx_lane >> 2 & 1u')} | {_half('ptx_high', 'ptx_lane >> 2 & 1u')} << 16"
    lane = f"const unsigned int ptx_lane = {LANE};"
    return [f"{{ {lane} const unsigned int {moved}; {write(scope, target, 'u32', halves)} }}"]


MATRICES: dict[str, Handler] = {
    "mma": _mma, "ldmatrix": _ldmatrix, "stmatrix": _stmatrix, "movmatrix": _movmatrix,
}  # fmt: skip
