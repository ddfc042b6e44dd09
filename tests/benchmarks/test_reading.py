"""The benchmark of reading: its figures for a small folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "reading.py"
MAIN = """
#include "scale.cuh"
#include "part.cu"
template <typename T, int N> __global__ void good(T *p) { p[threadIdx.x] = scale(p[threadIdx.x], N); }
template <typename T> __global__ void never(T *p) { *p = missing(); }
__global__ void bad(float *p) { Unknown u; p[0] = u; }
void go(float *f, double *d) { good<float, 2><<<1, 32>>>(f); good<double, 3><<<1, 32>>>(d); bad<<<1, 1>>>(f); }
"""


def test_figures(tmp_path: Path) -> None:
    files = {
        "src/main.cu": MAIN,
        "src/part.cu": "__global__ void part(int *p) { p[0] = 1; }\n",
        "inc/scale.cuh": "template <typename T> __device__ T scale(T x, int n) { return x * n; }\n",
    }
    for name, text in files.items():
        (tmp_path / "code" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "code" / name).write_text(text)
    output = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path / "code"), "--no-compile", "--round-trip", "--output", str(output)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (figures,) = json.loads(output.read_text())
    assert not figures["crashes"] and not figures["changed"] and not figures["defects"]
    assert (figures["files"], figures["items"], figures["items_full"]) == (1, 6, 6)
    assert (figures["functions"], figures["functions_full"]) == (5, 3)
    assert figures["trip"] == {"functions": 5, "changed": []}
    assert set(figures["unresolved"]) == {"missing", "Unknown"}
    assert (figures["kernels"], figures["refused"], figures["templates"]) == (4, 1, 1)
    assert [text.split()[0] for text in figures["refusals"]] == ["UW2003"]
    assert figures["lines"] > 8 and "names not known" in done.stdout


def test_hipify_perl_is_stopped(tmp_path: Path) -> None:
    """A file that takes the script too long counts as not finished; the others give the speed."""
    script, output = tmp_path / "script.pl", tmp_path / "figures.json"
    script.write_text("open F, $ARGV[0]; while (<F>) { while (/forever/) {} for (1 .. 30000) {} } print 'done';\n")
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "a.cu").write_text("int x;\n" * 99)
    (tmp_path / "code" / "b.cu").write_text("// forever\n")
    limited = "import reading; reading.PERL_SECONDS = 1; reading.main()"
    done = subprocess.run(
        [
            sys.executable, "-c", limited, str(tmp_path / "code"), "--no-compile",
            "--hipify-perl", str(script), "--output", str(output),
        ],
        capture_output=True, text=True, check=False, cwd=SCRIPT.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (figures,) = json.loads(output.read_text())
    assert figures["perl_unfinished"] == 1
    assert 10 < figures["perl_speed"] < 100_000
