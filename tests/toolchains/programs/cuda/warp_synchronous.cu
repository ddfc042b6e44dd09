// Old code that exchanges values in a warp through volatile memory.
#include <cstdio>
__device__ void warpReduce(volatile float* s, int t) {
  s[t] += s[t + 32];
  s[t] += s[t + 16];
  s[t] += s[t + 8];
  s[t] += s[t + 4];
  s[t] += s[t + 2];
  s[t] += s[t + 1];
}
__global__ void k(float* o) {
  __shared__ float s[64];
  int t = threadIdx.x;
  s[t] = t;
  __syncthreads();
  if (t < 32) warpReduce(s, t);
  if (t == 0) *o = s[0];
}
int main() {
  float* o;
  cudaMallocManaged(&o, 4);
  k<<<1, 64>>>(o);
  cudaDeviceSynchronize();
  printf("%g %s\n", *o, *o == 2016 ? "PASS" : "FAIL");
}
