"""Host files: what becomes of kernels, launches, device code, names and includes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from unwarp.api import translate_program
from unwarp.emitters import runtime
from unwarp.parser.diagnostics import Sink
from unwarp.parser.source import Source
from unwarp.parser.tokens import tokenize
from unwarp.parser.unit import parse_unit
from unwarp.targets import facade_names
from unwarp.transforms.edits import apply
from unwarp.transforms.host import host_edits, live_places, survey_program
from unwarp.transforms.tables import Target, load

HEADERS = Path(runtime.__file__).parent
TRICKY = Path(__file__).parent / "tricky.cu"
INCLUDE = '#include "unwarp_c.hpp"\n'


def convert(text: str, *, main: bool = True, target: Target = "c", others: tuple[str, ...] = ()) -> tuple[str, Sink]:
    """The host text of a file, and what was reported."""
    tokens = tokenize(Source("x.cu", text))
    program = survey_program([tokens, *(tokenize(Source("other.cuh", other)) for other in others)], load())
    sink = Sink()
    names = facade_names(f"unwarp_{target}.hpp")
    edits = host_edits(tokens, program, target=target, names=names, tables=load(), sink=sink, main=main)
    return apply(tokens.source, edits), sink


def host(text: str) -> str:
    """The host text of a file that others include, about which there is nothing to report."""
    result, sink = convert(text, main=False)
    assert not list(sink)
    return result


# ------------------------------------------------------------------------------------ nothing


@pytest.mark.parametrize(
    "text",
    ["", "int f(int a) { return a << 3 >> 1; }\n", "// cudaMalloc(\nconst char *s = \"cudaFree<<<1,2>>>()\";\r\n"],
)
def test_host_code_without_cuda_stays(text: str) -> None:
    assert convert(text, main=False)[0] == text


# ------------------------------------------------------------------------------------ kernels


def test_kernel_becomes_stub() -> None:
    assert host("__global__ void k(float *a, const int n)\n{\n    a[n] = 1;\n}\n") == (
        "void k(float *a, const int n)\n{\n    void *args[] = {&a, (void *)&n};\n"
        "    uwLaunchStub((const void *)&k, args, 2);\n}\n"
    )


def test_template_kernel_names_its_arguments() -> None:
    text = host("template <typename T, int N = 2, class = int>\n__global__ void k(T v, int) { }")
    assert "template <typename T, int N = 2, class uw_t2 = int>\nvoid k(T v, int uw_1) {" in text
    assert "&k<T, N, uw_t2>, args, 2" in text


def test_overloaded_kernel_is_chosen_by_a_cast() -> None:
    text = host("__global__ void k(int *p) {}\nvoid k(float *p) { }\n")
    assert "(const void *)(void (*)(int *p))&k, args" in text


def test_declarations_are_no_overloads() -> None:
    text = host("__global__ void k(int *, float);\n__global__ void k(int *p, float v) { }\n")
    assert "(const void *)&k, args" in text


def test_pack_and_a_parameter_called_args() -> None:
    text = host("template <typename... A> __global__ void k(int args, A... more) {}")
    assert "void *uw_args[] = {&args, &more..., nullptr};" in text
    assert "&k<A...>, uw_args, 1 + sizeof...(more))" in text


def test_kernel_in_a_macro_stays_on_its_line() -> None:
    text = host("#define K(t) \\\n  __global__ void k_##t(t *p) { \\\n    *p = 0; \\\n  }\n")
    assert text == (
        "#define K(t) \\\n  void k_##t(t *p) "
        "{ void *args[] = {&p}; uwLaunchStub((const void *)&k_##t, args, 1); }\n"
    )


def test_definitions_inside_a_kernel_stay() -> None:
    text = host("__global__ void k() {\n#define N 3\n#ifdef A\n  f();\n#endif\n#pragma unroll\n}\nint n = N;\n")
    assert text.count("#define N 3\n") == 1
    assert text.count("#ifdef A\n") == text.count("#endif\n")
    assert "#pragma" not in text
    assert "uwLaunchStub((const void *)&k, nullptr, 0);" in text


# ------------------------------------------------------------------------------------ launches


@pytest.mark.parametrize(
    ("launch", "expected"),
    [
        ("k<<<g, b>>>(x);", "uwConfigure(g, b), k(x);"),
        ("n::k<T, (3 > 2)><<<g, dim3(1), s, t>>>(x);", "uwConfigure(g, dim3(1), s, t), n::k<T, (3 > 2)>(x);"),
        ("if (n) k<<<1, 2>>>(); else k<<<3, 4>>>();", "if (n) uwConfigure(1, 2), k(); else uwConfigure(3, 4), k();"),
        ("CHECK(k<<<1, 2>>>(x));", "CHECK((uwConfigure(1, 2), k(x)));"),
        ("k<<<1, 2>>>(x), f();", "(uwConfigure(1, 2), k(x)), f();"),
        ("k << <1, 2 >> >(x);", "uwConfigure(1, 2 ), k(x);"),
        ("table[i]<<<1, 2>>>(x);", "uwConfigure(1, 2), table[i](x);"),
        ("(*p)<<<1, 2>>>(x);", "uwConfigure(1, 2), (*p)(x);"),
        ("o.a->k<<<1, 2>>>(x);", "uwConfigure(1, 2), o.a->k(x);"),
        ("::k<<<f<1>(2), g<v<2>>::n>>>(x);", "uwConfigure(f<1>(2), g<v<2>>::n), ::k(x);"),
        ("x ? a() : k<<<1, 2>>>(x);", "x ? a() : (uwConfigure(1, 2), k(x));"),
    ],
)  # fmt: skip
def test_launch(launch: str, expected: str) -> None:
    assert host(f"void f() {{ {launch} }}") == f"void f() {{ {expected} }}"


def test_launch_in_a_macro() -> None:
    assert host("#define L(n, ...) n<<<1, 2>>>(__VA_ARGS__)\n") == (
        "#define L(n, ...) (uwConfigure(1, 2), n(__VA_ARGS__))\n"
    )


def test_launch_with_names_in_its_callee_and_configuration() -> None:
    text = host("void f() { k<cudaError_t><<<1, 2, 0, cudaStreamLegacy>>>(cudaSuccess); }")
    assert "uwConfigure(1, 2, 0, uwStreamLegacy), k<uwError_t>(uwSuccess);" in text


# ------------------------------------------------------------------------------------ device code


def test_device_functions_go_and_shared_ones_stay() -> None:
    text = host("// f\n__device__ int f(int a) { return a; }\n\n__host__ __device__ int g() { return 1; }\nint h;\n")
    assert text == "// f\n\nint g() { return 1; }\nint h;\n"


def test_device_function_that_a_shared_one_names_stays() -> None:
    text = host("__device__ int f() { return 1; }\n__host__ __device__ int g() { return f(); }\n")
    assert text == "int f() { __builtin_trap(); }\nint g() { return f(); }\n"


def test_device_function_that_a_launch_names_stays() -> None:
    text = host("__device__ int f() { return 1; }\nvoid g() { k<f><<<1, 1>>>(); }\n")
    assert text == "int f() { __builtin_trap(); }\nvoid g() { uwConfigure(1, 1), k<f>(); }\n"


def test_qualifier_macros_count() -> None:
    macros = "#define DEV __device__ inline\n#define BOTH __host__ DEV\n"
    text = host(macros + "DEV int f() { return 1; }\nBOTH int g() { return 2; }\n")
    assert text == "#define DEV inline\n#define BOTH DEV\nBOTH int g() { return 2; }\n"


def test_device_methods_leave_the_class_whole() -> None:
    text = host(
        "struct S {\n  int v;\n  __device__ S(int a) : v{a} { }\n  __device__ int f() const { return v; }\n"
        "  virtual __device__ int g() { return 1; }\n};\n"
    )
    assert text == "struct S {\n  int v;\n  S(int a);\n  int f() const;\n  virtual int g() { __builtin_trap(); }\n};\n"


def test_device_variables_become_shadows() -> None:
    text = host("__device__ int a, b[2] = {1, 2};\n__constant__ const float c = 1;\nstatic __device__ int d;\n")
    assert text == "static int a, b[2] = {1, 2};\nstatic const float c = 1;\nstatic int d;\n"


def test_a_variable_behind_a_macro_that_says_static() -> None:
    text = "#ifdef __CUDA_ARCH__\n#define TABLE __device__ static const\n#else\n#define TABLE static const\n#endif\n"
    made = host(text + "#define PLAIN __constant__\nTABLE int a[2] = {1, 2};\nPLAIN int b;\n")
    assert made.endswith("\nTABLE int a[2] = {1, 2};\nstatic PLAIN int b;\n")


def test_device_variables_of_other_files_keep_their_linkage() -> None:
    assert convert("__device__ int a;\n", main=False, others=("extern __device__ int a;\n",))[0] == "int a;\n"
    assert host("extern __device__ int a;\n") == "extern int a;\n"
    assert host("__managed__ int a;\n") == "int a;\n"


def test_shared_memory_at_file_scope_goes() -> None:
    assert host("int a;\nextern __shared__ float s[];\nint b;\n") == "int a;\nint b;\n"


def test_attributes() -> None:
    assert host("struct __align__(8) P { int x; };\n") == "struct __attribute__((aligned(8))) P { int x; };\n"
    assert host("__forceinline__ __host__ int f();\n") == "inline int f();\n"
    assert host("static inline __forceinline__ int f();\n") == "static inline int f();\n"


# ------------------------------------------------------------------------------------ names


def test_names_of_the_program_stay() -> None:
    text = "#define cudaCheck(x) x\nstruct S { int cudaFree; };\nint f(S s) { cudaCheck(1); return s.cudaFree; }\n"
    assert host(text) == text


def test_pasted_names() -> None:
    assert host("#define CALL(f) cuda##f\n") == "#define CALL(f) uw##f\n"


def test_unknown_and_refused_names_are_reported() -> None:
    _, sink = convert("int f() { return cudaNotAFunction(1); }\nvoid g() { cudaIpcCloseMemHandle(0); }\n")
    assert [(d.rule.code, str(d.span)) for d in sink] == [("UW2007", "x.cu:1:18"), ("UW2001", "x.cu:2:12")]


def test_nothing_is_reported_about_dead_code() -> None:
    text = "#ifdef NEVER\nvoid g() { cudaIpcCloseMemHandle(0); }\n#endif\n#define UNUSED cudaIpcCloseMemHandle(0)\n"
    sink = Sink()
    source = Source("x.cu", text)
    unit = parse_unit(source, include_dirs=(), defines={}, sink=sink)
    program = survey_program([unit.raw(source)], load())
    names = facade_names("unwarp_c.hpp")
    live = live_places(unit)
    host_edits(unit.raw(source), program, target="c", names=names, tables=load(), sink=sink, live=live)
    assert not list(sink)


# ------------------------------------------------------------------------------------ includes


def test_includes() -> None:
    system = "#include <stdio.h>\n#include <cuda_runtime.h>\n#include <cuda.h>\nint x;\n"
    assert convert(system)[0] == "#include <stdio.h>\n" + INCLUDE + "int x;\n"
    local = '// c\n#include "a.h"\n#include <cuda_runtime.h>\nint x;\n'
    assert convert(local)[0] == "// c\n" + INCLUDE + '#include "a.h"\nint x;\n'
    assert convert("#pragma once\n#include <cuda.h>\n", main=False)[0] == "#pragma once\n" + INCLUDE
    assert convert("int x;\n", target="opencl")[0] == '#include "unwarp_opencl.hpp"\nint x;\n'


def test_files_that_ask_for_the_compiler() -> None:
    text = convert("#ifdef __CUDACC__\nint x;\n#endif\n")[0]
    assert text.startswith("#define UW_CUDACC 1")
    assert text.endswith(INCLUDE + "#ifdef UW_CUDACC\nint x;\n#endif\n")


def test_refused_header() -> None:
    _, sink = convert("#include <cublasLt.h>\n")
    assert [d.rule.code for d in sink] == ["UW2001"]


# ------------------------------------------------------------------------------------ as a whole


@pytest.mark.parametrize("compiler", [c for c in ("g++", "clang++-22") if shutil.which(c)])
def test_tricky_file_compiles(compiler: str, tmp_path: Path) -> None:
    text, sink = convert(TRICKY.read_text())
    assert not list(sink)
    (tmp_path / "tricky.cpp").write_text(text)
    flags = ["-std=c++17", "-Wall", "-Wextra", "-Werror", "-Wno-unused-variable", "-Wno-unused-parameter"]
    flags += ["-Wno-unused-const-variable"]
    command = [compiler, *flags, f"-I{HEADERS}", "tricky.cpp", "-o", "tricky"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=900)
    done = subprocess.run(["./tricky"], cwd=tmp_path, capture_output=True, text=True, timeout=900, check=True)
    assert done.stdout == "cudaError: invalid device symbol\ncudaError: invalid device function\n"


def test_a_library_s_header_brings_the_facade() -> None:
    text, sink = convert("#include <cublas_v2.h>\nint x;\n", main=False)
    assert text == INCLUDE + '#include "unwarp_cublas.hpp"\nint x;\n' and not list(sink)
    text, _ = convert("#include <cublas_v2.h>\n#include <cuda_runtime.h>\n", main=False)
    assert text == '#include "unwarp_cublas.hpp"\n' + INCLUDE


@pytest.mark.parametrize("target", ["c", "opencl", "sycl"])
def test_a_c_file_cannot_call_the_facade(target: str, tmp_path: Path) -> None:
    """Only where it would see the header: what a header keeps for CUDA's compiler does not count."""
    (tmp_path / "shared.h").write_text("#ifdef __CUDACC__\n#include <cuda_runtime.h>\n#endif\nint total(int n);\n")
    (tmp_path / "k.cu").write_text('extern "C" {\n#include "shared.h"\n}\n__global__ void k(int *p) { *p = 1; }\n')
    main = tmp_path / "main.c"
    main.write_text('#include "shared.h"\nint main(void) { return total(3); }\n')
    assert not translate_program([tmp_path], target).errors
    main.write_text('#include <cuda_runtime.h>\nint main(void) { int *p; return cudaMalloc((void **)&p, 4); }\n')
    found = [d for d in translate_program([tmp_path], target).diagnostics if d.failing]
    assert [d.rule.code for d in found] == ["UW2002"] and dict(found[0].facts)["what"] == "CUDA in a file in C"
    assert found[0].span is not None and found[0].span.text == "#include <cuda_runtime.h>"
