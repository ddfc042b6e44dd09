"""Which names in device code nothing declares: scopes followed over the AST, templates included, nothing instantiated.
A member behind ``.`` or ``->`` is not a name here, for its meaning hangs on a type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from unwarp.parser import nodes as n
from unwarp.parser.semantics.declarators import core, core_name
from unwarp.parser.semantics.refusal import Refusal
from unwarp.parser.semantics.scope import AliasEntity, ClassEntity, NamespaceEntity, Scope
from unwarp.transforms.lower.program import Program
from unwarp.transforms.tables import Tables

_BUILT_IN = frozenset(
    ("threadIdx", "blockIdx", "blockDim", "gridDim", "warpSize", "NULL", "printf", "assert", "static_assert")
) | {"__func__", "__FUNCTION__", "__PRETTY_FUNCTION__"}
_STANDARD = frozenset(("std", "cuda"))  # namespaces of which the tables know members by their bare names


@dataclass
class Resolver:
    """Finds unresolved names in the functions of one unit."""

    program: Program
    tables: Tables
    locals: list[set[str]] = field(default_factory=list)
    missing: dict[str, None] = field(default_factory=dict)
    here: Scope | None = None

    def __post_init__(self) -> None:
        self._functions = {entity.name for entity in self.program.sem.functions}

    def unresolved(self, function: n.Function, context: Context) -> tuple[str, ...]:
        """The names in a function that nothing declares, each once."""
        self.locals, self.missing, self.here = [set()], {}, context.scope
        for outer in context.classes:
            self.locals[0] |= self.members(outer, set())
        self.template(context.params)
        self.function(function)
        return tuple(self.missing)

    # ------------------------------------------------------------------------------------------ declarations

    def template(self, params: Sequence[n.TemplateParam]) -> None:
        for param in params:
            if param.name:
                self.locals[-1].add(param.name)
            for part in (param.default, param.param):
                if part is not None:
                    self.visit(part)

    def function(self, function: n.Function) -> None:
        self.locals.append(set())
        owner = core_name(function.declarator)
        if owner is not None and owner.scope:
            self.locals[-1] |= self.members_of(owner)
        self.visit(function.specs)
        self.declarator(function.declarator)
        for init in function.inits:
            self.visit(init.init)
        if function.body is not None:
            self.visit(function.body)
        self.locals.pop()

    def members_of(self, name: n.Name) -> set[str]:
        """The members that an out-of-class definition sees."""
        scope = self.here
        found: set[str] = set()
        for part in name.scope:
            entities = scope.lookup(part.id) if scope is not None else []
            scope = None
            for entity in entities:
                if isinstance(entity, NamespaceEntity):
                    scope = entity.scope
                elif isinstance(entity, ClassEntity):
                    for node in (entity.node, *(p[1] for p in entity.partial)):
                        found |= self.members(node, set()) if node is not None else set()
        return found

    def members(self, node: n.Class, seen: set[int]) -> set[str]:
        """The names that a class declares, and its bases as far as the unit has them."""
        if id(node) in seen:
            return set()
        seen.add(id(node))
        names = {node.name.id} if node.name is not None else set()
        for member in node.members or ():
            names |= declared(member)
        for base in node.bases:
            for entity in self.here.lookup(base.name.id) if self.here is not None else ():
                if isinstance(entity, ClassEntity):
                    for found in (entity.node, *(p[1] for p in entity.partial)):
                        names |= self.members(found, seen) if found is not None else set()
        return names

    def declarator(self, node: n.Declarator | None) -> None:
        """Visit what a declarator names, and enter what it declares."""
        if node is None:
            return
        for inner in _parts(node):
            match inner:
                case n.Array() if inner.size is not None:
                    self.visit(inner.size)
                case n.FunctionDecl():
                    for param in inner.params:
                        self.parameter(param)
                    if inner.trailing is not None:
                        self.visit(inner.trailing)
                case n.Binding():
                    self.locals[-1].update(inner.names)
                case n.DeclName():
                    if not inner.name.scope:
                        self.locals[-1].add(inner.name.id)
                case _:
                    pass

    def parameter(self, param: n.Param) -> None:
        self.visit(param.specs)
        self.declarator(param.declarator)
        if param.default is not None:
            self.visit(param.default)

    # ------------------------------------------------------------------------------------------ walking

    def visit(self, node: n.Node) -> None:
        match node:
            case n.Name():
                self.name(node)
            case n.MemberAccess():
                self.visit(node.base)
                for argument in node.name.args or ():
                    self.visit(argument)
            case n.Block() | n.For() | n.If() | n.While() | n.Switch() | n.RangeFor() | n.Lambda():
                self.locals.append(set())
                self.nested(node)
                self.locals.pop()
            case n.Declaration():
                self.declaration(node)
            case n.Param():
                self.parameter(node)
            case n.TypeId():
                self.visit(node.specs)
                self.declarator(node.declarator)
            case n.Specs():
                for macro in node.macros:
                    self.missing.setdefault(macro)
                for attribute in node.attributes:
                    self.visit(attribute)
                if node.type is not None:
                    self.visit(node.type)
            case n.Class():
                self.local_class(node)
            case n.Enum():
                self.locals[-1] |= {entry.name for entry in node.entries or ()}
                self.locals[-1] |= {node.name.id} if node.name is not None else set()
            case n.Alias():
                self.locals[-1].add(node.name)
                self.visit(node.type)
            case n.Using() if node.whole_namespace:
                self.locals[-1] |= self.names_in(node.name)
            case n.Using():
                self.locals[-1].add(node.name.id)
            case n.NamespaceAlias():
                self.locals[-1].add(node.name)
            case _:
                for child in n.children(node):
                    self.visit(child)

    def names_in(self, name: n.Name) -> set[str]:
        """What a namespace declares."""
        assert self.here is not None
        try:
            entities = self.program.sem.lookup(name, self.here)
        except Refusal:
            return set()
        return {text for entity in entities if isinstance(entity, NamespaceEntity) for text in entity.scope.names}

    def nested(self, node: n.Node) -> None:
        if isinstance(node, n.RangeFor):
            self.visit(node.range)
            self.visit(node.specs)
            self.declarator(node.declarator)
            self.visit(node.body)
            return
        if isinstance(node, n.Lambda):
            self.template(node.template_params)
            for capture in node.captures:
                if capture.init is not None:
                    self.visit(capture.init)
                    self.locals[-1].add(capture.name or "")
            self.declarator(node.params)
            self.visit(node.body)
            return
        for child in sorted(n.children(node), key=lambda part: part.first):  # `init` comes before `cond`
            self.visit(child)

    def declaration(self, node: n.Declaration) -> None:
        self.visit(node.specs)
        for entry in node.entries:
            self.declarator(entry.declarator)
            if entry.init is not None:
                self.visit(entry.init)

    def local_class(self, node: n.Class) -> None:
        if node.name is not None and (node.members is not None or not node.name.scope):
            self.locals[-1].add(node.name.id)
        self.locals.append(self.members(node, set()))
        for member in node.members or ():
            inner = member
            while isinstance(inner, n.Template):
                self.template(inner.params)
                inner = inner.item
            if isinstance(inner, n.Function):
                self.function(inner)
            elif isinstance(inner, n.Declaration):
                self.declaration(inner)
        self.locals.pop()

    # ------------------------------------------------------------------------------------------ names

    def name(self, node: n.Name) -> None:
        for argument in (*(node.args or ()), *(a for part in node.scope for a in part.args or ())):
            self.visit(argument)
        if node.id.startswith(("operator", "~")):
            return
        if not self.known(node):
            self.missing.setdefault("::".join([*(part.id for part in node.scope), node.id]))

    def known(self, node: n.Name) -> bool:
        assert self.here is not None
        if node.scope:
            return self.known_qualified(node)
        if any(node.id in names for names in self.locals) or node.id in _BUILT_IN:
            return True
        if self.tables.get(node.id) is not None or self.here.lookup(node.id):
            return True
        return node.id in self._functions  # found by the types of the arguments

    def open(self, node: n.Class) -> bool:
        """Whether a class has a base whose members hang on template arguments, or that an alias names."""
        assert self.here is not None
        for base in node.bases:
            entities = self.here.lookup(base.name.id)
            if base.name.args or base.name.scope or not any(isinstance(e, ClassEntity) for e in entities):
                return True
        return False

    def known_qualified(self, node: n.Name) -> bool:
        assert self.here is not None
        first = node.scope[0]
        if first.decltype is not None or any(first.id in names for names in self.locals):
            return True
        scope: Scope | None = self.program.sem.root if node.global_ else self.here
        for position, part in enumerate(node.scope):
            entities = scope.lookup(part.id) + scope.lookup(part.id + "::") if scope is not None else []
            spaces = [e for e in entities if isinstance(e, NamespaceEntity)]
            if not spaces:
                if part.id in _STANDARD and self.tables.get(node.id) is not None:
                    return True
                classes = [e for e in entities if isinstance(e, ClassEntity)]
                if any(isinstance(e, AliasEntity) for e in entities):
                    return True
                if classes and position == len(node.scope) - 1:
                    bodies = [b for e in classes for b in (e.node, *(p[1] for p in e.partial)) if b is not None]
                    return any(node.id in self.members(body, set()) or self.open(body) for body in bodies)
                return bool(entities)
            scope = spaces[0].scope
        assert scope is not None
        if scope.local(node.id):
            return True
        return node.scope[0].id in _STANDARD and self.tables.get(node.id) is not None


def _parts(node: n.Declarator) -> Iterator[n.Declarator]:
    """A declarator from its outside to its core."""
    current: n.Declarator | None = node
    while current is not None:
        yield current
        current = current.inner if isinstance(current, n.Pointer | n.Array | n.Grouped | n.FunctionDecl) else None


def declared(item: n.Node) -> set[str]:
    """The names that a member or item declares."""
    match item:
        case n.Template():
            return declared(item.item)
        case n.Function():
            name = core_name(item.declarator)
            return {name.id} if name is not None else set()
        case n.Declaration():
            names = {name.id for e in item.entries if (name := core_name(e.declarator)) is not None}
            names |= {text for e in item.entries if isinstance(b := core(e.declarator), n.Binding) for text in b.names}
            kind = item.specs.type
            if isinstance(kind, n.Class | n.Enum) and kind.name is not None:
                names.add(kind.name.id)
            if isinstance(kind, n.Enum):
                names |= {entry.name for entry in kind.entries or ()}
            if isinstance(kind, n.Class) and not item.entries and kind.name is None:  # an anonymous union
                for member in kind.members or ():
                    names |= declared(member)
            return names
        case n.Alias() | n.NamespaceAlias():
            return {item.name}
        case n.Using():
            return {item.name.id}
        case _:
            return set()


@dataclass(frozen=True)
class Context:
    """What stands around a function: its namespace, the classes and the template parameters."""

    scope: Scope
    classes: tuple[n.Class, ...] = ()
    params: tuple[n.TemplateParam, ...] = ()


def device_functions(items: Sequence[n.Node], context: Context) -> Iterator[tuple[n.Function, Context]]:
    """The definitions of kernels and device functions, methods included."""
    for item in items:
        match item:
            case n.Function():
                if {"__global__", "__device__"} & set(item.specs.qualifiers):
                    yield item, context
            case n.Template():
                inner = Context(context.scope, context.classes, (*context.params, *item.params))
                yield from device_functions([item.item], inner)
            case n.Linkage():
                yield from device_functions(item.items, context)
            case n.Namespace():
                scope = context.scope
                for name in item.names or ("",):
                    found = [e for e in scope.names.get(name, ()) if isinstance(e, NamespaceEntity)]
                    scope = found[0].scope if found else scope
                yield from device_functions(item.items, Context(scope, context.classes, context.params))
            case n.Declaration() if isinstance(item.specs.type, n.Class):
                node = item.specs.type
                inner = Context(context.scope, (*context.classes, node), context.params)
                yield from device_functions(node.members or (), inner)
            case _:
                pass
