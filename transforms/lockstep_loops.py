"""Writes thread loops as C loops, and a kernel's block code as a function of one block.

The linear index of a thread counts x fastest, so that neighbours in x are neighbours in the arrays too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..parser import ctree as c
from .effects import Names
from .grid_phases import STATES, Phases
from .hoist import use
from .lockstep_bounds import Bounds, bounds
from .lockstep_lanes import is_threads
from .lockstep_regions import BlockCode

DYNAMIC = "shared"  # what BlockFunction.extra calls the dynamic shared memory


@dataclass(frozen=True)
class BlockFunction:
    """A kernel as a function that runs one block. Its parameters are the kernel's, then ``extra``: what each is (the
    name of a built-in, ``DYNAMIC`` or ``STATES``) with its variable. The body begins with the declarations of shared
    variables."""

    kernel: c.CFunction
    function: c.CFunction
    extra: tuple[tuple[str, c.CVar], ...]
    state: c.CRecord | None = None  # what a block keeps where the grid meets: see grid_phases.py


def block_function(kernel: c.CFunction, code: BlockCode, names: Names, phases: Phases | None = None) -> BlockFunction:
    """``phases``: the code stops where the grid meets."""
    done = _Writer(kernel, code, names, "local" if phases is None else "global").write()
    if phases is None:
        return done
    function = replace(done.function, params=(*done.function.params, phases.states))
    return replace(done, function=function, extra=(*done.extra, (STATES, phases.states)), state=phases.record)


class _Writer:
    def __init__(self, kernel: c.CFunction, code: BlockCode, names: Names, space: str) -> None:
        self.kernel = kernel
        self.code = code
        self.space = space  # of dynamic shared memory
        self.names = names
        self.index = {axis: names.variable(f"threadIdx_{axis}", c.UINT) for axis in "xyz"}
        self.row = names.variable("row", c.UINT)
        self.values: dict[str, c.CVar] = {}

    def write(self) -> BlockFunction:
        body = self._visit(self.code.body)
        assert isinstance(body, c.Block)
        named = {n.var for n in c.walk(body) if isinstance(n, c.Var)}
        head: list[c.CStmt] = []
        static = [c.Declare(v) for v in self.code.shared if v.storage == "shared" and v in named]
        dynamic = {v: self.names.variable(v.name, c.Pointer(_element(v), space=self.space))
                   for v in self.code.shared if v.storage == "dynamic_shared" and v in named}  # fmt: skip
        head.extend(static)
        buffer: c.CVar | None = None
        if dynamic:
            buffer = self.names.variable(DYNAMIC, c.Pointer(c.Scalar("unsigned char"), space=self.space), "param")
            head.extend(c.Declare(p, c.Cast(use(buffer), p.type)) for p in dynamic.values())
            body = _renamed(body, dynamic)
        if self.code.threads in named:
            head.append(c.Declare(self.code.threads, self._product("xyz")))
        head.extend(c.Declare(v) for v in self.code.wide if v in named)
        order = sorted(self.values, key=lambda n: (("blockIdx", "blockDim", "gridDim").index(n[:-2]), n))
        extra = [(name, self.values[name]) for name in order]
        if buffer is not None:
            extra.append((DYNAMIC, buffer))
        function = replace(
            self.kernel,
            params=(*self.kernel.params, *(var for _, var in extra)),
            body=c.Block((*head, *body.body)),
            kernel=False,
        )
        return BlockFunction(self.kernel, function, tuple(extra))

    def _builtin(self, name: str) -> c.CExpr:
        if name == "warpSize":
            return c.Lit("32", c.INT)
        if name.startswith("threadIdx"):
            return use(self.index[name[-1]])
        if name not in self.values:
            self.values[name] = self.names.variable(name.replace(".", "_"), c.UINT, "param")
        return use(self.values[name])

    def _product(self, axes: str) -> c.CExpr:
        result = self._builtin(f"blockDim.{axes[0]}")
        for axis in axes[1:]:
            result = c.Binary("*", result, self._builtin(f"blockDim.{axis}"), c.UINT)
        return result

    def _visit(self, node: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
        if isinstance(node, c.Builtin):
            return self._builtin(node.name)
        if isinstance(node, c.For) and is_threads(node):
            return self._threads(node)
        changed: c.CExpr | c.CStmt = c.rebuild(node, self._visit)
        return changed

    def _threads(self, node: c.For) -> c.CStmt:
        axes = {n.name[-1] for n in c.walk(node) if isinstance(n, c.Builtin) and n.name.startswith("threadIdx")}
        numbered = any(isinstance(n, c.Var) and n.var is self.code.thread for n in c.walk(node))
        assert isinstance(node.body, c.Block)
        found = bounds(node.body) if axes else Bounds(node.body)
        body = self._visit(found.body)
        assert isinstance(body, c.Block)
        if node.cond is not None:
            body = c.Block((c.If(node.cond, body),))
        thread = self.code.thread
        if not axes:
            return _count(thread, use(self.code.threads), body)
        x = use(self.index["x"])
        if axes == {"x"}:
            if numbered:
                linear = _sum(_times(use(self.row), self._builtin("blockDim.x")), x)
                body = c.Block((c.Declare(thread, linear), *body.body))
            return _count(self.row, self._product("yz"), c.Block(tuple(self._row(body, found))))
        if numbered:
            plane = _sum(_times(use(self.index["z"]), self._builtin("blockDim.y")), use(self.index["y"]))
            body = c.Block((c.Declare(thread, _sum(_times(plane, self._builtin("blockDim.x")), x)), *body.body))
        loop: c.CStmt = c.Block(tuple(self._row(body, found)))
        for axis in "yz":
            loop = _count(self.index[axis], self._builtin(f"blockDim.{axis}"), loop)
        return loop

    def _row(self, body: c.Block, found: Bounds) -> Sequence[c.CStmt]:
        """The loop over threadIdx.x, over those threads that have something to do."""
        end = self._builtin("blockDim.x")
        for limit in found.upper:
            end = c.Call("uw_clip", (self._value(limit), end), c.UINT)
        start: c.CExpr = c.Lit("0", c.INT)
        head: list[c.CStmt] = []
        if found.upper:
            last = self.names.variable("end", c.UINT)
            head.append(c.Declare(last, end))
            end = use(last)
        if found.lower:
            (limit,) = found.lower
            start = c.Call("uw_clip", (self._value(limit), end), c.UINT)
        loop = (*head, _count(self.index["x"], end, body, start))
        if not found.before:
            return loop
        cond = self._value(found.before[0])
        for more in found.before[1:]:
            cond = c.Binary("&&", cond, self._value(more), c.BOOL)
        return (c.If(cond, c.Block(loop)),)

    def _value(self, node: c.CExpr) -> c.CExpr:
        result = self._visit(node)
        assert isinstance(result, c.EXPRESSIONS)
        return result


def _count(var: c.CVar, end: c.CExpr, body: c.CStmt, start: c.CExpr | None = None) -> c.For:
    """``for (unsigned int var = start; var < end; var++)``, from 0 on where nothing else is said."""
    init = c.Block((c.Declare(var, start or c.Lit("0", c.INT)),))
    return c.For(init, c.Binary("<", use(var), end, c.BOOL), c.Step("++", False, use(var), c.UINT), body)


def _times(left: c.CExpr, right: c.CExpr) -> c.CExpr:
    return c.Binary("*", left, right, c.UINT)


def _sum(left: c.CExpr, right: c.CExpr) -> c.CExpr:
    return c.Binary("+", left, right, c.UINT)


def _element(var: c.CVar) -> c.CType:
    assert isinstance(var.type, c.Array)
    return var.type.element


def _renamed(body: c.Block, changed: dict[c.CVar, c.CVar]) -> c.Block:
    def visit(node: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
        if isinstance(node, c.Var) and node.var in changed:
            return use(changed[node.var])
        result: c.CExpr | c.CStmt = c.rebuild(node, visit)
        return result

    result = visit(body)
    assert isinstance(result, c.Block)
    return result


def declarations(function: c.CFunction) -> Sequence[c.Declare]:
    """The shared variables that a block's function begins with."""
    result: list[c.Declare] = []
    for node in function.body.body:
        if not isinstance(node, c.Declare) or node.var.storage != "shared":
            break
        result.append(node)
    return result
