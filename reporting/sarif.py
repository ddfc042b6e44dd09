"""SARIF 2.1.0: the log that code scanning services read. Paths are relative to the working folder, results keep their
fingerprints when lines move, and suppressed results say by whom and why."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ..parser.diagnostics import Diagnostic, Effort, Rule, Severity
from ..parser.source import Span
from .text import relative

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_MINUTES = {Effort.LOW: "minutes", Effort.MEDIUM: "hours", Effort.HIGH: "days"}


def log(records: Sequence[Mapping[str, Any]], diagnostics: Sequence[Diagnostic], version: str) -> dict[str, Any]:
    """The log of one run. ``records`` are those of ``diagnostics``, in the same order."""
    rules = {d.code: d.rule for d in sorted(diagnostics, key=lambda d: d.code)}
    places = {code: index for index, code in enumerate(rules)}
    results = [_result(r, d, places[d.code]) for r, d in zip(records, diagnostics, strict=True)]
    driver = {
        "name": "unwarp",
        "semanticVersion": version,
        "rules": [_rule(rule) for rule in rules.values()],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    help_text = "\n\n".join(part for part in (rule.about, rule.remedy or rule.after) if part)
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title or rule.code},
        "fullDescription": {"text": rule.about or rule.title or rule.code},
        "help": {"text": help_text or rule.title or rule.code},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"effort": rule.effort.value, "effortUnit": _MINUTES[rule.effort]},
    }


def _result(record: Mapping[str, Any], diagnostic: Diagnostic, index: int) -> dict[str, Any]:
    text = record["message"] + (f"\nhint: {record['hint']}" if record["hint"] else "")
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": text},
        "partialFingerprints": {"unwarp/v1": record["fingerprint"]},
        "properties": {"effort": record["effort"]},
    }
    if diagnostic.span is not None:
        result["locations"] = [{"physicalLocation": _place(diagnostic.span, record["range"])}]
    related = [
        {"id": number, "message": {"text": note["message"]}, "physicalLocation": _place(own.span, note["range"])}
        for number, (note, own) in enumerate(zip(record["notes"], diagnostic.notes, strict=True))
        if own.span is not None
    ]
    if related:
        result["relatedLocations"] = related
    held = diagnostic.suppressed
    if held is not None:
        kind = "inSource" if held.kind == "comment" else "external"
        reason = record["suppressed"]["reason"] or held.kind
        result["suppressions"] = [{"kind": kind, "status": "accepted", "justification": reason}]
    return result


def _place(span: Span, where: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    start, end = where["start"], where["end"]
    region = {
        "startLine": start["line"], "startColumn": start["column"],
        "endLine": end["line"], "endColumn": end["column"],
    }  # fmt: skip
    return {"artifactLocation": _location(span.source.path), "region": region}


def _location(path: str) -> dict[str, str]:
    """A relative URI where the file lies below the working folder, else an absolute one; with the path's own bytes."""
    found = relative(path)
    if os.path.isabs(found) or found.startswith(".."):
        return {"uri": "file://" + quote(os.fsencode(os.path.abspath(path)))}
    return {"uri": quote(os.fsencode(found)), "uriBaseId": "%SRCROOT%"}
