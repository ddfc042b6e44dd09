"""Proofs of the device's Philox generator against the algorithm as it was published, and its known answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .case import Case, Memory
from .memory import same

WORD = 0xFFFFFFFF
EACH = 9  # numbers drawn by a thread

# Of Philox4x32 with 10 rounds: counter, key, what is to come, as the authors of "Parallel random numbers" give it
KNOWN = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((WORD,) * 4, (WORD,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
)


def philox(counter: Sequence[int], key: Sequence[int]) -> tuple[int, int, int, int]:
    a, b, c, d = counter
    left, right = key
    for _ in range(10):
        first, second = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = second >> 32 ^ b ^ left, second & WORD, first >> 32 ^ d ^ right, first & WORD
        left, right = left + 0x9E3779B9 & WORD, right + 0xBB67AE85 & WORD
    return a, b, c, d


def drawn(seed: int, sequence: int, offset: int) -> list[int]:
    """The first numbers of a state: a counter of 64 bits, above it the sequence, each giving four."""
    made = []
    for place in range(offset, offset + EACH):
        block = place // 4
        counter = (block & WORD, block >> 32, sequence & WORD, sequence >> 32)
        made.append(philox(counter, (seed & WORD, seed >> 32))[place % 4])
    return made


def cases() -> Iterator[Case]:
    for counter, key, answer in KNOWN:
        assert philox(counter, key) == answer
    states = [(0, 0, 0), (1234, 0, 0), (1234, 5, 0), (0x299F31D0A4093822, 1 << 40, 8), (99, 7, 3), (7, 0, 1 << 36)]
    flat = np.array(states, np.uint64).ravel()
    wanted = np.array([drawn(*state) for state in states], np.uint32).ravel()
    body = f"""
int i = threadIdx.x;
curandStatePhilox4_32_10_t state;
curand_init(a0[3 * i], a0[3 * i + 1], a0[3 * i + 2], &state);
for (int k = 0; k < {EACH}; ++k) r0[{EACH} * i + k] = curand(&state);
"""
    yield Case("curand of Philox", ("curand_init", "curand"), ("sycl", "opencl", "c"), body,
               [Memory("unsigned long long", flat)], [Memory("unsigned int", np.zeros_like(wanted))], same([wanted]),
               headers=("curand_kernel.h",), grid=(1, 1, 1), block=(len(states), 1, 1))  # fmt: skip
