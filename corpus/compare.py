"""Results against expectations: how far they are apart, and the first element that is too far. Runs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cases import Argument, Case, Tolerance
from .data import Results, Run
from .expressions import evaluate
from .generators import Array

SMALL = 0.1  # of the median of an array's numbers: elements below do not count in figures of errors


@dataclass(frozen=True)
class Distance:
    """The largest errors of a comparison, of elements that are not small against the others. ``ulp`` and ``relative``
    are None where nothing but integers was compared."""

    ulp: float | None = None
    relative: float | None = None

    def worst(self, other: Distance) -> Distance:
        return Distance(_most(self.ulp, other.ulp), _most(self.relative, other.relative))


def _most(a: float | None, b: float | None) -> float | None:
    return b if a is None else a if b is None else max(a, b)


@dataclass(frozen=True)
class Finding:
    """The first element that differs: where it is, who writes it, what was expected and what came."""

    run: str
    argument: str
    index: tuple[int, ...]
    block: tuple[int, ...] | None
    thread: tuple[int, ...] | None
    expected: str
    got: str
    wrong: int
    total: int

    def render(self) -> str:
        """One line for people."""
        place = "".join(f"[{i}]" for i in self.index)
        writer = f" (block {_tuple(self.block)}" if self.block is not None else ""
        if self.thread is not None:
            writer += f", thread {_tuple(self.thread)}"
        writer += ")" if writer else ""
        return (
            f"{self.run}: {self.argument}{place}{writer}: expected {self.expected}, got {self.got}; "
            f"{self.wrong} of {self.total} elements differ"
        )


def _tuple(values: Sequence[int]) -> str:
    return f"({', '.join(map(str, values))})"


@dataclass(frozen=True)
class Comparison:
    """One argument's outcome."""

    distance: Distance
    wrong: NDArray[np.bool_]


def compare_case(case: Case, runs: Sequence[Run], results: Sequence[Results]) -> tuple[Distance, Finding | None]:
    """All runs of a case: the largest errors, and the first finding."""
    worst = Distance()
    for run, result in zip(runs, results, strict=True):
        assert run.expected is not None
        for name, offset in result.overrun:
            size = run.initial[name].nbytes
            where = f"{-offset} bytes before" if offset < 0 else f"{offset - size} bytes after"
            return worst, Finding(
                run.label(), name, (), None, None, "no write outside the array", f"a write {where} it", 1, 1
            )
        for argument in case.arguments:
            if argument.name not in run.expected:
                continue
            expected, got = run.expected[argument.name], result.arrays[argument.name]
            tolerance = case.tolerance_of(argument) if argument.output else Tolerance()
            compared = compare_arrays(expected, got, tolerance, argument.any_order)
            if argument.output:
                worst = worst.worst(compared.distance)
            if compared.wrong.any():
                return worst, _finding(argument, run, expected, got, compared.wrong)
    return worst, None


def compare_arrays(expected: Array, got: Array, tolerance: Tolerance, any_order: bool = False) -> Comparison:
    """Two arrays of one type and shape, element by element; those of structures field by field."""
    if any_order:
        expected, got = (np.sort(a.reshape(-1)).reshape(a.shape) for a in (expected, got))
    if expected.dtype.names:
        parts = [compare_arrays(expected[f], got[f], tolerance) for f in expected.dtype.names]
        distance, wrong = Distance(), np.zeros(expected.shape, bool)
        for part in parts:
            distance = distance.worst(part.distance)
            extra = tuple(range(wrong.ndim, part.wrong.ndim))
            wrong |= part.wrong.any(axis=extra) if extra else part.wrong
        return Comparison(distance, wrong)
    if expected.dtype.kind != "f":
        return Comparison(Distance(), expected != got)
    return _compare_floats(expected, got, tolerance)


def _compare_floats(expected: Array, got: Array, tolerance: Tolerance) -> Comparison:
    with np.errstate(all="ignore"):
        same = (expected == got) | (np.isnan(expected) & np.isnan(got))
        finite = np.isfinite(expected) & np.isfinite(got)
        ulps = np.where(same, 0.0, ulp_distance(expected, got))
        difference = np.abs(expected.astype(np.float64) - got.astype(np.float64))
        allowed = tolerance.absolute + tolerance.relative * np.abs(expected.astype(np.float64))
        close = finite & ((difference <= allowed) | (ulps <= tolerance.ulp))
        relative = np.where(same | ~finite, 0.0, difference / np.maximum(np.abs(expected.astype(np.float64)), 1e-300))
    if not expected.size:
        return Comparison(Distance(0.0, 0.0), np.zeros(expected.shape, bool))
    # Where sums nearly cancel, errors in units of what is left say nothing: small elements are left out.
    size = np.abs(expected.astype(np.float64))
    counted = finite & ~same & (size >= SMALL * np.median(size[finite]) if finite.any() else False)
    distance = Distance(
        float(np.max(ulps, initial=0.0, where=counted)), float(np.max(relative, initial=0.0, where=counted))
    )
    return Comparison(distance, ~(same | close))


def ulp_distance(a: Array, b: Array) -> NDArray[np.longdouble]:
    """How many numbers of the type lie between two, counting the second; meaningless for what is not finite."""
    bits = np.dtype(f"i{a.dtype.itemsize}")
    distance: NDArray[np.longdouble] = np.abs(_ordered(a, bits) - _ordered(b, bits))
    return distance


def _ordered(a: Array, bits: np.dtype[Any]) -> NDArray[np.longdouble]:
    """Numbers as places in their order. Doubles far apart lose low bits, which only a very large distance has."""
    whole = np.ascontiguousarray(a).view(bits)
    smallest = np.iinfo(bits).min
    ordered: NDArray[Any] = np.where(whole < 0, smallest - whole, whole)
    return ordered.astype(np.longdouble)


# ------------------------------------------------------------------------------------------------ findings


def _finding(argument: Argument, run: Run, expected: Array, got: Array, wrong: NDArray[np.bool_]) -> Finding:
    if argument.any_order:
        expected, got = (np.sort(a.reshape(-1)).reshape(a.shape) for a in (expected, got))
    index = tuple(int(i) for i in np.unravel_index(int(np.argmax(wrong)), wrong.shape)) if wrong.ndim else ()
    element = index[: len(argument.shape or ())]
    block, thread = (None, None) if argument.any_order else writer(argument, run, element)
    return Finding(
        run.label(), argument.name, index, block, thread, _text(expected[index]), _text(got[index]),
        int(wrong.sum()), wrong.size,
    )  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, np.floating):
        return f"{value:.9g}" if value.dtype.itemsize <= 4 else f"{value:.17g}"
    return str(value)


Place = tuple[int, ...]


def writer(argument: Argument, run: Run, index: Sequence[int]) -> tuple[Place | None, Place | None]:
    """The block and thread that write an element: as the specification says, else one thread an element where the
    launch has the array's shape, else one block an element; None where neither is so."""
    grid, block = run.shape
    shape = run.initial[argument.name].shape[: len(argument.shape or ())]
    flat = int(np.ravel_multi_index(tuple(index), shape)) if index else 0
    names = {**run.sizes, "i": flat, "step": 0}
    if argument.thread:
        return _of_thread(int(evaluate(argument.thread, names)), grid, block)
    if argument.block:
        return _unflatten(int(evaluate(argument.block, names)), grid), None
    axes = tuple(reversed(shape))
    if len(shape) > 1 and all(grid[d] * block[d] >= axes[d] for d in range(min(3, len(axes)))) and len(axes) <= 3:
        place = (*tuple(reversed(tuple(index))), 0, 0)[:3]
        pairs = [divmod(place[d], block[d]) for d in range(3)]
        return tuple(p[0] for p in pairs), tuple(p[1] for p in pairs)
    threads, blocks, size = int(np.prod(grid) * np.prod(block)), int(np.prod(grid)), int(np.prod(shape))
    if blocks == size:
        return _unflatten(flat, grid), None
    if blocks * int(np.prod(block)) == threads and size <= threads and grid[1:] == (1, 1) and block[1:] == (1, 1):
        return _of_thread(flat, grid, block)
    return None, None


def _of_thread(number: int, grid: Place, block: Place) -> tuple[Place, Place]:
    size = int(np.prod(block))
    return _unflatten(number // size, grid), _unflatten(number % size, block)


def _unflatten(number: int, shape: Place) -> Place:
    return number % shape[0], number // shape[0] % shape[1], number // (shape[0] * shape[1])
