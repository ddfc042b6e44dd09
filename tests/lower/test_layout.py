"""Classes whose memory C would lay out differently are refused; those that it lays out alike have C++'s sizes."""

from __future__ import annotations

import pytest

from unwarp.api import translate

TAIL = """struct A { int x; char c; __host__ __device__ A() : x(0), c(0) {} };
struct B : A { char d; };
__global__ void k(B *b) { b->d = 3; }
"""
EMPTY = """struct Tag {};
struct Left : Tag {};
struct Right : Tag {};
struct Both : Left, Right { int x; };
__global__ void k(Both *b) { b->x = 3; }
"""


@pytest.mark.parametrize("target", ["c", "opencl"])
@pytest.mark.parametrize("text", [TAIL, EMPTY], ids=["tail", "empty"])
def test_another_layout_is_refused(text: str, target: str) -> None:
    result = translate(text, target)
    refused = [d for d in result.diagnostics if d.rule.code == "UW2002" and "layout" in d.message]
    assert refused
    assert all(d.span is not None and d.hint for d in refused)


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_the_host_compiler_checks_sizes(target: str) -> None:
    text = "struct P { char a; double b; short c; };\n__global__ void k(P p, double *out) { *out = p.b + p.a + p.c; }\n"
    result = translate(text, target)
    assert not result.diagnostics
    assert "static_assert(sizeof(P) == 24" in "".join(f.text for f in result.files if f.kind == "host")


APART = """struct Tag {};
struct Inner : Tag { int x; };
struct Outer : Tag { Inner inner; double y; };
__global__ void k(Outer *o) { o->inner.x = 3; }
"""
WIDE = """struct A { double x; int n; A() : x(0), n(0) {} };
struct B : A { double d; };
__global__ void k(B *b) { b->d = 3; }
"""


@pytest.mark.parametrize("target", ["c", "opencl"])
@pytest.mark.parametrize(
    ("text", "check"), [(APART, "sizeof(Outer) == 16"), (WIDE, "sizeof(B) == 24")], ids=["apart", "wide"]
)
def test_layouts_with_gaps(text: str, check: str, target: str) -> None:
    """A member that C++ keeps from an empty base of its own class; one that does not fit into a base's padding."""
    result = translate(text, target)
    assert not result.diagnostics
    assert f"static_assert({check}" in "".join(f.text for f in result.files if f.kind == "host")
