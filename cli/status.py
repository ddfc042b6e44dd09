"""The exit status that diagnostics make."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from . import CONVERTED, REPORTED, USAGE

if TYPE_CHECKING:
    from ..parser.diagnostics import Diagnostic


def status_of(diagnostics: Iterable[Diagnostic]) -> int:
    """2 where a file could not be read, 1 where something is an error, else 0. Suppressed ones do not count."""
    status = CONVERTED
    for diagnostic in diagnostics:
        if diagnostic.rule.unreadable:
            return USAGE
        if diagnostic.failing:
            status = REPORTED
    return status
