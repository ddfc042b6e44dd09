"""What the programs that print share: their inputs, and how their results are compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
COMPLEX = "CZ"
TOLERANCE = {"S": 2e-5, "C": 2e-5, "D": 1e-12, "Z": 1e-12}


def formula(i: int, seed: int) -> float:
    return ((i * 7 + seed * 5) % 13 - 6) / 4


def value(type_: str, i: int, seed: int) -> complex | float:
    return complex(formula(i, seed), formula(i, seed + 1)) if type_ in COMPLEX else formula(i, seed)


def numbers(type_: str, n: int, seed: int, diagonal: int = 0) -> Array:
    made = np.array([value(type_, i, seed) for i in range(n)])
    if diagonal:
        made[:: diagonal + 1] = value(type_, 0, 3)
    return made


class Printed:
    """The lines of the program, compared one by one."""

    def __init__(self, results: Mapping[str, Array]) -> None:
        self.results = results
        self.seen: set[str] = set()

    def same(self, name: str, want: Array, tolerance: float, type_: str = "D") -> None:
        got = self.results[name]
        got = got[::2] + 1j * got[1::2] if type_ in COMPLEX else got
        np.testing.assert_allclose(got, np.ravel(want), rtol=tolerance, atol=tolerance * 10, err_msg=name)
        self.seen.add(name)
