"""The commands, configurations and workflows in the documents are ones that work."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from unwarp.cli import main
from unwarp.configuration import read_configuration

ROOT = Path(__file__).parents[2]
NAMES = ("README.md", "docs/ci.md", "docs/configuration.md", ".pre-commit-hooks.yaml")
DOCUMENTS = [ROOT / name for name in NAMES]
COMMAND = re.compile(r"^(?:\s*(?:- )?(?:run: |entry: )?|.*\.venv/bin/)(unwarp [a-z][^`\n|]*)", re.M)


def commands() -> list[str]:
    found: dict[str, None] = {}
    for path in DOCUMENTS:
        for match in COMMAND.finditer(path.read_text("utf-8")):
            found[match[1].split(" # ")[0].split("  #")[0].strip()] = None
    return list(found)


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_documents_is_understood(command: str) -> None:
    words = shlex.split(command)[1:]
    context = click.Context(main)
    found = main.get_command(context, words[0])
    assert found is not None, command
    if words == ["check", "--force-exclude"]:  # the entry of a hook, to which files are appended
        words.append("a.cu")
    found.make_context(words[0], words[1:])


def test_the_documents_have_commands() -> None:
    assert len(commands()) > 15


def test_the_configuration_of_the_document_is_right(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "configuration.md").read_text("utf-8"), re.S)
    file = tmp_path / "pyproject.toml"
    file.write_text(blocks[0])
    found = read_configuration(file)
    assert found is not None
    assert found.targets == ("hip", "sycl")
    assert [job.output for job in found.sync] == [tmp_path / "generated"]


def test_the_rows_of_the_document_are_right(tmp_path: Path) -> None:
    from unwarp.transforms.tables import load

    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "configuration.md").read_text("utf-8"), re.S)
    file = tmp_path / "own.toml"
    file.write_text(blocks[1])
    row = load([file]).rows["myRsqrt"]
    assert row.c is not None
    assert row.c.status == "refused"


def test_the_workflows_are_yaml_and_upload_what_is_written() -> None:
    text = (ROOT / "docs" / "ci.md").read_text("utf-8")
    documents = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.S)]
    hooks, github, _step, gitlab = documents
    offered = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} == offered
    steps = github["jobs"]["check"]["steps"]
    uploaded = next(step["with"]["sarif_file"] for step in steps if "upload-sarif" in step.get("uses", ""))
    assert any(f"--report-file {uploaded}" in step.get("run", "") for step in steps)
    script = "\n".join(gitlab["unwarp"]["script"])
    reports = gitlab["unwarp"]["artifacts"]["reports"]
    assert f"--output-format gitlab --report-file {reports['codequality']}" in script
    assert f"--output-format junit --report-file {reports['junit']}" in script
