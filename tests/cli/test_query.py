"""`unwarp query`, rows of the user's own, and the completion of shells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from unwarp import configuration, targets
from unwarp.transforms import tables

ROOT = Path(__file__).parents[2]
Unwarp = Callable[..., Result]


def test_a_name_on_every_target(unwarp: Unwarp) -> None:
    done = unwarp("query", "cudaMemcpyAsync")
    assert done.exit_code == 0
    assert done.stdout == (
        "cudaMemcpyAsync (runtime)\n"
        "  hip     hipMemcpyAsync\n"
        "  sycl    uwMemcpyAsync; from the header that comes with the output\n"
        "  opencl  uwMemcpyAsync; from the header that comes with the output\n"
        "  c       uwMemcpyAsync; from the header that comes with the output\n"
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("__brev", "hip     the same\n"),
        ("__syncthreads", "c       rewritten"),
    ],
)
def test_what_is_told(unwarp: Unwarp, name: str, told: str) -> None:
    assert told in unwarp("query", name).stdout


def test_refusals_and_differences_are_told(unwarp: Unwarp) -> None:
    rows = tables.load().rows.values()
    refused = next(row for row in rows if row.sycl is not None and row.sycl.why)
    differs = next(row for row in rows if row.hip is not None and row.hip.note)
    assert refused.sycl is not None and f"  sycl    refused: {refused.sycl.why}" in unwarp("query", refused.name).stdout
    assert differs.hip is not None and f"with a difference: {differs.hip.note}" in unwarp("query", differs.name).stdout


def test_every_row_can_be_told(unwarp: Unwarp) -> None:
    done = unwarp("query", "*", "--json")
    assert done.exit_code == 0
    assert {row["name"] for row in json.loads(done.stdout)} == set(tables.load().rows)
    assert unwarp("query", "*").stdout.count("\n  hip ") == len(tables.load().rows)


def test_a_misspelt_name_gets_suggestions(unwarp: Unwarp) -> None:
    done = unwarp("query", "cudamemcpyasnc", "cudaMalloc")
    assert done.exit_code == 2
    assert "did you mean cudaMemcpyAsync" in done.stderr
    assert "hipMalloc" in done.stdout
    assert unwarp("query", "zzzzzz").stderr == "unwarp: error: `zzzzzz` is not in the tables\n"


# ------------------------------------------------------------------------------------------------ own rows

OWN = '[cudaNewThing]\nkind = "runtime"\nhip = "myThing"\n'


def test_own_rows_are_used(unwarp: Unwarp) -> None:
    Path("own.toml").write_text(OWN)
    Path("a.cu").write_text("void f() { cudaNewThing(1); cudaMalloc(0, 1); }\n")
    done = unwarp("convert", "a.cu", "--to", "hip", "--rules", "own.toml")
    assert done.exit_code == 0
    assert "myThing(1); hipMalloc(0, 1)" in done.stdout
    assert "hip     myThing\n" in unwarp("query", "cudaNewThing", "--rule-file", "own.toml").stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (OWN + '\n[other]\nkind = "nope"\n', "own.toml:5: [other] kind: `nope` is not one of "),
        (OWN + "[other\n", "own.toml:4:7: this is no TOML: "),
        (OWN + "x.y = 1\n[z]\nkind = 'math'\nhip = {}\n", "own.toml:1: [cudaNewThing] has an unknown key `x`"),
        ("\nx = 1\n", "own.toml:2: `x` is no row; write [x] and its keys below"),
        (None, "own.toml: No such file or directory"),
    ],
)
def test_wrong_rows_are_a_message(unwarp: Unwarp, text: str | None, message: str) -> None:
    Path("a.cu").write_text("int a;\n")
    if text is not None:
        Path("own.toml").write_text(text)
    for arguments in (["check", "a.cu"], ["convert", "a.cu", "--to", "c"], ["query", "cudaMalloc"]):
        done = unwarp(*arguments, "--rules", "own.toml")
        assert done.exit_code == 2
        assert done.stderr.startswith(f"unwarp: error: {message}")
        assert "Traceback" not in done.output


@pytest.mark.parametrize("text", [None, "{", "[1]", '[{"directory": 1}]'])
def test_a_wrong_compilation_database_is_a_message(unwarp: Unwarp, text: str | None) -> None:
    Path("a.cu").write_text("int a;\n")
    if text is not None:
        Path("db.json").write_text(text)
    done = unwarp("check", "a.cu", "-p", "db.json")
    assert done.exit_code == 2
    assert done.stderr.startswith("unwarp: error: db.json: ")


def test_the_names_of_the_targets_are_the_same_everywhere() -> None:
    assert tuple(targets.TARGETS) == configuration.TARGETS == tables.TARGETS


# ------------------------------------------------------------------------------------------------ shells


@pytest.fixture
def program(tmp_path: Path) -> dict[str, str]:
    """An environment in which ``unwarp`` is a command."""
    file = tmp_path / "bin" / "unwarp"
    file.parent.mkdir()
    file.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT / ".dev"}" exec "{sys.executable}" -m unwarp "$@"\n')
    file.chmod(0o755)
    return {**os.environ, "PATH": f"{file.parent}:{os.environ['PATH']}"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("unwarp con", ["convert"]),
        ("unwarp convert --in", ["--include", "--in-place", "--inplace"]),
        ("unwarp convert --to s", ["sycl"]),
        ("unwarp convert --to hip,o", ["hip,opencl"]),
        ("unwarp check --output-format g", ["github", "gitlab"]),
        ("unwarp explain UW900", ["UW9001"]),
        ("unwarp completion f", ["fish"]),
    ],
)
def test_bash_completes(words: str, expected: list[str], program: dict[str, str]) -> None:
    script = (
        "set -e\n"
        'eval "$(unwarp completion bash)"\n'
        f"COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n"
        "_unwarp_completion unwarp\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(["bash", "-c", script], env=program, capture_output=True, text=True)
    assert sorted(done.stdout.split()) == sorted(expected), done.stderr


def test_bash_completes_by_itself(program: dict[str, str]) -> None:
    """The script registers its function for the command."""
    script = 'eval "$(unwarp completion bash)"; complete -p unwarp'
    done = subprocess.run(["bash", "-c", script], env=program, capture_output=True, text=True, check=True)
    assert "-F _unwarp_completion unwarp" in done.stdout


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_a_script(unwarp: Unwarp, shell: str) -> None:
    done = unwarp("completion", shell)
    assert done.exit_code == 0
    assert f"_UNWARP_COMPLETE={shell}_complete" in done.stdout
