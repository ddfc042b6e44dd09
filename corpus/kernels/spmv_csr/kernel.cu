// A sparse matrix in compressed rows times a vector, LANES threads a row.

template <typename T, int LANES>
__global__ void spmv_csr(int rows, const int *offsets, const int *columns, const T *values, const T *x, T *y) {
  const int thread = blockIdx.x * blockDim.x + threadIdx.x;
  const int row = thread / LANES;
  const int lane = thread % LANES;
  T sum = 0;
  if (row < rows) {
    for (int k = offsets[row] + lane; k < offsets[row + 1]; k += LANES) sum += values[k] * x[columns[k]];
  }
  for (int step = LANES / 2; step > 0; step /= 2) sum += __shfl_down_sync(0xffffffffu, sum, step, LANES);
  if (row < rows && lane == 0) y[row] = sum;
}
