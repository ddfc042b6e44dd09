// Causal attention with a running softmax: a block takes some queries and walks over keys in tiles.

constexpr int kWidth = 16;   // of a head
constexpr int kTile = 32;    // keys at a time, and queries of a block

__global__ void attention(const float *q, const float *k, const float *v, float *out, int length, float scale) {
  __shared__ float keys[kTile][kWidth];
  __shared__ float values[kTile][kWidth];
  const int head = blockIdx.y;
  const int query = blockIdx.x * kTile + threadIdx.x;
  const size_t base = (size_t)head * length * kWidth;

  float mine[kWidth], sum[kWidth];
#pragma unroll
  for (int d = 0; d < kWidth; ++d) {
    mine[d] = query < length ? q[base + query * kWidth + d] * scale : 0.0f;
    sum[d] = 0.0f;
  }
  float largest = -INFINITY, weights = 0.0f;

  for (int start = 0; start <= blockIdx.x * kTile; start += kTile) {
    const int key = start + threadIdx.x;
    for (int d = 0; d < kWidth; ++d) {
      keys[threadIdx.x][d] = key < length ? k[base + key * kWidth + d] : 0.0f;
      values[threadIdx.x][d] = key < length ? v[base + key * kWidth + d] : 0.0f;
    }
    __syncthreads();
    for (int j = 0; j < kTile && start + j <= query; ++j) {
      float score = 0.0f;
      for (int d = 0; d < kWidth; ++d) score += mine[d] * keys[j][d];
      const float now = fmaxf(largest, score);
      const float old = __expf(largest - now), weight = __expf(score - now);
      weights = weights * old + weight;
      for (int d = 0; d < kWidth; ++d) sum[d] = sum[d] * old + weight * values[j][d];
      largest = now;
    }
    __syncthreads();
  }
  if (query < length) {
    for (int d = 0; d < kWidth; ++d) out[base + query * kWidth + d] = sum[d] / weights;
  }
}
