"""HIP text that is built with AMD's headers and run on the CPU, in waves of 64 and 32 lanes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from unwarp.corpus.toolchains import TOOLCHAINS, BuildOptions, Program
from unwarp.corpus.toolchains.hip import gate
from unwarp.parser import ctree
from unwarp.parser.ctree import CType
from unwarp.parser.diagnostics import Sink
from unwarp.parser.source import Source
from unwarp.parser.tokens import tokenize
from unwarp.transforms.edits import apply
from unwarp.transforms.hip import hip_edits
from unwarp.transforms.tables import FUNCTION_KINDS, load, spell

HERE = Path(__file__).parent / "programs"
RUNTIME = Path(__file__).parents[2] / "emitters" / "runtime"
PROGRAMS = sorted(path.stem for path in HERE.glob("*.cu"))


def build_and_run(target: str, program: Program, options: BuildOptions) -> str:
    toolchain = TOOLCHAINS[target]
    probe = toolchain.probe(options)
    if not probe.ready:
        pytest.skip(probe.problem)
    done = toolchain.run(toolchain.build(program, options), timeout=900, capture=True)
    assert done.returncode == 0, done
    return done.stdout


def test_original() -> None:
    """The program's own expectations hold where a warp has 32 lanes."""
    assert "PASS" in build_and_run("cuda", Program(HERE, (Path("warps.cu"),)), BuildOptions())


@pytest.mark.parametrize("wave", [64, 32])
@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str, wave: int, tmp_path: Path) -> None:
    source, sink = Source.read(HERE / f"{name}.cu"), Sink()
    text = apply(source, hip_edits(tokenize(source), load(), sink))
    assert list(sink) == []
    (tmp_path / f"{name}.hip.cpp").write_text(text)
    for header in RUNTIME.glob("unwarp_*.hpp"):
        shutil.copy(header, tmp_path)
    assert "PASS" in build_and_run("hip", Program(tmp_path, (Path(f"{name}.hip.cpp"),)), BuildOptions(wave=wave))


def cxx(ctype: CType) -> str:
    """A type as C++ text."""
    match ctype:
        case ctree.Pointer(target, const):
            return f"{cxx(target)}{' const' if const else ''} *"
        case ctree.Scalar(name):
            return name
        case ctree.Record(name):
            row = load().get(name)
            return row.hip.to if row is not None and row.hip is not None else name
    return "void"


# What HIP has otherwise or not at all, seen by the compiler and not in silence
KNOWN = {("clock", "long")}
UNTYPED = {"printf", "assert", "nan", "nanf"}
HANDLES = "texture"  # a kind whose parameters are numbers in CUDA and pointers in HIP


def test_every_function_is_what_the_tables_say(tmp_path: Path) -> None:
    """Each overload of each device function exists in HIP, with the result type that CUDA gives it."""
    lines = [f"#include <hip/hip_{name}.h>" for name in ("runtime", "math_constants")]
    lines += [f'#include "unwarp_hip{name}.hpp"' for name in ("", "_half", "_bfloat16")]
    lines += ["#include <cfloat>", "#include <climits>", "#include <type_traits>"]
    for row in load().rows.values():
        if row.kind not in FUNCTION_KINDS - {HANDLES} or row.hip is None or not row.hip.to or row.name in UNTYPED:
            continue
        for signature in row.signatures:
            if (row.name, cxx(signature.result)) in KNOWN:
                continue
            args = [f"a{number}" for number in range(len(signature.params))]
            params = ", ".join(f"{cxx(p)} {a}" for p, a in zip(signature.params, args, strict=True))
            call = spell(row, signature, "hip", args)
            same = f"std::is_same<decltype({call}), {cxx(signature.result)}>::value"
            exact = row.kind not in ("memory", "time", "assert") and not row.hip.note
            check = f"static_assert({same});" if exact else f"{call};"
            lines.append(f"__device__ void f{len(lines)}({params}) {{ {check} }}")
    for row in load().of_kind("constant"):
        if row.hip is not None and row.hip.to and row.type is not None:
            lines.append(f"__device__ {cxx(row.type)} f{len(lines)}() {{ return {row.hip.to}; }}")
    source = tmp_path / "all.hip.cpp"
    source.write_text("\n".join(lines) + "\n")
    for header in RUNTIME.glob("unwarp_*.hpp"):
        shutil.copy(header, tmp_path)
    probe = TOOLCHAINS["hip"].probe(BuildOptions())
    if not probe.ready:
        pytest.skip(probe.problem)
    gate([source], "gfx90a")
