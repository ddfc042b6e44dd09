// Reductions with warp shuffles, for several element types and operations.

#include <cuda_runtime.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace {

constexpr unsigned kFullMask = 0xffffffffu;
constexpr int kWarp = 32;
constexpr int kThreads = 192;  // six warps: not a power of two

void throwOnError(cudaError_t e, const char *expression, int line) {
  if (e != cudaSuccess) {
    throw std::runtime_error(std::string(expression) + " in line " + std::to_string(line) + ": " + cudaGetErrorString(e));
  }
}
#define TRY(expression) throwOnError((expression), #expression, __LINE__)

template <typename T>
__device__ __forceinline__ T warpSum(T value) {
  for (int offset = kWarp / 2; offset > 0; offset /= 2) {
    value += __shfl_down_sync(kFullMask, value, offset);
  }
  return value;  // complete in lane 0
}

template <typename T>
__device__ __forceinline__ T warpMin(T value) {
#pragma unroll
  for (int laneMask = kWarp >> 1; laneMask >= 1; laneMask >>= 1) {
    const T other = __shfl_xor_sync(kFullMask, value, laneMask);
    value = other < value ? other : value;
  }
  return value;  // complete in every lane
}

template <typename T>
__device__ T blockSum(T value) {
  __shared__ T partial[kThreads / kWarp];
  const int lane = threadIdx.x % kWarp;
  const int warp = threadIdx.x / kWarp;

  value = warpSum(value);
  if (lane == 0) partial[warp] = value;
  __syncthreads();

  value = threadIdx.x < kThreads / kWarp ? partial[lane] : T(0);
  if (warp == 0) value = warpSum(value);
  return value;
}

template <typename T>
__global__ void sumKernel(const T *in, T *out, int n) {
  T mine = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) mine += in[i];
  mine = blockSum<T>(mine);
  if (threadIdx.x == 0) out[blockIdx.x] = mine;
}

template <typename T>
__global__ void warpMinKernel(const T *in, T *out, int n, T neutral) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const T smallest = warpMin(i < n ? in[i] : neutral);
  if ((threadIdx.x & 31) == 3) {  // any lane has it
    out[i / kWarp] = smallest;
  }
}

template <typename T>
double deviceSum(const std::vector<T> &values, int rounds) {
  const int n = static_cast<int>(values.size());
  const int blocks = 20;
  T *in, *out;
  TRY(cudaMalloc(&in, n * sizeof(T)));
  TRY(cudaMalloc(&out, blocks * sizeof(T)));
  TRY(cudaMemcpy(in, values.data(), n * sizeof(T), cudaMemcpyHostToDevice));
  for (int round = 0; round < rounds; ++round) sumKernel<T><<<blocks, kThreads>>>(in, out, n);
  TRY(cudaGetLastError());
  std::vector<T> partial(blocks);
  TRY(cudaMemcpy(partial.data(), out, blocks * sizeof(T), cudaMemcpyDeviceToHost));
  TRY(cudaFree(in));
  TRY(cudaFree(out));
  return std::accumulate(partial.begin(), partial.end(), 0.0);
}

template <typename T>
T deviceMin(const std::vector<T> &values, T neutral, int rounds) {
  const int n = static_cast<int>(values.size());
  const int blocks = (n + kThreads - 1) / kThreads, warps = blocks * kThreads / kWarp;
  T *in, *out;
  TRY(cudaMalloc(&in, n * sizeof(T)));
  TRY(cudaMalloc(&out, warps * sizeof(T)));
  TRY(cudaMemcpy(in, values.data(), n * sizeof(T), cudaMemcpyHostToDevice));
  for (int round = 0; round < rounds; ++round) warpMinKernel<<<blocks, kThreads>>>(in, out, n, neutral);
  TRY(cudaGetLastError());
  std::vector<T> partial(warps);
  TRY(cudaMemcpy(partial.data(), out, warps * sizeof(T), cudaMemcpyDeviceToHost));
  TRY(cudaFree(in));
  TRY(cudaFree(out));
  return *std::min_element(partial.begin(), partial.end());
}

template <typename T>
bool testType(const char *name, int n, int rounds) {
  const int shift = std::is_signed<T>::value ? 2000 : 0;
  std::vector<T> values(n);
  unsigned state = 7;
  for (auto &v : values) {
    state = state * 69069u + 1u;
    v = static_cast<T>(static_cast<int>(state >> 20) - shift) / static_cast<T>(4);
  }
  double want = 0.0;
  for (auto v : values) want += v;
  const double got = deviceSum(values, rounds);
  const T least = deviceMin(values, static_cast<T>(30000), rounds);
  const T leastWanted = *std::min_element(values.begin(), values.end());
  std::printf("%s: sum %.2f, min %.2f\n", name, got, static_cast<double>(least));
  return got == want && least == leastWanted;
}

}  // namespace

// reduce_shuffle [elements [rounds]]
int main(int argc, char **argv) {
  const int n = argc > 1 ? std::atoi(argv[1]) : 20011, rounds = argc > 2 ? std::atoi(argv[2]) : 1;
  try {
    bool ok = testType<int>("int", n, rounds);
    ok = testType<unsigned long long>("unsigned long long", n, rounds) && ok;
    // Multiples of 1/4 below 2^24 / 4 in every partial sum: exact in single precision, whatever the order
    ok = testType<float>("float", n, rounds) && ok;
    ok = testType<double>("double", n, rounds) && ok;
    std::puts(ok ? "PASS" : "FAIL: a reduction differs from the host's");
    return ok ? 0 : 1;
  } catch (const std::exception &e) {
    std::printf("FAIL: %s\n", e.what());
    return 1;
  }
}
