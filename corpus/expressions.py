"""Expressions of a specification: integers and floats over the names of a problem's sizes, written as Python writes
them. Evaluates a small, closed part of the language; runs no code of anyone's."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import TypeAlias

Number: TypeAlias = int | float

LIMIT = 1 << 40  # no size, shape or value of a specification is larger


class ExpressionError(ValueError):
    """An expression that cannot be evaluated; the message says why."""


def ceildiv(a: Number, b: Number) -> Number:
    """The quotient of two numbers, rounded up: how many blocks of ``b`` cover ``a``."""
    return -(-a // b)


_BINARY: Mapping[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_COMPARISON: Mapping[type[ast.cmpop], Callable[[Number, Number], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
FUNCTIONS: Mapping[str, Callable[..., Number]] = {"ceildiv": ceildiv, "min": min, "max": max, "abs": abs, "int": int}


def evaluate(text: str, names: Mapping[str, Number]) -> Number:
    """The value of an expression; raises ExpressionError."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ExpressionError(f"`{text}` is no expression") from error
    try:
        value = _value(tree, names)
    except (ZeroDivisionError, OverflowError, TypeError) as error:
        raise ExpressionError(f"`{text}` has no value: {error}") from error
    if abs(value) > LIMIT and isinstance(value, int):
        raise ExpressionError(f"`{text}` is {value}: too large")
    return value


def call(text: str, names: Mapping[str, Number]) -> tuple[str, list[Number]]:
    """The name and the values of the arguments of ``name(a, b)``; a name alone is a call without arguments."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ExpressionError(f"`{text}` is no call") from error
    if isinstance(tree, ast.Name):
        return tree.id, []
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and not tree.keywords:
        return tree.func.id, [_value(argument, names) for argument in tree.args]
    raise ExpressionError(f"`{text}` is not of the form name(a, b)")


def _value(node: ast.expr, names: Mapping[str, Number]) -> Number:
    match node:
        case ast.Constant(value=bool() | int() | float() as value):
            return value
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.Name(id=name):
            raise ExpressionError(f"`{name}` is not a size; known: {', '.join(names) or 'none'}")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](_value(left, names), _value(right, names))
        case ast.BinOp(left=left, op=ast.LShift(), right=right):
            shift = _value(right, names)
            if not 0 <= shift <= 40:
                raise ExpressionError(f"a shift by {shift}")
            return int(_value(left, names)) << int(shift)
        case ast.BinOp(left=left, op=ast.RShift(), right=right):
            return int(_value(left, names)) >> int(_value(right, names))
        case ast.BinOp(left=left, op=ast.BitXor(), right=right):
            return int(_value(left, names)) ^ int(_value(right, names))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISON:
            return int(_COMPARISON[type(op)](_value(left, names), _value(right, names)))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _value(body if _value(test, names) else orelse, names)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_value(argument, names) for argument in args))
    raise ExpressionError(
        f"`{ast.unparse(node)}` is not allowed here: numbers, sizes, + - * / // %, {', '.join(FUNCTIONS)}"
    )
