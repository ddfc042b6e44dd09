"""Proofs of warp operations against a model of warps of 32 lanes: shuffles of each type with each width, votes, matches
and reductions; by all lanes, by some of them in a branch, and by the lanes of each side of a branch at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce

import numpy as np

from unwarp.parser import ctree
from unwarp.transforms.tables import Row, Signature, Target, load

from .atomics import wrapped
from .case import Case, Memory, targets_of
from .kinds import KINDS, Kind, random_values

LANES, WARPS = 32, 3
COUNT = LANES * WARPS
FULL = 0xFFFFFFFF
MASKS = (0x0000FFFF, 0xAAAAAAAA, 0x80000001, 0x00F0F00F)  # of lanes that take a branch
WIDTHS = (32, 16, 8, 4, 2, 1)
HEADERS = ("cuda_fp16.h", "cuda_bf16.h")
SHOWN = 4
OLD_KINDS = ("int", "float", "double", "__half2")  # with which the forms without a mask are tried: they are the others

Lanes = Sequence[object]


# ------------------------------------------------------------------------------------------------ shuffles


def source_lane(operation: str, lane: int, given: int, width: int) -> int:
    """The lane whose value a shuffle gives, as the CUDA programming guide describes it."""
    first = lane - lane % width
    if operation == "idx":
        return first + given % width
    if operation == "up":
        return lane if lane % width < given else lane - given
    if operation == "down":
        return lane if lane % width + given >= width else lane + given
    other = lane ^ given
    return lane if other >= first + width else other  # earlier groups can be reached, later ones cannot


def _operation(name: str) -> str:
    parts = name.removeprefix("__shfl").removesuffix("_sync").strip("_")
    return parts or "idx"


def _calls(operation: str, width: int) -> tuple[int, ...]:
    """What is worth giving a shuffle of this width."""
    edge = {0, 1, width // 2, width - 1}
    if operation == "idx":
        edge |= {-1, width, width + 1, 33}
    elif operation == "xor":
        edge |= {3, 16, 31}
    return tuple(sorted(v for v in edge if operation == "idx" or 0 <= v < 32))


def shuffle(row: Row, signature: Signature) -> Case | None:
    ctype = signature.template
    if not isinstance(ctype, ctree.Scalar | ctree.Record) or ctype.name not in KINDS:
        return None
    kind, operation, sync = KINDS[ctype.name], _operation(row.name), row.name.endswith("_sync")
    if not sync and kind.name not in OLD_KINDS:
        return None
    calls = [(given, width) for width in WIDTHS for given in _calls(operation, width)]
    mask = "0xffffffffu, " if sync else ""
    lines = ["int i = threadIdx.x;", "int lane = i % 32;", f"{kind.name} v = a0[i];"]
    lines.append(f"for (int call = 0; call < {len(calls)}; ++call)")
    lines.append(f"    r0[call * 96 + i] = {row.name}({mask}v, a1[2 * call], a1[2 * call + 1]);")
    expected: list[tuple[str, int, int]] = []  # (where, thread, thread whose value it is)
    for given, width in calls:
        for i in range(COUNT):
            expected.append((f"({given}, {width})", i, i - i % 32 + source_lane(operation, i % 32, given, width)))
    for given, width in ((_given_in(operation, 0), 32), (3, 8)):  # constants, and no width
        tail = f", {width}" if width < 32 else ""
        lines.append(f"r0[{len(expected)} + i] = {row.name}({mask}v, {given}{tail});")
        expected += [(f"({given}{tail})", i, i - i % 32 + source_lane(operation, i % 32, given, width))
                     for i in range(COUNT)]  # fmt: skip
    if operation == "idx":  # each lane asks another
        lines.append(f"r0[{len(expected)} + i] = {row.name}({mask}v, lane * 7 + 3);")
        expected += [("(lane * 7 + 3)", i, i - i % 32 + (i % 32 * 7 + 3) % 32) for i in range(COUNT)]
    for number, lanes in enumerate(masks_for(kind) if sync else ()):
        given = _given_in(operation, number)
        lines.append(f"r0[{len(expected)} + i] = v;")
        lines.append(f"if (0x{lanes:x}u >> lane & 1) r0[{len(expected)} + i] = {row.name}(0x{lanes:x}u, v, {given});")
        for i in range(COUNT):
            source = source_lane(operation, i % 32, given, 32)
            from_ = i - i % 32 + source if lanes >> source & 1 else -1  # undefined where that lane takes no part
            expected.append((f"of lanes {lanes:#x}", i, from_ if lanes >> i % 32 & 1 else i))
    values = _values(kind, COUNT)

    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        got = outputs[0].reshape(-1, kind.lanes)
        given_ = values.reshape(-1, kind.lanes)
        wrong = []
        for index, (where, thread, source) in enumerate(expected):
            if source >= 0 and got[index].tobytes() != given_[source].tobytes():
                wrong.append(f"{where} in thread {thread}: {got[index]}, not {given_[source]}")
        return wrong[:SHOWN]

    out = np.zeros(len(expected) * kind.lanes, kind.dtype)
    return Case(
        f"{row.name}({kind.name})", (row.name,), targets_of(row), "\n".join(lines), [
            Memory(kind.name, values), Memory("int", np.array(calls, np.int32).ravel())],
        [Memory(kind.name, out)], judge, headers=HEADERS, grid=(1, 1, 1), block=(COUNT, 1, 1),
    )  # fmt: skip


def masks_for(kind: Kind) -> tuple[int, ...]:
    """The masks in branches: one tells whether a type is handed on rightly, all of them where lanes are found."""
    return MASKS if kind.name == "int" else MASKS[1:2]


def _given_in(operation: str, number: int) -> int:
    """What a shuffle in a branch is given: a lane of the branch, or a distance."""
    mask = MASKS[number]
    if operation == "idx":
        return max(lane for lane in range(32) if mask >> lane & 1)
    return (1, 2, 31, 4)[number]


def _values(kind: Kind, count: int) -> np.ndarray:
    """Values that are all different, as far as the type has so many; no patterns that are not numbers."""
    flat = random_values(kind, count * kind.lanes * 2, 7)
    finite = [v for v in flat if v == v][: count * kind.lanes]
    return kind.array([tuple(finite[i * kind.lanes : (i + 1) * kind.lanes]) for i in range(count)])


# ------------------------------------------------------------------------------------------------ votes and reductions


def bits_of(lanes: Mapping[int, int]) -> int:
    return sum(1 << lane for lane, value in lanes.items() if value)


# What an operation gives a lane: by the lane, the values of the lanes that take part, and the mask.
Model = Callable[[int, Mapping[int, int], int], int]

VOTES: Mapping[str, Model] = {
    "ballot": lambda lane, values, mask: bits_of(values),
    "any": lambda lane, values, mask: int(any(values.values())),
    "all": lambda lane, values, mask: int(all(values.values())),
    "match_any": lambda lane, values, mask: bits_of({k: v == values[lane] for k, v in values.items()}),
    "match_all": lambda lane, values, mask: mask if len(set(values.values())) == 1 else 0,
    "reduce_add": lambda lane, values, mask: sum(values.values()),
    "reduce_min": lambda lane, values, mask: min(values.values()),
    "reduce_max": lambda lane, values, mask: max(values.values()),
    "reduce_and": lambda lane, values, mask: reduce(lambda a, b: a & b, values.values()),
    "reduce_or": lambda lane, values, mask: reduce(lambda a, b: a | b, values.values()),
    "reduce_xor": lambda lane, values, mask: reduce(lambda a, b: a ^ b, values.values()),
}


def vote_values(name: str, kind: Kind, random: np.random.Generator) -> list[list[int]]:
    """For each warp some rows of values: mixed ones, all the same, one that differs."""
    few = [3, 0, -7 if kind.signed else 7, kind.high]
    rows = []
    for _ in range(WARPS):
        mixed = [few[int(v)] for v in random.integers(0, 4, 32)]
        same = [few[2]] * 32
        other = [*same[:19], few[3], *same[20:]]
        wild = [int.from_bytes(random.bytes(8), "little") % (kind.high - kind.low + 1) + kind.low for _ in range(32)]
        rows.append([*mixed, *same, *other, *([0] * 32), *(wild if name.startswith("reduce") else mixed)])
    return rows


ROUNDS = 5


def vote(row: Row, signature: Signature) -> Case | None:
    base = row.name.removeprefix("__").removesuffix("_sync")
    sync = row.name.endswith("_sync")
    takes = signature.passed[1 if sync else 0]
    assert isinstance(takes, ctree.Scalar)
    kind = KINDS[takes.name]
    integers = kind if kind.format is None else KINDS["int"]
    result = signature.result
    assert isinstance(result, ctree.Scalar)
    gives = KINDS[result.name]
    extra = base == "match_all"
    values = vote_values(base, integers, np.random.default_rng(11))
    masks = (FULL, *masks_for(kind)) if sync else (FULL,)
    tail = ", &found" if extra else ""
    lines = ["int i = threadIdx.x;", "int lane = i % 32;", "int warp = i / 32;", "int found = 2;"]
    lines += ["int round = blockIdx.x;", f"{kind.name} v = a0[(warp * {ROUNDS} + round) * 32 + lane];"]
    for number, mask in enumerate(masks):
        at = f"({number} * {ROUNDS} + round) * {COUNT} + i"
        lane_mask = f"0x{mask:x}u"
        found = [f"r1[{at}] = found;"] if extra else []
        if mask == FULL:
            lines += [f"r0[{at}] = {row.name}({f'{lane_mask}, ' if sync else ''}v{tail});", *found]
        else:  # both sides vote for themselves
            lines += [f"if ({lane_mask} >> lane & 1) {{", f"    r0[{at}] = {row.name}({lane_mask}, v{tail});"]
            lines += ["} else {", f"    r0[{at}] = {row.name}(~{lane_mask}, v{tail});", "}", *found]

    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        wrong = []
        for number, mask in enumerate(masks):
            for round_ in range(ROUNDS):
                for i in range(COUNT):
                    warp, lane = divmod(i, 32)
                    part = mask if mask >> lane & 1 else ~mask & FULL
                    row_ = values[warp][round_ * 32 : round_ * 32 + 32]
                    lanes = {k: row_[k] for k in range(32) if part >> k & 1}
                    exact = VOTES[base](lane, lanes, part)
                    index = (number * ROUNDS + round_) * COUNT + i
                    got = int(outputs[0][index])
                    if got != wrapped(exact, gives) and not (base in ("any", "all") and bool(got) == bool(exact)):
                        wrong.append(f"round {round_}, mask {part:#x}, thread {i}: {got:#x}, not {exact:#x}")
                    if extra and bool(outputs[1][index]) != bool(exact):
                        wrong.append(f"round {round_}, mask {part:#x}, thread {i}: the flag is {outputs[1][index]}")
        return wrong[:SHOWN]

    flat = [v for warp in values for v in warp]
    size = len(masks) * ROUNDS * COUNT
    outputs = [Memory(gives.name, np.zeros(size, gives.dtype))]
    outputs += [Memory("int", np.zeros(size, np.int32))] if extra else []
    inputs = [Memory(kind.name, kind.array([float(v) for v in flat] if kind.format else flat))]
    return Case(f"{row.name}({kind.name})", (row.name,), targets_of(row), "\n".join(lines), inputs, outputs, judge,
                grid=(ROUNDS, 1, 1), block=(COUNT, 1, 1))  # fmt: skip


# ------------------------------------------------------------------------------------------------ the others


def _equal(wanted: Sequence[int]) -> Callable[[Sequence[np.ndarray], Target], list[str]]:
    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        got = outputs[0].tolist()
        pairs = enumerate(zip(got, wanted, strict=True))
        return [f"element {i}: {g}, not {w}" for i, (g, w) in pairs if g != w][:SHOWN]

    return judge


def others() -> Iterator[Case]:
    rows = load().rows
    zeros = np.zeros(COUNT * 4, np.uint32)
    branches = [FULL] * COUNT
    for mask in MASKS[:3]:
        branches += [mask if mask >> i % 32 & 1 else ~mask & FULL for i in range(COUNT)]
    body = "int i = threadIdx.x, lane = i % 32;\nr0[i] = __activemask();\n" + "\n".join(
        f"if (0x{mask:x}u >> lane & 1) r0[{n} * 96 + i] = __activemask(); else r0[{n} * 96 + i] = __activemask();"
        for n, mask in enumerate(MASKS[:3], 1)
    )
    yield Case("__activemask()", ("__activemask",), targets_of(rows["__activemask"]), body, [],
               [Memory("unsigned int", zeros)], _equal(branches), grid=(1, 1, 1), block=(COUNT, 1, 1))  # fmt: skip
    # Lanes hand values on through shared memory, all of them and those of a branch
    mask = 0x00FFFF00
    steps = 5
    wanted = []
    for i in range(COUNT):
        warp, lane = divmod(i, 32)
        wanted.append(warp * 1000 + (lane + steps) % 32)
    inside = list(wanted)
    for i in range(COUNT):
        warp, lane = divmod(i, 32)
        if mask >> lane & 1:
            inside[i] = wanted[warp * 32 + 8 + (lane - 8 + 1) % 16]
    yield Case("__syncwarp(unsigned int)", ("__syncwarp",), targets_of(rows["__syncwarp"]), f"""
__shared__ int words[96];
int i = threadIdx.x, lane = i % 32, first = i - lane;
words[i] = i / 32 * 1000 + lane;
__syncwarp();
for (int step = 0; step < {steps}; ++step) {{
    int next = words[first + (lane + 1) % 32];
    __syncwarp(0xffffffff);
    words[i] = next;
    __syncwarp();
}}
if (0x{mask:x}u >> lane & 1) {{
    int next = words[first + 8 + (lane - 8 + 1) % 16];
    __syncwarp(0x{mask:x}u);
    words[i] = next;
    __syncwarp(0x{mask:x}u);
}}
r0[i] = words[i];
""", [], [Memory("int", np.zeros(COUNT, np.int32))], _equal(inside), grid=(1, 1, 1), block=(COUNT, 1, 1))  # fmt: skip


def cases() -> Iterator[Case]:
    for row in load().of_kind("warp"):
        base = row.name.removeprefix("__").removesuffix("_sync")
        for signature in row.signatures:
            make = shuffle if base.startswith("shfl") else vote if base in VOTES else None
            made = make(row, signature) if make else None
            if made is not None:
                yield made
    yield from others()
