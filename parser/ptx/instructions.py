"""PTX instructions as statements of CUDA C++, by the PTX ISA's description of what each computes: here those that
choose and move values; the others stand in files of their own."""

from __future__ import annotations

from .bits import BITS
from .conversions import CONVERSIONS
from .floating import FLOATING
from .halves import as_float, element, joined, lanes
from .instruction import Handler, Instruction, flushed, operands, plain, write
from .integers import INTEGERS
from .matrices import MATRICES
from .memory import MEMORY
from .values import C_TYPES, HELD, Scope, Unsupported, width
from .video import VIDEO
from .warps import WARPS

_COMPARISONS = {
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "lo": "<", "ls": "<=", "hi": ">", "hs": ">=",
}  # fmt: skip
_UNORDERED = {  # true where a number is none, but for num
    "equ": "!({0} < {1} || {0} > {1})", "neu": "{0} != {1}", "ltu": "!({0} >= {1})", "leu": "!({0} > {1})",
    "gtu": "!({0} <= {1})", "geu": "!({0} < {1})", "num": "({0} == {0} && {1} == {1})",
    "nan": "({0} != {0} || {1} != {1})",
}  # fmt: skip
_JOINED = {"and": "&&", "or": "||", "xor": "!="}
_CARRIED = frozenset(("addc", "subc", "madc"))


def statements(instruction: Instruction, scope: Scope) -> list[str]:
    """What an instruction does, in C++. Raises Unsupported."""
    handler = _HANDLERS.get(instruction.opcode)
    if handler is None:
        raise Unsupported(instruction.name)
    if instruction.opcode in _CARRIED and not scope.carries:
        raise Unsupported(f"{instruction.name}` with the carry of another `asm")
    scope.carries = scope.carries or instruction.has("cc")
    return handler(instruction, scope)


# ------------------------------------------------------------------------------------------------ moves


def _mov(i: Instruction, scope: Scope) -> list[str]:
    plain(i)
    target, source = operands(i, 2)
    kind = i.only
    if target.startswith("{"):
        names = target.strip("{} ").split(",")
        part = _part(i, len(names))
        value = "ptx_whole >> {}" if len(names) > 2 else f"{scope.read(source, kind)} >> {{}}"
        made = [
            write(scope, name.strip(), part, f"({C_TYPES[part]})({value.format(k * width(part))})" if k else
                  f"({C_TYPES[part]}){value.removesuffix(' >> {}')}")
            for k, name in enumerate(names)
        ]  # fmt: skip
        if len(names) == 2:
            return made
        return [f"{{ const {C_TYPES[kind]} ptx_whole = {scope.read(source, kind)}; {' '.join(made)} }}"]
    if source.startswith("{"):
        names = source.strip("{} ").split(",")
        part = _part(i, len(names))
        whole = C_TYPES[kind]
        terms = [f"({whole}){scope.read(name.strip(), part)}{f' << {k * width(part)}' if k else ''}"
                 for k, name in enumerate(names)]  # fmt: skip
        return [write(scope, target, kind, " | ".join(terms))]
    return [write(scope, target, kind, scope.read(source, kind))]


def _part(i: Instruction, count: int) -> str:
    """The type of so many equal parts of a value."""
    bits = width(i.kind) // count
    if count not in (2, 4, 8) or bits * count != width(i.kind) or f"u{bits}" not in C_TYPES or i.kind == "pred":
        raise Unsupported(i.name)
    return f"u{bits}"


# ------------------------------------------------------------------------------------------------ choices


def _selp(i: Instruction, scope: Scope) -> list[str]:
    plain(i)
    target, a, b, p = operands(i, 4)
    value = f"{scope.read(p, 'pred')} ? {scope.read(a, i.only)} : {scope.read(b, i.only)}"
    return [write(scope, target, i.kind, value)]


def _slct(i: Instruction, scope: Scope) -> list[str]:
    """The first value where the third is not negative; -0 is not, and what is not a number is."""
    plain(i, "ftz")
    if len(i.types) != 2 or i.types[1] not in ("s32", "f32") or (i.has("ftz") and i.types[1] != "f32"):
        raise Unsupported(i.name)
    kind, by = i.types
    target, a, b, c = operands(i, 4)
    chosen = scope.read(c, by)
    zero = "0" if by == "s32" else "0.0f"
    tested = flushed(chosen, by) if i.has("ftz") else chosen
    return [write(scope, target, kind, f"{tested} >= {zero} ? {scope.read(a, kind)} : {scope.read(b, kind)}")]


def _compared(compare: str, x: str, y: str, floating: bool) -> str:
    if compare == "ne" and floating:  # false where a number is none
        return f"({x} < {y} || {x} > {y})"
    if compare in _COMPARISONS:
        return f"{x} {_COMPARISONS[compare]} {y}"
    return _UNORDERED[compare].format(x, y)


def _comparison(i: Instruction, scope: Scope, kind: str, a: str, b: str) -> list[str]:
    """The comparison of two operands; of both numbers in them where they hold two."""
    compare = i.one_of((*_COMPARISONS, *_UNORDERED))
    joins = i.one_of(_JOINED)
    plain(i, compare, joins, "ftz")
    halves = element(kind) in ("f16", "bf16")
    floating = halves or kind in ("f32", "f64")
    if not compare or (compare in _UNORDERED and not floating):
        raise Unsupported(i.name)
    if not halves:
        kind = kind.replace("b", "u") if kind not in ("pred", "f32", "f64") else kind
        pair = [scope.read(a, kind), scope.read(b, kind)]
        if i.has("ftz"):
            pair = [flushed(value, kind) for value in pair]
        return [_compared(compare, pair[0], pair[1], floating)]
    columns = [lanes(scope.read(name, kind), kind) for name in (a, b)]
    if i.has("ftz"):
        columns = [[flushed(bits, element(kind)) for bits in column] for column in columns]
    numbers = [[as_float(bits, element(kind)) for bits in column] for column in columns]
    return [_compared(compare, x, y, True) for x, y in zip(*numbers, strict=True)]


def _joined_with(i: Instruction, scope: Scope, values: list[str], more: list[str]) -> list[str]:
    """Comparisons and a predicate, where one is named."""
    joins = i.one_of(_JOINED)
    if bool(joins) != bool(more) or len(more) > 1:
        raise Unsupported(i.name)
    if not joins:
        return values
    return [f"({value}) {_JOINED[joins]} {scope.read(more[0], 'pred')}" for value in values]


def _setp(i: Instruction, scope: Scope) -> list[str]:
    if len(i.operands) < 3:
        raise Unsupported(i.name)
    target, a, b, *more = i.operands
    values = _comparison(i, scope, i.only, a, b)
    first, _, second = (part.strip() for part in target.partition("|"))
    if len(values) == 2:
        made = _joined_with(i, scope, values, more)
        held = f"const bool ptx_low = {made[0]}, ptx_high = {made[1]};"
        lines = [write(scope, first, "pred", "ptx_low"), write(scope, second, "pred", "ptx_high")]
        return [f"{{ {held} {' '.join(lines)} }}"]
    (value,) = _joined_with(i, scope, values, more)
    if not second:
        return [write(scope, first, "pred", value)]
    (other,) = _joined_with(i, scope, [f"!({values[0]})"], more)
    held = f"const bool ptx_first = {value}, ptx_second = {other};"
    lines = [write(scope, first, "pred", "ptx_first"), write(scope, second, "pred", "ptx_second")]
    return [f"{{ {held} {' '.join(lines)} }}"]


def _set(i: Instruction, scope: Scope) -> list[str]:
    """A comparison as a number: of integers all ones, of floats 1."""
    if len(i.types) != 2 or len(i.operands) < 3:
        raise Unsupported(i.name)
    to, kind = i.types
    target, a, b, *more = i.operands
    values = _joined_with(i, scope, _comparison(i, scope, kind, a, b), more)
    ones = {"u32": "0xffffffffu", "s32": "-1", "f32": "1.0f", "u16": "0xffffu", "s16": "-1", "f16": "0x3c00u",
            "bf16": "0x3f80u"}  # fmt: skip
    single = element(to)
    if single not in ones or (len(values) == 2) != to.endswith("x2"):
        raise Unsupported(i.name)
    zero = "0.0f" if single == "f32" else "0"
    made = [f"({value} ? {ones[single]} : {zero})" for value in values]
    made = [f"(unsigned short){value}" if single in HELD or "16" in single else value for value in made]
    return [write(scope, target, to, joined(made))]


_HANDLERS: dict[str, Handler] = {
    **VIDEO, **MATRICES, **INTEGERS, **FLOATING, **CONVERSIONS, **BITS, **WARPS, **MEMORY,
    "mov": _mov, "selp": _selp, "slct": _slct, "setp": _setp, "set": _set,
}  # fmt: skip
OPCODES = frozenset(_HANDLERS)
