"""Rows of 32 as warps, packed by NumPy."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(values: NDArray[Any], threshold: int, blocks: int) -> dict[str, NDArray[Any]]:
    lanes = values.reshape(-1, 32)
    above = lanes > threshold
    ballots = (above * 2 ** np.arange(32, dtype=np.int64)).sum(axis=1)
    first = np.where(above.any(axis=1), above.argmax(axis=1), -1)
    leading = np.where(above.any(axis=1), above[:, ::-1].argmax(axis=1), 32)
    flags = (lanes == 0).any(axis=1) + 2 * (lanes >= 0).all(axis=1) + 4 * first + 1000 * leading
    block = values.reshape(blocks, -1)
    counts = np.repeat((block > threshold).sum(axis=1), block.shape[1]).reshape(-1, 32)
    counts[:, :16] += 1000 * (lanes[:, :16] % 2).sum(axis=1, keepdims=True)
    counts += 1000000 * np.repeat((block == 77).any(axis=1), block.shape[1]).reshape(-1, 32)
    return {"ballots": ballots, "flags": flags, "counts": counts.reshape(-1)}
