"""The whole matrix of scores, masked, in double precision."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(q: NDArray[Any], k: NDArray[Any], v: NDArray[Any], scale: float) -> dict[str, NDArray[Any]]:
    scores = float(scale) * q.astype(np.float64) @ k.astype(np.float64).transpose(0, 2, 1)
    scores[:, ~np.tri(q.shape[1], dtype=bool)] = -np.inf
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    return {"out": weights / weights.sum(axis=2, keepdims=True) @ v.astype(np.float64)}
