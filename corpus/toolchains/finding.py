"""Where compilers, wheels and libraries are on this machine. Only looks; builds nothing."""

from __future__ import annotations

import functools
import importlib.metadata
import os
import platform
import re
import shutil
import site
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .base import Component
from .cache import digest, identity

CLANG_VERSIONS = range(30, 14, -1)
PREFERRED_CLANG = (22, 19)  # those that the CPU runtimes for HIP and SYCL are tested with
# Variables that change what a compiler reads
FLAG_VARIABLES = ("CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "LIBRARY_PATH")


def find_program(names: Iterable[str]) -> Path | None:
    """The first of some programs that is on the PATH."""
    found = (shutil.which(name) for name in names)
    return next((Path(path) for path in found if path), None)


def find_clang(wanted: str | None = None) -> Path | None:
    """clang++ for device code: the user's choice if it is a clang, else the newest tested one, else any."""
    if wanted and "clang" in Path(wanted).name and (path := find_program([wanted])):
        return path
    return find_program([*(f"clang++-{v}" for v in _clang_order()), "clang++"])


def _clang_order() -> list[int]:
    return [*PREFERRED_CLANG, *(v for v in CLANG_VERSIONS if v not in PREFERRED_CLANG)]


def find_c_compiler(wanted: str | None = None) -> Path | None:
    """The C compiler: ``wanted``, $CC, gcc, cc, any clang."""
    return _compiler(wanted, "CC", ["gcc", "cc", *(f"clang-{v}" for v in CLANG_VERSIONS), "clang"])


def find_kernel_compiler(wanted: str | None = None) -> Path | None:
    """The C compiler of kernels: ``wanted``, $CC, a clang (its vectorizer copes with more conditions), or any."""
    if wanted or os.environ.get("CC"):
        return find_c_compiler(wanted)
    return find_program([*(f"clang-{v}" for v in _clang_order()), "clang"]) or find_c_compiler()


def find_cxx_compiler(wanted: str | None = None) -> Path | None:
    """The C++ compiler: ``wanted``, $CXX, g++, c++, any clang++."""
    return _compiler(wanted, "CXX", ["g++", "c++", *(f"clang++-{v}" for v in CLANG_VERSIONS), "clang++"])


def _compiler(wanted: str | None, variable: str, usual: Sequence[str]) -> Path | None:
    if chosen := wanted or os.environ.get(variable):
        return find_program([chosen])
    return find_program(usual)


@functools.cache
def _first_line(path: str, stamp: str, argument: str) -> str:
    """The first line that a program prints about itself; ``stamp`` tells its versions apart."""
    try:
        done = subprocess.run([path, argument], capture_output=True, text=True, errors="replace", timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout or done.stderr).strip().split("\n")[0]


def version_line(path: Path, argument: str = "--version") -> str:
    """The first line of a program's ``--version``."""
    return _first_line(str(path), identity(path), argument)


def version(path: Path) -> str:
    """A program's version number, as far as its first line tells it."""
    line = re.sub(r"\([^)]*\)", "", version_line(path))
    numbers = re.findall(r"\b\d+(?:\.\d+)+", line)
    return numbers[-1] if numbers else ""


def program_component(role: str, name: str, path: Path | None, *apt: str, optional: bool = False) -> Component:
    """A program as a part of a toolchain: under its own name when it was found, else under ``name``."""
    number = version(path) if path else ""
    return Component(
        role,
        path.name if path else name,
        number,
        str(path or ""),
        path is not None,
        apt=apt,
        optional=optional,
    )


def is_clang(compiler: Path) -> bool:
    """Whether a compiler is a clang, whatever it is called."""
    return "clang" in version_line(compiler)


def clang_file(clang: Path, name: str) -> Path | None:
    """A library that clang would link, if there is one."""
    answer = _first_line(str(clang), identity(clang), f"-print-file-name={name}")
    return Path(answer) if os.path.isabs(answer) and os.path.exists(answer) else None


def prefixes() -> Iterator[Path]:
    """The folders under which wheels of this Python put ``lib`` and ``include``."""
    candidates = [sys.prefix, sys.exec_prefix, sys.base_prefix, site.getuserbase(), "/usr/local"]
    yield from (Path(path) for path in dict.fromkeys(candidates) if path)


def site_folders() -> Iterator[Path]:
    """The folders in which this Python's packages are."""
    names = ("site-packages", "dist-packages")
    yield from (Path(path) for path in dict.fromkeys(sys.path) if Path(path).name in names)


def find_under(folders: Iterable[Path], relative: str) -> Path | None:
    """The first existing ``folder/relative``."""
    return next((folder / relative for folder in folders if (folder / relative).exists()), None)


def wheel_version(name: str) -> str:
    """The version of an installed Python package; empty when it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


@functools.cache
def cpu_identity() -> str:
    """What ``-march=native`` depends on."""
    try:
        lines = Path("/proc/cpuinfo").read_text(errors="replace").split("\n")
    except OSError:
        lines = [platform.processor()]
    told = {line for line in lines if line.startswith(("flags", "model name", "Features"))}
    return digest([platform.machine(), *sorted(told)])


def environment_identity() -> str:
    """The variables that change what a compiler reads."""
    return digest(f"{name}={os.environ.get(name, '')}" for name in FLAG_VARIABLES)
