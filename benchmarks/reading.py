"""How much of real CUDA code the front end reads: a table over folders of it, and rankings of what it does not.

    python benchmarks/reading.py FOLDER... [-I DIR]... [-D NAME[=VALUE]]... [--only TEXT] [--no-compile] [--round-trip]
                                 [--hipify-perl SCRIPT] [--output FILE]

Every ``.cu`` file below a folder that no other file includes is read as a translation unit, with headers found below
the folder. Counted are

- files that crash (an exception, or more than a minute), and whether a file without edits keeps its bytes;
- items at namespace scope, and those read in full: no run of tokens in them was skipped;
- device functions and kernels, and those read in full with every name declared, or known to the tables;
- with --round-trip, device functions and lambdas that, printed from their trees and read again, have the same trees and
  tokens;
- instances of kernels that the unit can launch, and those that lower to C which ``gcc -std=c11`` accepts and to OpenCL
  C which ``clang -x cl`` accepts, with no headers but ours; those refused with a code; and the rest, which are defects.
  Of a template that a file instantiates very often only some instances are tried (--most); templates that nothing
  launches are counted apart;
- lines of all files read a second of CPU time, for parsing and for the whole conversion to HIP; with --hipify-perl
  those that this script of ROCm's converts, headers not among them and its start not counted, and the files that
  took it more than 20 s.

What several units include counts once, except in the lines and in the kernels' instances.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / ".dev"))

from reading_names import Context, Resolver, device_functions
from reading_round_trip import Trip, round_trip

from unwarp import targets
from unwarp.parser import ctree, nodes
from unwarp.parser.diagnostics import Severity, Sink
from unwarp.parser.nearby import Nearby, included_sources
from unwarp.parser.preprocess import Files
from unwarp.parser.ptx.rewrite import without_ptx
from unwarp.parser.semantics.prelude import prelude
from unwarp.parser.source import Source
from unwarp.parser.tokens import tokenize
from unwarp.parser.unit import Unit, parse_unit
from unwarp.transforms.edits import apply
from unwarp.transforms.lower import launchable, lower_kernels
from unwarp.transforms.lower.program import FunctionInstance, Program
from unwarp.transforms.tables import load

SECONDS = 60
PERL_SECONDS = 20  # of CPU time, a file
RUNTIME = Path(__file__).resolve().parent.parent / "emitters" / "runtime"
CLANG = next((name for name in ("clang", *(f"clang-{n}" for n in range(30, 13, -1))) if shutil.which(name)), "clang")
COMPILERS = {
    "c": ["gcc", "-std=c11", "-fsyntax-only", "-w", "-fopenmp", "-I", str(RUNTIME)],
    "opencl": [
        CLANG, "-x", "cl", "-cl-std=CL3.0", "-fsyntax-only", "-w", "-Xclang", "-finclude-default-header",
        "-Xclang", "-fdeclare-opencl-builtins",
    ],
}  # fmt: skip


@dataclass
class Score:
    """The figures of one folder."""

    name: str
    files: int = 0
    crashes: list[str] = field(default_factory=list)
    unreadable: int = 0
    changed: list[str] = field(default_factory=list)
    items: int = 0
    items_full: int = 0
    functions: int = 0
    functions_full: int = 0
    trip: Trip = field(default_factory=Trip)
    kernels: int = 0
    accepted: int = 0
    refused: int = 0
    defects: list[str] = field(default_factory=list)
    untried: int = 0
    templates: int = 0
    lines: int = 0
    parse_seconds: float = 0.0
    hip_seconds: float = 0.0
    perl_speed: float = 0.0
    perl_unfinished: int = 0
    opaque: Counter[str] = field(default_factory=Counter)
    unresolved: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    places: dict[str, str] = field(default_factory=dict)  # where a report was met first
    _seen: set[tuple[str, int]] = field(default_factory=set)

    def first_time(self, unit: Unit, node: nodes.Node) -> bool:
        """Was a node of a header not met before?"""
        span = unit.span(node)
        key = (span.source.path, span.start)
        fresh = key not in self._seen
        self._seen.add(key)
        return fresh


class TooSlow(Exception):
    """A file took more than SECONDS."""


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Reader:
    """Scores the files of one folder."""

    def __init__(
        self, folder: Path, include_dirs: Sequence[Path], *, compiling: bool, most: int, tripping: bool = False,
        defines: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.folder, self.include_dirs, self.compiling, self.most = folder, include_dirs, compiling, most
        self.tripping = tripping
        self.defines = {name: value or "1" for name, _, value in (text.partition("=") for text in defines)}
        self.nearby = Nearby(folder)
        self.files = Files()
        self.score = Score(folder.name)
        self.tables = load()

    def file(self, path: Path) -> None:
        """Score one translation unit."""
        score = self.score
        score.files += 1
        try:
            with limited(SECONDS):
                unit = self.parse(path)
                if unit is None:
                    return
                self.identity(unit)
                if self.tripping:
                    score.trip += round_trip(unit)
                self.hip(unit)
                self.items(unit)
        except (Exception, TooSlow) as error:
            score.crashes.append(f"{path}: {_crash(error)}")
            return
        try:
            with limited(5 * SECONDS):
                self.device(unit)
        except (Exception, TooSlow) as error:
            score.crashes.append(f"{path}: lowering: {_crash(error)}")

    # ------------------------------------------------------------------------------------------ reading

    def parse(self, path: Path) -> Unit | None:
        sink = Sink()
        started = time.process_time()
        source = without_ptx(Source.read(path))
        unit = parse_unit(
            source, include_dirs=self.include_dirs, defines=self.defines, sink=sink,
            prelude=prelude(), headers=targets.read_headers(),
            nearby=self.nearby, files=self.files,
        )  # fmt: skip
        self.score.parse_seconds += time.process_time() - started
        self.score.lines += sum(s.text.count("\n") + 1 for s in unit.sources)
        for diagnostic in sink:
            if diagnostic.rule.severity is not Severity.NOTE:
                self.score.codes[f"{diagnostic.rule.code} {diagnostic.message}"] += 1
        if any(d.rule.unreadable and d.rule.code != "UW1006" for d in sink):
            self.score.unreadable += 1
        return unit

    def identity(self, unit: Unit) -> None:
        for source in map(Source.read, dict.fromkeys(source.path for source in unit.sources)):
            raw = tokenize(source)
            parts = []
            for index in range(len(raw) + 1):
                begin, end = raw.trivia(index)
                parts.append(source.text[begin:end])
                parts.append(raw.texts[index] if index < len(raw) else "")
            data = Path(source.path).read_bytes()
            if source.encode("".join(parts)) != data or source.encode(apply(source, ())) != data:
                self.score.changed.append(source.path)

    def hip(self, unit: Unit) -> None:
        """Time the rest of the conversion to HIP; parsing has been timed."""
        started = time.process_time()
        made = targets.TARGETS["hip"].job([unit], Sink(), self.tables)(unit)
        for source, edits in made.edits:
            apply(source, edits)
        self.score.hip_seconds += time.process_time() - started

    def items(self, unit: Unit) -> None:
        score = self.score
        program = Program(unit, self.tables, Sink(), "C")
        own = [item for item in unit.items if not unit.is_prelude(item)]
        program.sem.declare_items([i for i in unit.items if unit.is_prelude(i)], program.sem.root, prelude=True)
        program.sem.declare_items(own, program.sem.root)
        for item in _namespace_items(own):
            if not score.first_time(unit, item):
                continue
            score.items += 1
            skipped = _skipped(item)
            score.items_full += not skipped
            for node in skipped:
                score.opaque[f"{unit.span(node)} {_short(unit.text(node))}"] += 1
        resolver = Resolver(program, self.tables)
        for function, context in device_functions(own, Context(program.sem.root)):
            span = unit.span(function)
            key = (span.source.path, -span.start - 1)
            if key in score._seen:
                continue
            score._seen.add(key)
            score.functions += 1
            missing = resolver.unresolved(function, context)
            score.functions_full += not missing and not _skipped(function)
            for name in missing:
                score.unresolved[name] += 1
                score.places.setdefault(name, str(span))

    # ------------------------------------------------------------------------------------------ kernels

    def device(self, unit: Unit) -> None:
        score, sink = self.score, Sink()
        program, instances = launchable(unit, self.tables, sink, "any target")
        reached = {instance.entity for instance in instances}
        for entity in program.sem.functions:
            template = entity.kernel and entity.params is not None and entity.definition is not None
            if template and entity not in reached and not reached.intersection(entity.specialisations):
                score.templates += 1
        for diagnostic in sink:  # launches whose kernel could not be told
            score.refusals[f"{diagnostic.rule.code} {diagnostic.message}"] += 1
        tried = _spread(instances, self.most)
        score.untried += len(instances) - len(tried)
        lowered = lower_kernels(program, tried, "unit")
        for instance in tried:
            if instance.name not in program.kernels:
                self.count_refused(_reports_of(program, instance), instance.name, unit)
        marks = {function.name: _marks(function) for function in lowered.functions}
        clean = []
        for kernel in lowered.kernels:
            part = _only(lowered, [kernel])
            reports = [mark for function in part.functions for mark in marks[function.name]]
            if reports:
                self.count_refused(reports, kernel.function, unit)
            else:
                clean.append(kernel)
        score.kernels += len(tried)
        if clean and self.compiling:
            self.emit(unit, lowered, clean)

    def count_refused(self, reports: Sequence[str], kernel: str, unit: Unit) -> None:
        score = self.score
        score.refused += 1
        for report in dict.fromkeys(reports):
            score.refusals[report] += 1
            score.places.setdefault(report, f"{Path(unit.source.path).name}: {kernel}")

    def emit(self, unit: Unit, lowered: ctree.CUnit, kernels: Sequence[ctree.CKernelInstance]) -> None:
        """Print kernels for both targets and let the compilers judge them: all at once, and by halves where something
        is refused or fails, down to single kernels."""
        score = self.score
        part, sink = _only(lowered, kernels), Sink()
        texts = self.print(part, sink)
        reports = [f"{d.rule.code} {d.message}" for d in sink if d.rule.severity is Severity.ERROR]
        complaints = [] if reports else [
            complaint for kind in COMPILERS if (complaint := compile_text(kind, texts[kind]))
        ]  # fmt: skip
        if (reports or complaints) and len(kernels) > 1:
            middle = len(kernels) // 2
            self.emit(unit, lowered, kernels[:middle])
            self.emit(unit, lowered, kernels[middle:])
            return
        if reports:
            self.count_refused(reports, kernels[0].function, unit)
            return
        score.accepted += 0 if complaints else len(kernels)
        for complaint in complaints:
            name = kernels[0].function
            score.errors[complaint] += 1
            score.places.setdefault(complaint, f"{Path(unit.source.path).name}: {name}")
        if complaints:
            score.defects.append(f"{unit.source.path}: {kernels[0].function}: {complaints[0]}")

    def print(self, part: ctree.CUnit, sink: Sink) -> dict[str, str]:
        spelling = targets.Spelling(self.tables, "c", "C", sink)
        _, files = targets.c_files(part, spelling, sink, "unit.cu")
        header, code = files["unit_kernels.h"], files["unit_kernels.c"]
        whole = code.replace('#include "unit_kernels.h"', header)
        _, text = targets.opencl_text(part, targets.Spelling(self.tables, "opencl", "OpenCL C", sink), sink)
        return {"c": whole, "opencl": text}


def compile_text(kind: str, text: str) -> str:
    """The first error of the compiler, or an empty text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "unit.c" if kind == "c" else "unit.cl")
        path.write_text(text, "utf-8", errors="surrogateescape")
        done = subprocess.run([*COMPILERS[kind], str(path)], capture_output=True, text=True, errors="replace")
    if done.returncode == 0:
        return ""
    lines = [line for line in done.stderr.splitlines() if "error" in line]
    return f"{kind}: {(lines or ['?'])[0].partition('error: ')[2][:150]}"


def perl_speed(script: Path, paths: Sequence[Path]) -> tuple[float, int]:
    """The lines a second of CPU time of hipify-perl, without the time in which it starts, and how many files took it
    more than PERL_SECONDS: these do not count in the speed, neither their lines nor their time."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder, "empty.cu")
        empty.write_text("\n")
        starting = min(_perl_seconds(script, empty) or 0.0 for _ in range(5))
    lines, seconds, unfinished = 0, 0.0, 0
    for path in paths:
        taken = _perl_seconds(script, path)
        if taken is None:
            unfinished += 1
        else:
            lines += path.read_bytes().count(b"\n") + 1
            seconds += max(taken - starting, 0.0)
    return lines / max(seconds, 1e-9), unfinished


def _perl_seconds(script: Path, path: Path) -> float | None:
    """The CPU time that hipify-perl takes for a file; None when the system stopped it."""
    silent = subprocess.DEVNULL
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["sh", "-c", f'ulimit -t {PERL_SECONDS}; exec perl "$@"', "sh", str(script), str(path)]
    done = subprocess.run(command, stdin=silent, stdout=silent, stderr=silent)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode < 0:
        return None
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _crash(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:97] + "..."


def _namespace_items(items: Sequence[nodes.Item]) -> Iterator[nodes.Item]:
    for item in items:
        if isinstance(item, nodes.Namespace | nodes.Linkage):
            yield from _namespace_items(item.items)
        else:
            yield item


def _skipped(item: nodes.Node) -> list[nodes.Node]:
    return [node for node in nodes.walk(item) if isinstance(node, nodes.Opaque | nodes.OpaqueExpr)]


def _marks(function: ctree.CFunction) -> list[str]:
    """The refusals that stand in a function as comments."""
    marks = [node.text for node in ctree.walk(function.body) if isinstance(node, ctree.Comment)]
    return [text[3:-3].replace(": ", " ", 1) for text in marks if text.startswith("/* UW")]


def _reports_of(program: Program, instance: FunctionInstance) -> list[str]:
    """Why a kernel as a whole was refused."""
    refusal = instance.refusal
    if refusal is not None:
        facts = {"target": program.target, "why": "", **refusal.facts}
        return [f"{refusal.rule.code} {refusal.rule.message.format(**facts)}"]
    return [f"UW2002 an instance of a kernel with a lambda or a local class is not translated to {program.target}"]


def _only(unit: ctree.CUnit, kernels: Sequence[ctree.CKernelInstance]) -> ctree.CUnit:
    """A unit with some of its kernels and what these reach."""
    by_name = {f.name: f for f in unit.functions}
    wanted: set[str] = set()
    stack = [kernel.function for kernel in kernels]
    while stack:
        name = stack.pop()
        if name in wanted or name not in by_name:
            continue
        wanted.add(name)
        stack += [node.function for node in ctree.walk(by_name[name].body) if isinstance(node, ctree.Call)]
    functions = tuple(f for f in unit.functions if f.name in wanted)
    return replace(unit, kernels=tuple(kernels), functions=functions)


def _spread(instances: Sequence[FunctionInstance], most: int) -> list[FunctionInstance]:
    """At most so many instances of each template, evenly over all of them."""
    groups: dict[object, list[FunctionInstance]] = {}
    for instance in instances:
        groups.setdefault(instance.entity, []).append(instance)
    chosen = set()
    for group in groups.values():
        count = min(most, len(group))
        chosen |= {group[i * len(group) // count].name for i in range(count)}
    return [instance for instance in instances if instance.name in chosen]


# ------------------------------------------------------------------------------------------------ the tables

_HEAD = (
    "folder", "files", "crash", "not read", "items", "in full", "device functions", "in full, names known",
    "come back", "kernels", "accepted", "refused", "defects", "not tried", "uninstantiated",
    "parse lines/s", "HIP lines/s", "hipify-perl lines/s", "not finished",
)  # fmt: skip


def row(score: Score) -> list[str]:
    whole = score.parse_seconds + score.hip_seconds
    return [
        score.name, str(score.files), str(len(score.crashes)), str(score.unreadable),
        str(score.items), share(score.items_full, score.items),
        str(score.functions), share(score.functions_full, score.functions),
        share(score.trip.functions - len(score.trip.changed), score.trip.functions),
        str(score.kernels), share(score.accepted, score.kernels), share(score.refused, score.kernels),
        str(len(score.defects)), str(score.untried), str(score.templates),
        f"{score.lines / max(score.parse_seconds, 1e-9):,.0f}", f"{score.lines / max(whole, 1e-9):,.0f}",
        f"{score.perl_speed:,.0f}" if score.perl_speed else "-", str(score.perl_unfinished),
    ]  # fmt: skip


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def show(scores: Sequence[Score], ranking: int) -> None:
    rows = [list(_HEAD), *(row(score) for score in scores)]
    widths = [max(len(line[column]) for line in rows) for column in range(len(_HEAD))]
    for line in rows:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))
    for score in scores:
        for title, found in (
            ("crashed", score.crashes), ("bytes changed", score.changed), ("do not come back", score.trip.changed),
            ("defects", score.defects),
        ):  # fmt: skip
            if found:
                print(f"\n{score.name}: {title}")
                print("\n".join(f"    {text}" for text in found[:ranking]))
        for title, counts in (
            ("reports", score.codes), ("skipped", score.opaque), ("names not known", score.unresolved),
            ("refused", score.refusals), ("not compiled", score.errors),
        ):  # fmt: skip
            if counts:
                print(f"\n{score.name}: {title}")
                for text, count in counts.most_common(ranking):
                    where = score.places.get(text, "")
                    print(f"{count:6} {text}" + (f"   [{where}]" if where else ""))


def units(folder: Path) -> list[Path]:
    """The CUDA files below a folder that no other file includes."""
    included = included_sources(folder)
    return [path for path in sorted(folder.rglob("*.cu")) if path.is_file() and path.resolve() not in included]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("-I", "--include", dest="include_dirs", action="append", type=Path, default=[])
    parser.add_argument("-D", "--define", dest="defines", action="append", default=[], metavar="NAME[=VALUE]")
    parser.add_argument("--only", default="", help="only files whose path contains this")
    parser.add_argument("--no-compile", dest="compiling", action="store_false", help="do not ask the compilers")
    parser.add_argument("--round-trip", action="store_true", help="print device functions and read them again")
    parser.add_argument("--hipify-perl", type=Path, metavar="SCRIPT", help="measure this script of ROCm's too")
    parser.add_argument("--most", type=int, default=12, help="how many instances of a kernel template are tried a file")
    parser.add_argument("--ranking", type=int, default=25, help="how many entries a ranking has")
    parser.add_argument("--output", type=Path, help="write the figures as JSON")
    options = parser.parse_args()
    gc.set_threshold(5_000_000, 50, 50)  # as the command line does
    scores = []
    for folder in options.folders:
        reader = Reader(
            folder, options.include_dirs, compiling=options.compiling, most=options.most, tripping=options.round_trip,
            defines=options.defines,
        )  # fmt: skip
        paths = [path for path in units(folder) if options.only in str(path)]
        for path in paths:
            reader.file(path)
        if options.hipify_perl:
            reader.score.perl_speed, reader.score.perl_unfinished = perl_speed(options.hipify_perl, paths)
        scores.append(reader.score)
    show(scores, options.ranking)
    if options.output:
        figures = [{k: v for k, v in vars(score).items() if not k.startswith("_")} for score in scores]
        options.output.write_text(json.dumps(figures, indent=1, default=vars) + "\n", "utf-8")


if __name__ == "__main__":
    main()
