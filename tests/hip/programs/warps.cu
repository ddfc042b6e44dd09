// Warp operations in whole, partial and divergent warps, checked against what a warp of 32 lanes gives.
#include <cstdio>
#include <cstring>

#include <cuda_runtime.h>

static int failures = 0;

static void expect(bool right, const char *what, int thread) {
  if (!right && failures++ < 10) printf("%s is wrong for thread %d\n", what, thread);
}

constexpr int kThreads = 160;  // five warps, so that with 64 lanes the last one is half empty

struct Results {
  unsigned ballot, odd_ballot, active_odd, match, match_all, reduced_and;
  int any, all, all_odd, all_equal, equal, sum, smallest, warp;
  float down, up, exchanged, first, part;
};

__global__ void warps(Results *results) {
  const unsigned full = 0xffffffffu;
  const int i = threadIdx.x, lane = i % warpSize;
  Results r;
  memset(&r, 0, sizeof r);
  r.warp = i / warpSize;
  const float value = 1.5f * i;
  r.ballot = __ballot_sync(full, (i * 7) % 5 < 2);
  r.any = __any_sync(full, i == 70);
  r.all = __all_sync(full, i < 64 || i > 95);
  r.down = __shfl_down_sync(full, value, 3);
  r.up = __shfl_up_sync(full, value, 2);
  r.exchanged = __shfl_xor_sync(full, value, 17);
  r.first = __shfl_sync(full, value, 0);
  r.part = __shfl_sync(full, value, 9, 8);
  r.match = __match_any_sync(full, (i / 3) % 4);
  r.match_all = __match_all_sync(full, i / 32 == 2 ? 1 : i, &r.all_equal);
  r.sum = __reduce_add_sync(full, i);
  r.smallest = __reduce_min_sync(full, (i * 13) % 37 - 18);
  r.reduced_and = __reduce_and_sync(full, (unsigned)i | 0x20u);
  if (lane % 2) {
    r.active_odd = __activemask();
    r.odd_ballot = __ballot_sync(0xaaaaaaaau, lane > 16);
    r.all_odd = __all_sync(0xaaaaaaaau, i % 2 == 1);
    r.equal = __shfl_sync(0xaaaaaaaau, i, 31);
  }
  __syncwarp();
  results[i] = r;
}

template <typename F>
static unsigned lanes(int warp, F predicate) {
  unsigned mask = 0;
  for (int lane = 0; lane < 32; lane++) mask |= (predicate(warp * 32 + lane) ? 1u : 0u) << lane;
  return mask;
}

int main() {
  Results *device, host[kThreads];
  cudaMalloc(&device, sizeof host);
  warps<<<1, kThreads>>>(device);
  cudaMemcpy(host, device, sizeof host, cudaMemcpyDeviceToHost);
  for (int i = 0; i < kThreads; i++) {
    const Results &r = host[i];
    const int w = i / 32, lane = i % 32;
    expect(r.warp == w, "warpSize", i);
    expect(r.ballot == lanes(w, [](int j) { return (j * 7) % 5 < 2; }), "ballot", i);
    expect(r.any == (w == 2), "any", i);
    expect(r.all == (w != 2), "all", i);
    expect(r.down == 1.5f * (lane + 3 < 32 ? i + 3 : i), "down", i);
    expect(r.up == 1.5f * (lane >= 2 ? i - 2 : i), "up", i);
    expect(r.exchanged == 1.5f * (w * 32 + (lane ^ 17)), "xor", i);
    expect(r.first == 1.5f * (w * 32), "idx", i);
    expect(r.part == 1.5f * (i / 8 * 8 + 1), "idx in parts", i);
    expect(r.match == lanes(w, [=](int j) { return (j / 3) % 4 == (i / 3) % 4; }), "match_any", i);
    expect(r.all_equal == (w == 2) && r.match_all == (w == 2 ? 0xffffffffu : 0u), "match_all", i);
    expect(r.sum == 32 * 32 * w + 496, "reduce_add", i);
    int smallest = 100, conjunction = -1;
    for (int j = w * 32; j < w * 32 + 32; j++) {
      if ((j * 13) % 37 - 18 < smallest) smallest = (j * 13) % 37 - 18;
      conjunction &= j | 0x20;
    }
    expect(r.smallest == smallest, "reduce_min", i);
    expect(r.reduced_and == (unsigned)conjunction, "reduce_and", i);
    if (lane % 2) {
      expect(r.active_odd == 0xaaaaaaaau, "activemask", i);
      expect(r.odd_ballot == lanes(w, [](int j) { return j % 2 && j % 32 > 16; }), "ballot of some", i);
      expect(r.all_odd, "all of some", i);
      expect(r.equal == w * 32 + 31, "idx of some", i);
    }
  }
  cudaFree(device);
  puts(failures ? "FAIL" : "PASS");
  return failures != 0;
}
