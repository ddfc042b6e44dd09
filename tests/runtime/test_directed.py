"""Arithmetic rounded up, down and towards zero by integers is what the processor's own rounding modes give."""

from __future__ import annotations

import subprocess
from pathlib import Path

RUNTIME = Path(__file__).parents[2] / "emitters" / "runtime"


def test_every_operation_in_every_mode(tmp_path: Path) -> None:
    flags = ["-std=c++17", "-O1", "-Wall", "-Wextra", "-Werror", "-frounding-math", "-ffp-contract=off", f"-I{RUNTIME}"]
    program = tmp_path / "directed"
    source = Path(__file__).with_name("directed.cpp")
    subprocess.run(["g++", *flags, str(source), "-o", str(program)], check=True)
    done = subprocess.run([str(program)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
