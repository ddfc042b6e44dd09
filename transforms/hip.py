"""CUDA to HIP in edit mode: the edits of a file's text that make it HIP, from raw tokens alone.

HIP is CUDA under other names, so launches, qualifiers and most device code stay as they are. Renamed by
the tables are the names of the runtime, of headers and of device functions, in every ``#if`` branch and
in macro bodies; never what the program declares itself, nor strings and comments. A file in which nothing
is CUDA has no edits; a CUDA name that HIP lacks is reported with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from itertools import pairwise

from ..parser import rules
from ..parser.diagnostics import Sink
from ..parser.ptx.rewrite import description
from ..parser.source import Span
from ..parser.tokens import ID, STRING, Directive, RawTokens, macro_body, tokenize_fragment
from . import cuda_names
from .device_runtime import report_runtime
from .edits import Edit
from .hip_includes import OWN_GROUPS, find_includes, include_edits
from .hip_names import BESIDE, Reporter, Survey, arguments, survey, template_end
from .hip_operators import operator_edits
from .host_names import Live, names_namespace
from .host_scan import WITH_ARGUMENTS
from .own_names import declares_function
from .tables import FUNCTION_KINDS, Mapping, Row, Slot, Tables, is_name, pieces

TARGET = "HIP"
_HEADER = "unwarp_hip.hpp"

_CUDA_KINDS = frozenset({  # kinds of names that no other language has
    "qualifier", "index", "runtime", "hosttype", "enumerator", "macro", "atomic", "barrier", "fence", "warp",
    "memory", "library",
})  # fmt: skip
_PLAIN_KINDS = frozenset({"math", "integer"})  # of functions whose names variables and host functions have too
# Functions of which HIP has more overloads than CUDA, so that programs define some themselves: clang takes these first
_OVERLOADED = frozenset({"atomic", "warp"})
_PREFERRED = '__attribute__((enable_if(true, ""))) '
_CONDITIONS = frozenset({"if", "ifdef", "ifndef", "elif", "elifdef", "elifndef"})
_NAMESPACES = frozenset({"cuda", "cub", "nvcuda"})
_OWN_WARP_SIZE = {  # where the program asks how many lanes a warp has, these say 32
    "cudaGetDeviceProperties": "uw::get_device_properties",
    "cudaDeviceGetAttribute": "uw::device_get_attribute",
}
_PTX = re.compile(r"\b[a-z]\w*\.[a-z]\w*|%%\w+")


def hip_edits(
    tokens: RawTokens,
    tables: Tables,
    sink: Sink,
    program: Survey | None = None,
    main: bool = True,
    live: Live | None = None,
    headers: bool = False,
) -> list[Edit]:
    """The edits that turn a file into HIP, in order. ``headers``: headers that the file includes use CUDA's names.
    ``program`` is the survey of all files of the program, by default of this one; ``main``: the file is compiled by
    itself, so that it must include HIP's header; ``live`` are the places about which there may be something to
    report, by default all."""
    report = Reporter(sink, live)
    program = program or survey([tokens])
    report_runtime(tokens, program.macros, tables, program.own, TARGET, report)
    rewriter = _Rewriter(tokens, tables, report, program)
    includes = find_includes(tokens, tables, report, rewriter.own_groups(), rewriter.own_cub())
    edits = rewriter.run()
    needs = main and (rewriter.uses_cuda or rewriter.program.device or headers)
    if not (needs or rewriter.uses_cuda or includes.headers or includes.inner):
        return []
    edits += include_edits(tokens, includes, needs, sorted(rewriter.headers))
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


class _Rewriter:
    """Collects the edits of one file."""

    def __init__(self, tokens: RawTokens, tables: Tables, report: Reporter, program: Survey) -> None:
        self.tokens = tokens
        self.source = tokens.source
        self.tables = tables
        self.report = report
        self.program = program
        self.own = program.own
        self.edits: list[Edit] = []
        self.uses_cuda = False
        self.headers: set[str] = set()  # of ours, that the edits need

    def run(self) -> list[Edit]:
        operators = operator_edits(self.tokens, self.own, self.report)
        self.uses_cuda = bool(operators)
        gone = [(edit.start, edit.end) for edit in operators]
        self._region(self.tokens, gone)
        for region in self._directive_regions():
            self._region(region, [])
        return self.edits + operators

    def _directive_regions(self) -> Iterator[RawTokens]:
        for directive in self.tokens.directives:
            if directive.name == "define":
                yield macro_body(self.tokens, directive)[1]
            elif directive.name in _CONDITIONS or directive.name == "undef":
                yield _rest(self.tokens, directive)

    # ------------------------------------------------------------------------------------------- names

    def _region(self, tokens: RawTokens, gone: list[tuple[int, int]]) -> None:
        """Edit one run of tokens, except what lies in the ranges of offsets that disappear."""
        heapify(gone)
        gone_until = 0
        for index, (text, kind) in enumerate(zip(tokens.texts, tokens.kinds, strict=True)):
            start = tokens.starts[index]
            while gone and gone[0][0] <= start:
                gone_until = max(gone_until, heappop(gone)[1])
            if start < gone_until:
                continue
            if kind == ID:
                for found in self._name(tokens, index):
                    heappush(gone, found)
            elif text == "<<<":
                self.uses_cuda = True
            elif text == "<<" and _at(tokens, index + 1) == "<" and _at(tokens, index - 1) != "operator":
                self._launch(tokens, index)

    def _template(self, tokens: RawTokens, index: int) -> None:
        """A texture reference: clang only knows those of external linkage to be the device's."""
        if _at(tokens, index + 1) == "<":
            self.uses_cuda = True
            if _at(tokens, index - 1) == "static":
                self._replace(tokens.starts[index - 1], tokens.starts[index], "")

    def _launch(self, tokens: RawTokens, index: int) -> None:
        """Join the brackets of a launch, which nvcc takes with spaces in them."""
        close = index + 2
        while close + 3 < len(tokens) and tokens.texts[close : close + 4] != [">", ">", ">", "("]:
            if tokens.texts[close] in (";", "{", "}"):
                return
            close = max(close + 1, tokens.mates[close])
        self.uses_cuda = True
        self._replace(tokens.starts[index], tokens.end(index + 1), "<<<")
        self._replace(tokens.starts[close], tokens.end(close + 2), ">>>")

    def _name(self, tokens: RawTokens, index: int) -> list[tuple[int, int]]:
        """Edit a name and, if it takes part, its call; gives the ranges that disappear with it."""
        text = tokens.texts[index]
        if text in ("asm", "__asm__"):
            self._assembly(tokens, index)
            return []
        if text == "cuda" and _at(tokens, index + 1) == "##":
            self.uses_cuda = True
            self.edits.append(Edit(tokens.starts[index], tokens.end(index), "hip"))
            return []
        if text in _NAMESPACES and names_namespace(tokens, index) and _at(tokens, index - 1) != "::":
            self._namespace(tokens, index)
            return []
        row = self.tables.get(text)
        if text in self.program.beside and not _qualified(tokens, index):
            self.headers.add(_HEADER)
            self.edits.append(Edit(tokens.starts[index], tokens.end(index), BESIDE[text]))
            return []
        if text in self.own:
            if row is not None and row.kind in _OVERLOADED and declares_function(tokens, index):
                self._replace(tokens.starts[index], tokens.starts[index], _PREFERRED)
            return []
        if row is not None and row.kind == "group":
            self._group(tokens, index, row)
            return []
        if _qualified(tokens, index):
            return []
        if row is None:
            found = cuda_names.NAME.fullmatch(text)
            called = _at(tokens, index + 1) == "("
            if found is not None and text not in self.program.declared and (called or not found["function"]):
                self._report_unknown(tokens, index)
            return []
        if row.kind in ("header", "namespace") or row.kind == "library" and text in self.program.declared:
            return []
        if row.kind == "template":
            self._template(tokens, index)
            return []
        if row.kind in _PLAIN_KINDS and not text.startswith("__") and not _fits(tokens, index, row):
            return []
        self.uses_cuda = self.uses_cuda or row.kind in _CUDA_KINDS
        column = row.hip
        if text in self.program.overloads:
            self.headers.add(_HEADER)
        if column is not None and column.helper and _is_use(tokens, index, row):
            self.headers.add(_HEADER)
        if column is None:
            self._report_unknown(tokens, index)
        elif column.why:
            self.report(rules.UNSUPPORTED_CALL, self._span(tokens, index), name=text, target=TARGET, why=column.why)
        elif column.passes == "dropped":
            last = tokens.mates[index + 1] if text in WITH_ARGUMENTS and _at(tokens, index + 1) == "(" else index
            after = tokens.starts[last + 1] if last + 1 < len(tokens) else tokens.end(last)
            self.edits.append(Edit(tokens.starts[index], after, ""))
        elif self.program.asks_warp_size and text in _OWN_WARP_SIZE:
            self.headers.add(_HEADER)
            self.edits.append(Edit(tokens.starts[index], tokens.end(index), _OWN_WARP_SIZE[text]))
        elif column.to != text:
            return self._spell(tokens, index, row, column)
        elif column.note and _is_use(tokens, index, row):
            self.report(rules.DIFFERENCE, self._span(tokens, index), name=text, target=TARGET, note=column.note)
        return []

    def _spell(self, tokens: RawTokens, index: int, row: Row, column: Mapping) -> list[tuple[int, int]]:
        if column.note:
            span = self._span(tokens, index)
            self.report(rules.DIFFERENCE, span, name=row.name, target=TARGET, note=column.note)
        if is_name(column.to) or (row.kind not in FUNCTION_KINDS and "$" not in column.to):
            self.edits.append(Edit(tokens.starts[index], tokens.end(index), column.to))
            return []
        bracket = index + 1
        if _at(tokens, bracket) == "<":
            bracket = template_end(tokens, bracket, len(tokens)) + 1
        if _at(tokens, bracket) != "(" or tokens.mates[bracket] < 0:
            self.report(
                rules.UNSUPPORTED_CONSTRUCT, self._span(tokens, index), what=f"`{row.name}` without a call",
                target=TARGET, why="the call needs other arguments; write it out where the name is used",
            )  # fmt: skip
            return []
        return self._call(tokens, index, bracket, column.to)

    # ------------------------------------------------------------------------------------------- calls

    def _call(self, tokens: RawTokens, index: int, bracket: int, template: str) -> list[tuple[int, int]]:
        """Replace what stands around the arguments of a call; the arguments stay as they are, and are edited for
        themselves."""
        given = arguments(tokens, bracket)
        plan = _plan(template, len(given))
        if plan is None:
            self.report(
                rules.UNSUPPORTED_CONSTRUCT, self._span(tokens, index),
                what=f"this call of `{tokens.texts[index]}`", target=TARGET,
                why="it does not have the arguments that the function takes",
            )  # fmt: skip
            return []
        end = tokens.end(tokens.mates[bracket])
        texts, slots = _around(plan, [last - first == 1 for first, last in given])
        if not slots:
            self._replace(tokens.starts[index], end, texts[0])
            return self._drop(tokens, given)
        ranges = [(tokens.starts[first], tokens.end(last - 1)) for first, last in given]
        self._replace(tokens.starts[index], tokens.end(bracket), texts[0])
        self._replace(ranges[0][0], ranges[slots[0]][0], "")
        for (left, right), text in zip(pairwise(slots), texts[1:-1], strict=True):
            self._between(ranges[left][1], ranges[right][0], text, right == left + 1)
        self._replace(ranges[slots[-1]][1], ranges[-1][1], "")
        self._replace(ranges[-1][1], ranges[-1][1], texts[-1].removesuffix(")"))
        return self._drop(tokens, [given[number] for number in range(len(given)) if number not in slots])

    def _between(self, start: int, end: int, text: str, neighbours: bool) -> None:
        """Replace what stands between two arguments; a comma between neighbours stays with the layout around it."""
        if neighbours and text.count(",") == 1:
            before, after = text.split(",")
            self._replace(start, start, before.rstrip())
            self._replace(end, end, after.lstrip())
        else:
            self._replace(start, end, text)

    def _replace(self, start: int, end: int, text: str) -> None:
        if self.source.text[start:end] != text:
            self.edits.append(Edit(start, end, text))

    def _drop(self, tokens: RawTokens, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The offsets of arguments that the call on HIP does not have; reports those that do something."""
        result = []
        for first, last in ranges:
            if any(_has_effect(text) for text in tokens.texts[first:last]):
                span = Span(self.source, tokens.starts[first], tokens.end(last - 1))
                self.report(
                    rules.UNSUPPORTED_CONSTRUCT, span, what="an argument with side effects", target=TARGET,
                    why="the function on HIP does not have this argument; compute it before the call",
                )  # fmt: skip
            result.append((tokens.starts[first], tokens.end(last - 1)))
        return result

    # ------------------------------------------------------------------------------------------- reports

    def _assembly(self, tokens: RawTokens, index: int) -> None:
        bracket = index + 1
        while _at(tokens, bracket) in ("volatile", "__volatile__"):
            bracket += 1
        text = tokens.texts[bracket + 1] if bracket + 1 < len(tokens) else ""
        if _at(tokens, bracket) == "(" and tokens.kinds[bracket + 1] == STRING and _PTX.search(text):
            self.report(
                rules.UNSUPPORTED_CONSTRUCT, self._span(tokens, index),
                what=description(text), target=TARGET, why="write it in CUDA C++",
            )  # fmt: skip

    def _namespace(self, tokens: RawTokens, index: int) -> None:
        name = tokens.texts[index]
        standard = tokens.texts[index : index + 4] == ["cuda", "::", "std", "::"]
        row = self.tables.get("cuda::std" if standard else name)
        column = row.hip if row is not None else None
        if name in self.own or row is None or row.kind != "namespace" or column is None:
            return
        if name == "cub" and self.own_cub():
            return
        if column.why:
            last = index
            while _at(tokens, last + 1) == "::" and last + 2 < len(tokens) and tokens.kinds[last + 2] == ID:
                last += 2
            span = Span(self.source, tokens.starts[index], tokens.end(last))
            text = "".join(tokens.texts[index : last + 1])
            if last > index and not self.tables.library(text, "hip"):
                return
            self.report(rules.LIBRARY_NAME, span, name=text, target=TARGET, why=column.why)
        else:
            self.edits.append(Edit(tokens.starts[index], tokens.end(index + 2 * standard), column.to))

    def own_cub(self) -> bool:
        """Whether the header of ours has all that the program uses of CUB."""
        rows = [self.tables.get(f"cub::{name}") for name in self.program.cub]
        return bool(rows) and all(
            row is not None and row.kind == "collective" and row.hip is not None and not row.hip.why for row in rows
        )

    def own_groups(self) -> bool:
        """Whether the program uses cooperative groups that HIP's own header lacks."""
        rows = [row for name in self.program.groups if (row := self.tables.get(name)) is not None]
        columns = [row.hip for row in rows if row.kind in ("group", "header") and row.hip is not None]
        return any(column.helper or column.to == OWN_GROUPS for column in columns)

    def _group(self, tokens: RawTokens, index: int, row: Row) -> None:
        """Report a name of cooperative groups that HIP lacks."""
        if row.hip is not None and row.hip.why and self.program.groups and _at(tokens, index - 1) not in (".", "->"):
            what = f"`{row.name}`"
            self.report(rules.GROUPS, self._span(tokens, index), what=what, target=TARGET, why=row.hip.why)

    def _report_unknown(self, tokens: RawTokens, index: int) -> None:
        self.report(rules.UNKNOWN_CUDA_NAME, self._span(tokens, index), name=tokens.texts[index], target=TARGET)

    def _span(self, tokens: RawTokens, index: int) -> Span:
        return Span(self.source, tokens.starts[index], tokens.end(index))


def _qualified(tokens: RawTokens, index: int) -> bool:
    """Whether a name is a member or lives in a namespace, so that it is not CUDA's own."""
    before = _at(tokens, index - 1)
    return before in (".", "->") or (before == "::" and index >= 2 and tokens.kinds[index - 2] == ID)


def _is_use(tokens: RawTokens, index: int, row: Row) -> bool:
    """Whether a name, if it is a function's, is called here."""
    return row.kind not in FUNCTION_KINDS or _at(tokens, index + 1) == "("


def _fits(tokens: RawTokens, index: int, row: Row) -> bool:
    """Whether a name is called, with as many arguments as the function of the row takes."""
    if _at(tokens, index + 1) != "(":
        return False
    given = len(arguments(tokens, index + 1))
    return any(signature.required <= given <= len(signature.params) for signature in row.signatures)


def _at(tokens: RawTokens, index: int) -> str:
    return tokens.texts[index] if 0 <= index < len(tokens) else ""


def _has_effect(text: str) -> bool:
    return text in ("++", "--") or (text.endswith("=") and text not in ("==", "!=", "<=", ">="))


def _rest(tokens: RawTokens, directive: Directive) -> RawTokens:
    return tokenize_fragment(tokens.source, directive.rest_start, directive.end)


def _around(plan: list[str | Slot], single: list[bool]) -> tuple[list[str], list[int]]:
    """What stands before, between and behind the arguments of a plan, and which arguments they are. An argument of
    more than one token gets parentheses where it stands beside an operator."""
    texts, slots = [""], []
    for piece in plan:
        if isinstance(piece, str):
            texts[-1] += piece
        else:
            bare = piece.alone or single[piece.number]
            texts[-1] += "" if bare else "("
            slots.append(piece.number)
            texts.append("" if bare else ")")
    return texts, slots


def _plan(template: str, given: int) -> list[str | Slot] | None:
    """A template for a number of arguments, each at most once and in order; None where one is missing."""
    plan: list[str | Slot] = []
    for piece in pieces(template):
        if isinstance(piece, str):
            plan.append(piece)
        elif piece.rest:
            if piece.number >= given:
                return None
            for number in range(piece.number, given):
                if number > piece.number:
                    plan.append(", ")
                plan.append(Slot(number, "", False, piece.alone))
        elif piece.number < given:
            plan.append(piece)
        elif piece.default:
            plan.append(piece.default)
        else:
            return None
    return plan
