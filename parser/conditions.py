"""The value of an ``#if`` expression whose macros are already expanded. Owns the integer expressions of the
preprocessor; every remaining name is zero."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BINARY = {
    "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7,
    "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}  # fmt: skip
_NUMBER = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)[uUlLzZ]*")
_ESCAPES = {"n": 10, "t": 9, "r": 13, "0": 0, "a": 7, "b": 8, "f": 12, "v": 11}
DEPTH = 200


class BadCondition(Exception):
    """The expression cannot be evaluated; the argument says why."""


def evaluate(texts: Sequence[str]) -> int:
    """The value of an expression given as token texts (``>>`` as one). Raises BadCondition."""
    parser = _Parser(texts)
    value = parser.conditional(0)
    if parser.position < len(texts):
        raise BadCondition(f"`{texts[parser.position]}` was not expected")
    return value


class _Parser:
    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.position = 0

    def peek(self) -> str:
        return self.texts[self.position] if self.position < len(self.texts) else ""

    def conditional(self, depth: int) -> int:
        if depth > DEPTH:
            raise BadCondition("it is nested too deeply")
        value = self.binary(1, depth)
        if self.peek() != "?":
            return value
        self.position += 1
        then = self.conditional(depth + 1)
        self.expect(":")
        orelse = self.conditional(depth + 1)
        return then if value else orelse

    def expect(self, text: str) -> None:
        if self.peek() != text:
            raise BadCondition(f"`{text}` is missing")
        self.position += 1

    def binary(self, lowest: int, depth: int) -> int:
        left = self.unary(depth)
        while (level := _BINARY.get(self.peek(), 0)) >= lowest:
            operator = self.peek()
            self.position += 1
            left = _apply(operator, left, self.binary(level + 1, depth + 1))
        return left

    def unary(self, depth: int) -> int:
        if depth > DEPTH:
            raise BadCondition("it is nested too deeply")
        text = self.peek()
        self.position += 1
        if text in ("!", "not"):
            return int(not self.unary(depth + 1))
        if text == "-":
            return -self.unary(depth + 1)
        if text == "+":
            return self.unary(depth + 1)
        if text == "~":
            return ~self.unary(depth + 1)
        if text == "(":
            value = self.conditional(depth + 1)
            self.expect(")")
            return value
        return self.operand(text)

    def operand(self, text: str) -> int:
        if not text:
            raise BadCondition("an operand is missing")
        if text[0].isdigit():
            found = _NUMBER.fullmatch(text.replace("'", ""))
            if found is None:
                raise BadCondition(f"`{text}` is no integer")
            digits = found[1]
            octal = len(digits) > 1 and digits[0] == "0" and digits.isdigit()
            return int(digits, 8 if octal and not re.search("[89]", digits) else 10 if digits.isdigit() else 0)
        if text[-1] == "'" and len(text) > 2:
            inner = text[text.index("'") + 1 : -1]
            return _ESCAPES.get(inner[1], ord(inner[1])) if inner[0] == "\\" and len(inner) > 1 else ord(inner[-1])
        if text[0] == "_" or text[0] == "$" or text[0].isalpha():
            if self.peek() == "(":
                raise BadCondition(f"`{text}` is not a macro")
            return int(text == "true")
        raise BadCondition(f"`{text}` was not expected")


def _apply(operator: str, a: int, b: int) -> int:
    match operator:
        case "||":
            return int(bool(a or b))
        case "&&":
            return int(bool(a and b))
        case "|":
            return a | b
        case "^":
            return a ^ b
        case "&":
            return a & b
        case "==":
            return int(a == b)
        case "!=":
            return int(a != b)
        case "<":
            return int(a < b)
        case ">":
            return int(a > b)
        case "<=":
            return int(a <= b)
        case ">=":
            return int(a >= b)
        case "<<":
            return a << min(max(b, 0), 64)
        case ">>":
            return a >> min(max(b, 0), 64)
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
    if b == 0:
        return 0  # an unevaluated side may divide by zero; a live one is an error of every compiler
    quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return quotient if operator == "/" else a - b * quotient
