"""The preprocessor: macros as the standard has them, conditionals, includes, provenance, reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from unwarp.api import translate
from unwarp.parser.conditions import BadCondition, evaluate
from unwarp.parser.diagnostics import Sink
from unwarp.parser.preprocess import Preprocessor
from unwarp.parser.source import Source
from unwarp.parser.unit import parse_unit


def expand(text: str, **defines: str) -> str:
    preprocessor = Preprocessor([], Sink())
    preprocessor.define(defines)
    preprocessor.read(Source("x.cu", text))
    return " ".join(preprocessor.stream.texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#define A B\n#define B A x\nA y", "A x y"),
        ("#define F(x, y) x##y #x\nF(a b, c + d)", 'a bc + d "a b"'),
        ("#define f(x) x f\nf(f)(1)(2)", "f f ( 1 ) ( 2 )"),
        ("#define f(x) [x]\nf f (1) f", "f [ 1 ] f"),
        ("#define f() 1\nf() f( )", "1 1"),
        ("#define f(a, b) a-b\nf((1, 2), {3)", "( 1 , 2 ) - { 3"),
        ('#define e(m, ...) p(m, ##__VA_ARGS__)\ne("a") e("a", 1, 2)', 'p ( "a" ) p ( "a" , 1 , 2 )'),
        ("#define e(m, a...) p(m, ##a)\ne(1) e(1, 2)", "p ( 1 ) p ( 1 , 2 )"),
        ("#define e(m, ...) p(m __VA_OPT__(,) __VA_ARGS__)\ne(1) e(1, 2)", "p ( 1 ) p ( 1 , 2 )"),
        ("#define s(x) #x\n#define t(x) s(x)\n#define N 3\ns(N) t(N)", '"N" "3"'),
        ('#define s(x) #x\ns( a  "b\\n" \'"\' )', '"a \\"b\\\\n\\" \'\\"\'"'),
        ("#define c(a, b) a##b\nc(, x) c(x, ) c(,)", "x x"),
        ("#define N 1\n#undef N\nN", "N"),
        ("#define N() 1\nN", "N"),
        ("#define N (x)\nN", "( x )"),
        ("#define A(x) x\n#define B A(\nB 1)", "1"),
        ("#define f(x) x\nf(\n#if 1\na\n#else\nb\n#endif\n) c", "a c"),
        ("#define A B\n#define f(x) (x A)\nf(A)\n#define B 1\nf(A)\n#undef B\nf(B)", "( B B ) ( 1 1 ) ( B B )"),
        ("#define g(x) [x]\n#define f(x, y) x (y)\nf(g, __COUNTER__) __COUNTER__", "[ 0 ] 1"),
        ("__COUNTER__ __COUNTER__\n__LINE__ __FILE__", '0 1 2 "x.cu"'),
    ],
)
def test_macros(text: str, expected: str) -> None:
    assert expand(text) == expected


def test_an_argument_is_expanded_once_at_each_depth() -> None:
    assert expand("#define f(x) x +\n#define g() 1\n" + "f(" * 100 + "g" + ")" * 100) == "g" + " +" * 100


def test_the_example_of_the_standard() -> None:
    text = """
#define x 3
#define f(a) f(x * (a))
#undef x
#define x 2
#define g f
#define z z[0]
#define h g(~
#define m(a) a(w)
#define w 0,1
#define t(a) a
#define p() int
#define q(x) x
#define r(x,y) x ## y
#define str(x) # x
f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);
g(x+(3,4)-w) | h 5) & m(f)^m(m);
p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };
char c[2][6] = { str(hello), str() };
"""
    expected = """
f(2 * (y+1)) + f(2 * (f(2 * (z[0])))) % f(2 * (0)) + t(1);
f(2 * (2+(3,4)-0,1)) | f(2 * (~ 5)) & f(2 * (0,1))^m(0,1);
int i[] = { 1, 23, 4, 5, };
char c[2][6] = { "hello", "" };
"""
    assert expand(text) == expand(expected)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7), ("( 1 + 2 ) * 3", 9), ("- 7 / 2", -3), ("- 7 % 2", -1), ("1 << 3 | 1", 9),
        ("2 > 1 == 1", 1), ("0 ? 1 : 2 ? 3 : 4", 3), ("! 0 && ~ 0", 1), ("0x10 + 010 + 0b11", 27), ("1 || 1 / 0", 1),
        ("'a'", 97), ("'\\n'", 10), ("name", 0), ("true", 1), ("1'000UL", 1000), ("8 >> 1", 4), ("1 != 2 ^ 1", 0),
    ],
)  # fmt: skip
def test_conditions(text: str, value: int) -> None:
    assert evaluate(text.split()) == value


@pytest.mark.parametrize("text", ["", "1 +", "( 1", "1 2", "F ( 3 )", "1.5", "? 1", "+ " * 5000 + "1"])
def test_bad_conditions(text: str) -> None:
    with pytest.raises(BadCondition):
        evaluate(text.split())


@pytest.mark.parametrize(
    ("condition", "live"),
    [
        ("ifdef A", True), ("ifndef A", False), ("if defined(A) && !defined B", True), ("if A == 2", True),
        ("if A > 1 && B", False), ("if __has_include(<x.h>)", False), ("if A >> 1 == 1", True),
        ("if CUDART_VERSION >= 9000", True), ("ifdef CUDART_VERSION", True), ("if UNKNOWN >= 201103L", False),
    ],
)  # fmt: skip
def test_conditionals(condition: str, live: bool) -> None:
    assert expand(f"#{condition}\nyes\n#else\nno\n#endif", A="2") == ("yes" if live else "no")


@pytest.mark.parametrize(("header", "found"), [('"here.h"', True), (' "not_here.h" ', False), ("<cuda_fp16.h>", True)])
def test_headers_that_are_there(tmp_path: Path, header: str, found: bool) -> None:
    (tmp_path / "here.h").write_text("int here;\n")
    text = f"#if defined __has_include\n#  if __has_include ({header})\nint yes;\n#  endif\n#endif\n"
    result = translate(text + "__global__ void k(int *p) { p[0] = sizeof(yes); }\n", "c", path=str(tmp_path / "a.cu"))
    assert bool(result.errors) != found


def test_elif_chains_and_nesting() -> None:
    text = "#if 0\na\n#elif 1\nb\n#if 0\nc\n#else\nd\n#endif\n#elif 1\ne\n#else\nf\n#endif\ng"
    assert expand(text) == "b d g"


def test_dead_code_is_not_read() -> None:
    assert expand("#if 0\ndon't \"\n#error no\n#define X 1\n#endif\nX") == "X"


ARCHITECTURE = """
#ifdef __CUDA_ARCH__
device
#else
host
#endif
"""


@pytest.mark.parametrize(
    ("before", "place"),
    [
        ("", "device"), ("__global__ void k() {", "device"), ("template <class T> __device__ T f(T a) {", "device"),
        ("__host__ __device__ int f() { if (x) {", "device"), ("struct A { __device__ int f() const {", "device"),
        ("int f(int a) {", "host"), ("int f() { for (;;) {", "host"), ("struct A { A() : a(1) {", "host"),
        ("template <class T> T f() {", "host"), ("namespace n {", "device"), ("struct A {", "device"),
        ("int f() { g([=] __device__ (int i) {", "device"), ('extern "C" {', "device"), ("int a[] = {", "device"),
        ("struct S f() {", "host"), ("__device__ int f() { return 1; } int g() {", "host"), ("enum E {", "device"),
    ],
)  # fmt: skip
def test_architecture_macro_is_defined_outside_host_functions(before: str, place: str) -> None:
    assert expand(before + ARCHITECTURE).split()[-1] == place


def test_fallback_of_a_builtin_is_left_out() -> None:
    fallback = "__device__ double atomicAdd(double *a, double v);"
    assert expand(f"#if __CUDA_ARCH__ < 600\n{fallback}\n#endif") == ""
    assert expand(f"#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 600\n#else\n{fallback}\n#endif") == ""


def write(folder: Path, files: dict[str, str]) -> Source:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Source.read(folder / "main.cu")


def test_includes(tmp_path: Path) -> None:
    source = write(
        tmp_path,
        {
            "main.cu": '#include "a.cuh"\n#include "a.cuh"\n#include <c.cuh>\n'
            '#define NAME "d.cuh"\n#include NAME\nint last;',
            "a.cuh": '#ifndef A\n#define A\n#include "b.cuh"\nint a;\n#endif',
            "b.cuh": "#pragma once\nint b;",
            "include/c.cuh": '#include "../b.cuh"\nint c;',
            "d.cuh": "int d;",
        },
    )
    sink = Sink()
    unit = parse_unit(source, include_dirs=[tmp_path / "include"], sink=sink)
    assert [t for t in unit.tokens.texts if t not in ("int", ";")] == ["b", "a", "c", "d", "last"]
    assert [Path(s.path).name for s in unit.sources] == ["main.cu", "a.cuh", "b.cuh", "c.cuh", "d.cuh"]
    assert [(i.name, i.is_system, i.resolved is not None) for i in unit.includes][:4] == [
        ("a.cuh", False, True), ("b.cuh", False, True), ("a.cuh", False, True), ("c.cuh", True, True),
    ]  # fmt: skip
    assert not list(sink)


def test_missing_headers() -> None:
    sink = Sink()
    text = '#include "mine.h"\n#include <iostream>\n#include "cuda_runtime.h"\n#include "device_utils.h"\n'
    parse_unit(Source("x.cu", text), sink=sink)
    assert [d.message for d in sink] == [
        "the local header `mine.h` was not found",
        "the local header `device_utils.h` was not found",
    ]


def test_a_file_that_includes_itself_ends(tmp_path: Path) -> None:
    source = write(tmp_path, {"main.cu": '#include "main.cu"\nint a;'})
    sink = Sink()
    parse_unit(source, sink=sink)
    assert [d.rule.code for d in sink] == ["UW1009"]


def test_defines_of_the_caller() -> None:
    unit = parse_unit(Source("x.cu", "int a = N, b = F(2);"), defines={"N": "16", "F(x)": "x+1"}, sink=Sink())
    assert " ".join(unit.tokens.texts) == "int a = 16 , b = 2 + 1 ;"


def test_provenance() -> None:
    text = "#define TWICE(x) ((x) + (x))\nint a = TWICE(b + 1), c;"
    unit = parse_unit(Source("x.cu", text), sink=Sink())
    tokens = unit.tokens
    call = text.index("TWICE(b")
    made = [i for i, macro in enumerate(tokens.macros) if macro == "TWICE"]
    assert {(tokens.starts[i], tokens.ends[i]) for i in made} == {(call, call + len("TWICE(b + 1)"))}
    spelled = [text[tokens.spelled_starts[i] :][: len(tokens.texts[i])] for i in made]
    assert spelled == [tokens.texts[i] for i in made]
    assert tokens.macros[tokens.texts.index("c")] is None


def test_pragmas_keep_their_place() -> None:
    unit = parse_unit(Source("x.cu", 'void f() {\n#pragma unroll 4\nfor (;;) _Pragma("x") g();\n}'), sink=Sink())
    found = {unit.tokens.texts[i]: [s.text for s in spans] for i, spans in unit.pragmas.items()}
    assert found == {"for": ["#pragma unroll 4"], "g": ["_Pragma"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#if 1\nint a;", "`#if` has no partner"),
        ("int a;\n#endif", "`#endif` has no partner"),
        ("#else", "`#else` has no partner"),
        ("#if 1\n#else\n#else\n#endif", "`#else` has no partner"),
        ("#if F(1)\n#endif", "the preprocessor directive was not understood: `F` is not a macro"),
        ("#define", "the preprocessor directive was not understood: a macro needs a name"),
        ("#define F(x", "the preprocessor directive was not understood: the parameters of `F` do not end"),
        ("#include", "the preprocessor directive was not understood: no file name"),
        ("#ifdef\n#endif", "the preprocessor directive was not understood: a name is missing"),
        ("#error no", "the program refuses to be compiled this way: #error no"),
        ('#include "absent.h"\n#error no', "the local header `absent.h` was not found"),
        ("#nonsense", "the preprocessor directive was not understood: `#nonsense` is unknown"),
    ],
)
def test_reports(text: str, message: str) -> None:
    sink = Sink()
    parse_unit(Source("x.cu", text), sink=sink)
    assert [d.message for d in sink] == [message]


def test_deep_macro_calls_are_refused() -> None:
    sink = Sink()
    text = "#define F(x) x\nint a = " + "F(" * 3000 + "1" + ")" * 3000 + ";"
    parse_unit(Source("x.cu", text), sink=sink)
    assert "UW1009" in [d.rule.code for d in sink]
