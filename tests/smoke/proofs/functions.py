"""Models of the functions of analysis, by mpmath, with the bounds of bounds.toml."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import mpmath
from mpmath import mp, mpf

from unwarp.transforms.tables import Target

from . import halves
from .compare import ANY, Between, Near
from .floats import NAN, div, negative, signed
from .values import Model, Shape

BITS = 140  # of the calculations; double has 53
LARGEST = 2.0**14  # beyond it gamma is out of every range, and sums of Bessel functions are long

Real = Callable[..., Any]


@lru_cache(maxsize=1)
def bounds() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((Path(__file__).parents[1] / "bounds.toml").read_text("utf-8"))


def more_than_cuda(name: str) -> Mapping[Target, int]:
    """How many units in the last place each target may be off in addition to CUDA's bound of a row."""
    return {target: names[name] for target, names in bounds()["more"].items() if name in names}


def near(bound: Any, value: Any, first: float) -> Any:
    """What a bound makes of an exact value for an argument."""
    for entry in bound if isinstance(bound, list) else [bound]:
        if isinstance(entry, int | float):
            return Near(value, entry)
        low, high = entry.get("within", (-math.inf, math.inf))
        if low <= first <= high:
            ulps = entry.get("ulp", 0) + math.floor(abs(entry.get("slope", 0) * first))
            return Near(value, ulps, entry.get("absolute", 0.0))
    return ANY


# ------------------------------------------------------------------------------------------------ the functions

ODD = frozenset({
    "sin", "tan", "sinpi", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "expm1", "log1p", "erf", "erfinv", "cbrt",
    "j1",
})  # fmt: skip


def cbrt(x: Any) -> Any:
    return mpmath.cbrt(x) if x >= 0 else -mpmath.cbrt(-x)


def erfcinv(y: Any) -> Any:
    """By Newton's method on the logarithm, so that small arguments keep their bits."""
    if y > 0.1:
        return mpmath.erfinv(1 - y)
    goal = mpmath.log(y)
    x = mpmath.sqrt(-goal)
    for _ in range(60):
        value = mpmath.erfc(x)
        step = (mpmath.log(value) - goal) * value / (-2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-x * x))
        x -= step
        if abs(step) < abs(x) * mpf(2) ** (20 - BITS):
            break
    return x


def lgamma(x: Any) -> Any:
    if x > 0:
        return mpmath.loggamma(x).real
    return mpmath.log(mpmath.pi / abs(mpmath.sinpi(x))) - mpmath.loggamma(1 - x).real


def tgamma(x: Any) -> Any:
    if x > LARGEST:
        return mpmath.inf
    return mpmath.gamma(x) if x > -LARGEST else mpf(0)


REAL: dict[str, Real] = {
    "rsqrt": lambda x: 1 / mpmath.sqrt(x), "cbrt": cbrt, "rcbrt": lambda x: 1 / cbrt(x), "exp": mpmath.exp,
    "exp2": lambda x: mpf(2) ** x, "exp10": lambda x: mpf(10) ** x, "expm1": mpmath.expm1, "log": mpmath.log,
    "log2": lambda x: mpmath.log(x) / mpmath.log(2), "log10": mpmath.log10, "log1p": mpmath.log1p, "sin": mpmath.sin,
    "cos": mpmath.cos, "tan": mpmath.tan, "sinpi": mpmath.sinpi, "cospi": mpmath.cospi, "asin": mpmath.asin,
    "acos": mpmath.acos, "atan": mpmath.atan, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh,
    "asinh": mpmath.asinh, "acosh": mpmath.acosh, "atanh": mpmath.atanh, "erf": mpmath.erf, "erfc": mpmath.erfc,
    "erfinv": mpmath.erfinv, "erfcinv": erfcinv, "erfcx": lambda x: mpmath.exp(x * x) * mpmath.erfc(x),
    "normcdf": lambda x: mpmath.erfc(-x / mpmath.sqrt(2)) / 2,
    "normcdfinv": lambda p: -mpmath.sqrt(2) * (erfcinv(2 * p) if p < 0.5 else -erfcinv(2 * (1 - p))),
    "lgamma": lgamma, "tgamma": tgamma,
}  # fmt: skip

# Where an argument is a zero or infinity, or the value is one, and no formula says so: name → argument → value
LIMITS: dict[str, Mapping[float, float]] = {
    "rsqrt": {math.inf: 0.0}, "rcbrt": {math.inf: 0.0, -math.inf: -0.0}, "log": {0.0: -math.inf},
    "log2": {0.0: -math.inf}, "log10": {0.0: -math.inf}, "log1p": {-1.0: -math.inf},
    "exp": {math.inf: math.inf, -math.inf: 0.0}, "exp2": {math.inf: math.inf, -math.inf: 0.0},
    "exp10": {math.inf: math.inf, -math.inf: 0.0}, "expm1": {math.inf: math.inf, -math.inf: -1.0},
    "sin": {math.inf: NAN, -math.inf: NAN}, "cos": {math.inf: NAN, -math.inf: NAN},
    "tan": {math.inf: NAN, -math.inf: NAN}, "sinpi": {math.inf: NAN, -math.inf: NAN},
    "cospi": {math.inf: NAN, -math.inf: NAN}, "sinh": {math.inf: math.inf, -math.inf: -math.inf},
    "cosh": {math.inf: math.inf, -math.inf: math.inf}, "tanh": {math.inf: 1.0, -math.inf: -1.0},
    "asin": {math.inf: NAN, -math.inf: NAN}, "acos": {math.inf: NAN, -math.inf: NAN},
    "asinh": {math.inf: math.inf, -math.inf: -math.inf}, "acosh": {math.inf: math.inf, -math.inf: NAN},
    "atanh": {1.0: math.inf, -1.0: -math.inf, math.inf: NAN, -math.inf: NAN}, "erf": {math.inf: 1.0, -math.inf: -1.0},
    "erfc": {math.inf: 0.0, -math.inf: 2.0}, "erfinv": {1.0: math.inf, -1.0: -math.inf},
    "erfcinv": {0.0: math.inf, 2.0: -math.inf, 1.0: 0.0}, "erfcx": {math.inf: 0.0, -math.inf: math.inf},
    "normcdf": {math.inf: 1.0, -math.inf: 0.0}, "normcdfinv": {0.0: -math.inf, 1.0: math.inf, 0.5: 0.0},
    "lgamma": {0.0: math.inf, math.inf: math.inf, -math.inf: math.inf}, "tgamma": {math.inf: math.inf, -math.inf: NAN},
    "cbrt": {math.inf: math.inf, -math.inf: -math.inf},
}  # fmt: skip
DOMAIN: dict[str, tuple[float, float]] = {
    "rsqrt": (0, math.inf), "log": (0, math.inf), "log2": (0, math.inf), "log10": (0, math.inf),
    "log1p": (-1, math.inf), "asin": (-1, 1), "acos": (-1, 1), "acosh": (1, math.inf), "atanh": (-1, 1),
    "erfinv": (-1, 1), "erfcinv": (0, 2), "normcdfinv": (0, 1),
}  # fmt: skip


def value_of(name: str, x: float) -> Any:
    """The value of a function of one argument: an mpf, or a float where it is a zero, infinite, or none."""
    low, high = DOMAIN.get(name, (-math.inf, math.inf))
    if math.isnan(x) or not low <= x <= high:
        return NAN
    if x in LIMITS.get(name, {}):
        return LIMITS[name][x]
    if x == 0 and name in ("rsqrt", "rcbrt", "tgamma"):
        return signed(math.inf, x)
    if x == 0 and name in ODD:
        return x
    if math.isfinite(x) and x == math.floor(x):
        if x < 0 and name in ("tgamma", "lgamma"):
            return NAN if name == "tgamma" else math.inf
        if name == "sinpi":
            return Between(-0.0, 0.0)
    if name == "cospi" and math.isfinite(x) and (x - 0.5) == math.floor(x) and abs(x) < 2**52:
        return Between(-0.0, 0.0)
    if name in ("exp", "exp2", "exp10", "expm1", "sinh", "cosh", "erfcx") and abs(x) > LARGEST:
        return _beyond(name, x)
    if name in ("erfc", "normcdf", "erfcx") and abs(x) > 100:
        return _tail(name, mpf(x))
    turns = name in ("sin", "cos", "tan")  # of large arguments little is left
    with mp.workprec(BITS + max(0, math.frexp(x)[1]) if turns else BITS):
        return _real(REAL[name](mpf(x)), x, name)


def _real(value: Any, x: float, name: str) -> Any:
    if mpmath.isinf(value):
        return math.inf if value > 0 else -math.inf
    if value == 0:
        return signed(0.0, x) if name in ODD or (name == "tgamma" and math.floor(x) % 2) else 0.0
    return value


def _beyond(name: str, x: float) -> Any:
    """Far out exponential functions are out of the range of every format."""
    huge = mpf(2) ** 4000
    if name == "erfcx" and x > 0:
        return _tail(name, mpf(x))
    if x < 0:
        return {"sinh": -huge, "cosh": huge, "expm1": mpf(-1) + 1 / huge, "erfcx": huge}.get(name, 1 / huge)
    return huge


def _tail(name: str, x: Any) -> Any:
    """The first terms of the asymptotic series of erfcx are exact enough; erfc and normcdf are below every format."""
    if name == "erfcx" and x > 0:
        with mp.workprec(BITS):
            terms = 1 - 1 / (2 * x * x) + 3 / (4 * x**4) - 15 / (8 * x**6) + 105 / (16 * x**8)
            return terms / (x * mpmath.sqrt(mp.pi))
    if name == "erfcx":
        return mpf(2) ** 4000
    at_left = (x < 0) if name == "erfc" else (x > 0)
    return (2 if name == "erfc" else 1) - mpf(2) ** -4000 if at_left else mpf(2) ** -4000


def one(name: str, bound: Any) -> Model:
    """The model of a function of one argument."""

    @cache
    def made(x: float) -> Any:
        value = value_of(name, x)
        if value == 0 and x != 0 and name in ("erfcinv", "normcdfinv"):
            return Between(-0.0, 0.0)
        return value if isinstance(value, float | Between) else near(bound, value, x)

    def with_zeros(x: float) -> Any:  # a cache does not tell -0 from 0
        return made(x) if x else (made.__wrapped__)(x)

    return with_zeros


# ------------------------------------------------------------------------------------------------ of more arguments


def length(values: tuple[float, ...]) -> Any:
    """The root of a sum of squares: a float where it is one, else an mpf."""
    if any(math.isinf(v) for v in values):
        return math.inf
    if any(math.isnan(v) for v in values):
        return NAN
    if not any(values):
        return 0.0
    with mp.workprec(2 * 1100):
        return mpmath.sqrt(sum(mpf(v) ** 2 for v in values))


def norm(bound: Any, reciprocal: bool) -> Model:
    def made(*values: float) -> Any:
        size = length(values)
        if isinstance(size, float):
            inverse = 0.0 if math.isinf(size) else math.inf if size == 0 else NAN
            return inverse if reciprocal else size
        return near(bound, 1 / size if reciprocal else size, 0.0)

    return made


def atan2(bound: Any) -> Model:
    def made(y: float, x: float) -> Any:
        if math.isnan(x) or math.isnan(y):
            return NAN
        with mp.workprec(BITS):
            if y == 0 and (x > 0 or (x == 0 and not negative(x))):
                return y
            if math.isinf(y) or y == 0 or math.isinf(x):
                turns = math.atan2(y, x) / math.pi * 4  # a multiple of a quarter of pi
                return signed(0.0, y) if round(turns) == 0 else near(bound, round(turns) * mp.pi / 4, y)
            return near(bound, mpmath.atan2(mpf(y), mpf(x)), y)

    return made


def power(bound: Any) -> Model:
    def made(x: float, y: float) -> Any:
        if y == 0 or x == 1:
            return 1.0
        if math.isnan(x) or math.isnan(y):
            return NAN
        whole = math.isinf(y) or y == math.floor(y)
        odd = whole and math.isfinite(y) and abs(y) < 2**53 and int(y) % 2 == 1
        if x == 0 or math.isinf(x) or math.isinf(y):
            return math.pow(x, y) if not (x == 0 and y < 0) else signed(math.inf, x) if odd else math.inf
        if x < 0 and not whole:
            return NAN
        with mp.workprec(BITS + 20):
            size = mpf(2) ** max(-4000, min(4000, mpf(y) * mpmath.log(abs(mpf(x)), 2)))
        return near(bound, -size if x < 0 and odd else size, x)

    return made


def quotient(bound: Any) -> Model:
    """``__fdividef``: nothing is promised for divisors of 2^126 and beyond, nor for those that are not normal."""

    def made(x: float, y: float) -> Any:
        exact = div(x, y)
        if isinstance(exact, float):
            return exact if math.isfinite(y) and not 0 < abs(y) < 2.0**-126 else ANY
        if not 2.0**-126 <= abs(y) <= 2.0**126:
            return ANY
        return near(bound, mpf(exact.value.numerator) / exact.value.denominator, 0.0) if exact.value else exact.zero

    return made


def fast_power(x: float, y: float) -> Any:
    """``__powf`` is documented as ``exp2f(y * __log2f(x))``: its error grows with the exponent."""
    if not (math.isfinite(x) and math.isfinite(y)) or x <= 0:
        return ANY
    with mp.workprec(BITS):
        exponent = mpf(y) * mpmath.log(mpf(x), 2)
        if abs(exponent) > 126:
            return ANY
        logarithm = abs(mpmath.log(mpf(x), 2))
        wrong = abs(y) * max(2.0**-22, float(logarithm) * 2.0**-22) + abs(float(exponent)) * 2.0**-24
        return Near(mpf(2) ** exponent, 2 + math.ceil(wrong * 2**24))


def both(first: Model, second: Model) -> Model:
    return lambda x: (first(x), second(x))


# ------------------------------------------------------------------------------------------------ Bessel functions


def bessel(function: Real, bound: Any) -> Model:
    """Far out the value is below a bound that is known without summing."""

    def made(n: int, x: float) -> Any:
        if math.isnan(x):
            return NAN
        if abs(x) > LARGEST:
            return Between(-0.02, 0.02)
        with mp.workprec(BITS):
            value = function(n, mpf(x))
        return near(bound, mpf(value), x)

    return made


def modified_bessel(order: int, bound: Any) -> Model:
    def made(x: float) -> Any:
        if math.isnan(x):
            return NAN
        if abs(x) > 1000:
            return -math.inf if order and x < 0 else math.inf
        with mp.workprec(BITS):
            return near(bound, mpf(mpmath.besseli(order, mpf(x))), x)

    return made


def bessel_j(bound: Any) -> Model:
    made = bessel(mpmath.besselj, bound)

    def of_order(n: int, x: float) -> Any:
        return NAN if n < 0 else made(n, x)

    return of_order


def bessel_y(bound: Any) -> Model:
    made = bessel(mpmath.bessely, bound)

    def of_order(n: int, x: float) -> Any:
        if n < 0 or math.isnan(x) or x < 0:
            return NAN
        return -math.inf if x == 0 else made(n, x)

    return of_order


# ------------------------------------------------------------------------------------------------ by name


def _float_model(base: str, bound: Any) -> Model | None:
    if base in ("sincos", "sincospi"):
        tail = base.removeprefix("sincos")
        return both(one("sin" + tail, bound), one("cos" + tail, bound))
    if base in REAL:
        return one(base, bound)
    if base in ("norm", "rnorm"):
        sized = norm(bound, base == "rnorm")
        return lambda n, values: sized(*values[:n])
    if re.fullmatch(r"r?(hypot|norm3d|norm4d)", base):
        return norm(bound, base.startswith("r"))
    if found := re.fullmatch(r"([jy])([01n])", base):
        made = (bessel_j if found[1] == "j" else bessel_y)(bound)
        return made if found[2] == "n" else lambda x: made(int(found[2]), x)
    if found := re.fullmatch(r"cyl_bessel_i([01])", base):
        return modified_bessel(int(found[1]), bound)
    return {"atan2": atan2, "pow": power}[base](bound) if base in ("atan2", "pow") else None


def model(name: str, shape: Shape) -> Model | None:
    """The model of a function of float or double that is not exact; the intrinsics have bounds of their own."""
    known = bounds()
    form = shape.first.format
    if form is None and len(shape.takes) > 1:
        form = shape.takes[1].format
    if form is None or form.name not in known:
        return None
    if name == "__powf":
        return fast_power
    if name in known["fast"]:
        base = name.strip("_").removesuffix("f")
        return quotient(known["fast"][name]) if base == "fdivide" else _float_model(base, known["fast"][name])
    for base in (name, name.removesuffix("f")):
        if base in known[form.name] and form.name in ("float", "double"):
            return _float_model(base, known[form.name][base])
    return None


def prepared(name: str, columns: list[list[Any]]) -> list[list[Any]]:
    """The lengths of arrays are those of the arrays, and the orders of Bessel functions small."""
    if isinstance(columns[-1][0], tuple):
        columns[0] = [n % (len(columns[-1][0]) + 1) for n in columns[0]]
    elif name.removesuffix("f") in ("jn", "yn"):
        columns[0] = [n if n < 0 else n % 9 for n in columns[0]]
    return columns


def half_model(name: str, shape: Shape) -> Model | None:
    """The model of a function of half precision or bfloat16, or of two of them."""
    form = halves.format_of(shape)
    found = re.fullmatch(r"h(2?)([a-z]+[0-9]*)(_approx)?", name)
    if form is None or not found or found[2] not in REAL:
        return None
    bound = bounds()["half"].get(found[2] + (found[3] or ""), bounds()["half"]["*"])
    lane = one(found[2], bound)
    return (lambda pair: tuple(map(lane, pair))) if found[1] else lane
