"""y = a x + y in single precision."""

import numpy as np
from numpy.typing import NDArray


def reference(a: np.float32, x: NDArray[np.float32], y: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    return {"y": a * x + y}
