"""Cached compilation of a source file to an object, and linking, for any compiler with GNU's options."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from .base import BuildError, MissingTool, Program, run_tool
from .cache import Cache, digest, file_digest, identity
from .finding import cpu_identity, environment_identity, find_c_compiler, program_component
from .openmp import OpenMP

HOST_C = ("-std=gnu11", "-O2")  # C files of the host
OLD_C = (  # what is an error for clang and a warning for gcc, which nvcc calls for C
    "-Wno-implicit-int", "-Wno-implicit-function-declaration", "-Wno-int-conversion",
    "-Wno-incompatible-function-pointer-types",
)  # fmt: skip


def read_dependencies(path: Path) -> list[str]:
    """The files named in a makefile rule that a compiler wrote with ``-MMD -MF``."""
    text = path.read_text(errors="surrogateescape").replace("\\\n", " ")
    _, _, names = text.partition(": ")
    words = re.findall(r"(?:\\[ #]|\$\$|[^\s])+", names)
    return [re.sub(r"\\([ #])", r"\1", word).replace("$$", "$") for word in words]


def object_key(compiler: Path, flags: Sequence[str], program: Program, source: Path) -> str:
    """What names a compilation, apart from the headers that it reads."""
    try:
        content = file_digest(program.directory / source)
    except OSError as error:
        raise BuildError(f"cannot read {source}: {error.strerror}") from error
    where = [identity(compiler), cpu_identity(), environment_identity()]
    return digest(["object", *where, *flags, program.relative(source), content])


def compile_object(
    cache: Cache, compiler: Path, flags: Sequence[str], program: Program, source: Path
) -> tuple[Path, bool]:
    """The object file of a source, and whether it was in the cache."""

    def make(folder: Path) -> list[str]:
        depends = folder / "depends"
        outputs = ["-o", str(folder / "object.o"), "-MMD", "-MF", str(depends)]
        command = [str(compiler), *flags, "-c", program.relative(source), *outputs]
        run_tool(command, cwd=program.directory, what=f"{source.name} does not compile")
        return read_dependencies(depends)

    folder, reused = cache.compiled(object_key(compiler, flags, program, source), program.directory, make)
    return folder / "object.o", reused


def compile_source(
    cache: Cache,
    cxx: Path,
    cc: str | None,
    flags: Sequence[str],
    shared: Sequence[str],
    program: Program,
    source: Path,
) -> tuple[Path, bool]:
    """The object file of a host source: C by a C compiler, as CUDA's compiler has it, and everything else by ``cxx``.
    ``flags`` are those of C++, ``shared`` those of both."""
    if source.suffix != ".c":
        return compile_object(cache, cxx, flags, program, source)
    compiler = find_c_compiler(cc)
    if compiler is None:
        raise MissingTool(
            "no C compiler found; install: " + program_component("compile", "C compiler", None, "gcc").remedy
        )
    flags_of_c = OpenMP.of(compiler).flags(without_cxx(shared))
    return compile_object(cache, compiler, [*HOST_C, *flags_of_c], program, source)


def without_cxx(flags: Sequence[str]) -> list[str]:
    """The flags that a C compiler takes: the language standard is C++'s."""
    return [flag for flag in flags if not (flag.startswith("-std=") and "++" in flag)]


def link(
    cache: Cache,
    compiler: Path,
    program: Program,
    objects: Sequence[Path],
    flags: Sequence[str],
    beside: Sequence[Path] = (),
) -> tuple[Path, bool]:
    """The executable, with the files ``beside`` in its folder, and whether it was in the cache."""
    libraries = [program.directory / flag for flag in flags if not flag.startswith("-")]
    contents = [file_digest(path) for path in (*objects, *beside, *(p for p in libraries if p.is_file()))]
    names = [program.name, *(path.name for path in beside)]
    key = digest(["link", identity(compiler), environment_identity(), *flags, *names, *contents])

    def make(folder: Path) -> None:
        output = str(folder / program.name)
        command = [str(compiler), *map(str, objects), *flags, "-o", output]
        run_tool(command, cwd=program.directory, what=f"{program.name} does not link")
        for path in beside:
            (folder / path.name).write_bytes(path.read_bytes())

    folder, reused = cache.entry(key, make)
    return folder / program.name, reused
