"""All pairs of rays and spheres at once, in double precision."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def vectors(a: NDArray[Any]) -> NDArray[Any]:
    return np.stack([a[axis].astype(np.float64) for axis in "xyz"], axis=-1)


def inputs(rng: np.random.Generator, count: int) -> dict[str, NDArray[Any]]:
    vector = np.dtype([("x", "f4"), ("y", "f4"), ("z", "f4")])
    spheres = np.zeros(count, np.dtype([("centre", vector), ("radius", "f4")], align=True))
    for axis in "xyz":
        spheres["centre"][axis] = rng.uniform(-2, 2, count)
    spheres["radius"] = rng.uniform(0.5, 1.5, count)
    return {"spheres": spheres}


def reference(origins: NDArray[Any], directions: NDArray[Any], spheres: NDArray[Any]) -> dict[str, NDArray[Any]]:
    direction = vectors(directions)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    to = vectors(spheres["centre"])[None] - vectors(origins)[:, None]
    along = (to * direction[:, None]).sum(axis=2)
    off = (to**2).sum(axis=2) - along**2
    square = spheres["radius"].astype(np.float64) ** 2
    distance = np.where((along > 0) & (off < square), along - np.sqrt(np.maximum(square - off, 0)), 1e30)
    nearest = distance.min(axis=1)
    return {"hits": np.where(nearest < 1e30, distance.argmin(axis=1), -1), "distances": nearest}
