"""What a report tells beside its place: candidates, types, includes; and that one cause is one report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from unwarp.api import translate

Unwarp = Callable[..., Result]


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_a_call_that_fits_nothing_shows_the_functions_and_the_types(target: str) -> None:
    text = (
        "__device__ int g(int, float);\n"
        "struct S { int x; __device__ S(int x) : x(x) {} __device__ int f(int a) { return a; } };\n"
        '__global__ void k(int *p) { p[0] = g("a", 1, 2); }\n'
        "__global__ void l(int *p) { S s(p, 2); p[0] = s.f(p, p); }\n"
    )
    found = translate(text, target, path="a.cu").diagnostics
    assert [d.code for d in found] == ["UW2004", "UW2004"]
    assert [(n.message, n.span and str(n.span)) for n in found[0].notes] == [
        ("the arguments are of types `const char [2]`, `int`, `int`", None),
        ("this function does not accept them", "a.cu:1:16"),
    ]
    assert "a.cu:2:30" in [str(n.span) for n in found[1].notes]


def test_a_variable_whose_declaration_was_refused_is_not_reported_again() -> None:
    text = "__global__ void k(int *p) { int s = missing(1); int t = s + 1; p[0] = s + t; p[1] = other(2); }\n"
    assert [d.message.split("`")[1] for d in translate(text, "c").diagnostics] == ["missing", "other"]


def test_a_name_of_a_library_is_told_as_such_through_an_alias() -> None:
    text = (
        "#include <cub/cub.cuh>\n"
        "__global__ void k(int *p) {\n"
        "    typedef cub::BlockHistogram<int, 128, 1, 8> BlockHistogram;\n"
        "    __shared__ typename BlockHistogram::TempStorage temp;\n"
        "    BlockHistogram(temp).InitHistogram(p);\n"
        "}\n"
    )
    for target in ("c", "opencl"):
        found = translate(text, target).diagnostics
        assert {d.code for d in found} == {"UW2008"}
        assert "`cub::BlockHistogram::TempStorage`" in found[0].message
        assert all("-I" not in d.hint for d in found)


@pytest.mark.parametrize("target", ["sycl", "opencl", "c"])
def test_host_code_of_a_library_is_reported(target: str) -> None:
    text = "#include <thrust/async/sort.h>\nvoid f(int *p) { thrust::async::sort(p, p + 9); }\n"
    found = translate(text, target, path="a.cu").diagnostics
    assert sorted(str(d.span) for d in found) == ["a.cu:1:9", "a.cu:2:18"]
    assert {d.code for d in found} == {"UW2008"}


def test_what_is_wrong_in_a_header_shows_the_includes(unwarp: Unwarp) -> None:
    Path("a.cu").write_text('\n#include "b.cuh"\n')
    Path("b.cuh").write_text('#include "c.cuh"\n')
    Path("c.cuh").write_text("int a = @;\n")
    lines = unwarp("check", "a.cu", "--to", "c").stdout.splitlines()
    assert [line for line in lines if "cu" in line.split(" ")[0]] == [
        "c.cuh:1:9: error: UW1007 stray character `@`",
        "b.cuh:1:1: note: it is included here",
        "a.cu:2:1: note: it is included here",
    ]


def test_a_missing_header_is_one_cause_in_all_files(unwarp: Unwarp) -> None:
    for name in "ab":
        Path(f"{name}.cu").write_text('#include "missing.h"\n#include "other.h"\n')
    done = unwarp("check", "a.cu", "b.cu", "--output-format", "concise")
    assert done.stdout == (
        "a.cu:1:1: warning: UW1008 the local header `missing.h` was not found\n"
        "a.cu:2:1: warning: UW1008 the local header `other.h` was not found\n"
        "unwarp: 2 warnings\n"
    )


def test_reports_stand_in_the_order_of_the_text(unwarp: Unwarp) -> None:
    Path("a.cu").write_text("void f() { cudaNewThing(1); }\n__global__ void k(int *p) { p[0] = x; }\n")
    Path("b.cu").write_text("void f() { cudaNewThing(1); }\n")
    done = unwarp("check", "a.cu", "b.cu", "--output-format", "concise")
    assert [line.split(" ")[0] for line in done.stdout.splitlines()[:-1]] == ["a.cu:1:12:", "a.cu:2:36:", "b.cu:1:12:"]


@pytest.mark.parametrize("target", ["hip", "sycl", "opencl", "c"])
def test_a_variable_that_looks_like_a_function_of_the_driver_is_the_user_s(target: str) -> None:
    text = "void f() { cudaArray *cuSurfArray = 0; cudaFreeArray(cuSurfArray); }\n"
    assert not [d for d in translate(text, target).diagnostics if "cuSurfArray" in d.message]

@pytest.mark.parametrize("target", ["sycl", "opencl"])
def test_what_differs_on_the_device_is_noted_there_and_not_in_host_code(target: str) -> None:
    text = (
        "__global__ void k(long long *p) { p[0] = clock64(); }\n"
        "int main() { long long *p; long start = clock(); cudaMalloc(&p, 8); k<<<1, 1>>>(p);\n"
        "return clock() < start; }\n"
    )
    found = translate(text, target, path="a.cu").diagnostics
    assert [(d.code, str(d.span)) for d in found] == [("UW3101", "a.cu:1:42")]


def test_what_differs_in_c_is_noted() -> None:
    found = translate("__global__ void k(int *p) { if (p[0]) __trap(); }\n", "c", path="a.cu").diagnostics
    assert [(d.code, str(d.span)) for d in found] == [("UW3101", "a.cu:1:39")]
