// What CUDA has for half precision and HIP lacks. Comes with the output of unwarp; free for any use.
#pragma once

#include <hip/hip_fp16.h>
#include <hip/hip_runtime.h>

#define UW_HALF __half
#define UW_HALF2 __half2
#define UW_TO_BITS(VALUE) __half_as_ushort(VALUE)
#define UW_OF_BITS(BITS) __ushort_as_half(static_cast<unsigned short>(BITS))
#define UW_2 __half2
#include "unwarp_hip_half_operations.hpp"

/// Rounded once: the float on the way is odd where it is not exact.
__host__ __device__ inline __half __double2half(double a) {
  float nearest = static_cast<float>(a);
  unsigned int bits = __builtin_bit_cast(unsigned int, nearest);
  double back = nearest;
  if ((back < a || back > a) && !(bits & 1u)) bits += (a < 0.0 ? back > a : back < a) ? 1u : ~0u;
  return __float2half(__builtin_bit_cast(float, bits));
}

#define CUDART_INF_FP16 __ushort_as_half((unsigned short)0x7c00)
#define CUDART_NAN_FP16 __ushort_as_half((unsigned short)0x7fff)
#define CUDART_MIN_DENORM_FP16 __ushort_as_half((unsigned short)0x0001)
#define CUDART_MAX_NORMAL_FP16 __ushort_as_half((unsigned short)0x7bff)
#define CUDART_NEG_ZERO_FP16 __ushort_as_half((unsigned short)0x8000)
#define CUDART_ZERO_FP16 __ushort_as_half((unsigned short)0x0000)
#define CUDART_ONE_FP16 __ushort_as_half((unsigned short)0x3c00)
