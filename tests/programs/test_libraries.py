"""Programs that call NVIDIA's libraries from host code, on the targets for which there is a header of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from unwarp.api import Settings, translate
from unwarp.corpus.columns import COLUMNS
from unwarp.running import build_program

PROGRAMS = sorted((Path(__file__).parent / "libraries").glob("*.cu"))
DIFFERS = {("complex_large", "hip-wave64")}  # what a note says


@pytest.mark.parametrize("variant", ["c", "opencl-intel", "sycl"])
def test_a_graph_keeps_what_cub_does_in_host_code(variant: str, tmp_path: Path) -> None:
    test_computes_the_same(Path(__file__).parent / "captured" / "cub_graph.cu", variant, tmp_path)


@pytest.mark.parametrize("variant", [name for name in COLUMNS if name != "hip-wave32"])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_computes_the_same(program: Path, variant: str, tmp_path: Path) -> None:
    column = COLUMNS[variant]
    if reason := column.missing():
        pytest.skip(reason)
    outcome = build_program([program], column.target, Settings(), column.options)
    assert outcome.built is not None, "\n".join(d.render() for d in outcome.diagnostics)
    done = outcome.toolchain.run(outcome.built, (), cwd=tmp_path, timeout=900, capture=True)
    if (program.stem, variant) in DIFFERS:
        assert "UW3101" in {d.rule.code for d in outcome.diagnostics} and done.returncode != 0
    else:
        assert done.stdout == "PASS\n" and done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("target", ["c", "opencl", "sycl"])
def test_what_the_headers_lack_is_refused_by_name(target: str) -> None:
    text = "#include <cublas_v2.h>\nvoid f(cublasHandle_t h, double *a) { cublasDgelsBatched(h, a); }\n"
    found = [d for d in translate(text, target).diagnostics if d.failing]
    assert [(d.rule.code, dict(d.facts)["name"]) for d in found] == [("UW2008", "cublasDgelsBatched")]
