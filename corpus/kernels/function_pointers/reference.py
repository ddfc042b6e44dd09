"""All four results, and the chosen one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(a: NDArray[Any], b: NDArray[Any], which: NDArray[Any]) -> dict[str, NDArray[Any]]:
    return {"out": np.choose(which, [a + b, a - b, np.maximum(a, b), a * np.float32(2) * b])}
