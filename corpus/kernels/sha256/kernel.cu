// SHA-256 of messages of one block each, written with macros as in the standard.

typedef unsigned int Word;

__constant__ Word round_constants[64];

#define ROTR(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define CH(x, y, z) (((x) & (y)) ^ (~(x) & (z)))
#define MAJ(x, y, z) (((x) & (y)) ^ ((x) & (z)) ^ ((y) & (z)))
#define SUM0(x) (ROTR(x, 2) ^ ROTR(x, 13) ^ ROTR(x, 22))
#define SUM1(x) (ROTR(x, 6) ^ ROTR(x, 11) ^ ROTR(x, 25))
#define SIGMA0(x) (ROTR(x, 7) ^ ROTR(x, 18) ^ ((x) >> 3))
#define SIGMA1(x) (ROTR(x, 17) ^ ROTR(x, 19) ^ ((x) >> 10))

#define ROUND(a, b, c, d, e, f, g, h, i)                                \
  do {                                                                  \
    const Word t1 = h + SUM1(e) + CH(e, f, g) + round_constants[i] + w[i]; \
    const Word t2 = SUM0(a) + MAJ(a, b, c);                             \
    d += t1;                                                            \
    h = t1 + t2;                                                        \
  } while (0)

__global__ void sha256(const Word *messages, Word *digests, int count) {
  const int m = blockIdx.x * blockDim.x + threadIdx.x;
  if (m >= count) return;
  const Word start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

  Word w[64];
  for (int i = 0; i < 16; ++i) w[i] = __byte_perm(messages[m * 16 + i], 0, 0x0123);  // big end first
  for (int i = 16; i < 64; ++i) w[i] = SIGMA1(w[i - 2]) + w[i - 7] + SIGMA0(w[i - 15]) + w[i - 16];

  Word s[8];
#pragma unroll
  for (int i = 0; i < 8; ++i) s[i] = start[i];
  for (int i = 0; i < 64; i += 8) {
    ROUND(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], i);
    ROUND(s[7], s[0], s[1], s[2], s[3], s[4], s[5], s[6], i + 1);
    ROUND(s[6], s[7], s[0], s[1], s[2], s[3], s[4], s[5], i + 2);
    ROUND(s[5], s[6], s[7], s[0], s[1], s[2], s[3], s[4], i + 3);
    ROUND(s[4], s[5], s[6], s[7], s[0], s[1], s[2], s[3], i + 4);
    ROUND(s[3], s[4], s[5], s[6], s[7], s[0], s[1], s[2], i + 5);
    ROUND(s[2], s[3], s[4], s[5], s[6], s[7], s[0], s[1], i + 6);
    ROUND(s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[0], i + 7);
  }
  for (int i = 0; i < 8; ++i) digests[m * 8 + i] = __byte_perm(start[i] + s[i], 0, 0x0123);
}
