"""What of the device stays in a host file where Thrust calls it there, and what is refused."""

from __future__ import annotations

import pytest

from unwarp.api import translate

TEXT = """#include <thrust/transform.h>
__constant__ float factor[4];
__device__ float helper(float x) { return x + 1.0f; }
__device__ float only_for_kernels(float x) { return x + threadIdx.x; }
struct Good { __device__ float operator()(float x) const { return helper(x); } };
struct Bad { __device__ float operator()(float x) const { return x * factor[0] + threadIdx.x; } };
struct Guarded {
    __host__ __device__ float operator()(float x) const {
#ifdef __CUDA_ARCH__
        return x + blockIdx.x;
#else
        return x;
#endif
    }
};
struct Unused { __device__ float operator()(float x) const { return x + threadIdx.x; } };
__global__ void k(float *p) { p[0] = only_for_kernels(p[0]) + Unused()(p[1]); }
void f(float *p) {
    thrust::transform(p, p + 4, p, Good());
    thrust::transform(p, p + 4, p, Guarded());
    k<<<1, 1>>>(p);
"""


@pytest.mark.parametrize("target", ["c", "opencl", "sycl"])
def test_what_cannot_run_in_host_code_is_refused(target: str) -> None:
    found = translate(TEXT + "    thrust::transform(p, p + 4, p, Bad());\n}\n", target).diagnostics
    thrust = [d for d in found if d.failing and "Thrust" in dict(d.facts)["what"]]
    assert {d.code for d in thrust} == {"UW2002"}
    lines = sorted((str(d.span).split(":")[-2], dict(d.facts)["what"].split("`")[1]) for d in thrust)
    assert lines == [("6", "factor"), ("6", "threadIdx")]
    others = [d for d in found if d.failing and d not in thrust]  # SYCL has no functors with a work-item at all
    assert not others or target == "sycl"


def test_functors_stay_with_what_they_call() -> None:
    made = translate(TEXT + "}\n", "c", path="a.cu")
    assert not [d for d in made.diagnostics if d.failing]
    host = next(file.text for file in made.files if str(file.path).endswith(".cpp"))
    assert "float helper(float x) { return x + 1.0f; }" in host
    assert "float operator()(float x) const { return helper(x); }" in host
    assert "only_for_kernels" not in host
