"""Makes random kernels that CUDA defines: where threads part, warp operations name the lanes that come along."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

_HEAD = """
__global__ void k(int *data, int n) {
    __shared__ int s[128];
    int t = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
    int a = data[t], b = t, c = n, d = 1, size = blockDim.x * blockDim.y * blockDim.z;
    unsigned int all = __ballot_sync(0xffffffffu, 1);
"""


def kernel(rng: random.Random) -> str:
    """The text of a kernel ``k(int *data, int n)``."""
    maker = _Maker(rng)
    body = maker.block(0, "all", whole=True, loop=False)
    return _HEAD + body + "    data[t] = a + 3 * b + 5 * c + 7 * d;\n}\n"


@dataclass
class _Maker:
    rng: random.Random
    names: int = 0
    steps: int = 0
    uniform: list[str] = field(default_factory=lambda: ["n"])

    def fresh(self, base: str) -> str:
        self.names += 1
        return f"{base}{self.names}"

    def value(self, depth: int = 0) -> str:
        rng = self.rng
        if depth > 1 or rng.random() < 0.4:
            return rng.choice(["a", "b", "c", "d", "t", *self.uniform, str(rng.randrange(9))])
        left, right = self.value(depth + 1), self.value(depth + 1)
        return f"({left} {rng.choice('+-*&|^')} {right})"

    def cond(self) -> str:
        rng = self.rng
        return f"{self.value(1)} % {rng.randrange(2, 6)} {rng.choice(['<', '==', '>', '!='])} {rng.randrange(3)}"

    def same(self) -> str:
        """A condition that is the same for all threads."""
        return f"{self.rng.choice(self.uniform)} % {self.rng.randrange(2, 5)} < {self.rng.randrange(1, 4)}"

    def block(self, depth: int, mask: str, whole: bool, loop: bool) -> str:
        """``mask`` names the lanes here; ``whole``: all threads come along; ``loop``: jumps may stand here."""
        inner = list(self.uniform)
        text = "".join(self.statement(depth, mask, whole, loop) for _ in range(self.rng.randrange(2, 5)))
        self.uniform = inner
        return text

    def statement(self, depth: int, mask: str, whole: bool, loop: bool) -> str:
        rng = self.rng
        tab = "    " * (depth + 1)
        target = rng.choice("abcd")
        choices = ["set", "set", "warp", "warp", "vote"]
        if whole:
            choices += ["shared", "count", "uniform", "strided", "walk", "guard"]
        if depth < 3:
            choices += ["if", "if", "loop", "apart"] + (["same", "rounds"] if whole else [])
        if loop:
            choices += ["jump"]
        match rng.choice(choices):
            case "set":
                return f"{tab}{target} {rng.choice(['=', '+=', '^='])} {self.value()};\n"
            case "uniform":
                name = self.fresh("u")
                text = f"{tab}int {name} = {rng.choice(self.uniform)} * {rng.randrange(4)} + 1;\n"
                self.uniform.append(name)
                return text
            case "warp":
                width = rng.choice([32, 32, 16, 8, 4])
                kind, by = rng.choice(
                    [
                        ("up", rng.randrange(5)),
                        ("down", rng.randrange(5)),
                        ("xor", rng.choice([1, 2, 4, 3])),
                        ("", rng.randrange(9)),
                    ]
                )
                name = f"__shfl_{kind}_sync" if kind else "__shfl_sync"
                call = f"{name}({mask}, {self.value(1)}, {by}, {width})"
                return self._guarded_shuffle(tab, target, call, kind, by, width, mask)
            case "vote":
                call = rng.choice(["__ballot_sync", "__any_sync", "__all_sync"])
                return f"{tab}{target} += (int)({call}({mask}, {self.cond()}) & 1023);\n"
            case "shared":
                return (
                    f"{tab}__syncthreads();\n{tab}s[t] = {self.value()};\n{tab}__syncthreads();\n"
                    f"{tab}{target} += s[(t * {rng.randrange(1, 4)} + {rng.randrange(5)}) "
                    "% (blockDim.x * blockDim.y)];\n"
                )
            case "strided":
                count = self.fresh("q")
                ctype, start = rng.choice(["int", "unsigned int", "long"]), rng.choice(["", f" + {rng.randrange(9)}"])
                step = rng.choice(["blockDim.x", "32", f"{rng.randrange(1, 9)}"])
                end, own = f"n + {rng.randrange(40)}", self.fresh("w")
                return (
                    f"{tab}for ({ctype} {count} = threadIdx.x{start}; {count} < {end}; {count} += {step}) {{\n"
                    f"{tab}    int {own} = {self.value(1)} % 100;\n"
                    f"{tab}    if ({self.cond()}) {target} = {target} % 1000 + {own} * (int){count};\n{tab}}}\n"
                )
            case "guard":
                index = rng.choice(["(int)threadIdx.x", f"(int)threadIdx.x + {rng.randrange(9)}", "threadIdx.x"])
                limit = rng.choice(["n", f"n - {rng.randrange(60)}", str(rng.randrange(40))])
                limit = f"(unsigned int)({limit})" if index == "threadIdx.x" else limit
                op = rng.choice(["<", "<", "<=", ">", ">=", "=="])
                more = rng.choice(["", f" && {self.cond()}", f" && {self.same()}", " && (int)threadIdx.y < n - 3"])
                return (
                    f"{tab}__syncthreads();\n{tab}s[t] = a;\n{tab}__syncthreads();\n"
                    f"{tab}if ({index} {op} {limit}{more}) s[t] = {self.value()};\n"
                    f"{tab}__syncthreads();\n{tab}{target} += s[t];\n"
                )
            case "walk":
                count = self.fresh("r")
                place = rng.choice([f"(t + {count}) % size", f"{count} % size", "t"])
                return (
                    f"{tab}__syncthreads();\n{tab}s[t] = {self.value()};\n{tab}__syncthreads();\n"
                    f"{tab}for (int {count} = 0; {count} < n; {count}++) {{\n"
                    f"{tab}    {target} = {target} % 1000 + s[{place}] % {rng.randrange(2, 9)} * {count};\n{tab}}}\n"
                    f"{tab}__syncthreads();\n"
                )
            case "count":
                return f"{tab}{target} += __syncthreads_{rng.choice(['count', 'or', 'and'])}({self.cond()});\n"
            case "same":
                body = self.block(depth + 1, mask, whole, loop)
                other = self.block(depth + 1, mask, whole, loop)
                return f"{tab}if ({self.same()}) {{\n{body}{tab}}} else {{\n{other}{tab}}}\n"
            case "if":
                name, flag = self.fresh("m"), self.fresh("f")
                body = self.block(depth + 1, name, False, False)
                text = (
                    f"{tab}int {flag} = {self.cond()};\n"
                    f"{tab}unsigned int {name} = __ballot_sync({mask}, {flag});\n"
                    f"{tab}if ({flag}) {{\n{body}{tab}}}"
                )
                if rng.random() < 0.5:
                    other = self.fresh("m")
                    text = text.replace(
                        f"{tab}if ({flag})", f"{tab}unsigned int {other} = {mask} & ~{name};\n{tab}if ({flag})", 1
                    )
                    text += f" else {{\n{self.block(depth + 1, other, False, False)}{tab}}}"
                return text + "\n"
            case "apart":
                count = self.fresh("i")
                body = f"{tab}    {target} += {self.value()};\n"
                jump = rng.choice(["break", "continue", "break"])
                return (
                    f"{tab}for (int {count} = 0; {count} < (t + {rng.randrange(4)}) % 5; {count}++) {{\n"
                    f"{tab}    if ({self.cond()}) {jump};\n{body}{tab}}}\n"
                )
            case "rounds":
                count = self.fresh("r")
                outer = list(self.uniform)
                self.uniform.append(count)
                body = self.block(depth + 1, mask, True, False)
                self.uniform = outer
                leave = (
                    f"{tab}    if ({self.same()}) {rng.choice(['break', 'continue'])};\n" if rng.random() < 0.5 else ""
                )
                return (
                    f"{tab}for (int {count} = 0; {count} < {rng.randrange(1, 4)}; {count}++) {{\n{leave}{body}{tab}}}\n"
                )
            case "loop":
                count, name, flag = self.fresh("i"), self.fresh("m"), self.fresh("f")
                body = self.block(depth + 1, name, False, True)
                return (
                    f"{tab}unsigned int {name} = {mask};\n"
                    f"{tab}for (int {count} = 0; {count} < 4; {count}++) {{\n"
                    f"{tab}    int {flag} = {count} < (t ^ {self.value(1)} & 3) % 4;\n"
                    f"{tab}    {name} = __ballot_sync({name}, {flag});\n"
                    f"{tab}    if (!{flag}) break;\n"
                    f"{body.replace('JUMP', name)}{tab}}}\n"
                )
        # a jump: first tell the others who leaves
        flag = self.fresh("f")
        name = "JUMP"
        return (
            f"{tab}int {flag} = {self.cond()};\n{tab}{name} = __ballot_sync({name}, !{flag});\n"
            f"{tab}if ({flag}) break;\n"
        )

    def _guarded_shuffle(self, tab: str, target: str, call: str, kind: str, by: int, width: int, mask: str) -> str:
        """A shuffle, its value used only where the lane it comes from takes part."""
        lane, value = self.fresh("l"), self.fresh("v")
        start = f"(t % 32 / {width} * {width})"
        source = {
            "up": f"(t % 32 - {by} >= {start} ? t % 32 - {by} : t % 32)",
            "down": f"(t % 32 + {by} < {start} + {width} ? t % 32 + {by} : t % 32)",
            "xor": f"((t % 32 ^ {by}) < {start} + {width} ? t % 32 ^ {by} : t % 32)",
            "": f"({start} + {by % width})",
        }[kind]
        return (
            f"{tab}int {lane} = {source};\n{tab}int {value} = {call};\n"
            f"{tab}if ({mask} >> {lane} & 1) {target} += {value};\n"
        )
