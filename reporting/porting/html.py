"""The report as one HTML file that needs nothing else: the texts of a file are packed, and unpacked when it is
opened."""

from __future__ import annotations

import base64
import json
import zlib
from importlib import resources
from typing import Any

import jinja2

from .model import WAYS, File, Report
from .plain import TITLES, WAY_TITLES, percent


def as_html(report: Report) -> str:
    """The page. Everything that comes from the code is escaped by the template or packed."""
    here = resources.files(__package__).joinpath("templates")
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined,
        loader=jinja2.FunctionLoader(lambda name: here.joinpath(name).read_text("utf-8")),
    )  # fmt: skip
    return environment.get_template("report.html").render(
        report=report, ways=WAYS, titles=TITLES, way_titles=WAY_TITLES, percent=percent,
        index=_index(report), blobs=[_packed(_texts(file)) for file in report.files],
        causes={t.target: sum(t.target in b.targets for b in report.blockers) for t in report.totals},
        lines=sum(file.lines for file in report.files), kernels=sum(file.kernels for file in report.files),
    ) + "\n"  # fmt: skip


def _index(report: Report) -> list[dict[str, Any]]:
    """What the page knows of every file before it is opened; ``q`` is what the search looks through."""
    return [
        {
            "path": file.path,
            "lines": file.lines,
            "findings": sum(not finding.suppressed for finding in file.findings),
            "ways": {target: made.way for target, made in file.targets.items()},
            "q": " ".join(dict.fromkeys(f"{f.code} {f.message}" for f in file.findings)).lower(),
        }
        for file in report.files
    ]


def _texts(file: File) -> dict[str, Any]:
    return {
        "text": file.text,
        "findings": [
            [f.line, f.column, f.end_column, f.code, f.severity, f.message, f.hint, list(f.targets), f.suppressed]
            for f in file.findings
        ],
        "targets": {
            target: {
                "name": made.name,
                "text": "" if made.text == file.text else made.text,
                "same": made.text == file.text,
                "rows": _runs(made.rows),
                "extras": [list(extra) for extra in made.extras],
            }
            for target, made in file.targets.items()
        },
    }


def _runs(rows: Any) -> list[list[int]]:
    """Rows as runs: [first left line, first right line, way, length], where 0 is no line on that side."""
    runs: list[list[int]] = []
    for row in rows:
        way = WAYS.index(row.way)
        if runs:
            left, right, last, length = runs[-1]
            follows = row.left == (left + length if left else 0) and row.right == (right + length if right else 0)
            if follows and last == way:
                runs[-1][3] += 1
                continue
        runs.append([row.left, row.right, way, 1])
    return runs


def _packed(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")
