// The median of nine pixels by a network of exchanges.

#define EXCHANGE(a, b)      \
  do {                      \
    const T low = min(a, b); \
    b = max(a, b);          \
    a = low;                \
  } while (0)

template <typename T>
__device__ T median_of_nine(T (&p)[9]) {
  EXCHANGE(p[1], p[2]); EXCHANGE(p[4], p[5]); EXCHANGE(p[7], p[8]);
  EXCHANGE(p[0], p[1]); EXCHANGE(p[3], p[4]); EXCHANGE(p[6], p[7]);
  EXCHANGE(p[1], p[2]); EXCHANGE(p[4], p[5]); EXCHANGE(p[7], p[8]);
  EXCHANGE(p[0], p[3]); EXCHANGE(p[5], p[8]); EXCHANGE(p[4], p[7]);
  EXCHANGE(p[3], p[6]); EXCHANGE(p[1], p[4]); EXCHANGE(p[2], p[5]);
  EXCHANGE(p[4], p[7]); EXCHANGE(p[4], p[2]); EXCHANGE(p[6], p[4]);
  EXCHANGE(p[4], p[2]);
  return p[4];
}

template <typename T>
__global__ void median_3x3(const T *in, T *out, int width, int height) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height) return;
  T window[9];
  for (int k = 0; k < 9; ++k) {
    const int i = min(max(x + k % 3 - 1, 0), width - 1);
    const int j = min(max(y + k / 3 - 1, 0), height - 1);
    window[k] = in[j * width + i];
  }
  out[y * width + x] = median_of_nine(window);
}
