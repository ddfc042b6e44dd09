"""Sums of the elements that each block takes, by NumPy's pairwise summation."""

import numpy as np
from numpy.typing import NDArray


def reference(values: NDArray[np.float64], n: int, blocks: int, block: int) -> dict[str, NDArray[np.float64]]:
    owner = np.arange(n) // block % blocks
    return {"out": np.array([values[owner == b].sum() for b in range(blocks)])}
