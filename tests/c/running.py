"""Compiles kernels written in plain C through the C target, and runs them on NumPy arrays."""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ctree_from_c import unit_from_c

from unwarp.emitters.c import emit_c
from unwarp.emitters.namer import C_FUNCTIONS, C_KEYWORDS, C_MACROS, rename
from unwarp.parser import ctree as c
from unwarp.parser.diagnostics import Sink
from unwarp.transforms.lockstep import lockstep
from unwarp.transforms.tables import load, spell

RUNTIME = Path(__file__).parents[2] / "emitters" / "runtime"
FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-O2", "-fPIC", "-shared", "-fopenmp", f"-I{RUNTIME}"]


class Launch(ctypes.Structure):
    _fields_ = (
        ("grid", ctypes.c_uint * 3), ("block", ctypes.c_uint * 3), ("shared", ctypes.c_size_t),
        ("first", ctypes.c_long), ("end", ctypes.c_long),
    )  # fmt: skip


def kind_of(name: str) -> str:
    row = load().get(name)
    return row.kind if row else ""


def spelled(node: c.Intrinsic, args: Sequence[str]) -> str:
    row = load().get(node.name)
    assert row is not None
    signature = next((s for s in row.signatures if (s.passed, s.result) == (node.signature, node.type)), None)
    return spell(row, signature, "c", args)


def translate(unit: c.CUnit, sink: Sink | None = None) -> dict[str, str]:
    """The files of the C target."""
    sink = sink if sink is not None else Sink()
    named = rename(unit, C_KEYWORDS | C_MACROS, C_FUNCTIONS, ("uw_",))
    blocks = lockstep(named, kind_of, sink)
    return emit_c(blocks.unit, blocks.blocks, spelled)


class Program:
    """A compiled unit."""

    def __init__(
        self, text: str | c.CUnit, folder: Path, compiler: Sequence[str] = ("gcc",), extra: Sequence[str] = ()
    ):
        self.unit = unit_from_c(text) if isinstance(text, str) else text
        self.files = translate(self.unit)
        for name, content in self.files.items():
            (folder / name).write_text(content)
        source = folder / f"{self.unit.name}_kernels.c"
        library = folder / f"{self.unit.name}.so"
        command = [*compiler, *FLAGS, *extra, str(source), "-o", str(library), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + self.files[source.name]
        self.library = ctypes.CDLL(str(library))

    def launch(self, kernel: str, grid: Any, block: Any, *args: Any, shared: int = 0) -> None:
        """Runs a kernel. Arguments are NumPy arrays, NumPy scalars, or Python numbers for int and float."""
        shape = _shape(grid)
        blocks = shape[0] * shape[1] * shape[2]
        launch = Launch((ctypes.c_uint * 3)(*shape), (ctypes.c_uint * 3)(*_shape(block)), shared, 0, blocks)
        values: list[Any] = []
        for arg in args:
            if isinstance(arg, np.ndarray):
                values.append(ctypes.c_void_p(arg.ctypes.data))
            elif isinstance(arg, np.generic):
                values.append(np.ctypeslib.as_ctypes_type(arg.dtype)(arg.item()))
            else:
                values.append(ctypes.c_float(arg) if isinstance(arg, float) else ctypes.c_int(arg))
        pointers = (ctypes.c_void_p * max(1, len(values)))(*(ctypes.addressof(v) for v in values))
        getattr(self.library, f"{self.unit.name}_{kernel}")(ctypes.byref(launch), pointers)


def _shape(value: Any) -> tuple[int, ...]:
    shape = (value,) if isinstance(value, int) else tuple(value)
    return (*shape, *(1,) * (3 - len(shape)))
