"""The CUDA names of a façade target's host file: which become the façade's and which it lacks, and its includes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from ..parser import rules
from ..parser.diagnostics import Rule, Sink
from ..parser.source import Source, Span
from ..parser.tokens import ID, Directive, RawTokens
from ..parser.unit import Unit
from . import cuda_names
from .edits import Edit
from .host_cuts import Ranges
from .tables import FUNCTION_KINDS, Row, Tables, Target, derived

Live: TypeAlias = Mapping[Source, Set[int]]  # offsets at which live tokens begin

TITLES: dict[Target, str] = {"c": "C", "opencl": "OpenCL", "sycl": "SYCL", "hip": "HIP"}

_INCLUDE = re.compile(r"[ \t]*(?:<([^>\n]*)>|\"([^\"\n]*)\")")
_DRIVER = re.compile(r"(cu[A-Z][a-z]\w*)|CU[a-z]\w+")  # functions and types of the driver API
_KINDS = frozenset({"runtime", "enumerator", "hosttype", "macro", "library", "qualifier"})
_NAMESPACES = frozenset({"cub", "cuda", "nvcuda", "thrust"})
_WHOLE_ARRAYS = {  # headers of CUB for device code, and those that have what is for host code as well
    "unwarp_cub.hpp": "unwarp_cub_device.hpp", "unwarp_sycl_cub.hpp": "unwarp_sycl_cub_device.hpp",
}  # fmt: skip
_NO_FUNCTION = "the headers beside the output do not have it"


@dataclass(frozen=True)
class Naming:
    """What decides about names: the target, the names its façade has, the tables, the program's own names, and
    those that it seems to declare (`declared_like_cuda`). ``live``
    are the places that a compiler would see, None for all: nothing is reported about others; ``whole_arrays``: the
    program names what CUB has for host code, so that the header with that takes the place of that for device code;
    ``opens_cub``: it names CUB's without the namespace."""

    target: Target
    names: frozenset[str]
    tables: Tables
    own: frozenset[str]
    declared: frozenset[str]
    sink: Sink
    live: Live | None = None
    whole_arrays: bool = False
    opens_cub: bool = False

    @property
    def header(self) -> str:
        return f"unwarp_{self.target}.hpp"

    def report(self, rule: Rule, span: Span, name: str, at: int = -1, **facts: str) -> None:
        """Report about a name, unless no compiler would see the place (``at``, by default where the span begins)."""
        if self.live is None or (span.start if at < 0 else at) in self.live.get(span.source, ()):
            self.sink.report(rule, span, name=name, target=TITLES[self.target], **facts)


def live_places(unit: Unit) -> Live:
    """Where the tokens of a parsed unit stand that its ``#if`` directives leave, and includes of others' headers."""
    places: dict[Source, set[int]] = {}
    tokens, own = unit.tokens, slice(unit.prelude_end, None)
    for sources, starts in ((tokens.sources, tokens.starts), (tokens.spelled_sources, tokens.spelled_starts)):
        for source, run in groupby(zip(sources[own], starts[own], strict=True), itemgetter(0)):
            places.setdefault(source, set()).update(map(itemgetter(1), run))
    for include in unit.includes:
        if include.resolved is not None:  # the program's own, whatever its name
            continue
        places.setdefault(include.span.source, set()).add(include.span.start)
    return places


def name_edits(tokens: RawTokens, naming: Naming, gone: Ranges, first: int = 0, stop: int | None = None) -> list[Edit]:
    """The edits of the names in a run of tokens, but for the ranges of characters that are gone. Reports names that the
    target lacks."""
    edits: list[Edit] = []
    for index in range(first, len(tokens) if stop is None else stop):
        text = tokens.texts[index]
        if tokens.kinds[index] != ID or text in naming.own or _qualified(tokens, index):
            continue
        start = tokens.starts[index]
        if start in gone:
            continue
        if text == "cuda" and _at(tokens, index + 1) == "##":
            edits.append(Edit(start, tokens.end(index), "uw"))
            continue
        if text in _NAMESPACES and names_namespace(tokens, index):
            edits += _namespace(tokens, index, naming)
            continue
        edit = _name(tokens, index, naming)
        if edit is not None:
            edits.append(edit)
    return edits


def _name(tokens: RawTokens, index: int, naming: Naming) -> Edit | None:
    text = tokens.texts[index]
    start, end = tokens.starts[index], tokens.end(index)
    maker = "make_" if text.startswith("make_cuda") else ""  # make_cudaExtent makes a cudaExtent
    bare = text.removeprefix(maker)
    own = derived(bare, "uw")
    row = naming.tables.get(text)
    if row is not None and row.kind == "library" and text in naming.declared:
        return None  # a pointer of the program to a library's function
    span = Span(tokens.source, start, end)
    column = row.column(naming.target) if row is not None else None
    if row is not None and row.kind not in FUNCTION_KINDS and column is not None and column.note:
        naming.report(rules.DIFFERENCE, span, text, note=column.note)
    if own in naming.names and bare.startswith("cuda"):
        return Edit(start, end, maker + own)
    if row is not None and row.kind == "template":
        return _template(tokens, index, row, naming)
    lacking = naming.tables.library(f"cub::{text}", naming.target) if naming.opens_cub and row is None else ""
    if lacking and naming.tables.get(f"cub::{text}") is not None:
        naming.report(rules.LIBRARY_NAME, span, f"cub::{text}", why=lacking)
        return None
    if row is None:
        if text in naming.declared:
            return None
        called = _at(tokens, index + 1) == "(" and cuda_names.CALLED.fullmatch(text)
        driver = _DRIVER.fullmatch(text) if naming.live is not None else None  # else too many dead branches have them
        if called or cuda_names.TYPE.fullmatch(text) or (driver and (not driver[1] or _at(tokens, index + 1) == "(")):
            naming.report(rules.UNKNOWN_CUDA_NAME, span, text)
        return None
    if row.kind not in _KINDS and not text.startswith("CUDART_"):
        return None
    if column is None:
        naming.report(rules.UNKNOWN_CUDA_NAME, span, text)
    elif column.why:
        rule = rules.LIBRARY_NAME if row.kind == "library" else rules.UNSUPPORTED_CALL
        naming.report(rule, span, text, why=column.why)
    elif column.passes == "dropped":
        after = tokens.starts[index + 1] if index + 1 < len(tokens) else end
        return Edit(start, after, "")
    elif row.kind in ("runtime", "enumerator", "hosttype") and column.to.startswith("uw"):
        naming.report(rules.UNSUPPORTED_CALL, span, text, why=_NO_FUNCTION)
    elif column.to and column.to != text:
        return Edit(start, end, column.to)
    return None


def _template(tokens: RawTokens, index: int, row: Row, naming: Naming) -> Edit | None:
    """A class template of CUDA, which is its name only before template arguments."""
    column = row.column(naming.target)
    if _at(tokens, index + 1) != "<" or column is None:
        return None
    span = Span(tokens.source, tokens.starts[index], tokens.end(index))
    if column.why:
        naming.report(rules.UNSUPPORTED_CALL, span, row.name, why=column.why)
        return None
    return Edit(span.start, span.end, column.to)


def _namespace(tokens: RawTokens, index: int, naming: Naming) -> list[Edit]:
    """The edit of the name of a library's namespace, which is reported where the target has nothing in its place."""
    row = naming.tables.get("cuda::std")
    column = row.column(naming.target) if row is not None else None
    if tokens.texts[index : index + 4] == ["cuda", "::", "std", "::"] and column is not None:
        return [Edit(tokens.starts[index], tokens.end(index + 2), column.to)]
    last = index
    while _at(tokens, last + 1) == "::" and last + 2 < len(tokens) and tokens.kinds[last + 2] == ID:
        last += 2
    name = "".join(tokens.texts[index : last + 1])
    why = naming.tables.library(f"{name}::", naming.target)
    if why:
        span = Span(tokens.source, tokens.starts[index], tokens.end(last))
        # of a macro's parameter only the arguments are live
        naming.report(rules.LIBRARY_NAME, span, name, tokens.starts[last], why=why)
    return []


def names_namespace(tokens: RawTokens, index: int) -> bool:
    """Whether a name is used as that of a namespace: before ``::``, in a directive, or behind an alias."""
    before = _at(tokens, index - 1)
    if _at(tokens, index + 1) == "::":
        return True
    if before == "namespace":
        return _at(tokens, index - 2) == "using"
    return before == "=" and _at(tokens, index - 3) == "namespace"


def _qualified(tokens: RawTokens, index: int) -> bool:
    """Whether a name is a member or lives in a namespace, so that it is not CUDA's."""
    before = _at(tokens, index - 1)
    if before in (".", "->"):
        return True
    return before == "::" and index >= 2 and tokens.kinds[index - 2] == ID


def _at(tokens: RawTokens, index: int) -> str:
    return tokens.texts[index] if 0 <= index < len(tokens) else ""


# ------------------------------------------------------------------------------------ includes


def include_edits(
    tokens: RawTokens, naming: Naming, main: bool, compiler: bool, instead: str = "", behind: str = ""
) -> list[Edit]:
    """The edits of a file's include lines: the façade (or ``instead``) takes the place of CUDA's headers, once. A file
    that is compiled by itself (``main``) includes it before anything that might use it, and with ``compiler`` defines
    what tells that the CUDA compiler would read this file. ``behind``: what stands behind it there."""
    found, libraries = _cuda_includes(tokens, naming)
    line = instead or f'#include "{naming.header}"'
    if behind and main:
        line = f"{line}\n{behind}"
    if compiler:
        line = f"#define UW_CUDACC 1  // a file that the CUDA compiler would read\n{line}"
    edits: list[Edit] = []
    for number, (directive, header) in enumerate(libraries):
        if header in [before for _, before in libraries[:number]]:
            edits.append(Edit(_line_start(tokens, directive), _line_end(tokens, directive), ""))
        else:  # a header of ours needs the façade, whoever includes it
            ours = [at for at, (_, name) in enumerate(libraries) if name.startswith('"unwarp_')]
            alone = ours[:1] == [number] and not found and not main
            before = f"{line}\n" if alone else ""
            edits.append(Edit(directive.start, directive.end, f"{before}#include {header}"))
    placed = False
    for number, directive in enumerate(found):
        if number == 0 and (not main or _first_of_all(tokens, directive)):
            edits.append(Edit(directive.start, directive.end, line))
            placed = True
        else:
            edits.append(Edit(_line_start(tokens, directive), _line_end(tokens, directive), ""))
    if main and not placed:
        starts = [*tokens.starts[:1], *(directive.start for directive in tokens.directives[:1])]
        place = min(starts, default=len(tokens.source.text))
        edits.append(Edit(place, place, line + "\n"))
    return edits


def _cuda_includes(tokens: RawTokens, naming: Naming) -> tuple[list[Directive], list[tuple[Directive, str]]]:
    """The includes of headers for which the façade stands, and of those that have a header of their own in their place;
    reports those that the target lacks."""
    found: list[Directive] = []
    libraries: list[tuple[Directive, str]] = []
    for directive in tokens.directives:
        match = _INCLUDE.match(directive.rest) if directive.name == "include" else None
        if match is None:
            continue
        name = match[1] if match[1] is not None else match[2]
        row = naming.tables.get(name)
        column = row.column(naming.target) if row is not None and row.kind == "header" else None
        span = Span(tokens.source, directive.rest_start + match.start(), directive.rest_start + match.end())
        if standard := naming.tables.standard_header(name, naming.target):
            libraries.append((directive, f"<{standard}>"))
        elif column is None:
            why = naming.tables.library(name, naming.target)
            if why:
                naming.report(rules.LIBRARY_NAME, span, name, directive.start, why=why)
            elif cuda_names.HEADER.fullmatch(name):
                naming.report(rules.UNKNOWN_CUDA_NAME, span, name, directive.start)
        elif column.why:
            rule = rules.LIBRARY_NAME if naming.tables.library(name, naming.target) else rules.UNSUPPORTED_CALL
            naming.report(rule, span, name, directive.start, why=column.why)
        elif column.to == naming.header:
            found.append(directive)
        elif column.to.startswith("unwarp_"):
            to = _WHOLE_ARRAYS.get(column.to, column.to) if naming.whole_arrays else column.to
            libraries.append((directive, f'"{to}"'))
    return found, libraries


def _first_of_all(tokens: RawTokens, include: Directive) -> bool:
    """Whether only includes of system headers stand before an include line."""
    for directive in tokens.directives:
        if directive is include:
            return include.first_token == 0
        if directive.name != "include" or not directive.rest.lstrip().startswith("<"):
            return False
    return False


def _line_start(tokens: RawTokens, directive: Directive) -> int:
    return tokens.source.text.rfind("\n", 0, directive.start) + 1


def _line_end(tokens: RawTokens, directive: Directive) -> int:
    following = tokens.source.text.find("\n", directive.end)
    return len(tokens.source.text) if following < 0 else following + 1
