"""The C target: device code by a C compiler, host code by a C++ compiler. Needs nothing but gcc and g++, or clang."""

from __future__ import annotations

import platform
import time

from .base import (
    BuildOptions,
    Built,
    Component,
    MissingTool,
    Probe,
    Program,
    Toolchain,
    split_flags,
)
from .cache import Cache
from .finding import (
    clang_file,
    find_c_compiler,
    find_cxx_compiler,
    find_kernel_compiler,
    is_clang,
    program_component,
    version,
)
from .objects import HOST_C, compile_object, link, without_cxx
from .openmp import OpenMP, link_flags

# No contraction to fused operations: the same results from every compiler. No errno and no traps: CUDA has
# neither, and both keep loops with mathematical functions or conditions from being vectorized.
OPTIMIZE = ("-O3", "-march=native", "-fno-math-errno", "-ffp-contract=off")
OPTIMIZE_GCC = ("-fno-trapping-math",)
OPTIMIZE_CLANG = ("-fveclib=libmvec",) if platform.machine() == "x86_64" else ()
HOST = ("-std=c++17", "-O2")
DEVICE = ("-std=gnu11",)


class CToolchain(Toolchain):
    """Vectorized C, its blocks in threads."""

    name = "c"

    def probe(self, options: BuildOptions) -> Probe:
        cc, cxx = find_kernel_compiler(options.cc), find_cxx_compiler(options.cxx)
        parts = [
            program_component("compile", "C compiler", cc, "gcc"),
            program_component("compile", "C++ compiler", cxx, "g++"),
        ]
        if cc and is_clang(cc):
            library = clang_file(cc, "libomp.so")
            package = f"libomp-{version(cc).split('.')[0]}-dev"
            found = library is not None
            parts.append(Component("run", "libomp", "", str(library or ""), found, apt=(package,), optional=True))
        elif cc:
            parts.append(Component("run", "libgomp", version(cc), str(clang_file(cc, "libgomp.so") or ""), True))
        return Probe(self.name, tuple(parts))

    def build(self, program: Program, options: BuildOptions) -> Built:
        start = time.monotonic()
        cc, cxx = find_kernel_compiler(options.cc), find_cxx_compiler(options.cxx)
        host_cc = find_c_compiler(options.cc)
        if cc is None or cxx is None or host_cc is None:
            raise MissingTool(self.probe(options).problem)
        cache = Cache.default()
        own, libraries = split_flags(options.extra_flags)
        c_openmp, host_c_openmp, cxx_openmp = OpenMP.of(cc), OpenMP.of(host_cc), OpenMP.of(cxx)
        optimize = options.optimize
        if optimize is None:
            optimize = (*OPTIMIZE, *(OPTIMIZE_CLANG if is_clang(cc) else OPTIMIZE_GCC))
        shared = [*own, *program.preprocessor_flags()]
        host = [*HOST, *cxx_openmp.flags(shared)]
        host_c = [*HOST_C, *host_c_openmp.flags(without_cxx(shared))]
        device = [*DEVICE, *optimize, *c_openmp.flags(without_cxx(shared))]
        made = []
        for source in program.sources:
            c = source.suffix == ".c"
            made.append(compile_object(cache, host_cc if c else cxx, host_c if c else host, program, source))
        made += [compile_object(cache, cc, device, program, source) for source in program.device_sources]
        flags = [*libraries, *link_flags([c_openmp, host_c_openmp, cxx_openmp])]
        executable, linked_before = link(cache, cxx, program, [path for path, _ in made], flags)
        reused = linked_before and all(before for _, before in made)
        return Built(self.name, executable, seconds=time.monotonic() - start, reused=reused)
