"""Lambdas in device code for SYCL. What was a variable of the block or a built-in of the thread becomes a local name
or a parameter, which a lambda has to capture, and by reference: a copy would be another variable."""

from __future__ import annotations

from collections.abc import Iterator

from ..parser.tokens import ID, RawTokens
from .edits import Edit

_BEFORE = frozenset({"(", ",", "=", "{", ";", "return", "&&", "||", "?", ":", "}", ")"})


def capture_edits(
    tokens: RawTokens, start: int, stop: int, names: frozenset[str], item: str, uses: frozenset[str]
) -> Iterator[Edit]:
    """The edits of the captures of lambdas in a range of tokens. ``names`` are local names that the program does not
    capture; ``uses`` the names that stand for the work-item, ``item``, in the text."""
    for index in range(start, stop):
        if tokens.texts[index] != "[" or not _is_lambda(tokens, index):
            continue
        close = tokens.mates[index]
        body = close
        while body < stop and tokens.texts[body] != "{":
            body = max(tokens.mates[body], body) + 1
        if body >= stop:
            continue
        inside = {tokens.texts[i] for i in range(body, tokens.mates[body]) if tokens.kinds[i] == ID}
        wanted = sorted(inside & names)
        needs_item = bool(inside & uses)
        captured = tokens.texts[index + 1 : close]
        if captured[:1] == ["&"]:
            continue
        if captured[:1] == ["="]:
            extra = [f"&{name}" for name in wanted]
        else:
            extra = [f"&{name}" for name in [*wanted, *([item] if needs_item else [])]]
        extra = [text for text in extra if text[1:] not in captured]
        if extra:
            place = tokens.end(close - 1)
            yield Edit(place, place, (", " if captured else "") + ", ".join(extra))


def _is_lambda(tokens: RawTokens, index: int) -> bool:
    """Whether a bracket opens the captures of a lambda."""
    close = tokens.mates[index]
    if close < 0 or index == 0 or tokens.texts[index + 1] == "[" or tokens.texts[index - 1] == "[":
        return False
    after = tokens.texts[close + 1] if close + 1 < len(tokens) else ""
    return tokens.texts[index - 1] in _BEFORE and after in ("(", "{", "mutable", "__device__", "__host__", "->")
