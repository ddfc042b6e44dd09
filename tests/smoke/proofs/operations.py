"""What threads do together or with memory, by the names of the batches of their cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from . import atomics, warps
from .case import Case

OPERATIONS: Mapping[str, Callable[[], Iterator[Case]]] = {"atomic": atomics.cases, "warp": warps.cases}
