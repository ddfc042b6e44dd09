// CUDA's half precision (cuda_fp16.h) for programs translated by unwarp. Free for any use.
//
// Arithmetic is that of IEEE 754: each operation is rounded once, to the nearest value, to the even of two.
#pragma once

#include "unwarp_half_rounding.hpp"

#ifndef __CUDACC__
#if defined(__F16C__) && !defined(__SYCL_DEVICE_ONLY__)
#include <immintrin.h>
inline float uw_half2float(unsigned short bits) { return _cvtsh_ss(bits); }
inline unsigned short uw_float2half(float value) {
    return value == value ? (unsigned short)_cvtss_sh(value, _MM_FROUND_TO_NEAREST_INT) : (unsigned short)0x7fff;
}
#else
inline float uw_half2float(unsigned short bits) {
    unsigned int sign = (bits & 0x8000u) << 16, rest = (bits & 0x7fffu) << 13;
    if (rest >= 0x0f800000u) return __uint_as_float(sign | 0x70000000u | rest);  // infinite, or not a number
    if (rest < 0x00800000u) return __uint_as_float(sign | __float_as_uint((float)(bits & 0x3ffu) * 0x1p-24f));
    return __uint_as_float(sign | (rest + 0x38000000u));
}
inline unsigned short uw_float2half(float value) {
    unsigned int bits = __float_as_uint(value), rest = bits & 0x7fffffffu, sign = bits >> 16 & 0x8000u;
    if (rest > 0x7f800000u) return 0x7fff;
    if (rest >= 0x47800000u) return (unsigned short)(sign | 0x7c00u);
    // Below the normal numbers, adding 0.5 leaves the multiple of 2^-24 in the last bits.
    if (rest < 0x38800000u) {
        return (unsigned short)(sign | (__float_as_uint(__uint_as_float(rest) + 0.5f) - 0x3f000000u));
    }
    return (unsigned short)(sign | (rest - 0x38000000u + 0xfffu + (rest >> 13 & 1u)) >> 13);
}
#endif
#endif

namespace unwarp {
/// a * b + c, rounded once: the product is exact in float, and the sum is made odd before it is rounded.
inline unsigned short half_fma(float a, float b, float c) {
    float product = a * b, sum = product + c, part = sum - product;
    float error = (product - (sum - part)) + (c - part);
    return uw_float2half(made_odd(sum, error > 0.0f || error < 0.0f, sum < 0.0f ? error < 0.0f : error > 0.0f));
}
}  // namespace unwarp

#define UW_HALF __half
#define UW_HALF2 __half2
#define UW_NAME half
#define UW_BITS(X) uw_float2half(X)
#define UW_VALUE(BITS) uw_half2float(BITS)
#define UW_MULTIPLY(A, B) uw_float2half((A) * (B))
#define UW_DIVIDE(A, B) uw_float2half((A) / (B))
#define UW_FMA(A, B, C) unwarp::half_fma(A, B, C)
#define UW_INFINITY 0x7c00
#include "unwarp_half_operations.hpp"

typedef __half half;
typedef __half2 half2;

#define __CUDA_FP16_H__
#define __CUDA_FP16_TYPES_EXIST__
#define UWRT_INF_FP16 __ushort_as_half((unsigned short)0x7c00)
#define UWRT_NAN_FP16 __ushort_as_half((unsigned short)0x7fff)
#define UWRT_MIN_DENORM_FP16 __ushort_as_half((unsigned short)0x0001)
#define UWRT_MAX_NORMAL_FP16 __ushort_as_half((unsigned short)0x7bff)
#define UWRT_NEG_ZERO_FP16 __ushort_as_half((unsigned short)0x8000)
#define UWRT_ZERO_FP16 __ushort_as_half((unsigned short)0x0000)
#define UWRT_ONE_FP16 __ushort_as_half((unsigned short)0x3c00)

#ifdef __CUDACC__
#define CUDART_INF_FP16 UWRT_INF_FP16
#define CUDART_NAN_FP16 UWRT_NAN_FP16
#define CUDART_MIN_DENORM_FP16 UWRT_MIN_DENORM_FP16
#define CUDART_MAX_NORMAL_FP16 UWRT_MAX_NORMAL_FP16
#define CUDART_NEG_ZERO_FP16 UWRT_NEG_ZERO_FP16
#define CUDART_ZERO_FP16 UWRT_ZERO_FP16
#define CUDART_ONE_FP16 UWRT_ONE_FP16
#endif
