"""Proofs of what CUB does with several items a thread: loads, stores, exchanges, sorts; and of its operators, iterators
and single loads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from unwarp.transforms.tables import TARGETS

from .case import Case, Memory
from .elements import DOUBLE, FLOAT, INT, LONG, OBJECT, SHORT, Element, Value
from .memory import same
from .steps import Step, case_of_steps

HEADERS = ("cub/cub.cuh",)
LOADS = ("DIRECT", "STRIPED", "VECTORIZE", "TRANSPOSE", "WARP_TRANSPOSE", "WARP_TRANSPOSE_TIMESLICED")


def place(striped: bool, thread: int, k: int, threads: int, items: int) -> int:
    return thread + k * threads if striped else thread * items + k


def arranged(values: Sequence[Value], threads: int, items: int) -> list[Value]:
    """Blocked items read in striped order."""
    return [values[place(True, t, k, threads, items)] for t in range(threads) for k in range(items)]


# ------------------------------------------------------------------------------------------------ loads and stores


def moves(element: Element, threads: int, items: int, algorithm: str) -> Case:
    """Loads by an algorithm, of all items and of some; stores by it, the same."""
    size, striped = threads * items, algorithm == "STRIPED"
    values = element.values(size, threads)
    valid, other = size * 2 // 3 + 1, element.initial
    where = [place(striped, t, k, threads, items) for t in range(threads) for k in range(items)]
    name, steps = element.name, []
    keep = f"for (int k = 0; k < {items}; ++k) OUT[i * {items} + k] = many[k];"
    fill = f"{name} many[{items}];\nfor (int k = 0; k < {items}; ++k) many[k] = {element.literal(other)};\n"
    steps.append(Step("Load", f"{name} many[{items}];\nLoad(load).Load(a0, many);\n{keep}",
                      element.array([values[w] for w in where])))  # fmt: skip
    some = [values[w] if w < valid else other for w in where]
    if algorithm in ("DIRECT", "STRIPED"):  # what is not loaded stays as it was
        steps.append(Step("Load some", f"{fill}Load(load).Load(a0, many, {valid});\n{keep}", element.array(some)))
    call = f"Load(load).Load(a0, many, {valid}, {element.literal(other)});"
    steps.append(Step("Load some and others", f"{name} many[{items}];\n{call}\n{keep}", element.array(some)))
    own = f"{name} many[{items}];\nfor (int k = 0; k < {items}; ++k) many[k] = a0[i * {items} + k];\n"
    stored = list(values)
    for t in range(threads):
        for k in range(items):
            stored[place(striped, t, k, threads, items)] = values[t * items + k]
    steps.append(Step("Store", f"{own}Store(store).Store(OUT, many);", element.array(stored)))
    part = [v if k < valid else element.zero for k, v in enumerate(stored)]
    steps.append(Step("Store some", f"{own}Store(store).Store(OUT, many, {valid});", element.array(part)))
    head = f"""
typedef cub::BlockLoad<{name}, {threads}, {items}, cub::BLOCK_LOAD_{algorithm}> Load;
typedef cub::BlockStore<{name}, {threads}, {items}, cub::BLOCK_STORE_{algorithm}> Store;
__shared__ Load::TempStorage load;
__shared__ Store::TempStorage store;
const int i = threadIdx.x;
"""
    rows = ("cub::BlockLoad", "cub::BlockStore", "cub::BlockLoadAlgorithm", "cub::BlockStoreAlgorithm",
            f"cub::BLOCK_LOAD_{algorithm}", f"cub::BLOCK_STORE_{algorithm}")  # fmt: skip
    return case_of_steps(
        f"loads and stores of {name}, {threads} * {items} {algorithm}", rows, TARGETS, name, head, steps,
        [Memory(name, element.array(values))], before=element.before, headers=HEADERS, block=(threads, 1, 1),
    )  # fmt: skip


def direct(element: Element, threads: int, items: int) -> Case:
    size, name = threads * items, element.name
    values, other, valid = element.values(size, 3), element.initial, size // 2 + 3
    steps = []
    for sort in ("Blocked", "Striped"):
        where = [place(sort == "Striped", t, k, threads, items) for t in range(threads) for k in range(items)]
        count = f"<{threads}>" if sort == "Striped" else ""
        zero = element.literal(element.zero)
        start = f"{name} many[{items}];\nfor (int k = 0; k < {items}; ++k) many[k] = {zero};\n"
        keep = f"for (int k = 0; k < {items}; ++k) OUT[i * {items} + k] = many[k];"
        replaced = f", {valid}, {element.literal(other)}"
        for extra, missing in (("", None), (f", {valid}", element.zero), (replaced, other)):
            call = f"cub::LoadDirect{sort}{count}(i, a0, many{extra})"
            loaded = [values[w] if missing is None or w < valid else missing for w in where]
            steps.append(Step(call, f"{start}{call};\n{keep}", element.array(loaded)))
        own = f"{name} many[{items}];\nfor (int k = 0; k < {items}; ++k) many[k] = a0[i * {items} + k];\n"
        stored = list(values)
        for at, w in enumerate(where):
            stored[w] = values[at]
        for extra, count_ in (("", size), (f", {valid}", valid)):
            call = f"cub::StoreDirect{sort}{count}(i, OUT, many{extra})"
            part = [v if k < count_ else element.zero for k, v in enumerate(stored)]
            steps.append(Step(call, f"{own}{call};", element.array(part)))
    rows = [f"cub::{what}Direct{sort}" for what in ("Load", "Store") for sort in ("Blocked", "Striped")]
    return case_of_steps(
        f"direct loads and stores of {name}", rows, TARGETS, name, "const int i = threadIdx.x;", steps,
        [Memory(name, element.array(values))], before=element.before, headers=HEADERS, block=(threads, 1, 1),
        between="",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ exchanges


def exchanges(element: Element, threads: int, items: int) -> Case:
    size, name = threads * items, element.name
    values = element.values(size, 8)
    ranks = [int(r) for r in np.random.default_rng(1).permutation(size)]
    scattered = list(values)
    for at, rank in enumerate(ranks):
        scattered[rank] = values[at]
    # item k of thread t holds what stands at t + k * threads of the whole
    whole = list(values)
    for t in range(threads):
        for k in range(items):
            whole[t + k * threads] = values[t * items + k]
    wanted = {
        "StripedToBlocked": whole, "BlockedToStriped": arranged(values, threads, items),
        "ScatterToBlocked": scattered, "ScatterToStriped": arranged(scattered, threads, items),
    }  # fmt: skip
    steps = []
    keep = f"for (int k = 0; k < {items}; ++k) OUT[i * {items} + k] = "
    for method, result in wanted.items():
        more = ", ranks" if method.startswith("Scatter") else ""
        copy = f"{name} mine[{items}];\nfor (int k = 0; k < {items}; ++k) mine[k] = many[k];\n"
        steps.append(Step(f"{method} in place", f"{copy}Exchange(temp).{method}(mine{more});\n{keep}mine[k];",
                          element.array(result)))  # fmt: skip
        steps.append(Step(method, f"{name} out[{items}];\nExchange(temp).{method}(many, out{more});\n{keep}out[k];",
                          element.array(result)))  # fmt: skip
    head = f"""
typedef cub::BlockExchange<{name}, {threads}, {items}> Exchange;
__shared__ Exchange::TempStorage temp;
const int i = threadIdx.x;
{name} many[{items}];
int ranks[{items}];
for (int k = 0; k < {items}; ++k) {{
    many[k] = a0[i * {items} + k];
    ranks[k] = a1[i * {items} + k];
}}
"""
    rows = ("cub::BlockExchange", *(f"cub::BlockExchange::{method}" for method in wanted))
    return case_of_steps(
        f"exchanges of {name}, {threads} * {items}", rows, TARGETS, name, head, steps,
        [Memory(name, element.array(values)), Memory("int", np.array(ranks, np.int32))], before=element.before,
        headers=HEADERS, block=(threads, 1, 1),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ sorts


def sorts(element: Element, threads: int, items: int, pairs: bool, bits: tuple[int, int] | None) -> Case:
    """Every way to sort: of keys, or of keys with their places as values, by all bits or some."""
    size, name = threads * items, element.name
    values = element.values(size, 77)
    unsigned = 8 * element.dtype.itemsize

    def digits(key: Value) -> Value:
        """What keys are ordered by; of signed ones the highest bit counts the other way round."""
        if bits is None:
            return key
        return ((key + (1 << (unsigned - 1))) >> bits[0]) & ((1 << (bits[1] - bits[0])) - 1)

    more = "" if bits is None else f", {bits[0]}, {bits[1]}"
    up = sorted(range(size), key=lambda k: digits(values[k]))
    down = sorted(range(size), key=lambda k: digits(values[k]), reverse=True)
    assert down == sorted(range(size), key=lambda k: (-digits(values[k]), k))  # equal keys keep their order
    keep = f"for (int k = 0; k < {items}; ++k) OUT[i * {items} + k] = "
    steps = []
    for method, order in (
        ("Sort", up), ("SortDescending", down), ("SortBlockedToStriped", arranged(up, threads, items)),
        ("SortDescendingBlockedToStriped", arranged(down, threads, items)),
    ):  # fmt: skip
        copy = f"{name} keys[{items}];\nint places[{items}];\nfor (int k = 0; k < {items}; ++k) {{\n"
        copy += f"    keys[k] = a0[i * {items} + k];\n    places[k] = i * {items} + k;\n}}\n"
        call = f"Sort(temp).{method}(keys{', places' if pairs else ''}{more});\n{keep}keys[k];"
        result = [values[k] for k in order]
        if pairs:
            call += f"\nfor (int k = 0; k < {items}; ++k) OUT[{size} + i * {items} + k] = ({name})places[k];"
            result += [element.dtype.type(k).item() for k in order]
        steps.append(Step(f"{method}{more}", copy + call, element.array(result)))
    value = ", int" if pairs else ""
    head = f"typedef cub::BlockRadixSort<{name}, {threads}, {items}{value}> Sort;\n__shared__ Sort::TempStorage temp;\n"
    rows = ["cub::BlockRadixSort", "cub::NullType", *(f"cub::BlockRadixSort::{m}" for m in (
        "Sort", "SortDescending", "SortBlockedToStriped", "SortDescendingBlockedToStriped"))]  # fmt: skip
    return case_of_steps(
        f"sorts of {name}, {threads} * {items}{' with places' if pairs else ''}", rows, TARGETS, name,
        head + "const int i = threadIdx.x;", steps, [Memory(name, element.array(values))], before=element.before,
        headers=HEADERS, block=(threads, 1, 1),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ small things


def operators(element: Element) -> Case:
    values, others = element.values(64, 5), element.values(64, 6)
    others[::4] = values[::4]
    wanted = {
        "Sum": element.sum.function, "Max": max, "Min": min, "Difference": lambda a, b: element.sum.function(a, -b),
        "Equality": lambda a, b: a == b, "Inequality": lambda a, b: a != b,
    }  # fmt: skip
    if isinstance(values[0], int):
        wanted["Division"] = lambda a, b: int(a / b)
        others = [other or 1 for other in others]
    steps = []
    for name, function in wanted.items():
        results = [function(a, b) for a, b in zip(values, others, strict=True)]
        steps.append(Step(name, f"OUT[i] = cub::{name}()(a0[i], a1[i]);", element.array(results)))
    return case_of_steps(
        f"operators of {element.name}", [f"cub::{name}" for name in wanted], TARGETS, element.name,
        "const int i = threadIdx.x;", steps, [Memory(element.name, element.array(v)) for v in (values, others)],
        headers=HEADERS, between="",
    )  # fmt: skip


def pairs() -> Case:
    """Of two equal values the smaller key wins."""
    random = np.random.default_rng(3)
    keys, values = random.integers(0, 9, (2, 64)), random.integers(-3, 3, (2, 64))
    steps = []
    for name, sign in (("ArgMax", -1), ("ArgMin", 1)):
        chosen = [min((sign * values[s][i], keys[s][i], s) for s in (0, 1))[2] for i in range(64)]
        code = f"""
Pair first(a0[i], a1[i]), second;
second.key = a0[64 + i];
second.value = a1[64 + i];
Pair chosen = cub::{name}()(first, second);
Pair::Key key = chosen.key;
Pair::Value value = chosen.value;
OUT[2 * i] = key;
OUT[2 * i + 1] = value;"""
        flat = [v for i in range(64) for v in (keys[chosen[i]][i], values[chosen[i]][i])]
        steps.append(Step(name, code, np.array(flat, np.float32)))
    head = "typedef cub::KeyValuePair<int, float> Pair;\nconst int i = threadIdx.x;"
    inputs = [Memory("int", keys.ravel().astype(np.int32)), Memory("float", values.ravel().astype(np.float32))]
    return case_of_steps("pairs of keys and values", ("cub::ArgMax", "cub::ArgMin", "cub::KeyValuePair"), TARGETS,
                         "float", head, steps, inputs, headers=HEADERS, between="")  # fmt: skip


def bits() -> Case:
    random = np.random.default_rng(9)
    words = [int(v) for v in random.integers(0, 1 << 32, 192, np.uint64)]
    wide = [int(v) for v in random.integers(0, 1 << 63, 64, np.uint64)]
    x, y, z = words[:64], words[64:128], words[128:]
    steps = []
    for first, count in ((0, 1), (5, 7), (0, 32), (31, 1), (13, 19)):
        mask = (1 << count) - 1
        taken = [v >> first & mask for v in x]
        code = f"OUT[i] = cub::BFE(a0[i], {first}, {count});"
        steps.append(Step(f"BFE {first} {count}", code, np.array(taken, np.uint32)))
        put = [(a & ~(mask << first)) | (b & mask) << first for a, b in zip(x, y, strict=True)]
        code = f"unsigned int made = 0;\ncub::BFI(made, a0[i], a0[64 + i], {first}, {count});\nOUT[i] = made;"
        steps.append(Step(f"BFI {first} {count}", code, np.array(put, np.uint32)))
    for first, count in ((40, 9), (30, 8), (50, 14)):
        taken = [v >> first & ((1 << count) - 1) for v in wide]
        steps.append(Step(f"BFE of 64 bits {first} {count}", f"OUT[i] = cub::BFE(a1[i], {first}, {count});",
                          np.array(taken, np.uint32)))  # fmt: skip
    sums = [(a + b + c) % 2**32 for a, b, c in zip(x, y, z, strict=True)]
    steps.append(Step("IADD3", "OUT[i] = cub::IADD3(a0[i], a0[64 + i], a0[128 + i]);", np.array(sums, np.uint32)))
    inputs = [Memory("unsigned int", np.array(words, np.uint32)),
              Memory("unsigned long long", np.array(wide, np.uint64))]  # fmt: skip
    return case_of_steps("bits of words", ("cub::BFE", "cub::BFI", "cub::IADD3"), TARGETS, "unsigned int",
                         "const int i = threadIdx.x;", steps, inputs, headers=HEADERS, between="")  # fmt: skip


def iterators() -> Case:
    values = INT.values(64, 12)
    before = "struct NAME_half { __host__ __device__ float operator()(int v) const { return v * 0.5f; } };\n"
    f4 = np.float32
    halves = [f4(f4(v) * f4(0.5)) for v in values]
    shifted = [halves[(k + 5) % 64] for k in range(64)]
    both = "OUT[2 * i] = from[i];\nOUT[2 * i + 1] = *(from + i);"
    steps = [
        Step("counting", f"cub::CountingInputIterator<int> from(5);\n{both}",
             np.repeat(np.arange(5, 69), 2).astype(f4)),
        Step("constant", f"cub::ConstantInputIterator<float> from(2.5f);\n{both}",
             np.full(128, 2.5, f4)),
        Step("transform", "cub::TransformInputIterator<float, NAME_half, const int *> from(a0, NAME_half());\n"
             "OUT[2 * i] = from[i];\nOUT[2 * i + 1] = *(from + (i + 5) % 64);",
             np.array([v for pair in zip(halves, shifted, strict=True) for v in pair], f4)),
        Step("loaded by a block", "cub::CountingInputIterator<int> from(9);\nint many[2];\n"
             "cub::BlockLoad<int, 64, 2>().Load(from, many);\nOUT[2 * i] = many[0];\nOUT[2 * i + 1] = many[1];",
             np.arange(9, 137).astype(f4)),
        Step("numbered", "cub::ArgIndexInputIterator<const int *> from(a0);\nfrom += i;\n"
             "cub::KeyValuePair<ptrdiff_t, int> pair = *from;\nOUT[2 * i] = pair.key;\nOUT[2 * i + 1] = pair.value;",
             np.array([v for k in range(64) for v in (k, values[k])], f4)),
        Step("through caches", "cub::CacheModifiedInputIterator<cub::LOAD_LDG, int> from(a0);\n"
             "cub::CacheModifiedOutputIterator<cub::STORE_CG, float> to(OUT);\n"
             "to[2 * i] = from[i];\n++to;\n*(to + 2 * i) = *(++from + ((i + 63) % 64 - 1));",
             np.array([v for k in range(64) for v in (values[k], values[(k + 63) % 64])], f4)),
        Step("thrown away", "cub::DiscardOutputIterator<> nowhere;\nnowhere[i] = a0[i];\n*nowhere = a0[i];\n"
             "OUT[2 * i] = (float)((nowhere + i) - nowhere);\nOUT[2 * i + 1] = i;",
             np.repeat(np.arange(64), 2).astype(f4)),
    ]  # fmt: skip
    rows = ("cub::CountingInputIterator", "cub::ConstantInputIterator", "cub::TransformInputIterator",
            "cub::ArgIndexInputIterator", "cub::CacheModifiedInputIterator", "cub::CacheModifiedOutputIterator",
            "cub::DiscardOutputIterator")  # fmt: skip
    return case_of_steps("iterators", rows, TARGETS, "float", "const int i = threadIdx.x;", steps,
                         [Memory("int", INT.array(values))], before=before, headers=HEADERS)  # fmt: skip


def modifiers(element: Element) -> Case:
    """Loads and stores of a thread with each stated use of the caches."""
    loads = ("LOAD_DEFAULT", "LOAD_CA", "LOAD_CG", "LOAD_CS", "LOAD_CV", "LOAD_LDG", "LOAD_VOLATILE")
    stores = ("STORE_DEFAULT", "STORE_WB", "STORE_CG", "STORE_CS", "STORE_WT", "STORE_VOLATILE")
    values = element.values(64 * len(loads), 2)
    lines = ["const int i = threadIdx.x;"]
    for k, load in enumerate(loads):
        store = stores[k % len(stores)]
        loaded = f"cub::ThreadLoad<cub::{load}>(a0 + {64 * k} + i)"
        lines.append(f"cub::ThreadStore<cub::{store}>(r0 + {64 * k} + i, {loaded});")
    rows = ("cub::ThreadLoad", "cub::ThreadStore", "cub::CacheLoadModifier", "cub::CacheStoreModifier",
            *(f"cub::{name}" for name in (*loads, *stores)))  # fmt: skip
    return Case(f"loads and stores of a thread, {element.name}", rows, TARGETS, "\n".join(lines),
                [Memory(element.name, element.array(values))], [Memory(element.name, element.array(values) * 0)],
                same([element.array(values)]), headers=HEADERS, grid=(1, 1, 1), block=(64, 1, 1))  # fmt: skip


def cases() -> Iterator[Case]:
    for algorithm, element, threads, items in zip(
        LOADS, (INT, FLOAT, INT, LONG, DOUBLE, OBJECT), (75, 40, 64, 33, 64, 32), (3, 4, 4, 1, 2, 3), strict=True
    ):
        yield moves(element, threads, items, algorithm)
    yield direct(INT, 50, 3)
    yield direct(OBJECT, 33, 2)
    yield exchanges(INT, 75, 3)
    yield exchanges(OBJECT, 32, 2)
    yield exchanges(DOUBLE, 20, 1)
    yield sorts(INT, 75, 3, True, None)
    yield sorts(FLOAT, 64, 2, False, None)
    yield sorts(LONG, 40, 1, True, (13, 24))
    yield sorts(INT, 32, 2, False, (25, 32))
    yield sorts(SHORT, 20, 3, False, None)
    yield from map(operators, (INT, DOUBLE))
    yield pairs()
    yield bits()
    yield iterators()
    yield from map(modifiers, (INT, DOUBLE))
