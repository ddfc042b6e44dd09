"""What the helper functions compute, on each runtime."""

from __future__ import annotations

import math
import random
from statistics import NormalDist

import numpy as np
from opencl_tools import Runtime, translated

N = 64
RANDOM = random.Random(3)
WORDS = [RANDOM.getrandbits(32) for _ in range(3 * N)]


def halves(x: int) -> list[int]:
    return [x & 0xFFFF, x >> 16]


def octets(x: int) -> list[int]:
    return [x >> shift & 0xFF for shift in (0, 8, 16, 24)]


def packed(values: list[int]) -> int:
    bits = 32 // len(values)
    return sum((value & (1 << bits) - 1) << bits * place for place, value in enumerate(values))


def signed(x: int, bits: int) -> int:
    return x - (1 << bits) if x >> bits - 1 else x


def saturated(x: int, bits: int) -> int:
    return max(-(1 << bits - 1), min((1 << bits - 1) - 1, x))


def test_integers(runtime: Runtime) -> None:
    program = translated("""
        __global__ void k(const unsigned int *x, unsigned int *out, int n) {
            int t = (int)threadIdx.x;
            unsigned int a = x[t], b = x[n + t], c = x[2 * n + t];
            out[t] = (unsigned int)__ffs((int)(a & 0xff00u));
            out[n + t] = __brev(a);
            out[2 * n + t] = __byte_perm(a, b, c);
            out[3 * n + t] = (unsigned int)__mulhi((int)a, (int)b);
            out[4 * n + t] = __funnelshift_l(a, b, c);
            out[5 * n + t] = __funnelshift_rc(a, b, c % 40u);
            out[6 * n + t] = (unsigned int)__dp4a((int)a, (int)b, (int)c);
            out[7 * n + t] = __vaddss2(a, b);
            out[8 * n + t] = __vavgu4(a, b);
            out[9 * n + t] = __vabsdiffs4(a, b);
            out[10 * n + t] = __vcmpgts2(a, b);
            out[11 * n + t] = __vsetleu4(a, b);
            out[12 * n + t] = __vsadu4(a, b);
            out[13 * n + t] = (unsigned int)__popc(a) + (unsigned int)__clz((int)b);
            out[14 * n + t] = (unsigned int)__mul24((int)a, (int)b);
        }""")
    x = np.array(WORDS, np.uint32)
    got = program.launch(runtime, "k", (1,), (N,), x, np.zeros(15 * N, np.uint32), np.int32(N))[1].reshape(15, N)
    for t in range(N):
        a, b, c = WORDS[t], WORDS[N + t], WORDS[2 * N + t]
        low, both = a & 0xFF00, b << 32 | a
        sums = [saturated(signed(p, 16) + signed(q, 16), 16) for p, q in zip(halves(a), halves(b), strict=True)]
        pairs = list(zip(octets(a), octets(b), strict=True))
        all_octets = octets(a) + octets(b)
        permuted = []
        for place in range(4):
            which = c >> 4 * place & 15
            octet = all_octets[which & 7]
            permuted.append((255 if octet & 128 else 0) if which & 8 else octet)
        expected = [
            (low & -low).bit_length(),
            int(f"{a:032b}"[::-1], 2),
            packed(permuted),
            signed(a, 32) * signed(b, 32) >> 32,
            both << (c & 31) >> 32,
            both >> min(c % 40, 32),
            sum(signed(p, 8) * signed(q, 8) for p, q in pairs) + c,
            packed(sums),
            packed([(p + q + 1) // 2 for p, q in pairs]),
            packed([abs(signed(p, 8) - signed(q, 8)) for p, q in pairs]),
            packed([-(signed(p, 16) > signed(q, 16)) for p, q in zip(halves(a), halves(b), strict=True)]),
            packed([int(p <= q) for p, q in pairs]),
            sum(abs(p - q) for p, q in pairs),
            a.bit_count() + 32 - b.bit_length(),
            signed(a & 0xFFFFFF, 24) * signed(b & 0xFFFFFF, 24),
        ]
        assert [int(v) for v in got[:, t]] == [v % 2**32 for v in expected]


def test_mathematics(runtime: Runtime) -> None:
    program = translated("""
        __global__ void k(const double *x, double *out, int n) {
            int t = (int)threadIdx.x;
            double p = x[t], s, c;
            out[t] = erfinv(p);
            out[n + t] = erfcinv(p + 1.0);
            out[2 * n + t] = normcdf(3.0 * p);
            out[3 * n + t] = normcdfinv(0.5 + 0.5 * p);
            out[4 * n + t] = erfcx(20.0 * p);
            out[5 * n + t] = rcbrt(p);
            out[6 * n + t] = rnorm3d(p, 2.0, 3.0);
            sincospi(p, &s, &c);
            out[7 * n + t] = s - c;
            out[8 * n + t] = (double)erfinvf((float)p);
            out[9 * n + t] = (double)normcdfinvf((float)(0.5 + 0.5 * p));
            sincospi(p, &out[10 * n + t], &c);
        }""")
    x = np.array([(2 * i + 1) / N - 1 + 1e-9 for i in range(N)])
    got = program.launch(runtime, "k", (1,), (N,), x, np.zeros(11 * N), np.int32(N))[1].reshape(11, N)
    normal = NormalDist()
    for t, p in enumerate(x):
        assert math.isclose(math.erf(got[0, t]), p, rel_tol=1e-13)
        assert math.isclose(math.erfc(got[1, t]), p + 1, rel_tol=1e-13)
        assert math.isclose(got[2, t], normal.cdf(3 * p), rel_tol=1e-12)
        assert math.isclose(normal.cdf(got[3, t]), 0.5 + 0.5 * p, rel_tol=1e-12)
        y = 20 * p
        if y < 9:
            assert math.isclose(got[4, t], math.exp(y * y) * math.erfc(y), rel_tol=1e-11)
        assert math.isclose(got[5, t], math.copysign(abs(p) ** (-1 / 3), p), rel_tol=1e-13)
        assert math.isclose(got[6, t], 1 / math.hypot(p, 2, 3), rel_tol=1e-14)
        assert math.isclose(got[7, t], math.sin(math.pi * p) - math.cos(math.pi * p), rel_tol=1e-12, abs_tol=1e-14)
        assert math.isclose(math.erf(got[8, t]), np.float32(p), rel_tol=1e-6)
        assert math.isclose(got[9, t], normal.inv_cdf(float(np.float32(0.5 + 0.5 * p))), rel_tol=1e-5, abs_tol=1e-6)
        assert math.isclose(got[10, t], math.sin(math.pi * p), rel_tol=1e-12)
