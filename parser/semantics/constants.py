"""Constant evaluation on the C tree: the value of an expression where it can be known while translating."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Mapping

from .. import ctree as c

Number = int | float
Environment = Mapping[c.CVar, Number]

_LIMITS: dict[str, Number] = {
    "CHAR_BIT": 8, "INT_MAX": 2**31 - 1, "INT_MIN": -(2**31), "UINT_MAX": 2**32 - 1, "LONG_MAX": 2**63 - 1, "LONG_MIN": -(2**63),
    "ULONG_MAX": 2**64 - 1, "LLONG_MAX": 2**63 - 1, "LLONG_MIN": -(2**63), "ULLONG_MAX": 2**64 - 1, "SHRT_MAX": 32767,
    "SHRT_MIN": -32768, "USHRT_MAX": 65535, "SCHAR_MAX": 127, "SCHAR_MIN": -128, "UCHAR_MAX": 255, "CHAR_MAX": 127,
    "CHAR_MIN": -128, "true": 1, "false": 0,
}  # fmt: skip
_ESCAPES = {"n": 10, "t": 9, "r": 13, "0": 0, "a": 7, "b": 8, "f": 12, "v": 11, "\\": 92, "'": 39, '"': 34, "?": 63}


def wrap(value: Number, ctype: c.CType) -> Number:
    """The value as the scalar type holds it: two's complement wrap, rounding to float."""
    if not isinstance(ctype, c.Scalar):
        return value
    size, kind, _ = c.SCALARS[ctype.name]
    if kind == "b":
        return int(value != 0)
    if kind == "f":
        if size == 4:
            try:
                return float(struct.unpack("f", struct.pack("f", float(value)))[0])
            except OverflowError:
                return math.copysign(math.inf, value)
        return float(value)
    whole = int(value) & ((1 << 8 * size) - 1)
    return whole - (1 << 8 * size) if kind == "i" and whole >> (8 * size - 1) else whole


def literal_value(text: str) -> Number | None:
    """The value of a C or C++ literal or of a named limit."""
    if text in _LIMITS:
        return _LIMITS[text]
    if text.startswith("'"):
        return _character(text[1:-1])
    plain = text.replace("'", "")
    if re.fullmatch(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)[uUlL]*", plain):
        digits = plain.rstrip("uUlL")
        if len(digits) > 1 and digits[0] == "0" and digits[1] not in "xXbB":
            return int(digits, 8)
        return int(digits, 0)
    try:
        return float.fromhex(plain.rstrip("fFlL")) if plain[:2] in ("0x", "0X") else float(plain.rstrip("fFlL"))
    except ValueError:
        return None


def _character(body: str) -> int | None:
    if len(body) == 1:
        return ord(body)
    if body.startswith("\\"):
        if body[1] == "x":
            return int(wrap(int(body[2:], 16), c.Scalar("char")))
        if body[1:].isdigit():
            return int(body[1:], 8)
        return _ESCAPES.get(body[1:])
    return None


def evaluate(expr: c.CExpr, environment: Environment | None = None) -> Number | None:
    """The value, or None where it depends on anything that is not in ``environment``."""
    match expr:
        case c.Lit():
            value = literal_value(expr.text)
            return None if value is None else wrap(value, expr.type)
        case c.Var():
            return environment.get(expr.var) if environment else None
        case c.SizeOf():
            return None
        case c.Cast():
            value = evaluate(expr.operand, environment)
            return None if value is None or not isinstance(expr.type, c.Scalar) else wrap(value, expr.type)
        case c.Unary():
            return _unary(expr, environment)
        case c.Binary():
            return _binary(expr, environment)
        case c.Conditional():
            cond = evaluate(expr.cond, environment)
            if cond is None:
                return None
            value = evaluate(expr.then if cond else expr.orelse, environment)
            return None if value is None else wrap(value, expr.type)
        case c.Intrinsic():
            return _intrinsic(expr, environment)
        case _:
            return None


def _unary(expr: c.Unary, environment: Environment | None) -> Number | None:
    if expr.op not in "-+!~":
        return None
    value = evaluate(expr.operand, environment)
    if value is None:
        return None
    if expr.op == "!":
        return int(not value)
    if expr.op == "~":
        return wrap(~int(value), expr.type)
    return wrap(-value if expr.op == "-" else value, expr.type)


def _binary(expr: c.Binary, environment: Environment | None) -> Number | None:
    left = evaluate(expr.left, environment)
    if expr.op in ("&&", "||") and left is not None and bool(left) == (expr.op == "||"):
        return int(bool(left))
    right = evaluate(expr.right, environment)
    if left is None or right is None:
        return None
    if expr.op in _COMPARE:
        return int(_COMPARE[expr.op](left, right))
    try:
        value = _ARITHMETIC[expr.op](left, right)
    except (ZeroDivisionError, ValueError, OverflowError, KeyError):
        return None
    return wrap(value, expr.type)


def _divide(a: Number, b: Number) -> Number:
    if isinstance(a, float) or isinstance(b, float):
        return a / b
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _remainder(a: Number, b: Number) -> Number:
    return int(a) - int(b) * int(_divide(int(a), int(b)))


_COMPARE: dict[str, Callable[[Number, Number], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "&&": lambda a, b: bool(a) and bool(b),
    "||": lambda a, b: bool(a) or bool(b),
}
_ARITHMETIC: dict[str, Callable[[Number, Number], Number]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "%": _remainder,
    "&": lambda a, b: int(a) & int(b),
    "|": lambda a, b: int(a) | int(b),
    "^": lambda a, b: int(a) ^ int(b),
    "<<": lambda a, b: int(a) << int(b),
    ">>": lambda a, b: int(a) >> int(b),
}


def _intrinsic(expr: c.Intrinsic, environment: Environment | None) -> Number | None:
    if expr.name.removeprefix("std::") not in ("min", "max"):
        return None
    values = [evaluate(a, environment) for a in expr.args]
    if any(v is None for v in values):
        return None
    numbers = [v for v in values if v is not None]
    return wrap(min(numbers) if expr.name.endswith("min") else max(numbers), expr.type)
