// What CUB has for device code, over the operations of cooperative groups: reductions, scans, loads, stores, exchanges and
// sorts of a block, reductions and scans of a warp. Comes with the output of unwarp; free for any use.
//
// Warps have 32 lanes. As CUB says it, a reduction's result is for the first thread, and temporary storage may be used again
// once the block has met. unwarp reads this header too, where a program includes CUB's.
#pragma once

#include "unwarp_groups.hpp"

#if defined(__CUDACC__) || defined(__HIP__)
#define UW_ANYWHERE __host__ __device__
#else
#define UW_ANYWHERE
#endif

#ifndef CUB_MIN
#define CUB_MIN(a, b) (((b) < (a)) ? (b) : (a))
#define CUB_MAX(a, b) (((a) < (b)) ? (b) : (a))
#endif

namespace cub {

// ---------------------------------------------------------------------------------------- operators

// of two types as well: the result has the type that the language gives it
struct Sum { template <typename T, typename U> UW_ANYWHERE auto operator()(T a, U b) const { return a + b; } };
struct Difference { template <typename T, typename U> UW_ANYWHERE auto operator()(T a, U b) const { return a - b; } };
struct Division { template <typename T, typename U> UW_ANYWHERE auto operator()(T a, U b) const { return a / b; } };
struct Max { template <typename T, typename U> UW_ANYWHERE auto operator()(T a, U b) const { return a < b ? b : a; } };
struct Min { template <typename T, typename U> UW_ANYWHERE auto operator()(T a, U b) const { return b < a ? b : a; } };
struct Equality { template <typename T, typename U> UW_ANYWHERE bool operator()(T a, U b) const { return a == b; } };
struct Inequality { template <typename T, typename U> UW_ANYWHERE bool operator()(T a, U b) const { return !(a == b); } };

template <typename K, typename V> struct KeyValuePair {
    typedef K Key;
    typedef V Value;
    K key;
    V value;
    KeyValuePair() = default;
    UW_ANYWHERE KeyValuePair(K k, V v) : key(k), value(v) {}
};
// of equal values that of the smaller key
struct ArgMax {
    template <typename K, typename V>
    UW_ANYWHERE KeyValuePair<K, V> operator()(KeyValuePair<K, V> a, KeyValuePair<K, V> b) const
    { return b.value > a.value || (a.value == b.value && b.key < a.key) ? b : a; }
};
struct ArgMin {
    template <typename K, typename V>
    UW_ANYWHERE KeyValuePair<K, V> operator()(KeyValuePair<K, V> a, KeyValuePair<K, V> b) const
    { return b.value < a.value || (a.value == b.value && b.key < a.key) ? b : a; }
};

struct NullType {};

enum BlockReduceAlgorithm { BLOCK_REDUCE_RAKING_COMMUTATIVE_ONLY, BLOCK_REDUCE_RAKING, BLOCK_REDUCE_WARP_REDUCTIONS };
enum BlockScanAlgorithm { BLOCK_SCAN_RAKING, BLOCK_SCAN_RAKING_MEMOIZE, BLOCK_SCAN_WARP_SCANS };
enum BlockLoadAlgorithm {
    BLOCK_LOAD_DIRECT, BLOCK_LOAD_STRIPED, BLOCK_LOAD_VECTORIZE, BLOCK_LOAD_TRANSPOSE, BLOCK_LOAD_WARP_TRANSPOSE,
    BLOCK_LOAD_WARP_TRANSPOSE_TIMESLICED
};
enum BlockStoreAlgorithm {
    BLOCK_STORE_DIRECT, BLOCK_STORE_STRIPED, BLOCK_STORE_VECTORIZE, BLOCK_STORE_TRANSPOSE, BLOCK_STORE_WARP_TRANSPOSE,
    BLOCK_STORE_WARP_TRANSPOSE_TIMESLICED
};
enum CacheLoadModifier { LOAD_DEFAULT, LOAD_CA, LOAD_CG, LOAD_CS, LOAD_CV, LOAD_LDG, LOAD_VOLATILE };
enum CacheStoreModifier { STORE_DEFAULT, STORE_WB, STORE_CG, STORE_CS, STORE_WT, STORE_VOLATILE };

// ---------------------------------------------------------------------------------------- threads

namespace detail {
namespace cg = ::cooperative_groups::detail;
template <int Y, int Z> UW_DEVICE inline int rank() {
    if constexpr (Y * Z == 1) return static_cast<int>(cg::thread_index().x);
    else return static_cast<int>(cg::rank_in_block());
}
UW_DEVICE inline int lane() { return static_cast<int>(cg::lane()); }
template <int N> UW_DEVICE inline int first_lane() { return detail::lane() / N * N; }  // of N lanes that work together
template <int N> UW_DEVICE inline unsigned int lanes() {
    if constexpr (N == 32) return 0xffffffffu;
    else return ((1u << N) - 1u) << detail::first_lane<N>();
}
template <int N, typename T> UW_DEVICE inline T from(const T &value, int lane)
{ return cg::shfl(detail::lanes<N>(), value, static_cast<unsigned int>(lane)); }
// what the lane so many below or above has; one's own value where there is none
template <int N, typename T> UW_DEVICE inline T from_below(const T &value, int distance) {
    if constexpr (cg::is_word<T>::value && 32 % N == 0)
        return cg::shfl_up_word(detail::lanes<N>(), value, static_cast<unsigned int>(distance), N);
    else return detail::from<N>(value, detail::lane() - detail::first_lane<N>() < distance ? detail::lane() : detail::lane() - distance);
}
template <int N, typename T> UW_DEVICE inline T from_above(const T &value, int distance) {
    if constexpr (cg::is_word<T>::value && 32 % N == 0)
        return cg::shfl_down_word(detail::lanes<N>(), value, static_cast<unsigned int>(distance), N);
    else return detail::from<N>(value, detail::lane() - detail::first_lane<N>() + distance < N ? detail::lane() + distance : detail::lane());
}

// The first of ``count`` lanes gets their reduction, and each other that of those above it.
template <int N, typename T, typename F> UW_DEVICE inline T reduce(T value, F combine, int count) {
    int mine = detail::lane() - detail::first_lane<N>();
    for (int distance = 1; distance < N; distance *= 2) {
        T other = detail::from_above<N>(value, distance);
        if (mine + distance < count) value = combine(value, other);
    }
    return value;
}
template <int N, typename T, typename F> UW_DEVICE inline T scan(T value, F combine) {
    int mine = detail::lane() - detail::first_lane<N>();
    for (int distance = 1; distance < N; distance *= 2) {
        T other = detail::from_below<N>(value, distance);
        if (mine >= distance) value = combine(other, value);
    }
    return value;
}
template <int I, typename T, typename F> UW_DEVICE inline T fold(const T (&items)[I], F combine) {
    T result = items[0];
    for (int i = 1; i < I; ++i) result = combine(result, items[i]);
    return result;
}
}  // namespace detail

UW_DEVICE inline unsigned int LaneId() { return static_cast<unsigned int>(detail::lane()); }
UW_DEVICE inline unsigned int WarpId() { return detail::cg::rank_in_block() / 32u; }
template <int N, typename T> UW_DEVICE inline T ShuffleIndex(T value, int source, unsigned int)
{ return detail::from<N>(value, detail::first_lane<N>() + source % N); }
template <int N, typename T> UW_DEVICE inline T ShuffleUp(T value, int distance, int first, unsigned int) {
    int source = detail::lane() - detail::first_lane<N>() - distance;
    return detail::from<N>(value, source < first ? detail::lane() : detail::first_lane<N>() + source);
}
template <int N, typename T> UW_DEVICE inline T ShuffleDown(T value, int distance, int last, unsigned int) {
    int source = detail::lane() - detail::first_lane<N>() + distance;
    return detail::from<N>(value, source > last ? detail::lane() : detail::first_lane<N>() + source);
}
template <CacheLoadModifier M, typename T> UW_DEVICE inline T ThreadLoad(const T *place) { return *place; }
template <CacheStoreModifier M, typename T> UW_DEVICE inline void ThreadStore(T *place, T value) { *place = value; }
template <typename T> UW_DEVICE inline unsigned int BFE(T source, unsigned int first, unsigned int bits)
{ return static_cast<unsigned int>(source >> first) & (bits < 32u ? (1u << bits) - 1u : 0xffffffffu); }
UW_DEVICE inline void BFI(unsigned int &result, unsigned int x, unsigned int y, unsigned int first, unsigned int bits) {
    unsigned int mask = (bits < 32u ? (1u << bits) - 1u : 0xffffffffu) << first;
    result = (x & ~mask) | (y << first & mask);
}
UW_DEVICE inline unsigned int IADD3(unsigned int x, unsigned int y, unsigned int z) { return x + y + z; }

// ---------------------------------------------------------------------------------------- warps

// Of N neighbouring lanes.
template <typename T, int N = 32, int Arch = 0> struct WarpReduce {
    static_assert(N >= 1 && N <= 32, "a warp has at most 32 lanes");
    struct TempStorage {};
    UW_DEVICE WarpReduce(TempStorage &) {}
    template <typename F> UW_DEVICE static T Reduce(T input, F combine) { return detail::reduce<N>(input, combine, N); }
    template <typename F> UW_DEVICE static T Reduce(T input, F combine, int valid)
    { return detail::reduce<N>(input, combine, valid); }
    UW_DEVICE static T Sum(T input) { return detail::reduce<N>(input, cub::Sum(), N); }
    UW_DEVICE static T Sum(T input, int valid) { return detail::reduce<N>(input, cub::Sum(), valid); }
    UW_DEVICE static T Max(T input) { return detail::reduce<N>(input, cub::Max(), N); }
    UW_DEVICE static T Min(T input) { return detail::reduce<N>(input, cub::Min(), N); }
    // segments begin where there is a flag
    template <typename G, typename F> UW_DEVICE static T HeadSegmentedReduce(T input, G head, F combine)
    { return detail::reduce<N>(input, combine, _end(detail::cg::ballot(detail::lanes<N>(), head ? 1 : 0) >> 1)); }
    template <typename G> UW_DEVICE static T HeadSegmentedSum(T input, G head)
    { return HeadSegmentedReduce(input, head, cub::Sum()); }
    // segments end where there is a flag
    template <typename G, typename F> UW_DEVICE static T TailSegmentedReduce(T input, G tail, F combine)
    { return detail::reduce<N>(input, combine, _end(detail::cg::ballot(detail::lanes<N>(), tail ? 1 : 0))); }
    template <typename G> UW_DEVICE static T TailSegmentedSum(T input, G tail)
    { return TailSegmentedReduce(input, tail, cub::Sum()); }
    // how many lanes are before the end of one's own segment, of which the last lanes are given
    UW_DEVICE static int _end(unsigned int last) {
        last &= ~((1u << detail::lane()) - 1u);
        last |= 1u << (detail::first_lane<N>() + N - 1);
        return static_cast<int>(detail::cg::first_of(last)) + 1 - detail::first_lane<N>();
    }
};

// Of N neighbouring lanes. Without an initial value the first lane's exclusive result means nothing.
template <typename T, int N = 32, int Arch = 0> struct WarpScan {
    static_assert(N >= 1 && N <= 32, "a warp has at most 32 lanes");
    struct TempStorage {};
    UW_DEVICE WarpScan(TempStorage &) {}
    template <typename F> UW_DEVICE static void InclusiveScan(T input, T &output, F combine)
    { output = detail::scan<N>(input, combine); }
    template <typename F> UW_DEVICE static void InclusiveScan(T input, T &output, F combine, T &aggregate) {
        output = detail::scan<N>(input, combine);
        aggregate = _last(output);
    }
    UW_DEVICE static void InclusiveSum(T input, T &output) { InclusiveScan(input, output, cub::Sum()); }
    UW_DEVICE static void InclusiveSum(T input, T &output, T &aggregate)
    { InclusiveScan(input, output, cub::Sum(), aggregate); }
    template <typename F> UW_DEVICE static void ExclusiveScan(T input, T &output, F combine)
    { output = detail::from_below<N>(detail::scan<N>(input, combine), 1); }
    template <typename F> UW_DEVICE static void ExclusiveScan(T input, T &output, T initial, F combine) {
        T inclusive;
        Scan(input, inclusive, output, initial, combine);
    }
    template <typename F> UW_DEVICE static void ExclusiveScan(T input, T &output, F combine, T &aggregate) {
        T inclusive = detail::scan<N>(input, combine);
        output = detail::from_below<N>(inclusive, 1);
        aggregate = _last(inclusive);
    }
    template <typename F>
    UW_DEVICE static void ExclusiveScan(T input, T &output, T initial, F combine, T &aggregate) {
        T inclusive = detail::scan<N>(input, combine);
        aggregate = _last(inclusive);
        output = _after(inclusive, initial, combine);
    }
    UW_DEVICE static void ExclusiveSum(T input, T &output) { ExclusiveScan(input, output, T(), cub::Sum()); }
    UW_DEVICE static void ExclusiveSum(T input, T &output, T &aggregate)
    { ExclusiveScan(input, output, T(), cub::Sum(), aggregate); }
    template <typename F> UW_DEVICE static void Scan(T input, T &inclusive, T &exclusive, F combine) {
        inclusive = detail::scan<N>(input, combine);
        exclusive = detail::from_below<N>(inclusive, 1);
    }
    template <typename F> UW_DEVICE static void Scan(T input, T &inclusive, T &exclusive, T initial, F combine) {
        T result = detail::scan<N>(input, combine);
        exclusive = _after(result, initial, combine);
        inclusive = combine(initial, result);
    }
    UW_DEVICE static void Sum(T input, T &inclusive, T &exclusive) { Scan(input, inclusive, exclusive, T(), cub::Sum()); }
    UW_DEVICE static T Broadcast(T input, unsigned int source)
    { return detail::from<N>(input, detail::first_lane<N>() + static_cast<int>(source)); }
    UW_DEVICE static T _last(T value) { return detail::from<N>(value, detail::first_lane<N>() + N - 1); }
    template <typename F> UW_DEVICE static T _after(T inclusive, T initial, F combine) {
        T before = detail::from_below<N>(inclusive, 1);
        return detail::lane() == detail::first_lane<N>() ? initial : combine(initial, before);
    }
};

// ---------------------------------------------------------------------------------------- blocks

template <
    typename T, int X, BlockReduceAlgorithm Algorithm = BLOCK_REDUCE_WARP_REDUCTIONS, int Y = 1, int Z = 1, int Arch = 0>
struct BlockReduce {
    static constexpr int _threads = X * Y * Z, _warps = (X * Y * Z + 31) / 32;
    struct TempStorage { T _parts[(X * Y * Z + 31) / 32]; };
    TempStorage &_temp;
    UW_DEVICE BlockReduce(TempStorage &temp) : _temp(temp) {}
    template <typename F> UW_DEVICE T Reduce(T input, F combine, int valid) {
        int rank = detail::rank<Y, Z>(), first = rank / 32 * 32;
        input = detail::reduce<32>(input, combine, valid - first);
        if (rank == first) _temp._parts[rank / 32] = input;
        detail::cg::sync_block();
        if (rank == 0)
            for (int warp = 1; warp < _warps; ++warp)
                if (warp * 32 < valid) input = combine(input, _temp._parts[warp]);
        return input;
    }
    template <typename F> UW_DEVICE T Reduce(T input, F combine) { return Reduce(input, combine, _threads); }
    template <int I, typename F> UW_DEVICE T Reduce(T (&inputs)[I], F combine)
    { return Reduce(detail::fold(inputs, combine), combine, _threads); }
    UW_DEVICE T Sum(T input) { return Reduce(input, cub::Sum(), _threads); }
    UW_DEVICE T Sum(T input, int valid) { return Reduce(input, cub::Sum(), valid); }
    template <int I> UW_DEVICE T Sum(T (&inputs)[I]) { return Reduce(inputs, cub::Sum()); }
};

// Without an initial value the first thread's exclusive result means nothing. A callback gets the whole block's aggregate in
// the first warp, and what it returns in the first thread comes before all.
template <typename T, int X, BlockScanAlgorithm Algorithm = BLOCK_SCAN_RAKING, int Y = 1, int Z = 1, int Arch = 0>
struct BlockScan {
    static constexpr int _threads = X * Y * Z, _warps = (X * Y * Z + 31) / 32;
    struct TempStorage { T _parts[(X * Y * Z + 31) / 32], _prefix; };
    TempStorage &_temp;
    UW_DEVICE BlockScan(TempStorage &temp) : _temp(temp) {}

    // the scan without anything before it; ``exclusive`` means nothing in the first thread
    template <typename F> UW_DEVICE void _scan(T input, T &inclusive, T &exclusive, F combine, T &aggregate) {
        int rank = detail::rank<Y, Z>(), warp = rank / 32;
        inclusive = detail::scan<32>(input, combine);
        exclusive = detail::from_below<32>(inclusive, 1);
        if (rank % 32 == 31 || rank == _threads - 1) _temp._parts[warp] = inclusive;
        detail::cg::sync_block();
        T total = _temp._parts[0], before = total;
        for (int other = 1; other < _warps; ++other) {
            if (other == warp) before = total;
            total = combine(total, _temp._parts[other]);
        }
        aggregate = total;
        if (warp > 0) {
            inclusive = combine(before, inclusive);
            exclusive = rank % 32 == 0 ? before : combine(before, exclusive);
        }
    }
    template <typename C> UW_DEVICE T _prefix(C &callback, T aggregate) {
        int rank = detail::rank<Y, Z>();
        if (rank < 32) {
            T prefix = callback(aggregate);
            if (rank == 0) _temp._prefix = prefix;
        }
        detail::cg::sync_block();
        return _temp._prefix;
    }
    template <typename F> UW_DEVICE static T _join(T initial, T exclusive, F combine)
    { return detail::rank<Y, Z>() == 0 ? initial : combine(initial, exclusive); }

    template <typename F> UW_DEVICE void ExclusiveScan(T input, T &output, F combine, T &aggregate) {
        T inclusive;
        _scan(input, inclusive, output, combine, aggregate);
    }
    template <typename F> UW_DEVICE void ExclusiveScan(T input, T &output, F combine) {
        T aggregate;
        ExclusiveScan(input, output, combine, aggregate);
    }
    template <typename F> UW_DEVICE void ExclusiveScan(T input, T &output, T initial, F combine, T &aggregate) {
        T inclusive, exclusive;
        _scan(input, inclusive, exclusive, combine, aggregate);
        output = _join(initial, exclusive, combine);
    }
    template <typename F> UW_DEVICE void ExclusiveScan(T input, T &output, T initial, F combine) {
        T aggregate;
        ExclusiveScan(input, output, initial, combine, aggregate);
    }
    template <typename F, typename C> UW_DEVICE void ExclusiveScan(T input, T &output, F combine, C &callback) {
        T inclusive, exclusive, aggregate;
        _scan(input, inclusive, exclusive, combine, aggregate);
        output = _join(_prefix(callback, aggregate), exclusive, combine);
    }
    UW_DEVICE void ExclusiveSum(T input, T &output) { ExclusiveScan(input, output, T(), cub::Sum()); }
    UW_DEVICE void ExclusiveSum(T input, T &output, T &aggregate)
    { ExclusiveScan(input, output, T(), cub::Sum(), aggregate); }
    template <typename C> UW_DEVICE void ExclusiveSum(T input, T &output, C &callback)
    { ExclusiveScan(input, output, cub::Sum(), callback); }

    template <typename F> UW_DEVICE void InclusiveScan(T input, T &output, F combine, T &aggregate) {
        T exclusive;
        _scan(input, output, exclusive, combine, aggregate);
    }
    template <typename F> UW_DEVICE void InclusiveScan(T input, T &output, F combine) {
        T aggregate;
        InclusiveScan(input, output, combine, aggregate);
    }
    template <typename F, typename C> UW_DEVICE void InclusiveScan(T input, T &output, F combine, C &callback) {
        T inclusive, exclusive, aggregate;
        _scan(input, inclusive, exclusive, combine, aggregate);
        output = combine(_prefix(callback, aggregate), inclusive);
    }
    UW_DEVICE void InclusiveSum(T input, T &output) { InclusiveScan(input, output, cub::Sum()); }
    UW_DEVICE void InclusiveSum(T input, T &output, T &aggregate) { InclusiveScan(input, output, cub::Sum(), aggregate); }
    template <typename C> UW_DEVICE void InclusiveSum(T input, T &output, C &callback)
    { InclusiveScan(input, output, cub::Sum(), callback); }

    // of several neighbouring items a thread; ``first``: nothing comes before them
    template <int I, typename F>
    UW_DEVICE static void _exclusive(T (&input)[I], T (&output)[I], bool first, T before, F combine) {
        for (int i = 0; i < I; ++i) {
            T item = input[i];
            output[i] = before;
            before = first && i == 0 ? item : combine(before, item);
        }
    }
    template <int I, typename F>
    UW_DEVICE static void _inclusive(T (&input)[I], T (&output)[I], bool first, T before, F combine) {
        for (int i = 0; i < I; ++i) {
            before = first && i == 0 ? input[i] : combine(before, input[i]);
            output[i] = before;
        }
    }
    template <int I, typename F>
    UW_DEVICE void ExclusiveScan(T (&input)[I], T (&output)[I], T initial, F combine, T &aggregate) {
        T before;
        ExclusiveScan(detail::fold(input, combine), before, initial, combine, aggregate);
        _exclusive(input, output, false, before, combine);
    }
    template <int I, typename F> UW_DEVICE void ExclusiveScan(T (&input)[I], T (&output)[I], T initial, F combine) {
        T aggregate;
        ExclusiveScan(input, output, initial, combine, aggregate);
    }
    template <int I, typename F> UW_DEVICE void ExclusiveScan(T (&input)[I], T (&output)[I], F combine, T &aggregate) {
        T before;
        ExclusiveScan(detail::fold(input, combine), before, combine, aggregate);
        _exclusive(input, output, detail::rank<Y, Z>() == 0, before, combine);
    }
    template <int I, typename F> UW_DEVICE void ExclusiveScan(T (&input)[I], T (&output)[I], F combine) {
        T aggregate;
        ExclusiveScan(input, output, combine, aggregate);
    }
    template <int I, typename F, typename C>
    UW_DEVICE void ExclusiveScan(T (&input)[I], T (&output)[I], F combine, C &callback) {
        T before;
        ExclusiveScan(detail::fold(input, combine), before, combine, callback);
        _exclusive(input, output, false, before, combine);
    }
    template <int I> UW_DEVICE void ExclusiveSum(T (&input)[I], T (&output)[I])
    { ExclusiveScan(input, output, T(), cub::Sum()); }
    template <int I> UW_DEVICE void ExclusiveSum(T (&input)[I], T (&output)[I], T &aggregate)
    { ExclusiveScan(input, output, T(), cub::Sum(), aggregate); }
    template <int I, typename C> UW_DEVICE void ExclusiveSum(T (&input)[I], T (&output)[I], C &callback)
    { ExclusiveScan(input, output, cub::Sum(), callback); }
    template <int I, typename F> UW_DEVICE void InclusiveScan(T (&input)[I], T (&output)[I], F combine, T &aggregate) {
        T before;
        ExclusiveScan(detail::fold(input, combine), before, combine, aggregate);
        _inclusive(input, output, detail::rank<Y, Z>() == 0, before, combine);
    }
    template <int I, typename F> UW_DEVICE void InclusiveScan(T (&input)[I], T (&output)[I], F combine) {
        T aggregate;
        InclusiveScan(input, output, combine, aggregate);
    }
    template <int I, typename F, typename C>
    UW_DEVICE void InclusiveScan(T (&input)[I], T (&output)[I], F combine, C &callback) {
        T before;
        ExclusiveScan(detail::fold(input, combine), before, combine, callback);
        _inclusive(input, output, false, before, combine);
    }
    template <int I> UW_DEVICE void InclusiveSum(T (&input)[I], T (&output)[I]) { InclusiveScan(input, output, cub::Sum()); }
    template <int I> UW_DEVICE void InclusiveSum(T (&input)[I], T (&output)[I], T &aggregate)
    { InclusiveScan(input, output, cub::Sum(), aggregate); }
    template <int I, typename C> UW_DEVICE void InclusiveSum(T (&input)[I], T (&output)[I], C &callback)
    { InclusiveScan(input, output, cub::Sum(), callback); }
};

}  // namespace cub

#include "unwarp_cub_items.hpp"
