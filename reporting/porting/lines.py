"""A source and its translation, line beside line."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence

from .model import Row

_MANY = 4000  # from this many lines on, lines that occur often are no anchors: else the comparison takes too long


def beside(old: Sequence[str], new: Sequence[str], marked: Mapping[int, str]) -> tuple[Row, ...]:
    """The rows of a comparison. ``marked`` are lines of the source (from 1) that port ``differs`` or ``not``."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(old) > _MANY)
    rows = []
    for tag, a, b, c, d in matcher.get_opcodes():
        for step in range(max(b - a, d - c)):
            left = a + step + 1 if a + step < b else 0
            right = c + step + 1 if c + step < d else 0
            way = "untouched" if tag == "equal" else "automatic"
            rows.append(Row(left, right, marked.get(left, way)))
    return tuple(rows)


def shares(rows: Sequence[Row], rewritten: frozenset[int]) -> dict[str, int]:
    """How many lines of the source port in which way; ``rewritten`` are lines that go to a device file."""
    counts = Counter(
        "automatic" if row.way == "untouched" and row.left in rewritten else row.way for row in rows if row.left
    )
    return dict(counts)
