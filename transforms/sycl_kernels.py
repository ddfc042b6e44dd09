"""Heads of device functions for SYCL, and the launchers of kernels.

A function gets what it needs as parameters before its own: before, because defaults and parameter packs come last. A
kernel ``scale`` becomes the device function ``scale_device``; behind it stands the launcher ``scale``, with the
kernel's own parameters, which host code calls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from ..parser.tokens import RawTokens
from .edits import Edit, apply_range
from .host_cuts import line_indent
from .host_scan import angle_start, parameters, template_parameters
from .host_stubs import is_reference, name_parameters
from .sycl_program import DYNAMIC, ITEM, LIVE, SHARED, Function, Program, Variable, declarators
from .sycl_shared import own_arguments, shared_type


def namespaces(tokens: RawTokens, index: int) -> list[str]:
    """The namespaces around a token, the outermost first; an unnamed one is empty."""
    found: list[str] = []
    at = index - 1
    while at >= 0:
        text = tokens.texts[at]
        if text in ("}", ")", "]") and tokens.mates[at] >= 0:
            at = tokens.mates[at]
        elif text == "{":
            begin = at
            while begin > 0 and tokens.texts[begin - 1] not in (";", "{", "}", ">", ")"):
                begin -= 1
            words = tokens.texts[begin:at]
            if "namespace" in words:
                found[:0] = [w for w in words[words.index("namespace") + 1 :] if w != "::"] or [""]
        at -= 1
    return found


def enclosing(tokens: RawTokens, index: int) -> str:
    """The namespaces around a token as a prefix of names: ``a::b::``."""
    return "".join(f"{name}::" for name in namespaces(tokens, index) if name)


# ------------------------------------------------------------------------------------------------ parameters


def variable_type(program: Program, variable: Variable, function: Function) -> str:
    """A reference parameter for a device variable, under the variable's own name."""
    theirs, tokens = variable.region.tokens, function.region.tokens
    scope = enclosing(theirs, variable.declared.start)
    here = enclosing(tokens, function.declared.start)
    name = variable.name
    found = declarators(theirs, variable.declared)
    plain = len(found) == 1 and variable.qualified == name and here.startswith(scope)
    plain = plain and "(" not in theirs.texts[found[0][1] : found[0][2]]
    if plain:
        index, first, stop = found[0]
        words = _type_words(theirs, variable.declared.start, first)
        equal = next((i for i in range(index, stop) if theirs.texts[i] in ("=", "{")), stop)
        sign = theirs.source.text[theirs.starts[first] : theirs.starts[index]].strip() if first < index else ""
        dims = theirs.source.text[theirs.end(index) : theirs.end(equal - 1)] if equal > index + 1 else ""
        if words and "[]" not in dims.replace(" ", "") and "struct" not in words.split()[:1] and "\n" not in dims:
            return f"{words} {sign}(&{name}){dims}" if dims else f"{words} {sign}&{name}"
    prefix = scope if not here.startswith(scope) else ""
    if variable.of_block:
        return f"decltype({prefix}{block_structure(program, variable)}::{name}) &{name}"
    return f"decltype({prefix}{variable.qualified}) &{name}"


def block_structure(program: Program, variable: Variable) -> str:
    """The name of the structure that stands for the declaration of shared variables at file scope."""
    return program.fresh(f"{block_member(variable)}_block")


def block_member(variable: Variable) -> str:
    """The name of a kernel's member of such a type: that of the first variable."""
    tokens = variable.region.tokens
    return tokens.texts[declarators(tokens, variable.declared)[0][0]]


def block_members(program: Program, function: Function) -> list[tuple[str, str]]:
    """The types of such structures as a kernel names them, and its members in the kernel's own structure."""
    here = enclosing(function.region.tokens, function.declared.start)
    found: dict[str, str] = {}
    for name in program.of_block.get(program.key(function), ()):
        variable = program.variables[name]
        scope = enclosing(variable.region.tokens, variable.declared.start)
        kind = block_structure(program, variable)
        found[block_member(variable)] = kind if here.startswith(scope) else scope + kind
    return [(kind, member) for member, kind in found.items()]


_NO_TYPE_WORDS = frozenset({
    "__device__", "__constant__", "__managed__", "__shared__", "__host__", "static", "extern", "inline", "__align__",
    "alignas", "__restrict__",
})  # fmt: skip


def _type_words(tokens: RawTokens, start: int, stop: int) -> str:
    """The type of a declaration, without places and storage; empty where it is more than plain words."""
    words = [t for t in tokens.texts[start:stop] if t not in _NO_TYPE_WORDS]
    plain = all(w.replace("_", "a").isalnum() or w == "::" for w in words)
    return " ".join(words).replace(" :: ", "::") if words and plain else ""


def hidden_parameters(program: Program, function: Function) -> list[str]:
    """The declarations of what a function needs."""
    found: list[str] = []
    for need in program.of(function):
        if need == ITEM:
            found.append(f"const sycl::nd_item<{program.dims.get(program.key(function), 3)}> &{program.item}")
        elif need == SHARED:
            found.append(f"{shared_type(program, function)} &{program.shared}")
        elif need == DYNAMIC and program.key(function) in program.dynamic_types:
            kind, name = program.dynamic_types[program.key(function)]
            found.append(f"{kind} *{name}")
        elif need == DYNAMIC:
            found.append(f"char *{program.dynamic}")
        elif need == LIVE:
            found.append(f"bool {program.live}")
        else:
            found.append(variable_type(program, program.variables[need[1:]], function))
    return found


def head_edits(program: Program, function: Function) -> list[Edit]:
    """The edits of a device function's head: its further parameters and, of a kernel, its name."""
    tokens, declared = function.region.tokens, function.declared
    edits: list[Edit] = []
    plain = function.name in program.plain
    if function.kernel and declared.body < 0 and not plain:
        return edits
    hidden = ", ".join(hidden_parameters(program, function))
    bracket, close = declared.bracket, tokens.mates[declared.bracket]
    inside = tokens.texts[bracket + 1 : close]
    if hidden and inside == ["void"]:
        edits.append(Edit(tokens.starts[bracket + 1], tokens.end(bracket + 1), hidden))
    elif hidden:
        place = tokens.end(bracket)
        text = hidden + (", " if inside else "")
        edits.append(Edit(place, place, f"\n{declared.condition}\n{text}\n#endif\n" if declared.condition else text))
    if function.kernel:
        taken = [tokens.starts[p.name] for p in parameters(tokens, bracket) if program.by_bytes(function, p)]
        edits += [Edit(place, place, "&") for place in taken]
    if function.kernel and not plain:
        first, stop = declared.name
        place = _name_end(tokens, first, stop)
        edits.append(Edit(place, place, device_suffix(program, function)))
    return edits


def _name_end(tokens: RawTokens, first: int, stop: int) -> int:
    """The offset behind a name, before template arguments of a specialisation."""
    if tokens.texts[stop - 1] == ">":
        opened = angle_start(tokens, stop - 1)
        stop = opened if opened > first else stop
    return tokens.end(stop - 1)


def device_suffix(program: Program, function: Function) -> str:
    """What makes a kernel's name that of its device function."""
    tokens, (first, stop) = function.region.tokens, function.declared.name
    if "##" in tokens.texts[first:stop]:
        return "##_device"
    return program.fresh(f"{function.name}_device").removeprefix(function.name)


# ------------------------------------------------------------------------------------------------ launchers


def _heads(tokens: RawTokens, function: Function, defaults: bool) -> list[str]:
    """The template heads, in which every parameter has a name."""
    heads: list[str] = []
    for opened, closed in function.declared.heads:
        parts = []
        given = template_parameters(tokens, (opened, closed))
        for number, p in enumerate(given):
            text = tokens.source.text[tokens.starts[p.first] : tokens.end(p.stop - 1)]
            if p.name < 0:
                text += f" uw_t{number}"
            if defaults and tokens.texts[p.stop] == "=":
                stop = given[number + 1].first - 1 if number + 1 < len(given) else closed
                text += " " + tokens.source.text[tokens.starts[p.stop] : tokens.end(stop - 1)]
            parts.append(" ".join(text.replace("\\\n", " ").split()))
        heads.append(f"template <{', '.join(parts)}>")
    return heads


def _name_heads(program: Program, function: Function, arguments: str) -> tuple[list[str], str]:
    """The template heads and arguments of a kernel's name: DPC++ takes no enumerations without a type there, so such
    parameters are numbers."""
    tokens, heads = function.region.tokens, _heads(function.region.tokens, function, False)
    for head in function.declared.heads[-1:]:
        for p in template_parameters(tokens, head):
            if p.name == p.first + 1 and tokens.texts[p.first] in program.enums:
                kind, name = tokens.texts[p.first], tokens.texts[p.name]
                heads[-1] = re.sub(rf"\b{kind} {name}\b", f"int {name}", heads[-1])
                arguments = re.sub(rf"\b{name}\b", f"int({name})", arguments)
    return heads, arguments


def _words(tokens: RawTokens, function: Function, own: Sequence[Edit]) -> str:
    """The words before the kernel's name, without qualifiers."""
    declared = function.declared
    start = declared.heads[-1][1] + 1 if declared.heads else declared.start
    begin, end = tokens.starts[start], tokens.starts[declared.name[0]]
    inside = [Edit(max(e.start, begin), e.end, e.text) for e in own if begin < e.end <= end or begin == e.start]
    text = apply_range(tokens.source, inside, begin, end)
    return " ".join(text.replace("\\\n", " ").split())


def kernel_class(program: Program, function: Function) -> str:
    """A name for the kernel that is unique in the program."""
    tokens, declared = function.region.tokens, function.declared
    pasted = "##" in tokens.texts[declared.name[0] : declared.name[1]]
    base = function.name
    local = "static" in declared.words or "" in namespaces(tokens, declared.start)
    if local and not pasted:
        stem = PurePosixPath(tokens.source.path).name.split(".")[0]
        base = "".join(c if c.isalnum() or c == "_" else "_" for c in stem) + f"_{base}"
        base = base if base[:1].isalpha() or base[:1] == "_" else f"uw_{base}"
    lists = [f for f in program.functions if f.name == function.name and f.kernel and f.declared.body >= 0]
    texts = list(dict.fromkeys(_signature(f) for f in lists))
    number = texts.index(_signature(function)) if _signature(function) in texts else 0
    suffix = "_kernel" if not base.lower().endswith("kernel") else "_name"
    suffix += f"_{number + 1}" if number else ""
    return f"{base}##{suffix}" if pasted else program.fresh(base + suffix)


def _signature(function: Function) -> str:
    tokens, declared = function.region.tokens, function.declared
    heads = [" ".join(tokens.texts[a : b + 1]) for a, b in declared.heads]
    return " ".join([*heads, *tokens.texts[declared.bracket : tokens.mates[declared.bracket]]])


def is_specialisation(function: Function) -> bool:
    """Whether a function is an explicit specialisation, whose launcher is that of the primary template."""
    heads = function.declared.heads
    return bool(heads) and heads[-1][1] == heads[-1][0] + 1


def launcher(program: Program, function: Function, own: Sequence[Edit], warps: bool) -> str:
    """The launcher's text, to stand behind the device function. ``own`` are edits that take qualifiers out."""
    tokens, declared = function.region.tokens, function.declared
    words = _words(tokens, function, own)
    given = parameters(tokens, declared.bracket)
    bracket = declared.bracket
    named = [e for e in name_parameters(tokens, declared) if e.start > tokens.starts[bracket]]
    begin, end = tokens.end(bracket), tokens.starts[tokens.mates[bracket]]
    inner = [e for e in own if begin <= e.start and e.end <= end]
    params = apply_range(tokens.source, [*inner, *named], begin, end).strip()
    arguments = [_argument(tokens, p.name, i, p.pack) for i, p in enumerate(given)]

    name = tokens.source.text[tokens.starts[declared.name[0]] : tokens.end(declared.name[1] - 1)]
    own_args = own_arguments(function)
    captures, copies, lambda_params, hidden = ["="], [], [], []
    for i, parameter in enumerate(given):
        if is_reference(tokens, parameter):  # a captured reference would be a copy
            captures.append(f"uw_at_{arguments[i]} = &{arguments[i]}")
            arguments[i] = f"*uw_at_{arguments[i]}"
        elif program.by_bytes(function, parameter):
            captures.append(f"uw_bytes_{arguments[i]} = uwBytes({arguments[i]})")
            copies.append(f"        auto uw_{arguments[i]} = uw_bytes_{arguments[i]};")
            arguments[i] = f"uw_{arguments[i]}.value()"
    needs = program.of(function)
    lambda_params.append(f"const sycl::nd_item<3> &{program.item}" if ITEM in needs else "const sycl::nd_item<3> &")
    for need in needs:
        if need == ITEM:
            hidden.append(program.item)
        elif need == SHARED:
            lambda_params.append(f"{shared_type(program, function)} &{program.shared}")
            hidden.append(program.shared)
        elif need == DYNAMIC:
            lambda_params.append(f"char *{program.dynamic}")
            hidden.append(program.dynamic)
        else:
            variable = program.variables[need[1:]]
            scope = enclosing(variable.region.tokens, variable.declared.start)
            here = enclosing(tokens, declared.start)
            full = variable.qualified if here.startswith(scope) else scope + variable.qualified
            value = f"&{full}" if variable.kind == "managed" else f"uwSymbolPointer({full})"
            captures.append(f"{need[1:]} = {value}")
            hidden.append(f"*{need[1:]}")
    identity = kernel_class(program, function)
    unnamed = _named_by_lambda(program, function)
    launch = "uwParallelForWarps" if warps else "uwParallelFor"
    templates = [f for f in program.functions if f.kernel and f.name == function.name and f.declared.heads]
    by_address = program.stub_calls and own_args and all(f.declared.body < 0 or f is function for f in templates)
    registered = [f"    (void)&uwRegistered<&{name}{own_args}>::entry;"] if by_address else []
    call = f"{name}{device_suffix(program, function)}{own_args}({', '.join([*hidden, *arguments])});"
    heads, numbers = _name_heads(program, function, own_args)
    lines = [
        *([] if unnamed else ["".join(f"{h} " for h in heads) + f"class {identity};"]),
        *_heads(tokens, function, True),
        f"{words} {name}({params}) {{",
        *registered,
        f"    {launch}<{'void' if unnamed else identity + numbers}>("
        f"[{', '.join(captures)}]({', '.join(lambda_params)}) {{",
        *copies,
        f"        {call}",
        "    });",
        "}",
    ]
    if program.stub_calls and not declared.heads:
        lines.append(f"static const uwKernelRegistration uw_kernel_{identity}({_pointer(program, function, name)});")
    if function.region.macro is not None:
        return " " + " ".join(" ".join(line.replace("\\\n", " ").split()) for line in lines)
    indent = line_indent(tokens.source, tokens.starts[declared.start])
    return "\n\n" + "\n".join(indent + line for line in lines)


def _named_by_lambda(program: Program, function: Function) -> bool:
    """Whether a type of a kernel's arguments may be that of a lambda, which cannot be part of a kernel's name."""
    tokens = function.region.tokens
    heads = [p for head in function.declared.heads for p in template_parameters(tokens, head)]
    return program.lambdas and any(tokens.texts[p.first] in ("typename", "class") for p in heads)


def _pointer(program: Program, function: Function, name: str) -> str:
    """The launcher's address; of overloads the one of its type."""
    same = {_signature(f) for f in program.functions if f.kernel and f.name == function.name}
    if len(same) == 1:
        return f"&{name}"
    tokens = function.region.tokens
    types = []
    for p in parameters(tokens, function.declared.bracket):
        name_stop = p.name if p.name >= 0 else p.stop
        before = tokens.source.text[tokens.starts[p.first] : tokens.end(name_stop - 1)]
        after = tokens.source.text[tokens.end(p.name) : tokens.end(p.stop - 1)] if p.name >= 0 else ""
        types.append(" ".join((before + after).split()))
    return f"static_cast<void (*)({', '.join(types)})>(&{name})"


def _argument(tokens: RawTokens, name: int, number: int, pack: bool) -> str:
    text = tokens.texts[name] if name >= 0 else f"uw_{number}"
    return text + "..." if pack else text


def structure(program: Program, function: Function, members: Sequence[str]) -> str:
    """The text of a function's structure of shared variables, to stand before the function."""
    tokens, declared = function.region.tokens, function.declared
    heads = []
    for opened, closed in declared.heads:
        heads.append("template " + tokens.source.text[tokens.starts[opened] : tokens.end(closed)])
    name = (
        shared_type(program, function) if is_specialisation(function) else shared_type(program, function).split("<")[0]
    )
    if function.region.macro is not None:
        heads = [" ".join(h.replace("\\\n", " ").split()) for h in heads]
        return " ".join([*heads, f"struct {name} {{", *members, "};"]) + " "
    indent = line_indent(tokens.source, tokens.starts[declared.start])
    lines = [*heads, f"struct {name} {{", *(f"    {m}" for m in members), "};"]
    return "\n".join(line if not number else indent + line for number, line in enumerate(lines)) + f"\n\n{indent}"


