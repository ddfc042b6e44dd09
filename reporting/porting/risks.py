"""Code that translates and may yet behave otherwise where the hardware is another: found by its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...parser.tokens import ID, RawTokens
from ...transforms.tables import Tables


@dataclass(frozen=True)
class Kind:
    """A kind of risk, as reports show it."""

    name: str
    title: str
    why: str


WARP = Kind(
    "warp-size", "arithmetic with a warp of 32 threads",
    "An AMD GPU of the CDNA family has wavefronts of 64, Intel's sub-groups have 8 to 32: a lane and a warp computed "
    "with 32 are only right where the translation keeps warps of 32. Use warpSize, or keep 32 as a stated assumption.",
)  # fmt: skip
MASK = Kind(
    "warp-mask", "a warp's mask of 32 bits as a literal",
    "HIP's masks have 64 bits, and a wavefront of 64 has threads that such a mask leaves out.",
)  # fmt: skip
ARCHITECTURE = Kind(
    "architecture", "code chosen by NVIDIA's architecture",
    "Which branch of __CUDA_ARCH__ is taken on another target is decided by the value that unwarp gives it; look "
    "whether that branch suits.",
)  # fmt: skip
ACCURACY = Kind(
    "accuracy", "fast mathematics",
    "Intrinsics such as __expf have the accuracy of the hardware. Another target computes them with another error, "
    "mostly a smaller one, so that results differ in the last digits.",
)  # fmt: skip
ALIGNMENT = Kind(
    "alignment", "memory read as wider elements",
    "A pointer cast to a vector type must be aligned to that type's size. CUDA faults where it is not; elsewhere it "
    "may be slow, or undefined.",
)  # fmt: skip
IMPLICIT = Kind(
    "warp-synchronous", "volatile shared memory",
    "Code of this kind often relies on the threads of a warp running in step, without __syncwarp. CUDA promises that "
    "no more since Volta; unwarp puts the missing barriers in on C and OpenCL.",
)  # fmt: skip
KINDS = (WARP, MASK, ARCHITECTURE, ACCURACY, ALIGNMENT, IMPLICIT)

_LANE = {"%": ("32",), "&": ("31", "0x1f", "0x1F"), "/": ("32",), ">>": ("5",)}
_MASK = re.compile(r"(?i)0xf{8}u?")
_WIDE = re.compile(r"(?:char|uchar|short|ushort|int|uint|long|ulong|float|double)(?:2|4|8)")


def risks_of(tokens: RawTokens, own: frozenset[str], tables: Tables) -> Iterator[tuple[Kind, int]]:
    """The risks of a file with their offsets."""
    texts = tokens.texts
    indices = _indices(tokens)
    for index, text in enumerate(texts):
        start = tokens.starts[index]
        if text in _LANE and _after(tokens, index) in _LANE[text] and _is_index(tokens, index - 1, indices):
            yield WARP, start
        elif text.endswith("_sync") and index + 2 < len(texts) and _MASK.fullmatch(texts[index + 2]):
            yield MASK, tokens.starts[index + 2]
        elif text.startswith("__") and tokens.kinds[index] == ID and text not in own and _is_fast(text, tables):
            yield ACCURACY, start
        elif text == "volatile" and "__shared__" in texts[max(0, index - 2) : index + 3]:
            yield IMPLICIT, start
        elif _WIDE.fullmatch(text) and _is_cast(tokens, index):
            yield ALIGNMENT, start
    for directive in tokens.directives:
        if directive.name in ("if", "ifdef", "ifndef", "elif") and "__CUDA_ARCH__" in directive.rest:
            yield ARCHITECTURE, directive.start


def _after(tokens: RawTokens, index: int) -> str:
    """The operand behind an operator, where nothing binds it more tightly."""
    texts = tokens.texts
    if index + 2 < len(texts) and texts[index + 2] in ("*", "/", "%", ".", "->", "[", "("):
        return ""
    return texts[index + 1] if index + 1 < len(texts) else ""


def _indices(tokens: RawTokens) -> frozenset[str]:
    """Variables that begin as a thread's index along x."""
    texts = tokens.texts
    return frozenset(
        texts[index - 2]
        for index in range(2, len(texts) - 3)
        if texts[index - 1 : index + 3] == ["=", "threadIdx", ".", "x"] and texts[index + 3] in (";", ",")
    )


def _is_index(tokens: RawTokens, index: int, indices: frozenset[str]) -> bool:
    texts = tokens.texts
    if texts[index] in indices:
        return index == 0 or texts[index - 1] not in (".", "->")
    return texts[index] == "x" and index > 1 and texts[index - 2] == "threadIdx"


def _is_fast(name: str, tables: Tables) -> bool:
    row = tables.get(name)
    return row is not None and row.kind == "math" and any(
        mapping is not None and mapping.note for mapping in (row.hip, row.sycl, row.opencl, row.c)
    )  # fmt: skip


def _is_cast(tokens: RawTokens, index: int) -> bool:
    """``(float4 *)p`` or ``reinterpret_cast<float4 *>(p)``, not the declaration of a parameter."""
    texts = tokens.texts
    begin = index - 1
    while begin > 0 and texts[begin] == "const":
        begin -= 1
    if index + 2 >= len(texts) or texts[index + 1] != "*":
        return False
    if texts[begin] == "<":
        return begin > 0 and texts[begin - 1] == "reinterpret_cast"
    casts = texts[begin] == "(" and texts[index + 2] == ")" and begin > 0 and not _is_name(tokens, begin - 1)
    return casts and index + 3 < len(texts) and (tokens.kinds[index + 3] == ID or texts[index + 3] in ("(", "&"))


def _is_name(tokens: RawTokens, index: int) -> bool:
    """A name before the bracket makes it a list of parameters or arguments."""
    return tokens.kinds[index] == ID and tokens.texts[index] not in ("return", "else", "case")
