// Names that are CUDA's too: overloads of its functions that call the originals, variables that are named like its
// indices; kernels for the values of an enumeration; votes on numbers of 16 bits.
#include <cstdio>
#include <cstring>

struct Pair {
    float value;
    int index;
};

__device__ Pair __shfl_down_sync(unsigned int mask, Pair pair, int delta) {
    pair.value = __shfl_down_sync(mask, pair.value, delta);
    pair.index = __shfl_down_sync(mask, pair.index, delta);
    return pair;
}

__device__ inline Pair max(const Pair &a, const Pair &b) { return a.value < b.value ? b : a; }

// A maximum of pairs that keeps the place, by CUDA's function of numbers of 64 bits
__device__ Pair atomicMax(unsigned long long *at, Pair pair) {
    const unsigned long long packed = (unsigned long long)__float_as_uint(pair.value) << 32 | (unsigned int)pair.index;
    const unsigned long long old = atomicMax(at, packed);
    return Pair{__uint_as_float((unsigned int)(old >> 32)), (int)(old & 0xffffffffu)};
}

enum Order { ascending, descending = 7 };

template <Order order, typename T>
__global__ void place(const T *in, int *out, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    int before = 0;
    for (int k = 0; k < n; k++) before += order == ascending ? in[k] < in[i] : in[k] > in[i];
    out[i] = before;
}

__global__ void largest(const float *in, unsigned long long *most, float *sums) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x, lane = threadIdx.x % 32;
    Pair pair = {in[i], i};
    for (int delta = 16; delta > 0; delta /= 2) pair = max(pair, __shfl_down_sync(0xffffffffu, pair, delta));
    if (lane == 0) {
        atomicMax(most, pair);
        sums[i / 32] = pair.value + max(lane, 3) + max(0.5f, (float)lane);
    }
}

// The grid as one number, in variables of the names that CUDA has for three
__device__ int flat(int blockIdx, int blockDim, int lane) { return blockIdx * blockDim + lane; }

__global__ void named(const short *in, unsigned int *same, int *places) {
    const int t = threadIdx.x;
    const int gridDim = 3;
    const int i = flat(blockIdx.x, blockDim.x, t);
    same[i] = __match_any_sync(0xffffffffu, (short)(in[i] % 5));
    places[i] = i * gridDim + gridDim / 2;
}

template <Order order>
static int check(const short *in, const short *host, int *out, int n) {
    int got[128], wrong = 0;
    const dim3 grid{(n + 63) / 64};  // a narrowing that host compilers only warn of
    place<order, short><<<grid, 64>>>(in, out, n);
    cudaMemcpy(got, out, n * sizeof(int), cudaMemcpyDeviceToHost);
    for (int i = 0; i < n; i++) {
        int before = 0;
        for (int k = 0; k < n; k++) before += order == ascending ? host[k] < host[i] : host[k] > host[i];
        wrong += got[i] != before;
    }
    return wrong;
}

int main() {
    const int n = 128;
    float values[n], sums[n / 32], *in, *out_sums;
    short numbers[n], *in_numbers;
    unsigned int same[n], *out_same;
    int places[n], *out;
    unsigned long long *most, found = 0;
    for (int i = 0; i < n; i++) values[i] = (float)(i * 71 % 113);
    for (int i = 0; i < n; i++) numbers[i] = (short)(i * 29 % 83 - 40);
    cudaMalloc(&in, sizeof values);
    cudaMalloc(&in_numbers, sizeof numbers);
    cudaMalloc(&out, sizeof places);
    cudaMalloc(&out_same, sizeof same);
    cudaMalloc(&out_sums, sizeof sums);
    cudaMalloc(&most, sizeof found);
    cudaMemset(most, 0, sizeof found);
    cudaMemcpy(in, values, sizeof values, cudaMemcpyHostToDevice);
    cudaMemcpy(in_numbers, numbers, sizeof numbers, cudaMemcpyHostToDevice);

    int wrong = check<ascending>(in_numbers, numbers, out, n) + check<descending>(in_numbers, numbers, out, n - 9);
    largest<<<2, 64>>>(in, most, out_sums);
    cudaMemcpy(&found, most, sizeof found, cudaMemcpyDeviceToHost);
    cudaMemcpy(sums, out_sums, sizeof sums, cudaMemcpyDeviceToHost);
    int best = 0;
    for (int i = 0; i < n; i++) best = values[best] < values[i] || values[best] == values[i] ? i : best;
    float stored;
    const unsigned int bits = (unsigned int)(found >> 32);
    memcpy(&stored, &bits, sizeof stored);
    if ((stored != values[best] || values[found & 0xffffffffu] != stored) && ++wrong) std::printf("%g at %d\n", stored, best);
    for (int w = 0; w < n / 32; w++) {
        float expected = 0.0f;
        for (int i = w * 32; i < w * 32 + 32; i++) expected = values[i] > expected ? values[i] : expected;
        wrong += sums[w] != expected + 3.5f;
    }
    named<<<2, 64>>>(in_numbers, out_same, out);
    cudaMemcpy(same, out_same, sizeof same, cudaMemcpyDeviceToHost);
    cudaMemcpy(places, out, sizeof places, cudaMemcpyDeviceToHost);
    for (int i = 0; i < n; i++) {
        unsigned int expected = 0;
        for (int k = 0; k < 32; k++) expected |= (numbers[i / 32 * 32 + k] % 5 == numbers[i] % 5 ? 1u : 0u) << k;
        wrong += same[i] != expected || places[i] != 3 * i + 1;
    }
    cudaFree(in);
    cudaFree(in_numbers);
    cudaFree(out);
    cudaFree(out_same);
    cudaFree(out_sums);
    cudaFree(most);
    std::puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
