"""Inline PTX rewritten as CUDA C++; that the result computes what PTX does is shown by corpus/programs/inline_ptx."""

import pytest

from unwarp.parser.ptx.rewrite import description, without_ptx
from unwarp.parser.source import Source


def rewritten(text: str) -> str:
    return without_ptx(Source("a.cu", text)).text


CHANGED = {
    'asm("add.f32 %0, %1, %2;" : "=f"(r) : "f"(a), "f"(b));': "r = a + b;",
    'asm volatile ("bar.sync 0;");': "__syncthreads();",
    'asm("mov.u32 %0, %%ctaid.y;" : "=r"(block));': "block = (unsigned int)blockIdx.y;",
    'asm("mul.hi.u32 %0, %1, %2;" : "=r"(v.x) : "r"(a), "r"(b));': "v.x = __umulhi((unsigned int)a, (unsigned int)b);",
    'asm("cvt.rzi.s32.f32 %0, %1;" : "=r"(i) : "f"(x));': "i = __float2int_rz(x);",
    'asm("ld.global.cg.f32 %0, [%1+16];" : "=f"(x) : "l"(p));': "x = *(const float *)((const char *)(p) + 16);",
    'asm("membar.gl;" ::: "memory");': "__threadfence();",
    '#define F(x) asm("popc.b32 %0, %1;" : "=r"(x) : "r"(y))\n':
        "#define F(x) x = (unsigned int)__popc((unsigned int)y)\n",
    'asm("{ .reg .b32 t; not.b32 t, %1; and.b32 %0, t, 1; }" : "=r"(r) : "r"(f(x)));':
        "do { unsigned int asm_0; const unsigned int asm_1 = (unsigned int)(f(x)); unsigned int asm_t; "
        "asm_t = ~asm_1; asm_0 = asm_t & 1u; r = asm_0; } while (0);",
}  # fmt: skip

CHANGED |= {
    'asm("{ .reg .pred p; setp.neu.f32 p, %1, %2; selp.s32 %0, 1, 0, p; }" : "=r"(r) : "f"(a), "f"(b));':
        "do { unsigned int asm_0; const float asm_1 = (float)(a); const float asm_2 = (float)(b); bool asm_p; "
        "asm_p = asm_1 != asm_2; asm_0 = asm_p ? 1 : 0; r = asm_0; } while (0);",
    'asm("dp4a.s32.s32 %0, %1, %2, %3;" : "=r"(r) : "r"(a), "r"(b), "r"(c));': "r = __dp4a((int)a, (int)b, (int)c);",
}  # fmt: skip

CHANGED |= {
    'asm("ld.shared.f32 %0, [%1];" : "=f"(x) : "r"(address));':
        "x = *(const float *)(__cvta_shared_to_generic((unsigned int)address));",
    'asm volatile("cp.async.commit_group;");': ";",
    'asm("ex2.approx.f32 %0, %1;" : "=f"(r) : "f"(a));': "r = exp2f(a);",
    'asm("add.rn.f16 %0, %1, %2;" : "=h"(r) : "h"(a), "h"(b));':
        "#include <cuda_fp16.h>\ndo { unsigned short asm_0; "
        "asm_0 = __half_as_ushort(__hadd_rn(__ushort_as_half((unsigned short)a), "
        "__ushort_as_half((unsigned short)b))); r = asm_0; } while (0);",
    'asm("mov.u32 %0, (3 + 7) * 10 %% 7;" : "=r"(r));': "r = 2u;",
    'asm("sqrt.rm.f32 %0, %1;" : "=f"(r) : "f"(a));': "r = __fsqrt_rd(a);",
    'asm("sqrt.rn.f64 %0, %1;" : "=d"(r) : "d"(a));': "r = sqrt(a);",
    'asm("mov.f64 %0, 1e10;" : "=d"(x));': "x = 1e10;",
    'asm("min.s16 %0, %1, %2;" : "=h"(r) : "h"(a), "h"(b));':
        "do { unsigned short asm_0; asm_0 = (short)min((int)(short)a, (int)(short)b); r = asm_0; } while (0);",
    'asm("vmin.s32.u32.s32 %0, %1.b1, %2;" : "=r"(r) : "r"(a), "r"(b));':
        "r = (int)(min((long long)(int)(((unsigned int)a >> 8) & 0xffu), (long long)(int)b));",
}  # fmt: skip

KEPT = [
    'asm("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0}, {%1}, {%2}, {%3};" : "=d"(d) : "d"(a), "d"(b));',
    'asm("ld.global.f32 %0, [%1];" : "=f"(x) : "r"(address));',
    'asm("addc.u32 %0, %1, %2;" : "=r"(r) : "r"(a), "r"(b));',
    'asm("mbarrier.arrive.shared.b64 %0, [%1];" : "=l"(state) : "r"(address));',
    'asm("bar.sync 1, 64;");',
    'asm("shfl.sync.down.b32 %0, %1, 1, 0x7, 0xffffffff;" : "=r"(r) : "r"(x));',
    'asm("add.ftz.f64 %0, %1, %2;" : "=d"(r) : "d"(a), "d"(b));',
    'asm("movmatrix.sync.aligned.m8n8.b16 %0, %1;" : "=r"(r) : "r"(x));',
    'asm("vmad.s32.s32.s32 %0, %1, %2, %3;" : "=r"(r) : "r"(a), "r"(b), "r"(c));',
    'asm("vadd2.s32.s32.s32 %0, %1.h10, %2, %3;" : "=r"(r) : "r"(a), "r"(b), "r"(c));',
    'asm("vadd.s32.s32.s32.add %0, %1, %2;" : "=r"(r) : "r"(a), "r"(b));',
    'asm("mov.u32 %0, (1 + ;" : "=r"(x));',
    "int f() { return 0; }",
    'asm volatile("" ::: "memory");',
    'asm volatile("rdtsc" : "=a"(low), "=d"(high));',
    'asm("mov %%eax, %0" : "=r"(x));',
    'asm("wgmma.fence.sync.aligned;");',
    'asm(TEMPLATE : "=r"(x));',
    'asm("bra done;");',
    'const char *text = "asm(\\"bar.sync 0;\\")";',
]


@pytest.mark.parametrize(("ptx", "cuda"), CHANGED.items())
def test_what_is_rewritten(ptx: str, cuda: str) -> None:
    assert rewritten(ptx) == cuda


@pytest.mark.parametrize("text", KEPT)
def test_what_stays(text: str) -> None:
    source = Source("a.cu", text)
    assert without_ptx(source) is source


def test_lines_keep_their_numbers() -> None:
    text = 'asm("bar.sync 0;"\n    :\n    :\n    : "memory");\nint a;\n'
    assert rewritten(text).splitlines().index("int a;") == 4


def test_what_is_not_rewritten_is_named() -> None:
    assert description('"wgmma.fence.sync.aligned;"') == "the PTX `wgmma.fence.sync.aligned`"
    assert description('"bar.sync 1, 64;"') == "the PTX `bar.sync`"
    assert description('"mov.u32 %0, %%smid;"') == "the PTX `mov.u32 %smid`"


def test_headers_that_the_program_does_not_include() -> None:
    use = 'asm("add.rn.f16 %0, %1, %2;" : "=h"(r) : "h"(a), "h"(b));\n'
    made = rewritten("#include <cstdio>\n\nvoid f() {\n\n" + use + "}\n")
    assert made.startswith("#include <cstdio>\n#include <cuda_fp16.h>\nvoid f() {\n\ndo {")
    assert rewritten("void f() {\n\n" + use + "}\n").startswith("#include <cuda_fp16.h>\nvoid f() {\n")
    assert rewritten("#include <cuda_fp16.h>\n\n" + use).count("#include") == 1
