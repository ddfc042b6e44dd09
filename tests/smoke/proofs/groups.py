"""Proofs of what the programs of the corpus do not use of cooperative groups."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unwarp.transforms.tables import load

from .case import Case, Memory, targets_of
from .memory import same

HEADERS = ("cooperative_groups.h", "cooperative_groups/memcpy_async.h", "utility")
BLOCKS, BLOCK = (2, 3, 1), (8, 4, 2)


def cases() -> Iterator[Case]:
    rows = load().rows
    threads, blocks = 64, 6
    targets = targets_of(rows["dim_threads"])
    wanted = []
    for block in range(blocks):
        for _ in range(threads):
            wanted += [*BLOCK, block % 2, block // 2, 0, *BLOCKS, block]
    body = """
namespace cg = cooperative_groups;
cg::thread_block block = cg::this_thread_block();
cg::grid_group grid = cg::this_grid();
unsigned int at = (unsigned int)grid.thread_rank() * 10;
dim3 size = block.dim_threads(), place = grid.block_index(), whole = grid.dim_blocks();
r0[at] = size.x; r0[at + 1] = size.y; r0[at + 2] = size.z;
r0[at + 3] = place.x; r0[at + 4] = place.y; r0[at + 5] = place.z;
r0[at + 6] = whole.x; r0[at + 7] = whole.y; r0[at + 8] = whole.z;
r0[at + 9] = (unsigned int)grid.block_rank();
"""
    data = np.array(wanted, np.uint32)
    yield Case("the extents of groups", ("dim_threads", "block_index", "dim_blocks"), targets, body, [],
               [Memory("unsigned int", np.zeros_like(data))], same([data]), headers=HEADERS, grid=BLOCKS,
               block=BLOCK)  # fmt: skip
    body = """
namespace cg = cooperative_groups;
__shared__ int words[64];
cg::thread_block block = cg::this_thread_block();
int i = threadIdx.x;
words[i] = a0[i];
auto token = block.barrier_arrive();
int own = a0[i] * 2;
block.barrier_wait(std::move(token));
r0[i] = words[63 - i] + own;
"""
    values = np.random.default_rng(4).integers(-9999, 9999, 64).astype(np.int32)
    names = tuple(n for n in ("barrier_arrive", "barrier_wait", "arrival_token") if n in rows)
    yield Case("a barrier in two parts", names, targets, body, [Memory("int", values)],
               [Memory("int", np.zeros_like(values))], same([values[::-1] + 2 * values]), headers=HEADERS,
               grid=(1, 1, 1), block=(64, 1, 1))  # fmt: skip
    body = """
namespace cg = cooperative_groups;
__shared__ int words[64];
cg::thread_block block = cg::this_thread_block();
cg::memcpy_async(block, words, a0, sizeof(int) * 32);
cg::memcpy_async(block, words + 32, a0 + 32, sizeof(int) * 32);
cg::wait_prior<0>(block);
r0[threadIdx.x] = words[(threadIdx.x + 5) % 64] + (int)cg::this_thread().size();
"""
    yield Case("copies that are waited for", ("wait_prior", "memcpy_async", "this_thread"), targets, body,
               [Memory("int", values)], [Memory("int", np.zeros_like(values))], same([np.roll(values, -5) + 1]),
               headers=HEADERS, grid=(1, 1, 1), block=(64, 1, 1))  # fmt: skip
