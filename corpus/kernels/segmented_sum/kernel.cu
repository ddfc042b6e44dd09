// Sums by key, where equal keys stand together: lanes of one key are added before the atomic.

__global__ void segmented_sum(const int *keys, const unsigned int *values, unsigned int *sums, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int lane = threadIdx.x & 31;
  const int key = i < n ? keys[i] : -1;
  unsigned int sum = i < n ? values[i] : 0u;

  for (int offset = 1; offset < 32; offset *= 2) {
    const unsigned int other = __shfl_up_sync(0xffffffffu, sum, offset);
    const int other_key = __shfl_up_sync(0xffffffffu, key, offset);
    if (lane >= offset && other_key == key) sum += other;
  }
  const int next = __shfl_down_sync(0xffffffffu, key, 1);
  if (key >= 0 && (lane == 31 || next != key)) atomicAdd(sums + key, sum);
}
