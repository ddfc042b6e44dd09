"""What the threads of a block reduce, scan, move and sort: elements of several types, with operators in CUDA and in
Python. Sums of the floating ones are exact in any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np

Value = Any
Function = Callable[[Value, Value], Value]


@dataclass(frozen=True)
class Operator:
    """An associative operator; ``code`` makes it in CUDA, ``NAME`` is the case's prefix."""

    code: str
    function: Function
    commutes: bool = True


@dataclass(frozen=True)
class Element:
    """A type of elements: its name in CUDA, its declaration, and its operators; the first is its sum."""

    name: str
    dtype: np.dtype[Any]
    operators: Sequence[Operator]
    before: str = ""
    low: int = -99
    high: int = 99
    zero: Value = 0
    initial: Value = 7
    fields: tuple[str, ...] = field(default=())

    def values(self, count: int, seed: int) -> list[Value]:
        """Random values, a third of them zero."""
        random = np.random.default_rng(seed)
        columns = random.integers(self.low, self.high + 1, (count, max(1, len(self.fields))), np.int64)
        columns[random.random(count) < 1 / 3] = 0
        if self.fields:
            return [tuple(int(v) for v in row) for row in columns]
        return [self.dtype.type(row[0]).item() for row in columns]

    def array(self, values: Sequence[Value]) -> np.ndarray:
        return np.array(list(values), self.dtype)

    def literal(self, value: Value) -> str:
        if self.fields:
            return f"{self.name}{{{', '.join(f'{v}u' for v in value)}}}"
        return f"({self.name})({value})"

    @property
    def sum(self) -> Operator:
        return self.operators[0]


def wrapped(bits: int) -> Callable[[int], int]:
    half = 1 << (bits - 1)
    return lambda value: (value + half) % (2 * half) - half


def _last(a: Value, b: Value) -> Value:
    return b if b != 0 else a


LAST = "struct NAME_last { template <typename T> __device__ T operator()(const T &a, const T &b) const " \
       "{ return b != T(0) ? b : a; } };\n"  # fmt: skip


def number(name: str, code: str, low: int, high: int) -> Element:
    """Numbers; their last operator gives the last that is not zero, so that order matters."""
    dtype = np.dtype(code)
    wrap = wrapped(8 * dtype.itemsize) if dtype.kind == "i" else (lambda value: value)
    operators = (
        Operator("cub::Sum()", lambda a, b: wrap(a + b)), Operator("cub::Max()", max), Operator("cub::Min()", min),
        Operator("NAME_last()", _last, commutes=False),
    )  # fmt: skip
    return Element(name, dtype, operators, LAST, low, high)


M = 0xFFFFFFFF
PAIR = """struct NAME_pair {
    unsigned int x, y;
    __device__ NAME_pair operator+(const NAME_pair &other) const { return NAME_pair{x + other.x, y + other.y}; }
};
struct NAME_chain {  // y = a * x + b after another such
    __device__ NAME_pair operator()(const NAME_pair &a, const NAME_pair &b) const
    { return NAME_pair{a.x * b.x, a.y * b.x + b.y}; }
};
"""
INT = number("int", "i4", -(2**31), 2**31 - 1)
FLOAT = number("float", "f4", -999, 999)
DOUBLE = number("double", "f8", -(2**40), 2**40)
LONG = number("long long", "i8", -(2**62), 2**62)
SHORT = number("short", "i2", -300, 300)
OBJECT = Element(
    "NAME_pair", np.dtype([("x", "u4"), ("y", "u4")]), (
        Operator("cub::Sum()", lambda a, b: ((a[0] + b[0]) & M, (a[1] + b[1]) & M)),
        Operator("NAME_chain()", lambda a, b: (a[0] * b[0] & M, (a[1] * b[0] + b[1]) & M), commutes=False),
    ), PAIR, 0, M, (0, 0), (3, 5), ("x", "y"),
)  # fmt: skip


def total(operator: Operator, values: Sequence[Value]) -> Value:
    return reduce(operator.function, values)


def inclusive(operator: Operator, values: Sequence[Value], *initial: Value) -> list[Value]:
    """Running results, each with its own element."""
    made: list[Value] = []
    for value in values:
        before = made[-1:] or list(initial)
        made.append(operator.function(before[0], value) if before else value)
    return made


def exclusive(operator: Operator, values: Sequence[Value], initial: Value) -> list[Value]:
    """Running results, each without its own element."""
    return [initial, *inclusive(operator, values, initial)[:-1]]
