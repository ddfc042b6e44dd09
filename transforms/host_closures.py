"""Lambdas that kernels are given, in host files: each becomes an object of a class at file scope, which the
registration of the kernel can name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from ..parser.ctree import CClosure
from ..parser.source import Source
from .edits import Edit, apply_range
from .host_cuts import line_indent


def closure_edits(source: Source, closures: Sequence[CClosure], edits: Sequence[Edit]) -> list[Edit]:
    """The edits for the lambdas of one file; ``edits`` are those of the text inside of them."""
    order = sorted(closures, key=lambda closure: closure.span.start)
    made = [Edit(closure.span.start, closure.span.end, _object(closure)) for closure in order]
    for place, group in groupby(order, lambda closure: closure.place):
        lines = ["namespace {"]
        for closure in group:
            lines += [*_class(source, closure, [*edits, *made]), ""]
        lines[-1:] = ["}", "", ""]
        made.append(Edit(place, place, f"\n{line_indent(source, place)}".join(lines)))
    return made


def _parameters(source: Source, closure: CClosure) -> list[str]:
    """Names for the types of the members that nothing else in the class has."""
    taken = set(re.findall(r"\w+", source.text[closure.span.start : closure.span.end]))
    prefix = "T"
    while any(f"{prefix}{i}" in taken for i in range(len(closure.members))):
        prefix += "_"
    return [f"{prefix}{i}" for i in range(len(closure.members))]


def _class(source: Source, closure: CClosure, edits: Sequence[Edit]) -> list[str]:
    """The lines of the class."""
    types = _parameters(source, closure)
    heads = [f"{kind} {name}" for kind, name in closure.outer] + [f"typename {name}" for name in types]
    lines = [f"template <{', '.join(heads)}>"] if heads else []
    lines.append(f"struct {closure.name} {{")
    lines += [f"    {t} {name};" for t, (name, _) in zip(types, closure.members, strict=True)]
    if closure.called:
        text = apply_range(source, edits, closure.captured, closure.span.end).strip()
        lines += [
            "    template <typename... uwTypes>",
            f"    decltype(auto) operator()(uwTypes &&...uw_values){'' if closure.changes else ' const'} {{",
            f"        return [&] {text}(std::forward<uwTypes>(uw_values)...);",
            "    }",
        ]
    return [*lines, "};"]


def _object(closure: CClosure) -> str:
    """The expression in the lambda's place."""
    given = [name for _, name in closure.outer]
    given += [f"std::decay_t<decltype({text})>" for _, text in closure.members]
    values = ", ".join(text for _, text in closure.members)
    return f"{closure.name}{'<' + ', '.join(given) + '>' if given else ''}{{{values}}}"
