"""PTX's ``cvt``: each pair of types, with the roundings that it takes."""

from __future__ import annotations

from .halves import as_float, from_float, to_bits
from .instruction import ROUNDINGS, Handler, Instruction, flushed, operands, plain, write
from .values import C_TYPES, Scope, Unsupported, width

_INTEGRAL = {"rni": "rn", "rzi": "rz", "rmi": "rd", "rpi": "ru"}
_ROUND = {"rni": "rint", "rzi": "trunc", "rmi": "floor", "rpi": "ceil"}
_HALVES = frozenset(("f16", "bf16"))
_FLOATS = frozenset(("f32", "f64"))
_INTEGERS = {"s32": "int", "u32": "uint", "s64": "ll", "u64": "ull"}
_WORDS = (*ROUNDINGS, *_INTEGRAL, "sat", "ftz")


def limits(kind: str) -> tuple[int, int]:
    """The least and the largest value of an integer type."""
    bits = width(kind)
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if kind[0] == "s" else (0, (1 << bits) - 1)


def saturated(value: str, have: str, to: str) -> str:
    """An integer within the range of a type."""
    (low, high), (least, most) = limits(to), limits(have)
    c = C_TYPES[have]
    for name, bound, needed in (("max", low, low > least), ("min", high, high < most)):
        if needed:
            value = f"{name}(({c}){value}, ({c}){_literal(bound, have)})"
    return f"({C_TYPES[to]}){value}"


def _literal(value: int, kind: str) -> str:
    text = f"{abs(value)}{'ull' if kind[0] == 'u' else 'll'}"
    return text if value >= 0 else f"(-{abs(value + 1)}ll - 1)"


def _cvt(i: Instruction, scope: Scope) -> list[str]:
    if len(i.types) != 2:
        raise Unsupported(i.name)
    to, have = i.types
    if to in _EIGHT or have in _EIGHT:
        return _eight(i, scope, to, have)
    if to in ("f16x2", "bf16x2") or to == "tf32":
        return _paired(i, scope, to) if have == "f32" and to != "tf32" else _tf32(i, scope, have)
    plain(i, *_WORDS, "relu")
    target, source = operands(i, 2)
    if {to, have} - {"u8", "s8", "u16", "s16", *_INTEGERS, *_HALVES, *_FLOATS}:
        raise Unsupported(i.name)
    if i.has("relu") and (to not in _HALVES or have != "f32"):
        raise Unsupported(i.name)
    if i.has("ftz") and "f32" not in (to, have):
        raise Unsupported(i.name)
    value = scope.read(source, have)
    if i.has("ftz") and have == "f32":
        value = flushed(value, have)
    floating = _HALVES | _FLOATS
    if to in floating and have in floating:
        value = _between(i, to, have, value)
    elif have in floating:
        value = _to_integer(i, to, have, value)
    elif to in floating:
        value = _of_integer(i, to, have, value)
    else:
        value = saturated(value, have, to) if i.has("sat") else f"({C_TYPES[to]}){value}"
    if i.has("ftz") and to == "f32":
        return [f"{{ const float ptx_made = {value}; {write(scope, target, to, flushed('ptx_made', to))} }}"]
    return [write(scope, target, to, value)]


def _between(i: Instruction, to: str, have: str, value: str) -> str:
    """Of one floating type as another, or to a whole number of the same."""
    whole = i.one_of(_INTEGRAL)
    if whole and to != have:
        raise Unsupported(i.name)
    if to in _HALVES:
        return _to_half(i, to, have, value, whole)
    if have in _HALVES:
        value = as_float(value, have)
        made = value if to == "f32" else f"(double){value}"
    elif whole:
        made = f"{_ROUND[whole]}{'f' if to == 'f32' else ''}({value})"
    elif to == "f32" and have == "f64":
        made = f"__double2float_{ROUNDINGS[i.rounding or 'rn']}({value})"
    else:
        made = f"({C_TYPES[to]}){value}"
    if i.has("sat"):
        made = f"__saturatef({made})" if to == "f32" else _clamped(made)
    return made


def _clamped(value: str) -> str:
    return f"fmin(fmax({value}, 0.0), 1.0)"


def _to_half(i: Instruction, to: str, have: str, value: str, whole: str) -> str:
    if whole:
        made = f"{_ROUND[whole]}f({as_float(value, to)})"
        return from_float(f"__saturatef({made})" if i.has("sat") else made, to)
    if have == to:
        return from_float(f"__saturatef({as_float(value, to)})", to) if i.has("sat") else value
    if have in _HALVES:
        value = as_float(value, have)
    if have == "f64":
        if i.rounding != "rn":
            raise Unsupported(i.name)
        name = "__double2half" if to == "f16" else "__double2bfloat16"
        return to_bits(f"{name}({_clamped(value) if i.has('sat') else value})", to)
    if i.has("relu"):
        value = f"({value} < 0.0f ? 0.0f : {value})"
    return from_float(f"__saturatef({value})" if i.has("sat") else value, to, ROUNDINGS[i.rounding or "rn"])


def _to_integer(i: Instruction, to: str, have: str, value: str) -> str:
    """What does not fit becomes the nearest that does; in ``__float2int_rn`` and its like, too."""
    whole = i.one_of(_INTEGRAL)
    if not whole:
        raise Unsupported(i.name)
    name = "float"
    if have in _HALVES:
        value = as_float(value, have)
    elif have == "f64":
        name = "double"
    wide = to if to in _INTEGERS else "s32"
    made = f"__{name}2{_INTEGERS[wide]}_{_INTEGRAL[whole]}({value})"
    return made if wide == to else saturated(made, wide, to)


def _of_integer(i: Instruction, to: str, have: str, value: str) -> str:
    if not i.rounding:
        raise Unsupported(i.name)
    rounding = ROUNDINGS[i.rounding]
    wide = have if have in _INTEGERS else "s32"
    value = value if wide == have else f"(int){value}"
    if to in _HALVES:
        name = "half" if to == "f16" else "bfloat16"
        made = f"__{_INTEGERS[wide]}2{name}_{rounding}({value})"
        if i.has("sat"):
            raise Unsupported(i.name)
        return to_bits(made, to)
    exact = width(have) < 32 or (to == "f64" and wide in ("s32", "u32"))
    made = f"({C_TYPES[to]}){value}"
    if not exact and rounding != "rn":
        made = f"__{_INTEGERS[wide]}2{'float' if to == 'f32' else 'double'}_{rounding}({value})"
    if i.has("sat"):
        made = f"__saturatef({made})" if to == "f32" else _clamped(made)
    return made


def _paired(i: Instruction, scope: Scope, to: str) -> list[str]:
    """Two floats in a register, the first above the second."""
    plain(i, "rn", "rz", "relu")
    target, high, low = operands(i, 3)
    kind = to.removesuffix("x2")
    words = []
    for name in (low, high):
        value = scope.read(name, "f32")
        if i.has("relu"):
            value = f"({value} < 0.0f ? 0.0f : {value})"
        words.append(from_float(value, kind, i.rounding or "rn"))
    if not i.rounding:
        raise Unsupported(i.name)
    return [write(scope, target, to, f"(unsigned int){words[0]} | (unsigned int){words[1]} << 16")]


_EIGHT = {"e4m3x2": "__NV_E4M3", "e5m2x2": "__NV_E5M2"}


def _eight(i: Instruction, scope: Scope, to: str, have: str) -> list[str]:
    """Two numbers of eight bits, by the functions of cuda_fp8.h."""
    plain(i, "rn", "satfinite")
    if not i.has("rn") or i.has("satfinite") != (to in _EIGHT):
        raise Unsupported(i.name)
    if to in _EIGHT and have == "f32":
        target, high, low = operands(i, 3)
        pair = f"make_float2({scope.read(low, 'f32')}, {scope.read(high, 'f32')})"
        value = f"__nv_cvt_float2_to_fp8x2({pair}, __NV_SATFINITE, {_EIGHT[to]})"
        return [write(scope, target, to, value)]
    target, source = operands(i, 2)
    word = scope.read(source, have)
    if to in _EIGHT and have == "f16x2":
        low, high = (f"__ushort_as_half((unsigned short)({part}))" for part in (word, f"{word} >> 16"))
        pair = f"__halves2half2({low}, {high})"
        value = f"__nv_cvt_halfraw2_to_fp8x2(static_cast<__half2_raw>({pair}), __NV_SATFINITE, {_EIGHT[to]})"
        return [write(scope, target, to, value)]
    if to != "f16x2":
        raise Unsupported(i.name)
    held = f"const __half2 ptx_made(__nv_cvt_fp8x2_to_halfraw2({word}, {_EIGHT[have]}));"
    bits = [f"(unsigned int)__half_as_ushort(__{part}2half(ptx_made))" for part in ("low", "high")]
    return [f"{{ {held} {write(scope, target, 'u32', f'{bits[0]} | {bits[1]} << 16')} }}"]


def _tf32(i: Instruction, scope: Scope, have: str) -> list[str]:
    """A float of 10 bits behind its point: a half that is cut off rounds away from zero, with ``rn`` to even."""
    plain(i, "rna", "rn", "rz")
    target, source = operands(i, 2)
    if have != "f32" or not (i.has("rna") or i.has("rn") or i.has("rz")):
        raise Unsupported(i.name)
    bits = scope.read(source, "u32")
    added = {"rna": "0x1000u", "rz": "0u"}.get(i.one_of(("rna", "rz")), f"(0xfffu + ({bits} >> 13 & 1u))")
    finite = f"({bits} & 0x7f800000u) != 0x7f800000u"
    special = f"({bits} & 0x7fffffu ? 0x7fffffffu : {bits})"
    return [write(scope, target, "tf32", f"{finite} ? ({bits} + {added} & 0xffffe000u) : {special}")]


def _pack(i: Instruction, scope: Scope) -> list[str]:
    """``cvt.pack.sat``: two integers as smaller ones beside each other, with bits of a third before them."""
    plain(i, "pack", "sat")
    to, *rest = i.types
    if not i.has("sat") or not rest or rest[0] != "s32" or to not in ("u16", "s16", "u8", "s8"):
        raise Unsupported(i.name)
    small = width(to) == 8
    if rest[1:] != (["b32"] if small else []):
        raise Unsupported(i.name)
    target, first, second, *third = operands(i, 4 if small else 3)
    mask = f"{(1 << width(to)) - 1}u"
    numbers = (saturated(scope.read(name, "s32"), "s32", to) for name in (first, second))
    high, low = (f"((unsigned int){number} & {mask})" for number in numbers)
    value = f"{high} << {width(to)} | {low}"
    if small:
        value = f"{scope.read(third[0], 'u32')} << 16 | {value}"
    return [write(scope, target, "u32", value)]


def _converted(i: Instruction, scope: Scope) -> list[str]:
    return _pack(i, scope) if i.has("pack") else _cvt(i, scope)


CONVERSIONS: dict[str, Handler] = {"cvt": _converted}
