"""The preprocessor: raw tokens of many files to one expanded stream. Owns directives, includes and
conditionals; macros.py owns expansion. Every token of the result remembers where it came from."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import rules
from .conditions import BadCondition, evaluate
from .diagnostics import Sink
from .macros import Expander, Feed, Incomplete, Macro, Piece, TooDeep, parse_define, piece_of
from .nearby import Nearby
from .ptx.rewrite import without_ptx
from .regions import Regions
from .source import Source, Span
from .stream import Stream
from .tokens import BAD, ID, NUMBER, STRING, Directive, RawTokens, tokenize, tokenize_fragment

PREDEFINED: Mapping[str, str] = {
    "__CUDACC__": "1",
    "__NVCC__": "1",
    "__cplusplus": "201703L",
    "__linux__": "1",
    "__linux": "1",
    "__unix__": "1",
    "__x86_64__": "1",
    "__LP64__": "1",
    "__GNUC__": "12",
    "__GNUC_MINOR__": "2",
    "__CUDACC_VER_MAJOR__": "12",
    "__CUDACC_VER_MINOR__": "4",
    "__CUDA_RUNTIME_H__": "",  # include guards of what nvcc includes by itself, by which headers tell it is there
    "__CUDA_RUNTIME_API_H__": "",
    "__DRIVER_TYPES_H__": "",
}
# Macros of headers that are not read: they decide conditionals but stay names in the code.
IN_CONDITIONS: Mapping[str, str] = {
    "CUDART_VERSION": "12040",
    "CUDA_VERSION": "12040",
    "CHAR_BIT": "8",
    "INT_MAX": "2147483647",
    "UINT_MAX": "4294967295U",
    "LONG_MAX": "9223372036854775807L",
    "RAND_MAX": "2147483647",
}
ARCHITECTURE = "__CUDA_ARCH__"
ARCHITECTURE_VALUE = "800"
INCLUDE_DEPTH = 100
_INCLUDED = re.compile(r'\s*(?:"([^"\n]+)"|<([^>\n]+)>)')

# Headers of the toolkit and the C library that are often written in quotes.
_TOOLKIT_HEADER = re.compile(
    r"(?:cuda|cuda_runtime|cuda_runtime_api|cuda_device_runtime_api|cuda_fp16|cuda_fp8|cuda_bf16|cuda_profiler_api"
    r"|cudaProfiler|cuda_(?:texture|surface)_types|cuda_gl_interop|cuComplex|cooperative_groups|builtin_types"
    r"|device_(?:launch_parameters|functions|atomic_functions|double_functions|types)|driver_(?:types|functions)"
    r"|host_(?:defines|config)|math_(?:constants|functions)|vector_(?:types|functions)|sm_\d\d_\w+"
    r"|(?:surface|texture)_(?:types|functions|fetch_functions|indirect_functions)|channel_descriptor|common_functions"
    r"|curand\w*|cublas\w*|cusparse\w*|cufft\w*|cusolver\w*|cutensor\w*|cudnn\w*|nvml|nvrtc|nvToolsExt|mma|nccl"
    r"|library_types)\.(?:h|hpp|cuh)"
    r"|(?:crt|thrust|cub|nvtx3|cooperative_groups|cuda|sys)/[\w/.]+"
    r"|(?:assert|ctype|errno|float|inttypes|limits|locale|math|memory|signal|stdarg|stdbool|stddef|stdint|stdio"
    r"|stdlib|string|strings|time|unistd|getopt|malloc|omp|mpi|pthread)\.h"
    r"|[a-z_]+"
)
_ALWAYS = frozenset(("__LINE__", "__FILE__", "__COUNTER__", "__has_include"))  # defined, and no macros


@dataclass(frozen=True, slots=True, eq=False)
class Include:
    """An ``#include`` met in live code: the directive, the name written, what it led to, and whether it was
    written in angle brackets. ``resolved`` is None for headers of the system and for those not found."""

    span: Span
    name: str
    resolved: Source | None
    is_system: bool
    missing: bool = False  # a local header of the program's own that was not found


@dataclass(slots=True)
class _Arm:
    """One open conditional: was an arm taken already, is this one live, was the code around it live."""

    start: int
    taken: bool
    live: bool
    outer: bool
    last: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What reading on has added to what a preprocessor knew, or changed there, but for the tokens."""

    macros: dict[str, Macro]
    undefined: list[str]
    definitions: list[Macro]
    includes: list[Include]
    pragmas: dict[int, list[Span]]
    once: set[Source]
    regions: Regions
    counter: int


@dataclass(eq=False)
class Files:
    """The files of a program, each read and split into tokens once, however many units include it."""

    sources: dict[Path, Source] = field(default_factory=dict)
    raws: dict[Source, RawTokens] = field(default_factory=dict)
    asked: dict[str, list[Source]] = field(default_factory=dict)  # texts of ours that an include led to, by its name

    def likely(self, source: Source, headers: Mapping[str, Source]) -> list[Source]:
        """Those of the headers that a file will ask for, if all its includes are live and do what they did before."""
        found: dict[Source, None] = {}
        for directive in self.tokens(source).directives:
            written = _INCLUDED.match(directive.rest) if directive.name == "include" else None
            name = (written[1] or written[2].strip()) if written is not None else ""
            found.update(dict.fromkeys([headers[name]] if name in headers else self.asked.get(name, ())))
        return list(found)

    def tokens(self, source: Source) -> RawTokens:
        """The raw tokens of a file."""
        raw = self.raws.get(source)
        if raw is None:
            raw = self.raws[source] = tokenize(source)
        return raw


@dataclass
class Preprocessor:
    """Reads files into ``stream``. ``macros`` is the table at the current point; ``definitions`` all that
    were met. ``headers`` are texts that stand for headers which no file holds, by the names in includes: those that the
    program asks for go into ``wanted``; they read each other in place."""

    include_dirs: Sequence[Path]
    sink: Sink
    headers: Mapping[str, Source] = field(default_factory=dict)
    nearby: Nearby | None = None
    stream: Stream = field(default_factory=Stream)
    macros: dict[str, Macro] = field(default_factory=dict)
    definitions: list[Macro] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    raws: dict[Source, RawTokens] = field(default_factory=dict)
    pragmas: dict[int, list[Span]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.made_up: list[Source] = [*self.headers.values()]  # what no file holds
        self.wanted: dict[Source, None] = {}
        self._asked: list[Source] = []  # the same, each time again
        self.nearby_dirs: dict[Path, None] = {}
        self._files = Files()
        self._once: set[Source] = set()
        self._regions = Regions()
        self._counter = 0
        self._expander = Expander(self.macros, self._special, _PLACE_MACROS)

    # ------------------------------------------------------------------------------------------ entry points

    def fork(
        self, include_dirs: Sequence[Path], sink: Sink, nearby: Nearby | None, files: Files | None
    ) -> Preprocessor:
        """Another preprocessor that has read what this one has; neither sees what the other reads from now on."""
        made = Preprocessor(
            include_dirs, sink, self.headers, nearby, self.stream.copy(), dict(self.macros), list(self.definitions),
            list(self.includes), dict(self.raws), {at: list(spans) for at, spans in self.pragmas.items()},
        )  # fmt: skip
        made.made_up = list(self.made_up)
        made._files = files or Files()
        made._once |= self._once
        made._regions = self._regions.copy()
        made._counter = self._counter
        return made

    def since(self, before: Preprocessor) -> State:
        """What this one, a fork of another, has read beyond that."""
        macros = {name: macro for name, macro in self.macros.items() if before.macros.get(name) is not macro}
        undefined = [name for name in before.macros if name not in self.macros]
        return State(
            macros, undefined, self.definitions[len(before.definitions) :], self.includes[len(before.includes) :],
            self.pragmas, self._once, self._regions, self._counter,
        )  # fmt: skip

    def go_on(self, state: State) -> None:
        """Know what ``since`` told of another that began like this one."""
        for name in state.undefined:
            del self.macros[name]
        self.macros.update(state.macros)
        self.definitions += state.definitions
        self.includes += state.includes
        self.pragmas.update(state.pragmas)
        self._once |= state.once
        self._regions, self._counter = state.regions, state.counter

    def define(self, defines: Mapping[str, str]) -> None:
        """Define object-like macros (``F(x)`` as a name makes a function-like one)."""
        lines = [f"#define {name} {value}\n" for name, value in defines.items()]
        made_up = Source("<command line>", "".join(lines))
        self.made_up.append(made_up)
        self.read(made_up)

    def read(self, source: Source, depth: int = 0) -> None:
        """Append the expanded tokens of a file and of what it includes."""
        raw = self.raws[source] = self._files.tokens(source)
        _File(self, raw, depth).run()

    # ------------------------------------------------------------------------------------------ names

    def is_defined(self, name: str) -> bool:
        if name in self.macros or name in IN_CONDITIONS or name in _ALWAYS:
            return True
        return name == ARCHITECTURE and not self._in_host_body()

    def _in_host_body(self) -> bool:
        return self._regions.in_host_body(self.stream.texts)

    def _special(self, piece: Piece) -> str | None:
        """The value of a macro that depends on the place."""
        name = piece.text
        if name not in _PLACE_MACROS or name in self.macros:
            return None
        if name == ARCHITECTURE:
            return None if self._in_host_body() else ARCHITECTURE_VALUE
        if name == "__COUNTER__":
            self._counter += 1
            return str(self._counter - 1)
        if name == "__FILE__":
            return '"' + piece.source.path.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return str(piece.source.line_column(max(piece.start, 0))[0])

    def expand_raw(self, raw: RawTokens, indices: list[int], *, final: bool) -> list[int]:
        """Append raw tokens, expanded. Returns those left over: an unfinished macro call at the end, to be
        completed by what follows a directive, unless ``final``."""
        macros = self.macros
        low, high = indices[0], indices[-1] + 1
        texts = raw.texts[low:high] if high - low == len(indices) else [raw.texts[i] for i in indices]
        if macros.keys().isdisjoint(texts) and _PLACE_MACROS.isdisjoint(texts):
            self.stream.extend_raw(raw, indices)
            return []
        position = 0
        hits = [k for k, text in enumerate(texts) if text in macros or text in _PLACE_MACROS]
        for hit in hits:
            if hit < position:
                continue
            self.stream.extend_raw(raw, indices[position:hit])
            taken = self._expand_at(raw, indices, hit, final=final)
            if taken is None:
                return indices[hit:]
            position = hit + taken
        self.stream.extend_raw(raw, indices[position:])
        return []

    def _expand_at(self, raw: RawTokens, indices: list[int], hit: int, *, final: bool) -> int | None:
        """Expand the macro at a position; the number of raw tokens used, or None when its call does not
        end."""
        more: Iterator[Piece] = (piece_of(raw, indices[at]) for at in range(hit + 1, len(indices)))
        first = piece_of(raw, indices[hit])
        feed = Feed([first], more)
        place = Span(raw.source, first.start, raw.end(indices[hit]))
        try:
            out = self._expander.run(feed, partial=final)
        except Incomplete:
            return None
        except (TooDeep, RecursionError):
            self.sink.report(rules.TOO_DEEP, place)
            return 1 + feed.taken
        taken = 1 + feed.taken
        if taken == 1 and len(out) == 1 and out[0] is first:
            self.stream.extend_raw(raw, indices[hit : hit + 1])
            return 1
        place = Span(raw.source, first.start, raw.end(indices[hit + taken - 1]))
        self.stream.extend_made(out, place, first.text)
        return taken

    # ------------------------------------------------------------------------------------------ conditionals

    def condition(self, source: Source, start: int, end: int) -> bool:
        """The truth of an ``#if`` line. Raises BadCondition."""
        tokens = tokenize_fragment(source, start, end)
        pieces: list[Piece] = []
        index = 0
        while index < len(tokens):
            piece = piece_of(tokens, index)
            index += 1
            if piece.text == "defined":
                bracket = index < len(tokens) and tokens.texts[index] == "("
                index += bracket
                if index >= len(tokens):
                    raise BadCondition("`defined` needs a name")
                piece = Piece(str(int(self.is_defined(tokens.texts[index]))), NUMBER, source, -1, frozenset(), True)
                index += 1 + bracket
            elif piece.text.startswith("__has_") and index < len(tokens) and tokens.texts[index] == "(":
                mate = tokens.mates[index]
                inside = source.text[tokens.end(index) : tokens.starts[mate]].strip() if mate >= 0 else ""
                found = piece.text == "__has_include" and self._has(inside, source)
                index = mate + 1 if mate >= 0 else len(tokens)
                piece = Piece(str(int(found)), NUMBER, source, -1, frozenset(), True)
            pieces.append(piece)
        return evaluate(_joined(self._expander.expand(pieces))) != 0

    def _has(self, written: str, source: Source) -> bool:
        """Whether a header is here: a file, or one of CUDA's that is read as ours."""
        name, is_system = written[1:-1], written.startswith("<")
        if written[-1:] != (">" if is_system else '"') or len(written) < 3:
            return False
        return name in self.headers or self.resolve(name, is_system, source) is not None

    # ------------------------------------------------------------------------------------------ includes

    def resolve(self, name: str, is_system: bool, includer: Source) -> Source | None:
        """The file that an include leads to, read once."""
        folders = [Path(folder) for folder in self.include_dirs]
        if not is_system:
            folders.insert(0, Path(includer.path).parent)
        for folder in folders:
            path = folder / name
            try:
                key = path.resolve()
                if key in self._files.sources:
                    return self._files.sources[key]
                if path.is_file():
                    source = self._files.sources[key] = without_ptx(Source.read(path))
                    return source
            except (OSError, ValueError, RuntimeError):
                continue
        return None

    def resolve_nearby(self, name: str, is_system: bool, includer: Source, span: Span) -> Source | None:
        """The file below the program's root that an include must mean though no folder leads to it; says so."""
        if self.nearby is None or _TOOLKIT_HEADER.fullmatch(name):
            return None
        path = self.nearby.find(name, includer.path, of_cuda=is_system and "/" in name)
        if path is None:
            return None
        try:
            key = path.resolve()
            if key not in self._files.sources:
                self._files.sources[key] = without_ptx(Source.read(path))
        except (OSError, ValueError, RuntimeError):
            return None
        folder = Path(str(path)[: -len(name)]) if str(path).endswith(f"/{name}") else path.parent
        self.nearby_dirs[folder] = None
        self.sink.report(rules.FOUND_NEARBY, span, name=name, folder=os.path.relpath(folder))
        return self._files.sources[key]

    def note_main(self, source: Source) -> None:
        """Make an include of the main file itself lead to the same source."""
        try:
            self._files.sources[Path(source.path).resolve()] = source
        except (OSError, ValueError, RuntimeError):
            return

    def include(self, directive: Directive, source: Source, depth: int) -> None:
        """Carry out an ``#include``."""
        span = Span(source, directive.start, directive.end)
        written = self._include_name(directive, source)
        if written is None:
            self.sink.report(rules.BAD_DIRECTIVE, span, reason="no file name")
            return
        name, is_system = written
        header = self.headers.get(name)
        if header is not None and source in self.made_up:
            if header not in self._once:
                self.read(header, depth + 1)
            return
        resolved = self.resolve(name, is_system, source)
        if resolved is None and header is None:
            resolved = self.resolve_nearby(name, is_system, source, span)
        missing = resolved is None and header is None and not is_system and not _TOOLKIT_HEADER.fullmatch(name)
        self.includes.append(Include(span, name, resolved, is_system, missing))
        if resolved is None and header is not None:
            self.wanted[header] = None
            self._asked.append(header)
        elif resolved is None:
            if missing:
                self.sink.report(rules.MISSING_INCLUDE, span, name=name)
        elif depth >= INCLUDE_DEPTH:
            self.sink.report(rules.TOO_DEEP, span)
        elif resolved not in self._once:
            before = len(self._asked)
            self.read(resolved, depth + 1)
            self._files.asked.setdefault(name, list(dict.fromkeys(self._asked[before:])))

    def once(self, source: Source) -> None:
        """Never read a file again (``#pragma once``)."""
        self._once.add(source)

    def _include_name(self, directive: Directive, source: Source) -> tuple[str, bool] | None:
        found = _INCLUDED.match(directive.rest)
        if found is None:
            tokens = tokenize_fragment(source, directive.rest_start, directive.end)
            pieces = self._expander.expand([piece_of(tokens, i) for i in range(len(tokens))])
            found = _INCLUDED.match("".join(piece.text for piece in pieces))
        if found is None:
            return None
        return (found[1], False) if found[1] else (found[2].strip(), True)

    # ------------------------------------------------------------------------------------------ afterwards

    def take_pragma_operators(self, start: int) -> None:
        """Turn ``_Pragma("…")`` in the stream, from a token on, into entries of ``pragmas``."""
        stream = self.stream
        if "_Pragma" not in stream.texts[start:]:
            return
        texts = stream.texts
        found = [at for at in range(start, len(stream) - 3) if texts[at] == "_Pragma" and texts[at + 1] == "("]
        if not found:
            return
        moved: dict[int, list[Span]] = {}
        for at, spans in self.pragmas.items():
            moved.setdefault(at - 4 * bisect_left(found, at), []).extend(spans)
        for count, at in enumerate(found):
            moved.setdefault(at - 4 * count, []).append(stream.place(at))
        self.pragmas = moved
        stream.remove(found, 4)


_PLACE_MACROS = frozenset((ARCHITECTURE, "__COUNTER__", "__FILE__", "__LINE__"))


def _joined(pieces: Sequence[Piece]) -> list[str]:
    """The texts of pieces, with ``> >`` that touch as one shift, and names of unread headers replaced."""
    texts: list[str] = []
    for piece in pieces:
        if piece.text == ">" and texts and texts[-1] == ">" and not piece.space:
            texts[-1] = ">>"
        elif piece.kind == STRING or piece.kind == BAD:
            raise BadCondition(f"`{piece.text}` was not expected")
        else:
            texts.append(IN_CONDITIONS.get(piece.text, piece.text))
    return texts


class _File:
    """One reading of one file."""

    def __init__(self, owner: Preprocessor, raw: RawTokens, depth: int) -> None:
        self.owner = owner
        self.raw = raw
        self.source = raw.source
        self.depth = depth
        self.arms: list[_Arm] = []
        self.pending: list[int] = []

    @property
    def live(self) -> bool:
        return self.arms[-1].live if self.arms else True

    def run(self) -> None:
        raw = self.raw
        stop = raw.texts.index("/*") if "/*" in raw.texts else len(raw)  # a comment without end hides the rest
        position = 0
        for directive in raw.directives:
            if directive.first_token > stop:
                break
            if self.live:
                self.pending.extend(range(position, directive.first_token))
            position = directive.first_token
            self.directive(directive)
        if self.live:
            self.pending.extend(range(position, stop))
        self.flush(final=True)
        if stop < len(raw):
            self.owner.stream.extend_raw(raw, [stop])
        elif self.arms:
            start = self.arms[-1].start
            span = Span(self.source, start, start + 1)
            self.owner.sink.report(rules.UNBALANCED, span, bracket="#if")

    def flush(self, *, final: bool) -> None:
        if self.pending:
            self.pending = self.owner.expand_raw(self.raw, self.pending, final=final)

    def bad(self, directive: Directive, reason: str) -> None:
        span = Span(self.source, directive.start, directive.end)
        self.owner.sink.report(rules.BAD_DIRECTIVE, span, reason=reason)

    def directive(self, directive: Directive) -> None:
        name = directive.name
        if name in ("if", "ifdef", "ifndef"):
            self.flush(final=False)
            live = self.live
            truth = live and self.truth(directive, name)
            self.arms.append(_Arm(directive.start, truth, truth, live))
        elif name in ("elif", "else", "elifdef", "elifndef"):
            self.flush(final=False)
            self.next_arm(directive, name)
        elif name == "endif":
            self.flush(final=False)
            if self.arms:
                self.arms.pop()
            else:
                span = Span(self.source, directive.start, directive.end)
                self.owner.sink.report(rules.UNBALANCED, span, bracket="#endif")
        elif self.live:
            self.flush(final=name in ("define", "undef", "include"))
            self.live_directive(directive, name)

    def next_arm(self, directive: Directive, name: str) -> None:
        if not self.arms or self.arms[-1].last:
            span = Span(self.source, directive.start, directive.end)
            self.owner.sink.report(rules.UNBALANCED, span, bracket=f"#{name}")
            return
        arm = self.arms[-1]
        arm.last = name == "else"
        arm.live = False  # so that the condition is not evaluated in a dead arm's state
        if arm.outer and not arm.taken:
            arm.live = arm.taken = name == "else" or self.truth(directive, name.removeprefix("el"))

    def truth(self, directive: Directive, name: str) -> bool:
        if name == "if":
            try:
                return self.owner.condition(self.source, directive.rest_start, directive.end)
            except BadCondition as error:
                self.bad(directive, str(error))
            except (TooDeep, RecursionError):
                self.bad(directive, "it is nested too deeply")
            return False
        found = re.match(r"\s*([^\W\d][\w$]*)", directive.rest)
        if found is None:
            self.bad(directive, "a name is missing")
            return False
        return self.owner.is_defined(found[1]) == (name == "ifdef")

    def live_directive(self, directive: Directive, name: str) -> None:
        owner = self.owner
        if name == "define":
            macro = parse_define(self.source, directive.start, directive.rest_start, directive.end)
            if isinstance(macro, str):
                self.bad(directive, macro)
            else:
                owner.macros[macro.name] = macro
                owner.definitions.append(macro)
        elif name == "undef":
            tokens = tokenize_fragment(self.source, directive.rest_start, directive.end)
            if tokens.texts and tokens.kinds[0] == ID:
                owner.macros.pop(tokens.texts[0], None)
            else:
                self.bad(directive, "a name is missing")
        elif name in ("include", "include_next", "import"):
            owner.include(directive, self.source, self.depth)
        elif name == "pragma":
            if directive.rest.split()[:1] == ["once"]:
                owner.once(self.source)
            span = Span(self.source, directive.start, directive.end)
            owner.pragmas.setdefault(len(owner.stream), []).append(span)
        elif name == "error":
            if not any(found.missing for found in owner.includes):  # what is missing may define what it asks for
                span = Span(self.source, directive.start, directive.end)
                owner.sink.report(rules.ERROR_DIRECTIVE, span, text=directive.rest.strip().strip('"'))
        elif name not in ("line", "warning", "ident", "sccs", "assert", "unassert", "") and not name.isdigit():
            self.bad(directive, f"`#{name}` is unknown")
