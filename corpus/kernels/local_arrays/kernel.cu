// Arrays of a thread, pointers into them, pointers to pointers, and unions of bits.

union Bits {
  float number;
  unsigned int word;
  unsigned char bytes[4];
};

__device__ void rotate(float *first, float *last) {
  const float kept = *first;
  for (float *p = first; p + 1 < last; ++p) *p = *(p + 1);
  *(last - 1) = kept;
}

__global__ void local_arrays(const float *in, float *out, unsigned char *exponents, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  float window[5];
  float *order[5];
  for (int k = 0; k < 5; ++k) {
    window[k] = in[(i + k) % n];
    order[k] = &window[k];
  }
  for (int a = 1; a < 5; ++a) {  // the pointers are sorted, the numbers stay
    for (int b = a; b > 0 && *order[b] < *order[b - 1]; --b) {
      float *t = order[b];
      order[b] = order[b - 1];
      order[b - 1] = t;
    }
  }
  rotate(window, window + 5);
  Bits middle;
  middle.number = *order[2];
  exponents[i] = (unsigned char)(middle.bytes[3] << 1 | middle.bytes[2] >> 7);
  out[2 * i] = window[4] - *order[0];
  out[2 * i + 1] = (float)(order[4] - window);
}
