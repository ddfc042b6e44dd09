"""Compiles single-source SYCL 2020 files with DPC++'s wheels and Debian's clang, and links them.

    device  devfe (devfe.cpp), the front end in libsycl-jit: SPIR-V, integration header and footer
    host    clang++ -Xclang -fsycl-is-host on: integration header, program, footer
    image   a C file with the SPIR-V as data, registered with the SYCL runtime by a constructor

The host compiler must be clang: the layout and the mangled names of lambdas must be the device compiler's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from ..base import Component, MissingTool, Program, run_tool
from ..cache import Cache, digest, file_digest, identity
from ..finding import find_clang, find_program, prefixes, program_component, wheel_version
from ..objects import HOST_C, OLD_C, compile_object, link, object_key, read_dependencies, without_cxx
from ..openmp import SERIAL
from .image import c_source
from .syclbin import parse

WHEELS = ("intel-sycl-rt==2026.2.0", "intel-opencl-rt==2026.2.0", "intel-cmplr-lib-rt==2026.2.0")
HEADER, LIBRARY, DEVICE = "include/sycl/sycl.hpp", "lib/libsycl.so", "lib/libintelocl.so"
SYCL_SUFFIXES = (".sycl.cpp", ".cpp", ".cc", ".cxx")
STANDARD = "-std=c++17"
QUIET = (
    "-DSYCL_DISABLE_FSYCL_SYCLHPP_WARNING",
    "-Wno-unknown-attributes",
    "-Wno-ignored-attributes",
    "-Wno-deprecated-declarations",
    "-Wno-return-type",
    "-Wno-c++11-narrowing",  # a warning for nvcc's host compiler
)
HOST = (
    *("-Xclang", "-fsycl-is-host"),
    "-D__SYCL_UNNAMED_LAMBDA__=1",
    "-D__INTEL_SYCL_USE_INTEGRATION_HEADERS=1",
)
INTEGRATION = ("-Xclang", "-fsycl-int-header=int.h", "-Xclang", "-fsycl-int-footer=foot.h")
# The precompiled preamble holds SYCL's header only, the same for every program: a declaration ends it.
DEVICE_UNIT = '#include <sycl/sycl.hpp>\nstatic_assert(true);\n{defines}#include "{source}"\n'
HOST_UNIT = '#include "int.h"\n#include "{source}"\n#include "foot.h"\n'
TREE = "tree"  # in the folder of a compilation, a link to the program's: so no option names a place
DRIVER_ONLY = re.compile(r"-[OWgmx]")  # options that the device front end does not take


def find_prefix() -> Path | None:
    """The folder under which the wheels of the SYCL runtime are."""
    return next((p for p in prefixes() if (p / HEADER).exists() and (p / LIBRARY).exists()), None)


def components(wanted_compiler: str | None) -> tuple[Component, ...]:
    """What is needed to build and run SYCL programs on the CPU."""
    prefix = find_prefix()
    device = prefix is not None and (prefix / DEVICE).exists()
    sycl, opencl = wheel_version("intel-sycl-rt"), wheel_version("intel-opencl-rt")
    return (
        program_component("compile", "clang++", find_clang(wanted_compiler), "clang-22"),
        program_component("compile", "C++ library", find_program(["g++"]), "g++"),  # clang uses g++'s headers
        Component("compile", "DPC++ headers", sycl, str(prefix or ""), prefix is not None, pip=WHEELS),
        Component("run", "Intel runtime", opencl, str(prefix / DEVICE if prefix else ""), device, pip=WHEELS),
    )


def here() -> Path:
    """The folder of this package."""
    return Path(str(files(__package__)))


@dataclass(frozen=True, slots=True)
class MiniSycl:
    """Clang, the prefix of the wheels and the cache: what a SYCL program is built with."""

    clang: Path
    prefix: Path
    cache: Cache

    @classmethod
    def find(cls, wanted_compiler: str | None = None) -> MiniSycl:
        """Raises MissingTool, which names the command that installs what is missing."""
        clang, prefix = find_clang(wanted_compiler), find_prefix()
        if clang is None or prefix is None:
            missing = [c for c in components(wanted_compiler) if not c.ok]
            names, remedies = (
                ", ".join(c.name for c in missing),
                " && ".join(dict.fromkeys(c.remedy for c in missing)),
            )
            raise MissingTool(f"no {names} found; install: {remedies}")
        return cls(clang, prefix, Cache.default())

    def compile(self, program: Program, source: Path, flags: Sequence[str]) -> tuple[list[Path], bool]:
        """The objects of one source, and whether they were in the cache."""
        if not source.name.endswith(SYCL_SUFFIXES):
            # clang++ would read C as C++
            command = ["-x", "c", *HOST_C, *OLD_C, *without_cxx(flags), *program.preprocessor_flags(), *SERIAL]
            path, reused = compile_object(self.cache, self.clang, command, program, source)
            return [path], reused
        own = [
            file_digest(here() / name)
            for name in ("build.py", "image.py", "conditions.py", "negation.py", "syclbin.py", "devfe.cpp")
        ]
        options = [*flags, *program.preprocessor_flags()]
        key = digest([object_key(self.clang, options, program, source), self._wheels(), *own])

        def make(folder: Path) -> list[str]:
            return _Unit(self, program, source, flags, folder).make()

        folder, reused = self.cache.compiled(key, program.directory, make)
        return sorted(folder.glob("*.o")), reused

    def link(self, program: Program, objects: Sequence[Path], flags: Sequence[str]) -> tuple[Path, bool]:
        """The executable of a program's objects."""
        return link(self.cache, self.clang, program, objects, [*self.libraries(), *flags])

    def libraries(self) -> list[str]:
        # New dtags would not reach the libraries that libsycl loads, which would find a foreign libOpenCL.
        folder = self.prefix / "lib"
        return [f"-L{folder}", f"-Wl,--disable-new-dtags,-rpath,{folder}", "-lsycl", "-pthread"]

    def environment(self) -> dict[str, str]:
        """The wheels' libraries in reach, and their CPU as the only device."""
        folder = str(self.prefix / "lib")
        known = os.environ.get("LD_LIBRARY_PATH")
        return {
            "OCL_ICD_FILENAMES": str(self.prefix / DEVICE),
            "ONEAPI_DEVICE_SELECTOR": "opencl:cpu",
            "LD_LIBRARY_PATH": f"{folder}:{known}" if known else folder,
        }

    def front_end(self) -> Path:
        """The program that compiles device code."""
        source = here() / "devfe.cpp"

        def make(folder: Path) -> None:
            flags = [STANDARD, *QUIET, f"-I{self.prefix / 'include'}"]
            command = [str(self.clang), *flags, str(source), *self.libraries(), "-o", str(folder / "devfe")]
            run_tool(command, what="the SYCL front end does not compile")

        return self.cache.entry(digest(["devfe", self._wheels(), file_digest(source)]), make)[0] / "devfe"

    def device_options(self, flags: Sequence[str]) -> list[str]:
        """The front end's options, with a folder that already has SYCL's header precompiled for them."""
        given = [flag for flag in flags if not DRIVER_ONLY.match(flag)]
        options = [*QUIET, *given, "-idirafter", str(self.prefix / "include"), *SERIAL, *INTEGRATION]
        front_end = self.front_end()

        def make(folder: Path) -> None:
            unit = folder / "unit.cpp"
            (folder / "empty.hpp").write_text("")
            unit.write_text(DEVICE_UNIT.format(defines="", source="empty.hpp"))
            # The options are part of the name under which the header is kept, but for the folder.
            command = [str(front_end), str(unit), "out", f"--persistent-auto-pch={folder}", *options]
            run_tool(command, cwd=folder, env=self.environment(), what="SYCL's header does not compile")

        key = digest(["device headers", self._wheels(), identity(front_end), *options])
        folder = self.cache.entry(key, make)[0]
        return [f"--persistent-auto-pch={folder}", *options]

    def host_options(self, flags: Sequence[str]) -> list[str]:
        """Clang's options for the host, with SYCL's header precompiled for them."""
        options = [STANDARD, *flags, *QUIET, *HOST, f"-I{self.prefix / 'include'}", *SERIAL]
        header = self._whole_header()

        def make(folder: Path) -> None:
            command = [
                str(self.clang),
                *options,
                "-x",
                "c++-header",
                str(header),
                "-o",
                str(folder / "host.pch"),
            ]
            run_tool(command, what="SYCL's header does not compile")

        folder = self.cache.entry(digest(["host headers", self._wheels(), *options]), make)[0]
        return [*options, "-include-pch", str(folder / "host.pch")]

    def _whole_header(self) -> Path:
        """A header that includes SYCL's: a precompiled header must find its source where it was."""

        def make(folder: Path) -> None:
            (folder / "whole.hpp").write_text("#include <sycl/sycl.hpp>\n")

        return self.cache.entry(digest(["whole header"]), make)[0] / "whole.hpp"

    def _wheels(self) -> str:
        return digest(map(identity, (self.clang, self.prefix / LIBRARY, self.prefix / HEADER)))


@dataclass(frozen=True, slots=True)
class _Unit:
    """The compilation of one source, in a folder of its own."""

    tools: MiniSycl
    program: Program
    source: Path
    flags: Sequence[str]
    folder: Path

    def make(self) -> list[str]:
        """Leave the objects in the folder; the files that were read."""
        (self.folder / TREE).symlink_to(os.path.abspath(self.program.directory))
        source = self._inside(self.program.relative(self.source))
        includes = self._include_flags()
        self._device_pass(source, includes)
        used = self._host_pass(source, includes)
        self._image()
        for path in self.folder.iterdir():
            if path.suffix != ".o":
                path.unlink()
        return used

    def _inside(self, path: str) -> str:
        return path if os.path.isabs(path) else f"{TREE}/{path}"

    def _include_flags(self) -> list[str]:
        """Through links with names that do not change, so that all programs share the precompiled headers."""
        flags = []
        for number, path in enumerate(self.program.include_dirs):
            link_path = self.folder / f"include{number}"
            link_path.symlink_to(os.path.abspath(self.program.directory / path))
            flags.append(f"-I{link_path.name}")
        return flags

    def _device_pass(self, source: str, includes: Sequence[str]) -> None:
        defines = "".join(f"#define {' '.join(_definition(define))}\n" for define in self.program.defines)
        (self.folder / "device.cpp").write_text(DEVICE_UNIT.format(defines=defines, source=source))
        options = self.tools.device_options([*self.flags, *includes])
        self._run([str(self.tools.front_end()), "device.cpp", "device.syclbin", *options])

    def _host_pass(self, source: str, includes: Sequence[str]) -> list[str]:
        (self.folder / "host.cpp").write_text(HOST_UNIT.format(source=source))
        options = [*self.tools.host_options(self.flags), *includes, *(f"-D{d}" for d in self.program.defines)]
        outputs = ["-c", "host.cpp", "-o", "host.o", "-MMD", "-MF", "depends"]
        self._run([str(self.tools.clang), *options, *outputs])
        used = read_dependencies(self.folder / "depends")
        return [path for name in used if (path := self._user_file(name))]

    def _user_file(self, name: str) -> str | None:
        """A file of the user's as the cache wants it: relative to the program's folder."""
        first, _, rest = name.partition("/")
        if first == TREE:
            return rest
        if number := re.fullmatch(r"include(\d+)", first):
            return os.path.join(self.program.include_dirs[int(number[1])], rest)
        ours = (str(self.tools.prefix), str(self.tools.cache.root))
        return None if name in ("host.cpp", "int.h", "foot.h") or name.startswith(ours) else name

    def _image(self) -> None:
        images = parse((self.folder / "device.syclbin").read_bytes())
        (self.folder / "image.c").write_text(c_source(images, self.tools.prefix / DEVICE))
        self._run([str(self.tools.clang), "-x", "c", "-c", "image.c", "-o", "image.o"])

    def _run(self, command: Sequence[str]) -> None:
        what = f"{self.source.name} does not compile"
        run_tool(command, cwd=self.folder, env=self.tools.environment(), what=what)


def _definition(define: str) -> tuple[str, str]:
    """The macro and the text of a ``-D`` option."""
    name, _, text = define.partition("=")
    return name, text if "=" in define else "1"
