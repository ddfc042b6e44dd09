"""Fixtures of the parser's tests: text in, AST out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from unwarp.parser.diagnostics import Sink
from unwarp.parser.nodes import DeclStmt, ExprStmt, Function, Node, Paren, child_fields, dump
from unwarp.parser.source import Source
from unwarp.parser.unit import Unit, parse_unit

Parse = Callable[..., Unit]


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def parse(sink: Sink) -> Parse:
    """Parses a text as a file; what was reported is in the fixture ``sink``."""

    def run(text: str, **options: object) -> Unit:
        return parse_unit(Source("x.cu", text), sink=sink, **options)

    return run


@pytest.fixture
def statements(parse: Parse) -> Callable[[str], tuple[Node, ...]]:
    """Parses statements, as the body of a host function."""

    def run(text: str) -> tuple[Node, ...]:
        unit = parse("void enclosing() {" + text + "\n}")
        function = unit.items[-1]
        assert isinstance(function, Function)
        assert function.body is not None
        return function.body.body

    return run


@pytest.fixture
def shape(statements: Callable[[str], tuple[Node, ...]]) -> Callable[[str], str]:
    """The dump of one statement or expression, without the statement around it."""

    def run(text: str) -> str:
        (statement,) = statements(text + ";")
        if isinstance(statement, ExprStmt):
            return dump(statement.expr)
        return dump(statement.item if isinstance(statement, DeclStmt) else statement)

    return run


def without_parentheses(node: object) -> object:
    """A tree without its Paren nodes."""
    if isinstance(node, tuple):
        return tuple(without_parentheses(element) for element in node)
    if not isinstance(node, Node):
        return node
    if isinstance(node, Paren):
        return without_parentheses(node.inner)
    return replace(node, **{name: without_parentheses(getattr(node, name)) for name in child_fields(type(node))})


@pytest.fixture
def nesting(statements: Callable[[str], tuple[Node, ...]]) -> Callable[[str], str]:
    """The dump of an expression statement without parentheses, to compare how operators nest."""

    def run(text: str) -> str:
        (statement,) = statements(text + ";")
        assert isinstance(statement, ExprStmt)
        return dump(without_parentheses(statement.expr))

    return run


@pytest.fixture
def programs() -> list[Path]:
    """The CUDA programs of the corpus."""
    folder = Path(__file__).parents[2] / "corpus" / "programs"
    return sorted(folder.glob("*/*.cu"))
