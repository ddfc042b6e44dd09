// Warp reductions in which only some lanes take part: the mask of those that have work is found by a vote or computed, and
// lanes add up by halves of a number that is no power of two. And a block's inclusive scan by shuffles, with a last warp
// that is not full.
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

const int BLOCK = 112;  // the last warp has 16 lanes

// the sum over the first `count` lanes of a warp; the others do not come here
__device__ int sum_of_first(unsigned mask, int value, int lane, int count) {
    for (int step = 16; step > 0; step >>= 1) {
        const int other = __shfl_down_sync(mask, value, step);
        if (lane + step < count) value += other;
    }
    return __shfl_sync(mask, value, 0);
}

__global__ void segments(const int *values, int n, int *sums) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x, lane = threadIdx.x & 31;
    const unsigned mask = __ballot_sync(__activemask(), i < n);
    if (i >= n) return;
    const int count = __popc(mask);
    sums[i] = sum_of_first(mask, values[i], lane, count);
}

// lanes with odd values among themselves: each gives what it has to the lane before it in the group
__global__ void odd_ones(const int *values, int *largest, int *rank) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x, lane = threadIdx.x & 31;
    const unsigned odd = __ballot_sync(0xffffffffu, values[i] & 1);
    if (values[i] & 1) {
        int best = values[i];
        for (int from = 0; from < 32; from++) {
            if (odd >> from & 1) best = max(best, __shfl_sync(odd, values[i], from));
        }
        largest[i] = best;
        rank[i] = __popc(odd & ((1u << lane) - 1));
    } else {
        largest[i] = -1;
        rank[i] = -1;
    }
}

__global__ void scan(const int *values, int *made) {
    __shared__ int of_warps[4];
    const int t = threadIdx.x, lane = t & 31, warp = t >> 5, i = blockIdx.x * BLOCK + t;
    const unsigned mask = warp < BLOCK / 32 ? 0xffffffffu : (1u << BLOCK % 32) - 1;
    int value = values[i];
    for (int step = 1; step < 32; step <<= 1) {
        const int below = __shfl_up_sync(mask, value, step);
        if (lane >= step) value += below;
    }
    const int last = warp < BLOCK / 32 ? 31 : BLOCK % 32 - 1;
    if (lane == last) of_warps[warp] = value;
    __syncthreads();
    for (int k = 0; k < warp; k++) value += of_warps[k];
    made[i] = value;
}

int main() {
    const int n = 4 * BLOCK, some = n - 39, full = 384;
    static int values[n], sums[n], largest[n], rank[n], made[n];
    for (int i = 0; i < n; i++) values[i] = (i * 29 + 5) % 97;
    int *d_values, *d_first, *d_second;
    CHECK(cudaMalloc(&d_values, sizeof(values)));
    CHECK(cudaMalloc(&d_first, sizeof(values)));
    CHECK(cudaMalloc(&d_second, sizeof(values)));
    CHECK(cudaMemcpy(d_values, values, sizeof(values), cudaMemcpyHostToDevice));
    segments<<<n / 64, 64>>>(d_values, some, d_first);
    CHECK(cudaMemcpy(sums, d_first, some * sizeof(int), cudaMemcpyDeviceToHost));
    for (int i = 0; i < some; i++) {
        int wanted = 0;
        for (int k = i / 32 * 32; k < i / 32 * 32 + 32 && k < some; k++) wanted += values[k];
        if (sums[i] != wanted) return printf("sum %d is %d, not %d\n", i, sums[i], wanted), 1;
    }
    odd_ones<<<full / 128, 128>>>(d_values, d_first, d_second);
    CHECK(cudaMemcpy(largest, d_first, full * sizeof(int), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(rank, d_second, full * sizeof(int), cudaMemcpyDeviceToHost));
    for (int i = 0; i < full; i++) {
        int best = -1, before = 0;
        for (int k = i / 32 * 32; k < i / 32 * 32 + 32; k++) {
            if (values[k] & 1) {
                if (values[k] > best) best = values[k];
                before += k < i;
            }
        }
        if (!(values[i] & 1)) best = before = -1;
        if (largest[i] != best || rank[i] != before) {
            return printf("lane %d has %d and %d, not %d and %d\n", i, largest[i], rank[i], best, before), 1;
        }
    }
    scan<<<n / BLOCK, BLOCK>>>(d_values, d_first);
    CHECK(cudaMemcpy(made, d_first, sizeof(made), cudaMemcpyDeviceToHost));
    for (int i = 0, sum = 0; i < n; i++) {
        sum = i % BLOCK ? sum + values[i] : values[i];
        if (made[i] != sum) return printf("prefix %d is %d, not %d\n", i, made[i], sum), 1;
    }
    CHECK(cudaFree(d_values));
    CHECK(cudaFree(d_first));
    CHECK(cudaFree(d_second));
    printf("PASS\n");
    return 0;
}
