"""PTX's instructions on memory: loads, stores, atomics, copies and addresses."""

from __future__ import annotations

import re

from . import halves
from .bits import number
from .instruction import Handler, Instruction, operands, parts, plain, write
from .values import C_TYPES, HELD, Scope, Unsupported, width

_ATOMICS = {
    "add": "atomicAdd", "min": "atomicMin", "max": "atomicMax", "inc": "atomicInc", "dec": "atomicDec",
    "exch": "atomicExch", "and": "atomicAnd", "or": "atomicOr", "xor": "atomicXor", "cas": "atomicCAS",
}  # fmt: skip
_SHARED = frozenset(("shared", "shared::cta"))
_SPACES = ("global", "const", "local", *_SHARED)
_STRONG = frozenset(("volatile", "relaxed", "acquire", "release", "cv", "mmio"))  # read and written each time


def _in_shared_memory(i: Instruction) -> bool:
    return not _SHARED.isdisjoint(i.words)


def _fenced(i: Instruction) -> str:
    return f"__threadfence{'_block' if i.has('cta') else '_system' if i.has('sys') else ''}();"


def _place(i: Instruction, scope: Scope, text: str, kind: str, const: bool, by: int = 0) -> str:
    """An lvalue, so many bytes behind an address."""
    if by:
        match = re.fullmatch(r"\[\s*([^\s+\]]+)\s*(?:\+\s*(-?\w+)\s*)?\]", text.strip())
        if match is None:
            raise Unsupported(f"the address {text}")
        text = f"[{match[1]}+{(int(match[2], 0) if match[2] else 0) + by}]"
    return scope.address(text, kind, const, _in_shared_memory(i))


def _vector(i: Instruction, operand: str) -> list[str]:
    count = 8 if i.has("v8") else 4 if i.has("v4") else 2 if i.has("v2") else 1
    return parts(operand, count, i.name) if count > 1 else [operand]


def _without_policy(i: Instruction, count: int) -> list[str]:
    """The operands but for the cache's policy, which may follow them."""
    names = list(i.operands)
    if i.has("L2::cache_hint") and len(names) == count + 1:
        names.pop()
    if len(names) != count:
        raise Unsupported(i.name)
    return names


def _volatile(place: str) -> str:
    return re.sub(r"^\*\((?:const )?", "*(volatile ", place)


def _ld(i: Instruction, scope: Scope) -> list[str]:
    plain(i, *_SPACES, "v2", "v4", "v8")
    target, place = _without_policy(i, 2)
    kind = i.only
    strong = not _STRONG.isdisjoint(i.words)
    lines = []
    names = _vector(i, target)
    for n, name in enumerate(names):
        value = _place(i, scope, place, kind, not strong, n * width(kind) // 8)
        value = _volatile(value) if strong else value
        if len(names) > 1:  # a register may be part of the address: none is written before all are read
            held = C_TYPES[HELD.get(kind, kind)]
            lines.append(f"const {held} ptx_made{n} = {value};")
        else:
            lines.append(write(scope, name, kind, value))
    if len(names) > 1:
        lines += [write(scope, name, kind, f"ptx_made{n}") for n, name in enumerate(names)]
        lines = [f"{{ {' '.join(lines)} }}"]
    return [*lines, _fenced(i)] if i.has("acquire") else lines


def _st(i: Instruction, scope: Scope) -> list[str]:
    plain(i, *_SPACES, "v2", "v4", "v8")
    place, source = _without_policy(i, 2)
    kind = i.only
    strong = not _STRONG.isdisjoint(i.words)
    if i.has("const"):
        raise Unsupported(i.name)
    lines = [_fenced(i)] if i.has("release") else []
    for n, part in enumerate(_vector(i, source)):
        target = _place(i, scope, place, kind, False, n * width(kind) // 8)
        value = scope.read(part, kind if width(kind) >= 16 else "u32")
        value = value if width(kind) >= 16 else f"({C_TYPES[kind]}){value}"
        lines.append(f"{_volatile(target) if strong else target} = {value};")
    return lines


def _atom(i: Instruction, scope: Scope) -> list[str]:
    operation = i.one_of(_ATOMICS)
    plain(i, *_SPACES, operation, "noftz", "v2", "v4")
    names = list(i.operands)
    target = names.pop(0) if i.opcode == "atom" else ""
    if i.has("L2::cache_hint"):
        names.pop()
    if len(names) < 2 or not operation or i.has("const") or i.has("local"):
        raise Unsupported(i.name)
    place, *values = names
    columns = [_vector(i, value) for value in values]
    targets = _vector(i, target) if target else [""] * len(columns[0])
    if len(targets) > 1 and operation != "add":
        raise Unsupported(i.name)
    lines = []
    for n, (name, *row) in enumerate(zip(targets, *columns, strict=True)):
        element = _place(i, scope, place, i.only, False, n * width(i.only) // 8)
        lines += _one_atomic(i, scope, operation, name, element, row)
    ordered = i.has("acq_rel") or i.has("release"), i.has("acq_rel") or i.has("acquire")
    return [*([_fenced(i)] if ordered[0] else []), *lines, *([_fenced(i)] if ordered[1] else [])]


def _one_atomic(
    i: Instruction, scope: Scope, operation: str, target: str, place: str, values: list[str]
) -> list[str]:  # fmt: skip
    kind = i.only
    suffix = "_block" if i.has("cta") else "_system" if i.has("sys") else ""
    pointer = place.removeprefix("*")
    if kind in HELD:
        return _half_added(i, scope, operation, target, pointer, values)
    known = {"b16": "u16", "b32": "u32", "b64": "u64"}.get(kind, kind)
    if kind == "s64" and operation in ("add", "exch", "cas") or kind == "s32" and operation == "cas":
        known = kind.replace("s", "u")
    if known[0] == "f" and operation != "add" or known == "u16" and operation != "cas":
        raise Unsupported(i.name)
    if known != kind:
        pointer = pointer.replace(f"({C_TYPES[kind]} *)", f"({C_TYPES[known]} *)", 1)
    wanted = [scope.read(value, known) for value in values]
    if len(wanted) != (2 if operation == "cas" else 1):
        raise Unsupported(i.name)
    call = f"{_ATOMICS[operation]}{suffix}({pointer}, {', '.join(wanted)})"
    return [f"{call};"] if target in ("", "_") else [write(scope, target, known, call)]


def _half_added(
    i: Instruction, scope: Scope, operation: str, target: str, pointer: str, values: list[str]
) -> list[str]:  # fmt: skip
    """Of one or two halves the sum, each of two on its own."""
    kind = halves.element(i.only)
    if kind not in ("f16", "bf16") or operation != "add" or not i.has("noftz"):
        raise Unsupported(i.name)
    name = "__half" if kind == "f16" else "__nv_bfloat16"
    pointer = re.sub(r"^\([^()]*\*\)", f"({name} *)", pointer)
    made = []
    for n, bits in enumerate(halves.lanes(scope.read(values[0], i.only), i.only)):
        place = f"{pointer} + {n}" if n else pointer
        made.append(halves.to_bits(f"atomicAdd({place}, {halves.of_bits(bits, kind)})", kind))
    if target in ("", "_"):
        return [f"(void){value};" for value in made]
    held = " ".join(f"const unsigned short ptx_old{n} = {value};" for n, value in enumerate(made))
    joined = halves.joined([f"ptx_old{n}" for n in range(len(made))])
    return [f"{{ {held} {write(scope, target, i.only, joined)} }}"]


# ------------------------------------------------------------------------------------------------ copies


def _cp(i: Instruction, scope: Scope) -> list[str]:
    """``cp.async``: the copy is made at once, so that there is nothing to wait for."""
    if not i.has("async") or i.has("bulk") or i.has("reduce") or i.has("mbarrier"):
        raise Unsupported(i.name)
    if i.has("commit_group") or i.has("wait_all"):
        plain(i, "async", "commit_group", "wait_all")
        operands(i, 0)
        return [";"]
    if i.has("wait_group"):
        plain(i, "async", "wait_group")
        scope.read(operands(i, 1)[0], "u32")
        return [";"]
    plain(i, "async", "shared", "shared::cta", "global")
    names = list(i.operands)
    if i.has("L2::cache_hint"):
        names.pop()
    if len(names) not in (3, 4) or not _in_shared_memory(i) or not i.has("global"):
        raise Unsupported(i.name)
    return _copied(i, scope, names)


def _copied(i: Instruction, scope: Scope, names: list[str]) -> list[str]:
    """Of so many bytes all, none where a predicate says so, or the first; zeros are written for the others."""
    size = number(scope, names[2])
    if size is not None and size not in (4, 8, 16):
        raise Unsupported(i.name)
    count = scope.read(names[2], "u32")
    target = _place(i, scope, names[0], "b8", False).removeprefix("*")
    source = scope.address(names[1], "b8", True).removeprefix("*")
    if len(names) == 3:
        return [f"memcpy({target}, {source}, {count});"]
    if scope.kind_of(names[3]) == "pred":
        copied = f"memcpy({target}, {source}, {count});"
        return [f"if ({scope.read(names[3], 'pred')}) memset({target}, 0, {count}); else {copied}"]
    held = f"unsigned char *ptx_to = {target}; const unsigned int ptx_count = {scope.read(names[3], 'u32')};"
    rest = f"memset(ptx_to + ptx_count, 0, {count} - ptx_count);"
    return [f"{{ {held} memcpy(ptx_to, {source}, ptx_count); {rest} }}"]


# ------------------------------------------------------------------------------------------------ addresses


def _cvta(i: Instruction, scope: Scope) -> list[str]:
    """Of another address space's address a generic one, or with ``to`` the other way."""
    plain(i, *_SPACES, "to")
    target, source = operands(i, 2)
    kind = i.only
    if _in_shared_memory(i):
        if i.has("to"):
            return [write(scope, target, kind, scope.read(source, kind))]
        number_of = f"__cvta_shared_to_generic({scope.read(source, kind)})"
        return [write(scope, target, "u64", f"(unsigned long long){number_of}")]
    if kind != "u64" or not (i.has("global") or i.has("const") or i.has("local")):
        raise Unsupported(i.name)
    return [write(scope, target, "u64", scope.read(source, "u64"))]


def _nothing(*allowed: str) -> Handler:
    """What only tells the hardware how to go about it."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        plain(i, *allowed)
        return [";"]

    return handler


def _policy(i: Instruction, scope: Scope) -> list[str]:
    """A policy of the cache, of which nothing is known here."""
    return [write(scope, i.operands[0], "u64", "0ull")]


MEMORY: dict[str, Handler] = {
    "ld": _ld, "ldu": _ld, "st": _st, "atom": _atom, "red": _atom, "cp": _cp, "cvta": _cvta,
    "prefetch": _nothing("global", "local", "L1", "L2", "const", "param"), "prefetchu": _nothing("L1"),
    "discard": _nothing("global", "L2"), "applypriority": _nothing("global"), "createpolicy": _policy,
    "griddepcontrol": _nothing("wait", "launch_dependents"),
    "setmaxnreg": _nothing("inc", "dec"), "pmevent": _nothing("mask"),
}  # fmt: skip
