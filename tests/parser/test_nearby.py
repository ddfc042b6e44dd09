"""Headers found below a program's root."""

from __future__ import annotations

from pathlib import Path

import pytest

from unwarp.api import Result, translate_program
from unwarp.parser.nearby import Nearby


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_the_only_and_the_nearest_are_found(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.h": "", "b/x.h": "", "b/in/y.h": "", "c/in/z.h": "cudaMalloc", ".git/w.h": ""})
    nearby = Nearby(tmp_path)
    assert nearby.find("x.h", str(tmp_path / "a/src/k.cu")) == tmp_path / "a/x.h"
    assert nearby.find("x.h", str(tmp_path / "c/k.cu")) is None  # two are as near
    assert nearby.find("in/y.h", str(tmp_path / "k.cu")) == tmp_path / "b/in/y.h"
    assert nearby.find("out/y.h", str(tmp_path / "k.cu")) is None
    assert nearby.find("w.h", str(tmp_path / "k.cu")) is None
    assert nearby.find("in/y.h", str(tmp_path / "k.cu"), of_cuda=True) is None
    assert nearby.find("in/z.h", str(tmp_path / "k.cu"), of_cuda=True) == tmp_path / "c/in/z.h"


@pytest.mark.parametrize("include", ['"scale.cuh"', "<scale.cuh>"])
def test_a_program_is_read_with_them(tmp_path: Path, include: str) -> None:
    write(tmp_path, {
        "src/main.cu": f"#include {include}\n__global__ void k(float *p) {{ p[0] = scale(p[1]); }}\n",
        "inc/scale.cuh": "__device__ inline float scale(float x) { return 2 * x; }\n",
    })  # fmt: skip
    result: Result = translate_program([tmp_path], "c")
    assert result.errors == 0
    assert [d.rule.code for d in result.diagnostics] == ["UW1011"]
    assert result.include_dirs == (tmp_path / "inc",)
