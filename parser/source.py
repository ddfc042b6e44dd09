"""A source file's text, and places in it. Owns decoding and line arithmetic; knows nothing of the language."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, eq=False)
class Source:
    """The text of one file: ``path`` as the user wrote it, ``text`` decoded so that it encodes back to the same
    bytes."""

    path: str
    text: str
    _line_starts: list[int] = field(default_factory=list, repr=False)

    @classmethod
    def read(cls, path: str | Path) -> Source:
        """Read a file. Undecodable bytes survive as surrogates; raises OSError."""
        return cls(str(path), Path(path).read_bytes().decode("utf-8", "surrogateescape"))

    def encode(self, text: str) -> bytes:
        """The bytes of ``text``, with surrogates turned back into the bytes they stand for."""
        return text.encode("utf-8", "surrogateescape")

    def line_column(self, offset: int) -> tuple[int, int]:
        """1-based line and column (in characters) of an offset."""
        starts = self._starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The text of a 1-based line, without its end."""
        starts = self._starts()
        if line > len(starts):
            return ""
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r\n")

    def _starts(self) -> list[int]:
        if not self._line_starts:
            self._line_starts.append(0)
            position = self.text.find("\n")
            while position >= 0:
                self._line_starts.append(position + 1)
                position = self.text.find("\n", position + 1)
        return self._line_starts


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters in a source."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def __str__(self) -> str:
        line, column = self.source.line_column(self.start)
        return f"{self.source.path}:{line}:{column}"
