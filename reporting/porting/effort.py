"""What it takes to mend what was not translated: an estimate with its formula, not a promise."""

from __future__ import annotations

FIRST = {"low": 0.25, "medium": 2.0, "high": 16.0}
FURTHER = {"low": 0.05, "medium": 0.2, "high": 0.5}


def _list(hours: dict[str, float]) -> str:
    return ", ".join(f"{effort} {value:g} h" for effort, value in hours.items())


FORMULA = (
    f"Hours of one cause = its first place, by its effort ({_list(FIRST)}), and each further one ({_list(FURTHER)}). "
    "The names of one library are one cause. A target's hours are the sum over its causes. "
    "Testing, tuning and build files are not in it."
)


def hours(effort: str, places: int) -> float:
    """The estimate for one cause that stands at some places."""
    return FIRST[effort] + FURTHER[effort] * (places - 1) if places else 0.0
