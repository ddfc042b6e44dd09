"""Outcomes of the corpus kept between runs, by everything that they depend on: the kernel, the translator, the
toolchain."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .cases import Case
from .columns import Column
from .toolchains.cache import Cache, digest, file_digest

SUFFIXES = (".py", ".toml", ".lark", ".h", ".hpp", ".cpp", ".cl", ".cu")
ROOMS = ("grammar", "parser", "transforms", "emitters", "corpus")
NOT_OURS = ("kernels", "programs")  # folders of the corpus that no translation depends on


@dataclass
class Remembered:
    """The outcomes in a cache. With ``read`` false they are kept but not used."""

    cache: Cache
    read: bool = True
    _versions: dict[str, str] = field(default_factory=dict)

    def get(self, case: Case, column: Column) -> str | None:
        """What was kept for a case on a column."""
        if not self.read:
            return None
        try:
            return (self.cache.folder(self._key(case, column)) / "outcome.json").read_text("utf-8")
        except OSError:
            return None

    def put(self, case: Case, column: Column, outcome: str) -> None:
        """Keep the outcome of a case on a column."""

        def make(folder: Path) -> None:
            (folder / "outcome.json").write_text(outcome, "utf-8")

        self.cache.entry(self._key(case, column), make)

    def _key(self, case: Case, column: Column) -> str:
        if column.name not in self._versions:
            self._versions[column.name] = column.versions()
        content = [file_digest(path) for path in case.files()]
        return digest(["verify", self.translator, *content, column.name, self._versions[column.name]])

    @cached_property
    def translator(self) -> str:
        """The contents of the package, as far as a result can depend on them."""
        root = Path(__file__).resolve().parents[1]
        files = [path for room in ROOMS for path in (root / room).rglob("*") if path.suffix in SUFFIXES]
        files += root.glob("*.py")
        kept = [p for p in sorted(files) if not any(part in NOT_OURS for part in p.relative_to(root).parts)]
        return digest(part for p in kept for part in (str(p.relative_to(root)), file_digest(p)))
