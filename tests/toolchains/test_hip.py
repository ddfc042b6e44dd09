"""HIP programs run on the CPU in waves of 64 and 32 lanes, and the gate that compiles them for real GPUs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from unwarp.corpus.toolchains import BuildError, BuildOptions, Built, Completed
from unwarp.corpus.toolchains.hip import gate

PROGRAMS = Path(__file__).parent / "programs" / "hip"
SINGLE = (
    "atomics",
    "basic",
    "cooperative",
    "divergent_barrier",
    "half_precision",
    "streams",
    "symbols",
    "texture",
    "warp",
)


@pytest.mark.parametrize("wave", [64, 32])
@pytest.mark.parametrize("name", SINGLE)
def test_program(name: str, wave: int, passes: Callable[..., Completed]) -> None:
    passes("hip", f"{name}.hip.cpp", options=BuildOptions(wave=wave))


def test_wave_size_is_seen(passes: Callable[..., Completed]) -> None:
    assert "wave 32 PASS" in passes("hip", "warp.hip.cpp", options=BuildOptions(wave=32)).stdout
    assert "wave 64 PASS" in passes("hip", "warp.hip.cpp").stdout


def test_printf(passes: Callable[..., Completed]) -> None:
    lines = passes("hip", "printf.hip.cpp").stdout.splitlines()
    rest = " of 32:  3.14|-7  |str|z|1099511627776|18446744073709551615|ff|%|1.000000e-03|5"
    assert lines[:2] == [f"t {thread}{rest}" for thread in (0, 1)]


def test_divergent_barrier_is_reported(passes: Callable[..., Completed]) -> None:
    assert "threads wait at different barriers" in passes("hip", "divergent_barrier.hip.cpp").stderr


def test_device_code_across_files(passes: Callable[..., Completed]) -> None:
    passes("hip", "two_files_a.hip.cpp", "two_files_b.hip.cpp")


def test_unknown_wave(build: Callable[..., Built]) -> None:
    with pytest.raises(BuildError, match="waves of 16"):
        build("hip", "warp.hip.cpp", options=BuildOptions(wave=16))


@pytest.mark.parametrize("arch", ["gfx90a", "gfx1100"])
def test_gate(arch: str, require: Callable[[str], None]) -> None:
    require("hip")
    gate([PROGRAMS / "warp.hip.cpp", PROGRAMS / "symbols.hip.cpp"], arch)


def test_gate_refuses(tmp_path: Path, require: Callable[[str], None]) -> None:
    require("hip")
    source = tmp_path / "wrong.hip.cpp"
    source.write_text("#include <hip/hip_runtime.h>\n__global__ void k(int *p) { *p = cudaNothing(); }\n")
    with pytest.raises(BuildError) as error:
        gate([source])
    assert "cudaNothing" in error.value.output
    assert error.value.command
