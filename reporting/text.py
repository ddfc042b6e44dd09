"""Text that is safe to show: names and source lines hold what they like, and none of it may reach a terminal or a
report as anything but itself."""

from __future__ import annotations

import os
import unicodedata

TAB = 4
_PICTURES = {0x7F: "\u2421", **{code: chr(0x2400 + code) for code in range(0x20)}}


def readable(text: str) -> str:
    """The text with bytes that were no UTF-8 as U+FFFD, so that any encoder takes it."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def visible(text: str) -> str:
    """One line for a terminal: control characters, escapes and line ends as pictures, tabs as spaces."""
    return "".join(_shown(character) for character in readable(text))


def cells(text: str) -> int:
    """How many columns of a terminal ``visible(text)`` takes."""
    shown = (c for c in visible(text) if not unicodedata.combining(c))
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in shown)


def relative(path: str) -> str:
    """A path as reports name it: from the working folder with forward slashes where it lies below it."""
    try:
        found = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return path if found.startswith("..") else found.replace(os.sep, "/")


def _shown(character: str) -> str:
    if character == "\t":
        return " " * TAB
    if ord(character) in _PICTURES:
        return _PICTURES[ord(character)]
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):  # such as marks that turn text around
        return f"<U+{ord(character):04X}>"
    return character
