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


def runs_in_step(tokens: RawTokens, bracket: int, body: int, kernel: bool) -> bool:
    """Whether a function exchanges values between threads that run in step: between two barriers an element is read
    after another was stored. ``bracket`` opens its parameters, ``body`` its body."""
    return bool(_stretches(tokens, bracket, body, kernel))


def _stretches(tokens: RawTokens, bracket: int, body: int, kernel: bool) -> list[tuple[int, int]]:
    """The ranges between barriers in which values are exchanged."""
    close = tokens.mates[body]
    if "volatile" not in tokens.texts[bracket:close]:
        return []
    names = _volatile(tokens, bracket, close, kernel)
    uses = [_uses(tokens, first, stop, names) for first, stop in _statements(tokens, body + 1, close) if first < stop]
    barriers = [i for i in range(body, close) if tokens.kinds[i] == ID and tokens.texts[i].startswith(_MEETS)]
    ranges = list(zip([body, *barriers], [*barriers, close], strict=True))
    return [(first, stop) for first, stop in ranges if _exchanges(tokens, uses, first, stop)]


@dataclass(frozen=True, slots=True)
class _Uses:
    """The elements of volatile arrays that a statement reads and stores, as text."""

    first: int
    read: frozenset[str]
    stored: frozenset[str]


def _exchanges(tokens: RawTokens, uses: list[_Uses], first: int, stop: int) -> bool:
    """Whether in a range without barriers an element is read after another was stored, by the next round of a loop
    too."""
    inside = [use for use in uses if first <= use.first < stop]
    stored: set[str] = set()
    for use in inside:
        if any(read != other for read in use.read for other in stored):
            return True
        stored |= use.stored
    for begin, end in _loops(tokens, first, stop):
        again = [use for use in inside if begin < use.first < end]
        if any(read != other for use in again for read in use.read for then in again for other in then.stored):
            return True
    return False


def in_step_edits(
    tokens: RawTokens, bracket: int, body: int, kernel: bool, item: str, sink: Sink, target: str
) -> Iterator[Edit]:
    """The edits of a function that runs in step: its stores to volatile memory meet the sub-group."""
    close = tokens.mates[body]
    names = _volatile(tokens, bracket, close, kernel)
    stretches = _stretches(tokens, bracket, body, kernel)
    for store in _stores(tokens, body + 1, close, names):
        if not any(first <= store.first < stop for first, stop in stretches):
            continue
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


def _loops(tokens: RawTokens, first: int, stop: int) -> Iterator[tuple[int, int]]:
    """The ranges of the loops that lie in a range."""
    for index in range(first, stop):
        if tokens.texts[index] not in _LOOPS:
            continue
        after = index + 1
        if tokens.texts[after] == "(":
            after = tokens.mates[after] + 1
        end = after
        while end < stop and tokens.texts[end] not in (";", "{"):
            end = max(end, tokens.mates[end]) + 1
        if end < stop and tokens.texts[end] == "{":
            end = tokens.mates[end]
        if end < stop:
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


def _volatile(tokens: RawTokens, bracket: int, close: int, kernel: bool) -> frozenset[str]:
    """The volatile arrays and pointers of a function through which threads of a block may exchange values: not arrays
    of one thread, and nothing that a kernel is given, which is no shared memory."""
    end = tokens.mates[bracket]
    given = {tokens.texts[i] for i in range(bracket, end) if tokens.kinds[i] == ID} if kernel else set()
    found: set[str] = set()
    for index in range(end if kernel else bracket, close):
        if tokens.texts[index] != "volatile":
            continue
        pointer = False
        for at in range(index + 1, min(index + 12, close)):
            text = tokens.texts[at]
            pointer = pointer or text == "*"
            if tokens.kinds[at] == ID and tokens.texts[at + 1] in _AFTER_NAME:
                first, last = at, at
                while first > bracket and tokens.texts[first - 1] not in (";", "{", "}"):
                    first -= 1
                while last < close and tokens.texts[last] != ";":
                    last += 1
                other = given.isdisjoint(tokens.texts[at + 1 : last])
                array = tokens.texts[at + 1] == "[" and "__shared__" in tokens.texts[first:at]
                if at < end or pointer and other or array:
                    found.add(text)
                break
    return frozenset(found)


def _statements(tokens: RawTokens, first: int, stop: int) -> Iterator[tuple[int, int]]:
    """The pieces between ``;``, ``{`` and ``}``, whatever block they stand in. A condition before a statement belongs
    to it."""
    begin = first
    for index in range(first, stop):
        if tokens.texts[index] in (";", "{", "}"):
            yield begin, index
            begin = index + 1
    yield begin, stop


def _uses(tokens: RawTokens, first: int, stop: int, names: frozenset[str]) -> _Uses:
    """What a statement does with elements: ``s[t] += s[t + 16]`` reads both and stores one."""
    read: set[str] = set()
    stored: set[str] = set()
    for index in range(first, stop - 1):
        if tokens.texts[index] in names and tokens.texts[index + 1] == "[":
            close = tokens.mates[index + 1]
            element = " ".join(tokens.texts[index + 2 : close])
            after = tokens.texts[close + 1] if close + 1 < stop else ""
            if after in _ASSIGN:
                stored.add(element)
            if after != "=":
                read.add(element)
    return _Uses(first, frozenset(read), frozenset(stored))
