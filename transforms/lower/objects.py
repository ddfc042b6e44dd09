"""Objects: initialisers, constructors as functions that return the object, aggregates, arrays."""

from __future__ import annotations

from collections.abc import Sequence

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.semantics import types as ty
from ...parser.semantics.classes import KIND, ClassInstance
from ...parser.semantics.constants import run
from ...parser.semantics.declarators import function_declarator
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import FunctionEntity, Scope
from .body import Body
from .calls import emit_call, no_match
from .conversions import conversion_function, convert, explicit
from .destruction import needs_destruction
from .overloads import choose, default_of, is_void
from .program import FunctionInstance, base_field
from .values import Braces, Operand, Value, int_literal, number_literal
from .virtuals import as_kind, set_kind


def construct_value(body: Body, target: ty.Type, operands: Sequence[Operand], at: n.Node) -> Value:
    """``T(operands)`` or ``T{…}`` (one Braces operand) as an expression."""
    bare = ty.unqualified(ty.strip_ref(target))
    if isinstance(bare, ty.ClassT):
        return Value(_construct_class(body, bare, operands, at, direct=True, zero=True), bare)
    if len(operands) == 1 and isinstance(operands[0], Braces):
        if not operands[0].entries:
            return Value(zero(body, bare, at), bare)
        if not isinstance(bare, ty.Arr):
            return Value(convert(body, operands[0], bare, at), bare)
    if not operands:
        return Value(zero(body, bare, at), bare)
    if len(operands) == 1:
        return explicit(body, operands[0], target, at)
    raise body.program.unsupported(at, f"`{ty.spell(bare)}` made of {len(operands)} values", "give one value")


def construct_from(
    body: Body, target: ty.Type, operand: Operand, at: n.Node | None, *, direct: bool = False
) -> c.CExpr:
    """Initialise an object of the type from one operand."""
    if isinstance(target, ty.ClassT):
        return _construct_class(body, target, [operand], at, direct=direct, zero=True)
    if isinstance(operand, Value):
        return convert(body, operand, target, at)
    if isinstance(target, ty.Arr):
        return array_values(body, target, operand.entries, at)
    if not operand.entries:
        return zero(body, target, at)
    return convert(body, _operand(body, operand.entries[0]), target, at)


def zero(body: Body, t: ty.Type, at: n.Node | None) -> c.CExpr:
    """The value of ``T()``."""
    ctype = body.program.ctype(t, at)
    if isinstance(ctype, c.Pointer):
        return c.Lit("NULL", ctype)
    if isinstance(ctype, c.Scalar):
        return number_literal(0, ctype)
    return c.Compound((c.Lit("0", c.INT),) if not isinstance(ctype, c.Record) else _zero_fields(body, ctype), ctype)


def _zero_fields(body: Body, record: c.Record) -> tuple[c.CExpr, ...]:
    first = body.program.records[record.name].fields[0]
    if isinstance(first.type, c.Scalar | c.Pointer):
        return (number_literal(0, first.type) if isinstance(first.type, c.Scalar) else c.Lit("NULL", first.type),)
    if isinstance(first.type, c.Record):
        return (c.Compound(_zero_fields(body, first.type), first.type),)
    return (c.Compound((c.Lit("0", c.INT),), first.type),)


def _operand(body: Body, entry: n.Node) -> Operand:
    from .expressions import lower_operand

    if isinstance(entry, n.Designated):
        entry = entry.value
    return lower_operand(body, entry)


# ------------------------------------------------------------------------------------------------ classes


def _construct_class(
    body: Body, target: ty.ClassT, operands: Sequence[Operand], at: n.Node | None, *, direct: bool, zero: bool
) -> c.CExpr:
    made = _constructed(body, target, operands, at, direct=direct, zero=zero)
    if isinstance(made, c.Comma) or (isinstance(made, c.Call) and body.program.makes(made.function, target.instance)):
        return made
    return as_kind(body, made, target.instance, at)


def _constructed(
    body: Body, target: ty.ClassT, operands: Sequence[Operand], at: n.Node | None, *, direct: bool, zero: bool
) -> c.CExpr:
    from .expressions import lower_arguments

    instance = target.instance
    body.program.record(instance, at)
    if len(operands) == 1 and _is_new_object(operands[0], instance) and needs_destruction(body.program, target):
        assert isinstance(operands[0], Value)
        return operands[0].expr  # the object itself: whoever takes it destroys it
    check_destructor(body, instance, at)
    braces = operands[0] if len(operands) == 1 and isinstance(operands[0], Braces) else None
    if len(operands) == 1 and isinstance(operands[0], Value):
        made = _copy(body, target, operands[0], at)
        if made is not None:
            return made
    if instance.constructors and _usable(instance):
        if braces is not None:
            if any(isinstance(e, n.Designated) for e in braces.entries):
                raise body.program.unsupported(at, "designated initialisers of a class with constructors", "call one")
            operands = lower_arguments(body, braces.entries)
            if len(operands) == 1 and isinstance(operands[0], Value):
                made = _copy(body, target, operands[0], at)
                if made is not None:
                    return made
        choice = choose(body, instance.constructors, None, None, operands, None, at)
        if choice is not None and choice.instance is not None and not choice.instance.entity.defaulted:
            return emit_call(body, choice.instance, None, operands, at).expr
        if operands:
            name = f"{instance.spelling()}::{instance.entity.name}"
            raise no_match(at, name, instance.constructors, operands)
        return default_object(body, instance, at, zero=zero)
    if braces is not None:
        return aggregate(body, instance, braces.entries, at)
    if not operands:
        return default_object(body, instance, at, zero=zero)
    if len(operands) == 1 and isinstance(operands[0], Value):
        what = f"the conversion from `{ty.spell(operands[0].type)}` to `{instance.spelling()}`"
        raise body.program.unsupported(at, what, "give the class a constructor for it")
    nodes = getattr(at, "args", ())
    return aggregate(body, instance, tuple(nodes), at)


def _usable(instance: ClassInstance) -> bool:
    """Whether some constructor is the user's own (defaulted and deleted ones leave the class an aggregate)."""
    return any(not e.defaulted and not e.deleted and not _is_copy(e, instance) for e in instance.constructors)


def _is_copy(entity: FunctionEntity, instance: ClassInstance) -> bool:
    function = function_declarator(entity.declarator)
    if function is None or len(function.params) != 1 or entity.params is not None:
        return False
    param = function.params[0]
    named = param.specs.type
    return (
        isinstance(named, n.Named)
        and named.name.id == instance.entity.name
        and isinstance(param.declarator, n.Pointer)
        and param.declarator.kind in ("&", "&&")
    )


def _copy(body: Body, target: ty.ClassT, operand: Value, at: n.Node | None) -> c.CExpr | None:
    """Copy construction; None when the operand is of another class and no conversion operator helps."""
    source = ty.unqualified(operand.type)
    instance = target.instance
    if isinstance(source, ty.ClassT) and (source.instance is instance or source.instance.derives_from(instance)):
        own = [e for e in instance.constructors if _is_copy(e, instance) and not e.defaulted]
        if any(e.definition is not None and not e.deleted for e in own) and operand.lvalue:
            choice = choose(body, own, None, None, [operand], None, at)
            if choice is not None and choice.instance is not None:
                return emit_call(body, choice.instance, None, [operand], at).expr
        if source.instance is instance:
            return operand.expr
        from .conversions import upcast

        return upcast(body, operand.expr, source.instance, instance)
    if isinstance(source, ty.ClassT):
        entity = conversion_function(body, source, target)
        if entity is not None:
            from .calls import call_method

            return call_method(body, entity, operand, (), at).expr
    return None


def _is_new_object(operand: Operand, instance: ClassInstance) -> bool:
    """Whether an operand is an object of the class that nothing holds yet."""
    if not isinstance(operand, Value) or operand.lvalue or operand.expiring:
        return False
    bare = ty.unqualified(operand.type)
    return isinstance(bare, ty.ClassT) and bare.instance is instance


def check_destructor(body: Body, instance: ClassInstance, at: n.Node | None) -> None:
    """Refuse an object that nothing destroys where its destructor does something: the call would be lost."""
    if body.unevaluated or body.evaluating:
        return
    if body.owned is instance:
        body.owned = None
        return
    if needs_destruction(body.program, ty.ClassT(instance)):
        raise lost_destructor(body, instance, at)


def lost_destructor(body: Body, instance: ClassInstance, at: n.Node | None) -> Refusal:
    return body.program.unsupported(at, f"the destructor of `{instance.spelling()}` for an object without a name",
                                    "give it a variable of its own")  # fmt: skip


def needs_construction(body: Body, t: ty.Type) -> bool:
    """Whether ``T x;`` runs code or sets values."""
    bare = ty.unqualified(t)
    if isinstance(bare, ty.Arr):
        return needs_construction(body, bare.element)
    if not isinstance(bare, ty.ClassT):
        return False
    instance = body.program.sem.complete(bare.instance)
    if instance.polymorphic:
        return True
    if any(not e.deleted and takes_nothing(e) and not e.defaulted for e in instance.constructors):
        return True
    return any(f.default is not None or needs_construction(body, f.type) for f in instance.fields) or any(
        needs_construction(body, ty.ClassT(base)) for base in instance.bases
    )


def takes_nothing(entity: FunctionEntity) -> bool:
    """Whether a constructor can be called without arguments."""
    function = function_declarator(entity.declarator)
    return function is not None and all(
        p.pack or default_of(entity, i) is not None or is_void(p) for i, p in enumerate(function.params)
    )


def default_object(body: Body, instance: ClassInstance, at: n.Node | None, *, zero: bool = False) -> c.CExpr:
    """``T()``: the default constructor, or member initialisers over zeros."""
    bare = ty.ClassT(instance)
    for entity in instance.constructors:
        function = function_declarator(entity.declarator)
        if entity.defaulted or entity.deleted or function is None:
            continue
        choice = choose(body, [entity], None, None, [], None, at)
        if choice is not None and choice.instance is not None:
            return emit_call(body, choice.instance, None, [], at).expr
    if needs_construction(body, bare):
        return as_kind(body, aggregate(body, instance, (), at), instance, at)
    ctype = body.program.record(instance, at)
    return c.Compound(_zero_fields(body, ctype), ctype)


def aggregate(body: Body, instance: ClassInstance, entries: Sequence[n.Node], at: n.Node | None) -> c.CExpr:
    """An aggregate from a braced list; missing members take their initialisers or zero."""
    record = body.program.record(instance, at)
    queue = list(entries)
    values: list[c.CExpr] = []
    for base in instance.bases:
        if queue and isinstance(queue[0], n.InitList):
            values.append(construct_from(body, ty.ClassT(base), _operand(body, queue.pop(0)), at))
        elif not base.is_empty():
            values.append(default_object(body, base, at))
    values += _padding(instance)
    named = {e.name: e for e in queue if isinstance(e, n.Designated)}
    for item in instance.fields:
        if instance.union and values:
            break
        entry: n.Node | None = None
        if named:
            entry = named.get(item.name)
        elif queue:
            entry = queue[0]
        if entry is None:
            values.append(_member_default(body, instance, item.type, item.default, at))
            continue
        values.append(_member_value(body, item.type, entry, queue, bool(named), at))
    if queue and not named:
        raise Refusal(rules.NO_MATCH, at, name=instance.spelling())
    if not values:
        values = [c.Lit("0", c.INT)]
    return c.Compound(tuple(values), record)


def _padding(instance: ClassInstance) -> list[c.CExpr]:
    """The value of what keeps the first member from the start."""
    size = instance.start_padding()
    return [c.Compound((c.Lit("0", c.INT),), c.Array(c.Scalar("char"), size))] if size else []


def _member_value(
    body: Body, t: ty.Type, entry: n.Node, queue: list[n.Node], named: bool, at: n.Node | None
) -> c.CExpr:
    """One member of an aggregate; without own braces an inner aggregate takes as many entries as it needs."""
    bare = ty.unqualified(t)
    body.owned = bare.instance if isinstance(bare, ty.ClassT) else None  # the aggregate has its members
    operand = _operand(body, entry)
    body.owned = None
    if not named:
        flat = isinstance(bare, ty.Arr) and isinstance(operand, Value) and not isinstance(operand.expr, c.Str)
        if isinstance(bare, ty.ClassT) and isinstance(operand, Value):
            inner = ty.unqualified(operand.type)
            flat = (
                not (isinstance(inner, ty.ClassT) and (inner.instance is bare.instance))
                and not bare.instance.constructors
            )
        if flat:
            return _elided(body, bare, queue, at)
        queue.pop(0)
    body.owned = bare.instance if isinstance(bare, ty.ClassT) else None
    made = construct_from(body, bare, operand, at) if isinstance(operand, Braces) else convert(body, operand, t, at)
    body.owned = None
    return made


def _elided(body: Body, bare: ty.Type, queue: list[n.Node], at: n.Node | None) -> c.CExpr:
    """An inner aggregate whose braces were left out."""
    if isinstance(bare, ty.Arr):
        elements: list[c.CExpr] = []
        while queue and len(elements) < (bare.length or 0):
            elements.append(_member_value(body, bare.element, queue[0], queue, False, at))
        return c.Compound(tuple(elements), body.program.ctype(bare, at))
    assert isinstance(bare, ty.ClassT)
    values: list[c.CExpr] = _padding(body.program.sem.complete(bare.instance))
    for item in bare.instance.fields:
        if queue:
            values.append(_member_value(body, item.type, queue[0], queue, False, at))
        else:
            values.append(_member_default(body, bare.instance, item.type, item.default, at))
    return c.Compound(tuple(values), body.program.record(bare.instance))


def _member_default(
    body: Body, instance: ClassInstance, t: ty.Type, default: n.Init | None, at: n.Node | None
) -> c.CExpr:
    if default is not None:
        outer, body.scope = body.scope, Scope(instance.scope, "block")
        try:
            return initial_value(body, t, default, at)
        finally:
            body.scope = outer
    bare = ty.unqualified(t)
    if isinstance(bare, ty.ClassT):
        return default_object(body, bare.instance, at, zero=True)
    return zero(body, bare, at)


# ------------------------------------------------------------------------------------------------ initialisers


def single(init: n.Init) -> n.Node:
    """The only value of an initialiser."""
    return init.values[0]


def initial_value(body: Body, t: ty.Type, init: n.Init, at: n.Node | None) -> c.CExpr:
    """What ``T x init`` stores. For a reference: the pointer it becomes."""
    from .expressions import expanded, lower_arguments, lower_operand

    bare = ty.unqualified(t) if not isinstance(t, ty.Ref) else t
    if init.form == "{}":
        operand: Operand = Braces(init, expanded(body, init.values))
        if len(init.values) == 1 and not isinstance(bare, ty.ClassT | ty.Arr):
            operand = lower_operand(body, init.values[0])
            return convert(body, operand, bare, at)
        if isinstance(bare, ty.ClassT):
            return construct_value(body, bare, [operand], at or init).expr
        return construct_from(body, bare, operand, at)
    if init.form == "()":
        operands = lower_arguments(body, init.values)
        if isinstance(bare, ty.ClassT):
            return construct_value(body, bare, operands, init).expr
        if len(operands) == 1:
            return convert(body, operands[0], bare, at)
        if not operands and not isinstance(bare, ty.Ref):
            return zero(body, bare, at)
        raise Refusal(rules.NO_MATCH, at, name=ty.spell(bare))
    operand = lower_operand(body, init.values[0])
    if isinstance(bare, ty.Arr):
        if isinstance(operand, Value):
            return operand.expr
        return array_values(body, bare, operand.entries, at)
    return convert(body, operand, bare, at)


def array_length(body: Body, init: n.Init) -> int | None:
    """How long an array without length is by its initialiser."""
    from .expressions import expanded

    if init.form == "{}":
        return len(expanded(body, init.values))
    value = init.values[0]
    if isinstance(value, n.InitList):
        return len(expanded(body, value.entries))
    if isinstance(value, n.Strings):
        return sum(len(part) - 2 - part.count("\\") for part in value.parts) + 1
    return None


def array_values(body: Body, t: ty.Arr, entries: Sequence[n.Node], at: n.Node | None) -> c.CExpr:
    """The braces of an array; classes fill missing elements by their default constructor."""
    if len(entries) == 1 and isinstance(entries[0], n.Strings) and ty.size_of(t.element) == 1:
        value = _operand(body, entries[0])
        assert isinstance(value, Value)
        return value.expr
    queue = list(entries)
    values: list[c.CExpr] = []
    while queue:
        values.append(_member_value(body, t.element, queue[0], queue, False, at))
    if needs_construction(body, t.element) and t.length is not None:
        element = ty.unqualified(t.element)
        while len(values) < t.length and isinstance(element, ty.ClassT):
            values.append(default_object(body, element.instance, at))
    if not values:
        inner = ty.unqualified(t.element)
        nested = isinstance(inner, ty.Arr | ty.ClassT)
        values = [zero(body, inner, at) if nested else int_literal(0)]
    return c.Compound(tuple(values), body.program.ctype(t, at))


def static_initialiser(body: Body, t: ty.Type, init: n.Init) -> c.CExpr:
    """An initialiser at file scope: all its scalars are computed now."""
    return _fold_constants(body, initial_value(body, t, init, init), init)


def _fold_constants(body: Body, expr: c.CExpr, at: n.Node) -> c.CExpr:
    if isinstance(expr, c.Compound):
        return c.Compound(tuple(_fold_constants(body, v, at) for v in expr.values), expr.type)
    if isinstance(expr, c.Str) or (isinstance(expr, c.Lit) and not isinstance(expr.type, c.Scalar)):
        return expr
    if isinstance(expr, c.Call):
        made = _call_compound(body, expr)
        if made is not None:
            return made
    if isinstance(expr, c.Lit):
        return expr
    value = run(expr, body.program.functions)
    if value is None or not isinstance(expr.type, c.Scalar):
        raise Refusal(rules.NOT_CONSTANT, at, what="the initialiser of a file-scope variable")
    return number_literal(value, expr.type)


def _call_compound(body: Body, expr: c.Call) -> c.CExpr | None:
    """A record made by a constructor, computed now where that is possible."""
    from ...parser.semantics.constants import run_record

    record = body.program.records.get(expr.type.name) if isinstance(expr.type, c.Record) else None
    if record is None:
        return None
    values = run_record(expr, body.program.functions, record)
    if values is None:
        return None
    return c.Compound(tuple(number_literal(v, f.type) for v, f in zip(values, record.fields, strict=True)), expr.type)


# ------------------------------------------------------------------------------------------------ constructors


def constructor_prologue(body: Body, instance: FunctionInstance, this: c.CVar) -> list[c.CStmt]:
    """What a constructor does before its body: bases and members in order of declaration."""
    owner = instance.constructs
    assert owner is not None
    definition = instance.entity.definition
    inits = definition.inits if definition is not None else ()
    use = c.Var(this, this.type)
    out: list[c.CStmt] = []
    if len(inits) == 1 and inits[0].name.id == owner.entity.name:
        operands = _init_operands(body, inits[0].init)
        body.owned = owner
        value = construct_value(body, ty.ClassT(owner), operands, inits[0])
        return [*body.flush(), c.ExprStmt(c.Assign("=", use, value.expr, this.type))]
    given, of_bases = _sort_inits(body, owner, inits)
    for position, base in enumerate(owner.bases):
        if base.is_empty():
            continue
        place = c.Member(use, base_field(position), body.program.record(base))
        init = of_bases.get(base)
        if init is not None:
            operands = _init_operands(body, init.init)
            body.owned = base
            made = construct_value(body, ty.ClassT(base), operands, init).expr
        elif needs_construction(body, ty.ClassT(base)):
            made = default_object(body, base, None)
        else:
            continue
        out += [*body.flush(), c.ExprStmt(c.Assign("=", place, made, place.type))]
    if owner.polymorphic:
        out.append(c.ExprStmt(set_kind(body, use, owner)))
    for item in owner.fields:
        if item.name == KIND:
            continue
        held = [name for name in given if owner.through.get(name) == item.name]
        for name in held:
            out += _initialise_held(body, use, owner, name, given[name].init)
        if held:
            continue
        member_init = given.get(item.name)
        source = member_init.init if member_init is not None else item.default
        out += _initialise_member(body, use, item.name, item.type, source)
    return out


def _sort_inits(
    body: Body, owner: ClassInstance, inits: Sequence[n.MemberInit]
) -> tuple[dict[str, n.MemberInit], dict[ClassInstance, n.MemberInit]]:
    """The initialisers of members by name, and those of bases."""
    members = {item.name for item in owner.fields} | set(owner.through)
    given: dict[str, n.MemberInit] = {}
    of_bases: dict[ClassInstance, n.MemberInit] = {}
    for init in inits:
        if init.name.id in members and not init.name.scope:
            given[init.name.id] = init
            continue
        base = next((base for base in owner.bases if base.entity.name == init.name.id and init.name.args is None), None)
        if base is None:
            named = body.program.sem.named_type(init.name, body.scope)
            base = named.instance if isinstance(named, ty.ClassT) else None
        if base not in owner.bases:
            raise Refusal(rules.UNKNOWN_NAME, init, name=init.name.id)
        of_bases[base] = init
    return given, of_bases


def _initialise_held(
    body: Body, this: c.CExpr, owner: ClassInstance, name: str, init: n.Init
) -> list[c.CStmt]:
    """Initialise what an anonymous union or class of the object holds."""
    while name in owner.through:
        outer = next(item for item in owner.fields if item.name == owner.through[name])
        assert isinstance(outer.type, ty.ClassT)
        this, owner = c.Member(this, outer.name, body.program.ctype(outer.type)), outer.type.instance
    return _initialise_member(body, this, name, next(f.type for f in owner.fields if f.name == name), init)


def _init_operands(body: Body, init: n.Init) -> list[Operand]:
    from .expressions import expanded, lower_arguments

    if init.form == "{}":
        return [Braces(init, expanded(body, init.values))]
    return lower_arguments(body, init.values)


def _initialise_member(body: Body, this: c.CExpr, name: str, t: ty.Type, init: n.Init | None) -> list[c.CStmt]:
    place = c.Member(this, name, body.program.ctype(t))
    bare = ty.unqualified(t) if not isinstance(t, ty.Ref) else t
    if init is None:
        if isinstance(bare, ty.ClassT) and needs_construction(body, bare):
            made = default_object(body, bare.instance, None)
        elif isinstance(bare, ty.Arr) and needs_construction(body, bare):
            return fill_array(body, place, bare)
        else:
            return []
    elif isinstance(bare, ty.Arr):
        made = initial_value(body, bare, init, init)
        if isinstance(made, c.Compound):
            return [*body.flush(), *_assign_elements(place, made, bare, body)]
        raise body.program.unsupported(init, "an array member initialised so", "assign its elements")
    else:
        body.owned = bare.instance if isinstance(bare, ty.ClassT) else None
        made = initial_value(body, bare, init, init)
    body.owned = None
    return [*body.flush(), c.ExprStmt(c.Assign("=", place, made, place.type))]


def _assign_elements(place: c.CExpr, values: c.Compound, t: ty.Arr, body: Body) -> list[c.CStmt]:
    out: list[c.CStmt] = []
    element = body.program.ctype(t.element)
    inner = ty.unqualified(t.element)
    for position in range(t.length or 0):
        target = c.Index(place, int_literal(position), element)
        if position < len(values.values):
            value = values.values[position]
        else:
            value = zero(body, inner, None)
        if isinstance(inner, ty.Arr) and isinstance(value, c.Compound):
            out += _assign_elements(target, value, inner, body)
        else:
            out.append(c.ExprStmt(c.Assign("=", target, value, element)))
    return out


def fill_array(body: Body, place: c.CExpr, t: ty.Arr) -> list[c.CStmt]:
    """Construct each element of an array by default."""
    counter = c.CVar(body.unique("i"), c.INT)
    use = c.Var(counter, c.INT)
    element = body.program.ctype(t.element)
    target = c.Index(place, use, element)
    inner = ty.unqualified(t.element)
    if isinstance(inner, ty.Arr):
        inside = fill_array(body, target, inner)
    else:
        assert isinstance(inner, ty.ClassT)
        inside = [c.ExprStmt(c.Assign("=", target, default_object(body, inner.instance, None), element))]
    return [
        c.For(
            c.Block((c.Declare(counter, int_literal(0)),)),
            c.Binary("<", use, int_literal(t.length or 0), c.BOOL),
            c.Step("++", True, use, c.INT),
            c.Block(tuple(inside)),
        )
    ]
