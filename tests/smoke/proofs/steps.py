"""Cases of several steps in one kernel: what the threads of a block do together, one call after the other, each with
the elements of ``r0`` that it fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unwarp.transforms.tables import Target

from .case import Case, Memory

SHOWN = 3  # wrong elements of a step that a complaint names


@dataclass(frozen=True, eq=False)
class Step:
    """A call: statements that write their results to ``OUT[0]`` … , and what has to stand there."""

    label: str
    code: str
    wanted: np.ndarray


def case_of_steps(
    title: str, rows: Sequence[str], targets: Sequence[Target], ctype: str, head: str, steps: Sequence[Step],
    inputs: Sequence[Memory], *, before: str = "", headers: Sequence[str] = (), grid: tuple[int, int, int] = (1, 1, 1),
    block: tuple[int, int, int] = (64, 1, 1), between: str = "__syncthreads();",
) -> Case:  # fmt: skip
    """One kernel that takes all steps in turn, with ``between`` behind each; ``r0`` holds elements of ``ctype``."""
    starts = np.cumsum([0, *(len(step.wanted) for step in steps)])
    lines = [head.strip("\n")]
    for step, start in zip(steps, starts, strict=False):
        code = step.code.strip("\n").replace("OUT", f"(r0 + {start})").replace("\n", "\n    ")
        lines.append(f"{{\n    {code}\n}}\n{between}")
    wanted = np.concatenate([step.wanted for step in steps])

    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        problems = []
        for step, start in zip(steps, starts, strict=False):
            got = outputs[0][start : start + len(step.wanted)]
            wrong = np.flatnonzero(got != step.wanted)
            problems += [f"{step.label}: [{k}] is {got[k]}, not {step.wanted[k]}" for k in wrong[:SHOWN]]
        return problems

    return Case(title, tuple(rows), tuple(targets), "\n".join(lines), list(inputs),
                [Memory(ctype, np.zeros_like(wanted))], judge, before, tuple(headers), grid, block)  # fmt: skip
