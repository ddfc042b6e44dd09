// cuSPARSE's generic functions: products, solutions and conversions of matrices by their descriptors.
#pragma once

#include "unwarp_sparse.hpp"

namespace unwarp {
namespace sparse {

template <typename P, typename... A>
cusparseStatus_t made(P *to, A... value) {
    typedef typename std::remove_const<typename std::remove_pointer<P>::type>::type Object;
    if (!to) return CUSPARSE_STATUS_INVALID_VALUE;
    *to = new (std::nothrow) Object{value...};
    return *to ? CUSPARSE_STATUS_SUCCESS : CUSPARSE_STATUS_ALLOC_FAILED;
}
template <typename T>
cusparseStatus_t destroyed(T *object) {
    delete object;
    return CUSPARSE_STATUS_SUCCESS;
}
/// A size of a buffer: one is asked for, as programs allocate and pass it on.
template <typename S>
cusparseStatus_t sized(S *size, S bytes = 8) {
    if (!size) return CUSPARSE_STATUS_INVALID_VALUE;
    *size = bytes;
    return CUSPARSE_STATUS_SUCCESS;
}

/// Call with a zero of the type that is computed in.
template <typename F>
cusparseStatus_t computed(cudaDataType type, F work) {
    switch (type) {
        case CUDA_R_32F: return work(float());
        case CUDA_R_64F: return work(double());
        case CUDA_C_32F: return work(std::complex<float>());
        case CUDA_C_64F: return work(std::complex<double>());
        default: return CUSPARSE_STATUS_NOT_SUPPORTED;
    }
}

/// A dense matrix of a batch, by columns without gaps.
template <typename T>
std::vector<T> read_dense(Call &call, const cusparseDnMatDescr *a, int batch) {
    const bool by_columns = a->order == CUSPARSE_ORDER_COL;
    const int64_t outer = by_columns ? a->columns : a->rows, inner = by_columns ? a->rows : a->columns;
    std::vector<T> made((size_t)(outer * inner));
    if (made.empty()) return made;
    const char *from = (const char *)a->values + a->step * batch * (int64_t)library::Numbers<T>::bytes(a->type);
    const std::vector<T> memory = library::read_numbers<T>(call, from, a->type, (size_t)(a->lead * (outer - 1) + inner));
    for (int64_t i = 0; i < outer; i++) {
        for (int64_t j = 0; j < inner; j++) {
            made[(size_t)(by_columns ? i * a->rows + j : j * a->rows + i)] = memory[(size_t)(i * a->lead + j)];
        }
    }
    return made;
}
template <typename T>
void write_dense(Call &call, const cusparseDnMatDescr *a, int batch, const std::vector<T> &from) {
    const bool by_columns = a->order == CUSPARSE_ORDER_COL;
    const int64_t outer = by_columns ? a->columns : a->rows, inner = by_columns ? a->rows : a->columns;
    if (from.empty()) return;
    char *to = (char *)a->values + a->step * batch * (int64_t)library::Numbers<T>::bytes(a->type);
    std::vector<T> memory = library::read_numbers<T>(call, to, a->type, (size_t)(a->lead * (outer - 1) + inner));
    for (int64_t i = 0; i < outer; i++) {
        for (int64_t j = 0; j < inner; j++) {
            memory[(size_t)(i * a->lead + j)] = from[(size_t)(by_columns ? i * a->rows + j : j * a->rows + i)];
        }
    }
    library::write_numbers(call, to, a->type, memory);
}

/// op(X) of a dense matrix by columns; rows and columns are those of the result.
template <typename T>
std::vector<T> turned_dense(cusparseOperation_t op, const std::vector<T> &x, int64_t rows, int64_t columns) {
    if (op == CUSPARSE_OPERATION_NON_TRANSPOSE) return x;
    std::vector<T> made(x.size());
    for (int64_t j = 0; j < columns; j++) {
        for (int64_t i = 0; i < rows; i++) {
            const T value = x[(size_t)(i * columns + j)];
            made[(size_t)(j * rows + i)] = op == CUSPARSE_OPERATION_CONJUGATE_TRANSPOSE ? conjugate(value) : value;
        }
    }
    return made;
}

inline void size_under(cusparseOperation_t op, int64_t rows, int64_t columns, int64_t *m, int64_t *n) {
    *m = op == CUSPARSE_OPERATION_NON_TRANSPOSE ? rows : columns;
    *n = op == CUSPARSE_OPERATION_NON_TRANSPOSE ? columns : rows;
}

inline cusparseStatus_t spmv(cusparseHandle_t handle, cusparseOperation_t op, const void *alpha, const cusparseSpMatDescr *a,
                             const cusparseDnVecDescr *x, const void *beta, cusparseDnVecDescr *y, cudaDataType type) {
    return computed(type, [&](auto zero) {
        typedef decltype(zero) T;
        Call call(handle);
        if (!call.check(a && x && y && alpha && beta)) return call.status();
        int64_t m = 0, n = 0;
        size_under(op, a->rows, a->columns, &m, &n);
        if (!call.check(x->size == n && y->size == m)) return call.status();
        const T by = call.scalar((const T *)alpha), kept = call.scalar((const T *)beta);
        const Rows<T> matrix = applied(op, read_matrix<T>(call, a));
        const std::vector<T> from = library::read_numbers<T>(call, x->values, x->type, (size_t)n);
        std::vector<T> to = library::read_numbers<T>(call, y->values, y->type, (size_t)m);
        if (!call.good()) return call.status();
        multiply(matrix, by, from.data(), kept, to.data());
        library::write_numbers(call, y->values, y->type, to);
        return call.status();
    });
}

inline cusparseStatus_t spmm(cusparseHandle_t handle, cusparseOperation_t oa, cusparseOperation_t ob, const void *alpha,
                             const cusparseSpMatDescr *a, const cusparseDnMatDescr *b, const void *beta, cusparseDnMatDescr *c,
                             cudaDataType type) {
    return computed(type, [&](auto zero) {
        typedef decltype(zero) T;
        Call call(handle);
        if (!call.check(a && b && c && alpha && beta)) return call.status();
        int64_t m = 0, k = 0, inner = 0, n = 0;
        size_under(oa, a->rows, a->columns, &m, &k);
        size_under(ob, b->rows, b->columns, &inner, &n);
        if (!call.check(k == inner && c->rows == m && c->columns == n)) return call.status();
        const T by = call.scalar((const T *)alpha), kept = call.scalar((const T *)beta);
        const Rows<T> matrix = applied(oa, read_matrix<T>(call, a));
        for (int z = 0; call.good() && z < c->batches; z++) {
            const std::vector<T> from = turned_dense(ob, read_dense<T>(call, b, z), k, n);
            std::vector<T> to = read_dense<T>(call, c, z);
            for (int64_t j = 0; call.good() && j < n; j++) multiply(matrix, by, &from[(size_t)(j * k)], kept, &to[(size_t)(j * m)]);
            if (call.good()) write_dense(call, c, z, to);
        }
        return call.status();
    });
}

/// Solutions of op(A) X = alpha B by one triangle of A.
inline cusparseStatus_t spsm(cusparseHandle_t handle, cusparseOperation_t oa, cusparseOperation_t ob, const void *alpha,
                             const cusparseSpMatDescr *a, const void *values, const cusparseDnMatDescr *b,
                             const cusparseDnMatDescr *c, cudaDataType type) {
    return computed(type, [&](auto zero) {
        typedef decltype(zero) T;
        Call call(handle);
        if (!call.check(a && b && c && alpha && a->rows == a->columns)) return call.status();
        int64_t m = 0, n = 0;
        size_under(ob, b->rows, b->columns, &m, &n);
        if (!call.check(m == a->rows && c->rows == m && c->columns == n)) return call.status();
        const T by = call.scalar((const T *)alpha);
        std::vector<T> x = turned_dense(ob, read_dense<T>(call, b, 0), m, n);
        const Rows<T> matrix = read_matrix<T>(call, a, values);
        if (!call.good()) return call.status();
        solve(matrix, oa, a->fill == CUSPARSE_FILL_MODE_LOWER, a->diagonal == CUSPARSE_DIAG_TYPE_UNIT, by, x);
        write_dense(call, c, 0, x);
        return call.status();
    });
}
inline cusparseStatus_t spsv(cusparseHandle_t handle, cusparseOperation_t op, const void *alpha, const cusparseSpMatDescr *a,
                             const cusparseDnVecDescr *x, cusparseDnVecDescr *y, cudaDataType type, const void *values) {
    if (!x || !y) return CUSPARSE_STATUS_INVALID_VALUE;
    const cusparseDnMatDescr b{x->size, 1, x->size, x->values, x->type, CUSPARSE_ORDER_COL};
    const cusparseDnMatDescr c{y->size, 1, y->size, y->values, y->type, CUSPARSE_ORDER_COL};
    return spsm(handle, op, CUSPARSE_OPERATION_NON_TRANSPOSE, alpha, a, values, &b, &c, type);
}

/// alpha op(A) op(B), kept until it is copied; the descriptor of C is told how many elements it has.
inline cusparseStatus_t spgemm(cusparseHandle_t handle, cusparseOperation_t oa, cusparseOperation_t ob, const void *alpha,
                               const cusparseSpMatDescr *a, const cusparseSpMatDescr *b, cusparseSpMatDescr *c,
                               cudaDataType type, cusparseSpGEMMDescr *kept) {
    return computed(type, [&](auto zero) {
        typedef decltype(zero) T;
        Call call(handle);
        if (!call.check(a && b && c && kept && alpha)) return call.status();
        const T by = call.scalar((const T *)alpha);
        const Rows<T> left = applied(oa, read_matrix<T>(call, a)), right = applied(ob, read_matrix<T>(call, b));
        if (!call.check(left.columns == right.rows && c->rows == left.rows && c->columns == right.columns)) return call.status();
        const Rows<T> product = times(left, right);
        kept->starts = product.starts, kept->places = product.places;
        kept->values.clear();
        for (const T &value : product.values) kept->values.push_back(std::complex<double>(by * value));
        c->count = (int64_t)product.places.size();
        return call.status();
    });
}

inline void narrowed(std::complex<double> from, std::complex<double> *to) { *to = from; }
inline void narrowed(std::complex<double> from, std::complex<float> *to) { *to = std::complex<float>(from); }
template <typename R>
void narrowed(std::complex<double> from, R *to) {
    *to = (R)from.real();
}

inline cusparseStatus_t spgemm_copy(cusparseHandle_t handle, const void *beta, cusparseSpMatDescr *c, cudaDataType type,
                                    const cusparseSpGEMMDescr *kept) {
    return computed(type, [&](auto zero) {
        typedef decltype(zero) T;
        Call call(handle);
        if (!call.check(c && kept && beta && c->format == CUSPARSE_FORMAT_CSR)) return call.status();
        if (!call.check(c->count == (int64_t)kept->values.size())) return call.status();
        const T by = call.scalar((const T *)beta);
        std::vector<T> values(kept->values.size());
        if (by != T(0)) values = library::read_numbers<T>(call, c->values, c->type, values.size());
        for (size_t i = 0; i < values.size(); i++) {
            T made;
            narrowed(kept->values[i], &made);
            values[i] = by == T(0) ? made : made + by * values[i];
        }
        write_indices(call, c->starts, c->starts_type, c->base, kept->starts);
        write_indices(call, c->places, c->places_type, c->base, kept->places);
        library::write_numbers(call, c->values, c->type, values);
        return call.status();
    });
}

/// The elements of C's places of alpha op(A) op(B) + beta C.
inline cusparseStatus_t sddmm(cusparseHandle_t handle, cusparseOperation_t oa, cusparseOperation_t ob, const void *alpha,
                              const cusparseDnMatDescr *a, const cusparseDnMatDescr *b, const void *beta,
                              cusparseSpMatDescr *c, cudaDataType type) {
    return computed(type, [&](auto zero) {
        typedef decltype(zero) T;
        Call call(handle);
        if (!call.check(a && b && c && alpha && beta && c->format == CUSPARSE_FORMAT_CSR)) return call.status();
        int64_t m = 0, k = 0, inner = 0, n = 0;
        size_under(oa, a->rows, a->columns, &m, &k);
        size_under(ob, b->rows, b->columns, &inner, &n);
        if (!call.check(k == inner && c->rows == m && c->columns == n)) return call.status();
        const T by = call.scalar((const T *)alpha), kept = call.scalar((const T *)beta);
        const std::vector<T> left = turned_dense(oa, read_dense<T>(call, a, 0), m, k);
        const std::vector<T> right = turned_dense(ob, read_dense<T>(call, b, 0), k, n);
        Rows<T> to = read_matrix<T>(call, c);
        if (!call.good()) return call.status();
        for (int64_t i = 0; i < m; i++) {
            for (size_t at = to.first(i); at < to.last(i); at++) {
                T sum = T(0);
                for (int64_t p = 0; p < k; p++) sum += left[(size_t)(p * m + i)] * right[(size_t)(to.places[at] * k + p)];
                to.values[at] = kept == T(0) ? by * sum : by * sum + kept * to.values[at];
            }
        }
        library::write_numbers(call, c->values, c->type, to.values);
        return call.status();
    });
}

inline cusparseStatus_t sparse_to_dense(cusparseHandle_t handle, const cusparseSpMatDescr *a, cusparseDnMatDescr *b) {
    return computed(a && b ? a->type : CUDA_R_32F, [&](auto zero) {
        typedef decltype(zero) T;
        Call call(handle);
        if (!call.check(a && b && a->rows == b->rows && a->columns == b->columns)) return call.status();
        const Rows<T> from = read_matrix<T>(call, a);
        std::vector<T> to((size_t)(a->rows * a->columns));
        for (int64_t i = 0; call.good() && i < a->rows; i++) {
            for (size_t k = from.first(i); k < from.last(i); k++) to[(size_t)(from.places[k] * a->rows + i)] = from.values[k];
        }
        if (call.good()) write_dense(call, b, 0, to);
        return call.status();
    });
}

/// The elements of a dense matrix that are not zero, by the order of B's format.
template <typename T>
Rows<T> nonzero(const std::vector<T> &a, int64_t rows, int64_t columns) {
    Rows<T> made(rows, columns);
    for (int64_t i = 0; i < rows; i++) {
        for (int64_t j = 0; j < columns; j++) {
            const T value = a[(size_t)(j * rows + i)];
            if (value != T(0)) made.places.push_back(j), made.values.push_back(value);
        }
        made.starts[(size_t)i + 1] = (int64_t)made.places.size();
    }
    return made;
}
inline cusparseStatus_t dense_to_sparse(cusparseHandle_t handle, const cusparseDnMatDescr *a, cusparseSpMatDescr *b,
                                        bool analysis) {
    return computed(a && b ? a->type : CUDA_R_32F, [&](auto zero) {
        typedef decltype(zero) T;
        Call call(handle);
        if (!call.check(a && b && a->rows == b->rows && a->columns == b->columns)) return call.status();
        Rows<T> found = nonzero(read_dense<T>(call, a, 0), a->rows, a->columns);
        if (!call.good()) return call.status();
        const bool listed = b->format == CUSPARSE_FORMAT_COO;
        if (b->format == CUSPARSE_FORMAT_CSC) found = turned(found);
        if (analysis) b->count = (int64_t)found.values.size();
        if (!call.check(b->count == (int64_t)found.values.size())) return call.status();
        if (!listed) write_indices(call, b->starts, b->starts_type, b->base, found.starts);
        if (analysis) return call.status();
        if (listed) write_indices(call, b->starts, b->starts_type, b->base, rows_of(found));
        write_indices(call, b->places, b->places_type, b->base, found.places);
        library::write_numbers(call, b->values, b->type, found.values);
        return call.status();
    });
}

/// What `change` makes of the elements of a sparse vector and of those of a dense one in the same places; both are written.
template <typename F>
cusparseStatus_t both(cusparseHandle_t handle, const cusparseSpVecDescr *x, const cusparseDnVecDescr *y, F change) {
    return computed(x && y ? x->type : CUDA_R_32F, [&](auto zero) {
        typedef decltype(zero) T;
        Call call(handle);
        if (!call.check(x && y)) return call.status();
        const std::vector<int64_t> places = read_indices(call, x->places, x->places_type, x->base, x->count);
        std::vector<T> one = library::read_numbers<T>(call, x->values, x->type, (size_t)x->count);
        std::vector<T> other = library::read_numbers<T>(call, y->values, y->type, (size_t)y->size);
        if (!call.check(are_below(places, y->size))) return call.status();
        change(call, places, one, other);
        return call.status();
    });
}

}  // namespace sparse
}  // namespace unwarp

// ------------------------------------------------------------------------------------------------ products

inline cusparseStatus_t cusparseSpMV_bufferSize(cusparseHandle_t, cusparseOperation_t, const void *, cusparseConstSpMatDescr_t,
                                                cusparseConstDnVecDescr_t, const void *, cusparseDnVecDescr_t, cudaDataType,
                                                cusparseSpMVAlg_t, size_t *size) {
    return unwarp::sparse::sized(size);
}
inline cusparseStatus_t cusparseSpMV_preprocess(cusparseHandle_t, cusparseOperation_t, const void *, cusparseConstSpMatDescr_t,
                                                cusparseConstDnVecDescr_t, const void *, cusparseDnVecDescr_t, cudaDataType,
                                                cusparseSpMVAlg_t, void *) {
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSpMV(cusparseHandle_t h, cusparseOperation_t op, const void *al, cusparseConstSpMatDescr_t a,
                                     cusparseConstDnVecDescr_t x, const void *be, cusparseDnVecDescr_t y, cudaDataType type,
                                     cusparseSpMVAlg_t, void *) {
    return unwarp::sparse::spmv(h, op, al, a, x, be, y, type);
}
inline cusparseStatus_t cusparseSpMM_bufferSize(cusparseHandle_t, cusparseOperation_t, cusparseOperation_t, const void *,
                                                cusparseConstSpMatDescr_t, cusparseConstDnMatDescr_t, const void *,
                                                cusparseDnMatDescr_t, cudaDataType, cusparseSpMMAlg_t, size_t *size) {
    return unwarp::sparse::sized(size);
}
inline cusparseStatus_t cusparseSpMM_preprocess(cusparseHandle_t, cusparseOperation_t, cusparseOperation_t, const void *,
                                                cusparseConstSpMatDescr_t, cusparseConstDnMatDescr_t, const void *,
                                                cusparseDnMatDescr_t, cudaDataType, cusparseSpMMAlg_t, void *) {
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSpMM(cusparseHandle_t h, cusparseOperation_t oa, cusparseOperation_t ob, const void *al,
                                     cusparseConstSpMatDescr_t a, cusparseConstDnMatDescr_t b, const void *be,
                                     cusparseDnMatDescr_t c, cudaDataType type, cusparseSpMMAlg_t, void *) {
    return unwarp::sparse::spmm(h, oa, ob, al, a, b, be, c, type);
}
inline cusparseStatus_t cusparseSDDMM_bufferSize(cusparseHandle_t, cusparseOperation_t, cusparseOperation_t, const void *,
                                                 cusparseConstDnMatDescr_t, cusparseConstDnMatDescr_t, const void *,
                                                 cusparseSpMatDescr_t, cudaDataType, cusparseSDDMMAlg_t, size_t *size) {
    return unwarp::sparse::sized(size);
}
inline cusparseStatus_t cusparseSDDMM_preprocess(cusparseHandle_t, cusparseOperation_t, cusparseOperation_t, const void *,
                                                 cusparseConstDnMatDescr_t, cusparseConstDnMatDescr_t, const void *,
                                                 cusparseSpMatDescr_t, cudaDataType, cusparseSDDMMAlg_t, void *) {
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSDDMM(cusparseHandle_t h, cusparseOperation_t oa, cusparseOperation_t ob, const void *al,
                                      cusparseConstDnMatDescr_t a, cusparseConstDnMatDescr_t b, const void *be,
                                      cusparseSpMatDescr_t c, cudaDataType type, cusparseSDDMMAlg_t, void *) {
    return unwarp::sparse::sddmm(h, oa, ob, al, a, b, be, c, type);
}

// The work is done when `compute` gets a buffer, and the product kept until `copy`.
inline cusparseStatus_t cusparseSpGEMM_createDescr(cusparseSpGEMMDescr_t *kept) { return unwarp::sparse::made(kept); }
inline cusparseStatus_t cusparseSpGEMM_destroyDescr(cusparseSpGEMMDescr_t kept) { return unwarp::sparse::destroyed(kept); }
inline cusparseStatus_t cusparseSpGEMM_workEstimation(cusparseHandle_t, cusparseOperation_t, cusparseOperation_t, const void *,
                                                      cusparseConstSpMatDescr_t, cusparseConstSpMatDescr_t, const void *,
                                                      cusparseSpMatDescr_t, cudaDataType, cusparseSpGEMMAlg_t,
                                                      cusparseSpGEMMDescr_t, size_t *size, void *buffer) {
    return buffer ? CUSPARSE_STATUS_SUCCESS : unwarp::sparse::sized(size);
}
inline cusparseStatus_t cusparseSpGEMM_compute(cusparseHandle_t h, cusparseOperation_t oa, cusparseOperation_t ob,
                                               const void *al, cusparseConstSpMatDescr_t a, cusparseConstSpMatDescr_t b,
                                               const void *, cusparseSpMatDescr_t c, cudaDataType type, cusparseSpGEMMAlg_t,
                                               cusparseSpGEMMDescr_t kept, size_t *size, void *buffer) {
    return buffer ? unwarp::sparse::spgemm(h, oa, ob, al, a, b, c, type, kept) : unwarp::sparse::sized(size);
}
inline cusparseStatus_t cusparseSpGEMM_copy(cusparseHandle_t h, cusparseOperation_t, cusparseOperation_t, const void *,
                                            cusparseConstSpMatDescr_t, cusparseConstSpMatDescr_t, const void *be,
                                            cusparseSpMatDescr_t c, cudaDataType type, cusparseSpGEMMAlg_t,
                                            cusparseSpGEMMDescr_t kept) {
    return unwarp::sparse::spgemm_copy(h, be, c, type, kept);
}

// ------------------------------------------------------------------------------------------------ solutions

inline cusparseStatus_t cusparseSpSV_createDescr(cusparseSpSVDescr_t *kept) { return unwarp::sparse::made(kept); }
inline cusparseStatus_t cusparseSpSV_destroyDescr(cusparseSpSVDescr_t kept) { return unwarp::sparse::destroyed(kept); }
inline cusparseStatus_t cusparseSpSV_bufferSize(cusparseHandle_t, cusparseOperation_t, const void *, cusparseConstSpMatDescr_t,
                                                cusparseConstDnVecDescr_t, cusparseDnVecDescr_t, cudaDataType,
                                                cusparseSpSVAlg_t, cusparseSpSVDescr_t, size_t *size) {
    return unwarp::sparse::sized(size);
}
inline cusparseStatus_t cusparseSpSV_analysis(cusparseHandle_t, cusparseOperation_t, const void *, cusparseConstSpMatDescr_t,
                                              cusparseConstDnVecDescr_t, cusparseDnVecDescr_t, cudaDataType,
                                              cusparseSpSVAlg_t, cusparseSpSVDescr_t, void *) {
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSpSV_solve(cusparseHandle_t h, cusparseOperation_t op, const void *al,
                                           cusparseConstSpMatDescr_t a, cusparseConstDnVecDescr_t x, cusparseDnVecDescr_t y,
                                           cudaDataType type, cusparseSpSVAlg_t, cusparseSpSVDescr_t kept) {
    return unwarp::sparse::spsv(h, op, al, a, x, y, type, kept ? kept->values : nullptr);
}
inline cusparseStatus_t cusparseSpSM_createDescr(cusparseSpSMDescr_t *kept) { return unwarp::sparse::made(kept); }
inline cusparseStatus_t cusparseSpSM_destroyDescr(cusparseSpSMDescr_t kept) { return unwarp::sparse::destroyed(kept); }
inline cusparseStatus_t cusparseSpSM_bufferSize(cusparseHandle_t, cusparseOperation_t, cusparseOperation_t, const void *,
                                                cusparseConstSpMatDescr_t, cusparseConstDnMatDescr_t, cusparseDnMatDescr_t,
                                                cudaDataType, cusparseSpSMAlg_t, cusparseSpSMDescr_t, size_t *size) {
    return unwarp::sparse::sized(size);
}
inline cusparseStatus_t cusparseSpSM_analysis(cusparseHandle_t, cusparseOperation_t, cusparseOperation_t, const void *,
                                              cusparseConstSpMatDescr_t, cusparseConstDnMatDescr_t, cusparseDnMatDescr_t,
                                              cudaDataType, cusparseSpSMAlg_t, cusparseSpSMDescr_t, void *) {
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSpSM_solve(cusparseHandle_t h, cusparseOperation_t oa, cusparseOperation_t ob, const void *al,
                                           cusparseConstSpMatDescr_t a, cusparseConstDnMatDescr_t b, cusparseDnMatDescr_t c,
                                           cudaDataType type, cusparseSpSMAlg_t, cusparseSpSMDescr_t) {
    return unwarp::sparse::spsm(h, oa, ob, al, a, nullptr, b, c, type);
}

// ------------------------------------------------------------------------------------------------ conversions, vectors

inline cusparseStatus_t cusparseSparseToDense_bufferSize(cusparseHandle_t, cusparseConstSpMatDescr_t, cusparseDnMatDescr_t,
                                                         cusparseSparseToDenseAlg_t, size_t *size) {
    return unwarp::sparse::sized(size);
}
inline cusparseStatus_t cusparseSparseToDense(cusparseHandle_t h, cusparseConstSpMatDescr_t a, cusparseDnMatDescr_t b,
                                              cusparseSparseToDenseAlg_t, void *) {
    return unwarp::sparse::sparse_to_dense(h, a, b);
}
inline cusparseStatus_t cusparseDenseToSparse_bufferSize(cusparseHandle_t, cusparseConstDnMatDescr_t, cusparseSpMatDescr_t,
                                                         cusparseDenseToSparseAlg_t, size_t *size) {
    return unwarp::sparse::sized(size);
}
inline cusparseStatus_t cusparseDenseToSparse_analysis(cusparseHandle_t h, cusparseConstDnMatDescr_t a, cusparseSpMatDescr_t b,
                                                       cusparseDenseToSparseAlg_t, void *) {
    return unwarp::sparse::dense_to_sparse(h, a, b, true);
}
inline cusparseStatus_t cusparseDenseToSparse_convert(cusparseHandle_t h, cusparseConstDnMatDescr_t a, cusparseSpMatDescr_t b,
                                                      cusparseDenseToSparseAlg_t, void *) {
    return unwarp::sparse::dense_to_sparse(h, a, b, false);
}
inline cusparseStatus_t cusparseAxpby(cusparseHandle_t h, const void *al, cusparseConstSpVecDescr_t x, const void *be,
                                      cusparseDnVecDescr_t y) {
    return unwarp::sparse::both(h, x, y, [&](auto &call, const auto &places, auto &from, auto &to) {
        typedef typename std::decay<decltype(to[0])>::type T;
        const T by = call.scalar((const T *)al), kept = call.scalar((const T *)be);
        for (T &value : to) value = kept * value;
        for (size_t i = 0; i < places.size(); i++) to[(size_t)places[i]] += by * from[i];
        unwarp::library::write_numbers(call, y->values, y->type, to);
    });
}
inline cusparseStatus_t cusparseGather(cusparseHandle_t h, cusparseConstDnVecDescr_t y, cusparseSpVecDescr_t x) {
    return unwarp::sparse::both(h, x, y, [&](auto &call, const auto &places, auto &to, auto &from) {
        for (size_t i = 0; i < places.size(); i++) to[i] = from[(size_t)places[i]];
        unwarp::library::write_numbers(call, x->values, x->type, to);
    });
}
inline cusparseStatus_t cusparseScatter(cusparseHandle_t h, cusparseConstSpVecDescr_t x, cusparseDnVecDescr_t y) {
    return unwarp::sparse::both(h, x, y, [&](auto &call, const auto &places, auto &from, auto &to) {
        for (size_t i = 0; i < places.size(); i++) to[(size_t)places[i]] = from[i];
        unwarp::library::write_numbers(call, y->values, y->type, to);
    });
}
inline cusparseStatus_t cusparseSpVV_bufferSize(cusparseHandle_t, cusparseOperation_t, cusparseConstSpVecDescr_t,
                                                cusparseConstDnVecDescr_t, const void *, cudaDataType, size_t *size) {
    return unwarp::sparse::sized(size);
}
inline cusparseStatus_t cusparseSpVV(cusparseHandle_t h, cusparseOperation_t op, cusparseConstSpVecDescr_t x,
                                     cusparseConstDnVecDescr_t y, void *result, cudaDataType type, void *) {
    if (x && type != x->type) return CUSPARSE_STATUS_NOT_SUPPORTED;
    return unwarp::sparse::both(h, x, y, [&](auto &call, const auto &places, auto &one, auto &other) {
        typedef typename std::decay<decltype(one[0])>::type T;
        T sum = T(0);
        for (size_t i = 0; i < places.size(); i++) {
            const bool turned = op == CUSPARSE_OPERATION_CONJUGATE_TRANSPOSE;
            sum += (turned ? unwarp::sparse::conjugate(one[i]) : one[i]) * other[(size_t)places[i]];
        }
        call.result((T *)result, sum);
    });
}
