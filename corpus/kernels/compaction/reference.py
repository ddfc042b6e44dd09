"""Selection by a mask."""

import numpy as np
from numpy.typing import NDArray


def reference(values: NDArray[np.int32], out: NDArray[np.int32]) -> dict[str, NDArray[np.int32]]:
    kept = values[(values >= 200) & (values < 700)]
    out[: len(kept)] = kept
    return {"out": out, "count": np.array([len(kept)], np.int32)}
