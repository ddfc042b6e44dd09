"""What translations of the corpus promise as text: no CUDA left, no warnings, small differences, the same each time."""

from __future__ import annotations

import difflib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pycparser import CParser

from unwarp.api import Result, Settings, translate, translate_program
from unwarp.parser.source import Source
from unwarp.parser.tokens import tokenize
from unwarp.targets import TARGETS
from unwarp.transforms.own_names import own_names

PROGRAMS = Path(__file__).resolve().parents[2] / "corpus" / "programs"
NAMES = sorted(folder.name for folder in PROGRAMS.iterdir() if folder.is_dir())
CUDA_NAME = re.compile(
    r"\bcuda[A-Z]\w*|\bcuda_(?:runtime|fp16|bf16)\w*|\bCUDART_\w+|\b__(?:global|device|host|shared|constant|managed|launch_bounds)__\b"
    r"|<<<|\b(?:thread|block)Idx\s*\.|\b(?:block|grid)Dim\s*\.|\b__shfl\w*|\b__syncthreads\w*|\b__ballot\w*"
)
# HIP keeps these: they are HIP's own spelling too
HIP_NAME = re.compile(r"\bcuda[A-Z]\w*|\bcuda_(?:runtime|fp16|bf16)\w*|\bCUDART_\w+")
COMMENT_OR_STRING = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"", re.S)


def converted(name: str, target: str) -> Result:
    refusal = f"// refused: {target} "
    if any(refusal in path.read_text("utf-8") for path in (PROGRAMS / name).iterdir()):
        pytest.skip(f"{name} is refused on {target}, as it says itself")
    result = translate_program([PROGRAMS / name], target, Settings())
    assert result.errors == 0, "\n".join(d.render() for d in result.diagnostics)
    return result


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", NAMES)
def test_no_cuda_name_is_left(name: str, target: str) -> None:
    pattern = HIP_NAME if target == "hip" else CUDA_NAME
    own = {word for path in (PROGRAMS / name).iterdir() for word in own_names(tokenize(Source.read(path)))}
    for file in converted(name, target).files:
        if not file.support:
            left = set(pattern.findall(COMMENT_OR_STRING.sub(" ", file.text))) - own
            assert not left, f"{file.path}: {sorted(left)[:5]}"


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", NAMES)
def test_the_same_each_time(name: str, target: str) -> None:
    first, second = converted(name, target), converted(name, target)
    assert [(f.path, f.text) for f in first.files] == [(f.path, f.text) for f in second.files]


@pytest.mark.parametrize("name", NAMES)
def test_emitted_c_has_no_warnings(name: str, tmp_path: Path) -> None:
    result = converted(name, "c")
    result.write(tmp_path)
    for file in result.files:
        if file.kind == "device":
            command = ["gcc", "-std=c11", "-Wall", "-Wextra", "-fopenmp", "-fsyntax-only", file.path]
            done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
            assert not done.stderr, done.stderr[:4000]


@pytest.mark.parametrize("name", NAMES)
def test_pycparser_reads_emitted_c(name: str, tmp_path: Path) -> None:
    """The text itself, with the types of the runtime header declared and directives left out."""
    result = converted(name, "c")
    for file in result.files:
        if file.kind == "device":
            CParser().parse(RUNTIME_TYPES + without_directives(file.text))


VECTORS = [f"{u}{n}" for u in ("char", "uchar", "short", "ushort", "int", "uint", "long", "ulong", "longlong",
                               "ulonglong", "float", "double") for n in range(1, 5)]  # fmt: skip
RUNTIME_TYPES = "".join(
    f"typedef int {name};\n" for name in ["bool", "size_t", "uw_launch", "dim3", "ptrdiff_t", *VECTORS]
)


def without_directives(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", " ", re.sub(r"//[^\n]*", "", text), flags=re.S)
    return re.sub(r"^[ \t]*#[^\n]*", "", text, flags=re.M)


@pytest.mark.skipif(shutil.which("clang-22") is None, reason="clang-22 is missing: apt-get install clang-22")
@pytest.mark.parametrize("name", NAMES)
def test_emitted_opencl_has_no_warnings(name: str, tmp_path: Path) -> None:
    result = converted(name, "opencl")
    result.write(tmp_path)
    for file in result.files:
        if file.kind == "device":
            for standard in ("CL1.2", "CL3.0"):
                command = [
                    "clang-22",
                    "-x",
                    "cl",
                    f"-cl-std={standard}",
                    "-Wall",
                    "-Wextra",
                    "-fsyntax-only",
                    file.path,
                ]
                done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
                assert not done.stderr, done.stderr[:4000]


@pytest.mark.parametrize("name", NAMES)
def test_hip_differs_only_where_it_must(name: str) -> None:
    """Every line that changed held a CUDA name, a mask of a warp, PTX, or is an include that was added or replaced."""
    for path in sorted((PROGRAMS / name).iterdir()):
        result = translate_program([PROGRAMS / name], "hip", Settings())
        made = {Path(f.path).name.replace(".hip.cpp", ".cu"): f.text for f in result.files}
        if path.name not in made:
            continue
        text = path.read_text("utf-8")
        before, after = text.splitlines(), made[path.name].splitlines()
        ptx = "".join(re.findall(r'^.*\basm\b(?:[^;"]|"[^"]*")*.*\n', text, re.M)).splitlines()
        for line in difflib.unified_diff(before, after, n=0, lineterm=""):
            if line.startswith("-") and not line.startswith("---"):
                moved = line[1:] in after or line[1:] in ptx  # the comparison pairs braces with those of inserted lines
                names = r"cuda|CUDA|cooperative_groups|\bcub\b|\bCubDebug|__\w+|warpSize|operator|\bu?(?:min|max)\b"
                names += r"|\bcurand|\bsurf[12]D|\btex2DLayered|#include <mma.h>|\b(?i:cublas|cusparse|cusolver)"
                names += r"|\batomic(?:Max|Min|Sub)\(|<< <"
                assert moved or re.search(names, line), line


@pytest.mark.parametrize("target", TARGETS)
def test_a_file_without_cuda_comes_back_as_it_is(target: str) -> None:
    text = "#include <cstdio>\r\n\tint  main( ) { std::puts(\"<<<cudaMalloc>>>\"); } // threadIdx.x\r\n"
    result = translate(text, target, path="plain.cpp")
    assert [f.text for f in result.files] == [text]
    assert not result.diagnostics
