"""CUDA to SYCL 2020 in edit mode: the edits of each file that make it single-source SYCL over the façade header.

Device functions get what CUDA gives them by magic (the work-item, shared memory, device variables) as parameters,
kernels get launchers of their own name, and everything else is renaming. All of it works on raw tokens, so that it
holds in every ``#if`` branch and in macro bodies; what is not edited stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..parser import rules
from ..parser.diagnostics import Sink
from ..parser.source import Source, Span
from ..parser.tokens import ID, RawTokens, tokenize, tokenize_fragment
from ..parser.unit import Unit
from .device_runtime import report_runtime
from .edits import Edit, removals, settle
from .hip_names import Reporter
from .host_cuts import Ranges, cut, line_indent
from .host_functors import report_functors, survey_functors
from .host_launches import launch_edits
from .host_names import Naming, include_edits, live_places, name_edits
from .host_scan import PLACES, WITH_ARGUMENTS, near
from .sycl_beside import beside_text
from .sycl_copyable import copyable_edits, find_byte_classes
from .sycl_groups import GRID_SYNC
from .sycl_guards import guard_edits, settle_live
from .sycl_host import Headers, gone_edits, names_in, needs_facade, plain_edits, plain_includes, queue_edits
from .sycl_index import index_edits
from .sycl_kernels import block_members, head_edits, is_specialisation, launcher, structure
from .sycl_lambdas import capture_edits
from .sycl_launch_text import LaunchWriter
from .sycl_names import TARGET, DeviceNames
from .sycl_plain import make_plan
from .sycl_program import (
    DYNAMIC,
    INDICES,
    SHARED,
    Function,
    Key,
    Program,
    Region,
    device_declarations,
    lambda_bodies,
    linked_names,
    survey,
)
from .sycl_ranges import MACROS, Dimensions, RangeVariable, dimensions, member_edits, range_variables
from .sycl_refusals import (
    pointer_types,
    recursive_functions,
    refuse_pointers,
    refuse_recursion,
    refuse_shared_in_macro,
    refuse_static,
)
from .sycl_shared import Layout, SharedVariables, dynamic_type
from .sycl_sites import Plan
from .sycl_types import Known, Names, declared_names
from .sycl_uniform import names_of, settle_uniform
from .sycl_variables import (
    block_references,
    file_scope_shared,
    holder_edits,
    outside_edits,
    shared_text,
    variable_edits,
)
from .sycl_volatile import in_step_edits, runs_in_step
from .tables import Tables, is_name

_DROPPED = PLACES | {"__forceinline__", "__noinline__", "__align__", "__builtin_align__"} | WITH_ARGUMENTS
_INLINE = frozenset({"inline", "__inline__", "__inline", "constexpr"})
_LINKAGE = _INLINE | {"static", "extern", "friend", "__forceinline__"}
_CONDITIONS = frozenset({"if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "undef"})


@dataclass
class SyclProgram:
    """A program on its way to SYCL: what is known of it, and the tokens of its files by path."""

    program: Program
    names: Names
    tokens: dict[str, RawTokens]
    mains: frozenset[str]
    headers: Headers
    tables: Tables
    live: dict[Source, set[int]]
    pointer_types: frozenset[str]  # names of types of pointers to functions
    recursive: frozenset[Function]
    units: list[list[RawTokens]]
    plan: Plan | None = None
    ranges: dict[str, RangeVariable] = field(default_factory=dict)
    dims: Dimensions | None = None
    copyable: dict[str, list[Edit]] = field(default_factory=dict)  # what names classes device copyable, by file

    def naming(self, sink: Sink) -> Naming:
        """What decides about the names of the program's files."""
        program = self.program
        return Naming(
            "sycl", self.headers.facade, self.tables, program.own, program.declared, sink, self.live,
            program.whole_arrays, program.opens_cub,
        )  # fmt: skip

    @cached_property
    def mixed(self) -> bool:
        """Whether some file of the program needs the façade, so that plain code has to use its queue."""
        naming = self.naming(Sink())
        for tokens in self.tokens.values():
            edits = settle(_File(self, tokens, naming, Sink()).body())
            if needs_facade(names_in(tokens.source, edits), self.headers, self.program.own):
                return True
        return False


def sycl_program(units: Sequence[Unit], tables: Tables, headers: Headers) -> SyclProgram:
    """Look through all files of a program, and decide which of its host code becomes plain SYCL."""
    tokens: dict[str, RawTokens] = {}
    live: dict[Source, set[int]] = {}
    for unit in units:
        places = live_places(unit)
        for source in unit.sources:
            if source.path not in tokens:
                tokens[source.path] = tokenize(source)
            live.setdefault(tokens[source.path].source, set()).update(places.get(source, ()))
    files = [[tokens[source.path] for source in unit.sources] for unit in units]
    program = survey(files, tables)
    mains = frozenset(unit.source.path for unit in units)
    names = _program_names(program, tokens.values(), tables)
    settle_uniform(program, names)
    settle_live(program, names)
    recursive = frozenset(recursive_functions(program))
    closed = not any(include.missing for unit in units for include in unit.includes)
    find_byte_classes(program, list(tokens.values()))
    # the header of cooperative groups is over the façade, whose work-items have three dimensions, and has graphs;
    # Thrust and CUB need memory that host code reaches; a function that finds the work-item has to know its dimensions;
    # the heap has to be there before a launch
    facade = program.groups or program.graphs or program.functors or program.finds or program.heap
    plan = None if facade else make_plan(program, files, names, closed)
    pointers = pointer_types(tokens.values())
    whole = SyclProgram(program, names, tokens, mains, headers, tables, live, pointers, recursive, files, plan)
    whole.copyable = copyable_edits(program, list(tokens.values()))
    if whole.plan is not None:
        program.plain = whole.plan.kernels
        program.dynamic_types = {
            program.key(f): found
            for f in program.functions
            if f.name in program.plain and f.declared.body >= 0 and DYNAMIC in program.of(f)
            and (found := dynamic_type(program, f)) is not None
        }  # fmt: skip
        whole.ranges = range_variables(whole.plan.launches)
        whole.dims = dimensions(program, whole.plan.launches, whole.ranges)
        program.dims = {key: whole.dims.of(key) for key in (MACROS, *map(program.key, program.functions))}
    return whole


def sycl_edits(unit: Unit, whole: SyclProgram, sink: Sink) -> list[tuple[Source, list[Edit]]]:
    """The edits of the files of one unit. Files that units share have the same edits in all of them."""
    naming = whole.naming(sink)
    program, report = whole.program, Reporter(sink, whole.live)
    for source in unit.sources:
        report_runtime(whole.tokens[source.path], program.macros, whole.tables, program.own, TARGET, report)
    files = [whole.tokens[source.path] for source in unit.sources]
    offered = {row.name for row in whole.tables.rows.values() if row.sycl is not None and not row.sycl.why}
    functors = survey_functors(files, program.macros, program.own, frozenset(), whole.tables, offered)
    report_functors(functors, TARGET, report)
    return [(s, _File(whole, whole.tokens[s.path], naming, sink).run(unit)) for s in unit.sources]


def _program_names(program: Program, files: Iterable[RawTokens], tables: Tables) -> Names:
    """What is known everywhere of types: file-scope constants and variables, members, macros, results."""
    names = Names(tables)
    macros: dict[str, RawTokens] = {}
    for tokens in files:
        for region in program.regions[tokens.source.path]:
            if region.macro is not None:
                known_twice = region.macro in macros and macros[region.macro].texts != region.tokens.texts
                macros[region.macro] = (
                    RawTokens(tokens.source, 0, 0, [], [], [], [], []) if known_twice else region.tokens
                )
        for first, stop, member in _outer_ranges(tokens):
            target = names.members if member else names.variables
            found = declared_names(tokens, first, stop, tables, {} if member else names.returns)
            for name, known in found.items():
                before = target.get(name)
                target[name] = known if before is None or before == known else Known("?")
    names.macros = {name: body for name, body in macros.items() if len(body)}
    return names


def _outer_ranges(tokens: RawTokens) -> Iterator[tuple[int, int, bool]]:
    """Ranges outside of functions: those at file scope, and those of the members of classes (True)."""
    stack = [(0, len(tokens), False)]
    while stack:
        index, stop, member = stack.pop()
        begin = index
        while index < stop:
            if tokens.texts[index] == "{" and tokens.mates[index] > index:
                yield begin, index, member
                close = tokens.mates[index]
                words = _words_before(tokens, index)
                if "namespace" in words or "extern" in words:
                    stack.append((index + 1, close, False))
                elif {"struct", "class", "union"} & set(words) and tokens.texts[index - 1] != ")":
                    stack.append((index + 1, close, True))
                index = begin = close
            index += 1
        yield begin, stop, member


def _words_before(tokens: RawTokens, brace: int) -> list[str]:
    begin = brace
    while begin > 0 and tokens.texts[begin - 1] not in (";", "{", "}"):
        begin -= 1
    return tokens.texts[begin:brace]


@dataclass
class _File:
    """Collects the edits of one file."""

    whole: SyclProgram
    tokens: RawTokens
    naming: Naming
    sink: Sink
    edits: list[Edit] = field(default_factory=list)
    gone: list[tuple[int, int]] = field(default_factory=list)
    qualifiers: list[Edit] = field(default_factory=list)

    @property
    def program(self) -> Program:
        return self.whole.program

    @property
    def header(self) -> bool:
        return self.tokens.source.path not in self.whole.mains

    def run(self, unit: Unit) -> list[Edit]:
        """All edits of the file, as one of a unit."""
        files = frozenset(source.path for source in unit.sources)
        edits = self.body()
        if not self.header:
            edits += outside_edits(self.program, self.tokens, files, self.sink)
        main = not self.header and (bool(edits) or self.tokens.source.path.endswith(".cu"))
        plan = self.whole.plan
        instead = ""
        behind = beside_text(self.program, [self.whole.tokens[source.path] for source in unit.sources]) if main else ""
        if main and self.program.heap:
            behind = "\n".join(['#include "unwarp_sycl_heap.hpp"', *([behind] if behind else [])])
        added = [Edit(0, 0, behind)] if behind else []
        queue: list[Edit] = []
        if plan is not None:
            queue = queue_edits(self.tokens, plan, self.whole.mixed)
            names = names_in(self.tokens.source, settle([*added, *queue, *edits]))
            if not needs_facade(names, self.whole.headers, self.program.own):
                # a header is the same for all units that read it
                read = [self.tokens] if self.header else [self.whole.tokens[source.path] for source in unit.sources]
                instead = plain_includes(names, self.whole.headers, self.program.own, read)
        includes = include_edits(self.tokens, self.naming, main, main and self.program.asks_compiler, instead, behind)
        queue = [_behind(edit, includes) for edit in queue]
        return settle([*includes, *queue, *edits])  # what stands at one place comes in this order

    def body(self) -> list[Edit]:
        """The edits of all but the includes and the queue."""
        regions = self.program.regions[self.tokens.source.path]
        plan = self.whole.plan
        if plan is not None:
            self.gone += plan.gone.get(self.tokens.source.path, ())
            self.gone += [(t.starts[i], t.end(i)) for t, i in plan.events if t is self.tokens]
            if plan.streams is not None and plan.streams.tokens is self.tokens:
                self.gone += [(self.tokens.starts[i], self.tokens.end(i)) for i in plan.streams.types]
            self.edits += gone_edits(self.tokens, plan)
        self.edits += self.whole.copyable.get(self.tokens.source.path, ())
        self.qualifiers = [edit for region in regions for edit in self._qualifiers(region.tokens)]
        self.edits += holder_edits(self.program, self.tokens)
        for region in regions:
            self._variables(region)
            refuse_shared_in_macro(self.program, region, self.sink)
            for function in self.program.functions:
                if function.region is region:
                    self._function(function)
            self._other_device_code(region)
        kept = [e for e in self.qualifiers if not any(a <= e.start < b for a, b in self.gone)]
        edits = [*self.edits, *kept]
        for region in regions:
            edits += name_edits(region.tokens, self.naming, Ranges(self.gone))
        plain = [] if plan is None else [x.range for x in plan.launches if x.tokens is self.tokens]
        for region in regions:
            edits += launch_edits(region.tokens, edits, Ranges([*self.gone, *plain]), region.macro is not None)
        for directive in self.tokens.directives:
            if directive.name in _CONDITIONS:
                condition = tokenize_fragment(self.tokens.source, directive.rest_start, directive.end)
                edits += name_edits(condition, self.naming, Ranges(self.gone))
        dims = self.whole.dims
        if plan is not None and dims is not None:
            members = member_edits(self.whole.ranges, dims)
            edits += [edit for tokens, edit in members if tokens is self.tokens]
            writer = LaunchWriter(self.program, plan, dims, self.whole.ranges, edits)
            edits += plain_edits(self.tokens, plan, writer, edits)
        return edits

    # ------------------------------------------------------------------------------------------- file scope

    def _qualifiers(self, tokens: RawTokens) -> Iterator[Edit]:
        """Take qualifiers out, wherever they stand."""
        dropped: list[tuple[int, int]] = []
        for index, text in enumerate(tokens.texts):
            if text not in _DROPPED or tokens.kinds[index] != ID:
                continue
            start, end = tokens.starts[index], tokens.end(index)
            bracket = index + 1
            with_arguments = bracket < len(tokens) and tokens.texts[bracket] == "(" and tokens.mates[bracket] > 0
            if text in ("__align__", "__builtin_align__") and with_arguments:
                close = tokens.mates[bracket]
                yield Edit(start, tokens.end(bracket), "__attribute__((aligned(")
                yield Edit(tokens.starts[close], tokens.end(close), ")))")
            elif text == "__forceinline__" and not near(tokens, index, _INLINE):
                yield Edit(start, end, "inline")
            elif text in WITH_ARGUMENTS and with_arguments:
                dropped.append((start, tokens.end(tokens.mates[bracket])))
            else:
                dropped.append((start, end))
        yield from removals(tokens.source, dropped)

    def _variables(self, region: Region) -> None:
        for declared in device_declarations(self.program, region.tokens):
            if declared.kind != "variable" or declared.scope != "namespace":
                continue
            if "__shared__" in declared.qualifiers:
                start, end = region.tokens.starts[declared.start], region.tokens.end(declared.stop - 1)
                text = shared_text(self.program, declared, region.tokens, self.qualifiers)
                self.gone.append((start, end))
                self.edits += [Edit(start, end, text)] if text else cut(region.tokens, start, end, "")
            elif declared.qualifiers & {"__device__", "__constant__", "__managed__"}:
                refuse_pointers(region.tokens, declared.start, declared.stop, self.whole.pointer_types, self.sink)
                self.edits += variable_edits(
                    self.program, region, declared, self.qualifiers, self.header, self.sink
                )

    # ------------------------------------------------------------------------------------------- functions

    def _function(self, function: Function) -> None:
        tokens, declared = function.region.tokens, function.declared
        if declared.name[1] <= declared.name[0] or not self._is_possible(function):
            return
        self.edits += head_edits(self.program, function)
        self._overload(function)
        self._linkage(function)
        if declared.body < 0:
            return
        if self.program.key(function) in self.program.finds:
            place = tokens.end(declared.body)
            self.edits.append(Edit(place, place, f" const auto {self.program.item} = uw::this_item();"))
        start, stop = declared.bracket, tokens.mates[declared.body]
        if runs_in_step(tokens, start, declared.body, function.kernel):
            item = self.program.item
            self.edits += in_step_edits(tokens, start, declared.body, function.kernel, item, self.sink, TARGET)
        refuse_pointers(tokens, start, stop, self.whole.pointer_types, self.sink)
        if not function.both:
            refuse_static(tokens, start, stop, self.sink)
        if function in self.whole.recursive:
            refuse_recursion(function, self.sink)
        names = names_of(function, self.whole.names)
        needs = self.program.of(function)
        layout = Layout()
        holder = any(function in held for held in self.program.holders.values())
        if SHARED in needs or DYNAMIC in needs or holder:
            of_block = block_members(self.program, function)
            layout = SharedVariables(self.program, function, names, self.sink, self.qualifiers, of_block).read()
            of_block_names = self.program.of_block.get(self.program.key(function), ())
            layout.names.update(of_block_names)
            self._at_start(function, block_references(self.program, of_block_names))
        self.edits += layout.edits
        if SHARED in needs:
            self._structure(function, layout)
        if DYNAMIC in needs:
            self._at_start(function, file_scope_shared(self.program, function, self.qualifiers))
        live_calls: dict[int, str] = {}
        if self.program.has_barrier(function):
            edits, live_calls = guard_edits(self.program, function, names, self.sink)
            self.edits += edits
        self._grid_barriers(function)
        key = self.program.key(function)
        self._device_code(function.region, start, stop, names, key, layout.calls, live_calls)
        hidden = {need[1:] for need in needs if need.startswith(":")}
        called = {f.name for f in self.program.functions if self.program.of(f)}
        self.edits += capture_edits(
            tokens, declared.body, stop, frozenset(layout.names | hidden), self.program.item,
            _item_names(self.program) | called,
        )  # fmt: skip
        if function.kernel and not is_specialisation(function) and function.name not in self.program.plain:
            place = tokens.end(stop)
            renamed = name_edits(tokens, self.naming, Ranges([]), declared.bracket, tokens.mates[declared.bracket])
            own = [*self.qualifiers, *renamed]
            text = launcher(self.program, function, own, self.program.has_warps(function))
            self.edits.append(Edit(place, place, text))

    def _device_code(
        self, region: Region, start: int, stop: int, names: Names, key: Key,
        members: dict[int, str] | None = None, live: dict[int, str] | None = None,
    ) -> None:  # fmt: skip
        dims = self.program.dims.get(key, 3)
        self.edits += index_edits(region.tokens, start, stop, names, self.program.item, dims)
        device = DeviceNames(self.program, region.tokens, names, self.sink, members or {}, live or {})
        self.edits += device.run(start, stop)

    def _grid_barriers(self, function: Function) -> None:
        """Reports where the blocks of a grid meet."""
        row = self.whole.tables.rows[GRID_SYNC]
        for index, sort in self.program.meetings(function).items():
            if sort == "grid" and row.sycl is not None:
                tokens = function.region.tokens
                span = Span(tokens.source, tokens.starts[index], tokens.end(index))
                what = "a barrier of the whole grid"
                self.sink.report(rules.GROUPS, span, what=what, target=TARGET, why=row.sycl.why)

    def _is_possible(self, function: Function) -> bool:
        """Whether a function can be told what it needs; reports it if not."""
        needs = self.program.of(function)
        tokens, declared = function.region.tokens, function.declared
        what = ""
        if "virtual" in declared.words:
            what, why = "a virtual function", "SYCL device code has no virtual functions; use a template"
        elif needs and function.both and function.name in self.program.host_names:
            what = f"`{function.name}`, which host code calls too,"
            why = "it uses the work-item, shared memory or device variables; make a version for the device alone"
        elif needs and (re.match(r"operator\b(?!\(\))", function.name) or declared.inits >= 0):
            what, why = "an operator or constructor that uses the work-item", "pass it what it needs as an argument"
        elif needs and function.name == "operator()":
            what, why = "a functor that uses the work-item", "pass it what it needs as an argument"
        if what:
            index = declared.name[0]
            span = Span(tokens.source, tokens.starts[index], tokens.end(index))
            self.sink.report(rules.UNSUPPORTED_CONSTRUCT, span, what=what, target=TARGET, why=why)
        return not what

    def _overload(self, function: Function) -> None:
        """CUDA's atomic functions of the same name are overloads of the program's own, and keep its name."""
        row, declared = self.program.tables.get(function.name), function.declared
        if row is None or row.kind != "atomic" or row.sycl is None or not is_name(row.sycl.to):
            return
        if declared.scope == "namespace" and not declared.heads and row.sycl.to != row.name:
            place = function.region.tokens.starts[declared.start]
            self.edits.append(Edit(place, place, f"using {row.sycl.to};\n"))

    def _linkage(self, function: Function) -> None:
        """CUDA links device code file by file: a function that more than one file may define is kept to its file. One
        that another file calls is made known to the device linker."""
        tokens, declared = function.region.tokens, function.declared
        start = tokens.starts[declared.start]
        if function.kernel and declared.body >= 0 and tokens.texts[declared.start] == "extern":
            first = tokens.starts[declared.start + 2] if tokens.texts[declared.start + 1] == '"C"' else start
            self.edits += [Edit(start, first, "")] if first > start else []
        outside = "::" in _name_tokens(function)  # of its class, where it is declared
        own = "static" in declared.words and declared.scope == "namespace"
        external = not declared.heads and not own and bool(linked_names(function) & self.program.external)
        if external and outside and len(set(_name_tokens(function)) - {"::"}) < len(_name_tokens(function)) - 1:
            span = Span(tokens.source, tokens.starts[declared.name[0]], tokens.end(declared.name[1] - 1))
            self.sink.report(
                rules.UNSUPPORTED_CONSTRUCT, span, what="a constructor that other files call", target=TARGET,
                why="define it in the class, in the header that the files share",
            )  # fmt: skip
        if external and not outside:
            self.edits.append(Edit(start, start, "SYCL_EXTERNAL "))
            return
        if declared.scope != "namespace" or function.both or declared.heads or outside:
            return
        launched = function.kernel and declared.body < 0 and function.name not in self.program.plain
        if declared.words & _LINKAGE or launched:
            return
        same = [f for f in self.program.functions if f.name == function.name]
        alone = all(f.declared.body >= 0 or f.kernel for f in same)
        if self.header and alone:
            self.edits.append(Edit(start, start, "inline "))
        elif not self.header and self.program.units > 1 and all(f.region is function.region for f in same):
            self.edits.append(Edit(start, start, "static "))

    def _at_start(self, function: Function, text: str) -> None:
        """Text at the start of a function's body, on the same line."""
        place = function.region.tokens.end(function.declared.body)
        self.edits += [Edit(place, place, " " + text)] if text else []

    def _structure(self, function: Function, layout: Layout) -> None:
        """The structure of the shared variables stands before the first declaration of the function."""
        same = [f for f in self.program.functions if f.name == function.name and f.arity == function.arity]
        plain = self.program.plain
        before = [f for f in same if f.declared.body < 0 and not (f.kernel and f.name not in plain)]
        if any(f.region is not function.region for f in before):
            tokens = function.region.tokens
            index = function.declared.name[0]
            self.sink.report(
                rules.UNSUPPORTED_CONSTRUCT, Span(tokens.source, tokens.starts[index], tokens.end(index)),
                what=f"`{function.name}`, which has shared variables and is declared in another file,",
                target=TARGET, why="define it where it is declared",
            )  # fmt: skip
            return
        first = min([f.declared.start for f in before] + [function.declared.start])
        place = function.region.tokens.starts[first]
        text = structure(self.program, function, layout.members)
        if layout.macros:
            source = function.region.tokens.source
            alone = not source.text[source.text.rfind("\n", 0, place) + 1 : place].strip()
            indent = line_indent(source, place)
            text = "\n".join([*([] if alone else [""]), *layout.macros, indent + text])
        self.edits.insert(0, Edit(place, place, text))

    # ------------------------------------------------------------------------------------------- other device code

    def _other_device_code(self, region: Region) -> None:
        """Macros of device code, and lambdas for the device in host code."""
        tokens = region.tokens
        own = [f for f in self.program.functions if f.region is region]
        if region.macro is not None:
            if region.macro in self.program.device_macros and not own:
                self._device_code(region, 0, len(tokens), self._names_in(tokens, 0, len(tokens)), MACROS)
            return
        bodies = [(f.declared.bracket, tokens.mates[f.declared.body]) for f in own if f.declared.body >= 0]
        for start, stop in lambda_bodies(tokens, self.program.macros):
            if any(a <= start < b for a, b in bodies):
                continue
            found = {tokens.texts[i] for i in range(start, stop)} & _item_names(self.program)
            if found:
                span = Span(tokens.source, tokens.starts[start], tokens.end(start))
                self.sink.report(
                    rules.UNSUPPORTED_CONSTRUCT, span, what=f"a lambda that uses `{min(found)}`", target=TARGET,
                    why="let the kernel pass it as an argument",
                )  # fmt: skip
            self._device_code(region, start, stop, self._names_in(tokens, start, stop), MACROS)

    def _names_in(self, tokens: RawTokens, start: int, stop: int) -> Names:
        return self.whole.names.inside(declared_names(tokens, start, stop, self.whole.tables))


def _behind(edit: Edit, others: Sequence[Edit]) -> Edit:
    """An insertion; behind the line that another edit takes out where it stands in that."""
    for other in others:
        if other.start < edit.start < other.end:
            return Edit(other.end, other.end, f"\n{edit.text.strip()}\n")
    return edit


def _item_names(program: Program) -> frozenset[str]:
    """The names of CUDA that need the work-item."""
    return frozenset(
        row.name for row in program.tables.rows.values()
        if row.name in INDICES or row.sycl is not None and "item" in row.sycl.to
    )  # fmt: skip


def _name_tokens(function: Function) -> list[str]:
    first, stop = function.declared.name
    return function.region.tokens.texts[first:stop]
