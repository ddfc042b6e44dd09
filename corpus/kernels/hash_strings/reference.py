"""The hash of each string in Python's whole numbers."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORD = 0xFFFFFFFF


def rotated(x: int, r: int) -> int:
    return (x << r | x >> 32 - r) & WORD


def mixed(k: int) -> int:
    return rotated(k * 0xCC9E2D51 & WORD, 15) * 0x1B873593 & WORD


def hashed(text: bytes, h: int) -> int:
    whole = len(text) // 4 * 4
    for i in range(0, whole, 4):
        h = (rotated(h ^ mixed(int.from_bytes(text[i : i + 4], "little")), 13) * 5 + 0xE6546B64) & WORD
    if whole < len(text):
        h ^= mixed(int.from_bytes(text[whole:], "little"))
    h ^= len(text)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        h = (h ^ h >> shift) * factor & WORD
    return h


def inputs(rng: np.random.Generator, count: int, bytes: int) -> dict[str, NDArray[Any]]:
    return {"starts": np.sort(np.concatenate([[0, bytes], rng.integers(0, bytes + 1, count - 1)]))}


def reference(pool: NDArray[Any], starts: NDArray[Any], seed: int) -> dict[str, NDArray[Any]]:
    data = pool.tobytes()
    return {"hashes": np.array([hashed(data[a:b], int(seed)) for a, b in pairwise(starts)], np.uint64)}
