"""NumPy's stable sort by the lowest bits."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(keys: NDArray[Any], bits: int) -> dict[str, NDArray[Any]]:
    order = np.argsort(keys.astype(np.int64) % (1 << int(bits)), axis=1, kind="stable")
    return {"keys": np.take_along_axis(keys, order, 1), "places": order}
