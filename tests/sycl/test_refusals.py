"""What SYCL's execution model does not promise is made explicit, or refused where it stands."""

from __future__ import annotations

import pytest

from unwarp.api import translate

KERNEL = "__global__ void k(float *p) {{ __shared__ float s[64]; s[threadIdx.x] = *p; {body} p[0] = s[0]; }}\n"
REDUCE = "__device__ void fold(volatile float *s, int t) {{ {body} }}\n"


@pytest.mark.parametrize(
    "body",
    [
        "s[t] += s[t + 16]; s[t] += s[t + 8];",
        "if (t < 32) { s[t] += s[t + 32]; s[t] = s[t] + s[t + 16]; }",
        "if (N >= 64) s[t] += s[t + 32];\nif (N >= 32) s[t] += s[t + 16];",
    ],
)
def test_exchanges_between_lanes_in_step(body: str) -> None:
    result = translate("#define N 64\n" + REDUCE.format(body=body), "sycl")
    assert not result.diagnostics
    assert result.text().count("uw::store_in_step(item.get_sub_group(), s[t], ") == 2


def test_an_exchange_in_a_loop_without_a_barrier() -> None:
    loop = "for (int i = 16; i > 0; i /= 2) {{ s[t] += s[t + i]; {barrier} }}"
    quiet, met = (translate(REDUCE.format(body=loop.format(barrier=b)), "sycl") for b in ("", "__syncthreads();"))
    assert "uw::store_in_step" in quiet.text()
    assert "uw::store_in_step" not in met.text()


def test_exchanges_inside_an_expression() -> None:
    result = translate(REDUCE.format(body="s[t] += s[t + 16], s[t] += s[t + 8]; s[t] += s[t + 4], t++;"), "sycl")
    assert {d.code for d in result.diagnostics} == {"UW2002"}
    assert "__syncwarp" in result.diagnostics[0].hint


@pytest.mark.parametrize(
    "body",
    [
        "s[t] += s[t + 16]; __syncwarp(); s[t] += s[t + 8]; __syncwarp();",
        "s[0] = 1; s[1] = 2;",
        "s[t] = s[t] + 1; s[t] = s[t] * 2;",
    ],
)
def test_other_uses_of_volatile_memory(body: str) -> None:
    assert not translate(REDUCE.format(body=body), "sycl").diagnostics


def test_volatile_shared_memory_and_local_pointers() -> None:
    body = "volatile float *v = s; v[threadIdx.x] += v[threadIdx.x + 2]; v[threadIdx.x] += v[threadIdx.x + 1];"
    result = translate(KERNEL.format(body=body), "sycl")
    assert not result.diagnostics
    assert result.text().count("uw::store_in_step") == 2


@pytest.mark.parametrize(
    "body",
    [
        "volatile int a[4]; a[0] = 1; a[1] = a[0] + 1; a[2] = a[1];",  # of one thread
        "flags[blockIdx.x] = 1; while (flags[blockIdx.x + 1] == 0);",  # between blocks
        "volatile int *f = flags + 1; f[blockIdx.x] = 1; while (f[blockIdx.x + 1] == 0);",
    ],
)
def test_volatile_memory_that_lanes_do_not_share(body: str) -> None:
    result = translate(f"__global__ void k(volatile int *flags) {{ {body} }}\n", "sycl")
    assert not result.diagnostics
    assert "in_step" not in result.text()


def test_shared_variables_that_a_macro_writes_into_functions() -> None:
    """Each use would have a variable of its own; a macro that writes a whole kernel is another matter."""
    kernel = "__global__ void k(int *p) { HOLD(p[threadIdx.x]); }\n"
    result = translate("#define HOLD(x) do { __shared__ int held[4]; held[0] = x; } while (0)\n" + kernel, "sycl")
    assert [d.code for d in result.diagnostics] == ["UW2002"] and "in a macro" in result.diagnostics[0].message
    whole = "#define KERNEL(name) __global__ void name(int *p) { __shared__ int h[4]; h[0] = *p; *p = h[0]; }\n"
    assert not translate(whole + "KERNEL(k)\n", "sycl").diagnostics
