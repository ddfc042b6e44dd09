// Thrust for programs translated by unwarp: its vectors, iterators, functions and random numbers over the façade. Functions run
// in host code, one element after the other: they wait for the device, and reach its memory by its pointers. Comes with the
// output of unwarp; free for any use.
//
// Under a compiler of CUDA or HIP (the CPU stands for the GPU there, so that memory is the host's) a function with device memory
// is a kernel of one thread, which may call functions of the device alone.
#pragma once

#if defined(__HIP__)
#include <hip/hip_runtime.h>
#elif !defined(__CUDACC__)
#include "unwarp_api.hpp"
#endif

#define THRUST_VERSION 200800
#define THRUST_MAJOR_VERSION 2
#define THRUST_MINOR_VERSION 8
#define THRUST_SUBMINOR_VERSION 0

#include "unwarp_thrust_device.hpp"
#if !defined(__HIP__) && !defined(__CUDACC__) && !defined(SYCL_LANGUAGE_VERSION)
#include "unwarp_thrust_atomics.hpp"
#endif

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <limits>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace thrust {

// Errors are the standard library's; those of the runtime are a category.
namespace system {
using std::errc;
using std::error_category;
using std::error_code;
using std::error_condition;
using std::generic_category;
using std::make_error_code;
using std::make_error_condition;
using std::system_category;
using std::system_error;

namespace detail {
class RuntimeErrors : public std::error_category {
  public:
    const char *name() const noexcept override { return "cuda"; }
#if defined(__HIP__)
    std::string message(int code) const override { return hipGetErrorString((hipError_t)code); }
#else
    std::string message(int code) const override { return uwGetErrorString((uwError_t)code); }
#endif
};
class bad_alloc : public std::bad_alloc {
  public:
    const char *what() const noexcept override { return "bad allocation: out of device memory"; }
};
}  // namespace detail

inline const error_category &cuda_category() {
    static const detail::RuntimeErrors only;
    return only;
}
}  // namespace system
using system::cuda_category;
using system::errc;
using system::error_category;
using system::error_code;
using system::error_condition;
using system::generic_category;
using system::make_error_code;
using system::make_error_condition;
using system::system_category;
using system::system_error;
using std::make_optional;
using std::nullopt;
using std::nullopt_t;
using std::optional;

namespace detail {

#if defined(__HIP__)
#define UW_THRUST_HOST __host__ inline
inline void *allocate(size_t bytes, bool managed) {
    void *at = nullptr;
    const hipError_t error = managed ? hipMallocManaged(&at, bytes) : hipMalloc(&at, bytes);
    if (error != hipSuccess) throw system::detail::bad_alloc();
    return at;
}
inline void release(void *at) { (void)hipFree(at); }
#else
#define UW_THRUST_HOST inline
// Device memory is allocated so that the host reaches it, from the start of the program.
inline const bool reaches_memory = unwarp::host_reaches_memory() = true;
inline void *allocate(size_t bytes, bool managed) {
    void *at = nullptr;
    const uwError_t error = managed ? uwMallocManaged(&at, bytes, uwMemAttachGlobal) : uwMalloc(&at, bytes);
    if (error != uwSuccess) throw system::detail::bad_alloc();
    return at;
}
inline void release(void *at) { (void)uwFree(at); }
#endif

/// A function of Thrust on its way, with the device's work done.
class Call {
  public:
#if defined(__SYCL_DEVICE_ONLY__)
    Call() {}
#else
    Call() {
        wait();
        depth()++;
    }
    ~Call() { depth()--; }
#endif
};

#if defined(__HIP__)
template <typename R, typename F, typename... A> __global__ void run(R *result, F f, A... arguments) {
    new ((void *)result) R(f(arguments...));
}
template <typename F, typename... A> __global__ void run_only(F f, A... arguments) { f(arguments...); }
#endif

/// Calls a function where it has to run: in host code, or in a kernel.
template <Place where, typename F, typename... A> UW_THRUST_HOST auto call_raw(F f, A... arguments) {
    Call call;
#if defined(__HIP__)
    typedef decltype(f(arguments...)) R;
    if constexpr (where == on_device && std::is_void<R>::value) {
        run_only<<<1, 1>>>(f, arguments...);
        wait();
    } else if constexpr (where == on_device) {
        union Result {
            R value;
            Result() {}
            ~Result() { value.~R(); }
        } result;
        run<<<1, 1>>>(&result.value, f, arguments...);
        wait();
        return result.value;
    } else {
        return f(arguments...);
    }
#else
    return f(arguments...);
#endif
}
template <Place where, typename F, typename... A> UW_THRUST_HOST auto call(F f, A... arguments) {
    if constexpr (std::is_void<decltype(f(unwrap(arguments)...))>::value) call_raw<where>(f, unwrap(arguments)...);
    else return wrap(call_raw<where>(f, unwrap(arguments)...));
}

/// Iterators of the standard library are for the host alone; it reaches device memory too.
template <typename T> struct is_of_host : std::bool_constant<is_iterator<T>::value && !std::is_pointer<T>::value> {};
template <typename S, typename V, typename R, typename P, template <typename...> class I, typename... T>
constexpr bool is_ours(const Iterator<S, V, R, P> *, const I<T...> *) { return true; }
constexpr bool is_ours(const void *, const void *) { return false; }
template <typename... A> constexpr Place place_for() {
    const bool host_only = (false || ... || (is_of_host<A>::value && !is_ours((const A *)nullptr, (const A *)nullptr)));
    return host_only || common_place<A...>() == on_host ? on_host : on_device;
}
template <typename T> using if_range = std::enable_if_t<is_policy<T>::value || is_iterator<T>::value>;

}  // namespace detail

#define UW_THRUST_CALLABLE(NAME)                                                                       \
    namespace detail {                                                                                 \
    struct call_##NAME {                                                                               \
        template <typename... A> UW_THRUST_MEMBER auto operator()(A... arguments) const {              \
            return sequence::NAME(arguments...);                                                       \
        }                                                                                              \
    };                                                                                                 \
    }
#define UW_THRUST_ON_HOST(NAME)                                                                        \
    template <typename First, typename... A, typename = detail::if_range<First>>                       \
    UW_THRUST_HOST auto NAME(First first, A... rest) {                                                 \
        if constexpr (detail::is_policy<First>::value) {                                               \
            return detail::call<First::place>(detail::call_##NAME(), rest...);                         \
        } else {                                                                                       \
            return detail::call<detail::place_for<First, A...>()>(detail::call_##NAME(), first, rest...); \
        }                                                                                              \
    }
#define UW_THRUST_FUNCTION(NAME) UW_THRUST_CALLABLE(NAME) UW_THRUST_ON_HOST(NAME)

UW_THRUST_FUNCTIONS(UW_THRUST_FUNCTION)

#undef UW_THRUST_FUNCTION
#undef UW_THRUST_ON_HOST

// ---------------------------------------------------------------------------------------- functions that need room

UW_THRUST_CALLABLE(stable_sort)
UW_THRUST_CALLABLE(stable_partition)
UW_THRUST_CALLABLE(insertion_sort)
#undef UW_THRUST_CALLABLE

namespace detail {

/// Memory for some elements that are not made yet.
template <typename T> class Memory {
  public:
    explicit Memory(std::ptrdiff_t n) : at_((T *)malloc((size_t)(n > 0 ? n : 1) * sizeof(T))) {
        if (!at_) throw std::bad_alloc();
    }
    Memory(const Memory &) = delete;
    Memory &operator=(const Memory &) = delete;
    ~Memory() { free(at_); }
    sequence::Room<T> room() const { return {at_}; }

  private:
    T *at_;
};

template <Place where, typename I, typename C> UW_THRUST_HOST void sort_range(I first, I last, C less) {
#if defined(__SYCL_DEVICE_ONLY__)
    call<where>(call_insertion_sort(), first, last - first, less);
#else
    const Memory<value_at<I>> memory(2 * (last - first));
    call<where>(call_stable_sort(), first, last, less, memory.room());
#endif
}
template <Place where, typename K, typename I, typename C> UW_THRUST_HOST void sort_pairs(K first, K last, I values, C less) {
    const auto pairs = make_zip_iterator(tuple<K, I>(first, values));
    sort_range<where>(pairs, pairs + (last - first), ByKey<C>{less});
}
template <Place where, typename I, typename S, typename P>
UW_THRUST_HOST I partition_range(I first, I last, S stencil, P wanted) {
    const Memory<value_at<I>> memory(last - first);
    return call<where>(call_stable_partition(), first, last, stencil, wanted, memory.room());
}

}  // namespace detail

/// A function with a policy and without; both keep the order of equal elements.
#define UW_THRUST_TWICE(NAME, WORKER, TEMPLATE, PARAMETERS, ARGUMENTS, PLACES)                      \
    template <detail::Place where, TEMPLATE>                                                        \
    UW_THRUST_HOST auto NAME(const detail::Policy<where> &, PARAMETERS) {                           \
        return detail::WORKER<where>(ARGUMENTS);                                                    \
    }                                                                                               \
    template <TEMPLATE, typename = detail::if_range<I>> UW_THRUST_HOST auto NAME(PARAMETERS) {      \
        return detail::WORKER<detail::place_for<PLACES>()>(ARGUMENTS);                              \
    }
#define UW_LIST(...) __VA_ARGS__
#define UW_THRUST_SORTS(SORT, BY_KEY)                                                                               \
    UW_THRUST_TWICE(SORT, sort_range, typename I, UW_LIST(I first, I last),                                         \
                    UW_LIST(first, last, less<detail::value_at<I>>()), I)                                           \
    UW_THRUST_TWICE(SORT, sort_range, UW_LIST(typename I, typename C), UW_LIST(I first, I last, C less),            \
                    UW_LIST(first, last, less), I)                                                                  \
    UW_THRUST_TWICE(BY_KEY, sort_pairs, UW_LIST(typename I, typename V), UW_LIST(I first, I last, V values),        \
                    UW_LIST(first, last, values, less<detail::value_at<I>>()), UW_LIST(I, V))                       \
    UW_THRUST_TWICE(BY_KEY, sort_pairs, UW_LIST(typename I, typename V, typename C),                                \
                    UW_LIST(I first, I last, V values, C less), UW_LIST(first, last, values, less), UW_LIST(I, V))
UW_THRUST_SORTS(sort, sort_by_key)
UW_THRUST_SORTS(stable_sort, stable_sort_by_key)
#define UW_THRUST_PARTITIONS(NAME)                                                                                  \
    UW_THRUST_TWICE(NAME, partition_range, UW_LIST(typename I, typename P), UW_LIST(I first, I last, P wanted),     \
                    UW_LIST(first, last, first, wanted), I)                                                         \
    UW_THRUST_TWICE(NAME, partition_range, UW_LIST(typename I, typename S, typename P),                             \
                    UW_LIST(I first, I last, S stencil, P wanted), UW_LIST(first, last, stencil, wanted), UW_LIST(I, S))
UW_THRUST_PARTITIONS(partition)
UW_THRUST_PARTITIONS(stable_partition)
#undef UW_THRUST_PARTITIONS
#undef UW_THRUST_SORTS
#undef UW_THRUST_TWICE
#undef UW_LIST

template <typename... A> UW_THRUST_HOST auto stable_partition_copy(A... arguments) { return partition_copy(arguments...); }

/// A shuffle by a generator, which goes on from there.
template <typename I, typename G> UW_THRUST_HOST void shuffle(I first, I last, G &&generator) {
    typedef std::decay_t<G> Generator;
    const double range = (double)(Generator::max - Generator::min) + 1.0;
    detail::Call call;
    auto raw = detail::unwrap(first);
    for (std::ptrdiff_t n = last - first; n > 1; n--) {
        const std::ptrdiff_t at = (std::ptrdiff_t)((double)(generator() - Generator::min) / range * (double)n);
        detail::value_at<I> kept = raw[n - 1];
        raw[n - 1] = raw[at];
        raw[at] = kept;
    }
}
template <detail::Place where, typename I, typename G>
UW_THRUST_HOST void shuffle(const detail::Policy<where> &, I first, I last, G &&generator) {
    shuffle(first, last, generator);
}

}  // namespace thrust

#include "unwarp_thrust_vectors.hpp"

#include "unwarp_thrust_random.hpp"

#include "unwarp_thrust_complex.hpp"

#include "unwarp_thrust_placeholders.hpp"
