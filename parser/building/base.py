"""What all parts of the builder share: texts, token widths, and values that are not nodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..decide import Decider
from ..driver import Driver, Method, ParseError
from ..nodes import Abstract, Arg, Attribute, InitList, Item, Node, Param, ScopePart
from ..stream import Stream


@dataclass(slots=True)
class Scope:
    """``::a::b::`` before a name."""

    first: int
    global_: bool
    parts: tuple[ScopePart, ...]


@dataclass(slots=True)
class PointerOp:
    """One ``*``, ``&``, ``&&`` or ``C::*`` of a declarator."""

    kind: Any
    first: int
    cv: list[str]
    scope: tuple[ScopePart, ...]


@dataclass(slots=True)
class Params:
    """The parameters between parentheses."""

    params: tuple[Param, ...]
    variadic: bool


@dataclass(slots=True)
class Dots:
    """The ``...`` of a fold expression, as an operand."""

    first: int


class Base:
    """One stream being built. ``driver`` is set once the driver exists; it parses the insides of
    attributes."""

    def __init__(self, stream: Stream, decider: Decider) -> None:
        self.stream = stream
        self.texts = stream.texts
        self.decider = decider
        self.driver: Driver | None = None
        self.packs: set[int] = set()  # first tokens of declared names that follow ``...``
        self.loose: list[Attribute] = []  # attributes after declarators, for the specifiers before them

    def method(self, name: str) -> Method:
        """The method of a production."""
        found: Method = getattr(self, "on_" + name)
        return found

    def text(self, token: int) -> str:
        """The text of a terminal that may cover several tokens."""
        width = self.decider.widths.get(token, 1)
        return self.texts[token] if width == 1 else "".join(self.texts[token : token + width])

    def end(self, token: int) -> int:
        """The last token of a terminal that may cover several."""
        return token + self.decider.widths.get(token, 1) - 1

    def arguments(self, low: int, high: int) -> tuple[Arg, ...]:
        """Tokens parsed as arguments; none when they are something else."""
        if low >= high or self.driver is None:
            return ()
        try:
            return tuple(self.driver.parse("args", low, high))
        except ParseError:
            return ()


def flat(values: Iterable[Any]) -> tuple[Item, ...]:
    """Items in order; a value that is a list stands for several."""
    out: list[Item] = []
    for value in values:
        if isinstance(value, list):
            out.extend(value)
        elif value is not None:
            out.append(value)
    return tuple(out)


def nothing_after(last: int) -> Abstract:
    """The empty declarator after a token."""
    return Abstract(first=last + 1, last=last)


def end_of(value: Node | int) -> int:
    """The last token of a node, or a token itself."""
    return value if isinstance(value, int) else value.last


def braces(value: InitList | Node) -> bool:
    """Is a value a braced list?"""
    return isinstance(value, InitList)
