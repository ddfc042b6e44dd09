"""Handles of the runtime as values of SYCL: whether a program lets them be.

A ``cudaEvent_t`` is a handle, a ``sycl::event`` what a submission gave back. They can take each other's place where a
program declares variables of the type and uses them in calls of the runtime alone, without copying or passing them
on. The same holds for ``cudaStream_t`` and ``sycl::queue``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..parser.tokens import ID, RawTokens
from .host_cuts import Ranges
from .host_scan import split
from .host_scope import braces_around, find_declaration, opens_class

EVENT = "cudaEvent_t"


def value_types(regions: Sequence[tuple[RawTokens, bool]], kind: str) -> list[tuple[RawTokens, int]] | None:
    """Where a program names a type, in declarations of variables and members; None where it does so
    elsewhere too. ``regions`` are the program's tokens, True for those of macros."""
    found: list[tuple[RawTokens, int]] = []
    for tokens, macro in regions:
        for index, text in enumerate(tokens.texts):
            if text != kind:
                continue
            if macro or names_declared(tokens, index) is None:
                return None
            found.append((tokens, index))
    return found


def names_declared(tokens: RawTokens, index: int) -> list[int] | None:
    """The names in ``cudaEvent_t start, stops[4];``; None where the type stands in anything else."""
    before = index - 1
    while before >= 0 and tokens.texts[before] in ("static", "mutable"):
        before -= 1
    if before >= 0 and tokens.texts[before] not in (";", "{", "}", ":"):
        return None
    stop = index
    while stop < len(tokens) and tokens.texts[stop] != ";":
        if tokens.texts[stop] in ("{", "}", "(", ")"):
            return None
        stop += 1
    names: list[int] = []
    for first, last in split(tokens, index + 1, stop):
        rest = first + 1
        while rest < last and tokens.texts[rest] == "[" and tokens.mates[rest] > 0:
            rest = tokens.mates[rest] + 1
        if first >= last or tokens.kinds[first] != ID or rest != last:
            return None
        names.append(first)
    return names


def used_only_in(
    types: Sequence[tuple[RawTokens, int]],
    kind: str,
    regions: Sequence[tuple[RawTokens, Ranges]],
    covered: Mapping[str, Ranges],
) -> bool:
    """Whether all uses of the declared variables lie in ranges. ``regions`` are the program's tokens, with the
    characters of device code, which no handle concerns."""
    declared = {(id(tokens), name) for tokens, index in types for name in names_declared(tokens, index) or ()}
    names = {tokens.texts[name] for tokens, index in types for name in names_declared(tokens, index) or ()}
    members = {
        tokens.texts[name]
        for tokens, index in types
        for name in names_declared(tokens, index) or ()
        if opens_class(tokens, next(braces_around(tokens, index), -1))
    }
    return not any(
        True
        for tokens, device in regions
        for index in _mentions(tokens, names)
        if (id(tokens), index) not in declared
        and tokens.starts[index] not in device
        and tokens.starts[index] not in covered.get(tokens.source.path, Ranges())
        and _may_be_handle(tokens, index, kind, members)
    )


def _mentions(tokens: RawTokens, names: set[str]) -> Iterator[int]:
    for index, text in enumerate(tokens.texts):
        if text in names and tokens.kinds[index] == ID:
            yield index


def _may_be_handle(tokens: RawTokens, index: int, kind: str, members: set[str]) -> bool:
    text = tokens.texts[index]
    if index + 1 < len(tokens) and tokens.texts[index + 1] == "(":
        return False  # a function of that name
    if index and tokens.texts[index - 1] in (".", "->"):
        return text in members
    found = find_declaration(tokens, index, text)
    return found is None or found.type == kind and found.token != index
