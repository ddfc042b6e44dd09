"""Brings dynamic shared memory that is declared at file scope into the functions that use it.

``extern __shared__`` means the same memory wherever it stands, so that each function may declare it for itself, and
later passes need to know one place only.
"""

from __future__ import annotations

from dataclasses import replace

from ..parser import ctree as c
from .effects import Names, variables


def declare_dynamic_shared(unit: c.CUnit) -> c.CUnit:
    """The unit with no dynamic shared memory at file scope."""
    shared = {item.var for item in unit.globals if item.var.storage == "dynamic_shared"}
    if not shared:
        return unit
    functions = tuple(_declaring(function, shared) for function in unit.functions)
    kept = tuple(item for item in unit.globals if item.var not in shared)
    return replace(unit, globals=kept, functions=functions)


def _declaring(function: c.CFunction, shared: set[c.CVar]) -> c.CFunction:
    used = dict.fromkeys(n.var for n in c.walk(function.body) if isinstance(n, c.Var) and n.var in shared)
    if not used:
        return function
    names = Names({v.name for v in variables(function)})
    own = {var: replace(var, name=names.fresh(var.name)) for var in used}

    def visit(node: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
        if isinstance(node, c.Var) and node.var in own:
            return replace(node, var=own[node.var])
        changed: c.CExpr | c.CStmt = c.rebuild(node, visit)
        return changed

    body = visit(function.body)
    assert isinstance(body, c.Block)
    declared = tuple(c.Declare(var, None, function.span) for var in own.values())
    return replace(function, body=c.Block((*declared, *body.body)))
