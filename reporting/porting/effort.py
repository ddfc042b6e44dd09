"""What it takes to mend what was not translated: an estimate with its formula, not a promise."""

from __future__ import annotations

FIRST = {"low": 0.25, "medium": 2.0, "high": 16.0}
FURTHER = 0.2

FORMULA = (
    "Hours of one cause = first place by its effort "
    f"(low {FIRST['low']:g} h, medium {FIRST['medium']:g} h, high {FIRST['high']:g} h) "
    f"+ {FURTHER:g} of that for each further place. A target's hours are the sum over its causes. "
    "Testing, tuning and build files are not in it."
)


def hours(effort: str, places: int) -> float:
    """The estimate for one cause that stands at some places."""
    return FIRST[effort] * (1 + FURTHER * (places - 1)) if places else 0.0
