"""From one stream of tokens to its items. Owns what is reported on the way, and how deep items may be nested."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from . import rules
from .building.expressions import Builder
from .decide import Decider
from .diagnostics import Sink
from .driver import Automaton, Driver
from .expected import phrase
from .names import Names
from .nodes import Item, Name, Node, Opaque
from .shapes import Classified, Shapes
from .stream import Stream
from .tables import load

NESTING = 200  # how deep brackets and nodes may stand inside each other


@cache
def automaton() -> Automaton:
    """The parser's tables, loaded once."""
    return Automaton(load())


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without the garbage collector: a parse makes many objects and no cycles, and the collector would look
    at all of them again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Parser:
    """Parses one stream."""

    def __init__(self, stream: Stream, sink: Sink, names: Names, classified: Classified) -> None:
        self.stream = stream
        self.sink = sink
        self.names = names
        self.shapes = Shapes(stream, names, classified)
        self.decider = Decider(self.shapes, self.names)
        builder = Builder(stream, self.decider)
        self.driver = builder.driver = Driver(automaton(), self.decider, self.shapes, builder)

    def parse(self, start: int) -> tuple[Item, ...]:
        """All items from a token on. What is nested too deeply is Opaque, and reported if it is device code."""
        items: list[Item] = []
        self.names.prescan(self.stream.texts, self.shapes.classes, self.stream.mates, start)
        if start < len(self.stream):
            items.extend(self.driver.parse("translation_unit", start, len(self.stream), self.on_error))
        for token in self.decider.guessed:
            if self._is_device(token, token + 1):
                self.sink.report(rules.UNKNOWN_NAME, self.stream.place(token), name=self.stream.texts[token])
        kept: list[Item] = []
        for item in items:
            deep = _below(item, NESTING)
            if deep is not None:
                if self._is_device(item.first, item.last + 1):
                    self.sink.report(rules.TOO_DEEP, self.stream.place(deep.first))
                item = Opaque(first=item.first, last=item.last)
            kept.append(item)
        return tuple(kept)

    def on_error(self, first: int, end: int, at: int, expected: frozenset[str]) -> None:
        """Report tokens that recovery skips, if they are device code."""
        if self._is_device(first, end):
            span = self.stream.place(at)
            found = f"`{self.stream.texts[at]}`" if at < len(self.stream) else "the end of the file"
            self.sink.report(rules.EXPECTED, span, expected=phrase(expected), found=found)

    def _is_device(self, first: int, end: int) -> bool:
        texts = self.stream.texts
        if any(text in ("__device__", "__global__") for text in texts[first:end]):
            return True
        brace = self.shapes.parents[first] if first < len(texts) else -1
        while brace >= 0:
            if texts[brace] == "{":
                kind = self.shapes.brace_head(brace)[0]
                if kind == "class" and self._holds_device(brace):
                    return True
                if kind == "block":
                    head = self._head(brace)
                    if any(text in ("__device__", "__global__") for text in texts[head:brace]):
                        return True
                    if self._ends_function_head(brace):
                        return False  # a host function, whatever class it stands in
            brace = self.shapes.parents[brace]
        return False

    def _holds_device(self, brace: int) -> bool:
        inside = self.stream.texts[brace : self.stream.mates[brace]]
        return "__device__" in inside or "__global__" in inside

    def _head(self, brace: int) -> int:
        """The first token of what opens a block."""
        index = brace
        while index > 0 and self.stream.texts[index - 1] not in (";", "{", "}"):
            index -= 1
        return index

    def _ends_function_head(self, brace: int) -> bool:
        parent = self.shapes.parents[brace]
        return parent < 0 or (
            self.stream.texts[parent] == "{" and self.shapes.brace_head(parent)[0] in ("class", "scope")
        )


def _below(root: Node, limit: int) -> Node | None:
    """The first node that stands so many levels below another, if there is one."""
    level: list[Node] = [root]
    for left in reversed(range(limit)):
        below: list[Node] = []
        for parent in level:
            for name in parent.inner_fields:
                value = getattr(parent, name)
                if value is None or value == ():
                    continue
                if type(value) is tuple:
                    below += [element for element in value if isinstance(element, Node) and element.inner_fields]
                elif left and type(value) is Name and value.args is None and not value.scope and not value.conversion:
                    pass  # most names: they hold nothing
                elif isinstance(value, Node) and value.inner_fields:
                    below.append(value)
        if not below:
            return None
        level = below
    return level[0]
