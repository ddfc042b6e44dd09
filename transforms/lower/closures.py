"""Lambdas of host code that kernels are given. A host file can register an instance of a kernel only under types that
it can name: such a lambda gets a class at file scope, a template of what it captures, and an object of that stands in
its place."""

from __future__ import annotations

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.semantics import types as ty
from ...parser.semantics.classes import ClassInstance
from ...parser.semantics.declarators import core_name
from ...parser.semantics.model import identifier
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import (
    ArgumentBinding,
    Constant,
    Scope,
    TemplateArgument,
    TypeBinding,
    flatten,
    spell_argument,
)
from ...parser.unit import Unit

THIS = "captured_this"  # the member that holds the object of the method around, or its address


class HostLambdas:
    """The lambdas in the host code of a unit: their names, and the items at file scope in which they stand."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self._known: dict[n.Lambda, tuple[str, n.Item]] = {}
        self._counts: dict[tuple[object, str], int] = {}
        for item in unit.items:
            if not unit.is_prelude(item):
                self._item(item)

    def _item(self, item: n.Item) -> None:
        if isinstance(item, n.Namespace | n.Linkage):
            for inner in item.items:
                self._item(inner)
            return
        base = _name_of(item)
        for node in n.walk(item):
            if isinstance(node, n.Lambda):
                source = self.unit.span(node).source
                stem = "" if source is self.unit.source else source.path.rpartition("/")[2].partition(".")[0] + "_"
                name = identifier(f"{stem}{base}_lambda")
                number = self._counts[source, name] = self._counts.get((source, name), 0) + 1
                self._known[node] = f"{name}_{number}" if number > 1 else name, item

    def spelling(self, instance: ClassInstance, node: n.Lambda, scope: Scope) -> str:
        """The class that takes a lambda's place, as text of file scope; empty for one in device code."""
        if node not in self._known:
            return ""
        around = next((s.qualified for s in scope.chain() if s.kind == "namespace"), "")
        given = [spell_argument(argument) for _, argument in self.outer(node, scope)]
        given += [ty.spell(item.type) for item in instance.fields]
        return f"{around}{self._known[node][0]}" + (f"<{', '.join(given)}>" if given else "")

    def closure(self, instance: ClassInstance, node: n.Lambda, scope: Scope) -> c.CClosure:
        """What the host file does for a lambda. Raises Refusal where it cannot stand at file scope."""
        called = "__device__" not in node.qualifiers or "__host__" in node.qualifiers
        problem = self._problem(node)
        members = []
        for item in instance.fields:
            text = self._initial(node, item.name)
            if isinstance(item.type, ty.Ref):
                problem = f"it captures `{item.name}` by reference: capture what it needs by value"
            elif isinstance(item.type, ty.Arr):
                problem = f"it captures the array `{item.name}`: copy it into a structure"
            elif text == "this" and called:
                problem = "it uses the object of a method, and is for host code too"
            elif not text:
                problem = "a macro makes part of it; write it out"
            members.append((item.name, text))
        if problem:
            raise Refusal(rules.UNSUPPORTED_CONSTRUCT, node, what="a lambda that a kernel is given, where", why=problem)
        span = self.unit.span(node)
        place = self.unit.span(self._known[node][1]).start
        outer = [head for head, _ in self.outer(node, scope)]
        captured = span.start
        if called:
            opening = next(i for i in range(node.first, node.last) if self.unit.tokens.texts[i] == "[")
            captured = self.unit.tokens.ends[self.unit.tokens.mates[opening]]
        name, changes = self._known[node][0], "mutable" in node.storage
        return c.CClosure(name, span, place, tuple(members), tuple(outer), called, captured, changes)

    def _problem(self, node: n.Lambda) -> str:
        """Why a lambda cannot be taken out of its place; empty where it can."""
        tokens = self.unit.tokens
        if tokens.macros[node.last] is not None or node.first and (
            tokens.macros[node.first] is not None
            and tokens.sources[node.first - 1] is tokens.sources[node.first]
            and tokens.starts[node.first - 1] == tokens.starts[node.first]
        ):
            return "a macro makes it; write it out"
        if self.unit.span(node).source is not self.unit.span(self._known[node][1]).source:
            return "its function runs over several files"
        return ""

    def _initial(self, node: n.Lambda, name: str) -> str:
        """The text of a captured value where the lambda stands."""
        if name == THIS:
            return "*this" if any(capture.kind == "*this" for capture in node.captures) else "this"
        for capture in node.captures:
            if capture.name == name and capture.init is not None:
                span = self.unit.spelling(capture.init.values[0])
                return span.source.text[span.start : span.end] if span is not None else ""
        return name

    def outer(self, node: n.Lambda, scope: Scope) -> list[tuple[tuple[str, str], TemplateArgument]]:
        """The parameters of templates around a lambda for host code too that it uses, and their arguments."""
        if "__device__" in node.qualifiers and "__host__" not in node.qualifiers:
            return []
        found: dict[str, tuple[tuple[str, str], TemplateArgument]] = {}
        for inner in n.walk(node):
            if not isinstance(inner, n.Name) or inner.scope or inner.id in found:
                continue
            for entity in scope.lookup(inner.id):
                if isinstance(entity, TypeBinding) and _is_parameter(scope, inner.id):
                    found[inner.id] = ("typename", inner.id), entity.type
                elif isinstance(entity, ArgumentBinding) and isinstance(entity.argument, Constant):
                    kind = spell_type(entity.argument)
                    found[inner.id] = (kind, inner.id), entity.argument
        return list(found.values())


def spell_type(constant: Constant) -> str:
    """The type of a template's parameter for a constant."""
    return ty.spell(ty.unqualified(constant.type)) if constant.type is not None else "auto"


def _is_parameter(scope: Scope, name: str) -> bool:
    """Whether a name is that of a template's parameter: others of its kind stand at file scope or are built in."""
    for around in scope.chain():
        if name in around.names:
            return around.kind == "template"
    return False


def local_classes(arguments: tuple[TemplateArgument, ...]) -> list[ClassInstance]:
    """The classes that no text at file scope names among the arguments of a template, and in theirs."""
    found: list[ClassInstance] = []
    for argument in flatten(arguments):
        bare = argument if isinstance(argument, ty.Type) else None
        while isinstance(bare, ty.Ptr | ty.Ref | ty.Arr):
            bare = bare.element if isinstance(bare, ty.Arr) else bare.target
        if isinstance(bare, ty.ClassT):
            held = tuple(item.type for item in bare.instance.fields) if bare.instance.named else ()
            found += local_classes((*held, *bare.instance.arguments))
            found += [bare.instance] if bare.instance.local else []
    return found


def _name_of(item: n.Item) -> str:
    """The name of what an item at file scope declares."""
    while isinstance(item, n.Template):
        item = item.item
    name: n.Name | None = None
    if isinstance(item, n.Function):
        name = core_name(item.declarator)
    elif isinstance(item, n.Declaration):
        if isinstance(item.specs.type, n.Class):
            name = item.specs.type.name
        elif item.entries:
            name = core_name(item.entries[0].declarator)
    return name.id if name is not None else "host"
