"""The OpenCL target: host code by a C++ compiler against the installable client driver loader, kernels by the
runtime that is chosen when the program runs."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .base import (
    BuildError,
    BuildOptions,
    Built,
    Component,
    MissingTool,
    Probe,
    Program,
    Toolchain,
    run_tool,
    split_flags,
)
from .cache import Cache
from .finding import (
    clang_file,
    find_clang,
    find_cxx_compiler,
    find_under,
    prefixes,
    program_component,
    wheel_version,
)
from .objects import compile_source, link
from .openmp import OpenMP, link_flags

HOST = ("-std=c++17", "-O2", "-DCL_TARGET_OPENCL_VERSION=300")
LIBRARIES = ("-lOpenCL",)
VENDORS = Path("/etc/OpenCL/vendors")
CHOICE = "UNWARP_OPENCL_PLATFORM"  # a user's usual runtime
LOADER = "OCL_ICD_VENDORS"  # what Debian's loader loads: a library, or a file of its folder
INTEL_LIBRARY = "lib/libintelocl.so"
INTEL_WHEELS = ("intel-opencl-rt==2026.2.0", "intel-cmplr-lib-rt==2026.2.0")
POCL_PACKAGE = "pocl-opencl-icd"
HEADER = "CL/cl.h"
LOADER_PACKAGE = "ocl-icd-opencl-dev"


@dataclass(frozen=True, slots=True)
class Runtime:
    """An OpenCL implementation on this machine, and the value by which the loader takes it alone."""

    name: str
    vendors: str
    version: str = ""


def runtimes() -> list[Runtime]:
    """The runtimes that are installed, Intel's wheel first, then the system's."""
    found = []
    if library := find_under(prefixes(), INTEL_LIBRARY):
        found.append(Runtime("intel", str(library), wheel_version("intel-opencl-rt")))
    system = sorted(VENDORS.glob("*.icd"))
    found += [Runtime(path.stem, path.name) for path in system if not (found and "intel" in path.stem)]
    return found


def choose(options: BuildOptions) -> Runtime:
    """The runtime that the user wants, or the first; raises MissingTool."""
    wanted = options.platform or os.environ.get(CHOICE)
    if not wanted and (preset := os.environ.get(LOADER)):
        return Runtime(Path(preset).stem, preset)
    found = runtimes()
    for runtime in found:
        if not wanted or wanted.lower() in runtime.name.lower():
            return runtime
    parts = [part for part in _runtime_components(found) if not wanted or wanted.lower() in part.name.lower()]
    remedies = " or ".join(part.remedy for part in parts if part.remedy)
    which = f" named '{wanted}'" if wanted else ""
    there = f"; installed: {', '.join(runtime.name for runtime in found)}" if found else ""
    raise MissingTool(f"no OpenCL runtime{which} found{there}" + (f"; install: {remedies}" if remedies else ""))


def _runtime_components(found: Sequence[Runtime]) -> list[Component]:
    """One of the runtimes is enough: the others are then optional."""
    names = {runtime.name: runtime for runtime in found}
    here = bool(found)
    intel, pocl = names.get("intel"), names.get("pocl")
    parts = [
        Component(
            "run",
            "Intel runtime",
            intel.version if intel else "",
            intel.vendors if intel else "",
            intel is not None,
            pip=INTEL_WHEELS,
            optional=here,
        ),
        Component(
            "run",
            "PoCL",
            pocl.version if pocl else "",
            str(VENDORS / pocl.vendors) if pocl else "",
            pocl is not None,
            apt=(POCL_PACKAGE,),
            optional=True,
        ),
    ]
    others = [runtime for runtime in found if runtime.name not in ("intel", "pocl")]
    return parts + [Component("run", other.name, other.version, other.vendors, True) for other in others]


class OpenClToolchain(Toolchain):
    """OpenCL on any runtime that is installed."""

    name = "opencl"

    def probe(self, options: BuildOptions) -> Probe:
        cxx = find_cxx_compiler(options.cxx)
        loader = clang_file(cxx, "libOpenCL.so") if cxx else None
        header = find_under((Path("/usr/include"), Path("/usr/local/include")), HEADER)
        developed = loader is not None and header is not None
        return Probe(
            self.name,
            (
                program_component("compile", "C++ compiler", cxx, "g++"),
                Component("compile", "OpenCL loader", "", str(loader or ""), developed, apt=(LOADER_PACKAGE,)),
                program_component("check", "clang", find_clang(), "clang-22", optional=True),
                *_runtime_components(runtimes()),
            ),
        )

    def build(self, program: Program, options: BuildOptions) -> Built:
        start = time.monotonic()
        runtime = choose(options)
        cxx = find_cxx_compiler(options.cxx)
        if cxx is None:
            raise MissingTool(self.probe(options).problem)
        cache = Cache.default()
        own, libraries = split_flags(options.extra_flags)
        openmp = OpenMP.of(cxx)
        shared = [*own, *program.preprocessor_flags()]
        host = [*HOST, *openmp.flags(shared)]
        try:
            made = [compile_source(cache, cxx, options.cc, host, shared, program, s) for s in program.sources]
            objects = [path for path, _ in made]
            flags = [*libraries, *LIBRARIES, *link_flags([openmp])]
            kernels = [program.directory / path for path in program.device_sources]
            executable, linked_before = link(cache, cxx, program, objects, flags, kernels)
        except BuildError as error:
            if not self.probe(options).ready:  # say what is missing rather than what the compiler said
                raise MissingTool(self.probe(options).problem, error.command, error.output) from error
            raise
        reused = linked_before and all(before for _, before in made)
        env = {LOADER: runtime.vendors}
        return Built(self.name, executable, env, time.monotonic() - start, reused)


def gate(files: Sequence[Path], standard: str = "CL3.0") -> None:
    """Compile kernels by clang, which belongs to no vendor, keeping nothing; raises BuildError."""
    clang = find_clang()
    if clang is None:
        raise MissingTool(f"no clang found; install: {program_component('check', 'clang', None, 'clang-22').remedy}")
    for path in files:
        command = [str(clang), "-x", "cl", f"-cl-std={standard}", "-fsyntax-only", path.name]
        run_tool(command, cwd=path.parent, what=f"{path.name} does not compile as OpenCL C")
