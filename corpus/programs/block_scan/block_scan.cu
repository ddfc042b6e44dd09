// Exclusive and inclusive prefix sums of an array of any length: every block scans a chunk in dynamic shared memory,
// the chunks' totals are scanned by the same kernel (recursively on the host), and added back.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <vector>

#define CHECK(call) \
  if (auto status_ = (call); status_ != cudaSuccess) { \
    std::cerr << #call << ": " << cudaGetErrorString(status_) << '\n'; \
    std::exit(2); \
  }

// Work-efficient (up-sweep, down-sweep) exclusive scan of 2 * blockDim.x elements
__global__ void scanChunks(const uint32_t* in, uint32_t* out, uint32_t* totals, int n) {
  extern __shared__ uint32_t temp[];
  const int chunk = 2 * blockDim.x;
  const int first = blockIdx.x * chunk;
  const int a = 2 * threadIdx.x, b = a + 1;

  temp[a] = first + a < n ? in[first + a] : 0;
  temp[b] = first + b < n ? in[first + b] : 0;

  int offset = 1;
  for (int d = chunk >> 1; d > 0; d >>= 1) {
    __syncthreads();
    if (threadIdx.x < d) {
      const int left = offset * (a + 1) - 1, right = offset * (b + 1) - 1;
      temp[right] += temp[left];
    }
    offset *= 2;
  }

  if (threadIdx.x == 0) {
    if (totals != nullptr) totals[blockIdx.x] = temp[chunk - 1];
    temp[chunk - 1] = 0;
  }

  for (int d = 1; d < chunk; d *= 2) {
    offset >>= 1;
    __syncthreads();
    if (threadIdx.x < d) {
      const int left = offset * (a + 1) - 1, right = offset * (b + 1) - 1;
      const uint32_t t = temp[left];
      temp[left] = temp[right];
      temp[right] += t;
    }
  }
  __syncthreads();

  if (first + a < n) out[first + a] = temp[a];
  if (first + b < n) out[first + b] = temp[b];
}

__global__ void addOffsets(uint32_t* data, const uint32_t* offsets, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) data[i] += offsets[i / blockDim.x];
}

// Hillis and Steele: inclusive, two buffers carved out of one dynamic array
__global__ void scanInclusive(const uint32_t* in, uint32_t* out, int n) {
  extern __shared__ uint32_t temp[];
  uint32_t* from = temp;
  uint32_t* to = temp + blockDim.x;
  const int t = threadIdx.x;
  to[t] = t < n ? in[t] : 0;
  for (int step = 1; step < blockDim.x; step <<= 1) {
    uint32_t* swap = from;
    from = to;
    to = swap;
    __syncthreads();
    to[t] = t >= step ? from[t] + from[t - step] : from[t];
  }
  if (t < n) out[t] = to[t];
}

void exclusiveScan(const uint32_t* in, uint32_t* out, int n, int threads) {
  const int chunk = 2 * threads;
  const int blocks = (n + chunk - 1) / chunk;
  const size_t shared = chunk * sizeof(uint32_t);

  if (blocks == 1) {
    scanChunks<<<1, threads, shared>>>(in, out, nullptr, n);
    CHECK(cudaGetLastError());
    return;
  }
  uint32_t *totals, *offsets;
  CHECK(cudaMalloc(&totals, blocks * sizeof(uint32_t)));
  CHECK(cudaMalloc(&offsets, blocks * sizeof(uint32_t)));
  scanChunks<<<blocks, threads, shared>>>(in, out, totals, n);
  CHECK(cudaGetLastError());
  exclusiveScan(totals, offsets, blocks, threads);
  addOffsets<<<blocks, chunk>>>(out, offsets, n);
  CHECK(cudaGetLastError());
  CHECK(cudaFree(totals));
  CHECK(cudaFree(offsets));
}

// block_scan [elements [rounds]]
int main(int argc, char** argv) {
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 1;
  bool ok = true;
  for (int n : argc > 1 ? std::vector<int>{std::atoi(argv[1])} : std::vector<int>{1, 100, 4096, 20011}) {
    std::vector<uint32_t> h(n), want(n), got(n, 0xdeadbeef);
    for (int i = 0; i < n; ++i) h[i] = ((i + 1) * 2654435761u) >> 7;  // the sums wrap around
    uint32_t running = 0;
    for (int i = 0; i < n; ++i) {
      want[i] = running;
      running += h[i];
    }

    uint32_t *in, *out;
    CHECK(cudaMalloc(&in, n * sizeof(uint32_t)));
    CHECK(cudaMalloc(&out, n * sizeof(uint32_t)));
    CHECK(cudaMemcpy(in, h.data(), n * sizeof(uint32_t), cudaMemcpyHostToDevice));
    for (int round = 0; round < rounds; ++round) exclusiveScan(in, out, n, 64);
    CHECK(cudaDeviceSynchronize());
    CHECK(cudaMemcpy(got.data(), out, n * sizeof(uint32_t), cudaMemcpyDeviceToHost));
    const bool exclusive = std::equal(got.begin(), got.end(), want.begin());

    const int m = std::min(n, 200), threads = 256;
    scanInclusive<<<1, threads, 2 * threads * sizeof(uint32_t)>>>(in, out, m);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(got.data(), out, m * sizeof(uint32_t), cudaMemcpyDeviceToHost));
    std::partial_sum(h.begin(), h.begin() + m, want.begin());
    const bool inclusive = std::equal(got.begin(), got.begin() + m, want.begin());

    CHECK(cudaFree(in));
    CHECK(cudaFree(out));
    std::cout << "n = " << n << ", total " << running << (exclusive && inclusive ? "" : ": wrong") << '\n';
    ok = ok && exclusive && inclusive;
  }
  std::cout << (ok ? "PASS" : "FAIL") << std::endl;
  return ok ? 0 : 1;
}
