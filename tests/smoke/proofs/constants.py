"""Cases of named constants: what a kernel sees of each of them, against its value from its definition."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import mpmath
import numpy as np
from exact import DOUBLE, FLOAT
from mpmath import mp

from unwarp.transforms.tables import Row, Target, load

from .case import Case, Memory, targets_of
from .compare import complaint, expectation, rational, wrong
from .kinds import KINDS, Format, Kind
from .values import kind_of

# Names of <limits.h> and <stdint.h> without _MIN and _MAX
INTEGERS = {
    "SCHAR": "signed char", "UCHAR": "unsigned char", "CHAR": "char", "SHRT": "short", "USHRT": "unsigned short",
    "INT": "int", "UINT": "unsigned int", "LONG": "long", "ULONG": "unsigned long", "LLONG": "long long",
    "ULLONG": "unsigned long long", "INT8": "signed char", "UINT8": "unsigned char", "INT16": "short",
    "UINT16": "unsigned short", "INT32": "int", "UINT32": "unsigned int", "INT64": "long", "UINT64": "unsigned long",
    "SIZE": "unsigned long",
}  # fmt: skip


def _reals() -> dict[str, Any]:
    """The numbers after M_ and CUDART_, without _F."""
    pi = mp.pi
    return {
        "E": mp.e, "LOG2E": mpmath.log(mp.e, 2), "LOG10E": mpmath.log10(mp.e), "LN2": mpmath.log(2),
        "LN10": mpmath.log(10), "PI": +pi, "PI_2": pi / 2, "PI_4": pi / 4, "1_PI": 1 / pi, "2_PI": 2 / pi,
        "2_SQRTPI": 2 / mpmath.sqrt(pi), "SQRT2": mpmath.sqrt(2), "SQRT1_2": mpmath.sqrt(0.5),
        "L2E": mpmath.log(mp.e, 2), "SQRT_2_OVER_PI": mpmath.sqrt(2 / pi), "SQRT_2OPI": mpmath.sqrt(2 / pi),
        "SQRT_HALF": mpmath.sqrt(0.5),
        "SQRT_TWO": mpmath.sqrt(2), "THIRD": mp.mpf(1) / 3, "TWOTHIRD": mp.mpf(2) / 3, "PIO4": pi / 4, "PIO2": pi / 2,
        "3PIO4": 3 * pi / 4, "2_OVER_PI": 2 / pi, "L2T": mpmath.log(10, 2), "LG2": mpmath.log10(2),
        "LGE": mpmath.log10(mp.e), "LNT": mpmath.log(10), "LNPI": mpmath.log(pi), "SQRT_2PI": mpmath.sqrt(2 * pi),
        "SQRT_PIO2": mpmath.sqrt(pi / 2),
    }  # fmt: skip


def _of_format(form: Format, what: str) -> Any:
    """What <float.h> tells of a format."""
    digits = form.bits + 1
    return {
        "MANT_DIG": digits, "DIG": math.floor((digits - 1) * math.log10(2)), "MAX_EXP": form.bias + 1,
        "MIN_EXP": 2 - form.bias, "MAX_10_EXP": math.floor((form.bias + 1) * math.log10(2)),
        "MIN_10_EXP": math.ceil((1 - form.bias) * math.log10(2)), "RADIX": 2, "EPSILON": 2.0**-form.bits,
        "MAX": form.value(form.infinity - 1), "MIN": form.value(1 << form.bits),
    }[what]  # fmt: skip


def value(name: str, kind: Kind) -> Any:
    """What a constant is; KeyError where nothing here defines it."""
    if (found := re.fullmatch(r"(\w+)_(MIN|MAX)", name)) and found[1] in INTEGERS:
        integer = KINDS[INTEGERS[found[1]]]
        return integer.high if found[2] == "MAX" else integer.low
    if found := re.fullmatch(r"(FLT|DBL)_(\w+)", name):
        return _of_format(FLOAT if found[1] == "FLT" else DOUBLE, found[2])
    plain = {"CHAR_BIT": 8, "INFINITY": math.inf, "NAN": math.nan, "HUGE_VAL": math.inf, "HUGE_VALF": math.inf}
    if name in plain:
        return plain[name]
    short = name.removeprefix("M_").removeprefix("CUDART_")
    short = short.removesuffix("_F") if name.startswith("CUDART_") else short
    form = kind.format
    assert form is not None, name
    if found := re.fullmatch(r"TWO_TO_(M?)(\d+)", short):
        return 2.0 ** (-int(found[2]) if found[1] else int(found[2]))
    special = {"INF": math.inf, "NAN": math.nan, "NEG_ZERO": -0.0, "ZERO": 0.0, "ONE": 1.0, "MIN_DENORM": form.value(1),
               "MAX_NORMAL": form.value(form.infinity - 1)}  # fmt: skip
    if short in special:
        return special[short]
    with mp.workprec(200):
        return rational(+_reals()[short])


def _case(row: Row, kind: Kind) -> Case:
    expected = expectation(kind, [value(row.name, kind)])

    def judge(got: Sequence[np.ndarray], target: Target) -> list[str]:
        return [f"{row.name} is {complaint(expected, got[0], 0)}"] if len(wrong(expected, got[0])) else []

    return Case(
        title=f"{kind.name} {row.name}", rows=(row.name,), targets=targets_of(row), body=f"r0[0] = {row.name};",
        inputs=(), outputs=[Memory(kind.name, np.zeros(1, kind.dtype))], judge=judge, block=(1, 1, 1),
        headers=("climits", "cfloat", "cmath", "cstdint", "math_constants.h"),
    )  # fmt: skip


def cases() -> Iterator[Case]:
    """Of each constant that has a type in the tables."""
    for row in load().of_kind("constant"):
        kind = kind_of(row.type) if row.type is not None else None
        if kind is not None:
            yield _case(row, kind)
