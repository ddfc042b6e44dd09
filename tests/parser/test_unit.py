"""A unit as a whole: places, spelling, comments, the prelude, frozen nodes, tables."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from unwarp.parser import tables
from unwarp.parser.building.expressions import Builder
from unwarp.parser.diagnostics import Sink
from unwarp.parser.nodes import Call, Declaration, Function, Node, children, dump, walk
from unwarp.parser.source import Source
from unwarp.parser.unit import Unit, parse_unit

Parse = Callable[..., Unit]


def call(unit: Unit, name: str) -> Call:
    return next(
        node
        for item in unit.items
        for node in walk(item)
        if isinstance(node, Call) and getattr(node.callee, "id", "") == name
    )


def test_spans_and_texts(parse: Parse) -> None:
    unit = parse("int a;\n  void f() { g( x , y ); }")
    node = call(unit, "g")
    assert str(unit.span(node)) == "x.cu:2:14"
    assert unit.text(node) == "g( x , y )"
    assert unit.spelling(node) == unit.span(node)


def test_spelling_inside_macros(parse: Parse) -> None:
    text = "#define CHECK(x) do { e = (x); } while (0)\nvoid f() { CHECK(g(a,\n  b)); }"
    unit = parse(text)
    node = call(unit, "g")
    assert unit.span(node).text == "CHECK(g(a,\n  b))"
    spelled = unit.spelling(node)
    assert spelled is not None
    assert spelled.text == "g(a,\n  b)"
    assert spelled.start == text.index("g(a")


def test_spelling_of_mixed_nodes_is_unknown(parse: Parse) -> None:
    unit = parse("#define ARGS a, b\n#define CALL(f, x) f(x, 1)\nvoid f() { g(ARGS); CALL(h, c); }")
    assert unit.spelling(call(unit, "h")) is None
    node = call(unit, "g")
    assert unit.text(node) == "g ( a , b )"
    assert unit.text(node.args[0]) == "a"


def test_comments_before_items(parse: Parse) -> None:
    unit = parse(
        "int a; // of a\n// one\n/* two */\nint b;\n\n// far\n\nint c; /* in line */ int d;\n#define X\n// e\nint e;"
    )
    assert [unit.comment_before(item) for item in unit.items] == ["", "// one\n/* two */", "", "", "// e"]


def test_nodes_lie_inside_their_parents(programs: list[Path]) -> None:
    for path in programs:
        unit = parse_unit(Source.read(path), sink=Sink())
        for item in unit.items:
            for node in walk(item):
                assert all(node.first <= c.first and c.last <= node.last for c in children(node))
                unit.spelling(node)


def test_items_cover_all_tokens(programs: list[Path]) -> None:
    for path in programs:
        unit = parse_unit(Source.read(path), sink=Sink())
        covered = [i for item in unit.items for i in range(item.first, item.last + 1)]
        assert covered == list(range(len(unit.tokens)))


def test_the_prelude_goes_first(sink: Sink) -> None:
    prelude = Source("<prelude>", "#define TWO 2\ntemplate <class T> struct Box { T t; };")
    unit = parse_unit(Source("x.cu", "int a = TWO; void f() { x = (Box<int>)-1; }"), sink=sink, prelude=prelude)
    assert [unit.is_prelude(item) for item in unit.items] == [True, False, False]
    assert [s.path for s in unit.sources] == ["x.cu"]
    assert "Cast(" in dump(unit.items[-1])


def test_walk_visits_parents_first(parse: Parse) -> None:
    (item,) = parse("int f() { return 1 + 2; }").items
    assert isinstance(item, Function)
    order = [type(node).__name__ for node in walk(item)]
    expected = "Function Specs Builtin FunctionDecl DeclName Name Block Return Binary Literal Literal"
    assert " ".join(order) == expected


def test_nodes_compare_by_identity(parse: Parse) -> None:
    one, two = parse("int a; int a;").items
    assert isinstance(one, Declaration)
    assert one != two
    assert dump(one) == dump(two)
    assert len({one: 1, two: 2}) == 2
    assert isinstance(one, Node)


def test_every_production_has_its_builder_method() -> None:
    computed = tables.compute()
    methods = {p.method for p in computed.productions if p.action >= tables.CALL}
    missing = [name for name in methods if not hasattr(Builder, f"on_{name}")]
    assert not missing
    unused = {name[3:] for name in dir(Builder) if name.startswith("on_")} - methods
    assert not unused


def test_tables_do_not_depend_on_the_run() -> None:
    assert pickle.dumps(tables.compute()) == pickle.dumps(tables.compute())


def test_a_damaged_cache_is_computed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tables.pickle"
    path.write_bytes(b"not a pickle")
    monkeypatch.setattr(tables, "cache_path", lambda: path)
    loaded = tables.load()
    assert len(loaded.actions) > 100
    assert pickle.loads(path.read_bytes()).start == loaded.start
