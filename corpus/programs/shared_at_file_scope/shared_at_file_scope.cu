// Shared memory that is declared outside of the kernels: an array, a matrix, a class and a pointer, used in kernels and in
// the device functions that these call, two levels deep; each kernel has its own.
#include <cuda_runtime.h>

#include <cstdio>
#include <vector>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cudaError_t error = (call);                                                    \
        if (error != cudaSuccess) {                                                    \
            printf("%s: %s\n", #call, cudaGetErrorString(error));                      \
            return 1;                                                                  \
        }                                                                              \
    } while (0)

const int THREADS = 64, BLOCKS = 3;

struct Limits {
    int low, high;
};

__shared__ int values[THREADS];
__shared__ float table[4][THREADS / 4];
__shared__ Limits limits;
static __shared__ int lowest_at, highest_at;
__shared__ const int *source;

__device__ void load(int base) {
    values[threadIdx.x] = source[base + threadIdx.x];
    table[threadIdx.x % 4][threadIdx.x / 4] = 0.5f * values[threadIdx.x];
}

__device__ int from_opposite() { return values[THREADS - 1 - threadIdx.x]; }

template <class T>
__device__ T row_sum(int row, T start) {
    for (int i = 0; i < THREADS / 4; ++i) start += table[row][i];
    return start;
}

__device__ void find_limits() {
    if (threadIdx.x == 0) {
        lowest_at = highest_at = 0;
        for (int i = 1; i < THREADS; ++i) {
            if (values[i] < values[lowest_at]) lowest_at = i;
            if (values[i] > values[highest_at]) highest_at = i;
        }
        limits.low = values[lowest_at];
        limits.high = values[highest_at];
    }
    __syncthreads();
}

__device__ void prepare(const int *in) {
    if (threadIdx.x == 0) source = in;
    __syncthreads();
    load(blockIdx.x * THREADS);
    __syncthreads();
    find_limits();
}

__global__ void summary(const int *in, int *out) {
    prepare(in);
    const int i = blockIdx.x * THREADS + threadIdx.x;
    out[i] = from_opposite() * 100 + (limits.high - limits.low);
}

__global__ void rows(const int *in, double *out) {
    prepare(in);
    const int i = blockIdx.x * THREADS + threadIdx.x;
    out[i] = threadIdx.x < 4 ? row_sum(threadIdx.x, 1.0) : (double)values[threadIdx.x];
}

int main() {
    const int count = THREADS * BLOCKS;
    std::vector<int> in(count), out(count);
    std::vector<double> sums(count);
    for (int i = 0; i < count; ++i) in[i] = i * 37 % 101 - 50;
    int *d_in, *d_out;
    double *d_sums;
    CHECK(cudaMalloc(&d_in, count * sizeof(int)));
    CHECK(cudaMalloc(&d_out, count * sizeof(int)));
    CHECK(cudaMalloc(&d_sums, count * sizeof(double)));
    CHECK(cudaMemcpy(d_in, in.data(), count * sizeof(int), cudaMemcpyHostToDevice));
    summary<<<BLOCKS, THREADS>>>(d_in, d_out);
    rows<<<BLOCKS, THREADS>>>(d_in, d_sums);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(out.data(), d_out, count * sizeof(int), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(sums.data(), d_sums, count * sizeof(double), cudaMemcpyDeviceToHost));
    for (int block = 0; block < BLOCKS; ++block) {
        const int *mine = &in[block * THREADS];
        int low = mine[0], high = mine[0];
        double row[4] = {1, 1, 1, 1};
        for (int i = 0; i < THREADS; ++i) {
            low = mine[i] < low ? mine[i] : low;
            high = mine[i] > high ? mine[i] : high;
            row[i % 4] += 0.5 * mine[i];
        }
        for (int i = 0; i < THREADS; ++i) {
            const int want = mine[THREADS - 1 - i] * 100 + high - low;
            const double sum = i < 4 ? row[i] : mine[i];
            if (out[block * THREADS + i] != want || sums[block * THREADS + i] != sum) {
                printf("block %d, thread %d: %d and %g instead of %d and %g\n", block, i, out[block * THREADS + i],
                       sums[block * THREADS + i], want, sum);
                return 1;
            }
        }
    }
    CHECK(cudaFree(d_in));
    CHECK(cudaFree(d_out));
    CHECK(cudaFree(d_sums));
    printf("PASS\n");
    return 0;
}
