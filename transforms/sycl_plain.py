"""Which host code of a program becomes plain SYCL 2020, and which stays with the façade.

A *site* is a statement that calls the runtime once and does not look at the error code but to print or end the
program over it: an exception says as much. Sites whose function has a ``plain`` text in the tables become that text.
The decision is made for the whole program, since its parts share memory, a queue and the last error:

- memory is plain where every allocation and every release is, and nothing asks the façade what an address is;
- a kernel is plain where all that host code does with it is to launch it, as statements, in the unit that defines it;
- checks of the last error go where the whole program is plain; if something else looks at the last error, nothing is;
- streams are where ``main`` alone has them, and can wait for all where the default stream is used;
- without a ``main``, with headers that were not found (other code may share the queue), with other streams, and where
  exceptions are caught and forgotten, nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..parser.tokens import ID, RawTokens, macro_body
from .hip_names import arguments
from .host_checks import (
    STATE,
    Check,
    Checker,
    Checkers,
    Definition,
    checked_statement,
    conditions_of,
    find_checkers,
    swallows_exceptions,
)
from .host_cuts import Ranges
from .host_launches import find_launches
from .host_scope import (
    Around,
    function_around,
    in_block,
    in_plain_blocks,
    members_of,
    statement_start,
)
from .sycl_launches import NO_STREAM, PlainLaunch, has_directive, is_internal, read_launch
from .sycl_program import SHARED, Function, Program, Region
from .sycl_sites import (
    Plan,
    Site,
    busy_functions,
    device_ranges,
    error_declarations,
    is_place,
    main_function,
    pointed_to,
    uses_queue,
)
from .sycl_streams import NAMES, Streams, find_streams, streams_hold
from .sycl_types import Names
from .sycl_values import EVENT, used_only_in, value_types
from .tables import Slot, Tables, pieces

_HOST_KINDS = frozenset({"runtime", "enumerator", "hosttype", "library", "template"})
_STREAMS = ("cudaStream", "cudaGraph", "cudaLaunchHostFunc")
_OTHER = frozenset({"cudaStreamSynchronize", "cudaStreamLegacy", "cudaStreamDefault"})
# What neither uses a queue nor memory: it may be asked of the façade while streams are plain.
_QUESTIONS = frozenset({
    "cudaChooseDevice", "cudaDeviceGetAttribute", "cudaDeviceGetLimit", "cudaDriverGetVersion", "cudaGetDevice",
    "cudaGetDeviceCount", "cudaGetDeviceProperties", "cudaRuntimeGetVersion", "cudaSetDevice", "cudaGetErrorName",
    "cudaGetErrorString", "cudaSetDeviceFlags", "cudaGetLastError", "cudaPeekAtLastError",
})  # fmt: skip
# What the façade answers without knowing where memory was allocated.
_NO_HEAP = frozenset({
    "cudaChooseDevice", "cudaDeviceGetAttribute", "cudaDeviceGetLimit", "cudaDeviceSetCacheConfig",
    "cudaDeviceSetLimit", "cudaDeviceSynchronize", "cudaThreadSynchronize", "cudaDriverGetVersion", "cudaGetDevice",
    "cudaGetDeviceCount", "cudaGetDeviceProperties", "cudaRuntimeGetVersion", "cudaSetDevice", "cudaSetDeviceFlags",
    "cudaGetErrorName", "cudaGetErrorString", "cudaGetLastError", "cudaPeekAtLastError", "cudaMemcpy", "cudaMemset",
    "cudaMemcpy2D", "cudaMemset2D", "cudaMemcpyFromSymbol", "cudaMemcpyToSymbol", "cudaGetSymbolAddress",
    "cudaGetSymbolSize", "cudaEventCreate", "cudaEventCreateWithFlags", "cudaEventDestroy", "cudaEventElapsedTime",
    "cudaEventQuery", "cudaEventRecord", "cudaEventSynchronize", "cudaFuncGetAttributes", "cudaFuncSetAttribute",
    "cudaFuncSetCacheConfig", "cudaProfilerStart", "cudaProfilerStop",
    "cudaOccupancyMaxActiveBlocksPerMultiprocessor", "cudaOccupancyMaxPotentialBlockSize",
    "cudaDeviceSetSharedMemConfig", "cudaThreadSetCacheConfig", })  # fmt: skip

_CREATIONS = frozenset({"cudaStreamCreate", "cudaStreamCreateWithFlags"})
_STREAM_ARGUMENT = {
    "cudaMemcpyAsync": 4, "cudaMemsetAsync": 3, "cudaMemPrefetchAsync": 3, "cudaEventRecord": 1,
    "cudaStreamSynchronize": 0, "cudaStreamWaitEvent": 0,
}  # fmt: skip


def make_plan(program: Program, units: Sequence[Sequence[RawTokens]], names: Names, closed: bool) -> Plan | None:
    """The plan for a program; None where all stays with the façade. ``closed``: all of its headers were found."""
    files = list({tokens.source.path: tokens for unit in units for tokens in unit}.values())
    main = main_function(files)
    if main is None or not closed or any(swallows_exceptions(tokens) for tokens in files):
        return None
    planner = _Planner(program, units, files, names, find_checkers(files))
    if planner.has_streams():
        regions = [(region.tokens, region.macro is not None) for found in program.regions.values() for region in found]
        planner.streams = find_streams(regions, main)
        if planner.streams is None or planner.has_streams(NAMES):
            return None
    planner.collect()
    planner.settle()
    if planner.observed() or not planner.streams_fit(main) or not (planner.sites or planner.launches):
        return None
    return planner.plan(main)


@dataclass
class _Planner:
    program: Program
    units: Sequence[Sequence[RawTokens]]
    files: Sequence[RawTokens]
    names: Names
    checkers: Checkers
    sites: list[Site] = field(default_factory=list)
    launches: list[PlainLaunch] = field(default_factory=list)
    kernels: set[str] = field(default_factory=set)
    candidates: list[Site] = field(default_factory=list)
    streams: Streams | None = None
    unused: dict[str, Definition] = field(default_factory=dict)  # macros that may turn out to be so
    events: list[tuple[RawTokens, int]] | None = None
    mentions: list[tuple[str, str, int]] = field(default_factory=list)  # a name of the runtime, its file and offset

    @property
    def tables(self) -> Tables:
        return self.program.tables

    # ------------------------------------------------------------------------------------------- collecting

    def has_streams(self, known: frozenset[str] = _OTHER) -> bool:
        """Whether the program names streams, other than by names that are known."""
        return any(
            text.startswith(_STREAMS) and text not in known and text not in self.program.own
            for tokens in self.files
            for text in self._all_texts(tokens)
        )

    def _all_texts(self, tokens: RawTokens) -> Iterator[str]:
        for region in self.program.regions[tokens.source.path]:
            yield from region.tokens.texts

    def collect(self) -> None:
        for tokens in self.files:
            for region in self.program.regions[tokens.source.path]:
                self._mention(region.tokens)
                if region.macro is None:
                    self._sites(region)
            for condition in conditions_of(tokens):
                self._mention(condition)
        self.candidates = list(self.sites)
        if "##" not in self.program.identifiers:  # else a name may be put together
            self.unused = {name: d for tokens in self.files for name, d in self._own_macros(tokens)}
        self._launches()
        regions = [region for found in self.program.regions.values() for region in found]
        self.events = value_types([(region.tokens, region.macro is not None) for region in regions], EVENT)

    def _own_macros(self, tokens: RawTokens) -> Iterator[tuple[str, Definition]]:
        """The macros whose text names the runtime; those that nothing uses need not stay."""
        for directive in tokens.directives:
            if directive.name == "define":
                name, body = macro_body(tokens, directive)
                if name and any(self._is_runtime(body, i) for i in range(len(body)) if body.kinds[i] == ID):
                    yield name, Definition(tokens, directive.start, directive.end)

    def _mention(self, tokens: RawTokens) -> None:
        for index, text in enumerate(tokens.texts):
            if tokens.kinds[index] == ID and self._is_runtime(tokens, index):
                self.mentions.append((text, tokens.source.path, tokens.starts[index]))

    def _is_runtime(self, tokens: RawTokens, index: int) -> bool:
        text = tokens.texts[index]
        if text in self.program.own or index and tokens.texts[index - 1] in (".", "->"):
            return False
        row = self.tables.get(text)
        return row is not None and row.kind in _HOST_KINDS or text.startswith("cuda") and text[4:5] in ("#", "")

    def _sites(self, region: Region) -> None:
        tokens = region.tokens
        device = device_ranges(self.program, region)
        for index, text in enumerate(tokens.texts):
            if tokens.kinds[index] != ID or tokens.starts[index] in device:
                continue
            if index + 1 >= len(tokens) or tokens.texts[index + 1] != "(" or tokens.mates[index + 1] < 0:
                continue
            if not (around := function_around(tokens, index)):
                continue
            checker = self.checkers.get(text)
            site: Site | None = None
            if checker is not None and checker.slot < 0:
                site = self._state(tokens, index, checker, around)
            elif self._is_runtime(tokens, index):
                site = self._site(tokens, index, around)
            if site is not None:
                self.sites.append(site)

    def _state(self, tokens: RawTokens, index: int, checker: Checker, around: Around) -> Site | None:
        """A use of a checker that asks for the last error."""
        close = tokens.mates[index + 1]
        if not statement_start(tokens, index) or not self._may_leave(checker.leaves, tokens, around):
            return None
        template = "q.wait_and_throw()" if checker.waits else ""
        return Site(tokens, index, close + 1, template, -1, (), Check(close + 1, index, index), checker.name)

    def _site(self, tokens: RawTokens, index: int, around: Around) -> Site | None:
        name = tokens.texts[index]
        row = self.tables.get(name)
        template = row.sycl.plain if row is not None and row.sycl is not None else ""
        if not template or index and tokens.texts[index - 1] == "::":
            return None
        found = checked_statement(tokens, index, self.checkers)
        if found is None:
            return None
        start, check = found
        if not self._may_leave(check.leaves, tokens, around) or has_directive(tokens, start, check.stop - 1):
            return None
        given = tuple(arguments(tokens, index + 1))
        if name == "cudaMemPrefetchAsync" and len(given) > 2 and tokens.texts[given[2][0]] == "cudaCpuDeviceId":
            template = ";"  # SYCL only knows prefetches to the device; this one was a hint
        if not self._fits(tokens, name, template, given):
            return None
        outside = len(self.units) > 1 and "single_task" in template and is_internal(tokens, around)
        if outside:  # a lambda in a function that other units may have their own of
            return None
        template = "" if template == ";" else template
        place = _STREAM_ARGUMENT.get(name, len(given))
        stream = given[place] if place < len(given) else None
        if stream is not None and tokens.texts[stream[0] : stream[1]] in NO_STREAM:
            stream = None
        return Site(tokens, start, check.stop, template, index, given, check, name, stream)

    def _may_leave(self, leaves: bool, tokens: RawTokens, around: Around) -> bool:
        """A failure that returns from the function ends the program in ``main`` alone."""
        return not leaves or tokens.texts[around.name] == "main"

    def _fits(self, tokens: RawTokens, name: str, template: str, given: Sequence[tuple[int, int]]) -> bool:
        """Whether a call's arguments are those that the plain text speaks of, and those it leaves out do nothing."""
        used = [piece.number + 1 for piece in pieces(template) if isinstance(piece, Slot)]
        if used and max(used) > len(given):
            return False
        place = _STREAM_ARGUMENT.get(name, len(given))
        left_out = [part for number, part in enumerate(given) if number + 1 not in used and number != place]
        if any({"(", "++", "--", "="} & set(tokens.texts[a:b]) for a, b in left_out):
            return False
        place = _STREAM_ARGUMENT.get(name, len(given))
        if place < len(given):
            named = tokens.texts[given[place][0] : given[place][1]] in NO_STREAM
            if not named and (self.streams is None or not is_place(tokens, *given[place])):
                return False
        if name == "cudaSetDevice" and tokens.texts[given[0][0] : given[0][1]] != ["0"]:
            return False
        if "*$1" in template:
            others = given[1:] if name == "cudaEventElapsedTime" else ()
            return pointed_to(tokens, given[0]) is not None and all(is_place(tokens, a, b) for a, b in others)
        events = given[:1] if "$1." in template or "$1 = " in template else ()
        events = given[1:2] if name == "cudaStreamWaitEvent" else events
        return all(is_place(tokens, a, b) for a, b in events)

    def _launches(self) -> None:
        """The kernels that are plain, and their launches."""
        found: dict[str, list[PlainLaunch]] = {}
        other: set[str] = set()
        for tokens in self.files:
            for region in self.program.regions[tokens.source.path]:
                taken: set[int] = set()
                for launch in find_launches(region.tokens):
                    read = None if region.macro else read_launch(self.program, region, launch, self.names)
                    if read is not None and self._here(read):
                        found.setdefault(read.function.name, []).append(read)
                        taken.add(read.name)
                other |= self._named_otherwise(region, taken)
        for name in dict.fromkeys(f.name for f in self.program.functions if f.kernel):  # those without launches too
            if name not in other and self._is_simple([f for f in self.program.functions if f.name == name]):
                self.kernels.add(name)
                self.launches += found.get(name, [])

    def _here(self, launch: PlainLaunch) -> bool:
        """Whether a unit that has the launch has the kernel too, and no lambda of another unit could be the
        launch's."""
        path, home = launch.tokens.source.path, launch.function.region.tokens.source.path
        for unit in self.units:
            paths = {tokens.source.path for tokens in unit}
            if path in paths and home not in paths:
                return False
        return len(self.units) == 1 or not launch.internal

    def _named_otherwise(self, region: Region, taken: set[int]) -> set[str]:
        """The kernels that host code names without launching them in a plain way."""
        tokens = region.tokens
        kernels = {f.name for f in self.program.functions if f.kernel}
        device = device_ranges(self.program, region)
        sites = Ranges(site.range for site in self.sites if site.tokens is tokens)
        return {
            text
            for index, text in enumerate(tokens.texts)
            if text in kernels and index not in taken
            and tokens.starts[index] not in device and tokens.starts[index] not in sites
        }

    def _is_simple(self, functions: Sequence[Function]) -> bool:
        """One kernel of that name, with prototypes at most."""
        bodies = [f for f in functions if f.declared.body >= 0]
        if (
            len(bodies) != 1
            or SHARED in self.program.of(bodies[0])
            and any(f.region is not bodies[0].region for f in functions)
        ):
            return False
        return all(
            f.kernel and f.region.macro is None and f.declared.scope == "namespace" and f.arity == bodies[0].arity
            and len(f.declared.heads) == len(bodies[0].declared.heads)
            and all(closed > opened + 1 for opened, closed in f.declared.heads)
            and f.region.tokens.texts[f.declared.start + 1] != '"C"'
            and "template" not in f.region.tokens.texts[f.declared.start + bool(f.declared.heads) : f.declared.name[0]]
            for f in functions
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- settling

    def settle(self) -> None:
        """Take out sites until what is left holds together."""
        while True:
            before = len(self.sites)
            left = self._left()
            names = {name for name, _, _ in left}
            functions = {n for n in names if (row := self.tables.get(n)) is not None and row.kind == "runtime"}
            heap = self._heap_names()
            if functions & heap or functions - _NO_HEAP or self._frees_arguments():
                self.sites = [s for s in self.sites if not s.heap]
            if left and any(s.state for s in self.sites) or not self._all_launches():
                self.sites = [s for s in self.sites if not s.state]
            if any(s.event for s in self.sites) and not self._events_hold(names):
                self.sites = [s for s in self.sites if not s.event]
            self._settle_variables()
            if len(self.sites) == before:
                return

    def _events_hold(self, left: set[str]) -> bool:
        """Whether all that the program does with events is plain."""
        if self.events is None or any(name.startswith("cudaEvent") for name in left):
            return False
        ranges: dict[str, list[tuple[int, int]]] = {}
        for site in self.sites:
            if site.event or site.name == "cudaStreamWaitEvent":
                ranges.setdefault(site.path, []).append(site.range)
        regions = [(r.tokens, device_ranges(self.program, r)) for rs in self.program.regions.values() for r in rs]
        return used_only_in(self.events, EVENT, regions, {path: Ranges(found) for path, found in ranges.items()})

    def _frees_arguments(self) -> bool:
        """Whether the destructor of a class that kernels take by value releases memory: it may do so twice, which the
        runtime answers with an error that nobody looks at."""
        for site in self.sites:
            around = function_around(site.tokens, site.start)
            if site.heap and around is not None and site.tokens.texts[around.name] in self.program.byte_classes:
                return True
        return False

    def _heap_names(self) -> set[str]:
        return {
            row.name for row in self.tables.of_kind("runtime")
            if row.sycl is not None and ("sycl::malloc" in row.sycl.plain or "sycl::free" in row.sycl.plain)
        }  # fmt: skip

    def _all_launches(self) -> bool:
        return {f.name for f in self.program.functions if f.kernel and f.declared.body >= 0} <= self.kernels

    def _left(self) -> list[tuple[str, str, int]]:
        """The names of the runtime that no site covers."""
        covered = self._covered()
        return [m for m in self.mentions if m[2] not in covered.get(m[1], Ranges())]

    def _covered(self) -> dict[str, Ranges]:
        ranges: dict[str, list[tuple[int, int]]] = {}
        for site in self.sites:
            ranges.setdefault(site.path, []).append(site.range)
        for launch in self.launches:
            ranges.setdefault(launch.tokens.source.path, []).append(launch.range)
        stream_types = [] if self.streams is None else [(self.streams.tokens, i) for i in self.streams.types]
        for tokens, index in [*self._event_types(), *stream_types]:
            ranges.setdefault(tokens.source.path, []).append((tokens.starts[index], tokens.end(index)))
        for path, found in self._gone(ranges).items():
            ranges.setdefault(path, []).extend(found)
        return {path: Ranges(found) for path, found in ranges.items()}

    def _event_types(self) -> Sequence[tuple[RawTokens, int]]:
        """Where the type of events is named, if they are plain."""
        return self.events or () if any(site.event for site in self.sites) else ()

    def _gone(self, covered: dict[str, list[tuple[int, int]]]) -> dict[str, list[tuple[int, int]]]:
        """The definitions that go: checkers that only sites and such definitions use, and the variables of checks."""
        gone: dict[str, list[tuple[int, int]]] = {}
        definitions = {**self.unused, **self.checkers.ending}
        definitions.update((name, checker.definition) for name, checker in self.checkers.items())
        names = set(definitions)
        while True:
            needed = self._needed({n: definitions[n] for n in names}, covered, gone)
            dropped = names - needed
            names -= dropped
            new = False
            for name in dropped:
                known = definitions[name]
                entry = (known.start, known.end)
                found = gone.setdefault(known.tokens.source.path, [])
                if entry not in found:
                    found.append(entry)
                    new = True
            if not new:
                break
        for tokens, start, stop in self._variable_declarations():
            gone.setdefault(tokens.source.path, []).append((tokens.starts[start], tokens.end(stop - 1)))
        return gone

    def _needed(
        self, definitions: Mapping[str, Definition], covered: dict[str, list[tuple[int, int]]],
        gone: dict[str, list[tuple[int, int]]],
    ) -> set[str]:  # fmt: skip
        """The names among some that something else than sites and gone definitions uses."""
        needed: set[str] = set()
        wanted = set(definitions)
        for tokens in self.files:
            path = tokens.source.path
            inside = Ranges([*covered.get(path, ()), *gone.get(path, ())])
            for region in self.program.regions[path]:
                for index, text in enumerate(region.tokens.texts):
                    if text in wanted and region.tokens.starts[index] not in inside:
                        own = definitions[text]
                        if not (own.tokens is tokens and own.start <= region.tokens.starts[index] < own.end):
                            needed.add(text)
            for condition in conditions_of(tokens):
                needed |= wanted & set(condition.texts)
        return needed

    def _variables(self) -> dict[tuple[str, int, str], list[Site]]:
        """The sites that keep an error code in a variable: by file, function and name."""
        found: dict[tuple[str, int, str], list[Site]] = {}
        for site in self.sites:
            around = function_around(site.tokens, site.start)
            if site.check.variable and around is not None:
                found.setdefault((site.path, around.body, site.check.variable), []).append(site)
        return found

    def _settle_variables(self) -> None:
        """A variable for error codes goes whole or not at all."""
        dropped: set[Site] = set()
        for (_, body, name), sites in self._variables().items():
            tokens = sites[0].tokens
            inside = Ranges([*(s.range for s in sites), *self._declaration_ranges(tokens, body, name)])
            for index in range(body, tokens.mates[body]):
                if tokens.texts[index] == name and tokens.kinds[index] == ID and tokens.starts[index] not in inside:
                    dropped.update(sites)
        self.sites = [s for s in self.sites if s not in dropped]

    def _declaration_ranges(self, tokens: RawTokens, body: int, name: str) -> list[tuple[int, int]]:
        return [(tokens.starts[a], tokens.end(b - 1)) for a, b in error_declarations(tokens, body, name)]

    def _variable_declarations(self) -> Iterator[tuple[RawTokens, int, int]]:
        for (_, body, name), sites in self._variables().items():
            for start, stop in error_declarations(sites[0].tokens, body, name):
                yield sites[0].tokens, start, stop

    def streams_fit(self, main: tuple[str, int]) -> bool:
        """Whether all that the program does with streams and queues is plain and stands in ``main``, in blocks of
        statements; notes what gives work to the streams and what waits for them."""
        if self.streams is None:
            return all(launch.stream is None for launch in self.launches)
        left = {name for name, _, _ in self._left()}
        functions = {n for n in left if (row := self.tables.get(n)) is not None and row.kind == "runtime"}
        using = [site for site in self.sites if uses_queue(site) and "sycl::malloc" not in site.template]
        if functions - _QUESTIONS or left & NAMES or not self._all_launches():
            return False
        path, body = main
        places = [(s.tokens, s.start) for s in using] + [(x.tokens, x.launch.callee) for x in self.launches]
        if not all(tokens.source.path == path and in_plain_blocks(tokens, index, body) for tokens, index in places):
            return False
        meetings = [s.start for s in using if s.stream is None and s.name not in _CREATIONS]
        meetings += [x.launch.callee for x in self.launches if x.stream is None]
        if not all(in_block(self.streams.tokens, index) for index in meetings):  # there is no place for a wait
            return False
        covered: dict[str, list[tuple[int, int]]] = {}
        for site in self.sites:
            covered.setdefault(site.path, []).append(site.range)
        for launch in self.launches:
            covered.setdefault(launch.tokens.source.path, []).append(launch.range)
        regions = [(r.tokens, device_ranges(self.program, r)) for rs in self.program.regions.values() for r in rs]
        if not streams_hold(self.streams, regions, {p: Ranges(found) for p, found in covered.items()}):
            return False
        work = [s.start for s in using if s.stream is not None and s.name != "cudaStreamSynchronize"]
        work += [x.launch.callee for x in self.launches if x.stream is not None]
        self.streams = replace(self.streams, work=tuple(sorted(work)), meetings=tuple(sorted(meetings)))
        return True

    def observed(self) -> bool:
        """Whether the program does more with the last error than to end over it."""
        known = Ranges()
        covered: dict[str, list[tuple[int, int]]] = {}
        for site in self.candidates:
            if site.state:
                covered.setdefault(site.path, []).append(site.range)
        for checker in self.checkers.values():
            here = checker.definition
            covered.setdefault(here.tokens.source.path, []).append((here.start, here.end))
        for path, ranges in self._gone({}).items():
            covered.setdefault(path, []).extend(ranges)
        found = {path: Ranges(ranges) for path, ranges in covered.items()}
        return any(name in STATE and at not in found.get(path, known) for name, path, at in self.mentions)

    # ------------------------------------------------------------------------------------------- the plan

    def plan(self, main: tuple[str, int]) -> Plan:
        everything = self.program.identifiers
        queue = next((n for n in ("q", "queue", "sycl_queue", "device_queue") if n not in everything), "")
        made = Plan(
            queue or self.program.fresh("q_"), "program", main, self.sites, self.launches, frozenset(self.kernels)
        )
        covered: dict[str, list[tuple[int, int]]] = {}
        for site in self.sites:
            covered.setdefault(site.path, []).append(site.range)
        made.gone = self._gone(covered)
        made.events = list(self._event_types())
        made.streams = self.streams
        made.each = self.program.fresh("each")
        made.allocated = frozenset(self._allocated())
        made.members = {name: d for name, d in members_of(self.files).items() if d is not None}
        made.busy = frozenset(busy_functions(self.program, self.files, self.checkers))
        paths = made.paths()
        if len(paths) == 1 and paths <= {unit[0].source.path for unit in self.units}:
            made.home = "main" if self._only_in_main(made) else "file"
        made.owner = self._owner(paths)
        return made

    def _owner(self, paths: frozenset[str]) -> str:
        """The file that is compiled by itself and needs the queue, or includes one that does."""
        mains = [unit[0].source.path for unit in self.units]
        using = [unit[0].source.path for unit in self.units if any(tokens.source.path in paths for tokens in unit)]
        return next((path for path in mains if path in paths), using[0] if using else "")

    def _only_in_main(self, plan: Plan) -> bool:
        """Whether all that needs the queue stands in ``main``, outside of lambdas."""
        path, body = plan.main
        places = [(s.tokens, s.start) for s in plan.sites if uses_queue(s)]
        places += [(launch.tokens, launch.launch.callee) for launch in plan.launches]
        return all(t.source.path == path and in_plain_blocks(t, i, body) for t, i in places)

    def _allocated(self) -> Iterator[str]:
        """The names of pointers to memory that the runtime made: no copy of it has to wait for the host."""
        for site in self.sites:
            if "sycl::malloc" in site.template and (found := pointed_to(site.tokens, site.given[0])) is not None:
                yield site.tokens.texts[found[0]]
