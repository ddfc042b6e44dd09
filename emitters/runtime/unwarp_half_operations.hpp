// The operations of a floating-point type of 16 bits and of two of them in a word, as cuda_fp16.h and cuda_bf16.h
// declare them. Included once for each type, with these macros:
//
//   UW_HALF, UW_HALF2        the types                UW_NAME          what names of functions call the type
//   UW_BITS(float)           rounds to the nearest    UW_VALUE(bits)   the value, as a float
//   UW_MULTIPLY(a, b), UW_DIVIDE(a, b), UW_FMA(a, b, c)   the bits of results that are rounded once
//   UW_INFINITY              the bits of infinity
//
// Each operation gives what CUDA documents: the exact result, rounded once, or for functions other than arithmetic and
// the square root what the function for float gives, rounded. Free for any use.

#define UW_JOIN_(A, B, C) A##B##C
#define UW_JOIN(A, B, C) UW_JOIN_(A, B, C)
#define UW_MADE(TEXT) UW_JOIN(__, TEXT, UW_NAME)  // __float2half
#define UW_NAMED(AFTER) UW_JOIN(__, UW_NAME, AFTER)
#define UW_FROM(BEFORE, AFTER) UW_JOIN(BEFORE, UW_NAME, AFTER)

// ------------------------------------------------------------------------------------------------ the types

struct alignas(2) UW_FROM(__, _raw) {
    unsigned short x;
};
struct alignas(4) UW_FROM(__, 2_raw) {
    unsigned short x, y;
};

struct alignas(2) UW_HALF {
    unsigned short __x;

    UW_HALF() = default;
    UW_HALF(UW_FROM(__, _raw) raw) : __x(raw.x) {}
    UW_HALF(float value) : __x(UW_BITS(value)) {}
    UW_HALF(double value) : __x(UW_BITS(unwarp::odd_float(value))) {}
    UW_HALF(short value) : __x(UW_BITS((float)value)) {}
    UW_HALF(unsigned short value) : __x(UW_BITS((float)value)) {}
    UW_HALF(int value) : __x(UW_BITS(unwarp::odd_float((long long)value))) {}
    UW_HALF(unsigned int value) : __x(UW_BITS(unwarp::odd_float((long long)value))) {}
    UW_HALF(long value) : __x(UW_BITS(unwarp::odd_float((long long)value))) {}
    UW_HALF(unsigned long value) : __x(UW_BITS(unwarp::odd_float((unsigned long long)value))) {}
    UW_HALF(long long value) : __x(UW_BITS(unwarp::odd_float(value))) {}
    UW_HALF(unsigned long long value) : __x(UW_BITS(unwarp::odd_float(value))) {}

    static UW_HALF of_bits(unsigned short bits) {
        UW_HALF made;
        made.__x = bits;
        return made;
    }

    operator float() const { return UW_VALUE(__x); }
    operator bool() const { return (__x & 0x7fff) != 0; }
    operator char() const { return (char)unwarp::clamped(UW_VALUE(__x), -128.0f, 127.0f); }
    operator signed char() const { return (signed char)unwarp::clamped(UW_VALUE(__x), -128.0f, 127.0f); }
    operator unsigned char() const { return (unsigned char)unwarp::clamped(UW_VALUE(__x), 0.0f, 255.0f); }
    operator short() const { return (short)unwarp::clamped(UW_VALUE(__x), -32768.0f, 32767.0f); }
    operator unsigned short() const { return (unsigned short)unwarp::clamped(UW_VALUE(__x), 0.0f, 65535.0f); }
    operator int() const { return unwarp::to_int(UW_VALUE(__x)); }
    operator unsigned int() const { return unwarp::to_uint(UW_VALUE(__x)); }
    operator long() const { return (long)unwarp::to_ll(UW_VALUE(__x)); }
    operator unsigned long() const { return (unsigned long)unwarp::to_ull(UW_VALUE(__x)); }
    operator long long() const { return unwarp::to_ll(UW_VALUE(__x)); }
    operator unsigned long long() const { return unwarp::to_ull(UW_VALUE(__x)); }
    operator UW_FROM(__, _raw)() const {
        UW_FROM(__, _raw) raw;
        raw.x = __x;
        return raw;
    }
};

struct alignas(4) UW_HALF2 {
    UW_HALF x, y;

    UW_HALF2() = default;
    UW_HALF2(UW_HALF low, UW_HALF high) : x(low), y(high) {}
    UW_HALF2(UW_FROM(__, 2_raw) raw) : x(UW_HALF::of_bits(raw.x)), y(UW_HALF::of_bits(raw.y)) {}
    operator UW_FROM(__, 2_raw)() const {
        UW_FROM(__, 2_raw) raw;
        raw.x = x.__x;
        raw.y = y.__x;
        return raw;
    }
};

// ------------------------------------------------------------------------------------------------ bits

inline short UW_NAMED(_as_short)(UW_HALF a) { return (short)a.__x; }
inline unsigned short UW_NAMED(_as_ushort)(UW_HALF a) { return a.__x; }
inline UW_HALF UW_MADE(short_as_)(short bits) { return UW_HALF::of_bits((unsigned short)bits); }
inline UW_HALF UW_MADE(ushort_as_)(unsigned short bits) { return UW_HALF::of_bits(bits); }

namespace unwarp {
/// Two of them as one word, and back.
inline unsigned int word_of(UW_HALF2 a) { return (unsigned int)a.y.__x << 16 | a.x.__x; }
inline void set_word(UW_HALF2 &a, unsigned int word) {
    a.x.__x = (unsigned short)(word & 0xffffu);
    a.y.__x = (unsigned short)(word >> 16);
}
/// The neighbour of a value towards or away from zero, where the nearest value lies on the wrong side.
inline UW_HALF down_from(UW_HALF nearest, float exact) {
    int step = UW_VALUE(nearest.__x) > exact ? (nearest.__x == 0 ? 0x8001 : nearest.__x & 0x8000 ? 1 : -1) : 0;
    return UW_HALF::of_bits((unsigned short)(nearest.__x + step));
}
inline UW_HALF up_from(UW_HALF nearest, float exact) {
    int step = UW_VALUE(nearest.__x) < exact ? (nearest.__x == 0x8000 ? -0x7fff : nearest.__x & 0x8000 ? -1 : 1) : 0;
    return UW_HALF::of_bits((unsigned short)(nearest.__x + step));
}
inline UW_HALF to_zero_from(UW_HALF nearest, float exact) {
    return exact < 0.0f ? up_from(nearest, exact) : down_from(nearest, exact);
}
}  // namespace unwarp

// ------------------------------------------------------------------------------------------------ conversions

inline UW_HALF UW_MADE(float2)(float a) { return UW_HALF(a); }
inline UW_HALF UW_FROM(__float2, _rn)(float a) { return UW_HALF(a); }
inline UW_HALF UW_FROM(__float2, _rz)(float a) { return unwarp::to_zero_from(UW_HALF(a), a); }
inline UW_HALF UW_FROM(__float2, _rd)(float a) { return unwarp::down_from(UW_HALF(a), a); }
inline UW_HALF UW_FROM(__float2, _ru)(float a) { return unwarp::up_from(UW_HALF(a), a); }
inline UW_HALF UW_MADE(double2)(double a) { return UW_HALF(a); }
inline float UW_NAMED(2float)(UW_HALF a) { return UW_VALUE(a.__x); }

#define UW_INTEGER(NAME, TYPE, WIDE, OF)                                                                        \
    inline UW_HALF UW_FROM(__##NAME##2, _rn)(TYPE a) { return UW_HALF(unwarp::odd_float((WIDE)a)); }            \
    inline UW_HALF UW_FROM(__##NAME##2, _rz)(TYPE a) {                                                          \
        float exact = unwarp::odd_float((WIDE)a);                                                               \
        return unwarp::to_zero_from(UW_HALF(exact), exact);                                                     \
    }                                                                                                           \
    inline UW_HALF UW_FROM(__##NAME##2, _rd)(TYPE a) {                                                          \
        float exact = unwarp::odd_float((WIDE)a);                                                               \
        return unwarp::down_from(UW_HALF(exact), exact);                                                        \
    }                                                                                                           \
    inline UW_HALF UW_FROM(__##NAME##2, _ru)(TYPE a) {                                                          \
        float exact = unwarp::odd_float((WIDE)a);                                                               \
        return unwarp::up_from(UW_HALF(exact), exact);                                                          \
    }                                                                                                           \
    inline TYPE UW_NAMED(2##NAME##_rn)(UW_HALF a) { return (TYPE)unwarp::OF(UW_MATH(rint)(UW_VALUE(a.__x))); }  \
    inline TYPE UW_NAMED(2##NAME##_rz)(UW_HALF a) { return (TYPE)unwarp::OF(UW_VALUE(a.__x)); }                 \
    inline TYPE UW_NAMED(2##NAME##_rd)(UW_HALF a) { return (TYPE)unwarp::OF(UW_MATH(floor)(UW_VALUE(a.__x))); } \
    inline TYPE UW_NAMED(2##NAME##_ru)(UW_HALF a) { return (TYPE)unwarp::OF(UW_MATH(ceil)(UW_VALUE(a.__x))); }
UW_INTEGER(short, short, long long, to_short)
UW_INTEGER(ushort, unsigned short, long long, to_ushort)
UW_INTEGER(int, int, long long, to_int)
UW_INTEGER(uint, unsigned int, long long, to_uint)
UW_INTEGER(ll, long long, long long, to_ll)
UW_INTEGER(ull, unsigned long long, unsigned long long, to_ull)
#undef UW_INTEGER
inline signed char UW_NAMED(2char_rz)(UW_HALF a) { return (signed char)a; }
inline unsigned char UW_NAMED(2uchar_rz)(UW_HALF a) { return (unsigned char)a; }

// ------------------------------------------------------------------------------------------------ two in a word

inline UW_HALF2 UW_FROM(make_, 2)(UW_HALF x, UW_HALF y) { return UW_HALF2(x, y); }
inline UW_HALF2 UW_FROM(__halves2, 2)(UW_HALF x, UW_HALF y) { return UW_HALF2(x, y); }
inline UW_HALF2 UW_JOIN(UW_NAMED(2), UW_NAME, 2)(UW_HALF a) { return UW_HALF2(a, a); }
inline UW_HALF2 UW_FROM(__float2, 2_rn)(float a) { return UW_HALF2(UW_HALF(a), UW_HALF(a)); }
inline UW_HALF2 UW_FROM(__floats2, 2_rn)(float x, float y) { return UW_HALF2(UW_HALF(x), UW_HALF(y)); }
inline UW_HALF2 UW_FROM(__float22, 2_rn)(float2 a) { return UW_HALF2(UW_HALF(a.x), UW_HALF(a.y)); }
inline float2 UW_NAMED(22float2)(UW_HALF2 a) { return make_float2(UW_VALUE(a.x.__x), UW_VALUE(a.y.__x)); }
inline float __low2float(UW_HALF2 a) { return UW_VALUE(a.x.__x); }
inline float __high2float(UW_HALF2 a) { return UW_VALUE(a.y.__x); }
inline UW_HALF UW_MADE(low2)(UW_HALF2 a) { return a.x; }
inline UW_HALF UW_MADE(high2)(UW_HALF2 a) { return a.y; }
inline UW_HALF2 UW_FROM(__low2, 2)(UW_HALF2 a) { return UW_HALF2(a.x, a.x); }
inline UW_HALF2 UW_FROM(__high2, 2)(UW_HALF2 a) { return UW_HALF2(a.y, a.y); }
inline UW_HALF2 UW_FROM(__lows2, 2)(UW_HALF2 a, UW_HALF2 b) { return UW_HALF2(a.x, b.x); }
inline UW_HALF2 UW_FROM(__highs2, 2)(UW_HALF2 a, UW_HALF2 b) { return UW_HALF2(a.y, b.y); }
inline UW_HALF2 __lowhigh2highlow(UW_HALF2 a) { return UW_HALF2(a.y, a.x); }

// ------------------------------------------------------------------------------------------------ arithmetic

namespace unwarp {
inline bool is_nan(UW_HALF a) { return (a.__x & 0x7fff) > UW_INFINITY; }
/// Within 0 and 1; what is not a number becomes 0.
inline UW_HALF saturated(UW_HALF a) {
    float value = UW_VALUE(a.__x);
    return value > 0.0f ? (value < 1.0f ? a : UW_HALF(1.0f)) : UW_HALF::of_bits(0);
}
/// What is negative becomes 0.
inline UW_HALF relu(UW_HALF a) { return UW_VALUE(a.__x) < 0.0f || a.__x == 0x8000 ? UW_HALF::of_bits(0) : a; }
inline UW_HALF truth(bool value, UW_HALF) { return UW_HALF(value ? 1.0f : 0.0f); }
}  // namespace unwarp

inline UW_HALF __hadd(UW_HALF a, UW_HALF b) { return UW_HALF(UW_VALUE(a.__x) + UW_VALUE(b.__x)); }
inline UW_HALF __hsub(UW_HALF a, UW_HALF b) { return UW_HALF(UW_VALUE(a.__x) - UW_VALUE(b.__x)); }
inline UW_HALF __hmul(UW_HALF a, UW_HALF b) {
    return UW_HALF::of_bits(UW_MULTIPLY(UW_VALUE(a.__x), UW_VALUE(b.__x)));
}
inline UW_HALF __hdiv(UW_HALF a, UW_HALF b) { return UW_HALF::of_bits(UW_DIVIDE(UW_VALUE(a.__x), UW_VALUE(b.__x))); }
inline UW_HALF __hfma(UW_HALF a, UW_HALF b, UW_HALF c) {
    return UW_HALF::of_bits(UW_FMA(UW_VALUE(a.__x), UW_VALUE(b.__x), UW_VALUE(c.__x)));
}
inline UW_HALF __hadd_rn(UW_HALF a, UW_HALF b) { return __hadd(a, b); }
inline UW_HALF __hsub_rn(UW_HALF a, UW_HALF b) { return __hsub(a, b); }
inline UW_HALF __hmul_rn(UW_HALF a, UW_HALF b) { return __hmul(a, b); }
inline UW_HALF __hadd_sat(UW_HALF a, UW_HALF b) { return unwarp::saturated(__hadd(a, b)); }
inline UW_HALF __hsub_sat(UW_HALF a, UW_HALF b) { return unwarp::saturated(__hsub(a, b)); }
inline UW_HALF __hmul_sat(UW_HALF a, UW_HALF b) { return unwarp::saturated(__hmul(a, b)); }
inline UW_HALF __hfma_sat(UW_HALF a, UW_HALF b, UW_HALF c) { return unwarp::saturated(__hfma(a, b, c)); }
inline UW_HALF __hfma_relu(UW_HALF a, UW_HALF b, UW_HALF c) { return unwarp::relu(__hfma(a, b, c)); }
inline UW_HALF __hneg(UW_HALF a) { return UW_HALF::of_bits((unsigned short)(a.__x ^ 0x8000)); }
inline UW_HALF __habs(UW_HALF a) { return UW_HALF::of_bits((unsigned short)(a.__x & 0x7fff)); }

inline bool __hisnan(UW_HALF a) { return unwarp::is_nan(a); }
inline int __hisinf(UW_HALF a) { return (a.__x & 0x7fff) != UW_INFINITY ? 0 : a.__x & 0x8000 ? -1 : 1; }

// Where the values are equal, -0 is less than 0.
inline UW_HALF __hmax(UW_HALF a, UW_HALF b) {
    float x = UW_VALUE(a.__x), y = UW_VALUE(b.__x);
    if (unwarp::is_nan(a)) return unwarp::is_nan(b) ? UW_HALF::of_bits(0x7fff) : b;
    return x > y || unwarp::is_nan(b) || (x == y && !(a.__x & 0x8000)) ? a : b;
}
inline UW_HALF __hmin(UW_HALF a, UW_HALF b) {
    float x = UW_VALUE(a.__x), y = UW_VALUE(b.__x);
    if (unwarp::is_nan(a)) return unwarp::is_nan(b) ? UW_HALF::of_bits(0x7fff) : b;
    return x < y || unwarp::is_nan(b) || (x == y && a.__x & 0x8000) ? a : b;
}
inline UW_HALF __hmax_nan(UW_HALF a, UW_HALF b) {
    return unwarp::is_nan(a) || unwarp::is_nan(b) ? UW_HALF::of_bits(0x7fff) : __hmax(a, b);
}
inline UW_HALF __hmin_nan(UW_HALF a, UW_HALF b) {
    return unwarp::is_nan(a) || unwarp::is_nan(b) ? UW_HALF::of_bits(0x7fff) : __hmin(a, b);
}

#define UW_TWICE1(NAME, ONE) \
    inline UW_HALF2 NAME(UW_HALF2 a) { return UW_HALF2(ONE(a.x), ONE(a.y)); }
#define UW_TWICE2(NAME, ONE) \
    inline UW_HALF2 NAME(UW_HALF2 a, UW_HALF2 b) { return UW_HALF2(ONE(a.x, b.x), ONE(a.y, b.y)); }
#define UW_TWICE3(NAME, ONE)                                     \
    inline UW_HALF2 NAME(UW_HALF2 a, UW_HALF2 b, UW_HALF2 c) {   \
        return UW_HALF2(ONE(a.x, b.x, c.x), ONE(a.y, b.y, c.y)); \
    }
UW_TWICE2(__hadd2, __hadd)
UW_TWICE2(__hsub2, __hsub)
UW_TWICE2(__hmul2, __hmul)
UW_TWICE2(__h2div, __hdiv)
UW_TWICE2(__hadd2_rn, __hadd)
UW_TWICE2(__hsub2_rn, __hsub)
UW_TWICE2(__hmul2_rn, __hmul)
UW_TWICE2(__hadd2_sat, __hadd_sat)
UW_TWICE2(__hsub2_sat, __hsub_sat)
UW_TWICE2(__hmul2_sat, __hmul_sat)
UW_TWICE3(__hfma2, __hfma)
UW_TWICE3(__hfma2_sat, __hfma_sat)
UW_TWICE3(__hfma2_relu, __hfma_relu)
UW_TWICE1(__hneg2, __hneg)
UW_TWICE1(__habs2, __habs)
UW_TWICE2(__hmax2, __hmax)
UW_TWICE2(__hmin2, __hmin)
UW_TWICE2(__hmax2_nan, __hmax_nan)
UW_TWICE2(__hmin2_nan, __hmin_nan)
inline UW_HALF2 __hisnan2(UW_HALF2 a) {
    return UW_HALF2(unwarp::truth(unwarp::is_nan(a.x), a.x), unwarp::truth(unwarp::is_nan(a.y), a.y));
}
/// The product of complex numbers, added to a third.
inline UW_HALF2 __hcmadd(UW_HALF2 a, UW_HALF2 b, UW_HALF2 c) {
    UW_HALF real = __hfma(a.x, b.x, c.x), imaginary = __hfma(a.x, b.y, c.y);
    return UW_HALF2(__hfma(__hneg(a.y), b.y, real), __hfma(a.y, b.x, imaginary));
}

// ------------------------------------------------------------------------------------------------ comparisons

#define UW_COMPARE(NAME, TEST)                                                                               \
    inline bool __h##NAME(UW_HALF a, UW_HALF b) {                                                            \
        float x = UW_VALUE(a.__x), y = UW_VALUE(b.__x);                                                      \
        return TEST;                                                                                         \
    }                                                                                                        \
    inline UW_HALF2 __h##NAME##2(UW_HALF2 a, UW_HALF2 b) {                                                   \
        return UW_HALF2(unwarp::truth(__h##NAME(a.x, b.x), a.x), unwarp::truth(__h##NAME(a.y, b.y), a.y));   \
    }                                                                                                        \
    inline bool __hb##NAME##2(UW_HALF2 a, UW_HALF2 b) { return __h##NAME(a.x, b.x) && __h##NAME(a.y, b.y); } \
    inline unsigned int __h##NAME##2_mask(UW_HALF2 a, UW_HALF2 b) {                                          \
        return (__h##NAME(a.x, b.x) ? 0xffffu : 0u) | (__h##NAME(a.y, b.y) ? 0xffff0000u : 0u);              \
    }
UW_COMPARE(eq, x == y)
UW_COMPARE(ne, x < y || x > y)
UW_COMPARE(le, x <= y)
UW_COMPARE(ge, x >= y)
UW_COMPARE(lt, x < y)
UW_COMPARE(gt, x > y)
UW_COMPARE(equ, !(x < y || x > y))
UW_COMPARE(neu, !(x == y))
UW_COMPARE(leu, !(x > y))
UW_COMPARE(geu, !(x < y))
UW_COMPARE(ltu, !(x >= y))
UW_COMPARE(gtu, !(x <= y))
#undef UW_COMPARE

// ------------------------------------------------------------------------------------------------ functions

#define UW_FUNCTION(NAME, VALUE)        \
    inline UW_HALF h##NAME(UW_HALF a) { \
        float x = UW_VALUE(a.__x);      \
        return UW_HALF(VALUE);          \
    }                                   \
    UW_TWICE1(h2##NAME, h##NAME)
UW_FUNCTION(trunc, UW_MATH(trunc)(x))
UW_FUNCTION(ceil, UW_MATH(ceil)(x))
UW_FUNCTION(floor, UW_MATH(floor)(x))
UW_FUNCTION(rint, UW_MATH(rint)(x))
UW_FUNCTION(sqrt, UW_MATH(sqrt)(x))
UW_FUNCTION(rsqrt, 1.0f / UW_MATH(sqrt)(x))
UW_FUNCTION(rcp, 1.0f / x)
UW_FUNCTION(log, UW_MATH(log)(x))
UW_FUNCTION(log2, UW_MATH(log2)(x))
UW_FUNCTION(log10, UW_MATH(log10)(x))
UW_FUNCTION(exp, UW_MATH(exp)(x))
UW_FUNCTION(exp2, UW_MATH(exp2)(x))
UW_FUNCTION(exp10, UW_MATH(pow)(10.0f, x))
UW_FUNCTION(cos, UW_MATH(cos)(x))
UW_FUNCTION(sin, UW_MATH(sin)(x))
UW_FUNCTION(tanh, UW_MATH(tanh)(x))
UW_FUNCTION(tanh_approx, UW_MATH(tanh)(x))
#undef UW_FUNCTION
#undef UW_TWICE1
#undef UW_TWICE2
#undef UW_TWICE3

// ------------------------------------------------------------------------------------------------ operators

#define UW_OPERATORS(TYPE, ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, ONE)                      \
    inline TYPE operator+(TYPE a, TYPE b) { return ADD(a, b); }                               \
    inline TYPE operator-(TYPE a, TYPE b) { return SUBTRACT(a, b); }                          \
    inline TYPE operator*(TYPE a, TYPE b) { return MULTIPLY(a, b); }                          \
    inline TYPE operator/(TYPE a, TYPE b) { return DIVIDE(a, b); }                            \
    inline TYPE operator+(TYPE a) { return a; }                                               \
    inline TYPE operator-(TYPE a) { return NEGATE(a); }                                       \
    inline TYPE &operator+=(TYPE &a, TYPE b) { a = ADD(a, b); return a; }                     \
    inline TYPE &operator-=(TYPE &a, TYPE b) { a = SUBTRACT(a, b); return a; }                \
    inline TYPE &operator*=(TYPE &a, TYPE b) { a = MULTIPLY(a, b); return a; }                \
    inline TYPE &operator/=(TYPE &a, TYPE b) { a = DIVIDE(a, b); return a; }                  \
    inline TYPE &operator++(TYPE &a) { a = ADD(a, ONE); return a; }                           \
    inline TYPE &operator--(TYPE &a) { a = SUBTRACT(a, ONE); return a; }                      \
    inline TYPE operator++(TYPE &a, int) { TYPE before = a; a = ADD(a, ONE); return before; } \
    inline TYPE operator--(TYPE &a, int) { TYPE before = a; a = SUBTRACT(a, ONE); return before; }
UW_OPERATORS(UW_HALF, __hadd, __hsub, __hmul, __hdiv, __hneg, UW_HALF(1.0f))
UW_OPERATORS(UW_HALF2, __hadd2, __hsub2, __hmul2, __h2div, __hneg2, UW_HALF2(UW_HALF(1.0f), UW_HALF(1.0f)))
#undef UW_OPERATORS
inline bool operator==(UW_HALF a, UW_HALF b) { return __heq(a, b); }
inline bool operator!=(UW_HALF a, UW_HALF b) { return __hneu(a, b); }
inline bool operator<(UW_HALF a, UW_HALF b) { return __hlt(a, b); }
inline bool operator>(UW_HALF a, UW_HALF b) { return __hgt(a, b); }
inline bool operator<=(UW_HALF a, UW_HALF b) { return __hle(a, b); }
inline bool operator>=(UW_HALF a, UW_HALF b) { return __hge(a, b); }
inline bool operator==(UW_HALF2 a, UW_HALF2 b) { return __hbeq2(a, b); }
inline bool operator!=(UW_HALF2 a, UW_HALF2 b) { return __hbneu2(a, b); }
inline bool operator<(UW_HALF2 a, UW_HALF2 b) { return __hblt2(a, b); }
inline bool operator>(UW_HALF2 a, UW_HALF2 b) { return __hbgt2(a, b); }
inline bool operator<=(UW_HALF2 a, UW_HALF2 b) { return __hble2(a, b); }
inline bool operator>=(UW_HALF2 a, UW_HALF2 b) { return __hbge2(a, b); }

// ------------------------------------------------------------------------------------------------ threads together
//
// As unwarp's front end reads them, and for HIP; in SYCL, shuffles take any type.

#if defined(__CUDACC__) || defined(__HIP__)
#define UW_SHUFFLE(NAME, SELECTOR, BEFORE, MASK)                                              \
    inline UW_HALF NAME(BEFORE UW_HALF a, SELECTOR from, int width = 32) {                    \
        return UW_HALF::of_bits((unsigned short)NAME(MASK (unsigned int)a.__x, from, width)); \
    }                                                                                         \
    inline UW_HALF2 NAME(BEFORE UW_HALF2 a, SELECTOR from, int width = 32) {                  \
        UW_HALF2 result;                                                                      \
        unwarp::set_word(result, NAME(MASK unwarp::word_of(a), from, width));                 \
        return result;                                                                        \
    }
#define UW_NOTHING
#define UW_MASK unsigned int mask,
#define UW_GIVEN mask,
UW_SHUFFLE(__shfl, int, UW_NOTHING, UW_NOTHING)
UW_SHUFFLE(__shfl_up, unsigned int, UW_NOTHING, UW_NOTHING)
UW_SHUFFLE(__shfl_down, unsigned int, UW_NOTHING, UW_NOTHING)
UW_SHUFFLE(__shfl_xor, int, UW_NOTHING, UW_NOTHING)
#ifdef __CUDACC__
UW_SHUFFLE(__shfl_sync, int, UW_MASK, UW_GIVEN)
UW_SHUFFLE(__shfl_up_sync, unsigned int, UW_MASK, UW_GIVEN)
UW_SHUFFLE(__shfl_down_sync, unsigned int, UW_MASK, UW_GIVEN)
UW_SHUFFLE(__shfl_xor_sync, int, UW_MASK, UW_GIVEN)
#endif
#undef UW_NOTHING
#undef UW_MASK
#undef UW_GIVEN
#undef UW_SHUFFLE
#endif

#ifdef __HIP__
inline UW_HALF __ldg(const UW_HALF *address) { return *address; }
inline UW_HALF2 __ldg(const UW_HALF2 *address) { return *address; }
#define UW_COMPARE_AND_SWAP uw::compare_and_swap
#elif defined(__CUDACC__)
#define UW_COMPARE_AND_SWAP atomicCAS
#elif defined(SYCL_LANGUAGE_VERSION)
#define UW_COMPARE_AND_SWAP uw::atomicCAS
#endif

#ifdef UW_COMPARE_AND_SWAP
namespace unwarp {
inline UW_HALF2 atomic_add(UW_HALF2 *address, UW_HALF2 value) {
    unsigned int *place = (unsigned int *)address;
    unsigned int old = *place, assumed = 0;
    UW_HALF2 before;
    do {
        assumed = old;
        set_word(before, assumed);
        old = UW_COMPARE_AND_SWAP(place, assumed, word_of(__hadd2(before, value)));
    } while (old != assumed);
    return before;
}
inline UW_HALF atomic_add(UW_HALF *address, UW_HALF value) {
    unsigned short *place = (unsigned short *)address;
    unsigned short old = *place, assumed = 0;
    do {
        assumed = old;
        old = UW_COMPARE_AND_SWAP(place, assumed, __hadd(UW_HALF::of_bits(assumed), value).__x);
    } while (old != assumed);
    return UW_HALF::of_bits(assumed);
}
}  // namespace unwarp
#undef UW_COMPARE_AND_SWAP
#ifdef SYCL_LANGUAGE_VERSION
namespace uw {
inline UW_HALF hadd(UW_HALF a, UW_HALF b) { return ::__hadd(a, b); }
#endif
inline UW_HALF2 atomicAdd(UW_HALF2 *address, UW_HALF2 value) { return unwarp::atomic_add(address, value); }
inline UW_HALF atomicAdd(UW_HALF *address, UW_HALF value) { return unwarp::atomic_add(address, value); }
#ifdef SYCL_LANGUAGE_VERSION
}
#endif
#endif

#undef UW_JOIN_
#undef UW_JOIN
#undef UW_MADE
#undef UW_NAMED
#undef UW_FROM
#undef UW_HALF
#undef UW_HALF2
#undef UW_NAME
#undef UW_BITS
#undef UW_VALUE
#undef UW_MULTIPLY
#undef UW_DIVIDE
#undef UW_FMA
#undef UW_INFINITY
