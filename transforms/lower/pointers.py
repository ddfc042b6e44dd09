"""Pointers to functions: numbers of the functions whose address device code takes, 8 bytes large as CUDA's. A call
through one goes to a function that chooses among those of its type, so that no addresses are needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.semantics import types as ty
from ...parser.semantics.constants import run
from ...parser.semantics.declarators import function_declarator
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import FunctionEntity
from .values import Operand, Value, deref, int_literal

if TYPE_CHECKING:
    from .body import Body
    from .program import FunctionInstance, Program


def function_type(t: ty.Type) -> ty.Fn | None:
    """What a pointer to a function points to; None for other types."""
    bare = ty.unqualified(t)
    return bare.target if isinstance(bare, ty.Ptr) and isinstance(bare.target, ty.Fn) else None


class FunctionPointers:
    """The functions of a unit whose address is taken, numbered from 1, and the functions that choose among them."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.numbers: dict[FunctionInstance, int] = {}
        self.choosers: dict[ty.Fn, tuple[str, n.Node | None]] = {}

    def number(self, instance: FunctionInstance, at: n.Node | None) -> int:
        """The number that stands for a function."""
        if instance not in self.numbers:
            self.numbers[instance] = len(self.numbers) + 1
            self.program.lower_alone(instance, at)
        return self.numbers[instance]

    def named(self, number: c.Lit) -> str | None:
        """The name of the function that a number stands for."""
        return next((i.name for i, k in self.numbers.items() if number.text == f"{k}ul"), None)

    def chooser(self, t: ty.Fn, at: n.Node | None) -> str:
        """The name of the function that calls one of a type by its number."""
        key = _plain(t)
        if key not in self.choosers:
            self.choosers[key] = (self.program.sem.unique("call_function"), at)
        return self.choosers[key][0]

    def finish(self) -> None:
        """Make the choosing functions, now that all targets are known."""
        for t, (name, at) in self.choosers.items():
            targets = [i for i in self.numbers if _plain(self.type_of(i, at)) == t]
            if not targets:
                what = "a call through a pointer to a function that this file does not have"
                why = "take the address of the functions in the file that calls them"
                self.program.functions[name] = refused(self.program, self._made(name, t, (), at), at, what, why)
                continue
            self.program.functions[name] = self._made(name, t, targets, at)

    def type_of(self, instance: FunctionInstance, at: n.Node | None) -> ty.Fn:
        return ty.Fn(self.program.result_of(instance, at), tuple(map(ty.parameter, instance.params)))

    def _made(self, name: str, t: ty.Fn, targets: Sequence[FunctionInstance], at: n.Node | None) -> c.CFunction:
        result = self.program.ctype(t.result, at)
        chosen = c.CVar("function", c.ULONG, "param")
        params = tuple(c.CVar(f"a{i}", self.program.ctype(p, at), "param") for i, p in enumerate(t.params))
        args = tuple(c.Var(p, p.type) for p in params)
        body: list[c.CStmt] = []
        for instance in targets:
            called = c.Call(instance.name, args, result)
            value = int_literal(self.numbers[instance], c.ULONG)
            body.append(c.CaseLabel(None if instance is targets[-1] else value))
            body += [c.ExprStmt(called), c.Return()] if result == c.VOID else [c.Return(called)]
        choice: c.CStmt = c.Switch(c.Var(chosen, c.ULONG), c.Block(tuple(body)))
        if len(targets) == 1:
            choice = body[1]
        return c.CFunction(name, result, (chosen, *params), c.Block((choice,)))


def refused(program: Program, function: c.CFunction, at: n.Node | None, what: str, why: str) -> c.CFunction:
    """A function that has nothing to choose from, so that who calls it counts as refused."""
    mark = program.refuse(program.unsupported(at, what, why))
    return replace(function, body=c.Block((c.Comment(mark),)))


def _plain(t: ty.Fn) -> ty.Fn:
    """The type of a function as its callers see it."""
    return ty.Fn(t.result, tuple(map(ty.parameter, t.params)))


def function_value(body: Body, node: n.Name, entities: Sequence[object]) -> Value:
    """A function's name as a value: its number."""
    from .calls import check_callable
    from .overloads import deduce

    program = body.program
    found = [e for e in entities if isinstance(e, FunctionEntity)]
    instances: list[FunctionInstance] = []
    for entity in found:
        if entity.owner is not None and not entity.static:
            raise program.unsupported(node, f"the address of the method `{node.id}`", "pass a function object")
        function = function_declarator(entity.declarator)
        if entity.params is None:
            instances += [] if node.args else [program.instance(entity)]
        elif node.args and function is not None:
            arguments = deduce(body, entity, function, node.args, [], node)
            instances += [program.instance(entity, arguments)] if arguments is not None else []
    if len(instances) != 1:
        raise program.unsupported(node, f"the address of the overloaded function `{node.id}`",
                                  "give the functions different names")  # fmt: skip
    check_callable(body, instances[0], node, called=False)
    number = program.pointers.number(instances[0], node)
    return Value(int_literal(number, c.ULONG), ty.Ptr(program.pointers.type_of(instances[0], node)))


def pointer_words(program: Program, t: ty.Type, value: c.CExpr, at: n.Node | None) -> tuple[int, ...]:
    """What a device variable made of pointers to functions holds at first; nothing for other variables."""
    element = ty.unqualified(t)
    while isinstance(element, ty.Arr):
        element = ty.unqualified(element.element)
    if function_type(element) is None:
        if program.target == "OpenCL C" and isinstance(element, ty.ClassT) and _holds_pointers(program, element):
            raise program.unsupported(at, "an initialised device variable with pointers to functions among its members",
                                      "keep the pointers in an array of their own")  # fmt: skip
        return ()
    words: list[int] = []
    _collect(program, value, ty.unqualified(t), words)
    return tuple(words)


def _holds_pointers(program: Program, t: ty.ClassT) -> bool:
    fields = program.sem.complete(t.instance).fields
    return any(function_type(f.type) is not None for f in fields)


def _collect(program: Program, value: c.CExpr, t: ty.Type, words: list[int]) -> None:
    if isinstance(value, c.Compound) and isinstance(t, ty.Arr):
        start = len(words)
        for inner in value.values:
            _collect(program, inner, ty.unqualified(t.element), words)
        words += [0] * (ty.size_of(t) // 8 - (len(words) - start))
        return
    words.append(int(run(value, program.functions) or 0))


def call_through(body: Body, target: Value, t: ty.Fn, operands: Sequence[Operand], at: n.Node) -> Value:
    """A call of a function by its number."""
    from .conversions import convert

    program = body.program
    if len(operands) != len(t.params):
        raise Refusal(rules.NO_MATCH, at, name="function pointer")
    args = [target.expr, *(convert(body, o, p, at) for o, p in zip(operands, t.params, strict=True))]
    known = program.pointers.named(target.expr) if isinstance(target.expr, c.Lit) else None
    if known is not None:
        args.pop(0)
    if body.unevaluated:  # such as host code, whose own pointers are none of the device's
        name = known or "call_function"
    else:
        name = known or program.pointers.chooser(t, at)
    made = program.ctype(t.result, at)
    if isinstance(t.result, ty.Ref):
        pointer = c.Call(name, tuple(args), made)
        expr = deref(pointer, program.ctype(t.result.target, at))
        return Value(expr, t.result.target, not t.result.rvalue, t.result.rvalue)
    return Value(c.Call(name, tuple(args), made), ty.unqualified(t.result))
