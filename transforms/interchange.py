"""Takes loops that all threads of a block run together out of the thread loops.

A serialised thread that runs a loop of its own walks through memory as one GPU thread does: with the stride of the
whole grid, or along a column. This pass lets the block walk instead: each round of such a loop is run by all threads
before the next begins, so that neighbours in threadIdx.x are neighbours in the innermost loop. It marks such loops by
a barrier, which later passes cut at, and which changes nothing: where no barrier was needed, one does no harm.

- *Strided* loops, ``for (i = first + threadIdx.x; i < end; i += step)`` with first, end and step the same for all
  threads, become uniform loops over ``first`` whose rounds run the threads with ``threadIdx.x < end - first``. Taken
  for granted is that an index made of block and thread indices does not wrap around inside a block.
- *Uniform* loops stay as they are, where the memory that a round reads is the same for all threads or neighbours'
  values are neighbours.

Loops that wait for other threads (volatile memory, results of atomic operations) and loops that would keep much for
each thread from round to round are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..parser import ctree as c
from .affine import Affine
from .effects import Effects, Names, address_taken, assigned, reassigned, referenced
from .hoist import as_block
from .jumps import has_jump, leaves
from .uniform import Uniformity

_CARRIED = 4  # variables that threads may carry from one round of a loop to the next
_SHORT = 32  # rounds of a loop that compilers unroll
_LOOPS = (c.For, c.While, c.DoWhile)


def interchange(function: c.CFunction, effects: Effects, names: Names) -> c.CFunction:
    """The kernel with barriers at the end of loops that the block is better to run as a whole."""
    return replace(function, body=_Interchange(function.body, effects, names).run())


@dataclass(frozen=True)
class _Strided:
    """A strided loop: its variable, the variable's value in thread 0, and how it is compared with the end."""

    var: c.CVar
    first: c.CExpr
    left: c.CExpr
    op: str
    end: c.CExpr
    step: c.CExpr


class _Interchange:
    def __init__(self, body: c.Block, effects: Effects, names: Names) -> None:
        self.body = body
        self.effects = effects
        self.names = names
        self.uniformity = Uniformity(body, effects)
        self.uniform = self.uniformity.uniform
        self.affine = Affine(body, self.uniform)
        self.aliased = address_taken(body)
        self.parted = False  # some threads may have returned already

    def run(self) -> c.Block:
        return self._block(self.body, together=True)

    # ------------------------------------------------------------------------------------------ statements

    def _block(self, node: c.CStmt, together: bool) -> c.Block:
        """``together``: all threads of the block that are still there come here."""
        items = self._as_for(as_block(node).body)
        return c.Block(tuple(self._statement(item, together) for item in items))

    def _statement(self, node: c.CStmt, together: bool) -> c.CStmt:
        match node:
            case c.Block():
                return self._block(node, together)
            case c.If():
                same = together and self.uniform(node.cond)
                then = self._block(node.then, same)
                orelse = None if node.orelse is None else self._block(node.orelse, same)
                self.parted = self.parted or (not same and has_jump(node, c.Return))
                return replace(node, then=then, orelse=orelse)
            case c.For():
                strided = self._strided(node) if together and not self.parted else None
                if strided is not None:
                    return self._round_by_round(node, strided)
                return self._uniform_loop(node, together)
        self.parted = self.parted or has_jump(node, c.Return)
        return node

    def _as_for(self, items: Sequence[c.CStmt]) -> Sequence[c.CStmt]:
        """Loops over a variable that is declared before them, and named nowhere else, as ``for`` loops with it."""
        result = list(items)
        for place, node in enumerate(items):
            parts = _loop_parts(node)
            var = _stepped(parts[0]) if parts is not None else None
            if parts is None or var is None or var in self.aliased:
                continue
            found = [n for n, s in enumerate(result[:place]) if isinstance(s, c.Declare) and s.var is var]
            others = [s for n, s in enumerate(result) if n not in (*found, place)]
            declaration = result[found[0]] if len(found) == 1 else None
            if not isinstance(declaration, c.Declare) or any(var in referenced(s) for s in others):
                continue
            if self._fixed(declaration.init) and isinstance(node, c.While | c.For):
                result[found[0]] = c.Block(())
                result[place] = c.For(c.Block((declaration,)), node.cond, parts[0], parts[1], span=node.span)
        return [s for s in result if not (isinstance(s, c.Block) and not s.body)]

    def _fixed(self, node: c.CExpr | None) -> bool:
        """Whether an expression has the same value everywhere in the kernel."""
        return node is not None and all(
            isinstance(n, c.Lit | c.Builtin | c.Cast | c.Binary)
            or (isinstance(n, c.Var) and n.var not in self.affine.changed and n.var.storage in ("auto", "param"))
            for n in c.walk(node)
        )

    # ------------------------------------------------------------------------------------------ strided loops

    def _strided(self, node: c.For) -> _Strided | None:
        init = as_block(node.init).body if node.init is not None else ()
        if len(init) != 1 or not isinstance(declared := init[0], c.Declare) or declared.init is None:
            return None
        var = declared.var
        if var in self.aliased or var in reassigned(node.body) or not _integer(var.type):
            return None
        first = self.affine.first(declared.init)
        step = _step_of(node.step, var)
        if first is None or step is None or not isinstance(node.cond, c.Binary):
            return None
        left, op, end = node.cond.left, node.cond.op, node.cond.right
        if op in (">", ">="):
            left, op, end = end, {">": "<", ">=": "<="}[op], left
        plain = left.operand if isinstance(left, c.Cast) else left
        if op not in ("<", "<=") or not (isinstance(plain, c.Var) and plain.var is var) or not _integer(left.type):
            return None
        outside = referenced(end) | referenced(step)
        if var in outside or outside & assigned(node.body) or not self.uniform(end) or not self.uniform(step):
            return None
        if not self._suits(node.body) or self._carried(node.body) is None:
            return None
        return _Strided(var, first, left, op, end, step)

    def _round_by_round(self, node: c.For, loop: _Strided) -> c.CStmt:
        base = self.names.variable("first", loop.var.type)
        start = c.Var(base, base.type)

        def at_first(item: c.CExpr) -> c.CExpr:
            if isinstance(item, c.Var) and item.var is loop.var:
                return start
            changed: c.CExpr = c.rebuild(item, at_first)
            return changed

        assert isinstance(node.cond, c.Binary) and node.step is not None
        wide = loop.left.type if _size(loop.left.type) == 8 else c.LONG
        thread = c.Builtin("threadIdx.x")
        rest = c.Binary("-", _cast(loop.end, wide), _cast(at_first(loop.left), wide), wide)
        guard = c.Binary(loop.op, _cast(thread, wide), rest, c.BOOL)
        own = c.Declare(loop.var, c.Binary("+", start, _cast(thread, base.type), base.type))
        body = c.Block((own, *as_block(node.body).body))
        return replace(
            node,
            init=c.Block((c.Declare(base, _cast(loop.first, base.type)),)),
            cond=at_first(node.cond),
            step=at_first(node.step),
            body=c.Block((c.If(guard, body), _barrier())),
        )

    # ------------------------------------------------------------------------------------------ uniform loops

    def _uniform_loop(self, node: c.For, together: bool) -> c.CStmt:
        synchronises = self.effects.has_sync(node)
        if node.cond is None or not self.uniform(node.cond):
            return node
        if synchronises:
            return replace(node, body=self._block(node.body, together and not leaves(node.body)))
        if self.profits(node):
            return self._cut(node)
        return node

    def profits(self, node: c.For) -> bool:
        """Whether the block should run a uniform loop as a whole."""
        if leaves(node.body) or _short(node) or self._carried(node) is None or not self._suits(node.body):
            return False
        inner = [n for n in c.walk(node.body) if isinstance(n, _LOOPS)]
        if any(n.cond is None or not self.uniform(n.cond) for n in inner):
            return False
        return self.affine.contiguous(node)

    def _cut(self, node: c.For) -> c.For:
        """The loop with a barrier in its innermost loops."""
        body = as_block(node.body).body
        if any(isinstance(n, c.For) and not _short(n) for n in body):
            done = (self._cut(n) if isinstance(n, c.For) and not _short(n) else n for n in body)
            return replace(node, body=c.Block(tuple(done)))
        return replace(node, body=c.Block((*body, _barrier())))

    # ------------------------------------------------------------------------------------------ conditions

    def _suits(self, body: c.CStmt) -> bool:
        """Whether threads may run the rounds of a loop together: none leaves, none waits for another."""
        if leaves(body) or self.effects.has_sync(body):
            return False
        results = {id(n.expr) for n in c.walk(body) if isinstance(n, c.ExprStmt)}
        for node in c.walk(body):
            if isinstance(node, c.Intrinsic) and not self.effects.pure_intrinsic(node) and id(node) not in results:
                return False
            if isinstance(node, c.Call) and node.function in self.effects.impure:
                return False
            if isinstance(node, c.EXPRESSIONS) and isinstance(node.type, c.Pointer) and node.type.volatile:
                return False
            if isinstance(node, c.Var) and node.var.volatile:
                return False
        return True

    def _carried(self, node: c.CStmt) -> set[c.CVar] | None:
        """The variables of single threads that a loop carries from round to round; None where they are too many."""
        inner = {n.var for n in c.walk(node) if isinstance(n, c.Declare)}
        outer = {v for v in referenced(node) - inner if v.storage in ("auto", "param")}
        if any(isinstance(v.type, c.Array) for v in outer):
            return None
        carried = (assigned(node) & outer) & self.uniformity.varying
        plain = all(isinstance(v.type, c.Scalar | c.Pointer) and v not in self.aliased for v in carried)
        return carried if plain and len(carried) <= _CARRIED else None


def _barrier() -> c.CStmt:
    return c.ExprStmt(c.Intrinsic("__syncthreads", (), c.VOID))


def _short(node: c.For) -> bool:
    """Whether a loop has few rounds, as far as its literals tell."""
    end = node.cond.right if isinstance(node.cond, c.Binary) else None
    while isinstance(end, c.Cast):
        end = end.operand
    if not isinstance(end, c.Lit) or c.scalar_kind(end.type) not in ("i", "u"):
        return False
    text = end.text.rstrip("uUlL")
    return text.isdigit() and int(text, 0 if not text.startswith("0") else 8) <= _SHORT


def _loop_parts(node: c.CStmt) -> tuple[c.CExpr, c.Block] | None:
    """The step and the rest of the body of ``while (…) { …; step; }`` or ``for (; …; step) …``."""
    if isinstance(node, c.For) and node.init is None and node.step is not None:
        return node.step, as_block(node.body)
    if isinstance(node, c.While) and (body := as_block(node.body).body) and not has_jump(node.body, c.Continue):
        last = body[-1]
        inside = {s.var for s in body[:-1] if isinstance(s, c.Declare)}  # a step does not see them
        if isinstance(last, c.ExprStmt) and not inside & referenced(last):
            return last.expr, c.Block(body[:-1])
    return None


def _stepped(node: c.CExpr) -> c.CVar | None:
    """The variable that a step changes."""
    target = node.left if isinstance(node, c.Assign) else node.operand if isinstance(node, c.Step) else None
    return target.var if isinstance(target, c.Var) else None


def _step_of(node: c.CExpr | None, var: c.CVar) -> c.CExpr | None:
    """What the step of a loop adds to its variable."""
    match node:
        case c.Step(op="++", operand=c.Var() as target) if target.var is var:
            return c.Lit("1", c.INT)
        case c.Assign(op="+=", left=c.Var() as target) if target.var is var:
            return node.right
        case c.Assign(op="=", left=c.Var() as target, right=c.Binary(op="+") as total) if target.var is var:
            if isinstance(total.left, c.Var) and total.left.var is var:
                return total.right
            if isinstance(total.right, c.Var) and total.right.var is var:
                return total.left
    return None


def _integer(ctype: c.CType) -> bool:
    return c.scalar_kind(ctype) in ("i", "u") and _size(ctype) >= 4


def _size(ctype: c.CType) -> int:
    return c.SCALARS[ctype.name][0] if isinstance(ctype, c.Scalar) else 0


def _cast(node: c.CExpr, ctype: c.CType) -> c.CExpr:
    if isinstance(node, c.Lit) and node.text == "0":
        return c.Lit("0", ctype)
    return node if node.type == ctype else c.Cast(node, ctype)
