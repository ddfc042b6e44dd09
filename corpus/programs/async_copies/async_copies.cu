// Pipelines, barriers and atomics of libcu++: tiles are copied ahead of their use, threads arrive and wait, counters count.
#include <cstdio>
#include <utility>

#include <cooperative_groups.h>
#include <cuda/atomic>
#include <cuda/barrier>
#include <cuda/pipeline>
#include <cuda/std/cstddef>

namespace cg = cooperative_groups;

constexpr int THREADS = 128, STAGES = 3;
static int failures = 0;

static void expect(const char *what, int index, double got, double wanted) {
    if (got == wanted || failures > 10) return;
    printf("%s[%d]: %g instead of %g\n", what, index, got, wanted);
    failures++;
}

// Each thread copies its own four floats some tiles ahead.
__global__ void staged_sums(const float *in, float *out, int tiles) {
    __shared__ alignas(16) float stage[STAGES][THREADS * 4];
    const auto shape = cuda::aligned_size_t<alignof(float4)>(sizeof(float4));
    cuda::pipeline<cuda::thread_scope_thread> pipe = cuda::make_pipeline();
    float sum = 0;
    int mine = threadIdx.x * 4;
    for (int tile = 0, ahead = 0; tile < tiles; tile++) {
        for (; ahead < tiles && ahead < tile + STAGES; ahead++) {
            pipe.producer_acquire();
            const float4 *from = reinterpret_cast<const float4 *>(in + (ahead * THREADS * 4 + mine));
            cuda::memcpy_async(reinterpret_cast<float4 *>(&stage[ahead % STAGES][mine]), from, shape, pipe);
            pipe.producer_commit();
        }
        pipe.consumer_wait();
        __syncthreads();
        for (int i = 0; i < 4; i++) sum += stage[tile % STAGES][(mine + 5 * i + 17) % (THREADS * 4)];
        __syncthreads();
        pipe.consumer_release();
    }
    out[threadIdx.x] = sum;
}

// The block copies together.
__global__ void block_pipeline(const int *in, int *out, int tiles) {
    __shared__ cuda::pipeline_shared_state<cuda::thread_scope_block, 2> state;
    __shared__ int tile_of[2][THREADS];
    cg::thread_block block = cg::this_thread_block();
    auto pipe = cuda::make_pipeline(block, &state);
    int sum = 0;
    for (int tile = 0, ahead = 0; tile < tiles; tile++) {
        for (; ahead < tiles && ahead < tile + 2; ahead++) {
            pipe.producer_acquire();
            cuda::memcpy_async(block, tile_of[ahead % 2], in + ahead * THREADS, sizeof(int) * THREADS, pipe);
            pipe.producer_commit();
        }
        pipe.consumer_wait();
        sum += tile_of[tile % 2][THREADS - 1 - threadIdx.x];
        pipe.consumer_release();
    }
    out[threadIdx.x] = sum;
}

// Threads arrive, do something else, and wait for the others.
__global__ void neighbours(const int *in, int *out) {
    const cuda::std::size_t beyond = 64;
    __shared__ cuda::barrier<cuda::thread_scope_block> ready;
    __shared__ int values[THREADS];
    if (threadIdx.x == 0) init(&ready, blockDim.x);
    __syncthreads();
    values[threadIdx.x] = in[threadIdx.x] * 2;
    auto token = ready.arrive();
    int own = in[threadIdx.x] * 100;
    ready.wait(std::move(token));
    int right = values[(threadIdx.x + 1) % THREADS];
    ready.arrive_and_wait();
    values[threadIdx.x] = right;
    ready.arrive_and_wait();
    out[threadIdx.x] = own + values[(threadIdx.x + beyond) % THREADS];
}

__device__ cuda::atomic<int, cuda::thread_scope_device> visits;

__global__ void count(const int *in, int n, unsigned int *bins, long long *least, double *total, int *last) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    cuda::atomic_ref<unsigned int, cuda::thread_scope_device> bin(bins[in[i] & 7]);
    bin.fetch_add(1u, cuda::memory_order_relaxed);
    cuda::atomic_ref<long long> smallest{*least};
    smallest.fetch_min((long long)in[i] - (1ll << 40));
    cuda::atomic_ref<double, cuda::thread_scope_device> sum(*total);
    sum.fetch_add(in[i] * 0.5, cuda::std::memory_order_relaxed);
    cuda::atomic_thread_fence(cuda::memory_order_acq_rel, cuda::thread_scope_device);
    if (visits.fetch_add(1) == n - 1) *last = visits.load();
}

int main() {
    const int tiles = 7, n = THREADS * tiles;
    int *a, *out;
    float *f;
    cudaMallocManaged(&a, n * sizeof(int));
    cudaMallocManaged(&out, 3 * THREADS * sizeof(int));
    cudaMallocManaged(&f, (n * 4 + THREADS) * sizeof(float));
    for (int i = 0; i < n; i++) a[i] = i * 31 % 97 - 20;
    for (int i = 0; i < n * 4; i++) f[i] = (float)(i % 251);
    staged_sums<<<1, THREADS>>>(f, f + n * 4, tiles);
    block_pipeline<<<1, THREADS>>>(a, out, tiles);
    neighbours<<<1, THREADS>>>(a, out + THREADS);
    unsigned int *bins;
    long long *least;
    double *total;
    cudaMallocManaged(&bins, 8 * sizeof(unsigned int));
    cudaMallocManaged(&least, sizeof(long long));
    cudaMallocManaged(&total, sizeof(double));
    cudaMemset(bins, 0, 8 * sizeof(unsigned int));
    cudaDeviceSynchronize();
    *least = 0;
    *total = 0;
    out[2 * THREADS] = -1;
    count<<<(n + 95) / 96, 96>>>(a, n, bins, least, total, out + 2 * THREADS);
    cudaDeviceSynchronize();

    unsigned int wanted[8] = {};
    double sum = 0;
    for (int i = 0; i < n; i++) {
        wanted[a[i] & 7]++;
        sum += a[i] * 0.5;
    }
    for (int t = 0; t < THREADS; t++) {
        float staged = 0;
        int together = 0;
        for (int tile = 0; tile < tiles; tile++) {
            for (int i = 0; i < 4; i++) staged += f[tile * THREADS * 4 + (t * 4 + 5 * i + 17) % (THREADS * 4)];
            together += a[tile * THREADS + THREADS - 1 - t];
        }
        expect("staged", t, f[n * 4 + t], staged);
        expect("together", t, out[t], together);
        expect("neighbours", t, out[THREADS + t], a[t] * 100 + a[(t + 65) % THREADS] * 2);
    }
    for (int b = 0; b < 8; b++) expect("bins", b, bins[b], wanted[b]);
    expect("least", 0, (double)*least, -20.0 - (double)(1ll << 40));
    expect("total", 0, *total, sum);
    expect("last", 0, out[2 * THREADS], n);
    if (cudaGetLastError() != cudaSuccess) failures++;
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
