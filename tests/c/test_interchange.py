"""Loops that the block runs round by round compute what each thread would compute alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ctree_from_c import unit_from_c
from interpreter import run
from running import Program, translate

# Kernels k(int *data, int n) whose loops the block runs, with a piece of text that shows it.
TAKEN = {
    "a grid's stride": """
        __global__ void k(int *data, int n) {
            int i = blockIdx.x * blockDim.x + threadIdx.x;
            for (; i < n; i += blockDim.x * gridDim.x) data[i] = data[i] * 3 + i;
            for (int j = threadIdx.x; j < n; j += blockDim.x) if (blockIdx.x > 5u) data[j] = 0;
        }""",
    "an unsigned index, a block each": """
        __global__ void k(int *data, int n) {
            unsigned int first = blockIdx.x * 20 + threadIdx.x;
            for (unsigned int i = first; i < (unsigned int)n; i += gridDim.x * 20u) {
                if (threadIdx.x < 20u && threadIdx.y == 0u) data[i] += 2;
            }
        }""",
    "a while loop over long": """
        __global__ void k(int *data, int n) {
            long i = threadIdx.x + blockIdx.x * blockDim.x;
            int stride = blockDim.x * gridDim.x;
            while (i < n) {
                if (threadIdx.y == 0u) data[i] = data[i] * 2 + 1;
                i += stride;
            }
        }""",
    "an end that counts": """
        __global__ void k(int *data, int n) {
            int t = threadIdx.x, sum = 0;
            for (int i = t; i <= n; i += 7) sum += i;
            for (int i = t + 3; n > i; i = i + 2) sum = sum * 3 + i;
            if (blockIdx.x == 0u && threadIdx.y == 0u) data[t] = sum;
        }""",
    "no round for some": """
        __global__ void k(int *data, int n) {
            int sum = -1;
            for (int i = threadIdx.x * 1 + threadIdx.x * 0; i < n; i += 1000) sum = i;
            for (int i = threadIdx.x; i < n - 30; i += 1000) sum = i + 100;
            if (blockIdx.x == 0u && threadIdx.y == 0u) data[threadIdx.x] = sum;
        }""",
    "sums that threads carry": """
        __global__ void k(int *data, int n) {
            __shared__ int s[64];
            int t = threadIdx.x, sum = 0;
            if (threadIdx.y == 0u) s[t] = data[t];
            __syncthreads();
            for (int j = 0; j < n; j++) {
                for (int l = 0; l < n; l++) sum = sum % 1000 + s[l] * j + s[t];
            }
            __syncthreads();
            if (blockIdx.x == 0u && threadIdx.y == 0u) data[t] = sum;
        }""",
    "under a condition and after a return": """
        __global__ void k(int *data, int n) {
            __shared__ int s[64];
            int t = threadIdx.x, sum = 0;
            if (threadIdx.y == 0u) s[t] = data[t];
            __syncthreads();
            if (t % 3 == 0) {
                for (int j = 0; j < n; j++) sum += s[j] * j;
            }
            if (t % 5 == 1) return;
            for (int j = 1; j < n; j++) sum += s[j] - s[j - 1];
            if (blockIdx.x == 0u && threadIdx.y == 0u) data[t] = sum;
        }""",
}

# Kernels whose loops are each thread's own.
LEFT = {
    "a loop that threads leave": """
        __global__ void k(int *data, int n) {
            int found = 0;
            for (int i = threadIdx.x; i < n; i += 8) {
                if (i % 5 == 2) break;
                found += i;
            }
            if (blockIdx.x == 0u && threadIdx.y == 0u) data[threadIdx.x] = found;
        }""",
    "a bound that changes": """
        __global__ void k(int *data, int n) {
            int found = 0, end = n;
            for (int i = threadIdx.x; i < end; i += 2) { end -= 1; found++; }
            if (blockIdx.x == 0u && threadIdx.y == 0u) data[threadIdx.x] = found;
        }""",
    "a step by what the body declares": """
        __global__ void k(int *data, int n) {
            int i = 0, found = 0;
            while (i < n) {
                int step = data[i] % 3 + 1;
                found += step;
                i = i + step;
            }
            if (blockIdx.x == 0u && threadIdx.y == 0u) data[threadIdx.x] = found;
        }""",
    "an index that the body changes": """
        __global__ void k(int *data, int n) {
            int found = 0;
            for (int i = threadIdx.x; i < n; i += 2) { i += found & 1; found++; }
            if (blockIdx.x == 0u && threadIdx.y == 0u) data[threadIdx.x] = found;
        }""",
    "an unsigned index below zero": """
        __global__ void k(int *data, int n) {
            int found = 0;
            for (unsigned int i = threadIdx.x - 1u; i < (unsigned int)n; i += 9u) found += (int)i + 1;
            if (blockIdx.x == 0u && threadIdx.y == 0u) data[threadIdx.x] = found;
        }""",
    "steps of each thread": """
        __global__ void k(int *data, int n) {
            int found = 0;
            for (int i = threadIdx.x; i < n; i += threadIdx.x + 1u) found += i;
            if (blockIdx.x == 0u && threadIdx.y == 0u) data[threadIdx.x] = found;
        }""",
}


def _same(text: str, block: tuple[int, int, int], grid: int, n: int, folder: Path) -> None:
    data = [(i * 37 + 11) % 53 for i in range(128)]
    expected: list[Any] = list(data)
    unit = unit_from_c(text)
    run(unit, "k", (grid, 1, 1), block, [expected, n])
    found = np.array(data, np.int32)
    Program(unit, folder).launch("k", grid, block, found, n)
    assert found.tolist() == expected, text


def _device_text(text: str) -> str:
    return next(content for name, content in translate(unit_from_c(text)).items() if name.endswith(".c"))


def _loops(text: str) -> list[int]:
    """How deep each loop of the original (not over threads) stands in loops over threads."""
    result = []
    threads: list[int] = []
    for line in _device_text(text).splitlines():
        depth = len(line) - len(line.lstrip())
        threads = [d for d in threads if d < depth]
        if line.strip().startswith("for (") and "launch->" not in line:
            if "threadIdx_" in line.split(";")[0] or "row" in line.split(";")[0] or " t = 0" in line.split(";")[0]:
                threads.append(depth)
            else:
                result.append(len(threads))
    return result


@pytest.mark.parametrize(("block", "grid", "n"), [((64, 1, 1), 2, 100), ((24, 2, 1), 1, 37), ((5, 1, 1), 3, 61)])
@pytest.mark.parametrize("name", [*TAKEN, *LEFT])
def test_same_as_thread_by_thread(tmp_path: Path, name: str, block: tuple[int, int, int], grid: int, n: int) -> None:
    text = {**TAKEN, **LEFT}[name]
    if block[1] > 1 and "threadIdx.y" not in text:
        pytest.skip("threads that differ in y alone would race")
    if "s[64]" in text:
        n = min(n, block[0])
    _same(text, block, grid, n, tmp_path)


@pytest.mark.parametrize("name", [n for n in TAKEN if n != "no round for some"])
def test_loops_of_the_block(name: str) -> None:
    loops = _loops(TAKEN[name])
    assert loops and not any(loops), _device_text(TAKEN[name])


@pytest.mark.parametrize("name", LEFT)
def test_loops_of_threads(name: str) -> None:
    assert all(_loops(LEFT[name])), _device_text(LEFT[name])


def test_each_thread_alone_where_neighbours_lie_apart() -> None:
    text = """
        __global__ void k(const float *a, float *out, int n) {
            int row = blockIdx.x * blockDim.x + threadIdx.x;
            float sum = 0.0f;
            for (int j = 0; j < n; j++) sum += a[row * n + j];
            out[row] = sum;
        }"""
    assert all(_loops(text)), _device_text(text)


def test_waiting_for_others_stays_each_thread_s_own() -> None:
    text = """
        __global__ void k(volatile int *flag, int *out, int n) {
            for (int i = threadIdx.x; i < n; i += blockDim.x) out[i] = flag[0];
            for (int i = threadIdx.x; i < n; i += blockDim.x) out[atomicAdd(&out[n], 1)] = i;
        }"""
    assert all(_loops(text)), _device_text(text)
