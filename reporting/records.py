"""A diagnostic as plain data, complete: what every machine-readable format is made from."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ..parser.diagnostics import Diagnostic, Note
from ..parser.source import Span
from .text import readable, relative


def records(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """One mapping a diagnostic with the keys ``code``, ``severity``, ``title``, ``message``, ``hint``, ``effort``,
    ``path`` and ``range`` (None without a place), ``line_text``, ``notes``, ``suppressed`` (None, or ``kind`` and
    ``reason``) and ``fingerprint``, which stays the same when lines move."""
    seen: Counter[str] = Counter()
    out = []
    for diagnostic in diagnostics:
        path = path_of(diagnostic.span)
        line = _line(diagnostic.span)
        base = "\0".join((diagnostic.code, path or "", readable(diagnostic.message), line.strip()))
        number = seen[base]
        seen[base] += 1
        held = diagnostic.suppressed
        out.append({
            "code": diagnostic.code,
            "severity": diagnostic.severity.value,
            "title": diagnostic.rule.title,
            "message": readable(diagnostic.message),
            "hint": readable(diagnostic.hint),
            "effort": diagnostic.rule.effort.value,
            "path": path,
            "range": _range(diagnostic.span),
            "line_text": line,
            "notes": [_note(note) for note in diagnostic.notes],
            "suppressed": None if held is None else {"kind": held.kind, "reason": readable(held.reason)},
            "fingerprint": hashlib.sha256(f"{base}\0{number}".encode()).hexdigest()[:32],
        })  # fmt: skip
    return out


def counts(diagnostics: Iterable[Diagnostic]) -> Mapping[str, int]:
    """How many errors, warnings, notes and suppressed ones."""
    found = Counter("suppressed" if d.suppressed else d.severity.value for d in diagnostics)
    return {name: found[name] for name in ("error", "warning", "note", "suppressed")}


def _note(note: Note) -> dict[str, Any]:
    return {"message": readable(note.message), "path": path_of(note.span), "range": _range(note.span)}


def path_of(span: Span | None) -> str | None:
    return None if span is None else readable(relative(span.source.path))


def _line(span: Span | None) -> str:
    return "" if span is None else readable(span.source.line_text(span.source.line_column(span.start)[0]))


def _range(span: Span | None) -> dict[str, dict[str, int]] | None:
    """1-based lines and columns in characters; the end is behind the last character."""
    if span is None:
        return None
    out = {}
    for name, offset in (("start", span.start), ("end", span.end)):
        line, column = span.source.line_column(offset)
        out[name] = {"line": line, "column": column, "offset": offset}
    return out
