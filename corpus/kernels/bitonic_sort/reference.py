"""NumPy's sort. The keys of a block differ, so the values have one order only."""

import numpy as np
from numpy.typing import NDArray


def inputs(rng: np.random.Generator, blocks: int) -> dict[str, NDArray[np.uint32]]:
    keys = rng.choice(2**31, (blocks, 128), replace=False).astype(np.uint32) * np.uint32(2)
    return {"keys": keys}


def reference(keys: NDArray[np.uint32], values: NDArray[np.int32]) -> dict[str, NDArray[np.int64]]:
    order = np.argsort(keys, axis=1)
    return {"keys": np.take_along_axis(keys, order, 1), "values": np.take_along_axis(values, order, 1)}
