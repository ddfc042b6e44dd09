"""What SYCL does not allow in device code: calls through pointers to functions, recursion, and shared variables in
macros. Only reports."""

from __future__ import annotations

from collections.abc import Iterable

from ..parser import rules
from ..parser.diagnostics import Sink
from ..parser.source import Span
from ..parser.tokens import ID, RawTokens
from .sycl_program import Function, Program, Region
from .tables import FUNCTION_KINDS

TARGET = "SYCL"
_NO_TYPES = frozenset({"return", "else", "do", "case", "throw", "sizeof", "co_return", "new", "delete"})
_WHY_POINTERS = "SYCL device code has no pointers to functions; use a switch, or function objects"
_WHY_RECURSION = "SYCL device code has no recursion; use a loop with a stack of its own"


def pointer_types(files: Iterable[RawTokens]) -> frozenset[str]:
    """The names that a program gives to types of pointers to functions."""
    found: set[str] = set()
    for tokens in files:
        for index in range(len(tokens)):
            if not _is_pointer(tokens, index):
                continue
            start = index
            while start > 0 and tokens.texts[start - 1] not in (";", "{", "}"):
                start -= 1
            if tokens.texts[start] == "typedef" and tokens.kinds[index + 2] == ID:
                found.add(tokens.texts[index + 2])
            elif tokens.texts[start] == "using" and tokens.texts[index + 2] == ")":
                found.add(tokens.texts[start + 1])
    return frozenset(found)


def _is_pointer(tokens: RawTokens, index: int) -> bool:
    """Whether a bracket begins ``(*name)(`` or ``(*)(`` behind a type."""
    texts = tokens.texts
    if texts[index] != "(" or index == 0 or index + 4 >= len(tokens) or texts[index + 1] != "*":
        return False
    close = tokens.mates[index]
    typed = tokens.kinds[index - 1] == ID and texts[index - 1] not in _NO_TYPES or texts[index - 1] in ("*", "&", ">")
    named = close == index + 2 or (close > index + 2 and tokens.kinds[index + 2] == ID)
    return typed and named and close + 1 < len(tokens) and texts[close + 1] == "("


def refuse_pointers(tokens: RawTokens, first: int, stop: int, types: frozenset[str], sink: Sink) -> None:
    """Report the pointers to functions that a stretch of device code declares."""
    for index in range(first, stop):
        if tokens.kinds[index] == ID and tokens.texts[index] in types or _is_pointer(tokens, index):
            span = Span(tokens.source, tokens.starts[index], tokens.end(index))
            sink.report(
                rules.UNSUPPORTED_CONSTRUCT, span, what="a pointer to a function", target=TARGET, why=_WHY_POINTERS
            )  # fmt: skip
            return


def refuse_static(tokens: RawTokens, first: int, stop: int, sink: Sink) -> None:
    """Report the static variables of a stretch of device code that can change."""
    for index in range(first, stop):
        if tokens.texts[index] != "static" or tokens.texts[index - 1] not in (";", "{", "}"):
            continue
        end = next((i for i in range(index, stop) if tokens.texts[i] in (";", "=", "{", "(")), stop)
        if not {"const", "constexpr"} & set(tokens.texts[index:end]) and "__shared__" not in tokens.texts[index:end]:
            span = Span(tokens.source, tokens.starts[index], tokens.end(index))
            sink.report(
                rules.UNSUPPORTED_CONSTRUCT, span, what="a static variable in device code", target=TARGET,
                why="use a __device__ variable",
            )  # fmt: skip


def recursive_functions(program: Program) -> list[Function]:
    """The functions that come to call themselves. Names that several functions have, those of CUDA's functions, and
    templates are left out: their calls may be of another. So are those that only compilers call."""
    single: dict[str, Function] = {}
    defined = [f for f in program.functions if f.declared.body >= 0 and not f.kernel]
    defined = [f for f in defined if f.declared.scope == "namespace"]
    for function in defined:
        row = program.tables.get(function.name)
        if row is not None and row.kind in FUNCTION_KINDS:
            continue
        if not function.declared.heads and sum(f.name == function.name for f in defined) == 1:
            single[function.name] = function
    found = [f for f in single.values() if _reaches(f, f.name, single, set())]
    return [f for f in found if "constexpr" not in f.declared.words or _runs(program, f.name)]


_CONSTANT = frozenset({"constexpr", "static_assert", "case", "template"})


def _runs(program: Program, name: str) -> bool:
    """Whether device code may call a constexpr function when it runs: not in a constant of the program."""
    for function in program.functions:
        tokens, declared = function.region.tokens, function.declared
        if function.name == name or declared.body < 0 or name not in function.names:
            continue
        places = [i for i in range(declared.body, tokens.mates[declared.body]) if tokens.texts[i] == name]
        if not places:  # through a macro
            return True
        for index in places:
            first = index
            while tokens.texts[first - 1] not in (";", "{", "}"):
                first -= 1
            if not _CONSTANT & set(tokens.texts[first:index]):
                return True
    return False


def _reaches(function: Function, name: str, single: dict[str, Function], seen: set[str]) -> bool:
    for called in sorted(function.calls & single.keys()):
        if called == name:
            return True
        if called not in seen:
            seen.add(called)
            if _reaches(single[called], name, single, seen):
                return True
    return False


def refuse_recursion(function: Function, sink: Sink) -> None:
    """Report a recursive function."""
    tokens, index = function.region.tokens, function.declared.name[0]
    span = Span(tokens.source, tokens.starts[index], tokens.end(index))
    what = f"the recursive function `{function.name}`"
    sink.report(rules.UNSUPPORTED_CONSTRUCT, span, what=what, target=TARGET, why=_WHY_RECURSION)


def refuse_shared_in_macro(program: Program, region: Region, sink: Sink) -> None:
    """Report shared variables of a block that a macro writes into whatever function uses it: each use would have one of
    its own. Those of functions that the macro writes whole are theirs; those outside of brackets are reported with
    what is at file scope."""
    if region.macro is None:
        return
    tokens, depth = region.tokens, 0
    bodies = [(f.declared.body, tokens.mates[f.declared.body]) for f in program.functions
              if f.region is region and f.declared.body >= 0]  # fmt: skip
    for index, text in enumerate(tokens.texts):
        depth += (text == "{") - (text == "}")
        if text == "__shared__" and depth > 0 and not any(a < index < b for a, b in bodies):
            sink.report(
                rules.UNSUPPORTED_CONSTRUCT, Span(tokens.source, tokens.starts[index], tokens.end(index)),
                what="a shared variable in a macro", target=TARGET, why="declare it inside the function",
            )  # fmt: skip
