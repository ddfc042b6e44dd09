"""The names that a program declares itself, as far as its raw tokens tell: none of them is CUDA's.

Working on raw tokens, it holds in every ``#if`` branch and in macro bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..parser.tokens import ID, RawTokens, macro_body
from .host_scan import WITH_ARGUMENTS, parameters
from .host_scope import declares

_EXPRESSION_WORDS = frozenset({
    "return", "case", "else", "do", "new", "delete", "throw", "goto", "sizeof", "co_return", "co_yield",
    "and", "or", "not", "operator", "in", "if", "while", "alignof", "decltype", "typeid", "noexcept",
})  # fmt: skip
_SPECIFIERS = frozenset({
    "const", "volatile", "constexpr", "constinit", "consteval", "static", "extern", "inline", "register",
    "mutable", "virtual", "explicit", "friend", "thread_local", "typename", "using", "typedef", "namespace",
    "public", "private", "protected", "template", "class", "struct", "union", "enum",
})  # fmt: skip
_TAGS = frozenset({"class", "struct", "union", "enum"})
_LIKE_CUDA = re.compile(r"(?:cuda|cu|CU|nv)[A-Za-z]\w*")


def own_names(tokens: RawTokens) -> frozenset[str]:
    """The names that a file declares, as far as the tokens tell: a name behind a type's name (``int f``), a function
    with a body, a class or alias, a macro. Uses of a name never count."""
    return _names(tokens, True)


def names_for_others(tokens: RawTokens) -> frozenset[str]:
    """Those of a file's own names that other files may mean by them: all but variables."""
    return _names(tokens, False)


def _names(tokens: RawTokens, variables: bool) -> frozenset[str]:
    names: set[str] = set()
    for directive in tokens.directives:
        if directive.name == "define":
            names.add(macro_body(tokens, directive)[0])
    texts, kinds = tokens.texts, tokens.kinds
    for index, text in enumerate(texts):
        if kinds[index] != ID:
            continue
        if index and _declares(tokens, index) and (variables or not _is_variable(tokens, index)):
            names.add(text)
        elif text == "enum":
            names.update(_enumerators(tokens, index))
        elif text == "typedef":
            names.add(_typedef(tokens, index))
    names.discard("")
    return frozenset(names)


def _enumerators(tokens: RawTokens, enum: int) -> Iterator[str]:
    """The names of an enumeration's values."""
    texts = tokens.texts
    at = enum + 1
    while at < len(tokens) and (tokens.kinds[at] == ID or texts[at] in (":", "::")):
        at += 1
    if texts[at : at + 1] != ["{"] or tokens.mates[at] < 0:
        return
    stop = tokens.mates[at]
    while at + 1 < stop:
        yield texts[at + 1]
        at += 1
        while at < stop and texts[at] != ",":
            at = max(at, tokens.mates[at]) + 1


def _typedef(tokens: RawTokens, index: int) -> str:
    """The name that a typedef declares in front of its semicolon; empty where it stands elsewhere."""
    at = index + 1
    while at < len(tokens) and tokens.texts[at] not in (";", "}"):
        at = max(at, tokens.mates[at]) + 1
    return tokens.texts[at - 1] if tokens.kinds[at - 1] == ID and tokens.texts[at : at + 1] == [";"] else ""


def _is_variable(tokens: RawTokens, index: int) -> bool:
    """Whether a declared name can only be a variable's, a parameter's or a member's."""
    before, after = tokens.texts[index - 1], tokens.texts[index + 1] if index + 1 < len(tokens) else ""
    return after != "(" and before not in _TAGS and before not in ("using", "namespace")


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
    if before == "(" and after == ")" and texts[index + 2 : index + 3] == ["("] and index >= 2:  # T (min)(T a, T b) {
        typed = tokens.kinds[index - 2] == ID and texts[index - 2] not in _EXPRESSION_WORDS
        return (typed or texts[index - 2] in ("*", "&", ">")) and _has_body(tokens, index + 2)
    if tokens.kinds[index - 1] == ID:
        if before in _EXPRESSION_WORDS or before in _SPECIFIERS:
            return False
        return after in ("=", ";", ",", "(", "[", ")", "{", ":")
    return False


def declares_function(tokens: RawTokens, index: int) -> bool:
    """Whether a name is that of a function, not a member of another class or namespace, which is declared there."""
    return tokens.texts[index + 1 : index + 2] == ["("] and index > 0 and _declares(tokens, index)


def _has_body(tokens: RawTokens, bracket: int) -> bool:
    """Whether parentheses are a parameter list with a function's body behind it."""
    close = tokens.mates[bracket]
    if close < 0:
        return False
    after = close + 1
    while after < len(tokens) and tokens.texts[after] in ("const", "noexcept", "override", "final"):
        after += 1
    return after < len(tokens) and tokens.texts[after] == "{"


def declared_like_cuda(tokens: RawTokens) -> frozenset[str]:
    """The names spelled like CUDA's which a file declares in a way that an expression may look like too: pointers and
    references (``T *cudaBuffer``), declarators behind a comma and parameters. They decide about names alone that are
    not known to be CUDA's."""
    names: set[str] = set()
    around: dict[int, int] = {}  # of a bracket: the innermost one that is open before it
    opened = -1
    for index, text in enumerate(tokens.texts):
        if text in ("{", "(", "["):
            around[index], opened = opened, index
        elif text in ("}", ")", "]"):
            opened = around.get(tokens.mates[index], opened)
        if not index or tokens.kinds[index] != ID or text in names or not _LIKE_CUDA.fullmatch(text):
            continue
        if opened >= 0 and tokens.texts[opened] == "(":
            declared = _takes_parameters(tokens, opened) and any(
                p.name == index and p.first < index for p in parameters(tokens, opened)
            )
        else:
            declared = declares(tokens, index) is not None
        if declared:
            names.add(text)
    return frozenset(names)


def _takes_parameters(tokens: RawTokens, bracket: int) -> bool:
    """Whether a bracket opens the parameters of a function that is declared there, not a call's arguments."""
    if bracket < 1 or tokens.mates[bracket] < 0 or tokens.kinds[bracket - 1] != ID:
        return False
    if tokens.texts[bracket - 1] in _EXPRESSION_WORDS | {"for", "switch"}:
        return False
    if _has_body(tokens, bracket):
        return True
    first = bracket - 1
    while first >= 2 and tokens.texts[first - 1] == "::":
        first -= 2
    before = tokens.texts[first - 1] if first else ""
    if before in ("*", "&", ">"):
        return declares(tokens, bracket - 1) is not None
    return first > 0 and tokens.kinds[first - 1] == ID and before not in _EXPRESSION_WORDS
