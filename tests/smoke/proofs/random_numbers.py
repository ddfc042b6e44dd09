"""Proofs of cuRAND's generators in kernels and of its distributions, against the algorithms as they were published,
cuRAND's ways of seeding and of making distributions, and numbers that cuRAND gave."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np

from unwarp.transforms.tables import Target, load

from .case import Case, Memory, targets_of
from .memory import same

WORD, LONG = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF
EACH = 9  # numbers drawn by a thread
HEADERS = ("curand_kernel.h",)

# Of Philox4x32 with 10 rounds: counter, key, what is to come, as the authors of "Parallel random numbers" give it
PUBLISHED = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((WORD,) * 4, (WORD,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
)


def philox(counter: Sequence[int], key: Sequence[int]) -> tuple[int, int, int, int]:
    a, b, c, d = counter
    left, right = key
    for _ in range(10):
        first, second = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = second >> 32 ^ b ^ left, second & WORD, first >> 32 ^ d ^ right, first & WORD
        left, right = left + 0x9E3779B9 & WORD, right + 0xBB67AE85 & WORD
    return a, b, c, d


# ------------------------------------------------------------------------------------------------ the generators


class Philox:
    """A counter of 128 bits, its upper half the sequence; each value of it gives four numbers."""

    def __init__(self, seed: int, sequence: int, offset: int) -> None:
        self.key, self.counter, self.at = (seed & WORD, seed >> 32), sequence << 64, 0
        self.skip(offset)

    def word(self) -> int:
        words = [self.counter >> 32 * k & WORD for k in range(4)]
        value = philox(words, self.key)[self.at]
        self.skip(1)
        return value

    def skip(self, n: int) -> None:
        self.counter, self.at = self.counter + (self.at + n) // 4 & (1 << 128) - 1, (self.at + n) % 4

    def skip_sequences(self, n: int) -> None:
        self.counter = self.counter + (n << 64) & (1 << 128) - 1


Bits = tuple[int, ...]  # a linear map of 160 bits: what becomes of each of them


@lru_cache(maxsize=1)
def xorwow_step() -> Bits:
    def step(v: list[int]) -> list[int]:
        t = v[0] ^ v[0] >> 2
        return [*v[1:], (v[4] ^ v[4] << 4 ^ t ^ t << 1) & WORD]

    made = []
    for bit in range(160):
        state = [1 << bit % 32 if bit // 32 == k else 0 for k in range(5)]
        made.append(sum(word << 32 * k for k, word in enumerate(step(state))))
    return tuple(made)


def applied(bits: Bits, state: int) -> int:
    made = 0
    while state:
        low = state & -state
        made ^= bits[low.bit_length() - 1]
        state ^= low
    return made


@lru_cache(maxsize=160)
def xorwow_power(k: int) -> Bits:
    """2^k steps."""
    if k == 0:
        return xorwow_step()
    half = xorwow_power(k - 1)
    return tuple(applied(half, image) for image in half)


class Xorwow:
    """Marsaglia's xorwow; sequences are 2^67 steps apart."""

    def __init__(self, seed: int, sequence: int, offset: int) -> None:
        a = 1099087573 * (seed & WORD ^ 0xAAD26B49) & WORD
        b = 2591861531 * (seed >> 32 ^ 0xF7DCEFDD) & WORD
        words = [123456789 + a, 362436069 ^ a, 521288629 + b, 88675123 ^ b, 5783321 + a]
        self.state = sum((word & WORD) << 32 * k for k, word in enumerate(words))
        self.d = 6615241 + a + b & WORD
        self.skip_sequences(sequence)
        self.skip(offset)

    def _jump(self, n: int, first: int) -> None:
        for k in range(n.bit_length()):
            if n >> k & 1:
                self.state = applied(xorwow_power(first + k), self.state)

    def word(self) -> int:
        self.skip(1)
        return (self.state >> 128) + self.d & WORD

    def skip(self, n: int) -> None:
        self._jump(n, 0)
        self.d = self.d + 362437 * n & WORD

    def skip_sequences(self, n: int) -> None:
        self._jump(n, 67)


M1, M2 = 4294967087, 4294944443
Matrix = list[list[int]]


def product(a: Matrix, b: Matrix, m: int) -> Matrix:
    return [[sum(x * y for x, y in zip(row, column, strict=True)) % m for column in zip(*b, strict=True)] for row in a]


def power(a: Matrix, n: int, m: int) -> Matrix:
    made = [[int(i == k) for k in range(3)] for i in range(3)]
    while n:
        if n & 1:
            made = product(made, a, m)
        a = product(a, a, m)
        n >>= 1
    return made


class Mrg:
    """L'Ecuyer's MRG32k3a; subsequences are 2^76 steps apart, sequences 2^127."""

    FIRST: ClassVar[Matrix] = [[0, 1, 0], [0, 0, 1], [-810728, 1403580, 0]]
    SECOND: ClassVar[Matrix] = [[0, 1, 0], [0, 0, 1], [-1370589, 0, 527612]]

    def __init__(self, seed: int, sequence: int, offset: int) -> None:
        low, high = seed & WORD ^ 0x55555555, seed >> 32 ^ 0xAAAAAAAA
        self.s1, self.s2 = [12345] * 3, [12345] * 3
        if seed:
            self.s1 = [12345 * x % M1 for x in (low, high, low)]
            self.s2 = [12345 * x % M2 for x in (high, low, high)]
        self.skip(sequence << 76)
        self.skip(offset)

    def number(self) -> int:
        self.skip(1)
        z = (self.s1[2] - self.s2[2]) % M1
        return z or M1

    def word(self) -> int:
        return int(self.number() * 1.000000048662)

    def skip(self, n: int) -> None:
        for name, matrix, m in (("s1", self.FIRST, M1), ("s2", self.SECOND, M2)):
            old = getattr(self, name)
            setattr(self, name, [row[0] for row in product(power(matrix, n, m), [[v] for v in old], m)])

    def skip_subsequences(self, n: int) -> None:
        self.skip(n << 76)

    def skip_sequences(self, n: int) -> None:
        self.skip(n << 127)


Generator = Philox | Xorwow | Mrg
TYPES: dict[str, type[Generator]] = {
    "curandStateXORWOW_t": Xorwow, "curandStatePhilox4_32_10_t": Philox, "curandStateMRG32k3a_t": Mrg,
}  # fmt: skip
OTHER_NAMES = {
    "curandStateXORWOW_t": ("curandState", "curandState_t", "curandStateXORWOW"),
    "curandStatePhilox4_32_10_t": ("curandStatePhilox4_32_10",), "curandStateMRG32k3a_t": ("curandStateMRG32k3a",),
}  # fmt: skip
STATES = [(0, 0, 0), (1234, 0, 0), (1234, 5, 0), (0x299F31D0A4093822, 1 << 40, 8), (99, 7, 3), (7, 0, 1 << 36),
          (42, 5, 3), (81985529216486895, 1000, 123456789012)]  # fmt: skip
# The first six words that cuRAND gave for some of these
GIVEN = {
    ("curandStateXORWOW_t", 6): (1671910461, 864291736, 2000556224, 91178945, 452234629, 3975397960),
    ("curandStatePhilox4_32_10_t", 6): (3747278620, 2557553593, 3331768798, 1480969198, 1957083671, 915798674),
    ("curandStateMRG32k3a_t", 6): (50371445, 305594330, 506285267, 2551512816, 3839373272, 1145696460),
    ("curandStateXORWOW_t", 7): (2410286506, 579936701, 3660239117, 1179677318, 3592793695, 2845395919),
    ("curandStatePhilox4_32_10_t", 7): (1512132289, 533475214, 237553236, 3906086641, 2164581343, 1559647150),
    ("curandStateMRG32k3a_t", 7): (964293401, 1667948683, 2991555510, 2523628284, 1485936303, 990162758),
}


def drawn(kind: str, state: Sequence[int], count: int = EACH) -> list[int]:
    generator = TYPES[kind](*state)
    return [generator.word() for _ in range(count)]


# ------------------------------------------------------------------------------------------------ distributions


def uniform(g: Generator) -> float:
    """In (0, 1]."""
    return g.number() / M1 if isinstance(g, Mrg) else g.word() * 2.0**-32 + 2.0**-33


def of_53_bits(low: int, high: int) -> float:
    return (low ^ high << 21) * 2.0**-53 + 2.0**-54


def uniform_double(g: Generator) -> float:
    if isinstance(g, Mrg):
        return g.number() / M1
    if isinstance(g, Philox):
        return g.word() * 2.0**-32 + 2.0**-32
    low = g.word()
    return of_53_bits(low, g.word())


def polar(u: float, v: float) -> tuple[float, float]:
    """Box and Muller's two numbers."""
    radius = math.sqrt(-2 * math.log(u))
    return math.sin(2 * math.pi * v) * radius, math.cos(2 * math.pi * v) * radius


def normals(g: Generator) -> tuple[float, float]:
    u = uniform(g)
    return polar(u, uniform(g))


def normals_double(g: Generator) -> tuple[float, float]:
    if isinstance(g, Mrg):
        u = uniform(g)
        return polar(u, uniform(g))
    a, b, c, d = (g.word() for _ in range(4))
    return polar(of_53_bits(a, b), of_53_bits(c, d))


def words_as_normals(g: Generator) -> tuple[float, ...]:
    """Four words, taken in pairs."""
    w = [g.word() * 2.0**-32 + 2.0**-33 for _ in range(4)]
    return (*polar(w[0], w[1]), *polar(w[2], w[3]))


def logs(values: Sequence[float], mean: float, deviation: float) -> tuple[float, ...]:
    return tuple(math.exp(mean + deviation * v) for v in values)


@dataclass(frozen=True)
class Distribution:
    """A function, its result, how a state is asked, and what so many numbers of a generator are."""

    name: str
    result: str
    call: str
    model: Callable[[Generator], Sequence[float]]
    kinds: tuple[str, ...] = tuple(TYPES)
    half: bool = False  # every second call gives what the one before left

    @property
    def lanes(self) -> int:
        return int(self.result[-1]) if self.result[-1].isdigit() else 1


ONLY_PHILOX = ("curandStatePhilox4_32_10_t",)


def quadruple_double(g: Generator) -> tuple[float, ...]:
    w = [g.word() for _ in range(8)]
    return tuple(of_53_bits(w[k], w[k + 1]) for k in (0, 2, 4, 6))


def quadruple_normals_double(g: Generator) -> tuple[float, ...]:
    u = quadruple_double(g)
    return (*polar(u[0], u[1]), *polar(u[2], u[3]))


DISTRIBUTIONS = [
    Distribution("curand_uniform", "float", "(&state)", lambda g: (uniform(g),)),
    Distribution("curand_uniform_double", "double", "(&state)", lambda g: (uniform_double(g),)),
    Distribution("curand_normal", "float", "(&state)", normals, half=True),
    Distribution("curand_normal_double", "double", "(&state)", normals_double, half=True),
    Distribution("curand_normal2", "float2", "(&state)", normals),
    Distribution("curand_normal2_double", "double2", "(&state)", normals_double),
    Distribution("curand_log_normal", "float", "(&state, 0.5f, 0.25f)",
                 lambda g: logs(normals(g), 0.5, 0.25), half=True),
    Distribution("curand_log_normal_double", "double", "(&state, 0.5, 0.25)",
                 lambda g: logs(normals_double(g), 0.5, 0.25), half=True),
    Distribution("curand_log_normal2", "float2", "(&state, 0.5f, 0.25f)", lambda g: logs(normals(g), 0.5, 0.25)),
    Distribution("curand_log_normal2_double", "double2", "(&state, 0.5, 0.25)",
                 lambda g: logs(normals_double(g), 0.5, 0.25)),
    Distribution("curand_uniform4", "float4", "(&state)",
                 lambda g: tuple(g.word() * 2.0**-32 + 2.0**-33 for _ in range(4)), ONLY_PHILOX),
    Distribution("curand_uniform2_double", "double2", "(&state)",
                 lambda g: (of_53_bits(g.word(), g.word()), of_53_bits(g.word(), g.word())), ONLY_PHILOX),
    Distribution("curand_uniform4_double", "double4", "(&state)", quadruple_double, ONLY_PHILOX),
    Distribution("curand_normal4", "float4", "(&state)", words_as_normals, ONLY_PHILOX),
    Distribution("curand_normal4_double", "double4", "(&state)", quadruple_normals_double, ONLY_PHILOX),
    Distribution("curand_log_normal4", "float4", "(&state, 0.5f, 0.25f)",
                 lambda g: logs(words_as_normals(g), 0.5, 0.25), ONLY_PHILOX),
    Distribution("curand_log_normal4_double", "double4", "(&state, 0.5, 0.25)",
                 lambda g: logs(quadruple_normals_double(g), 0.5, 0.25), ONLY_PHILOX),
]  # fmt: skip
# How far results may be off: of float the functions' own errors on numbers below about 7, and all in one place
AWAY = {"float": 4e-6, "double": 1e-13}


def distribution(d: Distribution, kind: str) -> Case:
    scalar = d.result.rstrip("24")
    fields = [f".{f}" for f in "xyzw"[: d.lanes]] if d.lanes > 1 else [""]
    lines = ["int i = threadIdx.x;", f"{kind} state;", "curand_init(a0[3 * i], a0[3 * i + 1], a0[3 * i + 2], &state);"]
    lines += ["curand(&state);", f"for (int k = 0; k < {EACH}; ++k) {{", f"    {d.result} v = {d.name}{d.call};"]
    lines += [f"    r0[{d.lanes} * ({EACH} * i + k) + {n}] = v{f};" for n, f in enumerate(fields)]
    lines += ["}", "r1[i] = curand(&state);"]

    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        problems = []
        values = outputs[0].reshape(len(STATES), EACH, d.lanes)
        for number, state in enumerate(STATES):
            g = TYPES[kind](*state)
            g.word()
            wanted: list[float] = []
            while len(wanted) < EACH * d.lanes:
                wanted += d.model(g)
            for k, (got, value) in enumerate(zip(values[number].ravel(), wanted, strict=False)):
                if not abs(got - value) <= AWAY[scalar] * max(1.0, abs(value)):
                    problems.append(f"{state}: number {k} is {got!r}, not {value!r}")
            if outputs[1][number] != (after := g.word()):
                problems.append(f"{state}: the next word is {outputs[1][number]}, not {after}")
        return problems[:4]

    size = len(STATES) * EACH * d.lanes
    code = np.float32 if scalar == "float" else np.float64
    return Case(
        f"{d.name} of {kind}", (d.name, kind), targets_of(load().rows[d.name]), "\n".join(lines),
        [Memory("unsigned long long", np.array(STATES, np.uint64).ravel())],
        [Memory(scalar, np.zeros(size, code)), Memory("unsigned int", np.zeros(len(STATES), np.uint32))], judge,
        headers=HEADERS, grid=(1, 1, 1), block=(len(STATES), 1, 1),
    )  # fmt: skip


def words(kind: str) -> Iterator[Case]:
    flat = np.array(STATES, np.uint64).ravel()
    drawn_words = [drawn(kind, state) for state in STATES]
    for (name, number), given in GIVEN.items():
        assert name != kind or tuple(drawn_words[number][: len(given)]) == given
    wanted = np.array(drawn_words, np.uint32).ravel()
    targets = targets_of(load().rows["curand"])
    for name in (kind, *OTHER_NAMES[kind]):
        body = f"""
int i = threadIdx.x;
{name} state;
curand_init(a0[3 * i], a0[3 * i + 1], a0[3 * i + 2], &state);
for (int k = 0; k < {EACH}; ++k) r0[{EACH} * i + k] = curand(&state);
"""
        yield Case(f"curand of {name}", ("curand_init", "curand", name), targets, body,
                   [Memory("unsigned long long", flat)], [Memory("unsigned int", np.zeros_like(wanted))],
                   same([wanted]), headers=HEADERS, grid=(1, 1, 1), block=(len(STATES), 1, 1))  # fmt: skip
    skips = [(1, 0), (41, 0), (0, 2), (1 << 40, 3), (5, 1 << 33)]
    parts = kind == "curandStateMRG32k3a_t"
    lines = ["int i = threadIdx.x;", f"{kind} state;"]
    lines += [f"for (int k = 0; k < {len(skips)}; ++k) {{", "    curand_init(1234, i, 2, &state);"]
    lines += ["    skipahead(a0[2 * k], &state);", "    skipahead_sequence(a0[2 * k + 1], &state);"]
    lines += ["    skipahead_subsequence(a0[2 * k + 1] + 1, &state);"] if parts else []
    lines += ["    r0[4 * k + i] = curand(&state);", "}"]
    made = []
    for steps, sequences in skips:
        for i in range(4):
            g = TYPES[kind](1234, i, 2)
            g.skip(steps)
            g.skip_sequences(sequences)
            if isinstance(g, Mrg):
                g.skip_subsequences(sequences + 1)
            made.append(g.word())
    names = ("skipahead", "skipahead_sequence", *(["skipahead_subsequence"] if parts else []))
    data = np.array(made, np.uint32)
    yield Case(f"skipping numbers of {kind}", names, targets, "\n".join(lines),
               [Memory("unsigned long long", np.array(skips, np.uint64).ravel())],
               [Memory("unsigned int", np.zeros_like(data))], same([data]), headers=HEADERS, grid=(1, 1, 1),
               block=(4, 1, 1))  # fmt: skip


def fours() -> Case:
    """curand4, between single words."""
    kind = ONLY_PHILOX[0]
    wanted = np.array([drawn(kind, state, 10) for state in STATES], np.uint32)
    body = f"""
int i = threadIdx.x;
{kind} state;
curand_init(a0[3 * i], a0[3 * i + 1], a0[3 * i + 2], &state);
unsigned int *to = r0 + 10 * i;
to[0] = curand(&state);
uint4 v = curand4(&state);
to[1] = v.x; to[2] = v.y; to[3] = v.z; to[4] = v.w;
v = curand4(&state);
to[5] = v.x; to[6] = v.y; to[7] = v.z; to[8] = v.w;
to[9] = curand(&state);
"""
    return Case("curand4", ("curand4", kind), targets_of(load().rows["curand4"]), body,
                [Memory("unsigned long long", np.array(STATES, np.uint64).ravel())],
                [Memory("unsigned int", np.zeros_like(wanted.ravel()))], same([wanted.ravel()]), headers=HEADERS,
                grid=(1, 1, 1), block=(len(STATES), 1, 1))  # fmt: skip


def cases() -> Iterator[Case]:
    for counter, key, answer in PUBLISHED:
        assert philox(counter, key) == answer
    for kind in TYPES:
        yield from words(kind)
    yield fours()
    for d in DISTRIBUTIONS:
        for kind in d.kinds:
            if any(targets_of(load().rows[d.name])):
                yield distribution(d, kind)
