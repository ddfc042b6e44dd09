"""Virtual functions: an object holds the number of its class where C++ keeps the pointer to its table, and a call goes
to a function that chooses among the classes that device code makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser.semantics import types as ty
from ...parser.semantics.classes import KIND, ClassInstance
from ...parser.semantics.declarators import function_declarator
from ...parser.semantics.scope import FunctionEntity
from .pointers import refused
from .values import Value, address, deref, int_literal

if TYPE_CHECKING:
    from .body import Body
    from .program import FunctionInstance, Program


def is_virtual(entity: FunctionEntity) -> bool:
    """Whether a method is virtual: declared so, or in the place of one of a base that is."""
    owner = entity.owner
    if owner is None or entity.static or not owner.polymorphic:
        return False
    if entity.specs is not None and "virtual" in entity.specs.storage:
        return True
    return any(is_virtual(other) for base in owner.bases for other in _same(base, entity))


def _same(instance: ClassInstance, entity: FunctionEntity) -> list[FunctionEntity]:
    """The methods of a class, or else of its bases, with the name, the parameters and the const of another."""
    own = [e for e in instance.scope.names.get(entity.name, ()) if isinstance(e, FunctionEntity)]
    found = [e for e in own if _alike(e, entity)]
    return found or [e for base in instance.bases for e in _same(base, entity)]


def _alike(one: FunctionEntity, other: FunctionEntity) -> bool:
    a, b = function_declarator(one.declarator), function_declarator(other.declarator)
    if a is None or b is None or len(a.params) != len(b.params):
        return False
    return ("const" in a.cv) == ("const" in b.cv)


def kind_of(body: Body, expr: c.CExpr, instance: ClassInstance) -> c.CExpr:
    """The place in an object that holds the number of its class."""
    from .program import base_field

    while not any(f.name == KIND for f in instance.fields):
        instance = instance.bases[0]
        expr = c.Member(expr, base_field(0), body.program.record(instance))
    return c.Member(expr, KIND, c.ULONG)


def set_kind(body: Body, expr: c.CExpr, instance: ClassInstance) -> c.CExpr:
    """The assignment that makes an object one of a class."""
    number = int_literal(body.program.virtuals.number(instance), c.ULONG)
    return c.Assign("=", kind_of(body, expr, instance), number, c.ULONG)


def as_kind(body: Body, value: c.CExpr, instance: ClassInstance, at: n.Node | None) -> c.CExpr:
    """A new object of a class with virtual functions, from a value whose number may be another's."""
    if not instance.polymorphic or body.unevaluated:
        return value
    place = body.temporary(ty.ClassT(instance), at, "object")
    use = c.Var(place, place.type)
    stored = c.Assign("=", use, value, place.type)
    return c.Comma(stored, c.Comma(set_kind(body, use, instance), use, place.type), place.type)


class Virtuals:
    """The classes with virtual functions of which device code makes objects, numbered from 1, and the functions that
    choose among their methods."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.numbers: dict[ClassInstance, int] = {}
        self.choosers: dict[FunctionInstance, tuple[str, n.Node | None]] = {}
        self.destroyers: dict[ClassInstance, tuple[str, n.Node | None]] = {}

    def number(self, instance: ClassInstance) -> int:
        return self.numbers.setdefault(instance, len(self.numbers) + 1)

    def chooser(self, instance: FunctionInstance, at: n.Node | None) -> str:
        """The name of the function that calls a virtual method."""
        if instance not in self.choosers:
            self.choosers[instance] = (self.program.sem.unique(f"{instance.name}_virtual"), at)
        return self.choosers[instance][0]

    def destroyer(self, instance: ClassInstance, at: n.Node | None) -> str:
        """The name of the function that destroys an object of a class or of one derived from it."""
        if instance not in self.destroyers:
            self.destroyers[instance] = (self.program.sem.unique(f"{instance.record}_destroy_virtual"), at)
        return self.destroyers[instance][0]

    def finish(self) -> None:
        """Make the choosing functions. Methods that are found on the way may make objects of further classes."""
        done: dict[FunctionInstance, tuple[tuple[ClassInstance, FunctionInstance], ...]] = {}
        ends: dict[ClassInstance, tuple[tuple[ClassInstance, str], ...]] = {}
        while True:
            found = {i: self._destroyers(i, at) for i, (_, at) in list(self.destroyers.items())}
            wanted = {i: self._targets(i, at) for i, (_, at) in list(self.choosers.items())}
            if (wanted, found) == (done, ends):
                break
            done, ends = wanted, found
        for owner, functions in ends.items():
            self._finish_destroyer(owner, functions)
        for instance, targets in done.items():
            name, at = self.choosers[instance]
            if not targets:
                what = f"a call of the virtual function `{instance.entity.name}`, of which no object is made here,"
                why = "make the objects in device code of the same file"
                self.program.functions[name] = refused(self.program, self._made(name, instance, (), at), at, what, why)
                continue
            self.program.functions[name] = self._made(name, instance, targets, at)

    def _destroyers(self, owner: ClassInstance, at: n.Node | None) -> tuple[tuple[ClassInstance, str], ...]:
        from .destruction import destroyer

        made = [instance for instance in self.numbers if instance is owner or instance.derives_from(owner)]
        return tuple((instance, destroyer(self.program, instance, at)) for instance in made)

    def _finish_destroyer(self, owner: ClassInstance, functions: Sequence[tuple[ClassInstance, str]]) -> None:
        from .body import Body

        program = self.program
        name, at = self.destroyers[owner]
        record = program.record(owner, at)
        this = c.CVar("self", c.Pointer(record), "param")
        kind = kind_of(Body(program, program.sem.root), c.Unary("*", c.Var(this, this.type), record), owner)
        lines: list[c.CStmt] = []
        for made, function in functions:
            as_made = c.Cast(c.Var(this, this.type), c.Pointer(program.record(made, at)))
            called = c.Call(function, (as_made,), c.VOID)
            lines += [c.CaseLabel(int_literal(self.numbers[made], c.ULONG)), c.ExprStmt(called), c.Return()]
        body = c.Block((c.Switch(kind, c.Block(tuple(lines))),) if lines else ())
        function_made = c.CFunction(name, c.VOID, (this,), body)
        if not lines:
            what = f"a call of the virtual destructor of `{owner.spelling()}`, of which no object is made here,"
            why = "make the objects in device code of the same file"
            function_made = refused(program, function_made, at, what, why)
        program.functions[name] = function_made

    def _targets(
        self, instance: FunctionInstance, at: n.Node | None
    ) -> tuple[tuple[ClassInstance, FunctionInstance], ...]:
        owner = instance.entity.owner
        found: list[tuple[ClassInstance, FunctionInstance]] = []
        for made in list(self.numbers):
            if made is not owner and (owner is None or not made.derives_from(owner)):
                continue
            for entity in _same(made, instance.entity):
                target = self.program.instance(entity)
                if target.params == instance.params and entity.definition is not None:
                    self.program.lower_alone(target, at)
                    found.append((made, target))
                    break
        return tuple(found)

    def _made(
        self, name: str, instance: FunctionInstance, targets: Sequence[tuple[ClassInstance, FunctionInstance]],
        at: n.Node | None,
    ) -> c.CFunction:  # fmt: skip
        from .body import Body
        from .calls import as_owner

        program = self.program
        body = Body(program, program.sem.root)
        owner = instance.entity.owner
        assert owner is not None
        function = function_declarator(instance.entity.declarator)
        const = function is not None and "const" in function.cv
        self_type = program.ctype(ty.Ptr(ty.qualified(ty.ClassT(owner), const=const)), at)
        this = c.CVar("self", self_type, "param")
        params = tuple(c.CVar(f"a{i}", program.ctype(p, at), "param") for i, p in enumerate(instance.params))
        result = program.ctype(instance.result, at)
        lines: list[c.CStmt] = []
        for made, target in targets:
            kept = ty.qualified(ty.ClassT(made), const=const)
            as_made = c.Cast(c.Var(this, self_type), program.ctype(ty.Ptr(kept), at))
            here = Value(deref(as_made, program.record(made, at)), kept, True)
            method_of = target.method_of
            assert method_of is not None
            object_ = as_owner(body, here, method_of).expr
            pointer = program.ctype(ty.Ptr(ty.qualified(ty.ClassT(method_of), const=const)), at)
            called = c.Call(target.name, (address(object_, pointer), *(c.Var(p, p.type) for p in params)), result)
            last = (made, target) == targets[-1]
            lines.append(c.CaseLabel(None if last else int_literal(self.numbers[made], c.ULONG)))
            lines += [c.ExprStmt(called), c.Return()] if result == c.VOID else [c.Return(called)]
        record = program.record(owner, at)
        kind = kind_of(body, c.Unary("*", c.Var(this, self_type), record), owner)
        return c.CFunction(name, result, (this, *params), c.Block((c.Switch(kind, c.Block(tuple(lines))),)))
