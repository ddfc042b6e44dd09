// Cholesky factors of many small matrices, a block a matrix, a thread a row.

template <int N>
__global__ void batched_cholesky(float *matrices, int *failed) {
  __shared__ float a[N][N];
  __shared__ int bad;
  float *matrix = matrices + (size_t)blockIdx.x * N * N;
  const int row = threadIdx.x;

  for (int column = 0; column < N; ++column) a[row][column] = matrix[row * N + column];
  if (row == 0) bad = 0;
  __syncthreads();

  for (int k = 0; k < N; ++k) {
    if (row == k) {
      if (a[k][k] <= 0.0f) {
        bad = 1;
        a[k][k] = 1.0f;
      } else {
        a[k][k] = sqrtf(a[k][k]);
      }
    }
    __syncthreads();
    if (row > k) a[row][k] /= a[k][k];
    __syncthreads();
    if (row > k) {
      for (int column = k + 1; column <= row; ++column) a[row][column] -= a[row][k] * a[column][k];
    }
    __syncthreads();
  }

  for (int column = 0; column < N; ++column) matrix[row * N + column] = column <= row ? a[row][column] : 0.0f;
  if (row == 0) failed[blockIdx.x] = bad;
}
