// With several_b.cu, several_host.cpp and several_plain.c: kernels and device functions in two files, host code in two
// more, and a macro from the command line.
#include <cstdio>
#include "several.h"
__device__ int calls;
__device__ int add_offset(int x);
__global__ void shift(int *x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    x[i] = add_offset(x[i]);
    atomicAdd(&calls, 1);
  }
}
int main() {
  const int n = 100;
  int *x = allocate(n), total = 0;
  for (int i = 0; i < n; i++) x[i] = i;
  shift<<<4, 32>>>(x, n);
  triple(x, n);
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  cudaMemcpyFromSymbol(&total, calls, sizeof total);
  printf("%d %d %s\n", x[9], total, x[9] == checked(3 * (9 + OFFSET)) && total == n ? "PASS" : "FAIL");
  cudaFree(x);
}
