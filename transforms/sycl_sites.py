"""The statements of host code that may become plain SYCL, and a plan of those that do. sycl_plain.py makes plans,
sycl_host.py and sycl_launch_text.py carry them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..parser.tokens import ID, RawTokens
from .host_checks import STATE, Check, Checkers
from .host_cuts import Ranges
from .host_launches import find_launches
from .host_scope import HEADERS, Declaration, find_declaration, function_around
from .sycl_launches import PlainLaunch
from .sycl_program import Program, Region, lambda_bodies
from .sycl_streams import Streams


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A statement that calls the runtime once: from token ``start`` to before ``stop``, its semicolon excluded.
    ``template`` is what the call becomes; a check of the last error has none and no ``call`` of its own (-1)."""

    tokens: RawTokens
    start: int
    stop: int
    template: str
    call: int
    given: tuple[tuple[int, int], ...]
    check: Check
    name: str
    stream: tuple[int, int] | None = None  # the argument that names one, where it is not the default stream

    @property
    def path(self) -> str:
        return self.tokens.source.path

    @property
    def heap(self) -> bool:
        return "sycl::malloc" in self.template or "sycl::free" in self.template

    @property
    def event(self) -> bool:
        return self.name.startswith("cudaEvent")

    @property
    def state(self) -> bool:
        return self.name in STATE or self.call < 0

    @property
    def range(self) -> tuple[int, int]:
        return self.tokens.starts[self.start], self.tokens.end(self.stop - 1)


@dataclass
class Plan:
    """What becomes plain. ``queue`` is the queue's name; ``home`` says where it is declared: ``main`` (in that
    function), ``file`` (the only file that needs it) or ``program``. ``main`` is the file and body of the function of
    that name."""

    queue: str = "q"
    home: str = "main"
    main: tuple[str, int] = ("", -1)
    sites: list[Site] = field(default_factory=list)
    launches: list[PlainLaunch] = field(default_factory=list)
    kernels: frozenset[str] = frozenset()
    gone: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # definitions that nothing needs, by file
    events: list[tuple[RawTokens, int]] = field(default_factory=list)  # where their type is named
    streams: Streams | None = None
    allocated: frozenset[str] = frozenset()  # names of pointers to memory of the runtime's
    each: str = "each"  # a name for a stream of several
    members: dict[str, Declaration] = field(default_factory=dict)  # of classes, those that are declared in one way
    busy: frozenset[str] = frozenset()  # functions that may leave work in the queue
    owner: str = ""  # the file that defines the queue where several need it

    def paths(self) -> frozenset[str]:
        """The files that need the queue."""
        launches = (launch.tokens.source.path for launch in self.launches)
        return frozenset([*(site.path for site in self.sites if uses_queue(site)), *launches])

    @property
    def timed(self) -> bool:
        """Whether the program asks when its work was done."""
        return any("get_profiling_info" in site.template for site in self.sites)


def uses_queue(site: Site) -> bool:
    return re.search(r"\bq\b", site.template) is not None


def pointed_to(tokens: RawTokens, given: tuple[int, int]) -> tuple[int, int, bool] | None:
    """What an argument points to, ``&d`` without casts around it: the range of ``d``, and whether
    the argument was no address, so that ``*`` belongs before it."""
    first, stop = given
    while first < stop:
        if tokens.texts[first] == "(" and tokens.mates[first] == stop - 1:
            first, stop = first + 1, stop - 1
        elif tokens.texts[first] == "(" and tokens.texts[tokens.mates[first] - 1] == "*":
            first = tokens.mates[first] + 1
        elif tokens.texts[first] in ("reinterpret_cast", "static_cast") and tokens.texts[first + 1] == "<":
            close = tokens.texts.index("(", first)
            if tokens.mates[close] != stop - 1:
                return None
            first, stop = close + 1, stop - 1
        else:
            break
    if first >= stop:
        return None
    if tokens.texts[first] == "&":
        first += 1
        while first < stop and tokens.texts[first] == "(" and tokens.mates[first] == stop - 1:
            first, stop = first + 1, stop - 1
        return (first, stop, False) if first < stop and is_place(tokens, first, stop) else None
    if stop == first + 1 and tokens.kinds[first] == ID:
        declared = find_declaration(tokens, first, tokens.texts[first])
        return (first, stop, True) if declared is not None and declared.pointers == 2 else None
    return None


def is_place(tokens: RawTokens, first: int, stop: int) -> bool:
    """``a``, ``a.b``, ``a->b``, ``a[i].c``: names, members and elements, without calls."""
    return tokens.kinds[first] == ID and not {"(", "++", "--", "=", "?", ","} & set(tokens.texts[first:stop]) and all(
        t in (".", "->", "[", "]", "+", "-", "*", "::") or tokens.kinds[i] == ID or t.isdigit()
        for i, t in enumerate(tokens.texts[first:stop], first)
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ programs


def main_function(files: Sequence[RawTokens]) -> tuple[str, int] | None:
    """The file and body of ``main``, if there is one such function."""
    found = []
    for tokens in files:
        for index, text in enumerate(tokens.texts):
            if text == "main" and index + 1 < len(tokens) and tokens.texts[index + 1] == "(":
                close = tokens.mates[index + 1]
                if (
                    0 < close < len(tokens) - 1
                    and tokens.texts[close + 1] == "{"
                    and not function_around(tokens, index)
                ):
                    found.append((tokens.source.path, close + 1))
    return found[0] if len(found) == 1 else None


def device_ranges(program: Program, region: Region) -> Ranges:
    """The characters of device code in a region."""
    tokens = region.tokens
    found = []
    for function in program.functions:
        declared = function.declared
        if function.region is region and declared.body >= 0 and not function.both:
            found.append((tokens.starts[declared.start], tokens.end(tokens.mates[declared.body])))
        elif function.region is region and declared.body < 0:
            found.append((tokens.starts[declared.start], tokens.end(declared.stop - 1)))
    found += [(tokens.starts[a], tokens.end(b)) for a, b in lambda_bodies(tokens, program.macros)]
    return Ranges(found)


def error_declarations(tokens: RawTokens, body: int, name: str) -> Iterator[tuple[int, int]]:
    """``cudaError_t err;`` and ``cudaError_t err = cudaSuccess;`` in a function: statements that declare nothing
    else."""
    for index in range(body, tokens.mates[body]):
        if tokens.texts[index] != name or tokens.texts[index - 1] not in ("cudaError_t", "cudaError"):
            continue
        if tokens.texts[index - 2] not in (";", "{", "}"):
            continue
        if tokens.texts[index + 1] == ";":
            yield index - 1, index + 2
        elif tokens.texts[index + 1 : index + 4] == ["=", "cudaSuccess", ";"]:
            yield index - 1, index + 4


def busy_functions(program: Program, files: Sequence[RawTokens], checkers: Checkers) -> set[str]:
    """The host functions that may launch something, directly or through others."""
    bodies: dict[str, set[str]] = {}
    busy: set[str] = set()
    for tokens in files:
        starts = {launch.callee for launch in find_launches(tokens)}
        for index in range(1, len(tokens)):
            if tokens.texts[index] != "(" or tokens.kinds[index - 1] != ID or tokens.mates[index] < 0:
                continue
            if tokens.texts[index - 1] in HEADERS:
                continue
            close = tokens.mates[index]
            if close + 1 < len(tokens) and tokens.texts[close + 1] == "{" and tokens.mates[close + 1] > 0:
                inside = range(close + 1, tokens.mates[close + 1])
                name = tokens.texts[index - 1]
                bodies.setdefault(name, set()).update(tokens.texts[i] for i in inside)
                if any(i in starts for i in inside) or any(tokens.texts[i].startswith("cuda") for i in inside):
                    busy.add(name)
    for name, found in program.bodies.items():
        bodies.setdefault(name, set()).update(found)
        if any(text.startswith("cuda") for text in found):
            busy.add(name)
    for region in (r for found in program.regions.values() for r in found if r.macro):
        if "<<<" in region.tokens.texts:
            busy.add(region.macro or "")
    busy -= set(checkers)
    changed = True
    while changed:
        more = {
            name
            for name, found in bodies.items()
            if name not in busy and found & busy and name not in checkers
        }
        busy |= more
        changed = bool(more)
    return busy
