"""Device functions that are printed from their trees and read again: the trees must be the same but for places, and the
tokens the same but for their order and for those that say nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from unwarp import targets
from unwarp.emitters.cuda import Printer, print_unit
from unwarp.parser import nodes
from unwarp.parser.diagnostics import Sink
from unwarp.parser.semantics.prelude import prelude
from unwarp.parser.source import Source
from unwarp.parser.tokens import tokenize
from unwarp.parser.unit import Unit, parse_unit
from unwarp.parser.words import ALTERNATIVE

# Tokens that a tree need not count: brackets and separators follow from its shape; the rest can be written or not.
_SILENT = frozenset(("(", ")", "[", "]", ",", ";", "template", "typename", "class", "struct", "void", "__attribute__"))


@dataclass
class Trip:
    """How many functions went there and back, and those that changed on the way, with what changed."""

    functions: int = 0
    changed: list[str] = field(default_factory=list)

    def __add__(self, other: Trip) -> Trip:
        return Trip(self.functions + other.functions, [*dict.fromkeys([*self.changed, *other.changed])])


def round_trip(unit: Unit) -> Trip:
    """Print a unit and read it again."""
    text = print_unit(unit)
    again = parse_unit(Source(unit.source.path, text), sink=Sink(), prelude=prelude(), headers=targets.read_headers())
    functions = list(_device_functions(unit))
    return Trip(len(functions), [*_other_trees(unit, functions, again), *_other_tokens(unit, functions)])


def _device_functions(unit: Unit) -> Iterator[nodes.Function | nodes.Lambda]:
    """A unit's own functions and lambdas that may run on the device, in order."""
    for node in chain.from_iterable(nodes.walk(item) for item in unit.items if not unit.is_prelude(item)):
        if isinstance(node, nodes.Function | nodes.Lambda):
            words = node.specs.qualifiers if isinstance(node, nodes.Function) else node.qualifiers
            if "__device__" in words or "__global__" in words:
                yield node


def _other_trees(unit: Unit, functions: Sequence[nodes.Node], again: Unit) -> list[str]:
    pictures = Counter(nodes.dump(function) for function in _device_functions(again))
    found = []
    for function in functions:
        picture = nodes.dump(function)
        if pictures[picture]:
            pictures[picture] -= 1
        else:
            left = [other for other, count in pictures.items() if count]
            found.append(f"{unit.span(function)}: {_difference(picture, left)}")
    return found


def _difference(picture: str, others: Sequence[str]) -> str:
    """Where a picture parts from the one that is like it for longest."""
    best, shown = -1, "it is not there"
    for other in others:
        at = next((i for i, (a, b) in enumerate(zip(picture, other, strict=False)) if a != b), len(picture))
        if at > best:
            start = max(0, at - 60)
            best, shown = at, f"{picture[start : at + 60]} | {other[start : at + 60]}"
    return shown


def _other_tokens(unit: Unit, functions: Sequence[nodes.Node]) -> list[str]:
    printer = Printer(unit.tokens)
    found = []
    for function in functions:
        read = _counted(unit.tokens.texts[function.first : function.last + 1])
        printed = _counted(tokenize(Source("", printer.text(function))).texts)
        if read != printed:
            lost, new = (" ".join(sorted(tokens.elements())) for tokens in (read - printed, printed - read))
            found.append(f"{unit.span(function)}: without {lost or 'nothing'}, with {new or 'nothing'}")
    return found


def _counted(tokens: Sequence[str]) -> Counter[str]:
    """Tokens and how often each is there; ``::`` are two colons; those before ``)`` begin empty lists of ``asm``."""
    plain = [*chain.from_iterable((":", ":") if t == "::" else (ALTERNATIVE.get(t, t),) for t in tokens)]
    said = Counter[str]()
    for index, token in enumerate(plain):
        if token not in _SILENT and not (token == ":" and _closes(plain, index)):
            said[token] += 1
    return said


def _closes(tokens: Sequence[str], index: int) -> bool:
    return next((t for t in tokens[index:] if t != ":"), "") == ")"
