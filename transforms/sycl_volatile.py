"""Warp-synchronous code in SYCL: statements that exchange values between lanes through volatile memory and rely on the
threads of a warp running in step. SYCL promises no such thing, so there the stores of such a function compute their
value, meet the sub-group, store, and meet it again (``uw::store_in_step``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..parser import rules
from ..parser.diagnostics import Sink
from ..parser.source import Span
from ..parser.tokens import ID, RawTokens
from .edits import Edit

_ASSIGN = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="})
_AFTER_NAME = frozenset({",", ")", "=", "[", ";"})
_LOOPS = frozenset({"for", "while", "do"})
_MEETS = ("__sync", "sync")  # how names of barriers begin


@dataclass(frozen=True, slots=True)
class _Store:
    """A statement that stores an element, by its tokens: where the element begins, the operator, and the end. ``place``
    is -1 where the statement has another shape."""

    first: int
    place: int
    operator: int
    stop: int


def runs_in_step(tokens: RawTokens, bracket: int, body: int) -> bool:
    """Whether a function exchanges values between threads that run in step: an exchange follows another, or itself in a
    loop, without a barrier between them. ``bracket`` opens its parameters, ``body`` its body."""
    close = tokens.mates[body]
    if "volatile" not in tokens.texts[bracket:close]:
        return False
    names = frozenset(_volatile(tokens, bracket, close))
    if not names:
        return False
    quiet = list(_quiet_loops(tokens, body, close))
    before = False
    for first, stop in _statements(tokens, body + 1, close):
        if first == stop:
            continue
        exchange = _is_exchange(tokens, first, stop, names)
        if exchange and (before or any(begin < first < end for begin, end in quiet)):
            return True
        before = exchange
    return False


def in_step_edits(tokens: RawTokens, bracket: int, body: int, item: str, sink: Sink, target: str) -> Iterator[Edit]:
    """The edits of a function that runs in step: its stores to volatile memory meet the sub-group."""
    close = tokens.mates[body]
    names = frozenset(_volatile(tokens, bracket, close))
    for store in _stores(tokens, body + 1, close, names):
        if store.place < 0:
            span = Span(tokens.source, tokens.starts[store.first], tokens.end(store.stop - 1))
            sink.report(
                rules.UNSUPPORTED_CONSTRUCT, span, target=target,
                what="an exchange through volatile memory between threads of a warp that run in step",
                why="put __syncwarp() after each reading and each writing, or exchange by __shfl_down_sync",
            )  # fmt: skip
            continue
        start, operator, end = tokens.starts[store.place], store.operator, tokens.end(store.stop - 1)
        sign = tokens.texts[operator].removesuffix("=")
        yield Edit(start, start, f"uw::store_in_step({item}.get_sub_group(), ")
        yield Edit(tokens.end(operator - 1), tokens.end(operator), ",")
        yield Edit(end, end, f", [](auto a, auto b) {{ return a {sign} b; }})" if sign else ")")


def _quiet_loops(tokens: RawTokens, body: int, close: int) -> Iterator[tuple[int, int]]:
    """The ranges of loops without a barrier."""
    for index in range(body, close):
        if tokens.texts[index] not in _LOOPS:
            continue
        after = index + 1
        if tokens.texts[after] == "(":
            after = tokens.mates[after] + 1
        end = tokens.mates[after] if tokens.texts[after] == "{" else after
        while end < close and tokens.texts[after] != "{" and tokens.texts[end] != ";":
            end = max(end, tokens.mates[end]) + 1
        if not any(text.startswith(_MEETS) for text in tokens.texts[index:end]):
            yield index, end


def _stores(tokens: RawTokens, first: int, stop: int, names: frozenset[str]) -> Iterator[_Store]:
    """The statements that store elements of volatile arrays."""
    for begin, end in _statements(tokens, first, stop):
        places = [
            (index, tokens.mates[index + 1] + 1)
            for index in range(begin, end - 1)
            if tokens.texts[index] in names and tokens.texts[index + 1] == "["
            and tokens.mates[index + 1] + 1 < end and tokens.texts[tokens.mates[index + 1] + 1] in _ASSIGN
        ]  # fmt: skip
        if not places:
            continue
        place, operator = places[0]
        before = tokens.texts[place - 1]
        begins = before in (";", "{", "}", "else", ")", ":") and (before != ")" or _is_condition(tokens, place - 1))
        simple = len(places) == 1 and begins and "," not in _outside_brackets(tokens, operator + 1, end)
        yield _Store(begin, place if simple else -1, operator, end)


def _is_condition(tokens: RawTokens, close: int) -> bool:
    """Whether a bracket closes what an ``if`` or a loop asks."""
    opening = tokens.mates[close]
    return opening > 0 and tokens.texts[opening - 1] in ("if", "for", "while", "constexpr")


def _outside_brackets(tokens: RawTokens, first: int, stop: int) -> list[str]:
    """The tokens of a range that stand in no brackets."""
    found: list[str] = []
    index = first
    while index < stop:
        found.append(tokens.texts[index])
        index = tokens.mates[index] + 1 if tokens.mates[index] > index else index + 1
    return found


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
