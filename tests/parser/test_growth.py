"""What a file costs grows with its size, not faster; what nests without end is said, and where."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from unwarp import api

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from growth import KINDS

N = 3000
BODY = "__global__ void k(int a, int *p) {{ {} }}\n"


@pytest.fixture(autouse=True)
def collections_as_on_the_command_line() -> Iterator[None]:
    """Else a search for cycles in what earlier tests left may fall into one measurement and not into the other."""
    before = gc.get_threshold()
    gc.set_threshold(5_000_000, 50, 50)
    yield
    gc.set_threshold(*before)


def seconds(text: str) -> float:
    """The least time of the processor for a conversion to HIP."""
    found = []
    for _ in range(2):
        started = time.process_time()
        api.translate(text, "hip")
        found.append(time.process_time() - started)
    return min(found)


@pytest.mark.parametrize("kind", ["mixed", "initialiser", "one macro call", "one function", "calls", "definitions"])
def test_time_is_linear(kind: str) -> None:
    api.translate("int x;", "hip")
    small, large = (seconds(KINDS[kind](size)) for size in (10_000, 80_000))
    assert large / small < 16, (small, large)  # eight times the text; a quadratic place would take 64 times as long


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (BODY.format("*p = " + "(" * N + "a" + ")" * N + ";"), 240),
        (BODY.format("*p = " + "f(" * N + "a" + ")" * N + ";"), 440),
        (BODY.format("*p = " + "- " * N + "a;"), 433),
        (BODY.format("*p = " + " + ".join(["a"] * N) + ";"), 41),
        (BODY.format("*p = " + "a ? 1 : " * N + "2;"), 1601),
        (BODY.format("{" * N + "}" * N), 235),
        (BODY.format("if (a) " * N + "*p = 1;"), 1419),
        (BODY.format("*p" + "[a]" * N + " = 1;"), 37),
        ("__device__ int " + "*" * N + "p;\n", 214),
        ("template <class T> " * N + "__device__ void f();\n", 3801),
    ],
)
def test_what_is_too_deep_is_said(text: str, column: int) -> None:
    result = api.translate(text, "hip", path="x.cu")
    assert [(d.rule.code, str(d.span)) for d in result.diagnostics] == [("UW1009", f"x.cu:1:{column}")]


def test_long_lists_are_no_nesting() -> None:
    numbers = ", ".join(map(str, range(100_000)))
    result = api.translate(f"__device__ int t[] = {{{numbers}}};\n", "hip")
    assert result.diagnostics == [] and numbers in result.text()


def test_many_definitions() -> None:
    lines = "".join(f"#define N{i} {'N' + str(i - 1) if i % 100 else i}\n" for i in range(20_000))
    result = api.translate(f"{lines}__device__ int x = N19999;\n", "c")
    assert result.diagnostics == []
