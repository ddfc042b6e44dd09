"""OpenCL programs on every runtime, and the gate that compiles kernels by clang."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from unwarp.corpus.toolchains import BuildError, BuildOptions, Built, Completed, MissingTool
from unwarp.corpus.toolchains.finding import find_clang
from unwarp.corpus.toolchains.opencl import choose, gate, runtimes

PROGRAMS = Path(__file__).parent / "programs" / "opencl"
PLATFORM_NAMES = {"intel": "Intel(R) OpenCL", "pocl": "Portable Computing Language"}


@pytest.mark.parametrize("platform", sorted(PLATFORM_NAMES))
def test_program(platform: str, passes: Callable[..., Completed]) -> None:
    options = BuildOptions(platform=platform)
    try:
        choose(options)
    except MissingTool as error:
        pytest.skip(str(error))
    done = passes("opencl", "reduce.cpp", "reduce.cl", options=options)
    assert f"platform {PLATFORM_NAMES[platform]}" in done.stdout


def test_platform_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OCL_ICD_VENDORS", raising=False)
    for runtime in runtimes():
        monkeypatch.setenv("UNWARP_OPENCL_PLATFORM", runtime.name.upper())
        assert choose(BuildOptions()) == runtime


def test_unknown_platform(build: Callable[..., Built]) -> None:
    with pytest.raises(MissingTool, match="no OpenCL runtime named 'none such' found"):
        build("opencl", "reduce.cpp", "reduce.cl", options=BuildOptions(platform="none such"))


def test_kernels_lie_beside_the_executable(build: Callable[..., Built]) -> None:
    built = build("opencl", "reduce.cpp", "reduce.cl")
    assert (built.directory / "reduce.cl").read_bytes() == (PROGRAMS / "reduce.cl").read_bytes()


def test_gate(tmp_path: Path) -> None:
    if find_clang() is None:
        pytest.skip("no clang: apt-get install clang-22")
    gate([PROGRAMS / "reduce.cl"])
    wrong = tmp_path / "wrong.cl"
    wrong.write_text("kernel void k(global int *p) { int &r = *p; }\n")
    with pytest.raises(BuildError, match="does not compile as OpenCL C"):
        gate([wrong])
