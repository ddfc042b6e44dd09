// Shuffles, votes and masks, in divergent code too, for waves of 64 and 32.
#include "check.h"
__global__ void k(unsigned long long* o, int* p) {
  int l = threadIdx.x % warpSize, t = threadIdx.x;
  int v = t;
  for (int d = warpSize / 2; d > 0; d >>= 1) v += __shfl_down(v, d);
  if (l == 0) p[t / warpSize] = v;
  p[128 + t] = __shfl_xor(t, 1);
  p[256 + t] = __shfl(t, 3);
  p[384 + t] = __shfl_up(t, 1);
  p[512 + t] = __shfl(t, 1, 8);
  unsigned long long b = __ballot(t % 3 == 0);
  if (t == 0) o[0] = b;
  if (t == 0) o[1] = __any(t == 0);
  o[2] = __all(1);
  if (l < 10) {
    unsigned long long m = __ballot(1);
    if (l == 9) o[3] = m;
  } else {
    unsigned long long m = __ballot(1);
    if (l == 20) o[4] = m;
  }
  int iters = l;
  int acc = 0;
  while (iters > 0) {
    acc += __popcll(__ballot(1));
    iters -= 16;
  }
  int after = __popcll(__ballot(1));
  p[640 + t] = acc;
  p[768 + t] = after;
  double dv = __shfl_xor((double)t, 2);
  p[900 + t] = (int)dv;
  unsigned long long full = warpSize == 64 ? ~0ull : 0xffffffffull;
  p[1100 + t] = __shfl_down_sync(full, t, 4);
  {
    unsigned long long q = __ballot_sync(full, 1);
    if (t == 0) o[5] = q;
  }
  int c = __syncthreads_count(t < 5);
  p[1300 + t] = c;
  p[1500 + t] = __syncthreads_or(t == 77) + 2 * __syncthreads_and(t < 128);
}
int main() {
  unsigned long long* o;
  int* p;
  HIP_OK(hipMallocManaged(&o, 64));
  HIP_OK(hipMallocManaged(&p, 8192));
  k<<<1, 128>>>(o, p);
  HIP_OK(hipDeviceSynchronize());
  hipDeviceProp_t pr;
  HIP_OK(hipGetDeviceProperties(&pr, 0));
  int W = pr.warpSize;
  int s = 0;
  for (int i = 0; i < W; i++) s += i;
  REQUIRE(p[0] == s && p[1] == s + W * W);
  REQUIRE(p[128] == 1 && p[129] == 0 && p[256 + 100] == 100 / W * W + 3 && p[384] == 0 && p[384 + 5] == 4 &&
     p[512 + 13] == 9);
  REQUIRE(o[0] == (W == 64 ? 0x9249249249249249ull : 0x49249249ull));
  REQUIRE(o[1] == 1 && o[2] == 1);
  REQUIRE(o[3] == 0x3ff && o[4] == ((W == 64 ? ~0ull : 0xffffffffull) & ~0x3ffull));
  int l = W - 1, exp = 0;
  for (int it = l, n = 0; it > 0; it -= 16, n++) {
    int act = 0;
    for (int k = 0; k < W; k++) act += k - 16 * n > 0;
    exp += act;
  }
  REQUIRE(p[640 + l] == exp);
  REQUIRE(p[768 + 5] == W);
  REQUIRE(p[900 + 5] == 7);
  REQUIRE(p[1100 + 5] == 9);
  REQUIRE(o[5] == (W == 64 ? ~0ull : 0xffffffffull));
  REQUIRE(p[1300] == 5 && p[1500 + 3] == 3);
  printf("wave %d ", W);
  puts("PASS");
}
