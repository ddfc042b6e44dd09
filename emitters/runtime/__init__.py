"""The runtime headers that ship beside an output: how they are put together, and which names they have."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_OWN_INCLUDE = re.compile(r'^#include "(unwarp_\w+\.hpp)"\n', re.MULTILINE)
_NAME = re.compile(r"\b(?:uw[A-Z]\w*|make_uw[A-Z]\w*)")


@cache
def facade(target: str) -> str:
    """The text of the façade header of a target (``c``, ``opencl``), to be written as ``unwarp_<target>.hpp``: one
    file, in which the parts that targets share stand where they are included."""
    included: set[str] = set()

    def read(name: str) -> str:
        text = files(__package__).joinpath(name).read_text("utf-8")
        return _OWN_INCLUDE.sub(lambda match: once(match[1]), text)

    def once(name: str) -> str:
        if name in included:
            return ""
        included.add(name)
        return read(name).replace("#pragma once\n", "", 1)

    return read(f"unwarp_{target}.hpp")


@cache
def facade_names(target: str) -> frozenset[str]:
    """Every runtime name that the façade of a target has: ``uwMalloc``, ``uwSuccess``, ``make_uwExtent`` …"""
    return frozenset(_NAME.findall(facade(target)))
