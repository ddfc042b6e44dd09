// Thrust's functions over sequences: their names, and what they are in device code, where a thread goes through a sequence by
// itself whatever the policy. Part of unwarp_thrust.hpp; comes with the output of unwarp; free for any use.
#pragma once

#include "unwarp_thrust_orders.hpp"

// Those that need no memory but the sequences'.
#define UW_THRUST_FUNCTIONS(X) \
    X(for_each) X(for_each_n) X(copy) X(copy_n) X(copy_if) X(fill) X(fill_n) X(uninitialized_copy)                \
    X(uninitialized_copy_n) X(uninitialized_fill) X(uninitialized_fill_n) X(generate) X(generate_n) X(sequence)   \
    X(tabulate) X(transform) X(transform_if) X(replace) X(replace_if) X(replace_copy) X(replace_copy_if)          \
    X(adjacent_difference) X(swap_ranges) X(reverse) X(reverse_copy) X(gather) X(gather_if) X(scatter)            \
    X(scatter_if) X(reduce) X(transform_reduce) X(inner_product) X(count) X(count_if) X(find) X(find_if)          \
    X(find_if_not) X(all_of) X(any_of) X(none_of) X(min_element) X(max_element) X(minmax_element) X(mismatch)     \
    X(equal) X(is_sorted) X(is_sorted_until) X(is_partitioned) X(partition_point) X(inclusive_scan)               \
    X(exclusive_scan) X(transform_inclusive_scan) X(transform_exclusive_scan) X(inclusive_scan_by_key)            \
    X(exclusive_scan_by_key) X(reduce_by_key) X(remove) X(remove_if) X(remove_copy) X(remove_copy_if) X(unique)   \
    X(unique_copy) X(unique_count) X(unique_by_key) X(unique_by_key_copy) X(partition_copy) X(lower_bound)        \
    X(upper_bound) X(equal_range) X(binary_search) X(set_union) X(set_intersection) X(set_difference)             \
    X(set_symmetric_difference) X(set_union_by_key) X(set_intersection_by_key) X(set_difference_by_key)           \
    X(set_symmetric_difference_by_key) X(merge) X(merge_by_key)

#if defined(__CUDACC__) || defined(__HIP__)

namespace thrust {
namespace detail {
template <typename T> using if_range_of_device = std::enable_if_t<is_policy<T>::value || is_iterator<T>::value>;
}

#define UW_THRUST_IN_DEVICE_CODE(NAME)                                                                 \
    template <typename First, typename... A, typename = detail::if_range_of_device<First>>                       \
    __device__ inline auto NAME(First first, A... rest) {                                              \
        if constexpr (detail::is_policy<First>::value) return detail::sequence::NAME(rest...);         \
        else return detail::sequence::NAME(first, rest...);                                            \
    }
UW_THRUST_FUNCTIONS(UW_THRUST_IN_DEVICE_CODE)
#undef UW_THRUST_IN_DEVICE_CODE

// In device code there is no room: elements are moved one by one.
#define UW_THRUST_SORTS(SORT, BY_KEY)                                                                              \
    template <typename I, typename C> __device__ inline void SORT(I first, I last, C less) {                       \
        detail::sequence::insertion_sort(first, last - first, less);                                               \
    }                                                                                                              \
    template <typename I> __device__ inline void SORT(I first, I last) {                                           \
        SORT(first, last, less<detail::value_at<I>>());                                                            \
    }                                                                                                              \
    template <detail::Place where, typename I, typename... C>                                                      \
    __device__ inline void SORT(const detail::Policy<where> &, I first, I last, C... less) {                       \
        SORT(first, last, less...);                                                                                \
    }                                                                                                              \
    template <detail::Place where, typename I, typename V, typename C>                                             \
    __device__ inline void BY_KEY(const detail::Policy<where> &, I first, I last, V values, C less) {              \
        SORT(make_zip_iterator(tuple<I, V>(first, values)), make_zip_iterator(tuple<I, V>(last, values)),          \
             detail::ByKey<C>{less});                                                                              \
    }                                                                                                              \
    template <detail::Place where, typename I, typename V>                                                         \
    __device__ inline void BY_KEY(const detail::Policy<where> &policy, I first, I last, V values) {                \
        BY_KEY(policy, first, last, values, less<detail::value_at<I>>());                                          \
    }
UW_THRUST_SORTS(sort, sort_by_key)
UW_THRUST_SORTS(stable_sort, stable_sort_by_key)
#undef UW_THRUST_SORTS

}  // namespace thrust
#endif
