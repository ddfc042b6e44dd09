"""Codes of diagnostics as users give them: whole codes or their beginnings, in lists with commas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..parser.diagnostics import UserError
from ..parser.rules import catalogue

_CODE = re.compile(r"UW\d{0,4}")


class UnknownCode(UserError):
    """A code that no diagnostic has; the message says which are near."""


def parse_codes(given: Iterable[str]) -> tuple[str, ...]:
    """The codes and prefixes of codes in texts such as ``UW2001,UW31``. Raises UnknownCode."""
    found: dict[str, None] = {}
    for text in given:
        for word in re.split(r"[,\s]+", text.strip()):
            if not word:
                continue
            code = word.upper()
            if not _CODE.fullmatch(code) or not any(known.startswith(code) for known in catalogue()):
                raise UnknownCode(f"no diagnostic has the code `{word}`{hint(code)}")
            found[code] = None
    return tuple(found)


def near(code: str) -> Sequence[str]:
    """Codes that look like a mistyped one."""
    from difflib import get_close_matches

    word = code.upper()
    if word.isdigit():
        word = f"UW{word}"
    return get_close_matches(word, catalogue(), n=3, cutoff=0.6)


def hint(code: str) -> str:
    found = near(code)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def longest(code: str, prefixes: Iterable[str]) -> int:
    """The length of the longest of the prefixes that a code has, -1 if it has none."""
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)
