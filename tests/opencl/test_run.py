"""Kernels as OpenCL C, run on each runtime and compared with NumPy."""

from __future__ import annotations

import numpy as np
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
    assert program.shape.kernels["total"].native
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
    result = program.launch(runtime, "use", (1,), (8,), view, particles, np.array([0, 0, 10, 0], np.float32).tobytes())[0]
    np.testing.assert_array_equal(result["at"][:, 1], data * data + 10)
    np.testing.assert_array_equal(result["at"][:, 2], np.arange(8)[::-1] ** 2)
    np.testing.assert_array_equal(result["mass"], 2.0 * np.arange(8))
