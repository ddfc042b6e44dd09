"""The runs of a case: the inputs of each size and seed, what is expected, and both as the bytes that the driver program
reads and writes."""

from __future__ import annotations

import importlib.util
import inspect
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from .cases import Argument, Case, Launch, Sizes
from .expressions import ExpressionError, Number, call, evaluate
from .generators import Array, generate

GUARD = 256  # bytes before and after each array, which no kernel may write
PATTERN = 0x7F  # fills them, and outputs that have no contents yet: large numbers or NaN, which no result is


class DataError(ValueError):
    """The inputs or the reference of a case cannot be made; the message says why."""


@dataclass(frozen=True)
class Run:
    """One size and seed. ``expected`` is None where the case has no reference."""

    sizes: Sizes
    seed: int
    initial: Mapping[str, Array]
    launches: Sequence[tuple[int, tuple[int, ...], tuple[int, ...], int, bytes]]
    expected: Mapping[str, Array] | None

    @property
    def shape(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Grid and block of the last launch."""
        return self.launches[-1][1], self.launches[-1][2]

    def label(self) -> str:
        """The sizes and the seed as text."""
        names = ", ".join(f"{name}={value}" for name, value in self.sizes.items())
        return names if self.seed == 1 else f"{names}, seed={self.seed}"


@dataclass(frozen=True)
class Results:
    """What one run of the driver left: the arrays, how long the kernels took, and which arrays' guards were written."""

    arrays: Mapping[str, Array]
    seconds: float
    overrun: Sequence[tuple[str, int]] = field(default=())


def prepare(case: Case) -> list[Run]:
    """All runs of a case. Raises DataError."""
    module = _module(case.reference) if case.reference else None
    return [_run(case, sizes, seed, module) for sizes in case.sizes for seed in case.seeds]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"reference_{path.parent.name}", path)
    if spec is None or spec.loader is None:
        raise DataError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise DataError(f"{path}: {type(error).__name__}: {error}") from error
    return module


def _run(case: Case, sizes: Sizes, seed: int, module: ModuleType | None) -> Run:
    made = _made(case, sizes, seed, module)
    initial = {a.name: _initial(case, a, sizes, seed, made) for a in case.arguments if a.array or a.symbol}
    repeat = int(evaluate(case.repeat, {**sizes, "step": 0}))
    launches = []
    for step in range(repeat):
        names = {**sizes, "step": step}
        for number, launch in enumerate(case.launches):
            launches.append((number, *_shape(launch, names), _scalars(case, launch, names)))
    expected = None
    if module is not None:
        expected = _expected(case, sizes, initial, module)
    return Run(sizes, seed, initial, launches, expected)


def _made(case: Case, sizes: Sizes, seed: int, module: ModuleType | None) -> Mapping[str, Array]:
    """The arrays that the reference's ``inputs`` makes."""
    make = getattr(module, "inputs", None)
    if make is None:
        return {}
    made = _call(make, {**sizes, "rng": _generator(seed, "inputs", sizes)}, case)
    return {name: np.asarray(value) for name, value in made.items()}


def _generator(seed: int, name: str, sizes: Sizes) -> np.random.Generator:
    words = [seed, zlib.crc32(name.encode()), *(zlib.crc32(f"{k}={v}".encode()) for k, v in sizes.items())]
    return np.random.default_rng(words)


def _initial(case: Case, argument: Argument, sizes: Sizes, seed: int, made: Mapping[str, Array]) -> Array:
    kind = argument.type
    if argument.shape is None:
        return np.frombuffer(_value(argument, {**sizes, "step": 0}), kind.dtype).copy()
    shape = kind.shape(tuple(int(evaluate(text, {**sizes, "step": 0})) for text in argument.shape))
    if argument.name in made:
        given = made[argument.name]
        if given.shape != shape:
            raise DataError(f"{case.name}: `{argument.name}` has the shape {given.shape}, not {shape}")
        return np.ascontiguousarray(given.astype(kind.dtype))
    if not argument.fill:
        return np.full(int(np.prod(shape)) * kind.dtype.itemsize, PATTERN, np.uint8).view(kind.dtype).reshape(shape)
    if argument.fill == "reference":
        raise DataError(f"{case.name}: `{argument.name}` has no fill, and the reference no `inputs` that make it")
    try:
        name, given_numbers = call(argument.fill, sizes)
        return generate(name, given_numbers, shape, kind.dtype, _generator(seed, argument.name, sizes))
    except (ExpressionError, ValueError) as error:
        raise DataError(f"{case.name}: fill of `{argument.name}`: {error}") from error


def _shape(launch: Launch, names: Mapping[str, Number]) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    grid, block = (tuple(int(evaluate(text, names)) for text in part) for part in (launch.grid, launch.block))
    return (*grid, 1, 1)[:3], (*block, 1, 1)[:3], int(evaluate(launch.shared, names))


def _scalars(case: Case, launch: Launch, names: Mapping[str, Number]) -> bytes:
    known = {a.name: a for a in case.arguments}
    return b"".join(_value(known[name], names) for name in launch.arguments if not known[name].array)


def _value(argument: Argument, names: Mapping[str, Number]) -> bytes:
    """The bytes of a value. Pointers in it are set by the driver."""
    numbers = [0 if text.startswith("&") else evaluate(text, names) for text in argument.values]
    whole = (
        np.zeros(1, argument.type.dtype) if argument.type.lanes == 1 else np.zeros(len(numbers), argument.type.dtype)
    )
    if argument.type.dtype.names:
        for name, number in zip(argument.type.dtype.names, numbers, strict=True):
            whole[name] = number
    else:
        whole[:] = numbers
    return whole.tobytes()


def _expected(case: Case, sizes: Sizes, initial: Mapping[str, Array], module: ModuleType) -> dict[str, Array]:
    reference = getattr(module, "reference", None)
    if reference is None:
        raise DataError(f"{case.reference} has no function `reference`")
    scalars = {
        a.name: np.frombuffer(_value(a, {**sizes, "step": 0}), a.type.dtype)[0]
        for a in case.arguments
        if not a.array and not a.symbol and a.type.lanes == 1
    }
    found = _call(reference, {**sizes, **scalars, **{n: a.copy() for n, a in initial.items()}}, case)
    expected: dict[str, Array] = {}
    for argument in case.arguments:
        if argument.name not in initial:
            continue
        before = initial[argument.name]
        if argument.output and argument.name not in found:
            raise DataError(f"{case.name}: the reference does not give `{argument.name}`")
        value = np.asarray(found.get(argument.name, before)) if argument.output else before
        if value.shape != before.shape:
            raise DataError(
                f"{case.name}: the reference's `{argument.name}` has the shape {value.shape}, not {before.shape}"
            )
        with np.errstate(over="ignore", invalid="ignore"):
            expected[argument.name] = value.astype(before.dtype)
    return expected


def _call(function: Callable[..., Any], given: Mapping[str, Any], case: Case) -> Mapping[str, Any]:
    """Call a function of the reference with those of the values that it names."""
    wanted = inspect.signature(function).parameters
    missing = [name for name in wanted if name not in given]
    if missing:
        raise DataError(f"{case.name}: the reference wants `{missing[0]}`, which is neither a size nor an argument")
    try:
        with np.errstate(all="ignore"):
            found = function(**{name: given[name] for name in wanted})
    except Exception as error:
        raise DataError(f"{case.name}: the reference failed: {type(error).__name__}: {error}") from error
    if not isinstance(found, Mapping):
        raise DataError(f"{case.name}: the reference must return a dict of arrays")
    return found


# ------------------------------------------------------------------------------------------------ bytes


def to_bytes(case: Case, runs: Sequence[Run]) -> bytes:
    """The input file of the driver."""
    guard = bytes([PATTERN]) * GUARD
    parts = [struct.pack("<Q", len(runs))]
    for run in runs:
        for argument in case.arguments:
            if argument.name in run.initial:
                data = run.initial[argument.name].tobytes()
                framed = data if argument.symbol else guard + data + guard
                parts += [struct.pack("<Q", len(framed)), framed]
        parts.append(struct.pack("<Q", len(run.launches)))
        for number, grid, block, shared, scalars in run.launches:
            parts += [struct.pack("<8Q", number, *grid, *block, shared), scalars]
    return b"".join(parts)


def from_bytes(case: Case, runs: Sequence[Run], data: bytes) -> list[Results]:
    """What the driver wrote: as many results as are complete."""
    results: list[Results] = []
    place = 0
    for run in runs:
        arrays: dict[str, Array] = {}
        overrun: list[tuple[str, int]] = []
        start, place = place, place + 8
        for argument in case.arguments:
            if argument.name in run.initial:
                before = run.initial[argument.name]
                guard = 0 if argument.symbol else GUARD
                framed = data[place : place + before.nbytes + 2 * guard]
                place += before.nbytes + 2 * guard
                if place > len(data):
                    return results
                arrays[argument.name] = np.frombuffer(framed[guard : guard + before.nbytes], before.dtype).reshape(
                    before.shape
                )
                overrun += [(argument.name, offset) for offset in _written(framed, guard, before.nbytes)]
        (nanoseconds,) = struct.unpack_from("<Q", data, start)
        results.append(Results(arrays, nanoseconds / 1e9, overrun))
    return results


def _written(framed: bytes, guard: int, size: int) -> list[int]:
    """The offset, from the array's start, of the first byte of the guards that is not what it was."""
    for start in (0, guard + size):
        part = framed[start : start + guard]
        for index, byte in enumerate(part):
            if byte != PATTERN:
                return [start + index - guard]
    return []
