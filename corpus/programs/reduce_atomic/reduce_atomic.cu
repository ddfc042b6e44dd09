// One pass over the data, many statistics, all gathered with atomics.
#include <cstdio>
#include <cmath>
#include <cstdlib>
#include <climits>

struct Stats
{
    int count;
    int minimum;
    int maximum;
    unsigned int all_or;
    unsigned int all_and;
    unsigned int parity;
    unsigned long long sum_of_squares;
    float sum;
};

__global__ void gather_stats(const int* data, int n, Stats* stats)
{
    __shared__ int block_min;
    __shared__ int block_max;
    __shared__ unsigned int block_parity;
    __shared__ float block_sum;

    if (threadIdx.x == 0)
    {
        block_min = INT_MAX;
        block_max = INT_MIN;
        block_parity = 0u;
        block_sum = 0.0f;
    }
    __syncthreads();

    unsigned long long squares = 0ULL;
    for (int i = threadIdx.x + blockIdx.x * blockDim.x; i < n; i += blockDim.x * gridDim.x)
    {
        int v = data[i];
        atomicMin(&block_min, v);
        atomicMax(&block_max, v);
        atomicXor(&block_parity, (unsigned int)v);
        atomicAdd(&block_sum, (float)v);
        atomicOr(&stats->all_or, (unsigned int)v & 0xffffu);
        atomicAnd(&stats->all_and, (unsigned int)v | 0xffff0000u);
        squares += (unsigned long long)((long long)v * v);
        atomicAdd(&stats->count, 1);
    }
    atomicAdd(&stats->sum_of_squares, squares);
    __syncthreads();

    if (threadIdx.x == 0)
    {
        atomicMin(&stats->minimum, block_min);
        atomicMax(&stats->maximum, block_max);
        atomicXor(&stats->parity, block_parity);
        atomicAdd(&stats->sum, block_sum);
    }
}

/* A maximum of floats, the way it is done without a built-in one */
__device__ float atomic_max_float(float* address, float value)
{
    int* as_int = (int*)address;
    int old = *as_int, assumed;
    do
    {
        assumed = old;
        if (__int_as_float(assumed) >= value) break;
        old = atomicCAS(as_int, assumed, __float_as_int(value));
    } while (assumed != old);
    return __int_as_float(old);
}

__global__ void largest_root(const int* data, int n, float* result)
{
    int i = threadIdx.x + blockIdx.x * blockDim.x;
    if (i >= n) return;
    atomic_max_float(result, sqrtf((float)abs(data[i])));
}

/* Tickets: every thread draws a different number below the limit, the counter wraps */
__global__ void draw_tickets(unsigned int* counter, unsigned int* drawn, unsigned int limit)
{
    unsigned int ticket = atomicInc(counter, limit - 1u);
    atomicAdd(&drawn[ticket], 1u);
}

int main()
{
    const int n = 12345;
    int* data = new int[n];
    unsigned int x = 2463534242u;
    for (int i = 0; i < n; i++)
    {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        data[i] = (int)(x % 20001u) - 10000;
    }
    data[n - 1] = 10007;   // the largest is the last

    Stats expected = {0, INT_MAX, INT_MIN, 0u, 0xffffffffu, 0u, 0ULL, 0.0f};
    Stats start = expected, got;
    double sum = 0.0;
    float root = 0.0f;
    for (int i = 0; i < n; i++)
    {
        int v = data[i];
        expected.count++;
        if (v < expected.minimum) expected.minimum = v;
        if (v > expected.maximum) expected.maximum = v;
        expected.all_or |= (unsigned int)v & 0xffffu;
        expected.all_and &= (unsigned int)v | 0xffff0000u;
        expected.parity ^= (unsigned int)v;
        expected.sum_of_squares += (unsigned long long)((long long)v * v);
        sum += v;
        root = fmaxf(root, sqrtf((float)abs(v)));
    }

    int* d_data;
    Stats* d_stats;
    float* d_root;
    unsigned int *d_counter, *d_drawn;
    const unsigned int limit = 77u;
    cudaMalloc(&d_data, n * sizeof(int));
    cudaMalloc(&d_stats, sizeof(Stats));
    cudaMalloc(&d_root, sizeof(float));
    cudaMalloc(&d_counter, sizeof(unsigned int));
    cudaMalloc(&d_drawn, limit * sizeof(unsigned int));
    cudaMemcpy(d_data, data, n * sizeof(int), cudaMemcpyHostToDevice);
    cudaMemcpy(d_stats, &start, sizeof(Stats), cudaMemcpyHostToDevice);
    cudaMemset(d_root, 0, sizeof(float));
    cudaMemset(d_counter, 0, sizeof(unsigned int));
    cudaMemset(d_drawn, 0, limit * sizeof(unsigned int));

    gather_stats<<<12, 100>>>(d_data, n, d_stats);
    largest_root<<<(n + 127) / 128, 128>>>(d_data, n, d_root);
    draw_tickets<<<10, 77>>>(d_counter, d_drawn, limit);

    float got_root = -1.0f;
    unsigned int drawn[limit];
    cudaMemcpy(&got, d_stats, sizeof(Stats), cudaMemcpyDeviceToHost);
    cudaMemcpy(&got_root, d_root, sizeof(float), cudaMemcpyDeviceToHost);
    cudaMemcpy(drawn, d_drawn, sizeof drawn, cudaMemcpyDeviceToHost);

    cudaError_t error = cudaGetLastError();
    if (error != cudaSuccess)
    {
        printf("FAIL %s\n", cudaGetErrorName(error));
        return 1;
    }

    bool ok = got.count == expected.count && got.minimum == expected.minimum && got.maximum == expected.maximum
           && got.all_or == expected.all_or && got.all_and == expected.all_and && got.parity == expected.parity
           && got.sum_of_squares == expected.sum_of_squares;
    // Integers below 2^24 in every partial sum: each order of additions gives the same float
    ok = ok && (double)got.sum == sum;
    ok = ok && fabsf(got_root - root) <= 1e-5f * root;      // a device's square root may round differently
    for (unsigned int t = 0; t < limit; t++)
        ok = ok && drawn[t] == 10u;

    printf("count %d min %d max %d squares %llu sum %.0f root %.3f\n", got.count, got.minimum, got.maximum,
           got.sum_of_squares, got.sum, got_root);

    cudaFree(d_data);
    cudaFree(d_stats);
    cudaFree(d_root);
    cudaFree(d_counter);
    cudaFree(d_drawn);
    delete[] data;

    printf(ok ? "PASS\n" : "FAIL: statistics differ\n");
    return ok ? 0 : 1;
}
