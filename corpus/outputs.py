"""What programs print, compared: numbers within a tolerance, everything else as text. Runs nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf|nan)(?![\w.]*\w)|0[xX][0-9a-fA-F]+"
)
Lines: TypeAlias = Sequence[Sequence[str]]
MANY = 4  # numbers in a line that may be random together
DEVICE = "<device>"


@dataclass(frozen=True)
class Leniency:
    """How far numbers may be apart, and the lines that are not compared."""

    relative: float = 1e-5
    absolute: float = 1e-8
    ignore: Sequence[re.Pattern[str]] = field(default=())


@dataclass(frozen=True)
class Printed:
    """A program's output in lines of words. ``varying`` holds the places (line, word) that differ from run to run,
    which are not compared; ``device`` is the name of the device, which differs from target to target."""

    lines: Lines
    status: int
    varying: frozenset[tuple[int, int]] = frozenset()
    device: str = ""


def read(text: str, status: int, leniency: Leniency) -> Printed:
    """An output in lines: at even places of each the text between numbers, at odd ones the numbers."""
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [line for line in lines if not any(pattern.search(line) for pattern in leniency.ignore)]
    return Printed([_words(line) for line in kept], status)


def _words(line: str) -> list[str]:
    words, place = [], 0
    for found in NUMBER.finditer(line):
        words += [blanks(line[place : found.start()]), found[0]]
        place = found.end()
    return [*words, blanks(line[place:])]


def blanks(text: str) -> str:
    """Text with each run of blanks as one: numbers of other widths are padded otherwise."""
    return re.sub(r"\s+", " ", text)


def varying(first: Printed, second: Printed) -> Printed:
    """The first of two runs of one program, with the numbers marked that the second does not repeat, such as times."""
    if len(first.lines) != len(second.lines):
        return first
    places: set[tuple[int, int]] = set()
    for line, (a, b) in enumerate(zip(first.lines, second.lines, strict=True)):
        if len(a) == len(b):
            numbers = range(1, len(a), 2)
            other = [word for word in numbers if a[word] != b[word]]
            # Where many numbers of a line are random, some of them are the same twice by chance.
            random = len(numbers) >= MANY and 8 * len(other) >= len(numbers)
            places |= {(line, word) for word in (numbers if random else other)}
    return replace(first, varying=frozenset(places))


def difference(expected: Printed, got: Printed, leniency: Leniency) -> str:
    """The first difference of two outputs, in words; empty when there is none."""
    names = (expected.device, got.device)
    for number, (a, b) in enumerate(zip(expected.lines, got.lines, strict=False)):
        skipped = {word for line, word in expected.varying if line == number}
        if not _same(a, b, skipped, leniency) and not _same_device(a, b, skipped, names, leniency):
            return f"line {number + 1} of the output: expected `{''.join(a).strip()}`, got `{''.join(b).strip()}`"
    if len(expected.lines) != len(got.lines):
        longer = expected.lines if len(expected.lines) > len(got.lines) else got.lines
        number = min(len(expected.lines), len(got.lines))
        which = "missing" if longer is expected.lines else "too many"
        return f"line {number + 1} of the output is {which}: `{''.join(longer[number]).strip()}`"
    if expected.status != got.status:
        return f"exit status: expected {expected.status}, got {got.status}"
    return ""


def _same_device(
    a: Sequence[str], b: Sequence[str], skipped: set[int], names: tuple[str, str], leniency: Leniency
) -> bool:
    """Whether two lines are the same but for the names of the devices and the words of the first that are skipped."""
    first, second = "".join(a), "".join(b)
    if not all(names) or names[0] not in first or names[1] not in second:
        return False
    place = 2 * _numbers(first.partition(names[0])[0])
    fewer = 2 * _numbers(names[0])
    moved = {word - fewer if word > place + fewer else word for word in skipped if not place < word <= place + fewer}
    return _same(_words(first.replace(names[0], DEVICE)), _words(second.replace(names[1], DEVICE)), moved, leniency)


def _numbers(text: str) -> int:
    return len(NUMBER.findall(text))


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
