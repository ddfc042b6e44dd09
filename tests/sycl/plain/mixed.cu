// A constant of the device and a question about the device keep the façade; the rest shares its queue.
#include <cstdio>
#include <cstdlib>

#define OK(call) if ((call) != cudaSuccess) exit(1)

__constant__ int weight[3];

__global__ void weigh(int *values, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) values[i] *= weight[i % 3];
}

__global__ void count_up(int *values, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) values[i] = i;
}

int main() {
    const int n = 300, weights[3] = {1, 10, 100};
    cudaDeviceProp properties;
    OK(cudaGetDeviceProperties(&properties, 0));
    int *d_values, values[300];
    OK(cudaMalloc(&d_values, sizeof(values)));
    OK(cudaMemcpyToSymbol(weight, weights, sizeof(weights)));
    count_up<<<3, 100>>>(d_values, n);
    weigh<<<3, 100>>>(d_values, n);
    OK(cudaMemcpy(values, d_values, sizeof(values), cudaMemcpyDeviceToHost));
    OK(cudaFree(d_values));
    bool right = properties.maxThreadsPerBlock >= 100;
    for (int i = 0; i < n; i++) right = right && values[i] == i * weights[i % 3];
    puts(right ? "PASS" : "FAIL");
    return right ? 0 : 1;
}
