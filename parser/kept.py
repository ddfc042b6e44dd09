"""What takes long to compute, kept between runs in the user's cache. A cache that is damaged or cannot be written is as
good as none."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")


MOST = 100  # files of one name in the cache


def _dump(made: Any) -> bytes:
    return pickle.dumps(made, pickle.HIGHEST_PROTOCOL)


def kept(
    path: Path | None, kind: type[_T], make: Callable[[], _T],
    *, load: Callable[[bytes], Any] = pickle.loads, dump: Callable[[_T], bytes] = _dump,
) -> _T:  # fmt: skip
    """The object of a file in the cache if it is there and of its kind, else made and written there. Of the files that
    ``path_of`` makes for one name those that were not used for longest go when they become many."""
    if path is not None:
        with contextlib.suppress(Exception):
            found = load(path.read_bytes())
            if isinstance(found, kind):
                os.utime(path)
                return found
    made = make()
    if path is not None:
        with contextlib.suppress(OSError):
            _write(path, dump(made))
            _tidy(path)
    return made


def path_of(name: str, depends: Iterable[str]) -> Path | None:
    """The file for something that depends on texts: its name has a digest of them, and of Python. None where there is
    no cache."""
    import platformdirs

    digest = hashlib.sha256("\0".join((*depends, sys.version)).encode("utf-8", "surrogateescape")).hexdigest()[:24]
    with contextlib.suppress(OSError, RuntimeError):
        return Path(platformdirs.user_cache_dir("unwarp")) / f"{name}-{digest}.pickle"
    return None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(name, path)


def _tidy(path: Path) -> None:
    """Remove what was not used for longest beside a file that was written."""
    beside = path.parent.glob(f"{path.name.partition('-')[0]}-*{path.suffix}")
    for old in sorted(beside, key=lambda file: file.stat().st_mtime, reverse=True)[MOST:]:
        old.unlink(missing_ok=True)
