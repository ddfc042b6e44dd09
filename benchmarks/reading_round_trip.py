"""Device functions that are printed from their trees and read again: the trees must be the same but for places, and the
tokens the same but for their order and for words that mean nothing (see `lost_tokens`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from unwarp import targets
from unwarp.emitters.cuda import Printer, print_unit
from unwarp.parser import nodes
from unwarp.parser.diagnostics import Sink
from unwarp.parser.semantics.prelude import prelude
from unwarp.parser.source import Source
from unwarp.parser.tokens import tokenize
from unwarp.parser.unit import Unit, parse_unit
from unwarp.parser.words import ALTERNATIVE, QUALIFIERS

# What a tree need not say: how attributes and literals' parts are written, what stands for the same after reading.
_NEUTRAL = frozenset(("template", "typename", "class", "struct", ",", ";", "__attribute__", "__attribute", "[", "]", "(", ")", "void"))


def device_functions(unit: Unit) -> list[nodes.Function | nodes.Lambda]:
    """A unit's own functions and lambdas that may run on the device, in order."""
    found = []
    for item in unit.items:
        if unit.is_prelude(item):
            continue
        for node in nodes.walk(item):
            if isinstance(node, nodes.Function):
                qualifiers: Sequence[str] = node.specs.qualifiers
            elif isinstance(node, nodes.Lambda):
                qualifiers = node.qualifiers
            else:
                continue
            if "__device__" in qualifiers or "__global__" in qualifiers:
                found.append(node)
    return found


def read_again(unit: Unit) -> Unit:
    """A unit printed and parsed."""
    text = print_unit(unit)
    return parse_unit(Source(unit.source.path, text), sink=Sink(), prelude=prelude(), headers=targets.read_headers())


def changed(unit: Unit) -> list[str]:
    """The device functions whose trees are others after they were printed and read again, each with its place and the
    first difference."""
    again = Counter(nodes.dump(function) for function in device_functions(read_again(unit)))
    found = []
    for function in device_functions(unit):
        picture = nodes.dump(function)
        if again[picture]:
            again[picture] -= 1
        else:
            found.append(f"{unit.span(function)}: {_difference(picture, [p for p, count in again.items() if count])}")
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


def lost_tokens(unit: Unit) -> list[str]:
    """The device functions whose printed tokens are others than those read, with what is missing and what is new."""
    printer = Printer(unit.tokens)
    found = []
    for function in device_functions(unit):
        before = Counter(unit.tokens.texts[function.first : function.last + 1])
        after = Counter(tokenize(Source("x", printer.text(function))).texts)
        for token in {*before, *after}:
            if token in ALTERNATIVE:
                before[ALTERNATIVE[token]] += before.pop(token, 0)
        missing, new = before - after, after - before
        missing = Counter({t: n for t, n in missing.items() if t not in _NEUTRAL})
        new = Counter({t: n for t, n in new.items() if t not in _NEUTRAL})
        if missing or new:
            found.append(f"{unit.span(function)}: missing {dict(missing)}, new {dict(new)}")
    return found
