"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from ..configuration import TARGETS

PATH = click.Path(path_type=Path)

_Command = TypeVar("_Command", bound=Callable[..., Any])

_INPUT = (
    click.option("-I", "--include", "include_dirs", multiple=True, metavar="DIR", type=PATH,
                 help="Folder in which local headers are looked for."),
    click.option("-D", "--define", "defines", multiple=True, metavar="NAME[=VALUE]", help="Define a macro."),
    click.option("-p", "--compile-commands", "--compilation-database", "database", metavar="FILE", type=PATH,
                 help="compile_commands.json (or its folder) from which -I and -D of each file are taken."),
    click.option("--rules", "--rule-file", "tables", multiple=True, metavar="FILE", type=PATH,
                 help="Table with rows of your own: what names become on each target."),
    click.option("--config", metavar="FILE", type=PATH, help="The configuration, instead of the nearest upwards."),
    click.option("--isolated", is_flag=True, help="Use no configuration."),
)  # fmt: skip


@dataclass(frozen=True)
class InputOptions:
    """How files are read, as the options say it."""

    include_dirs: tuple[Path, ...] = ()
    defines: tuple[str, ...] = ()
    database: Path | None = None
    tables: tuple[Path, ...] = ()
    config: Path | None = None
    isolated: bool = False

    @classmethod
    def taken(cls, options: dict[str, Any]) -> InputOptions:
        """The options of ``input_options``, taken out of those of a command."""
        return cls(**{name: options.pop(name) for name in cls.__dataclass_fields__})


def input_options(command: _Command) -> _Command:
    """How files are read: -I, -D, -p, --rules and the configuration."""
    return with_options(command, _INPUT)


def to_option(text: str) -> Callable[[_Command], _Command]:
    """The targets."""
    return click.option(
        "--to", "targets", callback=targets_of, metavar="TARGET", help=text, shell_complete=_complete_targets
    )


def _complete_targets(_context: click.Context, _option: click.Parameter, begun: str) -> list[str]:
    """The targets that may follow in a list with commas."""
    before, comma, last = begun.rpartition(",")
    names = TARGETS if comma else (*TARGETS, "all")
    return [before + comma + name for name in names if name.startswith(last) and name not in before.split(",")]


def targets_of(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[str, ...]:
    """The names in ``hip,sycl`` or ``all``."""
    if value is None:
        return ()
    names = TARGETS if value == "all" else tuple(dict.fromkeys(value.split(",")))
    unknown = [name for name in names if name not in TARGETS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is not one of {', '.join(TARGETS)}, all")
    return names


def with_options(command: _Command, options: Sequence[Callable[[_Command], _Command]]) -> _Command:
    """A command with options, in their order."""
    for option in reversed(options):
        command = option(command)
    return command
