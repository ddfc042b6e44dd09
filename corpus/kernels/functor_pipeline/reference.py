"""The remainder as C has it, with the sign of the dividend."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(values: NDArray[Any]) -> dict[str, NDArray[Any]]:
    return {"out": 3 * np.fmod(values, 7) - 4}
