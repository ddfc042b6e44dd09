"""Runs kernels of a C tree the way CUDA defines it: threads one by one, each up to its next synchronisation.

Knows integers, floats, arrays and pointers, barriers and warp operations. It shares nothing with the passes, so that it
can tell whether they kept a kernel's meaning.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from unwarp.parser import ctree as c


@dataclass(frozen=True)
class Ref:
    """A place: an element of a list."""

    memory: list[Any]
    offset: int


@dataclass
class Wait:
    """A thread that waits at a synchronisation."""

    node: c.Intrinsic
    args: tuple[Any, ...]


class _Jump(Exception):
    pass


class _Break(_Jump):
    pass


class _Continue(_Jump):
    pass


class _Return(_Jump):
    def __init__(self, value: Any) -> None:
        self.value = value


Steps = Generator[Wait, Any, Any]


def wrap(value: Any, ctype: c.CType) -> Any:
    """A number as a value of a type."""
    if not isinstance(ctype, c.Scalar):
        return value
    size, kind, _ = c.SCALARS[ctype.name]
    if kind == "f":
        return float(np.float32(value)) if size == 4 else float(value)
    if kind == "b":
        return int(value != 0)
    bits = int(value) & ((1 << 8 * size) - 1)
    return bits - (1 << 8 * size) if kind == "i" and bits >> (8 * size - 1) else bits


def run(unit: c.CUnit, kernel: str, grid: tuple[int, int, int], block: tuple[int, int, int], args: list[Any]) -> None:
    """Runs a kernel. Arguments are numbers, or lists for pointers, which are changed."""
    functions = {f.name: f for f in unit.functions}
    memory = {g.var: [0] * _count(g.var.type) for g in unit.globals}
    for z, y, x in itertools.product(range(grid[2]), range(grid[1]), range(grid[0])):
        _Block(functions, memory, (x, y, z), grid, block).run(functions[kernel], args)


def _count(ctype: c.CType) -> int:
    return (ctype.length or 1024) * _count(ctype.element) if isinstance(ctype, c.Array) else 1


class _Block:
    def __init__(
        self,
        functions: dict[str, c.CFunction],
        memory: dict[c.CVar, list[Any]],
        index: tuple[int, int, int],
        grid: tuple[int, int, int],
        block: tuple[int, int, int],
    ) -> None:
        self.functions = functions
        self.memory = dict(memory)
        self.index, self.grid, self.block = index, grid, block

    def run(self, kernel: c.CFunction, args: list[Any]) -> None:
        values = [Ref(a, 0) if isinstance(a, list) else a for a in args]
        bx, by, bz = self.block
        places = [(x, y, z) for z in range(bz) for y in range(by) for x in range(bx)]
        threads: dict[int, Steps] = {}
        waits: dict[int, Wait] = {}
        for number, place in enumerate(places):
            threads[number] = _Thread(self, place).call(kernel, values)
            self._advance(threads, waits, number, None)
        while waits:
            ready = self._ready(waits)
            assert ready, "threads wait for each other"
            for number, value in ready.items():
                del waits[number]
                self._advance(threads, waits, number, value)

    def _advance(self, threads: dict[int, Steps], waits: dict[int, Wait], number: int, value: Any) -> None:
        try:
            waits[number] = threads[number].send(value)
        except StopIteration:
            del threads[number]

    def _ready(self, waits: dict[int, Wait]) -> dict[int, Any]:
        """The threads that may go on, with the results of what they waited for."""
        for number, wait in waits.items():
            if wait.node.name.startswith("__syncthreads"):
                continue
            first = number // 32 * 32
            mask = wait.args[0] if wait.args else 0xFFFFFFFF
            lanes = {n: w for n, w in waits.items() if n // 32 == number // 32 and mask >> (n - first) & 1}
            running = [n for n in waits if n // 32 == number // 32 and mask >> (n - first) & 1]
            if all(w.node is wait.node for w in lanes.values()) and len(running) == len(lanes):
                return {n: _warp(w, n, lanes) for n, w in lanes.items()}
        if all(w.node.name.startswith("__syncthreads") for w in waits.values()):
            nodes = {id(w.node) for w in waits.values()}
            assert len(nodes) == 1, "threads meet at different barriers"
            votes = [bool(w.args[0]) for w in waits.values() if w.args]
            name = next(iter(waits.values())).node.name
            result = {"__syncthreads_count": sum(votes), "__syncthreads_and": int(all(votes))}.get(
                name, int(any(votes))
            )
            return dict.fromkeys(waits, result)
        return {}


def _warp(wait: Wait, number: int, lanes: dict[int, Wait]) -> Any:
    name, first = wait.node.name, number // 32 * 32
    if name == "__syncwarp":
        return None
    if name in ("__ballot_sync", "__any_sync", "__all_sync"):
        votes = {n: bool(w.args[1]) for n, w in lanes.items()}
        if name == "__ballot_sync":
            return sum(1 << (n - first) for n, v in votes.items() if v)
        return int(any(votes.values()) if name == "__any_sync" else all(votes.values()))
    if name.startswith("__shfl"):
        lane, width = number - first, wait.args[3]
        start, by = lane // width * width, wait.args[2] % 32
        source = {
            "__shfl_sync": start + wait.args[2] % width,
            "__shfl_up_sync": lane - by if lane - by >= start else lane,
            "__shfl_down_sync": lane + by if lane + by < start + width else lane,
            "__shfl_xor_sync": lane ^ by if lane ^ by < start + width else lane,
        }[name]
        return lanes[first + source].args[1] if first + source in lanes else 0
    values = {n: w.args[1] for n, w in lanes.items()}
    if name == "__match_any_sync":
        return sum(1 << (n - first) for n, v in values.items() if v == values[number])
    ctype = wait.node.type
    combine: Callable[[Iterable[Any]], Any] = {
        "__reduce_add_sync": sum,
        "__reduce_max_sync": max,
        "__reduce_min_sync": min,
    }[name]
    return wrap(combine(values.values()), ctype)


@dataclass
class _Thread:
    block: _Block
    place: tuple[int, int, int]
    frames: list[dict[c.CVar, list[Any]]] = field(default_factory=list)

    def call(self, function: c.CFunction, args: list[Any]) -> Steps:
        self.frames.append({p: [a] for p, a in zip(function.params, args, strict=True)})
        value = None
        try:
            yield from self.statement(function.body)
        except _Return as result:
            value = result.value
        self.frames.pop()
        return value

    # ------------------------------------------------------------------------------------------ statements

    def statement(self, node: c.CStmt) -> Steps:
        match node:
            case c.Block():
                for item in node.body:
                    yield from self.statement(item)
            case c.Declare():
                yield from self.declare(node)
            case c.ExprStmt():
                yield from self.value(node.expr)
            case c.If():
                if (yield from self.value(node.cond)):
                    yield from self.statement(node.then)
                elif node.orelse is not None:
                    yield from self.statement(node.orelse)
            case c.For() | c.While() | c.DoWhile():
                yield from self.loop(node)
            case c.Switch():
                yield from self.switch(node)
            case c.Break():
                raise _Break
            case c.Continue():
                raise _Continue
            case c.Return():
                raise _Return(None if node.value is None else (yield from self.value(node.value)))

    def declare(self, node: c.Declare) -> Steps:
        var = node.var
        if var.storage in ("shared", "dynamic_shared"):
            self.block.memory.setdefault(var, [0] * _count(var.type))
            return
        memory: list[Any] = [0] * _count(var.type)
        self.frames[-1][var] = memory
        if isinstance(node.init, c.Compound):
            for number, item in enumerate(node.init.values):
                memory[number] = wrap((yield from self.value(item)), item.type)
        elif node.init is not None:
            memory[0] = wrap((yield from self.value(node.init)), var.type)

    def loop(self, node: c.For | c.While | c.DoWhile) -> Steps:
        if isinstance(node, c.For) and node.init is not None:
            yield from self.statement(node.init)
        first = isinstance(node, c.DoWhile)
        try:
            while first or node.cond is None or (yield from self.value(node.cond)):
                first = False
                with suppress(_Continue):
                    yield from self.statement(node.body)
                if isinstance(node, c.For) and node.step is not None:
                    yield from self.value(node.step)
        except _Break:
            pass

    def switch(self, node: c.Switch) -> Steps:
        value = yield from self.value(node.value)
        items = node.body.body
        start = None
        for number, item in enumerate(items):
            if (
                isinstance(item, c.CaseLabel)
                and item.value is not None
                and (yield from self.value(item.value)) == value
            ):
                start = number
        if start is None:
            start = next((n for n, i in enumerate(items) if isinstance(i, c.CaseLabel) and i.value is None), len(items))
        try:
            for item in items[start:]:
                yield from self.statement(item)
        except _Break:
            pass

    # ------------------------------------------------------------------------------------------ expressions

    def place_of(self, node: c.CExpr) -> Generator[Wait, Any, Ref]:
        match node:
            case c.Var():
                for memory in (self.frames[-1], self.block.memory):
                    if node.var in memory:
                        return Ref(memory[node.var], 0)
                raise KeyError(node.var.name)
            case c.Unary(op="*"):
                value = yield from self.value(node.operand)
                return value
            case c.Index():
                if isinstance(node.base.type, c.Array):
                    base = yield from self.place_of(node.base)
                else:
                    base = yield from self.value(node.base)
                index = yield from self.value(node.index)
                return Ref(base.memory, base.offset + index * _count(node.type))
        raise NotImplementedError(type(node).__name__)

    def value(self, node: c.CExpr) -> Steps:
        match node:
            case c.Lit():
                text = node.text.rstrip("uUlL") if c.scalar_kind(node.type) in "iu" else node.text.rstrip("fF")
                if node.text in ("true", "false"):
                    return int(node.text == "true")
                return int(text, 0) if c.scalar_kind(node.type) in "iu" else float(text)
            case c.Builtin():
                if node.name == "warpSize":
                    return 32
                base, axis = node.name.split(".")
                block = self.block
                values = {
                    "threadIdx": self.place,
                    "blockIdx": block.index,
                    "blockDim": block.block,
                    "gridDim": block.grid,
                }
                return values[base]["xyz".index(axis)]
            case c.Var() | c.Index() | c.Unary(op="*"):
                place = yield from self.place_of(node)
                return place if isinstance(node.type, c.Array) else place.memory[place.offset]
            case c.Unary(op="&"):
                return (yield from self.place_of(node.operand))
            case c.Unary():
                value = yield from self.value(node.operand)
                return wrap(
                    {"-": lambda v: -v, "+": lambda v: v, "~": lambda v: ~v, "!": lambda v: not v}[node.op](value),
                    node.type,
                )
            case c.Cast():
                return wrap((yield from self.value(node.operand)), node.type)
            case c.Binary():
                return (yield from self.binary(node))
            case c.Conditional():
                return (yield from self.value(node.then if (yield from self.value(node.cond)) else node.orelse))
            case c.Comma():
                yield from self.value(node.left)
                return (yield from self.value(node.right))
            case c.Assign():
                right = yield from self.value(node.right)
                place = yield from self.place_of(node.left)
                if node.op != "=":
                    common = _common(node.left.type, node.right.type)
                    right = _apply(node.op[:-1], place.memory[place.offset], right, common)
                place.memory[place.offset] = wrap(right, node.type)
                return place.memory[place.offset]
            case c.Step():
                place = yield from self.place_of(node.operand)
                old = place.memory[place.offset]
                place.memory[place.offset] = wrap(old + (1 if node.op == "++" else -1), node.type)
                return place.memory[place.offset] if node.prefix else old
            case c.Call():
                args = []
                for arg, param in zip(node.args, self.block.functions[node.function].params, strict=True):
                    args.append(wrap((yield from self.value(arg)), param.type))
                return (yield from self.call(self.block.functions[node.function], args))
            case c.Intrinsic():
                return (yield from self.intrinsic(node))
        raise NotImplementedError(type(node).__name__)

    def binary(self, node: c.Binary) -> Steps:
        left = yield from self.value(node.left)
        if node.op == "&&":
            return int(bool(left) and bool((yield from self.value(node.right))))
        if node.op == "||":
            return int(bool(left) or bool((yield from self.value(node.right))))
        right = yield from self.value(node.right)
        return _apply(node.op, left, right, _common(node.left.type, node.right.type))

    def intrinsic(self, node: c.Intrinsic) -> Steps:
        args = []
        for arg in node.args:
            args.append((yield from self.value(arg)))
        if node.name.startswith(("__sync", "__shfl", "__ballot", "__any", "__all", "__match", "__reduce")):
            return (yield Wait(node, tuple(args)))
        if node.name == "atomicAdd":
            place = args[0]
            old = place.memory[place.offset]
            place.memory[place.offset] = wrap(old + args[1], node.type)
            return old
        return {"min": min, "max": max}[node.name](*args)


def _common(left: c.CType, right: c.CType) -> c.CType:
    for one in (left, right):
        if isinstance(one, c.Pointer | c.Array):
            return one
    assert isinstance(left, c.Scalar)
    assert isinstance(right, c.Scalar)
    for name in ("double", "float"):
        if name in (left.name, right.name):
            return c.Scalar(name)
    return c.UINT if "unsigned int" in (left.name, right.name) else c.INT


def _apply(op: str, left: Any, right: Any, ctype: c.CType) -> Any:
    if isinstance(left, Ref):
        scale = _count(ctype.target if isinstance(ctype, c.Pointer) else ctype.element)  # type: ignore[union-attr]
        return Ref(left.memory, left.offset + (right if op == "+" else -right) * scale)
    if op in ("<<", ">>"):
        right %= 32
    else:
        left, right = wrap(left, ctype), wrap(right, ctype)
    match op:
        case "/" if c.scalar_kind(ctype) != "f":
            return wrap(abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1), ctype)
        case "%":
            return wrap(abs(left) % abs(right) * (-1 if left < 0 else 1), ctype)
        case "==" | "!=" | "<" | ">" | "<=" | ">=":
            order = {"==": left == right, "!=": left != right, "<": left < right, ">": left > right}
            return int(order.get(op, left <= right if op == "<=" else left >= right))
    table: dict[str, Callable[[Any, Any], Any]] = {
        "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
        "&": lambda a, b: a & b, "|": lambda a, b: a | b, "^": lambda a, b: a ^ b,
        "<<": lambda a, b: a << b, ">>": lambda a, b: a >> b,
    }  # fmt: skip
    return wrap(table[op](left, right), ctype)
