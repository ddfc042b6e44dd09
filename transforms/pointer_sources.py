"""Where the values of pointers come from, over a whole unit: variables, fields of records and results of functions.
Each is one place, whatever the path on which it is reached. Which pointers may point to shared memory follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ..parser import ctree as c
from .effects import root

SHARED = ("shared", "dynamic_shared")
Source: TypeAlias = c.CVar | tuple[str, str]  # a variable, a record's field, or ("", function) for its result


def sources(node: c.CExpr) -> Iterator[Source]:
    """What a pointer's value may come from."""
    match node:
        case c.Var():
            yield node.var
        case c.Cast():
            yield from sources(node.operand)
        case c.Binary(op="+" | "-"):
            yield from sources(node.left if isinstance(node.left.type, c.Pointer | c.Array) else node.right)
        case c.Unary(op="&"):
            yield from behind(node.operand)
        case c.Unary(op="*") | c.Index():  # an element of an array of pointers, which stands for all of them
            yield from behind(node)
        case c.Conditional():
            yield from sources(node.then)
            yield from sources(node.orelse)
        case c.Comma():
            yield from sources(node.right)
        case c.Assign() | c.Step():
            yield from sources(node.left if isinstance(node, c.Assign) and node.op != "=" else _value(node))
        case c.Call():
            yield "", node.function
        case c.Member():
            yield from _field(node)


def _value(node: c.Assign | c.Step) -> c.CExpr:
    return node.right if isinstance(node, c.Assign) else node.operand


def behind(node: c.CExpr) -> Iterator[Source]:
    """The variable that an lvalue is a part of, or what the pointer comes from behind which it lies."""
    match node:
        case c.Index():
            yield from sources(node.base) if isinstance(node.base.type, c.Pointer) else behind(node.base)
        case c.Unary(op="*"):
            yield from sources(node.operand)
        case c.Member():
            variable = root(node)
            if variable is not None:
                yield variable
            else:
                yield from behind(node.base)
        case c.Var():
            yield node.var


def _field(node: c.Member) -> Iterator[Source]:
    """A field that holds a pointer or an array. An array that is a field of shared memory is shared memory itself."""
    if isinstance(node.type, c.Array):
        yield from behind(node)
    elif isinstance(node.base.type, c.Record):
        yield node.base.type.name, node.field


def shared_pointers(unit: c.CUnit) -> frozenset[Source]:
    """The pointers that may point to shared memory, and the shared variables themselves."""
    flows = list(_flows(unit))
    found: set[Source] = {
        node.var for function in unit.functions for node in c.walk(function.body)
        if isinstance(node, c.Var) and node.var.storage in SHARED
    }  # fmt: skip
    while more := {to for source, to in flows if source in found} - found:
        found |= more
    return frozenset(found)


def _flows(unit: c.CUnit) -> Iterator[tuple[Source, Source]]:
    """Which pointer is handed to which: by declarations, assignments, arguments, results and the values of records."""
    functions = {f.name: f for f in unit.functions}
    records = {r.name: r for r in unit.records}
    for function in unit.functions:
        for node in c.walk(function.body):
            pairs: list[tuple[Source, c.CExpr]] = []
            if isinstance(node, c.Declare) and node.init is not None:
                pairs.append((node.var, node.init))
            elif isinstance(node, c.Assign) and isinstance(node.left.type, c.Pointer):
                pairs += [(to, node.right) for to in sources(node.left)]
            elif isinstance(node, c.Call) and node.function in functions:
                pairs += zip(functions[node.function].params, node.args, strict=False)
            elif isinstance(node, c.Return) and node.value is not None:
                pairs.append((("", function.name), node.value))
            elif isinstance(node, c.Compound) and isinstance(node.type, c.Record) and node.type.name in records:
                record = records[node.type.name]
                pairs += [((record.name, f.name), v) for f, v in zip(record.fields, node.values, strict=False)]
            for to, value in pairs:
                if isinstance(value.type, c.Pointer | c.Array):
                    for source in sources(value):
                        yield source, to
