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
    "CHAR_BIT": 8, "INT_MAX": 2**31 - 1, "INT_MIN": -(2**31), "UINT_MAX": 2**32 - 1,
    "LONG_MAX": 2**63 - 1, "LONG_MIN": -(2**63), "ULONG_MAX": 2**64 - 1,
    "LLONG_MAX": 2**63 - 1, "LLONG_MIN": -(2**63), "ULLONG_MAX": 2**64 - 1, "SHRT_MAX": 32767,
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


# ------------------------------------------------------------------------------------------------ running functions


class _Stuck(Exception):
    """The value depends on something that is not known, or takes too long to compute."""


class _Leave(Exception):
    """Control leaves a statement: ``kind`` is break, continue or return."""

    def __init__(self, kind: str, value: object = None) -> None:
        super().__init__(kind)
        self.kind, self.value = kind, value


_MAX_STEPS = 200_000


def run(expr: c.CExpr, functions: Mapping[str, c.CFunction]) -> Number | None:
    """Like ``evaluate``, and calls of lowered functions are executed (constexpr functions)."""
    value = evaluate(expr)
    if value is not None:
        return value
    if not any(isinstance(x, c.Call | c.SizeOf) for x in c.walk(expr)):
        return None
    try:
        made = _Machine(functions).expression(expr, {})
    except (_Stuck, RecursionError):
        return None
    return made if isinstance(made, int | float) else None


def run_record(expr: c.Call, functions: Mapping[str, c.CFunction], record: c.CRecord) -> list[Number] | None:
    """The members of the record that a call returns; None unless all are numbers that can be known."""
    try:
        made = _Machine(functions).expression(expr, {})
    except (_Stuck, RecursionError):
        return None
    if not isinstance(made, dict):
        return None
    values = [made.get(f.name) for f in record.fields]
    return (
        [v for v in values if isinstance(v, int | float)] if all(isinstance(v, int | float) for v in values) else None
    )


class _Machine:
    """Executes lowered functions of scalars and records by value; anything else is stuck."""

    def __init__(self, functions: Mapping[str, c.CFunction]) -> None:
        self.functions, self.steps = functions, 0

    def expression(self, expr: c.CExpr, frame: dict[c.CVar, object]) -> object:
        self.steps += 1
        if self.steps > _MAX_STEPS:
            raise _Stuck
        match expr:
            case c.Var():
                if expr.var not in frame:
                    raise _Stuck
                return frame[expr.var]
            case c.Call():
                return self.call(expr, frame)
            case c.Binary():
                return self._binary(expr, frame)
            case c.Unary() if expr.op in "-+!~":
                return self._fold(c.Unary(expr.op, self._literal(expr.operand, frame), expr.type))
            case c.Cast():
                return wrap(self.number(expr.operand, frame), expr.type)
            case c.Conditional():
                chosen = expr.then if self.number(expr.cond, frame) else expr.orelse
                return self.expression(chosen, frame)
            case c.Comma():
                self.expression(expr.left, frame)
                return self.expression(expr.right, frame)
            case c.Assign():
                return self._assign(expr, frame)
            case c.Step():
                return self._step(expr, frame)
            case c.Member():
                base = self.expression(expr.base, frame)
                if isinstance(base, dict) and expr.field in base:
                    return base[expr.field]
                raise _Stuck
            case c.Intrinsic():
                args = tuple(self._literal(a, frame) for a in expr.args)
                return self._fold(c.Intrinsic(expr.name, args, expr.type, expr.signature))
            case _:
                return self._fold(expr)

    def _fold(self, expr: c.CExpr) -> Number:
        value = evaluate(expr)
        if value is None:
            raise _Stuck
        return value

    def number(self, expr: c.CExpr, frame: dict[c.CVar, object]) -> Number:
        value = self.expression(expr, frame)
        if not isinstance(value, int | float):
            raise _Stuck
        return value

    def _literal(self, expr: c.CExpr, frame: dict[c.CVar, object]) -> c.CExpr:
        """The value as a literal of its type, so that ``evaluate`` can go on."""
        value = self.number(expr, frame)
        if isinstance(value, float):
            return c.Cast(c.Lit(value.hex(), c.DOUBLE), expr.type) if value == value else c.Lit("NAN", c.DOUBLE)
        if value < 0:
            return c.Cast(c.Unary("-", c.Lit(str(-value), c.Scalar("long long")), c.Scalar("long long")), expr.type)
        return c.Cast(c.Lit(str(value), c.Scalar("unsigned long long")), expr.type)

    def _binary(self, expr: c.Binary, frame: dict[c.CVar, object]) -> Number:
        if expr.op in ("&&", "||"):
            left = bool(self.number(expr.left, frame))
            if left == (expr.op == "||"):
                return int(left)
            return int(bool(self.number(expr.right, frame)))
        left_value, right_value = self._literal(expr.left, frame), self._literal(expr.right, frame)
        return self._fold(c.Binary(expr.op, left_value, right_value, expr.type))

    def _store(self, place: c.CExpr, value: object, frame: dict[c.CVar, object]) -> None:
        if isinstance(place, c.Var) and place.var in frame:
            frame[place.var] = wrap(value, place.type) if isinstance(value, int | float) else value
            return
        if isinstance(place, c.Member):
            base = self.expression(place.base, frame)
            if isinstance(base, dict):
                base[place.field] = wrap(value, place.type) if isinstance(value, int | float) else value
                return
        raise _Stuck

    def _assign(self, expr: c.Assign, frame: dict[c.CVar, object]) -> object:
        if expr.op == "=":
            value = self.expression(expr.right, frame)
            if isinstance(value, dict):
                value = dict(value)
        else:
            value = self.number(c.Binary(expr.op[:-1], expr.left, expr.right, expr.left.type), frame)
        self._store(expr.left, value, frame)
        return value

    def _step(self, expr: c.Step, frame: dict[c.CVar, object]) -> Number:
        before = self.number(expr.operand, frame)
        after = wrap(before + (1 if expr.op == "++" else -1), expr.type)
        self._store(expr.operand, after, frame)
        return after if expr.prefix else before

    def call(self, expr: c.Call, frame: dict[c.CVar, object]) -> object:
        function = self.functions.get(expr.function)
        if function is None or function.kernel:
            raise _Stuck
        inner: dict[c.CVar, object] = {}
        for param, argument in zip(function.params, expr.args, strict=True):
            if isinstance(param.type, c.Pointer):
                inner[param] = None  # never read: a use of it is stuck
                if any(isinstance(x, c.Var) and x.var is param for x in c.walk(function.body)):
                    raise _Stuck
                continue
            value = self.expression(argument, frame)
            inner[param] = wrap(value, param.type) if isinstance(value, int | float) else value
        try:
            self.statement(function.body, inner)
        except _Leave as leave:
            if leave.kind == "return":
                value = leave.value
                return wrap(value, function.result) if isinstance(value, int | float) else value
            raise _Stuck from leave
        raise _Stuck

    def statement(self, stmt: c.CStmt | None, frame: dict[c.CVar, object]) -> None:
        self.steps += 1
        if self.steps > _MAX_STEPS:
            raise _Stuck
        match stmt:
            case None | c.Comment():
                return
            case c.Block():
                for inner in stmt.body:
                    self.statement(inner, frame)
            case c.Declare():
                value: object = {} if isinstance(stmt.var.type, c.Record) else 0
                if stmt.init is not None:
                    value = self.expression(stmt.init, frame)
                frame[stmt.var] = wrap(value, stmt.var.type) if isinstance(value, int | float) else value
            case c.ExprStmt():
                self.expression(stmt.expr, frame)
            case c.If():
                self.statement(stmt.then if self.number(stmt.cond, frame) else stmt.orelse, frame)
            case c.For() | c.While() | c.DoWhile():
                self._loop(stmt, frame)
            case c.Return():
                raise _Leave("return", self.expression(stmt.value, frame) if stmt.value is not None else None)
            case c.Break():
                raise _Leave("break")
            case c.Continue():
                raise _Leave("continue")
            case _:
                raise _Stuck

    def _loop(self, stmt: c.For | c.While | c.DoWhile, frame: dict[c.CVar, object]) -> None:
        if isinstance(stmt, c.For):
            self.statement(stmt.init, frame)
        first = isinstance(stmt, c.DoWhile)
        while first or stmt.cond is None or self.number(stmt.cond, frame):
            first = False
            try:
                self.statement(stmt.body, frame)
            except _Leave as leave:
                if leave.kind == "break":
                    return
                if leave.kind == "return":
                    raise
            if isinstance(stmt, c.For) and stmt.step is not None:
                self.expression(stmt.step, frame)
