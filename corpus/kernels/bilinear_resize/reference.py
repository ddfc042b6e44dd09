"""Interpolation along each axis in turn, in double precision."""

import numpy as np
from numpy.typing import NDArray


def along(values: NDArray[np.float64], axis: int, size: int) -> NDArray[np.float64]:
    have = values.shape[axis]
    place = np.clip((np.arange(size) + 0.5) * have / size - 0.5, 0, have - 1)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, have - 1)
    shape = [1, 1, 1]
    shape[axis] = size
    weight = (place - low).reshape(shape)
    mixed: NDArray[np.float64] = np.take(values, low, axis) * (1 - weight) + np.take(values, high, axis) * weight
    return mixed


def reference(image: NDArray[np.float32], w2: int, h2: int) -> dict[str, NDArray[np.float64]]:
    return {"out": along(along(image.astype(np.float64), 0, h2), 1, w2)}
