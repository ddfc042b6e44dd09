"""The matrix of support: made from the tables alone."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from unwarp.cli import main
from unwarp.reporting import support
from unwarp.transforms.tables import load

DOCUMENT = Path(__file__).parents[2] / "docs" / "support.md"


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["matrix", *args])
    return result.exit_code, result.stdout


def test_the_document_is_current() -> None:
    """Write it anew with ``unwarp matrix --format md > docs/support.md``."""
    known = load()
    assert DOCUMENT.read_text("utf-8") == support.document([known.rows[name] for name in known.names()])


def test_every_kind_has_its_section() -> None:
    text = DOCUMENT.read_text("utf-8")
    known = load()
    assert text.count("\n| `") == len(list(known.names()))


def test_names_and_patterns() -> None:
    code, text = run("__syncthreads", "atomicAdd*", "--format", "json")
    assert code == 0
    records = {record["name"]: record for record in json.loads(text)}
    assert records["__syncthreads"]["targets"] == dict.fromkeys(("hip", "sycl", "opencl", "c"), "full")
    assert "atomicAdd_block" in records
    assert run("__syncthread")[0] == 2


def test_reasons_stand_with_the_names(tmp_path: Path) -> None:
    rules = tmp_path / "my.toml"
    rules.write_text(
        '[myCall]\nkind = "runtime"\nhip = "="\nsycl = {to = "b", note = "slower"}\nc = {why = "never"}\n'
    )
    code, text = run("myCall", "--rules", str(rules))
    assert code == 0
    words = ["myCall", "full", "differs", "not", "yet", "refused", "SYCL:", "slower;", "C:", "never"]
    assert text.splitlines()[1].split() == words
    chosen = ("--status", "full", "--to", "c", "--format", "json")
    assert json.loads(run("myCall", "--rules", str(rules), *chosen)[1]) == []


def test_counts_add_up() -> None:
    known = load()
    rows = [known.rows[name] for name in known.names()]
    for count in support.counts(rows).values():
        assert sum(count.values()) == len(rows)
    assert "device language" in run()[1]
