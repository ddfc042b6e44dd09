"""What a translation would change, as a unified diff."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..reporting.text import relative, visible

if TYPE_CHECKING:
    from ..api import Result

_COLORS = {"-": "red", "+": "green", "@": "cyan"}


def differences(result: Result, folder: Path | None, color: bool) -> Iterator[str]:
    """A diff for each file that differs: of a source and its translation, or of what stands in the output folder and
    what would."""
    for name, data in result.contents().items() if folder is not None else ():
        path = folder / name if folder is not None else Path(name)
        old = path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else None
        yield from _diff(old, data.decode("utf-8", "surrogateescape"), str(path), str(path), color)
    for file in result.files if folder is None else ():
        source = result.origins.get(file.path)
        if source is not None:
            yield from _diff(source.text, file.text, relative(source.path), file.path, color)
        elif not file.support:
            yield from _diff(None, file.text, file.path, file.path, color)


def _diff(old: str | None, new: str, old_name: str, new_name: str, color: bool) -> Iterator[str]:
    """The diff of one file; nothing where both are the same."""
    before = (old or "").splitlines(keepends=True)
    names = ("/dev/null" if old is None else f"a/{visible(old_name)}", f"b/{visible(new_name)}")
    lines = []
    for line in difflib.unified_diff(before, new.splitlines(keepends=True), *names):
        lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    if lines:
        yield "".join(_painted(line) for line in lines) if color else "".join(lines)


def _painted(line: str) -> str:
    hue = _COLORS.get(line[0])
    text = line.rstrip("\n")
    if hue is None:
        return line
    shown = click.style(text, bold=True) if line.startswith(("---", "+++")) else click.style(text, fg=hue)
    return shown + line[len(text) :]
