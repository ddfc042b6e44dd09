// cuSPARSE's functions with a name a type, on CSR and COO with indices of 32 bits: those of all versions, as far as programs use
// them.
#pragma once

#include "unwarp_sparse.hpp"

#include <numeric>

namespace unwarp {
namespace sparse {

template <typename T>
cusparseStatus_t csrmv(cusparseHandle_t handle, cusparseOperation_t op, int m, int n, int count, const T *alpha,
                       const cusparseMatDescr *kind, const T *values, const int *starts, const int *places, const T *x,
                       const T *beta, T *y) {
    Call call(handle);
    const T by = call.scalar(alpha), kept = call.scalar(beta);
    const Rows<T> a = applied(op, read_rows(call, kind, m, n, count, values, starts, places));
    const std::vector<T> from = call.read(x, (size_t)a.columns);
    std::vector<T> to = call.read(y, (size_t)a.rows);
    if (!call.good()) return call.status();
    multiply(a, by, from.data(), kept, to.data());
    call.write(y, to);
    return call.status();
}

/// C = alpha op(A) op(B) + beta C; op(B) has n columns.
template <typename T>
cusparseStatus_t csrmm(cusparseHandle_t handle, cusparseOperation_t oa, cusparseOperation_t ob, int m, int n, int k, int count,
                       const T *alpha, const cusparseMatDescr *kind, const T *values, const int *starts, const int *places,
                       const T *b, int ldb, const T *beta, T *c, int ldc) {
    Call call(handle);
    const T by = call.scalar(alpha), kept = call.scalar(beta);
    const Rows<T> a = applied(oa, read_rows(call, kind, m, k, count, values, starts, places));
    const bool turned = ob != CUSPARSE_OPERATION_NON_TRANSPOSE;
    const int64_t rows = turned ? n : a.columns, columns = turned ? a.columns : n;
    if (!call.check(n >= 0 && ldb >= std::max<int64_t>(1, rows) && ldc >= std::max<int64_t>(1, a.rows))) return call.status();
    if (n == 0 || a.rows == 0) return call.status();
    const std::vector<T> from = call.read(b, columns && rows ? (size_t)(ldb * (columns - 1) + rows) : 0);
    std::vector<T> to = call.read(c, (size_t)((int64_t)ldc * (n - 1) + a.rows)), x((size_t)a.columns);
    for (int64_t j = 0; call.good() && j < n; j++) {
        for (int64_t i = 0; i < a.columns; i++) x[(size_t)i] = turned ? from[(size_t)(i * ldb + j)] : from[(size_t)(j * ldb + i)];
        for (T &value : x) value = ob == CUSPARSE_OPERATION_CONJUGATE_TRANSPOSE ? conjugate(value) : value;
        multiply(a, by, x.data(), kept, &to[(size_t)(j * ldc)]);
    }
    call.write(c, to);
    return call.status();
}

inline const cusparseMatDescr *based(cusparseIndexBase_t base) {
    static const cusparseMatDescr zero, one{CUSPARSE_MATRIX_TYPE_GENERAL, CUSPARSE_FILL_MODE_LOWER,
                                            CUSPARSE_DIAG_TYPE_NON_UNIT, CUSPARSE_INDEX_BASE_ONE};
    return base == CUSPARSE_INDEX_BASE_ONE ? &one : &zero;
}

/// CSR written as CSC; without values only their places.
template <typename T>
cusparseStatus_t csr2csc(cusparseHandle_t handle, int m, int n, int count, const T *values, const int *starts,
                         const int *places, T *to, int *column_starts, int *rows, cusparseAction_t action,
                         cusparseIndexBase_t base) {
    Call call(handle);
    const std::vector<T> none((size_t)std::max(count, 0));  // read in the place of values that are not wanted
    const bool numeric = action == CUSPARSE_ACTION_NUMERIC;
    const Rows<T> made =
        turned(read_rows(call, based(base), m, n, count, numeric ? values : none.data(), starts, places));
    if (!call.good()) return call.status();
    write_indices(call, column_starts, CUSPARSE_INDEX_32I, base, made.starts);
    write_indices(call, rows, CUSPARSE_INDEX_32I, base, made.places);
    if (numeric) call.write(to, made.values);
    return call.status();
}

template <typename T>
cusparseStatus_t csr2dense(cusparseHandle_t handle, int m, int n, const cusparseMatDescr *kind, const T *values,
                           const int *starts, const int *places, T *a, int lda, bool by_columns) {
    Call call(handle);  // where it is stored by columns, it is the matrix turned
    Rows<T> from = read_rows(call, kind, by_columns ? n : m, by_columns ? m : n, -1, values, starts, places, false);
    if (by_columns) from = turned(from);
    if (!call.check(lda >= std::max(1, m)) || m == 0 || n == 0) return call.status();
    std::vector<T> to = call.read(a, (size_t)lda * (size_t)(n - 1) + (size_t)m);
    for (int64_t j = 0; call.good() && j < n; j++) std::fill_n(to.begin() + j * lda, m, T(0));
    for (int64_t i = 0; call.good() && i < m; i++) {
        for (size_t k = from.first(i); k < from.last(i); k++) to[(size_t)(from.places[k] * lda + i)] = from.values[k];
    }
    call.write(a, to);
    return call.status();
}

template <typename T>
Rows<T> read_nonzero(Call &call, int m, int n, const T *a, int lda) {
    Rows<T> made(std::max(m, 0), std::max(n, 0));
    if (!call.check(m >= 0 && n >= 0 && lda >= std::max(1, m)) || m == 0 || n == 0) return made;
    const std::vector<T> from = call.read(a, (size_t)lda * (size_t)(n - 1) + (size_t)m);
    for (int64_t i = 0; i < m; i++) {
        for (int64_t j = 0; j < n; j++) {
            const T value = from[(size_t)(j * lda + i)];
            if (value != T(0)) made.places.push_back(j), made.values.push_back(value);
        }
        made.starts[(size_t)i + 1] = (int64_t)made.places.size();
    }
    return made;
}
template <typename T>
cusparseStatus_t nnz(cusparseHandle_t handle, cusparseDirection_t direction, int m, int n, const T *a, int lda, int *counts,
                     int *total) {
    Call call(handle);
    Rows<T> found = read_nonzero(call, m, n, a, lda);
    if (direction == CUSPARSE_DIRECTION_COLUMN) found = turned(found);
    std::vector<int> lines;
    for (int64_t i = 0; i < found.rows; i++) lines.push_back((int)(found.last(i) - found.first(i)));
    call.write(counts, lines);
    call.result(total, (int)found.values.size());
    return call.status();
}
template <typename T>
cusparseStatus_t dense2csr(cusparseHandle_t handle, int m, int n, const cusparseMatDescr *kind, const T *a, int lda,
                           T *values, int *starts, int *places, bool by_columns) {
    Call call(handle);
    Rows<T> found = read_nonzero(call, m, n, a, lda);
    if (by_columns) found = turned(found);
    if (!call.check(kind != nullptr)) return call.status();
    write_indices(call, starts, CUSPARSE_INDEX_32I, kind->base, found.starts);
    write_indices(call, places, CUSPARSE_INDEX_32I, kind->base, found.places);
    call.write(values, found.values);
    return call.status();
}

template <typename T>
cusparseStatus_t csrsv(cusparseHandle_t handle, cusparseOperation_t op, int m, int count, const T *alpha,
                       const cusparseMatDescr *kind, const T *values, const int *starts, const int *places,
                       unwarp_cusparse_info *info, const T *f, T *x) {
    Call call(handle);
    const T by = call.scalar(alpha);
    const Rows<T> a = read_rows(call, kind, m, m, count, values, starts, places, false);
    std::vector<T> made = call.read(f, (size_t)m);
    if (!call.check(info != nullptr)) return call.status();
    const int64_t zero = solve(a, op, kind->fill == CUSPARSE_FILL_MODE_LOWER, kind->diagonal == CUSPARSE_DIAG_TYPE_UNIT, by, made);
    info->zero = zero < 0 ? -1 : (int)zero + kind->base;
    call.write(x, made);
    return call.status();
}

template <typename T>
cusparseStatus_t incomplete(cusparseHandle_t handle, int m, int count, const cusparseMatDescr *kind, T *values,
                            const int *starts, const int *places, unwarp_cusparse_info *info, bool cholesky) {
    Call call(handle);
    Rows<T> a = read_rows<T>(call, kind, m, m, count, values, starts, places, false);
    if (!call.check(info != nullptr)) return call.status();
    const int64_t zero = cholesky ? incomplete_cholesky(a) : incomplete_lu(a);
    info->zero = zero < 0 ? -1 : (int)zero + kind->base;
    call.write(values, a.values);
    return call.status();
}
inline cusparseStatus_t zero_pivot(const unwarp_cusparse_info *info, int *position) {
    if (!info || !position) return CUSPARSE_STATUS_INVALID_VALUE;
    *position = info->zero;
    return info->zero < 0 ? CUSPARSE_STATUS_SUCCESS : CUSPARSE_STATUS_ZERO_PIVOT;
}

/// alpha op(A) op(B), or alpha A + beta B where `added`: the places, or the values for places that are known.
template <typename T>
struct Operand {
    cusparseOperation_t op;
    int rows, columns, count;
    const cusparseMatDescr *kind;
    const T *values;
    const int *starts, *places;

    Rows<T> read(Call &call, const std::vector<T> &without) const {
        return applied(op, read_rows(call, kind, rows, columns, count, values ? values : without.data(), starts, places));
    }
};
template <typename T>
cusparseStatus_t combined(cusparseHandle_t handle, const Operand<T> &a, const Operand<T> &b, T alpha, T beta, bool added,
                          const cusparseMatDescr *kind, T *values, int *starts, int *places, int *total) {
    Call call(handle);
    const std::vector<T> some((size_t)std::max({a.count, b.count, 1}), T(1));
    const Rows<T> left = a.read(call, some), right = b.read(call, some);
    if (!call.check(kind && (added ? left.columns == right.columns && left.rows == right.rows : left.columns == right.rows))) {
        return call.status();
    }
    Rows<T> made = added ? sum(alpha, left, beta, right) : times(left, right);
    for (T &value : made.values) value = added ? value : alpha * value;
    write_indices(call, starts, CUSPARSE_INDEX_32I, kind->base, made.starts);
    if (places) write_indices(call, places, CUSPARSE_INDEX_32I, kind->base, made.places);
    if (values) call.write(values, made.values);
    if (total) call.result(total, (int)made.values.size());
    return call.status();
}

/// Tridiagonal systems of m rows for so many right sides, by elimination with exchanges of rows.
template <typename T>
cusparseStatus_t tridiagonal(cusparseHandle_t handle, int m, int n, const T *low, const T *middle, const T *up, T *b,
                             int64_t ldb, int64_t step, bool same) {
    Call call(handle);
    if (!call.check(m >= 1 && n >= 0 && ldb >= m)) return call.status();
    for (int64_t z = 0; z < n && call.good(); z++) {
        const int64_t at = same ? 0 : z * step;
        const std::vector<T> l = call.read(low + at, (size_t)m);
        std::vector<T> d = call.read(middle + at, (size_t)m), u = call.read(up + at, (size_t)m), u2((size_t)m, T(0));
        std::vector<T> x = call.read(b + (same ? z * ldb : at), (size_t)m);
        if (!call.good()) break;
        for (size_t i = 0; i + 1 < (size_t)m; i++) {
            T below = l[i + 1], diagonal = d[i + 1], right = i + 2 < (size_t)m ? u[i + 1] : T(0);
            if (std::abs(below) > std::abs(d[i])) {
                std::swap(d[i], below), std::swap(u[i], diagonal), std::swap(x[i], x[i + 1]);
                u2[i] = right, right = T(0);
            }
            const T factor = below / d[i];
            d[i + 1] = diagonal - factor * u[i];
            if (i + 2 < (size_t)m) u[i + 1] = right - factor * u2[i];
            x[i + 1] -= factor * x[i];
        }
        for (size_t i = (size_t)m; i-- > 0;) {
            if (i + 1 < (size_t)m) x[i] -= u[i] * x[i + 1];
            if (i + 2 < (size_t)m) x[i] -= u2[i] * x[i + 2];
            x[i] /= d[i];
        }
        call.write(b + (same ? z * ldb : at), x);
    }
    return call.status();
}

/// The order of elements by one list of indices and then another, written with them.
inline cusparseStatus_t sorted(cusparseHandle_t handle, int count, int *first, int *second, int *order) {
    Call call(handle);
    if (!call.check(count >= 0)) return call.status();
    const std::vector<int> one = call.read(first, (size_t)count), other = call.read(second, (size_t)count);
    std::vector<int> given, by((size_t)count), a, b, c;
    if (order) given = call.read(order, (size_t)count);
    if (!call.good()) return call.status();
    std::iota(by.begin(), by.end(), 0);
    std::stable_sort(by.begin(), by.end(), [&](int x, int y) {
        const size_t i = (size_t)x, j = (size_t)y;
        return one[i] != one[j] ? one[i] < one[j] : other[i] < other[j];
    });
    for (int i : by) {
        a.push_back(one[(size_t)i]), b.push_back(other[(size_t)i]);
        if (order) c.push_back(given[(size_t)i]);
    }
    call.write(first, a), call.write(second, b), call.write(order, c);
    return call.status();
}

template <typename Info>
cusparseStatus_t created(Info *info) {
    if (!info) return CUSPARSE_STATUS_INVALID_VALUE;
    *info = new (std::nothrow) unwarp_cusparse_info;
    return *info ? CUSPARSE_STATUS_SUCCESS : CUSPARSE_STATUS_ALLOC_FAILED;
}

}  // namespace sparse
}  // namespace unwarp

// ------------------------------------------------------------------------------------------------ places

inline cusparseStatus_t cusparseXcoo2csr(cusparseHandle_t handle, const int *rows, int count, int m, int *starts,
                                         cusparseIndexBase_t base) {
    unwarp::sparse::Call call(handle);
    const std::vector<int> from = call.read(rows, (size_t)std::max(count, 0));
    std::vector<int64_t> made((size_t)std::max(m, 0) + 1);
    for (int row : from) {
        if (!call.check(row >= base && row - base < m)) return call.status();
        made[(size_t)(row - base) + 1]++;
    }
    for (size_t i = 1; i < made.size(); i++) made[i] += made[i - 1];
    unwarp::sparse::write_indices(call, starts, CUSPARSE_INDEX_32I, base, made);
    return call.status();
}
inline cusparseStatus_t cusparseXcsr2coo(cusparseHandle_t handle, const int *starts, int count, int m, int *rows,
                                         cusparseIndexBase_t base) {
    unwarp::sparse::Call call(handle);
    const std::vector<int64_t> from = unwarp::sparse::read_indices(call, starts, CUSPARSE_INDEX_32I, base, m + 1);
    if (!call.check(unwarp::sparse::are_starts(from, count))) return call.status();
    std::vector<int64_t> made;
    for (int i = 0; i < m; i++) made.insert(made.end(), (size_t)(from[(size_t)i + 1] - from[(size_t)i]), i);
    unwarp::sparse::write_indices(call, rows, CUSPARSE_INDEX_32I, base, made);
    return call.status();
}
inline cusparseStatus_t cusparseCreateIdentityPermutation(cusparseHandle_t handle, int n, int *order) {
    unwarp::sparse::Call call(handle);
    std::vector<int> made((size_t)std::max(n, 0));
    std::iota(made.begin(), made.end(), 0);
    call.write(order, made);
    return call.status();
}
inline cusparseStatus_t cusparseXcoosort_bufferSizeExt(cusparseHandle_t, int, int, int, const int *, const int *, size_t *size) {
    return *size = 8, CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseXcoosortByRow(cusparseHandle_t handle, int, int, int count, int *rows, int *columns, int *order,
                                              void *) {
    return unwarp::sparse::sorted(handle, count, rows, columns, order);
}
inline cusparseStatus_t cusparseXcoosortByColumn(cusparseHandle_t handle, int, int, int count, int *rows, int *columns,
                                                 int *order, void *) {
    return unwarp::sparse::sorted(handle, count, columns, rows, order);
}

inline cusparseStatus_t cusparseCreateCsrsv2Info(csrsv2Info_t *info) { return unwarp::sparse::created(info); }
inline cusparseStatus_t cusparseCreateCsrilu02Info(csrilu02Info_t *info) { return unwarp::sparse::created(info); }
inline cusparseStatus_t cusparseCreateCsric02Info(csric02Info_t *info) { return unwarp::sparse::created(info); }
inline cusparseStatus_t cusparseCreateSolveAnalysisInfo(cusparseSolveAnalysisInfo_t *info) {
    return unwarp::sparse::created(info);
}
inline cusparseStatus_t cusparseDestroyCsrsv2Info(csrsv2Info_t info) { return delete info, CUSPARSE_STATUS_SUCCESS; }
inline cusparseStatus_t cusparseDestroyCsrilu02Info(csrilu02Info_t info) { return delete info, CUSPARSE_STATUS_SUCCESS; }
inline cusparseStatus_t cusparseDestroyCsric02Info(csric02Info_t info) { return delete info, CUSPARSE_STATUS_SUCCESS; }
inline cusparseStatus_t cusparseDestroySolveAnalysisInfo(cusparseSolveAnalysisInfo_t info) {
    return delete info, CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseXcsrsv2_zeroPivot(cusparseHandle_t, csrsv2Info_t info, int *position) {
    return unwarp::sparse::zero_pivot(info, position);
}
inline cusparseStatus_t cusparseXcsrilu02_zeroPivot(cusparseHandle_t, csrilu02Info_t info, int *position) {
    return unwarp::sparse::zero_pivot(info, position);
}
inline cusparseStatus_t cusparseXcsric02_zeroPivot(cusparseHandle_t, csric02Info_t info, int *position) {
    return unwarp::sparse::zero_pivot(info, position);
}

inline cusparseStatus_t cusparseXcsrgemmNnz(cusparseHandle_t h, cusparseOperation_t oa, cusparseOperation_t ob, int m, int n,
                                            int k, cusparseMatDescr_t da, int na, const int *sa, const int *pa,
                                            cusparseMatDescr_t db, int nb, const int *sb, const int *pb, cusparseMatDescr_t dc,
                                            int *sc, int *total) {
    const bool ta = oa != CUSPARSE_OPERATION_NON_TRANSPOSE, tb = ob != CUSPARSE_OPERATION_NON_TRANSPOSE;
    return unwarp::sparse::combined<float>(h, {oa, ta ? k : m, ta ? m : k, na, da, nullptr, sa, pa},
                                           {ob, tb ? n : k, tb ? k : n, nb, db, nullptr, sb, pb}, 1, 0, false, dc, nullptr, sc,
                                           nullptr, total);
}
inline cusparseStatus_t cusparseXcsrgeam2Nnz(cusparseHandle_t h, int m, int n, cusparseMatDescr_t da, int na, const int *sa,
                                             const int *pa, cusparseMatDescr_t db, int nb, const int *sb, const int *pb,
                                             cusparseMatDescr_t dc, int *sc, int *total, void *) {
    const cusparseOperation_t as_is = CUSPARSE_OPERATION_NON_TRANSPOSE;
    return unwarp::sparse::combined<float>(h, {as_is, m, n, na, da, nullptr, sa, pa}, {as_is, m, n, nb, db, nullptr, sb, pb}, 1,
                                           1, true, dc, nullptr, sc, nullptr, total);
}

// ------------------------------------------------------------------------------------------------ S, D, C and Z

// C is the type of the arguments, T that of the numbers behind them; of what is analysed nothing is kept.
#define UW_SPARSE(P, C, T)                                                                                             \
    inline cusparseStatus_t cusparse##P##csrmv(cusparseHandle_t h, cusparseOperation_t op, int m, int n, int count,    \
            const C *al, cusparseMatDescr_t d, const C *v, const int *s, const int *p, const C *x, const C *be, C *y) { \
        return unwarp::sparse::csrmv(h, op, m, n, count, (const T *)al, d, (const T *)v, s, p, (const T *)x,           \
            (const T *)be, (T *)y);                                                                                    \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrmm(cusparseHandle_t h, cusparseOperation_t op, int m, int n, int k,        \
            int count, const C *al, cusparseMatDescr_t d, const C *v, const int *s, const int *p, const C *b, int ldb, \
            const C *be, C *c, int ldc) {                                                                              \
        return unwarp::sparse::csrmm(h, op, CUSPARSE_OPERATION_NON_TRANSPOSE, m, n, k, count, (const T *)al, d,        \
            (const T *)v, s, p, (const T *)b, ldb, (const T *)be, (T *)c, ldc);                                        \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrmm2(cusparseHandle_t h, cusparseOperation_t oa, cusparseOperation_t ob,    \
            int m, int n, int k, int count, const C *al, cusparseMatDescr_t d, const C *v, const int *s, const int *p, \
            const C *b, int ldb, const C *be, C *c, int ldc) {                                                         \
        return unwarp::sparse::csrmm(h, oa, ob, m, n, k, count, (const T *)al, d, (const T *)v, s, p, (const T *)b,    \
            ldb, (const T *)be, (T *)c, ldc);                                                                          \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csr2csc(cusparseHandle_t h, int m, int n, int count, const C *v,              \
            const int *s, const int *p, C *to, int *rows, int *starts, cusparseAction_t action,                        \
            cusparseIndexBase_t base) {                                                                                \
        return unwarp::sparse::csr2csc(h, m, n, count, (const T *)v, s, p, (T *)to, starts, rows, action, base);       \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csr2dense(cusparseHandle_t h, int m, int n, cusparseMatDescr_t d, const C *v, \
            const int *s, const int *p, C *a, int lda) {                                                               \
        return unwarp::sparse::csr2dense(h, m, n, d, (const T *)v, s, p, (T *)a, lda, false);                          \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csc2dense(cusparseHandle_t h, int m, int n, cusparseMatDescr_t d, const C *v, \
            const int *p, const int *s, C *a, int lda) {                                                               \
        return unwarp::sparse::csr2dense(h, m, n, d, (const T *)v, s, p, (T *)a, lda, true);                           \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##nnz(cusparseHandle_t h, cusparseDirection_t way, int m, int n,                \
            cusparseMatDescr_t, const C *a, int lda, int *counts, int *total) {                                        \
        return unwarp::sparse::nnz(h, way, m, n, (const T *)a, lda, counts, total);                                    \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##dense2csr(cusparseHandle_t h, int m, int n, cusparseMatDescr_t d, const C *a, \
            int lda, const int *, C *v, int *s, int *p) {                                                              \
        return unwarp::sparse::dense2csr(h, m, n, d, (const T *)a, lda, (T *)v, s, p, false);                          \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##dense2csc(cusparseHandle_t h, int m, int n, cusparseMatDescr_t d, const C *a, \
            int lda, const int *, C *v, int *p, int *s) {                                                              \
        return unwarp::sparse::dense2csr(h, m, n, d, (const T *)a, lda, (T *)v, s, p, true);                           \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrsv_analysis(cusparseHandle_t, cusparseOperation_t, int, int,               \
            cusparseMatDescr_t, const C *, const int *, const int *, cusparseSolveAnalysisInfo_t) {                    \
        return CUSPARSE_STATUS_SUCCESS;                                                                                \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrsv_solve(cusparseHandle_t h, cusparseOperation_t op, int m, const C *al,   \
            cusparseMatDescr_t d, const C *v, const int *s, const int *p, cusparseSolveAnalysisInfo_t info,            \
            const C *f, C *x) {                                                                                        \
        return unwarp::sparse::csrsv(h, op, m, -1, (const T *)al, d, (const T *)v, s, p, info, (const T *)f, (T *)x);  \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrsv2_bufferSize(cusparseHandle_t, cusparseOperation_t, int, int,            \
            cusparseMatDescr_t, C *, const int *, const int *, csrsv2Info_t, int *size) {                              \
        return *size = 8, CUSPARSE_STATUS_SUCCESS;                                                                     \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrsv2_analysis(cusparseHandle_t, cusparseOperation_t, int, int,              \
            cusparseMatDescr_t, const C *, const int *, const int *, csrsv2Info_t, cusparseSolvePolicy_t, void *) {    \
        return CUSPARSE_STATUS_SUCCESS;                                                                                \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrsv2_solve(cusparseHandle_t h, cusparseOperation_t op, int m, int count,    \
            const C *al, cusparseMatDescr_t d, const C *v, const int *s, const int *p, csrsv2Info_t info, const C *f,  \
            C *x, cusparseSolvePolicy_t, void *) {                                                                     \
        return unwarp::sparse::csrsv(h, op, m, count, (const T *)al, d, (const T *)v, s, p, info, (const T *)f,        \
            (T *)x);                                                                                                   \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrilu02_bufferSize(cusparseHandle_t, int, int, cusparseMatDescr_t, C *,      \
            const int *, const int *, csrilu02Info_t, int *size) {                                                     \
        return *size = 8, CUSPARSE_STATUS_SUCCESS;                                                                     \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrilu02_analysis(cusparseHandle_t, int, int, cusparseMatDescr_t, const C *,  \
            const int *, const int *, csrilu02Info_t, cusparseSolvePolicy_t, void *) {                                 \
        return CUSPARSE_STATUS_SUCCESS;                                                                                \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrilu02(cusparseHandle_t h, int m, int count, cusparseMatDescr_t d, C *v,    \
            const int *s, const int *p, csrilu02Info_t info, cusparseSolvePolicy_t, void *) {                          \
        return unwarp::sparse::incomplete(h, m, count, d, (T *)v, s, p, info, false);                                  \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csric02_bufferSize(cusparseHandle_t, int, int, cusparseMatDescr_t, C *,       \
            const int *, const int *, csric02Info_t, int *size) {                                                      \
        return *size = 8, CUSPARSE_STATUS_SUCCESS;                                                                     \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csric02_analysis(cusparseHandle_t, int, int, cusparseMatDescr_t, const C *,   \
            const int *, const int *, csric02Info_t, cusparseSolvePolicy_t, void *) {                                  \
        return CUSPARSE_STATUS_SUCCESS;                                                                                \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csric02(cusparseHandle_t h, int m, int count, cusparseMatDescr_t d, C *v,     \
            const int *s, const int *p, csric02Info_t info, cusparseSolvePolicy_t, void *) {                           \
        return unwarp::sparse::incomplete(h, m, count, d, (T *)v, s, p, info, true);                                   \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrgemm(cusparseHandle_t h, cusparseOperation_t oa, cusparseOperation_t ob,   \
            int m, int n, int k, cusparseMatDescr_t da, int na, const C *va, const int *sa, const int *pa,             \
            cusparseMatDescr_t db, int nb, const C *vb, const int *sb, const int *pb, cusparseMatDescr_t dc, C *vc,    \
            int *sc, int *pc) {                                                                                        \
        const bool ta = oa != CUSPARSE_OPERATION_NON_TRANSPOSE, tb = ob != CUSPARSE_OPERATION_NON_TRANSPOSE;           \
        return unwarp::sparse::combined<T>(h, {oa, ta ? k : m, ta ? m : k, na, da, (const T *)va, sa, pa},             \
            {ob, tb ? n : k, tb ? k : n, nb, db, (const T *)vb, sb, pb}, T(1), T(0), false, dc, (T *)vc, sc, pc,       \
            nullptr);                                                                                                  \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrgeam2_bufferSizeExt(cusparseHandle_t, int, int, const C *,                 \
            cusparseMatDescr_t, int, const C *, const int *, const int *, const C *, cusparseMatDescr_t, int,          \
            const C *, const int *, const int *, cusparseMatDescr_t, const C *, const int *, const int *,              \
            size_t *size) {                                                                                            \
        return *size = 8, CUSPARSE_STATUS_SUCCESS;                                                                     \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##csrgeam2(cusparseHandle_t h, int m, int n, const C *al,                       \
            cusparseMatDescr_t da, int na, const C *va, const int *sa, const int *pa, const C *be,                     \
            cusparseMatDescr_t db, int nb, const C *vb, const int *sb, const int *pb, cusparseMatDescr_t dc, C *vc,    \
            int *sc, int *pc, void *) {                                                                                \
        const cusparseOperation_t as_is = CUSPARSE_OPERATION_NON_TRANSPOSE;                                            \
        unwarp::sparse::Call call(h);                                                                                  \
        const T by = call.scalar((const T *)al), other = call.scalar((const T *)be);                                   \
        if (!call.good()) return call.status();                                                                        \
        return unwarp::sparse::combined<T>(h, {as_is, m, n, na, da, (const T *)va, sa, pa},                            \
            {as_is, m, n, nb, db, (const T *)vb, sb, pb}, by, other, true, dc, (T *)vc, sc, pc, nullptr);              \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##gtsv2_bufferSizeExt(cusparseHandle_t, int, int, const C *, const C *,         \
            const C *, const C *, int, size_t *size) {                                                                 \
        return *size = 8, CUSPARSE_STATUS_SUCCESS;                                                                     \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##gtsv2(cusparseHandle_t h, int m, int n, const C *l, const C *d, const C *u,   \
            C *b, int ldb, void *) {                                                                                   \
        return unwarp::sparse::tridiagonal(h, m, n, (const T *)l, (const T *)d, (const T *)u, (T *)b, ldb, 0, true);   \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##gtsv2StridedBatch_bufferSizeExt(cusparseHandle_t, int, const C *, const C *,  \
            const C *, const C *, int, int, size_t *size) {                                                            \
        return *size = 8, CUSPARSE_STATUS_SUCCESS;                                                                     \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##P##gtsv2StridedBatch(cusparseHandle_t h, int m, const C *l, const C *d,          \
            const C *u, C *x, int count, int step, void *) {                                                           \
        return unwarp::sparse::tridiagonal(h, m, count, (const T *)l, (const T *)d, (const T *)u, (T *)x, m, step,     \
            false);                                                                                                    \
    }
UW_SPARSE(S, float, float)
UW_SPARSE(D, double, double)
UW_SPARSE(C, cuComplex, std::complex<float>)
UW_SPARSE(Z, cuDoubleComplex, std::complex<double>)
#undef UW_SPARSE

inline cusparseStatus_t cusparseCsr2cscEx2_bufferSize(cusparseHandle_t, int, int, int, const void *, const int *, const int *,
                                                      void *, int *, int *, cudaDataType, cusparseAction_t, cusparseIndexBase_t,
                                                      cusparseCsr2CscAlg_t, size_t *size) {
    return *size = 8, CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseCsr2cscEx2(cusparseHandle_t h, int m, int n, int count, const void *v, const int *s,
                                           const int *p, void *to, int *starts, int *rows, cudaDataType type,
                                           cusparseAction_t action, cusparseIndexBase_t base, cusparseCsr2CscAlg_t, void *) {
    switch (type) {
        case CUDA_R_32F:
            return unwarp::sparse::csr2csc(h, m, n, count, (const float *)v, s, p, (float *)to, starts, rows, action, base);
        case CUDA_R_64F:
            return unwarp::sparse::csr2csc(h, m, n, count, (const double *)v, s, p, (double *)to, starts, rows, action, base);
        case CUDA_C_32F:
            return unwarp::sparse::csr2csc(h, m, n, count, (const std::complex<float> *)v, s, p, (std::complex<float> *)to,
                                           starts, rows, action, base);
        case CUDA_C_64F:
            return unwarp::sparse::csr2csc(h, m, n, count, (const std::complex<double> *)v, s, p, (std::complex<double> *)to,
                                           starts, rows, action, base);
        default: return CUSPARSE_STATUS_NOT_SUPPORTED;
    }
}
