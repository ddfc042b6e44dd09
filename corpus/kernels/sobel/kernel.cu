// Edges of a grey image by Sobel's operator: the strength, cut to a byte.

using Pixel = unsigned char;

__device__ inline int pixel(const Pixel *image, int pitch, int x, int y) { return image[y * pitch + x]; }

__global__ void sobel(const Pixel *image, Pixel *edges, int width, int height, int pitch) {
  int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height) return;
  if (x == 0 || y == 0 || x == width - 1 || y == height - 1) {
    edges[y * pitch + x] = 0;
    return;
  }
  int across = 0, down = 0;
  for (int k = -1; k <= 1; ++k) {
    int weight = 2 - (k < 0 ? -k : k);
    across += weight * (pixel(image, pitch, x + 1, y + k) - pixel(image, pitch, x - 1, y + k));
    down += weight * (pixel(image, pitch, x + k, y + 1) - pixel(image, pitch, x + k, y - 1));
  }
  float strength = sqrtf((float)(across * across + down * down));
  edges[y * pitch + x] = strength > 255.0f ? 255 : (Pixel)strength;
}
