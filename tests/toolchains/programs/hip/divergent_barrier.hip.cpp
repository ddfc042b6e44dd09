// Threads at different barriers are reported, not hung.
#include "check.h"
__global__ void k(int* o) {
  if (threadIdx.x < 32) __syncthreads();
  else {
    o[1] = 1;
    __syncthreads();
  }
  o[0] = 1;
}
__global__ void k2(int* o) {
  __shared__ int s[64];
  s[threadIdx.x] = 1;
  if (threadIdx.x == 0) __syncthreads_count(1);
  else __syncthreads();
  o[0] = 1;
}
int main() {
  int* o;
  HIP_OK(hipMallocManaged(&o, 64));
  k<<<1, 64>>>(o);
  HIP_OK(hipDeviceSynchronize());
  k2<<<1, 64>>>(o);
  REQUIRE(hipGetLastError() != hipSuccess);
  puts("PASS");
}
