// PTX in inline assembly, as hand-tuned kernels have it: special registers, bit fields, wide products and carries, logic of
// three inputs, conversions, predicates, memory with hints and in vectors, atomics, shuffles and votes. Each result is
// compared with plain C++.
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#define CHECK(call)                                                                                  \
    do {                                                                                             \
        cudaError_t error = (call);                                                                  \
        if (error != cudaSuccess) {                                                                  \
            printf("line %d: %s\n", __LINE__, cudaGetErrorString(error));                            \
            exit(1);                                                                                 \
        }                                                                                            \
    } while (0)

typedef unsigned int u32;
typedef unsigned long long u64;

const int N = 256, BLOCK = 64;

// macros with assembly in them
#define LANE_ID(result) asm("mov.u32 %0, %%laneid;" : "=r"(result))
#define MULTIPLY_HIGH(result, x, y)                                   \
    asm("mul.hi.u32 %0, %1, %2;"                                      \
        : "=r"(result)                                                \
        : "r"(x), "r"(y))

__device__ __forceinline__ u32 bit_field(u32 x, u32 start, u32 length) {
    u32 result;
    asm("bfe.u32 %0, %1, %2, %3;" : "=r"(result) : "r"(x), "r"(start), "r"(length));
    return result;
}

__device__ __forceinline__ int signed_bit_field(int x, u32 start, u32 length) {
    int result;
    asm("bfe.s32 %0, %1, %2, %3;" : "=r"(result) : "r"(x), "r"(start), "r"(length));
    return result;
}

__device__ __forceinline__ u32 insert(u32 field, u32 into, u32 start, u32 length) {
    u32 result;
    asm("bfi.b32 %0, %1, %2, %3, %4;" : "=r"(result) : "r"(field), "r"(into), "r"(start), "r"(length));
    return result;
}

template <int Table>
__device__ __forceinline__ u32 parity(u32 a, u32 b, u32 c) {
    u32 result;
    asm volatile("lop3.b32 %0, %1, %2, %3, 0x96;" : "=r"(result) : "r"(a), "r"(b), "r"(c));
    return result ^ Table;
}

// a 96-bit sum with carries
__device__ void add_96(u32 *sum, const u32 *a, const u32 *b) {
    asm("add.cc.u32 %0, %3, %6;\n\t"
        "addc.cc.u32 %1, %4, %7;\n\t"
        "addc.u32 %2, %5, %8;"
        : "=r"(sum[0]), "=r"(sum[1]), "=r"(sum[2])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(b[0]), "r"(b[1]), "r"(b[2]));
}

__device__ __forceinline__ u32 clamp_sum(u32 x, u32 y, u32 most) {
    u32 result;
    asm("{\n\t"
        ".reg .pred %%p;\n\t"
        ".reg .u32 %%sum;  // a register of its own\n\t"
        "add.u32 %%sum, %1, %2;\n\t"
        "setp.gt.u32 %%p, %%sum, %3;\n\t"
        "@%%p mov.u32 %%sum, %3;\n\t"
        "mov.u32 %0, %%sum;\n\t"
        "}"
        : "=r"(result)
        : "r"(x), "r"(y), "r"(most));
    return result;
}

__global__ void integers(const u32 *in, u32 *out, u64 *wide) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    u32 x = in[i], y = in[(i + 1) % N], z = in[(i + 2) % N], r[13], lane;
    LANE_ID(lane);
    MULTIPLY_HIGH(r[0], x, y);
    r[1] = bit_field(x, i % 40, i % 35);
    r[2] = (u32)signed_bit_field((int)x, i % 33, i % 20);
    r[3] = insert(x, y, i % 30, i % 17);
    r[4] = parity<5>(x, y, z);
    asm("prmt.b32 %0, %1, %2, %3;" : "=r"(r[5]) : "r"(x), "r"(y), "n"(0x3710));
    asm("mad.lo.s32 %0, %1, %2, %3;" : "=r"(r[6]) : "r"(x), "r"(y), "r"(z));
    asm("shf.l.wrap.b32 %0, %1, %2, %3;" : "=r"(r[7]) : "r"(x), "r"(y), "r"(i & 31));
    asm("popc.b32 %0, %1;" : "=r"(r[8]) : "r"(x));
    asm("clz.b32 %0, %1;" : "=r"(r[9]) : "r"(x >> (i % 32)));
    asm("brev.b32 %0, %1;" : "=r"(r[10]) : "r"(x));
    r[11] = clamp_sum(x & 0xffff, y & 0xffff, 70000u);
    asm("shr.s32 %0, %1, %2;" : "=r"(r[12]) : "r"(x), "r"(i % 64));
    for (int k = 0; k < 13; k++) out[k * N + i] = r[k];
    u32 sum[3], a[3] = {x, y, z}, b[3] = {y, ~x, x};
    add_96(sum, a, b);
    out[13 * N + i] = sum[2] ^ sum[1] ^ sum[0];
    u64 product, joined;
    asm("mad.wide.u32 %0, %1, %2, %3;" : "=l"(product) : "r"(x), "r"(y), "l"((u64)z));
    asm("mov.b64 %0, {%1, %2};" : "=l"(joined) : "r"(lane), "r"(y));
    wide[2 * i] = product;
    wide[2 * i + 1] = joined;
}

__global__ void floats(const float *in, float *out, int *rounded) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    float x = in[i], r;
    asm("fma.rn.f32 %0, %1, %2, %3;" : "=f"(r) : "f"(x), "f"(2.5f), "f"(-1.0f));
    out[i] = r;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(r) : "f"(x * 0.25f));
    out[N + i] = r;
    asm("rcp.approx.f32 %0, %1;" : "=f"(r) : "f"(x + 100.0f));
    out[2 * N + i] = r;
    asm("max.f32 %0, %1, 0f3F800000;" : "=f"(r) : "f"(x));  // 1.0
    out[3 * N + i] = r;
    asm("cvt.rni.s32.f32 %0, %1;" : "=r"(rounded[i]) : "f"(x));
    u32 bits;
    asm("mov.b32 %0, %1;" : "=r"(bits) : "f"(x));
    rounded[N + i] = (int)bits;
}

__global__ void memory(const float4 *in, float *out, int *count, u32 *lanes) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    float a, b, c, d;
    asm volatile("ld.global.nc.v4.f32 {%0, %1, %2, %3}, [%4];" : "=f"(a), "=f"(b), "=f"(c), "=f"(d) : "l"(in + i));
    asm volatile("st.global.cg.f32 [%0], %1;" ::"l"(out + i), "f"(a + 2 * b + 3 * c + 4 * d) : "memory");
    asm volatile("red.global.add.s32 [%0], %1;" ::"l"(count), "r"(i) : "memory");
    u32 mask, other, lane;
    LANE_ID(lane);
    asm volatile("{ .reg .pred p; setp.lt.u32 p, %1, 10; vote.sync.ballot.b32 %0, p, 0xffffffff; }" : "=r"(mask) : "r"(lane));
    asm volatile("shfl.sync.bfly.b32 %0, %1, 3, 0x1f, 0xffffffff;" : "=r"(other) : "r"(lane * lane));
    asm volatile("" ::: "memory");
    lanes[i] = mask + other;
}

int failures = 0;

void expect(bool right, const char *what, int i, double got, double wanted) {
    if (right) return;
    if (failures++ < 10) printf("%s: element %d is %.9g instead of %.9g\n", what, i, got, wanted);
}

u32 field_of(u32 x, u32 start, u32 length) {
    u64 all = start < 32 ? (u64)x >> start : 0;
    return length < 32 ? (u32)(all & ((1ull << length) - 1)) : (u32)all;
}

int signed_field_of(int x, u32 start, u32 length) {  // bit by bit, as the manual says it
    u32 last = start + length - 1 < 31 ? start + length - 1 : 31;
    bool sign = length > 0 && (x >> last & 1);
    u32 result = 0;
    for (u32 k = 0; k < 32; k++) {
        bool bit = k < length && start + k <= 31 ? (x >> (start + k) & 1) : sign;
        result |= (u32)bit << k;
    }
    return (int)result;
}

void check_integers() {
    static u32 in[N], out[14 * N];
    static u64 wide[2 * N];
    for (int i = 0; i < N; i++) in[i] = 2654435761u * (i + 1) ^ (i << 9);
    u32 *d_in, *d_out;
    u64 *d_wide;
    CHECK(cudaMalloc(&d_in, sizeof in));
    CHECK(cudaMalloc(&d_out, sizeof out));
    CHECK(cudaMalloc(&d_wide, sizeof wide));
    CHECK(cudaMemcpy(d_in, in, sizeof in, cudaMemcpyHostToDevice));
    integers<<<N / BLOCK, BLOCK>>>(d_in, d_out, d_wide);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(out, d_out, sizeof out, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(wide, d_wide, sizeof wide, cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; i++) {
        u32 x = in[i], y = in[(i + 1) % N], z = in[(i + 2) % N], reversed = 0, bits = 0, zeros = 32, s = i % 30, n = i % 17;
        for (int k = 0; k < 32; k++) reversed |= (x >> k & 1) << (31 - k), bits += x >> k & 1;
        for (u32 v = x >> (i % 32); v; v >>= 1) zeros--;
        u32 mask = (u32)(((1ull << n) - 1) << s);
        u64 low = (u64)x + y, middle = (u64)y + (u32)~x + (low >> 32);
        u32 high = (u32)(z + (u64)x + (middle >> 32));
        u32 sum = (x & 0xffff) + (y & 0xffff), by = i & 31;
        u32 wanted[14] = {
            (u32)((u64)x * y >> 32), field_of(x, i % 40, i % 35), (u32)signed_field_of((int)x, i % 33, i % 20),
            (y & ~mask) | (x << s & mask), x ^ y ^ z ^ 5u,
            (x & 0xff) | (x & 0xff00) | (y >> 24) << 16 | (x >> 24) << 24, x * y + z,
            by ? y << by | x >> (32 - by) : y, bits, zeros, reversed, sum > 70000u ? 70000u : sum,
            (u32)((int)x >> (i % 64 < 31 ? i % 64 : 31)), high ^ (u32)middle ^ (u32)low,
        };
        for (int k = 0; k < 14; k++) {
            char what[32];
            snprintf(what, sizeof what, "integers, result %d", k);
            expect(out[k * N + i] == wanted[k], what, i, out[k * N + i], wanted[k]);
        }
        u64 product = (u64)x * y + z, joined = (u64)(i % 32) | (u64)y << 32;
        expect(wide[2 * i] == product, "wide product", i, (double)wide[2 * i], (double)product);
        expect(wide[2 * i + 1] == joined, "joined words", i, (double)wide[2 * i + 1], (double)joined);
    }
}

void check_floats() {
    static float in[N], out[4 * N];
    static int rounded[2 * N];
    for (int i = 0; i < N; i++) in[i] = (i - 120) * 0.375f;
    float *d_in, *d_out;
    int *d_rounded;
    CHECK(cudaMalloc(&d_in, sizeof in));
    CHECK(cudaMalloc(&d_out, sizeof out));
    CHECK(cudaMalloc(&d_rounded, sizeof rounded));
    CHECK(cudaMemcpy(d_in, in, sizeof in, cudaMemcpyHostToDevice));
    floats<<<N / BLOCK, BLOCK>>>(d_in, d_out, d_rounded);
    CHECK(cudaMemcpy(out, d_out, sizeof out, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(rounded, d_rounded, sizeof rounded, cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; i++) {
        float x = in[i], wanted[4] = {std::fma(x, 2.5f, -1.0f), std::exp2(x * 0.25f), 1.0f / (x + 100.0f), std::fmax(x, 1.0f)};
        for (int k = 0; k < 4; k++) {
            float got = out[k * N + i];
            expect(std::fabs(got - wanted[k]) <= 1e-5f * std::fabs(wanted[k]), "floats", k * N + i, got, wanted[k]);
        }
        int bits;
        memcpy(&bits, &x, sizeof bits);
        expect(rounded[i] == (int)std::nearbyint(x), "rounded", i, rounded[i], std::nearbyint(x));
        expect(rounded[N + i] == bits, "bits", i, rounded[N + i], bits);
    }
}

void check_memory() {
    static float4 in[N];
    static float out[N];
    static u32 lanes[N];
    for (int i = 0; i < N; i++) in[i] = make_float4(i, 0.5f * i, 1.0f, -i);
    float4 *d_in;
    float *d_out;
    int *d_count, count = 0;
    u32 *d_lanes;
    CHECK(cudaMalloc(&d_in, sizeof in));
    CHECK(cudaMalloc(&d_out, sizeof out));
    CHECK(cudaMalloc(&d_lanes, sizeof lanes));
    CHECK(cudaMalloc(&d_count, sizeof count));
    CHECK(cudaMemset(d_count, 0, sizeof count));
    CHECK(cudaMemcpy(d_in, in, sizeof in, cudaMemcpyHostToDevice));
    memory<<<N / BLOCK, BLOCK>>>(d_in, d_out, d_count, d_lanes);
    CHECK(cudaMemcpy(out, d_out, sizeof out, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(lanes, d_lanes, sizeof lanes, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(&count, d_count, sizeof count, cudaMemcpyDeviceToHost));
    expect(count == N * (N - 1) / 2, "sum by atomics", 0, count, N * (N - 1) / 2);
    for (int i = 0; i < N; i++) {
        float wanted = i + 2 * 0.5f * i + 3.0f - 4.0f * i;
        u32 partner = (i % 32) ^ 3, word = 0x3ff + partner * partner;
        expect(out[i] == wanted, "memory", i, out[i], wanted);
        expect(lanes[i] == word, "lanes", i, lanes[i], word);
    }
}

int main() {
    check_integers();
    check_floats();
    check_memory();
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
