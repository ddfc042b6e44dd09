// The sum of an array in one launch: each block leaves its part in memory, and the block that is the last to do so adds the
// parts up. Tiles reduce by shuffles, the block through shared memory.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>

#include <cstdio>
#include <vector>

namespace cg = cooperative_groups;

#define CHECK(call)                                                                    \
    do {                                                                               \
        cudaError_t error = (call);                                                    \
        if (error != cudaSuccess) {                                                    \
            printf("%s: %s\n", #call, cudaGetErrorString(error));                      \
            return 1;                                                                  \
        }                                                                              \
    } while (0)

__device__ unsigned int finished = 0;

template <int BLOCK>
__device__ double block_sum(const cg::thread_block &block, double value) {
    __shared__ double parts[BLOCK / 32];
    cg::thread_block_tile<32> tile = cg::tiled_partition<32>(block);
    value = cg::reduce(tile, value, cg::plus<double>());
    if (tile.thread_rank() == 0) parts[tile.meta_group_rank()] = value;
    cg::sync(block);
    double sum = 0;
    if (block.thread_rank() == 0) {
        for (unsigned int k = 0; k < tile.meta_group_size(); ++k) sum += parts[k];
    }
    cg::sync(block);
    return sum;
}

template <int BLOCK>
__global__ void sum(const int *in, int n, volatile double *parts, double *result) {
    __shared__ bool last;
    cg::thread_block block = cg::this_thread_block();
    cg::grid_group grid = cg::this_grid();
    double mine = 0;
    for (unsigned long long i = grid.thread_rank(); i < (unsigned long long)n; i += grid.size()) mine += in[i];
    const double part = block_sum<BLOCK>(block, mine);
    if (block.thread_rank() == 0) {
        parts[grid.block_rank()] = part;
        __threadfence();
        last = atomicInc(&finished, gridDim.x) == gridDim.x - 1;
    }
    block.sync();
    if (!last) return;
    double rest = 0;
    for (unsigned int k = block.thread_rank(); k < grid.num_blocks(); k += block.num_threads()) rest += parts[k];
    const double all = block_sum<BLOCK>(block, rest);
    if (block.thread_rank() == 0) {
        *result = all;
        finished = 0;
    }
}

int main() {
    const int n = 60000, blocks = 24, block = 128;
    std::vector<int> in(n);
    double expected = 0;
    for (int i = 0; i < n; ++i) {
        in[i] = (i * 131 + 7) % 257 - 100;
        expected += in[i];
    }
    int *d_in;
    double *d_parts, *d_result, result = 0;
    CHECK(cudaMalloc(&d_in, n * sizeof(int)));
    CHECK(cudaMalloc(&d_parts, blocks * sizeof(double)));
    CHECK(cudaMalloc(&d_result, sizeof(double)));
    CHECK(cudaMemcpy(d_in, in.data(), n * sizeof(int), cudaMemcpyHostToDevice));
    int wrong = 0;
    for (int round = 0; round < 3; ++round) {
        CHECK(cudaMemset(d_result, 0, sizeof(double)));
        sum<block><<<blocks, block>>>(d_in, n, d_parts, d_result);
        CHECK(cudaGetLastError());
        CHECK(cudaMemcpy(&result, d_result, sizeof(double), cudaMemcpyDeviceToHost));
        if (result != expected) {
            printf("round %d: %f, not %f\n", round, result, expected);
            wrong = 1;
        }
    }
    CHECK(cudaFree(d_in));
    CHECK(cudaFree(d_parts));
    CHECK(cudaFree(d_result));
    printf("%s\n", wrong ? "FAIL" : "PASS");
    return wrong;
}
