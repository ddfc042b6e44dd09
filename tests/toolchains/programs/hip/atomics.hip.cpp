// Atomic operations on global and shared memory.
#include "check.h"
__global__ void k(int* i, unsigned* u, float* f, double* d, unsigned long long* l) {
  int t = blockIdx.x * blockDim.x + threadIdx.x;
  atomicAdd(i, 1);
  atomicSub(i + 1, 1);
  atomicMax(i + 2, t);
  atomicMin(i + 3, t);
  atomicAnd(i + 4, ~(1 << (t % 8)));
  atomicOr(i + 5, 1 << (t % 8));
  atomicXor(i + 6, t);
  atomicExch(i + 7, 3);
  int o = i[8], a;
  do {
    a = o;
    o = atomicCAS(i + 8, a, a + 2);
  } while (o != a);
  atomicInc(u, 9);
  atomicAdd(f, 0.5f);
  atomicAdd(d, 0.25);
  atomicAdd(l, 1ull << 33);
  atomicMax(l + 1, (unsigned long long)t << 32);
  __shared__ int s;
  if (threadIdx.x == 0) s = 0;
  __syncthreads();
  atomicAdd(&s, 1);
  __syncthreads();
  if (threadIdx.x == 0) atomicAdd(i + 9, s);
  __threadfence();
}
int main() {
  int* i;
  unsigned* u;
  float* f;
  double* d;
  unsigned long long* l;
  HIP_OK(hipMallocManaged(&i, 64));
  HIP_OK(hipMallocManaged(&u, 64));
  HIP_OK(hipMallocManaged(&f, 64));
  HIP_OK(hipMallocManaged(&d, 64));
  HIP_OK(hipMallocManaged(&l, 64));
  for (int k = 0; k < 16; k++) i[k] = 0;
  i[3] = 99999;
  i[4] = 255;
  *u = 0;
  *f = 0;
  *d = 0;
  l[0] = l[1] = 0;
  k<<<8, 128>>>(i, u, f, d, l);
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(i[0] == 1024 && i[1] == -1024 && i[2] == 1023 && i[3] == 0 && i[4] == 0 && i[5] == 255 && i[6] == 0 && i[7] == 3 &&
     i[8] == 2048 && i[9] == 1024 && *u == 1024 % 10 && *f == 512 && *d == 256 && l[0] == 1024ull << 33 &&
     l[1] == 1023ull << 32);
  puts("PASS");
}
