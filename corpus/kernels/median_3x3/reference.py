"""NumPy's median over nine shifted views."""

import numpy as np
from numpy.typing import NDArray


def reference(image: NDArray[np.int32]) -> dict[str, NDArray[np.float64]]:
    height, width = image.shape
    padded = np.pad(image, 1, mode="edge")
    views = [padded[dy : dy + height, dx : dx + width] for dy in range(3) for dx in range(3)]
    return {"out": np.median(views, axis=0)}
