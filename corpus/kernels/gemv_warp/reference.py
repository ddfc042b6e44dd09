"""A matrix times a vector, by NumPy."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def reference(a: Vector, x: Vector, y: Vector, alpha: float, beta: float) -> dict[str, Vector]:
    return {"y": alpha * (a @ x) + beta * y}
