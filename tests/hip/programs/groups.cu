// Reductions over cooperative groups, as <cooperative_groups/reduce.h> has them.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>

#include <cstdio>

namespace cg = cooperative_groups;

__global__ void reduce(const int *in, int *sums, int *largest, unsigned *odd) {
  cg::thread_block block = cg::this_thread_block();
  cg::thread_block_tile<32> warp = cg::tiled_partition<32>(block);
  cg::thread_block_tile<8> eight = cg::tiled_partition<8>(block);
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int sum = cg::reduce(warp, in[i], cg::plus<int>{});
  const int most = cg::reduce(eight, in[i], cg::greater<int>());
  if (warp.thread_rank() == 0) sums[i / 32] = sum;
  if (eight.thread_rank() == 3) largest[i / 8] = most;
  if (i % 32 == 7 || i % 32 == 9) {
    cg::coalesced_group some = cg::coalesced_threads();
    odd[i] = cg::reduce(some, 1u << (i % 32) % (i / 32 + 8), cg::bit_or<unsigned>());
  }
}

int main() {
  const int n = 192;
  int in[n], sums[n / 32], largest[n / 8];
  unsigned odd[n];
  for (int i = 0; i < n; i++) in[i] = (i * 37) % 101 - 50;
  int *d_in, *d_sums, *d_largest;
  unsigned *d_odd;
  cudaMalloc(&d_in, sizeof in);
  cudaMalloc(&d_sums, sizeof sums);
  cudaMalloc(&d_largest, sizeof largest);
  cudaMalloc(&d_odd, sizeof odd);
  cudaMemcpy(d_in, in, sizeof in, cudaMemcpyHostToDevice);
  reduce<<<n / 96, 96>>>(d_in, d_sums, d_largest, d_odd);
  cudaMemcpy(sums, d_sums, sizeof sums, cudaMemcpyDeviceToHost);
  cudaMemcpy(largest, d_largest, sizeof largest, cudaMemcpyDeviceToHost);
  cudaMemcpy(odd, d_odd, sizeof odd, cudaMemcpyDeviceToHost);
  int wrong = 0;
  for (int w = 0; w < n / 32; w++) {
    int sum = 0;
    for (int i = 0; i < 32; i++) sum += in[w * 32 + i];
    wrong += sums[w] != sum;
    wrong += odd[w * 32 + 7] != (1u << 7 % (w + 8) | 1u << 9 % (w + 8));
  }
  for (int e = 0; e < n / 8; e++) {
    int most = -1000;
    for (int i = 0; i < 8; i++) most = in[e * 8 + i] > most ? in[e * 8 + i] : most;
    wrong += largest[e] != most;
  }
  printf("%s\n", wrong ? "FAIL" : "PASS");
  return wrong;
}
