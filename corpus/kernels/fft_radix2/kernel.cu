// Fourier transforms of 2^LOG points, a block a signal: bits reversed, then LOG rounds of butterflies.

#include <math_constants.h>

template <int LOG>
__global__ void fft_radix2(const float2 *in, float2 *out) {
  constexpr int N = 1 << LOG;
  __shared__ float2 x[N];
  const int base = blockIdx.x * N;

  for (int i = threadIdx.x; i < N; i += blockDim.x) x[__brev(i) >> (32 - LOG)] = in[base + i];
  __syncthreads();

  for (int half = 1; half < N; half *= 2) {
    for (int t = threadIdx.x; t < N / 2; t += blockDim.x) {
      const int k = t & (half - 1);
      const int a = 2 * t - k;
      const int b = a + half;
      float s, c;
      sincosf(-CUDART_PI_F * k / half, &s, &c);
      const float2 u = x[a], v = x[b];
      const float2 w = make_float2(v.x * c - v.y * s, v.x * s + v.y * c);
      x[a] = make_float2(u.x + w.x, u.y + w.y);
      x[b] = make_float2(u.x - w.x, u.y - w.y);
    }
    __syncthreads();
  }
  for (int i = threadIdx.x; i < N; i += blockDim.x) out[base + i] = x[i];
}
