// Gaussian blur with weights in constant memory; the edge is repeated outwards.

#define RADIUS 2

__constant__ float weights[(2 * RADIUS + 1) * (2 * RADIUS + 1)];

__device__ int clamped(int i, int n) { return min(max(i, 0), n - 1); }

__global__ void gaussian_blur(const float *image, float *blurred, int width, int height) {
  const int x = threadIdx.x + blockIdx.x * blockDim.x;
  const int y = threadIdx.y + blockIdx.y * blockDim.y;
  if (x < width && y < height) {
    float sum = 0.0f;
#pragma unroll
    for (int dy = -RADIUS; dy <= RADIUS; ++dy) {
#pragma unroll
      for (int dx = -RADIUS; dx <= RADIUS; ++dx) {
        sum += weights[(dy + RADIUS) * (2 * RADIUS + 1) + dx + RADIUS] * image[clamped(y + dy, height) * width + clamped(x + dx, width)];
      }
    }
    blurred[y * width + x] = sum;
  }
}
