"""NumPy's unbuffered addition; whole numbers, so that the order does not matter."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def inputs(rng: np.random.Generator, entries: int, columns: int) -> dict[str, NDArray[Any]]:
    return {"places": np.stack([rng.integers(0, 6, entries), rng.integers(0, columns, entries)], axis=1)}


def reference(places: NDArray[Any], values: NDArray[Any], matrix: NDArray[Any]) -> dict[str, NDArray[Any]]:
    np.add.at(matrix, (places[:, 0], places[:, 1]), values)
    return {"matrix": matrix}
