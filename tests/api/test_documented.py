"""The Python API does what its documents say, and loads nothing before it is used."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import unwarp
from unwarp import api

ROOT = Path(__file__).parents[2]


def test_the_document_is_true() -> None:
    path = ROOT / "docs" / "api.md"
    parser = doctest.DocTestParser()
    test = parser.get_doctest(path.read_text("utf-8"), {}, path.name, str(path), 0)
    assert len(test.examples) > 20
    said: list[str] = []
    outcome = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert outcome.failed == 0, "".join(said)


def test_docstrings_are_true() -> None:
    outcome = doctest.testmod(api)
    assert outcome.attempted > 2
    assert outcome.failed == 0


def test_importing_the_package_loads_nothing_of_it() -> None:
    code = "import unwarp, sys; print([name for name in sys.modules if name.startswith('unwarp.')])"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT / ".dev")}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", unwarp.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(unwarp, name) is not None


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'transalte'"):
        unwarp.transalte  # type: ignore[attr-defined]  # noqa: B018


def test_a_path_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.cu"
    file.write_text("void f() { cudaDeviceSynchronize(); }\n")
    assert "hipDeviceSynchronize" in unwarp.translate(file, target="hip").text()
