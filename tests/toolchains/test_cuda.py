"""Unmodified CUDA programs run on the CPU."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from unwarp.corpus.toolchains import Completed


@pytest.mark.parametrize("name", ["features", "forms", "spin", "warp_synchronous"])
def test_program(name: str, passes: Callable[..., Completed]) -> None:
    passes("cuda", f"{name}.cu")


def test_several_files(passes: Callable[..., Completed]) -> None:
    files = ("several_a.cu", "several_b.cu", "several_host.cpp", "several_plain.c")
    passes("cuda", *files, defines=("OFFSET=5",))
