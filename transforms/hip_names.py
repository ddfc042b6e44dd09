"""What raw tokens say about a program's names and calls: the names it declares itself, and the arguments of a call.
Working on raw tokens, it holds in every ``#if`` branch and in macro bodies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, pairwise

from ..parser.diagnostics import Rule, Sink
from ..parser.source import Span
from ..parser.tokens import ID, Directive, RawTokens, tokenize_fragment
from .host_names import Live

WITH_ARGUMENTS = frozenset({"__launch_bounds__", "__maxnreg__", "__cluster_dims__"})  # qualifiers that have some

_EXPRESSION_WORDS = frozenset({
    "return", "case", "else", "do", "new", "delete", "throw", "goto", "sizeof", "co_return", "co_yield",
    "and", "or", "not", "operator", "in", "if", "while", "alignof", "decltype", "typeid", "noexcept",
})  # fmt: skip
_SPECIFIERS = frozenset({
    "const", "volatile", "constexpr", "constinit", "consteval", "static", "extern", "inline", "register",
    "mutable", "virtual", "explicit", "friend", "thread_local", "typename", "using", "typedef", "namespace",
    "public", "private", "protected", "template", "class", "struct", "union", "enum",
})  # fmt: skip
_DEVICE = frozenset({"__global__", "__device__", "<<<"})
_TAGS = frozenset({"class", "struct", "union", "enum"})


def macro_body(tokens: RawTokens, directive: Directive) -> tuple[str, RawTokens]:
    """The name that a ``#define`` defines, and the tokens of its replacement text."""
    rest = tokenize_fragment(tokens.source, directive.rest_start, directive.end)
    if not rest.texts:
        return "", rest
    body = 1
    if len(rest) > 1 and rest.texts[1] == "(" and rest.starts[1] == rest.end(0):
        body = rest.mates[1] + 1 if rest.mates[1] >= 0 else len(rest)
    begin = rest.starts[body] if body < len(rest) else directive.end
    return rest.texts[0], tokenize_fragment(tokens.source, begin, directive.end)


@dataclass(frozen=True)
class Reporter:
    """Reports about places that a compiler would see: ``live`` are the offsets of their tokens, None for all."""

    sink: Sink
    live: Live | None = None

    def __call__(self, rule: Rule, span: Span, at: int = -1, **facts: str) -> None:
        """Report about a span, unless its place (``at``, by default its beginning) is dead."""
        if self.live is None or (span.start if at < 0 else at) in self.live.get(span.source, ()):
            self.sink.report(rule, span, **facts)


@dataclass(frozen=True)
class Survey:
    """What an edit needs to know about the program's other files. ``own`` are the names that the program declares or
    defines as macros; ``asks_warp_size``: host code reads how many lanes a warp has; ``device``: there is device
    code, so that the file that is compiled needs HIP's header whether it has such code itself or not; ``groups``: the
    names and headers that the files use, if they include cooperative groups."""

    own: frozenset[str] = frozenset()
    asks_warp_size: bool = False
    device: bool = False
    groups: frozenset[str] = frozenset()


def survey(files: Iterable[RawTokens]) -> Survey:
    """Look through all files of a program."""
    own: set[str] = set()
    words: set[str] = set()
    asks = device = groups = False
    for tokens in files:
        words.update(tokens.texts)
        included = {d.rest.strip(' \t<>"') for d in tokens.directives if d.name == "include"}
        words |= included
        groups = groups or any(name.startswith("cooperative_groups") for name in included)
        device = device or not _DEVICE.isdisjoint(tokens.texts)
        own |= own_names(tokens)
        asks = asks or any(
            text == "cudaDevAttrWarpSize" or (text == "warpSize" and before in (".", "->"))
            for before, text in pairwise(chain([""], tokens.texts))
        )
    return Survey(frozenset(own), asks, device, frozenset(words) if groups else frozenset())


def own_names(tokens: RawTokens) -> frozenset[str]:
    """The names that a file declares, as far as the tokens tell: a name behind a type's name (``int f``), a function
    with a body, a class or alias, a macro. Uses of a name never count."""
    names: set[str] = set()
    for directive in tokens.directives:
        if directive.name == "define":
            names.add(macro_body(tokens, directive)[0])
    texts, kinds = tokens.texts, tokens.kinds
    for index in range(1, len(tokens)):
        if kinds[index] == ID and _declares(tokens, index):
            names.add(texts[index])
    names.discard("")
    return frozenset(names)


def _declares(tokens: RawTokens, index: int) -> bool:
    texts = tokens.texts
    if texts[index] in WITH_ARGUMENTS:
        return False
    before = texts[index - 1]
    after = texts[index + 1] if index + 1 < len(tokens) else ""
    if before == "namespace":  # of a directive no more than of a use
        return after != ";"
    if before in _TAGS:
        return after in ("{", ":", "final")
    if before == "using":
        return after == "="
    if before in ("*", "&", ">"):
        return after == "(" and _has_body(tokens, index + 1)
    if tokens.kinds[index - 1] == ID:
        if before in _EXPRESSION_WORDS or before in _SPECIFIERS:
            return False
        return after in ("=", ";", ",", "(", "[", ")", "{", ":")
    return False


def _has_body(tokens: RawTokens, bracket: int) -> bool:
    """Whether parentheses are a parameter list with a function's body behind it."""
    close = tokens.mates[bracket]
    if close < 0:
        return False
    after = close + 1
    while after < len(tokens) and tokens.texts[after] in ("const", "noexcept", "override", "final"):
        after += 1
    return after < len(tokens) and tokens.texts[after] == "{"


def arguments(tokens: RawTokens, bracket: int) -> list[tuple[int, int]]:
    """The arguments in the parentheses that open at a token, as half-open ranges of tokens. Commas between
    angle brackets that can only be template arguments do not separate."""
    close = tokens.mates[bracket]
    if close < 0 or close == bracket + 1:
        return []
    result: list[tuple[int, int]] = []
    begin = index = bracket + 1
    while index < close:
        text = tokens.texts[index]
        if text in ("(", "[", "{") and tokens.mates[index] > index:
            index = tokens.mates[index]
        elif text == "<":
            index = max(index, template_end(tokens, index, close))
        elif text == ",":
            result.append((begin, index))
            begin = index + 1
        index += 1
    result.append((begin, close))
    return result


def template_end(tokens: RawTokens, angle: int, stop: int) -> int:
    """The ``>`` that closes template arguments which open at a ``<``, or -1 where it is a comparison."""
    if angle == 0 or tokens.kinds[angle - 1] != ID:
        return -1
    depth = 0
    index = angle
    while index < stop:
        text = tokens.texts[index]
        if text == "<":
            depth += 1
        elif text == ">":
            depth -= 1
            if depth == 0:
                after = tokens.texts[index + 1] if index + 1 < len(tokens) else ""
                return index if after in (",", ")", "(", "::", "{", "<<<", "") else -1
        elif text in ("(", "[", "{"):
            if tokens.mates[index] < 0:
                return -1
            index = tokens.mates[index]
        elif text in (";", "&&", "||", "=", "?", "<<<"):
            return -1
        index += 1
    return -1
