"""What lowering an expression yields, and small builders of C tree expressions that keep them simple."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser.semantics import types as ty


@dataclass(frozen=True, slots=True)
class Value:
    """A lowered expression with its C++ type (never a reference). ``expiring``: it is no lvalue, but an object has its
    place (an xvalue of C++, such as what ``std::move`` gives)."""

    expr: c.CExpr
    type: ty.Type
    lvalue: bool = False
    expiring: bool = False


@dataclass(frozen=True, slots=True)
class Braces:
    """A braced list, whose meaning depends on what it initialises."""

    node: n.InitList | n.Init | n.Construct
    entries: tuple[n.Node, ...]


Operand = Value | Braces


def deref(pointer: c.CExpr, ctype: c.CType) -> c.CExpr:
    """``*pointer``, undoing an address-of."""
    if isinstance(pointer, c.Unary) and pointer.op == "&":
        return pointer.operand
    return c.Unary("*", pointer, ctype)


def address(lvalue: c.CExpr, pointer: c.CType) -> c.CExpr:
    """``&lvalue``, undoing a dereference; C++ has places that are none in C: of conditionals and commas."""
    match lvalue:
        case c.Unary(op="*"):
            return lvalue.operand
        case c.Conditional():
            then, orelse = address(lvalue.then, pointer), address(lvalue.orelse, pointer)
            return c.Conditional(lvalue.cond, then, orelse, pointer)
        case c.Comma():
            return c.Comma(lvalue.left, address(lvalue.right, pointer), pointer)
    return c.Unary("&", lvalue, pointer)


def discarded(expr: c.CExpr) -> c.CExpr:
    """An expression whose value nobody wants: the place that a call returns need not be looked at."""
    while isinstance(expr, c.Unary) and expr.op == "*":
        expr = expr.operand
    return expr


def null_of(ctype: c.CType) -> c.CExpr:
    """A null pointer to compare with one of the type; pointers to functions are numbers."""
    return c.Lit("NULL", c.Pointer(c.VOID)) if isinstance(ctype, c.Pointer | c.Array) else int_literal(0, ctype)


def int_literal(value: int, ctype: c.CType = c.INT) -> c.CExpr:
    """An integer constant of the type, as C text."""
    kind = c.scalar_kind(ctype)
    if ctype == c.BOOL:
        return c.Lit("true" if value else "false", ctype)
    suffix = {"int": "", "unsigned int": "u", "long": "l", "unsigned long": "ul", "long long": "ll",
              "unsigned long long": "ull"}  # fmt: skip
    name = ctype.name if isinstance(ctype, c.Scalar) else "int"
    if name not in suffix or kind == "f":
        return c.Cast(int_literal(value), ctype)
    if value < 0:
        bits = 8 * c.SCALARS[name][0] - 1
        if value == -(1 << bits):
            return c.Binary("-", int_literal(value + 1, ctype), int_literal(1, ctype), ctype)
        return c.Unary("-", c.Lit(f"{-value}{suffix[name]}", ctype), ctype)
    return c.Lit(f"{value}{suffix[name]}", ctype)


def number_literal(value: int | float, ctype: c.CType) -> c.CExpr:
    """A constant of an arithmetic type."""
    if c.scalar_kind(ctype) != "f":
        return int_literal(int(value), ctype)
    if value != value or value in (float("inf"), float("-inf")):
        name = "NAN" if value != value else "INFINITY"
        literal: c.CExpr = c.Lit(name, c.FLOAT)
        if value == float("-inf"):
            literal = c.Unary("-", literal, c.FLOAT)
        return literal if ctype == c.FLOAT else c.Cast(literal, ctype)
    text = repr(float(abs(value)))
    if ctype == c.FLOAT:
        text = _float_text(abs(value)) + "f"
    literal = c.Lit(text, ctype)
    return c.Unary("-", literal, ctype) if value < 0 else literal


def _float_text(value: float) -> str:
    """The shortest text that reads back as the same float."""
    import struct

    wanted = struct.pack("f", value)
    for digits in range(1, 18):
        text = f"{value:.{digits}g}"
        if struct.pack("f", float(text)) == wanted:
            break
    return text if any(ch in text for ch in ".en") else text + ".0"


def cast(expr: c.CExpr, ctype: c.CType) -> c.CExpr:
    """The expression as the type: plain literals are rewritten, anything else of another type is cast."""
    if _same(expr.type, ctype):
        return expr
    if isinstance(expr, c.Lit) and isinstance(ctype, c.Scalar) and ctype.name in ("float", "double"):
        text = expr.text
        if expr.type == c.INT and text.isdigit() and (len(text) == 1 or text[0] != "0"):
            return c.Lit(text + (".0f" if ctype == c.FLOAT else ".0"), ctype)
    if isinstance(expr, c.Lit) and ctype in (c.UINT,) and expr.type == c.INT and expr.text.isdigit():
        return c.Lit(expr.text + "u", ctype)
    return c.Cast(expr, ctype)


def _same(a: c.CType, b: c.CType) -> bool:
    if isinstance(a, c.Pointer) and isinstance(b, c.Pointer):
        return replace(a, restrict=False) == replace(b, restrict=False)
    if isinstance(a, c.Array) and isinstance(b, c.Pointer):
        return a.element == b.target
    return a == b


def simple(expr: c.CExpr) -> bool:
    """Whether evaluating the expression twice is the same as once."""
    match expr:
        case c.Var() | c.Lit() | c.Builtin() | c.SizeOf():
            return True
        case c.Member():
            return simple(expr.base)
        case c.Unary():
            return simple(expr.operand)
        case c.Cast():
            return simple(expr.operand)
        case c.Index():
            return simple(expr.base) and simple(expr.index)
        case c.Binary():
            return simple(expr.left) and simple(expr.right)
        case _:
            return False
