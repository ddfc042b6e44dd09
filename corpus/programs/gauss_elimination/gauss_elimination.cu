// Many small systems of linear equations, each solved by one block: LU decomposition with partial pivoting in shared
// memory, in double precision (and single, for comparison), then forward and backward substitution.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CUDACHECK(cmd) do {                         \
  cudaError_t err = cmd;                            \
  if (err != cudaSuccess) {                         \
    printf("Failed: Cuda error %s:%d '%s'\n",       \
        __FILE__,__LINE__,cudaGetErrorString(err)); \
    exit(EXIT_FAILURE);                             \
  }                                                 \
} while(0)

template<typename T, int N>
struct Workspace {
  T a[N][N + 1];              // the last column is the right-hand side
  T magnitude[N];
  int candidate[N];
  bool singular;
};

// The row with the largest element in column k, at or below the diagonal: a tournament
template<typename T, int N>
__device__ int findPivot(Workspace<T, N>& w, int k) {
  const int t = threadIdx.x;
  if (threadIdx.y == 0) {
    w.magnitude[t] = t >= k ? fabs(w.a[t][k]) : T(-1);
    w.candidate[t] = t;
  }
  __syncthreads();
  for (int width = N; width > 1; ) {
    const int half = (width + 1) / 2;
    if (threadIdx.y == 0 && t + half < width && w.magnitude[t + half] > w.magnitude[t]) {
      w.magnitude[t] = w.magnitude[t + half];
      w.candidate[t] = w.candidate[t + half];
    }
    width = half;
    __syncthreads();
  }
  return w.candidate[0];
}

template<typename T, int N>
__global__ void solve(const T* matrices, const T* sides, T* solutions, int* status, int batch) {
  __shared__ Workspace<T, N> w;
  const int system = blockIdx.x;
  if (system >= batch) return;
  const int col = threadIdx.x, row0 = threadIdx.y, rows = blockDim.y;   // N x rows threads
  const T* A = matrices + (long)system * N * N;

  for (int r = row0; r < N; r += rows) w.a[r][col] = A[r * N + col];
  if (row0 == 0) w.a[col][N] = sides[system * N + col];
  if (col == 0 && row0 == 0) w.singular = false;
  __syncthreads();

  for (int k = 0; k < N; k++) {
    const int pivot = findPivot(w, k);
    if (pivot != k && row0 == 0) {
      const T held = w.a[k][col];
      w.a[k][col] = w.a[pivot][col];
      w.a[pivot][col] = held;
      if (col == 0) {
        const T right = w.a[k][N];
        w.a[k][N] = w.a[pivot][N];
        w.a[pivot][N] = right;
      }
    }
    __syncthreads();

    if (fabs(w.a[k][k]) < T(1e-6)) {          // the same for all threads
      if (col == 0 && row0 == 0) w.singular = true;
      break;
    }

    // multipliers first, then the rest of the rows
    if (row0 == 0 && col > k) w.a[col][k] /= w.a[k][k];
    __syncthreads();
    for (int r = k + 1 + row0; r < N; r += rows) {
      if (col > k) w.a[r][col] -= w.a[r][k] * w.a[k][col];
      if (col == 0) w.a[r][N] -= w.a[r][k] * w.a[k][N];
    }
    __syncthreads();
  }
  __syncthreads();

  if (w.singular) {
    if (row0 == 0) solutions[system * N + col] = T(0);
    if (row0 == 0 && col == 0) status[system] = 1;
    return;
  }

  for (int k = N - 1; k >= 0; k--) {
    if (row0 == 0 && col == k) w.a[k][N] /= w.a[k][k];
    __syncthreads();
    if (row0 == 0 && col < k) w.a[col][N] -= w.a[col][k] * w.a[k][N];
    __syncthreads();
  }
  if (row0 == 0) solutions[system * N + col] = w.a[col][N];
  if (row0 == 0 && col == 0) status[system] = 0;
}

static double uniform(unsigned& s) {
  s = s * 1664525u + 1013904223u;
  return (s >> 9) / 8388608.0 * 2.0 - 1.0;
}

// Chooses systems whose solution is known; every seventh is singular. Returns the number of wrong ones.
template<typename T, int N>
int run(const char* name, int batch, double tolerance) {
  std::vector<T> A(batch * N * N), b(batch * N), x(batch * N, T(-1));
  std::vector<int> status(batch, -1);
  unsigned seed = 4711;
  for (int s = 0; s < batch; s++) {
    T* a = &A[s * N * N];
    for (int r = 0; r < N; r++)
      for (int c = 0; c < N; c++)
        a[r * N + c] = T(uniform(seed) + (c == (r + s) % N ? 4.0 : 0.0));   // dominant, but off the diagonal
    if (s % 7 == 6)
      for (int c = 0; c < N; c++) a[(N - 1) * N + c] = 2 * a[c];            // exactly twice row 0
    for (int r = 0; r < N; r++) {
      double sum = 0.0;
      for (int c = 0; c < N; c++) sum += (double)a[r * N + c] * (c - 3.5);
      b[s * N + r] = T(sum);
    }
  }

  T *dA, *db, *dx;
  int *dStatus;
  CUDACHECK(cudaMalloc(&dA, A.size() * sizeof(T)));
  CUDACHECK(cudaMalloc(&db, b.size() * sizeof(T)));
  CUDACHECK(cudaMalloc(&dx, x.size() * sizeof(T)));
  CUDACHECK(cudaMalloc(&dStatus, batch * sizeof(int)));
  CUDACHECK(cudaMemcpy(dA, A.data(), A.size() * sizeof(T), cudaMemcpyHostToDevice));
  CUDACHECK(cudaMemcpy(db, b.data(), b.size() * sizeof(T), cudaMemcpyHostToDevice));
  solve<T, N><<<batch + 2, dim3(N, 4)>>>(dA, db, dx, dStatus, batch);
  CUDACHECK(cudaGetLastError());
  CUDACHECK(cudaMemcpy(x.data(), dx, x.size() * sizeof(T), cudaMemcpyDeviceToHost));
  CUDACHECK(cudaMemcpy(status.data(), dStatus, batch * sizeof(int), cudaMemcpyDeviceToHost));
  CUDACHECK(cudaFree(dA));
  CUDACHECK(cudaFree(db));
  CUDACHECK(cudaFree(dx));
  CUDACHECK(cudaFree(dStatus));

  int wrong = 0, singular = 0;
  for (int s = 0; s < batch; s++) {
    singular += status[s] == 1;
    bool good = status[s] == (s % 7 == 6);
    for (int c = 0; c < N && status[s] == 0; c++)
      good = good && std::fabs(x[s * N + c] - (c - 3.5)) <= tolerance;
    wrong += !good;
  }
  printf("%s, %d x %d: %d systems, %d singular, %d wrong\n", name, N, N, batch, singular, wrong);
  return wrong;
}

int main() {
  int wrong = 0;
  // The matrices have conditions up to about a thousand: that, times the unit, times numbers up to N
  wrong += run<double, 24>("double", 33, 1e-10);
  wrong += run<double, 7>("double", 20, 1e-10);
  wrong += run<float, 9>("float", 20, 2e-2);
  if (wrong) {
    printf("FAIL\n");
    return EXIT_FAILURE;
  }
  printf("PASS\n");
  return EXIT_SUCCESS;
}
