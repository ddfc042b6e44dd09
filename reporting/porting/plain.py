"""The report as Markdown, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from .model import WAYS, Place, Report

TITLES = {"hip": "HIP", "sycl": "SYCL", "opencl": "OpenCL C", "c": "C"}
WAY_TITLES = {
    "untouched": "untouched", "automatic": "automatic", "differs": "with differences", "not": "by hand",
}  # fmt: skip
_MOST = 12  # places of one cause in Markdown


def as_json(report: Report) -> str:
    """All of the model but the texts of the files."""
    document: dict[str, Any] = {"schema": 1, **asdict(report)}
    for file in document["files"]:
        del file["text"]
        for made in file["targets"].values():
            for name in ("text", "rows", "extras"):
                del made[name]
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def as_csv(report: Report) -> str:
    """One row a file and target."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["path", "target", "way", "lines", *(f"lines {way}" for way in WAYS),
                     *(f"constructs {way}" for way in WAYS), "kernels", "launches", "findings"])  # fmt: skip
    for file in report.files:
        for target, made in file.targets.items():
            count = sum(target in finding.targets and not finding.suppressed for finding in file.findings)
            writer.writerow([
                _cell(file.path), target, made.way, file.lines, *(made.lines.get(way, 0) for way in WAYS),
                *(made.constructs.get(way, 0) for way in WAYS), file.kernels, file.launches, count,
            ])  # fmt: skip
    return out.getvalue()


def as_markdown(report: Report) -> str:
    """A summary for people who read text."""
    return "\n".join(_markdown(report)) + "\n"


def percent(share: Mapping[str, int], way: str) -> float:
    """The part of one way, in per cent."""
    total = sum(share.values())
    return 100 * share.get(way, 0) / total if total else 0.0


def _markdown(report: Report) -> Iterator[str]:
    yield "# Porting report"
    yield ""
    lines = sum(file.lines for file in report.files)
    kernels = sum(file.kernels for file in report.files)
    yield f"{len(report.files)} files, {lines} lines, {kernels} kernels; unwarp {report.version}."
    for title, name in (("Files", "files"), ("Lines", "lines"), ("Constructs", "constructs")):
        yield ""
        ways = " | ".join(WAY_TITLES[way] for way in WAYS)
        yield f"| {title} | {ways}" + (" | effort |" if name == "files" else " |")
        yield "|---" * (len(WAYS) + 1) + ("|---|" if name == "files" else "|")
        for total in report.totals:
            share = getattr(total, name)
            cells = " | ".join(f"{share.get(way, 0)} ({percent(share, way):.1f} %)" for way in WAYS)
            hours = f" | {total.hours:g} h |" if name == "files" else " |"
            yield f"| {TITLES[total.target]} | {cells}{hours}"
    yield ""
    yield report.formula
    yield from _sections(report)


def _sections(report: Report) -> Iterator[str]:
    if report.blockers:
        yield from ("", "## What is left to do by hand", "")
        for blocker in report.blockers:
            targets = ", ".join(TITLES[target] for target in blocker.targets)
            yield (f"- **{blocker.code}** {_escape(blocker.message)} ({targets}; {blocker.effort} effort, "
                   f"{blocker.hours:g} h): {_escape(blocker.hint)}")  # fmt: skip
            yield f"  {_places(blocker.places)}"
    if report.risks:
        yield from ("", "## Risks", "")
        for risk in report.risks:
            yield f"- **{risk.title}**: {risk.why}"
            yield f"  {_places(risk.places)}"
    if report.features:
        yield from ("", "## What the code uses", "")
        yield "| name | kind | uses | files | " + " | ".join(TITLES[t.target] for t in report.totals) + " |"
        yield "|---" * (4 + len(report.totals)) + "|"
        for feature in report.features:
            ways = " | ".join(WAY_TITLES[feature.ways[total.target]] for total in report.totals)
            yield f"| `{_escape(feature.name, False)}` | {feature.kind} | {feature.count} | {feature.files} | {ways} |"


def _places(places: tuple[Place, ...]) -> str:
    text = ", ".join(f"{_escape(p.path)}:{p.line}" for p in places[:_MOST])
    return text + (f" and {len(places) - _MOST} more" if len(places) > _MOST else "")


def _escape(text: str, brackets: bool = True) -> str:
    """Text that Markdown, and HTML in it, takes as nothing but text."""
    text = text.replace("\n", " ").replace("\r", " ")
    for character in "\\*_[]|#" if brackets else "|":
        text = text.replace(character, "\\" + character)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if brackets else text


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
