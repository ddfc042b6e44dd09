"""Kernels verified: translated, built and run on each target, and the results compared with the reference's.

Several kernels share a program, since most of a build is spent on headers; whatever fails there is done again alone, so
that a kernel's outcome never depends on its neighbours. Prints nothing.
"""

from __future__ import annotations

import json
import signal
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from ..api import Result, Settings, translate
from ..parser.diagnostics import Severity
from ..running import build_program, program_of
from .cases import Case
from .columns import COLUMNS, Column
from .compare import Distance, Finding, compare_case
from .data import Results, Run, from_bytes, prepare, to_bytes
from .driver import RENAMED_MAIN, has_main, program_text
from .remembered import Remembered
from .toolchains import TOOLCHAINS, BuildError, Built, Completed

Status: TypeAlias = Literal["pass", "differs", "refused", "no build", "crash", "missing"]
GOOD: tuple[Status, ...] = ("pass", "missing")
TOGETHER = 12  # kernels in one program
REFERENCE = "cuda"  # the column that is the reference of a case without one of its own


@dataclass(frozen=True)
class Outcome:
    """A kernel on a column. ``detail`` says what is wrong, in as many lines as it takes."""

    case: str
    column: str
    status: Status
    detail: str = ""
    distance: Distance = field(default_factory=Distance)
    runs: int = 0
    seconds: float = 0.0  # of the kernels, with what the target compiles when they are first used
    finding: Finding | None = None
    remembered: bool = False
    excused: bool = False  # refused, as the specification says

    @property
    def good(self) -> bool:
        return self.status in GOOD or self.excused


Progress: TypeAlias = Callable[[Outcome], None]


@dataclass
class Verifier:
    """Verifies cases on columns. ``remembered`` keeps outcomes between runs; None keeps none."""

    settings: Settings
    jobs: int = 1
    remembered: Remembered | None = None
    timeout: float = 300.0
    together: int = TOGETHER

    def __post_init__(self) -> None:
        self._translations: dict[tuple[str, str], Result] = {}
        self._lock = threading.Lock()

    def verify(
        self, cases: Sequence[Case], columns: Sequence[Column], progress: Progress | None = None
    ) -> list[Outcome]:
        """The outcomes, by case and then by column. Raises DataError where a case has no inputs."""
        runs = {case.name: self._expected(case, prepare(case)) for case in cases}
        done: dict[tuple[str, str], Outcome] = {}

        def finish(outcomes: Sequence[Outcome]) -> None:
            for outcome in outcomes:
                done[outcome.case, outcome.column] = outcome
                if progress is not None:
                    progress(outcome)

        with ThreadPoolExecutor(max(1, self.jobs)) as pool:
            futures: list[Future[list[Outcome]]] = []
            for column in columns:
                known = [(case, self._recall(case, column)) for case in cases]
                finish([outcome for _, outcome in known if outcome is not None])
                left = [case for case, outcome in known if outcome is None]
                for start in range(0, len(left), self.together):
                    futures.append(pool.submit(self._column, column, left[start : start + self.together], runs))
            try:
                for future in as_completed(futures):
                    finish(future.result())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [done[case.name, column.name] for case in cases for column in columns]

    # -------------------------------------------------------------------------------------------- memory

    def _recall(self, case: Case, column: Column) -> Outcome | None:
        text = self.remembered.get(case, column) if self.remembered else None
        if text is None:
            return None
        table = json.loads(text)
        return Outcome(case.name, column.name, "pass", distance=Distance(**table["distance"]), runs=table["runs"],
                       seconds=table["seconds"], remembered=True)  # fmt: skip

    def _keep(self, case: Case, column: Column, outcome: Outcome) -> None:
        if self.remembered and outcome.status == "pass":
            table = {"distance": asdict(outcome.distance), "runs": outcome.runs, "seconds": outcome.seconds}
            self.remembered.put(case, column, json.dumps(table))

    # -------------------------------------------------------------------------------------------- one column

    def _column(self, column: Column, cases: Sequence[Case], runs: dict[str, list[Run]]) -> list[Outcome]:
        outcomes = self._attempt(column, cases, runs)
        for case, outcome in zip(cases, outcomes, strict=True):
            self._keep(case, column, outcome)
        return outcomes

    def _attempt(self, column: Column, cases: Sequence[Case], runs: dict[str, list[Run]]) -> list[Outcome]:
        """Cases in one program; those that do not come out well are done again in smaller ones."""
        built = self._build(column, cases)
        if not isinstance(built, Built):
            if len(cases) == 1:
                return [_failed(cases[0], column, *built)]
            middle = len(cases) // 2
            return [o for half in (cases[:middle], cases[middle:]) for o in self._attempt(column, half, runs)]
        outcomes = self._run(column, built, cases, runs)
        if len(cases) > 1:
            for number, outcome in enumerate(outcomes):
                if not outcome.good:
                    (alone,) = self._attempt(column, [cases[number]], runs)
                    if alone.status == "pass" and outcome.status == "differs":
                        # Then what the kernels have to do with each other is translated wrongly. A crash may be
                        # another's: kernels of one program are compiled together.
                        together = f"only in one program with {', '.join(c.name for c in cases)}"
                        alone = replace(outcome, detail=f"{outcome.detail}\n{together}")
                    outcomes[number] = alone
        return outcomes

    def _build(self, column: Column, cases: Sequence[Case]) -> Built | tuple[Status, str]:
        """The executable of cases, or why there is none."""
        sources = [case.source.read_bytes().decode("utf-8", "surrogateescape") for case in cases]
        text = program_text(cases, sources)
        settings = self.settings
        if len(cases) == 1 and has_main(sources[0]):
            settings = replace(settings, defines={**settings.defines, "main": RENAMED_MAIN})
        alone = len(cases) == 1
        path = cases[0].source if alone else cases[0].source.parent.parent / "kernels.cu"
        toolchain = TOOLCHAINS[column.target]
        with tempfile.TemporaryDirectory(prefix="unwarp-") as name:
            folder = Path(name)
            try:
                if column.target == "cuda":
                    return _original(text, path, folder, settings)
                result = self._translate(text, column.target, path, settings)
                if result.errors:
                    errors = [d.render() for d in result.diagnostics if d.rule.severity is Severity.ERROR]
                    return "refused", "\n".join(errors)
                result.write(folder)
                return toolchain.build(program_of(result, folder, settings), column.options)
            except BuildError as error:
                return "no build", str(error)

    def _translate(self, text: str, target: str, path: Path, settings: Settings) -> Result:
        with self._lock:  # columns of one target want the same translation
            if (target, text) not in self._translations:
                self._translations[target, text] = translate(text, target, path=str(path), settings=settings)
            return self._translations[target, text]

    # -------------------------------------------------------------------------------------------- running

    def _run(self, column: Column, built: Built, cases: Sequence[Case], runs: dict[str, list[Run]]) -> list[Outcome]:
        """Run cases in one process; after a crash, those that it kept from running in another."""
        outcomes: list[Outcome] = []
        while len(outcomes) < len(cases):
            left = cases[len(outcomes) :]
            found, problem = self._execute(column, built, left, runs)
            for case, results in found:
                outcomes.append(_judge(case, column, runs[case.name], results))
            if len(found) < len(left):
                outcomes.append(_failed(left[len(found)], column, "crash", problem))
        return outcomes

    def _execute(
        self, column: Column, built: Built, cases: Sequence[Case], runs: dict[str, list[Run]]
    ) -> tuple[list[tuple[Case, list[Results]]], str]:
        """The results of the cases that were completed, and how the process ended where some were not."""
        with tempfile.TemporaryDirectory(prefix="unwarp-") as name:
            folder = Path(name)
            for case in cases:
                (folder / f"{case.name}.in").write_bytes(to_bytes(case, runs[case.name]))
            toolchain = TOOLCHAINS[column.target]
            names = [case.name for case in cases]
            done = toolchain.run(built, [name, *names], cwd=folder, timeout=self.timeout, capture=True)
            found: list[tuple[Case, list[Results]]] = []
            for case in cases:
                path = folder / f"{case.name}.out"
                results = from_bytes(case, runs[case.name], path.read_bytes()) if path.is_file() else []
                if len(results) < len(runs[case.name]):
                    return found, _ending(done, runs[case.name][len(results)].label())
                found.append((case, results))
            if done.returncode != 0:  # whose fault that is shows when each is run alone
                return found[:-1], _ending(done, "after the last run")
            return found, ""

    # -------------------------------------------------------------------------------------------- reference

    def _expected(self, case: Case, runs: list[Run]) -> list[Run]:
        """Runs with expectations: the original's results where the case has no reference of its own."""
        if all(run.expected is not None for run in runs):
            return runs
        column = COLUMNS[REFERENCE]
        if problem := column.missing():
            raise BuildError(f"{case.name} has no reference, and the original cannot be run: {problem}")
        built = self._build(column, [case])
        if not isinstance(built, Built):
            raise BuildError(f"{case.name}: the original does not build", (), built[1])
        found, problem = self._execute(column, built, [case], {case.name: runs})
        if not found:
            raise BuildError(f"{case.name}: the original fails: {problem}")
        return [replace(run, expected=result.arrays) for run, result in zip(runs, found[0][1], strict=True)]


def _original(text: str, path: Path, folder: Path, settings: Settings) -> Built:
    """The driver program as it is, built for the CPU. Raises BuildError."""
    (folder / path.name).write_bytes(text.encode("utf-8", "surrogateescape"))
    local = (path.resolve().parent,) if '#include "' in text else ()
    column = COLUMNS[REFERENCE]
    own = replace(settings, include_dirs=(*local, *settings.include_dirs))
    built = build_program([folder / path.name], column.target, own, column.options).built
    assert built is not None  # nothing is translated
    return built


def _failed(case: Case, column: Column, status: Status, detail: str) -> Outcome:
    excused = status == "refused" and column.target in case.refused
    return Outcome(case.name, column.name, status, detail, excused=excused)


def _judge(case: Case, column: Column, runs: Sequence[Run], results: Sequence[Results]) -> Outcome:
    distance, finding = compare_case(case, runs, results)
    seconds = sum(result.seconds for result in results)
    status: Status = "differs" if finding else "pass"
    detail = finding.render() if finding else ""
    return Outcome(case.name, column.name, status, detail, distance, len(runs), seconds, finding)


def _ending(done: Completed, when: str) -> str:
    """How a program ended that did not come to its end."""
    if done.timed_out:
        how = "was stopped after its time was over"
    elif done.returncode < 0:
        how = f"was ended by {signal.Signals(-done.returncode).name}"
    else:
        how = f"ended with status {done.returncode}"
    said = done.stderr.strip()[-2000:]
    return f"{when}: the program {how}" + (f"\n{said}" if said else "")
