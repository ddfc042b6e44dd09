// Normalisation of rows and softmax on bfloat16, as in a transformer: values are loaded in pairs, sums are made in float by a
// warp for each row, and results are rounded to bfloat16 once. The norm's gradient of the bias is added up in pairs.
#include <cuda_bf16.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                     \
    do {                                                                                \
        cudaError_t error = (call);                                                     \
        if (error != cudaSuccess) {                                                     \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error)); \
            exit(1);                                                                    \
        }                                                                               \
    } while (0)

typedef __nv_bfloat16 Real;
typedef __nv_bfloat162 Pair;

template <typename F>
__device__ float warp_combine(float value, F combine) {
    for (int mask = 16; mask > 0; mask >>= 1) value = combine(value, __shfl_xor_sync(0xffffffffu, value, mask));
    return value;
}
struct Sum {
    __device__ float operator()(float a, float b) const { return a + b; }
};
struct Largest {
    __device__ float operator()(float a, float b) const { return fmaxf(a, b); }
};

__global__ void layernorm(const Pair *x, const Pair *weight, const Pair *bias, Pair *out, Real *mean, int rows, int pairs) {
    int row = (blockIdx.x * blockDim.x + threadIdx.x) / 32, lane = threadIdx.x % 32;
    if (row >= rows) return;
    float sum = 0.0f, squares = 0.0f;
    for (int i = lane; i < pairs; i += 32) {
        float2 v = __bfloat1622float2(x[row * pairs + i]);
        sum += v.x + v.y;
        squares += v.x * v.x + v.y * v.y;
    }
    sum = warp_combine(sum, Sum());
    squares = warp_combine(squares, Sum());
    float middle = sum / (2 * pairs);
    float scale = rsqrtf(squares / (2 * pairs) - middle * middle + 1e-5f);
    for (int i = lane; i < pairs; i += 32) {
        float2 v = __bfloat1622float2(x[row * pairs + i]);
        Pair normal = __floats2bfloat162_rn((v.x - middle) * scale, (v.y - middle) * scale);
        out[row * pairs + i] = __hfma2(normal, weight[i], bias[i]);
    }
    if (lane == 0) mean[row] = __float2bfloat16(middle);
}

__global__ void softmax(Real *x, int rows, int columns) {
    int row = (blockIdx.x * blockDim.x + threadIdx.x) / 32, lane = threadIdx.x % 32;
    if (row >= rows) return;
    Real *mine = x + row * columns;
    float top = -INFINITY;
    for (int i = lane; i < columns; i += 32) top = fmaxf(top, __bfloat162float(mine[i]));
    top = warp_combine(top, Largest());
    float sum = 0.0f;
    for (int i = lane; i < columns; i += 32) sum += expf(__bfloat162float(mine[i]) - top);
    sum = warp_combine(sum, Sum());
    for (int i = lane; i < columns; i += 32) mine[i] = Real(expf(__bfloat162float(mine[i]) - top) / sum);
}

// The sums of columns, one row after another in bfloat16, and how many values of a row lie above its first.
__global__ void columns_of(const Pair *x, Pair *sums, int *above, int rows, int pairs) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= pairs) return;
    Pair total = __bfloat162bfloat162(__float2bfloat16(0.0f));
    for (int row = 0; row < rows; row++) {
        Pair value = x[row * pairs + i];
        total += value;
        Pair first = __low2bfloat162(x[row * pairs]);
        Pair greater = __hgt2(value, first);
        atomicAdd(&above[row], (int)__low2float(greater) + (int)__high2float(greater));
    }
    sums[i] = total;
}

float as_float(Real x) { return __bfloat162float(x); }

int main() {
    const int rows = 21, columns = 100, pairs = columns / 2;
    std::vector<Real> x(rows * columns), weight(columns), bias(columns), normal(rows * columns), mean(rows), sums(columns);
    for (int i = 0; i < rows * columns; i++) x[i] = __float2bfloat16(3.0f * sinf(0.37f * i) + 0.5f);
    for (int i = 0; i < columns; i++) {
        weight[i] = __float2bfloat16(0.5f + i % 3);
        bias[i] = __float2bfloat16(0.25f * (i % 5) - 0.5f);
    }
    const size_t size = x.size() * sizeof(Real), row_size = columns * sizeof(Real);
    Real *dx, *dweight, *dbias, *dout, *dmean, *dsums;
    int *dabove;
    CHECK(cudaMalloc(&dx, size));
    CHECK(cudaMalloc(&dout, size));
    CHECK(cudaMalloc(&dweight, row_size));
    CHECK(cudaMalloc(&dbias, row_size));
    CHECK(cudaMalloc(&dsums, row_size));
    CHECK(cudaMalloc(&dmean, rows * sizeof(Real)));
    CHECK(cudaMalloc(&dabove, rows * sizeof(int)));
    CHECK(cudaMemcpy(dx, x.data(), size, cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(dweight, weight.data(), row_size, cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(dbias, bias.data(), row_size, cudaMemcpyHostToDevice));
    CHECK(cudaMemset(dabove, 0, rows * sizeof(int)));

    int blocks = (rows * 32 + 127) / 128;
    layernorm<<<blocks, 128>>>((const Pair *)dx, (const Pair *)dweight, (const Pair *)dbias, (Pair *)dout, dmean, rows, pairs);
    columns_of<<<1, 64>>>((const Pair *)dx, (Pair *)dsums, dabove, rows, pairs);
    softmax<<<blocks, 128>>>(dx, rows, columns);
    CHECK(cudaGetLastError());
    std::vector<Real> soft(rows * columns);
    std::vector<int> above(rows);
    CHECK(cudaMemcpy(normal.data(), dout, size, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(soft.data(), dx, size, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(mean.data(), dmean, rows * sizeof(Real), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(sums.data(), dsums, row_size, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(above.data(), dabove, rows * sizeof(int), cudaMemcpyDeviceToHost));

    for (int row = 0; row < rows; row++) {
        double sum = 0.0, squares = 0.0, top = -1e30, bottom = 0.0;
        int more = 0;
        for (int i = 0; i < columns; i++) {
            double v = as_float(x[row * columns + i]);
            sum += v;
            squares += v * v;
            top = fmax(top, v);
            more += v > as_float(x[row * columns]);
        }
        for (int i = 0; i < columns; i++) bottom += exp(as_float(x[row * columns + i]) - top);
        double middle = sum / columns, scale = 1.0 / sqrt(squares / columns - middle * middle + 1e-5);
        if (fabs(as_float(mean[row]) - middle) > 0.004 * (1.0 + fabs(middle)) || above[row] != more) {
            printf("FAIL: row %d: mean %g instead of %g, %d above the first instead of %d\n", row, as_float(mean[row]), middle,
                   above[row], more);
            return 1;
        }
        for (int i = 0; i < columns; i++) {
            double v = as_float(x[row * columns + i]);
            double wanted = (v - middle) * scale * as_float(weight[i]) + as_float(bias[i]);
            double part = exp(v - top) / bottom;
            if (fabs(as_float(normal[row * columns + i]) - wanted) > 0.01 * (1.0 + fabs(wanted))) {
                printf("FAIL: norm at %d, %d: %g instead of %g\n", row, i, as_float(normal[row * columns + i]), wanted);
                return 1;
            }
            if (fabs(as_float(soft[row * columns + i]) - part) > 0.005 * part + 1e-6) {
                printf("FAIL: softmax at %d, %d: %g instead of %g\n", row, i, as_float(soft[row * columns + i]), part);
                return 1;
            }
        }
    }
    for (int i = 0; i < columns; i++) {
        Real total = 0.0f;
        for (int row = 0; row < rows; row++) total = __float2bfloat16(as_float(total) + as_float(x[row * columns + i]));
        if (as_float(total) != as_float(sums[i])) {
            printf("FAIL: sum of column %d: %g instead of %g\n", i, as_float(sums[i]), as_float(total));
            return 1;
        }
    }
    printf("PASS\n");
    return 0;
}
