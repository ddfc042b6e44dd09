// What CUDA device code uses and SYCL lacks or means otherwise, in namespace `uw`: warps of 32 work-items, votes of a block,
// atomic functions that give the old value, indices, printing. Free for any use.
#pragma once

#include <sycl/sycl.hpp>

#include "unwarp_types.hpp"

#include "unwarp_sycl_integers.hpp"
#include "unwarp_sycl_math.hpp"

#include <type_traits>

namespace uw {

/// Small integers are printed as C promotes them, which the extension leaves undone.
template <typename T>
inline auto promoted(T value) {
    if constexpr (std::is_integral<T>::value) return +value;
    else return value;
}
template <typename F, typename... A>
inline int printf(const F *format, A... values) {
    return sycl::ext::oneapi::experimental::printf(format, promoted(values)...);
}

/// Ends the kernel, and with it the program.
inline void trap() { assert(!"__trap()"); }

#ifdef SYCL_EXT_ONEAPI_WORK_GROUP_STATIC
/// A variable in the local memory of each work-group; only programs that use it have it.
template <typename T> inline sycl::ext::oneapi::experimental::work_group_static<T> shared_place;

/// An address of shared memory as a number has 32 bits; the others are those of a variable that lies there.
template <typename T = int> inline void *shared_to_generic(size_t address) {
    const size_t from = reinterpret_cast<size_t>(&static_cast<T &>(shared_place<T>));
    return reinterpret_cast<void *>(from + static_cast<int>(static_cast<unsigned>(address) - static_cast<unsigned>(from)));
}
#endif

#ifdef SYCL_EXT_ONEAPI_CLOCK
/// The device's clock. SYCL has it as an extension alone.
inline long long clock64() {
    namespace oneapi = sycl::ext::oneapi::experimental;
    return static_cast<long long>(oneapi::clock<oneapi::clock_scope::device>());
}
#endif

/// A range or an id as CUDA has it: x is the last dimension.
template <typename R>
inline uint3 index3(const R &range) {
    return uint3{(unsigned int)range[2], (unsigned int)range[1], (unsigned int)range[0]};
}

// ------------------------------------------------------------------------------------------------ threads in step

/// Stores a value for the other threads of the warp: what it is computed of has been read by then, and all see it after.
template <typename G, typename T, typename V>
inline void store_in_step(const G &warp, T &place, V value) {
    sycl::group_barrier(warp);
    place = static_cast<std::remove_volatile_t<T>>(value);
    sycl::group_barrier(warp);
}

/// The same for `place op= value`.
template <typename G, typename T, typename V, typename Op>
inline void store_in_step(const G &warp, T &place, V value, Op op) {
    store_in_step(warp, place, op(static_cast<std::remove_volatile_t<T>>(place), value));
}

// ------------------------------------------------------------------------------------------------ votes of a block

template <int D>
inline int syncthreads_count(int predicate, const sycl::nd_item<D> &item) {
    sycl::group_barrier(item.get_group());
    return sycl::reduce_over_group(item.get_group(), predicate ? 1 : 0, sycl::plus<int>());
}
template <int D>
inline int syncthreads_and(int predicate, const sycl::nd_item<D> &item) {
    sycl::group_barrier(item.get_group());
    return sycl::all_of_group(item.get_group(), predicate != 0);
}
template <int D>
inline int syncthreads_or(int predicate, const sycl::nd_item<D> &item) {
    sycl::group_barrier(item.get_group());
    return sycl::any_of_group(item.get_group(), predicate != 0);
}

// ------------------------------------------------------------------------------------------------ warps
//
// A warp is a sub-group, which the launch asks to have 32 work-items. Only those that reach a function together take part
// in it, as on CUDA only the lanes of the mask do.

// Whether these are types of numbers: what CUDA's functions take where a program has overloads for classes.
template <typename... A>
inline constexpr bool are_numbers = ((!std::is_class_v<A> || std::is_convertible_v<A, float>) && ...);

// The work-item, for functions that nobody can give it to: operators and constructors.
inline sycl::nd_item<3> this_item() { return sycl::ext::oneapi::this_work_item::get_nd_item<3>(); }

template <int D>
inline int lane_of(const sycl::nd_item<D> &item) { return (int)item.get_sub_group().get_local_linear_id(); }

/// The warp, all of whose lanes run as far as here: Intel's runtime for CPUs (2026.2) leaves out work-items which a condition
/// behind an operation of the warp turns away, unless something before it has an effect.
template <int D>
inline sycl::sub_group warp_of(const sycl::nd_item<D> &item) {
    sycl::atomic_fence(sycl::memory_order::acq_rel, sycl::memory_scope::sub_group);
    return item.get_sub_group();
}

/// The value of another lane; one's own where that lane does not exist.
template <typename T, int D>
inline T from_lane(T value, int lane, const sycl::nd_item<D> &item) {
    sycl::sub_group warp = warp_of(item);
    int own = (int)warp.get_local_linear_id();
    return sycl::select_from_group(warp, value, lane < (int)warp.get_local_linear_range() ? lane : own);
}

template <typename T, int D>
inline T shfl(T value, int source, int width, const sycl::nd_item<D> &item) {
    return from_lane(value, (lane_of(item) & ~(width - 1)) | (source & (width - 1)), item);
}
template <typename T, int D>
inline T shfl_up(T value, unsigned int delta, int width, const sycl::nd_item<D> &item) {
    int own = lane_of(item), source = own - (int)delta;
    return from_lane(value, source < (own & ~(width - 1)) ? own : source, item);
}
template <typename T, int D>
inline T shfl_down(T value, unsigned int delta, int width, const sycl::nd_item<D> &item) {
    int own = lane_of(item), source = own + (int)delta;
    return from_lane(value, source > (own | (width - 1)) ? own : source, item);
}
template <typename T, int D>
inline T shfl_xor(T value, int bits, int width, const sycl::nd_item<D> &item) {
    int own = lane_of(item), source = own ^ bits;
    return from_lane(value, source > (own | (width - 1)) ? own : source, item);
}

#define UW_SHUFFLE(NAME, SELECTOR)                                                                                  \
    template <typename T, int D>                                                                                    \
    inline T NAME(T value, SELECTOR selector, const sycl::nd_item<D> &item) {                                       \
        return NAME(value, selector, 32, item);                                                                     \
    }                                                                                                               \
    template <typename T, int D>                                                                                    \
    inline T NAME##_sync(unsigned int, T value, SELECTOR selector, const sycl::nd_item<D> &item) {                  \
        return NAME(value, selector, 32, item);                                                                     \
    }                                                                                                               \
    template <typename T, int D>                                                                                    \
    inline T NAME##_sync(unsigned int, T value, SELECTOR selector, int width, const sycl::nd_item<D> &item) {       \
        return NAME(value, selector, width, item);                                                                  \
    }
UW_SHUFFLE(shfl, int)
UW_SHUFFLE(shfl_up, unsigned int)
UW_SHUFFLE(shfl_down, unsigned int)
UW_SHUFFLE(shfl_xor, int)
#undef UW_SHUFFLE

template <int D>
inline unsigned int ballot(int predicate, const sycl::nd_item<D> &item) {
    sycl::sub_group warp = warp_of(item);
    unsigned int own = predicate ? 1u << warp.get_local_linear_id() : 0u;
    return sycl::reduce_over_group(warp, own, sycl::bit_or<unsigned int>());
}
template <int D>
inline unsigned int activemask(const sycl::nd_item<D> &item) { return ballot(1, item); }
template <int D>
inline int any(int predicate, const sycl::nd_item<D> &item) { return ballot(predicate, item) != 0; }
template <int D>
inline int all(int predicate, const sycl::nd_item<D> &item) { return ballot(!predicate, item) == 0; }
template <int D>
inline unsigned int ballot_sync(unsigned int mask, int predicate, const sycl::nd_item<D> &item) { return ballot(predicate, item) & mask; }
template <int D>
inline int any_sync(unsigned int mask, int predicate, const sycl::nd_item<D> &item) { return (ballot(predicate, item) & mask) != 0; }
template <int D>
inline int all_sync(unsigned int mask, int predicate, const sycl::nd_item<D> &item) { return (ballot(!predicate, item) & mask) == 0; }


/// Combines the values of the lanes of a mask, in the order of the lanes.
template <typename T, typename F, int D>
inline T reduce_lanes(unsigned int mask, T value, F combine, const sycl::nd_item<D> &item) {
    unsigned int active = mask & activemask(item);
    T result = value;
    bool first = true;
    for (int lane = 0; lane < 32; lane++) {
        T theirs = from_lane(value, lane, item);
        if (active >> lane & 1u) {
            result = first ? theirs : combine(result, theirs);
            first = false;
        }
    }
    return result;
}

template <int D>
inline unsigned int reduce_add_sync(unsigned int mask, unsigned int value, const sycl::nd_item<D> &item) {
    return reduce_lanes(mask, value, [](unsigned int a, unsigned int b) { return a + b; }, item);
}
template <int D>
inline int reduce_add_sync(unsigned int mask, int value, const sycl::nd_item<D> &item) {
    return (int)reduce_add_sync(mask, (unsigned int)value, item);
}
template <typename T, int D>
inline T reduce_min_sync(unsigned int mask, T value, const sycl::nd_item<D> &item) {
    return reduce_lanes(mask, value, [](T a, T b) { return b < a ? b : a; }, item);
}
template <typename T, int D>
inline T reduce_max_sync(unsigned int mask, T value, const sycl::nd_item<D> &item) {
    return reduce_lanes(mask, value, [](T a, T b) { return a < b ? b : a; }, item);
}
template <int D>
inline unsigned int reduce_and_sync(unsigned int mask, unsigned int value, const sycl::nd_item<D> &item) {
    return reduce_lanes(mask, value, [](unsigned int a, unsigned int b) { return a & b; }, item);
}
template <int D>
inline unsigned int reduce_or_sync(unsigned int mask, unsigned int value, const sycl::nd_item<D> &item) {
    return reduce_lanes(mask, value, [](unsigned int a, unsigned int b) { return a | b; }, item);
}
template <int D>
inline unsigned int reduce_xor_sync(unsigned int mask, unsigned int value, const sycl::nd_item<D> &item) {
    return reduce_lanes(mask, value, [](unsigned int a, unsigned int b) { return a ^ b; }, item);
}

template <typename T, int D>
inline unsigned int match_any_sync(unsigned int mask, T given, const sycl::nd_item<D> &item) {
    std::conditional_t<(sizeof(T) < 4), int, T> value = given;
    unsigned int same = 0;
    for (int lane = 0; lane < 32; lane++) {
        if (unwarp::same_bits(from_lane(value, lane, item), value)) same |= 1u << lane;
    }
    return same & mask & activemask(item);
}
template <typename T, int D>
inline unsigned int match_all_sync(unsigned int mask, T value, int *all_equal, const sycl::nd_item<D> &item) {
    unsigned int active = mask & activemask(item);
    *all_equal = match_any_sync(mask, value, item) == active;
    return *all_equal ? active : 0u;
}

// ------------------------------------------------------------------------------------------------ atomic functions
//
// Relaxed, as CUDA's. Each gives the old value.

template <typename T>
struct as_it_is {
    typedef T type;
};
template <typename T>
using same = typename as_it_is<T>::type;  // a parameter that does not take part in deduction

#define UW_ATOMICS(SUFFIX, SCOPE)                                                                                        \
    template <typename T>                                                                                                \
    using atomic##SUFFIX = sycl::atomic_ref<T, sycl::memory_order::relaxed, sycl::memory_scope::SCOPE>;                  \
    template <typename T>                                                                                                \
    inline T atomicAdd##SUFFIX(T *at, same<T> value) { return atomic##SUFFIX<T>(*at).fetch_add(value); }                 \
    template <typename T>                                                                                                \
    inline T atomicSub##SUFFIX(T *at, same<T> value) { return atomic##SUFFIX<T>(*at).fetch_sub(value); }                 \
    template <typename T>                                                                                                \
    inline T atomicExch##SUFFIX(T *at, same<T> value) { return atomic##SUFFIX<T>(*at).exchange(value); }                 \
    template <typename T>                                                                                                \
    inline T atomicMin##SUFFIX(T *at, same<T> value) { return atomic##SUFFIX<T>(*at).fetch_min(value); }                 \
    template <typename T>                                                                                                \
    inline T atomicMax##SUFFIX(T *at, same<T> value) { return atomic##SUFFIX<T>(*at).fetch_max(value); }                 \
    template <typename T>                                                                                                \
    inline T atomicAnd##SUFFIX(T *at, same<T> value) { return atomic##SUFFIX<T>(*at).fetch_and(value); }                 \
    template <typename T>                                                                                                \
    inline T atomicOr##SUFFIX(T *at, same<T> value) { return atomic##SUFFIX<T>(*at).fetch_or(value); }                   \
    template <typename T>                                                                                                \
    inline T atomicXor##SUFFIX(T *at, same<T> value) { return atomic##SUFFIX<T>(*at).fetch_xor(value); }                 \
    template <typename T>                                                                                                \
    inline T atomicCAS##SUFFIX(T *at, same<T> expected, same<T> value) {                                                 \
        atomic##SUFFIX<T>(*at).compare_exchange_strong(expected, value);                                                 \
        return expected;                                                                                                 \
    }                                                                                                                    \
    inline unsigned int atomicInc##SUFFIX(unsigned int *at, unsigned int limit) {                                        \
        atomic##SUFFIX<unsigned int> word(*at);                                                                          \
        unsigned int old = word.load();                                                                                  \
        while (!word.compare_exchange_weak(old, old >= limit ? 0u : old + 1u)) {}                                        \
        return old;                                                                                                      \
    }                                                                                                                    \
    inline unsigned int atomicDec##SUFFIX(unsigned int *at, unsigned int limit) {                                        \
        atomic##SUFFIX<unsigned int> word(*at);                                                                          \
        unsigned int old = word.load();                                                                                  \
        while (!word.compare_exchange_weak(old, old == 0u || old > limit ? limit : old - 1u)) {}                         \
        return old;                                                                                                      \
    }                                                                                                                    \
    inline unsigned short atomicCAS##SUFFIX(unsigned short *at, unsigned short expected, unsigned short value) {         \
        uintptr_t place = (uintptr_t)at;                                                                                 \
        unsigned int shift = (unsigned int)(place & 2u) * 8u;                                                            \
        atomic##SUFFIX<unsigned int> word(*(unsigned int *)(place & ~(uintptr_t)3));                                     \
        unsigned int old = word.load();                                                                                  \
        while ((unsigned short)(old >> shift) == expected) {                                                             \
            if (word.compare_exchange_weak(old, (old & ~(0xffffu << shift)) | (unsigned int)value << shift)) break;      \
        }                                                                                                                \
        return (unsigned short)(old >> shift);                                                                           \
    }
UW_ATOMICS(, device)
UW_ATOMICS(_block, work_group)
UW_ATOMICS(_system, system)
#undef UW_ATOMICS

}  // namespace uw
