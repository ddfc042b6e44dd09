"""NumPy's sort. The keys of a block differ, so the values have one order only."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def inputs(rng: np.random.Generator, blocks: int) -> dict[str, NDArray[Any]]:
    keys = rng.choice(2**31, (blocks, 128), replace=False).astype(np.uint32) * np.uint32(2)
    return {"keys": keys}


def reference(keys: NDArray[Any], values: NDArray[Any]) -> dict[str, NDArray[Any]]:
    order = np.argsort(keys, axis=1)
    return {"keys": np.take_along_axis(keys, order, 1), "values": np.take_along_axis(values, order, 1)}
