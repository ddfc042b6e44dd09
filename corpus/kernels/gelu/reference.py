"""The formulas in double precision."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(values: NDArray[Any], gradient: NDArray[Any]) -> dict[str, NDArray[Any]]:
    x = values.astype(np.float64)
    root = np.sqrt(2 / np.pi)
    t = np.tanh(root * (x + 0.044715 * x**3))
    slope = 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * root * (1 + 3 * 0.044715 * x**2)
    return {"out": 0.5 * x * (1 + t), "gradient": gradient * slope}
