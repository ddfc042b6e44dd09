"""Programs that call NVIDIA's libraries and print what came: compared with NumPy on each target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from printed import shapes, solver, sparse

from unwarp.api import Settings
from unwarp.corpus.columns import COLUMNS
from unwarp.running import build_program

Results = Mapping[str, NDArray[np.float64]]
EXPECTED: Mapping[str, Callable[[Results], None]] = {
    "shapes": shapes.check,
    "solver": solver.check,
    "sparse": sparse.check,
}


def read(text: str) -> Results:
    lines = [line.split() for line in text.splitlines()]
    return {name: np.array(values, float) for name, *values in lines}


@pytest.mark.parametrize("variant", ["c", "cuda", "hip-wave64", "opencl-intel", "opencl-pocl", "sycl"])
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_computes_what_numpy_does(name: str, variant: str, tmp_path: Path) -> None:
    column = COLUMNS[variant]
    if reason := column.missing():
        pytest.skip(reason)
    program = Path(__file__).parent / "printed" / f"{name}.cu"
    outcome = build_program([program], column.target, Settings(), column.options)
    assert outcome.built is not None, "\n".join(d.render() for d in outcome.diagnostics)
    done = outcome.toolchain.run(outcome.built, (), cwd=tmp_path, timeout=900, capture=True)
    assert done.returncode == 0 and "fault" not in done.stdout, done.stdout + done.stderr
    EXPECTED[name](read(done.stdout))
