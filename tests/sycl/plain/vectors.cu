// c = a * x + b, and its sum: one kernel without shared memory, one with.
#include <cstdio>
#include <cstdlib>
#include <vector>
#include <cuda_runtime.h>

#define CHECK(call)                                                                       \
    do {                                                                                  \
        cudaError_t error = (call);                                                       \
        if (error != cudaSuccess) {                                                       \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error)); \
            exit(EXIT_FAILURE);                                                           \
        }                                                                                 \
    } while (0)

__global__ void scale_add(const float *x, const float *b, float *c, float a, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) c[i] = a * x[i] + b[i];
}

__global__ void sum(const float *values, float *total, int n) {
    __shared__ float part[128];
    float mine = 0.0f;
    for (int i = threadIdx.x; i < n; i += blockDim.x) mine += values[i];
    part[threadIdx.x] = mine;
    __syncthreads();
    for (int half = 64; half > 0; half /= 2) {
        if (threadIdx.x < half) part[threadIdx.x] += part[threadIdx.x + half];
        __syncthreads();
    }
    if (threadIdx.x == 0) *total = part[0];
}

int main() {
    const int n = 1000;
    std::vector<float> x(n), b(n), c(n);
    for (int i = 0; i < n; i++) {
        x[i] = i % 7;
        b[i] = i % 3;
    }

    float *d_x, *d_b, *d_c, *d_total;
    CHECK(cudaMalloc((void **)&d_x, n * sizeof(float)));
    CHECK(cudaMalloc((void **)&d_b, n * sizeof(float)));
    CHECK(cudaMalloc((void **)&d_c, n * sizeof(float)));
    CHECK(cudaMalloc((void **)&d_total, sizeof(float)));
    CHECK(cudaMemcpy(d_x, x.data(), n * sizeof(float), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_b, b.data(), n * sizeof(float), cudaMemcpyHostToDevice));
    CHECK(cudaMemset(d_c, 0, n * sizeof(float)));

    int blocks = (n + 127) / 128;
    scale_add<<<blocks, 128>>>(d_x, d_b, d_c, 2.0f, n);
    CHECK(cudaGetLastError());
    sum<<<1, 128>>>(d_c, d_total, n);
    CHECK(cudaGetLastError());
    CHECK(cudaDeviceSynchronize());

    float total = 0.0f, expected = 0.0f;
    CHECK(cudaMemcpy(c.data(), d_c, n * sizeof(float), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(&total, d_total, sizeof(total), cudaMemcpyDeviceToHost));
    CHECK(cudaFree(d_x));
    CHECK(cudaFree(d_b));
    CHECK(cudaFree(d_c));
    CHECK(cudaFree(d_total));

    bool right = true;
    for (int i = 0; i < n; i++) {
        right = right && c[i] == 2.0f * x[i] + b[i];
        expected += c[i];
    }
    puts(right && total == expected ? "PASS" : "FAIL");
    return right && total == expected ? 0 : 1;
}
