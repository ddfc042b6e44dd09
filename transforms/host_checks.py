"""How a host program looks at the error codes of the CUDA runtime: macros, functions and statements that print a
failure or end the program over it and do nothing else.

Such a check says no more than an exception that nobody catches, so that a target with exceptions can do without it.
Works on raw tokens; what is not seen to be such a check is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..parser.tokens import ID, Directive, RawTokens, macro_body, tokenize_fragment
from .hip_names import arguments
from .host_scan import angle_end, parameters
from .host_scope import in_block, statement_start

STATE = frozenset({"cudaGetLastError", "cudaPeekAtLastError"})
SYNCHRONISE = frozenset({"cudaDeviceSynchronize", "cudaThreadSynchronize"})
_SUCCESS = frozenset({"cudaSuccess", "0", "CUDA_SUCCESS"})
_ERROR_TYPES = frozenset({"cudaError_t", "cudaError", "auto", "int"})
_ENDS = frozenset({
    "printf", "fprintf", "puts", "fputs", "perror", "fflush", "exit", "abort", "_exit", "_Exit", "quick_exit", "assert",
    "terminate", "getchar", "cudaGetErrorString", "cudaGetErrorName", "cudaDeviceReset", "runtime_error", "logic_error",
    "exception", "string", "to_string", "system_error", "static_cast", "if", "int", "unsigned",
})  # fmt: skip
_ENDING = frozenset({"exit", "abort", "_exit", "_Exit", "quick_exit", "terminate", "throw"})
_FORBIDDEN = frozenset({"goto", "break", "continue", "for", "while", "do", "switch", "new", "delete", "case"})
_CHANGES = frozenset({"++", "--", "+=", "-=", "*=", "/=", "|=", "&=", "^=", "%="})
_CONDITIONALS = frozenset({"if", "ifdef", "ifndef", "elif", "else", "endif"})


@dataclass(frozen=True, slots=True)
class Check:
    """A check in a run of tokens: where it ``stop``s, the expression whose value it looks at, the variable that holds
    the value (empty where there is none), whether it declares that variable, and whether it leaves the function."""

    stop: int
    first: int
    last: int  # behind the expression
    variable: str = ""
    declares: bool = False
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a macro or function is defined: the file, and from which character to which."""

    tokens: RawTokens
    start: int
    end: int


@dataclass(frozen=True)
class Checkers(Mapping[str, "Checker"]):
    """The checkers of a program by name, and its functions that print something and end the program (``ending``, with
    where they are defined). ``caught``: the program catches other exceptions than ``std::exception``, so that what is
    thrown matters."""

    found: dict[str, Checker]
    ending: Mapping[str, Definition] = field(default_factory=dict)
    caught: bool = False

    def __getitem__(self, name: str) -> Checker:
        return self.found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


@dataclass(frozen=True, slots=True)
class Checker:
    """A macro or function of the program that is a check. ``slot`` is the argument that it looks at, -1 where it asks
    for the last error; ``waits``: it waits for the device; ``leaves``: it leaves the function that uses it."""

    name: str
    slot: int
    waits: bool
    leaves: bool
    definition: Definition


# ------------------------------------------------------------------------------------------------ one check


def read_check(tokens: RawTokens, index: int, stop: int, checkers: Checkers) -> Check | None:
    """The check that begins at a token."""
    texts = tokens.texts
    if index >= stop:
        return None
    if texts[index] == "if":
        return _if(tokens, index, stop, "", checkers)
    if texts[index] == "assert" and not checkers.found.get("assert"):
        return _assert(tokens, index, stop)
    checker = checkers.get(texts[index])
    if checker is not None and checker.slot >= 0:
        return _use(tokens, index, stop, checker)
    name = index
    declares = False
    while name + 1 < stop and texts[name] in _ERROR_TYPES | {"const"}:
        name, declares = name + 1, True
    if name + 1 >= stop or tokens.kinds[name] != ID or texts[name + 1] != "=":
        return None
    end = name + 2
    while end < stop and texts[end] not in (";", "{", "}"):
        end = max(tokens.mates[end], end) + 1
    if end >= stop or texts[end] != ";" or end + 1 >= stop or texts[end + 1] != "if":
        return None
    found = _if(tokens, end + 1, stop, texts[name], checkers)
    return Check(found.stop, name + 2, end, texts[name], declares, found.leaves) if found is not None else None


def _if(tokens: RawTokens, index: int, stop: int, variable: str, checkers: Checkers) -> Check | None:
    """``if (… != cudaSuccess) {…}``; with ``variable`` the condition looks at that."""
    bracket = index + 1
    if bracket >= stop or tokens.texts[bracket] != "(" or not 0 < tokens.mates[bracket] < stop:
        return None
    close = tokens.mates[bracket]
    assigned = ""
    own = _declared_in(tokens, bracket + 1, close)
    if own is not None and not variable:
        first, last = own
    else:
        looked = _condition(tokens, bracket + 1, close, "!=")
        if looked is None:
            return None
        first, last = looked
        if variable:
            if tokens.texts[first:last] != [variable]:
                return None
        elif last - first > 2 and tokens.kinds[first] == ID and tokens.texts[first + 1] == "=":
            assigned, first = tokens.texts[first], first + 2
    end = _branch_end(tokens, close + 1, stop)
    if end < 0 or end < stop and tokens.texts[end] == "else":
        return None
    leaves = failure(tokens, close + 1, end, checkers)
    return None if leaves is None else Check(end, first, last, assigned or variable, False, leaves)


def _declared_in(tokens: RawTokens, first: int, stop: int) -> tuple[int, int] | None:
    """The value in ``cudaError_t e = …`` and in ``auto e = …; e != cudaSuccess``, as conditions."""
    name = first
    while name < stop and tokens.texts[name] in _ERROR_TYPES | {"const"}:
        name += 1
    if name == first or name + 1 >= stop or tokens.kinds[name] != ID or tokens.texts[name + 1] != "=":
        return None
    end = name + 2
    while end < stop and tokens.texts[end] != ";":
        if tokens.texts[end] in ("!=", "==", "&&", "||", "?"):
            return None
        end = max(tokens.mates[end], end) + 1
    if end < stop:
        looked = _condition(tokens, end + 1, stop, "!=")
        if looked is None or tokens.texts[looked[0] : looked[1]] != [tokens.texts[name]]:
            return None
    return name + 2, end


def _condition(tokens: RawTokens, first: int, stop: int, sign: str) -> tuple[int, int] | None:
    """What a condition compares with success; a bare value counts for ``!=``."""
    first, stop = _bare(tokens, first, stop)
    at = first
    while at < stop:
        if tokens.texts[at] == sign:
            left, right = _bare(tokens, first, at), _bare(tokens, at + 1, stop)
            if tokens.texts[left[0] : left[1]] in ([s] for s in _SUCCESS):
                return right
            return left if tokens.texts[right[0] : right[1]] in ([s] for s in _SUCCESS) else None
        if tokens.texts[at] in ("&&", "||", "==", "?", "<", ">", "!"):
            return None
        at = max(tokens.mates[at], at) + 1
    return (first, stop) if sign == "!=" and stop > first else None


def _bare(tokens: RawTokens, first: int, stop: int) -> tuple[int, int]:
    """A range without parentheses around it."""
    while first < stop and tokens.texts[first] == "(" and tokens.mates[first] == stop - 1:
        first, stop = first + 1, stop - 1
    return first, stop


def _branch_end(tokens: RawTokens, index: int, stop: int) -> int:
    """Behind the statement that begins at a token; -1 where it does not end."""
    if index < stop and tokens.texts[index] == "{":
        return tokens.mates[index] + 1 if 0 < tokens.mates[index] < stop else -1
    if index < stop and tokens.texts[index] == "if":
        close = tokens.mates[index + 1]
        end = _branch_end(tokens, close + 1, stop) if 0 < close < stop else -1
        return _branch_end(tokens, end + 1, stop) if 0 < end < stop and tokens.texts[end] == "else" else end
    while index < stop and tokens.texts[index] != ";":
        if tokens.texts[index] in ("}", "{"):
            return -1
        index = max(tokens.mates[index], index) + 1
    return min(index + 1, stop)  # the last statement of a macro gets its semicolon where the macro is used


def failure(tokens: RawTokens, first: int, stop: int, checkers: Checkers) -> bool | None:
    """Whether what happens at a failure leaves the function by ``return``; None where it does more than to print and
    to end the program."""
    leaves = False
    for index in range(first, stop):
        text = tokens.texts[index]
        after = tokens.texts[index + 1] if index + 1 < stop else ""
        before = tokens.texts[index - 1] if index > first else ""
        if text in _FORBIDDEN or text in _CHANGES or text == "throw" and checkers.caught:
            return None
        if text == "return":
            leaves = leaves or after != ";"
        if text == "=" and not (index >= first + 2 and _names_new(tokens, index - 1)):
            return None
        called = tokens.kinds[index] == ID and before != "#" and _is_called(tokens, index, stop)
        if called and text not in _ENDS and text not in checkers.ending and before != "throw":
            return None
    return leaves


def _is_called(tokens: RawTokens, name: int, stop: int) -> bool:
    """Whether arguments follow a name, behind template arguments or not."""
    after = name + 1
    if after < stop and tokens.texts[after] == "<":
        after = angle_end(tokens, after, stop) + 1
    return 0 < after < stop and tokens.texts[after] == "("


def _names_new(tokens: RawTokens, name: int) -> bool:
    """Whether a name before ``=`` is being declared: a type stands before it."""
    before = tokens.texts[name - 1]
    return tokens.kinds[name] == ID and (before == "*" or tokens.kinds[name - 1] == ID)


def _assert(tokens: RawTokens, index: int, stop: int) -> Check | None:
    bracket = index + 1
    close = tokens.mates[bracket] if bracket < stop and tokens.texts[bracket] == "(" else -1
    if not 0 < close < stop:
        return None
    looked = _condition(tokens, bracket + 1, close, "==")
    return Check(close + 1, *looked) if looked is not None else None


def _use(tokens: RawTokens, index: int, stop: int, checker: Checker) -> Check | None:
    """A call of a checker; its other arguments must do nothing."""
    bracket = index + 1
    close = tokens.mates[bracket] if bracket < stop and tokens.texts[bracket] == "(" else -1
    if not 0 < close <= stop:
        return None
    given = arguments(tokens, bracket)
    if len(given) <= checker.slot:
        return None
    for number, (first, last) in enumerate(given):
        if number != checker.slot and not _is_idle(tokens, first, last):
            return None
    first, last = _bare(tokens, *given[checker.slot])
    return Check(close + 1, first, last, "", False, checker.leaves)


def _is_idle(tokens: RawTokens, first: int, stop: int) -> bool:
    """Whether an expression does nothing but have a value."""
    return not {"(", "++", "--", "="} & set(tokens.texts[first:stop])


# ------------------------------------------------------------------------------------------------ checkers


def find_checkers(files: Sequence[RawTokens]) -> Checkers:
    """The macros and functions of a program that are checks; a name with two definitions is none."""
    seen: dict[str, int] = {}
    for tokens in files:
        for directive in tokens.directives:
            if directive.name == "define":
                name = macro_body(tokens, directive)[0]
                seen[name] = seen.get(name, 0) + 1
    caught = any(_catches_others(tokens) for tokens in files)
    nothing = Checkers({}, {}, caught)
    known = Checkers({}, {name: d for tokens in files for name, d in _ending(tokens, nothing)}, caught)
    changed = True
    while changed:
        changed = False
        for tokens in files:
            for checker in (*_macros(tokens, known), *_functions(tokens, known)):
                if checker.name not in known.found and seen.get(checker.name, 0) <= 1:
                    known.found[checker.name] = checker
                    changed = True
    return known


def _catches_others(tokens: RawTokens) -> bool:
    """Whether a file catches exceptions by another type than ``std::exception``, or all of them."""
    for index, text in enumerate(tokens.texts):
        if text == "catch" and tokens.texts[index + 1 : index + 2] == ["("] and tokens.mates[index + 1] > 0:
            caught = [t for t in tokens.texts[index + 2 : tokens.mates[index + 1]] if t not in ("const", "&")]
            if caught[:3] != ["std", "::", "exception"] and caught != ["..."]:
                return True
    return False


def swallows_exceptions(tokens: RawTokens) -> bool:
    """Whether a file goes on after it has caught an exception of any kind, so that none ends the program."""
    for index, text in enumerate(tokens.texts):
        if text != "catch" or tokens.texts[index + 1 : index + 2] != ["("] or tokens.mates[index + 1] < 0:
            continue
        caught = tokens.texts[index + 2 : tokens.mates[index + 1]]
        body = tokens.mates[index + 1] + 1
        if caught != ["..."] and "exception" not in caught or body >= len(tokens) or tokens.mates[body] < body:
            continue
        if not {"return", *_ENDING} & set(tokens.texts[body : tokens.mates[body]]):
            return True
    return False


def _ending(tokens: RawTokens, known: Checkers) -> Iterator[tuple[str, Definition]]:
    """The functions that print something and end the program."""
    for bracket, body in _definitions(tokens):
        stop = tokens.mates[body]
        inside = set(tokens.texts[body:stop])
        if _ENDING & inside and "if" not in inside and failure(tokens, body + 1, stop, known) is False:
            start = _head_start(tokens, bracket - 1)
            yield tokens.texts[bracket - 1], Definition(tokens, tokens.starts[start], tokens.end(stop))


def _head_start(tokens: RawTokens, name: int) -> int:
    """The first token of the declaration of a function's name."""
    while name > 0 and tokens.texts[name - 1] not in (";", "}", "{"):
        name -= 1
    return name


def _macros(tokens: RawTokens, known: Checkers) -> Iterator[Checker]:
    for directive in tokens.directives:
        if directive.name == "define":
            checker = _macro(tokens, directive, known)
            if checker is not None:
                yield checker


def _macro(tokens: RawTokens, directive: Directive, known: Checkers) -> Checker | None:
    head = re.match(r"[ \t]*(\w+)\(([^()]*)\)", directive.rest)
    if head is None:
        return None
    names = [name.strip() for name in re.sub(r"\\\s*\n", " ", head[2]).split(",")] if head[2].strip() else []
    names = ["__VA_ARGS__" if name == "..." else name.removesuffix("...").strip() for name in names]
    name, body = macro_body(tokens, directive)
    return _checker(name, names, body, _unwrapped(body), known, Definition(tokens, directive.start, directive.end))


def _unwrapped(body: RawTokens) -> tuple[int, int]:
    """A macro's body without ``do { … } while (0)`` or braces around it."""
    first, stop = 0, len(body)
    while stop > first and body.texts[stop - 1] == ";":
        stop -= 1
    first, stop = _bare(body, first, stop)
    if body.texts[first : first + 2] == ["do", "{"] and body.texts[stop - 4 : stop - 2] == ["while", "("]:
        first, stop = first + 1, stop - 4
    elif not (first < stop and body.texts[first] == "{"):
        return first, stop if first else len(body)
    return (first + 1, stop - 1) if body.texts[first] == "{" and body.mates[first] == stop - 1 else (first, stop)


def _functions(tokens: RawTokens, known: Checkers) -> Iterator[Checker]:
    for bracket, body in _definitions(tokens):
        checker = _function(tokens, bracket, body, known)
        if checker is not None:
            yield checker


def _definitions(tokens: RawTokens) -> Iterator[tuple[int, int]]:
    """The functions that a file defines, ``name(…) {…}``, by the brackets of their parameters and bodies, but for
    ``main``, which nobody has to call."""
    index = 0
    while index < len(tokens):
        if tokens.texts[index] == "{" and tokens.mates[index] > index:
            close = index - 1
            bracket = tokens.mates[close] if close > 0 and tokens.texts[close] == ")" else -1
            if bracket > 1 and tokens.kinds[bracket - 1] == ID and tokens.texts[bracket - 1] != "main":
                yield bracket, index
            if bracket > 0 or tokens.texts[index - 1] == "=":
                index = tokens.mates[index]
        index += 1


def _function(tokens: RawTokens, bracket: int, body: int, known: Checkers) -> Checker | None:
    given = parameters(tokens, bracket)
    names = [tokens.texts[p.name] if p.name >= 0 else "" for p in given]
    start = _head_start(tokens, bracket - 1)
    words = tokens.texts[start : bracket - 1]
    if "__global__" in words or "__device__" in words:
        return None
    stop = tokens.mates[body]
    last = stop
    early = _unless(tokens, body + 1, stop, names, known) if "void" in words else -1
    if early >= 0:
        here = Definition(tokens, tokens.starts[start], tokens.end(stop))
        return Checker(tokens.texts[bracket - 1], early, False, False, here)
    if "void" not in words:  # ``return result;`` with the value that was looked at
        if stop - body < 5 or tokens.texts[stop - 3] != "return" or tokens.texts[stop - 2] not in names:
            return None
        last = stop - 3
    return _checker(
        tokens.texts[bracket - 1], names, tokens, (body + 1, last), known,
        Definition(tokens, tokens.starts[start], tokens.end(stop)),
    )  # fmt: skip


def _unless(tokens: RawTokens, first: int, stop: int, names: Sequence[str], known: Checkers) -> int:
    """The parameter that a body looks at as ``if (e == cudaSuccess) return;``, with the failure behind; -1 for none."""
    if tokens.texts[first : first + 2] != ["if", "("]:
        return -1
    close = tokens.mates[first + 1]
    looked = _condition(tokens, first + 2, close, "==")
    end = close + 1
    braced = tokens.texts[end : end + 4] == ["{", "return", ";", "}"]
    if looked is None or not braced and tokens.texts[end : end + 2] != ["return", ";"]:
        return -1
    end += 4 if braced else 2
    shown = tokens.texts[looked[0] : looked[1]]
    if len(shown) != 1 or shown[0] not in names or failure(tokens, end, stop, known) is not False:
        return -1
    return list(names).index(shown[0])


def _checker(
    name: str, names: list[str], body: RawTokens, within: tuple[int, int], known: Checkers, here: Definition
) -> Checker | None:  # fmt: skip
    """The checker whose body is a range of tokens: one check of a parameter, or checks of the last error."""
    first, stop = within
    slot, waits, leaves, index = -1, False, False, first
    while index < stop:
        if body.texts[index] == ";":
            index += 1
            continue
        waiting = _plain_wait(body, index, stop)
        if waiting:
            waits, index = True, waiting
            continue
        other = known.get(body.texts[index])
        if (
            other is not None
            and other.slot < 0
            and body.texts[index + 1 : index + 2] == ["("]
            and body.mates[index + 1] > 0
        ):
            waits, leaves = waits or other.waits, leaves or other.leaves
            index = body.mates[index + 1] + 1
            continue
        check = read_check(body, index, stop, known)
        if check is None:
            return None
        looked = body.texts[check.first : check.last]
        while looked[:1] == ["("] and looked[-1:] == [")"]:
            looked = looked[1:-1]
        if len(looked) == 1 and looked[0] in names and slot < 0:
            slot = names.index(looked[0])
        elif len(looked) == 3 and looked[0] in STATE | SYNCHRONISE and looked[1:] == ["(", ")"]:
            waits = waits or looked[0] in SYNCHRONISE
        else:
            return None
        leaves = leaves or check.leaves
        index = check.stop
    if first >= stop or slot >= 0 and waits or name == "":
        return None
    return Checker(name, slot, waits, leaves, here)


def _plain_wait(body: RawTokens, index: int, stop: int) -> int:
    """Behind ``cudaDeviceSynchronize();``, or 0."""
    if index + 3 < stop and body.texts[index] in SYNCHRONISE and body.texts[index + 1 : index + 4] == ["(", ")", ";"]:
        return index + 4
    return 0


def checked_statement(tokens: RawTokens, call: int, checkers: Checkers) -> tuple[int, Check] | None:
    """The statement around a call of the runtime, and the check that it is; an expression statement is a check that
    looks at nothing."""
    close = tokens.mates[call + 1]
    for start in _starts(tokens, call):
        if not statement_start(tokens, start):
            continue
        bare = _bare_call(tokens, start, call, close)
        if bare is not None:
            return start, bare
        found = read_check(tokens, start, len(tokens), checkers)
        if found is not None and _bare(tokens, found.first, found.last) == (call, close + 1):
            return start, found
        return None
    return None


def _bare_call(tokens: RawTokens, start: int, call: int, close: int) -> Check | None:
    """``call(…);`` or ``(void)call(…);``"""
    first = start + 3 if tokens.texts[start : start + 3] == ["(", "void", ")"] else start
    if first != call or close + 1 >= len(tokens) or tokens.texts[close + 1] != ";":
        return None
    return Check(close + 1, call, close + 1)


def _starts(tokens: RawTokens, call: int) -> Iterable[int]:
    """Where the statement around a token may begin, looking outwards from it."""
    at = call
    while at > 0:
        if statement_start(tokens, at):
            yield at
            return
        at -= 1
        if tokens.texts[at] in (")", "]", "}") and tokens.mates[at] >= 0:
            at = tokens.mates[at]


def can_go(tokens: RawTokens, start: int) -> bool:
    """Whether the statement that begins at a token may be taken out."""
    return in_block(tokens, start)


def definitions_of(tokens: RawTokens) -> Iterator[tuple[str, RawTokens]]:
    """The names and bodies of a file's macros."""
    for directive in tokens.directives:
        if directive.name == "define":
            yield macro_body(tokens, directive)


def conditions_of(tokens: RawTokens) -> Iterator[RawTokens]:
    """What a file's conditional directives ask."""
    for directive in tokens.directives:
        if directive.name in _CONDITIONALS:
            yield tokenize_fragment(tokens.source, directive.rest_start, directive.end)
