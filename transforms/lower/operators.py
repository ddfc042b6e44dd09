"""Unary and binary operators, assignment, ``?:`` and indexing: the built-in ones, and those that classes overload."""

from __future__ import annotations

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser.semantics import types as ty
from .body import Body
from .calls import call_operator
from .conversions import arithmetic, convert, place, rank
from .pointers import function_type
from .values import Braces, Operand, Value, address, cast, deref, null_of, simple

_COMPARISONS = ("==", "!=", "<", ">", "<=", ">=")


def _overloadable(*operands: Operand) -> bool:
    return any(isinstance(o, Value) and isinstance(ty.unqualified(o.type), ty.ClassT | ty.EnumT) for o in operands)


def unary(body: Body, op: str, operand: Value, at: n.Node) -> Value:
    """A prefix operator."""
    if op == "&":
        return _address_of(body, operand, at)
    if _overloadable(operand):
        made = call_operator(body, op, (operand,), at)
        if made is not None:
            return made
        operand = arithmetic(body, operand, at)
    if op in ("++", "--"):
        return _step(body, op, operand, True, at)
    source = ty.decay(operand.type)
    if op == "*":
        if not isinstance(source, ty.Ptr):
            raise body.program.unsupported(at, f"`*` on `{ty.spell(source)}`", "dereference a pointer")
        if isinstance(source.target, ty.Fn):
            return operand
        return Value(deref(operand.expr, body.program.ctype(source.target, at)), source.target, True)
    if op == "!":
        return Value(c.Unary("!", operand.expr, c.BOOL), ty.BOOL)
    if isinstance(source, ty.Ptr) and op == "+":
        return Value(operand.expr, source)
    if not ty.is_arithmetic(source):
        raise body.program.unsupported(at, f"`{op}` on `{ty.spell(source)}`", "use an arithmetic type")
    result = source if ty.is_floating(source) else ty.promoted(source)
    return Value(c.Unary(op, operand.expr, body.program.ctype(result)), result)


def _address_of(body: Body, operand: Value, at: n.Node) -> Value:
    if function_type(operand.type) is not None and not operand.lvalue:
        return operand
    if isinstance(ty.unqualified(operand.type), ty.ClassT):
        made = call_operator(body, "&", (operand,), at)
        if made is not None:
            return made
    where = place(body, operand, at)
    made_type = ty.Ptr(operand.type)
    return Value(address(where.expr, body.program.ctype(made_type, at)), made_type)


def _step(body: Body, op: str, operand: Value, prefix: bool, at: n.Node) -> Value:
    operand = place(body, operand, at)
    return Value(c.Step(op, prefix, operand.expr, operand.expr.type), ty.unqualified(operand.type), prefix)


def postfix(body: Body, op: str, operand: Value, at: n.Node) -> Value:
    """``operand++`` or ``operand--``."""
    if _overloadable(operand):
        made = call_operator(body, op, (operand, Value(c.Lit("0", c.INT), ty.INT)), at)
        if made is not None:
            return made
    return _step(body, op, operand, False, at)


def binary(body: Body, op: str, left: Value, right: Value, at: n.Node) -> Value:
    """A binary operator other than assignment."""
    if _overloadable(left, right):
        made = call_operator(body, op, (left, right), at)
        if made is not None:
            return made
        left, right = arithmetic(body, left, at), arithmetic(body, right, at)
    a, b = ty.decay(left.type), ty.decay(right.type)
    if op in ("&&", "||"):
        return Value(c.Binary(op, left.expr, right.expr, c.BOOL), ty.BOOL)
    if isinstance(a, ty.Ptr) or isinstance(b, ty.Ptr) or ty.NULLPTR in (a, b):
        return _pointer_arithmetic(body, op, left, right, a, b, at)
    if isinstance(a, ty.EnumT) and a == b and op in _COMPARISONS:
        return Value(c.Binary(op, left.expr, right.expr, c.BOOL), ty.BOOL)
    if not (ty.is_arithmetic(a) and ty.is_arithmetic(b)):
        what = f"`{op}` between `{ty.spell(a)}` and `{ty.spell(b)}`"
        raise body.program.unsupported(at, what, "declare the operator for device code, or convert the operands")
    if op in ("<<", ">>"):
        result = ty.promoted(a)
        return Value(c.Binary(op, left.expr, right.expr, body.program.ctype(result)), result)
    joint = ty.common(a, b)
    wanted = body.program.ctype(joint)
    x, y = left.expr, right.expr
    if op in _COMPARISONS:
        x, y = _same_sign(x, a, joint, wanted), _same_sign(y, b, joint, wanted)
        return Value(c.Binary(op, x, y, c.BOOL), ty.BOOL)
    if ty.is_floating(joint):
        x, y = _literal_as(x, wanted), _literal_as(y, wanted)
    return Value(c.Binary(op, x, y, wanted), joint)


def _same_sign(expr: c.CExpr, t: ty.Type, joint: ty.Type, wanted: c.CType) -> c.CExpr:
    """Make a conversion between signed and unsigned visible, which C compilers warn about in comparisons."""
    if ty.is_integer(joint) and ty.is_unsigned(joint) and not ty.is_unsigned(ty.promoted(t)):
        return cast(expr, wanted)
    return _literal_as(expr, wanted) if ty.is_floating(joint) else expr


def _literal_as(expr: c.CExpr, wanted: c.CType) -> c.CExpr:
    return cast(expr, wanted) if isinstance(expr, c.Lit) and expr.type == c.INT else expr


def _pointer_arithmetic(body: Body, op: str, left: Value, right: Value, a: ty.Type, b: ty.Type, at: n.Node) -> Value:
    if op in _COMPARISONS:
        x, y = left.expr, right.expr
        if isinstance(a, ty.Ptr) and isinstance(b, ty.Ptr) and ty.unqualified(a.target) != ty.unqualified(b.target):
            y = c.Cast(y, body.program.ctype(a, at))
        elif not isinstance(b, ty.Ptr):
            y = null_of(x.type)
        elif not isinstance(a, ty.Ptr):
            x = null_of(y.type)
        return Value(c.Binary(op, x, y, c.BOOL), ty.BOOL)
    if op == "-" and isinstance(a, ty.Ptr) and isinstance(b, ty.Ptr):
        return Value(c.Binary("-", left.expr, right.expr, c.LONG), ty.LONG)
    pointer = a if isinstance(a, ty.Ptr) else b
    other = b if isinstance(a, ty.Ptr) else a
    if op not in "+-" or not isinstance(pointer, ty.Ptr) or not ty.is_arithmetic(other):
        what = f"`{op}` between `{ty.spell(a)}` and `{ty.spell(b)}`"
        raise body.program.unsupported(at, what, "compute with integers, then convert")
    return Value(c.Binary(op, left.expr, right.expr, body.program.ctype(pointer, at)), pointer)


def assign(body: Body, op: str, left: Value, right: Operand, at: n.Node) -> Value:
    """``=`` and compound assignment."""
    bare = ty.unqualified(left.type)
    if isinstance(bare, ty.ClassT):
        if isinstance(right, Braces):
            right = Value(convert(body, right, bare, at), bare)
        body.program.sem.complete(bare.instance)
        if bare.instance.polymorphic and op == "=" and not has_assignment(body, bare):
            raise body.program.unsupported(at, "the assignment of an object with virtual functions",
                                           "assign its members")  # fmt: skip
        if op != "=" or has_assignment(body, bare):
            made = call_operator(body, op, (left, right), at)
            if made is not None:
                return made
        if op != "=":
            return assign(body, "=", left, binary(body, op[:-1], left, right, at), at)
    if isinstance(right, Value) and isinstance(ty.unqualified(right.type), ty.ClassT) and op != "=":
        right = arithmetic(body, right, at)
    if isinstance(bare, ty.EnumT) and op != "=" and isinstance(right, Value):
        made = call_operator(body, op, (left, right), at)
        if made is not None:
            return made
    target = place(body, left, at) if not isinstance(left.expr, c.Var | c.Index | c.Member | c.Unary) else left
    if op == "=":
        value = convert(body, right, bare, at)
    elif isinstance(right, Braces):
        raise body.program.unsupported(at, "a braced list in a compound assignment", "use an expression")
    else:
        if isinstance(bare, ty.Ptr) and op not in ("+=", "-="):
            raise body.program.unsupported(at, f"`{op}` on a pointer", "use + or -")
        value = _literal_as(right.expr, target.expr.type) if ty.is_floating(bare) else right.expr
    return Value(c.Assign(op, target.expr, value, target.expr.type), bare, True)


def has_assignment(body: Body, t: ty.ClassT) -> bool:
    """Whether the class declares its own assignment operator."""
    body.program.sem.complete(t.instance)
    from ...parser.semantics.scope import FunctionEntity

    return any(isinstance(e, FunctionEntity) and not e.defaulted for e in t.instance.scope.names.get("operator=", ()))


def conditional(body: Body, cond: Value, then: Operand, orelse: Operand, at: n.Node) -> Value:
    """``cond ? then : orelse``."""
    test = condition(body, cond, at)
    if ty.decay(cond.type) in (ty.FLOAT, ty.DOUBLE):  # OpenCL C wants no float
        test = c.Binary("!=", test, cast(c.Lit("0", c.INT), body.program.ctype(ty.decay(cond.type))), c.BOOL)
    if isinstance(then, Braces) or isinstance(orelse, Braces):
        raise body.program.unsupported(at, "a braced list in ?:", "name its type")
    a, b = ty.decay(then.type), ty.decay(orelse.type)
    if then.lvalue and orelse.lvalue and then.type == orelse.type:
        return Value(c.Conditional(test, then.expr, orelse.expr, body.program.ctype(a, at)), then.type, True)
    if a == b:
        return Value(c.Conditional(test, then.expr, orelse.expr, body.program.ctype(a, at)), a)
    if ty.is_arithmetic(a) and ty.is_arithmetic(b):
        joint = ty.common(a, b)
        wanted = body.program.ctype(joint)
        x, y = cast(then.expr, wanted), cast(orelse.expr, wanted)
        return Value(c.Conditional(test, x, y, wanted), joint)
    for target in (a, b):
        if rank(body, then, target) is not None and rank(body, orelse, target) is not None:
            x, y = convert(body, then, target, at), convert(body, orelse, target, at)
            return Value(c.Conditional(test, x, y, body.program.ctype(target, at)), target)
    raise body.program.unsupported(at, f"?: between `{ty.spell(a)}` and `{ty.spell(b)}`", "convert one of them")


def condition(body: Body, value: Value, at: n.Node | None) -> c.CExpr:
    """The value as a truth value."""
    if isinstance(ty.unqualified(value.type), ty.ClassT):
        return convert(body, value, ty.BOOL, at)
    return value.expr


def index(body: Body, base: Value, subscript: Operand, at: n.Node) -> Value:
    """``base[subscript]``."""
    if isinstance(ty.unqualified(base.type), ty.ClassT):
        from .calls import call_member_operator

        made = call_member_operator(body, "[]", base, (subscript,), at)
        if made is not None:
            return made
    if isinstance(subscript, Braces):
        raise body.program.unsupported(at, "a braced list as an index", "use an integer")
    subscript = arithmetic(body, subscript, at)
    source = ty.decay(base.type)
    if not isinstance(source, ty.Ptr) and isinstance(ty.decay(subscript.type), ty.Ptr):
        base, subscript = subscript, base
        source = ty.decay(base.type)
    if not isinstance(source, ty.Ptr):
        raise body.program.unsupported(at, f"indexing `{ty.spell(source)}`", "index a pointer or an array")
    if isinstance(base.type, ty.Arr) and not base.lvalue and not simple(base.expr):
        base = place(body, base, at)
    made_type = body.program.ctype(source.target, at)
    return Value(c.Index(base.expr, subscript.expr, made_type), source.target, True)
