"""Overload resolution: which function, with which template arguments, a call refers to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser.semantics import types as ty
from ...parser.semantics.declarators import function_declarator
from ...parser.semantics.deduce import Deduction, Mismatch, flatten_declarator
from ...parser.semantics.model import bind
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import FunctionEntity, Pack, Scope, TemplateArgument
from ..tables import Row, Signature
from .body import Body
from .conversions import CONVERSION, EXACT, QUALIFIED, rank
from .program import FunctionInstance
from .values import Braces, Operand, Value

VARIADIC = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate that fits: a function instance, or an overload of a table row. ``references``: which
    arguments are bound to references."""

    ranks: tuple[int, ...]
    references: tuple[bool, ...] = ()
    instance: FunctionInstance | None = None
    row: Row | None = None
    signature: Signature | None = None
    template: bool = False


def choose(
    body: Body,
    entities: Sequence[FunctionEntity],
    row: Row | None,
    explicit: Sequence[n.TemplateArg] | None,
    operands: Sequence[Operand],
    this: Value | None,
    at: n.Node | None,
) -> Choice | None:
    """The best fitting candidate; None where none fits. A tie goes to the first declared."""
    found: list[Choice] = []
    for entity in entities:
        choice = _function_choice(body, entity, explicit, operands, this, at)
        if choice is not None:
            found.append(choice)
    if row is not None and not explicit:
        found += _row_choices(body, row, operands)
    best: Choice | None = None
    for choice in found:
        if best is None or _better(choice, best):
            best = choice
    return best


def _better(a: Choice, b: Choice) -> bool:
    first, second = _comparable(a, b), _comparable(b, a)
    if any(x > y for x, y in zip(first, second, strict=False)):
        return sum(first) < sum(second) and not all(x <= y for x, y in zip(second, first, strict=False))
    if any(x < y for x, y in zip(first, second, strict=False)):
        return True
    if a.template != b.template:
        return not a.template
    if a.template and a.instance is not None and b.instance is not None:
        return _specialised(a.instance.entity) > _specialised(b.instance.entity)
    return False


def _comparable(choice: Choice, other: Choice) -> list[int]:
    """The ranks of a choice beside another: that a reference adds const counts only where the other is one too."""
    ranks = list(choice.ranks)
    for place, reference in enumerate(choice.references):
        if reference and ranks[place] == QUALIFIED and other.references[place : place + 1] != (True,):
            ranks[place] = EXACT
    return ranks


def _specialised(entity: FunctionEntity) -> int:
    """How much of the parameters a template fixes itself: a rough partial order."""
    function = function_declarator(entity.declarator)
    if function is None:
        return 0
    names = {p.name for p in entity.params or ()}
    weight = 0
    for param in function.params:
        for node in n.walk(param):
            weight += isinstance(node, n.Pointer | n.Array) or (isinstance(node, n.Name) and node.id not in names)
        weight -= 10 * param.pack
    return weight


# ------------------------------------------------------------------------------------------------ functions


def _function_choice(
    body: Body,
    entity: FunctionEntity,
    explicit: Sequence[n.TemplateArg] | None,
    operands: Sequence[Operand],
    this: Value | None,
    at: n.Node | None,
) -> Choice | None:
    function = function_declarator(entity.declarator)
    if function is None or entity.deleted or not _accepts(entity, function, len(operands)):
        return None
    if explicit and entity.params is None:
        return None
    try:
        if entity.params is not None:
            arguments = deduce(body, entity, function, explicit or (), operands, at)
            if arguments is None:
                return None
            instance = body.program.instance(entity, arguments, _autos(function, operands))
        else:
            instance = body.program.instance(entity, (), _autos(function, operands))
    except Refusal:
        return None
    if any(map(ty.is_missing, (*instance.params, instance.result))):
        return None
    ranks: list[int] = []
    references: list[bool] = []
    if this is not None and entity.owner is not None and not entity.static:
        if ty.is_const(this.type) and "const" not in function.cv:
            return None
        ranks.append(EXACT if ty.is_const(this.type) == ("const" in function.cv) else 1)
        references.append(True)
    for position, operand in enumerate(operands):
        if position >= len(instance.params):
            ranks.append(VARIADIC)
            continue
        score = rank(body, operand, instance.params[position])
        if score is None:
            return None
        ranks.append(score)
        references.append(isinstance(instance.params[position], ty.Ref))
    return Choice(tuple(ranks), tuple(references), instance, template=entity.params is not None)


def _accepts(entity: FunctionEntity, function: n.FunctionDecl, count: int) -> bool:
    packs = any(p.pack for p in function.params)
    total = len(function.params)
    if total == 1 and is_void(function.params[0]):
        total = 0
    required = sum(1 for i, p in enumerate(function.params[:total]) if not p.pack and default_of(entity, i) is None)
    return count >= required and (count <= total or packs or function.variadic)


def is_void(param: n.Param) -> bool:
    """Whether a parameter list has nothing but this ``void``."""
    builtin = param.specs.type
    return isinstance(builtin, n.Builtin) and builtin.words == ("void",) and isinstance(param.declarator, n.Abstract)


def default_of(entity: FunctionEntity, position: int) -> n.Arg | None:
    """The default argument of a parameter, from whichever declaration gives it."""
    for declarator in (entity.declarator, *entity.earlier):
        function = function_declarator(declarator)
        if function is not None and position < len(function.params) and function.params[position].default is not None:
            return function.params[position].default
    return None


def _autos(function: n.FunctionDecl, operands: Sequence[Operand]) -> tuple[ty.Type, ...]:
    """The argument types of ``auto`` parameters."""
    out: list[ty.Type] = []
    for param, operand in zip(function.params, operands, strict=False):
        if isinstance(param.specs.type, n.Auto) and isinstance(operand, Value):
            reference = isinstance(param.declarator, n.Pointer) and param.declarator.kind == "&&"
            plain = isinstance(param.declarator, n.Pointer) and param.declarator.kind == "&"
            if reference and operand.lvalue:
                out.append(ty.Ref(operand.type))
            else:
                out.append(operand.type if plain else ty.decay(operand.type))
    return tuple(out)


def deduce(
    body: Body,
    entity: FunctionEntity,
    function: n.FunctionDecl,
    explicit: Sequence[n.TemplateArg],
    operands: Sequence[Operand],
    at: n.Node | None,
) -> tuple[TemplateArgument, ...] | None:
    """The template arguments of a call: explicit ones, then deduced ones, then defaults; None where that fails."""
    assert entity.params is not None
    sem = body.program.sem
    given = sem.arguments(entity.params, explicit, body.scope, entity.scope, at, partial=True)
    open_pack = bool(given) and isinstance(given[-1], Pack)
    deduction = Deduction(sem, entity.params, entity.scope)
    for param, argument in zip(entity.params, given, strict=False):
        if param.name and not (isinstance(argument, Pack) and not argument.elements):
            deduction.bindings[param.name] = argument
    fixed = set(deduction.bindings)
    try:
        _deduce_params(deduction, entity, function, operands, fixed)
    except Mismatch:
        return None
    out: list[TemplateArgument] = []
    bound = Scope(entity.scope, "template", "")
    for position, param in enumerate(entity.params):
        if param.name and param.name in deduction.bindings:
            argument = deduction.bindings[param.name]
        elif position < len(given) and not (open_pack and position == len(given) - 1):
            argument = given[position]
        elif param.pack:
            argument = Pack(())
        else:
            argument = sem.default_argument(param, bound, at)
            if isinstance(argument, ty.Unknown) and argument.missing:
                return None
        out.append(argument)
        bind(bound, (param,), {param.name or "": argument})
    return tuple(out)


def _deduce_params(
    deduction: Deduction,
    entity: FunctionEntity,
    function: n.FunctionDecl,
    operands: Sequence[Operand],
    fixed: set[str],
) -> None:
    for position, param in enumerate(function.params):
        if param.pack:
            _deduce_pack(deduction, param, operands[position:])
            return
        if position >= len(operands):
            return
        names = {x.id for x in n.walk(param.specs) if isinstance(x, n.Name)}
        names |= {x.id for x in n.walk(param.declarator) if isinstance(x, n.Name)}
        wanted = names & set(deduction.params)
        if not wanted or wanted <= fixed:
            continue
        operand = operands[position]
        if isinstance(operand, Braces):
            continue
        if isinstance(operand.type, ty.Unknown):
            continue
        _deduce_one(deduction, param, operand)


def _deduce_one(deduction: Deduction, param: n.Param, operand: Value) -> None:
    actual = operand.type
    wraps, _ = flatten_declarator(param.declarator)
    outermost = wraps[-1] if wraps else None
    if not (isinstance(outermost, n.Pointer) and outermost.kind in ("&", "&&")):
        actual = ty.decay(actual)
    deduction.param(param, actual, lvalue=operand.lvalue)


def _deduce_pack(deduction: Deduction, param: n.Param, operands: Sequence[Operand]) -> None:
    name = next((x.id for x in n.walk(param.specs) if isinstance(x, n.Name) and x.id in deduction.params), None)
    if name is None or name in deduction.bindings:
        return
    elements: list[TemplateArgument] = []
    for operand in operands:
        if isinstance(operand, Braces):
            raise Mismatch
        single = Deduction(deduction.sem, tuple(deduction.params.values()), deduction.scope)
        single.param(param, operand.type, lvalue=operand.lvalue)
        elements.append(single.bindings[name])
    deduction.bindings[name] = Pack(tuple(elements))


# ------------------------------------------------------------------------------------------------ table rows


def from_ctype(body: Body, ctype: c.CType) -> ty.Type:
    """A C type of the tables as a C++ type."""
    match ctype:
        case c.Void():
            return ty.VOID
        case c.Scalar():
            return ty.Basic(ctype.name)
        case c.Pointer():
            target = from_ctype(body, ctype.target)
            return ty.Ptr(ty.qualified(target, const=ctype.const, volatile=ctype.volatile))
        case c.Record():
            for entity in body.program.sem.root.lookup(ctype.name):
                from ...parser.semantics.scope import AliasEntity, ClassEntity, TypeBinding

                if isinstance(entity, ClassEntity | AliasEntity | TypeBinding):
                    return body.program.sem.entity_type(entity, None, body.program.sem.root, entity_node())
            return ty.Unknown(ctype.name)
        case _:
            return ty.Unknown()


def entity_node() -> n.Node:
    """A node without place, for names that come from the tables."""
    return n.Abstract(first=-1, last=-2)


def _row_choices(body: Body, row: Row, operands: Sequence[Operand]) -> list[Choice]:
    out = []
    for signature in row.signatures:
        count = len(operands)
        if count < signature.required or (count > len(signature.params) and not signature.variadic):
            continue
        ranks: list[int] = []
        for position, operand in enumerate(operands):
            if position >= len(signature.params):
                ranks.append(VARIADIC)
                continue
            score = _rank_parameter(body, operand, from_ctype(body, signature.params[position]), row)
            if score is None:
                break
            ranks.append(score)
        else:
            out.append(Choice(tuple(ranks), row=row, signature=signature))
    return out


def _rank_parameter(body: Body, operand: Operand, wanted: ty.Type, row: Row) -> int | None:
    if isinstance(operand, Value):
        source = ty.decay(operand.type)
        if row.promote and wanted == ty.DOUBLE and ty.is_integer(source):
            return CONVERSION - 5
        if isinstance(wanted, ty.Ptr) and isinstance(source, ty.Ptr):
            a, b = ty.unqualified(source.target), ty.unqualified(wanted.target)
            if a == b:
                return EXACT
            if isinstance(a, ty.EnumT) and a.info.underlying == b:
                return 1
    return rank(body, operand, wanted)
