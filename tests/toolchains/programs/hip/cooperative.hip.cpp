// Cooperative groups: tiles, coalesced groups, grid sync.
#include "check.h"
#include <hip/hip_cooperative_groups.h>
namespace cg = cooperative_groups;
__global__ void tile(int* o) {
  cg::thread_block b = cg::this_thread_block();
  cg::thread_block_tile<16> t = cg::tiled_partition<16>(b);
  int v = b.thread_rank();
  for (int d = t.size() / 2; d > 0; d /= 2) v += t.shfl_down(v, d);
  if (t.thread_rank() == 0) o[b.thread_rank() / 16] = v;
  b.sync();
  if (b.thread_rank() % 2) {
    cg::coalesced_group g = cg::coalesced_threads();
    if (g.thread_rank() == 0) o[20] = g.size();
  }
}
__global__ void grid(int* x, int* o, int n) {
  cg::grid_group g = cg::this_grid();
  int i = g.thread_rank();
  x[i] = i;
  g.sync();
  o[i] = x[n - 1 - i];
  g.sync();
  if (i == 0) o[n] = o[n - 1] + g.size();
}
int main() {
  int *o, *x;
  HIP_OK(hipMallocManaged(&o, 8192));
  HIP_OK(hipMallocManaged(&x, 8192));
  tile<<<1, 64>>>(o);
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(o[0] == 120 && o[1] == 376 && o[20] == 32 * (warpSize == 64) + 16 * (warpSize == 32));
  int n = 1024;
  void* args[] = {&x, &o, &n};
  HIP_OK(hipLaunchCooperativeKernel((void*)grid, dim3(8), dim3(128), args, 0, 0));
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(o[0] == 1023 && o[n] == 1024);
  puts("PASS");
}
