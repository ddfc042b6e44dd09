"""How many dimensions SYCL's work-items have in a program's kernels, and the variables of type ``dim3`` that become
ranges.

CUDA's kernels always have three; a kernel that is launched in one and asks for no other index reads better with one.
Functions that pass a work-item to each other, and ranges that launch a kernel, go together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..parser.tokens import ID, RawTokens
from .edits import Edit
from .hip_names import arguments
from .host_scan import split
from .host_scope import function_around
from .sycl_launches import PlainLaunch, Shape, variable_key
from .sycl_program import INDICES, ITEM, Key, Program

MACROS: Key = ("", "macros")  # the macros of device code, which all have the same


@dataclass
class _Groups:
    """Kernels, functions, macros and variables in groups with one number of dimensions each."""

    parents: dict[Key, Key] = field(default_factory=dict)
    most: dict[Key, int] = field(default_factory=dict)

    def root(self, key: Key) -> Key:
        while (parent := self.parents.get(key, key)) != key:
            key = parent
        return key

    def join(self, a: Key, b: Key) -> None:
        a, b = self.root(a), self.root(b)
        if a != b:
            self.parents[b] = a
            self.most[a] = max(self.most.get(a, 1), self.most.pop(b, 1))

    def need(self, key: Key, dims: int) -> None:
        root = self.root(key)
        self.most[root] = max(self.most.get(root, 1), dims)


@dataclass(frozen=True)
class Dimensions:
    """The number of dimensions of each function (by its key) and range variable."""

    groups: _Groups

    def of(self, key: Key) -> int:
        return self.groups.most.get(self.groups.root(key), 1)

    def of_variable(self, key: str) -> int:
        return self.of((key, "range"))


def dimensions(program: Program, launches: Sequence[PlainLaunch], ranges: dict[str, RangeVariable]) -> Dimensions:
    """The dimensions of everything in a program whose plain kernels are known."""
    groups = _Groups()
    macros = _index_macros(program)
    for function in program.functions:
        key = program.key(function)
        tokens = function.region.tokens
        if function.kernel and function.name not in program.plain:
            groups.need(key, 3)
        for called in program.functions:
            if not called.kernel and called.name in function.calls and ITEM in program.of(called):
                groups.join(key, program.key(called))
        if function.names & macros:
            groups.join(key, MACROS)
        if function.declared.body >= 0:
            for index in range(function.declared.bracket, tokens.mates[function.declared.body]):
                groups.need(key, _used(tokens, index))
    for regions in program.regions.values():
        for region in regions:
            if region.macro in program.device_macros:
                for index in range(len(region.tokens)):
                    groups.need(MACROS, _used(region.tokens, index))
    for launch in launches:
        for shape in (launch.grid, launch.block):
            _join_launch(groups, program.key(launch.function), launch, shape, ranges)
    for name, variable in ranges.items():
        groups.need((name, "range"), len(variable.extents))
        for other, member in _members(variable, ranges):
            groups.need((other, "range"), member + 1)
        for other in ranges:
            if ranges[other].type == variable.type and ranges[other].tokens is variable.tokens:
                groups.join((name, "range"), (other, "range"))
    return Dimensions(groups)


def _join_launch(
    groups: _Groups, kernel: Key, launch: PlainLaunch, shape: Shape, ranges: dict[str, RangeVariable]
) -> None:
    key = variable_key(launch, shape)
    if not shape.variable:
        groups.need(kernel, shape.dims)
    elif key in ranges:
        groups.join(kernel, (key, "range"))
    else:
        groups.need(kernel, 3)


def _index_macros(program: Program) -> frozenset[str]:
    """The macros that name an index, directly or through others."""
    found: set[str] = set()
    changed = True
    while changed:
        more = {n for n, body in program.bodies.items() if n not in found and body & (found | set(INDICES))}
        found |= more
        changed = bool(more)
    return frozenset(found)


def _used(tokens: RawTokens, index: int) -> int:
    """How many dimensions an index asks for; 0 for any other token."""
    if tokens.texts[index] not in INDICES:
        return 0
    member = tokens.texts[index + 2] if tokens.texts[index + 1 : index + 2] == ["."] and index + 2 < len(tokens) else ""
    return {"x": 1, "y": 2, "z": 3}.get(member, 3)


# ------------------------------------------------------------------------------------------------ variables


@dataclass(frozen=True, slots=True)
class RangeVariable:
    """A variable of type ``dim3`` that only plain launches use: the token of the type, those of all names that are
    declared with it, its own, the brackets of its extents (``bracket``) and those from before ``= dim3`` on
    (``begin``)."""

    tokens: RawTokens
    type: int
    together: tuple[int, ...]
    name: int
    begin: int
    bracket: int
    extents: tuple[tuple[int, int], ...]


def range_variables(launches: Sequence[PlainLaunch]) -> dict[str, RangeVariable]:
    """The variables of type ``dim3`` that can be ranges of SYCL, by ``path:token``."""
    uses: dict[str, set[int]] = {}
    tokens_of: dict[str, tuple[RawTokens, int]] = {}
    for launch in launches:
        for number, shape in enumerate((launch.grid, launch.block)):
            if shape.variable:
                first = split(launch.tokens, launch.launch.begin, launch.launch.closed)[number][0]
                uses.setdefault(variable_key(launch, shape), set()).add(first)
                tokens_of[variable_key(launch, shape)] = (launch.tokens, shape.declared)
    found = {key: read for key, (tokens, name) in tokens_of.items() if (read := _range_variable(tokens, name))}
    changed = True
    while changed:  # extents of one may be told by another's
        allowed = [(v.tokens, a, b) for v in found.values() for a, b in v.extents]
        names = {(v.tokens.source.path, v.name) for v in found.values()}
        kept = {
            key: v for key, v in found.items()
            if _only_in(v, uses[key], allowed) and all((v.tokens.source.path, n) in names for n in v.together)
        }  # fmt: skip
        changed = len(kept) < len(found)
        found = kept
    return found


def _only_in(variable: RangeVariable, uses: set[int], allowed: Sequence[tuple[RawTokens, int, int]]) -> bool:
    """Whether a variable is mentioned as a grid or block, and with its members in the extents of other ranges alone."""
    tokens, name = variable.tokens, variable.name
    around = function_around(tokens, name)
    if around is None:
        return False
    for index in range(around.bracket, tokens.mates[around.body]):
        if (
            tokens.texts[index] != tokens.texts[name]
            or tokens.kinds[index] != ID
            or tokens.texts[index - 1] in (".", "->")
        ):
            continue
        member = tokens.texts[index + 1] == "." and tokens.texts[index + 2] in ("x", "y", "z")
        inside = any(t is tokens and a <= index < b for t, a, b in allowed)
        if index != name and index not in uses and not (member and inside):
            return False
    return True


def _range_variable(tokens: RawTokens, name: int) -> RangeVariable | None:
    """``dim3 block(16, 16), grid = dim3(4, 4);``"""
    start = name
    while tokens.texts[start - 1] not in (";", "{", "}"):
        start -= 1
    kind = start + (tokens.texts[start] == "const")
    if tokens.texts[kind] != "dim3":
        return None
    stop = kind
    while stop < len(tokens) and tokens.texts[stop] != ";":
        stop = max(tokens.mates[stop], stop) + 1
    found: RangeVariable | None = None
    together: list[int] = []
    for first, last in split(tokens, kind + 1, stop):
        bracket = first + 3 if tokens.texts[first + 1 : first + 3] == ["=", "dim3"] else first + 1
        if bracket >= last or tokens.texts[bracket] != "(" or tokens.mates[bracket] != last - 1:
            return None
        given = tuple(arguments(tokens, bracket))
        together.append(first)
        if first == name and 1 <= len(given) <= 3:
            found = RangeVariable(tokens, kind, (), first, first + 1, bracket, given)
    return replace(found, together=tuple(together)) if found is not None else None


def _members(variable: RangeVariable, ranges: dict[str, RangeVariable]) -> Iterator[tuple[str, int]]:
    """The other ranges whose extents tell a range's own, and which (x is 0)."""
    for index, key in _mentions(variable, ranges):
        yield key, "xyz".index(variable.tokens.texts[index + 2])


def _mentions(variable: RangeVariable, ranges: dict[str, RangeVariable]) -> Iterator[tuple[int, str]]:
    tokens = variable.tokens
    for first, stop in variable.extents:
        for index in range(first, stop - 2):
            if tokens.texts[index + 1] != "." or tokens.texts[index + 2] not in ("x", "y", "z"):
                continue
            for key, other in ranges.items():
                same = other.tokens is tokens and tokens.texts[other.name] == tokens.texts[index]
                if same and function_around(tokens, other.name) == function_around(tokens, index):
                    yield index, key


def member_edits(
    ranges: dict[str, RangeVariable], dims: Dimensions
) -> Iterable[tuple[RawTokens, Edit]]:
    """The extents of ranges that tell those of others: ``block.x`` becomes ``block[0]``."""
    for variable in ranges.values():
        tokens = variable.tokens
        for index, key in _mentions(variable, ranges):
            axis = dims.of_variable(key) - 1 - "xyz".index(tokens.texts[index + 2])
            yield tokens, Edit(tokens.starts[index + 1], tokens.end(index + 2), f"[{axis}]")
