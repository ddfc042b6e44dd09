// Pixels of red, green, blue and alpha to luma and chroma, and the luma's sum.

__device__ __constant__ float luma_weights[3] = {0.299f, 0.587f, 0.114f};

__device__ unsigned char to_byte(float value) {
  const int rounded = __float2int_rn(value);
  return (unsigned char)(rounded < 0 ? 0 : rounded > 255 ? 255 : rounded);
}

__global__ void color_convert(const uchar4 *rgba, uchar4 *yuva, unsigned long long *total, int pixels) {
  __shared__ unsigned int sum;
  if (threadIdx.x == 0) sum = 0;
  __syncthreads();
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < pixels) {
    const uchar4 p = rgba[i];
    const float luma = luma_weights[0] * p.x + luma_weights[1] * p.y + luma_weights[2] * p.z;
    uchar4 result = make_uchar4(to_byte(luma), to_byte(128.0f + 0.5f * (p.z - luma)), to_byte(128.0f + 0.75f * (p.x - luma)), p.w);
    yuva[i] = result;
    atomicAdd(&sum, (unsigned int)result.x);
  }
  __syncthreads();
  if (threadIdx.x == 0) atomicAdd(total, (unsigned long long)sum);
}
