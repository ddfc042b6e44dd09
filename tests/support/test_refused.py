"""Every row that a target refuses is reported where its name stands, with the reason as the hint; and what the tables
give a target of façades, the façade has."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from unwarp.api import translate
from unwarp.parser import ctree
from unwarp.parser.ctree import CType
from unwarp.reporting.support import HOST_KINDS
from unwarp.targets import facade_names
from unwarp.transforms.tables import TARGETS, Row, Target, derived, load

ROWS = list(load().rows.values())
CODES = {"member": "UW2008", "library": "UW2008", "namespace": "UW2008", "group": "UW2020"}  # else UW2001
PREFIX = "cooperative_groups::"


def spelled(ctype: CType) -> str:
    match ctype:
        case ctree.Pointer(target, const):
            return f"{spelled(target)} {'const ' if const else ''}*"
        case ctree.Scalar(name) | ctree.Record(name):
            return name
    return "void"


def on_the_device(row: Row, number: int) -> str:
    """A kernel that uses a name in the way of its kind."""
    head = f"__global__ void f{number}"
    if row.kind == "qualifier":
        return f"__global__ void {row.name}(1, 1, 1) f{number}(int *p) {{ p[0] = 1; }}"
    if row.kind == "group":
        return f"{head}(int *p) {{ auto g = {PREFIX}{row.name}(); p[0] = (int)g.size(); }}"
    if row.kind == "namespace":
        return f"{head}(int *p) {{ p[0] = {row.name}::f(p[0]); }}"
    types = [spelled(t) for t in row.signatures[0].params] if row.signatures else ["float"]
    params = ", ".join(f"{t} a{i}" for i, t in enumerate(types))
    template = "<float4>" if row.kind == "texture" else ""
    return f"{head}({params}) {{ {row.name}{template}({', '.join(f'a{i}' for i in range(len(types)))}); }}"


def on_the_host(row: Row, number: int) -> str:
    """A line of host code that uses a name in the way of its kind."""
    if row.kind == "header":
        return f"#include <{row.name}>"
    if row.kind == "namespace":
        return f"int f{number}(int p) {{ return {row.name}::f(p); }}"
    if row.kind == "hosttype":
        return f"void f{number}() {{ {row.name} *p; }}"
    if row.kind in ("enumerator", "macro"):
        return f"int f{number}() {{ return (int){row.name}; }}"
    return f"void f{number}() {{ {row.name}(); }}"


def refused(target: Target) -> list[Row]:
    return [row for row in ROWS if (column := row.column(target)) is not None and column.why]


def check(rows: Sequence[Row], lines: Sequence[str], target: Target) -> None:
    """Demand a report of each row on its line."""
    text = "#include <cooperative_groups.h>\n" + "\n".join(lines) + "\n"
    found: dict[int, list[tuple[str, int, str]]] = {}
    for diagnostic in translate(text, target, path="a.cu").diagnostics:
        assert diagnostic.span is not None, diagnostic
        _, line, column = str(diagnostic.span).rsplit(":", 2)
        found.setdefault(int(line) - 2, []).append((diagnostic.code, int(column), diagnostic.hint))
    silent = []
    for number, (row, line) in enumerate(zip(rows, lines, strict=True)):
        code = CODES.get(row.kind, "UW2001")
        if row.kind == "header" or target == "hip" and row.kind == "library":
            code = ""  # of a library or not
        place = line.index(row.name) + 1
        start = place - len(PREFIX) if row.kind == "group" else place - 2 * (row.kind == "header")
        mapping = row.column(target)
        assert mapping is not None
        if not any(
            code in (c, "") and start <= column <= place and mapping.why in hint
            for c, column, hint in found.get(number, ())
        ):
            silent.append((row.name, line, found.get(number)))
    assert not silent
    assert not found.keys() - set(range(len(rows)))


@pytest.mark.parametrize("target", TARGETS)
def test_on_the_device(target: Target) -> None:
    rows = [r for r in refused(target) if r.kind not in HOST_KINDS - {"namespace"} or r.name.startswith("curand_")]
    assert rows
    check(rows, [on_the_device(row, number) for number, row in enumerate(rows)], target)


@pytest.mark.parametrize("target", TARGETS)
def test_on_the_host(target: Target) -> None:
    rows = [r for r in refused(target) if r.kind in HOST_KINDS and not r.name.startswith("curand_")]
    assert rows
    check(rows, [on_the_host(row, number) for number, row in enumerate(rows)], target)


@pytest.mark.parametrize("target", TARGETS)
def test_few_names_of_the_device_are_refused(target: Target) -> None:
    every = [row for row in ROWS if row.kind not in HOST_KINDS]
    assert len([row for row in refused(target) if row.kind not in HOST_KINDS]) <= len(every) // 20


@pytest.mark.parametrize("target", ["sycl", "opencl", "c"])
def test_facades_have_what_the_tables_say(target: Target) -> None:
    names = facade_names(f"unwarp_{target}.hpp")
    for row in ROWS:
        mapping = row.column(target)
        if mapping is not None and row.kind in ("runtime", "enumerator", "hosttype"):
            own = derived(row.name, "uw") if mapping.why else mapping.to
            assert not own.startswith("uw") or (own in names) != bool(mapping.why), row.name


LIBRARY = """
// its header is not there
using namespace cub;
__global__ void k(int *p) {
    random::engine<int, 16> e;
    p[0] = random::next(e, 1.0f);
    random::store(p, e);
}
namespace w = cub::random;
__global__ void l(int *p) { w::load(p, p); }
"""


@pytest.mark.parametrize("target", ["sycl", "opencl", "c"])
def test_names_that_the_header_of_cub_lacks_without_its_namespace(target: Target) -> None:
    text = (
        "#include <cub/cub.cuh>\nusing namespace cub;\n"
        "__global__ void k(int *p) { typedef BlockHistogram<int, 32, 1, 8> H; p[0] = sizeof(H::TempStorage); }\n"
        "void f() { GridQueue<int> queue; }\n"
    )
    found = {str(d.span).split(":")[1]: d.code for d in translate(text, target, path="a.cu").diagnostics if d.failing}
    # C and OpenCL's device code is understood name by name
    assert found == {"3": "UW2008" if target == "sycl" else "UW2003", "4": "UW2008"}


@pytest.mark.parametrize("target", ["sycl", "opencl", "c"])
def test_names_of_a_library_by_a_directive_or_an_alias(target: Target) -> None:
    found = translate(LIBRARY, target, path="a.cu").diagnostics
    places = {str(d.span).split(":", 1)[1]: d.code for d in found}
    expected = {"9:15": "UW2008"}  # of the namespace there is a part, which the directive may mean
    if target in ("opencl", "c"):  # whose device code is understood name by name
        expected |= {"5:29": "UW2008", "6:12": "UW2008", "7:5": "UW2008", "10:29": "UW2008"}
    assert places == expected


THRUST = """
#include <thrust/sort.h>
#include <thrust/async/copy.h>
using namespace thrust;
namespace r = thrust::random;
void f(int *p) { thrust::sort(p, p + 3); thrust::async::copy(p, p + 3, p); thrust::system::tbb::par.on(p); }
"""


@pytest.mark.parametrize("target", ["sycl", "opencl", "c"])
def test_what_the_header_for_thrust_lacks(target: Target) -> None:
    found = translate(THRUST, target, path="a.cu").diagnostics
    assert {(str(d.span).split(":", 1)[1], d.code, dict(d.facts)["name"]) for d in found} == {
        ("3:9", "UW2008", "thrust/async/copy.h"), ("6:42", "UW2008", "thrust::async::copy"),
        ("6:76", "UW2008", "thrust::system::tbb::par"),
    }  # fmt: skip


def test_a_name_that_no_library_has_is_undeclared() -> None:
    text = "using namespace nvcuda;\nnamespace own { __device__ int f(int); }\n" \
           "__global__ void k(int *p) { p[0] = own::g(p[0]); p[1] = h(p[1]); }\n"  # fmt: skip
    assert [d.code for d in translate(text, "c").diagnostics if d.span and ":3:" in str(d.span)] == ["UW2003"] * 2
