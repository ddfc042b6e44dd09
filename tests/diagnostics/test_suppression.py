"""Diagnostics that are silenced: by comment, by option, by baseline. They stay countable."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from unwarp.api import translate

CALL = "void f() { cudaNewThing(1); }"
Unwarp = Callable[..., Result]


def shown(text: str, target: str = "hip") -> tuple[list[str], list[str]]:
    """The codes that are shown, and the reasons of those that are not."""
    found = translate(text, target, path="a.cu").diagnostics
    return [d.code for d in found if not d.suppressed], [d.suppressed.reason for d in found if d.suppressed]


@pytest.mark.parametrize(
    "text",
    [
        f"{CALL}  // unwarp: allow UW2007 because compat.h defines it\n",
        f"{CALL}  /* unwarp: allow UW2007 because compat.h defines it */\n",
        f"// unwarp: allow UW2007 because compat.h defines it\n{CALL}\n",
        f"/* unwarp: allow UW2001, UW2007 because compat.h defines it */\n\n// another comment\n{CALL}\n",
        f"// unwarp: allow UW20 because compat.h defines it\r\n{CALL}\r\n",
    ],
)
def test_a_comment_allows_its_line(text: str) -> None:
    assert shown(text) == ([], ["compat.h defines it"])


def test_an_include_can_be_allowed() -> None:
    text = "#include <cuda/semaphore>  // unwarp: allow UW2008 because the target has it too\n"
    assert shown(text) == ([], ["the target has it too"])


@pytest.mark.parametrize(
    "text",
    [
        f"// unwarp: allow UW2001 because of another code\n{CALL}\n",
        f"// unwarp: allow UW2007 because it is far away\nint a;\n{CALL}\n",
        f'const char *s = "// unwarp: allow UW2007 because it is a string";\n{CALL}\n',
        f'{CALL} const char *s = "// unwarp: allow UW2007 because it is a string";\n',
    ],
)
def test_a_comment_allows_nothing_else(text: str) -> None:
    assert shown(text) == (["UW2007"], [])


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("// unwarp: allow UW2007", "it gives no reason"),
        ("// unwarp: allow UW2007 because", "it gives no reason"),
        ("// unwarp: allow", "it names no code"),
        ("// unwarp: allow UW7777 because", "it gives no reason"),
        ("// unwarp: allow UW2077 because so", "no diagnostic has the code `UW2077`; did you mean UW2007"),
    ],
)
def test_a_comment_that_is_wrong_is_reported(comment: str, reason: str) -> None:
    found = translate(f"{comment}\n{CALL}\n", "hip", path="a.cu").diagnostics
    assert [d.code for d in found] == ["UW2007", "UW1012"]
    assert reason in found[1].message


def test_what_cannot_be_read_cannot_be_allowed() -> None:
    text = "// unwarp: allow UW1004 because I say so\nvoid f() { (a; }\n"
    assert "UW1004" in shown(text)[0]


def test_an_allowed_error_does_not_fail(unwarp: Unwarp) -> None:
    Path("a.cu").write_text(f"{CALL}  // unwarp: allow UW2007 because compat.h defines it\n")
    done = unwarp("check", "a.cu")
    assert (done.exit_code, done.stdout) == (0, "unwarp: 1 suppressed\n")
    done = unwarp("check", "a.cu", "--output-format", "json")
    document = json.loads(done.stdout)
    assert document["counts"] == {"error": 0, "warning": 0, "note": 0, "suppressed": 1}
    assert document["diagnostics"][0]["suppressed"] == {"kind": "comment", "reason": "compat.h defines it"}


def test_a_comment_that_is_not_needed_is_told_by_a_check_of_all_targets(unwarp: Unwarp) -> None:
    Path("a.cu").write_text("int a;  // unwarp: allow UW2001, UW2007 because it was needed once\n")
    assert "a.cu:1:9: note: UW5001 no UW2001 or UW2007 is reported here any more\n" in unwarp("check", "a.cu").stdout
    assert unwarp("check", "a.cu", "--to", "c").stdout == ""


# ------------------------------------------------------------------------------------------------ options

NOTE = "#include <curand.h>\nvoid f(curandGenerator_t g, unsigned *p) { curandGenerate(g, p, 100); }\n"


def check(unwarp: Unwarp, *options: str) -> tuple[int, set[str]]:
    Path("a.cu").write_text(NOTE + CALL)
    done = unwarp("check", "a.cu", "--to", "hip", "--output-format", "json", *options)
    return done.exit_code, {d["code"] for d in json.loads(done.stdout)["diagnostics"] if not d["suppressed"]}


def test_options_choose_what_is_shown(unwarp: Unwarp) -> None:
    assert check(unwarp) == (1, {"UW3101", "UW2007"})
    assert check(unwarp, "--ignore", "UW2007") == (0, {"UW3101"})
    assert check(unwarp, "--ignore", "UW2") == (0, {"UW3101"})
    assert check(unwarp, "--ignore", "uw2007,UW3101") == (0, set())
    assert check(unwarp, "--select", "UW3") == (0, {"UW3101"})
    assert check(unwarp, "--select", "UW2007", "--ignore", "UW2") == (1, {"UW2007"})
    assert check(unwarp, "--ignore", "UW2007", "--error", "UW3101") == (1, {"UW3101"})
    assert check(unwarp, "--exit-zero") == (0, {"UW3101", "UW2007"})


@pytest.mark.parametrize("option", ["-q", "--quiet", "-quiet-warnings"])
def test_quiet_shows_errors_alone_and_counts_the_rest(unwarp: Unwarp, option: str) -> None:
    Path("a.cu").write_text(NOTE + CALL)
    done = unwarp("check", "a.cu", "--to", "hip", "--output-format", "concise", option)
    assert [line.split(" ")[2] for line in done.stdout.splitlines()[:-1]] == ["UW2007"]
    assert done.stdout.endswith("unwarp: 1 error, 1 note\n")


def test_an_unknown_code_is_wrong_usage(unwarp: Unwarp) -> None:
    Path("a.cu").write_text(CALL)
    done = unwarp("check", "a.cu", "--ignore", "UW2077")
    assert done.exit_code == 2
    assert "did you mean UW2007" in done.stderr


# ------------------------------------------------------------------------------------------------ baseline


def test_a_baseline_hides_what_was_there_and_shows_what_is_new(unwarp: Unwarp) -> None:
    Path("a.cu").write_text(f"{CALL}\n")
    done = unwarp("check", "a.cu", "--write-baseline", "base.json")
    assert (done.exit_code, done.stdout) == (0, "unwarp: 1 suppressed\n")
    Path("a.cu").write_text(f"\n\n{CALL}\n{CALL}\n")
    done = unwarp("check", "a.cu", "--baseline", "base.json")
    assert done.exit_code == 1
    assert done.stdout.count("UW2007") == 1
    assert "a.cu:4:12" in done.stdout
    assert done.stdout.endswith("unwarp: 1 error, 1 suppressed\n")


def test_a_baseline_is_the_same_each_time(unwarp: Unwarp) -> None:
    Path("a.cu").write_text(NOTE + CALL)
    unwarp("check", "a.cu", "--write-baseline", "1.json")
    unwarp("check", "a.cu", "--baseline", "1.json", "--write-baseline", "2.json")
    assert Path("1.json").read_bytes() == Path("2.json").read_bytes()


def test_an_unreadable_file_is_in_no_baseline(unwarp: Unwarp) -> None:
    Path("a.cu").write_text("void f() { (a; }\n")
    assert unwarp("check", "a.cu", "--write-baseline", "base.json").exit_code == 2
    assert unwarp("check", "a.cu", "--baseline", "base.json").exit_code == 2


@pytest.mark.parametrize("text", [None, "{", "[]", '{"version": 99}', '{"version": 1, "diagnostics": [1]}'])
def test_a_baseline_that_is_none_is_told(unwarp: Unwarp, text: str | None) -> None:
    Path("a.cu").write_text(CALL)
    if text is not None:
        Path("base.json").write_text(text)
    done = unwarp("check", "a.cu", "--baseline", "base.json")
    assert done.exit_code == 2
    assert "base.json" in done.stderr
    assert "--write-baseline" in done.stderr
    assert "Traceback" not in done.output


def test_a_baseline_that_is_missing_is_told_before_anything_is_written(unwarp: Unwarp) -> None:
    Path("a.cu").write_text("__global__ void k(int *p) { p[0] = 1; }\n")
    done = unwarp("convert", "a.cu", "--to", "hip", "-o", "out", "--baseline", "none.json")
    assert done.exit_code == 2
    assert "none.json" in done.stderr
    assert not Path("out").exists()
