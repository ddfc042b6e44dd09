"""Proofs of CUB's reductions and scans of warps and of parts of them, of its shuffles, and of where a thread is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from unwarp.transforms.tables import TARGETS

from .case import Case, Memory
from .elements import DOUBLE, INT, OBJECT, Element, Operator, Value, exclusive, inclusive, total
from .steps import Step, case_of_steps

HEADERS = ("cub/cub.cuh",)
THREADS = 96


class Parts:
    """The values of the lanes that work together, and the steps on them."""

    def __init__(self, element: Element, size: int, seed: int) -> None:
        self.element, self.size = element, size
        self.values = element.values(THREADS, seed)
        self.flags = [int(v) for v in np.random.default_rng(seed).random(THREADS) < 0.3]
        self.steps: list[Step] = []

    def parts(self) -> Iterator[list[Value]]:
        for start in range(0, THREADS, self.size):
            yield self.values[start : start + self.size]

    def each(self, call: str, wanted: Sequence[Value]) -> None:
        """A call that leaves something in ``out`` of every thread."""
        code = f"{self.element.name} out;\n{call};\nOUT[i] = out;"
        self.steps.append(Step(call, code, self.element.array(wanted)))

    def firsts(self, call: str, wanted: Sequence[Value]) -> None:
        """A call whose result is the first lane's."""
        code = f"{self.element.name} out = {call};\nif (i % {self.size} == 0) OUT[i / {self.size}] = out;"
        self.steps.append(Step(call, code, self.element.array(wanted)))

    def reductions(self) -> None:
        size, add, last = self.size, self.element.sum, self.element.operators[-1]
        some = max(1, size * 2 // 3)
        for call, operator in (("Sum({})", add), (f"Reduce({{}}, {last.code})", last)):
            whole, part = call.format("v"), call.format("v")[:-1] + f", {some})"
            self.firsts(f"Reduce(reduce).{whole}", [total(operator, v) for v in self.parts()])
            self.firsts(f"Reduce(reduce).{part}", [total(operator, v[:some]) for v in self.parts()])

    def segments(self) -> None:
        """Reductions of segments: the result of each is its first lane's."""
        add, last = self.element.sum, self.element.operators[-1]
        for sort in ("Head", "Tail"):
            for name, operator in ((f"{sort}SegmentedSum(v, a1[i])", add),
                                   (f"{sort}SegmentedReduce(v, a1[i], {last.code})", last)):  # fmt: skip
                wanted, first = [], []
                for start in range(0, THREADS, self.size):
                    for k in range(start, start + self.size):
                        begins = k == start or self.flags[k if sort == "Head" else k - 1]
                        stop = k + 1
                        while stop < start + self.size and not self.flags[stop if sort == "Head" else stop - 1]:
                            stop += 1
                        first.append(bool(begins))
                        wanted.append(total(operator, self.values[k:stop]) if begins else self.element.zero)
                begin = "a1[i] || i % S == 0" if sort == "Head" else "i % S == 0 || a1[i - 1]"
                code = f"{self.element.name} out = Reduce(reduce).{name};\nif ({begin}) OUT[i] = out;"
                code = code.replace("% S", f"% {self.size}")
                self.steps.append(Step(name, code, self.element.array(wanted)))

    def scans(self, operator: Operator, every: bool) -> None:
        element, size, by = self.element, self.size, operator.code
        first = element.literal(element.initial)
        flat = [value for part in self.parts() for value in inclusive(operator, part)]
        started = [value for part in self.parts() for value in exclusive(operator, part, element.initial)]
        started_in = [value for part in self.parts() for value in inclusive(operator, part, element.initial)]
        totals = [total(operator, part) for part in self.parts() for _ in part]
        before = [element.zero if k % size == 0 else flat[k - 1] for k in range(THREADS)]
        zero = f"if (i % {size} == 0) out = {element.literal(element.zero)}"
        self.each(f"Scan(scan).InclusiveScan(v, out, {by})", flat)
        self.each(f"Scan(scan).ExclusiveScan(v, out, {first}, {by})", started)
        if not every:
            return
        name = element.name
        self.each(f"Scan(scan).ExclusiveScan(v, out, {by});\n{zero}", before)
        self.each(f"{name} all;\nScan(scan).InclusiveScan(v, out, {by}, all);\nout = all", totals)
        self.each(f"{name} all;\nScan(scan).ExclusiveScan(v, out, {first}, {by}, all);\nout = all", totals)
        self.each(f"{name} all;\nScan(scan).ExclusiveScan(v, out, {by}, all);\nout = all", totals)
        self.each(f"{name} two;\nScan(scan).Scan(v, two, out, {by});\n{zero}", before)
        self.each(f"{name} two;\nScan(scan).Scan(v, out, two, {by})", flat)
        self.each(f"{name} two;\nScan(scan).Scan(v, two, out, {first}, {by})", started)
        self.each(f"{name} two;\nScan(scan).Scan(v, out, two, {first}, {by})", started_in)

    def sums(self) -> None:
        element, add, name = self.element, self.element.sum, self.element.name
        within = [value for part in self.parts() for value in inclusive(add, part)]
        without = [value for part in self.parts() for value in exclusive(add, part, element.zero)]
        totals = [total(add, part) for part in self.parts() for _ in part]
        third = [part[self.size // 3] for part in self.parts() for _ in part]
        self.each("Scan(scan).InclusiveSum(v, out)", within)
        self.each("Scan(scan).ExclusiveSum(v, out)", without)
        self.each(f"{name} all;\nScan(scan).InclusiveSum(v, out, all);\nout = all", totals)
        self.each(f"{name} all;\nScan(scan).ExclusiveSum(v, out, all);\nout = all", totals)
        self.each(f"{name} two;\nScan(scan).Sum(v, two, out)", without)
        self.each(f"{name} two;\nScan(scan).Sum(v, out, two)", within)
        self.each(f"out = Scan(scan).Broadcast(v, {self.size // 3})", third)


def warps(element: Element, size: int, every: bool) -> Case:
    made = Parts(element, size, size)
    made.reductions()
    made.scans(element.operators[-1], every)
    if every:
        made.segments()
        made.sums()
    head = f"""
typedef cub::WarpReduce<{element.name}, {size}> Reduce;
typedef cub::WarpScan<{element.name}, {size}> Scan;
__shared__ Reduce::TempStorage reduces[{THREADS // size}];
__shared__ Scan::TempStorage scans[{THREADS // size}];
const int i = threadIdx.x;
Reduce::TempStorage &reduce = reduces[i / {size}];
Scan::TempStorage &scan = scans[i / {size}];
{element.name} v = a0[i];
"""
    inputs = [Memory(element.name, element.array(made.values)), Memory("int", np.array(made.flags, np.int32))]
    return case_of_steps(
        f"WarpReduce and WarpScan<{element.name}, {size}>", ("cub::WarpReduce", "cub::WarpScan"), TARGETS,
        element.name, head, made.steps, inputs, before=element.before, headers=HEADERS, block=(THREADS, 1, 1),
        between="__syncwarp();",
    )  # fmt: skip


def shuffles() -> Iterator[Case]:
    """Shuffles hand on any type; a source beyond the bound leaves a thread its own value."""
    for element, size in ((INT, 32), (DOUBLE, 8), (OBJECT, 16)):
        values = element.values(THREADS, size)
        steps = []

        def add(call: str, source: list[int], values: list[Value] = values, element: Element = element,
                steps: list[Step] = steps) -> None:  # fmt: skip
            steps.append(Step(call, f"OUT[i] = cub::{call};", element.array([values[k] for k in source])))

        lanes = [(k - k % size, k % size) for k in range(THREADS)]
        mask = "0xffffffffu"
        add(f"ShuffleIndex<{size}>(v, 3, {mask})", [first + 3 for first, _ in lanes])
        add(f"ShuffleIndex<{size}>(v, (i * 5 + 1) % {size}, {mask})",
            [first + ((first + k) * 5 + 1) % size for first, k in lanes])  # fmt: skip
        for distance, bound in ((1, 0), (3, 0), (2, 2)):
            add(f"ShuffleUp<{size}>(v, {distance}, {bound}, {mask})",
                [first + (k if k - distance < bound else k - distance) for first, k in lanes])  # fmt: skip
        for distance, bound in ((1, size - 1), (3, size - 1), (2, size - 3)):
            add(f"ShuffleDown<{size}>(v, {distance}, {bound}, {mask})",
                [first + (k if k + distance > bound else k + distance) for first, k in lanes])  # fmt: skip
        yield case_of_steps(
            f"shuffles of {element.name} among {size}", ("cub::ShuffleIndex", "cub::ShuffleUp", "cub::ShuffleDown"),
            TARGETS, element.name, f"const int i = threadIdx.x;\n{element.name} v = a0[i];", steps,
            [Memory(element.name, element.array(values))], before=element.before, headers=HEADERS,
            block=(THREADS, 1, 1), between="",
        )  # fmt: skip


def places() -> Case:
    lanes, warps_ = np.arange(THREADS) % 32, np.arange(THREADS) // 32
    steps = [
        Step("LaneId", "OUT[i] = cub::LaneId();", lanes.astype(np.uint32)),
        Step("WarpId", "OUT[i] = cub::WarpId();", warps_.astype(np.uint32)),
    ]
    return case_of_steps("places in a warp", ("cub::LaneId", "cub::WarpId"), TARGETS, "unsigned int",
                         "const int i = threadIdx.x;", steps, [], headers=HEADERS, block=(THREADS, 1, 1),
                         between="")  # fmt: skip


def cases() -> Iterator[Case]:
    yield warps(INT, 32, True)
    yield warps(DOUBLE, 16, False)
    yield warps(OBJECT, 32, False)
    yield warps(INT, 4, False)
    yield from shuffles()
    yield places()
