"""What the PTX ISA says of the video instructions: on words, parts of words, and halves and bytes side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

Model = Callable[..., int]
OPERATIONS: dict[str, Model] = {
    "vadd": lambda a, b: a + b, "vsub": lambda a, b: a - b, "vabsdiff": lambda a, b: abs(a - b),
    "vmin": min, "vmax": max,
}  # fmt: skip
SIGNS = ("s32.s32.s32", "u32.u32.u32", "s32.u32.s32", "u32.s32.u32", "u32.u32.s32", "s32.s32.u32")


def average(a: int, b: int) -> int:
    return a + b + (a + b >= 0) >> 1


def number(word: int, kind: str, bits: int, place: int = 0) -> int:
    """Bits of a word as a number of a type."""
    value = word >> place & (1 << bits) - 1
    return value - (1 << bits) if kind[0] == "s" and value >> bits - 1 else value


def within(value: int, kind: str, bits: int) -> int:
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if kind[0] == "s" else (0, (1 << bits) - 1)
    return max(low, min(high, value))


def part(name: str) -> tuple[int, int]:
    """The bits and the place of ``b2`` or ``h1``."""
    return {"": (32, 0)}.get(name) or ((8, 8 * int(name[1])) if name[0] == "b" else (16, 16 * int(name[1])))


def of_words(
    operation: Model, kinds: str, second: str, saturated: bool, selected: Sequence[str] = ("", "", "")
) -> Model:
    kind, first, other = kinds.split(".")
    bits, place = part(selected[0])

    def made(a: int, b: int, c: int = 0) -> int:
        (a_bits, a_place), (b_bits, b_place) = part(selected[1]), part(selected[2])
        value = operation(number(a, first, a_bits, a_place), number(b, other, b_bits, b_place))
        if saturated:
            value = within(value, kind, bits)
        if selected[0]:
            return c & ~((1 << bits) - 1 << place) | (value & (1 << bits) - 1) << place
        value, c = number(value, kind, 32), number(c, kind, 32)
        return {"": value, "add": value + c, "min": min(value, c), "max": max(value, c)}[second]

    return made


def of_parts(operation: Model, kinds: str, count: int, saturated: bool, summed: bool) -> Model:
    kind, first, other = kinds.split(".")
    bits = 32 // count

    def made(a: int, b: int, c: int) -> int:
        values = [
            operation(number(a, first, bits, bits * k), number(b, other, bits, bits * k)) for k in range(count)
        ]
        if saturated:
            values = [within(value, kind, bits) for value in values]
        if summed:
            return sum(values) + c
        return sum((value & (1 << bits) - 1) << bits * k for k, value in enumerate(values))

    return made


def shifted(left: bool, clamped: bool) -> Model:
    def made(a: int, b: int) -> int:
        by = min(b, 32) if clamped else b & 31
        return a << by if left else a >> by

    return made


def dot(count: int, kinds: str, high: bool = False) -> Model:
    first, other = kinds.split(".")

    def made(a: int, b: int, c: int) -> int:
        size = 32 // count
        terms = (number(a, first, size, size * k) * number(b, other, 8, 8 * (k + 2 * high)) for k in range(count))
        return sum(terms) + c

    return made


def instructions() -> Iterator[tuple[str, str, Sequence[str], Model]]:
    """Instructions as ``ptx.instructions`` gives them; a type may name the part of the operand that is taken."""
    for name, operation in OPERATIONS.items():
        for number_of, kinds in enumerate(SIGNS):
            result = kinds[:3]
            second = ("", "add", "min", "max")[number_of % 4]
            takes = ["u32"] * (3 if second else 2)
            suffix = f".{second}" if second else ""
            yield f"{name}.{kinds}{suffix}", result, takes, of_words(operation, kinds, second, False)
            yield f"{name}.{kinds}.sat{suffix}", result, takes, of_words(operation, kinds, second, True)
        chosen = ("", "b3", "h0"), ("", "h1", "b2"), ("b1", "b0", ""), ("h1", "", "h0")
        for kinds, selected in zip(SIGNS, chosen, strict=False):
            operands = [f"u32.{part_of}" if part_of else "u32" for part_of in selected[1:]]
            result = f"{kinds[:3]}.{selected[0]}" if selected[0] else kinds[:3]
            third = ["u32"] if selected[0] else []
            yield f"{name}.{kinds}.sat", result, [*operands, *third], of_words(operation, kinds, "", True, selected)
    for left in (True, False):
        for mode in ("clamp", "wrap"):
            for kinds in ("s32.s32.u32", "u32.u32.u32", "s32.u32.u32", "u32.s32.u32"):
                model = of_words(shifted(left, mode == "clamp"), kinds, "", False)
                yield f"{'vshl' if left else 'vshr'}.{kinds}.{mode}", kinds[:3], ["u32", "u32"], model
    for name, operation in (OPERATIONS | {"vavrg": average}).items():
        for count in (2, 4):
            for kinds in SIGNS:
                takes = ["u32"] * 3
                yield f"{name}{count}.{kinds}", "u32", takes, of_parts(operation, kinds, count, False, False)
                yield f"{name}{count}.{kinds}.sat", "u32", takes, of_parts(operation, kinds, count, True, False)
                yield f"{name}{count}.{kinds}.add", kinds[:3], takes, of_parts(operation, kinds, count, False, True)
    for kinds in ("s32.s32", "u32.s32", "s32.u32"):
        for compare, operation in {"lt": lambda a, b: int(a < b), "ge": lambda a, b: int(a >= b)}.items():
            all_kinds = f"u32.{kinds}"
            yield f"vset.{kinds}.{compare}", "u32", ["u32"] * 2, of_words(operation, all_kinds, "", False)
            yield f"vset2.{kinds}.{compare}", "u32", ["u32"] * 3, of_parts(operation, all_kinds, 2, False, False)
            yield f"vset4.{kinds}.{compare}.add", "u32", ["u32"] * 3, of_parts(operation, all_kinds, 4, False, True)
    for kinds in ("s32.s32", "u32.u32", "s32.u32", "u32.s32"):
        result = "u32" if kinds == "u32.u32" else "s32"
        yield f"dp4a.{kinds}", result, ["u32", "u32", result], dot(4, kinds)
        yield f"dp2a.lo.{kinds}", result, ["u32", "u32", result], dot(2, kinds)
        yield f"dp2a.hi.{kinds}", result, ["u32", "u32", result], dot(2, kinds, True)
