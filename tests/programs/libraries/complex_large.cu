// Sizes and quotients of complex numbers whose squares overflow.
#include <cuComplex.h>
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>

__global__ void divide(cuFloatComplex *x, float *size) {
    *size = cuCabsf(*x);
    *x = cuCdivf(*x, make_cuFloatComplex(-4e30f, 3e30f));
}

int main() {
    const cuFloatComplex large = make_cuFloatComplex(3e30f, 4e30f);
    cuFloatComplex *x, quotient;
    float *size, absolute;
    cudaMalloc(&x, sizeof large);
    cudaMalloc(&size, sizeof absolute);
    cudaMemcpy(x, &large, sizeof large, cudaMemcpyHostToDevice);
    divide<<<1, 1>>>(x, size);
    cudaMemcpy(&quotient, x, sizeof quotient, cudaMemcpyDeviceToHost);
    cudaMemcpy(&absolute, size, sizeof absolute, cudaMemcpyDeviceToHost);
    const cuFloatComplex one = cuCdivf(large, large);
    const bool right = fabsf(absolute / 5e30f - 1) < 1e-6f && fabsf(cuCabsf(large) / 5e30f - 1) < 1e-6f &&
                       fabsf(quotient.x) < 1e-6f && fabsf(quotient.y + 1) < 1e-6f && fabsf(one.x - 1) < 1e-6f &&
                       fabsf(one.y) < 1e-6f;
    printf(right ? "PASS\n" : "size %g, quotient %g %g\n", absolute, quotient.x, quotient.y);
    cudaFree(x);
    cudaFree(size);
    return !right;
}
