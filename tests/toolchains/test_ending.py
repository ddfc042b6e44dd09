"""A program that is running ends with the command that runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

WAITS = """#include <cstdio>
#include <unistd.h>
__global__ void k(int *p) { p[0] = 1; }
int main() { printf("%d\\n", (int)getpid()); fflush(stdout); while (true) pause(); }
"""


def test_a_signal_ends_the_program_too(tmp_path: Path) -> None:
    (tmp_path / "waits.cu").write_text(WAITS)
    command = [sys.executable, "-m", "unwarp", "run", str(tmp_path / "waits.cu"), "--to", "c", "-q"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        running = int(process.stdout.readline())
        time.sleep(2)  # until the command itself knows that the program has started
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
    for _ in range(100):
        if not Path(f"/proc/{running}").exists() or "Z" in Path(f"/proc/{running}/stat").read_text().split()[2]:
            return
        time.sleep(0.1)
    os.kill(running, signal.SIGKILL)
    raise AssertionError("the program was left running")
