"""Proofs of libcu++: its atomics, each member by one thread and by many; barriers, pipelines and copies of a
block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from unwarp.transforms.tables import TARGETS, Target

from .case import Case, Memory
from .elements import DOUBLE, FLOAT, INT, LONG, Element, wrapped
from .memory import same
from .steps import Step, case_of_steps

HEADERS = ("cuda/atomic", "cuda/barrier", "cuda/pipeline", "cuda_pipeline.h", "cooperative_groups.h", "utility")
ORDERS = ("relaxed", "acquire", "release", "acq_rel", "seq_cst")
SCOPES = ("system", "device", "block", "thread")
ATOMICS = ("cuda::atomic", "cuda::atomic_ref", "cuda::memory_order", "cuda::thread_scope",
           *(f"cuda::memory_order_{order}" for order in ORDERS))  # fmt: skip
Word = Any

# ------------------------------------------------------------------------------------------------ atomics


def members(element: Element) -> Iterator[tuple[str, Callable[[Word, Word], tuple[Word, Word]]]]:
    """Each member as a call on ``x`` with ``v``; its model gives the new value of the word and the result."""
    wrap = wrapped(8 * element.dtype.itemsize) if element.dtype.kind == "i" else (lambda value: value)
    changes: dict[str, Callable[[Word, Word], Word]] = {
        "add": lambda a, b: wrap(a + b), "sub": lambda a, b: wrap(a - b), "min": min, "max": max,
    }  # fmt: skip
    if element.dtype.kind == "i":
        changes |= {"and": lambda a, b: a & b, "or": lambda a, b: a | b, "xor": lambda a, b: a ^ b}

    def old(change: Callable[[Word, Word], Word]) -> Callable[[Word, Word], tuple[Word, Word]]:
        return lambda x, v: (change(x, v), x)

    def new(change: Callable[[Word, Word], Word]) -> Callable[[Word, Word], tuple[Word, Word]]:
        return lambda x, v: (change(x, v), change(x, v))

    for number, (name, change) in enumerate(changes.items()):
        yield f"x.fetch_{name}(v)", old(change)
        yield f"x.fetch_{name}(v, cuda::memory_order_{ORDERS[number % 5]})", old(change)
    second: Callable[[Word, Word], Word] = lambda x, v: v  # noqa: E731
    yield "x.exchange(v)", old(second)
    yield "x.exchange(wrong, cuda::memory_order_acq_rel)", lambda x, v: (element.initial, x)
    yield "x.load()", lambda x, v: (x, x)
    yield "x.load(cuda::memory_order_acquire)", lambda x, v: (x, x)
    yield "(x.store(v), v)", new(second)
    yield "(x.store(wrong, cuda::memory_order_release), v)", lambda x, v: (element.initial, v)
    yield "x", lambda x, v: (x, x)
    for suffix in ("", ", cuda::memory_order_acq_rel, cuda::memory_order_relaxed", ", cuda::memory_order_seq_cst"):
        for strength in ("strong", "weak") if suffix else ("strong",):
            fit = f"x.compare_exchange_{strength}(is, v{suffix})"
            if strength == "strong":  # a weak one may fail for nothing
                yield f"{fit} ? is : wrong", lambda x, v: (v, x)
            yield f"x.compare_exchange_{strength}(wrong, v{suffix}) ? v : wrong", lambda x, v: (x, x) \
                if x != element.initial else (v, v)  # fmt: skip
    if element.dtype.kind == "i":
        yield "++x", new(lambda x, v: wrap(x + 1))
        yield "x++", old(lambda x, v: wrap(x + 1))
        yield "--x", new(lambda x, v: wrap(x - 1))
        yield "x--", old(lambda x, v: wrap(x - 1))
        yield "x += v", new(lambda x, v: wrap(x + v))
        yield "x -= v", new(lambda x, v: wrap(x - v))


def alone(element: Element, scope: str, ref: bool) -> Case:
    """Each thread has a word of its own, so that everything is known."""
    threads, name = 32, element.name
    words, values = element.values(threads, 1), element.values(threads, 2)
    steps = []
    for call, model in members(element):
        wanted = [model(x, v) for x, v in zip(words, values, strict=True)]
        code = f"{name} wrong = {element.literal(element.initial)}, is = a0[i];\n"
        code += "x.store(is);\n" + f"OUT[i] = {call};\nOUT[{threads} + i] = x.load();"
        steps.append(Step(f"{call} of {name}", code, element.array([r for _, r in wanted] + [n for n, _ in wanted])))
    sort = "atomic_ref" if ref else "atomic"
    atomic = f"cuda::{sort}<{name}, cuda::thread_scope_{scope}>"
    head = f"const int i = threadIdx.x;\n{name} v = a1[i];\n"
    head += f"__shared__ {name} words[{threads}];\n{atomic} x(words[i]);" if ref \
        else f"__shared__ {atomic} words[{threads}];\n{atomic} &x = words[i];"  # fmt: skip
    return case_of_steps(
        f"{sort}<{name}, {scope}> by one thread", (*ATOMICS, f"cuda::thread_scope_{scope}"), TARGETS, name, head, steps,
        [Memory(name, element.array(v)) for v in (words, values)], headers=HEADERS, block=(threads, 1, 1), between="",
    )  # fmt: skip


def together(element: Element, ref: bool) -> Case:
    """All threads change five words; what they saw and what is left has to be one order of their changes."""
    blocks, threads, words = 3, 64, 5
    values = [abs(v) % 1000 for v in element.values(blocks * threads, 3)]
    name, count = element.name, blocks * threads
    # what each word becomes: a sum, a highest, a lowest, the values handed on, a sum by comparing
    atomic = f"cuda::atomic{'_ref' if ref else ''}<{name}, cuda::thread_scope_device>"
    orders = "cuda::memory_order_acq_rel, cuda::memory_order_relaxed"
    made = [f"x{k}(r0[{k}])" if ref else f"&x{k} = r0[{k}]" for k in range(words)]
    lines = [f"const int i = blockIdx.x * {threads} + threadIdx.x;", f"{name} v = a0[i];",
             *(f"{atomic} {x};" for x in made)]  # fmt: skip
    lines += ["r1[i] = x0.fetch_add(v, cuda::memory_order_relaxed);", "x1.fetch_max(v);", "x2.fetch_min(v);",
              "r2[i] = x3.exchange(v);", f"{name} seen = x4.load(cuda::memory_order_relaxed);",
              f"while (!x4.compare_exchange_weak(seen, seen + v, {orders})) {{}}"]  # fmt: skip

    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        word, sums, seen = (array.tolist() for array in outputs)
        problems = []
        wanted = [sum(values), max(values), 0, None, sum(values)]
        problems += [f"word {k} is {word[k]}, not {w}" for k, w in enumerate(wanted) if w is not None and word[k] != w]
        order = sorted(range(count), key=lambda k: (sums[k], values[k]))
        running = 0
        for k in order:  # what adds nothing may come anywhere before what adds
            if sums[k] != running:
                problems.append(f"thread {k} saw {sums[k]} where {running} had to be")
                break
            running += values[k]
        if Counter([*seen, word[3]]) != Counter([*values, 0]):
            problems.append("the exchanged values are not those that were given")
        return problems

    ctype = name if ref else atomic
    zero = element.array([0] * count)
    return Case(f"{atomic} by many threads", (*ATOMICS, "cuda::thread_scope_device"), TARGETS, "\n".join(lines),
                [Memory(name, element.array(values))],
                [Memory(ctype, zero[:words]), Memory(name, zero), Memory(name, zero)], judge, headers=HEADERS,
                grid=(blocks, 1, 1), block=(threads, 1, 1))  # fmt: skip


def fences() -> Case:
    """The last block to come adds up what the others wrote before their fences."""
    blocks, threads = 5, 32
    values = np.random.default_rng(2).integers(-1000, 1000, blocks * threads).astype(np.int32)
    body = f"""
__shared__ int last;
int i = blockIdx.x * blockDim.x + threadIdx.x;
r1[i] = a0[i] * 3;
cuda::atomic_thread_fence(cuda::memory_order_seq_cst, cuda::thread_scope_device);
__syncthreads();
cuda::atomic_ref<int, cuda::thread_scope_device> come(r0[1]);
if (threadIdx.x == 0) last = come.fetch_add(1, cuda::memory_order_relaxed);
__syncthreads();
cuda::atomic_thread_fence(cuda::memory_order_acquire, cuda::thread_scope_device);
if (last == {blocks - 1} && threadIdx.x == 0) {{
    int sum = 0;
    for (int k = 0; k < n; ++k) sum += ((volatile int *)r1)[k];
    r0[0] = sum;
}}
"""
    outputs = [Memory("int", np.zeros(2, np.int32)), Memory("int", np.zeros_like(values))]
    return Case("atomic_thread_fence", ("cuda::atomic_thread_fence",), TARGETS, body, [Memory("int", values)], outputs,
                same([np.array([3 * values.sum(), blocks], np.int32), values * 3]), headers=HEADERS,
                grid=(blocks, 1, 1), block=(threads, 1, 1))  # fmt: skip


# ------------------------------------------------------------------------------------------------ barriers and copies

THREADS, TILES = 75, 6


def barriers() -> Case:
    """Rounds of an exchange through shared memory, between barriers of each sort."""
    values = np.random.default_rng(5).integers(-99, 99, 2 * THREADS).astype(np.int32)
    body = f"""
typedef cuda::barrier<cuda::thread_scope_block> barrier;
__shared__ barrier bar;
__shared__ int words[{THREADS}];
const int i = threadIdx.x, at = blockIdx.x * {THREADS} + i;
if (i == 0) init(&bar, {THREADS});
__syncthreads();
int mine = a0[at];
for (int round = 1; round < 5; ++round) {{
    words[i] = mine;
    barrier::arrival_token token = bar.arrive();
    mine = 2 * mine;
    bar.wait(std::move(token));
    mine += words[(i + round) % {THREADS}];
    bar.arrive_and_wait();
}}
r0[at] = mine;
"""
    wanted = values.reshape(2, THREADS).astype(np.int64)
    for step in range(1, 5):
        wanted = 2 * wanted + np.roll(wanted, -step, axis=1)
    rows = ("cuda::barrier", "cuda::init", "cuda::barrier::arrive", "cuda::barrier::arrive_and_wait",
            "cuda::thread_scope_block")  # fmt: skip
    return Case("barriers of a block", rows, TARGETS, body, [Memory("int", values)],
                [Memory("int", np.zeros_like(values))], same([wanted.astype(np.int32).ravel()]), headers=HEADERS,
                grid=(2, 1, 1), block=(THREADS, 1, 1))  # fmt: skip


def copies(name: str, head: str, loop: str, rows: Sequence[str]) -> Case:
    """Tiles that come to shared memory by ``loop``; each thread adds up what others brought."""
    values = np.random.default_rng(6).integers(-99, 99, TILES * THREADS).astype(np.float32)
    body = f"""
__shared__ float stage[2][{THREADS}];
const int i = threadIdx.x;
{head.strip()}
float sum = 0;
for (int tile = 0; tile < {TILES}; ++tile) {{
    float *place = stage[tile % 2];
    const float *from = a0 + tile * {THREADS};
    {loop.strip()}
    sum = 3 * sum + place[(i * 2 + tile) % {THREADS}];
    __syncthreads();
}}
r0[i] = sum;
"""
    wanted = np.zeros(THREADS, np.float32)
    for tile in range(TILES):
        wanted = 3 * wanted + values[tile * THREADS + (np.arange(THREADS) * 2 + tile) % THREADS]
    return Case(name, tuple(rows), TARGETS, body, [Memory("float", values)],
                [Memory("float", np.zeros(THREADS, np.float32))], same([wanted]), headers=HEADERS, grid=(1, 1, 1),
                block=(THREADS, 1, 1))  # fmt: skip


def pipelines() -> Iterator[Case]:
    both = ("cuda::memcpy_async", "cuda::pipeline", "cuda::make_pipeline", "cuda::pipeline::producer_acquire",
            "cuda::pipeline::consumer_wait")  # fmt: skip
    own = "cuda::pipeline<cuda::thread_scope_thread> pipe = cuda::make_pipeline();"
    copy = "cuda::memcpy_async(place + i, from + i, SIZE, pipe);"
    produce = f"pipe.producer_acquire();\n{copy}\npipe.producer_commit();\n"
    yield copies("copies of a thread", own, produce.replace("SIZE", "sizeof(float)")
                 + "pipe.consumer_wait();\n__syncthreads();\npipe.consumer_release();",
                 (*both, "cuda::thread_scope_thread"))  # fmt: skip
    yield copies("copies of a thread that waits for all but none", own,
                 produce.replace("SIZE", "cuda::aligned_size_t<4>(sizeof(float))")
                 + "cuda::pipeline_consumer_wait_prior<0>(pipe);\n__syncthreads();\npipe.consumer_release();",
                 (*both, "cuda::aligned_size_t", "cuda::pipeline_consumer_wait_prior"))  # fmt: skip
    head = """
__shared__ cuda::pipeline_shared_state<cuda::thread_scope_block, 2> state;
cooperative_groups::thread_block block = cooperative_groups::this_thread_block();
cuda::pipeline<cuda::thread_scope_block> pipe = cuda::make_pipeline(block, &state);
"""
    yield copies("copies of a block", head, f"""
pipe.producer_acquire();
cuda::memcpy_async(block, place, from, sizeof(float) * {THREADS}, pipe);
pipe.producer_commit();
pipe.consumer_wait();
pipe.consumer_release();
""", (*both, "cuda::pipeline_shared_state", "cuda::thread_scope_block"))  # fmt: skip
    yield copies("copies of a thread by functions, and of three floats and a zero", f"""
__shared__ float4 fours[{THREADS}];
""", """
fours[i].w = 1e6f;
__pipeline_memcpy_async(&place[i], &from[i], 4);
__pipeline_memcpy_async(&fours[i], &from[i & ~3], 16, 4);
__pipeline_commit();
__pipeline_wait_prior(0);
place[i] += fours[i].w + (fours[i].x - from[i & ~3]) + (fours[i].z - from[(i & ~3) + 2]);
__syncthreads();
""", ("__pipeline_memcpy_async", "__pipeline_commit", "__pipeline_wait_prior"))  # fmt: skip
    head = f"""
__shared__ cuda::barrier<cuda::thread_scope_block> bar;
cooperative_groups::thread_block block = cooperative_groups::this_thread_block();
if (i == 0) init(&bar, {THREADS});
__syncthreads();
"""
    yield copies("copies that a barrier waits for", head, f"""
cuda::memcpy_async(block, place, from, sizeof(float) * {THREADS}, bar);
bar.arrive_and_wait();
""", ("cuda::memcpy_async", "cuda::barrier"))  # fmt: skip


def cases() -> Iterator[Case]:
    for element, scope, ref in ((INT, "block", False), (LONG, "device", True), (FLOAT, "system", False),
                                (DOUBLE, "thread", True)):  # fmt: skip
        yield alone(element, scope, ref)
    yield together(INT, False)
    yield together(LONG, True)
    yield together(FLOAT, True)
    yield together(DOUBLE, False)
    yield fences()
    yield barriers()
    yield from pipelines()
