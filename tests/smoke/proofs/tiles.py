"""Proofs of cooperative groups by the values that their members get: tiles of every size, coalesced threads,
partitions, and the block; reductions and scans by each operator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce

import numpy as np

from unwarp.transforms.tables import TARGETS

from .case import Case, Memory
from .memory import same
from .steps import Step, case_of_steps

HEADERS = ("cooperative_groups.h", "cooperative_groups/memcpy_async.h", "cooperative_groups/reduce.h",
           "cooperative_groups/scan.h")  # fmt: skip
THREADS = 128
Group = Sequence[int]  # its threads, in the order of their ranks
M = 0xFFFFFFFF

OPERATORS: dict[str, Callable[[int, int], int]] = {
    "plus": lambda a, b: a + b & M, "less": min, "greater": max, "bit_and": lambda a, b: a & b,
    "bit_or": lambda a, b: a | b, "bit_xor": lambda a, b: a ^ b,
}  # fmt: skip
RANDOM = np.random.default_rng(21)
VALUES = [int(v) for v in RANDOM.integers(0, 1 << 32, THREADS, np.uint64)]
FEW = [int(v) for v in RANDOM.integers(0, 3, THREADS)]
FEW[32:48], FEW[64:96] = [1] * 16, [0] * 32
INPUTS = [Memory("unsigned int", np.array(VALUES, np.uint32)), Memory("int", np.array(FEW, np.int32))]


class Members:
    """Steps that each thread takes in its group; threads in none write nothing."""

    def __init__(self, groups: Sequence[Group], when: str = "") -> None:
        self.groups = groups
        self.when = when
        self.steps: list[Step] = []

    def add(self, call: str, model: Callable[[Group, int], int], setup: str = "") -> None:
        """``call`` gives what ``model`` says of a group and a rank in it."""
        wanted = np.zeros(THREADS, np.uint32)
        for group in self.groups:
            for rank, thread in enumerate(group):
                wanted[thread] = model(group, rank) & M
        self.steps.append(Step(f"{setup} {call}".strip(), f"{setup}\nOUT[i] = (unsigned int)({call});", wanted))

    def places(self) -> None:
        self.add("g.num_threads()", lambda group, rank: len(group))
        self.add("g.size()", lambda group, rank: len(group))
        self.add("g.thread_rank()", lambda group, rank: rank)

    def votes(self) -> None:
        self.add("g.any(few == 2) != 0", lambda group, rank: any(FEW[t] == 2 for t in group))
        self.add("g.all(few < 2) != 0", lambda group, rank: all(FEW[t] < 2 for t in group))

    def matches(self) -> None:
        """What counts members by bits, so that there are at most 32."""

        def bits(group: Group, chosen: Callable[[int], bool]) -> int:
            return sum(1 << k for k, t in enumerate(group) if chosen(t))

        self.add("g.ballot(few == 1)", lambda group, rank: bits(group, lambda t: FEW[t] == 1))
        self.add("g.match_any(few)", lambda group, rank: bits(group, lambda t: FEW[t] == FEW[group[rank]]))
        self.add("g.match_all(few, equal)", lambda group, rank: bits(group, lambda t: True)
                 if len({FEW[t] for t in group}) == 1 else 0, "int equal;")  # fmt: skip
        self.add("g.match_all(few, equal) * 0u + (equal != 0)", lambda group, rank: len({FEW[t] for t in group}) == 1,
                 "int equal = 5;")  # fmt: skip

    def shuffles(self, tile: bool) -> None:
        self.add("g.shfl(v, 0)", lambda group, rank: VALUES[group[0]])
        self.add("g.shfl(v, (g.thread_rank() * 3 + 1) % g.size())",
                 lambda group, rank: VALUES[group[(rank * 3 + 1) % len(group)]])  # fmt: skip
        self.add("g.shfl_up(v, 1)", lambda group, rank: VALUES[group[max(rank - 1, 0)]])
        self.add("g.shfl_down(v, 2)", lambda group, rank: VALUES[group[rank + 2 if rank + 2 < len(group) else rank]])
        self.add("(unsigned int)g.shfl((double)few, 0)", lambda group, rank: FEW[group[0]])
        if tile:
            self.add("g.shfl_xor(v, 1)", lambda group, rank: VALUES[group[rank ^ 1 if len(group) > 1 else rank]])

    def reductions(self) -> None:
        for name, operator in OPERATORS.items():
            self.add(f"cg::reduce(g, v, cg::{name}<unsigned int>())",
                     lambda group, rank, op=operator: reduce(op, [VALUES[t] for t in group]))  # type: ignore[misc]  # fmt: skip

    def scans(self) -> None:
        for name in ("plus", "greater"):
            operator = OPERATORS[name]

            def until(group: Group, stop: int, operator: Callable[[int, int], int] = operator) -> int:
                return reduce(operator, [VALUES[t] for t in group[:stop]])

            self.add(f"cg::inclusive_scan(g, v, cg::{name}<unsigned int>())",
                     lambda group, rank, f=until: f(group, rank + 1))  # type: ignore[misc]  # fmt: skip
            self.add(f"cg::exclusive_scan(g, v, cg::{name}<unsigned int>()) * (g.thread_rank() != 0)",
                     lambda group, rank, f=until: f(group, rank) if rank else 0)  # type: ignore[misc]  # fmt: skip
        self.add("cg::inclusive_scan(g, v)", lambda group, rank: sum(VALUES[t] for t in group[: rank + 1]))
        self.add("cg::exclusive_scan(g, v)", lambda group, rank: sum(VALUES[t] for t in group[:rank]))

    def case(self, title: str, rows: Sequence[str], head: str) -> Case:
        """All steps, in a branch where ``when`` says so; ``head`` declares the group ``g``."""
        steps = [
            Step(s.label, f"if ({self.when}) {{\n{head}\n{s.code}\n}}" if self.when else s.code, s.wanted)
            for s in self.steps
        ]
        before = "namespace cg = cooperative_groups;\nconst int i = threadIdx.x;\nconst unsigned int v = a0[i];\n"
        before += "const int few = a1[i];\n" + ("" if self.when else head)
        return case_of_steps(title, rows, TARGETS, "unsigned int", before, steps, INPUTS, headers=HEADERS,
                             block=(THREADS, 1, 1), between="__syncthreads();" if self.when else "")  # fmt: skip


def chunks(threads: Sequence[int], size: int) -> list[Group]:
    return [threads[k : k + size] for k in range(0, len(threads), size)]


ALL = range(THREADS)
BY = ("reduce", "inclusive_scan", "exclusive_scan", *OPERATORS)
VOTES = ("num_threads", "any", "all", "ballot", "match_any", "match_all")
BLOCK = "cg::thread_block block = cg::this_thread_block();\n"
MAKING = ("thread_block_tile", "tiled_partition", "this_thread_block", "thread_block")


def tile(size: int, every: bool) -> Case:
    made = Members(chunks(ALL, size))
    made.places()
    made.add("g.meta_group_rank()", lambda group, rank: group[0] // size)
    made.add("g.meta_group_size()", lambda group, rank: THREADS // size)
    made.votes()
    made.matches()
    made.shuffles(size > 1)
    if every:
        made.reductions()
        made.scans()
    head = f"{BLOCK}cg::thread_block_tile<{size}> g = cg::tiled_partition<{size}>(block);"
    return made.case(f"tiles of {size}", (*MAKING, *VOTES, *(BY if every else ())), head)


def wide() -> Case:
    """Tiles of several warps, whose memory the program declares."""
    made = Members(chunks(ALL, 64))
    made.places()
    made.add("g.meta_group_rank()", lambda group, rank: group[0] // 64)
    made.votes()
    made.reductions()
    made.scans()
    head = "__shared__ cg::block_tile_memory<128> memory;\ncg::thread_block block = cg::this_thread_block(memory);\n"
    return made.case("tiles of 64", (*MAKING, *BY, "block_tile_memory", "any", "all"),
                     f"{head}auto g = cg::tiled_partition<64>(block);")  # fmt: skip


def within() -> Case:
    """Tiles of tiles."""
    made = Members(chunks(ALL, 4))
    made.places()
    made.add("g.meta_group_rank()", lambda group, rank: group[0] % 32 // 4)
    made.add("g.meta_group_size()", lambda group, rank: 8)
    made.add("g.ballot(few == 1)", lambda group, rank: sum(1 << k for k, t in enumerate(group) if FEW[t] == 1))
    head = f"{BLOCK}auto outer = cg::tiled_partition<32>(block);\nauto g = cg::tiled_partition<4>(outer);"
    return made.case("tiles of 4 in tiles of 32", (*MAKING, "ballot"), head)


def coalesced() -> Case:
    """Threads of a branch, in each warp."""
    groups = [[t for t in warp if t % 3 == 0 and t < 96 + 13] for warp in chunks(ALL, 32)]
    made = Members(groups, "i % 3 == 0 && i < 109")
    made.places()
    made.votes()
    made.matches()
    made.shuffles(False)
    made.reductions()
    made.scans()
    return made.case("coalesced threads", ("coalesced_group", "coalesced_threads", *VOTES, *BY),
                     "cg::coalesced_group g = cg::coalesced_threads();")  # fmt: skip


def partitions() -> Iterator[Case]:
    def by(label: Callable[[int], int], size: int) -> list[Group]:
        groups = []
        for part in chunks(ALL, size):
            groups += [[t for t in part if label(t) == value] for value in sorted({label(t) for t in part})]
        return groups

    for name, call, label in (
        ("labeled_partition", "cg::labeled_partition(outer, few)", lambda t: FEW[t]),
        ("binary_partition", "cg::binary_partition(outer, v % 5 < 2)", lambda t: VALUES[t] % 5 < 2),
    ):
        for size in (32, 8):
            made = Members(by(label, size))
            made.places()
            made.votes()
            made.add("g.shfl(v, g.size() - 1)", lambda group, rank: VALUES[group[-1]])
            made.add("cg::reduce(g, v, cg::plus<unsigned int>())", lambda group, rank: sum(VALUES[t] for t in group))
            head = f"{BLOCK}auto outer = cg::tiled_partition<{size}>(block);\ncg::coalesced_group g = {call};"
            yield made.case(f"{name} of {size}", (name, "coalesced_group", "any", "all", "reduce", "plus"), head)


def any_sort() -> Iterator[Case]:
    """Groups whose sort is known when the program runs."""
    ways = ((THREADS, "block"), (8, "cg::tiled_partition(block, 8)"), (16, "cg::tiled_partition<16>(block)"))
    for size, make in ways:
        made = Members(chunks(ALL, size))
        made.places()
        made.add("cg::thread_rank(g)", lambda group, rank: rank)
        yield made.case(f"a thread_group of {size}", ("thread_group", "num_threads", *MAKING),
                        f"{BLOCK}cg::thread_group g = {make};")  # fmt: skip


def grids() -> Case:
    """Ranks in the grid, and rounds of an exchange in which a block's threads meet by each way there is."""
    blocks, threads = 3, 64
    body = f"""
namespace cg = cooperative_groups;
__shared__ int words[{threads}], copy[{threads}];
cg::thread_block block = cg::this_thread_block();
cg::grid_group grid = cg::this_grid();
const int i = block.thread_rank(), at = (int)grid.thread_rank();
r0[at] = (int)grid.num_blocks();
r0[n / 5 + at] = (int)grid.block_rank();
r0[2 * (n / 5) + at] = (int)(grid.num_threads() + block.num_threads());
cg::memcpy_async(block, copy, a0 + {threads} * (int)grid.block_rank(), sizeof(int) * {threads});
cg::wait(block);
int mine = copy[(i + 1) % {threads}];
r0[3 * (n / 5) + at] = mine;
words[i] = mine;
block.sync();
mine += words[(i + 3) % {threads}];
cg::sync(block);
words[i] = mine;
cg::thread_block_tile<32> tile = cg::tiled_partition<32>(block);
tile.sync();
mine += words[i / 32 * 32 + (i + 5) % 32];
cg::thread_group any = block;
any.sync();
words[i] = mine;
any.sync();
r0[4 * (n / 5) + at] = words[(i + 9) % {threads}];
"""
    values = np.random.default_rng(8).integers(-999, 999, (blocks, threads)).astype(np.int32)
    total = blocks * threads
    copied = np.roll(values, -1, axis=1)
    mine = copied + np.roll(copied, -3, axis=1)
    mine = mine + np.roll(mine.reshape(-1, 32), -5, axis=1).reshape(blocks, threads)
    ranks = np.repeat(np.arange(blocks), threads)
    sizes = np.full(total, total + threads)
    data = np.concatenate([np.full(total, blocks), ranks, sizes, copied.ravel(), np.roll(mine, -9, axis=1).ravel()])
    data = data.astype(np.int32)
    rows = ("grid_group", "this_grid", "num_blocks", "block_rank", "num_threads", "sync", "wait", "memcpy_async",
            "thread_group", *MAKING)  # fmt: skip
    body = body.replace("n / 5", str(total))
    return Case("the block and the grid", rows, TARGETS, body, [Memory("int", values.ravel())],
                [Memory("int", np.zeros_like(data))], same([data]), headers=HEADERS, grid=(blocks, 1, 1),
                block=(threads, 1, 1))  # fmt: skip


def cases() -> Iterator[Case]:
    yield from (tile(size, size in (32, 4)) for size in (32, 16, 4, 1))
    yield wide()
    yield within()
    yield coalesced()
    yield from partitions()
    yield from any_sort()
    yield grids()
