// Thrust's placeholders: `_1 * 2 + _2` as a function object. Part of unwarp_thrust.hpp; comes with the output of unwarp; free
// for any use.
#pragma once

#include "unwarp_thrust_values.hpp"

namespace thrust {
namespace detail {

/// An expression of placeholders: a function of their values. E has `of(tuple of arguments)`.
template <typename E> struct Lambda {
    E e;
    template <typename... A> UW_THRUST_MEMBER constexpr decltype(auto) operator()(A &&...arguments) const {
        return e.of(tuple<A &...>(arguments...));
    }
    template <typename V> UW_THRUST_MEMBER constexpr auto operator=(const V &value) const;
};

template <int N> struct Argument {
    template <typename... A> UW_THRUST_MEMBER constexpr auto &of(const tuple<A &...> &t) const { return get<N>(t); }
};
template <typename T> struct Constant {
    T value;
    template <typename A> UW_THRUST_MEMBER constexpr T of(const A &) const { return value; }
};

template <typename T> struct as_expression {
    typedef Constant<T> type;
    UW_THRUST_MEMBER static constexpr type make(const T &value) { return {value}; }
};
template <typename E> struct as_expression<Lambda<E>> {
    typedef E type;
    UW_THRUST_MEMBER static constexpr type make(const Lambda<E> &lambda) { return lambda.e; }
};
template <typename T> struct is_lambda : std::false_type {};
template <typename E> struct is_lambda<Lambda<E>> : std::true_type {};
template <typename A, typename B = int>
using if_lambda = std::enable_if_t<is_lambda<std::decay_t<A>>::value || is_lambda<std::decay_t<B>>::value>;

#define UW_THRUST_OPERATOR(NAME, OPERATOR)                                                                          \
    template <typename A, typename B> struct NAME {                                                                 \
        A a;                                                                                                        \
        B b;                                                                                                        \
        template <typename T> UW_THRUST_MEMBER constexpr decltype(auto) of(const T &t) const { return a.of(t) OPERATOR b.of(t); } \
    };                                                                                                              \
    template <typename A, typename B, typename = if_lambda<A, B>>                                                   \
    UW_THRUST constexpr auto operator OPERATOR(const A &a, const B &b) {                                            \
        typedef NAME<typename as_expression<A>::type, typename as_expression<B>::type> Both;                        \
        return Lambda<Both>{Both{as_expression<A>::make(a), as_expression<B>::make(b)}};                            \
    }
UW_THRUST_OPERATOR(Plus, +)
UW_THRUST_OPERATOR(Minus, -)
UW_THRUST_OPERATOR(Times, *)
UW_THRUST_OPERATOR(Divides, /)
UW_THRUST_OPERATOR(Modulus, %)
UW_THRUST_OPERATOR(Equal, ==)
UW_THRUST_OPERATOR(NotEqual, !=)
UW_THRUST_OPERATOR(Less, <)
UW_THRUST_OPERATOR(LessEqual, <=)
UW_THRUST_OPERATOR(Greater, >)
UW_THRUST_OPERATOR(GreaterEqual, >=)
UW_THRUST_OPERATOR(And, &&)
UW_THRUST_OPERATOR(Or, ||)
UW_THRUST_OPERATOR(BitAnd, &)
UW_THRUST_OPERATOR(BitOr, |)
UW_THRUST_OPERATOR(BitXor, ^)
UW_THRUST_OPERATOR(ShiftLeft, <<)
UW_THRUST_OPERATOR(ShiftRight, >>)
UW_THRUST_OPERATOR(PlusAssign, +=)
UW_THRUST_OPERATOR(MinusAssign, -=)
UW_THRUST_OPERATOR(TimesAssign, *=)
UW_THRUST_OPERATOR(DividesAssign, /=)
#undef UW_THRUST_OPERATOR

#define UW_THRUST_OPERATOR(NAME, OPERATOR)                                                                       \
    template <typename A> struct NAME {                                                                          \
        A a;                                                                                                     \
        template <typename T> UW_THRUST_MEMBER constexpr decltype(auto) of(const T &t) const { return OPERATOR a.of(t); } \
    };                                                                                                           \
    template <typename A> UW_THRUST constexpr auto operator OPERATOR(const Lambda<A> &a) { return Lambda<NAME<A>>{NAME<A>{a.e}}; }
UW_THRUST_OPERATOR(Negative, -)
UW_THRUST_OPERATOR(Not, !)
UW_THRUST_OPERATOR(Complement, ~)
#undef UW_THRUST_OPERATOR

template <typename A, typename B> struct Assign {
    A a;
    B b;
    template <typename T> UW_THRUST_MEMBER constexpr decltype(auto) of(const T &t) const { return a.of(t) = b.of(t); }
};
template <typename E> template <typename V> UW_THRUST_MEMBER constexpr auto Lambda<E>::operator=(const V &value) const {
    typedef Assign<E, typename as_expression<V>::type> Both;
    return Lambda<Both>{Both{e, as_expression<V>::make(value)}};
}

}  // namespace detail

namespace placeholders {
inline constexpr detail::Lambda<detail::Argument<0>> _1{};
inline constexpr detail::Lambda<detail::Argument<1>> _2{};
inline constexpr detail::Lambda<detail::Argument<2>> _3{};
inline constexpr detail::Lambda<detail::Argument<3>> _4{};
}  // namespace placeholders
}  // namespace thrust
