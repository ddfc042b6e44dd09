"""All paths at once, with the generator in NumPy's 64 bit integers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

A, C = np.uint64(6364136223846793005), np.uint64(1442695040888963407)


def reference(blocks: int, steps: int, drift: float, spread: float) -> dict[str, NDArray[Any]]:
    state = np.arange(64 * blocks, dtype=np.uint64) * A + C
    place = np.ones(len(state))
    for _ in range(steps):
        pair = []
        for _ in range(2):
            state = state * A + C
            pair.append(((state >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53)
        place *= np.exp(drift + spread * np.sqrt(-2 * np.log(pair[0])) * np.cos(2 * np.pi * pair[1]))
    return {"means": place.reshape(blocks, 64).mean(axis=1)}
