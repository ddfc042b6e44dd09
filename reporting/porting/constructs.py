"""The CUDA constructs of a file: names of the tables that are not the program's own, and launches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...parser.ctree import Record
from ...parser.tokens import ID, RawTokens, macro_body
from ...transforms.tables import Row, Tables

# Standard C and C++ has names of these kinds too; of them only CUDA's own count: those that begin so, records, and the
# functions and namespaces below.
_SHARED_KINDS = frozenset({
    "math", "integer", "convert", "print", "assert", "heap", "memory", "time", "constant", "macro", "type", "namespace",
})  # fmt: skip
_OWN_PREFIXES = ("__", "cuda", "CUDA", "cu")
_OWN_MATH = re.compile(
    r"(?:rsqrt|rcbrt|(?:sin|cos|sincos)pi|erfc?inv|erfcx|normcdf(?:inv)?|rhypot|r?norm[34]d|rnorm|fdivide)f?|clock64"
)
_OWN_NAMESPACES = frozenset({"thrust", "nvcuda", "cooperative_groups"})  # where they can be nothing but a namespace
_STANDARD = frozenset({"__LINE__", "__FILE__", "__func__", "__FUNCTION__", "__cplusplus", "__restrict", "__inline__"})
_HEADER_OF = {"cooperative_groups": "cooperative_groups.h"}  # the namespace ports as its header does
_HEADER = re.compile(r"\s*[<\"]([^>\"\n]+)[>\"]")
LAUNCH = "<<<…>>>"


@dataclass(frozen=True)
class Use:
    """One use of a construct, at an offset of the text; a launch has no row."""

    name: str
    kind: str
    start: int
    end: int
    row: Row | None


def uses(tokens: RawTokens, own: frozenset[str], tables: Tables) -> list[Use]:
    """The uses in a file, its macros and its includes, in order; ``own`` are names that the program declares itself."""
    found = list(_uses(tokens, own, tables))
    for directive in tokens.directives:
        if directive.name == "define":
            found += _uses(macro_body(tokens, directive)[1], own, tables)
        elif directive.name == "include" and (header := _HEADER.match(directive.rest)) is not None:
            row = tables.get(header[1])
            if row is not None and row.kind == "header":
                start = directive.rest_start + header.start(1)
                found.append(Use(header[1], row.kind, start, start + len(header[1]), row))
    return sorted(found, key=lambda use: use.start)


def _uses(tokens: RawTokens, own: frozenset[str], tables: Tables) -> Iterator[Use]:
    for index, text in enumerate(tokens.texts):
        start = tokens.starts[index]
        if text == "<<<":
            yield Use(LAUNCH, "launch", start, start + 3, None)
        elif tokens.kinds[index] == ID and text not in _STANDARD:
            row = tables.get(_HEADER_OF.get(text, text))
            if text in own and not _is_always_cuda(tokens, index, row):
                continue
            counts = row is not None and (_opens(tokens, index) if text in _OWN_NAMESPACES else _counts(row))
            if row is not None and counts and not _member(tokens, index, row):
                yield Use(text, row.kind, start, tokens.end(index), row)


def _counts(row: Row) -> bool:
    if row.kind not in _SHARED_KINDS or row.name.startswith(_OWN_PREFIXES):
        return True
    record = row.kind == "type" and (bool(row.fields) or isinstance(row.alias, Record))
    return record or _OWN_MATH.fullmatch(row.name) is not None


def _opens(tokens: RawTokens, index: int) -> bool:
    """Whether a name is a namespace of CUDA's libraries in front of a name, in a directive or an alias."""
    if tokens.texts[index] not in _OWN_NAMESPACES:
        return False
    before, after = tokens.texts[max(index - 1, 0)], tokens.texts[index + 1 : index + 2]
    return after == ["::"] or (before in ("namespace", "=") and after == [";"])


def _is_always_cuda(tokens: RawTokens, index: int, row: Row | None) -> bool:
    """``blockIdx.x``, whatever else the program calls so, and a maker of vectors, which programs overload."""
    if row is None:
        return False
    return row.kind == "vector" or (row.kind == "index" and tokens.texts[index + 1 : index + 2] == ["."])


def _member(tokens: RawTokens, index: int, row: Row) -> bool:
    """A member of an object has its own meaning, unless its name can only be CUDA's."""
    before = tokens.texts[index - 1] if index else ""
    return before in (".", "->") or (before == "::" and not row.name.startswith(_OWN_PREFIXES) and row.kind != "group")
