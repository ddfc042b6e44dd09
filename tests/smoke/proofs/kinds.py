"""The value types of CUDA as the proofs know them: how they lie in memory, which values they have, and which of these
are worth trying."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from exact import BFLOAT16, DOUBLE, FLOAT, HALF, Format

Value = int | float | tuple["Value", ...]


@dataclass(frozen=True)
class Kind:
    """A type: its name in CUDA, the NumPy type of one lane as it lies in memory (the pattern, where NumPy has no such
    number), how many lanes, and the format of floating lanes."""

    name: str
    dtype: np.dtype
    lanes: int = 1
    format: Format | None = None

    @property
    def signed(self) -> bool:
        return self.format is not None or self.dtype.kind == "i"

    @property
    def bits(self) -> int:
        """Of one lane."""
        return self.dtype.itemsize * 8

    @property
    def low(self) -> int:
        return -(1 << self.bits - 1) if self.signed else 0

    @property
    def high(self) -> int:
        if self.name == "bool":
            return 1
        return (1 << self.bits - self.signed) - 1

    def values(self, array: np.ndarray) -> list[Value]:
        """What elements of memory are: Python's integers, floats (which hold every format exactly), tuples of lanes."""
        flat: list[int | float]
        if self.format in (HALF, BFLOAT16):
            table = _table(self.format)
            flat = [table[p] for p in array.ravel().tolist()]
        else:
            flat = array.ravel().tolist()
        if self.lanes == 1:
            return list(flat)
        return [tuple(flat[i : i + self.lanes]) for i in range(0, len(flat), self.lanes)]

    def array(self, values: Sequence[Value]) -> np.ndarray:
        """Memory that holds values, of which each is representable."""
        flat = [lane for value in values for lane in (value if isinstance(value, tuple) else (value,))]
        if self.format in (HALF, BFLOAT16):
            assert self.format is not None
            made = [pattern_of(self.format, float(v)) for v in flat]  # type: ignore[arg-type]
            return np.array(made, dtype=self.dtype)
        return np.array(flat, dtype=self.dtype)


@lru_cache(maxsize=4)
def _table(form: Format) -> list[float]:
    made = [float(form.value(p)) for p in range(1 << form.width)]
    made[form.sign] = -0.0
    return made


def pattern_of(form: Format, value: float) -> int:
    """The pattern nearest to a float, with the sign of a zero."""
    return form.rounded(value, zero=form.sign if math.copysign(1, value) < 0 else 0)


def _kinds() -> dict[str, Kind]:
    made = [
        Kind("bool", np.dtype(np.uint8)),
        Kind("char", np.dtype(np.int8)), Kind("signed char", np.dtype(np.int8)),
        Kind("unsigned char", np.dtype(np.uint8)),
        Kind("short", np.dtype(np.int16)), Kind("unsigned short", np.dtype(np.uint16)),
        Kind("int", np.dtype(np.int32)), Kind("unsigned int", np.dtype(np.uint32)),
        Kind("long", np.dtype(np.int64)), Kind("unsigned long", np.dtype(np.uint64)),
        Kind("long long", np.dtype(np.int64)), Kind("unsigned long long", np.dtype(np.uint64)),
        Kind("float", np.dtype(np.float32), 1, FLOAT), Kind("double", np.dtype(np.float64), 1, DOUBLE),
        Kind("float2", np.dtype(np.float32), 2, FLOAT),
        Kind("__half", np.dtype(np.uint16), 1, HALF), Kind("__half2", np.dtype(np.uint16), 2, HALF),
        Kind("__nv_bfloat16", np.dtype(np.uint16), 1, BFLOAT16),
        Kind("__nv_bfloat162", np.dtype(np.uint16), 2, BFLOAT16),
    ]  # fmt: skip
    return {kind.name: kind for kind in made}


KINDS = _kinds()

# ------------------------------------------------------------------------------------------------ values to try

SOME_FLOATS = (0.0, 1.0, 0.5, 1.5, 2.0, 2.5, 3.0, 0.1, 1 / 3, 0.75, 0.99999, 1.00001, math.pi / 2, math.pi, math.e, 7.5,
               10.0, 31.0, 33.7, 88.0, 100.0, 127.5, 128.0, 255.0, 1000.0, 32767.5, 65504.0, 65536.0, 1e6, 2147483520.0,
               2.0**31, 2.0**32, 2.0**62, 2.0**63, 2.0**64, 1e15, 1e-3, 1e-5, 1e-10, 1e30, 1e-30)  # fmt: skip


@lru_cache(maxsize=64)
def edges(kind: Kind) -> tuple[int | float, ...]:
    """Values of a lane at which functions change: the ends of the type, zeros, powers of two and what lies beside
    them."""
    if kind.format is None:
        return _integer_edges(kind)
    form = kind.format
    extreme = [0, 1, 2, (1 << form.bits) - 1, 1 << form.bits, (1 << form.bits) + 1, form.infinity - 1, form.infinity]
    beside = [pattern_of(form, 1.0) + d for d in (-1, 1)] + [pattern_of(form, 2.0**form.bits) + d for d in (-1, 1)]
    some = [pattern_of(form, v) for v in SOME_FLOATS]
    patterns = dict.fromkeys(p for p in [*extreme, *some, *beside])
    made = [_float(form, p) for p in patterns]
    return (*made, *(-v for v in made), math.nan)


def _float(form: Format, pattern: int) -> float:
    value = float(form.value(pattern))
    return -value if value == 0 and pattern & form.sign else value


def _integer_edges(kind: Kind) -> tuple[int, ...]:
    if kind.name == "bool":
        return (0, 1)
    near = [*range(-4, 5), 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 100, 127, 128, 255, 256, 1000, 32767, 32768, 65535,
            65536, 0x12345678, 0x80000000, 0x7FFFFFFF, 0xFFFFFFFF, 0x8000_0000_0000_0000, 0x0F0F0F0F0F0F0F0F,
            0x80FF7F01, 0x00FF00FF, 2**24 + 1, 2**25 + 3, 2**53 + 1, 2**54 + 3]  # fmt: skip
    ends = [kind.low, kind.low + 1, kind.high, kind.high - 1]
    wanted = [*near, *(-v for v in near), *ends]
    return tuple(dict.fromkeys(v for v in wanted if kind.low <= v <= kind.high))


@lru_cache(maxsize=256)
def random_values(kind: Kind, count: int, seed: int) -> list[int | float]:
    """Values of a lane that are spread over the type: of floating types some by exponent, some evenly in [-1, 1] and
    [-10, 10]; of integers any pattern, shifted right by some bits."""
    random = np.random.default_rng(seed)
    if kind.format is None:
        wide = [int.from_bytes(random.bytes(8), "little", signed=kind.signed) for _ in range(count)]
        shift = [int(s) for s in random.integers(64 - kind.bits, 64, count)]
        return [w >> s if kind.name != "bool" else w & 1 for w, s in zip(wide, shift, strict=True)]
    form = kind.format
    third = count // 3
    near = np.concatenate([random.uniform(-1, 1, third), random.uniform(-10, 10, third)])
    patterns = [pattern_of(form, float(v)) for v in near]
    lots = [int.from_bytes(random.bytes(8), "little") & (1 << form.width) - 1 for _ in range(count - 2 * third)]
    finite = [p for p in lots if p & (form.sign - 1) < form.infinity]
    return [_float(form, p) for p in patterns + finite + patterns[: len(lots) - len(finite)]]


def vector(kind: Kind, length: int) -> Kind:
    """Of a type so many in a row, which a function gets by a pointer to the first."""
    return Kind(kind.name, kind.dtype, length, kind.format)


def exact(value: float) -> Fraction:
    """A finite float as a rational number."""
    return Fraction(value)
