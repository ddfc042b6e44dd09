"""Calls of the CUDA runtime and launches in device code, which CUDA's dynamic parallelism has and no target does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..parser import rules
from ..parser.source import Span
from ..parser.tokens import ID, RawTokens
from .hip_names import Reporter
from .host_scan import Declared, declarations
from .tables import Row, Tables

HOST_KINDS = frozenset({"runtime", "enumerator", "hosttype"})
WHY = "the devices of this target call no runtime; do it in host code, before the launch or after it"
WHY_LAUNCH = "kernels of this target launch none; launch from the host, or call a device function in a loop"
LAUNCH = "a launch from device code"


def of_runtime(row: Row | None) -> bool:
    """Whether a row of the tables is of the runtime, which device code of the targets cannot use."""
    return row is not None and row.kind in HOST_KINDS


def report_runtime(
    tokens: RawTokens,
    macros: Mapping[str, frozenset[str]],
    tables: Tables,
    own: frozenset[str],
    target: str,
    report: Reporter,
) -> None:
    """Report what the functions of a file that only run on the device have of the runtime: names, and launches. A
    function for both sides may keep such code to the host by itself."""
    for declared in declarations(tokens, macros):
        if declared.body >= 0 and (declared.kernel or declared.device_only):
            for span, what, why in _found(tokens, declared, tables, own):
                report(rules.UNSUPPORTED_CONSTRUCT, span, what=what, target=target, why=why)


def _found(
    tokens: RawTokens, declared: Declared, tables: Tables, own: frozenset[str]
) -> Iterable[tuple[Span, str, str]]:
    texts = tokens.texts
    for index in range(declared.body, tokens.mates[declared.body]):
        text = texts[index]
        if text == "<<<":
            first, last = _launch(tokens, index)
            yield Span(tokens.source, tokens.starts[first], tokens.end(last)), LAUNCH, WHY_LAUNCH
        elif tokens.kinds[index] == ID and text.startswith("cuda") and text not in own and texts[index + 1] == "(":
            row = tables.get(text)
            if row is not None and row.kind == "runtime" and texts[index - 1] not in (".", "->", "::"):
                yield Span(tokens.source, tokens.starts[index], tokens.end(index)), f"`{text}` in device code", WHY


def _launch(tokens: RawTokens, angles: int) -> tuple[int, int]:
    """The first and the last token of a launch, from its ``<<<``."""
    texts = tokens.texts
    first = angles - 1
    depth = 0
    while first > 0 and (texts[first] in (">", ">>") or depth):
        depth += {">": 1, ">>": 2, "<": -1}.get(texts[first], 0)
        first -= 1
    while first > 1 and texts[first - 1] == "::":
        first -= 2
    last = angles
    while last + 3 < len(tokens) and texts[last] not in (";", "}"):
        if texts[last : last + 4] == [">", ">", ">", "("] and tokens.mates[last + 3] > 0:
            return first, tokens.mates[last + 3]
        last = max(last, tokens.mates[last]) + 1
    return first, angles
