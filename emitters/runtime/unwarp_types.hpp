// CUDA's vector types and the functions that CUDA offers to host code, for programs translated by unwarp.
//
// Sizes and alignments are CUDA's. Free for any use.
#pragma once

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#include <cmath>
#include <cstring>
#include <new>
#include <utility>

// ------------------------------------------------------------------------------------------------ vector types

#define UW_VECTORS(NAME, SCALAR, ALIGN2, ALIGN4)                                                         \
    struct NAME##1 { SCALAR x; };                                                                        \
    struct alignas(ALIGN2) NAME##2 { SCALAR x, y; };                                                     \
    struct NAME##3 { SCALAR x, y, z; };                                                                  \
    struct alignas(ALIGN4) NAME##4 { SCALAR x, y, z, w; };                                               \
    static_assert(sizeof(NAME##2) == 2 * sizeof(SCALAR) && sizeof(NAME##4) == 4 * sizeof(SCALAR), "");   \
    inline constexpr NAME##1 make_##NAME##1(SCALAR x) { return NAME##1{x}; }                      \
    inline constexpr NAME##2 make_##NAME##2(SCALAR x, SCALAR y) { return NAME##2{x, y}; }         \
    inline constexpr NAME##3 make_##NAME##3(SCALAR x, SCALAR y, SCALAR z) { return NAME##3{x, y, z}; } \
    inline constexpr NAME##4 make_##NAME##4(SCALAR x, SCALAR y, SCALAR z, SCALAR w) {             \
        return NAME##4{x, y, z, w};                                                                      \
    }

UW_VECTORS(char, signed char, 2, 4)
UW_VECTORS(uchar, unsigned char, 2, 4)
UW_VECTORS(short, short, 4, 8)
UW_VECTORS(ushort, unsigned short, 4, 8)
UW_VECTORS(int, int, 8, 16)
UW_VECTORS(uint, unsigned int, 8, 16)
UW_VECTORS(long, long, 16, 16)
UW_VECTORS(ulong, unsigned long, 16, 16)
UW_VECTORS(longlong, long long, 16, 16)
UW_VECTORS(ulonglong, unsigned long long, 16, 16)
UW_VECTORS(float, float, 8, 16)
UW_VECTORS(double, double, 16, 16)

#undef UW_VECTORS

/// The shape of a grid or a block; what is not given is 1.
struct dim3 {
    unsigned int x, y, z;
    constexpr dim3(unsigned int x_ = 1, unsigned int y_ = 1, unsigned int z_ = 1) : x(x_), y(y_), z(z_) {}
    constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
    constexpr operator uint3() const { return uint3{x, y, z}; }
};

// ------------------------------------------------------------------------------------------------ minimum, maximum

#define UW_MIN_MAX(RESULT, A, B)                                                               \
    inline constexpr RESULT min(A a, B b) { return (RESULT)a < (RESULT)b ? (RESULT)a : (RESULT)b; } \
    inline constexpr RESULT max(A a, B b) { return (RESULT)a > (RESULT)b ? (RESULT)a : (RESULT)b; }

UW_MIN_MAX(int, int, int)
UW_MIN_MAX(unsigned int, unsigned int, unsigned int)
UW_MIN_MAX(unsigned int, int, unsigned int)
UW_MIN_MAX(unsigned int, unsigned int, int)
UW_MIN_MAX(long, long, long)
UW_MIN_MAX(unsigned long, unsigned long, unsigned long)
UW_MIN_MAX(unsigned long, long, unsigned long)
UW_MIN_MAX(unsigned long, unsigned long, long)
UW_MIN_MAX(long long, long long, long long)
UW_MIN_MAX(unsigned long long, unsigned long long, unsigned long long)
UW_MIN_MAX(unsigned long long, long long, unsigned long long)
UW_MIN_MAX(unsigned long long, unsigned long long, long long)

#undef UW_MIN_MAX

inline float min(float a, float b) { return fminf(a, b); }
inline float max(float a, float b) { return fmaxf(a, b); }
inline double min(double a, double b) { return fmin(a, b); }
inline double max(double a, double b) { return fmax(a, b); }
inline double min(float a, double b) { return fmin((double)a, b); }
inline double max(float a, double b) { return fmax((double)a, b); }
inline double min(double a, float b) { return fmin(a, (double)b); }
inline double max(double a, float b) { return fmax(a, (double)b); }

inline constexpr unsigned int umin(unsigned int a, unsigned int b) { return min(a, b); }
inline constexpr unsigned int umax(unsigned int a, unsigned int b) { return max(a, b); }
inline constexpr long long llmin(long long a, long long b) { return min(a, b); }
inline constexpr long long llmax(long long a, long long b) { return max(a, b); }
inline constexpr unsigned long long ullmin(unsigned long long a, unsigned long long b) { return min(a, b); }
inline constexpr unsigned long long ullmax(unsigned long long a, unsigned long long b) { return max(a, b); }

// ------------------------------------------------------------------------------------------------ mathematics

#if !defined(__GLIBC__) || !__GLIBC_PREREQ(2, 42)  // later C libraries have these themselves
inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
inline double rsqrt(double x) { return 1.0 / sqrt(x); }
#endif
#if !defined(__GLIBC__) || !__GLIBC_PREREQ(2, 41)
inline double sinpi(double x) { return sin(M_PI * fmod(x, 2.0)); }
inline double cospi(double x) { return cos(M_PI * fmod(x, 2.0)); }
inline float sinpif(float x) { return (float)sinpi((double)x); }
inline float cospif(float x) { return (float)cospi((double)x); }
#endif
inline float rsqrt(float x) { return rsqrtf(x); }
inline float rcbrtf(float x) { return 1.0f / cbrtf(x); }
inline double rcbrt(double x) { return 1.0 / cbrt(x); }
inline float rhypotf(float x, float y) { return 1.0f / hypotf(x, y); }
inline double rhypot(double x, double y) { return 1.0 / hypot(x, y); }
inline float norm3df(float x, float y, float z) { return std::hypot(x, y, z); }
inline double norm3d(double x, double y, double z) { return std::hypot(x, y, z); }
inline float rnorm3df(float x, float y, float z) { return 1.0f / norm3df(x, y, z); }
inline double rnorm3d(double x, double y, double z) { return 1.0 / norm3d(x, y, z); }
inline float norm4df(float x, float y, float z, float w) { return hypotf(norm3df(x, y, z), w); }
inline double norm4d(double x, double y, double z, double w) { return hypot(norm3d(x, y, z), w); }
inline float fdividef(float x, float y) { return x / y; }
inline double normcdf(double x) { return 0.5 * erfc(-x * M_SQRT1_2); }
inline float normcdff(float x) { return (float)normcdf((double)x); }

// ------------------------------------------------------------------------------------------------ device functions
//
// A `__host__ __device__` function may name these where only its device version gets to; on the host they compute the same.

namespace unwarp {
/// The bits of a value, read as another type of the same size.
template <typename To, typename From>
inline To bits_of(From value) {
    static_assert(sizeof(To) == sizeof(From), "");
    To result;
    memcpy(&result, &value, sizeof result);
    return result;
}
}  // namespace unwarp

inline int __float_as_int(float x) { return unwarp::bits_of<int>(x); }
inline unsigned int __float_as_uint(float x) { return unwarp::bits_of<unsigned int>(x); }
inline float __int_as_float(int x) { return unwarp::bits_of<float>(x); }
inline float __uint_as_float(unsigned int x) { return unwarp::bits_of<float>(x); }
inline long long __double_as_longlong(double x) { return unwarp::bits_of<long long>(x); }
inline double __longlong_as_double(long long x) { return unwarp::bits_of<double>(x); }
inline int __double2hiint(double x) { return (int)(__double_as_longlong(x) >> 32); }
inline int __double2loint(double x) { return (int)__double_as_longlong(x); }
inline double __hiloint2double(int high, int low) {
    return unwarp::bits_of<double>((unsigned long long)(unsigned int)high << 32 | (unsigned int)low);
}

// The C library reserves these names for itself, so they can only be macros.
#define __expf(x) expf(x)
#define __exp10f(x) powf(10.0f, x)
#define __logf(x) logf(x)
#define __log2f(x) log2f(x)
#define __log10f(x) log10f(x)
#define __sinf(x) sinf(x)
#define __cosf(x) cosf(x)
#define __tanf(x) tanf(x)
#define __powf(x, y) powf(x, y)
#define __sincosf(x, sine, cosine) sincosf(x, sine, cosine)

inline float __fdividef(float x, float y) { return x / y; }
inline float __saturatef(float x) { return x > 0.0f ? (x < 1.0f ? x : 1.0f) : 0.0f; }
inline float __fadd_rn(float x, float y) { return x + y; }
inline float __fmul_rn(float x, float y) { return x * y; }
inline float __fdiv_rn(float x, float y) { return x / y; }
inline float __fmaf_rn(float x, float y, float z) { return fmaf(x, y, z); }
inline float __fsqrt_rn(float x) { return sqrtf(x); }
inline float __frcp_rn(float x) { return 1.0f / x; }
inline double __dadd_rn(double x, double y) { return x + y; }
inline double __dmul_rn(double x, double y) { return x * y; }
inline double __fma_rn(double x, double y, double z) { return fma(x, y, z); }

inline int __popc(unsigned int x) { return __builtin_popcount(x); }
inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
inline int __clz(int x) { return x ? __builtin_clz((unsigned int)x) : 32; }
inline int __clzll(long long x) { return x ? __builtin_clzll((unsigned long long)x) : 64; }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline int __ffsll(long long x) { return __builtin_ffsll(x); }
inline unsigned int __brev(unsigned int x) {
    unsigned int result = 0;
    for (int bit = 0; bit < 32; bit++) result |= (x >> bit & 1u) << (31 - bit);
    return result;
}
inline unsigned long long __brevll(unsigned long long x) {
    return (unsigned long long)__brev((unsigned int)x) << 32 | __brev((unsigned int)(x >> 32));
}
inline int __mul24(int x, int y) {
    return (int)(((long long)(int)((unsigned int)x << 8) >> 8) * ((long long)(int)((unsigned int)y << 8) >> 8));
}
inline unsigned int __umul24(unsigned int x, unsigned int y) { return (x & 0xffffffu) * (y & 0xffffffu); }
inline int __mulhi(int x, int y) { return (int)((long long)x * y >> 32); }
inline unsigned int __umulhi(unsigned int x, unsigned int y) {
    return (unsigned int)((unsigned long long)x * y >> 32);
}
inline unsigned int __sad(int x, int y, unsigned int z) {
    return z + (x > y ? (unsigned int)x - (unsigned int)y : (unsigned int)y - (unsigned int)x);
}
inline unsigned int __usad(unsigned int x, unsigned int y, unsigned int z) { return z + (x > y ? x - y : y - x); }

inline int __float2int_rn(float x) { return (int)rintf(x); }
inline int __float2int_rz(float x) { return (int)x; }
inline int __float2int_rd(float x) { return (int)floorf(x); }
inline int __float2int_ru(float x) { return (int)ceilf(x); }
inline float __int2float_rn(int x) { return (float)x; }
inline float __uint2float_rn(unsigned int x) { return (float)x; }
inline int __double2int_rn(double x) { return (int)rint(x); }
inline int __double2int_rz(double x) { return (int)x; }
inline double __int2double_rn(int x) { return (double)x; }
inline float __double2float_rn(double x) { return (float)x; }

template <typename T>
inline T __ldg(const T *address) {
    return *address;
}
