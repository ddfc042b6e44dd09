"""The expanded token stream of a translation unit: what the parser reads, with where every token came from.
Owns the parallel lists, bracket partners and the reports about tokens that no program can have."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import add
from typing import Any

from . import rules
from .diagnostics import Sink
from .macros import Piece
from .source import Source, Span
from .tokens import BAD, RawTokens

_OPENERS = {"(": ")", "[": "]", "{": "}"}
_BRACKETS = frozenset(_OPENERS) | frozenset(_OPENERS.values())


_offsets = partial(array, "i")  # copied and kept in a fraction of the time of a list


@dataclass(slots=True, eq=False)
class Stream:
    """Parallel lists, one entry a token.

    ``sources``, ``starts``, ``ends``: the place in a file. For a token that a macro made this is the whole
    outermost call, and ``macros`` has the macro's name (else None). ``spelled_sources`` and
    ``spelled_starts`` say where the characters themselves stand, also inside macro arguments and bodies; the
    offset is -1 where they stand nowhere (pasted and made strings). ``mates`` is the partner of a bracket or
    -1.
    """

    texts: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    starts: array[int] = field(default_factory=_offsets)
    ends: array[int] = field(default_factory=_offsets)
    macros: list[str | None] = field(default_factory=list)
    spelled_sources: list[Source] = field(default_factory=list)
    spelled_starts: array[int] = field(default_factory=_offsets)
    mates: list[int] = field(default_factory=list)
    depth: int = 0  # how deep brackets stood inside each other when they were last looked at

    def __len__(self) -> int:
        return len(self.texts)

    def copy(self) -> Stream:
        """Another stream with the same tokens."""
        return self.since(0)

    def since(self, start: int) -> Stream:
        """The tokens from one on, as another stream; partners stay numbers in this one."""
        return Stream(*(column[start:] for column in self._columns()))

    def append(self, other: Stream) -> None:
        """Go on with the tokens that ``since`` gave of a stream that begins like this one."""
        for column, more in zip(self._columns(), other._columns(), strict=True):
            column += more

    def _columns(self) -> tuple[Any, ...]:
        return (
            self.texts, self.kinds, self.sources, self.starts, self.ends,
            self.macros, self.spelled_sources, self.spelled_starts, self.mates,
        )  # fmt: skip

    def place(self, index: int) -> Span:
        """The place of a token; past the end, that of the end of the last."""
        if index < len(self.texts):
            return Span(self.sources[index], self.starts[index], self.ends[index])
        return Span(self.sources[-1], self.ends[-1], self.ends[-1])

    def touches(self, index: int) -> bool:
        """Does a token begin where the one before it ends, in the text that spells them?"""
        return self.spelled_sources[index] is self.spelled_sources[index - 1] and self.spelled_starts[
            index
        ] == self.spelled_starts[index - 1] + len(self.texts[index - 1])

    def extend_raw(self, raw: RawTokens, indices: Sequence[int]) -> None:
        """Append raw tokens as they are."""
        count = len(indices)
        if not count:
            return
        low, high = indices[0], indices[-1] + 1
        if high - low == count:  # one behind the other, as almost always
            texts, kinds, starts = raw.texts[low:high], raw.kinds[low:high], _offsets(raw.starts[low:high])
        else:
            texts, kinds = [raw.texts[i] for i in indices], [raw.kinds[i] for i in indices]
            starts = _offsets([raw.starts[i] for i in indices])
        self.texts += texts
        self.kinds += kinds
        self.sources += [raw.source] * count
        self.starts += starts
        self.ends.extend(map(add, starts, map(len, texts)))
        self.macros += [None] * count
        self.spelled_sources += [raw.source] * count
        self.spelled_starts += starts

    def extend_made(self, pieces: Sequence[Piece], place: Span, macro: str) -> None:
        """Append the tokens that a macro made at a place."""
        count = len(pieces)
        self.texts += [piece.text for piece in pieces]
        self.kinds += [piece.kind for piece in pieces]
        self.sources += [place.source] * count
        self.starts += _offsets([place.start]) * count
        self.ends += _offsets([place.end]) * count
        self.macros += [macro] * count
        self.spelled_sources += [piece.source for piece in pieces]
        self.spelled_starts.extend([piece.start for piece in pieces])

    def remove(self, starts: Sequence[int], width: int) -> None:
        """Take runs of tokens out again: those so wide from each of the starts."""
        gone = {index for start in starts for index in range(start, start + width)}
        kept = [index for index in range(len(self.texts)) if index not in gone]
        for column in self._columns()[:-1]:  # partners are found later
            left = [column[index] for index in kept]
            column[:] = _offsets(left) if isinstance(column, array) else left

    def check(self, sink: Sink, start: int = 0) -> bool:
        """Find bracket partners; report stray characters, what does not end, and brackets without partner.
        True when there was nothing to report. What stands before ``start`` has been checked, by itself."""
        good = self._check_characters(sink, start)
        return self._match(sink, start) if good else False

    def _check_characters(self, sink: Sink, start: int) -> bool:
        good = True
        if BAD not in set(self.kinds[start:]) and {"#", "##"}.isdisjoint(self.texts[start:]):
            return good
        for index in range(start, len(self.kinds)):
            if self.kinds[index] != BAD and self.texts[index] not in ("#", "##"):
                continue
            good = False
            text = self.texts[index]
            what = {'"': "string literal", "'": "character literal", "/*": "comment"}.get(text)
            if what:
                sink.report(rules.UNTERMINATED, self.place(index), what=what)
            else:
                shown = f"`{text}`" if text.isprintable() else f"U+{ord(text[0]):04X}"
                sink.report(rules.STRAY_CHARACTER, self.place(index), found=shown)
        return good

    def _match(self, sink: Sink, start: int) -> bool:
        self.mates = mates = self.mates[:start] + [-1] * (len(self.texts) - start)
        open_: list[int] = []
        deepest = 0
        brackets = [(n, text) for n, text in enumerate(self.texts[start:], start) if text in _BRACKETS]
        for index, text in brackets:
            if text in _OPENERS:
                open_.append(index)
                deepest = max(deepest, len(open_))
            else:
                if open_ and _OPENERS[self.texts[open_[-1]]] == text:
                    partner = open_.pop()
                    mates[index] = partner
                    mates[partner] = index
                    continue
                wrong = open_[-1] if open_ and (text == "}" or self._left_open(open_, text)) else index
                sink.report(rules.UNBALANCED, self.place(wrong), bracket=self.texts[wrong])
                return False
        self.depth = deepest
        for index in open_[-1:]:
            sink.report(rules.UNBALANCED, self.place(index), bracket=self.texts[index])
        return not open_

    def _left_open(self, open_: list[int], closer: str) -> bool:
        """Does a closing bracket belong to one before the innermost open one, which no block parts from it?"""
        for index in reversed(open_):
            text = self.texts[index]
            if text == "{" or _OPENERS[text] == closer:
                return text != "{"
        return False
