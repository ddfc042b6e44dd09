"""``unwarp query``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..configuration import TARGETS
from . import USAGE
from .options import PATH

if TYPE_CHECKING:
    from ..transforms.tables import Mapping, Row, Tables


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--rules", "--rule-file", "tables", multiple=True, metavar="FILE", type=PATH,
              help="Table with rows of your own.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def query(names: tuple[str, ...], tables: tuple[Path, ...], as_json: bool) -> None:
    """Show what CUDA names become on each target.

    A NAME may have * and ?. Exit status: 0 all are known, 2 one is not.
    """
    from ..transforms.tables import load

    known = load(tables)
    found: dict[str, Row] = {}
    status = 0
    for name in names:
        rows = matching(known, name)
        found.update((row.name, row) for row in rows)
        if not rows:
            click.echo(f"unwarp: error: `{name}` is not in the tables{hint(known, name)}", err=True)
            status = USAGE
    if as_json:
        click.echo(json.dumps([_record(row) for row in found.values()], indent=2, ensure_ascii=False))
    else:
        click.echo("\n\n".join("\n".join(_lines(row)) for row in found.values()), nl=bool(found))
    sys.exit(status)


def matching(known: Tables, name: str) -> list[Row]:
    """The rows of a name, or of all that a pattern fits."""
    row = known.get(name)
    if row is not None:
        return [row]
    if "*" in name or "?" in name:
        return [known.rows[other] for other in known.names() if fnmatchcase(other, name)]
    return []


def hint(known: Tables, name: str) -> str:
    """What the user may have meant."""
    from difflib import get_close_matches

    lower = {other.lower(): other for other in known.names()}
    near = get_close_matches(name.lower(), lower, n=3, cutoff=0.7)
    return f"; did you mean {' or '.join(lower[other] for other in near)}?" if near else ""


def _lines(row: Row) -> Iterator[str]:
    yield f"{row.name} ({row.kind})"
    for target in TARGETS:
        yield f"  {target:<7} {_told(row, row.column(target))}"


def _told(row: Row, mapping: Mapping | None) -> str:
    """What a name becomes, in words."""
    if mapping is None:
        return "not covered yet"
    if mapping.why:
        return f"refused: {mapping.why}"
    to = mapping.to or mapping.to_float
    if mapping.to and mapping.to_float:
        to = f"{mapping.to}, of floating types {mapping.to_float}"
    if to == row.name:
        to = "the same"
    if mapping.passes:
        to = "removed" if mapping.passes == "dropped" else to or "rewritten"
    parts = [to]
    if mapping.helper:
        parts.append("from the header that comes with the output")
    if mapping.note:
        parts.append(f"with a difference: {mapping.note}")
    return "; ".join(parts)


def _record(row: Row) -> dict[str, Any]:
    targets: dict[str, Any] = {}
    for target in TARGETS:
        mapping = row.column(target)
        targets[target] = None
        if mapping is not None:
            facts = {"to": mapping.to, "to_float": mapping.to_float, "note": mapping.note, "why": mapping.why}
            targets[target] = {"status": mapping.status, "helper": mapping.helper}
            targets[target] |= {key: text for key, text in facts.items() if text}
    return {"name": row.name, "kind": row.kind, "targets": targets}
