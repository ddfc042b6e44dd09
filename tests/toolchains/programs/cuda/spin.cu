// Threads that wait for a flag, and locks.
#include <cstdio>
__device__ volatile int flag;
__device__ int lock_, total;
__global__ void k(int* o) {
  if (threadIdx.x == 0) {
    while (flag == 0);
    o[0] = 7;
  } else if (threadIdx.x == 64) {
    flag = 1;
  }
}
__global__ void locks(int n) {
  bool done = false;
  while (!done)
    if (atomicCAS(&lock_, 0, 1) == 0) {
      total = total + 1;
      __threadfence();
      atomicExch(&lock_, 0);
      done = true;
    }
}
int main() {
  int* o;
  cudaMallocManaged(&o, 4);
  *o = 0;
  k<<<1, 128>>>(o);
  cudaDeviceSynchronize();
  locks<<<8, 64>>>(1);
  cudaDeviceSynchronize();
  int t;
  cudaMemcpyFromSymbol(&t, total, 4);
  printf("%d %d %s\n", *o, t, *o == 7 && t == 512 ? "PASS" : "FAIL");
}
