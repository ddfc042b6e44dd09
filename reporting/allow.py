"""Comments that allow a diagnostic: ``// unwarp: allow UW2007 because compat.h defines it``.

One behind code holds for its line, one that stands alone for the next line with code. Several codes are separated by
commas. The reason is required.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..parser import rules
from ..parser.diagnostics import Diagnostic, Suppression
from ..parser.source import Source, Span
from ..parser.tokens import comments_in, tokenize
from .codes import UnknownCode, parse_codes

_MARK = re.compile(r"\bunwarp:\s*(\w+)?")
_ALLOW = re.compile(r"unwarp:\s*allow\s+(?P<codes>\w+(?:\s*,\s*\w+)*)(?:\s+because\b[\s:]*(?P<reason>[^\n]*))?")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one comment allows, and on which line."""

    span: Span
    line: int
    codes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Allowances:
    """The comments of one file, and reports of those that are wrong."""

    allowed: Sequence[Allowance]
    wrong: Sequence[Diagnostic]


def allowances(source: Source) -> Allowances:
    """The comments of a file that allow something."""
    allowed: list[Allowance] = []
    wrong: list[Diagnostic] = []
    if "unwarp:" not in source.text:
        return Allowances((), ())
    tokens = tokenize(source)
    for index in range(len(tokens) + 1):
        begin, end = tokens.trivia(index)
        if "unwarp:" not in source.text[begin:end]:
            continue
        for start, stop in comments_in(source.text, begin, end):
            text = source.text[start:stop].removesuffix("*/")
            mark = _MARK.search(text)
            if mark is None or mark[1] != "allow":
                continue
            span = Span(source, start, stop)
            made = _read(text, span, _line_of(source, span, tokens.starts))
            if isinstance(made, Allowance):
                allowed.append(made)
            else:
                wrong.append(Diagnostic(rules.BAD_ALLOW, span, (("reason", made),)))
    return Allowances(allowed, wrong)


def _read(text: str, span: Span, line: int) -> Allowance | str:
    """What a comment allows, or what is wrong with it."""
    found = _ALLOW.search(text)
    if found is None:
        return "it names no code"
    reason = (found["reason"] or "").strip()
    if not reason:
        return "it gives no reason"
    try:
        codes = parse_codes([found["codes"]])
    except UnknownCode as error:
        return str(error)
    return Allowance(span, line, codes, reason)


def _line_of(source: Source, span: Span, starts: Sequence[int]) -> int:
    """The line for which a comment holds."""
    line, _ = source.line_column(span.start)
    begin = source.text.rfind("\n", 0, span.start) + 1
    if source.text[begin : span.start].strip():
        return line
    rest = re.compile(r"(?:\s|//[^\n]*|/\*[\s\S]*?\*/)*").match(source.text, span.end)
    return source.line_column(rest.end() if rest else span.end)[0]


def allow(diagnostics: Iterable[Diagnostic], sources: Iterable[Source]) -> list[Diagnostic]:
    """The diagnostics, with those that a comment allows suppressed, and reports of comments that are wrong."""
    found = {source: allowances(source) for source in sources}
    out = [_allowed(diagnostic, found) for diagnostic in diagnostics]
    return out + [diagnostic for comments in found.values() for diagnostic in comments.wrong]


def _allowed(diagnostic: Diagnostic, found: dict[Source, Allowances]) -> Diagnostic:
    span = diagnostic.span
    if span is None or diagnostic.rule.must_show or span.source not in found or not found[span.source].allowed:
        return diagnostic
    line, _ = span.source.line_column(span.start)
    for comment in found[span.source].allowed:
        if comment.line == line and diagnostic.code.startswith(comment.codes):
            return replace(diagnostic, suppressed=Suppression("comment", comment.reason))
    return diagnostic


def unused(diagnostics: Sequence[Diagnostic], sources: Iterable[Source]) -> list[Diagnostic]:
    """Reports of comments that allow nothing that was reported. ``diagnostics`` are those of all targets."""
    met: dict[tuple[str, int], set[str]] = {}
    for d in diagnostics:
        if d.span is not None:
            place = (d.span.source.path, d.span.source.line_column(d.span.start)[0])
            met.setdefault(place, set()).add(d.code)
    out: dict[tuple[str, int], Diagnostic] = {}
    for source in sources:
        for comment in allowances(source).allowed:
            codes = met.get((source.path, comment.line), set())
            idle = [code for code in comment.codes if not any(c.startswith(code) for c in codes)]
            if idle:
                key = (source.path, comment.span.start)
                out[key] = Diagnostic(rules.UNUSED_ALLOW, comment.span, (("codes", " or ".join(idle)),))
    return list(out.values())
