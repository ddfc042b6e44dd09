// Dense linear algebra with symmetric, Hermitian and triangular matrices for cuBLAS's names, and batches of factorisations.
#pragma once

#include "unwarp_blas.hpp"

namespace unwarp {
namespace blas {

/// A matrix without gaps, by columns.
template <typename T>
struct Dense {
    int rows, columns;
    std::vector<T> data;

    Dense(int m, int n) : rows(m), columns(n), data((size_t)m * (size_t)n) {}
    T &at(int i, int j) { return data[(size_t)j * (size_t)rows + (size_t)i]; }
    const T &at(int i, int j) const { return data[(size_t)j * (size_t)rows + (size_t)i]; }
};

template <typename T, typename C>
Dense<T> read_matrix(C &call, cublasOperation_t op, int rows, int columns, const T *a, int lead) {
    Dense<T> made(rows, columns);
    made.data = packed(call, op, rows, columns, a, lead);
    return made;
}

/// Write the elements of a matrix for which a condition on row and column holds; the others stay.
template <typename T, typename F, typename C>
void write_part(C &call, const Dense<T> &from, T *to, int lead, F chosen) {
    std::vector<T> memory = call.read(to, matrix_size(from.rows, from.columns, lead));
    if (!call.good()) return;
    for (int j = 0; j < from.columns; j++) {
        for (int i = 0; i < from.rows; i++) {
            if (chosen(i, j)) memory[(size_t)j * (size_t)lead + (size_t)i] = from.at(i, j);
        }
    }
    call.write(to, memory);
}
template <typename T, typename C>
void write_matrix(C &call, const Dense<T> &from, T *to, int lead) {
    write_part(call, from, to, lead, [](int, int) { return true; });
}

inline bool in_triangle(cublasFillMode_t fill, int i, int j) { return fill == CUBLAS_FILL_MODE_LOWER ? i >= j : i <= j; }

/// The whole of a matrix of which one triangle is stored.
template <typename T, typename C>
Dense<T> symmetric(C &call, cublasFillMode_t fill, int n, const T *a, int lead, bool hermitian = false) {
    Dense<T> made = read_matrix(call, CUBLAS_OP_N, n, n, a, lead);
    for (int j = 0; j < n; j++) {
        for (int i = 0; i < n; i++) {
            if (!in_triangle(fill, i, j)) made.at(i, j) = hermitian ? conjugate(made.at(j, i)) : made.at(j, i);
        }
        // what the diagonal has of imaginary parts does not count
        if (hermitian) made.at(j, j) = (made.at(j, j) + conjugate(made.at(j, j))) / T(2);
    }
    return made;
}

/// op(A) of a triangular matrix with zeros beside it.
template <typename T>
Dense<T> triangular(Call &call, cublasFillMode_t fill, cublasOperation_t op, cublasDiagType_t diagonal, int n, const T *a,
                    int lead) {
    const Dense<T> stored = read_matrix(call, CUBLAS_OP_N, n, n, a, lead);
    Dense<T> made(n, n);
    for (int j = 0; j < n; j++) {
        for (int i = 0; i < n; i++) {
            T value = in_triangle(fill, i, j) ? stored.at(i, j) : T(0);
            if (i == j && diagonal == CUBLAS_DIAG_UNIT) value = T(1);
            if (op == CUBLAS_OP_N) {
                made.at(i, j) = value;
            } else {
                made.at(j, i) = op == CUBLAS_OP_C ? conjugate(value) : value;
            }
        }
    }
    return made;
}

template <typename T>
Dense<T> times(const Dense<T> &a, const Dense<T> &b) {
    Dense<T> made(a.rows, b.columns);
    for (int j = 0; j < b.columns; j++) {
        for (int p = 0; p < a.columns; p++) {
            const T factor = b.at(p, j);
            for (int i = 0; i < a.rows; i++) made.at(i, j) += a.at(i, p) * factor;
        }
    }
    return made;
}

template <typename T>
Dense<T> turned(const Dense<T> &a, bool conjugated = false) {
    Dense<T> made(a.columns, a.rows);
    for (int j = 0; j < a.columns; j++) {
        for (int i = 0; i < a.rows; i++) made.at(j, i) = conjugated ? conjugate(a.at(i, j)) : a.at(i, j);
    }
    return made;
}

/// Solve A X = B in the place of B, with a triangular A.
template <typename T>
void substitute(const Dense<T> &a, bool lower, Dense<T> &b) {
    for (int j = 0; j < b.columns; j++) {
        for (int step = 0; step < a.rows; step++) {
            const int k = lower ? step : a.rows - 1 - step;
            const T value = b.at(k, j) /= a.at(k, k);
            for (int i = lower ? k + 1 : 0; i < (lower ? a.rows : k); i++) b.at(i, j) -= a.at(i, k) * value;
        }
    }
}

inline bool fits(cublasFillMode_t fill, cublasOperation_t op, int n, int lda) {
    return (fill == CUBLAS_FILL_MODE_LOWER || fill == CUBLAS_FILL_MODE_UPPER) && is_operation(op) && n >= 0 &&
           lda >= std::max(1, n);
}

template <typename T>
Dense<T> read_column(Call &call, const T *x, int n, int step) {
    Vector<T> vector(call, x, n, step);
    Dense<T> made(n, 1);
    for (int i = 0; call.good() && i < n; i++) made.at(i, 0) = vector[i];
    return made;
}
template <typename T>
void write_column(Call &call, const Dense<T> &from, T *x, int step) {
    Vector<T> vector(call, x, from.rows, step);
    for (int i = 0; call.good() && i < from.rows; i++) vector[i] = from.at(i, 0);
    vector.write(call, x);
}

/// to = alpha made + beta to, where a condition on row and column holds.
template <typename T, typename F>
void update_part(Call &call, Dense<T> made, T alpha, T beta, T *to, int lead, F chosen) {
    const Dense<T> old = read_matrix(call, CUBLAS_OP_N, made.rows, made.columns, to, lead);
    if (!call.good()) return;
    for (size_t i = 0; i < made.data.size(); i++) {
        made.data[i] = alpha * made.data[i];
        if (beta != T(0)) made.data[i] += beta * old.data[i];
    }
    write_part(call, made, to, lead, chosen);
}

template <typename T>
cublasStatus_t symv(cublasHandle_t handle, cublasFillMode_t fill, int n, const T *alpha, const T *a, int lda, const T *x,
                    int step_x, const T *beta, T *y, int step_y, bool hermitian = false) {
    Call call(handle);
    if (!call.check(fits(fill, CUBLAS_OP_N, n, lda) && step_x && step_y)) return call.status();
    const T by = call.scalar(alpha), kept = call.scalar(beta);
    const Dense<T> product = times(symmetric(call, fill, n, a, lda, hermitian), read_column(call, x, n, step_x));
    Vector<T> out(call, y, n, step_y);
    for (int i = 0; call.good() && i < n; i++) {
        out[i] = kept == T(0) ? by * product.at(i, 0) : by * product.at(i, 0) + kept * out[i];
    }
    out.write(call, y);
    return call.status();
}

/// A += alpha (x y' + y x') of a triangle, or alpha x x' where y is x.
template <typename T>
cublasStatus_t syr(cublasHandle_t handle, cublasFillMode_t fill, int n, const T *alpha, const T *x, int step_x, const T *y,
                   int step_y, T *a, int lda, bool two) {
    Call call(handle);
    if (!call.check(fits(fill, CUBLAS_OP_N, n, lda) && step_x && step_y)) return call.status();
    const T by = call.scalar(alpha);
    const Dense<T> left = read_column(call, x, n, step_x), right = read_column(call, y, n, step_y);
    Dense<T> made = times(left, turned(right));
    if (two) {
        const Dense<T> other = times(right, turned(left));
        for (size_t i = 0; i < made.data.size(); i++) made.data[i] += other.data[i];
    }
    update_part(call, made, by, T(1), a, lda, [=](int i, int j) { return in_triangle(fill, i, j); });
    return call.status();
}

/// x = op(A) x, or the solution of op(A) x = b in the place of b.
template <typename T>
cublasStatus_t trv(cublasHandle_t handle, cublasFillMode_t fill, cublasOperation_t op, cublasDiagType_t diagonal, int n,
                   const T *a, int lda, T *x, int step, bool solve) {
    Call call(handle);
    if (!call.check(fits(fill, op, n, lda) && step)) return call.status();
    const Dense<T> matrix = triangular(call, fill, op, diagonal, n, a, lda);
    Dense<T> vector = read_column(call, x, n, step);
    if (!call.good()) return call.status();
    if (solve) {
        substitute(matrix, (fill == CUBLAS_FILL_MODE_LOWER) == (op == CUBLAS_OP_N), vector);
    } else {
        vector = times(matrix, vector);
    }
    write_column(call, vector, x, step);
    return call.status();
}

template <typename T>
cublasStatus_t symm(cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t fill, int m, int n, const T *alpha,
                    const T *a, int lda, const T *b, int ldb, const T *beta, T *c, int ldc, bool hermitian = false) {
    Call call(handle);
    const int size = side == CUBLAS_SIDE_LEFT ? m : n;
    if (!call.check(fits(fill, CUBLAS_OP_N, size, lda) && m >= 0 && n >= 0) ||
        !call.check(ldb >= std::max(1, m) && ldc >= std::max(1, m))) {
        return call.status();
    }
    const T by = call.scalar(alpha), kept = call.scalar(beta);
    const Dense<T> special = symmetric(call, fill, size, a, lda, hermitian);
    const Dense<T> other = read_matrix(call, CUBLAS_OP_N, m, n, b, ldb);
    if (!call.good()) return call.status();
    update_part(call, side == CUBLAS_SIDE_LEFT ? times(special, other) : times(other, special), by, kept, c, ldc,
                [](int, int) { return true; });
    return call.status();
}

/// A triangle of alpha op(A) op(B)' + beta C; with `two` and alpha op(B) op(A)'.
template <typename T>
cublasStatus_t syrk(cublasHandle_t handle, cublasFillMode_t fill, cublasOperation_t op, int n, int k, const T *alpha,
                    const T *a, int lda, const T *b, int ldb, const T *beta, T *c, int ldc, bool two,
                    bool hermitian = false) {
    Call call(handle);
    if (!call.check(fits(fill, op, n, ldc) && k >= 0) ||
        !call.check(lda >= least_lead(op, n, k) && ldb >= least_lead(op, n, k))) {
        return call.status();
    }
    const T by = call.scalar(alpha), kept = call.scalar(beta);
    const Dense<T> left = read_matrix(call, op, n, k, a, lda), right = read_matrix(call, op, n, k, b, ldb);
    if (!call.good()) return call.status();
    Dense<T> made = times(left, turned(right, hermitian));
    if (two) {
        const Dense<T> other = times(right, turned(left, hermitian));
        for (size_t i = 0; i < made.data.size(); i++) made.data[i] += other.data[i];
    }
    update_part(call, made, by, kept, c, ldc, [=](int i, int j) { return in_triangle(fill, i, j); });
    return call.status();
}

/// A triangle of alpha A A* + beta C, or alpha A* A + beta C; the diagonal is real.
template <typename T>
cublasStatus_t herk(cublasHandle_t handle, cublasFillMode_t fill, cublasOperation_t op, int n, int k, const Real<T> *alpha,
                    const T *a, int lda, const Real<T> *beta, T *c, int ldc) {
    Call call(handle);
    if (!call.check(fits(fill, op, n, ldc) && op != CUBLAS_OP_T && k >= 0 && lda >= least_lead(op, n, k))) {
        return call.status();
    }
    const T by = call.scalar(alpha), kept = call.scalar(beta);
    const Dense<T> left = read_matrix(call, op, n, k, a, lda);
    Dense<T> old = read_matrix<T>(call, CUBLAS_OP_N, n, n, c, ldc);
    if (!call.good()) return call.status();
    Dense<T> made = times(left, turned(left, true));
    for (size_t i = 0; i < made.data.size(); i++) made.data[i] = by * made.data[i] + (kept == T(0) ? T(0) : kept * old.data[i]);
    for (int i = 0; i < n; i++) made.at(i, i) = made.at(i, i).real();
    write_part(call, made, c, ldc, [=](int i, int j) { return in_triangle(fill, i, j); });
    return call.status();
}

/// alpha op(A) B or alpha B op(A) with a triangular A, into C.
template <typename T>
cublasStatus_t trmm(cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t fill, cublasOperation_t op,
                    cublasDiagType_t diagonal, int m, int n, const T *alpha, const T *a, int lda, const T *b, int ldb,
                    T *c, int ldc) {
    Call call(handle);
    const int size = side == CUBLAS_SIDE_LEFT ? m : n;
    if (!call.check(fits(fill, op, size, lda) && m >= 0 && n >= 0) ||
        !call.check(ldb >= std::max(1, m) && ldc >= std::max(1, m))) {
        return call.status();
    }
    const T by = call.scalar(alpha);
    const Dense<T> special = triangular(call, fill, op, diagonal, size, a, lda);
    const Dense<T> other = read_matrix(call, CUBLAS_OP_N, m, n, b, ldb);
    if (!call.good()) return call.status();
    update_part(call, side == CUBLAS_SIDE_LEFT ? times(special, other) : times(other, special), by, T(0), c, ldc,
                [](int, int) { return true; });
    return call.status();
}

template <typename T>
void solve_triangular(Call &call, cublasSideMode_t side, cublasFillMode_t fill, cublasOperation_t op,
                      cublasDiagType_t diagonal, int m, int n, T alpha, const T *a, int lda, T *b, int ldb) {
    const int size = side == CUBLAS_SIDE_LEFT ? m : n;
    const bool lower = (fill == CUBLAS_FILL_MODE_LOWER) == (op == CUBLAS_OP_N);
    const Dense<T> special = triangular(call, fill, op, diagonal, size, a, lda);
    Dense<T> other = read_matrix(call, CUBLAS_OP_N, m, n, b, ldb);
    if (!call.good()) return;
    for (T &value : other.data) value = alpha * value;
    if (side == CUBLAS_SIDE_LEFT) {
        substitute(special, lower, other);
    } else {
        Dense<T> rows = turned(other);
        substitute(turned(special), !lower, rows);
        other = turned(rows);
    }
    write_matrix(call, other, b, ldb);
}

template <typename T>
cublasStatus_t trsm(cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t fill, cublasOperation_t op,
                    cublasDiagType_t diagonal, int m, int n, const T *alpha, const T *const *a, int lda, T *const *b,
                    int ldb, int count, bool on_device) {
    Call call(handle);
    if (!call.check(fits(fill, op, side == CUBLAS_SIDE_LEFT ? m : n, lda) && m >= 0 && n >= 0 && count >= 0) ||
        !call.check(ldb >= std::max(1, m))) {
        return call.status();
    }
    const T by = call.scalar(alpha);
    std::vector<const T *> as(a, a + (on_device ? 0 : count));
    std::vector<T *> bs(b, b + (on_device ? 0 : count));
    if (on_device) as = call.read(a, (size_t)count), bs = call.read(b, (size_t)count);
    for (int i = 0; call.good() && i < count; i++) {
        solve_triangular(call, side, fill, op, diagonal, m, n, by, as[(size_t)i], lda, bs[(size_t)i], ldb);
    }
    return call.status();
}

// ------------------------------------------------------------------------------------------------ LU

/// P A = L U in the place of A, with rows swapped as `pivots` (from 1) say, where there are such; the first zero pivot, from 1.
template <typename T>
int factor(Dense<T> &a, std::vector<int> *pivots) {
    int singular = 0;
    for (int k = 0; k < std::min(a.rows, a.columns); k++) {
        int best = k;
        for (int i = k + 1; pivots && i < a.rows; i++) {
            if (size_of(a.at(i, k)) > size_of(a.at(best, k))) best = i;
        }
        if (pivots) (*pivots)[(size_t)k] = best + 1;
        if (a.at(best, k) == T(0)) {
            if (!singular) singular = k + 1;
            continue;
        }
        for (int j = 0; best != k && j < a.columns; j++) std::swap(a.at(k, j), a.at(best, j));
        for (int i = k + 1; i < a.rows; i++) a.at(i, k) /= a.at(k, k);
        for (int j = k + 1; j < a.columns; j++) {
            for (int i = k + 1; i < a.rows; i++) a.at(i, j) -= a.at(i, k) * a.at(k, j);
        }
    }
    return singular;
}

/// Half of a factorisation, as a triangular matrix.
template <typename T>
Dense<T> part_of(const Dense<T> &lu, bool lower) {
    Dense<T> made(lu.rows, lu.rows);
    for (int j = 0; j < lu.rows; j++) {
        for (int i = 0; i < lu.rows; i++) {
            made.at(i, j) = lower && i == j ? T(1) : (lower ? i > j : i <= j) ? lu.at(i, j) : T(0);
        }
    }
    return made;
}

/// Solve op(A) X = B by the factors of A.
template <typename T>
void solve_factored(const Dense<T> &lu, const std::vector<int> *pivots, cublasOperation_t op, Dense<T> &b) {
    const auto swap_rows = [&](int k) {
        const int other = (*pivots)[(size_t)k] - 1;
        for (int j = 0; other != k && j < b.columns; j++) std::swap(b.at(k, j), b.at(other, j));
    };
    const Dense<T> lower = part_of(lu, true), upper = part_of(lu, false);
    if (op == CUBLAS_OP_N) {
        for (int k = 0; pivots && k < lu.rows; k++) swap_rows(k);
        substitute(lower, true, b);
        substitute(upper, false, b);
        return;
    }
    substitute(turned(upper, op == CUBLAS_OP_C), true, b);
    substitute(turned(lower, op == CUBLAS_OP_C), false, b);
    for (int k = lu.rows - 1; pivots && k >= 0; k--) swap_rows(k);
}

template <typename T>
cublasStatus_t getrf_batched(cublasHandle_t handle, int n, T *const a[], int lda, int *pivots, int *info, int count) {
    Call call(handle);
    if (!call.check(n >= 0 && lda >= std::max(1, n) && count >= 0)) return call.status();
    const std::vector<T *> as = call.read(a, (size_t)count);
    for (int z = 0; call.good() && z < count; z++) {
        Dense<T> matrix = read_matrix<T>(call, CUBLAS_OP_N, n, n, as[(size_t)z], lda);
        std::vector<int> found((size_t)n);
        const int singular = factor(matrix, pivots ? &found : nullptr);
        write_matrix(call, matrix, as[(size_t)z], lda);
        if (pivots) call.write(pivots + (size_t)z * (size_t)n, found);
        call.write_one(info + z, singular);
    }
    return call.status();
}

/// Solutions by factors: of B, or of the unit matrix into B, which makes the inverse.
template <typename T>
cublasStatus_t getrs_batched(cublasHandle_t handle, cublasOperation_t op, int n, int columns, const T *const a[], int lda,
                             const int *pivots, T *const b[], int ldb, int *info, int count, bool inverse) {
    Call call(handle);
    if (!call.check(is_operation(op) && n >= 0 && columns >= 0 && lda >= std::max(1, n) && ldb >= std::max(1, n))) {
        return call.status();
    }
    const std::vector<const T *> as = call.read(a, (size_t)count);
    const std::vector<T *> bs = call.read(b, (size_t)count);
    for (int z = 0; call.good() && z < count; z++) {
        const Dense<T> lu = read_matrix(call, CUBLAS_OP_N, n, n, as[(size_t)z], lda);
        std::vector<int> swaps;
        if (pivots) swaps = call.read(pivots + (size_t)z * (size_t)n, (size_t)n);
        Dense<T> right(n, columns);
        int singular = 0;
        for (int i = 0; inverse && i < n; i++) {
            right.at(i, i) = T(1);
            if (lu.at(i, i) == T(0) && !singular) singular = i + 1;
        }
        if (!inverse) right = read_matrix<T>(call, CUBLAS_OP_N, n, columns, bs[(size_t)z], ldb);
        if (!call.good()) break;
        if (inverse) call.write_one(info + z, singular);
        if (singular) continue;
        solve_factored(lu, pivots ? &swaps : nullptr, op, right);
        write_matrix(call, right, bs[(size_t)z], ldb);
    }
    if (!inverse && info) *info = 0;
    return call.status();
}

}  // namespace blas
}  // namespace unwarp
