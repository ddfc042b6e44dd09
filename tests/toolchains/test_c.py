"""Programs in C with OpenMP, by every compiler that is here."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from unwarp.corpus.toolchains import BuildOptions, Completed
from unwarp.corpus.toolchains.finding import find_clang

FILES = ("sum.cpp", "sum_kernels.c")


def test_gcc_uses_threads(passes: Callable[..., Completed]) -> None:
    if not shutil.which("gcc") or not shutil.which("g++"):
        pytest.skip("no gcc: apt-get install g++")
    options = BuildOptions(cc="gcc", cxx="g++")
    passes("c", *FILES, options=options, defines=("SCALE=3",), args=("3",), env={"OMP_NUM_THREADS": "3"})


@pytest.mark.parametrize("host", ["g++", "clang++"])
def test_clang(host: str, passes: Callable[..., Completed]) -> None:
    clang = find_clang()
    if clang is None:
        pytest.skip("no clang: apt-get install clang-22")
    cc = str(clang).replace("clang++", "clang")
    cxx = str(clang) if host == "clang++" else host
    passes("c", *FILES, options=BuildOptions(cc=cc, cxx=cxx), defines=("SCALE=3",))


def test_gcc_for_device_and_clang_for_host(passes: Callable[..., Completed]) -> None:
    clang = find_clang()
    if clang is None:
        pytest.skip("no clang: apt-get install clang-22")
    passes("c", *FILES, options=BuildOptions(cc="gcc", cxx=str(clang)), defines=("SCALE=2",))


def test_flags_of_the_user(passes: Callable[..., Completed]) -> None:
    options = BuildOptions(optimize=("-O1",), extra_flags=("-std=c++20", "-DSCALE=4", "-lm"))
    passes("c", *FILES, options=options)
