// Discrete cosine transforms of blocks of 8 x 8 pixels, several in a thread block; rows first, then columns.

constexpr int kSide = 8;

__device__ __forceinline__ float cosine(int sample, int frequency) {
  return cospif((2 * sample + 1) * frequency / 16.0f) * (frequency == 0 ? 0.35355339059327373f : 0.5f);
}

__global__ void dct_8x8(const short *pixels, float *coefficients, int count) {
  __shared__ float rows[4][kSide][kSide + 1];
  const int block = blockIdx.x * 4 + threadIdx.z;
  const int u = threadIdx.x, v = threadIdx.y;
  const bool mine = block < count;

  float sum = 0.0f;
  if (mine) {
    for (int x = 0; x < kSide; ++x) sum += pixels[(block * kSide + v) * kSide + x] * cosine(x, u);
  }
  rows[threadIdx.z][v][u] = sum;
  __syncthreads();
  if (!mine) return;

  sum = 0.0f;
  for (int y = 0; y < kSide; ++y) sum += rows[threadIdx.z][y][u] * cosine(y, v);
  coefficients[(block * kSide + v) * kSide + u] = sum;
}
