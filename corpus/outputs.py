"""What programs print, compared: numbers within a tolerance, everything else as text. Runs nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf|nan)(?![\w.]*\w)|0[xX][0-9a-fA-F]+"
)
Lines: TypeAlias = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Leniency:
    """How far numbers may be apart, and the lines that are not compared."""

    relative: float = 1e-5
    absolute: float = 1e-8
    ignore: Sequence[re.Pattern[str]] = field(default=())


@dataclass(frozen=True)
class Printed:
    """A program's output in lines of words. ``varying`` holds the places (line, word) that differ from run to run,
    which are not compared."""

    lines: Lines
    status: int
    varying: frozenset[tuple[int, int]] = frozenset()


def read(text: str, status: int, leniency: Leniency) -> Printed:
    """An output in lines: at even places of each the text between numbers, at odd ones the numbers."""
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [line for line in lines if not any(pattern.search(line) for pattern in leniency.ignore)]
    return Printed([_words(line) for line in kept], status)


def _words(line: str) -> list[str]:
    words, place = [], 0
    for found in NUMBER.finditer(line):
        words += [_blanks(line[place : found.start()]), found[0]]
        place = found.end()
    return [*words, _blanks(line[place:])]


def _blanks(text: str) -> str:
    """Text with each run of blanks as one: numbers of other widths are padded otherwise."""
    return re.sub(r"\s+", " ", text)


def varying(first: Printed, second: Printed) -> Printed:
    """The first of two runs of one program, with the numbers marked that the second does not repeat, such as times."""
    if len(first.lines) != len(second.lines):
        return first
    places = {
        (line, word)
        for line, (a, b) in enumerate(zip(first.lines, second.lines, strict=True))
        if len(a) == len(b)
        for word in range(1, len(a), 2)
        if a[word] != b[word]
    }
    return Printed(first.lines, first.status, frozenset(places))


def difference(expected: Printed, got: Printed, leniency: Leniency) -> str:
    """The first difference of two outputs, in words; empty when there is none."""
    for number, (a, b) in enumerate(zip(expected.lines, got.lines, strict=False)):
        if not _same(a, b, {word for line, word in expected.varying if line == number}, leniency):
            return f"line {number + 1} of the output: expected `{''.join(a).strip()}`, got `{''.join(b).strip()}`"
    if len(expected.lines) != len(got.lines):
        longer = expected.lines if len(expected.lines) > len(got.lines) else got.lines
        number = min(len(expected.lines), len(got.lines))
        which = "missing" if longer is expected.lines else "too many"
        return f"line {number + 1} of the output is {which}: `{''.join(longer[number]).strip()}`"
    if expected.status != got.status:
        return f"exit status: expected {expected.status}, got {got.status}"
    return ""


def _same(a: Sequence[str], b: Sequence[str], skipped: set[int], leniency: Leniency) -> bool:
    if len(a) != len(b):
        return False
    for word, (x, y) in enumerate(zip(a, b, strict=True)):
        if x == y or word in skipped:
            continue
        if word % 2 == 0 or not _close(x, y, leniency):
            return False
    return True


def _close(a: str, b: str, leniency: Leniency) -> bool:
    """Whole numbers must be equal; others within the tolerance, or one unit of the last digit that is printed."""
    if not re.search(r"[.eEnN]", a + b) or a[:2].lower() == "0x":
        return False
    x, y = float(a), float(b)
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    return x == y or abs(x - y) <= max(leniency.absolute + leniency.relative * abs(x), 1.01 * _unit(a))


def _unit(text: str) -> float:
    """The value of one unit of a number's last printed digit."""
    mantissa, _, exponent = text.lower().partition("e")
    digits = len(mantissa.partition(".")[2])
    return 10.0 ** (int(exponent or 0) - digits)
