"""Names as values: locals, members of ``this``, file-scope variables and constants, CUDA's built-in variables."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.semantics import types as ty
from ...parser.semantics.classes import ClassInstance, Field
from ...parser.semantics.constants import run
from ...parser.semantics.model import bind, identifier
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import (
    ArgumentBinding,
    Constant,
    FunctionEntity,
    GlobalEntity,
    Scope,
    TemplateArgument,
    Variable,
)
from .body import Body
from .pointers import function_value, pointer_words
from .program import FunctionInstance, Program, base_field
from .textures import OBJECT, reference_arguments
from .values import Braces, Value, address, number_literal

_OWN_NAME = ("__func__", "__FUNCTION__", "__PRETTY_FUNCTION__")  # of the function around
INDEX_VARIABLES = ("threadIdx", "blockIdx", "blockDim", "gridDim")


def name_value(body: Body, node: n.Name) -> Value:
    """The value of a name."""
    try:
        entities = body.program.sem.lookup(node, body.scope)
    except Refusal:
        entities = []
        if not node.scope:
            raise
    for entity in entities:
        if isinstance(entity, Variable):
            return variable_value(body, entity)
        if isinstance(entity, GlobalEntity):
            return global_value(body, entity, node)
        if isinstance(entity, ArgumentBinding) and isinstance(entity.argument, Constant):
            argument = entity.argument
            ctype = body.program.ctype(argument.type, node)
            return Value(number_literal(argument.value, ctype), argument.type)
    held = member_value(body, node)
    if held is not None:
        return held
    special = _special(body, node)
    if special is not None:
        return special
    if any(isinstance(e, FunctionEntity) for e in entities):
        if body.unevaluated:
            return Value(c.Lit("0", c.INT), ty.Unknown(node.id))
        return function_value(body, node, entities)
    raise Refusal(rules.UNKNOWN_NAME, node, name="::".join([*(p.id for p in node.scope), node.id]))


def variable_value(body: Body, variable: Variable) -> Value:
    if variable.refusal is not None:
        raise variable.refusal
    if variable.constant is not None and (variable.expr is None or body.evaluating):
        return Value(number_literal(variable.constant, body.program.ctype(variable.type)), variable.type)
    if variable.expr is None:
        if body.unevaluated:
            return Value(c.Lit("0", c.INT), variable.type, True)
        raise Refusal(rules.UNKNOWN_NAME, None, name=variable.name)
    return Value(variable.expr, variable.type, True)


def _special(body: Body, node: n.Name) -> Value | None:
    """CUDA's built-in variables, and the constants of the tables."""
    if node.id == "NULL":
        return Value(c.Lit("NULL", c.Pointer(c.VOID)), ty.NULLPTR)
    if node.id in _OWN_NAME and body.instance is not None:
        text = f'"{body.instance.entity.name}"'
        chars = ty.Arr(ty.qualified(ty.CHAR, const=True), len(text) - 1)
        return Value(c.Str(text, c.Pointer(c.Scalar("char"), const=True)), chars, True)
    if node.id == "warpSize":
        return Value(c.Builtin("warpSize", c.INT), ty.INT)
    if node.id in INDEX_VARIABLES and not node.scope:
        wanted = "dim3" if node.id.endswith("Dim") else "uint3"
        made = body.program.sem.named_type(_name(wanted, node), body.program.sem.root)
        values = tuple(c.Builtin(f"{node.id}.{axis}") for axis in "xyz")
        return Value(c.Compound(values, body.program.ctype(made, node)), made)
    row = body.program.tables.get(node.id)
    if row is None or row.kind != "constant" or row.type is None:
        return None
    from .overloads import from_ctype

    return Value(c.Lit(row.name, row.type), from_ctype(body, row.type))


def _name(text: str, at: n.Node) -> n.Name:
    return n.Name(first=at.first, last=at.last, id=text, kind="type")


def member_value(body: Body, node: n.Name) -> Value | None:
    """A data member named without ``this->``."""
    if node.scope or body.this is None:
        return None
    bare = ty.unqualified(body.this.type)
    if not isinstance(bare, ty.ClassT):
        return None
    return field_value(body, body.this, bare.instance, node.id)


def field_value(body: Body, base: Value, instance: ClassInstance, name: str) -> Value | None:
    """A data member of an object, through its bases and anonymous unions; None where there is none."""
    if name in instance.through:
        outer = instance.through[name]
        item = next(f for f in instance.fields if f.name == outer)
        inner = c.Member(base.expr, outer, body.program.ctype(item.type))
        assert isinstance(item.type, ty.ClassT)
        held = Value(inner, ty.qualified(item.type, const=ty.is_const(base.type)), base.lvalue)
        return field_value(body, held, item.type.instance, name)
    found = instance.find_field(name)
    if found is None:
        for position, parent in enumerate(instance.bases):
            if any(name in base.through for base in (parent, *parent.all_bases())) and not parent.is_empty():
                up = c.Member(base.expr, base_field(position), body.program.record(parent))
                return field_value(body, Value(up, ty.ClassT(parent), base.lvalue), parent, name)
        return None
    path, item = found
    expr, at = base.expr, instance
    for step in path:
        expr = c.Member(expr, base_field(at.bases.index(step)), body.program.record(step))
        at = step
    return _field(body, expr, item, base)


def _field(body: Body, expr: c.CExpr, item: Field, base: Value) -> Value:
    if isinstance(item.type, ty.Ref):
        target = body.program.ctype(item.type.target)
        pointer = c.Member(expr, item.name, body.program.ctype(item.type))
        return Value(c.Unary("*", pointer, target), item.type.target, True)
    made = ty.qualified(item.type, const=ty.is_const(base.type))
    return Value(c.Member(expr, item.name, body.program.ctype(item.type)), made, base.lvalue)


# ------------------------------------------------------------------------------------------------ file scope


def global_value(body: Body, entity: GlobalEntity, node: n.Name) -> Value:
    """A file-scope variable or static member."""
    return variable_value(body, global_variable(body, entity, node))


def global_variable(body: Body, entity: GlobalEntity, node: n.Name) -> Variable:
    """The variable that a file-scope variable or static member is."""
    arguments: tuple[TemplateArgument, ...] = ()
    scope = entity.scope
    if entity.params is not None:
        arguments = body.program.sem.arguments(entity.params, node.args or (), body.scope, entity.scope, node)
        scope = Scope(entity.scope, "template", entity.scope.qualified)
        bind(scope, entity.params, dict(zip((p.name or "" for p in entity.params), arguments, strict=False)))
    key = (entity, arguments)
    if "__shared__" in entity.specs.memory and "extern" not in entity.specs.storage and not body.unevaluated:
        return _shared_by_a_kernel(body, entity, scope, node)
    known = body.program.globals.get(key)
    if known is None:
        known = _make_global(body, entity, scope, node)
        if known.expr is not None or known.constant is not None:
            body.program.globals[key] = known
    return known


def _make_global(body: Body, entity: GlobalEntity, scope: Scope, node: n.Name) -> Variable:
    program, specs = body.program, entity.specs
    memory = next((m for m in specs.memory if m in ("__constant__", "__managed__", "__shared__")), "")
    if not memory and "__device__" in specs.qualifiers:
        memory = "__device__"
    t = program.sem.declared(specs, entity.entry.declarator, scope)
    init = entity.entry.init
    if init is None and entity.outside is not None:
        init = entity.outside.entry.init
    if isinstance(t, ty.Auto) and init is not None:
        t = ty.qualified(ty.decay(_initial(body, init, scope).type), const=t.const)
    if isinstance(t, ty.Arr) and t.length is None and init is not None:
        from .objects import array_length

        t = ty.Arr(t.element, array_length(body, init))
    if memory == "__shared__":
        return _shared_global(body, entity, t, node)
    if reference_arguments(t) is not None:
        return _texture_reference(body, entity, t)
    if memory:
        return _device_global(body, entity, t, init, memory, scope, node)
    return _constant_global(body, entity, t, init, scope, node)


def _initial(body: Body, init: n.Init, scope: Scope) -> Value:
    from .expressions import lower_operand

    inner = Body(body.program, scope, evaluating=body.evaluating, unevaluated=body.unevaluated)
    value = lower_operand(inner, init.values[0])
    if isinstance(value, Braces):
        raise body.program.unsupported(init, "auto with a braced list", "name the type")
    return value


def _shared_global(body: Body, entity: GlobalEntity, t: ty.Type, node: n.Name) -> Variable:
    """``extern __shared__`` at file scope: dynamic shared memory."""
    if not isinstance(t, ty.Arr) or t.length is not None:
        raise body.program.unsupported(node, "an extern __shared__ variable that is no array", "make it an array")
    name = body.program.sem.unique(identifier(entity.name))
    var = c.CVar(name, body.program.ctype(t, node), "dynamic_shared", volatile=ty.is_volatile(t))
    body.program.global_nodes.append(c.CGlobal(var))
    return Variable(entity.name, t, c.Var(var, var.type))


def _shared_by_a_kernel(body: Body, entity: GlobalEntity, scope: Scope, node: n.Name) -> Variable:
    """A ``__shared__`` variable at file scope: each kernel that uses it has one of its own, and hands it to the
    functions that do."""
    instance = body.instance
    if instance is None:
        raise shared_elsewhere(body.program, entity, node)
    known = instance.shared.get(entity)
    if known is None:
        t = body.program.sem.declared(entity.specs, entity.entry.declarator, scope)
        if instance.entity.kernel:
            align = body.program.sem.alignment(entity.specs.attributes, scope)
            span = body.program.unit.span(entity.entry)
            ctype = body.program.ctype(t, node)
            var = c.CVar(body.unique(entity.name), ctype, "shared", align, span, ty.is_volatile(t))
            use: c.CExpr = c.Var(var, ctype)
        else:
            var = c.CVar(body.unique(entity.name), body.program.ctype(ty.Ref(t), node), "param")
            use = c.Unary("*", c.Var(var, var.type), body.program.ctype(t, node))
        known = instance.shared[entity] = Variable(entity.name, ty.unqualified(t), use)
    return known


def shared_elsewhere(program: Program, entity: GlobalEntity, at: n.Node | None) -> Refusal:
    """That a function which nobody can hand a ``__shared__`` variable to uses one of the file."""
    return program.unsupported(
        at, f"the __shared__ variable `{entity.name}` at file scope, used in a function that is not called by its name",
        "declare it inside the kernel, and hand a pointer to the function",
    )  # fmt: skip


def shared_arguments(body: Body, callee: FunctionInstance, at: n.Node | None) -> list[c.CExpr]:
    """The ``__shared__`` variables of the file that a called function wants."""
    out: list[c.CExpr] = []
    name = n.Name(first=-1, last=-2, id=callee.entity.name, kind="value")
    for entity, wanted in callee.shared.items():
        own = _shared_by_a_kernel(body, entity, entity.scope, name)
        assert own.expr is not None and isinstance(wanted.expr, c.Unary)
        out.append(address(own.expr, wanted.expr.operand.type))
    return out


def _texture_reference(body: Body, entity: GlobalEntity, t: ty.Type) -> Variable:
    """A texture reference: to device code a variable that holds the texture object it is bound to."""
    program = body.program
    name = program.sem.unique(identifier(entity.qualified))
    var = c.CVar(name, program.ctype(OBJECT), "constant", 0, program.unit.span(entity.entry))
    program.global_nodes.append(c.CGlobal(var, None, entity.qualified))
    return Variable(entity.name, t, c.Var(var, var.type))


def _device_global(
    body: Body,
    entity: GlobalEntity,
    t: ty.Type,
    init: n.Init | None,
    memory: str,
    scope: Scope,
    node: n.Name,
) -> Variable:
    from .linking import link_name
    from .objects import static_initialiser

    program = body.program
    storage: c.Storage = {"__constant__": "constant", "__managed__": "managed", "__device__": "device"}[memory]  # type: ignore[assignment]
    if "extern" in entity.specs.storage and init is None:
        return _defined_elsewhere(body, entity, storage, node)
    exported = program.linking is not None and program.linking.exports(program.unit, entity)
    name = program.sem.unique(link_name(program, entity) if exported else identifier(entity.qualified))
    align = program.sem.alignment(entity.specs.attributes, scope)
    span = program.unit.span(entity.entry)
    var = c.CVar(name, program.ctype(t, node), storage, align, span, ty.is_volatile(t))
    value = None
    if init is not None:
        value = static_initialiser(Body(program, scope, evaluating=True), t, init)
    words = pointer_words(program, t, value, node) if value is not None else ()
    linkage: Literal["own", "exported"] = "exported" if exported else "own"
    declaration = _declaration(entity, t) if exported else ""
    program.global_nodes.append(c.CGlobal(var, value, entity.qualified, words, linkage, declaration))
    # constant memory is written through the symbol functions only: its values are not known here
    return Variable(entity.name, t, c.Var(var, var.type))


def _defined_elsewhere(body: Body, entity: GlobalEntity, storage: c.Storage, node: n.Name) -> Variable:
    """A device variable that another unit defines."""
    program = body.program
    found = program.linking.variable(program, entity) if program.linking is not None else None
    if found is None:
        raise program.unsupported(node, f"`{entity.name}`, whose definition is in another file,",
                                  "convert both files as one program")  # fmt: skip
    other, definition = found
    t = external_variable(other, definition).type
    item = next(item for item in other.global_nodes if item.symbol == entity.qualified)
    known = next((own for own in program.global_nodes if own.symbol == entity.qualified), None)
    if known is None:
        known = replace(item, init=None, words=(), linkage="elsewhere")
        program.global_nodes.append(known)
        program.ctype(program.sem.declared(entity.specs, entity.entry.declarator, entity.scope), node)
    return Variable(entity.name, t, c.Var(known.var, known.var.type))


def external_variable(program: Program, entity: GlobalEntity) -> Variable:
    """The variable of a unit that other units refer to."""
    at = n.Name(first=entity.entry.first, last=entity.entry.last, id=entity.name)
    return global_variable(Body(program, entity.scope), entity, at)


def _declaration(entity: GlobalEntity, t: ty.Type) -> str:
    """C++ text that declares the host shadow of a variable in another file."""
    spaces = entity.qualified.split("::")[:-1]
    text = f"extern {ty.spell(t, entity.name)};"
    return "".join(f"namespace {space} {{ " for space in spaces) + text + " }" * len(spaces)


def _constant_global(
    body: Body, entity: GlobalEntity, t: ty.Type, init: n.Init | None, scope: Scope, node: n.Name
) -> Variable:
    """A constant that host and device share: folded where it is a number, a static table where it is not."""
    from .objects import static_initialiser

    program = body.program
    if not ty.is_const(t) or init is None:
        if body.unevaluated:
            return Variable(entity.name, t, None, None)
        raise program.unsupported(node, f"the host variable `{entity.name}` used in device code",
                                  "declare it __device__ or __constant__, or pass it as an argument")  # fmt: skip
    evaluator = Body(program, scope, evaluating=True)
    bare = ty.unqualified(t)
    if ty.is_arithmetic(bare) or isinstance(bare, ty.EnumT):
        from .conversions import convert
        from .expressions import lower_operand
        from .objects import single

        operand = lower_operand(evaluator, single(init)) if init.values else None
        value = None if operand is None else run(c.Cast(convert(evaluator, operand, bare, node), program.ctype(bare)),
                                                 program.functions)  # fmt: skip
        if init.form == "{}" and not init.values:
            value = 0
        if value is None:
            raise Refusal(rules.NOT_CONSTANT, node, what=f"the constant `{entity.name}`")
        return Variable(entity.name, t, None, value)
    if body.unevaluated:
        return Variable(entity.name, t, None, None)
    name = program.sem.unique(identifier(entity.qualified))
    var = c.CVar(name, program.ctype(t, node), "static", 0, program.unit.span(entity.entry))
    program.global_nodes.append(c.CGlobal(var, static_initialiser(evaluator, t, init)))
    return Variable(entity.name, t, c.Var(var, var.type))
