// Two translation units with device code: a kernel of the other file is launched here, and the header's device
// functions are used on both sides.
#include "vector_ops.cuh"
#include <cstdio>
#include <cmath>
#include <vector>

static __global__ void work(float* data, int n)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n)
        data[i] = lerp(-8.0f, 8.0f, (float)(i % 33) / 32.0f);
}

static int failed(const char* where)
{
    cudaError_t e = cudaGetLastError();
    if (e == cudaSuccess)
        return 0;
    printf("%s: %s\n", where, cudaGetErrorString(e));
    return 1;
}

int main()
{
    const int n = 3001;
    const Interval interval = {-3.5f, 6.25f};
    const float t = 0.25f;

    float *a, *b, *c;
    cudaMalloc(&a, n * sizeof(float));
    cudaMalloc(&b, n * sizeof(float));
    cudaMalloc(&c, n * sizeof(float));

    std::vector<float> ha(n), hb(n), hc(n);
    for (int i = 0; i < n; ++i)
        hb[i] = float(i % 1000) - 500.0f;
    hb[n - 1] = 999.0f;
    cudaMemcpy(b, hb.data(), n * sizeof(float), cudaMemcpyHostToDevice);

    work<<<blocksFor(n), THREADS_PER_BLOCK>>>(a, n);
    clampKernel<<<blocksFor(n), THREADS_PER_BLOCK>>>(a, n, interval.lower, interval.upper);
    blendOnDevice(a, b, c, n, t);
    float largest = largestOnDevice(c, n);
    float largestB = largestOnDevice(b, n);
    cudaMemcpy(ha.data(), a, n * sizeof(float), cudaMemcpyDeviceToHost);
    cudaMemcpy(hc.data(), c, n * sizeof(float), cudaMemcpyDeviceToHost);
    cudaFree(a);
    cudaFree(b);
    cudaFree(c);
    if (failed("device work")) {
        printf("FAIL\n");
        return 1;
    }

    // multiples of 1/8 with few digits: every operation is exact
    int wrong = 0;
    float expectedLargest = -1e30f;
    for (int i = 0; i < n; ++i) {
        float va = clampTo(-8.0f + (i % 33) / 32.0f * 16.0f, interval);
        float vc = clampTo(va + t * (hb[i] - va), {-100.0f, 100.0f});
        expectedLargest = fmaxf(expectedLargest, vc);
        if (ha[i] != va || hc[i] != vc)
            ++wrong;
    }
    printf("largest %.3f and %.3f, wrong %d\n", largest, largestB, wrong);
    if (wrong || largest != expectedLargest || largestB != 999.0f) {
        printf("FAIL\n");
        return 1;
    }
    printf("PASS\n");
    return 0;
}
