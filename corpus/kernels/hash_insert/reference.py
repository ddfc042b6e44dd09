"""The set of the keys; where in the table they stand is not compared."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(keys: NDArray[Any], table: NDArray[Any]) -> dict[str, NDArray[Any]]:
    unique = np.unique(keys)
    table[: len(unique)] = unique
    return {"table": table, "found": np.array([len(unique), len(keys) - len(unique)])}
