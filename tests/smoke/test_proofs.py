"""Every batch of cases, translated, built and run on every column; what a kernel left is judged case by case."""

from __future__ import annotations

from pathlib import Path

import pytest
from proofs.collect import batches
from proofs.program import run

from unwarp.corpus.columns import COLUMNS

TRANSLATED = [name for name, column in COLUMNS.items() if column.target != "cuda"]


@pytest.mark.parametrize("variant", TRANSLATED)
@pytest.mark.parametrize("batch", batches())
def test_rows(batch: str, variant: str, tmp_path: Path) -> None:
    column = COLUMNS[variant]
    if reason := column.missing():
        pytest.skip(reason)
    cases = [case for case in batches()[batch] if column.target in case.targets]
    if not cases:
        pytest.skip(f"{column.target} has none of these rows")
    problems = []
    for case, outputs in zip(cases, run(cases, column, tmp_path), strict=True):
        problems += [f"{case.title}: {text}" for text in case.judge(outputs, column.target)]
    assert not problems, f"{len(problems)} complaints\n" + "\n".join(problems)
