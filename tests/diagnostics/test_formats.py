"""What each format looks like, and that hostile names and contents stay text in it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import Result

from unwarp.parser import rules
from unwarp.parser.diagnostics import Diagnostic, Note, Suppression
from unwarp.parser.source import Source, Span
from unwarp.reporting import console
from unwarp.reporting.formats import MACHINE, WRITERS
from unwarp.reporting.records import records

SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text("utf-8"))
Unwarp = Callable[..., Result]

HOSTILE_NAMES = [
    'quote".cu',
    "apos'trophe & <script>alert(1)</script>.cu",
    "percent%41 hash#1?.cu",
    "colon:comma,.cu",
    "line\nbreak\r.cu",
    "\x1b[31mred.cu",
    "ü日本.cu",
    os.fsdecode(b"latin-\xe9.cu"),
]
HOSTILE_TEXT = 'void f() { cudaNewThing("<script>&amp;%0A::error::]]>\x1b[2J\u202e", 1); }'


def diagnostic(name: str, text: str = HOSTILE_TEXT, **facts: str) -> Diagnostic:
    source = Source(name, text)
    start = text.index("cudaNewThing")
    span = Span(source, start, start + len("cudaNewThing"))
    named = {"name": "cudaNewThing\n::error::<b>\x00", "target": "C, 'D' & <E>", **facts}
    return Diagnostic(rules.UNKNOWN_CUDA_NAME, span, tuple(named.items()), (Note("a\nnote <i>", span),))


def sarif(diagnostics: list[Diagnostic]) -> dict[str, object]:
    log: dict[str, object] = json.loads(WRITERS["sarif"](diagnostics, "1.2.3"))
    jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(log)
    return log


# ------------------------------------------------------------------------------------------------ the console


def test_notes_that_repeat_are_shown_once() -> None:
    source = Source("x.cu", "".join(f"int v{n} = f(); f();\n" for n in range(8)))
    places = [at for at, letter in enumerate(source.text) if letter == "f"]
    facts = (("name", "f"), ("target", "HIP"), ("note", "it differs"))
    notes = [Diagnostic(rules.DIFFERENCE, Span(source, at, at + 1), facts) for at in places]
    text = console.full([*notes, Diagnostic(rules.DIFFERENCE, Span(source, 0, 3), (("name", "int"), *facts[1:]))])
    assert [line for line in text.splitlines() if "| " not in line] == [
        "x.cu:1:10: note: UW3101 `f` is not quite the same on HIP: it differs",
        "      = the same at x.cu:2, x.cu:3, x.cu:4, x.cu:5, x.cu:6 and 2 more",
        "x.cu:1:1: note: UW3101 `int` is not quite the same on HIP: it differs",
    ]
    errors = [Diagnostic(rules.TOO_DEEP, Span(source, at, at + 1)) for at in (0, 30)]
    assert console.full(errors).count("UW1009") == 2 and "the same" not in console.full(errors)



def test_full_shows_the_line_the_range_notes_and_the_hint() -> None:
    source = Source("a.cu", "int x;\n\tfoo(日本, bar);\n")
    start = source.text.index("bar")
    note = Note("it was declared here", Span(source, 0, 5))
    found = Diagnostic(rules.UNKNOWN_NAME, Span(source, start, start + 3), (("name", "bar"),), (note, Note("a fact")))
    assert console.full([found]) == (
        "a.cu:2:10: error: UW2003 `bar` is not declared where the device code uses it\n"
        "    2 |     foo(日本, bar);\n"
        "      |               ^~~\n"
        "a.cu:1:1: note: it was declared here\n"
        "    1 | int x;\n"
        "      | ^~~~~\n"
        "      = note: a fact\n"
        "      = hint: add the folder of its header with -I, or declare it\n"
    )


def test_a_range_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    source = Source("a.cu", "f(1,\n  2);\n")
    text = console.full([Diagnostic(rules.TOO_DEEP, Span(source, 0, len(source.text) - 2))])
    assert "    1 | f(1,\n      | ^~~~\n" in text


def test_a_long_line_is_cut_around_the_place() -> None:
    source = Source("a.cu", "x" * 5000 + "bar" + "y" * 5000)
    text = console.full([Diagnostic(rules.UNKNOWN_NAME, Span(source, 5000, 5003), (("name", "bar"),))])
    line, carets = text.splitlines()[1:3]
    assert len(line) < 200
    assert line[carets.index("^") : carets.rindex("~") + 1] == "bar"


def test_colours_only_where_they_belong(unwarp: Unwarp, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.cu").write_text("void f() { cudaNewThing(1); }\n")
    assert "\x1b[" not in unwarp("check", "a.cu").stdout
    assert "\x1b[31m" in unwarp("check", "a.cu", "--color", "always").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert console.colored(open(os.devnull))  # noqa: SIM115
    monkeypatch.setenv("NO_COLOR", "1")
    assert not console.colored(open(os.devnull))  # noqa: SIM115


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_nothing_reaches_the_terminal_but_text(name: str) -> None:
    for text in (console.full([diagnostic(name)]), console.concise([diagnostic(name)])):
        assert all(c == "\n" or c.isprintable() for c in text)
        text.encode("utf-8")
    assert len(console.concise([diagnostic(name)]).splitlines()) == 1


# ------------------------------------------------------------------------------------------------ the others


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_sarif_is_valid_and_keeps_the_bytes_of_a_path(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = sarif([diagnostic(name), diagnostic(str(tmp_path.parent / name))])
    (run,) = log["runs"]  # type: ignore[misc, attr-defined]
    near, far = (r["locations"][0]["physicalLocation"]["artifactLocation"] for r in run["results"])
    assert unquote_to_bytes(near["uri"]) == os.fsencode(name)
    assert near["uriBaseId"] == "%SRCROOT%"
    assert unquote_to_bytes(far["uri"]) == b"file://" + os.fsencode(tmp_path.parent / name)


def test_sarif_says_what_a_service_needs() -> None:
    held = Diagnostic(rules.INTERNAL, None, (("reason", "x"),), suppressed=Suppression("comment", "it is known"))
    log = sarif([diagnostic("a.cu"), held])
    (run,) = log["runs"]  # type: ignore[misc, attr-defined]
    first, second = run["results"]
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "UW2007"
    assert first["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 1, "startColumn": 12, "endLine": 1, "endColumn": 24,
    }  # fmt: skip
    assert first["level"] == "error"
    assert first["relatedLocations"][0]["message"]["text"] == "a\nnote <i>"
    assert "locations" not in second
    assert second["suppressions"] == [{"kind": "inSource", "status": "accepted", "justification": "it is known"}]


def test_a_schema_error_would_be_seen() -> None:
    log = json.loads(WRITERS["sarif"]([diagnostic("a.cu")], "1.2.3"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate(log)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_json_holds_everything(name: str) -> None:
    document = json.loads(WRITERS["json"]([diagnostic(name)], "1.2.3"))
    (found,) = document["diagnostics"]
    assert found["code"] == "UW2007"
    assert found["effort"] == "medium"
    assert found["range"] == {
        "start": {"line": 1, "column": 12, "offset": 11}, "end": {"line": 1, "column": 24, "offset": 23},
    }  # fmt: skip
    assert found["path"] == name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    assert found["notes"][0]["message"] == "a\nnote <i>"
    assert document["counts"] == {"error": 1, "warning": 0, "note": 0, "suppressed": 0}


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_github_commands_are_one_line_each(name: str) -> None:
    text = WRITERS["github"]([diagnostic(name), diagnostic("b.cu")], "1.2.3")
    lines = text.split("\n")
    assert lines.pop() == ""
    assert len(lines) == 2
    for line in lines:
        found = re.fullmatch(r"::error ([^:\r]*)::([^\r]*)", line)
        assert found
        properties = dict(item.split("=", 1) for item in found[1].split(","))
        assert properties.keys() == {"title", "file", "line", "col", "endLine", "endColumn"}


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_junit_is_xml(name: str) -> None:
    root = ElementTree.fromstring(WRITERS["junit"]([diagnostic(name)], "1.2.3"))
    (case,) = root.iter("testcase")
    assert root.get("failures") == "1"
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("type") == "UW2007"


def test_gitlab_has_what_code_quality_asks_for() -> None:
    entries = json.loads(WRITERS["gitlab"]([diagnostic(name) for name in HOSTILE_NAMES], "1.2.3"))
    assert len({entry["fingerprint"] for entry in entries}) == len(HOSTILE_NAMES)
    for entry in entries:
        assert entry.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] == 1


@pytest.mark.parametrize("style", MACHINE)
def test_every_format_is_written_by_the_commands(style: str, unwarp: Unwarp) -> None:
    Path("a.cu").write_text("void f() { cudaNewThing(1); }\n")
    checked = unwarp("check", "a.cu", "--output-format", style)
    assert checked.exit_code == 1
    assert "UW2007" in checked.stdout
    converted = unwarp("convert", "a.cu", "--to", "hip", "-o", "out", "--output-format", style, "--report-file", "r")
    assert converted.exit_code == 1
    assert "UW2007" in Path("r").read_text()
    if style == "sarif":
        jsonschema.Draft7Validator(SCHEMA).validate(json.loads(checked.stdout))


@pytest.mark.parametrize("style", MACHINE)
def test_a_clean_run_is_a_document_too(style: str, unwarp: Unwarp) -> None:
    Path("a.cu").write_text("int a;\n")
    done = unwarp("check", "a.cu", "--output-format", style)
    assert done.exit_code == 0
    if style == "junit":
        ElementTree.fromstring(done.stdout)
    elif style != "github":
        json.loads(done.stdout)


def test_fingerprints_stay_when_lines_move() -> None:
    text = "void f() { cudaNewThing(1); }\nvoid f() { cudaNewThing(1); }\n"
    first = Diagnostic(rules.TOO_DEEP, Span(Source("a.cu", text), 11, 12))
    second = Diagnostic(rules.TOO_DEEP, Span(first.span.source, 41, 42))  # type: ignore[union-attr]
    moved = Diagnostic(rules.TOO_DEEP, Span(Source("a.cu", "\n\n" + text), 13, 14))
    one, two = (r["fingerprint"] for r in records([first, second]))
    assert one != two
    assert records([moved])[0]["fingerprint"] == one
