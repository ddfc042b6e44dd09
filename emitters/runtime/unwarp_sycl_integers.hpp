// CUDA's operations on integers, on integers packed in a word, and its conversions with a stated rounding, for SYCL device
// code. Free for any use.
#pragma once

#include <sycl/sycl.hpp>

#include "unwarp_types.hpp"

namespace unwarp {
/// Whether two values have the same representation.
template <typename T>
inline bool same_bits(const T &a, const T &b) {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8, "");
    using Word = std::conditional_t<sizeof(T) == 4, unsigned int, unsigned long long>;
    return sycl::bit_cast<Word>(a) == sycl::bit_cast<Word>(b);
}
}  // namespace unwarp

namespace uw {

// ------------------------------------------------------------------------------------------------ bits and products

inline int clz(int x) { return (int)sycl::clz((unsigned int)x); }
inline int clzll(long long x) { return (int)sycl::clz((unsigned long long)x); }
inline int popc(unsigned int x) { return (int)sycl::popcount(x); }
inline int popcll(unsigned long long x) { return (int)sycl::popcount(x); }
inline int ffs(int x) { return x ? 32 - (int)sycl::clz((unsigned int)x & (0u - (unsigned int)x)) : 0; }
inline int ffsll(long long x) {
    return x ? 64 - (int)sycl::clz((unsigned long long)x & (0ull - (unsigned long long)x)) : 0;
}
inline unsigned int brev(unsigned int x) {  // by a table: of shifts some compilers make an intrinsic, and fail on it
    constexpr unsigned char reversed[16] = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};
    unsigned int result = 0;
    for (int i = 0; i < 8; i++, x >>= 4) result = result << 4 | reversed[x & 15u];
    return result;
}
inline unsigned long long brevll(unsigned long long x) {
    return (unsigned long long)brev((unsigned int)x) << 32 | brev((unsigned int)(x >> 32));
}
/// The place of the n-th one from a place on, upwards or downwards.
inline unsigned int fns(unsigned int mask, unsigned int base, int offset) {
    const int step = offset < 0 ? -1 : 1;
    unsigned int left = offset < 0 ? 0u - static_cast<unsigned int>(offset) : static_cast<unsigned int>(offset);
    if (left == 0u) return mask >> base & 1u ? base : 0xffffffffu;
    for (int place = static_cast<int>(base); place >= 0 && place < 32; place += step) {
        if ((mask >> place & 1u) != 0u && --left == 0u) return static_cast<unsigned int>(place);
    }
    return 0xffffffffu;
}
inline unsigned int byte_perm(unsigned int x, unsigned int y, unsigned int selector) {
    unsigned long long both = (unsigned long long)y << 32 | x;
    unsigned int result = 0;
    for (unsigned int i = 0; i < 4; i++) {
        unsigned int which = selector >> (4 * i) & 15u;
        unsigned int byte = (unsigned int)(both >> (8 * (which & 7u))) & 255u;
        if (which & 8u) byte = byte & 128u ? 255u : 0u;
        result |= byte << (8 * i);
    }
    return result;
}
inline int mulhi(int x, int y) { return sycl::mul_hi(x, y); }
inline unsigned int umulhi(unsigned int x, unsigned int y) { return sycl::mul_hi(x, y); }
inline long long mul64hi(long long x, long long y) { return sycl::mul_hi(x, y); }
inline unsigned long long umul64hi(unsigned long long x, unsigned long long y) { return sycl::mul_hi(x, y); }
inline int mul24(int x, int y) {
    int a = (int)((unsigned int)x << 8) >> 8, b = (int)((unsigned int)y << 8) >> 8;
    return (int)((unsigned int)a * (unsigned int)b);
}
inline unsigned int umul24(unsigned int x, unsigned int y) { return (x & 0xffffffu) * (y & 0xffffffu); }
inline unsigned int sad(int x, int y, unsigned int z) {
    return z + (x < y ? (unsigned int)y - (unsigned int)x : (unsigned int)x - (unsigned int)y);
}
inline unsigned int usad(unsigned int x, unsigned int y, unsigned int z) { return z + (x < y ? y - x : x - y); }
inline int rhadd(int x, int y) { return sycl::rhadd(x, y); }
inline int hadd(int x, int y) { return sycl::hadd(x, y); }
inline unsigned int uhadd(unsigned int x, unsigned int y) { return sycl::hadd(x, y); }
inline unsigned int urhadd(unsigned int x, unsigned int y) { return sycl::rhadd(x, y); }
inline unsigned int funnelshift_l(unsigned int low, unsigned int high, unsigned int shift) {
    return (unsigned int)(((unsigned long long)high << 32 | low) << (shift & 31u) >> 32);
}
inline unsigned int funnelshift_lc(unsigned int low, unsigned int high, unsigned int shift) {
    return (unsigned int)(((unsigned long long)high << 32 | low) << (shift < 32u ? shift : 32u) >> 32);
}
inline unsigned int funnelshift_r(unsigned int low, unsigned int high, unsigned int shift) {
    return (unsigned int)(((unsigned long long)high << 32 | low) >> (shift & 31u));
}
inline unsigned int funnelshift_rc(unsigned int low, unsigned int high, unsigned int shift) {
    return (unsigned int)(((unsigned long long)high << 32 | low) >> (shift < 32u ? shift : 32u));
}

inline int dp4a(int a, int b, int c) {
    for (int i = 0; i < 32; i += 8) c += (signed char)(a >> i) * (signed char)(b >> i);
    return c;
}
inline unsigned int dp4a(unsigned int a, unsigned int b, unsigned int c) {
    for (int i = 0; i < 32; i += 8) c += (a >> i & 255u) * (b >> i & 255u);
    return c;
}
inline int dp2a_lo(int a, int b, int c) {
    return c + (short)a * (signed char)b + (short)(a >> 16) * (signed char)(b >> 8);
}
inline unsigned int dp2a_lo(unsigned int a, unsigned int b, unsigned int c) {
    return c + (a & 0xffffu) * (b & 255u) + (a >> 16) * (b >> 8 & 255u);
}
inline int dp2a_hi(int a, int b, int c) { return dp2a_lo(a, b >> 16, c); }
inline unsigned int dp2a_hi(unsigned int a, unsigned int b, unsigned int c) { return dp2a_lo(a, b >> 16, c); }

// ------------------------------------------------------------------------------------------------ words of small integers

/// Applies an operation to each signed (S) or unsigned element of two words; results wrap around.
template <int bits, bool S, typename F>
inline unsigned int each(unsigned int a, unsigned int b, F operation) {
    constexpr unsigned int mask = (1u << bits) - 1u;
    unsigned int result = 0;
    for (int i = 0; i < 32; i += bits) {
        int x = (int)(a >> i & mask), y = (int)(b >> i & mask);
        if (S) {
            x = (int)((unsigned int)x << (32 - bits)) >> (32 - bits);
            y = (int)((unsigned int)y << (32 - bits)) >> (32 - bits);
        }
        result |= ((unsigned int)operation(x, y) & mask) << i;
    }
    return result;
}
template <int bits, bool S>
inline int saturate(int value) {
    constexpr int low = S ? -(1 << (bits - 1)) : 0, high = S ? (1 << (bits - 1)) - 1 : (1 << bits) - 1;
    return value < low ? low : value > high ? high : value;
}
template <int bits, bool S>
inline unsigned int sum_of_differences(unsigned int a, unsigned int b) {
    unsigned int result = 0;
    each<bits, S>(a, b, [&result](int x, int y) {
        result += (unsigned int)(x < y ? y - x : x - y);
        return 0;
    });
    return result;
}
#define UW_EACH(NAME, S, EXPRESSION)                                                           \
    inline unsigned int NAME##2(unsigned int a, unsigned int b) {                              \
        enum { bits = 16 };                                                                    \
        return each<bits, S>(a, b, [](int x, int y) { return (void)y, (int)(EXPRESSION); });   \
    }                                                                                          \
    inline unsigned int NAME##4(unsigned int a, unsigned int b) {                              \
        enum { bits = 8 };                                                                     \
        return each<bits, S>(a, b, [](int x, int y) { return (void)y, (int)(EXPRESSION); });   \
    }
#define UW_EACH_ONE(NAME, EXPRESSION)                                                          \
    UW_EACH(NAME##_, true, EXPRESSION)                                                         \
    inline unsigned int NAME##2(unsigned int a) { return NAME##_2(a, 0u); }                    \
    inline unsigned int NAME##4(unsigned int a) { return NAME##_4(a, 0u); }
#define UW_COMPARE(NAME, S, COMPARISON)           \
    UW_EACH(vcmp##NAME, S, (COMPARISON) ? -1 : 0) \
    UW_EACH(vset##NAME, S, (COMPARISON) ? 1 : 0)

UW_EACH(vadd, false, x + y)
UW_EACH(vsub, false, x - y)
UW_EACH(vaddss, true, (saturate<bits, true>(x + y)))
UW_EACH(vaddus, false, (saturate<bits, false>(x + y)))
UW_EACH(vsubss, true, (saturate<bits, true>(x - y)))
UW_EACH(vsubus, false, (saturate<bits, false>(x - y)))
UW_EACH(vavgs, true, (x + y + ((x + y) >= 0)) >> 1)
UW_EACH(vavgu, false, (x + y + 1) >> 1)
UW_EACH(vhaddu, false, (x + y) >> 1)
UW_EACH(vabsdiffs, true, x < y ? y - x : x - y)
UW_EACH(vabsdiffu, false, x < y ? y - x : x - y)
UW_EACH(vmaxs, true, x < y ? y : x)
UW_EACH(vmaxu, false, x < y ? y : x)
UW_EACH(vmins, true, y < x ? y : x)
UW_EACH(vminu, false, y < x ? y : x)
UW_EACH_ONE(vabs, x < 0 ? -x : x)
UW_EACH_ONE(vneg, -x)
UW_EACH_ONE(vabsss, (saturate<bits, true>(x < 0 ? -x : x)))
UW_EACH_ONE(vnegss, (saturate<bits, true>(-x)))
UW_COMPARE(eq, false, x == y)
UW_COMPARE(ne, false, x != y)
UW_COMPARE(gts, true, x > y)
UW_COMPARE(gtu, false, x > y)
UW_COMPARE(ges, true, x >= y)
UW_COMPARE(geu, false, x >= y)
UW_COMPARE(lts, true, x < y)
UW_COMPARE(ltu, false, x < y)
UW_COMPARE(les, true, x <= y)
UW_COMPARE(leu, false, x <= y)
#undef UW_EACH
#undef UW_EACH_ONE
#undef UW_COMPARE

inline unsigned int vsads2(unsigned int a, unsigned int b) { return sum_of_differences<16, true>(a, b); }
inline unsigned int vsads4(unsigned int a, unsigned int b) { return sum_of_differences<8, true>(a, b); }
inline unsigned int vsadu2(unsigned int a, unsigned int b) { return sum_of_differences<16, false>(a, b); }
inline unsigned int vsadu4(unsigned int a, unsigned int b) { return sum_of_differences<8, false>(a, b); }

// ------------------------------------------------------------------------------------------------ conversions

/// A rounded floating value as an integer: what is too large or too small becomes the largest or smallest; what is not
/// a number becomes 0 from float to 32 bits, else the highest bit alone.
template <typename To, typename From>
inline To saturated(From x) {
    constexpr From above = (From)((To)1 << (sizeof(To) * 8 - 2)) * (std::is_signed_v<To> ? (From)2 : (From)4);
    if (x != x) return sizeof(From) == 4 && sizeof(To) == 4 ? 0 : (To)((To)1 << (sizeof(To) * 8 - 1));
    if (x >= above) return std::numeric_limits<To>::max();
    if (x <= (std::is_signed_v<To> ? -above : (From)0)) return std::numeric_limits<To>::min();
    return (To)x;
}

#define UW_TO_INTEGER(NAME, FROM, TO)                                                  \
    inline TO NAME##_rn(FROM x) { return saturated<TO>(sycl::rint(x)); }               \
    inline TO NAME##_rz(FROM x) { return saturated<TO>(sycl::trunc(x)); }              \
    inline TO NAME##_ru(FROM x) { return saturated<TO>(sycl::ceil(x)); }               \
    inline TO NAME##_rd(FROM x) { return saturated<TO>(sycl::floor(x)); }
UW_TO_INTEGER(float2int, float, int)
UW_TO_INTEGER(float2uint, float, unsigned int)
UW_TO_INTEGER(float2ll, float, long long)
UW_TO_INTEGER(float2ull, float, unsigned long long)
UW_TO_INTEGER(double2int, double, int)
UW_TO_INTEGER(double2uint, double, unsigned int)
UW_TO_INTEGER(double2ll, double, long long)
UW_TO_INTEGER(double2ull, double, unsigned long long)
#undef UW_TO_INTEGER

/// Whether a floating value lies above (1) or below (-1) the number that it was rounded from.
template <typename To, typename From>
inline int side(To rounded, From x) {
    if constexpr (std::is_integral_v<From>) {
        constexpr To end = (To)((From)1 << (sizeof(From) * 8 - 2)) * (std::is_signed_v<From> ? (To)2 : (To)4);
        if (rounded >= end) return 1;
    }
    From back = (From)rounded;
    return back > x ? 1 : back < x ? -1 : 0;
}

// SYCL's own conversions with a rounding do not round as they say on every device.
#define UW_TO_FLOATING(NAME, FROM, TO)                                                                       \
    inline TO NAME##_rn(FROM x) { return (TO)x; }                                                            \
    inline TO NAME##_ru(FROM x) {                                                                            \
        TO y = (TO)x;                                                                                        \
        return side(y, x) < 0 ? sycl::nextafter(y, std::numeric_limits<TO>::infinity()) : y;                 \
    }                                                                                                        \
    inline TO NAME##_rd(FROM x) {                                                                            \
        TO y = (TO)x;                                                                                        \
        return side(y, x) > 0 ? sycl::nextafter(y, -std::numeric_limits<TO>::infinity()) : y;                \
    }                                                                                                        \
    inline TO NAME##_rz(FROM x) { return x > 0 ? NAME##_rd(x) : NAME##_ru(x); }
UW_TO_FLOATING(int2float, int, float)
UW_TO_FLOATING(uint2float, unsigned int, float)
UW_TO_FLOATING(ll2float, long long, float)
UW_TO_FLOATING(ull2float, unsigned long long, float)
UW_TO_FLOATING(ll2double, long long, double)
UW_TO_FLOATING(ull2double, unsigned long long, double)
UW_TO_FLOATING(double2float, double, float)
#undef UW_TO_FLOATING
inline double int2double_rn(int x) { return (double)x; }
inline double uint2double_rn(unsigned int x) { return (double)x; }

inline double hiloint2double(int high, int low) {
    return sycl::bit_cast<double>((unsigned long long)(unsigned int)high << 32 | (unsigned int)low);
}
inline int double2hiint(double x) { return (int)(sycl::bit_cast<unsigned long long>(x) >> 32); }
inline int double2loint(double x) { return (int)sycl::bit_cast<unsigned long long>(x); }

}  // namespace uw
