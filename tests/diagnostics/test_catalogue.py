"""The catalogue is complete and true: every code is explained, documented, and provoked by a fixture and by its own
example."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from unwarp.api import Settings, translate, translate_program
from unwarp.parser import rules
from unwarp.parser.diagnostics import Rule
from unwarp.parser.rules import catalogue
from unwarp.reporting.allow import unused
from unwarp.reporting.document import document
from unwarp.reporting.merge import merge
from unwarp.targets import TARGETS

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
RULES = list(catalogue().values())
NO_CODE = {"UW1001", "UW1002", "UW1003", "UW1011", "UW9001"}  # a text cannot provoke these
EXAMPLES = [rule for rule in RULES if rule.code not in NO_CODE]

Unwarp = Callable[..., Result]


def codes(text: str) -> set[str]:
    results = [translate(text, target, path="example.cu") for target in TARGETS]
    found = merge(result.diagnostics for result in results)
    return {d.code for d in (*found, *unused(found, results[0].sources))}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_code_is_explained(rule: Rule) -> None:
    assert re.fullmatch(r"UW[1-59]\d{3}", rule.code)
    assert rule.title and not rule.title.endswith(".")
    assert rule.about.endswith(".")
    assert rule.before
    assert rule.after or rule.remedy.endswith(".")
    assert rule.message[0].islower() or rule.message[0] in "`{"
    assert not rule.message.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_code_has_a_fixture_that_provokes_it(
    rule: Rule, unwarp: Unwarp, monkeypatch: pytest.MonkeyPatch
) -> None:
    if rule.code == "UW9001":
        monkeypatch.delenv("UNWARP_CHECK", raising=False)
        monkeypatch.setattr("unwarp.api.parse_unit", lambda *_args, **_options: 1 // 0)
    name = f"missing_{rule.code}.cu" if rule.code == "UW1001" else f"{rule.code}.cu"
    assert rule.code == "UW1001" or (FIXTURES / name).is_file()
    done = unwarp("check", FIXTURES / name, "--output-format", "concise")
    assert f": {rule.severity.value}: {rule.code} " in done.stdout
    assert "{" not in done.stdout.replace("`{`", "")  # every template is filled
    if rule.unreadable:
        assert done.exit_code == 2


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.code)
def test_the_example_provokes_the_code_and_its_mending_mends_it(rule: Rule) -> None:
    assert rule.code in codes(rule.before)
    if rule.after:
        assert rule.code not in codes(rule.after)


def test_no_two_rules_share_a_code() -> None:
    found = [value.code for value in vars(rules).values() if isinstance(value, rules.Rule)]
    assert len(found) == len(set(found))


def test_a_fixture_is_of_a_code() -> None:
    assert {path.stem for path in FIXTURES.iterdir()} <= set(catalogue())


def test_the_document_is_up_to_date() -> None:
    """Write it anew with ``unwarp explain --markdown > docs/diagnostics.md``."""
    assert (HERE.parents[1] / "docs" / "diagnostics.md").read_text("utf-8") == document()


def test_explain_shows_one_code(unwarp: Unwarp) -> None:
    done = unwarp("explain", "uw2007")
    assert done.exit_code == 0
    assert done.stdout.startswith("UW2007: a CUDA name that is not covered yet\nseverity: error   effort: medium\n")
    assert "    void f() { cudaNewThing(1); }\n" in done.stdout


def test_explain_lists_all(unwarp: Unwarp) -> None:
    lines = unwarp("explain").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(catalogue())


@pytest.mark.parametrize(("given", "hint"), [("UW2077", "UW2007"), ("2007", "UW2007"), ("UW31001", "UW3101")])
def test_explain_suggests_for_an_unknown_code(unwarp: Unwarp, given: str, hint: str) -> None:
    done = unwarp("explain", given)
    assert done.exit_code == 2
    assert "did you mean" in done.stderr
    assert hint in done.stderr


def test_one_cause_is_one_message_over_all_targets(unwarp: Unwarp) -> None:
    Path("a.cu").write_text("void f() { cudaNewThing(1); }\n")
    done = unwarp("check", "a.cu")
    assert done.stdout.count("UW2007") == 1
    assert "`cudaNewThing` is not in the tables for HIP, SYCL, OpenCL and C\n" in done.stdout


def test_the_command_line_of_a_record_names_its_facts() -> None:
    result = translate("void f() { cudaNewThing(1); }\n", "hip", path="a.cu")
    (found,) = result.diagnostics
    assert (found.code, found.severity.value, found.rule.effort.value) == ("UW2007", "error", "medium")
    assert found.span is not None
    assert found.span.text == "cudaNewThing"
    assert found.suppressed is None


def test_files_that_cannot_be_read_are_records_too() -> None:
    result = translate_program([FIXTURES / "UW1003.cu"], "c", Settings())
    assert [d.code for d in result.diagnostics] == ["UW1003"]
