"""A translation unit: text to AST in one call. Owns the order of the steps and what a finished unit can tell
about places; each step has a module of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import rules
from .before import read_before
from .diagnostics import Sink
from .macros import Macro
from .nearby import Nearby
from .nodes import Item, Node
from .parsing import NESTING, Parser, collector_paused
from .preprocess import Files, Include
from .shapes import classify
from .source import Source, Span
from .stream import Stream
from .tokens import RawTokens, comments_in, tokenize


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A parsed translation unit.

    ``source`` is the main file, ``sources`` every file read, in order, the main file first (the prelude, libraries
    and the command line's macros are not among them). ``tokens`` is the expanded stream that nodes point into.
    ``items`` are all top-level items, those of the prelude included: ``is_prelude(node)`` tells them apart.
    ``macros`` are all definitions that were met in live code, in order. ``pragmas`` has, for a token index,
    the pragmas before it.
    """

    source: Source
    sources: tuple[Source, ...]
    tokens: Stream
    items: tuple[Item, ...]
    includes: tuple[Include, ...]
    macros: tuple[Macro, ...]
    pragmas: Mapping[int, Sequence[Span]]
    prelude: Source | None
    prelude_end: int  # the index of the first token after the prelude
    nearby_dirs: tuple[Path, ...] = ()  # folders of headers that no include folder led to
    _raws: dict[Source, RawTokens] = field(default_factory=dict)

    def raw(self, source: Source) -> RawTokens:
        """The raw tokens of one of the files."""
        found = self._raws.get(source)
        if found is None:
            found = self._raws[source] = tokenize(source)
        return found

    def is_prelude(self, node: Node) -> bool:
        """Does a node come from the prelude?"""
        return node.first < self.prelude_end

    def span(self, node: Node) -> Span:
        """The place of a node. Tokens that macros made stand where the macro is called; a node that runs over
        several files is placed at its beginning."""
        tokens = self.tokens
        start = tokens.place(node.first)
        if node.last < node.first:
            return Span(start.source, start.start, start.start)
        end = tokens.place(node.last)
        if end.source is not start.source or end.end < start.start:
            return start
        return Span(start.source, start.start, end.end)

    def spelling(self, node: Node) -> Span | None:
        """The characters that spell a node, when they stand one after another in one file: always so for
        nodes that no macro made, and for a node inside a macro's argument or body. None for anything else."""
        tokens = self.tokens
        if node.last < node.first:
            return None
        source = tokens.spelled_sources[node.first]
        start = tokens.spelled_starts[node.first]
        position = start
        raw = None
        for index in range(node.first, node.last + 1):
            at = tokens.spelled_starts[index]
            if tokens.spelled_sources[index] is not source or at < position:
                return None
            if index > node.first and (tokens.macros[index] or tokens.macros[index - 1]):
                raw = raw or self.raw(source)
                if not _adjacent(raw, source, position, at):
                    return None
            position = at + len(tokens.texts[index])
        return Span(source, start, position)

    def text(self, node: Node) -> str:
        """The text of a node: as it is spelled, or its tokens with spaces between when macros made it."""
        span = self.spelling(node)
        if span is not None:
            return span.text
        return " ".join(self.tokens.texts[node.first : node.last + 1])

    def comment_before(self, node: Node) -> str:
        """The comments that stand directly before an item, without a blank line or anything else between; an
        empty text when there are none."""
        tokens = self.tokens
        if node.last < node.first or tokens.macros[node.first] is not None:
            return ""
        source, offset = tokens.sources[node.first], tokens.starts[node.first]
        raw = self.raw(source)
        index = raw.at(offset)
        begin, end = raw.trivia(index)
        start = end
        for comment in reversed(comments_in(source.text, begin, end)):
            between = source.text[comment[1] : start]
            if between.strip() or between.count("\n") > 1:
                break
            line = source.text[: comment[0]].rpartition("\n")[2]
            if line.strip():  # it belongs to what stands before it on its line
                break
            start = comment[0]
        return source.text[start:end].rstrip() if start < end else ""


def _adjacent(raw: RawTokens, source: Source, before: int, after: int) -> bool:
    """Is there nothing but spaces and comments between two offsets?"""
    between = source.text[before:after]
    if not between.strip():
        return True
    position = before
    for start, end in comments_in(source.text, before, after):
        if source.text[position:start].strip():
            return False
        position = end
    return not source.text[position:after].strip()


def parse_unit(
    source: Source,
    *,
    include_dirs: Sequence[Path] = (),
    defines: Mapping[str, str] | None = None,
    sink: Sink,
    prelude: Source | None = None,
    headers: Mapping[str, Source] | None = None,
    nearby: Nearby | None = None,
    files: Files | None = None,
) -> Unit:
    """Preprocess and parse a file and what it includes. ``nearby`` finds headers that no include folder leads to;
    ``files`` keeps what the units of a program have in common.

    ``prelude`` is read before it, as if included, and behind that those of ``headers`` that it includes. Host code
    that is not understood becomes Opaque nodes; device code that is not understood is reported, and Opaque. A file
    with lexical errors or brackets without partner is reported and has no items of its own. Never raises for what a
    file contains.
    """
    known = tuple((headers or {}).items())
    likely = set(files.likely(source, headers or {})) if files is not None else set()
    asked = set(likely)
    while True:
        texts = [text for _, text in known if text in asked and text.text]
        before = [*([prelude] if prelude is not None else []), *texts]
        base = read_before(tuple(dict.fromkeys(before)), known)
        own = Sink()
        preprocessor = base.preprocessor.fork(include_dirs, own, nearby, files)
        preprocessor.note_main(source)
        preprocessor.define(defines or {})
        preprocessor.read(source)
        wanted = set(preprocessor.wanted)
        if likely and likely != wanted:
            likely, asked = set(), set()
        elif wanted <= asked:
            break
        else:
            asked |= wanted
    for found in own:
        sink.report(found.rule, found.span, **dict(found.facts))
    stream, prelude_end = preprocessor.stream, len(base.preprocessor.stream)
    preprocessor.take_pragma_operators(prelude_end)
    items = base.items
    if stream.check(sink, prelude_end) and _shallow(stream, sink, prelude_end):
        with collector_paused():
            classified = classify(stream, base.classified)
            items += Parser(stream, sink, base.names.copy(), classified).parse(prelude_end)
    else:
        items = ()
    made_up = {*before, *preprocessor.made_up}
    read = {source: None} | {s: None for s in preprocessor.raws if s not in made_up}  # in order, each once
    return Unit(
        source=source,
        sources=tuple(read),
        tokens=stream,
        items=items,
        includes=tuple(preprocessor.includes),
        macros=tuple(m for m in preprocessor.definitions if m.span.source in read),
        pragmas=preprocessor.pragmas,
        prelude=prelude,
        prelude_end=prelude_end,
        nearby_dirs=tuple(preprocessor.nearby_dirs),
        _raws=preprocessor.raws,
    )


def _shallow(stream: Stream, sink: Sink, start: int) -> bool:
    """Are no brackets nested too deeply, from a token on? Reports the first that is."""
    if stream.depth <= NESTING:
        return True
    depth = 0
    for index, mate in [(n, mate) for n, mate in enumerate(stream.mates[start:], start) if mate >= 0]:
        if mate > index:
            depth += 1
            if depth > NESTING:
                sink.report(rules.TOO_DEEP, stream.place(index))
                return False
        else:
            depth -= 1
    return True
