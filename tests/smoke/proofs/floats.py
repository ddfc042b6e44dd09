"""Models of what IEEE 754 defines exactly, by rational numbers: arithmetic with its roundings, rounding to integers,
remainders, parts of numbers, comparisons and conversions."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from exact import DOUBLE, Format

from .compare import ANY, Between, Rounded
from .kinds import KINDS, Kind, exact, pattern_of
from .values import Model, Shape

Arithmetic = Callable[..., Any]
NAN = math.nan


def negative(x: float) -> bool:
    return math.copysign(1.0, x) < 0


def signed(size: float, like: float) -> float:
    return math.copysign(size, like)


# ------------------------------------------------------------------------------------------------ arithmetic


def add(x: float, y: float, mode: str = "rn") -> Any:
    if not (math.isfinite(x) and math.isfinite(y)):
        return float(x + y)
    if x == 0 and y == 0 and negative(x) == negative(y):
        return x
    return Rounded(exact(x) + exact(y), mode, -0.0 if mode == "rd" else 0.0)


def sub(x: float, y: float, mode: str = "rn") -> Any:
    return add(x, -y, mode)


def mul(x: float, y: float, mode: str = "rn") -> Any:
    if not (math.isfinite(x) and math.isfinite(y)):
        return float(x * y)
    return Rounded(exact(x) * exact(y), mode, signed(0.0, signed(1, x) * signed(1, y)))


def div(x: float, y: float, mode: str = "rn") -> Any:
    sign = signed(1, x) * signed(1, y)
    if math.isnan(x) or math.isnan(y) or (math.isinf(x) and math.isinf(y)) or (x == 0 and y == 0):
        return NAN
    if math.isinf(x) or y == 0:
        return signed(math.inf, sign)
    if math.isinf(y):
        return signed(0.0, sign)
    return Rounded(exact(x) / exact(y), mode, signed(0.0, sign))


def fma(x: float, y: float, z: float, mode: str = "rn") -> Any:
    if not all(map(math.isfinite, (x, y, z))):
        return _infinite_fma(x, y, z)
    product = exact(x) * exact(y)
    sign = signed(1, x) * signed(1, y)
    if product == 0 and z == 0 and (sign < 0) == negative(z):
        return z
    return Rounded(product + exact(z), mode, -0.0 if mode == "rd" else 0.0)


def _infinite_fma(x: float, y: float, z: float) -> float:
    """With an argument that is not finite: a finite product counts as 0, however large it is."""
    product = x * y if not (math.isfinite(x) and math.isfinite(y)) else 0.0
    return product + z


def root(value: Fraction) -> Fraction:
    """A square root, exact or with so many bits that every rounding of it is right: what is cut off leaves a bit."""
    shift = 2 * 600
    scaled = (value.numerator << shift) // value.denominator
    found = math.isqrt(scaled)
    inexact = found * found * value.denominator != value.numerator << shift
    return (Fraction(found) + (Fraction(1, 2) if inexact else 0)) / Fraction(2) ** (shift // 2)


def sqrt(x: float, mode: str = "rn") -> Any:
    if math.isnan(x) or x < 0:
        return NAN
    if x == 0 or math.isinf(x):
        return x
    return Rounded(root(exact(x)), mode)


def rcp(x: float, mode: str = "rn") -> Any:
    return div(1.0, x, mode)


def rsqrt(x: float, mode: str = "rn") -> Any:
    if math.isnan(x) or x < 0:
        return NAN
    if x == 0:
        return signed(math.inf, x)
    return 0.0 if math.isinf(x) else Rounded(root(1 / exact(x)), mode)


ARITHMETIC: dict[str, Arithmetic] = {
    "add": add, "sub": sub, "mul": mul, "div": div, "fma": fma, "sqrt": sqrt, "rcp": rcp, "rsqrt": rsqrt,
}  # fmt: skip

# ------------------------------------------------------------------------------------------------ integers of floats


def nearest_even(x: Fraction) -> int:
    return round(x)


def half_away(x: Fraction) -> int:
    return math.floor(abs(x) + Fraction(1, 2)) * (-1 if x < 0 else 1)


TO_INTEGER: dict[str, Callable[[Fraction], int]] = {
    "rn": nearest_even, "rz": math.trunc, "rd": math.floor, "ru": math.ceil, "away": half_away,
}  # fmt: skip


def integral(mode: str) -> Model:
    """To an integer that is a float again; zeros keep the sign of the argument."""

    def made(x: float) -> Any:
        if not math.isfinite(x) or x == 0:
            return x
        whole = TO_INTEGER[mode](exact(x))
        return Rounded(Fraction(whole), "rn", signed(0.0, x))

    return made


def to_integer(mode: str, source: Kind, kind: Kind) -> Model:
    """To an integer type as CUDA's conversions do it: what does not fit becomes the nearest that does, and NaN what the
    instruction ``cvt`` of PTX makes of it."""
    wide = source.format is DOUBLE or kind.bits == 64
    bits = 1 << kind.bits - 1
    nan = (-bits if kind.signed else bits) if wide else 0

    def made(x: float) -> int:
        if math.isnan(x):
            return nan
        if math.isinf(x):
            return kind.high if x > 0 else kind.low
        return max(kind.low, min(kind.high, TO_INTEGER[mode](exact(x))))

    return made


def as_long(mode: str, kind: Kind) -> Model:
    """``lrint`` and its like, which promise nothing where the result does not fit."""

    def made(x: float) -> Any:
        if not math.isfinite(x):
            return ANY
        whole = TO_INTEGER[mode](exact(x))
        return whole if kind.low <= whole <= kind.high else ANY

    return made


# ------------------------------------------------------------------------------------------------ remainders and parts


def fmod(x: float, y: float) -> Any:
    if math.isnan(x) or math.isnan(y) or math.isinf(x) or y == 0:
        return NAN
    if math.isinf(y):
        return x
    size = abs(exact(x)) % abs(exact(y))
    return Rounded(-size if x < 0 else size, "rn", signed(0.0, x))


def remquo(x: float, y: float) -> tuple[Any, Any]:
    """The remainder, and the last three bits of the quotient with its sign."""
    if math.isnan(x) or math.isnan(y) or math.isinf(x) or y == 0:
        return NAN, ANY
    if math.isinf(y):
        return x, 0
    quotient = round(exact(x) / exact(y))
    rest = exact(x) - quotient * exact(y)
    low = abs(quotient) & 7
    return Rounded(rest, "rn", signed(0.0, x)), -low if quotient < 0 else low


def fdim(x: float, y: float) -> Any:
    if math.isnan(x) or math.isnan(y):
        return NAN
    return sub(x, y) if x > y else 0.0


def larger(x: float, y: float) -> Any:
    """Of zeros with different signs either is as good."""
    if math.isnan(x) or math.isnan(y):
        return y if math.isnan(x) else x
    return Between(-0.0, 0.0) if x == 0 and y == 0 and negative(x) != negative(y) else max(x, y)


def smaller(x: float, y: float) -> Any:
    if math.isnan(x) or math.isnan(y):
        return y if math.isnan(x) else x
    return Between(-0.0, 0.0) if x == 0 and y == 0 and negative(x) != negative(y) else min(x, y)


def modf(x: float) -> tuple[Any, Any]:
    if math.isnan(x) or math.isinf(x):
        return (NAN, NAN) if math.isnan(x) else (signed(0.0, x), x)
    whole = signed(float(math.trunc(x)), x)
    return signed(float(exact(x) - exact(whole)), x), whole


def exponent_of(x: Fraction) -> int:
    """The e with 2**e <= |x| < 2**(e + 1)."""
    size = abs(x)
    found = size.numerator.bit_length() - size.denominator.bit_length()
    return found - (size < Fraction(2) ** found)


def frexp(x: float) -> tuple[Any, Any]:
    if not math.isfinite(x):
        return x, ANY
    if x == 0:
        return x, 0
    power = exponent_of(exact(x)) + 1
    return exact(x) / Fraction(2) ** power, power


def ldexp(x: float, n: int) -> Any:
    if not math.isfinite(x) or x == 0:
        return x
    moved = Fraction(2) ** max(-5000, min(5000, n))
    return Rounded(exact(x) * moved, "rn")


def ilogb(x: float) -> int:
    if x == 0 or math.isnan(x):
        return -(2**31)
    return 2**31 - 1 if math.isinf(x) else exponent_of(exact(x))


def logb(x: float) -> float:
    if x == 0 or not math.isfinite(x):
        return -math.inf if x == 0 else abs(x)
    return float(exponent_of(exact(x)))


def nextafter(form: Format) -> Model:
    def made(x: float, y: float) -> Any:
        if math.isnan(x) or math.isnan(y) or x == y:
            return NAN if math.isnan(x) or math.isnan(y) else y
        if x == 0:
            return signed(float(form.value(1)), y)
        pattern = pattern_of(form, x)
        return float(form.value(pattern + (1 if (y > x) == (x > 0) else -1))) or signed(0.0, x)

    return made


def saturate(x: float) -> Any:
    if math.isnan(x) or x == 0:
        return Between(-0.0, 0.0) if x == 0 else 0.0
    return Between(-0.0, 0.0) if x < 0 else min(x, 1.0)


def copysign(x: float, y: float) -> float:
    return signed(abs(x), y)


PLAIN: dict[str, Model] = {
    "ceil": integral("ru"), "floor": integral("rd"), "trunc": integral("rz"), "round": integral("away"),
    "rint": integral("rn"), "nearbyint": integral("rn"), "fabs": abs, "abs": abs, "sqrt": sqrt, "fma": fma,
    "fdivide": div, "fmod": fmod, "remainder": lambda x, y: remquo(x, y)[0], "remquo": remquo, "fdim": fdim,
    "fmax": larger, "fmin": smaller, "max": larger, "min": smaller, "modf": modf, "frexp": frexp, "ldexp": ldexp,
    "scalbn": ldexp, "scalbln": ldexp, "ilogb": ilogb, "logb": logb, "copysign": copysign, "__saturate": saturate,
    "nan": lambda: NAN,
}  # fmt: skip

TESTS: dict[str, Callable[..., bool]] = {
    "isnan": math.isnan, "isinf": math.isinf, "isfinite": math.isfinite, "signbit": negative,
    "isgreater": lambda x, y: x > y, "isgreaterequal": lambda x, y: x >= y, "isless": lambda x, y: x < y,
    "islessequal": lambda x, y: x <= y, "islessgreater": lambda x, y: x < y or x > y,
    "isunordered": lambda x, y: math.isnan(x) or math.isnan(y),
}  # fmt: skip


def _normal(form: Format) -> Callable[[float], bool]:
    least = float(form.value(1 << form.bits))
    return lambda x: math.isfinite(x) and abs(x) >= least


def model(name: str, shape: Shape) -> Model | None:
    """The model of a function that is exact."""
    found = re.fullmatch(r"__(?:f|d|)(add|sub|mul|div|fma|rcp|sqrt|rsqrt)f?(?:_ieee)?_(rn|rz|ru|rd)", name)
    if found:
        arithmetic, mode = ARITHMETIC[found[1]], found[2]
        return lambda *values: arithmetic(*values, mode)
    base = name if name in PLAIN or name in TESTS else name.removesuffix("f")
    form = shape.first.format
    if base in ("lrint", "llrint", "lround", "llround"):
        return as_long("rn" if "rint" in base else "away", shape.gives[0])
    if base == "nextafter" and form:
        return nextafter(form)
    if base == "isnormal" and form:
        return _normal(form)
    if form is None and shape.takes:
        return None
    return PLAIN.get(base) or TESTS.get(base)


# ------------------------------------------------------------------------------------------------ conversions

NUMBERS = {
    "float": "float", "double": "double", "int": "int", "uint": "unsigned int", "ll": "long long",
    "ull": "unsigned long long",
}  # fmt: skip


def _patterns(source: str, target: str) -> Model:
    """The same bits as another type."""
    return lambda x: struct.unpack(target, struct.pack(source, x))[0]


BITS: dict[str, Model] = {
    "__float_as_int": _patterns("<f", "<i"), "__float_as_uint": _patterns("<f", "<I"),
    "__int_as_float": _patterns("<i", "<f"), "__uint_as_float": _patterns("<I", "<f"),
    "__double_as_longlong": _patterns("<d", "<q"), "__longlong_as_double": _patterns("<q", "<d"),
    "__hiloint2double": lambda high, low: struct.unpack("<d", struct.pack("<ii", low, high))[0],
    "__double2hiint": lambda x: struct.unpack("<ii", struct.pack("<d", x))[1],
    "__double2loint": lambda x: struct.unpack("<ii", struct.pack("<d", x))[0],
}  # fmt: skip


def to_float(mode: str) -> Model:
    """A number to a floating type."""

    def made(x: float) -> Any:
        if isinstance(x, float) and not math.isfinite(x):
            return x
        return Rounded(Fraction(x), mode, signed(0.0, x))

    return made


def conversion(name: str, shape: Shape) -> Model | None:
    """The model of a conversion between numbers, or of their bits."""
    if name in BITS:
        return BITS[name]
    found = re.fullmatch(r"__([a-z]+)2([a-z]+)_(rn|rz|ru|rd)", name)
    if not found or found[1] not in NUMBERS or found[2] not in NUMBERS:
        return None
    source, target, mode = KINDS[NUMBERS[found[1]]], KINDS[NUMBERS[found[2]]], found[3]
    return to_float(mode) if target.format else to_integer(mode, source, target)
