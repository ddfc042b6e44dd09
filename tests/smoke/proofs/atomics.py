"""Proofs of atomic functions: many threads change few words, in global and in shared memory, and what they saw has to
be an order of their changes that leads from the first value of each word to its last."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from unwarp.parser import ctree
from unwarp.transforms.tables import Row, Signature, Target, load

from .case import Case, Memory, targets_of
from .kinds import KINDS, Kind

Number = int | float
Change = Callable[[Number, Sequence[Number]], Number]
BLOCKS, THREADS, WORDS = 3, 64, 5


def wrapped(value: int, kind: Kind) -> int:
    """An integer in the bits of a type."""
    value &= (1 << kind.bits) - 1
    return value - (1 << kind.bits) if kind.signed and value >> kind.bits - 1 else value


def _sum(kind: Kind, sign: int) -> Change:
    def change(old: Number, given: Sequence[Number]) -> Number:
        if kind.format is not None:
            with np.errstate(all="ignore"):
                return float(kind.dtype.type(old) + kind.dtype.type(sign * given[0]))
        return wrapped(int(old) + sign * int(given[0]), kind)

    return change


def change_of(name: str, kind: Kind) -> Change:
    """The new value of a word by its old one and the arguments behind the pointer."""
    base = name.removeprefix("atomic").split("_")[0]
    return {
        "Add": _sum(kind, 1),
        "Sub": _sum(kind, -1),
        "Exch": lambda old, given: given[0],
        "Min": lambda old, given: min(old, given[0]),
        "Max": lambda old, given: max(old, given[0]),
        "Inc": lambda old, given: 0 if old >= given[0] else old + 1,
        "Dec": lambda old, given: given[0] if old == 0 or old > given[0] else old - 1,
        "CAS": lambda old, given: given[1] if old == given[0] else old,
        "And": lambda old, given: wrapped(int(old) & int(given[0]), kind),
        "Or": lambda old, given: wrapped(int(old) | int(given[0]), kind),
        "Xor": lambda old, given: wrapped(int(old) ^ int(given[0]), kind),
    }[base]


def arguments(name: str, kind: Kind, random: np.random.Generator) -> list[Number]:
    """A value for each thread, of which operations want different ones."""
    count = BLOCKS * THREADS
    base = name.removeprefix("atomic").split("_")[0]
    if base in ("Inc", "Dec"):
        return [int(v) for v in random.integers(3, 40, count)]
    if base == "CAS":  # so that some find what they compare with
        return [int(v) for v in random.integers(0, 6, count)]
    if kind.format is not None:  # sums that are rounded
        return [float(kind.dtype.type(v)) for v in random.uniform(-1000, 1000, count)]
    return [int.from_bytes(random.bytes(8), "little") % (kind.high - kind.low + 1) + kind.low for _ in range(count)]


def trail(edges: Counter[tuple[Number, Number]], start: Number, end: Number) -> str:
    """Why changes cannot follow each other from one value to another; empty where they can: every value is reached as
    often as it is left, but for the first and the last, and all are connected."""
    surplus: Counter[Number] = Counter()
    beside: dict[Number, set[Number]] = defaultdict(set)
    for (old, new), times in edges.items():
        surplus[old] += times
        surplus[new] -= times
        beside[old].add(new)
        beside[new].add(old)
    surplus[start] -= 1
    surplus[end] += 1
    left = {value: times for value, times in surplus.items() if times}
    if left:
        return f"values left more often than reached: {dict(list(left.items())[:5])}"
    seen, queue = {start}, [start]
    while queue:
        for value in beside[queue.pop()] - seen:
            seen.add(value)
            queue.append(value)
    lost = [value for value in beside if value not in seen]
    return f"values that no change leads to: {lost[:5]}" if lost else ""


def judge(name: str, kind: Kind, given: list[list[Number]], first: list[Number]) -> Callable[..., list[str]]:
    change = change_of(name, kind)
    per_block = name.endswith("_block")

    def check(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        wrong = []
        last, seen = ([v.tolist() for v in outputs[i : i + 2]] for i in (0, 2))
        for place in (0, 1):  # global and shared memory
            edges: dict[int, Counter[tuple[Number, Number]]] = defaultdict(Counter)
            for thread in range(BLOCKS * THREADS):
                block = thread // THREADS if place or per_block else 0
                word = block * WORDS + thread % THREADS % WORDS
                old = seen[place][thread]
                edges[word][old, change(old, [argument[thread] for argument in given])] += 1
            for word in range(WORDS * (BLOCKS if place or per_block else 1)):
                why = trail(edges[word], first[word % WORDS], last[place][word])
                if why:
                    wrong.append(f"{'shared' if place else 'global'} word {word}: {why}")
        return wrong

    return check


def case_of(row: Row, signature: Signature) -> Case | None:
    pointer = signature.passed[0]
    assert isinstance(pointer, ctree.Pointer)
    if not isinstance(pointer.target, ctree.Scalar):
        return None
    kind = KINDS[pointer.target.name]
    random = np.random.default_rng(len(row.name) * 31 + kind.bits)
    count = len(signature.passed) - 1
    given = [arguments(row.name, kind, random) for _ in range(count)]
    first = arguments(row.name, kind, random)[:WORDS]
    words = [first[i % WORDS] for i in range(WORDS * BLOCKS)]
    values = ", ".join(f"a{i}[i]" for i in range(count))
    own = "blockIdx.x * W + " if row.name.endswith("_block") else ""
    body = f"""
const int W = {WORDS};
__shared__ {kind.name} words[{WORDS}];
if (threadIdx.x < W) words[threadIdx.x] = r1[blockIdx.x * W + threadIdx.x];
__syncthreads();
int i = blockIdx.x * blockDim.x + threadIdx.x;
r2[i] = {row.name}(&r0[{own}i % blockDim.x % W], {values});
r3[i] = {row.name}(&words[threadIdx.x % W], {values});
__syncthreads();
if (threadIdx.x < W) r1[blockIdx.x * W + threadIdx.x] = words[threadIdx.x];
"""
    inputs = [Memory(kind.name, kind.array(values_)) for values_ in given]
    array = kind.array(words)
    old = np.zeros(BLOCKS * THREADS, kind.dtype)
    return Case(
        f"{row.name}({kind.name})", (row.name,), targets_of(row), body, inputs,
        [Memory(kind.name, array), Memory(kind.name, array), Memory(kind.name, old), Memory(kind.name, old)],
        judge(row.name, kind, given, first), grid=(BLOCKS, 1, 1), block=(THREADS, 1, 1),
    )  # fmt: skip


def cases() -> Iterator[Case]:
    for row in load().of_kind("atomic"):
        for signature in row.signatures:
            made = case_of(row, signature)
            if made is not None:
                yield made
    yield from loops()


def loops() -> Iterator[Case]:
    """The loops around atomicCAS by which programs make operations that CUDA lacks."""
    count = BLOCKS * THREADS
    random = np.random.default_rng(5)
    values = [float(np.float32(v)) for v in random.uniform(-1e6, 1e6, count)]
    floats, doubles = KINDS["float"], KINDS["double"]

    def largest(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        wanted = [max([-2e6, *values[w::WORDS]]) for w in range(WORDS)]
        return [] if outputs[0].tolist() == wanted else [f"{outputs[0].tolist()}, not {wanted}"]

    yield Case(
        "a loop around atomicCAS: the greatest float", ("atomicCAS",), ("hip", "sycl", "opencl", "c"), f"""
int i = blockIdx.x * blockDim.x + threadIdx.x;
int *word = (int *)&r0[i % {WORDS}];
int old = *word, seen;
do {{
    seen = old;
    if (__int_as_float(seen) >= a0[i]) break;
    old = atomicCAS(word, seen, __float_as_int(a0[i]));
}} while (old != seen);
""", [Memory("float", floats.array(values))], [Memory("float", floats.array([-2e6] * WORDS))], largest,
        grid=(BLOCKS, 1, 1), block=(THREADS, 1, 1),
    )  # fmt: skip
    whole = [float(v) for v in random.integers(-(2**40), 2**40, count)]

    def total(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        wanted = [sum(whole[w::WORDS]) for w in range(WORDS)]
        return [] if outputs[0].tolist() == wanted else [f"{outputs[0].tolist()}, not {wanted}"]

    yield Case(
        "a loop around atomicCAS: a sum of doubles", ("atomicCAS",), ("hip", "sycl", "opencl", "c"), f"""
int i = blockIdx.x * blockDim.x + threadIdx.x;
unsigned long long *word = (unsigned long long *)&r0[i % {WORDS}];
unsigned long long old = *word, seen;
do {{
    seen = old;
    double sum = a0[i] + __longlong_as_double((long long)seen);
    old = atomicCAS(word, seen, (unsigned long long)__double_as_longlong(sum));
}} while (old != seen);
""", [Memory("double", doubles.array(whole))], [Memory("double", doubles.array([0.0] * WORDS))], total,
        grid=(BLOCKS, 1, 1), block=(THREADS, 1, 1),
    )  # fmt: skip
