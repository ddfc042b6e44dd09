"""``unwarp check``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .options import PATH, TARGETS, input_options, settings_of, to_option
from .showing import Showing, showing_options
from .status import status_of


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=PATH)
@to_option("The targets: hip, sycl, opencl, c, several with commas, or all, which is the default.")
@click.option("--exit-zero", is_flag=True, help="End with 0 whatever is reported.")
@input_options
@showing_options
def check(
    paths: tuple[Path, ...],
    targets: tuple[str, ...],
    exit_zero: bool,
    include_dirs: tuple[Path, ...],
    defines: tuple[str, ...],
    database: Path | None,
    tables: tuple[Path, ...],
    **shown: Any,
) -> None:
    """Report what cannot be translated, and write nothing.

    The diagnostics go to stdout. Exit status: 0 everything can be converted, 1 something cannot, 2 wrong usage or
    unreadable input.
    """
    from .. import api
    from ..reporting.allow import unused
    from ..reporting.merge import merge

    showing = Showing(**shown)
    policy = showing.policy()
    settings = settings_of(include_dirs, defines, database, tables, policy)
    results = [api.translate_program(paths, target, settings) for target in targets or TARGETS]
    found = merge(result.diagnostics for result in results)
    if not targets:  # else what is allowed may be reported on another target
        sources = dict.fromkeys(source for result in results for source in result.sources)
        found += policy.apply(unused(found, sources))
    diagnostics = showing.accepted(found)
    showing.show(diagnostics, sys.stdout)
    sys.exit(0 if exit_zero else status_of(diagnostics))
