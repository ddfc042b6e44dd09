"""What a porting report says, as plain records. Each share counts the four ways in which something ports:
``untouched`` (as it is), ``automatic`` (rewritten), ``differs`` (rewritten, with a difference that is stated) and
``not`` (left to a person)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

WAYS = ("untouched", "automatic", "differs", "not")
Share: TypeAlias = "Mapping[str, int]"  # way -> count


@dataclass(frozen=True)
class Place:
    """A place in a source file; lines and columns count from 1."""

    path: str
    line: int
    column: int


@dataclass(frozen=True)
class Feature:
    """A CUDA name or construct that the code uses: how often, in which files, how it ports to each target, and the
    difference or the reason where there is one."""

    name: str
    kind: str
    count: int
    files: int
    ways: Mapping[str, str]  # target -> the worst way in which a use of it ports
    remarks: Mapping[str, str]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Blocker:
    """One cause for which something is left to a person, with everywhere it stands."""

    code: str
    message: str
    hint: str
    effort: str
    hours: float
    targets: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Risk:
    """Something that translates and may yet behave otherwise on other hardware."""

    name: str
    title: str
    why: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Row:
    """One line of a comparison of a source and its translation: the numbers of the lines, 0 where one side has none."""

    left: int
    right: int
    way: str


@dataclass(frozen=True)
class Translated:
    """What became of one file on one target. ``rows`` pair the lines of the source with those of ``text``; ``extras``
    are device files made from it."""

    way: str
    lines: Share
    constructs: Share
    name: str
    text: str
    rows: tuple[Row, ...]
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """A diagnostic in a file, as the report shows it beside the code."""

    line: int
    column: int
    end_column: int
    code: str
    severity: str
    message: str
    hint: str
    targets: tuple[str, ...]
    suppressed: str = ""


@dataclass(frozen=True)
class File:
    """A file that was read."""

    path: str
    text: str
    lines: int
    kernels: int
    launches: int
    targets: Mapping[str, Translated]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Total:
    """One target over all files."""

    target: str
    files: Share
    lines: Share
    constructs: Share
    hours: float


@dataclass(frozen=True)
class Report:
    """A whole report. ``formula`` says how hours are made."""

    version: str
    paths: tuple[str, ...]
    totals: tuple[Total, ...]
    files: tuple[File, ...]
    features: tuple[Feature, ...]
    blockers: tuple[Blocker, ...]
    risks: tuple[Risk, ...]
    formula: str
    unplaced: tuple[str, ...] = field(default=())  # diagnostics that belong to no place
