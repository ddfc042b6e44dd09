"""Rounding to formats of 16 bits from exact rational numbers: what half precision and bfloat16 have to give."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

NAN = 0x7FFF


@dataclass(frozen=True, slots=True)
class Format:
    """A binary format of 16 bits: the number of explicit bits of the significand, and the exponent's bias."""

    name: str
    bits: int
    bias: int

    @property
    def infinity(self) -> int:
        return 0x7FFF >> self.bits << self.bits

    def value(self, pattern: int) -> Fraction | float:
        """The value of a pattern: exact, or an infinity or NaN."""
        sign = -1 if pattern & 0x8000 else 1
        exponent, rest = (pattern & 0x7FFF) >> self.bits, pattern & ((1 << self.bits) - 1)
        if pattern & 0x7FFF >= self.infinity:
            return math.nan if rest else sign * math.inf
        if exponent:
            return sign * Fraction((1 << self.bits) + rest) * Fraction(2) ** (exponent - self.bias - self.bits)
        return sign * Fraction(rest) * Fraction(2) ** (1 - self.bias - self.bits)

    def rounded(self, exact: Fraction | float, mode: str = "rn", zero: int = 0) -> int:
        """The pattern of a number: rn to the nearest, of two the even; rz to zero; rd down; ru up. ``zero`` is the
        pattern of a result that is exactly zero."""
        if isinstance(exact, float):
            if math.isnan(exact):
                return NAN
            if math.isinf(exact):
                return self.infinity | (0x8000 if exact < 0 else 0)
            exact = Fraction(exact)
        if exact == 0:
            return zero
        sign, size = (0x8000 if exact < 0 else 0), abs(exact)
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
