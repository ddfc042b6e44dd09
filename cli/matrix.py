"""``unwarp matrix``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..configuration import TARGETS
from . import USAGE
from .options import PATH, to_option

if TYPE_CHECKING:
    from ..transforms.tables import Row, Target


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@to_option("hip, sycl, opencl, c, several with commas, or all, which is the default.")
@click.option("--status", type=click.Choice(("full", "differs", "refused", "not yet")),
              help="Only names that have this status on one of the targets.")  # fmt: skip
@click.option("--format", "kind", type=click.Choice(("text", "md", "json")), default="text", show_default=True)
@click.option("--rules", "--rule-file", "tables", multiple=True, metavar="FILE", type=PATH,
              help="Table with rows of your own.")  # fmt: skip
def matrix(
    names: tuple[str, ...], targets: tuple[str, ...], status: str | None, kind: str, tables: tuple[Path, ...]
) -> None:
    """Show which CUDA names are supported on which target; without names, count them.

    A NAME may have * and ?. Exit status: 0, or 2 where a name is not in the tables.
    """
    from ..reporting import support
    from ..transforms.tables import load
    from .query import hint, matching

    known = load(tables)
    every = [known.rows[name] for name in known.names()]
    wanted: tuple[Target, ...] = targets or TARGETS  # type: ignore[assignment]
    code = 0
    rows: list[Row] = []
    for name in names:
        found = matching(known, name)
        rows += [row for row in found if row not in rows]
        if not found:
            click.echo(f"unwarp: error: `{name}` is not in the tables{hint(known, name)}", err=True)
            code = USAGE
    rows = rows if names else every
    if status is not None:
        rows = [row for row in rows if any(support.status(row.column(target)) == status for target in wanted)]
    if kind == "md":
        click.echo(support.document(rows), nl=False)
    elif kind == "json":
        click.echo(json.dumps([_record(row, wanted) for row in rows], indent=2, ensure_ascii=False))
    elif names or status is not None:
        click.echo("\n".join(_lines(rows, wanted)), nl=bool(rows))
    else:
        click.echo("\n".join(_counted(every, wanted)))
    sys.exit(code)


def _record(row: Row, targets: Sequence[Target]) -> dict[str, object]:
    from ..reporting import support

    made = {target: support.status(row.column(target)) for target in targets}
    return {"name": row.name, "kind": row.kind, "targets": made, "remarks": support.remarks(row)}


def _lines(rows: Sequence[Row], targets: Sequence[Target]) -> list[str]:
    from ..reporting import support

    width = max((len(row.name) for row in rows), default=4)
    out = [f"{'name':<{width}}  " + "".join(f"{support.TITLES[target]:<10}" for target in targets)]
    for row in rows:
        cells = "".join(f"{support.status(row.column(target)):<10}" for target in targets)
        out.append(f"{row.name:<{width}}  {cells}{support.remarks(row)}".rstrip())
    return out


def _counted(rows: Sequence[Row], targets: Sequence[Target]) -> list[str]:
    from ..reporting import support

    device = [row for row in rows if row.kind not in support.HOST_KINDS]
    host = [row for row in rows if row.kind in support.HOST_KINDS]
    out: list[str] = []
    for title, part in (("device language", device), ("host code", host)):
        out.append(f"{title}: {len(part)} names")
        for target, count in support.counts(part).items():
            if target in targets:
                cells = "  ".join(f"{name} {count[name]}" for name in support.STATUSES)
                out.append(f"  {support.TITLES[target]:<9} {cells}")
    return out
