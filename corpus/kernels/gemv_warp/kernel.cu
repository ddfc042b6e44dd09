// y = alpha A x + beta y, a warp a row; the parts of a row's sum move down the lanes.

__global__ void gemv_warp(const double *a, const double *x, double *y, double alpha, double beta, int rows, int columns) {
  const int warps = blockDim.x / warpSize;
  const int lane = threadIdx.x & (warpSize - 1);
  for (int row = blockIdx.x * warps + threadIdx.x / warpSize; row < rows; row += gridDim.x * warps) {
    double sum = 0.0;
    for (int column = lane; column < columns; column += warpSize) sum += a[(size_t)row * columns + column] * x[column];
    for (int offset = warpSize / 2; offset > 0; offset /= 2) sum += __shfl_down_sync(0xffffffff, sum, offset);
    if (lane == 0) y[row] = alpha * sum + beta * y[row];
  }
}
