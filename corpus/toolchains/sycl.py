"""The SYCL target: a real SYCL compiler where one is installed, else DPC++'s wheels and clang, joined by
minisycl."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from .base import BuildOptions, Built, Probe, Program, Toolchain, split_flags
from .cache import Cache
from .finding import find_program, program_component
from .minisycl.build import MiniSycl, components
from .objects import compile_object, link
from .openmp import without_openmp

# Compilers that do everything themselves, and what makes them compile SYCL.
COMPILERS: Mapping[str, tuple[str, ...]] = {"icpx": ("-fsycl",), "acpp": ()}
HOST = ("-std=c++17", "-O2")


def find_compiler(options: BuildOptions) -> tuple[Path, tuple[str, ...]] | None:
    """A real SYCL compiler and its options: the user's choice or one that is installed."""
    if options.cxx:
        flags = COMPILERS.get(Path(options.cxx).name)
        chosen = find_program([options.cxx])
        return (chosen, flags) if chosen and flags is not None else None
    found = find_program(COMPILERS)
    return (found, COMPILERS[found.name]) if found else None


class SyclToolchain(Toolchain):
    """SYCL 2020."""

    name = "sycl"

    def probe(self, options: BuildOptions) -> Probe:
        if real := find_compiler(options):
            return Probe(self.name, (program_component("compile", "SYCL compiler", real[0]),))
        return Probe(self.name, components(options.cxx))

    def build(self, program: Program, options: BuildOptions) -> Built:
        start = time.monotonic()
        compile_flags, link_flags = split_flags(options.extra_flags)
        flags = [*(options.optimize or ()), *compile_flags]
        if real := find_compiler(options):
            executable, reused = _build_with(real, program, flags, link_flags)
        else:
            tools = MiniSycl.find(options.cxx)
            flags = without_openmp(flags)
            made = [tools.compile(program, source, flags) for source in program.sources]
            objects = [path for paths, _ in made for path in paths]
            executable, linked_before = tools.link(program, objects, link_flags)
            reused = linked_before and all(before for _, before in made)
        return Built(self.name, executable, seconds=time.monotonic() - start, reused=reused)


def _build_with(
    real: tuple[Path, tuple[str, ...]], program: Program, flags: Sequence[str], link_flags: Sequence[str]
) -> tuple[Path, bool]:
    compiler, own = real
    cache = Cache.default()
    options = [*own, *HOST, *flags, *program.preprocessor_flags()]
    made = [compile_object(cache, compiler, options, program, source) for source in program.sources]
    objects = [path for path, _ in made]
    executable, linked_before = link(cache, compiler, program, objects, [*own, *link_flags])
    return executable, linked_before and all(before for _, before in made)
