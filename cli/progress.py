"""A bar for work that takes more than a second, on terminals alone."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..api import Progress

PATIENCE = 1.0  # seconds before the bar appears


@contextmanager
def progress() -> Iterator[Progress | None]:
    """What to call at each step; None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = _Bar()
    timer = threading.Timer(PATIENCE, bar.show)
    timer.daemon = True
    timer.start()
    try:
        yield bar.step
    finally:
        timer.cancel()
        bar.stop()


class _Bar:
    """The state of the work, and the bar once it is shown."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = ("", 0, 1)
        self._stopped = False
        self._update: object = None
        self._stop: object = None

    def step(self, what: str, done: int, steps: int) -> None:
        with self._lock:
            self._state = (what, done, steps)
            if callable(self._update):
                self._update()

    def show(self) -> None:
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        with self._lock:
            if self._stopped:
                return
            columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
            bar = Progress(*columns, console=Console(stderr=True), transient=True)
            task = bar.add_task("")

            def update() -> None:
                what, done, steps = self._state
                bar.update(task, description=escape(what), completed=done, total=steps)

            self._update, self._stop = update, bar.stop
            update()
            bar.start()

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if callable(self._stop):
                self._stop()
