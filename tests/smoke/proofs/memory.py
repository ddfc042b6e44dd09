"""Proofs of loads and stores with a stated use of the caches, of vector types and their makers, and of the names of
types: what CUDA's documents say of their sizes, alignments and signs is written here once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from unwarp.parser import ctree
from unwarp.parser.ctree import CType
from unwarp.transforms.tables import TARGETS, Row, Target, load

from .case import Case, Judge, Memory, targets_of

EACH = 16  # elements of each type
ROOM = 256  # bytes for them

# The types of the parts of vectors, by the first part of their names: in CUDA, in NumPy
PARTS = {
    "char": ("signed char", "i1"), "uchar": ("unsigned char", "u1"), "short": ("short", "i2"),
    "ushort": ("unsigned short", "u2"), "int": ("int", "i4"), "uint": ("unsigned int", "u4"), "long": ("long", "i8"),
    "ulong": ("unsigned long", "u8"), "longlong": ("long long", "i8"), "ulonglong": ("unsigned long long", "u8"),
    "float": ("float", "f4"), "double": ("double", "f8"),
}  # fmt: skip
HALVES = {"__half": 2, "__half2": 4, "__nv_bfloat16": 2, "__nv_bfloat162": 4}
HEADERS = ("cuda_fp16.h", "cuda_bf16.h")


def same(wanted: Sequence[np.ndarray], differing: Mapping[str, Sequence[np.ndarray]] | None = None) -> Judge:
    """Demands outputs element by element; of some targets others, as the notes of the tables say."""

    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        wrong = []
        for number, (got, expected) in enumerate(zip(outputs, (differing or {}).get(target, wanted), strict=True)):
            different = np.flatnonzero(got != expected)
            wrong += [f"r{number}[{i}] is {got[i]}, not {expected[i]}" for i in different[:3]]
        return wrong

    return judge


# ------------------------------------------------------------------------------------------------ loads and stores


def spelled(ctype: CType) -> str:
    assert isinstance(ctype, ctree.Scalar | ctree.Record)
    return ctype.name


def size_of(name: str) -> int:
    """The bytes of a type that is loaded or stored."""
    if name in HALVES:
        return HALVES[name]
    stem = name.rstrip("1234")
    if stem in PARTS and stem != name:
        return int(PARTS[stem][1][1]) * int(name[len(stem) :])
    return {cuda: int(code[1]) for cuda, code in PARTS.values()}.get(name, 1)


def access(row: Row) -> Case:
    """Bytes copied by way of each type that a function has an overload for."""
    loads = not isinstance(row.signatures[0].result, ctree.Void)
    types = [spelled(s.params[0].target) for s in row.signatures if isinstance(s.params[0], ctree.Pointer)]
    types = list(dict.fromkeys(types))
    one = "to[i] = NAME(from + i);" if loads else "NAME(to + i, from[i]);"
    before = "template <typename T> __device__ void NAME_copy(const char *bytes, char *out, int i) {\n"
    before += "    const T *from = (const T *)bytes;\n    T *to = (T *)out;\n"
    before += f"    {one.replace('NAME', row.name)}\n}}\n"
    lines = [f"NAME_copy<{t}>(a0 + {k * ROOM}, r0 + {k * ROOM}, threadIdx.x);" for k, t in enumerate(types)]
    data = np.frombuffer(np.random.default_rng(3).bytes(len(types) * ROOM), np.int8)
    wanted = np.zeros_like(data)
    for number, name in enumerate(types):
        used = slice(number * ROOM, number * ROOM + EACH * size_of(name))
        wanted[used] = data[used]
    return Case(
        f"{row.name} of every type", (row.name,), targets_of(row), "\n".join(lines), [Memory("char", data)],
        [Memory("char", np.zeros_like(data))], same([wanted]), before, HEADERS, (1, 1, 1), (EACH, 1, 1),
    )  # fmt: skip


def accesses() -> Iterator[Case]:
    for row in load().of_kind("memory"):
        if row.signatures and not row.name.startswith("__cvta"):
            yield access(row)
    yield from addresses()


def addresses() -> Iterator[Case]:
    """Numbers of addresses and back: of shared memory, static and dynamic, by the low 32 bits alone."""
    data = np.arange(100, 100 + EACH, dtype=np.int32)
    other = """
const int *from = a0;
int t = threadIdx.x;
size_t number = (size_t)__cvta_generic_to_SPACE(from) + 4 * t;
r0[t] = *(const int *)__cvta_SPACE_to_generic(number);
"""
    for space in ("global", "constant", "local"):
        both = (f"__cvta_generic_to_{space}", f"__cvta_{space}_to_generic")
        yield Case(f"{both[0]} and back", both, TARGETS, other.replace("SPACE", space), [Memory("int", data)],
                   [Memory("int", np.zeros_like(data))], same([data]), grid=(1, 1, 1), block=(EACH, 1, 1))  # fmt: skip
    body = f"""
__shared__ int fixed[{EACH}];
__shared__ int wide[{EACH}][33];
int t = threadIdx.x;
fixed[t] = a0[t]; wide[t][32] = 3 * a0[t];
__syncthreads();
unsigned int first = (unsigned int)__cvta_generic_to_shared(fixed);
unsigned int second = (unsigned int)__cvta_generic_to_shared(&wide[0][32]) + (t ^ 3) * 132u;
r0[t] = *(int *)__cvta_shared_to_generic(first + 4u * ({EACH - 1} - t)) + *(int *)__cvta_shared_to_generic(second);
__syncthreads();
*(int *)__cvta_shared_to_generic(first + 4u * t) = 7 * t;
__syncthreads();
r1[t] = fixed[t ^ 1];
"""
    lanes = np.arange(EACH)
    wanted = [data[::-1] + 3 * data[lanes ^ 3], (7 * (lanes ^ 1)).astype(np.int32)]
    names = ("__cvta_generic_to_shared", "__cvta_shared_to_generic")
    yield Case("addresses of shared memory", names, TARGETS, body, [Memory("int", data)],
               [Memory("int", np.zeros_like(data))] * 2, same(wanted), grid=(2, 1, 1), block=(EACH, 1, 1))  # fmt: skip


# ------------------------------------------------------------------------------------------------ vectors


def vectors() -> Iterator[Case]:
    """Of each vector type the size, the alignment, its parts in memory and by name, and its maker."""
    rows = load().rows
    for stem, (part, code) in PARTS.items():
        for lanes in (1, 2, 3, 4):
            name = f"{stem}{lanes}"
            size = int(code[1]) * lanes
            data = np.frombuffer(np.random.default_rng(lanes).bytes(EACH * size), code)
            data = np.nan_to_num(data) if code[0] == "f" else data
            fields = "xyzw"[:lanes]
            given = ", ".join(f"a0[{lanes} * i + {k}]" for k in range(lanes))
            lines = ["int i = threadIdx.x;", f"r0[0] = sizeof({name});", f"r0[1] = alignof({name});"]
            lines += [f"{name} made = make_{name}({given});"]
            lines += [f"r1[{lanes} * i + {k}] = made.{f};" for k, f in enumerate(fields)]
            lines += [f"const {name} *from = (const {name} *)a0;", f"{name} *to = ({name} *)r2;"]
            lines += [f"{name} v = from[i];", f"v.{fields[-1]} = from[0].{fields[0]};", "to[i] = v;"]
            changed = data.copy().reshape(EACH, lanes)
            changed[:, -1] = data[0]
            align = int(code[1]) if lanes in (1, 3) else min(16, size)
            wanted = [np.array([size, align], np.uint32), data, changed.ravel()]
            other = {"hip": [np.array([size, size], np.uint32), *wanted[1:]]} if align < size and lanes == 4 else {}
            both = [t for t in targets_of(rows[name]) if t in targets_of(rows[f"make_{name}"])]
            yield Case(
                f"{name} and make_{name}", (name, f"make_{name}"), tuple(both), "\n".join(lines),
                [Memory(part, data)], [Memory("unsigned int", np.zeros(2, np.uint32)),
                 Memory(part, np.zeros_like(data)), Memory(part, np.zeros_like(data))],
                same(wanted, other), grid=(1, 1, 1), block=(EACH, 1, 1),
            )  # fmt: skip


# ------------------------------------------------------------------------------------------------ names of types

# By their widths and signs on 64-bit Linux, where CUDA's types are those of the host
WORDS = {
    **{f"{sign}int{least}{bits}_t": (bits // 8, not sign) for sign in ("", "u") for bits in (8, 16, 32, 64)
       for least in ("", "_least")},
    **{f"{sign}int_fast{bits}_t": (1 if bits == 8 else 8, not sign) for sign in ("", "u") for bits in (8, 16, 32, 64)},
    "size_t": (8, False), "ssize_t": (8, True), "ptrdiff_t": (8, True), "intptr_t": (8, True), "uintptr_t": (8, False),
    "intmax_t": (8, True), "uintmax_t": (8, False), "uint": (4, False), "ushort": (2, False), "ulong": (8, False),
    "u_char": (1, False), "u_short": (2, False), "u_int": (4, False), "u_long": (8, False),
    **{f"u_int{bits}_t": (bits // 8, False) for bits in (8, 16, 32, 64)}, "clock_t": (8, True), "time_t": (8, True),
}  # fmt: skip


def aliases() -> Iterator[Case]:
    rows = [row for row in load().of_kind("type") if row.name in WORDS]
    lines, wanted = [], []
    for row in rows:
        size, signed = WORDS[row.name]
        lines.append(f"r0[{len(wanted)}] = sizeof({row.name});")
        lines.append(f"r0[{len(wanted) + 1}] = ({row.name})(n - 2) < ({row.name})1;")  # n is 1
        wanted += [size, int(signed)]
    names = tuple(row.name for row in rows)
    targets = tuple(t for t in targets_of(rows[0]) if all(t in targets_of(row) for row in rows))
    yield Case("names of integers", names, targets, "\n".join(lines), [Memory("int", np.zeros(1, np.int32))],
               [Memory("int", np.zeros(len(wanted), np.int32))], same([np.array(wanted, np.int32)]),
               headers=("cstdint", "ctime", "sys/types.h"), grid=(1, 1, 1), block=(1, 1, 1))  # fmt: skip
    # Floating types, and those of 16 bits with their other names
    numbers = {"half": "__half", "half2": "__half2", "nv_bfloat16": "__nv_bfloat16", "nv_bfloat162": "__nv_bfloat162"}
    names = (*numbers, *HALVES)
    lines = [f"r0[{k}] = sizeof({name}) * 100 + alignof({name});" for k, name in enumerate(names)]
    sizes = [HALVES[numbers.get(name, name)] for name in names]
    yield Case("types of 16 bits", names, targets, "\n".join(lines), [], [Memory("int", np.zeros(8, np.int32))],
               same([np.array([s * 101 for s in sizes], np.int32)]), headers=HEADERS, grid=(1, 1, 1),
               block=(1, 1, 1))  # fmt: skip
    body = "r0[0] = sizeof(float_t);\nr0[1] = sizeof(double_t);"
    yield Case("float_t and double_t", ("float_t", "double_t"), targets, body, [],
               [Memory("int", np.zeros(2, np.int32))], same([np.array([4, 8], np.int32)]), headers=("cmath",),
               grid=(1, 1, 1), block=(1, 1, 1))  # fmt: skip
    yield from extents(targets)


def extents(targets: tuple[Target, ...]) -> Iterator[Case]:
    """Values of dim3; HIP's cannot be made of a uint3, which its compiler says."""
    made = {"dim3(5)": (5, 1, 1), "dim3(6, 7)": (6, 7, 1), "dim3(2, 3, 4)": (2, 3, 4), "dim3()": (1, 1, 1)}
    both: tuple[tuple[dict[str, tuple[int, ...]], tuple[Target, ...]], ...] = (
        (made, targets), ({"dim3(make_uint3(8, 9, 10))": (8, 9, 10)}, tuple(t for t in targets if t != "hip")),
    )  # fmt: skip
    for values, where in both:
        lines = ["dim3 d;"]
        for number, value in enumerate(values):
            lines.append(f"d = {value};")
            lines += [f"r0[{3 * number + k}] = d.{axis};" for k, axis in enumerate("xyz")]
        data = np.array([v for value in values.values() for v in value], np.uint32)
        yield Case(", ".join(values), ("dim3",), where, "\n".join(lines), [],
                   [Memory("unsigned int", np.zeros_like(data))], same([data]), grid=(1, 1, 1),
                   block=(1, 1, 1))  # fmt: skip


def qualifiers() -> Iterator[Case]:
    before = """struct __align__(32) NAME_wide { float x; int y; };
__device__ __noinline__ int NAME_twice(int x) { return 2 * x; }
"""
    body = """
__shared__ __align__(16) char bytes[16];
NAME_wide two[2] = {};
r0[0] = sizeof(two);
r0[1] = alignof(NAME_wide);
r0[2] = NAME_twice(21) + two[1].y;
r0[3] = (int)((size_t)bytes % 16);
"""
    yield Case("__align__ and __noinline__", ("__align__", "__noinline__"), TARGETS, body, [],
               [Memory("int", np.full(4, -1, np.int32))], same([np.array([64, 32, 42, 0], np.int32)]), before,
               grid=(1, 1, 1), block=(1, 1, 1))  # fmt: skip
    before = """struct NAME_pair { int first; int second[3]; };
__global__ void __maxnreg__(64) NAME_other(int *out) { out[4 + threadIdx.x] = 10 * threadIdx.x; }
"""
    body = "r0[threadIdx.x] = h0.first + h0.second[threadIdx.x % 3];"
    yield Case("__grid_constant__ and __maxnreg__", ("__grid_constant__", "__maxnreg__"), TARGETS, body, [],
               [Memory("int", np.full(8, -1, np.int32))], same([np.array([11, 21, 31, 11, 0, 10, 20, 30], np.int32)]),
               before, grid=(1, 1, 1), block=(4, 1, 1), host="NAME_other<<<1, 4>>>((int *)arrays.device[0]);",
               more=(("const __grid_constant__ NAME_pair", "NAME_pair{1, {10, 20, 30}}"),))  # fmt: skip


def types() -> Iterator[Case]:
    yield from vectors()
    yield from qualifiers()
    yield from aliases()
