// Groups of many sorts, and what they say of themselves: each result of all threads as one number.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>

#include <cstdio>

using namespace cooperative_groups;
namespace cg = cooperative_groups;

enum Color { red, green, blue };
const int THREADS = 64, BLOCKS = 2, RESULTS = 16;

__device__ unsigned mix(thread_group group) {
    group.sync();
    return (unsigned)group.thread_rank() * 100 + (unsigned)group.size();
}

template <class Group>
__device__ int sum(Group group, int value) {
    for (int offset = group.size() / 2; offset > 0; offset /= 2) value += group.shfl_down(value, offset);
    return group.shfl(value, 0);
}

__global__ void describe(unsigned *results, int size) {
    thread_block block = this_thread_block();
    const dim3 thread = block.thread_index(), dim = block.dim_threads(), place = block.group_index();
    const unsigned me = block.thread_rank();
    unsigned *out = results + (place.x * block.num_threads() + me) * RESULTS;
    out[0] = thread.x + thread.y * 100 + thread.z * 1000 + dim.x * 10000 + dim.y * 100000 + dim.z * 1000000;
    out[1] = mix(block);
    thread_group part = tiled_partition(block, size);
    out[2] = mix(part);
    out[3] = mix(tiled_partition(part, size / 2));
    if (me % 3) {
        coalesced_group some = coalesced_threads();
        out[4] = mix(some);
        auto four = tiled_partition(some, 4);
        out[5] = four.thread_rank() * 1000 + four.size() * 100 + four.meta_group_rank() * 10 + four.meta_group_size();
        auto eight = tiled_partition<8>(some);
        out[6] = cg::reduce(eight, (long long)me << 3, cg::plus<long long>()) >> 3;
        out[7] = some.shfl_up(me, 2) * 1000 + some.shfl_down(me, 3);
        out[8] = some.any(me % 7 == 0) * 4 + some.all(me < 60) * 2;
        out[9] = some.ballot(me & 2);
        out[10] = some.match_any(me / 9);
    }
    auto tile = tiled_partition<16>(block);
    out[11] = sum(tile, me) + (unsigned)tile.shfl((Color)(me % 3), 5);
    out[12] = tile.shfl(make_float4(me, me + 1, me + 2, me + 3), 7).z;
    out[13] = tile.shfl_xor(me % 2 == 0, 3);
    block.barrier_wait(block.barrier_arrive());
    out[14] = this_thread().size() + cg::exclusive_scan(tile, (short)me, cg::plus<short>());
    out[15] = (unsigned)this_grid().thread_rank() + (unsigned)this_grid().group_dim().x;
}

int main() {
    unsigned *results;
    const size_t bytes = BLOCKS * THREADS * RESULTS * sizeof(unsigned);
    cudaMallocManaged(&results, bytes);
    cudaMemset(results, 0, bytes);
    describe<<<BLOCKS, dim3(32, 1, 2)>>>(results, 16);
    const cudaError_t error = cudaDeviceSynchronize();
    for (int r = 0; r < RESULTS; ++r) {
        unsigned long long all = 0;
        for (int i = 0; i < BLOCKS * THREADS; ++i) all = all * 31 + results[i * RESULTS + r];
        printf("%d %016llx\n", r, all);
    }
    cudaFree(results);
    return error != cudaSuccess;
}
