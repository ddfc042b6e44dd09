"""Kernels in which the blocks of a grid meet, on the targets that can do it; groups of many sorts, on all."""

from __future__ import annotations

from pathlib import Path

import pytest

from unwarp.api import Settings, translate, translate_program
from unwarp.corpus.toolchains import TOOLCHAINS
from unwarp.corpus.toolchains.base import BuildOptions
from unwarp.corpus.toolchains.opencl import runtimes
from unwarp.running import build_program

PROGRAM = Path(__file__).parent / "grids" / "jacobi.cu"
VARIANTS: dict[str, tuple[str, BuildOptions]] = {
    "cuda": ("cuda", BuildOptions()),
    "c": ("c", BuildOptions()),
    "opencl-intel": ("opencl", BuildOptions(platform="intel")),
    "opencl-pocl": ("opencl", BuildOptions(platform="pocl")),
    "sycl": ("sycl", BuildOptions()),
    "hip-wave64": ("hip", BuildOptions(wave=64)),
}


def output(program: Path, variant: str, folder: Path) -> str:
    """What a program prints, translated, built and run."""
    target, options = VARIANTS[variant]
    probe = TOOLCHAINS[target].probe(options)
    if not probe.ready:
        pytest.skip(probe.problem)
    if options.platform and not any(options.platform in r.name.lower() for r in runtimes()):
        pytest.skip(f"no OpenCL runtime {options.platform}")
    outcome = build_program([program], target, Settings(), options)
    assert outcome.built is not None, "\n".join(d.render() for d in outcome.diagnostics)
    done = outcome.toolchain.run(outcome.built, (), cwd=folder, timeout=900, capture=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("variant", [v for v in VARIANTS if v != "sycl"])
def test_the_grid_meets(variant: str, tmp_path: Path) -> None:
    assert "PASS" in output(PROGRAM, variant, tmp_path)


@pytest.mark.parametrize("variant", [v for v in VARIANTS if v != "cuda"])
def test_groups_of_many_sorts(variant: str, tmp_path: Path) -> None:
    program = PROGRAM.with_name("sorts.cu")
    expected = output(program, "cuda", tmp_path)
    assert len(expected.splitlines()) == 16
    assert output(program, variant, tmp_path) == expected


def test_sycl_refuses_it() -> None:
    result = translate_program([PROGRAM], "sycl", Settings())
    assert {d.rule.code for d in result.diagnostics} == {"UW2020"}


TEXT = """#include <cooperative_groups.h>
__global__ void k(int *p, int n) {
    __shared__ int seen;
    for (int i = 0; i < n; ++i) {
        if (threadIdx.x == 0) seen = p[i];
        cooperative_groups::this_grid().sync();
        p[threadIdx.x] += seen;
    }
}
void f(int *p, int n) { void *args[] = {&p, &n}; cudaLaunchCooperativeKernel((void *)k, 4, 32, args); }
"""


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_a_block_keeps_what_lasts(target: str) -> None:
    result = translate(TEXT, target)
    assert not result.diagnostics
    device = next(f.text for f in result.files if f.path.endswith((".cl", "_kernels.c")))
    record = device[device.index("typedef struct k_state") : device.index("} k_state;")]
    assert "int i;" in record
    assert "int seen;" in record
    assert "state->at = 1;" in device
    assert "case 1:" in device
    assert "uwLaunchCooperativeKernel" in result.text()


def test_other_kernels_keep_nothing() -> None:
    result = translate("__global__ void k(int *p) { __syncthreads(); p[0] = 1; }", "c")
    device = next(f.text for f in result.files if f.path.endswith("_kernels.c"))
    assert "_state" not in device
    assert "switch (" not in device
