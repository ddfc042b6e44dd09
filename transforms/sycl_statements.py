"""The statements of a function body, read from raw tokens by their keywords and brackets: where each begins and
ends, and what it is made of. Expressions are not looked into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ..parser.tokens import ID, RawTokens

Kind = Literal["block", "if", "for", "while", "do", "switch", "return", "jump", "label", "simple"]
_JUMPS = frozenset({"break", "continue", "goto"})


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """Tokens ``first`` to ``stop``; ``head`` is the range of the brackets' content behind the keyword, and ``parts``
    the statements inside: of a block its own, of an ``if`` its one or two branches, of a loop its body."""

    kind: Kind
    first: int
    stop: int
    head: tuple[int, int] = (0, 0)
    parts: list[Statement] = field(default_factory=list)

    def walk(self) -> Iterator[Statement]:
        """The statement and all inside it, the outer before the inner."""
        yield self
        for part in self.parts:
            yield from part.walk()


def read_statements(tokens: RawTokens, first: int, stop: int) -> list[Statement]:
    """The statements of a range of tokens."""
    found: list[Statement] = []
    index = first
    while index < stop:
        statement = read_statement(tokens, index, stop)
        found.append(statement)
        index = max(statement.stop, index + 1)
    return found


def read_statement(tokens: RawTokens, index: int, stop: int) -> Statement:
    """The statement that begins at a token."""
    text, mates = tokens.texts[index], tokens.mates
    if text == "{" and mates[index] > 0:
        inner = read_statements(tokens, index + 1, min(mates[index], stop))
        return Statement("block", index, mates[index] + 1, parts=inner)
    if text in ("if", "for", "while", "switch"):
        bracket = index + 1
        while bracket < stop and tokens.texts[bracket] == "constexpr":
            bracket += 1
        if bracket < stop and tokens.texts[bracket] == "(" and mates[bracket] > 0:
            return _headed(tokens, index, bracket, stop)
    if text == "do" and index + 1 < stop:
        body = read_statement(tokens, index + 1, stop)
        bracket = body.stop + 1
        if bracket < stop and tokens.texts[body.stop] == "while" and mates[bracket] > 0:
            return Statement("do", index, min(mates[bracket] + 2, stop), (bracket + 1, mates[bracket]), [body])
    if text in ("case", "default") or _is_label(tokens, index, stop):
        return _label(tokens, index, stop)
    end = _semicolon(tokens, index, stop)
    if text == "return":
        return Statement("return", index, end)
    return Statement("jump" if text in _JUMPS else "simple", index, end)


def _headed(tokens: RawTokens, index: int, bracket: int, stop: int) -> Statement:
    close = tokens.mates[bracket]
    head = (bracket + 1, close)
    if close + 1 >= stop:
        return Statement("simple", index, stop)
    parts = [read_statement(tokens, close + 1, stop)]
    end = parts[0].stop
    match tokens.texts[index]:
        case "if":
            if end < stop and tokens.texts[end] == "else" and end + 1 < stop:
                parts.append(read_statement(tokens, end + 1, stop))
            return Statement("if", index, parts[-1].stop, head, parts)
        case "for":
            return Statement("for", index, end, head, parts)
        case "while":
            return Statement("while", index, end, head, parts)
        case _:
            return Statement("switch", index, end, head, parts)


def _is_label(tokens: RawTokens, index: int, stop: int) -> bool:
    return index + 1 < stop and tokens.texts[index + 1] == ":" and tokens.kinds[index] == ID


def _label(tokens: RawTokens, index: int, stop: int) -> Statement:
    colon = index
    while colon < stop and tokens.texts[colon] != ":":
        colon = max(tokens.mates[colon], colon) + 1
    if colon + 1 >= stop:
        return Statement("label", index, stop)
    inner = read_statement(tokens, colon + 1, stop)
    return Statement("label", index, inner.stop, parts=[inner])


def _semicolon(tokens: RawTokens, index: int, stop: int) -> int:
    while index < stop and tokens.texts[index] != ";":
        index = max(tokens.mates[index], index) + 1
    return min(index + 1, stop)
