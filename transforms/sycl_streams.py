"""Streams of the runtime as queues of SYCL.

Streams wait for the default stream and it for them; queues of SYCL do not wait for each other. A program's streams are
queues where ``main`` alone declares and uses them, so that each use of the default stream can wait for all of them,
and what it starts can be waited for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..parser.tokens import RawTokens
from .host_cuts import Ranges
from .host_scope import braces_around, in_block
from .sycl_values import names_declared, used_only_in, value_types

TYPE = "cudaStream_t"
NAMES = frozenset({
    TYPE, "cudaStreamCreate", "cudaStreamCreateWithFlags", "cudaStreamDestroy", "cudaStreamSynchronize",
    "cudaStreamWaitEvent", "cudaStreamNonBlocking", "cudaStreamDefault",
})  # fmt: skip


@dataclass(frozen=True)
class Streams:
    """The streams of a program: where their type is named, their variables (with whether they are arrays), and the
    body of ``main``. ``work`` are the tokens at which work is given to them, ``meetings`` those of statements that
    wait for all."""

    tokens: RawTokens
    body: int
    types: tuple[int, ...]
    variables: tuple[tuple[str, bool], ...]
    work: tuple[int, ...] = ()
    meetings: tuple[int, ...] = ()

    def wait_for_all(self, each: str) -> list[str]:
        """Statements that wait for all streams."""
        lines = []
        for name, array in self.variables:
            lines.append(f"for (sycl::queue &{each} : {name}) {each}.wait();" if array else f"{name}.wait();")
        return lines

    def idle(self, start: int) -> bool:
        """Whether the streams have surely nothing to do before the statement at a token."""
        tokens = self.tokens
        inner = list(braces_around(tokens, start))
        before = max((m for m in self.meetings if m < start and self._always_before(m, inner)), default=self.body)
        block = next(iter(braces_around(tokens, before)), self.body) if before != self.body else self.body
        if any(before < w < start for w in self.work):
            return False
        loops = inner[: inner.index(block)] if block in inner else inner
        return not any(brace < w < tokens.mates[brace] for brace in loops for w in self.work)

    def _always_before(self, meeting: int, inner: Sequence[int]) -> bool:
        """Whether a statement stands in a block around another one, so that it comes before it each time."""
        return in_block(self.tokens, meeting) and next(iter(braces_around(self.tokens, meeting))) in inner


def find_streams(regions: Sequence[tuple[RawTokens, bool]], main: tuple[str, int]) -> Streams | None:
    """The streams that ``main`` declares in its outermost block; None where there are none, or others too."""
    types = value_types(regions, TYPE)
    if not types:
        return None
    path, body = main
    variables: list[tuple[str, bool]] = []
    for tokens, index in types:
        if tokens.source.path != path or next(iter(braces_around(tokens, index)), -1) != body:
            return None
        for name in names_declared(tokens, index) or ():
            array = tokens.texts[name + 1] == "["
            if array and tokens.texts[tokens.mates[name + 1] + 1] == "[":
                return None
            variables.append((tokens.texts[name], array))
    return Streams(types[0][0], body, tuple(index for _, index in types), tuple(variables))


def streams_hold(
    streams: Streams, regions: Sequence[tuple[RawTokens, Ranges]], covered: Mapping[str, Ranges]
) -> bool:
    """Whether nothing but what becomes plain uses the streams, and the program names each of them once."""
    names = [name for name, _ in streams.variables]
    types = [(streams.tokens, index) for index in streams.types]
    return len(set(names)) == len(names) and used_only_in(types, TYPE, regions, covered)
