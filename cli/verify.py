"""``unwarp verify``: its arguments, its progress and its exit status."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import InputOptions, input_options
from .project import project_of
from .showing import Showing

if TYPE_CHECKING:
    from ..api import Settings
    from ..corpus.cases import Case
    from ..corpus.columns import Column
    from ..corpus.verify import Outcome, Progress

EQUAL, DIFFERENT, USAGE = 0, 1, 2
PROGRAM_ARGUMENTS = "unwarp.verify.arguments"


class _Command(click.Command):
    """A command whose words after ``--`` are the program's."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        if "--" in args:
            place = args.index("--")
            context.meta[PROGRAM_ARGUMENTS] = args[place + 1 :]
            args = args[:place]
        return super().parse_args(context, args)


def _columns(_context: click.Context, _option: click.Parameter, value: str) -> tuple[list[Column], bool]:
    """The columns, and whether they were asked for by name."""
    from ..corpus.columns import choose

    try:
        return choose(value), value != "all"
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _patterns(_context: click.Context, _option: click.Parameter, value: tuple[str, ...]) -> list[re.Pattern[str]]:
    try:
        return [re.compile(text) for text in value]
    except re.error as error:
        raise click.BadParameter(f"{error.pattern!r} is no regular expression: {error}") from error


@click.command(cls=_Command)
@click.argument("names", nargs=-1, metavar="[NAME... | FILE...|DIR [-- ARGS...]]")
@click.option("--all", "everything", is_flag=True, help="All kernels of the corpus.")
@click.option("--to", "chosen", default="all", show_default=True, callback=_columns, metavar="TARGET",
              help="Targets, or columns such as opencl-pocl, with commas.")  # fmt: skip
@click.option("--kernel", metavar="NAME", help="One kernel of a file: its name or an instantiation.")
@click.option(
    "--spec", metavar="FILE", type=click.Path(path_type=Path), help="What the kernel is given; see docs/verify.md."
)
@input_options
@click.option("--relative", type=click.FloatRange(min=0), default=1e-5, show_default=True,
              help="Programs: how far printed numbers may be apart.")  # fmt: skip
@click.option("--absolute", type=click.FloatRange(min=0), default=1e-8, show_default=True, help="The same, near zero.")
@click.option(
    "--ignore", multiple=True, metavar="REGEX", callback=_patterns, help="Programs: lines that are not compared."
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "junit", "markdown"]), default="table", show_default=True
)
@click.option("-j", "--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default=True)
@click.option(
    "--timeout", type=click.FloatRange(min=1), default=300.0, show_default=True, help="Seconds for one program."
)
@click.option("--fresh", is_flag=True, help="Run also what is known to pass from earlier runs.")
@click.pass_context
def verify(context: click.Context, /, names: tuple[str, ...], **options: Any) -> None:
    """Prove translations: compile them, run them and compare the results.

    NAMEs are kernels of the corpus. A FILE or DIR is a program: its translations must print what the original prints.
    With --kernel and --spec one kernel of a file is run on generated inputs.

    Exit status: 0 all results are equal, 1 some differ or are missing, 2 wrong usage or a specification that cannot be
    used.
    """
    from ..corpus.cases import SpecError
    from ..corpus.data import DataError
    from ..corpus.toolchains import BuildError

    arguments: list[str] = context.meta.get(PROGRAM_ARGUMENTS, [])
    try:
        sys.exit(_dispatch(names, arguments, options))
    except (SpecError, DataError) as error:
        click.echo(str(error), err=True)
    except BuildError as error:
        click.echo(f"unwarp: error: {error}", err=True)
    sys.exit(USAGE)


def _dispatch(names: tuple[str, ...], arguments: Sequence[str], options: dict[str, Any]) -> int:
    given = InputOptions.taken(options)
    columns = _here(*options["chosen"])
    paths = [Path(name) for name in names if Path(name).exists() or name.endswith((".cu", ".cpp"))]
    if missing := [path for path in paths if not path.exists()]:
        raise click.UsageError(f"there is no {missing[0]}")
    if (options["kernel"] is None) != (options["spec"] is None):
        raise click.UsageError("--kernel and --spec belong together")
    if options["kernel"] is not None:
        if len(paths) != 1 or not paths[0].is_file() or len(names) != 1:
            raise click.UsageError("--kernel takes one file")
        return _kernel(paths[0], options, project_of(paths, given, Showing()).settings, columns)
    if options["everything"] and names:
        raise click.UsageError("either names or --all")
    known = _known(names, options["everything"], paths)
    if known is None:
        return _program(paths, arguments, options, project_of(paths, given, Showing()).settings, columns)
    return _corpus(known, options, project_of([], replace(given, isolated=True), Showing()).settings, columns)


def _known(names: Sequence[str], everything: bool, paths: Sequence[Path]) -> list[str] | None:
    """The names of kernels of the corpus; None when the words are a program."""
    from ..corpus.cases import corpus_names

    corpus = corpus_names()
    if everything:
        return corpus
    if not names:
        raise click.UsageError("give kernels of the corpus, a program, or --all")
    unknown = [name for name in names if name not in corpus]
    if not unknown:
        return list(dict.fromkeys(names))
    if len(paths) == len(names):
        return None
    raise click.UsageError(f"{unknown[0]!r} is neither a file nor a kernel of the corpus: {', '.join(corpus)}")


def _here(columns: Sequence[Column], by_name: bool) -> list[Column]:
    """The columns that can be run on this machine. One that was asked for by name must be among them."""
    from ..corpus.columns import present

    found, reasons = present(columns)
    for name, reason in reasons.items():
        click.echo(f"unwarp: {'error' if by_name else 'note'}: {name} is left out: {reason}", err=True)
    if by_name and reasons or not found:
        sys.exit(USAGE)
    return found


# ------------------------------------------------------------------------------------------------ what is verified


def _corpus(names: Sequence[str], options: dict[str, Any], settings: Settings, columns: Sequence[Column]) -> int:
    from ..corpus.cases import load_corpus_case
    from ..corpus.remembered import Remembered
    from ..corpus.toolchains.cache import Cache

    cases = [load_corpus_case(name) for name in names]
    plain = not (settings.include_dirs or settings.defines or settings.database or settings.tables)
    remembered = Remembered(Cache.default(), not options["fresh"]) if plain else None
    return _cases(cases, options, settings, columns, remembered)


def _kernel(path: Path, options: dict[str, Any], settings: Settings, columns: Sequence[Column]) -> int:
    from ..corpus.cases import load_case

    name = re.sub(r"\W", "_", path.stem)
    case = load_case(options["spec"], path, name, options["kernel"])
    return _cases([case], options, settings, columns, None)


def _cases(
    cases: Sequence[Case], options: dict[str, Any], settings: Settings, columns: Sequence[Column], remembered: Any
) -> int:
    from ..corpus.verify import Verifier

    verifier = Verifier(settings, options["jobs"], remembered, options["timeout"])
    with _progress(len(cases) * len(columns)) as progress:
        outcomes = verifier.verify(cases, columns, progress)
    _print(outcomes, options["form"], {}, {case.name: case.title for case in cases})
    return _status(outcomes)


def _program(
    paths: Sequence[Path],
    arguments: Sequence[str],
    options: dict[str, Any],
    settings: Settings,
    columns: Sequence[Column],
) -> int:
    from ..corpus.outputs import Leniency
    from ..corpus.verify_program import ProgramVerifier

    leniency = Leniency(options["relative"], options["absolute"], options["ignore"])
    verifier = ProgramVerifier(settings, leniency, arguments, options["jobs"], options["timeout"])
    with _progress(len(columns)) as progress:
        check = verifier.verify(paths, columns, progress)
    if not check.outcomes:
        raise click.UsageError("no target to compare the original with")
    _print(check.outcomes, options["form"], {"reference": check.reference}, {})
    return _status(check.outcomes)


def _status(outcomes: Sequence[Outcome]) -> int:
    return EQUAL if all(outcome.good for outcome in outcomes) else DIFFERENT


# ------------------------------------------------------------------------------------------------ output


@contextmanager
def _progress(total: int) -> Iterator[Progress]:
    """A bar on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    parts = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*parts, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)

        def advance(outcome: Outcome) -> None:
            bar.update(task, advance=1, description=f"{outcome.case} on {outcome.column}: {outcome.status}")

        yield advance


def _print(outcomes: Sequence[Outcome], form: str, notes: dict[str, str], titles: dict[str, str]) -> None:
    from rich.console import Console

    from ..corpus import verify_report

    if form == "json":
        click.echo(verify_report.as_json(outcomes, notes))
    elif form == "junit":
        click.echo(verify_report.as_junit(outcomes))
    elif form == "markdown":
        click.echo(verify_report.as_markdown(outcomes, titles))
    else:
        console = Console(highlight=False)
        if not console.is_terminal:
            console = Console(highlight=False, width=verify_report.WIDE)
        verify_report.table(outcomes, console, "kernel" if titles else "program")
        for name, text in notes.items():
            console.print(f"{name}: {text}", markup=False)
