// What Thrust's functions do that select, sort, merge and search, in the namespace thrust::detail::sequence, for the host and
// for device code. Part of unwarp_thrust.hpp; comes with the output of unwarp; free for any use.
#pragma once

#include "unwarp_thrust_sequences.hpp"

namespace thrust {
namespace detail {
namespace sequence {

// ---------------------------------------------------------------------------------------- selections

template <typename I, typename O, typename P> UW_THRUST O copy_if(I first, I last, O out, P wanted) {
    for (; first != last; ++first) {
        if (wanted(*first)) {
            *out = *first;
            ++out;
        }
    }
    return out;
}
template <typename I, typename S, typename O, typename P> UW_THRUST O copy_if(I first, I last, S stencil, O out, P wanted) {
    for (; first != last; ++first, ++stencil) {
        if (wanted(*stencil)) {
            *out = *first;
            ++out;
        }
    }
    return out;
}
template <typename I, typename O, typename P> UW_THRUST O remove_copy_if(I first, I last, O out, P unwanted) {
    return detail::sequence::copy_if(first, last, out, unary_negate<P>(unwanted));
}
template <typename I, typename S, typename O, typename P>
UW_THRUST O remove_copy_if(I first, I last, S stencil, O out, P unwanted) {
    return detail::sequence::copy_if(first, last, stencil, out, unary_negate<P>(unwanted));
}
template <typename I, typename O, typename T> UW_THRUST O remove_copy(I first, I last, O out, T value) {
    return detail::sequence::remove_copy_if(first, last, out, Equals<T>{value});
}
template <typename I, typename P> UW_THRUST I remove_if(I first, I last, P unwanted) {
    return detail::sequence::remove_copy_if(first, last, first, unwanted);
}
template <typename I, typename S, typename P> UW_THRUST I remove_if(I first, I last, S stencil, P unwanted) {
    return detail::sequence::remove_copy_if(first, last, stencil, first, unwanted);
}
template <typename I, typename T> UW_THRUST I remove(I first, I last, T value) { return detail::sequence::remove_if(first, last, Equals<T>{value}); }

template <typename I, typename O, typename P> UW_THRUST O unique_copy(I first, I last, O out, P same) {
    if (first == last) return out;
    value_at<I> before = *first;
    *out = before;
    for (++first, ++out; first != last; ++first) {
        value_at<I> now = *first;
        if (!same(before, now)) {
            *out = now;
            ++out;
        }
        before = now;
    }
    return out;
}
template <typename I, typename O> UW_THRUST O unique_copy(I first, I last, O out) {
    return detail::sequence::unique_copy(first, last, out, equal_to<value_at<I>>());
}
template <typename I, typename P> UW_THRUST I unique(I first, I last, P same) { return detail::sequence::unique_copy(first, last, first, same); }
template <typename I> UW_THRUST I unique(I first, I last) { return detail::sequence::unique_copy(first, last, first); }
template <typename I, typename P> UW_THRUST std::ptrdiff_t unique_count(I first, I last, P same) {
    return detail::sequence::unique_copy(first, last, discard_iterator<>(), same) - discard_iterator<>();
}
template <typename I> UW_THRUST std::ptrdiff_t unique_count(I first, I last) {
    return detail::sequence::unique_count(first, last, equal_to<value_at<I>>());
}
template <typename K, typename I, typename L, typename O, typename P>
UW_THRUST pair<L, O> unique_by_key_copy(K first, K last, I in, L keys, O out, P same) {
    while (first != last) {
        value_at<K> key = *first, before = key;
        *keys = key;
        *out = *in;
        ++keys;
        ++out;
        for (++first, ++in; first != last; ++first, ++in) {
            value_at<K> next = *first;
            if (!same(before, next)) break;
            before = next;
        }
    }
    return pair<L, O>(keys, out);
}
template <typename K, typename I, typename L, typename O>
UW_THRUST pair<L, O> unique_by_key_copy(K first, K last, I in, L keys, O out) {
    return detail::sequence::unique_by_key_copy(first, last, in, keys, out, equal_to<value_at<K>>());
}
template <typename K, typename I, typename P> UW_THRUST pair<K, I> unique_by_key(K first, K last, I values, P same) {
    return detail::sequence::unique_by_key_copy(first, last, values, first, values, same);
}
template <typename K, typename I> UW_THRUST pair<K, I> unique_by_key(K first, K last, I values) {
    return detail::sequence::unique_by_key(first, last, values, equal_to<value_at<K>>());
}

template <typename I, typename O, typename Q, typename P>
UW_THRUST pair<O, Q> partition_copy(I first, I last, O yes, Q no, P wanted) {
    for (; first != last; ++first) {
        if (wanted(*first)) {
            *yes = *first;
            ++yes;
        } else {
            *no = *first;
            ++no;
        }
    }
    return pair<O, Q>(yes, no);
}
template <typename I, typename S, typename O, typename Q, typename P>
UW_THRUST pair<O, Q> partition_copy(I first, I last, S stencil, O yes, Q no, P wanted) {
    for (; first != last; ++first, ++stencil) {
        if (wanted(*stencil)) {
            *yes = *first;
            ++yes;
        } else {
            *no = *first;
            ++no;
        }
    }
    return pair<O, Q>(yes, no);
}

// ---------------------------------------------------------------------------------------- with room beside the elements

/// Room for elements; what is made in it is destroyed by who made it.
template <typename T> struct Room { T *at; };

template <typename T> UW_THRUST void make(T *at, const T &value) { new ((void *)at) T(value); }

/// The elements for which a flag holds to the front, the others behind them, both in their order.
template <typename I, typename S, typename P, typename T>
UW_THRUST I stable_partition(I first, I last, S stencil, P wanted, Room<T> room) {
    I front = first;
    std::ptrdiff_t others = 0;
    for (; first != last; ++first, ++stencil) {
        if (wanted(*stencil)) {
            *front = *first;
            ++front;
        } else {
            make(room.at + others++, static_cast<T>(*first));
        }
    }
    I back = front;
    for (std::ptrdiff_t i = 0; i < others; i++, ++back) {
        *back = room.at[i];
        room.at[i].~T();
    }
    return front;
}

/// Sorts few elements in their place.
template <typename I, typename C> UW_THRUST void insertion_sort(I first, std::ptrdiff_t n, C less) {
    for (std::ptrdiff_t i = 1; i < n; i++) {
        value_at<I> moved = first[i];
        std::ptrdiff_t at = i;
        for (; at > 0 && less(moved, first[at - 1]); at--) first[at] = first[at - 1];
        first[at] = moved;
    }
}

/// A merge sort, which keeps the order of equal elements; there is room for twice as many.
template <typename I, typename C, typename T> UW_THRUST void stable_sort(I first, I last, C less, Room<T> room) {
    const std::ptrdiff_t n = last - first, run = 16;
    T *from = room.at, *to = room.at + n;
    for (std::ptrdiff_t i = 0; i < n; i++) {
        make(from + i, static_cast<T>(first[i]));
        make(to + i, from[i]);
    }
    for (std::ptrdiff_t i = 0; i < n; i += run) insertion_sort(from + i, n - i < run ? n - i : run, less);
    for (std::ptrdiff_t width = run; width < n; width *= 2) {
        for (std::ptrdiff_t begin = 0; begin < n; begin += 2 * width) {
            const std::ptrdiff_t middle = n - begin < width ? n : begin + width;
            const std::ptrdiff_t end = n - begin < 2 * width ? n : begin + 2 * width;
            std::ptrdiff_t a = begin, b = middle;
            for (std::ptrdiff_t i = begin; i < end; i++) {
                const bool second = b < end && (a >= middle || less(from[b], from[a]));
                to[i] = second ? from[b] : from[a];
                b += second;
                a += !second;
            }
        }
        T *other = from;
        from = to;
        to = other;
    }
    for (std::ptrdiff_t i = 0; i < n; i++) {
        first[i] = from[i];
        from[i].~T();
        to[i].~T();
    }
}

// ---------------------------------------------------------------------------------------- sorted sequences

template <typename I, typename T, typename C> UW_THRUST I lower_bound(I first, I last, T value, C less) {
    std::ptrdiff_t n = last - first;
    while (n > 0) {
        const std::ptrdiff_t half = n / 2;
        if (less(first[half], value)) {
            first += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return first;
}
template <typename I, typename T> UW_THRUST I lower_bound(I first, I last, T value) {
    return detail::sequence::lower_bound(first, last, value, thrust::less<void>());
}
template <typename I, typename T, typename C> UW_THRUST I upper_bound(I first, I last, T value, C less) {
    std::ptrdiff_t n = last - first;
    while (n > 0) {
        const std::ptrdiff_t half = n / 2;
        if (!less(value, first[half])) {
            first += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return first;
}
template <typename I, typename T> UW_THRUST I upper_bound(I first, I last, T value) {
    return detail::sequence::upper_bound(first, last, value, thrust::less<void>());
}
template <typename I, typename T, typename C> UW_THRUST pair<I, I> equal_range(I first, I last, T value, C less) {
    return pair<I, I>(detail::sequence::lower_bound(first, last, value, less), detail::sequence::upper_bound(first, last, value, less));
}
template <typename I, typename T> UW_THRUST pair<I, I> equal_range(I first, I last, T value) {
    return detail::sequence::equal_range(first, last, value, thrust::less<void>());
}
template <typename I, typename T, typename C> UW_THRUST bool binary_search(I first, I last, T value, C less) {
    const I at = detail::sequence::lower_bound(first, last, value, less);
    return at != last && !less(value, *at);
}
template <typename I, typename T> UW_THRUST bool binary_search(I first, I last, T value) {
    return detail::sequence::binary_search(first, last, value, thrust::less<void>());
}
template <typename I, typename V, typename O, typename C>
UW_THRUST O lower_bound(I first, I last, V values, V end, O out, C less) {
    for (; values != end; ++values, ++out) *out = detail::sequence::lower_bound(first, last, value_at<V>(*values), less) - first;
    return out;
}
template <typename I, typename V, typename O> UW_THRUST O lower_bound(I first, I last, V values, V end, O out) {
    return detail::sequence::lower_bound(first, last, values, end, out, thrust::less<void>());
}
template <typename I, typename V, typename O, typename C>
UW_THRUST O upper_bound(I first, I last, V values, V end, O out, C less) {
    for (; values != end; ++values, ++out) *out = detail::sequence::upper_bound(first, last, value_at<V>(*values), less) - first;
    return out;
}
template <typename I, typename V, typename O> UW_THRUST O upper_bound(I first, I last, V values, V end, O out) {
    return detail::sequence::upper_bound(first, last, values, end, out, thrust::less<void>());
}
template <typename I, typename V, typename O, typename C>
UW_THRUST O binary_search(I first, I last, V values, V end, O out, C less) {
    for (; values != end; ++values, ++out) *out = detail::sequence::binary_search(first, last, value_at<V>(*values), less);
    return out;
}
template <typename I, typename V, typename O> UW_THRUST O binary_search(I first, I last, V values, V end, O out) {
    return detail::sequence::binary_search(first, last, values, end, out, thrust::less<void>());
}

/// Which elements of two sorted sequences a union, an intersection or a difference takes.
enum Take : int { only_first = 1, only_second = 2, from_both = 4 };

template <int take, typename I, typename J, typename O, typename C>
UW_THRUST O combine(I first, I last, J second, J end, O out, C less) {
    while (first != last || second != end) {
        const bool one = second == end || (first != last && less(*first, *second));
        const bool two = !one && (first == last || less(*second, *first));
        const bool equal = !one && !two;
        if (one ? (take & only_first) != 0 : equal && (take & from_both) != 0) {
            *out = *first;
            ++out;
        }
        if (two && (take & only_second) != 0) {
            *out = *second;
            ++out;
        }
        if (one || equal) ++first;
        if (two || equal) ++second;
    }
    return out;
}
#define UW_THRUST_COMBINE(NAME, TAKE)                                                                            \
    template <typename I, typename J, typename O, typename C>                                                    \
    UW_THRUST O set_##NAME(I first, I last, J second, J end, O out, C less) {                                    \
        return combine<TAKE>(first, last, second, end, out, less);                                               \
    }                                                                                                            \
    template <typename I, typename J, typename O> UW_THRUST O set_##NAME(I first, I last, J second, J end, O out) { \
        return combine<TAKE>(first, last, second, end, out, thrust::less<void>());                               \
    }                                                                                                            \
    template <typename K, typename L, typename I, typename J, typename M, typename O, typename C>                 \
    UW_THRUST pair<M, O> set_##NAME##_by_key(K k, K k_end, L l, L l_end, I i, J j, M keys, O out, C less) {       \
        const auto a = make_zip_iterator(tuple<K, I>(k, i));                                                     \
        const auto b = make_zip_iterator(tuple<L, J>(l, j));                                                     \
        const auto to = combine<TAKE>(a, a + (k_end - k), b, b + (l_end - l),                                    \
                                      make_zip_iterator(tuple<M, O>(keys, out)), ByKey<C>{less});                \
        return pair<M, O>(get<0>(to.get_iterator_tuple()), get<1>(to.get_iterator_tuple()));                     \
    }                                                                                                            \
    template <typename K, typename L, typename I, typename J, typename M, typename O>                             \
    UW_THRUST pair<M, O> set_##NAME##_by_key(K k, K k_end, L l, L l_end, I i, J j, M keys, O out) {               \
        return set_##NAME##_by_key(k, k_end, l, l_end, i, j, keys, out, thrust::less<void>());                   \
    }
UW_THRUST_COMBINE(union, only_first | only_second | from_both)
UW_THRUST_COMBINE(difference, only_first)
UW_THRUST_COMBINE(symmetric_difference, only_first | only_second)
#undef UW_THRUST_COMBINE
template <typename I, typename J, typename O, typename C>
UW_THRUST O set_intersection(I first, I last, J second, J end, O out, C less) {
    return combine<from_both>(first, last, second, end, out, less);
}
template <typename I, typename J, typename O> UW_THRUST O set_intersection(I first, I last, J second, J end, O out) {
    return combine<from_both>(first, last, second, end, out, thrust::less<void>());
}
template <typename K, typename L, typename I, typename M, typename O, typename C>
UW_THRUST pair<M, O> set_intersection_by_key(K k, K k_end, L l, L l_end, I i, M keys, O out, C less) {
    const auto a = make_zip_iterator(tuple<K, I>(k, i));
    const auto b = make_zip_iterator(tuple<L, L>(l, l));
    const auto to = combine<from_both>(a, a + (k_end - k), b, b + (l_end - l), make_zip_iterator(tuple<M, O>(keys, out)),
                                       ByKey<C>{less});
    return pair<M, O>(get<0>(to.get_iterator_tuple()), get<1>(to.get_iterator_tuple()));
}
template <typename K, typename L, typename I, typename M, typename O>
UW_THRUST pair<M, O> set_intersection_by_key(K k, K k_end, L l, L l_end, I i, M keys, O out) {
    return detail::sequence::set_intersection_by_key(k, k_end, l, l_end, i, keys, out, thrust::less<void>());
}

template <typename I, typename J, typename O, typename C>
UW_THRUST O merge(I first, I last, J second, J end, O out, C less) {
    for (; first != last || second != end; ++out) {
        if (first == last || (second != end && less(*second, *first))) {
            *out = *second;
            ++second;
        } else {
            *out = *first;
            ++first;
        }
    }
    return out;
}
template <typename I, typename J, typename O> UW_THRUST O merge(I first, I last, J second, J end, O out) {
    return detail::sequence::merge(first, last, second, end, out, thrust::less<void>());
}
template <typename K, typename L, typename I, typename J, typename M, typename O, typename C>
UW_THRUST pair<M, O> merge_by_key(K k, K k_end, L l, L l_end, I i, J j, M keys, O out, C less) {
    const auto a = make_zip_iterator(tuple<K, I>(k, i));
    const auto b = make_zip_iterator(tuple<L, J>(l, j));
    const auto to = detail::sequence::merge(a, a + (k_end - k), b, b + (l_end - l), make_zip_iterator(tuple<M, O>(keys, out)), ByKey<C>{less});
    return pair<M, O>(get<0>(to.get_iterator_tuple()), get<1>(to.get_iterator_tuple()));
}
template <typename K, typename L, typename I, typename J, typename M, typename O>
UW_THRUST pair<M, O> merge_by_key(K k, K k_end, L l, L l_end, I i, J j, M keys, O out) {
    return detail::sequence::merge_by_key(k, k_end, l, l_end, i, j, keys, out, thrust::less<void>());
}

}  // namespace sequence
}  // namespace detail
}  // namespace thrust
