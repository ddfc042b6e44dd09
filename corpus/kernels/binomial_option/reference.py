"""The tree folded back level by level, for all options at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(
    strikes: NDArray[Any], spot: float, up: float, probability: float, discount: float
) -> dict[str, NDArray[Any]]:
    value = np.maximum(strikes[:, None] - spot * up ** np.arange(-50.0, 51, 2), 0)
    for level in range(49, -1, -1):
        later = discount * (probability * value[:, 1:] + (1 - probability) * value[:, :-1])
        value = np.maximum(strikes[:, None] - spot * up ** np.arange(-level, level + 1.0, 2), later)
    return {"prices": value[:, 0]}
