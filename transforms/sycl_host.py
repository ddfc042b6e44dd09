"""The text of plain SYCL in host code: allocations, copies and waits in the place of calls of the runtime, the queue,
and the headers that a file includes. What becomes plain is decided in sycl_plain.py."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..parser.source import Source
from ..parser.tokens import ID, RawTokens, tokenize
from .edits import Edit, apply, apply_range, on_one_line, removals, with_lost_comments
from .host_checks import can_go, definitions_of
from .host_cuts import closed_up, cut, line_indent, statement_gap
from .host_scope import braces_around, find_declaration, function_around
from .sycl_launch_text import WIDTH, LaunchWriter
from .sycl_sites import Plan, Site, pointed_to, uses_queue
from .sycl_sizes import count_of
from .tables import pieces

_LOOPS = frozenset({"for", "while"})

# What CUDA's headers bring with them, and programs therefore use without including it.
_STANDARD: Mapping[str, frozenset[str]] = {
    "assert.h": frozenset({"assert"}),
    "math.h": frozenset({
        "sqrt", "sqrtf", "fabs", "fabsf", "pow", "powf", "exp", "expf", "log", "logf", "log2", "log10", "sin", "sinf",
        "cos", "cosf", "tan", "tanf", "ceil", "ceilf", "floor", "floorf", "fmod", "fmodf", "fmax", "fmaxf", "fmin",
        "fminf", "atan2", "atan2f", "acos", "asin", "atan", "cbrt", "hypot", "isnan", "isinf", "isfinite", "round",
        "roundf", "rint", "fma", "INFINITY", "NAN", "M_PI", "HUGE_VAL", "tanh", "tanhf", "erf", "erff", "sinh",
        "cosh", "lround", "trunc", }), "stdint.h": frozenset({ "int8_t", "int16_t", "int32_t", "int64_t", "uint8_t",
        "uint16_t", "uint32_t", "uint64_t", "uintptr_t", "intptr_t", "UINT32_MAX", "INT32_MAX", "UINT64_MAX",
        "INT64_MAX", "SIZE_MAX", }), "stdio.h": frozenset({ "printf", "fprintf", "sprintf", "snprintf", "puts",
        "fputs", "putchar", "fopen", "fclose", "fread", "fwrite", "fscanf", "scanf", "sscanf", "perror", "fflush",
        "stderr", "stdout", "stdin", "FILE", "getchar", }), "stdlib.h": frozenset({ "malloc", "calloc", "realloc",
        "free", "exit", "abort", "atoi", "atof", "atol", "strtol", "strtoul", "strtod", "rand", "srand", "RAND_MAX",
        "qsort", "abs", "labs", "getenv", "EXIT_SUCCESS", "EXIT_FAILURE", "posix_memalign", }), "string.h":
        frozenset({ "memcpy", "memset", "memcmp", "memmove", "strcmp", "strncmp", "strcpy", "strncpy", "strlen",
        "strcat", "strchr", "strstr", "strdup", "strerror", }), "time.h": frozenset({"clock", "clock_t",
        "CLOCKS_PER_SEC", "time", "time_t", "clock_gettime", "timespec"}), } # fmt: skip


@dataclass(frozen=True)
class Headers:
    """Which names ask for which of our headers: those of the façade, and those of CUDA that ``unwarp_types.hpp``
    has."""

    facade: frozenset[str]
    types: frozenset[str]


# ------------------------------------------------------------------------------------------------ calls


@dataclass(frozen=True)
class HostWriter:
    """Writes the plain text of sites in one file. ``edits`` are those of what stays of the text."""

    plan: Plan
    edits: Sequence[Edit]

    def sites(self, tokens: RawTokens) -> list[Edit]:
        """The edits of a file's sites; what goes without a trace goes together, so that lines close up."""
        made: list[Edit] = []
        gone: list[tuple[int, int]] = []
        for site in self.plan.sites:
            if site.tokens is not tokens:
                continue
            start, end = site.range
            closed = site.stop < len(tokens) and tokens.texts[site.stop] == ";"
            if site.template:
                text = self._text(site)
                text = with_lost_comments(tokens.source, start, end, text, line_indent(tokens.source, start))
                made.append(Edit(start, end, text if closed else text + ";"))
            elif can_go(tokens, site.start):
                gone.append((start, tokens.end(site.stop) if closed else end))
            else:
                made.append(Edit(start, end, "" if closed else ";"))
        return made + removals(tokens.source, gone)

    def _text(self, site: Site) -> str:
        """The plain text; around what uses the default stream, waits for the other streams and by them."""
        text = self._call(site)
        streams = self.plan.streams
        if streams is None or not uses_queue(site) or site.stream is not None or site.start not in streams.meetings:
            return text
        gap = statement_gap(site.tokens.source, site.range[0])
        before = [] if streams.idle(site.start) else streams.wait_for_all(self.plan.each)
        after = [f"{self.plan.queue}.wait()"] if "single_task" in site.template else []
        return f";{gap}".join([gap.join([*before, text]), *after])

    def _call(self, site: Site) -> str:
        queue = self._argument(site, site.stream) if site.stream is not None else self.plan.queue
        template = re.sub(r"\bq\b", queue, site.template)
        template = template.replace("sycl::property::queue::in_order()", _properties(self.plan))
        if site.stream is not None and not self._waits_for_host(site):
            template = template.removesuffix(".wait()")
        text = ""
        if template.startswith("*$1 = "):
            place, star, template = *self._place(site), template.removeprefix("*$1 = ")
            if "sycl::malloc" in template:
                return self._allocation(site, template.partition("(")[0])
            text = ("*" if star else "") + self._argument(site, place) + " = "
        for piece in pieces(template):
            text += piece if isinstance(piece, str) else self._argument(site, site.given[piece.number])
        indent = line_indent(site.tokens.source, site.range[0])
        if len(indent) + len(text) > WIDTH and " - " in text:  # a difference of times
            first, second = text.split(" - ", 1)
            text = f"{first} -\n{indent}{' ' * (first.index('(') + 1)}{second}"
        if "sycl::free" in template and self.plan.streams is None and not self._is_idle(site):
            queue = self.plan.queue
            if can_go(site.tokens, site.start):
                return f"{queue}.wait();{statement_gap(site.tokens.source, site.range[0])}{text}"
            return f"{queue}.wait(), {text}"
        return text

    def _waits_for_host(self, site: Site) -> bool:
        """Whether an asynchronous copy has read or written the host's memory when it returns: where that is not of the
        runtime's making."""
        if not site.name.startswith("cudaMemcpy"):
            return False
        names = [set(site.tokens.texts[a:b]) for a, b in site.given[:2]]
        return not all(found & self.plan.allocated for found in names)

    def _argument(self, site: Site, part: tuple[int, int]) -> str:
        tokens = site.tokens
        return on_one_line(apply_range(tokens.source, self.edits, tokens.starts[part[0]], tokens.end(part[1] - 1)))

    def _place(self, site: Site) -> tuple[tuple[int, int], bool]:
        """What the first argument of a site points to, and whether ``*`` belongs before it."""
        found = pointed_to(site.tokens, site.given[0])
        assert found is not None  # else it would not be a site
        return found[:2], found[2]

    # ------------------------------------------------------------------------------------------- allocations

    def _allocation(self, site: Site, function: str) -> str:
        tokens = site.tokens
        (first, stop), star = self._place(site)
        place = ("*" if star else "") + self._argument(site, (first, stop))
        kind = self._pointee(tokens, first, stop, star)
        size = site.given[1]
        bytes_ = self._argument(site, size)
        queue = self.plan.queue
        if kind == "void":
            return f"{place} = {function}({bytes_}, {queue})"
        if kind:
            count = count_of(tokens, size, kind, place, lambda part: self._argument(site, part))
            if count:
                return f"{place} = {function}<{kind}>({count}, {queue})"
            pointer = f"{kind}*" if kind.endswith("*") else f"{kind} *"
            return f"{place} = static_cast<{pointer}>({function}({bytes_}, {queue}))"
        kind = self._type(site, first, stop, place)
        return f"{place} = static_cast<{kind}>({function}({bytes_}, {queue}))"

    def _type(self, site: Site, first: int, stop: int, place: str) -> str:
        """The type of a pointer that does not show what it points to."""
        tokens = site.tokens
        declared = find_declaration(tokens, first, tokens.texts[first]) if stop == first + 1 else None
        if declared is None or declared.pointers or declared.arrays or declared.type in ("auto", ""):
            return f"std::remove_reference_t<decltype({place})>"
        return declared.type

    def _pointee(self, tokens: RawTokens, first: int, stop: int, star: bool) -> str:
        """The type that an allocated pointer points to, by its declaration; empty where that is not seen."""
        at, member = first, False
        while at + 2 < stop and tokens.texts[at + 1] in (".", "->"):
            at, member = at + 2, True
        name, indices = at, 0
        at += 1
        while at < stop and tokens.texts[at] == "[":
            at, indices = tokens.mates[at] + 1, indices + 1
        if at != stop:
            return ""
        text = tokens.texts[name]
        declared = self.plan.members.get(text) if member else find_declaration(tokens, first, text)
        if declared is None or declared.type in ("auto", "") or member and text not in self.plan.members:
            return ""
        level = declared.pointers + declared.arrays - indices - star
        if level < 1 or declared.pointers < 1:
            return ""
        return declared.type + (" " + "*" * (level - 1) if level > 1 else "")

    # ------------------------------------------------------------------------------------------- idle queues

    def _is_idle(self, site: Site) -> bool:
        """Whether no work can be left in the queue before a statement: the last thing that used it waits, always comes
        before, and nothing has been started since."""
        tokens = site.tokens
        around = function_around(tokens, site.start)
        if around is None:
            return False
        events = sorted(
            [
                (s.start, s.stop, bool(s.template) and "malloc" not in s.template)
                for s in self.plan.sites
                if s.tokens is tokens
            ]
            + [(x.launch.callee, x.launch.bracket, False) for x in self.plan.launches if x.tokens is tokens]
        )
        before = [e for e in events if around.body < e[0] < site.start and (e[2] or self._starts_work(tokens, e))]
        if not before or not before[-1][2]:
            return False
        start, stop, _ = before[-1]
        block = next(iter(braces_around(tokens, start)))
        inner = list(braces_around(tokens, site.start))
        if block not in inner or not can_go(tokens, start):
            return False
        names = set(tokens.texts[stop : site.start])
        if names & self.plan.busy or "<<<" in names or "goto" in tokens.texts[around.body : tokens.mates[around.body]]:
            return False
        loops = [b for b in inner[: inner.index(block)] if not _is_branch(tokens, b)]
        return not any(self._works(tokens, b) for b in loops) and can_go(tokens, site.start)

    def _starts_work(self, tokens: RawTokens, event: tuple[int, int, bool]) -> bool:
        return any(x.launch.callee == event[0] and x.tokens is tokens for x in self.plan.launches)

    def _works(self, tokens: RawTokens, brace: int) -> bool:
        """Whether something in a block may leave work in the queue."""
        names = set(tokens.texts[brace : tokens.mates[brace]])
        return bool(names & self.plan.busy) or "<<<" in names


def _is_branch(tokens: RawTokens, brace: int) -> bool:
    before = tokens.texts[brace - 1]
    if before == ")":
        return tokens.texts[tokens.mates[brace - 1] - 1] in ("if", "switch", "constexpr")
    return before in (";", "{", "}", "else", "try")


# ------------------------------------------------------------------------------------------------ files


def plain_edits(tokens: RawTokens, plan: Plan, launches: LaunchWriter, edits: Sequence[Edit]) -> list[Edit]:
    """The edits of a file's sites and launches, and of the ranges of type ``dim3`` that only these use."""
    made = HostWriter(plan, edits).sites(tokens)
    made += [launches.launch(x) for x in plan.launches if x.tokens is tokens]
    made += [Edit(t.starts[i], t.end(i), "sycl::event") for t, i in plan.events if t is tokens]
    if plan.streams is not None and plan.streams.tokens is tokens:
        made += [Edit(tokens.starts[i], tokens.end(i), "sycl::queue") for i in plan.streams.types]
    made += [edit for key, v in launches.ranges.items() if v.tokens is tokens for edit in launches.variable(key, v)]
    return made


def gone_edits(tokens: RawTokens, plan: Plan) -> Iterator[Edit]:
    """The edits that take out definitions that nothing needs any more; those with only space between them as one."""
    text = tokens.source.text
    joined: list[tuple[int, int]] = []
    for start, end in sorted(plan.gone.get(tokens.source.path, ())):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    for start, end in joined:
        conditional = any(start < d.start < end and d.name != "define" for d in tokens.directives)
        yield from cut(tokens, start, end, "") if conditional else [closed_up(tokens.source, start, end)]


def queue_edits(tokens: RawTokens, plan: Plan, mixed: bool) -> list[Edit]:
    """The declaration of the queue that a file needs."""
    made = f"sycl::queue {plan.queue}{{{_properties(plan)}}};"
    if mixed:
        made = f"sycl::queue &{plan.queue} = unwarp::queue();"
    path, (main, body) = tokens.source.path, plan.main
    needed = path in plan.paths()
    edits: list[Edit] = []
    if plan.home == "main":
        if path == main:
            place = tokens.end(body)
            indent = line_indent(tokens.source, tokens.starts[body + 1])
            edits.append(Edit(place, place, f"\n{indent}{made}"))
        return edits
    text = ""
    if plan.home == "file" and needed:
        text = f"static {made}"
    elif plan.home == "program" and path == plan.owner:
        text = made
    elif plan.home == "program" and needed:
        text = f"extern sycl::queue {'&' if mixed else ''}{plan.queue};"
    if text:
        place = after_includes(tokens)
        if not place:  # where the include goes that the file gets
            starts = [*tokens.starts[:1], *(directive.start for directive in tokens.directives[:1])]
            place = min(starts, default=len(tokens.source.text))
            return [*edits, Edit(place, place, f"\n{text}\n\n")]
        below = tokens.source.text[place:].removeprefix("\r").removeprefix("\n")[:1]
        after = "" if below in ("\r", "\n", "") else "\n"
        edits.append(Edit(place, place, f"\n\n{text}{after}"))
    return edits


def _properties(plan: Plan) -> str:
    in_order = "sycl::property::queue::in_order()"
    return f"{{{in_order}, sycl::property::queue::enable_profiling()}}" if plan.timed else in_order


def after_includes(tokens: RawTokens) -> int:
    """The end of the last include line before the first declaration, outside of conditionals; 0 where there is none."""
    depth, place = 0, 0
    guard = any(d.name == "ifndef" for d in tokens.directives[:1])
    for number, directive in enumerate(tokens.directives):
        if directive.first_token > 0:
            break
        if directive.name in ("if", "ifdef", "ifndef") and not (guard and number == 0):
            depth += 1
        elif directive.name == "endif":
            depth -= 1
        elif directive.name == "include" and depth == 0:
            following = tokens.source.text.find("\n", directive.end)
            place = following if following >= 0 else len(tokens.source.text)
    return place


def names_in(source: Source, edits: Iterable[Edit]) -> frozenset[str]:
    """The names in the text that edits make, those in macros included; a name of a namespace with its ``::``."""
    made = tokenize(Source(source.path, apply(source, edits)))
    found: set[str] = set()
    for tokens in (made, *(body for _, body in definitions_of(made))):
        for index, text in enumerate(tokens.texts):
            before = tokens.texts[index - 1] if index else ""
            if tokens.kinds[index] != ID or before in (".", "->"):
                continue
            if before == "::" and index >= 2 and tokens.kinds[index - 2] == ID:
                continue
            after = tokens.texts[index + 1] if index + 1 < len(tokens) else ""
            found.add(text + "::" if after == "::" else text)
    return frozenset(found)


def needs_facade(names: frozenset[str], headers: Headers, own: frozenset[str]) -> bool:
    """Whether a file's text needs the façade."""
    return "unwarp::" in names or any(
        n in headers.facade or n.startswith("UW_") and n != "UW_CUDACC" for n in names - own
    )


def plain_includes(names: frozenset[str], headers: Headers, own: frozenset[str], files: Sequence[RawTokens]) -> str:
    """The include lines of a file that needs no façade, in the place of CUDA's. ``files`` are those of its unit."""
    lines = ["#include <sycl/sycl.hpp>"]
    if "uw::" in names:
        lines.append('#include "unwarp_sycl_device.hpp"')
    elif (names - own) & headers.types:
        lines.append('#include "unwarp_types.hpp"')
    else:
        given = " ".join(d.rest for tokens in files for d in tokens.directives if d.name == "include")
        for header, known in _STANDARD.items():
            stem = header.removesuffix(".h")
            if (names - own) & known and not re.search(rf"[<\"](?:{stem}\.h|c{stem})[>\"]", given):
                lines.append(f"#include <{header}>")
    return "\n".join(lines)
