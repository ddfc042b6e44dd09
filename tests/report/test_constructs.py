"""Which constructs of a file the report counts."""

from __future__ import annotations

from unwarp.parser.source import Source
from unwarp.parser.tokens import tokenize
from unwarp.reporting.porting.constructs import uses
from unwarp.transforms.own_names import names_for_others, own_names
from unwarp.transforms.tables import load


def found(text: str) -> list[str]:
    tokens = tokenize(Source("a.cu", text))
    return [use.name for use in uses(tokens, own_names(tokens), load(()))]


def test_types_and_functions_that_only_cuda_has() -> None:
    assert found("dim3 b(2); float4 v; half2 h; size_t n; f(rsqrtf(x), sinf(x), sincospi(x)); clock64(); clock();") == [
        "dim3", "float4", "half2", "rsqrtf", "sincospi", "clock64",
    ]  # fmt: skip


def test_namespaces_of_libraries_count_where_they_lead_to_a_name() -> None:
    assert found("thrust::sort(a, b); x = thrust * 2;") == ["thrust"]
    assert found("namespace cg = cooperative_groups; using namespace nvcuda;") == ["cooperative_groups", "nvcuda"]


def test_bodies_of_macros_count() -> None:
    assert found("#define CHECK(e) if (e != cudaSuccess) exit(1)\n#define AT(x) tex2D(t, x, 0)\n") == [
        "cudaSuccess", "tex2D",
    ]  # fmt: skip


def test_an_index_is_told_from_a_variable_of_the_name() -> None:
    assert found("void f() { int blockIdx = 1; g(blockIdx); } __global__ void k() { h(blockIdx.x); }") == [
        "__global__", "blockIdx",
    ]  # fmt: skip


def test_headers_count_and_overloaded_makers_too() -> None:
    text = "#include <cuda_fp16.h>\n#include <vector>\nfloat2 make_float2(float s) { return make_float2(s, s); }\n"
    assert found(text) == ["cuda_fp16.h", "float2", "make_float2", "make_float2"]


def test_variables_are_of_their_file() -> None:
    tokens = tokenize(Source("a.h", "#define M 1\nint warpSize; struct S {}; using T = int; int f(int x) { }"))
    assert names_for_others(tokens) == {"M", "S", "T", "f"}
    assert own_names(tokens) > {"warpSize", "x"}
