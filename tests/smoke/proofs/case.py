"""What a proof is: a kernel, what it is given, and a judge of what it leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from unwarp.transforms.tables import TARGETS, Row, Target

Judge = Callable[[Sequence[np.ndarray], Target], list[str]]


@dataclass(frozen=True, eq=False)
class Memory:
    """An array of device memory: the type of its elements in CUDA, and its contents before the kernel runs."""

    type: str
    data: np.ndarray


@dataclass(frozen=True, eq=False)
class Case:
    """A proof of one row, or of several at once, on each of ``targets``.

    The framework declares ``__global__ void NAME(const T *a0, …, T *r0, …, int n)`` around ``body``: ``a`` are the
    inputs, ``r`` the outputs, and ``n`` is the number of elements of the first of all. Every launch is of ``grid``
    blocks of ``block`` threads; the judge gets the outputs as they are afterwards and tells what is wrong with them.
    ``before`` is device code in front of the kernel, in which ``NAME`` is a prefix that no other case has.

    What arrays alone cannot give a kernel, host code makes: ``support`` are functions that several cases share,
    ``host`` runs before the launch, where ``arrays.device[i]`` are the arrays, inputs first, and ``after`` behind it;
    ``more`` are further parameters ``h0``, ``h1`` …, each with its type and the expression of its argument.
    """

    title: str
    rows: tuple[str, ...]
    targets: tuple[Target, ...]
    body: str
    inputs: Sequence[Memory]
    outputs: Sequence[Memory]
    judge: Judge
    before: str = ""
    headers: tuple[str, ...] = ()
    grid: tuple[int, int, int] | None = None  # as many as n needs, unless it is given
    block: tuple[int, int, int] = (64, 1, 1)
    support: str = ""
    host: str = ""
    after: str = ""
    more: tuple[tuple[str, str], ...] = ()

    @property
    def count(self) -> int:
        return max((len(m.data) for m in (*self.inputs, *self.outputs)[:1]), default=0)

    @property
    def blocks(self) -> tuple[int, int, int]:
        return self.grid or (max(1, -(-self.count // self.block[0])), 1, 1)


def targets_of(row: Row) -> tuple[Target, ...]:
    """The targets that have a row at all."""
    return tuple(t for t in TARGETS if (column := row.column(t)) is not None and not column.why)
