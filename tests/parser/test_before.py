"""What stands before every file is the same from the cache as read anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from unwarp import targets
from unwarp.parser import before
from unwarp.parser.before import read_before
from unwarp.parser.diagnostics import Sink
from unwarp.parser.nodes import dump
from unwarp.parser.semantics.prelude import prelude
from unwarp.parser.source import Source
from unwarp.parser.stream import Stream
from unwarp.parser.unit import parse_unit


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of its own, empty at first."""
    monkeypatch.setattr(before, "path_of", lambda name, texts: tmp_path / f"{name}-{next(iter(texts))}.pickle")
    read_before.cache_clear()
    yield tmp_path
    read_before.cache_clear()


def columns(stream: Stream) -> list[list[object]]:
    return [list(column) for column in stream._columns()]


def test_the_cache_gives_what_reading_gave(cache: Path) -> None:
    known = tuple(targets.read_headers().items())
    texts = (prelude(), *dict.fromkeys(source for name, source in known if name in ("mma.h", "cooperative_groups.h")))
    first = read_before(texts, known)
    assert len(list(cache.iterdir())) == len(texts) == 3
    read_before.cache_clear()
    second = read_before(texts, known)
    assert first is not second
    assert [dump(item) for item in first.items] == [dump(item) for item in second.items]
    assert columns(first.preprocessor.stream) == columns(second.preprocessor.stream)
    one, other = first.preprocessor, second.preprocessor
    assert list(one.macros) == list(other.macros)
    for a, b in zip(one.definitions, other.definitions, strict=True):
        assert (a.name, a.params, a.variadic, str(a.span)) == (b.name, b.params, b.variadic, str(b.span))
        assert (a.body.texts, a.body.kinds, a.body.starts) == (b.body.texts, b.body.kinds, b.body.starts)
        assert b.span.source is b.body.source
        assert b.span.source in (*texts, *dict(known).values(), other.made_up[-1])
    assert all(any(macro is met for met in other.definitions) for macro in other.macros.values())
    assert one.pragmas == other.pragmas
    assert one._once == other._once
    assert vars(one._regions) == vars(other._regions)
    assert vars(first.names) == vars(second.names)
    assert first.classified.classes == second.classified.classes
    assert first.classified.parents == second.classified.parents


def test_a_file_reads_the_same_behind_it(cache: Path) -> None:
    text = """
    #include <cuda_fp16.h>
    #include <cooperative_groups.h>
    __global__ void k(half2 *a, __half b) { a[0] = __hadd2(a[0], __half2half2(b)); cooperative_groups::sync(x); }
    """
    dumps = []
    for _ in range(2):
        read_before.cache_clear()
        sink = Sink()
        unit = parse_unit(Source("x.cu", text), sink=sink, prelude=prelude(), headers=targets.read_headers())
        dumps.append(([dump(item) for item in unit.items if not unit.is_prelude(item)], unit.prelude_end, list(sink)))
    assert dumps[0] == dumps[1]
    assert dumps[0][0]


def test_other_texts_are_not_taken_from_it(cache: Path) -> None:
    first = read_before((Source("<a>", "struct A;"),), ())
    read_before.cache_clear()
    second = read_before((Source("<a>", "struct B;"),), ())
    third = read_before((Source("<a>", "struct B;"),), (("h", Source("<h>", "")),))
    assert (first.names.types, second.names.types) == ({"A"}, {"B"})
    assert len({first.digest, second.digest, third.digest}) == 3


def test_a_text_can_undo_what_one_before_it_said(cache: Path) -> None:
    first = Source("<a>", "#define A 1\n#define B 2\n#pragma once\n")
    texts = (first, Source("<b>", "#undef A\n#define B 3\nint b = B;"))
    for _ in range(2):
        read_before.cache_clear()
        made = read_before(texts, ())
        assert "A" not in made.preprocessor.macros
        assert made.preprocessor.macros["B"].body.texts == ["3"]
        assert made.preprocessor.stream.texts[-2:] == ["3", ";"]
        assert read_before(texts[:1], ()).preprocessor.macros["B"].body.texts == ["2"]


def test_headers_of_the_same_text_are_read_once() -> None:
    headers = targets.read_headers()
    texts = {source.text for source in headers.values()}
    assert len(set(headers.values())) == len(texts) < len(headers)
