// Jacobi iterations in one launch: the grid meets in a loop whose end all threads see only in memory. Blocks keep shared
// memory, sums of their own and counters over the barriers.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>

#include <cmath>
#include <cstdio>
#include <utility>
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

const int N = 600, BLOCK = 64, BLOCKS = 6, MOST = 200;

struct Report {
    int rounds;
    float change, sums[BLOCKS];
};

__device__ float block_max(const cg::thread_block &block, float value, float *parts) {
    auto tile = cg::tiled_partition<32>(block);
    value = cg::reduce(tile, value, cg::greater<float>());
    if (tile.thread_rank() == 0) parts[tile.meta_group_rank()] = value;
    block.sync();
    float most = parts[0];
    for (unsigned k = 1; k < tile.meta_group_size(); ++k) most = fmaxf(most, parts[k]);
    block.sync();
    return most;
}

__global__ void jacobi(float *a, float *b, const float *right, float *changes, float enough, Report *report) {
    __shared__ float parts[BLOCK / 32];
    __shared__ float total;
    extern __shared__ float mine[];
    cg::thread_block block = cg::this_thread_block();
    cg::grid_group grid = cg::this_grid();
    const int per_block = (N + gridDim.x - 1) / gridDim.x, first = blockIdx.x * per_block;
    if (block.thread_rank() == 0) total = 0;
    for (int k = threadIdx.x; k < per_block; k += BLOCK) mine[k] = 0;
    float *old = a, *next = b;
    float change = 2 * enough;
    int round = 0;
    while (change > enough && round < MOST) {
        float most = 0;
        for (int k = threadIdx.x; k < per_block && first + k < N; k += BLOCK) {
            const int i = first + k;
            const float left = i > 0 ? old[i - 1] : 0, after = i + 1 < N ? old[i + 1] : 0;
            next[i] = (right[i] + left + after) / 4;
            most = fmaxf(most, fabsf(next[i] - old[i]));
            mine[k] += 1;
        }
        most = block_max(block, most, parts);
        if (block.thread_rank() == 0) {
            changes[blockIdx.x] = most;
            total += most;
        }
        cg::sync(grid);
        change = 0;
        for (int other = 0; other < (int)gridDim.x; ++other) change = fmaxf(change, changes[other]);
        grid.sync();
        float *swapped = old;
        old = next;
        next = swapped;
        ++round;
    }
    if (block.thread_rank() == 0) report->sums[blockIdx.x] = total;
    bool same = true;
    for (int k = threadIdx.x; k < per_block && first + k < N; k += BLOCK) same = same && mine[k] == round;
    same = __syncthreads_and(same);
    if (grid.thread_rank() == 0) {
        report->rounds = same ? round : -1;
        report->change = change;
    }
}

// some blocks leave early: those that stay do not meet again
__global__ void relay(int *values, int n) {
    cg::grid_group grid = cg::this_grid();
    int seen = 0;
    for (int round = 0; round < 3; ++round) {
        const int i = (int)grid.thread_rank();
        if (round % 2 == 0 && i < n) values[i] += 1 + seen;
        grid.sync();
        seen = values[(i + BLOCK + 1) % n];
        grid.sync();
    }
    if (blockIdx.x % 2) return;
    if (threadIdx.x == 0) values[blockIdx.x] += 1000;
}

static int host_jacobi(std::vector<float> &old, const std::vector<float> &right, float enough, float &change) {
    std::vector<float> next(N);
    int round = 0;
    change = 2 * enough;
    for (; change > enough && round < MOST; ++round) {
        change = 0;
        for (int i = 0; i < N; ++i) {
            next[i] = (right[i] + (i > 0 ? old[i - 1] : 0) + (i + 1 < N ? old[i + 1] : 0)) / 4;
            change = std::fmax(change, std::fabs(next[i] - old[i]));
        }
        std::swap(old, next);
    }
    return round;
}

int main() {
    cudaDeviceProp properties;
    CHECK(cudaGetDeviceProperties(&properties, 0));
    if (!properties.cooperativeLaunch) {
        printf("no cooperative launches\n");
        return 1;
    }
    std::vector<float> start(N), right(N);
    for (int i = 0; i < N; ++i) {
        start[i] = 0;
        right[i] = (float)((i * 31) % 17) - 8;
    }
    float *a, *b, *d_right, *changes;
    Report *d_report, report;
    CHECK(cudaMalloc(&a, N * sizeof(float)));
    CHECK(cudaMalloc(&b, N * sizeof(float)));
    CHECK(cudaMalloc(&d_right, N * sizeof(float)));
    CHECK(cudaMalloc(&changes, BLOCKS * sizeof(float)));
    CHECK(cudaMalloc(&d_report, sizeof(Report)));
    CHECK(cudaMemcpy(a, start.data(), N * sizeof(float), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_right, right.data(), N * sizeof(float), cudaMemcpyHostToDevice));
    float enough = 1e-4f;
    void *args[] = {&a, &b, &d_right, &changes, &enough, &d_report};
    const size_t shared = (N + BLOCKS - 1) / BLOCKS * sizeof(float);
    CHECK(cudaLaunchCooperativeKernel((void *)jacobi, dim3(BLOCKS), dim3(BLOCK), args, shared, 0));
    CHECK(cudaDeviceSynchronize());
    CHECK(cudaMemcpy(&report, d_report, sizeof report, cudaMemcpyDeviceToHost));

    float change = 0;
    const int rounds = host_jacobi(start, right, enough, change);
    int wrong = report.rounds != rounds || std::fabs(report.change - change) > 1e-6f;
    std::vector<float> found(N);
    CHECK(cudaMemcpy(found.data(), rounds % 2 ? b : a, N * sizeof(float), cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; ++i) wrong += std::fabs(found[i] - start[i]) > 1e-4f;
    if (wrong) printf("%d rounds, not %d; change %g, not %g\n", report.rounds, rounds, report.change, change);

    int n = BLOCK * BLOCKS - 10, *values;
    std::vector<int> expected(n), seen(BLOCK * BLOCKS), got(n);
    CHECK(cudaMalloc(&values, n * sizeof(int)));
    CHECK(cudaMemset(values, 0, n * sizeof(int)));
    void *others[] = {&values, &n};
    CHECK(cudaLaunchCooperativeKernel(relay, dim3(BLOCKS), dim3(BLOCK), others));
    CHECK(cudaMemcpy(got.data(), values, n * sizeof(int), cudaMemcpyDeviceToHost));
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < n; ++i) expected[i] += round % 2 == 0 ? 1 + seen[i] : 0;
        for (int i = 0; i < BLOCK * BLOCKS; ++i) seen[i] = expected[(i + BLOCK + 1) % n];
    }
    for (int block = 0; block < BLOCKS; block += 2) expected[block] += 1000;
    for (int i = 0; i < n; ++i) {
        if (got[i] != expected[i] && wrong++ < 5) printf("value %d: %d, not %d\n", i, got[i], expected[i]);
    }
    for (void *p : {(void *)a, (void *)b, (void *)d_right, (void *)changes, (void *)d_report, (void *)values}) CHECK(cudaFree(p));
    printf("%s\n", wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
