// Cooperative groups as CUDA has them: what <cooperative_groups.h> and the headers beside it declare, over a few operations
// of blocks and of warps of 32 lanes. Comes with the output of unwarp; free for any use.
//
// Groups that hold nothing have static functions alone, so that nothing is passed for them. A group of a warp's lanes is a
// mask of them. unwarp reads this header too, where a program includes CUDA's.
#ifndef UNWARP_GROUPS_HPP
#define UNWARP_GROUPS_HPP

#include <string.h>

#include <type_traits>

#if !defined(UW_GROUP_OPERATIONS) && !defined(__CUDACC__) && !defined(__HIP__)
// host code whose device code stands elsewhere: names alone
#include "unwarp_types.hpp"
#define UW_DEVICE
namespace cooperative_groups {
namespace detail {
dim3 thread_index();
dim3 block_index();
dim3 block_dim();
dim3 grid_dim();
unsigned int block_threads();
unsigned int rank_in_block();
unsigned long long grid_blocks();
unsigned long long rank_of_block();
void sync_block();
void sync_grid();
void sync_lanes(unsigned int lanes);
void fail();
unsigned int active_lanes();
unsigned int count_of(unsigned int lanes);
unsigned int first_of(unsigned int lanes);
unsigned int ballot(unsigned int lanes, int predicate);
int any(unsigned int lanes, int predicate);
int all(unsigned int lanes, int predicate);
template <typename T> unsigned int match_any_word(unsigned int lanes, T value);
template <typename T> unsigned int match_all_word(unsigned int lanes, T value, int *all_equal);
template <typename T> T shfl_word(unsigned int lanes, T value, int source, int width);
template <typename T> T shfl_up_word(unsigned int lanes, T value, unsigned int delta, int width);
template <typename T> T shfl_down_word(unsigned int lanes, T value, unsigned int delta, int width);
template <typename T> T shfl_xor_word(unsigned int lanes, T value, int bits, int width);
template <typename T> struct warp_values { T of(unsigned int warp) const; };
template <typename T> warp_values<T> share(T value, unsigned int lane);
void unshare();
}  // namespace detail
}  // namespace cooperative_groups
#elif !defined(UW_GROUP_OPERATIONS)
#define UW_DEVICE __device__
namespace cooperative_groups {
namespace detail {
UW_DEVICE inline dim3 thread_index() { return dim3(threadIdx.x, threadIdx.y, threadIdx.z); }
UW_DEVICE inline dim3 block_index() { return dim3(blockIdx.x, blockIdx.y, blockIdx.z); }
UW_DEVICE inline dim3 block_dim() { return dim3(blockDim.x, blockDim.y, blockDim.z); }
UW_DEVICE inline dim3 grid_dim() { return dim3(gridDim.x, gridDim.y, gridDim.z); }
UW_DEVICE inline unsigned int block_threads() { return blockDim.x * blockDim.y * blockDim.z; }
UW_DEVICE inline unsigned int rank_in_block()
{ return (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x; }
UW_DEVICE inline unsigned long long grid_blocks()
{ return static_cast<unsigned long long>(gridDim.x) * gridDim.y * gridDim.z; }
UW_DEVICE inline unsigned long long rank_of_block()
{ return (static_cast<unsigned long long>(blockIdx.z) * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x; }
UW_DEVICE inline void sync_block() { __syncthreads(); }
UW_DEVICE inline void sync_grid() { __cg_grid_sync(); }
UW_DEVICE inline void sync_lanes(unsigned int lanes) { __syncwarp(lanes); }
UW_DEVICE inline void fail() { __trap(); }
UW_DEVICE inline unsigned int active_lanes() { return __activemask(); }
UW_DEVICE inline unsigned int count_of(unsigned int lanes) { return __popc(lanes); }
UW_DEVICE inline unsigned int first_of(unsigned int lanes) { return __ffs(lanes) - 1; }
UW_DEVICE inline unsigned int ballot(unsigned int lanes, int predicate) { return __ballot_sync(lanes, predicate); }
UW_DEVICE inline int any(unsigned int lanes, int predicate) { return __any_sync(lanes, predicate); }
UW_DEVICE inline int all(unsigned int lanes, int predicate) { return __all_sync(lanes, predicate); }
// these for int, long, their kin, float and double
template <typename T> UW_DEVICE inline unsigned int match_any_word(unsigned int lanes, T value)
{ return __match_any_sync(lanes, value); }
template <typename T> UW_DEVICE inline unsigned int match_all_word(unsigned int lanes, T value, int *all_equal)
{ return __match_all_sync(lanes, value, all_equal); }
template <typename T> UW_DEVICE inline T shfl_word(unsigned int lanes, T value, int source, int width)
{ return __shfl_sync(lanes, value, source, width); }
template <typename T> UW_DEVICE inline T shfl_up_word(unsigned int lanes, T value, unsigned int delta, int width)
{ return __shfl_up_sync(lanes, value, delta, width); }
template <typename T> UW_DEVICE inline T shfl_down_word(unsigned int lanes, T value, unsigned int delta, int width)
{ return __shfl_down_sync(lanes, value, delta, width); }
template <typename T> UW_DEVICE inline T shfl_xor_word(unsigned int lanes, T value, int bits, int width)
{ return __shfl_xor_sync(lanes, value, bits, width); }
// what a lane of each warp has, for all threads of the block
template <typename T> struct warp_values {
    const T *_slots;
    UW_DEVICE T of(unsigned int warp) const { return _slots[warp]; }
};
template <typename T> UW_DEVICE inline warp_values<T> share(T value, unsigned int lane) {
    __shared__ unsigned long long words[4 * sizeof(T)];
    T *slots = reinterpret_cast<T *>(words);
    if ((rank_in_block() & 31u) == lane) slots[rank_in_block() / 32u] = value;
    sync_block();
    warp_values<T> shared;
    shared._slots = slots;
    return shared;
}
UW_DEVICE inline void unshare() { sync_block(); }
}  // namespace detail
}  // namespace cooperative_groups
#endif

namespace cooperative_groups {

namespace detail {
UW_DEVICE inline unsigned int lane() { return rank_in_block() & 31u; }
UW_DEVICE inline unsigned int warp_lanes() {
    unsigned int rest = block_threads() - (rank_in_block() & ~31u);
    return rest < 32u ? (1u << rest) - 1u : 0xffffffffu;
}
UW_DEVICE inline unsigned int block_warps() { return (block_threads() + 31u) / 32u; }
UW_DEVICE inline unsigned int below(unsigned int lanes) { return detail::count_of(lanes & ((1u << lane()) - 1u)); }
// the lane of a mask's member
UW_DEVICE inline unsigned int member(unsigned int lanes, unsigned int rank) {
    for (unsigned int before = 0; before < rank; ++before) lanes &= lanes - 1u;
    return lanes ? detail::first_of(lanes) : 0;
}
// the bits that members of a mask have, by rank
UW_DEVICE inline unsigned int packed(unsigned int bits, unsigned int lanes) {
    unsigned int result = 0;
    for (unsigned int rank = 0; lanes; ++rank) {
        result |= (bits >> detail::first_of(lanes) & 1u) << rank;
        lanes &= lanes - 1u;
    }
    return result;
}

template <typename T> struct is_word { static constexpr bool value = false; };
template <> struct is_word<int> { static constexpr bool value = true; };
template <> struct is_word<unsigned int> { static constexpr bool value = true; };
template <> struct is_word<long> { static constexpr bool value = true; };
template <> struct is_word<unsigned long> { static constexpr bool value = true; };
template <> struct is_word<long long> { static constexpr bool value = true; };
template <> struct is_word<unsigned long long> { static constexpr bool value = true; };
template <> struct is_word<float> { static constexpr bool value = true; };
template <> struct is_word<double> { static constexpr bool value = true; };

// A shuffle of any type: words directly, small integers as one, others word by word.
template <typename T> UW_DEVICE inline T shfl(unsigned int lanes, T value, unsigned int source) {
    if constexpr (is_word<T>::value) {
        return detail::shfl_word(lanes, value, static_cast<int>(source), 32);
    } else if constexpr (std::is_integral<T>::value) {
        return static_cast<T>(detail::shfl_word(lanes, static_cast<int>(value), static_cast<int>(source), 32));
    } else {
        unsigned int words[(sizeof(T) + 3) / 4];
        memcpy(words, &value, sizeof(T));
        for (unsigned int i = 0; i < (sizeof(T) + 3) / 4; ++i)
            words[i] = detail::shfl_word(lanes, words[i], static_cast<int>(source), 32);
        T result;
        memcpy(&result, words, sizeof(T));
        return result;
    }
}
template <typename T> UW_DEVICE inline unsigned int match_any(unsigned int lanes, T value) {
    if constexpr (is_word<T>::value) return detail::match_any_word(lanes, value);
    else return detail::match_any_word(lanes, static_cast<int>(value));
}
template <typename T> UW_DEVICE inline unsigned int match_all(unsigned int lanes, T value, int *all_equal) {
    if constexpr (is_word<T>::value) return detail::match_all_word(lanes, value, all_equal);
    else return detail::match_all_word(lanes, static_cast<int>(value), all_equal);
}
}  // namespace detail

// ---------------------------------------------------------------------------------------- groups of any sort

// A group whose sort is known when the program runs: lanes of the warp or, where it has none, the block.
struct thread_group {
    unsigned int _lanes;
    UW_DEVICE void sync() const { if (_lanes) detail::sync_lanes(_lanes); else detail::sync_block(); }
    UW_DEVICE unsigned long long size() const { return _lanes ? detail::count_of(_lanes) : detail::block_threads(); }
    UW_DEVICE unsigned long long num_threads() const { return _lanes ? detail::count_of(_lanes) : detail::block_threads(); }
    UW_DEVICE unsigned long long thread_rank() const { return _lanes ? detail::below(_lanes) : detail::rank_in_block(); }
    static constexpr bool is_valid() { return true; }
};

struct thread_block {
    struct arrival_token {};
    UW_DEVICE static void sync() { detail::sync_block(); }
    UW_DEVICE static unsigned int size() { return detail::block_threads(); }
    UW_DEVICE static unsigned int num_threads() { return detail::block_threads(); }
    UW_DEVICE static unsigned int thread_rank() { return detail::rank_in_block(); }
    UW_DEVICE static dim3 group_index() { return detail::block_index(); }
    UW_DEVICE static dim3 thread_index() { return detail::thread_index(); }
    UW_DEVICE static dim3 group_dim() { return detail::block_dim(); }
    UW_DEVICE static dim3 dim_threads() { return detail::block_dim(); }
    static constexpr bool is_valid() { return true; }
    // all threads meet where they arrive
    UW_DEVICE static arrival_token barrier_arrive() { detail::sync_block(); return arrival_token(); }
    UW_DEVICE static void barrier_wait(const arrival_token &) {}
    UW_DEVICE operator thread_group() const { thread_group g; g._lanes = 0; return g; }
};

struct grid_group {
    UW_DEVICE static void sync() { detail::sync_grid(); }
    UW_DEVICE static unsigned long long size() { return num_blocks() * detail::block_threads(); }
    UW_DEVICE static unsigned long long num_threads() { return num_blocks() * detail::block_threads(); }
    UW_DEVICE static unsigned long long thread_rank()
    { return block_rank() * detail::block_threads() + detail::rank_in_block(); }
    UW_DEVICE static unsigned long long num_blocks() { return detail::grid_blocks(); }
    UW_DEVICE static unsigned long long block_rank() { return detail::rank_of_block(); }
    UW_DEVICE static dim3 block_index() { return detail::block_index(); }
    UW_DEVICE static dim3 group_dim() { return detail::grid_dim(); }
    UW_DEVICE static dim3 dim_blocks() { return detail::grid_dim(); }
    static constexpr bool is_valid() { return true; }
};

// Lanes of a warp that came together. Members have ranks in the order of their lanes.
struct coalesced_group {
    unsigned int _lanes, _meta_rank, _meta_size;
    UW_DEVICE void sync() const { detail::sync_lanes(_lanes); }
    UW_DEVICE unsigned int size() const { return detail::count_of(_lanes); }
    UW_DEVICE unsigned int num_threads() const { return detail::count_of(_lanes); }
    UW_DEVICE unsigned int thread_rank() const { return detail::below(_lanes); }
    UW_DEVICE unsigned int meta_group_rank() const { return _meta_rank; }
    UW_DEVICE unsigned int meta_group_size() const { return _meta_size; }
    static constexpr bool is_valid() { return true; }
    template <typename T> UW_DEVICE T shfl(T value, int rank) const
    { return detail::shfl(_lanes, value, detail::member(_lanes, rank)); }
    template <typename T> UW_DEVICE T shfl_up(T value, unsigned int delta) const {
        unsigned int rank = thread_rank();
        return detail::shfl(_lanes, value, detail::member(_lanes, rank < delta ? rank : rank - delta));
    }
    template <typename T> UW_DEVICE T shfl_down(T value, unsigned int delta) const {
        unsigned int rank = thread_rank();
        return detail::shfl(_lanes, value, detail::member(_lanes, delta < size() - rank ? rank + delta : rank));
    }
    UW_DEVICE int any(int predicate) const { return detail::any(_lanes, predicate); }
    UW_DEVICE int all(int predicate) const { return detail::all(_lanes, predicate); }
    UW_DEVICE unsigned int ballot(int predicate) const { return detail::packed(detail::ballot(_lanes, predicate), _lanes); }
    template <typename T> UW_DEVICE unsigned int match_any(T value) const
    { return detail::packed(detail::match_any(_lanes, value), _lanes); }
    template <typename T> UW_DEVICE unsigned int match_all(T value, int &all_equal) const
    { return detail::packed(detail::match_all(_lanes, value, &all_equal), _lanes); }
    UW_DEVICE unsigned int _member_lanes() const { return _lanes; }
    UW_DEVICE operator thread_group() const { thread_group g; g._lanes = _lanes; return g; }
};

// ---------------------------------------------------------------------------------------- tiles

namespace detail {
// What all tiles of N neighbouring threads have; those of several warps wait for all of their block.
template <unsigned int N, bool Wide = (N > 32)> struct tile {
    static_assert(N <= 1024 && (N & (N - 1)) == 0, "a tile of this size; make it a power of two up to 1024");
    UW_DEVICE static void sync() { detail::sync_block(); }
    static constexpr unsigned int size() { return N; }
    static constexpr unsigned int num_threads() { return N; }
    UW_DEVICE static unsigned int thread_rank() { return rank_in_block() & (N - 1u); }
    static constexpr bool is_valid() { return true; }
    // whether a warp of the block is one of the tile's
    UW_DEVICE static bool _has(unsigned int warp) { return warp / (N / 32u) == rank_in_block() / N; }
    UW_DEVICE static unsigned int _warps_that(int predicate) {
        unsigned int result = 0;
        const warp_values<int> shared = detail::share(predicate, 0);
        for (unsigned int warp = 0; warp < block_warps(); ++warp) {
            const int theirs = shared.of(warp);
            if (_has(warp)) result += theirs != 0;
        }
        detail::unshare();
        return result;
    }
    UW_DEVICE static int any(int predicate) { return _warps_that(detail::any(0xffffffffu, predicate)) > 0; }
    UW_DEVICE static int all(int predicate) { return _warps_that(detail::all(0xffffffffu, predicate)) == N / 32u; }
};
template <unsigned int N> struct tile<N, false> {
    UW_DEVICE static unsigned int _first() { return lane() & ~(N - 1u); }  // the tile's first lane
    UW_DEVICE static unsigned int _member_lanes() {
        if constexpr (N == 32) return 0xffffffffu;
        else return ((1u << N) - 1u) << _first();
    }
    UW_DEVICE static void sync() { detail::sync_lanes(_member_lanes()); }
    static constexpr unsigned int size() { return N; }
    static constexpr unsigned int num_threads() { return N; }
    UW_DEVICE static unsigned int thread_rank() { return rank_in_block() & (N - 1u); }
    static constexpr bool is_valid() { return true; }
    template <typename T> UW_DEVICE static T shfl(T value, int rank) {
        if constexpr (is_word<T>::value) return detail::shfl_word(_member_lanes(), value, rank, static_cast<int>(N));
        else return detail::shfl(_member_lanes(), value, _first() | (static_cast<unsigned int>(rank) & (N - 1u)));
    }
    template <typename T> UW_DEVICE static T shfl_up(T value, unsigned int delta) {
        if constexpr (is_word<T>::value) return detail::shfl_up_word(_member_lanes(), value, delta, static_cast<int>(N));
        else return detail::shfl(_member_lanes(), value, thread_rank() < delta ? lane() : lane() - delta);
    }
    template <typename T> UW_DEVICE static T shfl_down(T value, unsigned int delta) {
        if constexpr (is_word<T>::value) return detail::shfl_down_word(_member_lanes(), value, delta, static_cast<int>(N));
        else return detail::shfl(_member_lanes(), value, delta < N - thread_rank() ? lane() + delta : lane());
    }
    template <typename T> UW_DEVICE static T shfl_xor(T value, unsigned int bits) {
        if constexpr (is_word<T>::value)
            return detail::shfl_xor_word(_member_lanes(), value, static_cast<int>(bits), static_cast<int>(N));
        else return detail::shfl(_member_lanes(), value, bits < N ? lane() ^ bits : lane());
    }
    UW_DEVICE static int any(int predicate) { return detail::any(_member_lanes(), predicate); }
    UW_DEVICE static int all(int predicate) { return detail::all(_member_lanes(), predicate); }
    UW_DEVICE static unsigned int ballot(int predicate)
    { return detail::ballot(_member_lanes(), predicate) >> _first(); }
    template <typename T> UW_DEVICE static unsigned int match_any(T value)
    { return detail::match_any(_member_lanes(), value) >> _first(); }
    template <typename T> UW_DEVICE static unsigned int match_all(T value, int &all_equal)
    { return detail::match_all(_member_lanes(), value, &all_equal) >> _first(); }
};
}  // namespace detail

// Memory for tiles of several warps, as programs declare it: these have their own.
template <unsigned int MaxThreads = 1024> struct block_tile_memory { unsigned long long _unused; };

template <unsigned int N, typename Parent = void> struct thread_block_tile : detail::tile<N> {
    UW_DEVICE static unsigned int meta_group_rank() { return Parent::thread_rank() / N; }
    UW_DEVICE static unsigned int meta_group_size() { return (Parent::num_threads() + N - 1u) / N; }
    UW_DEVICE operator thread_block_tile<N, void>() const {
        thread_block_tile<N, void> t;
        t._meta_rank = meta_group_rank();
        t._meta_size = meta_group_size();
        return t;
    }
    UW_DEVICE operator thread_group() const { thread_group g; g._lanes = detail::tile<N>::_member_lanes(); return g; }
};

// A tile of a parent that its type does not tell.
template <unsigned int N> struct thread_block_tile<N, void> : detail::tile<N> {
    unsigned int _meta_rank, _meta_size;
    UW_DEVICE unsigned int meta_group_rank() const { return _meta_rank; }
    UW_DEVICE unsigned int meta_group_size() const { return _meta_size; }
    UW_DEVICE operator thread_group() const { thread_group g; g._lanes = detail::tile<N>::_member_lanes(); return g; }
};

// ---------------------------------------------------------------------------------------- making groups

UW_DEVICE inline thread_block this_thread_block() { return thread_block(); }
template <unsigned int M> UW_DEVICE inline thread_block this_thread_block(block_tile_memory<M> &) { return thread_block(); }
UW_DEVICE inline grid_group this_grid() { return grid_group(); }
UW_DEVICE inline thread_block_tile<1, void> this_thread() {
    thread_block_tile<1, void> t;
    t._meta_rank = 0;
    t._meta_size = 1;
    return t;
}
UW_DEVICE inline coalesced_group coalesced_threads() {
    coalesced_group g;
    g._lanes = detail::active_lanes();
    g._meta_rank = 0;
    g._meta_size = 1;
    return g;
}

template <unsigned int N> UW_DEVICE inline thread_block_tile<N, thread_block> tiled_partition(const thread_block &)
{ return thread_block_tile<N, thread_block>(); }
template <unsigned int N, unsigned int M, typename P>
UW_DEVICE inline thread_block_tile<N, thread_block_tile<M, P>> tiled_partition(const thread_block_tile<M, P> &) {
    static_assert(N <= M, "a tile of more threads than its parent has; make the tiles smaller");
    return thread_block_tile<N, thread_block_tile<M, P>>();
}

namespace detail {
UW_DEVICE inline unsigned int tile_lanes(unsigned int size)
{ return size >= 32u ? 0xffffffffu : ((1u << size) - 1u) << (lane() & ~(size - 1u)); }
// the members of a mask whose ranks lie in the same tile as one's own
UW_DEVICE inline unsigned int tile_of_members(unsigned int lanes, unsigned int size) {
    unsigned int first = below(lanes) / size * size, result = 0;
    for (unsigned int rank = 0; lanes; ++rank) {
        if (rank >= first && rank < first + size) result |= lanes & (~lanes + 1u);
        lanes &= lanes - 1u;
    }
    return result;
}
UW_DEVICE inline coalesced_group tiles_of(unsigned int lanes, unsigned int size) {
    coalesced_group g;
    g._lanes = tile_of_members(lanes, size);
    g._meta_rank = below(lanes) / size;
    g._meta_size = (detail::count_of(lanes) + size - 1u) / size;
    return g;
}
}  // namespace detail

UW_DEVICE inline thread_group tiled_partition(const thread_block &, unsigned int size) {
    thread_group g;
    g._lanes = detail::tile_lanes(size) & detail::warp_lanes();
    return g;
}
UW_DEVICE inline thread_group tiled_partition(const thread_group &parent, unsigned int size) {
    thread_group g;
    g._lanes = detail::tile_lanes(size) & (parent._lanes ? parent._lanes : detail::warp_lanes());
    return g;
}
UW_DEVICE inline coalesced_group tiled_partition(const coalesced_group &parent, unsigned int size)
{ return detail::tiles_of(parent._lanes, size); }
template <unsigned int N> UW_DEVICE inline coalesced_group tiled_partition(const coalesced_group &parent)
{ return detail::tiles_of(parent._lanes, N); }

template <typename G, typename T> UW_DEVICE inline coalesced_group labeled_partition(const G &group, T label) {
    coalesced_group g;
    g._lanes = detail::match_any(group._member_lanes(), label);
    g._meta_rank = 0;
    g._meta_size = 1;
    return g;
}
template <typename G> UW_DEVICE inline coalesced_group binary_partition(const G &group, bool predicate) {
    unsigned int members = group._member_lanes();
    unsigned int yes = detail::ballot(members, predicate);
    coalesced_group g;
    g._lanes = predicate ? yes : members & ~yes;
    g._meta_rank = 0;
    g._meta_size = 1;
    return g;
}

template <typename G> UW_DEVICE inline void sync(const G &group) { group.sync(); }
template <typename G> UW_DEVICE inline unsigned long long thread_rank(const G &group) { return group.thread_rank(); }
template <typename G> UW_DEVICE inline unsigned long long group_size(const G &group) { return group.size(); }

// ---------------------------------------------------------------------------------------- reductions and scans

template <typename T> struct plus { UW_DEVICE T operator()(T a, T b) const { return a + b; } };
template <typename T> struct less { UW_DEVICE T operator()(T a, T b) const { return b < a ? b : a; } };
template <typename T> struct greater { UW_DEVICE T operator()(T a, T b) const { return a < b ? b : a; } };
template <typename T> struct bit_and { UW_DEVICE T operator()(T a, T b) const { return a & b; } };
template <typename T> struct bit_or { UW_DEVICE T operator()(T a, T b) const { return a | b; } };
template <typename T> struct bit_xor { UW_DEVICE T operator()(T a, T b) const { return a ^ b; } };

template <unsigned int N, typename P, typename T, typename F>
UW_DEVICE inline T reduce(const thread_block_tile<N, P> &group, T value, F combine) {
    constexpr unsigned int M = N < 32u ? N : 32u;
    for (unsigned int distance = M / 2u; distance > 0u; distance /= 2u)
        value = combine(value, detail::tile<M>::shfl_xor(value, distance));
    if constexpr (N > 32) {
        const detail::warp_values<T> shared = detail::share(value, 0);
        bool first = true;
        for (unsigned int warp = 0; warp < detail::block_warps(); ++warp) {
            const T theirs = shared.of(warp);
            if (!detail::tile<N>::_has(warp)) continue;
            value = first ? theirs : combine(value, theirs);
            first = false;
        }
        detail::unshare();
    }
    return value;
}
template <typename T, typename F> UW_DEVICE inline T reduce(const coalesced_group &group, T value, F combine) {
    T result = value;
    bool first = true;
    for (unsigned int lane = 0; lane < 32u; ++lane) {
        bool there = group._lanes >> lane & 1u;
        T theirs = detail::shfl(group._lanes, value, there ? lane : detail::lane());
        if (there) {
            result = first ? theirs : combine(result, theirs);
            first = false;
        }
    }
    return result;
}

template <unsigned int N, typename P, typename T, typename F>
UW_DEVICE inline T inclusive_scan(const thread_block_tile<N, P> &group, T value, F combine) {
    constexpr unsigned int M = N < 32u ? N : 32u;
    for (unsigned int distance = 1u; distance < M; distance *= 2u) {
        T before = detail::tile<M>::shfl_up(value, distance);
        if (detail::tile<M>::thread_rank() >= distance) value = combine(before, value);
    }
    if constexpr (N > 32) {
        const detail::warp_values<T> shared = detail::share(value, 31u);
        T before = value;
        bool first = true;
        for (unsigned int warp = 0; warp < detail::block_warps(); ++warp) {
            const T theirs = shared.of(warp);
            if (!detail::tile<N>::_has(warp) || warp >= detail::rank_in_block() / 32u) continue;
            before = first ? theirs : combine(before, theirs);
            first = false;
        }
        if (!first) value = combine(before, value);
        detail::unshare();
    }
    return value;
}
template <typename T, typename F> UW_DEVICE inline T inclusive_scan(const coalesced_group &group, T value, F combine) {
    T result = value;
    bool first = true;
    for (unsigned int lane = 0; lane < 32u; ++lane) {
        bool there = (group._lanes >> lane & 1u) && lane <= detail::lane();
        T theirs = detail::shfl(group._lanes, value, there ? lane : detail::lane());
        if (there) {
            result = first ? theirs : combine(result, theirs);
            first = false;
        }
    }
    return result;
}
template <typename G, typename T> UW_DEVICE inline T inclusive_scan(const G &group, T value)
{ return inclusive_scan(group, value, plus<T>()); }
namespace detail {
template <typename G, typename T> UW_DEVICE inline T from_previous(const G &group, T value)
{ return group.shfl_up(value, 1u); }
template <unsigned int N, typename P, typename T>
UW_DEVICE inline T from_previous(const thread_block_tile<N, P> &group, T value) {
    constexpr unsigned int M = N < 32u ? N : 32u;
    T before = tile<M>::shfl_up(value, 1u);
    if constexpr (N > 32) {
        const warp_values<T> shared = share(value, 31u);
        for (unsigned int warp = 0; warp < block_warps(); ++warp) {
            const T theirs = shared.of(warp);
            if (lane() == 0 && warp + 1 == rank_in_block() / 32u) before = theirs;
        }
        unshare();
    }
    return before;
}
}  // namespace detail
// the first thread's result is zero
template <typename G, typename T, typename F> UW_DEVICE inline T exclusive_scan(const G &group, T value, F combine) {
    T before = detail::from_previous(group, inclusive_scan(group, value, combine));
    return group.thread_rank() == 0 ? T() : before;
}
template <typename G, typename T> UW_DEVICE inline T exclusive_scan(const G &group, T value)
{ return exclusive_scan(group, value, plus<T>()); }

// ---------------------------------------------------------------------------------------- copies

// The copies are done when the group meets again: in wait.
namespace detail {
template <typename G, typename T> UW_DEVICE inline void copy(const G &group, T *to, const T *from, size_t count)
{ for (size_t i = group.thread_rank(); i < count; i += group.size()) to[i] = from[i]; }
}  // namespace detail

template <typename G, typename T> UW_DEVICE inline void memcpy_async(const G &group, T *to, const T *from, size_t bytes)
{ detail::copy(group, to, from, bytes / sizeof(T)); }
template <typename G> UW_DEVICE inline void memcpy_async(const G &group, void *to, const void *from, size_t bytes)
{ detail::copy(group, static_cast<unsigned char *>(to), static_cast<const unsigned char *>(from), bytes); }
template <typename G, typename T>
UW_DEVICE inline void memcpy_async(const G &group, T *to, size_t to_count, const T *from, size_t from_count)
{ detail::copy(group, to, from, to_count < from_count ? to_count : from_count); }
template <typename G> UW_DEVICE inline void wait(const G &group) { group.sync(); }
template <unsigned int N, typename G> UW_DEVICE inline void wait_prior(const G &group) { group.sync(); }

}  // namespace cooperative_groups

#endif  // UNWARP_GROUPS_HPP
