"""Device code of a translation unit, lowered from C++ to the C tree: every kernel that the program can launch, and what
they reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...parser import ctree as c
from ...parser import rules
from ...parser.diagnostics import Sink
from ...parser.semantics import types as ty
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import FunctionEntity, flatten
from ..records import reachable_records
from ..tables import Tables
from .closures import local_classes
from .launches import HostWalk
from .linking import Linking, external_variables
from .program import FunctionInstance, Program
from .variables import external_variable

if TYPE_CHECKING:
    from ...parser.unit import Unit


def lower_unit(
    unit: Unit, tables: Tables, sink: Sink, *, target: str, name: str, linking: Linking | None = None
) -> c.CUnit:  # fmt: skip
    """The device side of a unit. ``name`` is the identifier that its exported names begin with, ``linking`` finds what
    other units of the program define; what cannot be translated is reported and left out."""
    program, instances = launchable(unit, tables, sink, target, linking)
    return lower_kernels(program, instances, name)


def launchable(
    unit: Unit, tables: Tables, sink: Sink, target: str, linking: Linking | None = None
) -> tuple[Program, tuple[FunctionInstance, ...]]:
    """The declarations of a unit, and the instances of its kernels that the program can launch, in order."""
    program = Program(unit, tables, sink, target, linking)
    program.declare()
    walk = HostWalk(program)
    walk.walk_unit([item for item in unit.items if not unit.is_prelude(item)])
    plain = [
        program.instance(e)
        for e in program.sem.functions
        if e.kernel and e.params is None and e.definition is not None and not e.prelude
    ]
    return program, tuple(dict.fromkeys((*plain, *walk.kernels)))


def lower_kernels(program: Program, instances: Sequence[FunctionInstance], name: str) -> c.CUnit:
    """The C tree of kernels and of all that they reach."""
    for instance in instances:
        _kernel(program, instance)
    try:
        program.virtuals.finish()
        program.pointers.finish()
    except Refusal as refusal:
        program.refuse(refusal)
    for entity in external_variables(program):
        external_variable(program, entity)
    functions = _reachable(program)
    return c.CUnit(
        name,
        _used_records(program, functions),
        tuple(program.global_nodes),
        functions,
        tuple(program.kernels.values()),
        tuple(program.handed.values()),
    )


def _kernel(program: Program, instance: FunctionInstance) -> None:
    entity = instance.entity
    if instance.name in program.kernels:
        return
    try:
        program.lower(instance)
    except Refusal as refusal:
        if refusal.node is None:
            refusal.node = entity.declarator
        program.refuse(refusal)
        return
    if not _nameable(program, instance):
        return
    stub_type = ty.spell(ty.Ptr(ty.Fn(ty.VOID, tuple(_signature_type(p) for p in instance.params))))
    sizes = tuple(8 if isinstance(p, ty.Ref) else ty.size_of(p) for p in instance.params)
    stub = stub_expression(entity, instance)
    program.kernels[instance.name] = c.CKernelInstance(instance.name, stub, stub_type, sizes=sizes)


def _nameable(program: Program, instance: FunctionInstance) -> bool:
    """Whether host files can name the types of an instance. What they do for lambdas is noted, a problem reported."""
    for argument in local_classes(instance.arguments):
        hosted = program.hosted.get(argument)
        if hosted is None or not argument.named:
            program.refuse(Refusal(
                rules.UNSUPPORTED_CONSTRUCT, instance.entity.declarator, target=program.target,
                what=f"an instance of `{instance.entity.name}` with a local class",
                why="give the function object a name at file scope"))  # fmt: skip
            return False
        node, scope = hosted
        if node not in program.handed:
            try:
                program.handed[node] = program.lambdas.closure(argument, node, scope)
            except Refusal as refusal:
                program.refuse(refusal)
                return False
    return True


def _signature_type(t: ty.Type) -> ty.Type:
    return ty.unqualified(t) if not isinstance(t, ty.Ref) else t


def stub_expression(entity: FunctionEntity, instance: FunctionInstance) -> str:
    """C++ text for the address of the host stub."""
    from ...parser.semantics.scope import spell_argument

    name = entity.qualified or entity.name
    if not instance.arguments:
        return f"&{name}"
    return f"&{name}<{', '.join(spell_argument(a) for a in flatten(instance.arguments))}>"


def _used_records(program: Program, functions: tuple[c.CFunction, ...]) -> tuple[c.CRecord, ...]:
    """The records that functions and variables mention, and those inside them; host code mentions others."""
    types = [item.var.type for item in program.global_nodes]
    for function in functions:
        types += [function.result, *(p.type for p in function.params)]
        for node in c.walk(function.body):
            if isinstance(node, c.Declare):
                types.append(node.var.type)
            elif isinstance(node, c.EXPRESSIONS):
                types.append(node.of if isinstance(node, c.SizeOf) else node.type)
    used = reachable_records(types, program.records)
    return tuple(record for name, record in program.records.items() if name in used)


def _reachable(program: Program) -> tuple[c.CFunction, ...]:
    """The functions that kernels reach, callees first."""
    wanted: set[str] = set()
    stack = [k for k in program.kernels if k in program.functions]
    while stack:
        name = stack.pop()
        if name in wanted:
            continue
        wanted.add(name)
        for node in c.walk(program.functions[name].body):
            if isinstance(node, c.Call) and node.function in program.functions:
                stack.append(node.function)
    functions = [f for name, f in program.functions.items() if name in wanted]
    return _callees_first(functions) if program.pointers.choosers or program.virtuals.choosers else tuple(functions)


def _callees_first(functions: list[c.CFunction]) -> tuple[c.CFunction, ...]:
    """The functions with those that each calls before it, as far as there is no recursion."""
    named = {f.name: f for f in functions}
    done: dict[str, c.CFunction] = {}
    open_names: set[str] = set()

    def visit(function: c.CFunction) -> None:
        if function.name in done or function.name in open_names:
            return
        open_names.add(function.name)
        for node in c.walk(function.body):
            if isinstance(node, c.Call) and node.function in named:
                visit(named[node.function])
        done[function.name] = function

    for function in functions:
        visit(function)
    return tuple(done.values())
