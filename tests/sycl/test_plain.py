"""Host code as plain SYCL: what a person reads (``plain/*.cu``, files beside them), and when the façade stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from unwarp.api import OutputFile, translate, translate_program

PLAIN = Path(__file__).parent / "plain"
NAMES = sorted(path.stem for path in PLAIN.glob("*.cu"))


def made(text: str) -> str:
    """The SYCL text of a program in one file, which must have been translated whole."""
    result = translate(text, "sycl")
    assert not result.errors, "\n".join(d.render() for d in result.diagnostics)
    return result.text()


def support(files: list[OutputFile]) -> set[str]:
    return {file.path for file in files if file.support}


@pytest.mark.parametrize("name", NAMES)
def test_reads_as_written_by_hand(name: str) -> None:
    result = translate_program([PLAIN / f"{name}.cu"], "sycl")
    assert result.text() == (PLAIN / f"{name}.sycl.cpp").read_text("utf-8")


def test_plain_programs_need_no_header_of_ours() -> None:
    result = translate_program([PLAIN / "vectors.cu"], "sycl")
    assert not support(result.files)
    assert "unwarp" not in result.text()


KERNEL = "__global__ void k(int *a, int n) { if (threadIdx.x < n) a[threadIdx.x] = n; }\n"
CHECK = "#define CHECK(call) do { if ((call) != cudaSuccess) { puts(\"failed\"); exit(1); } } while (0)\n"
HEAD = "#include <stdio.h>\n#include <stdlib.h>\n"


def program(body: str, before: str = "") -> str:
    return f"{HEAD}{CHECK}{KERNEL}{before}int main() {{\n    int *d;\n{body}    return 0;\n}}\n"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("cudaMalloc(&d, 4 * sizeof(int));", "d = sycl::malloc_device<int>(4, q);"),
        ("CHECK(cudaMalloc((void **)&d, sizeof(int) * 4));", "d = sycl::malloc_device<int>(4, q);"),
        ("CHECK(cudaMalloc(&d, 100));", "d = static_cast<int *>(sycl::malloc_device(100, q));"),
        ("int w = 2, h = 3; cudaMalloc(&d, sizeof(int) * w * h);", "d = sycl::malloc_device<int>(size_t(w) * h, q);"),
        ("int w = 2, h = 3; cudaMalloc(&d, w * h * sizeof(int));", "d = sycl::malloc_device<int>(w * h, q);"),
        ("cudaMalloc(&d, 2 * sizeof(float));", "d = static_cast<int *>(sycl::malloc_device(2 * sizeof(float), q));"),
        ("void *v; cudaMalloc(&v, 8);", "v = sycl::malloc_device(8, q);"),
        ("CHECK(cudaMallocManaged(&d, 4 * sizeof(*d)));", "d = sycl::malloc_shared<int>(4, q);"),
        ("cudaMallocHost(&d, 4 * sizeof *d);", "d = sycl::malloc_host<int>(4, q);"),
        ("cudaHostAlloc(&d, sizeof(int), cudaHostAllocDefault);", "d = sycl::malloc_host<int>(1, q);"),
        ("int h[4]; cudaMemcpy(d, h, 16, cudaMemcpyHostToDevice);", "q.memcpy(d, h, 16).wait();"),
        ("if (cudaMemset(d, 0, 16) != cudaSuccess) exit(1);", "q.memset(d, 0, 16).wait();"),
        ("(void)cudaDeviceSynchronize();", "q.wait_and_throw();"),
        ("k<<<1, 32>>>(d, 5);", "q.parallel_for(sycl::nd_range<1>(32, 32), [=](sycl::nd_item<1> item) {"),
        ("k<<<1, 32>>>(d + 1, 5);", "[=, a = d + 1](sycl::nd_item<1> item) {"),
        (
            "cudaError_t e = cudaMemset(d, 0, 16); if (e != cudaSuccess) { puts(\"no\"); return 1; }",
            "q.memset(d, 0, 16).wait();",
        ),
    ],
)  # fmt: skip
def test_statements(statement: str, expected: str) -> None:
    text = made(program(f"    {statement}\n"))
    assert expected in text
    assert "uw" not in text


@pytest.mark.parametrize(
    "body",
    [
        "    int status = cudaMalloc(&d, 4);\n    if (status) puts(\"trying less\"), d = 0;\n",  # the code is looked at
        "    cudaMalloc(&d, 4);\n    k<<<1, 1>>>(d, 1);\n    if (cudaGetLastError() != cudaSuccess) d = 0;\n",
        "    cudaStream_t s;\n    cudaStreamCreate(&s);\n    while (cudaStreamQuery(s) != cudaSuccess) {}\n",
        "    cudaStream_t *s = new cudaStream_t;\n    cudaStreamCreate(s);\n    k<<<1, 1, 0, *s>>>(d, 1);\n",
        "    void (*f)(int *, int) = k;\n    f<<<1, 1>>>(d, 1);\n",  # a kernel by its address
        "    if (k<<<1, 1>>>(d, 1), cudaGetLastError()) return 1;\n",  # no statement
    ],
)
def test_the_facade_stays(body: str) -> None:
    assert "sycl::queue" not in made(program(body))


def test_a_failure_that_returns_is_only_for_main() -> None:
    """``return`` in another function lets its caller go on, which an exception does not."""
    check = "#define TRY(call) if ((call) != cudaSuccess) return 1\n"
    function = "int f(int *d) {\n    TRY(cudaMemset(d, 0, 4));\n    return 0;\n}\n"
    text = made(f"{HEAD}{check}{function}int main() {{ return f(0); }}\n")
    assert "uwMemset" in text
    text = made(HEAD + check + "int main() {\n    int *d;\n    TRY(cudaMalloc(&d, 4));\n    return 0;\n}\n")
    assert "sycl::malloc_device" in text and "TRY" not in text


def test_handled_exceptions_keep_their_types() -> None:
    """A program that catches what its check throws sees the difference; one that does not, does not."""
    check = "static void check(cudaError_t e) { if (e != cudaSuccess) throw std::runtime_error(\"cuda\"); }\n"
    head = "#include <stdexcept>\n" + HEAD + check
    use = "    int *d;\n    check(cudaMalloc(&d, 4));\n"
    assert "sycl::malloc_device" in made(f"{head}int main() {{\n{use}}}\n")
    caught = "try {\n" + use + "    } catch (const std::runtime_error &) { puts(\"less\"); }\n"
    assert "sycl::malloc_device" not in made(f"{head}int main() {{\n    {caught}}}\n")


def test_programs_that_go_on_after_exceptions_keep_the_facade() -> None:
    for handler, plain in (("puts(\"less\");", False), ("return 1;", True)):
        body = f"    try {{\n        CHECK(cudaMalloc(&d, 4));\n    }} catch (...) {{ {handler} }}\n"
        assert ("sycl::malloc_device" in made(program(body))) == plain


def test_memory_is_plain_only_where_all_of_it_is() -> None:
    body = "    CHECK(cudaMalloc(&d, 4));\n    size_t f, t;\n    cudaMemGetInfo(&f, &t);\n"
    text = made(program(f"{body}    CHECK(cudaMemset(d, 0, 4));\n"))
    assert "uwMalloc" in text and "q.memset" in text and "sycl::queue &q = unwarp::queue();" in text


def test_arguments_are_evaluated_on_the_host() -> None:
    """What a lambda would not capture, or would capture otherwise, is evaluated where the launch stands."""
    before = "static int count = 3;\nstruct S { int *p; };\n"
    text = made(program("    S s = {d};\n    k<<<1, 32>>>(s.p, count);\n", before))
    assert "[=, a = s.p, n = count]" in text
    text = made(program("    int &m = *(int *)malloc(4);\n    k<<<1, 32>>>(d, m);\n"))
    assert "[=, n = m]" in text


def test_the_queue_waits_before_memory_goes() -> None:
    text = made(program("    cudaMalloc(&d, 4);\n    k<<<1, 1>>>(d, 1);\n    cudaFree(d);\n"))
    assert "    q.wait();\n    sycl::free(d, q);\n" in text
    body = "    cudaMalloc(&d, 4);\n    k<<<1, 1>>>(d, 1);\n    cudaDeviceSynchronize();\n    cudaFree(d);\n"
    text = made(program(body))
    assert "q.wait();" not in text


def test_names_of_the_program_stay() -> None:
    text = made(program("    int q = 4, h = 0, item = 1;\n    k<<<1, 32>>>(d, q + h + item);\n"))
    assert "queue.parallel_for" in text and "item_" in text


def test_programs_whose_other_files_are_not_seen_keep_the_facade(tmp_path: Path) -> None:
    run = "void run(int *d) { k<<<1, 32>>>(d, 3); cudaDeviceSynchronize(); }\n"
    (tmp_path / "part.cu").write_text(HEAD + KERNEL + run)
    assert "uwConfigure" in translate_program([tmp_path / "part.cu"], "sycl").text()
    (tmp_path / "main.cu").write_text("#include \"missing.h\"\nint main() { int *d; cudaMalloc(&d, 4); }\n")
    assert "uwMalloc" in translate_program([tmp_path / "main.cu"], "sycl").text()


def test_several_files_share_one_queue(tmp_path: Path) -> None:
    (tmp_path / "run.h").write_text("void run(int *d);\n")
    (tmp_path / "run.cu").write_text('#include "run.h"\n' + KERNEL + "void run(int *d) { k<<<1, 32>>>(d, 3); }\n")
    main = "int main() {\n    int *d;\n    cudaMalloc(&d, 128);\n    run(d);\n}\n"
    (tmp_path / "main.cu").write_text('#include "run.h"\n' + main)
    texts = {Path(f.path).name: f.text for f in translate_program([tmp_path], "sycl").files}
    assert set(texts) == {"run.h", "run.sycl.cpp", "main.sycl.cpp"}
    assert "extern sycl::queue q;" in texts["run.sycl.cpp"] and "q.parallel_for" in texts["run.sycl.cpp"]
    assert "sycl::queue q{sycl::property::queue::in_order()};" in texts["main.sycl.cpp"]


def test_comments_stay() -> None:
    call = "    cudaMalloc(&d, 4 * // elements\n        sizeof(int)); // bytes\n"
    text = made(program(f"{call}    k<<<1, /* threads */ 32>>>(d, 3);\n"))
    assert "// elements\n    d = sycl::malloc_device<int>(4, q); // bytes\n" in text
    assert "/* threads */\n    q.parallel_for(sycl::nd_range<1>(32, 32)," in text


def test_directives_inside_a_call_keep_it() -> None:
    text = made(program("    cudaMalloc(&d,\n#ifdef SMALL\n        4\n#else\n        8\n#endif\n        );\n"))
    assert "uwMalloc" in text and "#ifdef SMALL" in text


def test_macros_that_nothing_uses_do_not_keep_the_facade() -> None:
    unused = "#define LAST() do { if (cudaPeekAtLastError() != cudaSuccess) abort(); } while (0)\n"
    text = made(program("    CHECK(cudaMalloc(&d, 4));\n", unused + "#define ERROR_TYPE cudaError_t\n"))
    assert "uw" not in text and "LAST" not in text and "ERROR_TYPE" not in text


EVENTS = "    cudaEvent_t a, b;\n    cudaEventCreate(&a);\n    cudaEventCreate(&b);\n    cudaEventRecord(a);\n"
TIMES = "    float ms;\n    cudaEventSynchronize(b);\n    cudaEventElapsedTime(&ms, a, b);\n"


def test_events_are_plain_where_all_uses_are_seen() -> None:
    text = made(program(EVENTS + "    k<<<1, 32>>>(d, 3);\n    cudaEventRecord(b, 0);\n" + TIMES))
    assert "sycl::event a, b;" in text and "a = q.single_task([] {});" in text and "enable_profiling" in text
    assert "uw" not in text
    for use in ("    cudaEvent_t c = a;\n", "    while (cudaEventQuery(a) == cudaErrorNotReady) {}\n"):
        text = made(program(EVENTS + use))
        assert "uwEvent_t a, b;" in text and "uwEventRecord(a)" in text


def test_the_queue_stands_behind_an_include_that_is_added() -> None:
    """nvcc needs no include of the runtime, so that a program's own may stand behind its kernels."""
    text = made(
        "// comment\n__constant__ double taps[32];\n"
        "__global__ void k(double *o) { o[threadIdx.x] = taps[threadIdx.x]; }\n#include <cuda_runtime.h>\n"
        + HEAD
        + CHECK
        + "static double *get() {\n    double *d;\n    CHECK(cudaMalloc((void **)&d, 256));\n    return d;\n}\n"
        "int main() {\n    double h[32], *d = get();\n    CHECK(cudaMemcpyToSymbol(taps, h, 256));\n"
        "    k<<<1, 32>>>(d);\n    CHECK(cudaDeviceSynchronize());\n    return 0;\n}\n"
    )
    assert "static sycl::queue &q" in text
    assert text.index('#include "unwarp_sycl.hpp"') < text.index("sycl::queue")


STREAM = """    cudaStream_t s, t[2];
    cudaStreamCreate(&s);
    for (int i = 0; i < 2; i++) cudaStreamCreate(&t[i]);
"""


def test_the_default_stream_waits_for_streams_and_they_for_it() -> None:
    launches = "    k<<<1, 32, 0, s>>>(d, 3);\n    k<<<1, 32>>>(d, 4);\n    k<<<1, 32, 0, t[1]>>>(d, 5);\n"
    text = made(program(STREAM + launches))
    waits = "    s.wait();\n    for (sycl::queue &each : t) each.wait();\n    q.parallel_for("
    assert "sycl::queue s, t[2];" in text and "    s.parallel_for(" in text and waits in text
    assert "k(item, d, 4); });\n    q.wait();\n    t[1].parallel_for(" in text
    assert "uw" not in text


def test_nothing_waits_for_streams_without_work() -> None:
    body = "    cudaMemset(d, 0, 4);\n    k<<<1, 32, 0, s>>>(d, 3);\n    cudaStreamSynchronize(s);\n"
    text = made(program(STREAM + body))
    assert "s.wait();" not in text and "each" not in text and "s.wait_and_throw();" in text


def test_copies_of_memory_that_is_not_pinned_are_waited_for() -> None:
    body = STREAM + "    int h[4], *p;\n    cudaMalloc(&d, 16);\n    cudaMallocHost(&p, 16);\n"
    copy = "    cudaMemcpyAsync({0}, d, 16, cudaMemcpyDeviceToHost, s);\n"
    text = made(program(body + copy.format("h") + copy.format("p")))
    assert "s.memcpy(h, d, 16).wait();" in text and "s.memcpy(p, d, 16);" in text


def test_streams_that_other_functions_get_keep_the_facade() -> None:
    before = "void run(int *d, cudaStream_t s) { k<<<1, 32, 0, s>>>(d, 3); }\n"
    text = made(program(STREAM + "    run(d, s);\n", before))
    assert "uwStream_t s" in text and "sycl::queue" not in text


def test_statements_on_one_line_go_together() -> None:
    text = made(program(
        "    cudaEvent_t a, b;\n    cudaEventCreate(&a); cudaEventCreate(&b);\n"
        "    cudaEventRecord(a); cudaEventRecord(b);\n"
        "    cudaEventDestroy(a); cudaEventDestroy(b);\n    if (d) { cudaEventDestroy(a); cudaEventDestroy(b); }\n"
    ))  # fmt: skip
    assert "sycl::event a, b;\n    a = q.single_task" in text
    assert text.endswith("b = q.single_task([] {});\n    if (d) { }\n    return 0;\n}\n")
