#include "tables.h"

__global__ void sum_second(int *sum, float *factor, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) atomicAdd(sum, weighted(i));
    if (i == 0) *factor = factors[2];
}

int run_second(int n, float *factor, unsigned int *called) {
    const float given[4] = {0, 0, 7.5f, 0};
    int *sum, result = -1;
    float *read;
    cudaMalloc(&sum, sizeof(int));
    cudaMalloc(&read, sizeof(float));
    cudaMemset(sum, 0, sizeof(int));
    cudaMemcpyToSymbol(factors, given, sizeof(given));
    sum_second<<<(n + 63) / 64, 64>>>(sum, read, n);
    cudaMemcpy(&result, sum, sizeof(int), cudaMemcpyDeviceToHost);
    cudaMemcpy(factor, read, sizeof(float), cudaMemcpyDeviceToHost);
    cudaMemcpyFromSymbol(called, calls, sizeof(calls));
    cudaFree(sum);
    cudaFree(read);
    return result;
}
