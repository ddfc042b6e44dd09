// Conditions behind operations of a warp: the threads that they turn away took part in the operations before.
#include <cstdio>
#include <vector>

#include <cooperative_groups.h>
namespace cg = cooperative_groups;

const int WARP = 32, BLOCK = 64, BLOCKS = 4, THREADS = BLOCK * BLOCKS, SHORT = 70, FEW = 7;
const unsigned ALL = 0xffffffffu;

__global__ void by_bound(const int *in, int *out, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    int v = in[i];
    for (int d = 16; d > 0; d /= 2) v += __shfl_xor_sync(ALL, v, d);
    if (i < n) out[i] = v;
}

__global__ void by_return(const int *in, int *out, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    const int v = __shfl_sync(ALL, in[i], 31) + __popc(__match_any_sync(ALL, in[i] % 4));
    if (i >= n) return;
    out[i] = v;
}

__global__ void by_thread(const int *in, int *out, int few) {
    const int t = threadIdx.x;
    int v = in[blockIdx.x * BLOCK + t];
    if (v % 3) v += t;
    for (int d = 16; d > 0; d /= 2) v += __shfl_xor_sync(ALL, v, d);
    if (t < few) out[blockIdx.x * few + t] = v;
}

__global__ void by_first(const int *in, int *out) {
    int v = in[blockIdx.x * BLOCK + threadIdx.x];
    for (int d = 16; d > 0; d /= 2) v += __shfl_down_sync(ALL, v, d);
    if (threadIdx.x == 0) out[blockIdx.x] = v;
}

__global__ void by_vote(const int *in, int *out, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    const unsigned all = __ballot_sync(ALL, 1), some = __ballot_sync(ALL, in[i] & 1);
    const cg::thread_block_tile<16> tile = cg::tiled_partition<16>(cg::this_thread_block());
    const int any = tile.any(in[i] == 69);
    if (i < n) out[i] = (all == ALL) * 1000 + __popc(some) * 2 + any;
}

std::vector<int> in(THREADS);

int of_warp(int i, bool plus) {
    int sum = 0;
    for (int k = i / WARP * WARP; k < i / WARP * WARP + WARP; k++) sum += in[k] + (plus && in[k] % 3 ? k % BLOCK : 0);
    return sum;
}

int check(const char *what, int *device, int count, int (*expected)(int)) {
    std::vector<int> out(THREADS);
    cudaMemcpy(out.data(), device, THREADS * sizeof(int), cudaMemcpyDeviceToHost);
    cudaMemset(device, 0, THREADS * sizeof(int));
    int wrong = 0;
    for (int i = 0; i < THREADS; i++) wrong += out[i] != (i < count ? expected(i) : 0);
    std::printf("%s: %d wrong\n", what, wrong);
    return wrong;
}

int main() {
    int *a, *b;
    for (int i = 0; i < THREADS; i++) in[i] = i * i % 71 + i / 64;
    cudaMalloc(&a, THREADS * sizeof(int));
    cudaMalloc(&b, THREADS * sizeof(int));
    cudaMemcpy(a, in.data(), THREADS * sizeof(int), cudaMemcpyHostToDevice);
    cudaMemset(b, 0, THREADS * sizeof(int));

    by_bound<<<BLOCKS, BLOCK>>>(a, b, SHORT);
    int wrong = check("by a bound", b, SHORT, [](int i) { return of_warp(i, false); });
    by_return<<<BLOCKS, BLOCK>>>(a, b, SHORT);
    wrong += check("by a return", b, SHORT, [](int i) {
        int alike = 0;
        for (int k = i / WARP * WARP; k < i / WARP * WARP + WARP; k++) alike += in[k] % 4 == in[i] % 4;
        return in[i / WARP * WARP + 31] + alike;
    });
    by_thread<<<BLOCKS, BLOCK>>>(a, b, FEW);
    wrong += check("by a thread's number", b, BLOCKS * FEW, [](int i) { return of_warp(i / FEW * BLOCK, true); });
    by_first<<<BLOCKS, BLOCK>>>(a, b);
    wrong += check("all but the first", b, BLOCKS, [](int i) { return of_warp(i * BLOCK, false); });
    by_vote<<<BLOCKS, BLOCK>>>(a, b, SHORT);
    wrong += check("behind a vote", b, SHORT, [](int i) {
        int odd = 0, any = 0;
        for (int k = i / WARP * WARP; k < i / WARP * WARP + WARP; k++) odd += in[k] & 1;
        for (int k = i / 16 * 16; k < i / 16 * 16 + 16; k++) any |= in[k] == 69;
        return 1000 + odd * 2 + any;
    });
    cudaFree(a);
    cudaFree(b);
    std::puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
