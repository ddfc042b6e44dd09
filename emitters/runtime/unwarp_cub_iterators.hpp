// CUB's iterators, and its pairs of arrays. Part of unwarp_cub.hpp; comes with the output of unwarp; free for any use.
#pragma once

#include "unwarp_cub.hpp"

#include <stddef.h>

#include <iostream>  // CUB's has it
#include <iterator>

namespace cub {
namespace detail {
template <typename I> struct value_at { typedef typename I::value_type type; };
template <typename T> struct value_at<T *> { typedef T type; };
template <typename T> struct value_at<const T *> { typedef T type; };
}  // namespace detail

// What iterators have over the place in them that moves: a pointer or a number.
#define UW_CUB_ITERATOR(NAME, PLACE, VALUE, REFERENCE)                                                   \
    typedef VALUE value_type;                                                                            \
    typedef REFERENCE reference;                                                                         \
    typedef VALUE *pointer;                                                                              \
    typedef O difference_type;                                                                           \
    typedef std::random_access_iterator_tag iterator_category;                                           \
    template <typename D> UW_ANYWHERE REFERENCE operator[](D distance) const { return *(*this + distance); } \
    template <typename D> UW_ANYWHERE NAME operator+(D distance) const {                                 \
        NAME moved = *this;                                                                              \
        moved += distance;                                                                               \
        return moved;                                                                                    \
    }                                                                                                    \
    template <typename D> UW_ANYWHERE NAME operator-(D distance) const {                                 \
        NAME moved = *this;                                                                              \
        moved -= distance;                                                                               \
        return moved;                                                                                    \
    }                                                                                                    \
    UW_ANYWHERE O operator-(const NAME &other) const { return static_cast<O>(PLACE - other.PLACE); }     \
    template <typename D> UW_ANYWHERE NAME &operator+=(D distance) {                                     \
        PLACE = PLACE + distance;                                                                        \
        return *this;                                                                                    \
    }                                                                                                    \
    template <typename D> UW_ANYWHERE NAME &operator-=(D distance) {                                     \
        PLACE = PLACE - distance;                                                                        \
        return *this;                                                                                    \
    }                                                                                                    \
    UW_ANYWHERE NAME &operator++() {                                                                     \
        ++PLACE;                                                                                         \
        return *this;                                                                                    \
    }                                                                                                    \
    UW_ANYWHERE NAME operator++(int) {                                                                   \
        NAME before = *this;                                                                             \
        ++PLACE;                                                                                         \
        return before;                                                                                   \
    }                                                                                                    \
    UW_ANYWHERE NAME &operator--() {                                                                     \
        --PLACE;                                                                                         \
        return *this;                                                                                    \
    }                                                                                                    \
    UW_ANYWHERE NAME operator--(int) {                                                                   \
        NAME before = *this;                                                                             \
        --PLACE;                                                                                         \
        return before;                                                                                   \
    }                                                                                                    \
    UW_ANYWHERE bool operator==(const NAME &other) const { return PLACE == other.PLACE; }                \
    UW_ANYWHERE bool operator!=(const NAME &other) const { return !(PLACE == other.PLACE); }             \
    UW_ANYWHERE bool operator<(const NAME &other) const { return PLACE < other.PLACE; }

// What is computed where it is read.
template <typename T, typename O = ptrdiff_t> struct CountingInputIterator {
    T _first;
    UW_ANYWHERE CountingInputIterator(T first) : _first(first) {}
    UW_ANYWHERE T operator*() const { return _first; }
    UW_CUB_ITERATOR(CountingInputIterator, _first, T, T)
};
template <typename T, typename O = ptrdiff_t> struct ConstantInputIterator {
    T _value;
    O _place;
    UW_ANYWHERE ConstantInputIterator(T value, O place = 0) : _value(value), _place(place) {}
    UW_ANYWHERE T operator*() const { return _value; }
    UW_CUB_ITERATOR(ConstantInputIterator, _place, T, T)
};
template <typename T, typename F, typename P, typename O = ptrdiff_t> struct TransformInputIterator {
    P _from;
    F _change;
    UW_ANYWHERE TransformInputIterator(P from, F change) : _from(from), _change(change) {}
    UW_ANYWHERE T operator*() const { return _change(*_from); }
    UW_CUB_ITERATOR(TransformInputIterator, _from, T, T)
};
// Elements with their numbers.
template <typename P, typename O = ptrdiff_t, typename T = typename detail::value_at<P>::type> struct ArgIndexInputIterator {
    typedef KeyValuePair<O, T> _Pair;
    P _from;
    O _place;
    UW_ANYWHERE ArgIndexInputIterator(P from, O place = 0) : _from(from), _place(place) {}
    UW_ANYWHERE _Pair operator*() const { return _Pair(_place, _from[_place]); }
    UW_ANYWHERE void normalize() {
        _from += _place;
        _place = 0;
    }
    UW_CUB_ITERATOR(ArgIndexInputIterator, _place, _Pair, _Pair)
};
template <CacheLoadModifier M, typename T, typename O = ptrdiff_t> struct CacheModifiedInputIterator {
    const T *_from;
    UW_ANYWHERE CacheModifiedInputIterator(const T *from) : _from(from) {}
    UW_ANYWHERE const T &operator*() const { return *_from; }
    UW_CUB_ITERATOR(CacheModifiedInputIterator, _from, T, const T &)
};
template <CacheStoreModifier M, typename T, typename O = ptrdiff_t> struct CacheModifiedOutputIterator {
    T *_to;
    UW_ANYWHERE CacheModifiedOutputIterator(T *to) : _to(to) {}
    UW_ANYWHERE T &operator*() const { return *_to; }
    UW_CUB_ITERATOR(CacheModifiedOutputIterator, _to, T, T &)
};
// Takes what is of no interest.
struct _Nothing {
    template <typename T> UW_ANYWHERE const _Nothing &operator=(const T &) const { return *this; }
};
template <typename O = ptrdiff_t> struct DiscardOutputIterator {
    O _place;
    UW_ANYWHERE DiscardOutputIterator(O place = 0) : _place(place) {}
    UW_ANYWHERE _Nothing operator*() const { return _Nothing(); }
    UW_CUB_ITERATOR(DiscardOutputIterator, _place, void, _Nothing)
};
#undef UW_CUB_ITERATOR

// Two arrays of which one holds what is current.
template <typename T> struct DoubleBuffer {
    T *d_buffers[2];
    int selector;
    UW_ANYWHERE DoubleBuffer() : selector(0) {
        d_buffers[0] = nullptr;
        d_buffers[1] = nullptr;
    }
    UW_ANYWHERE DoubleBuffer(T *current, T *alternate) : selector(0) {
        d_buffers[0] = current;
        d_buffers[1] = alternate;
    }
    UW_ANYWHERE T *Current() const { return d_buffers[selector]; }
    UW_ANYWHERE T *Alternate() const { return d_buffers[selector ^ 1]; }
};

}  // namespace cub
