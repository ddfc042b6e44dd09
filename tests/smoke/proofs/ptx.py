"""Proofs of inline PTX: instructions on integers against what the PTX ISA says of them, bit by bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from unwarp.transforms.tables import TARGETS

from .case import Case, Memory
from .memory import same
from .video import instructions as video_instructions

TYPES = {"u16": ("unsigned short", np.uint16), "s16": ("short", np.int16),
         "u32": ("unsigned int", np.uint32), "s32": ("int", np.int32), "u64": ("unsigned long long", np.uint64),
         "s64": ("long long", np.int64)}  # fmt: skip
COUNT = 256
Model = Callable[..., int]


def cut(value: int, kind: str) -> int:
    bits = int(kind[1:])
    value &= (1 << bits) - 1
    return value - (1 << bits) if kind[0] == "s" and value >> bits - 1 else value


def given(kind: str, count: int, seed: int) -> list[int]:
    """Edges and any patterns; some of them small, as places and lengths of fields are."""
    random = np.random.default_rng(seed)
    bits = int(kind[1:])
    edges = [0, 1, 2, 5, 31, 32, 33, 63, 64, 255, 256, (1 << bits) - 1, 1 << bits - 1, (1 << bits - 1) - 1, 0x12345678]
    made = edges + [int.from_bytes(random.bytes(8), "little") >> int(random.integers(0, 60)) for _ in range(count)]
    order = random.permutation(count)
    return [cut(made[int(k)], kind) for k in order]


def field(kind: str) -> Model:
    def extract(a: int, b: int, c: int) -> int:
        bits = int(kind[1:])
        place, length, word = b & 0xFF, c & 0xFF, a & (1 << bits) - 1
        sign = word >> min(place + length - 1, bits - 1) & 1 if kind[0] == "s" and length else 0
        return sum((word >> place + i & 1 if i < length and place + i < bits else sign) << i for i in range(bits))

    return extract


def insert(bits: int) -> Model:
    def made(a: int, b: int, c: int, d: int) -> int:
        place, length = c & 0xFF, d & 0xFF
        for i in range(length):
            if place + i < bits:
                b = b & ~(1 << place + i) | (a >> i & 1) << place + i
        return b

    return made


def permuted(a: int, b: int, c: int) -> int:
    both, made = b << 32 | a, 0
    for i in range(4):
        control = c >> 4 * i & 15
        byte = both >> 8 * (control & 7) & 0xFF
        made |= (0xFF if byte >> 7 else 0) << 8 * i if control & 8 else byte << 8 * i
    return made


def funnel(left: bool, wrap: bool) -> Model:
    def made(a: int, b: int, c: int) -> int:
        n = c & 31 if wrap else min(c, 32)
        return (b << 32 | a) << n >> 32 if left else (b << 32 | a) >> n

    return made


def logic(table: int) -> Model:
    def made(a: int, b: int, c: int) -> int:
        return sum((table >> ((a >> i & 1) << 2 | (b >> i & 1) << 1 | c >> i & 1) & 1) << i for i in range(32))

    return made


def low24(kind: str) -> Callable[[int], int]:
    return lambda a: cut(a, "s24" if kind[0] == "s" else "u24")


def instructions() -> Iterator[tuple[str, str, Sequence[str], Model]]:
    """An instruction, the type of its result, the types of its arguments, and what it gives before it is cut."""
    for kind in ("s32", "u32", "s64", "u64"):
        bits = int(kind[1:])
        two, three = [kind] * 2, [kind] * 3
        yield f"add.{kind}", kind, two, lambda a, b: a + b
        yield f"sub.{kind}", kind, two, lambda a, b: a - b
        yield f"mul.lo.{kind}", kind, two, lambda a, b: a * b
        yield f"mul.hi.{kind}", kind, two, lambda a, b, n=bits: a * b >> n
        yield f"mad.lo.{kind}", kind, three, lambda a, b, c: a * b + c
        yield f"mad.hi.{kind}", kind, three, lambda a, b, c, n=bits: (a * b >> n) + c
        yield f"min.{kind}", kind, two, min
        yield f"max.{kind}", kind, two, max
        yield f"shr.{kind}", kind, [kind, "u32"], lambda a, b, n=bits: a >> min(b, n)
        yield f"bfe.{kind}", kind, [kind, "u32", "u32"], field(kind)
        if bits == 32:
            wide = f"{kind[0]}64"
            yield f"mul.wide.{kind}", wide, two, lambda a, b: a * b
            yield f"mad.wide.{kind}", wide, [kind, kind, wide], lambda a, b, c: a * b + c
            yield f"sad.{kind}", kind, three, lambda a, b, c: abs(a - b) + c
            small = low24(kind)
            yield f"mul24.lo.{kind}", kind, two, lambda a, b, f=small: f(a) * f(b)
            yield f"mad24.lo.{kind}", kind, three, lambda a, b, c, f=small: f(a) * f(b) + c
        if kind[0] == "s":
            yield f"abs.{kind}", kind, [kind], abs
            yield f"neg.{kind}", kind, [kind], lambda a: -a
    for bits in (32, 64):
        kind = f"u{bits}"
        yield f"and.b{bits}", kind, [kind] * 2, lambda a, b: a & b
        yield f"or.b{bits}", kind, [kind] * 2, lambda a, b: a | b
        yield f"xor.b{bits}", kind, [kind] * 2, lambda a, b: a ^ b
        yield f"not.b{bits}", kind, [kind], lambda a: ~a
        yield f"cnot.b{bits}", kind, [kind], lambda a: int(a == 0)
        yield f"shl.b{bits}", kind, [kind, "u32"], lambda a, b, n=bits: a << min(b, n)
        yield f"popc.b{bits}", "u32", [kind], lambda a: a.bit_count()
        yield f"clz.b{bits}", "u32", [kind], lambda a, n=bits: n - a.bit_length()
        yield f"brev.b{bits}", kind, [kind], lambda a, n=bits: int(f"{a:0{n}b}"[::-1], 2)
        yield f"bfi.b{bits}", kind, [kind, kind, "u32", "u32"], insert(bits)
    for table in (0x96, 0xE8, 0xCA, 0x01, 0xFE):
        yield f"lop3.b32 {table}", "u32", ["u32"] * 3, logic(table)
    for kind in ("u32", "u64", "s32", "s64"):
        yield f"bfind.{kind}", "u32", [kind], lambda a: (~a if a < 0 else a).bit_length() - 1
        yield f"bfind.shiftamt.{kind}", "u32", [kind], shift_amount(int(kind[1:]))
    for mode, chosen in PERMUTED.items():
        yield f"prmt.b32.{mode}", "u32", ["u32"] * 3, lambda a, b, c, p=chosen: bytes_of(b << 32 | a, p[c & 3])
    for mode, limit in (("clamp", lambda n: min(n, 32)), ("wrap", lambda n: n & 31)):
        yield (f"bmsk.{mode}.b32", "u32", ["u32"] * 2,
               lambda a, b, m=limit: sum(1 << k for k in range(m(a), min(m(a) + m(b), 32))))  # fmt: skip
        yield f"szext.{mode}.u32", "u32", ["u32"] * 2, lambda a, b, m=limit: a & (1 << m(b)) - 1
        yield (f"szext.{mode}.s32", "s32", ["u32"] * 2,
               lambda a, b, m=limit: cut(a, f"s{m(b)}") if m(b) else 0)  # fmt: skip
    for name in ("min", "max"):
        for kind in ("s16x2", "u16x2"):
            yield f"{name}.{kind}", "u32", ["u32"] * 2, pairs(kind, min if name == "min" else max)
        relu = min if name == "min" else max
        yield f"{name}.relu.s16x2", "u32", ["u32"] * 2, pairs("s16x2", lambda a, b, f=relu: max(f(a, b), 0))
    yield "add.u16x2", "u32", ["u32"] * 2, pairs("u16x2", lambda a, b: a + b)
    yield "add.s16x2", "u32", ["u32"] * 2, pairs("s16x2", lambda a, b: a + b)
    for kind in ("u32", "s32"):
        small = low24(kind)
        yield f"mul24.hi.{kind}", kind, [kind] * 2, lambda a, b, f=small: f(a) * f(b) >> 16
        yield f"mad24.hi.{kind}", kind, [kind] * 3, lambda a, b, c, f=small: (f(a) * f(b) >> 16) + c
    for name, operation in (("add", lambda a, b: a + b), ("sub", lambda a, b: a - b)):
        yield (f"{name}.sat.s32", "s32", ["s32"] * 2,
               lambda a, b, f=operation: max(-(1 << 31), min(f(a, b), (1 << 31) - 1)))  # fmt: skip
        for kind in ("s16", "u16"):
            yield f"{name}.{kind}", kind, [kind] * 2, operation
    yield ("mad.hi.sat.s32", "s32", ["s32"] * 3,
           lambda a, b, c: max(-(1 << 31), min((a * b >> 32) + c, (1 << 31) - 1)))  # fmt: skip
    for kind in ("s16", "u16"):
        wide = f"{kind[0]}32"
        yield f"mul.lo.{kind}", kind, [kind] * 2, lambda a, b: a * b
        yield f"mad.lo.{kind}", kind, [kind] * 3, lambda a, b, c: a * b + c
        yield f"mul.wide.{kind}", wide, [kind] * 2, lambda a, b: a * b
        yield f"shr.{kind}", kind, [kind, "u32"], lambda a, b: a >> min(b, 16)
    for bits in (16,):
        for name, operation in (("and", lambda a, b: a & b), ("or", lambda a, b: a | b), ("xor", lambda a, b: a ^ b)):
            yield f"{name}.b{bits}", f"u{bits}", [f"u{bits}"] * 2, operation
        yield "not.b16", "u16", ["u16"], lambda a: ~a
        yield "shl.b16", "u16", ["u16", "u32"], lambda a, b: a << min(b, 16)
    yield "prmt.b32", "u32", ["u32"] * 3, permuted
    for left in (True, False):
        for wrap in (True, False):
            name = f"shf.{'l' if left else 'r'}.{'wrap' if wrap else 'clamp'}.b32"
            yield name, "u32", ["u32"] * 3, funnel(left, wrap)
    for kind in ("s16", "u16"):
        two = [kind] * 2
        yield f"mul.hi.{kind}", kind, two, lambda a, b: a * b >> 16
        yield f"mad.hi.{kind}", kind, [*two, kind], lambda a, b, c: (a * b >> 16) + c
        yield f"min.{kind}", kind, two, min
        yield f"max.{kind}", kind, two, max
        yield f"sad.{kind}", kind, [*two, kind], lambda a, b, c: abs(a - b) + c
    for kind in ("s64", "u64"):
        yield f"sad.{kind}", kind, [kind] * 3, lambda a, b, c: abs(a - b) + c
    yield "abs.s16", "s16", ["s16"], abs
    yield "neg.s16", "s16", ["s16"], lambda a: -a
    yield "cnot.b16", "u16", ["u16"], lambda a: int(a == 0)
    yield "min.relu.s32", "s32", ["s32"] * 2, lambda a, b: max(min(a, b), 0)
    yield "max.relu.s32", "s32", ["s32"] * 2, lambda a, b: max(a, b, 0)
    yield from video_instructions()


def shift_amount(bits: int) -> Model:
    """How far the first bit that is not like the sign is from the highest place."""

    def made(a: int) -> int:
        length = (~a if a < 0 else a).bit_length()
        return bits - length if length else -1

    return made


def bytes_of(word: int, places: Sequence[int]) -> int:
    return sum((word >> 8 * place & 0xFF) << 8 * k for k, place in enumerate(places))


def pairs(kind: str, operation: Model) -> Model:
    """An operation on each half of two words."""
    half = kind.removesuffix("x2")

    def made(a: int, b: int) -> int:
        results = [operation(cut(a >> s, half), cut(b >> s, half)) & 0xFFFF for s in (0, 16)]
        return results[0] | results[1] << 16

    return made


# The bytes that the modes of prmt choose, by the low two bits of its third operand
PERMUTED = {
    "f4e": [(0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (3, 4, 5, 6)],
    "b4e": [(0, 7, 6, 5), (1, 0, 7, 6), (2, 1, 0, 7), (3, 2, 1, 0)],
    "rc8": [(0,) * 4, (1,) * 4, (2,) * 4, (3,) * 4],
    "ecl": [(0, 1, 2, 3), (1, 1, 2, 3), (2, 2, 2, 3), (3, 3, 3, 3)],
    "ecr": [(0, 0, 0, 0), (0, 1, 1, 1), (0, 1, 2, 2), (0, 1, 2, 3)],
    "rc16": [(0, 1, 0, 1), (2, 3, 2, 3), (0, 1, 0, 1), (2, 3, 2, 3)],
}  # fmt: skip


TOGETHER = 10  # instructions of a kernel at most: kernels cost more than what is in them


@dataclass(frozen=True)
class Try:
    """An instruction; what it gives and takes, each with the part of the register that it names."""

    name: str
    gives: tuple[str, str]
    takes: tuple[tuple[str, str], ...]
    model: Model

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind, _ in self.takes)

    @property
    def label(self) -> str:
        return " ".join([self.name, *(part for _, part in (self.gives, *self.takes) if part)])


def tried(name: str, gives: str, takes: Sequence[str], model: Model) -> Try:
    parts = [part.partition(".") for part in (gives, *takes)]
    return Try(name, (parts[0][0], parts[0][2]), tuple((kind, part) for kind, _, part in parts[1:]), model)


def assembly(each: Try, number: int) -> str:
    constraint = {kind: {"16": "h", "32": "r", "64": "l"}[kind[1:]] for kind in TYPES}
    opcode, _, last = each.name.partition(" ")
    parts = (each.gives[1], *(part for _, part in each.takes))
    named = [f"%{k}{'.' * bool(part)}{part}" for k, part in enumerate(parts)]
    operands = ", ".join([*named, *([last] if last else [])])
    inputs = ", ".join(f'"{constraint[kind]}"(a{k}[i])' for k, kind in enumerate(each.kinds))
    made, gives = f"made{number}", each.gives[0]
    return (
        f"{TYPES[gives][0]} {made};\n"
        f'asm("{opcode} {operands};" : "={constraint[gives]}"({made}) : {inputs});\nr{number}[i] = {made};\n'
    )


def case_of(tries: Sequence[Try], seed: int) -> Case:
    """Instructions with arguments of the same types."""
    values = [given(kind, COUNT, seed + k) for k, kind in enumerate(tries[0].kinds)]
    wanted = [
        np.array([cut(each.model(*row), each.gives[0]) for row in zip(*values, strict=True)], TYPES[each.gives[0]][1])
        for each in tries
    ]
    memory = [Memory(TYPES[kind][0], np.array(v, TYPES[kind][1]))
              for kind, v in zip(tries[0].kinds, values, strict=True)]  # fmt: skip
    outputs = [Memory(TYPES[each.gives[0]][0], np.zeros_like(data)) for each, data in zip(tries, wanted, strict=True)]
    body = "int i = blockIdx.x * blockDim.x + threadIdx.x;\n" + "".join(map(assembly, tries, range(len(tries))))
    return Case(", ".join(each.label for each in tries), (), TARGETS, body, memory, outputs, same(wanted))


def cases() -> Iterator[Case]:
    alike: dict[tuple[str, ...], list[Try]] = {}
    for name, gives, takes, model in instructions():
        each = tried(name, gives, takes, model)
        alike.setdefault(each.kinds, []).append(each)
    for kinds, tries in alike.items():
        for start in range(0, len(tries), TOGETHER):
            yield case_of(tries[start : start + TOGETHER], 100 * len(kinds) + start)
