// Hashes of byte strings of several lengths: multiply and fold, words first, then the rest.

__device__ __forceinline__ unsigned int rotate_left(unsigned int x, int r) { return (x << r) | (x >> (32 - r)); }

__device__ unsigned int hash_bytes(const unsigned char *text, int length, unsigned int seed) {
  unsigned int h = seed;
  int i = 0;
  for (; i + 4 <= length; i += 4) {
    unsigned int k = text[i] | text[i + 1] << 8 | text[i + 2] << 16 | (unsigned int)text[i + 3] << 24;
    k *= 0xcc9e2d51u;
    k = rotate_left(k, 15);
    k *= 0x1b873593u;
    h ^= k;
    h = rotate_left(h, 13) * 5u + 0xe6546b64u;
  }
  unsigned int rest = 0;
  switch (length & 3) {
    case 3:
      rest ^= text[i + 2] << 16;
      // fall through
    case 2:
      rest ^= text[i + 1] << 8;
      // fall through
    case 1:
      rest ^= text[i];
      rest *= 0xcc9e2d51u;
      rest = rotate_left(rest, 15);
      rest *= 0x1b873593u;
      h ^= rest;
  }
  h ^= length;
  h ^= h >> 16;
  h *= 0x85ebca6bu;
  h ^= h >> 13;
  h *= 0xc2b2ae35u;
  return h ^ h >> 16;
}

__global__ void hash_strings(const unsigned char *pool, const int *starts, unsigned int *hashes, int count, unsigned int seed) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) hashes[i] = hash_bytes(pool + starts[i], starts[i + 1] - starts[i], seed);
}
