// Scans and reductions of tiles and of the threads that came together, with each of the operators; the values come into
// shared memory by a copy of the whole block.
#include <cooperative_groups.h>
#include <cooperative_groups/memcpy_async.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>

#include <algorithm>
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

const int BLOCK = 64, RESULTS = 12;

struct Longer {  // an operator of the program's own
    __host__ __device__ int operator()(int a, int b) const { return a % 10 >= b % 10 ? a : b; }
};

template <unsigned N>
__global__ void scans(const int *in, int *results) {
    __shared__ int staged[BLOCK];
    const cg::thread_block block = cg::this_thread_block();
    cg::memcpy_async(block, staged, in + blockIdx.x * BLOCK, sizeof(int) * BLOCK);
    cg::wait(block);
    const int value = staged[BLOCK - 1 - block.thread_rank()];
    const auto tile = cg::tiled_partition<N>(block);
    int *out = results + (blockIdx.x * BLOCK + block.thread_rank()) * RESULTS;
    out[0] = cg::inclusive_scan(tile, value);
    out[1] = cg::exclusive_scan(tile, value);
    out[2] = cg::inclusive_scan(tile, value, cg::greater<int>());
    out[3] = cg::reduce(tile, value, cg::plus<int>());
    out[4] = cg::reduce(tile, value, cg::less<int>());
    out[5] = cg::reduce(tile, value, cg::greater<int>());
    out[6] = cg::reduce(tile, value, cg::bit_and<int>());
    out[7] = cg::reduce(tile, value, cg::bit_or<int>());
    out[8] = cg::reduce(tile, value, cg::bit_xor<int>());
    out[9] = cg::inclusive_scan(tile, value, Longer());
    out[10] = out[11] = -1;
    if (value % 3) {
        const cg::coalesced_group some = cg::coalesced_threads();
        out[10] = cg::exclusive_scan(some, value, cg::plus<int>());
        out[11] = (int)cg::reduce(some, value * 0.5f, cg::plus<float>());
    }
}

template <typename F>
static int fold(const std::vector<int> &values, size_t first, size_t count, F combine) {
    int result = values[first];
    for (size_t k = 1; k < count; ++k) result = combine(result, values[first + k]);
    return result;
}

template <unsigned N>
static int test(const std::vector<int> &in, const int *d_in, int *d_results) {
    const int n = (int)in.size(), blocks = n / BLOCK;
    std::vector<int> found(n * RESULTS), values(n);
    scans<N><<<blocks, BLOCK>>>(d_in, d_results);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(found.data(), d_results, found.size() * sizeof(int), cudaMemcpyDeviceToHost));
    for (int i = 0; i < n; ++i) values[i] = in[i / BLOCK * BLOCK + BLOCK - 1 - i % BLOCK];
    auto plus = [](int a, int b) { return a + b; };
    auto least = [](int a, int b) { return std::min(a, b); };
    auto most = [](int a, int b) { return std::max(a, b); };
    int wrong = 0;
    for (int i = 0; i < n; ++i) {
        const int first = i / (int)N * (int)N, rank = i - first;
        int before = 0, all = 0;
        for (int k = i / 32 * 32; k < i / 32 * 32 + 32; ++k) {
            before += k < i && values[k] % 3 ? values[k] : 0;
            all += values[k] % 3 ? values[k] : 0;
        }
        const int expected[RESULTS] = {
            fold(values, first, rank + 1, plus),
            rank ? fold(values, first, rank, plus) : 0,
            fold(values, first, rank + 1, most),
            fold(values, first, N, plus),
            fold(values, first, N, least),
            fold(values, first, N, most),
            fold(values, first, N, [](int a, int b) { return a & b; }),
            fold(values, first, N, [](int a, int b) { return a | b; }),
            fold(values, first, N, [](int a, int b) { return a ^ b; }),
            fold(values, first, rank + 1, Longer()),
            values[i] % 3 ? before : -1,
            values[i] % 3 ? (int)(all * 0.5f) : -1,
        };
        for (int r = 0; r < RESULTS; ++r) {
            if (found[i * RESULTS + r] != expected[r] && wrong++ < 5) {
                printf("tile of %u, thread %d, result %d: %d, not %d\n", N, i, r, found[i * RESULTS + r], expected[r]);
            }
        }
    }
    return wrong;
}

int main() {
    const int n = 3 * BLOCK;
    std::vector<int> in(n);
    for (int i = 0; i < n; ++i) in[i] = (i * 89 + 17) % 151;
    int *d_in, *d_results;
    CHECK(cudaMalloc(&d_in, n * sizeof(int)));
    CHECK(cudaMalloc(&d_results, n * RESULTS * sizeof(int)));
    CHECK(cudaMemcpy(d_in, in.data(), n * sizeof(int), cudaMemcpyHostToDevice));
    const int wrong = test<8>(in, d_in, d_results) + test<32>(in, d_in, d_results);
    CHECK(cudaFree(d_in));
    CHECK(cudaFree(d_results));
    printf("%s\n", wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
