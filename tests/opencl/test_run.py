"""Kernels as OpenCL C, run on each runtime and compared with NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from opencl_tools import Runtime, translated

N = 1000
FLOATS = np.linspace(-3, 7, N).astype(np.float32)


def test_saxpy(runtime: Runtime) -> None:
    program = translated("""
        __global__ void saxpy(float a, const float *x, float *y, int n) {
            int i = (int)(blockIdx.x * blockDim.x + threadIdx.x);
            if (i < n) y[i] = a * x[i] + y[i];
        }""")
    assert "get_global_id(0)" in program.text
    y = np.ones(N, np.float32)
    result = program.launch(runtime, "saxpy", (4,), (256,), np.float32(2), FLOATS, y, np.int32(N))
    np.testing.assert_array_equal(result[1], np.float32(2) * FLOATS + y)


def test_tree_reduction_in_shared_memory(runtime: Runtime) -> None:
    program = translated("""
        __global__ void total(const float *x, float *sums, int n) {
            __shared__ float s[128];
            unsigned int t = threadIdx.x;
            unsigned int i = blockIdx.x * blockDim.x + t;
            s[t] = i < (unsigned int)n ? x[i] : 0.0f;
            __syncthreads();
            for (unsigned int half_ = blockDim.x / 2u; half_ > 0u; half_ >>= 1) {
                if (t < half_) s[t] += s[t + half_];
                __syncthreads();
            }
            if (t == 0u) sums[blockIdx.x] = s[0];
        }""")
    assert [v.kind for v in program.shape.kernels["total"].variants] == ["native"]
    sums = np.zeros(8, np.float32)
    result = program.launch(runtime, "total", (8,), (128,), FLOATS, sums, np.int32(N))
    np.testing.assert_allclose(result[1].sum(), FLOATS.sum(), rtol=1e-5)


def test_dynamic_shared_memory(runtime: Runtime) -> None:
    program = translated("""
        __global__ void reverse(int *x) {
            extern __shared__ int s[];
            int t = (int)threadIdx.x;
            int n = (int)blockDim.x;
            s[t] = x[t];
            __syncthreads();
            x[t] = s[n - 1 - t];
        }""")
    x = np.arange(64, dtype=np.int32)
    result = program.launch(runtime, "reverse", (1,), (64,), x, shared=256)
    np.testing.assert_array_equal(result[0], x[::-1])


def test_functions_with_pointers_of_two_spaces(runtime: Runtime) -> None:
    program = translated("""
        __constant__ float weights[4];
        __device__ float product(const float *a, const float *b, int n) {
            float sum = 0.0f;
            for (int i = 0; i < n; i++) sum += a[i] * b[i];
            return sum;
        }
        __device__ void swap(float *a, float *b) { float t = *a; *a = *b; *b = t; }
        __global__ void use(const float *x, float *out) {
            __shared__ float s[4];
            float mine[4];
            int t = (int)threadIdx.x;
            for (int i = 0; i < 4; i++) mine[i] = (float)(i + t);
            s[t] = x[t];
            __syncthreads();
            float a = product(x, s, 4);
            float b = product(mine, weights, 4);
            swap(&a, &out[t]);
            swap(&a, &b);
            out[t + 4] = a + b;
        }""", weights=np.array([1, 2, 3, 4], np.float32))  # fmt: skip
    assert "product_global_local" in program.text
    x = np.array([1, 2, 3, 4], np.float32)
    out = np.full(8, 5, np.float32)
    result = program.launch(runtime, "use", (1,), (4,), x, out)
    np.testing.assert_array_equal(result[1][:4], np.full(4, 30))
    np.testing.assert_array_equal(result[1][4:], 5 + np.array([20 + 10 * t for t in range(4)]))


def test_records_by_value_and_in_memory(runtime: Runtime) -> None:
    program = translated("""
        struct View { float *data; int n; bool square; };
        struct Particle { float3 at; double mass; };
        __device__ float get(struct View v, int i) { return v.square ? v.data[i] * v.data[i] : v.data[i]; }
        __global__ void use(struct View v, struct Particle *p, float4 k) {
            int t = (int)threadIdx.x;
            struct View w;
            __shared__ float s[8];
            s[t] = (float)t;
            __syncthreads();
            w.data = s; w.n = 8; w.square = true;
            p[t].at.y = get(v, t) + k.z;
            p[t].at.z = get(w, 7 - t);
            p[t].mass = 2.0 * p[t].mass;
        }""")
    assert "View_local" in program.text
    layout = np.dtype(
        {"names": ["at", "mass"], "formats": [("f4", 3), "f8"], "offsets": [0, 16], "itemsize": 24}, align=False
    )
    particles = np.zeros(8, layout)
    particles["mass"] = np.arange(8)
    data = np.arange(10, 18, dtype=np.float32)
    view = ("record", data, np.array([8, 1], np.int32).tobytes())
    result = program.launch(runtime, "use", (1,), (8,), view, particles, np.array([0, 0, 10, 0], np.float32).tobytes())[
        0
    ]
    np.testing.assert_array_equal(result["at"][:, 1], data * data + 10)
    np.testing.assert_array_equal(result["at"][:, 2], np.arange(8)[::-1] ** 2)
    np.testing.assert_array_equal(result["mass"], 2.0 * np.arange(8))


def test_return_before_a_barrier(runtime: Runtime) -> None:
    program = translated("""
        __global__ void shift(const int *x, int *y, int n) {
            __shared__ int s[64];
            unsigned int i = blockIdx.x * blockDim.x + threadIdx.x;
            if (i >= (unsigned int)n) return;
            s[threadIdx.x] = x[i];
            __syncthreads();
            unsigned int other = blockDim.x - 1u - threadIdx.x;
            if (blockIdx.x * blockDim.x + other < (unsigned int)n) y[i] = s[other];
        }""")
    assert [v.kind for v in program.shape.kernels["shift"].variants] == ["native"]
    x = np.arange(100, dtype=np.int32)
    y = np.full(100, -1, np.int32)
    result = program.launch(runtime, "shift", (2,), (64,), x, y, np.int32(100))
    expected = y.copy()
    for i in range(100):
        other = i // 64 * 64 + 63 - i % 64
        if other < 100:
            expected[i] = x[other]
    np.testing.assert_array_equal(result[1], expected)


SHUFFLES = """
    __device__ float warp_sum(float v) {
        for (int o = 16; o > 0; o >>= 1) v += __shfl_down_sync(0xffffffffu, v, (unsigned int)o);
        return v;
    }
    __global__ void block_sum(const float *x, float *out, int n) {
        __shared__ float s[32];
        unsigned int lane = threadIdx.x % 32u;
        unsigned int warp = threadIdx.x / 32u;
        unsigned int i = blockIdx.x * blockDim.x + threadIdx.x;
        float v = i < (unsigned int)n ? x[i] : 0.0f;
        v = warp_sum(v);
        if (lane == 0u) s[warp] = v;
        __syncthreads();
        if (warp == 0u) {
            v = lane < blockDim.x / 32u ? s[lane] : 0.0f;
            v = warp_sum(v);
            if (lane == 0u) out[blockIdx.x] = v;
        }
    }"""


def test_warp_shuffles(runtime: Runtime) -> None:
    program = translated(SHUFFLES)
    out = np.zeros(8, np.float32)
    result = program.launch(runtime, "block_sum", (8,), (128,), FLOATS, out, np.int32(N))
    np.testing.assert_allclose(result[1], np.pad(FLOATS, (0, 24)).reshape(8, 128).sum(axis=1), rtol=1e-5)


def test_warp_shuffles_in_sub_groups(runtime: Runtime) -> None:
    if runtime.name != "intel":
        pytest.skip("no sub-groups")
    program = translated(SHUFFLES)
    assert [v.kind for v in program.shape.kernels["block_sum"].variants] == ["sub_groups", "serial"]
    out = np.zeros(8, np.float32)
    result = program.launch(runtime, "block_sum", (8,), (128,), FLOATS, out, np.int32(N), form="sub_groups")
    np.testing.assert_allclose(result[1], np.pad(FLOATS, (0, 24)).reshape(8, 128).sum(axis=1), rtol=1e-5)


@pytest.mark.parametrize("form", ["serial", "sub_groups"])
def test_every_warp_operation(runtime: Runtime, form: str) -> None:
    if runtime.name != "intel" and form == "sub_groups":
        pytest.skip("no sub-groups")
    program = translated("""
        __global__ void operations(const int *x, unsigned int *out) {
            unsigned int t = threadIdx.x + threadIdx.y * blockDim.x;
            unsigned int n = blockDim.x * blockDim.y;
            int all_equal = 0;
            int v = x[t];
            out[t] = (unsigned int)__shfl_sync(0xffffffffu, v, 3);
            out[n + t] = (unsigned int)__shfl_sync(0xffffffffu, v, v + 1, 8);
            out[2u * n + t] = (unsigned int)__shfl_up_sync(0xffffffffu, v, 2u);
            out[3u * n + t] = (unsigned int)__shfl_up_sync(0xffffffffu, v, 3u, 16);
            out[4u * n + t] = (unsigned int)__shfl_down_sync(0xffffffffu, v, 5u, 16);
            out[5u * n + t] = (unsigned int)__shfl_xor_sync(0xffffffffu, v, 17);
            out[6u * n + t] = (unsigned int)__shfl_xor_sync(0xffffffffu, v, 9, 8);
            out[7u * n + t] = __ballot_sync(0xffffffffu, v > 2);
            out[8u * n + t] = (unsigned int)__any_sync(0xffffffffu, v == 4);
            out[8u * n + t] += 2u * (unsigned int)__all_sync(0xffffffffu, v >= 0);
            out[9u * n + t] = __match_any_sync(0xffffffffu, v);
            out[10u * n + t] = __match_all_sync(0xffffffffu, v & 8, &all_equal);
            out[11u * n + t] = (unsigned int)all_equal;
            out[12u * n + t] = (unsigned int)__reduce_add_sync(0xffffffffu, v);
            out[13u * n + t] = (unsigned int)__reduce_min_sync(0xffffffffu, v - 2);
            out[14u * n + t] = (unsigned int)__reduce_max_sync(0xffffffffu, v - 20);
            out[15u * n + t] = __reduce_xor_sync(0xffffffffu, (unsigned int)v);
            out[16u * n + t] = __reduce_and_sync(0xffffffffu, (unsigned int)v | 6u);
            out[17u * n + t] = __reduce_or_sync(0xffffffffu, (unsigned int)v);
            __syncwarp();
            if (threadIdx.x / 32u == 1u) out[18u * n + t] = __activemask();
        }""")
    n = 128
    x = (np.arange(n) * 7 % 5).astype(np.int32)
    got = program.launch(runtime, "operations", (1, 1), (64, 2), x, np.zeros(19 * n, np.uint32), form=form)[1]
    rows = got.reshape(19, n).astype(np.int32)
    for t in range(n):
        base, lane = t - t % 32, t % 32
        warp = x[base : base + 32]
        mine = [
            warp[3], warp[lane // 8 * 8 + (x[t] + 1) % 8], warp[lane - 2 if lane >= 2 else lane],
            warp[lane - 3 if lane % 16 >= 3 else lane], warp[lane + 5 if lane % 16 + 5 < 16 else lane], warp[lane ^ 17],
            warp[lane ^ 9 if (lane ^ 9) <= (lane | 7) else lane], bits(warp > 2), 1 + 2, bits(warp == x[t]), -1, 1,
            warp.sum(),
            warp.min() - 2, warp.max() - 20, np.bitwise_xor.reduce(warp), np.bitwise_and.reduce(warp | 6),
            np.bitwise_or.reduce(warp), -1 if t % 64 >= 32 else 0,
        ]  # fmt: skip
        np.testing.assert_array_equal(rows[:, t], np.array(mine).astype(np.int32))


def bits(votes: np.ndarray) -> int:
    word = sum(1 << i for i, vote in enumerate(votes) if vote)
    return word - 2**32 if word >= 2**31 else word


def test_votes_matches_and_reductions(runtime: Runtime) -> None:
    program = translated("""
        __global__ void votes(const int *x, unsigned int *out) {
            unsigned int t = threadIdx.x;
            unsigned int n = blockDim.x;
            int all_equal = 0;
            out[t] = __ballot_sync(0xffffffffu, x[t] > 2);
            out[n + t] = (unsigned int)__any_sync(0xffffffffu, x[t] == 7);
            out[2u * n + t] = __match_any_sync(0xffffffffu, x[t]);
            out[3u * n + t] = (unsigned int)__reduce_add_sync(0xffffffffu, x[t]);
            out[4u * n + t] = (unsigned int)__reduce_max_sync(0xffffffffu, x[t]);
            out[5u * n + t] = __match_all_sync(0xffffffffu, x[t] & 8, &all_equal) + (unsigned int)all_equal;
            out[6u * n + t] = (unsigned int)__shfl_xor_sync(0xffffffffu, x[t], 5, 8);
            out[7u * n + t] = (unsigned int)__syncthreads_count(x[t] == 1);
            if (x[t] > 2) out[8u * n + t] = __activemask();
        }""")
    n = 80
    x = (np.arange(n) * 7 % 5).astype(np.int32)
    out = np.zeros(9 * n, np.uint32)
    got = program.launch(runtime, "votes", (1,), (n,), x, out)[1].reshape(9, n)
    for t in range(n):
        warp = range(t // 32 * 32, min(t // 32 * 32 + 32, n))
        bits = sum(1 << u % 32 for u in warp if x[u] > 2)
        everyone = sum(1 << u % 32 for u in warp)
        assert got[0, t] == bits
        assert got[1, t] == 0
        assert got[2, t] == sum(1 << u % 32 for u in warp if x[u] == x[t])
        assert got[3, t] == sum(x[u] for u in warp)
        assert got[4, t] == max(x[u] for u in warp)
        assert got[5, t] == (everyone + 1) % 2**32
        assert got[6, t] == x[t ^ 5]
        assert got[7, t] == (x == 1).sum()
        assert got[8, t] == (bits if x[t] > 2 else 0)


def test_atomics(runtime: Runtime) -> None:
    program = translated("""
        __device__ int counter;
        __device__ double sum;
        __global__ void count(const int *x, unsigned int *bins, float *total, unsigned long long *big, int n) {
            __shared__ unsigned int s[16];
            __shared__ float f;
            int i = (int)(blockIdx.x * blockDim.x + threadIdx.x);
            if (threadIdx.x < 16u) s[threadIdx.x] = 0u;
            if (threadIdx.x == 0u) f = 0.0f;
            __syncthreads();
            if (i < n) {
                atomicAdd(&s[x[i]], 1u);
                atomicAdd(&f, (float)x[i]);
                atomicAdd(&counter, 1);
                atomicAdd(&sum, 0.5);
                atomicMax(big, (unsigned long long)x[i]);
                atomicInc(&bins[16], 6u);
            }
            __syncthreads();
            if (threadIdx.x < 16u) atomicAdd(&bins[threadIdx.x], s[threadIdx.x]);
            if (threadIdx.x == 0u) atomicAdd(total, f);
        }""", counter=np.zeros(1, np.int32), sum=np.zeros(1, np.float64))  # fmt: skip
    x = (np.arange(N) * 13 % 16).astype(np.int32)
    arrays = (np.zeros(17, np.uint32), np.zeros(1, np.float32), np.zeros(1, np.uint64))
    result = program.launch(runtime, "count", (8,), (128,), x, *arrays, np.int32(N))
    np.testing.assert_array_equal(result[1][:16], np.bincount(x, minlength=16))
    assert result[1][16] == N % 7
    assert result[2][0] == x.sum()
    assert result[3][0] == 15
    assert result[4][0] == N
    assert result[5][0] == N / 2


@pytest.mark.parametrize("guard", ["if (i >= n) return;", ""])
def test_what_some_threads_do_behind_a_loop_with_barriers(runtime: Runtime, guard: str) -> None:
    program = translated("""
        __global__ void rounds(unsigned int *last, unsigned int *all, int n) {
            __shared__ unsigned int s[64];
            unsigned int t = threadIdx.x, chosen = 9u, sum = 0u;
            int i = (int)(blockIdx.x * blockDim.x + t);
            GUARD
            for (int round = 0; round < 2; round++) {
                s[t] = 2u;
                __syncthreads();
                unsigned int x = s[t ^ 1u];
                if (i < n) {
                    sum = sum * 16u + (x & 15u);
                    if ((x & 3u) == 2u) chosen = 4u;
                }
            }
            if (i < n) {
                last[i] = chosen;
                all[i] = sum;
            }
        }""".replace("GUARD", guard))
    assert [v.kind for v in program.shape.kernels["rounds"].variants] == ["native"]
    n = 150
    last, all_ = np.zeros(192, np.uint32), np.zeros(192, np.uint32)
    result = program.launch(runtime, "rounds", (3,), (64,), last, all_, np.int32(n))
    np.testing.assert_array_equal(result[0], np.where(np.arange(192) < n, 4, 0))
    np.testing.assert_array_equal(result[1], np.where(np.arange(192) < n, 0x22, 0))


@pytest.mark.parametrize("form", ["serial", "sub_groups"])
def test_code_that_relies_on_warps_in_step(runtime: Runtime, form: str) -> None:
    if runtime.name != "intel" and form == "sub_groups":
        pytest.skip("no sub-groups")
    program = translated("""
        __device__ void finish(volatile int *s, int t) {
            s[t] += s[t + 32]; s[t] += s[t + 16]; s[t] += s[t + 8];
            s[t] += s[t + 4]; s[t] += s[t + 2]; s[t] += s[t + 1];
        }
        __global__ void total(const int *x, int *out) {
            __shared__ int s[128];
            int t = (int)threadIdx.x;
            s[t] = x[t];
            __syncthreads();
            if (t < 64) s[t] += s[t + 64];
            __syncthreads();
            if (t < 32) finish(s, t);
            if (t == 0) out[0] = s[0];
        }""")
    x = np.arange(128, dtype=np.int32)
    result = program.launch(runtime, "total", (1,), (128,), x, np.zeros(1, np.int32), form=form)
    assert result[1][0] == x.sum()


def test_returns_inside_a_loop_with_barriers(runtime: Runtime) -> None:
    program = translated("""
        __device__ void add(int *s, int t, int v) { s[t] += v; __syncthreads(); }
        __global__ void steps(const int *last, int *out, int rounds) {
            __shared__ int s[32];
            int t = (int)threadIdx.x;
            s[t] = 0;
            if (t == 31) return;
            int end = rounds * 2;
            int mine = last[t];
            __syncthreads();
            for (int i = 0; i < end; i++) {
                int v = s[(t + 1) % 32];
                __syncthreads();
                if (i == mine) { out[t] = s[t]; return; }
                for (int j = 0; j < 3; j++) if (i + j == mine + 4) return;
                add(s, t, v + 1);
            }
            out[t] = -s[t];
        }""")
    assert [v.kind for v in program.shape.kernels["steps"].variants] == ["native"]
    last = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3] * 2, np.int32)
    result = program.launch(runtime, "steps", (1,), (32,), last, np.full(32, 77, np.int32), np.int32(3))[1]
    s, out, alive = np.zeros(32, int), np.full(32, 77), np.arange(32) != 31
    for i in range(6):
        v = np.roll(s, -1)
        for t in range(32):
            if alive[t] and i == last[t]:
                out[t] = s[t]
                alive[t] = False
            elif alive[t] and any(i + j == last[t] + 4 for j in range(3)):
                alive[t] = False
        s[alive] += v[alive] + 1
    out[alive] = -s[alive]
    np.testing.assert_array_equal(result, out)


def test_dynamic_shared_memory_at_file_scope(runtime: Runtime) -> None:
    program = translated("""
        extern __shared__ int s[];
        __device__ int get(int i) { return s[i]; }
        __global__ void reverse(int *x, int n) {
            int t = (int)threadIdx.x;
            s[t] = x[t];
            __syncthreads();
            x[t] = s[n - 1 - t] + 100 * get(t);
        }""")
    x = np.arange(64, dtype=np.int32)
    result = program.launch(runtime, "reverse", (1,), (64,), x, np.int32(64), shared=256)
    np.testing.assert_array_equal(result[0], x[::-1] + 100 * x)
