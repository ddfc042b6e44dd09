"""How each target's programs are found tools for, compiled and run: one file a target."""

from __future__ import annotations

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
from .cuda import CudaToolchain
from .hip import HipToolchain

TOOLCHAINS: dict[str, Toolchain] = {t.name: t for t in (CudaToolchain(), HipToolchain())}

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
