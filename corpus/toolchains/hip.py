"""The HIP target: programs are compiled with AMD's own headers and clang and run on the CPU by gpucpu;
``gate`` compiles them to a GPU's machine code besides."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from .base import BuildError, BuildOptions, Built, Probe, Program, Toolchain, run_tool, split_flags
from .gpucpu.build import ARCHITECTURES, GpuCpu, components
from .openmp import without_openmp


def build_on_cpu(name: str, program: Program, options: BuildOptions, wave: int) -> Built:
    """Build a HIP or CUDA program for the CPU."""
    if wave not in ARCHITECTURES:
        raise BuildError(f"no GPU has waves of {wave} lanes; choose one of {sorted(ARCHITECTURES)}")
    start = time.monotonic()
    tools = GpuCpu.find(options.cxx)
    compile_flags, link_flags = split_flags(options.extra_flags)
    flags = [*(options.optimize or ()), *without_openmp(compile_flags)]
    cuda = name == "cuda"
    made = [tools.compile(program, source, wave, cuda, flags) for source in program.sources]
    executable, linked_before = tools.link(program, [path for path, _ in made], link_flags)
    reused = linked_before and all(before for _, before in made)
    return Built(name, executable, seconds=time.monotonic() - start, reused=reused)


class HipToolchain(Toolchain):
    """HIP on the CPU, in waves of 64 or 32 lanes."""

    name = "hip"

    def probe(self, options: BuildOptions) -> Probe:
        return Probe(self.name, components(options.cxx))

    def build(self, program: Program, options: BuildOptions) -> Built:
        return build_on_cpu(self.name, program, options, options.wave)


def gate(files: Sequence[Path], arch: str = "gfx90a", options: BuildOptions | None = None) -> None:
    """Compile HIP sources to machine code of a real GPU, keeping nothing; raises BuildError."""
    chosen = options or BuildOptions()
    tools = GpuCpu.find(chosen.cxx)
    wave = 64 if arch.startswith("gfx9") else 32
    own = [*tools.includes(cuda=False), *tools.language(wave, cuda=False, arch=arch)]
    flags = [*own, *split_flags(chosen.extra_flags)[0]]
    for path in files:
        command = [str(tools.clang), *flags, "--offload-device-only", "-S", path.name, "-o", "/dev/null"]
        run_tool(command, cwd=path.parent, what=f"{path.name} does not compile for {arch}")
