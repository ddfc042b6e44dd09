// A sum and then shares of it, in one kernel whose blocks meet: each block adds up its part, the grid meets, the first block
// adds the parts, the grid meets again, and all divide. The launch is a cooperative one.
// refused: sycl UW2020
#include <cooperative_groups.h>
#include <cuda_runtime.h>

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

namespace cg = cooperative_groups;

const int BLOCK = 64;

__global__ void shares(const float *values, int n, float *parts, float *made) {
    cg::grid_group grid = cg::this_grid();
    __shared__ float held[BLOCK];
    float sum = 0;
    for (int i = static_cast<int>(grid.thread_rank()); i < n; i += static_cast<int>(grid.size())) sum += values[i];
    held[threadIdx.x] = sum;
    __syncthreads();
    for (int half = BLOCK / 2; half > 0; half /= 2) {
        if (threadIdx.x < half) held[threadIdx.x] += held[threadIdx.x + half];
        __syncthreads();
    }
    if (threadIdx.x == 0) parts[blockIdx.x] = held[0];
    grid.sync();
    if (grid.thread_rank() == 0) {
        for (unsigned k = 1; k < gridDim.x; k++) parts[0] += parts[k];
    }
    grid.sync();
    for (int i = static_cast<int>(grid.thread_rank()); i < n; i += static_cast<int>(grid.size())) {
        made[i] = values[i] / parts[0];
    }
}

int main() {
    const int n = 1000, blocks = 5;
    static float values[n], made[n];
    float sum = 0;
    for (int i = 0; i < n; i++) sum += values[i] = static_cast<float>(i % 13 + 1);
    float *d_values, *d_parts, *d_made;
    CHECK(cudaMalloc(&d_values, sizeof(values)));
    CHECK(cudaMalloc(&d_parts, blocks * sizeof(float)));
    CHECK(cudaMalloc(&d_made, sizeof(made)));
    CHECK(cudaMemcpy(d_values, values, sizeof(values), cudaMemcpyHostToDevice));
    int count = n;
    void *arguments[] = {&d_values, &count, &d_parts, &d_made};
    CHECK(cudaLaunchCooperativeKernel((void *)shares, dim3(blocks), dim3(BLOCK), arguments, 0, 0));
    CHECK(cudaMemcpy(made, d_made, sizeof(made), cudaMemcpyDeviceToHost));
    for (int i = 0; i < n; i++) {
        if (made[i] != values[i] / sum) return printf("share %d is %g, not %g\n", i, made[i], values[i] / sum), 1;
    }
    CHECK(cudaFree(d_values));
    CHECK(cudaFree(d_parts));
    CHECK(cudaFree(d_made));
    printf("PASS\n");
    return 0;
}
