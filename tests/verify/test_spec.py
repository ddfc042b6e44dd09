"""Mistakes in a specification: each is reported with its line, its key and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from unwarp.corpus.cases import SpecError, load_case
from unwarp.corpus.data import DataError, prepare
from unwarp.corpus.expressions import ExpressionError, evaluate

GOOD = """\
title = "doubled"
kernel = "twice"
grid = "max(1, ceildiv(n, 32))"
block = 32
sizes = [{n = 40}, {n = 0}]

[arguments.x]
type = "float"
shape = ["n"]
fill = "normal(0, 1)"
use = "inout"

[arguments.n]
type = "int"
value = "n"

[tolerance]
ulp = 1
reason = "for the test"
"""


def spec(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "case.toml"
    path.write_text(text)
    return path


def test_a_good_one(tmp_path: Path) -> None:
    case = load_case(spec(tmp_path, GOOD), tmp_path / "k.cu", "k")
    assert [launch.kernel for launch in case.launches] == ["twice"]
    assert [argument.name for argument in case.arguments] == ["x", "n"]
    assert case.tolerance.ulp == 1
    assert [run.launches[0][1:4] for run in prepare(case)] == [((2, 1, 1), (32, 1, 1), 0), ((1, 1, 1), (32, 1, 1), 0)]


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "hint"),
    [
        ("block = 32", "blok = 32", 4, "blok", "block"),
        ('grid = "max(1, ceildiv(n, 32))"\n', "", 1, "grid", "add grid"),
        ("max(1, ceildiv(n, 32))", "ceildiv(n, 32)", 3, "grid", "max(1"),
        ("max(1, ceildiv(n, 32))", "ceildiv(m, 32)", 3, "grid", "expression over the sizes"),
        ("max(1, ceildiv(n, 32))", "open('x')", 3, "grid", "expression"),
        ("{n = 0}", "{m = 0}", 5, "sizes", "give n"),
        ('type = "float"', 'type = "floot"', 8, "arguments.x.type", "C type"),
        ('shape = ["n"]\n', "", 7, "arguments.x", "shape"),
        ("normal(0, 1)", "gauss(0, 1)", 10, "arguments.x.fill", "normal"),
        ("normal(0, 1)", "normal(1)", 10, "arguments.x.fill", "normal"),
        ('use = "inout"', 'use = "both"', 11, "arguments.x.use", "in, out"),
        ('use = "inout"\n', "", 7, "arguments", "out"),
        ('value = "n"', "value = []", 15, "arguments.n.value", "give"),
        ('reason = "for the test"\n', "", 17, "tolerance", "reason"),
        ("ulp = 1", "ulp = -1", 18, "tolerance.ulp", "not negative"),
        ("block = 32", "block = 32 32", 4, "file", "toml.io"),
    ],
)
def test_a_mistake(tmp_path: Path, old: str, new: str, line: int, key: str, hint: str) -> None:
    assert old in GOOD
    with pytest.raises(SpecError) as caught:
        load_case(spec(tmp_path, GOOD.replace(old, new, 1)), tmp_path / "k.cu", "k")
    error = caught.value
    assert (error.line, error.key) == (line, key), str(error)
    assert hint in error.remedy
    assert str(error).startswith(f"{tmp_path / 'case.toml'}:{line}: error: `{key}`")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="cannot be read"):
        load_case(tmp_path / "none.toml", tmp_path / "k.cu", "k")


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("def reference(x): return {}", "does not give `x`"),
        ("def reference(y): return {'x': y}", "wants `y`"),
        ("def reference(x): return {'x': x[:-1]}", "has the shape"),
        ("def reference(x): return x / 0 / None", "the reference failed"),
        ("def reference(x:", "SyntaxError"),
        ("", "no function `reference`"),
    ],
)
def test_a_reference_that_is_wrong(tmp_path: Path, reference: str, message: str) -> None:
    (tmp_path / "reference.py").write_text(reference)
    with pytest.raises(DataError, match=message):
        prepare(load_case(spec(tmp_path, GOOD), tmp_path / "k.cu", "k"))


@pytest.mark.parametrize(
    ("text", "value"),
    [("2 + 3 * n", 23), ("ceildiv(n, 2)", 4), ("-n % 4", 1), ("1 << n", 128), ("n if n > 3 else 0", 7), ("n / 2", 3.5)],
)
def test_expressions(text: str, value: float) -> None:
    assert evaluate(text, {"n": 7}) == value


@pytest.mark.parametrize(
    "text", ["", "n +", "m", "n.real", "__import__('os')", "[n]", "n // 0", "1 << 200", "9" * 30, "(" * 3000]
)
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, {"n": 7})
