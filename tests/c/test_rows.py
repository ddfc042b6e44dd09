"""Every row of the tables that has text for C compiles, for each of its overloads, without a warning."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from running import RUNTIME

from unwarp.emitters.cfamily import CFamilyPrinter
from unwarp.parser.ctree import Array, Pointer, Record, Void
from unwarp.transforms.tables import Row, Signature, load, spell


def _function(printer: CFamilyPrinter, row: Row, signature: Signature, number: int) -> str:
    names = [f"a{i}" for i in range(len(signature.passed))]
    params = ", ".join(printer.declarator(t, n) for t, n in zip(signature.passed, names, strict=True)) or "void"
    result = "" if isinstance(signature.result, Void) else "return "
    unused = "".join(f"(void){n}; " for n in names)
    call = spell(row, signature, "c", names)
    return f"{printer.type_name(signature.result)} f{number}({params}) {{ {unused}{result}{call}; }}"


def _known(signature: Signature, records: set[str]) -> bool:
    for ctype in (signature.result, *signature.passed):
        while isinstance(ctype, Pointer | Array):
            ctype = ctype.target if isinstance(ctype, Pointer) else ctype.element
        if isinstance(ctype, Record) and ctype.name not in records:
            return False
    return True


@pytest.mark.parametrize("compiler", ["gcc", "clang-22"])
def test_rows_compile(compiler: str, tmp_path: Path) -> None:
    if not shutil.which(compiler):
        pytest.skip(f"no {compiler}")
    tables = load()
    printer = CFamilyPrinter(lambda node, args: "")
    vectors = {
        name for name in tables.names() if re.fullmatch(r"u?(char|short|int|long|longlong|float|double)[1-4]", name)
    }
    lines = ['#include "unwarp_device.h"']
    for name in tables.names():
        row = tables.get(name)
        assert row is not None
        if row.c is None or not row.c.to or row.c.why or row.c.passes == "prelude":  # those come with a program
            continue
        for signature in row.signatures:
            if not signature.variadic and _known(signature, vectors):
                lines.append(_function(printer, row, signature, len(lines)))
    assert len(lines) > 800
    source = tmp_path / "rows.c"
    source.write_text("\n".join(lines) + "\n")
    command = [compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", f"-I{RUNTIME}", "-c", str(source)]
    done = subprocess.run([*command, "-o", str(tmp_path / "rows.o")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:5000]
