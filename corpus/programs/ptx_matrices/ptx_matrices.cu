// Products of small matrices in PTX: mma.sync of halves, bfloat16, tf32 and bytes, fed from memory by the lanes themselves, or
// by ldmatrix and movmatrix out of shared memory. The values make every sum exact; the host computes the same.
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cstdio>
#include <vector>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cudaError_t error = (call);                                                    \
        if (error != cudaSuccess) {                                                    \
            printf("%s: %s\n", #call, cudaGetErrorString(error));                      \
            return 1;                                                                  \
        }                                                                              \
    } while (0)

typedef unsigned int u32;
const int M = 16, N = 8;

// a word of `a` (by rows) or of `b` (by columns) for step h, as the lanes of mma.m16n8 hold them
__device__ u32 word_of(const u32 *matrix, int words, int line, int h) { return matrix[line * words + 4 * h + threadIdx.x % 4]; }

__device__ void store(float *d, const float *values) {
    const int row = threadIdx.x / 4, column = threadIdx.x % 4 * 2;
    for (int i = 0; i < 4; ++i) d[(row + i / 2 * 8) * N + column + i % 2] = values[i];
}

__global__ void halves(const u32 *a, const u32 *b, const float *c, float *d) {
    const int g = threadIdx.x / 4, t = threadIdx.x % 4;
    float s[4] = {c[g * N + 2 * t], c[g * N + 2 * t + 1], c[(g + 8) * N + 2 * t], c[(g + 8) * N + 2 * t + 1]};
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(s[0]), "+f"(s[1]), "+f"(s[2]), "+f"(s[3])
                 : "r"(word_of(a, 8, g, 0)), "r"(word_of(a, 8, g + 8, 0)), "r"(word_of(a, 8, g, 1)), "r"(word_of(a, 8, g + 8, 1)),
                   "r"(word_of(b, 8, g, 0)), "r"(word_of(b, 8, g, 1)));
    store(d, s);
}
__global__ void brains(const u32 *a, const u32 *b, const float *c, float *d) {
    const int g = threadIdx.x / 4, t = threadIdx.x % 4;
    float s[4] = {c[g * N + 2 * t], c[g * N + 2 * t + 1], c[(g + 8) * N + 2 * t], c[(g + 8) * N + 2 * t + 1]};
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(s[0]), "+f"(s[1]), "+f"(s[2]), "+f"(s[3])
                 : "r"(word_of(a, 8, g, 0)), "r"(word_of(a, 8, g + 8, 0)), "r"(word_of(a, 8, g, 1)), "r"(word_of(a, 8, g + 8, 1)),
                   "r"(word_of(b, 8, g, 0)), "r"(word_of(b, 8, g, 1)));
    store(d, s);
}
__global__ void tensor_floats(const u32 *a, const u32 *b, const float *c, float *d) {
    const int g = threadIdx.x / 4, t = threadIdx.x % 4;
    float s[4] = {c[g * N + 2 * t], c[g * N + 2 * t + 1], c[(g + 8) * N + 2 * t], c[(g + 8) * N + 2 * t + 1]};
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(s[0]), "+f"(s[1]), "+f"(s[2]), "+f"(s[3])
                 : "r"(word_of(a, 8, g, 0)), "r"(word_of(a, 8, g + 8, 0)), "r"(word_of(a, 8, g, 1)), "r"(word_of(a, 8, g + 8, 1)),
                   "r"(word_of(b, 8, g, 0)), "r"(word_of(b, 8, g, 1)));
    store(d, s);
}

__global__ void half_sums(const u32 *a, const u32 *b, const float *c, float *d) {
    const int g = threadIdx.x / 4, t = threadIdx.x % 4;
    half2 low = __floats2half2_rn(c[g * N + 2 * t], c[g * N + 2 * t + 1]);
    half2 high = __floats2half2_rn(c[(g + 8) * N + 2 * t], c[(g + 8) * N + 2 * t + 1]);
    u32 s0 = *(u32 *)&low, s1 = *(u32 *)&high, r0, r1;
    for (int h = 0; h < 2; ++h) {
        asm("mma.sync.aligned.m16n8k8.row.col.f16.f16.f16.f16 {%0, %1}, {%2, %3}, {%4}, {%5, %6};"
            : "=r"(r0), "=r"(r1)
            : "r"(word_of(a, 8, g, h)), "r"(word_of(a, 8, g + 8, h)), "r"(word_of(b, 8, g, h)), "r"(s0), "r"(s1));
        s0 = r0;
        s1 = r1;
    }
    low = *(half2 *)&s0;
    high = *(half2 *)&s1;
    const float values[4] = {__low2float(low), __high2float(low), __low2float(high), __high2float(high)};
    store(d, values);
}

__global__ void bytes(const u32 *a, const u32 *b, const float *c, float *d) {
    const int g = threadIdx.x / 4, t = threadIdx.x % 4;
    int s[4];
    for (int i = 0; i < 4; ++i) s[i] = (int)c[(g + i / 2 * 8) * N + 2 * t + i % 2];
    asm volatile("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+r"(s[0]), "+r"(s[1]), "+r"(s[2]), "+r"(s[3])
                 : "r"(word_of(a, 8, g, 0)), "r"(word_of(a, 8, g + 8, 0)), "r"(word_of(a, 8, g, 1)), "r"(word_of(a, 8, g + 8, 1)),
                   "r"(word_of(b, 8, g, 0)), "r"(word_of(b, 8, g, 1)));
    const float values[4] = {(float)s[0], (float)s[1], (float)s[2], (float)s[3]};
    store(d, values);
}

// the same halves by ldmatrix: a by four matrices, b turned from rows to columns, then by movmatrix of what was not turned
__global__ void by_matrices(const u32 *a, const u32 *b_by_rows, const float *c, float *d, int turned) {
    __shared__ __align__(16) u32 left[M * 8], right[16 * N / 2];
    for (int i = threadIdx.x; i < M * 8; i += 32) left[i] = a[i];
    for (int i = threadIdx.x; i < 16 * N / 2; i += 32) right[i] = b_by_rows[i];
    __syncthreads();
    const int lane = threadIdx.x, g = lane / 4, t = lane % 4;
    u32 x[4], y[2];
    const u32 *from = left + lane % 16 * 8 + lane / 16 * 4;
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(x[0]), "=r"(x[1]), "=r"(x[2]), "=r"(x[3])
                 : "l"(from));
    const u32 *row = right + lane % 16 * 4;
    if (turned) {
        asm volatile("ldmatrix.sync.aligned.m8n8.x2.trans.b16 {%0, %1}, [%2];" : "=r"(y[0]), "=r"(y[1]) : "l"(row));
    } else {
        u32 plain[2];
        asm volatile("ldmatrix.sync.aligned.m8n8.x2.b16 {%0, %1}, [%2];" : "=r"(plain[0]), "=r"(plain[1]) : "l"(row));
        for (int h = 0; h < 2; ++h) asm("movmatrix.sync.aligned.m8n8.trans.b16 %0, %1;" : "=r"(y[h]) : "r"(plain[h]));
    }
    float s[4];
    const float zero = 0.0f;
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%10, %10, %10, %10};"
                 : "=f"(s[0]), "=f"(s[1]), "=f"(s[2]), "=f"(s[3])
                 : "r"(x[0]), "r"(x[1]), "r"(x[2]), "r"(x[3]), "r"(y[0]), "r"(y[1]), "f"(zero));
    for (int i = 0; i < 4; ++i) s[i] += c[(g + i / 2 * 8) * N + 2 * t + i % 2];
    store(d, s);
}

static float value(int i) { return (float)(i * 7 % 13 - 4); }

template <class E, class K>
static int check(const char *name, K launch, bool b_by_rows = false) {
    const int inner = 32 / (int)sizeof(E);
    std::vector<E> a(M * inner), b(N * inner);
    std::vector<float> c(M * N), d(M * N);
    for (int i = 0; i < M * inner; ++i) a[i] = (E)value(i);
    for (int i = 0; i < N * inner; ++i) b[i] = (E)value(3 * i + 1);
    for (int i = 0; i < M * N; ++i) c[i] = value(5 * i + 2);
    u32 *d_a, *d_b;
    float *d_c, *d_d;
    CHECK(cudaMalloc(&d_a, a.size() * sizeof(E)));
    CHECK(cudaMalloc(&d_b, b.size() * sizeof(E)));
    CHECK(cudaMalloc(&d_c, c.size() * sizeof(float)));
    CHECK(cudaMalloc(&d_d, d.size() * sizeof(float)));
    CHECK(cudaMemcpy(d_a, a.data(), a.size() * sizeof(E), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_b, b.data(), b.size() * sizeof(E), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_c, c.data(), c.size() * sizeof(float), cudaMemcpyHostToDevice));
    launch(d_a, d_b, d_c, d_d);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(d.data(), d_d, d.size() * sizeof(float), cudaMemcpyDeviceToHost));
    for (int row = 0; row < M; ++row)
        for (int column = 0; column < N; ++column) {
            float want = c[row * N + column];
            for (int k = 0; k < inner; ++k)
                want += (float)a[row * inner + k] * (float)b[b_by_rows ? k * N + column : column * inner + k];
            if (d[row * N + column] != want) {
                printf("%s: row %d, column %d: %g instead of %g\n", name, row, column, d[row * N + column], want);
                return 1;
            }
        }
    CHECK(cudaFree(d_a));
    CHECK(cudaFree(d_b));
    CHECK(cudaFree(d_c));
    CHECK(cudaFree(d_d));
    return 0;
}

static void run_halves(u32 *a, u32 *b, float *c, float *d) { halves<<<1, 32>>>(a, b, c, d); }
static void run_brains(u32 *a, u32 *b, float *c, float *d) { brains<<<1, 32>>>(a, b, c, d); }
static void run_tensor_floats(u32 *a, u32 *b, float *c, float *d) { tensor_floats<<<1, 32>>>(a, b, c, d); }
static void run_half_sums(u32 *a, u32 *b, float *c, float *d) { half_sums<<<1, 32>>>(a, b, c, d); }
static void run_bytes(u32 *a, u32 *b, float *c, float *d) { bytes<<<1, 32>>>(a, b, c, d); }
static void run_turned(u32 *a, u32 *b, float *c, float *d) { by_matrices<<<1, 32>>>(a, b, c, d, 1); }
static void run_moved(u32 *a, u32 *b, float *c, float *d) { by_matrices<<<1, 32>>>(a, b, c, d, 0); }

int main() {
    int wrong = check<half>("halves", run_halves);
    wrong |= check<__nv_bfloat16>("bfloat16", run_brains);
    wrong |= check<float>("tf32", run_tensor_floats);
    wrong |= check<half>("sums of halves", run_half_sums);
    wrong |= check<signed char>("bytes", run_bytes);
    wrong |= check<half>("ldmatrix, turned", run_turned, true);
    wrong |= check<half>("movmatrix", run_moved, true);
    if (!wrong) printf("PASS\n");
    return wrong;
}
