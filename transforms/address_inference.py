"""Infers the address space of every pointer, function by function.

What flows together has one space, what points at a variable has the variable's space, and what stays open
is a parameter of the function: each call binds the open spaces of its callee anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..parser import ctree as ct
from ..parser.ctree import CExpr, CFunction, CStmt, CType, CUnit, CVar
from ..parser.diagnostics import Sink
from ..parser.rules import UNSUPPORTED_CONSTRUCT
from ..parser.source import Span
from .spaces import DEFAULT, PLAIN, AArray, APointer, ARecord, AType, Conflict, Copier, Space, open_spaces, unify

_STORAGE = {
    "auto": "private", "param": "private", "shared": "local", "dynamic_shared": "local", "static": "constant",
    "device": "global", "constant": "global", "managed": "global",
}  # fmt: skip


@dataclass(eq=False)
class Facts:
    """What was inferred for one function. ``binding`` holds, for each call, the open spaces of the callee's
    interface and the caller's spaces they are bound to; ``types`` the type of each expression that has
    pointers."""

    function: CFunction
    variables: dict[CVar, AType] = field(default_factory=dict)
    types: dict[int, AType] = field(default_factory=dict)
    result: AType = PLAIN
    binding: dict[int, list[tuple[Space, Space]]] = field(default_factory=dict)

    def interface(self) -> list[AType]:
        return [*(self.variables[param] for param in self.function.params), self.result]


class Inference:
    """The work on one unit."""

    def __init__(self, unit: CUnit, sink: Sink) -> None:
        self.unit = unit
        self.sink = sink
        self.records = {record.name: record for record in unit.records}
        self.functions = {function.name: function for function in unit.functions}
        self.globals: dict[CVar, AType] = {}
        self.facts: dict[str, Facts] = {}
        self.holds: dict[str, bool] = {}  # record name -> has pointers inside
        self.reported: set[tuple[str, object]] = set()

    def run(self) -> None:
        self.infer_globals()
        for group in _groups(self.unit):
            for name in group:
                self.start(self.functions[name])
            for name in group:
                _Body(self, self.facts[name], set(group)).run()

    def infer_globals(self) -> None:
        facts = Facts(CFunction("", ct.VOID, (), ct.Block(())))
        self.facts[""] = facts
        body = _Body(self, facts, set())
        for item in self.unit.globals:
            self.globals[item.var] = self.annotate(item.var.type)
        for item in self.unit.globals:
            if item.init is not None:
                body.initialise(self.globals[item.var], item.var.type, item.init)

    def start(self, function: CFunction) -> None:
        facts = Facts(function)
        for param in function.params:
            facts.variables[param] = atype = self.annotate(param.type)
            if function.kernel:
                for space in open_spaces([atype]):
                    space.value = space.value or DEFAULT
        facts.result = self.annotate(function.result)
        self.facts[function.name] = facts

    def report(self, conflict: Conflict, span: Span | None, function: str) -> None:
        key = (function, str(span) if span else conflict.pair)
        if key not in self.reported:
            self.reported.add(key)
            one, other = conflict.pair
            self.sink.report(
                UNSUPPORTED_CONSTRUCT, span, what=f"a pointer that may point to {one} and to {other} memory",
                target="OpenCL C", why="OpenCL C before 3.0 has no generic pointers; use two pointers or two functions",
            )  # fmt: skip

    def annotate(self, ctype: CType, inside: dict[str, ARecord] | None = None) -> AType:
        """A type with a new open space for each pointer that has none."""
        inside = inside or {}
        if isinstance(ctype, ct.Pointer):
            return APointer(Space(ctype.space), self.annotate(ctype.target, inside))
        if isinstance(ctype, ct.Array):
            element = self.annotate(ctype.element, inside)
            return PLAIN if element is PLAIN else AArray(element)
        if isinstance(ctype, ct.Record) and self.has_pointers(ctype.name):
            if ctype.name in inside:
                return inside[ctype.name]
            record = ARecord(ctype.name)
            for item in self.records[ctype.name].fields:
                record.fields[item.name] = self.annotate(item.type, {**inside, ctype.name: record})
            return record
        return PLAIN

    def has_pointers(self, name: str) -> bool:
        if name not in self.holds:
            self.holds[name] = False
            record = self.records.get(name)
            self.holds[name] = record is not None and any(self._pointer_in(item.type) for item in record.fields)
        return self.holds[name]

    def _pointer_in(self, ctype: CType) -> bool:
        if isinstance(ctype, ct.Array):
            return self._pointer_in(ctype.element)
        return isinstance(ctype, ct.Pointer) or (isinstance(ctype, ct.Record) and self.has_pointers(ctype.name))


def _groups(unit: CUnit) -> list[list[str]]:
    """Functions that call each other in a circle together, callees before callers (Tarjan's algorithm)."""
    functions = {function.name: function for function in unit.functions}
    callees = {name: called_functions(function) for name, function in functions.items()}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    result: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for callee in callees[name]:
            if callee not in functions:
                continue
            if callee not in index:
                visit(callee)
                low[name] = min(low[name], low[callee])
            elif callee in stack:
                low[name] = min(low[name], index[callee])
        if low[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            result.append(group)

    for name in functions:
        if name not in index:
            visit(name)
    return result


def called_functions(function: CFunction) -> list[str]:
    """The names of the functions that a function calls, in order of the calls, each once."""
    return list(dict.fromkeys(node.function for node in ct.walk(function) if isinstance(node, ct.Call)))


class _Body:
    """Infers the spaces of one function. ``group`` are the functions whose inference is not finished: calls
    of those are not generalised."""

    def __init__(self, unit: Inference, facts: Facts, group: set[str]) -> None:
        self.unit = unit
        self.facts = facts
        self.group = group
        self.span: Span | None = facts.function.span
        self.values: dict[int, AType] = {}

    def run(self) -> None:
        self.statement(self.facts.function.body)

    def guarded(self, one: AType, other: AType) -> None:
        try:
            unify(one, other)
        except Conflict as conflict:
            self.unit.report(conflict, self.span, self.facts.function.name)

    # statements

    def statement(self, stmt: CStmt) -> None:
        span = getattr(stmt, "span", None)
        if span is not None:
            self.span = span
        if isinstance(stmt, ct.Declare):
            self.declare(stmt)
        elif isinstance(stmt, ct.Return):
            if stmt.value is not None:
                self.guarded(self.facts.result, self.decayed(stmt.value))
        else:
            for child in ct.children(stmt):
                if isinstance(child, ct.STATEMENTS):
                    self.statement(child)
                else:
                    self.value(child)

    def declare(self, stmt: ct.Declare) -> None:
        atype = self.variable(stmt.var)
        if stmt.init is not None:
            self.initialise(atype, stmt.var.type, stmt.init)

    def variable(self, var: CVar) -> AType:
        if var in self.unit.globals:
            return self.unit.globals[var]
        if var not in self.facts.variables:
            self.facts.variables[var] = self.unit.annotate(var.type)
        return self.facts.variables[var]

    def initialise(self, atype: AType, ctype: CType, init: CExpr) -> None:
        if isinstance(init, ct.Compound):
            self.facts.types[id(init)] = atype
            self.elements(atype, ctype, init)
        else:
            self.guarded(atype, self.decayed(init) if isinstance(ctype, ct.Pointer) else self.value(init))

    def elements(self, atype: AType, ctype: CType, init: ct.Compound) -> None:
        if isinstance(ctype, ct.Array):
            inner = atype.element if isinstance(atype, AArray) else PLAIN
            for value in init.values:
                self.initialise(inner, ctype.element, value)
        elif isinstance(ctype, ct.Record):
            fields = self.unit.records[ctype.name].fields if ctype.name in self.unit.records else ()
            known = atype.root().fields if isinstance(atype, ARecord) else {}
            for position, value in enumerate(init.values):
                if position < len(fields):
                    item = fields[position]
                    self.initialise(known.get(item.name, PLAIN), item.type, value)
                else:
                    self.value(value)
        else:
            for value in init.values:
                self.initialise(atype, ctype, value)

    # expressions

    def value(self, expr: CExpr) -> AType:
        """The type of an expression; infers everything below it, once."""
        if id(expr) in self.values:
            return self.values[id(expr)]
        method = getattr(self, "on_" + type(expr).__name__.lower(), None)
        if method is None:
            for child in ct.children(expr):
                self.value(child)  # type: ignore[arg-type]  # only expressions stand below an expression
            result = self.unit.annotate(expr.type)
        else:
            result = method(expr)
        self.values[id(expr)] = result
        if result is not PLAIN:
            self.facts.types[id(expr)] = result
        return result

    def decayed(self, expr: CExpr) -> AType:
        """The type of an expression where an array counts as a pointer to its first element."""
        if isinstance(expr.type, ct.Array):
            atype, space = self.place(expr)
            return APointer(space, atype.element if isinstance(atype, AArray) else PLAIN)
        return self.value(expr)

    def place(self, expr: CExpr) -> tuple[AType, Space]:
        """The type of an lvalue and the space it lies in; a value that is no lvalue is private."""
        atype = self.value(expr)
        if isinstance(expr, ct.Var):
            return atype, Space(_STORAGE[expr.var.storage])
        if isinstance(expr, ct.Str):
            return atype, Space("constant")
        if isinstance(expr, ct.Unary) and expr.op == "*":
            return atype, self.pointer_space(expr.operand)
        if isinstance(expr, ct.Index):
            if isinstance(expr.base.type, ct.Array):
                return atype, self.place(expr.base)[1]
            return atype, self.pointer_space(expr.base)
        if isinstance(expr, ct.Member):
            return atype, self.place(expr.base)[1]
        return atype, Space("private")

    def pointer_space(self, expr: CExpr) -> Space:
        atype = self.decayed(expr)
        return atype.space if isinstance(atype, APointer) else Space()

    def target(self, expr: CExpr) -> AType:
        atype = self.decayed(expr)
        return atype.target if isinstance(atype, APointer) else PLAIN

    def on_var(self, expr: ct.Var) -> AType:
        return self.variable(expr.var)

    def on_str(self, expr: ct.Str) -> AType:
        return APointer(Space("constant"), PLAIN) if isinstance(expr.type, ct.Pointer) else PLAIN

    def on_unary(self, expr: ct.Unary) -> AType:
        if expr.op == "&":
            atype, space = self.place(expr.operand)
            return APointer(space, atype)
        if expr.op == "*":
            return self.target(expr.operand)
        return self.value(expr.operand)

    def on_step(self, expr: ct.Step) -> AType:
        return self.value(expr.operand)

    def on_binary(self, expr: ct.Binary) -> AType:
        left, right = self.decayed(expr.left), self.decayed(expr.right)
        if isinstance(left, APointer) and isinstance(right, APointer):
            self.guarded(left, right)
            return PLAIN
        if isinstance(expr.type, ct.Pointer):
            return left if isinstance(left, APointer) else right
        return PLAIN

    def on_assign(self, expr: ct.Assign) -> AType:
        left = self.value(expr.left)
        if isinstance(expr.right, ct.Compound):
            self.initialise(left, expr.left.type, expr.right)
            return left
        right = self.decayed(expr.right)
        if expr.op == "=":
            self.guarded(left, right)
        return left

    def on_conditional(self, expr: ct.Conditional) -> AType:
        self.value(expr.cond)
        result = self.unit.annotate(expr.type)
        for branch in (expr.then, expr.orelse):
            self.guarded(result, self.decayed(branch))
        return result

    def on_comma(self, expr: ct.Comma) -> AType:
        self.value(expr.left)
        return self.decayed(expr.right)

    def on_index(self, expr: ct.Index) -> AType:
        self.value(expr.index)
        return self.target(expr.base)

    def on_member(self, expr: ct.Member) -> AType:
        base = self.value(expr.base)
        return base.root().fields[expr.field] if isinstance(base, ARecord) else PLAIN

    def on_cast(self, expr: ct.Cast) -> AType:
        result = self.unit.annotate(expr.type)
        self.guarded(result, self.decayed(expr.operand))
        return result

    def on_compound(self, expr: ct.Compound) -> AType:
        result = self.unit.annotate(expr.type)
        self.elements(result, expr.type, expr)
        return result

    def on_call(self, expr: ct.Call) -> AType:
        args = [self.decayed(arg) for arg in expr.args]
        callee = self.unit.facts.get(expr.function)
        if callee is None:
            return self.unit.annotate(expr.type)
        interface = callee.interface()
        if expr.function in self.group:
            self.facts.binding[id(expr)] = [(space, space) for space in open_spaces(interface)]
        else:
            copier = Copier()
            interface = [copier.copy(atype) for atype in interface]
            self.facts.binding[id(expr)] = copier.pairs()
        for param, arg in zip(interface, args, strict=False):
            self.guarded(param, arg)
        return interface[-1]
