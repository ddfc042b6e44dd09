// Where threads meet: votes of a warp, __syncwarp, barriers in loops, in device functions and in branches that all
// threads of a block take, early returns before barriers, and barriers that count.

#include <cstdio>
#include <cstdlib>
#include <vector>

constexpr int kWarpSize = 32;
constexpr unsigned kAll = 0xffffffff;

inline void cuda_must(cudaError_t e, const char *file, int line) {
  if (e == cudaSuccess) return;
  std::fprintf(stderr, "%s(%d): %s: %s\n", file, line, cudaGetErrorName(e), cudaGetErrorString(e));
  std::exit(3);
}
#define CUDA_MUST(e) cuda_must((e), __FILE__, __LINE__)

// ---- votes ----------------------------------------------------------------------------------------------------

struct Votes {
  int any, all;
  unsigned ballot;
};

__global__ void votes(const int *in, int n, Votes *out) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int warp = i / kWarpSize;
  const int v = i < n ? in[i] : 0;
  const int any = __any_sync(kAll, v > 990);
  const int all = __all_sync(kAll, v > 20);
  const unsigned ballot = __ballot_sync(kAll, v & 1);
  if (threadIdx.x % kWarpSize == 0) out[warp] = {any != 0, all != 0, ballot};
}

// Each lane iterates until the whole warp is done: the number of rounds is the maximum over the warp
__global__ void iterate_until_all(const int *in, int n, int *rounds, int *totals) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  int remaining = i < n ? in[i] % 50 : 0;
  int round = 0, work = 0;
  while (__any_sync(kAll, remaining > 0)) {
    if (remaining > 0) {
      remaining -= 3;
      ++work;
    }
    ++round;
  }
  if (i < n) {
    rounds[i] = round;
    totals[i] = work;
  }
}

// ---- shared memory of a warp ----------------------------------------------------------------------------------

// Inclusive scan of a warp through shared memory; __syncwarp separates reading from writing
__device__ int warp_scan(int value, volatile int *scratch) {
  const int lane = threadIdx.x & (kWarpSize - 1);
  scratch[lane] = value;
  __syncwarp();
  for (int d = 1; d < kWarpSize; d *= 2) {
    const int left = lane >= d ? scratch[lane - d] : 0;
    __syncwarp();
    scratch[lane] += left;
    __syncwarp();
  }
  return scratch[lane];
}

__global__ void scan_warps(const int *in, int n, int *out) {
  __shared__ int scratch[4][kWarpSize];
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int sum = warp_scan(i < n ? in[i] : 0, scratch[threadIdx.x / kWarpSize]);
  if (i < n) out[i] = sum;
}

// A barrel rotation by shuffles, in a loop whose length the warp agrees on
__global__ void rotate(const int *in, int n, int *out) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int lane = threadIdx.x % kWarpSize;
  int v = i < n ? in[i] : -1;
  const int times = __shfl_sync(kAll, v, 0) & 7;  // lane 0 decides
  for (int t = 0; t < times; ++t) v = __shfl_sync(kAll, v, (lane + 1) % kWarpSize);
  const int above = __shfl_up_sync(kAll, v, 1);
  const int pair = __shfl_xor_sync(kAll, v, 1, 8);
  if (i < n) out[i] = (lane == 0 ? v : above) + 2 * pair;
}

// ---- barriers -------------------------------------------------------------------------------------------------

__device__ void rotate_block(int *buffer, int by) {
  const int moved = buffer[(threadIdx.x + by) % blockDim.x];
  __syncthreads();
  buffer[threadIdx.x] = moved;
  __syncthreads();
}

// Two barriers, but only in blocks whose switch is on; threads beyond the end have left before
__device__ int mix(int *buffer, int value, bool on, int active) {
  if (on) {
    buffer[threadIdx.x] = value;
    __syncthreads();
    value += buffer[active - 1 - threadIdx.x];
    __syncthreads();
  }
  return value;
}

__global__ void barriers(const int *in, int n, int *out) {
  extern __shared__ int buffer[];
  const int i = blockIdx.x * blockDim.x + threadIdx.x;

  if (in[blockIdx.x] % 7 == 3) {  // whole blocks leave
    if (i < n) out[i] = -1;
    return;
  }

  buffer[threadIdx.x] = i < n ? in[i] : 0;
  __syncthreads();
  for (int round = 0; round < 1 + (int)blockIdx.x % 3; ++round) {
    rotate_block(buffer, round + 1);
    if (round == 1) rotate_block(buffer, 5);
  }
  int value = buffer[threadIdx.x];
  __syncthreads();

  if (i >= n) return;  // single threads leave; the others' barriers go on without them
  const int active = min((int)blockDim.x, n - (int)(blockIdx.x * blockDim.x));
  value = mix(buffer, value, blockIdx.x % 2 == 0, active);
  out[i] = value;
}

__global__ void counting_barriers(const int *in, int n, int *counts) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int v = i < n ? in[i] : 500;
  const int large = __syncthreads_count(v >= 500);
  const int every = __syncthreads_and(v < 995);
  const int some = __syncthreads_or(v == 7);
  if (threadIdx.x == 0) counts[blockIdx.x] = large * 4 + (every ? 2 : 0) + (some ? 1 : 0);
}

// ---- the same on the host -------------------------------------------------------------------------------------

using Ints = std::vector<int>;

static int at(const Ints &v, int i, int otherwise) { return i < (int)v.size() ? v[i] : otherwise; }

static Ints expected_rotate(const Ints &in, int padded) {
  Ints out(in.size());
  for (int w = 0; w < padded; w += kWarpSize) {
    int v[kWarpSize];
    for (int l = 0; l < kWarpSize; ++l) v[l] = at(in, w + (l + (at(in, w, -1) & 7)) % kWarpSize, -1);
    for (int l = 0; l < kWarpSize && w + l < (int)in.size(); ++l)
      out[w + l] = v[l == 0 ? 0 : l - 1] + 2 * v[l ^ 1];
  }
  return out;
}

static Ints expected_barriers(const Ints &in, int block) {
  Ints out(in.size());
  const int n = (int)in.size();
  for (int b = 0; b * block < n; ++b) {
    Ints buffer(block);
    for (int t = 0; t < block; ++t) buffer[t] = at(in, b * block + t, 0);
    int shift = 0;
    for (int round = 0; round < 1 + b % 3; ++round) shift += round + 1 + (round == 1 ? 5 : 0);
    const int active = n - b * block < block ? n - b * block : block;
    for (int t = 0; t < active; ++t) {
      const int own = buffer[(t + shift) % block], other = buffer[(active - 1 - t + shift) % block];
      out[b * block + t] = in[b] % 7 == 3 ? -1 : own + (b % 2 == 0 ? other : 0);
    }
  }
  return out;
}

static int compare(const char *name, const Ints &got, const Ints &want) {
  int wrong = 0;
  for (size_t i = 0; i < want.size(); ++i) wrong += got[i] != want[i];
  std::printf("%-18s %s\n", name, wrong ? "wrong" : "ok");
  return wrong;
}

int main() {
  const int n = 1000, block = 96, blocks = (n + block - 1) / block, padded = blocks * block;
  Ints in(n), a(n), b(n), want_a(n), want_b(n);
  unsigned s = 5;
  for (int &v : in) {
    s = s * 1664525u + 1013904223u;
    v = (s >> 16) % 1000;
  }
  for (int i = 64; i < 96; ++i) in[i] = 30 + i;  // a warp in which all agree

  int *d_in, *d_a, *d_b;
  Votes *d_votes;
  CUDA_MUST(cudaMalloc(&d_in, n * sizeof(int)));
  CUDA_MUST(cudaMalloc(&d_a, n * sizeof(int)));
  CUDA_MUST(cudaMalloc(&d_b, n * sizeof(int)));
  CUDA_MUST(cudaMalloc(&d_votes, padded / kWarpSize * sizeof(Votes)));
  CUDA_MUST(cudaMemcpy(d_in, in.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  auto fetch = [&](Ints &to, const int *from) {
    CUDA_MUST(cudaGetLastError());
    CUDA_MUST(cudaMemcpy(to.data(), from, n * sizeof(int), cudaMemcpyDeviceToHost));
  };
  int wrong = 0;

  votes<<<blocks, block>>>(d_in, n, d_votes);
  std::vector<Votes> v(padded / kWarpSize);
  CUDA_MUST(cudaMemcpy(v.data(), d_votes, v.size() * sizeof(Votes), cudaMemcpyDeviceToHost));
  int bad = 0, unanimous = 0;
  for (size_t w = 0; w < v.size(); ++w) {
    Votes want = {0, 1, 0};
    for (int l = 0; l < kWarpSize; ++l) {
      const int x = at(in, (int)w * kWarpSize + l, 0);
      want.any |= x > 990;
      want.all &= x > 20;
      want.ballot |= (unsigned)(x & 1) << l;
    }
    bad += v[w].any != want.any || v[w].all != want.all || v[w].ballot != want.ballot;
    unanimous += v[w].all;
  }
  std::printf("%-18s %s, %d of %d warps unanimous\n", "votes", bad ? "wrong" : "ok", unanimous, (int)v.size());
  wrong += bad;

  iterate_until_all<<<blocks, block>>>(d_in, n, d_a, d_b);
  fetch(a, d_a);
  fetch(b, d_b);
  for (int i = 0; i < n; ++i) {
    want_a[i] = 0;
    for (int l = i - i % kWarpSize, k = 0; k < kWarpSize; ++k, ++l) {
      const int rounds = (at(in, l, 0) % 50 + 2) / 3;
      want_a[i] = rounds > want_a[i] ? rounds : want_a[i];
    }
    want_b[i] = (in[i] % 50 + 2) / 3;
  }
  wrong += compare("rounds", a, want_a) + compare("work", b, want_b);

  scan_warps<<<(n + 127) / 128, 128>>>(d_in, n, d_a);
  fetch(a, d_a);
  for (int i = 0; i < n; ++i) want_a[i] = in[i] + (i % kWarpSize ? want_a[i - 1] : 0);
  wrong += compare("warp scan", a, want_a);

  rotate<<<blocks, block>>>(d_in, n, d_a);
  fetch(a, d_a);
  wrong += compare("rotation", a, expected_rotate(in, padded));

  barriers<<<blocks, block, block * sizeof(int)>>>(d_in, n, d_a);
  fetch(a, d_a);
  wrong += compare("barriers", a, expected_barriers(in, block));

  counting_barriers<<<blocks, block>>>(d_in, n, d_a);
  fetch(a, d_a);
  a.resize(blocks);
  want_a.assign(blocks, 0);
  for (int k = 0; k < blocks; ++k) {
    int large = 0, every = 1, some = 0;
    for (int t = 0; t < block; ++t) {
      const int x = at(in, k * block + t, 500);
      large += x >= 500;
      every &= x < 995;
      some |= x == 7;
    }
    want_a[k] = large * 4 + every * 2 + some;
  }
  wrong += compare("counting barriers", a, want_a);

  CUDA_MUST(cudaFree(d_in));
  CUDA_MUST(cudaFree(d_a));
  CUDA_MUST(cudaFree(d_b));
  CUDA_MUST(cudaFree(d_votes));

  if (wrong) {
    std::printf("FAIL: %d\n", wrong);
    return 1;
  }
  std::printf("PASS\n");
  return 0;
}
