"""The digests by Python's hashlib; the constants from the cube roots of the primes."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

LENGTH = 40  # bytes of a message before its padding


def cube_root_bits(prime: int) -> int:
    """The first 32 bits behind the point of the cube root."""
    scaled, low, high = prime << 96, 0, 1 << 40
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**3 <= scaled else (low, middle)
    return low & 0xFFFFFFFF


def inputs(rng: np.random.Generator, count: int) -> dict[str, NDArray[Any]]:
    primes = [n for n in range(2, 312) if all(n % d for d in range(2, n))]
    blocks = np.zeros((count, 64), np.uint8)
    blocks[:, :LENGTH] = rng.integers(0, 256, (count, LENGTH))
    blocks[:, LENGTH] = 0x80
    blocks[:, 62:] = [8 * LENGTH >> 8, 8 * LENGTH & 255]
    return {
        "round_constants": np.array([cube_root_bits(p) for p in primes], np.uint32),
        "messages": blocks.view(np.uint32),
    }


def reference(messages: NDArray[Any]) -> dict[str, NDArray[Any]]:
    rows = [hashlib.sha256(row.tobytes()[:LENGTH]).digest() for row in messages]
    return {"digests": np.frombuffer(b"".join(rows), np.uint32).reshape(-1, 8)}
