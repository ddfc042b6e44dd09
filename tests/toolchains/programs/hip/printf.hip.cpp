// printf in a kernel.
#include "check.h"
__global__ void k(int n) {
  if (threadIdx.x < 2)
    printf("t %d of %u: %5.2f|%-4d|%s|%c|%lld|%llu|%x|%%|%e|%ld\n", threadIdx.x, blockDim.x, 3.14159, n, "str", 'z',
           1ll << 40, ~0ull, 255u, 1e-3, 5l);
}
int main() {
  k<<<1, 32>>>(-7);
  HIP_OK(hipDeviceSynchronize());
  puts("PASS");
}
