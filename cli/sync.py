"""``unwarp sync``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import REPORTED, tell
from .options import InputOptions, input_options
from .progress import progress
from .project import Project, project_of, shorten
from .showing import Showing, showing_options
from .status import status_of

if TYPE_CHECKING:
    from ..api import Result


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; tell what is out of date.")
@click.option("--force", is_flag=True, help="Write over files that were edited by hand or are not unwarp's.")
@input_options
@showing_options
def sync(only_check: bool, force: bool, **options: Any) -> None:
    """Write the translations anew that the project keeps: those of [[sync]] in its configuration.

    Translations whose sources are gone are removed. Exit status: 0 all were up to date, 1 some were not, or something
    is not converted, 2 wrong usage, unreadable input, or a translation that was edited by hand.
    """
    from ..parser.diagnostics import UserError
    from ..reporting.merge import merge

    project = project_of([], InputOptions.taken(options), Showing(**options))
    if not project.configuration.sync:
        place = project.configuration.file or "unwarp.toml"
        raise UserError(f"{place}: there is nothing to keep in sync; add a [[sync]] with sources, targets and output")
    results = _results(project)
    try:
        changed = _synchronise(results, only_check, force)
    except OSError as error:
        raise UserError(f"cannot write to {error.filename}: {error.strerror}") from error
    diagnostics = project.showing.accepted(merge(result.diagnostics for _, result in results))
    project.showing.show(diagnostics, sys.stderr)
    sys.exit(max(status_of(diagnostics), REPORTED if changed else 0))


def _results(project: Project) -> list[tuple[Path, Result]]:
    """The translations, each with its folder."""
    from .. import api

    out = []
    for job in project.configuration.sync:
        sources = [shorten(path) for path in job.sources]
        with progress() as step:
            results = api.translate_targets(sources, job.targets, project.settings, step)
        for result in results:
            out.append((job.output if len(job.targets) == 1 else job.output / result.target, result))
    return out


def _synchronise(results: Iterable[tuple[Path, Result]], only_check: bool, force: bool) -> bool:
    """Make the folders hold the translations; whether something had to change. Raises UserError and OSError."""
    from ..api import write_whole
    from ..generated import protect, same

    wanted = _wanted(results)
    changed = {path: data for path, data in wanted.items() if not same(path, data)}
    stale = _stale({folder for folder, _ in results}, wanted)
    if not force:
        protect([*changed, *stale])
    for path, data in changed.items():
        tell(f"{'out of date' if only_check else 'updated'}: {shorten(path)}")
        if not only_check:
            write_whole(path, data)
    for path in stale:
        tell(f"{'without a source' if only_check else 'removed'}: {shorten(path)}")
        if not only_check:
            path.unlink()
    return bool(changed or stale)


def _wanted(results: Iterable[tuple[Path, Result]]) -> dict[Path, bytes]:
    """What each file has to hold. Raises UserError where two translations want one file."""
    from ..parser.diagnostics import UserError

    wanted: dict[Path, bytes] = {}
    for folder, result in results:
        for name, data in result.contents().items():
            if wanted.setdefault(folder / name, data) != data:
                raise UserError(f"{shorten(folder / name)}: two programs of [[sync]] write it; give them other outputs")
    return wanted


def _stale(folders: Iterable[Path], wanted: Mapping[Path, bytes]) -> list[Path]:
    """Files that unwarp wrote into the folders and would not write now."""
    from ..generated import is_generated

    found = {path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()}
    return sorted(path for path in found if path not in wanted and is_generated(path))
