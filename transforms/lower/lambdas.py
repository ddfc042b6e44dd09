"""Lambdas: each becomes a class with its captures as members and a call operator."""

from __future__ import annotations

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser.semantics import types as ty
from ...parser.semantics.classes import ClassInstance, Field
from ...parser.semantics.scope import ClassEntity, FunctionEntity, Scope, Variable
from .body import Body
from .closures import THIS
from .free_names import free_names
from .values import Value, address, deref, int_literal

LARGEST = 256  # elements of an array that a lambda copies

def closure(body: Body, node: n.Lambda) -> Value:
    """The closure object of a lambda where it stands."""
    captured = _captures(body, node)
    key = (node, body.instance or body.scope)
    instance = body.program.closures.get(key)
    if instance is None:
        instance = _closure_class(body, node, captured)
        body.program.closures[key] = instance
        if body.instance is None:
            instance.named = body.program.lambdas.spelling(instance, node, body.scope)
            body.program.hosted[instance] = node, body.scope
    values: list[c.CExpr] = []
    for name, value, by_reference in captured:
        if by_reference:
            values.append(address(value.expr, body.program.ctype(ty.Ptr(value.type), node)))
        else:
            values.append(_copy(body, value.expr, value.type))
        del name
    record = body.program.record(instance, node) if not body.unevaluated else c.Record(instance.record)
    made = c.Compound(tuple(values) or (c.Lit("0", c.INT),), record)
    return Value(made, ty.ClassT(instance))


def _copy(body: Body, expr: c.CExpr, t: ty.Type) -> c.CExpr:
    """What a closure holds of a variable that it captures by value: arrays element by element."""
    if not isinstance(t, ty.Arr):
        return expr
    element = body.program.ctype(t.element)
    parts = (c.Index(expr, int_literal(i), element) for i in range(t.length or 0))
    return c.Compound(tuple(_copy(body, part, t.element) for part in parts), body.program.ctype(t))


def _elements(t: ty.Type) -> int:
    """The number of scalars or objects in an array."""
    return (t.length or 0) * _elements(t.element) if isinstance(t, ty.Arr) else 1


def _captures(body: Body, node: n.Lambda) -> list[tuple[str, Value, bool]]:
    """What the lambda captures: name, value and whether by reference."""
    from .expressions import lower_operand

    out: list[tuple[str, Value, bool]] = []
    object_seen = body.this if body.instance is not None or "__device__" in node.qualifiers else None
    seen: set[str] = set()
    default: str | None = None
    for capture in node.captures:
        if capture.kind in ("=", "&"):
            default = capture.kind
        elif capture.kind == "*this" and object_seen is not None:
            out.append((THIS, object_seen, False))
        elif capture.name is not None:
            seen.add(capture.name)
            if capture.init is not None:
                value = lower_operand(body, capture.init.values[0])
                assert isinstance(value, Value)
                out.append((capture.name, value, capture.kind == "reference"))
                continue
            variable = body.local(capture.name)
            if variable is not None and variable.expr is not None:
                out.append((capture.name, Value(variable.expr, variable.type, True), capture.kind == "reference"))
    if default is not None:
        for name in free_names(node):
            variable = body.local(name) if name not in seen else None
            if variable is not None and variable.expr is not None and not _is_shared(variable.expr):
                out.append((name, Value(variable.expr, variable.type, True), default == "&"))
    this = object_seen if not any(name == THIS for name, _, _ in out) else None
    if this is not None and _uses_object(body, this, node):
        pointer = ty.Ptr(this.type)
        out.append((THIS, Value(address(this.expr, body.program.ctype(pointer, node)), pointer), False))
    return out


def _uses_object(body: Body, this: Value, node: n.Lambda) -> bool:
    """Whether a lambda in a method uses the method's object."""
    bare = ty.unqualified(this.type)
    if not isinstance(bare, ty.ClassT):
        return False
    members: set[str] = set()
    for instance in (bare.instance, *bare.instance.all_bases()):
        members |= {item.name for item in instance.fields} | set(instance.through)
        members |= {name for name, found in instance.scope.names.items() if any(_is_method(e) for e in found)}
    if any(isinstance(inner, n.This) for inner in n.walk(node.body)):
        return True
    return any(name in members and body.local(name) is None for name in free_names(node))


def _is_method(entity: object) -> bool:
    return isinstance(entity, FunctionEntity) and entity.owner is not None and not entity.static


def _is_shared(expr: c.CExpr) -> bool:
    """Shared and file-scope variables are reached directly, as C++ does for static storage."""
    return isinstance(expr, c.Var) and expr.var.storage not in ("auto", "param")


def _closure_class(body: Body, node: n.Lambda, captured: list[tuple[str, Value, bool]]) -> ClassInstance:
    program = body.program
    entity = ClassEntity("", None, body.scope)
    scope = Scope(body.scope, "class", "")
    base = body.instance.name if body.instance is not None else "lambda"
    instance = ClassInstance(entity, (), scope, program.sem.unique(f"{base}_lambda"), complete=True, local=True)
    scope.instance = instance
    for name, value, by_reference in captured:
        held = value.type if isinstance(value.type, ty.Arr) else ty.decay(value.type)
        t: ty.Type = ty.Ref(value.type) if by_reference else held
        if not by_reference and not 0 < _elements(value.type) <= LARGEST:
            raise program.unsupported(node, "a lambda that captures an array of this size by value",
                                      "capture a pointer to it")  # fmt: skip
        instance.fields.append(Field(name, t))
        scope.names[name] = []
    instance.constructors = []
    mutable = "mutable" in node.storage
    declarator = node.params
    core = n.DeclName(first=node.first, last=node.first,
                      name=n.Name(first=node.first, last=node.first, id="operator()"))  # fmt: skip
    cv = () if mutable else ("const",)
    function = n.FunctionDecl(
        first=node.first,
        last=node.first,
        inner=core,
        params=declarator.params if declarator is not None else (),
        variadic=False,
        cv=cv,
        trailing=declarator.trailing if declarator is not None else None,
    )
    specs = n.Specs(first=node.first, last=node.first - 1, type=n.Auto(first=node.first, last=node.first))
    definition = n.Function(first=node.first, last=node.last, specs=specs, declarator=function, body=node.body)
    call = FunctionEntity("operator()", specs, function, scope, node.template_params or None, definition, instance)
    call.device = body.instance is not None or "__device__" in node.qualifiers
    call.host = True
    scope.names["operator()"] = [call]
    # file-scope and shared variables of the enclosing function stay visible; its locals are seen through the captures
    for name, _, _ in captured:
        scope.names[name] = []
    return instance


def enter_closure(body: Body, owner: ClassInstance) -> None:
    """Bind the captures in the scope of a call operator."""
    from .variables import field_value

    this = body.this
    if owner.entity.name or this is None:
        return
    for item in owner.fields:
        value = field_value(body, this, owner, item.name)
        if value is not None and item.name == THIS:
            pointed = value.type.target if isinstance(value.type, ty.Ptr) else None
            expr = deref(value.expr, body.program.ctype(pointed)) if pointed is not None else value.expr
            body.this = Value(expr, pointed or value.type, True)
        elif value is not None:
            body.scope.names[item.name] = [Variable(item.name, value.type, value.expr)]
