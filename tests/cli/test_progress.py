"""The progress bar: on terminals alone, and only for what takes long. Colours, as a terminal has them."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLOW = """
import sys, time
from unwarp import api
from unwarp.cli import main, progress
progress.PATIENCE = float(sys.argv.pop(1))
read = api._parse
def slow(*arguments):
    time.sleep(0.3)
    return read(*arguments)
api._parse = slow
main(prog_name="unwarp")
"""


def on_terminal(arguments: list[str], folder: Path, **variables: str) -> str:
    """What a command writes to a terminal that is its stdout and stderr."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / ".dev"), "TERM": "xterm-256color", **variables}
    for name in ("NO_COLOR", "FORCE_COLOR", "CI"):
        if name not in variables:
            environment.pop(name, None)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said = b""
    while True:
        ready, _, _ = select.select([ours], [], [], 60)
        if not ready:
            process.kill()
            pytest.fail("the command does not end")
        try:
            data = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not data:
            break
        said += data
    process.wait()
    os.close(ours)
    return said.decode("utf-8", "replace")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in "abc":
        (tmp_path / f"{name}.cu").write_text("void f() { cudaNewThing(1); }\n")
    return tmp_path


def test_long_work_on_a_terminal_has_a_bar(folder: Path) -> None:
    said = on_terminal(["-c", SLOW, "0.1", "check", "--to", "hip", "a.cu", "b.cu", "c.cu"], folder)
    assert "reading c.cu" in said
    assert "/6" in said
    assert said.index("reading c.cu") < said.index("UW2007")


def test_short_work_has_none(folder: Path) -> None:
    said = on_terminal(["-c", SLOW, "60", "check", "--to", "hip", "a.cu"], folder)
    assert "reading" not in said
    assert "UW2007" in said


def test_without_a_terminal_there_is_none(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SLOW, "0.1", "check", "--to", "hip", "a.cu", "b.cu"], cwd=folder, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / ".dev")}, capture_output=True,
    )  # fmt: skip
    assert "reading" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_a_terminal_has_colours_unless_it_is_asked_not_to(folder: Path) -> None:
    arguments = ["-m", "unwarp", "check", "--to", "hip", "a.cu"]
    assert "\x1b[31m" in on_terminal(arguments, folder)
    assert "\x1b[" not in on_terminal(arguments, folder, NO_COLOR="1")
    assert "\x1b[" not in on_terminal(arguments, folder, TERM="dumb")
    diff = ["-m", "unwarp", "convert", "--to", "hip", "a.cu", "--diff", "--ignore", "UW2007"]
    (folder / "a.cu").write_text("void f() { cudaDeviceSynchronize(); }\n")
    assert "\x1b[32m+" in on_terminal(diff, folder)
    assert "\x1b[" not in on_terminal(diff, folder, NO_COLOR="1")
