"""Python's whole numbers, cut to their widths."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def signed(value: int, width: int) -> int:
    value %= 1 << width
    return value - (1 << width) if value >> (width - 1) else value


def reverse(value: int, width: int) -> int:
    return int(f"{value:0{width}b}"[::-1], 2)


def small(x: int, y: int, u: int) -> list[int]:
    c, s = signed(x, 8), (y >> 3) % 65536
    narrow = (c + s) % 256
    quotient = -1
    if y:
        whole = abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)
        quotient = signed(whole + x - whole * y, 32)
    signs = (x < 0) + (u > 1 << 31) + (c < narrow) + (8 if (x ^ y) < 0 else 0)
    shifted = ((x % 2**32) << 5 | u >> 27) % 2**32
    return [signed(c * s + narrow, 32), quotient, signs, signed(shifted >> 1 ^ reverse(u, 32), 32)]


def large(x: int, y: int, u: int) -> list[int]:
    sums = (abs(x - y) + 3) % 2**32 + abs(u - 7) + 1
    return [x * y - (x >> 2), (x * y >> 32) + sums]


def bits(y: int, u: int) -> list[int]:
    w = u << 32 | y % 2**32
    first = w + (w * 0x9E3779B97F4A7C15 >> 64) + w.bit_count() * 1000 + 64 - (w | 1).bit_length()
    turn = y & 63
    w = (w >> turn | w << (64 - turn & 63)) % 2**64
    return [first % 2**64, w ^ reverse(w, 64)]


def reference(a: NDArray[Any], b: NDArray[Any]) -> dict[str, NDArray[Any]]:
    triples = [(int(x), int(y), int(x) * 2654435761 % 2**32) for x, y in zip(a, b, strict=True)]
    return {
        "small": np.array([small(*t) for t in triples], np.int64).reshape(-1, 4),
        "large": np.array([large(*t) for t in triples], np.int64).reshape(-1, 2),
        "bits": np.array([bits(*t[1:]) for t in triples], np.uint64).reshape(-1, 2),
    }
