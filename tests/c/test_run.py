"""Kernels through the C target, compared with what CUDA defines."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ctree_from_c import unit_from_c
from interpreter import run
from random_kernels import kernel
from running import Program

REDUCE = """
__global__ void reduce(const float *in, float *out, int n) {
    __shared__ float s[256];
    int tid = threadIdx.x;
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    s[tid] = i < n ? in[i] : 0.0f;
    __syncthreads();
    for (int h = blockDim.x / 2; h > 0; h >>= 1) {
        if (tid < h) s[tid] += s[tid + h];
        __syncthreads();
    }
    if (tid == 0) out[blockIdx.x] = s[0];
}
"""

WARPS = """
__device__ float warp_sum(float v) {
    for (int o = 16; o > 0; o >>= 1) v += __shfl_down_sync(0xffffffffu, v, o);
    return v;
}
__device__ float block_sum(float v) {
    __shared__ float part[32];
    int lane = threadIdx.x % 32, w = threadIdx.x / 32;
    v = warp_sum(v);
    if (lane == 0) part[w] = v;
    __syncthreads();
    v = threadIdx.x < (blockDim.x + 31) / 32 ? part[lane] : 0.0f;
    if (w == 0) v = warp_sum(v);
    return v;
}
__global__ void total(const float *in, float *out, int n) {
    float v = 0.0f;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) v += in[i];
    v = block_sum(v);
    if (threadIdx.x == 0) atomicAdd(out, v);
}
"""

MATRIX = """
__global__ void product(const float *A, const float *B, float *C, int N) {
    __shared__ float As[8][8];
    __shared__ float Bs[8][8];
    int row = blockIdx.y * 8 + threadIdx.y, col = blockIdx.x * 8 + threadIdx.x;
    float acc = 0.0f;
    for (int m = 0; m < (N + 7) / 8; m++) {
        int ax = m * 8 + threadIdx.x, by = m * 8 + threadIdx.y;
        As[threadIdx.y][threadIdx.x] = row < N && ax < N ? A[row * N + ax] : 0.0f;
        Bs[threadIdx.y][threadIdx.x] = by < N && col < N ? B[by * N + col] : 0.0f;
        __syncthreads();
        for (int k = 0; k < 8; k++) acc += As[threadIdx.y][k] * Bs[k][threadIdx.x];
        __syncthreads();
    }
    if (row >= N || col >= N) return;
    C[row * N + col] = acc;
}
"""


def test_reduction(tmp_path: Path) -> None:
    program = Program(REDUCE, tmp_path)
    data = np.arange(1000, dtype=np.float32)
    out = np.zeros(4, np.float32)
    program.launch("reduce", 4, 256, data, out, 1000)
    padded = np.pad(data, (0, 24)).reshape(4, 256)
    assert out == pytest.approx(padded.sum(1))


@pytest.mark.parametrize("threads", [32, 64, 96, 1024])
def test_device_function_with_barrier(tmp_path: Path, threads: int) -> None:
    program = Program(WARPS, tmp_path)
    data = np.arange(5000, dtype=np.float32) % 7
    out = np.zeros(1, np.float32)
    program.launch("total", 3, threads, data, out, 5000)
    assert out[0] == pytest.approx(data.sum(), rel=1e-5)


def test_matrix_product(tmp_path: Path) -> None:
    program = Program(MATRIX, tmp_path)
    rng = np.random.default_rng(1)
    a, b = (rng.random((21, 21), np.float32) for _ in range(2))
    out = np.zeros((21, 21), np.float32)
    program.launch("product", (3, 3), (8, 8), a, b, out, 21)
    assert np.allclose(out, a @ b, rtol=1e-5)


def test_dynamic_shared_and_symbols(tmp_path: Path) -> None:
    program = Program(
        """
        __constant__ int weights[4] = {1, 2, 3, 4};
        __device__ int runs;
        __device__ int at(int i) { extern __shared__ int buffer[]; return buffer[i]; }
        __global__ void flip(int *data) {
            extern __shared__ int buffer[];
            buffer[threadIdx.x] = data[threadIdx.x] * weights[threadIdx.x % 4];
            __syncthreads();
            data[threadIdx.x] = at(blockDim.x - 1 - threadIdx.x);
            if (threadIdx.x == 0) atomicAdd(&runs, 1);
        }
        __global__ void count(int *out) { *out = runs; }
        """,
        tmp_path,
    )
    data = np.arange(48, dtype=np.int32)
    expected = (data * np.resize([1, 2, 3, 4], 48))[::-1].copy()
    program.launch("flip", 1, 48, data, shared=48 * 4)
    assert np.array_equal(data, expected)
    out = np.zeros(1, np.int32)
    program.launch("count", 1, 1, out)
    assert out[0] == 1


CASES = {
    "early return before barriers": """
        __global__ void k(int *data, int n) {
            __shared__ int s[128];
            int t = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
            s[t] = 0;
            __syncthreads();
            if (t >= n) return;
            s[t] = data[t] + 1;
            __syncthreads();
            data[t] = s[n - 1 - t];
        }""",
    "loops with break and continue": """
        __global__ void k(int *data, int n) {
            __shared__ int s[128];
            int t = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
            int sum = 0;
            unsigned int here = __ballot_sync(0xffffffffu, 1);
            for (int i = 0; i < 10; i++) {
                s[t] = data[t] + i;
                __syncwarp(here);
                int next = t % 3 == i % 3 ? sum : sum + s[t];
                here = __ballot_sync(here, next <= n + i * 40);
                if (next > n + i * 40) break;
                if (next == sum) continue;
                sum = next + 1;
            }
            here = __ballot_sync(0xffffffffu, 1);
            for (int i = 0; i < 10; i++) {
                here = __ballot_sync(here, sum % 5 != i);
                if (sum % 5 == i) break;
                if (i == t % 4) continue;
                sum += 2;
            }
            int mask = __ballot_sync(0xffffffffu, sum > n);
            data[t] = sum + mask;
        }""",
    "divergent trip counts": """
        __global__ void k(int *data, int n) {
            int t = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
            int left = data[t] % 5 + 1, found = 0;
            while (__any_sync(0xffffffffu, left > 0)) {
                if (left > 0) { left -= 1 + t % 2; found += 2; }
            }
            do { found++; } while (__shfl_xor_sync(0xffffffffu, found, 1) < n % 7);
            data[t] = found;
        }""",
    "votes in conditions": """
        __global__ void k(int *data, int n) {
            int t = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
            int v = data[t];
            if (n > 0 && __syncthreads_or(v > 40)) v += 100;
            v += __syncthreads_count(v % 2) > 3 ? __syncthreads_and(v >= 0) : -1;
            int w = (v & 1 ? 5 : 3) + __shfl_up_sync(0xffffffffu, v, 2, 8) * __shfl_sync(0xffffffffu, v, t & 5, 8);
            data[t] = w;
        }""",
    "switch with a barrier": """
        __global__ void k(int *data, int n) {
            __shared__ int s[128];
            int t = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
            int v = 0;
            for (int i = 0; i < 6; i++) {
                switch (i % 4) {
                case 0: v += 1;
                case 2: s[t] = data[t] + v; __syncthreads(); v += s[0]; break;
                default: v += 1000; break;
                case 3: if (n > 3) continue; v = 5;
                }
                v += 7;
                __syncthreads();
            }
            data[t] = v;
        }""",
    "return from nested loops in a function": """
        __device__ int search(int *s, int t, int want) {
            unsigned int here = __ballot_sync(0xffffffffu, 1);
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 4; j++) {
                    here = __ballot_sync(here, s[(t + i * 4 + j) % 16] != want);
                    if (s[(t + i * 4 + j) % 16] == want) return i * 4 + j;
                }
            }
            return -1;
        }
        __global__ void k(int *data, int n) {
            __shared__ int s[16];
            int t = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
            if (t < 16) s[t] = data[t] % 8;
            __syncthreads();
            int found = search(s, t, n % 8);
            __syncthreads();
            data[t] = found + search(s, t + 1, 3);
        }""",
    "arrays and pointers of a thread": """
        __device__ void bump(int *p) { *p += 1; }
        __global__ void k(int *data, int n) {
            int t = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
            int a[4] = {1, 2};
            int x = t;
            int *p = &x;
            a[t % 4] += data[t];
            __syncthreads();
            bump(p);
            bump(&a[2]);
            n += a[0];
            __syncthreads();
            data[t] = a[0] + a[1] * 2 + a[2] * 3 + a[3] * 4 + *p + n;
        }""",
}


@pytest.mark.parametrize("block", [(64, 1, 1), (40, 1, 1), (8, 5, 2)])
@pytest.mark.parametrize("name", CASES)
def test_case(tmp_path: Path, name: str, block: tuple[int, int, int]) -> None:
    _compare(CASES[name], block, 37, tmp_path)


@pytest.mark.skipif(not shutil.which("clang-22"), reason="no clang")
def test_clang_too(tmp_path: Path) -> None:
    for number, text in enumerate([REDUCE, WARPS, MATRIX, *CASES.values()]):
        folder = tmp_path / str(number)
        folder.mkdir()
        Program(text, folder, ("clang-22",), ("-fopenmp=libgomp",))


@pytest.mark.parametrize("seed", range(60))
def test_random_kernel(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    block = rng.choice([(64, 1, 1), (33, 1, 1), (8, 6, 1), (4, 3, 5)])
    _compare(kernel(rng), block, rng.randrange(1, 70), tmp_path)


def _compare(text: str, block: tuple[int, int, int], n: int, folder: Path) -> None:
    data = [(i * 37 + 11) % 53 for i in range(128)]
    expected: list[Any] = list(data)
    unit = unit_from_c(text)
    run(unit, "k", (1, 1, 1), block, [expected, n])
    found = np.array(data, np.int32)
    # random kernels may overflow, and the interpreter wraps around
    Program(unit, folder, extra=("-fwrapv",)).launch("k", 1, block, found, n)
    assert found.tolist() == expected, text
