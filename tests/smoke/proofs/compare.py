"""What a value may be, and how what a program gave compares with that. A model says of each element what it has to be:

- an integer or a float: that value, with the sign of a zero; NaN stands for any NaN;
- a rational number: rounded once to the format of the result;
- an ``mpf`` of mpmath: the value of a function, as far from the nearest float as its documented bound allows;
- ``Between``: anything from one value to the other; ``ANY``: nothing is promised;
- a tuple: each of them for the lane at its place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from .kinds import Format, Kind, pattern_of


@dataclass(frozen=True)
class Between:
    """A range of values with its ends; ``or_nan``: NaN is as good."""

    low: float
    high: float
    or_nan: bool = False


@dataclass(frozen=True)
class Rounded:
    """A rational number rounded in a direction, ``rz``, ``ru``, ``rd`` or ``rn``; a result that is exactly zero is
    ``zero``."""

    value: Fraction
    mode: str
    zero: float = 0.0


@dataclass(frozen=True)
class Near:
    """A real number and how far from it, in units of the last place of the format or absolutely, a result may be."""

    value: mpmath.mpf
    ulps: float = 0.0
    absolute: float = 0.0


ANY = Between(-math.inf, math.inf, True)


@dataclass(frozen=True, eq=False)
class Expected:
    """What elements may be: the keys of both ends of each lane (``keys``), and where NaN is allowed or demanded."""

    kind: Kind
    low: np.ndarray
    high: np.ndarray
    nan: np.ndarray  # 0 wrong, 1 as good, 2 the only one

    def wider(self, units: int) -> Expected:
        """The same where it is no one value, with so many units in the last place more."""
        more = np.where(self.low < self.high, units, 0)
        return replace(self, low=self.low - more, high=self.high + more) if units else self


def keys(kind: Kind, array: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each lane of some memory an integer that is ordered as values are, -0 below 0, and whether it is NaN."""
    form = kind.format
    if form is None:
        return array.ravel().astype(object), np.zeros(array.size, dtype=bool)
    patterns = array.ravel().view(f"u{form.width // 8}").astype(np.uint64)
    size = patterns & np.uint64(form.sign - 1)
    signed = size.astype(np.int64)
    made = np.where(patterns >= np.uint64(form.sign), -1 - signed, signed)
    return made, size > np.uint64(form.infinity)


def key_of(form: Format, pattern: int) -> int:
    return -1 - (pattern & (form.sign - 1)) if pattern & form.sign else pattern


def expectation(kind: Kind, wanted: Sequence[Any]) -> Expected:
    """The expectation of what a model says of each element."""
    lanes = [lane for value in wanted for lane in (value if isinstance(value, tuple) else (value,))]
    rows = [_ends(kind, lane) for lane in lanes]
    low, high, nan = zip(*rows, strict=True)
    dtype: Any = object if kind.format is None else np.int64
    return Expected(kind, np.array(low, dtype=dtype), np.array(high, dtype=dtype), np.array(nan, dtype=np.int8))


def _ends(kind: Kind, wanted: Any) -> tuple[int, int, int]:
    form = kind.format
    if form is None:
        if isinstance(wanted, Between):
            return kind.low, kind.high, 0
        assert isinstance(wanted, int | bool | np.integer | np.bool_), wanted
        return int(wanted), int(wanted), 0
    match wanted:
        case Between():
            low, high = (key_of(form, form.rounded(Fraction(v), m, form.sign if math.copysign(1, v) < 0 else 0))
                         if math.isfinite(v) else key_of(form, pattern_of(form, v))
                         for v, m in ((wanted.low, "ru"), (wanted.high, "rd")))  # fmt: skip
            return low, high, int(wanted.or_nan)
        case Rounded():
            zero = form.sign if math.copysign(1, wanted.zero) < 0 else 0
            key = key_of(form, form.rounded(wanted.value, wanted.mode, zero))
            return key, key, 0
        case Near():
            return (*_near(form, wanted), 0)
        case Fraction():
            key = key_of(form, form.rounded(wanted))
            return key, key, 0
        case float() | int():
            if math.isnan(wanted):
                return 0, 0, 2
            key = key_of(form, pattern_of(form, float(wanted)))
            return key, key, 0
    raise TypeError(f"{wanted!r} is nothing that a model may say")


def _near(form: Format, wanted: Near) -> tuple[int, int]:
    value = rational(wanted.value)
    sign = form.sign if value < 0 else 0
    key = key_of(form, form.rounded(value, zero=sign))
    ends = -1 - form.infinity, form.infinity
    low, high = max(key - int(wanted.ulps), ends[0]), min(key + int(wanted.ulps), ends[1])
    if wanted.absolute:
        away = Fraction(wanted.absolute)
        low = min(low, key_of(form, form.rounded(value - away, "rn", form.sign)))
        high = max(high, key_of(form, form.rounded(value + away, "rn")))
    return low, high


def rational(value: mpmath.mpf) -> Fraction:
    """The value of an mpf, where it is too large or too small for every format one that is so as well."""
    sign, man, exponent, bits = value._mpf_
    size = exponent + bits
    if man and abs(size) > 4000:
        made = Fraction(2) ** (4000 if size > 0 else -4000)
    else:
        made = Fraction(int(man)) * Fraction(2) ** int(exponent)
    return -made if sign else made


def wrong(expected: Expected, got: np.ndarray) -> np.ndarray:
    """The lanes that are not as expected."""
    key, nan = keys(expected.kind, got)
    bad = np.where(nan, expected.nan == 0, (key < expected.low) | (key > expected.high) | (expected.nan == 2))
    return np.flatnonzero(bad)


def shown(kind: Kind, key: int) -> str:
    """The value that a key stands for."""
    form = kind.format
    if form is None:
        return str(key)
    pattern = key if key >= 0 else form.sign | (-1 - key)
    value = float(form.value(pattern))
    return f"{-0.0 if value == 0 and pattern & form.sign else value!r} ({pattern:#0{form.width // 4 + 2}x})"


def complaint(expected: Expected, got: np.ndarray, lane: int) -> str:
    """What is wrong with a lane, in words: ``2.0 (0x…), not 3.0``."""
    key, nan = keys(expected.kind, got)
    is_what = "NaN" if nan[lane] else shown(expected.kind, int(key[lane]))
    low, high = int(expected.low[lane]), int(expected.high[lane])
    ends = shown(expected.kind, low) if low == high else f"{shown(expected.kind, low)} to {shown(expected.kind, high)}"
    return f"{is_what}, not {'NaN' if expected.nan[lane] == 2 else ends}"
