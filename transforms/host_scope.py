"""Where a token of host code stands: its statement, the function around it, and what a name is there.

Works on raw tokens, by the shape of the text: a declaration is looked for backwards through the blocks around a use.
Where the shape does not tell, there is no answer, and callers must then do what holds for any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..parser.tokens import ID, RawTokens
from .host_scan import angle_end, parameters

HEADERS = frozenset({"if", "for", "while", "switch", "catch"})
_STORAGE = frozenset(
    {"static", "extern", "thread_local", "register", "inline", "constexpr", "constinit", "mutable", "typedef"}
)
_CV = frozenset({"const", "volatile", "__restrict__", "__restrict", "restrict"})
_ELABORATED = frozenset({"struct", "class", "union", "enum", "typename"})
_BUILTIN = frozenset({
    "void", "bool", "char", "short", "int", "long", "signed", "unsigned", "float", "double", "auto", "wchar_t",
})  # fmt: skip
_NO_TYPE = frozenset({
    "return", "case", "else", "do", "new", "delete", "throw", "goto", "sizeof", "if", "for", "while", "switch", "break",
    "continue", "using", "namespace", "operator", "public", "private", "protected", "default", "template", "this",
}) | {"true", "false", "nullptr", "try", "catch"}  # fmt: skip
_SIGNS = frozenset({"*", "&", "&&"}) | _CV


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a name was declared as: the text of its type without storage and cv words, how many ``*`` and array bounds
    follow, whether it is a reference, and where it lives. ``token`` is the declared name, ``start`` the first token of
    the declaration."""

    type: str
    pointers: int
    arrays: int
    reference: bool
    static: bool
    local: bool  # of a function: a parameter or in a block
    token: int
    start: int

    @property
    def automatic(self) -> bool:
        """Whether it is a variable of a call, which a lambda can capture."""
        return self.local and not self.static


# ------------------------------------------------------------------------------------------------ statements


def statement_start(tokens: RawTokens, index: int) -> bool:
    """Whether a statement may begin at a token of a function's body."""
    if index == 0:
        return False
    before = tokens.texts[index - 1]
    if before in (";", "{", "}", "else", "do"):
        return True
    if before == ":":
        return _ends_label(tokens, index - 1)
    opened = tokens.mates[index - 1] if before == ")" else -1
    if opened <= 0:
        return False
    word = tokens.texts[opened - 1]
    if word in HEADERS or word == "constexpr":
        return True  # below: a macro call without a semicolon
    return tokens.kinds[opened - 1] == ID and word not in _NO_TYPE and _on_own_line(tokens, index)


def _ends_label(tokens: RawTokens, colon: int) -> bool:
    """Whether a colon ends ``case …:`` or ``default:``."""
    at = colon - 1
    while at >= 0 and tokens.texts[at] not in (";", "{", "}", "?"):
        if tokens.texts[at] in ("case", "default"):
            return True
        at -= 1
    return False


def _on_own_line(tokens: RawTokens, index: int) -> bool:
    return "\n" in tokens.source.text[tokens.end(index - 1) : tokens.starts[index]]


def in_block(tokens: RawTokens, index: int) -> bool:
    """Whether the statement that begins at a token stands in a block by itself, so that it may go or be two."""
    return tokens.texts[index - 1] in (";", "{", "}") or (
        tokens.texts[index - 1] == ")" and tokens.texts[tokens.mates[index - 1] - 1] not in HEADERS | {"constexpr"}
    )


def braces_around(tokens: RawTokens, index: int) -> Iterator[int]:
    """The open braces around a token, the innermost first."""
    at = index - 1
    while at >= 0:
        text = tokens.texts[at]
        if text in ("}", ")", "]") and tokens.mates[at] >= 0:
            at = tokens.mates[at]
        elif text == "{":
            yield at
        at -= 1


@dataclass(frozen=True, slots=True)
class Around:
    """The function around a token: its name's token (-1 where it has none), the brackets of its parameters, its
    body."""

    name: int
    bracket: int
    body: int


def function_around(tokens: RawTokens, index: int) -> Around | None:
    """The outermost function whose body a token stands in."""
    found: Around | None = None
    for brace in braces_around(tokens, index):
        close = brace - 1
        while close > 0 and tokens.texts[close] in ("const", "noexcept", "override", "final", "try"):
            close -= 1
        bracket = tokens.mates[close] if close > 0 and tokens.texts[close] == ")" else -1
        name = _function_name(tokens, bracket)
        if name >= 0:
            found = Around(name, bracket, brace)
    return found


def _function_name(tokens: RawTokens, bracket: int) -> int:
    """The name (or ``operator``) of the function whose parameters a bracket opens; -1 where it opens something else."""
    for index in range(bracket - 1, max(bracket - 4, -1), -1):
        if tokens.texts[index] == "operator":
            return index
    named = bracket > 0 and tokens.kinds[bracket - 1] == ID and tokens.texts[bracket - 1] not in HEADERS
    return bracket - 1 if named else -1


def in_plain_blocks(tokens: RawTokens, index: int, body: int) -> bool:
    """Whether only blocks and control flow stand between a function's body and a token: no lambda, no class."""
    for brace in braces_around(tokens, index):
        if brace == body:
            return True
        before = tokens.texts[brace - 1]
        header = before == ")" and tokens.texts[tokens.mates[brace - 1] - 1] in HEADERS
        if not header and before not in (";", "{", "}", "else", "do", "try", ":"):
            return False
    return False


# ------------------------------------------------------------------------------------------------ declarations


def find_declaration(tokens: RawTokens, use: int, name: str) -> Declaration | None:
    """The declaration that a name refers to at a token, as far as the text shows it."""
    around = function_around(tokens, use)
    body = around.body if around is not None else len(tokens)
    alone = True  # no statement has ended on the way: a header found belongs to the statement of the use
    at = use - 1
    while at >= 0:
        text = tokens.texts[at]
        if text in (")", "]", "}") and tokens.mates[at] >= 0:
            opened = tokens.mates[at]
            if text == ")" and alone and opened and tokens.texts[opened - 1] in HEADERS:
                found = _in_range(tokens, opened + 1, at, name)
                if found is not None:
                    return _declaration(tokens, *found, True)
            alone = alone and text != "}"
            at = opened
        elif text == ";":
            alone = False
        elif text == "{":
            alone = True
            found_parameter = _parameter(tokens, at, name)
            if found_parameter is not None:
                return found_parameter
        elif text == name and tokens.kinds[at] == ID:
            start = declares(tokens, at)
            if start is not None:
                return _declaration(tokens, start, at, at > body)
        at -= 1
    return None


def _parameter(tokens: RawTokens, brace: int, name: str) -> Declaration | None:
    """The parameter of the function (or what a header declares) before a brace."""
    close = brace - 1
    while close > 0 and tokens.texts[close] in ("const", "noexcept", "override", "final", "try", "mutable"):
        close -= 1
    if close <= 0 or tokens.texts[close] != ")" or tokens.mates[close] <= 0:
        return None
    opened = tokens.mates[close]
    if tokens.texts[opened - 1] in HEADERS:
        return None  # seen where the header is passed
    for p in parameters(tokens, opened):
        if p.name >= 0 and tokens.texts[p.name] == name:
            return _declaration(tokens, p.first, p.name, True)
    return None


def _in_range(tokens: RawTokens, first: int, stop: int, name: str) -> tuple[int, int] | None:
    for index in range(first, stop):
        if tokens.texts[index] == name and tokens.kinds[index] == ID:
            start = declares(tokens, index)
            if start is not None and start >= first:
                return start, index
    return None


def declares(tokens: RawTokens, index: int) -> int | None:
    """The start of the declaration whose declarator's name is a token; None where it is used, not declared."""
    after = tokens.texts[index + 1] if index + 1 < len(tokens) else ""
    if after not in ("=", ";", ",", "[", "(", "{", ")", ":"):
        return None
    start = _begin(tokens, index)
    end = type_end(tokens, start, index)
    if end is None or end > index or not (tokens.kinds[end] == ID or tokens.texts[end] in _SIGNS):
        return None
    last_comma = end
    at = end
    while at < index:
        if tokens.texts[at] == ",":
            last_comma = at + 1
        at = max(tokens.mates[at], at) + 1
    return start if all(t in _SIGNS for t in tokens.texts[last_comma:index]) else None


def _begin(tokens: RawTokens, index: int) -> int:
    """The first token of the statement or parameter list part that a token stands in."""
    at = index
    while at > 0:
        before = tokens.texts[at - 1]
        if before in (";", "{", "(", ":"):
            if before == ":" and at >= 2 and tokens.texts[at - 2] == ":":
                at -= 1
                continue
            break
        if before == "}":
            opened = tokens.mates[at - 1]
            if opened > 0 and (tokens.texts[opened - 1] in ("=", ",", "(") or _is_initialiser(tokens, opened)):
                at = opened
                continue
            break
        if before in (")", "]") and tokens.mates[at - 1] >= 0:
            opened = tokens.mates[at - 1]
            if before == ")" and opened and tokens.texts[opened - 1] in HEADERS:
                break
            at = opened
            continue
        at -= 1
    return at


def _is_initialiser(tokens: RawTokens, brace: int) -> bool:
    """``a{1}``: braces behind a declared name, with a comma or semicolon behind."""
    close = tokens.mates[brace]
    after = tokens.texts[close + 1] if close + 1 < len(tokens) else ""
    return (
        tokens.kinds[brace - 1] == ID and after in (",", ";") and tokens.texts[brace - 1] not in ("else", "do", "try")
    )


def type_end(tokens: RawTokens, start: int, stop: int) -> int | None:
    """The token behind the type that begins at a token; None where no type does."""
    at = start
    named = False
    while at < stop:
        text = tokens.texts[at]
        if text in _BUILTIN:
            named = True
        elif text in _STORAGE or text in _CV or text in _ELABORATED:
            pass
        elif tokens.kinds[at] == ID and text not in _NO_TYPE and not named:
            named = True
            at = _qualified_end(tokens, at, stop)
            continue
        elif text == "::" and not named:
            pass
        else:
            break
        at += 1
    return at if named else None


def _qualified_end(tokens: RawTokens, at: int, stop: int) -> int:
    at += 1
    while at < stop:
        if tokens.texts[at] == "::":
            at += 2
        elif tokens.texts[at] == "<":
            close = angle_end(tokens, at, stop)
            if close < 0:
                return at
            at = close + 1
        else:
            return at
    return at


def _declaration(tokens: RawTokens, start: int, name: int, local: bool) -> Declaration:
    end = type_end(tokens, start, name) or start
    words = [
        i for i in range(start, end) if tokens.texts[i] not in _STORAGE | _CV | {"struct", "class", "union", "enum"}
    ]
    text = ""
    for number, index in enumerate(words):
        gap = number and tokens.starts[index] > tokens.end(words[number - 1])
        text += (" " if gap else "") + tokens.texts[index]
    signs: list[str] = []
    at = name - 1
    while at >= end and tokens.texts[at] in _SIGNS:
        signs.append(tokens.texts[at])
        at -= 1
    arrays = 0
    at = name + 1
    while at < len(tokens) and tokens.texts[at] == "[" and tokens.mates[at] > 0:
        arrays += 1
        at = tokens.mates[at] + 1
    storage = set(tokens.texts[start:end])
    return Declaration(
        text, signs.count("*"), arrays, bool({"&", "&&"} & set(signs)), bool(storage & {"static", "extern",
        "thread_local"}), local, name, start, )  # fmt: skip


def members_of(files: Sequence[RawTokens]) -> dict[str, Declaration | None]:
    """The members of all classes by name; None for a name that classes declare with different types."""
    found: dict[str, Declaration | None] = {}
    for tokens in files:
        for brace, text in enumerate(tokens.texts):
            close = tokens.mates[brace] if text == "{" else -1
            if close < 0 or not opens_class(tokens, brace):
                continue
            at = brace + 1
            while at < close:
                if tokens.texts[at] == "{":
                    at = tokens.mates[at]
                elif tokens.kinds[at] == ID and tokens.texts[at + 1] in (";", ",", "[", "="):
                    start = declares(tokens, at)
                    if start is not None and start > brace:
                        made = _declaration(tokens, start, at, False)
                        before = found.get(tokens.texts[at], made)
                        same = before is not None and _shape(before) == _shape(made)
                        found[tokens.texts[at]] = made if same else None
                at = max(tokens.mates[at], at) + 1
    return found


def _shape(declared: Declaration) -> tuple[str, int, int, bool]:
    return declared.type, declared.pointers, declared.arrays, declared.reference


def opens_class(tokens: RawTokens, brace: int) -> bool:
    """Whether a brace opens the members of a class."""
    at = max(brace, 0)
    while at > 0 and tokens.texts[at - 1] not in (";", "{", "}", ")"):
        at -= 1
    return bool({"struct", "class", "union"} & set(tokens.texts[at:brace]))
