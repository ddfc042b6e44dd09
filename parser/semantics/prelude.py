"""The text that stands for the CUDA and standard headers."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from ..source import Source


@lru_cache(maxsize=1)
def prelude() -> Source:
    """What those headers declare, as far as device code uses it; the front end reads it before every unit."""
    here = resources.files(__package__ or "")
    return Source("<prelude>", "".join((here / name).read_text("utf-8") for name in ("prelude.hpp", "standard.hpp")))
