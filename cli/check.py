"""``unwarp check``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ..configuration import TARGETS
from .options import PATH, InputOptions, input_options, to_option
from .progress import progress
from .project import inputs_of, project_of, wanted_inputs
from .showing import Showing, showing_options
from .status import status_of


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=PATH)
@to_option("hip, sycl, opencl, c, several with commas, or all, which is the default.")
@click.option("--exit-zero", is_flag=True, help="End with 0 whatever is reported.")
@click.option("--force-exclude", is_flag=True, help="Leave out what the configuration excludes even where it is named.")
@click.option("--stdin-filename", default="stdin.cu", metavar="NAME", help="The name of what - reads.")
@input_options
@showing_options
def check(
    paths: tuple[Path, ...],
    targets: tuple[str, ...],
    exit_zero: bool,
    force_exclude: bool,
    stdin_filename: str,
    **options: Any,
) -> None:
    """Report what cannot be translated, and write nothing.

    The diagnostics go to stdout. Exit status: 0 everything can be converted, 1 something cannot, 2 wrong usage or
    unreadable input. PATH - is stdin.
    """
    from .. import api
    from ..reporting.allow import unused
    from ..reporting.merge import merge

    project = project_of(paths, InputOptions.taken(options), Showing(**options))
    wanted = project.targets(targets) or TARGETS
    inputs = inputs_of(wanted_inputs(paths, project, force_exclude), stdin_filename)
    with progress() as step:
        results = api.translate_targets(inputs, wanted, project.settings, step)
    found = merge(result.diagnostics for result in results)
    if set(wanted) == set(TARGETS):  # else what is allowed may be reported on another target
        sources = dict.fromkeys(source for result in results for source in result.sources)
        found += project.settings.judged(unused(found, sources))
    diagnostics = project.showing.accepted(found)
    project.showing.show(diagnostics, sys.stdout)
    sys.exit(0 if exit_zero else status_of(diagnostics))
