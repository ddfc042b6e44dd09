// Arithmetic rounded up, down or towards zero, exact in every case, with integers alone: for programs translated from CUDA
// by unwarp to languages that round to nearest.
//
// C++ includes this file; OpenCL C programs contain the parts of it that they use. Free for any use.
#ifndef UNWARP_DIRECTED_H
#define UNWARP_DIRECTED_H

#ifdef __HIP__
#define UW_INLINE __device__ static inline
#else
#define UW_INLINE static inline
#endif
typedef unsigned long long uw_u64;

// The same text for C++ and OpenCL C from here on.

// `bits` are those of a significand, 24 or 53; `mode` is 1 for up, -1 for down and 0 for towards zero.

typedef union uw_float_word {
    float value;
    unsigned int word;
} uw_float_word;

typedef union uw_double_word {
    double value;
    uw_u64 word;
} uw_double_word;

/// A number as high:low / 2^127 * 2^exponent; the last bit is set where smaller ones were lost.
typedef struct uw_exact {
    uw_u64 high, low;
    int exponent, negative;
} uw_exact;

/// The number with the first bit set, if it has any.
UW_INLINE uw_exact uw_normalised(uw_exact x) {
    int n;
    if (x.high == 0) {
        x.high = x.low;
        x.low = 0;
        x.exponent -= 64;
    }
    for (n = 32; n > 0; n >>= 1) {
        if (x.high >> (64 - n) == 0) {
            x.high = x.high << n | x.low >> (64 - n);
            x.low <<= n;
            x.exponent -= n;
        }
    }
    return x;
}

/// What a finite number that is not zero is exactly.
UW_INLINE uw_exact uw_exactly(uw_u64 word, int bits) {
    uw_exact x;
    int exponent = (int)(word >> (bits - 1)) & (bits == 24 ? 255 : 2047);
    x.high = word & (((uw_u64)1 << (bits - 1)) - 1);
    if (exponent) x.high |= (uw_u64)1 << (bits - 1);
    x.high <<= 64 - bits;
    x.low = 0;
    x.exponent = (exponent ? exponent : 1) - (bits == 24 ? 127 : 1023);
    x.negative = (int)(word >> (bits == 24 ? 31 : 63));
    return uw_normalised(x);
}

/// The number in a floating-point format, as its word. A number that is not zero has its first bit set.
UW_INLINE uw_u64 uw_directed(uw_exact x, int bits, int mode) {
    int least = bits == 24 ? -126 : -1022, places = 64 - bits, away = x.negative ? mode < 0 : mode > 0;
    uw_u64 infinity = (bits == 24 ? (uw_u64)255 : (uw_u64)2047) << (bits - 1), kept = 0, rest = x.low, word;
    if (x.exponent < least) places = least - x.exponent > bits ? 64 : places + least - x.exponent;
    if (places < 64) kept = x.high >> places;
    rest |= places < 64 ? x.high << (64 - places) : x.high;
    if (rest && away) kept += 1;
    word = kept;
    if (x.exponent >= least) word += (uw_u64)(x.exponent - least) << (bits - 1);
    if (word >= infinity) word = away ? infinity : infinity - 1;
    return word | (uw_u64)x.negative << (bits == 24 ? 31 : 63);
}

UW_INLINE uw_exact uw_exact_product(uw_exact x, uw_exact y) {
    uw_u64 a = x.high >> 32, b = x.high & 0xffffffff, c = y.high >> 32, d = y.high & 0xffffffff;
    uw_u64 middle = b * c + (b * d >> 32), other = a * d + (middle & 0xffffffff);
    x.high = a * c + (middle >> 32) + (other >> 32);
    x.low = (other << 32) + (b * d & 0xffffffff);
    x.exponent += y.exponent + 1;
    x.negative ^= y.negative;
    return uw_normalised(x);
}

/// The number with its bits n places further right.
UW_INLINE uw_exact uw_moved(uw_exact x, int n) {
    uw_u64 lost = 0;
    if (n == 0) return x;
    x.exponent += n;
    if (n >= 64) {
        lost = x.low | (n >= 128 ? x.high : n > 64 ? x.high << (128 - n) : 0);
        x.low = n >= 128 ? 0 : x.high >> (n - 64);
        x.high = 0;
    } else {
        lost = x.low << (64 - n);
        x.low = x.high << (64 - n) | x.low >> n;
        x.high >>= n;
    }
    if (lost) x.low |= 1;
    return x;
}

/// The sum of numbers that are not zero; zero has no bits.
UW_INLINE uw_exact uw_exact_sum(uw_exact x, uw_exact y) {
    uw_exact larger = x, smaller = y;
    if (x.exponent < y.exponent || (x.exponent == y.exponent && (x.high < y.high || (x.high == y.high && x.low < y.low)))) {
        larger = y;
        smaller = x;
    }
    smaller = uw_moved(smaller, larger.exponent - smaller.exponent + 1);
    larger = uw_moved(larger, 1);  // room for what is carried
    if (larger.negative == smaller.negative) {
        larger.low += smaller.low;
        larger.high += smaller.high + (larger.low < smaller.low);
    } else {
        larger.high -= smaller.high + (larger.low < smaller.low);
        larger.low -= smaller.low;
    }
    return uw_normalised(larger);
}

UW_INLINE uw_exact uw_exact_quotient(uw_exact x, uw_exact y, int bits) {
    uw_u64 rest = x.high >> 1, divisor = y.high >> 1, quotient = 0;
    int i;
    for (i = 0; i < bits + 2; ++i) {
        quotient <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= 1;
        }
        rest <<= 1;
    }
    x.high = quotient << (62 - bits);
    x.low = rest;
    x.exponent -= y.exponent;
    x.negative ^= y.negative;
    return uw_normalised(x);
}

UW_INLINE uw_exact uw_exact_root(uw_exact x, int bits) {
    uw_u64 left = x.exponent & 1 ? x.high : x.high >> 1, rest = 0, root = 0;
    int i;
    for (i = 0; i < bits + 2; ++i) {
        rest = rest << 2 | left >> 62;
        left <<= 2;
        root <<= 1;
        if (rest >= (root << 1 | 1)) {
            rest -= root << 1 | 1;
            root |= 1;
        }
    }
    x.high = root << (62 - bits);
    x.low = left | rest;
    x.exponent = (x.exponent - (x.exponent & 1)) / 2;
    return x;
}

/// x * y + z in words, for numbers that are finite and factors that are not zero.
UW_INLINE uw_u64 uw_directed_sum(uw_u64 x, uw_u64 y, uw_u64 z, int bits, int mode) {
    uw_exact sum = uw_exact_product(uw_exactly(x, bits), uw_exactly(y, bits));
    if (z << (bits == 24 ? 33 : 1)) {
        sum = uw_exact_sum(sum, uw_exactly(z, bits));
        if (sum.high == 0) return mode < 0 ? (uw_u64)1 << (bits == 24 ? 31 : 63) : 0;
    }
    return uw_directed(sum, bits, mode);
}

/// Where a factor is zero or not finite, x * y is exact; a sum of two zeros is -0 only where both are, but for rounding down.
UW_INLINE float uw_directed_fmaf(float x, float y, float z, int mode) {
    uw_float_word a, b, c, r;
    a.value = x;
    b.value = y;
    c.value = z;
    if (!(x - x == 0.0f && y - y == 0.0f && x != 0.0f && y != 0.0f)) {
        r.value = x * y + z;
        if (r.word == 0 && mode < 0 && ((a.word ^ b.word) | c.word) >> 31) r.word = 0x80000000;
        return r.value;
    }
    if (!(z - z == 0.0f)) return z;
    r.word = (unsigned int)uw_directed_sum(a.word, b.word, c.word, 24, mode);
    return r.value;
}

UW_INLINE float uw_directed_fmul(float x, float y, int mode) {
    uw_float_word a, b, r;
    if (!(x - x == 0.0f && y - y == 0.0f && x != 0.0f && y != 0.0f)) return x * y;
    a.value = x;
    b.value = y;
    r.word = (unsigned int)uw_directed(uw_exact_product(uw_exactly(a.word, 24), uw_exactly(b.word, 24)), 24, mode);
    return r.value;
}

UW_INLINE float uw_directed_fdiv(float x, float y, int mode) {
    uw_float_word a, b, r;
    if (!(x - x == 0.0f && y - y == 0.0f && x != 0.0f && y != 0.0f)) return x / y;
    a.value = x;
    b.value = y;
    r.word = (unsigned int)uw_directed(uw_exact_quotient(uw_exactly(a.word, 24), uw_exactly(b.word, 24), 24), 24, mode);
    return r.value;
}

UW_INLINE float uw_directed_fsqrt(float x, int mode) {
    uw_float_word a, r;
    a.value = x;
    if (!(x > 0.0f && x - x == 0.0f)) {
        if (x < 0.0f) a.word = 0x7fffffff;
        return a.value;
    }
    r.word = (unsigned int)uw_directed(uw_exact_root(uw_exactly(a.word, 24), 24), 24, mode);
    return r.value;
}

UW_INLINE double uw_directed_fma(double x, double y, double z, int mode) {
    uw_double_word a, b, c, r;
    a.value = x;
    b.value = y;
    c.value = z;
    if (!(x - x == 0.0 && y - y == 0.0 && x != 0.0 && y != 0.0)) {
        r.value = x * y + z;
        if (r.word == 0 && mode < 0 && ((a.word ^ b.word) | c.word) >> 63) r.word = (uw_u64)1 << 63;
        return r.value;
    }
    if (!(z - z == 0.0)) return z;
    r.word = uw_directed_sum(a.word, b.word, c.word, 53, mode);
    return r.value;
}

UW_INLINE double uw_directed_dmul(double x, double y, int mode) {
    uw_double_word a, b, r;
    if (!(x - x == 0.0 && y - y == 0.0 && x != 0.0 && y != 0.0)) return x * y;
    a.value = x;
    b.value = y;
    r.word = uw_directed(uw_exact_product(uw_exactly(a.word, 53), uw_exactly(b.word, 53)), 53, mode);
    return r.value;
}

UW_INLINE double uw_directed_ddiv(double x, double y, int mode) {
    uw_double_word a, b, r;
    if (!(x - x == 0.0 && y - y == 0.0 && x != 0.0 && y != 0.0)) return x / y;
    a.value = x;
    b.value = y;
    r.word = uw_directed(uw_exact_quotient(uw_exactly(a.word, 53), uw_exactly(b.word, 53), 53), 53, mode);
    return r.value;
}

UW_INLINE double uw_directed_dsqrt(double x, int mode) {
    uw_double_word a, r;
    a.value = x;
    if (!(x > 0.0 && x - x == 0.0)) {
        if (x < 0.0) a.word = ~(uw_u64)0 >> 1;
        return a.value;
    }
    r.word = uw_directed(uw_exact_root(uw_exactly(a.word, 53), 53), 53, mode);
    return r.value;
}

#undef UW_INLINE

#endif
