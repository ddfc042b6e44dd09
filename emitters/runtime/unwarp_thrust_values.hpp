// What Thrust has for values, on the host and in device code: pairs, tuples, function objects, swaps. Part of
// unwarp_thrust.hpp; comes with the output of unwarp; free for any use. unwarp reads this header too, where a program
// includes Thrust's.
#pragma once

#if defined(__CUDACC__) || defined(__HIP__)
#define UW_THRUST __host__ __device__ inline
#define UW_THRUST_MEMBER __host__ __device__
#else
#ifdef SYCL_LANGUAGE_VERSION
#include <sycl/sycl.hpp>
#endif
#define UW_THRUST inline
#define UW_THRUST_MEMBER
#endif

#include <cstddef>
#include <type_traits>
#include <utility>

namespace thrust {

template <typename T> UW_THRUST void swap(T &a, T &b) {
    T kept = a;
    a = b;
    b = kept;
}
template <typename T> UW_THRUST constexpr T(min)(const T &a, const T &b) { return b < a ? b : a; }
template <typename T> UW_THRUST constexpr T(max)(const T &a, const T &b) { return a < b ? b : a; }
template <typename T, typename C> UW_THRUST constexpr T(min)(const T &a, const T &b, C less) { return less(b, a) ? b : a; }
template <typename T, typename C> UW_THRUST constexpr T(max)(const T &a, const T &b, C less) { return less(a, b) ? b : a; }

// ---------------------------------------------------------------------------------------- pairs

template <typename A, typename B> struct pair {
    typedef A first_type;
    typedef B second_type;
    A first;
    B second;
    UW_THRUST_MEMBER constexpr pair() : first(), second() {}
    UW_THRUST_MEMBER constexpr pair(const A &a, const B &b) : first(a), second(b) {}
    template <typename C, typename D>
    UW_THRUST_MEMBER constexpr pair(const pair<C, D> &p) : first(p.first), second(p.second) {}
};
template <typename A, typename B> UW_THRUST constexpr pair<A, B> make_pair(A a, B b) { return pair<A, B>(a, b); }
template <typename A, typename B> UW_THRUST constexpr bool operator==(const pair<A, B> &a, const pair<A, B> &b) {
    return a.first == b.first && a.second == b.second;
}
template <typename A, typename B> UW_THRUST constexpr bool operator!=(const pair<A, B> &a, const pair<A, B> &b) {
    return !(a == b);
}
template <typename A, typename B> UW_THRUST constexpr bool operator<(const pair<A, B> &a, const pair<A, B> &b) {
    return a.first < b.first || (!(b.first < a.first) && a.second < b.second);
}
template <typename A, typename B> UW_THRUST constexpr bool operator>(const pair<A, B> &a, const pair<A, B> &b) {
    return b < a;
}
template <typename A, typename B> UW_THRUST constexpr bool operator<=(const pair<A, B> &a, const pair<A, B> &b) {
    return !(b < a);
}
template <typename A, typename B> UW_THRUST constexpr bool operator>=(const pair<A, B> &a, const pair<A, B> &b) {
    return !(a < b);
}

// ---------------------------------------------------------------------------------------- tuples

template <typename... T> struct tuple;
template <> struct tuple<> {};
template <typename H, typename... T> struct tuple<H, T...> : tuple<T...> {
    H head;
    UW_THRUST_MEMBER constexpr tuple() : tuple<T...>(), head() {}
    UW_THRUST_MEMBER constexpr tuple(const H &first, const T &...rest) : tuple<T...>(rest...), head(first) {}
    UW_THRUST_MEMBER constexpr tuple(const tuple &other) = default;
    template <typename G, typename... U>
    UW_THRUST_MEMBER constexpr tuple(const tuple<G, U...> &other)
        : tuple<T...>((const tuple<U...> &)other), head(other.head) {}
    template <typename A, typename B>
    UW_THRUST_MEMBER constexpr tuple(const pair<A, B> &other) : tuple<T...>(tuple<B>(other.second)), head(other.first) {}
    UW_THRUST_MEMBER constexpr tuple &operator=(const tuple &other) {
        head = other.head;
        (tuple<T...> &)*this = (const tuple<T...> &)other;
        return *this;
    }
    template <typename G, typename... U> UW_THRUST_MEMBER constexpr tuple &operator=(const tuple<G, U...> &other) {
        head = other.head;
        (tuple<T...> &)*this = (const tuple<U...> &)other;
        return *this;
    }
    template <typename A, typename B> UW_THRUST_MEMBER constexpr tuple &operator=(const pair<A, B> &other) {
        return *this = tuple<A, B>(other.first, other.second);
    }
};

template <typename T> struct tuple_size;
template <typename... T> struct tuple_size<tuple<T...>> : std::integral_constant<size_t, sizeof...(T)> {};
template <typename A, typename B> struct tuple_size<pair<A, B>> : std::integral_constant<size_t, 2> {};
template <typename T> struct tuple_size<const T> : tuple_size<T> {};
template <size_t I, typename T> struct tuple_element;
template <typename H, typename... T> struct tuple_element<0, tuple<H, T...>> { typedef H type; };
template <size_t I, typename H, typename... T> struct tuple_element<I, tuple<H, T...>> {
    typedef typename tuple_element<I - 1, tuple<T...>>::type type;
};
template <typename A, typename B> struct tuple_element<0, pair<A, B>> { typedef A type; };
template <typename A, typename B> struct tuple_element<1, pair<A, B>> { typedef B type; };
template <size_t I, typename T> struct tuple_element<I, const T> {
    typedef const typename tuple_element<I, T>::type type;
};
template <size_t I, typename T> using tuple_element_t = typename tuple_element<I, T>::type;
template <typename T> inline constexpr size_t tuple_size_v = tuple_size<T>::value;

namespace detail {
/// The tuple that begins with an element: a base of the whole.
template <size_t I, typename T> struct tuple_from;
template <typename H, typename... T> struct tuple_from<0, tuple<H, T...>> { typedef tuple<H, T...> type; };
template <size_t I, typename H, typename... T> struct tuple_from<I, tuple<H, T...>> {
    typedef typename tuple_from<I - 1, tuple<T...>>::type type;
};
}  // namespace detail

template <size_t I, typename... T> UW_THRUST constexpr typename tuple_element<I, tuple<T...>>::type &get(tuple<T...> &t) {
    return ((typename detail::tuple_from<I, tuple<T...>>::type &)t).head;
}
template <size_t I, typename... T>
UW_THRUST constexpr const typename tuple_element<I, tuple<T...>>::type &get(const tuple<T...> &t) {
    return ((const typename detail::tuple_from<I, tuple<T...>>::type &)t).head;
}
template <size_t I, typename A, typename B> UW_THRUST constexpr auto &get(pair<A, B> &p) {
    if constexpr (I == 0) return p.first;
    else return p.second;
}
template <size_t I, typename A, typename B> UW_THRUST constexpr const auto &get(const pair<A, B> &p) {
    if constexpr (I == 0) return p.first;
    else return p.second;
}
template <typename... T> UW_THRUST constexpr tuple<std::decay_t<T>...> make_tuple(T &&...values) {
    return tuple<std::decay_t<T>...>(values...);
}
template <typename... T> UW_THRUST constexpr tuple<T &...> tie(T &...values) { return tuple<T &...>(values...); }

UW_THRUST constexpr bool operator==(const tuple<> &, const tuple<> &) { return true; }
UW_THRUST constexpr bool operator<(const tuple<> &, const tuple<> &) { return false; }
template <typename G, typename... T, typename H, typename... U>
UW_THRUST constexpr bool operator==(const tuple<G, T...> &a, const tuple<H, U...> &b) {
    return a.head == b.head && (const tuple<T...> &)a == (const tuple<U...> &)b;
}
template <typename G, typename... T, typename H, typename... U>
UW_THRUST constexpr bool operator<(const tuple<G, T...> &a, const tuple<H, U...> &b) {
    return a.head < b.head || (!(b.head < a.head) && (const tuple<T...> &)a < (const tuple<U...> &)b);
}
template <typename... T, typename... U> UW_THRUST constexpr bool operator!=(const tuple<T...> &a, const tuple<U...> &b) {
    return !(a == b);
}
template <typename... T, typename... U> UW_THRUST constexpr bool operator>(const tuple<T...> &a, const tuple<U...> &b) {
    return b < a;
}
template <typename... T, typename... U> UW_THRUST constexpr bool operator<=(const tuple<T...> &a, const tuple<U...> &b) {
    return !(b < a);
}
template <typename... T, typename... U> UW_THRUST constexpr bool operator>=(const tuple<T...> &a, const tuple<U...> &b) {
    return !(a < b);
}

// ---------------------------------------------------------------------------------------- function objects

template <typename A, typename R> struct unary_function {
    typedef A argument_type;
    typedef R result_type;
};
template <typename A, typename B, typename R> struct binary_function {
    typedef A first_argument_type;
    typedef B second_argument_type;
    typedef R result_type;
};

#define UW_THRUST_BINARY(NAME, RESULT, EXPRESSION)                                                      \
    template <typename T = void> struct NAME {                                                           \
        typedef T first_argument_type;                                                                   \
        typedef T second_argument_type;                                                                  \
        typedef RESULT result_type;                                                                      \
        UW_THRUST_MEMBER constexpr RESULT operator()(const T &a, const T &b) const { return EXPRESSION; } \
    };                                                                                                   \
    template <> struct NAME<void> {                                                                      \
        template <typename A, typename B> UW_THRUST_MEMBER constexpr auto operator()(const A &a, const B &b) const { \
            return EXPRESSION;                                                                           \
        }                                                                                                \
    };
#define UW_THRUST_UNARY(NAME, RESULT, EXPRESSION)                                           \
    template <typename T = void> struct NAME {                                               \
        typedef T argument_type;                                                             \
        typedef RESULT result_type;                                                          \
        UW_THRUST_MEMBER constexpr RESULT operator()(const T &a) const { return EXPRESSION; } \
    };                                                                                       \
    template <> struct NAME<void> {                                                          \
        template <typename A> UW_THRUST_MEMBER constexpr auto operator()(const A &a) const { return EXPRESSION; } \
    };

UW_THRUST_BINARY(plus, T, a + b)
UW_THRUST_BINARY(minus, T, a - b)
UW_THRUST_BINARY(multiplies, T, a *b)
UW_THRUST_BINARY(divides, T, a / b)
UW_THRUST_BINARY(modulus, T, a % b)
UW_THRUST_BINARY(bit_and, T, a &b)
UW_THRUST_BINARY(bit_or, T, a | b)
UW_THRUST_BINARY(bit_xor, T, a ^ b)
UW_THRUST_BINARY(minimum, T, a < b ? a : b)
UW_THRUST_BINARY(maximum, T, a < b ? b : a)
UW_THRUST_BINARY(project1st, T, a)
UW_THRUST_BINARY(project2nd, T, b)
UW_THRUST_BINARY(equal_to, bool, a == b)
UW_THRUST_BINARY(not_equal_to, bool, a != b)
UW_THRUST_BINARY(less, bool, a < b)
UW_THRUST_BINARY(less_equal, bool, a <= b)
UW_THRUST_BINARY(greater, bool, a > b)
UW_THRUST_BINARY(greater_equal, bool, a >= b)
UW_THRUST_BINARY(logical_and, bool, a && b)
UW_THRUST_BINARY(logical_or, bool, a || b)
UW_THRUST_UNARY(negate, T, -a)
UW_THRUST_UNARY(square, T, a *a)
UW_THRUST_UNARY(identity, T, a)
UW_THRUST_UNARY(logical_not, bool, !a)

#undef UW_THRUST_BINARY
#undef UW_THRUST_UNARY

/// The contrary of a predicate.
template <typename F> struct unary_negate {
    F predicate;
    UW_THRUST_MEMBER constexpr explicit unary_negate(F f) : predicate(f) {}
    template <typename T> UW_THRUST_MEMBER constexpr bool operator()(T &&a) const { return !predicate(a); }
};
template <typename F> struct binary_negate {
    F predicate;
    UW_THRUST_MEMBER constexpr explicit binary_negate(F f) : predicate(f) {}
    template <typename T, typename U> UW_THRUST_MEMBER constexpr bool operator()(T &&a, U &&b) const {
        return !predicate(a, b);
    }
};
template <typename F> UW_THRUST constexpr unary_negate<F> not1(const F &f) { return unary_negate<F>(f); }
template <typename F> UW_THRUST constexpr binary_negate<F> not2(const F &f) { return binary_negate<F>(f); }
template <typename F> UW_THRUST constexpr unary_negate<F> not_fn(const F &f) { return unary_negate<F>(f); }

/// A function of several arguments as one of a tuple of them.
template <typename F> struct zip_function {
    F function;
    UW_THRUST_MEMBER constexpr explicit zip_function(F f) : function(f) {}
    template <typename... T> UW_THRUST_MEMBER constexpr decltype(auto) operator()(const tuple<T...> &t) const {
        return apply(t, std::index_sequence_for<T...>());
    }
    template <typename T, size_t... I>
    UW_THRUST_MEMBER constexpr decltype(auto) apply(const T &t, std::index_sequence<I...>) const {
        return function(get<I>(t)...);
    }
};
template <typename F> UW_THRUST constexpr zip_function<F> make_zip_function(F f) { return zip_function<F>(f); }

}  // namespace thrust

template <typename... T> struct std::tuple_size<thrust::tuple<T...>> : std::integral_constant<size_t, sizeof...(T)> {};
template <size_t I, typename... T> struct std::tuple_element<I, thrust::tuple<T...>> {
    typedef typename thrust::tuple_element<I, thrust::tuple<T...>>::type type;
};
template <typename A, typename B> struct std::tuple_size<thrust::pair<A, B>> : std::integral_constant<size_t, 2> {};
template <size_t I, typename A, typename B> struct std::tuple_element<I, thrust::pair<A, B>> {
    typedef typename thrust::tuple_element<I, thrust::pair<A, B>>::type type;
};
