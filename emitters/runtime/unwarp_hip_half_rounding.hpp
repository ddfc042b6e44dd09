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
}  // namespace uw
