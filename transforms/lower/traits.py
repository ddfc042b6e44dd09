"""The questions about types that compilers answer and the standard library's traits are made of: ``__is_class(T)``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser.semantics import types as ty
from ...parser.semantics.classes import ClassInstance
from ...parser.semantics.model import bind
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import Pack
from .body import Body
from .conversions import rank
from .values import Value


def trait(body: Body, name: str, node: n.Call) -> Value:
    """The answer for the types that stand as arguments."""
    types = [t for arg in node.args for t in _types(body, arg)]
    if name == "__underlying_value":
        return Value(c.Lit("0", body.program.ctype(ty.enum_underlying(types[0]), node)), ty.enum_underlying(types[0]))
    answer = TRAITS[name](body, *types)
    return Value(c.Lit("true" if answer else "false", c.BOOL), ty.BOOL)


def _types(body: Body, arg: n.Node) -> list[ty.Type]:
    """The type of an argument, or those of the pack that it expands."""
    if not isinstance(arg, n.Pack):
        return [_type(body, arg)]
    names = {x.id for x in n.walk(arg.pattern) if isinstance(x, n.Name)}
    packs = {
        name: argument.elements
        for name in names
        for entity in body.scope.lookup(name)
        if isinstance(argument := getattr(entity, "argument", None), Pack)
    }
    out = []
    for position in range(min((len(elements) for elements in packs.values()), default=0)):
        with body.nested() as scope:
            for name, elements in packs.items():
                bind(scope, (n.TemplateParam(first=-1, last=-2, kind="type", name=name),), {name: elements[position]})
            out.append(_type(body, arg.pattern))
    return out


def _type(body: Body, arg: n.Node) -> ty.Type:
    if isinstance(arg, n.TypeId):
        found = body.program.sem.type_id(arg, body.scope)
    elif isinstance(arg, n.Name):
        found = body.program.sem.named_type(arg, body.scope)
    else:
        raise body.program.unsupported(arg, "this argument of a type trait", "give a type")
    return found


def _class(body: Body, t: ty.Type) -> ClassInstance | None:
    bare = ty.unqualified(t)
    if not isinstance(bare, ty.ClassT):
        return None
    return body.program.sem.complete(bare.instance)


def _is_class(body: Body, t: ty.Type) -> bool:
    instance = _class(body, t)
    return instance is not None and not instance.union


def _is_union(body: Body, t: ty.Type) -> bool:
    instance = _class(body, t)
    return instance is not None and instance.union


def _is_empty(body: Body, t: ty.Type) -> bool:
    instance = _class(body, t)
    return instance is not None and instance.is_empty()


def _is_base_of(body: Body, base: ty.Type, derived: ty.Type) -> bool:
    a, b = _class(body, base), _class(body, derived)
    return a is not None and b is not None and (a is b or b.derives_from(a))


def _is_trivially_copyable(body: Body, t: ty.Type) -> bool:
    while isinstance(t, ty.Arr):
        t = t.element
    instance = _class(body, t)
    if instance is None:
        return not isinstance(t, ty.Ref)
    if instance.polymorphic or instance.destructor is not None or "operator=" in instance.scope.names:
        return False
    parts = (*(ty.ClassT(base) for base in instance.bases), *(item.type for item in instance.fields))
    return all(_is_trivially_copyable(body, part) for part in parts)


def _sample(t: ty.Type) -> Value:
    """An expression of a type, as ``declval`` gives it."""
    place = isinstance(t, ty.Ref) and not t.rvalue
    return Value(c.Var(c.CVar("value", c.INT), c.INT), ty.strip_ref(t), place, not place)


def _is_constructible(body: Body, target: ty.Type, *given: ty.Type) -> bool:
    """Whether ``T x(declval<A>()...);`` is right."""
    from .objects import construct_value, takes_nothing

    instance = _class(body, target)
    if instance is not None and instance.constructors and not given:
        return any(takes_nothing(entity) and not entity.deleted for entity in instance.constructors)
    if instance is None:
        made = not isinstance(target, ty.Ref | ty.Arr | ty.Fn) and target != ty.VOID
        return _is_convertible(body, given[0], target) if len(given) == 1 else made and not given
    node = n.Literal(first=-1, last=-2, kind="null", text="nullptr")
    try:
        construct_value(Body(body.program, body.scope, unevaluated=True), target, [_sample(t) for t in given], node)
    except Refusal:
        return False
    return True


def _is_convertible(body: Body, source: ty.Type, target: ty.Type) -> bool:
    if ty.VOID in (source, target):
        return source == target
    value = _sample(source)
    strict = Body(body.program, body.scope)
    try:
        return rank(strict, value, target) is not None
    except Refusal:
        return False


TRAITS: Mapping[str, Callable[..., bool]] = {
    "__is_class": _is_class,
    "__is_union": _is_union,
    "__is_enum": lambda body, t: isinstance(t, ty.EnumT),
    "__is_empty": _is_empty,
    "__is_trivially_copyable": _is_trivially_copyable,
    "__is_base_of": _is_base_of,
    "__is_convertible": _is_convertible,
    "__is_constructible": _is_constructible,
    "__underlying_value": lambda body, t: True,
}
