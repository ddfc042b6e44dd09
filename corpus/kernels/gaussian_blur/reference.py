"""The blur as a sum of shifted views of the padded image."""

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float64]


def inputs(rng: np.random.Generator) -> dict[str, Plane]:
    line = np.exp(-0.5 * np.arange(-2, 3) ** 2)
    whole = np.outer(line, line).reshape(-1)
    return {"weights": whole / whole.sum()}


def reference(weights: Plane, image: Plane) -> dict[str, Plane]:
    height, width = image.shape
    padded = np.pad(image.astype(np.float64), 2, mode="edge")
    views = [padded[dy : dy + height, dx : dx + width] for dy in range(5) for dx in range(5)]
    return {"blurred": np.tensordot(weights.astype(np.float64), np.array(views), 1)}
