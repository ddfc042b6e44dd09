// Jacobi's iteration for Poisson's equation, between two arrays: there and back again.

struct Grid {
  float *values;
  int width;
  int height;
  __device__ float &at(int x, int y) { return values[y * width + x]; }
  __device__ bool inside(int x, int y) const { return x > 0 && y > 0 && x < width - 1 && y < height - 1; }
};

__global__ void jacobi_2d(Grid from, Grid to, const float *source) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (!from.inside(x, y)) return;
  const float sum = from.at(x - 1, y) + from.at(x + 1, y) + from.at(x, y - 1) + from.at(x, y + 1);
  to.at(x, y) = 0.25f * (sum - source[y * from.width + x]);
}
