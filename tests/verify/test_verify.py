"""What the verification notices, on kernels that are wrong in known ways: each is compared with the reference of a
right one, so that the finding is known beforehand."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from unwarp.api import Settings
from unwarp.cli import main
from unwarp.corpus.cases import Case, load_case
from unwarp.corpus.columns import COLUMNS
from unwarp.corpus.remembered import Remembered
from unwarp.corpus.toolchains.cache import Cache
from unwarp.corpus.verify import Outcome, Verifier

KERNEL = (
    "__global__ void fill(int *out, int width, int n) {{ int i = blockIdx.x * blockDim.x + threadIdx.x; {body} }}\n"
)
RIGHT = "if (i < n) out[i] = 3 * i;"
SPEC = """\
kernel = "fill"
grid = "max(1, ceildiv(n, 32))"
block = 32
sizes = [{n = 100}, {n = 32}, {n = 1}]
[arguments.out]
type = "int"
shape = ["n"]
use = "out"
[arguments.width]
type = "int"
value = 1
[arguments.n]
type = "int"
value = "n"
"""
REFERENCE = "import numpy as np\ndef reference(n):\n    return {'out': 3 * np.arange(n)}\n"


def case(folder: Path, body: str, name: str = "fill", text: str = SPEC) -> Case:
    own = folder / name
    own.mkdir()
    (own / "kernel.cu").write_text(KERNEL.format(body=body))
    (own / "case.toml").write_text(text)
    (own / "reference.py").write_text(REFERENCE)
    return load_case(own / "case.toml", own / "kernel.cu", name)


def outcome(of: Case, column: str = "c") -> Outcome:
    (made,) = Verifier(Settings()).verify([of], [COLUMNS[column]])
    return made


def test_a_right_kernel(tmp_path: Path) -> None:
    made = outcome(case(tmp_path, RIGHT))
    assert made.status == "pass", made.detail
    assert made.runs == 3


def test_a_wrong_element_is_named(tmp_path: Path) -> None:
    made = outcome(case(tmp_path, "if (i < n) out[i] = i == 37 ? 5 : 3 * i;"))
    assert made.status == "differs"
    assert made.finding is not None
    assert (made.finding.index, made.finding.block, made.finding.thread) == ((37,), (1, 0, 0), (5, 0, 0))
    assert (made.finding.expected, made.finding.got, made.finding.wrong) == ("111", "5", 1)
    assert made.detail == (
        "n=100: out[37] (block (1, 0, 0), thread (5, 0, 0)): expected 111, got 5; 1 of 100 elements differ"
    )


def test_an_element_that_nobody_wrote(tmp_path: Path) -> None:
    made = outcome(case(tmp_path, "if (i < n - 1) out[i] = 3 * i;"))
    assert made.finding is not None
    assert made.finding.index == (99,)


def test_a_write_behind_the_end(tmp_path: Path) -> None:
    made = outcome(case(tmp_path, "if (i <= n) out[i] = 3 * i;"))
    assert made.status == "differs"
    assert "a write 0 bytes after it" in made.detail


def test_a_crash_is_told_from_a_wrong_result(tmp_path: Path) -> None:
    made = outcome(case(tmp_path, "if (i < n) out[n == 32 ? (1LL << 40) : i] = 3 * i;"))
    assert made.status == "crash"
    assert made.detail.startswith("n=32: the program was ended by SIG")


def test_a_crash_after_the_last_result_counts(tmp_path: Path) -> None:
    """A destructor of the program that ends it otherwise."""
    of = case(tmp_path, RIGHT)
    text = of.source.read_text()
    of.source.write_text(f"#include <unistd.h>\n{text}struct Last {{ ~Last() {{ _exit(7); }} }};\nstatic Last last;\n")
    made = outcome(of)
    assert made.status == "crash"
    assert made.detail == "after the last run: the program ended with status 7"


def test_a_program_that_does_not_end(tmp_path: Path) -> None:
    body = "volatile int *p = out; if (i < n) while (*p != 77) p[0] = 5;"
    (made,) = Verifier(Settings(), timeout=2).verify([case(tmp_path, body)], [COLUMNS["c"]])
    assert made.status == "crash"
    assert "time was over" in made.detail


def test_a_refusal_has_its_diagnostic(tmp_path: Path) -> None:
    made = outcome(case(tmp_path, 'asm volatile("exit;");'))
    assert made.status == "refused"
    assert not made.good
    assert "error: UW" in made.detail and "kernel.cu:1:" in made.detail


def test_a_refusal_that_the_case_announces(tmp_path: Path) -> None:
    made = outcome(case(tmp_path, 'asm volatile("exit;");', text=SPEC + '[refused]\nc = "the PTX"\n'))
    assert made.status == "refused"
    assert made.good


def test_neighbours_do_not_change_an_outcome(tmp_path: Path) -> None:
    """In one program: right ones, a wrong one, a crash, a refusal, and one that does not compile."""
    cases = [
        case(tmp_path, RIGHT, "first"),
        case(tmp_path, "if (i < n) out[i] = i;", "wrong"),
        case(tmp_path, "if (i < n) *(int *)(long long)(16 + i) = 1;", "crashing"),
        case(tmp_path, 'asm volatile("exit;");', "refused"),
        case(
            tmp_path, RIGHT, "uncompilable", SPEC.replace('type = "int"\nvalue = 1', 'type = "int *"\nvalue = "&out"')
        ),
        case(tmp_path, RIGHT, "last"),
    ]
    made = Verifier(Settings()).verify(cases, [COLUMNS["c"]])
    assert [(o.case, o.status) for o in made] == [
        ("first", "pass"), ("wrong", "differs"), ("crashing", "crash"), ("refused", "refused"),
        ("uncompilable", "no build"), ("last", "pass"),
    ]  # fmt: skip


def test_only_passes_are_remembered(tmp_path: Path) -> None:
    good, bad = case(tmp_path, RIGHT, "good"), case(tmp_path, "out[0] = 1;", "bad")
    remembered = Remembered(Cache(tmp_path / "cache"))
    first = Verifier(Settings(), remembered=remembered).verify([good, bad], [COLUMNS["c"]])
    second = Verifier(Settings(), remembered=remembered).verify([good, bad], [COLUMNS["c"]])
    assert [o.remembered for o in first] == [False, False]
    assert [(o.status, o.remembered) for o in second] == [("pass", True), ("differs", False)]
    good.source.write_text(good.source.read_text() + "\n")
    assert not Verifier(Settings(), remembered=remembered).verify([good], [COLUMNS["c"]])[0].remembered


# ------------------------------------------------------------------------------------------------ the command


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["verify", *words])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A file with a kernel and a main of its own, and a specification."""
    text = "#include <cstdio>\n" + KERNEL.format(body=RIGHT) + 'int main() { std::puts("not called"); return 9; }\n'
    (tmp_path / "user.cu").write_text(text)
    (tmp_path / "spec.toml").write_text(SPEC.replace('kernel = "fill"\n', ""))
    return tmp_path


def test_one_kernel_of_a_file(files: Path) -> None:
    """Without a reference of its own it is compared with the original."""
    if reason := COLUMNS["cuda"].missing():
        pytest.skip(reason)
    done = run(
        str(files / "user.cu"), "--kernel", "fill", "--spec", str(files / "spec.toml"), "--to", "c", "--format", "json"
    )
    assert done.exit_code == 0, done.output
    (made,) = json.loads(done.stdout)["outcomes"]
    assert (made["case"], made["column"], made["status"], made["runs"]) == ("user", "c", "pass", 3)


def test_a_wrong_kernel_of_a_file(files: Path) -> None:
    (files / "reference.py").write_text(REFERENCE.replace("3 *", "4 *"))
    done = run(
        str(files / "user.cu"), "--kernel", "fill", "--spec", str(files / "spec.toml"), "--to", "c", "--format", "junit"
    )
    assert done.exit_code == 1
    root = ElementTree.fromstring(done.stdout.partition("\n")[2])
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None and failure.text is not None
    assert "out[1] (block (0, 0, 0), thread (1, 0, 0)): expected 4, got 3" in failure.text


def test_a_specification_that_is_wrong(files: Path) -> None:
    (files / "spec.toml").write_text(SPEC.replace("block = 32", "blocks = 32"))
    done = run(str(files / "user.cu"), "--kernel", "fill", "--spec", str(files / "spec.toml"))
    assert done.exit_code == 2
    assert "spec.toml:3: error: `blocks`" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "give kernels of the corpus"),
        (["no_such_kernel"], "neither a file nor a kernel"),
        (["saxpy", "--all"], "either names or --all"),
        (["saxpy", "--to", "metal"], "'metal' is not one of"),
        (["no_such.cu"], "there is no no_such.cu"),
        (["saxpy", "--kernel", "saxpy"], "belong together"),
        (["saxpy", "--ignore", "("], "no regular expression"),
    ],
)
def test_wrong_usage(words: list[str], message: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert message in done.stderr


PROGRAM = """\
#include <cstdio>
#include <cstdlib>
__global__ void fill(float *out, int n) {{
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) out[i] = {value};
}}
int main(int count, char **words) {{
  int n = count > 1 ? std::atoi(words[1]) : 4;
  float *d, h[64];
  cudaMalloc(&d, sizeof h);
  fill<<<1, 64>>>(d, n);
  cudaMemcpy(h, d, n * sizeof(float), cudaMemcpyDeviceToHost);
  for (int i = 0; i < n; ++i) std::printf("element %d is %g\\n", i, h[i]);
  return n;
}}
"""


@pytest.mark.skipif(COLUMNS["cuda"].missing() != "", reason="the original cannot be run here; see `unwarp doctor`")
def test_a_program(tmp_path: Path) -> None:
    (tmp_path / "p.cu").write_text(PROGRAM.format(value="i / 3.0f"))
    done = run(str(tmp_path / "p.cu"), "--to", "c", "--format", "json", "--", "7")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["reference"].startswith("the original")
    assert [o["status"] for o in found["outcomes"]] == ["pass"]


@pytest.mark.skipif(COLUMNS["cuda"].missing() != "", reason="the original cannot be run here; see `unwarp doctor`")
def test_a_program_that_differs(tmp_path: Path) -> None:
    """A program that another compiler sees otherwise."""
    text = "#ifdef __clang__\n#define VALUE 2\n#else\n#define VALUE 1\n#endif\n" + PROGRAM.format(value="VALUE")
    (tmp_path / "p.cu").write_text(text)
    done = run(str(tmp_path / "p.cu"), "--to", "c")
    assert done.exit_code == 1
    assert "line 1 of the output: expected `element 0 is 2`, got `element 0 is 1`" in done.stdout


@pytest.mark.skipif(COLUMNS["cuda"].missing() != "", reason="the original cannot be run here; see `unwarp doctor`")
def test_a_program_that_prints_its_device_and_the_time(tmp_path: Path) -> None:
    text = PROGRAM.format(value="i").replace(
        "  return n;",
        "  cudaDeviceProp properties;\n  cudaGetDeviceProperties(&properties, 0);\n"
        '  std::printf("on %s at %ld\\n", properties.name, (long)time(nullptr));\n  return n;',
    )
    (tmp_path / "p.cu").write_text("#include <ctime>\n" + text)
    done = run(str(tmp_path / "p.cu"), "--to", "c")
    assert done.exit_code == 0, done.stdout
    assert "1 numbers that it does not repeat are not compared" in done.stdout
