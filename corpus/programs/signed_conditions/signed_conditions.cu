// Conditions that become -1, 0 and 1 of a floating-point type.
#include <cstdio>
#include <cuda_runtime.h>

__global__ void choose(double *d, float *f, int n) {
    int i = threadIdx.x;
    d[i] = i == n ? -1 : 0;
    f[i] = i < n ? -1 : 0;
    d[i + 8] = i == n ? 1 : 0;
    f[i + 8] = (float)(int)(i < n);
}

int main() {
    double *d, doubles[16];
    float *f, floats[16];
    cudaMalloc(&d, sizeof doubles);
    cudaMalloc(&f, sizeof floats);
    choose<<<1, 8>>>(d, f, 3);
    cudaMemcpy(doubles, d, sizeof doubles, cudaMemcpyDeviceToHost);
    cudaMemcpy(floats, f, sizeof floats, cudaMemcpyDeviceToHost);
    int failures = 0;
    for (int i = 0; i < 8; i++) {
        failures += doubles[i] != (i == 3 ? -1 : 0) || floats[i] != (i < 3 ? -1 : 0);
        failures += doubles[i + 8] != (i == 3 ? 1 : 0) || floats[i + 8] != (i < 3 ? 1 : 0);
    }
    cudaFree(d);
    cudaFree(f);
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
