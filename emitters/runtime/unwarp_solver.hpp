// cuSOLVER's work on dense matrices in memory: each function reads its matrices, computes and writes them back.
#pragma once

#include "unwarp_cusolver_types.hpp"
#include "unwarp_lapack.hpp"

namespace unwarp {
namespace solver {

using blas::Dense;
using blas::Real;

class Call : public library::Call<cusolverStatus_t> {
  public:
    explicit Call(const cusolverDnContext *handle)
        : library::Call<cusolverStatus_t>(CUSOLVER_STATUS_SUCCESS, CUSOLVER_STATUS_INVALID_VALUE,
                                          CUSOLVER_STATUS_EXECUTION_FAILED) {
        if (check(handle != nullptr, CUSOLVER_STATUS_NOT_INITIALIZED)) follow(handle->stream);
    }
};

/// A size of a workspace: one is asked for, and not used.
template <typename S>
cusolverStatus_t sized(const cusolverDnContext *handle, S *size, bool valid = true) {
    if (!handle) return CUSOLVER_STATUS_NOT_INITIALIZED;
    if (!size || !valid) return CUSOLVER_STATUS_INVALID_VALUE;
    *size = 16;
    return CUSOLVER_STATUS_SUCCESS;
}

template <typename T>
Dense<T> read(Call &call, int m, int n, const T *a, int lda) {
    return call.check(m >= 0 && n >= 0 && lda >= std::max(1, m)) ? blas::read_matrix<T>(call, CUBLAS_OP_N, m, n, a, lda)
                                                                 : Dense<T>(std::max(m, 0), std::max(n, 0));
}
/// Factors stay in the triangle that was given.
template <typename T>
void write_triangle(Call &call, const Dense<T> &lower, cublasFillMode_t fill, T *a, int lda) {
    blas::write_part(call, lapack::by_fill(lower, fill), a, lda, [=](int i, int j) { return blas::in_triangle(fill, i, j); });
}

// ------------------------------------------------------------------------------------------------ Cholesky

template <typename T>
void potrf_one(Call &call, cublasFillMode_t fill, int n, T *a, int lda, int *info) {
    Dense<T> lower = lapack::lower_of(read(call, n, n, a, lda), fill);
    if (!call.good()) return;
    const int minor = lapack::cholesky(lower);
    write_triangle(call, lower, fill, a, lda);
    call.write_one(info, minor);
}
template <typename T>
cusolverStatus_t potrf(cusolverDnHandle_t handle, cublasFillMode_t fill, int n, T *a, int lda, int *info) {
    Call call(handle);
    potrf_one(call, fill, n, a, lda, info);
    return call.status();
}
template <typename T>
void potrs_one(Call &call, cublasFillMode_t fill, int n, int columns, const T *a, int lda, T *b, int ldb) {
    const Dense<T> lower = lapack::lower_of(read(call, n, n, a, lda), fill);
    Dense<T> x = read(call, n, columns, b, ldb);
    if (!call.good()) return;
    lapack::solve_cholesky(lower, x);
    blas::write_matrix(call, x, b, ldb);
}
template <typename T>
cusolverStatus_t potrs(cusolverDnHandle_t handle, cublasFillMode_t fill, int n, int columns, const T *a, int lda, T *b,
                       int ldb, int *info) {
    Call call(handle);
    potrs_one(call, fill, n, columns, a, lda, b, ldb);
    call.write_one(info, 0);
    return call.status();
}
template <typename T>
cusolverStatus_t potri(cusolverDnHandle_t handle, cublasFillMode_t fill, int n, T *a, int lda, int *info) {
    Call call(handle);
    const Dense<T> lower = lapack::lower_of(read(call, n, n, a, lda), fill);
    if (!call.good()) return call.status();
    int zero = 0;
    for (int i = 0; i < n && !zero; i++) zero = lower.at(i, i) == T(0) ? i + 1 : 0;
    Dense<T> inverse = lapack::identity<T>(n, n);
    if (!zero) {
        lapack::solve_cholesky(lower, inverse);
        write_triangle(call, lapack::lower_of(inverse, CUBLAS_FILL_MODE_LOWER), fill, a, lda);
    }
    call.write_one(info, zero);
    return call.status();
}
template <typename T>
cusolverStatus_t potrf_batched(cusolverDnHandle_t handle, cublasFillMode_t fill, int n, T *a[], int lda, int *info, int count) {
    Call call(handle);
    const std::vector<T *> as = call.read(a, (size_t)std::max(count, 0));
    for (size_t z = 0; call.good() && z < as.size(); z++) potrf_one(call, fill, n, as[z], lda, info + z);
    return call.status();
}
template <typename T>
cusolverStatus_t potrs_batched(cusolverDnHandle_t handle, cublasFillMode_t fill, int n, int columns, T *a[], int lda, T *b[],
                               int ldb, int *info, int count) {
    Call call(handle);
    const std::vector<T *> as = call.read(a, (size_t)std::max(count, 0)), bs = call.read(b, as.size());
    for (size_t z = 0; call.good() && z < as.size(); z++) potrs_one(call, fill, n, columns, as[z], lda, bs[z], ldb);
    call.write_one(info, 0);
    return call.status();
}

// ------------------------------------------------------------------------------------------------ LU and QR

template <typename T, typename I>
cusolverStatus_t getrf(cusolverDnHandle_t handle, int m, int n, T *a, int lda, I *pivots, int *info) {
    Call call(handle);
    Dense<T> lu = read(call, m, n, a, lda);
    if (!call.good()) return call.status();
    std::vector<int> swaps((size_t)std::min(m, n));
    const int singular = blas::factor(lu, pivots ? &swaps : nullptr);
    blas::write_matrix(call, lu, a, lda);
    if (pivots) call.write(pivots, std::vector<I>(swaps.begin(), swaps.end()));
    call.write_one(info, singular);
    return call.status();
}
template <typename T, typename I>
cusolverStatus_t getrs(cusolverDnHandle_t handle, cublasOperation_t op, int n, int columns, const T *a, int lda,
                       const I *pivots, T *b, int ldb, int *info) {
    Call call(handle);
    const Dense<T> lu = read(call, n, n, a, lda);
    Dense<T> x = read(call, n, columns, b, ldb);
    std::vector<int> swaps;
    if (pivots && call.good()) {
        for (I pivot : call.read(pivots, (size_t)n)) swaps.push_back((int)pivot);
    }
    for (int swap : swaps) call.check(swap >= 1 && swap <= n);
    if (!call.check(blas::is_operation(op))) return call.status();
    blas::solve_factored(lu, pivots ? &swaps : nullptr, op, x);
    blas::write_matrix(call, x, b, ldb);
    call.write_one(info, 0);
    return call.status();
}
/// Solutions of A X = B in one call; A and B stay, and no iteration is needed.
template <typename T>
cusolverStatus_t gesv(cusolverDnHandle_t handle, int n, int columns, T *a, int lda, int *pivots, const T *b, int ldb, T *x,
                      int ldx, int *iterations, int *info) {
    Call call(handle);
    Dense<T> lu = read(call, n, n, a, lda), made = read(call, n, columns, b, ldb);
    if (!call.check(ldx >= std::max(1, n))) return call.status();
    std::vector<int> swaps((size_t)n);
    const int singular = blas::factor(lu, &swaps);
    if (!singular) blas::solve_factored(lu, &swaps, CUBLAS_OP_N, made);
    if (!singular) blas::write_matrix(call, made, x, ldx);
    if (pivots) call.write(pivots, swaps);
    if (iterations) *iterations = 0;
    call.write_one(info, singular);
    return call.status();
}
template <typename T>
cusolverStatus_t geqrf(cusolverDnHandle_t handle, int m, int n, T *a, int lda, T *tau, int *info) {
    Call call(handle);
    Dense<T> qr = read(call, m, n, a, lda);
    if (!call.good()) return call.status();
    const std::vector<T> taus = lapack::factor_qr(qr);
    blas::write_matrix(call, qr, a, lda);
    call.write(tau, taus);
    call.write_one(info, 0);
    return call.status();
}
template <typename T>
cusolverStatus_t ormqr(cusolverDnHandle_t handle, cublasSideMode_t side, cublasOperation_t op, int m, int n, int k, const T *a,
                       int lda, const T *tau, T *c, int ldc, int *info) {
    Call call(handle);
    const bool left = side == CUBLAS_SIDE_LEFT;
    Dense<T> q = read(call, left ? m : n, k, a, lda), to = read(call, m, n, c, ldc);
    if (!call.check(k >= 0 && k <= (left ? m : n))) return call.status();
    const std::vector<T> taus = call.read(tau, (size_t)k);
    if (!call.good()) return call.status();
    if (left) {
        lapack::apply_q(q, taus, op != CUBLAS_OP_N, to);
    } else {
        to = blas::turned(to, true);
        lapack::apply_q(q, taus, op == CUBLAS_OP_N, to);
        to = blas::turned(to, true);
    }
    blas::write_matrix(call, to, c, ldc);
    call.write_one(info, 0);
    return call.status();
}
template <typename T>
cusolverStatus_t orgqr(cusolverDnHandle_t handle, int m, int n, int k, T *a, int lda, const T *tau, int *info) {
    Call call(handle);
    Dense<T> q = read(call, m, n, a, lda);
    if (!call.check(n <= m && k >= 0 && k <= n)) return call.status();
    const std::vector<T> taus = call.read(tau, (size_t)k);
    if (!call.good()) return call.status();
    Dense<T> made = lapack::identity<T>(m, n);
    lapack::apply_q(q, taus, false, made);
    blas::write_matrix(call, made, a, lda);
    call.write_one(info, 0);
    return call.status();
}
/// The least squares of A X - B, for matrices with no fewer rows than columns.
template <typename T>
cusolverStatus_t gels(cusolverDnHandle_t handle, int m, int n, int columns, const T *a, int lda, const T *b, int ldb, T *x,
                      int ldx, int *iterations, int *info) {
    Call call(handle);
    Dense<T> qr = read(call, m, n, a, lda), right = read(call, m, columns, b, ldb);
    if (!call.check(m >= n && ldx >= std::max(1, n))) return call.status();
    const std::vector<T> taus = lapack::factor_qr(qr);
    lapack::apply_q(qr, taus, true, right);
    Dense<T> r(n, n), made(n, columns);
    int zero = 0;
    for (int j = 0; j < n; j++) {
        std::copy_n(lapack::column(qr, 0, j), j + 1, lapack::column(r, 0, j));
        if (r.at(j, j) == T(0) && !zero) zero = j + 1;
    }
    for (int j = 0; j < columns; j++) std::copy_n(lapack::column(right, 0, j), n, lapack::column(made, 0, j));
    if (!zero) blas::substitute(r, false, made);
    if (!zero) blas::write_matrix(call, made, x, ldx);
    if (iterations) *iterations = 0;
    call.write_one(info, zero);
    return call.status();
}

// ------------------------------------------------------------------------------------------------ eigenvalues

/// Which of the values are wanted: all, those from one number to another, counted from 1, or those of an interval.
template <typename R>
struct Range {
    cusolverEigRange_t kind = CUSOLVER_EIG_RANGE_ALL;
    R low = 0, high = 0;
    int64_t first = 0, last = 0;

    bool valid(int n) const {
        return kind == CUSOLVER_EIG_RANGE_I ? n == 0 || (first >= 1 && first <= last && last <= n)
                                            : kind == CUSOLVER_EIG_RANGE_ALL || low < high;
    }
    bool has(const std::vector<R> &values, int i) const {
        if (kind == CUSOLVER_EIG_RANGE_I) return i + 1 >= first && i + 1 <= last;
        return kind == CUSOLVER_EIG_RANGE_ALL || (values[(size_t)i] > low && values[(size_t)i] <= high);
    }
};

template <typename T>
int write_eigen(Call &call, const Dense<T> &vectors, const std::vector<Real<T>> &values, bool wanted, const Range<Real<T>> &range,
                T *a, int lda, Real<T> *w) {
    std::vector<int> chosen;
    std::vector<Real<T>> kept;
    for (int i = 0; i < (int)values.size(); i++) {
        if (range.has(values, i)) chosen.push_back(i), kept.push_back(values[(size_t)i]);
    }
    if (wanted) {
        Dense<T> part(vectors.rows, (int)chosen.size());
        for (int j = 0; j < part.columns; j++) {
            for (int i = 0; i < part.rows; i++) part.at(i, j) = vectors.at(i, chosen[(size_t)j]);
        }
        blas::write_matrix(call, part, a, lda);
    }
    call.write(w, kept);
    return (int)kept.size();
}

template <typename T>
void syev_one(Call &call, cusolverEigMode_t mode, cublasFillMode_t fill, int n, T *a, int lda, Real<T> *w, int *info,
              const Range<Real<T>> &range = Range<Real<T>>(), int64_t *count = nullptr, lapack::Work *work = nullptr) {
    Dense<T> matrix = read(call, n, n, a, lda);
    if (!call.check(range.valid(n))) return;
    lapack::complete(matrix, fill);
    std::vector<Real<T>> values;
    const bool vectors = mode == CUSOLVER_EIG_MODE_VECTOR;
    const int left = lapack::eigen(matrix, values, vectors, work);
    const int found = left ? 0 : write_eigen(call, matrix, values, vectors, range, a, lda, w);
    if (count) *count = found;
    call.write_one(info, left);
}
template <typename T>
cusolverStatus_t syev(cusolverDnHandle_t handle, cusolverEigMode_t mode, cublasFillMode_t fill, int n, T *a, int lda,
                      Real<T> *w, int *info, int count = 1, syevjInfo *told = nullptr) {
    Call call(handle);
    for (int z = 0; call.good() && z < count; z++) {
        lapack::Work work;
        syev_one(call, mode, fill, n, a + (size_t)z * (size_t)lda * (size_t)n, lda, w + (size_t)z * (size_t)n, info + z,
                 Range<Real<T>>(), nullptr, &work);
        if (told) told->sweeps = work.steps, told->residual = work.left;
    }
    return call.status();
}
template <typename T>
cusolverStatus_t syevdx(cusolverDnHandle_t handle, cusolverEigMode_t mode, cublasFillMode_t fill, int n, T *a, int lda,
                        const Range<Real<T>> &range, int64_t *count, Real<T> *w, int *info) {
    Call call(handle);
    syev_one(call, mode, fill, n, a, lda, w, info, range, count);
    return call.status();
}
template <typename T>
cusolverStatus_t sygv(cusolverDnHandle_t handle, cusolverEigType_t kind, cusolverEigMode_t mode, cublasFillMode_t fill, int n,
                      T *a, int lda, T *b, int ldb, Real<T> *w, int *info) {
    Call call(handle);
    Dense<T> matrix = read(call, n, n, a, lda);
    Dense<T> other = lapack::lower_of(read(call, n, n, b, ldb), fill);
    if (!call.check(kind >= CUSOLVER_EIG_TYPE_1 && kind <= CUSOLVER_EIG_TYPE_3)) return call.status();
    lapack::complete(matrix, fill);
    std::vector<Real<T>> values;
    const bool vectors = mode == CUSOLVER_EIG_MODE_VECTOR;
    const int left = lapack::eigen_general(kind, matrix, other, values, vectors);
    if (left <= n) write_triangle(call, other, fill, b, ldb);
    if (!left) write_eigen(call, matrix, values, vectors, Range<Real<T>>(), a, lda, w);
    call.write_one(info, left);
    return call.status();
}

// ------------------------------------------------------------------------------------------------ singular values

/// The first so many columns of a matrix.
template <typename T>
Dense<T> first_columns(const Dense<T> &a, int count) {
    Dense<T> made(a.rows, count);
    std::copy_n(a.data.begin(), made.data.size(), made.data.begin());
    return made;
}
template <typename T>
cusolverStatus_t gesvd(cusolverDnHandle_t handle, signed char left, signed char right, int m, int n, T *a, int lda, Real<T> *s,
                       T *u, int ldu, T *vt, int ldvt, int *info) {
    Call call(handle);
    const Dense<T> matrix = read(call, m, n, a, lda);
    const auto known = [](signed char job) { return job == 'A' || job == 'S' || job == 'O' || job == 'N'; };
    if (!call.check(known(left) && known(right) && !(left == 'O' && right == 'O'))) return call.status();
    Dense<T> us(0, 0), v(0, 0);
    std::vector<Real<T>> values;
    const int unfinished = lapack::singular(matrix, us, values, v), k = std::min(m, n);
    if (left == 'A') blas::write_matrix(call, us, u, ldu);
    if (left == 'S') blas::write_matrix(call, first_columns(us, k), u, ldu);
    if (left == 'O') blas::write_matrix(call, first_columns(us, k), a, lda);
    if (right == 'A') blas::write_matrix(call, blas::turned(v, true), vt, ldvt);
    if (right == 'S') blas::write_matrix(call, blas::turned(first_columns(v, k), true), vt, ldvt);
    if (right == 'O') blas::write_matrix(call, blas::turned(first_columns(v, k), true), a, lda);
    call.write(s, values);
    call.write_one(info, unfinished);
    return call.status();
}
/// With V and not V*, for matrices that follow each other.
template <typename T>
cusolverStatus_t gesvdj(cusolverDnHandle_t handle, cusolverEigMode_t mode, bool small, int m, int n, const T *a, int lda,
                        Real<T> *s, T *u, int ldu, T *v, int ldv, int *info, gesvdjInfo *told, int count = 1) {
    Call call(handle);
    const int k = std::min(m, n);
    for (int z = 0; call.good() && z < count; z++) {
        const Dense<T> matrix = read(call, m, n, a + (size_t)z * (size_t)lda * (size_t)n, lda);
        if (!call.good()) break;
        Dense<T> left(0, 0), right(0, 0);
        std::vector<Real<T>> values;
        lapack::Work work;
        const int unfinished = lapack::singular(matrix, left, values, right, &work);
        if (told) told->sweeps = work.steps, told->residual = work.left;
        const int us = small ? k : m, vs = small ? k : n;
        if (mode == CUSOLVER_EIG_MODE_VECTOR) {
            blas::write_matrix(call, first_columns(left, us), u + (size_t)z * (size_t)ldu * (size_t)us, ldu);
            blas::write_matrix(call, first_columns(right, vs), v + (size_t)z * (size_t)ldv * (size_t)vs, ldv);
        }
        call.write(s + (size_t)z * (size_t)k, values);
        call.write_one(info + z, unfinished);
    }
    return call.status();
}

}  // namespace solver
}  // namespace unwarp
