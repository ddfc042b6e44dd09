"""Every kernel of the corpus on every target, against its NumPy reference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from unwarp.api import Settings
from unwarp.corpus.cases import corpus_names, load_corpus_case
from unwarp.corpus.columns import COLUMNS
from unwarp.corpus.data import prepare
from unwarp.corpus.verify import TOGETHER, Outcome, Verifier

NAMES = corpus_names()
GROUPS = [NAMES[start : start + TOGETHER] for start in range(0, len(NAMES), TOGETHER)]


@pytest.fixture(scope="module")
def verified() -> dict[tuple[str, str], Outcome]:
    """The outcomes so far: kernels that share a program are verified together."""
    return {}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("column", COLUMNS)
def test_kernel(name: str, column: str, verified: dict[tuple[str, str], Outcome], record_property: Any) -> None:
    record_property("kernel", (name, column))
    if reason := COLUMNS[column].missing():
        pytest.skip(reason)
    if (name, column) not in verified:
        cases = [load_corpus_case(n) for group in GROUPS if name in group for n in group]
        for outcome in Verifier(Settings()).verify(cases, [COLUMNS[column]]):
            verified[outcome.case, outcome.column] = outcome
    outcome = verified[name, column]
    if outcome.excused:
        assert outcome.status == "refused" and load_corpus_case(name).refused[COLUMNS[column].target]
        record_property("refused", True)
        return
    assert outcome.status == "pass" and not outcome.detail, outcome.detail


@pytest.mark.parametrize("name", NAMES)
def test_case_is_sound(name: str) -> None:
    """Sizes differ, one of them is small, tolerances say why, and the reference writes every output."""
    case = load_corpus_case(name)
    assert case.title and case.topics
    assert len(case.sizes) >= 3
    runs = prepare(case)
    assert len({run.label() for run in runs}) == len(runs)
    for argument in case.arguments:
        if argument.output:
            changed = [
                run for run in runs if run.expected is not None and not _same(run.expected, run.initial, argument.name)
            ]
            assert changed, f"the reference leaves `{argument.name}` as it was"


def _same(a: Any, b: Any, name: str) -> bool:
    return bool(
        np.array_equal(np.ascontiguousarray(a[name]).view(np.uint8), np.ascontiguousarray(b[name]).view(np.uint8))
    )


def test_inputs_are_the_same_each_time() -> None:
    case = load_corpus_case(NAMES[0])
    for first, second in zip(prepare(case), prepare(case), strict=True):
        assert all(_same(first.initial, second.initial, name) for name in first.initial)


def test_the_document_has_these_kernels() -> None:
    """docs/equivalence.md is made by the command that it names."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "equivalence.md").read_text("utf-8")
    lines = [line.strip("| ") for line in text.splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    assert rows[0][2:-1] == list(COLUMNS)
    assert [row[:2] for row in rows[1:]] == [[name, load_corpus_case(name).title] for name in NAMES]
    assert not [row[0] for row in rows[1:] for cell in row[2:-1] if cell.isupper()], "something fails there"
