"""Models of half precision, bfloat16, and two of them in a word: each result rounded once from the exact one."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from typing import Any

from exact import HALF, Format

from . import floats
from .compare import Between, Rounded
from .floats import NAN, TO_INTEGER, integral, negative, to_float, to_integer
from .kinds import KINDS, _float, pattern_of
from .values import Model, Shape

# What conversions call the types
NAMES = {
    "half": "__half", "bfloat16": "__nv_bfloat16", "float": "float", "double": "double", "char": "signed char",
    "uchar": "unsigned char", "short": "short", "ushort": "unsigned short", "int": "int", "uint": "unsigned int",
    "ll": "long long", "ull": "unsigned long long",
}  # fmt: skip

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "eq": lambda x, y: x == y, "ne": lambda x, y: x < y or x > y, "lt": lambda x, y: x < y, "le": lambda x, y: x <= y,
    "gt": lambda x, y: x > y, "ge": lambda x, y: x >= y,
}  # fmt: skip


def once(form: Format, wanted: Any) -> float:
    """The value in a format of what an exact operation gives."""
    if isinstance(wanted, Rounded):
        zero = form.sign if negative(wanted.zero) else 0
        return _float(form, form.rounded(wanted.value, wanted.mode, zero))
    return float(wanted)


def comparison(name: str) -> Callable[[float, float], bool] | None:
    """``eq``, and ``equ``, which is true of what is not a number as well."""
    test = COMPARE.get(name) or COMPARE.get(name.removesuffix("u"))
    if test is None:
        return None
    if name in COMPARE:
        return test
    return lambda x, y: math.isnan(x) or math.isnan(y) or test(x, y)


def largest(x: float, y: float) -> float:
    """Here +0 is larger than -0."""
    if math.isnan(x) or math.isnan(y):
        return y if math.isnan(x) else x
    if x == y:
        return y if negative(x) else x
    return max(x, y)


def least(x: float, y: float) -> float:
    return -largest(-x, -y)


def _or_nan(choose: Callable[[float, float], float]) -> Model:
    return lambda x, y: NAN if math.isnan(x) or math.isnan(y) else choose(x, y)


def _saturated(form: Format, operation: Model) -> Model:
    def made(*values: float) -> Any:
        result = once(form, operation(*values))
        if math.isnan(result) or result <= 0:
            return Between(-0.0, 0.0) if result == 0 else 0.0
        return min(result, 1.0)

    return made


def _relu(form: Format, operation: Model) -> Model:
    def made(*values: float) -> Any:
        result = once(form, operation(*values))
        return result if math.isnan(result) or result > 0 else Between(-0.0, 0.0)

    return made


def scalar(name: str, form: Format) -> Model | None:
    """The model of a function of numbers of the format, after its name without underscores, h and what says that it is
    of two: ``add_sat``."""
    base, _, variant = name.partition("_")
    plain: dict[str, Model] = {
        "add": floats.add, "sub": floats.sub, "mul": floats.mul, "div": floats.div, "fma": floats.fma,
        "neg": lambda x: -x, "abs": abs, "max": largest, "min": least, "sqrt": floats.sqrt, "rcp": floats.rcp,
        "trunc": integral("rz"), "ceil": integral("ru"), "floor": integral("rd"), "rint": integral("rn"),
        "isnan": math.isnan, "isinf": lambda x: (1 if x > 0 else -1) if math.isinf(x) else 0,
    }  # fmt: skip
    found = plain.get(base)
    if found is None:
        return comparison(name)
    if variant in ("", "rn"):
        return found
    if variant == "nan" and base in ("max", "min"):
        return _or_nan(found)  # type: ignore[arg-type]
    return {"sat": _saturated, "relu": _relu}[variant](form, found) if variant in ("sat", "relu") else None


# ------------------------------------------------------------------------------------------------ two in a word

PAIRS: dict[str, Model] = {
    "float2*2": lambda x: (x, x), "floats2*2": lambda x, y: (x, y), "float22*2": lambda p: p, "*22float2": lambda p: p,
    "low2float": lambda p: p[0], "high2float": lambda p: p[1], "*2*2": lambda x: (x, x),
    "halves2*2": lambda x, y: (x, y), "lowhigh2highlow": lambda p: (p[1], p[0]), "lows2*2": lambda p, q: (p[0], q[0]),
    "highs2*2": lambda p, q: (p[1], q[1]), "high2*": lambda p: p[1], "low2*": lambda p: p[0],
    "low2*2": lambda p: (p[0], p[0]), "high2*2": lambda p: (p[1], p[1]), "make_*2": lambda x, y: (x, y),
}  # fmt: skip


def _rounded_lanes(model: Model) -> Model:
    """Floats that become lanes are rounded; what is representable stays."""
    to_nearest = to_float("rn")

    def made(*values: Any) -> Any:
        result = model(*values)
        return tuple(map(to_nearest, result)) if isinstance(result, tuple) else to_nearest(result)

    return made


def _by_lanes(lane: Model) -> Model:
    return lambda *pairs: tuple(lane(*values) for values in zip(*pairs, strict=True))


def _complex_fma(form: Format) -> Model:
    def made(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> Any:
        real = once(form, floats.fma(a[0], b[0], c[0]))
        imaginary = once(form, floats.fma(a[0], b[1], c[1]))
        return floats.fma(-a[1], b[1], real), floats.fma(a[1], b[0], imaginary)

    return made


def pair(name: str, shape: Shape, form: Format) -> Model | None:
    """The model of a function of two in a word."""
    plain = name.strip("_").removesuffix("_rn")
    known = re.sub(r"(?<=2)half|(?<=2)bfloat16|^half(?=2)|^bfloat16(?=2)|(?<=make_)(half|bfloat16)", "*", plain)
    if known in PAIRS:
        return _rounded_lanes(PAIRS[known])
    if name == "__hcmadd":
        return _complex_fma(form)
    found = re.fullmatch(r"(?:__)?h(b?)(2?)([a-z]+?)(2?)(_\w+)?", name)
    if not found or bool(found[2]) == bool(found[4]):
        return None
    base, variant = found[3], found[5] or ""
    test = comparison(base)
    if found[1] and test:
        return lambda p, q: all(test(x, y) for x, y in zip(p, q, strict=True))
    if test and variant == "_mask":
        return lambda p, q: sum(0xFFFF << 16 * i for i in (0, 1) if test(p[i], q[i]))
    if test or base == "isnan":
        check: Model = test or math.isnan
        return _by_lanes(lambda *lane: 1.0 if check(*lane) else 0.0)
    lane = scalar(base + variant, form)
    return lane and _by_lanes(lane)


# ------------------------------------------------------------------------------------------------ conversions


def _bits(name: str, form: Format) -> Model | None:
    found = re.fullmatch(r"__(half|bfloat16)_as_(u?)short|__(u?)short_as_(half|bfloat16)", name)
    if not found:
        return None
    if found[1]:
        code = "<H" if found[2] else "<h"
        return lambda x: struct.unpack(code, struct.pack("<H", pattern_of(form, x)))[0]
    return lambda bits: _float(form, bits & 0xFFFF)


def conversion(name: str) -> Model | None:
    """``__half2int_rz``, ``__float2bfloat16``: to the nearest where no rounding is named."""
    found = re.fullmatch(r"__(bfloat16|[a-z]+)2(bfloat16|[a-z]+)(?:_(rn|rz|rd|ru))?", name)
    if not found or not {found[1], found[2]} <= NAMES.keys():
        return None
    source, target, mode = KINDS[NAMES[found[1]]], KINDS[NAMES[found[2]]], found[3] or "rn"
    assert mode in TO_INTEGER
    return to_float(mode) if target.format else to_integer(mode, source, target)


# What the library of the headers is made of
WORDS: dict[str, Model] = {
    "uw_half2float": lambda word: _float(HALF, word),
    "uw_float2half": lambda x: pattern_of(HALF, x),
}


def format_of(shape: Shape) -> Format | None:
    """The format of 16 bits that a function deals with."""
    formats = [k.format for k in (*shape.takes, *shape.gives) if k.format is not None and k.format.width == 16]
    return formats[0] if formats else None


def model(name: str, shape: Shape) -> Model | None:
    """The model of a function of half precision or bfloat16 that is exact."""
    if name in WORDS:
        return WORDS[name]
    form = format_of(shape)
    if form is None:
        return None
    if bits := _bits(name, form):
        return bits
    if any(kind.lanes == 2 for kind in (*shape.takes, *shape.gives)):
        return pair(name, shape, form)
    found = re.fullmatch(r"(?:__)?h([a-z]+(?:_\w+)?)", name)
    made = scalar(found[1], form) if found else None
    return made or conversion(name)
