"""Parameters that a kernel changes become local variables: each thread has its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..parser import ctree as c
from .effects import Names, address_taken, reassigned


def own_parameters(
    function: c.CFunction,
    functions: Mapping[str, c.CFunction],
    names: Names,
    wanted: Callable[[c.CType], bool] = lambda _: True,
) -> c.Block:
    """The body of a function, with parameters of the ``wanted`` types that it changes, by name or through pointers, as
    local variables. ``functions`` are those that it may call."""
    written = reassigned(function.body) | address_taken(function.body, functions)
    changed = [p for p in function.params if p in written and wanted(p.type)]
    if not changed:
        return function.body
    own = {p: names.variable(p.name, p.type) for p in changed}

    def visit(node: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
        if isinstance(node, c.Var) and node.var in own:
            return c.Var(own[node.var], node.type)
        result: c.CExpr | c.CStmt = c.rebuild(node, visit)
        return result

    body = visit(function.body)
    assert isinstance(body, c.Block)
    return c.Block((*(c.Declare(own[p], c.Var(p, p.type)) for p in changed), *body.body))
