"""Cuts a kernel at the barriers of its grid: a block stops there and goes on when it is called again.

Until all blocks have come to the barrier none may pass it, but a target may have fewer blocks in flight than the grid
has. So a block keeps all that lasts in a record of its own, of which ``at`` is the place where it goes on:

    switch (state->at) {
    case 0:
        …
        for (state->i = 0; state->i < n; state->i++) {
            …
            state->at = 1; states[blocks].at = 1; return;
        case 1:
            …
        }
    }
    state->at = -1;

Whoever launches the kernel calls all blocks, again and again, as long as the record behind those of the blocks says
that one of them has stopped. All is zero at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..parser import ctree as c
from .effects import Names
from .hoist import as_block, use
from .lockstep_lanes import filled
from .lockstep_regions import BlockCode

GRID_SYNC = "__cg_grid_sync"
STATES = "states"  # what BlockFunction.extra calls the records of the blocks
AT = "at"
DONE = -1


@dataclass(frozen=True)
class Phases:
    """A kernel's code with its grid barriers cut, and the record that a block keeps. ``states`` are the bytes of the
    records of all blocks, and of one behind them."""

    code: BlockCode
    record: c.CRecord
    states: c.CVar


def phases(code: BlockCode, kernel: str, unit: c.CUnit, names: Names) -> Phases | None:
    """The phases of a kernel; None where the grid does not meet in it."""
    if not any(_is_barrier(n) for n in c.walk(code.body)):
        return None
    return _Phases(code, kernel, unit, names).run()


def _is_barrier(node: object) -> bool:
    return isinstance(node, c.Intrinsic) and node.name == GRID_SYNC


def _meets(node: c.CExpr | c.CStmt) -> bool:
    return any(_is_barrier(n) for n in c.walk(node))


class _Phases:
    def __init__(self, code: BlockCode, kernel: str, unit: c.CUnit, names: Names) -> None:
        self.code = code
        self.records = {r.name: r for r in unit.records}
        self.type = c.Record(names.fresh(f"{kernel}_state"))
        self.states = names.variable(STATES, c.Pointer(c.Scalar("unsigned char"), space="global"), "param")
        self.state = names.variable("state", c.Pointer(self.type, space="global"))
        self.fields: dict[c.CVar, c.CField] = {}
        self.taken = {AT}
        self.count = 0
        for var in (*code.wide, *(v for v in code.shared if v.storage == "shared")):
            self._keep(var)

    def run(self) -> Phases:
        for node in self._declared(self.code.body):
            self._keep(node.var)
        body = self._items(self.code.body.body)
        choice = c.Switch(self._at(use(self.state)), c.Block((c.CaseLabel(c.Lit("0", c.INT)), *body)))
        place = c.Binary("+", c.Cast(use(self.states), self.state.type), block_rank(), self.state.type)
        start = c.Declare(self.state, place)
        record = self._record()
        dynamic = tuple(v for v in self.code.shared if v.storage != "shared")
        code = replace(self.code, body=c.Block((start, choice, self._go(DONE))), wide=(), shared=dynamic)
        return Phases(code, record, self.states)

    # ------------------------------------------------------------------------------------------- the record

    def _keep(self, var: c.CVar) -> None:
        if var not in self.fields:
            name, number = var.name, 2
            while name in self.taken:
                name, number = f"{var.name}_{number}", number + 1
            self.taken.add(name)
            self.fields[var] = c.CField(name, var.type)

    def _record(self) -> c.CRecord:
        fields = (c.CField(AT, c.INT), *self.fields.values())
        size, most = 0, 1
        for item in fields:
            length, align = self._layout(item.type)
            size = -(-size // align) * align + length
            most = max(most, align)
        return c.CRecord(self.type.name, fields, -(-size // most) * most, most)

    def _layout(self, ctype: c.CType) -> tuple[int, int]:
        """The size and the alignment of a type."""
        match ctype:
            case c.Scalar():
                size = c.SCALARS[ctype.name][0]
                return size, size
            case c.Array():
                size, align = self._layout(ctype.element)
                return size * (ctype.length or 0), align
            case c.Record():
                record = self.records[ctype.name]
                return record.size, record.align
        return 8, 8

    def _declared(self, node: c.CStmt) -> list[c.Declare]:
        """The declarations in the blocks around barriers."""
        found: list[c.Declare] = []
        items = node.body if isinstance(node, c.Block) else [n for n in c.children(node) if isinstance(n, c.STATEMENTS)]
        for item in items:
            if isinstance(item, c.Declare) and item.var.storage != "static":
                found.append(item)
            elif _meets(item):
                found += self._declared(item)
            elif isinstance(node, c.For) and item is node.init:
                found += [n for n in c.walk(item) if isinstance(n, c.Declare)]
        return found

    # ------------------------------------------------------------------------------------------- statements

    def _items(self, items: Sequence[c.CStmt]) -> tuple[c.CStmt, ...]:
        return tuple(made for item in items for made in self._statement(item))

    def _statement(self, node: c.CStmt) -> Sequence[c.CStmt]:
        if isinstance(node, c.Declare) and node.var in self.fields:
            return self._assigned(node)
        if not _meets(node):
            return (self._plain(node),)
        match node:
            case c.Block():
                return (c.Block(self._items(node.body)),)
            case c.If():
                then = c.Block(self._items(as_block(node.then).body))
                orelse = None if node.orelse is None else c.Block(self._items(as_block(node.orelse).body))
                return (replace(node, cond=self._expr(node.cond), then=then, orelse=orelse),)
            case c.For():
                before = self._items(as_block(node.init).body) if node.init is not None else ()
                body = c.Block(self._items(as_block(node.body).body))
                cond = None if node.cond is None else self._expr(node.cond)
                step = None if node.step is None else self._expr(node.step)
                return (*before, replace(node, init=None, cond=cond, step=step, body=body))
            case c.While() | c.DoWhile():
                return (replace(node, cond=self._expr(node.cond), body=c.Block(self._items(as_block(node.body).body))),)
        self.count += 1
        nothing = c.ExprStmt(c.Cast(c.Lit("0", c.INT), c.VOID))  # a label wants a statement
        last = c.Binary("+", c.Cast(use(self.states), self.state.type), grid_blocks(), self.state.type)
        running = c.ExprStmt(c.Assign("=", self._at(last), c.Lit("1", c.INT), c.INT))
        return (self._go(self.count), running, c.Return(), c.CaseLabel(c.Lit(str(self.count), c.INT)), nothing)

    def _assigned(self, node: c.Declare) -> Sequence[c.CStmt]:
        if node.init is None:
            return ()
        place = self._expr(use(node.var))
        return tuple(filled(place, self._expr(node.init), node.var.type))

    def _plain(self, node: c.CStmt) -> c.CStmt:
        """A statement without barriers: what lasts is in the record, and who leaves says so."""

        def visit(item: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
            if isinstance(item, c.Return):
                return c.Block((self._go(DONE), item))
            if isinstance(item, c.Var) and item.var in self.fields:
                return c.Member(c.Unary("*", use(self.state), self.type), self.fields[item.var].name, item.type)
            changed: c.CExpr | c.CStmt = c.rebuild(item, visit)
            return changed

        result = visit(node)
        assert isinstance(result, c.STATEMENTS)
        return result

    def _expr(self, node: c.CExpr) -> c.CExpr:
        done = self._plain(c.ExprStmt(node))
        assert isinstance(done, c.ExprStmt)
        return done.expr

    def _at(self, pointer: c.CExpr) -> c.CExpr:
        return c.Member(c.Unary("*", pointer, self.type), AT, c.INT)

    def _go(self, number: int) -> c.CStmt:
        value = c.Lit(str(number), c.INT) if number >= 0 else c.Unary("-", c.Lit(str(-number), c.INT), c.INT)
        return c.ExprStmt(c.Assign("=", self._at(use(self.state)), value, c.INT))


def grid_blocks() -> c.CExpr:
    """How many blocks the grid has."""
    x, y, z = (c.Builtin(f"gridDim.{axis}") for axis in "xyz")
    return c.Binary("*", c.Binary("*", c.Cast(x, c.ULONG), y, c.ULONG), z, c.ULONG)


def block_rank() -> c.CExpr:
    """The number of a block, x fastest."""
    x, y, z = (c.Builtin(f"blockIdx.{axis}") for axis in "xyz")
    row = c.Binary("+", c.Binary("*", c.Cast(z, c.ULONG), c.Builtin("gridDim.y"), c.ULONG), y, c.ULONG)
    return c.Binary("+", c.Binary("*", row, c.Builtin("gridDim.x"), c.ULONG), x, c.ULONG)


def kept_shared(states: c.CExpr, size: int, stride: c.CExpr) -> c.CExpr:
    """Where the dynamic shared memory of a block lies: behind the records of a size, ``stride`` bytes a block."""
    count = c.Binary("+", grid_blocks(), c.Lit("1", c.INT), c.ULONG)
    bytes_ = c.Binary("+", c.Binary("*", count, c.Lit(f"{size}ul", c.ULONG), c.ULONG), c.Lit("63", c.INT), c.ULONG)
    records = c.Binary("*", c.Binary("/", bytes_, c.Lit("64", c.INT), c.ULONG), c.Lit("64", c.INT), c.ULONG)
    start = c.Binary("+", states, records, states.type)
    return c.Binary("+", start, c.Binary("*", stride, block_rank(), c.ULONG), states.type)
