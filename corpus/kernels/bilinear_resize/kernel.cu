// An image of several channels, resized by bilinear interpolation between the centres of pixels.

template <int CHANNELS>
__global__ void bilinear_resize(const float *in, float *out, int2 from, int2 to) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= to.x || y >= to.y) return;

  const float fx = fminf(fmaxf((x + 0.5f) * from.x / to.x - 0.5f, 0.0f), from.x - 1.0f);
  const float fy = fminf(fmaxf((y + 0.5f) * from.y / to.y - 0.5f, 0.0f), from.y - 1.0f);
  const int x0 = (int)floorf(fx), y0 = __float2int_rd(fy);
  const int x1 = min(x0 + 1, from.x - 1), y1 = min(y0 + 1, from.y - 1);
  const float wx = fx - x0, wy = fy - y0;

  for (int c = 0; c < CHANNELS; ++c) {
    const auto at = [=](int i, int j) { return in[(j * from.x + i) * CHANNELS + c]; };
    const float top = at(x0, y0) + wx * (at(x1, y0) - at(x0, y0));
    const float bottom = at(x0, y1) + wx * (at(x1, y1) - at(x0, y1));
    out[(y * to.x + x) * CHANNELS + c] = top + wy * (bottom - top);
  }
}
