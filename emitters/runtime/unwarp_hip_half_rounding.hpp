// What the floating-point types of 16 bits use on both sides, where HIP has it for the device alone. Comes with the
// output of unwarp; free for any use.
#pragma once

#include <hip/hip_runtime.h>

__host__ inline unsigned int __float_as_uint(float x) { return __builtin_bit_cast(unsigned int, x); }
__host__ inline float __uint_as_float(unsigned int x) { return __builtin_bit_cast(float, x); }
__host__ inline int __clzll(long long x) { return x ? __builtin_clzll(static_cast<unsigned long long>(x)) : 64; }

#pragma clang force_cuda_host_device begin
#include "unwarp_half_rounding.hpp"
#pragma clang force_cuda_host_device end

namespace uw {
__device__ inline unsigned int compare_and_swap(unsigned int *address, unsigned int expected, unsigned int value) {
  return atomicCAS(address, expected, value);
}
/// A half of a word, by way of the word.
__device__ inline unsigned short compare_and_swap(unsigned short *address, unsigned short expected,
                                                  unsigned short value) {
  size_t place = reinterpret_cast<size_t>(address);
  unsigned int *word = reinterpret_cast<unsigned int *>(place & ~static_cast<size_t>(3));
  unsigned int shift = (place & 2u) * 8u, old = *word;
  while (static_cast<unsigned short>(old >> shift) == expected) {
    unsigned int changed = (old & ~(0xffffu << shift)) | static_cast<unsigned int>(value) << shift;
    unsigned int seen = atomicCAS(word, old, changed);
    if (seen == old) break;
    old = seen;
  }
  return static_cast<unsigned short>(old >> shift);
}

// Comparisons that HIP's own give otherwise where something is not a number, and the sign of infinity
template <typename T>
__device__ inline int hisinf(T a) {
  float x = static_cast<float>(a);
  return isinf(x) ? (x > 0.0f ? 1 : -1) : 0;
}
template <typename T>
__device__ inline bool hne(T a, T b) {
  return static_cast<float>(a) < static_cast<float>(b) || static_cast<float>(a) > static_cast<float>(b);
}
#define UW_BOTH(NAME, EXPRESSION)                                                                     \
  template <typename T>                                                                               \
  __device__ inline bool NAME(T a, T b) {                                                             \
    auto lane = [](float x, float y) { return EXPRESSION; };                                          \
    return lane(static_cast<float>(a.x), static_cast<float>(b.x)) &&                                  \
           lane(static_cast<float>(a.y), static_cast<float>(b.y));                                    \
  }
UW_BOTH(hbne2, x < y || x > y)
UW_BOTH(hbequ2, !(x < y || x > y))
UW_BOTH(hbleu2, !(x > y))
UW_BOTH(hbgeu2, !(x < y))
UW_BOTH(hbltu2, !(x >= y))
UW_BOTH(hbgtu2, !(x <= y))
#undef UW_BOTH
template <typename T>
__device__ inline unsigned int hne2_mask(T a, T b) {
  return (hne(a.x, b.x) ? 0xffffu : 0u) | (hne(a.y, b.y) ? 0xffff0000u : 0u);
}
template <typename T>
__device__ inline T hne2(T a, T b) {
  typedef decltype(a.x) Lane;
  return T(Lane(hne(a.x, b.x) ? 1.0f : 0.0f), Lane(hne(a.y, b.y) ? 1.0f : 0.0f));
}
template <typename T>
__device__ inline T hisnan2(T a) {
  typedef decltype(a.x) Lane;
  return T(Lane(isnan(static_cast<float>(a.x)) ? 1.0f : 0.0f), Lane(isnan(static_cast<float>(a.y)) ? 1.0f : 0.0f));
}
}  // namespace uw
