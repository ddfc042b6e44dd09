// A matrix quantized to floating point of eight bits, a scale a row, and multiplied by a vector; the host does the same with
// the same types, and the results are equal to the bit. Both formats, four numbers in a word on the way back.
#include <cuda_fp8.h>
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#define CHECK(call)                                                                                  \
    do {                                                                                             \
        cudaError_t error = (call);                                                                  \
        if (error != cudaSuccess) {                                                                  \
            printf("line %d: %s\n", __LINE__, cudaGetErrorString(error));                            \
            exit(1);                                                                                 \
        }                                                                                            \
    } while (0)

const int ROWS = 37, COLUMNS = 64;

template <typename T>
struct Largest;
template <>
struct Largest<__nv_fp8_e4m3> {
    static constexpr float value = 448.0f;
    typedef __nv_fp8x4_e4m3 four;
};
template <>
struct Largest<__nv_fp8_e5m2> {
    static constexpr float value = 57344.0f;
    typedef __nv_fp8x4_e5m2 four;
};

// a row: its scale, and its numbers
template <typename T>
__host__ __device__ float quantize_row(const float *row, T *made) {
    float most = 0.0f;
    for (int k = 0; k < COLUMNS; k++) most = fmaxf(most, fabsf(row[k]));
    const float scale = most > 0.0f ? Largest<T>::value / most : 1.0f;
    for (int k = 0; k < COLUMNS; k++) made[k] = T(row[k] * scale);
    return scale;
}

template <typename T>
__global__ void quantize(const float *matrix, T *made, float *scales) {
    const int row = blockIdx.x * blockDim.x + threadIdx.x;
    if (row < ROWS) scales[row] = quantize_row(matrix + row * COLUMNS, made + row * COLUMNS);
}

template <typename T>
__global__ void multiply(const T *matrix, const float *scales, const float *vector, float *result) {
    typedef typename Largest<T>::four Four;
    const int row = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= ROWS) return;
    const Four *fours = reinterpret_cast<const Four *>(matrix + row * COLUMNS);
    float sum = 0.0f;
    for (int k = 0; k < COLUMNS / 4; k++) {
        const float4 values = static_cast<float4>(fours[k]);
        sum += values.x * vector[4 * k];
        sum += values.y * vector[4 * k + 1];
        sum += values.z * vector[4 * k + 2];
        sum += values.w * vector[4 * k + 3];
    }
    result[row] = sum / scales[row];
}

template <typename T>
int run(const float *matrix, const float *vector, const char *name, float bound) {
    float *d_matrix, *d_vector, *d_scales, *d_result, result[ROWS];
    T *d_made;
    static T made[ROWS * COLUMNS], own[ROWS * COLUMNS];
    CHECK(cudaMalloc(&d_matrix, ROWS * COLUMNS * sizeof(float)));
    CHECK(cudaMalloc(&d_vector, COLUMNS * sizeof(float)));
    CHECK(cudaMalloc(&d_scales, ROWS * sizeof(float)));
    CHECK(cudaMalloc(&d_result, ROWS * sizeof(float)));
    CHECK(cudaMalloc(&d_made, sizeof(made)));
    CHECK(cudaMemcpy(d_matrix, matrix, ROWS * COLUMNS * sizeof(float), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_vector, vector, COLUMNS * sizeof(float), cudaMemcpyHostToDevice));
    quantize<T><<<2, 32>>>(d_matrix, d_made, d_scales);
    multiply<T><<<2, 32>>>(d_made, d_scales, d_vector, d_result);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(made, d_made, sizeof(made), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(result, d_result, sizeof(result), cudaMemcpyDeviceToHost));
    for (int row = 0; row < ROWS; row++) {
        quantize_row(matrix + row * COLUMNS, own + row * COLUMNS);
        double exact = 0, size = 0;
        for (int k = 0; k < COLUMNS; k++) {
            const int at = row * COLUMNS + k;
            if (own[at].__x != made[at].__x) {
                printf("%s: element %d is %d, not %d\n", name, at, made[at].__x, own[at].__x);
                return 1;
            }
            exact += static_cast<double>(matrix[at]) * vector[k];
            size += std::fabs(static_cast<double>(matrix[at]) * vector[k]);
        }
        if (!(std::fabs(result[row] - exact) <= bound * size)) {
            printf("%s: row %d is %g, not %g\n", name, row, result[row], exact);
            return 1;
        }
    }
    CHECK(cudaFree(d_matrix));
    CHECK(cudaFree(d_vector));
    CHECK(cudaFree(d_scales));
    CHECK(cudaFree(d_result));
    CHECK(cudaFree(d_made));
    return 0;
}

int main() {
    static float matrix[ROWS * COLUMNS], vector[COLUMNS];
    for (int i = 0; i < ROWS * COLUMNS; i++) matrix[i] = std::sin(0.37f * i) * (i / COLUMNS + 1);
    for (int i = 0; i < COLUMNS; i++) vector[i] = std::cos(0.11f * i);
    if (run<__nv_fp8_e4m3>(matrix, vector, "e4m3", 0.0626f)) return 1;
    if (run<__nv_fp8_e5m2>(matrix, vector, "e5m2", 0.126f)) return 1;
    if (static_cast<float>(__nv_fp8_e4m3(1000.0f)) != 448.0f) return 1;
    printf("PASS\n");
    return 0;
}
