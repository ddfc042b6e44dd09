// CUDA's floating point of eight bits (cuda_fp8.h) for programs translated by unwarp, on the host and in kernels: the types
// and what converts them. unwarp reads this header too, where a program includes CUDA's. Free for any use.
//
// E4M3 has no infinity, and one NaN of each sign; E5M2 is the upper half of a half. Values are rounded once, to the nearest,
// to the even of two; what is too large becomes the largest number or, with __NV_NOSAT, infinity or NaN.
#pragma once

#ifndef UW_HALVES_KNOWN
#include "unwarp_half.hpp"
#include "unwarp_bfloat16.hpp"
#endif

typedef unsigned char __nv_fp8_storage_t;
typedef unsigned short __nv_fp8x2_storage_t;
typedef unsigned int __nv_fp8x4_storage_t;
enum __nv_saturation_t { __NV_NOSAT, __NV_SATFINITE };
enum __nv_fp8_interpretation_t { __NV_E4M3, __NV_E5M2 };

namespace unwarp {

/// The bits of a float that is a number, without its sign, rounded: 7 bits, and more where it is too large.
inline unsigned int fp8_rounded(unsigned int size, unsigned int mantissa, unsigned int bias) {
    const unsigned int exponent = size >> 23, least = 128u - bias;  // of the least normal number
    unsigned int shift = 23u - mantissa, kept = size - ((127u - bias) << 23);
    if (exponent < least) {
        shift += least - exponent;
        if (shift > 25u) return 0u;
        kept = (size & 0x7fffffu) | 0x800000u;
    }
    return (kept + ((1u << (shift - 1u)) - 1u) + (kept >> shift & 1u)) >> shift;
}

/// The bits of a float. All NaN are one.
inline unsigned char fp8_bits(float value, bool finite, bool e4m3) {
    const unsigned int bits = __float_as_uint(value), size = bits & 0x7fffffffu;
    if (size > 0x7f800000u) return (unsigned char)0x7f;
    const unsigned int most = e4m3 ? 0x7eu : 0x7bu;
    unsigned int made = e4m3 ? fp8_rounded(size, 3u, 7u) : fp8_rounded(size, 2u, 15u);
    if (made > most) made = finite ? most : most + 1u;
    return (unsigned char)(bits >> 24 & 0x80u | made);
}
/// The bits of a double, of a NaN with its sign, and in E5M2 with its first two bits.
inline unsigned char fp8_bits_of_double(double value, bool finite, bool e4m3) {
    const unsigned long long bits = (unsigned long long)__double_as_longlong(value);
    if ((bits & 0x7fffffffffffffffull) <= 0x7ff0000000000000ull) return fp8_bits(odd_float(value), finite, e4m3);
    const unsigned int first = e4m3 ? 1u : (unsigned int)(bits >> 50) & 3u;
    return (unsigned char)((unsigned int)(bits >> 63) << 7 | 0x7eu | first);
}

inline float fp8_value(unsigned char bits, bool e4m3) {
    const unsigned int sign = (unsigned int)(bits & 0x80u) << 24, size = bits & 0x7fu;
    const unsigned int mantissa = e4m3 ? 3u : 2u, bias = e4m3 ? 120u : 112u;
    if (size > (e4m3 ? 0x7eu : 0x7cu)) return __uint_as_float(0x7fffffffu);
    if (!e4m3 && size == 0x7cu) return __uint_as_float(sign | 0x7f800000u);
    const float least = e4m3 ? 0.001953125f : 0.0000152587890625f;  // the least above 0
    if (size >> mantissa == 0u) return __uint_as_float(sign | __float_as_uint((float)size * least));
    return __uint_as_float(sign | ((bias << 23) + (size << (23u - mantissa))));
}

inline unsigned short fp8_pair(unsigned char low, unsigned char high) {
    return (unsigned short)((unsigned int)low | (unsigned int)high << 8);
}
inline __half fp8_half(unsigned char bits, bool e4m3) { return __float2half_rn(fp8_value(bits, e4m3)); }

}  // namespace unwarp

// ------------------------------------------------------------------------------------------------ conversions

inline __nv_fp8_storage_t __nv_cvt_double_to_fp8(double x, __nv_saturation_t s, __nv_fp8_interpretation_t f) {
    return unwarp::fp8_bits_of_double(x, s == __NV_SATFINITE, f == __NV_E4M3);
}
inline __nv_fp8_storage_t __nv_cvt_float_to_fp8(float x, __nv_saturation_t s, __nv_fp8_interpretation_t f) {
    return unwarp::fp8_bits(x, s == __NV_SATFINITE, f == __NV_E4M3);
}
inline __nv_fp8_storage_t __nv_cvt_halfraw_to_fp8(__half_raw x, __nv_saturation_t s, __nv_fp8_interpretation_t f) {
    return __nv_cvt_float_to_fp8(__half2float(__ushort_as_half(x.x)), s, f);
}
inline __nv_fp8_storage_t __nv_cvt_bfloat16raw_to_fp8(__nv_bfloat16_raw x, __nv_saturation_t s, __nv_fp8_interpretation_t f) {
    return __nv_cvt_float_to_fp8(__bfloat162float(__ushort_as_bfloat16(x.x)), s, f);
}
inline __nv_fp8x2_storage_t __nv_cvt_double2_to_fp8x2(double2 x, __nv_saturation_t s, __nv_fp8_interpretation_t f) {
    return unwarp::fp8_pair(__nv_cvt_double_to_fp8(x.x, s, f), __nv_cvt_double_to_fp8(x.y, s, f));
}
inline __nv_fp8x2_storage_t __nv_cvt_float2_to_fp8x2(float2 x, __nv_saturation_t s, __nv_fp8_interpretation_t f) {
    return unwarp::fp8_pair(__nv_cvt_float_to_fp8(x.x, s, f), __nv_cvt_float_to_fp8(x.y, s, f));
}
inline __nv_fp8x2_storage_t __nv_cvt_halfraw2_to_fp8x2(__half2_raw x, __nv_saturation_t s, __nv_fp8_interpretation_t f) {
    const __half2 pair(x);
    return unwarp::fp8_pair(
        __nv_cvt_float_to_fp8(__low2float(pair), s, f), __nv_cvt_float_to_fp8(__high2float(pair), s, f));
}
inline __nv_fp8x2_storage_t __nv_cvt_bfloat16raw2_to_fp8x2(
    __nv_bfloat162_raw x, __nv_saturation_t s, __nv_fp8_interpretation_t f)
{
    return unwarp::fp8_pair(
        __nv_cvt_float_to_fp8(__bfloat162float(__ushort_as_bfloat16(x.x)), s, f),
        __nv_cvt_float_to_fp8(__bfloat162float(__ushort_as_bfloat16(x.y)), s, f));
}
inline __half_raw __nv_cvt_fp8_to_halfraw(__nv_fp8_storage_t x, __nv_fp8_interpretation_t f) {
    __half_raw raw;
    raw.x = __half_as_ushort(unwarp::fp8_half(x, f == __NV_E4M3));
    return raw;
}
inline __half2_raw __nv_cvt_fp8x2_to_halfraw2(__nv_fp8x2_storage_t x, __nv_fp8_interpretation_t f) {
    const bool e4m3 = f == __NV_E4M3;
    return static_cast<__half2_raw>(__halves2half2(
        unwarp::fp8_half((unsigned char)x, e4m3), unwarp::fp8_half((unsigned char)(x >> 8), e4m3)));
}

// ------------------------------------------------------------------------------------------------ the types

// `F` is the format's enumerator; `IS` whether it is E4M3.
#define UW_FP8(T, T2, T4, F, IS)                                                                                           \
    struct alignas(1) T {                                                                                                  \
        __nv_fp8_storage_t __x;                                                                                            \
        T() = default;                                                                                                     \
        explicit T(__half x) : __x(unwarp::fp8_bits(__half2float(x), true, IS)) {}                                         \
        explicit T(__nv_bfloat16 x) : __x(unwarp::fp8_bits(__bfloat162float(x), true, IS)) {}                              \
        explicit T(float x) : __x(unwarp::fp8_bits(x, true, IS)) {}                                                        \
        explicit T(double x) : __x(unwarp::fp8_bits_of_double(x, true, IS)) {}                                             \
        explicit T(unsigned short x) : __x(unwarp::fp8_bits((float)x, true, IS)) {}                                        \
        explicit T(unsigned int x) : __x(unwarp::fp8_bits((float)x, true, IS)) {}                                          \
        explicit T(unsigned long x) : __x(unwarp::fp8_bits((float)x, true, IS)) {}                                         \
        explicit T(unsigned long long x) : __x(unwarp::fp8_bits((float)x, true, IS)) {}                                    \
        explicit T(short x) : __x(unwarp::fp8_bits((float)x, true, IS)) {}                                                 \
        explicit T(int x) : __x(unwarp::fp8_bits((float)x, true, IS)) {}                                                   \
        explicit T(long x) : __x(unwarp::fp8_bits((float)x, true, IS)) {}                                                  \
        explicit T(long long x) : __x(unwarp::fp8_bits((float)x, true, IS)) {}                                             \
        explicit operator __half() const { return unwarp::fp8_half(__x, IS); }                                             \
        explicit operator float() const { return unwarp::fp8_value(__x, IS); }                                             \
        explicit operator __nv_bfloat16() const { return __float2bfloat16_rz(unwarp::fp8_value(__x, IS)); }                \
        explicit operator double() const { return (double)unwarp::fp8_value(__x, IS); }                                    \
        explicit operator char() const { return (char)unwarp::clamped(unwarp::fp8_value(__x, IS), -128.0f, 127.0f); }      \
        explicit operator signed char() const {                                                                            \
            return (signed char)unwarp::clamped(unwarp::fp8_value(__x, IS), -128.0f, 127.0f);                              \
        }                                                                                                                  \
        explicit operator unsigned char() const {                                                                          \
            return (unsigned char)unwarp::clamped(unwarp::fp8_value(__x, IS), 0.0f, 255.0f);                               \
        }                                                                                                                  \
        explicit operator short() const { return unwarp::to_short(unwarp::fp8_value(__x, IS)); }                           \
        explicit operator unsigned short() const { return unwarp::to_ushort(unwarp::fp8_value(__x, IS)); }                 \
        explicit operator int() const { return unwarp::to_int(unwarp::fp8_value(__x, IS)); }                               \
        explicit operator unsigned int() const { return unwarp::to_uint(unwarp::fp8_value(__x, IS)); }                     \
        explicit operator long() const { return (long)unwarp::to_ll(unwarp::fp8_value(__x, IS)); }                         \
        explicit operator unsigned long() const { return (unsigned long)unwarp::to_ull(unwarp::fp8_value(__x, IS)); }      \
        explicit operator long long() const { return unwarp::to_ll(unwarp::fp8_value(__x, IS)); }                          \
        explicit operator unsigned long long() const { return unwarp::to_ull(unwarp::fp8_value(__x, IS)); }                \
        explicit operator bool() const { return (__x & 0x7fu) != 0u; }                                                     \
    };                                                                                                                     \
    struct alignas(2) T2 {                                                                                                 \
        __nv_fp8x2_storage_t __x;                                                                                          \
        T2() = default;                                                                                                    \
        explicit T2(__half2 x) : __x(unwarp::fp8_pair(T(__low2half(x)).__x, T(__high2half(x)).__x)) {}                     \
        explicit T2(__nv_bfloat162 x) : __x(unwarp::fp8_pair(T(__low2bfloat16(x)).__x, T(__high2bfloat16(x)).__x)) {}      \
        explicit T2(float2 x) : __x(__nv_cvt_float2_to_fp8x2(x, __NV_SATFINITE, F)) {}                                     \
        explicit T2(double2 x) : __x(__nv_cvt_double2_to_fp8x2(x, __NV_SATFINITE, F)) {}                                   \
        explicit operator __half2() const {                                                                                \
            return __halves2half2(                                                                                         \
                unwarp::fp8_half((unsigned char)__x, IS), unwarp::fp8_half((unsigned char)(__x >> 8), IS));                \
        }                                                                                                                  \
        explicit operator float2() const {                                                                                 \
            return make_float2(                                                                                            \
                unwarp::fp8_value((unsigned char)__x, IS), unwarp::fp8_value((unsigned char)(__x >> 8), IS));              \
        }                                                                                                                  \
    };                                                                                                                     \
    struct alignas(4) T4 {                                                                                                 \
        __nv_fp8x4_storage_t __x;                                                                                          \
        T4() = default;                                                                                                    \
        explicit T4(__half2 low, __half2 high) : __x(T2(low).__x | (unsigned int)T2(high).__x << 16) {}                    \
        explicit T4(__nv_bfloat162 low, __nv_bfloat162 high)                                                               \
            : __x(T2(low).__x | (unsigned int)T2(high).__x << 16) {}                                                       \
        explicit T4(float4 x)                                                                                              \
            : __x(T2(make_float2(x.x, x.y)).__x | (unsigned int)T2(make_float2(x.z, x.w)).__x << 16) {}                    \
        explicit T4(double4 x)                                                                                             \
            : __x(T2(make_double2(x.x, x.y)).__x | (unsigned int)T2(make_double2(x.z, x.w)).__x << 16) {}                  \
        explicit operator float4() const {                                                                                 \
            return make_float4(                                                                                            \
                unwarp::fp8_value((unsigned char)__x, IS), unwarp::fp8_value((unsigned char)(__x >> 8), IS),               \
                unwarp::fp8_value((unsigned char)(__x >> 16), IS), unwarp::fp8_value((unsigned char)(__x >> 24), IS));     \
        }                                                                                                                  \
    };

UW_FP8(__nv_fp8_e4m3, __nv_fp8x2_e4m3, __nv_fp8x4_e4m3, __NV_E4M3, true)
UW_FP8(__nv_fp8_e5m2, __nv_fp8x2_e5m2, __nv_fp8x4_e5m2, __NV_E5M2, false)
#undef UW_FP8
