"""How the commands show diagnostics: the options for it, and what they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from .. import __version__
from .options import PATH

if TYPE_CHECKING:
    from ..parser.diagnostics import Diagnostic
    from ..reporting.policy import Policy

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit")
_CODES = "Codes or their beginnings, with commas"

_OPTIONS = (
    click.option("--output-format", "style", type=click.Choice(_FORMATS), default="full", show_default=True,
                 help="How diagnostics are written."),
    click.option("--report-file", metavar="FILE", type=PATH, help="Write the diagnostics to a file."),
    click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto",
                 help="Colours; auto: on a terminal, unless NO_COLOR is set."),
    click.option("-q", "--quiet", "--quiet-warnings", "-quiet-warnings", "quiet", is_flag=True,
                 help="Show errors alone, in text for people; the others are counted."),
    click.option("--select", multiple=True, metavar="CODES", help=f"Show only these. {_CODES}."),
    click.option("--ignore", "--suppress-warnings", multiple=True, metavar="CODES", help="Do not show these."),
    click.option("--error", "raised", multiple=True, metavar="CODES", help="Count these as errors."),
    click.option("--baseline", metavar="FILE", type=PATH, help="Do not show what this baseline holds."),
    click.option("--write-baseline", metavar="FILE", type=PATH, help="Write what is shown now as a baseline."),
)  # fmt: skip


def showing_options(command: _Command) -> _Command:
    """The options of ``Showing``; the command gets them as keywords that ``Showing`` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True)
class Showing:
    """What the options say: a format, and which diagnostics are shown."""

    style: str = "full"
    report_file: Path | None = None
    color: str = "auto"
    quiet: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    baseline: Path | None = None
    write_baseline: Path | None = None

    def policy(self) -> Policy:
        """What is shown, by the options. Raises UserError."""
        from ..parser.diagnostics import Severity
        from ..reporting.codes import parse_codes
        from ..reporting.policy import Policy

        return Policy(
            select=parse_codes(self.select),
            ignore=parse_codes(self.ignore),
            levels=dict.fromkeys(parse_codes(self.raised), Severity.ERROR),
        )

    def accepted(self, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics after the baseline, which is written first if asked for. Raises UserError."""
        from ..parser.diagnostics import UserError
        from ..reporting import baseline

        found = list(diagnostics)
        if self.baseline is not None:
            found = baseline.apply_baseline(found, baseline.read_baseline(self.baseline), self.baseline)
        if self.write_baseline is not None:
            from ..api import write_whole

            try:
                write_whole(self.write_baseline, baseline.baseline_text(found).encode())
            except OSError as error:
                raise UserError(f"cannot write {self.write_baseline}: {error.strerror}") from error
            found = baseline.apply_baseline(
                found, baseline.read_baseline(self.write_baseline), self.write_baseline
            )
        return found

    def show(self, diagnostics: Sequence[Diagnostic], stream: TextIO) -> None:
        """Write the diagnostics to the report file or the stream; text for people ends with a count."""
        from ..parser.diagnostics import UserError

        text = self.text(diagnostics, stream)
        if self.report_file is None:
            _write(stream, text)
            return
        from ..api import write_whole

        try:
            write_whole(self.report_file, text.encode("utf-8", "replace"))
        except OSError as error:
            raise UserError(f"cannot write {self.report_file}: {error.strerror}") from error

    def text(self, diagnostics: Sequence[Diagnostic], stream: TextIO) -> str:
        """The diagnostics in the format asked for."""
        if self.style not in ("full", "concise"):
            from ..reporting.formats import WRITERS

            return WRITERS[self.style](diagnostics, __version__)
        from ..reporting import console

        color = self.report_file is None and console.colored(stream, self.color)
        shown = [d for d in diagnostics if d.suppressed is None and (d.failing or not self.quiet)]
        text = (console.full if self.style == "full" else console.concise)(shown, color)
        count = console.summary(diagnostics)
        return text + (f"unwarp: {count}\n" if count else "")


def _write(stream: TextIO, text: str) -> None:
    """Write text in the stream's encoding, or what is nearest to it."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding))
    stream.flush()

