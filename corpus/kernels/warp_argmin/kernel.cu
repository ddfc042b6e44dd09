// The smallest value of each warp's share and where it stands, the first of equals.

struct Best {
  float value;
  int index;
};

__device__ Best better(Best a, Best b) {
  if (b.value < a.value || (b.value == a.value && b.index < a.index)) return b;
  return a;
}

__global__ void warp_argmin(const float *values, Best *best, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  Best mine = {i < n ? values[i] : 3.0e38f, i};
  for (int mask = 1; mask < 32; mask <<= 1) {
    Best other;
    other.value = __shfl_xor_sync(0xffffffffu, mine.value, mask);
    other.index = __shfl_xor_sync(0xffffffffu, mine.index, mask);
    mine = better(mine, other);
  }
  if (threadIdx.x % 32 == 7) best[i / 32] = mine;
}
