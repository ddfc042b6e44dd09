// What a tile of 4, 8, 16 and 32 threads can do: shuffles of several types, votes, matches, tiles of tiles. The host computes
// the same from the threads' numbers.
#include <cooperative_groups.h>

#include <cstdio>
#include <cstring>
#include <vector>

using namespace cooperative_groups;

#define CHECK(call)                                                                    \
    do {                                                                               \
        cudaError_t error = (call);                                                    \
        if (error != cudaSuccess) {                                                    \
            printf("%s: %s\n", #call, cudaGetErrorString(error));                      \
            return 1;                                                                  \
        }                                                                              \
    } while (0)

const int THREADS = 96, RESULTS = 16;

struct Sample {
    float value;
    short count;
    unsigned char flag;
};

__host__ __device__ int number(int thread) { return thread * 7 % 23 - 5; }
__host__ __device__ Sample sample(int thread) {
    Sample s;
    s.value = thread * 0.5f;
    s.count = (short)(thread * 3);
    s.flag = (unsigned char)(thread % 5);
    return s;
}

template <unsigned N>
__global__ void tiles(int *results) {
    thread_block block = this_thread_block();
    thread_block_tile<N> tile = tiled_partition<N>(block);
    const int me = block.thread_rank();
    const int mine = number(me);
    int *out = results + me * RESULTS;

    out[0] = tile.shfl(mine, 1);
    out[1] = tile.shfl(mine, tile.thread_rank() + 1);  // the last asks for the first
    out[2] = tile.shfl_up(mine, 2);
    out[3] = tile.shfl_down(mine, 3);
    out[4] = tile.shfl_xor(mine, 2);
    out[5] = (int)(tile.shfl_down(mine * 0.25, 1) * 4);
    out[6] = (int)(tile.shfl_xor((unsigned long long)mine << 33, 1) >> 33 & 0x7fffffff);
    const Sample other = tile.shfl(sample(me), 3);
    out[7] = (int)(other.value * 2) + other.count * 1000 + other.flag * 1000000;
    out[8] = tile.shfl_up((signed char)mine, 1);
    out[9] = tile.any(mine > 15) * 2 + tile.all(mine > -4);
    out[10] = (int)tile.ballot(mine & 1);
    out[11] = (int)tile.match_any(mine & 3);
    int equal = 7;
    out[12] = (int)tile.match_all(me / 8, equal) * 2 + equal;
    out[13] = tile.thread_rank() * 100 + tile.size();
    out[14] = tile.meta_group_rank() * 1000 + tile.meta_group_size();
    auto inner = tiled_partition<N / 2>(tile);
    out[15] = inner.shfl(mine, 0) * 10000 + inner.meta_group_rank() * 100 + inner.meta_group_size();
    tile.sync();
}

static unsigned mask_of(int first, int size, int (*key)(int), int wanted) {
    unsigned mask = 0;
    for (int k = 0; k < size; ++k) mask |= (unsigned)(key(first + k) == wanted) << k;
    return mask;
}
static int odd(int thread) { return number(thread) & 1; }
static int low(int thread) { return number(thread) & 3; }
static int eighth(int thread) { return thread / 8; }

static void expect(int me, int size, int *out) {
    const int rank = me % size, first = me - rank;
    bool any = false, all = true;
    for (int k = 0; k < size; ++k) {
        any |= number(first + k) > 15;
        all &= number(first + k) > -4;
    }
    out[0] = number(first + 1);
    out[1] = number(first + (rank + 1) % size);
    out[2] = number(rank < 2 ? me : me - 2);
    out[3] = number(rank + 3 >= size ? me : me + 3);
    out[4] = number(first + (rank ^ 2));
    out[5] = number(rank + 1 >= size ? me : me + 1);
    out[6] = number(first + (rank ^ 1)) & 0x7fffffff;
    const Sample other = sample(first + 3);
    out[7] = (int)(other.value * 2) + other.count * 1000 + other.flag * 1000000;
    out[8] = number(rank < 1 ? me : me - 1);
    out[9] = any * 2 + all;
    out[10] = (int)mask_of(first, size, odd, 1);
    out[11] = (int)mask_of(first, size, low, low(me));
    const unsigned whole = size == 32 ? 0xffffffffu : (1u << size) - 1u;
    const bool equal = mask_of(first, size, eighth, eighth(me)) == whole;
    out[12] = (int)(equal ? whole : 0u) * 2 + equal;
    out[13] = rank * 100 + size;
    out[14] = me / size * 1000 + (THREADS + size - 1) / size;
    const int half = size / 2;
    out[15] = number(me - rank % half) * 10000 + rank / half * 100 + 2;
}

template <unsigned N>
static int test(int *device) {
    std::vector<int> found(THREADS * RESULTS);
    tiles<N><<<1, THREADS>>>(device);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(found.data(), device, found.size() * sizeof(int), cudaMemcpyDeviceToHost));
    int wrong = 0;
    for (int me = 0; me < THREADS; ++me) {
        int expected[RESULTS];
        expect(me, N, expected);
        for (int r = 0; r < RESULTS; ++r) {
            if (found[me * RESULTS + r] != expected[r] && wrong++ < 5) {
                printf("tile of %u, thread %d, result %d: %d, not %d\n", N, me, r, found[me * RESULTS + r], expected[r]);
            }
        }
    }
    return wrong;
}

int main() {
    int *device;
    CHECK(cudaMalloc(&device, THREADS * RESULTS * sizeof(int)));
    const int wrong = test<4>(device) + test<8>(device) + test<16>(device) + test<32>(device);
    CHECK(cudaFree(device));
    printf("%s\n", wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
