"""What is not understood: reports for device code, Opaque nodes for host code, and no exception for
anything."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from unwarp.parser.diagnostics import Sink
from unwarp.parser.nodes import Function, Launch, Namespace, Opaque, dump, walk
from unwarp.parser.source import Source
from unwarp.parser.unit import Unit, parse_unit

Parse = Callable[..., Unit]


def opaque(unit: Unit) -> list[str]:
    return [unit.text(n) for item in unit.items for n in walk(item) if isinstance(n, Opaque)]


@pytest.mark.parametrize(
    ("text", "message", "found"),
    [
        ("__global__ void k() { int a = 1 + ; }", "expected an expression before `;`", ";"),
        ("__device__ int f() { return (a b); }", "expected `)` or an operator before `b`", "b"),
        ("__global__ void k() { if x; }", "expected `(` before `x`", "x"),
        ("__global__ void k() { f(a, ); }", "expected an expression before `)`", ")"),
        ("__device__ int 3;", "expected", "3"),
        ("struct A { __device__ int f() { x + ; } };", "expected an expression before `;`", ";"),
        ("struct A { int x y; __device__ int f(); };", "`x` is not declared", "x"),
        ("void f() { g([=] __device__ (int i) { i + ; }); }", "expected an expression before `;`", ";"),
        ("namespace n { template <class T> __device__ T f(T a) { a a a; } }", "`a` is not", "a"),
        ("__global__ void k() { do a; }", "expected `while` before `}`", "}"),
    ],
)
def test_device_code_is_reported(parse: Parse, sink: Sink, text: str, message: str, found: str) -> None:
    parse(text)
    assert sink.errors
    first = next(iter(sink))
    assert first.rule.code in ("UW1006", "UW2003")
    assert message in first.message
    assert first.span is not None
    assert first.span.text == found


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("void f() { a; x + ; b; }", ["x + ;"]),
        ("void f() { if (a) { b c d e; } g(); }", []),
        ("int f() { return (a b); } int g() { return 1; }", ["return (a b);"]),
        ("struct A { int (x y z; ); int b; };", ["int (x y z; );"]),
        ("namespace n { int 3; void f() {} }", ["int 3;"]),
        ("int 3; int a;", ["int 3;"]),
    ],
)
def test_host_code_is_skipped_silently(parse: Parse, sink: Sink, text: str, left: list[str]) -> None:
    unit = parse(text)
    assert opaque(unit) == left
    assert not list(sink)


def test_an_error_stays_inside_its_statement(parse: Parse) -> None:
    unit = parse("void f() { a + ; k<<<1, 1>>>(b); } void g() { h(); }")
    assert [type(item) for item in unit.items] == [Function, Function]
    assert any(isinstance(node, Launch) for node in walk(unit.items[0]))


def test_an_error_in_a_host_method_of_a_device_class_is_silent(parse: Parse, sink: Sink) -> None:
    parse("struct A { __device__ int f(); void h() { a + ; } };")
    assert not list(sink)


def test_unknown_macros_in_device_code_are_reported(parse: Parse, sink: Sink) -> None:
    parse("__global__ void k() { CHECK(a) b = 1; }\nvoid h() { CHECK(a) b = 1; }")
    assert [(d.rule.code, str(d.span)) for d in sink] == [("UW2003", "x.cu:1:23")]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("void f() { (a; }", "UW1004", "x.cu:1:12"),
        ("void f() { a; ", "UW1004", "x.cu:1:10"),
        ("void f() } ", "UW1004", "x.cu:1:10"),
        ("void f() { a]; }", "UW1004", "x.cu:1:13"),
        ("void f(float a[) { }", "UW1004", "x.cu:1:15"),
        ("void f() { g(a[1); }", "UW1004", "x.cu:1:15"),
        ("void f() { g(1)); }", "UW1004", "x.cu:1:16"),
        ("void f(h({ ) }); ", "UW1004", "x.cu:1:12"),
        ("int a; /* b", "UW1005", "x.cu:1:8"),
        ('char *a = "b;\nint c;', "UW1005", "x.cu:1:11"),
        ("char a = 'b;\nint c;", "UW1005", "x.cu:1:10"),
        ("int a = @b;", "UW1007", "x.cu:1:9"),
        ("int a\u00a0= 1;", "UW1007", "x.cu:1:6"),
        ("int a = " + "(" * 300 + "1" + ")" * 300 + ";", "UW1009", "x.cu:1:209"),
    ],
)
def test_unreadable_files(parse: Parse, sink: Sink, text: str, code: str, place: str) -> None:
    unit = parse(text)
    assert [(d.rule.code, str(d.span)) for d in sink] == [(code, place)]
    assert all(d.rule.unreadable for d in sink)
    assert unit.items == ()


def test_brackets_in_dead_code_need_no_partner(parse: Parse, sink: Sink) -> None:
    unit = parse("#if 0\nvoid f() {{{\n#endif\nint a;")
    assert not list(sink)
    assert len(unit.items) == 1


@pytest.mark.parametrize("text", ["", " ", "// only", "\n#define X\n", ";", ";;", "\ufeff"])
def test_nothing_to_parse(parse: Parse, sink: Sink, text: str) -> None:
    parse(text)
    assert not list(sink)


HARD = [
    "a" * 100_000,
    "f(" + ", ".join(["x<1"] * 400) + ");",
    "void f() { g(" + ", ".join(["x<1"] * 400) + "); }",
    "void f() { a = " + "f<" * 300 + "1; }",
    "void f() { a = " + "f<" * 100 + "int" + ">" * 100 + "(); }",
    "void f() { " + "a = " * 150 + "1; }",
    "void f() { x = " + "c ? 1 : " * 150 + "2; }",
    "void f() {" + "{" * 150 + "}" * 150 + "}",
    "void f() {" + "if (a) " * 150 + ";}",
    "void f() {" + "if (a) ; else " * 150 + ";}",
    "namespace n {" * 150 + "}" * 150,
    "int a[] = {" + "1, " * 20_000 + "};",
    "void f() { " + "a = b * c + d[i]; " * 2000 + "}",
    "int x = " + "1 + " * 150 + "1;",
]


@pytest.mark.parametrize("text", HARD, ids=range(len(HARD)))
def test_hard_inputs_end_soon(parse: Parse, text: str) -> None:
    import time

    start = time.process_time()
    parse(text)
    assert time.process_time() - start < 5


def test_too_many_operators_in_a_row(parse: Parse, sink: Sink) -> None:
    unit = parse("int x = " + "1 + " * 1000 + "1; int y;")
    assert [type(item).__name__ for item in unit.items] == ["Opaque", "Declaration"]
    assert not list(sink)
    parse("__device__ int x = " + "1 + " * 1000 + "1;")
    assert [d.rule.code for d in sink] == ["UW1009"]


@pytest.mark.parametrize(
    "text", ["int a; extern", "struct", "void f() {} template <class T", "operator", "int operator"]
)
def test_files_that_stop_in_the_middle(parse: Parse, sink: Sink, text: str) -> None:
    unit = parse(text)
    assert unit.items[-1].last == len(unit.tokens) - 1
    assert not list(sink)


def test_device_code_that_stops_in_the_middle(parse: Parse, sink: Sink) -> None:
    parse("__device__ int a")
    assert [d.message for d in sink] == ["expected `;`, `:` or `,` before the end of the file"]


def damaged(text: str, seed: int) -> str:
    """A text with a few random injuries."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        match chance.randrange(4):
            case 0:
                text = text[:at] + text[at + chance.randint(1, 30) :]
            case 1:
                text = text[:at] + chance.choice("(){}[]<>;,'\"#\\/*&@:=+-? x1") + text[at:]
            case 2:
                other = chance.randrange(len(text) + 1)
                text = text[:at] + text[other : other + 40] + text[at:]
            case _:
                text = text[:at]
    return text


def test_damaged_programs_never_raise(programs: list[Path]) -> None:
    for number, path in enumerate(programs):
        text = Source.read(path).text
        for seed in range(6):
            parse_unit(Source(str(path), damaged(text, 100 * number + seed)), sink=Sink())


def test_programs_of_the_corpus_are_read_in_full(programs: list[Path]) -> None:
    for path in programs:
        sink = Sink()
        unit = parse_unit(Source.read(path), sink=sink)
        assert not list(sink), path
        assert not opaque(unit), path


def test_namespaces_keep_their_items(parse: Parse) -> None:
    (namespace,) = parse("namespace n { int a; int 3; int b; }").items
    assert isinstance(namespace, Namespace)
    assert [type(i).__name__ for i in namespace.items] == ["Declaration", "Opaque", "Declaration"]
    assert "Opaque()" in dump(namespace)
