"""``unwarp report``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .. import __version__
from ..configuration import TARGETS
from . import fail
from .options import PATH, InputOptions, input_options, to_option
from .progress import progress
from .project import inputs_of, project_of, wanted_inputs
from .showing import Showing
from .status import status_of

FORMATS = ("html", "md", "json", "csv", "sarif")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=PATH)
@to_option("hip, sycl, opencl, c, several with commas, or all, which is the default.")
@click.option("--format", "kind", type=click.Choice(FORMATS),
              help="What to write; else by the name of the output, or md.")  # fmt: skip
@click.option("-o", "--output", metavar="FILE", type=PATH, help="The file to write, instead of stdout.")
@input_options
def report(
    paths: tuple[Path, ...], targets: tuple[str, ...], kind: str | None, output: Path | None, **options: Any
) -> None:
    """Report how much of a code base ports, what does not, and what that takes.

    Counts files, lines and CUDA constructs that port untouched, automatically, with differences or not at all, for each
    target; ranks what is left to do by hand, and shows it in the code (html). Exit status: 0, or 2 for wrong usage or
    input of which nothing can be read.
    """
    from .. import api
    from ..reporting.merge import merge
    from ..reporting.porting.build import build
    from ..transforms.tables import load

    chosen = kind or (output.suffix.lstrip(".") if output is not None else "md")
    if chosen not in FORMATS:
        raise click.UsageError(f"say which format with --format: {', '.join(FORMATS)}")
    project = project_of(paths, InputOptions.taken(options), Showing())
    wanted = project.targets(targets) or TARGETS
    inputs = inputs_of(wanted_inputs(paths, project, True), "stdin.cu")
    with progress() as step:
        results = api.translate_targets(inputs, wanted, project.settings, step)
    if not any(result.sources for result in results):
        project.showing.show(merge(result.diagnostics for result in results), sys.stderr)
        sys.exit(status_of([d for result in results for d in result.diagnostics]))
    if chosen == "sarif":
        from ..reporting.formats import as_sarif

        text = as_sarif(merge(result.diagnostics for result in results), __version__)
    else:
        model = build(results, [str(path) for path in paths], __version__, load(project.settings.tables))
        text = _written(chosen, model)
    data = text.encode("utf-8")
    if output is None:
        sys.stdout.buffer.write(data)
        return
    try:
        api.write_whole(output, data)
    except OSError as error:
        fail(f"cannot write to {output}: {error.strerror}")


def _written(kind: str, model: Any) -> str:
    from ..reporting.porting import plain

    if kind == "html":
        from ..reporting.porting.html import as_html

        return as_html(model)
    return {"md": plain.as_markdown, "json": plain.as_json, "csv": plain.as_csv}[kind](model)
