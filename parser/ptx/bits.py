"""PTX's instructions on the bits of words."""

from __future__ import annotations

import re

from .constant import constant
from .instruction import Handler, Instruction, operands, plain, write
from .values import C_TYPES, Scope, Unsupported, width

_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]+|\d+)U?")


def number(scope: Scope, text: str) -> int | None:
    """The value of an operand that is a constant in the text."""
    if text.startswith("%"):
        register = scope.find(text)
        text = register.source if register.operand else ""
        text = text.rstrip("uU")
    if not _NUMBER.fullmatch(text):
        return constant(text)
    return int(text.rstrip("U"), 0)


def _logic(template: str) -> Handler:
    """A logical instruction; ``&&``-like for predicates."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        plain(i)
        target, *rest = i.operands
        values = [scope.read(r, i.only) for r in rest]
        if len(values) != template.count("{"):
            raise Unsupported(i.name)
        value = template.format(*values)
        if i.kind == "pred":
            value = value.replace("~", "!")
        return [write(scope, target, i.kind, value)]

    return handler


def _shift(operator: str) -> Handler:
    def handler(i: Instruction, scope: Scope) -> list[str]:
        plain(i)
        target, a, b = operands(i, 3)
        kind = i.only
        bits = width(kind)
        x, by = scope.read(a, kind), scope.read(b, "u32")
        if re.fullmatch(r"\d+u?", by) and int(by.rstrip("u")) < bits:
            return [write(scope, target, kind, f"({C_TYPES[kind]})({x} {operator} {by})")]
        if kind[0] == "s":  # beyond the width: all sign
            return [write(scope, target, kind, f"{x} >> ({by} < {bits}u ? {by} : {bits - 1}u)")]
        return [write(scope, target, kind, f"({C_TYPES[kind]})({by} < {bits}u ? {x} {operator} {by} : 0)")]

    return handler


def _bfe(i: Instruction, scope: Scope) -> list[str]:
    plain(i)
    target, a, b, c = operands(i, 4)
    kind, bits = i.only, width(i.only)
    signed, u = C_TYPES["s" + kind[1:]], C_TYPES["u" + kind[1:]]
    start, length = f"({scope.read(b, 'u32')} & 255u)", f"({scope.read(c, 'u32')} & 255u)"
    if kind[0] == "u":
        x = scope.read(a, kind)
        part = f"({start} < {bits}u ? {x} >> {start} : 0)"
        mask = f"({length} < {bits}u ? (({u})1 << {length}) - 1 : ~({u})0)"
        return [write(scope, target, kind, f"({u})({part} & {mask})")]
    x = scope.read(a, kind)
    end = f"min({start} + {length}, {bits}u)"
    moved = f"(({signed})(({u}){x} << ({bits}u - {end})) >> ({bits}u - ({end} - {start})))"
    whole = f"({length} == 0u ? 0 : {start} >= {bits}u ? {x} >> {bits - 1} : {moved})"
    return [write(scope, target, kind, whole)]


def _bfi(i: Instruction, scope: Scope) -> list[str]:
    plain(i)
    target, a, b, c, d = operands(i, 5)
    kind, bits = i.only, width(i.only)
    u = C_TYPES["u" + kind[1:]]
    x, y = scope.read(a, kind), scope.read(b, kind)
    start, length = f"({scope.read(c, 'u32')} & 255u)", f"({scope.read(d, 'u32')} & 255u)"
    ones = f"({length} < {bits}u ? (({u})1 << {length}) - 1 : ~({u})0)"
    mask = f"({start} < {bits}u ? {ones} << {start} : 0)"
    value = f"({y} & ~{mask}) | (({start} < {bits}u ? {x} << {start} : 0) & {mask})"
    return [write(scope, target, kind, f"({u})({value})")]


def _bfind(i: Instruction, scope: Scope) -> list[str]:
    """The place of the first bit from above that is not like the sign; with ``shiftamt`` how far it is from there."""
    plain(i, "shiftamt")
    target, a = operands(i, 2)
    kind, bits = i.only, width(i.only)
    if bits not in (32, 64) or kind[0] not in "us":
        raise Unsupported(i.name)
    x, u = scope.read(a, kind), C_TYPES[f"u{bits}"]
    if kind[0] == "s":
        x = f"({u})({x} < 0 ? ~{x} : {x})"
    zeros = f"(unsigned int)__clz{'ll' if bits == 64 else ''}(({C_TYPES[f's{bits}']}){x})"
    place = zeros if i.has("shiftamt") else f"{bits - 1}u - {zeros}"
    return [write(scope, target, "u32", f"({x} != 0 ? {place} : 0xffffffffu)")]


def _lop3(i: Instruction, scope: Scope) -> list[str]:
    """Any logical function of three words: a term for each combination that yields a one."""
    plain(i)
    target, a, b, c, table = operands(i, 5)
    if i.only != "b32" or target.find("|") >= 0:
        raise Unsupported(i.name)
    values = [scope.read(x, "u32") for x in (a, b, c)]
    bits = number(scope, table)
    chosen = "" if bits is not None else scope.read(table, "u32")
    terms = []
    for row in range(8):
        if bits is None or bits >> row & 1:
            signs = ("" if row & 4 else "~", "" if row & 2 else "~", "" if row & 1 else "~")
            factors = [s + v for s, v in zip(signs, values, strict=True)]
            factors += [f"(0u - ({chosen} >> {row} & 1u))"] if bits is None else []
            terms.append("(" + " & ".join(factors) + ")")
    return [write(scope, target, "u32", " | ".join(terms) or "0u")]


_PERMUTED = {  # the bytes that are chosen, by the low bits of the third operand
    "f4e": "(0x3210u + {0} * 0x1111u)", "b4e": "((0x5670u + {0} * 0x1111u) & 0x7777u)", "rc8": "({0} * 0x1111u)",
    "ecl": "({0} == 0u ? 0x3210u : {0} == 1u ? 0x3211u : {0} == 2u ? 0x3222u : 0x3333u)",
    "ecr": "({0} == 0u ? 0u : {0} == 1u ? 0x1110u : {0} == 2u ? 0x2210u : 0x3210u)",
    "rc16": "(({0} & 1u) != 0u ? 0x3232u : 0x1010u)",
}  # fmt: skip


def _prmt(i: Instruction, scope: Scope) -> list[str]:
    """Bytes of two words; where the fourth bit of a control is set the sign of the byte is repeated in the place of it,
    which is not promised of ``__byte_perm``."""
    mode = i.one_of(_PERMUTED)
    plain(i, mode)
    target, a, b, c = operands(i, 4)
    x, y, control = (scope.read(v, "u32") for v in (a, b, c))
    if mode:
        return [write(scope, target, "u32", f"__byte_perm({x}, {y}, {_PERMUTED[mode].format(f'({control} & 3u)')})")]
    known = number(scope, c)
    if known is not None and not known & 0x8888:
        return [write(scope, target, "u32", f"__byte_perm({x}, {y}, {control})")]
    chosen = f"__byte_perm({x}, {y}, {control} & 0x7777u)"
    places = (f"({control} >> {4 * k + 3} & 1u) << {8 * k}" for k in range(4))
    signs = f"(({' | '.join(places)}) * 255u)"
    value = f"({chosen} & ~{signs}) | (({chosen} >> 7 & 0x01010101u) * 255u & {signs})"
    return [write(scope, target, "u32", f"(unsigned int)({value})")]


def _shf(i: Instruction, scope: Scope) -> list[str]:
    plain(i, "l", "r", "wrap", "clamp")
    target, a, b, c = operands(i, 4)
    name = f"__funnelshift_{'l' if i.has('l') else 'r'}{'c' if i.has('clamp') else ''}"
    values = ", ".join(scope.read(x, "u32") for x in (a, b, c))
    return [write(scope, target, "u32", f"{name}({values})")]


def _limited(i: Instruction, text: str) -> str:
    """A number of bits: the low five of it with ``wrap``, at most 32 with ``clamp``."""
    if i.has("wrap") == i.has("clamp"):
        raise Unsupported(i.name)
    return f"({text} & 31u)" if i.has("wrap") else f"min({text}, 32u)"


def _bmsk(i: Instruction, scope: Scope) -> list[str]:
    """So many ones from a place on."""
    plain(i, "wrap", "clamp")
    target, a, b = operands(i, 3)
    start, count = (_limited(i, scope.read(x, "u32")) for x in (a, b))
    ones = f"((1ull << {count}) - 1ull)"
    return [write(scope, target, "u32", f"(unsigned int)({ones} << {start})")]


def _szext(i: Instruction, scope: Scope) -> list[str]:
    """The low bits of a word, with zeros or their sign before them."""
    plain(i, "wrap", "clamp")
    target, a, b = operands(i, 3)
    x, count = scope.read(a, "u32"), _limited(i, scope.read(b, "u32"))
    if i.only == "u32":
        return [write(scope, target, "u32", f"(unsigned int)({x} & ((1ull << {count}) - 1ull))")]
    if i.only != "s32":
        raise Unsupported(i.name)
    moved = f"(int)({x} << (32u - {count})) >> (32u - {count})"
    return [write(scope, target, "s32", f"({count} == 0u ? 0 : {moved})")]


def _fns(i: Instruction, scope: Scope) -> list[str]:
    plain(i)
    target, mask, base, offset = operands(i, 4)
    call = f"__fns({scope.read(mask, 'u32')}, {scope.read(base, 'u32')}, {scope.read(offset, 's32')})"
    return [write(scope, target, "u32", call)]


def _counted(templates: dict[str, str], gives: str = "") -> Handler:
    """An instruction with one operand, by its type."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        plain(i)
        target, a = operands(i, 2)
        if i.only not in templates:
            raise Unsupported(i.name)
        return [write(scope, target, gives or i.kind, templates[i.kind].format(scope.read(a, i.kind)))]

    return handler


BITS: dict[str, Handler] = {
    "and": _logic("{} & {}"), "or": _logic("{} | {}"), "xor": _logic("{} ^ {}"), "not": _logic("~{}"),
    "cnot": _counted({
        "b16": "(unsigned short)({0} == 0)", "b32": "({0} == 0u ? 1u : 0u)", "b64": "({0} == 0ull ? 1ull : 0ull)"
    }),
    "popc": _counted({"b32": "(unsigned int)__popc({0})", "b64": "(unsigned int)__popcll({0})"}, "u32"),
    "clz": _counted({"b32": "(unsigned int)__clz((int){0})", "b64": "(unsigned int)__clzll((long long){0})"}, "u32"),
    "brev": _counted({"b32": "__brev({0})", "b64": "__brevll({0})"}),
    "shl": _shift("<<"), "shr": _shift(">>"), "bfe": _bfe, "bfi": _bfi, "bfind": _bfind, "lop3": _lop3,
    "prmt": _prmt, "shf": _shf, "bmsk": _bmsk, "szext": _szext, "fns": _fns,
}  # fmt: skip
