"""Constant expressions of PTX, which are computed with integers of 64 bits."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

_TOKEN = re.compile(r"\s*(0[xX][0-9a-fA-F]+U?|0[bB][01]+U?|\d+U?|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>&|^~!?:()\x01])")
_LEVELS: tuple[dict[str, Callable[[int, int], int]], ...] = (
    {"||": lambda a, b: int(bool(a or b))}, {"&&": lambda a, b: int(bool(a and b))},
    {"|": operator.or_}, {"^": operator.xor}, {"&": operator.and_},
    {"==": lambda a, b: int(a == b), "!=": lambda a, b: int(a != b)},
    {"<": lambda a, b: int(a < b), "<=": lambda a, b: int(a <= b), ">": lambda a, b: int(a > b),
     ">=": lambda a, b: int(a >= b)},
    {"<<": lambda a, b: a << (b & 63), ">>": lambda a, b: a >> (b & 63)},
    {"+": operator.add, "-": operator.sub},
    {"*": operator.mul, "/": lambda a, b: _quotient(a, b), "%": lambda a, b: a - b * _quotient(a, b)},
)  # fmt: skip


def _quotient(a: int, b: int) -> int:
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


def constant(text: str) -> int | None:
    """The value of an expression of numbers; None where the text is none, or has none."""
    tokens: list[str] = []
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None:
            return None
        tokens.append("%" if match[1] == "\1" else match[1])  # as a template spells it
        position = match.end()
    if len(tokens) < 2:
        return None
    try:
        value, rest = _conditional(tokens, 0)
    except (IndexError, ValueError, ZeroDivisionError):
        return None
    return value if rest == len(tokens) else None


def _conditional(tokens: list[str], at: int) -> tuple[int, int]:
    value, at = _level(tokens, at, 0)
    if at < len(tokens) and tokens[at] == "?":
        first, at = _conditional(tokens, at + 1)
        if tokens[at] != ":":
            raise ValueError
        second, at = _conditional(tokens, at + 1)
        value = first if value else second
    return value, at


def _level(tokens: list[str], at: int, level: int) -> tuple[int, int]:
    if level == len(_LEVELS):
        return _unary(tokens, at)
    value, at = _level(tokens, at, level + 1)
    while at < len(tokens) and tokens[at] in _LEVELS[level]:
        right, after = _level(tokens, at + 1, level + 1)
        value = _wrapped(_LEVELS[level][tokens[at]](value, right))
        at = after
    return value, at


def _unary(tokens: list[str], at: int) -> tuple[int, int]:
    token = tokens[at]
    if token in ("-", "+", "~", "!"):
        value, after = _unary(tokens, at + 1)
        made = {"-": -value, "+": value, "~": ~value, "!": int(not value)}[token]
        return _wrapped(made), after
    if token == "(":
        value, after = _conditional(tokens, at + 1)
        if tokens[after] != ")":
            raise ValueError
        return value, after + 1
    digits = token.rstrip("U")
    return int(digits, 8) if re.fullmatch(r"0[0-7]+", digits) else int(digits, 0), at + 1


def _wrapped(value: int) -> int:
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value
