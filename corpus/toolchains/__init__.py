"""How each target's programs are found tools for, compiled and run: one file a target."""

from __future__ import annotations

from collections.abc import Mapping

from .base import (
    TIMED_OUT,
    BuildError,
    BuildOptions,
    Built,
    Completed,
    Component,
    MissingTool,
    Probe,
    Program,
    Toolchain,
)
from .c import CToolchain
from .cuda import CudaToolchain
from .hip import HipToolchain
from .opencl import OpenClToolchain
from .sycl import SyclToolchain

TOOLCHAINS: Mapping[str, Toolchain] = {
    toolchain.name: toolchain
    for toolchain in (CToolchain(), OpenClToolchain(), SyclToolchain(), HipToolchain(), CudaToolchain())
}

__all__ = [
    "TIMED_OUT",
    "TOOLCHAINS",
    "BuildError",
    "BuildOptions",
    "Built",
    "Completed",
    "Component",
    "MissingTool",
    "Probe",
    "Program",
    "Toolchain",
]
