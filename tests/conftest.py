"""Prints the tables program × target and kernel × target at the end of a test run."""

from __future__ import annotations

from typing import Any

import pytest

MARKS = {"passed": "pass", "failed": "FAIL", "skipped": "skip", "error": "FAIL"}


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    for kind in ("program", "kernel"):
        _table(terminalreporter, kind)


def _table(terminalreporter: Any, kind: str) -> None:
    results: dict[str, dict[str, str]] = {}
    columns: dict[str, None] = {}
    for outcome, mark in MARKS.items():
        for report in terminalreporter.stats.get(outcome, ()):
            properties = dict(getattr(report, "user_properties", ()))
            if kind in properties:
                program, variant = properties[kind]
                results.setdefault(program, {})[variant] = "refused" if properties.get("refused") else mark
                columns[variant] = None
    if not results:
        return
    order = sorted(columns)
    width = max(map(len, results))
    terminalreporter.section(f"{kind}s on every target")
    terminalreporter.write_line(" " * width + "".join(f"  {name:>13}" for name in order))
    for program in sorted(results):
        row = "".join(f"  {results[program].get(name, '-'):>13}" for name in order)
        terminalreporter.write_line(f"{program:<{width}}{row}")
    passed = {name: sum(r.get(name) in ("pass", "refused") for r in results.values()) for name in order}
    terminalreporter.write_line(" " * width + "".join(f"  {f'{passed[n]}/{len(results)}':>13}" for n in order))
