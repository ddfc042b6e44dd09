// Static variables of device functions: all threads share them, and they last from launch to launch.
// refused: sycl UW2002
#include <cstdio>
#include <cuda_runtime.h>

__device__ int next_number() {
    static int last = 100;
    return atomicAdd(&last, 1);
}

// Each instance of the template has a variable of its own.
template <typename T>
__device__ T total(T value) {
    static T sum;
    return atomicAdd(&sum, value) + value;
}

__device__ int weight(int kind) {
    static const int weights[4] = {1, 10, 100, 1000};
    static unsigned int uses[4];
    atomicAdd(&uses[kind], 1u);
    return weights[kind] * (uses[kind] > 0);
}

__global__ void draw(int *sum, int *whole, double *half, int *weights) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    atomicAdd(sum, next_number());
    atomicMax(whole, total(i));
    double so_far = total(i * 0.5);
    if (threadIdx.x == 0 && so_far > 0.0) *half = so_far;
    atomicAdd(weights, weight(i % 4));
}

__global__ void last(int *whole, double *half) {
    *whole = total(0);
    *half = total(0.0);
}

int main() {
    int *values, wrong = 0;
    double *half;
    cudaMallocManaged(&values, 3 * sizeof(int));
    cudaMallocManaged(&half, sizeof(double));
    values[0] = values[1] = values[2] = 0;
    *half = 0.0;
    for (int launch = 0; launch < 2; launch++) draw<<<2, 16>>>(values, values + 1, half, values + 2);
    last<<<1, 1>>>(values + 1, half);
    cudaDeviceSynchronize();
    if (values[0] != 64 * 100 + 63 * 64 / 2 && ++wrong) printf("the numbers' sum is %d\n", values[0]);
    if (values[1] != 2 * (31 * 32 / 2) && ++wrong) printf("the whole is %d\n", values[1]);
    if (*half != 31 * 32 / 2 && ++wrong) printf("the half is %g\n", *half);
    if (values[2] != 16 * 1111 && ++wrong) printf("the weights' sum is %d\n", values[2]);
    cudaFree(values);
    cudaFree(half);
    printf(wrong ? "FAIL\n" : "PASS\n");
    return wrong != 0;
}
