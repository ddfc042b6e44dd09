"""Gives OpenCL C's places to variables that CUDA declares elsewhere.

OpenCL C has no file-scope variables that a kernel can change, and ``__local`` variables stand only in the
outermost block of a kernel. So a ``__device__``, ``__constant__`` or ``__managed__`` variable becomes a
pointer parameter of the kernels that use it, directly or through calls, and of the functions on the way;
shared variables move to the top of the kernel and are handed to functions in the same way; dynamic shared
memory is one ``__local`` parameter. Static tables in functions become file-scope constants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ..parser import ctree as ct
from ..parser.ctree import CExpr, CFunction, CGlobal, CUnit, CVar

SHARED_NAME = "uw_shared"
BYTE = ct.Scalar("unsigned char")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A kernel parameter behind the user's own: ``shared`` (dynamic shared memory), ``symbol`` (the storage
    of the variable ``name``), ``block_dims`` (three unsigned integers in three parameters, of serial
    kernels) or ``states`` (what blocks keep where the grid meets, records of ``size`` bytes, and the bytes of
    dynamic shared memory of each block that lie behind them: two parameters)."""

    kind: Literal["shared", "symbol", "block_dims", "states"]
    name: str = ""
    size: int = 0


def place_memory(unit: CUnit) -> tuple[CUnit, dict[str, tuple[Hidden, ...]]]:
    """The unit without variables that OpenCL C has no place for, and the hidden parameters of each kernel."""
    return _Places(unit).run()


@dataclass
class _Needs:
    """The variables that a function needs from outside, in order of their first use."""

    symbols: dict[CVar, None] = field(default_factory=dict)
    shared: dict[CVar, None] = field(default_factory=dict)
    dynamic: bool = False

    def add(self, other: _Needs) -> bool:
        before = (len(self.symbols), len(self.shared), self.dynamic)
        self.symbols |= other.symbols
        self.shared |= other.shared
        self.dynamic = self.dynamic or other.dynamic
        return before != (len(self.symbols), len(self.shared), self.dynamic)

    def parameters(self) -> Iterator[tuple[CVar | None, CVar]]:
        """What a function is handed: the variable (None for dynamic shared memory) and a parameter for it."""
        if self.dynamic:
            yield None, CVar(SHARED_NAME, ct.Pointer(BYTE, space="local"), "param")
        for var in self.shared:
            yield var, CVar(var.name, pointer_to(var, "local"), "param")
        for var in self.symbols:
            yield var, CVar(var.name, pointer_to(var, "global"), "param")


def pointer_to(var: CVar, space: str) -> ct.Pointer:
    """The type through which a variable is reached: to its first element where it is an array."""
    target = var.type.element if isinstance(var.type, ct.Array) else var.type
    return ct.Pointer(target, volatile=var.volatile, space=space)


class _Places:
    def __init__(self, unit: CUnit) -> None:
        self.unit = unit
        self.file_scope = {item.var for item in unit.globals}
        self.needs: dict[str, _Needs] = {}
        self.tables: list[CGlobal] = []
        self.taken = {f.name for f in unit.functions} | {item.var.name for item in unit.globals}
        self.taken |= {record.name for record in unit.records}

    def run(self) -> tuple[CUnit, dict[str, tuple[Hidden, ...]]]:
        self.unit = replace(self.unit, functions=tuple(self.lift_tables(f) for f in self.unit.functions))
        self.collect()
        functions = tuple(_Function(self, function).run() for function in self.unit.functions)
        kept = [item for item in self.unit.globals if item.var.storage == "static"]
        hidden = {f.name: self.hidden(f.name) for f in functions if f.kernel}
        return replace(self.unit, globals=(*kept, *self.tables), functions=functions), hidden

    def hidden(self, kernel: str) -> tuple[Hidden, ...]:
        needs = self.needs[kernel]
        shared = (Hidden("shared"),) if needs.dynamic else ()
        return (*shared, *(Hidden("symbol", var.name) for var in needs.symbols))

    def lift_tables(self, function: CFunction) -> CFunction:
        """The function with its static tables moved to file scope."""
        moved: dict[CVar, CVar] = {}
        for node in ct.walk(function.body):
            if isinstance(node, ct.Declare) and node.var.storage == "static":
                name = fresh(f"{function.name}_{node.var.name}", self.taken)
                moved[node.var] = replace(node.var, name=name)
                self.tables.append(CGlobal(moved[node.var], node.init))
        if not moved:
            return function

        def change(node: Any) -> Any:
            if isinstance(node, ct.Block):
                kept = tuple(s for s in node.body if not (isinstance(s, ct.Declare) and s.var in moved))
                node = node if len(kept) == len(node.body) else replace(node, body=kept)
            elif isinstance(node, ct.Var) and node.var in moved:
                return replace(node, var=moved[node.var])
            return ct.rebuild(node, change)

        return replace(function, body=change(function.body))

    def collect(self) -> None:
        calls: dict[str, set[str]] = {}
        for function in self.unit.functions:
            needs = self.needs[function.name] = _Needs()
            calls[function.name] = set()
            for node in ct.walk(function.body):
                if isinstance(node, ct.Var) and node.var in self.file_scope:
                    if node.var.storage in ("device", "constant", "managed"):
                        needs.symbols[node.var] = None
                elif isinstance(node, ct.Declare) and node.var.storage == "shared":
                    needs.shared[node.var] = None
                elif isinstance(node, ct.Declare) and node.var.storage == "dynamic_shared":
                    needs.dynamic = True
                elif isinstance(node, ct.Call):
                    calls[function.name].add(node.function)
        changed = True
        while changed:
            changed = False
            for name, callees in calls.items():
                for callee in sorted(callees & self.needs.keys()):
                    changed = self.needs[name].add(self.needs[callee]) or changed


def fresh(name: str, taken: set[str]) -> str:
    """The name, numbered where it is taken; it counts as taken from then on."""
    number, result = 1, name
    while result in taken:
        number += 1
        result = f"{name}_{number}"
    taken.add(result)
    return result


def variables_of(function: CFunction) -> Iterable[CVar]:
    """The parameters and local variables of a function."""
    yield from function.params
    for node in ct.walk(function.body):
        if isinstance(node, ct.Declare):
            yield node.var


class _Function:
    """Rewrites one function."""

    def __init__(self, places: _Places, function: CFunction) -> None:
        self.places = places
        self.function = function
        self.own = set(variables_of(function))
        self.needs = places.needs[function.name]
        taken = {var.name for var in self.own if var.storage not in ("shared", "dynamic_shared")}
        self.given: dict[CVar | None, CVar] = {}  # what stands for a variable from outside
        for var, param in self.needs.parameters():
            self.given[var] = replace(param, name=fresh(param.name, taken))
        if function.kernel:  # a kernel declares the shared variables itself, its own and those of its callees
            for var in self.needs.shared:
                self.given[var] = replace(var, name=self.given[var].name)
        self.base = self.given.get(None)
        self.params = tuple(
            stand_in for var, stand_in in self.given.items() if not (function.kernel and var in self.needs.shared)
        )

    def run(self) -> CFunction:
        function = self.function
        body = self.change(function.body)
        declared: list[ct.CStmt] = []
        if function.kernel:
            for var in self.needs.shared:
                declared += self.shared(self.given[var])
        if declared:
            body = replace(body, body=(*declared, *body.body))
        return replace(function, params=(*function.params, *self.params), body=body)

    def shared(self, var: CVar) -> list[ct.CStmt]:
        """The declaration of a shared variable. That a thread may read what another one set is news to compilers, which
        would call a single value uninitialised; taking its address tells them."""
        if not isinstance(var.type, ct.Scalar | ct.Pointer):
            return [ct.Declare(var)]
        address = ct.Unary("&", ct.Var(var, var.type), ct.Pointer(var.type, space="local"))
        return [ct.Declare(var), ct.ExprStmt(ct.Cast(address, ct.VOID))]

    def dynamic(self, var: CVar) -> ct.Declare:
        """The declaration of dynamic shared memory: a pointer to the kernel's parameter."""
        assert self.base is not None
        pointer = self.dynamic_pointer(var)
        return ct.Declare(pointer, ct.Cast(ct.Var(self.base, self.base.type), pointer.type))

    def dynamic_pointer(self, var: CVar) -> CVar:
        if var not in self.given:
            self.given[var] = CVar(var.name, pointer_to(var, "local"))
        return self.given[var]

    def change(self, node: Any) -> Any:
        if isinstance(node, ct.Block):
            return self.block(node)
        if isinstance(node, ct.Declare) and node.var.storage == "dynamic_shared":
            return self.dynamic(node.var)
        if isinstance(node, ct.Var):
            return self.use(node)
        if isinstance(node, ct.Unary) and node.op == "&" and isinstance(node.operand, ct.Var):
            inner = self.use(node.operand)
            if isinstance(inner, ct.Unary) and inner.op == "*":  # &*p
                return inner.operand
            if inner is not node.operand and isinstance(node.operand.type, ct.Array):
                return ct.Cast(inner, node.type)
        result = ct.rebuild(node, self.change)
        if isinstance(node, ct.Call) and node.function in self.places.needs:
            extra = [self.hand_on(var) for var, _ in self.places.needs[node.function].parameters()]
            return replace(result, args=(*result.args, *extra)) if extra else result
        return result

    def block(self, node: ct.Block) -> ct.Block:
        kept = [s for s in node.body if not (isinstance(s, ct.Declare) and s.var.storage == "shared")]
        body = tuple(self.change(stmt) for stmt in kept)
        return ct.Block(body)

    def use(self, node: ct.Var) -> CExpr:
        var = node.var
        if var.storage == "dynamic_shared":
            pointer = self.dynamic_pointer(var)
            return ct.Var(pointer, pointer.type)
        if var not in self.given:
            return node
        stand_in = self.given[var]
        if not isinstance(stand_in.type, ct.Pointer) or stand_in.storage == "shared":
            return ct.Var(stand_in, node.type)
        handle = ct.Var(stand_in, stand_in.type)
        return handle if isinstance(var.type, ct.Array) else ct.Unary("*", handle, var.type)

    def hand_on(self, var: CVar | None) -> CExpr:
        """The argument for what a callee needs."""
        stand_in = self.given[var]
        value = ct.Var(stand_in, stand_in.type)
        if stand_in.storage == "shared" and not isinstance(stand_in.type, ct.Array):
            return ct.Unary("&", value, pointer_to(stand_in, "local"))
        return value
