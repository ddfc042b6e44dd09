"""``unwarp completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from . import main


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes commands and options in a shell.

    For bash, put `source <(unwarp completion bash)` in ~/.bashrc; for zsh the same with zsh in ~/.zshrc; for fish write
    it to ~/.config/fish/completions/unwarp.fish.
    """
    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(main, {}, "unwarp", "_UNWARP_COMPLETE").source())
