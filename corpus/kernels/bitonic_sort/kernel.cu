// Keys and their values sorted in each block by a bitonic network.

__device__ __forceinline__ void compare_swap(unsigned int &ka, int &va, unsigned int &kb, int &vb, bool up) {
  if ((ka > kb) == up) {
    const unsigned int k = ka;
    ka = kb;
    kb = k;
    const int v = va;
    va = vb;
    vb = v;
  }
}

template <unsigned int SIZE>
__global__ void bitonic_sort(unsigned int *keys, int *values) {
  __shared__ unsigned int k[SIZE];
  __shared__ int v[SIZE];
  keys += blockIdx.x * SIZE;
  values += blockIdx.x * SIZE;
  for (unsigned int i = threadIdx.x; i < SIZE; i += blockDim.x) {
    k[i] = keys[i];
    v[i] = values[i];
  }

  for (unsigned int size = 2; size <= SIZE; size <<= 1) {
    for (unsigned int stride = size / 2; stride > 0; stride >>= 1) {
      __syncthreads();
      for (unsigned int t = threadIdx.x; t < SIZE / 2; t += blockDim.x) {
        const unsigned int i = 2 * t - (t & (stride - 1));
        compare_swap(k[i], v[i], k[i + stride], v[i + stride], (i & size) == 0);
      }
    }
  }
  __syncthreads();

  for (unsigned int i = threadIdx.x; i < SIZE; i += blockDim.x) {
    keys[i] = k[i];
    values[i] = v[i];
  }
}
