// Matrix product C = A * B with square tiles in shared memory.
// None of the three extents is a multiple of the tile.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define TILE 16

inline void gpuAssert(cudaError_t code, const char *file, int line, bool abort = true)
{
  if (code != cudaSuccess) {
    fprintf(stderr, "GPUassert: %s %s %d\n", cudaGetErrorString(code), file, line);
    if (abort) exit(code);
  }
}
#define gpuErrchk(ans) { gpuAssert((ans), __FILE__, __LINE__); }

__global__ void matMulTiled(const float* __restrict__ A, const float* __restrict__ B, float* __restrict__ C,
                            int M, int K, int N)
{
  __shared__ float As[TILE][TILE];
  __shared__ float Bs[TILE][TILE];

  const int tx = threadIdx.x, ty = threadIdx.y;
  const int row = blockIdx.y * TILE + ty;
  const int col = blockIdx.x * TILE + tx;

  float acc = 0.0f;
  for (int t = 0; t < (K + TILE - 1) / TILE; ++t) {
    const int ka = t * TILE + tx;
    const int kb = t * TILE + ty;
    As[ty][tx] = (row < M && ka < K) ? A[row * K + ka] : 0.0f;
    Bs[ty][tx] = (kb < K && col < N) ? B[kb * N + col] : 0.0f;
    __syncthreads();

#pragma unroll
    for (int k = 0; k < TILE; ++k)
      acc += As[ty][k] * Bs[k][tx];
    __syncthreads();
  }

  if (row < M && col < N)
    C[row * N + col] = acc;
}

static float randomUnit(unsigned &state)
{
  state = state * 1664525u + 1013904223u;
  return (state >> 8) * (1.0f / 16777216.0f) - 0.5f;
}

// tiled_matmul [M K N [rounds]]
int main(int argc, char **argv)
{
  const bool given = argc > 3;
  const int M = given ? atoi(argv[1]) : 70, K = given ? atoi(argv[2]) : 45, N = given ? atoi(argv[3]) : 53;
  const int rounds = argc > 4 ? atoi(argv[4]) : 1;

  std::vector<float> A(M * K), B(K * N), C(M * N, -1.0f);
  unsigned seed = 12345u;
  for (float &v : A) v = randomUnit(seed);
  for (float &v : B) v = randomUnit(seed);

  float *dA = nullptr, *dB = nullptr, *dC = nullptr;
  gpuErrchk(cudaMalloc(&dA, A.size() * sizeof(float)));
  gpuErrchk(cudaMalloc(&dB, B.size() * sizeof(float)));
  gpuErrchk(cudaMalloc(&dC, C.size() * sizeof(float)));
  gpuErrchk(cudaMemcpy(dA, A.data(), A.size() * sizeof(float), cudaMemcpyHostToDevice));
  gpuErrchk(cudaMemcpy(dB, B.data(), B.size() * sizeof(float), cudaMemcpyHostToDevice));

  dim3 block(TILE, TILE);
  dim3 grid((N + TILE - 1) / TILE, (M + TILE - 1) / TILE);
  for (int round = 0; round < rounds; ++round)
    matMulTiled<<<grid, block>>>(dA, dB, dC, M, K, N);
  gpuErrchk(cudaPeekAtLastError());
  gpuErrchk(cudaMemcpy(C.data(), dC, C.size() * sizeof(float), cudaMemcpyDeviceToHost));

  // A sum of K products in single precision: at most K roundings of terms below 1/4
  const double tolerance = K * 0.25 * 1.2e-7;
  double worst = 0.0, trace = 0.0;
  for (int i = 0; i < M; ++i) {
    for (int j = 0; j < N; ++j) {
      double want = 0.0;
      for (int k = 0; k < K; ++k) want += (double)A[i * K + k] * B[k * N + j];
      const double off = fabs(C[i * N + j] - want);
      if (!(off <= worst)) worst = off;  // also takes a NaN
      if (i == j) trace += C[i * N + j];
    }
  }

  gpuErrchk(cudaFree(dA));
  gpuErrchk(cudaFree(dB));
  gpuErrchk(cudaFree(dC));

  printf("%d x %d x %d, trace %.3f\n", M, K, N, trace);
  if (worst <= tolerance) {
    printf("PASS\n");
    return EXIT_SUCCESS;
  }
  printf("FAIL: largest difference %g, allowed %g\n", worst, tolerance);
  return EXIT_FAILURE;
}
