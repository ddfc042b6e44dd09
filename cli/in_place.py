"""Translations that take the place of their sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..generated import protect, stamped
from ..parser.diagnostics import UserError

if TYPE_CHECKING:
    from ..api import Result

BACKUP = ".orig"


def changed_in_place(result: Result) -> list[Path]:
    """The sources that a translation would change."""
    return [path for path, _ in _changes(result)]


def write_in_place(result: Result, force: bool) -> None:
    """Write over the sources that change, after a copy of each; headers of unwarp's go to the program's folder. A copy
    that is there already is never lost: it is the original. Raises UserError before anything is written; OSError."""
    from ..api import write_whole

    changes = _changes(result)
    copies = {path: path.with_name(path.name + BACKUP) for path, _ in changes}
    taken = [copy for copy in copies.values() if copy.exists()]
    if taken and not force:
        names = ", ".join(map(str, taken))
        raise UserError(f"{names}: there already; move it away, or keep it as the original with --force")
    headers = {result.root / f.path: stamped(f.encoded(), f.origin, result.target) for f in result.files if f.support}
    if not force:
        protect(headers)
    for path, data in changes:
        if not copies[path].exists():
            write_whole(copies[path], path.read_bytes())
        write_whole(path, data)
    for path, data in headers.items():
        write_whole(path, data)


def _changes(result: Result) -> list[tuple[Path, bytes]]:
    """The sources whose text changes, with what it becomes."""
    return [
        (Path(source.path), file.encoded())
        for file in result.files
        if (source := result.origins.get(file.path)) is not None and file.text != source.text
    ]
