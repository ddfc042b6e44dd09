// The sum of each block's share of an array, in a tree over dynamic shared memory.

template <typename T>
__global__ void block_sum(const T *in, T *out, int n) {
  extern __shared__ unsigned char storage[];
  T *partial = reinterpret_cast<T *>(storage);
  const int lane = threadIdx.x;

  T mine = T(0);
  for (int i = blockIdx.x * blockDim.x + lane; i < n; i += gridDim.x * blockDim.x) mine += in[i];
  partial[lane] = mine;
  __syncthreads();

  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    if (lane < half) partial[lane] += partial[lane + half];
    __syncthreads();
  }
  if (lane == 0) out[blockIdx.x] = partial[0];
}
