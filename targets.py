"""The targets: the one place that joins the passes, the emitter and the files of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias

from .parser.diagnostics import Sink
from .parser.source import Source
from .parser.unit import Unit
from .transforms.edits import Edit


@dataclass(frozen=True)
class Extra:
    """A file that stands beside the host file of a unit. ``kind`` is device, header or support."""

    name: str
    text: str
    kind: str


@dataclass(frozen=True)
class Translation:
    """What one unit becomes: edits of its files, files beside them, and headers of ours that they need."""

    edits: Sequence[tuple[Source, Sequence[Edit]]]
    extras: Sequence[Extra] = ()
    support: Sequence[str] = ()


Job: TypeAlias = Callable[[Unit], Translation]


@dataclass(frozen=True)
class Target:
    """A target: how its host files are named, and what translates the units of a program."""

    name: str
    suffix: str
    job: Callable[[Sequence[Unit], Sink], Job]

    def host_name(self, path: str) -> str:
        """The output's name of a CUDA file; other sources keep theirs."""
        given = PurePosixPath(path)
        return str(given.with_name(given.stem + self.suffix)) if given.suffix == ".cu" else path


TARGETS: Mapping[str, Target] = {}
