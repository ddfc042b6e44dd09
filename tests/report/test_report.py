"""The porting report: what it counts, and its formats read by what reads them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from unwarp.cli import main

PROGRAM = """\
#include <cstdio>
__device__ float half_of(float x) { return __fdividef(x, 2.0f); }
__global__ void k(float *p, int n) {
    int lane = threadIdx.x & 31;
    float4 v = *reinterpret_cast<float4 *>(p);
    if (lane < n) p[threadIdx.x] = half_of(v.x);
}
int main() {
    float *d;
    cudaMalloc(&d, 256);
    k<<<1, 64>>>(d, 64);
    cudaGraphicsGLRegisterBuffer(0, 0, 0);  // cudaMalloc in a comment
    return cudaFree(d);
}
"""
HOSTILE = "evil \"'<script>alert(1)</script>&.cu"


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "a.cu").write_text(PROGRAM)
    (tmp_path / "code" / "plain.cu").write_text("int twice(int x) { return 2 * x; }\n")

    def run(kind: str, *more: str) -> str:
        result = CliRunner().invoke(main, ["report", "code", "--format", kind, "--isolated", *more])
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def test_counts_of_the_model(report: Callable[..., str]) -> None:
    model = json.loads(report("json"))
    files = {file["path"]: file for file in model["files"]}
    program = files["code/a.cu"]
    assert (program["kernels"], program["launches"], program["lines"]) == (1, 1, 14)
    features = {feature["name"]: feature for feature in model["features"]}
    assert features["cudaMalloc"]["count"] == 1
    assert features["cudaMalloc"]["ways"]["hip"] == "automatic"
    assert features["__global__"]["ways"]["hip"] == "untouched"
    assert features["cudaGraphicsGLRegisterBuffer"]["ways"]["sycl"] == "not"
    for total in model["totals"]:
        assert sum(total["lines"].values()) == 15
        assert sum(total["files"].values()) == 2
        assert sum(total["constructs"].values()) == sum(f["count"] for f in model["features"])
    assert files["code/plain.cu"]["targets"]["hip"]["way"] == "untouched"
    assert program["targets"]["sycl"]["way"] == "not"
    blocker = next(b for b in model["blockers"] if "cudaGraphicsGLRegisterBuffer" in b["message"])
    assert {"path": "code/a.cu", "line": 12, "column": 5} in blocker["places"]
    assert blocker["hours"] > 0
    places = {risk["name"]: [p["line"] for p in risk["places"]] for risk in model["risks"]}
    assert places["warp-size"] == [4]
    assert places["alignment"] == [5]


def test_hours_follow_the_formula() -> None:
    from unwarp.reporting.porting.effort import hours

    assert hours("low", 0) == 0
    assert hours("medium", 1) == 2
    assert hours("medium", 6) == 3


def test_rows_pair_all_lines(report: Callable[..., str]) -> None:
    from unwarp.reporting.porting.lines import beside

    rows = beside(["a", "b", "c"], ["a", "x", "y", "c"], {3: "not"})
    assert [row.left for row in rows if row.left] == [1, 2, 3]
    assert [row.right for row in rows if row.right] == [1, 2, 3, 4]
    assert [row.way for row in rows] == ["untouched", "automatic", "automatic", "not"]


def test_markdown_and_csv(report: Callable[..., str]) -> None:
    text = report("md")
    assert "| HIP |" in text
    assert "cudaGraphicsGLRegisterBuffer" in text
    assert "code/a.cu:12" in text
    rows = list(csv.DictReader(io.StringIO(report("csv"))))
    assert {(row["path"], row["target"]) for row in rows} >= {("code/a.cu", "hip"), ("code/plain.cu", "c")}


def test_sarif_has_the_findings(report: Callable[..., str]) -> None:
    log = json.loads(report("sarif"))
    assert log["version"] == "2.1.0"
    texts = [result["message"]["text"] for result in log["runs"][0]["results"]]
    assert any("cudaGraphicsGLRegisterBuffer" in text for text in texts)


def test_one_target_and_the_name_of_the_output(report: Callable[..., str], tmp_path: Path) -> None:
    report("html", "--to", "hip", "-o", "out.html")
    assert (tmp_path / "out.html").read_text().startswith("<!DOCTYPE html>")
    model = json.loads(report("json", "--to", "hip"))
    assert [total["target"] for total in model["totals"]] == ["hip"]


class _Page(HTMLParser):
    """What a page loads, and the text of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.scripts = 0
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.loads += [value or "" for name, value in attrs if name == "src" or (tag == "link" and name == "href")]


def test_the_page_needs_nothing_else_and_escapes_everything(report: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "code" / HOSTILE.replace("/", "_")).write_bytes(
        b"// \xff </script><script>alert(2)</script>\n"
        b"__global__ void k() { surf2Dread<int>(0, 0, 0); \"</script>\"; }\n"
    )
    text = report("html")
    page = _Page()
    page.feed(text)
    assert page.loads == []
    assert page.handlers == []
    assert page.scripts == 2 + 3  # the index, the program, and one a file
    assert "alert(1)" not in re.sub(r"&lt;script&gt;alert|u003cscript\\u003ealert", "", text)
    assert "http://" not in text
    assert "https://" not in text


# ------------------------------------------------------------------------------------------------ a real browser

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no chromium found; install: apt-get install chromium")


def _dom(page: Path, profile: Path, **state: str) -> str:
    """The page as a browser has it after its program ran."""
    assert BROWSER is not None
    address = f"{page.as_uri()}#{urlencode(state)}"
    done = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         f"--user-data-dir={profile}", "--virtual-time-budget=10000", "--dump-dom", address],
        capture_output=True, text=True, timeout=900, check=True,
    )  # fmt: skip
    return done.stdout


@needs_browser
def test_a_browser_searches_filters_and_opens(report: Callable[..., str], tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    report("html", "-o", str(page))
    searched = _dom(page, tmp_path / "p1", q="cudagraphics")
    assert "1 of 2 files" in searched
    assert 'title="code/a.cu"' in searched
    assert 'title="code/plain.cu"' not in searched
    filtered = _dom(page, tmp_path / "p2", way="untouched", target="sycl")
    assert 'title="code/plain.cu"' in filtered
    assert 'title="code/a.cu"' not in filtered
    opened = _dom(page, tmp_path / "p3", file="code/a.cu", target="c", line="10")
    assert 'data-ready="file"' in opened
    assert "uwMalloc(&amp;d, 256);" in opened
    assert re.search(r'<tr class="automatic here" data-line="10">', opened)
    assert 'class="finding error"' in opened
