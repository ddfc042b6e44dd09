"""Edits of a source's text: ranges of characters and what takes their place. Owns how edits are ordered, nested and
applied, and how the removal of tokens closes up the space around them; decides nothing about what to edit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..parser.source import Source
from ..parser.tokens import comments_in


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """``text`` takes the place of the characters from ``start`` to ``end``; an insertion where they are equal."""

    start: int
    end: int
    text: str


class EditConflict(ValueError):
    """Two edits that cannot both be made."""


def settle(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in the order of the text, without doubles and without those inside a larger edit, which has the last
    word about its range. Insertions at one place keep the order in which they were given. Raises EditConflict where two
    edits overlap and neither contains the other."""
    given = list(dict.fromkeys(edits))
    order = sorted(range(len(given)), key=lambda i: (given[i].start, given[i].start != given[i].end, -given[i].end, i))
    settled: list[Edit] = []
    outer: Edit | None = None
    for index in order:
        edit = given[index]
        if outer is not None and edit.start < outer.end:
            if edit.end > outer.end:
                raise EditConflict(f"edits overlap at {outer.start}..{outer.end} and {edit.start}..{edit.end}")
            if (edit.start, edit.end) == (outer.start, outer.end) and edit.text != outer.text:
                raise EditConflict(f"two edits of {edit.start}..{edit.end}")
            if edit.start > outer.start or edit.end > edit.start:
                continue
        settled.append(edit)
        if edit.end > edit.start:
            outer = edit
    return settled


def apply(source: Source, edits: Iterable[Edit]) -> str:
    """The text of a source with all edits made."""
    return apply_range(source, edits, 0, len(source.text))


def apply_range(source: Source, edits: Iterable[Edit], start: int, end: int) -> str:
    """A part of a source's text with the edits that lie in it made."""
    parts: list[str] = []
    position = start
    for edit in settle(edit for edit in edits if start <= edit.start and edit.end <= end):
        parts.append(source.text[position : edit.start])
        parts.append(edit.text)
        position = edit.end
    parts.append(source.text[position:end])
    return "".join(parts)


def removals(source: Source, ranges: Sequence[tuple[int, int]]) -> list[Edit]:
    """Edits that take ranges out and close up: with the spaces after each, and with the whole line where nothing else
    stands on it. Ranges with only spaces between them are taken out as one."""
    text = source.text
    edits: list[Edit] = []
    for start, end in _joined(text, sorted(ranges)):
        while end < len(text) and text[end] in " \t":
            end += 1
        line = text.rfind("\n", 0, start) + 1
        newline = _newline(text, end)
        if newline and text[line:start].isspace() | (line == start):
            start, end = line, end + newline
        elif newline or (end < len(text) and text[end] in ");,"):
            while start > line and text[start - 1] in " \t":
                start -= 1
        edits.append(Edit(start, end, ""))
    return edits


def _joined(text: str, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in ranges:
        if joined and (start <= joined[-1][1] or not text[joined[-1][1] : start].strip(" \t")):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _newline(text: str, position: int) -> int:
    """The length of the end of line at a position, 0 if there is none."""
    if text.startswith("\r\n", position):
        return 2
    return 1 if text.startswith("\n", position) else 0


def on_one_line(text: str) -> str:
    """A piece of code without the ends of lines, continuations and indentation in it. A comment to the end of a line
    becomes one in brackets."""
    if "\n" not in text:
        return text
    parts: list[str] = []
    position = 0
    for start, end in comments_in(text, 0, len(text)):
        comment = text[start:end]
        if comment.startswith("//"):
            comment = f"/* {comment[2:].strip().replace('*/', '* /')} */"
        parts += [text[position:start], comment]
        position = end
    joined = "".join([*parts, text[position:]])
    return " ".join(joined.replace("\\\n", " ").replace("\\\r\n", " ").split())


def with_lost_comments(source: Source, start: int, end: int, text: str, indent: str) -> str:
    """The text that takes the place of a range of characters, behind those of the range's comments that it leaves
    out."""
    lost = []
    for first, stop in comments_in(source.text, start, end):
        comment = source.text[first:stop].strip()
        said = comment[2:].removesuffix("*/").strip()
        if said not in text:
            lost.append(comment)
    return "".join(f"{comment}\n{indent}" for comment in lost) + text
