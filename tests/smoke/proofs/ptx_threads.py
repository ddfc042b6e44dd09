"""Proofs of PTX's instructions that more than one value takes part in: carries, loads, stores, atomics, copies into
shared memory, shuffles, votes, barriers, registers that tell of the thread, and matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from unwarp.transforms.tables import TARGETS

from .case import Case, Memory
from .memory import same

LANES = 64
HEADERS = ("cuda_fp16.h", "cuda_bf16.h")
WORDS = np.frombuffer(np.random.default_rng(77).bytes(4 * 4 * LANES), np.uint32)
C = {"u32": "unsigned int", "s32": "int", "u64": "unsigned long long", "s64": "long long", "f32": "float",
     "f64": "double", "b32": "unsigned int", "b64": "unsigned long long"}  # fmt: skip
LETTER = {"u32": "r", "s32": "r", "b32": "r", "u64": "l", "s64": "l", "b64": "l", "f32": "f", "f64": "d"}


def made(
    title: str, body: str, inputs: Sequence[tuple[str, np.ndarray]], wanted: Sequence[tuple[str, np.ndarray]],
    begin: Sequence[np.ndarray] = (), grid: int = 1, threads: int = LANES,
) -> Case:  # fmt: skip
    """A case of one block, or some; outputs are zeros before unless ``begin`` says otherwise."""
    outputs = [Memory(c, np.zeros_like(a)) for c, a in wanted]
    outputs[: len(begin)] = [Memory(c, a) for (c, _), a in zip(wanted, begin, strict=False)]
    return Case(title, (), TARGETS, "int t = threadIdx.x;\n" + body, [Memory(c, a) for c, a in inputs], outputs,
                same([a for _, a in wanted]), headers=HEADERS, grid=(grid, 1, 1), block=(threads, 1, 1))  # fmt: skip


def words(values: Sequence[int]) -> np.ndarray:
    return np.array([v & 0xFFFFFFFF for v in values], np.uint32)


# ------------------------------------------------------------------------------------------------ carries


def carries() -> Iterator[Case]:
    """Sums, differences and products of several words."""
    random = np.random.default_rng(5)
    a = [int(v) for v in random.integers(0, 2**63, LANES, dtype=np.uint64)]
    b = [int(v) * 2 + 1 for v in random.integers(0, 2**63, LANES, dtype=np.uint64)]
    a[:6], b[:6] = [2**64 - 1, 0, 1, 2**32, 5, 2**63], [1, 1, 2**64 - 1, 2**32, 7, 2**63]
    inputs = [("unsigned long long", np.array(a, np.uint64)), ("unsigned long long", np.array(b, np.uint64))]
    for name, operation in (("add", lambda x, y: x + y), ("sub", lambda x, y: x - y)):
        body = f"""
unsigned long long low, high;
asm("{name}.cc.u64 %0, %2, %3;\\n\\t{name}c.cc.u64 %1, %3, %2;\\n\\t{name}c.u64 %1, %1, 0;"
    : "=&l"(low), "=&l"(high) : "l"(a0[t]), "l"(a1[t]));
r0[t] = low; r1[t] = high;
"""
        first = [operation(x, y) for x, y in zip(a, b, strict=True)]
        carried = [v >> 64 & 1 for v in first]
        second = [operation(operation(y, x), c) for x, y, c in zip(a, b, carried, strict=True)]
        third = [operation(v, v >> 64 & 1) for v in second]
        mask = 2**64 - 1
        wanted = [np.array([v & mask for v in values], np.uint64) for values in (first, third)]
        yield made(f"{name}.cc.u64 {name}c.u64", body, inputs, [("unsigned long long", w) for w in wanted])
    body = """
unsigned int x0 = (unsigned int)a0[t], x1 = (unsigned int)(a0[t] >> 32), y = (unsigned int)a1[t], z0, z1, z2;
asm("mul.lo.u32 %0, %3, %5;\\n\\tmul.hi.u32 %1, %3, %5;\\n\\t"
    "mad.lo.cc.u32 %1, %4, %5, %1;\\n\\tmadc.hi.u32 %2, %4, %5, 0;"
    : "=&r"(z0), "=&r"(z1), "=&r"(z2) : "r"(x0), "r"(x1), "r"(y));
r0[t] = z0; r1[t] = z1; r2[t] = z2;
"""
    products = [x * (y & 0xFFFFFFFF) for x, y in zip(a, b, strict=True)]
    wanted = [words([p >> 32 * k for p in products]) for k in range(3)]
    yield made("mad.lo.cc.u32 madc.hi.u32", body, inputs, [("unsigned int", w) for w in wanted])


# ------------------------------------------------------------------------------------------------ memory


def accesses() -> Iterator[Case]:
    """Vectors, offsets, small types, orders and hints; what is loaded is what lies there."""
    data = WORDS
    rows = data.reshape(LANES, 4)
    for words_of in ("ld.global.v4.u32", "ld.global.nc.v4.u32", "ld.global.nc.L1::no_allocate.L2::128B.v4.u32",
                     "ld.volatile.global.v4.u32", "ld.v4.b32", "ld.global.cg.v4.u32"):  # fmt: skip
        body = f"""
unsigned int a, b, c, d;
asm volatile("{words_of} {{%0, %1, %2, %3}}, [%4];" : "=r"(a), "=r"(b), "=r"(c), "=r"(d) : "l"(a0 + 4 * t));
asm volatile("st.global.wb.v2.u32 [%0], {{%1, %2}};" :: "l"(r0 + 4 * t), "r"(d), "r"(c));
asm volatile("st.global.cs.v2.b32 [%0+8], {{%1, %2}};" :: "l"(r0 + 4 * t), "r"(b), "r"(a));
"""
        yield made(words_of, body, [("unsigned int", data)], [("unsigned int", rows[:, ::-1].ravel().copy())])
    small = np.frombuffer(data.tobytes(), np.uint8)
    for kind, dtype in (("u8", np.uint8), ("s8", np.int8), ("u16", np.uint16), ("s16", np.int16), ("b8", np.uint8)):
        size = np.dtype(dtype).itemsize
        body = f"""
int value;
asm volatile("ld.global.{kind} %0, [%1+{size}];" : "=r"(value) : "l"(a0 + {size} * t));
asm volatile("st.global.{kind.replace("s", "u")} [%0], %1;" :: "l"(r1 + {size} * t), "r"(value));
r0[t] = value;
"""
        values = np.frombuffer(small.tobytes(), dtype)[1 : LANES + 1]
        stored = np.zeros(2 * LANES, np.uint8)
        stored[: size * LANES] = np.frombuffer(values.tobytes(), np.uint8)
        yield made(f"ld.global.{kind}", body, [("unsigned char", small)],
                   [("int", values.astype(np.int32)), ("unsigned char", stored)])  # fmt: skip
    for order in ("relaxed.gpu", "acquire.gpu", "acquire.sys", "relaxed.cta", "volatile"):
        body = f"""
unsigned int value;
asm volatile("ld.{order}.global.u32 %0, [%1];" : "=r"(value) : "l"(a0 + t) : "memory");
asm volatile("st.{order.replace("acquire", "release")}.global.u32 [%0], %1;" :: "l"(r0 + t), "r"(value + 1) : "memory");
"""
        yield made(f"ld.{order}", body, [("unsigned int", data)], [("unsigned int", data[:LANES] + np.uint32(1))])
    doubles = np.arange(2 * LANES, dtype=np.float64) / 3
    body = """
double a, b;
asm("ld.global.v2.f64 {%0, %1}, [%2];" : "=d"(a), "=d"(b) : "l"(a0 + 2 * t));
asm volatile("prefetch.global.L2 [%0]; st.global.v2.f64 [%1], {%2, %3};" :: "l"(a0), "l"(r0 + 2 * t), "d"(b), "d"(a));
"""
    yield made("ld.global.v2.f64", body, [("double", doubles)],
               [("double", doubles.reshape(-1, 2)[:, ::-1].ravel().copy())])  # fmt: skip


def shared_memory() -> Iterator[Case]:
    """Addresses of 32 bits, by a function and by cvta; loads, stores, atomics and copies with them."""
    data = WORDS
    rows = data.reshape(LANES, 4)
    head = f"""
__shared__ __align__(16) unsigned int held[{4 * LANES}];
unsigned int place = (unsigned int)__cvta_generic_to_shared(held);
"""
    body = head + f"""
asm volatile("st.shared.v4.u32 [%0], {{%1, %2, %3, %4}};"
    :: "r"(place + 16 * t), "r"(a0[4 * t]), "r"(a0[4 * t + 1]), "r"(a0[4 * t + 2]), "r"(a0[4 * t + 3]) : "memory");
asm volatile("bar.sync 0;");
unsigned int a, b, c, d, number;
asm("{{ .reg .u64 wide; cvta.to.shared.u64 wide, %1; cvt.u32.u64 %0, wide; }}" : "=r"(number) : "l"(held));
asm volatile("ld.shared.v2.b32 {{%0, %1}}, [%2];" : "=r"(a), "=r"(b) : "r"(number + 16 * ({LANES - 1} - t)));
asm volatile("ld.volatile.shared.u32 %0, [%1+8];" : "=r"(c) : "r"(number + 16 * (t ^ 1)));
asm volatile("{{ .reg .u64 wide; .reg .u64 back; cvta.to.shared.u64 wide, %1; cvta.shared.u64 back, wide;"
    " ld.u32 %0, [back+12]; }}" : "=r"(d) : "l"(held + 4 * (t ^ 7)));
r0[4 * t] = a; r0[4 * t + 1] = b; r0[4 * t + 2] = c; r0[4 * t + 3] = d;
"""  # fmt: skip
    at = np.arange(LANES)
    wanted = np.stack([rows[::-1, 0], rows[::-1, 1], rows[at ^ 1, 2], rows[at ^ 7, 3]], 1).ravel()
    yield made("st.shared ld.shared", body, [("unsigned int", data)], [("unsigned int", wanted)])
    body = (
        head
        + """
held[t] = 0;
__syncthreads();
unsigned int old;
asm volatile("red.shared.add.u32 [%0], %1;" :: "r"(place), "r"(t) : "memory");
asm volatile("atom.shared.max.u32 %0, [%1+4], %2;" : "=r"(old) : "r"(place), "r"(t) : "memory");
asm volatile("atom.shared.cta.or.b32 %0, [%1], %2;" : "=r"(old) : "r"(place + 8), "r"(1u << (t & 31)) : "memory");
__syncthreads();
if (t < 3) r0[t] = held[t];
"""
    )
    yield made("red.shared atom.shared", body, [],
               [("unsigned int", words([sum(range(LANES)), LANES - 1, 0xFFFFFFFF]))])  # fmt: skip
    yield from copies(head, data, rows)


def copies(head: str, data: np.ndarray, rows: np.ndarray) -> Iterator[Case]:
    """cp.async of all sizes, with zeros for what is not copied."""
    full = [("unsigned int", data)]
    for text, size in (("cp.async.ca.shared.global [%0], [%1], 4;", 4), ("cp.async.ca.shared.global [%0], [%1], 8;", 8),
                       ("cp.async.cg.shared.global.L2::128B [%0], [%1], 16;", 16),
                       ("cp.async.ca.shared::cta.global.L2::256B [%0], [%1], 16;", 16)):  # fmt: skip
        body = head + f"""
for (int k = 0; k < 4; k++) held[4 * t + k] = 7;
asm volatile("{text}" :: "r"(place + 16 * t), "l"(a0 + 4 * ({LANES - 1} - t)) : "memory");
asm volatile("cp.async.commit_group;"); asm volatile("cp.async.wait_group 0;");
__syncthreads();
for (int k = 0; k < 4; k++) r0[4 * t + k] = held[4 * t + k];
"""  # fmt: skip
        wanted = np.full_like(rows, 7)
        wanted[:, : size // 4] = rows[::-1, : size // 4]
        yield made(text, body, full, [("unsigned int", wanted.ravel())])
    body = (
        head
        + """
for (int k = 0; k < 4; k++) held[4 * t + k] = 7;
int copied = t % 5 == 4 ? 16 : 4 * (t % 5);
asm volatile("cp.async.cg.shared.global [%0], [%1], %2, %3;"
    :: "r"(place + 16 * t), "l"(a0 + 4 * t), "n"(16), "r"(copied));
asm volatile("cp.async.wait_all;");
__syncthreads();
for (int k = 0; k < 4; k++) r0[4 * t + k] = held[4 * t + k];
"""
    )
    wanted = rows.copy()
    for lane in range(LANES):
        wanted[lane, 4 if lane % 5 == 4 else lane % 5 :] = 0
    yield made("cp.async with zeros behind", body, full, [("unsigned int", wanted.ravel())])
    body = (
        head
        + """
held[t] = 7;
asm volatile("{ .reg .pred p, q; setp.ne.b32 p, %2, 0; setp.eq.b32 q, %3, 0;\\n"
             " @p cp.async.ca.shared.global [%0], [%1], 4, q; }"
    :: "r"(place + 4 * t), "l"(a0 + t), "r"(t & 1), "r"(t & 2));
asm volatile("cp.async.commit_group;\\ncp.async.wait_group 0;");
__syncthreads();
r0[t] = held[t];
"""
    )
    wanted = words([7 if not t & 1 else 0 if not t & 2 else int(data[t]) for t in range(LANES)])
    yield made("cp.async with predicates", body, full, [("unsigned int", wanted)])


OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b, "min": min, "max": max, "and": lambda a, b: a & b, "or": lambda a, b: a | b,
    "xor": lambda a, b: a ^ b, "exch": lambda a, b: b,
    "inc": lambda a, b: 0 if a >= b else a + 1, "dec": lambda a, b: b if a == 0 or a > b else a - 1,
}  # fmt: skip


def atomics() -> Iterator[Case]:
    """Each operation and type: one thread after the other where all meet, and what was there before each."""
    kinds = {"add": ("u32", "s32", "u64", "f32", "f64"), "min": ("u32", "s32", "u64", "s64"),
             "max": ("u32", "s32", "u64", "s64"), "and": ("b32", "b64"), "or": ("b32", "b64"), "xor": ("b32", "b64"),
             "exch": ("b32", "b64"), "inc": ("u32",), "dec": ("u32",)}  # fmt: skip
    for number, (name, types) in enumerate(kinds.items()):
        for kind in types:
            for scope in ("", ".relaxed.gpu", ".acq_rel.gpu") if kind in ("u32", "b32") else ("",):
                yield one_atomic(name, kind, scope, number)
    dtype = np.uint32
    data = WORDS[:LANES]
    for kind, dtype in (("b32", np.uint32), ("b64", np.uint64)):
        begin = np.array([int(v) if k & 1 else 5 for k, v in enumerate(data)], dtype)
        body = f"""
{C[kind]} old;
asm volatile("atom.global.cas.{kind} %0, [%1], %2, %3;"
    : "={LETTER[kind]}"(old) : "l"(r0 + t), "{LETTER[kind]}"(({C[kind]})5), "{LETTER[kind]}"(({C[kind]})t) : "memory");
r1[t] = old;
"""
        after = np.array([int(v) if k & 1 else k for k, v in enumerate(data)], dtype)
        yield made(f"atom.cas.{kind}", body, [], [(C[kind], after), (C[kind], begin)], [begin])
    yield from halves_added()


DTYPES = {"f32": np.float32, "f64": np.float64, "u32": np.uint32, "b32": np.uint32, "s32": np.int32,
          "u64": np.uint64, "b64": np.uint64, "s64": np.int64}  # fmt: skip


def one_atomic(name: str, kind: str, scope: str, seed: int) -> Case:
    dtype = DTYPES[kind]
    random = np.random.default_rng(seed)
    begin = random.integers(0, 100, LANES).astype(dtype)
    given = random.integers(0, 100, LANES).astype(dtype)
    if dtype in (np.int32, np.int64):
        begin, given = begin - 50, given - 50
    letter, c = LETTER[kind], C[kind]
    body = f"""
{c} old;
asm volatile("atom{scope}.global.{name}.{kind} %0, [%1], %2;"
    : "={letter}"(old) : "l"(r0 + t), "{letter}"(a0[t]) : "memory");
r1[t] = old;
"""
    operation = OPERATIONS[name]
    after = np.array([operation(x, y) for x, y in zip(begin.tolist(), given.tolist(), strict=True)], dtype)
    outputs, befores = [(c, after), (c, begin)], [begin, np.zeros_like(begin)]
    if name not in ("exch", "inc", "dec"):  # of those the order shows
        body += f'asm volatile("red{scope}.global.{name}.{kind} [%0], %1;" :: "l"(r2), "{letter}"(a0[t]) : "memory");\n'
        total = begin[0].item()
        for value in given.tolist():
            total = operation(total, value)
        outputs.append((c, np.array([total], dtype)))
        befores.append(begin[:1])
    return made(f"atom{scope}.{name}.{kind}", body, [(c, given)], outputs, befores)


def halves_added() -> Iterator[Case]:
    """Sums of small whole numbers, which halves hold."""
    for kind, shift, exponent in (("f16", 10, 15), ("bf16", 7, 127)):
        one, two = exponent << shift, exponent + 1 << shift
        six = (exponent + 6) << shift
        body = f"""
asm volatile("red.global.add.noftz.{kind} [%0], %1;" :: "l"(r0), "h"((unsigned short){one}) : "memory");
unsigned int old;
asm volatile("atom.global.add.noftz.{kind}x2 %0, [%1], %2;"
    : "=r"(old) : "l"(r1 + t), "r"({one}u | {one}u << 16) : "memory");
r2[t] = old;
"""
        begin, doubled = np.full(LANES, one, np.uint32), np.full(LANES, two | one << 16, np.uint32)
        yield made(f"red.add.noftz.{kind}", body, [],
                   [("unsigned short", np.array([six], np.uint16)),
                    ("unsigned int", doubled),
                    ("unsigned int", begin)], [np.array([0], np.uint16), begin])  # fmt: skip


# ------------------------------------------------------------------------------------------------ warps and blocks


def warps() -> Iterator[Case]:
    data = WORDS[:LANES]
    lane = np.arange(LANES) & 31
    base = np.arange(LANES) & ~31
    for mode, by, bounds, width in (("bfly", 5, 0x1F, 32), ("up", 3, 0, 32), ("down", 2, 0x1F, 32),
                                    ("idx", 9, 0x1F, 32), ("down", 1, 0x181F, 8), ("up", 2, 0x1000, 16),
                                    ("bfly", 12, 0x181F, 8)):  # fmt: skip
        body = f"""
unsigned int got, inside;
asm volatile("{{ .reg .pred p; shfl.sync.{mode}.b32 %0|p, %2, {by}, {bounds}, 0xffffffff; selp.u32 %1, 1, 0, p; }}"
    : "=r"(got), "=r"(inside) : "r"(a0[t]));
r0[t] = got; r1[t] = inside;
"""
        place, first = lane & width - 1, lane & ~(width - 1)
        source = {"bfly": place ^ by, "up": place - by, "down": place + by, "idx": np.full(LANES, by & width - 1)}[mode]
        if mode == "bfly":  # which may read from earlier groups
            source = (lane ^ by) - first
        within = ((source >= 0) | (mode == "bfly")) & (source < width)
        wanted = data[base + first + np.where(within, source, place)]
        yield made(f"shfl.sync.{mode} {bounds:#x}", body, [("unsigned int", data)],
                   [("unsigned int", wanted), ("unsigned int", within.astype(np.uint32))])  # fmt: skip
    yield from votes(data)


def votes(data: np.ndarray) -> Iterator[Case]:
    test = (data & 3 == 0).reshape(2, 32)
    test[1] = True
    ballots = [sum(1 << k for k in range(32) if row[k]) for row in test]
    body = """
unsigned int all, any, uni, votes;
asm volatile("{ .reg .pred p, q; setp.ne.u32 p, %4, 0;\\n"
    " vote.sync.all.pred q, p, 0xffffffff; selp.u32 %0, 1, 0, q;\\n"
    " vote.sync.any.pred q, p, 0xffffffff; selp.u32 %1, 1, 0, q;\\n"
    " vote.sync.uni.pred q, p, 0xffffffff; selp.u32 %2, 1, 0, q; vote.sync.ballot.b32 %3, p, 0xffffffff; }"
    : "=r"(all), "=r"(any), "=r"(uni), "=r"(votes) : "r"(a0[t]));
r0[t] = all | any << 1 | uni << 2; r1[t] = votes;
"""
    wanted = np.repeat([int(r.all()) | int(r.any()) << 1 | int(r.all() or not r.any()) << 2 for r in test], 32)
    yield made("vote.sync", body, [("unsigned int", test.ravel().astype(np.uint32))],
               [("unsigned int", wanted.astype(np.uint32)),
                ("unsigned int", np.repeat(words(ballots), 32))])  # fmt: skip
    keys = (data % 5).astype(np.uint32)
    peers = [sum(1 << k for k in range(32) if keys[t // 32 * 32 + k] == keys[t]) for t in range(LANES)]
    body = """
unsigned int any, none, all, same;
unsigned long long seven = 7;
asm volatile("match.any.sync.b32 %0, %1, 0xffffffff;" : "=r"(any) : "r"(a0[t]));
asm volatile("{ .reg .pred p; match.all.sync.b32 %0|p, %1, 0xffffffff; }" : "=r"(none) : "r"(a0[t]));
asm volatile("{ .reg .pred p; match.all.sync.b64 %0|p, %2, 0xffffffff; selp.u32 %1, 1, 0, p; }"
    : "=r"(all), "=r"(same) : "l"(seven));
r0[t] = any; r1[t] = none; r2[t] = all + same;
"""
    yield made("match.sync", body, [("unsigned int", keys)],
               [("unsigned int", words(peers)), ("unsigned int", words([0] * LANES)),
                ("unsigned int", words([0] * LANES))])  # fmt: skip
    body = """
unsigned int sum, most, first, elected;
asm volatile("redux.sync.add.u32 %0, %1, 0xffffffff;" : "=r"(sum) : "r"(a0[t]));
asm volatile("redux.sync.max.s32 %0, %1, 0xffffffff;" : "=r"(most) : "r"(a0[t]));
asm volatile("{ .reg .pred p; elect.sync %0|p, 0xffffffff; selp.u32 %1, 1, 0, p; }" : "=r"(first), "=r"(elected));
asm volatile("bar.warp.sync 0xffffffff;");
r0[t] = sum; r1[t] = most; r2[t] = first == 0 ? elected : 99;
"""
    sums = [int(data[base : base + 32].astype(np.uint64).sum()) for base in (0, 32)]
    largest = [int(data[base : base + 32].view(np.int32).max()) for base in (0, 32)]
    yield made("redux.sync elect.sync", body, [("unsigned int", data)],
               [("unsigned int", np.repeat(words(sums), 32)), ("unsigned int", np.repeat(words(largest), 32)),
                ("unsigned int", (np.arange(LANES) & 31 == 0).astype(np.uint32))])  # fmt: skip
    yield from blocks(data)


def blocks(data: np.ndarray) -> Iterator[Case]:
    test = (data & 1).astype(np.uint32)
    body = """
unsigned int any, all, count;
asm volatile("{ .reg .pred p, q; setp.ne.u32 p, %3, 0; bar.red.or.pred q, 1, p; selp.u32 %0, 1, 0, q;\\n"
    " bar.red.and.pred q, 2, p; selp.u32 %1, 1, 0, q; bar.red.popc.u32 %2, 3, p; }"
    : "=r"(any), "=r"(all), "=r"(count) : "r"(a0[t]));
asm volatile("barrier.sync 1;"); asm volatile("fence.acq_rel.gpu;");
asm volatile("membar.cta;"); asm volatile("fence.sc.sys;");
r0[t] = any + 2 * all + 4 * count;
"""
    yield made("bar.red", body, [("unsigned int", test)],
               [("unsigned int", words([1 + 4 * int(test.sum())] * LANES))])  # fmt: skip
    names = ["tid.x", "ntid.x", "ctaid.x", "nctaid.x", "laneid", "warpid", "nwarpid", "lanemask_lt", "lanemask_le",
             "lanemask_eq", "lanemask_gt", "lanemask_ge", "cluster_ctarank", "cluster_nctarank"]  # fmt: skip
    body = "unsigned int held;\n" + "".join(
        f'asm("mov.u32 %0, %%{name};" : "=r"(held)); r0[{len(names)} * (blockIdx.x * {LANES} + t) + {k}] = held;\n'
        for k, name in enumerate(names)
    )
    wanted = []
    for block in range(2):
        for t in range(LANES):
            bit = 1 << (t & 31)
            wanted += [t, LANES, block, 2, t & 31, t >> 5, LANES >> 5, bit - 1, 2 * bit - 1, bit, -2 * bit, -bit, 0, 1]
    yield made("special registers", body, [], [("unsigned int", words(wanted))], grid=2)
    body = """
unsigned int w = a0[t], lo, hi, back;
unsigned short x, y;
asm("mov.b32 {%0, %1}, %2;" : "=h"(x), "=h"(y) : "r"(w));
asm("mov.b32 %0, {%1, %2};" : "=r"(back) : "h"(y), "h"(x));
unsigned long long wide;
asm("mov.b64 %0, {%1, %2};" : "=l"(wide) : "r"(w), "r"(back));
asm("mov.b64 {%0, %1}, %2;" : "=r"(lo), "=r"(hi) : "l"(wide));
unsigned short q[4];
asm("mov.b64 {%0, %1, %2, %3}, %4;" : "=h"(q[0]), "=h"(q[1]), "=h"(q[2]), "=h"(q[3]) : "l"(wide));
float f; asm("mov.b32 %0, %1;" : "=f"(f) : "r"(w));
r0[t] = back; r1[t] = lo ^ hi; r2[t] = q[0] + 3u * q[1] + 5u * q[2] + 7u * q[3]; r3[t] = __float_as_uint(f);
"""
    w = data.astype(np.uint64)
    turned = (w >> 16) | (w & 0xFFFF) << 16
    fours = (w & 0xFFFF) + 3 * (w >> 16) + 5 * (turned & 0xFFFF) + 7 * (turned >> 16)
    quiet = words([int(v) | (0x400000 if v & 0x7F800000 == 0x7F800000 and v & 0x7FFFFF else 0) for v in data])
    yield made("mov of parts", body, [("unsigned int", quiet)],
               [("unsigned int", a.astype(np.uint32)) for a in (turned, w ^ turned, fours, quiet)]
               if (quiet == data).all() else parts_of(quiet))  # fmt: skip


def parts_of(values: np.ndarray) -> list[tuple[str, np.ndarray]]:
    w = values.astype(np.uint64)
    turned = (w >> 16) | (w & 0xFFFF) << 16
    fours = (w & 0xFFFF) + 3 * (w >> 16) + 5 * (turned & 0xFFFF) + 7 * (turned >> 16)
    return [("unsigned int", a.astype(np.uint32)) for a in (turned, w ^ turned, fours, values)]


# ------------------------------------------------------------------------------------------------ matrices


def matrices() -> Iterator[Case]:
    """Small whole numbers, so that every sum is exact."""
    random = np.random.default_rng(8)
    for kind in ("s8", "u8"):
        dtype = np.dtype(f"{'i' if kind[0] == 's' else 'u'}1")
        a, b = (random.integers(dtype.kind == "i" and -100 or 0, 100, (8, 16)).astype(dtype) for _ in range(2))
        c = random.integers(-1000, 1000, (8, 8)).astype(np.int32)
        body = f"""
int d0, d1;
asm("mma.sync.aligned.m8n8k16.row.col.s32.{kind}.{kind}.s32 {{%0, %1}}, {{%2}}, {{%3}}, {{%4, %5}};"
    : "=r"(d0), "=r"(d1) : "r"(a0[t]), "r"(a1[t]), "r"(a2[2 * t]), "r"(a2[2 * t + 1]));
r0[2 * t] = d0; r0[2 * t + 1] = d1;
"""
        wanted = a.astype(np.int32) @ b.astype(np.int32).T + c
        yield made(f"mma.m8n8k16.{kind}", body,
                   [("unsigned int", np.frombuffer(a.tobytes(), np.uint32)),
                    ("unsigned int", np.frombuffer(b.tobytes(), np.uint32)), ("int", c.ravel())],
                   [("int", wanted.ravel())], threads=32)  # fmt: skip
    x, y = (random.integers(-20, 20, (8, 4)).astype(np.float64) for _ in range(2))
    z = random.integers(-20, 20, (8, 8)).astype(np.float64)
    body = """
double d0, d1;
asm("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%2}, {%3}, {%4, %5};"
    : "=d"(d0), "=d"(d1) : "d"(a0[t]), "d"(a1[t]), "d"(a2[2 * t]), "d"(a2[2 * t + 1]));
r0[2 * t] = d0; r0[2 * t + 1] = d1;
"""
    yield made("mma.m8n8k4.f64", body, [("double", x.ravel()), ("double", y.ravel()), ("double", z.ravel())],
               [("double", (x @ y.T + z).ravel())], threads=32)  # fmt: skip
    yield from moved(random)


def moved(random: np.random.Generator) -> Iterator[Case]:
    """Matrices of 8 by 8 halves between shared memory and the lanes; each lane has two neighbours of a row."""
    four = random.integers(0, 65536, (4, 8, 8)).astype(np.uint16)
    for turned in (False, True):
        mark = ".trans" if turned else ""
        held = four.transpose(0, 2, 1) if turned else four
        lanes = np.frombuffer(held.reshape(4, 64).tobytes(), np.uint32).reshape(4, 32)
        body = f"""
__shared__ __align__(16) unsigned int held[128];
for (int k = 0; k < 4; k++) held[4 * t + k] = a0[4 * t + k];
__syncwarp();
unsigned int place = (unsigned int)__cvta_generic_to_shared(held) + 16 * t;
unsigned int m0, m1, m2, m3;
asm volatile("ldmatrix.sync.aligned.m8n8.x4{mark}.shared.b16 {{%0, %1, %2, %3}}, [%4];"
    : "=r"(m0), "=r"(m1), "=r"(m2), "=r"(m3) : "r"(place));
r0[t] = m0; r0[32 + t] = m1; r0[64 + t] = m2; r0[96 + t] = m3;
"""
        flat = np.frombuffer(four.tobytes(), np.uint32)
        yield made(f"ldmatrix.x4{mark}", body, [("unsigned int", flat)], [("unsigned int", lanes.ravel())], threads=32)
        body = f"""
__shared__ __align__(16) unsigned int held[128];
unsigned int place = (unsigned int)__cvta_generic_to_shared(held) + 16 * t;
asm volatile("stmatrix.sync.aligned.m8n8.x4{mark}.shared.b16 [%0], {{%1, %2, %3, %4}};"
    :: "r"(place), "r"(a0[t]), "r"(a0[32 + t]), "r"(a0[64 + t]), "r"(a0[96 + t]) : "memory");
__syncwarp();
for (int k = 0; k < 4; k++) r0[4 * t + k] = held[4 * t + k];
"""
        yield made(f"stmatrix.x4{mark}", body, [("unsigned int", lanes.ravel())], [("unsigned int", flat)], threads=32)


def cases() -> Iterator[Case]:
    for source in (carries, accesses, shared_memory, atomics, warps, matrices):
        yield from source()
