"""Factors by LAPACK in double precision; all matrices are positive definite."""

import numpy as np
from numpy.typing import NDArray


def inputs(rng: np.random.Generator, count: int) -> dict[str, NDArray[np.float64]]:
    factors = rng.uniform(-1, 1, (count, 12, 12))
    return {"matrices": factors @ factors.transpose(0, 2, 1) + 4 * np.eye(12)}


def reference(matrices: NDArray[np.float32]) -> dict[str, NDArray[np.float64]]:
    return {"matrices": np.linalg.cholesky(matrices.astype(np.float64)), "failed": np.zeros(len(matrices))}
