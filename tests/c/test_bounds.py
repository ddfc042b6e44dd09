"""Conditions that become bounds of thread loops let the same threads through."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ctree_from_c import unit_from_c
from interpreter import run
from running import Program, translate

_INDEX = "int t = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);"

# A condition (and what it needs before it), and how many calls of uw_clip it becomes: none where it stays.
BOUNDS = {
    "below": ("int i = blockIdx.x * blockDim.x + threadIdx.x;", "i < n", 1),
    "up to": ("int i = threadIdx.x + 3;", "i <= n", 1),
    "turned around": ("", "n > (int)threadIdx.x", 1),
    "unsigned": ("unsigned int i = blockIdx.x * 2 + threadIdx.x;", "i + blockDim.x < (unsigned int)n", 1),
    "from": ("int i = threadIdx.x;", "i >= n", 1),
    "above": ("int i = threadIdx.x;", "i > n - 20", 1),
    "between": ("int i = threadIdx.x; int y = threadIdx.y;", "i >= 2 && y < 2 && i < n - 3", 2),
    "one thread": ("", "threadIdx.x == 3u", 2),
    "one thread of the first row": ("", "threadIdx.y == 0u && threadIdx.x == 0u", 1),
    "with a condition that stays": ("int i = threadIdx.x;", "i < n && data[t] % 2 == 0", 1),
    "never": ("int i = threadIdx.x;", "i < n - 1000", 1),
    "always": ("int i = threadIdx.x;", "i < n + 1000", 1),
    "below zero": ("unsigned int i = threadIdx.x - 1u;", "i < (unsigned int)n", 0),
    "a bound of each thread": ("int i = threadIdx.x;", "i < t % 7", 0),
    "a bound in memory": ("int i = threadIdx.x;", "i < data[0] * 0 + 5", 0),
    "twice the index": ("int i = 2 * threadIdx.x;", "i < n", 0),
}
GRIDS = [((64, 1, 1), 1), ((7, 3, 2), 1), ((40, 1, 1), 1)]


def _clips(text: str) -> int:
    files = translate(unit_from_c(text))
    body = next(content for name, content in files.items() if name.endswith(".c"))
    return len(re.findall(r"\buw_clip\(", body))


def _same(text: str, block: tuple[int, int, int], grid: int, n: int, folder: Path) -> None:
    data = [(i * 37 + 11) % 53 for i in range(128)]
    expected: list[Any] = list(data)
    unit = unit_from_c(text)
    run(unit, "k", (grid, 1, 1), block, [expected, n])
    found = np.array(data, np.int32)
    Program(unit, folder).launch("k", grid, block, found, n)
    assert found.tolist() == expected, text


@pytest.mark.parametrize("name", BOUNDS)
def test_guards(tmp_path: Path, name: str) -> None:
    before, cond, clips = BOUNDS[name]
    around = f"__global__ void k(int *data, int n) {{ {_INDEX} {before} if ({cond}) {{ data[t] = n + t; }} }}"
    early = f"__global__ void k(int *data, int n) {{ {_INDEX} {before} if (!({cond})) return; data[t] = n + t; }}"
    assert _clips(around) == _clips(early) == clips
    for number, (text, (block, grid)) in enumerate((text, shape) for text in (around, early) for shape in GRIDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        _same(text, block, grid, 29, folder)


def test_comparisons_that_a_nan_decides_stay(tmp_path: Path) -> None:
    text = f"__global__ void k(float *data, float n) {{ {_INDEX} if (n >= 1.0f) return; data[t] = 5.0f; }}"
    data = np.zeros(32, np.float32)
    Program(text, tmp_path).launch("k", 1, 32, data, float("nan"))
    assert (data == 5).all()


def test_both_sides_of_a_condition(tmp_path: Path) -> None:
    text = f"""
        __global__ void k(int *data, int n) {{
            {_INDEX}
            int i = threadIdx.x;
            if (i < n) data[t] = 1; else data[t] = 2;
            if (i < n - 9) data[t] += 10;
            data[t] += 100;
        }}"""
    assert _clips(text) == 0
    _same(text, (40, 1, 1), 1, 29, tmp_path)


def test_atomics_on_shared_memory_are_the_block_s_own(tmp_path: Path) -> None:
    text = """
        __global__ void k(int *data, int n) {
            __shared__ int counts[4];
            extern __shared__ unsigned int more[];
            if (threadIdx.x < 4u) { counts[threadIdx.x] = 0; more[threadIdx.x] = 7u; }
            __syncthreads();
            atomicAdd(&counts[threadIdx.x % 4], data[threadIdx.x]);
            atomicMax(more + threadIdx.x % 4, threadIdx.x);
            atomicAdd(&data[100], 1);
            __syncthreads();
            if (threadIdx.x < 4u) data[threadIdx.x] = counts[threadIdx.x] + (int)more[threadIdx.x];
        }"""
    files = translate(unit_from_c(text))
    body = next(content for name, content in files.items() if name.endswith(".c"))
    assert re.findall(r"uw_atomic\w+", body) == ["uw_atomicAdd_block_i32", "uw_atomicMax_block_u32", "uw_atomicAdd_i32"]
    data = np.arange(128, dtype=np.int32)
    expected = data.copy()
    expected[100] += 48
    expected[:4] = [sum(range(i, 48, 4)) + 44 + i for i in range(4)]
    Program(text, tmp_path).launch("k", 1, 48, data, 0, shared=16)
    assert data.tolist() == expected.tolist()


def test_leaving_after_the_last_barrier_needs_no_mask(tmp_path: Path) -> None:
    text = f"""
    __global__ void k(int *data, int n) {{
        __shared__ int tile[1024];
        {_INDEX}
        tile[t] = data[t % 128];
        __syncthreads();
        if (t >= n) return;
        int neighbour = tile[t ^ 1];
        if (neighbour % 5 == 0) return;
        data[t] = neighbour;
    }}"""
    assert "alive" not in next(content for name, content in translate(unit_from_c(text)).items() if name.endswith(".c"))
    _same(text, (64, 1, 1), 1, 50, tmp_path)
