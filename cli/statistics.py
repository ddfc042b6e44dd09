"""What a translation did, in numbers."""

from __future__ import annotations

import difflib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..api import Result


def statistics_text(result: Result) -> str:
    """The counts of one target: files, lines, how many of them changed, what is reported, and what it takes."""
    total = changed = 0
    for file in result.files:
        source = result.origins.get(file.path)
        if source is not None:
            lines = source.text.splitlines()
            total += len(lines)
            changed += _changed(lines, file.text.splitlines())
    made = sum(not f.support and f.path not in result.origins for f in result.files)
    shown = [d for d in result.diagnostics if d.suppressed is None]
    codes = Counter(d.code for d in shown)
    efforts = Counter(d.rule.effort.value for d in shown if d.failing)
    share = f" ({100 * changed / total:.1f} %)" if total else ""
    out = [
        f"target {result.target}:",
        f"  source files      {len(result.origins)}",
        f"  files generated   {made}",
        f"  lines             {total}",
        f"  lines changed     {changed}{share}",
        f"  not converted     {result.errors}" + _listed(efforts, " effort"),
        f"  reported          {len(shown)}" + _listed(codes, ""),
        f"  suppressed        {len(result.diagnostics) - len(shown)}",
    ]
    return "\n".join(out)


def _changed(old: list[str], new: list[str]) -> int:
    """How many lines of the old text are not in the new one."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return len(old) - sum(block.size for block in matcher.get_matching_blocks())


def _listed(counts: Counter[str], unit: str) -> str:
    parts = [f"{counts[name]} {name}{unit}" for name in sorted(counts)]
    return f": {', '.join(parts)}" if parts else ""
