"""All generators at once in NumPy's 64 bit integers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(states: NDArray[Any], draws: int) -> dict[str, NDArray[Any]]:
    a, b = states["a"].copy(), states["b"].copy()
    total = np.zeros(len(states))
    for _ in range(draws):
        t = a ^ a << np.uint64(23)
        a, b = b, t ^ b ^ t >> np.uint64(17) ^ b >> np.uint64(26)
        total += ((a + b) >> np.uint64(11)) / 2.0**53
    states["a"], states["b"] = a, b
    states["drawn"] += np.uint32(draws)
    return {"states": states, "means": total / draws}
