"""Cooperative groups in the C tree: what is refused says so where the program stands, and host code has none."""

from __future__ import annotations

import pytest

from unwarp.api import translate

REFUSED = {
    "odd": ("auto t = cg::tiled_partition<48>(cg::this_thread_block()); p[0] = t.size();", "a tile of this size"),
    "larger": ("auto t = cg::tiled_partition<8>(cg::this_thread_block()); cg::tiled_partition<16>(t);", "parent"),
    "devices": ("cg::multi_grid_group g;", "`cg::multi_grid_group`"),
    "clusters": ("auto g = cg::this_cluster();", "`cg::this_cluster`"),
    "unknown": ("cg::nothing(p);", "`cg::nothing`"),
}


def program(body: str) -> str:
    return (
        "#include <cooperative_groups.h>\nnamespace cg = cooperative_groups;\n"
        f"__global__ void k(int *p) {{\n    {body}\n}}\n"
    )


@pytest.mark.parametrize("target", ["c", "opencl"])
@pytest.mark.parametrize("case", REFUSED)
def test_refusals_name_the_groups(case: str, target: str) -> None:
    body, what = REFUSED[case]
    result = translate(program(body), target)
    found = [d for d in result.diagnostics if d.rule.code == "UW2020"]
    assert len(found) == 1
    assert what in found[0].message
    assert "-I" not in found[0].hint
    assert found[0].hint
    assert found[0].span is not None
    assert found[0].span.source.line_column(found[0].span.start)[0] == 4


def test_each_place_is_reported() -> None:
    body = "cg::tiled_partition<48>(cg::this_thread_block());\n    cg::tiled_partition<48>(cg::this_thread_block());"
    result = translate(program(body), "opencl")
    assert [str(d.span) for d in result.diagnostics if d.rule.code == "UW2020"] == ["input.cu:4:5", "input.cu:5:5"]


def test_the_name_is_free_without_the_header() -> None:
    text = "namespace cooperative_groups { __device__ int sync(int x) { return x; } }\n"
    text += "__global__ void k(int *p) { p[0] = cooperative_groups::sync(3); }\n"
    assert not translate(text, "c").diagnostics


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_groups_are_not_in_host_code(target: str) -> None:
    body = "cg::thread_block_tile<8> t = cg::tiled_partition<8>(cg::this_thread_block()); p[0] = t.any(p[0]);"
    text = program(body)
    result = translate(text, target)
    assert not result.diagnostics
    assert all("thread_block_tile" not in f.text for f in result.files if f.kind == "host")
