// CUDA's bfloat16 over HIP's: what CUDA has and HIP lacks. Comes with the output of unwarp; free for any use.
#pragma once

#include <hip/hip_bf16.h>
#include <hip/hip_runtime.h>

namespace uw {
__host__ __device__ inline bool is_nan(__hip_bfloat16 a) { return (__bfloat16_as_ushort(a) & 0x7fff) > 0x7f80; }
__host__ __device__ inline __hip_bfloat16 saturated(__hip_bfloat16 a) {
  float x = static_cast<float>(a);
  return x > 0.0f ? (x < 1.0f ? a : __float2bfloat16(1.0f)) : __ushort_as_bfloat16(0);
}
__host__ __device__ inline __hip_bfloat16 truth(bool value) { return __float2bfloat16(value ? 1.0f : 0.0f); }

/// The neighbours of the nearest value, where it lies on the wrong side.
__host__ __device__ inline __hip_bfloat16 down_from(__hip_bfloat16 nearest, float exact) {
  unsigned short bits = __bfloat16_as_ushort(nearest);
  int step = static_cast<float>(nearest) > exact ? (bits == 0 ? 0x8001 : bits & 0x8000 ? 1 : -1) : 0;
  return __ushort_as_bfloat16(static_cast<unsigned short>(bits + step));
}
__host__ __device__ inline __hip_bfloat16 up_from(__hip_bfloat16 nearest, float exact) {
  unsigned short bits = __bfloat16_as_ushort(nearest);
  int step = static_cast<float>(nearest) < exact ? (bits == 0x8000 ? -0x7fff : bits & 0x8000 ? -1 : 1) : 0;
  return __ushort_as_bfloat16(static_cast<unsigned short>(bits + step));
}
__host__ __device__ inline __hip_bfloat16 to_zero_from(__hip_bfloat16 nearest, float exact) {
  return exact < 0.0f ? up_from(nearest, exact) : down_from(nearest, exact);
}

/// An integer as a float with the last bit set where it is not exact, so that rounding it once more is right.
__host__ __device__ inline float odd_float(unsigned long long value) {
  int shift = 0;
  while (value >> shift >= 1ull << 24) shift++;
  unsigned long long kept = value >> shift;
  if (kept << shift != value) kept |= 1u;
  return static_cast<float>(kept) * static_cast<float>(1ull << shift);
}
__host__ __device__ inline float odd_float(long long value) {
  return value < 0 ? -odd_float(0ull - static_cast<unsigned long long>(value))
                   : odd_float(static_cast<unsigned long long>(value));
}
/// A value without a fraction as an integer; what does not fit becomes the nearest that does, NaN becomes 0.
template <typename T>
__host__ __device__ inline T integer(float x, float low, float end, T least, T most) {
  if (!(x > low)) return x <= low ? least : T(0);
  return x >= end ? most : static_cast<T>(x);
}
}  // namespace uw

__device__ inline __hip_bfloat16 __hmax_nan(__hip_bfloat16 a, __hip_bfloat16 b) {
  return uw::is_nan(a) || uw::is_nan(b) ? __ushort_as_bfloat16(0x7fff) : __hmax(a, b);
}
__device__ inline __hip_bfloat16 __hmin_nan(__hip_bfloat16 a, __hip_bfloat16 b) {
  return uw::is_nan(a) || uw::is_nan(b) ? __ushort_as_bfloat16(0x7fff) : __hmin(a, b);
}

#define UW_HALF __hip_bfloat16
#define UW_HALF2 __hip_bfloat162
#define UW_TO_BITS(VALUE) __bfloat16_as_ushort(VALUE)
#define UW_OF_BITS(BITS) __ushort_as_bfloat16(static_cast<unsigned short>(BITS))
#define UW_2 __bfloat162
#include "unwarp_hip_half_operations.hpp"

__host__ __device__ inline __hip_bfloat16 __float2bfloat16_rz(float a) { return uw::to_zero_from(__float2bfloat16(a), a); }
__host__ __device__ inline __hip_bfloat16 __float2bfloat16_rd(float a) { return uw::down_from(__float2bfloat16(a), a); }
__host__ __device__ inline __hip_bfloat16 __float2bfloat16_ru(float a) { return uw::up_from(__float2bfloat16(a), a); }

#define UW_INTEGER(NAME, T, WIDE, LOW, END, LEAST, MOST)                                                              \
  __host__ __device__ inline __hip_bfloat16 __##NAME##2bfloat16_rn(T a) {                                             \
    return __float2bfloat16(uw::odd_float(static_cast<WIDE>(a)));                                                    \
  }                                                                                                                  \
  __host__ __device__ inline __hip_bfloat16 __##NAME##2bfloat16_rz(T a) {                                             \
    return __float2bfloat16_rz(uw::odd_float(static_cast<WIDE>(a)));                                                 \
  }                                                                                                                  \
  __host__ __device__ inline __hip_bfloat16 __##NAME##2bfloat16_rd(T a) {                                             \
    return __float2bfloat16_rd(uw::odd_float(static_cast<WIDE>(a)));                                                 \
  }                                                                                                                  \
  __host__ __device__ inline __hip_bfloat16 __##NAME##2bfloat16_ru(T a) {                                             \
    return __float2bfloat16_ru(uw::odd_float(static_cast<WIDE>(a)));                                                 \
  }                                                                                                                  \
  __host__ __device__ inline T __bfloat162##NAME##_rn(__hip_bfloat16 a) {                                             \
    return uw::integer<T>(rintf(static_cast<float>(a)), LOW, END, LEAST, MOST);                                      \
  }                                                                                                                  \
  __host__ __device__ inline T __bfloat162##NAME##_rz(__hip_bfloat16 a) {                                             \
    return uw::integer<T>(static_cast<float>(a), LOW, END, LEAST, MOST);                                             \
  }                                                                                                                  \
  __host__ __device__ inline T __bfloat162##NAME##_rd(__hip_bfloat16 a) {                                             \
    return uw::integer<T>(floorf(static_cast<float>(a)), LOW, END, LEAST, MOST);                                     \
  }                                                                                                                  \
  __host__ __device__ inline T __bfloat162##NAME##_ru(__hip_bfloat16 a) {                                             \
    return uw::integer<T>(ceilf(static_cast<float>(a)), LOW, END, LEAST, MOST);                                      \
  }
UW_INTEGER(short, short, long long, -0x1p15f, 0x1p15f, -32768, 32767)
UW_INTEGER(ushort, unsigned short, unsigned long long, 0.0f, 0x1p16f, 0, 65535)
UW_INTEGER(int, int, long long, -0x1p31f, 0x1p31f, -2147483647 - 1, 2147483647)
UW_INTEGER(uint, unsigned int, unsigned long long, 0.0f, 0x1p32f, 0u, ~0u)
UW_INTEGER(ll, long long, long long, -0x1p63f, 0x1p63f, -9223372036854775807ll - 1, 9223372036854775807ll)
UW_INTEGER(ull, unsigned long long, unsigned long long, 0.0f, 0x1p64f, 0ull, ~0ull)
#undef UW_INTEGER

#define UW_SATURATED(NAME)                                                                                            \
  __device__ inline __hip_bfloat16 __h##NAME##_sat(__hip_bfloat16 a, __hip_bfloat16 b) {                              \
    return uw::saturated(__h##NAME(a, b));                                                                           \
  }                                                                                                                  \
  __device__ inline __hip_bfloat162 __h##NAME##2_sat(__hip_bfloat162 a, __hip_bfloat162 b) {                          \
    return __hip_bfloat162(__h##NAME##_sat(a.x, b.x), __h##NAME##_sat(a.y, b.y));                                    \
  }
UW_SATURATED(add)
UW_SATURATED(sub)
UW_SATURATED(mul)
#undef UW_SATURATED
__device__ inline __hip_bfloat16 __hfma_sat(__hip_bfloat16 a, __hip_bfloat16 b, __hip_bfloat16 c) {
  return uw::saturated(__hfma(a, b, c));
}
__device__ inline __hip_bfloat162 __hfma2_sat(__hip_bfloat162 a, __hip_bfloat162 b, __hip_bfloat162 c) {
  return __hip_bfloat162(__hfma_sat(a.x, b.x, c.x), __hfma_sat(a.y, b.y, c.y));
}

#define UW_UNORDERED(NAME)                                                                                            \
  __device__ inline __hip_bfloat162 __h##NAME##2(__hip_bfloat162 a, __hip_bfloat162 b) {                              \
    return __hip_bfloat162(uw::truth(__h##NAME(a.x, b.x)), uw::truth(__h##NAME(a.y, b.y)));                          \
  }
UW_UNORDERED(equ)
UW_UNORDERED(neu)
UW_UNORDERED(leu)
UW_UNORDERED(geu)
UW_UNORDERED(ltu)
UW_UNORDERED(gtu)
#undef UW_UNORDERED

__device__ inline __hip_bfloat16 __ldg(const __hip_bfloat16 *address) { return *address; }
__device__ inline __hip_bfloat162 __ldg(const __hip_bfloat162 *address) { return *address; }

#define UW_SHUFFLE(NAME, SELECTOR)                                                                                    \
  __device__ inline __hip_bfloat16 NAME(__hip_bfloat16 a, SELECTOR from, int width = warpSize) {                      \
    return __ushort_as_bfloat16(static_cast<unsigned short>(NAME(static_cast<int>(__bfloat16_as_ushort(a)), from, width))); \
  }                                                                                                                  \
  __device__ inline __hip_bfloat162 NAME(__hip_bfloat162 a, SELECTOR from, int width = warpSize) {                    \
    return __hip_bfloat162(NAME(a.x, from, width), NAME(a.y, from, width));                                          \
  }
UW_SHUFFLE(__shfl, int)
UW_SHUFFLE(__shfl_up, unsigned int)
UW_SHUFFLE(__shfl_down, unsigned int)
UW_SHUFFLE(__shfl_xor, int)
#undef UW_SHUFFLE

#define CUDART_INF_BF16 __ushort_as_bfloat16((unsigned short)0x7f80)
#define CUDART_NAN_BF16 __ushort_as_bfloat16((unsigned short)0x7fff)
#define CUDART_MIN_DENORM_BF16 __ushort_as_bfloat16((unsigned short)0x0001)
#define CUDART_MAX_NORMAL_BF16 __ushort_as_bfloat16((unsigned short)0x7f7f)
#define CUDART_NEG_ZERO_BF16 __ushort_as_bfloat16((unsigned short)0x8000)
#define CUDART_ZERO_BF16 __ushort_as_bfloat16((unsigned short)0x0000)
#define CUDART_ONE_BF16 __ushort_as_bfloat16((unsigned short)0x3f80)
