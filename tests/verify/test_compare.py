"""Distances between results, and the outputs of programs."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwarp.corpus.cases import Tolerance
from unwarp.corpus.compare import compare_arrays, ulp_distance
from unwarp.corpus.outputs import Leniency, difference, read, varying


@given(st.floats(width=32, min_value=-(2.0**120), max_value=2.0**120), st.integers(0, 1000))
def test_ulp_distance_counts_steps(start: float, steps: int) -> None:
    a = np.array([start], np.float32)
    b = a.copy()
    for _ in range(steps):
        b = np.nextafter(b, np.float32(np.inf))
    assert ulp_distance(a, b)[0] == steps


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_across_zero(dtype: str) -> None:
    tiny = np.nextafter(np.array([0], dtype), np.array([1], dtype))
    assert ulp_distance(tiny, -tiny)[0] == 2
    assert ulp_distance(np.array([0.0], dtype), np.array([-0.0], dtype))[0] == 0


@pytest.mark.parametrize(
    ("expected", "got", "tolerance", "wrong"),
    [
        ([np.nan, np.inf, -np.inf, 0.0], [np.nan, np.inf, -np.inf, -0.0], Tolerance(), [0, 0, 0, 0]),
        ([np.nan, np.inf, 1.0, 1.0], [1.0, -np.inf, np.inf, np.nan], Tolerance(10**9, 1e9, 1e9), [1, 1, 1, 1]),
        ([1.0, 1.0], [1.0 + 2e-7, 1.0 + 4e-7], Tolerance(ulp=2), [0, 1]),
        ([100.0, 100.0], [100.01, 100.2], Tolerance(relative=1e-3), [0, 1]),
        ([0.0, 0.0], [1e-7, 1e-5], Tolerance(absolute=1e-6), [0, 1]),
    ],
)
def test_tolerances(expected: list[float], got: list[float], tolerance: Tolerance, wrong: list[int]) -> None:
    compared = compare_arrays(np.array(expected, np.float32), np.array(got, np.float32), tolerance)
    assert compared.wrong.tolist() == [bool(w) for w in wrong]


def test_integers_are_exact() -> None:
    compared = compare_arrays(np.array([1, 2, 3]), np.array([1, 2, 4]), Tolerance(100, 1.0, 100.0))
    assert compared.wrong.tolist() == [False, False, True]
    assert compared.distance.ulp is None


def test_structures_field_by_field() -> None:
    kind = np.dtype([("place", "f4", 3), ("count", "i4")])
    a, b = np.zeros(3, kind), np.zeros(3, kind)
    b["place"][1, 2] = 1
    b["count"][2] = 5
    assert compare_arrays(a, b, Tolerance()).wrong.tolist() == [False, True, True]


def test_without_order() -> None:
    a, b = np.array([3, 1, 2]), np.array([1, 2, 3])
    assert not compare_arrays(a, b, Tolerance(), any_order=True).wrong.any()
    assert compare_arrays(a, np.array([1, 2, 2]), Tolerance(), any_order=True).wrong.any()


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ("sum = 1.000000\n", "sum = 1.000004\n", True),
        ("sum = 1.0000\n", "sum = 1.0010\n", False),
        ("sum = 1.2\n", "sum = 1.3\n", True),  # one unit of the last printed digit
        ("count 12\n", "count 13\n", False),
        ("PASS\n", "FAIL\n", False),
        ("a  1.5  b\n", "a 1.5 b\n", True),
        ("a\nb\n", "a\n", False),
        ("x nan", "x nan", True),
        ("x nan", "x 1.0", False),
        ("0x1f", "0x2f", False),
        ("v2 1e-3", "v2 1.0e-03", True),
    ],
)
def test_outputs(expected: str, got: str, same: bool) -> None:
    leniency = Leniency()
    assert (difference(read(expected, 0, leniency), read(got, 0, leniency), leniency) == "") == same


def test_status_counts() -> None:
    assert "exit status" in difference(read("", 0, Leniency()), read("", 1, Leniency()), Leniency())


def test_lines_can_be_ignored() -> None:
    leniency = Leniency(ignore=(re.compile("time"),))
    assert not difference(read("a\ntime 5 s\n", 0, leniency), read("a\ntime\n", 0, leniency), leniency)


def test_what_the_original_does_not_repeat_is_not_compared() -> None:
    first, second = (read(f"sum 7 in {t} ms\n", 0, Leniency()) for t in ("0.25", "0.75"))
    expected = varying(first, second)
    assert not difference(expected, read("sum 7 in 99.5 ms\n", 0, Leniency()), Leniency())
    assert difference(expected, read("sum 8 in 0.25 ms\n", 0, Leniency()), Leniency())


def test_random_numbers_may_be_the_same_twice() -> None:
    lines = [
        read(text, 0, Leniency()) for text in ("cells 0 1 1 0 1 0", "cells 0 0 1 0 0 0", "cells 1 1 0 1 0 1", "cell 1")
    ]
    expected = varying(lines[0], lines[1])
    assert not difference(expected, lines[2], Leniency())
    assert difference(expected, lines[3], Leniency())


def test_names_of_devices_differ() -> None:
    expected = replace(read("CPU time 1\non CPU (7)\n", 0, Leniency()), device="CPU")
    same = replace(read("CPU time 1\non Big Chip 9 (7)\n", 0, Leniency()), device="Big Chip 9")
    assert not difference(expected, same, Leniency())
    assert difference(expected, replace(same, device="Chip"), Leniency())
    other = replace(read("CPU time 1\non Big Chip 9 (8)\n", 0, Leniency()), device="Big Chip 9")
    assert difference(expected, other, Leniency())
