// fp16 and bf16.
#include "check.h"
#include <hip/hip_fp16.h>
#include <hip/hip_bf16.h>
__global__ void k(float* o) {
  __half a = __float2half(1.5f), b = __hmul(a, a);
  o[0] = __half2float(b);
  __half2 h = __floats2half2_rn(1.f, 2.f);
  h = __hadd2(h, h);
  h = __hfma2(h, h, h);
  o[1] = __low2float(h);
  o[2] = __high2float(h);
  o[3] = __half2float(hsqrt(__float2half(4.f)));
  o[4] = __half2float(a + b);
  o[5] = __hgt(b, a);
  o[6] = __half2float(__float2half(65520.f));
  __hip_bfloat16 c = __float2bfloat16(2.5f);
  o[7] = __bfloat162float(c);
  o[8] = __half2float(hexp(__float2half(0.f)));
  o[9] = __half2float(__shfl_xor(a, 1));
  __half2 q = h2exp(__floats2half2_rn(0.f, 0.f));
  o[10] = __low2float(q);
}
int main() {
  float* o;
  HIP_OK(hipMallocManaged(&o, 64));
  k<<<1, 1>>>(o);
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(o[0] == 2.25f && o[1] == 6 && o[2] == 20 && o[3] == 2 && o[4] == 3.75f && o[5] == 1 && o[7] == 2.5f && o[8] == 1 &&
     o[10] == 1);
  puts("PASS");
}
