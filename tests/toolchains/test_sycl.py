"""SYCL programs, of one file and of several."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from unwarp.corpus.toolchains import TOOLCHAINS, BuildError, BuildOptions, Built, Completed, Program


@pytest.mark.parametrize("name", ["program", "features"])
def test_program(name: str, passes: Callable[..., Completed]) -> None:
    passes("sycl", f"{name}.sycl.cpp")


@pytest.mark.parametrize("name", ["two_files", "external"])
def test_two_files(name: str, passes: Callable[..., Completed]) -> None:
    passes("sycl", f"{name}_a.sycl.cpp", f"{name}_b.sycl.cpp")


def test_equal_kernel_names_do_not_link(build: Callable[..., Built]) -> None:
    with pytest.raises(BuildError, match="does not link") as error:
        build("sycl", "clash_a.sycl.cpp", "clash_b.sycl.cpp")
    assert "multiple definition" in error.value.output


def test_macros_and_include_folders(tmp_path: Path, require: Callable[[str], None]) -> None:
    require("sycl")
    (tmp_path / "headers").mkdir()
    (tmp_path / "headers" / "twice.hpp").write_text("inline int twice(int x) { return 2 * x; }\n")
    (tmp_path / "main.cpp").write_text(
        "#include <sycl/sycl.hpp>\n#include <cstdio>\n#include <twice.hpp>\n"
        "int main() { sycl::queue q; int *p = sycl::malloc_shared<int>(1, q);\n"
        'q.single_task([=] { *p = twice(VALUE); }).wait(); std::puts(*p == 2 * VALUE ? NAME : "FAIL"); }\n'
    )
    defines = ("VALUE=21", 'NAME="PASS"')
    program = Program(tmp_path, (Path("main.cpp"),), include_dirs=(Path("headers"),), defines=defines)
    sycl = TOOLCHAINS["sycl"]
    done = sycl.run(sycl.build(program, BuildOptions()), capture=True, timeout=900)
    assert done.stdout == "PASS\n"


def test_errors_come_with_what_the_compiler_said(tmp_path: Path, require: Callable[[str], None]) -> None:
    require("sycl")
    text = "#include <sycl/sycl.hpp>\nint main() { sycl::queue().single_task([=] { none_such(); }); }\n"
    (tmp_path / "wrong.cpp").write_text(text)
    with pytest.raises(BuildError, match=r"wrong\.cpp does not compile") as error:
        TOOLCHAINS["sycl"].build(Program(tmp_path, (Path("wrong.cpp"),)), BuildOptions())
    assert "none_such" in error.value.output
