"""Headers of the program's own: read by several units, and with names like those of CUDA's libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

from unwarp.api import Settings, translate_program

HEADER = "#pragma once\n#include <cuda_runtime.h>\nstruct Part { uint32_t count; };\nvoid fill(Part *p);\n"
KERNEL = (
    '#include "part.h"\n__global__ void k(Part *p) { p->count = 3; }\n'
    "void fill(Part *p) { k<<<1, 1>>>(p); cudaDeviceSynchronize(); }\n"
)
MAIN = (
    '#include <stdint.h>\n#include "part.h"\n'
    "int main() { Part *p; cudaMalloc(&p, sizeof *p); fill(p); cudaFree(p); return 0; }\n"
)


def test_a_header_is_the_same_for_units_that_include_different_things(tmp_path: Path) -> None:
    for name, text in (("part.h", HEADER), ("kernel.cu", KERNEL), ("main.cu", MAIN)):
        (tmp_path / name).write_text(text)
    result = translate_program([tmp_path / "kernel.cu", tmp_path / "main.cu"], "sycl", Settings())
    assert not result.diagnostics


@pytest.mark.parametrize("target", ["c", "opencl", "sycl", "hip"])
def test_an_own_folder_of_a_library_name(tmp_path: Path, target: str) -> None:
    (tmp_path / "cuda").mkdir()
    (tmp_path / "cuda" / "part.h").write_text("__device__ inline int twice(int x) { return 2 * x; }\n")
    text = '#include "cuda/part.h"\n__global__ void k(int *p) { p[0] = twice(p[0]); }\nint main() { return 0; }\n'
    (tmp_path / "main.cu").write_text(text)
    result = translate_program([tmp_path / "main.cu"], target, Settings())  # type: ignore[arg-type]
    assert not result.diagnostics
