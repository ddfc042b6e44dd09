// What CUDA has for half precision and HIP lacks. Comes with the output of unwarp; free for any use.
#pragma once

#include <hip/hip_fp16.h>
#include <hip/hip_runtime.h>

#include "unwarp_hip_half_rounding.hpp"

// In host code, HIP has no access to the bits.
__host__ inline unsigned short __half_as_ushort(__half a) { return static_cast<__half_raw>(a).x; }
__host__ inline short __half_as_short(__half a) { return static_cast<short>(__half_as_ushort(a)); }
__host__ inline __half __ushort_as_half(unsigned short bits) {
  __half_raw raw;
  raw.x = bits;
  return raw;
}
__host__ inline __half __short_as_half(short bits) { return __ushort_as_half(static_cast<unsigned short>(bits)); }

// Some versions of HIP round all of these to the nearest or to zero.
namespace uw {
__host__ __device__ inline __half half_of_bits(unsigned int bits) {
  return __ushort_as_half(static_cast<unsigned short>(bits));
}
__host__ __device__ inline __half float2half_rn(float exact) { return __float2half(exact); }
/// The neighbours of the nearest value, where it lies on the wrong side.
__host__ __device__ inline __half float2half_rd(float exact) {
  __half nearest = __float2half(exact);
  unsigned short bits = __half_as_ushort(nearest);
  int step = static_cast<float>(nearest) > exact ? (bits == 0 ? 0x8001 : bits & 0x8000 ? 1 : -1) : 0;
  return half_of_bits(bits + step);
}
__host__ __device__ inline __half float2half_ru(float exact) {
  __half nearest = __float2half(exact);
  unsigned short bits = __half_as_ushort(nearest);
  int step = static_cast<float>(nearest) < exact ? (bits == 0x8000 ? -0x7fff : bits & 0x8000 ? -1 : 1) : 0;
  return half_of_bits(bits + step);
}
__host__ __device__ inline __half float2half_rz(float exact) {
  return exact < 0.0f ? float2half_ru(exact) : float2half_rd(exact);
}

#define UW_TO_HALF(NAME, T, WIDE, MODE)                                \
  __host__ __device__ inline __half NAME##2half_##MODE(T a) {          \
    return float2half_##MODE(unwarp::odd_float(static_cast<WIDE>(a))); \
  }
#define UW_TO_INTEGER(NAME, T, MODE, ROUND)                     \
  __host__ __device__ inline T half2##NAME##_##MODE(__half a) { \
    return unwarp::to_##NAME(ROUND(static_cast<float>(a)));     \
  }
#define UW_INTEGER(NAME, T, WIDE)    \
  UW_TO_HALF(NAME, T, WIDE, rn)      \
  UW_TO_HALF(NAME, T, WIDE, rz)      \
  UW_TO_HALF(NAME, T, WIDE, rd)      \
  UW_TO_HALF(NAME, T, WIDE, ru)      \
  UW_TO_INTEGER(NAME, T, rn, rintf)  \
  UW_TO_INTEGER(NAME, T, rz, truncf) \
  UW_TO_INTEGER(NAME, T, rd, floorf) \
  UW_TO_INTEGER(NAME, T, ru, ceilf)
UW_INTEGER(short, short, long long)
UW_INTEGER(ushort, unsigned short, long long)
UW_INTEGER(int, int, long long)
UW_INTEGER(uint, unsigned int, long long)
UW_INTEGER(ll, long long, long long)
UW_INTEGER(ull, unsigned long long, unsigned long long)
#undef UW_INTEGER
#undef UW_TO_INTEGER
#undef UW_TO_HALF
}  // namespace uw

__host__ __device__ inline signed char __half2char_rz(__half a) {
  return static_cast<signed char>(unwarp::clamped(static_cast<float>(a), -128.0f, 127.0f));
}
__host__ __device__ inline unsigned char __half2uchar_rz(__half a) {
  return static_cast<unsigned char>(unwarp::clamped(static_cast<float>(a), 0.0f, 255.0f));
}

// ------------------------------------------------------------------------------------------------ arithmetic

// Within 0 and 1; what is not a number becomes 0.
namespace uw {
__device__ inline __half saturated(__half a) {
  float x = static_cast<float>(a);
  return x > 0.0f ? (x < 1.0f ? a : __half(1.0f)) : uw::half_of_bits(0);
}
#define UW_SATURATED(NAME)                                                                          \
  __device__ inline __half h##NAME##_sat(__half a, __half b) { return saturated(__h##NAME(a, b)); } \
  __device__ inline __half2 h##NAME##2_sat(__half2 a, __half2 b) {                                  \
    return __half2(h##NAME##_sat(a.x, b.x), h##NAME##_sat(a.y, b.y));                               \
  }
UW_SATURATED(add)
UW_SATURATED(sub)
UW_SATURATED(mul)
#undef UW_SATURATED
__device__ inline __half hfma_sat(__half a, __half b, __half c) { return saturated(__hfma(a, b, c)); }
__device__ inline __half2 hfma2_sat(__half2 a, __half2 b, __half2 c) {
  return __half2(hfma_sat(a.x, b.x, c.x), hfma_sat(a.y, b.y, c.y));
}
__device__ inline __half2 hmax2(__half2 a, __half2 b) { return __half2(__hmax(a.x, b.x), __hmax(a.y, b.y)); }
__device__ inline __half2 hmin2(__half2 a, __half2 b) { return __half2(__hmin(a.x, b.x), __hmin(a.y, b.y)); }
}  // namespace uw

__device__ inline __half __hfma_relu(__half a, __half b, __half c) {
  __half result = __hfma(a, b, c);
  return static_cast<float>(result) <= 0.0f ? uw::half_of_bits(0) : result;
}
__device__ inline __half2 __hfma2_relu(__half2 a, __half2 b, __half2 c) {
  return __half2(__hfma_relu(a.x, b.x, c.x), __hfma_relu(a.y, b.y, c.y));
}
__device__ inline __half2 __hcmadd(__half2 a, __half2 b, __half2 c) {
  __half real = __hfma(a.x, b.x, c.x), imaginary = __hfma(a.x, b.y, c.y);
  return __half2(__hfma(__hneg(a.y), b.y, real), __hfma(a.y, b.x, imaginary));
}
__device__ inline __half2 __hmax2_nan(__half2 a, __half2 b) {
  return __half2(__hmax_nan(a.x, b.x), __hmax_nan(a.y, b.y));
}
__device__ inline __half2 __hmin2_nan(__half2 a, __half2 b) {
  return __half2(__hmin_nan(a.x, b.x), __hmin_nan(a.y, b.y));
}
__device__ inline __half htanh(__half a) { return __half(tanhf(static_cast<float>(a))); }
__device__ inline __half htanh_approx(__half a) { return htanh(a); }
__device__ inline __half2 h2tanh(__half2 a) { return __half2(htanh(a.x), htanh(a.y)); }
__device__ inline __half2 h2tanh_approx(__half2 a) { return h2tanh(a); }

#define UW_MASK(NAME)                                                                       \
  __device__ inline unsigned int __h##NAME##2_mask(__half2 a, __half2 b) {                  \
    return (__h##NAME(a.x, b.x) ? 0xffffu : 0u) | (__h##NAME(a.y, b.y) ? 0xffff0000u : 0u); \
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

__device__ inline __half2 atomicAdd(__half2 *address, __half2 value) {
  unsigned int *word = reinterpret_cast<unsigned int *>(address), old = *word, seen;
  __half2 before;
  do {
    seen = old;
    before = __half2(uw::half_of_bits(seen & 0xffffu), uw::half_of_bits(seen >> 16));
    __half2 sum = __hadd2(before, value);
    unsigned int high = __half_as_ushort(sum.y);
    old = atomicCAS(word, seen, high << 16 | __half_as_ushort(sum.x));
  } while (old != seen);
  return before;
}
__device__ inline __half atomicAdd(__half *address, __half value) {
  unsigned short *place = reinterpret_cast<unsigned short *>(address), old = *place, seen;
  do {
    seen = old;
    old = uw::compare_and_swap(place, seen, __half_as_ushort(__hadd(uw::half_of_bits(seen), value)));
  } while (old != seen);
  return uw::half_of_bits(seen);
}

__host__ __device__ inline __half __double2half(double a) { return __float2half(unwarp::odd_float(a)); }

#define UWRT_INF_FP16 __ushort_as_half((unsigned short)0x7c00)
#define UWRT_NAN_FP16 __ushort_as_half((unsigned short)0x7fff)
#define UWRT_MIN_DENORM_FP16 __ushort_as_half((unsigned short)0x0001)
#define UWRT_MAX_NORMAL_FP16 __ushort_as_half((unsigned short)0x7bff)
#define UWRT_NEG_ZERO_FP16 __ushort_as_half((unsigned short)0x8000)
#define UWRT_ZERO_FP16 __ushort_as_half((unsigned short)0x0000)
#define UWRT_ONE_FP16 __ushort_as_half((unsigned short)0x3c00)
