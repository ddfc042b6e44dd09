"""What of every toolchain is on this machine, as data and as a table; the one command that installs the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from . import TOOLCHAINS
from .base import BuildOptions, Component, Probe, install_command


@dataclass(frozen=True, slots=True)
class DoctorRow:
    """One line of the table: a target, what it is compiled and run with, and what would make it work."""

    target: str
    ready: bool
    compiles_with: str  # names and versions of what was found
    runs_with: str
    install: str  # empty when nothing is missing


def probe_all(options: BuildOptions | None = None) -> list[Probe]:
    """What is here of each toolchain, in the order of the targets."""
    return [toolchain.probe(options or BuildOptions()) for toolchain in TOOLCHAINS.values()]


def doctor_rows(probes: Iterable[Probe]) -> list[DoctorRow]:
    """The lines of the table."""
    return [_row(probe) for probe in probes]


def install_all(probes: Iterable[Probe], optional: bool = False) -> str:
    """One command that installs everything that is missing, with what is optional if wanted; else empty."""
    lacking = [c for probe in probes for c in probe.components if not c.ok and (optional or not c.optional)]
    apt = dict.fromkeys(package for component in lacking for package in component.apt)
    pip = dict.fromkeys(package for component in lacking for package in component.pip)
    return install_command(tuple(apt), tuple(pip))


def render_doctor(console: Console) -> None:
    """Print the table and the command."""
    probes = probe_all()
    table = Table(title="Toolchains", title_justify="left")
    for column in ("target", "", "compiles with", "runs with", "what to install"):
        table.add_column(column, overflow="fold")
    for row in doctor_rows(probes):
        state = "[green]ready[/]" if row.ready else "[red]missing[/]"
        texts = (row.compiles_with, row.runs_with, row.install or "nothing")
        table.add_row(row.target, state, *map(escape, texts))
    console.print(table)
    needed, wanted = install_all(probes), install_all(probes, optional=True)
    if needed:
        console.print("To install what is missing:")
        _print_command(console, wanted)
    elif wanted:
        console.print("Every target can be built and run. Optional:")
        _print_command(console, wanted)
    else:
        console.print("Every target can be built and run.")


def _print_command(console: Console, command: str) -> None:
    """On one line, whatever the width, so that it can be copied."""
    console.print(f"  {escape(command)}", soft_wrap=True, highlight=False)


def _row(probe: Probe) -> DoctorRow:
    packages = [p for component in probe.missing for p in (*component.apt, *component.pip)]
    return DoctorRow(
        target=probe.toolchain,
        ready=probe.ready,
        compiles_with=_names(probe.components, "compile"),
        runs_with=_names(probe.components, "run"),
        install=" ".join(dict.fromkeys(packages)),
    )


def _names(components: Iterable[Component], role: str) -> str:
    found = [component for component in components if component.role == role and component.ok]
    return ", ".join(f"{component.name} {component.version}".rstrip() for component in found)
