// Dot products in half precision, two values in a word: fused multiply-adds of pairs, a reduction of each warp by shuffles of
// pairs and of each block in shared memory, and sums of blocks in half and in float. All values are small multiples of 1/8,
// so that every partial sum is exact and any order gives the same.
#include <cuda_fp16.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

constexpr int kThreads = 128;

#define CHECK(call)                                                                     \
    do {                                                                                \
        cudaError_t error = (call);                                                     \
        if (error != cudaSuccess) {                                                     \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error)); \
            exit(1);                                                                    \
        }                                                                               \
    } while (0)

__device__ half2 warp_sum(half2 value) {
    for (int offset = 16; offset > 0; offset /= 2) {
        value = __hadd2(value, __shfl_down_sync(0xffffffffu, value, offset));
    }
    return value;
}

__device__ half2 block_sum(half2 value) {
    __shared__ half2 partial[kThreads / 32];
    int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    value = warp_sum(value);
    if (lane == 0) partial[warp] = value;
    __syncthreads();
    if (warp == 0) {
        value = lane < kThreads / 32 ? partial[lane] : __float2half2_rn(0.0f);
        value = warp_sum(value);
    }
    return value;
}

__global__ void dot(const half2 *a, const half2 *b, int pairs, half2 *halves, float *sum) {
    half2 mine = __float2half2_rn(0.0f);
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < pairs; i += gridDim.x * blockDim.x) {
        mine = __hfma2(__ldg(&a[i]), b[i], mine);
    }
    mine = block_sum(mine);
    if (threadIdx.x == 0) {
        atomicAdd(halves, mine);
        float2 both = __half22float2(mine);
        atomicAdd(sum, both.x + both.y);
    }
}

// Counts, a vote for each pair, and the greatest value of all.
__global__ void compare(const half2 *a, const half2 *b, int pairs, int *smaller, half *greatest) {
    __shared__ half best[kThreads];
    half mine = CUDART_NEG_ZERO_FP16;
    int count = 0;
    for (int i = threadIdx.x; i < pairs; i += kThreads) {
        half2 x = a[i], y = b[i];
        count += __hblt2(x, y);
        half2 larger = __hmax2(x, y);
        mine = __hmax(mine, __hmax(__low2half(larger), __high2half(larger)));
    }
    best[threadIdx.x] = mine;
    atomicAdd(smaller, count);
    __syncthreads();
    for (int step = kThreads / 2; step > 0; step /= 2) {
        if (threadIdx.x < step && best[threadIdx.x + step] > best[threadIdx.x]) {
            best[threadIdx.x] = best[threadIdx.x + step];
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) *greatest = best[0];
}

int main() {
    const int pairs = 1000;
    std::vector<half2> a(pairs), b(pairs);
    double exact = 0.0;
    double low = 0.0, high = 0.0;
    int fewer = 0;
    float most = -1e30f;
    for (int i = 0; i < pairs; i++) {
        float ax = (i * 5 % 7 - 3) * 0.5f, ay = (i * 3 % 5 - 2) * 0.25f, bx = (i % 9 - 4) * 0.25f, by = (i % 4) * 0.5f;
        a[i] = __floats2half2_rn(ax, ay);
        b[i] = __halves2half2(__float2half(bx), __float2half(by));
        low += ax * bx;
        high += ay * by;
        fewer += ax < bx && ay < by;
        most = fmaxf(fmaxf(most, fmaxf(ax, bx)), fmaxf(ay, by));
    }
    exact = low + high;

    half2 *da, *db, *halves;
    float *sum;
    int *smaller;
    half *greatest;
    CHECK(cudaMalloc(&da, pairs * sizeof(half2)));
    CHECK(cudaMalloc(&db, pairs * sizeof(half2)));
    CHECK(cudaMalloc(&halves, sizeof(half2)));
    CHECK(cudaMalloc(&sum, sizeof(float)));
    CHECK(cudaMalloc(&smaller, sizeof(int)));
    CHECK(cudaMalloc(&greatest, sizeof(half)));
    CHECK(cudaMemcpy(da, a.data(), pairs * sizeof(half2), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(db, b.data(), pairs * sizeof(half2), cudaMemcpyHostToDevice));
    CHECK(cudaMemset(halves, 0, sizeof(half2)));
    CHECK(cudaMemset(sum, 0, sizeof(float)));
    CHECK(cudaMemset(smaller, 0, sizeof(int)));
    dot<<<4, kThreads>>>(da, db, pairs, halves, sum);
    CHECK(cudaGetLastError());
    compare<<<1, kThreads>>>(da, db, pairs, smaller, greatest);
    CHECK(cudaGetLastError());

    half2 pair;
    float total;
    int count;
    half top;
    CHECK(cudaMemcpy(&pair, halves, sizeof pair, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(&total, sum, sizeof total, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(&count, smaller, sizeof count, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(&top, greatest, sizeof top, cudaMemcpyDeviceToHost));
    float2 both = __half22float2(pair);
    if (total != (float)exact || both.x != (float)low || both.y != (float)high) {
        printf("FAIL: sums %g, %g + %g instead of %g = %g + %g\n", total, both.x, both.y, exact, low, high);
        return 1;
    }
    if (count != fewer || __half2float(top) != most) {
        printf("FAIL: %d smaller, greatest %g instead of %d and %g\n", count, __half2float(top), fewer, most);
        return 1;
    }
    CHECK(cudaFree(da));
    CHECK(cudaFree(db));
    CHECK(cudaFree(halves));
    CHECK(cudaFree(sum));
    CHECK(cudaFree(smaller));
    CHECK(cudaFree(greatest));
    printf("PASS\n");
    return 0;
}
