"""Proofs of CUB's reductions and scans, of blocks and of warps: every overload, types of several sizes and one of the
program's own, blocks of whole warps and of others, in one and three dimensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from unwarp.transforms.tables import TARGETS, Target

from .case import Case, Memory
from .elements import DOUBLE, FLOAT, INT, LONG, OBJECT, SHORT, Element, Operator, Value, exclusive, inclusive, total
from .steps import Step, case_of_steps

HEADERS = ("cub/cub.cuh",)
BLOCKS = 2  # of a grid, so that one does what the other does
RANK = "((int)threadIdx.x + (int)blockDim.x * ((int)threadIdx.y + (int)blockDim.y * (int)threadIdx.z))"
Shape = tuple[int, int, int]

REDUCE = ("cub::BlockReduce", "cub::BlockReduce::Reduce", "cub::BlockReduce::Sum", "cub::BlockReduceAlgorithm",
          "cub::Sum")  # fmt: skip
SCAN = ("cub::BlockScan", "cub::BlockScan::ExclusiveScan", "cub::BlockScan::ExclusiveSum", "cub::BlockScanAlgorithm",
        "cub::BlockScan::InclusiveScan", "cub::BlockScan::InclusiveSum", "cub::Sum")  # fmt: skip
CALLBACK = """struct NAME_running {
    TYPE total;
    __device__ TYPE operator()(TYPE block) {
        TYPE before = total;
        total = OPERATOR(total, block);
        return before;
    }
};
"""


def head_of(element: Element, items: int) -> str:
    return f"""
const int i = {RANK}, b = blockIdx.x, at = b * (int)(blockDim.x * blockDim.y * blockDim.z) + i;
{element.name} v = a0[at], many[{items}];
for (int k = 0; k < {items}; ++k) many[k] = a1[at * {items} + k];
"""


class Given:
    """What the threads of each block have: a value each, and several neighbouring items each."""

    def __init__(self, element: Element, threads: int, items: int, seed: int) -> None:
        self.one = element.values(BLOCKS * threads, seed)
        self.many = element.values(BLOCKS * threads * items, seed + 1)
        self.inputs = [Memory(element.name, element.array(self.one)), Memory(element.name, element.array(self.many))]
        self.threads, self.items = threads, items

    def blocks(self, many: bool) -> list[list[Value]]:
        values = self.many if many else self.one
        size = self.threads * (self.items if many else 1)
        return [values[k * size : (k + 1) * size] for k in range(BLOCKS)]


def able_to(shape: Shape) -> tuple[Target, ...]:
    """SYCL refuses a launch in which warps would lie across the rows of a block."""
    return tuple(t for t in TARGETS if t != "sycl" or prod(shape) == shape[0] or shape[0] % 32 == 0)


def extent(shape: Shape) -> str:
    return f"{shape[1]}, {shape[2]}"


# ------------------------------------------------------------------------------------------------ blocks


def reductions(element: Element, shape: Shape, algorithm: str, items: int, every: bool) -> Case:
    """``every``: all overloads with all operators; else one of each sort."""
    threads = prod(shape)
    given = Given(element, threads, items, threads)
    valid = sorted({1, min(threads, 33), threads // 2 + 1, max(1, threads - 1), threads})
    steps = []

    def add(label: str, call: str, many: bool, operator: Operator) -> None:
        wanted = [total(operator, values) for values in given.blocks(many)]
        code = f"{element.name} result = {call};\nif (i == 0) OUT[b] = result;"
        steps.append(Step(label, code, element.array(wanted)))

    def add_valid(label: str, call: str, operator: Operator) -> None:
        code = f"for (int k = 0; k < {len(valid)}; ++k) {{\n    {element.name} result = {call};\n"
        code += f"    if (i == 0) OUT[b * {len(valid)} + k] = result;\n    __syncthreads();\n}}"
        wanted = [total(operator, values[:n]) for values in given.blocks(False) for n in valid]
        steps.append(Step(label, code, element.array(wanted)))

    able = [o for o in element.operators if o.commutes or "COMMUTATIVE" not in algorithm]
    add_valid("Sum of some", "Reduce(temp).Sum(v, a2[k])", element.sum)
    if not every:
        add(f"Reduce items by {able[-1].code}", f"Reduce(temp).Reduce(many, {able[-1].code})", True, able[-1])
    else:
        add("Sum", "Reduce(temp).Sum(v)", False, element.sum)
        add("Sum of items", "Reduce(temp).Sum(many)", True, element.sum)
        for operator in able[1:]:
            add(f"Reduce by {operator.code}", f"Reduce(temp).Reduce(v, {operator.code})", False, operator)
            add_valid(f"Reduce some by {operator.code}", f"Reduce(temp).Reduce(v, {operator.code}, a2[k])", operator)
            add(f"Reduce items by {operator.code}", f"Reduce(temp).Reduce(many, {operator.code})", True, operator)
    head = f"typedef cub::BlockReduce<{element.name}, {shape[0]}, cub::{algorithm}, {extent(shape)}> Reduce;\n"
    head += f"__shared__ Reduce::TempStorage temp;{head_of(element, items)}"
    inputs = [*given.inputs, Memory("int", np.array(valid, np.int32))]
    return case_of_steps(
        f"BlockReduce<{element.name}, {shape}, {algorithm}>", (*REDUCE, f"cub::{algorithm}", "cub::Max", "cub::Min"),
        able_to(shape), element.name, head, steps, inputs, before=element.before, headers=HEADERS, grid=(BLOCKS, 1, 1),
        block=shape,
    )  # fmt: skip


@dataclass(frozen=True)
class Extra:
    """What a scan gives besides, one value a block: a declaration before the call, a statement after it, the values."""

    setup: str
    after: str
    wanted: Sequence[Value]


class Scans:
    """The steps of a block's scans: each overload, of one value and of several items a thread."""

    def __init__(self, element: Element, given: Given) -> None:
        self.element, self.given = element, given
        self.steps: list[Step] = []

    def add(
        self, call: str, by: str, many: bool, results: Sequence[Sequence[Value]], extra: Extra | None = None
    ) -> None:
        """A step that keeps what ``call`` leaves in ``out``: ``results``, by block."""
        given, name = self.given, self.element.name
        each, size = (given.items, given.threads * given.items) if many else (1, given.threads)
        lines = [f"{name} out{f'[{given.items}]' if many else ''};", *([extra.setup] if extra else ()), f"{call};"]
        lines += [f"for (int k = 0; k < {each}; ++k) OUT[b * {size} + i * {each} + k] = out{'[k]' if many else ''};"]
        wanted = [value for block in results for value in block]
        if extra:
            lines.append(extra.after.replace("EXTRA", f"OUT[{BLOCKS * size} + b]"))
            wanted += extra.wanted
        self.steps.append(Step(f"{call} by {by}", "\n".join(lines), self.element.array(wanted)))

    def totals(self, many: bool, operator: Operator) -> Extra:
        """The totals, of which every thread has its block's."""
        after = f"if (i == {self.given.threads - 1}) EXTRA = all;"
        return Extra(f"{self.element.name} all;", after, [total(operator, v) for v in self.given.blocks(many)])

    def running(self, many: bool, operator: Operator, times: int) -> Extra:
        """What the first thread's callback holds in the end."""
        first = self.element.initial
        ends = [total(operator, [first, *times * values]) for values in self.given.blocks(many)]
        setup = f"NAME_running running{{{self.element.literal(first)}}};"
        return Extra(setup, "if (i == 0) EXTRA = running.total;", ends)

    def sums(self, many: bool) -> None:
        element, blocks, operator = self.element, self.given.blocks(many), self.element.sum
        value = "many" if many else "v"
        for name, plain, started in (
            ("ExclusiveSum", [exclusive(operator, v, element.zero) for v in blocks],
             [exclusive(operator, v, element.initial) for v in blocks]),
            ("InclusiveSum", [inclusive(operator, v) for v in blocks],
             [inclusive(operator, v, element.initial) for v in blocks]),
        ):  # fmt: skip
            self.add(f"Scan(temp).{name}({value}, out)", "sums", many, plain)
            self.add(f"Scan(temp).{name}({value}, out, all)", "sums", many, plain, self.totals(many, operator))
            running = self.running(many, operator, 1)
            self.add(f"Scan(temp).{name}({value}, out, running)", "sums", many, started, running)

    def scans(self, many: bool, operator: Operator) -> None:
        element, blocks, by = self.element, self.given.blocks(many), operator.code
        value, first = "many" if many else "v", element.literal(element.initial)
        started = [exclusive(operator, values, element.initial) for values in blocks]
        plain = [inclusive(operator, values) for values in blocks]
        last = self.totals(many, operator)
        self.add(f"Scan(temp).ExclusiveScan({value}, out, {first}, {by})", by, many, started)
        self.add(f"Scan(temp).ExclusiveScan({value}, out, {first}, {by}, all)", by, many, started, last)
        self.add(f"Scan(temp).InclusiveScan({value}, out, {by})", by, many, plain)
        self.add(f"Scan(temp).InclusiveScan({value}, out, {by}, all)", by, many, plain, last)
        # from nothing: nothing is said of the first result
        known = [[element.zero, *values[:-1]] for values in plain]
        zero = f"if (i == 0) out{'[0]' if many else ''} = {element.literal(element.zero)}"
        self.add(f"Scan(temp).ExclusiveScan({value}, out, {by});\n{zero}", by, many, known)
        self.add(f"Scan(temp).ExclusiveScan({value}, out, {by}, all);\n{zero}", by, many, known, last)

    def callbacks(self, many: bool, operator: Operator) -> None:
        """Scans that begin with what a callback gives, twice in turn."""
        element, blocks, by = self.element, self.given.blocks(many), operator.code
        value = "many" if many else "v"
        for name, model in (("ExclusiveScan", exclusive), ("InclusiveScan", inclusive)):
            call = f"Scan(temp).{name}({value}, out, {by}, running)"
            second = [model(operator, [*v, *v], element.initial)[len(v) :] for v in blocks]
            self.add(f"{call};\n__syncthreads();\n{call}", by, many, second, self.running(many, operator, 2))


def scans(element: Element, shape: Shape, algorithm: str, items: int, every: bool) -> Iterator[Case]:
    """A kernel of sums and one of scans by the last operator; ``every``: of all overloads, else of one item or some."""
    given = Given(element, prod(shape), items, prod(shape) + 50)
    for which, operator in (("sums", element.sum), ("scans", element.operators[-1])):
        made = Scans(element, given)
        for many in (False, True):
            if which == "sums" and (every or many):
                made.sums(many)
            elif which == "scans" and (every or not many):
                made.scans(many, operator)
                made.callbacks(many, operator)
        head = f"typedef cub::BlockScan<{element.name}, {shape[0]}, cub::{algorithm}, {extent(shape)}> Scan;\n"
        head += f"__shared__ Scan::TempStorage temp;{head_of(element, items)}"
        before = element.before + CALLBACK.replace("TYPE", element.name).replace("OPERATOR", operator.code)
        yield case_of_steps(
            f"{which} of BlockScan<{element.name}, {shape}, {algorithm}>", (*SCAN, f"cub::{algorithm}"), able_to(shape),
            element.name, head, made.steps, given.inputs, before=before, headers=HEADERS, grid=(BLOCKS, 1, 1),
            block=shape,
        )  # fmt: skip


REDUCTIONS: Sequence[tuple[Element, Shape, str, int, bool]] = (
    (INT, (75, 1, 1), "BLOCK_REDUCE_WARP_REDUCTIONS", 3, True), (INT, (96, 1, 1), "BLOCK_REDUCE_RAKING", 2, False),
    (FLOAT, (20, 1, 1), "BLOCK_REDUCE_RAKING_COMMUTATIVE_ONLY", 4, False),
    (DOUBLE, (32, 3, 1), "BLOCK_REDUCE_WARP_REDUCTIONS", 1, False),
    (LONG, (64, 1, 1), "BLOCK_REDUCE_RAKING_COMMUTATIVE_ONLY", 2, False),
    (SHORT, (1, 1, 1), "BLOCK_REDUCE_RAKING", 5, False), (OBJECT, (45, 1, 1), "BLOCK_REDUCE_WARP_REDUCTIONS", 2, True),
    (OBJECT, (5, 2, 7), "BLOCK_REDUCE_RAKING", 3, False),
)  # fmt: skip
SCANS: Sequence[tuple[Element, Shape, str, int, bool]] = (
    (INT, (75, 1, 1), "BLOCK_SCAN_WARP_SCANS", 3, True), (FLOAT, (20, 1, 1), "BLOCK_SCAN_RAKING_MEMOIZE", 4, False),
    (DOUBLE, (8, 3, 2), "BLOCK_SCAN_WARP_SCANS", 2, False), (LONG, (32, 1, 2), "BLOCK_SCAN_RAKING", 1, False),
    (OBJECT, (5, 2, 7), "BLOCK_SCAN_RAKING", 2, False),
)  # fmt: skip


def cases() -> Iterator[Case]:
    for reduction in REDUCTIONS:
        yield reductions(*reduction)
    for scan in SCANS:
        yield from scans(*scan)
