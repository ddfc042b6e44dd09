"""`unwarp sync`, and both hooks with the real pre-commit in a real repository."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from unwarp.generated import Standing, standing_of

ROOT = Path(__file__).parents[2]
GOOD = "__global__ void set(int *p) { p[threadIdx.x] = 1; }\n"
BAD = "void f() { cudaNewThing(1); }\n"
CONFIG = '[[sync]]\nsources = ["src"]\ntargets = ["hip", "c"]\noutput = "made"\n'
Unwarp = Callable[..., Result]


@pytest.fixture
def project(unwarp: Unwarp) -> None:
    Path("src").mkdir()
    Path("src/a.cu").write_text('#include "b.cuh"\n' + GOOD)
    Path("src/b.cuh").write_text("inline void wait() { cudaDeviceSynchronize(); }\n")
    Path("unwarp.toml").write_text(CONFIG)


@pytest.mark.usefixtures("project")
def test_sync_writes_what_is_out_of_date(unwarp: Unwarp) -> None:
    done = unwarp("sync", "--check")
    assert done.exit_code == 1
    assert "unwarp: out of date: made/hip/a.hip.cpp\n" in done.stderr
    assert not Path("made").exists()
    done = unwarp("sync")
    assert done.exit_code == 1
    assert "unwarp: updated: made/c/a_kernels.c\n" in done.stderr
    assert standing_of(Path("made/hip/a.hip.cpp")) is Standing.GENERATED
    done = unwarp("sync")
    assert (done.exit_code, done.output) == (0, "")
    assert unwarp("sync", "--check").exit_code == 0
    Path("src/b.cuh").write_text("inline void wait() { cudaDeviceReset(); }\n")
    done = unwarp("sync")
    assert done.exit_code == 1
    assert done.stderr == "unwarp: updated: made/c/b.cuh\nunwarp: updated: made/hip/b.cuh\n" or (
        sorted(done.stderr.splitlines()) == ["unwarp: updated: made/c/b.cuh", "unwarp: updated: made/hip/b.cuh"]
    )


@pytest.mark.usefixtures("project")
def test_sync_never_overwrites_what_was_edited_by_hand(unwarp: Unwarp) -> None:
    unwarp("sync")
    made = Path("made/hip/a.hip.cpp")
    made.write_text(made.read_text() + "// tuned by hand\n")
    for arguments in (["sync"], ["sync", "--check"]):
        done = unwarp(*arguments)
        assert done.exit_code == 2
        assert "made/hip/a.hip.cpp is edited by hand" in done.stderr
    assert "tuned by hand" in made.read_text()
    assert unwarp("sync", "--force").exit_code == 1
    assert "tuned by hand" not in made.read_text()


@pytest.mark.usefixtures("project")
def test_translations_without_a_source_go(unwarp: Unwarp) -> None:
    Path("src/c.cu").write_text(GOOD)
    unwarp("sync")
    Path("made/mine.txt").write_text("mine\n")
    Path("src/c.cu").unlink()
    done = unwarp("sync")
    assert done.exit_code == 1
    assert "unwarp: removed: made/hip/c.hip.cpp\n" in done.stderr
    assert not Path("made/hip/c.hip.cpp").exists()
    assert Path("made/mine.txt").exists()
    assert unwarp("sync").exit_code == 0


@pytest.mark.usefixtures("project")
def test_an_edited_translation_without_a_source_stays(unwarp: Unwarp) -> None:
    Path("src/c.cu").write_text(GOOD)
    unwarp("sync")
    made = Path("made/hip/c.hip.cpp")
    made.write_text(made.read_text() + "// mine\n")
    Path("src/c.cu").unlink()
    assert unwarp("sync").exit_code == 2
    assert made.exists()


@pytest.mark.usefixtures("project")
def test_what_is_not_converted_fails_each_time(unwarp: Unwarp) -> None:
    Path("src/a.cu").write_text(GOOD + BAD)
    unwarp("sync")
    done = unwarp("sync")
    assert done.exit_code == 1
    assert "src/a.cu:2:12: error: UW2007" in done.stderr


def test_without_sync_in_the_configuration(unwarp: Unwarp) -> None:
    done = unwarp("sync")
    assert done.exit_code == 2
    assert "add a [[sync]]" in done.stderr


def test_two_programs_must_not_write_one_file(unwarp: Unwarp) -> None:
    for name, text in (("one", GOOD), ("two", GOOD.replace("1", "2"))):
        Path(name).mkdir()
        Path(name, "a.cu").write_text(text)
    entry = '[[sync]]\nsources = ["{}"]\ntargets = ["hip"]\noutput = "made"\n'
    Path("unwarp.toml").write_text(entry.format("one") + entry.format("two"))
    done = unwarp("sync")
    assert done.exit_code == 2
    assert "made/a.hip.cpp: two programs of [[sync]] write it" in done.stderr


# ------------------------------------------------------------------------------------------------ pre-commit


class Repository:
    """A git repository with unwarp's hooks, run by pre-commit. The hooks are those that unwarp offers, but for the
    environment that pre-commit would make from the network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        program = folder.parent / "bin" / "unwarp"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT / ".dev"}" exec "{sys.executable}" -m unwarp "$@"\n')
        program.chmod(0o755)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))},
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "PRE_COMMIT_HOME": str(folder.parent / "home"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }
        hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
        local = [{**hook, "language": "system"} for hook in hooks]
        folder.mkdir()
        self.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": local}]}))
        self.git("init", "-q")
        self.git("config", "user.email", "a@example.com")
        self.git("config", "user.name", "A")
        done = self.run(sys.executable, "-m", "pre_commit", "install")
        assert done.returncode == 0, done.stdout + done.stderr

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("git", *arguments)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self) -> tuple[bool, str]:
        """Whether a commit of everything goes through, and what was said."""
        self.git("add", "-A")
        done = self.git("commit", "-m", "x")
        return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def test_the_check_hook_passes_and_fails(repository: Repository) -> None:
    repository.write("unwarp.toml", 'exclude = ["third_party/"]\n[[sync]]\nsources = []\n')
    repository.write("unwarp.toml", 'exclude = ["third_party/"]\n' + CONFIG.replace('"src"', '"src/a.cu"'))
    repository.write("src/a.cu", GOOD)
    repository.write("third_party/x.cu", BAD)
    ok, said = repository.commit()
    assert not ok  # the translations are new
    assert "unwarp check.............................................................Passed" in said
    ok, said = repository.commit()
    assert ok, said
    repository.write("src/b.cu", BAD)
    ok, said = repository.commit()
    assert not ok
    assert "unwarp check.............................................................Failed" in said
    assert "src/b.cu:1:12: error: UW2007" in said
    repository.write("src/b.cu", BAD.rstrip() + "  // unwarp: allow UW2007 because compat.h defines it\n")
    ok, said = repository.commit()
    assert ok, said


def test_the_sync_hook_tells_drift_and_hand_edited_files(repository: Repository) -> None:
    repository.write("unwarp.toml", CONFIG)
    repository.write("src/a.cu", GOOD)
    ok, said = repository.commit()
    assert not ok
    assert "updated: made/hip/a.hip.cpp" in said
    ok, said = repository.commit()
    assert ok, said

    repository.write("src/a.cu", GOOD.replace("1", "2"))  # the source moves on
    ok, said = repository.commit()
    assert not ok
    assert "updated: made/c/a_kernels.c" in said
    ok, said = repository.commit()
    assert ok, said
    assert "= 2" in (repository.folder / "made/hip/a.hip.cpp").read_text()

    made = repository.folder / "made/hip/a.hip.cpp"  # somebody edits the translation
    made.write_text(made.read_text().replace("= 2", "= 3"))
    ok, said = repository.commit()
    assert not ok
    assert "made/hip/a.hip.cpp is edited by hand" in said
    assert "= 3" in made.read_text()
