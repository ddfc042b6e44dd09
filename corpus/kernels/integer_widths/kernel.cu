// Arithmetic of all widths: conversions, shifts, wrap-around, division, and the intrinsics for bits.

__global__ void integer_widths(const int *a, const int *b, int *small, long long *large, unsigned long long *bits, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const int x = a[i], y = b[i];
  const signed char c = (signed char)x;
  const unsigned short s = (unsigned short)(y >> 3);
  const unsigned int u = (unsigned int)x * 2654435761u;
  const unsigned char narrow = (unsigned char)(c + s);

  small[4 * i] = c * s + narrow;
  small[4 * i + 1] = y != 0 && !(x == -2147483647 - 1 && y == -1) ? x / y + x % y : -1;
  small[4 * i + 2] = (x < 0) + (u > 0x80000000u) + (c < narrow) + ((x ^ y) < 0 ? 8 : 0);
  small[4 * i + 3] = (int)(__funnelshift_l(u, (unsigned int)x, 5) >> 1) ^ (int)__brev(u);

  large[2 * i] = (long long)x * y - (x >> 2);
  large[2 * i + 1] = __mulhi(x, y) + (long long)__sad(x, y, 3u) + __usad(u, 7u, 1u);

  unsigned long long w = ((unsigned long long)u << 32) | (unsigned int)y;
  bits[2 * i] = w + __umul64hi(w, 0x9E3779B97F4A7C15ull) + __popcll(w) * 1000 + __clzll(w | 1);
  w = (w >> (y & 63)) | (w << ((64 - (y & 63)) & 63));
  bits[2 * i + 1] = w ^ __brevll(w);
}
