"""Device variables at file scope for SYCL: ``__device__`` and ``__constant__`` ones become host shadows with a
registration, ``__managed__`` ones references to shared memory, and shared memory at file scope moves into the
functions that use it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..parser import rules
from ..parser.diagnostics import Sink
from ..parser.source import Span
from ..parser.tokens import ID, RawTokens
from .edits import Edit, apply_range
from .host_cuts import line_indent
from .host_scan import Declared, angle_end
from .sycl_kernels import block_member, block_structure, enclosing
from .sycl_program import Function, Program, Region, class_brace, declarators

TARGET = "SYCL"
_LINKAGE = frozenset({"static", "extern", "constexpr", "inline", "__inline__", "thread_local", "constinit"})
_WITHOUT = frozenset({"__shared__", "extern", "static", "__device__", "__managed__", "__constant__"})


def variable_edits(
    program: Program, region: Region, declared: Declared, qualifiers: Sequence[Edit], header: bool, sink: Sink
) -> Iterator[Edit]:
    """The edits of one declaration at file scope that is no shared memory."""
    tokens = region.tokens
    start, end = tokens.starts[declared.start], tokens.end(declared.stop - 1)
    names = [tokens.texts[index] for index, _, _ in declarators(tokens, declared)]
    variables = [program.variables[name] for name in names if name in program.variables]
    if declared.heads:
        _refuse(tokens, declared, "a variable template in device memory", sink)
        return
    if "__managed__" in declared.qualifiers:
        text = _managed(tokens, declared, qualifiers, static=_needs_static(program, declared, names, header))
        yield Edit(start, end, text)
        return
    constant = variables and all(v.kind == "constant" for v in variables)
    if not constant and _needs_static(program, declared, names, header):
        yield Edit(start, start, "static ")
    here = [v for v in variables if not (constant and v.name not in program.host_names)]
    if "extern" in declared.words and "=" not in tokens.texts[declared.start : declared.stop]:
        return
    lines = [f"static const uwSymbolRegistration uw_symbol_{v.name}({v.qualified});" for v in here]
    if lines and region.macro is None:
        indent = line_indent(tokens.source, start)
        place = _line_end(tokens, end)
        yield Edit(place, place, "".join(f"\n{indent}{line}" for line in lines))
    elif lines:
        yield Edit(end, end, " " + " ".join(lines))


def _line_end(tokens: RawTokens, end: int) -> int:
    """The end of the line, where only a comment follows on it: the registration goes below."""
    text = tokens.source.text
    newline = text.find("\n", end)
    rest = text[end : newline if newline >= 0 else len(text)]
    comment = rest.strip()
    if comment.startswith("//") and not comment.endswith("\\") or comment.startswith("/*") and comment.endswith("*/"):
        return end + len(rest.rstrip())
    return end


def _needs_static(program: Program, declared: Declared, names: Sequence[str], header: bool) -> bool:
    """A device variable is its file's own, unless it is declared ``extern``."""
    if declared.words & _LINKAGE or not header and program.units == 1:
        return False
    return program.extern_variables.isdisjoint(names)


def _managed(tokens: RawTokens, declared: Declared, qualifiers: Sequence[Edit], static: bool) -> str:
    """``__managed__ int x[4] = {…};`` as a reference to memory that the header makes."""
    parts = []
    for index, first, stop in declarators(tokens, declared):
        kind = _text(tokens, declared.start, declarators(tokens, declared)[0][1], qualifiers)
        sign = tokens.source.text[tokens.starts[first] : tokens.starts[index]].strip()
        equal = next((i for i in range(index, stop) if tokens.texts[i] in ("=", "{")), stop)
        dims = tokens.source.text[tokens.end(index) : tokens.end(equal - 1)] if equal > index + 1 else ""
        name = tokens.texts[index]
        reference = f"{kind} {sign}(&{name}){dims}" if dims else f"{kind} {sign}&{name}"
        if "extern" in declared.words:
            parts.append(f"extern {reference};")
            continue
        value = ""
        if equal < stop:
            begin = equal + (tokens.texts[equal] == "=")
            value = tokens.source.text[tokens.starts[begin] : tokens.end(stop - 1)]
        storage = "static " if static or "static" in declared.words else ""
        parts.append(f"{storage}{reference} = uwManaged<{kind}{' ' + sign if sign else ''}{dims}>({value});")
    return " ".join(parts)


def _text(tokens: RawTokens, first: int, stop: int, qualifiers: Sequence[Edit]) -> str:
    """The type of a declaration, without places and storage."""
    start, end = tokens.starts[first], tokens.end(stop - 1)
    edits = [e for e in qualifiers if start <= e.start and e.end <= end]
    for index in range(first, stop):
        if tokens.texts[index] in _WITHOUT and index + 1 < len(tokens):
            after = tokens.starts[index + 1]
            edits = [e for e in edits if not tokens.starts[index] <= e.start < after]
            edits.append(Edit(tokens.starts[index], min(after, end), ""))
    return " ".join(apply_range(tokens.source, edits, start, end).split())


def outside_edits(program: Program, tokens: RawTokens, files: frozenset[str], sink: Sink) -> Iterator[Edit]:
    """Declarations of the device variables that functions of a file need for what they call in other files, where no
    file of the unit declares them."""
    users = [f for f in program.functions if f.region.tokens is tokens and f.declared.body >= 0]
    missing: dict[str, Function] = {}
    for function in users:
        for need in program.of(function):
            if not need.startswith(":") or program.variables[need[1:]].of_block:
                continue
            if files.isdisjoint(program.variable_files.get(need[1:], files)):
                missing.setdefault(need[1:], function)
    if not missing:
        return
    before = min(tokens.starts[f.declared.start] for f in missing.values())
    place = max((d.end for d in tokens.directives if d.name == "include" and d.end < before), default=0)
    for name, function in missing.items():
        variable = program.variables[name]
        at = variable.region.tokens
        if enclosing(at, variable.declared.start) or variable.kind == "constant":
            index = function.declared.name[0]
            span = Span(tokens.source, tokens.starts[index], tokens.end(index))
            what = f"`{name}`, a device variable of another file that this one does not declare,"
            why = "declare it `extern` in a header that both files include"
            sink.report(rules.UNSUPPORTED_CONSTRUCT, span, what=what, target=TARGET, why=why)
            continue
        found = declarators(at, variable.declared)
        first, stop = next((first, stop) for index, first, stop in found if index == variable.index)
        equal = next((i for i in range(variable.index, stop) if at.texts[i] in ("=", "{")), stop)
        kind = _text(at, variable.declared.start, found[0][1], [])
        declarator = at.source.text[at.starts[first] : at.end(equal - 1)]
        yield Edit(place, place, f"\nextern {kind} {declarator};" if place else f"extern {kind} {declarator};\n")


def file_scope_shared(program: Program, function: Function, qualifiers: Sequence[Edit]) -> str:
    """The pointers to dynamic shared memory that a function needs for arrays declared at file scope."""
    lines = []
    for variable in program.variables.values():
        if variable.kind != "shared" or variable.name not in function.names or "extern" not in variable.declared.words:
            continue
        tokens = variable.region.tokens
        for index, first, _ in declarators(tokens, variable.declared):
            if tokens.texts[index] == variable.name:
                kind = _text(tokens, variable.declared.start, first, qualifiers)
                lines.append(f"{kind} *{variable.name} = reinterpret_cast<{kind} *>({program.dynamic});")
    return " ".join(lines)


def shared_text(program: Program, declared: Declared, tokens: RawTokens, qualifiers: Sequence[Edit]) -> str:
    """What stands for the declaration of shared variables at file scope: nothing for dynamic shared memory, which the
    functions that use it point to, and else a structure, which is part of what each kernel has that uses it."""
    if "extern" in declared.words:
        return ""
    found = declarators(tokens, declared)
    variable = program.variables[tokens.texts[found[0][0]]]
    stop = declared.stop - (tokens.texts[declared.stop - 1] == ";")
    text = _text(tokens, declared.start, stop, qualifiers)
    return f"struct {block_structure(program, variable)} {{ {text}; }};"


def block_references(program: Program, names: Sequence[str]) -> str:
    """References to the shared variables at file scope that a kernel has for itself and what it calls, under their own
    names, to stand at the start of its body."""
    members = [(name, block_member(program.variables[name])) for name in names]
    return " ".join(f"auto &{name} = {program.shared}.{member}.{name};" for name, member in members)


def _refuse(tokens: RawTokens, declared: Declared, what: str, sink: Sink) -> None:
    index = min(declared.name[0], len(tokens) - 1)
    span = Span(tokens.source, tokens.starts[index], tokens.end(index))
    sink.report(rules.UNSUPPORTED_CONSTRUCT, span, what=what, target=TARGET, why="declare it inside the kernel")


def holder_edits(program: Program, tokens: RawTokens) -> list[Edit]:
    """Classes that become dynamic shared memory hold the pointer to it, which they are made with."""
    edits: list[Edit] = []
    own = {f for held in program.holders.values() for f in held}
    for brace in sorted({class_brace(tokens, f.declared.start) for f in own if f.region.tokens is tokens}):
        place = tokens.end(brace)
        edits.append(Edit(place, place, f" public: char *{program.dynamic};"))
    for function in program.functions:
        if function.region.tokens is not tokens or function.declared.body < 0 or function in own:
            continue
        for index in range(function.declared.body, tokens.mates[function.declared.body]):
            if tokens.texts[index] in program.holders:
                edits += _made_holder(program, tokens, index)
    return edits


def _made_holder(program: Program, tokens: RawTokens, index: int) -> Iterator[Edit]:
    """``Shared<T>()`` and ``Shared<T> s;`` with the pointer."""
    after = index + 1
    if tokens.texts[after] == "<":
        after = max(angle_end(tokens, after, len(tokens)), after) + 1
    if tokens.texts[after] in ("(", "{") and tokens.mates[after] == after + 1:
        yield Edit(tokens.starts[after], tokens.end(after + 1), f"{{{program.dynamic}}}")
    elif tokens.kinds[after] == ID and tokens.texts[after + 1] == ";":
        place = tokens.end(after)
        yield Edit(place, place, f"{{{program.dynamic}}}")
