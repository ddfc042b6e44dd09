// More PTX: halves of words, constants that PTX computes, tests of numbers, sums of absolute
// differences of bytes, parts of words. Each result is compared with plain C++.
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <vector>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cudaError_t error = (call);                                                    \
        if (error != cudaSuccess) {                                                    \
            printf("%s: %s\n", #call, cudaGetErrorString(error));                      \
            return 1;                                                                  \
        }                                                                              \
    } while (0)

const int N = 256;

__device__ unsigned int byte_distance(unsigned int a, unsigned int b, unsigned int so_far) {
    unsigned int result;
    asm("vabsdiff4.u32.u32.u32.add %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(so_far));
    return result;
}

__global__ void words(const unsigned int *in, int *out) {
    const int i = threadIdx.x;
    const unsigned int x = in[i], y = in[(i + 1) % N];
    short small = (short)x, smaller;
    asm("min.s16 %0, %1, %2;" : "=h"(smaller) : "h"(small), "h"((short)(y >> 16)));
    out[i * 6] = smaller;
    asm("mul.hi.s16 %0, %1, %2;" : "=h"(smaller) : "h"(small), "h"((short)y));
    out[i * 6 + 1] = smaller;
    out[i * 6 + 2] = (int)byte_distance(x, y, i);
    int made;
    asm("vsub.s32.u32.s32.sat %0, %1.b2, %2.h1;" : "=r"(made) : "r"(x), "r"(y));
    out[i * 6 + 3] = made;
    asm("vmax2.s32.u32.s32.sat %0, %1, %2, %3;" : "=r"(made) : "r"(x), "r"(y), "r"(0));
    out[i * 6 + 4] = made;
    asm("{ .reg .s32 t; mov.s32 t, (1 << 4) + 3 * 7 %% 5; add.s32 %0, %1, t; }" : "=r"(made) : "r"(x));
    out[i * 6 + 5] = made;
}

__global__ void numbers(const float *in, int *kinds) {
    const int i = threadIdx.x;
    int finite = 0, none = 0, normal = 0, tiny = 0;
    asm("{ .reg .pred p; testp.finite.f32 p, %1; selp.s32 %0, 1, 0, p; }" : "=r"(finite) : "f"(in[i]));
    asm("{ .reg .pred p; testp.notanumber.f32 p, %1; selp.s32 %0, 1, 0, p; }" : "=r"(none) : "f"(in[i]));
    asm("{ .reg .pred p; testp.normal.f64 p, %1; selp.s32 %0, 1, 0, p; }" : "=r"(normal) : "d"((double)in[i] * 1e-300));
    asm("{ .reg .pred p; testp.subnormal.f64 p, %1; selp.s32 %0, 1, 0, p; }" : "=r"(tiny) : "d"((double)in[i] * 1e-310));
    kinds[i] = finite + 2 * none + 4 * normal + 8 * tiny;
}

static int signed_half(unsigned int word) { return (int)(short)(word & 0xffff); }
static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

static int check_words(const std::vector<unsigned int> &in, const std::vector<int> &out) {
    for (int i = 0; i < N; ++i) {
        const unsigned int x = in[i], y = in[(i + 1) % N];
        int distance = i, halves = 0;
        for (int k = 0; k < 4; ++k) distance += std::abs((int)(x >> 8 * k & 255) - (int)(y >> 8 * k & 255));
        for (int k = 0; k < 2; ++k) {
            const int greater = most((int)(x >> 16 * k & 0xffff), signed_half(y >> 16 * k));
            halves |= (int)((unsigned int)least(greater, 32767) << 16 * k);
        }
        const int want[6] = {least(signed_half(x), signed_half(y >> 16)), signed_half(x) * signed_half(y) >> 16, distance,
                             (int)(x >> 16 & 255) - signed_half(y >> 16), halves, (int)(x + 17)};
        for (int k = 0; k < 6; ++k)
            if (out[i * 6 + k] != want[k]) {
                printf("word %d, result %d: %d instead of %d\n", i, k, out[i * 6 + k], want[k]);
                return 1;
            }
    }
    return 0;
}

static int check_numbers(const std::vector<float> &in, const std::vector<int> &kinds) {
    for (int i = 0; i < N; ++i) {
        const double small = (double)in[i] * 1e-300, tiny = (double)in[i] * 1e-310;
        const int want = std::isfinite(in[i]) + 2 * std::isnan(in[i]) + 4 * (small == 0 || std::isnormal(small)) +
                         8 * (std::fpclassify(tiny) == FP_SUBNORMAL);
        if (kinds[i] != want) {
            printf("number %d, %g: %d instead of %d\n", i, in[i], kinds[i], want);
            return 1;
        }
    }
    return 0;
}

int main() {
    std::vector<unsigned int> in(N);
    std::vector<float> values(N);
    std::vector<int> out(6 * N), kinds(N);
    unsigned int state = 12345;
    for (int i = 0; i < N; ++i) {
        state = state * 1664525u + 1013904223u;
        in[i] = state;
        values[i] = (state >> 8) * 0.37f + 0.001f;
    }
    values[3] = std::numeric_limits<float>::infinity();
    values[4] = std::numeric_limits<float>::quiet_NaN();
    values[5] = 0.0f;
    unsigned int *d_in;
    int *d_out, *d_kinds;
    float *d_values;
    CHECK(cudaMalloc(&d_in, N * sizeof(unsigned int)));
    CHECK(cudaMalloc(&d_out, 6 * N * sizeof(int)));
    CHECK(cudaMalloc(&d_kinds, N * sizeof(int)));
    CHECK(cudaMalloc(&d_values, N * sizeof(float)));
    CHECK(cudaMemcpy(d_in, in.data(), N * sizeof(unsigned int), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_values, values.data(), N * sizeof(float), cudaMemcpyHostToDevice));
    words<<<1, N>>>(d_in, d_out);
    numbers<<<1, N>>>(d_values, d_kinds);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(out.data(), d_out, 6 * N * sizeof(int), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(kinds.data(), d_kinds, N * sizeof(int), cudaMemcpyDeviceToHost));
    if (check_words(in, out) || check_numbers(values, kinds)) return 1;
    CHECK(cudaFree(d_in));
    CHECK(cudaFree(d_out));
    CHECK(cudaFree(d_kinds));
    CHECK(cudaFree(d_values));
    printf("PASS\n");
    return 0;
}
