"""What is supported on which target, from the tables alone: docs/support.md is this text, and ``unwarp matrix`` shows
parts of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..transforms.tables import TARGETS, Mapping, Row, Target

TITLES: dict[Target, str] = {"hip": "HIP", "sycl": "SYCL", "opencl": "OpenCL C", "c": "C"}
STATUSES = ("full", "differs", "refused", "not yet")
_KIND_TITLES = {
    "index": "Built-in variables", "qualifier": "Qualifiers", "barrier": "Barriers", "fence": "Fences",
    "warp": "Warp operations", "atomic": "Atomics", "math": "Mathematics", "integer": "Integers",
    "convert": "Conversions", "half": "Half precision and bfloat16", "vector": "Vectors", "memory": "Memory",
    "texture": "Textures and surfaces", "group": "Cooperative groups", "collective": "CUB in device code",
    "print": "Output", "assert": "Assertions",
    "time": "Time", "heap": "Memory of the device's heap", "type": "Types of device code",
    "template": "Class templates", "constant": "Constants", "runtime": "Runtime and driver functions",
    "hosttype": "Types of host code", "enumerator": "Enumerators", "macro": "Macros", "header": "Headers",
    "namespace": "Namespaces", "library": "Library functions", "member": "Thrust and CUB in host code",
}  # fmt: skip
# Kinds of which a row tells what host code may call; the others are the language of the device.
HOST_KINDS = frozenset({"runtime", "hosttype", "enumerator", "macro", "header", "namespace", "library", "member"})


def status(mapping: Mapping | None) -> str:
    """One of ``STATUSES``: what a pass rewrites is as full as what a name becomes."""
    if mapping is None:
        return "not yet"
    if mapping.why:
        return "refused"
    return "differs" if mapping.note else "full"


def counts(rows: Iterable[Row]) -> dict[Target, Counter[str]]:
    """How many names have which status, by target."""
    made: dict[Target, Counter[str]] = {target: Counter() for target in TARGETS}
    for row in rows:
        for target in TARGETS:
            made[target][status(row.column(target))] += 1
    return made


def remarks(row: Row) -> str:
    """The differences and the reasons of a row, each with its targets."""
    said: dict[str, list[str]] = {}
    for target in TARGETS:
        mapping = row.column(target)
        if mapping is not None and (mapping.why or mapping.note):
            said.setdefault(mapping.why or mapping.note, []).append(TITLES[target])
    return "; ".join(f"{', '.join(targets)}: {text}" for text, targets in said.items())


def document(rows: Sequence[Row]) -> str:
    """The whole matrix in Markdown."""
    return "\n".join(_document(rows)) + "\n"


def _document(rows: Sequence[Row]) -> Iterator[str]:
    yield "# Support"
    yield ""
    yield "This file is the output of `unwarp matrix --format md`, made from the tables in `transforms/tables/`;"
    yield "`unwarp matrix NAME` shows some names, `unwarp query NAME` what they become. **full**: works as on CUDA;"
    yield "**differs**: works, with the difference that is stated; **refused**: reported, with the reason; **not yet**:"
    yield "reported, as nobody has looked at it."
    yield ""
    yield "Functions and constants of the device are executed on every target and compared with a model of CUDA"
    yield "(`tests/smoke/`): exactly where CUDA is exact, else within the errors that the CUDA C++ Programming Guide"
    yield "lists. What is wider than these, `tests/smoke/bounds.toml` states with its reason: on C `cbrt`, `exp`, `log`"
    yield "and `tanh` are those of the C library's vector functions, off by up to four units in the last place."
    device = [row for row in rows if row.kind not in HOST_KINDS]
    host = [row for row in rows if row.kind in HOST_KINDS]
    for title, part in (("The language of the device", device), ("Host code", host)):
        yield ""
        yield f"## {title}"
        yield ""
        yield from _summary(part)
        for kind in _KIND_TITLES:
            found = [row for row in part if row.kind == kind]
            if found:
                yield ""
                yield f"### {_KIND_TITLES[kind]}"
                yield ""
                yield from _table(found)


def _summary(rows: Sequence[Row]) -> Iterator[str]:
    yield f"| {len(rows)} names | " + " | ".join(STATUSES) + " |"
    yield "|---" * (len(STATUSES) + 1) + "|"
    for target, count in counts(rows).items():
        yield f"| {TITLES[target]} | " + " | ".join(str(count[name]) for name in STATUSES) + " |"


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield "| name | " + " | ".join(TITLES.values()) + " | |"
    yield "|---" * (len(TARGETS) + 2) + "|"
    said = Counter(remarks(row) for row in rows)
    common = {text: f"({number})" for number, text in enumerate((t for t in said if t and said[t] > 1), 1)}
    for row in rows:
        cells = " | ".join(status(row.column(target)) for target in TARGETS)
        remark = remarks(row)
        yield f"| `{row.name}` | {cells} | {common.get(remark, _escaped(remark))} |"
    if common:
        yield ""
    for text, mark in common.items():
        yield f"{mark} {_escaped(text)}  "


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
