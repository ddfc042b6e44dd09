"""``unwarp convert``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import fail
from .options import PATH, input_options, settings_of, to_option
from .showing import Showing, showing_options
from .status import status_of

if TYPE_CHECKING:
    from ..api import Result


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=PATH)
@to_option("hip, sycl, opencl, c, several with commas, or all.")
@click.option("-o", "--output", "--out-root", "output", metavar="DIR", type=PATH,
              help="Folder for the output; with several targets a folder in it for each.")  # fmt: skip
@input_options
@showing_options
def convert(
    paths: tuple[Path, ...],
    targets: tuple[str, ...],
    output: Path | None,
    include_dirs: tuple[Path, ...],
    defines: tuple[str, ...],
    database: Path | None,
    tables: tuple[Path, ...],
    **shown: Any,
) -> None:
    """Translate files, or all CUDA files of folders.

    One file and one target without -o: the text goes to stdout. Exit status: 0 everything was converted, 1 something
    was reported as not converted, 2 wrong usage or unreadable input.
    """
    from .. import api
    from ..reporting.merge import merge

    if not targets:
        raise click.UsageError("say what to translate to with --to TARGET")
    if output is None and (len(targets) > 1 or len(paths) > 1 or paths[0].is_dir()):
        raise click.UsageError("several outputs: give the folder for them with -o DIR")
    showing = Showing(**shown)
    settings = settings_of(include_dirs, defines, database, tables, showing.policy())
    results = [api.translate_program(paths, target, settings) for target in targets]
    for result in results:
        if output is None:
            _print_files(result)
        else:
            folder = output if len(targets) == 1 else output / result.target
            try:
                result.write(folder)
            except OSError as error:
                fail(f"cannot write to {folder}: {error.strerror}")
    diagnostics = showing.accepted(merge(result.diagnostics for result in results))
    showing.show(diagnostics, sys.stderr)
    sys.exit(status_of(diagnostics))


def _print_files(result: Result) -> None:
    """The text of one file; where a target makes several, each after a comment with its name."""
    made = [f for f in result.files if not f.support]
    for file in made:
        if len(made) > 1:
            click.echo(f"// ==== {file.path} ====")
        sys.stdout.flush()
        sys.stdout.buffer.write(file.encoded())
    sys.stdout.flush()
