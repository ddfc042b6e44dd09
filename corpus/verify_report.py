"""Outcomes of a verification as a table, JSON, JUnit's XML or Markdown. Decides nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from xml.etree import ElementTree

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .verify import Outcome

STYLES = {"pass": "green", "missing": "dim", "refused": "yellow"}

SHOWN = 16  # lines of what a compiler or a program said
WIDE = 150  # characters in a line that have room for the error of each outcome


def _columns(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(outcome.column for outcome in outcomes))


def _rows(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Outcome]]:
    rows: dict[str, dict[str, Outcome]] = {}
    for outcome in outcomes:
        rows.setdefault(outcome.case, {})[outcome.column] = outcome
    return rows


def figure(value: float) -> str:
    """A number in few characters."""
    return "0" if value == 0 else f"{value:.0f}" if 1 <= value < 1e5 else f"{value:.0e}"


def cell(outcome: Outcome, wide: bool = True) -> str:
    """One outcome: its status and, where there is room, the largest error in units in the last place."""
    if outcome.status == "missing":
        return "-"
    if outcome.status == "pass":
        return "pass" if outcome.distance.ulp is None or not wide else f"pass {figure(outcome.distance.ulp)} ulp"
    return outcome.status if outcome.excused else outcome.status.upper()


def ulp(outcomes: Sequence[Outcome]) -> str:
    """The largest error of several in units in the last place."""
    found = [o.distance.ulp for o in outcomes if o.distance.ulp is not None]
    return figure(max(found)) if found else ""


def relative(outcomes: Sequence[Outcome]) -> str:
    """The largest relative error of several."""
    found = [o.distance.relative for o in outcomes if o.distance.relative is not None]
    return figure(max(found)) if found else ""


def table(outcomes: Sequence[Outcome], console: Console, head: str = "kernel") -> None:
    """The table of kernels by columns, and what is wrong below it."""
    columns = _columns(outcomes)
    wide = console.width >= WIDE
    made = Table(box=None, pad_edge=False)
    made.add_column(head)
    for name in columns:
        made.add_column(name, no_wrap=True)
    made.add_column("ulp", justify="right")
    made.add_column("relative", justify="right")
    made.add_column("time", justify="right")
    for name, row in _rows(outcomes).items():
        cells = [Text(cell(row[c], wide), style=STYLES.get(row[c].status, "bold red")) for c in columns]
        own = list(row.values())
        made.add_row(name, *cells, ulp(own), relative(own), f"{sum(o.seconds for o in own):.2f} s")
    console.print(made)
    for outcome in outcomes:
        if not outcome.good or (outcome.status == "pass" and outcome.detail):
            console.print(Text(f"\n{outcome.case} on {outcome.column}: {outcome.status}", style="bold"))
            lines = outcome.detail.splitlines()
            console.print(Text("\n".join([*lines[:SHOWN], *(["…"] if len(lines) > SHOWN else [])])))
    console.print(Text(f"\n{summary(outcomes)}"))


def summary(outcomes: Sequence[Outcome]) -> str:
    """One line: how many outcomes there are of each status."""
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome.status] = counts.get(outcome.status, 0) + 1
    remembered = sum(outcome.remembered for outcome in outcomes)
    text = ", ".join(f"{count} {status}" for status, count in counts.items())
    return text + (f" ({remembered} of them known from earlier runs)" if remembered else "")


def as_json(outcomes: Sequence[Outcome], notes: Mapping[str, str]) -> str:
    """Everything, for programs."""
    listed = []
    for outcome in outcomes:
        entry = asdict(outcome)
        entry["ulp"], entry["relative"] = outcome.distance.ulp, outcome.distance.relative
        del entry["distance"]
        entry["good"] = outcome.good
        listed.append(entry)
    return json.dumps({"format": 1, **notes, "outcomes": listed}, indent=2)


def as_junit(outcomes: Sequence[Outcome]) -> str:
    """A test suite a column and a test case a kernel, as JUnit writes them."""
    root = ElementTree.Element("testsuites", name="unwarp verify")
    for column in _columns(outcomes):
        own = [o for o in outcomes if o.column == column]
        counts = {
            "tests": len(own),
            "failures": sum(not o.good for o in own),
            "skipped": sum(o.good and o.status != "pass" for o in own),
        }
        suite = ElementTree.SubElement(root, "testsuite", {"name": column, **{k: str(v) for k, v in counts.items()}})
        for outcome in own:
            test = ElementTree.SubElement(
                suite, "testcase", classname=f"unwarp.{column}", name=outcome.case, time=f"{outcome.seconds:.3f}"
            )
            if not outcome.good:
                failure = ElementTree.SubElement(test, "failure", message=outcome.status)
                failure.text = outcome.detail
            elif outcome.status != "pass":
                ElementTree.SubElement(test, "skipped", message=outcome.detail.partition("\n")[0] or outcome.status)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, "unicode")


def as_markdown(outcomes: Sequence[Outcome], titles: Mapping[str, str]) -> str:
    """A document with the table; nothing in it changes from run to run."""
    columns = _columns(outcomes)
    lines = [
        "# Equivalence",
        "",
        "Kernels of `corpus/kernels/`, translated, built and run on each target, their results compared with NumPy's.",
        "Generated by",
        "",
        "    unwarp verify --all --format markdown > docs/equivalence.md",
        "",
        "*n* ulp: the largest error of all outputs and sizes in units in the last place, measured against the",
        "reference; relative: the largest relative error. Elements that are small against the others (below a tenth of",
        "the median) do not count here, but must be right too; what is allowed, and why, stands in each `case.toml`.",
        "Kernels without a figure give whole numbers.",
        "",
        "| kernel | what | " + " | ".join(columns) + " | relative |",
        "|---|---|" + "---|" * len(columns) + "---|",
    ]
    for name, row in _rows(outcomes).items():
        cells = " | ".join(cell(row[column]) for column in columns)
        lines.append(f"| {name} | {titles.get(name, '')} | {cells} | {relative(list(row.values()))} |")
    lines += ["", f"{summary(outcomes).partition(' (')[0]}."]
    return "\n".join(lines)
