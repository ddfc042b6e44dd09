"""NumPy's sort, and binomial coefficients."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(pieces: NDArray[Any], n: int) -> dict[str, NDArray[Any]]:
    return {"pieces": np.sort(pieces, axis=1), "counts": np.array([math.comb(i % 6 + i % 5, i % 5) for i in range(n)])}
