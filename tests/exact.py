"""Rounding to binary formats from exact rational numbers: what half precision, bfloat16, float and double have to
give."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

NAN = 0x7FFF


@dataclass(frozen=True, slots=True)
class Format:
    """A binary format: the number of explicit bits of the significand, the exponent's bias, and all bits."""

    name: str
    bits: int
    bias: int
    width: int = 16

    @property
    def sign(self) -> int:
        return 1 << self.width - 1

    @property
    def infinity(self) -> int:
        return (self.sign - 1) >> self.bits << self.bits

    @property
    def nan(self) -> int:
        return self.infinity | 1 << self.bits - 1

    def value(self, pattern: int) -> Fraction | float:
        """The value of a pattern: exact, or an infinity or NaN."""
        sign = -1 if pattern & self.sign else 1
        exponent, rest = (pattern & (self.sign - 1)) >> self.bits, pattern & ((1 << self.bits) - 1)
        if pattern & (self.sign - 1) >= self.infinity:
            return math.nan if rest else sign * math.inf
        if exponent:
            return sign * Fraction((1 << self.bits) + rest) * Fraction(2) ** (exponent - self.bias - self.bits)
        return sign * Fraction(rest) * Fraction(2) ** (1 - self.bias - self.bits)

    def rounded(self, exact: Fraction | float, mode: str = "rn", zero: int = 0) -> int:
        """The pattern of a number: rn to the nearest, of two the even; rz to zero; rd down; ru up. ``zero`` is the
        pattern of a result that is exactly zero."""
        if isinstance(exact, float):
            if math.isnan(exact):
                return NAN if self.width == 16 else self.nan
            if math.isinf(exact):
                return self.infinity | (self.sign if exact < 0 else 0)
            exact = Fraction(exact)
        if exact == 0:
            return zero
        sign, size = (self.sign if exact < 0 else 0), abs(exact)
        exponent = size.numerator.bit_length() - size.denominator.bit_length()
        exponent -= size < Fraction(2) ** exponent
        last = max(exponent, 1 - self.bias) - self.bits  # the exponent of the last bit
        quotient = size / Fraction(2) ** last
        kept, rest = int(quotient), quotient - int(quotient)
        away = {"rz": False, "rd": bool(sign) and rest > 0, "ru": not sign and rest > 0}.get(mode)
        if away is None:
            away = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and kept % 2 == 1)
        pattern = ((last + self.bits + self.bias - 1) << self.bits) + kept + away
        if pattern >= self.infinity:  # beyond the largest: infinite, unless it is rounded the other way
            stays = mode == "rz" or mode == ("ru" if sign else "rd")
            pattern = self.infinity - 1 if stays else self.infinity
        return sign | pattern


HALF = Format("half", 10, 15)
BFLOAT16 = Format("bfloat16", 7, 127)
FLOAT = Format("float", 23, 127, 32)
DOUBLE = Format("double", 52, 1023, 64)
