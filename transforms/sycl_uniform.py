"""Which expressions of a device function have the same value for all threads of a block, as far as raw tokens tell:
those made of constants, of a kernel's parameters and of what is computed from such, and read from constant memory
there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from ..parser.tokens import ID, NUMBER
from .hip_names import arguments
from .host_scan import parameters
from .sycl_program import ASSIGN, Function, Key, Program, call_bracket
from .sycl_statements import Statement, read_statements
from .sycl_types import Names, arithmetic, declared_names

PURE = frozenset({"min", "max", "sizeof", "static_cast"})
_UNIFORM = frozenset({"blockIdx", "blockDim", "gridDim", "true", "false", "nullptr", "sizeof", "warpSize"})
_TYPE_WORDS = frozenset({
    "const", "constexpr", "unsigned", "signed", "int", "long", "short", "char", "bool", "float", "double",
})  # fmt: skip
_WORDS = _TYPE_WORDS | {"x", "y", "z"}
_AFTER_NAME = frozenset({"=", ";", ",", "[", ")", ":", "{", "("})
_BEFORE_TYPE = frozenset({";", "{", "}", "(", "const", ",", ")", "::"})
_OPERAND = frozenset({"(", ",", "=", "&&", "||", "!", "*", "?", ":", "{", ";", "return"})


def names_of(function: Function, names: Names) -> Names:
    """What is known of types in a function."""
    tokens, declared = function.region.tokens, function.declared
    first = declared.heads[0][0] if declared.heads else declared.bracket
    stop = tokens.mates[declared.body] if declared.body >= 0 else tokens.mates[declared.bracket]
    return names.inside(declared_names(tokens, first, stop, names.tables))


def settle_uniform(program: Program, names: Names) -> None:
    """Find the parameters of device functions that all calls give values which are the same for a whole block."""
    device = [f for f in program.functions if not f.kernel]
    for f in device:
        numbers = frozenset(range(len(parameters(f.region.tokens, f.declared.bracket))))
        program.uniform[program.key(f)] = numbers | program.uniform.get(program.key(f), frozenset())
    callers = [f for f in program.functions if f.declared.body >= 0 and f.calls & {d.name for d in device}]
    known = {id(f): names_of(f, names) for f in callers}
    changed = True
    while changed:
        changed = False
        for caller in callers:
            uniform = Uniform(program, caller, known[id(caller)])
            for key, numbers in uniform.calls(uniform.value):
                less = program.uniform[key] & numbers
                changed = changed or less != program.uniform[key]
                program.uniform[key] = less


class Uniform:
    """The uniform names of one function."""

    def __init__(self, program: Program, function: Function, names: Names) -> None:
        self.program, self.function, self.known = program, function, names
        self.tokens = function.region.tokens
        self.texts = self.tokens.texts
        self.memory: set[str] = set()  # pointers to what nobody changes here, which are the same for all threads
        self.names = frozenset(self._find())

    @cached_property
    def statements(self) -> list[Statement]:
        """The statements of the function's body."""
        body = self.function.declared.body
        return read_statements(self.tokens, body + 1, self.tokens.mates[body])

    def head(self, first: int, stop: int) -> bool:
        """Whether a condition, or the head of a loop with the variables that it declares, is uniform."""
        own: set[str] = set()
        for index in range(first, stop):
            if self.is_declared(index) and not self._changed_inside(self.texts[index], stop):
                own.add(self.texts[index])
        return self._uniform(first, stop, set(self.names) | own)

    def value(self, first: int, stop: int) -> bool:
        """Whether an expression is uniform."""
        return self._uniform(first, stop, set(self.names))

    def _changed_inside(self, name: str, head_stop: int) -> bool:
        """Whether a loop's body changes the loop's variable."""
        close = head_stop
        body = close + 1
        end = self.tokens.mates[body] if self.texts[body] == "{" else body
        while self.texts[body] != "{" and end < len(self.tokens) and self.texts[end] != ";":
            end += 1
        return any(
            self.texts[i] == name and (self.texts[i + 1] in ASSIGN or self.texts[i - 1] in ("++", "--", "&"))
            for i in range(body, end)
        )

    def is_declared(self, index: int) -> bool:
        """Whether a name follows its type."""
        if self.tokens.kinds[index] != ID or index == 0 or self.texts[index + 1] not in _AFTER_NAME:
            return False
        if self.texts[index] in _TYPE_WORDS:  # the end of `unsigned char` is no name
            return False
        before = index - 1
        while self.texts[before] in ("*", "&", "const", "__restrict__"):
            before -= 1
        if self.texts[before] == ",":  # a further declarator
            at = before
            while at > 0 and self.texts[at] not in (";", "{", "}", "(", ")"):
                at -= 1
            word = self.texts[at + 1]
            return arithmetic([word], self.known.tables) is not None or word in ("const", "auto")
        if self.tokens.kinds[before] != ID or self.texts[before] in ("return", "else", "case", "goto", "new", "delete"):
            typed = self.texts[before] == ">" and self.tokens.kinds[index - 1] != ID and before == index - 1
            return typed and self.texts[index + 1] in ("=", ";", ",") and self._is_template_type(before)
        while self.texts[before] in _TYPE_WORDS and self.texts[before - 1] in _TYPE_WORDS:
            before -= 1
        plain = self.tokens.kinds[index - 1] == ID
        return plain or self.texts[before] in _TYPE_WORDS or self.texts[before - 1] in _BEFORE_TYPE

    def _is_template_type(self, close: int) -> bool:
        """``Pair<T> name``: a statement begins with the type."""
        at = close
        while at > 0 and self.texts[at - 1] not in (";", "{", "}", "("):
            at -= 1
        return self.tokens.kinds[at] == ID and "=" not in self.texts[at:close]

    def calls(self, value: Callable[[int, int], bool]) -> Iterator[tuple[Key, frozenset[int]]]:
        """The device functions that this one calls, through macros too, with the numbers of the arguments that have a
        ``value`` asked for; in macros none has."""
        tokens, declared = self.tokens, self.function.declared
        for index in range(declared.body, tokens.mates[declared.body]):
            bracket = call_bracket(tokens, index)
            if bracket < 0:
                continue
            given = arguments(tokens, bracket)
            numbers = frozenset(n for n, (first, stop) in enumerate(given) if value(first, stop))
            for called in self.program.named(self.texts[index]):
                yield self.program.key(called), numbers
        for name in self.function.names & self.program.bodies.keys():
            for other in self.program.bodies[name]:
                for called in self.program.named(other):
                    yield self.program.key(called), frozenset()

    def _find(self) -> set[str]:
        tokens, declared = self.tokens, self.function.declared
        changed = self._changed()
        found: set[str] = set()
        same = self.program.uniform.get(self.program.key(self.function), frozenset())
        for number, p in enumerate(parameters(tokens, declared.bracket)):
            if p.name < 0 or self.texts[p.name] in changed or not (self.function.kernel or number in same):
                continue
            words = self.texts[p.first : p.name]
            if "*" not in words and "[" not in self.texts[p.first : p.stop] and "&" not in words:
                found.add(self.texts[p.name])
            elif words.count("*") == 1 and "const" in words[: words.index("*")]:
                self.memory.add(self.texts[p.name])
        before = -1
        while before != len(found):
            before = len(found)
            self._find_declared(found, changed)
            self._find_counters(found)
        return found

    def _find_declared(self, found: set[str], changed: set[str]) -> None:
        """Add the variables that are declared with a uniform value and keep it."""
        stop = self.tokens.mates[self.function.declared.body]
        for index in range(self.function.declared.body, stop):
            if self.texts[index + 1] == "=" and self.is_declared(index) and self.texts[index - 1] not in ("*", "&"):
                end = index + 2
                while end < stop and self.texts[end] not in (",", ";"):
                    end = max(self.tokens.mates[end], end) + 1
                name = self.texts[index]
                if name not in changed and self._declarations(name) == 1 and self._uniform(index + 2, end, found):
                    found.add(name)

    def _find_counters(self, found: set[str]) -> None:
        """Add the variables that nothing but the heads of uniform loops declares and changes."""
        body = self.function.declared.body
        good: dict[str, int] = {}
        for index in range(body, self.tokens.mates[body]):
            if self.texts[index] != "for" or self.texts[index + 1] != "(" or self.tokens.mates[index + 1] < 0:
                continue
            first, stop = index + 2, self.tokens.mates[index + 1]
            names = {self.texts[i] for i in range(first, stop) if self.is_declared(i)}
            for name in names:
                if not self._changed_inside(name, stop) and self._uniform(first, stop, found | names):
                    good[name] = good.get(name, 0) + 1
        found.update(name for name, number in good.items() if number == self._declarations(name))

    def _changed(self) -> set[str]:
        """The variables that the function may change after their declaration, by name or through a reference."""
        texts, kinds, body = self.texts, self.tokens.kinds, self.function.declared.body
        changed: set[str] = set()
        for index in range(body, self.tokens.mates[body]):
            if texts[index] in ASSIGN and not self.is_declared(index - 1):
                changed.add(texts[self._root(index - 1)])
            if kinds[index] != ID:
                continue
            if self._is_address_or_step(index) or self._is_bound(index):
                changed.add(texts[index])
            bracket = call_bracket(self.tokens, index)
            if bracket >= 0 and texts[index - 1] == ".":  # a method
                changed.add(texts[self._root(index)])
            if bracket >= 0:
                changed.update(self._given_by_reference(index, bracket))
        return changed

    def _root(self, index: int) -> int:
        """The first name of ``a.b[i].c``, whose last token is given."""
        while index > 0:
            if self.texts[index] == "]" and self.tokens.mates[index] >= 0:
                index = self.tokens.mates[index] - 1
            elif self.texts[index - 1] == ".":
                index -= 2
            else:
                break
        return index

    def _is_bound(self, index: int) -> bool:
        """Whether a reference is declared with this variable."""
        texts = self.texts
        if texts[index - 1] not in ("=", "(", "{") or texts[index + 1] not in (";", ",", ")", "}"):
            return False
        return texts[index - 3] in ("&", "&&") and self.is_declared(index - 2)

    def _given_by_reference(self, index: int, bracket: int) -> Iterator[str]:
        """The variables that a call may change: what it is given for references, or by a macro that assigns."""
        given = arguments(self.tokens, bracket)
        called = self.program.named(self.texts[index])
        if self.is_declared(index) and not called:  # an object and what its constructor is given
            called = self.program.named(self.texts[index - 1])
        for function in called:
            for parameter, (first, stop) in zip(
                parameters(function.region.tokens, function.declared.bracket), given, strict=False
            ):
                words = function.region.tokens.texts[parameter.first : parameter.stop]
                if ("&" in words or "&&" in words) and "const" not in words and stop - first == 1:
                    yield self.texts[first]
        if self.texts[index] in self.program.changing_macros:
            yield from (self.texts[first] for first, stop in given if stop - first == 1)

    def _is_address_or_step(self, index: int) -> bool:
        before = self.texts[index - 1]
        if before in ("++", "--"):
            return True
        return before == "&" and (self.texts[index - 2] in _OPERAND or self.texts[index - 2] in ASSIGN)

    def _declarations(self, name: str) -> int:
        declared = self.function.declared
        stop = self.tokens.mates[declared.body]
        return sum(self.texts[i] == name and self.is_declared(i) for i in range(declared.bracket, stop))

    def _uniform(self, first: int, stop: int, names: set[str]) -> bool:
        for index in range(first, stop):
            text, kind = self.texts[index], self.tokens.kinds[index]
            if text == "[" and self.texts[index - 1] not in self.memory:
                return False
            if text == "->" or (text == "*" and self.texts[index - 1] in _OPERAND):
                return False
            if (
                kind != ID
                or text in names | _UNIFORM | _WORDS
                or (text in self.memory and self.texts[index + 1] == "[")
            ):
                continue
            body = self.known.macros.get(text)
            number = body is not None and len(body) == 1 and body.kinds[0] == NUMBER
            shadowed = text in self.known.variables and self._declarations(text) > 0
            if number or text in PURE or (text in self.program.constants and not shadowed):
                continue
            if arithmetic([text], self.known.tables) is None:
                return False
        return True
