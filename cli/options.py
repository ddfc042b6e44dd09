"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from ..api import Settings
    from ..reporting.policy import Policy

TARGETS = ("hip", "sycl", "opencl", "c")

_Command = TypeVar("_Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)

_INPUT = (
    click.option("-I", "--include", "include_dirs", multiple=True, metavar="DIR", type=PATH,
                 help="Folder in which local headers are looked for."),
    click.option("-D", "--define", "defines", multiple=True, metavar="NAME[=VALUE]", help="Define a macro."),
    click.option("-p", "--compile-commands", "database", metavar="FILE", type=PATH,
                 help="compile_commands.json (or its folder) from which -I and -D of each file are taken."),
    click.option("--rules", "--rule-file", "tables", multiple=True, metavar="FILE", type=PATH,
                 help="Table with rows of your own: what names become on each target."),
)  # fmt: skip


def input_options(command: _Command) -> _Command:
    """How files are read: -I, -D, -p and --rules."""
    return _with(command, _INPUT)


def to_option(text: str) -> Callable[[_Command], _Command]:
    """The targets."""
    return click.option("--to", "targets", callback=targets_of, metavar="TARGET", help=text)


def targets_of(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[str, ...]:
    """The names in ``hip,sycl`` or ``all``."""
    if value is None:
        return ()
    names = TARGETS if value == "all" else tuple(dict.fromkeys(value.split(",")))
    unknown = [name for name in names if name not in TARGETS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is not one of {', '.join(TARGETS)}, all")
    return names


def settings_of(
    include_dirs: Sequence[Path],
    defines: Sequence[str],
    database: Path | None,
    tables: Sequence[Path],
    policy: Policy | None = None,
) -> Settings:
    """The settings of a run. Raises UserError."""
    from ..api import Settings

    return Settings.make(include_dirs, defines, database, tables, policy)


def _with(command: _Command, options: Sequence[Callable[[_Command], _Command]]) -> _Command:
    for option in reversed(options):
        command = option(command)
    return command
