"""The CUDA constructs of a file: names of the tables that are not the program's own, and launches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...parser.tokens import ID, RawTokens
from ...transforms.tables import Row, Tables

# Standard C and C++ has names of these kinds too; of them only CUDA's own, which begin so, count.
_SHARED_KINDS = frozenset({
    "math", "integer", "convert", "print", "assert", "heap", "memory", "time", "constant", "macro", "type", "namespace",
})  # fmt: skip
_OWN_PREFIXES = ("__", "cuda", "CUDA", "cu")
_STANDARD = frozenset({"__LINE__", "__FILE__", "__func__", "__FUNCTION__", "__cplusplus", "__restrict", "__inline__"})
LAUNCH = "<<<…>>>"


@dataclass(frozen=True)
class Use:
    """One use of a construct, at an offset of the text; a launch has no row."""

    name: str
    kind: str
    start: int
    end: int
    row: Row | None


def uses(tokens: RawTokens, own: frozenset[str], tables: Tables) -> Iterator[Use]:
    """The uses in a file, in order; ``own`` are names that the program declares itself."""
    for index, text in enumerate(tokens.texts):
        start = tokens.starts[index]
        if text == "<<<":
            yield Use(LAUNCH, "launch", start, start + 3, None)
        elif tokens.kinds[index] == ID and text not in own and text not in _STANDARD:
            row = tables.get(text)
            if row is not None and _counts(row) and not _member(tokens, index, row):
                yield Use(text, row.kind, start, tokens.end(index), row)


def _counts(row: Row) -> bool:
    return row.kind not in _SHARED_KINDS or row.name.startswith(_OWN_PREFIXES)


def _member(tokens: RawTokens, index: int, row: Row) -> bool:
    """A member of an object has its own meaning, unless its name can only be CUDA's."""
    before = tokens.texts[index - 1] if index else ""
    return before in (".", "->") or (before == "::" and not row.name.startswith(_OWN_PREFIXES) and row.kind != "group")
