"""Kernels of the C target compiled and run, without host code."""

from __future__ import annotations

import ctypes
import re
import subprocess
from pathlib import Path
from typing import Any

from unwarp.api import Result, translate

RUNTIME = Path(__file__).parents[2] / "emitters" / "runtime"


def kernels(result: Result) -> list[str]:
    """The names of the kernels in an output of the C target."""
    text = next(f.text for f in result.files if f.path.endswith("_kernels.h"))
    return sorted(re.findall(r"void input_(\w+)\(const uw_launch", text))


class Launch(ctypes.Structure):
    _fields_ = (
        ("grid", ctypes.c_uint * 3), ("block", ctypes.c_uint * 3), ("shared", ctypes.c_size_t),
        ("first", ctypes.c_long), ("end", ctypes.c_long), ("states", ctypes.c_void_p),
    )  # fmt: skip


class Compiled:
    """The device side of a program, as a library."""

    def __init__(self, text: str, folder: Path) -> None:
        result = translate(text, "c")
        assert not result.errors, [d.message for d in result.diagnostics]
        result.write(folder)
        self.names = kernels(result)
        library = folder / "kernels.so"
        command = ["gcc", "-std=c11", "-Wall", "-Werror", "-fPIC", "-shared", "-fopenmp", f"-I{RUNTIME}",
                   str(folder / "input_kernels.c"), "-o", str(library), "-lm"]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        self.library = ctypes.CDLL(str(library))

    def run(self, kernel: str, *arrays: Any, threads: int = 1) -> None:
        """Launch one block; arguments are NumPy arrays."""
        launch = Launch((ctypes.c_uint * 3)(1, 1, 1), (ctypes.c_uint * 3)(threads, 1, 1), 0, 0, 1, None)
        values = [ctypes.c_void_p(array.ctypes.data) for array in arrays]
        pointers = (ctypes.c_void_p * len(values))(*(ctypes.addressof(v) for v in values))
        getattr(self.library, f"input_{kernel}")(ctypes.byref(launch), pointers)
