"""Function instances → C functions: parameters, ``this``, constructors, kernels."""

from __future__ import annotations

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser.semantics import types as ty
from ...parser.semantics.declarators import core_name, function_declarator
from ...parser.semantics.scope import Scope, Variable
from .body import Body
from .labels import without_labels
from .lambdas import enter_closure
from .objects import constructor_prologue, needs_construction
from .program import FunctionInstance, Program
from .statements import sequence
from .values import Value
from .variables import shared_elsewhere


def lower_function(program: Program, instance: FunctionInstance, at: n.Node | None = None) -> c.CFunction:
    """The C function of an instance. Its statements report what they cannot translate."""
    entity = instance.entity
    body = Body(program, Scope(instance.scope, "function", instance.scope.qualified), instance)
    body.returns = instance.result
    params: list[c.CVar] = []
    first: list[c.CStmt] = []
    last: list[c.CStmt] = []
    if instance.constructs is not None:
        first, last = _constructor(body, instance)
    elif instance.method_of is not None:
        params.append(_this_parameter(body, instance))
        enter_closure(body, instance.method_of)
    params += _parameters(body, instance)
    definition = entity.definition
    if instance.constructs is not None:
        assert body.this is not None
        assert isinstance(body.this.expr, c.Var)
        first += constructor_prologue(body, instance, body.this.expr.var)
    statements = definition.body.body if definition is not None and definition.body is not None else ()
    lines = without_labels(body, sequence(body, statements, definition))
    if instance.shared and instance.recursive:
        raise shared_elsewhere(program, next(iter(instance.shared)), entity.declarator)
    shared = [v.expr.var for v in instance.shared.values() if isinstance(v.expr, c.Var)]
    for variable in instance.shared.values():
        if isinstance(variable.expr, c.Unary) and isinstance(variable.expr.operand, c.Var):
            params.append(variable.expr.operand.var)  # handed on by who calls it
    first = [*(c.Declare(var, None, var.span) for var in shared), *first]
    if isinstance(ty.strip_ref(instance.result), ty.Auto):
        instance.result = body.returns if body.returns and not ty.contains_unknown(body.returns) else ty.VOID
    result = program.ctype(instance.result, entity.declarator)
    comment = program.unit.comment_before(definition) if definition is not None and not entity.prelude else ""
    return c.CFunction(
        instance.name,
        result,
        tuple(params),
        c.Block((*first, *lines, *last)),
        entity.kernel,
        comment,
        program.unit.span(definition) if definition is not None and not entity.prelude else None,
        _launch_bounds(program, instance),
    )


def _constructor(body: Body, instance: FunctionInstance) -> tuple[list[c.CStmt], list[c.CStmt]]:
    """The object a constructor makes and returns."""
    owner = instance.constructs
    assert owner is not None
    record = body.program.record(owner)
    this = c.CVar(body.unique("self"), record)
    use = c.Var(this, record)
    body.this = Value(use, ty.ClassT(owner), True)
    zeroed = None
    if instance.entity.definition is None or not needs_construction(body, ty.ClassT(owner)):
        zeroed = None
    return [c.Declare(this, zeroed)], [c.Return(use)]


def _this_parameter(body: Body, instance: FunctionInstance) -> c.CVar:
    owner = instance.method_of
    assert owner is not None
    function = function_declarator(instance.entity.declarator)
    const = function is not None and "const" in function.cv
    object_type = ty.qualified(ty.ClassT(owner), const=const)
    pointer = body.program.ctype(ty.Ptr(object_type))
    var = c.CVar(body.unique("self"), pointer, "param")
    body.this = Value(c.Unary("*", c.Var(var, pointer), body.program.record(owner)), object_type, True)
    return var


def _parameters(body: Body, instance: FunctionInstance) -> list[c.CVar]:
    function = function_declarator(instance.entity.declarator)
    assert function is not None
    out: list[c.CVar] = []
    position = 0
    for index, param in enumerate(function.params):
        name = core_name(param.declarator)
        text = name.id if name is not None else f"unused_{index}"
        if index in instance.packs:
            variables = []
            for number, t in enumerate(instance.packs[index]):
                var, variable = _parameter(body, f"{text}_{number}", t, param)
                out.append(var)
                variables.append(variable)
            body.packs[text] = tuple(variables)
            position += len(variables)
            continue
        if position >= len(instance.params):
            break
        var, variable = _parameter(body, text, instance.params[position], param)
        body.scope.names[text] = [variable]
        out.append(var)
        position += 1
    return out


def _parameter(body: Body, name: str, t: ty.Type, at: n.Param) -> tuple[c.CVar, Variable]:
    bare = t if isinstance(t, ty.Ref) else ty.unqualified(t)
    if isinstance(t, ty.Ptr) and t.restrict:
        bare = ty.Ptr(t.target, restrict=True)
    ctype = body.program.ctype(bare, at)
    var = c.CVar(body.unique(name), ctype, "param", 0, None)
    use: c.CExpr = c.Var(var, ctype)
    if isinstance(t, ty.Ref):
        return var, Variable(name, t.target, c.Unary("*", use, body.program.ctype(t.target, at)))
    return var, Variable(name, t, use)


def _launch_bounds(program: Program, instance: FunctionInstance) -> int:
    specs = instance.entity.specs
    attributes = list(specs.attributes) if specs is not None else []
    for attribute in attributes:
        if attribute.name == "__launch_bounds__" and attribute.args:
            argument = attribute.args[0]
            if not isinstance(argument, n.InitList | n.TypeId):
                return int(program.evaluate(argument, instance.scope) or 0)
    return 0
