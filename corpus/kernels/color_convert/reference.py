"""The conversion in integers: thousandths for the luma, rounded to the nearest. The few pixels whose exact value lies
so near to a half that single precision may round it otherwise are replaced in the inputs."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def exact(rgba: NDArray[Any]) -> NDArray[Any]:
    r, g, b = (rgba[:, k].astype(np.int64) for k in range(3))
    luma = 299 * r + 587 * g + 114 * b  # in thousandths
    return np.stack([luma / 1000, 128 + (1000 * b - luma) / 2000, 128 + 3 * (1000 * r - luma) / 4000], axis=1)


def inputs(rng: np.random.Generator, pixels: int) -> dict[str, NDArray[Any]]:
    rgba = rng.integers(0, 256, (pixels, 4))
    doubtful = (np.abs(exact(rgba) % 1 - 0.5) < 1e-3).any(axis=1)
    rgba[doubtful, :3] = (200, 30, 75)
    return {"rgba": rgba}


def reference(rgba: NDArray[Any], total: NDArray[Any]) -> dict[str, NDArray[Any]]:
    yuv = np.clip(np.rint(exact(rgba)), 0, 255)
    yuva = np.concatenate([yuv, rgba[:, 3:]], axis=1).astype(np.uint64)
    return {"yuva": yuva, "total": total + yuva[:, 0].sum()}
