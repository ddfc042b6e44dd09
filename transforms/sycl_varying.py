"""Which names of a device function differ between the threads of a block, as far as raw tokens tell: what is made of
``threadIdx``, of what a thread gets from an atomic operation, and what changes where threads part. What neither this
nor ``sycl_uniform`` knows may be either."""

from __future__ import annotations

from ..parser.tokens import ID
from .host_scan import parameters
from .sycl_program import ASSIGN, Program, call_bracket
from .sycl_statements import Statement
from .sycl_uniform import Uniform

_RANKS = frozenset({"threadIdx", "thread_rank", "thread_index", "meta_group_rank"})


def settle_varying(program: Program, known: dict[int, Uniform]) -> None:
    """Find the parameters of device functions that some call gives what differs. ``known`` has what is uniform in each
    function, by its ``id``."""
    changed = True
    while changed:
        changed = False
        for uniform in known.values():
            varying = Varying(program, uniform)
            for key, numbers in uniform.calls(varying.value):
                more = program.varying.get(key, frozenset()) | numbers
                changed = changed or more != program.varying.get(key, frozenset())
                program.varying[key] = more


class Varying:
    """The varying names of one function."""

    def __init__(self, program: Program, uniform: Uniform) -> None:
        self.program, self.uniform, self.function = program, uniform, uniform.function
        self.tokens, self.texts = uniform.tokens, uniform.texts
        self.names: set[str] = set()
        self._find()

    def value(self, first: int, stop: int) -> bool:
        """Whether an expression differs between threads."""
        index = first
        while index < stop:
            if self.tokens.kinds[index] == ID and self._meets(index):
                index = self.tokens.mates[index + 1]  # what threads agree on together
            elif self._is_varying(index):
                return True
            index += 1
        return False

    def _meets(self, index: int) -> bool:
        row = self.program.tables.get(self.texts[index])
        return row is not None and row.kind == "barrier" and self.texts[index + 1] == "("

    def _is_varying(self, index: int) -> bool:
        text = self.texts[index]
        if self.tokens.kinds[index] != ID:
            return False
        if text in _RANKS or (text in self.names and self.texts[index - 1] not in (".", "->", "::")):
            return True
        if text in self.program.bodies:
            return "threadIdx" in self.program.reached(text)
        if call_bracket(self.tokens, index) < 0:
            return False
        row = self.program.tables.get(text)
        if row is not None and row.kind == "atomic" and text not in self.program.own:
            return True
        return any("threadIdx" in f.names and not self.program.has_barrier(f) for f in self.program.named(text))

    def _find(self) -> None:
        program, declared = self.program, self.function.declared
        numbers = program.varying.get(program.key(self.function), frozenset())
        for number, p in enumerate(parameters(self.tokens, declared.bracket)):
            if p.name >= 0 and number in numbers:
                self.names.add(self.texts[p.name])
        first, stop = declared.body + 1, self.tokens.mates[declared.body]
        shared = self._shared(first, stop)
        body = self.uniform.statements
        while True:
            before = len(self.names)
            for statement in body:
                self._spread(statement, False, shared)
            if len(self.names) == before:
                return

    def _shared(self, first: int, stop: int) -> set[str]:
        """The names of shared variables: what one thread writes there, all read."""
        found = {v.name for v in self.program.variables.values()}
        for index in range(first, stop):
            if self.texts[index] == "__shared__":
                end = index
                while end < stop and self.texts[end] != ";":
                    found.add(self.texts[end])
                    end += 1
        return found

    def _spread(self, statement: Statement, parted: bool, shared: set[str]) -> None:
        """Note what a statement changes. ``parted``: not all threads come here."""
        inside = parted
        if statement.parts and statement.head != (0, 0):
            inside = parted or self.value(*statement.head)
            self._assignments(*statement.head, inside, shared)
        for part in statement.parts:
            self._spread(part, inside, shared)
        if not statement.parts:
            self._assignments(statement.first, statement.stop, parted, shared)

    def _assignments(self, first: int, stop: int, parted: bool, shared: set[str]) -> None:
        for index in range(first, stop):
            text = self.texts[index]
            if text in ("++", "--"):
                if parted:
                    target = index + 1 if self.tokens.kinds[index + 1] == ID else index - 1
                    self._note(target, shared)
            elif text in ASSIGN:
                end = index + 1
                while end < stop and self.texts[end] not in (";", ","):
                    end = max(self.tokens.mates[end], end) + 1
                if parted or self.value(index + 1, min(end, stop)):
                    self._note(index - 1, shared)
            elif self._makes(index) and self.value(index, self.tokens.mates[index]):
                self._note(index - 1, shared)

    def _makes(self, index: int) -> bool:
        """``T x(…)``, ``T x{…}``"""
        return self.texts[index] in ("(", "{") and self.uniform.is_declared(index - 1)

    def _note(self, index: int, shared: set[str]) -> None:
        """The variable of an assignment: ``x``, ``x.part``; ``x[i]`` of an array of the thread's own."""
        element = False
        while self.texts[index] == "]" and self.tokens.mates[index] >= 0:
            index, element = self.tokens.mates[index] - 1, True
        while self.texts[index - 1] == ".":
            index -= 2
            while self.texts[index] == "]" and self.tokens.mates[index] >= 0:
                index, element = self.tokens.mates[index] - 1, True
        name = self.texts[index]
        if self.tokens.kinds[index] != ID or name in shared or self.texts[index - 1] in ("->", "*"):
            return
        if not element or self._is_own_array(name):
            self.names.add(name)

    def _is_own_array(self, name: str) -> bool:
        declared = self.function.declared
        return any(
            self.texts[i] == name and self.texts[i + 1] == "[" and self.uniform.is_declared(i)
            for i in range(declared.body, self.tokens.mates[declared.body])
        )
