// Sparse matrices under cuSPARSE's names: the generic functions on CSR, CSC and COO, in single and double precision, real and
// complex, and the older ones of a type each. The host computes, and the result is in place when the call returns; buffers are
// asked for, and not used. Blocked formats and matrices in batches are not there.
#pragma once

#include "unwarp_cusparse_older.hpp"
#include "unwarp_sparse_generic.hpp"

// ------------------------------------------------------------------------------------------------ handles

inline cusparseStatus_t cusparseCreate(cusparseHandle_t *handle) {
    if (!handle) return CUSPARSE_STATUS_INVALID_VALUE;
    *handle = new (std::nothrow) cusparseContext;
    return *handle ? CUSPARSE_STATUS_SUCCESS : CUSPARSE_STATUS_ALLOC_FAILED;
}
inline cusparseStatus_t cusparseDestroy(cusparseHandle_t handle) {
    delete handle;
    return handle ? CUSPARSE_STATUS_SUCCESS : CUSPARSE_STATUS_NOT_INITIALIZED;
}
inline cusparseStatus_t cusparseSetStream(cusparseHandle_t handle, unwarp::library::Stream stream) {
    if (!handle) return CUSPARSE_STATUS_NOT_INITIALIZED;
    handle->stream = stream;
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseGetStream(cusparseHandle_t handle, unwarp::library::Stream *stream) {
    if (!handle) return CUSPARSE_STATUS_NOT_INITIALIZED;
    *stream = handle->stream;
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSetPointerMode(cusparseHandle_t handle, cusparsePointerMode_t mode) {
    if (!handle) return CUSPARSE_STATUS_NOT_INITIALIZED;
    handle->mode = mode;
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseGetPointerMode(cusparseHandle_t handle, cusparsePointerMode_t *mode) {
    if (!handle) return CUSPARSE_STATUS_NOT_INITIALIZED;
    *mode = handle->mode;
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseGetVersion(cusparseHandle_t handle, int *version) {
    if (!handle) return CUSPARSE_STATUS_NOT_INITIALIZED;
    *version = 12000;
    return CUSPARSE_STATUS_SUCCESS;
}
inline const char *cusparseGetErrorName(cusparseStatus_t status) {
    switch (status) {
        case CUSPARSE_STATUS_SUCCESS: return "CUSPARSE_STATUS_SUCCESS";
        case CUSPARSE_STATUS_NOT_INITIALIZED: return "CUSPARSE_STATUS_NOT_INITIALIZED";
        case CUSPARSE_STATUS_ALLOC_FAILED: return "CUSPARSE_STATUS_ALLOC_FAILED";
        case CUSPARSE_STATUS_INVALID_VALUE: return "CUSPARSE_STATUS_INVALID_VALUE";
        case CUSPARSE_STATUS_ARCH_MISMATCH: return "CUSPARSE_STATUS_ARCH_MISMATCH";
        case CUSPARSE_STATUS_MAPPING_ERROR: return "CUSPARSE_STATUS_MAPPING_ERROR";
        case CUSPARSE_STATUS_EXECUTION_FAILED: return "CUSPARSE_STATUS_EXECUTION_FAILED";
        case CUSPARSE_STATUS_INTERNAL_ERROR: return "CUSPARSE_STATUS_INTERNAL_ERROR";
        case CUSPARSE_STATUS_MATRIX_TYPE_NOT_SUPPORTED: return "CUSPARSE_STATUS_MATRIX_TYPE_NOT_SUPPORTED";
        case CUSPARSE_STATUS_ZERO_PIVOT: return "CUSPARSE_STATUS_ZERO_PIVOT";
        case CUSPARSE_STATUS_NOT_SUPPORTED: return "CUSPARSE_STATUS_NOT_SUPPORTED";
        case CUSPARSE_STATUS_INSUFFICIENT_RESOURCES: return "CUSPARSE_STATUS_INSUFFICIENT_RESOURCES";
    }
    return "unknown cuSPARSE status";
}
inline const char *cusparseGetErrorString(cusparseStatus_t status) { return cusparseGetErrorName(status); }

// ------------------------------------------------------------------------------------------------ descriptors

inline cusparseStatus_t cusparseCreateMatDescr(cusparseMatDescr_t *a) { return unwarp::sparse::made(a); }
inline cusparseStatus_t cusparseDestroyMatDescr(cusparseMatDescr_t a) { return unwarp::sparse::destroyed(a); }
#define UW_SPARSE_PROPERTY(NAME, TYPE, FIELD)                                                                          \
    inline cusparseStatus_t cusparseSetMat##NAME(cusparseMatDescr_t a, TYPE value) {                                   \
        if (!a) return CUSPARSE_STATUS_INVALID_VALUE;                                                                  \
        a->FIELD = value;                                                                                              \
        return CUSPARSE_STATUS_SUCCESS;                                                                                \
    }                                                                                                                  \
    inline TYPE cusparseGetMat##NAME(const cusparseMatDescr *a) { return a->FIELD; }
UW_SPARSE_PROPERTY(Type, cusparseMatrixType_t, type)
UW_SPARSE_PROPERTY(IndexBase, cusparseIndexBase_t, base)
UW_SPARSE_PROPERTY(FillMode, cusparseFillMode_t, fill)
UW_SPARSE_PROPERTY(DiagType, cusparseDiagType_t, diagonal)
#undef UW_SPARSE_PROPERTY

// Each has a form for memory that is not written, whose descriptor is constant.
#define UW_SPARSE_CREATE(CONST, VOID, SPMAT, SPVEC, DNVEC, DNMAT)                                                      \
    inline cusparseStatus_t cusparseCreate##CONST##Csr(SPMAT *a, int64_t m, int64_t n, int64_t count, VOID *starts,    \
            VOID *places, VOID *values, cusparseIndexType_t st, cusparseIndexType_t pt, cusparseIndexBase_t base,      \
            cudaDataType type) {                                                                                       \
        return unwarp::sparse::made(a, cusparseSpMatDescr{CUSPARSE_FORMAT_CSR, m, n, count, (void *)starts,            \
            (void *)places, (void *)values, st, pt, base, type});                                                      \
    }                                                                                                                  \
    inline cusparseStatus_t cusparseCreate##CONST##Csc(SPMAT *a, int64_t m, int64_t n, int64_t count, VOID *starts,    \
            VOID *places, VOID *values, cusparseIndexType_t st, cusparseIndexType_t pt, cusparseIndexBase_t base,      \
            cudaDataType type) {                                                                                       \
        return unwarp::sparse::made(a, cusparseSpMatDescr{CUSPARSE_FORMAT_CSC, m, n, count, (void *)starts,            \
            (void *)places, (void *)values, st, pt, base, type});                                                      \
    }                                                                                                                  \
    inline cusparseStatus_t cusparseCreate##CONST##Coo(SPMAT *a, int64_t m, int64_t n, int64_t count, VOID *rows,      \
            VOID *columns, VOID *values, cusparseIndexType_t it, cusparseIndexBase_t base, cudaDataType type) {        \
        return unwarp::sparse::made(a, cusparseSpMatDescr{CUSPARSE_FORMAT_COO, m, n, count, (void *)rows,              \
            (void *)columns, (void *)values, it, it, base, type});                                                     \
    }                                                                                                                  \
    inline cusparseStatus_t cusparseCreate##CONST##SpVec(SPVEC *x, int64_t size, int64_t count, VOID *places,          \
            VOID *values, cusparseIndexType_t it, cusparseIndexBase_t base, cudaDataType type) {                       \
        return unwarp::sparse::made(x, cusparseSpVecDescr{size, count, (void *)places, (void *)values, it, base,       \
            type});                                                                                                    \
    }                                                                                                                  \
    inline cusparseStatus_t cusparseCreate##CONST##DnVec(DNVEC *x, int64_t size, VOID *values, cudaDataType type) {    \
        return unwarp::sparse::made(x, cusparseDnVecDescr{size, (void *)values, type});                                \
    }                                                                                                                  \
    inline cusparseStatus_t cusparseCreate##CONST##DnMat(DNMAT *a, int64_t m, int64_t n, int64_t lead, VOID *values,   \
            cudaDataType type, cusparseOrder_t order) {                                                                \
        if (lead < (order == CUSPARSE_ORDER_COL ? m : n)) return CUSPARSE_STATUS_INVALID_VALUE;                        \
        return unwarp::sparse::made(a, cusparseDnMatDescr{m, n, lead, (void *)values, type, order});                   \
    }
UW_SPARSE_CREATE(, void, cusparseSpMatDescr_t, cusparseSpVecDescr_t, cusparseDnVecDescr_t, cusparseDnMatDescr_t)
UW_SPARSE_CREATE(Const, const void, cusparseConstSpMatDescr_t, cusparseConstSpVecDescr_t, cusparseConstDnVecDescr_t,
                 cusparseConstDnMatDescr_t)
#undef UW_SPARSE_CREATE

inline cusparseStatus_t cusparseDestroySpMat(cusparseConstSpMatDescr_t a) { return unwarp::sparse::destroyed(a); }
inline cusparseStatus_t cusparseDestroySpVec(cusparseConstSpVecDescr_t x) { return unwarp::sparse::destroyed(x); }
inline cusparseStatus_t cusparseDestroyDnVec(cusparseConstDnVecDescr_t x) { return unwarp::sparse::destroyed(x); }
inline cusparseStatus_t cusparseDestroyDnMat(cusparseConstDnMatDescr_t a) { return unwarp::sparse::destroyed(a); }

#define UW_SPARSE_VALUES(KIND)                                                                                         \
    inline cusparseStatus_t cusparse##KIND##SetValues(cusparse##KIND##Descr_t a, void *values) {                       \
        if (!a) return CUSPARSE_STATUS_INVALID_VALUE;                                                                  \
        a->values = values;                                                                                            \
        return CUSPARSE_STATUS_SUCCESS;                                                                                \
    }                                                                                                                  \
    inline cusparseStatus_t cusparse##KIND##GetValues(cusparse##KIND##Descr_t a, void **values) {                      \
        if (!a) return CUSPARSE_STATUS_INVALID_VALUE;                                                                  \
        *values = a->values;                                                                                           \
        return CUSPARSE_STATUS_SUCCESS;                                                                                \
    }
UW_SPARSE_VALUES(SpMat)
UW_SPARSE_VALUES(SpVec)
UW_SPARSE_VALUES(DnVec)
UW_SPARSE_VALUES(DnMat)
#undef UW_SPARSE_VALUES

#define UW_SPARSE_POINTERS(KIND)                                                                                       \
    inline cusparseStatus_t cusparse##KIND##SetPointers(cusparseSpMatDescr_t a, void *starts, void *places,            \
            void *values) {                                                                                            \
        if (!a || !starts) return CUSPARSE_STATUS_INVALID_VALUE;                                                       \
        a->starts = starts, a->places = places, a->values = values;                                                    \
        return CUSPARSE_STATUS_SUCCESS;                                                                                \
    }
UW_SPARSE_POINTERS(Csr)
UW_SPARSE_POINTERS(Csc)
UW_SPARSE_POINTERS(Coo)
#undef UW_SPARSE_POINTERS

inline cusparseStatus_t cusparseSpMatGetSize(cusparseConstSpMatDescr_t a, int64_t *rows, int64_t *columns, int64_t *count) {
    if (!a) return CUSPARSE_STATUS_INVALID_VALUE;
    *rows = a->rows, *columns = a->columns, *count = a->count;
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSpMatGetFormat(cusparseConstSpMatDescr_t a, cusparseFormat_t *format) {
    if (!a) return CUSPARSE_STATUS_INVALID_VALUE;
    *format = a->format;
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSpMatGetIndexBase(cusparseConstSpMatDescr_t a, cusparseIndexBase_t *base) {
    if (!a) return CUSPARSE_STATUS_INVALID_VALUE;
    *base = a->base;
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseCsrGet(cusparseSpMatDescr_t a, int64_t *rows, int64_t *columns, int64_t *count, void **starts,
                                       void **places, void **values, cusparseIndexType_t *starts_type,
                                       cusparseIndexType_t *places_type, cusparseIndexBase_t *base, cudaDataType *type) {
    if (!a) return CUSPARSE_STATUS_INVALID_VALUE;
    *starts = a->starts, *places = a->places, *values = a->values;
    *starts_type = a->starts_type, *places_type = a->places_type, *base = a->base, *type = a->type;
    return cusparseSpMatGetSize(a, rows, columns, count);
}
inline cusparseStatus_t cusparseCooGet(cusparseSpMatDescr_t a, int64_t *rows, int64_t *columns, int64_t *count, void **row,
                                       void **column, void **values, cusparseIndexType_t *index, cusparseIndexBase_t *base,
                                       cudaDataType *type) {
    return cusparseCsrGet(a, rows, columns, count, row, column, values, index, index, base, type);
}
inline cusparseStatus_t cusparseDnVecGet(cusparseDnVecDescr_t x, int64_t *size, void **values, cudaDataType *type) {
    if (!x) return CUSPARSE_STATUS_INVALID_VALUE;
    *size = x->size, *values = x->values, *type = x->type;
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseDnMatGet(cusparseDnMatDescr_t a, int64_t *rows, int64_t *columns, int64_t *lead, void **values,
                                         cudaDataType *type, cusparseOrder_t *order) {
    if (!a) return CUSPARSE_STATUS_INVALID_VALUE;
    *rows = a->rows, *columns = a->columns, *lead = a->lead, *values = a->values, *type = a->type, *order = a->order;
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseDnMatSetStridedBatch(cusparseDnMatDescr_t a, int count, int64_t step) {
    if (!a || count < 1) return CUSPARSE_STATUS_INVALID_VALUE;
    a->batches = count, a->step = step;
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSpMatSetAttribute(cusparseSpMatDescr_t a, cusparseSpMatAttribute_t which, const void *data,
                                                  size_t size) {
    if (!a || !data || size != sizeof(cusparseFillMode_t)) return CUSPARSE_STATUS_INVALID_VALUE;
    if (which == CUSPARSE_SPMAT_FILL_MODE) {
        a->fill = *(const cusparseFillMode_t *)data;
    } else {
        a->diagonal = *(const cusparseDiagType_t *)data;
    }
    return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSpMatGetAttribute(cusparseConstSpMatDescr_t a, cusparseSpMatAttribute_t which, void *data,
                                                  size_t size) {
    if (!a || !data || size != sizeof(cusparseFillMode_t)) return CUSPARSE_STATUS_INVALID_VALUE;
    if (which == CUSPARSE_SPMAT_FILL_MODE) {
        *(cusparseFillMode_t *)data = a->fill;
    } else {
        *(cusparseDiagType_t *)data = a->diagonal;
    }
    return CUSPARSE_STATUS_SUCCESS;
}
