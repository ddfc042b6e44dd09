// Tiles of 64, 128 and 256 threads: ranks, votes, reductions and scans of them, with the memory that CUDA asks for and without
// it. The host computes the same from the threads' numbers.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>

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

const int THREADS = 256, BLOCKS = 2, RESULTS = 10;

struct Lowest {
    float value;
    short count;
};
struct Lower {
    __device__ Lowest operator()(Lowest a, Lowest b) const {
        Lowest both;
        both.value = a.value < b.value ? a.value : b.value;
        both.count = (short)((a.value <= b.value ? a.count : 0) + (b.value <= a.value ? b.count : 0));
        return both;
    }
};

__host__ __device__ int number(int thread) { return thread * 7 % 23 - 5; }

template <class Tile>
__device__ void collect(const Tile &tile, int me, long long *out) {
    out[0] = tile.thread_rank() * 1000 + tile.size();
    out[1] = tile.meta_group_rank() * 1000 + tile.meta_group_size();
    out[2] = cg::reduce(tile, number(me), cg::plus<int>());
    out[3] = (long long)(cg::reduce(tile, me * 0.5, cg::greater<double>()) * 2);
    Lowest own;
    own.value = number(me) * 0.5f;
    own.count = 1;
    const Lowest lowest = cg::reduce(tile, own, Lower());
    out[4] = (long long)(lowest.value * 2) * 1000 + lowest.count;
    out[5] = cg::inclusive_scan(tile, number(me));
    out[6] = cg::exclusive_scan(tile, (long long)number(me) << 33, cg::plus<long long>());
    out[7] = tile.any(me == 70) * 2 + tile.all(me != 70);
    tile.sync();
}

template <unsigned N>
__global__ void with_memory(long long *results) {
    __shared__ cg::block_tile_memory<THREADS> memory;
    __shared__ int order[THREADS];
    cg::thread_block block = cg::this_thread_block(memory);
    auto tile = cg::tiled_partition<N>(block);
    const int me = blockIdx.x * THREADS + block.thread_rank();
    collect(tile, me, results + me * RESULTS);
    // a tile meets where its members exchange memory
    order[block.thread_rank()] = me;
    tile.sync();
    const int opposite = tile.meta_group_rank() * N + (N - 1 - tile.thread_rank());
    results[me * RESULTS + 8] = order[opposite];
    auto warp = cg::tiled_partition<32>(tile);
    results[me * RESULTS + 9] = warp.meta_group_rank() * 100 + warp.shfl(warp.thread_rank(), 5);
}

template <unsigned N>
__global__ void without_memory(long long *results) {
    cg::thread_block_tile<N> tile = cg::tiled_partition<N>(cg::this_thread_block());
    const int me = blockIdx.x * THREADS + threadIdx.x;
    collect(tile, me, results + me * RESULTS);
}

static int compare(const std::vector<long long> &got, int size, int count) {
    for (int me = 0; me < BLOCKS * THREADS; ++me) {
        const int rank = me % size, first = me - rank, in_block = me % THREADS;
        long long want[RESULTS] = {rank * 1000 + size, in_block / size * 1000 + THREADS / size};
        int low = 99, lowest = 0;
        want[7] = 1;
        for (int other = first; other < first + size; ++other) {
            want[2] += number(other);
            if (other <= me) want[5] += number(other);
            if (other < me) want[6] += (long long)number(other) << 33;
            if (number(other) < low) lowest = 0;
            if (number(other) <= low) low = number(other), ++lowest;
            if (other == 70) want[7] = 2;
        }
        want[3] = first + size - 1;
        want[4] = low * 1000 + lowest;
        want[8] = first + size - 1 - rank;
        want[9] = rank / 32 * 100 + 5;
        for (int k = 0; k < count; ++k)
            if (got[me * RESULTS + k] != want[k]) {
                printf("tiles of %d, thread %d, result %d: %lld instead of %lld\n", size, me, k, got[me * RESULTS + k], want[k]);
                return 1;
            }
    }
    return 0;
}

int main() {
    const size_t bytes = sizeof(long long) * BLOCKS * THREADS * RESULTS;
    std::vector<long long> got(BLOCKS * THREADS * RESULTS);
    long long *results;
    CHECK(cudaMalloc(&results, bytes));
    for (int kind = 0; kind < 5; ++kind) {
        CHECK(cudaMemset(results, 0, bytes));
        if (kind == 0) with_memory<64><<<BLOCKS, THREADS>>>(results);
        if (kind == 1) with_memory<128><<<BLOCKS, THREADS>>>(results);
        if (kind == 2) with_memory<256><<<BLOCKS, THREADS>>>(results);
        if (kind == 3) without_memory<64><<<BLOCKS, THREADS>>>(results);
        if (kind == 4) without_memory<128><<<BLOCKS, THREADS>>>(results);
        CHECK(cudaGetLastError());
        CHECK(cudaMemcpy(got.data(), results, bytes, cudaMemcpyDeviceToHost));
        const int sizes[] = {64, 128, 256, 64, 128};
        if (compare(got, sizes[kind], kind < 3 ? 10 : 8)) return 1;
    }
    CHECK(cudaFree(results));
    printf("PASS\n");
    return 0;
}
