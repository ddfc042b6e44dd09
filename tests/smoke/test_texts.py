"""What kernels print is what Python's formats give, on every column and in order with what the host prints; and
programs end as CUDA has it where an assertion fails or a thread traps."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from unwarp.api import Settings
from unwarp.corpus.columns import COLUMNS
from unwarp.running import build_program

PROGRAM = Path(__file__).with_name("texts.cu")
INTEGERS = {"i": -42, "u": 4000000000, "l": -1234567890123, "w": 0x7EDCBA9876543210, "p.x": -7, "p.y": 200,
            "'q'": ord("q")}  # fmt: skip
NUMBERS = {"f[0]": 3.14159265358979, "f[1]": -0.000123456789, "f[2]": 1.5e30, "f[3]": 100.0}
WORDS = {'"words"': "words", '"a\\tb"': "a\tb"}
# Each sort of conversion with its arguments; what a size is for, Python need not know
PRINTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("nothing but text", ()), ("100%%", ()), ("%d %i", ("i", "p.x")), ("%u %u", ("u", "p.y")), ("%ld", ("l",)),
    ("%lld", ("(long long)l",)), ("%llu %lu", ("w", "w")),
    ("%x %X %o", ("u", "u", "u")), ("%llx", ("w",)), ("%lx", ("w",)),
    ("%#x %#o", ("u", "u")), ("[%5d] [%-8d] [%08d] [%+d] [% d]", ("i", "i", "i", "p.y", "p.y")),
    ("%.6d", ("i",)), ("%hd %hhu", ("p.x", "p.y")), ("%c%c", ("'q'", "'q'")), ("[%3c]", ("'q'",)),
    ("%f %e %g", ("f[0]", "f[0]", "f[0]")), ("%f %e %g", ("f[1]", "f[1]", "f[1]")), ("%E %G", ("f[2]", "f[2]")),
    ("%5.2f|%-12.3e|%+.1f|%010.4f", ("f[0]", "f[1]", "f[3]", "f[1]")), ("%.0f %#.0f", ("f[3]", "f[3]")),
    ("%.10g %#g", ("f[0]", "f[3]")), ("%f", ("(float)f[3]",)), ("%s and %s", ('"words"', '"a\\tb"')),
    ("[%10s] [%-10s] [%.3s]", ('"words"', '"words"', '"words"')), ("%s is %d%% of %.2f", ('"words"', "i", "f[0]")),
    ("%lld of %d, %g and %llu", ("(long long)l", "i", "f[2]", "w")),
)  # fmt: skip


def printed() -> str:
    """The text of everything but the threads' lines."""
    known = {**INTEGERS, **NUMBERS, **WORDS, "(long long)l": INTEGERS["l"], "(float)f[3]": NUMBERS["f[3]"]}
    lines = []
    for text, names in PRINTS:
        plain = re.sub(r"(%[-+ #0-9.]*)(?:hh|h|ll|l)", r"\1", text)
        # a C octal has its zero, Python's another mark
        lines.append((plain % tuple(known[name] for name in names)).replace("0o", "0") + "\n")
    return "".join(lines)


def source() -> str:
    calls = []
    for text, names in PRINTS:
        arguments = "".join(f", {name}" for name in names)
        calls.append(f'    printf("{text}\\n"{arguments});')
    return PROGRAM.read_text("utf-8").replace("//PRINTS", "\n".join(calls))


@lru_cache(maxsize=len(COLUMNS))
def built(variant: str, folder: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Runs the program, of a column, for what it is asked to do."""
    column = COLUMNS[variant]
    if reason := column.missing():
        pytest.skip(reason)
    path = folder / f"{variant}.cu"
    path.write_text(source())
    outcome = build_program([path], column.target, Settings(), column.options)
    program = outcome.built
    assert program is not None, "\n".join(d.render() for d in outcome.diagnostics)
    return lambda word: outcome.toolchain.run(program, [word], cwd=folder, timeout=900, capture=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("texts")


@pytest.mark.parametrize("variant", COLUMNS)
def test_what_kernels_print(variant: str, folder: Path) -> None:
    done = built(variant, folder)("print")
    assert done.returncode == 0, done.stdout + done.stderr
    common = f"the host, before\n{printed()}the host, between\n"
    assert done.stdout[: len(common)].splitlines() == common.splitlines()
    each = [f"thread {t} of block {b} has {10 + 3 * b + t}" for b in range(2) for t in range(3)]
    assert sorted(done.stdout[len(common) :].splitlines()) == sorted(each)


@pytest.mark.parametrize("variant", COLUMNS)
def test_assertions_that_hold_are_nothing(variant: str, folder: Path) -> None:
    done = built(variant, folder)("holds")
    assert (done.returncode, done.stdout) == (0, "holds: went on\n"), done.stderr


@pytest.mark.parametrize("variant", COLUMNS)
def test_an_assertion_that_fails_ends_the_program(variant: str, folder: Path) -> None:
    done = built(variant, folder)("assert")
    assert done.returncode != 0
    assert "went on" not in done.stdout
    assert "mine < bound" in done.stdout + done.stderr


@pytest.mark.parametrize("variant", COLUMNS)
def test_a_trap_ends_the_program(variant: str, folder: Path) -> None:
    done = built(variant, folder)("trap")
    assert done.returncode != 0
    assert "went on" not in done.stdout
