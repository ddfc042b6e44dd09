// Products of small matrices by a warp: the shapes and types of <mma.h>, rows and columns first, sums of several tiles, a
// scaling of elements where they lie. The values are such that every sum is exact, so that the host's must be the same.
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>
#include <mma.h>

#include <cstdio>
#include <vector>

using namespace nvcuda;

#define CHECK(call)                                                                    \
    do {                                                                               \
        cudaError_t error = (call);                                                    \
        if (error != cudaSuccess) {                                                    \
            printf("%s: %s\n", #call, cudaGetErrorString(error));                      \
            return 1;                                                                  \
        }                                                                              \
    } while (0)

const int TILES = 3, WARPS = 2;

// D = 2 * A * B + C, the inner dimension TILES * K; a warp each for two outputs, the second of A's negative.
template <int M, int N, int K, typename T, typename E, typename R, typename La, typename Lb>
__global__ void multiply(const E *a, const E *b, const R *c, R *d, bool by_columns) {
    const int inner = TILES * K;
    const bool rows_a = sizeof(La) && std::is_same<La, wmma::row_major>::value;
    const bool rows_b = std::is_same<Lb, wmma::row_major>::value;
    wmma::fragment<wmma::accumulator, M, N, K, R> sum, start;
    wmma::fill_fragment(sum, (R)0.0f);
    for (int t = 0; t < TILES; ++t) {
        wmma::fragment<wmma::matrix_a, M, N, K, T, La> left;
        wmma::fragment<wmma::matrix_b, M, N, K, T, Lb> right;
        wmma::load_matrix_sync(left, a + (rows_a ? t * K : t * K * M), rows_a ? inner : M);
        wmma::load_matrix_sync(right, b + (rows_b ? t * K * N : t * K), rows_b ? N : inner);
        wmma::mma_sync(sum, left, right, sum);
    }
    const wmma::layout_t layout = by_columns ? wmma::mem_col_major : wmma::mem_row_major;
    const int stride = by_columns ? M : N;
    wmma::load_matrix_sync(start, c, stride, layout);
    const int warp = threadIdx.x / 32;
    for (int i = 0; i < sum.num_elements; ++i)
        sum.x[i] = (R)((warp ? -2.0f : 2.0f) * (float)sum.x[i] + (float)start.x[i]);
    wmma::store_matrix_sync(d + warp * M * N, sum, stride, layout);
}

__global__ void round_to_tf32(const float *in, float *out) { out[threadIdx.x] = wmma::__float_to_tf32(in[threadIdx.x]); }

// 16 * 4 * 5 beyond a start near the greatest number; the same of halves.
__global__ void saturate(int *whole, half *halves) {
    wmma::fragment<wmma::matrix_a, 16, 16, 16, signed char, wmma::row_major> a;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, signed char, wmma::row_major> b;
    wmma::fragment<wmma::accumulator, 16, 16, 16, int> sum;
    wmma::fill_fragment(a, (signed char)4);
    wmma::fill_fragment(b, (signed char)5);
    wmma::fill_fragment(sum, 2147483647 - 100);
    wmma::mma_sync(sum, a, b, sum, true);
    wmma::store_matrix_sync(whole, sum, 16, wmma::mem_row_major);
    wmma::fragment<wmma::matrix_a, 16, 16, 16, half, wmma::row_major> x;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, half, wmma::row_major> y;
    wmma::fragment<wmma::accumulator, 16, 16, 16, half> total;
    wmma::fill_fragment(x, __float2half(-100.0f));
    wmma::fill_fragment(y, __float2half(50.0f));
    wmma::fill_fragment(total, __float2half(0.0f));
    wmma::mma_sync(total, x, y, total, true);
    wmma::store_matrix_sync(halves, total, 16, wmma::mem_row_major);
}

static float value(int i) { return (float)(i * 7 % 13 - 4); }
template <typename E> static E element(float v) { return (E)v; }
template <> unsigned char element<unsigned char>(float v) { return (unsigned char)(v + 4); }

template <int M, int N, int K, typename T, typename E, typename R, typename La, typename Lb>
static int check(const char *name, bool by_columns) {
    const int inner = TILES * K;
    const bool rows_a = std::is_same<La, wmma::row_major>::value, rows_b = std::is_same<Lb, wmma::row_major>::value;
    std::vector<E> a(M * inner), b(inner * N);
    std::vector<R> c(M * N), d(WARPS * M * N);
    for (int i = 0; i < M * inner; ++i) a[i] = element<E>(value(i));
    for (int i = 0; i < inner * N; ++i) b[i] = element<E>(value(3 * i + 1));
    for (int i = 0; i < M * N; ++i) c[i] = (R)value(5 * i + 2);
    E *d_a, *d_b;
    R *d_c, *d_d;
    CHECK(cudaMalloc(&d_a, a.size() * sizeof(E)));
    CHECK(cudaMalloc(&d_b, b.size() * sizeof(E)));
    CHECK(cudaMalloc(&d_c, c.size() * sizeof(R)));
    CHECK(cudaMalloc(&d_d, d.size() * sizeof(R)));
    CHECK(cudaMemcpy(d_a, a.data(), a.size() * sizeof(E), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_b, b.data(), b.size() * sizeof(E), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_c, c.data(), c.size() * sizeof(R), cudaMemcpyHostToDevice));
    multiply<M, N, K, T, E, R, La, Lb><<<1, 32 * WARPS>>>(d_a, d_b, d_c, d_d, by_columns);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(d.data(), d_d, d.size() * sizeof(R), cudaMemcpyDeviceToHost));
    for (int row = 0; row < M; ++row)
        for (int column = 0; column < N; ++column) {
            float sum = 0;
            for (int k = 0; k < inner; ++k) {
                // tiles of A by columns lie one behind the other
                const float x = (float)a[rows_a ? row * inner + k : k * M + row], y = (float)b[rows_b ? k * N + column : column * inner + k];
                sum += x * y;
            }
            const int at = by_columns ? column * M + row : row * N + column;
            for (int warp = 0; warp < WARPS; ++warp) {
                const float want = (warp ? -2 : 2) * sum + (float)c[at], got = (float)d[warp * M * N + at];
                if (got != want) {
                    printf("%s: row %d, column %d: %g instead of %g\n", name, row, column, got, want);
                    return 1;
                }
            }
        }
    CHECK(cudaFree(d_a));
    CHECK(cudaFree(d_b));
    CHECK(cudaFree(d_c));
    CHECK(cudaFree(d_d));
    return 0;
}

static int check_rounding() {
    const float in[4] = {1.0f + 1.0f / 2048, 1.0f + 1.0f / 1024, -3.0f - 3.0f / 4096, 1e-3f};
    float out[4], *d_in, *d_out;
    CHECK(cudaMalloc(&d_in, sizeof in));
    CHECK(cudaMalloc(&d_out, sizeof in));
    CHECK(cudaMemcpy(d_in, in, sizeof in, cudaMemcpyHostToDevice));
    round_to_tf32<<<1, 4>>>(d_in, d_out);
    CHECK(cudaMemcpy(out, d_out, sizeof in, cudaMemcpyDeviceToHost));
    for (int i = 0; i < 4; ++i) {
        const float unit = i == 2 ? 2.0f / 1024 : i == 3 ? 1.0f / 1048576 : 1.0f / 1024;
        const float size = in[i] < 0 ? -in[i] : in[i], steps = (float)(int)(size / unit + 0.5f);
        if (out[i] != (in[i] < 0 ? -steps : steps) * unit) {
            printf("%.9g becomes %.9g\n", in[i], out[i]);
            return 1;
        }
    }
    CHECK(cudaFree(d_in));
    CHECK(cudaFree(d_out));
    return 0;
}

static int check_saturation() {
    int *whole;
    half *halves;
    CHECK(cudaMallocManaged(&whole, 256 * sizeof(int)));
    CHECK(cudaMallocManaged(&halves, 256 * sizeof(half)));
    saturate<<<1, 32>>>(whole, halves);
    CHECK(cudaDeviceSynchronize());
    int wrong = 0;
    for (int i = 0; i < 256; ++i) wrong += whole[i] != 2147483647 || __half2float(halves[i]) != -65504.0f;
    if (wrong) printf("saturation: %d wrong, %d and %g\n", wrong, whole[0], __half2float(halves[0]));
    CHECK(cudaFree(whole));
    CHECK(cudaFree(halves));
    return wrong != 0;
}

int main() {
    typedef wmma::row_major rows;
    typedef wmma::col_major columns;
    int wrong = check<16, 16, 16, half, half, float, rows, columns>("half", false);
    wrong |= check<16, 16, 16, half, half, float, columns, rows>("half, turned", true);
    wrong |= check<32, 8, 16, half, half, half, rows, rows>("half sums, high", false);
    wrong |= check<8, 32, 16, half, half, half, columns, columns>("half sums, wide", true);
    wrong |= check<16, 16, 16, __nv_bfloat16, __nv_bfloat16, float, rows, rows>("bfloat16", false);
    wrong |= check<16, 16, 16, unsigned char, unsigned char, int, rows, columns>("unsigned bytes", false);
    wrong |= check<8, 32, 16, signed char, signed char, int, rows, rows>("signed bytes", true);
    wrong |= check<16, 16, 8, wmma::precision::tf32, float, float, rows, columns>("tf32", false);
    wrong |= check<8, 8, 4, double, double, double, rows, columns>("double", true);
    wrong |= check_rounding();
    wrong |= check_saturation();
    if (!wrong) printf("PASS\n");
    return wrong;
}
