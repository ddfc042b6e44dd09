"""How time and memory grow with a source: files of one kind, each twice as long as the one before.

    python benchmarks/growth.py [KIND…] [--from BYTES] [--to BYTES] [--json]

Each file is read, and converted to HIP as the command line does it, in a process of its own that has read a small one
before. Shown are the seconds of the processor for both, the memory that the file took beyond the small one, and how
much of each there is for one of the file before: 2.2 is the most that is allowed. ``mixed`` is like real code; the
other kinds have much of one thing. Ends with 1 if something grows faster.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST = 2.2

KERNEL = """\
#define SCALE_{n}(x) ((x) * {n}.5f + OFFSET)
#ifdef NEVER_{n}
#include "never_{n}.h"
#endif

// Sums up what a block has, {n} times over.
template <typename T, int block>
__global__ void sum_{n}(const T *in, T *out, int count) {{
    __shared__ T tile[block];
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    tile[threadIdx.x] = i < count ? SCALE_{n}(in[i]) : T(0);
    __syncthreads();
    for (int offset = blockDim.x / 2; offset > 0; offset >>= 1) {{
        if (threadIdx.x < offset && i + offset < count)
            tile[threadIdx.x] += tile[threadIdx.x + offset];
        __syncthreads();
    }}
    if (threadIdx.x == 0)
        atomicAdd(out, static_cast<T>(tile[0] * (1.0f + weights_{n}[{n} % 8])));
}}

struct Run_{n} {{
    float *in = nullptr, *out = nullptr;
    int run(const std::vector<float> &host) {{
        CHECK(cudaMalloc(&in, host.size() * sizeof(float)));
        CHECK(cudaMemcpy(in, host.data(), host.size() * sizeof(float), cudaMemcpyHostToDevice));
        sum_{n}<float, 256><<<(host.size() + 255) / 256, 256>>>(in, out, (int)host.size());
        return CHECK(cudaDeviceSynchronize()) == cudaSuccess ? helper_{n}(host.size(), "a string {n}\\n") : -1;
    }}
}};
"""
HEAD = """\
#include <cuda_runtime.h>
#include <vector>
#define OFFSET 3
#define CHECK(call) check((call), #call, __FILE__, __LINE__)
cudaError_t check(cudaError_t status, const char *call, const char *file, int line);
"""


def mixed(size: int) -> str:
    """Kernels, structures, macros, tables of numbers and long expressions in turn."""
    parts, length, n = [HEAD], 0, 0
    while length < size:
        n += 1
        table = f"__constant__ float weights_{n}[8] = {{ {', '.join(f'{n + i}.25f' for i in range(8))} }};\n"
        terms = " + ".join(f"(a{i % 3} * {i} - (a{(i + n) % 3} >> {i % 7}))" for i in range(n % 40 + 2))
        head = f"__host__ __device__ int helper_{n}(int a0, const char *s)"
        helper = f"{head} {{ int a1 = a0, a2 = a1; return {terms}; }}\n"
        parts += [table, helper, KERNEL.format(n=n)]
        length += sum(map(len, parts[-3:]))
    return "".join(parts)


def _repeated(before: str, each: str, after: str) -> Callable[[int], str]:
    def text(size: int) -> str:
        count = max(1, size // len(each))
        return before + "".join(each.replace("@", str(i)) for i in range(count)) + after

    return text


KINDS: dict[str, Callable[[int], str]] = {
    "mixed": mixed,
    "initialiser": _repeated("__device__ int table[] = {", "@, ", "0};\n"),
    "one line": _repeated("", "__device__ int f@(int a) { return a * @ + g(a, @); } ", ""),
    "definitions": _repeated("", "#define NAME_@(x) ((x) + @)\n", "int x = NAME_0(1);\n"),
    "uses of macros": _repeated(
        "#define MAX(a, b) ((a) > (b) ? (a) : (b))\n__device__ int f(int a) {\n",
        "    a = MAX(a + @, a * MAX(a, @));\n",
        "}\n",
    ),
    "one macro call": _repeated("#define ALL(...) __VA_ARGS__\nint t[] = { ALL(", "@, ", "0) };\n"),
    "one function": _repeated("__device__ void f(float *a) {\n", "    a[@] = a[@ + 1] * 2.0f + sinf(a[@]);\n", "}\n"),
    "calls": _repeated("void f(float *a, float *b) {\n", "    cudaMemcpy(a, b, @, cudaMemcpyDeviceToHost);\n", "}\n"),
    "launches": _repeated("__global__ void k(int a);\nvoid f() {\n", "    k<<<@, 32>>>(@);\n", "}\n"),
    "declarations": _repeated("", "struct S@ { int a; }; typedef S@ T@; T@ *f@(T@ &a);\n", ""),
    "conditionals": _repeated("", "#if defined(A@) && A@\nint a@;\n#else\nfloat a@;\n#endif\n", ""),
    "cases": _repeated("__device__ int f(int a) { switch (a) {\n", "    case @: a += @; break;\n", "} return a; }\n"),
    "else if": _repeated("__device__ int f(int a) {\n", "    if (a == @) { a++; } else if (a < @) { a = 2; }\n", "}\n"),
    "less than": _repeated("__device__ int f(int a, int b) {\n", "    a += g(a < b, x@ < @, b > a);\n", "}\n"),
    "comments": _repeated("", "/* what @ is */ int a@; // and so on @\n", ""),
    "strings": _repeated("const char *s =\n", '    "cudaMalloc is only a word @\\n"\n', ";\n"),
}


# ---------------------------------------------------------------------------------------------- one measurement


def measure(text: str) -> dict[str, float]:
    """Read and convert a text in this process."""
    sys.path.insert(0, str(ROOT / ".dev"))
    import gc

    from unwarp import api, targets
    from unwarp.parser.diagnostics import Sink
    from unwarp.parser.semantics.prelude import prelude
    from unwarp.parser.source import Source
    from unwarp.parser.unit import parse_unit

    gc.set_threshold(5_000_000, 50, 50)  # as the command line does
    api.translate(HEAD + "int x;", "hip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    parse_unit(Source("x.cu", text), sink=Sink(), prelude=prelude(), headers=targets.read_headers())
    parsed = time.process_time() - started
    started = time.process_time()
    api.translate(text, "hip")
    converted = time.process_time() - started
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {"parse": parsed, "hip": converted, "memory": memory}


def measured(kind: str, size: int) -> dict[str, float]:
    """The same in another process."""
    command = [sys.executable, __file__, kind, "--from", str(size), "--child"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    if done.returncode:
        raise SystemExit(f"{kind}, {size} bytes: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def growth(rows: list[dict[str, float]], what: str) -> list[float]:
    """What each row has for one of the row before."""
    return [after[what] / max(before[what], 1e-9) for before, after in pairwise(rows)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all by default")
    parser.add_argument("--from", dest="least", type=int, default=250_000, help="bytes of the smallest file")
    parser.add_argument("--to", dest="most", type=int, default=1_000_000, help="bytes of the largest file")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(KINDS[options.kinds[0]](options.least))))
        return 0
    figures: dict[str, list[dict[str, float]]] = {}
    worst = 0.0
    for kind in options.kinds or KINDS:
        size, rows = options.least, []
        while size <= options.most:
            rows.append({"bytes": size, **measured(kind, size)})
            size *= 2
        figures[kind] = rows
        worst = max([worst, *growth(rows, "parse"), *growth(rows, "hip"), *growth(rows, "memory")])
        if not options.json:
            show(kind, rows)
    if options.json:
        print(json.dumps(figures, indent=1))
    return int(worst > MOST)


def show(kind: str, rows: list[dict[str, float]]) -> None:
    print(kind)
    for index, row in enumerate(rows):
        cells = [f"{row['bytes'] / 1e6:7.2f} MB"]
        for what, unit in (("parse", "s"), ("hip", "s"), ("memory", "MB")):
            more = f"×{growth(rows, what)[index - 1]:.2f}" if index else ""
            cells.append(f"{what} {row[what]:8.2f} {unit} {more:<6}")
        print("  ".join(cells), flush=True)


if __name__ == "__main__":
    sys.exit(main())
