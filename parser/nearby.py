"""Headers that lie somewhere below a program's root, found where no include folder leads to them, and sources that are
included like headers. Owns the search; whether a header is wanted at all is the preprocessor's question."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path, PurePosixPath

_MOST_FILES = 100_000  # a root with more files than this is no program but a disk
_SOURCE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*"([^"\n]*\.(?:cu|cpp|cc|cxx|c))"', re.MULTILINE)
_TEXTS = frozenset({".cu", ".cuh", ".h", ".hh", ".hpp", ".hxx", ".inl", ".cpp", ".cc", ".cxx", ".c"})
_OF_CUDA = re.compile(r"__(?:global|device|host)__|\bcuda[A-Z_]|\bcu[A-Z]\w+\(|<<<")


@dataclass(frozen=True, eq=False)
class Nearby:
    """The files below ``root``, listed when the first one is asked for."""

    root: Path
    _by_name: dict[str, list[Path]] = field(default_factory=dict)

    def find(self, name: str, includer: str, *, of_cuda: bool = False) -> Path | None:
        """The file that ``#include "name"`` in ``includer`` must mean: the one whose path ends in ``name``, of several
        the one nearest to the includer; None where there is none or two are as near. With ``of_cuda`` only a file that
        uses CUDA counts."""
        wanted = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in (".", "..")]
        if not wanted:
            return None
        home = Path(os.path.abspath(includer)).parent
        best: tuple[int, list[Path]] = (-1, [])
        for path in self._files().get(wanted[-1], ()):
            if list(path.parts[-len(wanted) :]) != wanted:
                continue
            near = _shared(home, path)
            if near > best[0]:
                best = (near, [path])
            elif near == best[0]:
                best[1].append(path)
        if len(best[1]) != 1 or (of_cuda and not _uses_cuda(best[1][0])):
            return None
        return best[1][0]

    def _files(self) -> dict[str, list[Path]]:
        if not self._by_name:
            self._by_name[""] = []  # listed, even if nothing is there
            for count, path in enumerate(_walk(self.root)):
                if count >= _MOST_FILES:
                    self._by_name.clear()
                    self._by_name[""] = []
                    break
                self._by_name.setdefault(path.name, []).append(path)
        return self._by_name


def _walk(root: Path) -> Iterator[Path]:
    for folder, inner, files in os.walk(os.path.abspath(root)):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(files):
            yield Path(folder, name)


def _shared(folder: Path, path: Path) -> int:
    """How many folders two places have in common."""
    count = 0
    for a, b in zip(folder.parts, path.parent.parts, strict=False):
        if a != b:
            break
        count += 1
    return count


def mentions_cuda(text: str) -> bool:
    """Whether a file's text has words that only CUDA has."""
    return _OF_CUDA.search(text) is not None


@lru_cache(maxsize=4096)
def _uses_cuda(path: Path) -> bool:
    try:
        return mentions_cuda(path.read_bytes().decode("latin-1"))
    except OSError:
        return False


def included_sources(root: Path) -> frozenset[Path]:
    """The sources that files below ``root`` include as if they were headers, beside them or found below ``root``: no
    compiler is given them alone."""
    nearby = Nearby(root)
    found: set[Path] = set()
    for path in islice(_walk(root), _MOST_FILES):
        if path.suffix not in _TEXTS:
            continue
        try:
            text = path.read_bytes()
        except OSError:
            continue  # whoever reads the file says so
        for match in _SOURCE.finditer(text):
            name = os.fsdecode(match[1])
            beside = path.parent / name
            part = beside if beside.is_file() else nearby.find(name, str(path))
            if part is not None and part.resolve() != path.resolve():
                found.add(part.resolve())
    return frozenset(found)
