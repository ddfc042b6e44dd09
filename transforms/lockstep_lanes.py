"""Gives the variables of single threads a place that lasts as long as they need.

A variable of one region stays a local variable of its thread loop. One that other regions use too is computed again
where that is cheap and gives the same value, declared in each region where each sets it before it reads it, and else
becomes an array with an element a thread, which regions copy into a local variable and back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..parser import ctree as c
from .effects import Names, address_taken, reassigned, referenced
from .escapes import Escapes
from .jumps import has_jump
from .lockstep_regions import ALIGN, THREADS, BlockCode

_CHEAP = 24  # nodes of an expression that is better computed again than kept
_SMALL = 32  # bytes of a record that is better copied than used in place


@dataclass
class _Use:
    """Where a variable is declared and named: numbers of thread loops, None for the code of the block."""

    declared: int | None = None
    value: c.CExpr | None = None
    places: set[int | None] = field(default_factory=set)
    declarations: int = 0


def lanes(code: BlockCode, unit: c.CUnit, names: Names, limit: int, escapes: Escapes) -> BlockCode:
    """The code with each variable declared where it lives; ``limit`` is how many threads a block has at most."""
    return _Lanes(code, unit, names, limit, escapes).run()


def is_threads(node: c.CExpr | c.CStmt) -> bool:
    """Whether a node is a thread loop."""
    return isinstance(node, c.For) and node.pragma == THREADS


class _Lanes:
    def __init__(self, code: BlockCode, unit: c.CUnit, names: Names, limit: int, escapes: Escapes) -> None:
        self.code = code
        self.escapes = escapes
        self.sizes = {r.name: r.size for r in unit.records}
        self.names = names
        self.limit = limit
        self.loops: list[c.For] = []
        self.uses: dict[c.CVar, _Use] = {}
        self.wide = list(code.wide)
        self._collect(code.body, None)
        self.changed = reassigned(code.body)
        self.aliased = address_taken(code.body)
        self.round_variables = self._round_variables()
        lasting = self._lasting()
        travelling = [
            v for v, use in self.uses.items()
            if use.declared is not None and v.storage != "static" and (use.places != {use.declared} or v in lasting)
        ]  # fmt: skip
        self.again: dict[c.CVar, c.CExpr] = {}
        for var in travelling:
            if self._repeatable(var):
                value = self.uses[var].value
                assert value is not None
                self.again[var] = value
        rest = [v for v in travelling if v not in self.again]
        self.private = {v for v in rest if self._private(v)}
        self.arrays: dict[c.CVar, c.CVar] = {}
        for var in rest:
            if var not in self.private:
                array = names.variable(f"{var.name}_lanes", c.Array(var.type, limit))
                self.arrays[var] = replace(array, align=ALIGN)
                self.wide.append(self.arrays[var])

    def run(self) -> BlockCode:
        done = {id(loop): self._rewrite(loop) for loop in self.loops}

        def visit(node: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
            if id(node) in done:
                return done[id(node)]
            changed: c.CExpr | c.CStmt = c.rebuild(node, visit)
            return changed

        body = visit(self.code.body)
        assert isinstance(body, c.Block)
        return replace(self.code, body=body, wide=tuple(self.wide))

    # ------------------------------------------------------------------------------------------ facts

    def _collect(self, node: c.CExpr | c.CStmt, place: int | None) -> None:
        if isinstance(node, c.For) and is_threads(node):
            place = len(self.loops)
            self.loops.append(node)
        if isinstance(node, c.Declare):
            use = self.uses.setdefault(node.var, _Use())
            use.declared, use.value = place, node.init
            use.declarations += 1
            use.places.add(place)
        elif isinstance(node, c.Var):
            self.uses.setdefault(node.var, _Use()).places.add(place)
        for child in c.children(node):
            self._collect(child, place)

    def _lasting(self) -> set[c.CVar]:
        """Variables that other regions may reach through pointers."""
        if len(self.loops) < 2:
            return set()
        declared = {
            item.var
            for loop in self.loops
            if isinstance(loop.body, c.Block)
            for item in loop.body.body
            if isinstance(item, c.Declare)
        }
        return declared & self.aliased & self.escapes.lasting(self.code.body) if declared & self.aliased else set()

    def _round_variables(self) -> set[c.CVar]:
        """Variables that only the step of their own loop changes: within a round they keep their value."""
        result: set[c.CVar] = set()
        elsewhere: set[c.CVar] = set()
        for node in c.walk(self.code.body):
            if isinstance(node, c.For) and not is_threads(node):
                declared = {n.var for n in c.walk(node.init) if isinstance(n, c.Declare)} if node.init else set()
                if node.step is not None:
                    result |= declared & reassigned(node.step)
                for part in (node.cond, node.body):
                    if part is not None:
                        elsewhere |= declared & reassigned(part)
        return result - elsewhere

    def _repeatable(self, var: c.CVar) -> bool:
        """Whether a variable's value is cheap and the same wherever it is computed."""
        use = self.uses[var]
        if use.value is None or use.declarations != 1 or var in self.changed or var in self.aliased:
            return False
        if isinstance(var.type, c.Array) or sum(1 for _ in c.walk(use.value)) > _CHEAP:
            return False
        return self._stable(use.value)

    def _stable(self, node: c.CExpr) -> bool:
        match node:
            case c.Lit() | c.Builtin() | c.SizeOf():
                return True
            case c.Var():
                var = node.var
                if var is self.code.thread or var.storage not in ("auto", "param"):
                    return var is self.code.thread or isinstance(var.type, c.Array)
                if isinstance(var.type, c.Array):
                    return False
                if var in self.again:
                    return True
                use = self.uses[var]
                fixed = var not in self.changed or var in self.round_variables
                return fixed and var not in self.aliased and use.declared is None
            case c.Unary() if node.op == "&":
                return isinstance(node.operand, c.Index) and self._place(node.operand)
            case c.Unary() if node.op != "*":
                return self._stable(node.operand)
            case c.Binary() | c.Conditional() | c.Cast():
                return all(self._stable(n) for n in c.children(node) if isinstance(n, c.EXPRESSIONS))
        return False

    def _place(self, node: c.CExpr) -> bool:
        """Whether an lvalue's address is stable."""
        if isinstance(node, c.Index):
            base = self._place(node.base) if isinstance(node.base.type, c.Array) else self._stable(node.base)
            return base and self._stable(node.index)
        return isinstance(node, c.Var) and node.var.storage not in ("auto", "param")

    def _private(self, var: c.CVar) -> bool:
        """Whether each region that names a variable sets it first."""
        if isinstance(var.type, c.Array) or var in self.aliased:
            return False
        places = self.uses[var].places
        return None not in places and all(self._sets_first(var, self.loops[p]) for p in places if p is not None)

    def _sets_first(self, var: c.CVar, loop: c.For, jumps: bool = True) -> bool:
        """Whether a region sets a variable before it reads it; without ``jumps`` also before a thread may leave."""
        assert isinstance(loop.body, c.Block)
        for item in loop.body.body:
            if var in referenced(item):
                if isinstance(item, c.Declare) and item.var is var:
                    return True
                if isinstance(item, c.For) and isinstance(item.init, c.ExprStmt):
                    return _sets(item.init.expr, var)
                return isinstance(item, c.ExprStmt) and _sets(item.expr, var)
            if not jumps and has_jump(item, c.Continue):
                return False
        return False

    # ------------------------------------------------------------------------------------------ rewriting

    def _rewrite(self, loop: c.For) -> c.For:
        assert isinstance(loop.body, c.Block)
        kept = [s for s in loop.body.body if not (isinstance(s, c.Declare) and s.var in self.again)]
        used = {v for item in kept for v in _named(item)} | (_named(loop.cond) if loop.cond is not None else set())
        named = used | {n.var for n in c.walk(loop) if isinstance(n, c.Declare) and n.init is not None}
        body: Sequence[c.CStmt] = kept
        local = [v for v in self.arrays if v in named and self._copied(v)]
        direct = {v: a for v, a in self.arrays.items() if v in named and v not in local}
        set_first = {v for v in local if self._sets_first(v, loop, jumps=False)}
        written = reassigned(loop) | {n.var for n in c.walk(loop) if isinstance(n, c.Declare) and n.init is not None}
        stores = [self._store(v) for v in local if v in written]
        if stores:
            body = [s for item in body for s in self._leaving(item, stores)]
        start: list[c.CStmt] = self._recomputed(used)
        for var in local:
            if var not in set_first:
                start.append(c.Declare(var, self._element(var)))
        own = {v for v in (*local, *self.private) if v in named}
        out: list[c.CStmt] = []
        open_variables = {v for v in own if v in self.private or v in set_first}
        for item in body:
            if isinstance(item, c.Declare) and (
                item.var in self.again or (item.init is None and item.var not in named)
            ):
                continue
            out.extend(self._declared(item, own, open_variables))
        if direct:
            out = [s for item in out for s in self._direct(item, direct)]
        if stores and not (out and isinstance(out[-1], c.Continue)):
            out.extend(stores)
        return replace(loop, body=c.Block((*start, *out)))

    def _copied(self, var: c.CVar) -> bool:
        """Whether regions work on a copy."""
        size = self.sizes.get(var.type.name, 0) if isinstance(var.type, c.Record) else 0
        return var not in self.aliased and not isinstance(var.type, c.Array) and size <= _SMALL

    def _element(self, var: c.CVar) -> c.CExpr:
        array = self.arrays[var]
        return c.Index(c.Var(array, array.type), c.Var(self.code.thread, c.UINT), var.type)

    def _store(self, var: c.CVar) -> c.CStmt:
        return c.ExprStmt(c.Assign("=", self._element(var), c.Var(var, var.type), var.type))

    def _recomputed(self, named: set[c.CVar]) -> list[c.CStmt]:
        """The declarations of the variables that a region computes again, and of those these need."""
        wanted = {v for v in self.again if v in named}
        before = -1
        while before != len(wanted):
            before = len(wanted)
            for var in list(wanted):
                wanted |= _named(self.again[var]) & self.again.keys()
        return [c.Declare(var, value) for var, value in self.again.items() if var in wanted]

    def _leaving(self, node: c.CStmt, stores: Sequence[c.CStmt]) -> Sequence[c.CStmt]:
        """A statement that keeps what the thread has before it ends the thread's part."""
        match node:
            case c.Continue():
                return (*stores, node)
            case c.Block():
                return (c.Block(tuple(s for item in node.body for s in self._leaving(item, stores))),)
            case c.If():
                then = c.Block(tuple(self._leaving(node.then, stores)))
                orelse = None if node.orelse is None else c.Block(tuple(self._leaving(node.orelse, stores)))
                return (replace(node, then=_flat(then), orelse=None if orelse is None else _flat(orelse)),)
        return (node,)

    def _declared(self, item: c.CStmt, own: set[c.CVar], undeclared: set[c.CVar]) -> Sequence[c.CStmt]:
        """A top statement of a region, with the variables of the region declared at its first setting."""
        named = referenced(item) & undeclared
        if isinstance(item, c.Declare) and item.var in own:
            if item.var in undeclared:
                undeclared.discard(item.var)
                return (item,)
            value = item.init
            if value is None:
                return ()
            return (c.ExprStmt(c.Assign("=", c.Var(item.var, item.var.type), value, item.var.type), item.span),)
        if not named:
            return (item,)
        undeclared -= named
        if isinstance(item, c.ExprStmt) and isinstance(item.expr, c.Assign) and len(named) == 1:
            (var,) = named
            if isinstance(item.expr.left, c.Var) and item.expr.left.var is var:
                return (c.Declare(var, item.expr.right, item.span),)
        return (*(c.Declare(v) for v in sorted(named, key=lambda v: v.name)), item)

    def _direct(self, node: c.CStmt, arrays: dict[c.CVar, c.CVar]) -> Sequence[c.CStmt]:
        """A statement with variables replaced by their elements."""

        def visit(item: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
            if isinstance(item, c.Var) and item.var in arrays:
                return self._element(item.var)
            if isinstance(item, c.Block):
                return c.Block(tuple(s for inner in item.body for s in self._direct(inner, arrays)))
            changed: c.CExpr | c.CStmt = c.rebuild(item, visit)
            return changed

        if isinstance(node, c.Declare) and node.var in arrays:
            if node.init is None:
                return ()
            init = visit(node.init)
            assert isinstance(init, c.EXPRESSIONS)
            return tuple(filled(self._element(node.var), init, node.var.type))
        changed = visit(node)
        assert isinstance(changed, c.STATEMENTS)
        return (changed,)


def _named(node: c.CExpr | c.CStmt) -> set[c.CVar]:
    """The variables that a tree uses, not counting declarations."""
    return {item.var for item in c.walk(node) if isinstance(item, c.Var)}


def _flat(node: c.Block) -> c.Block:
    return node.body[0] if len(node.body) == 1 and isinstance(node.body[0], c.Block) else node


def _sets(node: c.CExpr, var: c.CVar) -> bool:
    """Whether an expression sets a variable as a whole, and reads nothing of it."""
    return (
        isinstance(node, c.Assign)
        and node.op == "="
        and isinstance(node.left, c.Var)
        and node.left.var is var
        and var not in referenced(node.right)
    )


def filled(place: c.CExpr, value: c.CExpr, ctype: c.CType) -> list[c.CStmt]:
    """Assignments that do what an initialiser does."""
    if not isinstance(ctype, c.Array) or not isinstance(value, c.Compound):
        return [c.ExprStmt(c.Assign("=", place, value, ctype))]
    result: list[c.CStmt] = []
    for number in range(ctype.length or 0):
        element = c.Index(place, c.Lit(str(number), c.INT), ctype.element)
        item = value.values[number] if number < len(value.values) else _zero(ctype.element)
        result.extend(filled(element, item, ctype.element))
    return result


def _zero(ctype: c.CType) -> c.CExpr:
    return c.Compound((), ctype) if isinstance(ctype, c.Record | c.Array) else c.Lit("0", c.INT)
