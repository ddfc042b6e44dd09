// Sums by groups: one function that reduces any group through shared memory, given a whole block, tiles of it whose size is
// a constant, tiles whose size is known when the program runs, and groups handed on by reference.
#include <cooperative_groups.h>

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

const int BLOCK = 128, BLOCKS = 9;

// the sum of a group's values, in its first thread
template <typename Group>
__device__ int sum_of(const Group &group, int *scratch, int value) {
    const unsigned rank = group.thread_rank();
    for (unsigned half = group.size() / 2; half > 0; half /= 2) {
        scratch[rank] = value;
        group.sync();
        if (rank < half) value += scratch[rank + half];
        group.sync();
    }
    return value;
}

// the same for a group of any sort
__device__ int sum_of_any(cg::thread_group group, int *scratch, int value) {
    for (int half = (int)group.size() / 2; half > 0; half /= 2) {
        scratch[group.thread_rank()] = value;
        group.sync();
        if ((int)group.thread_rank() < half) value += scratch[group.thread_rank() + half];
        group.sync();
    }
    return value;
}

__device__ float tile_mean(cg::thread_block_tile<8> tile, float value) {
    for (int offset = tile.size() / 2; offset > 0; offset /= 2) value += tile.shfl_down(value, offset);
    return tile.shfl(value, 0) / tile.num_threads();
}

template <int TILE>
__device__ void sum_of_tiles(const cg::thread_block &block, int *scratch, int value, int *sums) {
    auto tile = cg::tiled_partition<TILE>(block);
    int *mine = scratch + tile.meta_group_rank() * TILE;
    const int sum = sum_of(tile, mine, value);
    if (tile.thread_rank() == 0) sums[blockIdx.x * tile.meta_group_size() + tile.meta_group_rank()] = sum;
    cg::sync(block);
}

__global__ void sums(const int *in, int *of_blocks, int *of_blocks_again, int *of_16, int *of_4, int *of_32, float *means) {
    __shared__ int scratch[BLOCK];
    cg::thread_block block = cg::this_thread_block();
    const int i = block.group_index().x * block.group_dim().x + block.thread_index().x;
    const int value = in[i];

    const int whole = sum_of(block, scratch, value);
    if (block.thread_rank() == 0) of_blocks[blockIdx.x] = whole;
    block.sync();
    const int again = sum_of_any(block, scratch, value);
    if (block.thread_rank() == 0) of_blocks_again[blockIdx.x] = again;
    block.sync();

    sum_of_tiles<16>(block, scratch, value, of_16);
    sum_of_tiles<4>(block, scratch, value, of_4);

    cg::thread_group tile = cg::tiled_partition(block, 32);
    const int part = sum_of_any(tile, scratch + block.thread_rank() / 32 * 32, value);
    if (tile.thread_rank() == 0) of_32[i / 32] = part;

    const float mean = tile_mean(cg::tiled_partition<8>(block), (float)value);
    if (i % 8 == 3) means[i / 8] = mean;
}

static int wrong_sums(const char *what, const std::vector<int> &in, const std::vector<int> &sums, int size) {
    int wrong = 0;
    for (size_t group = 0; group < sums.size(); ++group) {
        int expected = 0;
        for (int k = 0; k < size; ++k) expected += in[group * size + k];
        if (sums[group] != expected && wrong++ < 3) printf("%s %zu: %d, not %d\n", what, group, sums[group], expected);
    }
    return wrong;
}

int main() {
    const int n = BLOCK * BLOCKS;
    std::vector<int> in(n);
    for (int i = 0; i < n; ++i) in[i] = (i * 37 + 11) % 101 - 20;

    int *d_in, *d_blocks, *d_again, *d_16, *d_4, *d_32;
    float *d_means;
    CHECK(cudaMalloc(&d_in, n * sizeof(int)));
    CHECK(cudaMalloc(&d_blocks, BLOCKS * sizeof(int)));
    CHECK(cudaMalloc(&d_again, BLOCKS * sizeof(int)));
    CHECK(cudaMalloc(&d_16, n / 16 * sizeof(int)));
    CHECK(cudaMalloc(&d_4, n / 4 * sizeof(int)));
    CHECK(cudaMalloc(&d_32, n / 32 * sizeof(int)));
    CHECK(cudaMalloc(&d_means, n / 8 * sizeof(float)));
    CHECK(cudaMemcpy(d_in, in.data(), n * sizeof(int), cudaMemcpyHostToDevice));
    sums<<<BLOCKS, BLOCK>>>(d_in, d_blocks, d_again, d_16, d_4, d_32, d_means);
    CHECK(cudaGetLastError());
    CHECK(cudaDeviceSynchronize());

    std::vector<int> blocks(BLOCKS), again(BLOCKS), of_16(n / 16), of_4(n / 4), of_32(n / 32);
    std::vector<float> means(n / 8);
    CHECK(cudaMemcpy(blocks.data(), d_blocks, BLOCKS * sizeof(int), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(again.data(), d_again, BLOCKS * sizeof(int), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(of_16.data(), d_16, n / 16 * sizeof(int), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(of_4.data(), d_4, n / 4 * sizeof(int), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(of_32.data(), d_32, n / 32 * sizeof(int), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(means.data(), d_means, n / 8 * sizeof(float), cudaMemcpyDeviceToHost));

    int wrong = wrong_sums("block", in, blocks, BLOCK) + wrong_sums("block again", in, again, BLOCK)
              + wrong_sums("tile of 16", in, of_16, 16) + wrong_sums("tile of 4", in, of_4, 4)
              + wrong_sums("tile of 32", in, of_32, 32);
    for (int group = 0; group < n / 8; ++group) {
        int expected = 0;
        for (int k = 0; k < 8; ++k) expected += in[group * 8 + k];
        if (means[group] != expected / 8.0f && wrong++ < 3) printf("mean %d: %f\n", group, means[group]);
    }
    for (void *p : {(void *)d_in, (void *)d_blocks, (void *)d_again, (void *)d_16, (void *)d_4, (void *)d_32, (void *)d_means}) {
        CHECK(cudaFree(p));
    }
    printf("%s\n", wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
