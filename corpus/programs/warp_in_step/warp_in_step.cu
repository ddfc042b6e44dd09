// Reductions and scans as they were written before CUDA 9: the threads of a warp run in step, and exchange values through
// volatile shared memory without a barrier.
#include <cstdio>
#include <cuda_runtime.h>

#define BLOCK 256
#define COUNT 5000

template <typename T>
__device__ void fold_warp(volatile T *shared, int tid) {
    shared[tid] += shared[tid + 32];
    shared[tid] += shared[tid + 16];
    shared[tid] += shared[tid + 8];
    shared[tid] += shared[tid + 4];
    shared[tid] += shared[tid + 2];
    shared[tid] += shared[tid + 1];
}

template <typename T, unsigned int block>
__global__ void sum(const T *in, T *out, int count) {
    __shared__ T shared[BLOCK + 32];
    int tid = threadIdx.x, i = blockIdx.x * block + threadIdx.x;
    shared[tid] = i < count ? in[i] : T(0);
    __syncthreads();
    if (block >= 256) {
        if (tid < 128) shared[tid] += shared[tid + 128];
        __syncthreads();
    }
    if (block >= 128) {
        if (tid < 64) shared[tid] += shared[tid + 64];
        __syncthreads();
    }
    if (tid < 32) fold_warp<T>(shared, tid);
    if (tid == 0) out[blockIdx.x] = shared[0];
}

// The same with a value in a register, a condition before each step, and the greatest value.
__global__ void greatest(const int *in, int *out, int count) {
    __shared__ int values[BLOCK];
    int tid = threadIdx.x, i = blockIdx.x * BLOCK + tid;
    int mine = i < count ? in[i] : -1;
    values[tid] = mine;
    __syncthreads();
    for (int half = BLOCK / 2; half > 32; half >>= 1) {
        if (tid < half) values[tid] = mine = max(mine, values[tid + half]);
        __syncthreads();
    }
    if (tid < 32) {
        volatile int *v = values;
        if (BLOCK >= 64) v[tid] = mine = max(mine, v[tid + 32]);
        if (BLOCK >= 32) v[tid] = mine = max(mine, v[tid + 16]);
        v[tid] = mine = max(mine, v[tid + 8]);
        v[tid] = mine = max(mine, v[tid + 4]);
        v[tid] = mine = max(mine, v[tid + 2]);
        v[tid] = mine = max(mine, v[tid + 1]);
        if (tid == 0) out[blockIdx.x] = v[0];
    }
}

// A scan of each warp, in a loop; zeros stand before the values.
__global__ void scan(const int *in, int *out, int count) {
    __shared__ volatile int padded[BLOCK / 32][48];
    int lane = threadIdx.x % 32, warp = threadIdx.x / 32, i = blockIdx.x * BLOCK + threadIdx.x;
    if (lane < 16) padded[warp][lane] = 0;
    volatile int *line = padded[warp] + 16;
    line[lane] = i < count ? in[i] : 0;
    for (int offset = 1; offset < 32; offset *= 2) line[lane] += line[lane - offset];
    if (i < count) out[i] = line[lane];
}

int main() {
    const int blocks = (COUNT + BLOCK - 1) / BLOCK;
    int in[COUNT], wrong = 0, *d_in, *d_out, *d_scan;
    double parts[COUNT], *d_parts, *d_sums;
    for (int i = 0; i < COUNT; i++) in[i] = i * 7919 % 1000, parts[i] = in[i] * 0.5;
    cudaMalloc(&d_in, sizeof in);
    cudaMalloc(&d_out, blocks * sizeof(int));
    cudaMalloc(&d_scan, sizeof in);
    cudaMalloc(&d_parts, sizeof parts);
    cudaMalloc(&d_sums, blocks * sizeof(double));
    cudaMemcpy(d_in, in, sizeof in, cudaMemcpyHostToDevice);
    cudaMemcpy(d_parts, parts, sizeof parts, cudaMemcpyHostToDevice);

    int out[blocks], scanned[COUNT];
    double sums[blocks];
    sum<int, BLOCK><<<blocks, BLOCK>>>(d_in, d_out, COUNT);
    cudaMemcpy(out, d_out, sizeof out, cudaMemcpyDeviceToHost);
    sum<double, BLOCK><<<blocks, BLOCK>>>(d_parts, d_sums, COUNT);
    cudaMemcpy(sums, d_sums, sizeof sums, cudaMemcpyDeviceToHost);
    for (int b = 0; b < blocks; b++) {
        int right = 0;
        for (int i = b * BLOCK; i < (b + 1) * BLOCK && i < COUNT; i++) right += in[i];
        if ((out[b] != right || sums[b] != right * 0.5) && wrong++ < 5)
            printf("sums of block %d are %d and %g, expected %d and %g\n", b, out[b], sums[b], right, right * 0.5);
    }
    greatest<<<blocks, BLOCK>>>(d_in, d_out, COUNT);
    cudaMemcpy(out, d_out, sizeof out, cudaMemcpyDeviceToHost);
    for (int b = 0; b < blocks; b++) {
        int right = -1;
        for (int i = b * BLOCK; i < (b + 1) * BLOCK && i < COUNT; i++) right = in[i] > right ? in[i] : right;
        if (out[b] != right && wrong++ < 5) printf("the greatest of block %d is %d, expected %d\n", b, out[b], right);
    }
    scan<<<blocks, BLOCK>>>(d_in, d_scan, COUNT);
    cudaMemcpy(scanned, d_scan, sizeof scanned, cudaMemcpyDeviceToHost);
    for (int i = 0, running = 0; i < COUNT; i++) {
        running = (i % 32 ? running : 0) + in[i];
        if (scanned[i] != running && wrong++ < 5) printf("scan[%d] is %d, expected %d\n", i, scanned[i], running);
    }
    cudaFree(d_in);
    cudaFree(d_out);
    cudaFree(d_scan);
    cudaFree(d_parts);
    cudaFree(d_sums);
    printf(wrong ? "FAIL\n" : "PASS\n");
    return wrong != 0;
}
