"""Counts by NumPy, added to what the bins held."""

import numpy as np
from numpy.typing import NDArray


def reference(data: NDArray[np.uint8], bins: NDArray[np.uint32]) -> dict[str, NDArray[np.int64]]:
    return {"bins": bins + np.bincount(data >> 2, minlength=64)}
