"""CUDA to HIP: what changes, what stays, and what is reported."""

import pytest

from unwarp.parser.diagnostics import Severity, Sink
from unwarp.parser.source import Source
from unwarp.parser.tokens import tokenize
from unwarp.transforms.edits import apply
from unwarp.transforms.hip import hip_edits
from unwarp.transforms.hip_names import survey
from unwarp.transforms.own_names import declared_like_cuda, own_names
from unwarp.transforms.tables import load

INCLUDE = "#include <hip/hip_runtime.h>\n"


def convert(text: str, *, main: bool = False, others: tuple[str, ...] = ()) -> tuple[str, list[str]]:
    """The HIP text of a file, and the codes of what was reported."""
    source, sink = Source("a.cu", text), Sink()
    files = [tokenize(Source(f"{i}.h", other)) for i, other in enumerate(others)]
    tokens = tokenize(source)
    edits = hip_edits(tokens, load(), sink, survey([tokens, *files]), main)
    return apply(source, edits), [d.rule.code for d in sink]


UNCHANGED = [
    "",
    "int main() { return 0; }\n",
    '#include <cmath>\n#include "mine.h"\nfloat f(float x) { return rsqrt(x) + umin(1, 2) + max(3, 4u); }\n',
    '// cudaMalloc\n/* cudaFree */ const char *s = "cudaMalloc __shfl_sync"; auto r = R"(cudaFree)";\n',
    "__global__ void k(float *x) { x[threadIdx.x] = sqrtf(atomicAdd(x, 1.0f)); __syncthreads(); }\n",
    "std::ostream &operator<< <A<B<int>>>(std::ostream &, A<B<int>>);\n__device__ int i;\n",
    "extern __shared__ float s[];\nvoid f() { k<<<dim3(1), 256, 4 * sizeof(float)>>>(p); }\n",
]


@pytest.mark.parametrize("text", UNCHANGED)
def test_what_is_not_cuda_or_is_hip_too_stays(text: str) -> None:
    assert convert(text) == (text, [])


CHANGED = {
    "cudaError_t e = cudaMalloc(&p, n);": "hipError_t e = hipMalloc(&p, n);",
    "if (cudaSuccess != cudaGetLastError()) {}": "if (hipSuccess != hipGetLastError()) {}",
    "struct cudaDeviceProp prop;": "struct hipDeviceProp_t prop;",
    "enum cudaMemcpyKind kind = cudaMemcpyHostToDevice;": "enum hipMemcpyKind kind = hipMemcpyHostToDevice;",
    "cudaThreadSynchronize();": "hipDeviceSynchronize();",
    "::cudaFree(p);": "::hipFree(p);",
    "cudaMallocHost(&p, n);": "hipHostMalloc(&p, n);",
    "cudaMallocManaged<float>(&p, n);": "hipMallocManaged<float>(&p, n);",
    "cudaMemcpyToSymbol(table, h, n);": "hipMemcpyToSymbol(HIP_SYMBOL(table), h, n);",
    "cudaMemcpyToSymbol(ns::t<3, 4>,\n    h, n, 0, cudaMemcpyHostToDevice);":
        "hipMemcpyToSymbol(HIP_SYMBOL(ns::t<3, 4>),\n    h, n, 0, hipMemcpyHostToDevice);",
    "cudaMemcpyFromSymbol(h, t, n);": "hipMemcpyFromSymbol(h, HIP_SYMBOL(t), n);",
    "cudaFuncSetAttribute(k<float, 3>, cudaFuncAttributeMaxDynamicSharedMemorySize, n);":
        "hipFuncSetAttribute(reinterpret_cast<const void *>(k<float, 3>), "
        "hipFuncAttributeMaxDynamicSharedMemorySize, n);",
    "cudaLaunchKernel(k, g, b, args);":
        "hipLaunchKernel(reinterpret_cast<const void *>(k), g, b, args, 0, 0);",
    "v += __shfl_down_sync(0xffffffff, v, o);": "v += __shfl_down(v, o, 32);",
    "v = __shfl_sync(m, f(a, b), 0, 16);": "v = __shfl(f(a, b), 0, 16);",
    "v = __shfl_xor_sync(FULL, __shfl_up_sync(FULL, v, 1), 2);": "v = __shfl_xor(__shfl_up(v, 1, 32), 2, 32);",
    "v = __shfl_down(v, 4, warpSize);": "v = __shfl_down(v, 4, uw::warp_size);",
    "unsigned b = __ballot_sync(~0u, p);": "unsigned b = uw::ballot_sync(~0u, p);",
    "int n = __popc(mask & 3);": "int n = int(__popc(mask & 3));",
    "float f = __ldcs(p + i); __stcs(q, f);": "float f = (*(p + i)); (*q = f);",
    "atomicAdd_block(p, 1);": "atomicAdd(p, 1);",
    "void CUDART_CB f(void *);": "void f(void *);",
    "#define CALL(x) cuda##x\n": "#define CALL(x) hip##x\n",
    "#define CHECK(x) if ((x) != cudaSuccess) abort()\n": "#define CHECK(x) if ((x) != hipSuccess) abort()\n",
    "#ifdef __CUDACC__\nint a;\n#endif\n": "#ifdef __HIPCC__\nint a;\n#endif\n",
    "#if 0\ncudaFree(p);\n#else\ncudaFree(q);\n#endif\n": "#if 0\nhipFree(p);\n#else\nhipFree(q);\n#endif\n",
    "cub::CachingDeviceAllocator s;": "hipcub::CachingDeviceAllocator s;",
    "k << <n, 1 >> >(p);": "k <<<n, 1 >>>(p);",
    "k<f(a), 2> << < dim3(n), 1, 0, s >>> (p);": "k<f(a), 2> <<< dim3(n), 1, 0, s >>> (p);",
    "switch (e) { case cudaErrorMisalignedAddress: break; }": "switch (e) { case hipError_t(1816): break; }",
}  # fmt: skip


@pytest.mark.parametrize(("cuda", "hip"), CHANGED.items())
def test_names_and_calls(cuda: str, hip: str) -> None:
    text, codes = convert("__device__ int d;\n" + cuda)
    lines = [line for line in text.splitlines(keepends=True) if "unwarp_hip.hpp" not in line]
    assert "".join(lines).lstrip("\n") == "__device__ int d;\n" + hip
    assert codes == []


def test_texture_references_are_no_files_own() -> None:
    """Clang takes static ones for the host's."""
    assert convert("static texture<float, 2> image;\nint f(int);\n") == (
        "texture<float, 2> image;\nint f(int);\n", [],
    )  # fmt: skip


def test_includes() -> None:
    text = '#include <cuda.h>\n#include "cuda_runtime.h"  // CUDA\n#include <stdio.h>\n#include <cuda_fp16.h>\n'
    assert convert(text, main=True)[0] == (
        '#include <hip/hip_runtime.h>\n#include <stdio.h>\n#include "unwarp_hip_half.hpp"\n'
    )


def test_helper_header_follows_hip() -> None:
    text = "#include <cuda_runtime.h>\n#include <cstdio>\n__device__ int f() { return __any_sync(~0u, 1); }\n"
    assert convert(text, main=True)[0] == (
        '#include <hip/hip_runtime.h>\n#include "unwarp_hip.hpp"\n#include <cstdio>\n'
        "__device__ int f() { return uw::any_sync(~0u, 1); }\n"
    )


def test_runtime_header_is_added_where_nvcc_needs_none() -> None:
    assert convert("#include <cstdio>\n__global__ void k() {}\n", main=True)[0] == (
        INCLUDE + "#include <cstdio>\n__global__ void k() {}\n"
    )
    assert convert("// mine\n__global__ void k() {}\n", main=True)[0].startswith("// mine\n" + INCLUDE)


def test_runtime_header_is_added_where_only_an_included_file_is_device_code() -> None:
    text = '#include "kernels.cuh"\nint main() {}\n'
    assert convert(text, main=True, others=("__global__ void k() {}",))[0] == INCLUDE + text
    assert convert(text, main=True)[0] == text


def test_runtime_header_comes_before_local_headers() -> None:
    text = '#include "kernels.cuh"\n#include <cuda_runtime.h>\n__global__ void k() {}\n'
    assert convert(text, main=True)[0].startswith(INCLUDE + '#include "kernels.cuh"\n')


def test_graphics_header_wants_the_runtime_first() -> None:
    text = "#include <cuda_gl_interop.h>\n#include <cuda_runtime.h>\n"
    assert convert(text, main=True)[0] == INCLUDE + "#include <hip/hip_gl_interop.h>\n"


def test_groups_of_active_lanes_stay_within_32() -> None:
    text = "#include <cooperative_groups.h>\n__device__ int f() { return cg::coalesced_threads().size(); }\n"
    assert convert(text, main=True)[0] == (
        '#include "unwarp_hip_groups.hpp"\n__device__ int f() { return cg::coalesced_threads().size(); }\n'
    )


def test_groups_that_hip_has_stay_hip_s() -> None:
    text = "#include <cooperative_groups.h>\n__device__ void f() { cooperative_groups::this_thread_block().sync(); }\n"
    expected = text.replace("cooperative_groups.h", "hip/hip_cooperative_groups.h")
    assert convert(text, main=True)[0] == expected


@pytest.mark.parametrize("header", ["reduce", "scan", "memcpy_async"])
def test_groups_that_hip_lacks_are_ours(header: str) -> None:
    text = f"#include <cooperative_groups.h>\n#include <cooperative_groups/{header}.h>\n__device__ int i;\n"
    assert convert(text, main=True)[0] == '#include "unwarp_hip_groups.hpp"\n__device__ int i;\n'


def test_headers_in_braces_move_out() -> None:
    text = '#ifdef __cplusplus\nextern "C" {\n#endif\n#include <cuda.h>\nvoid f(cudaStream_t s);\n}\n'
    assert convert(text)[0] == (INCLUDE + '\n#ifdef __cplusplus\nextern "C" {\n#endif\nvoid f(hipStream_t s);\n}\n')


def test_conditional_includes_stay_apart() -> None:
    text = "#ifndef N\n#define N 1\n#endif\n#if N\n#include <cuda.h>\n#endif\n#if !N\n#include <cuda.h>\n#endif\n"
    assert convert(text)[0].count("#include <hip/hip_runtime.h>") == 2


def test_added_headers_do_not_depend_on_conditions() -> None:
    text = "#ifdef X\n#include <x>\n#endif\n__global__ void k() { __syncwarp(); }\n"
    assert convert(text, main=True)[0].startswith(INCLUDE + '#include "unwarp_hip.hpp"\n#ifdef X\n#include <x>\n')
    text = "__global__ void k() {}\n#include <x>\n"
    assert convert(text, main=True)[0].startswith(INCLUDE + "\n__global__")


def test_carriage_returns_stay() -> None:
    text = "#pragma once\r\n__device__ int f() { return __any(1); }\r\n"
    assert convert(text)[0] == (
        '#pragma once\r\n#include "unwarp_hip.hpp"\r\n__device__ int f() { return uw::any(1); }\r\n'
    )


def test_own_names_are_never_touched() -> None:
    text = "static int umin(int a, int b) { return a < b ? a : b; }\n__device__ int d = umin(1, 2);\n"
    assert convert(text)[0] == text
    assert convert("__device__ int d = umin(1, 2);\n", others=("int umin(int, int);",))[0] == (
        "__device__ int d = umin(1, 2);\n"
    )
    assert convert("#define cudaCheck(x) x\n__device__ int d;\nvoid f() { cudaCheck(1); }\n")[1] == []


def test_members_are_never_touched() -> None:
    text = "__device__ int d;\nvoid f() { a.cudaFree(1); b->umin(2); ns::umin(3); std::max(1, 2); }\n"
    assert convert(text) == (text, [])


def test_host_code_that_asks_for_the_warp_size_gets_32() -> None:
    text = "void f() { cudaDeviceProp p; cudaGetDeviceProperties(&p, 0); g(p.warpSize); }\n"
    assert "uw::get_device_properties(&p, 0); g(p.warpSize);" in convert(text)[0]
    assert "hipGetDeviceProperties(&p, 0)" in convert(text.replace("warpSize", "major"))[0]


ADD = "{q} float4 operator+(float4 a, float4 b) {{ return make_float4(a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w); }}"


@pytest.mark.parametrize(
    "body",
    [
        "float2 operator*(float2 a, float2 b) { return make_float2(a.x * b.x, a.y * b.y); }",
        "float2 operator*(const float2 &a, const float2 &b) { return {a.x * b.x, a.y * b.y}; }",
        "float2 operator*(float2 a, float2 b) { float2 r; r.x = a.x * b.x; r.y = a.y * b.y; return r; }",
        "void operator+=(float2 &a, float2 b) { a.x += b.x; a.y += b.y; }",
        "float2 &operator+=(float2 &a, const float2 &b) { a.x += b.x; a.y += b.y; return a; }",
        "void operator*=(float2 &a, float2 b) { a = make_float2(a.x * b.x, a.y * b.y); }",
    ],
)
def test_operators_that_hip_has_go(body: str) -> None:
    text, codes = convert(f"int i;\ninline __host__ __device__ {body}\nint j;\n")
    assert text.startswith("int i;\n// HIP has operator")
    assert text.endswith(" for float2\nint j;\n")
    assert codes == []


@pytest.mark.parametrize(
    "body",
    [
        "float2 operator*(float2 a, float2 b) { return make_float2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x); }",
        "float2 operator*(float2 a, float2 b);",
    ],
)
def test_other_operators_of_the_same_types_are_reported(body: str) -> None:
    assert convert(f"inline __device__ {body}\n")[1] == ["UW2002"]


@pytest.mark.parametrize(
    "body",
    [
        "float2 operator+(float2 a, float2 b) { return make_float2(a.x + b.x, a.y + b.y); }",
        "float2 operator*(float2 a, float s) { return make_float2(a.x * s, a.y * s); }",
        "Complex operator*(Complex a, Complex b) { return Complex(a.x * b.x, a.y * b.y); }",
    ],
)
def test_operators_that_do_not_clash_stay(body: str) -> None:
    text = f"inline __device__ {body}\n"
    assert convert(text) == (text, [])


REPORTED = {
    "void f() { cudaNewThing(1); }": "UW2007",
    "void f() { cuMemNewThing(1); }": "UW2007",
    "void f() { cudaGraphConditionalHandleCreate(1); }": "UW2001",
    "#include <cooperative_groups.h>\n__device__ void f() { cg::this_cluster(); }": "UW2020",
    "#include <cuda/semaphore>\n": "UW2008",
    "__device__ cuda::counting_semaphore<4> a;": "UW2008",
    '__device__ void f() { asm("mov.u32 %0, %%smid;" : "=r"(x)); }': "UW2002",
    "void f() { g = &cudaFuncSetAttribute; }": "UW2002",
    "__device__ int f() { return __shfl_sync(m++, v, 0); }": "UW2002",
    "void f() { cudaMemcpyToSymbol(ARGUMENTS); }": "UW2002",
    "__cluster_dims__(2) __global__ void k();": "UW2001",
}


@pytest.mark.parametrize(("text", "code"), REPORTED.items())
def test_what_hip_lacks_is_reported(text: str, code: str) -> None:
    assert convert(text)[1] == [code]


def test_places() -> None:
    sink = Sink()
    source = Source("a.cu", "int i;\nvoid f() {\n  cudaNewThing(1);\n}\n")
    hip_edits(tokenize(source), load(), sink)
    (diagnostic,) = sink
    assert str(diagnostic.span) == "a.cu:3:3"
    assert diagnostic.rule.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("int umin(int a);", {"umin", "a"}),
        ("float *umin(int a) { }", {"umin", "a"}),
        ("float x = y * umin(a);", {"x"}),
        ("return umin(a);", set()),
        ("struct cudaThing { };", {"cudaThing"}),
        ("struct cudaDeviceProp p;", {"p"}),
        ("using cudaInt = int;", {"cudaInt"}),
        ("enum class Mode : int { cudaFast, cudaSlow = f(1, 2), };", {"Mode", "cudaFast", "cudaSlow"}),
        ("typedef struct cudaThing_st *cudaThing;", {"cudaThing"}),
        ("const cudaError_t e = f();", {"e"}),
        ("#define umin(a, b) a\n", {"umin"}),
    ],
)
def test_own_names(text: str, names: set[str]) -> None:
    assert own_names(tokenize(Source("a.cu", text))) == names


def test_the_runtime_comes_before_the_first_use() -> None:
    """nvcc needs no include of the runtime, so that a program's own may stand behind its kernels."""
    text, _ = convert("__global__ void k() {}\n#include <cuda_runtime.h>\nint main() { cudaFree(0); }\n", main=True)
    assert text.index("#include <hip/hip_runtime.h>") < text.index("__global__")
    once, _ = convert("using namespace std;\n#include <cuda_runtime.h>\n__global__ void k() {}\n", main=True)
    assert once.count("hip_runtime.h") == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("struct S { char *cudaBuf; }; void f(S *cudaS, T &cudaRef, int n);", {"cudaBuf", "cudaS", "cudaRef"}),
        ("cudaArray_t cudaA, cudaB, cudaC[2];", {"cudaA", "cudaB", "cudaC"}),
        ("Vertex *cudaImport(void *handle);", {"cudaImport"}),
        ("void C::f(cudaArray_t *cudaArr)\n{ g(cudaArr[0]); }", {"cudaArr"}),
        ("void f() { g(x & cudaNewFlag, y * cudaOther); h(cudaNewThing); }", set()),
        ("int a = x * cudaNewThing(1); int v[] = {cudaNewA, cudaNewB}; if (f & cudaNewFlag) return;", set()),
    ],
)
def test_names_that_a_program_seems_to_declare(text: str, names: set[str]) -> None:
    assert declared_like_cuda(tokenize(Source("a.cu", text))) == names


def test_variables_and_host_functions_with_names_of_the_mathematics() -> None:
    text = "__global__ void k(float *norm) { *norm = 1; }\nstruct V { float a, norm; V() : norm(0) {} };\n"
    assert "uw::" not in convert(text)[0]
    assert "uw::norm(3, p)" in convert("__global__ void k(float *p) { *p = norm(3, p); }\n")[0]
