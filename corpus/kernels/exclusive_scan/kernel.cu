// An exclusive prefix sum in three steps: each block's own, the sums of the blocks, and these added.

__device__ int scan_block(int *storage, int value) {
  // Up and down a tree in shared memory; what comes back is the sum of what stands before.
  const int t = threadIdx.x;
  const int n = blockDim.x;
  storage[t] = value;
  for (int stride = 1; stride < n; stride *= 2) {
    __syncthreads();
    const int i = (t + 1) * stride * 2 - 1;
    if (i < n) storage[i] += storage[i - stride];
  }
  if (t == 0) storage[n - 1] = 0;
  for (int stride = n / 2; stride > 0; stride /= 2) {
    __syncthreads();
    const int i = (t + 1) * stride * 2 - 1;
    if (i < n) {
      const int left = storage[i - stride];
      storage[i - stride] = storage[i];
      storage[i] += left;
    }
  }
  __syncthreads();
  return storage[t];
}

__global__ void scan_parts(const int *in, int *out, int *sums, int n) {
  extern __shared__ int shared[];
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int value = i < n ? in[i] : 0;
  const int before = scan_block(shared, value);
  if (i < n) out[i] = before;
  if (threadIdx.x == blockDim.x - 1) sums[blockIdx.x] = before + value;
}

__global__ void scan_sums(int *sums, int count) {
  extern __shared__ int shared[];
  const int value = threadIdx.x < count ? sums[threadIdx.x] : 0;
  const int before = scan_block(shared, value);
  if (threadIdx.x < count) sums[threadIdx.x] = before;
}

__global__ void add_sums(int *out, const int *sums, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) out[i] += sums[blockIdx.x];
}
