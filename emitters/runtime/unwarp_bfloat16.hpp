// CUDA's bfloat16 (cuda_bf16.h) for programs translated by unwarp. Free for any use.
//
// A bfloat16 is the upper half of a float. Each operation is rounded once, to the nearest value, to the even of two.
#pragma once

#include "unwarp_half_rounding.hpp"

namespace unwarp {

inline float bfloat16_value(unsigned short bits) { return __uint_as_float((unsigned int)bits << 16); }
inline unsigned short bfloat16_bits(float value) {
    unsigned int bits = __float_as_uint(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u) return (unsigned short)0x7fff;
    return (unsigned short)((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}

/// Whether rounding a float goes by what lies beyond its own bits: it is halfway between two bfloat16.
inline bool is_halfway(float value) { return (__float_as_uint(value) & 0xffffu) == 0x8000u; }

/// The exponent of the last bit of a bfloat16, and all its bits as an integer with its sign.
inline int last_exponent(float value) {
    int exponent = (int)(__float_as_uint(value) >> 23 & 255u);
    return (exponent ? exponent : 1) - 134;
}
inline long long significand(float value) {
    unsigned int bits = __float_as_uint(value), rest = bits >> 16 & 0x7fffu;
    long long magnitude = rest >= 0x80u ? (rest & 0x7fu) | 0x80u : rest;
    return bits >> 31 ? -magnitude : magnitude;
}
inline int sign_of(long long value) { return value > 0 ? 1 : value < 0 ? -1 : 0; }

/// value * 2^exponent, rounded. The value is not 0.
inline unsigned short bfloat16_of(long long value, int exponent) {
    unsigned int sign = value < 0 ? 0x8000u : 0u;
    unsigned long long magnitude = value < 0 ? 0ull - (unsigned long long)value : (unsigned long long)value;
    int last = exponent + 56 - __clzll((long long)magnitude);  // the exponent of the last of eight bits
    if (last < -133) last = -133;
    int shift = last - exponent;
    if (shift > 62) return (unsigned short)sign;
    unsigned long long kept = shift > 0 ? magnitude >> shift : magnitude << -shift;
    if (shift > 0) {
        unsigned long long rest = magnitude - (kept << shift), middle = 1ull << (shift - 1);
        kept += rest > middle || (rest == middle && (kept & 1ull) != 0ull);
    }
    unsigned long long bits = ((unsigned long long)(last + 133) << 7) + kept;
    return (unsigned short)(sign | (unsigned int)(bits < 0x7f80ull ? bits : 0x7f80ull));
}

/// a * b + c of finite bfloat16 values, from integers. What is too small to change more than the direction of rounding
/// counts as one unit.
inline unsigned short bfloat16_fma_exact(float a, float b, float c) {
    long long product = significand(a) * significand(b), addend = significand(c);
    int exponent = last_exponent(a) + last_exponent(b), of_addend = last_exponent(c);
    int apart = of_addend - exponent;
    if (addend == 0) return bfloat16_of(product, exponent);
    if (product == 0) return bfloat16_of(addend, of_addend);
    if (apart > 48) return bfloat16_of(addend * (1ll << 32) + sign_of(product), of_addend - 32);
    if (apart < -40) return bfloat16_of(product * (1ll << 32) + sign_of(addend), exponent - 32);
    if (apart >= 0) return bfloat16_of(addend * (1ll << apart) + product, exponent);
    return bfloat16_of(product * (1ll << -apart) + addend, of_addend);
}
inline unsigned short bfloat16_fma(float a, float b, float c) {
    float sum = UW_MATH(fma)(a, b, c);
    return is_halfway(sum) ? bfloat16_fma_exact(a, b, c) : bfloat16_bits(sum);
}
/// The product is exact in float, unless it is too small for its normal numbers.
inline unsigned short bfloat16_multiply(float a, float b) {
    float product = a * b;
    return is_halfway(product) ? bfloat16_fma_exact(a, b, 0.0f) : bfloat16_bits(product);
}
/// A quotient below the normal numbers is rounded as a multiple of 2^-133: float has too few bits there to round twice.
inline unsigned short bfloat16_divide(float a, float b) {
    float quotient = a / b, size = UW_MATH(fabs)(quotient);
    if (!is_halfway(quotient) || size >= 0x1p-126f) return bfloat16_bits(quotient);
    bool large = UW_MATH(fabs)(b) > 1.0f;
    float scaled = (a * 0x1p80f) / (large ? b * 0x1p-53f : b) * (large ? 1.0f : 0x1p53f);
    unsigned int sign = __float_as_uint(quotient) >> 16 & 0x8000u;
    return (unsigned short)(sign | (unsigned int)UW_MATH(rint)(UW_MATH(fabs)(scaled)));
}

}  // namespace unwarp

#define UW_HALF __nv_bfloat16
#define UW_HALF2 __nv_bfloat162
#define UW_NAME bfloat16
#define UW_BITS(X) unwarp::bfloat16_bits(X)
#define UW_VALUE(BITS) unwarp::bfloat16_value(BITS)
#define UW_MULTIPLY(A, B) unwarp::bfloat16_multiply(A, B)
#define UW_DIVIDE(A, B) unwarp::bfloat16_divide(A, B)
#define UW_FMA(A, B, C) unwarp::bfloat16_fma(A, B, C)
#define UW_INFINITY 0x7f80
#include "unwarp_half_operations.hpp"

typedef __nv_bfloat16 nv_bfloat16;
typedef __nv_bfloat162 nv_bfloat162;
typedef __bfloat16_raw __nv_bfloat16_raw;
typedef __bfloat162_raw __nv_bfloat162_raw;

#define __CUDA_BF16_H__
#define __CUDA_BF16_TYPES_EXIST__
#define UWRT_INF_BF16 __ushort_as_bfloat16((unsigned short)0x7f80)
#define UWRT_NAN_BF16 __ushort_as_bfloat16((unsigned short)0x7fff)
#define UWRT_MIN_DENORM_BF16 __ushort_as_bfloat16((unsigned short)0x0001)
#define UWRT_MAX_NORMAL_BF16 __ushort_as_bfloat16((unsigned short)0x7f7f)
#define UWRT_NEG_ZERO_BF16 __ushort_as_bfloat16((unsigned short)0x8000)
#define UWRT_ZERO_BF16 __ushort_as_bfloat16((unsigned short)0x0000)
#define UWRT_ONE_BF16 __ushort_as_bfloat16((unsigned short)0x3f80)

#ifdef __CUDACC__
#define CUDART_INF_BF16 UWRT_INF_BF16
#define CUDART_NAN_BF16 UWRT_NAN_BF16
#define CUDART_MIN_DENORM_BF16 UWRT_MIN_DENORM_BF16
#define CUDART_MAX_NORMAL_BF16 UWRT_MAX_NORMAL_BF16
#define CUDART_NEG_ZERO_BF16 UWRT_NEG_ZERO_BF16
#define CUDART_ZERO_BF16 UWRT_ZERO_BF16
#define CUDART_ONE_BF16 UWRT_ONE_BF16
#endif
