"""What a whole program says about its device functions, for the SYCL target: which there are, what each needs besides
its parameters (the work-item, shared memory, device variables), and the names that text made by us may use.

Works on raw tokens of all files of all translation units, so that it holds in every ``#if`` branch and in macro bodies,
and files that units share are always seen in the same way. Needs go by name: overloads of a name need the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..parser.tokens import ID, RawTokens, macro_body
from .host_scan import (
    PLACES,
    Declared,
    Parameter,
    angle_end,
    declarations,
    names_whole_arrays,
    opens_cub,
    parameters,
    qualifier_macros,
    runs_functors,
    split,
    template_parameters,
    texture_references,
    uses_graphs,
)
from .own_names import declared_like_cuda, own_names
from .sycl_groups import SUB_GROUPS, Sort, includes_groups, meetings, member_rows
from .sycl_types import declared_names
from .sycl_volatile import runs_in_step
from .tables import Row, Tables

ASSIGN = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "++", "--"})
ITEM = "item"
SHARED = "shared"
DYNAMIC = "dynamic"
LIVE = "live"  # whether the thread has not returned from the caller
WARPS = "warps"  # no parameter: the kernel's sub-groups have to be warps
BARRIER = "barrier"  # no parameter: all threads of the block have to get there
Key = tuple[str, str]
Need = str  # one of these, or ``:`` and the name of a device variable

_HEAP = frozenset({"malloc", "free", "new", "delete"})
_CLASSES = frozenset({"struct", "class", "union", "enum"})
INDICES = ("threadIdx", "blockIdx", "blockDim", "gridDim")


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Tokens that are read as one text: a file's own, or those of a macro's body."""

    tokens: RawTokens
    macro: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function with place qualifiers. ``names`` are all identifiers that its head and body reach, through macros too;
    ``calls`` those that stand before an argument list."""

    region: Region
    declared: Declared
    name: str
    arity: tuple[int, int]  # the least and the most arguments
    names: frozenset[str]
    calls: frozenset[str]

    @property
    def both(self) -> bool:
        """Whether host code may call it too."""
        return "__host__" in self.declared.qualifiers

    @property
    def kernel(self) -> bool:
        return self.declared.kernel


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A device variable at file scope: one declarator of a declaration."""

    region: Region
    declared: Declared
    name: str
    index: int  # the token of the name
    kind: str  # "device", "constant" (known to the compiler), "managed", "shared"
    external: bool  # declared, not defined

    @property
    def of_block(self) -> bool:
        """Whether it is a shared variable with a size of its own, of which each kernel has one a block."""
        return self.kind == "shared" and "extern" not in self.declared.words

    @property
    def qualified(self) -> str:
        """The name with the class that it is a static member of."""
        first = self.index
        while first > 1 and self.region.tokens.texts[first - 1] == "::":
            first -= 2
        return "".join(self.region.tokens.texts[first : self.index + 1])


@dataclass
class Program:
    """All of the above for one program. ``order`` has the names of device variables in the order of the text."""

    tables: Tables
    own: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()  # seems to declare: see `declared_like_cuda`
    macros: dict[str, frozenset[str]] = field(default_factory=dict)  # for qualifiers
    bodies: dict[str, frozenset[str]] = field(default_factory=dict)  # the identifiers of each macro
    regions: dict[str, list[Region]] = field(default_factory=dict)  # by the path of the file
    functions: list[Function] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)
    device_macros: frozenset[str] = frozenset()
    host_names: frozenset[str] = frozenset()  # identifiers of host code
    identifiers: frozenset[str] = frozenset()
    needs: dict[Key, tuple[Need, ...]] = field(default_factory=dict)
    warps: set[Key] = field(default_factory=set)
    barriers: set[Key] = field(default_factory=set)
    barrier_macros: frozenset[str] = frozenset()
    changing_macros: frozenset[str] = frozenset()  # those that assign
    uniform: dict[Key, frozenset[int]] = field(default_factory=dict)  # parameters, by their numbers
    varying: dict[Key, frozenset[int]] = field(default_factory=dict)  # parameters that differ between threads
    constants: frozenset[str] = frozenset()  # names of constants at file scope and of template parameters
    external: frozenset[str] = frozenset()  # device functions of another unit than calls them; methods as ``::name``
    extern_variables: set[str] = field(default_factory=set)  # device variables that other files have to know
    variable_files: dict[str, set[str]] = field(default_factory=dict)  # the files that declare a device variable
    units: int = 1
    asks_compiler: bool = False
    groups: bool = False  # the program includes cooperative groups
    graphs: bool = False  # it makes graphs of work
    functors: bool = False  # it uses Thrust or what CUB has for host code
    whole_arrays: bool = False  # it names what CUB has for host code
    opens_cub: bool = False  # it names CUB's without the namespace
    stub_calls: bool = False  # the program launches kernels by pointers without type
    heap: bool = False  # device code allocates memory
    lambdas: bool = False  # it has lambdas for the device
    byte_classes: frozenset[str] = frozenset()  # classes of which launchers pass the bytes
    byte_arguments: bool = False  # some of these may be what a template parameter of a kernel stands for
    holders: dict[str, set[Function]] = field(default_factory=dict)  # classes that hold the dynamic shared memory
    enums: frozenset[str] = frozenset()  # enumerations without a type of their own
    finds: set[Key] = field(default_factory=set)  # functions that find the work-item themselves: no call names them
    plain: frozenset[str] = frozenset()  # kernels without a launcher: host code calls them in a lambda
    dynamic_types: dict[Key, tuple[str, str]] = field(default_factory=dict)  # of dynamic shared memory: type, name
    of_block: dict[Key, tuple[str, ...]] = field(default_factory=dict)  # the shared variables that a kernel has for all
    dims: dict[Key, int] = field(default_factory=dict)  # of work-items, where they are not 3
    item: str = "item"
    shared: str = "shared"
    dynamic: str = "dynamic_shared"
    live: str = "live"

    def of(self, function: Function) -> tuple[Need, ...]:
        """What a function needs."""
        return self.needs.get(self.key(function), ())

    def has_warps(self, function: Function) -> bool:
        """Whether the work-items of a warp work together in a function or what it calls."""
        return self.key(function) in self.warps

    def has_barrier(self, function: Function) -> bool:
        """Whether the threads of a block meet in a function or what it calls."""
        return self.key(function) in self.barriers

    def meetings(self, function: Function) -> dict[int, Sort]:
        """The calls in a function by which cooperative groups meet, and what sort of groups."""
        tokens, declared = function.region.tokens, function.declared
        if not self.groups or declared.body < 0:
            return {}
        return dict(meetings(tokens, declared.bracket, tokens.mates[declared.body], self.tables))

    def key(self, function: Function) -> Key:
        """What functions have in common that are called in the same way: all of one name, but kernels, and functions
        that host code calls too, are apart from those of the device. No call names an operator: each is alone."""
        if function.kernel:
            return function.name, "kernel"
        if function.name.startswith("operator") and not function.name[8:9].isidentifier():
            return function.name, f"{function.region.tokens.source.path}:{function.declared.start}"
        return function.name, "host" if function.both and function.name in self.host_names else "device"

    def add_live(self, function: Function) -> None:
        """Note that a function is called by threads that have returned already, for its barriers."""
        needs = self.of(function)
        place = sum(need in (ITEM, SHARED, DYNAMIC) for need in needs)
        if LIVE not in needs:
            self.needs[self.key(function)] = (*needs[:place], LIVE, *needs[place:])

    def by_bytes(self, function: Function, parameter: Parameter) -> bool:
        """Whether a kernel's parameter is an object of which the launcher passes the bytes, or may be one."""
        tokens = function.region.tokens
        words = {tokens.texts[i] for i in range(parameter.first, parameter.stop) if i != parameter.name}
        if parameter.name < 0 or parameter.pack or {"*", "&", "&&", "["} & words:
            return False
        own = {tokens.texts[p.name] for head in function.declared.heads for p in template_parameters(tokens, head)}
        return bool(words & (self.byte_classes | own if self.byte_arguments else self.byte_classes))

    def named(self, name: str) -> list[Function]:
        """The device functions of a name, kernels excepted."""
        return [f for f in self.functions if f.name == name and not f.kernel]

    def reached(self, macro: str) -> set[str]:
        """The identifiers that a macro brings, through others too."""
        return _reach(self.bodies, {macro})

    def fresh(self, name: str) -> str:
        """A name like this one that the program does not use."""
        while name in self.identifiers:
            name += "_"
        return name


def survey(units: Sequence[Sequence[RawTokens]], tables: Tables) -> Program:
    """Look through the files of all units of a program."""
    files = list({tokens.source.path: tokens for unit in units for tokens in unit}.values())
    program = Program(tables, units=len(units))
    program.groups = includes_groups(files)
    program.macros = qualifier_macros(files)
    program.own = frozenset(name for tokens in files for name in own_names(tokens))
    program.declared = frozenset(name for tokens in files for name in declared_like_cuda(tokens))
    program.regions = {tokens.source.path: list(_regions_of(tokens)) for tokens in files}
    regions = [region for found in program.regions.values() for region in found]
    _read_macros(program, regions)
    host: set[str] = set()
    everything: set[str] = set()
    for region in regions:
        everything.update(region.tokens.texts)
        _read_region(program, region, host)
    program.identifiers = frozenset(everything)
    program.device_macros = _device_macros(program, regions)
    used_by_host = {m for m in program.bodies if m in host and m not in program.device_macros}
    program.host_names = frozenset(host | {n for m in used_by_host for n in _reach(program.bodies, {m})})
    program.external = _external(program, units)
    texts = [tokens.source.text for unit in units for tokens in unit]
    program.asks_compiler = any("__CUDACC__" in text or "__NVCC__" in text for text in texts)
    program.functors = any(runs_functors(tokens, tables) for unit in units for tokens in unit)
    program.whole_arrays = any(names_whole_arrays(tokens, tables) for unit in units for tokens in unit)
    program.opens_cub = any(opens_cub(tokens) for unit in units for tokens in unit)
    program.graphs = any(uses_graphs(tokens) for unit in units for tokens in unit)
    stub_calls = {"cudaLaunchKernel", "cudaLaunchCooperativeKernel", "cudaKernelNodeParams"}
    program.stub_calls = bool(stub_calls & everything)
    program.heap = any(f.names & (_HEAP - program.own) for f in program.functions)
    program.item = program.fresh("item")
    program.shared = program.fresh("shared")
    program.dynamic = program.fresh("dynamic_shared")
    program.holders = _holders(program)
    program.enums = frozenset(name for tokens in files for name in _plain_enumerations(tokens.texts))
    program.live = program.fresh("live")
    _settle_needs(program)
    program.barrier_macros = _barrier_macros(program)
    program.changing_macros = frozenset(r.macro for r in regions if r.macro and ASSIGN & set(r.tokens.texts))
    program.constants = frozenset(_constants(program))
    return program


def _plain_enumerations(texts: Sequence[str]) -> Iterator[str]:
    """The names of the enumerations that do not say what type they have."""
    for word, name, brace in zip(texts, texts[1:], texts[2:], strict=False):
        if word == "enum" and brace == "{":
            yield name


def _regions_of(tokens: RawTokens) -> Iterator[Region]:
    """A file's own tokens, and the bodies of its macros."""
    yield Region(tokens)
    for directive in tokens.directives:
        if directive.name == "define":
            name, body = macro_body(tokens, directive)
            yield Region(body, name)


# ------------------------------------------------------------------------------------------------ reading


def _read_macros(program: Program, regions: Sequence[Region]) -> None:
    bodies: dict[str, set[str]] = {}
    for region in regions:
        if region.macro:
            names = {t for t, k in zip(region.tokens.texts, region.tokens.kinds, strict=True) if k == ID}
            bodies.setdefault(region.macro, set()).update(names)
    program.bodies = {name: frozenset(found) for name, found in bodies.items()}


def _reach(bodies: Mapping[str, frozenset[str]], start: set[str] | frozenset[str]) -> set[str]:
    """Identifiers with all that macros among them bring."""
    found = set(start)
    queue = [name for name in start if name in bodies]
    while queue:
        for name in bodies[queue.pop()]:
            if name not in found:
                found.add(name)
                if name in bodies:
                    queue.append(name)
    return found


def _read_region(program: Program, region: Region, host: set[str]) -> None:
    tokens = region.tokens
    device: list[tuple[int, int]] = []
    for declared in device_declarations(program, tokens):
        if declared.kind == "variable":
            _read_variable(program, region, declared)
        elif declared.bracket >= 0 and tokens.mates[declared.bracket] > 0:
            program.functions.append(_function(program, region, declared))
        if declared.kind == "function" and declared.body >= 0:
            device.append((declared.bracket, tokens.mates[declared.body]))
    lambdas = lambda_bodies(tokens, program.macros)
    program.lambdas |= bool(lambdas)
    device += lambdas
    if region.macro is None:
        for index, text in enumerate(tokens.texts):
            if tokens.kinds[index] == ID and not any(start <= index <= end for start, end in device):
                host.add(text)


def device_declarations(program: Program, tokens: RawTokens) -> Iterator[Declared]:
    """The declarations with place qualifiers, but for functions of the host alone, and texture references."""
    for declared in declarations(tokens, program.macros):
        here = declared.qualifiers & PLACES
        if declared.kind != "function" or here != {"__host__"} or declared.condition:
            yield declared
    if "texture" not in program.own:
        yield from texture_references(tokens)


def simple_name(tokens: RawTokens, declared: Declared) -> str:
    """The last part of a declaration's name, without template arguments; pasted parts joined by ``##``."""
    first, stop = declared.name
    if "operator" in tokens.texts[first:stop]:
        return "".join(tokens.texts[first:stop])
    for index in range(first + 1, stop):
        if tokens.texts[index] == "<":
            stop = index
            break
    begin = stop - 1
    while begin - 2 >= first and tokens.texts[begin - 1] == "##":
        begin -= 2
    return "".join(tokens.texts[begin:stop]) if stop > first else ""


def _function(program: Program, region: Region, declared: Declared) -> Function:
    tokens = region.tokens
    stop = tokens.mates[declared.body] if declared.body >= 0 else tokens.mates[declared.bracket]
    names = {tokens.texts[i] for i in range(declared.bracket, stop) if tokens.kinds[i] == ID}
    given = parameters(tokens, declared.bracket)
    least = 0
    for p in given:
        has_default = p.stop < len(tokens) and tokens.texts[p.stop] == "="
        least += not (has_default or p.pack)
    most = 1000 if any(p.pack for p in given) else len(given)
    calls = {tokens.texts[i] for i in range(declared.bracket + 1, stop) if call_bracket(tokens, i) >= 0}
    reached = _reach(program.bodies, names)
    through = {n for m in names if m in program.bodies for n in _reach(program.bodies, {m})}
    return Function(
        region, declared, simple_name(tokens, declared), (least, most), frozenset(reached), frozenset(calls | through)
    )


def call_bracket(tokens: RawTokens, index: int) -> int:
    """The bracket of the arguments where a name is called, with template arguments or without; -1 where it is not."""
    if tokens.kinds[index] != ID or index + 1 >= len(tokens):
        return -1
    after = index + 1
    if tokens.texts[after] == "<":
        end = angle_end(tokens, after, len(tokens))
        if end < 0:
            return -1
        after = end + 1
    if after < len(tokens) and tokens.texts[after] == "(" and tokens.mates[after] > 0:
        return after
    return -1


def declarators(tokens: RawTokens, declared: Declared) -> list[tuple[int, int, int]]:
    """The declarators of a variable's declaration: the number of the name's token, and the range from the declarator's
    own begin (its pointer signs) to its end."""
    name = declared.name[0]
    if (
        name + 1 < declared.stop
        and tokens.texts[name + 1] == "{"
        and _CLASSES & set(tokens.texts[declared.start : name + 1])
    ):
        name = tokens.mates[name + 1] + 1  # a class is defined in front
        while name < declared.stop and tokens.kinds[name] != ID:
            name += 1
    begin = name
    while begin > declared.start and tokens.texts[begin - 1] in ("*", "&", "const", "__restrict__", "("):
        begin -= 1
    stop = declared.stop - 1 if tokens.texts[declared.stop - 1] == ";" else declared.stop
    found: list[tuple[int, int, int]] = []
    for first, last in split(tokens, begin, stop):
        index = first
        while index < last and (
            tokens.kinds[index] != ID or tokens.texts[index] in ("const", "__restrict__", "volatile")
        ):
            index += 1
        if index < last:
            found.append((index, first, last))
    return found


def _read_variable(program: Program, region: Region, declared: Declared) -> None:
    tokens = region.tokens
    if declared.scope != "namespace":
        return
    for index, _, stop in declarators(tokens, declared):
        kind = "device"
        texts = tokens.texts[declared.start : stop]
        before = tokens.texts[declared.start : index]
        if "__managed__" in declared.qualifiers:
            kind = "managed"
        elif "__shared__" in declared.qualifiers:
            kind = "shared"
        elif "constexpr" in before or "const" in before and "*" not in before and "=" in texts:
            kind = "constant"
        external = "extern" in declared.words and "=" not in texts
        program.variable_files.setdefault(tokens.texts[index], set()).add(tokens.source.path)
        if "extern" in declared.words:
            program.extern_variables.add(tokens.texts[index])
        known = program.variables.get(tokens.texts[index])
        if known is None or known.external and not external:
            program.variables[tokens.texts[index]] = Variable(
                region, declared, tokens.texts[index], index, kind, external
            )


def lambda_bodies(tokens: RawTokens, macros: Mapping[str, frozenset[str]]) -> list[tuple[int, int]]:
    """The lambdas for the device, ``[=] __device__ (int i) {…}``: from their parameters to the end of their bodies."""
    found: list[tuple[int, int]] = []
    for index, text in enumerate(tokens.texts):
        place = {text} & {"__device__"} or macros.get(text, frozenset()) & {"__device__"}
        if not place or index == 0:
            continue
        first = index
        while first > 0 and (
            tokens.texts[first - 1] in ("__host__", "__device__") or tokens.texts[first - 1] in macros
        ):
            first -= 1
        if first == 0 or tokens.texts[first - 1] != "]":
            continue
        body = index
        while body < len(tokens) and tokens.texts[body] != "{":
            body = max(tokens.mates[body], body) + 1
        if body < len(tokens) and tokens.mates[body] > 0:
            found.append((index, tokens.mates[body]))
    return found


def _device_macros(program: Program, regions: Sequence[Region]) -> frozenset[str]:
    """The macros that device code uses, directly or through others."""
    used: set[str] = set()
    for function in program.functions:
        used |= function.names & program.bodies.keys()
    for region in regions:
        for start, end in lambda_bodies(region.tokens, program.macros):
            names = {region.tokens.texts[i] for i in range(start, end)}
            used |= _reach(program.bodies, names & program.bodies.keys()) & program.bodies.keys()
    return frozenset(used)


def _external(program: Program, units: Sequence[Sequence[RawTokens]]) -> frozenset[str]:
    """The device functions that some unit declares and does not define, but another one does; methods as ``::name``."""
    defined = {name for f in program.functions if f.declared.body >= 0 for name in linked_names(f)}
    found: set[str] = set()
    for unit in units:
        paths = {tokens.source.path for tokens in unit}
        own = [f for f in program.functions if f.region.tokens.source.path in paths]
        here = {name for f in own if f.declared.body >= 0 for name in linked_names(f)}
        for f in own:
            if f.declared.body < 0 and not f.kernel:
                found |= (linked_names(f) & defined) - here
    return frozenset(found)


def linked_names(function: Function) -> frozenset[str]:
    """A function's name; a method's with ``::`` before it. One that is defined outside of its scope may be either."""
    first, stop = function.declared.name
    name, method = function.name, f"::{function.name}"
    if function.declared.scope == "class":
        return frozenset({method})
    outside = "::" in function.region.tokens.texts[first:stop]
    return frozenset({name, method} if outside else {name})


# ------------------------------------------------------------------------------------------------ needs


def _own_needs(program: Program, function: Function) -> set[Need]:
    """What a function needs by its own text."""
    tokens, declared = function.region.tokens, function.declared
    needs: set[Need] = set()
    stop = tokens.mates[declared.body] if declared.body >= 0 else tokens.mates[declared.bracket]
    declared_here = declared_names(tokens, declared.bracket, stop, program.tables)
    for name in function.names:
        row = program.tables.get(name)
        if name in INDICES:
            needs.add(ITEM)
        elif row is not None and row.sycl is not None and _may_be_cuda(program, row) and "item" in row.sycl.to:
            needs.add(ITEM)
            needs |= {WARPS} if row.kind == "warp" else set()
            needs |= {BARRIER} if row.kind == "barrier" else set()
        elif program.groups and row is not None and row.kind == "group" and row.sycl is not None:
            needs |= {WARPS} if row.sycl.passes == SUB_GROUPS else set()
        if program.groups and any(found.sycl and found.sycl.passes for found in member_rows(name, program.tables)):
            needs.add(WARPS)
        if name in program.holders:
            needs.add(DYNAMIC)
        variable = program.variables.get(name)
        if variable is not None and name in declared_here:
            continue
        if variable is not None and (variable.kind in ("device", "managed") or variable.of_block):
            needs.add(":" + name)
        elif variable is not None and variable.kind == "shared":
            needs.add(DYNAMIC)
    if any(sort == "block" for sort in program.meetings(function).values()):
        needs.add(BARRIER)
    if declared.body >= 0:
        if runs_in_step(tokens, declared.bracket, declared.body, function.kernel):
            needs |= {ITEM, WARPS}
        for index in range(declared.body, tokens.mates[declared.body]):
            if tokens.texts[index] == "__shared__":
                needs.add(DYNAMIC if _is_extern(tokens, index) else SHARED)
    return needs


def _may_be_cuda(program: Program, row: Row) -> bool:
    """Whether a name may be CUDA's: the program declares none like it, or only an overload of CUDA's function."""
    if row.name not in program.own:
        return True
    same = [f for f in program.functions if f.name == row.name]
    return row.kind == "warp" and bool(same) and all(f.declared.scope == "namespace" for f in same)


def _is_extern(tokens: RawTokens, index: int) -> bool:
    """Whether ``extern`` stands among the specifiers of a local declaration."""
    at = index
    while at >= 0 and tokens.texts[at] not in (";", "{", "}"):
        if tokens.texts[at] == "extern":
            return True
        at -= 1
    at = index
    while at < len(tokens) and tokens.texts[at] not in (";", "[", "="):
        if tokens.texts[at] == "extern":
            return True
        at += 1
    return False


def _settle_needs(program: Program) -> None:
    """Needs of functions with those of what they call, until nothing changes."""
    needs: dict[Key, set[Need]] = {}
    for function in program.functions:
        needs.setdefault(program.key(function), set()).update(_own_needs(program, function))
    changed = True
    while changed:
        changed = False
        for function in program.functions:
            mine = needs[program.key(function)]
            for key, theirs in needs.items():
                if key[0] in function.calls and key[1] != "kernel" and not theirs <= mine:
                    mine |= theirs
                    changed = True
    order = {name: place for place, name in enumerate(program.variables)}
    rank = {ITEM: -3, SHARED: -2, DYNAMIC: -1}  # LIVE comes later, behind these
    for held in program.holders.values():
        for function in held:
            needs[program.key(function)].discard(DYNAMIC)
    unnamed = [f for f in program.functions if finds_item(program, f) and f.declared.body >= 0]
    for function in unnamed:
        if ITEM in needs[program.key(function)]:
            needs[program.key(function)].discard(ITEM)
            program.finds.add(program.key(function))
    for key, found in needs.items():
        if key[1] == "kernel" and (of_block := [need for need in found if _of_block(program, need)]):
            found.difference_update(of_block)
            found.add(SHARED)
            program.of_block[key] = tuple(sorted((need[1:] for need in of_block), key=lambda name: order[name]))
        for mark, into in ((WARPS, program.warps), (BARRIER, program.barriers)):
            if mark in found:
                into.add(key)
                found.discard(mark)
        program.needs[key] = tuple(sorted(found, key=lambda need: rank.get(need, order.get(need[1:], 0))))
    linked = [f for f in program.functions if linked_names(f) & program.external]
    named = {need for f in linked for need in program.of(f) if need.startswith(":")}
    program.extern_variables |= {need[1:] for need in named if not _of_block(program, need)}


def _of_block(program: Program, need: Need) -> bool:
    return need.startswith(":") and program.variables[need[1:]].of_block


def _holders(program: Program) -> dict[str, set[Function]]:
    """The classes without members of their own that become dynamic shared memory (``operator T *()``): by name, their
    methods. An object of such a class holds the pointer."""
    found: dict[str, set[Function]] = {}
    for function in program.functions:
        tokens, declared = function.region.tokens, function.declared
        if declared.scope != "class" or declared.body < 0 or "operator" not in tokens.texts[slice(*declared.name)]:
            continue
        body = range(declared.body, tokens.mates[declared.body])
        if any(tokens.texts[i] == "__shared__" and _is_extern(tokens, i) for i in body):
            opened = class_brace(tokens, declared.start)
            inside = range(opened, tokens.mates[opened])
            own = [f for f in program.functions if f.region is function.region and f.declared.start in inside]
            taken = {i for f in own for i in range(f.declared.start, f.declared.stop)}
            rest = {tokens.texts[i] for i in inside if i not in taken and i != opened}
            if rest <= {"public", "private", ":", ";"} and (name := class_name(tokens, opened)):
                found.setdefault(name, set()).update(own)
    return found


def class_brace(tokens: RawTokens, index: int) -> int:
    """The bracket that opens the class, or whatever it is, around a token; 0 outside of all."""
    while index > 0:
        index -= 1
        if tokens.texts[index] == "{":
            return index
        if tokens.texts[index] in ("}", ")", "]") and tokens.mates[index] >= 0:
            index = tokens.mates[index]
    return 0


def class_name(tokens: RawTokens, brace: int) -> str:
    """The name of the class whose body a bracket opens; empty where that cannot be told."""
    at = brace
    while at > 0 and tokens.texts[at - 1] not in (";", "{", "}") and tokens.texts[at] not in ("struct", "class"):
        at -= 1
    return tokens.texts[at + 1] if tokens.texts[at] in ("struct", "class") and tokens.kinds[at + 1] == ID else ""


def finds_item(program: Program, function: Function) -> bool:
    """Whether a function is an operator, a constructor or a destructor, which is not called by its name, so that it has
    to find the work-item itself; not where it needs that before its body."""
    tokens, declared = function.region.tokens, function.declared
    if declared.inits >= 0 and set(INDICES) & set(tokens.texts[declared.inits : declared.body]):
        return False
    if "operator" in tokens.texts[slice(*declared.name)]:
        return True
    heads = {i for head in declared.heads for i in range(head[0], head[1] + 1)} if declared.heads else set()
    before = [t for i, t in enumerate(tokens.texts[: declared.name[0]]) if i >= declared.start and i not in heads]
    return all(t in _NO_RESULT or t in program.macros for t in before)


_NO_RESULT = frozenset({
    "template", "inline", "__inline__", "__forceinline__", "constexpr", "explicit", "__host__", "__device__", "~",
    "__noinline__",
})  # fmt: skip


def _barrier_macros(program: Program) -> frozenset[str]:
    """The macros in which threads of a block meet."""
    barriers = {row.name for row in program.tables.of_kind("barrier")} | {key[0] for key in program.barriers}
    return frozenset(name for name in program.bodies if _reach(program.bodies, {name}) & barriers)


def _constants(program: Program) -> Iterator[str]:
    for function in program.functions:
        tokens = function.region.tokens
        for head in function.declared.heads:
            for p in template_parameters(tokens, head):
                if p.name >= 0:
                    yield tokens.texts[p.name]
    for regions in program.regions.values():
        tokens = regions[0].tokens
        for index in range(2, len(tokens) - 1):
            if tokens.texts[index + 1] == "=" and tokens.kinds[index] == ID and _is_constant(tokens, index):
                yield tokens.texts[index]


def _is_constant(tokens: RawTokens, index: int) -> bool:
    """``const int N = …`` outside of functions, or ``constexpr`` anywhere."""
    first = index
    while first > 0 and tokens.texts[first - 1] not in (";", "{", "}", "(", ")", ","):
        first -= 1
    words = tokens.texts[first:index]
    return "*" not in words and ("constexpr" in words or ("const" in words and not _in_function(tokens, index)))


def _in_function(tokens: RawTokens, index: int) -> bool:
    depth = index
    while depth > 0:
        depth -= 1
        if tokens.texts[depth] == "}" and tokens.mates[depth] >= 0:
            depth = tokens.mates[depth]
        elif tokens.texts[depth] == "{":
            return tokens.texts[depth - 1] in (")", "const", "noexcept", "else", "do")
    return False
