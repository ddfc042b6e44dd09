// Events around a kernel: the type becomes sycl::event, and the queue notes times.
#include <stdio.h>
#include <stdlib.h>

inline cudaError_t check(cudaError_t result) {
#if defined(DEBUG)
    if (result != cudaSuccess) {
        fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(result));
        abort();
    }
#endif
    return result;
}

struct Timer {
    cudaEvent_t begin, end;
    Timer() {
        cudaEventCreate(&begin);
        cudaEventCreate(&end);
    }
    ~Timer() {
        cudaEventDestroy(begin);
        cudaEventDestroy(end);
    }
    void start() { cudaEventRecord(begin, 0); }
    float stop() {
        float milliseconds = -1.0f;
        cudaEventRecord(end, 0);
        cudaEventSynchronize(end);
        cudaEventElapsedTime(&milliseconds, begin, end);
        return milliseconds;
    }
};

__global__ void fill(float *a, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) a[i] = 0.5f * i;
}

int main() {
    const int n = 1000;
    const size_t bytes = n * sizeof(float);
    float *a = (float *)malloc(bytes), *d_a;
    check(cudaMalloc((void **)&d_a, bytes));

    cudaEvent_t before;
    check(cudaEventCreate(&before));
    check(cudaEventRecord(before));
    Timer timer;
    timer.start();
    fill<<<(n + 255) / 256, 256>>>(d_a, n);
    float milliseconds = timer.stop(), whole;
    check(cudaMemcpy(a, d_a, bytes, cudaMemcpyDeviceToHost));
    check(cudaEventElapsedTime(&whole, before, timer.end));
    check(cudaEventDestroy(before));
    check(cudaFree(d_a));

    int wrong = !(milliseconds >= 0.0f && whole >= milliseconds);
    for (int i = 0; i < n; i++) wrong += a[i] != 0.5f * i;
    free(a);
    puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
