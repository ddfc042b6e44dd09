"""Statements of the AST → C tree statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.ptx.rewrite import description
from ...parser.semantics import types as ty
from ...parser.semantics.constants import run
from ...parser.semantics.declarators import core, core_name, function_declarator, introduces
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import ClassEntity, NamespaceEntity, Variable
from . import operators
from .body import Body
from .calls import call_get, call_named_method
from .conversions import bind_reference, convert, refuse_lost
from .destruction import Ending, before_jump, endings, has_endings, needs_destruction
from .expressions import lower, lower_operand
from .labels import goto, label
from .objects import array_length, default_object, fill_array, initial_value, needs_construction
from .operators import condition
from .program import replace_auto
from .values import Braces, Value, deref, discarded, number_literal, simple


def statement(body: Body, node: n.Stmt) -> list[c.CStmt]:
    """A statement; what cannot be translated is reported and leaves a comment that says so."""
    try:
        handler = _HANDLERS.get(type(node))
        if handler is None:
            what = f"`{type(node).__name__.lower()}` in device code"
            raise body.program.unsupported(node, what, "write it differently")
        made = handler(body, node)
    except Refusal as refusal:
        if body.instance is not None and body.instance.entity.prelude:
            raise
        if refusal.node is None or body.program.unit.is_prelude(refusal.node):
            refusal.node = node
        body.pending.clear()
        return [c.Comment(_refused(body, node, refusal))]
    return [*body.flush(), *made]


def _refused(body: Body, node: n.Stmt, refusal: Refusal) -> str:
    """Report a statement; the comment that stands for it. What uses the names that it declares is refused for the same
    reason, which is reported once."""
    if isinstance(node, n.DeclStmt) and isinstance(node.item, n.Declaration):
        for entry in node.item.entries:
            inner, name = core(entry.declarator), core_name(entry.declarator)
            for text in inner.names if isinstance(inner, n.Binding) else (name.id,) if name is not None else ():
                if not any(isinstance(e, Variable) for e in body.scope.names.get(text, ())):
                    body.scope.names[text] = [Variable(text, ty.Unknown(text), refusal=refusal)]
    return body.program.refuse(refusal)


def block(body: Body, node: n.Stmt) -> c.Block:
    """A statement as a block of its own."""
    with body.nested():
        return c.Block(tuple(sequence(body, node.body if isinstance(node, n.Block) else (node,), node)))


def sequence(body: Body, nodes: Sequence[n.Stmt], at: n.Node | None) -> list[c.CStmt]:
    """The statements of a block, and the end of the objects that they declare."""
    since = len(body.endings)
    out: list[c.CStmt] = []
    for node in nodes:
        body.declaring = isinstance(node, n.DeclStmt)
        out += statement(body, node)
        body.declaring = False
    if not (out and isinstance(out[-1], c.Return | c.Break | c.Continue)):
        out += endings(body, since, at)
    del body.endings[since:]
    return out


def _inside(body: Body, node: n.Stmt) -> c.Block:
    """The body of a loop."""
    body.endings.append(Ending(None, ty.VOID, "loop"))
    try:
        return block(body, node)
    finally:
        body.endings.pop()


def _block(body: Body, node: n.Block) -> list[c.CStmt]:
    return [block(body, node)]


def _expression(body: Body, node: n.ExprStmt) -> list[c.CStmt]:
    expr = node.expr
    if isinstance(expr, n.Call) and isinstance(expr.callee, n.Name) and expr.callee.id in ("static_assert",):
        return []
    value = lower(body, expr)
    if not value.lvalue and not value.expiring:
        refuse_lost(body, value.type, node)
    return [c.ExprStmt(value.expr, body.program.unit.span(node))]


# ------------------------------------------------------------------------------------------------ declarations


def _declaration(body: Body, node: n.DeclStmt) -> list[c.CStmt]:
    item = node.item
    match item:
        case n.Declaration():
            return declare(body, item)
        case n.Using() | n.Alias() | n.NamespaceAlias():
            body.program.sem.declare_item(item, body.scope)
            return []
        case n.StaticAssert():
            body.program.sem.check_assertion(item, body.scope)
            return []
        case n.Empty():
            return []
        case _:
            raise body.program.unsupported(node, "this declaration inside a function", "move it to file scope")


def declare(body: Body, item: n.Declaration) -> list[c.CStmt]:
    """Local variables, typedefs and classes."""
    specs = item.specs
    if introduces(item) or "typedef" in specs.storage:
        body.program.sem.declare_item(
            n.Declaration(first=item.first, last=item.last, specs=specs,
                          entries=item.entries if "typedef" in specs.storage else ()),
            body.scope,
        )  # fmt: skip
        if "typedef" in specs.storage:
            return []
    out: list[c.CStmt] = []
    for entry in item.entries:
        if function_declarator(entry.declarator) is not None:
            continue  # a prototype
        made = _entry(body, specs, entry)
        out += [*body.flush(), *made]
    return out


def _entry(body: Body, specs: n.Specs, entry: n.Entry) -> list[c.CStmt]:
    inner = core(entry.declarator)
    if isinstance(inner, n.Binding):
        return _binding(body, specs, entry, inner)
    name = core_name(entry.declarator)
    if name is None:
        return []
    t = body.program.sem.declared(specs, entry.declarator, body.scope)
    memory = next((m for m in specs.memory if m == "__shared__"), "")
    if memory:
        return _shared(body, specs, entry, name.id, t)
    if "static" in specs.storage and not ty.is_const(t):
        return _static(body, entry, name.id, t)
    if ty.contains_unknown(t) and not isinstance(_placeholder(t), ty.Auto):
        raise Refusal(rules.UNKNOWN_NAME, entry, name=ty.spell(_placeholder(t)))
    if isinstance(_placeholder(t), ty.Auto):
        t = _deduced(body, t, entry)
    if isinstance(t, ty.Ref):
        return _reference(body, name.id, t, entry)
    if isinstance(t, ty.Arr) and t.length is None and entry.init is not None:
        t = ty.Arr(t.element, array_length(body, entry.init))
    return _object(body, specs, entry, name.id, t)


def _placeholder(t: ty.Type) -> ty.Type:
    while isinstance(t, ty.Ref | ty.Ptr):
        t = t.target
    return t.element if isinstance(t, ty.Arr) else t


def _deduced(body: Body, t: ty.Type, entry: n.Entry) -> ty.Type:
    if entry.init is None or not entry.init.values:
        raise Refusal(rules.NOT_CONSTANT, entry, what="the initialiser of an auto variable")
    probe = Body(body.program, body.scope, unevaluated=True, this=body.this, packs=body.packs, instance=body.instance)
    operand = lower_operand(probe, entry.init.values[0])
    if isinstance(operand, Braces):
        raise body.program.unsupported(entry, "auto with a braced list", "name the type")
    if isinstance(t, ty.Ref):
        actual: ty.Type = operand.type
        if t.rvalue and operand.lvalue:
            return ty.Ref(operand.type)
        return replace_auto(t, actual)
    return replace_auto(t, ty.decay(operand.type))


def _shared(body: Body, specs: n.Specs, entry: n.Entry, name: str, t: ty.Type) -> list[c.CStmt]:
    align = body.program.sem.alignment(specs.attributes, body.scope)
    dynamic = isinstance(t, ty.Arr) and t.length is None
    ctype = body.program.ctype(t, entry)
    storage: c.Storage = "dynamic_shared" if dynamic else "shared"
    span = body.program.unit.span(entry)
    var = c.CVar(body.unique(name), ctype, storage, align, span, ty.is_volatile(t))
    body.scope.names[name] = [Variable(name, ty.unqualified(t), c.Var(var, ctype))]
    return [c.Declare(var, None, body.program.unit.span(entry))]


def _static(body: Body, entry: n.Entry, name: str, t: ty.Type) -> list[c.CStmt]:
    """A variable that all threads share and that lasts: one of the file, known to the function alone."""
    program, instance = body.program, body.instance
    bare = ty.unqualified(t)
    number: int | float | None = 0
    if entry.init is not None and entry.init.values:
        evaluator = Body(program, body.scope, evaluating=True, this=body.this, packs=body.packs)
        number = None
        if ty.is_arithmetic(bare):
            number = run(c.Cast(initial_value(evaluator, t, entry.init, entry), program.ctype(bare)), program.functions)
    element = bare.element if isinstance(bare, ty.Arr) else bare
    if instance is None or number is None or not ty.is_arithmetic(ty.unqualified(element)):
        raise program.unsupported(entry, "this static variable in device code", "use a __device__ variable")
    ctype = program.ctype(bare, entry)
    unique = program.sem.unique(f"{instance.name}_{name}")
    var = c.CVar(unique, ctype, "device", 0, program.unit.span(entry), ty.is_volatile(t))
    value = None if isinstance(bare, ty.Arr) else number_literal(number, ctype)
    symbol = f"uw_static_{unique}" if program.target != "C" else ""  # C needs no host shadow
    start = f" = {number!r}" if number else ""
    declaration = f"static {ty.spell(bare, symbol)}{start};" if symbol else ""
    program.global_nodes.append(c.CGlobal(var, value, symbol, declaration=declaration))
    body.scope.names[name] = [Variable(name, t, c.Var(var, ctype))]
    return []


def _reference(body: Body, name: str, t: ty.Ref, entry: n.Entry) -> list[c.CStmt]:
    if entry.init is None:
        raise Refusal(rules.NO_MATCH, entry, name=name)
    operand = lower_operand(body, entry.init.values[0]) if entry.init.values else Braces(entry.init, ())
    target = t.target
    stays = isinstance(operand, Value) and operand.lvalue and _stable(operand.expr)
    if stays and isinstance(operand, Value) and ty.unqualified(operand.type) == ty.unqualified(target):
        body.scope.names[name] = [Variable(name, target, operand.expr)]
        return []
    pointer = bind_reference(body, operand, t, entry)
    var = c.CVar(body.unique(name), body.program.ctype(t, entry), span=body.program.unit.span(entry))
    use = c.Unary("*", c.Var(var, var.type), body.program.ctype(target, entry))
    body.scope.names[name] = [Variable(name, target, use)]
    return [*body.flush(), c.Declare(var, pointer, body.program.unit.span(entry))]


def _stable(expr: c.CExpr) -> bool:
    """A place that names the same object for as long as it is in scope: a variable or members of one."""
    while isinstance(expr, c.Member):
        expr = expr.base
    return isinstance(expr, c.Var)


def _object(body: Body, specs: n.Specs, entry: n.Entry, name: str, t: ty.Type) -> list[c.CStmt]:
    program = body.program
    init = entry.init
    bare = ty.unqualified(t)
    if isinstance(bare, ty.ClassT):
        program.record(bare.instance, entry)
    dies = needs_destruction(program, bare) and not body.unevaluated
    if dies and not body.declaring:
        raise program.unsupported(entry, f"`{name}`, which has a destructor, declared here", "declare it in a block")
    ctype = program.ctype(bare, entry)
    value: c.CExpr | None = None
    after: list[c.CStmt] = []
    variable = Variable(name, t)
    if init is None and needs_construction(body, bare):
        if isinstance(bare, ty.ClassT):
            value = default_object(body, bare.instance, entry)
    elif init is not None:
        body.owned = bare.instance if dies and isinstance(bare, ty.ClassT) else None
        value = initial_value(body, t, init, entry)
        body.owned = None
    align = program.sem.alignment(specs.attributes, body.scope)
    var = c.CVar(body.unique(name), ctype, "auto", align, program.unit.span(entry))
    variable.expr = c.Var(var, ctype)
    if init is None and isinstance(bare, ty.Arr) and needs_construction(body, bare):
        after = fill_array(body, variable.expr, bare)
    if ty.is_const(t) and value is not None and isinstance(ctype, c.Scalar):
        foldable = "constexpr" in specs.storage or ty.is_integer(bare)
        known = run(c.Cast(value, ctype), program.functions) if foldable else None
        if known is None and ty.is_integer(bare) and init is not None:
            evaluator = Body(program, body.scope, evaluating=True, packs=body.packs, this=body.this)
            try:
                known = run(c.Cast(initial_value(evaluator, t, init, entry), ctype), program.functions)
            except Refusal:
                known = None
        variable.constant = known
    body.scope.names[name] = [variable]
    if dies:
        body.endings.append(Ending(variable.expr, bare))
    return [*body.flush(), c.Declare(var, value, program.unit.span(entry)), *after]


def _binding(body: Body, specs: n.Specs, entry: n.Entry, binding: n.Binding) -> list[c.CStmt]:
    """``auto [a, b] = value;``"""
    from .variables import field_value

    if entry.init is None:
        raise Refusal(rules.NO_MATCH, entry, name="[]")
    operand = lower_operand(body, entry.init.values[0])
    if isinstance(operand, Braces):
        raise body.program.unsupported(entry, "a structured binding to a braced list", "name the type")
    by_reference = isinstance(entry.declarator, n.Pointer)
    bare = ty.unqualified(operand.type)
    out: list[c.CStmt] = []
    if by_reference:
        ref = ty.Ref(operand.type, rvalue=not operand.lvalue)
        pointer = bind_reference(body, operand, ref, entry)
        var = c.CVar(body.unique("bound"), body.program.ctype(ref, entry))
        base = Value(deref(c.Var(var, var.type), body.program.ctype(bare, entry)), operand.type, True)
        out.append(c.Declare(var, pointer))
    else:
        var = c.CVar(body.unique("bound"), body.program.ctype(bare, entry))
        base = Value(c.Var(var, var.type), ty.qualified(bare, const="const" in specs.cv), True)
        out.append(c.Declare(var, convert(body, operand, bare, entry)))
    if isinstance(bare, ty.Arr):
        for position, name in enumerate(binding.names):
            element = c.Index(base.expr, c.Lit(str(position), c.INT), body.program.ctype(bare.element))
            body.scope.names[name] = [Variable(name, bare.element, element)]
        return [*body.flush(), *out]
    if isinstance(bare, ty.ClassT) and _is_like_a_tuple(body, bare):
        for position, name in enumerate(binding.names):
            element_value = call_get(body, position, base, entry)
            body.scope.names[name] = [Variable(name, element_value.type, element_value.expr)]
        return [*body.flush(), *out]
    if not isinstance(bare, ty.ClassT) or len(bare.instance.fields) != len(binding.names):
        raise body.program.unsupported(entry, "this structured binding", "name the members")
    for item, name in zip(bare.instance.fields, binding.names, strict=True):
        value = field_value(body, base, bare.instance, item.name)
        assert value is not None
        body.scope.names[name] = [Variable(name, value.type, value.expr)]
    return [*body.flush(), *out]


def _is_like_a_tuple(body: Body, t: ty.ClassT) -> bool:
    """Whether ``std::tuple_size`` of a class has a value, so that ``get`` gives its parts."""
    std = next((e.scope for e in body.program.sem.root.local("std") if isinstance(e, NamespaceEntity)), None)
    for entity in std.local("tuple_size") if std is not None else ():
        if isinstance(entity, ClassEntity):
            node = body.program.sem.instantiate(entity, (t,)).node
            return node is not None and node.members is not None
    return False


# ------------------------------------------------------------------------------------------------ control flow


def _condition(body: Body, cond: n.Cond) -> tuple[list[c.CStmt], c.CExpr]:
    """A condition, and what must be declared before it."""
    if isinstance(cond, n.DeclStmt):
        assert isinstance(cond.item, n.Declaration)
        before = declare(body, cond.item)
        name = core_name(cond.item.entries[0].declarator)
        assert name is not None
        variable = body.local(name.id)
        assert variable is not None
        assert variable.expr is not None
        return before, condition(body, Value(variable.expr, variable.type, True), cond)
    return [], condition(body, lower(body, cond), cond)


def _if(body: Body, node: n.If) -> list[c.CStmt]:
    span = body.program.unit.span(node)
    if node.constexpr and not isinstance(node.cond, n.DeclStmt):
        evaluator = Body(body.program, body.scope, evaluating=True, this=body.this, packs=body.packs)
        known = run(condition(evaluator, lower(evaluator, node.cond), node.cond), body.program.functions)
        if known is None:
            raise Refusal(rules.NOT_CONSTANT, node.cond, what="the condition of `if constexpr`")
        chosen = node.then if known else node.orelse
        return [block(body, chosen)] if chosen is not None else []
    if node.init is None and not isinstance(node.cond, n.DeclStmt):
        _, cond = _condition(body, node.cond)
        before = body.flush()
        return [*before, c.If(cond, block(body, node.then), block(body, node.orelse) if node.orelse else None, span)]
    with body.nested():
        first = statement(body, node.init) if node.init is not None else []
        declared, cond = _condition(body, node.cond)
        waiting = body.flush()
        made = c.If(cond, block(body, node.then), block(body, node.orelse) if node.orelse else None, span)
        return [c.Block((*first, *waiting, *declared, made))]


def _while(body: Body, node: n.While) -> list[c.CStmt]:
    span = body.program.unit.span(node)
    if isinstance(node.cond, n.DeclStmt):
        with body.nested():
            declared, cond = _condition(body, node.cond)
            declared = [*body.flush(), *declared]
            leave = c.If(c.Unary("!", cond, c.BOOL), c.Block((c.Break(),)))
            inside = c.Block((*declared, leave, _inside(body, node.body)))
        return [c.While(c.Lit("true", c.BOOL), inside, span)]
    _, cond = _condition(body, node.cond)
    before = body.flush()
    return [*before, c.While(cond, _inside(body, node.body), span)]


def _do(body: Body, node: n.DoWhile) -> list[c.CStmt]:
    inside = _inside(body, node.body)
    cond = condition(body, lower(body, node.cond), node.cond)
    return [*body.flush(), c.DoWhile(inside, cond, body.program.unit.span(node))]


def _for(body: Body, node: n.For) -> list[c.CStmt]:
    span = body.program.unit.span(node)
    with body.nested():
        init: c.CStmt | None = None
        before: list[c.CStmt] = []
        if not isinstance(node.init, n.Empty):
            made = statement(body, node.init)
            plain = all(isinstance(s, c.Declare | c.ExprStmt) for s in made)
            if len(made) == 1 and isinstance(made[0], c.ExprStmt):
                init = made[0]
            elif made and plain and isinstance(made[0], c.Declare):
                init = c.Block(tuple(made))
            else:
                before = made
        cond: c.CExpr | None = None
        if node.cond is not None:
            if isinstance(node.cond, n.DeclStmt):
                raise body.program.unsupported(node.cond, "a declaration as the condition of a for loop", "use while")
            cond = condition(body, lower(body, node.cond), node.cond)
        step = discarded(lower(body, node.step).expr) if node.step is not None else None
        waiting = body.flush()
        loop = c.For(init, cond, step, _inside(body, node.body), pragma(body, node), span)
    if before or waiting:
        return [c.Block((*waiting, *before, loop))]
    return [loop]


def pragma(body: Body, node: n.Stmt) -> str:
    """The loop pragma before a statement, such as ``unroll``."""
    spans = body.program.unit.pragmas.get(node.first, ())
    return " ".join(spans[-1].text.split()[1:]) if spans else ""


def _range_for(body: Body, node: n.RangeFor) -> list[c.CStmt]:
    """``for (T x : range)`` over an array, or over a class with begin and end."""
    with body.nested():
        operand = lower_operand(body, node.range)
        if isinstance(operand, Braces):
            operand = _listed(body, operand, node)
        begin, end = _ends(body, operand, node)
        ctype = body.program.ctype(begin.type, node)
        cursor, limit = c.CVar(body.unique("it"), ctype), c.CVar(body.unique("end"), ctype)
        waiting = body.flush()
        use, last = Value(c.Var(cursor, ctype), begin.type, True), Value(c.Var(limit, ctype), begin.type, True)
        item = operators.unary(body, "*", use, node)
        cond = condition(body, operators.binary(body, "!=", use, last, node), node)
        step = discarded(operators.unary(body, "++", use, node).expr)
        waiting += body.flush()  # places of temporaries
        with body.nested():
            first_lines = _loop_variable(body, node, item)
            inner = c.Block((*first_lines, _inside(body, node.body)))
        init = c.Block((c.Declare(cursor, begin.expr), c.Declare(limit, end.expr)))
        loop = c.For(init, cond, step, inner, "", body.program.unit.span(node))
        return [*waiting, loop]


def _listed(body: Body, braces: Braces, node: n.RangeFor) -> Value:
    """The values of a braced list, all of one type, as an array."""
    values = [lower_operand(body, entry) for entry in braces.entries]
    types = {ty.decay(value.type) for value in values if isinstance(value, Value)}
    if len(types) != 1 or any(isinstance(value, Braces) for value in values):
        raise body.program.unsupported(node, "a loop over a braced list of several types", "make it an array")
    element = types.pop()
    made = ty.Arr(ty.qualified(element, const=True), len(values))
    ctype = body.program.ctype(made, node)
    var = c.CVar(body.unique("list"), ctype)
    parts = tuple(convert(body, value, element, node) for value in values)
    body.pending.append(c.Declare(var, c.Compound(parts, ctype)))
    return Value(c.Var(var, ctype), made, True)


def _ends(body: Body, operand: Value, node: n.RangeFor) -> tuple[Value, Value]:
    """Where a range begins and ends."""
    bare = ty.unqualified(operand.type)
    if isinstance(bare, ty.Arr) and bare.length is not None:
        element = operand.type.element if isinstance(operand.type, ty.Arr) else bare.element
        pointer = ty.Ptr(element)
        end = c.Binary("+", operand.expr, c.Lit(str(bare.length), c.INT), body.program.ctype(pointer))
        return Value(operand.expr, pointer), Value(end, pointer)
    if not isinstance(bare, ty.ClassT):
        raise body.program.unsupported(node, f"a loop over `{ty.spell(bare)}`", "loop over an index")
    if not simple(operand.expr):
        kept = body.temporary(bare, node, "range")
        body.pending.append(c.ExprStmt(c.Assign("=", c.Var(kept, kept.type), operand.expr, kept.type)))
        operand = Value(c.Var(kept, kept.type), bare, True)
    first, last = (call_named_method(body, name, operand, node) for name in ("begin", "end"))
    if first is None or last is None or ty.decay(first.type) != ty.decay(last.type):
        raise body.program.unsupported(node, "a loop over this range", "loop over an index")
    made = ty.decay(first.type)
    return Value(first.expr, made), Value(last.expr, made)


def _loop_variable(body: Body, node: n.RangeFor, item: Value) -> list[c.CStmt]:
    name = core_name(node.declarator)
    if name is None:
        raise body.program.unsupported(node, "a structured binding in a loop", "name the members")
    t = body.program.sem.declared(node.specs, node.declarator, body.scope)
    if isinstance(_placeholder(t), ty.Auto):
        t = replace_auto(t, item.type if isinstance(t, ty.Ref) else ty.decay(item.type))
    if isinstance(t, ty.Ref):
        body.scope.names[name.id] = [Variable(name.id, t.target, item.expr)]
        return []
    var = c.CVar(body.unique(name.id), body.program.ctype(ty.unqualified(t), node))
    body.scope.names[name.id] = [Variable(name.id, t, c.Var(var, var.type))]
    return [c.Declare(var, convert(body, item, t, node))]


def _switch(body: Body, node: n.Switch) -> list[c.CStmt]:
    with body.nested():
        first = statement(body, node.init) if node.init is not None else []
        declared, value = _condition(body, node.cond)
        waiting = body.flush()
        with body.nested():
            inner = node.body.body if isinstance(node.body, n.Block) else (node.body,)
            body.endings.append(Ending(None, ty.VOID, "switch"))
            lines = c.Block(tuple(sequence(body, inner, node)))
            body.endings.pop()
        made = c.Switch(value, lines, body.program.unit.span(node))
    before = [*first, *waiting, *declared]
    return [c.Block((*before, made))] if before else [made]


def _case(body: Body, node: n.Case) -> list[c.CStmt]:
    low = _label_value(body, node.low)
    if node.high is None:
        return [c.CaseLabel(low), *_labelled(body, node.stmt)]
    bounds = (run(low, {}), run(_label_value(body, node.high), {}))
    if bounds[0] is None or bounds[1] is None or bounds[1] - bounds[0] > 1024:
        raise Refusal(rules.NOT_CONSTANT, node, what="a case label")
    labels = [c.CaseLabel(c.Lit(str(v), c.INT)) for v in range(int(bounds[0]), int(bounds[1]) + 1)]
    return [*labels, *_labelled(body, node.stmt)]


def _label_value(body: Body, node: n.Expr) -> c.CExpr:
    evaluator = Body(body.program, body.scope, evaluating=True, this=body.this, packs=body.packs)
    lowered = lower(evaluator, node).expr
    value = run(lowered, body.program.functions)
    if value is None:
        raise Refusal(rules.NOT_CONSTANT, node, what="a case label")
    if isinstance(lowered, c.Lit) and lowered.text.startswith("'"):
        return lowered
    from .values import int_literal

    return int_literal(int(value), lowered.type if lowered.type != c.Scalar("char") else c.INT)


def _default(body: Body, node: n.Default) -> list[c.CStmt]:
    return [c.CaseLabel(None), *_labelled(body, node.stmt)]


def _labelled(body: Body, node: n.Stmt) -> list[c.CStmt]:
    return statement(body, node)


def _return(body: Body, node: n.Return) -> list[c.CStmt]:
    span = body.program.unit.span(node)
    instance = body.instance
    if instance is not None and instance.constructs is not None:
        assert body.this is not None
        return [*endings(body, 0, node), c.Return(body.this.expr, span)]
    if node.value is None:
        if body.returns is None:
            body.returns = ty.VOID
        return [*endings(body, 0, node), c.Return(None, span)]
    made = ty.unqualified(body.returns) if body.returns is not None else None
    body.owned = made.instance if isinstance(made, ty.ClassT) else None  # the caller has what is made here
    operand = lower_operand(body, node.value)
    body.owned = None
    if body.returns is None or isinstance(_placeholder(body.returns), ty.Auto):
        if isinstance(operand, Braces):
            raise body.program.unsupported(node, "a braced list returned as auto", "name the return type")
        template = body.returns or ty.Auto()
        if isinstance(template, ty.Ref):
            body.returns = replace_auto(template, operand.type)
        else:
            body.returns = replace_auto(template, ty.decay(operand.type))
    if body.returns == ty.VOID:
        assert isinstance(operand, Value)
        return [c.ExprStmt(operand.expr, span), *endings(body, 0, node), c.Return(None, span)]
    return [*_returned(body, operand, node, span)]


def _returned(body: Body, operand: Value | Braces, node: n.Return, span: Any) -> list[c.CStmt]:
    assert body.returns is not None
    if isinstance(body.returns, ty.Ref):
        value = bind_reference(body, operand, body.returns, node)
    else:
        bare = ty.unqualified(body.returns)
        copied = isinstance(operand, Value) and ty.unqualified(operand.type) == bare
        body.owned = bare.instance if isinstance(bare, ty.ClassT) and not copied else None
        value = convert(body, operand, body.returns, node)
        body.owned = None
    if not has_endings(body):
        return [*body.flush(), c.Return(value, span)]
    result = c.CVar(body.unique("result"), body.program.ctype(body.returns, node))
    kept = c.Declare(result, value, span)
    return [*body.flush(), kept, *endings(body, 0, node), c.Return(c.Var(result, result.type), span)]


def _goto(body: Body, node: n.Goto) -> list[c.CStmt]:
    if has_endings(body):
        raise body.program.unsupported(node, "a `goto` past objects with destructors", "put them into a function")
    return goto(body, node)


def _assembly(body: Body, node: n.Asm) -> list[c.CStmt]:
    """What is left of inline assembly: a template without instructions only keeps a compiler from moving things."""
    text = "".join(node.template.parts).replace('""', "")
    if not text.strip('" \t'):
        return []
    raise body.program.unsupported(node, description(text), "write it in CUDA C++")


_HANDLERS: dict[type, Callable[[Body, Any], list[c.CStmt]]] = {
    n.Block: _block,
    n.ExprStmt: _expression,
    n.DeclStmt: _declaration,
    n.If: _if,
    n.While: _while,
    n.DoWhile: _do,
    n.For: _for,
    n.RangeFor: _range_for,
    n.Switch: _switch,
    n.Case: _case,
    n.Default: _default,
    n.Break: lambda body, node: [
        *before_jump(body, ("loop", "switch"), node), c.Break(body.program.unit.span(node))
    ],
    n.Continue: lambda body, node: [*before_jump(body, ("loop",), node), c.Continue(body.program.unit.span(node))],
    n.Return: _return,
    n.Label: lambda body, node: label(body, node, statement(body, node.stmt)),
    n.Goto: _goto,
    n.Asm: _assembly,
    n.Empty: lambda body, node: [],
    n.Opaque: lambda body, node: [],
}
