// Quantised matrix times vector: four signed bytes at a time, scales by group of 32.

__global__ void dot_int8(const int *weights, const float *scales, const int *x, float x_scale, float *y, int rows, int groups) {
  const int row = blockIdx.x * blockDim.y + threadIdx.y;
  if (row >= rows) return;
  float sum = 0.0f;
  for (int g = threadIdx.x; g < groups; g += blockDim.x) {
    int whole = 0;
#pragma unroll
    for (int k = 0; k < 8; ++k) whole = __dp4a(weights[(row * groups + g) * 8 + k], x[g * 8 + k], whole);
    sum += whole * scales[row * groups + g];
  }
  for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
  if (threadIdx.x == 0) y[row] = sum * x_scale;
}
