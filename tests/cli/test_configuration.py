"""The configuration: where it is found, what it does, and what is said of one that is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from unwarp.configuration import ConfigError, find_configuration, line_of, read_configuration

CALL = "void f() { cudaNewThing(1); }\n"
NOTE = "#include <curand.h>\nvoid f(curandGenerator_t g, unsigned *p) { curandGenerate(g, p, 100); }\n"
Unwarp = Callable[..., Result]


def found(unwarp: Unwarp, *arguments: object) -> dict[str, list[str]]:
    """The codes that are shown, by file."""
    done = unwarp("check", *arguments, "--output-format", "json")
    out: dict[str, list[str]] = {}
    for entry in json.loads(done.stdout)["diagnostics"]:
        if not entry["suppressed"]:
            out.setdefault(entry["path"], []).append(entry["code"])
    return out


def test_the_nearest_file_upwards_counts(unwarp: Unwarp) -> None:
    inner = Path("a/b")
    inner.mkdir(parents=True)
    (inner / "k.cu").write_text(CALL)
    Path("pyproject.toml").write_text('[tool.unwarp]\nignore = ["UW2007"]\n')
    assert found(unwarp, inner / "k.cu") == {}
    Path("a/pyproject.toml").write_text("[tool.other]\n")
    assert found(unwarp, inner / "k.cu") == {}
    Path("a/unwarp.toml").write_text("")
    assert found(unwarp, inner / "k.cu") == {"a/b/k.cu": ["UW2007"]}
    assert found(unwarp, inner / "k.cu", "--config", "pyproject.toml") == {}
    Path("a/unwarp.toml").unlink()
    assert found(unwarp, inner / "k.cu", "--isolated") == {"a/b/k.cu": ["UW2007"]}


def test_targets(unwarp: Unwarp) -> None:
    Path("k.cu").write_text("int a;\n")
    assert unwarp("convert", "k.cu").exit_code == 2
    Path("unwarp.toml").write_text('targets = ["hip", "c"]\n')
    assert unwarp("convert", "k.cu", "-o", "out").exit_code == 0
    assert sorted(p.name for p in Path("out").iterdir()) == ["c", "hip"]
    assert unwarp("convert", "k.cu", "--to", "sycl").exit_code == 0


def test_include_and_exclude(unwarp: Unwarp) -> None:
    for name in ("a.cu", "b.cpp", "third_party/c.cu", "third_party/own/d.cu"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(CALL)
    Path("unwarp.toml").write_text('include = ["*.cu"]\nexclude = ["third_party/*", "!third_party/own"]\n')
    assert sorted(found(unwarp, ".")) == ["a.cu", "third_party/own/d.cu"]
    assert sorted(found(unwarp, "third_party/c.cu")) == ["third_party/c.cu"]  # it is named
    assert found(unwarp, "third_party/c.cu", "a.cu", "--force-exclude").keys() == {"a.cu"}


def test_include_folders_macros_and_tables_are_from_the_file_s_folder(
    unwarp: Unwarp, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("inc").mkdir()
    Path("inc/h.cuh").write_text("__device__ int helper(int x) { return x; }\n")
    Path("src").mkdir()
    text = '#include "h.cuh"\n__global__ void k(int *p) { p[0] = helper(N); }\nvoid f() { cudaNewThing(1); }\n'
    Path("src/k.cu").write_text(text)
    Path("mine.toml").write_text('[cudaNewThing]\nkind = "runtime"\nhip = "myThing"\n')
    Path("unwarp.toml").write_text('include-dirs = ["inc"]\ndefines = ["N=3"]\nrules = ["mine.toml"]\n')
    monkeypatch.chdir("src")
    done = unwarp("convert", "k.cu", "--to", "hip")
    assert done.exit_code == 0, done.output
    assert "myThing(1)" in done.stdout


def test_severities_and_paths(unwarp: Unwarp) -> None:
    Path("old").mkdir()
    Path("old/k.cu").write_text(CALL)
    Path("k.cu").write_text(NOTE)
    Path("unwarp.toml").write_text(
        '[severity]\nUW31 = "error"\nUW2 = "warning"\n\n'
        '[[per-path]]\npaths = ["old/"]\nignore = ["UW2"]\nreason = "it is replaced next year"\n'
    )
    done = unwarp("check", "k.cu", "old/k.cu", "--output-format", "json")
    assert done.exit_code == 1
    entries = {(e["path"], e["code"]): e for e in json.loads(done.stdout)["diagnostics"]}
    assert entries["k.cu", "UW3101"]["severity"] == "error"
    assert entries["old/k.cu", "UW2007"]["suppressed"] == {"kind": "config", "reason": "it is replaced next year"}


def test_options_have_the_last_word(unwarp: Unwarp) -> None:
    Path("k.cu").write_text(CALL)
    Path("unwarp.toml").write_text('ignore = ["UW2"]\n')
    assert found(unwarp, "k.cu") == {}
    assert found(unwarp, "k.cu", "--select", "UW2007") == {"k.cu": ["UW2007"]}


def test_a_baseline_of_the_project(unwarp: Unwarp) -> None:
    Path("k.cu").write_text(CALL)
    Path("unwarp.toml").write_text('baseline = "base.json"\n')
    assert unwarp("check", "k.cu").exit_code == 2  # it is not there
    assert unwarp("check", "k.cu", "--write-baseline", "base.json").exit_code == 0
    assert unwarp("check", "k.cu").exit_code == 0


# ------------------------------------------------------------------------------------------------ errors

WRONG = {
    'targets = ["vulkan"]': (1, "targets: `vulkan` is no target; use hip, sycl, opencl, c"),
    'targets = "hip"': (1, 'targets: it must be a list of strings, such as targets = ["…"]'),
    "\n\ntarget = []": (3, "target: this key is not known; did you mean `targets`?"),
    "zzz = 1": (1, "zzz: this key is not known; the keys are targets"),
    '[severity]\nUW3101 = "fatal"': (2, "severity.UW3101: `fatal` is no severity; use error, warning, note"),
    '[severity]\nUW2001 = "note"\nUW2077 = "note"': (3, "severity.UW2077: no diagnostic has the code `UW2077`; did"),
    'severity = "error"': (1, "severity: it is no table"),
    '# ignore\nignore = ["UW7"]': (2, "ignore: no diagnostic has the code `UW7`"),
    '[[per-path]]\npaths = ["a"]\nignore = ["UW2"]\n[[per-path]]\npaths = ["a"]\nignor = []': (
        6, "per-path.ignor: this key is not known; did you mean `ignore`?"),
    '[[per-path]]\nignore = ["UW2"]': (1, "per-path.paths: it is missing"),
    "per-path = 1": (1, "per-path: it is no list of tables"),
    '[[sync]]\nsources = ["a"]\noutput = "b"': (1, 'sync.targets: it is missing; write targets = ["hip"]'),
    '[[sync]]\nsources = ["a"]\ntargets = ["c"]': (1, "sync.output: it is missing"),
    "baseline = 1": (1, 'baseline: it must be a string, such as baseline = "…"'),
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_an_error_has_file_line_key_and_remedy(text: str, unwarp: Unwarp) -> None:
    line, message = WRONG[text]
    Path("k.cu").write_text(CALL)
    Path("unwarp.toml").write_text(text + "\n")
    done = unwarp("check", "k.cu")
    assert done.exit_code == 2
    assert f"unwarp.toml:{line}: {message}" in done.stderr
    Path("unwarp.toml").unlink()
    lines = text.replace("[[", "[[tool.unwarp.").replace("[severity", "[tool.unwarp.severity")
    Path("pyproject.toml").write_text(f"[project]\nname = 'x'\n\n[tool.unwarp]\n{lines}\n")
    done = unwarp("check", "k.cu")
    assert done.exit_code == 2
    assert f"pyproject.toml:{line + 4}: tool.unwarp.{message}" in done.stderr.replace("[[tool.unwarp.", "[[")


def test_what_is_no_toml_has_a_place(unwarp: Unwarp) -> None:
    Path("k.cu").write_text(CALL)
    Path("unwarp.toml").write_text("a = 1\ntargets = [\n")
    done = unwarp("check", "k.cu")
    assert done.exit_code == 2
    assert "unwarp.toml:2: this is no TOML: " in done.stderr
    Path("unwarp.toml").write_text("a = = 1\n")
    assert "unwarp.toml:1:5: this is no TOML: " in unwarp("check", "k.cu").stderr
    Path("unwarp.toml").write_bytes(b"a = '\xff'\n")
    done = unwarp("check", "k.cu")
    assert done.exit_code == 2
    assert "it is not UTF-8 text" in done.stderr


def test_a_named_file_must_be_there(unwarp: Unwarp) -> None:
    Path("k.cu").write_text(CALL)
    done = unwarp("check", "k.cu", "--config", "nowhere.toml")
    assert done.exit_code == 2
    assert "nowhere.toml: No such file or directory" in done.stderr
    Path("pyproject.toml").write_text("[project]\n")
    with pytest.raises(ConfigError, match="add one"):
        read_configuration(Path("pyproject.toml"))


def test_without_a_file_nothing_is_configured(tmp_path: Path) -> None:
    found = find_configuration(tmp_path)
    assert found.file is None or tmp_path not in found.file.parents


def test_the_line_of_a_key() -> None:
    text = 'a = 1\n[t]\n  b.c = 2\n"d" = 3\n[[l]]\nx = 1\n[[l]]\nx = 2\n'
    keys = [("a",), ("t", "b", "c"), ("t", "d"), ("l", 0, "x"), ("l", 1, "x")]
    assert [line_of(text, key) for key in keys] == [1, 3, 4, 6, 8]
    assert line_of(text, ("l", 1, "missing")) == 7
    assert line_of(text, ("zzz",)) == 0
