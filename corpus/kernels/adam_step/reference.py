"""The step in double precision."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(
    parameters: NDArray[Any], gradients: NDArray[Any], first: NDArray[Any], second: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    p, g, m, v = (a.astype(np.float64) for a in (parameters, gradients, first, second))
    m = 0.875 * m + 0.125 * g
    v = 0.9921875 * v + 0.0078125 * g**2
    step = (m / 0.5) / (np.sqrt(v / 0.25) + 2.0**-10)
    return {"parameters": p - 0.125 * (step + 0.0625 * p), "first": m, "second": v}
