"""Operators on CUDA's vector types that a program defines itself and HIP's headers define too. A definition
that says the same as HIP's goes, since both together are ambiguous; another is reported, since HIP's
cannot be taken away."""

from __future__ import annotations

import re

from ..parser import rules
from ..parser.source import Span
from ..parser.tokens import RawTokens
from .edits import Edit
from .hip_names import Reporter

_VECTOR = re.compile(r"(?:u?(?:char|short|int|long|longlong)|float|double)([1-4])")
_TAKEN = frozenset({"*", "/", "+=", "-=", "*=", "/="})  # HIP has these as plain functions, not as templates


def operator_edits(tokens: RawTokens, own: frozenset[str], report: Reporter) -> list[Edit]:
    """The edits that remove the program's operators on vectors which HIP has as well. ``own`` are names that the
    program declares: operators on those types are no clash."""
    edits: list[Edit] = []
    if "operator" not in tokens.texts:
        return edits
    for index, text in enumerate(tokens.texts):
        if text == "operator":
            edit = _operator(tokens, index, own, report)
            if edit is not None:
                edits.append(edit)
    return edits


def _operator(tokens: RawTokens, index: int, own: frozenset[str], report: Reporter) -> Edit | None:
    if index + 2 >= len(tokens) or tokens.texts[index + 1] not in _TAKEN or tokens.texts[index + 2] != "(":
        return None
    symbol, bracket = tokens.texts[index + 1], index + 2
    close = tokens.mates[bracket]
    begin = _declaration_start(tokens, index)
    if close < 0 or "template" in tokens.texts[begin:index]:
        return None
    params = _parameters(tokens.texts[bracket + 1 : close])
    if params is None or params[0] in own:
        return None
    vector, left, right = params
    opening = close + 1
    while opening < len(tokens) and tokens.texts[opening] == "noexcept":
        opening += 1
    has_body = opening < len(tokens) and tokens.texts[opening] == "{" and tokens.mates[opening] > 0
    if has_body:
        end = tokens.mates[opening]
        body = tokens.texts[opening + 1 : end]
        if _is_elementwise(body, vector, left, right, symbol):
            note = f"// HIP has operator{symbol} for {vector}"
            return Edit(tokens.starts[begin], tokens.end(end), note)
    span = Span(tokens.source, tokens.starts[index], tokens.end(index + 1))
    report(
        rules.UNSUPPORTED_CONSTRUCT, span, what=f"an own `operator{symbol}` for `{vector}`", target="HIP",
        why="HIP's own, element by element, makes calls ambiguous; use a named function",
    )  # fmt: skip
    return None


def _declaration_start(tokens: RawTokens, index: int) -> int:
    """The first token of the declaration that a token belongs to."""
    boundary = max((d.first_token for d in tokens.directives if d.first_token <= index), default=0)
    while index > boundary and tokens.texts[index - 1] not in (";", "{", "}"):
        index -= 1
    return index


def _parameters(texts: list[str]) -> tuple[str, str, str] | None:
    """The vector type and the names of two parameters that both have it; None for other parameters."""
    if texts.count(",") != 1:
        return None
    comma = texts.index(",")
    found: list[tuple[str, str]] = []
    for part in (texts[:comma], texts[comma + 1 :]):
        plain = [text for text in part if text not in ("const", "&")]
        if not plain or len(plain) > 2 or _VECTOR.fullmatch(plain[0]) is None:
            return None
        found.append((plain[0], plain[1] if len(plain) == 2 else ""))
    (left_type, left), (right_type, right) = found
    return (left_type, left, right) if left_type == right_type else None


def _is_elementwise(body: list[str], vector: str, left: str, right: str, symbol: str) -> bool:
    """Whether a body does the operation on each element and nothing else."""
    size = int(vector[-1])
    fields = "xyzw"[:size]
    text = " ".join(body)
    plain = symbol.rstrip("=")
    terms = [f"{left} . {f} {plain} {right} . {f}" for f in fields]
    made = [f"make_{vector} ( %s )", f"{vector} ( %s )", f"{vector} {{ %s }}", "{ %s }"]
    values = [shape % " , ".join(terms) for shape in made]
    if not symbol.endswith("="):
        locals_ = re.match(rf"{vector} (\w+) ; ", text)
        if locals_:
            name = locals_[1]
            assigned = " ; ".join(f"{name} . {f} = {term}" for f, term in zip(fields, terms, strict=True))
            return text == f"{vector} {name} ; {assigned} ; return {name} ;"
        return text in [f"return {value} ;" for value in values]
    steps = [
        " ; ".join(f"{left} . {f} {symbol} {right} . {f}" for f in fields),
        " ; ".join(f"{left} . {f} = {term}" for f, term in zip(fields, terms, strict=True)),
        *(f"{left} = {value}" for value in [*values, f"{left} {plain} {right}"]),
    ]
    return any(text in (f"{step} ;", f"{step} ; return {left} ;") for step in steps)
