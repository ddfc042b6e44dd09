"""What the options and the configuration of a project say together."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import InputOptions
from .showing import Showing

if TYPE_CHECKING:
    from ..api import Settings
    from ..configuration import Configuration
    from ..parser.source import Source

STDIN = Path("-")


@dataclass(frozen=True)
class Project:
    """The configuration, and what it and the options make of the settings."""

    configuration: Configuration
    settings: Settings
    showing: Showing

    def targets(self, given: Sequence[str]) -> tuple[str, ...]:
        """The targets of the options, else those of the configuration."""
        return tuple(given) or self.configuration.targets


def project_of(paths: Sequence[Path], given: InputOptions, showing: Showing) -> Project:
    """The project of some paths: its configuration is found from the first of them. Raises UserError."""
    from ..api import Settings

    configuration = configuration_of(paths, given)
    own = configuration.policy()
    policies = (own.without_choice() if showing.select else own, showing.policy())
    chosen = configuration.chosen()
    settings = Settings.make(
        (*given.include_dirs, *map(shorten, configuration.include_dirs)),
        (*configuration.defines, *given.defines),
        given.database or configuration.compile_commands,
        (*configuration.rules, *given.tables),
        policies,
        chosen,
    )
    if showing.baseline is None and configuration.baseline is not None and showing.write_baseline is None:
        showing = replace(showing, baseline=shorten(configuration.baseline))
    return Project(configuration, settings, showing)


def configuration_of(paths: Sequence[Path], given: InputOptions) -> Configuration:
    """The configuration that the options name, or the nearest to the first path. Raises UserError."""
    from ..configuration import Configuration, find_configuration, read_configuration

    if given.isolated:
        return Configuration()
    if given.config is not None:
        return read_configuration(given.config) or Configuration()
    first = next((path for path in paths if path != STDIN), Path.cwd())
    return find_configuration(first if first.is_dir() else first.parent)


def shorten(path: Path) -> Path:
    """A path as it is shown: from the working folder where it lies below it."""
    try:
        return Path(os.path.relpath(path)) if path.is_relative_to(Path.cwd()) else path
    except ValueError:
        return path


def inputs_of(paths: Sequence[Path], stdin_name: str) -> list[Path | Source]:
    """The inputs of a run: ``-`` is the text of stdin under a name."""
    from ..parser.source import Source

    if paths.count(STDIN) > 1:
        raise click.UsageError("stdin can be read once only")
    out: list[Path | Source] = []
    for path in paths:
        if path == STDIN:
            out.append(Source(stdin_name, sys.stdin.buffer.read().decode("utf-8", "surrogateescape")))
        else:
            out.append(path)
    return out


def wanted_inputs(paths: Sequence[Path], project: Project, force_exclude: bool) -> list[Path]:
    """The paths without files that the configuration excludes, where that is asked for."""
    chosen = project.settings.chosen
    if not force_exclude or chosen is None:
        return list(paths)
    return [path for path in paths if path == STDIN or path.is_dir() or chosen(path)]

