"""How compilers are told to use OpenMP. Where a compiler has no runtime for it, programs run in one thread: the header
in ``serial/`` has the routines for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from .finding import clang_file, is_clang

SERIAL = ("-idirafter", str(files(__package__) / "serial"))


def without_openmp(flags: Sequence[str]) -> list[str]:
    """A user's flags for a compiler that has no runtime of OpenMP."""
    return [flag for flag in flags if not flag.startswith(("-fopenmp", "-qopenmp"))]


@dataclass(frozen=True, slots=True)
class OpenMP:
    """How a compiler is told to use OpenMP, and the library that its objects need."""

    compile: tuple[str, ...]
    library: Path | None = None  # libomp, which also has the functions of libgomp
    gomp: bool = False

    @classmethod
    def of(cls, compiler: Path) -> OpenMP:
        """Clang without its library still vectorizes, but runs in one thread."""
        if not is_clang(compiler):
            return cls(("-fopenmp",), gomp=True)
        library = clang_file(compiler, "libomp.so")
        return cls(("-fopenmp",), library) if library else cls(("-fopenmp-simd", *SERIAL))

    @property
    def threads(self) -> bool:
        """Whether there is a runtime."""
        return self.gomp or self.library is not None

    def flags(self, given: Sequence[str]) -> list[str]:
        """The compiler's flags for OpenMP and a user's."""
        return [*self.compile, *(given if self.threads else without_openmp(given))]


def link_flags(parts: Sequence[OpenMP]) -> list[str]:
    """The libraries of OpenMP that objects of some compilers need."""
    library = next((part.library for part in parts if part.library), None)
    if library:  # one runtime serves all compilers
        return [str(library), f"-Wl,-rpath,{library.parent}", "-lm"]
    return [*(["-lgomp"] if any(part.gomp for part in parts) else []), "-pthread", "-lm"]
