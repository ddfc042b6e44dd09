"""`unwarp convert` as a user meets it: exit statuses, messages, what is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from unwarp.cli import main
from unwarp.targets import TARGETS

GOOD = "__global__ void set(int *p) { p[threadIdx.x] = 1; }\n"


def convert(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["convert", *map(str, arguments)])


@pytest.mark.parametrize("target", TARGETS)
def test_unreadable_files_do_not_stop_the_others(target: str, tmp_path: Path) -> None:
    (tmp_path / "good.cu").write_text(GOOD)
    (tmp_path / "empty.cu").write_text("")
    (tmp_path / "binary.cu").write_bytes(b"\0\1")
    (tmp_path / "bracket.cu").write_text("__global__ void k(int *p { }\n")
    (tmp_path / "syntax.cu").write_text("__global__ void k(int *p) {\n    p[0] = ;\n}\n")
    files = [tmp_path / f"{name}.cu" for name in ("empty", "binary", "bracket", "syntax", "missing", "good")]
    done = convert(*files, "--to", target, "-o", tmp_path / "out")
    assert done.exit_code == 2
    for code, place in (("UW1001", "missing.cu:1:1"), ("UW1002", "empty.cu:1:1"), ("UW1003", "binary.cu:1:1"),
                        ("UW1004", "bracket.cu:1:18"), ("UW1006", "syntax.cu:2:12")):  # fmt: skip
        assert f"{place}: error: {code}" in done.stderr
    assert "    p[0] = ;\n" in done.stderr
    assert "hint:" in done.stderr
    written = {path.name.split(".")[0].removesuffix("_kernels") for path in (tmp_path / "out").iterdir()}
    assert {name for name in written if not name.startswith("unwarp_")} == {"good"}


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_not_translated_is_reported_and_marked(target: str, tmp_path: Path) -> None:
    source = tmp_path / "ptx.cu"
    source.write_text(GOOD + '__global__ void get(int *p) { asm("mov.u32 %0, %%smid;" : "=r"(p[0])); p[1] = 2; }\n')
    done = convert(source, "--to", target, "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert "ptx.cu:2:31: error: UW2002" in done.stderr
    text = "".join(path.read_text() for path in (tmp_path / "out").iterdir() if "ptx" in path.name)
    assert "/* UW2002:" in text
    assert "p[1] = 2" in text


def test_one_file_and_one_target_go_to_stdout(tmp_path: Path) -> None:
    (tmp_path / "good.cu").write_text(GOOD)
    done = convert(tmp_path / "good.cu", "--to", "hip")
    assert done.exit_code == 0
    assert done.stdout == "#include <hip/hip_runtime.h>\n\n" + GOOD
    assert not done.stderr


@pytest.mark.parametrize("arguments", [["--to", "all"], ["--to", "vulkan"], []])
def test_wrong_usage(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "good.cu").write_text(GOOD)
    assert convert(tmp_path / "good.cu", *arguments).exit_code == 2


def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "good.cu").write_text(GOOD)
    (tmp_path / "out").write_text("a file where the folder should be")
    done = convert(tmp_path / "good.cu", "--to", "c", "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert "cannot write" in done.stderr
