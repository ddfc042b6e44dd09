"""The build cache: folders named by everything that their contents depend on. Safe for several processes at
once: an entry is made in a folder of its own and appears by a rename. Knows nothing of compilers."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

KEPT_SECONDS = 14 * 86400  # an entry not used for so long goes
PRUNE_EVERY = 86400
RECORDS = 16  # sets of dependencies remembered for one compilation


def digest(parts: Iterable[str | bytes]) -> str:
    """A name for a sequence of texts."""
    total = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        total.update(b"%d:" % len(data) + data)
    return total.hexdigest()[:32]


def file_digest(path: Path) -> str:
    """A name for a file's contents; raises OSError."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]


def identity(path: Path) -> str:
    """What tells one installed tool or library from another version of it, without running it."""
    real = os.path.realpath(path)
    status = os.stat(real)
    return f"{real}:{status.st_size}:{status.st_mtime_ns}"


@dataclass(frozen=True, slots=True)
class Cache:
    """Build results under ``root``."""

    root: Path

    @classmethod
    def default(cls) -> Cache:
        """The user's cache, or $UNWARP_CACHE; a temporary folder where neither can be written."""
        chosen = os.environ.get("UNWARP_CACHE") or platformdirs.user_cache_dir("unwarp")
        root = Path(chosen) / "toolchains"
        try:
            root.mkdir(parents=True, exist_ok=True)
            if os.access(root, os.W_OK):
                return cls(root)
        except OSError:
            pass
        root = Path(tempfile.gettempdir()) / f"unwarp-{os.getuid()}"
        root.mkdir(mode=0o700, exist_ok=True)
        return cls(root)

    def folder(self, key: str) -> Path:
        """Where the entry named ``key`` is or will be."""
        return self.root / "entries" / key

    def entry(self, key: str, make: Callable[[Path], None]) -> tuple[Path, bool]:
        """The folder named ``key`` and whether it was there; else ``make(folder)`` fills it."""
        final = self.folder(key)
        if self._use(final):
            return final, True
        with self._lock(key):
            if self._use(final):  # another process was faster
                return final, True
            self._make(final, make)
        return final, False

    def compiled(self, key: str, base: Path, make: Callable[[Path], Iterable[str]]) -> tuple[Path, bool]:
        """Like ``entry``, for results that depend on files which only ``make`` knows: it returns their paths.

        Paths are relative to ``base``. As with other compiler caches, a new header that hides one used before
        goes unnoticed.
        """
        manifest = self.root / "manifests" / f"{key}.json"
        if found := self._recorded(manifest, base):
            return found, True
        with self._lock(key):
            if found := self._recorded(manifest, base):
                return found, True
            started = time.time_ns()
            scratch = self._scratch()
            try:
                paths = sorted(set(make(scratch)))
                used = {path: file_digest(base / path) for path in paths}
                final = self.root / "entries" / digest([key, json.dumps(used)])
                self._publish(scratch, final)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
            # A file that changed meanwhile may not be what was compiled: then nothing is remembered.
            if all((base / path).stat().st_mtime_ns < started for path in paths):
                self._record(manifest, used, final.name)
        return final, False

    def _use(self, entry: Path) -> bool:
        try:
            os.utime(entry)
        except OSError:
            return False
        return True

    def _make(self, final: Path, make: Callable[[Path], None]) -> None:
        scratch = self._scratch()
        try:
            make(scratch)
            self._publish(scratch, final)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _scratch(self) -> Path:
        folder = self.root / "scratch"
        folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=folder))

    def _publish(self, scratch: Path, final: Path) -> None:
        final.parent.mkdir(parents=True, exist_ok=True)
        self._prune()
        try:
            scratch.rename(final)
        except OSError:
            if not final.is_dir():  # else an equal entry is there already
                raise

    @contextmanager
    def _lock(self, key: str) -> Iterator[None]:
        """Only one process makes what ``key`` names; the system releases the lock of one that dies."""
        folder = self.root / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / key, "a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _records(self, manifest: Path) -> list[tuple[dict[str, str], str]]:
        try:
            return [(dict(used), str(name)) for used, name in json.loads(manifest.read_text())]
        except (OSError, ValueError, TypeError):
            return []

    def _recorded(self, manifest: Path, base: Path) -> Path | None:
        digests: dict[str, str] = {}

        def matches(path: str, expected: str) -> bool:
            if path not in digests:
                try:
                    digests[path] = file_digest(base / path)
                except OSError:
                    digests[path] = ""
            return digests[path] == expected

        for used, name in self._records(manifest):
            if all(matches(path, expected) for path, expected in used.items()):
                entry = self.root / "entries" / name
                if self._use(entry):
                    return entry
        return None

    def _record(self, manifest: Path, used: dict[str, str], name: str) -> None:
        manifest.parent.mkdir(parents=True, exist_ok=True)
        records = [(used, name), *(r for r in self._records(manifest) if r[1] != name)][:RECORDS]
        with tempfile.NamedTemporaryFile("w", dir=manifest.parent, delete=False) as file:
            json.dump(records, file)
        os.replace(file.name, manifest)

    def _prune(self) -> None:
        """At most once a day, remove what was not used for long."""
        stamp = self.root / "pruned"
        now = time.time()
        if stamp.exists() and now - stamp.stat().st_mtime < PRUNE_EVERY:
            return
        stamp.touch()
        for folder in ("entries", "manifests", "scratch", "locks"):
            for path in (self.root / folder).glob("*"):
                try:
                    if now - path.stat().st_mtime > KEPT_SECONDS:
                        shutil.rmtree(path) if path.is_dir() else path.unlink()
                except OSError:
                    continue  # another process was faster
