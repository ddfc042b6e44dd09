"""A CUDA program translated, built and ready to run on one target."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .api import Result, Settings, expand, translate_program
from .corpus.toolchains import TOOLCHAINS
from .corpus.toolchains.base import BuildError, BuildOptions, Built, MissingTool, Program, Toolchain
from .parser.diagnostics import Diagnostic
from .parser.ptx.rewrite import without_ptx
from .parser.source import Source
from .transforms.host_launches import joined_launches

_INCLUDE = re.compile(r'(?m)^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"')


@dataclass(frozen=True)
class Outcome:
    """What became of a program: ``built`` is None when it was not converted."""

    toolchain: Toolchain
    built: Built | None
    diagnostics: Sequence[Diagnostic]
    description: str


def build_program(
    paths: Sequence[Path], target: str, settings: Settings, options: BuildOptions, keep: Path | None = None
) -> Outcome:
    """Translate files or folders as one program, and build it. Raises BuildError where a tool fails or is missing."""
    toolchain = TOOLCHAINS[target]
    probe = toolchain.probe(options)
    if not probe.ready:
        raise MissingTool(probe.problem)
    if target == "cuda":
        return _original(paths, toolchain, settings, options)
    result = translate_program(paths, target, settings)
    if result.errors:
        if keep is not None:
            result.write(keep)
        return Outcome(toolchain, None, result.diagnostics, "")
    with _folder(keep) as folder:
        result.write(folder)
        built = toolchain.build(program_of(result, folder, settings), options)
    return Outcome(toolchain, built, result.diagnostics, describe(toolchain, options, built))


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="unwarp-") as name:
        yield Path(name)


def program_of(result: Result, folder: Path, settings: Settings) -> Program:
    """The files of a written translation, as a toolchain takes them."""
    defines = tuple(f"{name}={value}" for name, value in settings.defines.items())
    given = [path.resolve() for path in (*settings.include_dirs, *result.include_dirs)]
    translated = [folder / path.relative_to(result.root) for path in given if path.is_relative_to(result.root)]
    return Program(
        folder,
        tuple(Path(f.path) for f in result.files if f.kind == "host"),
        tuple(Path(f.path) for f in result.files if f.kind == "device"),
        (folder, *(path for path in translated if path.is_dir()), *given),
        defines,
    )


def _original(
    paths: Sequence[Path], toolchain: Toolchain, settings: Settings, options: BuildOptions
) -> Outcome:
    files = [path.resolve() for path in expand(paths, settings.chosen)]
    if not files:
        raise BuildError("no source files given")
    defines = tuple(f"{name}={value}" for name, value in settings.defines.items())
    include_dirs = tuple(path.resolve() for path in settings.include_dirs)
    folder = files[0].parent
    with tempfile.TemporaryDirectory(prefix="unwarp-") as name:
        if _copy_readable(files, folder, Path(name)):
            include_dirs = (*include_dirs, folder)
            moved = [Path(name) / path.relative_to(folder) if path.is_relative_to(folder) else path for path in files]
            folder, files = Path(name), moved
        built = toolchain.build(Program(folder, tuple(files), (), include_dirs, defines), options)
    return Outcome(toolchain, built, (), describe(toolchain, options, built))


def _readable(source: Source) -> Source:
    """A source without what nvcc reads and clang does not: PTX, which this machine has no use for, is rewritten as CUDA
    C++, and the brackets of launches are joined."""
    return joined_launches(without_ptx(source))


def _copy_readable(files: Sequence[Path], folder: Path, to: Path) -> bool:
    """Copy the files, and the headers below a folder that they include, as clang reads them, if that changes any."""
    sources: dict[Path, Source] = {}
    queue = list(files)
    while queue:
        path = queue.pop()
        if path in sources or not path.is_file():
            continue
        sources[path] = Source.read(path)
        queue += [(path.parent / name).resolve() for name in _INCLUDE.findall(sources[path].text)]
        queue += [(folder / name).resolve() for name in _INCLUDE.findall(sources[path].text)]
    readable = {path: _readable(source) for path, source in sources.items()}
    if all(readable[path] is source for path, source in sources.items()):
        return False
    for path, source in sources.items():
        if path.is_relative_to(folder):
            target = to / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.encode(readable[path].text))
    return True


def describe(toolchain: Toolchain, options: BuildOptions, built: Built) -> str:
    """One line that says what a program was built with."""
    probe = toolchain.probe(options)
    tools = ", ".join(
        f"{c.name} {c.version}".rstrip() for c in probe.components if c.ok and c.role in ("compile", "run")
    )
    how = "from the cache" if built.reused else f"built in {built.seconds:.1f} s"
    return f"{toolchain.name}: {tools} ({how})"
