"""A baseline: the diagnostics that a project has agreed to live with for now, so that only new ones are shown.

A file of JSON with one entry a diagnostic: its code, its path, its message and the fingerprint by which it is found
again when lines have moved.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..parser.diagnostics import Diagnostic, Suppression, UserError
from .records import records

_VERSION = 1


class BaselineError(UserError):
    """A baseline that cannot be used; the message names the file and says what to do."""


def read_baseline(path: Path) -> frozenset[str]:
    """The fingerprints of a baseline. Raises BaselineError."""
    try:
        document = json.loads(path.read_text("utf-8"))
        if document["version"] != _VERSION:
            raise BaselineError(f"{path}: this version of a baseline is not known; write it anew with --write-baseline")
        return frozenset(str(entry["fingerprint"]) for entry in document["diagnostics"])
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror}; write the baseline with --write-baseline") from error
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, BaselineError):
            raise
        raise BaselineError(f"{path}: this is no baseline; write it anew with --write-baseline") from error


def apply_baseline(diagnostics: Sequence[Diagnostic], known: frozenset[str], path: Path) -> list[Diagnostic]:
    """The diagnostics with those of the baseline suppressed."""
    return [
        replace(d, suppressed=Suppression("baseline", f"in {path}"))
        if d.suppressed is None and not d.rule.must_show and record["fingerprint"] in known
        else d
        for d, record in zip(diagnostics, records(diagnostics), strict=True)
    ]


def baseline_text(diagnostics: Sequence[Diagnostic]) -> str:
    """The baseline of what is shown now. What must be shown always does not enter."""
    entries = [
        {key: record[key] for key in ("code", "path", "message", "fingerprint")}
        for d, record in zip(diagnostics, records(diagnostics), strict=True)
        if not d.rule.must_show and (d.suppressed is None or d.suppressed.kind == "baseline")
    ]
    entries.sort(key=lambda e: (e["path"] or "", e["code"], e["message"], e["fingerprint"]))
    return json.dumps({"version": _VERSION, "diagnostics": entries}, indent=1, ensure_ascii=False) + "\n"
