// What CUDA has for a floating-point type of 16 bits and HIP lacks for both of its own. Included once for each, with these
// macros: UW_HALF and UW_HALF2, the types; UW_TO_BITS and UW_OF_BITS, functions between the type and its bits; UW_2, what
// begins the names of conversions. Comes with the output of unwarp; free for any use.

#define UW_JOIN_(A, B) A##B
#define UW_JOIN(A, B) UW_JOIN_(A, B)
#define UW_INLINE __host__ __device__ inline

UW_INLINE signed char UW_JOIN(UW_2, char_rz)(UW_HALF a) {
  float x = static_cast<float>(a);
  return static_cast<signed char>(x > -128.0f ? (x < 127.0f ? x : 127.0f) : x <= -128.0f ? -128.0f : 0.0f);
}
UW_INLINE unsigned char UW_JOIN(UW_2, uchar_rz)(UW_HALF a) {
  float x = static_cast<float>(a);
  return static_cast<unsigned char>(x > 0.0f ? (x < 255.0f ? x : 255.0f) : 0.0f);
}

__device__ inline UW_HALF __hfma_relu(UW_HALF a, UW_HALF b, UW_HALF c) {
  UW_HALF result = __hfma(a, b, c);
  return static_cast<float>(result) <= 0.0f ? UW_OF_BITS(0) : result;
}
__device__ inline UW_HALF2 __hfma2_relu(UW_HALF2 a, UW_HALF2 b, UW_HALF2 c) {
  return UW_HALF2(__hfma_relu(a.x, b.x, c.x), __hfma_relu(a.y, b.y, c.y));
}
__device__ inline UW_HALF2 __hcmadd(UW_HALF2 a, UW_HALF2 b, UW_HALF2 c) {
  UW_HALF real = __hfma(a.x, b.x, c.x), imaginary = __hfma(a.x, b.y, c.y);
  return UW_HALF2(__hfma(__hneg(a.y), b.y, real), __hfma(a.y, b.x, imaginary));
}
__device__ inline UW_HALF2 __hmax2_nan(UW_HALF2 a, UW_HALF2 b) {
  return UW_HALF2(__hmax_nan(a.x, b.x), __hmax_nan(a.y, b.y));
}
__device__ inline UW_HALF2 __hmin2_nan(UW_HALF2 a, UW_HALF2 b) {
  return UW_HALF2(__hmin_nan(a.x, b.x), __hmin_nan(a.y, b.y));
}
__device__ inline UW_HALF htanh(UW_HALF a) { return UW_HALF(tanhf(static_cast<float>(a))); }
__device__ inline UW_HALF htanh_approx(UW_HALF a) { return htanh(a); }
__device__ inline UW_HALF2 h2tanh(UW_HALF2 a) { return UW_HALF2(htanh(a.x), htanh(a.y)); }
__device__ inline UW_HALF2 h2tanh_approx(UW_HALF2 a) { return h2tanh(a); }

#define UW_MASK(NAME)                                                                            \
  __device__ inline unsigned int __h##NAME##2_mask(UW_HALF2 a, UW_HALF2 b) {                     \
    return (__h##NAME(a.x, b.x) ? 0xffffu : 0u) | (__h##NAME(a.y, b.y) ? 0xffff0000u : 0u);      \
  }
UW_MASK(eq)
UW_MASK(ne)
UW_MASK(le)
UW_MASK(ge)
UW_MASK(lt)
UW_MASK(gt)
UW_MASK(equ)
UW_MASK(neu)
UW_MASK(leu)
UW_MASK(geu)
UW_MASK(ltu)
UW_MASK(gtu)
#undef UW_MASK

// An addition to two of them is one to a word; one to a single of them changes its part of a word.
__device__ inline UW_HALF2 atomicAdd(UW_HALF2 *address, UW_HALF2 value) {
  unsigned int *word = reinterpret_cast<unsigned int *>(address), old = *word, seen;
  UW_HALF2 before;
  do {
    seen = old;
    before = UW_HALF2(UW_OF_BITS(seen & 0xffffu), UW_OF_BITS(seen >> 16));
    UW_HALF low = __hadd(before.x, value.x), high = __hadd(before.y, value.y);
    old = atomicCAS(word, seen, static_cast<unsigned int>(UW_TO_BITS(high)) << 16 | UW_TO_BITS(low));
  } while (old != seen);
  return before;
}
__device__ inline UW_HALF atomicAdd(UW_HALF *address, UW_HALF value) {
  size_t place = reinterpret_cast<size_t>(address);
  unsigned int *word = reinterpret_cast<unsigned int *>(place & ~static_cast<size_t>(3));
  unsigned int shift = (place & 2u) * 8u, old = *word, seen;
  UW_HALF before;
  do {
    seen = old;
    before = UW_OF_BITS(seen >> shift & 0xffffu);
    unsigned int sum = UW_TO_BITS(__hadd(before, value));
    old = atomicCAS(word, seen, (seen & ~(0xffffu << shift)) | sum << shift);
  } while (old != seen);
  return before;
}

#undef UW_JOIN_
#undef UW_JOIN
#undef UW_INLINE
#undef UW_HALF
#undef UW_HALF2
#undef UW_TO_BITS
#undef UW_OF_BITS
#undef UW_2
