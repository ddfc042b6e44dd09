"""Every program of the corpus, translated, compiled and run on every target; the original as the reference."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from unwarp.api import Settings
from unwarp.corpus.columns import COLUMNS
from unwarp.parser.diagnostics import Severity
from unwarp.running import build_program

PROGRAMS = Path(__file__).resolve().parents[2] / "corpus" / "programs"
NAMES = sorted(folder.name for folder in PROGRAMS.iterdir() if folder.is_dir())


def refused(name: str, target: str) -> set[str]:
    """The codes with which a target refuses a program: a line in it says which, ``// refused: sycl UW2001 UW2002``."""
    lines = [line for path in sorted((PROGRAMS / name).iterdir()) for line in path.read_text().splitlines()]
    found = [re.match(rf"// refused: {target}((?: UW\d+)+)$", line) for line in lines]
    return {code for match in found if match for code in match[1].split()}


def test_there_are_programs() -> None:
    assert len(NAMES) >= 20


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("variant", COLUMNS)
def test_program_passes(name: str, variant: str, record_property: Any, tmp_path: Path) -> None:
    record_property("program", (name, variant))
    column = COLUMNS[variant]
    if reason := column.missing():
        pytest.skip(reason)
    outcome = build_program([PROGRAMS / name], column.target, Settings(), column.options)
    refusals = refused(name, column.target)
    if refusals:  # the program says so itself
        assert outcome.built is None
        assert {d.rule.code for d in outcome.diagnostics if d.rule.severity is Severity.ERROR} == refusals
        record_property("refused", True)
        return
    assert outcome.built is not None, "\n".join(d.render() for d in outcome.diagnostics)
    done = outcome.toolchain.run(outcome.built, (), cwd=tmp_path, timeout=900, capture=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PASS" in done.stdout
