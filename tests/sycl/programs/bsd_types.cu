// BSD's names of integer types in device code.
#include <cstdio>
#include <sys/types.h>
#include <cuda_runtime.h>

__global__ void fill(u_int16_t *out, u_int n) {
    u_int i = threadIdx.x;
    u_int8_t low = (u_int8_t)(i + 250);
    if (i < n)
        out[i] = (u_int16_t)(70000 + low);
}

int main() {
    u_int16_t got[40], *out;
    cudaMalloc(&out, sizeof got);
    fill<<<1, 64>>>(out, 40);
    cudaMemcpy(got, out, sizeof got, cudaMemcpyDeviceToHost);
    bool right = true;
    for (int i = 0; i < 40; i++)
        right = right && got[i] == 70000 - 65536 + (i + 250) % 256;
    printf(right ? "PASS\n" : "FAIL\n");
    return !right;
}
