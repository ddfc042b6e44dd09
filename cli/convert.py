"""``unwarp convert``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import REPORTED, USAGE, fail, tell
from .options import PATH, InputOptions, input_options, to_option, with_options
from .progress import progress
from .project import Project, inputs_of, project_of
from .showing import Showing, showing_options
from .status import status_of

if TYPE_CHECKING:
    from ..api import Result

_WHAT = (
    click.option("-o", "--output", "--out-root", "-o-dir", "output", metavar="DIR|FILE", type=PATH,
                 callback=lambda _context, _option, value: _without_equals(value),
                 help="Folder for the output, with several targets a folder in it for each; or for one file and one "
                 "target the name of its translation."),
    click.option("--in-place", "--inplace", "-inplace", "in_place", is_flag=True,
                 help="HIP and SYCL: write over the sources; what was there is kept as NAME.orig."),
    click.option("--check", "only_check", is_flag=True,
                 help="Write nothing; with -o or --in-place, end with 1 where something would change."),
    click.option("--diff", "only_diff", is_flag=True,
                 help="Write nothing; show what would change: in the sources, or with -o in the folder."),
    click.option("--print-stats", "-print-stats", "statistics", is_flag=True, help="Count what was done."),
    click.option("--examine", "-examine", "--report-only", "examine", is_flag=True,
                 help="Write nothing, and count what would be done."),
    click.option("--force", is_flag=True, help="Write over files that were edited by hand or are not unwarp's."),
    click.option("--stdin-filename", default="stdin.cu", metavar="NAME", help="The name of what - reads."),
)  # fmt: skip


def _what_options(command: Callable[..., Any]) -> Callable[..., Any]:
    return with_options(command, _WHAT)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=PATH)
@to_option("hip, sycl, opencl, c, several with commas, or all.")
@_what_options
@input_options
@showing_options
def convert(
    paths: tuple[Path, ...],
    targets: tuple[str, ...],
    output: Path | None,
    in_place: bool,
    only_check: bool,
    only_diff: bool,
    statistics: bool,
    examine: bool,
    force: bool,
    stdin_filename: str,
    **options: Any,
) -> None:
    """Translate files, or all CUDA files of folders.

    One file and one target without -o: the text goes to stdout. PATH - is stdin. Exit status: 0 everything was
    converted, 1 something was reported as not converted, 2 wrong usage or unreadable input.
    """
    from .. import api
    from ..reporting.merge import merge

    project = project_of(paths, InputOptions.taken(options), Showing(**options))
    wanted = _wanted(project, targets)
    printed = output is None and not (in_place or only_check or only_diff or examine)
    if printed and (len(wanted) > 1 or len(paths) > 1 or paths[0].is_dir()):
        raise click.UsageError("several outputs: give the folder for them with -o DIR")
    if in_place and (output is not None or wanted not in (("hip",), ("sycl",)) or Path("-") in paths):
        raise click.UsageError("--in-place is for files, with --to hip or --to sycl and without -o")
    with progress() as step:
        results = api.translate_targets(inputs_of(paths, stdin_filename), wanted, project.settings, step)
    diagnostics = project.showing.accepted(merge(result.diagnostics for result in results))  # before files are written
    if output is not None and _is_file_name(output):
        results, output = [_renamed(results, paths, output)], output.parent
    changes = 0
    if only_diff:
        changes = _show_diff(results, output, project.showing)
    elif only_check or examine:
        changes = sum(_would_change(result, output, in_place, len(results)) for result in results) if only_check else 0
    elif printed:
        _print_files(results[0])
    else:
        _write(results, output, force)
    if statistics or examine:
        from .statistics import statistics_text

        click.echo("\n".join(statistics_text(result) for result in results), err=printed)
    project.showing.show(diagnostics, sys.stderr)
    sys.exit(max(status_of(diagnostics), REPORTED if changes and only_check else 0))


def _wanted(project: Project, targets: Sequence[str]) -> tuple[str, ...]:
    wanted = project.targets(targets)
    if not wanted:
        raise click.UsageError("say what to translate to with --to TARGET")
    return wanted


def _without_equals(output: Path | None) -> Path | None:
    """``-o=FILE`` is how users of hipify write it."""
    return Path(str(output)[1:]) if output is not None and str(output).startswith("=") else output


def _is_file_name(output: Path) -> bool:
    return output.suffix in _FILE_SUFFIXES and not output.is_dir()


_FILE_SUFFIXES = (".cpp", ".cc", ".cxx", ".c++", ".c", ".hip", ".cu", ".hpp", ".hh", ".h", ".cuh")


def _renamed(results: Sequence[Result], paths: Sequence[Path], output: Path) -> Result:
    """The only result, with the translation of its only file under another name."""
    if len(results) > 1 or len(paths) > 1 or paths[0].is_dir():
        raise click.UsageError(f"several outputs: give a folder for them with -o, not {output}")
    (result,) = results
    host = next((file for file in result.files if file.kind == "host"), None)
    if host is not None:
        files = [replace(file, path=output.name) if file is host else file for file in result.files]
        names = {output.name if name == host.path else name: source for name, source in result.origins.items()}
        result = replace(result, files=files, origins=names)
    return result


def folder_of(result: Result, output: Path, count: int) -> Path:
    """Where a result goes: with several targets each has a folder."""
    return output if count == 1 else output / result.target


def _write(results: Sequence[Result], output: Path | None, force: bool) -> None:
    """Write the results to the folder, or over the sources. Raises UserError."""
    from .in_place import write_in_place

    for result in results:
        folder = result.root if output is None else folder_of(result, output, len(results))
        try:
            if output is None:
                write_in_place(result, force)
            else:
                result.write(folder, force)
        except OSError as error:
            fail(f"cannot write to {folder}: {error.strerror}", USAGE)


def _would_change(result: Result, output: Path | None, in_place: bool, count: int) -> int:
    """How many files would change; their names go to stderr."""
    from .in_place import changed_in_place

    if in_place:
        changed = changed_in_place(result)
    elif output is not None:
        changed = list(result.changed(folder_of(result, output, count)))
    else:
        return 0
    for path in changed:
        tell(f"would change {path}")
    return len(changed)


def _show_diff(results: Sequence[Result], output: Path | None, showing: Showing) -> int:
    """Write the differences to stdout; how many files have some."""
    from ..reporting.console import colored
    from .diff import differences

    count = 0
    for result in results:
        folder = None if output is None else folder_of(result, output, len(results))
        for text in differences(result, folder, colored(sys.stdout, showing.color)):
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
            count += 1
    sys.stdout.flush()
    return count


def _print_files(result: Result) -> None:
    """The text of one file; where a target makes several, each after a comment with its name."""
    made = [f for f in result.files if not f.support]
    for file in made:
        if len(made) > 1:
            click.echo(f"// ==== {file.path} ====")
        sys.stdout.flush()
        sys.stdout.buffer.write(file.encoded())
    sys.stdout.flush()
