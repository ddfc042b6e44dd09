// Normalised rows, a block a row: means by shuffles within warps, then over warps in shared memory.

template <int WARPS>
__device__ float block_mean(float value, int count) {
  __shared__ float parts[WARPS];
  __shared__ float whole;
  for (int offset = 16; offset; offset >>= 1) value += __shfl_down_sync(0xffffffffu, value, offset);
  if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = value;
  __syncthreads();
  if (threadIdx.x == 0) {
    float sum = 0.0f;
#pragma unroll
    for (int w = 0; w < WARPS; ++w) sum += parts[w];
    whole = sum / count;
  }
  __syncthreads();
  return whole;
}

template <int WARPS>
__global__ void layer_norm(const float *in, const float *gain, const float *bias, float *out, float *mean, float *rstd, int width) {
  const float *row = in + blockIdx.x * width;
  float sum = 0.0f;
  for (int i = threadIdx.x; i < width; i += blockDim.x) sum += row[i];
  const float m = block_mean<WARPS>(sum, width);
  float squares = 0.0f;
  for (int i = threadIdx.x; i < width; i += blockDim.x) squares += (row[i] - m) * (row[i] - m);
  const float r = rsqrtf(block_mean<WARPS>(squares, width) + 1e-5f);
  for (int i = threadIdx.x; i < width; i += blockDim.x) out[blockIdx.x * width + i] = (row[i] - m) * r * gain[i] + bias[i];
  if (threadIdx.x == 0) {
    mean[blockIdx.x] = m;
    rstd[blockIdx.x] = r;
  }
}
