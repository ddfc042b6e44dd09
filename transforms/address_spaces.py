"""Finds the address space of every pointer, and clones functions and records that are used with more than one.

The spaces of a function's pointers are inferred once, from its body alone: what flows together has one space, what
points at a variable has the variable's space, and what stays open is a parameter of the function. Each call then binds
the open ones, and each combination that the kernels need becomes a function of its own. Records that hold pointers are
treated alike. What nothing decides is global. Owns no OpenCL text: the spaces are written into ``Pointer.space``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ..parser import ctree as ct
from ..parser.ctree import CExpr, CFunction, CGlobal, CRecord, CStmt, CType, CUnit, CVar
from ..parser.diagnostics import Sink
from ..parser.rules import UNSUPPORTED_CONSTRUCT
from ..parser.source import Span

DEFAULT = "global"
_STORAGE = {
    "auto": "private", "param": "private", "shared": "local", "dynamic_shared": "local", "static": "constant",
    "device": "global", "constant": "global", "managed": "global",
}  # fmt: skip
_WORDS = {"global": "global", "local": "shared", "private": "thread-private", "constant": "constant"}


def infer_address_spaces(unit: CUnit, sink: Sink) -> CUnit:
    """The unit with a space on every pointer. Kernel parameters point to global memory unless they say otherwise;
    functions that no kernel reaches are left out. A pointer that would need two spaces is reported."""
    return _Unit(unit, sink).run()


# ----------------------------------------------------------------------------------------------- annotated types


class Space:
    """An address space that may not be known yet; two that were unified share their root."""

    __slots__ = ("parent", "value")

    def __init__(self, value: str = "") -> None:
        self.parent: Space | None = None
        self.value = value

    def root(self) -> Space:
        here = self
        while here.parent is not None:
            here = here.parent
        return here


@dataclass(eq=False)
class APlain:
    """A type without pointers inside."""


@dataclass(eq=False)
class APointer:
    space: Space
    target: AType


@dataclass(eq=False)
class AArray:
    element: AType


@dataclass(eq=False)
class ARecord:
    """One use of a record that holds pointers; a pointer back to the record, found inside it, means the same use."""

    name: str
    fields: dict[str, AType] = field(default_factory=dict)
    merged: ARecord | None = None

    def root(self) -> ARecord:
        here = self
        while here.merged is not None:
            here = here.merged
        return here


AType = APlain | APointer | AArray | ARecord
_PLAIN = APlain()


class Conflict(Exception):
    """Two spaces meet in one pointer."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one, other)
        self.pair = tuple(sorted((_WORDS[one], _WORDS[other])))


def join(one: Space, other: Space) -> None:
    """Make two spaces one. Raises Conflict."""
    a, b = one.root(), other.root()
    if a is b:
        return
    if a.value and b.value and a.value != b.value:
        raise Conflict(a.value, b.value)
    b.value = a.value or b.value
    a.parent = b


def unify(one: AType, other: AType) -> None:
    """Make the spaces in two types of the same shape the same; where the shapes part (a cast), nothing is known."""
    if one is other:
        return
    if isinstance(one, APointer) and isinstance(other, APointer):
        join(one.space, other.space)
        unify(one.target, other.target)
    elif isinstance(one, AArray) and isinstance(other, AArray):
        unify(one.element, other.element)
    elif isinstance(one, ARecord) and isinstance(other, ARecord):
        a, b = one.root(), other.root()
        if a is not b and a.name == b.name:
            a.merged = b
            for name, inner in a.fields.items():
                unify(inner, b.fields[name])


def open_spaces(types: list[AType]) -> list[Space]:
    """The roots of all spaces in the types, in a fixed order, each once."""
    found: dict[int, Space] = {}
    seen: set[int] = set()

    def visit(atype: AType) -> None:
        if isinstance(atype, APointer):
            root = atype.space.root()
            found.setdefault(id(root), root)
            visit(atype.target)
        elif isinstance(atype, AArray):
            visit(atype.element)
        elif isinstance(atype, ARecord):
            record = atype.root()
            if id(record) not in seen:
                seen.add(id(record))
                for inner in record.fields.values():
                    visit(inner)

    for atype in types:
        visit(atype)
    return list(found.values())


# ----------------------------------------------------------------------------------------------- inference


@dataclass(eq=False)
class _Facts:
    """What was inferred for one function. ``binding`` holds, for each call, the open spaces of the callee's interface and
    the caller's spaces they are bound to; ``types`` the type of each expression that has pointers."""

    function: CFunction
    variables: dict[CVar, AType] = field(default_factory=dict)
    types: dict[int, AType] = field(default_factory=dict)
    result: AType = _PLAIN
    binding: dict[int, list[tuple[Space, Space]]] = field(default_factory=dict)

    def interface(self) -> list[AType]:
        return [*(self.variables[param] for param in self.function.params), self.result]


class _Unit:
    """The work on one unit."""

    def __init__(self, unit: CUnit, sink: Sink) -> None:
        self.unit = unit
        self.sink = sink
        self.records = {record.name: record for record in unit.records}
        self.functions = {function.name: function for function in unit.functions}
        self.globals: dict[CVar, AType] = {}
        self.facts: dict[str, _Facts] = {}
        self.holds: dict[str, bool] = {}  # record name -> has pointers inside
        self.reported: set[tuple[str, object]] = set()

    def run(self) -> CUnit:
        self.infer_globals()
        for group in _groups(self.unit):
            for name in group:
                self.start(self.functions[name])
            for name in group:
                _Body(self, self.facts[name], set(group)).run()
        return _Clones(self).run()

    def infer_globals(self) -> None:
        facts = _Facts(CFunction("", ct.VOID, (), ct.Block(())))
        self.facts[""] = facts
        body = _Body(self, facts, set())
        for item in self.unit.globals:
            self.globals[item.var] = self.annotate(item.var.type)
        for item in self.unit.globals:
            if item.init is not None:
                body.initialise(self.globals[item.var], item.var.type, item.init)

    def start(self, function: CFunction) -> None:
        facts = _Facts(function)
        for param in function.params:
            facts.variables[param] = atype = self.annotate(param.type)
            if function.kernel:
                for space in open_spaces([atype]):
                    space.value = space.value or DEFAULT
        facts.result = self.annotate(function.result)
        self.facts[function.name] = facts

    def report(self, conflict: Conflict, span: Span | None, function: str) -> None:
        key = (function, str(span) if span else conflict.pair)
        if key not in self.reported:
            self.reported.add(key)
            one, other = conflict.pair
            self.sink.report(
                UNSUPPORTED_CONSTRUCT, span, what=f"a pointer that may point to {one} and to {other} memory",
                target="OpenCL C", why="OpenCL C before 3.0 has no generic pointers; use two pointers or two functions",
            )  # fmt: skip

    def annotate(self, ctype: CType, inside: dict[str, ARecord] | None = None) -> AType:
        """A type with a new open space for each pointer that has none."""
        inside = inside or {}
        if isinstance(ctype, ct.Pointer):
            return APointer(Space(ctype.space), self.annotate(ctype.target, inside))
        if isinstance(ctype, ct.Array):
            element = self.annotate(ctype.element, inside)
            return _PLAIN if element is _PLAIN else AArray(element)
        if isinstance(ctype, ct.Record) and self.has_pointers(ctype.name):
            if ctype.name in inside:
                return inside[ctype.name]
            record = ARecord(ctype.name)
            for item in self.records[ctype.name].fields:
                record.fields[item.name] = self.annotate(item.type, {**inside, ctype.name: record})
            return record
        return _PLAIN

    def has_pointers(self, name: str) -> bool:
        if name not in self.holds:
            self.holds[name] = False
            record = self.records.get(name)
            self.holds[name] = record is not None and any(self._pointer_in(item.type) for item in record.fields)
        return self.holds[name]

    def _pointer_in(self, ctype: CType) -> bool:
        if isinstance(ctype, ct.Array):
            return self._pointer_in(ctype.element)
        return isinstance(ctype, ct.Pointer) or isinstance(ctype, ct.Record) and self.has_pointers(ctype.name)


def _groups(unit: CUnit) -> list[list[str]]:
    """Functions that call each other in a circle together, callees before callers (Tarjan's algorithm)."""
    functions = {function.name: function for function in unit.functions}
    callees = {name: called_functions(function) for name, function in functions.items()}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    result: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for callee in callees[name]:
            if callee not in functions:
                continue
            if callee not in index:
                visit(callee)
                low[name] = min(low[name], low[callee])
            elif callee in stack:
                low[name] = min(low[name], index[callee])
        if low[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            result.append(group)

    for name in functions:
        if name not in index:
            visit(name)
    return result


def called_functions(function: CFunction) -> list[str]:
    """The names of the functions that a function calls, in order of the calls, each once."""
    return list(dict.fromkeys(node.function for node in ct.walk(function) if isinstance(node, ct.Call)))


class _Body:
    """Infers the spaces of one function. ``group`` are the functions whose inference is not finished: calls of those are
    not generalised."""

    def __init__(self, unit: _Unit, facts: _Facts, group: set[str]) -> None:
        self.unit = unit
        self.facts = facts
        self.group = group
        self.span: Span | None = facts.function.span
        self.values: dict[int, AType] = {}

    def run(self) -> None:
        self.statement(self.facts.function.body)

    def guarded(self, one: AType, other: AType) -> None:
        try:
            unify(one, other)
        except Conflict as conflict:
            self.unit.report(conflict, self.span, self.facts.function.name)

    # statements

    def statement(self, stmt: CStmt) -> None:
        span = getattr(stmt, "span", None)
        if span is not None:
            self.span = span
        if isinstance(stmt, ct.Declare):
            self.declare(stmt)
        elif isinstance(stmt, ct.Return):
            if stmt.value is not None:
                self.guarded(self.facts.result, self.decayed(stmt.value))
        else:
            for child in ct.children(stmt):
                if isinstance(child, ct.STATEMENTS):
                    self.statement(child)
                else:
                    self.value(child)

    def declare(self, stmt: ct.Declare) -> None:
        atype = self.variable(stmt.var)
        if stmt.init is not None:
            self.initialise(atype, stmt.var.type, stmt.init)

    def variable(self, var: CVar) -> AType:
        if var in self.unit.globals:
            return self.unit.globals[var]
        if var not in self.facts.variables:
            self.facts.variables[var] = self.unit.annotate(var.type)
        return self.facts.variables[var]

    def initialise(self, atype: AType, ctype: CType, init: CExpr) -> None:
        if isinstance(init, ct.Compound):
            self.facts.types[id(init)] = atype
            self.elements(atype, ctype, init)
        else:
            self.guarded(atype, self.decayed(init) if isinstance(ctype, ct.Pointer) else self.value(init))

    def elements(self, atype: AType, ctype: CType, init: ct.Compound) -> None:
        if isinstance(ctype, ct.Array):
            inner = atype.element if isinstance(atype, AArray) else _PLAIN
            for value in init.values:
                self.initialise(inner, ctype.element, value)
        elif isinstance(ctype, ct.Record):
            fields = self.unit.records[ctype.name].fields if ctype.name in self.unit.records else ()
            known = atype.root().fields if isinstance(atype, ARecord) else {}
            for position, value in enumerate(init.values):
                if position < len(fields):
                    item = fields[position]
                    self.initialise(known.get(item.name, _PLAIN), item.type, value)
                else:
                    self.value(value)
        else:
            for value in init.values:
                self.initialise(atype, ctype, value)

    # expressions

    def value(self, expr: CExpr) -> AType:
        """The type of an expression; infers everything below it, once."""
        if id(expr) in self.values:
            return self.values[id(expr)]
        method = getattr(self, "on_" + type(expr).__name__.lower(), None)
        if method is None:
            for child in ct.children(expr):
                self.value(child)  # type: ignore[arg-type]  # only expressions stand below an expression
            result = self.unit.annotate(expr.type)
        else:
            result = method(expr)
        self.values[id(expr)] = result
        if result is not _PLAIN:
            self.facts.types[id(expr)] = result
        return result

    def decayed(self, expr: CExpr) -> AType:
        """The type of an expression where an array counts as a pointer to its first element."""
        if isinstance(expr.type, ct.Array):
            atype, space = self.place(expr)
            return APointer(space, atype.element if isinstance(atype, AArray) else _PLAIN)
        return self.value(expr)

    def place(self, expr: CExpr) -> tuple[AType, Space]:
        """The type of an lvalue and the space it lies in; a value that is no lvalue is private."""
        atype = self.value(expr)
        if isinstance(expr, ct.Var):
            return atype, Space(_STORAGE[expr.var.storage])
        if isinstance(expr, ct.Str):
            return atype, Space("constant")
        if isinstance(expr, ct.Unary) and expr.op == "*":
            return atype, self.pointer_space(expr.operand)
        if isinstance(expr, ct.Index):
            if isinstance(expr.base.type, ct.Array):
                return atype, self.place(expr.base)[1]
            return atype, self.pointer_space(expr.base)
        if isinstance(expr, ct.Member):
            return atype, self.place(expr.base)[1]
        return atype, Space("private")

    def pointer_space(self, expr: CExpr) -> Space:
        atype = self.decayed(expr)
        return atype.space if isinstance(atype, APointer) else Space()

    def target(self, expr: CExpr) -> AType:
        atype = self.decayed(expr)
        return atype.target if isinstance(atype, APointer) else _PLAIN

    def on_var(self, expr: ct.Var) -> AType:
        return self.variable(expr.var)

    def on_str(self, expr: ct.Str) -> AType:
        return APointer(Space("constant"), _PLAIN) if isinstance(expr.type, ct.Pointer) else _PLAIN

    def on_unary(self, expr: ct.Unary) -> AType:
        if expr.op == "&":
            atype, space = self.place(expr.operand)
            return APointer(space, atype)
        if expr.op == "*":
            return self.target(expr.operand)
        return self.value(expr.operand)

    def on_step(self, expr: ct.Step) -> AType:
        return self.value(expr.operand)

    def on_binary(self, expr: ct.Binary) -> AType:
        left, right = self.decayed(expr.left), self.decayed(expr.right)
        if isinstance(left, APointer) and isinstance(right, APointer):
            self.guarded(left, right)
            return _PLAIN
        if isinstance(expr.type, ct.Pointer):
            return left if isinstance(left, APointer) else right
        return _PLAIN

    def on_assign(self, expr: ct.Assign) -> AType:
        left = self.value(expr.left)
        if isinstance(expr.right, ct.Compound):
            self.initialise(left, expr.left.type, expr.right)
            return left
        right = self.decayed(expr.right)
        if expr.op == "=":
            self.guarded(left, right)
        return left

    def on_conditional(self, expr: ct.Conditional) -> AType:
        self.value(expr.cond)
        result = self.unit.annotate(expr.type)
        for branch in (expr.then, expr.orelse):
            self.guarded(result, self.decayed(branch))
        return result

    def on_comma(self, expr: ct.Comma) -> AType:
        self.value(expr.left)
        return self.decayed(expr.right)

    def on_index(self, expr: ct.Index) -> AType:
        self.value(expr.index)
        return self.target(expr.base)

    def on_member(self, expr: ct.Member) -> AType:
        base = self.value(expr.base)
        return base.root().fields[expr.field] if isinstance(base, ARecord) else _PLAIN

    def on_cast(self, expr: ct.Cast) -> AType:
        result = self.unit.annotate(expr.type)
        self.guarded(result, self.decayed(expr.operand))
        return result

    def on_compound(self, expr: ct.Compound) -> AType:
        result = self.unit.annotate(expr.type)
        self.elements(result, expr.type, expr)
        return result

    def on_call(self, expr: ct.Call) -> AType:
        args = [self.decayed(arg) for arg in expr.args]
        callee = self.unit.facts.get(expr.function)
        if callee is None:
            return self.unit.annotate(expr.type)
        interface = callee.interface()
        if expr.function in self.group:
            self.facts.binding[id(expr)] = [(space, space) for space in open_spaces(interface)]
        else:
            copier = _Copier()
            interface = [copier.copy(atype) for atype in interface]
            self.facts.binding[id(expr)] = copier.pairs()
        for param, arg in zip(interface, args, strict=False):
            self.guarded(param, arg)
        return interface[-1]


class _Copier:
    """Copies types with new spaces for the open ones, keeping what is shared shared."""

    def __init__(self) -> None:
        self.spaces: dict[int, tuple[Space, Space]] = {}
        self.records: dict[int, ARecord] = {}

    def pairs(self) -> list[tuple[Space, Space]]:
        return list(self.spaces.values())

    def copy(self, atype: AType) -> AType:
        if isinstance(atype, APointer):
            root = atype.space.root()
            if id(root) not in self.spaces:
                self.spaces[id(root)] = (root, Space(root.value))
            return APointer(self.spaces[id(root)][1], self.copy(atype.target))
        if isinstance(atype, AArray):
            return AArray(self.copy(atype.element))
        if isinstance(atype, ARecord):
            record = atype.root()
            if id(record) not in self.records:
                self.records[id(record)] = twin = ARecord(record.name)
                for name, inner in record.fields.items():
                    twin.fields[name] = self.copy(inner)
            return self.records[id(record)]
        return atype


# ----------------------------------------------------------------------------------------------- clones

_Key = tuple[str, ...]


class _Clones:
    """Builds the functions and records that the kernels need."""

    def __init__(self, work: _Unit) -> None:
        self.work = work
        self.keys: dict[str, list[_Key]] = {}
        self.records: dict[tuple[str, _Key], str] = {}
        self.built: dict[str, CRecord] = {}
        self.globals: dict[CVar, CVar] = {}
        self.names: dict[tuple[str, _Key], str] = {}
        self.taken = {record.name for record in work.unit.records} | set(work.functions)

    def run(self) -> CUnit:
        unit = self.work.unit
        for function in unit.functions:
            if function.kernel:
                self.need(function.name, self.key(self.work.facts[function.name], {}))
        self.name()
        plain = _Clone(self, self.work.facts[""], {})
        for item in unit.globals:
            self.globals[item.var] = replace(item.var, type=plain.concrete(item.var.type, self.work.globals[item.var]))
        variables = tuple(
            CGlobal(self.globals[item.var], plain.rebuilt(item.init) if item.init else None, item.symbol)
            for item in unit.globals
        )
        functions: list[CFunction] = []
        for function in unit.functions:
            for key in self.keys.get(function.name, ()):
                functions.append(self.function(function, key))
        return replace(unit, records=self.all_records(), globals=variables, functions=tuple(functions))

    def all_records(self) -> tuple[CRecord, ...]:
        """The records, the clones of each in its place; records without pointers stay as they are."""
        result: list[CRecord] = []
        for record in self.work.unit.records:
            if not self.work.has_pointers(record.name):
                result.append(record)
            else:
                clones = [name for (origin, _), name in self.records.items() if origin == record.name]
                result += [self.built[name] for name in clones]
        return tuple(result)

    def key(self, facts: _Facts, environment: dict[int, str]) -> _Key:
        return tuple(resolved(space, environment) for space in open_spaces(facts.interface()))

    def environment(self, facts: _Facts, key: _Key) -> dict[int, str]:
        return {id(root): value for root, value in zip(open_spaces(facts.interface()), key, strict=True)}

    def need(self, name: str, key: _Key) -> None:
        """Note that a function is needed with these spaces, and what its calls need in turn."""
        keys = self.keys.setdefault(name, [])
        if key in keys:
            return
        keys.append(key)
        facts = self.work.facts[name]
        environment = self.environment(facts, key)
        for node in ct.walk(facts.function):
            if isinstance(node, ct.Call) and node.function in self.work.functions:
                self.need(node.function, self.callee_key(facts, node, environment))

    def callee_key(self, facts: _Facts, call: ct.Call, environment: dict[int, str]) -> _Key:
        bound = {id(scheme.root()): space for scheme, space in facts.binding.get(id(call), ())}
        callee = self.work.facts[call.function]
        return tuple(
            resolved(bound[id(root)], environment) if id(root) in bound else root.value or DEFAULT
            for root in open_spaces(callee.interface())
        )

    def name(self) -> None:
        """Names for the clones: the function's own where there is one, else with the spaces that tell them apart."""
        for name, keys in self.keys.items():
            differing = [position for position, values in enumerate(zip(*keys, strict=True)) if len(set(values)) > 1]
            for key in keys:
                suffix = "".join("_" + key[position] for position in differing)
                self.names[name, key] = self.fresh(name + suffix) if suffix else name

    def fresh(self, name: str) -> str:
        number, result = 1, name
        while result in self.taken:
            number += 1
            result = f"{name}_{number}"
        self.taken.add(result)
        return result

    def function(self, function: CFunction, key: _Key) -> CFunction:
        facts = self.work.facts[function.name]
        clone = _Clone(self, facts, self.environment(facts, key))
        params = tuple(clone.variable(param) for param in function.params)
        return replace(
            function, name=self.names[function.name, key], result=clone.concrete(function.result, facts.result),
            params=params, body=clone.rebuilt(function.body),
        )  # fmt: skip

    def record(self, atype: ARecord, clone: _Clone) -> str:
        """The name of the record with the spaces of this use, building it at first need."""
        root = atype.root()
        key = tuple(resolved(space, clone.environment) for space in open_spaces([root]))
        if (root.name, key) not in self.records:
            origin = next(record for record in self.work.unit.records if record.name == root.name)
            special = [value for value in dict.fromkeys(key) if value != DEFAULT]
            name = self.fresh("_".join([root.name, *special])) if special else root.name
            self.records[root.name, key] = name
            fields = tuple(
                replace(item, type=clone.concrete(item.type, root.fields[item.name])) for item in origin.fields
            )
            self.built[name] = replace(origin, name=name, fields=fields)
        return self.records[root.name, key]


def resolved(space: Space, environment: dict[int, str]) -> str:
    root = space.root()
    return root.value or environment.get(id(root), DEFAULT)


class _Clone:
    """Rebuilds one function under a choice for its open spaces."""

    def __init__(self, clones: _Clones, facts: _Facts, environment: dict[int, str]) -> None:
        self.clones = clones
        self.facts = facts
        self.environment = environment
        self.variables: dict[CVar, CVar] = {}

    def variable(self, var: CVar) -> CVar:
        if var in self.clones.globals:
            return self.clones.globals[var]
        if var not in self.variables:
            atype = self.facts.variables.get(var, _PLAIN)
            ctype = self.concrete(var.type, atype)
            self.variables[var] = var if ctype == var.type else replace(var, type=ctype)
        return self.variables[var]

    def concrete(self, ctype: CType, atype: AType) -> CType:
        if isinstance(ctype, ct.Pointer):
            known = atype if isinstance(atype, APointer) else None
            space = resolved(known.space, self.environment) if known else ctype.space or DEFAULT
            return replace(ctype, space=space, target=self.concrete(ctype.target, known.target if known else _PLAIN))
        if isinstance(ctype, ct.Array):
            inner = (
                atype.element if isinstance(atype, AArray) else atype.target if isinstance(atype, APointer) else _PLAIN
            )
            return replace(ctype, element=self.concrete(ctype.element, inner))
        if isinstance(ctype, ct.Record) and self.clones.work.has_pointers(ctype.name):
            fitting = isinstance(atype, ARecord) and atype.root().name == ctype.name
            use = atype if fitting else self.clones.work.annotate(ctype)
            assert isinstance(use, ARecord)
            return ct.Record(self.clones.record(use, self))
        return ctype

    def rebuilt(self, node: Any) -> Any:
        result = ct.rebuild(node, self.rebuilt)
        changes: dict[str, Any] = {}
        if isinstance(node, ct.Var | ct.Declare):
            changes["var"] = self.variable(node.var)
        elif isinstance(node, ct.Call) and node.function in self.clones.work.functions:
            key = self.clones.callee_key(self.facts, node, self.environment)
            changes["function"] = self.clones.names[node.function, key]
        elif isinstance(node, ct.SizeOf):
            changes["of"] = self.concrete(node.of, _PLAIN)
        if isinstance(node, ct.EXPRESSIONS):
            changes["type"] = self.concrete(node.type, self.facts.types.get(id(node), _PLAIN))
        changes = {name: value for name, value in changes.items() if value is not getattr(node, name)}
        return replace(result, **changes) if changes else result
