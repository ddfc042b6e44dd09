// What the floating-point types of 16 bits share: values on the way to them, integers made of them. Free for any use.
#pragma once

#if defined(__CUDACC__) || defined(__HIP__)  // unwarp's front end reads this too, as a part of CUDA's headers
#define UW_MATH(NAME) NAME##f
#else
#include "unwarp_types.hpp"
#ifdef SYCL_LANGUAGE_VERSION
#define UW_MATH(NAME) sycl::NAME
#else
#define UW_MATH(NAME) NAME##f
#endif
#endif

namespace unwarp {

/// A float for a value that it was rounded from: odd where it is not exact, so that rounding it once more, to a type
/// with at least two bits less, gives what rounding the value at once gives. ``short_of``: the float is nearer to zero
/// than the value.
inline float made_odd(float rounded, bool inexact, bool short_of) {
    unsigned int bits = __float_as_uint(rounded);
    if (inexact && (bits & 1u) == 0u) bits = short_of ? bits + 1u : bits - 1u;
    return __uint_as_float(bits);
}
inline float odd_float(double value) {
    float rounded = (float)value;
    double back = rounded;
    return made_odd(rounded, back < value || back > value, value < 0.0 ? back > value : back < value);
}
inline float odd_float(unsigned long long value) {
    int shift = 40 - __clzll((long long)value);
    if (shift <= 0) return (float)(unsigned int)value;
    unsigned int kept = (unsigned int)(value >> shift);
    if ((unsigned long long)kept << shift != value) kept |= 1u;
    return (float)kept * __uint_as_float((unsigned int)(127 + shift) << 23);
}
inline float odd_float(long long value) {
    return value < 0 ? -odd_float(0ull - (unsigned long long)value) : odd_float((unsigned long long)value);
}

/// Integers: what does not fit becomes the nearest that does, what is not a number 0, or of 64 bits the highest alone.
inline int clamped(float x, float low, float high) {
    return (int)(x > low ? (x < high ? x : high) : x <= low ? low : 0.0f);
}
inline short to_short(float x) { return (short)clamped(x, -32768.0f, 32767.0f); }
inline unsigned short to_ushort(float x) { return (unsigned short)clamped(x, 0.0f, 65535.0f); }
inline int to_int(float x) {
    if (!(x > -2147483648.0f)) return x <= -2147483648.0f ? -2147483647 - 1 : 0;
    return x >= 2147483648.0f ? 2147483647 : (int)x;
}
inline unsigned int to_uint(float x) { return x > 0.0f ? (x >= 4294967296.0f ? 0xffffffffu : (unsigned int)x) : 0u; }
inline long long to_ll(float x) {
    if (!(x > -9223372036854775808.0f)) return -9223372036854775807ll - 1;
    return x >= 9223372036854775808.0f ? 9223372036854775807ll : (long long)x;
}
inline unsigned long long to_ull(float x) {
    if (!(x > 0.0f)) return x <= 0.0f ? 0ull : 0x8000000000000000ull;
    return x >= 18446744073709551616.0f ? 0xffffffffffffffffull : (unsigned long long)x;
}

}  // namespace unwarp
