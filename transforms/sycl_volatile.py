"""Warp-synchronous code in SYCL: statements that exchange values between lanes through volatile memory and rely on the
threads of a warp running in step. SYCL promises no such thing, and no barrier stands where one could be put."""

from __future__ import annotations

from collections.abc import Iterator

from ..parser import rules
from ..parser.diagnostics import Sink
from ..parser.source import Span
from ..parser.tokens import ID, RawTokens

_ASSIGN = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="})
_AFTER_NAME = frozenset({",", ")", "=", "[", ";"})


def refuse_warp_synchronous(tokens: RawTokens, bracket: int, body: int, sink: Sink, target: str) -> None:
    """Report the first exchange of a function that follows another without a barrier between them. ``bracket`` opens
    its parameters, ``body`` its body."""
    close = tokens.mates[body]
    names = frozenset(_volatile(tokens, bracket, close))
    if not names:
        return
    before = False
    for first, stop in _statements(tokens, body + 1, close):
        if first == stop:
            continue
        exchange = _is_exchange(tokens, first, stop, names)
        if exchange and before:
            span = Span(tokens.source, tokens.starts[first], tokens.end(stop - 1))
            sink.report(
                rules.UNSUPPORTED_CONSTRUCT, span, target=target,
                what="an exchange through volatile memory between threads of a warp that run in step",
                why="put __syncwarp() after each reading and each writing, or exchange by __shfl_down_sync",
            )  # fmt: skip
            return
        before = exchange


def _volatile(tokens: RawTokens, first: int, stop: int) -> Iterator[str]:
    """The arrays and pointers to volatile memory that are declared in a range."""
    for index in range(first, stop):
        if tokens.texts[index] != "volatile":
            continue
        pointer = False
        for at in range(index + 1, min(index + 12, stop)):
            text = tokens.texts[at]
            pointer = pointer or text == "*"
            if tokens.kinds[at] == ID and tokens.texts[at + 1] in _AFTER_NAME:
                if pointer or tokens.texts[at + 1] == "[":
                    yield text
                break


def _statements(tokens: RawTokens, first: int, stop: int) -> Iterator[tuple[int, int]]:
    """The pieces between ``;``, ``{`` and ``}``, whatever block they stand in. A condition before a statement belongs
    to it."""
    begin = first
    for index in range(first, stop):
        if tokens.texts[index] in (";", "{", "}"):
            yield begin, index
            begin = index + 1
    yield begin, stop


def _is_exchange(tokens: RawTokens, first: int, stop: int, names: frozenset[str]) -> bool:
    """Whether a statement writes an element of a volatile array and reads another: ``s[t] += s[t + 16]``."""
    written: list[str] = []
    used: list[str] = []
    for index in range(first, stop - 1):
        if tokens.texts[index] in names and tokens.texts[index + 1] == "[":
            close = tokens.mates[index + 1]
            element = " ".join(tokens.texts[index + 2 : close])
            used.append(element)
            if close + 1 < stop and tokens.texts[close + 1] in _ASSIGN:
                written.append(element)
    return bool(written) and any(element not in written for element in used)
