"""Diagnostics as people read them: one line each, or with the source line, a caret range, notes and a hint."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TextIO

import click

from ..parser.diagnostics import Diagnostic, Severity
from ..parser.source import Span
from .text import cells, visible

WIDTH = 140  # columns of a source line that are shown; of a longer one the part around the place
_PLACES = 5  # at most so many are listed where the same is said again
_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def colored(stream: TextIO, choice: str = "auto") -> bool:
    """Whether a stream gets colours: on a terminal, unless NO_COLOR is set; FORCE_COLOR asks for them anywhere."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def concise(diagnostics: Iterable[Diagnostic], color: bool = False) -> str:
    """One line for each."""
    return "".join(_head(d, color) + "\n" for d in diagnostics)


def full(diagnostics: Iterable[Diagnostic], color: bool = False) -> str:
    """Each with its source line, caret range, notes and hint. What is only a note and says the same at several places
    is shown at the first, and the others are listed."""
    groups: dict[object, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        same = (diagnostic.code, diagnostic.message, diagnostic.suppressed)
        groups.setdefault(same if diagnostic.severity is Severity.NOTE else id(diagnostic), []).append(diagnostic)
    return "".join("\n".join([*_lines(d, color), *_others(d, rest)]) + "\n" for d, *rest in groups.values())


def _others(shown: Diagnostic, others: Sequence[Diagnostic]) -> list[str]:
    """The line that lists on which other lines the same is said."""
    spans = [d.span for d in (shown, *others) if d.span]
    places = [f"{visible(span.source.path)}:{span.source.line_column(span.start)[0]}" for span in spans]
    distinct = list(dict.fromkeys(places))[1:]
    more = f" and {len(distinct) - _PLACES} more" if len(distinct) > _PLACES else ""
    return [f"      = the same at {', '.join(distinct[:_PLACES])}{more}"] if distinct else []


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """How many of each severity, and how many are suppressed; empty where there is nothing to count."""
    shown = [d for d in diagnostics if d.suppressed is None]
    parts = []
    for severity, word in _WORDS.items():
        count = sum(d.severity is severity for d in shown)
        if count:
            parts.append(f"{count} {word}{'s' if count > 1 else ''}")
    if len(shown) < len(diagnostics):
        parts.append(f"{len(diagnostics) - len(shown)} suppressed")
    return ", ".join(parts)


def _style(text: str, color: bool, **style: object) -> str:
    return click.style(text, **style) if color else text  # type: ignore[arg-type]


def _head(diagnostic: Diagnostic, color: bool) -> str:
    severity = diagnostic.severity
    place = f"{visible(str(diagnostic.span))}: " if diagnostic.span else "unwarp: "
    word = _style(f"{severity.value}:", color, fg=_COLORS[severity], bold=True)
    code = _style(diagnostic.code, color, bold=True)
    return f"{_style(place, color, bold=True)}{word} {code} {visible(diagnostic.message)}"


def _lines(diagnostic: Diagnostic, color: bool) -> list[str]:
    lines = [_head(diagnostic, color)]
    if diagnostic.span:
        lines += _excerpt(diagnostic.span, color, _COLORS[diagnostic.severity])
    for note in diagnostic.notes:
        word = _style("note:", color, fg="cyan", bold=True)
        if note.span is None:
            lines.append(f"      = {word} {visible(note.message)}")
        else:
            lines.append(f"{visible(str(note.span))}: {word} {visible(note.message)}")
            lines += _excerpt(note.span, color, "cyan")
    if diagnostic.hint:
        lines.append(f"      = {_style('hint:', color, fg='green', bold=True)} {visible(diagnostic.hint)}")
    return lines


def _excerpt(span: Span, color: bool, hue: str) -> list[str]:
    """The source line of a place with carets under it; of a longer range the part on its first line."""
    number, column = span.source.line_column(span.start)
    text = span.source.line_text(number)
    if not text and not span.source.text:
        return []
    start = min(column - 1, len(text))
    end = max(start + 1, min(start + span.end - span.start, len(text)))
    before, marked, after = visible(text[:start]), visible(text[start:end]), visible(text[end:])
    cut = ""
    if cells(text) > WIDTH:
        room = max(WIDTH - len(marked), 20) // 2
        if len(before) > room:
            before, cut = before[-room:], "…"
        marked = marked[:WIDTH]
        after = after[:room] + ("…" if len(after) > room else "")
    gutter = f"{number:>5} | "
    carets = _style("^" + "~" * (max(1, cells(marked)) - 1), color, fg=hue, bold=True)
    return [
        f"{_style(gutter, color, dim=True)}{cut}{before}{marked}{after}",
        f"{_style(' ' * (len(gutter) - 2) + '| ', color, dim=True)}{' ' * (cells(cut + before))}{carets}",
    ]
