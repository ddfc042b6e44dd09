"""Kernel launches that can be plain SYCL, as far as their own text tells.

What they become stands in sycl_launch_text.py; whether a kernel's other uses allow it is for sycl_plain.py to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..parser.tokens import ID, RawTokens
from .hip_names import arguments
from .host_launches import LaunchTokens
from .host_scan import parameters, split, template_parameters
from .host_scope import Around, find_declaration, function_around, statement_start
from .host_stubs import is_reference
from .sycl_kernels import namespaces
from .sycl_program import DYNAMIC, ITEM, SHARED, Function, Program, Region
from .sycl_types import Names, declared_names, expression_type

NO_STREAM = (["0"], ["NULL"], ["nullptr"])


@dataclass(frozen=True, slots=True)
class Shape:
    """A grid or a block: its extents from x on, as ranges of tokens; or the variable of type ``dim3`` that holds it."""

    extents: tuple[tuple[int, int], ...] = ()
    variable: str = ""
    declared: int = -1  # the variable's name where it is declared

    @property
    def dims(self) -> int:
        return len(self.extents)


@dataclass(frozen=True, slots=True, eq=False)
class PlainLaunch:
    """A launch that is a statement; ``name`` is the token of the kernel's name. ``internal``: it stands in a function
    that other units may have their own of."""

    tokens: RawTokens
    launch: LaunchTokens
    function: Function
    name: int
    grid: Shape
    block: Shape
    shared: tuple[int, int] | None
    stream: tuple[int, int] | None  # of those that are not the default stream
    internal: bool

    @property
    def range(self) -> tuple[int, int]:
        return self.tokens.starts[self.launch.callee], self.tokens.end(self.tokens.mates[self.launch.bracket])


# ------------------------------------------------------------------------------------------------ reading


def read_launch(program: Program, region: Region, launch: LaunchTokens, names: Names) -> PlainLaunch | None:
    """The launch, if it can be plain as far as its own text tells."""
    tokens = region.tokens
    end = tokens.mates[launch.bracket]
    around = function_around(tokens, launch.callee)
    statement = statement_start(tokens, launch.callee) and end + 1 < len(tokens) and tokens.texts[end + 1] == ";"
    if around is None or not statement:
        return None
    name = _callee_name(tokens, launch)
    kernels = [
        f for f in program.functions if name >= 0 and f.kernel and f.name == tokens.texts[name] and f.declared.body >= 0
    ]
    if len(kernels) != 1 or not _is_plain_kernel(program, kernels[0]):
        return None
    config = split(tokens, launch.begin, launch.closed)
    if not 2 <= len(config) <= 4:
        return None
    stream = config[3] if len(config) == 4 and tokens.texts[config[3][0] : config[3][1]] not in NO_STREAM else None
    local = declared_names(tokens, around.bracket, tokens.mates[around.body], program.tables)
    known = names.inside(local)
    grid, block = (_shape(tokens, first, stop, known, program.constants) for first, stop in config[:2])
    if grid is None or block is None or not _is_idle(tokens, block):
        return None
    if program.has_warps(kernels[0]) and (block.variable or block.dims > 1):
        return None
    if len(arguments(tokens, launch.bracket)) > len(parameters(kernels[0].region.tokens, kernels[0].declared.bracket)):
        return None
    if any(tokens.texts[a] == "{" for a, _ in arguments(tokens, launch.bracket)):
        return None
    if has_directive(tokens, launch.callee, end) or _drops_work(tokens, config, program, kernels[0]):
        return None
    if SHARED in program.of(kernels[0]) and not _names_all(tokens, launch, name, kernels[0]):
        return None
    shared = config[2] if len(config) > 2 and tokens.texts[config[2][0] : config[2][1]] not in NO_STREAM else None
    return PlainLaunch(tokens, launch, kernels[0], name, grid, block, shared, stream, is_internal(tokens, around))


def has_directive(tokens: RawTokens, first: int, last: int) -> bool:
    """Whether a line for the preprocessor stands between two tokens."""
    return any(first < directive.first_token <= last for directive in tokens.directives)


def _drops_work(tokens: RawTokens, config: Sequence[tuple[int, int]], program: Program, kernel: Function) -> bool:
    """Whether the size of shared memory that a kernel does not use is an expression that does something."""
    if len(config) < 3 or DYNAMIC in program.of(kernel):
        return False
    return bool({"(", "++", "--", "="} & set(tokens.texts[config[2][0] : config[2][1]]))


def is_internal(tokens: RawTokens, around: Around) -> bool:
    """Whether other units may have their own function of this name."""
    start = around.name
    while start > 0 and tokens.texts[start - 1] not in (";", "}", "{"):
        start -= 1
    return "static" in tokens.texts[start : around.name] or "" in namespaces(tokens, around.name)


def _names_all(tokens: RawTokens, launch: LaunchTokens, name: int, kernel: Function) -> bool:
    """Whether a launch gives all template arguments, so that the type of the shared variables can be told."""
    wanted = sum(len(template_parameters(kernel.region.tokens, head)) for head in kernel.declared.heads)
    return wanted == (len(split(tokens, name + 2, launch.opened - 1)) if name + 1 < launch.opened else 0)


def _callee_name(tokens: RawTokens, launch: LaunchTokens) -> int:
    """The kernel's name in ``k``, ``ns::k`` or ``k<T>``; -1 for any other expression."""
    index = launch.callee
    while index + 2 < launch.opened and tokens.kinds[index] == ID and tokens.texts[index + 1] == "::":
        index += 2
    rest = tokens.texts[index + 1 : launch.opened]
    plain = tokens.kinds[index] == ID and (not rest or rest[0] == "<" and rest[-1] == ">")
    return index if plain and tokens.texts[launch.callee - 1] not in (".", "->", "::", "template") else -1


def _is_plain_kernel(program: Program, kernel: Function) -> bool:
    """Whether a lambda can pass the kernel all it needs."""
    tokens = kernel.region.tokens
    given = parameters(tokens, kernel.declared.bracket)
    return all(need in (ITEM, SHARED, DYNAMIC) for need in program.of(kernel)) and not any(
        p.pack or is_reference(tokens, p) or program.by_bytes(kernel, p) for p in given
    )


def _shape(tokens: RawTokens, first: int, stop: int, names: Names, constants: frozenset[str]) -> Shape | None:
    if tokens.texts[first] == "dim3" and tokens.texts[first + 1] in ("(", "{") and tokens.mates[first + 1] == stop - 1:
        given = tuple(arguments(tokens, first + 1))
        return Shape(given) if 1 <= len(given) <= 3 else None
    if stop == first + 1 and tokens.kinds[first] == ID:
        declared = find_declaration(tokens, first, tokens.texts[first])
        if declared is not None and declared.type == "dim3" and not declared.pointers and not declared.arrays:
            return Shape(variable=tokens.texts[first], declared=declared.token)
    number = expression_type(tokens, first, stop, names) is not None or _is_sum(tokens, first, stop)
    if number or stop == first + 1 and tokens.texts[first] in constants:
        return Shape(((first, stop),))
    return None


def _is_sum(tokens: RawTokens, first: int, stop: int) -> bool:
    """Whether an expression is arithmetic by its operators, which ``dim3`` does not have."""
    at = first
    while at < stop:
        if tokens.texts[at] in ("+", "-", "/", "%", "<<") or tokens.texts[at] == "*" and at > first:
            return True
        at = max(tokens.mates[at], at) + 1
    return tokens.texts[first] == "(" and tokens.mates[first] == stop - 1 and _is_sum(tokens, first + 1, stop - 1)


def _is_idle(tokens: RawTokens, shape: Shape) -> bool:
    """Whether the extents may be written twice."""
    return not any(
        t in ("++", "--", "=") or t == "(" and tokens.kinds[i - 1] == ID
        for a, b in shape.extents
        for i, t in enumerate(tokens.texts[a:b], a)
    )


def variable_key(launch: PlainLaunch, shape: Shape) -> str:
    """What tells the variable of a shape from others."""
    return f"{launch.tokens.source.path}:{shape.declared}"
