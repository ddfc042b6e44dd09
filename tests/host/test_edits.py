"""Edits of a text: order, nesting, conflicts, and how removals close up."""

from __future__ import annotations

import pytest

from unwarp.parser.source import Source
from unwarp.transforms.edits import Edit, EditConflict, apply, removals, settle

TEXT = Source("x", "abcdefgh")


def test_apply_sorts() -> None:
    assert apply(TEXT, [Edit(4, 5, "E"), Edit(0, 1, "A"), Edit(8, 8, "!")]) == "AbcdEfgh!"


def test_insertions_keep_their_order() -> None:
    assert apply(TEXT, [Edit(2, 2, "1"), Edit(2, 2, "2"), Edit(2, 3, "C")]) == "ab12Cdefgh"


def test_doubles_count_once() -> None:
    assert apply(TEXT, [Edit(1, 2, "B"), Edit(1, 2, "B")]) == "aBcdefgh"


def test_the_outer_edit_has_the_last_word() -> None:
    assert apply(TEXT, [Edit(2, 3, "x"), Edit(1, 5, ""), Edit(3, 3, "y"), Edit(5, 5, "z")]) == "azfgh"


@pytest.mark.parametrize("second", [Edit(3, 6, ""), Edit(2, 4, "other")])
def test_conflicts(second: Edit) -> None:
    with pytest.raises(EditConflict):
        settle([Edit(2, 4, "x"), second])


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("A B int f();", "AB", "int f();"),
        ("  A\n  int f();", "A", "  int f();"),
        ("int A f();", "A", "int f();"),
        ("int f A;", "A", "int f;"),
        ("int f A\n{", "A", "int f\n{"),
        ("x\r\nA\r\ny", "A", "x\r\ny"),
        ("A", "A", ""),
    ],
)
def test_removals(text: str, words: str, expected: str) -> None:
    source = Source("x", text)
    ranges = [(i, i + 1) for i, c in enumerate(text) if c in words]
    assert apply(source, removals(source, ranges)) == expected
