// C = A B in tiles of shared memory; no size needs to be a multiple of the tile.

template <int TILE>
__global__ void matmul_tiled(const float *a, const float *b, float *c, int rows, int inner, int columns) {
  __shared__ float left[TILE][TILE];
  __shared__ float right[TILE][TILE + 1];
  const int row = blockIdx.y * TILE + threadIdx.y;
  const int column = blockIdx.x * TILE + threadIdx.x;

  float sum = 0.0f;
  for (int start = 0; start < inner; start += TILE) {
    const int k = start + threadIdx.x;
    const int l = start + threadIdx.y;
    left[threadIdx.y][threadIdx.x] = row < rows && k < inner ? a[row * inner + k] : 0.0f;
    right[threadIdx.y][threadIdx.x] = l < inner && column < columns ? b[l * columns + column] : 0.0f;
    __syncthreads();
#pragma unroll
    for (int i = 0; i < TILE; ++i) sum += left[threadIdx.y][i] * right[i][threadIdx.x];
    __syncthreads();
  }
  if (row < rows && column < columns) c[row * columns + column] = sum;
}
