"""What of the device stays in a host file where Thrust or CUB calls it there, and what is refused."""

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


WHOLE_ARRAYS = """#include <cub/cub.cuh>
__device__ bool helper(int x) { return x > 3; }
struct Many { __device__ bool operator()(int x) const { return helper(x); } };
struct Mine { __device__ bool operator()(int x) const { return x > threadIdx.x; } };
template <int N> __global__ void k(int *p) {
    typedef cub::BlockReduce<int, N> Reduce;
    __shared__ typename Reduce::TempStorage storage;
    p[0] = Reduce(storage).Sum(p[threadIdx.x]);
}
void f(int *p, int *q, int *n, void *s, size_t b) {
    cub::DeviceSelect::If(s, b, p, q, n, 9, Many());
    k<32><<<1, 32>>>(p);
"""


@pytest.mark.parametrize("target", ["c", "opencl", "sycl"])
def test_what_cub_calls_for_whole_arrays(target: str) -> None:
    made = translate(WHOLE_ARRAYS + "}\n", target, path="a.cu")
    assert not [d for d in made.diagnostics if d.failing]
    host = next(file.text for file in made.files if str(file.path).endswith(".cpp"))
    assert host.count("cub_device.hpp") == 1 and "unwarp_cub.hpp" not in host
    assert "bool helper(int x) { return x > 3; }" in host
    found = translate(WHOLE_ARRAYS + "    cub::DeviceSelect::If(s, b, p, q, n, 9, Mine());\n}\n", target).diagnostics
    reported = [dict(d.facts).get("what") for d in found if d.failing]
    assert "`threadIdx` in a function that Thrust or CUB calls" in reported


@pytest.mark.parametrize("target", ["c", "opencl", "sycl"])
def test_cub_for_device_code_alone_needs_no_more(target: str) -> None:
    text = WHOLE_ARRAYS[: WHOLE_ARRAYS.index("void f")]
    made = translate(text, target, path="a.cu")
    assert not [file for file in made.files if "cub_device" in str(file.path) or "thrust" in str(file.path)]


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_cub_for_whole_arrays_in_device_code_is_refused(target: str) -> None:
    text = "#include <cub/cub.cuh>\n__global__ void k(int *p, size_t b) { cub::DeviceReduce::Sum(p, b, p, p, 3); }\n"
    assert [d for d in translate(text, target).diagnostics if d.failing]


def test_hip_keeps_its_own_port() -> None:
    made = translate(WHOLE_ARRAYS + "    CubDebugExit(cub::DeviceReduce::Sum(s, b, p, q, 9));\n}\n", "hip", path="a.cu")
    text = made.files[0].text
    assert "<hipcub/hipcub.hpp>" in text
    assert "hipcub::DeviceReduce::Sum" in text and "hipcub::BlockReduce<int, N>" in text
    assert "uwCubDebugExit(" in text and '"unwarp_hip.hpp"' in text
