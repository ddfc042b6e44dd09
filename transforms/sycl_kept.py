"""Declarations behind a return before a barrier, for SYCL: all work-items go past them, but only those that live
compute the values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ..parser.tokens import ID, RawTokens
from .edits import Edit
from .host_cuts import line_indent
from .sycl_types import Names, arithmetic

_THIS = "this declaration behind a return before a barrier"
_QUALIFIERS = ("const", "static", "__restrict__", "volatile")


class NotKeptError(Exception):
    """A declaration for which there is no such way: what it is, and what to do about it."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what)
        self.what, self.why = what, why


@dataclass
class Kept:
    """Rewrites the declarations of one function; ``live`` is the flag's name."""

    tokens: RawTokens
    names: Names
    live: str
    is_declared: Callable[[int], bool]
    is_harmless: Callable[[int, int], bool]  # whether those that do not live may compute a range of tokens
    edits: list[Edit] = field(default_factory=list)

    def declaration(self, first: int, stop: int) -> list[Edit]:
        """The edits of a declaration, tokens ``first`` to ``stop`` with the semicolon."""
        self.edits = []
        name = next(index for index in self._level(first, stop) if self.is_declared(index))
        kind = [w for w in self.tokens.texts[first:name] if w not in _QUALIFIERS]
        for begin, end in self._pieces(name, stop - 1):
            while self.tokens.texts[begin] in ("*", "&", "const", "__restrict__"):
                begin += 1
            if self.tokens.kinds[begin] != ID:
                raise NotKeptError(_THIS, "declare each variable by itself")
            self._declarator(first, kind, begin, end)
        return self.edits

    def _level(self, first: int, stop: int) -> Iterator[int]:
        """The tokens of a range outside of brackets in it, the brackets among them."""
        index = first
        while index < stop:
            yield index
            index = max(self.tokens.mates[index], index) + 1

    def _pieces(self, first: int, stop: int) -> Iterator[tuple[int, int]]:
        """The ranges between the commas of a range."""
        begin = first
        for index in self._level(first, stop):
            if self.tokens.texts[index] == ",":
                yield begin, index
                begin = index + 1
        if begin < stop:
            yield begin, stop

    def _declarator(self, first: int, kind: list[str], name: int, stop: int) -> None:
        texts, mates = self.tokens.texts, self.tokens.mates
        after = name + 1
        while after < stop and texts[after] == "[":
            after = mates[after] + 1
        if after >= stop:
            return
        opened = after + 1 if texts[after] == "=" and texts[after + 1] == "{" else after
        if texts[opened] in ("{", "("):
            if texts[name - 1] == "&":
                raise NotKeptError("a reference behind a return before a barrier", "write it with `=`")
            self._elements(opened + 1, mates[opened])
        elif texts[name - 1] == "&":
            self._reference(first, name, after + 1, stop)
        elif not self.is_harmless(after + 1, stop):
            self._value(after + 1, stop, self._other(kind, texts[name - 1] == "*", after + 1, stop))

    def _text(self, first: int, stop: int) -> str:
        return self.tokens.source.text[self.tokens.starts[first] : self.tokens.end(stop - 1)]

    def _value(self, first: int, stop: int, other: str) -> None:
        begin, end = self.tokens.starts[first], self.tokens.end(stop - 1)
        self.edits.append(Edit(begin, begin, f"{self.live} ? ("))
        self.edits.append(Edit(end, end, f") : {other}"))

    def _other(self, kind: list[str], pointer: bool, first: int, stop: int) -> str:
        """What a variable is for those that do not live: nobody looks at it."""
        if pointer or "*" in kind:
            return "nullptr"
        if kind == ["auto"]:
            return f"std::decay_t<decltype({self._text(first, stop)})>()"
        if arithmetic(kind, self.names.tables):
            return "0"
        return " ".join(kind).replace(" :: ", "::").replace(" < ", "<").replace(" >", ">") + "()"

    def _elements(self, first: int, stop: int) -> None:
        """The elements of an initialiser in brackets."""
        texts = self.tokens.texts
        for begin, end in self._pieces(first, stop):
            words = texts[begin:end]
            if texts[begin] == "{":
                self._elements(begin + 1, self.tokens.mates[begin])
            elif not self.is_harmless(begin, end):
                if words.count("<") != words.count(">"):  # a comma among template arguments
                    raise NotKeptError(_THIS, "declare each variable by itself, with `=`")
                self._value(begin, end, f"std::decay_t<decltype({self._text(begin, end)})>()")

    def _reference(self, first: int, name: int, begin: int, end: int) -> None:
        """A reference is bound to another variable by those that do not live."""
        tokens = self.tokens
        other = f"{tokens.texts[name]}_unused"
        if other in tokens.texts:
            raise NotKeptError("a reference behind a return before a barrier", f"rename `{other}`")
        start = tokens.starts[first]
        declared = f"std::remove_reference_t<decltype(({self._text(begin, end)}))> {other}{{}};"
        self.edits.append(Edit(start, start, f"{declared}\n{line_indent(tokens.source, start)}"))
        self._value(begin, end, other)
