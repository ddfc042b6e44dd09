"""Which kernel instances a program can launch, and that what stands inside a template is made once an instance: the C
target's kernels are compiled and run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from compiled import Compiled, kernels

from unwarp.api import translate


def test_classes_and_enums_in_templates_are_one_an_instance(tmp_path: Path) -> None:
    text = """
template <typename T> struct A { struct B { T x; }; enum { N = sizeof(T) }; B b; T f[N]; };
template <typename T> __global__ void k(T *o) {
    A<T> a; a.b.x = o[0];
    struct L { T q; }; L l; l.q = a.b.x;
    o[0] = l.q / 2; o[1] = A<T>::N; o[2] = sizeof(A<T>) + sizeof(L);
}
void go(double *d, short *s) { k<<<1, 1>>>(d); k<<<1, 1>>>(s); }
"""
    program = Compiled(text, tmp_path)
    assert program.names == ["k_double", "k_short"]
    d, s = np.array([3.0, 0, 0]), np.array([3, 0, 0], np.int16)
    program.run("k_double", d)
    program.run("k_short", s)
    assert d.tolist() == [1.5, 8, 72 + 8]
    assert s.tolist() == [1, 2, 6 + 2]


def test_members_of_nested_unnamed_structs(tmp_path: Path) -> None:
    text = """
struct S { union { int i; struct { unsigned char a; unsigned char b; union { float f; int g; }; }; }; };
struct T : S { int t; };
__global__ void k(int *o) { T s; s.i = 0x0201; s.t = 5; o[0] = s.a; o[1] = s.b; s.g = 7; o[2] = s.g + s.t; }
"""
    out = np.zeros(3, np.int32)
    Compiled(text, tmp_path).run("k", out)
    assert out.tolist() == [1, 2, 12]


def test_shared_variables_of_two_instances_of_an_inlined_function(tmp_path: Path) -> None:
    text = """
template <typename F> __device__ int reduce(int x) {
    __shared__ int s[4];
    s[threadIdx.x] = x; __syncthreads();
    int r = s[0];
    for (int i = 1; i < 4; ++i) r = F::of(r, s[i]);
    __syncthreads();
    return r;
}
struct Max { static __device__ int of(int a, int b) { return a > b ? a : b; } };
struct Sum { static __device__ int of(int a, int b) { return a + b; } };
__global__ void k(int *o, int *blocks) {
    o[threadIdx.x] = reduce<Max>(blocks[threadIdx.x]) * 100 + reduce<Sum>(blocks[threadIdx.x]);
}
"""
    out, values = np.zeros(4, np.int32), np.array([1, 2, 4, 3], np.int32)
    Compiled(text, tmp_path).run("k", out, values, threads=4)
    assert out.tolist() == [410] * 4


def test_records_that_are_more_aligned_than_their_fields(tmp_path: Path) -> None:
    text = """
union U { struct __align__(8) { short a, b; }; unsigned int i; };
__global__ void k(int *o) { U u; u.i = 0x00020001; o[0] = u.a; o[1] = u.b; o[2] = sizeof(U); }
"""
    out = np.zeros(3, np.int32)
    Compiled(text, tmp_path).run("k", out)
    assert out.tolist() == [1, 2, 8]


def test_fields_with_an_alignment_of_their_own(tmp_path: Path) -> None:
    text = """
struct Queue { alignas(32) int head; alignas(32) int tail; int count; };
__global__ void k(int *o, Queue *q) { o[0] = sizeof(Queue); q->tail = q->head; q->count = 7; }
"""
    out, queue = np.zeros(1, np.int32), np.array([5] + [0] * 15, np.int32)
    Compiled(text, tmp_path).run("k", out, queue)
    assert out[0] == 64
    assert (queue[8], queue[9]) == (5, 7)


def test_shared_variables_at_file_scope(tmp_path: Path) -> None:
    text = """
__shared__ int tile[4];
__shared__ int all;
__global__ void k(int *o) {
    if (threadIdx.x == 0) all = 100;
    tile[threadIdx.x] = threadIdx.x;
    __syncthreads();
    o[threadIdx.x] = tile[3 - threadIdx.x] + all;
}
"""
    out = np.zeros(4, np.int32)
    Compiled(text, tmp_path).run("k", out, threads=4)
    assert out.tolist() == [103, 102, 101, 100]


def test_shared_variables_at_file_scope_in_functions(tmp_path: Path) -> None:
    text = """
__shared__ int tile[4];
__device__ int at(int i) { return tile[i]; }
__device__ int twice(int i) { return 2 * at(i); }
__global__ void k(int *o) {
    tile[threadIdx.x] = threadIdx.x + 1;
    __syncthreads();
    o[threadIdx.x] = twice(3 - threadIdx.x);
}
"""
    out = np.zeros(4, np.int32)
    Compiled(text, tmp_path).run("k", out, threads=4)
    assert out.tolist() == [8, 6, 4, 2]


def test_a_null_pointer_for_an_inlined_function(tmp_path: Path) -> None:
    text = """
__device__ int at(int *p, int v) { __syncthreads(); if (p != NULL) p[1] = v; return v; }
__global__ void k(int *o) { o[0] = at(NULL, 3) + at(o, 4); }
"""
    out = np.zeros(2, np.int32)
    Compiled(text, tmp_path).run("k", out)
    assert out.tolist() == [7, 4]


@pytest.mark.parametrize(("target", "suffix"), [("c", ".c"), ("opencl", ".cl")])
def test_a_float_decides_by_a_comparison(target: str, suffix: str) -> None:
    text = "__global__ void k(float *o, double d) { o[0] = o[1] ? 1.0f / o[1] : 0.0f; o[1] = d ? 2 : 3; }"
    code = next(f.text for f in translate(text, target).files if f.path.endswith(suffix))
    assert "o[1] != 0.0f ?" in code
    assert "d != 0.0 ?" in code


def test_functions_as_template_arguments(tmp_path: Path) -> None:
    text = """
typedef int (*load_t)(const int *, int);
template <int N, bool B> __device__ int load(const int *p, int i) { return B ? p[i] * N : p[i]; }
template <load_t A, load_t L> __device__ int both(const int *p) { return A(p, 0) * 100 + L(p, 1); }
template <bool B> __global__ void k(int *o, const int *p) { o[0] = both<load<3, B>, load<2, true>>(p); }
void go(int *o) { k<true><<<1, 1>>>(o, o); k<false><<<1, 1>>>(o, o); }
"""
    program, out, values = Compiled(text, tmp_path), np.zeros(1, np.int32), np.array([4, 7], np.int32)
    assert program.names == ["k_false", "k_true"]
    program.run("k_true", out, values)
    assert out[0] == 1214
    program.run("k_false", out, values)
    assert out[0] == 414


DISPATCH = """
#include <type_traits>
template <int N> __global__ void k(float *p) { p[N] = N; }
template <typename F> void dispatch(F &&f, int n) {
    switch (n) {
    case 32: return f(std::integral_constant<int, 32>{});
    case 64: return f(std::integral_constant<int, 64>{});
    }
}
"""


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("void go(float *p, int n) { auto l = [&](auto c) { constexpr int b = c.value; k<b><<<1, b>>>(p); };"
         " dispatch(l, n); }", ["k_32", "k_64"]),
        ("void go(float *p, int n) { dispatch([&](auto c) { k<c + 1><<<1, 1>>>(p); }, n); }", ["k_33", "k_65"]),
        ("struct H { float *p; template <typename T> void run() { auto l = [this](auto v) {"
         " k<sizeof(T) * v><<<1, 1>>>(p); }; l(std::integral_constant<int, 3>{}); } };"
         " void go(H h) { h.run<double>(); h.run<char>(); }", ["k_24", "k_3"]),
        ("void go(float *p) { auto l = [=](int n) { k<5><<<1, n>>>(p); }; l(4); }", ["k_5"]),
    ],
)  # fmt: skip
def test_lambdas_that_launch(host: str, expected: list[str]) -> None:
    result = translate(DISPATCH + host, "c")
    assert not result.errors
    assert kernels(result) == expected


def test_a_generic_lambda_that_nothing_calls_is_reported() -> None:
    result = translate(DISPATCH + "auto make(float *p) { return [=](auto c) { k<c.value><<<1, 1>>>(p); }; }", "c")
    assert [d.rule.code for d in result.diagnostics] == ["UW2006"]


def test_template_arguments_behind_an_alias() -> None:
    text = """
#include <type_traits>
template <bool B> __global__ void q(int *p, std::bool_constant<B>) { p[0] = B ? 1 : 2; }
void go(int *p) { q<<<1, 1>>>(p, std::bool_constant<true>{}); q<<<1, 1>>>(p, std::false_type{}); }
"""
    assert kernels(translate(text, "c")) == ["q_false", "q_true"]


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_what_a_refused_declaration_spoils_is_not_reported_again(target: str) -> None:
    text = "__global__ void k(int *p) { Missing a = p[0]; int b = a + 1; p[1] = b + a; }"
    assert [d.rule.code for d in translate(text, target).diagnostics] == ["UW2003"]
