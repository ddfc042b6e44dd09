"""Cuts a kernel's body into regions: stretches that each thread of a block can run to their end on its own.

The result is code of the whole block: control flow that is the same for all threads stands as it is, and what single
threads do stands in *thread loops*, ``for`` loops with the pragma ``THREADS``, whose condition is the mask of the
threads that take part (none: all). Inside them ``continue`` ends one thread's part, and ``BlockCode.thread`` is its
linear index.

Where threads part on the way to a barrier or warp operation, masks (an array of truth values, one a thread) say who
takes part: one for each branch, one for each loop that threads leave at different times, one for each round of a loop
that some cut short, one for the kernel if some return early. A jump clears the masks from the innermost to its
target's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NoReturn, TypeAlias

from ..parser import ctree as c
from ..parser.diagnostics import Sink
from ..parser.rules import UNSUPPORTED_CALL
from .effects import Effects, Names, assigned, loads, referenced, root, stores, traps, written
from .hoist import FALSE, TRUE, as_block, negate, truth
from .jumps import leaves, lift
from .lockstep_warps import WARP, Exchange, exchange
from .own_parameters import own_parameters
from .uniform import Uniformity

THREADS = "threads"
MAX_THREADS = 1024
ALIGN = 64  # of arrays with an element a thread

_LOOPS = (c.For, c.While, c.DoWhile)
Loop: TypeAlias = c.For | c.While | c.DoWhile
Kind: TypeAlias = Literal["kernel", "loop", "round", "branch"]


class _Again(Exception):
    """A mask or a varying variable more is needed: start over."""


@dataclass(frozen=True, eq=False)
class _Level:
    kind: Kind
    node: object
    mask: c.CVar | None
    step: bool = True  # whether a `continue` of the output reaches the loop's step and condition


_Levels: TypeAlias = tuple[_Level, ...]


@dataclass
class BlockCode:
    """A kernel's body as code of a whole block. ``wide`` are its arrays with an element a thread (or a warp)."""

    body: c.Block
    thread: c.CVar
    threads: c.CVar
    wide: tuple[c.CVar, ...]
    shared: tuple[c.CVar, ...]


def regions(function: c.CFunction, effects: Effects, names: Names, sink: Sink, target: str) -> BlockCode:
    """Cuts a kernel that synchronises, if at all, only in statements of their own."""
    body = own_parameters(function, effects.functions, names)
    needed: set[tuple[int, Kind]] = set()
    checked: set[int] = set()
    forced: set[c.CVar] = set()
    control = _control(body, effects)
    while True:
        facts = _Facts(effects, needed, checked, forced, control, sink, target)
        attempt = _Regions(body, facts, Names(set(names.taken)), function.max_threads)
        try:
            code = attempt.run()
        except _Again:
            continue
        names.taken |= attempt.names.taken
        return code


def _control(body: c.Block, effects: Effects) -> set[c.CVar]:
    """The variables that decide, directly or through others, the way to synchronisation."""
    result: set[c.CVar] = set()
    values: list[tuple[c.CVar, c.CExpr]] = []
    for node in c.walk(body):
        if isinstance(node, c.Declare) and node.init is not None:
            values.append((node.var, node.init))
        elif isinstance(node, c.Assign) and (target := root(node.left)) is not None:
            values.append((target, node.right))
        elif isinstance(node, c.If | c.For | c.While | c.DoWhile) and effects.has_sync(node) and node.cond is not None:
            result |= referenced(node.cond)
    before = -1
    while before != len(result):
        before = len(result)
        for target, value in values:
            if target in result:
                result |= referenced(value)
    return result


@dataclass
class _List:
    """Statements of the block in the making; ``pending`` are the statements of the next thread loop."""

    levels: _Levels
    out: list[c.CStmt] = field(default_factory=list)
    pending: list[c.CStmt] = field(default_factory=list)
    jumps: bool = False  # pending jumps
    emptied: bool = False  # a jump may have left no thread in the mask
    starting: bool = False  # the pending statements set the mask, for all threads

    @property
    def mask(self) -> c.CVar | None:
        return next((level.mask for level in reversed(self.levels) if level.mask is not None), None)


@dataclass(frozen=True)
class _Facts:
    """What an attempt starts from; ``needed`` to ``forced`` grow from attempt to attempt."""

    effects: Effects
    needed: set[tuple[int, Kind]]  # the levels that need a mask
    checked: set[int]  # the loops that must end when the mask around them is empty
    forced: set[c.CVar]  # the variables to treat as varying
    control: set[c.CVar]
    sink: Sink
    target: str


class _Regions:
    def __init__(self, body: c.Block, facts: _Facts, names: Names, max_threads: int) -> None:
        self.body = body
        self.facts = facts
        self.effects = facts.effects
        self.names = names
        self.uniformity = Uniformity(body, facts.effects, facts.forced)
        self.limit = -(-(max_threads or MAX_THREADS) // WARP) * WARP
        self.thread = names.variable("t", c.UINT)
        self.threads = names.variable("threads", c.UINT)
        self.wide: list[c.CVar] = []
        self.shared: list[c.CVar] = []
        self.jump_count = 0
        self.operations = 0
        self.arrays: dict[tuple[c.CType, int], c.CVar] = {}
        self.words: c.CVar | None = None

    def run(self) -> BlockCode:
        level = self._level("kernel", self.body)
        lst = _List((level,))
        if level.mask is not None:
            lst.pending.append(self._set(level.mask, TRUE))
            lst.starting = True
        self._items(self.body.body, lst)
        self._flush(lst)
        return BlockCode(c.Block(tuple(lst.out)), self.thread, self.threads, tuple(self.wide), tuple(self.shared))

    # ------------------------------------------------------------------------------------------ small pieces

    def wide_array(self, base: str, element: c.CType, length: int) -> c.CVar:
        var = replace(self.names.variable(base, c.Array(element, length)), align=ALIGN)
        self.wide.append(var)
        return var

    def exchange(self, element: c.CType) -> c.CVar:
        """An array through which threads give values to each other. Two a type take turns: a thread may give the next
        value while others still take the one before."""
        key = (element, self.operations % 2)
        if key not in self.arrays:
            self.arrays[key] = self.wide_array("given", element, self.limit)
        return self.arrays[key]

    def bits(self) -> c.CVar:
        """The array with a word a warp."""
        if self.words is None:
            self.words = self.wide_array("bits", c.UINT, self.limit // WARP)
        return self.words

    def at_thread(self, array: c.CVar) -> c.CExpr:
        """A thread's own element of an array."""
        assert isinstance(array.type, c.Array)
        return c.Index(c.Var(array, array.type), c.Var(self.thread, c.UINT), array.type.element)

    def _set(self, array: c.CVar, value: c.CExpr) -> c.ExprStmt:
        element = self.at_thread(array)
        return c.ExprStmt(c.Assign("=", element, value, element.type))

    def _loop(self, mask: c.CVar | None, body: Sequence[c.CStmt]) -> c.For:
        cond = None if mask is None else self.at_thread(mask)
        return c.For(None, cond, None, c.Block(tuple(body)), pragma=THREADS)

    def _any(self, mask: c.CVar) -> c.CExpr:
        return c.Call("uw_any_thread", (c.Var(mask, mask.type), c.Var(self.threads, c.UINT)), c.BOOL)

    def _level(self, kind: Kind, node: object, step: bool = True) -> _Level:
        mask = None
        if (id(node), kind) in self.facts.needed:
            name = {"kernel": "alive", "loop": "looping", "round": "going", "branch": "active"}[kind]
            mask = self.wide_array(name, c.BOOL, self.limit)
        return _Level(kind, node, mask, step)

    def _need(self, node: object, kind: Kind) -> NoReturn:
        self.facts.needed.add((id(node), kind))
        raise _Again

    def _force(self, variables: Iterable[c.CVar]) -> NoReturn:
        self.facts.forced.update(variables)
        raise _Again

    def _flush(self, lst: _List) -> None:
        count = len(lst.pending)
        while count and isinstance(lst.pending[count - 1], c.Comment):  # it tells about what comes next
            count -= 1
        if count:
            lst.out.append(self._loop(None if lst.starting else lst.mask, lst.pending[:count]))
            lst.starting = False
        lst.out.extend(lst.pending[count:])
        lst.pending = []
        lst.jumps = False

    def uniform(self, node: c.CExpr) -> bool:
        return self.uniformity.uniform(node)

    # ------------------------------------------------------------------------------------------ statements

    def _items(self, items: Sequence[c.CStmt], lst: _List) -> None:
        for number, node in enumerate(items):
            if lst.emptied and self._fragile(node):
                self._guarded(items[number:], lst)
                return
            before = self.jump_count
            if self._item(node, lst):
                return
            if self.jump_count != before and lst.mask is not None:
                lst.emptied = True

    def _fragile(self, node: c.CStmt) -> bool:
        """Whether the block as a whole evaluates something that may fail when no thread is left."""
        block_level = self.effects.has_sync(node) or self._scalars(node)
        return bool(block_level) and (traps(node) or any(isinstance(n, _LOOPS) for n in c.walk(node)))

    def _guarded(self, items: Sequence[c.CStmt], lst: _List) -> None:
        self._flush(lst)
        mask = lst.mask
        assert mask is not None
        if mask is lst.levels[0].mask and not any(level.kind == "loop" for level in lst.levels):
            lst.out.append(c.If(negate(self._any(mask)), c.Block((c.Return(),))))
            lst.emptied = False
            self._items(items, lst)
        else:
            inner = _List(lst.levels)
            self._items(items, inner)
            self._flush(inner)
            lst.out.append(c.If(self._any(mask), c.Block(tuple(inner.out))))

    def _item(self, node: c.CStmt, lst: _List) -> bool:
        """Adds a statement; True where nothing that follows it in its list is reached."""
        if self.effects.has_sync(node):
            return self._synchronising(node, lst)
        match node:
            case c.Return() | c.Break() | c.Continue():
                self._jump(node, lst)
                return True
            case c.Block():
                self._items(node.body, lst)
                return False
            case c.If() if leaves(node) and self.uniform(node.cond):
                self._flush(lst)
                self._uniform_if(node, lst)
                return False
        if leaves(node):
            self._apart(node)
            for item in lift(node, self.names):
                lst.pending.append(self._with_jumps(item, lst))
            lst.jumps = True
        else:
            self._plain(node, lst)
        return False

    def _scalars(self, node: c.CStmt) -> set[c.CVar]:
        """The uniform variables of the block that a statement writes."""
        if isinstance(node, c.Declare):
            own = set() if node.var in self.uniformity.varying else {node.var}
            return own if node.init is None else own | self._scalars(c.ExprStmt(node.init))
        inner = {n.var for n in c.walk(node) if isinstance(n, c.Declare)}
        local = {v for v in assigned(node) - inner if v.storage in ("auto", "param")}
        return local - self.uniformity.varying

    def _apart(self, node: c.CExpr | c.CStmt) -> None:
        """Makes sure that what each thread does by itself writes no variable of the block."""
        scalars = self._scalars(node if isinstance(node, c.STATEMENTS) else c.ExprStmt(node))
        if scalars:
            self._force(scalars)

    def _plain(self, node: c.CStmt, lst: _List) -> None:
        """A statement without synchronisation that control leaves at its end."""
        if isinstance(node, c.Declare) and node.var.storage in ("shared", "dynamic_shared"):
            if node.var not in self.shared:
                self.shared.append(node.var)
            return
        if isinstance(node, c.Declare) and node.var.storage == "static":
            lst.out.append(node)
            return
        scalars = self._scalars(node)
        if not scalars:
            lst.pending.append(node)
            return
        if not self._once(node):
            self._force(scalars)
        if lst.pending and not self._movable(node, scalars, lst):
            if isinstance(node, c.Declare) and node.init is not None and not scalars & self.facts.control:
                self._force(scalars)
            self._flush(lst)
        lst.out.append(node)

    def _once(self, node: c.CStmt) -> bool:
        """Whether the block can run a statement once for all its threads."""
        if isinstance(node, c.Declare):
            own = node.var not in self.uniformity.varying
            return own and (node.init is None or self._value_once(node.init))
        for item in c.walk(node):
            if isinstance(item, c.Assign | c.Step):
                lvalue = written(item)
                target = root(lvalue) if lvalue is not None else None
                if target is None or target.storage not in ("auto", "param") or target in self.uniformity.varying:
                    return False
            if isinstance(item, c.EXPRESSIONS) and not isinstance(item, c.Var | c.Compound) and not self.uniform(item):
                return False
            if isinstance(item, c.Declare) and (
                item.var in self.uniformity.varying or (item.init is not None and not self._value_once(item.init))
            ):
                return False
            if isinstance(item, c.Var) and item.var in self.uniformity.varying:
                return False
        return True

    def _value_once(self, node: c.CExpr) -> bool:
        if isinstance(node, c.Compound):
            return all(self._value_once(v) for v in node.values)
        return self.uniform(node)

    def _movable(self, node: c.CStmt, scalars: set[c.CVar], lst: _List) -> bool:
        """Whether a statement of the block may run before the thread loop in the making."""
        if lst.jumps and traps(node):
            return False
        reads_memory = loads(node)
        return not any(scalars & referenced(item) or (reads_memory and stores(item)) for item in lst.pending)

    # ------------------------------------------------------------------------------------------ jumps

    def _target(self, node: c.CStmt, levels: _Levels) -> int:
        """The place in ``levels`` of what a jump leaves."""
        if isinstance(node, c.Return):
            return 0
        kind = "loop" if isinstance(node, c.Break) else "round"
        return max(place for place, level in enumerate(levels) if level.kind == kind)

    def _jump(self, node: c.Return | c.Break | c.Continue, lst: _List) -> None:
        """A jump that all threads of the present mask take."""
        place = self._target(node, lst.levels)
        inner = any(level.mask is not None for level in lst.levels[place + 1 :])
        if not inner and (not isinstance(node, c.Continue) or lst.levels[place].step):
            self._flush(lst)
            lst.out.append(node)
            return
        lst.pending.extend(self._clears(node, lst.levels))
        lst.jumps = True

    def _clears(self, node: c.CStmt, levels: _Levels) -> list[c.CStmt]:
        """What a thread does to leave: it clears its place in the masks, and ends its part."""
        place = self._target(node, levels)
        if levels[place].mask is None:
            self._need(levels[place].node, levels[place].kind)
        for level in levels[place:]:
            crossed = level.kind == "loop" and not isinstance(node, c.Continue)
            if crossed and id(level.node) not in self.facts.checked:
                self.facts.checked.add(id(level.node))
                raise _Again
        self.jump_count += 1
        masks = [level.mask for level in reversed(levels[place:]) if level.mask is not None]
        return [*(self._set(mask, FALSE) for mask in masks), c.Continue()]

    def _with_jumps(self, node: c.CStmt, lst: _List) -> c.CStmt:
        """A statement of one thread, its jumps to places outside replaced."""
        match node:
            case c.Return() | c.Break() | c.Continue():
                return c.Block(tuple(self._clears(node, lst.levels)))
            case c.Block():
                body: list[c.CStmt] = []
                for item in node.body:
                    done = self._with_jumps(item, lst)
                    jump = isinstance(item, c.Return | c.Break | c.Continue)
                    body.extend(done.body if jump and isinstance(done, c.Block) else (done,))
                return c.Block(tuple(body))
            case c.If():
                then = self._with_jumps(as_block(node.then), lst)
                orelse = None if node.orelse is None else self._with_jumps(as_block(node.orelse), lst)
                return replace(node, then=then, orelse=orelse)
        return node

    # ------------------------------------------------------------------------------------------ synchronisation

    def _synchronising(self, node: c.CStmt, lst: _List) -> bool:
        match node:
            case c.Block():
                self._items(node.body, lst)
            case c.If():
                self._if(node, lst)
            case c.For() | c.While() | c.DoWhile():
                self._loop_statement(node, lst)
            case _:
                self._operation(node, lst)
        return False

    def _operation(self, node: c.CStmt, lst: _List) -> None:
        """A barrier or warp operation, the values that threads exchange there given before and taken behind."""
        call = _called(node)
        pieces = exchange(call, self, lst.mask)
        if pieces is None:
            self.facts.sink.report(
                UNSUPPORTED_CALL, call.span, name=call.name, target=self.facts.target, why="it is not known here"
            )
            pieces = Exchange(take=c.Lit("0", c.INT))
        for arg in call.args:
            self._apart(arg)
        self.operations += 1
        lst.out.extend(pieces.before)
        lst.pending.extend(pieces.give)
        self._flush(lst)
        lst.out.extend(pieces.work)
        if pieces.take is None:
            return
        match node:
            case c.Declare():
                self._plain(replace(node, init=pieces.take), lst)
            case c.ExprStmt(expr=c.Assign() as expr):
                self._plain(replace(node, expr=replace(expr, right=pieces.take)), lst)

    def _if(self, node: c.If, lst: _List) -> None:
        if self.uniform(node.cond):
            self._flush(lst)
            self._uniform_if(node, lst)
            return
        self._apart(node.cond)
        outer = lst.mask
        yes = self.wide_array("active", c.BOOL, self.limit)
        cond = truth(node.cond)
        if outer is not None:
            self._flush(lst)
            cond = c.Binary("&&", self.at_thread(outer), cond, c.BOOL)
        split = [self._set(yes, cond)]
        sides = [(yes, as_block(node.then))]
        if node.orelse is not None and as_block(node.orelse).body:
            no = self.wide_array("other", c.BOOL, self.limit)
            rest = negate(self.at_thread(yes))
            if outer is not None:
                rest = c.Binary("&&", self.at_thread(outer), rest, c.BOOL)
            split.append(self._set(no, rest))
            sides.append((no, as_block(node.orelse)))
        if outer is not None:
            lst.out.append(self._loop(None, split))
        else:
            lst.pending.extend(split)
            self._flush(lst)
        for mask, side in sides:
            inner = _List((*lst.levels, _Level("branch", node, mask)))
            self._items(side.body, inner)
            self._flush(inner)
            if inner.out:
                lst.out.append(c.If(self._any(mask), c.Block(tuple(inner.out))))

    def _uniform_if(self, node: c.If, lst: _List) -> None:
        sides: list[c.Block] = []
        for side in (node.then, node.orelse):
            inner = _List(lst.levels, emptied=lst.emptied)
            if side is not None:
                self._items(as_block(side).body, inner)
                self._flush(inner)
            sides.append(c.Block(tuple(inner.out)))
        lst.out.append(replace(node, then=sides[0], orelse=sides[1] if sides[1].body else None))

    # ------------------------------------------------------------------------------------------ loops

    def _loop_statement(self, node: Loop, lst: _List) -> None:
        init: c.CStmt | None = None
        uniform = node.cond is None or self.uniform(node.cond)
        if isinstance(node, c.For) and node.init is not None:
            items = as_block(node.init).body
            if uniform and all(self._scalars(item) and self._once(item) for item in items):
                init = node.init
            else:
                self._items(items, lst)
        if not uniform:
            assert node.cond is not None
            self._apart(node.cond)
            self.facts.needed.add((id(node), "loop"))
        steps = _pieces(node.step) if isinstance(node, c.For) else []
        once = all(self._scalars(piece) and self._once(piece) for piece in steps)
        level = self._level("loop", node)
        outer = lst.mask
        if level.mask is not None:
            start = TRUE if outer is None else self.at_thread(outer)
            if not uniform and node.cond is not None and not isinstance(node, c.DoWhile):
                start = truth(node.cond) if outer is None else c.Binary("&&", start, truth(node.cond), c.BOOL)
            if outer is not None:
                self._flush(lst)
                lst.out.append(self._loop(None, [self._set(level.mask, start)]))
            else:
                lst.pending.append(self._set(level.mask, start))
        self._flush(lst)
        body = self._loop_body(node, level, lst, steps, once and uniform)
        watched = level.mask or (outer if id(node) in self.facts.checked else None)
        lst.out.append(self._whole_loop(node, init, body, watched, uniform, once))

    def _loop_body(self, node: Loop, level: _Level, lst: _List, steps: list[c.ExprStmt], reaches: bool) -> c.Block:
        """``reaches``: the loop of the output has the step and the condition in their places."""
        turn = self._level("round", node.body, reaches)
        levels = (*lst.levels, level)
        inner = _List((*levels, turn))
        if turn.mask is not None:
            outer = level.mask or lst.mask
            if outer is None:
                inner.pending.append(self._set(turn.mask, TRUE))
                inner.starting = True
            else:
                inner.out.append(self._loop(None, [self._set(turn.mask, self.at_thread(outer))]))
        self._items(as_block(node.body).body, inner)
        self._flush(inner)
        last = _List(levels)
        if not reaches:
            self._items(steps, last)
            if node.cond is not None and not self.uniform(node.cond):
                assert level.mask is not None
                last.pending.append(self._set(level.mask, truth(node.cond)))
        self._flush(last)
        return c.Block((*inner.out, *last.out))

    def _whole_loop(
        self, node: Loop, init: c.CStmt | None, body: c.Block, watched: c.CVar | None, uniform: bool, once: bool
    ) -> c.CStmt:
        """The loop of the block; ``watched`` is the mask without whose threads it ends."""
        cond = node.cond if uniform else None
        if watched is not None and not _never(cond):
            there = self._any(watched)
            endless = cond is None or (isinstance(cond, c.Lit) and not _never(cond))
            cond = there if endless or cond is None else c.Binary("&&", there, truth(cond), c.BOOL)
        match node:
            case c.DoWhile():
                assert cond is not None
                return replace(node, body=body, cond=cond)
            case c.While():
                assert cond is not None
                return replace(node, body=body, cond=cond)
            case c.For():
                return replace(node, init=init, cond=cond, step=node.step if once and uniform else None, body=body)


def _called(node: c.CStmt) -> c.Intrinsic:
    """The operation of a statement that hoisting made."""
    expr = node.init if isinstance(node, c.Declare) else node.expr if isinstance(node, c.ExprStmt) else None
    if isinstance(expr, c.Assign):
        expr = expr.right
    assert isinstance(expr, c.Intrinsic)
    return expr


def _never(node: c.CExpr | None) -> bool:
    """Whether a condition is the constant false."""
    return isinstance(node, c.Lit) and node.text in ("0", "false")


def _pieces(node: c.CExpr | None) -> list[c.ExprStmt]:
    """The parts of a loop's step as statements."""
    if node is None:
        return []
    if isinstance(node, c.Comma):
        return [*_pieces(node.left), *_pieces(node.right)]
    return [c.ExprStmt(node)]
