// Thrust's complex numbers, on the host and in device code. Part of unwarp_thrust.hpp; comes with the output of unwarp; free for
// any use. unwarp reads this header too, where a program includes Thrust's.
#pragma once

#include "unwarp_thrust_values.hpp"

#include <math.h>

#if !defined(UW_THRUST_IN_DEVICE_CODE_ONLY)
#include <complex>
#include <istream>
#include <ostream>
#endif

namespace thrust {

template <typename T> struct alignas(2 * sizeof(T)) complex {
    typedef T value_type;
    T re, im;
    UW_THRUST_MEMBER constexpr complex() : re(0), im(0) {}
    UW_THRUST_MEMBER constexpr complex(const T &r) : re(r), im(0) {}
    UW_THRUST_MEMBER constexpr complex(const T &r, const T &i) : re(r), im(i) {}
    template <typename U> UW_THRUST_MEMBER constexpr complex(const complex<U> &z) : re((T)z.real()), im((T)z.imag()) {}
#if !defined(UW_THRUST_IN_DEVICE_CODE_ONLY)
    template <typename U> complex(const std::complex<U> &z) : re((T)z.real()), im((T)z.imag()) {}
    operator std::complex<T>() const { return std::complex<T>(re, im); }
#endif
    UW_THRUST_MEMBER constexpr T real() const { return re; }
    UW_THRUST_MEMBER constexpr T imag() const { return im; }
    UW_THRUST_MEMBER void real(T r) { re = r; }
    UW_THRUST_MEMBER void imag(T i) { im = i; }
    UW_THRUST_MEMBER complex &operator+=(const complex &z) { return *this = complex(re + z.re, im + z.im); }
    UW_THRUST_MEMBER complex &operator-=(const complex &z) { return *this = complex(re - z.re, im - z.im); }
    UW_THRUST_MEMBER complex &operator*=(const complex &z) {
        return *this = complex(re * z.re - im * z.im, re * z.im + im * z.re);
    }
    UW_THRUST_MEMBER complex &operator/=(const complex &z) { return *this = quotient(*this, z); }
    UW_THRUST_MEMBER complex &operator+=(const T &r) { return *this = complex(re + r, im); }
    UW_THRUST_MEMBER complex &operator-=(const T &r) { return *this = complex(re - r, im); }
    UW_THRUST_MEMBER complex &operator*=(const T &r) { return *this = complex(re * r, im * r); }
    UW_THRUST_MEMBER complex &operator/=(const T &r) { return *this = complex(re / r, im / r); }

    /// A quotient whose parts are scaled first, so that squares do not overflow.
    UW_THRUST_MEMBER static complex quotient(const complex &a, const complex &b) {
        T s = (b.re < 0 ? -b.re : b.re) + (b.im < 0 ? -b.im : b.im);
        T one_over = T(1) / s;
        T ar = a.re * one_over, ai = a.im * one_over, br = b.re * one_over, bi = b.im * one_over;
        T divisor = br * br + bi * bi;
        return complex((ar * br + ai * bi) / divisor, (ai * br - ar * bi) / divisor);
    }
};

template <typename T> UW_THRUST complex<T> operator+(const complex<T> &a, const complex<T> &b) {
    return complex<T>(a.re + b.re, a.im + b.im);
}
template <typename T> UW_THRUST complex<T> operator+(const complex<T> &a, const T &b) { return complex<T>(a.re + b, a.im); }
template <typename T> UW_THRUST complex<T> operator+(const T &a, const complex<T> &b) { return complex<T>(a + b.re, b.im); }
template <typename T> UW_THRUST complex<T> operator-(const complex<T> &a, const complex<T> &b) {
    return complex<T>(a.re - b.re, a.im - b.im);
}
template <typename T> UW_THRUST complex<T> operator-(const complex<T> &a, const T &b) { return complex<T>(a.re - b, a.im); }
template <typename T> UW_THRUST complex<T> operator-(const T &a, const complex<T> &b) { return complex<T>(a - b.re, -b.im); }
template <typename T> UW_THRUST complex<T> operator*(const complex<T> &a, const complex<T> &b) {
    return complex<T>(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
}
template <typename T> UW_THRUST complex<T> operator*(const complex<T> &a, const T &b) { return complex<T>(a.re * b, a.im * b); }
template <typename T> UW_THRUST complex<T> operator*(const T &a, const complex<T> &b) { return complex<T>(a * b.re, a * b.im); }
template <typename T> UW_THRUST complex<T> operator/(const complex<T> &a, const complex<T> &b) {
    return complex<T>::quotient(a, b);
}
template <typename T> UW_THRUST complex<T> operator/(const complex<T> &a, const T &b) { return complex<T>(a.re / b, a.im / b); }
template <typename T> UW_THRUST complex<T> operator/(const T &a, const complex<T> &b) {
    return complex<T>::quotient(complex<T>(a), b);
}
template <typename T> UW_THRUST complex<T> operator+(const complex<T> &z) { return z; }
template <typename T> UW_THRUST complex<T> operator-(const complex<T> &z) { return complex<T>(-z.re, -z.im); }
template <typename T> UW_THRUST bool operator==(const complex<T> &a, const complex<T> &b) { return a.re == b.re && a.im == b.im; }
template <typename T> UW_THRUST bool operator==(const complex<T> &a, const T &b) { return a.re == b && a.im == T(0); }
template <typename T> UW_THRUST bool operator==(const T &a, const complex<T> &b) { return b == a; }
template <typename T> UW_THRUST bool operator!=(const complex<T> &a, const complex<T> &b) { return !(a == b); }
template <typename T> UW_THRUST bool operator!=(const complex<T> &a, const T &b) { return !(a == b); }
template <typename T> UW_THRUST bool operator!=(const T &a, const complex<T> &b) { return !(b == a); }

template <typename T> UW_THRUST T norm(const complex<T> &z) { return z.re * z.re + z.im * z.im; }
template <typename T> UW_THRUST T abs(const complex<T> &z) { return ::hypot(z.re, z.im); }
template <typename T> UW_THRUST T arg(const complex<T> &z) { return ::atan2(z.im, z.re); }
template <typename T> UW_THRUST complex<T> conj(const complex<T> &z) { return complex<T>(z.re, -z.im); }
template <typename T> UW_THRUST complex<T> polar(const T &radius, const T &angle = T(0)) {
    return complex<T>(radius * ::cos(angle), radius * ::sin(angle));
}
template <typename T> UW_THRUST complex<T> exp(const complex<T> &z) { return polar(T(::exp(z.re)), z.im); }
template <typename T> UW_THRUST complex<T> log(const complex<T> &z) { return complex<T>(::log(abs(z)), arg(z)); }
template <typename T> UW_THRUST complex<T> log10(const complex<T> &z) { return log(z) / T(2.30258509299404568402); }
template <typename T> UW_THRUST complex<T> sqrt(const complex<T> &z) {
    T radius = abs(z);
    T re = ::sqrt((radius + z.re) / 2), im = ::sqrt((radius - z.re) / 2);
    return complex<T>(re, z.im < 0 ? -im : im);
}
template <typename T> UW_THRUST complex<T> pow(const complex<T> &z, const complex<T> &power) {
    return z == complex<T>(0) ? complex<T>(power == complex<T>(0) ? T(1) : T(0)) : exp(log(z) * power);
}
template <typename T> UW_THRUST complex<T> pow(const complex<T> &z, const T &power) { return pow(z, complex<T>(power)); }
template <typename T> UW_THRUST complex<T> pow(const T &z, const complex<T> &power) { return pow(complex<T>(z), power); }
template <typename T> UW_THRUST complex<T> sin(const complex<T> &z) {
    return complex<T>(::sin(z.re) * ::cosh(z.im), ::cos(z.re) * ::sinh(z.im));
}
template <typename T> UW_THRUST complex<T> cos(const complex<T> &z) {
    return complex<T>(::cos(z.re) * ::cosh(z.im), -::sin(z.re) * ::sinh(z.im));
}
template <typename T> UW_THRUST complex<T> sinh(const complex<T> &z) {
    return complex<T>(::sinh(z.re) * ::cos(z.im), ::cosh(z.re) * ::sin(z.im));
}
template <typename T> UW_THRUST complex<T> cosh(const complex<T> &z) {
    return complex<T>(::cosh(z.re) * ::cos(z.im), ::sinh(z.re) * ::sin(z.im));
}
template <typename T> UW_THRUST complex<T> tan(const complex<T> &z) { return sin(z) / cos(z); }
template <typename T> UW_THRUST complex<T> tanh(const complex<T> &z) { return sinh(z) / cosh(z); }

// The inverse functions, by W. Kahan's formulas, which do not cancel near the cuts.
template <typename T> UW_THRUST complex<T> asinh(const complex<T> &z) {
    complex<T> a = sqrt(complex<T>(1 + z.im, -z.re)), b = sqrt(complex<T>(1 - z.im, z.re));
    return complex<T>(::asinh(a.re * b.im - b.re * a.im), ::atan2(z.im, a.re * b.re - a.im * b.im));
}
template <typename T> UW_THRUST complex<T> asin(const complex<T> &z) {
    complex<T> turned = asinh(complex<T>(-z.im, z.re));
    return complex<T>(turned.im, -turned.re);
}
template <typename T> UW_THRUST complex<T> acos(const complex<T> &z) {
    complex<T> a = sqrt(complex<T>(1 - z.re, -z.im)), b = sqrt(complex<T>(1 + z.re, z.im));
    return complex<T>(2 * ::atan2(a.re, b.re), ::asinh(b.re * a.im - b.im * a.re));
}
template <typename T> UW_THRUST complex<T> acosh(const complex<T> &z) {
    complex<T> a = sqrt(complex<T>(z.re - 1, z.im)), b = sqrt(complex<T>(z.re + 1, z.im));
    return complex<T>(::asinh(a.re * b.re + a.im * b.im), 2 * ::atan2(a.im, b.re));
}
template <typename T> UW_THRUST complex<T> atanh(const complex<T> &z) {
    T above = (1 + z.re) * (1 + z.re) + z.im * z.im, below = (1 - z.re) * (1 - z.re) + z.im * z.im;
    T imaginary = ::atan2(2 * z.im, (1 - z.re) * (1 + z.re) - z.im * z.im) / 2;
    return complex<T>(::log(above / below) / 4, imaginary);
}
template <typename T> UW_THRUST complex<T> atan(const complex<T> &z) {
    complex<T> turned = atanh(complex<T>(-z.im, z.re));
    return complex<T>(turned.im, -turned.re);
}

/// A value as a point of the sphere: there is one infinity.
template <typename T> UW_THRUST complex<T> proj(const complex<T> &z) {
    T limit = T(HUGE_VAL);
    if (z.re != limit && z.re != -limit && z.im != limit && z.im != -limit) return z;
    return complex<T>(limit, z.im < 0 ? -T(0) : T(0));
}

#if !defined(UW_THRUST_IN_DEVICE_CODE_ONLY)
template <typename T> bool operator==(const complex<T> &a, const std::complex<T> &b) { return a == complex<T>(b); }
template <typename T> bool operator==(const std::complex<T> &a, const complex<T> &b) { return complex<T>(a) == b; }
template <typename T> bool operator!=(const complex<T> &a, const std::complex<T> &b) { return !(a == b); }
template <typename T> bool operator!=(const std::complex<T> &a, const complex<T> &b) { return !(a == b); }
template <typename T> std::ostream &operator<<(std::ostream &out, const complex<T> &z) {
    return out << std::complex<T>(z.re, z.im);
}
template <typename T> std::istream &operator>>(std::istream &in, complex<T> &z) {
    std::complex<T> read;
    in >> read;
    z = complex<T>(read);
    return in;
}
#endif

}  // namespace thrust
