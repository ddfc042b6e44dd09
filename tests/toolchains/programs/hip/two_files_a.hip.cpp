// With two_files_b: device variables and functions across files, and equal names in both.
#include "check.h"
extern __device__ int shared_counter;
extern __device__ int twice(int);
void launch_b(int* o);
static __device__ int mine = 1;
static __global__ void same(int* o) {
  o[0] = mine + twice(20);
  atomicAdd(&shared_counter, 1);
}
int main() {
  int* o;
  HIP_OK(hipMallocManaged(&o, 64));
  same<<<1, 1>>>(o);
  launch_b(o + 1);
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(o[0] == 41 && o[1] == 102);
  puts("PASS");
}
