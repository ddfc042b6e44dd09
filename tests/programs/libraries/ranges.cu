// Marks and ranges of NVTX around the work of a kernel.
#include <cuda_runtime.h>
#include <nvToolsExt.h>

#include <cstdio>

struct Range {
    explicit Range(const char *name) { nvtxRangePushA(name); }
    ~Range() { nvtxRangePop(); }
};

__global__ void fill(int *values) { values[threadIdx.x] = threadIdx.x; }

int main() {
    int *device, host[32];
    nvtxRangeId_t whole = nvtxRangeStartA("whole");
    {
        Range range("kernel");
        cudaMalloc(&device, sizeof host);
        fill<<<1, 32>>>(device);
        nvtxMark("launched");
    }
    nvtxRangePush("copy");
    cudaMemcpy(host, device, sizeof host, cudaMemcpyDeviceToHost);
    nvtxRangePop();
    nvtxRangeEnd(whole);
    cudaFree(device);
    printf(host[31] == 31 ? "PASS\n" : "FAIL\n");
    return host[31] != 31;
}
