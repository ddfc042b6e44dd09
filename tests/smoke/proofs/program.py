"""A batch of cases as one CUDA program: its text, and what its translation leaves when it is built and run."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from unwarp.api import Settings
from unwarp.corpus.columns import Column
from unwarp.corpus.remembered import Remembered
from unwarp.corpus.toolchains.cache import Cache, digest
from unwarp.running import build_program

from .case import Case

HOST = r"""
static FILE *input, *output;

// Arrays of one case: read, copied to the device, and from there back to the file
struct Arrays {
  char *device[16];
  size_t bytes[16];
};

static Arrays take(int count) {
  Arrays made;
  for (int i = 0; i < count; i++) {
    unsigned long long bytes = 0;
    if (fread(&bytes, sizeof bytes, 1, input) != 1) exit(3);
    char *host = (char *)malloc(bytes);
    if (fread(host, 1, bytes, input) != bytes) exit(4);
    if (cudaMalloc((void **)&made.device[i], bytes) != cudaSuccess) exit(5);
    if (cudaMemcpy(made.device[i], host, bytes, cudaMemcpyHostToDevice) != cudaSuccess) exit(6);
    made.bytes[i] = bytes;
    free(host);
  }
  return made;
}

static void give(Arrays arrays, int from, int count) {
  cudaError_t error = cudaGetLastError();
  if (error == cudaSuccess) error = cudaDeviceSynchronize();
  if (error != cudaSuccess) {
    fprintf(stderr, "%s\n", cudaGetErrorString(error));
    exit(7);
  }
  for (int i = 0; i < count; i++) {
    if (i >= from) {
      char *host = (char *)malloc(arrays.bytes[i]);
      if (cudaMemcpy(host, arrays.device[i], arrays.bytes[i], cudaMemcpyDeviceToHost) != cudaSuccess) exit(8);
      fwrite(host, 1, arrays.bytes[i], output);
      free(host);
    }
    cudaFree(arrays.device[i]);
  }
  fflush(output);
}

int main(int argc, char **argv) {
  if (argc < 3 || !(input = fopen(argv[1], "rb")) || !(output = fopen(argv[2], "wb"))) return 2;
"""


def _name(number: int) -> str:
    return f"proof{number}"


def _kernel(case: Case, number: int) -> str:
    params = [f"const {m.type} *a{i}" for i, m in enumerate(case.inputs)]
    params += [f"{m.type} *r{i}" for i, m in enumerate(case.outputs)]
    params += [f"{ctype} h{i}" for i, (ctype, _) in enumerate(case.more)]
    head = f"// {case.title}\n{case.before}__global__ void NAME({', '.join([*params, 'int n'])}) {{"
    lines = "\n".join("    " + line for line in case.body.strip().splitlines())
    return f"{head}\n{lines}\n}}\n".replace("NAME", _name(number))


def _launch(case: Case, number: int) -> str:
    total = len(case.inputs) + len(case.outputs)
    types = [f"const {m.type}" for m in case.inputs] + [m.type for m in case.outputs]
    arguments = [f"({t} *)arrays.device[{i}]" for i, t in enumerate(types)]
    arguments += [value for _, value in case.more] + [str(case.count)]
    host, after = (textwrap.indent(code.strip("\n") + "\n", "    ") if code else "" for code in (case.host, case.after))
    shape = ", ".join(f"dim3({x}, {y}, {z})" for x, y, z in (case.blocks, case.block))
    text = (
        f"  {{\n    Arrays arrays = take({total});\n{host}"
        f"    NAME<<<{shape}>>>({', '.join(arguments)});\n{after}"
        f"    give(arrays, {len(case.inputs)}, {total});\n  }}\n"
    )
    return text.replace("NAME", _name(number))


def text_of(cases: Sequence[Case]) -> str:
    """The program of some cases."""
    headers = sorted({h for case in cases for h in case.headers} | {"cuda_runtime.h", "cstdio", "cstdlib"})
    lines = [f"#include <{h}>\n" for h in headers]
    lines += ["\n", *(_kernel(case, i) + "\n" for i, case in enumerate(cases))]
    support = dict.fromkeys(case.support for case in cases if case.support)
    return "".join([*lines, *support, HOST, *(_launch(case, i) for i, case in enumerate(cases)), "  return 0;\n}\n"])


def run(cases: Sequence[Case], column: Column, folder: Path) -> list[list[np.ndarray]]:
    """The outputs of all cases on a column; AssertionError where the program is refused or ends badly. What ran once is
    not run again as long as the program, its inputs, the translator and the toolchain are the same."""
    arrays = [memory.data for case in cases for memory in (*case.inputs, *case.outputs)]
    given = b"".join(np.uint64(array.nbytes).tobytes() + array.tobytes() for array in arrays)
    text = text_of(cases)
    key = digest(["smoke", translator(), text, given, column.name, column.versions()])
    kept, _ = Cache.default().entry(key, lambda place: _execute(cases, column, folder, text, given, place))
    return _split(cases, (kept / "out").read_bytes())


@lru_cache(maxsize=1)
def translator() -> str:
    """Everything in the package by which a result can change."""
    return Remembered(Cache.default()).translator


def _execute(cases: Sequence[Case], column: Column, folder: Path, text: str, given: bytes, kept: Path) -> None:
    source = folder / "batch.cu"
    source.write_text(text)
    outcome = build_program([source], column.target, Settings(), column.options)
    errors = "\n".join(d.render() for d in outcome.diagnostics if d.failing)
    assert outcome.built is not None and not errors, errors
    (folder / "in").write_bytes(given)
    out = folder / "out"
    out.write_bytes(b"")
    # OpenCL's runtimes compile the batch in here, for minutes on a slow machine.
    done = outcome.toolchain.run(
        outcome.built, [str(folder / "in"), str(out)], cwd=folder, timeout=900, capture=True
    )
    data = out.read_bytes()
    if done.returncode != 0 or len(data) != sum(m.data.nbytes for case in cases for m in case.outputs):
        raise AssertionError(f"no result of {_reached(cases, len(data))}: {done.stdout}{done.stderr}")
    (kept / "out").write_bytes(data)


def _reached(cases: Sequence[Case], size: int) -> str:
    """The case in which a program ended that wrote so many bytes."""
    for case in cases:
        size -= sum(memory.data.nbytes for memory in case.outputs)
        if size < 0:
            return case.title
    return "the program as a whole"


def _split(cases: Sequence[Case], data: bytes) -> list[list[np.ndarray]]:
    """What a program wrote, as the outputs of each case."""
    made, at = [], 0
    for case in cases:
        arrays = []
        for memory in case.outputs:
            part = data[at : at + memory.data.nbytes]
            arrays.append(np.frombuffer(part, memory.data.dtype).reshape(memory.data.shape))
            at += len(part)
        made.append(arrays)
    return made
