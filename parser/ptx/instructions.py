"""PTX instructions as statements of CUDA C++, by the PTX ISA's description of what each computes."""

from __future__ import annotations

import re
from collections.abc import Callable

from .instruction import Instruction, write
from .instruction import operands as _operands
from .instruction import plain as _plain
from .matrices import MATRICES
from .values import C_TYPES, Scope, Unsupported, width
from .video import VIDEO

_ROUNDINGS = {"rn": "rn", "rz": "rz", "rm": "rd", "rp": "ru"}
_INTEGER_ROUNDINGS = {"rni": "rn", "rzi": "rz", "rmi": "rd", "rpi": "ru"}
_COMPARISONS = {
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "lo": "<", "ls": "<=", "hi": ">", "hs": ">=",
}  # fmt: skip
_UNORDERED = {  # true where a number is none, but for num
    "equ": "!({0} < {1} || {0} > {1})", "neu": "{0} != {1}", "ltu": "!({0} >= {1})", "leu": "!({0} > {1})",
    "gtu": "!({0} <= {1})", "geu": "!({0} < {1})", "num": "({0} == {0} && {1} == {1})",
    "nan": "({0} != {0} || {1} != {1})",
}  # fmt: skip
_JOINED = {"and": "&&", "or": "||", "xor": "!="}


def statements(instruction: Instruction, scope: Scope) -> list[str]:
    """What an instruction does, in C++. Raises Unsupported."""
    handler = _HANDLERS.get(instruction.opcode)
    if handler is None:
        raise Unsupported(instruction.name)
    return handler(instruction, scope)


# ------------------------------------------------------------------------------------------------ values


def _mov(i: Instruction, scope: Scope) -> list[str]:
    _plain(i)
    target, source = _operands(i, 2)
    kind = i.kind
    half = {"b64": "u32", "b32": "u16"}.get(kind, "")
    shift = width(half) if half else 0
    if target.startswith("{") and half:
        low, high = _parts(target, 2)
        value = scope.read(source, kind)
        return [
            write(scope, low, half, f"({C_TYPES[half]}){value}"),
            write(scope, high, half, f"({C_TYPES[half]})({value} >> {shift})"),
        ]
    if source.startswith("{") and half:
        low, high = (scope.read(part, half) for part in _parts(source, 2))
        c = C_TYPES[kind]
        return [write(scope, target, kind, f"({c}){low} | ({c}){high} << {shift}")]
    return [write(scope, target, kind, scope.read(source, kind))]


def _parts(text: str, count: int) -> list[str]:
    parts = [part.strip() for part in text.strip("{} ").split(",")]
    if len(parts) != count:
        raise Unsupported(f"the operand {text}")
    return parts


def _cvt(i: Instruction, scope: Scope) -> list[str]:
    if len(i.types) != 2:
        raise Unsupported(i.name)
    _plain(i, "sat", *_ROUNDINGS, *_INTEGER_ROUNDINGS)
    target, source = _operands(i, 2)
    to, have = i.types
    value = scope.read(source, have)
    rounding = next((w for w in i.words if w in _ROUNDINGS or w in _INTEGER_ROUNDINGS), "")
    names = {"f32": "float", "f64": "double", "s32": "int", "u32": "uint", "s64": "ll", "u64": "ull"}
    if to[0] == "f" and have[0] == "f":
        if to == have and rounding in _INTEGER_ROUNDINGS:
            call = {"rni": "rint", "rzi": "trunc", "rmi": "floor", "rpi": "ceil"}[rounding]
            made = f"{call}{'f' if to == 'f32' else ''}({value})"
        elif to == "f32" and have == "f64":
            made = f"__double2float_{_ROUNDINGS.get(rounding, 'rn')}({value})"
        else:
            made = f"({C_TYPES[to]}){value}"
        made = f"__saturatef({made})" if i.has("sat") and to == "f32" else made
    elif have[0] == "f":
        if to not in names or rounding not in _INTEGER_ROUNDINGS:
            raise Unsupported(i.name)
        made = f"__{names[have]}2{names[to]}_{_INTEGER_ROUNDINGS[rounding]}({value})"
    elif to[0] == "f":
        if rounding not in ("", "rn") or i.has("sat"):
            raise Unsupported(i.name)
        made = f"({C_TYPES[to]}){value}"
    else:
        made = _saturated(value, have, to) if i.has("sat") else f"({C_TYPES[to]}){value}"
    return [write(scope, target, to, made)]


def _saturated(value: str, have: str, to: str) -> str:
    """An integer of at most 32 bits within the range of a type."""
    if width(have) > 32 or width(to) > 32:
        raise Unsupported("a saturating conversion of 64 bits")
    bits = width(to)
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if to[0] == "s" else (0, (1 << bits) - 1)
    return f"({C_TYPES[to]})max(min((long long){value}, {high}ll), {low}ll)"


def _selp(i: Instruction, scope: Scope) -> list[str]:
    _plain(i)
    target, a, b, p = _operands(i, 4)
    value = f"{scope.read(p, 'pred')} ? {scope.read(a, i.kind)} : {scope.read(b, i.kind)}"
    return [write(scope, target, i.kind, value)]


def _setp(i: Instruction, scope: Scope) -> list[str]:
    compare = next((w for w in i.words if w in _COMPARISONS or w in _UNORDERED), "")
    joined = next((w for w in i.words if w in _JOINED), "")
    _plain(i, compare, joined)
    if not compare:
        raise Unsupported(i.name)
    target, a, b, *more = _operands(i, 4 if joined else 3)
    kind = i.kind.replace("b", "u") if i.kind != "pred" else "pred"
    x, y = scope.read(a, kind), scope.read(b, kind)
    value = f"{x} {_COMPARISONS[compare]} {y}" if compare in _COMPARISONS else _UNORDERED[compare].format(x, y)
    if compare == "ne" and kind[0] == "f":  # false where a number is none
        value = f"({x} < {y} || {x} > {y})"
    if joined:
        value = f"({value}) {_JOINED[joined]} {scope.read(more[0], 'pred')}"
    if "|" in target:
        first, second = (part.strip() for part in target.split("|"))
        return [write(scope, first, "pred", value), write(scope, second, "pred", f"!({value})")]
    return [write(scope, target, "pred", value)]


# ------------------------------------------------------------------------------------------------ arithmetic


def _binary(operator: str) -> Callable[[Instruction, Scope], list[str]]:
    def handler(i: Instruction, scope: Scope) -> list[str]:
        _plain(i, "lo", "sat", "cc", *_ROUNDINGS)
        target, a, b = _operands(i, 3)
        kind = i.kind
        x, y = scope.read(a, kind), scope.read(b, kind)
        if kind[0] == "f":
            return [write(scope, target, kind, _floating(i, operator, x, y))]
        if i.has("cc"):
            return _carried(i, scope, target, operator, x, y, False)
        if i.has("sat"):
            return [write(scope, target, kind, _saturated(f"((long long){x} {operator} {y})", "s32", "s32"))]
        if operator in "+-*" and kind[0] == "s":  # PTX wraps around
            u = C_TYPES["u" + kind[1:]]
            return [write(scope, target, kind, f"({C_TYPES[kind]})(({u}){x} {operator} ({u}){y})")]
        return [write(scope, target, kind, f"{x} {operator} {y}")]

    return handler


def _floating(i: Instruction, operator: str, x: str, y: str) -> str:
    rounding = next((w for w in i.words if w in _ROUNDINGS), "rn")
    kind = i.kind
    if i.has("sat"):
        return f"__saturatef({x} {operator} {y})"
    if rounding == "rn" and not (operator == "*" or operator in "+-" and i.has("rn")):
        return f"{x} {operator} {y}"
    verb = {"+": "add", "-": "sub", "*": "mul", "/": "div"}[operator]
    if rounding == "rn":
        return f"{x} {operator} {y}" if not i.has("rn") else f"__{'f' if kind == 'f32' else 'd'}{verb}_rn({x}, {y})"
    return f"__{'f' if kind == 'f32' else 'd'}{verb}_{_ROUNDINGS[rounding]}({x}, {y})"


def _carried(
    i: Instruction, scope: Scope, target: str, operator: str, x: str, y: str, with_carry: bool
) -> list[str]:
    """Addition and subtraction that use and set the carry flag, of 32 bits."""
    if width(i.kind) != 32 or operator not in "+-":
        raise Unsupported(i.name)
    carry = f" {operator} asm_carry" if with_carry else ""
    wide = f"asm_wide = (unsigned long long)(unsigned int){x} {operator} (unsigned int){y}{carry};"
    lines = [wide, write(scope, target, "u32", "(unsigned int)asm_wide")]
    if i.has("cc"):
        lines.append("asm_carry = (unsigned int)(asm_wide >> 32) & 1u;")
    return lines


def _with_carry(operator: str) -> Callable[[Instruction, Scope], list[str]]:
    def handler(i: Instruction, scope: Scope) -> list[str]:
        _plain(i, "cc")
        target, a, b = _operands(i, 3)
        return _carried(i, scope, target, operator, scope.read(a, "u32"), scope.read(b, "u32"), True)

    return handler


def _high(kind: str, x: str, y: str) -> str:
    if width(kind) == 16:
        wide = C_TYPES[kind[0] + "32"]
        return f"({C_TYPES[kind]})(({wide}){x} * ({wide}){y} >> 16)"
    names = {"u32": "__umulhi", "s32": "__mulhi", "u64": "__umul64hi", "s64": "__mul64hi"}
    if kind not in names:
        raise Unsupported("a high product of this size")
    return f"{names[kind]}({x}, {y})"


def _product(i: Instruction, scope: Scope, a: str, b: str) -> tuple[str, str]:
    """A product and its PTX type, by the part of it that is asked for."""
    kind = i.kind
    x, y = scope.read(a, kind), scope.read(b, kind)
    if i.has("wide"):
        to = kind[0] + str(2 * width(kind))
        return f"({C_TYPES[to]}){x} * ({C_TYPES[to]}){y}", to
    if i.has("hi"):
        return _high(kind, x, y), kind
    if kind[0] == "s":
        u = C_TYPES["u" + kind[1:]]
        return f"({C_TYPES[kind]})(({u}){x} * ({u}){y})", kind
    return f"{x} * {y}", kind


def _mul(i: Instruction, scope: Scope) -> list[str]:
    if i.kind[0] == "f":
        return _binary("*")(i, scope)
    _plain(i, "lo", "hi", "wide")
    target, a, b = _operands(i, 3)
    value, kind = _product(i, scope, a, b)
    return [write(scope, target, kind, value)]


def _mad(i: Instruction, scope: Scope) -> list[str]:
    if i.kind[0] == "f":
        return _fma(i, scope)
    _plain(i, "lo", "hi", "wide", "cc")
    target, a, b, addend = _operands(i, 4)
    value, kind = _product(i, scope, a, b)
    third = scope.read(addend, kind)
    if i.has("cc") or i.opcode == "madc":
        return _carried(i, scope, target, "+", f"({value})", third, i.opcode == "madc")
    u = C_TYPES["u" + kind[1:]]
    return [write(scope, target, kind, f"({C_TYPES[kind]})(({u})({value}) + ({u}){third})")]


def _fma(i: Instruction, scope: Scope) -> list[str]:
    _plain(i, "sat", *_ROUNDINGS)
    target, *rest = _operands(i, 4)
    rounding = next((w for w in i.words if w in _ROUNDINGS), "rn")
    name = f"__fma{'f' if i.kind == 'f32' else ''}_{_ROUNDINGS[rounding]}"
    value = f"{name}({', '.join(scope.read(r, i.kind) for r in rest)})"
    return [write(scope, target, i.kind, f"__saturatef({value})" if i.has("sat") else value)]


def _div(i: Instruction, scope: Scope) -> list[str]:
    return _binary("/")(i, scope)


def _mul24(i: Instruction, scope: Scope) -> list[str]:
    _plain(i, "lo")
    target, a, b = _operands(i, 3)
    name = "__mul24" if i.kind == "s32" else "__umul24"
    return [write(scope, target, i.kind, f"{name}({scope.read(a, i.kind)}, {scope.read(b, i.kind)})")]


def _mad24(i: Instruction, scope: Scope) -> list[str]:
    _plain(i, "lo")
    target, a, b, c = _operands(i, 4)
    name = "__mul24" if i.kind == "s32" else "__umul24"
    product = f"{name}({scope.read(a, i.kind)}, {scope.read(b, i.kind)})"
    sum_of = f"(unsigned int){product} + (unsigned int){scope.read(c, i.kind)}"
    return [write(scope, target, i.kind, f"({C_TYPES[i.kind]})({sum_of})")]


def _call(names: dict[str, str], count: int, result: str = "") -> Callable[[Instruction, Scope], list[str]]:
    """An instruction that a function of CUDA computes, by its type."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        _plain(i, "rn")
        target, *rest = _operands(i, count + 1)
        kind = i.kind
        if kind not in names:
            raise Unsupported(i.name)
        template = names[kind]
        values = [scope.read(r, kind) for r in rest]
        value = template.format(*values) if "{" in template else f"{template}({', '.join(values)})"
        return [write(scope, target, result or kind, value)]

    return handler


def _extreme(verb: str) -> Callable[[Instruction, Scope], list[str]]:
    """``min`` and ``max``; with ``relu`` nothing below zero."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        _plain(i, "relu")
        target, a, b = _operands(i, 3)
        kind = i.kind
        x, y = scope.read(a, kind), scope.read(b, kind)
        if kind in ("f32", "f64") and not i.has("relu"):
            value = f"f{verb}{'f' if kind == 'f32' else ''}({x}, {y})"
        elif kind in ("s16", "u16") and not i.has("relu"):
            value = f"({C_TYPES[kind]}){verb}((int){x}, (int){y})"
        elif kind in ("s32", "u32", "s64", "u64") and (kind == "s32" or not i.has("relu")):
            value = f"max({verb}({x}, {y}), 0)" if i.has("relu") else f"{verb}({x}, {y})"
        else:
            raise Unsupported(i.name)
        return [write(scope, target, kind, value)]

    return handler


def _sqrt(i: Instruction, scope: Scope) -> list[str]:
    _plain(i, *_ROUNDINGS)
    target, a = _operands(i, 2)
    rounding = next((w for w in i.words if w in _ROUNDINGS), "rn")
    x, single = scope.read(a, i.kind), i.kind == "f32"
    if i.kind not in ("f32", "f64"):
        raise Unsupported(i.name)
    plain = f"sqrt{'f' if single else ''}({x})"
    directed = f"__{'f' if single else 'd'}sqrt_{_ROUNDINGS[rounding]}({x})"
    return [write(scope, target, i.kind, plain if rounding == "rn" else directed)]


_TESTS = {  # of the bits without the sign: {1} are those of the least normal number, {2} those of infinity
    "finite": "{0} < {2}", "infinite": "{0} == {2}", "number": "{0} <= {2}", "notanumber": "{0} > {2}",
    "normal": "({0} == 0 || {0} >= {1} && {0} < {2})", "subnormal": "({0} != 0 && {0} < {1})",
}  # fmt: skip


def _testp(i: Instruction, scope: Scope) -> list[str]:
    test = next((w for w in i.words if w in _TESTS), "")
    _plain(i, test)
    target, a = _operands(i, 2)
    if not test or i.kind not in ("f32", "f64"):
        raise Unsupported(i.name)
    single = i.kind == "f32"
    bits = scope.read(a, "u32" if single else "u64")
    sizes = ("0x7fffffffu", "0x800000u", "0x7f800000u") if single else (
        "0x7fffffffffffffffull", "0x10000000000000ull", "0x7ff0000000000000ull")  # fmt: skip
    return [write(scope, target, "pred", _TESTS[test].format(f"({bits} & {sizes[0]})", *sizes[1:]))]


def _bits(template: str) -> Callable[[Instruction, Scope], list[str]]:
    """A logical instruction; ``&&``-like for predicates."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        _plain(i)
        target, *rest = i.operands
        values = [scope.read(r, i.kind) for r in rest]
        if len(values) != template.count("{"):
            raise Unsupported(i.name)
        value = template.format(*values)
        if i.kind == "pred":
            value = value.replace("~", "!")
        return [write(scope, target, i.kind, value)]

    return handler


def _shift(operator: str) -> Callable[[Instruction, Scope], list[str]]:
    def handler(i: Instruction, scope: Scope) -> list[str]:
        _plain(i)
        target, a, b = _operands(i, 3)
        kind = i.kind
        bits = width(kind)
        x, by = scope.read(a, kind), scope.read(b, "u32")
        if re.fullmatch(r"\d+u?", by) and int(by.rstrip("u")) < bits:
            return [write(scope, target, kind, f"({C_TYPES[kind]})({x} {operator} {by})")]
        if kind[0] == "s":  # beyond the width: all sign
            return [write(scope, target, kind, f"{x} >> ({by} < {bits}u ? {by} : {bits - 1}u)")]
        return [write(scope, target, kind, f"({C_TYPES[kind]})({by} < {bits}u ? {x} {operator} {by} : 0)")]

    return handler


def _bfe(i: Instruction, scope: Scope) -> list[str]:
    _plain(i)
    target, a, b, c = _operands(i, 4)
    kind, bits = i.kind, width(i.kind)
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
    _plain(i)
    target, a, b, c, d = _operands(i, 5)
    kind, bits = i.kind, width(i.kind)
    u = C_TYPES["u" + kind[1:]]
    x, y = scope.read(a, kind), scope.read(b, kind)
    start, length = f"({scope.read(c, 'u32')} & 255u)", f"({scope.read(d, 'u32')} & 255u)"
    ones = f"({length} < {bits}u ? (({u})1 << {length}) - 1 : ~({u})0)"
    mask = f"({start} < {bits}u ? {ones} << {start} : 0)"
    value = f"({y} & ~{mask}) | (({start} < {bits}u ? {x} << {start} : 0) & {mask})"
    return [write(scope, target, kind, f"({u})({value})")]


def _bfind(i: Instruction, scope: Scope) -> list[str]:
    _plain(i)
    target, a = _operands(i, 2)
    if i.kind not in ("u32", "b32"):
        raise Unsupported(i.name)
    x = scope.read(a, "u32")
    return [write(scope, target, "u32", f"({x} != 0u ? 31u - (unsigned int)__clz((int){x}) : 0xffffffffu)")]


def _lop3(i: Instruction, scope: Scope) -> list[str]:
    """Any logical function of three words: a term for each combination that yields a one."""
    _plain(i)
    target, a, b, c, table = _operands(i, 5)
    values = [scope.read(x, "u32") for x in (a, b, c)]
    match = re.fullmatch(r"(?:0[xX][0-9a-fA-F]+|\d+)", table)
    if match is None:
        raise Unsupported(i.name)
    bits = int(table, 0)
    terms = []
    for row in range(8):
        if bits >> row & 1:
            signs = ("" if row & 4 else "~", "" if row & 2 else "~", "" if row & 1 else "~")
            terms.append("(" + " & ".join(s + v for s, v in zip(signs, values, strict=True)) + ")")
    return [write(scope, target, "u32", " | ".join(terms) or "0u")]


def _prmt(i: Instruction, scope: Scope) -> list[str]:
    """Bytes of two words; where the fourth bit of a control is set the sign of the byte is repeated in the place of it,
    which is not promised of ``__byte_perm``."""
    _plain(i)
    target, a, b, c = _operands(i, 4)
    x, y, control = (scope.read(v, "u32") for v in (a, b, c))
    if re.fullmatch(r"0[xX][0-9a-fA-F]+|\d+", c) and not int(c, 0) & 0x8888:
        return [write(scope, target, "u32", f"__byte_perm({x}, {y}, {control})")]
    chosen = f"__byte_perm({x}, {y}, {control} & 0x7777u)"
    places = (f"({control} >> {4 * k + 3} & 1u) << {8 * k}" for k in range(4))
    signs = f"(({' | '.join(places)}) * 255u)"
    value = f"({chosen} & ~{signs}) | (({chosen} >> 7 & 0x01010101u) * 255u & {signs})"
    return [write(scope, target, "u32", f"(unsigned int)({value})")]


def _shf(i: Instruction, scope: Scope) -> list[str]:
    _plain(i, "l", "r", "wrap", "clamp")
    target, a, b, c = _operands(i, 4)
    name = f"__funnelshift_{'l' if i.has('l') else 'r'}{'c' if i.has('clamp') else ''}"
    values = ", ".join(scope.read(x, "u32") for x in (a, b, c))
    return [write(scope, target, "u32", f"{name}({values})")]


# ------------------------------------------------------------------------------------------------ warps and blocks


def _shfl(i: Instruction, scope: Scope) -> list[str]:
    mode = next((w for w in i.words if w in ("up", "down", "bfly", "idx")), "")
    _plain(i, mode)
    target, a, b, c, *rest = i.operands
    mask = scope.read(rest[0], "u32") if rest else "0xffffffffu"
    if not mode or "|" in target or not re.fullmatch(r"(?:0[xX][0-9a-fA-F]+|\d+)", c):
        raise Unsupported(i.name)
    lanes = 32 - (int(c, 0) >> 8 & 31)
    names = {"up": "__shfl_up_sync", "down": "__shfl_down_sync", "bfly": "__shfl_xor_sync", "idx": "__shfl_sync"}
    by = scope.read(b, "u32" if mode in ("up", "down") else "s32")
    value = f"{names[mode]}({mask}, {scope.read(a, 'u32')}, {by}, {lanes})"
    return [write(scope, target, "u32", value)]


def _vote(i: Instruction, scope: Scope) -> list[str]:
    mode = next((w for w in i.words if w in ("all", "any", "ballot")), "")
    _plain(i, mode)
    target, p, *rest = i.operands
    mask = scope.read(rest[0], "u32") if rest else "0xffffffffu"
    value = f"__{mode}_sync({mask}, {scope.read(p, 'pred')})"
    if mode == "ballot":
        return [write(scope, target, "u32", value)]
    if not mode:
        raise Unsupported(i.name)
    return [write(scope, target, "pred", f"{value} != 0")]


def _bar(i: Instruction, scope: Scope) -> list[str]:
    if i.has("warp"):
        return [f"__syncwarp({scope.read(i.operands[0], 'u32')});"]
    _plain(i)
    if i.has("arrive") or len(i.operands) != 1 or i.operands[0].strip() != "0":
        raise Unsupported(i.name)
    return ["__syncthreads();"]


def _fence(i: Instruction, scope: Scope) -> list[str]:
    _plain(i, "gl", "sc", "proxy")
    if i.has("proxy"):
        raise Unsupported(i.name)
    scope_name = "_block" if i.has("cta") else "_system" if i.has("sys") else ""
    return [f"__threadfence{scope_name}();"]


def _activemask(i: Instruction, scope: Scope) -> list[str]:
    _plain(i)
    return [write(scope, _operands(i, 1)[0], "u32", "__activemask()")]


def _redux(i: Instruction, scope: Scope) -> list[str]:
    operation = next((w for w in i.words if w in ("add", "min", "max", "and", "or", "xor")), "")
    _plain(i, operation)
    target, a, mask = _operands(i, 3)
    if not operation:
        raise Unsupported(i.name)
    value = f"__reduce_{operation}_sync({scope.read(mask, 'u32')}, {scope.read(a, i.kind.replace('b', 'u'))})"
    return [write(scope, target, i.kind, value)]


# ------------------------------------------------------------------------------------------------ memory

_ATOMICS = {
    "add": "atomicAdd", "min": "atomicMin", "max": "atomicMax", "inc": "atomicInc", "dec": "atomicDec",
    "exch": "atomicExch", "and": "atomicAnd", "or": "atomicOr", "xor": "atomicXor", "cas": "atomicCAS",
}  # fmt: skip


def _in_global_memory(i: Instruction) -> None:
    if i.has("shared") or i.has("local") or i.has("param") or i.has("const"):
        raise Unsupported(i.name)


def _vector(i: Instruction, operand: str) -> list[str]:
    count = 4 if i.has("v4") else 2 if i.has("v2") else 1
    return _parts(operand, count) if count > 1 else [operand]


def _ld(i: Instruction, scope: Scope) -> list[str]:
    _in_global_memory(i)
    _plain(i, "global", "v2", "v4")
    target, place = _operands(i, 2)
    targets = _vector(i, target)
    kind = i.kind
    lines = []
    for number, part in enumerate(targets):
        value = scope.address(_moved(place, number * width(kind) // 8), kind, not i.has("volatile"))
        if i.has("volatile") or i.has("cv"):
            value = value.replace("*(const ", "*(").replace("*(", "*(volatile ", 1)
        lines.append(write(scope, part, kind, f"({value})" if number else value))
    return lines


def _moved(place: str, by: int) -> str:
    if not by:
        return place
    match = re.fullmatch(r"\[\s*([^\s+\]]+)\s*(?:\+\s*(-?\w+)\s*)?\]", place.strip())
    if match is None:
        raise Unsupported(f"the address {place}")
    return f"[{match[1]}+{(int(match[2], 0) if match[2] else 0) + by}]"


def _st(i: Instruction, scope: Scope) -> list[str]:
    _in_global_memory(i)
    _plain(i, "global", "v2", "v4")
    place, source = _operands(i, 2)
    kind = i.kind
    lines = []
    for number, part in enumerate(_vector(i, source)):
        target = scope.address(_moved(place, number * width(kind) // 8), kind, False)
        if i.has("volatile"):
            target = target.replace("*(", "*(volatile ", 1)
        value = scope.read(part, kind if width(kind) >= 16 else "u32")
        lines.append(f"{target} = {value if width(kind) >= 16 else f'({C_TYPES[kind]}){value}'};")
    return lines


def _atom(i: Instruction, scope: Scope) -> list[str]:
    _in_global_memory(i)
    operation = next((w for w in i.words if w in _ATOMICS), "")
    _plain(i, "global", operation)
    operands = list(i.operands)
    target = operands.pop(0) if i.opcode == "atom" else ""
    kind = {"b32": "u32", "b64": "u64"}.get(i.kind, i.kind)
    if kind == "s64" and operation in ("add", "exch", "cas"):
        kind = "u64"
    place = scope.address(operands.pop(0), kind, False)
    if not operation or not operands:
        raise Unsupported(i.name)
    values = ", ".join(scope.read(value, kind) for value in operands)
    call = f"{_ATOMICS[operation]}({place.removeprefix('*')}, {values})"
    return [write(scope, target, kind, call)] if target else [f"{call};"]


def _cvta(i: Instruction, scope: Scope) -> list[str]:
    _plain(i, "global")
    target, source = _operands(i, 2)
    return [write(scope, target, "u64", scope.read(source, "u64"))]


def _nothing(i: Instruction, scope: Scope) -> list[str]:
    return []


def _nanosleep(i: Instruction, scope: Scope) -> list[str]:
    return [f"__nanosleep({scope.read(_operands(i, 1)[0], 'u32')});"]


def _trap(i: Instruction, scope: Scope) -> list[str]:
    return ["__trap();"]


_SADS = {
    "s32": "__sad", "u32": "__usad",
    "s16": "(short)({2} + abs({0} - {1}))", "u16": "(unsigned short)({2} + abs((int){0} - (int){1}))",
    "s64": "(long long)((unsigned long long){2} + ({0} < {1} ? (unsigned long long){1} - (unsigned long long){0} : "
    "(unsigned long long){0} - (unsigned long long){1}))",
    "u64": "{2} + ({0} < {1} ? {1} - {0} : {0} - {1})",
}  # fmt: skip
_HANDLERS: dict[str, Callable[[Instruction, Scope], list[str]]] = {
    **VIDEO,
    **MATRICES,
    "mov": _mov, "cvt": _cvt, "selp": _selp, "setp": _setp,
    "add": _binary("+"), "sub": _binary("-"), "mul": _mul, "mad": _mad, "madc": _mad, "div": _div,
    "rem": _binary("%"), "addc": _with_carry("+"), "subc": _with_carry("-"), "mul24": _mul24, "mad24": _mad24,
    "fma": _fma,
    "min": _extreme("min"), "max": _extreme("max"),
    "abs": _call({"s16": "(short)abs((int){0})", "s32": "abs", "s64": "llabs", "f32": "fabsf", "f64": "fabs"}, 1),
    "neg": _call({"s16": "(short)-{0}", "s32": "-{0}", "s64": "-{0}", "f32": "-{0}", "f64": "-{0}"}, 1),
    "rcp": _call({"f32": "1.0f / {0}", "f64": "1.0 / {0}"}, 1),
    "sqrt": _sqrt, "testp": _testp,
    "rsqrt": _call({"f32": "rsqrtf", "f64": "rsqrt"}, 1),
    "ex2": _call({"f32": "exp2f"}, 1), "lg2": _call({"f32": "__log2f"}, 1), "sin": _call({"f32": "__sinf"}, 1),
    "cos": _call({"f32": "__cosf"}, 1), "tanh": _call({"f32": "tanhf"}, 1),
    "sad": _call(_SADS, 3),
    "and": _bits("{} & {}"), "or": _bits("{} | {}"), "xor": _bits("{} ^ {}"), "not": _bits("~{}"),
    "cnot": _call({
        "b16": "(unsigned short)({0} == 0)", "b32": "({0} == 0u ? 1u : 0u)", "b64": "({0} == 0ull ? 1ull : 0ull)"
    }, 1),
    "copysign": _call({"f32": "copysignf({1}, {0})", "f64": "copysign({1}, {0})"}, 2),
    "shl": _shift("<<"), "shr": _shift(">>"), "bfe": _bfe, "bfi": _bfi, "bfind": _bfind, "lop3": _lop3, "prmt": _prmt,
    "shf": _shf, "popc": _call({"b32": "(unsigned int)__popc", "b64": "(unsigned int)__popcll"}, 1, "u32"),
    "clz": _call({"b32": "(unsigned int)__clz((int){0})", "b64": "(unsigned int)__clzll((long long){0})"}, 1, "u32"),
    "brev": _call({"b32": "__brev", "b64": "__brevll"}, 1),
    "shfl": _shfl, "vote": _vote, "bar": _bar, "barrier": _bar, "membar": _fence, "fence": _fence,
    "activemask": _activemask, "redux": _redux, "ld": _ld, "ldu": _ld, "st": _st, "atom": _atom, "red": _atom,
    "cvta": _cvta, "prefetch": _nothing, "prefetchu": _nothing, "nanosleep": _nanosleep, "trap": _trap,
}  # fmt: skip
OPCODES = frozenset(_HANDLERS)
