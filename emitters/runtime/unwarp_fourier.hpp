// Fourier transforms of any length in double precision: mixed radices, and Bluestein's algorithm where a prime factor is large.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace unwarp {
namespace fourier {

typedef std::complex<double> Number;

/// A product without C++'s care for infinities, which costs a branch.
inline Number times(Number a, Number b) {
    return Number(a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real());
}

/// Transforms of one length, without scaling in either direction.
class Length {
  public:
    explicit Length(size_t n) : n_(n) {
        size_t rest = n;
        for (size_t p = 4; rest > 1; p = p == 4 ? 2 : p == 2 ? 3 : p + 2) {
            for (; rest % p == 0; rest /= p) factors_.push_back(p);
            if (p > 2 && p * p > rest && rest > 1 && rest % p != 0 && p != 4) {
                factors_.push_back(rest);
                rest = 1;
            }
        }
        size_t largest = 1;
        for (size_t p : factors_) largest = std::max(largest, p);
        if (largest > 64) {
            make_chirp();
        } else {
            for (size_t i = 0; i < n; i++) roots_.push_back(root(i, n));
        }
    }
    size_t size() const { return n_; }

    /// The transform of `n` numbers in their place; `sign` is that of the exponent.
    void run(std::vector<Number> &values, int sign) const {
        if (n_ < 2) return;
        for (Number &value : values) value = sign > 0 ? std::conj(value) : value;
        if (chirp_.empty()) {
            std::vector<Number> made(n_);
            step(values.data(), 1, made.data(), n_, 0);
            values.swap(made);
        } else {
            bluestein(values);
        }
        for (Number &value : values) value = sign > 0 ? std::conj(value) : value;
    }

  private:
    static Number root(size_t i, size_t n) {
        const double angle = -2 * 3.14159265358979323846 * (double)i / (double)n;
        return Number(std::cos(angle), std::sin(angle));
    }

    /// The transform of every `stride`-th number of `in`, `n` of them, into `out`.
    void step(const Number *in, size_t stride, Number *out, size_t n, size_t level) const {
        if (n == 1) {
            *out = *in;
            return;
        }
        const size_t p = factors_[level], m = n / p;
        for (size_t r = 0; r < p; r++) step(in + r * stride, stride * p, out + r * m, m, level + 1);
        Number part[64];
        for (size_t k = 0; k < m; k++) {
            for (size_t r = 0; r < p; r++) part[r] = times(out[r * m + k], roots_[r * k * stride]);
            if (p == 4) {
                const Number a = part[0] + part[2], b = part[0] - part[2], c = part[1] + part[3], d = part[1] - part[3];
                const Number turned(d.imag(), -d.real());
                out[k] = a + c;
                out[k + m] = b + turned;
                out[k + 2 * m] = a - c;
                out[k + 3 * m] = b - turned;
                continue;
            }
            for (size_t q = 0; q < p; q++) {
                Number sum = part[0];
                for (size_t r = 1; r < p; r++) sum += times(part[r], roots_[(r * q) % p * (n_ / p)]);
                out[k + q * m] = sum;
            }
        }
    }

    /// A transform is a convolution with a chirp, of which a power of two makes the convolution.
    void make_chirp() {
        size_t size = 1;
        while (size < 2 * n_ - 1) size *= 2;
        inner_.reset(new Length(size));
        kernel_.assign(size, Number(0));
        for (size_t i = 0; i < n_; i++) {
            const size_t square = (size_t)((unsigned __int128)i * i % (2 * n_));
            chirp_.push_back(root(square, 2 * n_));
            kernel_[i] = std::conj(chirp_[i]);
            if (i) kernel_[size - i] = kernel_[i];
        }
        inner_->run(kernel_, -1);
    }

    void bluestein(std::vector<Number> &values) const {
        const size_t size = inner_->size();
        std::vector<Number> work(size, Number(0));
        for (size_t i = 0; i < n_; i++) work[i] = times(values[i], chirp_[i]);
        inner_->run(work, -1);
        for (size_t i = 0; i < size; i++) work[i] = times(work[i], kernel_[i]);
        inner_->run(work, 1);
        for (size_t i = 0; i < n_; i++) values[i] = times(work[i], chirp_[i]) / (double)size;
    }

    size_t n_;
    std::vector<size_t> factors_;
    std::vector<Number> roots_, chirp_, kernel_;
    std::unique_ptr<Length> inner_;
};

/// Transform an array along one of its axes: `outer` blocks of `length.size()` rows of `inner` numbers.
inline void along(const Length &length, std::vector<Number> &data, size_t outer, size_t inner, int sign) {
    const size_t n = length.size();
    std::vector<Number> line(n);
    for (size_t o = 0; o < outer; o++) {
        for (size_t i = 0; i < inner; i++) {
            Number *at = &data[o * n * inner + i];
            for (size_t k = 0; k < n; k++) line[k] = at[k * inner];
            length.run(line, sign);
            for (size_t k = 0; k < n; k++) at[k * inner] = line[k];
        }
    }
}

}  // namespace fourier
}  // namespace unwarp
