"""PTX's video instructions, by the PTX ISA: sums, differences, minima, shifts and comparisons of words, or of halves
and bytes of words, whose types may differ in sign, with saturation and a second operation."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .instruction import Instruction, operands, write
from .values import C_TYPES, Scope, Unsupported

# Of values that are held without loss; {0} and {1} may be written twice.
_OPERATIONS = {
    "vadd": "({0} + {1})", "vsub": "({0} - {1})", "vmin": "min({0}, {1})", "vmax": "max({0}, {1})",
    "vabsdiff": "({0} < {1} ? {1} - {0} : {0} - {1})",
    "vavrg": "(({0} + {1} + ({0} + {1} >= 0 ? 1 : 0)) >> 1)",
}  # fmt: skip
_COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_PART = re.compile(r"(.+)\.(b[0-3]|h[01])")
_WORDS = frozenset(("u32", "s32"))


def _split(operand: str) -> tuple[str, str]:
    """A register and the part of it that is named."""
    match = _PART.fullmatch(operand)
    return (match[1], match[2]) if match else (operand, "")


def _part(word: str, kind: str, bits: int, place: int) -> str:
    """So many bits of a word, as an int."""
    moved = f"({word} >> {place * bits})" if place else word
    if kind[0] == "s":
        return f"(int)({C_TYPES[f's{bits}']}){moved}"
    return f"(int)({moved} & {hex((1 << bits) - 1)}u)"


def _range(kind: str, bits: int) -> tuple[int, int]:
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if kind[0] == "s" else (0, (1 << bits) - 1)


def _known(i: Instruction, *allowed: str) -> None:
    """Refuse types and words that the instruction does not have."""
    for word in i.words:
        if word not in _WORDS and word not in allowed:
            raise Unsupported(i.name)


def _types(i: Instruction, count: int) -> Sequence[str]:
    if len(i.types) != count:
        raise Unsupported(i.name)
    return i.types


# ------------------------------------------------------------------------------------------------ of words


def _value(scope: Scope, operand: str, kind: str) -> str:
    """An operand, or the part of it that is named, as a long long."""
    register, selected = _split(operand)
    if not selected:
        return f"(long long){scope.read(register, kind)}"
    bits = 8 if selected[0] == "b" else 16
    return f"(long long){_part(scope.read(register, 'u32'), kind, bits, int(selected[1]))}"


def _finished(i: Instruction, scope: Scope, kind: str, value: str, third: Sequence[str]) -> list[str]:
    """Saturation to what is written, and the second operation with a third word."""
    target, selected = _split(i.operands[0])
    bits = {"": 32, "b": 8, "h": 16}[selected[:1]]
    if i.has("sat"):
        low, high = _range(kind, bits)
        value = f"max(min({value}, {high}ll), {low}ll)"
    second = next((word for word in ("add", "min", "max") if i.has(word)), "")
    if bool(second or selected) != bool(third) or (second and selected):
        raise Unsupported(i.name)
    if selected:
        place = bits * int(selected[1])
        mask = (1 << bits) - 1
        kept = f"{scope.read(third[0], 'u32')} & {hex(0xFFFFFFFF ^ mask << place)}u"
        return [write(scope, target, "u32", f"({kept}) | ((unsigned int)({value}) & {hex(mask)}u) << {place}")]
    result = f"({C_TYPES[kind]})({value})"
    if second == "add":
        result = f"({C_TYPES[kind]})((unsigned int)({value}) + {scope.read(third[0], 'u32')})"
    elif second:
        result = f"{second}({result}, {scope.read(third[0], kind)})"
    return [write(scope, target, kind, result)]


def _binary(operation: str) -> Callable[[Instruction, Scope], list[str]]:
    def handler(i: Instruction, scope: Scope) -> list[str]:
        _known(i, "sat", "add", "min", "max")
        kind, first, second = _types(i, 3)
        if len(i.operands) not in (3, 4):
            raise Unsupported(i.name)
        _, a, b, *third = i.operands
        value = operation.format(_value(scope, a, first), _value(scope, b, second))
        return _finished(i, scope, kind, value, third)

    return handler


def _shift(operator: str) -> Callable[[Instruction, Scope], list[str]]:
    def handler(i: Instruction, scope: Scope) -> list[str]:
        _known(i, "sat", "add", "min", "max", "clamp", "wrap")
        kind, first, second = _types(i, 3)
        if len(i.operands) not in (3, 4) or second != "u32" or i.has("clamp") == i.has("wrap"):
            raise Unsupported(i.name)
        _, a, b, *third = i.operands
        by = f"({_value(scope, b, second)})"
        by = f"min({by}, 32ll)" if i.has("clamp") else f"({by} & 31ll)"
        moved = f"{'(unsigned long long)' if operator == '<<' else ''}({_value(scope, a, first)})"
        return _finished(i, scope, kind, f"(long long)({moved} {operator} {by})", third)

    return handler


def _vset(i: Instruction, scope: Scope) -> list[str]:
    compare = next((word for word in i.words if word in _COMPARISONS), "")
    _known(i, compare, "add", "min", "max")
    first, second = _types(i, 2)
    if not compare or len(i.operands) not in (3, 4):
        raise Unsupported(i.name)
    _, a, b, *third = i.operands
    value = f"({_value(scope, a, first)} {_COMPARISONS[compare]} {_value(scope, b, second)} ? 1ll : 0ll)"
    return _finished(i, scope, "u32", value, third)


# ------------------------------------------------------------------------------------------------ of halves and bytes


def _lanes(operation: str, count: int) -> Callable[[Instruction, Scope], list[str]]:
    """An operation on each of so many parts; with ``add`` the sum of the results and a third word."""
    bits = 32 // count

    def handler(i: Instruction, scope: Scope) -> list[str]:
        compare = next((word for word in i.words if word in _COMPARISONS), "") if not operation else ""
        _known(i, compare, "sat", "add")
        if not operation and not compare:
            raise Unsupported(i.name)
        kind, first, second = _types(i, 3) if operation else ("u32", *_types(i, 2))
        target, a, b, third = operands(i, 4)
        x, y = scope.read(a, "u32"), scope.read(b, "u32")
        made = operation or f"({{0}} {_COMPARISONS[compare]} {{1}} ? 1 : 0)"
        results = [made.format(_part(x, first, bits, k), _part(y, second, bits, k)) for k in range(count)]
        if i.has("sat"):
            low, high = _range(kind, bits)
            results = [f"max(min({result}, {high}), {low})" for result in results]
        if i.has("add"):
            total = " + ".join([*(f"(unsigned int){result}" for result in results), scope.read(third, "u32")])
            return [write(scope, target, kind, f"({C_TYPES[kind]})({total})")]
        mask = f"{hex((1 << bits) - 1)}u"
        shifts = ("", *(f" << {bits * k}" for k in range(1, count)))
        parts = [f"((unsigned int){result} & {mask}){shift}" for result, shift in zip(results, shifts, strict=True)]
        return [write(scope, target, "u32", " | ".join(parts))]

    return handler


# ------------------------------------------------------------------------------------------------ dot products


def _dot(count: int) -> Callable[[Instruction, Scope], list[str]]:
    """``dp4a`` of four bytes, ``dp2a`` of two halves and two bytes, of types that may differ in sign."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        _known(i, *(("lo", "hi") if count == 2 else ()))
        first, second = _types(i, 2)
        if count == 2 and i.has("lo") == i.has("hi"):
            raise Unsupported(i.name)
        target, a, b, c = operands(i, 4)
        kind = "u32" if first == second == "u32" else "s32"
        third = scope.read(c, kind)
        if first == second:
            name = "__dp4a" if count == 4 else "__dp2a_lo" if i.has("lo") else "__dp2a_hi"
            return [write(scope, target, kind, f"{name}({scope.read(a, kind)}, {scope.read(b, kind)}, {third})")]
        x, y = scope.read(a, "u32"), scope.read(b, "u32")
        from_byte = 2 if i.has("hi") else 0
        terms = [
            f"{_part(x, first, 32 // count, k)} * {_part(y, second, 8, k + from_byte)}" for k in range(count)
        ]  # fmt: skip
        total = " + ".join(f"(unsigned int)({term})" for term in terms)
        return [write(scope, target, kind, f"(int)({total} + (unsigned int){third})")]

    return handler


VIDEO: dict[str, Callable[[Instruction, Scope], list[str]]] = {
    **{name: _binary(text) for name, text in _OPERATIONS.items() if name != "vavrg"},
    **{f"{name}{count}": _lanes(text, count) for name, text in _OPERATIONS.items() for count in (2, 4)},
    "vshl": _shift("<<"), "vshr": _shift(">>"), "vset": _vset, "vset2": _lanes("", 2), "vset4": _lanes("", 4),
    "dp4a": _dot(4), "dp2a": _dot(2),
}  # fmt: skip

