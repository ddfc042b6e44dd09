"""NumPy's argmin, which takes the first of equals, over rows of 32."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(values: NDArray[np.float32], best: NDArray[Any]) -> dict[str, NDArray[Any]]:
    rows = np.full((len(best), 32), np.float32(3.0e38))
    rows.reshape(-1)[: len(values)] = values
    best["index"] = rows.argmin(axis=1) + 32 * np.arange(len(best))
    best["value"] = rows.min(axis=1)
    return {"best": best}
