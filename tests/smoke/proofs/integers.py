"""Models of the integer functions: Python's own integers, wrapped to the type of the result."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from .kinds import Kind
from .values import Model, Shape

W32, W64 = (1 << 32) - 1, (1 << 64) - 1


def wrap(kind: Kind, value: int) -> int:
    """What a type holds of an integer."""
    value &= (1 << kind.bits) - 1
    return value - (1 << kind.bits) if kind.signed and value > kind.high else value


def _signed(value: int, bits: int) -> int:
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> bits - 1 else value


def _reversed(value: int, bits: int) -> int:
    return int(f"{value & (1 << bits) - 1:0{bits}b}"[::-1], 2)


def _bytes(word: int) -> list[int]:
    return [word >> 8 * i & 0xFF for i in range(4)]


def nth_set(mask: int, base: int, offset: int) -> int:
    """The place of a one: the base itself, or so many ones above or below it, which counts itself."""
    if offset == 0:
        return base if mask >> base & 1 else W32
    places = range(base, 32) if offset > 0 else range(base, -1, -1)
    ones = [place for place in places if mask >> place & 1]
    return ones[abs(offset) - 1] if abs(offset) <= len(ones) else W32


def _byte_perm(x: int, y: int, selector: int) -> int:
    """Of each selector three bits are documented; ``prepared`` leaves the fourth out."""
    have = _bytes(x) + _bytes(y)
    return sum(have[selector >> 4 * i & 7] << 8 * i for i in range(4))


def _dot(shape: Shape, words: int, size: int, first: int) -> Model:
    """Products of ``words`` lanes of two words, of ``size`` bits in the first one and of 8 in the second, where they
    begin at ``first``, added to the third argument."""
    signed = shape.takes[0].signed

    def lane(word: int, bits: int, i: int) -> int:
        part = word >> bits * i & (1 << bits) - 1
        return _signed(part, bits) if signed else part

    return lambda a, b, c: c + sum(lane(a, size, i) * lane(b, 8, first + i) for i in range(words))


def _low24(value: int, shape: Shape) -> int:
    return _signed(value, 24) if shape.takes[0].signed else value & 0xFFFFFF


def _funnel_l(low: int, high: int, shift: int) -> int:
    return ((high << 32 | low) << shift & W64) >> 32


def _funnel_r(low: int, high: int, shift: int) -> int:
    return (high << 32 | low) >> shift


def _first_set(value: int) -> int:
    return (value & -value).bit_length()


# name → the model for a shape
FUNCTIONS: dict[str, Callable[[Shape], Model]] = {
    "__clz": lambda s: lambda x: 32 - (x & W32).bit_length(),
    "__clzll": lambda s: lambda x: 64 - (x & W64).bit_length(),
    "__popc": lambda s: lambda x: (x & W32).bit_count(),
    "__popcll": lambda s: lambda x: (x & W64).bit_count(),
    "__ffs": lambda s: lambda x: _first_set(x & W32),
    "__ffsll": lambda s: lambda x: _first_set(x & W64),
    "__brev": lambda s: lambda x: _reversed(x, 32),
    "__brevll": lambda s: lambda x: _reversed(x, 64),
    "__byte_perm": lambda s: _byte_perm,
    "__fns": lambda s: nth_set,
    "__mulhi": lambda s: lambda x, y: x * y >> 32,
    "__umulhi": lambda s: lambda x, y: x * y >> 32,
    "__mul64hi": lambda s: lambda x, y: x * y >> 64,
    "__umul64hi": lambda s: lambda x, y: x * y >> 64,
    "mulhi": lambda s: lambda x, y: x * y >> 32,
    "__mul24": lambda s: lambda x, y: _low24(x, s) * _low24(y, s),
    "__umul24": lambda s: lambda x, y: _low24(x, s) * _low24(y, s),
    "__sad": lambda s: lambda x, y, z: abs(x - y) + z,
    "__usad": lambda s: lambda x, y, z: abs(x - y) + z,
    "__hadd": lambda s: lambda x, y: x + y >> 1,
    "__rhadd": lambda s: lambda x, y: x + y + 1 >> 1,
    "__uhadd": lambda s: lambda x, y: x + y >> 1,
    "__urhadd": lambda s: lambda x, y: x + y + 1 >> 1,
    "__funnelshift_l": lambda s: lambda lo, hi, n: _funnel_l(lo, hi, n & 31),
    "__funnelshift_lc": lambda s: lambda lo, hi, n: _funnel_l(lo, hi, min(n, 32)),
    "__funnelshift_r": lambda s: lambda lo, hi, n: _funnel_r(lo, hi, n & 31),
    "__funnelshift_rc": lambda s: lambda lo, hi, n: _funnel_r(lo, hi, min(n, 32)),
    "__dp4a": lambda s: _dot(s, 4, 8, 0),
    "__dp2a_lo": lambda s: _dot(s, 2, 16, 0),
    "__dp2a_hi": lambda s: _dot(s, 2, 16, 2),
    "labs": lambda s: abs,
    "llabs": lambda s: abs,
    "umin": lambda s: min,
    "umax": lambda s: max,
    "llmin": lambda s: min,
    "llmax": lambda s: max,
    "ullmin": lambda s: min,
    "ullmax": lambda s: max,
    "abs": lambda s: abs,
    "min": lambda s: _chosen(s, min),
    "max": lambda s: _chosen(s, max),
}


def prepared(name: str, columns: list[list[Any]]) -> list[list[Any]]:
    """Arguments without those parts of them of which no documentation says what they do."""
    if name == "__byte_perm":
        columns[2] = [selector & 0xFFFF7777 for selector in columns[2]]
    if name == "__fns":
        columns[1] = [base & 31 for base in columns[1]]
        columns[2] = [offset % 25 - 12 for offset in columns[2]]
    return columns


def _chosen(shape: Shape, choose: Callable[[int, int], int]) -> Model:
    """Arguments are converted to the type of the result before they are compared."""
    kind = shape.gives[0]
    return lambda x, y: choose(wrap(kind, x), wrap(kind, y))


def model(name: str, shape: Shape) -> Model | None:
    """The model of a function between integers."""
    if any(kind.format is not None for kind in (*shape.takes, *shape.gives)):
        return None
    simd = _simd(name)
    made = FUNCTIONS[name](shape) if name in FUNCTIONS else simd
    if made is None:
        return None
    result = shape.gives[0]
    return lambda *values: wrap(result, made(*values))


# ------------------------------------------------------------------------------------------------ words of lanes


def _saturated(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))


def _comparison(name: str) -> Callable[[int, int], bool] | None:
    tests: dict[str, Callable[[int, int], bool]] = {
        "eq": lambda a, b: a == b, "ne": lambda a, b: a != b, "lt": lambda a, b: a < b,
        "le": lambda a, b: a <= b, "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b,
    }  # fmt: skip
    return tests.get(name)


def _lane(operation: str, sort: str, bits: int) -> Callable[..., int] | None:
    """One lane of an operation whose name ends in a sort, ``u`` or ``s`` for the lanes, ``us`` and ``ss`` for results
    that saturate."""
    signed = sort in ("s", "ss")
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    all_ones = (1 << bits) - 1

    def read(lane: int) -> int:
        return _signed(lane, bits) if signed else lane

    if operation.startswith(("cmp", "set")) and (test := _comparison(operation[3:])):
        yes = all_ones if operation.startswith("cmp") else 1
        return lambda a, b: yes if test(read(a), read(b)) else 0
    plain: dict[str, Callable[..., int]] = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "avg": lambda a, b: a + b + (a + b >= 0) >> 1,
        "hadd": lambda a, b: a + b >> 1,
        "absdiff": lambda a, b: abs(a - b),
        "max": max,
        "min": min,
        "abs": lambda a: abs(_signed(a, bits)),
        "neg": lambda a: -_signed(a, bits),
    }
    if operation not in plain:
        return None
    apply = plain[operation]
    if sort in ("us", "ss"):
        return lambda *lanes: _saturated(apply(*map(read, lanes)), low, high)
    return lambda *lanes: apply(*map(read, lanes))


def _simd(name: str) -> Model | None:
    """``__vaddss2`` and its like; ``__vsadu4`` adds the differences of all lanes."""
    found = re.fullmatch(r"__v(sad|[a-z]+?)(us|ss|s|u|)([24])", name)
    if not found:
        return None
    operation, sort, lanes = found[1], found[2], int(found[3])
    bits = 32 // lanes
    if operation == "sad":
        one = _lane("absdiff", sort, bits)
        assert one is not None
        return lambda a, b: sum(one(x, y) for x, y in zip(_parts(a, bits), _parts(b, bits), strict=True))
    for split in ((operation, sort), (operation + sort, "")):  # the s of `abs` is none of the sorts
        lane = _lane(*split, bits)
        if lane is not None:
            return _by_lanes(lane, bits)
    return None


def _parts(word: int, bits: int) -> Sequence[int]:
    return [word >> i & (1 << bits) - 1 for i in range(0, 32, bits)]


def _by_lanes(lane: Callable[..., int], bits: int) -> Model:
    def whole(*words: int) -> Any:
        lanes = zip(*(_parts(word, bits) for word in words), strict=True)
        return sum((lane(*values) & (1 << bits) - 1) << i * bits for i, values in enumerate(lanes))

    return whole
