"""The façade headers compile without warnings, and a program written against them works on every back end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from unwarp.emitters import runtime
from unwarp.targets import facade_names

PROGRAMS = Path(__file__).parent / "programs"
HEADERS = Path(runtime.__file__).parent
WARNINGS = ["-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
COMPILERS = [name for name in ("g++", "clang++-22", "clang++") if shutil.which(name)][:2]
INTEL = Path(sys.prefix) / "lib" / "libintelocl.so"
POCL = Path("/etc/OpenCL/vendors/pocl.icd")
HAS_OPENCL = Path("/usr/include/CL/cl.h").exists()


def build(compiler: str, target: str, output: Path, *extra: str) -> None:
    definitions = [f'-DFACADE="unwarp_{target}.hpp"', f'-DREGISTRATIONS="registrations_{target}.hpp"']
    sources = [str(PROGRAMS / "facade.cpp"), str(PROGRAMS / "second.cpp")]
    subprocess.run(
        [compiler, *WARNINGS, "-O1", f"-I{HEADERS}", *definitions, *sources, *extra, "-o", str(output)],
        check=True,
        timeout=900,
    )


def run(program: Path, **environment: str) -> str:
    settings = {**os.environ, **environment}
    done = subprocess.run(
        [str(program)], env=settings, capture_output=True, text=True, timeout=900, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("compiler", COMPILERS)
def test_c(tmp_path: Path, compiler: str) -> None:
    kernels = tmp_path / "kernels.o"
    source = str(PROGRAMS / "facade_kernels.c")
    subprocess.run(["gcc", "-O1", "-Wall", "-c", source, "-o", str(kernels)], check=True, timeout=900)
    build(compiler, "c", tmp_path / "program", str(kernels))
    times = tmp_path / "times"
    assert run(tmp_path / "program", UNWARP_TIMING=str(times)) == "PASS\n"
    assert timed(times)


def timed(times: Path) -> bool:
    """Whether a file has the time of at least one launch, and nothing else."""
    lines = [line.split("\t") for line in times.read_text().splitlines()]
    return bool(lines) and all(len(line) == 2 and int(line[1]) >= 0 for line in lines)


@pytest.mark.parametrize("sanitizer", [[], ["-fsanitize=thread"]], ids=["plain", "checked"])
def test_threads(tmp_path: Path, sanitizer: list[str]) -> None:
    command = [COMPILERS[0], *WARNINGS, "-O1", "-pthread", *sanitizer, f"-I{HEADERS}"]
    program = tmp_path / "threads"
    subprocess.run([*command, str(PROGRAMS / "threads.cpp"), "-o", str(program)], check=True, timeout=900)
    assert run(program, UNWARP_THREADS="4") == "PASS\n"


@pytest.fixture(scope="module", params=["fine", "coarse"])
def opencl_program(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    if not HAS_OPENCL:
        pytest.skip("no OpenCL headers")
    program = tmp_path_factory.mktemp("opencl") / "program"
    grain = ["-DUNWARP_OPENCL_COARSE"] if request.param == "coarse" else []
    compiler = COMPILERS[0] if request.param == "fine" else COMPILERS[-1]
    build(compiler, "opencl", program, *grain, "-lOpenCL")
    return program


@pytest.mark.parametrize("vendor", [INTEL, POCL], ids=["intel", "pocl"])
def test_opencl(opencl_program: Path, vendor: Path, tmp_path: Path) -> None:
    if not vendor.exists():
        pytest.skip(f"{vendor.name} is not installed")
    times = tmp_path / "times"
    assert run(opencl_program, OCL_ICD_VENDORS=str(vendor), UNWARP_TIMING=str(times)) == "PASS\n"
    assert timed(times)


def test_opencl_without_device(opencl_program: Path) -> None:
    output = run(opencl_program, OCL_ICD_VENDORS="/nonexistent")
    assert "unwarp: no OpenCL device with shared virtual memory" in output
    assert "PASS" not in output


def test_both_back_ends_have_the_same_names() -> None:
    of_opencl = {"uwProgram", "uwParam", "uwHidden", "uwVariant", "uwVariantKind"}
    of_opencl |= {"uwNative", "uwSubGroups", "uwSerial"}
    assert facade_names("unwarp_opencl.hpp") ^ facade_names("unwarp_c.hpp") <= of_opencl
    common = {"uwMalloc", "uwSuccess", "uwMemcpyToSymbol", "uwExtent", "uwErrorInvalidValue"}
    assert common <= facade_names("unwarp_c.hpp")


@pytest.mark.parametrize("compiler", COMPILERS)
def test_random_numbers_are_those_of_curand(tmp_path: Path, compiler: str) -> None:
    program = tmp_path / "program"
    command = [compiler, *WARNINGS, "-O1", f"-I{HEADERS}", str(PROGRAMS / "curand.cpp"), "-o", str(program)]
    subprocess.run(command, check=True, timeout=900)
    done = subprocess.run([str(program)], capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout
