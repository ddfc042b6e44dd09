"""The two gradients by differences of smoothed views. What lies beyond the width stays as it was."""

import numpy as np
from numpy.typing import NDArray


def reference(image: NDArray[np.uint8], edges: NDArray[np.uint8], width: int) -> dict[str, NDArray[np.uint8]]:
    grey = image[:, :width].astype(np.int64)
    edges[:, :width] = 0
    if min(grey.shape) > 2:
        rows = grey[:-2] + 2 * grey[1:-1] + grey[2:]
        columns = grey[:, :-2] + 2 * grey[:, 1:-1] + grey[:, 2:]
        strength = np.hypot(rows[:, 2:] - rows[:, :-2], columns[2:] - columns[:-2])
        edges[1:-1, 1 : width - 1] = np.minimum(255, np.floor(strength + 1e-9))
    return {"edges": edges}
