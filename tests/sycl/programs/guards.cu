// Threads that return while others still meet at barriers.
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call) if ((call) != cudaSuccess) { printf("FAIL: %s\n", #call); exit(1); }

struct Item { int key; float value; };

// at the top, with several barriers behind
__global__ void mirror(const float *in, float *out, int n)
{
    __shared__ float tile[64];
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    float x = in[i];
    const float *p = in + i;
    tile[threadIdx.x] = x;  // the last block is not full
    __syncthreads();
    int last = min(64, n - (int)(blockIdx.x * 64)) - 1;
    float y = tile[last - threadIdx.x];
    __syncthreads();
    tile[threadIdx.x] = y * 2;
    __syncthreads();
    out[i] = tile[threadIdx.x] + x + *p;
}

// in a loop that all go through, and at two places
__global__ void rounds(int *data, int n, int times)
{
    __shared__ int sums[32];
    const int t = threadIdx.x;
    if (t >= n) {
        return;
    }
    int mine = data[t];
    for (int k = 0; k < times; k++) {
        sums[t] = mine;
        __syncthreads();
        Item item = {t, (float)k};
        int next = sums[(t + 1) % n];
        mine = next + item.key * (int)item.value;
        __syncthreads();
    }
    if (mine < 0) {
        data[t] = -1;
        return;
    }
    __syncthreads();
    data[t] = mine;
}

// nested, with other ways out
__global__ void nested(const int *in, int *out, int n, bool extra)
{
    __shared__ int cell[32];
    int t = threadIdx.x;
    cell[t] = 0;
    __syncthreads();
    if (t < n) {
        if (in[t] % 3 == 0) {
            out[t] = -5;
            return;
        } else {
            cell[t] = in[t];
        }
    } else {
        return;
    }
    if (extra) {
        __syncthreads();
        cell[t] += 1;
    }
    __syncthreads();
    int sum = 0;
    for (int k = 0; k < 32; k++) {
        if (cell[k] == 13) continue;
        if (cell[k] > 1000) break;
        sum += cell[k];
    }
    out[t] = sum;
}

// the same for the whole block: nothing to guard
__global__ void whole_blocks(const int *active, int *out)
{
    __shared__ int total;
    if (!active[blockIdx.x]) return;
    if (threadIdx.x == 0) total = 0;
    __syncthreads();
    atomicAdd(&total, 1);
    __syncthreads();
    out[blockIdx.x] = total;
}

// a function with barriers, called by the threads that are left
__device__ int neighbours(int *cell, int value, int width)
{
    int t = threadIdx.x;
    cell[t] = value;
    __syncthreads();
    int result = cell[(t + 1) % width] + cell[(t + width - 1) % width];
    __syncthreads();
    return result;
}

__global__ void calls(const int *in, int *out, int n)
{
    __shared__ int cell[64];
    int t = threadIdx.x;
    if (t >= n) return;
    int v = in[t];
    int r = neighbours(cell, v, n);
    r = neighbours(cell, r, n);
    out[t] = r;
}

int main()
{
    int failures = 0;
    const int n = 150;
    float hf[n], *f, *g;
    for (int i = 0; i < n; i++) hf[i] = i * 0.5f;
    CHECK(cudaMalloc(&f, sizeof hf));
    CHECK(cudaMalloc(&g, sizeof hf));
    CHECK(cudaMemcpy(f, hf, sizeof hf, cudaMemcpyHostToDevice));
    mirror<<<3, 64>>>(f, g, n);
    std::vector<float> r(n);
    CHECK(cudaMemcpy(r.data(), g, sizeof hf, cudaMemcpyDeviceToHost));
    for (int i = 0; i < n; i++) {
        int block = i / 64, last = (n - block * 64 < 64 ? n - block * 64 : 64) - 1;
        float y = hf[block * 64 + last - i % 64];
        failures += r[i] != y * 2 + hf[i] + hf[i];
    }
    printf("mirror: %d\n", failures);

    int h[64], *d, *o, want[64], next[64], got[64];
    for (int i = 0; i < 64; i++) h[i] = i * 7 % 13 + (i == 5 ? -100 : 0);
    CHECK(cudaMalloc(&d, sizeof h));
    CHECK(cudaMalloc(&o, sizeof h));
    CHECK(cudaMemcpy(d, h, sizeof h, cudaMemcpyHostToDevice));
    rounds<<<1, 32>>>(d, 21, 3);
    CHECK(cudaMemcpy(got, d, sizeof h, cudaMemcpyDeviceToHost));
    for (int i = 0; i < 21; i++) want[i] = h[i];
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < 21; i++) next[i] = want[(i + 1) % 21] + i * k;
        for (int i = 0; i < 21; i++) want[i] = next[i];
    }
    for (int i = 0; i < 32; i++) failures += got[i] != (i >= 21 ? h[i] : want[i] < 0 ? -1 : want[i]);
    printf("rounds: %d\n", failures);

    for (int extra = 0; extra < 2; extra++) {
        CHECK(cudaMemcpy(d, h, sizeof h, cudaMemcpyHostToDevice));
        CHECK(cudaMemset(o, 0, sizeof h));
        nested<<<1, 32>>>(d, o, 25, extra);
        CHECK(cudaMemcpy(got, o, sizeof h, cudaMemcpyDeviceToHost));
        int sum = 0;
        for (int i = 0; i < 25; i++) {
            int c = h[i] % 3 == 0 ? 0 : h[i] + extra;
            if (c != 13) sum += c;
        }
        for (int i = 0; i < 32; i++) failures += got[i] != (i >= 25 ? 0 : h[i] % 3 == 0 ? -5 : sum);
    }
    printf("nested: %d\n", failures);

    int active[4] = {1, 0, 1, 0};
    CHECK(cudaMemcpy(d, active, sizeof active, cudaMemcpyHostToDevice));
    CHECK(cudaMemset(o, 0, sizeof h));
    whole_blocks<<<4, 48>>>(d, o);
    CHECK(cudaMemcpy(got, o, sizeof h, cudaMemcpyDeviceToHost));
    failures += got[0] != 48 || got[1] != 0 || got[2] != 48;

    CHECK(cudaMemcpy(d, h, sizeof h, cudaMemcpyHostToDevice));
    CHECK(cudaMemset(o, 0, sizeof h));
    calls<<<1, 64>>>(d, o, 40);
    CHECK(cudaMemcpy(got, o, sizeof h, cudaMemcpyDeviceToHost));
    for (int i = 0; i < 40; i++) next[i] = h[(i + 1) % 40] + h[(i + 39) % 40];
    for (int i = 0; i < 40; i++) want[i] = next[(i + 1) % 40] + next[(i + 39) % 40];
    for (int i = 0; i < 64; i++) failures += got[i] != (i < 40 ? want[i] : 0);
    printf("calls: %d\n", failures);

    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
