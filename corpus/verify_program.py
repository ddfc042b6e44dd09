"""A user's program verified: the original's output and exit status against those of each translation. Prints nothing.

The reference is the original, built by clang and run on the CPU without unwarp's parser; where it cannot be built, what
most of the targets agree on.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ..api import Settings
from ..parser.diagnostics import Severity
from ..running import build_program
from .columns import COLUMNS, Column
from .outputs import Leniency, Printed, difference, read, varying
from .toolchains import BuildError, Completed
from .verify import REFERENCE, Outcome, Progress, Status

CRASHED = 3  # lines of a program's error output that are shown


@dataclass(frozen=True)
class ProgramCheck:
    """The outcomes of a program, and what they were compared with."""

    outcomes: Sequence[Outcome]
    reference: str


@dataclass(frozen=True)
class _Ran:
    """What became of a program on a column: what it printed, or why it did not run."""

    column: Column
    printed: Printed | None
    status: Status = "pass"
    detail: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class ProgramVerifier:
    """Verifies whole programs."""

    settings: Settings
    leniency: Leniency
    arguments: Sequence[str] = ()
    jobs: int = 1
    timeout: float = 300.0

    def verify(
        self, paths: Sequence[Path], columns: Sequence[Column], progress: Progress | None = None
    ) -> ProgramCheck:
        """The program of some files on columns."""
        name = paths[0].name
        wanted = [column for column in columns if column.name != REFERENCE]
        with ThreadPoolExecutor(max(1, self.jobs)) as pool:
            original = pool.submit(self._original, paths)
            futures = [pool.submit(self._run, paths, column) for column in wanted]
            ran = [future.result() for future in futures]
            reference, source = self._reference(original.result(), ran)
        outcomes = []
        for one in ran:
            outcome = self._judge(name, one, reference)
            outcomes.append(outcome)
            if progress is not None:
                progress(outcome)
        return ProgramCheck(outcomes, source)

    def _original(self, paths: Sequence[Path]) -> _Ran:
        """The original, run twice: what it does not repeat, such as times, cannot be compared."""
        column = COLUMNS[REFERENCE]
        first = self._run(paths, column)
        if first.printed is None:
            return first
        second = self._run(paths, column)
        return _Ran(column, varying(first.printed, second.printed) if second.printed else first.printed)

    def _run(self, paths: Sequence[Path], column: Column) -> _Ran:
        if problem := column.missing():
            return _Ran(column, None, "missing", problem)
        try:
            made = build_program(paths, column.target, self.settings, column.options)
        except BuildError as error:
            return _Ran(column, None, "no build", str(error))
        if made.built is None:
            errors = [d.render() for d in made.diagnostics if d.rule.severity is Severity.ERROR]
            return _Ran(column, None, "refused", "\n".join(errors))
        done = made.toolchain.run(made.built, self.arguments, timeout=self.timeout, capture=True)
        if done.timed_out or done.returncode < 0:
            return _Ran(column, None, "crash", _ending(done))
        return _Ran(column, read(done.stdout, done.returncode, self.leniency), seconds=done.seconds)

    def _reference(self, original: _Ran, ran: Sequence[_Ran]) -> tuple[Printed | None, str]:
        """What the outcomes are compared with, and where it comes from."""
        if original.printed is not None:
            return original.printed, "the original, run on the CPU"
        why = original.detail.splitlines()[0] if original.detail else original.status
        here = [one for one in ran if one.printed is not None]
        if not here:
            return None, f"nothing: the original cannot be run ({why})"
        agreeing = [[b.column.name for b in here if self._agree(a, b)] for a in here]
        best = max(range(len(here)), key=lambda n: (len(agreeing[n]), -n))
        return here[best].printed, f"{', '.join(agreeing[best])}, which agree: the original cannot be run ({why})"

    def _agree(self, a: _Ran, b: _Ran) -> bool:
        return a.printed is not None and b.printed is not None and not difference(a.printed, b.printed, self.leniency)

    def _judge(self, name: str, one: _Ran, reference: Printed | None) -> Outcome:
        if one.printed is None or reference is None:
            return Outcome(name, one.column.name, one.status, one.detail)
        found = difference(reference, one.printed, self.leniency)
        return Outcome(name, one.column.name, "differs" if found else "pass", found, runs=1, seconds=one.seconds)


def _ending(done: Completed) -> str:
    how = (
        "was stopped after its time was over"
        if done.timed_out
        else f"was ended by {signal.Signals(-done.returncode).name}"
    )
    return "\n".join([f"the program {how}", *done.stderr.strip().splitlines()[-CRASHED:]])
