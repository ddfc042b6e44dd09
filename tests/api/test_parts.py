"""Sources that another file includes, in folders: they are parts of that file, as every compiler takes them."""

from __future__ import annotations

from pathlib import Path

from unwarp.api import translate_program


def test_an_included_source_is_no_program_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels" / "add.cu").write_text("__global__ void add(number *p) { *p += ONE; }\n")
    (tmp_path / "main.cu").write_text(
        'typedef float number;\n#define ONE 1\n#  include "kernels/add.cu"\n'
        "int main() { number *p; cudaMalloc(&p, 4); add<<<1, 1>>>(p); return cudaFree(p); }\n"
    )
    for target in ("c", "opencl", "sycl", "hip"):
        result = translate_program([tmp_path], target)
        assert not result.diagnostics
        names = {file.path for file in result.files if not file.support}
        assert "kernels/add.cu" in names  # a header in the output too
        assert not any(name.startswith("kernels/add_kernels") or name == "kernels/add.cl" for name in names)


def test_a_named_source_is_taken_at_its_word(tmp_path: Path) -> None:
    (tmp_path / "part.cu").write_text("__global__ void k(int *p) { *p = 1; }\n")
    (tmp_path / "main.cu").write_text('#include "part.cu"\n')
    result = translate_program([tmp_path / "part.cu"], "hip")
    assert [file.path for file in result.files] == ["part.hip.cpp"]


def test_an_included_source_in_another_folder(tmp_path: Path) -> None:
    for folder in ("kernels", "app"):
        (tmp_path / folder).mkdir()
    (tmp_path / "kernels" / "add.cu").write_text("__global__ void add(number *p) { *p += 1; }\n")
    (tmp_path / "app" / "main.cu").write_text('typedef float number;\n#include "add.cu"\nint main() { return 0; }\n')
    result = translate_program([tmp_path], "hip")
    assert {file.path for file in result.files} == {"app/main.hip.cpp", "kernels/add.cu"}
