"""The bytes unpacked, products in whole numbers, scales in double precision."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def inputs(rng: np.random.Generator, rows: int, groups: int) -> dict[str, NDArray[Any]]:
    weights = rng.integers(-128, 128, (rows, groups, 32)).astype(np.int8)
    x = rng.integers(-128, 128, (groups, 32)).astype(np.int8)
    return {"weights": weights.view(np.int32), "x": x.view(np.int32)}


def reference(weights: NDArray[Any], scales: NDArray[Any], x: NDArray[Any], x_scale: float) -> dict[str, NDArray[Any]]:
    whole = (weights.view(np.int8).astype(np.int64) * x.view(np.int8).astype(np.int64)).sum(axis=2)
    return {"y": (whole * scales.astype(np.float64)).sum(axis=1) * float(x_scale)}
