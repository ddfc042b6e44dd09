"""Proofs of PTX's instructions on floating numbers: arithmetic with each rounding, small numbers flushed, saturation,
comparisons, approximations, conversions of every pair of types, and the same on halves, one or two in a register."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
from exact import BFLOAT16, FLOAT, HALF, Format

from unwarp.transforms.tables import TARGETS, Target

from . import floats, halves
from .case import Case, Memory
from .compare import Between, Near, Rounded, complaint, expectation, wrong
from .floats import NAN, signed
from .integers import nth_set
from .kinds import KINDS, Kind, edges, random_values
from .values import Model

COUNT = 256
HEADERS = ("cuda_fp16.h", "cuda_bf16.h")
ROUNDINGS = {"rn": "rn", "rz": "rz", "rm": "rd", "rp": "ru"}
PI = mpmath.pi

# PTX's types: how a number lies in memory, the type of the register and its letter in a constraint
KIND = {
    "f32": "float", "f64": "double", "f16": "__half", "bf16": "__nv_bfloat16", "f16x2": "__half2",
    "bf16x2": "__nv_bfloat162", "u8": "unsigned int", "s8": "int", "u16": "unsigned short", "s16": "short",
    "u32": "unsigned int", "s32": "int", "u64": "unsigned long long", "s64": "long long", "b32": "unsigned int",
    "b64": "unsigned long long", "b16": "unsigned short",
}  # fmt: skip
HELD = {"__half": "unsigned short", "__nv_bfloat16": "unsigned short", "__half2": "unsigned int",
        "__nv_bfloat162": "unsigned int"}  # fmt: skip
FORMATS = {"f32": FLOAT, "f64": floats.DOUBLE, "f16": HALF, "bf16": BFLOAT16}


@dataclass(frozen=True)
class Try:
    """Assembly with one result, the types of it and of the arguments, and what it gives."""

    text: str
    gives: str
    takes: tuple[str, ...]
    model: Model
    title: str = ""

    @property
    def name(self) -> str:
        return self.title or self.text


def least(form: Format) -> float:
    """The least normal number."""
    return float(form.value(1 << form.bits))


def flush(form: Format, x: float) -> float:
    return signed(0.0, x) if abs(x) < least(form) else x


def ftz(form: Format, model: Model) -> Model:
    """With arguments and result flushed. What rounds up to the least normal number may be zero as well."""

    def made(*values: float) -> Any:
        wanted = model(*(flush(form, x) for x in values))
        if isinstance(wanted, Rounded) and 0 < abs(wanted.value) < Fraction(least(form)):
            result = halves.once(form, wanted)
            zero = signed(0.0, -1.0 if wanted.value < 0 else 1.0)
            return Between(min(zero, result), max(zero, result)) if abs(result) == least(form) else zero
        if isinstance(wanted, Between | Near):
            return wanted
        return flush(form, halves.once(form, wanted))

    return made


def sat(form: Format, model: Model) -> Model:
    """Within [0, 1], and 0 where it is no number."""

    def made(*values: float) -> Any:
        result = halves.once(form, model(*values))
        if math.isnan(result) or result <= 0:
            return Between(-0.0, 0.0)
        return min(result, 1.0)

    return made


# ------------------------------------------------------------------------------------------------ arithmetic


def arithmetic() -> Iterator[Try]:
    for kind in ("f32", "f64"):
        form = FORMATS[kind]
        for name, count in (("add", 2), ("sub", 2), ("mul", 2), ("div", 2), ("fma", 3), ("rcp", 1), ("sqrt", 1)):
            operation = floats.ARITHMETIC[name]
            for ptx, mode in ROUNDINGS.items():
                takes = (kind,) * count
                yield Try(f"{name}.{ptx}.{kind}", kind, takes, lambda *v, o=operation, m=mode: o(*v, mode=m))
                if kind == "f32":
                    model: Model = lambda *v, o=operation, m=mode: o(*v, mode=m)  # noqa: E731
                    yield Try(f"{name}.{ptx}.ftz.f32", kind, takes, ftz(form, model))
                    if name in ("add", "sub", "mul", "fma"):
                        yield Try(f"{name}.{ptx}.sat.f32", kind, takes, sat(form, model))
            if name in ("add", "sub", "mul"):
                yield Try(f"{name}.{kind}", kind, (kind,) * 2, operation)
        yield from signs(kind, form)
    yield Try("mad.rn.f32", "f32", ("f32",) * 3, floats.fma)
    yield Try("add.ftz.f32", "f32", ("f32",) * 2, ftz(FLOAT, floats.add))
    yield Try("mul.ftz.sat.f32", "f32", ("f32",) * 2, sat(FLOAT, ftz(FLOAT, floats.mul)))


def signs(kind: str, form: Format) -> Iterator[Try]:
    yield Try(f"abs.{kind}", kind, (kind,), abs)
    yield Try(f"neg.{kind}", kind, (kind,), lambda x: -x)
    yield Try(f"copysign.{kind}", kind, (kind, kind), lambda a, b: signed(abs(b), a))
    for name, choose in (("min", floats.smaller), ("max", floats.larger)):
        yield Try(f"{name}.{kind}", kind, (kind, kind), choose)
        if kind == "f32":
            yield Try(f"{name}.ftz.f32", kind, (kind, kind), ftz(form, choose))
            yield Try(f"{name}.NaN.f32", kind, (kind, kind),
                      lambda x, y, c=choose: NAN if math.isnan(x) or math.isnan(y) else c(x, y))  # fmt: skip
            yield Try(f"{name}.xorsign.abs.f32", kind, (kind, kind), xorsign(choose))
    if kind == "f32":
        yield Try("abs.ftz.f32", kind, (kind,), ftz(form, abs))
        yield Try("neg.ftz.f32", kind, (kind,), ftz(form, lambda x: -x))
    tests: dict[str, Callable[[float], bool]] = {
        "finite": math.isfinite, "infinite": math.isinf, "notanumber": math.isnan,
        "number": lambda x: not math.isnan(x),
        "subnormal": lambda x: 0 < abs(x) < least(form),
        "normal": lambda x: math.isfinite(x) and (x == 0 or abs(x) >= least(form)),
    }  # fmt: skip
    for name, test in tests.items():
        yield Try(predicate(f"testp.{name}.{kind} p, %1;"), "u32", (kind,), test, f"testp.{name}.{kind}")


def xorsign(choose: Model) -> Model:
    def made(x: float, y: float) -> Any:
        size = choose(abs(x), abs(y))
        return size if math.isnan(size) else signed(size, signed(1, x) * signed(1, y))

    return made


def predicate(text: str) -> str:
    return "{ .reg .pred p, q; " + text + " selp.u32 %0, 1, 0, p; }"


# ------------------------------------------------------------------------------------------------ approximations


def approximations() -> Iterator[Try]:
    """The errors are those that the PTX ISA states of each instruction."""
    pairs: list[tuple[str, Model]] = [
        ("rcp", near(lambda x: 1 / x, floats.rcp, ulps=1)),
        ("sqrt", near(mpmath.sqrt, floats.sqrt, ulps=1)),
        ("rsqrt", near(lambda x: 1 / mpmath.sqrt(x), floats.rsqrt, ulps=2)),
        ("ex2", near(lambda x: mpmath.mpf(2) ** x, lambda x: math.inf if x > 0 else 0.0, ulps=2)),
        ("lg2", near(lambda x: mpmath.log(x, 2), lambda x: NAN if x < 0 else -math.inf if x == 0 else x,
                     ulps=2, absolute=2.0**-22)),
        ("tanh", near(mpmath.tanh, lambda x: signed(1.0, x), ulps=2**13)),
    ]  # fmt: skip
    for name, model in pairs:
        yield Try(f"{name}.approx.f32", "f32", ("f32",), model)
        if name != "tanh":
            yield Try(f"{name}.approx.ftz.f32", "f32", ("f32",), ftz_near(model))
    for name, function in (("sin", mpmath.sin), ("cos", mpmath.cos)):
        yield Try(f"{name}.approx.f32", "f32", ("f32",), circular(function))
    yield Try("div.approx.f32", "f32", ("f32",) * 2, quotient(2.0**126))
    yield Try("div.full.f32", "f32", ("f32",) * 2, quotient(math.inf))
    yield Try("rsqrt.approx.f64", "f64", ("f64",), near(lambda x: 1 / mpmath.sqrt(x), floats.rsqrt, ulps=2**28))


def near(function: Callable[[Any], Any], special: Model, ulps: float, absolute: float = 0.0) -> Model:
    """A function of mpmath's; where it has none, or the argument is no normal number, what is said of it."""

    def made(x: float) -> Any:
        if math.isnan(x):
            return x
        if not math.isfinite(x) or x == 0 or x < 0 and isinstance(special(x), float) and math.isnan(special(x)):
            if x == 0 and function in (mpmath.tanh, mpmath.sqrt):
                return x
            return special(x) if x != 0 or math.isinf(special_zero(special, x)) else Near(function(mpmath.mpf(x)), ulps)
        return Near(function(mpmath.mpf(x)), ulps, absolute)

    return made


def special_zero(special: Model, x: float) -> float:
    """What is said of a zero, where that is infinity; else nothing of use."""
    found = special(x)
    return found if isinstance(found, float) else 0.0


def ftz_near(model: Model) -> Model:
    """With the argument flushed; a result below the normal numbers may be flushed."""

    def made(x: float) -> Any:
        wanted = model(flush(FLOAT, x))
        if isinstance(wanted, Near) and 0 < abs(wanted.value) < least(FLOAT) * 1.00001:
            return Between(0.0, least(FLOAT)) if wanted.value > 0 else Between(-least(FLOAT), -0.0)
        return wanted

    return made


def circular(function: Callable[[Any], Any]) -> Model:
    def made(x: float) -> Any:
        if not math.isfinite(x):
            return NAN
        if abs(x) > 2 * math.pi:  # nothing is promised there but a number
            return Between(-1.0001, 1.0001)
        return Near(function(mpmath.mpf(x)), 0, 2.0**-20.5)

    return made


def quotient(most: float) -> Model:
    """Within two units; where the divisor is larger than ``most`` it may be 0."""

    def made(x: float, y: float) -> Any:
        wanted = floats.div(x, y)
        if abs(y) > most and math.isfinite(y) and not math.isnan(x):
            return Between(-math.inf, math.inf, True)
        if isinstance(wanted, Rounded) and wanted.value:
            return Near(mpmath.mpf(wanted.value.numerator) / wanted.value.denominator, 2)
        return wanted

    return made


# ------------------------------------------------------------------------------------------------ comparisons

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda x, y: x == y, "ne": lambda x, y: x < y or x > y, "lt": lambda x, y: x < y, "le": lambda x, y: x <= y,
    "gt": lambda x, y: x > y, "ge": lambda x, y: x >= y,
}  # fmt: skip


def either_nan(x: float, y: float) -> bool:
    return math.isnan(x) or math.isnan(y)


def comparisons() -> Iterator[Try]:
    for kind in ("f32", "f64", "f16", "bf16"):
        tests = dict(COMPARE)
        tests |= {f"{name}u": lambda x, y, t=test: either_nan(x, y) or t(x, y) for name, test in COMPARE.items()}
        tests |= {"num": lambda x, y: not either_nan(x, y), "nan": either_nan}
        for name, test in tests.items():
            text = predicate(f"setp.{name}.{kind} p, %1, %2;")
            yield Try(text, "u32", (kind, kind), test, f"setp.{name}.{kind}")
    yield Try(predicate("setp.lt.ftz.f32 p, %1, %2;"), "u32", ("f32", "f32"),
              lambda x, y: flush(FLOAT, x) < flush(FLOAT, y), "setp.lt.ftz.f32")  # fmt: skip
    for kind in ("s32", "u32", "s64", "u64", "s16", "u16"):
        for name, test in COMPARE.items():
            text = predicate(f"setp.{name}.{kind} p, %1, %2;")
            yield Try(text, "u32", (kind, kind), test, f"setp.{name}.{kind}")
    for name, like in (("lo", "lt"), ("ls", "le"), ("hi", "gt"), ("hs", "ge")):
        text = predicate(f"setp.{name}.u32 p, %1, %2;")
        yield Try(text, "u32", ("u32", "u32"), COMPARE[like], f"setp.{name}.u32")
    both = "{ .reg .pred p, q; setp.lt.and.s32 p|q, %1, %2, PRED; selp.u32 %0, 1, 0, p; @q add.u32 %0, %0, 2; }"
    text = both.replace("{ .reg .pred p, q;", "{ .reg .pred p, q, r; setp.gt.s32 r, %3, 0;").replace("PRED", "r")
    yield Try(text, "u32", ("s32",) * 3,
              lambda a, b, c: int(a < b and c > 0) + 2 * int(not a < b and c > 0), "setp.lt.and.s32 p|q")  # fmt: skip
    for operator, joined in (("or", lambda x, y: x or y), ("xor", lambda x, y: x != y)):
        text = predicate(f"setp.gt.f32 q, %3, 0.5; setp.lt.{operator}.f32 p, %1, %2, q;")
        yield Try(text, "u32", ("f32",) * 3, lambda a, b, c, j=joined: j(a < b, c > 0.5), f"setp.lt.{operator}.f32")
    yield from sets()


def sets() -> Iterator[Try]:
    text = "{ .reg .b32 b; .reg .s32 o; and.b32 b, %2, 31; rem.s32 o, %3, 12; fns.b32 %0, %1, b, o; }"
    yield Try(text, "u32", ("u32", "u32", "s32"),
              lambda a, b, c: nth_set(a, b & 31, int(math.fmod(c, 12))), "fns.b32")  # fmt: skip
    yield Try("set.lt.u32.f32", "u32", ("f32", "f32"), lambda x, y: 0xFFFFFFFF if x < y else 0)
    yield Try("set.geu.s32.f64", "s32", ("f64", "f64"), lambda x, y: -1 if either_nan(x, y) or x >= y else 0)
    yield Try("set.ne.f32.s32", "f32", ("s32", "s32"), lambda x, y: 1.0 if x != y else 0.0)
    yield Try("set.gt.f16.f16", "f16", ("f16", "f16"), lambda x, y: 1.0 if x > y else 0.0)
    yield Try("set.le.f16x2.f16x2", "f16x2", ("f16x2", "f16x2"),
              lambda p, q: tuple(1.0 if x <= y else 0.0 for x, y in zip(p, q, strict=True)))  # fmt: skip
    yield Try("slct.f32.s32", "f32", ("f32", "f32", "s32"), lambda a, b, c: a if c >= 0 else b)
    yield Try("slct.u64.f32", "u64", ("u64", "u64", "f32"), lambda a, b, c: a if c >= 0 else b)
    yield Try("slct.s32.s32", "s32", ("s32", "s32", "s32"), lambda a, b, c: a if c >= 0 else b)
    pair = "{ .reg .pred p, q; setp.lt.f16x2 p|q, %1, %2; selp.u32 %0, 1, 0, p; @q add.u32 %0, %0, 2; }"
    yield Try(pair, "u32", ("f16x2", "f16x2"),
              lambda p, q: int(p[0] < q[0]) + 2 * int(p[1] < q[1]), "setp.lt.f16x2 p|q")  # fmt: skip


# ------------------------------------------------------------------------------------------------ halves


def of_halves() -> Iterator[Try]:
    for kind, form in (("f16", HALF), ("bf16", BFLOAT16)):
        for pair in (False, True):
            full = kind + "x2" * pair
            each = (lambda model: by_lanes(model)) if pair else (lambda model: model)
            for name, count in (("add", 2), ("sub", 2), ("mul", 2), ("fma", 3)):
                operation = floats.ARITHMETIC[name]
                takes = (full,) * count
                yield Try(f"{name}.rn.{full}", full, takes, each(operation))
                if name != "fma":
                    yield Try(f"{name}.{full}", full, takes, each(operation))
                else:
                    yield Try(f"fma.rn.relu.{full}", full, takes, each(relu(form, operation)))
                if kind == "f16":
                    yield Try(f"{name}.rn.sat.{full}", full, takes, each(sat(form, operation)))
                    yield Try(f"{name}.rn.ftz.{full}", full, takes, each(ftz(form, operation)))
            for name, choose in (("min", halves.least), ("max", halves.largest)):
                yield Try(f"{name}.{full}", full, (full, full), each(choose))
                nan: Model = lambda x, y, c=choose: NAN if either_nan(x, y) else c(x, y)  # noqa: E731
                yield Try(f"{name}.NaN.{full}", full, (full, full), each(nan))
            yield Try(f"abs.{full}", full, (full,), each(abs))
            yield Try(f"neg.{full}", full, (full,), each(lambda x: -x))
            form_ulps = 2.0**-9 if kind == "f16" else 2.0**-7
            exponential = approximate(lambda x: mpmath.mpf(2) ** x, lambda x: math.inf if x > 0 else 0.0, form_ulps)
            hyperbolic = approximate(mpmath.tanh, lambda x: signed(1.0, x), 2.0**-10.5 if kind == "f16" else 2.0**-7)
            mark = "" if kind == "f16" else "ftz."
            yield Try(f"ex2.approx.{mark}{full}", full, (full,), each(exponential))
            yield Try(f"tanh.approx.{full}", full, (full,), each(hyperbolic))


def by_lanes(model: Model) -> Model:
    return lambda *pairs: tuple(model(*values) for values in zip(*pairs, strict=True))


def relu(form: Format, model: Model) -> Model:
    def made(*values: float) -> Any:
        result = halves.once(form, model(*values))
        return result if math.isnan(result) or result > 0 else Between(-0.0, 0.0)

    return made


def approximate(function: Callable[[Any], Any], special: Model, relative: float) -> Model:
    """A function within a relative error, and one unit of the type; what is tiny may be flushed."""

    def made(x: float) -> Any:
        if math.isnan(x):
            return x
        if math.isinf(x):
            return special(x)
        value = function(mpmath.mpf(x))
        return Near(value, 1, max(float(abs(value)) * relative, 1.2e-38) if abs(value) < 1e30 else 0.0)

    return made


# ------------------------------------------------------------------------------------------------ conversions

INTEGERS = ("s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64")
TO_WHOLE = {"rni": "rn", "rzi": "rz", "rmi": "rd", "rpi": "ru"}


def limits(kind: str) -> tuple[int, int]:
    bits = int(kind[1:])
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if kind[0] == "s" else (0, (1 << bits) - 1)


def cut(value: int, kind: str) -> int:
    high = limits(kind)[1]
    value &= (1 << int(kind[1:])) - 1
    return value - (1 << int(kind[1:])) if value > high else value


def conversions() -> Iterator[Try]:
    for have in INTEGERS:
        for to in INTEGERS:
            if to != have:
                yield Try(f"cvt.{to}.{have}", to, (have,), lambda x, h=have, t=to: cut(cut(x, h), t))
                yield Try(f"cvt.sat.{to}.{have}", to, (have,),
                          lambda x, h=have, t=to: max(limits(t)[0], min(limits(t)[1], cut(x, h))))  # fmt: skip
        for to in ("f16", "bf16", "f32", "f64"):
            for ptx, mode in ROUNDINGS.items():
                if (
                    to == "bf16"
                    and have in ("s8", "u8")
                    or to in ("f16", "bf16")
                    and have in ("s8", "u8")
                    and ptx != "rn"
                ):
                    continue
                yield Try(f"cvt.{ptx}.{to}.{have}", to, (have,),
                          lambda x, h=have, m=mode: Rounded(Fraction(cut(x, h)), m))  # fmt: skip
    for have in ("f16", "f32", "f64"):
        for to in INTEGERS:
            for ptx, mode in TO_WHOLE.items():
                yield Try(f"cvt.{ptx}.{to}.{have}", to, (have,), to_integer(to, have, mode))
        for ptx, mode in TO_WHOLE.items():
            yield Try(f"cvt.{ptx}.{have}.{have}", have, (have,), floats.integral(mode))
    yield from between_floats()
    yield from packed()


def to_integer(to: str, have: str, mode: str) -> Model:
    low, high = limits(to)

    def made(x: float) -> Any:
        if math.isnan(x):
            if int(to[1:]) < 32:  # it is not said
                return Between(0, 0)
            bits = 1 << int(to[1:]) - 1
            return (-bits if to[0] == "s" else bits) if have == "f64" or int(to[1:]) == 64 else 0
        if math.isinf(x):
            return high if x > 0 else low
        return max(low, min(high, floats.TO_INTEGER[mode](Fraction(x))))

    return made


def rounded(mode: str) -> Model:
    return lambda x: Rounded(Fraction(x), mode, x) if math.isfinite(x) else x


def between_floats() -> Iterator[Try]:
    for ptx, mode in ROUNDINGS.items():
        yield Try(f"cvt.{ptx}.f32.f64", "f32", ("f64",), rounded(mode))
        yield Try(f"cvt.{ptx}.f16.f32", "f16", ("f32",), rounded(mode))
        yield Try(f"cvt.{ptx}.bf16.f32", "bf16", ("f32",), rounded(mode))
    yield Try("cvt.rn.f16.f64", "f16", ("f64",), rounded("rn"))
    for to, have in (("f64", "f32"), ("f32", "f16"), ("f64", "f16"), ("f32", "bf16"), ("f64", "bf16")):
        yield Try(f"cvt.{to}.{have}", to, (have,), lambda x: x)
    yield Try("cvt.sat.f32.f32", "f32", ("f32",), sat(FLOAT, lambda x: x))
    yield Try("cvt.rn.sat.f16.f32", "f16", ("f32",), sat(HALF, rounded("rn")))
    yield Try("cvt.ftz.f64.f32", "f64", ("f32",), lambda x: flush(FLOAT, x))
    yield Try("cvt.rn.ftz.f32.f64", "f32", ("f64",), ftz_double)
    yield Try("cvt.rzi.ftz.s32.f32", "s32", ("f32",), to_integer("s32", "f32", "rz"))
    yield Try("cvt.rn.relu.bf16.f32", "bf16", ("f32",), relu(BFLOAT16, rounded("rn")))


def ftz_double(x: float) -> Any:
    wanted = rounded("rn")(x)
    if isinstance(wanted, Rounded) and 0 < abs(x) < least(FLOAT):
        zero, result = signed(0.0, x), halves.once(FLOAT, wanted)
        return Between(min(zero, result), max(zero, result)) if abs(result) == least(FLOAT) else zero
    return wanted


def packed() -> Iterator[Try]:
    for kind, form in (("f16x2", HALF), ("bf16x2", BFLOAT16)):
        for ptx in ("rn", "rz"):
            yield Try(f"cvt.{ptx}.{kind}.f32", kind, ("f32", "f32"),
                      lambda a, b, p=ptx: (rounded(p)(b), rounded(p)(a)))  # fmt: skip
        both = relu(form, rounded("rn"))
        yield Try(f"cvt.rn.relu.{kind}.f32", kind, ("f32", "f32"), lambda a, b, r=both: (r(b), r(a)))
    for mode in ("rna", "rn", "rz"):
        yield Try(f"cvt.{mode}.tf32.f32", "u32", ("f32",), lambda x, m=mode: tf32(x, m))
    for to in ("s16", "u16"):
        yield Try(f"cvt.pack.sat.{to}.s32", "u32", ("s32", "s32"), lambda a, b, t=to: within(a, t) << 16 | within(b, t))
    for to in ("s8", "u8"):
        yield Try(f"cvt.pack.sat.{to}.s32.b32", "u32", ("s32", "s32", "u32"),
                  lambda a, b, c, t=to: (c << 16 | within(a, t) << 8 | within(b, t)) & 0xFFFFFFFF)  # fmt: skip


def within(value: int, kind: str) -> int:
    low, high = limits(kind)
    return max(low, min(high, value)) & (1 << int(kind[1:])) - 1


def tf32(x: float, mode: str) -> int:
    """The bits of a number of 8 bits of exponent and 10 behind the point."""
    bits = int(np.float32(x).view(np.uint32))
    if math.isnan(x):
        return 0x7FFFFFFF
    if math.isinf(x):
        return bits
    head, rest = bits >> 13, bits & 0x1FFF
    up = {"rz": False, "rna": rest >= 0x1000, "rn": rest > 0x1000 or (rest == 0x1000 and head & 1 == 1)}[mode]
    return (head + up) << 13


# ------------------------------------------------------------------------------------------------ cases


TOGETHER = 12  # assembly statements of a kernel at most: kernels cost more than what is in them


@lru_cache(maxsize=8)
def some(kind: Kind) -> tuple[np.ndarray, int]:
    """Edges of a lane and many other values, as they lie in memory; how many of them are edges."""
    own = list(edges(kind))
    return kind.array(own + random_values(kind, 4 * COUNT, 7)), len(own)


def arguments(takes: Sequence[Kind], seed: int) -> list[np.ndarray]:
    """Edges of all, equal ones, pairs of edges, and random ones."""
    random = np.random.default_rng(seed)
    columns = []
    for kind in takes:
        known, count = some(Kind(kind.name, kind.dtype, 1, kind.format))
        lanes = []
        for _ in range(kind.lanes):
            if len(takes) == 1 and kind.lanes == 1:
                first = np.arange(min(count, COUNT))
            else:
                first = random.integers(0, count, COUNT // 2)
            lanes.append(known[np.concatenate([first, random.integers(count, len(known), COUNT - len(first))])])
        columns.append(np.stack(lanes, 1))
    if len(takes) > 1 and takes[0] == takes[1]:
        columns[1][:24] = columns[0][:24]
    return columns


def assembly(tried: Try, number: int) -> str:
    """The statement, and the result stored."""
    gives, takes = KINDS[KIND[tried.gives]], [KINDS[KIND[name]] for name in tried.takes]
    names = ", ".join(f"%{k}" for k in range(len(takes) + 1))
    text = tried.text if "%" in tried.text else f"{tried.text} {names};"
    given = ", ".join(f'"{letter(k)}"(a{n}[i])' for n, k in enumerate(takes))
    made = f"made{number}"
    return (
        f"{HELD.get(gives.name, gives.name)} {made};\n"
        f'asm("{text}" : "={letter(gives)}"({made}) : {given});\nr{number}[i] = {made};\n'
    )


def case_of(tries: Sequence[Try], seed: int) -> Case:
    """Statements with the same arguments."""
    takes = [KINDS[KIND[name]] for name in tries[0].takes]
    gives = [KINDS[KIND[tried.gives]] for tried in tries]
    columns = arguments(takes, seed)
    inputs = [Memory(HELD.get(k.name, k.name), v) for k, v in zip(takes, columns, strict=True)]
    values = [k.values(m.data) for k, m in zip(takes, inputs, strict=True)]
    outputs = [Memory(HELD.get(k.name, k.name), np.zeros((COUNT, k.lanes), k.dtype)) for k in gives]

    def judge(got: Sequence[np.ndarray], target: Target) -> list[str]:
        problems = []
        for tried, kind, array in zip(tries, gives, got, strict=True):
            results = [tried.model(*row) for row in zip(*values, strict=True)]
            expected = expectation(kind, [int(value) if isinstance(value, bool) else value for value in results])
            lanes = wrong(expected, array)
            problems += [f"{tried.name}: {[v[int(lane) // kind.lanes] for v in values]} is "
                         f"{complaint(expected, array, int(lane))}" for lane in lanes[:3]]  # fmt: skip
        return problems

    body = "int i = blockIdx.x * blockDim.x + threadIdx.x;\n" + "".join(map(assembly, tries, range(len(tries))))
    title = ", ".join(tried.name for tried in tries)
    return Case(title, (), TARGETS, body, inputs, outputs, judge, headers=HEADERS)


def letter(kind: Kind) -> str:
    if kind.name in HELD:
        return {"unsigned short": "h", "unsigned int": "r"}[HELD[kind.name]]
    return {"float": "f", "double": "d"}.get(kind.name) or {16: "h", 32: "r", 64: "l"}[kind.bits]


def cases() -> Iterator[Case]:
    alike: dict[tuple[str, ...], list[Try]] = {}
    for source in (arithmetic, approximations, comparisons, of_halves, conversions):
        for tried in source():
            alike.setdefault(tried.takes, []).append(tried)
    for takes, tries in alike.items():
        for start in range(0, len(tries), TOGETHER):
            yield case_of(tries[start : start + TOGETHER], zlib.crc32(f"{takes} {start}".encode()))
