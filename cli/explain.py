"""``unwarp explain``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from ..parser.diagnostics import Rule
from ..parser.rules import catalogue
from ..reporting.codes import hint
from . import USAGE


def _complete_codes(_context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    return [code for code in catalogue() if code.startswith(begun.upper())]


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE...]", shell_complete=_complete_codes)
@click.option("--markdown", is_flag=True, help="The whole catalogue as a document.")
def explain(codes: tuple[str, ...], markdown: bool) -> None:
    """Explain a diagnostic by its code, or list all."""
    if markdown:
        from ..reporting.document import document

        click.echo(document(), nl=False)
        return
    if not codes:
        for rule in catalogue().values():
            click.echo(f"{rule.code}  {rule.severity.value:<7}  {rule.title}")
        return
    status = 0
    for number, code in enumerate(codes):
        known = catalogue().get(code.upper())
        if known is None:
            click.echo(f"unwarp: error: no diagnostic has the code `{code}`{hint(code)}", err=True)
            status = USAGE
            continue
        if number:
            click.echo()
        click.echo("\n".join(_explanation(known)))
    sys.exit(status)


def _explanation(rule: Rule) -> Iterator[str]:
    yield f"{rule.code}: {rule.title}"
    yield f"severity: {rule.severity.value}   effort: {rule.effort.value}"
    yield ""
    yield f"    {rule.message}"
    if rule.hint:
        yield f"    hint: {rule.hint}"
    yield ""
    yield from _wrapped(rule.about)
    if rule.before:
        yield ""
        yield "For example:"
        yield ""
        yield from (f"    {line}" for line in rule.before.splitlines())
    if rule.after:
        yield ""
        yield "Instead:"
        yield ""
        yield from (f"    {line}" for line in rule.after.splitlines())
    if rule.remedy:
        yield ""
        yield from _wrapped(rule.remedy)


def _wrapped(text: str) -> list[str]:
    return click.wrap_text(text, 90).splitlines()
