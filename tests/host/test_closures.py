"""Lambdas of host code that kernels are given: the class that takes their place in a host file."""

from __future__ import annotations

import pytest

from unwarp.api import translate

EACH = "template <typename F> __global__ void each(int n, F f) { if (threadIdx.x < n) f(threadIdx.x); }\n"


def host(text: str) -> tuple[str, list[str]]:
    """The host file for C behind the kernel, and the hints of what is reported."""
    result = translate(EACH + text, "c", path="x.cu")
    made = next((file.text for file in result.files if file.path == "x.cpp"), "")
    return made.partition("3);\n}\n")[2] or made.partition("2);\n}\n")[2], [
        fact for d in result.diagnostics if d.failing for name, fact in d.facts if name == "why"
    ]


def test_captures_become_members() -> None:
    text, hints = host(
        "void go(float *p, float a) {\n    each<<<1, 32>>>(9, [=] __device__(int i) { p[i] *= a; });\n}\n"
    )  # fmt: skip
    assert not hints
    assert text.startswith(
        "namespace {\ntemplate <typename T0, typename T1>\nstruct go_lambda {\n    T0 p;\n    T1 a;\n};\n}\n\n"
        "void go(float *p, float a) {\n    uwConfigure(1, 32), each(9, "
        "go_lambda<std::decay_t<decltype(p)>, std::decay_t<decltype(a)>>{p, a});\n}\n"
    )
    assert "&each<go_lambda<float *, float>>" in text


def test_a_lambda_for_the_host_too_can_be_called() -> None:
    text, hints = host(
        "template <typename T> void go(T *p) {\n"
        "    auto f = [=] __host__ __device__(int i) { p[i] = T(1); };\n    each<<<1, 32>>>(9, f);\n    f(9);\n}\n"
        "template void go<int>(int *);\n"
    )
    assert not hints
    assert "template <typename T, typename T0>\nstruct go_lambda {" in text
    assert "return [&] (int i) { p[i] = T(1); }(std::forward<uwTypes>(uw_values)...);" in text
    assert "auto f = go_lambda<T, std::decay_t<decltype(p)>>{p};" in text
    assert "&each<go_lambda<int, int *>>" in text


def test_a_name_of_the_lambda_s_own_is_not_captured() -> None:
    text, hints = host(
        "void go(float *p, int k) {\n    each<<<1, 32>>>(9, [=] __device__(int i) { int k = i; p[k] = k; });\n}\n"
    )  # fmt: skip
    assert not hints
    assert "{p}" in text


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("void go(int *p) { each<<<1, 32>>>(9, [&] __device__(int i) { p[i] = i; }); }", "by reference"),
        ("void go(int *p) { int a[3]; each<<<1, 32>>>(9, [=] __device__(int i) { p[i] = a[i]; }); }", "array `a`"),
        ("#define L(p) [=] __device__(int i) { p[i] = i; }\nvoid go(int *p) { each<<<1, 32>>>(9, L(p)); }", "a macro"),
        ("void go() { struct S { __device__ void operator()(int) const {} }; each<<<1, 32>>>(9, S{}); }", "file scope"),
    ],
)  # fmt: skip
def test_what_cannot_stand_at_file_scope_is_reported(text: str, hint: str) -> None:
    assert any(hint in found for found in host(text + "\n")[1])
