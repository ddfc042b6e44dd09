// The part of CUB that moves and sorts several items a thread; see unwarp_cub.hpp. Comes with the output of unwarp; free for
// any use.
//
// In blocked order a thread's items are neighbours; in striped order they are a block's size apart.
#pragma once

#include "unwarp_cub.hpp"
#include "unwarp_cub_iterators.hpp"

namespace cub {

template <typename T, int I, typename P> UW_DEVICE inline void LoadDirectBlocked(int rank, P from, T (&items)[I])
{ for (int i = 0; i < I; ++i) items[i] = from[rank * I + i]; }
template <typename T, int I, typename P>
UW_DEVICE inline void LoadDirectBlocked(int rank, P from, T (&items)[I], int valid)
{ for (int i = 0; i < I; ++i) if (rank * I + i < valid) items[i] = from[rank * I + i]; }
template <typename T, typename D, int I, typename P>
UW_DEVICE inline void LoadDirectBlocked(int rank, P from, T (&items)[I], int valid, D other) {
    for (int i = 0; i < I; ++i) {
        if (rank * I + i < valid) items[i] = from[rank * I + i];
        else items[i] = other;
    }
}
template <int Threads, typename T, int I, typename P>
UW_DEVICE inline void LoadDirectStriped(int rank, P from, T (&items)[I])
{ for (int i = 0; i < I; ++i) items[i] = from[rank + i * Threads]; }
template <int Threads, typename T, int I, typename P>
UW_DEVICE inline void LoadDirectStriped(int rank, P from, T (&items)[I], int valid)
{ for (int i = 0; i < I; ++i) if (rank + i * Threads < valid) items[i] = from[rank + i * Threads]; }
template <int Threads, typename T, typename D, int I, typename P>
UW_DEVICE inline void LoadDirectStriped(int rank, P from, T (&items)[I], int valid, D other) {
    for (int i = 0; i < I; ++i) {
        if (rank + i * Threads < valid) items[i] = from[rank + i * Threads];
        else items[i] = other;
    }
}
template <typename T, int I, typename P> UW_DEVICE inline void StoreDirectBlocked(int rank, P to, T (&items)[I])
{ for (int i = 0; i < I; ++i) to[rank * I + i] = items[i]; }
template <typename T, int I, typename P> UW_DEVICE inline void StoreDirectBlocked(int rank, P to, T (&items)[I], int valid)
{ for (int i = 0; i < I; ++i) if (rank * I + i < valid) to[rank * I + i] = items[i]; }
template <int Threads, typename T, int I, typename P>
UW_DEVICE inline void StoreDirectStriped(int rank, P to, T (&items)[I])
{ for (int i = 0; i < I; ++i) to[rank + i * Threads] = items[i]; }
template <int Threads, typename T, int I, typename P>
UW_DEVICE inline void StoreDirectStriped(int rank, P to, T (&items)[I], int valid)
{ for (int i = 0; i < I; ++i) if (rank + i * Threads < valid) to[rank + i * Threads] = items[i]; }

template <typename T, int X, int I, BlockLoadAlgorithm Algorithm = BLOCK_LOAD_DIRECT, int Y = 1, int Z = 1, int Arch = 0>
struct BlockLoad {
    struct TempStorage {};
    UW_DEVICE BlockLoad() {}
    UW_DEVICE BlockLoad(TempStorage &) {}
    template <typename P> UW_DEVICE static void Load(P from, T (&items)[I]) {
        if constexpr (Algorithm == BLOCK_LOAD_STRIPED) LoadDirectStriped<X * Y * Z>(detail::rank<Y, Z>(), from, items);
        else LoadDirectBlocked(detail::rank<Y, Z>(), from, items);
    }
    template <typename P> UW_DEVICE static void Load(P from, T (&items)[I], int valid) {
        if constexpr (Algorithm == BLOCK_LOAD_STRIPED)
            LoadDirectStriped<X * Y * Z>(detail::rank<Y, Z>(), from, items, valid);
        else LoadDirectBlocked(detail::rank<Y, Z>(), from, items, valid);
    }
    template <typename P, typename D> UW_DEVICE static void Load(P from, T (&items)[I], int valid, D other) {
        if constexpr (Algorithm == BLOCK_LOAD_STRIPED)
            LoadDirectStriped<X * Y * Z>(detail::rank<Y, Z>(), from, items, valid, other);
        else LoadDirectBlocked(detail::rank<Y, Z>(), from, items, valid, other);
    }
};

template <typename T, int X, int I, BlockStoreAlgorithm Algorithm = BLOCK_STORE_DIRECT, int Y = 1, int Z = 1, int Arch = 0>
struct BlockStore {
    struct TempStorage {};
    UW_DEVICE BlockStore() {}
    UW_DEVICE BlockStore(TempStorage &) {}
    template <typename P> UW_DEVICE static void Store(P to, T (&items)[I]) {
        if constexpr (Algorithm == BLOCK_STORE_STRIPED) StoreDirectStriped<X * Y * Z>(detail::rank<Y, Z>(), to, items);
        else StoreDirectBlocked(detail::rank<Y, Z>(), to, items);
    }
    template <typename P> UW_DEVICE static void Store(P to, T (&items)[I], int valid) {
        if constexpr (Algorithm == BLOCK_STORE_STRIPED)
            StoreDirectStriped<X * Y * Z>(detail::rank<Y, Z>(), to, items, valid);
        else StoreDirectBlocked(detail::rank<Y, Z>(), to, items, valid);
    }
};

template <typename T, int X, int I, bool Sliced = false, int Y = 1, int Z = 1, int Arch = 0> struct BlockExchange {
    struct TempStorage { T _items[X * Y * Z * I]; };
    TempStorage &_temp;
    UW_DEVICE BlockExchange(TempStorage &temp) : _temp(temp) {}
    template <typename U> UW_DEVICE void StripedToBlocked(T (&input)[I], U (&output)[I]) {
        StoreDirectStriped<X * Y * Z>(detail::rank<Y, Z>(), _temp._items, input);
        detail::cg::sync_block();
        LoadDirectBlocked(detail::rank<Y, Z>(), _temp._items, output);
    }
    UW_DEVICE void StripedToBlocked(T (&items)[I]) { StripedToBlocked(items, items); }
    template <typename U> UW_DEVICE void BlockedToStriped(T (&input)[I], U (&output)[I]) {
        StoreDirectBlocked(detail::rank<Y, Z>(), _temp._items, input);
        detail::cg::sync_block();
        LoadDirectStriped<X * Y * Z>(detail::rank<Y, Z>(), _temp._items, output);
    }
    UW_DEVICE void BlockedToStriped(T (&items)[I]) { BlockedToStriped(items, items); }
    template <typename U, typename R> UW_DEVICE void ScatterToBlocked(T (&input)[I], U (&output)[I], R (&ranks)[I]) {
        for (int i = 0; i < I; ++i) _temp._items[ranks[i]] = input[i];
        detail::cg::sync_block();
        LoadDirectBlocked(detail::rank<Y, Z>(), _temp._items, output);
    }
    template <typename R> UW_DEVICE void ScatterToBlocked(T (&items)[I], R (&ranks)[I])
    { ScatterToBlocked(items, items, ranks); }
    template <typename U, typename R> UW_DEVICE void ScatterToStriped(T (&input)[I], U (&output)[I], R (&ranks)[I]) {
        for (int i = 0; i < I; ++i) _temp._items[ranks[i]] = input[i];
        detail::cg::sync_block();
        LoadDirectStriped<X * Y * Z>(detail::rank<Y, Z>(), _temp._items, output);
    }
    template <typename R> UW_DEVICE void ScatterToStriped(T (&items)[I], R (&ranks)[I])
    { ScatterToStriped(items, items, ranks); }
};

namespace detail {
// The unsigned integers that sort as the keys do.
template <int Size> struct bits_of { typedef unsigned int type; };
template <> struct bits_of<8> { typedef unsigned long long type; };
template <typename K> UW_DEVICE inline typename bits_of<sizeof(K)>::type sortable(K key) {
    typedef typename bits_of<sizeof(K)>::type Bits;
    constexpr Bits top = static_cast<Bits>(1) << (8 * sizeof(K) - 1);
    if constexpr (std::is_floating_point<K>::value) {
        Bits bits = 0;
        memcpy(&bits, &key, sizeof(K));
        if (bits == top) bits = 0;  // -0 and 0 are equal
        return bits & top ? ~bits : bits ^ top;
    } else if constexpr (std::is_signed<K>::value) {
        return (static_cast<Bits>(key) ^ top) & (top | (top - 1));
    } else {
        return static_cast<Bits>(key);
    }
}
template <typename V, int N> struct values { V _values[N]; };
template <int N> struct values<NullType, N> {};
}  // namespace detail

// Sorts by two bits of the keys at a time; what is equal keeps its order.
template <
    typename K, int X, int I, typename V = NullType, int RadixBits = 4, bool Memoize = true,
    BlockScanAlgorithm Scan = BLOCK_SCAN_WARP_SCANS, int Config = 0, int Y = 1, int Z = 1, int Arch = 0>
struct BlockRadixSort {
    static_assert(std::is_arithmetic<K>::value, "keys of built-in types alone are sorted");
    static_assert(X * Y * Z * I < 65536, "a block sorts fewer than 65536 items");
    static constexpr int _threads = X * Y * Z;
    struct TempStorage {
        typename BlockScan<unsigned long long, X, BLOCK_SCAN_WARP_SCANS, Y, Z>::TempStorage _scan;
        K _keys[X * Y * Z * I];
        detail::values<V, X * Y * Z * I> _others;
    };
    TempStorage &_temp;
    UW_DEVICE BlockRadixSort(TempStorage &temp) : _temp(temp) {}

    template <typename W> UW_DEVICE void _sort(K (&keys)[I], W *values, int first, int last, bool descending, bool striped) {
        int rank = detail::rank<Y, Z>();
        for (int bit = first; bit < last; bit += 2) {
            int digits[I];
            unsigned long long counts = 0, before, all;  // 16 bits for each digit
            for (int i = 0; i < I; ++i) {
                int digit = static_cast<int>(detail::sortable(keys[i]) >> bit) & (last - bit == 1 ? 1 : 3);
                digits[i] = descending ? 3 - digit : digit;
                counts += 1ull << (16 * digits[i]);
            }
            BlockScan<unsigned long long, X, BLOCK_SCAN_WARP_SCANS, Y, Z>(_temp._scan).ExclusiveSum(counts, before, all);
            before += (all << 16) + (all << 32) + (all << 48);
            for (int i = 0; i < I; ++i) {
                int place = static_cast<int>(before >> (16 * digits[i])) & 0xffff;
                before += 1ull << (16 * digits[i]);
                _temp._keys[place] = keys[i];
                if constexpr (!std::is_same<V, NullType>::value) _temp._others._values[place] = values[i];
            }
            detail::cg::sync_block();
            bool apart = striped && bit + 2 >= last;
            for (int i = 0; i < I; ++i) {
                int place = apart ? rank + i * _threads : rank * I + i;
                keys[i] = _temp._keys[place];
                if constexpr (!std::is_same<V, NullType>::value) values[i] = _temp._others._values[place];
            }
            detail::cg::sync_block();
        }
    }
    UW_DEVICE void Sort(K (&keys)[I], int first = 0, int last = sizeof(K) * 8)
    { _sort(keys, static_cast<NullType *>(nullptr), first, last, false, false); }
    UW_DEVICE void Sort(K (&keys)[I], V (&values)[I], int first = 0, int last = sizeof(K) * 8)
    { _sort(keys, &values[0], first, last, false, false); }
    UW_DEVICE void SortDescending(K (&keys)[I], int first = 0, int last = sizeof(K) * 8)
    { _sort(keys, static_cast<NullType *>(nullptr), first, last, true, false); }
    UW_DEVICE void SortDescending(K (&keys)[I], V (&values)[I], int first = 0, int last = sizeof(K) * 8)
    { _sort(keys, &values[0], first, last, true, false); }
    UW_DEVICE void SortBlockedToStriped(K (&keys)[I], int first = 0, int last = sizeof(K) * 8)
    { _sort(keys, static_cast<NullType *>(nullptr), first, last, false, true); }
    UW_DEVICE void SortBlockedToStriped(K (&keys)[I], V (&values)[I], int first = 0, int last = sizeof(K) * 8)
    { _sort(keys, &values[0], first, last, false, true); }
    UW_DEVICE void SortDescendingBlockedToStriped(K (&keys)[I], int first = 0, int last = sizeof(K) * 8)
    { _sort(keys, static_cast<NullType *>(nullptr), first, last, true, true); }
    UW_DEVICE void SortDescendingBlockedToStriped(K (&keys)[I], V (&values)[I], int first = 0, int last = sizeof(K) * 8)
    { _sort(keys, &values[0], first, last, true, true); }
};

}  // namespace cub
