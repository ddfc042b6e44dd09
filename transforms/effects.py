"""What statements and expressions of the C tree do: which operations synchronise, what is written, what is pure.

Owns questions, answers nothing by rewriting. CUDA's functions are judged by their kind in the tables, which the
caller passes in as a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ..parser import ctree as c

KindOf: TypeAlias = Callable[[str], str]

SYNC_KINDS = frozenset({"barrier", "warp"})
_PURE_KINDS = frozenset({"math", "integer", "convert", "half", "vector", "memory"})


def _is_block_barrier(node: c.CExpr | c.CStmt) -> bool:
    return isinstance(node, c.Intrinsic) and node.name == "__syncthreads"


@dataclass
class Names:
    """Gives names that a function does not use yet."""

    taken: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, unit: c.CUnit, function: c.CFunction) -> Names:
        """The names of a function's variables and of everything at file scope."""
        taken = {f.name for f in unit.functions} | {g.var.name for g in unit.globals}
        taken |= {r.name for r in unit.records} | {v.name for v in variables(function)}
        return cls(taken)

    def fresh(self, base: str) -> str:
        name, number = base, 2
        while name in self.taken:
            name, number = f"{base}_{number}", number + 1
        self.taken.add(name)
        return name

    def variable(self, base: str, ctype: c.CType, storage: c.Storage = "auto") -> c.CVar:
        return c.CVar(self.fresh(base), ctype, storage)


def variables(function: c.CFunction) -> Iterator[c.CVar]:
    """The parameters and every variable declared in a function."""
    yield from function.params
    for node in c.walk(function.body):
        if isinstance(node, c.Declare):
            yield node.var


def root(node: c.CExpr) -> c.CVar | None:
    """The variable that an lvalue is or is a part of, None where it lies behind a pointer."""
    while True:
        match node:
            case c.Var():
                return node.var
            case c.Member():
                node = node.base
            case c.Index() if isinstance(node.base.type, c.Array):
                node = node.base
            case _:
                return None


def written(node: c.CExpr) -> c.CExpr | None:
    """The lvalue that an expression's root writes."""
    if isinstance(node, c.Assign):
        return node.left
    return node.operand if isinstance(node, c.Step) else None


def assigned(node: c.CExpr | c.CStmt) -> set[c.CVar]:
    """The variables that a tree writes by name, those it declares with a value among them."""
    result: set[c.CVar] = set()
    for item in c.walk(node):
        target: c.CVar | None = None
        if isinstance(item, c.Declare):
            target = item.var if item.init is not None else None
        elif isinstance(item, c.Assign | c.Step):
            lvalue = written(item)
            target = root(lvalue) if lvalue is not None else None
        if target is not None:
            result.add(target)
    return result


def reassigned(node: c.CExpr | c.CStmt) -> set[c.CVar]:
    """The variables that a tree writes by name after their declaration."""
    targets = (written(item) for item in c.walk(node) if isinstance(item, c.Assign | c.Step))
    return {var for lvalue in targets if lvalue is not None and (var := root(lvalue)) is not None}


def referenced(node: c.CExpr | c.CStmt) -> set[c.CVar]:
    """The variables that a tree names, declares or not."""
    result: set[c.CVar] = set()
    for item in c.walk(node):
        if isinstance(item, c.Var | c.Declare):
            result.add(item.var)
    return result


def address_taken(
    node: c.CExpr | c.CStmt, functions: Mapping[str, c.CFunction] | None = None
) -> set[c.CVar]:  # fmt: skip
    """The variables that a tree may reach through a pointer: operands of ``&`` and arrays that decay. With
    ``functions`` only those that it may write so: what one of these takes as a pointer to const does not count."""
    result: set[c.CVar] = set()
    known = functions or {}

    def visit(item: c.CExpr | c.CStmt, value: bool) -> None:
        """``value``: an array here becomes a pointer."""
        if isinstance(item, c.Call) and item.function in known:
            for argument, param in zip(item.args, known[item.function].params, strict=True):
                only_read = isinstance(param.type, c.Pointer) and param.type.const
                visit(argument.operand if only_read and isinstance(argument, c.Unary) else argument, not only_read)
            return
        if isinstance(item, c.Unary) and item.op == "&":
            target = root(item.operand)
            if target is not None:
                result.add(target)
        if value and isinstance(item, c.EXPRESSIONS) and isinstance(item.type, c.Array):
            target = None if isinstance(item, c.Compound) else root(item)
            if target is not None:
                result.add(target)
        for child in c.children(item):
            inside = isinstance(item, c.Member) or (isinstance(item, c.Index) and child is item.base)
            inside = inside or (isinstance(item, c.Unary) and item.op == "&")
            visit(child, not inside)

    visit(node, False)
    return result


@dataclass
class Effects:
    """Judges the expressions of a unit."""

    unit: c.CUnit
    kind_of: KindOf

    def __post_init__(self) -> None:
        self.functions = {f.name: f for f in self.unit.functions}
        self.syncing = self._closure(lambda n: isinstance(n, c.Intrinsic) and self.kind_of(n.name) in SYNC_KINDS)
        self.meeting = self._closure(_is_block_barrier)
        self.threaded = self._closure(lambda n: isinstance(n, c.Builtin) and n.name.startswith("threadIdx"))
        self.impure = self._closure(self._impure) | self.syncing

    def _closure(self, holds: Callable[[c.CExpr | c.CStmt], bool]) -> set[str]:
        """The functions in whose body, or in that of a function they call, something holds."""
        calls: dict[str, set[str]] = {}
        found: set[str] = set()
        for function in self.unit.functions:
            nodes = list(c.walk(function.body))
            calls[function.name] = {n.function for n in nodes if isinstance(n, c.Call)}
            if any(holds(n) for n in nodes):
                found.add(function.name)
        changed = True
        while changed:
            more = {name for name, called in calls.items() if called & found} - found
            found |= more
            changed = bool(more)
        return found

    def _impure(self, node: c.CExpr | c.CStmt) -> bool:
        """Whether a node of a function's body is felt outside of the call."""
        if isinstance(node, c.Assign | c.Step):
            lvalue = written(node)
            target = root(lvalue) if lvalue is not None else None
            return target is None or target.storage not in ("auto", "param")
        if isinstance(node, c.Call):
            return node.function not in self.functions
        if isinstance(node, c.Declare):
            return node.var.storage in ("shared", "dynamic_shared")
        return isinstance(node, c.Intrinsic) and not self.pure_intrinsic(node)

    def pure_intrinsic(self, node: c.Intrinsic) -> bool:
        """Whether an intrinsic only computes a value."""
        writes = any(isinstance(p, c.Pointer) and not p.const for p in node.signature)
        return self.kind_of(node.name) in _PURE_KINDS and not writes and not isinstance(node.type, c.Void)

    def is_sync(self, node: c.CExpr | c.CStmt) -> bool:
        """Whether a node itself is a barrier, a warp operation, or a call of a function that has one."""
        if isinstance(node, c.Intrinsic):
            return self.kind_of(node.name) in SYNC_KINDS
        return isinstance(node, c.Call) and node.function in self.syncing

    def has_sync(self, node: c.CExpr | c.CStmt | None) -> bool:
        return node is not None and any(self.is_sync(item) for item in c.walk(node))

    def has_barrier(self, node: c.CExpr | c.CStmt) -> bool:
        """Whether all threads of the block meet inside a node, or in a function that it calls."""
        return any(
            _is_block_barrier(item) or (isinstance(item, c.Call) and item.function in self.meeting)
            for item in c.walk(node)
        )

    def pure(self, node: c.CExpr) -> bool:
        """Whether evaluating an expression changes nothing."""
        for item in c.walk(node):
            if isinstance(item, c.Assign | c.Step):
                return False
            if isinstance(item, c.Call) and (item.function in self.impure or item.function not in self.functions):
                return False
            if isinstance(item, c.Intrinsic) and not self.pure_intrinsic(item):
                return False
        return True


def loads(node: c.CExpr | c.CStmt) -> bool:
    """Whether a tree may read memory that other threads can write, or call a function."""
    for item in c.walk(node):
        if isinstance(item, c.Call | c.Intrinsic):
            return True
        if isinstance(item, c.Unary) and item.op == "*":
            return True
        if isinstance(item, c.Index) and root(item) is None:
            return True
        if isinstance(item, c.Var) and item.var.storage not in ("auto", "param", "static"):
            return True
    return False


def traps(node: c.CExpr | c.CStmt) -> bool:
    """Whether a tree may fail where the program would not have evaluated it: memory, or an integer division."""
    if loads(node):
        return True
    for item in c.walk(node):
        if isinstance(item, c.Binary | c.Assign) and item.op in ("/", "%", "/=", "%="):
            zero = isinstance(item.right, c.Lit) and item.right.text.strip("0xXuUlL") == ""
            if c.scalar_kind(item.type) != "f" and (zero or not isinstance(item.right, c.Lit)):
                return True
        if isinstance(item, c.Index):
            return True
    return False


def stores(node: c.CExpr | c.CStmt) -> bool:
    """Whether a tree may write memory that other threads can read, or call a function."""
    for item in c.walk(node):
        if isinstance(item, c.Call | c.Intrinsic):
            return True
        if isinstance(item, c.Assign | c.Step):
            lvalue = written(item)
            target = root(lvalue) if lvalue is not None else None
            if target is None or target.storage not in ("auto", "param"):
                return True
    return False
