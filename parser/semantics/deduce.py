"""Template argument deduction: patterns of the AST matched against types and arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from .. import nodes as n
from . import types as ty
from .declarators import collapse
from .refusal import Refusal
from .scope import (
    AliasEntity,
    ArgumentBinding,
    ClassEntity,
    Constant,
    FunctionEntity,
    Pack,
    Scope,
    TemplateArgument,
    TypeBinding,
    flatten,
)

if TYPE_CHECKING:
    from .model import Semantics

Bindings: TypeAlias = "dict[str, TemplateArgument]"


class Mismatch(Exception):
    """The pattern does not fit."""


class Deduction:
    """Deduces ``params`` by matching; ``scope`` is where the pattern was written."""

    def __init__(self, sem: Semantics, params: Sequence[n.TemplateParam], scope: Scope) -> None:
        self.sem, self.scope = sem, scope
        self.params = {p.name: p for p in params if p.name}
        self.bindings: Bindings = {}

    def bind(self, name: str, argument: TemplateArgument) -> None:
        known = self.bindings.get(name)
        if known is None:
            self.bindings[name] = argument
            return
        if isinstance(known, Constant) and isinstance(argument, Constant):
            if known.value != argument.value:
                raise Mismatch
        elif known != argument:
            raise Mismatch

    def param(self, param: n.Param, actual: ty.Type, *, lvalue: bool) -> None:
        """Match a function parameter against the type of its argument."""
        wraps, _ = flatten_declarator(param.declarator)
        if wraps and isinstance(wraps[-1], n.Pointer) and wraps[-1].kind in ("&", "&&"):
            forwarding = (
                wraps[-1].kind == "&&"
                and len(wraps) == 1
                and not param.specs.cv
                and self._param_name(param.specs) is not None
            )
            if forwarding and lvalue:
                name = self._param_name(param.specs)
                assert name is not None
                self.bind(name, collapse(actual, rvalue=False))
                return
            self.match(param.specs, wraps[:-1], actual, top=True)
            return
        self.match(param.specs, wraps, ty.decay(actual), top=True)

    def type_id(self, pattern: n.TypeId, actual: ty.Type) -> None:
        """Match a type pattern exactly."""
        wraps, _ = flatten_declarator(pattern.declarator)
        self.match(pattern.specs, wraps, actual, top=False)

    def match(self, specs: n.Specs, wraps: list[n.Declarator], actual: ty.Type, *, top: bool) -> None:
        """Match specifiers wrapped by pointers, references, arrays and functions (innermost first). With ``top``, the
        pattern may be less qualified than the type."""
        if not wraps:
            self.base(specs, actual, top=top)
            return
        outer, rest = wraps[-1], wraps[:-1]
        if isinstance(outer, n.Pointer):
            if outer.kind == "*":
                if not isinstance(actual, ty.Ptr):
                    raise Mismatch
                self.match(specs, rest, actual.target, top=top)
            else:
                if not isinstance(actual, ty.Ref) or actual.rvalue != (outer.kind == "&&"):
                    raise Mismatch
                self.match(specs, rest, actual.target, top=False)
        elif isinstance(outer, n.Array):
            if isinstance(actual, ty.Ptr) and top:  # a parameter's array is a pointer
                self.match(specs, rest, actual.target, top=top)
                return
            if not isinstance(actual, ty.Arr):
                raise Mismatch
            self._length(outer, actual)
            self.match(specs, rest, actual.element, top=top)
        elif isinstance(outer, n.FunctionDecl):
            if isinstance(actual, ty.Ptr):
                actual = actual.target
            if not isinstance(actual, ty.Fn) or len(actual.params) != len(outer.params):
                raise Mismatch
            for param, given in zip(outer.params, actual.params, strict=True):
                inner, _ = flatten_declarator(param.declarator)
                self.match(param.specs, inner, given, top=False)
            self.match(specs, rest, actual.result, top=False)
        else:
            raise Mismatch

    def _length(self, pattern: n.Array, actual: ty.Arr) -> None:
        size = pattern.size
        if isinstance(size, n.Name) and size.id in self.params and not size.scope and actual.length is not None:
            self.bind(size.id, Constant(actual.length, ty.ULONG))

    def _param_name(self, specs: n.Specs) -> str | None:
        if isinstance(specs.type, n.Named) and not specs.type.name.scope and specs.type.name.id in self.params:
            return specs.type.name.id if self.params[specs.type.name.id].kind == "type" else None
        return None

    def base(self, specs: n.Specs, actual: ty.Type, *, top: bool) -> None:
        name = self._param_name(specs)
        if name is not None:
            const, volatile = "const" in specs.cv, "volatile" in specs.cv
            if not top and ((const and not ty.is_const(actual)) or (volatile and not actual.volatile)):
                raise Mismatch
            if const or volatile:
                actual = _without(actual, const=const, volatile=volatile)
            self.bind(name, actual)
            return
        node = specs.type
        if isinstance(node, n.Named) and node.name.args is not None:
            self._template_id(node.name, actual)
            return
        if isinstance(node, n.Named) and node.name.scope and self._dependent(node.name):
            return  # a non-deduced context
        if top:
            return  # conversions decide
        try:
            wanted = self.sem.specified(specs, self.scope)
        except Refusal as refusal:
            raise Mismatch from refusal
        if wanted != actual:
            raise Mismatch

    def _dependent(self, name: n.Name) -> bool:
        return any(
            part.id in self.params
            or any(isinstance(x, n.Name) and x.id in self.params for a in part.args or () for x in n.walk(a))
            for part in name.scope
        )

    def _template_id(self, name: n.Name, actual: ty.Type) -> None:
        """``Vec<T, N>`` against an instance of it, or of a base of it."""
        if name.id in self.params:  # template template parameter
            if not isinstance(actual, ty.ClassT):
                raise Mismatch
            self.bind(name.id, actual.instance.entity)
            self.template_arguments(name.args or (), tuple(flatten(actual.instance.arguments)))
            return
        if self._dependent(name):
            return
        entities = self.sem.lookup(name, self.scope)
        entity = next((e for e in entities if isinstance(e, ClassEntity)), None)
        if entity is None:
            alias = next((e for e in entities if isinstance(e, AliasEntity)), None)
            if alias is None:
                raise Mismatch
            self._alias(alias, name, actual)
            return
        if not isinstance(actual, ty.ClassT):
            raise Mismatch
        for instance in (actual.instance, *actual.instance.all_bases()):
            if instance.entity is entity:
                self.template_arguments(name.args or (), tuple(flatten(instance.arguments)))
                return
        raise Mismatch

    def _alias(self, alias: AliasEntity, name: n.Name, actual: ty.Type) -> None:
        """``Alias<T>`` against a type: what the alias stands for gives its parameters, these the arguments."""
        if alias.params is None or alias.type_id is None:
            return
        inner = Deduction(self.sem, alias.params, alias.scope)
        inner.type_id(alias.type_id, actual)
        for param, pattern in zip(alias.params, name.args or (), strict=False):
            bound = inner.bindings.get(param.name or "")
            if isinstance(bound, Pack):
                self.template_arguments((pattern,), bound.elements)
            elif bound is not None:
                self.template_argument(pattern, bound)

    def template_arguments(self, patterns: Sequence[n.TemplateArg], actual: Sequence[TemplateArgument]) -> None:
        """Match a list of template argument patterns."""
        for position, pattern in enumerate(patterns):
            if isinstance(pattern, n.Pack):
                name = _bare(pattern.pattern)
                if name is not None and name.id in self.params:
                    rest = actual[position:]
                    self.bind(name.id, rest[0] if len(rest) == 1 and isinstance(rest[0], Pack) else Pack(tuple(rest)))
                return
            if position >= len(actual):
                raise Mismatch
            self.template_argument(pattern, actual[position])

    def template_argument(self, pattern: n.TemplateArg, actual: TemplateArgument) -> None:
        name = _bare(pattern)
        if name is not None and name.id in self.params and not name.scope and name.args is None:
            param = self.params[name.id]
            if param.kind == "type" and isinstance(pattern, n.TypeId):
                if isinstance(actual, Constant | Pack | ClassEntity | FunctionEntity):
                    raise Mismatch
                self.type_id(pattern, actual)
                return
            self.bind(name.id, actual)
            return
        if isinstance(actual, Constant):
            expr = name if name is not None else pattern
            if isinstance(expr, n.TypeId | n.InitList):
                raise Mismatch
            value = self.sem.evaluate(expr, self.scope)
            if value is None or value != actual.value:
                raise Mismatch
        elif isinstance(pattern, n.TypeId) and not isinstance(actual, Pack | ClassEntity | FunctionEntity):
            self.type_id(pattern, actual)
        elif isinstance(pattern, n.Name) and not isinstance(actual, Pack | ClassEntity | FunctionEntity):
            if pattern.args is not None:
                self._template_id(pattern, actual)
            elif self.sem.named_type(pattern, self.scope) != actual:
                raise Mismatch
        else:
            raise Mismatch


def deduce_arguments(
    sem: Semantics,
    params: Sequence[n.TemplateParam],
    patterns: Sequence[n.TemplateArg],
    actual: Sequence[TemplateArgument],
    scope: Scope,
) -> Bindings | None:
    """The bindings under which the patterns of a partial specialisation equal the arguments; None if there are none."""
    deduction = Deduction(sem, params, scope)
    given = tuple(flatten(tuple(actual)))
    packed = any(isinstance(pattern, n.Pack) for pattern in patterns)
    if len(given) > len(patterns) and not packed:
        return None
    try:
        deduction.template_arguments(patterns, given)
    except (Mismatch, Refusal):
        return None
    for param in params:
        if param.pack and param.name and param.name not in deduction.bindings:
            deduction.bindings[param.name] = Pack(())
    return deduction.bindings if all(p.name in deduction.bindings for p in params if p.name) else None


def flatten_declarator(declarator: n.Declarator | None) -> tuple[list[n.Declarator], n.Declarator | None]:
    """The wraps of a declarator in the order in which they apply to the base type, and its core."""
    wraps: list[n.Declarator] = []
    while isinstance(declarator, n.Pointer | n.Array | n.Grouped | n.FunctionDecl):
        if not isinstance(declarator, n.Grouped):
            wraps.append(declarator)
        declarator = declarator.inner
    return wraps, declarator


def _without(t: ty.Type, *, const: bool, volatile: bool) -> ty.Type:
    bare = ty.unqualified(t)
    if isinstance(t, ty.Arr):
        return bare
    return ty.qualified(bare, const=t.const and not const, volatile=t.volatile and not volatile)


def _bare(arg: n.Node) -> n.Name | None:
    if isinstance(arg, n.Name):
        return arg
    if isinstance(arg, n.TypeId) and isinstance(arg.specs.type, n.Named):
        return arg.specs.type.name
    return None


__all__ = [
    "ArgumentBinding",
    "Bindings",
    "Deduction",
    "Mismatch",
    "TypeBinding",
    "deduce_arguments",
    "flatten_declarator",
]
