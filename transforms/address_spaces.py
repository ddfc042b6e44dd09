"""Gives every pointer an address space, and clones functions and records that are used with more than one.

The spaces of a function's pointers are inferred once, from its body alone; those that stay open are its
parameters. From each kernel on, each combination that a call needs becomes a function of its own. Records
that hold pointers are treated alike. What nothing decides is global. Owns no OpenCL text: spaces are
written into ``Pointer.space``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..parser import ctree as ct
from ..parser.ctree import CFunction, CGlobal, CRecord, CType, CUnit, CVar
from ..parser.diagnostics import Sink
from .address_inference import Facts, Inference
from .spaces import DEFAULT, PLAIN, AArray, APointer, ARecord, AType, all_spaces, open_spaces, resolved

_Key = tuple[str, ...]


def infer_address_spaces(unit: CUnit, sink: Sink) -> CUnit:
    """The unit with a space on every pointer. Kernel parameters point to global memory unless they say
    otherwise; functions that no kernel reaches are left out. A pointer that would need two spaces is
    reported."""
    inference = Inference(unit, sink)
    inference.run()
    return _Clones(inference).run()


class _Clones:
    """Builds the functions and records that the kernels need."""

    def __init__(self, work: Inference) -> None:
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

    def key(self, facts: Facts, environment: dict[int, str]) -> _Key:
        return tuple(resolved(space, environment) for space in open_spaces(facts.interface()))

    def environment(self, facts: Facts, key: _Key) -> dict[int, str]:
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

    def callee_key(self, facts: Facts, call: ct.Call, environment: dict[int, str]) -> _Key:
        bound = {id(scheme.root()): space for scheme, space in facts.binding.get(id(call), ())}
        callee = self.work.facts[call.function]
        return tuple(
            resolved(bound[id(root)], environment) if id(root) in bound else root.value or DEFAULT
            for root in open_spaces(callee.interface())
        )

    def name(self) -> None:
        """Names for the clones: the function's own where there is one, else with the spaces that tell them
        apart."""
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
        key = tuple(resolved(space, clone.environment) for space in all_spaces([root]))
        if all(value == DEFAULT for value in key):  # however many of them were found to be the same
            key = ()
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


class _Clone:
    """Rebuilds one function under a choice for its open spaces."""

    def __init__(self, clones: _Clones, facts: Facts, environment: dict[int, str]) -> None:
        self.clones = clones
        self.facts = facts
        self.environment = environment
        self.variables: dict[CVar, CVar] = {}

    def variable(self, var: CVar) -> CVar:
        if var in self.clones.globals:
            return self.clones.globals[var]
        if var not in self.variables:
            atype = self.facts.variables.get(var, PLAIN)
            ctype = self.concrete(var.type, atype)
            self.variables[var] = var if ctype == var.type else replace(var, type=ctype)
        return self.variables[var]

    def concrete(self, ctype: CType, atype: AType) -> CType:
        if isinstance(ctype, ct.Pointer):
            known = atype if isinstance(atype, APointer) else None
            space = resolved(known.space, self.environment) if known else ctype.space or DEFAULT
            return replace(ctype, space=space, target=self.concrete(ctype.target, known.target if known else PLAIN))
        if isinstance(ctype, ct.Array):
            inner = (
                atype.element if isinstance(atype, AArray) else atype.target if isinstance(atype, APointer) else PLAIN
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
            changes["of"] = self.concrete(node.of, PLAIN)
        if isinstance(node, ct.EXPRESSIONS):
            changes["type"] = self.concrete(node.type, self.facts.types.get(id(node), PLAIN))
        changes = {name: value for name, value in changes.items() if value is not getattr(node, name)}
        return replace(result, **changes) if changes else result
