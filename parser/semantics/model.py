"""What names and type spellings mean: declarations gathered into scopes, names looked up, specifiers and declarators
turned into types, class templates instantiated. Expressions are evaluated by the lowering, through two callbacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .. import nodes as n
from .. import rules
from . import types as ty
from .classes import KIND, ClassInstance, EnumInfo, Field
from .declarators import core_name, declared_type, function_declarator
from .deduce import Bindings, deduce_arguments
from .refusal import Refusal
from .scope import (
    AliasEntity,
    ArgumentBinding,
    ClassEntity,
    Constant,
    Entity,
    FunctionEntity,
    GlobalEntity,
    NamespaceEntity,
    OutsideMember,
    Pack,
    Scope,
    TemplateArgument,
    TypeBinding,
    Variable,
    flatten,
    spell_argument,
)

Number = int | float
GROUPS = "cooperative_groups::"  # the namespace as names in it begin

_VECTOR = re.compile(r"(?:u?(?:char|short|int|long|longlong)|float|double)[1-4]|dim3")
_DEVICE_MEMORY = {"__device__", "__constant__", "__managed__", "__shared__"}


class Semantics:
    """The declarations of one translation unit. The lowering sets its functions."""

    def __init__(self) -> None:
        self.root = Scope(None, "namespace")
        self.evaluate: Callable[[n.Expr, Scope], Number | None] = lambda expr, scope: None
        self.expression_type: Callable[[n.Expr, Scope], ty.Type] = lambda expr, scope: ty.Unknown()
        self.is_prelude: Callable[[n.Node], bool] = lambda node: False
        self.functions: list[FunctionEntity] = []  # in order of declaration, methods of templates not among them
        # By scope too: what a class template or a function declares is another class in each instance.
        self._classes: dict[tuple[n.Class, Scope], ClassEntity] = {}
        self._enums: dict[tuple[n.Enum, Scope], EnumInfo] = {}
        self._enum_scopes: dict[EnumInfo, Scope] = {}  # of the enumerators
        self._bound: dict[tuple[FunctionEntity, tuple[TemplateArgument, ...]], FunctionEntity] = {}
        self._records: set[str] = set()
        self._in_prelude = False
        self.missing_namespaces: dict[str, str] = {}  # those that are not declared: by the names that stand for them
        self.missing_used: list[str] = []  # and those that ``using namespace`` names

    # ------------------------------------------------------------------------------------------ declarations

    def declare_items(self, items: Iterable[n.Item], scope: Scope, *, prelude: bool = False) -> None:
        """Enter the declarations of a namespace (or of the unit) into its scope."""
        before, self._in_prelude = self._in_prelude, prelude or self._in_prelude
        for item in items:
            try:
                self.declare_item(item, scope)
            except Refusal:
                continue  # reported where device code uses the name
        self._in_prelude = before

    def declare_item(
        self,
        item: n.Item,
        scope: Scope,
        params: tuple[n.TemplateParam, ...] | None = None,
        inner: tuple[n.TemplateParam, ...] | None = None,
    ) -> None:
        """Enter one declaration; ``params`` are those of the template around it, ``inner`` those of a template in
        that, which is a member's."""
        match item:
            case n.Function():
                self._declare_function(item.specs, item.declarator, scope, params, item, inner)
            case n.Declaration():
                self._declare_declaration(item, scope, params)
            case n.Template():
                if item.kind == "specialise":
                    self._declare_specialisation(item.item, scope)
                elif item.kind == "primary":
                    own = tuple(item.params)
                    self.declare_item(item.item, scope, own if params is None else params, params and own)
            case n.Namespace():
                self._declare_namespace(item, scope)
            case n.Linkage():
                self.declare_items(item.items, scope)
            case n.Using():
                self._declare_using(item, scope)
            case n.Alias():
                scope.add(item.name, AliasEntity(item.name, item.type, None, None, scope, params))
            case n.NamespaceAlias():
                target = self.lookup(item.target, scope)
                if not target:
                    self.missing_namespaces[item.name] = _text(item.target)
                scope.names.setdefault(item.name, []).extend(target)
            case _:
                pass

    def _declare_namespace(self, item: n.Namespace, scope: Scope) -> None:
        inner = scope
        for name in item.names or ("",):
            known = [e for e in inner.names.get(name, ()) if isinstance(e, NamespaceEntity)]
            if known:
                inner = known[0].scope
                continue
            nested = Scope(inner, "namespace", f"{inner.qualified}{name}::" if name else inner.qualified)
            inner.add(name, NamespaceEntity(nested))
            if not name or item.inline:
                inner.used.append(nested)
            inner = nested
        self.declare_items(item.items, inner)

    def _declare_using(self, item: n.Using, scope: Scope) -> None:
        found = self.lookup(item.name, scope)
        if item.whole_namespace:
            if not found:
                self.missing_used.append(_text(item.name))
            scope.used += [e.scope for e in found if isinstance(e, NamespaceEntity)]
        else:
            mine = scope.names.setdefault(item.name.id, [])
            mine += [e for e in found if e not in mine]

    def _declare_declaration(
        self, item: n.Declaration, scope: Scope, params: tuple[n.TemplateParam, ...] | None
    ) -> None:
        specs = item.specs
        if isinstance(specs.type, n.Class):
            self._declare_class(specs, specs.type, scope, params, named_by=item.entries)
        elif isinstance(specs.type, n.Enum):
            self.enum_type(specs.type, scope, named_by=item.entries)
        for entry in item.entries:
            function = function_declarator(entry.declarator)
            if "typedef" in specs.storage:
                name = core_name(entry.declarator)
                if name is not None:
                    scope.add(name.id, AliasEntity(name.id, None, specs, entry.declarator, scope))
            elif function is not None:
                self._declare_function(specs, entry.declarator, scope, params, None, entry=entry)
            else:
                self._declare_variable(specs, entry, scope, params)

    def _declare_variable(
        self, specs: n.Specs, entry: n.Entry, scope: Scope, params: tuple[n.TemplateParam, ...] | None
    ) -> None:
        name = core_name(entry.declarator)
        if name is None:
            return
        entity = GlobalEntity(name.id, specs, entry, scope, f"{scope.qualified}{name.id}", params)
        if name.scope:  # the definition of a static member
            owner = self.scope_of(name, scope)
            for known in owner.names.get(name.id, ()):
                if isinstance(known, GlobalEntity):
                    known.outside = entity
            return
        known_here = [e for e in scope.names.get(name.id, ()) if isinstance(e, GlobalEntity)]
        if known_here and entry.init is None and "extern" in specs.storage:
            return
        if known_here:
            known_here[0].specs, known_here[0].entry = specs, entry
            return
        scope.add(name.id, entity)

    def _declare_function(
        self,
        specs: n.Specs | None,
        declarator: n.Declarator,
        scope: Scope,
        params: tuple[n.TemplateParam, ...] | None,
        definition: n.Function | None,
        inner: tuple[n.TemplateParam, ...] | None = None,
        entry: n.Entry | None = None,
    ) -> FunctionEntity | None:
        name = core_name(declarator)
        if name is None:
            return None
        home = scope
        if name.scope:
            member_home = self._home_of_member(name, scope, params, inner, definition)
            if member_home is None:
                return None
            home = member_home
        qualifiers = set(specs.qualifiers) if specs else set()
        entity = FunctionEntity(name.id, specs, declarator, home, params, definition, home.instance)
        entity.kernel = "__global__" in qualifiers
        entity.device = entity.kernel or "__device__" in qualifiers
        entity.host = not entity.device or "__host__" in qualifiers
        entity.static = bool(specs) and "static" in specs.storage if specs else False
        entity.deleted = entry is not None and entry.init is not None and entry.init.form == "delete"
        entity.defaulted = entry is not None and entry.init is not None and entry.init.form == "default"
        entity.qualified = f"{home.qualified}{name.id}"
        entity.prelude = self._in_prelude
        known = self._same_function(entity, home)
        if known is not None:
            _merge(known, entity)
            return known
        home.add(name.id, entity)
        if home.instance is None:
            self.functions.append(entity)
        if specs is not None and "friend" in specs.storage:
            return entity
        return entity

    def _home_of_member(
        self,
        name: n.Name,
        scope: Scope,
        params: tuple[n.TemplateParam, ...] | None,
        inner: tuple[n.TemplateParam, ...] | None,
        definition: n.Function | None,
    ) -> Scope | None:
        """The scope of an out-of-class definition; a member of a class template is kept for its instances."""
        owner: Scope = scope
        for part in name.scope:
            entities = owner.lookup(part.id) if owner is scope else owner.local(part.id)
            template = next((e for e in entities if isinstance(e, ClassEntity)), None)
            if template is not None and template.params is not None:
                if definition is not None:
                    template.outside.append(OutsideMember(params or (), inner, definition))
                return None
            owner = self._enter(entities, part, scope, name)
        return owner

    def _same_function(self, entity: FunctionEntity, home: Scope) -> FunctionEntity | None:
        """An earlier declaration of the same function."""
        shape = _signature_shape(entity.declarator)
        owner = home.instance
        constructors = owner.constructors if owner is not None and entity.name == owner.entity.name else ()
        for known in (*home.names.get(entity.name, ()), *constructors):
            if not isinstance(known, FunctionEntity) or (known.params is None) != (entity.params is None):
                continue
            if known.definition is not None and entity.definition is not None and entity.params is not None:
                continue
            if _signature_shape(known.declarator) == shape and len(known.params or ()) == len(entity.params or ()):
                return known
        return None

    def _declare_specialisation(self, item: n.Item, scope: Scope) -> None:
        if isinstance(item, n.Declaration) and isinstance(item.specs.type, n.Class):
            self._declare_class(item.specs, item.specs.type, scope, (), named_by=item.entries)
            return
        definition = item if isinstance(item, n.Function) else None
        declarator = item.declarator if isinstance(item, n.Function) else None
        if isinstance(item, n.Declaration) and item.entries:
            declarator = item.entries[0].declarator
        if declarator is None or not isinstance(item, n.Function | n.Declaration):
            return
        name = core_name(declarator)
        if name is None:
            return
        home = self.scope_of(name, scope) if name.scope else scope
        for primary in home.local(name.id):
            if isinstance(primary, FunctionEntity) and primary.params is not None:
                special = FunctionEntity(name.id, item.specs, declarator, home, None, definition, home.instance)
                special.kernel, special.device, special.host = primary.kernel, primary.device, primary.host
                special.qualified = primary.qualified
                special.template_name = name
                primary.specialisations.append(special)

    # ------------------------------------------------------------------------------------------ classes

    def _declare_class(
        self,
        specs: n.Specs,
        node: n.Class,
        scope: Scope,
        params: tuple[n.TemplateParam, ...] | None,
        named_by: Sequence[n.Entry] = (),
    ) -> ClassEntity:
        """Enter a class; a definition completes an earlier declaration of the same name. In front of declarators,
        ``struct X`` without members means the X that is visible, where there is one."""
        if (node, scope) in self._classes:
            return self._classes[node, scope]
        if node.members is None and node.name is not None and named_by and not node.name.scope:
            visible = _visible_class(node.name.id, scope)
            if visible is not None:
                self._classes[node, scope] = visible
                return visible
        name = node.name.id if node.name is not None else ""
        if not name and named_by and "typedef" in specs.storage:
            alias = core_name(named_by[0].declarator)
            name = alias.id if alias is not None else ""
        home = self.scope_of(node.name, scope) if node.name is not None and node.name.scope else scope
        known = next((e for e in home.names.get(name, ()) if isinstance(e, ClassEntity)), None) if name else None
        if node.name is not None and node.name.args is not None:
            if known is None:
                raise Refusal(rules.UNKNOWN_NAME, node, name=name)
            known.partial.append((params or (), node, home))
            self._classes[node, scope] = known
            return known
        entity = known or ClassEntity(name, None, home, params, qualified=f"{home.qualified}{name}")
        if known is None and name:
            home.add(name, entity)
        if node.members is not None:
            entity.node, entity.attributes = node, specs
            entity.vector = self._in_prelude and params is None and _VECTOR.fullmatch(name) is not None
            if params is not None:
                entity.params = params
        elif params is not None and entity.params is None:
            entity.params = params
        self._classes[node, scope] = entity
        return entity

    def instantiate(self, entity: ClassEntity, arguments: tuple[TemplateArgument, ...]) -> ClassInstance:
        """The class with these arguments, made once; its members are read by ``complete``."""
        if arguments in entity.instances:
            return entity.instances[arguments]
        outer = entity.scope
        node = entity.node
        if entity.params is not None:
            node, outer = self._choose_specialisation(entity, arguments)
        scope = Scope(outer, "class", "")
        record = self._record_name(entity, arguments)
        instance = ClassInstance(entity, arguments, scope, record, node=node)
        instance.vector = entity.vector
        instance.local = not entity.name or any(s.kind in ("function", "block") for s in outer.chain())
        scope.instance = instance
        scope.qualified = instance.spelling() + "::"
        scope.names[entity.name] = [TypeBinding(ty.ClassT(instance)), entity]
        entity.instances[arguments] = instance
        return instance

    def _choose_specialisation(
        self, entity: ClassEntity, arguments: tuple[TemplateArgument, ...]
    ) -> tuple[n.Class | None, Scope]:
        """The class body to use for these arguments, and the scope that binds its parameters."""
        best: tuple[int, n.Class, Scope] | None = None
        for params, node, home in entity.partial:
            patterns = node.name.args if node.name is not None and node.name.args is not None else ()
            bindings = deduce_arguments(self, params, tuple(patterns), arguments, home)
            if bindings is None:
                continue
            weight = sum(_pattern_weight(p, {q.name for q in params}) for p in patterns)
            scope = Scope(home, "template", "")
            bind(scope, params, bindings)
            if best is None or weight > best[0]:
                best = (weight, node, scope)
        if best is not None:
            return best[1], best[2]
        scope = Scope(entity.scope, "template", "")
        assert entity.params is not None
        bind(scope, entity.params, dict(zip((p.name or "" for p in entity.params), arguments, strict=False)))
        return entity.node, scope

    def _record_name(self, entity: ClassEntity, arguments: tuple[TemplateArgument, ...]) -> str:
        parts = [flat_name(entity.qualified) or "anonymous", *(argument_tag(a) for a in flatten(arguments))]
        base = identifier("_".join(parts))
        return self.unique(base)

    def unique(self, base: str) -> str:
        """A file-scope C name that nothing else has."""
        name, count = base, 1
        while name in self._records:
            count += 1
            name = f"{base}_{count}"
        self._records.add(name)
        return name

    def complete(self, instance: ClassInstance, at: n.Node | None = None) -> ClassInstance:
        """Read the members of a class, once."""
        if instance.complete:
            return instance
        if instance.entity.params is None and (instance.node is None or instance.node.members is None):
            instance.node = instance.entity.node  # it was named before it was defined
        if instance.node is None or instance.node.members is None:
            raise Refusal(rules.UNSUPPORTED_CONSTRUCT, at, what=f"the incomplete class `{instance.spelling()}`",
                          target="any target", why="include the header that defines it (-I)")  # fmt: skip
        instance.complete = True
        node, scope = instance.node, instance.scope
        instance.union = node.key == "union"
        instance.align = self.alignment(node.attributes, scope, instance.entity.attributes)
        for base in node.bases:
            found = self.named_type(base.name, scope)
            if isinstance(found, ty.ClassT):
                instance.bases.append(self.complete(found.instance, base))
            elif isinstance(found, ty.Unknown):
                raise Refusal(rules.UNKNOWN_NAME, base, name=base.name.id)
            instance.polymorphic |= base.virtual
        instance.polymorphic |= any(base.polymorphic for base in instance.bases)
        before, self._in_prelude = self._in_prelude, self.is_prelude(node)
        try:
            for member in node.members or ():
                self._declare_member(member, instance, None)
        finally:
            self._in_prelude = before
        if instance.polymorphic and not any(base.polymorphic for base in instance.bases):
            instance.fields.insert(0, Field(KIND, ty.ULONG))
        for outside in instance.entity.outside:
            self._attach_outside(instance, outside)
        return instance

    def _declare_member(
        self, member: n.Member, instance: ClassInstance, params: tuple[n.TemplateParam, ...] | None
    ) -> None:
        scope = instance.scope
        match member:
            case n.Template() if member.kind == "primary":
                self._declare_member(member.item, instance, tuple(member.params))
            case n.Function():
                self._declare_method(member.specs, member.declarator, instance, params, member, None)
            case n.Declaration():
                self._declare_data(member, instance, params)
            case n.Using() | n.Alias() | n.NamespaceAlias():
                self.declare_item(member, scope, params)
            case n.StaticAssert():
                self.check_assertion(member, scope)
            case _:
                pass

    def check_assertion(self, node: n.StaticAssert, scope: Scope) -> None:
        """Refuse what an assertion of the prelude says that we lack: ``static_assert(condition, "what; why")``. The
        assertions of programs hold, or they would be none."""
        if not self.is_prelude(node) or len(node.args) != 2:
            return
        condition, text = node.args
        if not isinstance(condition, n.InitList | n.TypeId) and self.evaluate(condition, scope) == 0:
            what, _, why = text.parts[0].strip('"').partition("; ") if isinstance(text, n.Strings) else ("", "", "")
            raise Refusal(rules.GROUPS, node, what=what, why=why)

    def _declare_data(
        self, member: n.Declaration, instance: ClassInstance, params: tuple[n.TemplateParam, ...] | None
    ) -> None:
        specs, scope = member.specs, instance.scope
        if "friend" in specs.storage:
            return
        if isinstance(specs.type, n.Class) and specs.type.members is not None:
            entity = self._declare_class(specs, specs.type, scope, params, named_by=member.entries)
            if not member.entries and specs.type.name is None:
                self._anonymous_member(entity, instance)
        elif isinstance(specs.type, n.Class):
            self._declare_class(specs, specs.type, scope, params, named_by=member.entries)
        elif isinstance(specs.type, n.Enum):
            self.enum_type(specs.type, scope, named_by=member.entries)
        for entry in member.entries:
            if "typedef" in specs.storage:
                name = core_name(entry.declarator)
                if name is not None:
                    scope.add(name.id, AliasEntity(name.id, None, specs, entry.declarator, scope))
            elif function_declarator(entry.declarator) is not None:
                self._declare_method(specs, entry.declarator, instance, params, None, entry)
            elif "static" in specs.storage or "constexpr" in specs.storage:
                self._declare_variable(specs, entry, scope, params)
            else:
                self._declare_field(specs, entry, instance)

    def _anonymous_member(self, entity: ClassEntity, instance: ClassInstance) -> None:
        inner = self.complete(self.instantiate(entity, ()))
        name = f"anonymous_{len(instance.fields)}"
        instance.fields.append(Field(name, ty.ClassT(inner)))
        for held in (*(f.name for f in inner.fields), *inner.through):
            instance.through[held] = name

    def _declare_field(self, specs: n.Specs, entry: n.Entry, instance: ClassInstance) -> None:
        name = core_name(entry.declarator)
        if name is None and entry.width is None:
            return
        field_type = self.declared(specs, entry.declarator, instance.scope)
        bits = None
        if entry.width is not None:
            width = self.evaluate(entry.width, instance.scope)
            if width is None:
                raise Refusal(rules.NOT_CONSTANT, entry.width, what="the width of a bit-field")
            bits = int(width)
        default = None
        if entry.init is not None and entry.init.values and entry.init.form in ("=", "{}"):
            default = entry.init
        align = self.alignment(specs.attributes, instance.scope)
        text = name.id if name is not None else ""
        instance.fields.append(Field(text, field_type, bits, default, align, entry))
        if text:
            instance.scope.names.setdefault(text, [])

    def _declare_method(
        self,
        specs: n.Specs | None,
        declarator: n.Declarator,
        instance: ClassInstance,
        params: tuple[n.TemplateParam, ...] | None,
        definition: n.Function | None,
        entry: n.Entry | None,
    ) -> None:
        scope = instance.scope
        if specs is not None and "friend" in specs.storage:
            if definition is not None:  # a hidden friend: found through the class's namespace
                outer = next(s for s in scope.chain() if s.kind == "namespace")
                friend = self._declare_function(specs, declarator, scope, params, definition)
                if friend is not None:
                    friend.owner, friend.static = None, True
                    outer.add(friend.name, friend)
                    friend.qualified = f"{outer.qualified}{friend.name}"
            return
        entity = self._declare_function(specs, declarator, scope, params, definition, entry=entry)
        if entity is None:
            return
        entity.owner = instance
        name = core_name(declarator)
        assert name is not None
        if specs is not None and "virtual" in specs.storage:
            instance.polymorphic = True
        if name.id == instance.entity.name:
            scope.names[name.id] = [e for e in scope.names[name.id] if not isinstance(e, FunctionEntity)]
            if entity not in instance.constructors:
                instance.constructors.append(entity)
        elif name.id.startswith("~"):
            instance.destructor = entity
        elif name.id.startswith("operator ") and entity not in instance.conversions:
            instance.conversions.append(entity)

    def _attach_outside(self, instance: ClassInstance, member: OutsideMember) -> None:
        """Give a member of a class template the definition that stands outside the class, if it is one of this body's:
        the template's own or a partial specialisation's."""
        definition = member.definition
        name = core_name(definition.declarator)
        assert name is not None
        bindings = self._outside_bindings(instance, member.params, name)
        if bindings is None:
            return
        shape = _signature_shape(definition.declarator)
        candidates = [e for e in instance.scope.names.get(name.id, ()) if isinstance(e, FunctionEntity)]
        if name.id == instance.entity.name:
            candidates = list(instance.constructors)
        own = len(member.own or ())
        fitting = [
            e for e in candidates
            if e.definition is None and len(e.params or ()) == own and len(_signature_shape(e.declarator)) == len(shape)
        ]  # fmt: skip
        exact = [e for e in fitting if _signature_shape(e.declarator) == shape]
        for entity in (exact or fitting)[:1]:
            entity.earlier.append(entity.declarator)
            entity.definition, entity.declarator = definition, definition.declarator
            entity.params = member.own if member.own is not None else entity.params
            inside = Scope(instance.scope, "template", instance.scope.qualified)
            bind(inside, member.params, bindings)
            entity.scope = inside

    def _outside_bindings(
        self, instance: ClassInstance, params: tuple[n.TemplateParam, ...], name: n.Name
    ) -> Bindings | None:
        """What the template parameters of a member's definition are for an instance; None if the definition belongs to
        another body of the template."""
        part = next((part for part in reversed(name.scope) if part.id == instance.entity.name), None)
        patterns = part.args if part is not None and part.args is not None else ()
        positional: Bindings = dict(zip((p.name or "" for p in params), instance.arguments, strict=False))
        if not patterns:
            return positional
        node = instance.node
        partial = next((entry for entry in instance.entity.partial if entry[1] is node), None)
        weights = [_pattern_weight(pattern, {p.name for p in params}) for pattern in patterns]
        if partial is None:
            return positional if max(weights) <= 0 else None
        named = node.name if node is not None else None
        own = named.args if named is not None and named.args is not None else ()
        if weights != [_pattern_weight(pattern, {p.name for p in partial[0]}) for pattern in own]:
            return None
        return deduce_arguments(self, params, tuple(patterns), instance.arguments, instance.entity.scope)

    def alignment(self, attributes: Sequence[n.Attribute], scope: Scope, specs: n.Specs | None = None) -> int:
        """The alignment asked for by ``__align__(n)``, ``alignas(n)`` or ``__attribute__((aligned(n)))``; 0 for
        none."""
        align = 0
        for attribute in (*attributes, *(specs.attributes if specs is not None else ())):
            if attribute.name not in ("__align__", "alignas", "aligned", "_Alignas"):
                continue
            for argument in attribute.args:
                if isinstance(argument, n.TypeId):
                    align = max(align, ty.align_of(self.type_id(argument, scope)))
                elif not isinstance(argument, n.InitList):
                    align = max(align, int(self.evaluate(argument, scope) or 0))
        return align

    def enum_type(self, node: n.Enum, scope: Scope, named_by: Sequence[n.Entry] = ()) -> ty.Type:
        """The type of an enum specifier; its enumerators enter the scope."""
        if (node, scope) in self._enums:
            return ty.EnumT(self._enums[node, scope])
        name = node.name.id if node.name is not None else ""
        if node.entries is None and name:
            known = next((e for e in scope.lookup(name) if isinstance(e, TypeBinding)), None)
            if known is not None:
                return known.type
        underlying: ty.Type = self.type_id(node.base, scope) if node.base is not None else ty.INT
        info = EnumInfo(name, f"{scope.qualified}{name}" if name else "int", node.scoped, underlying)
        self._enums[node, scope] = info
        enum = ty.EnumT(info)
        if name:
            scope.add(name, TypeBinding(enum))
        inner = Scope(scope, "class", f"{scope.qualified}{name}::") if name else None
        if name and inner is not None:
            scope.add(name + "::", NamespaceEntity(inner))
            self._enum_scopes[info] = inner
        value = -1
        for entry in node.entries or ():
            if entry.value is not None:
                found = self.evaluate(entry.value, inner or scope)
                if found is None:
                    raise Refusal(rules.NOT_CONSTANT, entry, what="the value of an enumerator")
                value = int(found)
            else:
                value += 1
            variable = Variable(entry.name, enum, None, value)
            if inner is not None:
                inner.add(entry.name, variable)
            if not node.scoped:
                scope.add(entry.name, variable)
            if value > 0x7FFFFFFF and node.base is None:
                info.underlying = ty.UINT if value <= 0xFFFFFFFF else ty.LONG
        return enum

    # ------------------------------------------------------------------------------------------ names

    def lookup(self, name: n.Name, scope: Scope) -> list[Entity]:
        """The entities a possibly qualified name stands for."""
        if not name.scope and not name.global_:
            return scope.lookup(name.id)
        where = self.scope_of(name, scope)
        return where.local(name.id)

    def scope_of(self, name: n.Name, scope: Scope) -> Scope:
        """The scope that the qualifiers of a name lead to."""
        where = self.root if name.global_ else scope
        first = not name.global_
        for part in name.scope:
            entities = where.lookup(part.id) + where.lookup(part.id + "::") if first else (
                where.local(part.id) + where.local(part.id + "::"))  # fmt: skip
            where = self._enter(entities, part, scope, name)
            first = False
        return where

    def _enter(self, entities: list[Entity], part: n.ScopePart, scope: Scope, name: n.Name) -> Scope:
        """The scope of one qualifier of a name. Raises Refusal with the whole name; where the qualifier is an alias of
        something unknown, with what it stands for."""
        text = _text(name)
        for entity in entities:
            if isinstance(entity, NamespaceEntity):
                return entity.scope
        for entity in _templates(entities, part.args):
            if isinstance(entity, ClassEntity | AliasEntity | TypeBinding):
                found = self.entity_type(entity, part.args, scope, part)
                if isinstance(found, ty.ClassT):
                    return self.complete(found.instance, part).scope
                if isinstance(found, ty.EnumT) and found.info in self._enum_scopes:  # by an alias
                    return self._enum_scopes[found.info]
                if isinstance(found, ty.Unknown) and found.name:
                    text = f"{found.name}::{text.partition('::')[2]}"
        raise Refusal(rules.UNKNOWN_NAME, part, name=text)

    def named_type(self, name: n.Name, scope: Scope) -> ty.Type:
        """The type a name stands for; Unknown where the unit does not say."""
        try:
            entities = self.lookup(name, scope)
        except Refusal as refusal:
            return ty.Unknown(refusal.facts["name"] if refusal.rule is rules.UNKNOWN_NAME else _text(name))
        for entity in _templates(entities, name.args):
            if isinstance(entity, ClassEntity | AliasEntity | TypeBinding):
                return self.entity_type(entity, name.args, scope, name)
            if isinstance(entity, ArgumentBinding) and isinstance(entity.argument, ClassEntity):
                return self.entity_type(entity.argument, name.args, scope, name)
        return ty.Unknown(_text(name), missing=bool(name.scope) and not entities and self._in_class(name, scope))

    def _in_class(self, name: n.Name, scope: Scope) -> bool:
        """Whether a qualified name is looked for in a class whose members are all known."""
        instance = self.scope_of(name, scope).instance
        return instance is not None and instance.complete

    def entity_type(
        self,
        entity: ClassEntity | AliasEntity | TypeBinding,
        args: Sequence[n.TemplateArg] | None,
        scope: Scope,
        at: n.Node,
    ) -> ty.Type:
        """The type of a class, alias or binding, with template arguments where it wants them."""
        if isinstance(entity, TypeBinding):
            return entity.type
        if isinstance(entity, ClassEntity):
            if entity.params is None:
                return ty.ClassT(self.instantiate(entity, ()))
            own = scope.enclosing_class()
            if args is None and own is not None and own.entity is entity:
                return ty.ClassT(own)
            return ty.ClassT(
                self.instantiate(entity, self.arguments(entity.params, args or (), scope, entity.scope, at))
            )
        inner = entity.scope
        if entity.params is not None:
            inner = Scope(entity.scope, "template", "")
            given = self.arguments(entity.params, args or (), scope, entity.scope, at)
            bind(inner, entity.params, dict(zip((p.name or "" for p in entity.params), given, strict=False)))
        if entity.type_id is not None:
            return self.type_id(entity.type_id, inner)
        assert entity.specs is not None and entity.declarator is not None
        return self.declared(entity.specs, entity.declarator, inner)

    def arguments(
        self,
        params: Sequence[n.TemplateParam],
        args: Sequence[n.TemplateArg],
        scope: Scope,
        home: Scope,
        at: n.Node | None,
        *,
        partial: bool = False,
    ) -> tuple[TemplateArgument, ...]:
        """Template arguments as written in ``scope`` for ``params`` declared in ``home``; defaults are filled in unless
        ``partial``, which also allows fewer arguments than parameters."""
        bound = Scope(home, "template", "")
        expanded = self._expand_arguments(args, scope)
        out: list[TemplateArgument] = []
        for position, param in enumerate(params):
            if param.pack:
                rest = tuple(self.argument(param, a, where, bound) for a, where in expanded[position:])
                out.append(Pack(rest))
            elif position < len(expanded):
                out.append(self.argument(param, *expanded[position], bound))
            elif partial:
                break
            else:
                out.append(self.default_argument(param, bound, at))
            bind(bound, (param,), {param.name or "": out[-1]})
        return tuple(out)

    def bound_function(self, entity: FunctionEntity, name: n.Name, scope: Scope) -> FunctionEntity:
        """The function that a name with all template arguments of a function template stands for; without them, the
        function itself."""
        if entity.params is None or name.args is None:
            return entity
        arguments = self.arguments(entity.params, name.args, scope, entity.scope, name)
        known = self._bound.get((entity, arguments))
        if known is None:
            inner = Scope(entity.scope, "template", entity.scope.qualified)
            bind(inner, entity.params, dict(zip((p.name or "" for p in entity.params), arguments, strict=False)))
            spelled = ", ".join(spell_argument(argument) for argument in flatten(arguments))
            known = replace(entity, scope=inner, params=None, template=(entity, arguments))
            known.spelled = f"{entity.qualified or entity.name}<{spelled}>"
            self._bound[entity, arguments] = known
        return known

    def default_argument(self, param: n.TemplateParam, bound: Scope, at: n.Node | None) -> TemplateArgument:
        default = param.default
        if default is None:
            raise Refusal(rules.UNKNOWN_INSTANCE, at, name=param.name or "template")
        return self.argument(param, default, bound, bound)

    def _expand_arguments(
        self, args: Sequence[n.TemplateArg], scope: Scope
    ) -> list[tuple[n.TemplateArg | TemplateArgument, Scope]]:
        """The arguments with packs expanded, each with the scope in which it is to be read."""
        out: list[tuple[n.TemplateArg | TemplateArgument, Scope]] = []
        for arg in args:
            if not isinstance(arg, n.Pack):
                out.append((arg, scope))
                continue
            name = _bare_name(arg.pattern)
            packs = _packs_in(arg.pattern, scope)
            if name is not None and not name.args and name.id in packs and len(packs) == 1:
                out += [(element, scope) for element in packs[name.id].elements]
                continue
            for position in range(min((len(p.elements) for p in packs.values()), default=0)):
                inner = Scope(scope, "template", scope.qualified)
                for text, pack in packs.items():
                    bind(inner, (n.TemplateParam(first=-1, last=-2, kind="type", name=text),),
                         {text: pack.elements[position]})  # fmt: skip
                out.append((arg.pattern, inner))
        return out

    def argument(
        self, param: n.TemplateParam, arg: n.TemplateArg | TemplateArgument, scope: Scope, bound: Scope
    ) -> TemplateArgument:
        """One template argument, read as the parameter wants it."""
        if not isinstance(arg, n.Node):
            return arg
        if param.kind == "type":
            if isinstance(arg, n.TypeId):
                return self.type_id(arg, scope)
            if isinstance(arg, n.Name):
                return self.named_type(arg, scope)
            raise Refusal(rules.UNKNOWN_INSTANCE, arg, name=param.name or "template")
        name = _bare_name(arg)
        if param.kind == "template":
            found = self.lookup(name, scope) if name is not None else []
            for entity in found:
                if isinstance(entity, ClassEntity):
                    return entity
            raise Refusal(rules.UNKNOWN_INSTANCE, arg, name=param.name or "template")
        if name is not None:
            for entity in self.lookup(name, scope):
                if isinstance(entity, ArgumentBinding):
                    return entity.argument
                if isinstance(entity, FunctionEntity):
                    return self.bound_function(entity, name, scope)
        wanted = self.param_type(param, bound)
        if ty.is_missing(wanted):
            raise Refusal(rules.UNKNOWN_NAME, arg, name=ty.spell(wanted))
        expr = name if name is not None else arg
        if isinstance(expr, n.TypeId | n.InitList):
            raise Refusal(rules.NOT_CONSTANT, arg, what="a template argument")
        value = self.evaluate(expr, scope)
        if value is None:
            raise Refusal(rules.NOT_CONSTANT, arg, what="a template argument")
        if isinstance(wanted, ty.Auto):
            wanted = ty.unqualified(self.expression_type(expr, scope))
        if wanted == ty.BOOL:
            value = int(bool(value))
        return Constant(value, wanted)

    def param_type(self, param: n.TemplateParam, bound: Scope) -> ty.Type:
        """The type of a non-type template parameter."""
        if param.param is None:
            return ty.INT
        return ty.unqualified(self.declared(param.param.specs, param.param.declarator, bound))

    # ------------------------------------------------------------------------------------------ types

    def type_id(self, node: n.TypeId, scope: Scope) -> ty.Type:
        return self.declared(node.specs, node.declarator, scope)

    def declared(self, specs: n.Specs, declarator: n.Declarator, scope: Scope) -> ty.Type:
        """The type that specifiers and a declarator give to the declared name."""
        return declared_type(self, self.specified(specs, scope), declarator, scope)

    def specified(self, specs: n.Specs, scope: Scope, *, result: bool = False) -> ty.Type:
        """The type of the specifiers alone. A ``constexpr`` variable is const, the ``result`` of such a function
        is not."""
        const = "const" in specs.cv or ("constexpr" in specs.storage and not result)
        volatile = "volatile" in specs.cv
        return ty.qualified(self.type_node(specs.type, scope, specs), const=const, volatile=volatile)

    def type_node(self, node: n.Type | None, scope: Scope, specs: n.Specs | None = None) -> ty.Type:
        match node:
            case n.Builtin():
                return builtin_type(node.words)
            case n.Named():
                return self.named_type(node.name, scope)
            case n.Auto():
                return ty.Auto()
            case n.Decltype():
                return self.expression_type(node.expr, scope) if node.expr is not None else ty.Auto()
            case n.Class():
                if node.members is None and node.name is not None:  # struct X x;
                    if node.name.args is None and not node.name.scope:
                        visible = _visible_class(node.name.id, scope)
                        if visible is not None and visible.params is None:
                            return ty.ClassT(self.instantiate(visible, ()))
                    found = self.named_type(node.name, scope)
                    if not isinstance(found, ty.Unknown):
                        return found
                if specs is None:
                    return ty.ClassT(self.instantiate(self._classes[node, scope], ()))
                entity = self._declare_class(specs, node, scope, None)
                return ty.ClassT(self.instantiate(entity, ()))
            case n.Enum():
                return self.enum_type(node, scope)
            case _:
                return ty.Unknown()


def _visible_class(name: str, scope: Scope) -> ClassEntity | None:
    """The class of this name in the nearest scope that has one, whatever else bears the name in between."""
    for place in scope.chain():
        for entity in place.local(name):
            if isinstance(entity, ClassEntity):
                return entity
    return None


def _templates(entities: Sequence[Entity], args: Sequence[n.TemplateArg] | None) -> Sequence[Entity]:
    """What a name may mean with its template arguments: inside a class template the class's own name is both the class
    and, with arguments, the template."""
    if args is None or not any(isinstance(e, ClassEntity) for e in entities):
        return entities
    return [e for e in entities if not isinstance(e, TypeBinding)]


def bind(scope: Scope, params: Sequence[n.TemplateParam], bindings: Bindings) -> None:
    """Enter template arguments under their parameters' names."""
    for param in params:
        if not param.name or param.name not in bindings:
            continue
        argument = bindings[param.name]
        if isinstance(argument, Constant | Pack | ClassEntity | FunctionEntity):
            scope.names[param.name] = [ArgumentBinding(argument)]
        else:
            scope.names[param.name] = [TypeBinding(argument)]


def builtin_type(words: Sequence[str]) -> ty.Type:
    """The canonical type of a run of built-in type words."""
    count = dict.fromkeys(("long", "short", "unsigned", "signed", "char", "int", "float", "double", "void", "bool"), 0)
    alias = {"__signed__": "signed", "_Bool": "bool", "__int64": "long", "wchar_t": "int", "char32_t": "unsigned",
             "char16_t": "short", "char8_t": "char"}  # fmt: skip
    for word in words:
        name = alias.get(word, word)
        if name not in count:
            return ty.Unknown(" ".join(words))
        count[name] += 1
    for name in ("void", "bool", "float"):
        if count[name]:
            return ty.Basic(name)
    if count["double"]:
        return ty.DOUBLE
    if count["char"]:
        return ty.Basic("unsigned char" if count["unsigned"] else "signed char" if count["signed"] else "char")
    size = "short" if count["short"] else ("int", "long", "long long")[min(count["long"], 2)]
    return ty.Basic(f"unsigned {size}" if count["unsigned"] else size)


def identifier(text: str) -> str:
    """The text as a C identifier."""
    out = "".join(ch if ch.isalnum() or ch == "_" else "_" for ch in text)
    while "__" in out:
        out = out.replace("__", "_")
    out = out.strip("_") or "x"
    return f"_{out}" if out[0].isdigit() else out


def flat_name(qualified: str) -> str:
    """A qualified name as part of a C name; what stands in cooperative groups begins with their usual alias."""
    if qualified.startswith(GROUPS):
        qualified = "cg::" + qualified.removeprefix(GROUPS).removeprefix("detail::")
    return qualified.replace("::", "_")


def argument_tag(argument: TemplateArgument) -> str:
    """A template argument as part of a C name."""
    if isinstance(argument, Constant):
        if argument.type == ty.BOOL:
            return "true" if argument.value else "false"
        return f"m{-argument.value}" if argument.value < 0 else str(argument.value)
    if isinstance(argument, Pack):
        return "_".join(argument_tag(a) for a in argument.elements)
    if isinstance(argument, ClassEntity | FunctionEntity):
        return argument.name
    return type_tag(argument)


def type_tag(t: ty.Type) -> str:
    """A type as part of a C name: ``float``, ``uint``, ``int_ptr``."""
    match t:
        case ty.Basic():
            return t.name.replace("unsigned ", "u").replace("signed ", "s").replace(" ", "")
        case ty.Ptr():
            return type_tag(t.target) + "_ptr"
        case ty.Ref():
            return type_tag(t.target) + "_ref"
        case ty.Arr():
            return f"{type_tag(t.element)}_{t.length}"
        case ty.ClassT():
            return t.instance.record
        case ty.EnumT():
            return t.info.name or "enum"
        case ty.Fn():
            return "function"
        case _:
            return "unknown"


def _merge(known: FunctionEntity, new: FunctionEntity) -> None:
    """Join a second declaration of a function to the first."""
    known.earlier.append(known.declarator)
    if new.definition is not None:
        known.definition, known.declarator = new.definition, new.declarator
        if new.params is not None:
            known.earlier_params, known.params = known.params, new.params
    elif known.definition is not None:
        known.earlier[-1] = new.declarator
    known.kernel |= new.kernel
    known.device |= new.device
    known.host |= new.host and not new.device
    known.static |= new.static


def _signature_shape(declarator: n.Declarator) -> tuple[str, ...]:
    """The parameters of a function declarator without their names, for comparing declarations."""
    function = function_declarator(declarator)
    if function is None:
        return ()
    shapes = []
    for param in function.params:
        base = n.dump(param.specs.type) if param.specs.type is not None else ""
        shapes.append(
            f"{sorted(w for w in param.specs.cv if 'restrict' not in w)}{base}{_declarator_shape(param.declarator)}"
        )
    shapes.append("const" if "const" in function.cv else "")
    return tuple(shapes)


def _declarator_shape(declarator: n.Declarator | None) -> str:
    match declarator:
        case n.Pointer():
            cv = "".join(w for w in declarator.cv if "restrict" not in w) if not _is_core(declarator.inner) else ""
            return _declarator_shape(declarator.inner) + declarator.kind + cv
        case n.Array():
            inner = _declarator_shape(declarator.inner)
            return inner + ("*" if _is_core(declarator.inner) else f"[{n.dump(declarator.size)}]")
        case n.Grouped():
            return _declarator_shape(declarator.inner)
        case n.FunctionDecl():
            return _declarator_shape(declarator.inner) + f"({len(declarator.params)})"
        case _:
            return ""


def _is_core(declarator: n.Declarator) -> bool:
    return isinstance(declarator, n.DeclName | n.Abstract)


def _pattern_weight(pattern: n.TemplateArg, names: set[str | None]) -> int:
    """How special a template argument pattern is: a bare parameter weighs nothing, a pack less."""
    if isinstance(pattern, n.Pack):
        return -1
    name = _bare_name(pattern)
    if name is not None and name.id in names and not name.args:
        declared = pattern.declarator if isinstance(pattern, n.TypeId) else None
        extra = 0 if declared is None or _is_core(declared) else 1
        return extra + (len(pattern.specs.cv) if isinstance(pattern, n.TypeId) else 0)
    return 2


def _bare_name(arg: n.Node) -> n.Name | None:
    """The name an argument consists of, whether it was read as a type or as a value."""
    if isinstance(arg, n.Name):
        return arg
    if isinstance(arg, n.TypeId) and isinstance(arg.specs.type, n.Named):
        return arg.specs.type.name
    return None


def _packs_in(pattern: n.Node, scope: Scope) -> dict[str, Pack]:
    """The packs that a pattern names."""
    found: dict[str, Pack] = {}
    for node in n.walk(pattern):
        if isinstance(node, n.Name) and node.id not in found:
            for entity in scope.lookup(node.id):
                if isinstance(entity, ArgumentBinding) and isinstance(entity.argument, Pack):
                    found[node.id] = entity.argument
    return found


def _text(name: n.Name) -> str:
    parts = [part.id for part in name.scope]
    return "::".join([*parts, name.id])
