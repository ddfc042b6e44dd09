"""Proofs of floating point of eight bits: every pattern of it, every half and bfloat16 are converted; of floats and
doubles those on both sides of every place where the result changes. The model looks values up in the list of all."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from unwarp.transforms.tables import TARGETS

from .case import Case, Judge, Memory

HEADERS = ("cuda_fp8.h", "cuda_fp16.h", "cuda_bf16.h")
FORMATS = {"e4m3": (3, 7, 0x7E), "e5m2": (2, 15, 0x7B)}  # bits behind the point, bias of the exponent, the largest


def value(code: int, name: str) -> float:
    """What a pattern stands for."""
    bits, bias, most = FORMATS[name]
    size, sign = code & 0x7F, -1.0 if code & 0x80 else 1.0
    if size > most:
        return math.copysign(math.inf, sign) if name == "e5m2" and size == most + 1 else math.nan
    exponent, rest = size >> bits, size & (1 << bits) - 1
    if exponent == 0:
        return sign * math.ldexp(rest, 1 - bias - bits)
    return sign * math.ldexp((1 << bits) + rest, exponent - bias - bits)


def turns(name: str) -> np.ndarray:
    """The values halfway between neighbours, the last one between the largest and what would follow it."""
    most = FORMATS[name][2]
    known = [value(code, name) for code in range(most + 1)]
    known.append(2 * known[-1] - known[-2])
    return np.array([(a + b) / 2 for a, b in pairwise(known)])


def codes(values: np.ndarray, name: str, finite: bool, nan: np.ndarray | int = 0x7F) -> np.ndarray:
    """The nearest patterns; of two the even one."""
    most = FORMATS[name][2]
    between, size = turns(name), np.abs(values)
    low = np.searchsorted(between, size, "left")  # of a value halfway the lower neighbour
    tied = np.isin(size, between) & (low & 1 == 1)
    made = low + tied
    made = np.where(made > most, most if finite else most + 1, made)
    made = np.where(np.signbit(values), made | 0x80, made)
    return np.where(np.isnan(values), nan, made).astype(np.uint8)


def same(wanted: Sequence[np.ndarray]) -> Judge:
    """Equal, or both no number."""

    def judge(got: Sequence[np.ndarray], _: str) -> list[str]:
        problems = []
        for number, (found, expected) in enumerate(zip(got, wanted, strict=True)):
            differ = found != expected
            if expected.dtype.kind == "f":
                differ = (found.view(f"u{found.itemsize}") != expected.view(f"u{found.itemsize}")) & ~(
                    np.isnan(found) & np.isnan(expected))  # fmt: skip
            problems += [f"r{number}[{k}] is {found[k]}, not {expected[k]}" for k in np.flatnonzero(differ)[:3]]
        return problems

    return judge


def made(title: str, names: Sequence[str], body: str, inputs: Sequence[tuple[str, np.ndarray]],
         wanted: Sequence[tuple[str, np.ndarray]]) -> Case:  # fmt: skip
    outputs = [Memory(c, np.zeros_like(a)) for c, a in wanted]
    head = "int i = blockIdx.x * blockDim.x + threadIdx.x;\nif (i >= n) return;\n"
    return Case(title, tuple(names), TARGETS, head + body, [Memory(c, a) for c, a in inputs], outputs,
                same([a for _, a in wanted]), headers=HEADERS)  # fmt: skip


def widened(name: str) -> Iterator[Case]:
    """All patterns as every type."""
    every = np.arange(256, dtype=np.uint8)
    kind = f"__nv_fp8_{name}"
    floats = np.array([value(code, name) for code in range(256)])
    whole = np.nan_to_num(np.trunc(floats), nan=0.0, posinf=1e9, neginf=-1e9)
    integers = {"signed char": np.int8, "unsigned char": np.uint8, "short": np.int16, "unsigned short": np.uint16,
                "int": np.int32, "unsigned int": np.uint32}  # fmt: skip
    body = f"{kind} v; v.__x = a0[i];\nr0[i] = float(v); r1[i] = double(v); r2[i] = bool(v);\n"
    body += "r3[i] = __half_as_ushort(__half(v)); r4[i] = __bfloat16_as_ushort(__nv_bfloat16(v));\n"
    body += f"r5[i] = __nv_cvt_fp8_to_halfraw(a0[i], __NV_{name.upper()}).x;\n"
    wanted: list[tuple[str, np.ndarray]] = [
        ("float", floats.astype(np.float32)), ("double", floats),
        ("unsigned char", (every & 0x7F != 0).astype(np.uint8)),
    ]  # fmt: skip
    half = np.where(
        np.isnan(floats), 0x7FFF, np.nan_to_num(floats, nan=0, posinf=0, neginf=0).astype(np.float16).view(np.uint16)
    )
    half = np.where(np.isinf(floats), np.where(floats < 0, 0xFC00, 0x7C00), half).astype(np.uint16)
    upper = (np.nan_to_num(floats, nan=0, posinf=0, neginf=0).astype(np.float32).view(np.uint32) >> 16).astype(
        np.uint16
    )
    upper = np.where(np.isinf(floats), np.where(floats < 0, 0xFF80, 0x7F80), upper)
    upper = np.where(np.isnan(floats), 0x7FFF, upper).astype(np.uint16)
    wanted += [("unsigned short", half), ("unsigned short", upper), ("unsigned short", half)]
    for number, (c, dtype) in enumerate(integers.items(), 6):
        ends = np.iinfo(dtype)
        body += f"r{number}[i] = static_cast<{c}>(v);\n"
        limited = np.where(np.isposinf(floats), ends.max, np.where(np.isneginf(floats), ends.min, whole))
        wanted.append((c, np.clip(limited, ends.min, ends.max).astype(dtype)))
    yield made(f"{kind} as other types", (kind, "__nv_cvt_fp8_to_halfraw"), body, [("unsigned char", every)], wanted)
    body = f"""
__nv_fp8x2_{name} two; two.__x = (__nv_fp8x2_storage_t)(a0[i] | a0[255 - i] << 8);
__nv_fp8x4_{name} four; four.__x = two.__x;
four.__x |= (__nv_fp8x4_storage_t)a0[i ^ 3] << 16 | (__nv_fp8x4_storage_t)a0[i ^ 9] << 24;
float2 f = float2(two); float4 g = static_cast<float4>(four);
r0[2 * i] = f.x; r0[2 * i + 1] = f.y;
r1[4 * i] = g.x; r1[4 * i + 1] = g.y; r1[4 * i + 2] = g.z; r1[4 * i + 3] = g.w;
__half2 h = __half2(two), k = __half2(__nv_cvt_fp8x2_to_halfraw2(two.__x, __NV_{name.upper()}));
r2[2 * i] = __half_as_ushort(__low2half(h)); r2[2 * i + 1] = __half_as_ushort(__high2half(k));
"""
    single, at = floats.astype(np.float32), np.arange(256)
    pairs = np.stack([single, single[::-1]], 1).ravel()
    fours = np.stack([single, single[::-1], single[at ^ 3], single[at ^ 9]], 1).ravel()
    yield made(f"__nv_fp8x2_{name} and __nv_fp8x4_{name}", (f"__nv_fp8x2_{name}", f"__nv_fp8x4_{name}"), body,
               [("unsigned char", every)],
               [("float", pairs), ("float", fours),
                ("unsigned short", np.stack([half, half[::-1]], 1).ravel())])  # fmt: skip


def narrowed(name: str) -> Iterator[Case]:
    """Halves and bfloat16, all; floats and doubles."""
    every, mark, kind = np.arange(65536, dtype=np.uint16), f"__NV_{name.upper()}", f"__nv_fp8_{name}"
    half = every.view(np.float16).astype(np.float64)
    with np.errstate(invalid="ignore"):  # signalling NaN
        upper = (every.astype(np.uint32) << 16).view(np.float32).astype(np.float64)
    body = f"""
__half_raw h = static_cast<__half_raw>(__ushort_as_half(a0[i]));
__nv_bfloat16_raw b = static_cast<__nv_bfloat16_raw>(__ushort_as_bfloat16(a0[i]));
r0[i] = __nv_cvt_halfraw_to_fp8(h, __NV_SATFINITE, {mark}); r1[i] = __nv_cvt_halfraw_to_fp8(h, __NV_NOSAT, {mark});
r2[i] = __nv_cvt_bfloat16raw_to_fp8(b, __NV_SATFINITE, {mark});
r3[i] = __nv_cvt_bfloat16raw_to_fp8(b, __NV_NOSAT, {mark});
r4[i] = {kind}(__ushort_as_half(a0[i])).__x; r5[i] = {kind}(__ushort_as_bfloat16(a0[i])).__x;
"""
    wanted = [codes(half, name, True), codes(half, name, False), codes(upper, name, True), codes(upper, name, False),
              codes(half, name, True), codes(upper, name, True)]  # fmt: skip
    names = ("__nv_cvt_halfraw_to_fp8", "__nv_cvt_bfloat16raw_to_fp8")
    yield made(f"halves and bfloat16 to {name}", names, body, [("unsigned short", every)],
               [("unsigned char", w) for w in wanted])  # fmt: skip
    for c, dtype in (("float", np.float32), ("double", np.float64)):
        between = turns(name).astype(dtype)
        near = np.concatenate([between, np.nextafter(between, dtype(0)), np.nextafter(between, dtype(np.inf))])
        random = np.random.default_rng(4)
        lots = (2.0 ** random.uniform(-22, 18, 600)).astype(dtype)
        some = np.array([0, np.inf, 1e30, 1e-30, 5e-324 if c == "double" else 1e-45], dtype)
        values = np.concatenate([near, lots, some])
        values = np.concatenate([values, -values, [dtype(np.nan), -dtype(np.nan)]]).astype(dtype)
        values = values[: len(values) // 4 * 4]
        body = f"""
r0[i] = __nv_cvt_{c}_to_fp8(a0[i], __NV_SATFINITE, {mark}); r1[i] = __nv_cvt_{c}_to_fp8(a0[i], __NV_NOSAT, {mark});
r2[i] = {kind}(a0[i]).__x;
int k = i % 2 ? i - 1 : i + 1;
__nv_fp8x2_storage_t two = __nv_cvt_{c}2_to_fp8x2(make_{c}2(a0[i], a0[k]), __NV_SATFINITE, {mark});
r3[2 * i] = (unsigned char)two; r3[2 * i + 1] = (unsigned char)(two >> 8);
"""
        nan: np.ndarray | int = 0x7F
        if c == "double":
            patterns = values.view(np.uint64)
            first = np.uint64(1) if name == "e4m3" else patterns >> np.uint64(50) & np.uint64(3)
            nan = (patterns >> np.uint64(63) << np.uint64(7) | np.uint64(0x7E) | first).astype(np.uint8)
        exact = values.astype(np.float64)
        finite, open_ = codes(exact, name, True, nan), codes(exact, name, False, nan)
        both = np.stack([finite, finite.reshape(-1, 2)[:, ::-1].ravel()], 1).ravel()
        yield made(f"{c} to {name}", (f"__nv_cvt_{c}_to_fp8", f"__nv_cvt_{c}2_to_fp8x2"), body, [(c, values)],
                   [("unsigned char", w) for w in (finite, open_, finite, both)])  # fmt: skip


def joined(name: str) -> Iterator[Case]:
    """Two and four numbers at once, and integers."""
    random, mark = np.random.default_rng(6), f"__NV_{name.upper()}"
    values = (random.uniform(-600, 600, 1024)).astype(np.float32)
    integers = random.integers(-70000, 70000, 256).astype(np.int32)
    body = f"""
const float *f = a0 + 4 * i;
__half2 low = __floats2half2_rn(f[0], f[1]), high = __floats2half2_rn(f[2], f[3]);
r0[i] = __nv_fp8x4_{name}(make_float4(f[0], f[1], f[2], f[3])).__x;
r1[i] = __nv_fp8x4_{name}(low, high).__x;
r2[i] = __nv_fp8x2_{name}(make_float2(f[0], f[1])).__x; r3[i] = __nv_fp8x2_{name}(low).__x;
r4[i] = __nv_cvt_halfraw2_to_fp8x2(static_cast<__half2_raw>(high), __NV_SATFINITE, {mark});
__nv_bfloat162 upper = __floats2bfloat162_rn(f[0], f[1]);
r5[i] = __nv_cvt_bfloat16raw2_to_fp8x2(static_cast<__nv_bfloat162_raw>(upper), __NV_SATFINITE, {mark});
r6[i] = __nv_fp8_{name}(a1[i]).__x;
r7[i] = __nv_fp8_{name}((short)a1[i]).__x + __nv_fp8_{name}((unsigned long long)(a1[i] & 1023)).__x;
"""
    half = values.astype(np.float16).astype(np.float64)
    bits = values.view(np.uint32).astype(np.uint64)
    upper = ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16 << 16).astype(np.uint32).view(np.float32).astype(np.float64)
    of_floats = codes(values.astype(np.float64), name, True).view(np.uint32)
    of_halves = codes(half, name, True)
    of_upper = codes(upper, name, True).view(np.uint16)[::2]
    short = codes(integers.astype(np.int16).astype(np.float64), name, True).astype(np.int32)
    small = codes((integers & 1023).astype(np.float64), name, True).astype(np.int32)
    wanted = [
        ("unsigned int", of_floats), ("unsigned int", of_halves.view(np.uint32)),
        ("unsigned short", of_floats.astype(np.uint16)), ("unsigned short", of_halves.view(np.uint16)[::2].copy()),
        ("unsigned short", of_halves.view(np.uint16)[1::2].copy()), ("unsigned short", of_upper.copy()),
        ("unsigned char", codes(integers.astype(np.float64), name, True)), ("int", short + small),
    ]  # fmt: skip
    names = ("__nv_cvt_halfraw2_to_fp8x2", "__nv_cvt_bfloat16raw2_to_fp8x2")
    yield made(f"two and four of {name}", names, body, [("float", values.reshape(-1, 4)), ("int", integers)], wanted)


def instructions(name: str) -> Iterator[Case]:
    """PTX's conversions of two."""
    every = np.arange(65536, dtype=np.uint16)
    random = np.random.default_rng(3)
    floats = random.uniform(-600, 600, 131072).astype(np.float32)
    body = f"""
unsigned int wide; unsigned short first, second;
asm("cvt.rn.f16x2.{name}x2 %0, %1;" : "=r"(wide) : "h"(a0[i]));
asm("cvt.rn.satfinite.{name}x2.f16x2 %0, %1;" : "=h"(first) : "r"(wide));
asm("cvt.rn.satfinite.{name}x2.f32 %0, %1, %2;" : "=h"(second) : "f"(a1[2 * i + 1]), "f"(a1[2 * i]));
r0[i] = first; r1[i] = second;
"""
    back = np.frombuffer(every.tobytes(), np.uint8)
    single = np.array([value(code, name) for code in range(256)])
    again = codes(single, name, True)[back].view(np.uint16)
    made_of = codes(floats.astype(np.float64), name, True).view(np.uint16)
    yield made(f"cvt.rn.{name}x2", (), body, [("unsigned short", every), ("float", floats)],
               [("unsigned short", again), ("unsigned short", made_of)])  # fmt: skip


def cases() -> Iterator[Case]:
    for name in FORMATS:
        yield from instructions(name)
        yield from widened(name)
        yield from narrowed(name)
        yield from joined(name)
