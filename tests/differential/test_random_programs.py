"""Random CUDA programs print the same on every target as the original does."""

from __future__ import annotations

from pathlib import Path

import pytest
from random_programs import program

from unwarp.api import Settings
from unwarp.corpus.columns import COLUMNS
from unwarp.running import build_program

SEEDS = (1, 104, 105, 120, 123)
TARGETS = [name for name in COLUMNS if name != "cuda"]


def _output(seed: int, column: str, folder: Path) -> str:
    chosen = COLUMNS[column]
    if missing := chosen.missing():
        pytest.skip(missing)
    path = folder / f"random_{seed}.cu"
    path.write_text(program(seed))
    outcome = build_program([path], chosen.target, Settings(), chosen.options)
    assert outcome.built is not None, "\n".join(d.render() for d in outcome.diagnostics)
    done = outcome.toolchain.run(outcome.built, (), cwd=folder, timeout=900, capture=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("column", TARGETS)
@pytest.mark.parametrize("seed", SEEDS)
def test_random_program(seed: int, column: str, tmp_path: Path) -> None:
    assert _output(seed, column, tmp_path) == _output(seed, "cuda", tmp_path)
