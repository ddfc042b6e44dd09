"""Calls: of functions, methods, function objects, operators and of the functions that the tables know."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.semantics import types as ty
from ...parser.semantics.classes import ClassInstance
from ...parser.semantics.constants import literal_value
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import (
    AliasEntity,
    ArgumentBinding,
    ClassEntity,
    Entity,
    FunctionEntity,
    GlobalEntity,
    Scope,
    TypeBinding,
    Variable,
)
from ..device_runtime import of_runtime
from ..tables import FUNCTION_KINDS, Row
from .body import Body
from .conversions import USER, bind_reference, convert, place, refuse_lost, upcast
from .destruction import destruction, needs_destruction
from .overloads import Choice, choose, default_of, from_ctype
from .pointers import call_through, function_type
from .program import FunctionInstance
from .textures import texture_call
from .traits import TRAITS, trait
from .values import Braces, Operand, Value, address, cast, deref
from .virtuals import is_virtual


def call(body: Body, node: n.Call) -> Value:
    """``callee(args)``."""
    from .expressions import lower, lower_arguments

    callee = node.callee
    while isinstance(callee, n.Paren):
        callee = callee.inner
    if isinstance(callee, n.MemberAccess):
        return _member_call(body, node, callee)
    if not isinstance(callee, n.Name):
        target = lower(body, callee)
        return call_object(body, target, lower_arguments(body, node.args), node)
    if callee.id in TRAITS and not callee.scope:
        return trait(body, callee.id, node)
    if callee.kind == "type":
        return _functional_cast(body, callee, node)
    try:
        entities = body.program.sem.lookup(callee, body.scope)
    except Refusal:
        entities = []
        if not _table_row(body, callee):
            raise
    for entity in entities:
        if isinstance(entity, ClassEntity | AliasEntity | TypeBinding):
            return _functional_cast(body, callee, node)
        if isinstance(entity, ArgumentBinding) and isinstance(entity.argument, FunctionEntity):
            entities = [entity.argument]
            break
        if isinstance(entity, Variable | GlobalEntity):
            target = lower(body, callee)
            return call_object(body, target, lower_arguments(body, node.args), node)
    return _named_call(body, node, callee, entities)


def _functional_cast(body: Body, name: n.Name, node: n.Call) -> Value:
    from .expressions import lower_arguments
    from .objects import construct_value

    target = body.program.sem.named_type(name, body.scope)
    if isinstance(target, ty.Unknown):
        raise Refusal(rules.UNKNOWN_NAME, name, name=target.name)
    return construct_value(body, target, lower_arguments(body, node.args), node)


def _table_row(body: Body, name: n.Name) -> Row | None:
    """The row of a function that CUDA or the standard library provides."""
    if name.scope and not (len(name.scope) == 1 and name.scope[0].id == "std"):
        return None
    row = body.program.tables.get(name.id)
    return row if row is not None and row.kind in FUNCTION_KINDS and row.kind != "vector" else None


CANDIDATES = 4  # how many functions a report names


def no_match(
    node: n.Node | None, name: str, functions: Sequence[FunctionEntity], operands: Sequence[Operand]
) -> Refusal:
    """That no function accepts the arguments of a call: with their types, and the functions there are."""
    refusal = Refusal(rules.NO_MATCH, node, name=name)
    types = [ty.spell(o.type) if isinstance(o, Value) else "{…}" for o in operands]
    if types and all(types):
        refusal.notes.append((f"the arguments are of types {', '.join(f'`{text}`' for text in types)}", None))
    own = [f for f in functions if not f.prelude]
    refusal.notes += [("this function does not accept them", f.declarator) for f in own[:CANDIDATES]]
    return refusal


def _note_difference(body: Body, row: Row, name: n.Name) -> None:
    """Only of what is lowered: host code, which is looked through for types and launches, has functions of its own."""
    if not body.unevaluated:
        body.program.note_difference(row, name)


def _named_call(body: Body, node: n.Call, name: n.Name, entities: Sequence[Entity]) -> Value:
    from .expressions import lower_arguments
    from .variables import member_value

    if not entities and of_runtime(body.program.tables.get(name.id)):
        for argument in node.args:  # in host code they name variables that hold pointers to functions
            with suppress(Refusal):
                lower_arguments(body, (argument,))
        raise Refusal(rules.UNKNOWN_NAME, name, name=_spelled(name))
    operands = lower_arguments(body, node.args)
    functions = [e for e in entities if isinstance(e, FunctionEntity)]
    if entities and not functions:
        held = member_value(body, name)
        if held is not None:
            return call_object(body, held, operands, node)
    if not name.scope and not any(f.owner for f in functions):
        functions += [f for f in argument_dependent(operands, name.id) if f not in functions]
    row = _table_row(body, name)
    why = body.program.refusal_of(row) if row is not None and not functions and not row.signatures else ""
    if why:
        raise Refusal(rules.UNSUPPORTED_CALL, name, name=_spelled(name), target=body.program.target, why=why)
    if row is not None and (column := body.program.column(row)) and column.passes == "prelude":
        if not functions:
            functions = [e for e in body.program.sem.root.local(column.to) if isinstance(e, FunctionEntity)]
            _note_difference(body, row, name)
        row = None
    if row is not None and row.kind == "texture" and not functions:
        return texture_call(body, row, name.args, operands, node)
    this = body.this
    choice = choose(body, functions, row, name.args, operands, this, node)
    if choice is None:
        if not functions and row is None:
            held = member_value(body, name)
            if held is not None:
                return call_object(body, held, operands, node)
            raise Refusal(rules.UNKNOWN_NAME, name, name=_spelled(name))
        raise no_match(node, _spelled(name), functions, operands)
    if choice.row is not None:
        _note_difference(body, choice.row, name)
        return intrinsic(body, choice, operands, node)
    assert choice.instance is not None
    owner = choice.instance.method_of
    if owner is not None:
        if this is None:
            raise Refusal(rules.UNKNOWN_NAME, name, name=_spelled(name))
        this = as_owner(body, this, owner)
        through = _chooser(body, choice.instance, name, node)
        return emit_call(body, choice.instance, this, operands, node, through=through)
    return emit_call(body, choice.instance, None, operands, node)


def _spelled(name: n.Name) -> str:
    return "::".join([*(p.id for p in name.scope), name.id])


def argument_dependent(operands: Sequence[Operand], name: str) -> list[FunctionEntity]:
    """Functions found in the namespaces of the arguments' classes."""
    found: list[FunctionEntity] = []
    seen: set[int] = set()
    for operand in operands:
        if not isinstance(operand, Value):
            continue
        t = ty.unqualified(operand.type)
        while isinstance(t, ty.Ptr):
            t = ty.unqualified(t.target)
        if not isinstance(t, ty.ClassT):
            continue
        for instance in (t.instance, *t.instance.all_bases()):
            scope: Scope | None = instance.entity.scope
            while scope is not None and scope.kind != "namespace":
                scope = scope.parent
            if scope is None or id(scope) in seen:
                continue
            seen.add(id(scope))
            found += [e for e in scope.local(name) if isinstance(e, FunctionEntity) and e not in found]
    return found


def _member_call(body: Body, node: n.Call, callee: n.MemberAccess) -> Value:
    from .expressions import lower, lower_arguments, member_of

    base = lower(body, callee.base)
    if callee.arrow:
        base = follow_arrow(body, base, callee)
    bare = ty.unqualified(base.type)
    operands = lower_arguments(body, node.args)
    if callee.name.id.startswith("~"):
        return _destroyed(body, base, bare, callee)
    if not isinstance(bare, ty.ClassT):
        raise body.program.unsupported(callee, f"a member of `{ty.spell(bare)}`", "use a class that is defined here")
    body.program.sem.complete(bare.instance, callee)
    methods = find_methods(bare.instance, callee.name.id)
    if not methods:
        held = member_of(body, base, callee.name, callee)
        return call_object(body, held, operands, node)
    choice = choose(body, methods, None, callee.name.args, operands, base, node)
    if choice is None or choice.instance is None:
        raise no_match(node, callee.name.id, methods, operands)
    owner = choice.instance.method_of
    this = as_owner(body, base, owner) if owner is not None else None
    through = _chooser(body, choice.instance, callee.name, node)
    return emit_call(body, choice.instance, this, operands, node, through=through)


def _chooser(body: Body, instance: FunctionInstance, name: n.Name, at: n.Node) -> str:
    """The function that chooses the method of a virtual call; empty for other calls."""
    if name.scope or body.unevaluated or not is_virtual(instance.entity):
        return ""
    return body.program.virtuals.chooser(instance, at)


def _destroyed(body: Body, base: Value, bare: ty.Type, at: n.MemberAccess) -> Value:
    """``object.~T()``."""
    if not isinstance(bare, ty.ClassT) or not needs_destruction(body.program, bare):
        return Value(c.Cast(int_zero(), c.VOID), ty.VOID)
    pointer = address(place(body, base, at).expr, c.Pointer(body.program.record(bare.instance, at)))
    return Value(destruction(body, pointer, bare, at), ty.VOID)


def int_zero() -> c.CExpr:
    return c.Lit("0", c.INT)


def find_methods(instance: ClassInstance, name: str) -> list[FunctionEntity]:
    """The methods of a name: those of the nearest class that has any."""
    found = [e for e in instance.scope.names.get(name, ()) if isinstance(e, FunctionEntity)]
    if found:
        return found
    for base in instance.bases:
        found = find_methods(base, name)
        if found:
            return found
    return []


def follow_arrow(body: Body, base: Value, at: n.Node) -> Value:
    """What ``base->`` reaches."""
    source = ty.decay(base.type)
    if isinstance(source, ty.ClassT):
        made = call_member_operator(body, "->", base, (), at)
        if made is None:
            raise body.program.unsupported(at, f"`->` on `{ty.spell(source)}`", "use a pointer")
        return follow_arrow(body, made, at)
    if not isinstance(source, ty.Ptr):
        raise body.program.unsupported(at, f"`->` on `{ty.spell(source)}`", "use a pointer")
    return Value(deref(base.expr, body.program.ctype(source.target, at)), source.target, True)


def as_owner(body: Body, this: Value, owner: ClassInstance) -> Value:
    """The object as the base class that owns a method."""
    bare = ty.unqualified(this.type)
    if isinstance(bare, ty.ClassT) and bare.instance is not owner and bare.instance.derives_from(owner):
        expr = upcast(body, this.expr, bare.instance, owner)
        return Value(expr, ty.qualified(ty.ClassT(owner), const=ty.is_const(this.type)), this.lvalue)
    return this


def call_object(body: Body, target: Value, operands: Sequence[Operand], at: n.Node) -> Value:
    """A call of a value: a function object, a lambda."""
    bare = ty.unqualified(target.type)
    if isinstance(bare, ty.ClassT):
        made = call_member_operator(body, "()", target, operands, at)
        if made is not None:
            return made
        raise Refusal(rules.NO_MATCH, at, name=f"{bare.instance.spelling()}::operator()")
    pointed = function_type(target.type)
    if pointed is not None:
        return call_through(body, target, pointed, operands, at)
    raise body.program.unsupported(at, f"a call of `{ty.spell(target.type)}`", "call a function or a function object")


def call_member_operator(body: Body, op: str, base: Value, operands: Sequence[Operand], at: n.Node) -> Value | None:
    """A member operator of a class; None where the class has none."""
    bare = ty.unqualified(base.type)
    assert isinstance(bare, ty.ClassT)
    body.program.sem.complete(bare.instance, at)
    methods = find_methods(bare.instance, f"operator{op}")
    if not methods:
        return None
    choice = choose(body, methods, None, None, operands, base, at)
    if choice is None or choice.instance is None or (op == "=" and choice.instance.entity.defaulted):
        return None
    owner = choice.instance.method_of
    this = as_owner(body, base, owner) if owner is not None else None
    return emit_call(body, choice.instance, this, operands, at)


def call_operator(body: Body, op: str, operands: Sequence[Operand], at: n.Node) -> Value | None:
    """An overloaded operator, member or not; None where the program declares none that fits."""
    first = operands[0]
    if isinstance(first, Value) and isinstance(ty.unqualified(first.type), ty.ClassT):
        made = call_member_operator(body, op, first, operands[1:], at)
        if made is not None:
            return made
    name = f"operator{op}"
    functions = [e for e in body.scope.lookup(name) if isinstance(e, FunctionEntity) and e.owner is None]
    functions += [f for f in argument_dependent(operands, name) if f not in functions and f.owner is None]
    functions += [e for e in body.program.sem.root.local(name) if isinstance(e, FunctionEntity) and e not in functions]
    choice = choose(body, functions, None, None, operands, None, at)
    if choice is None or choice.instance is None:
        return None
    values = [operand for operand in operands if isinstance(operand, Value)]
    if not any(isinstance(ty.unqualified(value.type), ty.ClassT) for value in values) and max(choice.ranks) >= USER:
        return None  # the operator of the language itself takes enumerators better
    return emit_call(body, choice.instance, None, operands, at)


def call_method(
    body: Body, entity: FunctionEntity, this: Value, operands: Sequence[Operand], at: n.Node | None
) -> Value:
    """A call of one known method."""
    instance = body.program.instance(entity)
    owner = instance.method_of
    return emit_call(body, instance, as_owner(body, this, owner) if owner is not None else None, operands, at)


def call_named_method(body: Body, name: str, this: Value, at: n.Node) -> Value | None:
    """A call of the method of a name without arguments; None where the class has none."""
    bare = ty.unqualified(this.type)
    assert isinstance(bare, ty.ClassT)
    body.program.sem.complete(bare.instance, at)
    choice = choose(body, find_methods(bare.instance, name), None, None, (), this, at)
    if choice is None or choice.instance is None:
        return None
    owner = choice.instance.method_of
    return emit_call(body, choice.instance, as_owner(body, this, owner) if owner is not None else None, (), at)


def call_get(body: Body, position: int, of: Value, at: n.Node) -> Value:
    """``get<position>(of)``, found through the namespace of the class."""
    index = n.Literal(first=at.first, last=at.first, kind="int", text=str(position))
    choice = choose(body, argument_dependent((of,), "get"), None, (index,), (of,), None, at)
    if choice is None or choice.instance is None:
        raise Refusal(rules.NO_MATCH, at, name="get")
    return emit_call(body, choice.instance, None, (of,), at)


def emit_call(
    body: Body, instance: FunctionInstance, this: Value | None, operands: Sequence[Operand], at: n.Node | None,
    *, through: str = "",
) -> Value:  # fmt: skip
    """The call of a chosen function: arguments converted, defaults filled in, references as pointers. ``through`` is
    the function that chooses for a virtual one."""
    from .variables import shared_arguments

    entity = instance.entity
    if not body.unevaluated and not through:
        check_callable(body, instance, at)
    args: list[c.CExpr] = []
    if this is not None:
        const = "const" in _function_cv(entity)
        target = ty.qualified(ty.unqualified(this.type), const=const or ty.is_const(this.type))
        where = place(body, this, at)
        args.append(address(where.expr, body.program.ctype(ty.Ptr(target), at)))
    for position, wanted in enumerate(instance.params):
        if position < len(operands):
            refuse_lost(body, wanted, at)
            args.append(convert(body, operands[position], wanted, at))
        else:
            args.append(_default(body, instance, position, wanted, at))
    if body.unevaluated and isinstance(ty.strip_ref(instance.result), ty.Auto) and not entity.device:
        return Value(c.Lit("0", c.INT), ty.Unknown(entity.name))
    if not through:
        body.call_target(instance, at)
        args += [] if body.unevaluated else shared_arguments(body, instance, at)
    name = through or instance.name
    result = body.program.result_of(instance, at)
    if isinstance(result, ty.Ref):
        pointer = c.Call(name, tuple(args), body.program.ctype(result, at))
        expr = deref(pointer, body.program.ctype(result.target, at))
        return Value(expr, result.target, not result.rvalue, result.rvalue)
    made = c.Call(name, tuple(args), body.program.ctype(result, at))
    return Value(made, ty.unqualified(result))


def _function_cv(entity: FunctionEntity) -> tuple[str, ...]:
    from ...parser.semantics.declarators import function_declarator

    function = function_declarator(entity.declarator)
    return function.cv if function is not None else ()


def check_callable(body: Body, instance: FunctionInstance, at: n.Node | None, *, called: bool = True) -> None:
    """Refuse a function that device code cannot have; ``called`` where its value is wanted, not its address."""
    entity = instance.entity
    if entity.kernel:
        raise body.program.unsupported(at, "a kernel called from device code", "launch kernels from the host")
    constexpr = entity.specs is not None and "constexpr" in entity.specs.storage
    if called and body.evaluating and not constexpr and not (entity.prelude and entity.definition is not None):
        raise Refusal(rules.NOT_CONSTANT, at, what=f"the result of `{entity.name}`")
    if entity.defaulted and entity.name.startswith("operator") and entity.name != "operator=":
        raise body.program.unsupported(at, f"the defaulted `{entity.name}`", "write out what it compares")
    if entity.definition is None and not entity.defaulted and not body.program.is_linked(instance, at):
        raise body.program.unsupported(at, f"`{entity.name}`, whose definition is in another file,",
                                       "include its definition, or convert both files as one program")  # fmt: skip
    if not entity.device and not constexpr and not entity.prelude and not body.evaluating and entity.owner is None:
        raise body.program.unsupported(at, f"the host function `{entity.name}` called from device code",
                                       "declare it __device__")  # fmt: skip


def _default(body: Body, instance: FunctionInstance, position: int, wanted: ty.Type, at: n.Node | None) -> c.CExpr:
    from .expressions import lower_operand

    default = default_of(instance.entity, position)
    if default is None:
        raise Refusal(rules.NO_MATCH, at, name=instance.entity.name)
    outer, body.scope = body.scope, instance.scope
    try:
        return convert(body, lower_operand(body, default), wanted, at)
    finally:
        body.scope = outer


# ------------------------------------------------------------------------------------------------ intrinsics


def intrinsic(body: Body, choice: Choice, operands: Sequence[Operand], node: n.Node) -> Value:
    """A call of a function of the tables, with arguments of exactly the types of the chosen overload."""
    row, signature = choice.row, choice.signature
    assert row is not None
    assert signature is not None
    if body.program.unit.is_prelude(node) and (why := body.program.refusal_of(row)):
        raise Refusal(rules.UNSUPPORTED_CALL, node, name=row.name, why=why)
    args: list[c.CExpr] = []
    for position, operand in enumerate(operands):
        if position < len(signature.params):
            args.append(_pass(body, operand, signature.params[position], signature.passed[position], node))
        else:
            args.append(_variadic(body, operand, node))
    missing = len(signature.params) - len(operands)
    for text, wanted in zip(signature.defaults[len(signature.defaults) - missing :] if missing > 0 else (),
                            signature.passed[len(operands) :], strict=False):  # fmt: skip
        args.append(cast(c.Lit(text, c.INT), wanted) if literal_value(text) is not None else c.Lit(text, wanted))
    if (column := body.program.column(row)) and column.passes == "failures":  # who waits has to be told
        args.append(_prelude_call(body, "uw_device_assert", node))
    result = from_ctype(body, signature.result)
    body.program.ctype(result, node)
    made = c.Intrinsic(row.name, tuple(args), signature.result, signature.passed, body.program.unit.span(node))
    return Value(made, result)


def _prelude_call(body: Body, name: str, node: n.Node) -> c.CExpr:
    """A call of a function of the front end's prelude that takes nothing."""
    found = [e for e in body.program.sem.root.local(name) if isinstance(e, FunctionEntity)]
    return emit_call(body, body.program.instance(found[0]), None, [], node).expr


def _pass(body: Body, operand: Operand, wanted: c.CType, passed: c.CType, node: n.Node) -> c.CExpr:
    target = from_ctype(body, wanted)
    if isinstance(operand, Braces):
        return convert(body, operand, target, node)
    if isinstance(wanted, c.Pointer):
        source = ty.decay(operand.type)
        if isinstance(source, ty.Ptr) and isinstance(target, ty.Ptr):
            if ty.unqualified(source.target) != ty.unqualified(target.target):
                return c.Cast(operand.expr, wanted)
            return operand.expr
    expr = convert(body, operand, target, node)
    if isinstance(passed, c.Scalar):
        actual = body.program.ctype(ty.decay(operand.type), node) if not isinstance(operand.type, ty.ClassT) else wanted
        if actual != passed:
            return cast(expr, passed) if expr.type != passed else expr
    return expr


def _variadic(body: Body, operand: Operand, node: n.Node) -> c.CExpr:
    if isinstance(operand, Braces) or isinstance(ty.unqualified(operand.type), ty.ClassT):
        raise body.program.unsupported(node, "a class object passed to printf", "pass its members")
    t = ty.decay(operand.type)
    if t == ty.FLOAT:
        return c.Cast(operand.expr, c.DOUBLE)
    if ty.is_integer(t) and ty.promoted(t) != t:
        return c.Cast(operand.expr, c.INT)
    return operand.expr


__all__ = ["bind_reference", "call", "call_method", "call_object", "call_operator", "emit_call"]
