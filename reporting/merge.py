"""One report for one cause: what several targets say of the same place becomes one diagnostic that names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from ..parser.diagnostics import Diagnostic

Cause: TypeAlias = "tuple[object, ...]"
_BY_TARGET = ("target", "why", "note")


def merge(reports: Iterable[Iterable[Diagnostic]]) -> list[Diagnostic]:
    """The diagnostics of several targets, each cause once: file by file in the order in which they were met, each from
    its beginning to its end."""
    groups: dict[Cause, list[Diagnostic]] = {}
    for report in reports:
        for diagnostic in report:
            groups.setdefault(cause(diagnostic), []).append(diagnostic)
    found = [joined(group) for group in groups.values()]
    files = {path: number for number, path in enumerate(dict.fromkeys(_path(d) for d in found))}
    return sorted(found, key=lambda d: (files[_path(d)], d.span.start if d.span else 0))


def _path(diagnostic: Diagnostic) -> str:
    return diagnostic.span.source.path if diagnostic.span else ""


def cause(diagnostic: Diagnostic) -> Cause:
    """What diagnostics of several targets have in common that are about the same."""
    code, place, known = diagnostic.key
    facts = tuple((name, value) for name, value in known if name not in _BY_TARGET)
    end = diagnostic.span.end if diagnostic.span and place else 0
    return code, place, end, facts, diagnostic.level, diagnostic.suppressed


def joined(group: list[Diagnostic]) -> Diagnostic:
    """The diagnostic that stands for those of one cause, and names their targets."""
    first = group[0]
    if len(group) == 1:
        return first
    facts = dict(first.facts)
    for name in _BY_TARGET:
        if name in facts:
            values = list(dict.fromkeys(dict(d.facts).get(name, "") for d in group))
            facts[name] = _listed(values) if name == "target" else "; ".join(v for v in values if v)
    notes = tuple(dict.fromkeys(note for d in group for note in d.notes))
    return replace(first, facts=tuple(facts.items()), notes=notes)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
