#define ON_DEVICE
#include "ranges.h"

__global__ void sum_up(const int *values, int count, int *sum) {
    Ranges mine = share(count);
    for (int i = mine.first; i < mine.end; i += mine.step) add(sum, values[i]);
}

int sum_on_device(const int *values, int count) {
    int *copy, *sum, result = -1;
    if (cudaMalloc(&copy, count * sizeof(int)) != cudaSuccess || cudaMalloc(&sum, sizeof(int)) != cudaSuccess) return -1;
    cudaMemcpy(copy, values, count * sizeof(int), cudaMemcpyHostToDevice);
    cudaMemset(sum, 0, sizeof(int));
    sum_up<<<3, 64>>>(copy, count, sum);
    cudaMemcpy(&result, sum, sizeof(int), cudaMemcpyDeviceToHost);
    cudaFree(copy);
    cudaFree(sum);
    return result;
}
