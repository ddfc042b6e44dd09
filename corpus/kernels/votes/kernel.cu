// Votes of warps and of the block, in branches too, and what lanes see of each other.

__global__ void votes(const int *values, unsigned int *ballots, int *flags, int *counts, int threshold) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int warp = i / 32;
  const int lane = threadIdx.x & 31;
  const bool above = values[i] > threshold;

  const unsigned int ballot = __ballot_sync(0xffffffffu, above);
  const int any = __any_sync(0xffffffffu, values[i] == 0);
  const int all = __all_sync(0xffffffffu, values[i] >= 0);
  if (lane == 0) {
    ballots[warp] = ballot;
    flags[warp] = any + 2 * all + 4 * (__ffs(ballot) - 1) + 1000 * __clz(ballot);
  }

  int seen = __syncthreads_count(above);
  if (lane < 16) {
    const unsigned int half = __ballot_sync(0x0000ffffu, values[i] & 1);
    seen += 1000 * __popc(half);
    __syncwarp(0x0000ffffu);
  }
  if (__syncthreads_or(values[i] == 77)) seen += 1000000;
  counts[i] = seen;
}
