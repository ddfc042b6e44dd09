"""TOML files with the places of what is wrong in them. Owns no meaning of any key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any


class TomlError(ValueError):
    """Text that is no TOML; ``place`` is its line, or line and column, with a colon."""

    def __init__(self, message: str, place: str) -> None:
        super().__init__(message)
        self.place = place


def parse_toml(text: str) -> dict[str, Any]:
    """The document. Raises TomlError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
        place = f"{found[1]}:{found[2]}" if found and found[1] else str(len(text.splitlines()))
        raise TomlError(str(error).removesuffix(found[0] if found else ""), place) from error


_HEADER = re.compile(r"\s*(\[\[?)\s*(.*?)\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*'|\s*\.\s*)+?)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def line_of(text: str, key: Sequence[str | int]) -> int:
    """The line on which a key of a TOML document is assigned, or else its table begins; 0 where neither is found. A
    number in the key counts the entries of a list of tables."""
    wanted = [part for part in key if isinstance(part, str)]
    number = next((part for part in key if isinstance(part, int)), 0)
    table: list[str] = []
    counts: dict[tuple[str, ...], int] = {}
    best, length = 0, -1
    for line, content in enumerate(text.splitlines(), 1):
        header = _HEADER.match(content)
        if header is not None:
            table = [part.strip("\"'") for part in _PART.findall(header[2])]
            if header[1] == "[[":
                counts[tuple(table)] = counts.get(tuple(table), -1) + 1
            here = table
        else:
            assignment = _ASSIGNMENT.match(content)
            if assignment is None:
                continue
            here = [*table, *(part.strip("\"'") for part in _PART.findall(assignment[1]))]
        entry = next((count for name, count in counts.items() if list(name) == table[: len(name)]), number)
        if entry == number and here == wanted[: len(here)] and len(here) > length:
            best, length = line, len(here)
    return best
