"""Cases of functions that give values for values: each row and overload is applied to arrays of arguments, element by
element, and the results are compared with its model."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from unwarp.parser.ctree import CType, Pointer, Record, Scalar, Void
from unwarp.transforms.tables import Row, Signature, Target

from .case import Case, Memory, targets_of
from .compare import complaint, expectation, wrong
from .kinds import KINDS, Kind, Value, edges, random_values, vector

COUNT = 192  # elements that a case of one argument has at least; more where its edges need more
LENGTH = 4  # elements behind a pointer that a function reads
SEEDS = 16
SHOWN = 3  # wrong elements that a complaint names

Model = Callable[..., Any]  # from arguments to what compare.py knows; to a tuple of these where there are more results

Prepared = Callable[[str, list[list[Any]]], list[list[Any]]]  # arguments, as far as something is promised for them


@dataclass(frozen=True)
class Shape:
    """How a function is called: what it takes, what it gives back, what it writes through pointers."""

    takes: tuple[Kind, ...]
    gives: tuple[Kind, ...]
    returns: bool

    @property
    def first(self) -> Kind:
        return self.takes[0] if self.takes else self.gives[0]


def kind_of(ctype: CType) -> Kind | None:
    return KINDS.get(ctype.name) if isinstance(ctype, Scalar | Record) else None


def shape_of(signature: Signature) -> Shape | None:
    """The shape of an overload, where it takes values and gives values, if only through pointers that it writes."""
    takes: list[Kind] = []
    gives: list[Kind] = []
    if not isinstance(signature.result, Void):
        result = kind_of(signature.result)
        if result is None:
            return None
        gives.append(result)
    for param in signature.params:
        if _is_text(param):
            continue
        found = kind_of(param.target if isinstance(param, Pointer) else param)
        if found is None:
            return None
        if isinstance(param, Pointer):
            (takes if param.const else gives).append(vector(found, LENGTH) if param.const else found)
        else:
            takes.append(found)
    return Shape(tuple(takes), tuple(gives), not isinstance(signature.result, Void))


def _is_text(ctype: CType) -> bool:
    return isinstance(ctype, Pointer) and isinstance(ctype.target, Scalar) and ctype.target.name == "char"


def call(row: Row, signature: Signature) -> str:
    """The body of a kernel that applies a function to the element of each thread."""
    locals_, arguments, stores = [], [], []
    taken, given = 0, 0 if isinstance(signature.result, Void) else 1
    for param in signature.params:
        if _is_text(param):
            arguments.append('""')
        elif isinstance(param, Pointer) and param.const:
            arguments.append(f"a{taken} + {LENGTH} * i")
            taken += 1
        elif isinstance(param, Pointer):
            kind = kind_of(param.target)
            assert kind is not None
            locals_.append(f"    {kind.name} out{given};")
            arguments.append(f"&out{given}")
            stores.append(f"    r{given}[i] = out{given};")
            given += 1
        else:
            arguments.append(f"a{taken}[i]")
            taken += 1
    result = "" if isinstance(signature.result, Void) else "r0[i] = "
    called = f"    {result}{row.name}({', '.join(arguments)});"
    head = ["int i = blockIdx.x * blockDim.x + threadIdx.x;", "if (i < n) {"]
    return "\n".join([*head, *locals_, called, *stores, "}"])


def arguments(shape: Shape, seed: int) -> list[list[Value]]:
    """Arguments worth trying, one list a parameter, all equally long: all edges of one parameter, pairs of edges of
    two, and random ones."""
    lanes = [kind for kind in shape.takes for _ in range(kind.lanes)]
    random = np.random.default_rng(seed)
    if len(shape.takes) == 1:
        own = list(edges(shape.takes[0]))
        more = max(COUNT - len(own), 64)
        columns = [own + random_values(k, more, (seed + i) % SEEDS) for i, k in enumerate(lanes)]
        for column in columns[1:]:
            random.shuffle(column)
    else:
        picked = [list(edges(k)) for k in lanes]
        count = 2 * COUNT
        columns = [[own[int(j)] for j in random.integers(0, len(own), count)] for own in picked]
        for i, (column, kind) in enumerate(zip(columns, lanes, strict=True)):
            column += random_values(kind, COUNT, (seed + i) % SEEDS)
        for i, own in enumerate(picked[:2]):  # every edge at least once, and equal arguments
            columns[i][: len(own)] = own
        if len(columns) > 1 and lanes[0] == lanes[1]:
            columns[1][count // 2 : count // 2 + 48] = columns[0][count // 2 : count // 2 + 48]
    made, at = [], 0
    for kind in shape.takes:
        part = columns[at : at + kind.lanes]
        made.append(list(part[0]) if kind.lanes == 1 else list(zip(*part, strict=True)))
        at += kind.lanes
    return made  # type: ignore[return-value]


def seen(name: str, result: int, array: np.ndarray) -> np.ndarray:
    """A result as far as it is documented: of a quotient the last three bits and the sign."""
    if name.removesuffix("f") == "remquo" and result == 1:
        return np.where(array < 0, -(-array & 7), array & 7)
    return array


def title_of(row: Row, signature: Signature) -> str:
    names = ", ".join(_spelled(p) for p in signature.params)
    return f"{_spelled(signature.result)} {row.name}({names})"


def _spelled(ctype: CType) -> str:
    if isinstance(ctype, Pointer):
        return f"{'const ' if ctype.const else ''}{_spelled(ctype.target)} *"
    return ctype.name if isinstance(ctype, Scalar | Record) else "void"


def case_of(
    row: Row, signature: Signature, shape: Shape, model: Model, prepared: Prepared | None = None,
    headers: tuple[str, ...] = (), more: Mapping[Target, int] = MappingProxyType({}),
) -> Case:  # fmt: skip
    """The case of one overload; ``more``: how many units in the last place a target may be farther off than CUDA."""
    title = title_of(row, signature)
    given = arguments(shape, zlib.crc32(title.encode()))
    if prepared and given:
        given = prepared(row.name, given)
    inputs = [Memory(k.name, k.array(v).reshape(-1, k.lanes)) for k, v in zip(shape.takes, given, strict=True)]
    count = len(given[0]) if given else 1
    outputs = [Memory(k.name, np.zeros((count, k.lanes), k.dtype)) for k in shape.gives]
    columns = [k.values(m.data) for k, m in zip(shape.takes, inputs, strict=True)]  # as the type holds them

    @lru_cache(maxsize=1)
    def wanted() -> list[Any]:
        results = [model(*values) for values in (zip(*columns, strict=True) if columns else [()])]
        if len(shape.gives) > 1:
            return [expectation(k, [r[i] for r in results]) for i, k in enumerate(shape.gives)]
        return [expectation(shape.gives[0], results)]

    def judge(got: Sequence[np.ndarray], target: Target) -> list[str]:
        problems = []
        for number, (expected, array) in enumerate(zip(wanted(), got, strict=True)):
            array = seen(row.name, number, array)
            lanes = wrong(expected.wider(more.get(target, 0)), array)
            for lane in lanes[:SHOWN]:
                element = int(lane) // expected.kind.lanes
                values = ", ".join(repr(c[element]) for c in columns)
                which = "" if len(got) == 1 else f" result {number}"
                places = "" if expected.kind.lanes == 1 else f" lane {int(lane) % expected.kind.lanes}"
                problems.append(f"{row.name}({values}){which}{places} is {complaint(expected, array, int(lane))}")
            if len(lanes) > SHOWN:
                problems.append(f"{title}: {len(lanes)} of {array.size} are wrong")
        return problems

    return Case(
        title=title, rows=(row.name,), targets=targets_of(row), body=call(row, signature), inputs=inputs,
        outputs=outputs, judge=judge, headers=headers,
    )  # fmt: skip
