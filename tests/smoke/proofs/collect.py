"""All cases, in batches that are one program each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial

from unwarp.transforms.tables import load

from . import constants, floats, functions, halves, integers
from .case import Case
from .operations import OPERATIONS
from .values import Model, Prepared, Shape, case_of, shape_of

BATCH = 110  # cases of a program at most: few programs start fast, small ones fail alone

# Each kind of value functions, with what finds the model of a name; what finds none proves nothing.
Finder = Callable[[str, Shape], Model | None]
VALUES: Mapping[str, tuple[Finder, ...]] = {
    "integer": (integers.model,),
    "convert": (floats.conversion,),
    "math": (integers.model, floats.model, functions.model),
    "half": (functions.half_model, halves.model),
}
PREPARED: Mapping[str, Prepared] = {"integer": integers.prepared, "math": functions.prepared}
HEADERS: Mapping[str, tuple[str, ...]] = {"half": ("cuda_fp16.h", "cuda_bf16.h")}


def value_cases(kind: str) -> Iterator[Case]:
    for row in load().of_kind(kind):
        for signature in row.signatures:
            shape = shape_of(signature)
            found = [model for find in VALUES[kind] if shape and (model := find(row.name, shape))]
            if shape and found:
                more = functions.more_than_cuda(row.name)
                yield case_of(row, signature, shape, found[0], PREPARED.get(kind), HEADERS.get(kind, ()), more)


SOURCES: Mapping[str, Callable[[], Iterator[Case]]] = {
    **{kind: partial(value_cases, kind) for kind in VALUES},
    "constant": constants.cases,
    **OPERATIONS,
}


@lru_cache(maxsize=1)
def batches() -> Mapping[str, tuple[Case, ...]]:
    """Every case, in programs named after where the cases come from."""
    made: dict[str, tuple[Case, ...]] = {}
    for name, source in SOURCES.items():
        cases = list(source())
        parts = range(0, len(cases), BATCH)
        for number, start in enumerate(parts, 1):
            made[f"{name}{number}" if len(parts) > 1 else name] = tuple(cases[start : start + BATCH])
    return made
