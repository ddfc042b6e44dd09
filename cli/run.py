"""``unwarp run``."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from ..configuration import TARGETS
from .options import InputOptions, input_options
from .project import project_of
from .showing import Showing

if TYPE_CHECKING:
    from ..api import Settings
    from ..corpus.toolchains.base import BuildOptions

NOT_BUILT = 125


@click.command(context_settings={"ignore_unknown_options": False})
@click.argument("paths", nargs=-1, required=True, metavar="FILE...|DIR [-- ARGS...]", type=click.UNPROCESSED)
@click.option("--to", "target", default="c", show_default=True, type=click.Choice([*TARGETS, "cuda"]),
              help="The target; cuda runs the program as it is, on the CPU.")  # fmt: skip
@input_options
@click.option("--keep", metavar="DIR", type=click.Path(path_type=Path), help="Keep the translated files here.")
@click.option("--platform", metavar="NAME", help="OpenCL: the runtime, such as intel or pocl.")
@click.option("--wave", type=click.Choice(["32", "64"]), default="64", show_default=True, help="HIP: lanes of a wave.")
@click.option("--cxx", metavar="PROGRAM", help="The C++ compiler of the host code.")
@click.option("--cc", metavar="PROGRAM", help="The C compiler of the device code (C).")
@click.option("-X", "--flag", "flags", multiple=True, metavar="FLAG", help="A flag for every compilation, or -l... .")
@click.option("-q", "--quiet", is_flag=True, help="Do not say which toolchain is used.")
def run(
    paths: tuple[str, ...],
    target: str,
    keep: Path | None,
    platform: str | None,
    wave: str,
    cxx: str | None,
    cc: str | None,
    flags: tuple[str, ...],
    quiet: bool,
    **given: Any,
) -> None:
    """Translate, compile and run a CUDA program.

    Several files, or a folder, are one program. Its output and exit status are passed through; 125 when it could not be
    converted or built. Arguments of the program follow after --.
    """
    from ..corpus.toolchains.base import BuildOptions

    files, arguments = _split_arguments(paths)
    settings = project_of(files, InputOptions.taken(given), Showing()).settings
    options = BuildOptions(cc=cc, cxx=cxx, wave=int(wave), platform=platform, extra_flags=flags)
    sys.exit(_run(files, arguments, target, settings, options, keep, quiet))


def _end(number: int, frame: FrameType | None) -> None:
    """End by a signal as by an error, so that the program ends too."""
    sys.exit(128 + number)


def _split_arguments(paths: Sequence[str]) -> tuple[list[Path], list[str]]:
    """The files before ``--`` and the program's arguments after it. Click removes the first ``--``."""
    given = sys.argv[1:]
    if "--" in given:
        count = len(given) - given.index("--") - 1
        if count <= len(paths):
            kept = list(paths[: len(paths) - count])
            if not kept:
                raise click.UsageError("no file given before --")
            return [Path(p) for p in kept], list(paths[len(paths) - count :])
    return [Path(p) for p in paths], []


def _run(
    files: Sequence[Path],
    arguments: Sequence[str],
    target: str,
    settings: Settings,
    options: BuildOptions,
    keep: Path | None,
    quiet: bool,
) -> int:
    from ..corpus.toolchains.base import BuildError
    from ..running import build_program

    try:
        outcome = build_program(files, target, settings, options, keep)
    except BuildError as error:
        click.echo(f"unwarp: error: {error}", err=True)
        return NOT_BUILT
    Showing().show(outcome.diagnostics, sys.stderr)
    if outcome.built is None:
        click.echo("unwarp: error: the program could not be converted", err=True)
        return NOT_BUILT
    if not quiet:
        click.echo(f"unwarp: {outcome.description}", err=True)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    done = outcome.toolchain.run(outcome.built, arguments, cwd=Path(os.getcwd()))
    return done.returncode if done.returncode >= 0 else 128 - done.returncode
