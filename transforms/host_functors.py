"""Device code that host code calls: where the functions of Thrust and CUB run in host code, the functors and lambdas
that they are given do so too, with the device functions that those call. Owns which functions of the device stay in a
host file, and the reports of what cannot run there. Works on raw tokens and by names: overloads stay or go together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from ..parser import rules
from ..parser.source import Source, Span
from ..parser.tokens import ID, Directive, RawTokens, macro_body
from .hip_names import Reporter
from .host_scan import PLACES, Declared, declarations, runs_functors
from .host_scope import braces_around, opens_class
from .tables import FUNCTION_KINDS, Tables

_NEVER = frozenset({"index", "barrier", "fence", "warp", "texture", "time"})  # kinds of names that no host code has
_SHADOWED = frozenset({"__device__", "__constant__"})
_CONSTANT = frozenset({"const", "constexpr"})
WHY = "the functions of Thrust and CUB run in host code here, and so does what they call; write a kernel for it"


@dataclass(frozen=True)
class _Function:
    """A function of the device or of both sides that has a body."""

    tokens: RawTokens
    declared: Declared
    name: str
    class_name: str  # of the class around it or before its name; empty for none
    names: frozenset[str]  # what it names, from its head to the end of its body


@dataclass(frozen=True)
class Functors:
    """What a translation unit with Thrust or CUB has for it: the device functions that stay (by file and first
    character), the names of all that are reached, and what cannot run where host code calls it: the places of names."""

    kept: frozenset[tuple[Source, int]] = frozenset()
    reached: frozenset[str] = frozenset()
    blocked: tuple[Span, ...] = ()


def survey_functors(
    files: Sequence[RawTokens],
    macros: Mapping[str, frozenset[str]],
    own: Set[str],
    host_names: Set[str],
    tables: Tables,
    offered: Set[str],
) -> Functors:
    """Look through the files of a unit. ``host_names`` are the names in its host code, ``offered`` those that host
    compilers find in our headers."""
    if not any(runs_functors(tokens, tables) for tokens in files):
        return Functors()
    functions = [function for tokens in files for function in _functions(tokens, macros)]
    bodies = _macro_bodies(files)
    unit = _Unit(functions, bodies, _shadows(files, macros), own, tables, offered)
    calls = unit.reach(set(host_names), functions)
    kept = frozenset(
        (f.tokens.source, f.tokens.starts[f.declared.start])
        for f in functions
        if f.declared.device_only and (f.name in calls or f.name.startswith("operator")) and not unit.blocks(f)
    )
    roots = [f for f in functions if f.name == "operator()" and _used(f, files, macros)]
    called = unit.reach({name for f in roots for name in f.names}, [])
    blocked = [
        span
        for f in functions
        if f in roots or (f.name in called and f.name != "operator()")
        for span in unit.blocks(f)
    ]
    blocked += [span for tokens in files for span in unit.blocked_lambdas(tokens, macros)]
    return Functors(kept, frozenset(calls), tuple(dict.fromkeys(blocked)))


def report_functors(functors: Functors, target: str, report: Reporter) -> None:
    """Report what functors and lambdas for Thrust and CUB have that host code cannot run."""
    for span in functors.blocked:
        name = span.source.text[span.start : span.end]
        what = f"`{name}` in a function that Thrust or CUB calls"
        report(rules.UNSUPPORTED_CONSTRUCT, span, what=what, target=target, why=WHY)


@dataclass(frozen=True)
class _Unit:
    """What decides about the functions of a unit."""

    functions: Sequence[_Function]
    macros: Mapping[str, frozenset[str]]  # the names in the program's macros
    shadows: frozenset[str]  # device variables, whose values host code does not see
    own: Set[str]
    tables: Tables
    offered: Set[str]

    def reach(self, names: set[str], always: Sequence[_Function]) -> set[str]:
        """All names that some names lead to, through functions and macros; operators of classes are reached always."""
        by_name: dict[str, list[_Function]] = {}
        for function in self.functions:
            by_name.setdefault(function.name, []).append(function)
        stack = [*names, *(name for f in always if f.name.startswith("operator") for name in f.names)]
        found: set[str] = set()
        while stack:
            name = stack.pop()
            if name not in found:
                found.add(name)
                stack += self.macros.get(name, ())
                stack += [n for function in by_name.get(name, ()) for n in function.names]
        return found

    def blocks(self, function: _Function) -> list[Span]:
        """The places in a function that keep it from running in host code. One for both sides may keep them to the
        device itself; what is for the device alone may not ask for it."""
        found = self.blocked_range(function.tokens, function.declared.bracket, function.declared.stop)
        parts = list(_device_parts(function))
        if function.declared.device_only:
            return [*found, *(span for span, _ in parts)]
        return [span for span in found if not any(span.start in part for _, part in parts)]

    def blocked_range(self, tokens: RawTokens, first: int, stop: int) -> list[Span]:
        found: list[Span] = []
        for index in range(first, stop):
            if self._is_blocked(tokens, index):
                found.append(Span(tokens.source, tokens.starts[index], tokens.end(index)))
        return found

    def _is_blocked(self, tokens: RawTokens, index: int) -> bool:
        text = tokens.texts[index]
        if text == "<<<":
            return True
        before = tokens.texts[index - 1] if index else ""
        if tokens.kinds[index] != ID or before in (".", "->"):
            return False
        if before == "::" and index > 1 and tokens.kinds[index - 2] == ID:
            return False
        if text in ("__shared__", "asm", "__asm__") or text in self.shadows:
            return True
        row = self.tables.get(text) if text not in self.own else None
        if row is None or row.kind not in _NEVER | FUNCTION_KINDS:
            return False
        called = index + 1 < len(tokens) and tokens.texts[index + 1] == "("
        if row.kind in _NEVER:
            return called or row.kind == "index"
        return called and text not in self.offered

    def blocked_lambdas(self, tokens: RawTokens, macros: Mapping[str, frozenset[str]]) -> Iterator[Span]:
        """What lambdas for the device have in host code that cannot run there."""
        for first, stop in _lambdas(tokens, macros):
            yield from self.blocked_range(tokens, first, stop)


def _functions(tokens: RawTokens, macros: Mapping[str, frozenset[str]]) -> Iterator[_Function]:
    """The functions with bodies that are no kernels."""
    for declared in declarations(tokens, macros):
        if declared.kind != "function" or declared.kernel or declared.body < 0:
            continue
        first, stop = declared.name
        words = tokens.texts[first:stop]
        if "operator" in words:
            at = words.index("operator")
            name = "".join(words[at:])
        else:
            at = len(words) - 1
            while at > 0 and words[at] != "::" and "<" in words[1:]:
                at -= 1
            at += words[at] == "::"
            name = words[at] if words else ""
        around = words[at - 2] if at >= 2 and words[at - 1] == "::" else _class_around(tokens, declared.start)
        names = frozenset(
            tokens.texts[i] for i in range(declared.bracket, declared.stop) if tokens.kinds[i] == ID
        )  # fmt: skip
        yield _Function(tokens, declared, name, around, names)


def _device_parts(function: _Function) -> Iterator[tuple[Span, range]]:
    """The conditionals in a function that ask whether the device's code is made: where they stand, and what they leave
    to the device."""
    tokens, opened = function.tokens, list[tuple[Directive, bool | None]]()  # None: it asks for something else
    start, end = tokens.starts[function.declared.start], tokens.end(function.declared.stop - 1)
    for directive in tokens.directives:
        if not start <= directive.start < end or not directive.name.startswith(("if", "el", "end")):
            continue
        for_device = None
        if not directive.name.startswith("if") and opened:
            before, for_device = opened.pop()
            if for_device:
                yield Span(tokens.source, before.start, before.end), range(before.end, directive.start)
        if "__CUDA_ARCH__" in directive.rest:
            for_device = directive.name != "ifndef" and not re.search(r"!\s*defined", directive.rest)
        elif for_device is not None:
            for_device = not for_device and directive.name == "else"
        if directive.name != "endif":
            opened.append((directive, for_device))


def _class_around(tokens: RawTokens, index: int) -> str:
    """The name of the class whose members a token stands among."""
    brace = next(braces_around(tokens, index), -1)
    if brace < 0 or not opens_class(tokens, brace):
        return ""
    at = brace
    while at > 0 and tokens.texts[at] not in ("struct", "class", "union"):
        at -= 1
    return tokens.texts[at + 1]


def _used(function: _Function, files: Sequence[RawTokens], macros: Mapping[str, frozenset[str]]) -> bool:
    """Whether host code names the class of a function, outside of the class itself."""
    for tokens in files:
        device = [(d.start, d.stop) for d in declarations(tokens, macros) if d.kernel or d.device_only]
        for index, text in enumerate(tokens.texts):
            if text != function.class_name or tokens.kinds[index] != ID:
                continue
            if any(first <= index < stop for first, stop in device) or tokens.texts[index - 1] in ("struct", "class"):
                continue
            braces = list(braces_around(tokens, index))
            if not any(opens_class(tokens, b) and _class_around(tokens, b + 1) == text for b in braces):
                return True
    return False


def _shadows(files: Sequence[RawTokens], macros: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The variables of the device at file scope, but for constants whose value is in the text."""
    found: set[str] = set()
    for tokens in files:
        for declared in declarations(tokens, macros):
            if declared.kind != "variable" or declared.scope != "namespace" or "__managed__" in declared.qualifiers:
                continue
            constant = declared.words & _CONSTANT and "=" in tokens.texts[declared.start : declared.stop]
            if declared.qualifiers & _SHADOWED and not constant:
                found.add(tokens.texts[declared.name[0]])
    return frozenset(found)


def _macro_bodies(files: Sequence[RawTokens]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for tokens in files:
        for directive in tokens.directives:
            if directive.name == "define":
                name, body = macro_body(tokens, directive)
                found.setdefault(name, set()).update(t for i, t in enumerate(body.texts) if body.kinds[i] == ID)
    return {name: frozenset(names) for name, names in found.items()}


def _lambdas(tokens: RawTokens, macros: Mapping[str, frozenset[str]]) -> Iterator[tuple[int, int]]:
    """The ranges of lambdas for the device: from their parameters to the end of their bodies."""
    index = 0
    while index < len(tokens):
        text = tokens.texts[index]
        place = {text} & PLACES or macros.get(text, frozenset())
        if "__device__" in place and index > 1 and tokens.texts[index - 1] == "]" and tokens.texts[index - 2] != "]":
            body = index
            while body < len(tokens) and tokens.texts[body] not in ("{", ";"):
                body = max(tokens.mates[body], body) + 1
            if body < len(tokens) and tokens.texts[body] == "{" and tokens.mates[body] > 0:
                yield index, tokens.mates[body]
                index = tokens.mates[body]
        index += 1
