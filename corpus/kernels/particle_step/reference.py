"""One step for all particles at once, axis by axis."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LOW, HIGH, DAMPING, GRAVITY, STEP = -1.0, 1.0, 0.5, 9.81, 0.125


def inputs(rng: np.random.Generator, count: int) -> dict[str, NDArray[Any]]:
    particles = np.zeros(count, np.dtype([("position", "f4", 3), ("velocity", "f4", 3), ("bounces", "i4")], align=True))
    particles["position"] = rng.uniform(-1, 1, (count, 3))
    particles["velocity"] = rng.normal(0, 4, (count, 3))
    particles["bounces"] = rng.integers(0, 3, count)
    return {"particles": particles}


def reference(particles: NDArray[Any]) -> dict[str, NDArray[Any]]:
    position = particles["position"].astype(np.float64)
    velocity = particles["velocity"].astype(np.float64)
    velocity[:, 1] -= GRAVITY * STEP
    position += velocity * STEP
    below, above = position < LOW, position > HIGH
    position = np.where(below, 2 * LOW - position, np.where(above, 2 * HIGH - position, position))
    velocity = np.where(below | above, -velocity * DAMPING, velocity)
    particles["position"], particles["velocity"] = position, velocity
    particles["bounces"] += (below | above).sum(axis=1).astype(np.int32)
    return {"particles": particles}
