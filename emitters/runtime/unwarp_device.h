// What kernels translated from CUDA to C by unwarp need: CUDA's vector types and device functions.
//
// C11 for GCC and Clang; GNU extensions stay in here. Free for any use.
#ifndef UNWARP_DEVICE_H
#define UNWARP_DEVICE_H

#include <assert.h>
#include <fenv.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unwarp_special.h"
#include <time.h>

// ------------------------------------------------------------------------------------------------ constants

#ifndef M_PI
#define M_E 2.71828182845904523536
#define M_LOG2E 1.44269504088896340736
#define M_LOG10E 0.43429448190325182765
#define M_LN2 0.69314718055994530942
#define M_LN10 2.30258509299404568402
#define M_PI 3.14159265358979323846
#define M_PI_2 1.57079632679489661923
#define M_PI_4 0.78539816339744830962
#define M_1_PI 0.31830988618379067154
#define M_2_PI 0.63661977236758134308
#define M_2_SQRTPI 1.12837916709551257390
#define M_SQRT2 1.41421356237309504880
#define M_SQRT1_2 0.70710678118654752440
#endif

// ------------------------------------------------------------------------------------------------ vector types

#define UW_VECTORS(NAME, SCALAR, ALIGN2, ALIGN4)                                \
    typedef struct NAME##1 { SCALAR x; } NAME##1;                               \
    typedef struct NAME##2 { _Alignas(ALIGN2) SCALAR x; SCALAR y; } NAME##2;    \
    typedef struct NAME##3 { SCALAR x, y, z; } NAME##3;                         \
    typedef struct NAME##4 { _Alignas(ALIGN4) SCALAR x; SCALAR y, z, w; } NAME##4;

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

#include "unwarp_device_texture.h"

typedef struct dim3 { unsigned int x, y, z; } dim3;

// ------------------------------------------------------------------------------------------------ blocks and warps

// Threads are numbered within their block; 32 with consecutive numbers are a warp. Masks have an element a thread,
// words of bits one a warp.

/// The most dynamic shared memory that is on the stack, beside a block's other shared variables: no GPU has more.
#define UW_SHARED_ON_STACK 262144

/// Memory for the dynamic shared variables of a block, until the function returns.
#define uw_shared_alloc(size) \
    ((size) <= UW_SHARED_ON_STACK ? uw_aligned((unsigned char *)__builtin_alloca((size) + 192)) : uw_shared_heap(size))

static inline unsigned char *uw_aligned(unsigned char *memory) { return memory + (-(uintptr_t)memory & 63); }

static inline unsigned char *uw_shared_heap(size_t size) {
    unsigned char *memory = (unsigned char *)aligned_alloc(64, (size + 127) / 64 * 64);
    if (!memory) abort();
    return memory;
}

/// The dynamic shared memory of a block that stops where the grid meets: it lies behind what the blocks keep, records of
/// a size, and one more of them.
static inline unsigned char *uw_kept_shared(unsigned char *states, size_t size, long blocks, size_t shared, long block) {
    size_t records = ((size_t)(blocks + 1) * size + 63) / 64 * 64;
    return states + records + (shared + 63) / 64 * 64 * (size_t)block;
}

static inline void uw_shared_free(unsigned char *memory, size_t size) {
    if (size > UW_SHARED_ON_STACK) free(memory);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wunknown-warning-option"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
/// Whether a mask has any thread. (A compiler thinks of blocks without threads, which leave it unset.)
static inline bool uw_any_thread(const bool *mask, unsigned int threads) {
    return memchr(mask, 1, threads) != NULL;
}
#pragma GCC diagnostic pop

/// How many of the first `count` threads are below `rest`.
static inline unsigned int uw_clip(long rest, unsigned int count) {
    return rest <= 0 ? 0 : rest < (long)count ? (unsigned int)rest : count;
}

/// The lanes of a thread's warp that exist.
static inline unsigned int uw_warp_lanes(unsigned int t, unsigned int threads) {
    unsigned int rest = threads - (t & ~31u);
    return rest >= 32 ? 0xffffffffu : (1u << rest) - 1;
}

/// Collects one bit a thread into the words of the warps.
static inline void uw_ballot_block(unsigned int *bits, const bool *votes, unsigned int threads) {
    for (unsigned int first = 0; first < threads; first += 32) {
        unsigned int lanes = threads - first < 32 ? threads - first : 32, word = 0;
        for (unsigned int lane = 0; lane < lanes; lane++) word |= (unsigned int)votes[first + lane] << lane;
        bits[first / 32] = word;
    }
}

/// The same, for the threads of a mask.
static inline void uw_ballot_active(unsigned int *bits, const bool *votes, const bool *mask, unsigned int threads) {
    for (unsigned int first = 0; first < threads; first += 32) {
        unsigned int lanes = threads - first < 32 ? threads - first : 32, word = 0;
        for (unsigned int lane = 0; lane < lanes; lane++)
            if (mask[first + lane]) word |= (unsigned int)votes[first + lane] << lane;
        bits[first / 32] = word;
    }
}

// The thread whose value a shuffle gives to thread t; `width` is a power of two that divides 32.

static inline unsigned int uw_shfl_source(unsigned int t, int lane, int width) {
    unsigned int w = (unsigned int)width;
    return (t & ~(w - 1)) | ((unsigned int)lane & (w - 1));
}

static inline unsigned int uw_shfl_up_source(unsigned int t, unsigned int delta, int width) {
    unsigned int place = t & ((unsigned int)width - 1), by = delta & 31;
    return by <= place ? t - by : t;
}

static inline unsigned int uw_shfl_down_source(unsigned int t, unsigned int delta, int width) {
    unsigned int place = t & ((unsigned int)width - 1), by = delta & 31;
    return place + by < (unsigned int)width ? t + by : t;
}

static inline unsigned int uw_shfl_xor_source(unsigned int t, int mask, int width) {
    unsigned int other = t ^ ((unsigned int)mask & 31);
    return other <= (t | ((unsigned int)width - 1)) ? other : t;
}

// Operations of a warp in which each thread looks at the values of all lanes that take part.

#define UW_MATCH(TAG, TYPE, SIZE)                                                                                \
    static inline unsigned int uw_match_any_##TAG(const TYPE *values, unsigned int lanes, unsigned int t) {      \
        const char *warp = (const char *)values + (t & ~31u) * SIZE;                                             \
        unsigned int same = 0;                                                                                   \
        for (unsigned int lane = 0; lane < 32; lane++)                                                           \
            if (lanes >> lane & 1 && memcmp(warp + lane * SIZE, warp + (t & 31) * SIZE, SIZE) == 0)              \
                same |= 1u << lane;                                                                              \
        return same;                                                                                             \
    }                                                                                                            \
    static inline unsigned int uw_match_all_##TAG(const TYPE *values, unsigned int lanes, unsigned int t,        \
                                                  int *all) {                                                    \
        *all = uw_match_any_##TAG(values, lanes, t) == lanes;                                                    \
        return *all ? lanes : 0;                                                                                 \
    }

UW_MATCH(i32, int, 4)
UW_MATCH(u32, unsigned int, 4)
UW_MATCH(i64, void, 8)  // long and long long
UW_MATCH(u64, void, 8)
UW_MATCH(f32, float, 4)
UW_MATCH(f64, double, 8)
#undef UW_MATCH

#define UW_REDUCE(NAME, TAG, TYPE, START, STEP)                                                                  \
    static inline TYPE uw_reduce_##NAME##_##TAG(const TYPE *values, unsigned int lanes, unsigned int t) {        \
        const TYPE *warp = values + (t & ~31u);                                                                  \
        TYPE result = START;                                                                                     \
        for (unsigned int lane = 0; lane < 32; lane++)                                                           \
            if (lanes >> lane & 1) {                                                                             \
                TYPE value = warp[lane];                                                                         \
                result = STEP;                                                                                   \
            }                                                                                                    \
        return result;                                                                                           \
    }

UW_REDUCE(add, i32, int, 0, (int)((unsigned int)result + (unsigned int)value))
UW_REDUCE(add, u32, unsigned int, 0, result + value)
UW_REDUCE(min, i32, int, INT_MAX, value < result ? value : result)
UW_REDUCE(min, u32, unsigned int, UINT_MAX, value < result ? value : result)
UW_REDUCE(max, i32, int, INT_MIN, value > result ? value : result)
UW_REDUCE(max, u32, unsigned int, 0, value > result ? value : result)
UW_REDUCE(and, u32, unsigned int, UINT_MAX, result & value)
UW_REDUCE(or, u32, unsigned int, 0, result | value)
UW_REDUCE(xor, u32, unsigned int, 0, result ^ value)
#undef UW_REDUCE

// ------------------------------------------------------------------------------------------------ fences, time

static inline void uw_threadfence(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

static inline long long uw_clock64(void) {
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    return (long long)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline long uw_clock(void) { return (long)uw_clock64(); }

// ------------------------------------------------------------------------------------------------ atomics

// `uw_atomicAdd_f32` and its like are atomic among all threads. A block runs in one thread of the system, so what must
// only be atomic within the block (`…_block_…`) is plain.

#define UW_ATOMIC(NAME, TAG, TYPE, STEP)                                                                         \
    static inline TYPE uw_atomic##NAME##_##TAG(TYPE *place, TYPE value) {                                        \
        TYPE old, next;                                                                                          \
        __atomic_load(place, &old, __ATOMIC_RELAXED);                                                            \
        do next = STEP;                                                                                          \
        while (!__atomic_compare_exchange(place, &old, &next, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED));           \
        return old;                                                                                              \
    }                                                                                                            \
    static inline TYPE uw_atomic##NAME##_block_##TAG(TYPE *place, TYPE value) {                                  \
        TYPE old = *place;                                                                                       \
        *place = STEP;                                                                                           \
        return old;                                                                                              \
    }

#define UW_FETCH(NAME, TAG, TYPE, FETCH, STEP)                                                                   \
    static inline TYPE uw_atomic##NAME##_##TAG(TYPE *place, TYPE value) {                                        \
        return FETCH(place, value, __ATOMIC_RELAXED);                                                            \
    }                                                                                                            \
    static inline TYPE uw_atomic##NAME##_block_##TAG(TYPE *place, TYPE value) {                                  \
        TYPE old = *place;                                                                                       \
        *place = (TYPE)(STEP);                                                                                   \
        return old;                                                                                              \
    }

#define UW_SWAP(TAG, TYPE)                                                                                       \
    static inline TYPE uw_atomicCAS_##TAG(TYPE *place, TYPE compare, TYPE value) {                               \
        __atomic_compare_exchange(place, &compare, &value, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);               \
        return compare;                                                                                          \
    }                                                                                                            \
    static inline TYPE uw_atomicCAS_block_##TAG(TYPE *place, TYPE compare, TYPE value) {                         \
        TYPE old = *place;                                                                                       \
        if (old == compare) *place = value;                                                                      \
        return old;                                                                                              \
    }

#define UW_INTEGER(TAG, TYPE, UNSIGNED)                                                                          \
    UW_FETCH(Add, TAG, TYPE, __atomic_fetch_add, (UNSIGNED)old + (UNSIGNED)value)                                \
    UW_FETCH(And, TAG, TYPE, __atomic_fetch_and, old & value)                                                    \
    UW_FETCH(Or, TAG, TYPE, __atomic_fetch_or, old | value)                                                      \
    UW_FETCH(Xor, TAG, TYPE, __atomic_fetch_xor, old ^ value)                                                    \
    UW_FETCH(Exch, TAG, TYPE, __atomic_exchange_n, value)                                                        \
    UW_SWAP(TAG, TYPE)

#define UW_ORDERED(TAG, TYPE)                                                                                    \
    UW_ATOMIC(Min, TAG, TYPE, value < old ? value : old)                                                         \
    UW_ATOMIC(Max, TAG, TYPE, value > old ? value : old)

UW_INTEGER(i32, int, unsigned int)
UW_INTEGER(u32, unsigned int, unsigned int)
UW_INTEGER(u64, unsigned long long, unsigned long long)
UW_FETCH(Sub, i32, int, __atomic_fetch_sub, (unsigned int)old - (unsigned int)value)
UW_FETCH(Sub, u32, unsigned int, __atomic_fetch_sub, old - value)
UW_SWAP(u16, unsigned short)
UW_ORDERED(i32, int)
UW_ORDERED(u32, unsigned int)
UW_ORDERED(i64, long long)
UW_ORDERED(u64, unsigned long long)
UW_ATOMIC(Inc, u32, unsigned int, old >= value ? 0 : old + 1)
UW_ATOMIC(Dec, u32, unsigned int, old == 0 || old > value ? value : old - 1)
UW_ATOMIC(Add, f32, float, old + value)
UW_ATOMIC(Add, f64, double, old + value)
UW_ATOMIC(Exch, f32, float, value)
#undef UW_ATOMIC
#undef UW_FETCH
#undef UW_SWAP
#undef UW_INTEGER
#undef UW_ORDERED

// ------------------------------------------------------------------------------------------------ integers

static inline int uw_abs_i32(int x) { return x < 0 ? (int)(0u - (unsigned int)x) : x; }
static inline long long uw_abs_i64(long long x) { return x < 0 ? (long long)(0ull - (unsigned long long)x) : x; }

#define UW_MIN_MAX(TAG, TYPE)                                                       \
    static inline TYPE uw_min_##TAG(TYPE x, TYPE y) { return y < x ? y : x; }       \
    static inline TYPE uw_max_##TAG(TYPE x, TYPE y) { return x < y ? y : x; }

UW_MIN_MAX(i32, int)
UW_MIN_MAX(u32, unsigned int)
UW_MIN_MAX(i64, long long)
UW_MIN_MAX(u64, unsigned long long)
#undef UW_MIN_MAX

static inline int uw_clz(int x) { return x ? __builtin_clz((unsigned int)x) : 32; }
static inline int uw_clzll(long long x) { return x ? __builtin_clzll((unsigned long long)x) : 64; }
static inline int uw_popc(unsigned int x) { return __builtin_popcount(x); }
static inline int uw_popcll(unsigned long long x) { return __builtin_popcountll(x); }
static inline int uw_ffs(int x) { return __builtin_ffs(x); }
static inline int uw_ffsll(long long x) { return __builtin_ffsll(x); }

static inline unsigned int uw_brev(unsigned int x) {
    x = (x >> 1 & 0x55555555u) | (x & 0x55555555u) << 1;
    x = (x >> 2 & 0x33333333u) | (x & 0x33333333u) << 2;
    x = (x >> 4 & 0x0f0f0f0fu) | (x & 0x0f0f0f0fu) << 4;
    return __builtin_bswap32(x);
}

static inline unsigned long long uw_brevll(unsigned long long x) {
    return (unsigned long long)uw_brev((unsigned int)x) << 32 | uw_brev((unsigned int)(x >> 32));
}

static inline unsigned int uw_byte_perm(unsigned int x, unsigned int y, unsigned int selector) {
    unsigned long long both = (unsigned long long)y << 32 | x;
    unsigned int result = 0;
    for (int i = 0; i < 4; i++) {
        unsigned int which = selector >> 4 * i & 15, byte = (unsigned int)(both >> 8 * (which & 7)) & 255;
        if (which & 8) byte = byte & 128 ? 255 : 0;
        result |= byte << 8 * i;
    }
    return result;
}

__extension__ typedef __int128 uw_i128;
__extension__ typedef unsigned __int128 uw_u128;

static inline int uw_mulhi(int x, int y) { return (int)((long long)x * y >> 32); }
static inline unsigned int uw_umulhi(unsigned int x, unsigned int y) {
    return (unsigned int)((unsigned long long)x * y >> 32);
}
static inline long long uw_mul64hi(long long x, long long y) { return (long long)((uw_i128)x * y >> 64); }
static inline unsigned long long uw_umul64hi(unsigned long long x, unsigned long long y) {
    return (unsigned long long)((uw_u128)x * y >> 64);
}
static inline unsigned int uw_umul24(unsigned int x, unsigned int y) { return (x & 0xffffffu) * (y & 0xffffffu); }
static inline int uw_mul24(int x, int y) {
    int a = (int)((unsigned int)x << 8) >> 8, b = (int)((unsigned int)y << 8) >> 8;
    return (int)((unsigned int)a * (unsigned int)b);
}
static inline unsigned int uw_usad(unsigned int x, unsigned int y, unsigned int z) {
    return z + (x > y ? x - y : y - x);
}
static inline unsigned int uw_sad(int x, int y, unsigned int z) {
    return z + (x > y ? (unsigned int)x - (unsigned int)y : (unsigned int)y - (unsigned int)x);
}
static inline int uw_hadd(int x, int y) { return (int)(((long long)x + y) >> 1); }
static inline int uw_rhadd(int x, int y) { return (int)(((long long)x + y + 1) >> 1); }
static inline unsigned int uw_uhadd(unsigned int x, unsigned int y) {
    return (unsigned int)(((unsigned long long)x + y) >> 1);
}
static inline unsigned int uw_urhadd(unsigned int x, unsigned int y) {
    return (unsigned int)(((unsigned long long)x + y + 1) >> 1);
}

static inline unsigned int uw_funnelshift_l(unsigned int low, unsigned int high, unsigned int shift) {
    return (unsigned int)((((unsigned long long)high << 32 | low) << (shift & 31)) >> 32);
}
static inline unsigned int uw_funnelshift_lc(unsigned int low, unsigned int high, unsigned int shift) {
    return (unsigned int)((((unsigned long long)high << 32 | low) << (shift < 32 ? shift : 32)) >> 32);
}
static inline unsigned int uw_funnelshift_r(unsigned int low, unsigned int high, unsigned int shift) {
    return (unsigned int)(((unsigned long long)high << 32 | low) >> (shift & 31));
}
static inline unsigned int uw_funnelshift_rc(unsigned int low, unsigned int high, unsigned int shift) {
    return (unsigned int)(((unsigned long long)high << 32 | low) >> (shift < 32 ? shift : 32));
}

// Products of the bytes of one word with the bytes or halves of another.
#define UW_DOT(TAG, TYPE, BYTE, HALF)                                                                            \
    static inline TYPE uw_dp4a_##TAG(TYPE x, TYPE y, TYPE z) {                                                   \
        unsigned int sum = (unsigned int)z;                                                                      \
        for (int i = 0; i < 32; i += 8)                                                                          \
            sum += (unsigned int)((BYTE)((unsigned int)x >> i) * (BYTE)((unsigned int)y >> i));                  \
        return (TYPE)sum;                                                                                        \
    }                                                                                                            \
    static inline TYPE uw_dp2a_lo_##TAG(TYPE x, TYPE y, TYPE z) {                                                \
        unsigned int a = (unsigned int)x, b = (unsigned int)y;                                                   \
        return (TYPE)((unsigned int)z + (unsigned int)((HALF)a * (BYTE)b) +                                      \
                      (unsigned int)((HALF)(a >> 16) * (BYTE)(b >> 8)));                                         \
    }                                                                                                            \
    static inline TYPE uw_dp2a_hi_##TAG(TYPE x, TYPE y, TYPE z) {                                                \
        return uw_dp2a_lo_##TAG(x, (TYPE)((unsigned int)y >> 16), z);                                            \
    }

UW_DOT(i32, int, signed char, short)
UW_DOT(u32, unsigned int, unsigned char, unsigned short)
#undef UW_DOT

// Two or four integers packed in a word.
#define UW_PACKED(NAME, TYPE, BITS, VALUE)                                                                       \
    static inline unsigned int uw_v##NAME(unsigned int x, unsigned int y) {                                      \
        unsigned int result = 0;                                                                                 \
        for (int i = 0; i < 32; i += BITS) {                                                                     \
            int a = (TYPE)(x >> i), b = (TYPE)(y >> i);                                                          \
            result |= ((unsigned int)(VALUE) & (0xffffffffu >> (32 - BITS))) << i;                               \
        }                                                                                                        \
        return result;                                                                                           \
    }
#define UW_SIGNED(NAME, VALUE)                            \
    UW_PACKED(NAME##2, short, 16, VALUE)                  \
    UW_PACKED(NAME##4, signed char, 8, VALUE)
#define UW_UNSIGNED(NAME, VALUE)                          \
    UW_PACKED(NAME##2, unsigned short, 16, VALUE)         \
    UW_PACKED(NAME##4, unsigned char, 8, VALUE)

static inline int uw_limited(int value, int low, int high) { return value < low ? low : value > high ? high : value; }

UW_UNSIGNED(add, a + b)
UW_UNSIGNED(sub, a - b)
UW_PACKED(addss2, short, 16, uw_limited(a + b, SHRT_MIN, SHRT_MAX))
UW_PACKED(addss4, signed char, 8, uw_limited(a + b, SCHAR_MIN, SCHAR_MAX))
UW_PACKED(addus2, unsigned short, 16, uw_limited(a + b, 0, USHRT_MAX))
UW_PACKED(addus4, unsigned char, 8, uw_limited(a + b, 0, UCHAR_MAX))
UW_PACKED(subss2, short, 16, uw_limited(a - b, SHRT_MIN, SHRT_MAX))
UW_PACKED(subss4, signed char, 8, uw_limited(a - b, SCHAR_MIN, SCHAR_MAX))
UW_PACKED(subus2, unsigned short, 16, uw_limited(a - b, 0, USHRT_MAX))
UW_PACKED(subus4, unsigned char, 8, uw_limited(a - b, 0, UCHAR_MAX))
UW_UNSIGNED(avgu, (a + b + 1) >> 1)
UW_SIGNED(avgs, (a + b + (a + b >= 0)) >> 1)
UW_UNSIGNED(haddu, (a + b) >> 1)
UW_SIGNED(absdiffs, a > b ? a - b : b - a)
UW_UNSIGNED(absdiffu, a > b ? a - b : b - a)
UW_SIGNED(maxs, a > b ? a : b)
UW_UNSIGNED(maxu, a > b ? a : b)
UW_SIGNED(mins, a < b ? a : b)
UW_UNSIGNED(minu, a < b ? a : b)
UW_UNSIGNED(cmpeq, a == b ? -1 : 0)
UW_UNSIGNED(cmpne, a != b ? -1 : 0)
UW_UNSIGNED(seteq, a == b)
UW_UNSIGNED(setne, a != b)
UW_SIGNED(cmpges, a >= b ? -1 : 0)
UW_SIGNED(cmpgts, a > b ? -1 : 0)
UW_SIGNED(cmples, a <= b ? -1 : 0)
UW_SIGNED(cmplts, a < b ? -1 : 0)
UW_UNSIGNED(cmpgeu, a >= b ? -1 : 0)
UW_UNSIGNED(cmpgtu, a > b ? -1 : 0)
UW_UNSIGNED(cmpleu, a <= b ? -1 : 0)
UW_UNSIGNED(cmpltu, a < b ? -1 : 0)
UW_SIGNED(setges, a >= b)
UW_SIGNED(setgts, a > b)
UW_SIGNED(setles, a <= b)
UW_SIGNED(setlts, a < b)
UW_UNSIGNED(setgeu, a >= b)
UW_UNSIGNED(setgtu, a > b)
UW_UNSIGNED(setleu, a <= b)
UW_UNSIGNED(setltu, a < b)

static inline unsigned int uw_vneg2(unsigned int x) { return uw_vsub2(0, x); }
static inline unsigned int uw_vneg4(unsigned int x) { return uw_vsub4(0, x); }
static inline unsigned int uw_vnegss2(unsigned int x) { return uw_vsubss2(0, x); }
static inline unsigned int uw_vnegss4(unsigned int x) { return uw_vsubss4(0, x); }
static inline unsigned int uw_vabs2(unsigned int x) { return uw_vabsdiffs2(x, 0); }
static inline unsigned int uw_vabs4(unsigned int x) { return uw_vabsdiffs4(x, 0); }
static inline unsigned int uw_vabsss2(unsigned int x) { return uw_vmaxs2(x, uw_vnegss2(x)); }
static inline unsigned int uw_vabsss4(unsigned int x) { return uw_vmaxs4(x, uw_vnegss4(x)); }
static inline unsigned int uw_sum2(unsigned int x) { return (x & 0xffffu) + (x >> 16); }
static inline unsigned int uw_sum4(unsigned int x) { return (x & 255) + (x >> 8 & 255) + (x >> 16 & 255) + (x >> 24); }
static inline unsigned int uw_vsads2(unsigned int x, unsigned int y) { return uw_sum2(uw_vabsdiffs2(x, y)); }
static inline unsigned int uw_vsads4(unsigned int x, unsigned int y) { return uw_sum4(uw_vabsdiffs4(x, y)); }
static inline unsigned int uw_vsadu2(unsigned int x, unsigned int y) { return uw_sum2(uw_vabsdiffu2(x, y)); }
static inline unsigned int uw_vsadu4(unsigned int x, unsigned int y) { return uw_sum4(uw_vabsdiffu4(x, y)); }
#undef UW_SIGNED
#undef UW_UNSIGNED
#undef UW_PACKED

// ------------------------------------------------------------------------------------------------ conversions

#define UW_AS(NAME, TO, FROM)                      \
    static inline TO uw_##NAME(FROM value) {       \
        TO result;                                 \
        memcpy(&result, &value, sizeof(result));   \
        return result;                             \
    }

UW_AS(float_as_int, int, float)
UW_AS(float_as_uint, unsigned int, float)
UW_AS(int_as_float, float, int)
UW_AS(uint_as_float, float, unsigned int)
UW_AS(double_as_longlong, long long, double)
UW_AS(longlong_as_double, double, long long)
#undef UW_AS

static inline int uw_double2hiint(double x) { return (int)(uw_double_as_longlong(x) >> 32); }
static inline int uw_double2loint(double x) { return (int)uw_double_as_longlong(x); }
static inline double uw_hiloint2double(int high, int low) {
    return uw_longlong_as_double((long long)((unsigned long long)(unsigned int)high << 32 | (unsigned int)low));
}

// To integers: what does not fit becomes the nearest that does. `END` is the first power of two that does not fit, `NONE`
// what CUDA makes of what is not a number: 0 from float to 32 bits, else the highest bit alone.
#define UW_TO(NAME, TO, FROM, MODE, ROUND, LOW, HIGH, END, NONE) \
    static inline TO uw_##NAME##_##MODE(FROM x) {               \
        x = ROUND(x);                                           \
        if (!(x > (FROM)LOW)) return x == x ? LOW : NONE;       \
        return x >= END ? HIGH : (TO)x;                         \
    }
#define UW_TO_ALL(NAME, TO, FROM, F, LOW, HIGH, END, NONE)               \
    UW_TO(NAME, TO, FROM, rn, rint##F, LOW, HIGH, END, NONE)                   \
    UW_TO(NAME, TO, FROM, rz, trunc##F, LOW, HIGH, END, NONE)                  \
    UW_TO(NAME, TO, FROM, ru, ceil##F, LOW, HIGH, END, NONE)                   \
    UW_TO(NAME, TO, FROM, rd, floor##F, LOW, HIGH, END, NONE)

UW_TO_ALL(float2int, int, float, f, INT_MIN, INT_MAX, 0x1p31f, 0)
UW_TO_ALL(float2uint, unsigned int, float, f, 0, UINT_MAX, 0x1p32f, 0)
UW_TO_ALL(float2ll, long long, float, f, LLONG_MIN, LLONG_MAX, 0x1p63f, LLONG_MIN)
UW_TO_ALL(float2ull, unsigned long long, float, f, 0, ULLONG_MAX, 0x1p64f, 1ULL << 63)
UW_TO_ALL(double2int, int, double, , INT_MIN, INT_MAX, 0x1p31, INT_MIN)
UW_TO_ALL(double2uint, unsigned int, double, , 0, UINT_MAX, 0x1p32, 1U << 31)
UW_TO_ALL(double2ll, long long, double, , LLONG_MIN, LLONG_MAX, 0x1p63, LLONG_MIN)
UW_TO_ALL(double2ull, unsigned long long, double, , 0, ULLONG_MAX, 0x1p64, 1ULL << 63)
#undef UW_TO
#undef UW_TO_ALL

// From integers: the nearest value, corrected where it lies on the wrong side.
#define UW_FROM(NAME, TO, FROM, F)                                                                               \
    static inline TO uw_##NAME##_rn(FROM x) { return (TO)x; }                                                    \
    static inline TO uw_##NAME##_ru(FROM x) {                                                                    \
        TO y = (TO)x;                                                                                            \
        return (uw_i128)y < (uw_i128)x ? nextafter##F(y, (TO)INFINITY) : y;                                      \
    }                                                                                                            \
    static inline TO uw_##NAME##_rd(FROM x) {                                                                    \
        TO y = (TO)x;                                                                                            \
        return (uw_i128)y > (uw_i128)x ? nextafter##F(y, -(TO)INFINITY) : y;                                     \
    }                                                                                                            \
    static inline TO uw_##NAME##_rz(FROM x) { return x > 0 ? uw_##NAME##_rd(x) : uw_##NAME##_ru(x); }

UW_FROM(int2float, float, int, f)
UW_FROM(uint2float, float, unsigned int, f)
UW_FROM(ll2float, float, long long, f)
UW_FROM(ull2float, float, unsigned long long, f)
UW_FROM(ll2double, double, long long, )
UW_FROM(ull2double, double, unsigned long long, )
#undef UW_FROM

static inline double uw_int2double_rn(int x) { return x; }
static inline double uw_uint2double_rn(unsigned int x) { return x; }
static inline float uw_double2float_rn(double x) { return (float)x; }
static inline float uw_double2float_ru(double x) {
    float y = (float)x;
    return (double)y < x ? nextafterf(y, INFINITY) : y;
}
static inline float uw_double2float_rd(double x) {
    float y = (float)x;
    return (double)y > x ? nextafterf(y, -INFINITY) : y;
}
static inline float uw_double2float_rz(double x) { return x < 0 ? uw_double2float_ru(x) : uw_double2float_rd(x); }

// ------------------------------------------------------------------------------------------------ half precision

#ifdef __F16C__
#include <immintrin.h>
static inline float uw_half2float(unsigned short bits) { return _cvtsh_ss(bits); }
static inline unsigned short uw_float2half(float value) {
    return value == value ? (unsigned short)_cvtss_sh(value, _MM_FROUND_TO_NEAREST_INT) : (unsigned short)0x7fff;
}
#else
static inline float uw_half2float(unsigned short bits) {
    unsigned int sign = (bits & 0x8000u) << 16, rest = (bits & 0x7fffu) << 13;
    if (rest >= 0x0f800000u) return uw_uint_as_float(sign | 0x70000000u | rest);  // infinite, or not a number
    if (rest < 0x00800000u) return uw_uint_as_float(sign | uw_float_as_uint((float)(bits & 0x3ffu) * 0x1p-24f));
    return uw_uint_as_float(sign | (rest + 0x38000000u));
}
static inline unsigned short uw_float2half(float value) {
    unsigned int bits = uw_float_as_uint(value), rest = bits & 0x7fffffffu, sign = bits >> 16 & 0x8000u;
    if (rest > 0x7f800000u) return 0x7fff;
    if (rest >= 0x47800000u) return (unsigned short)(sign | 0x7c00u);
    // Below the normal numbers, adding 0.5 leaves the multiple of 2^-24 in the last bits.
    if (rest < 0x38800000u)
        return (unsigned short)(sign | (uw_float_as_uint(uw_uint_as_float(rest) + 0.5f) - 0x3f000000u));
    return (unsigned short)(sign | (rest - 0x38000000u + 0xfffu + (rest >> 13 & 1u)) >> 13);
}
#endif

// ------------------------------------------------------------------------------------------------ mathematics

// As fminf and fmaxf, in a form that compilers make vectors of.
static inline float uw_fminf(float x, float y) { return x < y || y != y ? x : y; }
static inline float uw_fmaxf(float x, float y) { return x > y || y != y ? x : y; }
static inline double uw_fmin(double x, double y) { return x < y || y != y ? x : y; }
static inline double uw_fmax(double x, double y) { return x > y || y != y ? x : y; }

static inline float uw_rsqrtf(float x) { return 1.0f / sqrtf(x); }
static inline double uw_rsqrt(double x) { return 1.0 / sqrt(x); }
static inline double uw_exp10(double x) { return pow(10.0, x); }
static inline float uw_exp10f(float x) { return powf(10.0f, x); }
static inline float uw_rcbrtf(float x) { return 1.0f / cbrtf(x); }

static inline double uw_sinpi(double x) {
    double r = remainder(x, 2.0);  // exact, in [-1, 1]
    return sin(M_PI * (r > 0.5 ? 1.0 - r : r < -0.5 ? -1.0 - r : r));
}
static inline double uw_cospi(double x) {
    double r = fabs(remainder(x, 2.0));
    return r < 0.25 ? cos(M_PI * r) : sin(M_PI * (0.5 - r));
}
static inline float uw_sinpif(float x) { return (float)uw_sinpi((double)x); }
static inline float uw_cospif(float x) { return (float)uw_cospi((double)x); }
static inline void uw_sincos(double x, double *sine, double *cosine) {
    *sine = sin(x);
    *cosine = cos(x);
}
static inline void uw_sincosf(float x, float *sine, float *cosine) {
    *sine = sinf(x);
    *cosine = cosf(x);
}
static inline void uw_sincospi(double x, double *sine, double *cosine) {
    *sine = uw_sinpi(x);
    *cosine = uw_cospi(x);
}
static inline void uw_sincospif(float x, float *sine, float *cosine) {
    *sine = uw_sinpif(x);
    *cosine = uw_cospif(x);
}

#define UW_NORM(T, F)                                                                             \
    static inline T uw_norm##F(int count, const T *x) {                                           \
        T result = 0;                                                                             \
        for (int i = 0; i < count; i++) result = uw_length##F(result, x[i], 0, 0, 0);             \
        return result;                                                                            \
    }                                                                                             \
    static inline T uw_rnorm##F(int count, const T *x) {                                          \
        T result = uw_norm##F(count, x);                                                          \
        if (!isinf(result)) return 1 / result;                                                    \
        result = 0;                                                                               \
        for (int i = 0; i < count; i++) result = uw_length##F(result, x[i] * 0x1p-40##F, 0, 0, 0); \
        return 1 / result * 0x1p-40##F;                                                           \
    }
UW_NORM(float, f)
UW_NORM(double, )
#undef UW_NORM

// Bessel functions are not C: declared here because -std=c11 hides them. CUDA's have no negative orders.
extern double j0(double), j1(double), jn(int, double), y0(double), y1(double), yn(int, double);
static inline double uw_j0(double x) { return j0(x); }
static inline double uw_j1(double x) { return j1(x); }
static inline double uw_jn(int n, double x) { return n < 0 ? NAN : jn(n, x); }
static inline double uw_y0(double x) { return y0(x); }
static inline double uw_y1(double x) { return y1(x); }
static inline double uw_yn(int n, double x) { return n < 0 ? NAN : yn(n, x); }
static inline float uw_j0f(float x) { return (float)j0((double)x); }
static inline float uw_j1f(float x) { return (float)j1((double)x); }
static inline float uw_jnf(int n, float x) { return (float)uw_jn(n, (double)x); }
static inline float uw_y0f(float x) { return (float)y0((double)x); }
static inline float uw_y1f(float x) { return (float)y1((double)x); }
static inline float uw_ynf(int n, float x) { return (float)uw_yn(n, (double)x); }

// Arithmetic with a stated rounding. Volatile variables keep the compiler from moving it past the change of mode, and
// from fusing it into other operations.
#define UW_ROUNDED(NAME, TYPE, PARAMS, COPIES, VALUE)                         \
    UW_DIRECTED(NAME##_rn, TYPE, PARAMS, COPIES, VALUE, FE_TONEAREST)         \
    UW_DIRECTED(NAME##_rz, TYPE, PARAMS, COPIES, VALUE, FE_TOWARDZERO)        \
    UW_DIRECTED(NAME##_ru, TYPE, PARAMS, COPIES, VALUE, FE_UPWARD)            \
    UW_DIRECTED(NAME##_rd, TYPE, PARAMS, COPIES, VALUE, FE_DOWNWARD)
#define UW_DIRECTED(NAME, TYPE, PARAMS, COPIES, VALUE, MODE)                  \
    static inline TYPE uw_##NAME PARAMS {                                     \
        COPIES;                                                               \
        if (MODE != FE_TONEAREST) fesetround(MODE);                           \
        volatile TYPE result = VALUE;                                         \
        if (MODE != FE_TONEAREST) fesetround(FE_TONEAREST);                   \
        return result;                                                        \
    }
#define UW_TWO(TYPE) volatile TYPE a = x; volatile TYPE b = y
#define UW_THREE(TYPE) volatile TYPE a = x; volatile TYPE b = y; volatile TYPE c = z
#define UW_ROUNDED_ALL(D, TYPE, F)                                                                     \
    UW_ROUNDED(D##add, TYPE, (TYPE x, TYPE y), UW_TWO(TYPE), a + b)                                    \
    UW_ROUNDED(D##sub, TYPE, (TYPE x, TYPE y), UW_TWO(TYPE), a - b)                                    \
    UW_ROUNDED(D##mul, TYPE, (TYPE x, TYPE y), UW_TWO(TYPE), a * b)                                    \
    UW_ROUNDED(D##div, TYPE, (TYPE x, TYPE y), UW_TWO(TYPE), a / b)                                    \
    UW_ROUNDED(D##rcp, TYPE, (TYPE x), volatile TYPE a = x, 1 / a)                                     \
    UW_ROUNDED(D##sqrt, TYPE, (TYPE x), volatile TYPE a = x, sqrt##F(a))                               \
    UW_ROUNDED(fma##F, TYPE, (TYPE x, TYPE y, TYPE z), UW_THREE(TYPE), fma##F(a, b, c))

UW_ROUNDED_ALL(f, float, f)
UW_ROUNDED_ALL(d, double, )
#undef UW_ROUNDED_ALL
#undef UW_TWO
#undef UW_THREE
#undef UW_ROUNDED
#undef UW_DIRECTED

#endif
