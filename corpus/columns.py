"""The columns of a verification: each target with the options that give it a column of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .toolchains import TOOLCHAINS, BuildOptions
from .toolchains.opencl import runtimes


@dataclass(frozen=True)
class Column:
    """A target, and what makes it this column."""

    name: str
    target: str
    options: BuildOptions

    def missing(self) -> str:
        """Why nothing can be run here; empty when it can."""
        probe = TOOLCHAINS[self.target].probe(self.options)
        if not probe.ready:
            return probe.problem
        wanted = self.options.platform
        if wanted and not any(wanted in runtime.name.lower() for runtime in runtimes()):
            return f"opencl: no runtime {wanted} found; see `unwarp doctor`"
        return ""

    def versions(self) -> str:
        """Everything by which what is found on this machine can be told from other versions of it."""
        parts = TOOLCHAINS[self.target].probe(self.options).components
        return "; ".join(f"{c.role} {c.name} {c.version} {c.path}" for c in parts if c.ok)


COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("c", "c", BuildOptions()),
        Column("cuda", "cuda", BuildOptions()),
        Column("hip-wave32", "hip", BuildOptions(wave=32)),
        Column("hip-wave64", "hip", BuildOptions(wave=64)),
        Column("opencl-intel", "opencl", BuildOptions(platform="intel")),
        Column("opencl-pocl", "opencl", BuildOptions(platform="pocl")),
        Column("sycl", "sycl", BuildOptions()),
    )
}


def choose(text: str) -> list[Column]:
    """The columns of a list such as ``c,hip,opencl-intel`` or ``all``; raises ValueError."""
    if text == "all":
        return list(COLUMNS.values())
    chosen: dict[str, Column] = {}
    for word in text.split(","):
        found = [c for c in COLUMNS.values() if word in (c.name, c.target)]
        if not found:
            names = [*dict.fromkeys(c.target for c in COLUMNS.values()), *(n for n in COLUMNS if "-" in n)]
            raise ValueError(f"{word!r} is not one of {', '.join(names)}, all")
        chosen.update({column.name: column for column in found})
    return list(chosen.values())


def present(columns: Sequence[Column]) -> tuple[list[Column], dict[str, str]]:
    """The columns that can be run here, and why the others cannot."""
    reasons = {column.name: column.missing() for column in columns}
    return [c for c in columns if not reasons[c.name]], {n: r for n, r in reasons.items() if r}
