// What CUB has to sort whole arrays, by the bits of keys or by an order of the program's. Part of unwarp_cub_device.hpp; comes
// with the output of unwarp; free for any use.
#pragma once

#include "unwarp_cub_workers.hpp"

#include <cstring>

namespace cub {

namespace detail {

template <size_t bytes> struct Bits;
template <> struct Bits<1> { typedef unsigned char type; };
template <> struct Bits<2> { typedef unsigned short type; };
template <> struct Bits<4> { typedef unsigned int type; };
template <> struct Bits<8> { typedef unsigned long long type; };

/// The bits of a key as a number that is ordered as the keys are: a sign turns the first bit, and the others of negative
/// numbers that are no integers. Both zeros are one.
template <typename K> UW_THRUST unsigned long long ordered_bits(K key) {
    typedef typename Bits<sizeof(K)>::type U;
    const U sign = (U)((U)1 << (8 * sizeof(K) - 1));
    U bits = 0;
    memcpy(&bits, &key, sizeof(K));
    if constexpr (std::is_integral<K>::value) {
        return std::is_signed<K>::value ? (U)(bits ^ sign) : bits;
    } else {
        if (bits == sign) bits = 0;
        return bits & sign ? (U)~bits : (U)(bits | sign);
    }
}

/// Orders keys by some of their bits.
template <bool descending> struct ByBits {
    int begin, end;
    template <typename K> UW_THRUST_MEMBER bool operator()(const K &a, const K &b) const {
        const unsigned long long x = part(ordered_bits(a)), y = part(ordered_bits(b));
        return descending ? y < x : x < y;
    }
    UW_THRUST_MEMBER unsigned long long part(unsigned long long bits) const {
        const unsigned long long upto = end >= 64 ? bits : bits & ((1ull << end) - 1ull);
        return upto >> begin;
    }
};

template <typename I, typename O, typename N> void copy_all(I in, O out, N n) {
    thrust::detail::call<thrust::detail::on_device>(thrust::detail::call_copy_n(), in, n, out);
}
template <typename K, typename N, typename C> void sort_keys(K keys, N n, C less) {
    thrust::detail::sort_range<thrust::detail::on_device>(keys, keys + n, less);
}
template <typename K, typename V, typename N, typename C> void sort_pairs(K keys, V values, N n, C less) {
    thrust::detail::sort_pairs<thrust::detail::on_device>(keys, keys + n, values, less);
}
/// Where a segment begins, read when the device's work is done.
struct At {
    template <typename I, typename N> UW_THRUST_MEMBER void operator()(I offsets, long long s, N *result) const { *result = offsets[s]; }
};
template <typename I> long long offset(I offsets, long long s) {
    long long result = 0;
    on_device(At(), offsets, s, &result);
    return result;
}

}  // namespace detail

#define UW_CUB_RADIX(NAME, DESCENDING)                                                                                   \
    template <typename K, typename N>                                                                                    \
    static detail::Status NAME##Keys##DESCENDING(UW_CUB_STORAGE, const K *in, K *out, N n, int begin = 0,                \
                                                 int end = sizeof(K) * 8, UW_CUB_LAST) {                                 \
        UW_CUB_RUN(detail::copy_all(in, out, n); detail::sort_keys(out, n, Order##DESCENDING{begin, end}));              \
    }                                                                                                                    \
    template <typename K, typename N>                                                                                    \
    static detail::Status NAME##Keys##DESCENDING(UW_CUB_STORAGE, DoubleBuffer<K> &keys, N n, int begin = 0,              \
                                                 int end = sizeof(K) * 8, UW_CUB_LAST) {                                 \
        UW_CUB_RUN(detail::sort_keys(keys.Current(), n, Order##DESCENDING{begin, end}));                                 \
    }                                                                                                                    \
    template <typename K, typename V, typename N>                                                                        \
    static detail::Status NAME##Pairs##DESCENDING(UW_CUB_STORAGE, const K *in, K *out, const V *values_in, V *values,    \
                                                  N n, int begin = 0, int end = sizeof(K) * 8, UW_CUB_LAST) {            \
        UW_CUB_RUN(detail::copy_all(in, out, n); detail::copy_all(values_in, values, n);                                 \
                   detail::sort_pairs(out, values, n, Order##DESCENDING{begin, end}));                                   \
    }                                                                                                                    \
    template <typename K, typename V, typename N>                                                                        \
    static detail::Status NAME##Pairs##DESCENDING(UW_CUB_STORAGE, DoubleBuffer<K> &keys, DoubleBuffer<V> &values, N n,   \
                                                  int begin = 0, int end = sizeof(K) * 8, UW_CUB_LAST) {                 \
        UW_CUB_RUN(detail::sort_pairs(keys.Current(), values.Current(), n, Order##DESCENDING{begin, end}));              \
    }
struct DeviceRadixSort {
    UW_CUB_RADIX(Sort, )
    UW_CUB_RADIX(Sort, Descending)

  private:
    typedef detail::ByBits<false> Order;
    typedef detail::ByBits<true> OrderDescending;
};
#undef UW_CUB_RADIX

// Segments are sorted one after the other; what lies in none is not copied.
#define UW_CUB_SEGMENTS(NAME, DESCENDING, BITS, ORDER)                                                                    \
    template <typename K, typename N, typename B, typename E>                                                            \
    static detail::Status NAME##Keys##DESCENDING(UW_CUB_STORAGE, const K *in, K *out, N, long long segments, B begins, E ends, \
                                                 BITS UW_CUB_LAST) {                                                     \
        UW_CUB_RUN(for (long long s = 0; s < segments; ++s) {                                                                  \
            const long long a = detail::offset(begins, s), n = detail::offset(ends, s) - a;                              \
            if (n <= 0) continue;                                                                                        \
            detail::copy_all(in + a, out + a, n);                                                                        \
            detail::sort_keys(out + a, n, ORDER);                                                                        \
        });                                                                                                              \
    }                                                                                                                    \
    template <typename K, typename N, typename B, typename E>                                                            \
    static detail::Status NAME##Keys##DESCENDING(UW_CUB_STORAGE, DoubleBuffer<K> &keys, N, long long segments, B begins, \
                                                 E ends, BITS UW_CUB_LAST) {                                             \
        UW_CUB_RUN(for (long long s = 0; s < segments; ++s) {                                                                  \
            const long long a = detail::offset(begins, s), n = detail::offset(ends, s) - a;                              \
            if (n > 0) detail::sort_keys(keys.Current() + a, n, ORDER);                                                  \
        });                                                                                                              \
    }                                                                                                                    \
    template <typename K, typename V, typename N, typename B, typename E>                                                \
    static detail::Status NAME##Pairs##DESCENDING(UW_CUB_STORAGE, const K *in, K *out, const V *values_in, V *values, N, \
                                                  long long segments, B begins, E ends, BITS UW_CUB_LAST) {                    \
        UW_CUB_RUN(for (long long s = 0; s < segments; ++s) {                                                                  \
            const long long a = detail::offset(begins, s), n = detail::offset(ends, s) - a;                              \
            if (n <= 0) continue;                                                                                        \
            detail::copy_all(in + a, out + a, n);                                                                        \
            detail::copy_all(values_in + a, values + a, n);                                                              \
            detail::sort_pairs(out + a, values + a, n, ORDER);                                                           \
        });                                                                                                              \
    }                                                                                                                    \
    template <typename K, typename V, typename N, typename B, typename E>                                                \
    static detail::Status NAME##Pairs##DESCENDING(UW_CUB_STORAGE, DoubleBuffer<K> &keys, DoubleBuffer<V> &values,        \
                                                  N, long long segments, B begins, E ends, BITS UW_CUB_LAST) {           \
        UW_CUB_RUN(for (long long s = 0; s < segments; ++s) {                                                                  \
            const long long a = detail::offset(begins, s), n = detail::offset(ends, s) - a;                              \
            if (n > 0) detail::sort_pairs(keys.Current() + a, values.Current() + a, n, ORDER);                           \
        });                                                                                                              \
    }
#define UW_CUB_BITS int begin = 0, int end = sizeof(K) * 8,
#define UW_CUB_COMMA ,
struct DeviceSegmentedRadixSort {
    UW_CUB_SEGMENTS(Sort, , UW_CUB_BITS, detail::ByBits<false>{begin UW_CUB_COMMA end})
    UW_CUB_SEGMENTS(Sort, Descending, UW_CUB_BITS, detail::ByBits<true>{begin UW_CUB_COMMA end})
};
struct DeviceSegmentedSort {
    UW_CUB_SEGMENTS(Sort, , , detail::Less())
    UW_CUB_SEGMENTS(Sort, Descending, , detail::More())
    UW_CUB_SEGMENTS(StableSort, , , detail::Less())
    UW_CUB_SEGMENTS(StableSort, Descending, , detail::More())
};
#undef UW_CUB_SEGMENTS
#undef UW_CUB_BITS
#undef UW_CUB_COMMA

#define UW_CUB_MERGE(SORT)                                                                                               \
    template <typename K, typename N, typename C>                                                                        \
    static detail::Status SORT##Keys(UW_CUB_STORAGE, K keys, N n, C less, UW_CUB_LAST) {                                 \
        UW_CUB_RUN(detail::sort_keys(keys, n, less));                                                                    \
    }                                                                                                                    \
    template <typename I, typename K, typename N, typename C>                                                            \
    static detail::Status SORT##KeysCopy(UW_CUB_STORAGE, I in, K keys, N n, C less, UW_CUB_LAST) {                       \
        UW_CUB_RUN(detail::copy_all(in, keys, n); detail::sort_keys(keys, n, less));                                     \
    }                                                                                                                    \
    template <typename K, typename V, typename N, typename C>                                                            \
    static detail::Status SORT##Pairs(UW_CUB_STORAGE, K keys, V values, N n, C less, UW_CUB_LAST) {                      \
        UW_CUB_RUN(detail::sort_pairs(keys, values, n, less));                                                           \
    }                                                                                                                    \
    template <typename I, typename J, typename K, typename V, typename N, typename C>                                    \
    static detail::Status SORT##PairsCopy(UW_CUB_STORAGE, I in, J values_in, K keys, V values, N n, C less, UW_CUB_LAST) { \
        UW_CUB_RUN(detail::copy_all(in, keys, n); detail::copy_all(values_in, values, n);                                \
                   detail::sort_pairs(keys, values, n, less));                                                           \
    }
struct DeviceMergeSort {
    UW_CUB_MERGE(Sort)
    UW_CUB_MERGE(StableSort)
};
#undef UW_CUB_MERGE

}  // namespace cub
