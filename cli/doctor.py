"""``unwarp doctor``."""

from __future__ import annotations

import click


@click.command()
def doctor() -> None:
    """Show what can be compiled and run here, and the command that installs the rest."""
    from rich.console import Console

    from ..corpus.toolchains.doctor import render_doctor

    render_doctor(Console())
