"""What threads do together or with memory, by the names of the batches of their cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from . import (
    atomics,
    blocks,
    cub_blocks,
    cub_items,
    cub_warps,
    fp8,
    groups,
    libcu,
    matrices,
    memory,
    ptx,
    ptx_floats,
    ptx_threads,
    random_numbers,
    textures,
    tiles,
    warps,
)
from .case import Case

OPERATIONS: Mapping[str, Callable[[], Iterator[Case]]] = {
    "atomic": atomics.cases, "warp": warps.cases, "memory": memory.accesses, "type": memory.types,
    "index": blocks.places, "barrier": blocks.barriers, "fence": blocks.fences, "time": blocks.times,
    "group": groups.cases, "tiles": tiles.cases,
    "ptx": ptx.cases, "ptxfloat": ptx_floats.cases, "ptxthreads": ptx_threads.cases,
    "random": random_numbers.cases, "texture": textures.cases,
    "cub_blocks": cub_blocks.cases, "cub_warps": cub_warps.cases, "cub_items": cub_items.cases, "libcu": libcu.cases,
    "matrices": matrices.cases, "fp8": fp8.cases,
}  # fmt: skip
