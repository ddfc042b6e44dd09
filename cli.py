"""The command line: arguments, output and exit statuses. No translation logic."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import __version__
from .corpus.command import verify

if TYPE_CHECKING:
    from .api import Result
    from .corpus.toolchains.base import BuildOptions

TARGETS = ("hip", "sycl", "opencl", "c")
CONVERTED, REPORTED, USAGE, NOT_BUILT = 0, 1, 2, 125

_INCLUDE = click.option(
    "-I", "--include", "include_dirs", multiple=True, metavar="DIR", type=click.Path(path_type=Path),
    help="Folder in which local headers are looked for.",
)  # fmt: skip
_DEFINE = click.option("-D", "--define", "defines", multiple=True, metavar="NAME[=VALUE]", help="Define a macro.")
_DATABASE = click.option(
    "-p", "--compile-commands", "database", metavar="FILE", type=click.Path(path_type=Path),
    help="compile_commands.json (or its folder) from which -I and -D of each file are taken.",
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="unwarp")
def main() -> None:
    """Translate CUDA programs to HIP, SYCL, OpenCL C or vectorized C."""


# ------------------------------------------------------------------------------------------------ convert


def _targets(_context: click.Context, _option: click.Parameter, value: str) -> tuple[str, ...]:
    names = TARGETS if value == "all" else tuple(dict.fromkeys(value.split(",")))
    unknown = [name for name in names if name not in TARGETS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is not one of {', '.join(TARGETS)}, all")
    return names


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--to", "targets", required=True, callback=_targets, metavar="TARGET",
              help="hip, sycl, opencl, c, several with commas, or all.")  # fmt: skip
@click.option("-o", "--output", "output", metavar="DIR", type=click.Path(path_type=Path),
              help="Folder for the output; with several targets a folder in it for each.")  # fmt: skip
@_INCLUDE
@_DEFINE
@_DATABASE
def convert(
    paths: tuple[Path, ...],
    targets: tuple[str, ...],
    output: Path | None,
    include_dirs: tuple[Path, ...],
    defines: tuple[str, ...],
    database: Path | None,
) -> None:
    """Translate files, or all CUDA files of folders.

    One file and one target without -o: the text goes to stdout. Exit status: 0 everything was converted, 1 something was
    reported as not converted, 2 wrong usage or unreadable input.
    """
    from . import api

    if output is None and (len(targets) > 1 or len(paths) > 1 or paths[0].is_dir()):
        raise click.UsageError("several outputs: give the folder for them with -o DIR")
    settings = api.Settings.make(include_dirs, defines, database)
    status = CONVERTED
    for target in targets:
        result = api.translate_program(paths, target, settings)
        _report(result)
        status = max(status, _status(result))
        if output is None:
            _print_files(result)
        else:
            folder = output if len(targets) == 1 else output / target
            try:
                result.write(folder)
            except OSError as error:
                _fail(f"cannot write to {folder}: {error.strerror}")
    sys.exit(status)


def _status(result: Result) -> int:
    if any(d.rule.unreadable for d in result.diagnostics):
        return USAGE
    return REPORTED if result.errors else CONVERTED


def _report(result: Result) -> None:
    for diagnostic in result.diagnostics:
        click.echo(diagnostic.render(), err=True)


def _print_files(result: Result) -> None:
    """The text of one file; where a target makes several, each after a comment with its name."""
    made = [f for f in result.files if not f.support]
    for file in made:
        if len(made) > 1:
            click.echo(f"// ==== {file.path} ====")
        sys.stdout.flush()
        sys.stdout.buffer.write(file.encoded())
    sys.stdout.flush()


def _fail(message: str, status: int = USAGE) -> None:
    click.echo(f"unwarp: error: {message}", err=True)
    sys.exit(status)


# ------------------------------------------------------------------------------------------------ run


@main.command(context_settings={"ignore_unknown_options": False})
@click.argument("paths", nargs=-1, required=True, metavar="FILE...|DIR [-- ARGS...]", type=click.UNPROCESSED)
@click.option("--to", "target", default="c", show_default=True, type=click.Choice([*TARGETS, "cuda"]),
              help="The target; cuda runs the program as it is, on the CPU.")  # fmt: skip
@_INCLUDE
@_DEFINE
@_DATABASE
@click.option("--keep", metavar="DIR", type=click.Path(path_type=Path), help="Keep the translated files here.")
@click.option("--platform", metavar="NAME", help="OpenCL: the runtime, such as intel or pocl.")
@click.option("--wave", type=click.Choice(["32", "64"]), default="64", show_default=True, help="HIP: lanes of a wave.")
@click.option("--cxx", metavar="PROGRAM", help="The C++ compiler of the host code.")
@click.option("--cc", metavar="PROGRAM", help="The C compiler of the device code (C).")
@click.option("-X", "--flag", "flags", multiple=True, metavar="FLAG", help="A flag for every compilation, or -l... .")
@click.option("-q", "--quiet", is_flag=True, help="Do not say which toolchain is used.")
@click.pass_context
def run(
    context: click.Context,
    paths: tuple[str, ...],
    target: str,
    include_dirs: tuple[Path, ...],
    defines: tuple[str, ...],
    database: Path | None,
    keep: Path | None,
    platform: str | None,
    wave: str,
    cxx: str | None,
    cc: str | None,
    flags: tuple[str, ...],
    quiet: bool,
) -> None:
    """Translate, compile and run a CUDA program.

    Several files, or a folder, are one program. Its output and exit status are passed through; 125 when it could not be
    converted or built. Arguments of the program follow after --.
    """
    from . import api
    from .corpus.toolchains.base import BuildOptions

    files, arguments = _split_arguments(paths)
    settings = api.Settings.make(include_dirs, defines, database)
    options = BuildOptions(cc=cc, cxx=cxx, wave=int(wave), platform=platform, extra_flags=flags)
    sys.exit(_run(files, arguments, target, settings, options, keep, quiet))


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
    settings: object,
    options: BuildOptions,
    keep: Path | None,
    quiet: bool,
) -> int:
    from . import api
    from .corpus.toolchains.base import BuildError
    from .running import build_program

    assert isinstance(settings, api.Settings)
    try:
        outcome = build_program(files, target, settings, options, keep)
    except BuildError as error:
        click.echo(f"unwarp: error: {error}", err=True)
        return NOT_BUILT
    for diagnostic in outcome.diagnostics:
        click.echo(diagnostic.render(), err=True)
    if outcome.built is None:
        click.echo("unwarp: error: the program could not be converted", err=True)
        return NOT_BUILT
    if not quiet:
        click.echo(f"unwarp: {outcome.description}", err=True)
    done = outcome.toolchain.run(outcome.built, arguments, cwd=Path(os.getcwd()))
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


# ------------------------------------------------------------------------------------------------ verify, doctor

main.add_command(verify)



@main.command()
def doctor() -> None:
    """Show what can be compiled and run here, and the command that installs the rest."""
    from rich.console import Console

    from .corpus.toolchains.doctor import render_doctor

    render_doctor(Console())
