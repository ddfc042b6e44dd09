"""What kernel arguments are filled with: generators by name, deterministic for a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .expressions import ExpressionError, Number

Array: TypeAlias = NDArray[Any]
Generator: TypeAlias = Callable[[np.random.Generator, tuple[int, ...], Sequence[Number]], Array]


def _uniform(rng: np.random.Generator, shape: tuple[int, ...], given: Sequence[Number]) -> Array:
    low, high = given or (0.0, 1.0)
    return rng.uniform(low, high, shape)


def _normal(rng: np.random.Generator, shape: tuple[int, ...], given: Sequence[Number]) -> Array:
    mean, deviation = given or (0.0, 1.0)
    return rng.normal(mean, deviation, shape)


def _integers(rng: np.random.Generator, shape: tuple[int, ...], given: Sequence[Number]) -> Array:
    low, high = given
    return rng.integers(int(low), int(high), shape)


def _steps(_rng: np.random.Generator, shape: tuple[int, ...], given: Sequence[Number]) -> Array:
    start = given[0] if given else 0
    step = given[1] if len(given) > 1 else 1
    return (start + step * np.arange(np.prod(shape, dtype=np.int64))).reshape(shape)


def _constant(_rng: np.random.Generator, shape: tuple[int, ...], given: Sequence[Number]) -> Array:
    (value,) = given
    return np.full(shape, value)


def _permutation(rng: np.random.Generator, shape: tuple[int, ...], _given: Sequence[Number]) -> Array:
    return rng.permutation(int(np.prod(shape, dtype=np.int64))).reshape(shape)


def _choice(rng: np.random.Generator, shape: tuple[int, ...], given: Sequence[Number]) -> Array:
    return rng.choice(np.array(given), shape)


def _ascending(rng: np.random.Generator, shape: tuple[int, ...], given: Sequence[Number]) -> Array:
    return np.sort(_integers(rng, shape, given), axis=-1)


def _special(rng: np.random.Generator, shape: tuple[int, ...], given: Sequence[Number]) -> Array:
    """Normal numbers, one in eight of them a zero of either sign, an infinity, a NaN, very small or very large."""
    values = _normal(rng, shape, given)
    rare = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1e-40, -1e-40, 3e38])
    return np.where(rng.integers(0, 8, shape) == 0, rng.choice(rare, shape), values)


# The name, how many arguments it takes, and what makes the values
GENERATORS: Mapping[str, tuple[tuple[int, ...], Generator]] = {
    "uniform": ((0, 2), _uniform),
    "normal": ((0, 2), _normal),
    "integers": ((2,), _integers),
    "steps": ((0, 1, 2), _steps),
    "constant": ((1,), _constant),
    "permutation": ((0,), _permutation),
    "choice": (tuple(range(1, 33)), _choice),
    "ascending": ((2,), _ascending),
    "special": ((0, 2), _special),
}


def check(name: str, count: int) -> None:
    """Raise ExpressionError unless there is such a generator with so many arguments."""
    if name not in GENERATORS:
        raise ExpressionError(f"`{name}` is no generator; known: {', '.join(GENERATORS)}")
    counts, _ = GENERATORS[name]
    if count not in counts:
        raise ExpressionError(f"`{name}` takes {' or '.join(map(str, counts[:3]))} numbers, not {count}")


def generate(
    name: str, given: Sequence[Number], shape: tuple[int, ...], dtype: np.dtype[Any], rng: np.random.Generator
) -> Array:
    """An array of a shape and type; every field of a structure is filled in the same way."""
    check(name, len(given))
    _, make = GENERATORS[name]
    if dtype.names is None:
        return _cast(make(rng, shape, given), dtype)
    whole = np.zeros(shape, dtype)
    for field in dtype.names:
        part = whole[field]
        part[...] = _cast(make(rng, part.shape, given), part.dtype)
    return whole


def _cast(values: Array, dtype: np.dtype[Any]) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):
        return values.astype(dtype)
