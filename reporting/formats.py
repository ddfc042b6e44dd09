"""Diagnostics in the formats that other programs read. Each is a function from diagnostics to text; a suppressed one
appears where the format can say that it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..parser.diagnostics import Diagnostic
from .records import counts, records

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MACHINE = ("json", "sarif", "github", "gitlab", "junit")
FORMATS = ("full", "concise", *MACHINE)


def as_json(diagnostics: Sequence[Diagnostic], version: str) -> str:
    """Everything, as one object."""
    document = {
        "tool": {"name": "unwarp", "version": version},
        "schema": 1,
        "counts": counts(diagnostics),
        "diagnostics": records(diagnostics),
    }
    return _dump(document)


def as_gitlab(diagnostics: Sequence[Diagnostic], version: str) -> str:
    """A code quality report of GitLab CI."""
    severities = {"error": "major", "warning": "minor", "note": "info"}
    return _dump([
        {
            "description": f"{record['code']} {record['message']}",
            "check_name": record["code"],
            "fingerprint": record["fingerprint"],
            "severity": severities[record["severity"]],
            "location": {"path": record["path"] or ".", "lines": {"begin": _line(record), "end": _line(record, "end")}},
        }
        for record in records(diagnostics)
        if not record["suppressed"]
    ])  # fmt: skip


def as_github(diagnostics: Sequence[Diagnostic], version: str) -> str:
    """Workflow commands of GitHub Actions, which shows them beside the code."""
    words = {"error": "error", "warning": "warning", "note": "notice"}
    lines = []
    for record in records(diagnostics):
        if record["suppressed"]:
            continue
        facts = {"title": f"unwarp {record['code']}"}
        if record["path"] is not None:
            start, end = record["range"]["start"], record["range"]["end"]
            facts |= {"file": record["path"], "line": start["line"], "col": start["column"], "endLine": end["line"]}
            if end["line"] == start["line"]:
                facts["endColumn"] = end["column"]
        properties = ",".join(f"{name}={_github(str(value), True)}" for name, value in facts.items())
        text = record["message"] + (f"\nhint: {record['hint']}" if record["hint"] else "")
        lines.append(f"::{words[record['severity']]} {properties}::{_github(text, False)}\n")
    return "".join(lines)


def as_junit(diagnostics: Sequence[Diagnostic], version: str) -> str:
    """A test suite a file, a test case a diagnostic: an error fails, a suppressed one is skipped."""
    from xml.etree import ElementTree

    root = ElementTree.Element("testsuites", name="unwarp")
    suites: dict[str, Element] = {}
    for record in records(diagnostics):
        path = _xml(record["path"] or "unwarp")
        suite = suites.get(path)
        if suite is None:
            suite = suites[path] = ElementTree.SubElement(root, "testsuite", name=path)
        where = f"{record['path']}:{_line(record)}" if record["path"] else "unwarp"
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=path,
            name=_xml(f"{record['code']} {where}"),
            file=path,
            line=str(_line(record)),
        )
        body = _xml(record["message"] + (f"\nhint: {record['hint']}" if record["hint"] else ""))
        if record["suppressed"]:
            reason = record["suppressed"]["reason"] or record["suppressed"]["kind"]
            ElementTree.SubElement(case, "skipped", message=_xml(reason))
        elif record["severity"] == "error":
            failure = ElementTree.SubElement(case, "failure", type=record["code"], message=_xml(record["message"]))
            failure.text = body
        else:
            ElementTree.SubElement(case, "system-out").text = f"{record['severity']}: {body}"
    for element in (*suites.values(), root):
        cases = list(element.iter("testcase"))
        element.set("tests", str(len(cases)))
        element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
        element.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def as_sarif(diagnostics: Sequence[Diagnostic], version: str) -> str:
    """A SARIF 2.1.0 log with the rules that occur in it."""
    from .sarif import log

    return _dump(log(records(diagnostics), diagnostics, version))


WRITERS: Mapping[str, Callable[[Sequence[Diagnostic], str], str]] = {
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
    "gitlab": as_gitlab,
    "junit": as_junit,
}


def _dump(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _line(record: Mapping[str, Any], which: str = "start") -> int:
    return int(record["range"][which]["line"]) if record["range"] else 1


def _github(text: str, is_property: bool) -> str:
    """Text of a workflow command: what could end it, or begin another, is escaped."""
    for character in "%\r\n:," if is_property else "%\r\n":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _xml(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
