"""Inlines the device functions that hold a barrier or a warp operation, directly or through calls.

Afterwards only kernels synchronise, each synchronising operation stands as a statement of its own (see hoist), and no
switch holds one. Functions that were inlined are gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..parser import ctree as c
from ..parser.diagnostics import Sink
from ..parser.rules import UNSUPPORTED_CONSTRUCT
from .effects import Effects, KindOf, Names, address_taken, reassigned, variables
from .hoist import hoist
from .jumps import single_exit, without_switch

_SHARED = ("shared", "dynamic_shared", "static")


def inline_sync(unit: c.CUnit, kind_of: KindOf, sink: Sink, target: str = "c") -> c.CUnit:
    """The unit with synchronisation in kernels only. A recursive function that synchronises is reported, and kernels
    that reach it are dropped."""
    effects = Effects(unit, kind_of)
    unit = _distinct_shared(unit, effects)
    effects = Effects(unit, kind_of)
    inliner = _Inliner(unit, effects, sink, target)
    functions: list[c.CFunction] = []
    for function in unit.functions:
        if function.name not in effects.syncing:
            functions.append(function)
        elif function.kernel:
            done = inliner.flatten(function)
            if done is not None:
                functions.append(done)
    kept = {f.name for f in functions}
    kernels = tuple(k for k in unit.kernels if k.function in kept)
    return replace(unit, functions=tuple(functions), kernels=kernels)


def _distinct_shared(unit: c.CUnit, effects: Effects) -> c.CUnit:
    """The unit with no name of a shared variable of an inlined function used anywhere else, so that inlining need not
    rename it: all copies of the function share the variable."""
    used: dict[str, int] = {}
    for function in unit.functions:
        for name in {v.name for v in variables(function)}:
            used[name] = used.get(name, 0) + 1
    functions = []
    for function in unit.functions:
        if not function.kernel and function.name in effects.syncing:
            names = Names.of(unit, function)
            names.taken |= set(used)
            shared = {v for v in variables(function) if v.storage == "shared" and used[v.name] > 1}
            renamed = {v: replace(v, name=names.fresh(v.name)) for v in sorted(shared, key=lambda v: v.name)}
            used.update((v.name, 1) for v in renamed.values())
            body = _copied(function.body, {}, renamed)
            assert isinstance(body, c.Block)
            function = replace(function, body=body) if renamed else function
        functions.append(function)
    return replace(unit, functions=tuple(functions))


class _Inliner:
    def __init__(self, unit: c.CUnit, effects: Effects, sink: Sink, target: str) -> None:
        self.unit = unit
        self.effects = effects
        self.sink = sink
        self.target = target
        self.done: dict[str, c.CFunction | None] = {}
        self.open: list[str] = []

    def flatten(self, function: c.CFunction) -> c.CFunction | None:
        """A function with the synchronising functions it calls inlined; None where one is recursive."""
        name = function.name
        if name in self.open:
            what = "a recursive function with a barrier or a warp operation"
            why = "such a function is expanded where it is called, which has no end here"
            self.sink.report(UNSUPPORTED_CONSTRUCT, function.span, what=what, target=self.target, why=why)
            return None
        if name not in self.done:
            self.open.append(name)
            self.done[name] = self._flatten(function)
            self.open.pop()
        return self.done[name]

    def _flatten(self, function: c.CFunction) -> c.CFunction | None:
        names = Names.of(self.unit, function)
        body = hoist(function.body, self.effects.is_sync, names)
        body = c.Block(tuple(s for item in body.body for s in self._switches(item, names)))
        called: dict[str, c.CFunction] = {}
        for node in c.walk(body):
            if isinstance(node, c.Call) and node.function in self.effects.syncing and node.function not in called:
                inner = self.flatten(self.effects.functions[node.function])
                if inner is None:
                    return None
                called[node.function] = inner
        if called:
            fixed = set(variables(function)) - reassigned(body) - address_taken(body)
            fixed |= {g.var for g in self.unit.globals if isinstance(g.var.type, c.Array)}
            expansion = _Expansion(called, names, fixed)
            body = c.Block(tuple(s for item in body.body for s in expansion.statement(item)))
        return replace(function, body=body)

    def _switches(self, node: c.CStmt, names: Names) -> Sequence[c.CStmt]:
        """Switches that synchronise, rewritten from the inside."""
        if not self.effects.has_sync(node):
            return (node,)
        match node:
            case c.Block():
                return (c.Block(tuple(s for item in node.body for s in self._switches(item, names))),)
            case c.If():
                then = c.Block(tuple(self._switches(node.then, names)))
                orelse = None if node.orelse is None else c.Block(tuple(self._switches(node.orelse, names)))
                return (replace(node, then=then, orelse=orelse),)
            case c.For() | c.While() | c.DoWhile():
                return (replace(node, body=c.Block(tuple(self._switches(node.body, names)))),)
            case c.Switch():
                inner = c.Block(tuple(s for item in node.body.body for s in self._switches(item, names)))
                return without_switch(replace(node, body=inner), names)
        return (node,)


class _Expansion:
    """Replaces calls, each a statement of its own, by the bodies of what they call."""

    def __init__(self, called: dict[str, c.CFunction], names: Names, fixed: set[c.CVar]) -> None:
        self.called = called
        self.names = names
        self.fixed = fixed  # variables of the caller that keep their value

    def statement(self, node: c.CStmt) -> Sequence[c.CStmt]:
        match node:
            case c.Block():
                return (c.Block(tuple(s for item in node.body for s in self.statement(item))),)
            case c.If() | c.For() | c.While() | c.DoWhile() | c.Switch():
                changed: c.CStmt = c.rebuild(node, lambda n: self._single(n) if isinstance(n, c.STATEMENTS) else n)
                return (changed,)
            case c.Declare() if (call := self._call(node.init)) is not None:
                return (c.Declare(node.var, None, node.span), self._body(call, node.var))
            case c.ExprStmt() if (call := self._call(node.expr)) is not None:
                result = None
                before: list[c.CStmt] = []
                if not isinstance(call.type, c.Void):
                    result = self.names.variable("unused", call.type)
                    before.append(c.Declare(result))
                return (*before, self._body(call, result))
            case c.ExprStmt(expr=c.Assign() as assign) if (call := self._call(assign.right)) is not None:
                assert isinstance(assign.left, c.Var)
                return (self._body(call, assign.left.var),)
        return (node,)

    def _single(self, node: c.CStmt) -> c.CStmt:
        done = self.statement(node)
        return done[0] if len(done) == 1 else c.Block(tuple(done))

    def _call(self, node: c.CExpr | None) -> c.Call | None:
        return node if isinstance(node, c.Call) and node.function in self.called else None

    def _body(self, call: c.Call, result: c.CVar | None) -> c.Block:
        function = self.called[call.function]
        changed = reassigned(function.body) | address_taken(function.body)
        values: dict[c.CVar, c.CExpr] = {}
        before: list[c.CStmt] = []
        for param, arg in zip(function.params, call.args, strict=True):
            number = isinstance(arg, c.Lit) and not isinstance(arg.type, c.Pointer)  # NULL[0] is no C
            stable = number or (isinstance(arg, c.Var) and arg.var in self.fixed)
            if stable and param not in changed and arg.type == param.type:
                values[param] = arg
            else:
                var = self.names.variable(param.name, param.type)
                values[param] = c.Var(var, var.type)
                before.append(c.Declare(var, arg))
                if param not in changed:
                    self.fixed.add(var)
        fresh: dict[c.CVar, c.CVar] = {}
        for node in c.walk(function.body):
            if isinstance(node, c.Declare) and node.var.storage not in _SHARED:
                fresh[node.var] = replace(node.var, name=self.names.fresh(node.var.name))
                if node.var not in changed:
                    self.fixed.add(fresh[node.var])
        copy = _copied(function.body, values, fresh)
        assert isinstance(copy, c.Block)
        body = single_exit(copy, result, self.names)
        return c.Block((*before, *body.body))


def _copied(node: c.CStmt, values: dict[c.CVar, c.CExpr], fresh: dict[c.CVar, c.CVar]) -> c.CStmt:
    """A tree with variables replaced: parameters by expressions, others by variables of their own."""

    def visit(item: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
        if isinstance(item, c.Var):
            if item.var in values:
                return values[item.var]
            return c.Var(fresh[item.var], item.type) if item.var in fresh else item
        changed: c.CExpr | c.CStmt = c.rebuild(item, visit)
        if isinstance(changed, c.Declare) and changed.var in fresh:
            changed = replace(changed, var=fresh[changed.var])
        return changed

    result = visit(node)
    assert isinstance(result, c.STATEMENTS)
    return result
