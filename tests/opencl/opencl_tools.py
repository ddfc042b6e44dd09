"""Tools of the OpenCL tests: spelling by the tables, a compile gate, the two runtimes."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ctree_from_c import unit_from_c

from unwarp.emitters.opencl import print_opencl
from unwarp.parser import ctree as ct
from unwarp.parser.diagnostics import Sink
from unwarp.transforms import tables
from unwarp.transforms.opencl_shape import OpenCLShape, shape_opencl

CLANG = next(filter(None, map(shutil.which, ("clang-22", "clang-19"))), None)


@dataclass
class _Spelling:
    """Intrinsics and named constants by the tables."""

    def spell(self, node: ct.Intrinsic, args: Sequence[str]) -> str:
        row = tables.load().rows[node.name]
        signature = next((s for s in row.signatures if (s.passed, s.result) == (node.signature, node.type)), None)
        return tables.spell(row, signature, "opencl", args)

    def constant(self, name: str) -> str:
        row = tables.load().get(name)
        return tables.spell(row, None, "opencl", ()) if row and row.opencl and row.opencl.to else name


SPELLING = _Spelling()


def compiles(text: str, version: str, *options: str) -> None:
    """Fails where clang says anything about the text."""
    if CLANG is None:
        pytest.skip("clang is not installed")
    command = [CLANG, "-x", "cl", f"-cl-std={version}", "-Wall", "-Wextra", "-fsyntax-only", *options, "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    numbers = {int(n) for n in re.findall(r"<stdin>:(\d+):", done.stderr)}
    lines = text.splitlines()
    shown = "\n".join(f"{n}: {lines[n - 1]}" for n in sorted(numbers)[:20])
    assert not done.stderr, f"{done.stderr[:6000]}\n{shown}"


# ----------------------------------------------------------------------------------------------- running


class Runtime:
    """An OpenCL runtime in a process of its own."""

    def __init__(self, name: str, vendor: str) -> None:
        self.name = name
        self.vendor = vendor
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, source: str, options: list[str], steps: list[tuple[Any, ...]]) -> list[np.ndarray]:
        if self.process is None or self.process.poll() is not None:
            worker = Path(__file__).with_name("worker.py")
            environment = dict(os.environ, OCL_ICD_VENDORS=self.vendor)
            self.process = subprocess.Popen(
                [sys.executable, str(worker)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        pickle.dump((source, options, steps), self.process.stdin)
        self.process.stdin.flush()
        result = pickle.load(self.process.stdout)
        assert not isinstance(result, str), f"{self.name}: {result}"
        return result  # type: ignore[no-any-return]

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@dataclass
class Program:
    """A translated unit, and its launches."""

    text: str
    shape: OpenCLShape
    symbols: dict[str, np.ndarray]

    def launch(
        self, runtime: Runtime, kernel: str, grid: Sequence[int], block: Sequence[int], *args: Any, shared: int = 0,
        form: str = "",
    ) -> list[np.ndarray]:  # fmt: skip
        """Launches a kernel once; the arrays among the arguments (NumPy) and then the symbols it uses, afterwards."""
        variants = {v.kind: v for v in self.shape.kernels[kernel].variants}
        form = form or ("native" if "native" in variants else "serial")
        assert form in variants, f"{kernel} has no {form} form"
        hidden = variants[form].hidden
        passed: list[Any] = []
        for number, arg in enumerate(args):
            passed.append(("array", number, arg) if isinstance(arg, np.ndarray) else arg)
        dims = tuple(block) + (1,) * (3 - len(block))
        for item in hidden:
            if item.kind == "shared":
                passed.append(("local", max(shared, 1)))
            elif item.kind == "symbol":
                passed.append(("array", 1000 + list(self.symbols).index(item.name), self.symbols[item.name]))
            else:
                passed += [np.uint32(size) for size in dims]
        threads = (1,) * len(grid) if form == "serial" else tuple(block)
        options = ["-cl-std=CL3.0" if runtime.name == "intel" else "-cl-std=CL1.2"]
        if form == "sub_groups":
            options.append("-DUW_SUBGROUPS")
        name = variants[form].name
        return runtime.run(self.text, options, [(name, tuple(grid), threads, passed)])


def kind_of(name: str) -> str:
    row = tables.load().get(name)
    return row.kind if row else ""


def translated(source: str, **symbols: np.ndarray) -> Program:
    """A program of C text with CUDA's words; fails where it is not clean OpenCL C."""
    sink = Sink()
    shape = shape_opencl(unit_from_c(source), kind_of, sink)
    text = print_opencl(shape.unit, SPELLING.spell, SPELLING.constant, sink, shape.subgroup_only)
    assert not list(sink), [d.message for d in sink]
    compiles(text, "CL1.2")
    compiles(text, "CL3.0")
    compiles(text, "CL3.0", "-DUW_SUBGROUPS")
    return Program(text, shape, symbols)
