#ifndef VECTOR_OPS_CUH
#define VECTOR_OPS_CUH

#include <cuda_runtime.h>

#define THREADS_PER_BLOCK 128

struct Interval {
    float lower;
    float upper;
};

// Small enough for the header: both files use it in their kernels
__host__ __device__ inline float clampTo(float v, const Interval& interval)
{
    return v < interval.lower ? interval.lower : (v > interval.upper ? interval.upper : v);
}

template <typename T>
__device__ T lerp(T a, T b, T t)
{
    return a + t * (b - a);
}

// Defined in vector_ops.cu; the first is launched from main.cu as well
__global__ void clampKernel(float* data, int n, float lower, float upper);
void blendOnDevice(const float* a, const float* b, float* out, int n, float t, cudaStream_t stream = 0);
float largestOnDevice(const float* data, int n);

inline int blocksFor(int n) { return (n + THREADS_PER_BLOCK - 1) / THREADS_PER_BLOCK; }

#endif
