"""Programs about single traits of CUDA on SYCL, translated, compiled and run."""

from __future__ import annotations

from pathlib import Path

import pytest

from unwarp.api import Settings
from unwarp.corpus.toolchains import TOOLCHAINS
from unwarp.corpus.toolchains.base import BuildOptions
from unwarp.running import build_program

PROGRAMS = sorted(
    path for folder in ("programs", "plain") for path in (Path(__file__).parent / folder).glob("*.cu")
)


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_runs(path: Path, tmp_path: Path) -> None:
    probe = TOOLCHAINS["sycl"].probe(BuildOptions())
    if not probe.ready:
        pytest.skip(probe.problem)
    outcome = build_program([path], "sycl", Settings(), BuildOptions())
    assert outcome.built is not None, "\n".join(d.render() for d in outcome.diagnostics)
    done = outcome.toolchain.run(outcome.built, (), cwd=tmp_path, timeout=900, capture=True)
    assert done.returncode == 0 and "PASS" in done.stdout, done.stdout + done.stderr
