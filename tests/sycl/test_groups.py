"""Cooperative groups on SYCL: the header that comes with the output, barriers behind returns, and what is refused."""

from __future__ import annotations

import pytest

from unwarp.api import Result, translate

HEAD = "#include <cooperative_groups.h>\nnamespace cg = cooperative_groups;\n"


def kernel(body: str) -> Result:
    return translate(HEAD + f"__global__ void k(int *p, int n) {{\n    {body}\n}}\n", "sycl")


def test_the_groups_stay_as_they_are() -> None:
    body = "auto tile = cg::tiled_partition<8>(cg::this_thread_block()); p[0] = tile.shfl(p[1], 2);"
    result = kernel(body)
    assert not result.diagnostics
    assert body in result.text()
    assert '#include "unwarp_sycl_groups.hpp"' in result.text()
    assert "uwParallelForWarps" in result.text()
    assert {"unwarp_sycl_groups.hpp", "unwarp_groups.hpp"} <= {f.path for f in result.files}


def test_blocks_alone_need_no_warps() -> None:
    result = kernel("cg::this_thread_block().sync(); p[0] = n;")
    assert not result.diagnostics
    assert "uwParallelForWarps" not in result.text()


@pytest.mark.parametrize("barrier", ["block.sync();", "cg::sync(block);", "cg::this_thread_block().sync();"])
def test_threads_that_return_still_meet(barrier: str) -> None:
    body = f"auto block = cg::this_thread_block(); if (p[threadIdx.x] > n) return; {barrier} p[0] = n;"
    result = kernel(body)
    assert not result.diagnostics
    assert "live" in result.text()


def test_tiles_meet_without_those_that_returned() -> None:
    body = "auto tile = cg::tiled_partition<8>(cg::this_thread_block()); if (p[threadIdx.x] > n) return; tile.sync();"
    assert "live" not in kernel(body).text()


@pytest.mark.parametrize("barrier", ["grid.sync();", "cg::sync(grid);", "cg::this_grid().sync();"])
def test_the_grid_cannot_meet(barrier: str) -> None:
    result = kernel(f"cg::grid_group grid = cg::this_grid(); {barrier}")
    assert [d.rule.code for d in result.diagnostics] == ["UW2020"]
    assert "launch another" in result.diagnostics[0].hint


def test_what_is_not_there_is_reported() -> None:
    assert [d.rule.code for d in kernel("auto c = cg::this_cluster();").diagnostics] == ["UW2020"]


def test_such_names_mean_nothing_without_the_header() -> None:
    text = "__device__ int sync(int x) { return x; }\n__global__ void k(int *p) { p[0] = sync(3); }\n"
    assert not translate(text, "sycl").diagnostics


def test_qualifiers_between_type_and_name() -> None:
    text = "__global__ void k(float *p) { extern float __shared__ s[]; s[0] = p[0]; __syncthreads(); p[1] = s[0]; }\n"
    result = translate(text, "sycl")
    assert not result.diagnostics
    assert "__shared__" not in result.text()
    assert "float *s = reinterpret_cast<float *>(dynamic_shared);" in result.text()
