"""Cutting a range out of a file without upsetting the preprocessor: lines of directives that matter outside stay."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from ..parser.source import Source
from ..parser.tokens import Directive, RawTokens
from .edits import Edit

_KEPT = frozenset({"define", "undef", "include"})
_OPENING = frozenset({"if", "ifdef", "ifndef"})
_MIDDLE = frozenset({"else", "elif", "elifdef", "elifndef"})


class Ranges:
    """A set of places: those in any of some ranges of characters."""

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ends[index]


def cut(tokens: RawTokens, start: int, end: int, text: str) -> list[Edit]:
    """Edits that put ``text`` in the place of a range of characters. Definitions of macros, and conditionals that reach
    out of the range or hold such definitions, stay."""
    kept = _kept(tokens, start, end)
    edits: list[Edit] = []
    position = start
    for directive in kept:
        line = tokens.source.text.rfind("\n", 0, directive.start) + 1
        if line > position:
            edits.append(Edit(position, line, text + "\n" if text or position == start else ""))
            text = ""
        position = min(_next_line(tokens.source, directive.end), end)
    if edits or kept:
        if position < end or text:
            edits.append(Edit(position, end, text))
        return edits
    return [closed_up(tokens.source, start, end) if not text else Edit(start, end, text)]


def _kept(tokens: RawTokens, start: int, end: int) -> list[Directive]:
    """The directives of a range that have to stay."""
    first = bisect_left(tokens.directives, start, key=lambda d: d.start)
    inside = tokens.directives[first : bisect_left(tokens.directives, end, key=lambda d: d.start)]
    conditionals = [d for d in inside if d.name in _OPENING or d.name in _MIDDLE or d.name == "endif"]
    definitions = [d for d in inside if d.name in _KEPT]
    if _balanced(conditionals) and not definitions:
        return []
    return [d for d in inside if d in conditionals or d in definitions]


def _balanced(conditionals: list[Directive]) -> bool:
    depth = 0
    for directive in conditionals:
        if directive.name in _OPENING:
            depth += 1
        elif depth == 0:
            return False
        elif directive.name == "endif":
            depth -= 1
    return depth == 0


def taken_under(tokens: RawTokens, start: int, end: int, condition: str) -> list[tuple[int, int]]:
    """The text of the branches in a range which are taken only where a conditional, ``#ifdef X`` or the like, holds."""
    found, open_at = [], list[tuple[bool, int]]()
    for directive in tokens.directives:
        if not start <= directive.start < end:
            continue
        if directive.name in _OPENING:
            text = tokens.source.text[directive.start : directive.end]
            open_at.append((text.split() == condition.split(), directive.end))
        elif open_at and (directive.name in _MIDDLE or directive.name == "endif"):
            same, opened = open_at.pop()
            if same:
                found.append((opened, directive.start))
            if directive.name != "endif":
                open_at.append((False, directive.end))
    return found


def closed_up(source: Source, start: int, end: int) -> Edit:
    """The removal of a range with the rest of its line, and with the blank lines behind it if there are some before."""
    text = source.text
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip(" \t"):
        return Edit(start, end, "")
    stop = end
    while stop < len(text) and text[stop] in " \t\r":
        stop += 1
    if stop < len(text) and text[stop] != "\n":
        return Edit(start, end, "")
    stop = min(stop + 1, len(text))
    blank_before = line == 0 or not text[text.rfind("\n", 0, line - 1) + 1 : line].strip()
    while blank_before and stop < len(text):
        following = text.find("\n", stop)
        if following < 0 or text[stop:following].strip():
            break
        stop = following + 1
    return Edit(line, stop, "")


def _next_line(source: Source, position: int) -> int:
    following = source.text.find("\n", position)
    return len(source.text) if following < 0 else following + 1


def line_indent(source: Source, position: int) -> str:
    """The white space at the begin of a position's line."""
    line = source.text.rfind("\n", 0, position) + 1
    end = line
    while end < len(source.text) and source.text[end] in " \t":
        end += 1
    return source.text[line:end]


def statement_gap(source: Source, position: int) -> str:
    """What stands between two statements in the place of one: a new line, or a space where that stood on a line."""
    line = source.text.rfind("\n", 0, position) + 1
    return f"\n{source.text[line:position]}" if not source.text[line:position].strip() else " "
