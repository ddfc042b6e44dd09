// CUDA's mathematical functions for SYCL device code. SYCL's own take arguments of one floating type; these take any
// arithmetic types and compute in float only where all arguments are float, as CUDA's overloads do. Free for any use.
#pragma once

#include <sycl/sycl.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

#include "unwarp_directed.h"
#include "unwarp_special.h"

namespace uw {

template <typename T>
struct Real {
    typedef std::conditional_t<std::is_same_v<T, float> || std::is_same_v<T, sycl::half>, T, double> type;
};
/// The type in which a function of arguments of these types computes.
template <typename A, typename... More>
using real = typename std::conditional_t<(std::is_same_v<A, More> && ...), Real<A>, Real<double>>::type;

#define UW_REAL1(NAME)                                           \
    template <typename T>                                        \
    inline real<T> NAME(T x) {                                   \
        return sycl::NAME(static_cast<real<T>>(x));              \
    }
#define UW_REAL2(NAME)                                                                      \
    template <typename A, typename B>                                                       \
    inline real<A, B> NAME(A x, B y) {                                                      \
        return sycl::NAME(static_cast<real<A, B>>(x), static_cast<real<A, B>>(y));          \
    }
#define UW_TEST1(NAME)                                           \
    template <typename T>                                        \
    inline bool NAME(T x) {                                      \
        return sycl::NAME(static_cast<real<T>>(x));              \
    }
#define UW_TEST2(NAME)                                                                      \
    template <typename A, typename B>                                                       \
    inline bool NAME(A x, B y) {                                                            \
        return sycl::NAME(static_cast<real<A, B>>(x), static_cast<real<A, B>>(y));          \
    }
UW_REAL1(acos) UW_REAL1(acosh) UW_REAL1(asin) UW_REAL1(asinh) UW_REAL1(atan) UW_REAL1(atanh) UW_REAL1(cbrt)
UW_REAL1(ceil) UW_REAL1(cos) UW_REAL1(cosh) UW_REAL1(cospi) UW_REAL1(erf) UW_REAL1(erfc) UW_REAL1(exp) UW_REAL1(exp10)
UW_REAL1(exp2) UW_REAL1(expm1) UW_REAL1(fabs) UW_REAL1(floor) UW_REAL1(lgamma) UW_REAL1(log) UW_REAL1(log10)
UW_REAL1(log1p) UW_REAL1(log2) UW_REAL1(logb) UW_REAL1(rint) UW_REAL1(round) UW_REAL1(rsqrt) UW_REAL1(sin)
UW_REAL1(sinh) UW_REAL1(sinpi) UW_REAL1(sqrt) UW_REAL1(tan) UW_REAL1(tanh) UW_REAL1(tgamma) UW_REAL1(trunc)
UW_REAL2(atan2) UW_REAL2(copysign) UW_REAL2(fdim) UW_REAL2(fmax) UW_REAL2(fmin) UW_REAL2(fmod) UW_REAL2(hypot)
UW_REAL2(nextafter) UW_REAL2(pow) UW_REAL2(remainder)
UW_TEST1(isnan) UW_TEST1(isinf) UW_TEST1(isfinite) UW_TEST1(isnormal) UW_TEST1(signbit)
UW_TEST2(isgreater) UW_TEST2(isgreaterequal) UW_TEST2(isless) UW_TEST2(islessequal) UW_TEST2(islessgreater)
UW_TEST2(isunordered)
#undef UW_REAL1
#undef UW_REAL2
#undef UW_TEST1
#undef UW_TEST2

template <typename A, typename B, typename C>
inline real<A, B, C> fma(A x, B y, C z) {
    using T = real<A, B, C>;
    return sycl::fma(static_cast<T>(x), static_cast<T>(y), static_cast<T>(z));
}
template <typename T>
inline real<T> ldexp(T x, int exponent) { return sycl::ldexp(static_cast<real<T>>(x), exponent); }
template <typename T>
inline real<T> scalbln(T x, long exponent) {
    return uw::ldexp(x, static_cast<int>(exponent < -10000 ? -10000 : exponent > 10000 ? 10000 : exponent));
}
template <typename T>
inline int ilogb(T x) {
    if (sycl::isnan(static_cast<real<T>>(x))) return std::numeric_limits<int>::min();
    return sycl::ilogb(static_cast<real<T>>(x));
}

// ------------------------------------------------------------------------------------------------ absolute value

inline int abs(int x) { return x < 0 ? -x : x; }
inline long abs(long x) { return x < 0 ? -x : x; }
inline long long abs(long long x) { return x < 0 ? -x : x; }
inline float abs(float x) { return sycl::fabs(x); }
inline double abs(double x) { return sycl::fabs(x); }

// ------------------------------------------------------------------------------------------------ rounding to integers, parts

template <typename T>
inline long lrint(T x) { return static_cast<long>(uw::rint(x)); }
template <typename T>
inline long long llrint(T x) { return static_cast<long long>(uw::rint(x)); }
template <typename T>
inline long lround(T x) { return static_cast<long>(uw::round(x)); }
template <typename T>
inline long long llround(T x) { return static_cast<long long>(uw::round(x)); }

#define UW_PARTS(T)                                                                                                   \
    inline T modf(T x, T *whole) {                                                                                    \
        *whole = sycl::trunc(x);                                                                                      \
        return sycl::copysign(sycl::isinf(x) ? static_cast<T>(0) : x - *whole, x);                                    \
    }                                                                                                                 \
    inline T frexp(T x, int *exponent) {                                                                              \
        int found = 0;                                                                                                \
        T part = sycl::frexp(x, sycl::address_space_cast<sycl::access::address_space::private_space,                  \
                                                         sycl::access::decorated::no>(&found));                       \
        *exponent = found;                                                                                            \
        return part;                                                                                                  \
    }                                                                                                                 \
    inline T remquo(T x, T y, int *quotient) {                                                                        \
        int found = 0;                                                                                                \
        T rest = sycl::remquo(x, y, sycl::address_space_cast<sycl::access::address_space::private_space,              \
                                                             sycl::access::decorated::no>(&found));                   \
        *quotient = found;                                                                                            \
        return rest;                                                                                                  \
    }                                                                                                                 \
    inline void sincos(T x, T *sine, T *cosine) {                                                                     \
        T angle = x;                                                                                                  \
        *sine = sycl::sin(angle);                                                                                     \
        *cosine = sycl::cos(angle);                                                                                   \
    }                                                                                                                 \
    inline void sincospi(T x, T *sine, T *cosine) {                                                                   \
        T angle = x;                                                                                                  \
        *sine = sycl::sinpi(angle);                                                                                   \
        *cosine = sycl::cospi(angle);                                                                                 \
    }
UW_PARTS(float)
UW_PARTS(double)
#undef UW_PARTS

// ------------------------------------------------------------------------------------------------ CUDA's own functions

inline float rcbrt(float x) { return 1 / sycl::cbrt(x); }
inline double rcbrt(double x) { return uw_rcbrt(x); }
#define UW_OWN1(NAME)                                        \
    inline float NAME(float x) { return uw_##NAME##f(x); }   \
    inline double NAME(double x) { return uw_##NAME(x); }
UW_OWN1(erfcx)
UW_OWN1(erfinv)
UW_OWN1(erfcinv)
UW_OWN1(normcdf)
UW_OWN1(normcdfinv)
#undef UW_OWN1
#define UW_BESSEL(NAME, OURS)                                      \
    inline float NAME(float x) { return uw_bessel_##OURS##f(x); }  \
    inline double NAME(double x) { return uw_bessel_##OURS(x); }   \
    template <typename T>                                          \
    inline double NAME(T x) { return uw_bessel_##OURS(static_cast<double>(x)); }
UW_BESSEL(j0, j0)
UW_BESSEL(j1, j1)
UW_BESSEL(y0, y0)
UW_BESSEL(y1, y1)
UW_BESSEL(cyl_bessel_i0, i0)
UW_BESSEL(cyl_bessel_i1, i1)
#undef UW_BESSEL
inline float jn(int n, float x) { return uw_bessel_jnf(n, x); }
inline double jn(int n, double x) { return uw_bessel_jn(n, x); }
inline float yn(int n, float x) { return uw_bessel_ynf(n, x); }
inline double yn(int n, double x) { return uw_bessel_yn(n, x); }
template <typename A, typename B>
inline real<A, B> rhypot(A x, B y) {
    if constexpr (std::is_same_v<real<A, B>, float>) return uw_rhypotf(x, y);
    else return uw_rhypot(static_cast<double>(x), static_cast<double>(y));
}
#define UW_LENGTHS(T, F)                                                                                              \
    inline T norm3d(T x, T y, T z) { return uw_norm3d##F(x, y, z); }                                                  \
    inline T rnorm3d(T x, T y, T z) { return uw_rnorm3d##F(x, y, z); }                                                \
    inline T norm4d(T x, T y, T z, T w) { return uw_norm4d##F(x, y, z, w); }                                          \
    inline T rnorm4d(T x, T y, T z, T w) { return uw_rnorm4d##F(x, y, z, w); }                                        \
    inline T norm(int n, const T *values) {                                                                           \
        T result = 0;                                                                                                 \
        for (int i = 0; i < n; i++) result = uw_length##F(result, values[i], 0, 0, 0);                                \
        return result;                                                                                                \
    }                                                                                                                 \
    inline T rnorm(int n, const T *values) {                                                                          \
        T result = norm(n, values);                                                                                   \
        if (!sycl::isinf(result)) return 1 / result;                                                                  \
        result = 0;                                                                                                   \
        for (int i = 0; i < n; i++) result = uw_length##F(result, sycl::ldexp(values[i], -40), 0, 0, 0);              \
        return sycl::ldexp(1 / result, -40);                                                                          \
    }
UW_LENGTHS(float, f)
UW_LENGTHS(double, )
#undef UW_LENGTHS

inline double fdivide(double x, double y) { return x / y; }
inline float fdivide(float x, float y) { return x / y; }
inline float fdividef(float x, float y) { return x / y; }
inline float frsqrt_rn(float x) { return uw_frsqrt_rn(x); }

// Rounded to nearest, and never fused with what is around.
#define UW_ROUNDED(T, PREFIX, FMA)                                                                            \
    inline T PREFIX##add_rn(T x, T y) { return sycl::fma(x, static_cast<T>(1), y); }                          \
    inline T PREFIX##sub_rn(T x, T y) { return sycl::fma(x, static_cast<T>(1), -y); }                         \
    inline T PREFIX##mul_rn(T x, T y) { return sycl::fma(x, y, -static_cast<T>(0)); }                         \
    inline T PREFIX##div_rn(T x, T y) { return x / y; }                                                       \
    inline T PREFIX##rcp_rn(T x) { return static_cast<T>(1) / x; }                                            \
    inline T PREFIX##sqrt_rn(T x) { return sycl::sqrt(x); }                                                   \
    inline T FMA(T x, T y, T z) { return sycl::fma(x, y, z); }
UW_ROUNDED(float, f, fmaf_rn)
UW_ROUNDED(double, d, fma_rn)
#undef UW_ROUNDED

// Rounded up (1), down (-1) or towards zero (0).
#define UW_DIRECTED(T, PREFIX, FMA)                                                                          \
    inline T FMA(T x, T y, T z, int mode) { return uw_##FMA(x, y, z, mode); }                                \
    inline T PREFIX##mul(T x, T y, int mode) { return uw_##PREFIX##mul(x, y, mode); }                        \
    inline T PREFIX##div(T x, T y, int mode) { return uw_##PREFIX##div(x, y, mode); }                        \
    inline T PREFIX##sqrt(T x, int mode) { return uw_##PREFIX##sqrt(x, mode); }
UW_DIRECTED(float, directed_f, directed_fmaf)
UW_DIRECTED(double, directed_d, directed_fma)
#undef UW_DIRECTED

}  // namespace uw
