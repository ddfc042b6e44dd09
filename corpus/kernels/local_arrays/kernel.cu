// Arrays of a thread, pointers that walk over them, and unions of bits.

union Bits {
  float number;
  unsigned int word;
  unsigned char bytes[4];
};

__device__ void rotate(float *first, int count) {
  const float kept = *first;
  for (int k = 1; k < count; ++k, ++first) *first = first[1];
  *first = kept;
}

__global__ void local_arrays(const float *in, float *out, unsigned char *exponents, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  float window[5];
  int order[5];
  for (int k = 0; k < 5; ++k) {
    window[k] = in[(i + k) % n];
    order[k] = k;
  }
  for (int a = 1; a < 5; ++a) {  // the places are sorted, the numbers stay
    for (int b = a; b > 0 && window[order[b]] < window[order[b - 1]]; --b) {
      const int t = order[b];
      order[b] = order[b - 1];
      order[b - 1] = t;
    }
  }
  rotate(window, 5);
  Bits middle;
  middle.number = window[order[2]];
  exponents[i] = (unsigned char)(middle.bytes[3] << 1 | middle.bytes[2] >> 7);
  const float *last = window + 4;
  out[2 * i] = *last - window[order[0]];
  out[2 * i + 1] = (float)order[4];
}
