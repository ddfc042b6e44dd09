// Thrust's random numbers: its engines and distributions, which yield Thrust's own numbers. Part of unwarp_thrust.hpp; comes
// with the output of unwarp; free for any use.
#pragma once

#include "unwarp_thrust_values.hpp"

#include <cstdint>

#include <math.h>

namespace thrust {
namespace detail {

/// The inverse of erfc: a rational approximation, and two steps that make it exact to the last places.
UW_THRUST double inverse_erfc(double y) {
    const double lower = y < 1.0 ? y : 2.0 - y;
    const double t = ::sqrt(-2.0 * ::log(lower / 2.0));
    double x = -0.70711 * ((2.30753 + t * 0.27061) / (1.0 + t * (0.99229 + t * 0.04481)) - t);
    for (int step = 0; step < 2; step++) {
        const double error = ::erfc(x) - lower;
        x += error / (1.12837916709551257 * ::exp(-x * x) - x * error);
    }
    return y < 1.0 ? x : -x;
}

}  // namespace detail
namespace random {

template <typename U, U a, U c, U m> class linear_congruential_engine {
  public:
    typedef U result_type;
    static constexpr U multiplier = a, increment = c, modulus = m;
    static constexpr U min = c == 0 ? 1 : 0, max = m - 1, default_seed = 1;
    UW_THRUST_MEMBER explicit linear_congruential_engine(U s = default_seed) { seed(s); }
    UW_THRUST_MEMBER void seed(U s = default_seed) {
        state_ = s % m;
        if (c % m == 0 && state_ == 0) state_ = 1;
    }
    UW_THRUST_MEMBER U operator()() {
        state_ = (U)(((unsigned long long)state_ * a + c) % m);
        return state_;
    }
    UW_THRUST_MEMBER void discard(unsigned long long n) {
        if (c == 0) {
            unsigned long long power = a, factor = 1;
            for (; n; n >>= 1) {
                if (n & 1) factor = factor * power % m;
                power = power * power % m;
            }
            state_ = (U)(factor * state_ % m);
        } else {
            for (; n; n--) (*this)();
        }
    }
    friend UW_THRUST_MEMBER bool operator==(const linear_congruential_engine &x, const linear_congruential_engine &y) {
        return x.state_ == y.state_;
    }
    friend UW_THRUST_MEMBER bool operator!=(const linear_congruential_engine &x, const linear_congruential_engine &y) {
        return x.state_ != y.state_;
    }

  private:
    U state_;
};
typedef linear_congruential_engine<std::uint32_t, 16807, 0, 2147483647> minstd_rand0;
typedef linear_congruential_engine<std::uint32_t, 48271, 0, 2147483647> minstd_rand;
typedef minstd_rand default_random_engine;

template <typename T = double> class uniform_real_distribution {
  public:
    typedef T result_type;
    typedef pair<T, T> param_type;
    UW_THRUST_MEMBER explicit uniform_real_distribution(T a = 0, T b = 1) : range_(a, b) {}
    UW_THRUST_MEMBER explicit uniform_real_distribution(const param_type &p) : range_(p) {}
    UW_THRUST_MEMBER void reset() {}
    template <typename G> UW_THRUST_MEMBER T operator()(G &g) { return (*this)(g, range_); }
    template <typename G> UW_THRUST_MEMBER T operator()(G &g, const param_type &p) {
        T at = static_cast<T>(g() - G::min);
        at /= T(1) + static_cast<T>(G::max - G::min);
        return at * (p.second - p.first) + p.first;
    }
    UW_THRUST_MEMBER T a() const { return range_.first; }
    UW_THRUST_MEMBER T b() const { return range_.second; }
    UW_THRUST_MEMBER param_type param() const { return range_; }
    UW_THRUST_MEMBER void param(const param_type &p) { range_ = p; }
    UW_THRUST_MEMBER T(min)() const { return range_.first; }
    UW_THRUST_MEMBER T(max)() const { return range_.second; }

  private:
    param_type range_;
};

template <typename T = int> class uniform_int_distribution {
  public:
    typedef T result_type;
    typedef pair<T, T> param_type;
    UW_THRUST_MEMBER explicit uniform_int_distribution(T a = 0, T b = (T)(((unsigned long long)1 << (8 * sizeof(T) - (T(-1) < T(0)))) - 1))
        : range_(a, b) {}
    UW_THRUST_MEMBER explicit uniform_int_distribution(const param_type &p) : range_(p) {}
    UW_THRUST_MEMBER void reset() {}
    template <typename G> UW_THRUST_MEMBER T operator()(G &g) { return (*this)(g, range_); }
    template <typename G> UW_THRUST_MEMBER T operator()(G &g, const param_type &p) {
        uniform_real_distribution<double> real((double)p.first, (double)p.second + 1.0);
        return static_cast<T>(real(g));
    }
    UW_THRUST_MEMBER T a() const { return range_.first; }
    UW_THRUST_MEMBER T b() const { return range_.second; }
    UW_THRUST_MEMBER param_type param() const { return range_; }
    UW_THRUST_MEMBER void param(const param_type &p) { range_ = p; }
    UW_THRUST_MEMBER T(min)() const { return range_.first; }
    UW_THRUST_MEMBER T(max)() const { return range_.second; }

  private:
    param_type range_;
};

template <typename T = double> class normal_distribution {
  public:
    typedef T result_type;
    typedef pair<T, T> param_type;
    UW_THRUST_MEMBER explicit normal_distribution(T mean = 0, T deviation = 1) : shape_(mean, deviation) {}
    UW_THRUST_MEMBER explicit normal_distribution(const param_type &p) : shape_(p) {}
    UW_THRUST_MEMBER void reset() {}
    template <typename G> UW_THRUST_MEMBER T operator()(G &g) { return (*this)(g, shape_); }
    template <typename G> UW_THRUST_MEMBER T operator()(G &g, const param_type &p) {
        typedef typename G::result_type U;
        const U range = G::max - G::min;
        const T step = static_cast<T>(1.0 / static_cast<double>(range)), half = step / 2;
        T scale = static_cast<T>(-1.4142135623730950488);
        U u = g() - G::min;
        if (u > range / 2) {  // the lower half is the more exact one
            u = range - u;
            scale = -scale;
        }
        return p.first + p.second * scale * static_cast<T>(detail::inverse_erfc(2.0 * (static_cast<T>(u) * step + half)));
    }
    UW_THRUST_MEMBER T mean() const { return shape_.first; }
    UW_THRUST_MEMBER T stddev() const { return shape_.second; }
    UW_THRUST_MEMBER param_type param() const { return shape_; }
    UW_THRUST_MEMBER void param(const param_type &p) { shape_ = p; }

  private:
    param_type shape_;
};

namespace experimental {
using random::normal_distribution;
}
}  // namespace random

using random::default_random_engine;
using random::linear_congruential_engine;
using random::minstd_rand;
using random::minstd_rand0;
using random::normal_distribution;
using random::uniform_int_distribution;
using random::uniform_real_distribution;

}  // namespace thrust
