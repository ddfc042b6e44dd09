// Thrust's execution policies, pointers to device memory and fancy iterators. Part of unwarp_thrust.hpp; comes with the output
// of unwarp; free for any use.
//
// A function gets iterators over raw pointers (`unwrap`), whose references are those of the language; what it returns is
// turned back (`wrap`).
#pragma once

#include "unwarp_thrust_values.hpp"

#include <iterator>
#include <ostream>

namespace thrust {

typedef std::random_access_iterator_tag random_access_traversal_tag;
struct use_default {};  // what a parameter of an iterator is by default
struct host_system_tag {};
struct device_system_tag {};
template <typename I> using iterator_traits = std::iterator_traits<I>;
template <typename I> struct iterator_value { typedef typename std::iterator_traits<I>::value_type type; };
template <typename I> struct iterator_reference { typedef typename std::iterator_traits<I>::reference type; };
template <typename I> struct iterator_pointer { typedef typename std::iterator_traits<I>::pointer type; };
template <typename I> struct iterator_difference { typedef typename std::iterator_traits<I>::difference_type type; };
template <typename I> using iterator_value_t = typename iterator_value<I>::type;
template <typename I> using iterator_reference_t = typename iterator_reference<I>::type;
template <typename I> using iterator_difference_t = typename iterator_difference<I>::type;

namespace detail {

enum Place { anywhere, on_host, on_device };

/// Where functions of one policy run.
template <Place where> struct Policy {
    static constexpr Place place = where;
    template <typename A> UW_THRUST_MEMBER const Policy &operator()(const A &) const { return *this; }  // an allocator
    template <typename S> UW_THRUST_MEMBER const Policy &on(S) const { return *this; }  // all streams are waited for
};
template <typename T> struct is_policy : std::false_type {};
template <Place where> struct is_policy<Policy<where>> : std::true_type {};

/// Where the elements of an iterator live.
template <typename I, typename = void> struct place_of { static constexpr Place place = anywhere; };
template <typename I> struct place_of<I, std::void_t<typename I::uw_place>> { static constexpr Place place = I::uw_place::place; };
template <typename T> struct place_of<T *> { static constexpr Place place = on_host; };
template <typename... I> constexpr Place common_place() {
    return (false || ... || (place_of<I>::place == on_device)) ? on_device
         : (false || ... || (place_of<I>::place == on_host)) ? on_host
                                                             : anywhere;
}

template <typename T, typename = void> struct is_iterator : std::is_pointer<T> {};
template <typename T> struct is_iterator<T, std::void_t<typename T::iterator_category>> : std::true_type {};

/// What all iterators of ours have, over three functions: at(), move(n) and less(other), how far another stands before it.
template <typename Self, typename Value, typename Reference, typename Pointer = void> struct Iterator {
    typedef std::random_access_iterator_tag iterator_category;
    typedef Value value_type;
    typedef Reference reference;
    typedef Pointer pointer;
    typedef std::ptrdiff_t difference_type;

    UW_THRUST_MEMBER constexpr Reference operator*() const { return self().at(); }
    UW_THRUST_MEMBER constexpr Reference operator[](difference_type n) const { return (self() + n).at(); }
    UW_THRUST_MEMBER constexpr Self &operator++() { return *this += 1; }
    UW_THRUST_MEMBER constexpr Self &operator--() { return *this += -1; }
    UW_THRUST_MEMBER constexpr Self operator++(int) {
        Self before = self();
        *this += 1;
        return before;
    }
    UW_THRUST_MEMBER constexpr Self operator--(int) {
        Self before = self();
        *this += -1;
        return before;
    }
    UW_THRUST_MEMBER constexpr Self &operator+=(difference_type n) {
        Self &me = static_cast<Self &>(*this);
        me.move(n);
        return me;
    }
    UW_THRUST_MEMBER constexpr Self &operator-=(difference_type n) { return *this += -n; }
    UW_THRUST_MEMBER constexpr const Self &self() const { return static_cast<const Self &>(*this); }

    friend UW_THRUST_MEMBER constexpr Self operator+(Self i, difference_type n) { return i += n; }
    friend UW_THRUST_MEMBER constexpr Self operator+(difference_type n, Self i) { return i += n; }
    friend UW_THRUST_MEMBER constexpr Self operator-(Self i, difference_type n) { return i += -n; }
    friend UW_THRUST_MEMBER constexpr difference_type operator-(const Self &a, const Self &b) { return a.from(b); }
    friend UW_THRUST_MEMBER constexpr bool operator==(const Self &a, const Self &b) { return a.from(b) == 0; }
    friend UW_THRUST_MEMBER constexpr bool operator!=(const Self &a, const Self &b) { return a.from(b) != 0; }
    friend UW_THRUST_MEMBER constexpr bool operator<(const Self &a, const Self &b) { return a.from(b) < 0; }
    friend UW_THRUST_MEMBER constexpr bool operator>(const Self &a, const Self &b) { return a.from(b) > 0; }
    friend UW_THRUST_MEMBER constexpr bool operator<=(const Self &a, const Self &b) { return a.from(b) <= 0; }
    friend UW_THRUST_MEMBER constexpr bool operator>=(const Self &a, const Self &b) { return a.from(b) >= 0; }
};

/// How deep this thread is in functions of Thrust, in which all work of the device is done.
inline int &depth() {
    static thread_local int levels = 0;
    return levels;
}

/// Waits until the device's work is done, so that host code sees its memory.
UW_THRUST void wait() {
#if defined(__HIP__)
#ifndef __HIP_DEVICE_COMPILE__
    (void)hipDeviceSynchronize();
#endif
#elif !defined(__CUDACC__) && !defined(__SYCL_DEVICE_ONLY__)
    if (!depth()) unwarp::synchronize_device();
#endif
}

/// Device memory inside a function of Thrust.
template <typename T> class raw_ptr : public Iterator<raw_ptr<T>, std::remove_cv_t<T>, T &, T *> {
  public:
    typedef Policy<on_device> uw_place;
    UW_THRUST_MEMBER constexpr raw_ptr() : at_(nullptr) {}
    UW_THRUST_MEMBER constexpr explicit raw_ptr(T *p) : at_(p) {}
    UW_THRUST_MEMBER constexpr T *get() const { return at_; }
    UW_THRUST_MEMBER constexpr T &at() const { return *at_; }
    UW_THRUST_MEMBER constexpr T *operator->() const { return at_; }
    UW_THRUST_MEMBER constexpr T &operator[](std::ptrdiff_t n) const { return at_[n]; }
    UW_THRUST_MEMBER constexpr void move(std::ptrdiff_t n) { at_ += n; }
    UW_THRUST_MEMBER constexpr std::ptrdiff_t from(const raw_ptr &other) const { return at_ - other.at_; }

  private:
    T *at_;
};

}  // namespace detail

typedef detail::Policy<detail::on_host> host_execution_policy_type;
typedef detail::Policy<detail::on_device> device_execution_policy_type;
inline constexpr detail::Policy<detail::on_host> host{};
inline constexpr detail::Policy<detail::on_device> device{};
inline constexpr detail::Policy<detail::on_host> seq{};
namespace cuda {
inline constexpr detail::Policy<detail::on_device> par{}, par_nosync{};
}
namespace hip {
inline constexpr detail::Policy<detail::on_device> par{}, par_nosync{};
}
namespace omp {
inline constexpr detail::Policy<detail::on_host> par{};
}
namespace system {
namespace cuda = thrust::cuda;
namespace omp = thrust::omp;
}  // namespace system

// ---------------------------------------------------------------------------------------- device memory

template <typename T> class device_ptr;

/// An element of device memory, read and written by host code.
template <typename T> class device_reference {
  public:
    typedef std::remove_cv_t<T> value_type;
    typedef device_ptr<T> pointer;
    UW_THRUST_MEMBER explicit device_reference(T *p) : at_(p) {}
    UW_THRUST_MEMBER explicit device_reference(const device_ptr<T> &p);
    template <typename U> UW_THRUST_MEMBER device_reference(const device_reference<U> &other) : at_((&other).get()) {}
    UW_THRUST_MEMBER device_reference(const device_reference &other) = default;
    UW_THRUST_MEMBER device_ptr<T> operator&() const;
    UW_THRUST_MEMBER operator value_type() const {
        detail::wait();
        return *at_;
    }
    UW_THRUST_MEMBER const device_reference &operator=(const value_type &value) const {
        detail::wait();
        *at_ = value;
        return *this;
    }
    UW_THRUST_MEMBER const device_reference &operator=(const device_reference &other) const {
        return *this = (value_type)other;
    }
    template <typename U> UW_THRUST_MEMBER const device_reference &operator=(const device_reference<U> &other) const {
        return *this = (value_type)(U)other;
    }
#define UW_THRUST_ASSIGN(OPERATOR)                                                                     \
    template <typename U> UW_THRUST_MEMBER const device_reference &operator OPERATOR(const U &value) const { \
        detail::wait();                                                                                \
        *at_ OPERATOR value;                                                                           \
        return *this;                                                                                  \
    }
    UW_THRUST_ASSIGN(+=)
    UW_THRUST_ASSIGN(-=)
    UW_THRUST_ASSIGN(*=)
    UW_THRUST_ASSIGN(/=)
    UW_THRUST_ASSIGN(%=)
    UW_THRUST_ASSIGN(&=)
    UW_THRUST_ASSIGN(|=)
    UW_THRUST_ASSIGN(^=)
    UW_THRUST_ASSIGN(<<=)
    UW_THRUST_ASSIGN(>>=)
#undef UW_THRUST_ASSIGN
    UW_THRUST_MEMBER const device_reference &operator++() const { return *this += 1; }
    UW_THRUST_MEMBER const device_reference &operator--() const { return *this -= 1; }
    UW_THRUST_MEMBER value_type operator++(int) const {
        value_type before = *this;
        *this += 1;
        return before;
    }
    UW_THRUST_MEMBER value_type operator--(int) const {
        value_type before = *this;
        *this -= 1;
        return before;
    }
    friend UW_THRUST_MEMBER void swap(const device_reference &a, const device_reference &b) {
        value_type kept = a;
        a = (value_type)b;
        b = kept;
    }

  private:
    T *at_;
};
#define UW_THRUST_COMPARE(OPERATOR)                                                                           \
    template <typename T, typename U>                                                                         \
    UW_THRUST bool operator OPERATOR(const device_reference<T> &a, const device_reference<U> &b) {             \
        return (std::remove_cv_t<T>)a OPERATOR(std::remove_cv_t<U>) b;                                         \
    }
UW_THRUST_COMPARE(==)
UW_THRUST_COMPARE(!=)
UW_THRUST_COMPARE(<)
UW_THRUST_COMPARE(>)
UW_THRUST_COMPARE(<=)
UW_THRUST_COMPARE(>=)
#undef UW_THRUST_COMPARE
template <typename T> std::ostream &operator<<(std::ostream &out, const device_reference<T> &r) {
    return out << (std::remove_cv_t<T>)r;
}

/// A pointer to device memory.
template <typename T>
class device_ptr : public detail::Iterator<device_ptr<T>, std::remove_cv_t<T>, device_reference<T>, device_ptr<T>> {
  public:
    typedef detail::Policy<detail::on_device> uw_place;
    typedef T element_type;
    typedef T *raw_pointer;
    UW_THRUST_MEMBER constexpr device_ptr() : at_(nullptr) {}
    UW_THRUST_MEMBER constexpr device_ptr(std::nullptr_t) : at_(nullptr) {}
    UW_THRUST_MEMBER constexpr explicit device_ptr(T *p) : at_(p) {}
    template <typename U, typename = std::enable_if_t<std::is_convertible<U *, T *>::value>>
    UW_THRUST_MEMBER constexpr device_ptr(const device_ptr<U> &other) : at_(other.get()) {}
    template <typename U, typename = std::enable_if_t<std::is_void<U>::value>, typename = void>
    UW_THRUST_MEMBER constexpr explicit device_ptr(const device_ptr<U> &other) : at_((T *)other.get()) {}
    UW_THRUST_MEMBER constexpr T *get() const { return at_; }
    UW_THRUST_MEMBER constexpr device_ptr base() const { return *this; }
    UW_THRUST_MEMBER device_reference<T> at() const { return device_reference<T>(at_); }
    UW_THRUST_MEMBER constexpr void move(std::ptrdiff_t n) { at_ += n; }
    UW_THRUST_MEMBER constexpr std::ptrdiff_t from(const device_ptr &other) const { return at_ - other.at_; }
    UW_THRUST_MEMBER constexpr explicit operator bool() const { return at_ != nullptr; }

  private:
    T *at_;
};
template <> class device_ptr<void> {
  public:
    UW_THRUST_MEMBER constexpr device_ptr() : at_(nullptr) {}
    UW_THRUST_MEMBER constexpr explicit device_ptr(void *p) : at_(p) {}
    template <typename U> UW_THRUST_MEMBER constexpr device_ptr(const device_ptr<U> &other) : at_(other.get()) {}
    UW_THRUST_MEMBER constexpr void *get() const { return at_; }

  private:
    void *at_;
};
template <typename T> UW_THRUST bool operator==(const device_ptr<T> &p, std::nullptr_t) { return p.get() == nullptr; }
template <typename T> UW_THRUST bool operator!=(const device_ptr<T> &p, std::nullptr_t) { return p.get() != nullptr; }
template <typename T> UW_THRUST device_reference<T>::device_reference(const device_ptr<T> &p) : at_(p.get()) {}
template <typename T> UW_THRUST device_ptr<T> device_reference<T>::operator&() const { return device_ptr<T>(at_); }

/// Memory of the host and the device alike.
template <typename T> class universal_ptr : public detail::Iterator<universal_ptr<T>, std::remove_cv_t<T>, T &, universal_ptr<T>> {
  public:
    typedef detail::Policy<detail::on_device> uw_place;
    typedef T element_type;
    typedef T *raw_pointer;
    UW_THRUST_MEMBER constexpr universal_ptr() : at_(nullptr) {}
    UW_THRUST_MEMBER constexpr universal_ptr(T *p) : at_(p) {}
    template <typename U, typename = std::enable_if_t<std::is_convertible<U *, T *>::value>>
    UW_THRUST_MEMBER constexpr universal_ptr(const universal_ptr<U> &other) : at_(other.get()) {}
    UW_THRUST_MEMBER constexpr T *get() const { return at_; }
    UW_THRUST_MEMBER constexpr T &at() const { return *at_; }
    UW_THRUST_MEMBER constexpr T *operator->() const { return at_; }
    UW_THRUST_MEMBER constexpr void move(std::ptrdiff_t n) { at_ += n; }
    UW_THRUST_MEMBER constexpr std::ptrdiff_t from(const universal_ptr &other) const { return at_ - other.at_; }
    UW_THRUST_MEMBER constexpr explicit operator bool() const { return at_ != nullptr; }

  private:
    T *at_;
};

template <typename T> UW_THRUST constexpr device_ptr<T> device_pointer_cast(T *p) { return device_ptr<T>(p); }
template <typename T> UW_THRUST constexpr device_ptr<T> device_pointer_cast(const device_ptr<T> &p) { return p; }
template <typename T> UW_THRUST constexpr T *raw_pointer_cast(T *p) { return p; }
template <typename T> UW_THRUST constexpr T *raw_pointer_cast(const device_ptr<T> &p) { return p.get(); }
template <typename T> UW_THRUST constexpr T *raw_pointer_cast(const universal_ptr<T> &p) { return p.get(); }
template <typename T> UW_THRUST constexpr T *raw_pointer_cast(const detail::raw_ptr<T> &p) { return p.get(); }
template <typename T> UW_THRUST T &raw_reference_cast(T &r) { return r; }
template <typename T> UW_THRUST T &raw_reference_cast(const device_reference<T> &r) { return *(&r).get(); }
template <typename T> UW_THRUST T &raw_reference_cast(device_reference<T> &r) { return *(&r).get(); }

// ---------------------------------------------------------------------------------------- fancy iterators

/// Equal numbers of steps make equal elements.
template <typename T, typename... Unused>
class counting_iterator : public detail::Iterator<counting_iterator<T>, T, T, const T *> {
  public:
    UW_THRUST_MEMBER constexpr counting_iterator() : value_() {}
    UW_THRUST_MEMBER constexpr explicit counting_iterator(T value) : value_(value) {}
    UW_THRUST_MEMBER constexpr T base() const { return value_; }
    UW_THRUST_MEMBER constexpr T at() const { return value_; }
    UW_THRUST_MEMBER constexpr void move(std::ptrdiff_t n) { value_ = static_cast<T>(value_ + n); }
    UW_THRUST_MEMBER constexpr std::ptrdiff_t from(const counting_iterator &other) const {
        if constexpr (std::is_integral<T>::value) return (std::ptrdiff_t)value_ - (std::ptrdiff_t)other.value_;
        else return (std::ptrdiff_t)(value_ - other.value_);
    }

  private:
    T value_;
};
template <typename T> UW_THRUST constexpr counting_iterator<T> make_counting_iterator(T value) {
    return counting_iterator<T>(value);
}

template <typename T, typename... Unused>
class constant_iterator : public detail::Iterator<constant_iterator<T>, T, T, const T *> {
  public:
    UW_THRUST_MEMBER constexpr constant_iterator() : value_(), index_(0) {}
    template <typename N = std::ptrdiff_t>
    UW_THRUST_MEMBER constexpr explicit constant_iterator(T value, N index = 0) : value_(value), index_((std::ptrdiff_t)index) {}
    UW_THRUST_MEMBER constexpr T value() const { return value_; }
    UW_THRUST_MEMBER constexpr T at() const { return value_; }
    UW_THRUST_MEMBER constexpr void move(std::ptrdiff_t n) { index_ += n; }
    UW_THRUST_MEMBER constexpr std::ptrdiff_t from(const constant_iterator &other) const { return index_ - other.index_; }

  private:
    T value_;
    std::ptrdiff_t index_;
};
template <typename T, typename N = std::ptrdiff_t>
UW_THRUST constexpr constant_iterator<T> make_constant_iterator(T value, N index = 0) {
    return constant_iterator<T>(value, index);
}

/// Takes everything and keeps nothing.
template <typename... Unused> class discard_iterator;
namespace detail {
struct Nothing {
    template <typename T> UW_THRUST_MEMBER const Nothing &operator=(const T &) const { return *this; }
};
}  // namespace detail
template <typename... Unused>
class discard_iterator : public detail::Iterator<discard_iterator<Unused...>, detail::Nothing, detail::Nothing> {
  public:
    template <typename N = std::ptrdiff_t>
    UW_THRUST_MEMBER constexpr explicit discard_iterator(N index = 0) : index_((std::ptrdiff_t)index) {}
    UW_THRUST_MEMBER constexpr detail::Nothing at() const { return {}; }
    UW_THRUST_MEMBER constexpr void move(std::ptrdiff_t n) { index_ += n; }
    UW_THRUST_MEMBER constexpr std::ptrdiff_t from(const discard_iterator &other) const { return index_ - other.index_; }

  private:
    std::ptrdiff_t index_;
};
template <typename N = std::ptrdiff_t> UW_THRUST constexpr discard_iterator<> make_discard_iterator(N index = 0) {
    return discard_iterator<>(index);
}

namespace detail {
template <typename F, typename I>
using result_at = std::decay_t<decltype(std::declval<const F &>()(*std::declval<const I &>()))>;
}

/// A function of the elements of another iterator.
template <typename F, typename I, typename Reference = void, typename Value = void>
class transform_iterator
    : public detail::Iterator<transform_iterator<F, I, Reference, Value>, std::decay_t<detail::result_at<F, I>>, detail::result_at<F, I>> {
  public:
    typedef detail::Policy<detail::place_of<I>::place> uw_place;
    transform_iterator() = default;
    UW_THRUST_MEMBER constexpr transform_iterator(const I &i, F f) : i_(i), f_(f) {}
    UW_THRUST_MEMBER constexpr explicit transform_iterator(const I &i) : i_(i), f_() {}
    UW_THRUST_MEMBER constexpr I base() const { return i_; }
    UW_THRUST_MEMBER constexpr F functor() const { return f_; }
    UW_THRUST_MEMBER constexpr detail::result_at<F, I> at() const { return f_(*i_); }
    UW_THRUST_MEMBER constexpr void move(std::ptrdiff_t n) { i_ += n; }
    UW_THRUST_MEMBER constexpr std::ptrdiff_t from(const transform_iterator &other) const { return i_ - other.i_; }

  private:
    I i_;
    F f_;
};
template <typename F, typename I> UW_THRUST constexpr transform_iterator<F, I> make_transform_iterator(I i, F f) {
    return transform_iterator<F, I>(i, f);
}

namespace detail {
/// What is written to it goes through a function.
template <typename F, typename I> struct Output {
    F f;
    I i;
    template <typename T> UW_THRUST_MEMBER const Output &operator=(const T &value) const {
        *i = f(value);
        return *this;
    }
};
}  // namespace detail
template <typename F, typename I>
class transform_output_iterator
    : public detail::Iterator<transform_output_iterator<F, I>, typename std::iterator_traits<I>::value_type, detail::Output<F, I>> {
  public:
    typedef detail::Policy<detail::place_of<I>::place> uw_place;
    UW_THRUST_MEMBER constexpr transform_output_iterator(const I &i, F f) : i_(i), f_(f) {}
    UW_THRUST_MEMBER constexpr I base() const { return i_; }
    UW_THRUST_MEMBER constexpr F functor() const { return f_; }
    UW_THRUST_MEMBER constexpr detail::Output<F, I> at() const { return {f_, i_}; }
    UW_THRUST_MEMBER constexpr void move(std::ptrdiff_t n) { i_ += n; }
    UW_THRUST_MEMBER constexpr std::ptrdiff_t from(const transform_output_iterator &other) const { return i_ - other.i_; }

  private:
    I i_;
    F f_;
};
template <typename F, typename I>
UW_THRUST constexpr transform_output_iterator<F, I> make_transform_output_iterator(I i, F f) {
    return transform_output_iterator<F, I>(i, f);
}

/// The elements of one iterator in the order of the indices of another.
template <typename E, typename M>
class permutation_iterator : public detail::Iterator<permutation_iterator<E, M>, typename std::iterator_traits<E>::value_type,
                                                     typename std::iterator_traits<E>::reference> {
  public:
    typedef detail::Policy<detail::common_place<E, M>()> uw_place;
    UW_THRUST_MEMBER constexpr permutation_iterator(E elements, M map) : e_(elements), m_(map) {}
    UW_THRUST_MEMBER constexpr E elements() const { return e_; }
    UW_THRUST_MEMBER constexpr M base() const { return m_; }
    UW_THRUST_MEMBER constexpr typename std::iterator_traits<E>::reference at() const {
        return e_[static_cast<std::ptrdiff_t>(static_cast<typename std::iterator_traits<M>::value_type>(*m_))];
    }
    UW_THRUST_MEMBER constexpr void move(std::ptrdiff_t n) { m_ += n; }
    UW_THRUST_MEMBER constexpr std::ptrdiff_t from(const permutation_iterator &other) const { return m_ - other.m_; }

  private:
    E e_;
    M m_;
};
template <typename E, typename M> UW_THRUST constexpr permutation_iterator<E, M> make_permutation_iterator(E e, M m) {
    return permutation_iterator<E, M>(e, m);
}

template <typename I>
class reverse_iterator : public detail::Iterator<reverse_iterator<I>, typename std::iterator_traits<I>::value_type,
                                                 typename std::iterator_traits<I>::reference> {
  public:
    typedef detail::Policy<detail::place_of<I>::place> uw_place;
    UW_THRUST_MEMBER constexpr explicit reverse_iterator(I end) : end_(end) {}
    UW_THRUST_MEMBER constexpr I base() const { return end_; }
    UW_THRUST_MEMBER constexpr typename std::iterator_traits<I>::reference at() const { return *(end_ - 1); }
    UW_THRUST_MEMBER constexpr void move(std::ptrdiff_t n) { end_ += -n; }
    UW_THRUST_MEMBER constexpr std::ptrdiff_t from(const reverse_iterator &other) const { return other.end_ - end_; }

  private:
    I end_;
};
template <typename I> UW_THRUST constexpr reverse_iterator<I> make_reverse_iterator(I end) { return reverse_iterator<I>(end); }

/// Several iterators as one, whose elements are tuples.
template <typename T> class zip_iterator;
template <typename... I>
class zip_iterator<tuple<I...>>
    : public detail::Iterator<zip_iterator<tuple<I...>>, tuple<typename std::iterator_traits<I>::value_type...>,
                              tuple<typename std::iterator_traits<I>::reference...>> {
    typedef tuple<typename std::iterator_traits<I>::reference...> References;

  public:
    typedef detail::Policy<detail::common_place<I...>()> uw_place;
    typedef tuple<I...> iterator_tuple;
    zip_iterator() = default;
    UW_THRUST_MEMBER constexpr zip_iterator(const tuple<I...> &t) : all_(t) {}
    template <typename... J> UW_THRUST_MEMBER constexpr zip_iterator(const zip_iterator<tuple<J...>> &z) : all_(z.get_iterator_tuple()) {}
    UW_THRUST_MEMBER constexpr const tuple<I...> &get_iterator_tuple() const { return all_; }
    UW_THRUST_MEMBER constexpr References at() const { return values(std::index_sequence_for<I...>()); }
    UW_THRUST_MEMBER constexpr void move(std::ptrdiff_t n) { steps(n, std::index_sequence_for<I...>()); }
    UW_THRUST_MEMBER constexpr std::ptrdiff_t from(const zip_iterator &other) const { return get<0>(all_) - get<0>(other.all_); }

  private:
    template <size_t... N> UW_THRUST_MEMBER constexpr References values(std::index_sequence<N...>) const {
        return References(*get<N>(all_)...);
    }
    template <size_t... N> UW_THRUST_MEMBER constexpr void steps(std::ptrdiff_t n, std::index_sequence<N...>) {
        ((void)(get<N>(all_) += n), ...);
    }
    tuple<I...> all_;
};
template <typename... I> UW_THRUST constexpr zip_iterator<tuple<I...>> make_zip_iterator(const tuple<I...> &t) {
    return zip_iterator<tuple<I...>>(t);
}
template <typename I, typename... J, typename = std::enable_if_t<detail::is_iterator<I>::value>>
UW_THRUST constexpr zip_iterator<tuple<I, J...>> make_zip_iterator(I first, J... rest) {
    return zip_iterator<tuple<I, J...>>(tuple<I, J...>(first, rest...));
}

template <typename I, typename N> UW_THRUST void advance(I &i, N n) { i += (std::ptrdiff_t)n; }
template <typename I> UW_THRUST std::ptrdiff_t distance(I first, I last) {
    std::ptrdiff_t n = 0;
    if constexpr (std::is_convertible<typename std::iterator_traits<I>::iterator_category, std::random_access_iterator_tag>::value) {
        n = last - first;
    } else {
        for (; first != last; ++first) n++;
    }
    return n;
}
template <typename I> UW_THRUST I next(I i, std::ptrdiff_t n = 1) { return i + n; }
template <typename I> UW_THRUST I prev(I i, std::ptrdiff_t n = 1) { return i - n; }

// ---------------------------------------------------------------------------------------- raw and typed

namespace detail {

template <typename T> UW_THRUST constexpr T unwrap(const T &value) { return value; }
template <typename T> UW_THRUST constexpr raw_ptr<T> unwrap(const device_ptr<T> &p) { return raw_ptr<T>(p.get()); }
template <typename... I> UW_THRUST constexpr auto unwrap(const zip_iterator<tuple<I...>> &z);
template <typename F, typename I, typename R, typename V>
UW_THRUST constexpr auto unwrap(const transform_iterator<F, I, R, V> &t);
template <typename F, typename I> UW_THRUST constexpr auto unwrap(const transform_output_iterator<F, I> &t);
template <typename E, typename M> UW_THRUST constexpr auto unwrap(const permutation_iterator<E, M> &p);
template <typename I> UW_THRUST constexpr auto unwrap(const reverse_iterator<I> &r);

template <typename T> UW_THRUST constexpr T wrap(const T &value) { return value; }
template <typename T> UW_THRUST constexpr device_ptr<T> wrap(const raw_ptr<T> &p) { return device_ptr<T>(p.get()); }
template <typename... I> UW_THRUST constexpr auto wrap(const zip_iterator<tuple<I...>> &z);
template <typename F, typename I, typename R, typename V>
UW_THRUST constexpr auto wrap(const transform_iterator<F, I, R, V> &t);
template <typename F, typename I> UW_THRUST constexpr auto wrap(const transform_output_iterator<F, I> &t);
template <typename E, typename M> UW_THRUST constexpr auto wrap(const permutation_iterator<E, M> &p);
template <typename I> UW_THRUST constexpr auto wrap(const reverse_iterator<I> &r);
template <typename A, typename B> UW_THRUST constexpr auto wrap(const pair<A, B> &p);

#define UW_THRUST_CONVERSION(NAME)                                                                                     \
    template <typename... I, size_t... N>                                                                              \
    UW_THRUST constexpr auto NAME##_all(const tuple<I...> &t, std::index_sequence<N...>) {                             \
        return make_zip_iterator(tuple<decltype(NAME(std::declval<const I &>()))...>(NAME(get<N>(t))...));             \
    }                                                                                                                  \
    template <typename... I> UW_THRUST constexpr auto NAME(const zip_iterator<tuple<I...>> &z) {                       \
        return NAME##_all(z.get_iterator_tuple(), std::index_sequence_for<I...>());                                    \
    }                                                                                                                  \
    template <typename F, typename I, typename R, typename V>                                                          \
    UW_THRUST constexpr auto NAME(const transform_iterator<F, I, R, V> &t) {                                           \
        return transform_iterator<F, decltype(NAME(t.base())), R, V>(NAME(t.base()), t.functor());                     \
    }                                                                                                                  \
    template <typename F, typename I> UW_THRUST constexpr auto NAME(const transform_output_iterator<F, I> &t) {        \
        return make_transform_output_iterator(NAME(t.base()), t.functor());                                            \
    }                                                                                                                  \
    template <typename E, typename M> UW_THRUST constexpr auto NAME(const permutation_iterator<E, M> &p) {             \
        return make_permutation_iterator(NAME(p.elements()), NAME(p.base()));                                          \
    }                                                                                                                  \
    template <typename I> UW_THRUST constexpr auto NAME(const reverse_iterator<I> &r) {                                \
        return make_reverse_iterator(NAME(r.base()));                                                                  \
    }
UW_THRUST_CONVERSION(unwrap)
UW_THRUST_CONVERSION(wrap)
#undef UW_THRUST_CONVERSION

template <typename A, typename B> UW_THRUST constexpr auto wrap(const pair<A, B> &p) {
    return pair<decltype(wrap(p.first)), decltype(wrap(p.second))>(wrap(p.first), wrap(p.second));
}

}  // namespace detail
}  // namespace thrust
