"""Compiles HIP and CUDA sources for the CPU and links them with the runtime beside this file.

Each source is compiled twice, as for a GPU: clang's device pass for an AMD GPU with AMD's own headers,
whose LLVM IR lower.py rewrites and clang makes a shared object of; and clang's host pass, again with AMD's
headers, in which that shared object takes the place of the GPU's code object. CUDA sources are read as HIP
through the headers in ``cuda/``, in which the names of CUDA stand for those of HIP.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from ....transforms.tables import load
from ..base import BuildError, Component, MissingTool, Program, run_tool
from ..cache import Cache, digest, file_digest, identity
from ..finding import find_clang, find_program, find_under, program_component, site_folders, wheel_version
from ..objects import OLD_C, compile_object, link, object_key, read_dependencies
from ..openmp import SERIAL
from .lower import lower

ARCHITECTURES = {64: "gfx90a", 32: "gfx1030"}
TRITON = "triton==3.5.1"  # the last wheel with HIP's complete headers
HEADERS_IN_WHEEL = "triton/backends/amd/include"
RUNTIME = ("fibers", "device", "math", "printing", "images", "runtime", "memory", "streams", "textures", "marks")
DEVICE_SUFFIXES = (".cu", ".hip", ".hip.cpp")
QUIET = (
    "-Wno-unused-result",
    "-Wno-unused-value",
    "-Wno-deprecated-declarations",
    "-Wno-unused-command-line-argument",
    "-Wno-c++11-narrowing",  # a warning for nvcc's host compiler
)
PLATFORM = "-D__HIP_PLATFORM_AMD__"
# Headers of libraries that stand for those of CUDA and of HIP, by the end of their names
LIBRARIES = (
    *("library", "library_types", "complex", "cublas", "cublas_types", "blas", "blas_shapes", "blas_typed"),
    *("cusolver", "cusolver_types", "lapack", "solver", "library_numbers"),
    *("cusparse", "cusparse_types", "cusparse_older", "sparse", "sparse_generic"),
    *("cufft", "cufft_types", "fourier", "nvtx", "curand_host"),
)
LIBRARY_NAME = re.compile(r"(?:hip|HIP)(?:blas|BLAS|fft|FFT|rand|RAND|sparse|SPARSE|solver|SOLVER)\w*")
DEVICE_CODE = re.compile(r"\b__global__\b|<<<|\bblockIdx\b")
INCLUDE = re.compile(r'(?m)^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">]')
EXPORTS = "{ __ockl_*; __ocml_*; amdgcn_*; gpucpu_trap; };\n"
NAME_HEADERS = (
    "hip_runtime_api.h",
    "driver_types.h",
    "texture_types.h",
    "surface_types.h",
    "channel_descriptor.h",
    "library_types.h",
)
VECTOR_HEADER = "amd_detail/amd_hip_vector_types.h"
ATOMIC_HEADER = "amd_detail/amd_hip_atomic.h"
ATOMICS_OF_HIP = r"\b(?=atomic(?:Min|Max|Sub)(?:_system)?\((?:float|double)\s*\*|atomicExch(?:_system)?\(double\s*\*)"
VECTOR_CLASS = "struct HIP_vector_type : public"
ASSIGNING_OPERATORS = ("++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "|=", "&=", ">>=", "<<=")
VECTOR_OPERATORS = (*ASSIGNING_OPERATORS, *"+-*/%^|&~", ">>", "<<", "==", "!=")
OTHER_PREFIXES = (("DevAttr", "DeviceAttribute"), ("HostAlloc", "HostMalloc"))  # enumerators of CUDA and HIP
# What a host object refers to as its code object
IMAGE = """
  .section .hip_fatbin, "a"
  .globl __hip_fatbin_{unit}
  .p2align 12
__hip_fatbin_{unit}:
  .incbin "{file}"
  .data
  .globl __hip_gpubin_handle_{unit}
  .p2align 3
__hip_gpubin_handle_{unit}:
  .quad 0
  .section .note.GNU-stack, ""
"""


def find_headers() -> Path | None:
    """The folder with AMD's ``hip/`` headers."""
    return find_under(site_folders(), HEADERS_IN_WHEEL)


def components(wanted_compiler: str | None) -> tuple[Component, ...]:
    """What is needed to build and run HIP and CUDA on the CPU."""
    headers = find_headers()
    number = hip_version(headers) if headers else ""
    return (
        program_component("compile", "clang++", find_clang(wanted_compiler), "clang-22"),
        program_component("compile", "C++ library", find_program(["g++"]), "g++"),  # clang uses g++'s headers
        program_component("compile", "ld", find_program(["ld"]), "binutils"),
        Component("compile", "HIP headers", number, str(headers or ""), headers is not None, pip=(TRITON,)),
        Component("run", "gpucpu", "", str(here()), True),
    )


def hip_version(headers: Path) -> str:
    """HIP's version, from its header, with the wheel that it came in."""
    try:
        text = (headers / "hip" / "hip_version.h").read_text(errors="replace")
    except OSError:
        return ""
    number = ".".join(re.findall(r"#define HIP_VERSION_(?:MAJOR|MINOR) (\d+)", text))
    return f"{number} (triton {wheel_version('triton')})"


def here() -> Path:
    """The folder with the C++ files of the runtime."""
    return Path(str(files(__package__)))


def added() -> Path:
    """The folder with the headers that come with translations: those of half precision are the reference's too."""
    return here().parents[2] / "emitters" / "runtime"


@dataclass(frozen=True, slots=True)
class GpuCpu:
    """Clang, AMD's headers and the cache: what a HIP or CUDA program is built with."""

    clang: Path
    headers: Path
    cache: Cache

    @classmethod
    def find(cls, wanted_compiler: str | None = None) -> GpuCpu:
        """Raises MissingTool, which names the command that installs what is missing."""
        clang, headers = find_clang(wanted_compiler), find_headers()
        if clang is None or headers is None:
            missing = [c for c in components(wanted_compiler) if not c.ok]
            names, remedies = ", ".join(c.name for c in missing), " && ".join(c.remedy for c in missing)
            raise MissingTool(f"no {names} found; install: {remedies}")
        return cls(clang, headers, Cache.default())

    def compile(self, program: Program, source: Path, wave: int, cuda: bool, flags: Sequence[str]) -> tuple[Path, bool]:
        """The object of one source, with its device code, and whether it was in the cache."""
        if not source.name.endswith(DEVICE_SUFFIXES) and not (cuda and has_device_code(program, source)):
            return self._compile_host_only(program, source, cuda, flags)
        common = [*self.includes(cuda), *flags, *program.preprocessor_flags(), *self.language(wave, cuda)]
        # Relocatable device code: a file may use device functions and variables of another. The unit's name
        # must differ from file to file; clang 19 takes it only after -Xclang.
        unit = f"-cuid={digest([program.relative(source)])[:16]}"
        common += ["--no-offload-new-driver", "-fgpu-rdc", unit, "-Xclang", unit]
        key = digest([object_key(self.clang, common, program, source), *self._own_files()])

        def make(folder: Path) -> list[str]:
            return _Unit(self.clang, program, source, wave, common, folder).make()

        folder, reused = self.cache.compiled(key, program.directory, make)
        return folder / "object.o", reused

    def link(self, program: Program, objects: Sequence[Path], flags: Sequence[str]) -> tuple[Path, bool]:
        """The executable of a program's objects."""

        def exports(folder: Path) -> None:
            (folder / "exports").write_text(EXPORTS)

        # Device code finds the functions of device.cpp, but not the host's shadows of device variables.
        listed = self.cache.entry(digest(["exports", EXPORTS]), exports)[0] / "exports"
        runtime = [self._runtime_object(name) for name in RUNTIME]
        needed = ["-pthread", "-ldl", f"-Wl,--dynamic-list={listed}"]
        try:
            return link(self.cache, self.clang, program, [*objects, *runtime], [*needed, *flags])
        except BuildError as error:
            # Without relocatable device code, each unit has device variables of its own, whatever their names.
            twice = self._defined_twice(objects) if "multiple definition" in error.output else []
            if not twice:
                raise
        own = [self._localized(path, twice) for path in objects]
        return link(self.cache, self.clang, program, [*own, *runtime], [*needed, *flags])

    def _defined_twice(self, objects: Sequence[Path]) -> list[str]:
        """The variables that more than one object has."""
        command = [shutil.which("nm") or "nm", "--defined-only", "--extern-only", "--format=posix"]
        counts: Counter[str] = Counter()
        for path in objects:
            lines = run_tool([*command, str(path)]).splitlines()
            counts.update({line.split()[0] for line in lines if line.split()[1:2] in (["B"], ["D"])})
        return sorted(name for name, count in counts.items() if count > 1)

    def _localized(self, path: Path, names: Sequence[str]) -> Path:
        """The object with variables of these names for itself."""

        def make(folder: Path) -> None:
            options = [f"--localize-symbol={name}" for name in names]
            command = [shutil.which("objcopy") or "objcopy", *options, str(path), str(folder / "object.o")]
            run_tool(command, what="device variables cannot be kept apart")

        return self.cache.entry(digest(["localized", file_digest(path), *names]), make)[0] / "object.o"

    def includes(self, cuda: bool) -> list[str]:
        generated = self._generated_headers()
        own = [*(o for f in (here() / "cuda", generated, added()) for o in ("-isystem", str(f)))]
        own = [*own, *self._as_cuda()] if cuda else []
        folders = (here() / "hip", generated)
        libraries = [] if cuda else [*(o for f in folders for o in ("-isystem", str(f))), "-idirafter", str(added())]
        return ["-isystem", str(self.headers), *libraries, *SERIAL, *QUIET, *own]

    def language(self, wave: int, cuda: bool, arch: str | None = None) -> list[str]:
        """The options that make clang read a file as HIP for ``arch``, with AMD's headers."""
        return [
            *("-x", "hip", "-nogpulib", "-nogpuinc", f"--offload-arch={arch or ARCHITECTURES[wave]}"),
            f"-D__AMDGCN_WAVEFRONT_SIZE={wave}",
            *("-include", "__clang_hip_runtime_wrapper.h"),
            *(("-include", "cuda_runtime.h") if cuda else ("-DHIP_ENABLE_WARP_SYNC_BUILTINS",)),
        ]

    def _compile_host_only(self, program: Program, source: Path, cuda: bool, flags: Sequence[str]) -> tuple[Path, bool]:
        """A source without device code: CUDA's and HIP's API may be called from plain C and C++."""
        c = source.suffix == ".c"
        own = [flag for flag in flags if not (c and flag.startswith("-std=") and "++" in flag)]
        language = ["-x", *(("c", *OLD_C) if c else ("c++",)), PLATFORM]
        command = [*self.includes(cuda), *own, *program.preprocessor_flags(), *language]
        return compile_object(self.cache, self.clang, command, program, source)

    def _own_files(self) -> list[str]:
        found = [path for folder in ("cuda", "hip") for path in sorted((here() / folder).rglob("*"))]
        headers = [path for path in found if path.is_file()]
        paths = [here() / "lower.py", here() / "build.py", *headers]
        paths += sorted(path for part in ("half", "bfloat16", "fp8") for path in added().glob(f"unwarp_*{part}*.hpp"))
        names = ("groups", "curand", "libcu", *LIBRARIES)
        paths += [added() / f"unwarp_{part}.hpp" for part in names]
        paths += sorted(path for part in ("thrust", "cub", "hip_cub") for path in added().glob(f"unwarp_{part}*.hpp"))
        return [file_digest(path) for path in paths] + [identity(self.headers / "hip" / "hip_version.h")]

    def _runtime_object(self, name: str) -> Path:
        source = here() / f"{name}.cpp"
        flags = ["-std=c++17", "-O2", "-march=native", PLATFORM, "-isystem", str(self.headers)]
        unit = Program(here(), (source,))
        return compile_object(self.cache, self.clang, flags, unit, source)[0]

    def _generated_headers(self) -> Path:
        """The folder of a header in which HIP's names of libraries stand for CUDA's, and of Thrust's and CUB's."""
        texts = {"library_names.h": library_names(), **headers_of_ours()}

        def make(folder: Path) -> None:
            for name, text in texts.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text)

        key = digest(part for name, text in texts.items() for part in (name, text))
        return self.cache.entry(key, make)[0]

    def _as_cuda(self) -> list[str]:
        """Options by which AMD's headers are CUDA's: other names, and vectors without arithmetic."""
        contents = [(self.headers / "hip" / name).read_text(errors="replace") for name in NAME_HEADERS]
        vectors, atomics = (self.headers / "hip" / name for name in (VECTOR_HEADER, ATOMIC_HEADER))
        texts = {
            "cuda_names.h": cuda_names("\n".join(contents)),
            "vectors.h": without_arithmetic(vectors.read_text(errors="replace")),
            "atomics.h": without_more_atomics(atomics.read_text(errors="replace")),
        }
        key = digest([str(vectors), *texts.values()])

        def make(folder: Path) -> None:
            for name, text in texts.items():
                (folder / name).write_text(text)
            replaced = [
                {"name": str(name), "type": "file", "external-contents": str(final / text)}
                for name, text in ((vectors, "vectors.h"), (atomics, "atomics.h"))
            ]
            (folder / "overlay.json").write_text(json.dumps({"version": 0, "roots": replaced}))

        final = self.cache.folder(key)
        self.cache.entry(key, make)
        return ["-ivfsoverlay", str(final / "overlay.json"), "-include", str(final / "cuda_names.h")]


def cuda_names(headers: str) -> str:
    """``#define cudaX hipX`` for each name in the text of the HIP runtime API's headers."""
    names = sorted(set(re.findall(r"\b(make_|)hip([A-Z]\w+)", headers)))
    lines = [f"#define {make}cuda{name} {make}hip{name}" for make, name in names]
    for ours, theirs in OTHER_PREFIXES:
        lines += [
            f"#define cuda{ours}{name.removeprefix(theirs)} hip{name}"
            for make, name in names
            if re.match(f"{theirs}[A-Z]", name) and not make
        ]
    return "\n".join(lines) + "\n"


def library_names() -> str:
    """``#define hipX cuX`` for each name of a library that the headers beside the output have."""
    names: dict[str, str] = {}
    for row in load().of_kind("library"):
        to = row.hip.to if row.hip is not None else ""
        if LIBRARY_NAME.fullmatch(to) and row.c is not None and row.c.to:
            names.setdefault(to, row.c.to)
    return "".join(f"#define {hip} {cuda}\n" for hip, cuda in names.items())


def has_device_code(program: Program, source: Path) -> bool:
    """Whether a C++ file, which nvcc can be told to read as CUDA, or a file of the program that it includes, has device
    code."""
    if source.suffix == ".c":
        return False
    queue, seen = [(program.directory / source).resolve()], set[Path]()
    while queue:
        path = queue.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        text = path.read_text(errors="replace")
        if DEVICE_CODE.search(text):
            return True
        folders = (path.parent, *(program.directory / folder for folder in program.include_dirs))
        queue += [(folder / name).resolve() for name in INCLUDE.findall(text) for folder in folders]
    return False


# What libcu++ has of the standard library's headers.
STANDARD = (
    "algorithm array atomic bit bitset cassert cfloat chrono climits cmath complex concepts cstddef cstdint cstdlib"
    " cstring ctime functional initializer_list iterator limits memory new numeric optional ranges ratio span"
    " string_view tuple type_traits utility variant version"
)


def headers_of_ours() -> dict[str, str]:
    """The headers of Thrust and CUB by name: what stands for each on the façades stands for it here; libcu++'s of the
    standard library."""
    rows = [row for row in load().of_kind("header") if row.name.startswith(("thrust/", "cub/"))]
    named = {row.name: row.c.to for row in rows if row.c is not None and row.c.to}
    before = {name: "#include <cooperative_groups.h>\n" if name.startswith("cub/") else "" for name in named}
    own = [name for name in named if (here() / "cuda" / name).is_file()]
    made = {name: f'{before[name]}#include "{to}"\n' for name, to in named.items() if name not in own}
    standard = "#pragma once\n#include <{0}>\nnamespace cuda {{\nnamespace std = ::std;\n}}\n"
    return made | {f"cuda/std/{name}": standard.format(name) for name in STANDARD.split()}


def written_to(depends: Path) -> list[str]:
    """Options for a makefile rule with what was read; the driver's own give none for a device pass."""
    words = ["-dependency-file", str(depends), "-MT", "object"]
    return [option for word in words for option in ("-Xclang", word)]


def without_arithmetic(header: str) -> str:
    """AMD's header of vector types with named functions in place of its operators.

    CUDA has no arithmetic on vectors, so programs define their own, which AMD's would make ambiguous.
    """
    start = header.index(VECTOR_CLASS)
    names = {operator: f"amd_operator_{number}" for number, operator in enumerate(VECTOR_OPERATORS)}
    longest_first = sorted(names, key=len, reverse=True)
    pattern = rf"\boperator({'|'.join(map(re.escape, longest_first))})\s*(?=\()"
    return header[:start] + re.sub(pattern, lambda match: names[match[1]], header[start:])


def without_more_atomics(header: str) -> str:
    """AMD's header of atomics with other names for those that CUDA lacks, which programs define themselves."""
    return re.sub(ATOMICS_OF_HIP, "amd_", header)


@dataclass(frozen=True, slots=True)
class _Unit:
    """The compilation of one source with device code, in a folder of its own."""

    clang: Path
    program: Program
    source: Path
    wave: int
    flags: Sequence[str]
    folder: Path

    def make(self) -> list[str]:
        """Leave ``object.o`` in the folder; the files that were read."""
        with ThreadPoolExecutor(2) as pool:
            passes = [pool.submit(self._device_pass), pool.submit(self._host_pass)]
            used = [path for done in passes for path in done.result()]
        host, image = self.folder / "host.o", self.folder / "image.o"
        unit = re.search(rb"__hip_fatbin_([0-9a-f]{8,})", host.read_bytes())
        if unit is None:  # no device code in this file
            host.rename(self.folder / "object.o")
            return used
        listing = self.folder / "image.s"
        listing.write_text(IMAGE.format(unit=unit[1].decode(), file=self.folder / "device.so"))
        self._run([str(self.clang), "-c", str(listing), "-o", str(image)])
        self._run([shutil.which("ld") or "ld", "-r", str(host), str(image), "-o", f"{self.folder}/object.o"])
        for path in (host, image, listing, self.folder / "device.so"):
            path.unlink()
        return used

    def _device_pass(self) -> list[str]:
        gpu, cpu, depends = self.folder / "gpu.ll", self.folder / "cpu.ll", self.folder / "device.d"
        outputs = ["-O1", "-S", "-emit-llvm", self.program.relative(self.source), "-o", str(gpu)]
        self._run([str(self.clang), *self.flags, "--offload-device-only", *outputs, *written_to(depends)])
        try:
            cpu.write_bytes(lower(gpu.read_bytes().decode("latin-1"), self.wave).encode("latin-1"))
        except (ValueError, KeyError, IndexError) as error:
            raise BuildError(f"{self.source.name}: its device code does not run on the CPU: {error}") from error
        # clang 22's vectorizer of straight code makes wrong averages of bytes with AVX-512
        tuned = ["-O2", "-march=native", "-fno-slp-vectorize"]
        shared = [*tuned, "-fPIC", "-shared", "-Wno-override-module", "-Wl,-Bsymbolic"]
        self._run([str(self.clang), "-x", "ir", str(cpu), *shared, "-o", str(self.folder / "device.so")])
        gpu.unlink()
        cpu.unlink()
        return read_dependencies(depends)

    def _host_pass(self) -> list[str]:
        depends = self.folder / "host.d"
        outputs = ["-c", self.program.relative(self.source), "-o", str(self.folder / "host.o")]
        self._run([str(self.clang), *self.flags, "--offload-host-only", *outputs, *written_to(depends)])
        return read_dependencies(depends)

    def _run(self, command: Sequence[str]) -> None:
        run_tool(command, cwd=self.program.directory, what=f"{self.source.name} does not compile")
