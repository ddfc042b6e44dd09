"""Raw tokens of one file: what the characters say, before the preprocessor. Owns the lexical shape of CUDA
C++, bracket partners and where directives stand; does not expand, classify keywords or report.

The tokens are lossless: what lies between two tokens is trivia (spaces, comments, line continuations,
directive lines), so tokens and trivia in turn give back the text. Angle brackets: ``<<<`` is one token, and
so are ``<<``, ``<<=``, ``<=``, ``>=`` and ``>>=``; a ``>`` is always a token of its own, so ``>>`` and
``>>>`` are two and three tokens that touch, whether they shift, close template arguments or close a launch.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, chain

from .source import Source

ID = "id"  # names and keywords alike
NUMBER = "number"
CHAR = "char"
STRING = "string"
PUNCT = "punct"
BAD = "bad"  # a stray character, a lone quote, or the ``/*`` of a comment without end

_COMMENT = r"//[^\n\\]*+(?:\\[\s\S][^\n\\]*+)*+|/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/"
_SPACE = r"[ \t\r\n\f\v\ufeff]++|\\[ \t]*+\r?\n"
_DIRECTIVE = (
    r"\#[^\n\\/\"]*+"
    rf"(?:(?:\"(?:[^\"\\\n]|\\.)*+\"|\\[ \t]*+\r?\n|\\|{_COMMENT}|/|\")[^\n\\/\"]*+)*+"
)
_TOKEN = (
    r"(?:u8|[uUL])?R\"(?P<delimiter>[^ ()\\\t\n]{0,16})\([\s\S]*?\)(?P=delimiter)\""
    r"|(?:u8|[uUL])?\"[^\"\\\n]*+(?:\\(?:\r\n|[\s\S])[^\"\\\n]*+)*+\""
    r"|(?:u8|[uUL])?'[^'\\\n]*+(?:\\[\s\S][^'\\\n]*+)*+'"
    r"|(?:[^\W\d]|\$)[\w$]*+"
    r"|\.?[0-9](?:[eEpP][+-]|[\w.]|'(?=\w))*+"
    r"|/\*|<<<|<<=|<=>|>>=|\.\.\.|->\*|::|->|\+\+|--|&&|\|\||<<|<=|>=|==|!=|[-+*/%&|^]=|\.\*|\#\#"
    r"|[{}()\[\];:,.<>+\-*/%&|^!~=?#]"
    r"|[^ \t\r\n\f\v]"
    r"|\Z"
)
_FILE = re.compile(rf"((?:{_SPACE}|{_COMMENT}|{_DIRECTIVE})*+)({_TOKEN})")
_FRAGMENT = re.compile(rf"((?:{_SPACE}|{_COMMENT})*+)({_TOKEN})")
_IN_TRIVIA = re.compile(rf"{_COMMENT}|(\#[ \t]*+(\w*)){_DIRECTIVE[2:]}")
_COMMENT_ONLY = re.compile(_COMMENT)

_PUNCTUATION = frozenset("{}()[];:,.<>+-*/%&|^!~=?#")
_OPENERS = {"(": ")", "[": "]", "{": "}"}
_CLOSERS = frozenset(_OPENERS.values())


@dataclass(frozen=True, slots=True)
class Directive:
    """A preprocessor line: ``start`` is its ``#``, ``end`` the end of the (continued) line without the
    newline; ``rest`` is what follows the name, from offset ``rest_start``; ``first_token`` the next token's
    index."""

    start: int
    end: int
    name: str
    rest_start: int
    rest: str
    first_token: int


@dataclass(frozen=True, slots=True, eq=False)
class RawTokens:
    """The tokens of ``source.text[start:end]`` as parallel lists. ``starts`` are offsets in the whole text;
    ``mates`` is the index of the partner bracket or -1."""

    source: Source
    start: int
    stop: int
    texts: list[str]
    kinds: list[str]
    starts: list[int]
    mates: list[int]
    directives: list[Directive]

    def __len__(self) -> int:
        return len(self.texts)

    def end(self, index: int) -> int:
        """The offset after a token."""
        return self.starts[index] + len(self.texts[index])

    def trivia(self, index: int) -> tuple[int, int]:
        """The offsets of the trivia before a token; ``len(tokens)`` asks for that after the last."""
        begin = self.end(index - 1) if index else self.start
        return begin, self.starts[index] if index < len(self.starts) else self.stop

    def at(self, offset: int) -> int:
        """The index of the token that covers an offset, or -1."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset < self.end(index) else -1

    def after(self, offset: int) -> int:
        """The index of the first token that begins at an offset or later."""
        return bisect_left(self.starts, offset)


def tokenize(source: Source) -> RawTokens:
    """The tokens of a whole file. Directive lines are trivia; they are listed in ``directives``."""
    text = source.text
    tokens, trivia = _scan(_FILE, source, 0, len(text))
    if "#" in text:
        for index in [index for index, before in enumerate(trivia) if "#" in before]:
            tokens.directives.extend(_directives(text, *tokens.trivia(index), index))
    _match(tokens)
    return tokens


def tokenize_fragment(source: Source, start: int, end: int) -> RawTokens:
    """The tokens of a part of a file that is no directive itself, such as the body of a ``#define``: ``#``
    and ``##`` are tokens. Offsets are those of the whole file."""
    tokens, _ = _scan(_FRAGMENT, source, start, end)
    _match(tokens)
    return tokens


def comments_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The offsets of the comments in a stretch of trivia."""
    return [m.span() for m in _COMMENT_ONLY.finditer(text, start, end)]


def kind_of(text: str) -> str:
    """The kind of a token by its text."""
    first, last = text[0], text[-1]
    if first in _PUNCTUATION:
        if first == "." and last != "." and last != "*" and len(text) > 1:
            return NUMBER
        return BAD if text == "/*" else PUNCT
    if last == '"' and len(text) > 1:
        return STRING
    if last == "'" and len(text) > 1:
        return CHAR
    if first.isdigit():
        return NUMBER
    if first == "_" or first == "$" or first.isalpha():
        return ID
    return BAD


def _scan(pattern: re.Pattern[str], source: Source, start: int, end: int) -> tuple[RawTokens, list[str]]:
    """The tokens, and what stands before each and behind the last."""
    parts: list[tuple[str, str, str]] = pattern.findall(source.text, start, end)
    trivia, texts = [part[0] for part in parts], [part[1] for part in parts]
    starts = list(accumulate(chain.from_iterable(zip(map(len, trivia), map(len, texts), strict=True)), initial=start))
    while texts and not texts[-1]:
        texts.pop()
    kinds = {text: kind_of(text) for text in set(texts)}
    raw = RawTokens(source, start, end, texts, [kinds[text] for text in texts], starts[1 : 2 * len(texts) : 2], [], [])
    return raw, trivia


def _directives(text: str, start: int, end: int, first_token: int) -> Iterator[Directive]:
    for found in _IN_TRIVIA.finditer(text, start, end):
        if found[1] is not None:
            rest = found.end(1)
            stop = found.end()
            if text[stop - 1] == "\r":
                stop -= 1
            yield Directive(found.start(), stop, found[2], rest, text[rest:stop], first_token)


def _match(tokens: RawTokens) -> None:
    """Find bracket partners. Each arm of an ``#if`` begins with the brackets open before it, and what follows
    the ``#endif`` sees those open after the first arm, so arms that each open the same block do not upset the
    rest."""
    mates = [-1] * len(tokens)
    open_: list[int] = []
    saved: list[tuple[list[int], list[int] | None]] = []
    position = 0
    for directive in tokens.directives:
        name = directive.name
        if name not in ("if", "ifdef", "ifndef", "else", "elif", "elifdef", "elifndef", "endif"):
            continue
        _match_range(tokens.texts, mates, open_, position, directive.first_token)
        position = directive.first_token
        if name.startswith("if"):
            saved.append((list(open_), None))
        elif saved:
            before, first_arm = saved[-1]
            first_arm = list(open_) if first_arm is None else first_arm
            if name == "endif":
                saved.pop()
                open_ = first_arm
            else:
                saved[-1] = (before, first_arm)
                open_ = list(before)
    _match_range(tokens.texts, mates, open_, position, len(tokens))
    tokens.mates.extend(mates)


def _match_range(texts: list[str], mates: list[int], open_: list[int], start: int, end: int) -> None:
    for index in range(start, end):
        text = texts[index]
        if text in _OPENERS:
            open_.append(index)
        elif text in _CLOSERS:
            if text == "}":  # a brace closes what was left open inside it
                while len(open_) > 1 and texts[open_[-1]] != "{" and any(texts[i] == "{" for i in open_):
                    open_.pop()
            if open_ and _OPENERS[texts[open_[-1]]] == text:
                partner = open_.pop()
                mates[index] = partner
                mates[partner] = index


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
