"""How long the kernels of programs run on each target: ``python benchmarks/programs.py [NAME…]``.

Builds programs of the corpus for each contestant, at sizes that make the kernels heavy, and runs them in turns, so that
a change of the machine's load meets all. The time is that of the kernels alone, which the façades write down
(``UNWARP_TIMING``): neither compilation, nor copies, nor the host's part. A launch counts with its median over the
repeats, and a kernel's first launch in a process (threads start, memory is touched) only where there is no other.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unwarp.api import Settings
from unwarp.corpus.toolchains.base import BuildError, BuildOptions, Built, Toolchain
from unwarp.running import build_program

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "programs"
TIMEOUT = 300.0


@dataclass(frozen=True)
class Contestant:
    """A target with the tools that it is built and run with."""

    target: str
    options: BuildOptions


CONTESTANTS: Mapping[str, Contestant] = {
    "c": Contestant("c", BuildOptions()),
    "c-gcc": Contestant("c", BuildOptions(cc="gcc")),
    "intel": Contestant("opencl", BuildOptions(platform="intel")),
    "pocl": Contestant("opencl", BuildOptions(platform="pocl")),
    "sycl": Contestant("sycl", BuildOptions()),
}
USUAL = ("c", "intel", "pocl")

# The arguments that make a program heavy enough; a program without an entry runs as the tests run it.
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "bitonic_sort": ("200000",),
    "block_scan": ("1000000", "6"),
    "histogram": ("4000000", "5"),
    "jacobi": ("1000", "800", "30"),
    "mandelbrot": ("600", "404", "300", "4"),
    "nbody": ("4000", "4"),
    "padded_transpose": ("1500", "1100", "6"),
    "reduce_shared": ("2000000", "6"),
    "reduce_shuffle": ("600000", "6"),
    "row_softmax": ("500", "1000", "4"),
    "saxpy": ("4000000", "8"),
    "spmv_csr": ("60000", "50000", "5"),
    "stencil2d": ("1500", "1000", "8"),
    "tiled_matmul": ("500", "500", "500", "4"),
}


@dataclass(frozen=True)
class Launch:
    """One launch of a kernel in one run."""

    kernel: str
    seconds: float


@dataclass
class Entry:
    """A program on a contestant, and its runs so far."""

    program: str
    contestant: str
    toolchain: Toolchain
    built: Built
    runs: list[list[Launch]]
    problem: str = ""

    def run(self, folder: Path) -> None:
        """Runs the program once more; what goes wrong is kept in ``problem``."""
        times = folder / "times"
        times.unlink(missing_ok=True)
        args = ARGUMENTS.get(self.program, ())
        done = self.toolchain.run(
            self.built, args, env={"UNWARP_TIMING": str(times)}, timeout=TIMEOUT, capture=True
        )  # fmt: skip
        launches = list(read(times))
        if done.timed_out:
            self.problem = "takes too long"
        elif done.returncode:
            self.problem = "does not pass"
        elif not launches:
            self.problem = "launches no kernel"
        elif self.runs and [x.kernel for x in launches] != [x.kernel for x in self.runs[0]]:
            self.problem = "launches other kernels each time"
        else:
            self.runs.append(launches)

    def seconds(self, least: bool) -> float:
        """The time of the kernels: the sum of the launches' medians (or minima) over the runs."""
        together = min if least else statistics.median
        return sum(together(run[i].seconds for run in self.runs) for i in counted(self.runs[0]))


def read(times: Path) -> Iterator[Launch]:
    """The launches that a façade wrote down."""
    if times.exists():
        for line in times.read_text("utf-8").splitlines():
            kernel, nanoseconds = line.split("\t")
            yield Launch(kernel, int(nanoseconds) * 1e-9)


def counted(launches: Sequence[Launch]) -> list[int]:
    """The places of the launches that count: all but the first of each kernel that is launched again."""
    names = [launch.kernel for launch in launches]
    return [i for i, name in enumerate(names) if names.index(name) != i or names.count(name) == 1]


def build(names: Sequence[str], contestants: Sequence[str]) -> list[Entry]:
    """The programs on the contestants that can be built here; says what cannot."""
    entries = []
    for name in names:
        for contestant in contestants:
            chosen = CONTESTANTS[contestant]
            try:
                outcome = build_program([CORPUS / name], chosen.target, Settings(), chosen.options)
            except BuildError as error:
                print(f"{name} on {contestant}: {error.message}", file=sys.stderr)
                continue
            if outcome.built is None:
                print(f"{name} on {contestant}: not translated", file=sys.stderr)
                continue
            entries.append(Entry(name, contestant, outcome.toolchain, outcome.built, []))
    return entries


def measure(entries: Sequence[Entry], repeat: int) -> None:
    """Runs everything ``repeat`` times, the contestants of each program one after the other."""
    with tempfile.TemporaryDirectory(prefix="unwarp-benchmark-") as folder:
        for _ in range(repeat):
            for entry in entries:
                if not entry.problem:
                    entry.run(Path(folder))
    for entry in entries:
        if entry.problem:
            print(f"{entry.program} on {entry.contestant}: {entry.problem}", file=sys.stderr)


def table(entries: Sequence[Entry], contestants: Sequence[str], rival: str, least: bool) -> str:
    """Milliseconds of each program on each contestant, and what the others take for what the rival does in 1."""
    others = [c for c in contestants if c != rival]
    rows = [["program", *(f"{c} ms" for c in contestants), *(f"{c}/{rival}" for c in others)]]
    ratios: dict[str, list[float]] = {c: [] for c in others}
    for name in dict.fromkeys(entry.program for entry in entries):
        found = {e.contestant: e.seconds(least) for e in entries if e.program == name and not e.problem and e.runs}
        row = [name, *(f"{found[c] * 1e3:.3f}" if c in found else "-" for c in contestants)]
        for other in others:
            known = other in found and found.get(rival, 0.0) > 0.0
            row.append(f"{found[other] / found[rival]:.2f}" if known else "-")
            if known:
                ratios[other].append(found[other] / found[rival])
        rows.append(row)
    means = [f"{statistics.geometric_mean(ratios[c]):.2f}" if ratios[c] else "-" for c in others]
    rows.append(["geometric mean", *("" for _ in contestants), *means])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for first, *rest in rows:
        cells = [first.ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(rest, widths[1:], strict=True))]
        lines.append("  ".join(cells))
    return "\n".join(lines)


def record(entries: Sequence[Entry], rival: str, repeat: int) -> dict[str, object]:
    """All times, for ``--output``."""
    programs = [
        {
            "program": e.program,
            "arguments": list(ARGUMENTS.get(e.program, ())),
            "contestant": e.contestant,
            "problem": e.problem,
            "median_seconds": e.seconds(least=False) if e.runs else None,
            "least_seconds": e.seconds(least=True) if e.runs else None,
            "kernels": [launch.kernel for launch in e.runs[0]] if e.runs else [],
            "seconds": [[launch.seconds for launch in run] for run in e.runs],
        }
        for e in entries
    ]
    machine = {"processor": processor(), "cores": len(os.sched_getaffinity(0)), "system": platform.platform()}
    return {"machine": machine, "rival": rival, "repeat": repeat, "programs": programs}


def processor() -> str:
    """The processor's name."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="programs of the corpus (default: those with sizes)")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="runs of each program (default: 5)")
    parser.add_argument("--contestants", default=",".join(USUAL), metavar="A,B", help=f"of {', '.join(CONTESTANTS)}")
    parser.add_argument("--rival", default="intel", choices=CONTESTANTS, help="what the others are compared with")
    parser.add_argument("--cores", type=int, metavar="N", help="use only so many of the machine's cores")
    parser.add_argument("--least", action="store_true", help="minima over the repeats in place of medians")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write all times as JSON")
    options = parser.parse_args(argv)
    contestants = list(dict.fromkeys([*options.contestants.split(","), options.rival]))
    unknown = [c for c in contestants if c not in CONTESTANTS]
    unknown += [n for n in options.names if not (CORPUS / n).is_dir()]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}")
    entries = build(options.names or list(ARGUMENTS), contestants)
    if options.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cores])
    measure(entries, max(options.repeat, 1))
    print(table(entries, contestants, options.rival, options.least))
    if options.output:
        text = json.dumps(record(entries, options.rival, options.repeat), indent=1)
        options.output.write_text(text + "\n", "utf-8")
    return 1 if any(entry.problem for entry in entries) else 0


if __name__ == "__main__":
    raise SystemExit(main())
