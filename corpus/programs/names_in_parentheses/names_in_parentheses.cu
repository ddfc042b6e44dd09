// Functions whose names stand in parentheses where they are declared and called, so that macros of the same names do not meet
// them: templates, pointers, kernels, one that uses the thread's index and one with shared memory.
#include <cuda_runtime.h>

#include <cstdio>

#define least(a, b) this_macro_must_not_be_used

#define CHECK(call)                                                                    \
    do {                                                                               \
        cudaError_t error = (call);                                                    \
        if (error != cudaSuccess) {                                                    \
            printf("%s: %s\n", #call, cudaGetErrorString(error));                      \
            return 1;                                                                  \
        }                                                                              \
    } while (0)

const int THREADS = 32;

template <typename T>
__host__ __device__ T (least)(T a, T b) {
    return b < a ? b : a;
}
__device__ int *(place)(int *start) { return start + threadIdx.x; }
__device__ inline int (opposite)(int x) {
    __shared__ int values[THREADS];
    values[threadIdx.x] = x;
    __syncthreads();
    return values[THREADS - 1 - threadIdx.x];
}
__global__ void (combine)(int *values, int most) {
    int *mine = place(values);
    const int other = opposite(*mine);
    *mine = (least)(most, *mine) * 1000 + other;
}

int main() {
    int values[THREADS], *device;
    for (int i = 0; i < THREADS; ++i) values[i] = i * 11 % 29;
    CHECK(cudaMalloc(&device, sizeof values));
    CHECK(cudaMemcpy(device, values, sizeof values, cudaMemcpyHostToDevice));
    combine<<<1, THREADS>>>(device, 17);
    CHECK(cudaGetLastError());
    int found[THREADS];
    CHECK(cudaMemcpy(found, device, sizeof found, cudaMemcpyDeviceToHost));
    for (int i = 0; i < THREADS; ++i) {
        const int want = (least)(17, values[i]) * 1000 + values[THREADS - 1 - i];
        if (found[i] != want) {
            printf("thread %d: %d instead of %d\n", i, found[i], want);
            return 1;
        }
    }
    CHECK(cudaFree(device));
    printf("PASS\n");
    return 0;
}
