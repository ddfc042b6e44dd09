"""Distances by powers of the adjacency matrix."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def inputs(rng: np.random.Generator, vertices: int, edges: int) -> dict[str, NDArray[Any]]:
    sources = np.sort(rng.integers(0, vertices, edges))
    distance = np.full(vertices, -1)
    distance[vertices // 2] = 0
    return {
        "rows": np.searchsorted(sources, np.arange(vertices + 1)),
        "neighbours": rng.integers(0, vertices, edges),
        "distance": distance,
    }


def reference(
    rows: NDArray[Any], neighbours: NDArray[Any], distance: NDArray[Any], levels: int
) -> dict[str, NDArray[Any]]:
    adjacent = np.zeros((len(distance), len(distance)), bool)
    adjacent[np.repeat(np.arange(len(distance)), np.diff(rows)), neighbours] = True
    flags = 0
    for level in range(levels):
        reached = adjacent[distance == level].any(axis=0) & (distance < 0)
        distance[reached] = level + 1
        flags |= int(reached.any()) << level
    return {"distance": distance, "changed": np.array([flags])}
