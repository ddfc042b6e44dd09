// Thrust's vectors and its memory of the device. Part of unwarp_thrust.hpp; comes with the output of unwarp; free for any use.
#pragma once

#include <initializer_list>

namespace thrust {
namespace detail {

/// The three sorts of memory: how a pointer to it is made, and who gives it.
struct DeviceMemory {
    template <typename T> using pointer = device_ptr<T>;
    template <typename T> using reference = device_reference<T>;
    static void *get(size_t bytes) { return allocate(bytes, false); }
    static void put(void *at) { release(at); }
};
struct UniversalMemory {
    template <typename T> using pointer = universal_ptr<T>;
    template <typename T> using reference = T &;
    static void *get(size_t bytes) { return allocate(bytes, true); }
    static void put(void *at) { release(at); }
};
struct HostMemory {
    template <typename T> using pointer = T *;
    template <typename T> using reference = T &;
    static void *get(size_t bytes) {
        void *at = malloc(bytes);
        if (!at) throw std::bad_alloc();
        return at;
    }
    static void put(void *at) { free(at); }
};

/// A vector in one sort of memory. Its elements are made and destroyed by host code.
template <typename T, typename M> class Vector {
  public:
    typedef T value_type;
    typedef typename M::template pointer<T> pointer;
    typedef typename M::template pointer<const T> const_pointer;
    typedef typename M::template reference<T> reference;
    typedef typename M::template reference<const T> const_reference;
    typedef pointer iterator;
    typedef const_pointer const_iterator;
    typedef thrust::reverse_iterator<pointer> reverse_iterator;
    typedef thrust::reverse_iterator<const_pointer> const_reverse_iterator;
    typedef std::ptrdiff_t difference_type;
    typedef size_t size_type;

    Vector() : at_(nullptr), size_(0), capacity_(0) {}
    explicit Vector(size_t n) : Vector() { resize(n); }
    Vector(size_t n, const T &value) : Vector() { assign(n, value); }
    Vector(const Vector &other) : Vector() { copy_raw(other.at_, other.at_ + other.size_); }
    Vector(Vector &&other) noexcept : Vector() { swap(other); }
    Vector(std::initializer_list<T> values) : Vector() { copy_raw(values.begin(), values.end()); }
    template <typename U, typename N> Vector(const Vector<U, N> &other) : Vector() { *this = other; }
    template <typename U, typename A> Vector(const std::vector<U, A> &other) : Vector() { *this = other; }
    template <typename I, typename = std::enable_if_t<is_iterator<I>::value>> Vector(I first, I last) : Vector() { assign(first, last); }
    ~Vector() {
        shrink(0);
        if (at_) M::put(at_);
    }

    Vector &operator=(const Vector &other) {
        if (this != &other) copy_raw(other.at_, other.at_ + other.size_);
        return *this;
    }
    Vector &operator=(Vector &&other) noexcept {
        swap(other);
        return *this;
    }
    Vector &operator=(std::initializer_list<T> values) {
        copy_raw(values.begin(), values.end());
        return *this;
    }
    template <typename U, typename N> Vector &operator=(const Vector<U, N> &other) {
        const U *from = raw_pointer_cast(other.data());
        copy_raw(from, from + other.size());
        return *this;
    }
    template <typename U, typename A> Vector &operator=(const std::vector<U, A> &other) {
        copy_raw(other.begin(), other.end());
        return *this;
    }

    void assign(size_t n, const T &value) {
        Call call;
        shrink(0);
        reserve(n);
        for (; size_ < n; size_++) new ((void *)(at_ + size_)) T(value);
    }
    template <typename I, typename = std::enable_if_t<is_iterator<I>::value>> void assign(I first, I last) {
        copy_raw(unwrap(first), unwrap(last));
    }
    void resize(size_t n) {
        Call call;
        reserve(n);
        for (; size_ < n; size_++) new ((void *)(at_ + size_)) T();
        shrink(n);
    }
    void resize(size_t n, const T &value) {
        Call call;
        const T kept = value;  // it may be one of these
        reserve(n);
        for (; size_ < n; size_++) new ((void *)(at_ + size_)) T(kept);
        shrink(n);
    }
    void reserve(size_t n) {
        if (n <= capacity_) return;
        Call call;
        T *grown = (T *)M::get(n * sizeof(T));
        for (size_t i = 0; i < size_; i++) {
            new ((void *)(grown + i)) T(static_cast<T &&>(at_[i]));
            at_[i].~T();
        }
        if (at_) M::put(at_);
        at_ = grown;
        capacity_ = n;
    }
    void shrink_to_fit() {
        if (size_ == capacity_) return;
        Vector smaller(*this);
        swap(smaller);
    }
    void clear() { shrink(0); }
    void push_back(const T &value) {
        Call call;
        const T kept = value;
        if (size_ == capacity_) reserve(size_ ? 2 * size_ : 1);
        new ((void *)(at_ + size_)) T(kept);
        size_++;
    }
    template <typename... A> void emplace_back(A &&...arguments) { push_back(T(static_cast<A &&>(arguments)...)); }
    void pop_back() { shrink(size_ - 1); }
    iterator erase(iterator position) { return erase(position, position + 1); }
    iterator erase(iterator first, iterator last) {
        Call call;
        const size_t from = (size_t)(last - begin()), to = (size_t)(first - begin());
        if (from != to) {
            for (size_t i = from; i < size_; i++) at_[to + i - from] = at_[i];
            shrink(size_ - (from - to));
        }
        return first;
    }
    iterator insert(iterator position, const T &value) { return insert(position, (size_t)1, value); }
    iterator insert(iterator position, size_t n, const T &value) {
        const std::vector<T> values(n, value);
        return insert(position, values.begin(), values.end());
    }
    template <typename I, typename = std::enable_if_t<is_iterator<I>::value>> iterator insert(iterator position, I first, I last) {
        const size_t at = (size_t)(position - begin());
        Call call;
        std::vector<T> behind(at_ + at, at_ + size_), values;
        for (auto i = unwrap(first), end = unwrap(last); i != end; ++i) values.push_back(static_cast<T>(*i));
        shrink(at);
        reserve(at + values.size() + behind.size());
        for (const T &value : values) new ((void *)(at_ + size_++)) T(value);
        for (const T &value : behind) new ((void *)(at_ + size_++)) T(value);
        return begin() + (std::ptrdiff_t)at;
    }
    void swap(Vector &other) noexcept {
        std::swap(at_, other.at_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
    }

    size_t size() const { return size_; }
    size_t capacity() const { return capacity_; }
    size_t max_size() const { return (size_t)-1 / sizeof(T); }
    bool empty() const { return size_ == 0; }
    pointer data() { return pointer(at_); }
    const_pointer data() const { return const_pointer(at_); }
    iterator begin() { return pointer(at_); }
    iterator end() { return pointer(at_ + size_); }
    const_iterator begin() const { return const_pointer(at_); }
    const_iterator end() const { return const_pointer(at_ + size_); }
    const_iterator cbegin() const { return begin(); }
    const_iterator cend() const { return end(); }
    reverse_iterator rbegin() { return reverse_iterator(end()); }
    reverse_iterator rend() { return reverse_iterator(begin()); }
    const_reverse_iterator rbegin() const { return const_reverse_iterator(end()); }
    const_reverse_iterator rend() const { return const_reverse_iterator(begin()); }
    const_reverse_iterator crbegin() const { return rbegin(); }
    const_reverse_iterator crend() const { return rend(); }
    reference operator[](size_t i) { return begin()[(std::ptrdiff_t)i]; }
    const_reference operator[](size_t i) const { return begin()[(std::ptrdiff_t)i]; }
    reference front() { return (*this)[0]; }
    const_reference front() const { return (*this)[0]; }
    reference back() { return (*this)[size_ - 1]; }
    const_reference back() const { return (*this)[size_ - 1]; }

  private:
    /// Destroys what stands behind the first elements.
    void shrink(size_t n) {
        if (n >= size_) return;
        if constexpr (!std::is_trivially_destructible<T>::value) {
            Call call;
            for (size_t i = n; i < size_; i++) at_[i].~T();
        }
        size_ = n;
    }
    /// Takes the elements of a range that host code reads.
    template <typename I> void copy_raw(I first, I last) {
        Call call;
        if constexpr (std::is_convertible<typename std::iterator_traits<I>::iterator_category, std::forward_iterator_tag>::value) {
            size_t n = 0;
            for (I i = first; i != last; ++i) n++;
            if (n > capacity_) {
                shrink(0);
                reserve(n);
            }
        }
        size_t n = 0;
        for (; first != last; ++first, n++) {
            if (n < size_) {
                at_[n] = static_cast<T>(*first);
            } else {
                if (size_ == capacity_) reserve(size_ ? 2 * size_ : 1);
                new ((void *)(at_ + size_)) T(static_cast<T>(*first));
                size_++;
            }
        }
        shrink(n);
    }

    T *at_;
    size_t size_, capacity_;
};

template <typename T, typename M, typename U, typename N> bool operator==(const Vector<T, M> &a, const Vector<U, N> &b) {
    Call call;
    const T *x = raw_pointer_cast(a.data());
    const U *y = raw_pointer_cast(b.data());
    bool same = a.size() == b.size();
    for (size_t i = 0; same && i < a.size(); i++) same = x[i] == y[i];
    return same;
}
template <typename T, typename M, typename U, typename N> bool operator!=(const Vector<T, M> &a, const Vector<U, N> &b) {
    return !(a == b);
}
template <typename T, typename M, typename U, typename A> bool operator==(const Vector<T, M> &a, const std::vector<U, A> &b) {
    return a == Vector<U, HostMemory>(b);
}
template <typename T, typename M, typename U, typename A> bool operator==(const std::vector<U, A> &b, const Vector<T, M> &a) {
    return a == Vector<U, HostMemory>(b);
}
template <typename T, typename M, typename U, typename A> bool operator!=(const Vector<T, M> &a, const std::vector<U, A> &b) {
    return !(a == b);
}
template <typename T, typename M> void swap(Vector<T, M> &a, Vector<T, M> &b) { a.swap(b); }

}  // namespace detail

template <typename T> class device_allocator;
#define UW_THRUST_VECTOR(NAME, MEMORY)                                            \
    template <typename T, typename Allocator = void>                              \
    class NAME : public detail::Vector<T, detail::MEMORY> {                       \
      public:                                                                     \
        typedef detail::Vector<T, detail::MEMORY> Base;                           \
        using Base::Base;                                                         \
        NAME() = default;                                                         \
        NAME(const NAME &other) = default;                                        \
        NAME(NAME &&other) = default;                                             \
        NAME(const Base &other) : Base(other) {}                                  \
        NAME &operator=(const NAME &other) = default;                             \
        NAME &operator=(NAME &&other) = default;                                  \
        using Base::operator=;                                                    \
    };
UW_THRUST_VECTOR(device_vector, DeviceMemory)
UW_THRUST_VECTOR(host_vector, HostMemory)
UW_THRUST_VECTOR(universal_vector, UniversalMemory)
#undef UW_THRUST_VECTOR

template <typename T> class device_allocator {
  public:
    typedef T value_type;
    typedef device_ptr<T> pointer;
    pointer allocate(size_t n) { return pointer((T *)detail::allocate(n * sizeof(T), false)); }
    void deallocate(pointer p, size_t) { detail::release(p.get()); }
};
template <typename T> using device_malloc_allocator = device_allocator<T>;

template <typename T> device_ptr<T> device_malloc(size_t n) { return device_ptr<T>((T *)detail::allocate(n * sizeof(T), false)); }
inline device_ptr<void> device_malloc(size_t bytes) { return device_ptr<void>(detail::allocate(bytes, false)); }
template <typename T> void device_free(device_ptr<T> p) { detail::release(p.get()); }
template <typename T> device_ptr<T> device_new(size_t n = 1) {
    device_ptr<T> made = device_malloc<T>(n);
    for (size_t i = 0; i < n; i++) new ((void *)(made.get() + i)) T();
    return made;
}
template <typename T> device_ptr<T> device_new(device_ptr<void> at, const T &value, size_t n = 1) {
    detail::wait();
    for (size_t i = 0; i < n; i++) new ((void *)((T *)at.get() + i)) T(value);
    return device_ptr<T>((T *)at.get());
}
template <typename T> device_ptr<T> device_new(device_ptr<void> at, size_t n = 1) { return device_new<T>(at, T(), n); }
template <typename T> void device_delete(device_ptr<T> p, size_t n = 1) {
    detail::wait();
    for (size_t i = 0; i < n; i++) p.get()[i].~T();
    device_free(p);
}
template <typename T> device_ptr<T> malloc(const detail::Policy<detail::on_device> &, size_t n) { return device_malloc<T>(n); }
template <typename T> void free(const detail::Policy<detail::on_device> &, T p) { detail::release((void *)raw_pointer_cast(p)); }
template <typename T> T *malloc(const detail::Policy<detail::on_host> &, size_t n) { return (T *)::malloc(n * sizeof(T)); }
template <typename T> void free(const detail::Policy<detail::on_host> &, T *p) { ::free((void *)p); }

}  // namespace thrust
