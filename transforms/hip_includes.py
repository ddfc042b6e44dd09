"""The includes of a HIP file: CUDA's headers under HIP's names, HIP's own where nvcc needs none, and the
header with what HIP lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..parser import rules
from ..parser.source import Span
from ..parser.tokens import Directive, RawTokens
from . import cuda_names
from .edits import Edit
from .hip_names import Reporter
from .tables import Tables

_TARGET = re.compile(r"[ \t]*(?:<([^>\n]*)>|\"([^\"\n]*)\")")
_RUNTIME = "hip/hip_runtime.h"
_LATER = frozenset({"hip/hip_gl_interop.h"})  # a header that wants the runtime's before it
_GROUPS, OWN_GROUPS = "hip/hip_cooperative_groups.h", "unwarp_hip_groups.hpp"
_CUB, OWN_CUB = "hipcub/hipcub.hpp", "unwarp_hip_cub.hpp"
_RUNTIMES = frozenset({_RUNTIME, _GROUPS, OWN_GROUPS, OWN_CUB})  # headers that bring the runtime


@dataclass
class Includes:
    """The include lines of a file. ``headers`` are those of CUDA's headers with HIP's name, and whether they are
    included in any case; ``inner`` are those that stand in braces (``extern "C"``), where HIP's cannot; ``first`` is
    the first of all, or the condition around it; ``late``: a local header or code that uses CUDA
    comes before CUDA's."""

    headers: list[tuple[Directive, re.Match[str], str, bool]] = field(default_factory=list)
    inner: list[tuple[Directive, str]] = field(default_factory=list)
    first: Directive | None = None
    late: bool = False


def find_includes(
    tokens: RawTokens, tables: Tables, report: Reporter, groups: bool = False, cub: bool = False
) -> Includes:
    """Read the include lines; reports headers that HIP lacks. ``groups``: the program uses cooperative groups that
    HIP's header lacks; ``cub``: our header has all that it uses of CUB."""
    found = Includes()
    around: list[Directive] = []
    guarded = _guarded(tokens)
    braces = _bracketed(tokens)
    for directive in tokens.directives:
        if directive.name.startswith("if"):
            around.append(directive)
        elif directive.name == "endif" and around:
            around.pop()
        match = _TARGET.match(directive.rest) if directive.name == "include" else None
        if match is None:
            continue
        found.first = found.first or [*around, directive][guarded]
        to = _header(tokens, directive, match, tables, report)
        to = OWN_GROUPS if to == _GROUPS and groups else OWN_CUB if to == _CUB and cub else to
        if to in _RUNTIMES and not any(name in _RUNTIMES for _, _, name, _ in found.headers):
            found.late = found.late or any(_is_cuda(text, tables) for text in tokens.texts[: directive.first_token])
        if to is not None and any(begin < directive.first_token <= end for begin, end in braces):
            found.inner.append((directive, to))
        elif to is not None:
            found.headers.append((directive, match, to, len(around) == guarded))
        elif match[2] is not None and not found.headers:
            found.late = True
    return found


def _is_cuda(word: str, tables: Tables) -> bool:
    row = tables.get(word)
    return row is not None and row.kind != "namespace"


def include_edits(tokens: RawTokens, includes: Includes, runtime: bool, ours: Sequence[str]) -> list[Edit]:
    """The edits of the include lines, and the lines to add: HIP's runtime header where the file needs it
    (``runtime``) and would not have it early enough, and the headers of ours that it needs."""
    edits: list[Edit] = []
    seen: set[str] = set()
    last: Directive | None = None
    for directive, match, to, always in includes.headers:
        if to in seen and always:
            edits.append(Edit(directive.start, _line_end(tokens, directive), ""))
            continue
        text, start = f" <{to}>", directive.rest_start + match.start()
        if to.startswith("unwarp_"):
            text, start = f'#include "{to}"', directive.start
        elif to in _LATER and _RUNTIME not in seen:
            text = f" <{_RUNTIME}>{_newline(tokens)}#include{text}"
        if always:
            seen.update({to} if to not in _LATER else {to, _RUNTIME})
            last = directive
        edits.append(Edit(start, directive.rest_start + match.end(), text))
    has_runtime = not includes.late and any(name in _RUNTIMES for name in seen)
    missing = [_RUNTIME] if runtime and not has_runtime else []
    for directive, to in includes.inner:
        edits.append(Edit(directive.start, _line_end(tokens, directive), ""))
        missing += [to] if to not in missing and to not in seen else []
    add = "".join(f"#include <{name}>\n" for name in missing)
    add += "".join(f'#include "{name}"\n' for name in ours if name not in seen)
    if add:
        first = includes.first if includes.first is not None and not includes.first.first_token else None
        edits.append(_insertion(tokens, add, last if has_runtime else None, first))
    return edits


def _header(
    tokens: RawTokens, directive: Directive, match: re.Match[str], tables: Tables, report: Reporter
) -> str | None:
    """HIP's header for one of CUDA's, or one that a translation has put there already; None where the header is neither
    or was reported."""
    name = match[1] if match[1] is not None else match[2]
    if name in _RUNTIMES or name.startswith("unwarp_hip"):
        return name
    row = tables.get(name)
    span = Span(tokens.source, directive.rest_start + match.start(), directive.rest_start + match.end())
    column = row.hip if row is not None and row.kind == "header" else None
    if standard := tables.standard_header(name, "hip"):
        return standard
    if column is None:
        why = tables.library(name, "hip")
        if why:
            report(rules.LIBRARY_NAME, span, at=directive.start, name=name, target="HIP", why=why)
        elif match[1] is not None and cuda_names.HEADER.fullmatch(name):
            report(rules.UNKNOWN_CUDA_NAME, span, at=directive.start, name=name, target="HIP")
        return None
    if column.why:
        report(rules.UNSUPPORTED_CALL, span, at=directive.start, name=name, target="HIP", why=column.why)
        return None
    if column.note:
        report(rules.DIFFERENCE, span, at=directive.start, name=name, target="HIP", note=column.note)
    return column.to


def _guarded(tokens: RawTokens) -> bool:
    """Whether the whole file stands in an include guard."""
    directives = tokens.directives
    if [d.name for d in directives[:2]] != ["ifndef", "define"] or directives[0].first_token:
        return False
    depth = 0
    for directive in directives:
        depth += directive.name.startswith("if") - (directive.name == "endif")
        if depth == 0:
            return directive is directives[-1] and directive.first_token == len(tokens)
    return False


def _bracketed(tokens: RawTokens) -> list[tuple[int, int]]:
    """The ranges of tokens between outermost braces, such as those of ``extern "C" {``."""
    ranges: list[tuple[int, int]] = []
    for index, text in enumerate(tokens.texts):
        if text == "{" and (not ranges or index > ranges[-1][1]):
            ranges.append((index, tokens.mates[index] if tokens.mates[index] > 0 else len(tokens)))
    return ranges


def _newline(tokens: RawTokens) -> str:
    return "\r\n" if "\r\n" in tokens.source.text else "\n"


def _line_end(tokens: RawTokens, directive: Directive) -> int:
    text = tokens.source.text
    end = directive.end
    if text.startswith("\r\n", end):
        return end + 2
    return end + 1 if end < len(text) else end


def _insertion(tokens: RawTokens, add: str, after: Directive | None, before: Directive | None) -> Edit:
    """Where new include lines go: behind HIP's, or before the first include, or behind ``#pragma once``, or at
    the first token or directive."""
    text = tokens.source.text
    add = add.replace("\n", _newline(tokens))
    if after is not None:
        place = _line_end(tokens, after)
        if place == after.end:  # the file ends in this line
            add = "\n" + add.rstrip("\r\n")
        return Edit(place, place, add)
    if before is not None:
        return Edit(before.start, before.start, add)
    for directive in tokens.directives:
        if directive.name == "pragma" and directive.rest.split() == ["once"]:
            place = _line_end(tokens, directive)
            return Edit(place, place, add)
    place = min([*tokens.starts[:1], *(directive.start for directive in tokens.directives[:1]), len(text)])
    return Edit(place, place, add + "\n")
