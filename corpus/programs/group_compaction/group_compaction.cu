// Stream compaction and a histogram with one atomic operation for all threads of a warp that want the same: groups of the
// threads that came together, parted by a label and by a predicate.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>

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

const int BUCKETS = 7;

// one more, for every thread that is here
__device__ int increment(int *counter) {
    cg::coalesced_group active = cg::coalesced_threads();
    int first = 0;
    if (active.thread_rank() == 0) first = atomicAdd(counter, (int)active.size());
    return active.shfl(first, 0) + active.thread_rank();
}

__global__ void compact(const int *in, int n, int *out, int *count) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n && in[i] % 3 == 0) out[increment(count)] = in[i];
}

__global__ void histogram(const int *in, int n, int *buckets, int *largest) {
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
        const int value = in[i], bucket = value % BUCKETS;
        cg::coalesced_group same = cg::labeled_partition(cg::coalesced_threads(), bucket);
        const int most = cg::reduce(same, value, cg::greater<int>());
        if (same.thread_rank() == 0) {
            atomicAdd(&buckets[bucket], (int)same.num_threads());
            atomicMax(&largest[bucket], most);
        }
    }
}

// the sums of odd and of even values, and how many changes of parity there are between neighbours in a group
__global__ void parities(const int *in, int n, int *sums) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    auto tile = cg::tiled_partition<32>(cg::this_thread_block());
    const int value = i < n ? in[i] : 0;
    auto part = cg::binary_partition(tile, value & 1);
    const int sum = cg::reduce(part, value, cg::plus<int>());
    if (part.thread_rank() == 0) atomicAdd(&sums[value & 1], sum);
    const int before = part.shfl_up(value, 1);
    if (part.ballot(value != before) >> part.thread_rank() & 1) atomicAdd(&sums[2], 1);
}

int main() {
    const int n = 5000, block = 128, grid = (n + block - 1) / block;
    std::vector<int> in(n);
    for (int i = 0; i < n; ++i) in[i] = (int)((i * 7919u + 13u) % 1009u);

    int *d_in, *d_out, *d_counts;
    CHECK(cudaMalloc(&d_in, n * sizeof(int)));
    CHECK(cudaMalloc(&d_out, n * sizeof(int)));
    CHECK(cudaMalloc(&d_counts, (1 + 2 * BUCKETS + 3) * sizeof(int)));
    CHECK(cudaMemset(d_counts, 0, (1 + 2 * BUCKETS + 3) * sizeof(int)));
    CHECK(cudaMemcpy(d_in, in.data(), n * sizeof(int), cudaMemcpyHostToDevice));
    compact<<<grid, block>>>(d_in, n, d_out, d_counts);
    histogram<<<8, block>>>(d_in, n, d_counts + 1, d_counts + 1 + BUCKETS);
    parities<<<grid, block>>>(d_in, n, d_counts + 1 + 2 * BUCKETS);
    CHECK(cudaGetLastError());

    int counts[1 + 2 * BUCKETS + 3];
    CHECK(cudaMemcpy(counts, d_counts, sizeof counts, cudaMemcpyDeviceToHost));
    std::vector<int> out(counts[0] > 0 && counts[0] <= n ? counts[0] : 0), expected;
    if (!out.empty()) CHECK(cudaMemcpy(out.data(), d_out, out.size() * sizeof(int), cudaMemcpyDeviceToHost));

    int buckets[BUCKETS] = {}, largest[BUCKETS] = {}, sums[3] = {};
    for (int i = 0; i < n; ++i) {
        if (in[i] % 3 == 0) expected.push_back(in[i]);
        buckets[in[i] % BUCKETS]++;
        largest[in[i] % BUCKETS] = std::max(largest[in[i] % BUCKETS], in[i]);
        sums[in[i] & 1] += in[i];
    }
    for (int first = 0; first < grid * block; first += 32) {
        int last[2] = {-1, -1};
        for (int i = first; i < first + 32; ++i) {
            const int value = i < n ? in[i] : 0;
            sums[2] += last[value & 1] >= 0 && last[value & 1] != value;
            last[value & 1] = value;
        }
    }
    std::sort(out.begin(), out.end());
    std::sort(expected.begin(), expected.end());
    int wrong = out != expected;
    if (wrong) printf("%zu values kept, not %zu\n", out.size(), expected.size());
    for (int b = 0; b < BUCKETS; ++b) {
        if (counts[1 + b] != buckets[b] || counts[1 + BUCKETS + b] != largest[b]) {
            printf("bucket %d: %d, largest %d\n", b, counts[1 + b], counts[1 + BUCKETS + b]);
            wrong = 1;
        }
    }
    for (int k = 0; k < 3; ++k) {
        if (counts[1 + 2 * BUCKETS + k] != sums[k]) {
            printf("sum %d: %d, not %d\n", k, counts[1 + 2 * BUCKETS + k], sums[k]);
            wrong = 1;
        }
    }
    CHECK(cudaFree(d_in));
    CHECK(cudaFree(d_out));
    CHECK(cudaFree(d_counts));
    printf("%s\n", wrong ? "FAIL" : "PASS");
    return wrong;
}
