"""PTX's arithmetic on integers, which wraps around; that on floating types is left to floating.py."""

from __future__ import annotations

from . import floating, halves
from .conversions import saturated
from .instruction import Handler, Instruction, operands, plain, write
from .values import C_TYPES, Scope, Unsupported, width

_TWO = frozenset(("u16x2", "s16x2"))


def _is_floating(i: Instruction) -> bool:
    return "f" in i.kind


def _binary(operator: str, verb: str) -> Handler:
    """``add`` and ``sub``."""
    of_floats = floating.arithmetic(verb, operator)

    def handler(i: Instruction, scope: Scope) -> list[str]:
        if _is_floating(i):
            return of_floats(i, scope)
        plain(i, "sat", "cc")
        target, a, b = operands(i, 3)
        kind = i.only
        x, y = scope.read(a, kind), scope.read(b, kind)
        if kind in _TWO:
            if len(i.words) > 1 or verb != "add":
                raise Unsupported(i.name)
            return [write(scope, target, kind, f"__vadd2({x}, {y})")]
        if i.has("cc"):
            return _carried(i, scope, target, operator, x, y)
        if i.has("sat"):
            if kind != "s32":
                raise Unsupported(i.name)
            return [write(scope, target, kind, saturated(f"((long long){x} {operator} {y})", "s64", "s32"))]
        if kind[0] == "s":
            u = C_TYPES["u" + kind[1:]]
            return [write(scope, target, kind, f"({C_TYPES[kind]})(({u}){x} {operator} ({u}){y})")]
        return [write(scope, target, kind, f"{x} {operator} {y}")]

    return handler


def _quotient(operator: str) -> Handler:
    of_floats = floating.arithmetic("div", "/")

    def handler(i: Instruction, scope: Scope) -> list[str]:
        if operator == "/" and _is_floating(i):
            return of_floats(i, scope)
        plain(i)
        target, a, b = operands(i, 3)
        if i.only[1:] not in ("16", "32", "64") or i.kind[0] not in "us":
            raise Unsupported(i.name)
        return [write(scope, target, i.kind, f"{scope.read(a, i.kind)} {operator} {scope.read(b, i.kind)}")]

    return handler


def _carried(i: Instruction, scope: Scope, target: str, operator: str, x: str, y: str) -> list[str]:
    """Addition and subtraction that use and set the carry flag, which lasts as long as the asm statement."""
    with_carry = i.opcode in ("addc", "subc", "madc")
    bits = width(i.kind)
    if bits not in (32, 64) or i.kind[0] not in "us":
        raise Unsupported(i.name)
    carry = f" {operator} ptx_carry" if with_carry else ""
    if bits == 32:
        wide = f"ptx_wide = (unsigned long long)(unsigned int){x} {operator} (unsigned int){y}{carry};"
        lines = [wide, write(scope, target, "u32", "(unsigned int)ptx_wide")]
        return [*lines, "ptx_carry = (unsigned int)(ptx_wide >> 32) & 1u;"] if i.has("cc") else lines
    u = "(unsigned long long)"
    first = f"const unsigned long long ptx_x = {u}{x}, ptx_y = {u}{y};"
    second = f"ptx_wide = ptx_x {operator} ptx_y{carry};"
    over = "ptx_wide < ptx_x" if operator == "+" else "ptx_x < ptx_y"
    equal = "ptx_wide == ptx_x" if operator == "+" else "ptx_x == ptx_y"
    kept = f"({over} || ptx_carry && {equal} ? 1u : 0u)" if with_carry else f"({over} ? 1u : 0u)"
    lines = [first, second, f"ptx_carry = {kept};" if i.has("cc") else "", write(scope, target, "u64", "ptx_wide")]
    return [f"{{ {' '.join(line for line in lines if line)} }}"]


def _with_carry(operator: str) -> Handler:
    def handler(i: Instruction, scope: Scope) -> list[str]:
        plain(i, "cc")
        target, a, b = operands(i, 3)
        kind = f"u{width(i.only)}"
        return _carried(i, scope, target, operator, scope.read(a, kind), scope.read(b, kind))

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
    kind = i.only
    x, y = scope.read(a, kind), scope.read(b, kind)
    if kind[1:] not in ("16", "32", "64") or kind[0] not in "us" or (i.has("wide") and width(kind) == 64):
        raise Unsupported(i.name)
    if i.has("wide"):
        to = kind[0] + str(2 * width(kind))
        return f"({C_TYPES[to]}){x} * ({C_TYPES[to]}){y}", to
    if i.has("hi"):
        return _high(kind, x, y), kind
    if kind == "u16":  # of ints it could overflow
        return f"(unsigned short)((unsigned int){x} * {y})", kind
    if kind[0] == "s":
        u = "unsigned int" if kind == "s16" else C_TYPES["u" + kind[1:]]
        return f"({C_TYPES[kind]})(({u}){x} * ({u}){y})", kind
    return f"{x} * {y}", kind


def _mul(i: Instruction, scope: Scope) -> list[str]:
    if _is_floating(i):
        return floating.arithmetic("mul", "*")(i, scope)
    plain(i, "lo", "hi", "wide")
    target, a, b = operands(i, 3)
    value, kind = _product(i, scope, a, b)
    return [write(scope, target, kind, value)]


def _mad(i: Instruction, scope: Scope) -> list[str]:
    if _is_floating(i):
        return floating.fma(i, scope)
    plain(i, "lo", "hi", "wide", "cc", "sat")
    target, a, b, addend = operands(i, 4)
    value, kind = _product(i, scope, a, b)
    third = scope.read(addend, kind)
    if i.has("cc") or i.opcode == "madc":
        return _carried(i, scope, target, "+", f"({value})", third)
    if i.has("sat"):
        if kind != "s32" or not i.has("hi"):
            raise Unsupported(i.name)
        return [write(scope, target, kind, saturated(f"((long long){value} + {third})", "s64", "s32"))]
    u = C_TYPES["u" + kind[1:]]
    return [write(scope, target, kind, f"({C_TYPES[kind]})(({u})({value}) + ({u}){third})")]


def _product24(i: Instruction, scope: Scope, a: str, b: str) -> str:
    """Of the low 24 bits of two words the low or the high 32 bits of their product, which has 48."""
    if i.only not in ("s32", "u32") or i.has("lo") == i.has("hi"):
        raise Unsupported(i.name)
    x, y = scope.read(a, i.kind), scope.read(b, i.kind)
    if i.has("lo"):
        return f"{'__mul24' if i.kind == 's32' else '__umul24'}({x}, {y})"
    if i.kind == "u32":
        return f"(unsigned int)((unsigned long long)({x} & 0xffffffu) * ({y} & 0xffffffu) >> 16)"
    cut = "(long long)((int)((unsigned int){} << 8) >> 8)"
    return f"(int)({cut.format(x)} * {cut.format(y)} >> 16)"


def _mul24(i: Instruction, scope: Scope) -> list[str]:
    plain(i, "lo", "hi")
    target, a, b = operands(i, 3)
    return [write(scope, target, i.kind, _product24(i, scope, a, b))]


def _mad24(i: Instruction, scope: Scope) -> list[str]:
    plain(i, "lo", "hi", "sat")
    target, a, b, c = operands(i, 4)
    product, third = _product24(i, scope, a, b), scope.read(c, i.kind)
    if i.has("sat"):
        if i.kind != "s32" or not i.has("hi"):
            raise Unsupported(i.name)
        return [write(scope, target, i.kind, saturated(f"((long long){product} + {third})", "s64", "s32"))]
    total = f"(unsigned int){product} + (unsigned int){third}"
    return [write(scope, target, i.kind, f"({C_TYPES[i.kind]})({total})")]


def _extreme(verb: str) -> Handler:
    """``min`` and ``max``; with ``relu`` nothing below zero."""
    of_floats = floating.extreme(verb)

    def handler(i: Instruction, scope: Scope) -> list[str]:
        if _is_floating(i):
            return of_floats(i, scope)
        plain(i, "relu")
        target, a, b = operands(i, 3)
        kind = i.only
        x, y = scope.read(a, kind), scope.read(b, kind)
        if i.has("relu") and kind not in ("s32", "s16x2"):
            raise Unsupported(i.name)
        if kind in _TWO:
            value = f"__v{verb}{kind[0]}2({x}, {y})"
            return [write(scope, target, kind, f"__vmaxs2({value}, 0u)" if i.has("relu") else value)]
        if kind in ("s16", "u16"):
            value = f"({C_TYPES[kind]}){verb}((int){x}, (int){y})"
        elif kind in ("s32", "u32", "s64", "u64"):
            value = f"max({verb}({x}, {y}), 0)" if i.has("relu") else f"{verb}({x}, {y})"
        else:
            raise Unsupported(i.name)
        return [write(scope, target, kind, value)]

    return handler


def _sign(whole: str, half: str, templates: dict[str, str]) -> Handler:
    """``abs`` and ``neg``; ``whole`` is of integers, {1} being the unsigned type."""
    of_floats = floating.unary(templates, half=halves.sign(half))

    def handler(i: Instruction, scope: Scope) -> list[str]:
        if _is_floating(i):
            return of_floats(i, scope)
        plain(i)
        target, a = operands(i, 2)
        if i.only not in ("s16", "s32", "s64"):
            raise Unsupported(i.name)
        negated = f"({C_TYPES[i.kind]})(0u - ({C_TYPES['u' + i.kind[1:]]}){{0}})"
        return [write(scope, target, i.kind, whole.replace("{1}", negated).format(scope.read(a, i.kind)))]

    return handler


def _sad(i: Instruction, scope: Scope) -> list[str]:
    plain(i)
    target, *rest = operands(i, 4)
    if i.only not in _SADS:
        raise Unsupported(i.name)
    return [write(scope, target, i.kind, _SADS[i.kind].format(*(scope.read(r, i.kind) for r in rest)))]


_SADS = {
    "s32": "__sad({0}, {1}, {2})", "u32": "__usad({0}, {1}, {2})",
    "s16": "(short)({2} + abs({0} - {1}))", "u16": "(unsigned short)({2} + abs((int){0} - (int){1}))",
    "s64": "(long long)((unsigned long long){2} + ({0} < {1} ? (unsigned long long){1} - (unsigned long long){0} : "
    "(unsigned long long){0} - (unsigned long long){1}))",
    "u64": "{2} + ({0} < {1} ? {1} - {0} : {0} - {1})",
}  # fmt: skip
INTEGERS: dict[str, Handler] = {
    "add": _binary("+", "add"), "sub": _binary("-", "sub"), "mul": _mul, "mad": _mad, "madc": _mad,
    "div": _quotient("/"), "rem": _quotient("%"), "addc": _with_carry("+"), "subc": _with_carry("-"),
    "mul24": _mul24, "mad24": _mad24, "min": _extreme("min"), "max": _extreme("max"), "sad": _sad,
    "abs": _sign("({0} < 0 ? {1} : {0})", "{0} & 0x7fffu", {"f32": "fabsf({0})", "f64": "fabs({0})"}),
    "neg": _sign("{1}", "{0} ^ 0x8000u", {"f32": "-{0}", "f64": "-{0}"}),
}  # fmt: skip
