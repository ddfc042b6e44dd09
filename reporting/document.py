"""The catalogue of diagnostics as a document: docs/diagnostics.md is this text."""

from __future__ import annotations

from collections.abc import Iterator

from ..parser.diagnostics import Rule
from ..parser.rules import catalogue

_KINDS = {
    "1": "Reading",
    "2": "Refused: what is not translated",
    "3": "Changed shape",
    "4": "Numerics",
    "5": "Advice",
    "9": "Faults of unwarp",
}


def document() -> str:
    """The catalogue in Markdown."""
    return "\n".join(_document()) + "\n"


def _document() -> Iterator[str]:
    rules = catalogue()
    yield "# Diagnostics"
    yield ""
    yield "This file is the output of `unwarp explain --markdown`; `unwarp explain CODE` shows one of them. The effort"
    yield "is what mending a place by hand takes: low minutes, medium hours, high another design."
    yield ""
    yield "| code | severity | effort | |"
    yield "|---|---|---|---|"
    for rule in rules.values():
        link = f"[{rule.code}](#{rule.code.lower()})"
        yield f"| {link} | {rule.severity.value} | {rule.effort.value} | {rule.title} |"
    kind = ""
    for rule in rules.values():
        if rule.code[2] != kind:
            kind = rule.code[2]
            yield ""
            yield f"## {_KINDS[kind]}"
        yield from _section(rule)


def _section(rule: Rule) -> Iterator[str]:
    yield ""
    yield f"### {rule.code}"
    yield ""
    yield f"**{rule.title}**: {_code(rule.message)} ({rule.severity.value}, effort {rule.effort.value})"
    yield ""
    yield rule.about
    yield from _example("For example:", rule.before)
    yield from _example("Instead:", rule.after)
    if rule.remedy:
        yield ""
        yield rule.remedy


def _code(message: str) -> str:
    """A message as code; it may hold backquotes."""
    return f"`` {message} ``" if "`" in message else f"`{message}`"


def _example(title: str, text: str) -> Iterator[str]:
    if text:
        yield ""
        yield title
        yield ""
        yield "```sh" if text.startswith("unwarp ") else "```cuda"
        yield text
        yield "```"
