// Kernels that change their parameters: by name, through references and pointers, by methods of a structure. Each thread
// has its own.
#include <cuda_runtime.h>

#include <cstdio>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cudaError_t error = (call);                                                    \
        if (error != cudaSuccess) {                                                    \
            printf("%s: %s\n", #call, cudaGetErrorString(error));                      \
            return 1;                                                                  \
        }                                                                              \
    } while (0)

struct Counter {
    int value, steps[2];
    __device__ void add(int i) {
        value += i;
        steps[i & 1] += 1;
    }
    __device__ int result() const { return value + 1000 * steps[0] + 10000 * steps[1]; }
};

__device__ void bump(int &x, int i) { x += i; }
__device__ void bump_at(int *x, int i) { *x += i; }

__global__ void by_methods(int n, Counter counter, int *out) {
    int i = threadIdx.x;
    if (i >= n) return;
    counter.add(i);
    counter.add(i / 2);
    out[i] = counter.result();
}

__global__ void by_references(int a, int b, int c, int *out) {
    int i = threadIdx.x;
    bump(a, i);
    bump_at(&b, 2 * i);
    c -= i;
    __syncthreads();
    out[i] = a + 3 * b + 7 * c;
}

__global__ void past_a_barrier(Counter counter, int *out) {
    __shared__ int seen[64];
    int i = threadIdx.x;
    counter.add(i);
    seen[i] = counter.value;
    __syncthreads();
    counter.add(seen[63 - i]);
    out[i] = counter.result();
}

int main() {
    const int n = 64;
    int *out;
    CHECK(cudaMallocManaged(&out, n * sizeof(int)));
    int wrong = 0;
    by_methods<<<1, n>>>(n, Counter{7, {0, 0}}, out);
    CHECK(cudaDeviceSynchronize());
    for (int i = 0; i < n; ++i) {
        int odd = (i & 1) + (i / 2 & 1);
        wrong += out[i] != 7 + i + i / 2 + 1000 * (2 - odd) + 10000 * odd;
    }
    by_references<<<1, n>>>(7, 9, 11, out);
    CHECK(cudaDeviceSynchronize());
    for (int i = 0; i < n; ++i) wrong += out[i] != 7 + i + 3 * (9 + 2 * i) + 7 * (11 - i);
    past_a_barrier<<<1, n>>>(Counter{5, {0, 0}}, out);
    CHECK(cudaDeviceSynchronize());
    for (int i = 0; i < n; ++i) {
        int other = 5 + 63 - i, odd = (i & 1) + (other & 1);
        wrong += out[i] != 5 + i + other + 1000 * (2 - odd) + 10000 * odd;
    }
    cudaFree(out);
    printf(wrong ? "FAIL: %d wrong\n" : "PASS\n", wrong);
    return wrong != 0;
}
