// Negated numbers, and what is computed from them alone, kept by each thread across barriers.
#include <cmath>
#include <cstdio>
#include <vector>

const int N = 192, BLOCK = 64;

struct Pair {
    float a;
    double b;
};

__device__ Pair opposite(Pair p) { return Pair{-p.a, -p.b}; }

__global__ void across(const float *in, float *out) {
    __shared__ float tile[BLOCK];
    const int t = threadIdx.x, i = blockIdx.x * BLOCK + t;
    const float x = in[i];
    const float minus = -x, times = x * -1.0f, sigmoid = 1.0f / (1.0f + expf(-x)), least = fmaxf(-x, 0.5f);
    const double wide = -(double)x;
    const Pair pair = opposite(Pair{x, 2.0 * x});
    float flipped = x;
    if (t % 3 == 0) flipped = -flipped;
    tile[t] = x;
    __syncthreads();
    const float next = tile[(t + 1) % BLOCK];
    __syncthreads();
    out[i] = minus + times + sigmoid + least + (float)wide + pair.a + (float)pair.b + flipped + next;
}

__global__ void voting(const float *in, float *out, int *counts) {
    const int i = blockIdx.x * BLOCK + threadIdx.x;
    const float minus = -in[i];
    const int count = __syncthreads_count(minus < -1.0f);
    out[i] = minus;
    if (threadIdx.x == 0) counts[blockIdx.x] = count;
}

int main() {
    std::vector<float> in(N), out(N);
    std::vector<int> counts(N / BLOCK);
    for (int i = 0; i < N; i++) in[i] = (i * 37 % 101 - 50) * 0.0625f;
    float *a, *b;
    int *c;
    cudaMalloc(&a, N * sizeof(float));
    cudaMalloc(&b, N * sizeof(float));
    cudaMalloc(&c, counts.size() * sizeof(int));
    cudaMemcpy(a, in.data(), N * sizeof(float), cudaMemcpyHostToDevice);

    across<<<N / BLOCK, BLOCK>>>(a, b);
    cudaMemcpy(out.data(), b, N * sizeof(float), cudaMemcpyDeviceToHost);
    int wrong = 0;
    for (int i = 0; i < N; i++) {
        const int t = i % BLOCK;
        const float x = in[i], next = in[i - t + (t + 1) % BLOCK];
        const double expected = -2.0 * x + 1.0 / (1.0 + std::exp(-(double)x)) + std::fmax(-x, 0.5f) - x - x - 2.0 * x +
                                (t % 3 == 0 ? -x : x) + next;
        wrong += !(std::fabs(out[i] - expected) < 1e-4);
    }
    std::printf("across barriers: %d wrong\n", wrong);

    voting<<<N / BLOCK, BLOCK>>>(a, b, c);
    cudaMemcpy(out.data(), b, N * sizeof(float), cudaMemcpyDeviceToHost);
    cudaMemcpy(counts.data(), c, counts.size() * sizeof(int), cudaMemcpyDeviceToHost);
    int lost = 0;
    for (int i = 0; i < N; i++) lost += out[i] != -in[i];
    for (int block = 0; block < N / BLOCK; block++) {
        int count = 0;
        for (int t = 0; t < BLOCK; t++) count += in[block * BLOCK + t] > 1.0f;
        lost += counts[block] != count;
    }
    std::printf("across a vote: %d wrong\n", lost);
    cudaFree(a);
    cudaFree(b);
    cudaFree(c);
    std::puts(wrong + lost ? "FAIL" : "PASS");
    return wrong + lost != 0;
}
