"""How many elements a number of bytes is, where the text shows it: ``n * sizeof(float)``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ..parser.tokens import ID, NUMBER, RawTokens

_MULTIPLICATIVE = frozenset({"*", "(", ")", ".", "->", "[", "]", "::"})


def count_of(
    tokens: RawTokens, part: tuple[int, int], kind: str, place: str, text_of: Callable[[tuple[int, int]], str]
) -> str:
    """How many elements a number of bytes is, where it is written as a product with the size of ``kind`` or of what
    ``place`` points to; else empty. ``text_of`` gives the text of a range of tokens."""
    factors = _factors(tokens, *part)
    sizes = [n for n, (a, b) in enumerate(factors) if _is_size(tokens, a, b, kind, place)]
    if len(sizes) != 1:
        return ""
    rest = [f for n, f in enumerate(factors) if n != sizes[0]]
    if any(_is_floating(tokens, i) for a, b in rest for i in range(a, b)):
        return ""
    if not rest:
        return "1"
    texts = [text_of(f) for f in rest]
    if len(rest) == 1:
        (a, b), (text,) = rest[0], texts
        return text[1:-1].strip() if tokens.texts[a] == "(" and tokens.mates[a] == b - 1 else text
    if sizes[0] < 2:  # the product is one of size_t from its second factor on
        texts[0] = f"size_t({texts[0]})"
    return " * ".join(texts)


def _is_floating(tokens: RawTokens, index: int) -> bool:
    text = tokens.texts[index].lower()
    return tokens.kinds[index] == NUMBER and not text.startswith("0x") and bool({".", "e"} & set(text))


def _factors(tokens: RawTokens, first: int, stop: int) -> list[tuple[int, int]]:
    """The factors of a product; the whole range where it is none."""
    while tokens.texts[first] == "(" and tokens.mates[first] == stop - 1:
        first, stop = first + 1, stop - 1
    parts: list[tuple[int, int]] = []
    begin = at = first
    while at < stop:
        text = tokens.texts[at]
        if text == "*" and at > begin and tokens.texts[at - 1] != "sizeof":
            parts.append((begin, at))
            begin = at + 1
        elif tokens.kinds[at] not in (ID, NUMBER) and text not in _MULTIPLICATIVE and not (text == "*" or text == "::"):
            return [(first, stop)]
        at = max(tokens.mates[at], at) + 1
    return [*parts, (begin, stop)]


def _is_size(tokens: RawTokens, first: int, stop: int, kind: str, place: str) -> bool:
    """``sizeof(float)``, ``sizeof(*d)`` or ``sizeof *d`` of what a pointer points to."""
    if tokens.texts[first] != "sizeof" or first + 1 >= stop:
        return False
    inside = (first + 1, stop)
    while tokens.texts[inside[0]] == "(" and tokens.mates[inside[0]] == inside[1] - 1:
        inside = (inside[0] + 1, inside[1] - 1)
    words = tokens.texts[inside[0] : inside[1]]
    if "".join(words) == "*" + "".join(place.split()):
        return True
    return _type_words(words) == _type_words(re.findall(r"\w+|\S", kind))


def _type_words(words: Iterable[str]) -> list[str]:
    """A type's words in one order, without those that say nothing."""
    found = [w for w in words if w not in ("struct", "class", "union", "enum", "const", "signed")]
    if {"unsigned", "long", "short"} & set(found):
        found = [w for w in found if w != "int"]
    return sorted(found) if all(w.isidentifier() for w in found) else found
