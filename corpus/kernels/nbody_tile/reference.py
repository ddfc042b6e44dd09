"""All pairs at once in double precision."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(bodies: NDArray[Any]) -> dict[str, NDArray[Any]]:
    place, mass = bodies[:, :3].astype(np.float64), bodies[:, 3].astype(np.float64)
    away = place[None, :, :] - place[:, None, :]
    distance = np.sqrt((away**2).sum(axis=2) + np.float64(np.float32(0.01)))
    return {"accelerations": (away * (mass / distance**3)[:, :, None]).sum(axis=1)}
