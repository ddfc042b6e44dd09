"""The turn as a product of complex numbers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(queries: NDArray[Any], positions: NDArray[Any]) -> dict[str, NDArray[Any]]:
    half = queries.shape[2] // 2
    turn = np.exp(1j * positions[:, None] * 10000.0 ** (-np.arange(half) / half))
    turned = (queries[..., :half].astype(np.float64) + 1j * queries[..., half:]) * turn[:, None, :]
    return {"queries": np.concatenate([turned.real, turned.imag], axis=2)}
