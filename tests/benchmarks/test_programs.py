"""The benchmark of programs runs, counts what it should and writes what it measured."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "programs.py"


@pytest.fixture(scope="module")
def programs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_programs", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_measures_kernels(programs: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "times.json"
    arguments = ["saxpy", "--repeat", "2", "--contestants", "c", "--rival", "c", "--output", str(output)]
    assert programs.main(arguments) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].split() == ["program", "c", "ms"]
    assert float(rows[1].split()[1]) > 0
    (entry,) = json.loads(output.read_text())["programs"]
    rounds = int(programs.ARGUMENTS["saxpy"][1])
    assert entry["problem"] == "" and [len(run) for run in entry["seconds"]] == [rounds, rounds]
    assert all("saxpy" in kernel for kernel in entry["kernels"])
    assert entry["least_seconds"] <= entry["median_seconds"]


def test_first_launches_do_not_count(programs: ModuleType) -> None:
    launches = [programs.Launch(name, 1.0) for name in ("once", "often", "often", "other", "often")]
    assert programs.counted(launches) == [0, 2, 3, 4]


def test_every_size_belongs_to_a_program(programs: ModuleType) -> None:
    assert all((programs.CORPUS / name).is_dir() for name in programs.ARGUMENTS)


def test_unknown_names_are_refused(programs: ModuleType) -> None:
    with pytest.raises(SystemExit):
        programs.main(["no_such_program"])
