"""Kernel launches in host code: finds them on raw tokens and rewrites them to calls of stubs.

``callee<<<grid, block>>>(args)`` becomes ``uwConfigure(grid, block), callee(args)``, in parentheses unless it is a
whole statement. It holds for templates, pointers to kernels, macro bodies and arguments of macros alike.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..parser.source import Source
from ..parser.tokens import ID, RawTokens, tokenize, tokenize_fragment
from .edits import Edit, apply, apply_range
from .host_cuts import Ranges
from .host_scan import angle_start

_BEFORE_STATEMENT = frozenset({";", "{", "}", "else", "do", ")"})
_WORDS = frozenset({"if", "while", "for", "switch", "return", "else", "do", "case", "sizeof", "throw"})


@dataclass(frozen=True, slots=True)
class LaunchTokens:
    """A launch by token numbers: its callee's first token, ``<<<`` (``opened`` to ``begin`` exclusive), ``>>>`` (three
    tokens from ``closed``) and the parentheses of its arguments."""

    callee: int
    opened: int
    begin: int
    closed: int
    bracket: int


def find_launches(tokens: RawTokens) -> Iterator[LaunchTokens]:
    """All launches in the order of the text; none inside another's configuration."""
    after = 0
    for index, text in enumerate(tokens.texts):
        if index < after:
            continue
        if text == "<<<":
            begin = index + 1
        elif text == "<<" and index + 1 < len(tokens) and tokens.texts[index + 1] == "<":
            begin = index + 2  # ``<< <``, as some formatters write it
        else:
            continue
        closed = _closed(tokens, begin)
        callee = _callee(tokens, index - 1)
        if closed >= 0 and callee >= 0 and tokens.mates[closed + 3] > 0:
            after = closed
            yield LaunchTokens(callee, index, begin, closed, closed + 3)


def joined_launches(source: Source) -> Source:
    """The source with the brackets of launches joined, which nvcc takes with spaces in them (``k<< <1, 32>> >()``); the
    same object where there are none such."""
    if "<" not in source.text:
        return source
    tokens = tokenize(source)
    macros = [d for d in tokens.directives if d.name == "define" and "<" in d.rest]
    regions = [tokens, *(tokenize_fragment(source, d.rest_start, d.end) for d in macros)]
    edits: list[Edit] = []
    for region in regions:
        for launch in find_launches(region):
            edits.append(Edit(region.starts[launch.opened], region.end(launch.begin - 1), "<<<"))
            edits.append(Edit(region.starts[launch.closed], region.end(launch.closed + 2), ">>>"))
    edits = [edit for edit in edits if source.text[edit.start : edit.end] != edit.text]
    return Source(source.path, apply(source, edits)) if edits else source


def _closed(tokens: RawTokens, index: int) -> int:
    """The first ``>`` of the ``>>>`` that ends a launch's configuration, or -1."""
    while index + 3 < len(tokens):
        text = tokens.texts[index]
        if text == ">" and tokens.texts[index + 1 : index + 4] == [">", ">", "("]:
            return index
        if text in (";", "}", ")", "]"):
            return -1
        if text in ("(", "[", "{"):
            if tokens.mates[index] < 0:
                return -1
            index = tokens.mates[index]
        index += 1
    return -1


def _callee(tokens: RawTokens, index: int) -> int:
    """The first token of the expression that ends at a token, or -1."""
    texts, kinds = tokens.texts, tokens.kinds
    while index >= 0:
        text = texts[index]
        if text == ">":
            index = angle_start(tokens, index) - 1
        elif text in (")", "]"):
            index = tokens.mates[index]
            before = texts[index - 1] if index > 0 else ""
            if index < 0 or before in _WORDS or not (kinds[index - 1] == ID or before in (")", "]", ">")):
                return index
            index -= 1
        elif kinds[index] == ID:
            before = texts[index - 1] if index > 0 else ""
            if before == "template" and index > 1:
                index -= 1
                before = texts[index - 1]
            if before in ("::", "##", ".", "->"):
                outer = index >= 2 and (kinds[index - 2] == ID or texts[index - 2] in (">", ")", "]"))
                if not outer or texts[index - 2] in _WORDS:
                    return index - 1
                index -= 2
            else:
                return index
        else:
            return -1
    return -1


def launch_edits(
    tokens: RawTokens, others: Sequence[Edit], gone: Ranges, macro: bool
) -> list[Edit]:
    """The edits of all launches in a run of tokens, except those in ranges of characters that are gone. A callee moves,
    with those of the ``others`` that lie in it, which come in the order of their starts; ``macro``: the tokens are a
    macro's body, whose ends are no ends of statements."""
    edits: list[Edit] = []
    for launch in find_launches(tokens):
        start = tokens.starts[launch.callee]
        if start in gone:
            continue
        stop = tokens.end(launch.opened - 1)
        inside = others[bisect_left(others, start, key=_begin) : bisect_left(others, stop, key=_begin)]
        callee = apply_range(tokens.source, inside, start, stop)
        end = tokens.mates[launch.bracket]
        whole = _is_statement(tokens, launch.callee, end, macro)
        edits.append(Edit(start, tokens.end(launch.begin - 1), "uwConfigure(" if whole else "(uwConfigure("))
        edits.append(Edit(tokens.starts[launch.closed], tokens.end(launch.closed + 2), f"), {callee}"))
        if not whole:
            edits.append(Edit(tokens.end(end), tokens.end(end), ")"))
    return edits


def _begin(edit: Edit) -> int:
    return edit.start


def _is_statement(tokens: RawTokens, first: int, last: int, macro: bool) -> bool:
    if last + 1 >= len(tokens) or tokens.texts[last + 1] != ";":
        return False
    return not macro if first == 0 else tokens.texts[first - 1] in _BEFORE_STATEMENT
