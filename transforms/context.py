"""Passes to device functions what they take from the kernel that calls them.

Afterwards only kernels declare shared variables, and (where asked for) only kernels name threadIdx and its like: a
device function that needs one, itself or through its calls, has a parameter for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ..parser import ctree as c
from .effects import Names

Need: TypeAlias = "str | c.CVar"  # the name of a Builtin, or a shared variable

_SHARED = ("shared", "dynamic_shared")


def pass_context(unit: c.CUnit, builtins: bool = True) -> c.CUnit:
    """The unit with the needs of its device functions as parameters; ``builtins=False`` leaves threadIdx alone."""
    needs = _needs(unit, builtins)
    functions = tuple(_Function(unit, f, needs).rewrite() for f in unit.functions)
    if all(a is b for a, b in zip(functions, unit.functions, strict=True)):
        return unit
    return replace(unit, functions=functions)


def _needs(unit: c.CUnit, builtins: bool) -> dict[str, list[Need]]:
    """What each function needs, its own first, in the order of appearance."""
    own: dict[str, list[Need]] = {}
    calls: dict[str, list[str]] = {}
    for function in unit.functions:
        found: dict[Need, None] = {}
        called: dict[str, None] = {}
        for node in c.walk(function.body):
            if isinstance(node, c.Builtin) and builtins and node.name != "warpSize":
                found[node.name] = None
            elif isinstance(node, c.Declare) and node.var.storage in _SHARED:
                found[node.var] = None
            elif isinstance(node, c.Call):
                called[node.function] = None
        own[function.name] = list(found)
        calls[function.name] = list(called)
    changed = True
    while changed:
        changed = False
        for name, called_names in calls.items():
            for other in called_names:
                for need in own.get(other, ()):
                    if need not in own[name]:
                        own[name].append(need)
                        changed = True
    return own


@dataclass
class _Function:
    unit: c.CUnit
    function: c.CFunction
    needs: dict[str, list[Need]]
    values: dict[Need, c.CExpr] = field(default_factory=dict)

    def rewrite(self) -> c.CFunction:
        function = self.function
        names = Names.of(self.unit, function)
        if function.kernel:
            declared = {n.var for n in c.walk(function.body) if isinstance(n, c.Declare)}
            missing: list[c.CStmt] = []
            for need in self.needs[function.name]:
                if isinstance(need, c.CVar) and need not in declared:
                    own = replace(need, name=names.fresh(need.name))
                    missing.append(c.Declare(own))
                    self.values[need] = _address(own)
            body = self._body()
            if missing:
                body = c.Block((*missing, *body.body))
            return function if body is function.body else replace(function, body=body)
        params = list(function.params)
        for need in self.needs[function.name]:
            if isinstance(need, c.CVar):
                var = names.variable(need.name, _pointer(need.type), "param")
            else:
                var = names.variable(need.replace(".", "_"), c.UINT, "param")
            params.append(var)
            self.values[need] = c.Var(var, var.type)
        body = self._body()
        return function if body is function.body else replace(function, params=tuple(params), body=body)

    def _body(self) -> c.Block:
        body = self._visit(self.function.body)
        assert isinstance(body, c.Block)
        return body

    def _visit(self, node: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
        match node:
            case c.Builtin() if node.name in self.values:
                return self.values[node.name]
            case c.Var() if node.var in self.values and node.var.storage in _SHARED:
                value = self.values[node.var]
                if self.function.kernel or isinstance(node.type, c.Array):
                    return value
                return c.Unary("*", value, node.type)
            case c.Block() if not self.function.kernel:
                kept = [s for s in node.body if not (isinstance(s, c.Declare) and s.var in self.values)]
                if len(kept) != len(node.body):
                    node = c.Block(tuple(kept))
        changed: c.CExpr | c.CStmt = c.rebuild(node, self._visit)
        if isinstance(changed, c.Call) and (more := self._arguments(changed.function)):
            return replace(changed, args=(*changed.args, *more))
        return changed

    def _arguments(self, name: str) -> Sequence[c.CExpr]:
        """What a call of a function passes besides its own arguments."""
        called = next((f for f in self.unit.functions if f.name == name), None)
        if called is None or called.kernel:
            return ()
        result: list[c.CExpr] = []
        for need in self.needs[name]:
            if need in self.values:
                result.append(self.values[need])
            else:
                result.append(_address(need) if isinstance(need, c.CVar) else c.Builtin(need))
        return result


def _pointer(ctype: c.CType) -> c.Pointer:
    """The parameter type for a shared variable."""
    return c.Pointer(ctype.element if isinstance(ctype, c.Array) else ctype, space="local")


def _address(var: c.CVar) -> c.CExpr:
    """A shared variable as an argument."""
    if isinstance(var.type, c.Array):
        return c.Var(var, var.type)
    return c.Unary("&", c.Var(var, var.type), c.Pointer(var.type, space="local"))
