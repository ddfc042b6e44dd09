// Functions of CUDA that C, SYCL and OpenCL C lack, as exact as CUDA documents them: for programs translated from CUDA by
// unwarp. What a calculation loses is calculated besides, with fused multiplications, where it would show.
//
// C and C++ include this file; OpenCL C programs contain the parts of it that they use. Free for any use.
#ifndef UNWARP_SPECIAL_H
#define UNWARP_SPECIAL_H

#ifdef SYCL_LANGUAGE_VERSION
#define UW_MATHS(NAME) sycl::NAME
#else
#include <math.h>
#define UW_MATHS(NAME) NAME
#endif
#ifdef __HIP__
#define UW_INLINE __device__ static inline
#else
#define UW_INLINE static inline
#endif

// The same text for C, C++ and OpenCL C from here on.

/// The root of a sum of squares, or one divided by it: scaled, so that no square leaves the range.
UW_INLINE double uw_length(double a, double b, double c, double d, int reciprocal) {
    double parts[4], high = 0.0, low = 0.0, largest, root, square, rest;
    int scale, i;
    parts[0] = UW_MATHS(fabs)(a);
    parts[1] = UW_MATHS(fabs)(b);
    parts[2] = UW_MATHS(fabs)(c);
    parts[3] = UW_MATHS(fabs)(d);
    largest = UW_MATHS(fmax)(UW_MATHS(fmax)(parts[0], parts[1]), UW_MATHS(fmax)(parts[2], parts[3]));
    if (largest > 1.7976931348623157e308) return reciprocal ? 0.0 : largest;
    if (!(largest > 0.0)) {
        high = parts[0] + parts[1] + parts[2] + parts[3];
        return reciprocal ? 1.0 / high : high;
    }
    scale = UW_MATHS(ilogb)(largest);
    for (i = 0; i < 4; i++) {
        double part = UW_MATHS(ldexp)(parts[i], -scale), sum, back;
        square = part * part;
        sum = high + square;
        back = sum - high;
        low += (high - (sum - back)) + (square - back) + UW_MATHS(fma)(part, part, -square);
        high = sum;
    }
    root = UW_MATHS(sqrt)(high + low);
    if (!reciprocal) {
        root += (UW_MATHS(fma)(-root, root, high) + low) / (2.0 * root);
        return UW_MATHS(ldexp)(root, scale);
    }
    root = 1.0 / root;
    square = root * root;
    rest = UW_MATHS(fma)(-high, square, 1.0) - high * UW_MATHS(fma)(root, root, -square) - low * square;
    return UW_MATHS(ldexp)(root + 0.5 * root * rest, -scale);
}

/// The same of floats.
UW_INLINE float uw_lengthf(float a, float b, float c, float d, int reciprocal) {
    float parts[4], high = 0.0f, low = 0.0f, largest, root, square, rest;
    int scale, i;
    parts[0] = UW_MATHS(fabs)(a);
    parts[1] = UW_MATHS(fabs)(b);
    parts[2] = UW_MATHS(fabs)(c);
    parts[3] = UW_MATHS(fabs)(d);
    largest = UW_MATHS(fmax)(UW_MATHS(fmax)(parts[0], parts[1]), UW_MATHS(fmax)(parts[2], parts[3]));
    if (largest > 3.402823466e38f) return reciprocal ? 0.0f : largest;
    if (!(largest > 0.0f)) {
        high = parts[0] + parts[1] + parts[2] + parts[3];
        return reciprocal ? 1.0f / high : high;
    }
    scale = UW_MATHS(ilogb)(largest);
    for (i = 0; i < 4; i++) {
        float part = UW_MATHS(ldexp)(parts[i], -scale), sum, back;
        square = part * part;
        sum = high + square;
        back = sum - high;
        low += (high - (sum - back)) + (square - back) + UW_MATHS(fma)(part, part, -square);
        high = sum;
    }
    root = UW_MATHS(sqrt)(high + low);
    if (!reciprocal) {
        root += (UW_MATHS(fma)(-root, root, high) + low) / (2.0f * root);
        return UW_MATHS(ldexp)(root, scale);
    }
    root = 1.0f / root;
    square = root * root;
    rest = UW_MATHS(fma)(-high, square, 1.0f) - high * UW_MATHS(fma)(root, root, -square) - low * square;
    return UW_MATHS(ldexp)(root + 0.5f * root * rest, -scale);
}

/// 1 / sqrt(x), rounded to nearest.
UW_INLINE float uw_frsqrt_rn(float x) { return (float)(1.0 / UW_MATHS(sqrt)((double)x)); }

/// 1 / cbrt(x), by one of Newton's steps.
UW_INLINE double uw_rcbrt(double x) {
    double y, square, cube, rest;
    int scale;
    if (!(x - x == 0.0) || x == 0.0) return 1.0 / x;
    scale = UW_MATHS(ilogb)(x) / 3;
    x = UW_MATHS(ldexp)(x, -3 * scale);
    y = 1.0 / UW_MATHS(cbrt)(x);
    square = y * y;
    cube = square * y;
    rest = UW_MATHS(fma)(-x, cube, 1.0) - x * (UW_MATHS(fma)(square, y, -cube) + UW_MATHS(fma)(y, y, -square) * y);
    return UW_MATHS(ldexp)(y + y * rest / 3.0, -scale);
}

/// exp(x * x) * erfc(x): by its asymptotic series where the factors leave the range.
UW_INLINE double uw_erfcx(double x) {
    double square = x * x, r;
    if (x < 25.0) {
        r = square < 750.0 ? UW_MATHS(fma)(x, x, -square) : 0.0;
        return UW_MATHS(exp)(square) * UW_MATHS(erfc)(x) * (1.0 + r);
    }
    r = 0.5 / square;
    r = 1.0 - r * (1.0 - 3.0 * r * (1.0 - 5.0 * r * (1.0 - 7.0 * r * (1.0 - 9.0 * r * (1.0 - 11.0 * r)))));
    return r * 0.56418958354775628695 / x;
}

/// The distribution function of the normal distribution: erfc(-x * sqrt(1/2)) / 2.
UW_INLINE double uw_normcdf(double x) {
    double z, rest;
    if (UW_MATHS(fabs)(x) > 40.0) return x > 0.0 ? 1.0 : 0.0;
    z = -x * 0.70710678118654752440;
    rest = UW_MATHS(fma)(-x, 0.70710678118654752440, -z) + x * 4.833646656726457e-17;
    return 0.5 * (UW_MATHS(erfc)(z) - 1.12837916709551257390 * UW_MATHS(exp)(-z * z) * rest);
}

/// The inverse of erf from -1/2 to 1/2, by Halley's method.
UW_INLINE double uw_erfinv_middle(double y) {
    double x = 0.88622692545275801365 * y;
    int i;
    for (i = 0; i < 5; i++) {
        double error = UW_MATHS(erf)(x) - y;
        x -= error / (1.12837916709551257390 * UW_MATHS(exp)(-x * x) + x * error);
    }
    return x;
}

/// The inverse of erfc from 0 to 1/2; where erfc loses bits, by its logarithm.
UW_INLINE double uw_erfcinv_tail(double y) {
    double size = UW_MATHS(log)(y), t = UW_MATHS(sqrt)(-2.0 * (size - 0.69314718055994530942));
    double x = 0.70710678118654752440 * (t - (2.30753 + t * 0.27061) / (1.0 + t * (0.99229 + t * 0.04481)));
    int i;
    for (i = 0; i < 4 && y >= 1e-280; i++) {
        double error = UW_MATHS(erfc)(x) - y;
        x += error / (1.12837916709551257390 * UW_MATHS(exp)(-x * x) - x * error);
    }
    for (i = 0; i < 8 && y < 1e-280; i++) x = UW_MATHS(sqrt)(UW_MATHS(log)(uw_erfcx(x)) - size);
    return x;
}

UW_INLINE double uw_erfinv(double y) {
    double tail = 1.0 - UW_MATHS(fabs)(y), x;
    if (!(tail > 0.0)) return tail == 0.0 ? y / tail : UW_MATHS(sqrt)(tail);
    if (tail >= 0.5) return uw_erfinv_middle(y);
    x = uw_erfcinv_tail(tail);
    return y < 0.0 ? -x : x;
}

UW_INLINE double uw_erfcinv(double y) {
    double tail = y < 1.0 ? y : 2.0 - y, x;
    if (!(tail > 0.0)) return tail == 0.0 ? (1.0 - y) / UW_MATHS(fabs)(tail) : UW_MATHS(sqrt)(tail);
    if (tail >= 0.5) return uw_erfinv_middle(1.0 - y);
    x = uw_erfcinv_tail(tail);
    return y < 1.0 ? x : -x;
}

UW_INLINE double uw_normcdfinv(double y) { return -1.41421356237309504880 * uw_erfcinv(2.0 * y); }

UW_INLINE float uw_erfcxf(float x) { return (float)uw_erfcx((double)x); }

UW_INLINE float uw_normcdff(float x) { return (float)uw_normcdf((double)x); }

UW_INLINE float uw_erfinvf(float x) { return (float)uw_erfinv((double)x); }

UW_INLINE float uw_erfcinvf(float x) { return (float)uw_erfcinv((double)x); }

UW_INLINE float uw_normcdfinvf(float x) { return (float)uw_normcdfinv((double)x); }

UW_INLINE double uw_rhypot(double x, double y) { return uw_length(x, y, 0.0, 0.0, 1); }

UW_INLINE float uw_rhypotf(float x, float y) { return uw_lengthf(x, y, 0.0f, 0.0f, 1); }

UW_INLINE double uw_norm3d(double x, double y, double z) { return uw_length(x, y, z, 0.0, 0); }

UW_INLINE float uw_norm3df(float x, float y, float z) { return uw_lengthf(x, y, z, 0.0f, 0); }

UW_INLINE double uw_rnorm3d(double x, double y, double z) { return uw_length(x, y, z, 0.0, 1); }

UW_INLINE float uw_rnorm3df(float x, float y, float z) { return uw_lengthf(x, y, z, 0.0f, 1); }

UW_INLINE double uw_norm4d(double x, double y, double z, double w) { return uw_length(x, y, z, w, 0); }

UW_INLINE float uw_norm4df(float x, float y, float z, float w) { return uw_lengthf(x, y, z, w, 0); }

UW_INLINE double uw_rnorm4d(double x, double y, double z, double w) { return uw_length(x, y, z, w, 1); }

UW_INLINE float uw_rnorm4df(float x, float y, float z, float w) { return uw_lengthf(x, y, z, w, 1); }

#undef UW_INLINE
#undef UW_MATHS

#endif
