"""Which local variables may be reached through a pointer after the expression that takes their address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..parser import ctree as c

_TESTS = ("&&", "||", "==", "!=", "<", ">", "<=", ">=")
_HOLDERS = (c.Pointer, c.Record, c.Array)  # what may hold an address


@dataclass
class _Passing:
    """The places of a function's parameters whose pointers it stores somewhere, and of those it may give back."""

    stored: set[int] = field(default_factory=set)
    returned: set[int] = field(default_factory=set)


class Escapes:
    """Follows addresses through the functions of a unit."""

    def __init__(self, functions: Sequence[c.CFunction]) -> None:
        self.functions = functions
        self.passing: dict[str, _Passing] | None = None

    def lasting(self, node: c.CExpr | c.CStmt) -> set[c.CVar]:
        """The variables whose address a tree puts where it outlasts the statement."""
        if self.passing is None:
            self.passing = _passing(self.functions)
        tracer = _Tracer(self.passing)
        tracer.visit(node, False)
        return tracer.stored


def _passing(functions: Sequence[c.CFunction]) -> dict[str, _Passing]:
    result = {f.name: _Passing() for f in functions}
    takers = [f for f in functions if any(isinstance(p.type, c.Pointer) for p in f.params)]
    changed = True
    while changed:
        changed = False
        for function in takers:
            tracer = _Tracer(result)
            tracer.visit(function.body, False)
            known = result[function.name]
            for place, param in enumerate(function.params):
                for found, places in ((tracer.stored, known.stored), (tracer.returned, known.returned)):
                    if param in found and place not in places:
                        places.add(place)
                        changed = True
    return result


class _Tracer:
    """Finds the variables whose value (a pointer) or address is stored or returned. ``lasts`` says of an expression
    whether what it yields is stored."""

    def __init__(self, passing: dict[str, _Passing]) -> None:
        self.passing = passing
        self.stored: set[c.CVar] = set()
        self.returned: set[c.CVar] = set()
        self.found = self.stored

    def visit(self, node: c.CExpr | c.CStmt, lasts: bool) -> None:
        if isinstance(node, c.EXPRESSIONS) and isinstance(node.type, c.Array) and not isinstance(node, c.Compound):
            self._address(node, lasts)
            return
        match node:
            case c.Var():
                if lasts and isinstance(node.type, c.Pointer):
                    self.found.add(node.var)
            case c.Unary(op="&"):
                self._address(node.operand, lasts)
            case c.Unary(op="*") | c.Index() | c.Member():
                self._address(node, False)
            case c.Cast():
                number = isinstance(node.operand.type, c.Pointer) and not isinstance(node.type, c.Pointer)
                self.visit(node.operand, lasts or number)
            case c.Binary():
                for side in (node.left, node.right):
                    self.visit(side, lasts and node.op not in _TESTS)
            case c.Comma():
                self.visit(node.left, False)
                self.visit(node.right, lasts)
            case c.Conditional():
                self.visit(node.cond, False)
                self.visit(node.then, lasts)
                self.visit(node.orelse, lasts)
            case c.Assign():
                self._address(node.left, lasts)
                self._store(node.right, self.stored, node.type)
            case c.Declare() if node.init is not None:
                self._store(node.init, self.stored, node.var.type)
            case c.Return() if node.value is not None:
                self._store(node.value, self.returned, node.value.type)
            case c.Call() if node.function in self.passing:
                self._call(node, lasts)
            case c.Compound() | c.Call():
                for child in c.children(node):
                    self.visit(child, True)
            case c.Intrinsic():
                for argument in node.args:
                    self.visit(argument, lasts and isinstance(node.type, _HOLDERS))
            case _:
                for child in c.children(node):
                    self.visit(child, lasts)

    def _address(self, node: c.CExpr, lasts: bool) -> None:
        """An lvalue, whose address is stored if it ``lasts``."""
        match node:
            case c.Var():
                if lasts:
                    self.found.add(node.var)
            case c.Member():
                self._address(node.base, lasts)
            case c.Index():
                self.visit(node.index, False)
                if isinstance(node.base.type, c.Array):
                    self._address(node.base, lasts)
                else:
                    self.visit(node.base, lasts)
            case c.Unary(op="*"):
                self.visit(node.operand, lasts)
            case _:
                self.visit(node, lasts)

    def _store(self, node: c.CExpr, found: set[c.CVar], ctype: c.CType) -> None:
        """A value that is put where it lasts, or given back: ``found`` gets the variables."""
        before, self.found = self.found, found
        self.visit(node, isinstance(ctype, _HOLDERS))
        self.found = before

    def _call(self, node: c.Call, lasts: bool) -> None:
        passing = self.passing[node.function]
        for place, argument in enumerate(node.args):
            if place in passing.stored:
                self._store(argument, self.stored, argument.type)
            else:
                self.visit(argument, lasts and place in passing.returned)
