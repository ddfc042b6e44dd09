"""Half precision and bfloat16, bit by bit: every pattern converted, and arithmetic compared with exact rational
numbers, on every target and on the host."""

from __future__ import annotations

import math
import sys
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from unwarp.api import Settings
from unwarp.corpus.toolchains import TOOLCHAINS
from unwarp.corpus.toolchains.base import BuildOptions
from unwarp.corpus.toolchains.opencl import runtimes
from unwarp.running import build_program

sys.path.insert(0, str(Path(__file__).parents[1]))
from exact import BFLOAT16, HALF, NAN, Format

PROGRAMS = Path(__file__).parent / "programs"
VARIANTS: dict[str, tuple[str, BuildOptions]] = {
    "cuda": ("cuda", BuildOptions()),
    "c": ("c", BuildOptions()),
    "c-software": ("c", BuildOptions(optimize=("-O2",))),  # without the instructions of this computer
    "opencl-intel": ("opencl", BuildOptions(platform="intel")),
    "opencl-pocl": ("opencl", BuildOptions(platform="pocl")),
    "sycl": ("sycl", BuildOptions()),
    "hip": ("hip", BuildOptions(wave=32)),
}
TYPES = (HALF, BFLOAT16)
# What HIP's own headers give otherwise: the notes of the tables say so, but for which zero is greater
HIP = {"half": {"<=", ">=", "max", "min", "max_nan", "min_nan"}, "bfloat16": set[str]()}


def run(program: str, variant: str, folder: Path, data: bytes, *more: str) -> bytes:
    """The output file of a program for an input file."""
    target, options = VARIANTS[variant]
    probe = TOOLCHAINS[target].probe(options)
    if not probe.ready:
        pytest.skip(probe.problem)
    if options.platform and not any(options.platform in r.name.lower() for r in runtimes()):
        pytest.skip(f"opencl: no runtime {options.platform}")
    outcome = build_program([PROGRAMS / program], target, Settings(), options)
    assert outcome.built is not None, "\n".join(d.render() for d in outcome.diagnostics)
    (folder / "in").write_bytes(data)
    arguments = [str(folder / "in"), str(folder / "out"), *more]
    done = outcome.toolchain.run(outcome.built, arguments, cwd=folder, timeout=900, capture=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return (folder / "out").read_bytes()


# ------------------------------------------------------------------------------------------------ arithmetic

SPECIAL = {
    "half": [0x0000, 0x0001, 0x0002, 0x03FF, 0x0400, 0x0401, 0x1400, 0x3555, 0x3BFF, 0x3C00, 0x3C01, 0x3E00, 0x4000,
             0x4248, 0x6400, 0x6801, 0x7800, 0x7BFF, 0x7C00, 0x7E01],
    "bfloat16": [0x0000, 0x0001, 0x0002, 0x007F, 0x0080, 0x0081, 0x0100, 0x1F80, 0x2001, 0x3EAB, 0x3F7F, 0x3F80, 0x3F81,
                 0x4000, 0x4049, 0x4B01, 0x5F03, 0x7F00, 0x7F7F, 0x7F80, 0x7FC1],
}  # fmt: skip
RANDOM = 2500


@lru_cache(maxsize=2)
def triples(kind: Format) -> np.ndarray:
    """Triples of patterns: special values with each other, and random ones, some of them close in size."""
    special = [p | sign for p in SPECIAL[kind.name] for sign in (0, 0x8000)]
    pairs = [(a, b, special[(i + j) % len(special)]) for i, a in enumerate(special) for j, b in enumerate(special)]
    random = np.random.default_rng(16)
    any_value = random.integers(0, 65536, (RANDOM, 3))
    near = (any_value & 0x83FF) | random.integers(0x2C00 // 0x400, 0x5000 // 0x400, (RANDOM, 3)) * 0x400
    small = any_value.copy()  # products below the normal numbers
    one = (1 + kind.bias // 2) << kind.bits
    small[:, :2] = (small[:, :2] & (0x8000 | (3 << kind.bits) - 1)) + one - (2 << kind.bits)
    small[:, 2] &= 0x8000 | (2 << kind.bits) - 1
    return np.concatenate([np.array(pairs), any_value, near, small]).astype(np.uint16).T.copy()


def _signed(pattern: int, kind: Format) -> float:
    """The value as a double, which holds all of them; -0 with its sign."""
    value = float(kind.value(pattern))
    return -0.0 if pattern == 0x8000 else value


def exact_result(operation: str, kind: Format, patterns: tuple[int, ...]) -> int:
    """The pattern that an operation has to give."""
    x, y, z = (_signed(p, kind) for p in patterns)
    with np.errstate(all="ignore"):
        a, b = np.float64(x), np.float64(y)
        rough = {"add": a + b, "sub": a - b, "mul": a * b, "div": a / b, "fma": a * b + np.float64(z)}[operation]
    if math.isnan(rough) or math.isinf(rough) or rough == 0:  # exact: doubles have room for all results but zero
        return kind.rounded(float(rough), zero=0x8000 if math.copysign(1, rough) < 0 else 0)
    p, q, r = (kind.value(v) for v in patterns)
    assert isinstance(p, Fraction) and isinstance(q, Fraction | float)
    if isinstance(q, float):
        return kind.rounded(float(rough))
    match operation:
        case "add":
            return kind.rounded(p + q)
        case "sub":
            return kind.rounded(p - q)
        case "mul":
            return kind.rounded(p * q)
        case "div":
            return kind.rounded(p / q)
    assert isinstance(r, Fraction)
    return kind.rounded(p * q + r)


@lru_cache(maxsize=16)
def expected(operation: str, kind: Format) -> np.ndarray:
    return np.array([exact_result(operation, kind, tuple(map(int, t))) for t in triples(kind).T], dtype=np.uint16)


@lru_cache(maxsize=2)
def values(kind: Format) -> np.ndarray:
    """The triples as doubles."""
    table = np.array([_signed(p, kind) for p in range(65536)])
    return table[triples(kind)]


def is_nan(patterns: np.ndarray, kind: Format) -> np.ndarray:
    return (patterns & 0x7FFF) > kind.infinity


def differences(got: np.ndarray, want: np.ndarray, kind: Format, name: str) -> list[str]:
    """The first places where results differ; any NaN is as good as another."""
    wrong = np.flatnonzero((got != want) & ~(is_nan(got, kind) & is_nan(want, kind)))
    a, b, c = triples(kind)
    return [f"{kind.name} {name}({a[i]:#06x}, {b[i]:#06x}, {c[i]:#06x}) = {got[i]:#06x}, not {want[i]:#06x}, "
            f"{len(wrong)} in all" for i in wrong[:2]]  # fmt: skip


def saturated(patterns: np.ndarray, kind: Format) -> np.ndarray:
    table = np.array([_signed(p, kind) for p in range(65536)])
    one = kind.bias << kind.bits
    value = table[patterns]
    with np.errstate(invalid="ignore"):
        return np.where(value > 0, np.where(value < 1, patterns, one), 0).astype(np.uint16)


NAMES = ("add", "sub", "mul", "div", "neg", "add", "add", "sub", "mul", "div", "fma", "neg", "abs", "add_sat",
         "sub_sat", "mul_sat", "fma_sat", "fma_relu", "max", "min", "max_nan", "min_nan", "sqrt", "rcp", "trunc",
         "ceil", "floor", "rint", "==", "!=", "<", ">", "<=", ">=", "equ", "ltu")  # fmt: skip


def wanted(name: str, kind: Format) -> np.ndarray:
    a, b, _ = triples(kind)
    x, y, _ = values(kind)
    nan_x, nan_y = np.isnan(x), np.isnan(y)
    with np.errstate(all="ignore"):
        if name in ("add", "sub", "mul", "div", "fma"):
            return expected(name, kind)
        if name.endswith("_sat"):
            return saturated(expected(name.removesuffix("_sat"), kind), kind)
        if name == "fma_relu":
            plain = expected("fma", kind)
            return np.where((plain & 0x8000 != 0) & ~is_nan(plain, kind), 0, plain).astype(np.uint16)
        if name == "neg":
            return a ^ 0x8000
        if name == "abs":
            return a & 0x7FFF
        if name.startswith(("max", "min")):
            less = (x < y) | ((x == y) & (a & 0x8000 != 0))
            picked = np.where(less == name.startswith("min"), a, b)
            one_nan = np.where(nan_x, b, np.where(nan_y, a, picked))
            either = nan_x | nan_y if name.endswith("nan") else nan_x & nan_y
            return np.where(either, NAN, one_nan).astype(np.uint16)
        if name in ("trunc", "ceil", "floor", "rint", "sqrt", "rcp"):
            return unary(name, kind)[a]
        truth = {"==": x == y, "!=": ~(x == y), "<": x < y, ">": x > y, "<=": x <= y, ">=": x >= y,
                 "equ": (x == y) | nan_x | nan_y, "ltu": (x < y) | nan_x | nan_y}[name]  # fmt: skip
        return truth.astype(np.uint16)


@lru_cache(maxsize=16)
def unary(name: str, kind: Format) -> np.ndarray:
    """A function of every pattern. Square roots are rounded from 200 bits."""
    out = []
    for pattern in range(65536):
        x = _signed(pattern, kind)
        exact: Fraction | float
        if math.isnan(x) or (name == "sqrt" and x < 0):
            exact = math.nan
        elif name == "rcp":
            extreme = math.copysign(math.inf if x == 0 else 0.0, x)
            exact = extreme if x == 0 or math.isinf(x) else 1 / Fraction(x)
        elif math.isinf(x) or x == 0:
            exact = x
        elif name == "sqrt":
            exact = Fraction(math.isqrt(int(Fraction(x) * 2**600)), 2**300)
        else:
            exact = float({"trunc": np.trunc, "ceil": np.ceil, "floor": np.floor, "rint": np.rint}[name](x))
        sign = 0x8000 if pattern & 0x8000 else 0
        out.append(kind.rounded(exact, zero=sign))
    return np.array(out, dtype=np.uint16)


def test_the_reference_agrees_with_numpy() -> None:
    x, y, _ = (triples(HALF)[i].view(np.float16) for i in range(3))
    with np.errstate(all="ignore"):
        results = {"add": x + y, "sub": x - y, "mul": x * y, "div": x / y}
    for name, result in results.items():
        assert differences(result.view(np.uint16), expected(name, HALF), HALF, name) == []
    patterns = np.arange(65536, dtype=np.uint16)
    with np.errstate(all="ignore"):
        roots = np.sqrt(patterns.view(np.float16)).view(np.uint16)
    same = (roots == unary("sqrt", HALF)) | (is_nan(roots, HALF) & is_nan(unary("sqrt", HALF), HALF))
    assert same.all()


@pytest.mark.parametrize("variant", VARIANTS)
def test_arithmetic(variant: str, tmp_path: Path) -> None:
    count = triples(HALF).shape[1], triples(BFLOAT16).shape[1]
    n = max(count)
    padded = [np.pad(triples(kind), ((0, 0), (0, n - triples(kind).shape[1]))) for kind in TYPES]
    data = np.int32(n).tobytes() + b"".join(p.tobytes() for p in padded)
    out = np.frombuffer(run("arithmetic.cu", variant, tmp_path, data), np.uint16).reshape(2, len(NAMES), n)
    problems = []
    for number, kind in enumerate(TYPES):
        for name, row in zip(NAMES, out[number], strict=True):
            if variant == "hip" and name in HIP[kind.name]:
                continue
            problems += differences(row[: count[number]], wanted(name, kind), kind, name)
    assert not problems, "\n".join(problems)


# ------------------------------------------------------------------------------------------------ conversions

WIDE = np.dtype(
    [("as_float", "f4"), ("nearest", "i4"), ("down", "i4"), ("up", "i4"), ("cut", "i4"), ("positive", "u4"),
     ("large", "i8"), ("small", "i2"), ("tiny", "i1")], align=True)  # fmt: skip


@lru_cache(maxsize=1)
def inputs() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Floats, integers and doubles around everything where rounding changes."""
    random = np.random.default_rng(17)
    patterns = random.integers(0, 1 << 32, 1500, dtype=np.uint32).view(np.float32)
    edges: list[float] = [0.0, 65504.0, 65519.996, 65520.0, 65536.0, 3.4e38, 1e-45, 2.0**-24, 2.0**-25, 1.5 * 2.0**-25,
                          2.0**-14, np.inf, np.nan, 2.0**-133, 2.0**-134, 3.3961e38]  # fmt: skip
    half = np.arange(0, 0x7C00, 61, dtype=np.uint16).view(np.float16).astype(np.float32)
    middle = (half[:-1] + half[1:]) / 2
    near = [np.nextafter(middle, np.float32(s)) for s in (-np.inf, np.inf)]
    small = np.arange(0, 40, dtype=np.float32) * np.float32(2.0**-26)
    floats = np.concatenate([patterns, np.array(edges, np.float32), half, middle, *near, small])
    floats = np.concatenate([floats, -floats]).astype(np.float32)
    n = len(floats)
    integers = random.integers(-(2**63), 2**63, n, dtype=np.int64) >> random.integers(0, 63, n)
    steps = [(257 << k) + d for k in (8, 23, 40, 54) for d in (-1, 0, 1, 1 << k - 1, (1 << k - 1) + 1)]
    integers[:40] = [sign * step for step in steps for sign in (1, -1)]
    moved = np.nan_to_num(floats[: n // 2]).astype(np.float64) * (1 + 2.0**-40)
    doubles = np.concatenate([moved, floats[n // 2 :].astype(np.float64)])
    doubles[:3] = [1 + 2.0**-11 + 2.0**-40, 1 + 2.0**-11 - 2.0**-40, 65520 - 2.0**-30]
    return floats, integers, doubles


def _saturating(value: float, low: int, high: int, none: int = 0) -> int:
    if math.isnan(value):
        return none
    return low if value <= low else high if value >= high else int(value)


@lru_cache(maxsize=2)
def widened(kind: Format) -> np.ndarray:
    rows = []
    for pattern in range(65536):
        x = _signed(pattern, kind)
        nearest, down, up = (float(f(x)) for f in (np.rint, np.floor, np.ceil))
        ends = (-(2**31), 2**31 - 1)
        rows.append((x, _saturating(nearest, *ends), _saturating(down, *ends), _saturating(up, *ends),
                     _saturating(x, *ends), _saturating(x, 0, 2**32 - 1), _saturating(x, -(2**63), 2**63 - 1, -(2**63)),
                     _saturating(nearest, -(2**15), 2**15 - 1), _saturating(x, -128, 127)))  # fmt: skip
    return np.array(rows, dtype=WIDE)


@lru_cache(maxsize=1)
def narrowed() -> np.ndarray:
    floats, integers, doubles = inputs()
    rows = []
    for kind in TYPES:
        for mode in ("rn", "rz", "rd", "ru"):
            rows.append([kind.rounded(float(x), mode, 0x8000 if math.copysign(1, x) < 0 else 0) for x in floats])
    short = [int(x) for x in integers.astype(np.int32)]
    rows.append([HALF.rounded(Fraction(int(x))) for x in integers])
    rows.append([HALF.rounded(Fraction(x)) for x in short])
    rows.append([BFLOAT16.rounded(Fraction(int(x))) for x in integers])
    rows.append([BFLOAT16.rounded(Fraction(x), "rz") for x in short])
    rows.append([HALF.rounded(float(x), zero=0x8000 if math.copysign(1, x) < 0 else 0) for x in doubles])
    return np.array(rows, dtype=np.uint16)


PLACES = [(variant, "device") for variant in VARIANTS] + [("c", "host"), ("sycl", "host"), ("hip", "host")]


@pytest.mark.parametrize(("variant", "place"), PLACES, ids=[f"{v}-{p}" for v, p in PLACES])
def test_conversions(variant: str, place: str, tmp_path: Path) -> None:
    floats, integers, doubles = inputs()
    n = len(floats)
    data = np.int32(n).tobytes() + floats.tobytes() + integers.tobytes() + doubles.tobytes()
    out = run("conversions.cu", variant, tmp_path, data, place)
    wide = np.frombuffer(out, WIDE, 2 * 65536).reshape(2, 65536)
    rows = np.frombuffer(out, np.uint16, offset=2 * 65536 * WIDE.itemsize).reshape(13, n)
    problems = []
    for number, kind in enumerate(TYPES):
        want = widened(kind)
        for name in WIDE.names or ():
            a, b = wide[number][name], want[name]
            differ = (a != b) & ~(np.isnan(a) & np.isnan(b))
            if variant == "hip" and name == "cut":  # of what is no integer, as the note says
                differ &= np.isfinite(want["as_float"])
            wrong = np.flatnonzero(differ)
            problems += [f"{kind.name} {name} of {i:#06x}: {a[i]}, not {b[i]}" for i in wrong[:2]]
    for number, (row, want_row) in enumerate(zip(rows, narrowed(), strict=True)):
        kind = BFLOAT16 if number in (4, 5, 6, 7, 10, 11) else HALF
        wrong = np.flatnonzero((row != want_row) & ~(is_nan(row, kind) & is_nan(want_row, kind)))
        source = floats if number < 8 else integers if number < 12 else doubles
        problems += [f"row {number}: {source[i]!r} gives {row[i]:#06x}, not {want_row[i]:#06x}, {len(wrong)} in all"
                     for i in wrong[:2]]  # fmt: skip
    assert not problems, "\n".join(problems)
