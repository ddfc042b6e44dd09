"""Device code that another file of the program defines, brought into a unit as a linker would.

C and OpenCL C compile each unit alone. A function that is only declared in a unit is lowered where it is defined and
copied, with what it reaches; a device variable stays with the unit that defines it, and the others refer to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser.diagnostics import Sink
from ...parser.semantics import types as ty
from ...parser.semantics.classes import ClassInstance
from ...parser.semantics.declarators import core_name, function_declarator
from ...parser.semantics.model import flat_name, identifier
from ...parser.semantics.scope import ClassEntity, FunctionEntity, GlobalEntity, NamespaceEntity, Scope
from ..records import reachable_records
from ..tables import Tables
from .program import FunctionInstance, Program
from .variables import external_variable

if TYPE_CHECKING:
    from ...parser.unit import Unit

MEMORY = frozenset({"__device__", "__constant__", "__managed__"})


@dataclass(frozen=True)
class _Outline:
    """The names of a unit that linking is about: device variables declared ``extern``, device functions that are
    declared, and functions that are defined; methods by their last name."""

    variables: frozenset[str]
    declared: frozenset[str]
    defined: frozenset[str]


class Linking:
    """The units of a program for one target. Their declarations are read when something is looked for in them."""

    def __init__(self, units: Sequence[Unit], tables: Tables, sink: Sink, target: str) -> None:
        self.units, self.tables, self.sink, self.target = units, tables, sink, target
        self._programs: dict[Unit, Program] = {}
        self._outlines = [_outline(unit) for unit in units] if len(units) > 1 else []
        wanted = [outline.declared - outline.defined for outline in self._outlines]
        called = frozenset[str]().union(*wanted)
        everywhere = frozenset[str]().union(*(outline.variables for outline in self._outlines))
        self._exporting = {
            unit: None if outline.defined & called else everywhere
            for unit, outline in zip(units, self._outlines, strict=False)
        }

    def exports(self, unit: Unit, entity: GlobalEntity) -> bool:
        """Whether other units may refer to a device variable of a unit: one that some file declares ``extern``, or any
        where other units call functions of the unit."""
        if unit not in self._exporting or not _is_external(entity) or unit.is_prelude(entity.entry):
            return False
        names = self._exporting[unit]
        return names is None or entity.name in names

    def exported(self, unit: Unit) -> frozenset[str]:
        """The names of a unit's device variables that its host code must not keep to itself."""
        if unit not in self._exporting:
            return frozenset()
        return frozenset(e.name for e in _variables(self._program(unit).sem.root) if self.exports(unit, e))

    def function(self, program: Program, instance: FunctionInstance, at: n.Node | None) -> c.CFunction | None:
        """The definition of a function in another unit, as a function of the program; None where there is none."""
        entity = instance.entity
        if instance.arguments or entity.params is not None or "static" in _storage(entity):
            return None
        for unit, outline in zip(self.units, self._outlines, strict=False):
            if unit is program.unit or entity.name not in outline.defined:
                continue
            other = self._program(unit)
            for found in _functions(other, entity):
                target = other.instance(found)
                if _signature(other, target) == _signature(program, instance):
                    return _Import(self, program, other).function(target, instance.name, at)
        return None

    def variable(self, program: Program, entity: GlobalEntity) -> tuple[Program, GlobalEntity] | None:
        """The definition of a variable in another unit, and the program of that unit."""
        for unit in self.units if self._outlines else ():
            other = self._program(unit)
            for found in _named(other.sem.root, entity.qualified):
                if unit is not program.unit and isinstance(found, GlobalEntity) and _is_external(found):
                    return other, found
        return None

    def _program(self, unit: Unit) -> Program:
        program = self._programs.get(unit)
        if program is None:
            program = self._programs[unit] = Program(unit, self.tables, self.sink, self.target, self)
            program.declare()
        return program


def link_name(program: Program, entity: GlobalEntity) -> str:
    """The name that the C code of all units knows a variable by."""
    stem = identifier(program.unit.source.path.replace("\\", "/").rpartition("/")[2].partition(".")[0])
    return f"{stem}_device_{identifier(flat_name(entity.qualified))}"


def _outline(unit: Unit) -> _Outline:
    variables: set[str] = set()
    declared: set[str] = set()
    defined: set[str] = set()

    def visit(items: Sequence[Any]) -> None:
        for item in items:
            match item:
                case n.Namespace() | n.Linkage():
                    visit(item.items)
                case n.Function():
                    name = core_name(item.declarator)
                    if name is not None and "__global__" not in item.specs.qualifiers:
                        defined.add(name.id)
                case n.Declaration():
                    if isinstance(item.specs.type, n.Class) and item.specs.type.members:
                        visit(item.specs.type.members)
                    for entry in item.entries:
                        name = core_name(entry.declarator)
                        if name is None:
                            continue
                        if function_declarator(entry.declarator) is not None:
                            if "__device__" in item.specs.qualifiers:
                                declared.add(name.id)
                        elif "extern" in item.specs.storage and MEMORY & {*item.specs.memory, *item.specs.qualifiers}:
                            variables.add(name.id)

    visit([item for item in unit.items if not unit.is_prelude(item)])
    return _Outline(frozenset(variables), frozenset(declared), frozenset(defined))


def _is_external(entity: GlobalEntity) -> bool:
    """Whether a variable is one in device memory that other files can name, and defined here."""
    specs = entity.specs
    placed = MEMORY & {*specs.memory, *specs.qualifiers}
    only_declared = "extern" in specs.storage and entity.entry.init is None
    own = "static" in specs.storage or entity.params is not None or entity.scope.kind != "namespace"
    return bool(placed) and not only_declared and not own


def _storage(entity: FunctionEntity) -> Sequence[str]:
    return entity.specs.storage if entity.specs is not None else ()


def _variables(scope: Scope) -> Iterator[GlobalEntity]:
    for entities in scope.names.values():
        for entity in entities:
            if isinstance(entity, GlobalEntity):
                yield entity
            elif isinstance(entity, NamespaceEntity) and entity.scope.parent is scope:
                yield from _variables(entity.scope)


def external_variables(program: Program) -> Iterator[GlobalEntity]:
    """The variables of a unit that other units may refer to, in order."""
    if program.linking is not None:
        yield from (e for e in _variables(program.sem.root) if program.linking.exports(program.unit, e))


def _named(root: Scope, qualified: str) -> list[Any]:
    """What a qualified name stands for: ``ns::f``."""
    *path, last = qualified.split("::")
    scope = root
    for part in path:
        inner = next((e for e in scope.names.get(part, ()) if isinstance(e, NamespaceEntity)), None)
        if inner is None:
            return []
        scope = inner.scope
    return list(scope.names.get(last, ()))


def _functions(other: Program, entity: FunctionEntity) -> list[FunctionEntity]:
    """The functions of another unit that bear a function's name and are defined there."""
    owner = entity.owner
    if owner is None:
        found = _named(other.sem.root, entity.qualified or entity.name)
    else:
        classes = [e for e in _named(other.sem.root, owner.entity.qualified) if isinstance(e, ClassEntity)]
        if not classes or classes[0].params is not None:
            return []
        instance: ClassInstance = other.sem.complete(other.sem.instantiate(classes[0], ()))
        makes = entity in owner.constructors
        found = list(instance.constructors) if makes else list(instance.scope.names.get(entity.name, ()))
    return [
        e for e in found
        if isinstance(e, FunctionEntity) and e.definition is not None and e.params is None and "static" not in
        (_storage(e) if owner is None else ())
    ]  # fmt: skip


def _signature(program: Program, instance: FunctionInstance) -> tuple[c.CType, ...]:
    return tuple(program.ctype(t if isinstance(t, ty.Ref) else ty.unqualified(t)) for t in instance.params)


class _Import:
    """Copies a function of one program into another."""

    def __init__(self, linking: Linking, program: Program, other: Program) -> None:
        self.linking, self.program, self.other = linking, program, other
        self.names: dict[str, str] = {}
        self.records: dict[str, str] = {}
        self.variables: dict[c.CVar, c.CVar] = {}

    def function(self, target: FunctionInstance, name: str, at: n.Node | None) -> c.CFunction:
        """The copy of a function under a name; what it reaches is entered into the program before it."""
        lowered = self.other.lower(target)
        self.other.lower_alone(target, at)
        if lowered is None:
            raise self.program.unsupported(at, f"recursion across files through `{target.entity.name}`",
                                           "put these functions into one file")  # fmt: skip
        reached = self._reached(lowered, at)
        self.names = {f.name: self.program.sem.unique(f.name) for f in reached[:-1]} | {lowered.name: name}
        self._records(reached, at)
        for function in reached:
            self._variables(function, at)
        copies = [self._copy(function) for function in reached]
        for function in copies[:-1]:
            self.program.functions[function.name] = function
        return copies[-1]

    def _reached(self, start: c.CFunction, at: n.Node | None) -> list[c.CFunction]:
        """A function and all that it calls, callees first."""
        order: dict[str, c.CFunction] = {}
        open_names: set[str] = set()

        def visit(function: c.CFunction) -> None:
            if function.name in order or function.name in open_names:
                return
            open_names.add(function.name)
            for node in c.walk(function.body):
                if not isinstance(node, c.Call):
                    continue
                called = self.other.functions.get(node.function)
                if called is None and node.function != function.name and node.function not in open_names:
                    raise self.program.unsupported(
                        at, f"`{start.name}` of another file, which calls functions by pointers or is virtual,",
                        "put these functions into one file")  # fmt: skip
                if called is not None:
                    visit(called)
            order[function.name] = function

        visit(start)
        return list(order.values())

    def _records(self, functions: Sequence[c.CFunction], at: n.Node | None) -> None:
        """Enter the records of some functions; one that the program has under the same name must be the same."""
        types: list[c.CType] = []
        for function in functions:
            types += [function.result, *(p.type for p in function.params)]
            for node in c.walk(function.body):
                if isinstance(node, c.Declare):
                    types.append(node.var.type)
                elif isinstance(node, c.EXPRESSIONS):
                    types.append(node.of if isinstance(node, c.SizeOf) else node.type)
        used = reachable_records(types, self.other.records)
        for name, record in self.other.records.items():
            if name not in used:
                continue
            known = self.program.records.get(name) or self._own(name)
            if known is None:
                self.program.sem.unique(name)
                self.program.records[name] = record
            elif not _same_record(known, record):
                what = f"the class `{record.spelling or name}`, which is another in another file,"
                raise self.program.unsupported(at, what, "give the two classes different names")

    def _own(self, name: str) -> c.CRecord | None:
        """The program's own record of a name, where it has a class for it."""
        instance = self.other.classes.get(name)
        for entity in _named(self.program.sem.root, instance.entity.qualified) if instance is not None else ():
            if isinstance(entity, ClassEntity) and entity.params is None and entity.node is not None:
                self.program.record(self.program.sem.instantiate(entity, ()))
                return self.program.records.get(name)
        return None

    def _variables(self, function: c.CFunction, at: n.Node | None) -> None:
        held = {item.var: item for item in self.other.global_nodes}
        for node in c.walk(function.body):
            if isinstance(node, c.Var) and node.var in held and node.var not in self.variables:
                self.variables[node.var] = self._variable(held[node.var], at)

    def _variable(self, item: c.CGlobal, at: n.Node | None) -> c.CVar:
        """The variable of the program for one of the other unit."""
        if not item.symbol:  # a table that each unit may have
            var = replace(item.var, name=self.program.sem.unique(item.var.name))
            self.program.global_nodes.append(replace(item, var=var))
            return var
        for own in self.program.global_nodes:
            if own.symbol == item.symbol and own.linkage != "own":
                return own.var
        if item.linkage == "own" and self._is_table(item):
            var = replace(item.var, name=self.program.sem.unique(item.var.name), storage="static")
            self.program.global_nodes.append(c.CGlobal(var, item.init))
            return var
        if item.linkage == "own":
            for entity in _named(self.program.sem.root, item.symbol):  # of the prelude: each unit has one
                if isinstance(entity, GlobalEntity) and self.program.unit.is_prelude(entity.entry):
                    expr = external_variable(self.program, entity).expr
                    assert isinstance(expr, c.Var)
                    return expr.var
            what = f"the variable `{item.symbol}` that only its file knows, used across files"
            raise self.program.unsupported(at, what, "declare it without static")
        self.program.global_nodes.append(replace(item, init=None, words=(), linkage="elsewhere"))
        return item.var

    def _is_table(self, item: c.CGlobal) -> bool:
        """Whether a variable never changes, so that each unit may have it."""
        for variable in self.other.globals.values():
            if isinstance(variable.expr, c.Var) and variable.expr.var is item.var:
                return item.init is not None and not item.words and ty.is_const(variable.type)
        return False

    def _copy(self, function: c.CFunction) -> c.CFunction:
        body = self._node(function.body)
        return replace(function, name=self.names[function.name], body=body)

    def _node(self, node: Any) -> Any:
        changed = c.rebuild(node, self._node)
        if isinstance(changed, c.Call) and changed.function in self.names:
            return replace(changed, function=self.names[changed.function])
        if isinstance(changed, c.Var) and changed.var in self.variables:
            return replace(changed, var=self.variables[changed.var])
        return changed


def _same_record(a: c.CRecord, b: c.CRecord) -> bool:
    """Whether two records have the same members in the same places."""

    def facts(record: c.CRecord) -> tuple[Any, ...]:
        members = tuple((f.name, f.type, f.bits) for f in record.fields)
        return members, record.size, record.align, record.union

    return facts(a) == facts(b)
