"""The original: unmodified CUDA programs, read as HIP and run on the CPU by gpucpu. What a translation is
compared with, made without unwarp's parser and passes."""

from __future__ import annotations

from .base import BuildOptions, Built, Probe, Program, Toolchain
from .gpucpu.build import components
from .hip import build_on_cpu

WARP = 32


class CudaToolchain(Toolchain):
    """CUDA on the CPU, in warps of 32 lanes."""

    name = "cuda"

    def probe(self, options: BuildOptions) -> Probe:
        return Probe(self.name, components(options.cxx))

    def build(self, program: Program, options: BuildOptions) -> Built:
        return build_on_cpu(self.name, program, options, WARP)
