"""Device functions printed from their trees and read again: nothing that they say is lost or changed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from unwarp import targets
from unwarp.emitters.cuda import Printer
from unwarp.parser import nodes
from unwarp.parser.diagnostics import Sink
from unwarp.parser.nodes import dump
from unwarp.parser.semantics.prelude import prelude
from unwarp.parser.source import Source
from unwarp.parser.unit import Unit, parse_unit

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from reading_round_trip import round_trip  # noqa: E402

FILES = [path for kind in ("programs", "kernels") for path in sorted((ROOT / "corpus" / kind).glob("*/*.cu"))]
TRICKY = {
    "operators": "return a - -b + +a * (a & ~b) - - -a ? a, b : (a = b) += a << 2 >> 1;",
    "pointers": "int *const *p; int (*q)[3]; int (*f)(int, float *); int &r = a; const int *volatile w = nullptr;",
    "addresses": "int *p = &a; int **q = &p; return **q & *p && !!*p;",
    "casts": "return (int)(float)a + int(b) + static_cast<unsigned int>(a) + (int)-a + sizeof(a) + sizeof(int *);",
    "templates": "using V = Box<Box<int>>; Box<(3 > 2)> v; v.get<int>(1); return Box<int>::template of<2>(a) >> 1;",
    "loops": "for (;;) { break; } for (int i = 0, j = 1; i < a; i++, --j) if (i) continue; else b++;"
    " do a--; while (a);",
    "switches": "switch (a) { case 1: case 2 ... 4: b = 1; break; default: b = 2; end: ; } goto end;",
    "lambdas": "auto f = [=, &b](int x) mutable -> int { return x + a; }; auto g = [] { return 1; }; return f(g());",
    "lists": "int t[2][2] = {{1, 2}, {3}}; P p{1, 2}; P q = {.x = 1, .y{2}}; return t[0][1] + P{1, 2}.x;",
    "declared in conditions": "if (int c = a) return c; while (const int d = a--) b += d; if (int e = a; e > 2) b = e;",
    "asm": 'asm volatile("a %0;" "b %1;" : "=r"(a) : [n] "r"(b), "l"(a) : "memory");'
    ' asm("c;"); asm("d" ::"r"(a) "l"(b));',
    "qualifiers": "__shared__ __align__(16) float s[4]; static const unsigned long long int n = 1ull; extern int m;",
    "literals": "return 0x1.8p3 + 1e-3f + 1'000 + 'a' + '\\'' + L'b' + 0b11 + true + *\"a\" \"b\";",
    "bindings": "auto [x, y] = P{1, 2}; for (auto &&e : t) x += e; return x;",
    "statement expressions": "return ({ int c = a; c + 1; });",
    "allocations": "P *p = new P(1, 2); int *q = new int[3]; delete p; delete[] q; new (q) int{4};",
}
AROUND = """
template <class T> struct Box { template <int n> static int of(int); template <class U> U get(U); };
struct P { int x, y; };
__device__ int t[3];
__device__ int f(int a, int b) {{ {body} }}
"""
ITEMS = {
    "packs": "template <typename... T> __device__ int sum(T... v) { return (0 + ... + v) + sizeof...(T) + add(v...); }",
    "parameters of templates": "template <typename T = int, int N = 3, template <class> class C = B>"
    " __device__ void f(C<T> c);"
    " template <> __device__ void g<int, 2>(int) {}",
    "classes": "struct __align__(8) A : public B, virtual private C<int> { __device__ A(int x) : B(x), y{x} {}"
    " __device__ ~A() {} __device__ A &operator=(const A &) = default; __device__ virtual int f() const = 0;"
    " __device__ operator float() const noexcept { return y; } __device__ int operator()(int i) { return i; }"
    " protected: int y : 3; union { int z; float w; }; enum class E : char { one, two = 2 }; };",
    "functions": "__global__ void __launch_bounds__(256, 2) k(const float *__restrict__ a, int (&b)[3], ...) {}"
    " __device__ auto g(int x) -> decltype(x + 1) { return x; } extern \"C\" __device__ int h(int) { return 1; }",
    "names": "namespace a::b { __device__ int c() { return ::a::b::c() + N::x; } using namespace N; using N::x; }",
    "pointers to members": "__device__ int m(A *p, int A::*f, int (A::*g)(int)) { return p->*f + (p->*g)(1); }",
}  # fmt: skip


def parsed(text: str) -> Unit:
    sink = Sink()
    unit = parse_unit(Source("x.cu", text), sink=sink, prelude=prelude(), headers=targets.read_headers())
    assert not list(sink), [d.render() for d in sink]
    return unit


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name + "/" + path.name)
def test_the_corpus_comes_back(path: Path) -> None:
    unit = parse_unit(Source.read(path), sink=Sink(), prelude=prelude(), headers=targets.read_headers())
    trip = round_trip(unit)
    assert trip.functions or not re.search(r"^.*__global__[^;]*\{", unit.source.text, re.M)
    assert trip.changed == []


@pytest.mark.parametrize(
    "text",
    [AROUND.replace("{{ {body} }}", "{ " + body + " }") for body in TRICKY.values()] + list(ITEMS.values()),
    ids=[*TRICKY, *ITEMS],
)
def test_what_is_hard_to_read_comes_back(text: str) -> None:
    unit = parsed(text)
    skipped = nodes.Opaque | nodes.OpaqueExpr
    assert not any(isinstance(node, skipped) for item in unit.items for node in nodes.walk(item))
    assert round_trip(unit).changed == []


def test_a_change_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = parsed("__device__ int f(int a, int b) { return a - b; }\n__device__ int g() { return 2; }")
    assert round_trip(unit).functions == 2
    monkeypatch.setattr(Printer, "on_Binary", lambda self, node: f"{self.text(node.right)} - {self.text(node.left)}")
    (tree,) = round_trip(unit).changed  # the same tokens in another order
    assert tree.startswith("x.cu:1:1: ") and "left=Name(id=a)" in tree
    monkeypatch.setattr(Printer, "on_Literal", lambda self, node: "3")
    assert len(round_trip(unit).changed) == 3


def test_host_code_comes_back() -> None:
    launch = "k<T, 2><<<dim3(1), 32, 0, s>>>(p, [&] { return 1; });"
    text = f"template <class T> void go(T *p) {{ try {{ {launch} }} catch (...) {{}} }}"
    unit = parsed("template <class T, int n> __global__ void k(T *p, int n2);\n" + text)
    again = parsed(Printer(unit.tokens).text(unit.items[-2]) + Printer(unit.tokens).text(unit.items[-1]))
    assert [dump(item) for item in again.items] == [dump(item) for item in unit.items]
