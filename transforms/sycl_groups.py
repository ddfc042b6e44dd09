"""Cooperative groups in the tokens of device code, for SYCL: where the threads of a block or of a grid meet.

Which sort of group a name stands for is told by its declaration; a group of an unknown sort, such as a parameter whose
type is a template's, counts as a block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from ..parser.tokens import ID, RawTokens
from .tables import Row, Tables

BARRIERS, SUB_GROUPS = "barriers", "sub_groups"  # what the tables say of names: see groups.toml
_HEADERS = re.compile(r"[<\"](?:cooperative_groups|mma\.h>|cub/|cuda_pipeline|cuda/(?:atomic|barrier|pipeline)>)")
GRID_SYNC = "__cg_grid_sync"  # the row that says why a target has no barrier of the grid
Sort = Literal["block", "lanes", "grid"]

_MAKERS: dict[str, Sort] = {
    "thread_block_tile": "lanes", "coalesced_group": "lanes", "tiled_partition": "lanes", "coalesced_threads": "lanes",
    "labeled_partition": "lanes", "binary_partition": "lanes", "this_thread": "lanes",
    "grid_group": "grid", "this_grid": "grid",
    "thread_block": "block", "this_thread_block": "block", "thread_group": "block",
    "WarpReduce": "lanes", "WarpScan": "lanes",
}  # fmt: skip


def includes_groups(files: Sequence[RawTokens]) -> bool:
    """Whether one of the files includes cooperative groups, or CUB, libcu++ or mma.h, which are made of them here."""
    return any(d.name == "include" and _HEADERS.search(d.rest) for tokens in files for d in tokens.directives)


def member_rows(name: str, tables: Tables) -> list[Row]:
    """The rows of the libraries' classes and methods of a name."""
    return [row for row in tables.of_kind("collective") if row.name.rpartition("::")[2] == name]


def meetings(tokens: RawTokens, first: int, stop: int, tables: Tables) -> Iterator[tuple[int, Sort]]:
    """The calls in a range by which a group meets: the token of the function's name, and the sort of the group."""
    sorts = _declared(tokens, first, stop)
    for index in range(first, stop):
        if tokens.kinds[index] != ID or index + 1 >= stop:
            continue
        rows = [tables.get(tokens.texts[index])]
        if tokens.texts[index - 1] in (".", "->"):
            rows += member_rows(tokens.texts[index], tables)
        if not any(row is not None and _meets(row) for row in rows):
            continue
        if tokens.texts[index + 1] == "(" and tokens.mates[index + 1] > 0:
            yield index, _sort(tokens, index, sorts)


def given_sorts(tokens: RawTokens, first: int, stop: int, bracket: int) -> set[Sort]:
    """The sorts of the groups among a call's arguments, in a function whose range of tokens is given."""
    sorts = _declared(tokens, first, stop)
    inside = tokens.texts[bracket + 1 : tokens.mates[bracket]]
    return {sort for word in inside if (sort := sorts.get(word) or _MAKERS.get(word)) is not None}


def _meets(row: Row) -> bool:
    return row.kind in ("group", "collective") and row.sycl is not None and row.sycl.passes == BARRIERS


def meets_plainly(words: Sequence[str], tables: Tables) -> bool:
    """Whether a statement only lets a group meet: ``g.sync();``, ``cg::sync(cg::this_thread_block());``."""
    if words[-1:] != [";"] or not all(w.isidentifier() or w in (".", "::", "(", ")") for w in words[:-1]):
        return False
    called = [w for w, after in pairwise(words) if after == "(" and w.isidentifier()]
    rows = [tables.get(name) for name in called]
    return bool(rows) and all(row is not None and row.kind == "group" for row in rows)


def _declared(tokens: RawTokens, first: int, stop: int) -> dict[str, Sort]:
    """The groups that a range declares: ``sort name``, ``auto name = maker(…)``."""
    found: dict[str, Sort] = {}
    texts = tokens.texts
    for index in range(first, stop):
        sort = _MAKERS.get(texts[index])
        if sort is None:
            continue
        after = index + 1
        if texts[after] == "<":
            depth = 0
            while after < stop and texts[after] not in (";", "{"):
                depth += texts[after].count("<") - texts[after].count(">")
                after += 1
                if depth <= 0:
                    break
        while after < stop and texts[after] in ("&", "&&", "const", "*"):
            after += 1
        if after < stop and tokens.kinds[after] == ID:
            found.setdefault(texts[after], sort)
            continue
        begin = index
        while begin > first and texts[begin - 1] not in (";", "{", "}", "="):
            begin -= 1
        if texts[begin - 1] == "=" and tokens.kinds[begin - 2] == ID:
            found.setdefault(texts[begin - 2], sort)
    return found


def _sort(tokens: RawTokens, index: int, sorts: dict[str, Sort]) -> Sort:
    """The sort of the group of a call: the object of a method, or the first argument."""
    if tokens.texts[index - 1] in (".", "->"):
        begin = index - 2
        if tokens.texts[begin] == ")" and tokens.mates[begin] >= 0:
            begin = tokens.mates[begin] - 1
            if tokens.texts[begin] == ">":
                while begin > 0 and tokens.texts[begin] not in (";", "{", "<"):
                    begin -= 1
                begin -= 1
        named = tokens.texts[begin]
    else:
        inside = tokens.texts[index + 2 : tokens.mates[index + 1]]
        named = next((w for w in inside if w in sorts or w in _MAKERS), "")
    return sorts.get(named) or _MAKERS.get(named) or "block"
