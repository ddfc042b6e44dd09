"""Prefix sums by NumPy."""

import numpy as np
from numpy.typing import NDArray


def reference(values: NDArray[np.int32], block: int) -> dict[str, NDArray[np.int64]]:
    before = np.concatenate([[0], np.cumsum(values)[:-1]])
    return {"out": before, "sums": before[::block]}
