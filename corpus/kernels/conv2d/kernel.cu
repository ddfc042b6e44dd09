// Convolution of images of several channels, with stride and padding; weights of one filter in shared memory.

struct Shape {
  int channels, height, width;
  __host__ __device__ constexpr int at(int c, int y, int x) const { return (c * height + y) * width + x; }
};

template <int K, int STRIDE, int PADDING>
__global__ void conv2d(const float *image, const float *filters, const float *bias, float *out, Shape in, Shape to) {
  extern __shared__ float filter[];
  const int f = blockIdx.z;
  const int thread = threadIdx.y * blockDim.x + threadIdx.x;
  for (int i = thread; i < in.channels * K * K; i += blockDim.x * blockDim.y) filter[i] = filters[f * in.channels * K * K + i];
  __syncthreads();

  const int ox = blockIdx.x * blockDim.x + threadIdx.x, oy = blockIdx.y * blockDim.y + threadIdx.y;
  if (ox >= to.width || oy >= to.height) return;
  float sum = bias[f];
  for (int c = 0; c < in.channels; ++c) {
    for (int ky = 0; ky < K; ++ky) {
      const int y = oy * STRIDE + ky - PADDING;
      if (y < 0 || y >= in.height) continue;
      for (int kx = 0; kx < K; ++kx) {
        const int x = ox * STRIDE + kx - PADDING;
        if (x >= 0 && x < in.width) sum += filter[(c * K + ky) * K + kx] * image[in.at(c, y, x)];
      }
    }
  }
  out[to.at(f, oy, ox)] = sum > 0.0f ? sum : 0.0f;
}
