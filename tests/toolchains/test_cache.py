"""The build cache: what is reused, what is not, and several processes at once."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from unwarp.corpus.toolchains import TOOLCHAINS, BuildOptions, Program
from unwarp.corpus.toolchains.cache import KEPT_SECONDS, Cache

HEADER, SOURCE = (
    "#define NUMBER 1\n",
    '#include "number.h"\n#include <cstdio>\nint main() { std::printf("%d", NUMBER); }\n',
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    monkeypatch.setenv("UNWARP_CACHE", str(tmp_path / "cache"))
    return Cache.default()


def write_old(path: Path, text: str) -> None:
    """Write a file as if a while ago: the cache does not trust files that are as young as a compilation."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    os.utime(path, (time.time() - 10, time.time() - 10))


def result(folder: Path, options: BuildOptions | None = None) -> tuple[str, bool]:
    """What the program in a folder prints, and whether it was there."""
    toolchain, chosen = TOOLCHAINS["c"], options or BuildOptions()
    if not toolchain.probe(chosen).ready:
        pytest.skip(toolchain.probe(chosen).problem)
    built = toolchain.build(Program(folder, (Path("main.cpp"),)), chosen)
    return toolchain.run(built, capture=True).stdout, built.reused


@pytest.mark.usefixtures("cache")
def test_reuse(tmp_path: Path) -> None:
    for name in ("one", "two"):  # the same content in another folder is the same program
        write_old(tmp_path / name / "number.h", HEADER)
        write_old(tmp_path / name / "main.cpp", SOURCE)
    assert result(tmp_path / "one") == ("1", False)
    assert result(tmp_path / "one") == ("1", True)
    assert result(tmp_path / "two") == ("1", True)
    assert result(tmp_path / "one", BuildOptions(extra_flags=("-DOTHER",))) == ("1", False)
    write_old(tmp_path / "one" / "number.h", HEADER.replace("1", "2"))
    assert result(tmp_path / "one") == ("2", False)
    assert result(tmp_path / "two") == ("1", True)
    write_old(tmp_path / "two" / "main.cpp", SOURCE.replace("NUMBER", "NUMBER + 4"))
    assert result(tmp_path / "two") == ("5", False)


def test_nothing_stays_in_the_tree(tmp_path: Path, cache: Cache) -> None:
    write_old(tmp_path / "one" / "number.h", HEADER)
    write_old(tmp_path / "one" / "main.cpp", SOURCE)
    result(tmp_path / "one")
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["main.cpp", "number.h"]
    assert not list((cache.root / "scratch").iterdir())


def test_a_failure_leaves_nothing(cache: Cache) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        cache.entry("key", fail)
    assert not list((cache.root / "scratch").iterdir())
    assert cache.entry("key", lambda folder: None)[1] is False


def _make_entry(root: str) -> bool:
    def make(folder: Path) -> None:
        time.sleep(0.2)
        (folder / "file").write_text("whole")

    folder, was_there = Cache(Path(root)).entry("key", make)
    assert (folder / "file").read_text() == "whole"
    return was_there


def test_several_processes_make_an_entry_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert sorted(pool.map(_make_entry, [str(tmp_path)] * 8)) == [False] + [True] * 7


def test_old_entries_go(cache: Cache) -> None:
    old = cache.entry("old", lambda folder: None)[0]
    cache.entry("young", lambda folder: None)
    long_ago = time.time() - KEPT_SECONDS - 10
    os.utime(old, (long_ago, long_ago))
    os.utime(cache.root / "pruned", (long_ago, long_ago))
    cache.entry("new", lambda folder: None)
    assert sorted(path.name for path in (cache.root / "entries").iterdir()) == ["new", "young"]
