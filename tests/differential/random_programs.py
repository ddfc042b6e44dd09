"""Makes random CUDA programs whose output CUDA defines to the bit: no overflow of signed numbers, no race, no division
by zero, no conversion out of range, and only those floating-point operations that every target rounds alike."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

_INTEGERS = {
    "signed char": "unsigned char", "unsigned char": "unsigned char", "short": "unsigned short",
    "unsigned short": "unsigned short", "int": "unsigned int", "unsigned int": "unsigned int",
    "long long": "unsigned long long", "unsigned long long": "unsigned long long",
}  # fmt: skip
_NARROW = ["signed char", "unsigned char", "short", "unsigned short"]
_FLOATS = ["float", "double"]
_BLOCK = 64
_COUNT = 150  # threads that have an element of their own

_HEAD = """\
#include <cstdio>
#include <cstdlib>
#include <vector>
#include <cuda_runtime.h>

#define CHECK(call) do { cudaError_t e_ = (call); if (e_ != cudaSuccess) { \\
    std::printf("%s: %s\\n", #call, cudaGetErrorString(e_)); std::exit(1); } } while (0)

typedef unsigned long long u64;

__constant__ int table[16] = {3, -7, 11, 0, 5, 19, -2, 8, 1, 100, -50, 27, 6, -1, 42, 13};
__device__ unsigned int tally[8];

template <typename T> __host__ __device__ inline T quotient(T a, T b) { return b == T(0) || b == T(-1) ? a : T(a / b); }
template <typename T> __host__ __device__ inline T rest(T a, T b) { return b == T(0) || b == T(-1) ? b : T(a % b); }
__device__ inline float tame(float x) { return x != x || fabsf(x) > 1e6f ? 1.5f : x; }
__device__ inline double tame(double x) { return x != x || fabs(x) > 1e9 ? 2.5 : x; }
template <typename T> __device__ inline u64 mixed(u64 h, T v) { return (h ^ (u64)v) * 1099511628211ull; }
template <> __device__ inline u64 mixed<float>(u64 h, float v) {
    return mixed(h, (unsigned int)__float_as_int(tame(v) + 0.0f));
}
template <> __device__ inline u64 mixed<double>(u64 h, double v) {
    return mixed(h, (u64)__double_as_longlong(tame(v) + 0.0));
}
"""

_MAIN = """
template <typename K>
static void launch(const char *name, K kernel, int blocks, size_t dynamic, const int *in, u64 *out) {
    CHECK(cudaMemset(out, 0, %(size)d * sizeof(u64)));
    kernel<<<blocks, %(block)d, dynamic>>>(in, out, %(count)d);
    CHECK(cudaGetLastError());
    std::vector<u64> h(%(size)d);
    CHECK(cudaMemcpy(h.data(), out, h.size() * sizeof(u64), cudaMemcpyDeviceToHost));
    u64 sum = 0;
    for (size_t i = 0; i < h.size(); i++) sum = sum * 31 + h[i];
    std::printf("%%s %%016llx %%016llx %%016llx %%016llx\\n", name, sum, h[0], h[7], h[%(count)d - 1]);
}

int main() {
    int *in;
    u64 *out;
    std::vector<int> values(%(size)d);
    unsigned int seed = %(seed)du;
    for (size_t i = 0; i < values.size(); i++) {
        seed = seed * 1664525u + 1013904223u;
        values[i] = i %% 9 == 0 ? 0 : (int)(seed >> (8 + i %% 20)) - (i %% 3 ? 0 : 1 << (23 - i %% 20));
    }
    CHECK(cudaMalloc(&in, values.size() * sizeof(int)));
    CHECK(cudaMalloc(&out, values.size() * sizeof(u64)));
    CHECK(cudaMemcpy(in, values.data(), values.size() * sizeof(int), cudaMemcpyHostToDevice));
%(launches)s    unsigned int counts[8];
    CHECK(cudaMemcpyFromSymbol(counts, tally, sizeof counts));
    for (int i = 0; i < 8; i++) std::printf("%%u ", counts[i]);
    std::printf("\\n");
    return 0;
}
"""


def program(seed: int, kernels: int = 8) -> str:
    """The text of a program; equal for equal seeds."""
    return _Program(random.Random(seed), seed).text(kernels)


@dataclass(frozen=True)
class _Local:
    name: str
    type: str
    writable: bool = True


@dataclass(frozen=True)
class _Record:
    name: str
    members: tuple[_Local, ...]
    bump: str  # the type that its method takes and gives


@dataclass
class _Function:
    name: str
    result: str
    params: tuple[str, ...]  # "T &" for one that it changes
    arguments: str = ""  # explicit template arguments


@dataclass
class _Program:
    rng: random.Random
    seed: int
    number: int = 0
    records: list[_Record] = field(default_factory=list)
    functions: list[_Function] = field(default_factory=list)
    scope: list[_Local] = field(default_factory=list)
    loops: int = 0

    def text(self, kernels: int) -> str:
        parts = [_HEAD]
        parts += [self._define_record() for _ in range(2)]
        parts += [self._define_function() for _ in range(6)]
        launches = ""
        for number in range(kernels):
            parts.append(self._kernel(number))
            blocks = -(-_COUNT // _BLOCK)
            launches += f'    launch("k{number}", k{number}, {blocks}, {_BLOCK} * sizeof(int), in, out);\n'
        size = -(-_COUNT // _BLOCK) * _BLOCK
        parts.append(_MAIN % {"size": size, "count": _COUNT, "block": _BLOCK, "seed": self.seed, "launches": launches})
        return "\n".join(parts)

    # ------------------------------------------------------------------------------------------ small pieces

    def fresh(self, base: str) -> str:
        self.number += 1
        return f"{base}{self.number}"

    def type(self) -> str:
        return self.rng.choice([*_INTEGERS, "int", "int", "unsigned int", "bool", *_FLOATS, "float"])

    def literal(self, ctype: str) -> str:
        rng = self.rng
        if ctype == "bool":
            return rng.choice(["true", "false"])
        if ctype in _FLOATS:
            text = rng.choice(["0.5", "1.25", "-3.0", "100.0", "0.0", "-0.0625", "7.75"])
            return text + "f" if ctype == "float" else text
        if ctype in ("int", "unsigned int", "long long", "unsigned long long"):
            suffix = {"int": "", "unsigned int": "u", "long long": "ll", "unsigned long long": "ull"}[ctype]
            number = rng.choice([0, 1, 2, 3, 7, 31, 255, 1000, 65537, 2147483647])
            return f"-{number}{suffix}" if ctype in ("int", "long long") and rng.random() < 0.3 else f"{number}{suffix}"
        return f"({ctype}){rng.choice([0, 1, 2, 5, 100, 127])}"

    def variable(self, ctype: str, writable: bool = False) -> str | None:
        found = [v.name for v in self.scope if v.type == ctype and (v.writable or not writable)]
        return self.rng.choice(found) if found else None

    # ------------------------------------------------------------------------------------------ expressions

    def value(self, ctype: str, depth: int = 0) -> str:
        """An expression of exactly this type."""
        rng = self.rng
        if depth > 2 or rng.random() < 0.25:
            return self.variable(ctype) or self.literal(ctype)
        ways = ["operation", "operation", "conditional", "conversion", "variable"]
        if calls := [f for f in self.functions if f.result == ctype and not any("&" in p for p in f.params)]:
            ways += ["call", "call"]
        way = rng.choice(ways)
        if way == "variable":
            return self.variable(ctype) or self.literal(ctype)
        if way == "call":
            chosen = rng.choice(calls)
            arguments = ", ".join(self.value(p, depth + 1) for p in chosen.params)
            return f"{chosen.name}{chosen.arguments}({arguments})"
        if way == "conditional":
            return f"({self.truth(depth + 1)} ? {self.value(ctype, depth + 1)} : {self.value(ctype, depth + 1)})"
        if way == "conversion":
            return self._conversion(ctype, depth)
        if ctype == "bool":
            return self.truth(depth)
        return self._floating(ctype, depth) if ctype in _FLOATS else self._integer(ctype, depth)

    def _integer(self, ctype: str, depth: int) -> str:
        rng = self.rng
        wide = _INTEGERS[ctype]
        a, b = self.value(ctype, depth + 1), self.value(ctype, depth + 1)
        if ctype in _NARROW and rng.random() < 0.5:
            other = self.value(rng.choice(_NARROW), depth + 1)
            return f"({ctype})({a} {rng.choice(['+', '-', '&', '|', '^', '<', '>='])} {other})"
        match rng.randrange(8):
            case 0 | 1:
                if ctype in ("unsigned char", "unsigned short"):
                    wide = "unsigned int"
                return f"({ctype})(({wide}){a} {rng.choice('+-')} ({wide}){b})"
            case 2:
                wide = "unsigned int" if ctype in _NARROW else wide
                return f"({ctype})(({wide}){a} * ({wide}){b})"
            case 3:
                return f"{rng.choice(['quotient', 'rest'])}<{ctype}>({a}, {b})"
            case 4:
                return f"({ctype})({a} {rng.choice('&|^')} {b})"
            case 5:
                return f"({ctype})(({wide}){a} {rng.choice(['<<', '>>'])} ({self.value('int', depth + 1)} & 7))"
            case 6:
                return f"({ctype})({a} >> ({self.value('unsigned int', depth + 1)} & 5u))"
        return f"({ctype})~{a}"

    def _floating(self, ctype: str, depth: int) -> str:
        rng = self.rng
        a, b = self.value(ctype, depth + 1), self.value(ctype, depth + 1)
        end = "f" if ctype == "float" else ""
        match rng.randrange(9):
            case 0 | 1 | 2:
                return f"({a} {rng.choice('+-*')} {b})"
            case 3:
                return f"({a} / (fabs{end}({b}) + {'1.0f' if end else '1.0'}))"
            case 4:
                return f"{rng.choice(['fmin', 'fmax'])}{end}(tame({a}), tame({b}))"
            case 5:
                return f"{rng.choice(['floor', 'ceil', 'trunc', 'rint', 'fabs'])}{end}(tame({a}))"
            case 6:
                return f"sqrt{end}(fabs{end}(tame({a})))"
            case 7:
                return f"fma{end}({a}, {b}, {self.value(ctype, depth + 1)})"
        return f"(- {a})"

    def _conversion(self, ctype: str, depth: int) -> str:
        rng = self.rng
        source = self.type()
        inner = self.value(source, depth + 1)
        if ctype != "bool" and ctype not in _FLOATS and source in _FLOATS:
            limit = {"signed char": 100, "unsigned char": 200, "short": 30000, "unsigned short": 60000}.get(
                ctype, 1000000
            )
            low = 0 if ctype.startswith("unsigned") else -limit
            suffix = "f" if source == "float" else ""
            inner = f"fmin{suffix}(fmax{suffix}(tame({inner}), {low}.0{suffix}), {limit}.0{suffix})"
        if ctype == "float" and source == "double":
            inner = f"tame({inner})"
        style = rng.randrange(3)
        if style == 0 and " " not in ctype:
            return f"{ctype}({inner})"
        return f"static_cast<{ctype}>({inner})" if style == 1 else f"(({ctype})({inner}))"

    def truth(self, depth: int = 0) -> str:
        rng = self.rng
        if depth < 2 and rng.random() < 0.3:
            op = rng.choice(["&&", "||"])
            return f"({self.truth(depth + 1)} {op} {self.truth(depth + 1)})"
        ctype = rng.choice([*_INTEGERS, *_FLOATS])
        if ctype in _FLOATS:
            return f"(tame({self.value(ctype, depth + 1)}) {rng.choice(['<', '>', '<=', '>='])} {self.literal(ctype)})"
        if rng.random() < 0.2:
            return f"!{self.value('bool', depth + 1)}"
        left, right = self.value(ctype, depth + 1), self.value(ctype, depth + 1)
        return f"({left} {rng.choice(['<', '>', '==', '!=', '<='])} {right})"

    # ------------------------------------------------------------------------------------------ declarations

    def _define_record(self) -> str:
        rng = self.rng
        name = self.fresh("Record")
        members = tuple(_Local(f"m{n}", rng.choice([*_INTEGERS, "float"])) for n in range(rng.randrange(2, 5)))
        bump = rng.choice(["int", "unsigned int", "short"])
        first = members[0]
        self.scope = [*members, _Local("by", bump, False)]
        body = f"        {first.name} = {self.value(first.type, 1)};\n        return {self.value(bump, 1)};"
        self.scope = [
            *(_Local(f"a.{m.name}", m.type) for m in members),
            *(_Local(f"b.{m.name}", m.type) for m in members),
        ]
        total = "\n".join(f"    r.{m.name} = {self.value(m.type, 1)};" for m in members)
        self.scope = []
        self.records.append(_Record(name, members, bump))
        inits = ", ".join(f"{m.name}(({m.type})(seed + {n}))" for n, m in enumerate(members))
        declared = "\n".join(f"    {m.type} {m.name};" for m in members)
        whole = first.type != "float"
        added = f"({first.type})({first.name} ^ o.{first.name})" if whole else f"{first.name} + tame(o.{first.name})"
        return (
            f"struct {name} {{\n{declared}\n    __device__ explicit {name}(short seed = 3) : {inits} {{}}\n"
            f"    __device__ {bump} bump({bump} by) {{\n{body}\n    }}\n"
            f"    __device__ {name} &operator+=(const {name} &o) {{\n"
            f"        {first.name} = {added};\n        return *this;\n    }}\n}};\n\n"
            f"__device__ {name} operator*(const {name} &a, const {name} &b) {{\n"
            f"    {name} r;\n{total}\n    return r;\n}}\n"
        )

    def _define_function(self) -> str:
        rng = self.rng
        name = self.fresh("f")
        result = self.type()
        kind = rng.choice(["plain", "plain", "reference", "template", "number"])
        params = [self.type() for _ in range(rng.randrange(1, 4))]
        self.scope = [_Local(f"p{n}", p) for n, p in enumerate(params)]
        head, arguments, shown = "", "", [f"{p} p{n}" for n, p in enumerate(params)]
        if kind == "reference":
            shown[0] = f"{params[0]} &p0"
        elif kind == "template":
            head, shown[0] = "template <typename T> ", "T p0"
            arguments = f"<{params[0]}>"
        elif kind == "number":
            head, arguments = "template <int N> ", f"<{rng.randrange(1, 5)}>"
            self.scope.append(_Local("N", "int", False))
        body = self.statements(1, rng.randrange(1, 4), False)
        if kind == "template":  # the scope's types hold for T too
            body = f'    static_assert(sizeof(T) == sizeof({params[0]}), "");\n' + body
        text = f"{head}__device__ {result} {name}({', '.join(shown)}) {{\n{body}    return {self.value(result)};\n}}\n"
        self.scope = []
        listed = tuple(f"{p} &" if kind == "reference" and n == 0 else p for n, p in enumerate(params))
        self.functions.append(_Function(name, result, listed, arguments))
        return text

    # ------------------------------------------------------------------------------------------ kernels

    def _kernel(self, number: int) -> str:
        rng = self.rng
        early = rng.random() < 0.5
        self.scope = [_Local("i", "int", False), _Local("n", "int", False), _Local("t", "unsigned int", False)]
        text = f"__global__ void k{number}(const int *in, u64 *out, int n) {{\n"
        text += "    extern __shared__ int dynamic[];\n" if rng.random() < 0.5 else ""
        dynamic = "dynamic" in text
        shared = [(self.fresh("tile"), self.type()) for _ in range(rng.randrange(0, 3))]
        text += "".join(f"    __shared__ {ctype} {name}[{_BLOCK}];\n" for name, ctype in shared)
        text += "    const unsigned int t = threadIdx.x;\n    const int i = blockIdx.x * blockDim.x + threadIdx.x;\n"
        text += "    u64 h = 14695981039346656037ull;\n"
        places = [*shared, *([("dynamic", "int")] if dynamic else [])]
        text += "    if (i >= n) return;\n" if early and rng.random() < 0.5 else ""
        for _ in range(rng.randrange(3, 7)):
            ctype = self.type()
            name = self.fresh("v")
            source = rng.choice(["in[i]", f"in[(i * 7 + {rng.randrange(9)}) % n]", "in[blockIdx.x]"])
            low = f"({source} & 1)" if ctype == "bool" else f"{source} * 0.25f" if ctype in _FLOATS else source
            text += f"    {ctype} {name} = ({ctype})({low});\n"
            self.scope.append(_Local(name, ctype))
        whole = "if (i >= n) return;" not in text
        for _ in range(rng.randrange(3, 6)):
            text += self.statements(1, rng.randrange(1, 4), False)
            text += self._together(places, whole)
        text += "".join(f"    h = mixed(h, {v.name});\n" for v in self.scope if v.name not in ("i", "n", "t"))
        text += "    if (i < n) atomicAdd(&tally[(unsigned int)(h >> 7) & 7u], (unsigned int)h & 255u);\n"
        text += "    if (i < n) out[i] = h;\n}\n"
        self.scope = []
        return text

    def _together(self, places: list[tuple[str, str]], whole: bool) -> str:
        """Something that a block's threads do together; ``whole``: all of them are there."""
        rng = self.rng
        ways = ["loop"] if places else []
        if places:
            ways += ["shared", "shared"]
        if whole:
            ways += ["warp", "vote", "count"]
        if not ways:
            return ""
        match rng.choice(ways):
            case "shared":
                return self._exchange(*rng.choice(places), "    ", whole)
            case "loop":
                count = self.fresh("r")
                self.scope.append(_Local(count, "int", False))
                kept = list(self.scope)
                body = self._exchange(*rng.choice(places), "        ", whole)
                body += self.statements(2, 1, False)
                self.scope = [v for v in kept if v.name != count]
                return f"    for (int {count} = 0; {count} < {rng.randrange(1, 4)}; {count}++) {{\n{body}    }}\n"
            case "warp":
                ctype = rng.choice(["int", "unsigned int", "float", "long long", "double"])
                name = self.fresh("w")
                way = rng.choice(["__shfl_xor_sync", "__shfl_sync", "__shfl_down_sync", "__shfl_up_sync"])
                width = rng.choice(["", "", ", 16", ", 8"])
                by = rng.randrange(8)
                text = f"    {ctype} {name} = {way}(0xffffffffu, {self.value(ctype, 1)}, {by}{width});\n"
                self.scope.append(_Local(name, ctype))
                return text
            case "vote":
                name = self.fresh("b")
                text = f"    unsigned int {name} = __ballot_sync(0xffffffffu, {self.truth(1)});\n"
                self.scope.append(_Local(name, "unsigned int"))
                return text
        name, cond = self.fresh("c"), self.truth(1)
        self.scope.append(_Local(name, "int"))
        return f"    int {name} = __syncthreads_{rng.choice(['count', 'or', 'and'])}({cond});\n"

    def _exchange(self, tile: str, ctype: str, tab: str, whole: bool) -> str:
        rng = self.rng
        name = self.fresh("x")
        other = rng.choice(["(t + 1) % blockDim.x", "t ^ 1", "blockDim.x - 1 - t", "(t * 5 + 3) % blockDim.x"])
        before = (
            ""
            if whole
            else f"{tab}if (t == 0) for (unsigned int q = 0; q < blockDim.x; q++) {tile}[q] = {self.literal(ctype)};\n"
        )
        text = f"{before}{tab}__syncthreads();\n" if before else ""
        text += f"{tab}{tile}[t] = {self.value(ctype, 1)};\n{tab}__syncthreads();\n"
        text += f"{tab}{ctype} {name} = {tile}[{other}];\n{tab}__syncthreads();\n"
        self.scope.append(_Local(name, ctype))
        return text

    # ------------------------------------------------------------------------------------------ statements

    def statements(self, depth: int, count: int, loop: bool) -> str:
        return "".join(self.statement(depth, loop) for _ in range(count))

    def inner(self, depth: int, loop: bool) -> str:
        """A block of statements with a scope of its own."""
        kept = list(self.scope)
        text = self.statements(depth, self.rng.randrange(1, 4), loop)
        self.scope = kept
        return text

    def statement(self, depth: int, loop: bool) -> str:
        rng = self.rng
        tab = "    " * depth
        ways = ["declare", "set", "set", "compound", "step", "record", "array", "lambda", "vector", "pointer"]
        if depth < 4:
            ways += ["if", "for", "while", "switch", "block"]
        if loop:
            ways.append("jump")
        if any(any("&" in p for p in f.params) for f in self.functions):
            ways.append("reference")
        return str(getattr(self, f"_{rng.choice(ways)}")(tab, depth, loop))

    def _declare(self, tab: str, depth: int, loop: bool) -> str:
        name, ctype = self.fresh("v"), self.type()
        value = self.value(ctype)
        self.scope.append(_Local(name, ctype))
        return f"{tab}{self.rng.choice([ctype, 'auto'])} {name} = {value};\n"

    def _target(self) -> _Local:
        found = [v for v in self.scope if v.writable]
        return self.rng.choice(found) if found else _Local("", "")

    def _set(self, tab: str, depth: int, loop: bool) -> str:
        target = self._target()
        return f"{tab}{target.name} = {self.value(target.type)};\n" if target.name else ""

    def _compound(self, tab: str, depth: int, loop: bool) -> str:
        target = self._target()
        if not target.name or target.type == "bool":
            return ""
        if target.type in _FLOATS:
            return f"{tab}{target.name} {self.rng.choice(['+=', '-=', '*='])} {self.value(target.type, 1)};\n"
        if target.type in _NARROW:
            source = self.rng.choice([*_NARROW, "unsigned int"])
            return f"{tab}{target.name} {self.rng.choice(['+=', '-=', '^=', '&='])} {self.value(source, 1)};\n"
        if target.type.startswith("unsigned"):
            source = self.rng.choice([target.type, *_NARROW])
            return (
                f"{tab}{target.name} {self.rng.choice(['+=', '*=', '-=', '^=', '>>= 3 &'])} {self.value(source, 1)};\n"
            )
        return f"{tab}{target.name} {self.rng.choice(['^=', '&=', '|='])} {self.value(self.rng.choice(_NARROW), 1)};\n"

    def _step(self, tab: str, depth: int, loop: bool) -> str:
        target = self._target()
        if not target.type.startswith("unsigned"):
            return ""
        step = self.rng.choice(["++", "--"])
        after = self.rng.random() < 0.5
        name = self.fresh("v")
        text = f"{tab}{target.type} {name} = {target.name + step if after else step + target.name};\n"
        self.scope.append(_Local(name, target.type))
        return text

    def _record_value(self, record: _Record) -> str:
        return f"{record.name}({self.value('short', 1)})" if self.rng.random() < 0.7 else f"{record.name}()"

    def _record_uses(self, name: str, record: _Record) -> list[_Local]:
        return [_Local(f"{name}.{m.name}", m.type) for m in record.members]

    def _named_record(self, tab: str) -> tuple[str, str, _Record]:
        record = self.rng.choice(self.records)
        name = self.fresh("s")
        return f"{tab}{record.name} {name} = {self._record_value(record)};\n", name, record

    def _block(self, tab: str, depth: int, loop: bool) -> str:
        return f"{tab}{{\n{self.inner(depth + 1, loop)}{tab}}}\n"

    def _if(self, tab: str, depth: int, loop: bool) -> str:
        text = f"{tab}if ({self.truth()}) {{\n{self.inner(depth + 1, loop)}{tab}}}"
        if self.rng.random() < 0.5:
            text += f" else {{\n{self.inner(depth + 1, loop)}{tab}}}"
        return text + "\n"

    def _for(self, tab: str, depth: int, loop: bool) -> str:
        name = self.fresh("j")
        kept = list(self.scope)
        self.scope.append(_Local(name, "int", False))
        end = self.rng.choice(["3", "5", f"({self.value('int', 1)} & 3)", "(int)(t & 3u)" if self._has("t") else "2"])
        body = self.inner(depth + 1, True)
        self.scope = kept
        step = self.rng.choice([f"++{name}", f"{name} += 2"])
        return f"{tab}for (int {name} = 0; {name} < {end}; {step}) {{\n{body}{tab}}}\n"

    def _has(self, name: str) -> bool:
        return any(v.name == name for v in self.scope)

    def _while(self, tab: str, depth: int, loop: bool) -> str:
        name = self.fresh("j")
        kept = list(self.scope)
        self.scope.append(_Local(name, "unsigned int", False))
        body = self.inner(depth + 1, True)
        self.scope = kept
        start = f"{tab}unsigned int {name} = {self.value('unsigned int', 1)} & 3u;\n"
        if self.rng.random() < 0.5:
            return f"{start}{tab}while ({name}-- > 0u && {self.truth(1)}) {{\n{body}{tab}}}\n"
        return f"{start}{tab}do {{\n{body}{tab}}} while ({name}++ < 3u);\n"

    def _switch(self, tab: str, depth: int, loop: bool) -> str:
        text = f"{tab}switch ({self.value('int', 1)} & 3) {{\n"
        for case in range(3):
            text += f"{tab}case {case}: {{\n{self.inner(depth + 2, False)}{tab}}}\n"
            text += f"{tab}    break;\n" if self.rng.random() < 0.7 else ""
        return text + f"{tab}default:\n{self.inner(depth + 1, False)}{tab}    break;\n{tab}}}\n"

    def _jump(self, tab: str, depth: int, loop: bool) -> str:
        return f"{tab}if ({self.truth(1)}) {self.rng.choice(['break', 'continue'])};\n"

    def _reference(self, tab: str, depth: int, loop: bool) -> str:
        chosen = self.rng.choice([f for f in self.functions if any("&" in p for p in f.params)])
        changed = self.variable(chosen.params[0].removesuffix(" &"), writable=True)
        if changed is None or "." in changed and self.rng.random() < 0.5:
            return ""
        arguments = ", ".join([changed, *(self.value(p, 1) for p in chosen.params[1:])])
        name = self.fresh("v")
        text = f"{tab}{chosen.result} {name} = {chosen.name}({arguments});\n"
        self.scope.append(_Local(name, chosen.result))
        return text

    def _record(self, tab: str, depth: int, loop: bool) -> str:
        text, name, record = self._named_record(tab)
        way = self.rng.randrange(3)
        if way == 0:
            text += f"{tab}{name} += {self._record_value(record)};\n"
        elif way == 1:
            text += f"{tab}{name} = {name} * {self._record_value(record)};\n"
        else:
            result = self.fresh("v")
            text += f"{tab}{record.bump} {result} = {name}.bump({self.value(record.bump, 1)});\n"
            self.scope.append(_Local(result, record.bump))
        self.scope += self._record_uses(name, record)
        return text

    def _array(self, tab: str, depth: int, loop: bool) -> str:
        name, ctype = self.fresh("a"), self.type()
        values = ", ".join(self.value(ctype, 2) for _ in range(4))
        text = f"{tab}{ctype} {name}[4] = {{{values}}};\n"
        text += f"{tab}{name}[{self.value('unsigned int', 1)} & 3u] = {self.value(ctype, 1)};\n"
        if self.rng.random() < 0.5:
            each = self.fresh("e")
            op = "||" if ctype == "bool" else "+" if ctype in _FLOATS else "^"
            text += f"{tab}for ({ctype} &{each} : {name}) {each} = {each} {op} {self.value(ctype, 2)};\n"
        self.scope.append(_Local(f"{name}[{self.rng.randrange(4)}]", ctype))
        index = self.variable("int")
        if index is not None:
            self.scope.append(_Local(f"{name}[{index} & 3]", ctype, False))
        return text

    def _lambda(self, tab: str, depth: int, loop: bool) -> str:
        name, ctype, result = self.fresh("l"), self.type(), self.type()
        how = self.rng.choice(["[&]", "[=]"])
        kept = list(self.scope)
        self.scope = [v for v in kept if how == "[&]" or "[" not in v.name]
        self.scope.append(_Local("q", ctype, False))
        value = self.value(result, 1)
        self.scope = kept
        text = f"{tab}auto {name} = {how}({ctype} q) -> {result} {{ return {value}; }};\n"
        out = self.fresh("v")
        text += f"{tab}{result} {out} = {name}({self.value(ctype, 1)});\n"
        self.scope.append(_Local(out, result))
        return text

    def _vector(self, tab: str, depth: int, loop: bool) -> str:
        base, ctype, size = self.rng.choice(
            [("float", "float", 4), ("int", "int", 2), ("uchar", "unsigned char", 4), ("double", "double", 2),
             ("short", "short", 4), ("float", "float", 3), ("uint", "unsigned int", 4), ("longlong", "long long", 2)]
        )  # fmt: skip
        name = self.fresh("w")
        values = ", ".join(self.value(ctype, 1) for _ in range(size))
        for member in "xyzw"[:size]:
            self.scope.append(_Local(f"{name}.{member}", ctype))
        return f"{tab}{base}{size} {name} = make_{base}{size}({values});\n"

    def _pointer(self, tab: str, depth: int, loop: bool) -> str:
        target = self._target()
        if not target.name or "." in target.name and self.rng.random() < 0.5:
            return ""
        other = self.variable(target.type, writable=True)
        name = self.fresh("p")
        if other is None or self.rng.random() < 0.5:
            text = f"{tab}{target.type} &{name} = {target.name};\n"
            self.scope.append(_Local(name, target.type))
            return text
        text = f"{tab}{target.type} *{name} = {self.truth(1)} ? &{target.name} : &{other};\n"
        self.scope.append(_Local(f"(*{name})", target.type))
        return text
