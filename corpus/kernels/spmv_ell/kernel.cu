// A sparse matrix in ELLPACK form, column by column; places without an entry hold the column -1.

class EllMatrix {
 public:
  const int *columns;
  const float *values;
  int rows;
  int width;

  __device__ float row_times(int row, const float *x) const {
    float sum = 0.0f;
    for (int k = 0; k < width; ++k) {
      const int column = columns[index(row, k)];
      if (column < 0) continue;
      sum += values[index(row, k)] * __ldg(&x[column]);
    }
    return sum;
  }

 private:
  __device__ int index(int row, int k) const { return k * rows + row; }
};

__global__ void spmv_ell(const int *columns, const float *values, int rows, int width, const float *x, float *y) {
  EllMatrix matrix;
  matrix.columns = columns;
  matrix.values = values;
  matrix.rows = rows;
  matrix.width = width;
  const int row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row < matrix.rows) y[row] += matrix.row_times(row, x);
}
