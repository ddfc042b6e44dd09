"""Kernel launches as plain SYCL: which can be written so, and their text.

``k<<<grid, block>>>(a, n)`` becomes ``q.parallel_for(sycl::nd_range<1>(…), [=](sycl::nd_item<1> item) { k(item, a,
n); })``, in a ``q.submit`` with local accessors where the kernel has shared memory. The lambda captures names of the
function's own variables; every other argument is evaluated on the host, by an init-capture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..parser.tokens import CHAR, ID, NUMBER, RawTokens
from .edits import Edit, apply_range
from .hip_names import arguments
from .host_cuts import line_indent
from .host_launches import LaunchTokens
from .host_scan import parameters, split, template_parameters
from .host_scope import find_declaration, function_around, in_plain_blocks, statement_start
from .host_stubs import is_reference
from .sycl_kernels import namespaces
from .sycl_program import DYNAMIC, INDICES, ITEM, SHARED, Function, Program, Region
from .sycl_shared import shared_type
from .sycl_types import Names, declared_names, expression_type

WIDTH = 110
_NONE = (["0"], ["NULL"], ["nullptr"])
_WORDS = frozenset({"true", "false", "nullptr", "NULL"})


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
    if not 2 <= len(config) <= 4 or len(config) == 4 and tokens.texts[config[3][0] : config[3][1]] not in _NONE:
        return None
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
    if SHARED in program.of(kernels[0]) and not _names_all(tokens, launch, name, kernels[0]):
        return None
    words = set(tokens.texts[_head_start(tokens, around.name) : around.name])
    internal = "static" in words or "" in namespaces(tokens, around.name)
    shared = config[2] if len(config) > 2 and tokens.texts[config[2][0] : config[2][1]] not in _NONE else None
    return PlainLaunch(tokens, launch, kernels[0], name, grid, block, shared, internal)


def _names_all(tokens: RawTokens, launch: LaunchTokens, name: int, kernel: Function) -> bool:
    """Whether a launch gives all template arguments, so that the type of the shared variables can be told."""
    wanted = sum(len(template_parameters(kernel.region.tokens, head)) for head in kernel.declared.heads)
    return wanted == (len(split(tokens, name + 2, launch.opened - 1)) if name + 1 < launch.opened else 0)


def _head_start(tokens: RawTokens, name: int) -> int:
    while name > 0 and tokens.texts[name - 1] not in (";", "}", "{"):
        name -= 1
    return name


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
        p.pack or is_reference(tokens, p) for p in given
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


# ------------------------------------------------------------------------------------------------ dimensions


def dimensions(program: Program, launches: Sequence[PlainLaunch], ranges: dict[str, RangeVariable]) -> int:
    """How many dimensions the program's work-items need, where all its kernels are plain. ``ranges`` are
    the variables of type ``dim3`` that become ranges, by ``path:token``."""
    most = 1
    for function in program.functions:
        tokens = function.region.tokens
        if function.declared.body < 0:
            continue
        for index in range(function.declared.bracket, tokens.mates[function.declared.body]):
            most = max(most, _used(tokens, index))
    for regions in program.regions.values():
        for region in regions:
            if region.macro in program.device_macros:
                most = max([most, *(_used(region.tokens, i) for i in range(len(region.tokens)))])
    for launch in launches:
        for shape in (launch.grid, launch.block):
            most = max(
                most,
                ranges[key].dims
                if (key := variable_key(launch, shape)) in ranges
                else 3
                if shape.variable
                else shape.dims,
            )
    return most


def _used(tokens: RawTokens, index: int) -> int:
    if tokens.texts[index] not in INDICES:
        return 0
    member = tokens.texts[index + 2] if tokens.texts[index + 1 : index + 2] == ["."] and index + 2 < len(tokens) else ""
    return {"x": 1, "y": 2, "z": 3}.get(member, 3)


def variable_key(launch: PlainLaunch, shape: Shape) -> str:
    return f"{launch.tokens.source.path}:{shape.declared}"


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

    @property
    def dims(self) -> int:
        """How many dimensions it needs: those it gives, and those it asks of others."""
        texts = self.tokens.texts
        asked = [
            "xyz".index(texts[i + 1]) + 1
            for a, b in self.extents for i in range(a, b - 1) if texts[i] == "." and texts[i + 1] in ("x", "y", "z")
        ]  # fmt: skip
        return max([len(self.extents), *asked])


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


def member_edits(ranges: Iterable[RangeVariable], dims: int) -> Iterator[tuple[RawTokens, Edit]]:
    """The extents of ranges that tell those of others: ``block.x`` becomes ``block[0]``."""
    known = {(v.tokens.source.path, v.tokens.texts[v.name]) for v in ranges}
    for variable in ranges:
        tokens = variable.tokens
        for first, stop in variable.extents:
            for index in range(first, stop - 2):
                if (tokens.source.path, tokens.texts[index]) in known and tokens.texts[index + 1] == ".":
                    axis = dims - 1 - "xyz".index(tokens.texts[index + 2])
                    yield tokens, Edit(tokens.starts[index + 1], tokens.end(index + 2), f"[{axis}]")


# ------------------------------------------------------------------------------------------------ text


@dataclass(frozen=True)
class LaunchWriter:
    """Writes launches. ``edits`` are those of what stays of the text; ``dims`` the dimensions of work-items."""

    program: Program
    queue: str
    dims: int
    ranges: dict[str, RangeVariable]
    edits: Sequence[Edit]

    def _text(self, tokens: RawTokens, part: tuple[int, int]) -> str:
        text = apply_range(tokens.source, self.edits, tokens.starts[part[0]], tokens.end(part[1] - 1))
        return " ".join(text.replace("\\\n", " ").split())

    def variable(self, variable: RangeVariable) -> Iterator[Edit]:
        """The declaration of a range in the place of one of type ``dim3``."""
        tokens = variable.tokens
        extents = ", ".join(self._extents(tokens, variable.extents))
        yield Edit(tokens.starts[variable.type], tokens.end(variable.type), f"sycl::range<{self.dims}>")
        yield Edit(tokens.starts[variable.begin], tokens.end(tokens.mates[variable.bracket]), f"({extents})")

    def launch(self, launch: PlainLaunch) -> Edit:
        tokens = launch.tokens
        start, end = launch.range
        indent = line_indent(tokens.source, start)
        captures, call = self._call(launch)
        item = self.program.item
        needs = self.program.of(launch.function)
        lambda_ = f"[{captures}](sycl::nd_item<{self.dims}>{' ' + item if ITEM in needs else ''})"
        if self.program.has_warps(launch.function):
            lambda_ += " [[sycl::reqd_sub_group_size(32)]]"
        shape = self._nd_range(launch)
        single = ITEM not in needs and not ({SHARED, DYNAMIC} & set(needs)) and self._is_one(launch)
        if SHARED in needs or DYNAMIC in needs:
            text = self._submitted(launch, shape, lambda_, call, indent)
        elif single:
            text = f"{self.queue}.single_task([{captures}] {{ {call}; }})"
        else:
            text = _broken(f"{self.queue}.parallel_for({shape},", f"{lambda_} {{ {call}; }})", f"{call};", indent)
        return Edit(start, end, text)

    def _is_one(self, launch: PlainLaunch) -> bool:
        parts = [p for shape in (launch.grid, launch.block) for p in shape.extents]
        named = launch.grid.variable or launch.block.variable
        return not named and all(launch.tokens.texts[a:b] == ["1"] for a, b in parts)

    def _submitted(self, launch: PlainLaunch, shape: str, lambda_: str, call: str, indent: str) -> str:
        program, needs = self.program, self.program.of(launch.function)
        handler = handler_name(program)
        lines = [f"{self.queue}.submit([&](sycl::handler &{handler}) {{"]
        if SHARED in needs:
            kind = self._shared_type(launch)
            lines.append(f"    sycl::local_accessor<{kind}, 0> {program.shared}({handler});")
        if DYNAMIC in needs:
            size = "0"
            if launch.shared is not None:
                text = self._text(launch.tokens, launch.shared)
                plain = all(c.isalnum() or c in "_ *+-()." for c in text)
                size = f"({text if plain else f'({text})'} + 15) / 16"
            kind = "sycl::float4"  # pieces of 16 bytes: what CUDA aligns shared memory to at least
            lines.append(f"    sycl::local_accessor<{kind}, 1> {program.dynamic}({size}, {handler});")
        lines.append(f"    {handler}.parallel_for({shape}, {lambda_} {{")
        if len(indent) + len(lines[-1]) > WIDTH:
            lines[-1:] = [
                f"    {handler}.parallel_for({shape},",
                f"        {lambda_} {{",
                f"            {call};",
                "        });",
                "})",
            ]
        else:
            lines += [f"        {call};", "    });", "})"]
        return ("\n" + indent).join(lines)

    def _shared_type(self, launch: PlainLaunch) -> str:
        name = shared_type(self.program, launch.function)
        tokens = launch.tokens
        base, _, _ = name.partition("<")
        prefix = self._text(tokens, (launch.launch.callee, launch.name)) if launch.name > launch.launch.callee else ""
        given = self._text(tokens, (launch.name, launch.launch.opened)).partition("<")
        return prefix + base + (given[1] + given[2])

    def _call(self, launch: PlainLaunch) -> tuple[str, str]:
        """The captures of the lambda, and the call of the kernel in it."""
        tokens, program = launch.tokens, self.program
        given = arguments(tokens, launch.launch.bracket)
        params = parameters(launch.function.region.tokens, launch.function.declared.bracket)
        taken = {tokens.texts[i] for a, b in given for i in range(a, b) if tokens.texts[i - 1] not in (".", "->")} | {
            program.item,
            program.shared,
            program.dynamic,
        }
        captures, passed = ["="], []
        for need in program.of(launch.function):
            dynamic = f"reinterpret_cast<char *>(&{program.dynamic}[0])"
            passed.append({ITEM: program.item, SHARED: program.shared, DYNAMIC: dynamic}[need])
        for number, part in enumerate(given):
            text = self._text(tokens, part)
            if not self._captured(launch, part):
                name = params[number].name
                chosen = launch.function.region.tokens.texts[name] if name >= 0 else f"argument_{number + 1}"
                if tokens.texts[part[0] : part[1]] != [chosen]:
                    while chosen in taken:
                        chosen += "_"
                taken.add(chosen)
                captures.append(f"{chosen} = {text}")
                text = chosen
            passed.append(text)
        callee = self._text(tokens, (launch.launch.callee, launch.launch.opened))
        return ", ".join(captures), f"{callee}({', '.join(passed)})"

    def _captured(self, launch: PlainLaunch, part: tuple[int, int]) -> bool:
        """Whether an argument can be written in the lambda: a number, or a variable of the function."""
        tokens, (first, stop) = launch.tokens, part
        if stop == first + 2 and tokens.texts[first] == "-" and tokens.kinds[first + 1] == NUMBER:
            return True
        if stop != first + 1:
            return False
        if tokens.kinds[first] in (NUMBER, CHAR) or tokens.texts[first] in _WORDS:
            return True
        name = tokens.texts[first]
        if tokens.kinds[first] != ID or name in self.program.bodies:
            return False
        declared = find_declaration(tokens, first, name)
        around = function_around(tokens, first)
        plain = around is not None and in_plain_blocks(tokens, first, around.body)
        return plain and declared is not None and declared.automatic and not declared.arrays and not declared.reference

    # ------------------------------------------------------------------------------------------- ranges

    def _nd_range(self, launch: PlainLaunch) -> str:
        head = f"sycl::nd_range<{self.dims}>"
        tokens = launch.tokens
        if self.dims == 1 and not launch.grid.variable and not launch.block.variable:
            (grid,), (block,) = launch.grid.extents, launch.block.extents
            text = self._text(tokens, grid)
            if text == "1":
                return f"{head}({self._text(tokens, block)}, {self._text(tokens, block)})"
            if not all(self._is_number(tokens, part) for part in (grid, block)):
                text = f"size_t({text})"  # the number of work-items may be larger than an int
            return f"{head}({text} * {self._operand(tokens, block)}, {self._text(tokens, block)})"
        block_text = self._range(launch, launch.block)
        return f"{head}({self._range(launch, launch.grid)} * {block_text}, {block_text})"

    def _is_number(self, tokens: RawTokens, part: tuple[int, int]) -> bool:
        """Whether an extent is a small number, by itself or by its name."""
        if part[1] != part[0] + 1:
            return False
        text = tokens.texts[part[0]]
        return tokens.kinds[part[0]] == NUMBER or text in self.program.constants or text in self.program.bodies

    def _operand(self, tokens: RawTokens, part: tuple[int, int]) -> str:
        text = self._text(tokens, part)
        simple = part[1] == part[0] + 1 or text.startswith("(") and tokens.mates[part[0]] == part[1] - 1
        return text if simple else f"({text})"

    def _range(self, launch: PlainLaunch, shape: Shape) -> str:
        if shape.variable:
            if variable_key(launch, shape) in self.ranges:
                return shape.variable
            members = ("z", "y", "x")[3 - self.dims :]
            return f"sycl::range<{self.dims}>({', '.join(f'{shape.variable}.{m}' for m in members)})"
        return f"sycl::range<{self.dims}>({', '.join(self._extents(launch.tokens, shape.extents))})"

    def _extents(self, tokens: RawTokens, extents: Sequence[tuple[int, int]]) -> list[str]:
        """The extents in SYCL's order, x last."""
        texts = [self._text(tokens, part) for part in extents]
        texts += ["1"] * (self.dims - len(texts))
        return texts[::-1]


def handler_name(program: Program) -> str:
    """A name for the handler of a command group that the program does not use."""
    return next((n for n in ("h", "handler", "cgh") if n not in program.identifiers), program.fresh("h_"))


def _broken(head: str, lambda_: str, call: str, indent: str) -> str:
    """A launch on one line, or on several where it is too long."""
    if len(indent) + len(head) + 1 + len(lambda_) <= WIDTH - 1:
        return f"{head} {lambda_}"
    opened = lambda_[: lambda_.index(call) - 1]
    if len(indent) + len(head) + 1 + len(opened) <= WIDTH:
        return f"{head} {opened}\n{indent}    {call}\n{indent}}})"
    return f"{head}\n{indent}    {opened}\n{indent}        {call}\n{indent}    }})"
