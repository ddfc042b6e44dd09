"""Probes, errors and running, for all toolchains alike."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from unwarp.corpus.toolchains import (
    TIMED_OUT,
    TOOLCHAINS,
    BuildError,
    BuildOptions,
    Built,
    MissingTool,
    Program,
)
from unwarp.corpus.toolchains.base import run_built, split_flags
from unwarp.corpus.toolchains.doctor import doctor_rows, install_all, probe_all, render_doctor


@pytest.fixture
def script(tmp_path: Path) -> Built:
    path = tmp_path / "script"
    path.write_text('#!/bin/sh\necho "out $1 $SET $OWN $(pwd)"; echo err >&2; [ "$1" = wait ] && sleep 60; exit 3\n')
    path.chmod(0o755)
    return Built("c", path, {"SET": "set", "OWN": "lost"})


def test_run(script: Built, tmp_path: Path) -> None:
    done = run_built(script, ["x"], cwd=tmp_path, env={"OWN": "own"}, capture=True)
    assert (done.returncode, done.stdout, done.stderr) == (3, f"out x set own {tmp_path}\n", "err\n")


def test_run_passes_output_through(script: Built, capfd: pytest.CaptureFixture[str]) -> None:
    done = run_built(script, ["x"])
    assert (done.stdout, done.returncode) == ("", 3)
    assert capfd.readouterr().out.startswith("out x set lost")


def test_timeout(script: Built) -> None:
    done = run_built(script, ["wait"], timeout=0.3, capture=True)
    assert done.timed_out
    assert done.returncode == TIMED_OUT
    assert done.stdout.startswith("out wait")
    assert done.seconds < 30


def test_split_flags() -> None:
    flags = ["-O1", "-I", "a", "-lfoo", "-L", "b", "-Wl,-x", "lib.a", "-include", "c.h"]
    assert split_flags(flags) == (
        ["-O1", "-I", "a", "-include", "c.h"],
        ["-lfoo", "-L", "b", "-Wl,-x", "lib.a"],
    )


@pytest.mark.parametrize("target", sorted(TOOLCHAINS))
def test_what_is_missing_is_named_with_its_remedy(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    probe = TOOLCHAINS[target].probe(BuildOptions())
    assert not probe.ready
    assert "\n" not in probe.problem
    assert "apt-get install --no-install-recommends -y" in probe.problem
    (tmp_path / "main.cpp").write_text("int main() {}\n")
    with pytest.raises(MissingTool, match="apt-get install"):
        TOOLCHAINS[target].build(Program(tmp_path, (Path("main.cpp"),)), BuildOptions())


@pytest.mark.parametrize("target", sorted(TOOLCHAINS))
def test_a_compiler_error_is_told(target: str, tmp_path: Path) -> None:
    probe = TOOLCHAINS[target].probe(BuildOptions())
    if not probe.ready:
        pytest.skip(probe.problem)
    (tmp_path / "main.cpp").write_text("int main() { return none_such; }\n")
    with pytest.raises(BuildError, match=r"main\.cpp does not compile") as error:
        TOOLCHAINS[target].build(Program(tmp_path, (Path("main.cpp"),)), BuildOptions())
    assert "none_such" in error.value.output
    assert error.value.command


def test_a_missing_source_is_told(tmp_path: Path) -> None:
    for toolchain in TOOLCHAINS.values():
        if toolchain.probe(BuildOptions()).ready:
            with pytest.raises(BuildError, match=r"cannot read none\.cpp"):
                toolchain.build(Program(tmp_path, (Path("none.cpp"),)), BuildOptions())


def test_doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = doctor_rows(probe_all())
    assert [row.target for row in rows] == list(TOOLCHAINS)
    assert all(row.ready == (not row.install) for row in rows)
    monkeypatch.setenv("PATH", str(tmp_path))
    probes = probe_all()
    command = install_all(probes)
    assert "clang-22" in command
    assert command.count("apt-get install") == 1
    out = io.StringIO()
    render_doctor(Console(file=out, width=100))
    assert install_all(probes, optional=True) in out.getvalue()
