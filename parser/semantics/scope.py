"""Scopes and what names stand for in them. Owns lookup; who fills the scopes is `declare.py` and the lowering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from . import types as ty

if TYPE_CHECKING:
    from .. import ctree
    from ..nodes import Class, Declarator, Entry, Function, Name, Specs, TemplateParam, TypeId
    from .classes import ClassInstance
    from .refusal import Refusal


@dataclass(frozen=True, slots=True)
class Constant:
    """A value argument of a template."""

    value: int | float
    type: ty.Type


@dataclass(frozen=True, slots=True)
class Pack:
    """The arguments of a parameter pack."""

    elements: tuple[TemplateArgument, ...]


TemplateArgument: TypeAlias = "ty.Type | Constant | Pack | ClassEntity | FunctionEntity"


@dataclass(eq=False)
class Variable:
    """A variable in scope. ``expr`` is how C code reaches it (a dereference for references); ``constant`` is its value
    where that is known while translating; ``refusal`` says why its declaration could not be translated."""

    name: str
    type: ty.Type
    expr: ctree.CExpr | None = None
    constant: int | float | None = None
    refusal: Refusal | None = None


@dataclass(eq=False)
class GlobalEntity:
    """A file-scope or static member variable, resolved when it is first used."""

    name: str
    specs: Specs
    entry: Entry
    scope: Scope
    qualified: str
    params: tuple[TemplateParam, ...] | None = None  # of a variable template
    outside: GlobalEntity | None = None  # the definition of a static member, outside its class


@dataclass(eq=False)
class FunctionEntity:
    """One function or function template: a declaration and, when the unit holds it, its definition."""

    name: str
    specs: Specs | None
    declarator: Declarator
    scope: Scope
    params: tuple[TemplateParam, ...] | None = None  # None: not a template
    definition: Function | None = None
    owner: ClassInstance | None = None
    kernel: bool = False
    device: bool = False
    host: bool = False
    static: bool = False
    deleted: bool = False
    defaulted: bool = False
    prelude: bool = False
    qualified: str = ""
    template_name: Name | None = None  # of an explicit specialisation: the name with its arguments
    earlier: list[Declarator] = field(default_factory=list)  # other declarations: they may hold default arguments
    earlier_params: tuple[TemplateParam, ...] | None = None
    specialisations: list[FunctionEntity] = field(default_factory=list)
    template: tuple[FunctionEntity, tuple[TemplateArgument, ...]] | None = None  # what an instance is one of
    spelled: str = ""  # of an instance: the C++ text that names it


@dataclass(frozen=True, eq=False)
class OutsideMember:
    """The definition of a class template's member outside the class. ``params`` are those of the class there, ``own``
    those of the member, where it is a template."""

    params: tuple[TemplateParam, ...]
    own: tuple[TemplateParam, ...] | None
    definition: Function


@dataclass(eq=False)
class ClassEntity:
    """A class or class template."""

    name: str
    node: Class | None
    scope: Scope
    params: tuple[TemplateParam, ...] | None = None
    partial: list[tuple[tuple[TemplateParam, ...], Class, Scope]] = field(default_factory=list)  # specialisations
    outside: list[OutsideMember] = field(default_factory=list)
    instances: dict[tuple[TemplateArgument, ...], ClassInstance] = field(default_factory=dict)
    qualified: str = ""
    attributes: Specs | None = None
    vector: bool = False

    def spelling(self, arguments: tuple[TemplateArgument, ...], scope: Scope) -> str:
        """C++ text of an instance."""
        if self.params is None:
            return self.qualified or self.name
        return f"{self.qualified or self.name}<{', '.join(spell_argument(a) for a in flatten(arguments))}>"


@dataclass(eq=False)
class AliasEntity:
    """A typedef, alias or alias template."""

    name: str
    type_id: TypeId | None
    specs: Specs | None
    declarator: Declarator | None
    scope: Scope
    params: tuple[TemplateParam, ...] | None = None


@dataclass(eq=False)
class TypeBinding:
    """A name for a type that is known: a template parameter with its argument, a built-in typedef, an enum."""

    type: ty.Type


@dataclass(eq=False)
class ArgumentBinding:
    """A template parameter's argument that is no type."""

    argument: TemplateArgument


@dataclass(eq=False)
class NamespaceEntity:
    scope: Scope


Entity: TypeAlias = (
    Variable
    | GlobalEntity
    | FunctionEntity
    | ClassEntity
    | AliasEntity
    | TypeBinding
    | ArgumentBinding
    | NamespaceEntity
)


@dataclass(eq=False)
class Scope:
    """A region of names inside its parent. ``instance`` is set on the scope of a class."""

    parent: Scope | None
    kind: Literal["namespace", "class", "template", "function", "block"]
    qualified: str = ""  # prefix of members: "ns::"
    names: dict[str, list[Entity]] = field(default_factory=dict)
    used: list[Scope] = field(default_factory=list)  # using namespace
    instance: ClassInstance | None = None

    def add(self, name: str, entity: Entity) -> None:
        self.names.setdefault(name, []).append(entity)

    def local(self, name: str) -> list[Entity]:
        """What the name stands for in this scope itself: members of bases and of used namespaces included."""
        found = list(self.names.get(name, ()))
        if not found and self.instance is not None:
            for base in self.instance.bases:
                found = base.scope.local(name)
                if found:
                    break
        for scope in self.used:
            found += [e for e in scope.local_once(name, {id(self)}) if e not in found]
        return found

    def local_once(self, name: str, seen: set[int]) -> list[Entity]:
        """Like ``local`` without following a cycle of using directives."""
        if id(self) in seen:
            return []
        seen.add(id(self))
        found = list(self.names.get(name, ()))
        for scope in self.used:
            found += scope.local_once(name, seen)
        return found

    def lookup(self, name: str) -> list[Entity]:
        """What an unqualified name stands for here: the nearest scope that knows it; overloads of enclosing
        namespaces are hidden as C++ hides them."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.local(name)
            if found:
                return found
            scope = scope.parent
        return []

    def enclosing_class(self) -> ClassInstance | None:
        scope: Scope | None = self
        while scope is not None:
            if scope.instance is not None:
                return scope.instance
            scope = scope.parent
        return None

    def chain(self) -> Iterator[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent


def flatten(arguments: tuple[TemplateArgument, ...]) -> Iterator[TemplateArgument]:
    """The arguments with packs opened."""
    for argument in arguments:
        if isinstance(argument, Pack):
            yield from flatten(argument.elements)
        else:
            yield argument


def spell_argument(argument: TemplateArgument) -> str:
    """A template argument as C++ text."""
    if isinstance(argument, Constant):
        if argument.type == ty.BOOL:
            return "true" if argument.value else "false"
        if isinstance(argument.type, ty.EnumT):
            return f"({argument.type.info.spelling}){argument.value}"
        return str(argument.value)
    if isinstance(argument, Pack):
        return ", ".join(spell_argument(a) for a in argument.elements)
    if isinstance(argument, FunctionEntity):
        return argument.spelled or argument.qualified or argument.name
    if isinstance(argument, ClassEntity):
        return argument.qualified or argument.name
    return ty.spell(argument)
