"""A user's program verified: the original's output and exit status against those of each translation. Prints nothing.

The reference is the original, built by clang and run on the CPU without unwarp's parser; where it cannot be built, what
most of the targets agree on.
"""

from __future__ import annotations

import signal
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from ..api import Settings
from ..parser.diagnostics import Severity
from ..running import build_program
from .columns import COLUMNS, Column
from .outputs import Leniency, Printed, blanks, difference, read, varying
from .toolchains import BuildError, Completed
from .verify import REFERENCE, Outcome, Progress, Status

DEVICE_NAME = """\
#include <cstdio>
int main() {
  cudaDeviceProp properties;
  cudaGetDeviceProperties(&properties, 0);
  std::printf("%s", properties.name);
  return 0;
}
"""
SECOND = 1.05
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
        name = paths[0].resolve().name
        wanted = [column for column in columns if column.name != REFERENCE]
        with ThreadPoolExecutor(max(1, self.jobs)) as pool:
            original = pool.submit(self._original, paths)
            futures = [pool.submit(self._run, paths, column) for column in wanted]
            ran = [future.result() for future in futures]
            reference, source = self._reference(paths, original.result(), ran)
        if reference is not None and any(self._differ(one, reference) for one in ran):
            ran = [self._named(one) for one in ran]
            reference = self._named(reference)
        outcomes = []
        for one in ran:
            outcome = self._judge(name, one, reference)
            outcomes.append(outcome)
            if progress is not None:
                progress(outcome)
        return ProgramCheck(outcomes, source)

    def _original(self, paths: Sequence[Path]) -> _Ran:
        return self._repeated(paths, self._run(paths, COLUMNS[REFERENCE]))

    def _repeated(self, paths: Sequence[Path], first: _Ran) -> _Ran:
        """A program run a second time: what it does not repeat, such as times, cannot be compared."""
        if first.printed is None:
            return first
        time.sleep(SECOND)  # random numbers often begin with the time in seconds
        second = self._run(paths, first.column)
        if second.printed is None:
            return first
        return replace(first, printed=varying(first.printed, second.printed))

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

    def _reference(self, paths: Sequence[Path], original: _Ran, ran: Sequence[_Ran]) -> tuple[_Ran | None, str]:
        """What the outcomes are compared with, and where it comes from."""
        if original.printed is not None:
            left_out = len(original.printed.varying)
            rest = f"; {left_out} numbers that it does not repeat are not compared" if left_out else ""
            return original, f"the original, run on the CPU{rest}"
        why = original.detail.splitlines()[0] if original.detail else original.status
        here = [self._named(self._repeated(paths, one)) for one in ran if one.printed is not None]
        if not here:
            return None, f"nothing: the original cannot be run ({why})"
        agreeing = [[b.column.name for b in here if not self._differ(b, a)] for a in here]
        best = max(range(len(here)), key=lambda n: (len(agreeing[n]), -n))
        names = ", ".join(agreeing[best])
        chosen = f"{names}, which agree" if len(agreeing[best]) > 1 else f"{names}, for no two targets agree"
        return here[best], f"{chosen}: the original cannot be run ({why})"

    def _named(self, one: _Ran) -> _Ran:
        """An output with the name of the device, which programs like to print."""
        if one.printed is None:
            return one
        with tempfile.TemporaryDirectory(prefix="unwarp-") as folder:
            path = Path(folder) / "device.cu"
            path.write_text(DEVICE_NAME)
            try:
                made = build_program([path], one.column.target, Settings(), one.column.options)
            except BuildError:
                return one
            if made.built is None:
                return one
            done = made.toolchain.run(made.built, (), timeout=self.timeout, capture=True)
        return replace(one, printed=replace(one.printed, device=blanks(done.stdout.strip())))

    def _differ(self, one: _Ran, reference: _Ran) -> str:
        if one.printed is None or reference.printed is None:
            return ""
        return difference(reference.printed, one.printed, self.leniency)

    def _judge(self, name: str, one: _Ran, reference: _Ran | None) -> Outcome:
        if one.printed is None or reference is None:
            return Outcome(name, one.column.name, one.status, one.detail)
        found = self._differ(one, reference)
        return Outcome(name, one.column.name, "differs" if found else "pass", found, runs=1, seconds=one.seconds)


def _ending(done: Completed) -> str:
    how = (
        "was stopped after its time was over"
        if done.timed_out
        else f"was ended by {signal.Signals(-done.returncode).name}"
    )
    return "\n".join([f"the program {how}", *done.stderr.strip().splitlines()[-CRASHED:]])
