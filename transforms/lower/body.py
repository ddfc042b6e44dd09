"""The state of lowering one function body: its scope, names in use, declarations that wait for their statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser.semantics import types as ty
from ...parser.semantics.classes import ClassInstance
from ...parser.semantics.model import identifier
from ...parser.semantics.scope import FunctionEntity, Scope, Variable
from .program import FunctionInstance, Program
from .values import Value

if TYPE_CHECKING:
    from .destruction import Ending


@dataclass(eq=False)
class Body:
    """One function body. ``evaluating`` replaces constants by their values; ``unevaluated`` only wants types: nothing
    that is called needs to be lowered."""

    program: Program
    scope: Scope
    instance: FunctionInstance | None = None
    evaluating: bool = False
    unevaluated: bool = False
    this: Value | None = None
    returns: ty.Type | None = None  # None until an `auto` function has returned
    names: set[str] = field(default_factory=set)
    pending: list[c.CStmt] = field(default_factory=list)
    packs: dict[str, tuple[Variable, ...]] = field(default_factory=dict)
    labelled: bool = False  # there are labels or jumps to them
    owned: ClassInstance | None = None  # the class of which an object is being made that somebody will destroy
    endings: list[Ending] = field(default_factory=list)  # what is to be destroyed, and the loops around it
    declaring: bool = False  # a declaration that stands directly in a block
    jumps: dict[str, n.Goto] = field(default_factory=dict)  # the first jump to each label

    def unique(self, name: str) -> str:
        """A name for a variable that is unique in the function."""
        base = identifier(name)
        if base in self.program.reserved:
            base += "_v"
        made, count = base, 1
        while made in self.names:
            count += 1
            made = f"{base}_{count}"
        self.names.add(made)
        return made

    def temporary(self, t: ty.Type, at: n.Node | None = None, name: str = "tmp") -> c.CVar:
        """A new variable, declared before the statement that is being lowered."""
        var = c.CVar(self.unique(name), self.program.ctype(ty.unqualified(t), at))
        self.pending.append(c.Declare(var))
        return var

    @contextmanager
    def nested(self) -> Iterator[Scope]:
        """A block scope."""
        outer = self.scope
        self.scope = Scope(outer, "block", outer.qualified)
        try:
            yield self.scope
        finally:
            self.scope = outer

    def flush(self) -> list[c.CStmt]:
        """The declarations that wait."""
        out, self.pending = self.pending, []
        return out

    def local(self, name: str) -> Variable | None:
        """The variable a name stands for, if it is one."""
        for entity in self.scope.lookup(name):
            if isinstance(entity, Variable):
                return entity
        return None

    def call_target(self, instance: FunctionInstance, at: n.Node | None) -> None:
        """Make sure that a called function exists in the unit."""
        if not self.unevaluated:
            self.program.lower(instance, at)


def is_member(entity: FunctionEntity) -> bool:
    """Whether a function is called on an object."""
    return entity.owner is not None and not entity.static
