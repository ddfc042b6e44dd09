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

typedef struct dim3 { unsigned int x, y, z; } dim3;

// ------------------------------------------------------------------------------------------------ blocks and warps

// Threads are numbered within their block; 32 with consecutive numbers are a warp. Masks have an element a thread,
// words of bits one a warp.

/// Memory for the dynamic shared variables of a block.
static inline unsigned char *uw_shared_alloc(size_t size) {
    unsigned char *memory = (unsigned char *)aligned_alloc(64, (size + 127) / 64 * 64);
    if (!memory) abort();
    return memory;
}

static inline void uw_shared_free(unsigned char *memory) { free(memory); }

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wunknown-warning-option"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
/// Whether a mask has any thread. (A compiler thinks of blocks without threads, which leave it unset.)
static inline bool uw_any_thread(const bool *mask, unsigned int threads) {
    return memchr(mask, 1, threads) != NULL;
}
#pragma GCC diagnostic pop

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

#define UW_MATCH(TAG, TYPE)                                                                                      \
    static inline unsigned int uw_match_any_##TAG(const TYPE *values, unsigned int lanes, unsigned int t) {      \
        const TYPE *warp = values + (t & ~31u);                                                                  \
        unsigned int same = 0;                                                                                   \
        for (unsigned int lane = 0; lane < 32; lane++)                                                           \
            if (lanes >> lane & 1 && memcmp(&warp[lane], &values[t], sizeof(TYPE)) == 0) same |= 1u << lane;     \
        return same;                                                                                             \
    }                                                                                                            \
    static inline unsigned int uw_match_all_##TAG(const TYPE *values, unsigned int lanes, unsigned int t,        \
                                                  int *all) {                                                    \
        *all = uw_match_any_##TAG(values, lanes, t) == lanes;                                                    \
        return *all ? lanes : 0;                                                                                 \
    }

UW_MATCH(i32, int)
UW_MATCH(u32, unsigned int)
UW_MATCH(f32, float)
UW_MATCH(f64, double)
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

#endif
