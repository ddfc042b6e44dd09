"""Implicit and explicit conversions, and how well one fits (for overload resolution)."""

from __future__ import annotations

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.semantics import types as ty
from ...parser.semantics.classes import ClassInstance
from ...parser.semantics.declarators import function_declarator
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import FunctionEntity
from .body import Body
from .program import base_field
from .values import Braces, Operand, Value, address, cast, deref, int_literal, null_of, simple

EXACT, QUALIFIED, PROMOTION, CONVERSION, DERIVED, USER = 0, 1, 10, 20, 25, 60


def rank(body: Body, operand: Operand, target: ty.Type) -> int | None:
    """How well an operand converts implicitly to a type (less is better); None where it does not."""
    if isinstance(operand, Braces):
        return _rank_braces(body, operand, target)
    if isinstance(target, ty.Ref):
        return _rank_reference(body, operand, target)
    return _rank_value(body, operand, ty.unqualified(target))


def _rank_braces(body: Body, operand: Braces, target: ty.Type) -> int | None:
    inner = ty.unqualified(ty.strip_ref(target))
    if isinstance(target, ty.Ref) and not target.rvalue and not ty.is_const(target.target):
        return None
    if isinstance(inner, ty.ClassT):
        return USER
    if isinstance(inner, ty.Arr):  # an array by reference gets one of its own
        fits = isinstance(target, ty.Ref) and inner.length is not None and len(operand.entries) <= inner.length
        return CONVERSION if fits else None
    return CONVERSION if len(operand.entries) <= 1 else None


def _rank_reference(body: Body, operand: Value, target: ty.Ref) -> int | None:
    wanted = target.target
    same = ty.unqualified(operand.type) == ty.unqualified(wanted)
    derived = _derives(operand.type, wanted)
    if isinstance(wanted, ty.Arr) and isinstance(operand.type, ty.Arr) and wanted.length is None:
        same = True
    if target.rvalue:
        if operand.lvalue and same:
            return None
        base = EXACT if same else DERIVED if derived else _rank_value(body, operand, ty.unqualified(wanted))
        return base
    if same or derived:
        if ty.is_const(operand.type) and not ty.is_const(wanted):
            return None
        if not operand.lvalue and not ty.is_const(wanted):
            return None
        extra = QUALIFIED if ty.is_const(wanted) and (not ty.is_const(operand.type) or not operand.lvalue) else EXACT
        return (EXACT if same else DERIVED) + extra
    if not ty.is_const(wanted):
        return None
    base = _rank_value(body, operand, ty.unqualified(wanted))
    return None if base is None else base + QUALIFIED


def _derives(a: ty.Type, b: ty.Type) -> bool:
    return isinstance(a, ty.ClassT) and isinstance(b, ty.ClassT) and a.instance.derives_from(b.instance)


def _rank_value(body: Body, operand: Value, target: ty.Type) -> int | None:
    source = ty.decay(operand.type)
    if isinstance(source, ty.Unknown) or isinstance(target, ty.Unknown):
        return CONVERSION if body.unevaluated else None
    if source == target:
        return EXACT
    if ty.is_arithmetic(source) and ty.is_arithmetic(target) and not isinstance(target, ty.EnumT):
        return PROMOTION if _promotes(source, target) else CONVERSION
    if isinstance(source, ty.Ptr) and target == ty.BOOL:
        return CONVERSION + 1
    if isinstance(source, ty.EnumT) and isinstance(target, ty.Basic):
        return None if source.info.scoped else PROMOTION
    if isinstance(target, ty.Ptr):
        return _rank_pointer(operand, source, target)
    if isinstance(source, ty.ClassT) and _derives(source, target):
        return DERIVED
    if isinstance(target, ty.ClassT) and converting_constructor(body, operand, target.instance) is not None:
        return USER
    if isinstance(source, ty.ClassT) and conversion_function(body, source, target) is not None:
        return USER
    return None


def _promotes(source: ty.Type, target: ty.Type) -> bool:
    if source == ty.FLOAT and target == ty.DOUBLE:
        return True
    return ty.promoted(source) == target and (ty.is_integer(source) or isinstance(source, ty.EnumT))


def _rank_pointer(operand: Value, source: ty.Type, target: ty.Ptr) -> int | None:
    if source == ty.NULLPTR or _null_literal(operand.expr):
        return CONVERSION
    if not isinstance(source, ty.Ptr):
        return None
    a, b = source.target, target.target
    if (ty.is_const(a) and not ty.is_const(b)) or (a.volatile and not b.volatile):
        return None
    if ty.unqualified(a) == ty.unqualified(b):
        return QUALIFIED if a != b else EXACT
    if b == ty.qualified(ty.VOID, const=b.const, volatile=b.volatile):
        return CONVERSION + 1
    if _derives(a, b):
        return DERIVED
    if isinstance(a, ty.Ptr) and isinstance(b, ty.Ptr) and _similar(a, b):
        return QUALIFIED
    return None


def _similar(a: ty.Type, b: ty.Type) -> bool:
    while isinstance(a, ty.Ptr) and isinstance(b, ty.Ptr):
        a, b = a.target, b.target
    return ty.unqualified(a) == ty.unqualified(b)


def _null_literal(expr: c.CExpr) -> bool:
    return isinstance(expr, c.Lit) and expr.text in ("0", "NULL")


def converting_constructor(body: Body, operand: Operand, target: ClassInstance) -> FunctionEntity | None:
    """A non-explicit constructor that takes the operand as its only argument (without a further user conversion)."""
    if target.node is None or target.node.members is None:
        return None
    body.program.sem.complete(target)
    best: tuple[int, FunctionEntity] | None = None
    for entity in target.constructors:
        if entity.specs is not None and "explicit" in entity.specs.storage:
            continue
        function = function_declarator(entity.declarator)
        if entity.params is not None or entity.deleted or function is None or not function.params:
            continue
        if any(p.default is None for p in function.params[1:]):
            continue
        wanted = body.program.instance(entity).params[0]
        bare = ty.unqualified(ty.strip_ref(wanted))
        if isinstance(bare, ty.ClassT) and bare.instance is target:
            continue
        if isinstance(operand, Value) and isinstance(bare, ty.ClassT):
            if ty.unqualified(operand.type) != bare and not _derives(operand.type, bare):
                continue
        elif isinstance(operand, Value) and isinstance(operand.type, ty.ClassT):
            continue
        score = rank(body, operand, wanted)
        if score is not None and (best is None or score < best[0]):
            best = (score, entity)
    return best[1] if best else None


def conversion_function(body: Body, source: ty.ClassT, target: ty.Type) -> FunctionEntity | None:
    """A conversion operator of the class that yields the type, or an arithmetic type that converts to it."""
    if source.instance.node is None or source.instance.node.members is None:
        return None
    body.program.sem.complete(source.instance)
    fallback = None
    for instance in (source.instance, *source.instance.all_bases()):
        for entity in instance.conversions:
            made = ty.unqualified(ty.strip_ref(body.program.instance(entity).result))
            if made == target:
                return entity
            if ty.is_arithmetic(made) and ty.is_arithmetic(target) and (fallback is None or _promotes(made, target)):
                fallback = entity
    return fallback


def convert(body: Body, operand: Operand, target: ty.Type, at: n.Node | None) -> c.CExpr:
    """The operand as an implicit conversion to the type gives it. For a reference: the pointer that stands for it."""
    if isinstance(target, ty.Ref):
        return bind_reference(body, operand, target, at)
    from .objects import construct_from

    if isinstance(operand, Braces):
        return construct_from(body, ty.unqualified(target), operand, at)
    target = ty.unqualified(target)
    source = ty.decay(operand.type)
    if isinstance(target, ty.ClassT):
        if isinstance(source, ty.ClassT) and source.instance is target.instance:
            return construct_from(body, target, operand, at)
        if _derives(source, target) and isinstance(source, ty.ClassT):
            return upcast(body, operand.expr, source.instance, target.instance)
        return construct_from(body, target, operand, at)
    if isinstance(source, ty.ClassT):
        entity = conversion_function(body, source, target)
        if entity is None:
            raise _mismatch(body, source, target, at)
        from .calls import call_method

        made = call_method(body, entity, operand, (), at)
        return convert(body, made, target, at)
    wanted = body.program.ctype(target, at)
    if isinstance(target, ty.Ptr):
        return _convert_pointer(body, operand, source, target, wanted, at)
    if isinstance(source, ty.Ptr) and target == ty.BOOL:
        return c.Binary("!=", operand.expr, null_of(operand.expr.type), c.BOOL)
    if isinstance(source, ty.Unknown):
        return operand.expr
    if not (ty.is_arithmetic(source) and (ty.is_arithmetic(target) or source == target)) and source != target:
        raise _mismatch(body, source, target, at)
    if target == ty.BOOL and operand.expr.type != c.BOOL and not isinstance(operand.expr, c.Binary | c.Unary):
        return c.Cast(operand.expr, c.BOOL)
    return cast(operand.expr, wanted) if _worth_a_cast(operand.expr, wanted) else operand.expr


def _worth_a_cast(expr: c.CExpr, wanted: c.CType) -> bool:
    """C converts by itself where values are assigned or passed; only literals are rewritten for the reader."""
    return isinstance(expr, c.Lit) and c.scalar_kind(wanted) == "f"


def _mismatch(body: Body, source: ty.Type, target: ty.Type, at: n.Node | None) -> Refusal:
    what = f"the conversion from `{ty.spell(source)}` to `{ty.spell(target)}`"
    return body.program.unsupported(at, what, "write it with types that convert")


def _convert_pointer(
    body: Body, operand: Value, source: ty.Type, target: ty.Ptr, wanted: c.CType, at: n.Node | None
) -> c.CExpr:
    if source == ty.NULLPTR or _null_literal(operand.expr):
        return c.Lit("NULL", wanted) if isinstance(wanted, c.Pointer) else int_literal(0, wanted)
    if not isinstance(source, ty.Ptr):
        raise _mismatch(body, source, target, at)
    if (
        isinstance(source.target, ty.ClassT)
        and isinstance(target.target, ty.ClassT)
        and _derives(source.target, target.target)
    ):
        pointee = body.program.ctype(source.target, at)
        up = upcast(body, deref(operand.expr, pointee), source.target.instance, target.target.instance)
        return address(up, wanted)
    if rank(body, operand, target) is None:
        raise _mismatch(body, source, target, at)
    if _similar(source, target) and not isinstance(ty.unqualified(source.target), ty.Ptr):
        return operand.expr
    return cast(operand.expr, wanted)


def upcast(body: Body, expr: c.CExpr, source: ClassInstance, target: ClassInstance) -> c.CExpr:
    """A base class part of an object."""
    for position, base in enumerate(source.bases):
        if base is target or base.derives_from(target):
            if base.is_empty():
                inner: c.CExpr = deref(
                    c.Cast(address(expr, c.Pointer(expr.type)), c.Pointer(body.program.record(base))),
                    body.program.record(base),
                )
            else:
                inner = c.Member(expr, base_field(position), body.program.record(base))
            return inner if base is target else upcast(body, inner, base, target)
    raise AssertionError("upcast to a class that is no base")


def bind_reference(body: Body, operand: Operand, target: ty.Ref, at: n.Node | None) -> c.CExpr:
    """The pointer a reference becomes; a value that has no place gets one."""
    wanted = target.target
    pointer = body.program.ctype(target, at)
    if isinstance(operand, Value) and (operand.lvalue or operand.expiring):
        same = ty.unqualified(operand.type) == ty.unqualified(wanted) or isinstance(wanted, ty.Arr)
        operand = place(body, operand, at)
        if same:
            return address(operand.expr, pointer)
        if _derives(operand.type, wanted) and isinstance(operand.type, ty.ClassT) and isinstance(wanted, ty.ClassT):
            return address(upcast(body, operand.expr, operand.type.instance, wanted.instance), pointer)
    if not ty.is_const(wanted) and not target.rvalue:
        raise _mismatch(body, getattr(operand, "type", ty.Unknown("{…}")), target, at)
    value = convert(body, operand, ty.unqualified(wanted), at)
    refuse_lost(body, wanted, at)
    temporary = body.temporary(wanted, at)
    variable = c.Var(temporary, temporary.type)
    stored: c.CExpr = c.Unary("&", variable, pointer)
    for assignment in reversed(_stored(variable, value)):
        stored = c.Comma(assignment, stored, pointer)
    return stored


def _stored(place: c.CExpr, value: c.CExpr) -> list[c.CExpr]:
    """The assignments that store a value; C cannot assign an array, only its elements."""
    if not isinstance(place.type, c.Array):
        return [c.Assign("=", place, value, place.type)]
    assert isinstance(value, c.Compound) and isinstance(place.type.length, int)
    found: list[c.CExpr] = []
    element = place.type.element
    for number in range(place.type.length):
        given: c.CExpr
        if number < len(value.values):
            given = value.values[number]
        elif isinstance(element, c.Scalar | c.Pointer):
            given = int_literal(0)
        else:
            given = c.Compound((int_literal(0),), element)
        found += _stored(c.Index(place, int_literal(number), element), given)
    return found


def refuse_lost(body: Body, t: ty.Type, at: n.Node | None) -> None:
    """Refuse a temporary object that would have to be destroyed."""
    from .destruction import needs_destruction
    from .objects import lost_destructor

    bare = ty.unqualified(t)
    if not body.unevaluated and isinstance(bare, ty.ClassT) and needs_destruction(body.program, bare):
        raise lost_destructor(body, bare.instance, at)


def place(body: Body, value: Value, at: n.Node | None) -> Value:
    """The value as something whose address can be taken."""
    expr = value.expr
    if value.lvalue and isinstance(expr, c.Conditional):
        pointer = c.Pointer(expr.type)
        both = c.Conditional(expr.cond, address(expr.then, pointer), address(expr.orelse, pointer), pointer)
        return Value(c.Unary("*", both, expr.type), value.type, True)
    if value.lvalue and isinstance(expr, c.Assign | c.Step | c.Comma):
        inner = expr.left if isinstance(expr, c.Assign) else expr.right if isinstance(expr, c.Comma) else expr.operand
        if not simple(inner):
            raise body.program.unsupported(at, "the result of an assignment used as a place", "split the statement")
        pointer = c.Pointer(inner.type)
        first: c.CExpr = expr.left if isinstance(expr, c.Comma) else expr
        joined = c.Comma(first, address(inner, pointer), pointer)
        return Value(c.Unary("*", joined, inner.type), value.type, True)
    if value.lvalue or value.expiring or _has_place(expr):
        return value
    refuse_lost(body, value.type, at)
    variable = body.temporary(value.type, at)
    use = c.Var(variable, variable.type)
    pointer = c.Pointer(variable.type)
    made = c.Comma(c.Assign("=", use, expr, variable.type), c.Unary("&", use, pointer), pointer)
    return Value(c.Unary("*", made, variable.type), value.type, False)


def _has_place(expr: c.CExpr) -> bool:
    """Whether a value is one that was given a place, and no copy of what some reference refers to."""
    comma = expr.operand if isinstance(expr, c.Unary) and expr.op == "*" else None
    if not isinstance(comma, c.Comma) or not isinstance(comma.left, c.Assign):
        return False
    made, taken = comma.left.left, comma.right.operand if isinstance(comma.right, c.Unary) else None
    return isinstance(made, c.Var) and isinstance(taken, c.Var) and made.var is taken.var


def explicit(body: Body, operand: Operand, target: ty.Type, at: n.Node | None) -> Value:
    """``(target)operand``, ``static_cast`` and its kin."""
    if isinstance(target, ty.Ref):
        if isinstance(operand, Value) and (operand.lvalue or target.rvalue):
            stays = place(body, operand, at)
            if ty.unqualified(stays.type) == ty.unqualified(target.target):
                return Value(stays.expr, target.target, not target.rvalue, target.rvalue)
            if _derives(stays.type, target.target):
                pointer = bind_reference(body, stays, target, at)
                return Value(deref(pointer, body.program.ctype(target.target, at)), target.target, True)
            pointer_type = body.program.ctype(ty.Ptr(target.target), at)
            inner = c.Cast(address(stays.expr, c.Pointer(stays.expr.type)), pointer_type)
            return Value(c.Unary("*", inner, body.program.ctype(target.target, at)), target.target, True)
        pointer = bind_reference(body, operand, target, at)
        return Value(deref(pointer, body.program.ctype(target.target, at)), target.target, True)
    bare = ty.unqualified(target)
    if bare == ty.VOID and isinstance(operand, Value):
        return Value(c.Cast(operand.expr, c.VOID), ty.VOID)
    if isinstance(operand, Braces) or isinstance(bare, ty.ClassT) or isinstance(operand.type, ty.ClassT):
        from .objects import construct_from

        if isinstance(bare, ty.ClassT):
            return Value(construct_from(body, bare, operand, at, direct=True), bare)
        return Value(convert(body, operand, bare, at), bare)
    source = ty.decay(operand.type)
    wanted = body.program.ctype(bare, at)
    if isinstance(bare, ty.Ptr) and isinstance(source, ty.Ptr):
        if _derives(source.target, bare.target):
            return Value(convert(body, operand, bare, at), bare)
        if _derives(bare.target, source.target):
            return Value(c.Cast(operand.expr, wanted), bare)
    if isinstance(source, ty.Ptr) and bare == ty.BOOL:
        return Value(convert(body, operand, bare, at), bare)
    if isinstance(source, ty.Unknown):
        raise Refusal(rules.UNKNOWN_NAME, at, name=ty.spell(source))
    return Value(cast(operand.expr, wanted), bare)


def arithmetic(body: Body, value: Value, at: n.Node | None) -> Value:
    """The value as an arithmetic or pointer type, by a conversion operator where it is a class."""
    source = ty.decay(value.type)
    if isinstance(source, ty.ClassT):
        body.program.sem.complete(source.instance)
        for instance in (source.instance, *source.instance.all_bases()):
            for entity in instance.conversions:
                from .calls import call_method

                return call_method(body, entity, value, (), at)
    return value
