#include "vector_ops.cuh"
#include <vector>

// A name that the other file has too, for something else
static __global__ void work(const float* a, const float* b, float* out, int n, float t)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n)
        out[i] = clampTo(lerp(a[i], b[i], t), Interval{-100.0f, 100.0f});
}

__global__ void clampKernel(float* data, int n, float lower, float upper)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n)
        data[i] = clampTo(data[i], Interval{lower, upper});
}

namespace {

__global__ void blockMaximum(const float* data, float* maxima, int n)
{
    __shared__ float s[THREADS_PER_BLOCK];
    int i = blockIdx.x * THREADS_PER_BLOCK + threadIdx.x;
    s[threadIdx.x] = data[i < n ? i : n - 1];
    __syncthreads();
    for (int width = THREADS_PER_BLOCK / 2; width > 0; width >>= 1) {
        if (threadIdx.x < width)
            s[threadIdx.x] = max(s[threadIdx.x], s[threadIdx.x + width]);
        __syncthreads();
    }
    if (threadIdx.x == 0)
        maxima[blockIdx.x] = s[0];
}

}  // namespace

void blendOnDevice(const float* a, const float* b, float* out, int n, float t, cudaStream_t stream)
{
    work<<<blocksFor(n), THREADS_PER_BLOCK, 0, stream>>>(a, b, out, n, t);
}

float largestOnDevice(const float* data, int n)
{
    int blocks = blocksFor(n);
    float* maxima;
    if (cudaMalloc(&maxima, blocks * sizeof(float)) != cudaSuccess)
        return -1.0f;
    blockMaximum<<<blocks, THREADS_PER_BLOCK>>>(data, maxima, n);
    std::vector<float> host(blocks);
    cudaMemcpy(host.data(), maxima, blocks * sizeof(float), cudaMemcpyDeviceToHost);
    cudaFree(maxima);
    float largest = host[0];
    for (float v : host)
        largest = v > largest ? v : largest;
    return largest;
}
