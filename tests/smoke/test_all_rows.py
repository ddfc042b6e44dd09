"""No row of the device tables is without a proof: a case of the smoke matrix, or another test that executes it, which
elsewhere.toml names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from proofs.collect import VALUES, batches
from proofs.values import title_of

from unwarp.reporting.support import HOST_KINDS
from unwarp.transforms.tables import TARGETS, Row, load

ROOT = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def elsewhere(kind: str = "test") -> list[Mapping[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "elsewhere.toml").read_text("utf-8")).get(kind, [])


@lru_cache(maxsize=1)
def proved() -> dict[str, set[str]]:
    """The targets on which cases prove a row, by its name."""
    made: dict[str, set[str]] = {}
    for cases in batches().values():
        for case in cases:
            for name in case.rows:
                made.setdefault(name, set()).update(case.targets)
    for test in [*elsewhere(), *elsewhere("untried")]:
        for name in test["names"]:
            made.setdefault(name, set()).update(test.get("targets", TARGETS))
    return made


def device_rows() -> list[Row]:
    """The rows of device code, and those of cuRAND that name functions of it."""
    rows = [row for row in load().rows.values() if row.kind not in HOST_KINDS]
    return rows + [row for name, row in load().rows.items() if name.startswith(("curand_", "skipahead"))
                   and row.kind == "library"]  # fmt: skip


def test_every_row_has_a_proof_on_every_target() -> None:
    missing = []
    for row in device_rows():
        for target in TARGETS:
            column = row.column(target)
            if column is not None and not column.why and target not in proved().get(row.name, set()):
                missing.append(f"{row.name} on {target}")
    assert not missing, f"{len(missing)} rows without a proof: {', '.join(missing)}"


def test_what_nothing_runs_is_not_full() -> None:
    for entry in elsewhere("untried"):
        for name in entry["names"]:
            for target in entry.get("targets", TARGETS):
                column = load().rows[name].column(target)
                assert column is not None and column.status != "full", f"{name} on {target}"


def test_every_overload_of_value_functions_has_a_case() -> None:
    """A row with a case for one overload may have none for another."""
    titles = {case.title for cases in batches().values() for case in cases}
    rows = [row for kind in VALUES for row in load().of_kind(kind)]
    wanted = [title_of(row, signature) for row in rows for signature in row.signatures]
    assert not [title for title in wanted if title not in titles]


@pytest.mark.parametrize("test", elsewhere(), ids=lambda test: str(test["test"]))
def test_other_tests_execute_what_they_prove(test: Mapping[str, Any]) -> None:
    path, _, function = str(test["test"]).partition("::")
    assert re.search(rf"^def {function}\(", (ROOT / path).read_text("utf-8"), re.M)
    files = [file for pattern in test["where"] for file in ROOT.glob(pattern)]
    words = {word for file in files for word in re.findall(r"\w+", file.read_text("utf-8"))}
    assert not [name for name in test["names"] if name not in words]
    assert not [name for name in test["names"] if load().get(name) is None]
