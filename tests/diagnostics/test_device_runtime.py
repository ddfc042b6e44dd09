"""Dynamic parallelism: the runtime and launches in device code are reported on every target, once each."""

from __future__ import annotations

import pytest

from unwarp.api import translate
from unwarp.targets import TARGETS

CHILD = "__global__ void child(int *p) { p[0] = 1; }\ntemplate <int N> __global__ void many(int *p) { p[N] = N; }\n"


def found(body: str, target: str, head: str = "__global__ void parent(int *p)") -> list[str]:
    result = translate(f"{CHILD}{head} {{ {body} }}\n", target=target)
    return [d.message.partition(" is not translated")[0] for d in result.diagnostics if d.severity.value == "error"]


@pytest.mark.parametrize("target", TARGETS)
def test_a_launch(target: str) -> None:
    for launch in ("child<<<1, 1>>>(p);", "many<3><<<dim3(1, 2), 1, 0, 0>>>(p);"):
        assert found(launch, target) == ["a launch from device code"]


@pytest.mark.parametrize("target", TARGETS)
def test_calls_of_the_runtime(target: str) -> None:
    assert found("cudaDeviceSynchronize();", target) == ["`cudaDeviceSynchronize` in device code"]
    assert found("cudaMemcpyAsync(p, p + 1, 4, cudaMemcpyDeviceToDevice);", target) == [
        "`cudaMemcpyAsync` in device code"
    ]


@pytest.mark.parametrize("target", TARGETS)
def test_code_for_the_host_is_not_meant(target: str) -> None:
    assert found("cudaDeviceSynchronize();", target, "void run(int *p)") == []
    own = f"{CHILD}struct S {{ int cudaMalloc; }};\n__global__ void k(S s, int *p) {{ p[0] = s.cudaMalloc; }}\n"
    assert translate(own, target=target).diagnostics == []
