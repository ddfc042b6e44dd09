// What Thrust's functions do, element after element: each in the namespace thrust::detail::sequence, for the host and for
// device code. Part of unwarp_thrust.hpp; comes with the output of unwarp; free for any use.
#pragma once

#include "unwarp_thrust_iterators.hpp"

namespace thrust {
namespace detail {

template <typename I> using value_at = typename std::iterator_traits<I>::value_type;

/// Compares pairs of keys and values by their keys.
template <typename C> struct ByKey {
    C less;
    template <typename A, typename B> UW_THRUST_MEMBER bool operator()(const A &a, const B &b) const {
        C compare = less;  // whose operator may not be const
        return compare(get<0>(a), get<0>(b));
    }
};

/// An element that is compared with.
template <typename T> struct Equals {
    T value;
    template <typename U> UW_THRUST_MEMBER bool operator()(const U &other) const { return other == value; }
};

/// A value as a predicate.
struct True {
    template <typename T> UW_THRUST_MEMBER bool operator()(const T &value) const { return static_cast<bool>(value); }
};

namespace sequence {

// ---------------------------------------------------------------------------------------- each element alone

template <typename I, typename F> UW_THRUST I for_each(I first, I last, F f) {
    for (; first != last; ++first) f(*first);
    return first;
}
template <typename I, typename N, typename F> UW_THRUST I for_each_n(I first, N n, F f) {
    for (N i = 0; i < n; i++, ++first) f(*first);
    return first;
}
template <typename I, typename O> UW_THRUST O copy(I first, I last, O out) {
    for (; first != last; ++first, ++out) *out = *first;
    return out;
}
template <typename I, typename N, typename O> UW_THRUST O copy_n(I first, N n, O out) {
    for (N i = 0; i < n; i++, ++first, ++out) *out = *first;
    return out;
}
template <typename I, typename T> UW_THRUST void fill(I first, I last, T value) {
    for (; first != last; ++first) *first = value;
}
template <typename I, typename N, typename T> UW_THRUST I fill_n(I first, N n, T value) {
    for (N i = 0; i < n; i++, ++first) *first = value;
    return first;
}
template <typename I, typename O> UW_THRUST O uninitialized_copy(I first, I last, O out) {
    for (; first != last; ++first, ++out) new ((void *)raw_pointer_cast(&*out)) value_at<O>(*first);
    return out;
}
template <typename I, typename N, typename O> UW_THRUST O uninitialized_copy_n(I first, N n, O out) {
    return detail::sequence::uninitialized_copy(first, first + n, out);
}
template <typename I, typename T> UW_THRUST void uninitialized_fill(I first, I last, T value) {
    for (; first != last; ++first) new ((void *)raw_pointer_cast(&*first)) value_at<I>(value);
}
template <typename I, typename N, typename T> UW_THRUST I uninitialized_fill_n(I first, N n, T value) {
    detail::sequence::uninitialized_fill(first, first + n, value);
    return first + n;
}
template <typename I, typename G> UW_THRUST void generate(I first, I last, G g) {
    for (; first != last; ++first) *first = g();
}
template <typename I, typename N, typename G> UW_THRUST I generate_n(I first, N n, G g) {
    for (N i = 0; i < n; i++, ++first) *first = g();
    return first;
}
template <typename I, typename T, typename S> UW_THRUST void sequence(I first, I last, T begin, S step) {
    T at = 0;
    for (; first != last; ++first, at = at + T(1)) *first = static_cast<value_at<I>>(begin + at * step);
}
template <typename I, typename T> UW_THRUST void sequence(I first, I last, T begin) { detail::sequence::sequence(first, last, begin, T(1)); }
template <typename I> UW_THRUST void sequence(I first, I last) { detail::sequence::sequence(first, last, value_at<I>(0)); }
template <typename I, typename F> UW_THRUST void tabulate(I first, I last, F f) {
    for (std::ptrdiff_t i = 0; first != last; ++first, i++) *first = f(i);
}
template <typename I, typename O, typename F> UW_THRUST O transform(I first, I last, O out, F f) {
    for (; first != last; ++first, ++out) *out = f(*first);
    return out;
}
template <typename I, typename J, typename O, typename F> UW_THRUST O transform(I first, I last, J second, O out, F f) {
    for (; first != last; ++first, ++second, ++out) *out = f(*first, *second);
    return out;
}
template <typename I, typename O, typename F, typename P> UW_THRUST O transform_if(I first, I last, O out, F f, P wanted) {
    for (; first != last; ++first, ++out) {
        if (wanted(*first)) *out = f(*first);
    }
    return out;
}
template <typename I, typename S, typename O, typename F, typename P>
UW_THRUST O transform_if(I first, I last, S stencil, O out, F f, P wanted) {
    for (; first != last; ++first, ++stencil, ++out) {
        if (wanted(*stencil)) *out = f(*first);
    }
    return out;
}
template <typename I, typename J, typename S, typename O, typename F, typename P>
UW_THRUST O transform_if(I first, I last, J second, S stencil, O out, F f, P wanted) {
    for (; first != last; ++first, ++second, ++stencil, ++out) {
        if (wanted(*stencil)) *out = f(*first, *second);
    }
    return out;
}
template <typename I, typename P, typename T> UW_THRUST void replace_if(I first, I last, P wanted, T value) {
    for (; first != last; ++first) {
        if (wanted(*first)) *first = value;
    }
}
template <typename I, typename S, typename P, typename T>
UW_THRUST void replace_if(I first, I last, S stencil, P wanted, T value) {
    for (; first != last; ++first, ++stencil) {
        if (wanted(*stencil)) *first = value;
    }
}
template <typename I, typename T> UW_THRUST void replace(I first, I last, T old, T value) {
    detail::sequence::replace_if(first, last, Equals<T>{old}, value);
}
template <typename I, typename O, typename P, typename T>
UW_THRUST O replace_copy_if(I first, I last, O out, P wanted, T value) {
    for (; first != last; ++first, ++out) {
        if (wanted(*first)) *out = value;
        else *out = *first;
    }
    return out;
}
template <typename I, typename S, typename O, typename P, typename T>
UW_THRUST O replace_copy_if(I first, I last, S stencil, O out, P wanted, T value) {
    for (; first != last; ++first, ++stencil, ++out) {
        if (wanted(*stencil)) *out = value;
        else *out = *first;
    }
    return out;
}
template <typename I, typename O, typename T> UW_THRUST O replace_copy(I first, I last, O out, T old, T value) {
    return detail::sequence::replace_copy_if(first, last, out, Equals<T>{old}, value);
}
template <typename I, typename O, typename F> UW_THRUST O adjacent_difference(I first, I last, O out, F f) {
    if (first == last) return out;
    value_at<I> before = *first;
    *out = before;
    for (++first, ++out; first != last; ++first, ++out) {
        value_at<I> now = *first;
        *out = f(now, before);
        before = now;
    }
    return out;
}
template <typename I, typename O> UW_THRUST O adjacent_difference(I first, I last, O out) {
    return detail::sequence::adjacent_difference(first, last, out, minus<value_at<I>>());
}
template <typename I, typename J> UW_THRUST J swap_ranges(I first, I last, J second) {
    for (; first != last; ++first, ++second) {
        value_at<I> kept = *first;
        *first = *second;
        *second = kept;
    }
    return second;
}
template <typename I> UW_THRUST void reverse(I first, I last) {
    for (; first < last && first < --last; ++first) {
        value_at<I> kept = *first;
        *first = *last;
        *last = kept;
    }
}
template <typename I, typename O> UW_THRUST O reverse_copy(I first, I last, O out) {
    for (; first != last; ++out) *out = *--last;
    return out;
}
template <typename M, typename I, typename O> UW_THRUST O gather(M first, M last, I in, O out) {
    for (; first != last; ++first, ++out) *out = in[static_cast<std::ptrdiff_t>(*first)];
    return out;
}
template <typename M, typename S, typename I, typename O, typename P>
UW_THRUST O gather_if(M first, M last, S stencil, I in, O out, P wanted) {
    for (; first != last; ++first, ++stencil, ++out) {
        if (wanted(*stencil)) *out = in[static_cast<std::ptrdiff_t>(*first)];
    }
    return out;
}
template <typename M, typename S, typename I, typename O> UW_THRUST O gather_if(M first, M last, S stencil, I in, O out) {
    return detail::sequence::gather_if(first, last, stencil, in, out, True());
}
template <typename I, typename M, typename O> UW_THRUST void scatter(I first, I last, M map, O out) {
    for (; first != last; ++first, ++map) out[static_cast<std::ptrdiff_t>(*map)] = *first;
}
template <typename I, typename M, typename S, typename O, typename P>
UW_THRUST void scatter_if(I first, I last, M map, S stencil, O out, P wanted) {
    for (; first != last; ++first, ++map, ++stencil) {
        if (wanted(*stencil)) out[static_cast<std::ptrdiff_t>(*map)] = *first;
    }
}
template <typename I, typename M, typename S, typename O>
UW_THRUST void scatter_if(I first, I last, M map, S stencil, O out) {
    detail::sequence::scatter_if(first, last, map, stencil, out, True());
}

// ---------------------------------------------------------------------------------------- reductions

/// The sum of at least one element, by halves: as exact as a reduction on a GPU. A thread of the device, which may have no
/// recursion, sums one after the other.
template <typename T, typename I, typename F> UW_THRUST T total(I first, std::ptrdiff_t n, F f) {
#if !defined(__SYCL_DEVICE_ONLY__) && (!defined(__CUDACC__) || defined(__HIP__))
    if (n > 128) {
        const std::ptrdiff_t half = n / 2;
        return f(detail::sequence::total<T>(first, half, f), detail::sequence::total<T>(first + half, n - half, f));
    }
#endif
    T sum = *first;
    for (std::ptrdiff_t i = 1; i < n; i++) sum = f(sum, first[i]);
    return sum;
}
template <typename I, typename T, typename F> UW_THRUST T reduce(I first, I last, T init, F f) {
    const std::ptrdiff_t n = last - first;
    return n > 0 ? static_cast<T>(f(init, detail::sequence::total<T>(first, n, f))) : init;
}
template <typename I, typename T> UW_THRUST T reduce(I first, I last, T init) { return detail::sequence::reduce(first, last, init, plus<T>()); }
template <typename I> UW_THRUST value_at<I> reduce(I first, I last) { return detail::sequence::reduce(first, last, value_at<I>(0)); }
template <typename I, typename U, typename T, typename F>
UW_THRUST T transform_reduce(I first, I last, U each, T init, F f) {
    return detail::sequence::reduce(transform_iterator<U, I>(first, each), transform_iterator<U, I>(last, each), init, f);
}
template <typename I, typename J, typename T, typename F, typename G>
UW_THRUST T inner_product(I first, I last, J second, T init, F sum, G product) {
    const auto pairs = make_zip_iterator(tuple<I, J>(first, second));
    const zip_function<G> each(product);
    return detail::sequence::transform_reduce(pairs, pairs + (last - first), each, init, sum);
}
template <typename I, typename J, typename T> UW_THRUST T inner_product(I first, I last, J second, T init) {
    return detail::sequence::inner_product(first, last, second, init, plus<T>(), multiplies<T>());
}
template <typename I, typename P> UW_THRUST std::ptrdiff_t count_if(I first, I last, P wanted) {
    std::ptrdiff_t n = 0;
    for (; first != last; ++first) n += wanted(*first) ? 1 : 0;
    return n;
}
template <typename I, typename T> UW_THRUST std::ptrdiff_t count(I first, I last, T value) {
    return detail::sequence::count_if(first, last, Equals<T>{value});
}
template <typename I, typename P> UW_THRUST I find_if(I first, I last, P wanted) {
    while (first != last && !wanted(*first)) ++first;
    return first;
}
template <typename I, typename P> UW_THRUST I find_if_not(I first, I last, P unwanted) {
    while (first != last && unwanted(*first)) ++first;
    return first;
}
template <typename I, typename T> UW_THRUST I find(I first, I last, T value) { return detail::sequence::find_if(first, last, Equals<T>{value}); }
template <typename I, typename P> UW_THRUST bool all_of(I first, I last, P wanted) {
    return detail::sequence::find_if_not(first, last, wanted) == last;
}
template <typename I, typename P> UW_THRUST bool any_of(I first, I last, P wanted) { return detail::sequence::find_if(first, last, wanted) != last; }
template <typename I, typename P> UW_THRUST bool none_of(I first, I last, P wanted) { return !detail::sequence::any_of(first, last, wanted); }
template <typename I, typename C> UW_THRUST I min_element(I first, I last, C less) {
    I best = first;
    for (; first != last; ++first) {
        if (less(*first, *best)) best = first;
    }
    return best;
}
template <typename I> UW_THRUST I min_element(I first, I last) { return detail::sequence::min_element(first, last, thrust::less<value_at<I>>()); }
template <typename I, typename C> UW_THRUST I max_element(I first, I last, C less) {
    I best = first;
    for (; first != last; ++first) {
        if (less(*best, *first)) best = first;
    }
    return best;
}
template <typename I> UW_THRUST I max_element(I first, I last) { return detail::sequence::max_element(first, last, thrust::less<value_at<I>>()); }
template <typename I, typename C> UW_THRUST pair<I, I> minmax_element(I first, I last, C less) {
    return pair<I, I>(detail::sequence::min_element(first, last, less), detail::sequence::max_element(first, last, less));
}
template <typename I> UW_THRUST pair<I, I> minmax_element(I first, I last) {
    return detail::sequence::minmax_element(first, last, thrust::less<value_at<I>>());
}
template <typename I, typename J, typename P> UW_THRUST pair<I, J> mismatch(I first, I last, J second, P same) {
    while (first != last && same(*first, *second)) {
        ++first;
        ++second;
    }
    return pair<I, J>(first, second);
}
template <typename I, typename J> UW_THRUST pair<I, J> mismatch(I first, I last, J second) {
    return detail::sequence::mismatch(first, last, second, equal_to<void>());
}
template <typename I, typename J, typename P> UW_THRUST bool equal(I first, I last, J second, P same) {
    return detail::sequence::mismatch(first, last, second, same).first == last;
}
template <typename I, typename J> UW_THRUST bool equal(I first, I last, J second) {
    return detail::sequence::equal(first, last, second, equal_to<void>());
}
template <typename I, typename C> UW_THRUST I is_sorted_until(I first, I last, C less) {
    if (first == last) return last;
    for (I after = first; ++after != last; first = after) {
        if (less(*after, *first)) return after;
    }
    return last;
}
template <typename I> UW_THRUST I is_sorted_until(I first, I last) {
    return detail::sequence::is_sorted_until(first, last, thrust::less<value_at<I>>());
}
template <typename I, typename C> UW_THRUST bool is_sorted(I first, I last, C less) {
    return detail::sequence::is_sorted_until(first, last, less) == last;
}
template <typename I> UW_THRUST bool is_sorted(I first, I last) { return detail::sequence::is_sorted_until(first, last) == last; }
template <typename I, typename P> UW_THRUST bool is_partitioned(I first, I last, P wanted) {
    return detail::sequence::none_of(detail::sequence::find_if_not(first, last, wanted), last, wanted);
}
template <typename I, typename P> UW_THRUST I partition_point(I first, I last, P wanted) { return detail::sequence::find_if_not(first, last, wanted); }

// ---------------------------------------------------------------------------------------- scans

template <typename I, typename O, typename F> UW_THRUST O inclusive_scan(I first, I last, O out, F f) {
    if (first == last) return out;
    value_at<I> sum = *first;
    *out = sum;
    for (++first, ++out; first != last; ++first, ++out) {
        sum = f(sum, *first);
        *out = sum;
    }
    return out;
}
template <typename I, typename O> UW_THRUST O inclusive_scan(I first, I last, O out) {
    return detail::sequence::inclusive_scan(first, last, out, plus<value_at<I>>());
}
template <typename I, typename O, typename T, typename F> UW_THRUST O inclusive_scan(I first, I last, O out, T init, F f) {
    for (; first != last; ++first, ++out) {
        init = f(init, *first);
        *out = init;
    }
    return out;
}
template <typename I, typename O, typename T, typename F> UW_THRUST O exclusive_scan(I first, I last, O out, T init, F f) {
    for (; first != last; ++first, ++out) {
        value_at<I> now = *first;  // before it is written over
        *out = init;
        init = f(init, now);
    }
    return out;
}
template <typename I, typename O, typename T> UW_THRUST O exclusive_scan(I first, I last, O out, T init) {
    return detail::sequence::exclusive_scan(first, last, out, init, plus<T>());
}
template <typename I, typename O> UW_THRUST O exclusive_scan(I first, I last, O out) {
    return detail::sequence::exclusive_scan(first, last, out, value_at<I>(0));
}
template <typename I, typename O, typename U, typename F>
UW_THRUST O transform_inclusive_scan(I first, I last, O out, U each, F f) {
    return detail::sequence::inclusive_scan(transform_iterator<U, I>(first, each), transform_iterator<U, I>(last, each), out, f);
}
template <typename I, typename O, typename U, typename T, typename F>
UW_THRUST O transform_inclusive_scan(I first, I last, O out, U each, T init, F f) {
    return detail::sequence::inclusive_scan(transform_iterator<U, I>(first, each), transform_iterator<U, I>(last, each), out, init, f);
}
template <typename I, typename O, typename U, typename T, typename F>
UW_THRUST O transform_exclusive_scan(I first, I last, O out, U each, T init, F f) {
    return detail::sequence::exclusive_scan(transform_iterator<U, I>(first, each), transform_iterator<U, I>(last, each), out, init, f);
}
template <typename K, typename I, typename O, typename P, typename F>
UW_THRUST O inclusive_scan_by_key(K first, K last, I in, O out, P same, F f) {
    if (first == last) return out;
    value_at<K> key = *first;
    value_at<I> sum = *in;
    *out = sum;
    for (++first, ++in, ++out; first != last; ++first, ++in, ++out) {
        value_at<K> next = *first;
        value_at<I> now = *in;
        if (same(key, next)) sum = f(sum, now);
        else sum = now;
        *out = sum;
        key = next;
    }
    return out;
}
template <typename K, typename I, typename O, typename P>
UW_THRUST O inclusive_scan_by_key(K first, K last, I in, O out, P same) {
    return detail::sequence::inclusive_scan_by_key(first, last, in, out, same, plus<value_at<I>>());
}
template <typename K, typename I, typename O> UW_THRUST O inclusive_scan_by_key(K first, K last, I in, O out) {
    return detail::sequence::inclusive_scan_by_key(first, last, in, out, equal_to<value_at<K>>());
}
template <typename K, typename I, typename O, typename T, typename P, typename F>
UW_THRUST O exclusive_scan_by_key(K first, K last, I in, O out, T init, P same, F f) {
    if (first == last) return out;
    value_at<K> key = *first;
    for (T sum = init; first != last; ++first, ++in, ++out) {
        value_at<K> next = *first;
        value_at<I> now = *in;
        if (!same(key, next)) sum = init;
        *out = sum;
        sum = f(sum, now);
        key = next;
    }
    return out;
}
template <typename K, typename I, typename O, typename T, typename P>
UW_THRUST O exclusive_scan_by_key(K first, K last, I in, O out, T init, P same) {
    return detail::sequence::exclusive_scan_by_key(first, last, in, out, init, same, plus<T>());
}
template <typename K, typename I, typename O, typename T>
UW_THRUST O exclusive_scan_by_key(K first, K last, I in, O out, T init) {
    return detail::sequence::exclusive_scan_by_key(first, last, in, out, init, equal_to<value_at<K>>());
}
template <typename K, typename I, typename O> UW_THRUST O exclusive_scan_by_key(K first, K last, I in, O out) {
    return detail::sequence::exclusive_scan_by_key(first, last, in, out, value_at<I>(0));
}
template <typename K, typename I, typename L, typename O, typename P, typename F>
UW_THRUST pair<L, O> reduce_by_key(K first, K last, I in, L keys, O out, P same, F f) {
    while (first != last) {
        value_at<K> key = *first, before = key;
        value_at<I> sum = *in;
        for (++first, ++in; first != last; ++first, ++in) {
            value_at<K> next = *first;
            if (!same(before, next)) break;
            sum = f(sum, *in);
            before = next;
        }
        *keys = key;
        *out = sum;
        ++keys;
        ++out;
    }
    return pair<L, O>(keys, out);
}
template <typename K, typename I, typename L, typename O, typename P>
UW_THRUST pair<L, O> reduce_by_key(K first, K last, I in, L keys, O out, P same) {
    return detail::sequence::reduce_by_key(first, last, in, keys, out, same, plus<value_at<I>>());
}
template <typename K, typename I, typename L, typename O>
UW_THRUST pair<L, O> reduce_by_key(K first, K last, I in, L keys, O out) {
    return detail::sequence::reduce_by_key(first, last, in, keys, out, equal_to<value_at<K>>());
}

}  // namespace sequence
}  // namespace detail
}  // namespace thrust
