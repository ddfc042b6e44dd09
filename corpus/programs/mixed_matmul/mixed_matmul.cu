// Matrix products of float, half and bfloat16 by one tiled kernel that accumulates in float, with an epilogue in the type
// itself: a scale, a bias for each column and a rectifier. Checked against the same computation on the host, which rounds
// where the device rounds.
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <type_traits>
#include <vector>

#define CHECK(call)                                                                     \
    do {                                                                                \
        cudaError_t error = (call);                                                     \
        if (error != cudaSuccess) {                                                     \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error)); \
            exit(1);                                                                    \
        }                                                                               \
    } while (0)

// How each type becomes a float, and what a float becomes.
template <typename T>
struct Number;
template <>
struct Number<float> {
    static __host__ __device__ float wide(float x) { return x; }
    static __host__ __device__ float narrow(float x) { return x; }
};
template <>
struct Number<half> {
    static __host__ __device__ float wide(half x) { return __half2float(x); }
    static __host__ __device__ half narrow(float x) { return __float2half(x); }
};
template <>
struct Number<__nv_bfloat16> {
    static __host__ __device__ float wide(__nv_bfloat16 x) { return __bfloat162float(x); }
    static __host__ __device__ __nv_bfloat16 narrow(float x) { return __float2bfloat16(x); }
};

template <typename T>
__device__ T epilogue(float sum, T scale, T bias) {
    T value = Number<T>::narrow(sum) * scale + bias;
    if constexpr (std::is_same<T, float>::value) return value > 0.0f ? value : 0.0f;
    else return value > Number<T>::narrow(0.0f) ? value : Number<T>::narrow(0.0f);
}

template <typename T, int TILE>
__global__ void multiply(const T *a, const T *b, const T *bias, T scale, T *c, int rows, int columns, int depth) {
    __shared__ T left[TILE][TILE + 1];
    __shared__ T right[TILE][TILE + 1];
    int row = blockIdx.y * TILE + threadIdx.y, column = blockIdx.x * TILE + threadIdx.x;
    float sum = 0.0f;
    for (int start = 0; start < depth; start += TILE) {
        int k = start + threadIdx.x, l = start + threadIdx.y;
        left[threadIdx.y][threadIdx.x] = row < rows && k < depth ? a[row * depth + k] : Number<T>::narrow(0.0f);
        right[threadIdx.y][threadIdx.x] = l < depth && column < columns ? b[l * columns + column] : Number<T>::narrow(0.0f);
        __syncthreads();
        for (int i = 0; i < TILE; i++) {
            sum += Number<T>::wide(left[threadIdx.y][i]) * Number<T>::wide(right[i][threadIdx.x]);
        }
        __syncthreads();
    }
    if (row < rows && column < columns) c[row * columns + column] = epilogue<T>(sum, scale, bias[column]);
}

template <typename T, int TILE>
bool check(const char *name, float tolerance) {
    const int rows = 45, columns = 37, depth = 50;
    std::vector<T> a(rows * depth), b(depth * columns), bias(columns), c(rows * columns);
    for (int i = 0; i < rows * depth; i++) a[i] = Number<T>::narrow(sinf(0.7f * i));
    for (int i = 0; i < depth * columns; i++) b[i] = Number<T>::narrow(cosf(0.3f * i) * 0.5f);
    for (int i = 0; i < columns; i++) bias[i] = Number<T>::narrow(0.125f * (i - 18));
    T scale = Number<T>::narrow(0.75f);

    T *da, *db, *dbias, *dc;
    CHECK(cudaMalloc(&da, a.size() * sizeof(T)));
    CHECK(cudaMalloc(&db, b.size() * sizeof(T)));
    CHECK(cudaMalloc(&dbias, bias.size() * sizeof(T)));
    CHECK(cudaMalloc(&dc, c.size() * sizeof(T)));
    CHECK(cudaMemcpy(da, a.data(), a.size() * sizeof(T), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(db, b.data(), b.size() * sizeof(T), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(dbias, bias.data(), bias.size() * sizeof(T), cudaMemcpyHostToDevice));
    dim3 block(TILE, TILE), grid((columns + TILE - 1) / TILE, (rows + TILE - 1) / TILE);
    multiply<T, TILE><<<grid, block>>>(da, db, dbias, scale, dc, rows, columns, depth);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(c.data(), dc, c.size() * sizeof(T), cudaMemcpyDeviceToHost));
    CHECK(cudaFree(da));
    CHECK(cudaFree(db));
    CHECK(cudaFree(dbias));
    CHECK(cudaFree(dc));

    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
            double sum = 0.0;
            for (int k = 0; k < depth; k++) {
                sum += (double)Number<T>::wide(a[row * depth + k]) * Number<T>::wide(b[k * columns + column]);
            }
            double wanted = sum * Number<T>::wide(scale) + Number<T>::wide(bias[column]);
            if (wanted < 0.0) wanted = 0.0;
            float got = Number<T>::wide(c[row * columns + column]);
            if (fabs(got - wanted) > tolerance * (1.0 + fabs(sum))) {
                printf("FAIL: %s at %d, %d: %g instead of %g\n", name, row, column, got, wanted);
                return false;
            }
        }
    }
    return true;
}

int main() {
    bool right = check<float, 16>("float", 1e-5f);
    right = check<half, 16>("half", 2e-3f) && right;
    right = check<half, 8>("half, small tiles", 2e-3f) && right;
    right = check<__nv_bfloat16, 16>("bfloat16", 1.6e-2f) && right;
    if (right) printf("PASS\n");
    return right ? 0 : 1;
}
