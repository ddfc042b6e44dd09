"""Products added by row with NumPy's bincount."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def inputs(rng: np.random.Generator, rows: int, entries: int) -> dict[str, NDArray[Any]]:
    return {"offsets": np.concatenate([[0], np.sort(rng.integers(0, entries + 1, rows - 1)), [entries]])}


def reference(
    offsets: NDArray[Any], columns: NDArray[Any], values: NDArray[Any], x: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    row = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return {"y": np.bincount(row, values * x[columns], minlength=len(offsets) - 1)}
