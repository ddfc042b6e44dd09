"""Programs that call NVIDIA's libraries from host code, on the targets for which there is a header of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from unwarp.api import Settings, translate
from unwarp.corpus.toolchains import TOOLCHAINS
from unwarp.corpus.toolchains.base import BuildOptions
from unwarp.corpus.toolchains.opencl import runtimes
from unwarp.running import build_program

PROGRAMS = sorted((Path(__file__).parent / "libraries").glob("*.cu"))
VARIANTS: dict[str, tuple[str, BuildOptions]] = {
    "c": ("c", BuildOptions()),
    "opencl-intel": ("opencl", BuildOptions(platform="intel")),
    "opencl-pocl": ("opencl", BuildOptions(platform="pocl")),
    "sycl": ("sycl", BuildOptions()),
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_computes_the_same(program: Path, variant: str, tmp_path: Path) -> None:
    target, options = VARIANTS[variant]
    probe = TOOLCHAINS[target].probe(options)
    if not probe.ready:
        pytest.skip(probe.problem)
    if options.platform and not any(options.platform in r.name.lower() for r in runtimes()):
        pytest.skip(f"no OpenCL runtime {options.platform}")
    outcome = build_program([program], target, Settings(), options)
    assert outcome.built is not None, "\n".join(d.render() for d in outcome.diagnostics)
    done = outcome.toolchain.run(outcome.built, (), cwd=tmp_path, timeout=120, capture=True)
    assert done.stdout == "PASS\n" and done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("target", ["c", "opencl", "sycl"])
def test_what_the_headers_lack_is_refused_by_name(target: str) -> None:
    text = "#include <cublas_v2.h>\nvoid f(cublasHandle_t h, double *a) { cublasDsyrk(h, a); }\n"
    found = [d for d in translate(text, target).diagnostics if d.failing]
    assert [(d.rule.code, dict(d.facts)["name"]) for d in found] == [("UW2008", "cublasDsyrk")]
