// Dense linear algebra for cuBLAS's names: vectors, and matrices without a special shape, which are stored by columns.
#pragma once

#include "unwarp_cublas_types.hpp"

namespace unwarp {
namespace blas {

/// A call: where its scalars and results lie is the handle's pointer mode.
class Call : public library::ScalarCall<cublasStatus_t> {
  public:
    explicit Call(cublasHandle_t handle)
        : library::ScalarCall<cublasStatus_t>(handle, !handle || handle->mode == CUBLAS_POINTER_MODE_HOST,
                                              CUBLAS_STATUS_SUCCESS, CUBLAS_STATUS_NOT_INITIALIZED,
                                              CUBLAS_STATUS_INVALID_VALUE, CUBLAS_STATUS_EXECUTION_FAILED) {}
};

/// The elements of a vector in their order, with the memory between them, which stays as it is.
template <typename T>
class Vector {
  public:
    Vector(Call &call, const T *at, int n, int step)
        : n_(std::max(n, 0)), step_(step),
          data_(call.read(at, n > 0 ? 1 + (size_t)(n - 1) * (size_t)std::abs(step) : 0)) {}
    T &operator[](int i) { return data_[(size_t)(step_ < 0 ? n_ - 1 - i : i) * (size_t)std::abs(step_)]; }
    void write(Call &call, T *to) const { call.write(to, data_); }
    int size() const { return n_; }

  private:
    int n_, step_;
    std::vector<T> data_;
};

inline size_t matrix_size(int rows, int columns, int lead) {
    return rows > 0 && columns > 0 ? (size_t)lead * (size_t)(columns - 1) + (size_t)rows : 0;
}

inline float conjugate(float x) { return x; }
inline double conjugate(double x) { return x; }
template <typename T>
std::complex<T> conjugate(std::complex<T> x) {
    return std::conj(x);
}

/// The size by which the extremes and sums of vectors go: of complex numbers that of both parts together.
inline float size_of(float x) { return std::fabs(x); }
inline double size_of(double x) { return std::fabs(x); }
template <typename T>
T size_of(std::complex<T> x) {
    return std::fabs(x.real()) + std::fabs(x.imag());
}

template <typename T>
struct RealOf {
    typedef T type;
};
template <typename T>
struct RealOf<std::complex<T>> {
    typedef T type;
};
template <typename T>
using Real = typename RealOf<T>::type;

/// op(A) of `rows` by `columns`, stored by columns without gaps.
template <typename T, typename C>
std::vector<T> packed(C &call, cublasOperation_t op, int rows, int columns, const T *a, int lead) {
    const bool turned = op != CUBLAS_OP_N;
    const size_t size = turned ? matrix_size(columns, rows, lead) : matrix_size(rows, columns, lead);
    const std::vector<T> from = call.read(a, size);
    std::vector<T> to((size_t)rows * (size_t)columns);
    for (int j = 0; j < columns; j++) {
        for (int i = 0; i < rows; i++) {
            const size_t at = turned ? (size_t)i * (size_t)lead + (size_t)j : (size_t)j * (size_t)lead + (size_t)i;
            to[(size_t)j * (size_t)rows + (size_t)i] = op == CUBLAS_OP_C ? conjugate(from[at]) : from[at];
        }
    }
    return to;
}

inline bool is_operation(cublasOperation_t op) { return op == CUBLAS_OP_N || op == CUBLAS_OP_T || op == CUBLAS_OP_C; }

/// The least leading dimension of a matrix whose op() has so many rows and columns.
inline int least_lead(cublasOperation_t op, int rows, int columns) {
    return std::max(1, op == CUBLAS_OP_N ? rows : columns);
}

template <typename T>
void product(Call &call, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k, T alpha, const T *a,
             int lda, const T *b, int ldb, T beta, T *c, int ldc) {
    std::vector<T> out = call.read(c, matrix_size(m, n, ldc));
    const bool any = k > 0 && alpha != T(0);
    const std::vector<T> left = any ? packed(call, op_a, m, k, a, lda) : std::vector<T>();
    const std::vector<T> right = any ? packed(call, op_b, k, n, b, ldb) : std::vector<T>();
    if (!call.check(true)) return;
    std::vector<T> sums((size_t)m);
    for (int j = 0; j < n; j++) {
        std::fill(sums.begin(), sums.end(), T(0));
        for (int p = 0; any && p < k; p++) {
            const T factor = right[(size_t)j * (size_t)k + (size_t)p];
            const T *column = &left[(size_t)p * (size_t)m];
            for (int i = 0; i < m; i++) sums[(size_t)i] += column[i] * factor;
        }
        T *column = &out[(size_t)j * (size_t)ldc];
        for (int i = 0; i < m; i++) {  // with a beta of zero, what stood there does not count, not even a NaN
            column[i] = beta == T(0) ? alpha * sums[(size_t)i] : alpha * sums[(size_t)i] + beta * column[i];
        }
    }
    call.write(c, out);
}

template <typename T>
cublasStatus_t gemm(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                    const T *alpha, const T *const *a, int lda, const T *const *b, int ldb, const T *beta, T *const *c,
                    int ldc, int count) {
    Call call(handle);
    if (!call.check(is_operation(op_a) && is_operation(op_b) && m >= 0 && n >= 0 && k >= 0 && count >= 0) ||
        !call.check(lda >= least_lead(op_a, m, k) && ldb >= least_lead(op_b, k, n) && ldc >= std::max(1, m))) {
        return call.status();
    }
    const T by = call.scalar(alpha), kept = call.scalar(beta);
    if (m == 0 || n == 0) return call.status();
    for (int i = 0; i < count && call.check(true); i++) {
        product(call, op_a, op_b, m, n, k, by, a[i], lda, b[i], ldb, kept, c[i], ldc);
    }
    return call.status();
}

template <typename T>
cublasStatus_t gemm_batched(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                            const T *alpha, const T *const a[], int lda, const T *const b[], int ldb, const T *beta,
                            T *const c[], int ldc, int count) {
    Call call(handle);  // the pointers themselves lie in device memory
    if (!call.check(count >= 0)) return call.status();
    const std::vector<const T *> as = call.read(a, (size_t)count), bs = call.read(b, (size_t)count);
    const std::vector<T *> cs = call.read(c, (size_t)count);
    if (!call.check(true)) return call.status();
    return gemm(handle, op_a, op_b, m, n, k, alpha, as.data(), lda, bs.data(), ldb, beta, cs.data(), ldc, count);
}

template <typename T>
cublasStatus_t gemm_strided(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                            const T *alpha, const T *a, int lda, long long step_a, const T *b, int ldb,
                            long long step_b, const T *beta, T *c, int ldc, long long step_c, int count) {
    std::vector<const T *> as, bs;
    std::vector<T *> cs;
    for (long long i = 0; i < count; i++) {
        as.push_back(a + i * step_a);
        bs.push_back(b + i * step_b);
        cs.push_back(c + i * step_c);
    }
    return gemm(handle, op_a, op_b, m, n, k, alpha, as.data(), lda, bs.data(), ldb, beta, cs.data(), ldc, count);
}

template <typename T>
cublasStatus_t gemv(cublasHandle_t handle, cublasOperation_t op, int m, int n, const T *alpha, const T *a, int lda,
                    const T *x, int step_x, const T *beta, T *y, int step_y) {
    Call call(handle);
    if (!call.check(is_operation(op) && m >= 0 && n >= 0 && step_x && step_y && lda >= std::max(1, m))) {
        return call.status();
    }
    const T by = call.scalar(alpha), kept = call.scalar(beta);
    if (m == 0 || n == 0 || !call.check(true)) return call.status();
    const int rows = op == CUBLAS_OP_N ? m : n, columns = op == CUBLAS_OP_N ? n : m;
    const std::vector<T> matrix = packed(call, op, rows, columns, a, lda);
    Vector<T> in(call, x, columns, step_x), out(call, y, rows, step_y);
    for (int i = 0; i < rows; i++) {
        T sum = 0;
        for (int j = 0; j < columns; j++) sum += matrix[(size_t)j * (size_t)rows + (size_t)i] * in[j];
        out[i] = kept == T(0) ? by * sum : by * sum + kept * out[i];
    }
    out.write(call, y);
    return call.status();
}

template <typename T>
cublasStatus_t ger(cublasHandle_t handle, int m, int n, const T *alpha, const T *x, int step_x, const T *y, int step_y,
                   T *a, int lda, bool conjugated = false) {
    Call call(handle);
    if (!call.check(m >= 0 && n >= 0 && step_x && step_y && lda >= std::max(1, m))) return call.status();
    const T by = call.scalar(alpha);
    std::vector<T> matrix = call.read(a, matrix_size(m, n, lda));
    Vector<T> left(call, x, m, step_x), right(call, y, n, step_y);
    if (!call.check(true)) return call.status();
    for (int j = 0; j < n; j++) {
        const T factor = conjugated ? conjugate(right[j]) : right[j];
        for (int i = 0; i < m; i++) matrix[(size_t)j * (size_t)lda + (size_t)i] += by * left[i] * factor;
    }
    call.write(a, matrix);
    return call.status();
}

template <typename T>
cublasStatus_t geam(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, const T *alpha,
                    const T *a, int lda, const T *beta, const T *b, int ldb, T *c, int ldc) {
    Call call(handle);
    if (!call.check(is_operation(op_a) && is_operation(op_b) && m >= 0 && n >= 0 && ldc >= std::max(1, m))) {
        return call.status();
    }
    const T first = call.scalar(alpha), second = call.scalar(beta);
    const bool fits_a = first == T(0) || lda >= least_lead(op_a, m, n);
    const bool fits_b = second == T(0) || ldb >= least_lead(op_b, m, n);
    if (!call.check(fits_a && fits_b)) {
        return call.status();
    }
    std::vector<T> left, right, out = call.read(c, matrix_size(m, n, ldc));
    if (first != T(0)) left = packed(call, op_a, m, n, a, lda);
    if (second != T(0)) right = packed(call, op_b, m, n, b, ldb);
    if (!call.check(true)) return call.status();
    for (int j = 0; j < n; j++) {
        for (int i = 0; i < m; i++) {
            const size_t at = (size_t)j * (size_t)m + (size_t)i;
            const T one = first != T(0) ? first * left[at] : T(0), other = second != T(0) ? second * right[at] : T(0);
            out[(size_t)j * (size_t)ldc + (size_t)i] = one + other;
        }
    }
    call.write(c, out);
    return call.status();
}

template <typename T>
cublasStatus_t dgmm(cublasHandle_t handle, cublasSideMode_t side, int m, int n, const T *a, int lda, const T *x,
                    int step, T *c, int ldc) {
    Call call(handle);
    if (!call.check(m >= 0 && n >= 0 && lda >= std::max(1, m) && ldc >= std::max(1, m))) return call.status();
    const std::vector<T> matrix = packed(call, CUBLAS_OP_N, m, n, a, lda);
    std::vector<T> out = call.read(c, matrix_size(m, n, ldc));
    Vector<T> factors(call, x, side == CUBLAS_SIDE_LEFT ? m : n, step);
    if (!call.check(true)) return call.status();
    for (int j = 0; j < n; j++) {
        for (int i = 0; i < m; i++) {
            const T value = matrix[(size_t)j * (size_t)m + (size_t)i];
            out[(size_t)j * (size_t)ldc + (size_t)i] = value * factors[side == CUBLAS_SIDE_LEFT ? i : j];
        }
    }
    call.write(c, out);
    return call.status();
}

/// One value made of a vector's elements, or of those of two vectors.
template <typename T, typename R, typename F>
cublasStatus_t fold(cublasHandle_t handle, int n, const T *x, int step_x, const T *y, int step_y, R *to, F value) {
    Call call(handle);
    Vector<T> one(call, x, n, step_x), other(call, y, n, step_y);
    if (call.check(true)) call.result(to, value(one, other));
    return call.status();
}

template <typename T>
cublasStatus_t dot(cublasHandle_t handle, int n, const T *x, int step_x, const T *y, int step_y, T *to,
                   bool conjugated = false) {
    return fold(handle, n, x, step_x, y, step_y, to, [conjugated](Vector<T> &a, Vector<T> &b) {
        T sum = 0;
        for (int i = 0; i < a.size(); i++) sum += (conjugated ? conjugate(a[i]) : a[i]) * b[i];
        return sum;
    });
}

template <typename T>
cublasStatus_t nrm2(cublasHandle_t handle, int n, const T *x, int step, Real<T> *to) {
    return fold(handle, step > 0 ? n : 0, x, step, x, step, to, [](Vector<T> &a, Vector<T> &) {
        Real<T> largest = 0, sum = 0;  // scaled, so that no square overflows
        for (int i = 0; i < a.size(); i++) largest = std::max(largest, std::abs(a[i]));
        for (int i = 0; largest > 0 && i < a.size(); i++) sum += std::norm(a[i] / largest);
        return largest * std::sqrt(sum);
    });
}

template <typename T>
cublasStatus_t asum(cublasHandle_t handle, int n, const T *x, int step, Real<T> *to) {
    return fold(handle, step > 0 ? n : 0, x, step, x, step, to, [](Vector<T> &a, Vector<T> &) {
        Real<T> sum = 0;
        for (int i = 0; i < a.size(); i++) sum += size_of(a[i]);
        return sum;
    });
}

/// The first place, counted from 1, of the element that is farthest from zero, or nearest; 0 where there is none.
template <typename T>
cublasStatus_t extreme(cublasHandle_t handle, int n, const T *x, int step, int *to, bool largest) {
    return fold(handle, step > 0 ? n : 0, x, step, x, step, to, [largest](Vector<T> &a, Vector<T> &) {
        int best = 0;
        for (int i = 1; i < a.size(); i++) {
            const Real<T> here = size_of(a[i]), there = size_of(a[best]);
            if (largest ? here > there : here < there) best = i;
        }
        return a.size() > 0 ? best + 1 : 0;
    });
}

/// Vectors made anew element by element.
template <typename T, typename F>
cublasStatus_t update(cublasHandle_t handle, int n, T *x, int step_x, T *y, int step_y, bool both, F change) {
    Call call(handle);
    Vector<T> one(call, x, n, step_x), other(call, y, n, step_y);
    for (int i = 0; call.check(true) && i < one.size(); i++) change(one[i], other[i]);
    if (both) one.write(call, x);
    other.write(call, y);
    return call.status();
}

template <typename T>
cublasStatus_t axpy(cublasHandle_t handle, int n, const T *alpha, const T *x, int step_x, T *y, int step_y) {
    Call call(handle);
    const T by = call.scalar(alpha);
    if (!call.check(true)) return call.status();
    return update(handle, n, const_cast<T *>(x), step_x, y, step_y, false, [by](T &a, T &b) { b += by * a; });
}

template <typename T, typename F>
cublasStatus_t scal(cublasHandle_t handle, int n, const F *alpha, T *x, int step) {
    Call call(handle);
    const F by = call.scalar(alpha);
    if (!call.check(true)) return call.status();
    return update(handle, step > 0 ? n : 0, x, step, x, step, false, [by](T &, T &b) { b *= by; });
}

template <typename T>
cublasStatus_t rot(cublasHandle_t handle, int n, T *x, int step_x, T *y, int step_y, const T *c, const T *s) {
    Call call(handle);
    const T cosine = call.scalar(c), sine = call.scalar(s);
    if (!call.check(true)) return call.status();
    return update(handle, n, x, step_x, y, step_y, true, [cosine, sine](T &a, T &b) {
        const T kept = a;
        a = cosine * kept + sine * b;
        b = cosine * b - sine * kept;
    });
}

/// The rotation that takes (a, b) to (r, 0): r and the number by which c and s can be had again, in the places of a and b.
template <typename T>
cublasStatus_t rotg(cublasHandle_t handle, T *a, T *b, T *c, T *s) {
    Call call(handle);
    const T x = call.scalar(a), y = call.scalar(b);
    if (!call.check(c && s)) return call.status();
    const T size = std::fabs(x) + std::fabs(y);
    T r = 0, cosine = 1, sine = 0, kept = 0;
    if (size > 0) {
        r = size * std::sqrt((x / size) * (x / size) + (y / size) * (y / size));
        r = std::copysign(r, std::fabs(x) > std::fabs(y) ? x : y);
        cosine = x / r, sine = y / r;
        kept = std::fabs(x) > std::fabs(y) ? sine : cosine != 0 ? 1 / cosine : T(1);
    }
    call.result(a, r), call.result(b, kept), call.result(c, cosine), call.result(s, sine);
    return call.status();
}

/// The modified rotation: `by` has a flag, and a matrix of two rows by columns of which the flag says what is stored.
template <typename T>
cublasStatus_t rotm(cublasHandle_t handle, int n, T *x, int step_x, T *y, int step_y, const T *by) {
    Call call(handle);
    T h[5] = {};
    for (int i = 0; i < 5; i++) h[i] = call.check(by != nullptr) ? call.scalar(by + i) : T();
    if (!call.good() || h[0] == T(-2)) return call.status();
    if (h[0] == T(0)) h[1] = h[4] = 1;
    if (h[0] == T(1)) h[2] = -1, h[3] = 1;
    return update(handle, n, x, step_x, y, step_y, true, [&h](T &a, T &b) {
        const T kept = a;
        a = h[1] * kept + h[3] * b;
        b = h[2] * kept + h[4] * b;
    });
}

}  // namespace blas
}  // namespace unwarp
