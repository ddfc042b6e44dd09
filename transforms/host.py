"""Host files of the façade targets in edit mode: the edits that turn a CUDA file into host C++ over the façade.

Kernels become stubs, launches become calls of stubs, functions that only run on the device go, device variables
become host shadows, qualifiers go, and the runtime's names become the façade's. All of it works on raw tokens, so that
it holds in every ``#if`` branch and in macro bodies; what is not edited stays byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..parser.ctree import CClosure
from ..parser.diagnostics import Sink
from ..parser.tokens import ID, RawTokens, macro_body, tokenize_fragment
from .edits import Edit, removals, settle
from .host_closures import closure_edits
from .host_cuts import Ranges, cut, line_indent, taken_under
from .host_functors import Functors, survey_functors
from .host_launches import launch_edits
from .host_names import Live, Naming, include_edits, live_places, name_edits
from .host_scan import (
    PLACES,
    WITH_ARGUMENTS,
    Declared,
    declarations,
    names_whole_arrays,
    near,
    opens_cub,
    parameter_types,
    qualifier_macros,
)
from .host_stubs import name_parameters, stub_body
from .own_names import declared_like_cuda, own_names
from .tables import FUNCTION_KINDS, Tables, Target

_DROPPED = PLACES | {"__forceinline__", "__noinline__", "__align__", "__builtin_align__"} | WITH_ARGUMENTS
_LINKAGE = frozenset({"static", "extern", "constexpr", "inline", "__inline__", "thread_local", "constinit"})
_INLINE = frozenset({"inline", "__inline__", "__inline", "constexpr"})
_DEVICE_KINDS = frozenset({"index", "barrier", "fence", "warp"})
TRAP = "{ __builtin_trap(); }"

__all__ = ["Program", "host_edits", "live_places", "survey_program"]


@dataclass(frozen=True)
class Program:
    """What the edits of one file need to know about all files of its translation unit: the names that the program
    declares itself, its macros for qualifiers, functions with several parameter lists, device variables that
    some file declares ``extern``, and the names that functions for host and device use, and that all host code uses."""

    own: frozenset[str]
    declared: frozenset[str]  # seems to declare: see `declared_like_cuda`
    macros: dict[str, frozenset[str]]
    overloaded: frozenset[str]
    external: frozenset[str]
    shared_names: frozenset[str]
    host_names: frozenset[str]
    asks_compiler: bool  # some file asks whether the CUDA compiler reads it
    functors: Functors  # what of the device host code calls
    whole_arrays: bool  # some file names what CUB has for host code
    opens_cub: bool  # some file names CUB's without the namespace


def survey_program(files: Sequence[RawTokens], tables: Tables, offered: frozenset[str] = frozenset()) -> Program:
    """Look through all files of a translation unit. ``offered`` are CUDA's functions that our headers have for host
    code."""
    macros = qualifier_macros(files)
    own: set[str] = set()
    seemingly: set[str] = set()
    lists: dict[str, set[str]] = {}
    external: set[str] = set()
    shared: set[str] = set()
    kept: set[str] = set()
    for tokens in files:
        own |= own_names(tokens)
        seemingly |= declared_like_cuda(tokens)
        _host_functions(tokens, lists)
        device: list[tuple[int, int]] = []
        for declared in declarations(tokens, macros):
            name = _simple_name(tokens, declared)
            if declared.kind == "variable" and "extern" in declared.words:
                external.add(name)
            elif declared.kernel and _is_whole(tokens, declared):
                lists.setdefault(name, set()).add(parameter_types(tokens, declared.bracket))
            elif _stays(declared) and declared.body >= 0:
                stop = tokens.mates[declared.body]
                shared.update(tokens.texts[declared.body : stop])
            if declared.kernel and declared.body >= 0:
                device.append((declared.body, declared.stop))
            elif declared.kind == "function" and not _stays(declared):
                device.append((declared.start, declared.stop))
        kept |= _names_outside(tokens, Ranges(device))
    return Program(
        frozenset(own),
        frozenset(seemingly),
        macros,
        frozenset(name for name, found in lists.items() if len(found) > 1),
        frozenset(external),
        frozenset(shared),
        frozenset(kept),
        any("__CUDACC__" in tokens.source.text or "__NVCC__" in tokens.source.text for tokens in files),
        survey_functors(files, macros, own, kept, tables, offered),
        any(names_whole_arrays(tokens, tables) for tokens in files),
        any(map(opens_cub, files)),
    )


def host_edits(
    tokens: RawTokens,
    program: Program,
    *,
    target: Target,
    names: frozenset[str],
    tables: Tables,
    sink: Sink,
    main: bool = True,
    live: Live | None = None,
    closures: Sequence[CClosure] = (),
) -> list[Edit]:
    """The edits of one file. ``names`` are the names that the target's façade has; ``main``: the file is compiled by
    itself, so that it must include the façade; ``live`` are the places about which there may be something to report;
    ``closures`` are the lambdas of the unit that kernels are given."""
    naming = Naming(target, names, tables, program.own, program.declared, sink, live,
                    program.whole_arrays, program.opens_cub)  # fmt: skip
    includes = include_edits(tokens, naming, main, main and program.asks_compiler)
    own = [closure for closure in closures if closure.span.source is tokens.source]
    made = [*includes, *_Host(tokens, program, naming, own).run()]
    return settle([*closure_edits(tokens.source, own, made), *made])


class _Host:
    """Collects the edits of one file."""

    def __init__(
        self, tokens: RawTokens, program: Program, naming: Naming, closures: Sequence[CClosure]
    ) -> None:  # fmt: skip
        self.tokens = tokens
        self.source = tokens.source
        self.program = program
        self.naming = naming
        self.edits: list[Edit] = []
        # ranges of characters that are cut
        self.gone = [(closure.span.start, closure.span.end) for closure in closures if not closure.called]
        self.dropped: list[tuple[int, int]] = []  # ranges of characters of qualifiers

    def run(self) -> list[Edit]:
        for region, macro in self._regions():
            for declared in declarations(region, self.program.macros):
                self._declared(region, declared, macro)
        gone = Ranges(self.gone)
        for region, _ in self._regions():
            self._qualifiers(region, gone)
        kept = [(start, end) for start, end in self.dropped if start not in gone]
        edits = [*self.edits, *removals(self.source, kept)]
        for region, _ in self._regions():
            edits += name_edits(region, self.naming, gone)
        cuts = self._device_macros(gone)
        edits.sort(key=lambda edit: edit.start)
        launches = [e for region, macro in self._regions() for e in launch_edits(region, edits, gone, macro)]
        for condition in self._conditions():
            edits += name_edits(condition, self.naming, gone)
        return edits + launches + cuts

    def _device_macros(self, gone: Ranges) -> list[Edit]:
        """Cut the macros that only device code can use: their text names a thread's place, or synchronises."""
        asked = {text for condition in self._conditions() for text in condition.texts}
        ranges = []
        for directive in self.tokens.directives:
            if directive.name != "define":
                continue
            name, body = macro_body(self.tokens, directive)
            if name in asked:
                continue
            if any(self._only_on_device(body, index) and body.starts[index] not in gone for index in range(len(body))):
                ranges.append((directive.start, directive.end))
        return removals(self.source, ranges)

    def _only_on_device(self, tokens: RawTokens, index: int) -> bool:
        """Whether a token is a name that no host code can use and that the program does not declare itself."""
        row = self.naming.tables.get(tokens.texts[index]) if tokens.kinds[index] == ID else None
        return row is not None and row.kind in _DEVICE_KINDS and row.name not in self.program.own

    def _regions(self) -> Iterator[tuple[RawTokens, bool]]:
        """The file's own tokens, and the bodies of its macros."""
        yield self.tokens, False
        for directive in self.tokens.directives:
            if directive.name == "define":
                yield macro_body(self.tokens, directive)[1], True

    def _conditions(self) -> Iterator[RawTokens]:
        for directive in self.tokens.directives:
            if directive.name in ("if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "undef"):
                yield tokenize_fragment(self.source, directive.rest_start, directive.end)

    # ------------------------------------------------------------------------------------------- declarations

    def _declared(self, tokens: RawTokens, declared: Declared, macro: bool) -> None:
        if declared.kind == "variable":
            self._variable(tokens, declared)
        elif declared.kernel:
            self._kernel(tokens, declared, macro)
        elif not _stays(declared):
            self._device_function(tokens, declared)
        elif declared.condition and "__host__" not in declared.qualifiers and declared.body >= 0:
            self._conditional(tokens, declared)

    def _conditional(self, tokens: RawTokens, declared: Declared) -> None:
        """A function of the device where a conditional says so, and of the host elsewhere."""
        start, end = tokens.end(declared.body), tokens.starts[tokens.mates[declared.body]]
        self.gone.append((start, end))
        self.edits.append(Edit(start, start, f"\n{declared.condition}\n{TRAP[1:-1].strip()}\n#else\n"))
        self.edits += [Edit(*dead, "\n") for dead in taken_under(tokens, start, end, declared.condition)]
        self.edits.append(Edit(end, end, "\n#endif\n"))

    def _kernel(self, tokens: RawTokens, declared: Declared, macro: bool) -> None:
        """A kernel keeps its head; its body becomes that of a stub."""
        if declared.body < 0:
            return
        self.edits += name_parameters(tokens, declared)
        name = _simple_name(tokens, declared)
        row = self.naming.tables.get(name)  # of a function: the headers beside the output may have overloads
        overloaded = name in self.program.overloaded or (row is not None and row.kind in FUNCTION_KINDS)
        indent = None if macro else line_indent(self.source, tokens.starts[declared.start])
        text = stub_body(tokens, declared, overloaded, indent)
        self._cut(tokens.starts[declared.body], tokens.end(tokens.mates[declared.body]), text)

    def _device_function(self, tokens: RawTokens, declared: Declared) -> None:
        """A function of the device alone goes; what a class or a function for both needs of it stays declared."""
        name = _simple_name(tokens, declared)
        functors = self.program.functors
        if (self.source, tokens.starts[declared.start]) in functors.kept:
            return
        if declared.scope == "class":
            used = name in self.program.shared_names
            if declared.body >= 0:
                start = declared.inits if declared.inits >= 0 else declared.body
                kept = used or bool({"virtual", "auto"} & declared.words)
                text = " " + TRAP if kept and declared.inits < 0 else ";"
                end = tokens.end(tokens.mates[declared.body])
                self._cut(tokens.end(start - 1), end, text)
        elif name not in self.program.host_names | functors.reached:
            self._cut(tokens.starts[declared.start], tokens.end(declared.stop - 1), "")
        elif declared.body >= 0:
            self._cut(tokens.starts[declared.body], tokens.end(tokens.mates[declared.body]), TRAP)

    def _variable(self, tokens: RawTokens, declared: Declared) -> None:
        """A device variable becomes a host shadow; shared memory at file scope goes."""
        if declared.scope != "namespace" or tokens.texts[declared.stop - 1] != ";":
            return
        start = tokens.starts[declared.start]
        if "__shared__" in declared.qualifiers:
            self._cut(start, tokens.end(declared.stop - 1), "")
        elif declared.qualifiers & {"__device__", "__constant__"} and "__managed__" not in declared.qualifiers:
            external = _simple_name(tokens, declared) in self.program.external
            member = tokens.texts[declared.name[0] - 1] == "::"  # of a class, which says that it is static
            if not (declared.words & _LINKAGE or external or declared.heads or member):
                self.edits.append(Edit(start, start, "static "))

    def _cut(self, start: int, end: int, text: str) -> None:
        self.gone.append((start, end))
        self.edits += cut(self.tokens, start, end, text)

    # ------------------------------------------------------------------------------------------- qualifiers

    def _qualifiers(self, tokens: RawTokens, gone: Ranges) -> None:
        """Take qualifiers out, wherever they stand."""
        for index, text in enumerate(tokens.texts):
            if text not in _DROPPED or tokens.kinds[index] != ID:
                continue
            start, end = tokens.starts[index], tokens.end(index)
            bracket = index + 1
            with_arguments = bracket < len(tokens) and tokens.texts[bracket] == "(" and tokens.mates[bracket] > 0
            if text in ("__align__", "__builtin_align__") and with_arguments:
                close = tokens.mates[bracket]
                if start not in gone:
                    self.edits.append(Edit(start, tokens.end(bracket), "__attribute__((aligned("))
                    self.edits.append(Edit(tokens.starts[close], tokens.end(close), ")))"))
            elif text == "__forceinline__" and not near(tokens, index, _INLINE):
                if start not in gone:
                    self.edits.append(Edit(start, end, "inline"))
            elif text in WITH_ARGUMENTS and with_arguments:
                self.dropped.append((start, tokens.end(tokens.mates[bracket])))
            else:
                self.dropped.append((start, end))


def _stays(declared: Declared) -> bool:
    """Whether a function that is no kernel exists on the host: one for both sides, or one whose value may be needed
    when host code is compiled."""
    return not declared.device_only or "constexpr" in declared.words


def _simple_name(tokens: RawTokens, declared: Declared) -> str:
    """The last part of a declaration's name, without template arguments."""
    first, stop = declared.name
    if "operator" in tokens.texts[first:stop]:
        return "".join(tokens.texts[first:stop])
    for index in range(first, stop):
        if tokens.texts[index] == "<" and index > first:
            stop = index
            break
    return tokens.texts[stop - 1] if stop > first else ""


def _is_whole(tokens: RawTokens, declared: Declared) -> bool:
    """Whether a function stands complete and under its plain name, so that its parameters tell it from overloads:
    no specialisation or instantiation, nor one of several heads for one body."""
    first, stop = declared.name
    ends = declared.body >= 0 or tokens.texts[declared.stop - 1] == ";"
    return declared.bracket >= 0 and ends and "<" not in tokens.texts[first:stop]


def _names_outside(tokens: RawTokens, ranges: Ranges) -> set[str]:
    """The names that stand outside ranges of tokens and may be functions, and those in macros that launch kernels."""
    names = {
        text
        for index, text in enumerate(tokens.texts)
        if tokens.kinds[index] == ID and index not in ranges and tokens.texts[max(index - 1, 0)] not in (".", "->")
    }
    for directive in tokens.directives:
        if directive.name == "define" and "<<<" in directive.rest:
            names.update(macro_body(tokens, directive)[1].texts)
    return names


def _host_functions(tokens: RawTokens, lists: dict[str, set[str]]) -> None:
    """Note the parameter lists of all functions with a body: ``name(…) {``."""
    for index in range(1, len(tokens) - 1):
        if tokens.texts[index] != "(" or tokens.kinds[index - 1] != ID or tokens.mates[index] < 0:
            continue
        close = tokens.mates[index]
        body = close + 1 < len(tokens) and tokens.texts[close + 1] == "{" and index >= 2
        if body and (tokens.kinds[index - 2] == ID or tokens.texts[index - 2] in ("*", "&", ">")):
            lists.setdefault(tokens.texts[index - 1], set()).add(parameter_types(tokens, index))
