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

/// A number as the sum of two, the second of which is what the first has lost.
typedef struct uw_twofold {
    double high, low;
} uw_twofold;

UW_INLINE uw_twofold uw_folded(double high, double low) {
    uw_twofold r;
    r.high = high + low;
    r.low = low - (r.high - high);
    return r;
}

UW_INLINE uw_twofold uw_folded_sum(uw_twofold a, uw_twofold b) {
    double sum = a.high + b.high, back = sum - a.high;
    return uw_folded(sum, (a.high - (sum - back)) + (b.high - back) + (a.low + b.low));
}

UW_INLINE uw_twofold uw_folded_product(uw_twofold a, uw_twofold b) {
    double product = a.high * b.high;
    return uw_folded(product, UW_MATHS(fma)(a.high, b.high, -product) + (a.high * b.low + a.low * b.high));
}

UW_INLINE uw_twofold uw_folded_quotient(uw_twofold a, double b) {
    double quotient = a.high / b;
    return uw_folded(quotient, (UW_MATHS(fma)(-quotient, b, a.high) + a.low) / b);
}

/// The power series of a Bessel function of order 0 or 1, for at most 25: of the first kind (sign -1) or the modified one
/// (sign 1); `second`: each term times the harmonic numbers that the second kind has.
UW_INLINE double uw_bessel_series(double x, int order, int sign, int second) {
    double h = 0.5 * x;
    uw_twofold q = uw_folded(h * h, UW_MATHS(fma)(h, h, -(h * h)));
    uw_twofold term = uw_folded(order ? h : 1.0, 0.0), one = uw_folded(1.0, 0.0);
    uw_twofold weight = uw_folded(order ? 0.5 : 0.0, 0.0);
    uw_twofold sum = second ? uw_folded_product(term, weight) : term;
    int k;
    if (sign < 0) {
        q.high = -q.high;
        q.low = -q.low;
    }
    for (k = 1; k < 90; k++) {
        uw_twofold part;
        term = uw_folded_quotient(uw_folded_product(term, q), (double)k * (k + order));
        weight = uw_folded_sum(weight, uw_folded_quotient(one, order ? 2.0 * k : (double)k));
        if (order) weight = uw_folded_sum(weight, uw_folded_quotient(one, 2.0 * (k + 1)));
        part = second ? uw_folded_product(term, weight) : term;
        sum = uw_folded_sum(sum, part);
        if (k > h && UW_MATHS(fabs)(part.high) <= 1e-20 * UW_MATHS(fabs)(sum.high)) break;
    }
    return sum.high;
}

/// The asymptotic series of a Bessel function of order 0 or 1, for more than 25, of the first or the second kind.
UW_INLINE double uw_bessel_far(double x, int order, int second) {
    double sine = UW_MATHS(sin)(x), cosine = UW_MATHS(cos)(x), term = 1.0, p = 1.0, q = 0.0, c, s;
    int k;
    if (!(x <= 1.7976931348623157e308)) return x - x == 0.0 ? x : x > 0.0 ? 0.0 : x;
    for (k = 1; k < 40 && UW_MATHS(fabs)(term) > 1e-18; k++) {
        term *= (4.0 * order - (2.0 * k - 1.0) * (2.0 * k - 1.0)) / (8.0 * k * x);
        if (k % 2) q += k % 4 == 1 ? term : -term;
        else p += k % 4 == 0 ? term : -term;
    }
    c = 0.70710678118654752440 * (order ? sine - cosine : sine + cosine);
    s = 0.70710678118654752440 * (order ? -sine - cosine : sine - cosine);
    return 0.79788456080286535588 / UW_MATHS(sqrt)(x) * (second ? p * s + q * c : p * c - q * s);
}

UW_INLINE double uw_bessel_j(double x, int order) {
    double size = UW_MATHS(fabs)(x);
    double r = size <= 25.0 ? uw_bessel_series(size, order, -1, 0) : uw_bessel_far(size, order, 0);
    return order && x < 0.0 ? -r : r;
}

UW_INLINE double uw_bessel_y(double x, int order) {
    double r;
    if (!(x > 0.0)) return x == 0.0 ? -1.0 / UW_MATHS(fabs)(x) : UW_MATHS(sqrt)(x);
    if (x > 25.0) return uw_bessel_far(x, order, 1);
    r = (UW_MATHS(log)(x) - 0.11593151565841244881) * uw_bessel_series(x, order, -1, 0);
    r = 0.63661977236758134308 * (r - uw_bessel_series(x, order, -1, 1));
    return order ? r - 0.63661977236758134308 / x : r;
}

UW_INLINE double uw_bessel_i(double x, int order) {
    double size = UW_MATHS(fabs)(x), term = 1.0, sum = 1.0, root;
    int k;
    if (size <= 25.0) {
        sum = uw_bessel_series(size, order, 1, 0);
    } else if (size < 720.0) {
        for (k = 1; k < 40 && UW_MATHS(fabs)(term) > 1e-18; k++) {
            term *= ((2.0 * k - 1.0) * (2.0 * k - 1.0) - 4.0 * order) / (8.0 * k * size);
            sum += term;
        }
        root = UW_MATHS(exp)(0.5 * size);
        sum = sum * (root * 0.39894228040143267794 / UW_MATHS(sqrt)(size)) * root;
    } else {
        sum = size * 1.7976931348623157e308;
    }
    return order && x < 0.0 ? -sum : sum;
}

UW_INLINE double uw_bessel_j0(double x) { return uw_bessel_j(x, 0); }

UW_INLINE double uw_bessel_j1(double x) { return uw_bessel_j(x, 1); }

UW_INLINE double uw_bessel_y0(double x) { return uw_bessel_y(x, 0); }

UW_INLINE double uw_bessel_y1(double x) { return uw_bessel_y(x, 1); }

UW_INLINE double uw_bessel_i0(double x) { return uw_bessel_i(x, 0); }

UW_INLINE double uw_bessel_i1(double x) { return uw_bessel_i(x, 1); }

/// Of any order: upwards where that is stable, else downwards from an order that is next to nothing.
UW_INLINE double uw_bessel_jn(int n, double x) {
    double size = UW_MATHS(fabs)(x), before, now, next, sum = 0.0, r = 0.0;
    int k;
    if (n < 0) return UW_MATHS(sqrt)(-1.0);
    if (n < 2 || !(size <= 1.7976931348623157e308)) return n == 0 ? uw_bessel_j0(x) : uw_bessel_j1(x);
    if (size < 1e-6) {
        for (k = 1, r = 1.0; k <= n; k++) r *= 0.5 * size / k;
    } else if (size > n) {
        before = uw_bessel_j(size, 0);
        now = uw_bessel_j(size, 1);
        for (k = 1; k < n; k++) {
            next = 2.0 * k / size * now - before;
            before = now;
            now = next;
        }
        r = now;
    } else {
        before = 0.0;
        now = 1e-300;
        for (k = 2 * ((n + (int)UW_MATHS(sqrt)(60.0 * n) + 20) / 2); k > 0; k--) {
            next = 2.0 * k / size * now - before;
            before = now;
            now = next;
            if (UW_MATHS(fabs)(now) > 1e100) {
                before *= 1e-100;
                now *= 1e-100;
                sum *= 1e-100;
                r *= 1e-100;
            }
            if (k == n + 1) r = now;
            if (k % 2) sum += k == 1 ? now : 2.0 * now;
        }
        r /= sum;
    }
    return n % 2 && x < 0.0 ? -r : r;
}

UW_INLINE double uw_bessel_yn(int n, double x) {
    double before = uw_bessel_y(x, 0), now = uw_bessel_y(x, 1), next;
    int k;
    if (n < 0) return UW_MATHS(sqrt)(-1.0);
    if (n == 0) return before;
    for (k = 1; k < n && now > -1.7976931348623157e308; k++) {
        next = 2.0 * k / x * now - before;
        before = now;
        now = next;
    }
    return now;
}

UW_INLINE float uw_bessel_j0f(float x) { return (float)uw_bessel_j0((double)x); }

UW_INLINE float uw_bessel_j1f(float x) { return (float)uw_bessel_j1((double)x); }

UW_INLINE float uw_bessel_y0f(float x) { return (float)uw_bessel_y0((double)x); }

UW_INLINE float uw_bessel_y1f(float x) { return (float)uw_bessel_y1((double)x); }

UW_INLINE float uw_bessel_i0f(float x) { return (float)uw_bessel_i0((double)x); }

UW_INLINE float uw_bessel_i1f(float x) { return (float)uw_bessel_i1((double)x); }

UW_INLINE float uw_bessel_jnf(int n, float x) { return (float)uw_bessel_jn(n, (double)x); }

UW_INLINE float uw_bessel_ynf(int n, float x) { return (float)uw_bessel_yn(n, (double)x); }

#undef UW_INLINE
#undef UW_MATHS

#endif
