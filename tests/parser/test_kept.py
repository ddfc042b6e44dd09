"""What is kept between runs is found again, and never in the way."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from unwarp.parser import kept
from unwarp.transforms import tables


def test_it_is_made_once(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "x.pickle"
    assert kept.kept(file, list, lambda: [1]) == [1]
    assert kept.kept(file, list, lambda: [2]) == [1]
    assert kept.kept(file, dict, lambda: {3: 3}) == {3: 3}  # of another kind


@pytest.mark.parametrize("data", [b"", b"not a pickle", pickle.dumps("other")])
def test_a_damaged_file_is_made_anew(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x.pickle"
    file.write_bytes(data)
    assert kept.kept(file, list, lambda: [1]) == [1]
    assert pickle.loads(file.read_bytes()) == [1]


def test_it_works_without_a_cache(tmp_path: Path) -> None:
    assert kept.kept(None, list, lambda: [1]) == [1]
    (tmp_path / "file").write_text("")
    assert kept.kept(tmp_path / "file" / "x.pickle", list, lambda: [1]) == [1]


def test_the_name_depends_on_every_text() -> None:
    names = {kept.path_of("x", texts) for texts in (("a", "b"), ("ab",), ("a", "c"), ("a",))}
    assert len(names) == 4


def test_rows_from_the_cache_are_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "path_of", lambda name, texts: tmp_path / "rows.pickle")
    tables._load.cache_clear()
    first = tables.load().rows
    tables._load.cache_clear()
    monkeypatch.setattr(tables, "_make", lambda own, extra: pytest.fail("it is not computed again"))
    second = tables.load().rows
    tables._load.cache_clear()
    assert first is not second
    assert first == second


def test_what_is_not_used_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    (tmp_path / "other-1.pickle").write_bytes(b"")
    for number, name in enumerate(("x-a.pickle", "x-b.pickle")):
        kept.kept(tmp_path / name, int, lambda: 1)
        os.utime(tmp_path / name, (number, number))
    assert kept.kept(tmp_path / "x-a.pickle", int, lambda: 2) == 1  # used again, so x-b is the older one
    kept.kept(tmp_path / "x-c.pickle", int, lambda: 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other-1.pickle", "x-a.pickle", "x-c.pickle"]
