"""All entries of the lists at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def inputs(rng: np.random.Generator, n: int, most: int) -> dict[str, NDArray[Any]]:
    return {"lists": rng.integers(0, max(n, 1), (n, most))}


def reference(atoms: NDArray[Any], lists: NDArray[Any], lengths: NDArray[Any]) -> dict[str, NDArray[Any]]:
    away = atoms[:, None, :] - atoms[lists]
    away -= 8.0 * np.round(away / 8.0)
    square = (away**2).sum(axis=2) + 0.5
    used = (np.arange(lists.shape[1]) < lengths[:, None]) & (lists != np.arange(len(atoms))[:, None]) & (square < 9)
    energy = np.where(used, square**-6.0 - square**-3.0, 0)
    return {"energies": 0.5 * energy.sum(axis=1)}
