// Sparse matrix times vector in CSR format: a thread for each row, and a warp for each row.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <cuda_runtime.h>

#define cudaCheck(err) (cudaCheckImpl(err, __FILE__, __LINE__))
void cudaCheckImpl(cudaError_t error, const char* file, int line) {
  if (error != cudaSuccess) {
    printf("[CUDA ERROR] at file %s:%d:\n%s\n", file, line, cudaGetErrorString(error));
    exit(EXIT_FAILURE);
  }
}

template <typename Index, typename Value>
struct CsrMatrix {
  Index rows;
  Index columns;
  const Index* row_start;
  const Index* column;
  const Value* value;

  __host__ __device__ Index length(Index row) const { return row_start[row + 1] - row_start[row]; }
};

template <typename Index, typename Value>
__global__ void spmv_scalar(CsrMatrix<Index, Value> a, const Value* x, Value* y) {
  Index row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= a.rows) return;
  Value dot = 0;
  for (Index k = a.row_start[row]; k < a.row_start[row + 1]; ++k) {
    dot += a.value[k] * x[a.column[k]];
  }
  y[row] = dot;
}

template <typename Index, typename Value>
__global__ void spmv_vector(const CsrMatrix<Index, Value> a, const Value* __restrict__ x, Value* __restrict__ y,
                            Index* longest) {
  const unsigned int lane = threadIdx.x & (warpSize - 1);
  const Index row = (blockIdx.x * blockDim.x + threadIdx.x) / warpSize;
  if (row >= a.rows) return;  // the whole warp leaves

  Value dot = 0;
  const Index begin = a.row_start[row], end = begin + a.length(row);
  for (Index k = begin + lane; k < end; k += warpSize) {
    dot += a.value[k] * __ldg(&x[a.column[k]]);
  }
  for (unsigned int delta = warpSize / 2; delta > 0; delta >>= 1) {
    dot += __shfl_down_sync(0xFFFFFFFF, dot, delta);
  }
  if (lane == 0) {
    y[row] = dot;
    atomicMax(longest, a.length(row));
  }
}

struct Lcg {
  unsigned int state;
  unsigned int next(unsigned int bound) {
    state = state * 1664525u + 1013904223u;
    return (state >> 10) % bound;
  }
};

// spmv_csr [rows columns [rounds]]
int main(int argc, char** argv) {
  const int rows = argc > 2 ? atoi(argv[1]) : 701, columns = argc > 2 ? atoi(argv[2]) : 533;
  const int rounds = argc > 3 ? atoi(argv[3]) : 1;

  std::vector<int> row_start(1, 0), column;
  std::vector<double> value;
  Lcg random = {99u};
  for (int r = 0; r < rows; ++r) {
    // many short rows, some empty ones, a few that are longer than two warps
    int length = r % 10 == 3 ? 0 : r % 50 == 7 ? 70 + random.next(30) : random.next(12);
    if (r == rows - 1) length = 101;
    std::vector<int> columns_of_row;
    for (int k = 0; k < length; ++k) columns_of_row.push_back(random.next(columns));
    std::sort(columns_of_row.begin(), columns_of_row.end());
    columns_of_row.erase(std::unique(columns_of_row.begin(), columns_of_row.end()), columns_of_row.end());
    for (int c : columns_of_row) {
      column.push_back(c);
      value.push_back(random.next(2000) / 1000.0 - 1.0);
    }
    row_start.push_back((int)column.size());
  }
  std::vector<double> x(columns), expected(rows, 0.0), y(rows);
  for (auto& v : x) v = random.next(1000) / 500.0 - 1.0;
  int expected_longest = 0;
  for (int r = 0; r < rows; ++r) {
    for (int k = row_start[r]; k < row_start[r + 1]; ++k) expected[r] += value[k] * x[column[k]];
    expected_longest = std::max(expected_longest, row_start[r + 1] - row_start[r]);
  }

  int *d_row_start, *d_column, *d_longest;
  double *d_value, *d_x, *d_y;
  cudaCheck(cudaMalloc(&d_row_start, row_start.size() * sizeof(int)));
  cudaCheck(cudaMalloc(&d_column, column.size() * sizeof(int)));
  cudaCheck(cudaMalloc(&d_value, value.size() * sizeof(double)));
  cudaCheck(cudaMalloc(&d_x, columns * sizeof(double)));
  cudaCheck(cudaMalloc(&d_y, rows * sizeof(double)));
  cudaCheck(cudaMalloc(&d_longest, sizeof(int)));
  cudaCheck(cudaMemcpy(d_row_start, row_start.data(), row_start.size() * sizeof(int), cudaMemcpyHostToDevice));
  cudaCheck(cudaMemcpy(d_column, column.data(), column.size() * sizeof(int), cudaMemcpyHostToDevice));
  cudaCheck(cudaMemcpy(d_value, value.data(), value.size() * sizeof(double), cudaMemcpyHostToDevice));
  cudaCheck(cudaMemcpy(d_x, x.data(), columns * sizeof(double), cudaMemcpyHostToDevice));
  cudaCheck(cudaMemset(d_longest, 0, sizeof(int)));

  CsrMatrix<int, double> a{rows, columns, d_row_start, d_column, d_value};

  // sums of at most 101 products below 1 in double precision
  const double tolerance = 1e-13;
  int failures = 0;
  auto verify = [&](const char* name) {
    cudaCheck(cudaGetLastError());
    cudaCheck(cudaMemcpy(y.data(), d_y, rows * sizeof(double), cudaMemcpyDeviceToHost));
    double norm = 0.0;
    for (int r = 0; r < rows; ++r) {
      if (!(std::fabs(y[r] - expected[r]) <= tolerance)) ++failures;
      norm += y[r] * y[r];
    }
    printf("%s: |y| = %.6f\n", name, std::sqrt(norm));
  };

  cudaCheck(cudaMemset(d_y, 0xff, rows * sizeof(double)));  // NaN
  for (int round = 0; round < rounds; ++round) spmv_scalar<<<(rows + 127) / 128, 128>>>(a, d_x, d_y);
  verify("scalar");

  cudaCheck(cudaMemset(d_y, 0xff, rows * sizeof(double)));
  const int warps_per_block = 3;
  for (int round = 0; round < rounds; ++round) {
    const int blocks = (rows + warps_per_block - 1) / warps_per_block;
    spmv_vector<int, double><<<blocks, 32 * warps_per_block>>>(a, d_x, d_y, d_longest);
  }
  verify("vector");

  int longest = -1;
  cudaCheck(cudaMemcpy(&longest, d_longest, sizeof longest, cudaMemcpyDeviceToHost));
  printf("%d entries, longest row %d\n", (int)column.size(), longest);

  for (void* p : {(void*)d_row_start, (void*)d_column, (void*)d_longest, (void*)d_value, (void*)d_x, (void*)d_y})
    cudaCheck(cudaFree(p));

  if (failures > 0 || longest != expected_longest) {
    printf("FAIL: %d rows differ\n", failures);
    return EXIT_FAILURE;
  }
  printf("PASS\n");
  return EXIT_SUCCESS;
}
