// The softmax of each row, a warp a row: the largest value and the sum travel by shuffles.

#define FULL_MASK 0xffffffffu

__device__ __forceinline__ float warp_max(float value) {
  for (int offset = 16; offset > 0; offset >>= 1) value = fmaxf(value, __shfl_xor_sync(FULL_MASK, value, offset));
  return value;
}

__device__ __forceinline__ float warp_sum(float value) {
  for (int offset = 16; offset > 0; offset >>= 1) value += __shfl_xor_sync(FULL_MASK, value, offset);
  return value;
}

__global__ void softmax_rows(const float *__restrict__ logits, float *__restrict__ probabilities, int rows, int columns) {
  const int lane = threadIdx.x % 32;
  const int row = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
  if (row >= rows) return;
  const float *in = logits + row * columns;
  float *out = probabilities + row * columns;

  float largest = -INFINITY;
  for (int i = lane; i < columns; i += 32) largest = fmaxf(largest, in[i]);
  largest = warp_max(largest);

  float sum = 0.0f;
  for (int i = lane; i < columns; i += 32) sum += expf(in[i] - largest);
  sum = warp_sum(sum);

  for (int i = lane; i < columns; i += 32) out[i] = expf(in[i] - largest) / sum;
}
