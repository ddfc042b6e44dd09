"""The report's model from the results of a translation to each target."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...parser import rules
from ...parser.diagnostics import Diagnostic, Severity
from ...parser.source import Source
from ...parser.tokens import RawTokens, tokenize
from ...transforms.own_names import names_for_others, own_names
from ...transforms.tables import Tables, load
from ..merge import Cause, cause, joined, merge
from ..text import readable, relative
from . import effort
from .constructs import LAUNCH, Use, uses
from .lines import beside, shares
from .model import (
    WAYS,
    Blocker,
    Feature,
    File,
    Finding,
    Place,
    Report,
    Risk,
    Total,
    Translated,
)
from .risks import KINDS, risks_of

if TYPE_CHECKING:
    from ...api import OutputFile, Result

_NEAR = 4  # a diagnostic about a place so many times as long as a name is not about the name
_WORST = {way: rank for rank, way in enumerate(WAYS)}


def build(results: Sequence[Result], paths: Sequence[str], version: str, tables: Tables | None = None) -> Report:
    """The report on a program that was translated to several targets."""
    tables = tables or load(())
    sources = {relative(s.path): s for r in results for s in r.sources}
    read = {path: _Read.of(source) for path, source in sorted(sources.items())}
    _share_names(read, [[relative(s.path) for s in unit] for result in results[:1] for unit in result.units])
    for one in read.values():
        one.uses = uses(one.tokens, one.own, tables)
    views = [_View(result, read) for result in results]
    files = tuple(_file(path, one, views) for path, one in read.items())
    blockers = _blockers(views)
    return Report(
        version=version,
        paths=tuple(readable(path) for path in paths),
        totals=tuple(_total(view, files, blockers) for view in views),
        files=files,
        features=_features(read, views),
        blockers=blockers,
        risks=_risks(read, tables),
        formula=effort.FORMULA,
        unplaced=tuple(
            f"{d.code} {readable(d.message)}" for d in merge(v.result.diagnostics for v in views) if d.span is None
        ),
    )


@dataclass
class _Read:
    """A source with its tokens, the names that it declares or that files of its units do, and the constructs that it
    uses."""

    source: Source
    tokens: RawTokens
    own: frozenset[str]
    uses: list[Use] = field(default_factory=list)

    @classmethod
    def of(cls, source: Source) -> _Read:
        tokens = tokenize(source)
        return cls(source, tokens, own_names(tokens))

    def place(self, offset: int) -> Place:
        line, column = self.source.line_column(offset)
        return Place(readable(relative(self.source.path)), line, column)


def _share_names(read: Mapping[str, _Read], units: Sequence[Sequence[str]]) -> None:
    """Give each source the names that the other sources of its units declare for it."""
    declared = {path: names_for_others(one.tokens) for path, one in read.items()}
    for unit in units:
        shared = frozenset().union(*(declared[path] for path in unit))
        for path in unit:
            read[path].own |= shared


class _View:
    """One target's result by source."""

    def __init__(self, result: Result, read: Mapping[str, _Read]) -> None:
        self.result, self.target = result, result.target
        self.errors: dict[str, list[Diagnostic]] = defaultdict(list)
        self.noted: dict[str, list[Diagnostic]] = defaultdict(list)
        for diagnostic in result.diagnostics:
            if diagnostic.span is not None:
                kept = self.errors if diagnostic.rule.severity is Severity.ERROR else self.noted
                kept[relative(diagnostic.span.source.path)].append(diagnostic)
        self.outputs: dict[str, OutputFile] = {}
        for file in result.files:
            origin = result.origins.get(file.path)
            if origin is not None:
                self.outputs[relative(origin.path)] = file
        self.extras: dict[str, list[OutputFile]] = defaultdict(list)
        names = {file.origin: path for path, file in self.outputs.items()}
        for file in result.files:
            if not file.support and file.path not in result.origins and file.origin in names:
                self.extras[names[file.origin]].append(file)

    def way(self, path: str, use: Use) -> tuple[str, str]:
        """How one use of a construct ports, and the difference or the reason."""
        for diagnostic in self.errors[path]:
            span = diagnostic.span
            meets = span is not None and span.start < use.end and use.start < max(span.end, span.start + 1)
            if span is not None and meets and span.end - span.start <= _NEAR * (use.end - use.start):
                return "not", readable(diagnostic.hint or diagnostic.message)
        if use.name == LAUNCH:
            return ("untouched" if self.target == "hip" else "automatic"), ""
        mapping = use.row.column(self.target) if use.row is not None else None  # type: ignore[arg-type]
        if mapping is None:
            return "not", "not covered yet"
        if mapping.why:
            return "not", mapping.why
        if mapping.note:
            return "differs", mapping.note
        return ("untouched" if mapping.to == use.name else "automatic"), ""


def _worst(ways: Iterable[str]) -> str:
    return max(ways, key=_WORST.__getitem__, default="untouched")


def _file(path: str, read: _Read, views: Sequence[_View]) -> File:
    text = readable(read.source.text)
    found = Counter(use.name for use in read.uses)
    return File(
        path=readable(path),
        text=text,
        lines=len(text.splitlines()),
        kernels=found["__global__"],
        launches=found[LAUNCH],
        targets={view.target: _translated(path, read, view) for view in views},
        findings=_findings(path, views),
    )


def _translated(path: str, read: _Read, view: _View) -> Translated:
    old = readable(read.source.text).splitlines()
    output = view.outputs.get(path)
    text = readable(output.text) if output is not None else ""
    marked: dict[int, str] = {}
    counts: Counter[str] = Counter()
    for use in read.uses:
        way, _ = view.way(path, use)
        counts[way] += 1
        if way in ("differs", "not"):
            line = read.source.line_column(use.start)[0]
            marked[line] = _worst((way, marked.get(line, "untouched")))
    for diagnostic in view.errors[path]:
        if diagnostic.span is not None:
            marked[read.source.line_column(diagnostic.span.start)[0]] = "not"
    if output is None:  # it could not be read: all of it is left to a person
        lines = {"not": len(old)}
        return Translated("not", lines, dict(counts), "", "", ())
    rows = beside(old, text.splitlines(), marked)
    lines = shares(rows, frozenset())
    extras = tuple((file.path, readable(file.text)) for file in view.extras.get(path, ()))
    way = _worst(way for way, count in lines.items() if count)
    if way == "untouched" and extras:
        way = "automatic"
    return Translated(way, lines, dict(counts), output.path, text, rows, extras)


def _findings(path: str, views: Sequence[_View]) -> tuple[Finding, ...]:
    found: dict[Cause, list[Diagnostic]] = defaultdict(list)
    targets: dict[Cause, list[str]] = defaultdict(list)
    for view in views:
        for diagnostic in (*view.errors[path], *view.noted[path]):
            found[cause(diagnostic)].append(diagnostic)
            targets[cause(diagnostic)].append(view.target)
    out = []
    for which, group in found.items():
        diagnostic = joined(group)
        span = diagnostic.span
        assert span is not None
        line, column = span.source.line_column(span.start)
        last, end = span.source.line_column(max(span.end, span.start + 1))
        held = diagnostic.suppressed
        out.append(Finding(
            line, column, end if last == line else column + 1, diagnostic.code, diagnostic.severity.value,
            readable(diagnostic.message), readable(diagnostic.hint), tuple(dict.fromkeys(targets[which])),
            (readable(held.reason) or held.kind) if held else "",
        ))  # fmt: skip
    return tuple(sorted(out, key=lambda f: (f.line, f.column, f.code)))


def _blockers(views: Sequence[_View]) -> tuple[Blocker, ...]:
    """What fails, by cause, the costliest first."""
    places: dict[tuple[str, str], dict[Place, None]] = defaultdict(dict)
    targets: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    first: dict[tuple[str, str], Diagnostic] = {}
    for view in views:
        for found in view.errors.values():
            for diagnostic in found:
                if not diagnostic.failing or diagnostic.span is None:
                    continue
                what = diagnostic.code, _blocking(diagnostic)
                first.setdefault(what, diagnostic)
                line, column = diagnostic.span.source.line_column(diagnostic.span.start)
                places[what][Place(readable(relative(diagnostic.span.source.path)), line, column)] = None
                targets[what][view.target] = None
    made = []
    for what, diagnostic in first.items():
        level = diagnostic.rule.effort.value
        where = tuple(sorted(places[what], key=lambda p: (p.path, p.line, p.column)))
        message = re.sub(r" (?:is not translated|has no equivalent|is not in the tables)\b.*", "", diagnostic.message)
        if diagnostic.rule is rules.LIBRARY_NAME:
            message = what[1]
        made.append(Blocker(
            diagnostic.code, readable(message), readable(diagnostic.hint), level, effort.hours(level, len(where)),
            tuple(targets[what]), where,
        ))  # fmt: skip
    return tuple(sorted(made, key=lambda b: (-b.hours * len(b.targets), b.code, b.message)))


def _blocking(diagnostic: Diagnostic) -> str:
    """What keeps from porting: a name or a construct, and of a library's names the library."""
    facts = dict(diagnostic.facts)
    if diagnostic.rule is rules.LIBRARY_NAME:
        return re.sub(r"^the \w+(?: C)? target has (?:no|nothing like) ", "", facts["why"])
    return facts.get("name") or facts.get("what") or diagnostic.message


def _total(view: _View, files: Sequence[File], blockers: Sequence[Blocker]) -> Total:
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("files", "lines", "constructs")}
    for file in files:
        made = file.targets[view.target]
        counts["files"][made.way] += 1
        counts["lines"].update(made.lines)
        counts["constructs"].update(made.constructs)
    hours = sum(b.hours for b in blockers if view.target in b.targets)
    shares = {name: {way: count[way] for way in WAYS} for name, count in counts.items()}
    return Total(view.target, shares["files"], shares["lines"], shares["constructs"], round(hours, 2))


def _features(read: Mapping[str, _Read], views: Sequence[_View]) -> tuple[Feature, ...]:
    where: dict[tuple[str, str], list[tuple[str, Use]]] = defaultdict(list)
    for path, one in read.items():
        for use in one.uses:
            where[use.kind, use.name].append((path, use))
    made = []
    for (kind, name), found in where.items():
        ways: dict[str, str] = {}
        remarks: dict[str, str] = {}
        for view in views:
            seen = [view.way(path, use) for path, use in found]
            ways[view.target] = _worst(way for way, _ in seen)
            remark = next((text for way, text in seen if way == ways[view.target] and text), "")
            if remark:
                remarks[view.target] = remark
        places = tuple(read[path].place(use.start) for path, use in found)
        made.append(Feature(name, kind, len(found), len({path for path, _ in found}), ways, remarks, places))
    return tuple(sorted(made, key=lambda f: (-f.count, f.name)))


def _risks(read: Mapping[str, _Read], tables: Tables) -> tuple[Risk, ...]:
    places: dict[str, list[Place]] = defaultdict(list)
    for one in read.values():
        for kind, offset in risks_of(one.tokens, one.own, tables):
            places[kind.name].append(one.place(offset))
    return tuple(Risk(k.name, k.title, k.why, tuple(places[k.name])) for k in KINDS if places[k.name])
