"""NumPy's own arithmetic in 64 bits, all counters at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


def reference(n: int, seed: int) -> dict[str, NDArray[Any]]:
    x = np.arange(n, dtype=np.uint64)
    y, z, w = np.zeros_like(x), np.full_like(x, 7), np.zeros_like(x)
    key = [int(seed) & 0xFFFFFFFF, int(seed) >> 32]
    for _ in range(10):
        a, b = x * np.uint64(0xD2511F53), z * np.uint64(0xCD9E8D57)
        x, y, z, w = b >> HALF ^ y ^ np.uint64(key[0]), b & LOW, a >> HALF ^ w ^ np.uint64(key[1]), a & LOW
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    numbers = np.stack([x, y, z, w], axis=1)
    return {"numbers": numbers, "uniform": (numbers >> np.uint64(8)) / 2.0**24}
