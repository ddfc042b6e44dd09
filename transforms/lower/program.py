"""The state of lowering one translation unit: records, functions and variables made so far, and what makes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.diagnostics import Diagnostic, Note, Sink
from ...parser.semantics import types as ty
from ...parser.semantics.classes import ClassInstance
from ...parser.semantics.constants import Number, run
from ...parser.semantics.declarators import core_name, function_declarator, param_type, result_type
from ...parser.semantics.model import GROUPS, Semantics, argument_tag, bind, flat_name, identifier
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import (
    FunctionEntity,
    GlobalEntity,
    NamespaceEntity,
    Pack,
    Scope,
    TemplateArgument,
    Variable,
    flatten,
)
from ..device_runtime import WHY, of_runtime
from ..tables import Mapping, Row, Tables
from .closures import HostLambdas
from .pointers import FunctionPointers
from .virtuals import Virtuals

if TYPE_CHECKING:
    from ...parser.source import Span
    from ...parser.unit import Unit
    from .linking import Linking


@dataclass(eq=False)
class FunctionInstance:
    """A function with its template arguments: what a call refers to."""

    entity: FunctionEntity
    arguments: tuple[TemplateArgument, ...]
    scope: Scope
    name: str
    params: tuple[ty.Type, ...]
    result: ty.Type
    constructs: ClassInstance | None = None  # set for a constructor: returns the object by value
    lowered: c.CFunction | None = None
    started: bool = False
    refusal: Refusal | None = None  # why it cannot be translated
    shared: dict[GlobalEntity, Variable] = field(default_factory=dict)  # those at file scope that it uses
    recursive: bool = False  # it was called while it was being lowered
    packs: dict[int, tuple[ty.Type, ...]] = field(default_factory=dict)  # parameter position -> types of its pack

    @property
    def method_of(self) -> ClassInstance | None:
        """The class whose object the function takes as ``self``."""
        return None if self.entity.static or self.constructs else self.entity.owner


class Program:
    """Everything that is shared while the functions of a unit are lowered."""

    def __init__(
        self, unit: Unit, tables: Tables, sink: Sink, target: str, linking: Linking | None = None
    ) -> None:  # fmt: skip
        self.unit, self.tables, self.sink, self.target = unit, tables, sink, target
        self.linking = linking
        self.sem = Semantics()
        self.sem.evaluate = self.evaluate
        self.sem.expression_type = self.expression_type
        self.sem.is_prelude = unit.is_prelude
        self.records: dict[str, c.CRecord] = {}
        self.classes: dict[str, ClassInstance] = {}
        self.functions: dict[str, c.CFunction] = {}
        self.globals: dict[tuple[GlobalEntity, tuple[TemplateArgument, ...]], Variable] = {}
        self.global_nodes: list[c.CGlobal] = []
        self.kernels: dict[str, c.CKernelInstance] = {}
        self.instances: dict[object, FunctionInstance] = {}
        self.closures: dict[object, ClassInstance] = {}
        self.hosted: dict[ClassInstance, tuple[n.Lambda, Scope]] = {}  # the closures of host code
        self.handed: dict[n.Lambda, c.CClosure] = {}  # those lambdas of it that kernels are given
        self.reserved: set[str] = set()  # names of device functions: no variable may hide them
        self.pointers = FunctionPointers(self)
        self.virtuals = Virtuals(self)
        self.destroyers: dict[ClassInstance, str] = {}  # functions that end an object's life
        self.array_makers: dict[ty.Type, str] = {}  # functions that fill the arrays of ``new T[n]``
        self._making: set[str] = set()

    @cached_property
    def lambdas(self) -> HostLambdas:
        """The lambdas of host code."""
        return HostLambdas(self.unit)

    def declare(self) -> None:
        """Read the declarations of the unit."""
        own = [item for item in self.unit.items if not self.unit.is_prelude(item)]
        before = [item for item in self.unit.items if self.unit.is_prelude(item)]
        self.sem.declare_items(before, self.sem.root, prelude=True)
        self.sem.declare_items(own, self.sem.root)
        self.reserved = {e.name for e in self.sem.functions}

    # ------------------------------------------------------------------------------------------ diagnostics

    def refuse(self, refusal: Refusal) -> str:
        """Report what could not be translated; the comment that marks its place."""
        self._of_groups(refusal)
        span = self.unit.span(refusal.node) if refusal.node is not None and refusal.node.first >= 0 else None
        facts = {"target": self.target, "why": "", **refusal.facts}
        rule = refusal.rule
        if rule is rules.UNKNOWN_NAME:
            why = self._library(facts["name"])
            if why:
                rule, facts["why"] = rules.LIBRARY_NAME, why
            elif of_runtime(self.tables.get(facts["name"])):
                rule, facts = rules.UNSUPPORTED_CONSTRUCT, {
                    "target": self.target, "what": f"`{facts['name']}` in device code", "why": WHY,
                }  # fmt: skip
        notes = tuple(Note(text, self._place(node)) for text, node in refusal.notes)
        diagnostic = Diagnostic(rule, span, tuple(sorted(facts.items())), notes)
        self.sink.add(diagnostic)
        return diagnostic.mark()

    def _library(self, name: str) -> str:
        """Why the target lacks the library that a name belongs to which is not declared; empty where it is of none."""
        first, colons, rest = name.removeprefix("::").partition("::")
        candidates = [name]
        if colons and not self.sem.root.lookup(first):
            candidates += [f"{self.sem.missing_namespaces.get(first, '')}::{rest}"]
            candidates += [f"{used}::{name}" for used in self.sem.missing_used]
        for candidate in candidates:
            why = self.tables.library(candidate, "c" if self.target == "C" else "opencl")
            if why:
                return why
        row = self.tables.get(name)
        return self.refusal_of(row) if row is not None and row.kind == "library" else ""

    def _place(self, node: n.Node | None) -> Span | None:
        """Where a node stands in the user's files."""
        if node is None or not self.unit.prelude_end <= node.first:
            return None
        return self.unit.span(node)

    def _of_groups(self, refusal: Refusal) -> None:
        """A name of cooperative groups that is not declared is not one that the user has to declare."""
        if refusal.rule is not rules.UNKNOWN_NAME:
            return
        spelled = refusal.facts["name"]
        first, _, _ = spelled.partition("::")
        found = [e for e in self.sem.root.lookup(first) if isinstance(e, NamespaceEntity)]
        row = self.tables.get(spelled.rpartition("::")[2])
        why = self.refusal_of(row) if row is not None and row.kind == "group" else ""
        if why or any(e.scope.qualified.startswith(GROUPS) for e in found):
            refusal.rule = rules.GROUPS
            refusal.facts = {"what": f"`{spelled}`", "why": why or "write it with barriers and warp operations"}

    def column(self, row: Row) -> Mapping | None:
        """What the target makes of a row."""
        return row.column("c" if self.target == "C" else "opencl")

    def refusal_of(self, row: Row) -> str:
        """Why the target lacks what a row is about; empty where it does not."""
        column = self.column(row)
        return column.why if column is not None else ""

    def note_difference(self, row: Row, name: n.Name) -> None:
        """Report that the target's function is not quite the same, where the user calls it."""
        column = self.column(row)
        if column is not None and column.note and not self.unit.is_prelude(name):
            span = self.unit.span(name)
            self.sink.report(rules.DIFFERENCE, span, name=row.name, target=self.target, note=column.note)

    def unsupported(self, node: n.Node | None, what: str, why: str) -> Refusal:
        return Refusal(rules.UNSUPPORTED_CONSTRUCT, node, what=what, target=self.target, why=why)

    # ------------------------------------------------------------------------------------------ types

    def ctype(self, t: ty.Type, at: n.Node | None = None) -> c.CType:
        """The C type; a class enters the unit's records with everything it holds."""
        match t:
            case ty.Basic():
                if t.name == "void":
                    return c.VOID
                return c.Pointer(c.VOID) if t.name == "nullptr_t" else c.Scalar(t.name)
            case ty.Ptr() if isinstance(t.target, ty.Fn):
                return c.ULONG  # the number of a function
            case ty.Ptr() | ty.Ref():
                restrict = isinstance(t, ty.Ptr) and t.restrict
                target = t.target
                if isinstance(target, ty.ClassT):
                    made: c.CType = c.Record(self.record_name(target.instance, at))
                else:
                    made = self.ctype(target, at)
                return c.Pointer(made, ty.is_const(target), target.volatile, restrict)
            case ty.Arr():
                return c.Array(self.ctype(t.element, at), t.length)
            case ty.ClassT():
                return self.record(t.instance, at)
            case ty.EnumT():
                return self.ctype(t.info.underlying, at)
            case ty.Fn():
                return c.FunctionType(self.ctype(t.result, at), tuple(self.ctype(p, at) for p in t.params))
            case _:
                raise Refusal(rules.UNKNOWN_NAME, at, name=ty.spell(t))

    def record_name(self, instance: ClassInstance, at: n.Node | None = None) -> str:
        """The record's name; its definition follows if it is being made further up."""
        known = instance.record in self.records or instance.record in self._making
        if not known and instance.node is not None and instance.node.members is not None:
            self.record(instance, at)
        return instance.record

    def record(self, instance: ClassInstance, at: n.Node | None = None) -> c.Record:
        """The record of a class, entered into the unit on first use."""
        name = instance.record
        if name in self.records or name in self._making:
            return c.Record(name)
        self.sem.complete(instance, at)
        if problem := instance.layout_problem():
            raise self.unsupported(at, f"the memory layout of `{instance.spelling()}`",
                                   f"{problem}; make the base a member, or drop it")  # fmt: skip
        self._making.add(name)
        try:
            fields = self._record_fields(instance, at)
        finally:
            self._making.discard(name)
        layout = instance.layout()
        self.records[name] = c.CRecord(
            name, tuple(fields), layout.size, layout.align, instance.union, "", instance.vector, _spelling(instance)
        )
        self.classes[name] = instance
        return c.Record(name)

    def _record_fields(self, instance: ClassInstance, at: n.Node | None) -> list[c.CField]:
        fields = [
            c.CField(base_field(position), self.record(base, at))
            for position, base in enumerate(instance.bases)
            if not base.is_empty()
        ]
        if padding := instance.start_padding():
            fields.append(c.CField("apart", c.Array(c.Scalar("char"), padding)))
        for position, item in enumerate(instance.fields):
            fields.append(c.CField(item.name or f"unnamed_{position}", self.ctype(item.type, at), item.bits,
                                   item.align if item.align > ty.align_of(item.type) else 0))  # fmt: skip
        return fields or [c.CField("empty", c.Scalar("char"))]

    # ------------------------------------------------------------------------------------------ constants

    def evaluate(self, expr: n.Expr, scope: Scope) -> Number | None:
        """The value of an expression that must be known while translating; None where it is not."""
        from .body import Body
        from .expressions import lower

        body = Body(self, scope, evaluating=True)
        try:
            value = lower(body, expr)
        except Refusal:
            return None
        return run(value.expr, self.functions)

    def expression_type(self, expr: n.Expr, scope: Scope) -> ty.Type:
        """The type of ``decltype(expr)``."""
        from .body import Body
        from .expressions import lower

        value = lower(Body(self, scope, unevaluated=True), expr)
        named = isinstance(expr, n.Name | n.MemberAccess)
        return ty.Ref(value.type) if value.lvalue and not named else value.type

    # ------------------------------------------------------------------------------------------ functions

    def instance(
        self, entity: FunctionEntity, arguments: tuple[TemplateArgument, ...] = (), autos: tuple[ty.Type, ...] = ()
    ) -> FunctionInstance:
        """The instance of a function; ``autos`` are the types of its ``auto`` parameters."""
        if entity.template is not None:
            entity, arguments = entity.template
        chosen = self._specialisation(entity, arguments)
        key = (chosen, arguments, autos)
        if key in self.instances:
            return self.instances[key]
        scope = Scope(chosen.scope, "template", chosen.scope.qualified)
        if chosen is entity and entity.params is not None:
            by_name = dict(zip((p.name or "" for p in entity.params), arguments, strict=False))
            bind(scope, entity.params, by_name)
            if entity.earlier_params is not None:
                bind(scope, entity.earlier_params,
                     dict(zip((p.name or "" for p in entity.earlier_params), arguments, strict=False)))  # fmt: skip
        function = function_declarator(chosen.declarator)
        if function is None:
            raise self.unsupported(chosen.declarator, f"`{entity.name}`", "declare it as a plain function")
        params, packs = self._param_types(function, scope, list(autos))
        result, constructs = self._result(chosen, scope)
        name = self._function_name(entity, arguments, params, constructs)
        made = FunctionInstance(chosen, arguments, scope, name, params, result, constructs, packs=packs)
        self.instances[key] = made
        return made

    def makes(self, name: str, instance: ClassInstance) -> bool:
        """Whether the function of a name is a constructor of a class."""
        return any(i.name == name and i.constructs is instance for i in self.instances.values())

    def _specialisation(self, entity: FunctionEntity, arguments: tuple[TemplateArgument, ...]) -> FunctionEntity:
        """The explicit specialisation for these arguments, else the function itself."""
        for special in entity.specialisations:
            name = special.template_name
            assert name is not None
            assert entity.params is not None
            if name.args is not None and len(name.args) >= len(arguments):
                if self.sem.arguments(entity.params, name.args, special.scope, entity.scope, name) == arguments:
                    return special
                continue
            function, primary = function_declarator(special.declarator), function_declarator(entity.declarator)
            if function is None or primary is None:
                continue
            wanted = tuple(param_type(self.sem, p, special.scope) for p in function.params)
            scope = Scope(entity.scope, "template")
            bind(scope, entity.params, dict(zip((p.name or "" for p in entity.params), arguments, strict=False)))
            same = self._param_types(primary, scope, [])[0] == wanted
            if same and self._result(entity, scope)[0] == self._result(special, special.scope)[0]:
                return special
        return entity

    def _param_types(
        self, function: n.FunctionDecl, scope: Scope, autos: list[ty.Type]
    ) -> tuple[tuple[ty.Type, ...], dict[int, tuple[ty.Type, ...]]]:
        params: list[ty.Type] = []
        packs: dict[int, tuple[ty.Type, ...]] = {}
        for position, param in enumerate(function.params):
            if param.pack:
                expanded = tuple(self._pack_types(param, scope))
                packs[position] = expanded
                params += expanded
                continue
            made = param_type(self.sem, param, scope)
            if autos and isinstance(param.specs.type, n.Auto):
                made = replace_auto(made, autos.pop(0))
            params.append(made)
        if len(function.params) == 1 and params == [ty.VOID]:
            return (), packs
        return tuple(params), packs

    def _pack_types(self, param: n.Param, scope: Scope) -> list[ty.Type]:
        """The types of ``Ts... args``: the declarator once for each element of the pack named in its specifiers."""
        for node in n.walk(param.specs):
            if not isinstance(node, n.Name):
                continue
            for entity in scope.lookup(node.id):
                argument = getattr(entity, "argument", None)
                if isinstance(argument, Pack):
                    out = []
                    for element in argument.elements:
                        inner = Scope(scope, "template")
                        bind(
                            inner, (n.TemplateParam(first=-1, last=-2, kind="type", name=node.id),), {node.id: element}
                        )
                        out.append(param_type(self.sem, param, inner))
                    return out
        return []

    def _result(self, entity: FunctionEntity, scope: Scope) -> tuple[ty.Type, ClassInstance | None]:
        owner = entity.owner
        if owner is not None and entity.name == owner.entity.name and entity in owner.constructors:
            return ty.ClassT(owner), owner
        if entity.specs is None or entity.specs.type is None:
            name = core_name(entity.declarator)
            if name is not None and name.conversion is not None:
                return self.sem.type_id(name.conversion, scope), None
            return ty.VOID, None
        base = self.sem.specified(entity.specs, scope, result=True)
        return result_type(self.sem, base, entity.declarator, scope), None

    def _function_name(
        self,
        entity: FunctionEntity,
        arguments: tuple[TemplateArgument, ...],
        params: tuple[ty.Type, ...],
        constructs: ClassInstance | None,
    ) -> str:
        if constructs is not None:
            return self.sem.unique(f"{constructs.record}_make")
        base = OPERATORS.get(entity.name, entity.name)
        if entity.name.startswith("operator "):
            base = "as_" + entity.name.removeprefix("operator ")
        if entity.owner is not None:
            base = f"{entity.owner.record}_{base}"
        else:
            qualified = entity.qualified or entity.name
            base = flat_name(qualified[: len(qualified) - len(entity.name)]) + base
        tags = [argument_tag(a) for a in flatten(arguments)]
        if (
            entity.params is None
            and sum(isinstance(e, FunctionEntity) for e in entity.scope.names.get(entity.name, ())) > 1
        ):
            tags += [argument_tag(ty.decay(p)) for p in params]
        return self.sem.unique(identifier("_".join([base, *tags])))

    def lower(self, instance: FunctionInstance, at: n.Node | None = None) -> c.CFunction | None:
        """Lower a function once; None while it is being lowered further up (recursion). What a function of the prelude
        cannot do is refused where it is called."""
        from .functions import lower_function

        instance.recursive |= instance.started and instance.lowered is None
        if instance.lowered is None and not instance.started:
            instance.started = True
            try:
                instance.lowered = lower_function(self, instance, at)
            except Refusal as refusal:
                instance.refusal = refusal
            else:
                self.functions[instance.name] = instance.lowered
        if instance.refusal is not None:
            if not instance.entity.prelude:
                raise instance.refusal
            known, name = instance.refusal, instance.entity.qualified
            if name.startswith(GROUPS) and known.facts.get("what", "`").startswith("`"):
                raise Refusal(rules.GROUPS, at, what=f"`{name}`", why=known.facts.get("why", ""))
            raise Refusal(known.rule, at, **known.facts)
        return instance.lowered

    def lower_alone(self, instance: FunctionInstance, at: n.Node | None) -> None:
        """Lower a function that is called otherwise than by its name: it gets its own parameters alone."""
        from .variables import shared_elsewhere

        self.lower(instance, at)
        if instance.shared:
            raise shared_elsewhere(self, next(iter(instance.shared)), at)

    def is_linked(self, instance: FunctionInstance, at: n.Node | None) -> bool:
        """Whether another unit defines a function that this one declares; its definition is then brought here."""
        if instance.lowered is None and self.linking is not None:
            instance.lowered = self.linking.function(self, instance, at)
            if instance.lowered is not None:
                instance.started = True
                self.functions[instance.name] = instance.lowered
        return instance.lowered is not None

    def result_of(self, instance: FunctionInstance, at: n.Node | None = None) -> ty.Type:
        """The result type, found by lowering the body where it is ``auto``."""
        if isinstance(ty.strip_ref(instance.result), ty.Auto):
            if instance.started and instance.lowered is None:
                raise self.unsupported(at, f"the recursive function `{instance.entity.name}` returning auto",
                                       "name its return type")  # fmt: skip
            self.lower(instance, at)
        return instance.result


def _spelling(instance: ClassInstance) -> str:
    """The C++ text by which any place in the file can name the class; empty where there may be none."""
    inside = any(s.kind == "class" for s in instance.entity.scope.chain())
    named_so = not any(isinstance(a, ty.ClassT) and (a.instance.local or _inner(a.instance)) for a in
                       flatten(instance.arguments))  # fmt: skip
    ours = instance.entity.qualified.startswith(GROUPS)  # not in host code
    return instance.spelling() if not instance.local and not inside and named_so and not ours else ""


def _inner(instance: ClassInstance) -> bool:
    return any(s.kind == "class" for s in instance.entity.scope.chain())


def base_field(position: int) -> str:
    """The field that holds a base class."""
    return "base" if position == 0 else f"base_{position + 1}"


def replace_auto(t: ty.Type, actual: ty.Type) -> ty.Type:
    """``t`` with its placeholder replaced by what the argument's type says."""
    match t:
        case ty.Auto():
            return ty.qualified(actual, const=t.const, volatile=t.volatile)
        case ty.Ref():
            if t.rvalue and isinstance(t.target, ty.Auto) and isinstance(actual, ty.Ref):
                return actual
            return ty.Ref(replace_auto(t.target, ty.strip_ref(actual)), t.rvalue)
        case ty.Ptr():
            inner = actual.target if isinstance(actual, ty.Ptr) else actual
            return ty.Ptr(replace_auto(t.target, inner), t.const, t.volatile, t.restrict)
        case _:
            return t


OPERATORS = {
    "operator+": "add", "operator-": "sub", "operator*": "mul", "operator/": "div", "operator%": "mod",
    "operator=": "assign",
    "operator+=": "add_assign", "operator-=": "sub_assign", "operator*=": "mul_assign", "operator/=": "div_assign",
    "operator%=": "mod_assign", "operator==": "equal", "operator!=": "not_equal", "operator<": "less",
    "operator>": "greater",
    "operator<=": "less_equal", "operator>=": "greater_equal", "operator()": "call", "operator[]": "at",
    "operator!": "not_",
    "operator~": "complement", "operator&": "and_", "operator|": "or_", "operator^": "xor_", "operator&&": "both",
    "operator||": "either", "operator<<": "shift_left", "operator>>": "shift_right", "operator<<=": "shift_left_assign",
    "operator>>=": "shift_right_assign", "operator++": "increment", "operator--": "decrement", "operator->": "arrow",
    "operator&=": "and_assign", "operator|=": "or_assign", "operator^=": "xor_assign", "operator,": "comma",
}  # fmt: skip
