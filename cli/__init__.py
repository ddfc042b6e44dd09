"""The command line: arguments, output and exit statuses. No translation logic.

One module a command, loaded when it is called, so that each starts as fast as what it needs.
"""

from __future__ import annotations

import gc
import importlib
import sys
from typing import Any

import click

from .. import __version__
from ..parser.diagnostics import UserError

CONVERTED, REPORTED, USAGE = 0, 1, 2

# each with the module that holds it
_COMMANDS = {
    "check": (".check", "Report what cannot be translated, and write nothing."),
    "completion": (".completion", "Print the script that completes commands in bash, zsh or fish."),
    "convert": (".convert", "Translate files, or all CUDA files of folders."),
    "doctor": (".doctor", "Show what can be compiled and run here."),
    "explain": (".explain", "Explain a diagnostic by its code, or list all."),
    "matrix": (".matrix", "Show which CUDA names are supported on which target."),
    "query": (".query", "Show what CUDA names become on each target."),
    "report": (".report", "Report how much of a code base ports, and what does not."),
    "run": (".run", "Translate, compile and run a CUDA program."),
    "sync": (".sync", "Write the translations anew that the project keeps."),
    "verify": (".verify", "Compare what kernels and programs compute on the targets with references."),
}


class _Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(_COMMANDS[cmd_name][0], __name__)
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name not in _COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            from difflib import get_close_matches

            near = get_close_matches(name, _COMMANDS, n=1)
            ctx.fail(f"no such command {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            fail(str(error))


def tell(message: str) -> None:
    """One line on stderr, whatever is in the message."""
    from ..reporting.text import visible

    click.echo(f"unwarp: {visible(message)}", err=True)


def fail(message: str, status: int = USAGE) -> None:
    """Say what is wrong, and end."""
    tell(f"error: {message}")
    sys.exit(status)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="unwarp")
def main() -> None:
    """Translate CUDA programs to HIP, SYCL, OpenCL C or vectorized C."""
    gc.set_threshold(5_000_000, 50, 50)  # trees are large and live as long as the run: looking for cycles finds none
