"""What is read before every file: the prelude and texts of ours that stand for CUDA's headers. Owns that they are
parsed once, and kept in the user's cache as what each adds to those before it: found there in a tenth of the time."""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import groupby
from typing import TypeAlias

from .. import grammar
from .diagnostics import Sink
from .kept import kept, path_of
from .names import Names
from .nodes import CHECKED, Item
from .parsing import Parser, collector_paused
from .preprocess import PREDEFINED, Preprocessor, State
from .shapes import Classified, classify
from .source import Source
from .stream import Stream

LAYOUT = 2  # of ``_Added``; part of the key of the cache
_Headers: TypeAlias = tuple[tuple[str, Source], ...]
_Runs: TypeAlias = list[tuple[Source, int]]  # the same source so many times


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """What was read, parsed: nothing in it changes any more. ``digest`` stands for everything that it came from."""

    preprocessor: Preprocessor
    names: Names
    items: tuple[Item, ...]
    classified: Classified
    digest: str


@dataclass(frozen=True, slots=True, eq=False)
class _Added:
    """What one more text adds to what is read before it, or changes there."""

    tokens: Stream  # without the columns that hold sources
    sources: _Runs
    spelled_sources: _Runs
    state: State
    names: Names
    classified: Classified
    items: tuple[Item, ...]


@lru_cache(maxsize=64)
def read_before(texts: tuple[Source, ...], headers: _Headers) -> Before:
    """Texts that stand before a file, one behind the other, read once for all files. ``headers`` are the texts that
    they can include."""
    if not texts:
        first = Preprocessor((), Sink(), dict(headers))
        first.define(PREDEFINED)
        parts = [_reader(), *(part for name, source in headers for part in (name, source.path, source.text))]
        return Before(first, Names(), (), Classified([], []), _digest(parts))
    known = read_before(texts[:-1], headers)
    text = texts[-1]
    digest = _digest((known.digest, text.path, text.text))
    sources = [*known.preprocessor.made_up, *texts]
    with collector_paused():
        added = kept(
            path_of("read", (digest,)), _Added, lambda: _read(known, text),
            load=lambda data: _Unpickler(data, sources).load(), dump=lambda made: _pickled(made, sources),
        )  # fmt: skip
        return _joined(known, added, digest)


def _read(known: Before, text: Source) -> _Added:
    sink = Sink()
    preprocessor, names = known.preprocessor.fork((), sink, None, None), known.names.copy()
    stream, start = preprocessor.stream, len(known.preprocessor.stream)
    preprocessor.read(text)
    good = stream.check(sink, start)
    classified = classify(stream, known.classified)
    items = Parser(stream, sink, names, classified).parse(start) if good else ()
    tokens = stream.since(start)
    sources, spelled = _runs(tokens.sources), _runs(tokens.spelled_sources)
    tokens.sources, tokens.spelled_sources = [], []
    return _Added(
        tokens, sources, spelled, preprocessor.since(known.preprocessor), names.since(known.names, len(stream)),
        classified.since(start), items,
    )  # fmt: skip


def _joined(known: Before, added: _Added, digest: str) -> Before:
    preprocessor, names = known.preprocessor.fork((), Sink(), None, None), known.names.copy()
    tokens = added.tokens
    tokens.sources, tokens.spelled_sources = _unrolled(added.sources), _unrolled(added.spelled_sources)
    preprocessor.stream.append(tokens)
    preprocessor.go_on(added.state)
    names.add(added.names)
    return Before(preprocessor, names, known.items + added.items, known.classified.plus(added.classified), digest)


def _runs(sources: Iterable[Source]) -> _Runs:
    return [(source, len(list(same))) for source, same in groupby(sources)]


def _unrolled(runs: _Runs) -> list[Source]:
    return [source for source, count in runs for _ in range(count)]


# ---------------------------------------------------------------------------------------------- in the cache


class _Pickler(pickle.Pickler):
    """Writes of the sources that are known only which they are."""

    def __init__(self, file: io.BytesIO, sources: Iterable[Source]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.numbers = {source: number for number, source in enumerate(sources)}

    def persistent_id(self, value: object) -> int | None:
        return self.numbers.get(value) if type(value) is Source else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytes, sources: Sequence[Source]) -> None:
        super().__init__(io.BytesIO(data))
        self.sources = sources

    def persistent_load(self, number: int) -> Source:
        return self.sources[number]


def _pickled(added: _Added, sources: Sequence[Source]) -> bytes:
    file = io.BytesIO()
    _Pickler(file, sources).dump(added)
    return file.getvalue()


@cache
def _reader() -> str:
    """A digest of the front end itself."""
    folders, texts = [resources.files(__package__)], [grammar.text(), f"{LAYOUT} {CHECKED}"]
    while folders:
        for entry in sorted(folders.pop().iterdir(), key=lambda entry: entry.name):
            if entry.is_dir():
                folders.append(entry)
            elif entry.name.endswith(".py"):
                texts.append(entry.read_text("utf-8"))
    return _digest(texts)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
