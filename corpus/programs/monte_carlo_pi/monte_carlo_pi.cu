// Pi by throwing darts. Each thread has its own generator; the integer arithmetic makes the counts exactly repeatable
// on the host. A second estimate, of an integral, is in floating point.
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace rng {

// Marsaglia's xorshift, 32 bits of state
class XorShift32 {
 public:
  __host__ __device__ explicit XorShift32(uint32_t seed) : state_(seed ? seed : 1u) {}

  __host__ __device__ uint32_t operator()() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }

  __host__ __device__ float uniform() { return static_cast<float>((*this)() >> 8) * (1.0f / 16777216.0f); }

 private:
  uint32_t state_;
};

// A linear congruential generator, 64 bits, of which the upper half is used
struct Lcg64 {
  uint64_t state;

  __host__ __device__ Lcg64(uint32_t seed) : state(seed * 0x9E3779B97F4A7C15ull + 1) {}

  __host__ __device__ uint32_t operator()() {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<uint32_t>(state >> 32);
  }

  __host__ __device__ void skip(int n) {
    while (n-- > 0) (*this)();
  }
};

// Mixes a thread's number into a seed
__host__ __device__ inline uint32_t hash(uint32_t a) {
  a = (a ^ 61u) ^ (a >> 16);
  a *= 9u;
  a ^= a >> 4;
  a *= 0x27d4eb2du;
  return a ^ (a >> 15);
}

}  // namespace rng

// Is the point within the quarter circle? 15-bit coordinates, so that the squares fit
template <class Generator>
__host__ __device__ inline unsigned dart(Generator& random) {
  const uint32_t x = random() >> 17;
  const uint32_t y = random() >> 17;
  return x * x + y * y < (1u << 30) ? 1u : 0u;
}

template <class Generator, int DARTS>
__global__ void throwDarts(unsigned long long* hits, uint32_t seed) {
  __shared__ unsigned int blockHits;
  if (threadIdx.x == 0) blockHits = 0;
  __syncthreads();

  Generator random(rng::hash(seed + blockIdx.x * blockDim.x + threadIdx.x));
  unsigned int mine = 0;
#pragma unroll 4
  for (int d = 0; d < DARTS; ++d) mine += dart(random);
  atomicAdd(&blockHits, mine);

  __syncthreads();
  if (threadIdx.x == 0) atomicAdd(hits, static_cast<unsigned long long>(blockHits));
}

__global__ void integrate(float* sums, int threads, int samples) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= threads) return;
  rng::XorShift32 random(rng::hash(i));
  float sum = 0.0f;
  for (int s = 0; s < samples; ++s) {
    const float x = random.uniform();
    sum += 4.0f / (1.0f + x * x);
  }
  sums[i] = sum / samples;
}

static bool ok(cudaError_t status, const char* what) {
  if (status != cudaSuccess) std::fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(status));
  return status == cudaSuccess;
}

template <class Generator>
bool estimate(const char* name, uint32_t seed) {
  constexpr int blocks = 15, threads = 200, darts = 50;
  unsigned long long *hits, got = 0, want = 0;
  if (!ok(cudaMalloc(&hits, sizeof(*hits)), "cudaMalloc")) return false;
  cudaMemset(hits, 0, sizeof(*hits));
  throwDarts<Generator, darts><<<blocks, threads>>>(hits, seed);
  if (!ok(cudaGetLastError(), "throwDarts")) return false;
  if (!ok(cudaMemcpy(&got, hits, sizeof(got), cudaMemcpyDeviceToHost), "cudaMemcpy")) return false;
  cudaFree(hits);

  for (int t = 0; t < blocks * threads; ++t) {
    Generator random(rng::hash(seed + t));
    for (int d = 0; d < darts; ++d) want += dart(random);
  }
  const double pi = 4.0 * got / (static_cast<double>(blocks) * threads * darts);
  std::printf("%s: %llu hits, pi is about %.4f\n", name, got, pi);
  return got == want && std::fabs(pi - 3.14159265) < 0.05;
}

bool integral() {
  const int threads = 1000, samples = 40;
  float* sums;
  if (!ok(cudaMalloc(&sums, threads * sizeof(float)), "cudaMalloc")) return false;
  integrate<<<(threads + 127) / 128, 128>>>(sums, threads, samples);
  std::vector<float> got(threads);
  if (!ok(cudaMemcpy(got.data(), sums, threads * sizeof(float), cudaMemcpyDeviceToHost), "integrate")) return false;
  cudaFree(sums);

  double mean = 0.0;
  for (int i = 0; i < threads; ++i) {
    rng::XorShift32 random(rng::hash(i));
    double sum = 0.0;
    for (int s = 0; s < samples; ++s) {
      const double x = random.uniform();
      sum += 4.0 / (1.0 + x * x);
    }
    // 40 roundings of sums up to 160 in single precision, and a division that may be approximate
    if (!(std::fabs(got[i] - sum / samples) < 2e-5)) return false;
    mean += got[i] / threads;
  }
  std::printf("integral: %.4f\n", mean);
  return true;
}

int main() {
  bool good = estimate<rng::XorShift32>("xorshift", 1u);
  good &= estimate<rng::Lcg64>("lcg", 2718u);
  good &= integral();

  rng::Lcg64 a(5), b(5);
  a.skip(3);
  b(), b(), b();
  assert(a.state == b.state);

  std::puts(good ? "PASS" : "FAIL");
  return !good;
}
