"""Proofs of what the threads of a block and the blocks of a grid do together: their places, barriers, fences, time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from unwarp.transforms.tables import Target, load

from .case import Case, Memory, targets_of
from .memory import same


def places() -> Iterator[Case]:
    """Each thread of a grid of three dimensions writes down where it is."""
    grid, block = (2, 3, 2), (5, 3, 2)
    wanted = []
    for z in range(2):
        for y in range(3):
            for x in range(2):
                for c in range(2):
                    for b in range(3):
                        for a in range(5):
                            wanted += [a, b, c, x, y, z, *block, *grid, 32]
    names = [f"{name}.{axis}" for name in ("threadIdx", "blockIdx", "blockDim", "gridDim") for axis in "xyz"]
    stores = "\n".join(f"r0[13 * at + {k}] = {name};" for k, name in enumerate([*names, "warpSize"]))
    body = f"""
unsigned int within = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
unsigned int which = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
unsigned int at = which * blockDim.x * blockDim.y * blockDim.z + within;
{stores}
"""
    rows = load().of_kind("index")
    data = np.array(wanted, np.int32)
    yield Case("the places of threads", tuple(row.name for row in rows), targets_of(rows[0]), body, [],
               [Memory("int", np.zeros_like(data))], same([data]), grid=grid, block=block)  # fmt: skip


def barriers() -> Iterator[Case]:
    rows, threads, rounds = load().rows, 96, 6
    random = np.random.default_rng(9)
    given = random.integers(0, 3, (rounds, threads)).astype(np.int32)
    given[2], given[3], given[4] = 0, 5, 0
    given[4, 17] = -1
    counts = (given != 0).sum(1)
    wanted = {
        "__syncthreads_count": counts, "__syncthreads_and": counts == threads, "__syncthreads_or": counts > 0,
    }  # fmt: skip
    for name, values in wanted.items():
        flags = "" if name.endswith("count") else " != 0"
        body = f"for (int k = 0; k < {rounds}; ++k) r0[k * {threads} + threadIdx.x] = " \
               f"{name}(a0[k * {threads} + threadIdx.x]){flags};"  # fmt: skip
        data = np.repeat(values.astype(np.int32), threads)
        yield Case(name, (name,), targets_of(rows[name]), body, [Memory("int", given.ravel())],
                   [Memory("int", np.zeros_like(data))], same([data]), grid=(1, 1, 1),
                   block=(threads, 1, 1))  # fmt: skip
    body = f"""
__shared__ int words[{threads}];
int i = threadIdx.x;
words[i] = i * i;
__syncthreads();
for (int k = 1; k <= {rounds}; ++k) {{
    int other = words[(i + k) % {threads}];
    __syncthreads();
    words[i] = words[i] + other;
    __syncthreads();
}}
r0[blockIdx.x * {threads} + i] = words[i] + blockIdx.x;
"""
    data = np.arange(threads, dtype=np.int32) ** 2
    for k in range(1, rounds + 1):
        data = data + np.roll(data, -k)
    both = np.concatenate([data, data + 1]).astype(np.int32)
    yield Case("__syncthreads", ("__syncthreads",), targets_of(rows["__syncthreads"]), body, [],
               [Memory("int", np.zeros_like(both))], same([both]), grid=(2, 1, 1), block=(threads, 1, 1))  # fmt: skip


def fences() -> Iterator[Case]:
    """The last block to come adds up what all have written before their fences; of a block, the last thread."""
    rows, blocks, threads = load().rows, 5, 64
    values = np.random.default_rng(2).integers(-1000, 1000, blocks * threads).astype(np.int32)
    for name in ("__threadfence", "__threadfence_system"):
        body = f"""
__shared__ bool last;
int i = blockIdx.x * blockDim.x + threadIdx.x;
r1[i] = a0[i] * 2;
{name}();
__syncthreads();
if (threadIdx.x == 0) last = atomicAdd(r0 + 1, 1) == {blocks - 1};
__syncthreads();
if (last && threadIdx.x == 0) {{
    int sum = 0;
    for (int k = 0; k < n; ++k) sum += ((volatile int *)r1)[k];
    r0[0] = sum;
}}
"""
        wanted = [np.array([2 * values.sum(), blocks], np.int32), values * 2]
        yield Case(name, (name,), targets_of(rows[name]), body, [Memory("int", values)],
                   [Memory("int", np.zeros(2, np.int32)), Memory("int", np.zeros_like(values))], same(wanted),
                   grid=(blocks, 1, 1), block=(threads, 1, 1))  # fmt: skip
    name = "__threadfence_block"
    body = f"""
__shared__ int words[{threads}];
__shared__ int come;
if (threadIdx.x == 0) come = 0;
__syncthreads();
words[threadIdx.x] = a0[blockIdx.x * blockDim.x + threadIdx.x];
{name}();
int before = atomicAdd(&come, 1);
__syncthreads();
if (before == {threads - 1}) {{
    int sum = 0;
    for (int k = 0; k < {threads}; ++k) sum += words[k];
    r0[blockIdx.x] = sum;
}}
"""
    sums = values.reshape(blocks, threads).sum(1).astype(np.int32)
    yield Case(name, (name,), targets_of(rows[name]), body, [Memory("int", values)],
               [Memory("int", np.zeros(blocks, np.int32))], same([sums]), grid=(blocks, 1, 1),
               block=(threads, 1, 1))  # fmt: skip


def times() -> Iterator[Case]:
    rows = load().rows

    def forward(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        return [] if (outputs[0] > 0).all() else [f"clocks that do not go forward: {outputs[0].tolist()}"]

    for name in ("clock", "clock64"):
        body = f"""
long long start = {name}();
float sum = 0.0f;
for (int k = 0; k < 20000; ++k) sum = sqrtf(sum + k);
r1[threadIdx.x] = sum;
r0[threadIdx.x] = {name}() - start;
"""
        yield Case(name, (name,), targets_of(rows[name]), body, [], [Memory("long long", np.zeros(4, np.int64)),
                   Memory("float", np.zeros(4, np.float32))], forward, grid=(1, 1, 1), block=(4, 1, 1))  # fmt: skip
    name = "__prof_trigger"  # which counts an event for a profiler, and does nothing else
    yield Case(name, (name,), targets_of(rows[name]), f"{name}(1);\nr0[threadIdx.x] = threadIdx.x;", [],
               [Memory("int", np.zeros(4, np.int32))], same([np.arange(4, dtype=np.int32)]), grid=(1, 1, 1),
               block=(4, 1, 1))  # fmt: skip
    name = "__nanosleep"
    body = "for (int k = 0; k < 3; ++k) {\n    __nanosleep(100 * k);\n    r0[threadIdx.x] += k + threadIdx.x;\n}"
    yield Case(name, (name,), targets_of(rows[name]), body, [], [Memory("int", np.zeros(4, np.int32))],
               same([np.array([3, 6, 9, 12], np.int32)]), grid=(1, 1, 1), block=(4, 1, 1))  # fmt: skip
