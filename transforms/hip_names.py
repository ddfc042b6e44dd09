"""What raw tokens say about a HIP program's files together, and the arguments of a call.
Working on raw tokens, it holds in every ``#if`` branch and in macro bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, pairwise

from ..parser.diagnostics import Rule, Sink
from ..parser.source import Span
from ..parser.tokens import ID, RawTokens
from .host_names import Live
from .host_scan import qualifier_macros
from .own_names import declared_like_cuda, declares_function, own_names

_DEVICE = frozenset({"__global__", "__device__", "<<<"})


@dataclass(frozen=True)
class Reporter:
    """Reports about places that a compiler would see: ``live`` are the offsets of their tokens, None for all."""

    sink: Sink
    live: Live | None = None

    def __call__(self, rule: Rule, span: Span, at: int = -1, **facts: str) -> None:
        """Report about a span, unless its place (``at``, by default its beginning) is dead."""
        if self.live is None or (span.start if at < 0 else at) in self.live.get(span.source, ()):
            self.sink.report(rule, span, **facts)


_SHORT = frozenset({"short", "ushort", "uint16_t"})
_OVERLOADS = {  # names of CUDA of which HIP lacks an overload, with the words by which a program has its type
    "atomicCAS": _SHORT, "atomicCAS_block": _SHORT, "atomicCAS_system": _SHORT, "__ldg": frozenset({"ushort4"}),
}  # fmt: skip
_MORE_ATOMICS = {  # overloads that HIP has and CUDA lacks, or lacked once: by name, the types
    **dict.fromkeys(("atomicMin", "atomicMax", "atomicSub", "atomicCAS"), frozenset({"float", "double"})),
    "atomicAdd": frozenset({"double"}), "atomicExch": frozenset({"double"}),
}  # fmt: skip
_SHUFFLES = frozenset({"__shfl_sync", "__shfl_up_sync", "__shfl_down_sync", "__shfl_xor_sync"})  # masks differ
BESIDE = {  # what is called instead where a program has overloads of its own
    **{name: f"uw_{name}" for name in _MORE_ATOMICS}, **{name: f"uw_{name.strip('_')}" for name in _SHUFFLES},
}  # fmt: skip


@dataclass(frozen=True)
class Survey:
    """What an edit needs to know about the program's other files. ``own`` are the names that the program declares or
    defines as macros, ``declared`` those that it seems to declare (`declared_like_cuda`), ``macros`` those that stand
    for qualifiers; ``asks_warp_size``: host code reads how many lanes a warp has; ``device``: there is device code, so
    that the file that is compiled needs HIP's header whether it has such code itself or not; ``groups``: the names and
    headers that the files use, if they include cooperative groups; ``cub``: what they name of CUB, with an empty name
    where that cannot be told; ``overloads``: names of CUDA of which HIP lacks an overload that the files may call, by
    the types that they name; ``beside``: those of which the program defines an overload that HIP has too, or that needs
    to stand beside what HIP calls otherwise."""

    own: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    macros: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asks_warp_size: bool = False
    device: bool = False
    groups: frozenset[str] = frozenset()
    cub: frozenset[str] = frozenset()
    overloads: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()


def survey(files: Iterable[RawTokens]) -> Survey:
    """Look through all files of a program."""
    files = list(files)
    own: set[str] = set()
    declared: set[str] = set()
    words: set[str] = set()
    cub: set[str] = set()
    beside: set[str] = set()
    asks = device = groups = False
    for tokens in files:
        words.update(tokens.texts)
        included = {d.rest.strip(' \t<>"') for d in tokens.directives if d.name == "include"}
        words |= included
        groups = groups or any(name.startswith("cooperative_groups") for name in included)
        device = device or not _DEVICE.isdisjoint(tokens.texts)
        own |= own_names(tokens)
        declared |= declared_like_cuda(tokens)
        cub |= _members(tokens, "cub")
        beside |= _beside(tokens)
        asks = asks or any(
            text == "cudaDevAttrWarpSize" or (text == "warpSize" and before in (".", "->"))
            for before, text in pairwise(chain([""], tokens.texts))
        )
    used = frozenset(words) if groups else frozenset()
    overloads = frozenset(name for name, types in _OVERLOADS.items() if name in words and types & words)
    return Survey(
        frozenset(own), frozenset(declared), qualifier_macros(files), asks, device, used, frozenset(cub), overloads,
        frozenset(beside),
    )  # fmt: skip


def _members(tokens: RawTokens, namespace: str) -> set[str]:
    """The members of a namespace that a file names, and an empty name where it names the namespace alone."""
    texts = tokens.texts
    places = [index for index, text in enumerate(texts) if text == namespace]
    return {texts[i + 2] if texts[i + 1 : i + 2] == ["::"] and i + 2 < len(texts) else "" for i in places}


def _beside(tokens: RawTokens) -> set[str]:
    """The atomic functions of which a file declares an overload that HIP has: ``float atomicMax(float *, float)``; and
    the shuffles of which it declares any."""
    texts, found = tokens.texts, set()
    for index, text in enumerate(texts):
        if text in _SHUFFLES and declares_function(tokens, index):
            found.add(text)
        types = _MORE_ATOMICS.get(text)
        if types is None or texts[index + 1 : index + 2] != ["("] or index == 0:
            continue
        if texts[index - 1] in types and texts[index + 2] == texts[index - 1] and texts[index + 3] in ("*", "volatile"):
            found.add(text)
    return found


def arguments(tokens: RawTokens, bracket: int) -> list[tuple[int, int]]:
    """The arguments in the parentheses that open at a token, as half-open ranges of tokens. Commas between
    angle brackets that can only be template arguments do not separate."""
    close = tokens.mates[bracket]
    if close < 0 or close == bracket + 1:
        return []
    result: list[tuple[int, int]] = []
    begin = index = bracket + 1
    while index < close:
        text = tokens.texts[index]
        if text in ("(", "[", "{") and tokens.mates[index] > index:
            index = tokens.mates[index]
        elif text == "<":
            index = max(index, template_end(tokens, index, close))
        elif text == ",":
            result.append((begin, index))
            begin = index + 1
        index += 1
    result.append((begin, close))
    return result


def template_end(tokens: RawTokens, angle: int, stop: int) -> int:
    """The ``>`` that closes template arguments which open at a ``<``, or -1 where it is a comparison."""
    if angle == 0 or tokens.kinds[angle - 1] != ID:
        return -1
    depth = 0
    index = angle
    while index < stop:
        text = tokens.texts[index]
        if text == "<":
            depth += 1
        elif text == ">":
            depth -= 1
            if depth == 0:
                after = tokens.texts[index + 1] if index + 1 < len(tokens) else ""
                return index if after in (",", ")", "(", "::", "{", "<<<", "") else -1
        elif text in ("(", "[", "{"):
            if tokens.mates[index] < 0:
                return -1
            index = tokens.mates[index]
        elif text in (";", "&&", "||", "=", "?", "<<<"):
            return -1
        index += 1
    return -1
