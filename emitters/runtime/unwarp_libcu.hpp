// What libcu++ has for device code beyond the standard library's names: pipelines, barriers of a block, copies that they wait
// for, and atomics; and the functions of cuda_pipeline.h. Comes with the output of unwarp; free for any use.
//
// Copies are made where they are asked for, so that a thread's own pipeline has nothing to wait for. A barrier is one of the
// whole block, and all threads meet where they arrive. unwarp reads this header too, where a program includes CUDA's.
#pragma once

#include <atomic>

#include "unwarp_groups.hpp"

#if defined(__CUDACC__) || defined(__HIP__)
#define UW_ATOMIC __host__ __device__
#else
#define UW_ATOMIC
#endif

namespace cuda {

enum thread_scope { thread_scope_system, thread_scope_device, thread_scope_block, thread_scope_thread };

typedef std::memory_order memory_order;
static constexpr memory_order memory_order_relaxed = std::memory_order_relaxed;
static constexpr memory_order memory_order_acquire = std::memory_order_acquire;
static constexpr memory_order memory_order_release = std::memory_order_release;
static constexpr memory_order memory_order_acq_rel = std::memory_order_acq_rel;
static constexpr memory_order memory_order_seq_cst = std::memory_order_seq_cst;

template <size_t A> struct aligned_size_t {
    size_t value;
    UW_ATOMIC explicit aligned_size_t(size_t bytes) : value(bytes) {}
    UW_ATOMIC operator size_t() const { return value; }
};

// ---------------------------------------------------------------------------------------- barriers

template <thread_scope S> struct barrier {
    static_assert(S == thread_scope_block, "barriers of a block alone");
    struct arrival_token {};
    long long _expected;
    barrier() = default;
    UW_DEVICE static arrival_token arrive() {
        cooperative_groups::detail::sync_block();
        return arrival_token();
    }
    UW_DEVICE static void wait(arrival_token) {}
    UW_DEVICE static void arrive_and_wait() { cooperative_groups::detail::sync_block(); }
};
// All threads of the block have to be expected.
template <thread_scope S> UW_DEVICE inline void init(barrier<S> *made, long long expected) {
    made->_expected = expected;
    if (expected != static_cast<long long>(cooperative_groups::detail::block_threads())) cooperative_groups::detail::fail();
}

// ---------------------------------------------------------------------------------------- pipelines

template <thread_scope S, unsigned char Stages> struct pipeline_shared_state { char _stage; };

template <thread_scope S> struct pipeline {
    static_assert(S == thread_scope_thread || S == thread_scope_block, "pipelines of a thread or a block");
    UW_DEVICE static void _meet() { if constexpr (S == thread_scope_block) cooperative_groups::detail::sync_block(); }
    UW_DEVICE static void producer_acquire() { _meet(); }
    UW_DEVICE static void producer_commit() {}
    UW_DEVICE static void consumer_wait() { _meet(); }
    UW_DEVICE static void consumer_release() {}
    UW_DEVICE static bool quit() { return false; }
};
UW_DEVICE inline pipeline<thread_scope_thread> make_pipeline() { return pipeline<thread_scope_thread>(); }
// Every thread produces and consumes.
template <unsigned char Stages>
UW_DEVICE inline pipeline<thread_scope_block> make_pipeline(
    const cooperative_groups::thread_block &, pipeline_shared_state<thread_scope_block, Stages> *)
{ return pipeline<thread_scope_block>(); }
template <unsigned int N> UW_DEVICE inline void pipeline_consumer_wait_prior(pipeline<thread_scope_thread> &) {}

namespace detail {
template <typename P> struct is_waited { static constexpr bool value = false; };
template <thread_scope S> struct is_waited<pipeline<S>> { static constexpr bool value = true; };
template <thread_scope S> struct is_waited<barrier<S>> { static constexpr bool value = true; };
}  // namespace detail

template <typename T, typename Size, typename P> UW_DEVICE inline void memcpy_async(T *to, const T *from, Size bytes, P &) {
    static_assert(detail::is_waited<P>::value, "a pipeline or a barrier waits for the copy");
    size_t count = static_cast<size_t>(bytes) / sizeof(T);
    for (size_t i = 0; i < count; ++i) to[i] = from[i];
}
template <typename Size, typename P> UW_DEVICE inline void memcpy_async(void *to, const void *from, Size bytes, P &) {
    static_assert(detail::is_waited<P>::value, "a pipeline or a barrier waits for the copy");
    memcpy(to, from, static_cast<size_t>(bytes));
}
template <typename G, typename T, typename Size, typename P>
UW_DEVICE inline void memcpy_async(const G &group, T *to, const T *from, Size bytes, P &) {
    static_assert(detail::is_waited<P>::value, "a pipeline or a barrier waits for the copy");
    cooperative_groups::detail::copy(group, to, from, static_cast<size_t>(bytes) / sizeof(T));
}

// ---------------------------------------------------------------------------------------- atomics

namespace detail {
template <typename T> struct bits_of {
    typedef typename std::conditional<sizeof(T) == 8, unsigned long long, unsigned int>::type type;
};

#if defined(__CUDACC__)
__device__ inline void fence() { __threadfence(); }
template <typename T> __device__ inline T read(const T *place) { return *static_cast<const volatile T *>(place); }
template <typename T> __device__ inline T cas(T *place, T wanted, T value) {
    typedef typename bits_of<T>::type Bits;
    Bits was, given, old;
    memcpy(&was, &wanted, sizeof(T));
    memcpy(&given, &value, sizeof(T));
    old = atomicCAS(reinterpret_cast<Bits *>(place), was, given);
    T result;
    memcpy(&result, &old, sizeof(T));
    return result;
}
#elif defined(SYCL_LANGUAGE_VERSION)
template <typename T>
using ref = sycl::atomic_ref<T, sycl::memory_order::relaxed, sycl::memory_scope::device>;
inline void fence() { sycl::atomic_fence(sycl::memory_order::seq_cst, sycl::memory_scope::device); }
template <typename T> inline T read(const T *place) { return ref<T>(*const_cast<T *>(place)).load(); }
template <typename T> inline T cas(T *place, T wanted, T value) {
    ref<T>(*place).compare_exchange_strong(wanted, value);
    return wanted;
}
#else
UW_ATOMIC inline void fence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
template <typename T> UW_ATOMIC inline T read(const T *place) {
    T result;
    __atomic_load(const_cast<T *>(place), &result, __ATOMIC_RELAXED);
    return result;
}
template <typename T> UW_ATOMIC inline T cas(T *place, T wanted, T value) {
    __atomic_compare_exchange(place, &wanted, &value, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    return wanted;
}
#endif

template <typename T> UW_ATOMIC inline bool same(T a, T b) {
    typename bits_of<T>::type x, y;
    memcpy(&x, &a, sizeof(T));
    memcpy(&y, &b, sizeof(T));
    return x == y;
}
// Everything by comparing and exchanging: the old value.
template <typename T, typename F> UW_ATOMIC inline T update(T *place, T value, memory_order order, F combine) {
    if (order != memory_order_relaxed) detail::fence();
    T old = detail::read(place);
    while (true) {
        T found = detail::cas(place, old, combine(old, value));
        if (detail::same(found, old)) break;
        old = found;
    }
    if (order != memory_order_relaxed) detail::fence();
    return old;
}
struct add { template <typename T> UW_ATOMIC T operator()(T a, T b) const { return a + b; } };
struct subtract { template <typename T> UW_ATOMIC T operator()(T a, T b) const { return a - b; } };
struct both { template <typename T> UW_ATOMIC T operator()(T a, T b) const { return a & b; } };
struct either { template <typename T> UW_ATOMIC T operator()(T a, T b) const { return a | b; } };
struct differing { template <typename T> UW_ATOMIC T operator()(T a, T b) const { return a ^ b; } };
struct least { template <typename T> UW_ATOMIC T operator()(T a, T b) const { return b < a ? b : a; } };
struct greatest { template <typename T> UW_ATOMIC T operator()(T a, T b) const { return a < b ? b : a; } };
struct second { template <typename T> UW_ATOMIC T operator()(T, T b) const { return b; } };
}  // namespace detail

template <typename T, thread_scope S = thread_scope_system> struct atomic_ref {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8, "atomics of four and eight bytes");
    T *_place;
    UW_ATOMIC explicit atomic_ref(T &object) : _place(&object) {}
    UW_ATOMIC T load(memory_order order = memory_order_seq_cst) const {
        T result = detail::read(_place);
        if (order != memory_order_relaxed) detail::fence();
        return result;
    }
    UW_ATOMIC operator T() const { return load(); }
    UW_ATOMIC void store(T value, memory_order order = memory_order_seq_cst) const { exchange(value, order); }
    UW_ATOMIC T exchange(T value, memory_order order = memory_order_seq_cst) const
    { return detail::update(_place, value, order, detail::second()); }
    UW_ATOMIC bool compare_exchange_strong(T &expected, T desired, memory_order order = memory_order_seq_cst) const {
        if (order != memory_order_relaxed) detail::fence();
        T found = detail::cas(_place, expected, desired);
        bool same = detail::same(found, expected);
        if (!same) expected = found;
        if (order != memory_order_relaxed) detail::fence();
        return same;
    }
    UW_ATOMIC bool compare_exchange_strong(T &expected, T desired, memory_order order, memory_order) const
    { return compare_exchange_strong(expected, desired, order); }
    UW_ATOMIC bool compare_exchange_weak(T &expected, T desired, memory_order order = memory_order_seq_cst) const
    { return compare_exchange_strong(expected, desired, order); }
    UW_ATOMIC bool compare_exchange_weak(T &expected, T desired, memory_order order, memory_order) const
    { return compare_exchange_strong(expected, desired, order); }
    UW_ATOMIC T fetch_add(T value, memory_order order = memory_order_seq_cst) const
    { return detail::update(_place, value, order, detail::add()); }
    UW_ATOMIC T fetch_sub(T value, memory_order order = memory_order_seq_cst) const
    { return detail::update(_place, value, order, detail::subtract()); }
    UW_ATOMIC T fetch_and(T value, memory_order order = memory_order_seq_cst) const
    { return detail::update(_place, value, order, detail::both()); }
    UW_ATOMIC T fetch_or(T value, memory_order order = memory_order_seq_cst) const
    { return detail::update(_place, value, order, detail::either()); }
    UW_ATOMIC T fetch_xor(T value, memory_order order = memory_order_seq_cst) const
    { return detail::update(_place, value, order, detail::differing()); }
    UW_ATOMIC T fetch_min(T value, memory_order order = memory_order_seq_cst) const
    { return detail::update(_place, value, order, detail::least()); }
    UW_ATOMIC T fetch_max(T value, memory_order order = memory_order_seq_cst) const
    { return detail::update(_place, value, order, detail::greatest()); }
    UW_ATOMIC T operator++() const { return fetch_add(T(1)) + T(1); }
    UW_ATOMIC T operator++(int) const { return fetch_add(T(1)); }
    UW_ATOMIC T operator--() const { return fetch_sub(T(1)) - T(1); }
    UW_ATOMIC T operator--(int) const { return fetch_sub(T(1)); }
    UW_ATOMIC T operator+=(T value) const { return fetch_add(value) + value; }
    UW_ATOMIC T operator-=(T value) const { return fetch_sub(value) - value; }
};

template <typename T, thread_scope S = thread_scope_system> struct atomic {
    T _value;
    atomic() = default;
    UW_ATOMIC atomic(T value) : _value(value) {}
    UW_ATOMIC T load(memory_order order = memory_order_seq_cst) { return atomic_ref<T, S>(_value).load(order); }
    UW_ATOMIC operator T() { return load(); }
    UW_ATOMIC void store(T value, memory_order order = memory_order_seq_cst) { exchange(value, order); }
    UW_ATOMIC T operator=(T value) {
        store(value);
        return value;
    }
    UW_ATOMIC T exchange(T value, memory_order order = memory_order_seq_cst)
    { return atomic_ref<T, S>(_value).exchange(value, order); }
    UW_ATOMIC bool compare_exchange_strong(T &expected, T desired, memory_order order = memory_order_seq_cst)
    { return atomic_ref<T, S>(_value).compare_exchange_strong(expected, desired, order); }
    UW_ATOMIC bool compare_exchange_strong(T &expected, T desired, memory_order order, memory_order)
    { return atomic_ref<T, S>(_value).compare_exchange_strong(expected, desired, order); }
    UW_ATOMIC bool compare_exchange_weak(T &expected, T desired, memory_order order = memory_order_seq_cst)
    { return atomic_ref<T, S>(_value).compare_exchange_strong(expected, desired, order); }
    UW_ATOMIC bool compare_exchange_weak(T &expected, T desired, memory_order order, memory_order)
    { return atomic_ref<T, S>(_value).compare_exchange_strong(expected, desired, order); }
    UW_ATOMIC T fetch_add(T value, memory_order order = memory_order_seq_cst)
    { return atomic_ref<T, S>(_value).fetch_add(value, order); }
    UW_ATOMIC T fetch_sub(T value, memory_order order = memory_order_seq_cst)
    { return atomic_ref<T, S>(_value).fetch_sub(value, order); }
    UW_ATOMIC T fetch_and(T value, memory_order order = memory_order_seq_cst)
    { return atomic_ref<T, S>(_value).fetch_and(value, order); }
    UW_ATOMIC T fetch_or(T value, memory_order order = memory_order_seq_cst)
    { return atomic_ref<T, S>(_value).fetch_or(value, order); }
    UW_ATOMIC T fetch_xor(T value, memory_order order = memory_order_seq_cst)
    { return atomic_ref<T, S>(_value).fetch_xor(value, order); }
    UW_ATOMIC T fetch_min(T value, memory_order order = memory_order_seq_cst)
    { return atomic_ref<T, S>(_value).fetch_min(value, order); }
    UW_ATOMIC T fetch_max(T value, memory_order order = memory_order_seq_cst)
    { return atomic_ref<T, S>(_value).fetch_max(value, order); }
    UW_ATOMIC T operator++() { return fetch_add(T(1)) + T(1); }
    UW_ATOMIC T operator++(int) { return fetch_add(T(1)); }
    UW_ATOMIC T operator--() { return fetch_sub(T(1)) - T(1); }
    UW_ATOMIC T operator--(int) { return fetch_sub(T(1)); }
    UW_ATOMIC T operator+=(T value) { return fetch_add(value) + value; }
    UW_ATOMIC T operator-=(T value) { return fetch_sub(value) - value; }
};

UW_ATOMIC inline void atomic_thread_fence(memory_order order, thread_scope = thread_scope_system)
{ if (order != memory_order_relaxed) detail::fence(); }

}  // namespace cuda

// ---------------------------------------------------------------------------------------- copies without classes

// What cuda_pipeline.h has for C. The last bytes, as many as are to be filled, are zeros.
UW_DEVICE inline void __pipeline_memcpy_async(void *to, const void *from, size_t bytes, size_t filled = 0) {
    memcpy(to, from, bytes - filled);
    if (filled != 0) memset(static_cast<char *>(to) + (bytes - filled), 0, filled);
}
UW_DEVICE inline void __pipeline_commit() {}
UW_DEVICE inline void __pipeline_wait_prior(size_t) {}
